//! A picture cropped to a shape, on the part with the most detail.

use image::{GrayImage, Luma};
use imageproc::gradients::sobel_gradients;

use crate::card::canvas::Picture;
use crate::card::color::Rgb;
use crate::card::resample::resample;

/// A window that holds this share of what the best one holds is as good.
const NEARLY: f64 = 0.98;

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
fn detail(picture: &Picture) -> (f64, f64) {
    let (across, down) = profiles(picture);
    let share = |sums: &[f64]| {
        let all: f64 = sums.iter().sum();
        let weighed = sums.iter().enumerate();
        let total: f64 = weighed.map(|(at, sum)| sum * (at as f64 + 0.5)).sum();
        if all < 1.0 {
            0.5
        } else {
            0.5 * (total / all / sums.len() as f64) + 0.25
        }
    };
    (share(&across), share(&down))
}

/// The middle of the part of a shape (width and height, in any unit) that keeps the most detail: where a drawing fills a
/// card, no part of it should be cut that could be kept.
pub(super) fn busiest(picture: &Picture, (width, height): (f64, f64)) -> (f64, f64) {
    let (across, down) = profiles(picture);
    let scale = (picture.width as f64 / width).min(picture.height as f64 / height);
    let shares = (
        width * scale / picture.width as f64,
        height * scale / picture.height as f64,
    );
    (fullest(&across, shares.0), fullest(&down, shares.1))
}

/// The middle of the window of a share of `sums` that holds the most; of several that hold nearly as much, the middle one.
fn fullest(sums: &[f64], share: f64) -> f64 {
    let length = ((sums.len() as f64 * share).round() as usize).clamp(1, sums.len().max(1));
    let held: Vec<f64> = sums.windows(length).map(|part| part.iter().sum()).collect();
    let most = held.iter().copied().fold(0.0, f64::max);
    let good: Vec<usize> = (0..held.len())
        .filter(|&at| held[at] >= NEARLY * most)
        .collect();
    let (Some(first), Some(last)) = (good.first(), good.last()) else {
        return 0.5;
    };
    ((first + last) as f64 / 2.0 + length as f64 / 2.0) / sums.len() as f64
}

/// How much change there is in each column and each row of a picture, sampled.
fn profiles(picture: &Picture) -> (Vec<f64>, Vec<f64>) {
    let luma = |p: Rgb| (u32::from(p[0]) * 30 + u32::from(p[1]) * 59 + u32::from(p[2]) * 11) / 100;
    // A hundred and sixty samples along the shorter side show where a picture is busy.
    let step = (picture.width.min(picture.height) / 160).max(1);
    let (wide, high) = (picture.width / step, picture.height / step);
    let samples = GrayImage::from_fn(wide as u32, high as u32, |x, y| {
        Luma([luma(picture.at(x as usize * step, y as usize * step)) as u8])
    });
    let (mut across, mut down) = (vec![0.0; wide], vec![0.0; high]);
    for (x, y, edge) in sobel_gradients(&samples).enumerate_pixels() {
        let change = f64::from(edge[0]);
        across[x as usize] += change;
        down[y as usize] += change;
    }
    (across, down)
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
        let (across, down) = busiest(&busy, (100.0, 100.0));
        assert!(
            (across - 0.75).abs() < 0.02 && (down - 0.5).abs() < 0.01,
            "{across} {down}"
        );
        assert_eq!(
            busiest(&Picture::filled(400, 200, [9; 3]), (1.0, 1.0)),
            (0.5, 0.5)
        );
        let cropped = filling(&busy, 100, 100);
        assert_eq!((cropped.width, cropped.height), (100, 100));
    }
}
