//! Fits a title into its frame: whole if possible, else cut with `…`. It weighs nothing itself.
use super::metrics::Metrics;
use super::search::{fits, least_penalty, search};
use super::segment::{Segment, segments};
use super::{Frame, Setting, char_class, korean};
use unicode_segmentation::UnicodeSegmentation;

/// Graphemes of a title that are looked at: a longer one fits no frame of four lines.
const LONGEST: usize = 600;
/// Bytes that are looked at: a letter under a thousand accents is one grapheme.
const LONGEST_BYTES: usize = 8 * 1024;
/// Losing one line's width of text to `…`.
const LOST_LINE: f64 = 90.0;
/// Cutting inside a word of Hangul.
const INSIDE_HANGUL: f64 = 30.0;
/// Cutting inside any other word.
const INSIDE_WORD: f64 = 60.0;
/// Cutting at a place inside a word where it may break: before a bracket, after `/`, between Han or kana.
const INSIDE_LONG: f64 = 8.0;
/// Leaving a bracket open.
const OPEN_BRACKET: f64 = 12.0;
/// Places before the longest cut that are looked at, in graphemes.
const LOOK_BACK: usize = 48;

/// See [`super::settings`].
pub(super) fn settings(
    title: &str,
    frame: &Frame,
    measure: &dyn Fn(&str, f64) -> f64,
) -> Vec<Setting> {
    let (Some(&top), Some(&least)) = (frame.sizes_px.first(), frame.sizes_px.last()) else {
        return vec![unweighed(title, 0.0)];
    };
    let title = title.trim();
    if title.is_empty() {
        return vec![unweighed("", top)];
    }
    let metrics = Metrics::new(measure, top);
    let (text, longer) = shorten(title);
    let found = if longer {
        Vec::new()
    } else {
        whole(text, frame, least, &metrics)
    };
    if found.is_empty() {
        cut(text, frame, least, &metrics)
    } else {
        found
    }
}

/// A setting without a choice.
fn unweighed(line: &str, size_px: f64) -> Setting {
    Setting {
        lines: vec![line.to_owned()],
        size_px,
        cost: 0.0,
        ellipsis: false,
    }
}

/// The first [`LONGEST`] graphemes or [`LONGEST_BYTES`], and whether any were left.
fn shorten(title: &str) -> (&str, bool) {
    let bytes = &title[..title.floor_char_boundary(LONGEST_BYTES)];
    let end = bytes
        .grapheme_indices(true)
        .nth(LONGEST)
        .map_or(bytes.len(), |(at, _)| at);
    (&title[..end], end < title.len())
}

/// All settings of the whole title: with whole words; else any word may break, except before a lone syllable; else it may.
fn whole(text: &str, frame: &Frame, least: f64, metrics: &Metrics) -> Vec<Setting> {
    let pieces = segments(text, &|word| is_wide(word, frame, least, metrics));
    if !fits(&pieces, frame, least, metrics) {
        return Vec::new();
    }
    let found = search(&pieces, frame, frame.sizes_px, metrics, false);
    if !found.is_empty() {
        return found;
    }
    let broken = search(
        &segments(text, &|_| true),
        frame,
        frame.sizes_px,
        metrics,
        false,
    );
    if !broken.is_empty() {
        return broken;
    }
    search(&pieces, frame, frame.sizes_px, metrics, true)
}

/// True if a word is wider than the frame even at the least size.
fn is_wide(word: &str, frame: &Frame, least: f64, metrics: &Metrics) -> bool {
    metrics.line_em(word) * least > frame.width_px
}

/// The beginning of `text` that is best with `…` at its end: long, and cut where a word ends if one ends nearby.
fn cut(text: &str, frame: &Frame, least: f64, metrics: &Metrics) -> Vec<Setting> {
    let graphemes: Vec<(usize, &str)> = text.grapheme_indices(true).collect();
    let pieces_to = |end: usize| -> Vec<Segment> {
        segments(&with_ellipsis(&text[..end]), &|word| {
            is_wide(word, frame, least, metrics)
        })
    };
    // The longest beginning that fits.
    let (mut low, mut high) = (0, graphemes.len());
    while low < high {
        let middle = (low + high).div_ceil(2);
        let end = end_of(&graphemes, middle);
        if fits(&pieces_to(end), frame, least, metrics) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    let longest_em = metrics.em(&text[..end_of(&graphemes, low)]);
    let mut settings: Vec<Setting> = Vec::new();
    let mut torn = false;
    for count in (1..=low).rev().take(LOOK_BACK) {
        let end = end_of(&graphemes, count);
        let Some(loss) = cut_penalty(text, end) else {
            continue;
        };
        // Of the cuts inside a word, the longest keeps most of it.
        if loss >= INSIDE_HANGUL && std::mem::replace(&mut torn, true) {
            continue;
        }
        let lost_px = (longest_em - metrics.em(&text[..end])) * least;
        let loss = loss + LOST_LINE * lost_px / frame.width_px;
        // No shorter cut can win any more.
        if settings
            .iter()
            .any(|best| best.cost < loss + least_penalty(frame, least))
        {
            continue;
        }
        let found = search(&pieces_to(end), frame, &[least], metrics, false);
        settings.extend(found.into_iter().map(|setting| Setting {
            cost: setting.cost + loss,
            ellipsis: true,
            ..setting
        }));
    }
    settings.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    let mut seen = Vec::new();
    settings.retain(|setting| {
        let new = !seen.contains(&setting.lines);
        seen.push(setting.lines.clone());
        new
    });
    settings.truncate(16);
    if settings.is_empty() {
        settings.push(Setting {
            ellipsis: true,
            ..unweighed("…", least)
        });
    }
    settings
}

/// Byte after the first `count` graphemes.
fn end_of(graphemes: &[(usize, &str)], count: usize) -> usize {
    count
        .checked_sub(1)
        .and_then(|last| graphemes.get(last))
        .map_or(0, |(at, grapheme)| at + grapheme.len())
}

/// `text` with `…`, without the marks and blanks that would stand before it.
fn with_ellipsis(text: &str) -> String {
    let is_left_over = |c: char| {
        c.is_whitespace()
            || char_class::is_opening(c)
            || matches!(
                c,
                ',' | '.'
                    | ':'
                    | ';'
                    | '·'
                    | '-'
                    | '–'
                    | '—'
                    | '|'
                    | '/'
                    | '…'
                    | '、'
                    | '，'
                    | '。'
                    | '・'
            )
    };
    format!("{}…", text.trim_end_matches(is_left_over))
}

/// Penalty of cutting `text` at `end`; `None` if it must not be cut there.
fn cut_penalty(text: &str, end: usize) -> Option<f64> {
    let (left, right) = (text[..end].chars().next_back()?, text[end..].chars().next());
    let Some(right) = right else {
        return Some(0.0);
    };
    // A blank, bracket or mark before the ellipsis is dropped, so the cut before it gives the same text.
    if left == ' ' || char_class::is_opening(left) {
        return None;
    }
    let opened = text[..end]
        .chars()
        .filter(|&c| char_class::is_opening(c))
        .count();
    let closed = text[..end]
        .chars()
        .filter(|&c| char_class::is_closing(c) && c != '’')
        .count();
    let open = if opened > closed { OPEN_BRACKET } else { 0.0 };
    if right == ' ' {
        // `Engine 를`: a particle that stands apart is not cut off.
        let (before, after) = (&text[..end], text[end + 1..].split(' ').next());
        let word = before.rsplit(' ').next().unwrap_or(before);
        let apart = after.is_some_and(|after| korean::is_detached_particle(word, after));
        return (!apart).then_some(open);
    }
    let word_end = text[end..].find(' ').map_or(text.len(), |at| end + at);
    let rest: String = text[end..word_end]
        .chars()
        .take_while(|&c| char_class::is_syllable(c))
        .collect();
    if korean::is_particle(&rest) {
        return None;
    }
    let han = char_class::is_han_or_kana(left) && char_class::is_han_or_kana(right);
    if han || char_class::is_opening(right) || matches!(left, '/' | '·' | '_' | '-') {
        return Some(INSIDE_LONG + open);
    }
    if char_class::is_syllable(left) && char_class::is_syllable(right) {
        // The first syllable of a word alone carries no meaning.
        let first = text[..end]
            .chars()
            .rev()
            .nth(1)
            .is_none_or(|c| !c.is_alphanumeric());
        return Some(open + if first { INSIDE_WORD } else { INSIDE_HANGUL });
    }
    Some(INSIDE_WORD + open)
}
