//! A title as the segments that a line is made of, and the penalty of a break before each.

use super::inside::{cjk, emergency};
use super::split::without_hints;
use super::{char_class, english, korean};

/// A stretch of text that no line break enters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Segment {
    /// Without blanks at its ends.
    pub text: String,
    /// A blank is set before it unless it starts a line.
    pub spaced: bool,
    /// Penalty of a line break before it; `None`: forbidden.
    pub break_before: Option<f64>,
}

/// After `, : – ·` and the end of a sentence.
pub(super) const PAUSE: f64 = -6.0;
/// Before a dash, which belongs to the line it ends.
pub(super) const BEFORE_DASH: f64 = 80.0;
/// Before `(`.
const BEFORE_BRACKET: f64 = 10.0;
/// Inside brackets or quotes that hold several words.
const INSIDE_BRACKETS: f64 = 10.0;
/// Inside brackets or quotes that hold two words: they stay together where the width allows.
const INSIDE_PAIR: f64 = 44.0;
/// At a zero-width space.
const REQUESTED: f64 = -6.0;
/// After a closing bracket or quote that ends no phrase.
const AFTER_BRACKET: f64 = 12.0;
/// Before an emoji: it belongs to the words before it.
const BEFORE_EMOJI: f64 = 40.0;
/// Between a name and its number, a number and its unit.
const NUMBER: f64 = 40.0;
/// Between Han or kana words with a blank.
const CJK_BLANK: f64 = 6.0;

/// After an emoji.
const AFTER_EMOJI: f64 = 2.0;
/// A Latin word and the Korean noun that it describes (AWS|배포), on top of the Latin word.
const LATIN_COMPOUND: f64 = 8.0;
/// After a number with its sign (30℃|서버실).
const MEASURE: f64 = 24.0;
/// Before a date, which is a phrase of its own.
const DATE: f64 = 6.0;

/// The words of a title; `too_wide` returns true for words that must be broken inside.
pub(super) fn segments(title: &str, too_wide: &dyn Fn(&str) -> bool) -> Vec<Segment> {
    let words = words(title);
    let has_hangul = title.chars().any(char_class::is_syllable);
    let has_kana = title
        .chars()
        .any(|c| char_class::is_hiragana(c) || char_class::is_katakana(c));
    let mut segments = Vec::with_capacity(words.len());
    let mut depth = 0_i32;
    for (i, word) in words.iter().enumerate() {
        let break_before = match i.checked_sub(1).map(|i| words[i]) {
            None => None,
            Some(left) => {
                let inside = match depth_of(left) > 0 && depth_of(word) < 0 {
                    true => INSIDE_PAIR,
                    false if depth > 0 => INSIDE_BRACKETS,
                    false => 0.0,
                };
                between(left, word, i == 1, inside, has_hangul)
            }
        };
        depth += depth_of(word);
        depth = depth.max(0);
        let is_cjk = !has_hangul_in(word) && word.chars().any(char_class::is_han_or_kana);
        let pieces = requested(word, &|part| match is_cjk {
            true => cjk(part, has_kana),
            false => vec![(part, None)],
        });
        for (j, (piece, cost)) in pieces.into_iter().enumerate() {
            let cost = if j == 0 { break_before } else { cost };
            let parts = if too_wide(piece) {
                emergency(piece)
            } else {
                vec![(piece, None)]
            };
            for (k, (text, inner)) in parts.into_iter().enumerate() {
                segments.push(Segment {
                    text: without_hints(text).into_owned(),
                    spaced: i > 0 && j == 0 && k == 0,
                    break_before: if k == 0 { cost } else { inner },
                });
            }
        }
    }
    segments
}

/// The words of a title: what stands between blanks. A particle that stands apart belongs to the word before it, and a word
/// joiner holds two words together.
fn words(title: &str) -> Vec<&str> {
    let mut words: Vec<std::ops::Range<usize>> = Vec::new();
    let mut start = 0;
    for word in title.split(' ') {
        let range = start..start + word.len();
        start = range.end + 1;
        if word.is_empty() {
            continue;
        }
        match words.last_mut() {
            Some(last)
                if word.starts_with(char_class::WORD_JOINER)
                    || title[last.clone()].ends_with(char_class::WORD_JOINER)
                    || korean::is_detached_particle(&title[last.clone()], word) =>
            {
                last.end = range.end;
            }
            _ => words.push(range),
        }
    }
    words.into_iter().map(|range| &title[range]).collect()
}

/// A word cut at its zero-width spaces, which are breaks that the author asked for, and each part again by `cut`.
fn requested<'a>(
    word: &'a str,
    cut: &dyn Fn(&'a str) -> Vec<(&'a str, Option<f64>)>,
) -> Vec<(&'a str, Option<f64>)> {
    let mut pieces = Vec::new();
    for part in word.split(char_class::ZERO_WIDTH_SPACE) {
        if without_hints(part).is_empty() {
            continue;
        }
        let first = pieces.len();
        pieces.extend(cut(part));
        if first > 0
            && let Some((_, penalty)) = pieces.get_mut(first)
        {
            *penalty = Some(REQUESTED);
        }
    }
    if pieces.is_empty() {
        pieces.push((word, None));
    }
    pieces
}

/// True if a word has a Hangul syllable: then it is one eojeol.
fn has_hangul_in(word: &str) -> bool {
    word.chars().any(char_class::is_syllable)
}

/// Brackets and quotes opened less those closed.
fn depth_of(word: &str) -> i32 {
    let chars: Vec<char> = word.chars().collect();
    let mut depth = 0;
    for (i, &c) in chars.iter().enumerate() {
        let apostrophe = c == '’' && chars.get(i + 1).is_some_and(|c| c.is_alphanumeric());
        if char_class::is_opening(c) {
            depth += 1;
        } else if char_class::is_closing(c) && !apostrophe {
            depth -= 1;
        }
    }
    depth
}

/// The penalty of a break at the blank between two words; `None` if it is forbidden.
fn between(left: &str, right: &str, left_is_first: bool, inside: f64, korean: bool) -> Option<f64> {
    let (last, first) = (left.chars().next_back()?, right.chars().next()?);
    if char_class::is_opening(last) {
        return None;
    }
    if char_class::is_dash(right) {
        return Some(BEFORE_DASH);
    }
    if char_class::never_starts(first) {
        return None;
    }
    let bracket = if first == '(' || first == '（' {
        BEFORE_BRACKET
    } else {
        0.0
    };
    let emoji = if is_pictograph(first) {
        BEFORE_EMOJI
    } else {
        0.0
    };
    Some(after(left, right, left_is_first, korean) + bracket + inside + emoji)
}

/// The penalty of ending a line with `left` before `right`, whatever stands between them.
fn after(left: &str, right: &str, left_is_first: bool, korean: bool) -> f64 {
    if char_class::is_dash(left) {
        return PAUSE;
    }
    let word = left.trim_end_matches(char_class::is_closing);
    let closed = word.len() < left.len();
    let Some(last) = word.chars().next_back() else {
        return AFTER_BRACKET;
    };
    if matches!(
        last,
        ',' | ':'
            | ';'
            | '–'
            | '—'
            | '·'
            | '?'
            | '!'
            | '…'
            | '、'
            | '。'
            | '，'
            | '：'
            | '；'
            | '？'
            | '！'
            | '・'
    ) || word.ends_with("...")
        || (last == '.'
            && word
                .chars()
                .rev()
                .nth(1)
                .is_some_and(char_class::is_syllable))
    {
        return PAUSE;
    }
    // [논문 리뷰] and (요약) at the start are labels.
    if closed
        && (left.ends_with([']', '】'])
            || (left_is_first && left.starts_with(char_class::is_opening)))
    {
        return PAUSE;
    }
    let plain_right = right.trim_start_matches(char_class::is_opening);
    if is_number_pair(word, plain_right) {
        return NUMBER;
    }
    if is_pictograph(last) || last == '\u{FE0F}' {
        return AFTER_EMOJI;
    }
    if is_date_start(plain_right) {
        return DATE;
    }
    if closed {
        return AFTER_BRACKET + korean::before(word, plain_right);
    }
    if char_class::is_syllable(last) {
        return korean::after(word) + korean::before(word, plain_right);
    }
    if char_class::is_han_or_kana(last) {
        return CJK_BLANK;
    }
    let plain_right = plain_right.trim_end_matches(|c: char| c.is_ascii_punctuation() && c != '+');
    let core = word.trim_start_matches(char_class::is_opening);
    if is_measure(core) {
        return MEASURE + korean::before(word, plain_right);
    }
    let compound = if korean::is_bare_noun(plain_right) && !korean::is_verbal(plain_right) {
        LATIN_COMPOUND
    } else {
        0.0
    };
    english::between(core, plain_right, korean) + compound + korean::before(word, plain_right)
}

/// A number and what it counts, or a name and its number: 3 가지, Part 2, 2017 참가 is none.
fn is_number_pair(left: &str, right: &str) -> bool {
    let is_number = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit()) && !word.chars().any(char::is_alphabetic)
    };
    // 2022년 4월 6일
    if left.ends_with(['년', '월'])
        && left.starts_with(|c: char| c.is_ascii_digit())
        && right.starts_with(|c: char| c.is_ascii_digit())
    {
        return true;
    }
    if is_number(left) {
        let unit = right
            .chars()
            .take_while(|&c| char_class::is_syllable(c))
            .count();
        return (1..=3).contains(&unit) && UNITS.iter().any(|unit| right.starts_with(unit));
    }
    let name_number = right.starts_with(|c: char| c.is_ascii_digit())
        && right
            .chars()
            .all(|c| c.is_ascii_digit() || c == '.' || c == ':' || char_class::is_closing(c));
    name_number
        && (left.ends_with(|c: char| c.is_ascii_alphabetic())
            || ["제", "버전", "약", "총"].contains(&left))
}

/// 30℃, $10, 70%, 3.5
fn is_measure(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit()) && !word.contains(char::is_alphabetic)
}

/// 2022년
fn is_date_start(word: &str) -> bool {
    word.strip_suffix('년')
        .is_some_and(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))
}

/// Counters that follow a number.
const UNITS: &[&str] = &[
    "가지", "개", "년", "월", "일", "시간", "분", "초", "배", "명", "번", "편", "단계", "주", "차",
    "만", "억", "원", "대", "건", "살", "위", "부", "장",
];

/// Emoji and dingbats.
fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27BF}' | '\u{2B50}'..='\u{2B55}' | '\u{1F000}'..='\u{1FAFF}')
}
