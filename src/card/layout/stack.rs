//! `stack`: a tile above a centred title. Whole even in a centred square crop; no date, no site name.

use crate::card::art::Bleeds;
use crate::card::canvas::{Picture, Rect, lay, rounded};
use crate::card::color::{Oklch, mix_linear, oklch, srgb};
use crate::card::layout::{Composition, Drawing, Ground, LayoutContext, Placed, filling};
use crate::card::text::{self, TitleSpec};
use crate::card::viewport::Viewport;

/// Side of the tile, and with three lines; its radius; its distance from the words.
const TILE: f64 = 288.0;
const TILE_THREE: f64 = 264.0;
const RADIUS: f64 = 40.0;
const GAP: f64 = 40.0;
/// Smallest tile, where kicker and subtitle take room.
const TILE_LEAST: f64 = 160.0;
const TITLE_WIDTH: f64 = 570.0;
const SIZES: &[f64] = &[56.0, 52.0, 48.0, 44.0, 40.0];
/// Rows that a 2:1 crop and every platform keep.
const ROWS: (f64, f64) = (47.0, 583.0);
/// An object that no edge cuts may fill so much of the tile, the drawing enlarged at most so far: whole, it is lost in a chat.
const OBJECT: f64 = 0.66;
const MOST: f64 = 1.5;

/// Draws the layout; `None` without a picture.
pub fn draw(context: &LayoutContext) -> Option<Composition> {
    let viewport = &Viewport::square(context.request.size);
    let (picture, field) = match &context.drawing {
        Drawing::None => return None,
        Drawing::One(one) => {
            // The picture's own field would hide the tile: a pale tone of it.
            let own = oklch(one.art.field);
            (
                &one.picture,
                srgb(Oklch {
                    lightness: 0.93,
                    chroma: own.chroma.min(0.015),
                    hue: own.hue,
                }),
            )
        }
        Drawing::Twins { color, gray, .. } => (color, gray.art.field),
    };
    let mut spec = TitleSpec {
        x: 600.0,
        centered: true,
        width: TITLE_WIDTH,
        sizes: SIZES,
        max_lines: 3,
        max_height: 240.0,
        center_y: 315.0,
    };
    let block = text::block(&context.parts, &spec, viewport, &context.widths);
    let words = f64::from(block.ink().height) / viewport.scale;
    let wanted = if block.setting.lines.len() >= 3 {
        TILE_THREE
    } else {
        TILE
    };
    let tile = wanted.min(ROWS.1 - ROWS.0 - GAP - words).max(TILE_LEAST);
    let whole = tile + GAP + words;
    let top = (315.0 - whole / 2.0).max(ROWS.0);
    spec.center_y = top + tile + GAP + words / 2.0;
    let block = text::block(&context.parts, &spec, viewport, &context.widths);

    let mut canvas = Picture::filled(viewport.width, viewport.height, field);
    let side = viewport.len(tile).round() as usize;
    let (x, y) = (
        (viewport.x(600.0) - side as f64 / 2.0).round() as usize,
        viewport.y(top).round() as usize,
    );
    let art = near_object(context, picture, side);
    let edges = (0.0, 0.0, side as f64, side as f64);
    for row in 0..side.min(viewport.height.saturating_sub(y)) {
        for column in 0..side {
            let coverage = rounded(column, row, edges, viewport.len(RADIUS));
            let under = canvas.at(x + column, y + row);
            canvas.set(
                x + column,
                y + row,
                mix_linear(under, art.at(column, row), coverage),
            );
        }
    }
    let rect = Rect {
        x: x as i32,
        y: y as i32,
        width: side as i32,
        height: side as i32,
    };
    let mut composition = Composition::bare(canvas, field, Ground::Gray);
    composition.art = Some(rect);
    composition.object = Some(rect);
    composition.texts = block.texts.clone();
    composition.block = Some(block);
    Some(composition)
}

/// The picture as a square: near its object where it has a field all round, else cropped as it is.
fn near_object(context: &LayoutContext, picture: &Picture, side: usize) -> Picture {
    let (art, field) = match &context.drawing {
        Drawing::One(one) => (&one.art, (one.art.field, one.art.rows.as_deref())),
        Drawing::Twins {
            color_field, gray, ..
        } => (&gray.art, (color_field.0, color_field.1.as_deref())),
        Drawing::None => return filling(picture, side, side),
    };
    if !art.flat || art.bleeds != Bleeds::default() || art.ends_right {
        return filling(picture, side, side);
    }
    let viewport = Viewport::new((side as u32, side as u32));
    let (left, top, right, bottom) = art.object;
    let whole = side as f64 / art.width.max(art.height) as f64;
    let wanted = OBJECT * side as f64 / (right - left).max(bottom - top);
    let scale = wanted.clamp(whole, MOST * whole);
    let middle = side as f64 / 2.0;
    let corner = (
        middle - (left + right) / 2.0 * scale,
        middle - (top + bottom) / 2.0 * scale,
    );
    let placed = Placed::new(art, &viewport, scale, corner);
    let field = placed.field(field, &viewport);
    let mut square = Picture::filled(side, side, [0; 3]);
    field.paint(&mut square, 0, side);
    lay(
        &mut square,
        &placed.scaled(picture, 0..placed.width),
        placed.corner,
        &field,
        placed.fades,
        (0, side),
    );
    square
}
