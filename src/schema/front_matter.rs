//! The schema of a post's front matter: the names under which each fact is looked for, and `card:`.

use serde_json::{Map, Value, json};

use crate::config::keys::{KEYS, LAYOUTS};
use crate::schema::value::{mapping, or_null, text};

/// Every key that has a meaning; others are the generator's own.
pub(super) fn schema() -> Value {
    let mut properties = Map::new();
    for key in KEYS {
        let Some(field) = key.path.strip_prefix("fields.") else {
            continue;
        };
        let names: Vec<String> = serde_yaml::from_str(key.default).unwrap_or_default();
        for (rank, name) in names.iter().enumerate() {
            let mut schema = or_null(value(field));
            schema["description"] = json!(match rank {
                0 => meaning(field).to_owned(),
                _ => format!(
                    "{}; read where none of {} is there",
                    meaning(field),
                    names[..rank].join(", ")
                ),
            });
            properties.entry(name.clone()).or_insert(schema);
        }
    }
    for (name, doc, schema) in others() {
        let mut schema = or_null(schema);
        schema["description"] = json!(doc);
        properties.entry(name).or_insert(schema);
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "front matter of a post",
        "description": "What feedcard reads of a post's front matter, with the default `fields:`",
        "type": "object",
        "properties": properties,
    })
}

fn meaning(field: &str) -> &'static str {
    match field {
        "title" => "the post's title",
        "date" => "date of publication; an offset is kept, without one `timezone` decides",
        "updated" => "date of the last change",
        "permalink" => "the post's address, taken literally",
        "slug" => "replaces {stem} and {slug} in the address",
        "description" => "one or two sentences; else the first paragraph",
        "tags" => "tags, as a list or in one text with commas",
        "authors" => "authors: names, mappings of name and link, or keys of authors.yml",
        "thumbnail" => "the post's picture, or its twins in colour and gray",
        "draft" => "true: not published",
        _ => "read by feedcard",
    }
}

fn value(field: &str) -> Value {
    let words = json!({"type": "string"});
    match field {
        // Every spelling of a date has a year of four digits somewhere.
        "date" | "updated" => json!({"type": "string", "pattern": "[0-9]{4}"}),
        "draft" => json!({"anyOf": [{"type": "boolean"}, words]}),
        "tags" => json!({"anyOf": [text(), {"type": "array", "items": or_null(text())}]}),
        "authors" => {
            let one = json!({"anyOf": [words, {"type": "object", "required": ["name"], "properties": {"name": words, "link": words, "url": words, "uri": words, "email": words}}]});
            json!({"anyOf": [one, {"type": "array", "items": one}]})
        }
        "thumbnail" => {
            let one = json!({"anyOf": [words, {"type": "object"}, {"type": "boolean"}]});
            json!({"anyOf": [one, {"type": "array", "items": one}]})
        }
        // `permalink: false` is Eleventy's way to write no page.
        "permalink" => json!({"anyOf": [text(), {"type": "boolean"}, {"type": "object"}]}),
        _ => text(),
    }
}

/// Keys that have one name only.
fn others() -> Vec<(String, &'static str, Value)> {
    let text_or_list = json!({"anyOf": [text(), {"type": "array", "items": or_null(text())}]});
    let layout = json!({"anyOf": [{"enum": LAYOUTS}, {"type": "string", "pattern": r"\.ya?ml$"}]});
    let card = mapping([
        ("layout", layout, false),
        ("title", text(), false),
        ("kicker", text(), false),
        ("subtitle", text(), false),
        ("skip", json!({"type": "boolean"}), false),
    ]);
    let row = |name: &str, doc, schema| (name.to_owned(), doc, schema);
    vec![
        row("guid", "pins the post's id in feeds", text()),
        row("lang", "the post's language, BCP 47", text()),
        row(
            "categories",
            "categories; also read as tags where there are none",
            text_or_list.clone(),
        ),
        row("category", "the same, one", text_or_list),
        row(
            "published",
            "false: not published; a date: when",
            json!({"type": ["boolean", "string"]}),
        ),
        row(
            "public",
            "false: not published",
            json!({"type": ["boolean", "string"]}),
        ),
        row("card", "this post's card", card),
    ]
}
