//! One of the files that a post's card is drawn as: its size, its place, its format.

use crate::card::Format;
use crate::config::{AlsoCard, Cards};
use crate::publish::urls::format_of;

/// Layouts that set words beside a picture, and the aspect below which a card has no room for that.
const WIDE: [&str; 4] = ["wipe", "window", "cover", "frame"];
const UPRIGHT: f64 = 1.3;
/// A layout file is drawn at aspects that differ from its own by this much at most.
const NEAR: f64 = 1.04;

/// Size and place of a card.
#[derive(Debug, Clone, Copy)]
pub struct Shape<'a> {
    /// Pixels.
    pub size: (u32, u32),
    /// Path below `out` with tokens.
    pub path: &'a str,
    /// Text-free pictures are drawn beside it.
    pub covers: bool,
    /// The entry of `cards.also`, unless it is the card itself.
    pub also: Option<&'a AlsoCard>,
}

impl<'a> Shape<'a> {
    /// The card that pages name.
    pub fn main(cards: &'a Cards) -> Shape<'a> {
        Shape {
            size: cards.size,
            path: &cards.path,
            covers: cards.covers,
            also: None,
        }
    }

    /// The card of a page that is no post: no JSON-LD names pictures of it.
    pub fn page(cards: &'a Cards) -> Shape<'a> {
        Shape {
            covers: false,
            ..Shape::main(cards)
        }
    }

    /// The card itself, then its other sizes.
    pub fn all(cards: &'a Cards) -> impl Iterator<Item = Shape<'a>> {
        let also = cards.also.iter().map(|one| Shape {
            size: one.size,
            path: &one.path,
            covers: false,
            also: Some(one),
        });
        std::iter::once(Shape::main(cards)).chain(also)
    }

    /// The layout for this shape of a card whose own is `layout`, of this aspect where it is a file. One that was drawn for
    /// wide cards leaves an upright one to `auto`, and so does a file of another shape.
    pub fn layout(&self, layout: &'a str, file: Option<f64>) -> Option<&'a str> {
        let also = self.also?;
        if also.layout.is_some() {
            return also.layout.as_deref();
        }
        let aspect = f64::from(self.size.0) / f64::from(self.size.1);
        let fits = match file {
            Some(own) => (aspect / own).max(own / aspect) <= NEAR,
            None => aspect >= UPRIGHT || !WIDE.contains(&layout),
        };
        Some(if fits { layout } else { "auto" })
    }

    /// The format that its extension stands for.
    pub fn format(&self) -> Format {
        format_of(self.path)
    }
}
