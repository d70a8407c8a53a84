//! Fonts: parsing, fallback by grapheme cluster, shaping, glyph coverage. Text in, pixels' coverage out; it neither breaks lines nor blends.

/// The fonts of a build, parsed once and shared by all threads.
pub struct Fonts {}

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

/// How a run is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Which embedded face.
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
    /// Grapheme clusters that no font has; drawn as nothing, as wide as a space.
    pub missing: Vec<String>,
}

impl Fonts {
    /// The embedded fonts alone.
    pub fn embedded() -> Fonts {
        Fonts {}
    }

    /// The embedded fonts with the user's: a title font, a meta font, and fallbacks that come after the embedded ones.
    ///
    /// # Errors
    /// The name of the font (as given) that is not a font, and why.
    pub fn with(
        _title: Option<(String, Vec<u8>)>,
        _meta: Option<(String, Vec<u8>)>,
        _fallback: Vec<(String, Vec<u8>)>,
    ) -> Result<Fonts, (String, String)> {
        Ok(Fonts {})
    }

    /// blake3 over all font files: part of every cache key.
    pub fn hash(&self) -> [u8; 32] {
        [0; 32]
    }

    /// Shapes one line of text.
    pub fn shape(&self, _text: &str, _style: &Style) -> Run {
        unimplemented!()
    }

    /// Paints a run with its origin at (`x`, `baseline_y`): `plot` gets x, y, coverage 0..=1, and the straight sRGB colour of a
    /// colour emoji's pixel.
    pub fn paint(
        &self,
        _run: &Run,
        _x: f64,
        _baseline_y: f64,
        _plot: &mut dyn FnMut(i32, i32, f32, Option<[u8; 4]>),
    ) {
        unimplemented!()
    }
}
