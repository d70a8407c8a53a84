//! `wipe`: gray left, colour right, the object under both. The signature; it needs twins.

use crate::card::both;
use crate::card::canvas::{Picture, lay};
use crate::card::layout::{Drawing, Ground, Job, MARGIN, Placed, Sketch, TITLE_Y};
use crate::card::text::TitleSpec;

/// Where the divider may stand.
const DIVIDER: (f64, f64) = (760.0, 900.0);
/// Widths of the title.
const TITLE_WIDTH: (f64, f64) = (430.0, 640.0);
const SIZES: &[f64] = &[68.0, 64.0, 60.0, 56.0, 52.0, 48.0, 44.0, 40.0];

/// Draws the layout; `None` without twins that differ, or without room for the title.
pub fn draw(job: &Job) -> Option<Sketch> {
    let Drawing::Twins {
        color,
        color_field,
        gray,
    } = &job.drawing
    else {
        return None;
    };
    if job.drawing.alike() && !job.wished {
        return None;
    }
    let stage = &job.stage;
    let (art, placed) = (&gray.art, Placed::right(&gray.art, stage));
    let object = placed.object(art);
    let middle = f64::from(object.x) + f64::from(object.width) / 2.0;
    let divider = middle.clamp(stage.x(DIVIDER.0), stage.x(DIVIDER.1)).round();
    let clear = |from: f64, to: f64| placed.object_left(art, from, to, divider - stage.len(8.0));
    let spec = TitleSpec {
        x: MARGIN,
        centered: false,
        width: TITLE_WIDTH.1,
        sizes: SIZES,
        max_lines: 4,
        max_height: 340.0,
        center_y: TITLE_Y,
    };
    let block = job.fitted(spec, TITLE_WIDTH.0, &clear)?;

    let divider = divider as usize;
    let split = usize::try_from(divider as i32 - placed.corner.0).unwrap_or(0);
    let gray_field = placed.field((art.field, art.rows.as_deref()), stage);
    let bright_field = placed.field((color_field.0, color_field.1.as_deref()), stage);
    let mut canvas = Picture::unpainted(stage.width, stage.height);
    gray_field.paint(&mut canvas, 0, divider);
    bright_field.paint(&mut canvas, divider, stage.width);
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
        (divider, stage.width),
    );

    let field = gray_field.color(stage.height);
    let mut sketch = Sketch::bare(canvas, field, Ground::Gray);
    sketch.divider_x = Some(divider as i32);
    sketch.art = Some(placed.rect());
    sketch.object = Some(object);
    job.left_texts(&mut sketch, block, &clear);
    Some(sketch)
}
