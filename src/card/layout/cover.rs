//! `cover`: one picture on its own field, extended over the whole card; or a photograph beside a quiet tone of its own hue.

use crate::card::canvas::{Picture, Rect, lay};
use crate::card::color::{Oklch, Rgb, oklch, srgb};
use crate::card::kind::Kind;
use crate::card::layout::crop::{Crop, busy_edges, detail};
use crate::card::layout::{
    CLEAR, Composition, Drawing, Ground, LayoutContext, MARGIN, Placed, Shown, TITLE_Y,
};
use crate::card::text::{SMALL, TitleSpec};

/// Widths of the title.
const TITLE_WIDTH: (f64, f64) = (360.0, 640.0);
const SIZES: &[f64] = &[68.0, 64.0, 60.0, 56.0, 52.0, 48.0, 44.0, 40.0];
/// Air between the title and an object, beyond what every title keeps from a drawing.
const AIR: f64 = 18.0;
/// Width of a photograph as high as the card: its own where possible, and the limits on either side.
const PHOTO: f64 = 630.0;
const PHOTO_LEAST: f64 = 380.0;
const PHOTO_MOST: f64 = 720.0;
/// Narrower photographs that are tried for a long title, in equal steps.
const STEPS: u32 = 3;
/// The most that a crop takes of a side.
const TAKEN: f64 = 0.25;
const PHOTO_GAP: f64 = 36.0;
/// Lightness and chroma of the tone beside a dark and a light photograph.
const DARK_TONE: (f64, f64) = (0.27, 0.05);
const LIGHT_TONE: (f64, f64) = (0.94, 0.02);

/// Draws the layout; `None` without a picture, without room for the title, or where a photograph would lose too much.
pub fn draw(context: &LayoutContext) -> Option<Composition> {
    let shown = Shown::of(&context.drawing)?;
    let on_field = match shown.kind {
        Kind::Object => true,
        Kind::Photo => false,
        // Only on request.
        Kind::Whole | Kind::Tiny | Kind::Speck => shown.art.flat,
    };
    if on_field {
        object(context, &shown)
    } else {
        photo(context, &shown)
    }
}

fn object(context: &LayoutContext, shown: &Shown) -> Option<Composition> {
    let viewport = &context.viewport;
    let art = &*shown.art;
    // Twins keep the size in which they were delivered.
    let twin = matches!(context.drawing, Drawing::Twins { .. });
    let placed = match twin {
        true => Placed::right(art, viewport),
        false => Placed::single(shown, viewport),
    };
    let clear = |from: f64, to: f64| placed.object_left(art, from, to, viewport.x(1128.0));
    // Beside the whole object and a little away from it: a title in a gap of the object, or close to the letters of a logo, would
    // look like a part of it.
    let left = f64::from(placed.object(art).x).min(clear(0.0, viewport.height as f64));
    let beside = |from: f64, to: f64| match twin {
        true => clear(from, to),
        false => clear(from, to).min(left) - viewport.len(AIR),
    };
    let block = context.fitted(spec(TITLE_WIDTH.1), TITLE_WIDTH.0, &beside)?;
    let field = placed.field((art.field, art.rows.as_deref()), viewport);
    let mut canvas = Picture::filled(viewport.width, viewport.height, art.field);
    field.paint(&mut canvas, 0, viewport.width);
    lay(
        &mut canvas,
        &placed.scaled(shown.picture, 0..placed.width),
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

/// The photograph at the right, as high as the card, as wide as the title allows and no crop takes too much.
fn photo(context: &LayoutContext, shown: &Shown) -> Option<Composition> {
    let viewport = &context.viewport;
    let picture = shown.picture;
    let place = detail(picture);
    let mut found = None;
    for width in widths(picture) {
        let left = viewport.x(1200.0 - width).round();
        let size = (viewport.width - left as usize, viewport.height);
        let crop = Crop::filling(picture, place, size);
        let asked = context.is_requested("cover");
        if !asked && (crop.taken() > TAKEN + 0.005 || busy_edges(picture, &crop)) {
            continue;
        }
        let limit = left - viewport.len(PHOTO_GAP - CLEAR);
        let room = (limit - viewport.x(MARGIN)) / viewport.scale - CLEAR;
        let Some(block) =
            context.fitted(spec(room.min(TITLE_WIDTH.1)), TITLE_WIDTH.0, &|_, _| limit)
        else {
            continue;
        };
        let whole = !block.setting.ellipsis;
        found = Some((left as usize, crop, block));
        if whole {
            break;
        }
    }
    let (left, crop, block) = found?;
    let tone = tone(picture);
    let mut canvas = Picture::filled(viewport.width, viewport.height, tone);
    let photo = crop.cut(picture);
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
    let limit = left as f64;
    context.left_texts(&mut composition, block, &|_, _| limit);
    Some(composition)
}
/// Widths in units of a photograph that is 630 high, the best first: as wide as it is, or as near to a square as a crop may
/// bring it; then narrower ones for a long title.
fn widths(picture: &Picture) -> impl Iterator<Item = f64> {
    let own = 630.0 * picture.width as f64 / picture.height as f64;
    let (least, most) = ((1.0 - TAKEN) * own, own / (1.0 - TAKEN));
    let narrowest = least.max(PHOTO_LEAST);
    // A portrait is not cropped at all.
    let best = PHOTO.clamp(least, own.max(narrowest)).min(PHOTO_MOST);
    let best = best.clamp(narrowest.min(most), most.min(PHOTO_MOST).max(narrowest));
    (0..=STEPS).map(move |step| best + (narrowest - best) * f64::from(step) / f64::from(STEPS))
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
        size_weight: 1.0,
        small: SMALL,
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
