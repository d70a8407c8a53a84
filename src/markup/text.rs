//! Text as it is written -> text as it is meant: character references.

use std::borrow::Cow;

use crate::markup::references;

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
            let ((c, _), length) = references::first(rest)?;
            out.push(Some(c).filter(|&c| is_plain(c))?);
            left = &rest[length..];
        } else if end == 0 || value && bytes.get(end) == Some(&b'=') {
            out.push('&');
        } else if bytes.get(end) == Some(&b';') {
            let (one, other) = references::meant(&behind[..=end])?;
            out.push(one);
            out.extend(other);
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

/// True for a number that a parser takes as it stands; it replaces the others, or finds fault with them.
fn is_plain(c: char) -> bool {
    let number = u32::from(c);
    matches!(number, 9 | 10 | 0x20..=0x7e | 0xa0..=0xd7ff | 0xe000..=0xfdcf | 0xfdf0..=0xfffd)
        || number > 0xffff && number & 0xfffe != 0xfffe
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
