//! Whether a card is its golden: three rules, and the test of the rules.

use feedcard::card::theme::{Pattern, Theme};
use feedcard::card::{Pictures, Request};
use image::{Rgb, RgbImage};

use crate::{decoded, drawn, request};

/// Levels that a pixel may be off, and the share of pixels that may be off by more.
const LEVELS: u8 = 2;
const SHARE: f64 = 0.001;
/// Levels that the mean of a box of 4x4 pixels may be off.
const BOX_LEVELS: f64 = 3.0;
const BOX_PX: u32 = 4;

/// What is wrong, if anything: size, too many pixels, or one small place (a foreign comma is 0.006 % of all pixels).
pub fn judge(expected: &RgbImage, actual: &RgbImage) -> Result<(), String> {
    if expected.dimensions() != actual.dimensions() {
        return Err(format!(
            "{:?} pixels, and {:?} were expected",
            actual.dimensions(),
            expected.dimensions()
        ));
    }
    let off = expected
        .pixels()
        .zip(actual.pixels())
        .filter(|(a, b)| (0..3).any(|c| a[c].abs_diff(b[c]) > LEVELS))
        .count();
    let share = off as f64 / f64::from(expected.width() * expected.height());
    if share > SHARE {
        return Err(format!("{:.3} % of the pixels differ", 100.0 * share));
    }
    for y in (0..expected.height()).step_by(BOX_PX as usize) {
        for x in (0..expected.width()).step_by(BOX_PX as usize) {
            let (a, b) = (mean(expected, x, y), mean(actual, x, y));
            if (0..3).any(|c| (a[c] - b[c]).abs() > BOX_LEVELS) {
                return Err(format!("the 4x4 box at ({x}, {y}) is {b:?}, not {a:?}"));
            }
        }
    }
    Ok(())
}

fn mean(picture: &RgbImage, left: u32, top: u32) -> [f64; 3] {
    let (mut sum, mut count) = ([0.0; 3], 0.0);
    for y in top..(top + BOX_PX).min(picture.height()) {
        for x in left..(left + BOX_PX).min(picture.width()) {
            for c in 0..3 {
                sum[c] += f64::from(picture.get_pixel(x, y)[c]);
            }
            count += 1.0;
        }
    }
    sum.map(|sum| sum / count)
}

fn card(title: &str) -> RgbImage {
    // A pattern keeps away from the words: it would move with them.
    let theme = Theme {
        pattern: Pattern::None,
        ..Theme::default()
    };
    let request = Request {
        theme: &theme,
        ..request(title, Pictures::None, &[])
    };
    decoded(&drawn(&request).bytes)
}

#[test]
fn the_judge_takes_a_card_for_itself_and_bears_a_little_noise() {
    let card = card("바다, 그리고 등대");
    let mut noisy = card.clone();
    for (x, y, pixel) in noisy.enumerate_pixels_mut() {
        let shift = ((x * 7 + y * 13) % 5) as i16 - 2;
        *pixel = Rgb(pixel
            .0
            .map(|level| (i16::from(level) + shift).clamp(0, 255) as u8));
    }
    assert_eq!(judge(&card, &card), Ok(()));
    assert_eq!(judge(&card, &noisy), Ok(()));
}

#[test]
fn the_judge_refuses_a_shift_by_one_pixel() {
    let card = card("바다, 그리고 등대");
    let shifted = RgbImage::from_fn(card.width(), card.height(), |x, y| {
        *card.get_pixel(x.saturating_sub(1), y)
    });
    assert!(judge(&card, &shifted).is_err());
}

#[test]
fn the_judge_refuses_a_lost_comma_though_few_pixels_make_it() {
    // The `g` reaches lower than the comma, so that nothing else moves.
    let (with, without) = (card("등대 paging,"), card("등대 paging"));
    let off = with
        .pixels()
        .zip(without.pixels())
        .filter(|(a, b)| a != b)
        .count();
    assert!(off > 0, "the comma is drawn");
    assert!(
        (off as f64) < SHARE * 1200.0 * 630.0,
        "{off} pixels: the second rule saw it already"
    );
    assert!(judge(&with, &without).is_err());
}

#[test]
fn the_judge_refuses_another_size() {
    let card = card("바다");
    assert!(judge(&card, &RgbImage::new(1200, 600)).is_err());
}
