//! The words of a template at their places.

use crate::card::canvas::Rect;
use crate::card::font::{Style, Weight};
use crate::card::ink::{self, Under};
use crate::card::layout::extras::{self, Description};
use crate::card::layout::{Composition, LogoPlace};
use crate::card::line;
use crate::card::template::paint::Palette;
use crate::card::template::{Align, Box4, Item, Kind, Slot, Template};
use crate::card::text::{self, Role, Text, TitleSpec};
use crate::card::title::Parts;

/// Every size that a title of a template may take, in steps of four units.
const LADDER: [f64; 149] = {
    let mut sizes = [0.0; 149];
    let mut at = 0;
    while at < sizes.len() {
        sizes[at] = 600.0 - 4.0 * at as f64;
        at += 1;
    }
    sizes
};
/// Usual sizes of the small texts.
const SMALL: f64 = 32.0;
const DESCRIPTION: f64 = 28.0;
const SITE: f64 = 26.0;
const META: f64 = 24.0;
const TAG: f64 = 22.0;
/// Distances: between two tags, and between description and title.
const TAG_GAP: f64 = 10.0;
const DESCRIPTION_GAP: f64 = 30.0;

/// The paint behind words, and the content of each slot.
pub(super) struct Filled {
    /// Chips behind tags: box, radius in pixels, the slot's.
    chips: Vec<(Rect, f64, Slot)>,
    /// Places of avatars.
    avatars: Vec<(Rect, bool)>,
    /// Right edge in units of each slot's content; `None` if it is empty.
    ends: Vec<(Kind, Option<f64>)>,
}

impl Filled {
    /// True if a text is on a chip, which is then its ground.
    pub fn on_chip(&self, text: &Text) -> bool {
        let filled = self
            .chips
            .iter()
            .any(|(_, _, slot)| slot.chip.fill.is_some());
        text.role == Role::Tag && filled
    }
}

/// Sets the words of every slot.
pub(super) fn fill(
    palette: &Palette,
    template: &Template,
    composition: &mut Composition,
) -> Filled {
    let mut filled = Filled {
        chips: Vec::new(),
        avatars: Vec::new(),
        ends: Vec::new(),
    };
    if palette.context.wordless {
        return filled;
    }
    let mut waiting: Vec<&Slot> = template.slots.iter().collect();
    while !waiting.is_empty() {
        let known = |slot: &&Slot| {
            slot.after
                .is_none_or(|after| filled.ends.iter().any(|(kind, _)| *kind == after))
        };
        // Reading the file refused slots that follow each other in a circle, so this ends.
        let at = waiting.iter().position(known).unwrap_or(0);
        let slot = waiting.remove(at);
        let area = moved(slot, template, &filled);
        let end = one(palette, slot, area, composition, &mut filled);
        filled.ends.push((slot.kind, end));
    }
    filled
}

/// A slot's box: behind the content of the slot before it, or in its place.
fn moved(slot: &Slot, template: &Template, filled: &Filled) -> Box4 {
    let [x, y, width, height] = slot.area;
    let before = slot.after.and_then(|after| {
        let before = template.slots.iter().find(|other| other.kind == after)?;
        let (_, end) = filled.ends.iter().find(|(kind, _)| *kind == after)?;
        Some((before.area, *end))
    });
    let Some((before, end)) = before else {
        return slot.area;
    };
    let gap = (x - before[0] - before[2]).max(0.0);
    let left = end.map_or(before[0], |end| end + gap);
    [left, y, (x + width - left).max(1.0), height]
}

/// Sets one slot; returns the right edge of its content.
fn one(
    palette: &Palette,
    slot: &Slot,
    area: Box4,
    composition: &mut Composition,
    filled: &mut Filled,
) -> Option<f64> {
    let (context, viewport) = (palette.context, palette.viewport);
    let request = context.request;
    let first = composition.texts.len();
    let before = composition.avatars.len();
    match slot.kind {
        Kind::Stack | Kind::Title => block(palette, slot, area, composition),
        Kind::Kicker | Kind::Subtitle => {
            let (role, words) = match slot.kind {
                Kind::Kicker => (Role::Kicker, &context.parts.kicker),
                _ => (Role::Subtitle, &context.parts.subtitle),
            };
            let words = words.as_deref().unwrap_or_default();
            single(
                palette,
                slot,
                area,
                (role, Weight::SemiBold, SMALL),
                words,
                composition,
            );
        }
        Kind::Description => description(palette, slot, area, composition),
        Kind::Site if request.logo.is_some() => {
            composition.logo = Some(LogoPlace {
                x: viewport.x(area[0]),
                y: viewport.y(area[1] + area[3] / 2.0),
                centered: false,
            });
            return Some(area[0] + 160.0);
        }
        Kind::Site => single(
            palette,
            slot,
            area,
            (Role::Site, Weight::Bold, SITE),
            request.site,
            composition,
        ),
        Kind::Meta => {
            let size = slot.size.unwrap_or(META);
            let style = Style::meta(Weight::Medium, viewport.len(size));
            let show = slot.show.as_ref().unwrap_or(&request.theme.show);
            let baseline = viewport.y(area[1] + area[3] / 2.0) + 0.36 * style.size_px;
            let across = (
                viewport.x(area[0]),
                viewport.x(area[0] + area[2]),
                baseline.round(),
            );
            let (texts, dots) = line::facts(request, context.fonts, show, &style, across);
            let shift = shift(slot.align.0, area, viewport.scale, &texts);
            composition
                .dots
                .extend(dots.into_iter().map(|(x, y)| (x + shift, y)));
            composition.texts.extend(texts.into_iter().map(|text| Text {
                x: text.x + shift,
                ..text
            }));
        }
        Kind::Tags => tags(palette, slot, area, composition, filled),
        Kind::Avatar => avatars(palette, slot, area, composition, filled),
    }
    let words = composition.texts[first..].iter().filter_map(Text::ink);
    let chips = filled
        .chips
        .iter()
        .filter(|(_, _, own)| own.kind == slot.kind)
        .map(|(rect, _, _)| *rect);
    let pictures = composition.avatars[before..].iter().copied();
    let all = words.chain(chips).chain(pictures).reduce(Rect::union)?;
    Some((f64::from(all.x + all.width) - viewport.x(0.0)) / viewport.scale)
}

/// Shift of texts to the middle or the right of a box, in pixels.
fn shift(align: Align, area: Box4, scale: f64, texts: &[Text]) -> f64 {
    let Some(ink) = texts.iter().filter_map(Text::ink).reduce(Rect::union) else {
        return 0.0;
    };
    let room = area[2] * scale - f64::from(ink.width);
    match align {
        Align::Start => 0.0,
        Align::Middle => room / 2.0,
        Align::End => room,
    }
}

/// Kicker, title, subtitle, description.
fn block(palette: &Palette, slot: &Slot, area: Box4, composition: &mut Composition) {
    let (context, viewport) = (palette.context, palette.viewport);
    let has = |item: Item| slot.kind == Kind::Stack && slot.items.contains(&item);
    let own = &context.parts;
    let parts = Parts {
        kicker: own.kicker.clone().filter(|_| has(Item::Kicker)),
        title: own.title.clone(),
        subtitle: own.subtitle.clone().filter(|_| has(Item::Subtitle)),
    };
    let from = LADDER
        .iter()
        .position(|&size| size <= slot.sizes.0)
        .unwrap_or(LADDER.len() - 1);
    let to = LADDER
        .iter()
        .rposition(|&size| size >= slot.sizes.1)
        .unwrap_or(from)
        .max(from);
    let centered = slot.align.0 == Align::Middle;
    let [x, y, width, height] = area;
    let spec = TitleSpec {
        x: if centered { x + width / 2.0 } else { x },
        centered,
        width,
        sizes: &LADDER[from..=to],
        max_lines: slot.lines,
        max_height: height * 1.04,
        center_y: y + height / 2.0,
        size_weight: 1.0,
    };
    let mut block = text::block(&parts, &spec, viewport, &context.widths);
    if has(Item::Description) && parts.subtitle.is_none() {
        let description = Description {
            x: spec.x,
            centered,
            width,
            size: slot.size.unwrap_or(DESCRIPTION),
            lines: 2,
            gap: DESCRIPTION_GAP,
            height,
        };
        extras::describe(context, viewport, &mut block, &description);
    }
    let ink = block.ink();
    let (top, bottom) = (
        viewport.y(y).round() as i32,
        viewport.y(y + height).round() as i32,
    );
    let down = match slot.align.1 {
        Align::Start => top - ink.y,
        Align::Middle => (top + bottom - ink.height) / 2 - ink.y,
        Align::End => bottom - ink.height - ink.y,
    };
    for text in &mut block.texts {
        text.y += f64::from(down);
        if slot.align.0 == Align::End {
            let right = text.ink().map_or(0, |ink| ink.x + ink.width);
            text.x += viewport.x(x + width) - f64::from(right);
        }
    }
    composition.texts.extend(block.texts.iter().cloned());
    composition.block = Some(block);
}

/// One line in its box.
fn single(
    palette: &Palette,
    slot: &Slot,
    area: Box4,
    (role, weight, usual): (Role, Weight, f64),
    words: &str,
    composition: &mut Composition,
) {
    let viewport = palette.viewport;
    let fonts = palette.context.fonts;
    let style = Style::meta(weight, viewport.len(slot.size.unwrap_or(usual)));
    let words = line::clipped(words, viewport.len(area[2]), |text| {
        fonts.measure(text, &style)
    });
    let run = fonts.shape(&words, &style);
    let Some(ink) = run.ink else {
        return;
    };
    let (top, height) = (viewport.y(area[1]), viewport.len(area[3]));
    let cap = 0.72 * style.size_px;
    let y = match slot.align.1 {
        Align::Start => top + cap,
        Align::Middle => top + height / 2.0 + cap / 2.0,
        Align::End => top + height - 0.2 * style.size_px,
    };
    let mut text = Text {
        role,
        x: viewport.x(area[0]) - ink.left,
        y: y.round(),
        run,
        ink: None,
    };
    text.x += shift(
        slot.align.0,
        area,
        viewport.scale,
        std::slice::from_ref(&text),
    );
    composition.texts.push(text);
}

/// The description in its own box.
fn description(palette: &Palette, slot: &Slot, area: Box4, composition: &mut Composition) {
    let (context, viewport) = (palette.context, palette.viewport);
    let style = Style::meta(
        Weight::Medium,
        viewport.len(slot.size.unwrap_or(DESCRIPTION)),
    );
    let leading = style.size_px * extras::LEADING;
    let lines = ((viewport.len(area[3]) / leading).round() as usize).clamp(1, slot.lines);
    let words = context.request.description;
    let said = crate::card::title::wrap(words, viewport.len(area[2]), lines, &|text| {
        context.fonts.measure(text, &style)
    });
    let top = viewport.y(area[1]) + 0.76 * style.size_px;
    for (at, words) in said.iter().enumerate() {
        let run = context.fonts.shape(words, &style);
        let Some(ink) = run.ink else {
            continue;
        };
        let mut text = Text {
            role: Role::Description,
            x: viewport.x(area[0]) - ink.left,
            y: (top + at as f64 * leading).round(),
            run,
            ink: None,
        };
        text.x += shift(
            slot.align.0,
            area,
            viewport.scale,
            std::slice::from_ref(&text),
        );
        composition.texts.push(text);
    }
}

/// Tags in a row, as many as fit.
fn tags(
    palette: &Palette,
    slot: &Slot,
    area: Box4,
    composition: &mut Composition,
    filled: &mut Filled,
) {
    let (context, viewport) = (palette.context, palette.viewport);
    let style = Style::meta(Weight::SemiBold, viewport.len(slot.size.unwrap_or(TAG)));
    let pad = (viewport.len(slot.chip.pad.0), viewport.len(slot.chip.pad.1));
    let gap = if slot.chip.fill.is_some() {
        viewport.len(TAG_GAP)
    } else {
        style.size_px * 0.7
    };
    let (left, width) = (viewport.x(area[0]), viewport.len(area[2]));
    let mut found = Vec::new();
    let mut pen = 0.0;
    for tag in context.request.tags.iter().take(slot.max) {
        let run = context.fonts.shape(tag, &style);
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
    let room = width - (pen - gap).max(0.0);
    let start = match slot.align.0 {
        Align::Start => left,
        Align::Middle => left + room / 2.0,
        Align::End => left + room,
    };
    let middle = viewport.y(area[1] + area[3] / 2.0);
    let high = (style.size_px * 1.18 + 2.0 * pad.1).min(viewport.len(area[3]));
    for (at, wide, run, ink) in found {
        let chip = Rect {
            x: (start + at).round() as i32,
            y: (middle - high / 2.0).round() as i32,
            width: wide.round() as i32,
            height: high.round() as i32,
        };
        filled.chips.push((
            chip,
            viewport.len(slot.chip.radius).min(high / 2.0),
            slot.clone(),
        ));
        composition.texts.push(Text {
            role: Role::Tag,
            x: start + at + pad.0 - ink.left,
            y: (middle + 0.36 * style.size_px).round(),
            run,
            ink: None,
        });
    }
}

/// Places of avatars; they are painted over the layers.
fn avatars(
    palette: &Palette,
    slot: &Slot,
    area: Box4,
    composition: &mut Composition,
    filled: &mut Filled,
) {
    let side = area[3];
    let step = (side - slot.overlap).max(4.0);
    let count = palette.context.request.authors.len().min(slot.max);
    for at in 0..count {
        let rect = palette.rect([area[0] + at as f64 * step, area[1], side, side]);
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
        if let Some(ink) = text.ink() {
            let under = [Under::measure(canvas, ink)];
            let middle = canvas.at(
                (ink.x + ink.width / 2).clamp(0, canvas.width as i32 - 1) as usize,
                (ink.y - 2).clamp(0, canvas.height as i32 - 1) as usize,
            );
            text.ink = Some(ink::on_color(middle, &under, &under).title);
        }
    }
    for (at, (rect, circle)) in filled.avatars.iter().enumerate() {
        let name = palette
            .context
            .request
            .authors
            .get(at)
            .map_or("", String::as_str);
        extras::avatar(palette.context, composition, at, name, *rect, *circle);
    }
}
