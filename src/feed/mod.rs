//! Posts -> documents: RSS 2.0, Atom 1.0, JSON Feed 1.1, archives, tag and author feeds, OPML.
//!
//! In: posts newest first, their cards, and a function that gives a post's HTML. Out: finished documents, one at a time.
//! Pure: no files, no clock. A new format is one file and one row in [`FORMATS`].

mod archive;
mod atom;
mod json;
pub mod ledger;
mod opml;
mod rss;
mod slug;
mod style;
mod topic;
mod xml;

use rayon::prelude::*;

use crate::config::{Config, FeedContent};
use crate::date::Date;
use crate::{manifest, post::Post, problem::Problem};

/// One entry as the feeds see it.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The post.
    pub post: &'a Post,
    /// Its published card.
    pub card: Option<&'a manifest::Card>,
}

/// One finished file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Relative to `out/`.
    pub path: String,
    /// UTF-8, ending in a newline.
    pub text: String,
    /// `Some` for documents that readers subscribe to (not archives, OPML, CSS).
    pub feed: Option<FeedFacts>,
}

/// What the manifest and autodiscovery say of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedFacts {
    /// `rss`, `atom` or `json`.
    pub kind: &'static str,
    /// As a reader shows it.
    pub title: String,
    /// A feed of the whole blog, not of one tag or author: goes into every page's head.
    pub main: bool,
}

/// One way to write a feed.
pub struct Format {
    /// `rss`, `atom` or `json`: the key below `feeds:`, and the manifest's `kind`.
    pub name: &'static str,
    /// For autodiscovery links.
    pub media_type: &'static str,
    /// Where the configuration wants it.
    path: fn(&Config) -> Option<&str>,
    render: fn(&Feed) -> String,
}

/// Every format, in the order of the manifest.
pub const FORMATS: &[Format] = &[
    Format {
        name: "rss",
        media_type: "application/rss+xml",
        path: |config| config.feeds.rss.as_deref(),
        render: rss::render,
    },
    Format {
        name: "atom",
        media_type: "application/atom+xml",
        path: |config| config.feeds.atom.as_deref(),
        render: atom::render,
    },
    Format {
        name: "json",
        media_type: "application/feed+json",
        path: |config| config.feeds.json.as_deref(),
        render: json::render,
    },
];

/// One document, neutral of its format.
struct Feed<'a> {
    config: &'a Config,
    title: String,
    /// The same for every document of one feed.
    id: String,
    self_url: String,
    /// The page that the feed is about.
    home_url: String,
    updated: Option<Date>,
    /// RFC 5005: this document is an archive.
    archive: bool,
    /// RFC 5005 links: relation and address.
    links: Vec<(&'static str, String)>,
    /// JSON Feed's `next_url`: the document with older entries.
    older_url: Option<String>,
    items: &'a [Item<'a>],
}

/// One entry of a document.
struct Item<'a> {
    post: &'a Post,
    card: Option<&'a manifest::Card>,
    /// `None`: the description only.
    html: Option<String>,
    /// An upper bound on what it takes in any format.
    bytes: usize,
}

/// Makes every feed document, handing them to `sink` in their order, a few at a time: that many bound the memory.
///
/// `entries` stand newest first. `html` gives the rendered body of a post (it may be called more than once for one
/// post, from several threads). An `Err` of `html` or `sink` ends the run and is returned.
///
/// # Errors
/// Only those of `html` and `sink`.
pub fn documents(
    config: &Config,
    entries: &[Entry],
    html: &(dyn Fn(&Post) -> Result<String, Problem> + Sync),
    sink: &mut dyn FnMut(Document) -> Result<(), Problem>,
) -> Result<Vec<Problem>, Problem> {
    let mut press = Press {
        config,
        html,
        sink,
        finished: Vec::new(),
        problems: Vec::new(),
    };
    archive::main_feeds(&mut press, entries)?;
    let topics = topic::topics(config, entries);
    for few in topics.chunks(AT_ONCE) {
        press.topics(few, entries)?;
    }
    if let Some(text) = opml::render(config, &topics) {
        press.file("feeds.opml".into(), text)?;
    }
    if config.feeds.rss.is_some() || config.feeds.atom.is_some() {
        press.file(style::PATH.into(), style::CSS.into())?;
    }
    press.documents(Vec::new())?;
    Ok(press.problems)
}

/// Feeds that are written at the same time, each in all its formats.
const AT_ONCE: usize = 4;

/// A document to be.
struct Draft<'a> {
    format: &'static Format,
    path: String,
    feed: Feed<'a>,
    /// `None` for an archive.
    main: Option<bool>,
}

/// What every document is made with.
struct Press<'a> {
    config: &'a Config,
    html: &'a (dyn Fn(&Post) -> Result<String, Problem> + Sync),
    sink: &'a mut dyn FnMut(Document) -> Result<(), Problem>,
    /// Documents that wait for the sink until the next ones are written.
    finished: Vec<Document>,
    problems: Vec<Problem>,
}

impl<'a> Press<'a> {
    /// Entries with their bodies. One that would fill a document alone keeps its description only.
    fn items<'e>(&mut self, entries: &[Entry<'e>]) -> Result<Vec<Item<'e>>, Problem> {
        let full = self.config.feeds.content == FeedContent::Full;
        let html = self.html;
        let whole = |entry: &Entry<'e>| {
            let html = if full {
                // A post without words is its description.
                Some(html(entry.post)?).filter(|html| !html.trim().is_empty())
            } else {
                None
            };
            let mut item = Item {
                post: entry.post,
                card: entry.card,
                html,
                bytes: 0,
            };
            item.bytes = archive::weight(&item);
            Ok(item)
        };
        let mut items: Vec<Item> = entries.par_iter().map(whole).collect::<Result<_, _>>()?;
        let budget = self.config.feeds.max_bytes;
        for item in &mut items {
            if item.html.is_some() && item.bytes + archive::HEAD_BYTES > budget {
                item.html = None;
                item.bytes = archive::weight(item);
                let problem = Problem::warning(
                    "feed-entry-too-long",
                    format!("the post alone is longer than a feed may be ({budget} bytes); the feeds carry its description"),
                )
                .at(&item.post.title_place)
                .help("raise `feeds.max_bytes`, or split the post");
                if !self.problems.contains(&problem) {
                    self.problems.push(problem);
                }
            }
        }
        Ok(items)
    }

    fn topics(&mut self, topics: &[topic::Topic], entries: &[Entry]) -> Result<(), Problem> {
        let config = self.config;
        let mut items = Vec::with_capacity(topics.len());
        for topic in topics {
            let chosen = topic.entries.iter().map(|&at| entries[at]);
            let chosen: Vec<Entry> = chosen.take(config.feeds.limit.max(1)).collect();
            let mut chosen = self.items(&chosen)?;
            chosen.truncate(archive::fitting(&chosen, config.feeds.max_bytes));
            items.push(chosen);
        }
        let mut drafts = Vec::new();
        for (topic, items) in topics.iter().zip(&items) {
            for format in FORMATS.iter().filter(|format| format.name != "json") {
                let Some(path) = topic.path(config, format) else {
                    continue;
                };
                let feed = Feed {
                    config,
                    title: topic.title.clone(),
                    id: url(config, &topic.folder) + "/",
                    self_url: url(config, &path),
                    home_url: home(config),
                    updated: newest(items),
                    archive: false,
                    links: Vec::new(),
                    older_url: None,
                    items,
                };
                drafts.push(Draft {
                    format,
                    path,
                    feed,
                    main: Some(false),
                });
            }
        }
        self.documents(drafts)
    }

    /// Writes the documents on other threads, while those of the last call are handed on.
    fn documents(&mut self, drafts: Vec<Draft>) -> Result<(), Problem> {
        let finished = |draft: &Draft| Document {
            path: draft.path.clone(),
            text: (draft.format.render)(&draft.feed),
            feed: draft.main.map(|main| FeedFacts {
                kind: draft.format.name,
                title: draft.feed.title.clone(),
                main,
            }),
        };
        let before = std::mem::take(&mut self.finished);
        let (new, sink) = (&mut self.finished, &mut *self.sink);
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| new.par_extend(drafts.par_iter().map(finished)));
            before.into_iter().try_for_each(sink)
        })
    }

    fn file(&mut self, path: String, text: String) -> Result<(), Problem> {
        self.documents(Vec::new())?;
        (self.sink)(Document {
            path,
            text,
            feed: None,
        })
    }
}

/// The absolute address of a file below `out/`.
fn url(config: &Config, path: &str) -> String {
    format!("{}/{}", config.site.url, slug::encoded(path))
}

/// The blog's front page.
fn home(config: &Config) -> String {
    format!("{}/", config.site.url)
}

/// The newest change of any entry: never the clock.
fn newest(items: &[Item]) -> Option<Date> {
    items.iter().map(|item| item.post.changed()).max()
}

/// Names joined for formats that know one author.
fn author_names(post: &Post) -> String {
    let names: Vec<&str> = post
        .authors
        .iter()
        .map(|author| author.name.as_str())
        .collect();
    names.join(", ")
}
