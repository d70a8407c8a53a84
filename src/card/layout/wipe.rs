//! `wipe`: gray left, colour right, the object under both. It needs twins.

use crate::card::both;
use crate::card::canvas::{Picture, lay};
use crate::card::layout::{Composition, Drawing, Ground, LayoutContext, MARGIN, Placed, TITLE_Y};
use crate::card::text::{SMALL, TitleSpec};

/// Range of the divider.
const DIVIDER: (f64, f64) = (760.0, 900.0);
/// Widths of the title.
const TITLE_WIDTH: (f64, f64) = (430.0, 640.0);
const SIZES: &[f64] = &[68.0, 64.0, 60.0, 56.0, 52.0, 48.0, 44.0, 40.0];

/// Draws the layout; `None` without twins that differ, or without room for the title.
pub fn draw(context: &LayoutContext) -> Option<Composition> {
    let Drawing::Twins {
        color,
        color_field,
        gray,
    } = &context.drawing
    else {
        return None;
    };
    if context.drawing.alike() && !context.requested {
        return None;
    }
    let viewport = &context.viewport;
    let (art, placed) = (&gray.art, Placed::right(&gray.art, viewport));
    let object = placed.object(art);
    let middle = f64::from(object.x) + f64::from(object.width) / 2.0;
    let divider = middle
        .clamp(viewport.x(DIVIDER.0), viewport.x(DIVIDER.1))
        .round();
    let clear = |from: f64, to: f64| placed.object_left(art, from, to, divider - viewport.len(8.0));
    let spec = TitleSpec {
        x: MARGIN,
        centered: false,
        width: TITLE_WIDTH.1,
        sizes: SIZES,
        max_lines: 4,
        max_height: 340.0,
        center_y: TITLE_Y,
        size_weight: 1.0,
        small: SMALL,
    };
    let block = context.fitted(spec, TITLE_WIDTH.0, &clear)?;

    let divider = divider as usize;
    let split = usize::try_from(divider as i32 - placed.corner.0).unwrap_or(0);
    let gray_field = placed.field((art.field, art.rows.as_deref()), viewport);
    let bright_field = placed.field((color_field.0, color_field.1.as_deref()), viewport);
    let mut canvas = Picture::unpainted(viewport.width, viewport.height);
    gray_field.paint(&mut canvas, 0, divider);
    bright_field.paint(&mut canvas, divider, viewport.width);
    let (dim, bright) = both(
        || placed.scaled(&gray.picture, 0..split),
        || placed.scaled(color, split..placed.width),
    );
    lay(
        &mut canvas,
        &dim,
        placed.corner,
        &gray_field,
        placed.fades,
        (0, divider),
    );
    lay(
        &mut canvas,
        &bright,
        placed.corner,
        &bright_field,
        placed.fades,
        (divider, viewport.width),
    );

    let field = gray_field.color(viewport.height);
    let mut composition = Composition::bare(canvas, field, Ground::Gray);
    composition.divider_x = Some(divider as i32);
    composition.art = Some(placed.rect());
    composition.object = Some(object);
    context.left_texts(&mut composition, block, &clear);
    Some(composition)
}
