//! The text of a layout file -> a [`Template`], every mistake told at its line and column.

use crate::card::template::cursor::{Cursor, Reading, ticked};
use crate::card::template::slot::{self, read_slot};
use crate::card::template::{
    Art, Fill, Fit, Image, Kind, Layer, Paint, Parsed, Template, Token, check,
};
use crate::card::theme::{Pattern, color};
use crate::config::tree::{self, Node};
use crate::problem::{Place, Problem};

/// Keys of the document.
pub(super) const KEYS: [&str; 4] = ["size", "layers", "slots", "clear"];
/// Paint keys of a layer, of which it has one, and the keys that it may have beside it.
pub(super) const LAYERS: [(&str, &[&str]); 4] = [
    (
        "image",
        &["image", "pick", "box", "clip", "fit", "radius", "opacity"],
    ),
    ("art", &["art", "box", "clip", "fit", "radius", "opacity"]),
    (
        "shape",
        &["shape", "fill", "box", "clip", "radius", "opacity"],
    ),
    ("pattern", &["pattern", "box", "clip", "opacity"]),
];
pub(super) const GRADIENT: [&str; 3] = ["from", "to", "angle"];
/// The patterns that a layer may paint.
pub(super) const PATTERNS: &[(&str, Pattern)] = &[
    ("rings", Pattern::Rings),
    ("grid", Pattern::Grid),
    ("waves", Pattern::Waves),
    ("type", Pattern::Type),
];
/// Layers of one file, and how many of them may be pictures, each of which is decoded for each card.
pub(super) const MOST: usize = 100;
const MOST_IMAGES: usize = 8;
/// Sides of a card in units.
const SIDES: (f64, f64) = (200.0, 4096.0);
/// Largest corner in units.
pub(super) const LARGEST: f64 = 4096.0;

/// Reads a layout file; `path` is what problems call it.
///
/// # Errors
/// Everything that is wrong with it: YAML that does not parse, unknown keys and words, boxes outside of the card or over each
/// other, text where a 2:1 crop or `clear` forbids it.
pub fn parse(path: &str, text: &str) -> Result<Parsed, Vec<Problem>> {
    let document = tree::read(text, tree::Most::USUAL).map_err(|refusal| {
        let place = refusal.at.map_or_else(
            || Place::file(path),
            |(line, column)| {
                let words = text.lines().nth(line.saturating_sub(1) as usize);
                match (words, text.lines().last()) {
                    (Some(words), _) => Place::span(path, line, column, 1, words),
                    // Behind the end of the text: the end of its last line is where something is missing.
                    (None, last) => {
                        let last = last.unwrap_or_default();
                        let line = u32::try_from(text.lines().count()).unwrap_or(line);
                        let column = u32::try_from(last.chars().count()).unwrap_or(column);
                        Place::span(path, line.max(1), column.max(1), 1, last)
                    }
                }
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
    let mut template = Template {
        size: read_size(&mut reading, &root),
        layers: Vec::new(),
        slots: Vec::new(),
        clear: Vec::new(),
    };
    let (mut images, mut layer_places) = (Vec::new(), Vec::new());
    if let Some(layers) = root.get("layers") {
        for value in list(&mut reading, &layers, "layers") {
            let Some(layer) = read_layer(&mut reading, &value, template.size) else {
                continue;
            };
            if let (Paint::Image(glob), Some(at)) = (&layer.paint, value.get("image")) {
                if images.len() == MOST_IMAGES {
                    let message = format!("more than {MOST_IMAGES} layers are pictures");
                    reading.wrong(&at, message, "join some of them in one picture");
                }
                images.push(Image {
                    glob: glob.clone(),
                    place: reading.place(&at, false),
                });
            }
            template.layers.push(layer);
            layer_places.push(value);
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
    check::check(
        &mut reading,
        &template,
        &layer_places,
        &places,
        &clear_places,
    );
    let titled = template.slots.iter().position(slot::has_title);
    let title = titled.map(|at| {
        let value = &places[at];
        reading.place(&value.get("box").unwrap_or_else(|| value.clone()), false)
    });
    if reading.problems.is_empty() {
        Ok(Parsed {
            template,
            images,
            title,
        })
    } else {
        Err(reading.problems)
    }
}

/// The units of the file: a usual card's where it says nothing.
fn read_size(reading: &mut Reading, root: &Cursor) -> (f64, f64) {
    let usual = (1200.0, 630.0);
    let Some(value) = root.get("size") else {
        return usual;
    };
    let example = "size: [1200, 630]";
    let Some(sides) = reading.numbers::<2>(&value, "`size`", example) else {
        return usual;
    };
    let (least, most) = SIDES;
    if sides.iter().any(|side| !(least..=most).contains(side)) {
        let message = format!("a card has sides from {least} to {most}");
        reading.wrong(&value, message, format!("write `{example}`"));
        return usual;
    }
    (sides[0], sides[1])
}

/// The items of a list, at most [`MOST`].
pub(super) fn list<'a>(reading: &mut Reading, value: &Cursor<'a>, key: &str) -> Vec<Cursor<'a>> {
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
    let name = painted(reading, layer)?;
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
            let art = reading.word(&value, "a picture of the post", &names);
            art.map(Paint::Art)
        }
        "shape" => read_shape(reading, layer, &value),
        _ => reading
            .word(&value, "a pattern", PATTERNS)
            .map(Paint::Pattern),
    };
    if let Some(pick) = layer.get("pick") {
        reading.word(&pick, "a way to pick a picture", &[("permalink", ())]);
    }
    let mut area = |key: &str| {
        let value = layer.get(key)?;
        let example = format!("{key}: [0, 0, {}, {}]", size.0, size.1);
        reading.numbers::<4>(&value, &format!("`{key}`"), &example)
    };
    let (whole, clip) = (area("box"), area("clip"));
    let fit = layer.get("fit").and_then(|value| {
        let names = [("cover", Fit::Cover), ("contain", Fit::Contain)];
        reading.word(&value, "a fit", &names)
    });
    Some(Layer {
        paint: paint?,
        area: whole.unwrap_or([0.0, 0.0, size.0, size.1]),
        clip,
        fit: fit.unwrap_or(Fit::Cover),
        radius: reading.number(layer, "radius", 0.0, (0.0, LARGEST)),
        opacity: reading.number(layer, "opacity", 100.0, (0.0, 100.0)) / 100.0,
    })
}

/// The one thing that a layer paints; keys that do not belong to it are told.
fn painted(reading: &mut Reading, layer: &Cursor) -> Option<&'static str> {
    let all: Vec<&str> = LAYERS
        .iter()
        .flat_map(|(_, keys)| keys.iter().copied())
        .collect();
    reading.keys(layer, &all);
    let paints = LAYERS.map(|(name, _)| name);
    let named: Vec<&(&str, &[&str])> = LAYERS
        .iter()
        .filter(|(name, _)| layer.get(name).is_some())
        .collect();
    let [(name, own)] = named[..] else {
        if matches!(layer.node, Node::Map(_)) {
            let names: Vec<&str> = named.iter().map(|(name, _)| *name).collect();
            let found = if names.is_empty() {
                "nothing to paint".to_owned()
            } else {
                format!("{} at once", ticked(&names).replace(" or ", " and "))
            };
            let message = format!("a layer with {found}");
            reading.wrong(layer, message, format!("name one of {}", ticked(&paints)));
        }
        return None;
    };
    reading.belong(layer, &format!("a layer with `{name}`"), &all, own);
    Some(name)
}

fn read_shape(reading: &mut Reading, layer: &Cursor, value: &Cursor) -> Option<Paint> {
    let circle = reading.word(value, "a shape", &[("rect", false), ("circle", true)]);
    let fill = match layer.get("fill") {
        Some(fill) => read_fill(reading, &fill),
        None => {
            reading.wrong(layer, "a shape without `fill`".into(), "add `fill: brand`");
            None
        }
    };
    if let (Some(radius), Some(true)) = (layer.get("radius"), circle) {
        let help = "leave it out, or write `shape: rect`";
        reading.wrong_key(&radius, "a circle has no `radius`".into(), help);
    }
    if let (Some(opacity), Some(Fill::Dim)) = (layer.get("opacity"), fill) {
        let help = "leave it out: `dim` is as strong as its words need";
        reading.wrong_key(&opacity, "`dim` has no `opacity`".into(), help);
    }
    let (circle, fill) = circle.zip(fill)?;
    Some(Paint::Shape { circle, fill })
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
                angle: reading.number(value, "angle", 180.0, (0.0, 360.0)),
            })
        }
        _ => read_token(reading, value).map(Fill::Flat),
    }
}

pub(super) fn read_token(reading: &mut Reading, value: &Cursor) -> Option<Token> {
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
