//! Addresses of posts: literal addresses and patterns -> a safe [`Permalink`].

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;

use crate::post::Permalink;
use crate::read::title::is_invisible;

/// Characters that a path of a URL cannot hold as they are.
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

/// Longest name of a folder on a disk, with room for what cards and tags add.
const MOST_SEGMENT_BYTES: usize = 200;
/// Longest path on a disk, with room for the folders above.
const MOST_BYTES: usize = 1000;

/// An address as written -> its form in URLs and its folder below `out/`.
///
/// # Errors
/// The reason, for the author: a segment that leads elsewhere, or that no disk can hold.
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
        if leads_out(segment) {
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
        if segment.eq_ignore_ascii_case(".git") {
            return Err(format!("`{written}` is where git keeps its own files"));
        }
        if segment.len() > MOST_SEGMENT_BYTES {
            return Err(format!(
                "a part of the address is longer than {MOST_SEGMENT_BYTES} bytes"
            ));
        }
    }
    if decoded.len() > MOST_BYTES {
        return Err(format!("the address is longer than {MOST_BYTES} bytes"));
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

/// True if some disk or server could read the segment as `.` or `..`: encoded once more, spelled with other dots (full-width,
/// one and two dot leaders), joined by other slashes, or with invisible marks between them.
fn leads_out(segment: &str) -> bool {
    let mut text = segment.to_owned();
    loop {
        let plain: String = text.nfkc().filter(|&c| !is_invisible(c)).collect();
        let mut parts = plain.split(['/', '\\', '\u{2044}', '\u{2215}', '\u{29f5}', '\u{29f8}']);
        if parts.any(|part| matches!(part.trim(), "." | "..")) {
            return true;
        }
        let decoded = percent_decode_str(&text).decode_utf8_lossy().into_owned();
        if decoded == text {
            return false;
        }
        text = decoded;
    }
}

/// A folder name that Windows reserves for a device, or shortens.
///
/// # Source
/// Naming Files, Paths, and Namespaces (learn.microsoft.com).
pub fn odd_on_windows(folder: &str) -> Option<&str> {
    const DEVICES: [&str; 6] = ["aux", "con", "nul", "prn", "com", "lpt"];
    folder.split('/').find(|segment| {
        let stem = segment.split('.').next().unwrap_or_default().trim_end();
        let (name, number) = stem.split_at_checked(3).unwrap_or((stem, ""));
        let numbered = matches!(number.as_bytes(), [b'1'..=b'9']);
        let at = DEVICES
            .iter()
            .position(|one| one.eq_ignore_ascii_case(name));
        let device = at.is_some_and(|at| if at < 4 { number.is_empty() } else { numbered });
        device || segment.ends_with(['.', ' '])
    })
}

/// `C:` and `C:x`; a colon elsewhere is a plain character.
fn is_drive(segment: &str) -> bool {
    let mut chars = segment.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && chars.next() == Some(':')
}

/// Percent-encodes a path; parts that are encoded already stay.
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

/// A file or folder name split into the `YYYY-MM-DD` (or `YYYY-M-D`) at its start, and the rest.
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
            "/%252e%252e/x",
            "/%25252E./x",
            "/\u{2025}/x",
            "/\u{fe52}\u{fe52}/x",
            "/.\u{200b}./x",
            "/.\u{2060}./x",
            "/..\u{ff0f}..\u{ff0f}x",
            "/..\u{2215}x",
            "/%2e%2e%5cx",
            "\\\\server\\share",
            "/.git/hooks",
            "/x/.GIT",
        ] {
            assert!(permalink(bad).is_err(), "{bad}");
        }
        assert!(permalink(&format!("/{}", "긴".repeat(80))).is_err());
        assert!(permalink(&"/a".repeat(600)).is_err());
        for good in [
            "/.well-known/x",
            "/a..b",
            "/v1.2",
            "/100%25",
            "/a%2520b",
            "/그래서…",
        ] {
            assert!(permalink(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn names_that_windows_keeps_or_shortens_are_known() {
        for odd in [
            "aux",
            "a/CON",
            "nul.txt/x",
            "com1",
            "LPT9.html",
            "그래서...",
            "x /y",
        ] {
            assert!(odd_on_windows(odd).is_some(), "{odd}");
        }
        for fine in [
            "",
            "auxiliary",
            "com0",
            "com10",
            "lpt",
            "x.y",
            "nulls",
            ".con",
        ] {
            assert_eq!(odd_on_windows(fine), None, "{fine}");
        }
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
