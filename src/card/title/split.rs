//! A title taken apart: normalised spelling, curly quotes, kicker and subtitle split off. It breaks no lines.
use std::borrow::Cow;

use super::{Parts, char_class, korean};
use unicode_normalization::UnicodeNormalization;
use unicode_width::UnicodeWidthStr;

/// Longest part that is split off, in columns (a syllable is two): what one line of 32 px holds in the narrowest title box.
const MAX_COLUMNS: usize = 26;

/// See [`super::parts`].
pub(super) fn parts(title: &str, kicker: Option<&str>, subtitle: Option<&str>) -> Parts {
    let title = tidy(title);
    let mut range = 0..title.len();
    let mut split_kicker = None;
    let mut split_subtitle = None;
    if kicker.is_none()
        && let Some((label, rest)) = label(&title)
    {
        split_kicker = Some(label);
        range.start = title.len() - rest.len();
    }
    if subtitle.is_none()
        && let Some((rest, number)) = number(&title[range.clone()])
    {
        split_subtitle = Some(number.to_owned());
        range.end = range.start + rest.len();
    }
    let inside = |cut: &std::ops::Range<usize>| cut.start > range.start && cut.end < range.end;
    let mut cuts: Vec<_> = separators(&title).into_iter().filter(inside).collect();
    if kicker.is_none()
        && split_kicker.is_none()
        && let Some(cut) = cuts.first().cloned()
    {
        let (first, rest) = (&title[..cut.start], &title[cut.end..range.end]);
        if is_short(first, rest) {
            split_kicker = Some(first.to_owned());
            range.start = cut.end;
            cuts.remove(0);
        }
    }
    if subtitle.is_none()
        && split_subtitle.is_none()
        && let Some(cut) = cuts.last()
    {
        let (rest, last) = (&title[range.start..cut.start], &title[cut.end..range.end]);
        if is_short(last, rest)
            || (split_kicker.is_none()
                && columns(last) == columns(rest)
                && columns(last) <= MAX_COLUMNS)
        {
            split_subtitle = Some(last.to_owned());
            range.end = cut.start;
        }
    }
    let small = |text: String| {
        Some(without_hints(drop_stop(&text)).into_owned()).filter(|text| !text.is_empty())
    };
    Parts {
        kicker: kicker.map(tidy).or(split_kicker).and_then(small),
        title: drop_stop(&title[range]).to_owned(),
        subtitle: subtitle.map(tidy).or(split_subtitle).and_then(small),
    }
}

/// A text without what only says where lines may break.
pub(crate) fn without_hints(text: &str) -> Cow<'_, str> {
    if text.contains(char_class::is_break_hint) {
        Cow::Owned(text.replace(char_class::is_break_hint, ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// Brackets round a label at the front of a title.
const LABELS: [(char, char); 4] = [('[', ']'), ('【', '】'), ('［', '］'), ('(', ')')];
/// Longest label in round brackets, in columns: a longer one is a remark.
const ROUND_COLUMNS: usize = 12;

/// The label or labels in brackets that a title begins with, without their brackets, and the rest: `[JPA] 값 타입`.
fn label(title: &str) -> Option<(String, &str)> {
    let (mut found, mut rest) = (String::new(), title);
    while let Some((word, after)) = one_label(rest) {
        let joined = if found.is_empty() {
            word.to_owned()
        } else {
            format!("{found} · {word}")
        };
        if columns(&joined) > MAX_COLUMNS {
            break;
        }
        (found, rest) = (joined, after);
    }
    (!found.is_empty()).then_some((found, rest))
}

fn one_label(title: &str) -> Option<(&str, &str)> {
    let first = title.chars().next()?;
    let (open, close) = LABELS.into_iter().find(|(open, _)| *open == first)?;
    let (inner, after) = title[open.len_utf8()..].split_once(close)?;
    let inner = inner.trim();
    let rest = after.trim_start();
    let apart = rest.len() < after.len();
    let hangul: String = rest
        .chars()
        .take_while(|&c| char_class::is_syllable(c))
        .collect();
    let next = rest.chars().next()?;
    // `[Rust]의 소유권`, `[1, 2].map()`, `(0, 1]`: no labels.
    let goes_on = apart
        || LABELS.iter().any(|(open, _)| *open == next && open != &'(')
        || next.is_alphabetic() && open != '(' && !korean::is_particle(&hangul);
    let short = open != '(' || columns(inner) <= ROUND_COLUMNS;
    let is_label = goes_on
        && short
        && inner.chars().any(char::is_alphabetic)
        && !inner.contains(char_class::is_opening)
        && rest.chars().any(char::is_alphanumeric);
    is_label.then_some((inner, rest))
}

/// A number of a series at the end of a title, and what is before it: `돌아보기 (1편)`, `배포 자동화 #3.`
fn number(title: &str) -> Option<(&str, &str)> {
    let (rest, last) = title.trim_end_matches('.').rsplit_once(' ')?;
    let bare = last
        .strip_prefix('(')
        .and_then(|last| last.strip_suffix(')'));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = match bare {
        Some(bare) => {
            let bare = bare.strip_prefix('제').unwrap_or(bare);
            let stem = bare.trim_end_matches(['편', '부', '화', '회', '탄', '장']);
            ["상", "중", "하", "완"].contains(&bare)
                || stem.len() < bare.len()
                    && (digits(stem) || ["상", "중", "하", "전", "후"].contains(&stem))
        }
        None => last.strip_prefix('#').is_some_and(digits) && columns(last) <= 4,
    };
    let rest = rest.trim_end();
    // `C #3` is not the title of a series: two words must remain, or one long one.
    let enough = columns(rest) >= 6;
    (is_number && enough).then(|| (rest, bare.unwrap_or(last)))
}

/// NFC, one blank between words, none at the ends, curly quotes.
pub(super) fn tidy(text: &str) -> String {
    let text: String = text
        .nfc()
        .filter(|&c| !is_invisible(c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    // A no-break space stays: it holds words together.
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() && !is_no_break(c))
        .filter(|word| !word.is_empty())
        .collect();
    curl(words.join(" ").trim())
}

/// Marks that draw nothing and join nothing: soft hyphen, byte order mark, direction marks. A zero-width space and a word joiner
/// stay: they say where lines may break.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2061}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Spaces that hold two words on one line.
fn is_no_break(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{202F}')
}

/// Drops one final full stop; an ellipsis stays.
fn drop_stop(text: &str) -> &str {
    match text.strip_suffix('.') {
        Some(rest) if !rest.is_empty() && !rest.ends_with(['.', '…', ' ']) => rest,
        Some(_) | None => text,
    }
}

/// True if `part` is short enough to leave `rest`.
fn is_short(part: &str, rest: &str) -> bool {
    let columns_of_part = columns(part);
    columns_of_part <= MAX_COLUMNS && columns_of_part < columns(rest)
}

/// Display columns.
fn columns(text: &str) -> usize {
    text.width()
}

/// Byte ranges of the separators ` - `, ` — `, ` – `, ` | ` outside brackets, quotes and code.
fn separators(title: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut code = false;
    for (at, c) in title.char_indices() {
        match c {
            '`' => code = !code,
            _ if char_class::is_opening(c) => depth += 1,
            // An apostrophe does not close a quote.
            '’' if title[at + c.len_utf8()..].starts_with(char::is_alphanumeric) => {}
            _ if char_class::is_closing(c) => depth = depth.saturating_sub(1),
            '-' | '–' | '—' | '―' | '|' if depth == 0 && !code => {
                let (before, after) = (&title[..at], &title[at + c.len_utf8()..]);
                let (Some(before), Some(after)) =
                    (before.strip_suffix(' '), after.strip_prefix(' '))
                else {
                    continue;
                };
                let is_range = c != '|'
                    && before.ends_with(|c: char| c.is_ascii_digit())
                    && after.starts_with(|c: char| c.is_ascii_digit());
                let overlaps = found
                    .last()
                    .is_some_and(|last: &std::ops::Range<usize>| last.end > before.len());
                if !is_range && !overlaps && !before.is_empty() && !after.is_empty() {
                    found.push(before.len()..title.len() - after.len());
                }
            }
            _ => {}
        }
    }
    found
}

/// True if the `'` at `at` replaces omitted letters: '90년대, rock 'n' roll, 'til.
fn is_elision(chars: &[char], at: usize) -> bool {
    let next = |step: usize| chars.get(at + step).copied();
    let apart = at == 0 || chars[at - 1].is_whitespace() || char_class::is_opening(chars[at - 1]);
    let is_n = |c: Option<char>| matches!(c, Some('n' | 'N'));
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    // '90년대 and '90s, but neither '2024' nor '24'.
    let year = digit(next(1)) && digit(next(2)) && !digit(next(3)) && next(3) != Some('\'');
    let and = is_n(next(1)) && next(2) == Some('\'')
        || at >= 2 && is_n(Some(chars[at - 1])) && chars[at - 2] == '\'';
    let rest: String = chars[at + 1..]
        .iter()
        .take(5)
        .collect::<String>()
        .to_lowercase();
    let word = ["til ", "tis ", "twas ", "cause "]
        .iter()
        .any(|word| rest.starts_with(word));
    apart && (year || word) || and
}

/// Straight quotes made curly outside backtick code.
///
/// Only pairs become quotes; a lone `"` (inches, a quoted mark) stays straight, a lone `'` inside or before a word is an
/// apostrophe.
fn curl(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = chars.clone();
    let mut code = false;
    // Places of quotes that are open: double, single.
    let mut open: [Option<usize>; 2] = [None, None];
    for (i, &c) in chars.iter().enumerate() {
        if c == '`' && (code || chars[i + 1..].contains(&'`')) {
            code = !code;
        }
        if code || !matches!(c, '"' | '\'') {
            continue;
        }
        let (kind, left, right) = if c == '"' {
            (0, '“', '”')
        } else {
            (1, '‘', '’')
        };
        let before = i.checked_sub(1).map(|i| chars[i]);
        let after = chars.get(i + 1).copied();
        let can_open = before.is_none_or(|b| {
            b.is_whitespace()
                || char_class::is_opening(b)
                || matches!(
                    b,
                    '"' | '\'' | '/' | '-' | '–' | '—' | ':' | '=' | '·' | ','
                )
        }) && after.is_some_and(|a| !a.is_whitespace());
        let can_close = before.is_some_and(|b| !b.is_whitespace());
        let is_apostrophe = kind == 1
            && (before.is_some_and(char::is_alphanumeric)
                && after.is_some_and(|a| a.is_ascii_alphabetic())
                || is_elision(&chars, i));
        match open[kind] {
            _ if is_apostrophe => out[i] = '’',
            Some(at) if can_close => {
                out[at] = left;
                out[i] = right;
                open[kind] = None;
            }
            None if can_open => open[kind] = Some(i),
            None if kind == 1 && can_close => out[i] = '’',
            Some(_) | None => {}
        }
    }
    // ’90s, rock ’n roll
    if let Some(at) = open[1]
        && chars.get(at + 1).is_some_and(|c| c.is_alphanumeric())
    {
        out[at] = '’';
    }
    out.into_iter().collect()
}
