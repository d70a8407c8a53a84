//! Text -> HTML, with the references that a parser of HTML would write.

use std::borrow::Cow;

/// The first byte of a blank that does not break, U+00A0.
const NBSP: u8 = 0xC2;

/// True if a text holds one of `bytes`: few do, and `memchr` walks over the others many bytes at a time.
fn holds(text: &str, bytes: [u8; 6]) -> bool {
    let [a, b, c, d, e, f] = bytes;
    let text = text.as_bytes();
    memchr::memchr3(a, b, c, text).is_some() || memchr::memchr3(d, e, f, text).is_some()
}

/// Text between tags: quotes need no reference there.
///
/// # Source
/// HTML Living Standard 13.3 (serializing).
pub fn text(text: &str) -> Cow<'_, str> {
    if !holds(text, [b'&', b'<', b'>', NBSP, b'\r', 0]) {
        return Cow::Borrowed(text);
    }
    escaped(text, false)
}

/// The value of an attribute, as it is written between double quotes.
pub fn attribute(value: &str) -> Cow<'_, str> {
    if !holds(value, [b'&', b'"', b'<', b'>', NBSP, b'\r']) {
        return Cow::Borrowed(value);
    }
    escaped(value, true)
}

fn escaped(text: &str, quotes: bool) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if quotes => out.push_str("&quot;"),
            '\u{A0}' => out.push_str("&nbsp;"),
            // A parser reads CR as LF, and drops NUL.
            '\r' => out.push('\n'),
            '\0' => {}
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}
