//! A decoded picture -> what a card can show of it: its ends cut where it is very long, halved while it is very large.

use crate::card::canvas::Picture;

/// Longest short side in pixels that the layouts can use; larger pictures are halved first.
const ENOUGH_PX: u32 = 1400;

/// More pixels than this are halved, however long and narrow the picture is.
const MANY_PIXELS: usize = 24_000_000;

/// Largest ratio of a picture's longer side to its shorter one; blogs have up to 6.
const MOST_ASPECT: usize = 16;

/// The part of a picture that a card can show, no larger than it has to be.
pub fn kept(picture: Picture) -> Picture {
    halved(middle(picture))
}

/// A picture that is more than [`MOST_ASPECT`] times as long as wide loses its ends: scaled to the height of a card, two
/// rows of 3,000 pixels would be a gigabyte.
fn middle(picture: Picture) -> Picture {
    let most = MOST_ASPECT * picture.width.min(picture.height);
    let (width, height) = (picture.width.min(most), picture.height.min(most));
    if (width, height) == (picture.width, picture.height) {
        return picture;
    }
    let (left, top) = ((picture.width - width) / 2, (picture.height - height) / 2);
    let rows = (top..top + height).map(|y| &picture.row(y)[3 * left..3 * (left + width)]);
    Picture {
        width,
        height,
        rgb: rows.collect::<Vec<_>>().concat(),
    }
}

/// Boxes of 2x2 until the short side is no longer than it has to be: the resampler then needs few weights.
fn halved(mut picture: Picture) -> Picture {
    let (linear, levels) = (
        crate::card::color::linear_table(),
        crate::card::color::level_table(),
    );
    let large = |picture: &Picture| {
        let short = picture.width.min(picture.height);
        short >= 2 * ENOUGH_PX as usize
            || (short > 1 && picture.width * picture.height > MANY_PIXELS)
    };
    while large(&picture) {
        // In place: the write position never passes the read position.
        let (stride, rgb) = (3 * picture.width, &mut picture.rgb);
        let (width, height) = (picture.width / 2, picture.height / 2);
        for y in 0..height {
            for x in 0..width {
                let at = 2 * y * stride + 6 * x;
                let mean = |c: usize| {
                    let light = [at, at + 3, at + stride, at + stride + 3]
                        .map(|at| linear[usize::from(rgb[at + c])]);
                    let sum = light[0] + light[1] + light[2] + light[3];
                    crate::card::color::level(levels, sum * 0.25)
                };
                let pixel: [u8; 3] = std::array::from_fn(mean);
                let to = 3 * (y * width + x);
                rgb[to..to + 3].copy_from_slice(&pixel);
            }
        }
        rgb.truncate(3 * width * height);
        rgb.shrink_to_fit();
        (picture.width, picture.height) = (width, height);
    }
    picture
}
