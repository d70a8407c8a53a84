//! Encoded picture files -> RGB8, with the limits checked before a pixel is decoded.
//!
//! The content decides the format, never the name. Orientation is honoured; of an animation the first frame counts.

use std::io::Cursor;
use std::sync::{Mutex, MutexGuard, PoisonError};

use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbImage, RgbaImage};

use crate::card::canvas::Picture;
use crate::card::cutout::{self, Flattened};
use crate::card::profile::Profile;
use crate::card::shrink::kept;
use crate::card::svg;
use crate::card::whole::{self, End};
use crate::card::{Culprit, Fault};

/// Pictures of more pixels than this are decoded one at a time: cards are drawn on all cores, but memory is shared.
const LARGE_PIXELS: u64 = 16_000_000;
static LARGE: Mutex<()> = Mutex::new(());
type Turn = MutexGuard<'static, ()>;

/// Bytes that a limit of one pixel allows while the picture is read: see [`bytes_a_pixel`].
const BYTES_A_PIXEL: u64 = 4;

/// Limit for the unpacked data that a PNG has beside its pixels, such as a colour profile.
const PNG_EXTRAS_BYTES: u64 = 32 << 20;

const EXPORT: &str = "export it as PNG or JPEG";
const EXPORT_AGAIN: &str = "export it again as PNG or JPEG";

/// A picture that is not a twin.
pub struct Decoded {
    /// RGB8.
    pub picture: Picture,
    /// Its ground was transparent; it is now on a ground that it stands out from.
    pub cut_out: bool,
    /// The file lacked its end mark and nothing else.
    pub unmarked: bool,
}

/// Decodes one picture of at most `max_pixels`. Transparency becomes white.
///
/// # Errors
/// Not a picture, a format that is not decoded, broken data, too many pixels.
pub fn decode(bytes: &[u8], culprit: Culprit, max_pixels: u64) -> Result<Picture, Fault> {
    let flatten = |picture| Flattened {
        picture: cutout::over(picture, [255; 3]),
        cut_out: false,
    };
    decoded(bytes, culprit, max_pixels, flatten).map(|decoded| decoded.picture)
}

/// Decodes the only picture of a post. A cut-out picture gets a ground that it stands out from.
///
/// # Errors
/// As [`decode`].
pub fn decode_single(bytes: &[u8], max_pixels: u64) -> Result<Decoded, Fault> {
    decoded(bytes, Culprit::Color, max_pixels, cutout::flatten)
}

fn decoded(
    bytes: &[u8],
    culprit: Culprit,
    max_pixels: u64,
    flatten: impl Fn(RgbaImage) -> Flattened,
) -> Result<Decoded, Fault> {
    if svg::is_svg(bytes) {
        let drawn = vector(bytes, culprit, svg::PICTURE, max_pixels)?;
        let flat = flatten(seen(drawn, culprit)?);
        return Ok(Decoded {
            picture: kept(from_rgb(flat.picture)),
            cut_out: flat.cut_out,
            unmarked: false,
        });
    }
    let (file, end) = (bytes, whole::end(bytes));
    let (bytes, unmarked) = match &end {
        End::Marked => (bytes, false),
        End::Unmarked(marked) => (&**marked, true),
    };
    let (mut decoder, orientation, turn) = open(bytes, culprit, max_pixels, ColorType::Rgb8)?;
    let broken = broken(bytes, culprit);
    if unmarked && image::guess_format(bytes).is_ok_and(|format| format == ImageFormat::Jpeg) {
        whole::complete_jpeg(file).map_err(|why| Fault {
            culprit,
            message: format!("not a whole JPEG picture: it breaks off ({why})"),
            help: Some(EXPORT_AGAIN.into()),
        })?;
    }
    let profile = profile(&mut decoder);
    let mut cut_out = false;
    let picture = if decoder.color_type() == ColorType::Rgb8 {
        // Nearly every twin is like this: decoded straight into the buffer of an earlier picture.
        let (width, height) = decoder.dimensions();
        let mut picture = Picture::unpainted(width as usize, height as usize);
        decoder.read_image(&mut picture.rgb).map_err(broken)?;
        picture
    } else {
        from_rgb(match DynamicImage::from_decoder(decoder).map_err(broken)? {
            other if other.color().has_alpha() => {
                let flat = flatten(seen(other.into_rgba8(), culprit)?);
                cut_out = flat.cut_out;
                flat.picture
            }
            other => other.into_rgb8(),
        })
    };
    let mut picture = kept(picture);
    if let Some(profile) = profile {
        profile.convert(&mut picture.rgb, 3);
    }
    // Rotated last, when it is small: another copy of a large picture would not fit.
    let picture = upright(picture, orientation);
    drop(turn);
    Ok(Decoded {
        picture,
        cut_out,
        unmarked,
    })
}

/// The picture, unless nobody could see anything of it.
fn seen(picture: RgbaImage, culprit: Culprit) -> Result<RgbaImage, Fault> {
    if picture.pixels().all(|pixel| pixel[3] == 0) {
        return Err(Fault {
            culprit,
            message: "nothing of it can be seen: every pixel is transparent".into(),
            help: Some("export it again as PNG or JPEG, with what it shows".into()),
        });
    }
    Ok(picture)
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
    if svg::is_svg(bytes) {
        let room = match culprit {
            Culprit::Logo | Culprit::LogoOnDark => svg::LOGO,
            Culprit::Color
            | Culprit::Gray
            | Culprit::Background
            | Culprit::Layer(_)
            | Culprit::Request => svg::PICTURE,
        };
        return vector(bytes, culprit, room, max_pixels);
    }
    let (mut decoder, orientation, _turn) = open(bytes, culprit, max_pixels, ColorType::Rgba8)?;
    let profile = profile(&mut decoder);
    let picture = DynamicImage::from_decoder(decoder).map_err(broken(bytes, culprit))?;
    let mut picture = picture.into_rgba8();
    if let Some(profile) = profile {
        profile.convert(&mut picture, 4);
    }
    let mut picture = DynamicImage::ImageRgba8(picture);
    picture.apply_orientation(orientation);
    Ok(picture.into_rgba8())
}

/// Draws an SVG: straight RGBA8.
fn vector(
    bytes: &[u8],
    culprit: Culprit,
    room: (u32, u32),
    max_pixels: u64,
) -> Result<RgbaImage, Fault> {
    svg::raster(bytes, room, max_pixels).map_err(|refused| Fault {
        culprit,
        message: refused.message,
        help: Some(refused.help.into()),
    })
}

/// The colours of a picture, where they are not sRGB. One whose profile cannot be read is taken for sRGB, and so is one in
/// colour with a profile for gray, as browsers do.
///
/// # Source
/// PNG third edition, 11.3.2.3: the profile's colour space must be the picture's.
fn profile(decoder: &mut impl ImageDecoder) -> Option<Profile> {
    let icc = decoder.icc_profile().ok()??;
    let gray = matches!(
        decoder.color_type(),
        ColorType::L8 | ColorType::La8 | ColorType::L16 | ColorType::La16
    );
    if icc.get(16..20) == Some(b"GRAY") && !gray {
        return None;
    }
    Profile::read(&icc)
}

/// A decoder whose picture is known to be within the limit, and how the picture is turned; for a large one
/// its turn, to be held until it is small.
fn open(
    bytes: &[u8],
    culprit: Culprit,
    max_pixels: u64,
    wanted: ColorType,
) -> Result<(impl ImageDecoder, Orientation, Option<Turn>), Fault> {
    let fault = |message: String, help: &str| Fault {
        culprit,
        message,
        help: Some(help.into()),
    };
    if let Some(name) = foreign(bytes) {
        return Err(fault(format!("{name} pictures are not decoded"), EXPORT));
    }
    if bytes.starts_with(&[0x1F, 0x8B]) {
        return Err(fault(
            "a gzip file, as `.svgz` is, which is not unpacked".into(),
            "unpack it: `gunzip --stdout picture.svgz > picture.svg`",
        ));
    }
    if whole::is_lfs_pointer(bytes) {
        return Err(fault(
            "a pointer of Git LFS, and not the picture itself".into(),
            "fetch it with `git lfs pull`; in a workflow, check out with `lfs: true`",
        ));
    }
    let Ok(format) = image::guess_format(bytes) else {
        return Err(fault("not a picture".into(), EXPORT));
    };
    let broken = broken(bytes, culprit);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = image::Limits::default();
    let max_bytes = max_pixels.saturating_mul(BYTES_A_PIXEL);
    limits.max_alloc = Some(match format {
        ImageFormat::Png => PNG_EXTRAS_BYTES,
        _ => max_bytes.max(1 << 20),
    });
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
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let deep = bytes_a_pixel(&decoder, format, bytes, orientation, wanted);
    if pixels.saturating_mul(deep) > max_bytes {
        return Err(fault(
            format!(
                "{width}x{height} pixels of {deep} bytes while they are read, and the limit is {max_pixels} of {BYTES_A_PIXEL}"
            ),
            "scale it down, save it as PNG with 8 bits a channel, or raise `limits.picture_pixels`",
        ));
    }
    if pixels == 0 {
        return Err(fault("a picture without pixels".into(), EXPORT_AGAIN));
    }
    let turn =
        (pixels > LARGE_PIXELS).then(|| LARGE.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((decoder, orientation, turn))
}

/// Memory for each pixel while a picture is read: as the decoder delivers it, as it is `wanted` where that cannot be the same
/// buffer, and what the decoder keeps beside it, which was measured.
fn bytes_a_pixel(
    decoder: &impl ImageDecoder,
    format: ImageFormat,
    bytes: &[u8],
    orientation: Orientation,
    wanted: ColorType,
) -> u64 {
    let given = decoder.color_type();
    let made = match (given, wanted) {
        // White is mixed in under it, in place.
        (ColorType::Rgba8, _) | (ColorType::Rgb8, ColorType::Rgb8) => 0,
        (given, ColorType::Rgb8) if !given.has_alpha() => 3,
        _ => 4,
    };
    let turned = match (orientation, wanted) {
        (Orientation::NoTransforms, _) | (_, ColorType::Rgb8) => 0,
        _ => 4,
    };
    let beside = match format {
        ImageFormat::Jpeg if is_progressive(bytes) => 3,
        ImageFormat::Tiff => 3,
        ImageFormat::WebP => 4,
        _ => 0,
    };
    u64::from(given.bytes_per_pixel()) + made + turned + beside
}

/// True if a JPEG comes in several passes over the whole picture, whose coefficients are kept meanwhile.
///
/// # Source
/// ITU T.81, table B.1: markers; SOF2 is progressive.
fn is_progressive(jpeg: &[u8]) -> bool {
    let mut rest = jpeg.get(2..).unwrap_or_default();
    while let [0xFF, marker, high, low, ..] = *rest {
        match marker {
            0xC2 => return true,
            0xC0 | 0xC1 | 0xDA => return false,
            0xFF => rest = &rest[1..],
            _ => {
                let length = 2 + usize::from(u16::from_be_bytes([high, low]));
                rest = rest.get(length..).unwrap_or_default();
            }
        }
    }
    false
}

/// The picture in its upright orientation.
fn upright(mut picture: Picture, orientation: Orientation) -> Picture {
    if orientation == Orientation::NoTransforms {
        return picture;
    }
    let (width, height) = (picture.width as u32, picture.height as u32);
    let rgb = RgbImage::from_raw(width, height, std::mem::take(&mut picture.rgb));
    let mut turned = DynamicImage::ImageRgb8(rgb.expect("three bytes for each pixel"));
    turned.apply_orientation(orientation);
    from_rgb(turned.into_rgb8())
}

fn from_rgb(rgb: RgbImage) -> Picture {
    Picture {
        width: rgb.width() as usize,
        height: rgb.height() as usize,
        rgb: rgb.into_raw(),
    }
}

/// Problem for data that breaks off.
fn broken(bytes: &[u8], culprit: Culprit) -> impl Fn(image::ImageError) -> Fault {
    let format = image::guess_format(bytes).map_or("known", name);
    move |error| Fault {
        culprit,
        message: format!("not a whole {format} picture: {error}"),
        help: Some(EXPORT_AGAIN.into()),
    }
}

/// Formats that blogs use and that are not decoded.
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
