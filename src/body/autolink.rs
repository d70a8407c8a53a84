//! Bare addresses in prose.
//!
//! GitHub's rules read `https://a.example/x에서` as one address; Hugo and readers of Korean end it before the Hangul, and so
//! does this.

use std::ops::Range;

/// An address that stands in a text without any markup.
#[derive(Debug, PartialEq, Eq)]
pub struct Bare {
    pub range: Range<usize>,
    pub url: String,
}

/// True if a text without a colon may hold a bare address.
pub fn may_hold_without_colon(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr(b'@', bytes).is_some()
        || memchr::memchr(b'w', bytes).is_some_and(|at| text[at..].contains("www."))
}

/// The address whose `://` is at byte `colon`.
pub fn at_scheme(text: &str, colon: usize) -> Option<Bare> {
    let scheme = ["https", "http"].into_iter().find(|scheme| {
        let before = text.as_bytes().get(..colon).unwrap_or_default();
        before.len() >= scheme.len()
            && before[before.len() - scheme.len()..].eq_ignore_ascii_case(scheme.as_bytes())
    })?;
    let start = colon - scheme.len();
    if text[..start].ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let host = colon + "://".len();
    let end = end(text, host);
    if !text[host..end].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') {
        return None;
    }
    let end = start + trimmed(&text[start..end]).len();
    (end > host).then(|| Bare {
        range: start..end,
        url: text[start..end].to_owned(),
    })
}

/// The address that begins with `www.` at byte `start`.
pub fn at_www(text: &str, start: usize) -> Option<Bare> {
    let before = text[..start].chars().next_back();
    if before.is_some_and(|c| {
        c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '@' | ':' | '_' | '=')
    }) {
        return None;
    }
    let end = end(text, start);
    let address = trimmed(&text[start..end]);
    let host = address
        .split(['/', '?', '#', ':'])
        .next()
        .unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let plain = |label: &&str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    (labels.len() >= 3 && labels.iter().all(plain) || labels.len() == 2 && labels.iter().all(plain))
        .then(|| Bare {
            range: start..start + address.len(),
            url: format!("http://{address}"),
        })
}

/// The mailbox whose `@` is at byte `at`.
pub fn at_mailbox(text: &str, at: usize) -> Option<Bare> {
    let bytes = text.as_bytes();
    let is_local = |byte: u8| byte.is_ascii_alphanumeric() || b".+-_".contains(&byte);
    let start = (0..at)
        .rev()
        .find(|&before| !is_local(bytes[before]))
        .map_or(0, |before| before + 1);
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    let end = (at + 1..bytes.len())
        .find(|&after| !is_host(bytes[after]))
        .unwrap_or(bytes.len());
    let host = text[at + 1..end].trim_end_matches(['.', '-', '_']);
    let end = at + 1 + host.len();
    let whole = start < at
        && host.contains('.')
        && !host.starts_with('.')
        && !host.contains("..")
        && host.ends_with(|c: char| c.is_ascii_alphabetic())
        && bytes.get(end).is_none_or(|&byte| byte != b'@')
        && !text[..start].ends_with(['/', ':', '@']);
    whole.then(|| Bare {
        range: start..end,
        url: format!("mailto:{}", &text[start..end]),
    })
}

/// End of an address that goes on from byte `from`: before a blank, a `<`, and whatever is not ASCII.
fn end(text: &str, from: usize) -> usize {
    let ends = |byte: &u8| !byte.is_ascii_graphic() || *byte == b'<';
    let found = text.as_bytes()[from..].iter().position(ends);
    found.map_or(text.len(), |at| from + at)
}

/// Without the punctuation that belongs to the sentence.
///
/// # Source
/// GitHub Flavored Markdown 6.9, extended autolink path validation; square brackets as round ones.
fn trimmed(address: &str) -> &str {
    let mut rest = address;
    let count = |text: &str, sign: char| text.matches(sign).count();
    let (mut round, mut square) = (
        count(rest, ')') as isize - count(rest, '(') as isize,
        count(rest, ']') as isize - count(rest, '[') as isize,
    );
    while let Some(last) = rest.chars().next_back() {
        let cut = match last {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '"' | '`' | '|' | '\\' => true,
            ')' if round > 0 => {
                round -= 1;
                true
            }
            ']' if square > 0 => {
                square -= 1;
                true
            }
            ';' => {
                let head =
                    rest[..rest.len() - 1].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
                if head.ends_with('&') {
                    rest = &rest[..head.len()];
                }
                true
            }
            _ => false,
        };
        if !cut {
            break;
        }
        rest = &rest[..rest.len() - 1];
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bare(text: &str) -> Option<String> {
        let found = match (text.find("://"), text.find("www."), text.find('@')) {
            (Some(at), ..) => at_scheme(text, at),
            (None, Some(at), _) => at_www(text, at),
            (None, None, at) => at_mailbox(text, at?),
        };
        found.map(|bare| text[bare.range].to_owned())
    }

    #[test]
    fn an_address_ends_where_the_sentence_goes_on() {
        for (text, address) in [
            (
                "문서는 https://docs.example/a에서 본다",
                "https://docs.example/a",
            ),
            ("(https://docs.example/b)도 본다", "https://docs.example/b"),
            ("https://docs.example/c?x=1를", "https://docs.example/c?x=1"),
            ("「https://a.example/x」", "https://a.example/x"),
            ("https://a.example/(x)은", "https://a.example/(x)"),
            ("주소:https://a.example/x.", "https://a.example/x"),
            ("\"https://a.example/x\"를", "https://a.example/x"),
            ("[https://a.example/x]에", "https://a.example/x"),
            ("https://a.example/?a=1&amp;", "https://a.example/?a=1"),
            ("http://localhost:3000/로", "http://localhost:3000/"),
            ("HTTPS://a.example/길", "HTTPS://a.example/"),
            ("www.a.example에서", "www.a.example"),
            ("메일은 kim@a.example로", "kim@a.example"),
        ] {
            assert_eq!(bare(text).as_deref(), Some(address), "{text}");
        }
        for none in [
            "https://",
            "https://한글.kr",
            "xhttp://a.example",
            "a@b",
            "@kim",
            "ftp://a.example",
            "www.",
            "www..x",
        ] {
            assert_eq!(bare(none), None, "{none}");
        }
    }
}
