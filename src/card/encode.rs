//! Pixels -> a file within its limit, the same bytes on every machine.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use quantette::PaletteSize;
use quantette::deps::palette::Srgb;
use quantette::wu::{BinnerU8x3, WuU8x3};

use crate::card::canvas::Picture;
use crate::card::color::Rgb;
use crate::card::{Culprit, Fault, Format};

/// Qualities tried in order. Text keeps its edges down to about 60.
const QUALITIES: [u8; 12] = [90, 87, 84, 80, 75, 70, 64, 57, 50, 42, 34, 25];
/// A fast PNG that is larger than the limit by this factor does not get below it by better filters.
const HOPELESS: f64 = 1.12;
/// Colours of a palette, tried in order.
const COLORS: [u16; 4] = [256, 128, 64, 32];

/// Encodes `picture` in at most `max_bytes`.
///
/// # Errors
/// It does not fit at the lowest quality.
pub fn encode(picture: &Picture, format: Format, max_bytes: usize) -> Result<Vec<u8>, Fault> {
    let found = match format {
        Format::Jpeg => QUALITIES
            .iter()
            .map(|&quality| jpeg(picture, quality))
            .find(|bytes| bytes.len() <= max_bytes),
        Format::Png => png_within(picture, max_bytes),
    };
    found.ok_or_else(|| Fault {
        culprit: Culprit::Request,
        message: format!(
            "a card of {}x{} does not fit {max_bytes} bytes",
            picture.width, picture.height
        ),
        help: Some("raise `cards.max_bytes`, or make the card smaller with `cards.size`".into()),
    })
}

/// JPEG 4:4:4: coloured text on a coloured field has no edges at 4:2:0.
fn jpeg(picture: &Picture, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(picture.rgb.len() / 16);
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(SamplingFactor::F_1_1);
    let size = |pixels: usize| u16::try_from(pixels).expect("a card is at most 8192 pixels wide");
    encoder
        .encode(
            &picture.rgb,
            size(picture.width),
            size(picture.height),
            ColorType::Rgb,
        )
        .expect("writing into memory");
    bytes
}

fn png_within(picture: &Picture, max_bytes: usize) -> Option<Vec<u8>> {
    let fast = png(
        picture,
        png::ColorType::Rgb,
        &picture.rgb,
        None,
        png::Compression::Fast,
    );
    if fast.len() <= max_bytes {
        return Some(fast);
    }
    if (fast.len() as f64) < HOPELESS * max_bytes as f64 {
        let better = png(
            picture,
            png::ColorType::Rgb,
            &picture.rgb,
            None,
            png::Compression::Balanced,
        );
        if better.len() <= max_bytes {
            return Some(better);
        }
    }
    COLORS
        .iter()
        .filter_map(|&colors| paletted(picture, colors))
        .find(|bytes| bytes.len() <= max_bytes)
}

/// A palette by Wu's method and error diffusion: bands in a gradient show more than grain.
fn paletted(picture: &Picture, colors: u16) -> Option<Vec<u8>> {
    let pixels: Vec<Srgb<u8>> = picture
        .rgb
        .chunks_exact(3)
        .map(|p| Srgb::new(p[0], p[1], p[2]))
        .collect();
    let palette = WuU8x3::run_slice(&pixels, BinnerU8x3::rgb())
        .ok()?
        .palette(PaletteSize::from_u16_clamped(colors));
    let palette: Vec<Rgb> = palette
        .iter()
        .map(|color| [color.red, color.green, color.blue])
        .collect();
    let indices = diffused(picture, &palette);
    Some(png(
        picture,
        png::ColorType::Indexed,
        &indices,
        Some(palette.concat()),
        png::Compression::Balanced,
    ))
}

/// Floyd and Steinberg's error diffusion in sRGB, back and forth, in whole sixteenths: no float, no rounding of a platform.
fn diffused(picture: &Picture, palette: &[Rgb]) -> Vec<u8> {
    let width = picture.width;
    let mut nearest = Nearest {
        palette,
        known: vec![None; 1 << 18],
    };
    let mut indices = vec![0u8; width * picture.height];
    // One pixel of margin on either side keeps the edges without a test.
    let mut below = vec![[0i32; 3]; width + 2];
    for y in 0..picture.height {
        let mut here = std::mem::replace(&mut below, vec![[0; 3]; width + 2]);
        let forth = y % 2 == 0;
        for step in 0..width {
            let x = if forth { step } else { width - 1 - step };
            let (ahead, behind) = if forth { (x + 2, x) } else { (x, x + 2) };
            let color = picture.at(x, y);
            let wanted: [i32; 3] = std::array::from_fn(|c| {
                (i32::from(color[c]) + (here[x + 1][c] + 8).div_euclid(16)).clamp(0, 255)
            });
            let index = nearest.index(wanted);
            indices[y * width + x] = index;
            let chosen = palette[usize::from(index)];
            for c in 0..3 {
                let error = wanted[c] - i32::from(chosen[c]);
                here[ahead][c] += 7 * error;
                below[behind][c] += 3 * error;
                below[x + 1][c] += 5 * error;
                below[ahead][c] += error;
            }
        }
    }
    indices
}

/// The nearest colour of a palette, remembered by cells of four levels.
struct Nearest<'a> {
    palette: &'a [Rgb],
    known: Vec<Option<u8>>,
}

impl Nearest<'_> {
    fn index(&mut self, color: [i32; 3]) -> u8 {
        let cell = color
            .iter()
            .fold(0, |cell, &level| cell << 6 | (level >> 2) as usize);
        if let Some(index) = self.known[cell] {
            return index;
        }
        let center = color.map(|level| (level & !3) + 2);
        let distance = |to: &Rgb| -> i32 {
            let square = |c: usize, weight: i32| {
                weight * (center[c] - i32::from(to[c])) * (center[c] - i32::from(to[c]))
            };
            square(0, 2) + square(1, 4) + square(2, 3)
        };
        let best = (0u8..=255)
            .zip(self.palette)
            .min_by_key(|(_, color)| distance(color))
            .map_or(0, |(index, _)| index);
        self.known[cell] = Some(best);
        best
    }
}

fn png(
    picture: &Picture,
    color: png::ColorType,
    data: &[u8],
    palette: Option<Vec<u8>>,
    compression: png::Compression,
) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(data.len() / 4);
    let size = |pixels: usize| u32::try_from(pixels).expect("a card is at most 8192 pixels wide");
    let mut encoder = png::Encoder::new(&mut bytes, size(picture.width), size(picture.height));
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(compression);
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    if let Some(palette) = palette {
        encoder.set_palette(palette);
        encoder.set_filter(png::Filter::NoFilter);
    }
    let mut writer = encoder.write_header().expect("a card has pixels");
    writer.write_image_data(data).expect("one byte a sample");
    writer.finish().expect("writing into memory");
    bytes
}
