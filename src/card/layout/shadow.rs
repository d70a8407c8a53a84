//! A soft shadow below a frame: two blurs, one wide and low, one close.

use crate::card::canvas::{Picture, Rect};
use crate::card::color::Rgb;

/// Of each blur: its spread, how far it falls, its strength on a light and on a dark ground; in units.
const BLURS: [(f64, f64, f32, f32); 2] = [(24.0, 20.0, 0.17, 0.5), (3.0, 2.0, 0.10, 0.35)];

/// Darkens `canvas` round and below `rect`.
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
        for (y, &down) in down.iter().enumerate() {
            if down <= 0.0 {
                continue;
            }
            let row = canvas.row_mut(y).as_chunks_mut::<3>().0;
            for (pixel, &across) in row.iter_mut().zip(&across) {
                let alpha = strength * across * down;
                if alpha > 0.001 {
                    for c in 0..3 {
                        let level = f32::from(pixel[c]);
                        pixel[c] = (level + (f32::from(color[c]) - level) * alpha + 0.5) as u8;
                    }
                }
            }
        }
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
