//! The text of an SVG, looked through once before it is parsed: what its parser has no limit for.
//!
//! Attributes of one element are compared with each other, namespaces are copied to every child, and entities may grow without
//! end. In: the text. Out: nothing, or a reason to refuse it. Broken markup passes: the parser says what is wrong with it.

use crate::card::svg::{Refused, refused};

/// Deepest element.
pub const MOST_DEPTH: usize = 48;
/// Elements that are written down.
const MOST_ELEMENTS: usize = 60_000;
/// Bytes of one tag beside the values of its attributes.
const MOST_TAG: usize = 4_000;
/// Bytes that are looked at for the first tag.
const HEAD: usize = 64 << 10;

/// True if a file is an SVG, by its first tag.
pub fn is_svg(bytes: &[u8]) -> bool {
    // Most pictures are none: their first byte says so, and their head is not read as text.
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if start.trim_ascii_start().first() != Some(&b'<') {
        return false;
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    let text = String::from_utf8_lossy(head);
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<!DOCTYPE") {
            // With declarations inside, it ends at the bracket that closes them.
            let plain = rest.find('>').unwrap_or(rest.len());
            if rest[..plain].contains('[') {
                "]>"
            } else {
                ">"
            }
        } else {
            break;
        };
        let Some(at) = rest.find(end) else {
            return false;
        };
        rest = rest[at + end.len()..].trim_start();
    }
    let Some(tag) = rest.strip_prefix('<') else {
        return false;
    };
    let end = |c: char| c.is_whitespace() || matches!(c, '>' | '/');
    let name = tag.split(end).next().unwrap_or_default();
    name.rsplit(':').next() == Some("svg")
}

/// Refuses what would cost too much to parse.
pub fn bounded(text: &str) -> Result<(), Refused> {
    let (mut depth, mut elements) = (0usize, 0usize);
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let skipped = if rest.starts_with("<!--") {
            until(rest, "-->")
        } else if rest.starts_with("<![CDATA[") {
            until(rest, "]]>")
        } else if rest.starts_with("<?") {
            until(rest, "?>")
        } else {
            let (length, bare) = tag(rest);
            let whole = &rest[..length];
            if whole.starts_with("<!") && whole.contains('[') {
                return Err(refused(
                    "an SVG that declares entities, which are not expanded",
                ));
            }
            if bare > MOST_TAG {
                return Err(refused("an SVG with too many attributes on one element"));
            }
            if whole.starts_with("</") {
                depth = depth.saturating_sub(1);
            } else if !whole.starts_with("<!") {
                elements += 1;
                depth += usize::from(!whole.ends_with("/>"));
            }
            length
        };
        if depth > MOST_DEPTH || elements > MOST_ELEMENTS {
            return Err(refused("an SVG with too many elements, or too deep ones"));
        }
        rest = &rest[skipped..];
    }
    Ok(())
}

fn until(rest: &str, end: &str) -> usize {
    rest.find(end).map_or(rest.len(), |at| at + end.len())
}

/// Bytes of the tag that a text begins with, and how many of them stand outside of quotes.
fn tag(rest: &str) -> (usize, usize) {
    let (mut quote, mut bare) = (None, 0);
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return (at + 1, bare),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            (None, _) => bare += 1,
            (Some(_), _) => {}
        }
    }
    (rest.len(), bare)
}
