//! SVG files -> pixels, by resvg.
//!
//! The file is untrusted, and resvg knows few limits, so each stage is bounded before it begins: the text before it is parsed
//! ([`scan`]), the copies that references make before they are made ([`weigh`]), and what is to be painted before it is painted
//! ([`cost`]). No file and no address is opened, no entity is expanded, no system font is read. Text is drawn with the
//! embedded fonts, whatever fonts the file names. What would be missing is refused by name: pictures and HTML inside, text in
//! characters that no embedded font has.
//!
//! resvg works in `f32`, and for rotations, arcs and gamma with functions of the platform. The same program on the same kind of
//! machine gives the same bytes; between platforms a pixel along a curve may differ by a level.

mod cost;
mod scan;
mod weigh;

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use image::RgbaImage;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, ID, Source};
use resvg::usvg::roxmltree::{Document, ParsingOptions};
use resvg::usvg::{FontResolver, ImageHrefResolver, Options, Tree};
use unicode_normalization::UnicodeNormalization;

use crate::card::font;

pub use scan::is_svg;

/// Longest file.
const MOST_BYTES: usize = 2 << 20;
/// Sides of a picture in its own units that can be drawn.
const SIDES: std::ops::RangeInclusive<f32> = 1e-3..=1e7;

/// Pixels of the box that a picture is drawn into: more than any layout needs.
pub const PICTURE: (u32, u32) = (1600, 1260);
/// The same for a logo, which a card shows much smaller.
pub const LOGO: (u32, u32) = (960, 192);

/// Reason and advice for an SVG that is not drawn.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    /// Lower case, without a final stop.
    pub message: String,
    /// Advice.
    pub help: &'static str,
}

fn refused(message: impl Into<String>) -> Refused {
    Refused {
        message: message.into(),
        help: "export it as PNG",
    }
}

/// Draws an SVG on a transparent ground, as large as the box and `max_pixels` allow: straight RGBA8.
///
/// # Errors
/// Not well-formed, without a size, too much to draw, or with something in it that would be missing.
pub fn raster(
    bytes: &[u8],
    (wide, high): (u32, u32),
    max_pixels: u64,
) -> Result<RgbaImage, Refused> {
    if bytes.len() > MOST_BYTES {
        return Err(refused(format!(
            "an SVG of {} bytes, and the limit is {MOST_BYTES}",
            bytes.len()
        )));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| refused("an SVG that is not UTF-8"))?;
    let text = composed(text);
    scan::bounded(&text)?;
    let parsing = ParsingOptions {
        // `<!DOCTYPE svg PUBLIC ...>` is common; one that declares anything did not pass the scan.
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    let not_whole = |error: &dyn std::fmt::Display| refused(format!("not a whole SVG: {error}"));
    let document =
        Document::parse_with_options(&text, parsing).map_err(|error| not_whole(&error))?;
    let hanja = weigh::judge(&document)?;
    let tree = Tree::from_xmltree(&document, &options(hanja)).map_err(|error| not_whole(&error))?;
    let (width, height) = (tree.size().width(), tree.size().height());
    if !SIDES.contains(&width) || !SIDES.contains(&height) {
        return Err(refused(format!("an SVG of {width} by {height} units")));
    }
    let scale = (wide as f32 / width).min(high as f32 / height);
    let area = f64::from(width * scale) * f64::from(height * scale);
    let scale = scale * (max_pixels as f64 / area).min(1.0).sqrt() as f32;
    let pixels = |length: f32| ((length * scale).round() as u32).max(1);
    let transform = Transform::from_scale(scale, scale);
    let (width, height) = (pixels(width), pixels(height));
    cost::affordable(&tree, transform, (width, height))?;
    let mut pixmap = Pixmap::new(width, height).ok_or_else(|| refused("an SVG without a size"))?;
    resvg::render(&tree, transform, &mut pixmap.as_mut());
    let straight = pixmap.pixels().iter().flat_map(|pixel| {
        let pixel = pixel.demultiply();
        [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]
    });
    Ok(RgbaImage::from_raw(width, height, straight.collect()).expect("four bytes for each pixel"))
}

/// Syllables made of their letters: the embedded fonts have no conjoining jamo, and macOS writes them.
fn composed(text: &str) -> Cow<'_, str> {
    if text.contains(|c| ('\u{1100}'..='\u{11FF}').contains(&c)) {
        return Cow::Owned(text.nfc().collect());
    }
    Cow::Borrowed(text)
}

/// The embedded fonts, whatever a file asks for; nothing is looked up.
fn options(hanja: bool) -> Options<'static> {
    let fonts: &'static Fonts = if hanja { &WITH_HANJA } else { &FONTS };
    let resolver = FontResolver {
        select_font: Box::new(|wanted, _| {
            Some(
                fonts.text[match wanted.weight() {
                    650.. => 0,
                    550..650 => 1,
                    _ => 2,
                }],
            )
        }),
        select_fallback: Box::new(|_, used, _| {
            let unused = |id: &&ID| !used.contains(id);
            fonts.fallback.iter().find(unused).copied()
        }),
    };
    Options {
        font_resolver: resolver,
        fontdb: fonts.database.clone(),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    }
}

struct Fonts {
    database: Arc<Database>,
    /// Bold, semi-bold, medium.
    text: [ID; 3],
    /// Emoji, then hanja where a picture needs them.
    fallback: Vec<ID>,
}

impl Fonts {
    fn new(hanja: Option<&'static [u8]>) -> Fonts {
        let mut database = Database::new();
        let mut load = |bytes: &'static [u8]| {
            let ids = database.load_font_source(Source::Binary(Arc::new(bytes)));
            *ids.first()
                .expect("embedded fonts are whole: a test parses each")
        };
        let [bold, semi_bold, medium, emoji] = font::embedded_files().map(&mut load);
        let fallback = std::iter::once(emoji).chain(hanja.map(load)).collect();
        Fonts {
            database: Arc::new(database),
            text: [bold, semi_bold, medium],
            fallback,
        }
    }
}

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::new(None));
static WITH_HANJA: LazyLock<Fonts> = LazyLock::new(|| Fonts::new(Some(font::hanja_file())));

#[cfg(test)]
mod tests;
