//! `frame`: the whole picture, never cropped, in a frame beside the title or below it, on a ground tinted from its palette.

use crate::card::art::field_on_card;
use crate::card::canvas::{Fades, Picture, Rect, Scaled, lay, rounded};
use crate::card::color::mix_linear;
use crate::card::kind::Kind;
use crate::card::layout::tint::Tint;
use crate::card::layout::{
    Composition, Ground, LayoutContext, LogoPlace, MARGIN, Shown, TITLE_Y, shadow,
};
use crate::card::line;
use crate::card::resample::resample;
use crate::card::text::{self, Block, TitleSpec};

/// Widths of a frame beside the title, tried in order; its largest height, its axis and its right edge.
const WIDTHS: [f64; 9] = [
    640.0, 600.0, 560.0, 520.0, 480.0, 440.0, 400.0, 360.0, 320.0,
];
const HIGH: f64 = 518.0;
const AXIS: f64 = 884.0;
const RIGHT: f64 = 1144.0;
/// Air between the title and the frame beside it, less what every title keeps from a drawing.
const GAP: f64 = 18.0;
const LEAST_TITLE: f64 = 330.0;
const SIZES: &[f64] = &[64.0, 60.0, 56.0, 52.0, 48.0, 44.0, 40.0];
/// Lines of a title beside the frame, and of one above it; more where no size keeps it whole.
const LINES: [usize; 2] = [4, 5];
const WIDE_LINES: [usize; 2] = [2, 3];
/// A title above the frame: its width, its sizes, its upper edge, the air below it; and the frame's lower edge and least height.
const WIDE: f64 = 1056.0;
const WIDE_SIZES: &[f64] = &[60.0, 56.0, 52.0, 48.0, 44.0, 40.0];
const WIDE_TOP: f64 = 138.0;
const WIDE_AIR: f64 = 42.0;
const BOTTOM: f64 = 576.0;
const LEAST_HIGH: f64 = 150.0;
/// A frame below the title must show the picture larger by at least this, else it goes beside.
const BELOW: f64 = 1.15;
/// The frame's corners, the strength of its hairline.
const RADIUS: f64 = 16.0;
const HAIRLINE: f32 = 0.14;
/// A picture is at most doubled.
const MOST: f64 = 2.0;
/// Air round the ink of a picture whose edges are its field; round a tiny one; and the least side of a tiny one's tile.
const MAT: f64 = 22.0;
const TINY_MAT: f64 = 40.0;
const TINY_TILE: f64 = 220.0;

/// Places of all parts, in pixels.
struct Plan {
    block: Block,
    /// The frame.
    surface: Rect,
    /// The picture in it.
    content: Rect,
    below: bool,
}

/// Draws the layout; `None` without a picture, or without room for the title.
pub fn draw(context: &LayoutContext) -> Option<Composition> {
    let shown = Shown::of(&context.drawing)?;
    let area = |plan: &Plan| f64::from(plan.content.width) * f64::from(plan.content.height);
    let plan = match (beside(context, &shown), below(context, &shown)) {
        (Some(beside), Some(below))
            if beside.block.setting.ellipsis || area(&below) > BELOW * area(&beside) =>
        {
            below
        }
        (beside, below) => beside.or(below)?,
    };
    let tint = Tint::of(shown.picture);
    let mut canvas = Picture::filled(
        context.viewport.width,
        context.viewport.height,
        tint.ground(),
    );
    paint(&mut canvas, context, &shown, &plan, tint);
    let mut composition = Composition::bare(canvas, tint.ground(), Ground::Own(tint.inks()));
    composition.art = Some(plan.content);
    composition.object = Some(plan.surface);
    if plan.below {
        above_texts(context, &mut composition, plan.block);
    } else {
        let limit = f64::from(plan.surface.x) - context.viewport.len(GAP);
        context.left_texts(&mut composition, plan.block, &|_, _| limit);
    }
    Some(composition)
}

/// The frame right of the title: as wide as leaves the title its room.
fn beside(context: &LayoutContext, shown: &Shown) -> Option<Plan> {
    let [few, more] = LINES;
    let plan = beside_in(context, shown, few);
    // A title that long has given up its size already: the fifth line is better than its end or its picture.
    let squeezed =
        context.requested && plan.as_ref().is_none_or(|plan| plan.block.setting.ellipsis);
    if squeezed && let Some(longer) = beside_in(context, shown, more) {
        return Some(longer);
    }
    plan
}

/// The same with a title of at most so many lines.
fn beside_in(context: &LayoutContext, shown: &Shown, max_lines: usize) -> Option<Plan> {
    let viewport = &context.viewport;
    let mut cut: Option<Plan> = None;
    let mut last = None;
    for width in WIDTHS {
        let (surface, content) = framed(context, shown, (width, HIGH), false);
        if last.replace((surface.width, surface.height)) == Some((surface.width, surface.height)) {
            continue;
        }
        let wide = f64::from(surface.width);
        let right = (viewport.x(AXIS) + wide / 2.0).min(viewport.x(RIGHT));
        let corner = (
            (right - wide).round() as i32,
            (viewport.y(315.0) - f64::from(surface.height) / 2.0).round() as i32,
        );
        let limit = f64::from(corner.0) - viewport.len(GAP);
        let column = (limit - viewport.x(MARGIN)) / viewport.scale;
        let spec = TitleSpec {
            x: MARGIN,
            centered: false,
            width: column.min(680.0),
            sizes: SIZES,
            max_lines,
            max_height: 340.0,
            center_y: TITLE_Y,
            size_weight: 1.0,
            small: text::SMALL,
        };
        let Some(block) = context.fitted(spec, LEAST_TITLE, &|_, _| limit) else {
            continue;
        };
        let whole = !block.setting.ellipsis;
        let plan = Plan {
            block,
            surface: moved(surface, corner),
            content: moved(content, corner),
            below: false,
        };
        if whole {
            return Some(plan);
        }
        // Of two that cut the title the narrower frame leaves it more room.
        cut = Some(plan);
    }
    cut
}

/// The frame below a title of one or two lines.
fn below(context: &LayoutContext, shown: &Shown) -> Option<Plan> {
    let viewport = &context.viewport;
    let mut spec = TitleSpec {
        x: MARGIN,
        centered: false,
        width: WIDE,
        sizes: WIDE_SIZES,
        max_lines: WIDE_LINES[0],
        max_height: 200.0,
        center_y: TITLE_Y,
        size_weight: 1.0,
        small: text::SMALL,
    };
    let mut block = text::block(&context.parts, &spec, viewport, &context.widths);
    if block.setting.ellipsis && context.requested {
        spec.max_lines = WIDE_LINES[1];
        block = text::block(&context.parts, &spec, viewport, &context.widths);
    }
    if block.setting.ellipsis {
        return None;
    }
    let high = f64::from(block.ink().height) / viewport.scale;
    spec.center_y = WIDE_TOP + high / 2.0;
    let top = WIDE_TOP + high + WIDE_AIR;
    if BOTTOM - top < LEAST_HIGH {
        return None;
    }
    let block = text::block(&context.parts, &spec, viewport, &context.widths);
    let (surface, content) = framed(context, shown, (WIDE, BOTTOM - top), true);
    let corner = (
        (viewport.x(600.0) - f64::from(surface.width) / 2.0).round() as i32,
        (viewport.y((top + BOTTOM) / 2.0) - f64::from(surface.height) / 2.0).round() as i32,
    );
    Some(Plan {
        block,
        surface: moved(surface, corner),
        content: moved(content, corner),
        below: true,
    })
}

/// Frame and picture in a box of so many units, the frame's corner at the origin. A picture that ends in its field gets some
/// more of it round its ink, and the `full` width.
fn framed(
    context: &LayoutContext,
    shown: &Shown,
    (width, height): (f64, f64),
    full: bool,
) -> (Rect, Rect) {
    let viewport = &context.viewport;
    let (wide, high) = (shown.picture.width as f64, shown.picture.height as f64);
    let meets = shown.joins.meets == [true; 4];
    let tiny = shown.kind == Kind::Tiny;
    let (width, height) = (viewport.len(width), viewport.len(height));
    let fit = |mat: f64| {
        let scale = ((width - 2.0 * mat) / wide).min((height - 2.0 * mat) / high);
        scale.min(MOST)
    };
    // The mat depends on the scale and vice versa: the margin that the picture brings counts.
    let own = shown.joins.free_px.into_iter().min().unwrap_or(0) as f64 * fit(0.0);
    let wanted = viewport.len(if tiny { TINY_MAT } else { MAT });
    let mat = if meets { (wanted - own).max(0.0) } else { 0.0 };
    let scale = fit(mat);
    let size = |pixels: f64| (pixels * scale).round().max(1.0);
    let (content_w, content_h) = (size(wide), size(high));
    let least = if tiny && meets {
        viewport.len(TINY_TILE).min(height)
    } else {
        0.0
    };
    let surface_w = (content_w + 2.0 * mat).max(least);
    let surface_h = (content_h + 2.0 * mat).max(least).round();
    let surface_w = if full && meets && !tiny {
        width
    } else {
        surface_w
    }
    .round();
    let content = Rect {
        x: ((surface_w - content_w) / 2.0).round() as i32,
        y: ((surface_h - content_h) / 2.0).round() as i32,
        width: content_w as i32,
        height: content_h as i32,
    };
    let surface = Rect {
        x: 0,
        y: 0,
        width: surface_w as i32,
        height: surface_h as i32,
    };
    (surface, content)
}

fn moved(rect: Rect, (x, y): (i32, i32)) -> Rect {
    Rect {
        x: rect.x + x,
        y: rect.y + y,
        ..rect
    }
}

/// Shadow, picture, hairline.
fn paint(canvas: &mut Picture, context: &LayoutContext, shown: &Shown, plan: &Plan, tint: Tint) {
    let (viewport, surface) = (&context.viewport, plan.surface);
    shadow::cast(
        canvas,
        surface,
        viewport.scale,
        tint.shadow(),
        tint.is_dark(),
    );
    let inner = inner(shown, plan);
    let (wide, high) = (f64::from(surface.width), f64::from(surface.height));
    let radius = viewport.len(RADIUS);
    let line = viewport.len(1.0).max(1.0);
    let (edges, inset) = (
        (0.0, 0.0, wide, high),
        (line, line, wide - line, high - line),
    );
    let hairline = tint.hairline();
    // Rows and columns of the frame that lie on the card.
    let on_card = |from: i32, length: usize, most: usize| {
        let first = usize::try_from(-from).unwrap_or(0).min(length);
        let end = usize::try_from(most as i32 - from).unwrap_or(0);
        first..end.clamp(first, length)
    };
    let rows = on_card(surface.y, inner.height, canvas.height);
    let columns = on_card(surface.x, inner.width, canvas.width);
    let near = |at: usize, length: usize| (at.min(length - 1 - at) as f64) < radius + 1.0;
    // Only the outermost pixels are anything but the picture.
    let far = |column: &usize| !near(*column, inner.width);
    let start = columns.clone().find(far).unwrap_or(columns.end);
    let plain = start..columns.clone().rfind(far).map_or(start, |last| last + 1);
    for row in rows {
        let y = (surface.y + row as i32) as usize;
        let edge = near(row, inner.height);
        let mut at = columns.start;
        while at < columns.end {
            let x = (surface.x + at as i32) as usize;
            if !edge && plain.contains(&at) {
                let count = plain.end - at;
                let from = &inner.row(row)[3 * at..3 * plain.end];
                canvas.row_mut(y)[3 * x..3 * (x + count)].copy_from_slice(from);
                at = plain.end;
                continue;
            }
            let inside = rounded(at, row, inset, (radius - line).max(0.0));
            let mut color = inner.at(at, row);
            // Most of these pixels are the picture's alone: no mixing is quicker than mixing with nothing.
            if inside < 1.0 {
                color = mix_linear(color, hairline, HAIRLINE * (1.0 - inside));
                let coverage = rounded(at, row, edges, radius);
                color = mix_linear(canvas.at(x, y), color, coverage);
            }
            canvas.set(x, y, color);
            at += 1;
        }
    }
}

/// The frame's pixels with square corners: the picture, on its own field where that is larger.
fn inner(shown: &Shown, plan: &Plan) -> Picture {
    let (content, surface) = (plan.content, plan.surface);
    let size = |rect: Rect| (rect.width.max(1) as usize, rect.height.max(1) as usize);
    let ((wide, high), (width, height)) = (size(content), size(surface));
    let picture = resample(shown.picture, wide, high, 0..wide);
    if (wide, high) == (width, height) {
        return picture;
    }
    let corner = (content.x - surface.x, content.y - surface.y);
    let per_px = shown.picture.height as f64 / high as f64;
    let rows = shown.art.rows.as_deref();
    let field = field_on_card(shown.art.field, rows, f64::from(corner.1), per_px, height);
    let mut inner = Picture::filled(width, height, shown.art.field);
    field.paint(&mut inner, 0, width);
    let scaled = Scaled {
        width: picture.width,
        first: 0,
        picture,
    };
    lay(
        &mut inner,
        &scaled,
        corner,
        &field,
        Fades::default(),
        (0, width),
    );
    inner
}

/// Site name left and date right in one line, the title below them.
fn above_texts(context: &LayoutContext, composition: &mut Composition, block: Block) {
    let viewport = &context.viewport;
    let (request, fonts) = (context.request, context.fonts);
    let (mut meta, mut dots) = line::meta(request, fonts, viewport, MARGIN, 560.0);
    let ends = meta.iter().filter_map(text::Text::ink).reduce(Rect::union);
    let mut left = viewport.x(1128.0);
    if let Some(ends) = ends {
        let right = left - f64::from(ends.x + ends.width);
        let down = viewport.y(92.0) - viewport.y(562.0);
        for text in &mut meta {
            text.x += right;
            text.y += down;
        }
        for (x, y) in &mut dots {
            *x += right;
            *y += down;
        }
        left = f64::from(ends.x) + right;
    }
    let room = (left - viewport.x(MARGIN)) / viewport.scale - 40.0;
    composition
        .texts
        .extend(line::site(request, fonts, viewport, MARGIN, room));
    if request.logo.is_some() {
        let place = LogoPlace::at(viewport.x(MARGIN), viewport.y(83.0), false);
        composition.logo = Some(place);
    }
    composition.texts.extend(meta);
    composition.dots = dots;
    composition.texts.extend(block.texts.iter().cloned());
    composition.block = Some(block);
}
