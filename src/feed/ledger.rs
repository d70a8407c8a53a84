//! Ids that never move: a published feed against the posts of today.
//!
//! In: the bytes of any RSS, Atom or JSON feed of the blog, also one that another tool made. Out: a problem for each id
//! that changed, vanished or appears twice. Readers deliver a post again when its id changes.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

use crate::post::Post;
use crate::problem::{Place, Problem};

/// One entry of the feed that readers have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviousEntry {
    /// `guid` or `id`.
    pub id: String,
    /// Address of its page, if given.
    pub link: Option<String>,
    /// Its title, if it has one.
    pub title: Option<String>,
}

/// Reads a published feed.
///
/// # Errors
/// A file that `feed-rs` cannot read as a feed.
pub fn previous(bytes: &[u8], path: &str) -> Result<Vec<PreviousEntry>, Problem> {
    let feed = feed_rs::parser::Builder::new()
        // `feed-rs` must not invent an id for an entry without one.
        .id_generator(|_, _, _| String::new())
        .build()
        .parse(bytes)
        .map_err(|error| {
            Problem::error("previous-feed", format!("not a feed: {error}"))
                .at(Place::file(path))
                .help("give the RSS, Atom or JSON feed that the blog serves now")
        })?;
    let entries = feed.entries.into_iter().filter_map(|entry| {
        let link = entry.links.into_iter().next().map(|link| link.href);
        // Readers use the address of an entry without an id.
        let id = Some(entry.id)
            .filter(|id| !id.is_empty())
            .or_else(|| link.clone())?;
        Some(PreviousEntry {
            id,
            link,
            title: entry.title.map(|title| title.content.trim().to_owned()),
        })
    });
    Ok(entries.collect())
}

/// Every id of `previous` that no post has today. `path` is the feed's name in problems.
///
/// A post with another id is recognised by the first of: the path of its address, which outlives a change of
/// domain; the path in the old id; its title.
pub fn compare(previous: &[PreviousEntry], posts: &[Post], path: &str) -> Vec<Problem> {
    let known: BTreeSet<&str> = previous.iter().map(|entry| entry.id.as_str()).collect();
    let ids: BTreeSet<&str> = posts.iter().map(|post| post.id.as_str()).collect();
    let (mut by_path, mut by_title) = (BTreeMap::new(), BTreeMap::new());
    for post in posts
        .iter()
        .filter(|post| !known.contains(post.id.as_str()))
    {
        if let Some(path) = path_of(&post.url) {
            by_path.entry(path).or_insert(post);
        }
        by_title.entry(plain(&post.title)).or_insert(post);
    }
    let moved = |entry: &PreviousEntry| {
        let link = entry.link.as_deref().and_then(path_of);
        let id = || path_of(&entry.id).and_then(|path| by_path.get(&path));
        let title = || by_title.get(&plain(entry.title.as_deref()?));
        link.and_then(|path| by_path.get(&path))
            .or_else(id)
            .or_else(title)
    };
    let mut seen = BTreeSet::new();
    let mut problems = Vec::new();
    for entry in previous {
        if !seen.insert(entry.id.as_str()) {
            problems.push(
                Problem::error(
                    "id-twice",
                    format!("the id `{}` appears twice in the feed", entry.id),
                )
                .at(Place::file(path)),
            );
        } else if !ids.contains(entry.id.as_str()) {
            problems.push(match moved(entry) {
                Some(post) => changed(entry, post),
                None => vanished(entry).at(Place::file(path)),
            });
        }
    }
    problems
}

fn changed(entry: &PreviousEntry, post: &Post) -> Problem {
    let message = format!(
        "readers know this post as `{}`, and its id is now `{}`",
        entry.id, post.id
    );
    Problem::error("id-changed", message)
        .at(&post.title_place)
        .help(format!("guid: {}", scalar(&entry.id)))
}

fn vanished(entry: &PreviousEntry) -> Problem {
    let title = entry.title.as_deref().unwrap_or_default();
    let message = format!("no post has the id `{}` any more ({title})", entry.id);
    Problem::error("id-vanished", message)
        .help("bring the post back, or accept the change with --accept-ids")
}

/// Path of an address without host, query and the different ways to spell the same page; `None` for a front page.
fn path_of(url: &str) -> Option<String> {
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.split_once('/')?.1,
        None => url.strip_prefix('/')?,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path: String = percent_decode_str(path).decode_utf8_lossy().nfc().collect();
    let path = path.strip_suffix("index.html").unwrap_or(&path);
    let path = path.trim_end_matches('/');
    let path = path.strip_suffix(".html").unwrap_or(path);
    (!path.is_empty()).then(|| path.to_owned())
}

/// A title as two tools would both write it.
fn plain(title: &str) -> String {
    let title: String = title.nfc().collect();
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` as a YAML scalar that can be pasted.
fn scalar(text: &str) -> String {
    let address = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || "/._~%?=&+@-".contains(c) || c == ':')
        && !text.ends_with(':')
        && text.contains(':');
    if address {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_page_has_many_spellings() {
        for url in [
            "http://old.example/%ED%95%9C/x/",
            "https://new.example/한/x.html?utm_source=rss#top",
            "/한/x/index.html",
        ] {
            assert_eq!(path_of(url).as_deref(), Some("한/x"), "{url}");
        }
        for url in ["https://a.example/", "https://a.example", "urn:x", ""] {
            assert_eq!(path_of(url), None, "{url}");
        }
    }

    #[test]
    fn an_id_is_quoted_where_yaml_would_read_something_else() {
        assert_eq!(scalar("https://a.example/x?p=1"), "https://a.example/x?p=1");
        for text in ["12", "post: 1", "# x", "it's", "true", "글 하나"] {
            let quoted = scalar(text);
            assert!(quoted.starts_with('\''), "{quoted}");
        }
        assert_eq!(scalar("it's"), "'it''s'");
    }
}
