//! Tags and authors that have a feed of their own.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::feed::{Entry, Format, slug};

/// A feed about one tag or one author.
pub struct Topic {
    /// As a reader shows it: the blog's title and the tag.
    pub title: String,
    /// Below `out/`.
    pub folder: String,
    /// Positions in the entries, newest first.
    pub entries: Vec<usize>,
}

impl Topic {
    /// Where the feed in `format` goes; `None` where that format is switched off.
    pub fn path(&self, config: &Config, format: &Format) -> Option<String> {
        (format.path)(config)?;
        Some(format!("{}/{}.xml", self.folder, format.name))
    }
}

/// The tags and authors that the configuration asks feeds for, in the order of their folders.
pub fn topics(config: &Config, entries: &[Entry]) -> Vec<Topic> {
    let mut topics = Vec::new();
    if config.feeds.tags.is_some() {
        topics.extend(gathered(config, "tags", entries, |entry| {
            entry.post.tags.clone()
        }));
    }
    if config.feeds.authors {
        topics.extend(gathered(config, "authors", entries, |entry| {
            entry
                .post
                .authors
                .iter()
                .map(|author| author.name.clone())
                .collect()
        }));
    }
    topics
}

/// Words of one folder merge (case twins, `a b` and `a-b`); the oldest spelling is the one shown, so that it never changes.
fn gathered(
    config: &Config,
    folder: &str,
    entries: &[Entry],
    words: fn(&Entry) -> Vec<String>,
) -> Vec<Topic> {
    let mut found: BTreeMap<String, (String, Vec<usize>)> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
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
    found
        .into_iter()
        .map(|(slug, (word, entries))| Topic {
            title: format!("{} · {word}", config.site.title),
            folder: format!("{folder}/{slug}"),
            entries,
        })
        .collect()
}
