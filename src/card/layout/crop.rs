//! A picture cropped to a shape, on the part with the most detail.

use image::{GrayImage, Luma};
use imageproc::gradients::sobel_gradients;

use crate::card::canvas::Picture;
use crate::card::color::Rgb;
use crate::card::resample::resample;

/// A picture scaled and cropped to fill `width` x `height`, the crop on the part with the most detail.
pub(super) fn filling(picture: &Picture, width: usize, height: usize) -> Picture {
    filling_at(picture, detail(picture), width, height)
}

/// The same with the crop round a given place, in shares of width and height.
pub(super) fn filling_at(
    picture: &Picture,
    (across, down): (f64, f64),
    width: usize,
    height: usize,
) -> Picture {
    let scale = (width as f64 / picture.width as f64).max(height as f64 / picture.height as f64);
    let wide = ((picture.width as f64 * scale).round() as usize).max(width);
    let high = ((picture.height as f64 * scale).round() as usize).max(height);
    let start = |share: f64, whole: usize, part: usize| {
        ((share * whole as f64 - part as f64 / 2.0).round().max(0.0) as usize).min(whole - part)
    };
    let x = start(across, wide, width);
    let y = start(down, high, height);
    let columns = resample(picture, wide, high, x..x + width);
    let rgb = columns.rgb[3 * width * y..3 * width * (y + height)].to_vec();
    Picture { width, height, rgb }
}

/// The middle of the detail: shares of width and height, halfway between the edges' centre of mass and the middle.
pub(super) fn detail(picture: &Picture) -> (f64, f64) {
    let luma = |p: Rgb| (u32::from(p[0]) * 30 + u32::from(p[1]) * 59 + u32::from(p[2]) * 11) / 100;
    // A hundred and sixty samples along the shorter side show where a picture is busy.
    let step = (picture.width.min(picture.height) / 160).max(1);
    let (wide, high) = (picture.width / step, picture.height / step);
    let samples = GrayImage::from_fn(wide as u32, high as u32, |x, y| {
        Luma([luma(picture.at(x as usize * step, y as usize * step)) as u8])
    });
    let edges = sobel_gradients(&samples);
    let (mut sum, mut across, mut down) = (0.0, 0.0, 0.0);
    for (x, y, edge) in edges.enumerate_pixels() {
        let change = f64::from(edge[0]);
        sum += change;
        across += change * (f64::from(x) + 0.5);
        down += change * (f64::from(y) + 0.5);
    }
    let share = |total: f64, length: usize| 0.5 * (total / sum / length as f64) + 0.25;
    if sum < 1.0 {
        (0.5, 0.5)
    } else {
        (share(across, wide), share(down, high))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crop_goes_to_the_busy_side_and_a_blank_picture_is_cropped_in_its_middle() {
        let mut busy = Picture::filled(400, 200, [200; 3]);
        for y in 0..200 {
            for x in 300..400 {
                busy.set(
                    x,
                    y,
                    if (x / 4 + y / 4) % 2 == 0 {
                        [0; 3]
                    } else {
                        [255; 3]
                    },
                );
            }
        }
        let (across, down) = detail(&busy);
        assert!(across > 0.6 && (down - 0.5).abs() < 0.02, "{across} {down}");
        assert_eq!(detail(&Picture::filled(400, 200, [9; 3])), (0.5, 0.5));
        assert_eq!(detail(&Picture::filled(1, 1, [9; 3])), (0.5, 0.5));
        let cropped = filling(&busy, 100, 100);
        assert_eq!((cropped.width, cropped.height), (100, 100));
    }
}
