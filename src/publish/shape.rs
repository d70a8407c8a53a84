//! One of the files that a post's card is drawn as: its size, its place, its format.

use crate::card::Format;
use crate::config::Cards;
use crate::publish::urls::format_of;

/// Size and place of a card.
#[derive(Debug, Clone, Copy)]
pub struct Shape<'a> {
    /// Pixels.
    pub size: (u32, u32),
    /// Path below `out` with tokens.
    pub path: &'a str,
    /// Text-free pictures are drawn beside it.
    pub covers: bool,
}

impl<'a> Shape<'a> {
    /// The card that pages name.
    pub fn main(cards: &'a Cards) -> Shape<'a> {
        Shape {
            size: cards.size,
            path: &cards.path,
            covers: cards.covers,
        }
    }

    /// The format that its extension stands for.
    pub fn format(&self) -> Format {
        format_of(self.path)
    }
}
