//! One picture that is no twin, with all that its layouts need to know of it.

use std::borrow::Cow;

use crate::card::art::{self, Art};
use crate::card::canvas::Picture;
use crate::card::kind::{self, Joins, Kind};
use crate::card::layout::Drawing;

/// One decoded picture, analysed.
pub struct Single {
    /// Its pixels.
    pub picture: Picture,
    /// Its field and object.
    pub art: Art,
    /// Way to show it.
    pub kind: Kind,
    /// Its edges.
    pub joins: Joins,
}

impl Single {
    /// A picture of a kind that is known.
    pub fn new(picture: Picture, kind: Kind) -> Single {
        let art = art::analyse(&picture);
        Single {
            joins: kind::joins(&picture, &art),
            picture,
            art,
            kind,
        }
    }

    /// A picture whose kind is to be found; `cut_out` where its ground was transparent.
    pub fn judged(picture: Picture, cut_out: bool) -> Single {
        let mut single = Single::new(picture, Kind::Object);
        single.kind = kind::kind(&single.picture, &single.art, cut_out);
        single
    }
}

/// The picture that a layout for one picture shows.
pub struct Shown<'a> {
    /// Its pixels.
    pub picture: &'a Picture,
    /// Its field and object.
    pub art: Cow<'a, Art>,
    /// Way to show it.
    pub kind: Kind,
    /// Its edges.
    pub joins: Joins,
}

impl Shown<'_> {
    /// The only picture, or the colour twin; `None` without either.
    pub fn of(drawing: &Drawing) -> Option<Shown<'_>> {
        match drawing {
            Drawing::None => None,
            Drawing::One(one) => Some(Shown {
                picture: &one.picture,
                art: Cow::Borrowed(&one.art),
                kind: one.kind,
                joins: one.joins,
            }),
            Drawing::Twins { color, .. } => {
                let art = art::analyse(color);
                Some(Shown {
                    picture: color,
                    joins: kind::joins(color, &art),
                    // A twin is a drawing by definition: only its field decides.
                    kind: if art.flat { Kind::Object } else { Kind::Photo },
                    art: Cow::Owned(art),
                })
            }
        }
    }
}
