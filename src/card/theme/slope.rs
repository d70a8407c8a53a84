//! A gradient: two colours mixed in OKLab, dithered so that no band shows.

use crate::card::color::{Rgb, oklab, srgb_of_lab};

/// Range of the ordered noise, in levels.
///
/// # Source
/// Bayer's matrix of 8x8, each place as a share of one level.
const BAYER: [[u8; 8]; 8] = [
    [0, 32, 8, 40, 2, 34, 10, 42],
    [48, 16, 56, 24, 50, 18, 58, 26],
    [12, 44, 4, 36, 14, 46, 6, 38],
    [60, 28, 52, 20, 62, 30, 54, 22],
    [3, 35, 11, 43, 1, 33, 9, 41],
    [51, 19, 59, 27, 49, 17, 57, 25],
    [15, 47, 7, 39, 13, 45, 5, 37],
    [63, 31, 55, 23, 61, 29, 53, 21],
];
/// Colours computed along the gradient; levels between them are interpolated.
const STOPS: usize = 256;

/// A gradient over a box.
pub(crate) struct Slope {
    /// Unrounded sRGB levels from start to end.
    stops: Vec<[f32; 3]>,
    /// Of the box: per pixel right, per pixel down, at its corner.
    across: f64,
    down: f64,
    start: f64,
}

impl Slope {
    /// From one colour to another; `angle` as in CSS: 0 upwards, 90 to the right.
    pub fn new(from: Rgb, to: Rgb, angle: f64, (width, height): (i32, i32)) -> Slope {
        let (a, b) = (oklab(from), oklab(to));
        let stops = (0..=STOPS)
            .map(|stop| {
                let t = stop as f64 / STOPS as f64;
                srgb_of_lab(std::array::from_fn(|c| a[c] + (b[c] - a[c]) * t))
            })
            .collect();
        let (up, right) = super::direction(angle);
        let (w, h) = (f64::from(width.max(1)), f64::from(height.max(1)));
        // CSS: the line is as long as the corners need.
        let length = (w * right).abs() + (h * up).abs();
        Slope {
            stops,
            across: right / length,
            down: -up / length,
            start: 0.5 - (w * right - h * up) / 2.0 / length,
        }
    }

    /// The colour of one pixel of the box.
    pub fn at(&self, x: usize, y: usize) -> Rgb {
        let t = self.start + (x as f64 + 0.5) * self.across + (y as f64 + 0.5) * self.down;
        let at = t.clamp(0.0, 1.0) * STOPS as f64;
        let stop = (at as usize).min(STOPS - 1);
        let part = (at - stop as f64) as f32;
        let noise = (f32::from(BAYER[y % 8][x % 8]) + 0.5) / 64.0;
        let (a, b) = (self.stops[stop], self.stops[stop + 1]);
        std::array::from_fn(|c| (a[c] + (b[c] - a[c]) * part + noise).clamp(0.0, 255.0) as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gradient_begins_and_ends_with_its_colours_and_is_never_gray_between_two_hues() {
        let slope = Slope::new([11, 110, 79], [242, 183, 5], 90.0, (400, 40));
        let near = |a: Rgb, b: Rgb| a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 2);
        assert!(near(slope.at(0, 9), [11, 110, 79]), "{:?}", slope.at(0, 9));
        assert!(near(slope.at(399, 9), [242, 183, 5]));
        let [r, g, b] = slope.at(200, 9);
        assert!(r.max(g).max(b) - r.min(g).min(b) > 60, "{r} {g} {b}");
    }

    #[test]
    fn no_band_shows_in_a_long_gradient_of_few_levels() {
        let slope = Slope::new([40, 40, 40], [44, 44, 44], 90.0, (1200, 8));
        for block in 0..149 {
            let mean = |from: usize| {
                let sum: u32 = (0..64)
                    .map(|at| u32::from(slope.at(from + at % 8, at / 8)[0]))
                    .sum();
                f64::from(sum) / 64.0
            };
            assert!(
                (mean(8 * block + 8) - mean(8 * block)).abs() < 0.1,
                "{block}"
            );
        }
    }
}
