//! A picture cropped to a shape, on the part with the most detail.

use crate::card::canvas::Picture;
use crate::card::color::Rgb;
use crate::card::resample::resample;

/// A picture scaled and cropped to fill `width` x `height`, the crop on the part with the most detail.
pub(super) fn filling(picture: &Picture, width: usize, height: usize) -> Picture {
    let scale = (width as f64 / picture.width as f64).max(height as f64 / picture.height as f64);
    let wide = ((picture.width as f64 * scale).round() as usize).max(width);
    let high = ((picture.height as f64 * scale).round() as usize).max(height);
    let (across, down) = detail(picture);
    let start = |share: f64, whole: usize, part: usize| {
        ((share * whole as f64 - part as f64 / 2.0).round().max(0.0) as usize).min(whole - part)
    };
    let x = start(across, wide, width);
    let y = start(down, high, height);
    let columns = resample(picture, wide, high, x..x + width);
    let rgb = columns.rgb[3 * width * y..3 * width * (y + height)].to_vec();
    Picture { width, height, rgb }
}

/// The middle of the detail: shares of width and height, halfway between the centre of mass and the middle.
fn detail(picture: &Picture) -> (f64, f64) {
    let (mut sum, mut across, mut down) = (1e-9, 0.0, 0.0);
    let luma = |p: Rgb| f64::from(p[0]) * 0.3 + f64::from(p[1]) * 0.59 + f64::from(p[2]) * 0.11;
    let step = (picture.width.min(picture.height) / 160).max(1);
    for y in (0..picture.height.saturating_sub(step)).step_by(step) {
        for x in (0..picture.width.saturating_sub(step)).step_by(step) {
            let here = luma(picture.at(x, y));
            let change = (luma(picture.at(x + step, y)) - here).abs()
                + (luma(picture.at(x, y + step)) - here).abs();
            sum += change;
            across += change * x as f64;
            down += change * y as f64;
        }
    }
    let share = |total: f64, length: usize| 0.5 * (total / sum / length.max(1) as f64) + 0.25;
    if sum < 1.0 {
        (0.5, 0.5)
    } else {
        (share(across, picture.width), share(down, picture.height))
    }
}
