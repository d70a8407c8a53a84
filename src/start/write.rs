//! A commented `feedcard.yaml`: what was found stands live, every other key with its default behind `#`.

use std::fmt::Write as _;

use super::generator::Found;
use crate::config::keys::KEYS;

/// Stands where the blog's address was not found.
pub const PLACEHOLDER_URL: &str = "https://example.com";

/// The file's text.
pub fn yaml(generator: &str, found: &Found, fallback_title: &str) -> String {
    let mut text = format!(
        "# feedcard.yaml, written by `feedcard init` for {generator}. Only `site.title` and `site.url` are required;\n\
         # each key behind a `#` shows its default.\n"
    );
    let mut open: Vec<&str> = Vec::new();
    for key in KEYS {
        let parts: Vec<&str> = key.path.split('.').collect();
        let (name, parents) = parts.split_last().expect("a path has a last part");
        let shared = open.iter().zip(parents).take_while(|(a, b)| a == b).count();
        open.truncate(shared);
        if open.is_empty() {
            text.push('\n');
        }
        for parent in &parents[shared..] {
            let live = has_live(found, key.path, parent);
            let mark = if live { "" } else { "# " };
            let _ = writeln!(text, "{mark}{}{parent}:", "  ".repeat(open.len()));
            open.push(parent);
        }
        let indent = "  ".repeat(open.len());
        let live = live(found, key.path, fallback_title);
        let (mark, value) = live.map_or(("# ", key.default.to_owned()), |value| ("", value));
        let line = format!("{mark}{indent}{name}: {value}");
        let _ = writeln!(text, "{line:<44} # {}", key.doc);
    }
    text
}

/// Whether a section has a key that stands live.
fn has_live(found: &Found, path: &str, section: &str) -> bool {
    let until = path
        .find(&format!("{section}."))
        .map_or(0, |at| at + section.len() + 1);
    KEYS.iter()
        .filter(|key| key.path.starts_with(&path[..until]))
        .any(|key| live(found, key.path, "-").is_some())
}

/// The value of a key that was found, or that has to be there.
fn live(found: &Found, path: &str, fallback_title: &str) -> Option<String> {
    let list = |items: &[String]| {
        (!items.is_empty()).then(|| {
            let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
            format!("[{}]", items.join(", "))
        })
    };
    match path {
        "site.title" => Some(quoted(found.title.as_deref().unwrap_or(fallback_title))),
        "site.url" => Some(
            found
                .url
                .clone()
                .unwrap_or_else(|| PLACEHOLDER_URL.to_owned()),
        ),
        "site.description" => found.description.as_deref().map(quoted),
        "site.language" => found.language.as_deref().map(quoted),
        "site.author.name" => found.author.as_deref().map(quoted),
        "timezone" => found.timezone.as_deref().map(quoted),
        "content" => list(&found.content),
        "ignore" => list(&found.ignore),
        "permalink" => found.permalink.as_deref().map(quoted),
        _ => None,
    }
}

/// A YAML double-quoted scalar.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
