//! The penalty of a break after a Latin word. Case is ignored; the only dictionary is of words that lean on the next one.

/// A Latin word.
const WORD: f64 = 17.0;
/// An article or preposition left hanging at the end of a line.
const LEANING: f64 = 36.0;
/// A conjunction at the end of a line.
const CONJUNCTION: f64 = 24.0;
/// A line that starts with a preposition or conjunction is a phrase of its own.
const PHRASE_START: f64 = 9.0;

/// Inside a name (Spark|Summit) in a Korean title, where a better break is seldom far.
const NAME: f64 = 26.0;
/// Before the short capitals that tell one of a name from another (Spark Summit|EU 2017), which may start a line.
const EDITION: f64 = 21.0;
/// Letters of such capitals.
const EDITION_LETTERS: std::ops::RangeInclusive<usize> = 2..=3;

/// The penalty of ending a line after the Latin word `left` before the word `right`; `korean`: the title has Hangul.
pub(super) fn between(left: &str, right: &str, korean: bool) -> f64 {
    let is_name = |word: &str| word.starts_with(|c: char| c.is_uppercase()) && word.is_ascii();
    let name = korean && is_name(left) && is_name(right);
    let edition = EDITION_LETTERS.contains(&right.len())
        && right.bytes().all(|b| b.is_ascii_uppercase())
        && left.contains(char::is_lowercase);
    let (left, right) = (left.to_ascii_lowercase(), right.to_ascii_lowercase());
    if LEANERS.contains(&left.as_str()) {
        LEANING
    } else if CONJUNCTIONS.contains(&left.as_str()) {
        CONJUNCTION
    } else if PREPOSITIONS.contains(&right.as_str()) || CONJUNCTIONS.contains(&right.as_str()) {
        PHRASE_START
    } else if name && edition {
        EDITION
    } else if name {
        NAME
    } else {
        WORD
    }
}

/// Words that stand before their noun or verb.
const LEANERS: &[&str] = &[
    "a", "an", "the", "of", "to", "for", "in", "on", "at", "by", "with", "from", "as", "into",
    "via", "your", "our", "my", "its", "their", "this", "that", "is", "are", "be", "how", "what",
    "why", "not", "no", "i", "we", "vs",
];

/// Words that start a phrase.
const PREPOSITIONS: &[&str] = &[
    "of", "to", "for", "in", "on", "at", "by", "with", "from", "as", "into", "via", "without",
    "using", "about",
];

/// Words that join two phrases.
const CONJUNCTIONS: &[&str] = &["and", "or", "but", "vs.", "&", "+", "×"];
