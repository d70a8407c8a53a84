//! Breaks inside a word and their penalties: between Han and kana, and anywhere in a word that is wider than the frame.

use super::segment::{BEFORE_DASH, PAUSE};
use super::{char_class, korean};
use unicode_segmentation::UnicodeSegmentation;

/// Inside a word that is wider than the frame: after `. / -`.
const AT_SEPARATOR: f64 = 40.0;
/// After `_`, which joins the words of one name.
const AT_UNDERSCORE: f64 = 46.0;
/// camelCase.
const AT_CAMEL: f64 = 44.0;
/// Hangul|Latin.
const AT_SCRIPT: f64 = 48.0;
/// Any grapheme.
const AT_GRAPHEME: f64 = 100.0;
/// Any grapheme inside a number.
const IN_NUMBER: f64 = 160.0;
/// A piece of one grapheme at the end of a line.
const ONE_GRAPHEME: f64 = 60.0;

/// A word in Han or kana, broken by UAX #14; each piece with the penalty of a break before it.
///
/// # Source
/// UAX #14 (line break opportunities), JLREQ for what must not start a line.
pub(super) fn cjk(word: &str, kana: bool) -> Vec<(&str, Option<f64>)> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut cost = None;
    for (at, _) in unicode_linebreak::linebreaks(word) {
        let (Some(left), Some(right)) = (word[..at].chars().next_back(), word[at..].chars().next())
        else {
            break;
        };
        if char_class::never_starts(right)
            || char_class::is_opening(left)
            || [left, right].contains(&char_class::WORD_JOINER)
        {
            continue;
        }
        pieces.push((&word[start..at], cost));
        start = at;
        cost = Some(cjk_penalty(left, right, kana));
    }
    pieces.push((&word[start..], cost));
    pieces
}

/// The penalty of a break between two characters of a Han or kana text.
fn cjk_penalty(left: char, right: char, kana: bool) -> f64 {
    use char_class::{is_han, is_hiragana, is_katakana};
    if char_class::never_starts(left) && !is_katakana(left) && !is_hiragana(left) && left != '々' {
        return if char_class::is_closing(left) {
            4.0
        } else {
            PAUSE
        };
    }
    if matches!(right, '—' | '―' | '…') {
        return BEFORE_DASH;
    }
    if matches!(left, '—' | '―' | '…' | '／') {
        return PAUSE;
    }
    if char_class::is_opening(right) {
        return 6.0;
    }
    if !kana {
        // Chinese words cannot be recognised by their characters, but the particles can.
        return match (left, right) {
            ('的' | '了' | '和' | '与' | '及' | '在' | '是', _) => 8.0,
            (_, '的' | '了' | '性' | '化') => 40.0,
            _ if is_han(left) && is_han(right) => 20.0,
            _ => 14.0,
        };
    }
    match (left, right) {
        _ if is_katakana(left) && is_katakana(right) => 60.0,
        _ if is_hiragana(left) && is_hiragana(right) => 34.0,
        _ if is_hiragana(left) => after_hiragana(left),
        _ if is_hiragana(right) => 44.0,
        _ if is_han(left) && is_han(right) => 32.0,
        _ => 22.0,
    }
}

/// The penalty of a break between a hiragana and what is none, by what the hiragana is likely to be.
fn after_hiragana(left: char) -> f64 {
    match left {
        // Particles.
        'は' | 'が' | 'を' | 'に' | 'で' | 'と' | 'も' | 'へ' | 'や' | 'ら' | 'ば' => {
            2.0
        }
        // 使って|実装
        'て' => 6.0,
        // 日本の|文字, and ends of verbs and adjectives that describe a noun: 動く|仕組み.
        'の' | 'る' | 'い' | 'た' | 'だ' | 'な' | 'く' | 'う' | 'す' | 'つ' | 'む' | 'ぐ'
        | 'ぶ' => 11.0,
        // 取り|出す, 組み|合わせ: one word.
        _ => 40.0,
    }
}

/// A word that is wider than the frame, cut wherever it may be; each piece with the penalty of a break before it.
pub(super) fn emergency(word: &str) -> Vec<(&str, Option<f64>)> {
    let graphemes: Vec<(usize, &str)> = word.grapheme_indices(true).collect();
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut cost = None;
    for i in 1..graphemes.len() {
        let (at, right) = graphemes[i];
        let left = graphemes[i - 1].1;
        let (Some(l), Some(r)) = (left.chars().next_back(), right.chars().next()) else {
            continue;
        };
        // A particle that stands apart stays with its word.
        if [l, r].contains(&' ') || [l, r].contains(&char_class::WORD_JOINER) {
            continue;
        }
        if char_class::never_starts(r)
            || char_class::is_opening(l)
            || char_class::is_opening(r) && i == 1
        {
            continue;
        }
        pieces.push((&word[start..at], cost));
        start = at;
        let lone = if i == 1 || i + 1 == graphemes.len() {
            ONE_GRAPHEME
        } else {
            0.0
        };
        cost = Some(emergency_penalty(l, r, &word[at..]) + lone);
    }
    pieces.push((&word[start..], cost));
    pieces
}

/// The penalty of a break between two characters of one word; `rest` starts with the second.
fn emergency_penalty(left: char, right: char, rest: &str) -> f64 {
    if left.is_ascii_digit() && right.is_ascii_digit() || left == '$' {
        return IN_NUMBER;
    }
    if matches!(
        left,
        '.' | '/' | '-' | '·' | ',' | ':' | '=' | '&' | '?' | '|' | '\\' | '—' | '–'
    ) {
        return AT_SEPARATOR;
    }
    if left == '_' {
        return AT_UNDERSCORE;
    }
    if char_class::is_opening(right) || char_class::is_closing(left) || right == '<' {
        return AT_CAMEL;
    }
    if left.is_lowercase() && right.is_uppercase() {
        return AT_CAMEL;
    }
    let script = |c: char| (char_class::is_syllable(c), c.is_ascii_alphanumeric());
    if script(left) != script(right)
        && (char_class::is_syllable(left) || char_class::is_syllable(right))
    {
        let hangul: String = rest
            .chars()
            .take_while(|&c| char_class::is_syllable(c))
            .collect();
        return if korean::is_particle(&hangul) {
            AT_GRAPHEME
        } else {
            AT_SCRIPT
        };
    }
    AT_GRAPHEME
}
