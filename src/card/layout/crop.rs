//! A picture cropped to a shape, on the part with the most detail.

use image::{GrayImage, Luma};
use imageproc::gradients::sobel_gradients;

use crate::card::canvas::Picture;
use crate::card::kind::luma;
use crate::card::resample::resample;

/// A picture scaled to fill a shape, and the part of it that is kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crop {
    /// Pixels of the whole, scaled.
    whole: (usize, usize),
    /// The first column and row that are kept.
    corner: (usize, usize),
    /// Pixels of the shape.
    size: (usize, usize),
}

impl Crop {
    /// Fills `size` with the crop round a place, in shares of width and height.
    pub fn filling(
        picture: &Picture,
        (across, down): (f64, f64),
        (width, height): (usize, usize),
    ) -> Crop {
        let scale =
            (width as f64 / picture.width as f64).max(height as f64 / picture.height as f64);
        let wide = ((picture.width as f64 * scale).round() as usize).max(width);
        let high = ((picture.height as f64 * scale).round() as usize).max(height);
        let start = |share: f64, whole: usize, part: usize| {
            ((share * whole as f64 - part as f64 / 2.0).round().max(0.0) as usize).min(whole - part)
        };
        Crop {
            whole: (wide, high),
            corner: (start(across, wide, width), start(down, high, height)),
            size: (width, height),
        }
    }

    /// The share of its longer side that the picture loses.
    pub fn taken(&self) -> f64 {
        let lost = |whole: usize, part: usize| 1.0 - part as f64 / whole as f64;
        lost(self.whole.0, self.size.0).max(lost(self.whole.1, self.size.1))
    }

    /// The pixels that are kept.
    pub fn cut(&self, picture: &Picture) -> Picture {
        let ((wide, high), (x, y), (width, height)) = (self.whole, self.corner, self.size);
        let columns = resample(picture, wide, high, x..x + width);
        let rgb = columns.rgb[3 * width * y..3 * width * (y + height)].to_vec();
        Picture { width, height, rgb }
    }
}

/// A picture scaled and cropped to fill `width` x `height`, the crop on the part with the most detail.
pub fn filling(picture: &Picture, width: usize, height: usize) -> Picture {
    filling_at(picture, detail(picture), width, height)
}

/// The same with the crop round a given place, in shares of width and height.
pub fn filling_at(picture: &Picture, place: (f64, f64), width: usize, height: usize) -> Picture {
    Crop::filling(picture, place, (width, height)).cut(picture)
}

/// A hard edge, as of words; their share of the pixels that marks a strip as busy; and how much busier than the whole picture
/// such a strip is.
const HARD: i32 = 48;
const BUSY: f64 = 0.02;
const BUSIER: f64 = 1.25;

/// A step of black on white, as of words; the share of the pixels that a band of a strip has of them where words run through it;
/// and how many bands may be so before they are the picture's own texture.
const SHARP: i32 = 96;
const WORDS: f64 = 0.05;
const BANDS: usize = 24;
const MOST_BANDS: usize = BANDS / 3;

/// True if the strips that a crop takes hold more hard edges than the rest (words, a legend), or if a line of words runs from
/// the rest into them (a caption).
pub(super) fn busy_edges(picture: &Picture, crop: &Crop) -> bool {
    let step = picture.height.div_ceil(200).max(1);
    let scale = picture.width as f64 / crop.whole.0 as f64;
    let kept = |at: usize, from: usize, part: usize| {
        let place = at as f64 / scale;
        place >= from as f64 && place < (from + part) as f64
    };
    let (mut lost, mut lost_hard, mut all, mut all_hard) = (0usize, 0usize, 0usize, 0usize);
    let mut bands = [(0usize, 0usize); BANDS];
    for y in (0..picture.height).step_by(step) {
        let inside = kept(y, crop.corner.1, crop.size.1);
        let pixels = picture.row(y).as_chunks::<3>().0;
        let band = &mut bands[y * BANDS / picture.height];
        for (x, two) in pixels.windows(2).enumerate() {
            let change = (luma(two[0]) - luma(two[1])).abs();
            let hard = usize::from(change > HARD);
            all += 1;
            all_hard += hard;
            if !inside || !kept(x, crop.corner.0, crop.size.0) {
                lost += 1;
                lost_hard += hard;
                band.0 += 1;
                band.1 += usize::from(change > SHARP);
            }
        }
    }
    let share = |hard: usize, of: usize| hard as f64 / of.max(1) as f64;
    let worded = bands.iter().filter(|band| share(band.1, band.0) > WORDS);
    if (1..=MOST_BANDS).contains(&worded.count()) {
        return true;
    }
    let strip = share(lost_hard, lost);
    strip > BUSY && strip > BUSIER * share(all_hard, all)
}

/// The middle of the detail: shares of width and height, halfway between the edges' centre of mass and the middle.
pub fn detail(picture: &Picture) -> (f64, f64) {
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
