//! Lanczos3 in linear light: separable, in plain f32 sums whose order never changes.
//!
//! Rows are scaled across when the first output row needs them and forgotten after the last that does: what is kept fits
//! the processor's cache, and memory does not grow with the height of the picture. Half of a drawing is field: where every
//! pixel that a block looks at has one colour, the block has it too, and nothing is summed.
//!
//! # Source
//! Lanczos kernel with a = 3; coefficients through `libm`, normalised for each output pixel.

use std::cell::RefCell;
use std::f64::consts::PI;
use std::ops::Range;
use std::rc::Rc;

use crate::card::canvas::{Picture, buffer};
use crate::card::color::{Rgb, index, level_table, linear_table};
use crate::card::wide::wide;

/// Pixels of a row that are made together.
const BLOCK: usize = 16;
/// Their bytes, or floats.
const LEVELS: usize = 3 * BLOCK;
/// Floats summed at a time: they stay in registers while the rows under them go by.
const LANES: usize = 16;

/// Scales `picture` to `width` x `height`, of which only `columns` are made: the result is `columns.len()` wide.
pub fn resample(picture: &Picture, width: usize, height: usize, columns: Range<usize>) -> Picture {
    let columns = columns.start.min(width)..columns.end.min(width);
    if picture.width == width && picture.height == height {
        return cropped(picture, columns);
    }
    let mut out = Picture {
        width: columns.len(),
        height,
        rgb: buffer(3 * columns.len() * height),
    };
    if out.rgb.is_empty() {
        return out;
    }
    let across = Across::new(picture, taps(picture.width, width), columns);
    let down = taps(picture.height, height);
    let mut rows = Rows::new(across, down.most);
    wide(
        #[inline(always)]
        || rows.fill(&down, &mut out),
    );
    out
}

/// The picture's rows, scaled across.
struct Across<'a> {
    picture: &'a Picture,
    taps: Rc<Taps>,
    /// The output columns that are made.
    columns: Range<usize>,
    /// For each block of them, the columns of the picture that it looks at.
    spans: Vec<Range<usize>>,
    /// Two rows in linear light, four lanes each, of which the last is unused: both share the work of looking up a weight.
    lights: Vec<[f32; 8]>,
    /// For each block, the last colour that its whole span had, and what that came to.
    plain: Vec<(Option<Rgb>, [f32; LEVELS])>,
}

impl<'a> Across<'a> {
    fn new(picture: &'a Picture, taps: Rc<Taps>, columns: Range<usize>) -> Across<'a> {
        let spans: Vec<Range<usize>> = columns
            .clone()
            .step_by(BLOCK)
            .map(|at| {
                let runs = &taps.runs[at..columns.end.min(at + BLOCK)];
                let start = runs.iter().map(|(start, _)| *start).min();
                let end = runs.iter().map(|(start, count)| start + count).max();
                start.unwrap_or(0)..end.unwrap_or(0)
            })
            .collect();
        Across {
            picture,
            taps,
            columns,
            lights: vec![[0.0; 8]; picture.width],
            plain: vec![(None, [0.0; LEVELS]); spans.len()],
            spans,
        }
    }

    /// Scales a block of two rows into the beginnings of `outs`, one float more than it has; where a row has one colour in
    /// all that the block looks at, that colour. The light of the columns before `lit` is there already.
    #[inline(always)]
    fn block(
        &mut self,
        block: usize,
        rows: [&[u8]; 2],
        lit: &mut usize,
        outs: [&mut [f32]; 2],
    ) -> [Option<Rgb>; 2] {
        let span = self.spans[block].clone();
        let colors = rows.map(|row| only_color(&row[3 * span.start..3 * span.end]));
        let both = colors[0].filter(|_| colors[0] == colors[1]);
        let [first, second] = outs;
        let (known, plain) = &mut self.plain[block];
        if both.is_some() && *known == both {
            first[..LEVELS].copy_from_slice(plain);
            second[..LEVELS].copy_from_slice(plain);
            return colors;
        }
        let linear = linear_table();
        let dark = (*lit).clamp(span.start, span.end)..span.end;
        for (lane, row) in [0, 4].into_iter().zip(rows) {
            let pixels = row[3 * dark.start..3 * dark.end].as_chunks::<3>().0;
            for (light, pixel) in self.lights[dark.clone()].iter_mut().zip(pixels) {
                for c in 0..3 {
                    light[lane + c] = linear[usize::from(pixel[c])];
                }
            }
        }
        *lit = span.end.max(*lit);
        let from = self.columns.start + BLOCK * block;
        for (at, column) in (from..self.columns.end.min(from + BLOCK)).enumerate() {
            let (start, weights) = self.taps.at(column);
            let mut sum = [0f32; 8];
            for (pixel, &weight) in self.lights[start..].iter().zip(weights) {
                for lane in 0..8 {
                    sum[lane] += weight * pixel[lane];
                }
            }
            // Four lanes at once; the next pixel overwrites the fourth.
            first[3 * at..3 * at + 4].copy_from_slice(&sum[..4]);
            second[3 * at..3 * at + 4].copy_from_slice(&sum[4..]);
        }
        if both.is_some() {
            *known = both;
            plain.copy_from_slice(&first[..LEVELS]);
        }
        colors
    }
}

/// The colour of pixels that have only one.
#[inline(always)]
fn only_color(pixels: &[u8]) -> Option<Rgb> {
    let (first, rest) = pixels.split_first_chunk::<3>()?;
    (*rest == pixels[..rest.len()]).then_some(*first)
}

/// The last few rows scaled across: row `y` stands in slot `y % slots`.
struct Rows<'a> {
    across: Across<'a>,
    kept: Vec<f32>,
    /// Floats a row: whole blocks, and room for the float that is written after the last.
    stride: usize,
    slots: usize,
    /// Rows made so far.
    made: usize,
    /// What the blocks of the last rows have in common.
    steady: Vec<Steady>,
}

/// A block that has not changed for some rows.
#[derive(Clone)]
struct Steady {
    /// The only colour of all that it looks at.
    color: Option<Rgb>,
    /// The first row of which that holds, until now.
    since: usize,
    /// The block in it.
    levels: [u8; LEVELS],
}

impl Steady {
    #[inline(always)]
    fn see(&mut self, y: usize, color: Option<Rgb>) {
        if color == self.color {
            return;
        }
        self.color = color;
        self.since = y;
        if let Some(color) = color {
            self.levels.as_chunks_mut::<3>().0.fill(color);
        }
    }
}

impl<'a> Rows<'a> {
    fn new(across: Across<'a>, most: usize) -> Rows<'a> {
        let blocks = across.spans.len();
        let stride = LEVELS * blocks + LANES;
        // Rows are made two at a time, so one may be there before its time.
        let slots = (most + 1).next_multiple_of(2);
        let steady = Steady {
            color: None,
            since: 0,
            levels: [0; LEVELS],
        };
        Rows {
            across,
            kept: vec![0.0; stride * slots],
            stride,
            slots,
            made: 0,
            steady: vec![steady; blocks],
        }
    }

    /// Every row of the result.
    #[inline(always)]
    fn fill(&mut self, down: &Taps, out: &mut Picture) {
        let mut taps = Vec::with_capacity(down.most);
        for (y, line) in out.rgb.chunks_exact_mut(3 * out.width).enumerate() {
            let (start, weights) = down.at(y);
            self.reach(start + weights.len());
            taps.clear();
            taps.extend(
                (start..)
                    .map(|y| self.stride * (y % self.slots))
                    .zip(weights.iter().copied()),
            );
            for (block, line) in line.chunks_mut(LEVELS).enumerate() {
                let steady = &self.steady[block];
                let levels = if steady.color.is_some() && steady.since <= start {
                    steady.levels
                } else {
                    self.levels(&taps, LEVELS * block)
                };
                match line.as_chunks_mut::<LEVELS>() {
                    ([whole], _) => *whole = levels,
                    (_, part) => part.copy_from_slice(&levels[..part.len()]),
                }
            }
        }
    }

    /// Makes every row before `end`.
    #[inline(always)]
    fn reach(&mut self, end: usize) {
        while self.made < end {
            let slot = self.stride * (self.made % self.slots);
            let (first, second) = self.kept[slot..slot + 2 * self.stride].split_at_mut(self.stride);
            let last = self.across.picture.height - 1;
            let rows = [self.made, (self.made + 1).min(last)].map(|y| self.across.picture.row(y));
            let mut lit = 0;
            for (block, steady) in self.steady.iter_mut().enumerate() {
                let outs = [&mut first[LEVELS * block..], &mut second[LEVELS * block..]];
                let colors = self.across.block(block, rows, &mut lit, outs);
                steady.see(self.made, colors[0]);
                steady.see(self.made + 1, colors[1]);
            }
            self.made += 2;
        }
    }

    /// The block at float `at` of one output row, from the rows that stand at the first of each pair.
    #[inline(always)]
    fn levels(&self, taps: &[(usize, f32)], at: usize) -> [u8; LEVELS] {
        let (table, mut levels) = (level_table(), [0; LEVELS]);
        for (part, levels) in levels.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
            let mut sums = [0f32; LANES];
            for &(row, weight) in taps {
                let lights = self.kept[row + at + LANES * part..].first_chunk::<LANES>();
                let lights = lights.expect("a row is whole blocks");
                for (sum, light) in sums.iter_mut().zip(lights) {
                    *sum += weight * light;
                }
            }
            for (level, place) in levels.iter_mut().zip(sums.map(index)) {
                *level = table[place as usize];
            }
        }
        levels
    }
}

/// The weights of every output pixel over the input pixels.
struct Taps {
    from: usize,
    /// For each output pixel, the first input pixel and the number of its weights.
    runs: Vec<(usize, usize)>,
    /// `most` for each output pixel.
    weights: Vec<f32>,
    most: usize,
}

impl Taps {
    /// The first input pixel of an output pixel, and the weights from there on.
    #[inline(always)]
    fn at(&self, at: usize) -> (usize, &[f32]) {
        let (start, count) = self.runs[at];
        (start, &self.weights[self.most * at..][..count])
    }

    fn new(from: usize, to: usize) -> Taps {
        let runs: Vec<(usize, Vec<f32>)> = (0..to).map(|at| weights(from, to, at)).collect();
        let most = runs.iter().map(|(_, run)| run.len()).max().unwrap_or(0);
        let mut weights = vec![0.0; most * to];
        for (weights, (_, run)) in weights.chunks_exact_mut(most.max(1)).zip(&runs) {
            weights[..run.len()].copy_from_slice(run);
        }
        Taps {
            from,
            runs: runs
                .iter()
                .map(|(start, run)| (*start, run.len()))
                .collect(),
            weights,
            most,
        }
    }
}

thread_local! {
    /// Those of the last picture: twins have one size, and so have most pictures of a blog.
    static LAST: RefCell<Option<Rc<Taps>>> = const { RefCell::new(None) };
}

fn taps(from: usize, to: usize) -> Rc<Taps> {
    LAST.with_borrow_mut(|last| {
        let known = last
            .take()
            .filter(|taps| (taps.from, taps.runs.len()) == (from, to));
        let taps = known.unwrap_or_else(|| Rc::new(Taps::new(from, to)));
        *last = Some(taps.clone());
        taps
    })
}

/// The first input pixel of an output pixel, and the weights from there on.
fn weights(from: usize, to: usize, at: usize) -> (usize, Vec<f32>) {
    let ratio = from as f64 / to as f64;
    let stretch = ratio.max(1.0);
    let center = (at as f64 + 0.5) * ratio;
    let start = (center - 3.0 * stretch).floor().max(0.0) as usize;
    let end = ((center + 3.0 * stretch).ceil() as usize)
        .min(from)
        .max(start + 1);
    let raw: Vec<f64> = (start..end)
        .map(|x| kernel((x as f64 + 0.5 - center) / stretch))
        .collect();
    let sum: f64 = raw.iter().sum();
    // The kernel ends inside its first and last pixel: a tap of nothing is not worth a turn.
    let skip = raw.iter().position(|&weight| weight != 0.0).unwrap_or(0);
    let keep = raw.iter().rposition(|&weight| weight != 0.0).unwrap_or(0);
    let kept = raw[skip..=keep.max(skip)].iter();
    (
        start + skip,
        kept.map(|weight| (weight / sum) as f32).collect(),
    )
}

fn kernel(x: f64) -> f64 {
    if x.abs() < 1e-9 {
        return 1.0;
    }
    if x.abs() >= 3.0 {
        return 0.0;
    }
    3.0 * libm::sin(PI * x) * libm::sin(PI * x / 3.0) / (PI * PI * x * x)
}

fn cropped(picture: &Picture, columns: Range<usize>) -> Picture {
    if columns == (0..picture.width) {
        return picture.clone();
    }
    let mut part = Picture {
        width: columns.len(),
        height: picture.height,
        rgb: buffer(3 * columns.len() * picture.height),
    };
    for y in 0..picture.height {
        part.row_mut(y)
            .copy_from_slice(&picture.row(y)[3 * columns.start..3 * columns.end]);
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::color::level;

    #[test]
    fn a_flat_picture_stays_flat_and_columns_are_those_of_the_whole() {
        let flat = Picture::filled(70, 50, [221, 223, 226]);
        assert_eq!(
            resample(&flat, 63, 45, 0..63),
            Picture::filled(63, 45, [221, 223, 226])
        );
        let mut steps = Picture::filled(40, 40, [10, 20, 30]);
        for y in 0..40 {
            for x in 20..40 {
                steps.set(x, y, [200, (5 * y) as u8, 90]);
            }
        }
        let whole = resample(&steps, 30, 33, 0..30);
        let part = resample(&steps, 30, 33, 11..23);
        for y in 0..33 {
            assert_eq!(part.row(y), &whole.row(y)[33..69]);
        }
    }

    /// Sum by sum, without blocks, lanes or shortcuts.
    fn plainly(picture: &Picture, width: usize, height: usize, columns: Range<usize>) -> Picture {
        let (across, down) = (taps(picture.width, width), taps(picture.height, height));
        let sum = |(start, weights): (usize, &[f32]), light: &dyn Fn(usize) -> f32| {
            let pairs = (start..).zip(weights);
            pairs.fold(0.0, |sum, (at, weight)| sum + weight * light(at))
        };
        let mut out = Picture::filled(columns.len(), height, [0; 3]);
        for (to, x) in columns.enumerate() {
            for c in 0..3 {
                let light = |x, y| linear_table()[usize::from(picture.at(x, y)[c])];
                let column: Vec<f32> = (0..picture.height)
                    .map(|y| sum(across.at(x), &|x| light(x, y)))
                    .collect();
                for y in 0..height {
                    let mut pixel = out.at(to, y);
                    pixel[c] = level(level_table(), sum(down.at(y), &|y| column[y]));
                    out.set(to, y, pixel);
                }
            }
        }
        out
    }

    #[test]
    fn blocks_lanes_and_shortcuts_change_no_bit() {
        let mut seed = 1u32;
        let mut drawing = Picture::filled(150, 90, [221, 223, 226]);
        for y in 0..90 {
            for x in 40..110 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let grain = (seed >> 29) as u8;
                // Grain, a plane of one colour, and rows that each have their own.
                let color = match (x, y) {
                    (_, ..15) => [221, 223, 226],
                    (..70, ..60) => [90 + grain, 40 + grain, (x + grain as usize) as u8],
                    (_, ..60) => [12, 250, 0],
                    _ => [2 * y as u8, 200, 7],
                };
                drawing.set(x, y, color);
            }
        }
        for (width, height) in [(135, 81), (150, 80), (64, 33), (301, 200), (7, 5), (1, 1)] {
            for columns in [0..width, width / 3..width, 0..width.div_ceil(2)] {
                let found = resample(&drawing, width, height, columns.clone());
                let wanted = plainly(&drawing, width, height, columns.clone());
                assert!(found == wanted, "{width}x{height} {columns:?}");
            }
        }
    }

    #[test]
    fn a_field_of_any_level_is_that_level() {
        for at in 0..=255u8 {
            let field = Picture::filled(70, 70, [at, 255 - at, at ^ 0x55]);
            for (width, height) in [(63, 63), (200, 21)] {
                let scaled = plainly(&field, width, height, 0..width);
                assert!(
                    scaled == Picture::filled(width, height, field.at(0, 0)),
                    "{at}"
                );
            }
        }
    }
}
