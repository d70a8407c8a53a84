//! A title taken apart: spelling put in order, curly quotes, kicker and subtitle split off. It breaks no lines.
use super::{Parts, char_class};
use unicode_normalization::UnicodeNormalization;
use unicode_width::UnicodeWidthStr;

/// Longest part that is split off, in columns (a syllable is two): what one line of 32 px holds in the narrowest title box.
const MAX_COLUMNS: usize = 26;

/// See [`super::parts`].
pub(super) fn parts(title: &str, kicker: Option<&str>, subtitle: Option<&str>) -> Parts {
    let title = tidy(title);
    let mut cuts = separators(&title);
    let mut range = 0..title.len();
    let mut split_kicker = None;
    let mut split_subtitle = None;
    if kicker.is_none()
        && let Some(cut) = cuts.first().cloned()
    {
        let (first, rest) = (&title[..cut.start], &title[cut.end..]);
        if is_short(first, rest) {
            split_kicker = Some(first.to_owned());
            range.start = cut.end;
            cuts.remove(0);
        }
    }
    if subtitle.is_none()
        && let Some(cut) = cuts.last()
    {
        let (rest, last) = (&title[range.start..cut.start], &title[cut.end..]);
        if is_short(last, rest)
            || (split_kicker.is_none()
                && columns(last) == columns(rest)
                && columns(last) <= MAX_COLUMNS)
        {
            split_subtitle = Some(last.to_owned());
            range.end = cut.start;
        }
    }
    let given =
        |text: &str| Some(drop_stop(&tidy(text)).to_owned()).filter(|text| !text.is_empty());
    Parts {
        kicker: kicker.map_or(split_kicker, given),
        title: drop_stop(&title[range]).to_owned(),
        subtitle: subtitle
            .map_or(split_subtitle, given)
            .map(|text| drop_stop(&text).to_owned()),
    }
}

/// NFC, one blank between words, none at the ends, curly quotes.
fn tidy(text: &str) -> String {
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

/// Marks that draw nothing and join nothing: soft hyphen, zero-width space, byte order mark, direction marks.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}'
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
            // An apostrophe closes nothing.
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
            && before.is_some_and(char::is_alphanumeric)
            && after.is_some_and(|a| a.is_ascii_alphabetic());
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
