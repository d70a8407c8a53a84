//! The schema of a post's front matter: the keys of each fact, and `card:`.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::config::keys::{KEYS, LAYOUTS};
use crate::config::kind::Kind;
use crate::schema::value::{mapping, of_kind, or_null, text};

/// Every key that has a meaning; others are the generator's own.
pub(super) fn schema() -> Value {
    // A name may mean several facts: `published` is a date, or `false`.
    let mut meanings: IndexMap<String, (Vec<Value>, Vec<&str>)> = IndexMap::new();
    let mut add = |name: &str, schema: Value, doc: &'static str| {
        let (schemas, docs) = meanings.entry(name.to_owned()).or_default();
        if !schemas.contains(&schema) {
            schemas.push(schema);
        }
        docs.push(doc);
    };
    for key in KEYS {
        let Some(field) = key.path.strip_prefix("fields.") else {
            continue;
        };
        let Some((schema, doc)) = value(field) else {
            continue;
        };
        let names: Vec<String> = serde_yaml::from_str(key.default).unwrap_or_default();
        // `build.list` is below `build`, which is the generator's.
        for name in names.iter().filter(|name| !name.contains('.')) {
            add(name, schema.clone(), doc);
        }
    }
    add("card", card(), "this post's card");
    let properties: Map<String, Value> = meanings
        .into_iter()
        .map(|(name, (mut schemas, docs))| {
            schemas.push(json!({"type": "null"}));
            let schema = json!({"anyOf": schemas, "description": docs.join("; or ")});
            (name, schema)
        })
        .collect();
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "front matter of a post",
        "description": "What feedcard reads of a post's front matter, with the default `fields:`",
        "type": "object",
        "properties": properties,
    })
}

/// Allowed values of a fact, and their meaning. Nothing for names that are read below another key.
fn value(field: &str) -> Option<(Value, &'static str)> {
    let words = json!({"type": "string"});
    let flag = json!({"anyOf": [{"type": "boolean"}, words]});
    // Every spelling of a date has a year of four digits somewhere.
    let date = json!({"type": "string", "pattern": "[0-9]{4}"});
    let list = json!({"anyOf": [text(), {"type": "array", "items": or_null(text())}]});
    Some(match field {
        "title" => (text(), "the post's title"),
        "date" => (
            date,
            "date of publication; an offset is kept, without one `timezone` decides",
        ),
        "updated" => (
            json!({"anyOf": [date, {"type": "object"}]}),
            "date of the last change",
        ),
        // `permalink: false` is Eleventy's way to write no page.
        "permalink" => (
            json!({"anyOf": [text(), {"type": "boolean"}, {"type": "object"}]}),
            "the post's address, taken literally",
        ),
        "slug" => (text(), "replaces {stem} and {slug} in the address"),
        "description" => (text(), "one or two sentences; else the first paragraph"),
        "tags" => (list, "tags, as a list or in one text with commas"),
        "categories" => (list, "categories, of which {category} is the first"),
        "section" => (list, "categories of cards and feeds"),
        "authors" => {
            let one = json!({"anyOf": [words, {"type": "object"}]});
            let schema = json!({"anyOf": [one, {"type": "array", "items": one}]});
            (
                schema,
                "authors: names, mappings of name and link, or keys of authors.yml",
            )
        }
        "author_url" => (text(), "the page of an only author"),
        "thumbnail" => {
            let one = json!({"anyOf": [words, {"type": "object"}, {"type": "boolean"}]});
            let schema = json!({"anyOf": [one, {"type": "array", "items": one}]});
            (
                schema,
                "the post's picture, or its twins in colour and gray",
            )
        }
        "series" => (text(), "the series that the post belongs to"),
        "media" => (
            json!({"anyOf": [words, {"type": "object"}]}),
            "a recording: its file, or a mapping of file and length",
        ),
        "external_url" => (text(), "the external page that the post is about, absolute"),
        "excerpt_only" => (flag, "true: feeds carry the description alone"),
        "lang" => (text(), "the post's language, BCP 47"),
        "guid" => (text(), "pins the post's id in feeds"),
        "draft" => (flag, "true: held back"),
        "public" => (flag, "false: held back"),
        "status" => (
            flag,
            "a word such as draft, private or unlisted holds the post back",
        ),
        "scheduled" => (date, "held back until then"),
        "expires" => (date, "held back from then on"),
        "excluded" => (
            json!({"anyOf": [{"type": "boolean"}, list]}),
            "true, or a list that names the posts: held back",
        ),
        "password" => (text(), "a page behind a password is held back"),
        "feed" => (
            json!({"anyOf": [{"type": "boolean"}, words, {"type": "object"}]}),
            "false: in no feed; its card is drawn",
        ),
        _ => return None,
    })
}

fn card() -> Value {
    let layout = json!({"anyOf": [{"enum": LAYOUTS}, {"type": "string", "pattern": r"\.ya?ml$"}]});
    mapping([
        ("layout", layout, false),
        ("title", text(), false),
        ("kicker", text(), false),
        ("subtitle", text(), false),
        ("skip", json!({"type": "boolean"}), false),
        ("theme", of_kind(Kind::Below("cards.theme")), false),
        ("fonts", of_kind(Kind::Below("cards.fonts")), false),
    ])
}
