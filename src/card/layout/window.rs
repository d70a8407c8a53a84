//! `window`: everything gray, and a round-cornered window in which the same drawing has its colours.

use crate::card::canvas::{Picture, lay, rounded};
use crate::card::color::mix_linear;
use crate::card::layout::{Composition, Drawing, Ground, LayoutContext, MARGIN, Placed, TITLE_Y};
use crate::card::text::{SMALL, TitleSpec};

/// Left, top, right, bottom, radius.
const WINDOW: (f64, f64, f64, f64) = (664.0, 75.0, 1144.0, 555.0);
const RADIUS: f64 = 28.0;
/// Scale of a drawing 700 high.
const SCALE: f64 = 0.9 * 700.0;
const TITLE_WIDTH: (f64, f64) = (380.0, 528.0);
const SIZES: &[f64] = &[64.0, 60.0, 56.0, 52.0, 48.0, 44.0, 40.0];

/// Draws the layout; `None` without twins, or without room for the title.
pub fn draw(context: &LayoutContext) -> Option<Composition> {
    let Drawing::Twins {
        color,
        color_field,
        gray,
    } = &context.drawing
    else {
        return None;
    };
    let viewport = &context.viewport;
    let art = &gray.art;
    let placed = position_art(context, art);
    let window = (
        viewport.x(WINDOW.0),
        viewport.y(WINDOW.1),
        viewport.x(WINDOW.2),
        viewport.y(WINDOW.3),
    );
    let clear = |from: f64, to: f64| placed.object_left(art, from, to, window.0);
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

    let gray_field = placed.field((art.field, art.rows.as_deref()), viewport);
    let bright_field = placed.field((color_field.0, color_field.1.as_deref()), viewport);
    let mut canvas = Picture::filled(viewport.width, viewport.height, art.field);
    gray_field.paint(&mut canvas, 0, viewport.width);
    let whole = (0, viewport.width);
    lay(
        &mut canvas,
        &placed.scaled(&gray.picture, 0..placed.width),
        placed.corner,
        &gray_field,
        placed.fades,
        whole,
    );
    let mut colored = canvas.clone();
    bright_field.paint(&mut colored, 0, viewport.width);
    lay(
        &mut colored,
        &placed.scaled(color, 0..placed.width),
        placed.corner,
        &bright_field,
        placed.fades,
        whole,
    );
    let rows = window.1.floor() as usize..(window.3.ceil() as usize).min(viewport.height);
    for y in rows {
        for x in window.0.floor() as usize..(window.2.ceil() as usize).min(viewport.width) {
            let coverage = rounded(x, y, window, viewport.len(RADIUS));
            if coverage >= 1.0 {
                canvas.set(x, y, colored.at(x, y));
            } else if coverage > 0.0 {
                canvas.set(
                    x,
                    y,
                    mix_linear(canvas.at(x, y), colored.at(x, y), coverage),
                );
            }
        }
    }

    let field = gray_field.color(viewport.height);
    let mut composition = Composition::bare(canvas, field, Ground::Gray);
    composition.art = Some(placed.rect());
    composition.object = Some(placed.object(art));
    context.left_texts(&mut composition, block, &clear);
    Some(composition)
}

/// The object's middle on the window's; an edge that cuts the object lies on the card's.
fn position_art(context: &LayoutContext, art: &crate::card::art::Art) -> Placed {
    let viewport = &context.viewport;
    let scale =
        (viewport.len(SCALE) / art.height as f64).min(viewport.len(724.0) / art.width as f64);
    let (width, height) = (art.width as f64 * scale, art.height as f64 * scale);
    let (left, top, right, bottom) = art.object;
    let x = if art.bleeds.left || art.ends_right {
        viewport.width as f64 - width
    } else {
        viewport.x((WINDOW.0 + WINDOW.2) / 2.0) - (left + right) / 2.0 * scale
    };
    let y = if art.bleeds.bottom {
        viewport.height as f64 - height
    } else if art.bleeds.top {
        0.0
    } else {
        viewport.y(315.0) - (top + bottom) / 2.0 * scale
    };
    Placed::new(art, viewport, scale, (x, y))
}
