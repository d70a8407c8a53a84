//! Fonts: parsing, fallback by grapheme cluster, shaping, glyph coverage.
//!
//! In: one line of text and a [`Style`]. Out: a [`Run`] of placed glyphs, and the coverage of its pixels.
//! It neither breaks lines nor blends, opens no file and knows no system font.

mod cluster;
mod face;
mod lookalike;
mod package;
mod paint;
mod shape;

use face::Face;
pub use face::{embedded_files, embedded_has, hanja_file, hanja_has};
pub use package::package;

/// The fonts of a build, parsed once and shared by all threads.
pub struct Fonts {
    /// The embedded faces in the order of [`face::EMBEDDED`], then the user's; see [`Fonts::face`].
    faces: Vec<Face>,
    /// The user's title font.
    title: Option<usize>,
    /// The user's meta font.
    meta: Option<usize>,
    /// The user's fallback fonts, in order.
    fallback: Vec<usize>,
    /// Outlines that were drawn before.
    outlines: paint::Outlines,
}

/// A font of the user's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontFile {
    /// The font's name in errors.
    pub name: String,
    /// OTF, TTF, TTC, WOFF or WOFF2.
    pub bytes: Vec<u8>,
    /// Weight of a variable font. Default: the one that the file has
    pub weight: Option<u16>,
}

impl From<(String, Vec<u8>)> for FontFile {
    fn from((name, bytes): (String, Vec<u8>)) -> FontFile {
        FontFile {
            name,
            bytes,
            weight: None,
        }
    }
}

/// Weight of an embedded face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Titles and the site's name.
    Bold,
    /// Kickers and subtitles.
    SemiBold,
    /// The meta line.
    Medium,
}

/// Style of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// The embedded face.
    pub weight: Weight,
    /// Pixels per em.
    pub size_px: f64,
    /// Added after every cluster, in em.
    pub tracking_em: f64,
    /// The user's title font, else the user's meta font, comes before the embedded face.
    pub title: bool,
}

impl Style {
    /// A title: Bold, tracking -0.02 em.
    pub fn title(size_px: f64) -> Style {
        Style {
            weight: Weight::Bold,
            size_px,
            tracking_em: -0.02,
            title: true,
        }
    }

    /// Any other text: tracking 0 up to 20 px, -0.01 em up to 32 px, -0.02 em above.
    pub fn meta(weight: Weight, size_px: f64) -> Style {
        let tracking_em = if size_px <= 20.0 {
            0.0
        } else if size_px <= 32.0 {
            -0.01
        } else {
            -0.02
        };
        Style {
            weight,
            size_px,
            tracking_em,
            title: false,
        }
    }
}

/// A box of ink in pixels relative to the run's origin on the baseline, y downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ink {
    /// Least x: the left bearing of the first glyph.
    pub left: f64,
    /// Least y: negative above the baseline.
    pub top: f64,
    /// Greatest x.
    pub right: f64,
    /// Greatest y.
    pub bottom: f64,
}

/// One placed glyph of a [`Run`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// Index of its face in [`Fonts`].
    pub face: usize,
    /// Glyph id in the face.
    pub id: u16,
    /// Pixels right of the run's origin.
    pub x: f64,
    /// Pixels below the baseline.
    pub y: f64,
}

/// Shaped text of one line.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// In visual order.
    pub glyphs: Vec<Glyph>,
    /// Pixels per em.
    pub size_px: f64,
    /// Width in pixels, without tracking after the last cluster.
    pub advance_px: f64,
    /// Box of all ink; `None` if nothing is drawn.
    pub ink: Option<Ink>,
    /// Grapheme clusters that no font has, each once, in order; drawn as nothing, as wide as a space.
    pub missing: Vec<String>,
}

impl Fonts {
    /// The embedded fonts alone.
    pub fn embedded() -> Fonts {
        Fonts {
            faces: face::EMBEDDED.iter().map(face::Embedded::parse).collect(),
            title: None,
            meta: None,
            fallback: Vec::new(),
            outlines: paint::Outlines::default(),
        }
    }

    /// The embedded fonts with the user's: a title font, a meta font, and fallbacks that come after the embedded ones.
    ///
    /// # Errors
    /// The name of the font (as given) that is not a font, and why.
    pub fn with(
        title: Option<FontFile>,
        meta: Option<FontFile>,
        fallback: Vec<FontFile>,
    ) -> Result<Fonts, (String, String)> {
        let mut fonts = Fonts::embedded();
        fonts.title = title.map(|font| fonts.add(font)).transpose()?;
        fonts.meta = meta.map(|font| fonts.add(font)).transpose()?;
        for font in fallback {
            let index = fonts.add(font)?;
            fonts.fallback.push(index);
        }
        Ok(fonts)
    }

    /// A face by its index: the embedded ones, the hanja font, then the user's.
    fn face(&self, index: usize) -> &Face {
        match index.cmp(&face::HANJA) {
            std::cmp::Ordering::Less => &self.faces[index],
            std::cmp::Ordering::Equal => face::hanja(),
            std::cmp::Ordering::Greater => &self.faces[index - 1],
        }
    }

    /// Shapes one line of text.
    ///
    /// Kerning and other features come from the font (GPOS, GSUB); tracking is added after every cluster but the last.
    ///
    /// # Source
    /// UAX #29 for clusters, UAX #15 (NFC), UAX #9 L2 for the visual order.
    pub fn shape(&self, text: &str, style: &Style) -> Run {
        shape::shape(self, text, style)
    }

    /// Width of `text` in pixels: the `advance_px` of [`Fonts::shape`], without the cost of its ink box.
    pub fn measure(&self, text: &str, style: &Style) -> f64 {
        shape::measure(self, text, style)
    }

    /// Paints a run with its origin at (`x`, `baseline_y`): `plot` gets x, y, coverage 0..=1, and the straight sRGB colour of a
    /// colour emoji's pixel, whose alpha is already in the coverage.
    ///
    /// Glyphs are placed on a quarter of a pixel in x and on a whole pixel in y, so that horizontal stems stay crisp. Pixels without
    /// coverage are not plotted.
    pub fn paint(
        &self,
        run: &Run,
        x: f64,
        baseline_y: f64,
        plot: &mut dyn FnMut(i32, i32, f32, Option<[u8; 4]>),
    ) {
        paint::paint(self, run, x, baseline_y, plot);
    }

    /// Parses a user's font and returns its index.
    fn add(&mut self, font: FontFile) -> Result<usize, (String, String)> {
        let face = Face::user(font.bytes, font.weight).map_err(|why| (font.name, why))?;
        self.faces.push(face);
        // Its index is one more than its position: the hanja font has an index and no position.
        Ok(self.faces.len())
    }
}
