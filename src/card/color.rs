//! Colour arithmetic: sRGB and linear light, luminance and contrast, OKLCH, ΔE.
//!
//! Every function is the same bits on every machine: tables and `libm`, no platform functions.
//!
//! # Source
//! IEC 61966-2-1 (sRGB), WCAG 2.2 (relative luminance, contrast ratio), B. Ottosson (OKLab), CIE 1976 L*a*b*.

use std::sync::LazyLock;

/// sRGB, 8 bits a channel.
pub type Rgb = [u8; 3];

/// Entries of the table back from linear light: fine enough for the darkest step of sRGB.
const FINE: usize = 1 << 14;
/// That table, longer than the `FINE + 1` entries that are reached, so that no place lies outside.
pub type Levels = [u8; 1 << 15];

static TO_LINEAR: LazyLock<[f32; 256]> =
    LazyLock::new(|| std::array::from_fn(|level| decode(level as f64 / 255.0) as f32));
static TO_LINEAR_EXACTLY: LazyLock<[f64; 256]> =
    LazyLock::new(|| std::array::from_fn(|level| decode(level as f64 / 255.0)));
static FROM_LINEAR: LazyLock<Box<Levels>> = LazyLock::new(from_linear);

/// Filled level by level, each from its first entry: 16,385 powers would be the most expensive part of a short run.
fn from_linear() -> Box<Levels> {
    let of = |at: usize| (encode(at as f64 / FINE as f64) * 255.0 + 0.5) as u8;
    let mut levels = Box::new([0; 1 << 15]);
    let mut start = 0;
    for level in 0..=255u8 {
        // The first place that is lighter.
        let (mut low, mut high) = (start, FINE + 1);
        while low < high {
            let middle = low.midpoint(high);
            if of(middle) <= level {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        levels[start..low].fill(level);
        start = low;
    }
    levels
}

fn decode(level: f64) -> f64 {
    if level <= 0.04045 {
        level / 12.92
    } else {
        libm::pow((level + 0.055) / 1.055, 2.4)
    }
}

fn encode(light: f64) -> f64 {
    if light <= 0.003_130_8 {
        light * 12.92
    } else {
        1.055 * libm::pow(light, 1.0 / 2.4) - 0.055
    }
}

/// The table from an sRGB level to linear light 0..=1.
pub fn linear_table() -> &'static [f32; 256] {
    &TO_LINEAR
}

/// The table from linear light, scaled to its last index, to an sRGB level.
pub fn level_table() -> &'static Levels {
    &FROM_LINEAR
}

/// Linear light 0..=1 (clamped) to an sRGB level.
#[inline(always)]
pub fn level(table: &Levels, light: f32) -> u8 {
    table[index(light)]
}

/// Linear light 0..=1 (clamped) to its place in the table of levels.
///
/// From 2^23 on an f32 has no fraction, so the sum is rounded to a whole number, which is its low bits. Unlike a cast, this
/// is the same few instructions for many values at once.
#[inline(always)]
pub fn index(light: f32) -> usize {
    const WHOLE: f32 = 8_388_608.0;
    #[allow(clippy::manual_clamp, reason = "what is no number becomes 0 as well")]
    let place = light.max(0.0).min(1.0) * (FINE as f32);
    ((place + WHOLE).to_bits() & 0x7FFF) as usize
}

/// `over` at `coverage` 0..=1 on `under`, mixed in linear light.
pub fn mix_linear(under: Rgb, over: Rgb, coverage: f32) -> Rgb {
    let (linear, levels) = (linear_table(), level_table());
    std::array::from_fn(|c| {
        let (a, b) = (linear[usize::from(under[c])], linear[usize::from(over[c])]);
        level(levels, a + (b - a) * coverage)
    })
}

/// WCAG relative luminance, 0..=1.
pub fn luminance(color: Rgb) -> f32 {
    let linear = linear_table();
    let [r, g, b] = color.map(|level| linear[usize::from(level)]);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// WCAG contrast ratio of two luminances, 1..=21.
pub fn contrast(a: f32, b: f32) -> f32 {
    let (light, dark) = if a > b { (a, b) } else { (b, a) };
    (light + 0.05) / (dark + 0.05)
}

/// `#RRGGBB`.
pub fn hex([r, g, b]: Rgb) -> String {
    format!("#{r:02X}{g:02X}{b:02X}")
}

/// Lightness 0..=1, chroma, and the hue's direction as a unit vector.
#[derive(Debug, Clone, Copy)]
pub struct Oklch {
    /// 0 black, 1 white.
    pub lightness: f64,
    /// 0 gray; sRGB ends near 0.32.
    pub chroma: f64,
    /// Cosine and sine of the hue.
    pub hue: (f64, f64),
}

/// Lightness, a and b in OKLab.
pub fn oklab(color: Rgb) -> [f64; 3] {
    let [r, g, b] = color.map(|level| TO_LINEAR_EXACTLY[usize::from(level)]);
    let l = libm::cbrt(0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b);
    let m = libm::cbrt(0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b);
    let s = libm::cbrt(0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b);
    [
        0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
        1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
        0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
    ]
}

/// Linear light of a colour in OKLab; outside of 0..=1 where sRGB has no such colour.
fn linear_of_lab([lightness, a, b]: [f64; 3]) -> [f64; 3] {
    let cube = |x: f64| x * x * x;
    let l = cube(lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b);
    let m = cube(lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b);
    let s = cube(lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ]
}

/// Unrounded sRGB levels of a colour in OKLab.
pub fn srgb_of_lab(lab: [f64; 3]) -> [f32; 3] {
    linear_of_lab(lab).map(|light| (encode(light.clamp(0.0, 1.0)) * 255.0) as f32)
}

/// The colour in OKLCH.
pub fn oklch(color: Rgb) -> Oklch {
    let [lightness, a, b] = oklab(color);
    let chroma = (a * a + b * b).sqrt();
    let hue = if chroma < 1e-9 {
        (1.0, 0.0)
    } else {
        (a / chroma, b / chroma)
    };
    Oklch {
        lightness,
        chroma,
        hue,
    }
}

/// Back to sRGB; chroma is reduced where sRGB has no such colour.
pub fn srgb(color: Oklch) -> Rgb {
    let mut chroma = color.chroma;
    loop {
        let rgb = linear_of_lab([color.lightness, color.hue.0 * chroma, color.hue.1 * chroma]);
        let inside = rgb.iter().all(|light| (-1e-4..=1.0001).contains(light));
        if inside || chroma < 0.002 {
            return rgb.map(|light| (encode(light.clamp(0.0, 1.0)) * 255.0 + 0.5) as u8);
        }
        chroma *= 0.95;
    }
}

/// CIE 1976 colour difference under D65: 2.3 is just noticeable.
pub fn delta_e(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (lab(a), lab(b));
    let square = |at: usize| (a[at] - b[at]) * (a[at] - b[at]);
    (square(0) + square(1) + square(2)).sqrt()
}

fn lab(color: Rgb) -> [f64; 3] {
    let [r, g, b] = color.map(|level| TO_LINEAR_EXACTLY[usize::from(level)]);
    let x = (0.412_456_4 * r + 0.357_576_1 * g + 0.180_437_5 * b) / 0.950_47;
    let y = 0.212_672_9 * r + 0.715_152_2 * g + 0.072_175_0 * b;
    let z = (0.019_333_9 * r + 0.119_192_0 * g + 0.950_304_1 * b) / 1.088_83;
    let f = |t: f64| {
        if t > 216.0 / 24389.0 {
            libm::cbrt(t)
        } else {
            (24389.0 / 27.0 * t + 16.0) / 116.0
        }
    };
    [
        116.0 * f(y) - 16.0,
        500.0 * (f(x) - f(y)),
        200.0 * (f(y) - f(z)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_survives_linear_light_and_oklch() {
        let (linear, levels) = (linear_table(), level_table());
        for at in 0..=255u8 {
            assert_eq!(level(levels, linear[usize::from(at)]), at);
            let color = [at, 255 - at, at / 2];
            let back = srgb(oklch(color));
            assert!(
                color.iter().zip(back).all(|(a, b)| a.abs_diff(b) <= 1),
                "{color:?} {back:?}"
            );
        }
    }

    #[test]
    fn the_table_of_levels_is_that_of_the_formula() {
        for (at, &level) in level_table()[..=FINE].iter().enumerate() {
            let light = at as f64 / FINE as f64;
            assert_eq!(level, (encode(light) * 255.0 + 0.5) as u8, "{at}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let ratio = |a, b| contrast(luminance(a), luminance(b));
        assert!((ratio([0; 3], [255; 3]) - 21.0).abs() < 0.001);
        assert!((ratio([0x56, 0x5E, 0x78], [0xDD, 0xDF, 0xE2]) - 4.81).abs() < 0.01);
        assert!(delta_e([255, 0, 0], [255, 0, 0]).abs() < 1e-9);
        assert!((delta_e([0; 3], [255; 3]) - 100.0).abs() < 0.1);
    }
}
