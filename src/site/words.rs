//! Text -> words that can be compared: independent of a generator's typography (quotes, dashes, case, blanks).

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A word as it is compared: the hash of its letters. That two words of one post and its page have the same is not to be expected,
/// and would do no more harm than a word that occurs twice.
pub(super) type Word = u64;

/// A part of a text.
enum Part {
    /// A letter of a word, in lower case, and the start of the character in bytes.
    Letter(usize, char),
    /// The word ends.
    End,
}

/// Cuts `text` into words, each with its start in bytes of `text` as it is in NFC.
///
/// A word is a run of letters and digits, in lower case. Chinese and Japanese are written without blanks: there each
/// character is a word.
pub(super) fn each(text: &str, told: impl FnMut(usize, Word)) {
    each_normal(&composed(text), told);
}

/// `text` in NFC, mostly without a look into the tables.
fn composed(text: &str) -> Cow<'_, str> {
    match is_plain(text) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.nfc().collect()),
    }
}

/// The same for a text that is in NFC.
pub(super) fn each_normal(text: &str, mut told: impl FnMut(usize, Word)) {
    // FNV-1a, a character at a time.
    const BASIS: Word = 0xcbf2_9ce4_8422_2325;
    const PRIME: Word = 0x0100_0000_01b3;
    let (mut hash, mut start) = (BASIS, None);
    parts(text, |part| match part {
        Part::Letter(at, c) => {
            start = start.or(Some(at));
            hash = (hash ^ Word::from(u32::from(c))).wrapping_mul(PRIME);
        }
        Part::End => {
            if let Some(start) = start.take() {
                told(start, hash);
                hash = BASIS;
            }
        }
    });
}

fn parts(text: &str, mut told: impl FnMut(Part)) {
    for (at, c) in text.char_indices() {
        match c {
            // Nearly every letter is one of these; the tables know the others.
            '가'..='힣' | 'a'..='z' | '0'..='9' => told(Part::Letter(at, c)),
            ' ' => told(Part::End),
            'A'..='Z' => told(Part::Letter(at, c.to_ascii_lowercase())),
            c if is_ideograph(c) => {
                told(Part::End);
                told(Part::Letter(at, c));
                told(Part::End);
            }
            c if is_letter(c) => c.to_lowercase().for_each(|c| told(Part::Letter(at, c))),
            _ => told(Part::End),
        }
    }
    told(Part::End);
}

fn is_letter(c: char) -> bool {
    match c {
        c if c.is_ascii() => c.is_ascii_alphanumeric(),
        c => c.is_alphanumeric(),
    }
}

/// Returns true for ASCII and composed Hangul alone: such texts are in NFC, and so are several of them in a row.
pub(super) fn is_plain(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii() || matches!(c, '가'..='힣'))
}

/// Han, Hiragana and Katakana.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// The words of `text`.
pub(super) fn of(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    parts(&composed(text), |part| match part {
        Part::Letter(_, c) => word.push(c),
        Part::End if word.is_empty() => {}
        Part::End => words.push(std::mem::take(&mut word)),
    });
    words
}

/// So many of a post's words may stand beside all others, in a footnote say.
pub(super) fn few(words: usize) -> usize {
    1.max(words / 200)
}

/// `text` for comparing titles: NFC, blanks and case folded, quotes and dashes straight.
pub(super) fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in composed(text).chars() {
        match c {
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {}
            '‘' | '’' | '‛' => out.push('\''),
            '“' | '”' | '„' => out.push('"'),
            '–' | '—' | '−' => out.push('-'),
            '…' => out.push_str("..."),
            c if c.is_whitespace() || c.is_control() => {
                if !out.ends_with(' ') && !out.is_empty() {
                    out.push(' ');
                }
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    let out = out.replace("--", "-");
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typography_is_no_part_of_a_word() {
        assert_eq!(of("“Don’t” — API를, (A)"), ["don", "t", "api를", "a"]);
        assert_eq!(of("안녕\u{1112}\u{1161}\u{11ab}"), ["안녕한"]);
        assert_eq!(
            of("日本語のAPI入門"),
            ["日", "本", "語", "の", "api", "入", "門"]
        );
        let hashes = |text: &str| {
            let mut words = Vec::new();
            each(text, |at, word| words.push((at, word)));
            words
        };
        assert_eq!(hashes("Don’t").len(), 2);
        assert_eq!(hashes("“API를"), hashes("—API를"));
        assert_ne!(hashes("ab"), hashes("ba"));
        assert_eq!(title("  Don’t\u{a0}Panic —\n"), "don't panic -");
    }
}
