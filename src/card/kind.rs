//! Kinds of single pictures: in, a decoded picture and its analysis; out, the way to show it.
//!
//! Twins are drawn for their card; any other picture may have words up to its border. The measures count jumps in
//! brightness, parts of the mask and shares of colours in a few rows, so that they do not depend on the picture's size. The
//! thresholds were chosen on the 124 pictures in the bodies of a real blog.

use crate::card::art::Art;
use crate::card::canvas::Picture;
use crate::card::color::Rgb;

/// Treatment of a single picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An object on a flat field, or cut out: the field extends over the card.
    Object,
    /// A photograph: may be cropped a little.
    Photo,
    /// A screenshot, a diagram, a banner: words and lines up to the border, shown whole.
    Whole,
    /// Too small for any of these: a tile, at most doubled.
    Tiny,
    /// A few pixels, such as a spacer: nothing to show.
    Speck,
}

impl Kind {
    /// As in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Object => "object",
            Kind::Photo => "photo",
            Kind::Whole => "whole",
            Kind::Tiny => "tiny",
            Kind::Speck => "speck",
        }
    }
}

/// Short sides in pixels below which a picture is tiny, and below which it is a speck.
const TINY_PX: usize = 200;
const SPECK_PX: usize = 16;
/// Rows that are looked at.
const ROWS: usize = 160;
/// A step in brightness between neighbours that is a hard edge.
const JUMP: i32 = 40;
/// Hard edges in a row, and parts of the mask in a row, in nine of ten rows at most: more of either mean words or a chart.
/// Drawings have at most 33 and 20, logos that are cut out 36.
const MOST_JUMPS: usize = 33;
const MOST_JUMPS_CUT_OUT: usize = 38;
const MOST_PARTS: usize = 22;
/// A photograph has less than this share of its pixels in its eight most frequent colours, and at least so many colours in 95 %
/// of them; both at five bits a channel.
const FEW: f64 = 0.40;
const COLORS: usize = 250;
/// Channels of a gray picture differ by no more, in this share of the pixels; its levels are counted at seven bits.
const GRAY: u8 = 8;
const GRAY_SHARE: f64 = 0.98;

/// Judges a picture; `cut_out` where it has a transparent ground.
pub fn kind(picture: &Picture, art: &Art, cut_out: bool) -> Kind {
    match picture.width.min(picture.height) {
        short if short < SPECK_PX => return Kind::Speck,
        short if short < TINY_PX => return Kind::Tiny,
        _ => {}
    }
    let most = if cut_out {
        MOST_JUMPS_CUT_OUT
    } else {
        MOST_JUMPS
    };
    let seen = Seen::new(picture, art.field, most);
    let bleeds = art.bleeds.left || art.bleeds.right || art.bleeds.top || art.bleeds.bottom;
    let on_field = cut_out || (art.flat && !(bleeds && seen.photo));
    match (on_field, seen.fine, seen.photo) {
        (true, false, _) => Kind::Object,
        (false, _, true) => Kind::Photo,
        _ => Kind::Whole,
    }
}

/// Measurements of a few rows.
struct Seen {
    /// True for words, a chart, a table.
    fine: bool,
    /// True for many colours, none of them frequent.
    photo: bool,
}

impl Seen {
    fn new(picture: &Picture, field: Rgb, most_jumps: usize) -> Seen {
        let step = picture.height.div_ceil(ROWS).max(1);
        let rows = || (step / 2..picture.height).step_by(step);
        let (mut jumps, mut parts) = (Vec::new(), Vec::new());
        let (mut colors, mut levels) = (vec![0u32; 1 << 15], vec![0u32; 1 << 7]);
        let (mut gray, mut total) = (0usize, 0usize);
        for y in rows() {
            let pixels = picture.row(y).as_chunks::<3>().0;
            let (mut row_jumps, mut row_parts) = (0, 0);
            let mut before: Option<(i32, bool)> = None;
            // Drawings have long runs of one colour.
            for run in pixels.chunk_by(|a, b| a == b) {
                let ([r, g, b], count) = (run[0], run.len());
                let (luma, off) = (luma(run[0]), is_off(run[0], field));
                if let Some((luma_before, off_before)) = before.replace((luma, off)) {
                    row_jumps += usize::from((luma - luma_before).abs() > JUMP);
                    row_parts += usize::from(off != off_before);
                }
                let five = |level: u8| usize::from(level >> 3);
                colors[five(r) << 10 | five(g) << 5 | five(b)] += count as u32;
                levels[(luma >> 1) as usize] += count as u32;
                if r.max(g).max(b) - r.min(g).min(b) <= GRAY {
                    gray += count;
                }
                total += count;
            }
            jumps.push(row_jumps);
            parts.push(row_parts);
        }
        let is_gray = gray as f64 >= GRAY_SHARE * total as f64;
        let (few, many) = spread(if is_gray { &levels } else { &colors }, total);
        Seen {
            fine: high(jumps) > most_jumps || high(parts) > MOST_PARTS,
            photo: few < FEW && (is_gray || many >= COLORS),
        }
    }
}

/// The value that one row in ten is above.
fn high(mut counts: Vec<usize>) -> usize {
    counts.sort_unstable();
    counts.get(counts.len() * 9 / 10).copied().unwrap_or(0)
}

/// The share of the eight most frequent colours, and how many make up 95 % of the pixels.
fn spread(counts: &[u32], total: usize) -> (f64, usize) {
    let mut counts: Vec<u32> = counts.iter().copied().filter(|&count| count > 0).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let few: u32 = counts.iter().take(8).sum();
    let most = total as f64 * 0.95;
    let mut sum = 0.0;
    let many = counts.iter().take_while(|&&count| {
        let before = sum;
        sum += f64::from(count);
        before < most
    });
    (f64::from(few) / total.max(1) as f64, many.count())
}

/// Brightness 0..=255.
pub fn luma([r, g, b]: Rgb) -> i32 {
    (i32::from(r) * 30 + i32::from(g) * 59 + i32::from(b) * 11) / 100
}

/// True if a pixel is not field: the measure of the mask.
fn is_off(pixel: Rgb, field: Rgb) -> bool {
    if pixel == field {
        return false;
    }
    let far = |limit: u8| {
        (0..3)
            .filter(|&c| pixel[c].abs_diff(field[c]) > limit)
            .count()
    };
    far(28) >= 1 || far(10) >= 2
}

/// The ways in which the edges of a picture on its field join a card of that field.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Joins {
    /// True if the outermost pixels are the field itself, so that no seam can show: left, right, top, bottom.
    pub meets: [bool; 4],
    /// Every pixel of the edge is: nothing has to hide a join there.
    pub seamless: [bool; 4],
    /// Pixels of the picture between the edge and the first ink.
    pub free_px: [usize; 4],
}

/// A join adds no more than this many levels where nothing hides it.
const MEETS: u8 = 2;
/// Share of an edge that must be field for it to meet.
const MEETS_SHARE: f64 = 0.995;

/// Measures the edges of a picture.
pub fn joins(picture: &Picture, art: &Art) -> Joins {
    let (width, height) = (picture.width, picture.height);
    let under = |y: usize| -> Rgb {
        art.rows.as_ref().map_or(art.field, |rows| {
            rows[y.min(rows.len() - 1)].map(|level| (level + 0.5) as u8)
        })
    };
    let near = |x: usize, y: usize| {
        let (pixel, field) = (picture.at(x, y), under(y));
        (0..3).all(|c| pixel[c].abs_diff(field[c]) <= MEETS)
    };
    let share = |same: usize, all: usize| same as f64 / all as f64;
    let column = |x: usize| share((0..height).filter(|&y| near(x, y)).count(), height);
    let row = |y: usize| share((0..width).filter(|&x| near(x, y)).count(), width);
    let field = [column(0), column(width - 1), row(0), row(height - 1)];
    // Two pixels of a line are ink, one may be grain.
    let inked_row = |y: &usize| {
        let field = under(*y);
        let pixels = picture.row(*y).as_chunks::<3>().0;
        pixels
            .windows(2)
            .any(|two| two.iter().all(|&pixel| is_off(pixel, field)))
    };
    // Row by row, as memory lies, and only where no ink was seen yet.
    let (mut left, mut right) = (width, 0);
    for y in 1..height {
        let pixels = [y - 1, y].map(|y| (picture.row(y).as_chunks::<3>().0, under(y)));
        let inked = |x: &usize| pixels.iter().all(|(row, field)| is_off(row[*x], *field));
        left = (0..left).find(inked).unwrap_or(left);
        right = (right..width).rev().find(inked).map_or(right, |x| x + 1);
    }
    Joins {
        meets: field.map(|share| share >= MEETS_SHARE),
        seamless: field.map(|share| share >= 1.0),
        free_px: [
            left,
            width - right,
            (0..height).find(inked_row).unwrap_or(height),
            (0..height)
                .rev()
                .find(inked_row)
                .map_or(height, |y| height - 1 - y),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::art::analyse;

    fn judged(picture: &Picture) -> Kind {
        kind(picture, &analyse(picture), false)
    }

    fn noise(seed: &mut u32) -> u8 {
        *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (*seed >> 24) as u8
    }

    /// Soft hills in many colours with a little grain.
    fn photo(width: usize, height: usize, gray: bool) -> Picture {
        let (mut picture, mut seed) = (Picture::filled(width, height, [0; 3]), 5);
        for y in 0..height {
            for x in 0..width {
                let wave = |k: f64| {
                    let at = x as f64 * k / width as f64 + 3.0 * y as f64 / height as f64;
                    (libm::sin(at * k) * 90.0 + 120.0) as u8
                };
                let grain = noise(&mut seed) % 9;
                let [r, g, b] = [3.0, 4.1, 5.3].map(|k| wave(k).saturating_add(grain));
                picture.set(x, y, if gray { [r; 3] } else { [r, g, b] });
            }
        }
        picture
    }

    /// Lines of dark dashes such as words make.
    fn page(width: usize, height: usize, margin: usize) -> Picture {
        let mut picture = Picture::filled(width, height, [255; 3]);
        for y in (margin..height - margin).filter(|y| y / 6 % 2 == 0) {
            for x in (margin..width - margin).filter(|x| x / 3 % 2 == 0) {
                picture.set(x, y, [30, 30, 40]);
            }
        }
        picture
    }

    fn disc(width: usize, height: usize) -> Picture {
        let mut picture = Picture::filled(width, height, [250, 250, 250]);
        for y in height / 4..height * 3 / 4 {
            for x in width / 4..width * 3 / 4 {
                picture.set(x, y, [200, 40, 40]);
            }
        }
        picture
    }

    #[test]
    fn each_kind_is_told_from_the_others() {
        assert_eq!(judged(&photo(640, 480, false)), Kind::Photo);
        assert_eq!(judged(&photo(640, 480, true)), Kind::Photo);
        assert_eq!(judged(&page(640, 480, 0)), Kind::Whole);
        assert_eq!(judged(&page(640, 480, 60)), Kind::Whole);
        assert_eq!(judged(&disc(500, 300)), Kind::Object);
        assert_eq!(judged(&disc(199, 300)), Kind::Tiny);
        assert_eq!(judged(&disc(300, 15)), Kind::Speck);
        assert_eq!(judged(&disc(1, 1)), Kind::Speck);
    }

    #[test]
    fn a_flat_picture_without_a_field_of_its_own_is_shown_whole() {
        let mut halves = Picture::filled(400, 400, [20, 40, 90]);
        for y in 0..400 {
            for x in y / 2..400 {
                halves.set(x, y, [240, 200, 40]);
            }
        }
        assert_eq!(judged(&halves), Kind::Whole);
    }

    #[test]
    fn an_edge_meets_where_it_is_the_field_and_ink_is_found_to_the_pixel() {
        let mut picture = disc(400, 200);
        let joins_of = |picture: &Picture| joins(picture, &analyse(picture));
        let clean = joins_of(&picture);
        assert_eq!(clean.meets, [true; 4]);
        assert_eq!(clean.free_px, [100, 100, 50, 50]);
        for y in 0..200 {
            picture.set(399, y, [240, 240, 240]);
        }
        assert_eq!(joins_of(&picture).meets, [true, false, true, true]);
        // One dark pixel is grain, two are ink.
        picture.set(7, 100, [0; 3]);
        assert_eq!(joins_of(&picture).free_px[0], 100);
        picture.set(7, 101, [0; 3]);
        assert_eq!(joins_of(&picture).free_px[0], 7);
    }
}
