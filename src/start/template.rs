//! Facts found -> the text of `feedcard.yaml`: every key in the table's order, live or as a comment with its default.

use crate::config::keys::{KEYS, Key};
use crate::start::detected::Detected;

/// Column of the comments, unless the line is longer.
const COMMENTS_AT: usize = 44;

/// The JSON schema for editors, where npm puts it.
const SCHEMA: &str = "./node_modules/feedcard/feedcard.schema.json";

/// The whole file. `origin` says what it was written for.
pub fn written(found: &Detected, origin: &str) -> String {
    let mut text = format!(
        "# yaml-language-server: $schema={SCHEMA}\n\
         # Written by `feedcard init` ({origin}).\n\
         # A line that begins with `# ` shows a default: take the `# ` away to change it.\n"
    );
    let mut open: Vec<&str> = Vec::new();
    for key in KEYS {
        let mut parts: Vec<&str> = key.path.split('.').collect();
        let name = parts.pop().unwrap_or(key.path);
        let kept = open.iter().zip(&parts).take_while(|(a, b)| a == b).count();
        for (depth, section) in parts.iter().enumerate().skip(kept) {
            if depth == 0 {
                text.push('\n');
            }
            text.push_str(&format!("{}{section}:\n", "  ".repeat(depth)));
        }
        if parts.is_empty() && !open.is_empty() {
            text.push('\n');
        }
        open = parts;
        text.push_str(&line(found, key, name, open.len()));
    }
    text
}

fn line(found: &Detected, key: &Key, name: &str, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    let (shown, comment) = match found.get(key.path) {
        Some(live) => (format!("{indent}{name}: {}", live.yaml), live.note.as_str()),
        None => (format!("{indent}# {name}: {}", key.default), key.doc),
    };
    // A Hangul syllable takes two columns, so that comments line up on a terminal.
    let width = unicode_width::UnicodeWidthStr::width(shown.as_str());
    let gap = " ".repeat(COMMENTS_AT.saturating_sub(width).max(2));
    format!("{shown}{gap}# {comment}\n")
}
