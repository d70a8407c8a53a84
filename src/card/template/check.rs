//! Refuses layouts that make no sense, when they are read: boxes outside of the card, over each other, or where no text may be.

use crate::card::template::cursor::{Cursor, Reading};
use crate::card::template::{Box4, Kind, Template};

/// Share of a card's height that a 2:1 crop takes at the top and at the bottom, of 1200x630.
const CROP: f64 = 15.0 / 630.0;

/// Reports faults; the cursors are those of the slots and of the clear boxes.
pub(super) fn check(
    reading: &mut Reading,
    template: &Template,
    slots: &[Cursor],
    clear: &[Cursor],
) {
    let (width, height) = template.size;
    let outside = |[x, y, w, h]: Box4| x + w > width || y + h > height;
    let (top, bottom) = ((height * CROP).ceil(), (height * (1.0 - CROP)).floor());
    for (slot, place) in template.slots.iter().zip(slots) {
        let at = place.get("box").unwrap_or_else(|| place.clone());
        let name = slot.kind.name();
        let [x, y, w, h] = slot.area;
        if w < 1.0 || h < 1.0 {
            reading.wrong(
                &at,
                format!("the box of `{name}` is empty"),
                "a box is `[left, top, width, height]`",
            );
        } else if outside(slot.area) {
            let help = inside(slot.area, template.size);
            reading.wrong(
                &at,
                format!("the box of `{name}` reaches out of the card of {width}x{height}"),
                help,
            );
        } else if y < top || y + h > bottom {
            let (from, to) = (y.max(top), (y + h).min(bottom));
            reading.wrong(
                &at,
                format!("the box of `{name}` reaches into what a 2:1 crop cuts off: text stays between {top} and {bottom}"),
                format!("write `box: [{x}, {from}, {w}, {}]`", (to - from).max(1.0)),
            );
        }
        if slot.kind == Kind::Title || slot.kind == Kind::Stack {
            let least = slot.sizes.1;
            if h < least * 0.9 {
                reading.wrong(
                    &at,
                    format!("no title fits in the box of `{name}`: it is {h} high, and the least size is {least}"),
                    format!("write `box: [{x}, {y}, {w}, {}]`, or a smaller size", (least * 1.3).ceil()),
                );
            }
        }
        for (area, _) in template.clear.iter().zip(clear) {
            if overlap(slot.area, *area) {
                reading.wrong(
                    &at,
                    format!("the box of `{name}` reaches into `clear`"),
                    format!("keep it out of {area:?}"),
                );
            }
        }
    }
    for (area, place) in template.clear.iter().zip(clear) {
        if outside(*area) {
            reading.wrong(
                place,
                format!("a clear box reaches out of the card of {width}x{height}"),
                inside(*area, template.size),
            );
        }
    }
    for (at, slot) in template.slots.iter().enumerate() {
        for (earlier, place) in template.slots[..at].iter().zip(&slots[at..=at]) {
            if overlap(slot.area, earlier.area) {
                let at = place.get("box").unwrap_or_else(|| place.clone());
                reading.wrong(
                    &at,
                    format!(
                        "the boxes of `{}` and `{}` overlap",
                        earlier.kind.name(),
                        slot.kind.name()
                    ),
                    "move or shrink one of them",
                );
            }
        }
        circle(reading, template, at, &slots[at]);
    }
}

/// `after` that leads nowhere or back.
fn circle(reading: &mut Reading, template: &Template, at: usize, place: &Cursor) {
    let (slot, mut seen) = (&template.slots[at], 0);
    let mut after = slot.after;
    let Some(value) = place.get("after") else {
        return;
    };
    while let Some(kind) = after {
        seen += 1;
        let Some(next) = template.slots.iter().find(|other| other.kind == kind) else {
            reading.wrong(
                &value,
                format!("there is no slot `{}`", kind.name()),
                "name a slot of this file",
            );
            return;
        };
        if seen > template.slots.len() {
            reading.wrong(
                &value,
                "slots that follow each other in a circle".into(),
                "leave one `after` out",
            );
            return;
        }
        after = next.after;
    }
}

/// Two boxes that share more than an edge.
fn overlap(a: Box4, b: Box4) -> bool {
    a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3]
}

/// The box cut to the card, to be pasted.
fn inside([x, y, w, h]: Box4, (width, height): (f64, f64)) -> String {
    let (x, y) = (x.min(width - 1.0), y.min(height - 1.0));
    format!(
        "write `box: [{x}, {y}, {}, {}]`",
        w.min(width - x),
        h.min(height - y)
    )
}
