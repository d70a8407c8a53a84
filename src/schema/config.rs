//! The schema of `feedcard.yaml`, from the table of its keys.

use serde_json::{Value, json};

use crate::config::keys::{KEYS, names_in};
use crate::schema::value::{definitions, mapping, of_key, or_null, text};

/// The whole file.
pub(super) fn schema() -> Value {
    let mut schema = section("");
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["definitions"] = definitions();
    schema["title"] = json!("feedcard.yaml");
    schema["description"] =
        json!("Configuration of feedcard: feeds and social cards for a static blog");
    schema
}

/// The keys directly below `at` (`""`: the root).
fn section(at: &str) -> Value {
    let below = names_in(at).into_iter().map(|name| {
        let path = if at.is_empty() {
            name.to_owned()
        } else {
            format!("{at}.{name}")
        };
        match KEYS.iter().find(|key| key.path == path) {
            Some(key) => (name, of_key(key), key.default.is_empty()),
            None => {
                let inner = section(&path);
                let needed = inner.get("required").is_some();
                (name, alternative(&path, inner, needed), needed)
            }
        }
    });
    mapping(below)
}

/// A section may be left empty unless a key in it must be written; the author may be a name alone.
fn alternative(path: &str, section: Value, needed: bool) -> Value {
    match path {
        "site.author" => json!({"anyOf": [section, text(), {"type": "null"}]}),
        _ if needed => section,
        _ => or_null(section),
    }
}
