//! A tag or a name -> one safe folder name that is unlike any other's.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;

/// Characters of a folder name that a URL's path cannot hold.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
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

/// Longest slug in bytes: most disks allow 255 for a name.
const MOST_BYTES: usize = 120;

/// A path below `out/`, encoded for a URL.
pub fn encoded(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// Key that is the same for two spellings of one tag: NFC, lower case.
fn key(word: &str) -> String {
    word.nfc().collect::<String>().to_lowercase()
}

/// The folder of a tag or author. Blanks become `-`; where another character is dropped, a hash keeps the folder distinct.
pub fn slug(word: &str) -> String {
    let key = key(word);
    let mut plain = String::new();
    let mut changed = false;
    for c in key.trim().chars() {
        if c.is_alphanumeric()
            || matches!(c, '-' | '_' | '+' | '#' | '.' | '&' | '\'' | '!')
            || is_mark(c)
        {
            plain.push(c);
        } else if c.is_whitespace() {
            plain.push('-');
        } else {
            changed = true;
            plain.push('-');
        }
    }
    let trimmed = plain.trim_matches(['.', '-']);
    changed |= trimmed.len() < plain.len() || is_reserved(trimmed);
    let mut end = trimmed.len().min(MOST_BYTES);
    while !trimmed.is_char_boundary(end) {
        end -= 1;
    }
    let short = &trimmed[..end];
    if changed || short.len() < trimmed.len() || short.is_empty() {
        let hash = blake3::hash(key.as_bytes()).to_hex();
        return format!("{short}-{}", &hash[..8])
            .trim_start_matches('-')
            .to_owned();
    }
    short.to_owned()
}

/// Combining marks and joiners, without which some scripts cannot be read.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Names that Windows reserves for devices.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let numbered = |device: &str| {
        stem.strip_prefix(device)
            .is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn tags_that_differ_have_folders_that_differ() {
        let tags = [
            "C",
            "C++",
            "C#",
            "c/c++",
            ".NET",
            "NET",
            "../../etc",
            "a b",
            "a/b",
            "비트윈",
            "..",
            "/",
            "con",
            "😀",
            "😁",
        ];
        let slugs: BTreeSet<String> = tags.iter().map(|tag| slug(tag)).collect();
        assert_eq!(slugs.len(), tags.len(), "{slugs:?}");
        for slug in &slugs {
            assert!(
                !slug.contains(['/', '\\']) && !matches!(slug.as_str(), "" | "." | ".." | "con"),
                "{slug}"
            );
        }
    }

    #[test]
    fn plain_words_stay_readable() {
        assert_eq!(slug("비트윈"), "비트윈");
        assert_eq!(slug("AWS Lambda"), "aws-lambda");
        assert_eq!(slug("C++"), "c++");
        assert_eq!(encoded("tags/c#/rss.xml"), "tags/c%23/rss.xml");
    }
}
