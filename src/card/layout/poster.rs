//! `poster`: the drawing alone, in the middle of its field; and the text-free covers made the same way.

use crate::card::art::{self, Art};
use crate::card::canvas::{Picture, lay};
use crate::card::layout::crop::{busiest, filling_at};
use crate::card::layout::{Drawing, Ground, Job, Placed, Sketch};
use crate::card::stage::Stage;

/// Largest object, in shares of the card's height and width, and largest scale of a drawing 700 high.
const OBJECT: (f64, f64) = (432.0 / 630.0, 553.0 / 1200.0);
/// On a narrow card the object may be this much of its width.
const NARROW: f64 = 0.62;
const MOST: f64 = 1.15 * 700.0 / 630.0;

/// Left, top, right, bottom in pixels of the picture.
type Extent = (f64, f64, f64, f64);

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
    let (art, extent) = whole(&job.drawing)?;
    let afloat = !fills(&job.drawing);
    let canvas = cover_picture(&job.drawing, stage.width, stage.height, duo)?;
    let mut sketch = Sketch::bare(canvas, art.field, Ground::Color);
    if afloat {
        let placed = place(art, extent, stage);
        sketch.art = Some(placed.rect());
        sketch.object = Some(placed.object(art));
    }
    sketch.divider_x = duo.then_some(stage.width as i32 / 2);
    Some(sketch)
}

/// The drawing's analysis, and its extent with the shadows that only the colour twin has.
///
/// The designer of the one card that a blog made by hand scaled what has its shadows and centred what has none.
fn whole(drawing: &Drawing) -> Option<(&Art, Extent)> {
    match drawing {
        Drawing::None => None,
        Drawing::One(one) => Some((&one.art, one.art.object)),
        Drawing::Twins { color, gray, .. } => Some((&gray.art, art::grown(color, gray.art.object))),
    }
}

/// Whether the drawing fills the card: a photograph, or one that both its sides cut. Afloat, that one would fade into fog.*
fn fills(drawing: &Drawing) -> bool {
    match drawing {
        Drawing::None => false,
        Drawing::One(one) => !one.art.flat || (one.art.bleeds.left && one.art.bleeds.right),
        Drawing::Twins { gray, .. } => gray.art.bleeds.left && gray.art.bleeds.right,
    }
}

/// Edge to edge.
fn filled(drawing: &Drawing, width: usize, height: usize, duo: bool) -> Picture {
    let (color, gray) = match drawing {
        Drawing::None => return Picture::filled(width, height, [0; 3]),
        Drawing::One(one) => (&one.picture, None),
        Drawing::Twins { color, gray, .. } => (color, Some(&gray.picture)),
    };
    // Both twins are cropped alike: they stay registered.
    let place = busiest(color, (width as f64, height as f64));
    let mut canvas = filling_at(color, place, width, height);
    if let (true, Some(gray)) = (duo, gray) {
        let dim = filling_at(gray, place, width, height);
        for y in 0..height {
            canvas.row_mut(y)[..3 * (width / 2)].copy_from_slice(&dim.row(y)[..3 * (width / 2)]);
        }
    }
    canvas
}

/// The drawing on its field at any size; `None` without a picture.
pub fn cover_picture(drawing: &Drawing, width: usize, height: usize, duo: bool) -> Option<Picture> {
    let stage = Stage::new((u32::try_from(width).ok()?, u32::try_from(height).ok()?));
    let (art, extent) = whole(drawing)?;
    let (picture, field) = match drawing {
        Drawing::None => return None,
        drawing if fills(drawing) => return Some(filled(drawing, width, height, duo)),
        Drawing::One(one) => (&one.picture, (one.art.field, one.art.rows.as_deref())),
        Drawing::Twins {
            color, color_field, ..
        } => (color, (color_field.0, color_field.1.as_deref())),
    };
    let placed = place(art, extent, &stage);
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
        let dim = placed.field((gray.art.field, gray.art.rows.as_deref()), &stage);
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
fn place(art: &Art, extent: Extent, stage: &Stage) -> Placed {
    let (left, top, right, bottom) = art.object;
    let (width, height) = (stage.width as f64, stage.height as f64);
    let wide = (OBJECT.1 * width).max(NARROW * width.min(height));
    let most =
        MOST * height.min(width * 630.0 / 1200.0 * 1.5) / 700.0 * (700.0 / art.height as f64);
    let scale = (OBJECT.0 * height / (extent.3 - extent.1))
        .min(wide / (extent.2 - extent.0))
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
