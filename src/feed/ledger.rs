//! Ids that never move: a published feed against the posts of today.
//!
//! In: the bytes of any RSS, Atom or JSON feed of the blog, also one that another tool made. Out: a problem for each id
//! that changed, vanished or stands twice. Readers deliver a post again when its id changes.

use crate::post::Post;
use crate::problem::{Place, Problem};

/// One entry of the feed that readers have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviousEntry {
    /// `guid` or `id`.
    pub id: String,
    /// Its page, if it says.
    pub link: Option<String>,
    /// Its title, if it has one.
    pub title: Option<String>,
}

/// Reads a published feed.
///
/// # Errors
/// It is no feed that `feed-rs` can read.
pub fn previous(bytes: &[u8], path: &str) -> Result<Vec<PreviousEntry>, Problem> {
    let feed = feed_rs::parser::Builder::new()
        // An entry without an id gets none made up.
        .id_generator(|_, _, _| String::new())
        .build()
        .parse(bytes)
        .map_err(|error| {
            Problem::error("previous-feed", format!("not a feed: {error}"))
                .at(Place::file(path))
                .help("give the RSS, Atom or JSON feed that the blog serves now")
        })?;
    let entries = feed.entries.into_iter().map(|entry| PreviousEntry {
        id: entry.id,
        link: entry.links.into_iter().next().map(|link| link.href),
        title: entry.title.map(|title| title.content.trim().to_owned()),
    });
    Ok(entries.collect())
}

/// Every id of `previous` that no post has today. `path` names the feed in problems.
pub fn compare(previous: &[PreviousEntry], posts: &[Post], path: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (at, entry) in previous.iter().enumerate() {
        if previous[..at].iter().any(|earlier| earlier.id == entry.id) {
            problems.push(
                Problem::error(
                    "id-twice",
                    format!("the id `{}` stands twice in the feed", entry.id),
                )
                .at(Place::file(path)),
            );
            continue;
        }
        if posts.iter().any(|post| post.id == entry.id) {
            continue;
        }
        let same_link = |post: &&Post| {
            entry
                .link
                .as_deref()
                .is_some_and(|link| bare(link) == bare(&post.url))
        };
        let same_title = |post: &&Post| entry.title.as_deref() == Some(post.title.as_str());
        let moved = posts
            .iter()
            .find(same_link)
            .or_else(|| posts.iter().find(same_title));
        problems.push(match moved {
            Some(post) => Problem::error(
                "id-changed",
                format!(
                    "readers know this post as `{}`, and its id is now `{}`",
                    entry.id, post.id
                ),
            )
            .at(post.title_place.clone())
            .help(format!("guid: {}", entry.id)),
            None => {
                let title = entry.title.as_deref().unwrap_or_default();
                Problem::error(
                    "id-vanished",
                    format!("no post has the id `{}` any more ({title})", entry.id),
                )
                .at(Place::file(path))
                .help("bring the post back, or accept the change with --accept-ids")
            }
        });
    }
    problems
}

/// An address without what servers take as the same.
fn bare(url: &str) -> &str {
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    url.trim_end_matches('/')
}
