//! A theme -> the colours of one card: a field, the tones of its pattern and chips, all in OKLCH.
//!
//! In: settings of the configuration and the post. Out: plain values. It measures no text and paints no glyph.

mod border;
mod dice;
mod pattern;
mod slope;

use crate::card::Request;
use crate::card::color::{Oklch, Rgb, oklch, srgb};

pub use crate::config::{Pattern, Scheme, Shown};

pub(crate) use border::paint as paint_border;
pub(crate) use pattern::{Brush, Ground, paint as paint_pattern};
pub(crate) use slope::Slope;

/// Look of a blog's cards.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// One colour that all others are derived from. Default: none, a colour for each tag, category or blog
    pub brand: Option<Rgb>,
    /// Which of its tones the field takes. Default: [`Scheme::Auto`]
    pub scheme: Scheme,
    /// Drawn behind type alone, from the post's address. Default: [`Pattern::Rings`]
    pub pattern: Pattern,
    /// Facts on the card, in this order. Default: date, authors
    pub show: Vec<Shown>,
    /// Pictures or initials of the authors. Default: `false`
    pub avatars: bool,
    /// A coloured edge. Default: none
    pub border: Option<Border>,
}

impl Default for Theme {
    fn default() -> Theme {
        Theme {
            brand: None,
            scheme: Scheme::Auto,
            pattern: Pattern::Rings,
            show: vec![Shown::Date, Shown::Authors],
            avatars: false,
            border: None,
        }
    }
}

impl Pattern {
    /// As in `cards.theme.pattern`.
    pub const NAMES: [(&'static str, Pattern); 5] = [
        ("rings", Pattern::Rings),
        ("grid", Pattern::Grid),
        ("waves", Pattern::Waves),
        ("type", Pattern::Type),
        ("none", Pattern::None),
    ];
}

impl Shown {
    /// As in `cards.theme.show`; `field:NAME` besides.
    pub const NAMES: [(&'static str, Shown); 6] = [
        ("date", Shown::Date),
        ("authors", Shown::Authors),
        ("tags", Shown::Tags),
        ("category", Shown::Category),
        ("series", Shown::Series),
        ("reading_time", Shown::ReadingTime),
    ];

    /// The fact that a word of `cards.theme.show` names; `None`: there is no such fact.
    pub fn named(word: &str) -> Option<Shown> {
        if let Some(key) = word.strip_prefix("field:") {
            return (!key.is_empty()).then(|| Shown::Field(key.to_owned()));
        }
        let found = Shown::NAMES.into_iter().find(|(name, _)| *name == word);
        found.map(|(_, show)| show)
    }
}

/// A coloured edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Border {
    /// Which edge. Default: bottom
    pub side: Side,
    /// Units of a card 1200 wide, at most [`Border::MOST`].
    pub width_px: u32,
    /// Equal stretches along the edge; at least one.
    pub colors: Vec<Rgb>,
}

impl Border {
    /// The widest border: no text comes as near to an edge.
    pub const MOST: u32 = 40;
}

/// An edge of the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The upper edge.
    Top,
    /// The right edge.
    Right,
    /// The lower edge.
    Bottom,
    /// The left edge.
    Left,
    /// All four.
    All,
}

/// The colour that `#rgb` or `#rrggbb` names.
pub fn color(hex: &str) -> Option<Rgb> {
    let digits = hex.strip_prefix('#')?;
    let level = |at: usize, wide: usize| u8::from_str_radix(digits.get(at..at + wide)?, 16).ok();
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    match digits.len() {
        3 => Some([level(0, 1)? * 17, level(1, 1)? * 17, level(2, 1)? * 17]),
        6 => Some([level(0, 2)?, level(2, 2)?, level(4, 2)?]),
        _ => None,
    }
}

/// The colours of one card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tones {
    /// Under everything.
    pub field: Rgb,
    /// Lines and dots of a pattern, at their strongest.
    pub line: Rgb,
    /// A very large letter.
    pub letter: Rgb,
    /// Behind a tag.
    pub chip: Rgb,
    /// The brand, or the colour that stands in for it.
    pub brand: Rgb,
    /// Its pale tint.
    pub tint: Rgb,
    /// Its deep shade.
    pub shade: Rgb,
    /// Its neighbour on the wheel of hues.
    pub second: Rgb,
}

/// Lightness and chroma of a field without a brand: dark enough for white, deep enough to have a hue. Tuned by eye.
const DEEP: (f64, f64) = (0.36, 0.085);
/// Lightness and largest chroma of a tint and of a shade. Tuned by eye.
const TINT: (f64, f64) = (0.968, 0.024);
const SHADE: (f64, f64) = (0.255, 0.062);
/// A field that is lighter than this gets dark words.
const LIGHT_FIELD: f64 = 0.66;
/// Hues in degrees of OKLCH for tags and blogs. Dark yellow looks olive, so it is left out.
const HUES: [f64; 12] = [
    25.0, 48.0, 145.0, 162.0, 182.0, 205.0, 230.0, 252.0, 272.0, 295.0, 325.0, 355.0,
];

/// The colours for a theme; `key` (a tag, a category, a blog's name) stands in for a brand.
pub(crate) fn tones(theme: &Theme, key: &str) -> Tones {
    let own = theme.brand.map(oklch);
    let base = own.unwrap_or_else(|| Oklch {
        lightness: DEEP.0,
        chroma: DEEP.1,
        hue: hue(key),
    });
    let tone = |(lightness, most): (f64, f64)| {
        srgb(Oklch {
            lightness,
            chroma: base.chroma.min(most),
            hue: base.hue,
        })
    };
    let brand = theme.brand.unwrap_or_else(|| srgb(base));
    let (tint, shade) = (tone(TINT), tone(SHADE));
    let field = match theme.scheme {
        Scheme::Auto | Scheme::Brand => brand,
        Scheme::Light => tint,
        Scheme::Dark => shade,
    };
    let ground = oklch(field);
    let light = ground.lightness > LIGHT_FIELD;
    // A tint takes the brand's own chroma, everything else the field's.
    let chroma = if light {
        base.chroma.clamp(0.04, 0.12)
    } else {
        ground.chroma
    };
    let step = |by: f64, chroma: f64| {
        srgb(Oklch {
            lightness: (ground.lightness + if light { -by } else { by }).clamp(0.0, 1.0),
            chroma,
            hue: base.hue,
        })
    };
    Tones {
        field,
        line: step(if light { 0.20 } else { 0.30 }, chroma),
        letter: step(
            0.045,
            if light {
                ground.chroma.max(0.02)
            } else {
                ground.chroma
            },
        ),
        chip: step(
            if light { 0.055 } else { 0.085 },
            if light {
                chroma.min(0.06)
            } else {
                ground.chroma * 0.8
            },
        ),
        brand,
        tint,
        shade,
        second: srgb(Oklch {
            lightness: base.lightness,
            chroma: base.chroma,
            hue: turned(base.hue, 40.0),
        }),
    }
}

/// Key of a card's colour where there is no brand: a category, else the first tag, else the blog.
pub(crate) fn key<'a>(request: &Request<'a>) -> &'a str {
    let category = request
        .facts
        .iter()
        .find(|(shown, _)| *shown == Shown::Category);
    category
        .map(|(_, words)| words.as_str())
        .or(request.tags.first().map(String::as_str))
        .unwrap_or(request.site)
}

/// Two numbers from 0 to 1 for an address.
pub(crate) fn shift(seed: &str) -> (f64, f64) {
    let mut dice = dice::Dice::new(seed);
    (dice.between(0.0, 1.0), dice.between(0.0, 1.0))
}

/// The colour behind the initial of a name.
pub(crate) fn initial(name: &str) -> Rgb {
    srgb(Oklch {
        lightness: 0.58,
        chroma: 0.13,
        hue: hue(name),
    })
}

/// One of [`HUES`] for a word.
fn hue(key: &str) -> (f64, f64) {
    let hash = blake3::hash(key.to_lowercase().as_bytes());
    let first = u16::from_le_bytes([hash.as_bytes()[0], hash.as_bytes()[1]]);
    direction(HUES[usize::from(first) % HUES.len()])
}

/// Cosine and sine of an angle in degrees.
pub(crate) fn direction(degrees: f64) -> (f64, f64) {
    let angle = degrees * std::f64::consts::PI / 180.0;
    (libm::cos(angle), libm::sin(angle))
}

/// A hue some degrees further on.
fn turned((cos, sin): (f64, f64), degrees: f64) -> (f64, f64) {
    let (c, s) = direction(degrees);
    (cos * c - sin * s, sin * c + cos * s)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::color::{contrast, luminance};

    fn with(brand: Option<Rgb>, scheme: Scheme) -> Theme {
        Theme {
            brand,
            scheme,
            ..Theme::default()
        }
    }

    #[test]
    fn a_brand_is_the_field_as_it_was_named_and_its_tones_keep_its_hue() {
        let green = color("#0B6E4F").unwrap();
        let tones = super::tones(&with(Some(green), Scheme::Auto), "x");
        assert_eq!(tones.field, green);
        let light = super::tones(&with(Some(green), Scheme::Light), "x");
        let dark = super::tones(&with(Some(green), Scheme::Dark), "x");
        assert!(luminance(light.field) > 0.85 && luminance(dark.field) < 0.03);
        for tone in [tones.line, light.line, light.tint, dark.shade] {
            let (a, b) = (oklch(tone).hue, oklch(green).hue);
            assert!(a.0 * b.0 + a.1 * b.1 > 0.97, "{tone:?}");
        }
    }

    #[test]
    fn one_tag_is_one_colour_and_many_tags_are_several() {
        let theme = Theme::default();
        assert_eq!(tones(&theme, "회고"), tones(&theme, "회고"));
        let names = ["회고", "Rust", "JPA", "infra", "Spring", "iOS", "Go", "DB"];
        let mut fields: Vec<Rgb> = names.iter().map(|name| tones(&theme, name).field).collect();
        fields.sort_unstable();
        fields.dedup();
        assert!(fields.len() >= 5, "{fields:?}");
    }

    #[test]
    fn black_or_white_reads_on_every_field_and_chip() {
        for brand in 0..4096u32 {
            let level = |at: u32| ((brand >> at & 15) * 17) as u8;
            let brand = Some([level(0), level(4), level(8)]);
            for scheme in [Scheme::Brand, Scheme::Light, Scheme::Dark] {
                let tones = tones(&with(brand, scheme), "");
                for ground in [tones.field, tones.chip] {
                    let l = luminance(ground);
                    assert!(contrast(l, 0.0).max(contrast(l, 1.0)) >= 4.5);
                }
            }
        }
    }

    #[test]
    fn colours_are_read_as_three_or_six_digits() {
        assert_eq!(color("#fff"), Some([255; 3]));
        assert_eq!(color("#0B6E4F"), Some([0x0B, 0x6E, 0x4F]));
        for wrong in [
            "0B6E4F", "#0B6E4", "#0B6E4G", "#", "green", "#+1+2+3", "#가나",
        ] {
            assert_eq!(color(wrong), None, "{wrong}");
        }
    }
}
