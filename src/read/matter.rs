//! Bytes -> text -> front matter and body.
//!
//! In: a file's bytes. Out: the front matter's own text, its place, and the start of the body. It knows
//! neither YAML nor TOML.

use std::borrow::Cow;

use crate::problem::Place;

/// The front matter of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Matter<'a> {
    /// Without its fences, line ends LF.
    pub text: &'a str,
    /// `+++` instead of `---`.
    pub toml: bool,
    /// Line of the file on which `text` begins, from 1.
    pub first_line: u32,
    /// Line of the file on which the body begins, from 1.
    pub body_line: u32,
}

/// The beginning of a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Split<'a> {
    /// It does not begin with a fence: not a post.
    None,
    /// It begins with this fence and never closes it.
    Open(&'static str),
    /// Front matter.
    Matter(Matter<'a>),
}

/// Bytes that are not text.
#[derive(Debug, PartialEq, Eq)]
pub struct Undecoded {
    /// The reason, for the author.
    pub why: String,
    /// The line of the fault and its readable text; `None` where lines mean nothing.
    pub line: Option<(u32, String)>,
}

impl Undecoded {
    /// Its place in the file `source`.
    pub fn place(&self, source: &str) -> Place {
        match &self.line {
            None => Place::file(source),
            Some((line, text)) => Place {
                line: *line,
                text: text.clone(),
                ..Place::file(source)
            },
        }
    }
}

/// Bytes -> text with LF line ends, without a BOM. UTF-8, or UTF-16 with a BOM.
///
/// # Errors
/// The bytes are in another encoding.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Undecoded> {
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)?),
        [0xFE, 0xFF, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)?),
        _ => {
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            let text = simdutf8::compat::from_utf8(bytes);
            Cow::Borrowed(text.map_err(|error| other(bytes, error.valid_up_to()))?)
        }
    };
    if text.contains('\r') {
        return Ok(Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")));
    }
    Ok(text)
}

/// Neither UTF-8 nor announced as UTF-16: the byte `at` is the first that cannot be read.
fn other(bytes: &[u8], at: usize) -> Undecoded {
    let before = bytes[..at].iter().filter(|&&b| b == b'\n').count();
    let line = bytes.split(|&b| b == b'\n').nth(before).unwrap_or_default();
    let line = String::from_utf8_lossy(line).trim_end().to_owned();
    Undecoded {
        why: "not UTF-8: this line holds a byte that is not".into(),
        line: Some((u32::try_from(before + 1).unwrap_or(u32::MAX), line)),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Undecoded> {
    let wrong = |why: &str| Undecoded {
        why: why.into(),
        line: None,
    };
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(wrong("UTF-16 with half a character at its end"));
    }
    char::decode_utf16(pairs.iter().map(|&pair| unit(pair)))
        .collect::<Result<String, _>>()
        .map_err(|_| wrong("UTF-16 with half of a surrogate pair"))
}

/// Finds the front matter: the first line is `---` or `+++`; `---`, `...` or `+++` closes it.
pub fn split(text: &str) -> Split<'_> {
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next() else {
        return Split::None;
    };
    let fence = match first.trim_end() {
        "---" => "---",
        "+++" => "+++",
        _ => return Split::None,
    };
    let toml = fence == "+++";
    let mut at = first.len();
    for (number, line) in (2u32..).zip(lines) {
        let bare = line.trim_end();
        if bare == fence || (!toml && bare == "...") {
            return Split::Matter(Matter {
                text: &text[first.len()..at],
                toml,
                first_line: 2,
                body_line: number + 1,
            });
        }
        at += line.len();
    }
    Split::Open(fence)
}

/// The text from line `first_line` (from 1) on.
pub fn body(text: &str, first_line: u32) -> &str {
    let skipped: usize = text
        .split_inclusive('\n')
        .take(first_line.saturating_sub(1) as usize)
        .map(str::len)
        .sum();
    &text[skipped..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_fences_both_ends_and_trailing_blanks_are_seen() {
        let Split::Matter(matter) = split("---  \ntitle: 글\n...\n본문\n") else {
            panic!("no front matter")
        };
        assert_eq!(
            (matter.text, matter.body_line, matter.toml),
            ("title: 글\n", 4, false)
        );
        assert_eq!(body("---  \ntitle: 글\n...\n본문\n", 4), "본문\n");
        assert!(
            matches!(split("+++\na=1\n---\n+++"), Split::Matter(m) if m.toml && m.text == "a=1\n---\n")
        );
        assert_eq!(split("---\ntitle: 글\n"), Split::Open("---"));
        assert_eq!(split(""), Split::None);
        assert_eq!(split("\n---\n---\n"), Split::None);
    }

    #[test]
    fn every_encoding_with_a_name_is_read_and_others_are_named() {
        assert_eq!(
            decode("\u{feff}가\r\n나\r다".as_bytes()).unwrap(),
            "가\n나\n다"
        );
        let little: Vec<u8> = [0xFEFF]
            .into_iter()
            .chain("가\r\n나".encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let big: Vec<u8> = [0xFEFF]
            .into_iter()
            .chain("가\r\n나".encode_utf16())
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(decode(&little).unwrap(), "가\n나");
        assert_eq!(decode(&big).unwrap(), "가\n나");
        let korean = decode(b"---\n\xB0\xA1 x\r\n---\n").unwrap_err();
        assert_eq!(korean.line, Some((2, "\u{fffd}\u{fffd} x".into())));
        assert!(decode(&[0xFF, 0xFE, 0x00]).is_err());
        assert!(decode(&[0xFF, 0xFE, 0x00, 0xD8]).is_err());
    }
}
