//! Tags, categories and authors that have a feed of their own.

use std::collections::BTreeMap;

use crate::config::{Config, Selection};
use crate::feed::section::Section;
use crate::feed::{Entry, Format, slug};

/// A feed about one tag, category or author.
pub struct Topic {
    /// Title for readers: the blog's title and the tag.
    pub title: String,
    /// Below `out/`.
    pub folder: String,
    /// Positions in the section's entries, newest first.
    pub entries: Vec<usize>,
}

impl Topic {
    /// Path of the feed in `format`; `None` where that format is switched off or not for topics.
    pub fn path(&self, config: &Config, format: &Format) -> Option<String> {
        if !format.topics {
            return None;
        }
        format.path(config)?;
        Some(format!(
            "{}/{}.{}",
            self.folder, format.name, format.extension
        ))
    }
}

/// The tags, categories and authors of a section that the configuration asks feeds for, in the order of their folders.
pub fn topics(config: &Config, section: &Section) -> Vec<Topic> {
    let feeds = &config.feeds;
    let everyone = feeds.authors.then(Selection::all);
    let mut topics = Vec::new();
    topics.extend(gathered(section, "tags", feeds.tags.as_ref(), |entry| {
        entry.post.tags.clone()
    }));
    topics.extend(gathered(
        section,
        "categories",
        feeds.categories.as_ref(),
        |entry| entry.post.categories.clone(),
    ));
    topics.extend(gathered(section, "authors", everyone.as_ref(), |entry| {
        let authors = &entry.post.authors;
        authors.iter().map(|author| author.name.clone()).collect()
    }));
    topics
}

/// Words of one folder merge (case twins, `a b` and `a-b`); the oldest spelling is the one shown, so that it never changes.
fn gathered(
    section: &Section,
    folder: &str,
    selection: Option<&Selection>,
    words: fn(&Entry) -> Vec<String>,
) -> Vec<Topic> {
    let Some(selection) = selection else {
        return Vec::new();
    };
    let mut found: BTreeMap<String, (String, Vec<usize>)> = BTreeMap::new();
    for (at, entry) in section.entries.iter().enumerate() {
        for word in words(entry) {
            if word.trim().is_empty() {
                continue;
            }
            let (shown, positions) = found.entry(slug::slug(&word)).or_default();
            *shown = word;
            if positions.last() != Some(&at) {
                positions.push(at);
            }
        }
    }
    let only: Vec<String> = selection.only.iter().map(|word| slug::slug(word)).collect();
    found
        .into_iter()
        .filter(|(slug, _)| only.is_empty() || only.contains(slug))
        .filter(|(_, (_, entries))| entries.len() >= selection.min_posts)
        .map(|(slug, (word, entries))| Topic {
            title: format!("{} · {word}", section.title),
            folder: format!("{}{folder}/{slug}", section.prefix),
            entries,
        })
        .collect()
}
