//! Pixels -> a file within its limit, the same bytes on every machine.

use png::DeflateCompression;

use crate::card::canvas::Picture;
use crate::card::{Culprit, Fault, Format, jpeg, palette};

/// Qualities tried in order, 4:4:4: coloured text on a coloured field has no edges at 4:2:0. Text keeps its edges down to about 60.
const QUALITIES: [u8; 12] = [90, 87, 84, 80, 75, 70, 64, 57, 50, 42, 34, 25];
/// A PNG that is larger than the limit by this factor cannot get below it by packing harder; the estimate may err by as much.
const HOPELESS: f64 = 1.2;
/// A fast PNG in true colour that is not larger than this may get below it: level 4 takes up to a tenth off a card.
const NEARLY: f64 = 1.1;
/// Rows of one group; one group in eight is packed to estimate the size of the whole.
const SAMPLE: usize = 4;
/// Levels of deflate for a palette. The second saves a tenth and takes six times as long.
const QUICK: u8 = 2;
const THOROUGH: u8 = 6;
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
            .map(|&quality| jpeg::encode(picture, quality))
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

/// True colour if it fits, else a palette. Attempts that cannot fit are skipped.
fn png_within(picture: &Picture, max_bytes: usize) -> Option<Vec<u8>> {
    let most = max_bytes as f64;
    if estimated_bytes(picture) < HOPELESS * most {
        let fast = true_color(picture, DeflateCompression::FdeflateUltraFast);
        if fast.len() <= max_bytes {
            return Some(fast);
        }
        if (fast.len() as f64) < NEARLY * most {
            let better = true_color(picture, DeflateCompression::Level(4));
            if better.len() <= max_bytes {
                return Some(better);
            }
        }
    }
    COLORS
        .iter()
        .filter_map(|&colors| paletted(picture, colors, max_bytes))
        .find(|bytes| bytes.len() <= max_bytes)
}

/// Estimated size of a fast PNG in true colour, from an eighth of the rows.
fn estimated_bytes(picture: &Picture) -> f64 {
    let rows: Vec<usize> = (0..picture.height)
        .filter(|y| y % (8 * SAMPLE) < SAMPLE)
        .collect();
    let mut sample = Picture::unpainted(picture.width, rows.len());
    for (to, &from) in rows.iter().enumerate() {
        sample.row_mut(to).copy_from_slice(picture.row(from));
    }
    let bytes = true_color(&sample, DeflateCompression::FdeflateUltraFast).len();
    bytes as f64 * picture.height as f64 / rows.len().max(1) as f64
}

fn true_color(picture: &Picture, compression: DeflateCompression) -> Vec<u8> {
    let (color, filter) = (png::ColorType::Rgb, png::Filter::Adaptive);
    png(picture, color, &picture.rgb, None, filter, compression)
}

/// A palette of so many colours; packed harder if it does not fit at once.
fn paletted(picture: &Picture, colors: u16, max_bytes: usize) -> Option<Vec<u8>> {
    let palette = palette::palette(picture, colors)?;
    let indices = palette::diffused(picture, &palette);
    let packed = |level: u8| {
        png(
            picture,
            png::ColorType::Indexed,
            &indices,
            Some(palette.concat()),
            png::Filter::NoFilter,
            DeflateCompression::Level(level),
        )
    };
    let quick = packed(QUICK);
    if quick.len() <= max_bytes || quick.len() as f64 > HOPELESS * max_bytes as f64 {
        return Some(quick);
    }
    Some(packed(THOROUGH))
}

fn png(
    picture: &Picture,
    color: png::ColorType,
    data: &[u8],
    palette: Option<Vec<u8>>,
    filter: png::Filter,
    compression: DeflateCompression,
) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(data.len() / 4);
    let size = |pixels: usize| u32::try_from(pixels).expect("a card is at most 8192 pixels wide");
    let mut encoder = png::Encoder::new(&mut bytes, size(picture.width), size(picture.height));
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_deflate_compression(compression);
    encoder.set_filter(filter);
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    if let Some(palette) = palette {
        encoder.set_palette(palette);
    }
    let mut writer = encoder.write_header().expect("a card has pixels");
    writer.write_image_data(data).expect("one byte a sample");
    writer.finish().expect("writing into memory");
    bytes
}
