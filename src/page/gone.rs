//! A page whose card is no more -> the edits that take its tags out, with the lines that they were written on.

use std::ops::Range;

use super::scan::{Scan, Tag};
use super::{Edit, escape};

/// Tags that name a picture.
const NAMES: [&str; 5] = [
    "og:image",
    "og:image:url",
    "og:image:secure_url",
    "twitter:image",
    "twitter:image:src",
];
/// Tags that tell of one.
const TELLS: [&str; 5] = [
    "og:image:width",
    "og:image:height",
    "og:image:type",
    "og:image:alt",
    "twitter:image:alt",
];

/// The edits for the card that was at `url`; none where the page does not name it. A page that names another picture besides keeps
/// what it says of pictures.
pub(super) fn edits(html: &str, scan: &Scan, url: &str) -> Vec<Edit> {
    let url = escape(url);
    let names = |tag: &&Tag| is_one_of(tag, &NAMES);
    let ours = |tag: &&Tag| tag.get("content").is_some_and(|named| named.trim() == url);
    let named = || scan.tags.iter().filter(names);
    let mut tags: Vec<&Tag> = named().filter(ours).collect();
    if tags.is_empty() {
        return Vec::new();
    }
    if named().all(|tag| ours(&tag)) {
        let large = |tag: &Tag| {
            is_one_of(tag, &["twitter:card"]) && tag.get("content") == Some("summary_large_image")
        };
        let tells = |tag: &&Tag| is_one_of(tag, &TELLS) || large(tag);
        tags.extend(scan.tags.iter().filter(tells));
    }
    let edit = |tag: &Tag| Edit {
        range: with_line(html, tag.range.start..tag.end),
        text: String::new(),
    };
    tags.into_iter().map(edit).collect()
}

/// True for a `meta` all of whose names are among `keys`.
fn is_one_of(tag: &Tag, keys: &[&str]) -> bool {
    let mut named = ["property", "name"]
        .into_iter()
        .filter_map(|by| tag.get(by))
        .peekable();
    tag.name == "meta"
        && named.peek().is_some()
        && named.all(|name| keys.iter().any(|key| name.trim().eq_ignore_ascii_case(key)))
}

/// The range, and the line end and the indent before it if nothing else stands on its line.
fn with_line(html: &str, tag: Range<usize>) -> Range<usize> {
    let blank = |c: char| c == ' ' || c == '\t';
    let before = html[..tag.start].trim_end_matches(blank);
    let after = html[tag.end..].trim_start_matches(blank);
    let line = before.strip_suffix('\n');
    match line.filter(|_| after.starts_with(['\r', '\n'])) {
        Some(line) => line.strip_suffix('\r').unwrap_or(line).len()..tag.end,
        None => tag,
    }
}
