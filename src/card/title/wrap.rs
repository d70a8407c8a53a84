//! A paragraph of a few lines: the description below a title.

use super::segment::{Segment, segments};
use super::{char_class, split};

/// Characters of a paragraph that are looked at: no two lines hold more.
const LONGEST: usize = 400;
/// A sentence that fills this share of the room is enough: the next one is not begun.
const ENOUGH: f64 = 0.4;

/// Breaks `text` into at most `lines` lines of `width_px`, each as long as it can be. What does not fit is left out: after a
/// sentence where one nearly fills the room, else in a word with `…`.
pub fn wrap(text: &str, width_px: f64, lines: usize, measure: &dyn Fn(&str) -> f64) -> Vec<String> {
    let text: String = split::tidy(text).chars().take(LONGEST).collect();
    let pieces = segments(&text, &|word| measure(word) > width_px);
    let (mut set, used) = fill(&pieces, width_px, lines, measure);
    if used == pieces.len() || set.is_empty() {
        return set;
    }
    // A whole sentence reads better than the beginning of the next one.
    let room = width_px * lines as f64;
    let is_end = |at: &usize| {
        let word = pieces[at - 1].text.trim_end_matches(char_class::is_closing);
        word.ends_with(['.', '!', '?', '。', '！', '？'])
            && pieces.get(*at).is_none_or(|next| next.spaced)
    };
    if let Some(end) = (1..=used).rev().find(is_end) {
        let (whole, _) = fill(&pieces[..end], width_px, lines, measure);
        let filled: f64 = whole.iter().map(|line| measure(line)).sum();
        if filled >= ENOUGH * room {
            return whole;
        }
    }
    // The last line gives up words until the ellipsis fits.
    let Some(last) = set.last_mut() else {
        return set;
    };
    while measure(&format!("{last}…")) > width_px {
        let Some((rest, _)) = last.rsplit_once(' ') else {
            break;
        };
        let kept = rest.len();
        last.truncate(kept);
    }
    let kept = last
        .trim_end_matches(|c: char| !c.is_alphanumeric() && !char_class::is_closing(c))
        .len();
    last.truncate(kept);
    last.push('…');
    set
}

/// As many pieces as fit, and how many they are.
fn fill(
    pieces: &[Segment],
    width_px: f64,
    lines: usize,
    measure: &dyn Fn(&str) -> f64,
) -> (Vec<String>, usize) {
    let (mut set, mut from) = (Vec::new(), 0);
    while from < pieces.len() && set.len() < lines {
        let mut line = pieces[from].text.clone();
        let (mut best, mut to) = ((line.clone(), from + 1), from + 1);
        while to < pieces.len() {
            if pieces[to].spaced {
                line.push(' ');
            }
            line.push_str(&pieces[to].text);
            if measure(&line) > width_px {
                break;
            }
            to += 1;
            if pieces
                .get(to)
                .is_none_or(|next| next.break_before.is_some())
            {
                best = (line.clone(), to);
            }
        }
        set.push(best.0);
        from = best.1;
    }
    (set, from)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A character is one pixel wide.
    fn set(text: &str, width: f64) -> Vec<String> {
        wrap(text, width, 2, &|text| text.chars().count() as f64)
    }

    #[test]
    fn a_paragraph_fills_its_lines_and_ends_with_a_sentence_or_an_ellipsis() {
        assert_eq!(set("짧은 설명입니다.", 20.0), ["짧은 설명입니다."]);
        assert_eq!(
            set("재현되지 않는 버그 앞에서 우리가 하는 일", 12.0),
            ["재현되지 않는 버그", "앞에서 우리가 하는 일"]
        );
        assert_eq!(
            set(
                "한 문장이 여기서 끝난다. 다음 문장은 길어서 다 들어가지 않는다.",
                12.0
            ),
            ["한 문장이 여기서", "끝난다."]
        );
        assert_eq!(
            set(
                "끝나지 않는 한 문장이 길게 이어지고 또 이어지면 점을 찍는다",
                12.0
            ),
            ["끝나지 않는 한 문장이", "길게 이어지고 또…"]
        );
    }
}
