//! A template on one post: its layers, then its words, each in an ink that reads where it stands.

use crate::card::Fault;
use crate::card::canvas::{Picture, Rect};
use crate::card::color::{Rgb, luminance};
use crate::card::ink::{LEAST, Under};
use crate::card::layout::{Composition, Ground, LayoutContext};
use crate::card::template::paint::{Palette, Ready};
use crate::card::template::{Paint, Template, inks, row, slots};
use crate::card::text::{Role, Text};
use crate::card::theme;
use crate::card::viewport::Viewport;

/// Steps of a dim layer's strength.
const STEPS: u32 = 16;

/// Composes the card of a template; `images` are the pictures of its image layers for this post, in order.
///
/// # Errors
/// One of the pictures cannot be decoded.
pub(crate) fn draw(
    context: &LayoutContext,
    template: &Template,
    images: &[Option<Vec<u8>>],
) -> Result<Composition, Fault> {
    let request = context.request;
    let tones = theme::tones(request.theme, theme::key(request));
    let viewport = Viewport::of(request.size, template.size);
    let palette = Palette {
        context,
        template,
        tones: &tones,
        viewport: &viewport,
    };
    let mut composition = Composition::bare(
        Picture::filled(viewport.width, viewport.height, tones.field),
        tones.field,
        Ground::Color,
    );
    let filled = slots::fill(&palette, template, &mut composition);
    let mut images = images.iter().map(Option::as_deref).enumerate();
    let mut ready = Vec::with_capacity(template.layers.len());
    for layer in &template.layers {
        let image = match layer.paint {
            Paint::Image(_) => images.next(),
            Paint::Art(_) | Paint::Shape { .. } | Paint::Pattern(_) => None,
        };
        let image = image.and_then(|(number, bytes)| Some((number, bytes?)));
        ready.push(palette.ready(layer, image)?);
    }
    layers(&palette, &ready, &mut composition, &filled);
    if let Some(border) = &request.theme.border {
        // Inks are measured on it; it is painted again where every card gets it, and looks the same.
        theme::paint_border(&mut composition.canvas, border, context.viewport.scale);
    }
    inks::inks(&palette, &filled, &mut composition);
    // After the plates, which would change the ground of their words.
    row::paint(&palette, &filled, &mut composition);
    Ok(composition)
}

/// Paints all layers; a dim layer as strong as the words over it need.
fn layers(
    palette: &Palette,
    layers: &[Ready],
    composition: &mut Composition,
    filled: &slots::Filled,
) {
    let words: Vec<Rect> = composition
        .texts
        .iter()
        .filter(|text| !matches!(text.role, Role::Initial) && !filled.on_chip(text))
        .filter_map(Text::ink)
        .collect();
    let taken: Vec<Rect> = words
        .iter()
        .copied()
        .chain(filled.chips.iter().map(|(rect, ..)| *rect))
        .chain(filled.avatars.iter().map(|(rect, _)| *rect))
        .collect();
    let first = layers.iter().position(Ready::is_dim);
    let (below, above) = layers.split_at(first.unwrap_or(layers.len()));
    for layer in below {
        palette.paint(&mut composition.canvas, layer, ([0; 3], 0.0), &taken);
    }
    let dims: Vec<&Ready> = above.iter().filter(|layer| layer.is_dim()).collect();
    let covered: Vec<Rect> = words
        .into_iter()
        .filter(|word| dims.iter().any(|dim| dim.covers(word)))
        .collect();
    let light = !covered.is_empty() && luminance(mean(&composition.canvas, &covered)) > inks::LIGHT;
    let (color, ink) = inks::plate(palette.tones, light);
    let with = |strength: u32| {
        let mut canvas = composition.canvas.clone();
        for layer in above {
            let dim = (color, strength as f32 / STEPS as f32);
            palette.paint(&mut canvas, layer, dim, &taken);
        }
        canvas
    };
    let reads = |canvas: &Picture| {
        let mut words = covered.iter();
        words.all(|word| Under::measure(canvas, *word).contrast(ink) >= LEAST)
    };
    if above.is_empty() {
        return;
    }
    let (mut low, mut high) = (0, STEPS);
    while low < high && !covered.is_empty() {
        let middle = low.midpoint(high);
        if reads(&with(middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    composition.canvas = with(low);
}

/// The mean colour under boxes; of the whole picture where there are none.
pub(super) fn mean(canvas: &Picture, words: &[Rect]) -> Rgb {
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
