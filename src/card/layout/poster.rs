//! `poster`: the drawing alone, in the middle of its field; and the text-free covers made the same way.

use crate::card::art::Art;
use crate::card::canvas::{Picture, lay};
use crate::card::layout::{Drawing, Ground, Job, Placed, Sketch, filling};
use crate::card::text::Stage;

/// Largest object, in shares of the card's height and width, and largest scale of a drawing 700 high.
const OBJECT: (f64, f64) = (432.0 / 630.0, 553.0 / 1200.0);
/// On a narrow card the object may be this much of its width.
const NARROW: f64 = 0.62;
const MOST: f64 = 1.15 * 700.0 / 630.0;

/// Draws the drawing in colour.
pub fn draw(job: &Job) -> Option<Sketch> {
    sketch(job, false)
}

/// Draws it gray left of the middle.
pub fn draw_duo(job: &Job) -> Option<Sketch> {
    matches!(job.drawing, Drawing::Twins { .. }).then(|| sketch(job, true))?
}

fn sketch(job: &Job, duo: bool) -> Option<Sketch> {
    let stage = &job.stage;
    let (art, flat) = match &job.drawing {
        Drawing::None => return None,
        Drawing::One(one) => (&one.art, one.art.flat),
        Drawing::Twins { gray, .. } => (&gray.art, true),
    };
    let canvas = cover_picture(&job.drawing, stage.width, stage.height, duo)?;
    let mut sketch = Sketch::bare(canvas, art.field, Ground::Color);
    if flat {
        let placed = place(art, stage);
        sketch.art = Some(placed.rect());
        sketch.object = Some(placed.object(art));
    }
    sketch.divider_x = duo.then_some(stage.width as i32 / 2);
    Some(sketch)
}

/// The drawing on its field at any size; `None` without a picture.
pub fn cover_picture(drawing: &Drawing, width: usize, height: usize, duo: bool) -> Option<Picture> {
    let stage = Stage::new((u32::try_from(width).ok()?, u32::try_from(height).ok()?));
    let (picture, art, field) = match drawing {
        Drawing::None => return None,
        Drawing::One(one) if !one.art.flat => return Some(filling(&one.picture, width, height)),
        Drawing::One(one) => (
            &one.picture,
            &one.art,
            (one.art.field, one.art.rows.as_deref()),
        ),
        Drawing::Twins {
            color,
            color_field,
            gray,
        } => (color, &gray.art, (color_field.0, color_field.1.as_deref())),
    };
    let placed = place(art, &stage);
    let mut canvas = Picture::filled(width, height, field.0);
    let middle = if duo { width / 2 } else { 0 };
    let bright = placed.field(field, &stage);
    bright.paint(&mut canvas, middle, width);
    lay(
        &mut canvas,
        &placed.scaled(picture, 0..placed.width),
        placed.corner,
        &bright,
        placed.fades,
        (middle, width),
    );
    if let (true, Drawing::Twins { gray, .. }) = (duo, drawing) {
        let dim = placed.field((art.field, art.rows.as_deref()), &stage);
        dim.paint(&mut canvas, 0, middle);
        lay(
            &mut canvas,
            &placed.scaled(&gray.picture, 0..placed.width),
            placed.corner,
            &dim,
            placed.fades,
            (0, middle),
        );
    }
    Some(canvas)
}

/// The object's middle in the card's; a floor or a ceiling that cuts the object is the card's.
fn place(art: &Art, stage: &Stage) -> Placed {
    let (left, top, right, bottom) = art.object;
    let (width, height) = (stage.width as f64, stage.height as f64);
    let wide = (OBJECT.1 * width).max(NARROW * width.min(height));
    let most =
        MOST * height.min(width * 630.0 / 1200.0 * 1.5) / 700.0 * (700.0 / art.height as f64);
    let scale = (OBJECT.0 * height / (bottom - top))
        .min(wide / (right - left))
        .min(most);
    let x = width / 2.0 - (left + right) / 2.0 * scale;
    let y = if art.bleeds.bottom {
        height - art.height as f64 * scale
    } else if art.bleeds.top {
        0.0
    } else {
        height / 2.0 - (top + bottom) / 2.0 * scale
    };
    Placed::new(art, stage, scale, (x, y))
}
