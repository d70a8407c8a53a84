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
mod section;
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

/// Source of documents and bodies.
pub trait BodySource: Sync {
    /// The rendered body of a post. It may be asked for more than once, from several threads.
    ///
    /// # Errors
    /// The body cannot be had: that ends the run.
    fn html(&self, post: &Post) -> Result<String, Problem>;

    /// [`body_bytes`] of that body; a source that knows the number answers without rendering.
    ///
    /// # Errors
    /// As [`BodySource::html`].
    fn body_bytes(&self, post: &Post) -> Result<usize, Problem> {
        Ok(body_bytes(&self.html(post)?))
    }

    /// True if the document of this fingerprint is at `path` already, so that nobody needs its text.
    ///
    /// # Errors
    /// The path cannot be looked at: that ends the run.
    fn has(&self, _path: &str, _fingerprint: &Hash) -> Result<bool, Problem> {
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
    /// `None`: the [`BodySource`] has it.
    pub text: Option<Text>,
    /// `Some` for documents that readers subscribe to (not archives, OPML, CSS).
    pub feed: Option<FeedFacts>,
}

/// The text of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// UTF-8, ending in a newline.
    pub words: String,
    /// Hash of the words, computed on the thread that wrote them.
    pub hash: Hash,
}

impl From<String> for Text {
    fn from(words: String) -> Text {
        let hash = *blake3::hash(words.as_bytes()).as_bytes();
        Text { words, hash }
    }
}

/// Facts of a feed for the manifest and for autodiscovery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedFacts {
    /// Name of its format: `rss`.
    pub kind: &'static str,
    /// Of its format: `application/rss+xml`.
    pub media_type: &'static str,
    /// As a reader shows it.
    pub title: String,
    /// BCP 47.
    pub lang: String,
    /// A feed of all posts in its language, not of one tag or author: it goes into the head of every page.
    pub main: bool,
}

/// One way to write a feed. The compiler asks for every field of a new row, a test for its key in the configuration.
pub struct Format {
    /// The key below `feeds:`, and the manifest's `kind`.
    pub name: &'static str,
    /// For autodiscovery links and the manifest.
    pub media_type: &'static str,
    /// Ending of the file name in feeds of single tags, categories and authors.
    pub extension: &'static str,
    /// True if it is styled by `feed.css` and may be listed in OPML.
    pub is_xml: bool,
    /// True if single tags, categories and authors get it.
    pub topics: bool,
    render: fn(&Feed, &[Item]) -> String,
}

impl Format {
    /// Path below `out/`; `None`: switched off.
    fn path<'a>(&self, config: &'a Config) -> Option<&'a str> {
        config.feeds.path(self.name)
    }
}

/// Every format, in the order of the manifest.
pub const FORMATS: &[Format] = &[
    Format {
        name: "rss",
        media_type: "application/rss+xml",
        extension: "xml",
        is_xml: true,
        topics: true,
        render: rss::render,
    },
    Format {
        name: "atom",
        media_type: "application/atom+xml",
        extension: "xml",
        is_xml: true,
        topics: true,
        render: atom::render,
    },
    Format {
        name: "json",
        media_type: "application/feed+json",
        extension: "json",
        is_xml: false,
        topics: false,
        render: json::render,
    },
];

/// One document, neutral of its format.
struct Feed<'a> {
    config: &'a Config,
    title: String,
    /// BCP 47.
    lang: String,
    /// The same for every document of one feed.
    id: String,
    self_url: String,
    /// The page that the feed is about.
    home_url: String,
    /// Small square picture of the feed, absolute.
    icon_url: Option<String>,
    /// Picture of the feed, absolute.
    logo_url: Option<String>,
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
    /// Without characters that XML forbids. `None`: the description only.
    html: Option<String>,
}

/// One entry of a document, before it is known whether the document must be written.
pub(crate) struct PreparedEntry<'a> {
    pub entry: Entry<'a>,
    /// Hash of all that a document takes from it.
    pub hash: Hash,
    /// True with its body; else the description only.
    pub whole: bool,
    /// An upper bound on what it takes in any format.
    pub bytes: usize,
}

/// Makes every feed document and hands them to `sink` in their order, a few at a time, which bounds the memory.
///
/// `entries` are sorted newest first. An `Err` of `bodies` or `sink` ends the run and is returned.
///
/// ```
/// use feedcard::{config::Config, date::Date, feed, post::Post, read};
///
/// # fn main() -> std::io::Result<()> {
/// # let blog = tempfile::tempdir()?;
/// # std::fs::create_dir(blog.path().join("content"))?;
/// # std::fs::write(blog.path().join("content/2024-11-04-a.md"), "---\ntitle: 첫 글\n---\n안녕\n")?;
/// let config = Config::new(blog.path(), "밀물", "https://blog.milmul.example");
/// let now = Date::from_rfc3339("2025-01-01T00:00:00Z").expect("a date");
/// let reading = read::read(&config, now);
/// let entries: Vec<feed::Entry> = reading.posts.iter().map(|post| feed::Entry { post, card: None }).collect();
///
/// let bodies = |post: &Post| Ok(format!("<p>{}</p>", post.title));
/// let mut paths = Vec::new();
/// let problems = feed::documents(&config, &entries, &bodies, &mut |document| {
///     paths.push(document.path);
///     Ok(())
/// })
/// .expect("no body and no document failed");
/// assert!(problems.is_empty() && paths.contains(&"rss.xml".to_string()));
/// # Ok(())
/// # }
/// ```
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
    let sections = section::sections(config, entries);
    let mut topics = Vec::new();
    for section in &sections {
        archive::main_feeds(&mut writer, section)?;
    }
    for section in &sections {
        let found = topic::topics(config, section);
        for few in found.chunks(writer::AT_ONCE) {
            writer.topics(few, section)?;
        }
        topics.push(found);
    }
    if let Some(text) = opml::render(config, &sections, &topics) {
        writer.file("feeds.opml".into(), text)?;
    }
    if FORMATS
        .iter()
        .any(|format| format.is_xml && format.path(config).is_some())
    {
        writer.file(style::PATH.into(), style::CSS.into())?;
    }
    writer.finish()
}

/// The absolute address of a file below `out/`.
fn url(config: &Config, path: &str) -> String {
    format!("{}/{}", config.site.url, slug::encoded(path))
}

/// A picture of the whole blog: an absolute address as it is, else a path below the site.
fn site_picture(config: &Config, written: Option<&str>) -> Option<String> {
    let written = written?;
    let absolute = ["http://", "https://"]
        .iter()
        .any(|scheme| written.starts_with(scheme));
    match absolute {
        true => Some(written.to_owned()),
        false => Some(url(config, written.trim_start_matches('/'))),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::keys::{FEED_FORMATS, KEYS};

    #[test]
    fn every_format_has_its_key_and_every_key_its_format() {
        let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        assert_eq!(names, FEED_FORMATS, "FEED_FORMATS in src/config/keys.rs");
        for name in names {
            let key = format!("feeds.{name}");
            let has_row = KEYS.iter().any(|known| known.path == key);
            assert!(has_row, "src/config/table.rs has no row `{key}`");
        }
    }
}
