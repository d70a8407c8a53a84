//! The table of layouts: the only place to edit for a new one, besides its own file.

use crate::card::kind::Kind;
use crate::card::layout::{
    Composition, Drawing, LayoutContext, cover, frame, pass, plain, poster, stack, window, wipe,
};
use crate::card::viewport::{UPRIGHT, Viewport};

/// One way to compose a card.
pub struct Layout {
    /// As in `cards.layout` and a post's `card.layout`.
    pub name: &'static str,
    /// For `--help`.
    pub about: &'static str,
    /// The pictures for which `auto` tries it.
    pub takes: &'static [Subject],
    /// Place of its units on a card of any size.
    pub viewport: fn((u32, u32)) -> Viewport,
    /// Its turn among those.
    pub turn: Turn,
    /// `None`: this title or these pictures do not fit it.
    pub draw: fn(&LayoutContext) -> Option<Composition>,
}

/// Pictures that a card is to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Type alone.
    Nothing,
    /// Registered twins.
    Twins,
    /// One picture.
    One(Kind),
}

/// Positions in the order in which `auto` tries layouts, smallest first; `None`: not tried.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    /// On a card that is clearly wider than high.
    wide: Option<u8>,
    /// On a card without room for words beside a picture.
    upright: Option<u8>,
}

const fn turn(wide: u8, upright: u8) -> Turn {
    Turn {
        wide: Some(wide),
        upright: Some(upright),
    }
}

const TWINS: Subject = Subject::Twins;
const OBJECT: Subject = Subject::One(Kind::Object);
const PHOTO: Subject = Subject::One(Kind::Photo);
const WHOLE: Subject = Subject::One(Kind::Whole);
const TINY: Subject = Subject::One(Kind::Tiny);
const SPECK: Subject = Subject::One(Kind::Speck);

/// Every layout.
pub const LAYOUTS: &[Layout] = &[
    Layout {
        name: "wipe",
        about: "gray field and twin left, colour twin right",
        viewport: Viewport::new,
        takes: &[TWINS],
        turn: Turn {
            wide: Some(1),
            upright: None,
        },
        draw: wipe::draw,
    },
    Layout {
        name: "window",
        about: "the object leaves a colour window in gray",
        viewport: Viewport::new,
        takes: &[TWINS],
        turn: turn(2, 6),
        draw: window::draw,
    },
    Layout {
        name: "cover",
        about: "one picture on its own field, or a photograph edge to edge",
        viewport: Viewport::new,
        takes: &[OBJECT, PHOTO],
        turn: turn(3, 6),
        draw: cover::draw,
    },
    Layout {
        name: "frame",
        about: "the whole picture in a frame, beside or below the title",
        viewport: Viewport::new,
        takes: &[OBJECT, PHOTO, WHOLE, TINY],
        turn: turn(4, 7),
        draw: frame::draw,
    },
    Layout {
        name: "stack",
        about: "a tile above a centred title; survives a square crop",
        viewport: Viewport::square,
        takes: &[TWINS, OBJECT, PHOTO, WHOLE, TINY],
        turn: turn(5, 5),
        draw: stack::draw,
    },
    Layout {
        name: "poster",
        about: "the drawing alone, no text",
        viewport: Viewport::new,
        takes: &[],
        turn: Turn {
            wide: None,
            upright: None,
        },
        draw: poster::draw,
    },
    Layout {
        name: "poster-duo",
        about: "the drawing alone, half gray",
        viewport: Viewport::new,
        takes: &[],
        turn: Turn {
            wide: None,
            upright: None,
        },
        draw: poster::draw_duo,
    },
    Layout {
        name: "pass",
        about: "a card that is finished already: nothing is printed on it",
        viewport: Viewport::new,
        takes: &[],
        turn: Turn {
            wide: None,
            upright: None,
        },
        draw: pass::draw,
    },
    Layout {
        name: "plain",
        about: "type alone",
        viewport: Viewport::page,
        takes: &[Subject::Nothing, TWINS, OBJECT, PHOTO, WHOLE, TINY, SPECK],
        turn: turn(9, 9),
        draw: plain::draw,
    },
];

/// The layouts to try in order for a request (a name, or `auto`); `None` if there is no such layout.
pub fn candidates(
    request: &str,
    drawing: &Drawing,
    (width, height): (u32, u32),
) -> Option<Vec<&'static Layout>> {
    let upright = f64::from(width) < UPRIGHT * f64::from(height);
    let subject = drawing.subject();
    let mut order: Vec<(u8, &Layout)> = LAYOUTS
        .iter()
        .filter(|layout| layout.takes.contains(&subject) && layout.name != request)
        .filter_map(|layout| {
            let turn = if upright {
                layout.turn.upright
            } else {
                layout.turn.wide
            };
            Some((turn?, layout))
        })
        .collect();
    order.sort_by_key(|(turn, _)| *turn);
    let first = match request {
        "auto" => None,
        name => Some(LAYOUTS.iter().find(|layout| layout.name == name)?),
    };
    let rest = order.into_iter().map(|(_, layout)| layout);
    Some(first.into_iter().chain(rest).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::canvas::Picture;
    use crate::card::layout::Single;

    fn names(kind: Kind, size: (u32, u32)) -> Vec<&'static str> {
        let single = Single::new(Picture::filled(40, 40, [9; 3]), kind);
        let found = candidates("auto", &Drawing::One(Box::new(single)), size);
        found.unwrap().iter().map(|layout| layout.name).collect()
    }

    #[test]
    fn each_kind_of_picture_has_its_layouts_in_turn() {
        let wide = (1200, 630);
        assert_eq!(
            names(Kind::Object, wide),
            ["cover", "frame", "stack", "plain"]
        );
        assert_eq!(names(Kind::Whole, wide), ["frame", "stack", "plain"]);
        assert_eq!(names(Kind::Speck, wide), ["plain"]);
        assert_eq!(
            names(Kind::Photo, (1080, 1080)),
            ["stack", "cover", "frame", "plain"]
        );
        let none = candidates("auto", &Drawing::None, wide).unwrap();
        assert_eq!(none.len(), 1);
        assert!(candidates("poster", &Drawing::None, wide).unwrap()[0].name == "poster");
        assert!(candidates("no such", &Drawing::None, wide).is_none());
    }
}
