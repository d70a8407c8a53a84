//! Categories, the external page that a post is about, and the share of the post that feeds carry.

use crate::config::tree::Node;
use crate::config::{Config, Shown};
use crate::problem::Problem;
use crate::read::front_matter::FrontMatter;
use crate::read::tags;
use crate::read::title::one_line;

/// Words of the categories, else of the section.
pub fn categories(front_matter: &FrontMatter, config: &Config, below_posts: bool) -> Vec<String> {
    let (fields, limits) = (&config.fields, &config.limits);
    let found = front_matter
        .find(&fields.categories)
        .or_else(|| front_matter.find(&fields.section));
    let mut words = match found {
        Some(found) if tags::count(&found, below_posts) <= limits.tags => {
            tags::words(front_matter, &found, below_posts)
        }
        Some(_) | None => Vec::new(),
    };
    words.retain(|word| word.chars().nth(limits.tag_chars).is_none());
    words
}

/// The external page that a link post is about.
pub fn external_url(
    front_matter: &FrontMatter,
    keys: &[String],
    problems: &mut Vec<Problem>,
) -> Option<String> {
    let found = front_matter.find(keys)?;
    let written = front_matter.text(found.node, &found.trail)?;
    let url = url::Url::parse(written.trim()).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if url.is_none() {
        problems.push(
            Problem::warning(
                "external-url",
                format!("`{written}` is not an absolute address; ignored"),
            )
            .at(front_matter.place(&found.trail))
            .help(format!("{}: https://example.com/page", found.key)),
        );
    }
    url.map(String::from)
}

/// `excerpt_only: true`, also below `feed:` as jekyll-feed reads it.
pub fn excerpt_only(front_matter: &FrontMatter, keys: &[String]) -> bool {
    keys.iter()
        .filter_map(|key| front_matter.get(key))
        .any(|found| matches!(found.node, Node::Bool(true)))
}

/// Words of the facts that cards show, besides date, authors and tags. `body` is the Markdown behind the front matter.
pub fn shown(
    front_matter: &FrontMatter,
    (wanted, series): (&[Shown], &[String]),
    categories: &[String],
    (body, lang): (&str, &str),
) -> Vec<(String, String)> {
    let field = |key: &str| {
        let found = front_matter.get(key)?;
        front_matter.text(found.node, &found.trail)
    };
    let fact = |fact: &Shown| match fact {
        Shown::Date | Shown::Authors | Shown::Tags => None,
        Shown::Category => Some(("category".to_owned(), categories.first().cloned()?)),
        Shown::Series => {
            let found = front_matter.find(series)?;
            let words = front_matter.text(found.node, &found.trail)?;
            Some(("series".to_owned(), words))
        }
        Shown::ReadingTime => Some(("reading_time".to_owned(), reading_time(body, lang))),
        Shown::Field(name) => Some((format!("field:{name}"), field(name)?)),
    };
    let told = wanted.iter().filter_map(|wanted| {
        let (name, words) = fact(wanted)?;
        let words = one_line(&words);
        (!words.is_empty()).then_some((name, words))
    });
    told.collect()
}

/// Minutes for a body: 500 Hangul, Han or kana letters, or 200 other words, in a minute.
fn reading_time(body: &str, lang: &str) -> String {
    let wide = |c: &char| matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}');
    let letters = body.chars().filter(wide).count();
    let words = body
        .split_whitespace()
        .filter(|word| word.chars().any(|c| c.is_alphanumeric()) && !word.chars().any(|c| wide(&c)))
        .count();
    let minutes = (letters * 2 + words * 5).div_ceil(1000).max(1);
    match lang.split('-').next() {
        Some("ko") => format!("{minutes}분"),
        Some("ja" | "zh") => format!("{minutes}分"),
        _ => format!("{minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_time_counts_letters_of_wide_scripts_and_words_of_others() {
        assert_eq!(reading_time(&"가".repeat(501), "ko"), "2분");
        assert_eq!(reading_time(&"word ".repeat(401), "en-GB"), "3 min");
        assert_eq!(reading_time("", "en"), "1 min");
    }
}
