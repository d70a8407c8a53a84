//! The look of cards: theme, layout and fonts, as the configuration, one of its rules or a post asks for it.
//!
//! In: nothing; `config` and `read` make these. Out: plain values. Opens no file and paints nothing.

use std::collections::BTreeMap;

use crate::problem::Spot;

/// A colour, RGB8, sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color(pub [u8; 3]);

/// `cards.theme:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// The colour that tint, shade and second are made of. Default: none
    pub brand: Option<Color>,
    /// The tone of that colour for the ground. Default: `auto`
    pub scheme: Scheme,
    /// Picture file or glob, relative to `root`; of several, one per post by its address. Default: none
    pub background: Option<String>,
    /// Replaces the site's name; `site.logo` stands in where none is given. Default: none
    pub logo: Option<Logo>,
    /// Pictures of the authors, or their initials, in discs. Default: `false`
    pub avatars: bool,
    /// Facts on the card beside its title, in order. Default: `[date, authors]`
    pub show: Vec<Shown>,
    /// A stripe along one side. Default: none
    pub border: Option<Border>,
    /// Ground of a card without a picture. Default: `rings`
    pub pattern: Pattern,
}

/// Tones of the brand for a card's ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// The picture decides.
    #[default]
    Auto,
    /// The brand itself.
    Brand,
    /// Its tint.
    Light,
    /// Its shade.
    Dark,
}

/// A ground drawn from the post's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pattern {
    /// Concentric rings.
    #[default]
    Rings,
    /// A grid of squares.
    Grid,
    /// Waves.
    Waves,
    /// Large letters.
    Type,
    /// A plain field.
    None,
}

/// Picture files of the logo, relative to `root`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// On a light ground.
    pub on_light: String,
    /// On a dark ground.
    pub on_dark: String,
}

/// `cards.theme.border:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Border {
    /// The side of the card that it runs along.
    pub side: Side,
    /// Pixels at 1200x630.
    pub width_px: u32,
    /// From left to right, or from top to bottom, in equal parts.
    pub colors: Vec<Color>,
}

/// A side of the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Side {
    Top,
    Right,
    #[default]
    Bottom,
    Left,
}

/// A fact that a card may show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Day of publication.
    Date,
    /// Names of the authors.
    Authors,
    /// Tags, in the author's order.
    Tags,
    /// The first category.
    Category,
    /// The series that the post belongs to.
    Series,
    /// Minutes, from the words of the body.
    ReadingTime,
    /// A front matter key of the blog's own.
    Field(String),
}

/// The keys of a theme that a rule or a post replaces; the others stay.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(
    missing_docs,
    reason = "each field is that of `Theme` with the same name"
)]
pub struct ThemeChange {
    pub brand: Option<Color>,
    pub scheme: Option<Scheme>,
    pub background: Option<String>,
    pub logo: Option<Logo>,
    pub avatars: Option<bool>,
    pub show: Option<Vec<Shown>>,
    pub border: Option<Border>,
    pub pattern: Option<Pattern>,
}

/// `cards.fonts:`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fonts {
    /// Titles. Default: the embedded Pretendard Bold
    pub title: Option<FontFile>,
    /// Site name, meta line, kicker, subtitle. Default: the embedded Pretendard
    pub meta: Option<FontFile>,
    /// After the embedded fonts. Default: `[]`
    pub fallback: Vec<String>,
}

/// A font of the user's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontFile {
    /// Relative to `root`.
    pub file: String,
    /// The weight of a variable font. Default: as the file is
    pub weight: Option<u16>,
}

/// The fonts that a rule or a post sets anew; the others stay.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(
    missing_docs,
    reason = "each field is that of `Fonts` with the same name"
)]
pub struct FontsChange {
    pub title: Option<FontFile>,
    pub meta: Option<FontFile>,
    pub fallback: Option<Vec<String>>,
}

impl Fonts {
    /// These fonts with what `change` names.
    #[must_use]
    pub fn changed(&self, change: &FontsChange) -> Fonts {
        let change = change.clone();
        Fonts {
            title: change.title.or_else(|| self.title.clone()),
            meta: change.meta.or_else(|| self.meta.clone()),
            fallback: change.fallback.unwrap_or_else(|| self.fallback.clone()),
        }
    }

    /// Every font file.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let own = [&self.title, &self.meta].into_iter().flatten();
        let own = own.map(|font| font.file.as_str());
        own.chain(self.fallback.iter().map(String::as_str))
    }
}

/// Everything that decides how one card looks, besides its words and pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Colours, pattern, facts.
    pub theme: Theme,
    /// `auto`, a name in the layout table, or a layout file.
    pub layout: String,
    /// Font files.
    pub fonts: Fonts,
}

/// Keys that a rule or a post sets anew; the others stay.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(
    missing_docs,
    reason = "each field is that of `Look` with the same name"
)]
pub struct LookChange {
    pub theme: ThemeChange,
    pub layout: Option<String>,
    pub fonts: FontsChange,
}

impl Look {
    /// This look with what `change` names.
    #[must_use]
    pub fn changed(&self, change: &LookChange) -> Look {
        let layout = change.layout.as_ref().unwrap_or(&self.layout);
        Look {
            theme: self.theme.changed(&change.theme),
            layout: layout.clone(),
            fonts: self.fonts.changed(&change.fonts),
        }
    }

    /// Every file that it names, with the key that names it, below `cards`.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let logo = self.theme.logo.iter();
        let logo = logo.flat_map(|logo| [logo.on_light.as_str(), logo.on_dark.as_str()]);
        let layout = Some(self.layout.as_str()).filter(|layout| is_file(layout));
        let background = self.theme.background.as_deref();
        let background = background
            .into_iter()
            .map(|file| ("cards.theme.background", file));
        background
            .chain(logo.map(|file| ("cards.theme.logo", file)))
            .chain(layout.into_iter().map(|file| ("cards.layout", file)))
            .chain(self.fonts.files().map(|file| ("cards.fonts", file)))
    }
}

/// True if a layout is a file of the user's.
pub fn is_file(layout: &str) -> bool {
    layout.ends_with(".yaml") || layout.ends_with(".yml")
}

/// The part of a look that names files: one of a post's that cannot be used is left out by its part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// `layout`.
    Layout,
    /// `theme.background`.
    Background,
    /// `theme.logo`.
    Logo,
    /// `fonts`.
    Fonts,
}

impl LookChange {
    /// True if it sets this part.
    pub fn names(&self, part: Part) -> bool {
        match part {
            Part::Layout => self.layout.is_some(),
            Part::Background => self.theme.background.is_some(),
            Part::Logo => self.theme.logo.is_some(),
            Part::Fonts => self.fonts != FontsChange::default(),
        }
    }

    /// Takes this part out.
    pub fn drop(&mut self, part: Part) {
        match part {
            Part::Layout => self.layout = None,
            Part::Background => self.theme.background = None,
            Part::Logo => self.theme.logo = None,
            Part::Fonts => self.fonts = FontsChange::default(),
        }
    }
}

/// The look that a post asks for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnLook {
    /// Keys that it sets anew.
    pub change: LookChange,
    /// Places at which it names files.
    pub places: BTreeMap<Part, Spot>,
}

impl Default for Theme {
    fn default() -> Theme {
        Theme {
            brand: None,
            scheme: Scheme::Auto,
            background: None,
            logo: None,
            avatars: false,
            show: vec![Shown::Date, Shown::Authors],
            border: None,
            pattern: Pattern::Rings,
        }
    }
}

impl Theme {
    /// This theme with the keys in `change` replaced.
    pub fn changed(&self, change: &ThemeChange) -> Theme {
        let change = change.clone();
        Theme {
            brand: change.brand.or(self.brand),
            scheme: change.scheme.unwrap_or(self.scheme),
            background: change.background.or_else(|| self.background.clone()),
            logo: change.logo.or_else(|| self.logo.clone()),
            avatars: change.avatars.unwrap_or(self.avatars),
            show: change.show.unwrap_or_else(|| self.show.clone()),
            border: change.border.or_else(|| self.border.clone()),
            pattern: change.pattern.unwrap_or(self.pattern),
        }
    }
}
