//! Placing a drawing on the card, and joining its edges to the field.

use crate::card::art::{Art, Bleeds, field_on_card};
use crate::card::canvas::{Fades, Field, Picture, Rect, Scaled};
use crate::card::color::Rgb;
use crate::card::kind::Joins;
use crate::card::layout::Shown;
use crate::card::resample::resample;
use crate::card::viewport::Viewport;

/// A drawing's place on the card.
#[derive(Debug, Clone)]
pub struct Placed {
    /// Top left corner in pixels.
    pub corner: (i32, i32),
    /// Pixels of the scaled drawing.
    pub width: usize,
    /// Pixels of the scaled drawing.
    pub height: usize,
    /// Card pixels per pixel of the picture.
    pub scale: f64,
    /// Joins with the field.
    pub fades: Fades,
}

/// Width of a join, in units; the second where the edge cuts the object.
const FADE: f64 = 60.0;
const BLEED_FADE: f64 = 210.0;

/// Largest object that floats on its own field, in units, and how far it may be enlarged: beyond the size that its picture
/// would have, and beyond its own pixels.
const OBJECT: (f64, f64) = (560.0, 460.0);
const ENLARGED: f64 = 1.25;
const MOST: f64 = 2.0;

impl Placed {
    /// Scales the drawing by `scale` with its corner at (`x`, `y`), fading every edge that lies inside the card.
    pub(super) fn new(art: &Art, viewport: &Viewport, scale: f64, (x, y): (f64, f64)) -> Placed {
        let size = |pixels: usize| ((pixels as f64 * scale).round() as usize).max(1);
        let (width, height) = (size(art.width), size(art.height));
        let corner = (x.round() as i32, y.round() as i32);
        let fade = |inside: bool, bleeds: bool, room: usize| match (inside, bleeds) {
            (false, _) => 0.0,
            (true, false) => viewport.len(FADE).min(room as f64 / 4.0),
            (true, true) => viewport.len(BLEED_FADE).min(room as f64 / 2.5),
        };
        let (right, bottom) = (corner.0 + width as i32, corner.1 + height as i32);
        Placed {
            corner,
            width,
            height,
            scale,
            fades: Fades {
                left: fade(corner.0 > 0, art.bleeds.left, width),
                right: fade(right < viewport.width as i32, art.bleeds.right, width),
                top: fade(corner.1 > 0, art.bleeds.top, height),
                bottom: fade(bottom < viewport.height as i32, art.bleeds.bottom, height),
            },
        }
    }

    /// The right-hand place of `wipe` and `cover`: the object's middle on x=868, flush right where an edge cuts it.
    pub(super) fn right(art: &Art, viewport: &Viewport) -> Placed {
        let side = viewport.len(630.0);
        let scale = (side / art.height as f64).min(viewport.len(724.0) / art.width as f64);
        let (width, height) = (art.width as f64 * scale, art.height as f64 * scale);
        let y = viewport.y(315.0) - height / 2.0;
        let (left, _, right, _) = art.object;
        let flush = viewport.width as f64 - width;
        let x = if art.bleeds.left || art.ends_right {
            flush
        } else {
            let centered = viewport.x(868.0) - (left + right) / 2.0 * scale;
            centered
                .min(viewport.x(1140.0) - right * scale)
                .min(flush.max(viewport.x(570.0).min(flush)))
        };
        Placed::new(art, viewport, scale, (x, y))
    }

    /// The right-hand place of a picture that is not a twin. An object that no edge cuts, on a field that is the card's, is placed
    /// in the middle of the card's height at a size of its own. An edge that the field continues does not fade; ink fades only
    /// at an edge that cuts the object.
    pub(super) fn single(shown: &Shown, viewport: &Viewport) -> Placed {
        let (art, joins) = (&*shown.art, &shown.joins);
        let mut placed = Placed::right(art, viewport);
        let floats = art.bleeds == Bleeds::default() && !art.ends_right;
        if floats {
            let (left, top, right, bottom) = art.object;
            let scale = (viewport.len(OBJECT.0) / (right - left))
                .min(viewport.len(OBJECT.1) / (bottom - top))
                .min(ENLARGED * placed.scale)
                .min(MOST);
            let x = viewport.x(868.0) - (left + right) / 2.0 * scale;
            let x = x.min(viewport.x(1140.0) - right * scale);
            let y = viewport.y(315.0) - (top + bottom) / 2.0 * scale;
            placed = Placed::new(art, viewport, scale, (x, y));
        }
        placed.joined(art, joins)
    }

    /// The same without the fades that no seam asks for, and with none over ink of an object that no edge cuts.
    pub(super) fn joined(self, art: &Art, joins: &Joins) -> Placed {
        let free = |side: usize| joins.free_px[side] as f64 * self.scale;
        let fade = |wanted: f64, bleeds: bool, side: usize| match (joins.seamless[side], bleeds) {
            (true, _) => 0.0,
            (false, true) => wanted,
            (false, false) => wanted.min(free(side)),
        };
        let Fades {
            left,
            right,
            top,
            bottom,
        } = self.fades;
        Placed {
            fades: Fades {
                left: fade(left, art.bleeds.left, 0),
                right: fade(right, art.bleeds.right, 1),
                top: fade(top, art.bleeds.top, 2),
                bottom: fade(bottom, art.bleeds.bottom, 3),
            },
            ..self
        }
    }

    /// The whole drawing's rectangle.
    pub fn rect(&self) -> Rect {
        Rect {
            x: self.corner.0,
            y: self.corner.1,
            width: self.width as i32,
            height: self.height as i32,
        }
    }

    /// The object's rectangle.
    pub fn object(&self, art: &Art) -> Rect {
        let (left, top, right, bottom) = art.object;
        let x = |at: f64| (f64::from(self.corner.0) + at * self.scale).round() as i32;
        let y = |at: f64| (f64::from(self.corner.1) + at * self.scale).round() as i32;
        Rect {
            x: x(left),
            y: y(top),
            width: x(right) - x(left),
            height: y(bottom) - y(top),
        }
    }

    /// The leftmost pixel of the object in the card's rows `from..to`; `otherwise` where there is none.
    pub fn object_left(&self, art: &Art, from: f64, to: f64, otherwise: f64) -> f64 {
        let row =
            |y: f64| ((y - f64::from(self.corner.1)) / self.scale).clamp(0.0, art.height as f64);
        let rows = row(from).floor() as usize..(row(to).ceil() as usize).min(art.height);
        let first = art.spans[rows]
            .iter()
            .flatten()
            .map(|&(first, _)| first)
            .min();
        first.map_or(otherwise, |first| {
            (f64::from(self.corner.0) + first as f64 * self.scale).min(otherwise)
        })
    }

    /// The field around this place, on every row of the card.
    pub(super) fn field(
        &self,
        (color, rows): (Rgb, Option<&[[f32; 3]]>),
        viewport: &Viewport,
    ) -> Field {
        field_on_card(
            color,
            rows,
            f64::from(self.corner.1),
            1.0 / self.scale,
            viewport.height,
        )
    }

    /// Scales `columns` of the drawing.
    pub(super) fn scaled(&self, picture: &Picture, columns: std::ops::Range<usize>) -> Scaled {
        let first = columns.start.min(self.width);
        let columns = first..columns.end.clamp(first, self.width);
        Scaled {
            picture: resample(picture, self.width, self.height, columns),
            first,
            width: self.width,
        }
    }
}
