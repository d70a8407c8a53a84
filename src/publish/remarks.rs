//! Remarks for an author on a card that was drawn.

use crate::card::font::package;
use crate::manifest::CardFacts;
use crate::problem::Problem;

/// Characters named in one warning.
const MOST: usize = 30;

/// One warning about all characters that no font has; `words` are the texts of the card.
pub fn missing(facts: &CardFacts, words: &[&str]) -> Option<Problem> {
    let clusters: Vec<&str> = facts
        .missing
        .iter()
        .filter_map(|named| named.rsplit(' ').next())
        .collect();
    let first = clusters.first()?;
    let shown = facts.missing.len().min(MOST);
    let mut list = facts.missing[..shown].join(", ");
    if facts.missing.len() > shown {
        list += &format!(" and {} more", facts.missing.len() - shown);
    }
    let kinds = if clusters.len() == 1 {
        "the character"
    } else {
        "these characters"
    };
    let effect = if facts.lines.is_empty() {
        "the card of this post has no words: too little of its title would be left"
    } else {
        "the card leaves them blank"
    };
    let mut message = format!("no font has {kinds}: `{list}`; {effect}");
    // Beside characters of another script, the rest would look foreign too.
    let han = |c: char| matches!(c, '\u{3400}'..='\u{9FFF}');
    if clusters.iter().any(|cluster| cluster.contains(han)) {
        let mut others = String::new();
        for c in words
            .iter()
            .flat_map(|text| text.chars())
            .filter(|&c| han(c))
        {
            let missing = clusters.iter().any(|cluster| cluster.contains(c));
            if !missing && !others.contains(c) && others.chars().count() < MOST {
                others.push(c);
            }
        }
        if !others.is_empty() {
            message += &format!("; `{others}` are drawn as Korean writes them");
        }
    }
    let package = package(first.chars().next().unwrap_or(' '));
    let problem = Problem::warning("card-glyph", message);
    Some(problem.help(format!(
        "name a font that has them under `cards.fonts.fallback:`, such as that of the npm package `{package}`"
    )))
}
