//! Characters of a card's words that no font can draw.

use unicode_segmentation::UnicodeSegmentation;

use crate::card::Request;
use crate::card::font::{Fonts, Style, Weight};
use crate::card::title::Parts;

/// A title that loses more of its letters than this is not drawn.
const MOST_LOST: f64 = 1.0 / 3.0;

/// True if so many letters of a title cannot be drawn that nobody could read it.
pub fn unreadable(title: &str, fonts: &Fonts) -> bool {
    let missing = fonts.shape(title, &Style::title(64.0)).missing;
    if missing.is_empty() {
        return false;
    }
    let letters = || {
        title
            .graphemes(true)
            .filter(|letter| !letter.trim().is_empty())
    };
    let lost = letters()
        .filter(|letter| missing.iter().any(|one| one == letter))
        .count();
    lost as f64 > MOST_LOST * letters().count() as f64
}

/// The characters that no font has, each once, such as `U+20BB7 𠮷`: of the title and of every other word that the card may show.
pub fn missing(request: &Request, parts: &Parts, fonts: &Fonts) -> Vec<String> {
    let small = Style::meta(Weight::Bold, 26.0);
    let titled = Style::title(64.0);
    let others = [
        parts.kicker.as_deref(),
        parts.subtitle.as_deref(),
        Some(request.site),
        request.date,
    ];
    let mut found: Vec<String> = Vec::new();
    let mut note = |text: &str, style: &Style| {
        for cluster in fonts.shape(text, style).missing {
            let points: Vec<String> = cluster
                .chars()
                .map(|c| format!("U+{:04X}", c as u32))
                .collect();
            let named = format!("{} {cluster}", points.join(" "));
            if !found.contains(&named) {
                found.push(named);
            }
        }
    };
    note(&parts.title, &titled);
    for text in others.into_iter().flatten() {
        note(text, &small);
    }
    for text in request.authors.iter().chain(request.tags) {
        note(text, &small);
    }
    found
}
