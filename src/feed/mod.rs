//! Posts -> documents: RSS 2.0, Atom 1.0, JSON Feed 1.1, archives, tag and author feeds, OPML. Pure.
use crate::{config::Config, manifest, post::Post, problem::Problem};

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

/// Makes every feed document, handing each to `sink` as soon as it is whole, so that memory is bounded by one document.
///
/// `entries` stand newest first. `html` gives the rendered body of a post (it may be called more than once for one
/// post, from several threads). An `Err` of `html` or `sink` ends the run and is returned.
///
/// # Errors
/// Only those of `html` and `sink`.
pub fn documents(
    _config: &Config,
    _entries: &[Entry],
    _html: &(dyn Fn(&Post) -> Result<String, Problem> + Sync),
    _sink: &mut dyn FnMut(Document) -> Result<(), Problem>,
) -> Result<Vec<Problem>, Problem> {
    unimplemented!()
}
