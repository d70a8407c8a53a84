//! Lanczos3 in linear light: separable, in plain f32 sums whose order never changes.
//!
//! # Source
//! Lanczos kernel with a = 3; coefficients through `libm`, normalised for each output pixel.

use std::f64::consts::PI;
use std::ops::Range;

use crate::card::canvas::Picture;
use crate::card::color::{level, level_table, linear_table};

/// The weights of one output pixel over the input pixels from `start` on.
struct Taps {
    start: usize,
    weights: Vec<f32>,
}

/// Scales `picture` to `width` x `height`, of which only `columns` are made: the result is `columns.len()` wide.
pub fn resample(picture: &Picture, width: usize, height: usize, columns: Range<usize>) -> Picture {
    let columns = columns.start.min(width)..columns.end.min(width);
    if picture.width == width && picture.height == height {
        return cropped(picture, columns);
    }
    let across = taps(picture.width, width, columns.clone());
    let down = taps(picture.height, height, 0..height);
    let wide = horizontal(picture, &across);
    let mut out = Picture {
        width: across.len(),
        height,
        rgb: Vec::with_capacity(3 * across.len() * height),
    };
    let levels = level_table();
    let mut sums = vec![[0f32; 4]; across.len()];
    for row in &down {
        sums.fill([0.0; 4]);
        for (at, &weight) in row.weights.iter().enumerate() {
            let start = (row.start + at) * across.len();
            for (sum, pixel) in sums.iter_mut().zip(&wide[start..start + across.len()]) {
                for c in 0..4 {
                    sum[c] += weight * pixel[c];
                }
            }
        }
        for sum in &sums {
            out.rgb.extend_from_slice(&[
                level(levels, sum[0]),
                level(levels, sum[1]),
                level(levels, sum[2]),
            ]);
        }
    }
    out
}

/// Every input row scaled across, in linear light; four lanes a pixel, the last unused.
fn horizontal(picture: &Picture, across: &[Taps]) -> Vec<[f32; 4]> {
    let linear = linear_table();
    let first = across.first().map_or(0, |taps| taps.start);
    let last = across
        .last()
        .map_or(0, |taps| taps.start + taps.weights.len());
    let mut lights = vec![[0f32; 4]; last - first];
    let mut out = Vec::with_capacity(across.len() * picture.height);
    for y in 0..picture.height {
        let row = &picture.row(y)[3 * first..3 * last];
        for (light, pixel) in lights.iter_mut().zip(row.chunks_exact(3)) {
            *light = [
                linear[usize::from(pixel[0])],
                linear[usize::from(pixel[1])],
                linear[usize::from(pixel[2])],
                0.0,
            ];
        }
        for taps in across {
            let mut sum = [0f32; 4];
            let start = taps.start - first;
            for (pixel, &weight) in lights[start..start + taps.weights.len()]
                .iter()
                .zip(&taps.weights)
            {
                for c in 0..4 {
                    sum[c] += weight * pixel[c];
                }
            }
            out.push(sum);
        }
    }
    out
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
            Taps {
                start,
                weights: raw.iter().map(|weight| (weight / sum) as f32).collect(),
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
    let rgb = (0..picture.height)
        .flat_map(|y| &picture.row(y)[3 * columns.start..3 * columns.end])
        .copied()
        .collect();
    Picture {
        width: columns.len(),
        height: picture.height,
        rgb,
    }
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
