//! `stack`: a tile above a centred title. Whole even in a centred square crop; no date, no site name.

use crate::card::art::Bleeds;
use crate::card::canvas::{Picture, Rect, lay, rounded};
use crate::card::color::{Oklch, mix_linear, oklch, srgb};
use crate::card::layout::{Drawing, Ground, Job, Placed, Sketch, filling};
use crate::card::stage::Stage;
use crate::card::text::{self, TitleSpec};

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
/// An object that no edge cuts may fill so much of the tile, the drawing enlarged at most so far: whole, it is lost in a chat.*
const OBJECT: f64 = 0.66;
const MOST: f64 = 1.5;

/// Draws the layout; `None` without a picture.
pub fn draw(job: &Job) -> Option<Sketch> {
    let stage = &Stage::square(job.request.size);
    let (picture, field) = match &job.drawing {
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
    let block = text::block(&job.parts, &spec, stage, &job.widths);
    let words = f64::from(block.ink().height) / stage.scale;
    let wanted = if block.setting.lines.len() >= 3 {
        TILE_THREE
    } else {
        TILE
    };
    let tile = wanted.min(ROWS.1 - ROWS.0 - GAP - words).max(TILE_LEAST);
    let whole = tile + GAP + words;
    let top = (315.0 - whole / 2.0).max(ROWS.0);
    spec.center_y = top + tile + GAP + words / 2.0;
    let block = text::block(&job.parts, &spec, stage, &job.widths);

    let mut canvas = Picture::filled(stage.width, stage.height, field);
    let side = stage.len(tile).round() as usize;
    let (x, y) = (
        (stage.x(600.0) - side as f64 / 2.0).round() as usize,
        stage.y(top).round() as usize,
    );
    let art = near_object(job, picture, side);
    let edges = (0.0, 0.0, side as f64, side as f64);
    for row in 0..side.min(stage.height.saturating_sub(y)) {
        for column in 0..side {
            let coverage = rounded(column, row, edges, stage.len(RADIUS));
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
    let mut sketch = Sketch::bare(canvas, field, Ground::Gray);
    sketch.art = Some(rect);
    sketch.object = Some(rect);
    sketch.texts = block.texts.clone();
    sketch.block = Some(block);
    Some(sketch)
}

/// The picture as a square: near its object where it has a field all round, else cropped as it is.
fn near_object(job: &Job, picture: &Picture, side: usize) -> Picture {
    let (art, field) = match &job.drawing {
        Drawing::One(one) => (&one.art, (one.art.field, one.art.rows.as_deref())),
        Drawing::Twins {
            color_field, gray, ..
        } => (&gray.art, (color_field.0, color_field.1.as_deref())),
        Drawing::None => return filling(picture, side, side),
    };
    if !art.flat || art.bleeds != Bleeds::default() || art.ends_right {
        return filling(picture, side, side);
    }
    let stage = Stage::new((side as u32, side as u32));
    let (left, top, right, bottom) = art.object;
    let whole = side as f64 / art.width.max(art.height) as f64;
    let wanted = OBJECT * side as f64 / (right - left).max(bottom - top);
    let scale = wanted.clamp(whole, MOST * whole);
    let middle = side as f64 / 2.0;
    let corner = (
        middle - (left + right) / 2.0 * scale,
        middle - (top + bottom) / 2.0 * scale,
    );
    let placed = Placed::new(art, &stage, scale, corner);
    let field = placed.field(field, &stage);
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
