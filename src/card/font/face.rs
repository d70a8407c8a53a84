//! One font file: the bytes, a shaper and an outliner over them. The only file that knows how fonts are parsed.
use ab_glyph::{Font, FontRef, GlyphId, VariableFont};
use rustybuzz::{Direction, GlyphBuffer, Script, ShapePlan, UnicodeBuffer};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, RwLock};

/// A parsed font.
pub(super) struct Face {
    /// Shapes: GSUB and GPOS.
    pub shaper: rustybuzz::Face<'static>,
    /// Outlines, bitmaps and the character map.
    pub font: FontRef<'static>,
    /// Font units per em.
    pub units_per_em: f64,
    plans: Plans,
}

/// Features of a font for text of a script and direction (true: right to left), looked up once.
type Plans = RwLock<BTreeMap<(bool, Script), Arc<ShapePlan>>>;

/// A font file in the binary.
pub(super) struct Embedded(&'static [u8]);

/// Index of [`Weight::Bold`](super::Weight::Bold).
pub(super) const BOLD: usize = 0;
/// Index of [`Weight::SemiBold`](super::Weight::SemiBold).
pub(super) const SEMI_BOLD: usize = 1;
/// Index of [`Weight::Medium`](super::Weight::Medium).
pub(super) const MEDIUM: usize = 2;
/// Index of the monochrome emoji.
pub(super) const EMOJI: usize = 3;

/// Index of the hanja, kana and symbols that the others lack; users' fonts follow.
pub(super) const HANJA: usize = 4;

/// The hanja font as it is packed; `fonts/subset.py` makes it.
const PACKED_HANJA: &[u8] = include_bytes!("../../../fonts/NotoSansKR-Hanja-Bold.woff2");

/// The hanja font, unpacked when a text first needs it.
static UNPACKED_HANJA: LazyLock<(&[u8], Face)> = LazyLock::new(|| {
    let bytes = wuff::decompress_woff2(PACKED_HANJA).expect("a test unpacks it");
    let bytes: &'static [u8] = Box::leak(bytes.into_boxed_slice());
    let face = Face::new(bytes, None).expect("a test parses it");
    (bytes, face)
});

/// The hanja font, unpacked.
pub(super) fn hanja() -> &'static Face {
    &UNPACKED_HANJA.1
}

/// The file of the hanja font, unpacked.
pub fn hanja_file() -> &'static [u8] {
    UNPACKED_HANJA.0
}

/// True if the hanja font maps `c` to a glyph.
pub fn hanja_has(c: char) -> bool {
    hanja().has(c)
}

/// The files of the other embedded fonts: bold, semi-bold, medium, emoji.
pub fn embedded_files() -> [&'static [u8]; 4] {
    std::array::from_fn(|index| EMBEDDED[index].0)
}

/// True if one of [`embedded_files`] maps `c` to a glyph; the three weights have the same.
pub fn embedded_has(c: char) -> bool {
    static FACES: LazyLock<[FontRef; 2]> = LazyLock::new(|| {
        [BOLD, EMOJI]
            .map(|index| FontRef::try_from_slice(EMBEDDED[index].0).expect("a test parses each"))
    });
    FACES.iter().any(|face| face.glyph_id(c).0 != 0)
}

/// The other fonts that feedcard brings along, unmodified, under the OFL 1.1.
pub(super) static EMBEDDED: [Embedded; 4] = [
    Embedded(include_bytes!("../../../fonts/Pretendard-Bold.otf")),
    Embedded(include_bytes!("../../../fonts/Pretendard-SemiBold.otf")),
    Embedded(include_bytes!("../../../fonts/Pretendard-Medium.otf")),
    Embedded(include_bytes!("../../../fonts/NotoEmoji-Bold.ttf")),
];

impl Embedded {
    /// The face of an embedded file.
    pub fn parse(&self) -> Face {
        Face::new(self.0, None).expect("embedded fonts are whole: a test parses each")
    }
}

/// Bytes of users' fonts by hash. Parsed faces borrow their file for as long as the process runs; a font that is read again
/// (a preview that rebuilds) is kept once.
static KEPT: Mutex<BTreeMap<[u8; 32], &'static [u8]>> = Mutex::new(BTreeMap::new());

impl Face {
    /// A user's font: OTF, TTF, the first of a TTC, WOFF or WOFF2. `weight` sets a variable font; any other keeps its own.
    ///
    /// # Errors
    /// The reason why the bytes are not a font that can be drawn.
    pub fn user(bytes: Vec<u8>, weight: Option<u16>) -> Result<Face, String> {
        let unpacked = match bytes.get(..4) {
            Some(b"wOF2") => wuff::decompress_woff2(&bytes),
            Some(b"wOFF") => wuff::decompress_woff1(&bytes),
            Some(_) | None => Ok(bytes),
        };
        let bytes = unpacked.map_err(|_| "a damaged web font (WOFF)")?;
        let why = match bytes.get(..4) {
            Some([0, 1, 0, 0] | b"OTTO" | b"true" | b"ttcf") => "a damaged font",
            Some(_) | None => "not a font: expected OTF, TTF, TTC, WOFF or WOFF2",
        };
        // Checked before it is kept: bytes that are not a font must not stay in memory.
        if ab_glyph::FontRef::try_from_slice(&bytes).is_err() {
            return Err(why.to_owned());
        }
        let kept: &'static [u8] = KEPT
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(*blake3::hash(&bytes).as_bytes())
            .or_insert_with(|| Box::leak(bytes.into_boxed_slice()));
        Face::new(kept, weight).ok_or_else(|| why.to_owned())
    }

    /// Parses `bytes`; a collection gives its first font.
    fn new(bytes: &'static [u8], weight: Option<u16>) -> Option<Face> {
        let mut font = FontRef::try_from_slice(bytes).ok()?;
        let mut shaper = rustybuzz::Face::from_slice(bytes, 0)?;
        if let Some(weight) = weight {
            let value = f32::from(weight);
            // A font without the axis stays as it is.
            font.set_variation(b"wght", value);
            let tag = rustybuzz::ttf_parser::Tag::from_bytes(b"wght");
            shaper.set_variations(&[rustybuzz::Variation { tag, value }]);
        }
        let units_per_em = f64::from(font.units_per_em()?);
        if units_per_em <= 0.0 {
            return None;
        }
        Some(Face {
            shaper,
            font,
            units_per_em,
            plans: Plans::default(),
        })
    }

    /// Shapes text of one script whose direction is set.
    pub fn shape(&self, mut text: UnicodeBuffer) -> GlyphBuffer {
        text.guess_segment_properties();
        let (direction, script) = (text.direction(), text.script());
        let key = (direction == Direction::RightToLeft, script);
        let known = self
            .plans
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .cloned();
        let plan = known.unwrap_or_else(|| {
            let script = Some(script).filter(|&script| script != rustybuzz::script::UNKNOWN);
            let language = text.language();
            let plan = ShapePlan::new(&self.shaper, direction, script, language.as_ref(), &[]);
            let plan = Arc::new(plan);
            self.plans
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(key, plan.clone());
            plan
        });
        rustybuzz::shape_with_plan(&self.shaper, &plan, text)
    }

    /// True if the font maps `c` to a glyph.
    pub fn has(&self, c: char) -> bool {
        self.font.glyph_id(c).0 != 0
    }

    /// True if the glyph of `c` leaves ink that can be drawn: an outline or a bitmap.
    pub fn draws(&self, c: char) -> bool {
        let id = self.font.glyph_id(c);
        id.0 != 0 && (self.font.outline(id).is_some() || self.has_bitmap(id))
    }

    /// True if the glyph of `c` is a colour bitmap.
    pub fn draws_in_colour(&self, c: char) -> bool {
        self.has_bitmap(self.font.glyph_id(c))
    }

    /// True if a glyph has a bitmap of a kind that [`super::paint`] draws.
    fn has_bitmap(&self, id: GlyphId) -> bool {
        self.font
            .glyph_raster_image2(id, u16::MAX)
            .is_some_and(|image| matches!(image.format, ab_glyph::GlyphImageFormat::Png))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_font_parses() {
        for font in &EMBEDDED {
            assert!(font.parse().units_per_em > 0.0);
        }
        for c in "漢字性能対增㉠∈∼➜☐␤".chars() {
            assert!(hanja().draws(c), "{c}");
        }
    }
}
