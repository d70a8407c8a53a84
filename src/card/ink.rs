//! The colour of text, chosen by the pixels that are really under it.
//!
//! # Source
//! WCAG 2.2, 1.4.3: 4.5:1, here for 95 % of the pixels under every run.

use crate::card::canvas::{Picture, Rect};
use crate::card::color::{Oklch, Rgb, contrast, luminance, oklch, srgb};

/// The least contrast of a run: 4.5:1, and some reserve for what JPEG changes.
pub const LEAST: f32 = 4.6;
/// A dark ink of the field's own hue is darkened until it has this contrast.
const DARK_LEAST: f32 = 5.5;
/// A scrim is even up to this far right of the words, fades over so many pixels, and is chosen among so many strengths.
const SCRIM_ROOM_PX: i32 = 24;
const SCRIM_FADE_PX: f32 = 240.0;
const SCRIM_STEPS: usize = 16;

/// The title's colour and the quieter one of everything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inks {
    /// Title and site name.
    pub title: Rgb,
    /// Kicker, subtitle, date, authors.
    pub second: Rgb,
}

/// On the blog's gray.
pub const ON_GRAY: Inks = Inks {
    title: [0x18, 0x21, 0x48],
    second: [0x56, 0x5E, 0x78],
};

/// The luminances between which 95 % of the pixels of a box lie, from either side.
#[derive(Debug, Clone, Copy)]
pub struct Under {
    dark: f32,
    light: f32,
}

impl Under {
    /// Measures a box of a picture.
    pub fn measure(picture: &Picture, rect: Rect) -> Under {
        let rect = rect.inside(picture.width, picture.height);
        let mut counts = [0u32; 4096];
        // Most of the area is one colour: a pixel equal to the last one falls into the same bin.
        let (mut last, mut bin) = (None, 0);
        for y in rect.y..rect.y + rect.height {
            let row =
                &picture.row(y as usize)[3 * rect.x as usize..3 * (rect.x + rect.width) as usize];
            for &pixel in row.as_chunks::<3>().0 {
                if last != Some(pixel) {
                    last = Some(pixel);
                    bin = ((luminance(pixel) * 4095.0) as usize).min(4095);
                }
                counts[bin] += 1;
            }
        }
        let total: u32 = counts.iter().sum();
        let share = total / 20;
        let bin = |mut bins: Box<dyn Iterator<Item = (usize, &u32)> + '_>| {
            let mut seen = 0;
            bins.find(|&(_, count)| {
                seen += count;
                seen > share
            })
            .map_or(0, |(bin, _)| bin)
        };
        Under {
            dark: bin(Box::new(counts.iter().enumerate())) as f32 / 4095.0,
            light: bin(Box::new(counts.iter().enumerate().rev())) as f32 / 4095.0,
        }
    }

    /// The least contrast among 95 % of the pixels.
    pub fn contrast(self, ink: Rgb) -> f32 {
        let ink = luminance(ink);
        if ink > self.dark && ink < self.light {
            return 1.0;
        }
        contrast(ink, self.dark).min(contrast(ink, self.light))
    }
}

/// The first of the inks with enough contrast in every title box, and a quieter one with enough in every other box.
pub fn choose(preferred: &[Inks], field: Rgb, titles: &[Under], others: &[Under]) -> Inks {
    let worst = |boxes: &[Under], ink: Rgb| {
        boxes
            .iter()
            .map(|under| under.contrast(ink))
            .fold(f32::INFINITY, f32::min)
    };
    for inks in preferred {
        if worst(titles, inks.title) >= LEAST && worst(others, inks.second) >= LEAST {
            return *inks;
        }
    }
    let mut candidates: Vec<Rgb> = preferred.iter().map(|inks| inks.title).collect();
    candidates.extend([[255; 3], dark_of(field, titles), [0; 3]]);
    let all: Vec<Under> = titles.iter().chain(others).copied().collect();
    let title = candidates
        .iter()
        .copied()
        .find(|&ink| worst(&all, ink) >= LEAST)
        .or_else(|| {
            candidates
                .iter()
                .copied()
                .max_by(|&a, &b| worst(&all, a).total_cmp(&worst(&all, b)))
        })
        .unwrap_or([0; 3]);
    let quiet = quieter(title, field);
    let second = if worst(others, quiet) >= LEAST {
        quiet
    } else {
        title
    };
    Inks { title, second }
}

/// White where its contrast is enough, else a dark ink of the field's own hue; for coloured fields.
pub fn on_color(field: Rgb, titles: &[Under], others: &[Under]) -> Inks {
    let white = Inks {
        title: [255; 3],
        second: quieter([255; 3], field),
    };
    let plain = Inks {
        title: [255; 3],
        second: [255; 3],
    };
    let dark = dark_of(field, titles);
    let dark_inks = Inks {
        title: dark,
        second: quieter(dark, field),
    };
    choose(
        &[
            white,
            plain,
            dark_inks,
            Inks {
                title: dark,
                second: dark,
            },
        ],
        field,
        titles,
        others,
    )
}

/// An ink mixed 12 % into the field.
fn quieter(ink: Rgb, field: Rgb) -> Rgb {
    std::array::from_fn(|c| (f64::from(ink[c]) * 0.88 + f64::from(field[c]) * 0.12 + 0.5) as u8)
}

fn dark_of(field: Rgb, titles: &[Under]) -> Rgb {
    let own = oklch(field);
    let mut ink = [0; 3];
    for step in 0..=12 {
        ink = srgb(Oklch {
            lightness: 0.30 - 0.01 * f64::from(step),
            chroma: (0.75 * own.chroma).min(0.10),
            hue: own.hue,
        });
        if titles.iter().all(|under| under.contrast(ink) >= DARK_LEAST) {
            break;
        }
    }
    ink
}

/// Darkens or lightens the field (away from the ink) from the left edge to behind the boxes, just as much as contrast needs.
///
/// One even slope over the whole height: a patch behind each line would look like a glow around the letters.
pub fn scrim(picture: &mut Picture, weak: &[(Rect, Rgb)], field: Rgb) {
    let (Some(&(first, ink)), own) = (weak.first(), oklch(field)) else {
        return;
    };
    let light_ink = luminance(ink) > 0.18;
    let color = srgb(Oklch {
        lightness: if light_ink {
            own.lightness.min(0.24)
        } else {
            own.lightness.max(0.96)
        },
        chroma: own.chroma.min(0.08),
        hue: own.hue,
    });
    let all = weak.iter().fold(first, |all, (rect, _)| all.union(*rect));
    for step in 1..=SCRIM_STEPS {
        let mut trial = picture.clone();
        let strength = step as f32 / SCRIM_STEPS as f32;
        wash(&mut trial, all.x + all.width, color, strength);
        let reads =
            |&(rect, ink): &(Rect, Rgb)| Under::measure(&trial, rect).contrast(ink) >= LEAST;
        if weak.iter().all(reads) || step == SCRIM_STEPS {
            *picture = trial;
            return;
        }
    }
}

/// `color` over everything left of `right`, fading out behind it.
fn wash(picture: &mut Picture, right: i32, color: Rgb, strength: f32) {
    for x in 0..i32::try_from(picture.width).unwrap_or(i32::MAX) {
        let behind = (x - right - SCRIM_ROOM_PX).max(0) as f32;
        let t = 1.0 - (behind / SCRIM_FADE_PX).min(1.0);
        let share = strength * t * t * (3.0 - 2.0 * t);
        for y in 0..i32::try_from(picture.height).unwrap_or(i32::MAX) {
            picture.blend(x, y, color, share);
        }
    }
}

/// The lowest contrast of any run, two decimals, rounded down.
pub fn worst(runs: impl Iterator<Item = (Under, Rgb)>) -> f64 {
    let least = runs
        .map(|(under, ink)| under.contrast(ink))
        .fold(21.0f32, f32::min);
    (f64::from(least) * 100.0).floor() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn box_of(picture: &Picture) -> Under {
        Under::measure(
            picture,
            Rect {
                x: 0,
                y: 0,
                width: picture.width as i32,
                height: picture.height as i32,
            },
        )
    }

    #[test]
    fn the_blogs_ink_is_kept_on_its_gray_and_given_up_on_black() {
        let gray = box_of(&Picture::filled(10, 10, [0xDD, 0xDF, 0xE2]));
        assert_eq!(
            choose(&[ON_GRAY], [0xDD, 0xDF, 0xE2], &[gray], &[gray]),
            ON_GRAY
        );
        let black = box_of(&Picture::filled(10, 10, [20, 20, 24]));
        let inks = choose(&[ON_GRAY], [20, 20, 24], &[black], &[black]);
        assert_eq!(inks.title, [255; 3]);
        assert!(black.contrast(inks.second) >= LEAST);
    }

    #[test]
    fn every_field_gets_an_ink_that_reads() {
        for r in (0..=255).step_by(51) {
            for g in (0..=255).step_by(51) {
                for b in (0..=255).step_by(51) {
                    let field = [r as u8, g as u8, b as u8];
                    let under = box_of(&Picture::filled(4, 4, field));
                    let inks = on_color(field, &[under], &[under]);
                    assert!(
                        under.contrast(inks.title) >= 4.5 && under.contrast(inks.second) >= 4.5,
                        "{field:?} {inks:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_scrim_makes_a_checkerboard_readable() {
        let mut board = Picture::filled(200, 100, [0; 3]);
        for y in 0..100 {
            for x in 0..200 {
                if (x / 5 + y / 5) % 2 == 0 {
                    board.set(x, y, [255; 3]);
                }
            }
        }
        let rect = Rect {
            x: 60,
            y: 40,
            width: 80,
            height: 20,
        };
        scrim(&mut board, &[(rect, [255; 3])], [90, 90, 90]);
        assert!(Under::measure(&board, rect).contrast([255; 3]) >= 4.5);
    }
}
