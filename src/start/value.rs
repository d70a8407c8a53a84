//! YAML, TOML and JSON as one tree of values, and the dotted paths by which `init` reads it.

pub use serde_yaml::Value;

use crate::config::tree::{self, Most, Node};

/// A parser's refusal; line and column from 1, or 0 where it names none.
pub struct Refusal {
    /// The parser's words.
    pub message: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// Parses `text` in the format of the ending of `name`; YAML for any other ending.
///
/// # Errors
/// Any error of the parser.
pub fn read(text: &str, name: &str) -> Result<Value, Refusal> {
    match name.rsplit('.').next() {
        Some("toml") => toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let line = before.map_or(0, |before| before.matches('\n').count() + 1);
            let column = before.map_or(0, |before| {
                before
                    .rsplit('\n')
                    .next()
                    .unwrap_or_default()
                    .chars()
                    .count()
                    + 1
            });
            refusal(error.message().to_owned(), line, column)
        }),
        Some("json") => serde_json::from_str(text)
            .map_err(|error| refusal(error.to_string(), error.line(), error.column())),
        _ => serde_yaml::from_str(text)
            .or_else(|error| {
                // Ruby takes the last of a key that appears twice.
                match tree::read(text, Most::USUAL) {
                    Ok(node) => Ok(valued(node)),
                    Err(_) => Err(error),
                }
            })
            .map_err(|error| {
                let (line, column) = error
                    .location()
                    .map_or((0, 0), |at| (at.line(), at.column()));
                refusal(error.to_string(), line, column)
            }),
    }
}

fn valued(node: Node) -> Value {
    match node {
        Node::Null | Node::Number => Value::Null,
        Node::Bool(flag) => Value::Bool(flag),
        Node::Count(count) => Value::Number(count.into()),
        Node::Text(text) => Value::String(text),
        Node::List(items) => Value::Sequence(items.into_iter().map(valued).collect()),
        Node::Map(entries) => {
            let entries = entries
                .into_iter()
                .map(|(key, node)| (Value::String(key), valued(node)));
            Value::Mapping(entries.collect())
        }
    }
}

fn refusal(message: String, line: usize, column: usize) -> Refusal {
    // The place is shown separately: ` at line 3 column 5` would repeat it.
    let words = message.split(" at line ").next().unwrap_or_default();
    Refusal {
        message: words.lines().next().unwrap_or_default().to_owned(),
        line: u32::try_from(line).unwrap_or(0),
        column: u32::try_from(column).unwrap_or(0),
    }
}

/// The value at `path`, dotted: `params.author.name`. A number counts into a list. Hugo and Zola know keys in any case.
pub fn get<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(value, |value, key| match value {
        Value::Mapping(map) => map
            .iter()
            .find(|(name, _)| name.as_str() == Some(key))
            .or_else(|| {
                map.iter().find(|(name, _)| {
                    name.as_str()
                        .is_some_and(|name| name.eq_ignore_ascii_case(key))
                })
            })
            .map(|(_, value)| value),
        Value::Sequence(items) => items.get(key.parse::<usize>().ok()?),
        _ => None,
    })
}

/// The text at `path`, trimmed and not empty; numbers as they print.
pub fn text(value: &Value, path: &str) -> Option<String> {
    words(get(value, path)?)
}

/// The first text among `paths`.
pub fn first(value: &Value, paths: &[&str]) -> Option<String> {
    paths.iter().find_map(|path| text(value, path))
}

/// A scalar as text.
pub fn words(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The texts of a list, or a text alone.
pub fn list(value: &Value) -> Vec<String> {
    match value {
        Value::Sequence(items) => items.iter().filter_map(words).collect(),
        other => words(other).into_iter().collect(),
    }
}

/// Keys of the mapping at `path`.
pub fn keys(value: &Value, path: &str) -> Vec<String> {
    match get(value, path) {
        Some(Value::Mapping(map)) => map
            .keys()
            .filter_map(|key| key.as_str().map(String::from))
            .collect(),
        _ => Vec::new(),
    }
}

/// True if the value at `path` is `true`.
pub fn is_true(value: &Value, path: &str) -> bool {
    get(value, path) == Some(&Value::Bool(true))
}
