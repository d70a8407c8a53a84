//! `poster`: the drawing alone, in the middle of its field; and the text-free covers made the same way.

use crate::card::art::{self, Art};
use crate::card::canvas::{Picture, lay};
use crate::card::layout::crop::{detail, filling_at};
use crate::card::layout::{Composition, Drawing, Ground, LayoutContext, Placed};
use crate::card::viewport::Viewport;

/// Largest object, in shares of the card's height and width, and largest scale of a drawing 700 high.
const OBJECT: (f64, f64) = (432.0 / 630.0, 553.0 / 1200.0);
/// On a narrow card the object may be this much of its width.
const NARROW: f64 = 0.62;
const MOST: f64 = 1.15 * 700.0 / 630.0;

/// Air above an object in a drawing that fills the card, and the most that the crop moves for it, in shares of its height.
const AIR: f64 = 0.03;
const SHAVED: f64 = 0.1;

/// Left, top, right, bottom in pixels of the picture.
type Extent = (f64, f64, f64, f64);

/// Draws the drawing in colour.
pub fn draw(context: &LayoutContext) -> Option<Composition> {
    composition(context, false)
}

/// Draws it gray left of the middle.
pub fn draw_duo(context: &LayoutContext) -> Option<Composition> {
    matches!(context.drawing, Drawing::Twins { .. }).then(|| composition(context, true))?
}

fn composition(context: &LayoutContext, duo: bool) -> Option<Composition> {
    let viewport = &context.viewport;
    let (art, extent) = whole(&context.drawing)?;
    let afloat = !fills(&context.drawing);
    let canvas = cover_picture(&context.drawing, viewport.width, viewport.height, duo)?;
    let mut composition = Composition::bare(canvas, art.field, Ground::Color);
    if afloat {
        let placed = position_art(art, extent, viewport);
        composition.art = Some(placed.rect());
        composition.object = Some(placed.object(art));
    }
    composition.divider_x = duo.then_some(viewport.width as i32 / 2);
    Some(composition)
}

/// The drawing's analysis, and its extent with the shadows that only the colour twin has.
///
/// As on the card that a blog's designer made by hand: scaled by the extent with shadows, centred by the object without them.
fn whole(drawing: &Drawing) -> Option<(&Art, Extent)> {
    match drawing {
        Drawing::None => None,
        Drawing::One(one) => Some((&one.art, one.art.object)),
        Drawing::Twins { color, gray, .. } => Some((&gray.art, art::grown(color, gray.art.object))),
    }
}

/// True if the drawing fills the card: a photograph, or one that both its sides cut. Placed freely, its sides would fade out.
fn fills(drawing: &Drawing) -> bool {
    match drawing {
        Drawing::None => false,
        Drawing::One(one) => !one.art.flat || (one.art.bleeds.left && one.art.bleeds.right),
        Drawing::Twins { gray, .. } => gray.art.bleeds.left && gray.art.bleeds.right,
    }
}

/// Edge to edge.
fn filled(drawing: &Drawing, width: usize, height: usize, duo: bool) -> Picture {
    let (color, gray, art) = match drawing {
        Drawing::None => return Picture::filled(width, height, [0; 3]),
        Drawing::One(one) => (&one.picture, None, &one.art),
        Drawing::Twins { color, gray, .. } => (color, Some(&gray.picture), &gray.art),
    };
    // Both twins are cropped alike: they stay registered.
    let (across, mut down) = detail(color);
    // The upper edge keeps clear of an object that has air above it, if a small shift makes it whole.
    let high = color.height as f64;
    let shown = (height as f64 * color.width as f64 / width as f64).min(high);
    let (start, wanted) = (down * high - shown / 2.0, art.object.1 - AIR * high);
    if art.flat && !art.bleeds.top && (wanted..wanted + SHAVED * high).contains(&start) {
        down = (wanted + shown / 2.0) / high;
    }
    let place = (across, down);
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
    let viewport = Viewport::new((u32::try_from(width).ok()?, u32::try_from(height).ok()?));
    let (art, extent) = whole(drawing)?;
    let (picture, field) = match drawing {
        Drawing::None => return None,
        drawing if fills(drawing) => return Some(filled(drawing, width, height, duo)),
        Drawing::One(one) => (&one.picture, (one.art.field, one.art.rows.as_deref())),
        Drawing::Twins {
            color, color_field, ..
        } => (color, (color_field.0, color_field.1.as_deref())),
    };
    let placed = position_art(art, extent, &viewport);
    let mut canvas = Picture::filled(width, height, field.0);
    let middle = if duo { width / 2 } else { 0 };
    let bright = placed.field(field, &viewport);
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
        let dim = placed.field((gray.art.field, gray.art.rows.as_deref()), &viewport);
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
fn position_art(art: &Art, extent: Extent, viewport: &Viewport) -> Placed {
    let (left, top, right, bottom) = art.object;
    let (width, height) = (viewport.width as f64, viewport.height as f64);
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
    Placed::new(art, viewport, scale, (x, y))
}
