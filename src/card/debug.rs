//! A card with what a designer wants to see over it: a grid of 20 units, boxes, baselines, what stays clear, what a 2:1 crop takes.
//!
//! In: a composition that is painted. Out: the same pixels with lines and labels over them. Boxes of a layout file are those
//! of its slots; a built-in layout has none, so the ink of its texts is boxed.

use crate::card::canvas::{Picture, Rect};
use crate::card::color::Rgb;
use crate::card::font::{Style, Weight};
use crate::card::layout::{Composition, LayoutContext};
use crate::card::template;
use crate::card::viewport::Viewport;
use crate::manifest::Boxes;

/// Units between the lines of the grid; every fifth is stronger.
const GRID: f64 = 20.0;
const GRID_INK: Rgb = [255, 0, 160];
const BOX_INK: Rgb = [0, 120, 255];
const CLEAR_INK: Rgb = [240, 60, 0];
const BASELINE_INK: Rgb = [0, 170, 60];
const CROP_INK: Rgb = [0, 0, 0];
/// Size of the labels in pixels, and the room round them.
const LABEL: f64 = 13.0;
const PAD: i32 = 4;

/// Draws it.
pub fn draw(context: &LayoutContext, composition: &mut Composition, boxes: &Boxes) {
    let request = context.request;
    let size = request
        .template
        .map_or((1200.0, 630.0), |template| template.size);
    let viewport = Viewport::of(request.size, size);
    let canvas = &mut composition.canvas;
    grid(canvas, &viewport, size);
    crop(canvas, &viewport, size);
    let rect = |[x, y, width, height]: [f64; 4]| Rect {
        x: viewport.x(x).round() as i32,
        y: viewport.y(y).round() as i32,
        width: viewport.len(width).round() as i32,
        height: viewport.len(height).round() as i32,
    };
    let mut marks: Vec<(Rect, Rgb, String)> = Vec::new();
    match request.template {
        Some(template) => {
            for area in &template.clear {
                hatch(canvas, rect(*area));
                marks.push((rect(*area), CLEAR_INK, "clear".into()));
            }
            for slot in &template.slots {
                let [x, y, width, height] = slot.area;
                let label = format!("{} [{x}, {y}, {width}, {height}]", slot.kind.name());
                marks.push((rect(slot.area), BOX_INK, label));
            }
        }
        None => {
            let named = [
                ("site", boxes.site),
                ("kicker", boxes.kicker),
                ("title", boxes.title),
                ("subtitle", boxes.subtitle),
                ("description", boxes.description),
                ("tags", boxes.tags),
                ("meta", boxes.meta),
            ];
            for (name, area) in named {
                if let Some([x, y, width, height]) = area {
                    let label = format!("{name} [{x}, {y}, {width}, {height}]");
                    let rect = Rect {
                        x,
                        y,
                        width,
                        height,
                    };
                    marks.push((rect, BOX_INK, label));
                }
            }
            let drawn = [("art", composition.art), ("object", composition.object)];
            for (name, rect) in drawn {
                if let Some(rect) = rect {
                    marks.push((rect, CLEAR_INK, name.into()));
                }
            }
        }
    }
    for text in &composition.texts {
        if let Some(ink) = text.ink() {
            let y = text.y.round() as i32;
            fill(canvas, (ink.x, y, ink.width, 1), BASELINE_INK, 1.0);
        }
    }
    for (rect, ink, _) in &marks {
        frame(canvas, *rect, *ink);
    }
    for (rect, ink, words) in &marks {
        label(context, canvas, *rect, *ink, words);
    }
}

fn fill(canvas: &mut Picture, (x, y, width, height): (i32, i32, i32, i32), color: Rgb, share: f32) {
    let area = Rect {
        x,
        y,
        width,
        height,
    };
    let area = area.inside(canvas.width, canvas.height);
    for y in area.y..area.y + area.height {
        for x in area.x..area.x + area.width {
            canvas.blend(x, y, color, share);
        }
    }
}

fn grid(canvas: &mut Picture, viewport: &Viewport, size: (f64, f64)) {
    let (width, height) = (canvas.width as i32, canvas.height as i32);
    let lines =
        |length: f64| (1..(length / GRID).ceil() as i32).map(|step| (step, f64::from(step) * GRID));
    let share = |step: i32| if step % 5 == 0 { 0.34 } else { 0.14 };
    for (step, at) in lines(size.0) {
        let x = viewport.x(at).round() as i32;
        fill(canvas, (x, 0, 1, height), GRID_INK, share(step));
    }
    for (step, at) in lines(size.1) {
        let y = viewport.y(at).round() as i32;
        fill(canvas, (0, y, width, 1), GRID_INK, share(step));
    }
}

/// Dims what a 2:1 crop takes at the top and at the bottom.
fn crop(canvas: &mut Picture, viewport: &Viewport, size: (f64, f64)) {
    let taken = template::crop(size);
    if taken <= 0.0 {
        return;
    }
    let (width, height) = (canvas.width as i32, canvas.height as i32);
    let (top, bottom) = (
        viewport.y(taken).round() as i32,
        viewport.y(size.1 - taken).round() as i32,
    );
    fill(canvas, (0, 0, width, top), CROP_INK, 0.45);
    fill(canvas, (0, bottom, width, height - bottom), CROP_INK, 0.45);
}

/// Slanting lines over what stays clear.
fn hatch(canvas: &mut Picture, rect: Rect) {
    let area = rect.inside(canvas.width, canvas.height);
    for y in area.y..area.y + area.height {
        for x in area.x..area.x + area.width {
            if (x + y).rem_euclid(16) < 2 {
                canvas.blend(x, y, CLEAR_INK, 0.5);
            }
        }
    }
}

fn frame(
    canvas: &mut Picture,
    Rect {
        x,
        y,
        width,
        height,
    }: Rect,
    color: Rgb,
) {
    for side in [
        (x, y, width, 2),
        (x, y + height - 2, width, 2),
        (x, y, 2, height),
        (x + width - 2, y, 2, height),
    ] {
        fill(canvas, side, color, 1.0);
    }
}

/// White words on the box's colour, above its upper left corner, or below its lower one where there is no room above.
fn label(context: &LayoutContext, canvas: &mut Picture, rect: Rect, color: Rgb, words: &str) {
    let style = Style::meta(Weight::SemiBold, LABEL);
    let run = context.fonts.shape(words, &style);
    let Some(ink) = run.ink else {
        return;
    };
    let (width, height) = (
        (ink.right - ink.left).ceil() as i32 + 2 * PAD,
        LABEL as i32 + 2 * PAD,
    );
    let top = if rect.y >= height {
        rect.y - height
    } else {
        rect.y + rect.height
    };
    let top = top.min(canvas.height as i32 - height).max(0);
    let left = rect.x.min(canvas.width as i32 - width).max(0);
    fill(canvas, (left, top, width, height), color, 1.0);
    let (x, y) = (
        f64::from(left + PAD) - ink.left,
        f64::from(top + PAD) + 0.82 * LABEL,
    );
    context.fonts.paint(&run, x, y, &mut |x, y, coverage, _| {
        canvas.blend(x, y, [255; 3], coverage);
    });
}
