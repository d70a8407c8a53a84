//! Text -> words that can be compared: independent of a generator's typography (quotes, dashes, case, blanks).

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Cuts `text` into words, each with its start in bytes of `text` as it is in NFC.
///
/// A word is a run of letters and digits, in lower case. Chinese and Japanese are written without blanks: there each
/// character is a word.
pub(super) fn each(text: &str, mut told: impl FnMut(usize, &str)) {
    let whole: String;
    let text = match quick(text) {
        IsNormalized::Yes => text,
        IsNormalized::No | IsNormalized::Maybe => {
            whole = text.nfc().collect();
            &whole
        }
    };
    let mut word = String::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        // Nearly every letter is one of these; the tables know the others.
        let plain = matches!(c, '가'..='힣' | 'a'..='z' | '0'..='9');
        let alone = !plain && is_ideograph(c);
        let letter = plain || !alone && is_letter(c);
        if !letter && !word.is_empty() {
            told(start, &word);
            word.clear();
        }
        if alone {
            let mut bytes = [0; 4];
            told(at, c.encode_utf8(&mut bytes));
        } else if letter {
            if word.is_empty() {
                start = at;
            }
            if plain {
                word.push(c);
            } else if c.is_ascii() {
                word.push(c.to_ascii_lowercase());
            } else {
                word.extend(c.to_lowercase());
            }
        }
    }
    if !word.is_empty() {
        told(start, &word);
    }
}

fn is_letter(c: char) -> bool {
    match c {
        c if c.is_ascii() => c.is_ascii_alphanumeric(),
        c => c.is_alphanumeric(),
    }
}

/// Returns true if a text is in NFC; ASCII and composed Hangul are, without a look into the tables.
pub(super) fn quick(text: &str) -> IsNormalized {
    let plain = |c: char| c.is_ascii() || matches!(c, '가'..='힣');
    match text.chars().all(plain) {
        true => IsNormalized::Yes,
        false => is_nfc_quick(text.chars()),
    }
}

/// Han, Hiragana and Katakana.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// The words of `text`.
pub(super) fn of(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each(text, |_, word| words.push(word.to_owned()));
    words
}

/// So many of a post's words may stand beside all others, in a footnote say.
pub(super) fn few(words: usize) -> usize {
    1.max(words / 200)
}

/// `text` for comparing titles: NFC, blanks and case folded, quotes and dashes straight.
pub(super) fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfc() {
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
        assert_eq!(title("  Don’t\u{a0}Panic —\n"), "don't panic -");
    }
}
