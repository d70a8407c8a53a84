//! The look of cards: `cards.theme` and the fonts.

/// A colour, RGB8, sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color(pub [u8; 3]);

/// `cards.theme:`.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// The colour that tint, shade and second are made of. Default: none
    pub brand: Option<Color>,
    /// The tone of that colour for the ground. Default: `auto`
    pub scheme: Scheme,
    /// Picture file or glob, relative to `root`; of several, one per post by its address. Default: none
    pub background: Option<String>,
    /// Replaces the site's name; `site.logo` stands in where none is given. Default: none
    pub logo: Option<Logo>,
    /// Initials of the authors in discs. Default: `false`
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
#[derive(Debug, Clone, PartialEq, Default)]
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
#[derive(Debug, Clone, PartialEq, Default)]
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
