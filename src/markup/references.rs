//! Character references, `&amp;` or `&#48;` -> the characters that they mean.
//!
//! # Source
//! The table of HTML Living Standard 13.5, as `html5ever` has it.

use std::borrow::Cow;

use html5ever::data::NAMED_ENTITIES;

/// Bytes of the longest reference that is looked for, with its semicolon.
const LONGEST: usize = 33;

/// The one or two characters that `reference` means: `amp;`, `#48;` or `#x30;`, what stands behind the sign.
pub fn meant(reference: &str) -> Option<(char, Option<char>)> {
    if let Some(number) = reference.strip_prefix('#') {
        return Some((numbered(number.strip_suffix(';')?)?, None));
    }
    let &(first, second) = NAMED_ENTITIES.get(reference)?;
    let second = Some(second).filter(|&second| second != 0);
    // The table also has the beginnings of names, which mean nothing.
    let first = char::from_u32(first).filter(|&first| first != '\0')?;
    Some((first, second.and_then(char::from_u32)))
}

/// The character of a number: `48` or `x30`.
fn numbered(written: &str) -> Option<char> {
    let point = match written.strip_prefix(['x', 'X']) {
        Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            u32::from_str_radix(hex, 16)
        }
        None if written.bytes().all(|byte| byte.is_ascii_digit()) => written.parse(),
        _ => return None,
    };
    char::from_u32(point.ok()?).filter(|&c| c != '\0')
}

/// The reference at the beginning of `text`, which begins with `&`: its characters, and the bytes that it takes.
pub fn first(text: &str) -> Option<((char, Option<char>), usize)> {
    let near = text.as_bytes().iter().take(LONGEST + 1);
    let end = near.copied().position(|byte| byte == b';')?;
    Some((meant(&text[1..=end])?, end + 1))
}

/// The text that is meant; what is no reference stays.
pub fn decoded(text: &str) -> Cow<'_, str> {
    let Some(begin) = memchr::memchr(b'&', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    let (plain, mut rest) = text.split_at(begin);
    out.push_str(plain);
    while !rest.is_empty() {
        let length = match first(rest) {
            Some(((one, other), length)) => {
                out.push(one);
                out.extend(other);
                length
            }
            None => {
                out.push('&');
                1
            }
        };
        rest = &rest[length..];
        let plain = memchr::memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
        out.push_str(&rest[..plain]);
        rest = &rest[plain..];
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn references_are_what_a_browser_shows_and_the_rest_stays() {
        for (written, meant) in [
            ("글 &amp; 글", "글 & 글"),
            ("&rarr;&uarr;&#8592;&#x2193;", "→↑←↓"),
            ("&NotEqualTilde;", "≂\u{338}"),
            ("&amp;lt;", "&lt;"),
            ("a&b;c & d&am;&a", "a&b;c & d&am;&a"),
            (
                "&#0;&#xd800;&#;&#x;&#+1;&#99999999999;",
                "&#0;&#xd800;&#;&#x;&#+1;&#99999999999;",
            ),
            (
                "&가나다라마바사아자차카타파하;",
                "&가나다라마바사아자차카타파하;",
            ),
        ] {
            assert_eq!(decoded(written), meant, "{written}");
        }
    }
}
