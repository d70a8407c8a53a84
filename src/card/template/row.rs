//! Rows of a template that are more than words: tags on chips, pictures of the authors.

use crate::card::canvas::Rect;
use crate::card::font::{Style, Weight};
use crate::card::ink::{self, Under};
use crate::card::layout::Composition;
use crate::card::layout::extras;
use crate::card::line;
use crate::card::template::paint::Palette;
use crate::card::template::slots::{self, Filled};
use crate::card::template::{Align, Box4, Slot};
use crate::card::text::{Role, Text};

/// Between two chips in units, and between two tags without chips in em.
const CHIP_GAP: f64 = 10.0;
const TAG_GAP: f64 = 0.7;
/// Width of the ring of ground between two avatars, in shares of their side.
const RING: f64 = 0.055;

/// From the left edge of one avatar to that of the next.
pub(super) fn step(side: f64, slot: &Slot) -> f64 {
    (side - slot.overlap).max(4.0)
}

/// Tags in a row, as many as fit; the first of them is cut where it is wider than the box.
pub(super) fn tags(
    palette: &Palette,
    slot: &Slot,
    area: Box4,
    composition: &mut Composition,
    filled: &mut Filled,
) {
    let (context, viewport) = (palette.context, palette.viewport);
    let style = Style::meta(Weight::SemiBold, viewport.len(slots::size(slot)));
    let pad = (viewport.len(slot.chip.pad.0), viewport.len(slot.chip.pad.1));
    let gap = match slot.chip.fill {
        Some(_) => viewport.len(CHIP_GAP),
        None => style.size_px * TAG_GAP,
    };
    let (left, width) = (viewport.x(area[0]), viewport.len(area[2]));
    let mut found = Vec::new();
    let mut pen = 0.0;
    for tag in context.request.tags.iter().take(slot.max) {
        let room = width - 2.0 * pad.0;
        let words = line::clipped(tag, room, |text| context.fonts.measure(text, &style));
        let run = context.fonts.shape(&words, &style);
        let Some(ink) = run.ink else {
            continue;
        };
        let wide = ink.right - ink.left + 2.0 * pad.0;
        if pen + wide > width {
            break;
        }
        found.push((pen, wide, run, ink));
        pen += wide + gap;
    }
    let room = (width - (pen - gap).max(0.0)).max(0.0);
    let start = match slot.align.0 {
        Align::Start => left,
        Align::Middle => left + room / 2.0,
        Align::End => left + room,
    };
    let (top, height) = (viewport.y(area[1]), viewport.len(area[3]));
    let high = (style.size_px * 1.18 + 2.0 * pad.1).min(height);
    let middle = match slot.align.1 {
        Align::Start => top + high / 2.0,
        Align::Middle => top + height / 2.0,
        Align::End => top + height - high / 2.0,
    };
    for (at, wide, run, ink) in found {
        let chip = Rect {
            x: (start + at).round() as i32,
            y: (middle - high / 2.0).round() as i32,
            width: wide.round() as i32,
            height: high.round() as i32,
        };
        let radius = viewport.len(slot.chip.radius).min(high / 2.0);
        filled.chips.push((chip, radius, slot.clone()));
        composition.texts.push(Text {
            role: Role::Tag,
            x: start + at + pad.0 - ink.left,
            // Capitals and Hangul are 0.7 em high: centred by that, words with and without descenders stand alike.
            y: (middle + 0.36 * style.size_px).round(),
            run,
            ink: None,
        });
    }
}

/// Places of avatars; they are painted over the layers.
pub(super) fn avatars(
    palette: &Palette,
    slot: &Slot,
    [x, y, width, height]: Box4,
    composition: &mut Composition,
    filled: &mut Filled,
) {
    let side = width.min(height);
    let count = palette.context.request.authors.len().min(slot.max);
    for at in 0..count {
        let left = x + at as f64 * step(side, slot);
        let rect = palette.rect([left, y + (height - side) / 2.0, side, side]);
        // Rounded at either edge, a square might be a pixel off.
        let rect = Rect {
            height: rect.width,
            ..rect
        };
        filled.avatars.push((rect, slot.circle));
        composition.avatars.push(rect);
    }
}

/// Paints chips and avatars over the layers, and gives the words on them their ink.
pub(super) fn paint(palette: &Palette, filled: &Filled, composition: &mut Composition) {
    for (chip, radius, slot) in &filled.chips {
        if let Some(token) = slot.chip.fill {
            let color = palette.color(token);
            extras::disc(&mut composition.canvas, *chip, *radius, &|_, _| color);
        }
    }
    let Composition { canvas, texts, .. } = composition;
    for text in texts.iter_mut().filter(|text| filled.on_chip(text)) {
        let chips = filled.chips.iter();
        let inside = |rect: &Rect, ink: &Rect| {
            let (x, y) = (ink.x + ink.width / 2, ink.y + ink.height / 2);
            (rect.x..rect.x + rect.width).contains(&x)
                && (rect.y..rect.y + rect.height).contains(&y)
        };
        if let Some(ink) = text.ink()
            && let Some((_, _, slot)) = chips.clone().find(|(rect, ..)| inside(rect, &ink))
            && let Some(token) = slot.chip.fill
        {
            let under = [Under::measure(canvas, ink)];
            text.ink = Some(ink::on_color(palette.color(token), &under, &under).title);
        }
    }
    let ground = composition.canvas.clone();
    for (at, (rect, circle)) in filled.avatars.iter().enumerate() {
        let authors = &palette.context.request.authors;
        let name = authors.get(at).map_or("", String::as_str);
        let corner = if *circle { 0.5 } else { 0.125 };
        let before = at.checked_sub(1).map(|before| filled.avatars[before].0);
        if before.is_some_and(|before| before.x + before.width > rect.x) {
            // A ring of the ground parts it from the one that it covers.
            let ring = (f64::from(rect.width) * RING).round() as i32;
            let around = Rect {
                x: rect.x - ring,
                y: rect.y - ring,
                width: rect.width + 2 * ring,
                height: rect.height + 2 * ring,
            };
            let radius = corner * f64::from(around.width);
            extras::disc(&mut composition.canvas, around, radius, &|x, y| {
                let x = (around.x + x as i32).clamp(0, ground.width as i32 - 1);
                let y = (around.y + y as i32).clamp(0, ground.height as i32 - 1);
                ground.at(x as usize, y as usize)
            });
        }
        let first = composition.texts.len();
        extras::avatar(palette.context, composition, at, name, *rect, *circle);
        // The letter of one that the next covers stands in the middle of what is left of it.
        let next = filled.avatars.get(at + 1).map(|(next, _)| next.x);
        let covered = next.map_or(0, |next| (rect.x + rect.width - next).max(0));
        if covered > 0 {
            for text in &mut composition.texts[first..] {
                text.x -= (f64::from(covered) + RING * f64::from(rect.width)) / 2.0;
            }
        }
    }
}
