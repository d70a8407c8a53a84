//! The slots of a template on one post: where each stands, and what it holds.

use std::ops::Range;

use crate::card::canvas::Rect;
use crate::card::layout::{Composition, LogoPlace};
use crate::card::template::paint::Palette;
use crate::card::template::{Box4, Kind, Slot, Template, row, words};
use crate::card::text::{Role, Text};

/// Height of a line of Hangul or Latin above its baseline, and depth below it, in em.
pub(super) const ASCENT: f64 = 0.84;
pub(super) const DESCENT: f64 = 0.22;
/// Usual sizes of the small texts.
const SMALL: f64 = 32.0;
const DESCRIPTION: f64 = 28.0;
const SITE: f64 = 26.0;
const META: f64 = 24.0;
const TAG: f64 = 22.0;

/// The size of a slot's small text, in units.
pub(super) fn size(slot: &Slot) -> f64 {
    slot.size.unwrap_or(match slot.kind {
        // Never more than half of the title that they go with.
        Kind::Stack => SMALL.min(slot.sizes.0 / 2.0),
        Kind::Kicker | Kind::Subtitle | Kind::Title | Kind::Avatar => SMALL,
        Kind::Description => DESCRIPTION,
        Kind::Site => SITE,
        Kind::Meta => META,
        Kind::Tags => TAG,
    })
}

/// A slot's box with all that it may hold: a row of avatars grows to the right of its box.
pub(super) fn widest(slot: &Slot) -> Box4 {
    let [x, y, width, height] = slot.area;
    if slot.kind != Kind::Avatar {
        return slot.area;
    }
    let side = width.min(height);
    let row = side + (slot.max as f64 - 1.0) * row::step(side, slot);
    [x, y, width.max(row), height]
}

/// Every place in which a slot can come to stand: one that follows others may slide to the left edge of the first of them.
pub(super) fn reach(slot: &Slot, template: &Template) -> Box4 {
    let [x, y, width, height] = widest(slot);
    let (mut left, mut after) = (x, slot.after);
    for _ in 0..template.slots.len() {
        let before = template
            .slots
            .iter()
            .find(|other| Some(other.kind) == after);
        let Some(before) = before else {
            break;
        };
        left = left.min(before.area[0]);
        after = before.after;
    }
    [left, y, x + width - left, height]
}

/// True if a slot comes after that of a kind, at once or by others between them.
pub(super) fn follows(slot: &Slot, kind: Kind, template: &Template) -> bool {
    let mut after = slot.after;
    for _ in 0..template.slots.len() {
        match after {
            Some(before) if before == kind => return true,
            Some(before) => {
                let next = template.slots.iter().find(|other| other.kind == before);
                after = next.and_then(|next| next.after);
            }
            None => return false,
        }
    }
    false
}

/// Content of the slots, and the things that are painted behind words.
pub(super) struct Filled {
    /// Chips behind tags: box, radius in pixels, the slot's.
    pub chips: Vec<(Rect, f64, Slot)>,
    /// Places of avatars.
    pub avatars: Vec<(Rect, bool)>,
    /// The lines of each slot that has any, as places in the composition's texts.
    pub groups: Vec<Range<usize>>,
    /// Left edge in units of each slot, and the right one of what it holds; `None`: it is empty.
    ends: Vec<(Kind, f64, Option<f64>)>,
}

impl Filled {
    /// True if a text stands on a chip, which is its ground.
    pub fn on_chip(&self, text: &Text) -> bool {
        let chips = self.chips.iter();
        text.role == Role::Tag && chips.clone().any(|(_, _, slot)| slot.chip.fill.is_some())
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
        groups: Vec::new(),
        ends: Vec::new(),
    };
    if palette.context.wordless {
        return filled;
    }
    let mut waiting: Vec<&Slot> = template.slots.iter().collect();
    while !waiting.is_empty() {
        let known = |slot: &&Slot| {
            slot.after
                .is_none_or(|after| filled.ends.iter().any(|(kind, ..)| *kind == after))
        };
        // The file was read only because no slots follow each other in a circle.
        let at = waiting.iter().position(known).unwrap_or(0);
        let slot = waiting.remove(at);
        let area = moved(slot, template, &filled);
        let first = composition.texts.len();
        let end = one(palette, slot, area, composition, &mut filled);
        filled.ends.push((slot.kind, area[0], end));
        if composition.texts.len() > first {
            filled.groups.push(first..composition.texts.len());
        }
    }
    filled
}

/// A slot's box: behind what the slot before it holds, or in its place.
fn moved(slot: &Slot, template: &Template, filled: &Filled) -> Box4 {
    let [x, y, width, height] = slot.area;
    let before = slot.after.and_then(|after| {
        let before = template.slots.iter().find(|other| other.kind == after)?;
        let found = filled.ends.iter().find(|(kind, ..)| *kind == after)?;
        Some((before.area, found.1, found.2))
    });
    let Some((before, left, end)) = before else {
        return slot.area;
    };
    let gap = (x - before[0] - before[2]).max(0.0);
    let left = end.map_or(left, |end| end + gap);
    [left, y, (x + width - left).max(1.0), height]
}

/// Sets one slot; the right edge of what it holds.
fn one(
    palette: &Palette,
    slot: &Slot,
    area: Box4,
    composition: &mut Composition,
    filled: &mut Filled,
) -> Option<f64> {
    let (request, viewport) = (palette.context.request, palette.viewport);
    let (texts, chips, avatars) = (
        composition.texts.len(),
        filled.chips.len(),
        filled.avatars.len(),
    );
    match slot.kind {
        Kind::Stack | Kind::Title => words::block(palette, slot, area, composition),
        Kind::Description => words::description(palette, slot, area, composition),
        Kind::Site if request.logo.is_some() => {
            let [x, y, width, height] = area;
            composition.logo = Some(LogoPlace {
                room: Some((viewport.len(width), viewport.len(height))),
                ..LogoPlace::at(viewport.x(x), viewport.y(y + height / 2.0), false)
            });
            return Some(x + width);
        }
        Kind::Kicker | Kind::Subtitle | Kind::Site => {
            words::single(palette, slot, area, composition);
        }
        Kind::Meta => words::meta(palette, slot, area, composition),
        Kind::Tags => row::tags(palette, slot, area, composition, filled),
        Kind::Avatar => row::avatars(palette, slot, area, composition, filled),
    }
    let words = composition.texts[texts..].iter().filter_map(Text::ink);
    let chips = filled.chips[chips..].iter().map(|(rect, ..)| *rect);
    let avatars = filled.avatars[avatars..].iter().map(|(rect, _)| *rect);
    let all = words.chain(chips).chain(avatars).reduce(Rect::union)?;
    Some((f64::from(all.x + all.width) - viewport.x(0.0)) / viewport.scale)
}
