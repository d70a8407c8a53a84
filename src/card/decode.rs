//! Encoded picture files -> RGB8, with the limits known before a pixel is decoded.
//!
//! The content decides the format, never the name. Orientation is honoured; of an animation the first frame counts.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbImage};

use crate::card::canvas::{Picture, buffer};
use crate::card::{Culprit, Fault};

/// Longest short side in pixels that the layouts can use; larger pictures are halved first.
const ENOUGH_PX: u32 = 1400;

/// Decodes one picture of at most `max_pixels`. Transparency becomes white.
///
/// # Errors
/// Not a picture, a format that is not decoded, broken data, too many pixels.
pub fn decode(bytes: &[u8], culprit: Culprit, max_pixels: u64) -> Result<Picture, Fault> {
    let (decoder, orientation) = open(bytes, culprit, max_pixels)?;
    let broken = broken(bytes, culprit);
    let (width, height) = decoder.dimensions();
    if decoder.color_type() == ColorType::Rgb8 && orientation == Orientation::NoTransforms {
        // What nearly every twin is goes straight into pages that an earlier picture has left.
        let (width, height) = (width as usize, height as usize);
        let mut picture = Picture {
            width,
            height,
            rgb: buffer(3 * width * height),
        };
        decoder.read_image(&mut picture.rgb).map_err(broken)?;
        return Ok(halved(picture));
    }
    let rgb = match upright(decoder, orientation).map_err(broken)? {
        DynamicImage::ImageRgb8(rgb) => rgb,
        other if other.color().has_alpha() => over_white(&other),
        other => other.into_rgb8(),
    };
    Ok(halved(Picture {
        width: rgb.width() as usize,
        height: rgb.height() as usize,
        rgb: rgb.into_raw(),
    }))
}

/// Decodes a logo: straight RGBA8.
///
/// # Errors
/// As [`decode`].
pub fn decode_rgba(
    bytes: &[u8],
    culprit: Culprit,
    max_pixels: u64,
) -> Result<image::RgbaImage, Fault> {
    let (decoder, orientation) = open(bytes, culprit, max_pixels)?;
    let picture = upright(decoder, orientation).map_err(broken(bytes, culprit))?;
    Ok(picture.into_rgba8())
}

/// A decoder whose picture is known to be within the limit, and how the picture is turned.
fn open(
    bytes: &[u8],
    culprit: Culprit,
    max_pixels: u64,
) -> Result<(impl ImageDecoder, Orientation), Fault> {
    let fault = |message: String, help: &str| Fault {
        culprit,
        message,
        help: Some(help.into()),
    };
    if let Some(name) = foreign(bytes) {
        return Err(fault(
            format!("{name} pictures are not decoded"),
            "export it as PNG or JPEG",
        ));
    }
    let Ok(format) = image::guess_format(bytes) else {
        return Err(fault("not a picture".into(), "export it as PNG or JPEG"));
    };
    let broken = broken(bytes, culprit);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = image::Limits::default();
    // The widest decoder holds 16 bytes a pixel, and some need a second buffer.
    limits.max_alloc = Some(max_pixels.saturating_mul(32).max(1 << 20));
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(&broken)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > max_pixels {
        return Err(fault(
            format!("{width}x{height} pixels, and the limit is {max_pixels}"),
            "scale it down, or raise `limits.picture_pixels`",
        ));
    }
    if pixels == 0 {
        return Err(fault(
            "a picture without pixels".into(),
            "export it again as PNG or JPEG",
        ));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((decoder, orientation))
}

/// The picture as it is to be seen.
fn upright(
    decoder: impl ImageDecoder,
    orientation: Orientation,
) -> Result<DynamicImage, image::ImageError> {
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// What is said of data that breaks off.
fn broken(bytes: &[u8], culprit: Culprit) -> impl Fn(image::ImageError) -> Fault {
    let format = image::guess_format(bytes).map_or("known", name);
    move |error| Fault {
        culprit,
        message: format!("not a whole {format} picture: {error}"),
        help: Some("export it again as PNG or JPEG".into()),
    }
}

/// Formats that blogs have and that are not decoded.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(512)];
    if head.get(4..8) == Some(b"ftyp") {
        return Some(match head.get(8..12) {
            Some(b"avif" | b"avis") => "AVIF",
            Some(b"heic" | b"heix" | b"mif1" | b"msf1" | b"hevc") => "HEIC",
            _ => "video",
        });
    }
    if head.starts_with(b"\xFF\x0A") || head.starts_with(b"\0\0\0\x0CJXL ") {
        return Some("JPEG XL");
    }
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let text = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    if text.starts_with("<svg") || (text.starts_with("<?xml") && text.contains("<svg")) {
        return Some("SVG");
    }
    let html = text.starts_with("<!doctype html") || text.starts_with("<html");
    html.then_some("HTML pages are no pictures; such")
}

fn name(format: ImageFormat) -> &'static str {
    match format {
        ImageFormat::Png => "PNG",
        ImageFormat::Jpeg => "JPEG",
        ImageFormat::Gif => "GIF",
        ImageFormat::WebP => "WebP",
        ImageFormat::Bmp => "BMP",
        ImageFormat::Tiff => "TIFF",
        ImageFormat::Ico => "ICO",
        _ => "known",
    }
}

/// Drawings without a background stand on white paper.
fn over_white(picture: &DynamicImage) -> RgbImage {
    let rgba = picture.to_rgba8();
    let mut rgb = RgbImage::new(rgba.width(), rgba.height());
    for (to, from) in rgb.pixels_mut().zip(rgba.pixels()) {
        let [r, g, b, a] = from.0;
        to.0 = crate::card::color::mix_linear([255; 3], [r, g, b], f32::from(a) / 255.0);
    }
    rgb
}

/// Boxes of 2x2 until the short side is no longer than it has to be: the resampler then needs few taps.
fn halved(mut picture: Picture) -> Picture {
    let (linear, levels) = (
        crate::card::color::linear_table(),
        crate::card::color::level_table(),
    );
    while picture.width.min(picture.height) >= 2 * ENOUGH_PX as usize {
        let (width, height) = (picture.width / 2, picture.height / 2);
        let mut half = Vec::with_capacity(3 * width * height);
        for y in 0..height {
            let (top, bottom) = (picture.row(2 * y), picture.row(2 * y + 1));
            for x in 0..width {
                for c in 0..3 {
                    let at = 6 * x + c;
                    let light = [top[at], top[at + 3], bottom[at], bottom[at + 3]]
                        .map(|level| linear[usize::from(level)]);
                    half.push(crate::card::color::level(
                        levels,
                        (light[0] + light[1] + light[2] + light[3]) * 0.25,
                    ));
                }
            }
        }
        picture = Picture {
            width,
            height,
            rgb: half,
        };
    }
    picture
}
