//! A soft shadow below a frame: two blurs, one wide and low, one close.

use crate::card::canvas::{Picture, Rect};
use crate::card::color::Rgb;
use crate::card::simd::{Level, Simd, SimdFrom, dispatch, f32x8};

/// Of each blur: its spread, how far it falls, its strength on a light and on a dark ground; in units.
const BLURS: [(f64, f64, f32, f32); 2] = [(24.0, 20.0, 0.17, 0.5), (3.0, 2.0, 0.10, 0.35)];
/// Width of the part inside of a frame that its round corners may show, in units; the rest lies under the picture.
const SHOWN: f64 = 24.0;
/// Weakest shadow that is painted.
const LEAST: f32 = 0.001;

/// Darkens `canvas` round and below `rect`, whose inside a picture covers.
///
/// A rectangle blurred by a Gaussian is the product of two integrals of it, one across and one down.
pub fn cast(canvas: &mut Picture, rect: Rect, scale: f64, color: Rgb, dark: bool) {
    for (spread, fall, on_light, on_dark) in BLURS {
        let (spread, fall) = (spread * scale, fall * scale);
        let strength = if dark { on_dark } else { on_light };
        let left = f64::from(rect.x);
        let top = f64::from(rect.y) + fall;
        let across = profile(canvas.width, left, left + f64::from(rect.width), spread);
        let down = profile(canvas.height, top, top + f64::from(rect.height), spread);
        let hidden = |from: i32, length: i32, most: usize| {
            let inset = (SHOWN * scale).ceil() as i32;
            let end = |at: i32| usize::try_from(at).unwrap_or(0).min(most);
            end(from + inset)..end(from + length - inset)
        };
        let rows = hidden(rect.y, rect.height, canvas.height);
        let columns = hidden(rect.x, rect.width, canvas.width);
        // One value for each byte of a row, so that eight are mixed at once.
        let across: Vec<f32> = across.iter().map(|share| strength * share).collect();
        let alphas: Vec<f32> = across.iter().flat_map(|&alpha| [alpha; 3]).collect();
        let colors: Vec<f32> = color.map(f32::from).repeat(canvas.width);
        let middle = (left + f64::from(rect.width) / 2.0) as usize;
        let middle = middle.min(canvas.width);
        for (y, &down) in down.iter().enumerate() {
            let (first, end) = shown(&across, middle, down);
            let row = canvas.row_mut(y);
            let mut lay = |from: usize, to: usize| {
                let (from, to) = (from.max(first), to.min(end));
                if from < to {
                    let part = 3 * from..3 * to;
                    let (alphas, colors) = (&alphas[part.clone()], &colors[part.clone()]);
                    dispatch!(Level::new(), simd => mix(simd, &mut row[part], alphas, colors, down));
                }
            };
            if rows.contains(&y) && !columns.is_empty() {
                lay(0, columns.start);
                lay(columns.end, usize::MAX);
            } else {
                lay(0, usize::MAX);
            }
        }
    }
}

/// The columns in which a row of the shadow can be seen: the first and the one behind the last.
///
/// A Gaussian only rises before its middle and only falls behind it.
fn shown(across: &[f32], middle: usize, down: f32) -> (usize, usize) {
    let shows = |&across: &f32| across * down > LEAST;
    let first = across[..middle].partition_point(|across| !shows(across));
    let end = middle + across[middle..].partition_point(shows);
    (first, end)
}

/// One part of a row, byte by byte, darkened by `alphas` times `down`.
#[inline(always)]
fn mix<S: Simd>(simd: S, row: &mut [u8], alphas: &[f32], colors: &[f32], down: f32) {
    let (eights, rest) = row.as_chunks_mut::<8>();
    let (alphas, alphas_rest) = alphas.as_chunks::<8>();
    let (colors, colors_rest) = colors.as_chunks::<8>();
    for ((levels, &alphas), &colors) in eights.iter_mut().zip(alphas).zip(colors) {
        let from = f32x8::simd_from(simd, levels.map(f32::from));
        let alpha = f32x8::simd_from(simd, alphas) * down;
        let mixed = from + (f32x8::simd_from(simd, colors) - from) * alpha + 0.5;
        let mixed = simd.cvt_i32_f32x8(mixed);
        for lane in 0..8 {
            levels[lane] = mixed[lane] as u8;
        }
    }
    for ((level, alpha), color) in rest.iter_mut().zip(alphas_rest).zip(colors_rest) {
        let from = f32::from(*level);
        *level = (from + (color - from) * (alpha * down) + 0.5) as u8;
    }
}

/// Share of a Gaussian round each pixel that lies between two edges.
fn profile(length: usize, from: f64, to: f64, spread: f64) -> Vec<f32> {
    let root = spread * std::f64::consts::SQRT_2;
    let below = |edge: f64, at: f64| libm::erf((at - edge) / root);
    (0..length)
        .map(|at| at as f64 + 0.5)
        .map(|at| (0.5 * (below(from, at) - below(to, at))) as f32)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shadow_is_deepest_below_its_frame_and_gone_far_from_it() {
        let mut canvas = Picture::filled(400, 300, [240; 3]);
        let rect = Rect {
            x: 100,
            y: 60,
            width: 200,
            height: 120,
        };
        cast(&mut canvas, rect, 1.0, [20; 3], false);
        let level = |x: usize, y: usize| canvas.at(x, y)[0];
        assert!(level(200, 184) < 222, "just below it");
        assert!(level(200, 184) < level(200, 56), "it falls");
        assert_eq!((level(2, 2), level(398, 2)), (240, 240));
        assert!((0..400).all(|x| level(x, 120).abs_diff(level(399 - x, 120)) <= 1));
    }
}
