//! The JSON schema of layout files, for editors.

use serde_json::{Value, json};

use crate::card::template::parse::{GRADIENT, KEYS, LAYERS, MOST, PATTERNS};
use crate::card::template::slot::{CHIP, SLOTS, TITLE};
use crate::card::template::{Align, Item, Kind, Token};
use crate::card::theme::Shown;

/// The schema; `feedcard schema layout` prints it.
pub fn schema() -> Value {
    let names = |names: &[&str]| json!({"enum": names});
    let numbers = |count: usize| json!({"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": count, "maxItems": count});
    let number = || json!({"type": "integer", "minimum": 0});
    let color = json!({"anyOf": [{"enum": Token::NAMES.map(|(name, _)| name)}, {"type": "string", "pattern": "^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$"}]});
    let end = |key: &str| match key {
        "angle" => json!({"type": "integer", "minimum": 0, "maximum": 360}),
        _ => color.clone(),
    };
    let gradient = object(&GRADIENT, &end, &["from", "to"]);
    let layer = |key: &str| match key {
        "image" => {
            json!({"type": "string", "description": "a picture file or a glob; of several, one per post by its address"})
        }
        "art" => names(&["color", "gray", "picture"]),
        "shape" => names(&["rect", "circle"]),
        "pattern" => json!({"enum": PATTERNS.iter().map(|(name, _)| *name).collect::<Vec<_>>()}),
        "box" | "clip" => numbers(4),
        "fit" => names(&["cover", "contain"]),
        "pick" => names(&["permalink"]),
        "fill" => json!({"anyOf": [{"const": "dim"}, color, gradient]}),
        "opacity" => json!({"type": "integer", "minimum": 0, "maximum": 100}),
        _ => number(),
    };
    let chip = |key: &str| match key {
        "fill" => color.clone(),
        "pad" => numbers(2),
        _ => number(),
    };
    let aligns = Align::NAMES.map(|(name, _)| name);
    let slot = |key: &str| match key {
        "box" => numbers(4),
        "align" => {
            json!({"type": "array", "items": {"enum": aligns}, "minItems": 2, "maxItems": 2})
        }
        "items" => json!({"type": "array", "items": {"enum": Item::NAMES.map(|(name, _)| name)}}),
        "title" => object(
            &TITLE,
            &|key| if key == "sizes" { numbers(2) } else { number() },
            &[],
        ),
        "sizes" => numbers(2),
        "chip" => object(&CHIP, &chip, &[]),
        "shape" => names(&["circle", "square"]),
        "show" => {
            json!({"type": "array", "items": {"anyOf": [{"enum": Shown::NAMES.map(|(name, _)| name)}, {"type": "string", "pattern": "^field:."}]}})
        }
        "after" => names(&Kind::NAMES.map(|(name, _)| name)),
        _ => number(),
    };
    let layers = LAYERS.map(|(name, keys)| {
        let shape: &[&str] = if name == "shape" {
            &["shape", "fill"]
        } else {
            &[name]
        };
        object(keys, &layer, shape)
    });
    let kinds = Kind::NAMES.map(|(name, _)| name);
    let slots = |name: &str| {
        let found = SLOTS.iter().find(|(kind, _)| kind.name() == name);
        object(found.map_or(&[][..], |(_, keys)| keys), &slot, &["box"])
    };
    let root = |key: &str| match key {
        "size" => numbers(2),
        "layers" => json!({"type": "array", "items": {"anyOf": layers}, "maxItems": MOST}),
        "slots" => object(&kinds, &slots, &[]),
        _ => json!({"type": "array", "items": numbers(4)}),
    };
    let mut schema = object(&KEYS, &root, &[]);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("feedcard layout");
    schema
}

/// An object of known keys.
fn object(keys: &[&str], value: &dyn Fn(&str) -> Value, required: &[&str]) -> Value {
    let properties: serde_json::Map<String, Value> = keys
        .iter()
        .map(|key| ((*key).to_owned(), value(key)))
        .collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}
