//! A picture with a transparent ground -> the same on a ground that it stands out from.
//!
//! In: RGBA8. Out: RGB8, and whether it was cut out. A white logo would vanish on white, so the contrast of the pixels along
//! its outline is measured against white, a dark slate and a middle gray, in this order.

use image::{RgbImage, RgbaImage};

use crate::card::color::{Rgb, contrast, luminance, mix_linear};

/// Opacity from which a pixel is seen, and the share of unseen pixels from which a picture is cut out.
const SEEN: u8 = 128;
const CUT_OUT: f64 = 0.01;
/// Grounds, in the order in which they are tried.
const GROUNDS: [Rgb; 3] = [[255; 3], [0x1C, 0x20, 0x2B], [0x76, 0x79, 0x80]];
/// Contrast below which an outline is lost, and the share of the outline that must have more.
const LOST: f32 = 1.4;
const READS: f64 = 0.8;
/// Levels of luminance that are told apart.
const BINS: usize = 256;
/// Distance from a transparent pixel at which a pixel is outline, and the number of rows that are sampled.
const REACH: usize = 2;
const ROWS: usize = 500;
/// Margin added to a picture that touches its own border, as a share of its longer side.
const AIR: f64 = 0.04;
/// Pixels from which the field of a picture is measured, and a little more: nothing may lie in them.
const NEAR_BORDER: u32 = 8;

/// A picture without transparency.
pub struct Flattened {
    /// The pixels.
    pub picture: RgbImage,
    /// Its ground was transparent.
    pub cut_out: bool,
}

/// Puts a picture on the first ground that it stands out from; one that is hardly transparent goes on white.
pub fn flatten(picture: RgbaImage) -> Flattened {
    let (width, height) = picture.dimensions();
    let hidden = picture.pixels().filter(|pixel| pixel.0[3] < SEEN).count();
    let cut_out = hidden as f64 >= CUT_OUT * f64::from(width) * f64::from(height);
    if !cut_out {
        return Flattened {
            picture: over(picture, GROUNDS[0]),
            cut_out,
        };
    }
    let (ground, air) = (ground(&picture), air(&picture));
    let flat = over(picture, ground);
    Flattened {
        picture: padded(flat, ground, air),
        cut_out,
    }
}

/// The ground for the pixels beside transparent ones.
fn ground(picture: &RgbaImage) -> Rgb {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let seen = |x: usize, y: usize| picture.get_pixel(x as u32, y as u32).0[3] >= SEEN;
    let mut outline = [0u32; BINS];
    for y in (0..height).step_by(height.div_ceil(ROWS).max(1)) {
        for x in 0..width {
            if !seen(x, y) {
                continue;
            }
            let left = (x.saturating_sub(REACH)..x).any(|x| !seen(x, y));
            let right = (x + 1..(x + 1 + REACH).min(width)).any(|x| !seen(x, y));
            let above = (y.saturating_sub(REACH)..y).any(|y| !seen(x, y));
            let below = (y + 1..(y + 1 + REACH).min(height)).any(|y| !seen(x, y));
            if left || right || above || below {
                let [r, g, b, _] = picture.get_pixel(x as u32, y as u32).0;
                outline[(luminance([r, g, b]) * (BINS - 1) as f32) as usize] += 1;
            }
        }
    }
    let total: u32 = outline.iter().sum();
    let reads = |ground: &Rgb| {
        let ground = luminance(*ground);
        let seen = outline
            .iter()
            .enumerate()
            .filter(|(bin, _)| contrast(*bin as f32 / (BINS - 1) as f32, ground) >= LOST);
        f64::from(seen.map(|(_, count)| count).sum::<u32>()) / f64::from(total.max(1))
    };
    let best = GROUNDS.iter().max_by(|a, b| reads(a).total_cmp(&reads(b)));
    let first = GROUNDS.iter().find(|ground| reads(ground) >= READS);
    *first.or(best).unwrap_or(&GROUNDS[0])
}

/// Pixels to add at the left, right, top and bottom, where something touches the border. A picture that touches only the lower
/// edge, such as a bust, is meant to be cut there.
fn air(picture: &RgbaImage) -> [u32; 4] {
    let (width, height) = picture.dimensions();
    let seen = |x: u32, y: u32| picture.get_pixel(x, y).0[3] >= SEEN;
    let near = NEAR_BORDER.min(width).min(height);
    let touches = [
        (0..near).any(|x| (0..height).any(|y| seen(x, y))),
        (0..near).any(|x| (0..height).any(|y| seen(width - 1 - x, y))),
        (0..near).any(|y| (0..width).any(|x| seen(x, y))),
        (0..near).any(|y| (0..width).any(|x| seen(x, height - 1 - y))),
    ];
    let air = ((AIR * f64::from(width.max(height))).ceil() as u32).max(NEAR_BORDER);
    let stands = touches == [false, false, false, true];
    touches.map(|touches| if touches && !stands { air } else { 0 })
}

fn padded(picture: RgbImage, ground: Rgb, [left, right, top, bottom]: [u32; 4]) -> RgbImage {
    if [left, right, top, bottom] == [0; 4] {
        return picture;
    }
    let (width, height) = picture.dimensions();
    let mut all = RgbImage::from_pixel(
        width + left + right,
        height + top + bottom,
        image::Rgb(ground),
    );
    image::imageops::replace(&mut all, &picture, i64::from(left), i64::from(top));
    all
}

/// Pixels on a ground. Done in place: a second copy of a large picture would not fit into memory.
pub fn over(picture: RgbaImage, ground: Rgb) -> RgbImage {
    let (width, height) = picture.dimensions();
    let mut bytes = picture.into_raw();
    let pixels = bytes.len() / 4;
    // Each pair of level and opacity is mixed once: large drawings have millions of pixels and few opacities.
    let mut mixed: Vec<Option<Box<[[u8; 3]; 256]>>> = vec![None; 256];
    for at in 0..pixels {
        let [r, g, b, a] = [0, 1, 2, 3].map(|c| bytes[4 * at + c]);
        let levels = mixed[usize::from(a)].get_or_insert_with(|| Box::new(levels(ground, a)));
        for (c, level) in [r, g, b].into_iter().enumerate() {
            bytes[3 * at + c] = levels[usize::from(level)][c];
        }
    }
    bytes.truncate(3 * pixels);
    RgbImage::from_raw(width, height, bytes).expect("three bytes for each pixel")
}

/// Every level at this opacity above the ground's three.
fn levels(ground: Rgb, alpha: u8) -> [[u8; 3]; 256] {
    std::array::from_fn(|level| {
        let level = u8::try_from(level).expect("256 levels");
        mix_linear(ground, [level; 3], f32::from(alpha) / 255.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgba;

    /// A bar in the middle of a transparent picture.
    fn bar(color: [u8; 3]) -> RgbaImage {
        RgbaImage::from_fn(100, 60, |x, y| {
            let inside = (20..80).contains(&x) && (20..40).contains(&y);
            let [r, g, b] = color;
            Rgba([r, g, b, if inside { 255 } else { 0 }])
        })
    }

    #[test]
    fn a_logo_stands_on_a_ground_that_it_reads_on() {
        for color in [[255; 3], [250, 240, 90], [0; 3], [200, 30, 30], [128; 3]] {
            let flat = flatten(bar(color));
            let ground = flat.picture.get_pixel(0, 0).0;
            assert!(flat.cut_out);
            assert_eq!(flat.picture.get_pixel(50, 30).0, color);
            let ratio = contrast(luminance(color), luminance(ground));
            assert!(ratio >= LOST, "{color:?} on {ground:?}");
        }
        assert_eq!(flatten(bar([0; 3])).picture.get_pixel(0, 0).0, [255; 3]);
    }

    #[test]
    fn black_and_white_in_one_logo_stand_on_gray() {
        let mut both = bar([255; 3]);
        for x in 20..50 {
            for y in 20..40 {
                both.put_pixel(x, y, Rgba([0, 0, 0, 255]));
            }
        }
        assert_eq!(flatten(both).picture.get_pixel(0, 0).0, GROUNDS[2]);
    }

    #[test]
    fn what_touches_its_border_gets_air_and_what_stands_on_it_does_not() {
        let icon = RgbaImage::from_fn(100, 100, |x, y| {
            let corner = !(12..88).contains(&x) && !(12..88).contains(&y);
            Rgba([20, 160, 160, if corner { 0 } else { 255 }])
        });
        assert_eq!(flatten(icon).picture.dimensions(), (116, 116));
        let bust = RgbaImage::from_fn(100, 100, |x, y| {
            let inside = (30..70).contains(&x) && y >= 40;
            Rgba([90, 60, 40, if inside { 255 } else { 0 }])
        });
        assert_eq!(flatten(bust).picture.dimensions(), (100, 100));
    }

    #[test]
    fn a_hint_of_transparency_is_white_paper() {
        let solid = RgbaImage::from_fn(100, 100, |x, y| {
            Rgba([255, 255, 255, if x + y == 0 { 0 } else { 255 }])
        });
        let flat = flatten(solid);
        assert!(!flat.cut_out && flat.picture.get_pixel(0, 0).0 == [255; 3]);
    }
}
