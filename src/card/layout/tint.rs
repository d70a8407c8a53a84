//! Colours that go with a picture: the ground of its frame, the inks on it, the frame's shadow and hairline.

use crate::card::canvas::Picture;
use crate::card::color::{Oklch, Rgb, oklch, srgb};
use crate::card::ink::{Inks, ON_GRAY};

/// Samples along each side.
const SAMPLES: usize = 56;
/// A pixel with less chroma has no usable hue; a picture with less on average is gray.
const GRAY: f64 = 0.03;
const LEAST: f64 = 0.003;
/// Bins of the circle of hues: near ones count together.
const BINS: usize = 24;
/// A picture darker than this on average gets a dark ground.
const DARK: f64 = 0.44;
/// Hue of the ink on the first blog's gray, for pictures without one.
const SLATE: f64 = 275.0;

/// The hue of a picture, and whether it is dark.
#[derive(Debug, Clone, Copy)]
pub struct Tint {
    hue: (f64, f64),
    vivid: bool,
    dark: bool,
}

impl Tint {
    /// The hue with the largest share of a picture's colour.
    pub fn of(picture: &Picture) -> Tint {
        let step = |length: usize| length.div_ceil(SAMPLES).max(1);
        let mut bins = [(0.0, 0.0, 0.0); BINS];
        let (mut count, mut sum, mut light) = (0.0, 0.0, 0.0);
        let mut last = ([0; 3], oklch([0; 3]));
        for y in (0..picture.height).step_by(step(picture.height)) {
            for x in (0..picture.width).step_by(step(picture.width)) {
                let pixel = picture.at(x, y);
                if pixel != last.0 {
                    last = (pixel, oklch(pixel));
                }
                let own = last.1;
                count += 1.0;
                light += own.lightness;
                if own.chroma < GRAY {
                    continue;
                }
                sum += own.chroma;
                let turn = libm::atan2(own.hue.1, own.hue.0) / (2.0 * std::f64::consts::PI) + 0.5;
                let bin = &mut bins[(turn * BINS as f64) as usize % BINS];
                bin.0 += own.chroma;
                bin.1 += own.chroma * own.hue.0;
                bin.2 += own.chroma * own.hue.1;
            }
        }
        let near = |at: usize| {
            [
                bins[(at + BINS - 1) % BINS],
                bins[at],
                bins[(at + 1) % BINS],
            ]
        };
        let weight = |at: &usize| near(*at).iter().map(|bin| bin.0).sum::<f64>();
        let best = (0..BINS).max_by(|a, b| weight(a).total_cmp(&weight(b)));
        let (x, y) = near(best.unwrap_or(0))
            .iter()
            .fold((0.0, 0.0), |(x, y), bin| (x + bin.1, y + bin.2));
        let length = (x * x + y * y).sqrt();
        let vivid = sum > LEAST * count && length > 1e-9;
        let slate = SLATE * std::f64::consts::PI / 180.0;
        Tint {
            hue: if vivid {
                (x / length, y / length)
            } else {
                (libm::cos(slate), libm::sin(slate))
            },
            vivid,
            dark: light < DARK * count,
        }
    }

    /// True if the ground is dark.
    pub fn is_dark(self) -> bool {
        self.dark
    }

    /// The ground of the card.
    pub fn ground(self) -> Rgb {
        if self.dark {
            self.tone(0.225, 0.032, 0.012)
        } else {
            self.tone(0.963, 0.018, 0.005)
        }
    }

    /// The inks on it.
    pub fn inks(self) -> Inks {
        if self.dark {
            Inks {
                title: self.tone(0.985, 0.006, 0.002),
                second: self.tone(0.83, 0.03, 0.012),
            }
        } else if self.vivid {
            Inks {
                title: self.tone(0.27, 0.06, 0.0),
                second: self.tone(0.47, 0.065, 0.0),
            }
        } else {
            ON_GRAY
        }
    }

    /// The colour of the frame's shadow.
    pub fn shadow(self) -> Rgb {
        if self.dark {
            [0; 3]
        } else {
            self.tone(0.27, 0.06, 0.03)
        }
    }

    /// The colour of the frame's hairline.
    pub fn hairline(self) -> Rgb {
        if self.dark {
            [255; 3]
        } else {
            self.tone(0.22, 0.04, 0.02)
        }
    }

    fn tone(self, lightness: f64, vivid: f64, gray: f64) -> Rgb {
        srgb(Oklch {
            lightness,
            chroma: if self.vivid { vivid } else { gray },
            hue: self.hue,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::color::{contrast, luminance};

    #[test]
    fn the_ground_has_the_hue_that_most_of_the_colour_has_and_its_inks_read() {
        let mut picture = Picture::filled(200, 100, [255; 3]);
        for y in 0..100 {
            for x in 0..60 {
                picture.set(x, y, [230, 120, 40]);
            }
            for x in 60..70 {
                picture.set(x, y, [40, 160, 80]);
            }
        }
        let [r, _, b] = Tint::of(&picture).ground();
        assert!(r > b + 8, "a warm white");
        for color in [
            [255; 3],
            [230, 120, 40],
            [20, 22, 30],
            [10, 60, 20],
            [128; 3],
            [0, 0, 255],
        ] {
            let tint = Tint::of(&Picture::filled(50, 50, color));
            let ratio = |ink| contrast(luminance(ink), luminance(tint.ground()));
            let inks = tint.inks();
            assert!(
                ratio(inks.title) > 7.0 && ratio(inks.second) > 4.7,
                "{color:?}"
            );
        }
        assert!(Tint::of(&Picture::filled(50, 50, [20, 22, 30])).is_dark());
        assert_eq!(Tint::of(&Picture::filled(50, 50, [255; 3])).inks(), ON_GRAY);
    }
}
