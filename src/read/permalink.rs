//! Where a post lives: literal addresses and patterns -> a safe [`Permalink`].

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;

use crate::date::Date;
use crate::post::Permalink;

/// What a path of a URL cannot hold as it is.
///
/// # Source
/// URL Living Standard, path percent-encode set, and `%` where it encodes nothing (handled apart).
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'[')
    .add(b']')
    .add(b'|')
    .add(b'\\');

/// The facts that a pattern's tokens stand for.
pub struct Tokens<'a> {
    /// File name without extension and language; for `index.*` the folder's name. Or the post's own `slug`.
    pub stem: &'a str,
    /// The same without its date. Or the post's own `slug`.
    pub slug: &'a str,
    /// Below the content folder, without extension, `index` and language.
    pub path: &'a str,
    /// The first category.
    pub category: Option<&'a str>,
    /// The post's language.
    pub lang: &'a str,
    /// In the post's own offset.
    pub date: Date,
}

/// Fills a pattern in. A segment whose category is missing is dropped.
pub fn filled(pattern: &str, tokens: &Tokens) -> String {
    let segments = pattern
        .split('/')
        .filter(|segment| tokens.category.is_some() || !segment.contains("{category}"));
    let pattern = segments.collect::<Vec<_>>().join("/");
    // One pass: a slug that holds `{year}` is a slug.
    let mut out = String::new();
    let mut rest = pattern.as_str();
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let tail = &rest[open..];
        let close = tail.find('}').map_or(tail.len(), |at| at + 1);
        match &tail[..close] {
            "{stem}" => out.push_str(tokens.stem),
            "{slug}" => out.push_str(tokens.slug),
            "{path}" => out.push_str(tokens.path),
            "{category}" => out.push_str(&tokens.category.unwrap_or_default().replace('/', "-")),
            "{lang}" => out.push_str(tokens.lang),
            "{year}" => out.push_str(&format!("{:04}", tokens.date.year())),
            "{month}" => out.push_str(&format!("{:02}", tokens.date.month())),
            "{day}" => out.push_str(&format!("{:02}", tokens.date.day())),
            other => out.push_str(other),
        }
        rest = &tail[close..];
    }
    out + rest
}

/// An address as written -> its form in URLs and its folder below `out/`.
///
/// # Errors
/// Words for the author: a segment that leads elsewhere, or that no disk can hold.
pub fn permalink(written: &str) -> Result<Permalink, String> {
    let path: String = written.trim().nfc().collect();
    let encoded = format!("/{}", encode(path.trim_start_matches('/')));
    let decoded = percent_decode_str(&encoded)
        .decode_utf8()
        .map_err(|_| format!("`{written}` does not decode to UTF-8"))?;
    let decoded: String = decoded.nfc().collect();
    let segments: Vec<&str> = decoded
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    for segment in &segments {
        // Full-width and one-dot-leader dots turn into dots on some disks and servers.
        let plain: String = segment
            .nfkc()
            .filter(|c| !matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}'))
            .collect();
        if matches!(plain.trim(), "." | "..") {
            return Err(format!("`{written}` leads out of its folder"));
        }
        if segment.contains('\\') || is_drive(segment) {
            return Err(format!(
                "`{written}` is a path of Windows, and an address was wanted"
            ));
        }
        if segment.chars().any(char::is_control) {
            return Err(format!(
                "`{written}` holds a control character",
                written = written.escape_debug()
            ));
        }
        if segment.len() > 200 {
            return Err("a part of the address is longer than 200 bytes".into());
        }
    }
    let folder = segments.join("/");
    let slash = if encoded.ends_with('/') && !segments.is_empty() {
        "/"
    } else {
        ""
    };
    let encoded: Vec<&str> = encoded
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    Ok(Permalink {
        encoded: format!("/{}{slash}", encoded.join("/")),
        folder,
    })
}

/// `C:` and `C:x`; a colon elsewhere is a plain character.
fn is_drive(segment: &str) -> bool {
    let mut chars = segment.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && chars.next() == Some(':')
}

/// Percent-encodes a path; what is encoded already stays.
pub fn encode(path: &str) -> String {
    let bytes = path.as_bytes();
    let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let mut signs = String::with_capacity(path.len());
    for (at, c) in path.char_indices() {
        signs.push(c);
        if c == '%' && !(hex(at + 1) && hex(at + 2)) {
            signs.push_str("25");
        }
    }
    utf8_percent_encode(&signs, PATH).to_string()
}

/// A file or folder name taken apart: the `YYYY-MM-DD` (or `YYYY-M-D`) that it begins with, and what follows.
pub fn dated(name: &str) -> Option<(String, &str)> {
    let mut rest = name;
    let mut numbers = Vec::new();
    for (least, most) in [(4, 4), (1, 2), (1, 2)] {
        if !numbers.is_empty() {
            rest = rest.strip_prefix('-')?;
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if !(least..=most).contains(&digits) {
            return None;
        }
        numbers.push(&rest[..digits]);
        rest = &rest[digits..];
    }
    let after = rest.strip_prefix(['-', '_', ' ', '.']).unwrap_or(rest);
    let ends = rest.is_empty() || after.len() < rest.len();
    let [year, month, day] = numbers.as_slice() else {
        return None;
    };
    ends.then(|| (format!("{year}-{month:0>2}-{day:0>2}"), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hangul_is_normalised_then_encoded_and_decoded_for_the_disk() {
        let link = permalink("/\u{1112}\u{1161}\u{11ab}글 하나/").unwrap();
        assert_eq!(link.encoded, "/%ED%95%9C%EA%B8%80%20%ED%95%98%EB%82%98/");
        assert_eq!(link.folder, "한글 하나");
        assert_eq!(permalink("/%ED%95%9C").unwrap().folder, "한");
        assert_eq!(permalink("x").unwrap().encoded, "/x");
        assert_eq!(
            permalink("/").unwrap(),
            Permalink {
                encoded: "/".into(),
                folder: String::new()
            }
        );
        assert_eq!(permalink("//a//b").unwrap().encoded, "/a/b");
        assert_eq!(permalink("/100%").unwrap().folder, "100%");
    }

    #[test]
    fn no_address_leaves_its_folder() {
        for bad in [
            "/../x",
            "/%2e%2e/x",
            "/%2E%2e/%2e%2E/x",
            "/a/./b",
            "/．．/x",
            "/\u{2024}\u{2024}/x",
            "/..%2fx",
            "C:\\x",
            "/C:/x",
            "/a\\..\\b",
            "/a%00b",
            "/a%5Cb",
            "/%FF",
        ] {
            assert!(permalink(bad).is_err(), "{bad}");
        }
        assert!(permalink(&format!("/{}", "긴".repeat(80))).is_err());
        assert_eq!(permalink("/%252e%252e/x").unwrap().folder, "%2e%2e/x");
    }

    #[test]
    fn patterns_know_every_token_and_drop_an_empty_category() {
        let date = Date::from_rfc3339("2024-01-02T23:30:00-05:00").unwrap();
        let tokens = |category| Tokens {
            stem: "2024-01-02-글",
            slug: "글",
            path: "a/글",
            category,
            lang: "en",
            date,
        };
        let pattern = "/{category}/{year}/{month}/{day}/{slug}.html";
        assert_eq!(
            filled(pattern, &tokens(Some("dev"))),
            "/dev/2024/01/02/글.html"
        );
        assert_eq!(filled(pattern, &tokens(None)), "/2024/01/02/글.html");
        assert_eq!(
            filled("/{lang}/{path}/{stem}", &tokens(None)),
            "/en/a/글/2024-01-02-글"
        );
    }

    #[test]
    fn a_date_begins_a_name_only_where_it_ends_with_a_mark() {
        assert_eq!(dated("2024-1-2-글"), Some(("2024-01-02".into(), "글")));
        assert_eq!(dated("2024-01-02"), Some(("2024-01-02".into(), "")));
        assert_eq!(dated("2024-01-023"), None);
        assert_eq!(dated("2024-01"), None);
        assert_eq!(dated("글"), None);
    }
}
