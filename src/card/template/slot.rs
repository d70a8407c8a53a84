//! `slots:` of a layout file -> [`Slot`]s.

use crate::card::template::cursor::{Cursor, Reading, closest, ticked};
use crate::card::template::parse::{LARGEST, list, read_token};
use crate::card::template::{Align, Box4, Chip, Item, Kind, Slot, Token};
use crate::card::theme::Shown;
use crate::config::tree::Node;

/// The keys of each kind of slot.
pub(super) const SLOTS: [(Kind, &[&str]); 9] = [
    (
        Kind::Stack,
        &["box", "align", "items", "title", "size", "after"],
    ),
    (Kind::Title, &["box", "align", "sizes", "lines", "after"]),
    (Kind::Kicker, &["box", "align", "size", "after"]),
    (Kind::Subtitle, &["box", "align", "size", "after"]),
    (
        Kind::Description,
        &["box", "align", "size", "lines", "after"],
    ),
    (Kind::Site, &["box", "align", "size", "after"]),
    (Kind::Meta, &["box", "align", "size", "show", "after"]),
    (
        Kind::Tags,
        &["box", "align", "size", "max", "chip", "after"],
    ),
    (Kind::Avatar, &["box", "shape", "max", "overlap", "after"]),
];
/// Keys of a chip, and of a title in a stack.
pub(super) const CHIP: [&str; 3] = ["fill", "radius", "pad"];
pub(super) const TITLE: [&str; 2] = ["sizes", "lines"];
/// Sizes of a title and of any other text, in units.
pub(super) const SIZES: (f64, f64) = (8.0, 600.0);
const SMALL: (f64, f64) = (8.0, 200.0);
/// Most lines of one slot, tags or avatars, and units of a pad or of an overlap.
const LINES: f64 = 12.0;
const COUNT: f64 = 10.0;
const ROOM: f64 = 200.0;

/// True if the slot shows the title.
pub(super) fn has_title(slot: &Slot) -> bool {
    match slot.kind {
        Kind::Title => true,
        Kind::Stack => slot.items.contains(&Item::Title),
        _ => false,
    }
}

pub(super) fn read_slot(reading: &mut Reading, value: &Cursor, kind: Kind) -> Option<Slot> {
    own_keys(reading, value, kind);
    let Some(area) = value.get("box") else {
        reading.wrong_key(
            value,
            format!("slot `{}` without `box`", kind.name()),
            "add `box: [72, 150, 640, 340]`",
        );
        return None;
    };
    let area: Box4 = reading.numbers::<4>(&area, "`box`", "box: [72, 150, 640, 340]")?;
    let nested = if kind == Kind::Stack {
        value.get("title")
    } else {
        None
    };
    if let Some(title) = &nested {
        reading.keys(title, &TITLE);
    }
    let titled = nested.as_ref().unwrap_or(value);
    let lines = if kind == Kind::Description { 2.0 } else { 4.0 };
    Some(Slot {
        kind,
        area,
        align: read_align(reading, value, kind),
        items: read_items(reading, value),
        sizes: read_sizes(reading, titled),
        lines: reading.number(titled, "lines", lines, (1.0, LINES)) as usize,
        size: value
            .get("size")
            .map(|_| reading.number(value, "size", 24.0, SMALL)),
        max: reading.number(value, "max", 3.0, (1.0, COUNT)) as usize,
        chip: read_chip(reading, value),
        circle: value.get("shape").is_none_or(|shape| {
            let names = [("circle", true), ("square", false)];
            reading.word(&shape, "a shape of avatars", &names) != Some(false)
        }),
        overlap: reading.number(value, "overlap", 20.0, (0.0, ROOM)),
        show: value.get("show").map(|show| read_show(reading, &show)),
        after: value
            .get("after")
            .and_then(|after| reading.word(&after, "a slot", &Kind::NAMES)),
    })
}

/// Tells the keys that a slot of this kind does not have.
fn own_keys(reading: &mut Reading, value: &Cursor, kind: Kind) {
    let all: Vec<&str> = SLOTS
        .iter()
        .flat_map(|(_, keys)| keys.iter().copied())
        .collect();
    reading.keys(value, &all);
    let own = SLOTS.iter().find(|(known, _)| *known == kind);
    let own = own.map_or(&[][..], |(_, keys)| keys);
    reading.belong(value, &format!("slot `{}`", kind.name()), &all, own);
}

fn read_sizes(reading: &mut Reading, titled: &Cursor) -> (f64, f64) {
    let usual = (68.0, 40.0);
    let Some(value) = titled.get("sizes") else {
        return usual;
    };
    let Some([most, least]) = reading.numbers::<2>(&value, "`sizes`", "sizes: [68, 40]") else {
        return usual;
    };
    if most < least || least < SIZES.0 || most > SIZES.1 {
        reading.wrong(
            &value,
            format!(
                "`sizes` is the largest and the least size, from {} down to {}",
                SIZES.1, SIZES.0
            ),
            if most < least && most >= SIZES.0 && least <= SIZES.1 {
                format!("write `sizes: [{least}, {most}]`")
            } else {
                "write `sizes: [68, 40]`".into()
            },
        );
        return usual;
    }
    (most, least)
}

/// Lines of one row stand in the middle of their box, what grows downwards begins at its top.
fn read_align(reading: &mut Reading, value: &Cursor, kind: Kind) -> (Align, Align) {
    let down = match kind {
        Kind::Title | Kind::Description => Align::Start,
        _ => Align::Middle,
    };
    let usual = (Align::Start, down);
    let Some(align) = value.get("align") else {
        return usual;
    };
    let items = align.items().unwrap_or_default();
    let [across, down] = &items[..] else {
        reading.wrong(
            &align,
            "`align` is not a list of two words, across and down".into(),
            "write `align: [start, middle]`",
        );
        return usual;
    };
    let mut word = |value: &Cursor| reading.word(value, "an alignment", &Align::NAMES);
    (
        word(across).unwrap_or(usual.0),
        word(down).unwrap_or(usual.1),
    )
}

fn read_items(reading: &mut Reading, value: &Cursor) -> Vec<Item> {
    let Some(items) = value.get("items") else {
        return vec![Item::Kicker, Item::Title, Item::Subtitle];
    };
    let entries = list(reading, &items, "items");
    if entries.is_empty() && matches!(items.node, Node::List(_)) {
        let help = "write `items: [kicker, title, subtitle]`";
        reading.wrong(&items, "a stack of nothing".into(), help);
    }
    entries
        .iter()
        .filter_map(|item| reading.word(item, "an item of a stack", &Item::NAMES))
        .collect()
}

fn read_show(reading: &mut Reading, value: &Cursor) -> Vec<Shown> {
    let mut shown = Vec::new();
    for item in list(reading, value, "show") {
        let word = match item.node {
            Node::Text(word) => word.as_str(),
            other => other.kind(),
        };
        match Shown::named(word) {
            Some(show) => shown.push(show),
            None => {
                let names = Shown::NAMES.map(|(name, _)| name);
                let help = match closest(word, &names) {
                    near if near.starts_with("did") => near,
                    _ => format!("write {}, or `field:NAME`", ticked(&names)),
                };
                reading.wrong(&item, format!("`{word}` is not a fact of a post"), help);
            }
        }
    }
    shown
}

fn read_chip(reading: &mut Reading, value: &Cursor) -> Chip {
    let Some(chip) = value.get("chip") else {
        return Chip {
            fill: None,
            radius: 0.0,
            pad: (0.0, 0.0),
        };
    };
    reading.keys(&chip, &CHIP);
    let fill = match chip.get("fill") {
        Some(fill) => read_token(reading, &fill),
        None => Some(Token::Tint),
    };
    let pad = chip
        .get("pad")
        .and_then(|pad| reading.numbers::<2>(&pad, "`pad`", "pad: [16, 8]"));
    Chip {
        fill,
        radius: reading.number(&chip, "radius", 22.0, (0.0, LARGEST)),
        pad: pad.map_or((16.0, 8.0), |[x, y]| (x.min(ROOM), y.min(ROOM))),
    }
}
