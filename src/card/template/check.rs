//! Refuses layouts that make no sense, when they are read: boxes outside of the card, over each other, too small for their words,
//! or where no text may be.

use crate::card::template::cursor::{Cursor, Reading};
use crate::card::template::slots::{self, ASCENT, DESCENT};
use crate::card::template::{Box4, Item, Kind, Layer, Slot, Template};

/// The narrowest card that is shown wide, where a platform may crop it to 2:1.
const WIDE: f64 = 1.7;
/// A layer may reach out of the card, up to so many cards wide and high.
const REACH: f64 = 3.0;

/// Notes what is wrong; the cursors are those of the layers, the slots and the clear boxes.
pub(super) fn check(
    reading: &mut Reading,
    template: &Template,
    layers: &[Cursor],
    slots: &[Cursor],
    clear: &[Cursor],
) {
    for (layer, place) in template.layers.iter().zip(layers) {
        in_sight(reading, template, layer, place);
    }
    for (area, place) in template.clear.iter().zip(clear) {
        if outside(*area, template.size) {
            let (width, height) = template.size;
            let message = format!("a clear box reaches out of the card of {width}x{height}");
            reading.wrong(place, message, within(*area, template.size));
        }
    }
    for (at, (slot, place)) in template.slots.iter().zip(slots).enumerate() {
        let whole = place.get("box").unwrap_or_else(|| place.clone());
        if on_the_card(reading, template, slot, &whole) {
            room(reading, slot, &whole);
        }
        if follows(reading, template, at, place) {
            apart(reading, template, at, &whole);
        }
        twice(reading, template, slot, place);
    }
}

/// Units that a 2:1 crop cuts off a card at its top and at its bottom: 15 of 1200x630.
pub(crate) fn crop((width, height): (f64, f64)) -> f64 {
    if width / height < WIDE {
        return 0.0;
    }
    ((height - width / 2.0) / 2.0).max(0.0).ceil()
}

/// A layer that nobody would see, or that is larger than any card.
fn in_sight(reading: &mut Reading, template: &Template, layer: &Layer, place: &Cursor) {
    let (width, height) = template.size;
    let card = [0.0, 0.0, width, height];
    let at = |key: &str| place.get(key).unwrap_or_else(|| place.clone());
    let [x, y, w, h] = layer.area;
    if w < 1.0 || h < 1.0 {
        let help = "a box is `[left, top, width, height]`";
        reading.wrong(&at("box"), "the box of a layer is empty".into(), help);
    } else if !overlap(layer.area, card) {
        let message = format!("the box of a layer lies outside of the card of {width}x{height}");
        reading.wrong(&at("box"), message, within(layer.area, template.size));
    } else if w > REACH * width || h > REACH * height {
        let message = format!("the box of a layer is more than {REACH} times as large as the card");
        reading.wrong(
            &at("box"),
            message,
            within([x, y, width, height], template.size),
        );
    } else if layer
        .clip
        .is_some_and(|clip| !overlap(clip, layer.area) || !overlap(clip, card))
    {
        let help = within(layer.area, template.size).replace("`box:", "`clip:");
        reading.wrong(
            &at("clip"),
            "nothing of the layer lies in its `clip`".into(),
            help,
        );
    }
}

/// A slot's box: not empty, on the card, and in what a 2:1 crop leaves.
fn on_the_card(reading: &mut Reading, template: &Template, slot: &Slot, at: &Cursor) -> bool {
    let (width, height) = template.size;
    let name = slot.kind.name();
    let [x, y, w, h] = slots::widest(slot);
    let (top, bottom) = (crop(template.size), height - crop(template.size));
    let (message, help) = if w < 1.0 || h < 1.0 {
        let help = "a box is `[left, top, width, height]`".to_owned();
        (format!("the box of `{name}` is empty"), help)
    } else if outside(slot.area, template.size) {
        let message = format!("the box of `{name}` reaches out of the card of {width}x{height}");
        (message, within(slot.area, template.size))
    } else if x + w > width {
        let message = format!(
            "{} avatars reach out of the card of {width}x{height}",
            slot.max
        );
        (
            message,
            "write a smaller `max`, or move the box to the left".into(),
        )
    } else if y < top || y + h > bottom {
        let (from, to) = (y.max(top), (y + h).min(bottom));
        let message = format!(
            "the box of `{name}` reaches into what a 2:1 crop cuts off: text stays between {top} and {bottom}"
        );
        let high = (to - from).max(1.0);
        (
            message,
            format!("write `box: [{x}, {from}, {}, {high}]`", slot.area[2]),
        )
    } else {
        return true;
    };
    reading.wrong(at, message, help);
    false
}

/// A box that is too low for one line of its words.
fn room(reading: &mut Reading, slot: &Slot, at: &Cursor) {
    let (name, [x, y, w, h]) = (slot.kind.name(), slot.area);
    let (words, needed) = match slot.kind {
        Kind::Avatar => return,
        Kind::Title | Kind::Stack => ("a title", slot.sizes.1 * (ASCENT + DESCENT)),
        _ => ("a line", slots::size(slot) * (ASCENT + DESCENT)),
    };
    let needed = needed.ceil();
    if h < needed {
        let message = format!(
            "{words} does not fit in the box of `{name}`: it needs {needed} from top to bottom, and has {h}"
        );
        reading.wrong(
            at,
            message,
            format!("write `box: [{x}, {y}, {w}, {needed}]`, or a smaller size"),
        );
    }
}

/// A slot's box over another one, or over what is to stay clear. One that moves is judged wherever it may come to stand.
fn apart(reading: &mut Reading, template: &Template, at: usize, place: &Cursor) {
    let slot = &template.slots[at];
    let name = slot.kind.name();
    let area = slots::reach(slot, template);
    for clear in &template.clear {
        if overlap(area, *clear) {
            let moves = if overlap(slots::widest(slot), *clear) {
                ""
            } else {
                " where the slot before it is empty"
            };
            let message = format!("the box of `{name}` reaches into `clear`{moves}");
            reading.wrong(place, message, {
                let [x, y, w, h] = clear;
                format!("keep it out of [{x}, {y}, {w}, {h}]")
            });
        }
    }
    for other in &template.slots[..at] {
        let chained = slots::follows(slot, other.kind, template)
            || slots::follows(other, slot.kind, template);
        let meet = if chained {
            overlap(slot.area, other.area)
        } else {
            overlap(area, slots::reach(other, template))
        };
        if meet {
            let message = format!("the boxes of `{}` and `{name}` overlap", other.kind.name());
            let help = if overlap(slots::widest(slot), slots::widest(other)) {
                "move or shrink one of them"
            } else {
                "one of them moves along its row with `after`: keep the row free"
            };
            reading.wrong(place, message, help);
        }
    }
}

/// `after` that leads nowhere or back.
fn follows(reading: &mut Reading, template: &Template, at: usize, place: &Cursor) -> bool {
    let (mut after, mut seen) = (template.slots[at].after, 0);
    let Some(value) = place.get("after") else {
        return true;
    };
    while let Some(kind) = after {
        seen += 1;
        let Some(next) = template.slots.iter().find(|other| other.kind == kind) else {
            let message = format!("there is no slot `{}`", kind.name());
            reading.wrong(&value, message, "name a slot of this file");
            return false;
        };
        if seen > template.slots.len() {
            let message = "slots that follow each other in a circle".into();
            reading.wrong(&value, message, "leave one `after` out");
            return false;
        }
        after = next.after;
    }
    true
}

/// Words that a stack shows and a slot of their own shows again.
fn twice(reading: &mut Reading, template: &Template, slot: &Slot, place: &Cursor) {
    let stack = template
        .slots
        .iter()
        .find(|other| other.kind == Kind::Stack);
    let item = match slot.kind {
        Kind::Title => Item::Title,
        Kind::Kicker => Item::Kicker,
        Kind::Subtitle => Item::Subtitle,
        Kind::Description => Item::Description,
        _ => return,
    };
    if stack.is_some_and(|stack| stack.items.contains(&item)) {
        let name = slot.kind.name();
        let message = format!("`{name}` would stand on the card twice: the stack has it too");
        let help = format!("leave this slot out, or take `{name}` out of the stack's `items`");
        reading.wrong_key(place, message, help);
    }
}

fn outside([x, y, w, h]: Box4, (width, height): (f64, f64)) -> bool {
    x + w > width || y + h > height
}

/// Two boxes that share more than an edge.
pub(super) fn overlap(a: Box4, b: Box4) -> bool {
    a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3]
}

/// The box cut to the card, to be pasted.
fn within([x, y, w, h]: Box4, (width, height): (f64, f64)) -> String {
    let (x, y) = (x.min(width - 1.0), y.min(height - 1.0));
    format!(
        "write `box: [{x}, {y}, {}, {}]`",
        w.min(width - x).max(1.0),
        h.min(height - y).max(1.0)
    )
}
