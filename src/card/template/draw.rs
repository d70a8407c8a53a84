//! A template on one post: its layers, then its words, each in an ink with enough contrast at its place.

use crate::card::canvas::{Picture, Rect};
use crate::card::color::{Rgb, luminance, mix_linear};
use crate::card::ink::{self, LEAST, Under};
use crate::card::layout::{Composition, Ground, LayoutContext};
use crate::card::template::paint::{Palette, dim};
use crate::card::template::{Fill, Layer, Paint, Template, slots};
use crate::card::text::{Role, Text};
use crate::card::theme;
use crate::card::viewport::Viewport;

/// Number of strengths that a dim layer may have.
const STEPS: u32 = 16;
/// A ground with a mean lighter than this is made lighter still, with dark words on it.
const LIGHT: f32 = 0.42;

/// Composes the card of a template; `images` are the pictures of its image layers for this post, in order.
pub(crate) fn draw(
    context: &LayoutContext,
    template: &Template,
    images: &[Option<Vec<u8>>],
) -> Composition {
    let request = context.request;
    let tones = theme::tones(request.theme, theme::key(request));
    let viewport = Viewport::of(request.size, template.size);
    let palette = Palette {
        context,
        tones: &tones,
        viewport: &viewport,
    };
    let mut composition = Composition::bare(
        Picture::filled(viewport.width, viewport.height, tones.field),
        tones.field,
        Ground::Color,
    );
    let filled = slots::fill(&palette, template, &mut composition);
    layers(&palette, template, images, &mut composition, &filled);
    slots::paint(&palette, &filled, &mut composition);
    inks(&mut composition);
    composition
}

/// Paints all layers; a dim layer is as strong as the words over it need.
fn layers(
    palette: &Palette,
    template: &Template,
    images: &[Option<Vec<u8>>],
    composition: &mut Composition,
    filled: &slots::Filled,
) {
    let is_dim = |layer: &Layer| {
        matches!(
            layer.paint,
            Paint::Shape {
                fill: Fill::Dim,
                ..
            }
        )
    };
    let mut images = images.iter();
    let with_images: Vec<(&Layer, Option<&[u8]>)> = template
        .layers
        .iter()
        .map(|layer| match layer.paint {
            Paint::Image(_) => (layer, images.next().and_then(Option::as_deref)),
            Paint::Art(_) | Paint::Shape { .. } | Paint::Pattern(_) => (layer, None),
        })
        .collect();
    let first = with_images
        .iter()
        .position(|(layer, _)| is_dim(layer))
        .unwrap_or(with_images.len());
    let (below, above) = with_images.split_at(first);
    for (layer, image) in below {
        palette.paint(&mut composition.canvas, layer, *image);
    }
    if above.is_empty() {
        return;
    }
    let words: Vec<Rect> = composition
        .texts
        .iter()
        .filter(|text| !matches!(text.role, Role::Initial) && !filled.on_chip(text))
        .filter_map(Text::ink)
        .collect();
    let ground = mean(&composition.canvas, &words);
    let light = luminance(ground) > LIGHT;
    let color = if light {
        palette.tones.tint
    } else {
        palette.tones.shade
    };
    // Away from the middle, so that the least strength is enough.
    let color = mix_linear(color, if light { [255; 3] } else { [0; 3] }, 0.35);
    let ink = if light { palette.tones.shade } else { [255; 3] };
    let with = |strength: u32| {
        let mut canvas = composition.canvas.clone();
        for (layer, image) in above {
            if is_dim(layer) {
                dim(
                    &mut canvas,
                    palette.rect(layer.area),
                    color,
                    strength as f32 / STEPS as f32,
                );
            } else {
                palette.paint(&mut canvas, layer, *image);
            }
        }
        canvas
    };
    let dims: Vec<Rect> = above
        .iter()
        .filter(|(layer, _)| is_dim(layer))
        .map(|(layer, _)| palette.rect(layer.area))
        .collect();
    let covered = |word: &&Rect| dims.iter().any(|dim| contains(dim, word));
    let reads = |canvas: &Picture| {
        let mut covered = words.iter().filter(covered);
        covered.all(|word| Under::measure(canvas, *word).contrast(ink) >= LEAST)
    };
    let (mut low, mut high) = (0, STEPS);
    while low < high {
        let middle = low.midpoint(high);
        if reads(&with(middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    composition.canvas = with(low.min(STEPS));
}

/// True if the middle of a word lies in a box.
fn contains(rect: &Rect, word: &Rect) -> bool {
    let (x, y) = (word.x + word.width / 2, word.y + word.height / 2);
    (rect.x..rect.x + rect.width).contains(&x) && (rect.y..rect.y + rect.height).contains(&y)
}

/// The mean colour under boxes; of the whole picture where there are none.
fn mean(canvas: &Picture, words: &[Rect]) -> Rgb {
    let whole = Rect {
        x: 0,
        y: 0,
        width: canvas.width as i32,
        height: canvas.height as i32,
    };
    let all = if words.is_empty() {
        &[whole][..]
    } else {
        words
    };
    let (mut sums, mut count) = ([0u64; 3], 0u64);
    for rect in all {
        let rect = rect.inside(canvas.width, canvas.height);
        for y in rect.y..rect.y + rect.height {
            for x in rect.x..rect.x + rect.width {
                let pixel = canvas.at(x as usize, y as usize);
                for c in 0..3 {
                    sums[c] += u64::from(pixel[c]);
                }
                count += 1;
            }
        }
    }
    sums.map(|sum| (sum / count.max(1)) as u8)
}

/// Gives an ink to every line without one: title, kicker and subtitle share theirs, any other line has one for its box.
fn inks(composition: &mut Composition) {
    let titled = |role: Role| {
        matches!(
            role,
            Role::Kicker | Role::Title | Role::Subtitle | Role::Description
        )
    };
    for shared in [true, false] {
        let group = |text: &&mut Text| text.ink.is_none() && titled(text.role) == shared;
        let rects = |texts: &mut Vec<Text>, main: bool| -> Vec<Rect> {
            let mine = texts.iter_mut().filter(group);
            mine.filter(|text| (text.role == Role::Title) == main)
                .filter_map(|text| text.ink())
                .collect()
        };
        let (titles, others) = (
            rects(&mut composition.texts, true),
            rects(&mut composition.texts, false),
        );
        let all = [titles.clone(), others.clone()].concat();
        if all.is_empty() {
            continue;
        }
        let field = mean(&composition.canvas, &all);
        let canvas = &composition.canvas;
        let unders = |rects: &[Rect]| {
            rects
                .iter()
                .map(|rect| Under::measure(canvas, *rect))
                .collect::<Vec<_>>()
        };
        let inks = ink::on_color(field, &unders(&titles), &unders(&others));
        if shared {
            composition.field = field;
        }
        for text in composition.texts.iter_mut().filter(group) {
            let main = matches!(text.role, Role::Title | Role::Site);
            text.ink = Some(if main { inks.title } else { inks.second });
        }
    }
}

/// Draws aids for the designer: a grid of 20 units, the boxes of slots and of `clear`, the baselines of words.
pub(crate) fn debug(canvas: &mut Picture, template: &Template, texts: &[Text], size: (u32, u32)) {
    let viewport = Viewport::of(size, template.size);
    let (width, height) = (canvas.width as i32, canvas.height as i32);
    let mut line = |x: std::ops::Range<i32>, y: std::ops::Range<i32>, color: Rgb, share: f32| {
        for y in y {
            for x in x.clone() {
                canvas.blend(x, y, color, share);
            }
        }
    };
    for step in 1..(template.size.0.max(template.size.1) / 20.0) as i32 {
        let at = f64::from(step) * 20.0;
        let (x, y) = (viewport.x(at).round() as i32, viewport.y(at).round() as i32);
        line(x..x + 1, 0..height, [255, 0, 160], 0.12);
        line(0..width, y..y + 1, [255, 0, 160], 0.12);
    }
    let slots = template.slots.iter().map(|slot| (slot.area, [0, 140, 255]));
    let clear = template.clear.iter().map(|area| (*area, [255, 60, 0]));
    for ([x, y, w, h], color) in slots.chain(clear) {
        let (left, top) = (viewport.x(x).round() as i32, viewport.y(y).round() as i32);
        let (right, bottom) = (
            viewport.x(x + w).round() as i32,
            viewport.y(y + h).round() as i32,
        );
        line(left..right, top..top + 2, color, 1.0);
        line(left..right, bottom - 2..bottom, color, 1.0);
        line(left..left + 2, top..bottom, color, 1.0);
        line(right - 2..right, top..bottom, color, 1.0);
    }
    for text in texts {
        if let Some(ink) = text.ink() {
            let y = text.y.round() as i32;
            line(ink.x..ink.x + ink.width, y..y + 1, [0, 170, 60], 1.0);
        }
    }
}
