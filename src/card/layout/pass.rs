//! `pass`: a card that the author finished elsewhere. It fills the card, and no text is added.

use crate::card::canvas::{Fades, Picture, lay};
use crate::card::layout::crop::filling_at;
use crate::card::layout::{Composition, Ground, LayoutContext, Placed, Shown};

/// A picture whose aspect differs from the card's by no more than this fills it; the rest is cut from both ends alike.
const NEAR: f64 = 0.04;
/// Largest enlargement of a small picture.
const MOST: f64 = 2.0;

/// Draws the layout; `None` without a picture.
pub fn draw(context: &LayoutContext) -> Option<Composition> {
    let shown = Shown::of(&context.drawing)?;
    let viewport = &context.viewport;
    let (width, height) = (viewport.width as f64, viewport.height as f64);
    let (wide, high) = (shown.picture.width as f64, shown.picture.height as f64);
    let ratio = (wide / high) / (width / height);
    if (ratio.max(1.0 / ratio) - 1.0) <= NEAR {
        let canvas = filling_at(shown.picture, (0.5, 0.5), viewport.width, viewport.height);
        let mut composition = Composition::bare(canvas, shown.art.field, Ground::Color);
        let whole = viewport.whole();
        composition.art = Some(whole);
        composition.object = Some(whole);
        return Some(composition);
    }
    let scale = (width / wide).min(height / high).min(MOST);
    let corner = ((width - wide * scale) / 2.0, (height - high * scale) / 2.0);
    let mut placed = Placed::new(&shown.art, viewport, scale, corner);
    // No part of it is hidden: its edges are hard, and where they are field no edge shows.
    placed.fades = Fades::default();
    let field = placed.field((shown.art.field, shown.art.rows.as_deref()), viewport);
    let mut canvas = Picture::filled(viewport.width, viewport.height, shown.art.field);
    field.paint(&mut canvas, 0, viewport.width);
    lay(
        &mut canvas,
        &placed.scaled(shown.picture, 0..placed.width),
        placed.corner,
        &field,
        placed.fades,
        (0, viewport.width),
    );
    let mut composition = Composition::bare(canvas, field.color(viewport.height), Ground::Color);
    composition.art = Some(placed.rect());
    composition.object = Some(placed.rect());
    Some(composition)
}
