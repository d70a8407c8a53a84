//! Lanczos3 in linear light: separable, in plain f32 sums whose order never changes.
//!
//! Rows are scaled across when the first output row needs them and dropped after the last that does: the buffer fits
//! the processor's cache, and memory does not grow with the height of the picture. Half of a drawing is field: where every
//! pixel that a block looks at has one colour, the block has it too, and nothing is summed: 1.5 ms for both twins as drawn, 3.5 ms
//! with film grain, which has no such blocks. `image`'s kernel, in sRGB and over whole pictures, takes 38 ms (`cargo bench --bench
//! cards c2`).
//!
//! # Source
//! Lanczos kernel with a = 3.

use std::ops::Range;
use std::rc::Rc;

use crate::card::canvas::Picture;
use crate::card::color::{Rgb, index, level_table, linear_table};
use crate::card::kernel::{Kernel, kernel};
use crate::card::simd::{Level, Simd, SimdFrom, dispatch, f32x8};

/// Pixels of a row that are computed, or compared, together.
const BLOCK: usize = 16;
/// Their bytes, or floats.
const LEVELS: usize = 3 * BLOCK;

/// Scales `picture` to `width` x `height`, of which only `columns` are made: the result is `columns.len()` wide.
pub fn resample(picture: &Picture, width: usize, height: usize, columns: Range<usize>) -> Picture {
    let columns = columns.start.min(width)..columns.end.min(width);
    if picture.width == width && picture.height == height {
        return cropped(picture, columns);
    }
    let mut out = Picture::unpainted(columns.len(), height);
    if out.rgb.is_empty() {
        return out;
    }
    let across = Across::new(picture, kernel(picture.width, width), columns);
    let down = kernel(picture.height, height);
    let mut rows = Rows::new(across, down.most);
    dispatch!(Level::new(), simd => rows.fill(simd, &down, &mut out));
    out
}

/// The picture's rows, scaled across.
struct Across<'a> {
    picture: &'a Picture,
    kernel: Rc<Kernel>,
    /// The output columns that are made.
    columns: Range<usize>,
    /// For each block of them, the columns of the picture that it looks at.
    spans: Vec<Range<usize>>,
    /// The only colour of each block of the picture, in two rows.
    colors: [Vec<Option<Rgb>>; 2],
    /// The two rows in linear light, four lanes each, of which the last is unused: both share the work of looking up a weight.
    lights: Vec<[f32; 8]>,
    /// For each block, the last colour that all its input had, and the result for it.
    plain: Vec<(Option<Rgb>, [f32; LEVELS])>,
}

impl<'a> Across<'a> {
    fn new(picture: &'a Picture, kernel: Rc<Kernel>, columns: Range<usize>) -> Across<'a> {
        let spans: Vec<Range<usize>> = columns
            .clone()
            .step_by(BLOCK)
            .map(|at| {
                let runs = &kernel.runs[at..columns.end.min(at + BLOCK)];
                let start = runs.iter().map(|(start, _)| *start).min();
                let end = runs.iter().map(|(start, count)| start + count).max();
                start.unwrap_or(0)..end.unwrap_or(0)
            })
            .collect();
        Across {
            picture,
            kernel,
            columns,
            colors: [0; 2].map(|_| vec![None; picture.width.div_ceil(BLOCK)]),
            lights: vec![[0.0; 8]; picture.width],
            plain: vec![(None, [0.0; LEVELS]); spans.len()],
            spans,
        }
    }

    /// Scales two rows into `outs`, whole blocks and one float more; `see` is told of each block which colour is all that it
    /// looked at.
    #[inline(always)]
    fn rows<S: Simd>(
        &mut self,
        simd: S,
        rows: [&[u8]; 2],
        outs: [&mut [f32]; 2],
        mut see: impl FnMut(usize, [Option<Rgb>; 2]),
    ) {
        for (colors, row) in self.colors.iter_mut().zip(rows) {
            for (color, pixels) in colors.iter_mut().zip(row.chunks(LEVELS)) {
                *color = match pixels.first_chunk::<LEVELS>() {
                    Some(whole) => only_color(whole),
                    None => only_color(pixels),
                };
            }
        }
        let [first, second] = outs;
        // The columns before this are in linear light.
        let mut lit = 0;
        for block in 0..self.spans.len() {
            let span = self.spans[block].clone();
            let seen = span.start / BLOCK..span.end.div_ceil(BLOCK);
            let colors = [
                common(&self.colors[0][seen.clone()]),
                common(&self.colors[1][seen]),
            ];
            see(block, colors);
            let outs = [&mut first[LEVELS * block..], &mut second[LEVELS * block..]];
            let (known, plain) = &mut self.plain[block];
            let both = colors[0].filter(|_| colors[0] == colors[1]);
            if both.is_some() && *known == both {
                outs[0][..LEVELS].copy_from_slice(plain);
                outs[1][..LEVELS].copy_from_slice(plain);
                continue;
            }
            let dark = span.start.max(lit).min(span.end)..span.end;
            lit = lit.max(span.end);
            self.light(rows, dark);
            let [first, second] = outs;
            self.sums(simd, block, [&mut *first, second]);
            if both.is_some() {
                let (known, plain) = &mut self.plain[block];
                *known = both;
                plain.copy_from_slice(&first[..LEVELS]);
            }
        }
    }

    /// Brings columns of two rows into linear light.
    #[inline(always)]
    fn light(&mut self, rows: [&[u8]; 2], columns: Range<usize>) {
        let linear = linear_table();
        let [first, second] = rows.map(|row| &row[3 * columns.start..3 * columns.end]);
        let pixels = first
            .as_chunks::<3>()
            .0
            .iter()
            .zip(second.as_chunks::<3>().0);
        for (light, (first, second)) in self.lights[columns].iter_mut().zip(pixels) {
            for c in 0..3 {
                light[c] = linear[usize::from(first[c])];
                light[4 + c] = linear[usize::from(second[c])];
            }
        }
    }

    /// A block of two rows into the beginnings of `outs`.
    #[inline(always)]
    fn sums<S: Simd>(&self, simd: S, block: usize, outs: [&mut [f32]; 2]) {
        let [first, second] = outs;
        let from = self.columns.start + BLOCK * block;
        for column in from..self.columns.end.min(from + BLOCK) {
            let (start, weights) = self.kernel.at(column);
            let lights = &self.lights[start..start + weights.len()];
            let mut sum = simd.splat_f32x8(0.0);
            for tap in 0..weights.len() {
                sum += f32x8::simd_from(simd, lights[tap]) * weights[tap];
            }
            // Four lanes at once; the next pixel overwrites the fourth.
            let (low, high) = sum.split_at(4);
            let at = 3 * (column - from);
            first[at..at + 4].copy_from_slice(low);
            second[at..at + 4].copy_from_slice(high);
        }
    }
}

/// The colour of pixels that have only one.
#[inline(always)]
fn only_color(pixels: &[u8]) -> Option<Rgb> {
    let (first, rest) = pixels.split_first_chunk::<3>()?;
    (*rest == pixels[..rest.len()]).then_some(*first)
}

/// The colour that all of them are.
#[inline(always)]
fn common(colors: &[Option<Rgb>]) -> Option<Rgb> {
    let first = *colors.first()?;
    first.filter(|_| colors.iter().all(|color| *color == first))
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
    /// Properties that the blocks of the last rows share.
    steady: Vec<Steady>,
}

/// A block that has been the same for some rows.
#[derive(Clone)]
struct Steady {
    /// The only colour of all its input.
    color: Option<Rgb>,
    /// The first row of which that is true, until now.
    since: usize,
    /// The result for the block.
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
        let stride = LEVELS * blocks + 8;
        // Rows are made two at a time, so one may exist already.
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
    fn fill<S: Simd>(&mut self, simd: S, down: &Kernel, out: &mut Picture) {
        let mut kernel = Vec::with_capacity(down.most);
        for (y, line) in out.rgb.chunks_exact_mut(3 * out.width).enumerate() {
            let (start, weights) = down.at(y);
            self.reach(simd, start + weights.len());
            kernel.clear();
            for (tap, &weight) in weights.iter().enumerate() {
                kernel.push((self.stride * ((start + tap) % self.slots), weight));
            }
            let (whole, part) = line.as_chunks_mut::<LEVELS>();
            for (block, levels) in whole.iter_mut().enumerate() {
                *levels = self.block(simd, block, start, &kernel);
            }
            if !part.is_empty() {
                let levels = self.block(simd, whole.len(), start, &kernel);
                part.copy_from_slice(&levels[..part.len()]);
            }
        }
    }

    /// Makes every row before `end`.
    #[inline(always)]
    fn reach<S: Simd>(&mut self, simd: S, end: usize) {
        while self.made < end {
            let slot = self.stride * (self.made % self.slots);
            let (first, second) = self.kept[slot..slot + 2 * self.stride].split_at_mut(self.stride);
            let last = self.across.picture.height - 1;
            let rows = [self.made, (self.made + 1).min(last)].map(|y| self.across.picture.row(y));
            let see = |block: usize, colors: [Option<Rgb>; 2]| {
                self.steady[block].see(self.made, colors[0]);
                self.steady[block].see(self.made + 1, colors[1]);
            };
            self.across.rows(simd, rows, [first, second], see);
            self.made += 2;
        }
    }

    /// A block of one output row that looks at the rows from `start` on, which stand at the first of each pair.
    #[inline(always)]
    fn block<S: Simd>(
        &self,
        simd: S,
        block: usize,
        start: usize,
        kernel: &[(usize, f32)],
    ) -> [u8; LEVELS] {
        let steady = &self.steady[block];
        if steady.color.is_some() && steady.since <= start {
            return steady.levels;
        }
        let at = LEVELS * block;
        let (table, mut levels) = (level_table(), [0; LEVELS]);
        for part in (0..LEVELS).step_by(16) {
            let mut sums = [simd.splat_f32x8(0.0); 2];
            for &(row, weight) in kernel {
                let lights = self.kept[row + at + part..].as_chunks::<8>().0;
                sums[0] += f32x8::simd_from(simd, lights[0]) * weight;
                sums[1] += f32x8::simd_from(simd, lights[1]) * weight;
            }
            for lane in 0..8 {
                levels[part + lane] = table[index(sums[0][lane])];
                levels[part + 8 + lane] = table[index(sums[1][lane])];
            }
        }
        levels
    }
}

fn cropped(picture: &Picture, columns: Range<usize>) -> Picture {
    if columns == (0..picture.width) {
        return picture.clone();
    }
    let mut part = Picture::unpainted(columns.len(), picture.height);
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
        let (across, down) = (kernel(picture.width, width), kernel(picture.height, height));
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
        for (width, height) in [
            (135usize, 81usize),
            (150, 80),
            (64, 33),
            (301, 200),
            (7, 5),
            (1, 1),
        ] {
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
