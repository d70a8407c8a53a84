//! A layout that a designer wrote: painted layers and named slots for text, read from YAML.
//!
//! In: the text of the file, the pictures that it names. Out: a [`Template`], or the problems in it with their places; and a
//! composition for each card. A slot says where words go; lines, sizes, inks and fallback fonts are those of every card.

mod check;
mod cursor;
mod draw;
mod inks;
mod paint;
mod parse;
mod row;
mod schema;
mod slot;
mod slots;
mod words;

use crate::card::Request;
use crate::card::color::Rgb;
use crate::card::theme::{Pattern, Shown};
use crate::card::title::{self, Parts};
use crate::problem::Place;

pub(crate) use check::crop;
pub(crate) use draw::draw;
pub use parse::parse;
pub use schema::schema;

/// Left, top, width, height in the template's own units.
pub(crate) type Box4 = [f64; 4];

/// A layout file that was read and has no errors.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// The units that boxes are written in: the card's width and height.
    pub(crate) size: (f64, f64),
    /// From the ground up.
    pub(crate) layers: Vec<Layer>,
    /// In the order of the file.
    pub(crate) slots: Vec<Slot>,
    /// Boxes that no text may enter.
    pub(crate) clear: Vec<Box4>,
}

impl Template {
    /// Width over height of the card that it was written for.
    pub fn aspect(&self) -> f64 {
        self.size.0 / self.size.1
    }

    /// Largest and least size of the title in units; zeros without a title.
    pub fn title_sizes(&self) -> (f64, f64) {
        let titled = self.slots.iter().find(|slot| slot::has_title(slot));
        titled.map_or((0.0, 0.0), |slot| slot.sizes)
    }

    /// The title taken apart as far as there are places for its parts: what has none stays in the title.
    pub(crate) fn parts(&self, request: &Request) -> Parts {
        let has = |kind: Kind, item: Item| {
            let shows = |slot: &Slot| {
                slot.kind == kind || slot.kind == Kind::Stack && slot.items.contains(&item)
            };
            self.slots.iter().any(shows)
        };
        let kicker = if has(Kind::Kicker, Item::Kicker) {
            request.kicker
        } else {
            Some("")
        };
        let subtitle = if has(Kind::Subtitle, Item::Subtitle) {
            request.subtitle
        } else {
            Some("")
        };
        title::parts(request.title, kicker, subtitle)
    }
}

/// Content of a layout file, and the places of some of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// Its content.
    pub template: Template,
    /// The pictures that its layers name, from the ground up.
    pub images: Vec<Image>,
    /// The box of the slot with the title; none where no slot has it.
    pub title: Option<Place>,
}

/// A picture that a layer names.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// A file or a glob, as it is written.
    pub glob: String,
    /// Its place in the file.
    pub place: Place,
}

/// One painted thing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layer {
    /// Paint of the layer.
    pub paint: Paint,
    /// Its box. Default: the whole card
    pub area: Box4,
    /// The visible part of the layer. Default: all
    pub clip: Option<Box4>,
    /// Fit of a picture in its box.
    pub fit: Fit,
    /// Round corners.
    pub radius: f64,
    /// 0..=1.
    pub opacity: f64,
}

/// Paint of a layer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Paint {
    /// A picture of the designer's; of several, one per post by its address.
    Image(String),
    /// The post's own picture.
    Art(Art),
    /// A rectangle, or the circle inside it.
    Shape {
        /// A circle.
        circle: bool,
        /// Its colour.
        fill: Fill,
    },
    /// A pattern of the theme's.
    Pattern(Pattern),
}

/// Which of a post's pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Art {
    /// The colour twin, or the only picture.
    Color,
    /// The gray twin; without one nothing is painted.
    Gray,
}

/// Fit of a picture in its box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// The whole box, cropped by detail.
    Cover,
    /// The whole picture.
    Contain,
}

/// Filling of a shape.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fill {
    /// One colour.
    Flat(Token),
    /// As strong as the words above it need, and no stronger.
    Dim,
    /// From one colour to another, mixed in OKLab.
    Gradient {
        /// At the start.
        from: Token,
        /// At the end.
        to: Token,
        /// Degrees, as in CSS: 0 upwards, 90 to the right.
        angle: f64,
    },
}

/// A colour by its part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Token {
    /// The theme's field.
    Field,
    /// The brand, or the colour that stands in for it.
    Brand,
    /// Its pale tint.
    Tint,
    /// Its deep shade.
    Shade,
    /// Its neighbour.
    Second,
    /// The field of the colour twin or the only picture.
    ColorField,
    /// The field of the gray twin.
    GrayField,
    /// `#rrggbb`.
    Rgb(Rgb),
}

impl Token {
    /// As in a layout file; `#rrggbb` besides.
    pub const NAMES: [(&'static str, Token); 7] = [
        ("field", Token::Field),
        ("brand", Token::Brand),
        ("tint", Token::Tint),
        ("shade", Token::Shade),
        ("second", Token::Second),
        ("color-field", Token::ColorField),
        ("gray-field", Token::GrayField),
    ];
}

/// A place for words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Slot {
    /// Which words.
    pub kind: Kind,
    /// Its box.
    pub area: Box4,
    /// Across and down.
    pub align: (Align, Align),
    /// Items of a stack, from the top.
    pub items: Vec<Item>,
    /// Largest and least size of a title.
    pub sizes: (f64, f64),
    /// Most lines of a title or a description.
    pub lines: usize,
    /// Size of any other text; a default of its kind where `None`.
    pub size: Option<f64>,
    /// Most tags or avatars.
    pub max: usize,
    /// Behind each tag.
    pub chip: Chip,
    /// True for round avatars.
    pub circle: bool,
    /// Overlap of one avatar with the one before.
    pub overlap: f64,
    /// Facts of a meta line; the theme's where `None`.
    pub show: Option<Vec<Shown>>,
    /// Moves to the left edge of this slot if it is empty, else behind its content.
    pub after: Option<Kind>,
}

/// Behind a tag.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Chip {
    /// Its colour; `None`: words without a chip.
    pub fill: Option<Token>,
    /// Round corners.
    pub radius: f64,
    /// Left and right, above and below.
    pub pad: (f64, f64),
}

/// The words of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Kicker, title, subtitle, description above one another.
    Stack,
    /// The title alone.
    Title,
    /// The small line above a title.
    Kicker,
    /// The small line below it.
    Subtitle,
    /// The post's description.
    Description,
    /// The site's name or logo.
    Site,
    /// Date, authors and the other facts of the theme, in one line.
    Meta,
    /// Tags in a row.
    Tags,
    /// Pictures of the authors.
    Avatar,
}

impl Kind {
    /// As in `slots:`.
    pub const NAMES: [(&'static str, Kind); 9] = [
        ("stack", Kind::Stack),
        ("title", Kind::Title),
        ("kicker", Kind::Kicker),
        ("subtitle", Kind::Subtitle),
        ("description", Kind::Description),
        ("site", Kind::Site),
        ("meta", Kind::Meta),
        ("tags", Kind::Tags),
        ("avatar", Kind::Avatar),
    ];

    /// Its name in a layout file.
    pub fn name(self) -> &'static str {
        let found = Kind::NAMES.iter().find(|(_, kind)| *kind == self);
        found.map_or("", |(name, _)| name)
    }
}

/// One thing in a stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Item {
    /// The small line above.
    Kicker,
    /// The title.
    Title,
    /// The small line below.
    Subtitle,
    /// The post's description.
    Description,
}

impl Item {
    /// As in `items:`.
    pub const NAMES: [(&'static str, Item); 4] = [
        ("kicker", Item::Kicker),
        ("title", Item::Title),
        ("subtitle", Item::Subtitle),
        ("description", Item::Description),
    ];
}

/// Alignment of something in a box along one axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    /// Left or top.
    Start,
    /// In the middle.
    Middle,
    /// Right or bottom.
    End,
}

impl Align {
    /// As in `align:`.
    pub const NAMES: [(&'static str, Align); 3] = [
        ("start", Align::Start),
        ("middle", Align::Middle),
        ("end", Align::End),
    ];
}
