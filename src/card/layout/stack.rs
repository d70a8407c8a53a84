//! `stack`: a tile above a centred title. Whole even in a centred square crop; no date, no site name.

use crate::card::canvas::{Picture, Rect, rounded};
use crate::card::color::{Oklch, mix_linear, oklch, srgb};
use crate::card::layout::{Drawing, Ground, Job, Sketch, filling};
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

/// Draws the layout; `None` without a picture.
pub fn draw(job: &Job) -> Option<Sketch> {
    let stage = &job.stage;
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
    let block = text::block(&job.parts, &spec, stage, job.fonts);
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
    let block = text::block(&job.parts, &spec, stage, job.fonts);

    let mut canvas = Picture::filled(stage.width, stage.height, field);
    let side = stage.len(tile).round() as usize;
    let (x, y) = (
        (stage.x(600.0) - side as f64 / 2.0).round() as usize,
        stage.y(top).round() as usize,
    );
    let art = filling(picture, side, side);
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
