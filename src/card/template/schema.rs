//! The JSON schema of layout files, for editors.

use serde_json::{Value, json};

use crate::card::template::parse::{CHIP, KEYS, LAYER, SLOT};
use crate::card::template::{Align, Item, Kind, Token};
use crate::card::theme::{Pattern, Shown};

/// The schema; `feedcard schema layout` prints it.
pub fn schema() -> Value {
    let names = |names: &[&str]| json!({"enum": names});
    let numbers = |count: usize| json!({"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": count, "maxItems": count});
    let number = || json!({"type": "integer", "minimum": 0});
    let color = json!({"anyOf": [{"enum": Token::NAMES.map(|(name, _)| name)}, {"type": "string", "pattern": "^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$"}]});
    let gradient = json!({"type": "object", "properties": {"from": color, "to": color, "angle": {"type": "integer", "minimum": 0, "maximum": 360}},
        "required": ["from", "to"], "additionalProperties": false});
    let layer = |key: &str| match key {
        "image" => {
            json!({"type": "string", "description": "a picture file or a glob; of several, one per post by its address"})
        }
        "art" => names(&["color", "gray", "picture"]),
        "shape" => names(&["rect", "circle"]),
        "pattern" => names(&Pattern::NAMES.map(|(name, _)| name)),
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
        "title" => {
            json!({"type": "object", "properties": {"sizes": numbers(2), "lines": number()}, "additionalProperties": false})
        }
        "sizes" => numbers(2),
        "chip" => object(&CHIP, &chip, &[]),
        "shape" => names(&["circle", "square"]),
        "show" => {
            json!({"type": "array", "items": {"anyOf": [{"enum": Shown::NAMES.map(|(name, _)| name)}, {"type": "string", "pattern": "^field:."}]}})
        }
        "after" => names(&Kind::NAMES.map(|(name, _)| name)),
        _ => number(),
    };
    let kinds = Kind::NAMES.map(|(name, _)| name);
    let root = |key: &str| match key {
        "size" => numbers(2),
        "layers" => json!({"type": "array", "items": object(&LAYER, &layer, &[])}),
        "slots" => object(&kinds, &|_| object(&SLOT, &slot, &["box"]), &[]),
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
