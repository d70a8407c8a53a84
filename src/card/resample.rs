//! Lanczos3 in linear light: separable, in plain f32 sums whose order never changes.
//!
//! Rows are scaled across when the first output row needs them and forgotten after the last that does: what is kept fits
//! the processor's cache, and memory does not grow with the height of the picture.
//!
//! # Source
//! Lanczos kernel with a = 3; coefficients through `libm`, normalised for each output pixel.

use std::f64::consts::PI;
use std::ops::Range;

use crate::card::canvas::{Picture, buffer};
use crate::card::color::{index, level_table, linear_table};

/// The weights of one output pixel over the input pixels from `start` on.
struct Taps {
    start: usize,
    weights: Vec<f32>,
}

/// Floats summed at a time: they stay in registers while the rows under them go by.
const BLOCK: usize = 16;

/// Scales `picture` to `width` x `height`, of which only `columns` are made: the result is `columns.len()` wide.
pub fn resample(picture: &Picture, width: usize, height: usize, columns: Range<usize>) -> Picture {
    let columns = columns.start.min(width)..columns.end.min(width);
    if picture.width == width && picture.height == height {
        return cropped(picture, columns);
    }
    let across = Across::new(picture, taps(picture.width, width, columns.clone()));
    let down = taps(picture.height, height, 0..height);
    let mut rows = Rows::new(across, down.iter().map(|taps| taps.weights.len()).max());
    let mut out = Picture {
        width: columns.len(),
        height,
        rgb: buffer(3 * columns.len() * height),
    };
    let mut pixels = out.rgb.as_mut_slice();
    let levels = level_table();
    for taps in &down {
        rows.reach(taps.start + taps.weights.len());
        let (line, rest) = pixels.split_at_mut(3 * columns.len());
        pixels = rest;
        for (block, line) in line.chunks_mut(BLOCK).enumerate() {
            let places = rows.sums(taps, BLOCK * block).map(index);
            for (level, place) in line.iter_mut().zip(places) {
                *level = levels[place as usize];
            }
        }
    }
    out
}

/// The picture's rows, scaled across.
struct Across<'a> {
    picture: &'a Picture,
    taps: Vec<Taps>,
    /// The columns of the picture that are looked at.
    columns: Range<usize>,
    /// Two rows in linear light, four lanes each, of which the last is unused: both share the work of looking up a weight.
    lights: Vec<[f32; 8]>,
}

impl<'a> Across<'a> {
    fn new(picture: &'a Picture, taps: Vec<Taps>) -> Across<'a> {
        let first = taps.first().map_or(0, |taps| taps.start);
        let last = taps
            .last()
            .map_or(0, |taps| taps.start + taps.weights.len());
        Across {
            picture,
            taps,
            columns: first..last,
            lights: vec![[0.0; 8]; last - first],
        }
    }

    /// Scales two rows into `outs`, three floats a pixel, one more written after the last.
    fn rows(&mut self, ys: [usize; 2], outs: [&mut [f32]; 2]) {
        let linear = linear_table();
        for (lane, y) in [0, 4].into_iter().zip(ys) {
            let row = &self.picture.row(y)[3 * self.columns.start..3 * self.columns.end];
            for (light, pixel) in self.lights.iter_mut().zip(row.as_chunks::<3>().0) {
                for c in 0..3 {
                    light[lane + c] = linear[usize::from(pixel[c])];
                }
            }
        }
        let [first, second] = outs;
        for (at, taps) in self.taps.iter().enumerate() {
            let start = taps.start - self.columns.start;
            let lights = &self.lights[start..start + taps.weights.len()];
            let mut sum = [0f32; 8];
            for (pixel, &weight) in lights.iter().zip(&taps.weights) {
                for lane in 0..8 {
                    sum[lane] += weight * pixel[lane];
                }
            }
            // Four lanes at once; the next pixel overwrites the fourth.
            first[3 * at..3 * at + 4].copy_from_slice(&sum[..4]);
            second[3 * at..3 * at + 4].copy_from_slice(&sum[4..]);
        }
    }
}

/// The last few rows scaled across: row `y` stands in slot `y % slots`.
struct Rows<'a> {
    across: Across<'a>,
    kept: Vec<f32>,
    /// Floats a row, whole blocks.
    stride: usize,
    slots: usize,
    /// Rows made so far.
    made: usize,
}

impl<'a> Rows<'a> {
    fn new(across: Across<'a>, most: Option<usize>) -> Rows<'a> {
        let stride = (3 * across.taps.len() + 1).next_multiple_of(BLOCK);
        // Rows are made two at a time, so one may be there before its time.
        let slots = (most.unwrap_or(1) + 1).next_multiple_of(2);
        Rows {
            across,
            kept: vec![0.0; stride * slots],
            stride,
            slots,
            made: 0,
        }
    }

    /// Makes every row before `end`.
    fn reach(&mut self, end: usize) {
        while self.made < end {
            let slot = self.stride * (self.made % self.slots);
            let (first, second) = self.kept[slot..slot + 2 * self.stride].split_at_mut(self.stride);
            let last = self.across.picture.height - 1;
            let ys = [self.made, (self.made + 1).min(last)];
            self.across.rows(ys, [first, second]);
            self.made += 2;
        }
    }

    /// The block at float `at` of one output row, in linear light.
    fn sums(&self, taps: &Taps, at: usize) -> [f32; BLOCK] {
        let mut sums = [0f32; BLOCK];
        for (y, &weight) in (taps.start..).zip(&taps.weights) {
            let start = self.stride * (y % self.slots) + at;
            let row = self.kept[start..].first_chunk::<BLOCK>();
            let row = row.expect("a row is whole blocks");
            for (sum, light) in sums.iter_mut().zip(row) {
                *sum += weight * light;
            }
        }
        sums
    }
}

fn taps(from: usize, to: usize, wanted: Range<usize>) -> Vec<Taps> {
    let ratio = from as f64 / to as f64;
    let stretch = ratio.max(1.0);
    wanted
        .map(|at| {
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
            Taps {
                start: start + skip,
                weights: raw[skip..=keep.max(skip)]
                    .iter()
                    .map(|weight| (weight / sum) as f32)
                    .collect(),
            }
        })
        .collect()
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
}
