//! Text as it is written -> text as it is meant: character references.

use std::borrow::Cow;

/// Longest name of [`named`].
const LONGEST: usize = 8;

/// Words between two tags; `None` for a reference that is not among those known here.
pub(super) fn decoded(written: &str) -> Option<Cow<'_, str>> {
    meant(written, false)
}

/// The value of an attribute, in which `&b=2` is no reference.
pub(super) fn decoded_value(written: &str) -> Option<Cow<'_, str>> {
    meant(written, true)
}

fn meant(written: &str, value: bool) -> Option<Cow<'_, str>> {
    let Some(first) = memchr::memchr(b'&', written.as_bytes()) else {
        return Some(Cow::Borrowed(written));
    };
    let mut out = String::with_capacity(written.len());
    out.push_str(&written[..first]);
    let mut rest = &written[first..];
    while let Some(behind) = rest.strip_prefix('&') {
        let bytes = behind.as_bytes();
        let end = bytes.iter().position(|byte| !byte.is_ascii_alphanumeric());
        let end = end.unwrap_or(bytes.len());
        let mut left = behind;
        if bytes.first() == Some(&b'#') {
            let end = memchr::memchr(b';', &bytes[..bytes.len().min(LONGEST + 2)])?;
            out.push(numbered(&behind[1..end])?);
            left = &behind[end + 1..];
        } else if end == 0 || value && bytes.get(end) == Some(&b'=') {
            out.push('&');
        } else if bytes.get(end) == Some(&b';') {
            out.push(named(&behind[..end])?);
            left = &behind[end + 1..];
        } else {
            return None;
        }
        let plain = memchr::memchr(b'&', left.as_bytes()).unwrap_or(left.len());
        out.push_str(&left[..plain]);
        rest = &left[plain..];
    }
    Some(Cow::Owned(out))
}

/// `39` or `x27`; `None` also for what a parser replaces.
fn numbered(written: &str) -> Option<char> {
    let number = match written.strip_prefix(['x', 'X']) {
        Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            u32::from_str_radix(hex, 16).ok()?
        }
        None if written.bytes().all(|byte| byte.is_ascii_digit()) => written.parse().ok()?,
        _ => return None,
    };
    let plain = matches!(number, 9 | 10 | 0x20..=0x7e | 0xa0..=0xd7ff | 0xe000..=0xfdcf | 0xfdf0..=0xfffd)
        || number > 0xffff && number & 0xfffe != 0xfffe;
    char::from_u32(number).filter(|_| plain)
}

/// The references that generators write.
fn named(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "laquo" => '«',
        "raquo" => '»',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "middot" => '·',
        "bull" => '•',
        "copy" => '©',
        "reg" => '®',
        "trade" => '™',
        "times" => '×',
        "deg" => '°',
        "para" => '¶',
        "sect" => '§',
        "larr" => '←',
        "uarr" => '↑',
        "rarr" => '→',
        "darr" => '↓',
        "euro" => '€',
        "zwj" => '\u{200d}',
        "zwnj" => '\u{200c}',
        "shy" => '\u{ad}',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_and_doubtful_ones_are_not() {
        for (written, meant) in [
            ("a & b && c&", Some("a & b && c&")),
            (
                "&lt;p&gt; &#39;&#x27;&#xAC00;&nbsp;",
                Some("<p> ''가\u{a0}"),
            ),
            ("&amp;lt;", Some("&lt;")),
            ("a&b", None),
            ("&copy", None),
            ("&unknown;", None),
            ("&#0;", None),
            ("&#150;", None),
            ("&#xd800;", None),
            ("&#", None),
            ("&#;", None),
            ("&#x;", None),
            ("&#+1;", None),
        ] {
            assert_eq!(decoded(written).as_deref(), meant, "{written}");
        }
        assert_eq!(
            decoded_value("?a=1&copy=2&amp;b=3").as_deref(),
            Some("?a=1&copy=2&b=3")
        );
        assert_eq!(decoded_value("?a&b"), None);
    }
}
