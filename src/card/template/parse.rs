//! The text of a layout file -> a [`Template`], every mistake reported with line and column.

use crate::card::template::cursor::{Cursor, Reading, ticked};
use crate::card::template::{
    Align, Art, Box4, Chip, Fill, Fit, Item, Kind, Layer, Paint, Slot, Template, Token, check,
};
use crate::card::theme::{Pattern, Shown, color};
use crate::config::tree::{self, Node};
use crate::problem::{Place, Problem};

/// Keys of the document, of a layer, of a slot, of a chip, of a title in a stack.
pub(super) const KEYS: [&str; 4] = ["size", "layers", "slots", "clear"];
pub(super) const LAYER: [&str; 11] = [
    "image", "art", "shape", "pattern", "box", "clip", "fit", "fill", "radius", "opacity", "pick",
];
pub(super) const SLOT: [&str; 13] = [
    "box", "align", "items", "title", "sizes", "lines", "size", "max", "chip", "shape", "overlap",
    "show", "after",
];
pub(super) const CHIP: [&str; 3] = ["fill", "radius", "pad"];
const TITLE: [&str; 2] = ["sizes", "lines"];
const GRADIENT: [&str; 3] = ["from", "to", "angle"];
/// The keys of which a layer has exactly one.
const PAINTS: [&str; 4] = ["image", "art", "shape", "pattern"];
/// Most layers and slots of one file.
const MOST: usize = 100;
/// Largest size in units, of a card and of anything on it.
const LARGEST: f64 = 4096.0;

/// Reads a layout file; `path` is its name in problems.
///
/// # Errors
/// Every fault in it: YAML that does not parse, unknown keys and words, boxes outside of the card or over each
/// other, text where a 2:1 crop or `clear` forbids it.
pub fn parse(path: &str, text: &str) -> Result<Template, Vec<Problem>> {
    let document = tree::read(text, tree::Most::USUAL).map_err(|refusal| {
        let place = refusal.at.map_or_else(
            || Place::file(path),
            |(line, column)| {
                let words = text.lines().nth(line.saturating_sub(1) as usize);
                Place::span(path, line, column, 1, words.unwrap_or_default())
            },
        );
        vec![Problem::error("layout-file", format!("not YAML: {}", refusal.message)).at(place)]
    })?;
    let mut reading = Reading {
        path,
        text,
        problems: Vec::new(),
    };
    let root = Cursor::root(&document);
    reading.keys(&root, &KEYS);
    let size = root
        .get("size")
        .and_then(|value| reading.numbers::<2>(&value, "`size`", "size: [1200, 630]"))
        .map_or((1200.0, 630.0), |[width, height]| {
            (width.clamp(1.0, LARGEST), height.clamp(1.0, LARGEST))
        });
    let mut template = Template {
        size,
        layers: Vec::new(),
        slots: Vec::new(),
        clear: Vec::new(),
    };
    if let Some(layers) = root.get("layers") {
        for layer in list(&mut reading, &layers, "layers") {
            template
                .layers
                .extend(read_layer(&mut reading, &layer, size));
        }
    }
    let mut places = Vec::new();
    if let Some(slots) = root.get("slots") {
        let names: Vec<&str> = Kind::NAMES.iter().map(|(name, _)| *name).collect();
        reading.keys(&slots, &names);
        for (name, value) in slots.entries() {
            let Some((_, kind)) = Kind::NAMES.iter().find(|(known, _)| *known == name) else {
                continue;
            };
            if let Some(slot) = read_slot(&mut reading, &value, *kind) {
                template.slots.push(slot);
                places.push(value);
            }
        }
    }
    let mut clear_places = Vec::new();
    if let Some(clear) = root.get("clear") {
        for value in list(&mut reading, &clear, "clear") {
            if let Some(area) = reading.numbers::<4>(&value, "a box", "[820, 90, 320, 450]") {
                template.clear.push(area);
                clear_places.push(value);
            }
        }
    }
    check::check(&mut reading, &template, &places, &clear_places);
    if reading.problems.is_empty() {
        Ok(template)
    } else {
        Err(reading.problems)
    }
}

/// The items of a list, at most [`MOST`].
fn list<'a>(reading: &mut Reading, value: &Cursor<'a>, key: &str) -> Vec<Cursor<'a>> {
    match value.items() {
        Some(items) if items.len() <= MOST => items,
        Some(items) => {
            let found = items.len();
            reading.wrong(
                value,
                format!("{found} entries under `{key}`, and the limit is {MOST}"),
                "leave some out",
            );
            Vec::new()
        }
        None => {
            let kind = value.node.kind();
            reading.wrong(
                value,
                format!("`{key}` is {kind}, not a list"),
                format!("write `{key}:` and an entry per line, each beginning with `- `"),
            );
            Vec::new()
        }
    }
}

fn read_layer(reading: &mut Reading, layer: &Cursor, size: (f64, f64)) -> Option<Layer> {
    reading.keys(layer, &LAYER);
    let named: Vec<&str> = PAINTS
        .iter()
        .copied()
        .filter(|key| layer.get(key).is_some())
        .collect();
    let [name] = named[..] else {
        if matches!(layer.node, Node::Map(_)) {
            let found = if named.is_empty() {
                "nothing to paint".to_owned()
            } else {
                format!("{} at once", ticked(&named))
            };
            reading.wrong(
                layer,
                format!("a layer with {found}"),
                format!("name one of {}", ticked(&PAINTS)),
            );
        }
        return None;
    };
    let value = layer.get(name)?;
    let paint = match name {
        "image" => match value.node {
            Node::Text(path) if !path.trim().is_empty() => Some(Paint::Image(path.clone())),
            other => {
                let kind = other.kind();
                reading.wrong(
                    &value,
                    format!("`image` is {kind}, not a file or a pattern of files"),
                    "write `image: \"bg/*.png\"`",
                );
                None
            }
        },
        "art" => {
            let names = [
                ("color", Art::Color),
                ("picture", Art::Color),
                ("gray", Art::Gray),
            ];
            reading
                .word(&value, "a picture of the post", &names)
                .map(Paint::Art)
        }
        "shape" => {
            let circle = reading.word(&value, "a shape", &[("rect", false), ("circle", true)]);
            let fill = match layer.get("fill") {
                Some(fill) => read_fill(reading, &fill),
                None => {
                    reading.wrong(layer, "a shape without `fill`".into(), "add `fill: brand`");
                    None
                }
            };
            circle
                .zip(fill)
                .map(|(circle, fill)| Paint::Shape { circle, fill })
        }
        _ => reading
            .word(&value, "a pattern", &Pattern::NAMES)
            .map(Paint::Pattern),
    };
    if let Some(pick) = layer.get("pick") {
        reading.word(&pick, "a way to pick a picture", &[("permalink", ())]);
    }
    let mut area = |key: &str| {
        let value = layer.get(key)?;
        reading.numbers::<4>(
            &value,
            &format!("`{key}`"),
            &format!("{key}: [0, 0, 1200, 630]"),
        )
    };
    let (whole, clip) = (area("box"), area("clip"));
    let fit = match layer.get("fit") {
        Some(value) => reading.word(
            &value,
            "a fit",
            &[("cover", Fit::Cover), ("contain", Fit::Contain)],
        ),
        None => None,
    };
    Some(Layer {
        paint: paint?,
        area: whole.unwrap_or([0.0, 0.0, size.0, size.1]),
        clip,
        fit: fit.unwrap_or(Fit::Cover),
        radius: reading.number(layer, "radius", 0.0, LARGEST),
        opacity: reading.number(layer, "opacity", 100.0, 100.0) / 100.0,
    })
}

fn read_fill(reading: &mut Reading, value: &Cursor) -> Option<Fill> {
    match value.node {
        Node::Text(word) if word == "dim" => Some(Fill::Dim),
        Node::Map(_) => {
            reading.keys(value, &GRADIENT);
            let mut end = |key: &str| match value.get(key) {
                Some(color) => read_token(reading, &color),
                None => {
                    reading.wrong(
                        value,
                        format!("a gradient without `{key}`"),
                        "write `{from: brand, to: shade, angle: 115}`",
                    );
                    None
                }
            };
            let (from, to) = (end("from"), end("to"));
            Some(Fill::Gradient {
                from: from?,
                to: to?,
                angle: reading.number(value, "angle", 180.0, 360.0),
            })
        }
        _ => read_token(reading, value).map(Fill::Flat),
    }
}

fn read_token(reading: &mut Reading, value: &Cursor) -> Option<Token> {
    if let Node::Text(word) = value.node
        && word.starts_with('#')
    {
        let found = color(word);
        if found.is_none() {
            reading.wrong(
                value,
                format!("`{word}` is not a colour"),
                "write `\"#0B6E4F\"`",
            );
        }
        return found.map(Token::Rgb);
    }
    if matches!(value.node, Node::Null) {
        reading.wrong(
            value,
            "no colour: YAML takes what follows ` #` for a comment".into(),
            "write it in quotes: `\"#0B6E4F\"`",
        );
        return None;
    }
    reading.word(value, "a colour", &Token::NAMES)
}

fn read_slot(reading: &mut Reading, value: &Cursor, kind: Kind) -> Option<Slot> {
    reading.keys(value, &SLOT);
    let Some(area) = value.get("box") else {
        reading.wrong_key(
            value,
            format!("slot `{}` without `box`", kind.name()),
            "add `box: [72, 150, 640, 340]`",
        );
        return None;
    };
    let area: Box4 = reading.numbers::<4>(&area, "`box`", "box: [72, 150, 640, 340]")?;
    let stacked = kind == Kind::Stack;
    let titled = if stacked { value.get("title") } else { None };
    if let Some(title) = &titled {
        reading.keys(title, &TITLE);
    }
    let titled = titled.as_ref().unwrap_or(value);
    let sizes = titled.get("sizes").and_then(|sizes| {
        let found = reading.numbers::<2>(&sizes, "`sizes`", "sizes: [68, 40]")?;
        let sound = found[0] >= found[1] && found[1] >= 8.0 && found[0] <= 600.0;
        if !sound {
            reading.wrong(
                &sizes,
                "`sizes` is the largest and the least size, from 600 to 8".into(),
                "write `sizes: [68, 40]`",
            );
        }
        sound.then_some((found[0], found[1]))
    });
    let lines = if kind == Kind::Description { 2.0 } else { 4.0 };
    Some(Slot {
        kind,
        area,
        align: read_align(reading, value, stacked),
        items: read_items(reading, value),
        sizes: sizes.unwrap_or((68.0, 40.0)),
        lines: reading.number(titled, "lines", lines, 12.0).max(1.0) as usize,
        size: value
            .get("size")
            .map(|_| reading.number(value, "size", 24.0, 200.0).max(8.0)),
        max: reading.number(value, "max", 3.0, 10.0) as usize,
        chip: read_chip(reading, value),
        circle: value.get("shape").is_none_or(|shape| {
            let names = [("circle", true), ("square", false)];
            reading.word(&shape, "a shape of avatars", &names) != Some(false)
        }),
        overlap: reading.number(value, "overlap", 20.0, 200.0),
        show: value.get("show").map(|show| read_show(reading, &show)),
        after: value
            .get("after")
            .and_then(|after| reading.word(&after, "a slot", &Kind::NAMES)),
    })
}

fn read_align(reading: &mut Reading, value: &Cursor, stacked: bool) -> (Align, Align) {
    let usual = (
        Align::Start,
        if stacked { Align::Middle } else { Align::Start },
    );
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
    let items = list(reading, &items, "items");
    items
        .iter()
        .filter_map(|item| reading.word(item, "an item of a stack", &Item::NAMES))
        .collect()
}

fn read_show(reading: &mut Reading, value: &Cursor) -> Vec<Shown> {
    let mut shown = Vec::new();
    for item in list(reading, value, "show") {
        let found = match item.node {
            Node::Text(word) => Shown::named(word),
            _ => None,
        };
        match found {
            Some(show) => shown.push(show),
            None => {
                let names = Shown::NAMES.map(|(name, _)| name);
                reading.wrong(
                    &item,
                    "not a fact of a post".into(),
                    format!("write {}, or `field:NAME`", ticked(&names)),
                );
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
        radius: reading.number(&chip, "radius", 22.0, LARGEST),
        pad: pad.map_or((16.0, 8.0), |[x, y]| (x.min(200.0), y.min(200.0))),
    }
}
