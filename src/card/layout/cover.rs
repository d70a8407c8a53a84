//! `cover`: one picture; its own field over the whole card, or a photograph beside a quiet tone of its own.

use crate::card::art::Art;
use crate::card::canvas::{Picture, Rect, lay};
use crate::card::color::{Oklch, Rgb, oklch, srgb};
use crate::card::layout::{
    Composition, Drawing, Ground, LayoutContext, MARGIN, Placed, TITLE_Y, filling,
};
use crate::card::text::TitleSpec;

/// Widths of the title.
const TITLE_WIDTH: (f64, f64) = (360.0, 640.0);
const SIZES: &[f64] = &[68.0, 64.0, 60.0, 56.0, 52.0, 48.0, 44.0, 40.0];
/// Left edge of a photograph, and the room left of it.
const PHOTO_X: f64 = 570.0;
const PHOTO_GAP: f64 = 36.0;
/// Lightness and chroma of the tone beside a dark and a light photograph.
const DARK_TONE: (f64, f64) = (0.27, 0.05);
const LIGHT_TONE: (f64, f64) = (0.94, 0.02);

/// Draws the layout; `None` without a picture, or without room for the title.
pub fn draw(context: &LayoutContext) -> Option<Composition> {
    let (picture, own);
    let art: &Art = match &context.drawing {
        Drawing::None => return None,
        Drawing::One(one) => {
            picture = &one.picture;
            &one.art
        }
        Drawing::Twins { color, .. } => {
            picture = color;
            own = crate::card::art::analyse(color);
            &own
        }
    };
    if art.flat {
        on_field(context, picture, art)
    } else {
        photo(context, picture)
    }
}

fn on_field(context: &LayoutContext, picture: &Picture, art: &Art) -> Option<Composition> {
    let viewport = &context.viewport;
    let placed = Placed::right(art, viewport);
    let clear = |from: f64, to: f64| placed.object_left(art, from, to, viewport.x(1128.0));
    let block = context.fitted(spec(TITLE_WIDTH.1), TITLE_WIDTH.0, &clear)?;
    let field = placed.field((art.field, art.rows.as_deref()), viewport);
    let mut canvas = Picture::filled(viewport.width, viewport.height, art.field);
    field.paint(&mut canvas, 0, viewport.width);
    lay(
        &mut canvas,
        &placed.scaled(picture, 0..placed.width),
        placed.corner,
        &field,
        placed.fades,
        (0, viewport.width),
    );
    let mut composition = Composition::bare(canvas, field.color(viewport.height), Ground::Color);
    composition.art = Some(placed.rect());
    composition.object = Some(placed.object(art));
    context.left_texts(&mut composition, block, &clear);
    Some(composition)
}

fn photo(context: &LayoutContext, picture: &Picture) -> Option<Composition> {
    let viewport = &context.viewport;
    let left = viewport.x(PHOTO_X).round() as usize;
    let clear = |_: f64, _: f64| viewport.x(PHOTO_X);
    let block = context.fitted(spec(PHOTO_X - MARGIN - PHOTO_GAP), TITLE_WIDTH.0, &clear)?;
    let tone = tone(picture);
    let mut canvas = Picture::filled(viewport.width, viewport.height, tone);
    let photo = filling(picture, viewport.width - left, viewport.height);
    for y in 0..viewport.height {
        canvas.row_mut(y)[3 * left..].copy_from_slice(photo.row(y));
    }
    let rect = Rect {
        x: left as i32,
        y: 0,
        width: (viewport.width - left) as i32,
        height: viewport.height as i32,
    };
    let mut composition = Composition::bare(canvas, tone, Ground::Color);
    composition.art = Some(rect);
    composition.object = Some(rect);
    context.left_texts(&mut composition, block, &clear);
    Some(composition)
}

fn spec(width: f64) -> TitleSpec {
    TitleSpec {
        x: MARGIN,
        centered: false,
        width,
        sizes: SIZES,
        max_lines: 4,
        max_height: 340.0,
        center_y: TITLE_Y,
    }
}

/// A dark or light tone in the mean hue of the picture.
fn tone(picture: &Picture) -> Rgb {
    let mut sums = [0u64; 3];
    for pixel in picture.rgb.chunks_exact(3) {
        for c in 0..3 {
            sums[c] += u64::from(pixel[c]);
        }
    }
    let count = (picture.width * picture.height) as u64;
    let own = oklch(sums.map(|sum| (sum / count.max(1)) as u8));
    let (lightness, chroma) = if own.lightness < 0.62 {
        DARK_TONE
    } else {
        LIGHT_TONE
    };
    srgb(Oklch {
        lightness,
        chroma: own.chroma.min(chroma),
        hue: own.hue,
    })
}
