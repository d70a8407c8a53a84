//! A kind of value -> its JSON schema.

use serde_json::{Map, Value, json};

use crate::config::keys::{Key, PERMALINK_TOKENS};
use crate::config::kind::Kind;

/// Anything but a backslash or a control character.
const PATH: &str = r"^[^\\\u0000-\u001f\u007f]+$";
/// A path that stays below its folder.
const INSIDE: &str = r"^(\./)?(?!\.{1,2}(/|$))[^/\\\u0000-\u001f\u007f]*[^/\\:\u0000-\u001f\u007f](/(?!\.{1,2}(/|$))[^/\\\u0000-\u001f\u007f]*[^/\\:\u0000-\u001f\u007f])*$";
const SITE: &str = r"^\s*[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#@]+(/[^\s?#]*)?\s*$";
const LINK: &str = r"^\s*[Hh][Tt][Tt][Pp][Ss]?://[^\s/]";
/// RFC 5646 2.1, as the reader accepts it.
const LANGUAGE: &str = "^[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-[A-WYZa-wyz0-9](-[A-Za-z0-9]{2,8})+)*(-[Xx](-[A-Za-z0-9]{1,8})+)?$";
const COLOR: &str = r"^\s*#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})\s*$";
/// 200 to 4096 pixels a side.
const SIZE: &str = "^([2-9][0-9]{2}|[1-3][0-9]{3}|40[0-8][0-9]|409[0-6])x([2-9][0-9]{2}|[1-3][0-9]{3}|40[0-8][0-9]|409[0-6])$";
const LAYOUT_FILE: &str = r"\.ya?ml$";
const FIELD: &str = r"^field:\s*\S";
const PICTURE_FILE: &str = r"\{(permalink|hash)\}.*\.([Jj][Pp][Ee]?[Gg]|[Pp][Nn][Gg])$";

/// The schema of what may be written under `key`, with its default and its line for people.
pub(super) fn of_key(key: &Key) -> Value {
    let mut schema = match exact(key.path) {
        Some(schema) => schema,
        None => of_kind(key.kind),
    };
    if !key.default.is_empty() {
        schema = or_null(schema);
        // `null` as a default means that there is none.
        if let Some(default) = default(key.default).filter(|default| !default.is_null()) {
            schema["default"] = default;
        }
    }
    schema["description"] = json!(key.doc);
    schema
}

/// A mapping with `keys` and no others.
pub(super) fn mapping<'a>(keys: impl IntoIterator<Item = (&'a str, Value, bool)>) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for (name, schema, needed) in keys {
        properties.insert(name.to_owned(), schema);
        if needed {
            required.push(json!(name));
        }
    }
    let mut schema =
        json!({"type": "object", "additionalProperties": false, "properties": properties});
    if !required.is_empty() {
        schema["required"] = Value::Array(required);
    }
    schema
}

/// `schema`, or nothing written.
pub(super) fn or_null(schema: Value) -> Value {
    any_of(vec![schema, json!({"type": "null"})])
}

/// Definitions that schemas refer to by name.
pub(super) fn definitions() -> Value {
    let zones: Vec<&str> = chrono_tz::TZ_VARIANTS
        .iter()
        .map(|zone| zone.name())
        .collect();
    json!({"zone": {"type": "string", "enum": zones}})
}

/// Text that is not empty; a number is accepted as it is spelled.
pub(super) fn text() -> Value {
    any_of(vec![
        json!({"type": "string", "pattern": r"\S"}),
        json!({"type": "number"}),
    ])
}

/// Keys whose values have narrower limits than their kind.
fn exact(path: &str) -> Option<Value> {
    let pattern = |pattern: &str| json!({"type": "string", "pattern": pattern});
    Some(match path {
        "site.url" => pattern(SITE),
        "permalink" => {
            let one = pattern(&permalink());
            any_of(vec![
                one.clone(),
                json!({"type": "object", "additionalProperties": one}),
            ])
        }
        "feeds.rss" | "feeds.atom" | "feeds.json" => {
            any_of(vec![pattern(INSIDE), json!({"type": "boolean"})])
        }
        "cards.path" => {
            json!({"type": "string", "allOf": [{"pattern": INSIDE}, {"pattern": PICTURE_FILE}]})
        }
        _ => return None,
    })
}

/// An address pattern: from the root, of known tokens, one of them other than `{lang}`.
fn permalink() -> String {
    let all = PERMALINK_TOKENS.join("|");
    let telling: Vec<&str> = PERMALINK_TOKENS
        .iter()
        .copied()
        .filter(|token| *token != "lang")
        .collect();
    let telling = telling.join("|");
    let plain = r"[^\s?#\\{}]*";
    format!(
        r"^(?!//)(?!.*/:)(?!.*/\.{{1,2}}(/|$))(?=.*\{{({telling})\}})/{plain}(\{{({all})\}}{plain})+$"
    )
}

pub(super) fn of_kind(kind: Kind) -> Value {
    let pattern = |pattern: &str| json!({"type": "string", "pattern": pattern});
    match kind {
        Kind::Text => text(),
        Kind::Link => pattern(LINK),
        Kind::Language => pattern(LANGUAGE),
        Kind::Zone => json!({"$ref": "#/definitions/zone"}),
        Kind::Path => any_of(vec![pattern(PATH), json!({"type": "number"})]),
        Kind::Glob | Kind::Selector => pattern(r"\S"),
        Kind::Color => pattern(COLOR),
        Kind::Size => pattern(SIZE),
        Kind::Flag => json!({"type": "boolean"}),
        Kind::Off => json!({"const": false}),
        Kind::Count => json!({"type": "integer", "minimum": 1}),
        Kind::OneOf(words) => json!({"enum": words}),
        Kind::List(items) => {
            let item = of_kind(*items);
            any_of(vec![item.clone(), json!({"type": "array", "items": item})])
        }
        Kind::Map(keys) => mapping(
            keys.iter()
                .map(|key| (key.path, of_key(key), key.default.is_empty())),
        ),
        // What is left out stays as it is: no default.
        Kind::Below(_) => mapping(
            kind.keys()
                .into_iter()
                .flatten()
                .map(|key| (key.path, or_null(of_kind(key.kind)), false)),
        ),
        Kind::MapOf(items) => json!({"type": "object", "additionalProperties": of_kind(*items)}),
        Kind::AnyOf(kinds) => {
            // Beside a list of words, a path is a layout's file, and a text a field of the front matter.
            let words = kinds.iter().any(|kind| matches!(kind, Kind::OneOf(_)));
            let one = |kind: &Kind| match kind {
                Kind::Path if words => pattern(LAYOUT_FILE),
                Kind::Text if words => pattern(FIELD),
                other => of_kind(*other),
            };
            any_of(kinds.iter().map(one).collect())
        }
    }
}

/// One of several schemas, those of an `anyOf` among them laid side by side.
fn any_of(schemas: Vec<Value>) -> Value {
    let mut flat = Vec::new();
    for schema in schemas {
        match schema.get("anyOf").and_then(Value::as_array) {
            Some(inner) => flat.extend(inner.iter().cloned()),
            None => flat.push(schema),
        }
    }
    json!({"anyOf": flat})
}

/// A default, which the table spells as YAML.
fn default(text: &str) -> Option<Value> {
    serde_yaml::from_str(text).ok()
}
