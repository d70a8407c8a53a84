//! Posts -> documents: RSS 2.0, Atom 1.0, JSON Feed 1.1, archives, tag and author feeds, OPML.
//!
//! In: posts newest first, their cards, and a [`BodySource`] that has their HTML. Out: finished documents, one at a time.
//! Pure: no files, no clock. A new format is one file and one row in [`FORMATS`].

mod archive;
mod atom;
mod fingerprint;
mod json;
pub mod ledger;
mod opml;
mod rss;
mod size;
mod slug;
mod style;
mod topic;
mod writer;
mod xml;

use crate::config::Config;
use crate::date::Date;
use crate::feed::writer::FeedWriter;
use crate::{manifest, post::Post, problem::Problem};

/// One entry as the feeds see it.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The post.
    pub post: &'a Post,
    /// Its published card.
    pub card: Option<&'a manifest::Card>,
}

/// A blake3 hash.
pub type Hash = [u8; 32];

/// Where documents come from.
pub trait BodySource: Sync {
    /// The rendered body of a post. It may be asked for more than once, from several threads.
    ///
    /// # Errors
    /// The body cannot be had: that ends the run.
    fn html(&self, post: &Post) -> Result<String, Problem>;

    /// What [`body_bytes`] says of that body, for a bodies that knows it without rendering.
    ///
    /// # Errors
    /// As [`BodySource::html`].
    fn body_bytes(&self, post: &Post) -> Result<usize, Problem> {
        Ok(body_bytes(&self.html(post)?))
    }

    /// True if the document of this fingerprint lies at `path` already, so that nobody needs its text.
    ///
    /// # Errors
    /// The path cannot be looked at: that ends the run.
    fn has(&self, _path: &str, _recipe: &Hash) -> Result<bool, Problem> {
        Ok(false)
    }
}

impl<F: Fn(&Post) -> Result<String, Problem> + Sync> BodySource for F {
    fn html(&self, post: &Post) -> Result<String, Problem> {
        self(post)
    }
}

/// An upper bound on the bytes that a body takes in any format; 0 if it has no words.
pub fn body_bytes(html: &str) -> usize {
    if html.trim().is_empty() {
        0
    } else {
        size::escaped(html)
    }
}

/// One finished file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Relative to `out/`.
    pub path: String,
    /// Hash of all that it depends on, but for the configuration and the program.
    pub fingerprint: Hash,
    /// `None`: the bodies has it.
    pub text: Option<Text>,
    /// `Some` for documents that readers subscribe to (not archives, OPML, CSS).
    pub feed: Option<FeedFacts>,
}

/// The text of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// UTF-8, ending in a newline.
    pub words: String,
    /// Hash of them, found on the thread that wrote them.
    pub hash: Hash,
}

impl From<String> for Text {
    fn from(words: String) -> Text {
        let hash = *blake3::hash(words.as_bytes()).as_bytes();
        Text { words, hash }
    }
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
    render: fn(&Feed, &[Item]) -> String,
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
}

/// One entry of a document that is being written.
struct Item<'a> {
    post: &'a Post,
    card: Option<&'a manifest::Card>,
    /// Without what XML forbids. `None`: the description only.
    html: Option<String>,
}

/// One entry of a document, before anybody knows whether the document must be written.
pub(crate) struct PreparedEntry<'a> {
    pub entry: Entry<'a>,
    /// Of all that a document takes from it.
    pub hash: Hash,
    /// With its body; else the description only.
    pub whole: bool,
    /// An upper bound on what it takes in any format.
    pub bytes: usize,
}

/// Makes every feed document, handing them to `sink` in their order, a few at a time: that many bound the memory.
///
/// `entries` stand newest first. An `Err` of `bodies` or `sink` ends the run and is returned.
///
/// # Errors
/// Only those of `bodies` and `sink`.
pub fn documents(
    config: &Config,
    entries: &[Entry],
    bodies: &dyn BodySource,
    sink: &mut dyn FnMut(Document) -> Result<(), Problem>,
) -> Result<Vec<Problem>, Problem> {
    let mut writer = FeedWriter::new(config, bodies, sink);
    archive::main_feeds(&mut writer, entries)?;
    let topics = topic::topics(config, entries);
    for few in topics.chunks(writer::AT_ONCE) {
        writer.topics(few, entries)?;
    }
    if let Some(text) = opml::render(config, &topics) {
        writer.file("feeds.opml".into(), text)?;
    }
    if config.feeds.rss.is_some() || config.feeds.atom.is_some() {
        writer.file(style::PATH.into(), style::CSS.into())?;
    }
    writer.finish()
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
fn newest(prepared_entries: &[PreparedEntry]) -> Option<Date> {
    prepared_entries
        .iter()
        .map(|prepared| prepared.entry.post.changed())
        .max()
}

/// Bytes to set aside for a document, so that it need not be moved while it grows.
fn room(items: &[Item]) -> usize {
    let html = items.iter().filter_map(|item| item.html.as_ref());
    let bytes: usize = html.map(String::len).sum();
    bytes + bytes / 4 + items.len() * 2048 + size::HEAD_BYTES
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
