//! Posts, cards and feeds -> the manifest, as text: one line for each post, so that changes are read line by line.

use rayon::prelude::*;
use serde::Serialize;

use crate::config::Config;
use crate::manifest::{FeedEntry, PostEntry, VERSION};
use crate::publish::cards::Published;

/// The text of `feedcard.json`. `files`: everything written below `out/` but the manifest, sorted.
pub fn text(
    config: &Config,
    feeds: &[FeedEntry],
    posts: &[Published],
    files: &[&str],
) -> serde_json::Result<String> {
    let posts: Vec<String> = posts
        .par_iter()
        .map(|one| serde_json::to_string(&entry(one)))
        .collect::<Result<_, _>>()?;
    let feeds = lines(feeds)?;
    let files = lines(files)?;
    let tool = concat!("feedcard ", env!("CARGO_PKG_VERSION"));
    Ok(format!(
        "{{\"version\":{VERSION},\"tool\":{},\"site\":{},\n\"feeds\":{},\n\"posts\":{},\n\"files\":{}}}\n",
        serde_json::to_string(tool)?,
        serde_json::to_string(&config.site.url)?,
        array(&feeds),
        array(&posts),
        array(&files),
    ))
}

fn lines<T: Serialize>(items: &[T]) -> serde_json::Result<Vec<String>> {
    items.iter().map(serde_json::to_string).collect()
}

fn array(lines: &[String]) -> String {
    if lines.is_empty() {
        return "[]".into();
    }
    format!("[\n{}\n]", lines.join(",\n"))
}

fn entry(one: &Published) -> PostEntry {
    let post = one.post;
    PostEntry {
        source: post.source.clone(),
        permalink: post.permalink.encoded.clone(),
        url: post.url.clone(),
        id: post.id.clone(),
        lang: post.lang.clone(),
        title: post.title.clone(),
        description: post.description.clone(),
        published: post.published.rfc3339(),
        updated: post.updated.map(|date| date.rfc3339()),
        authors: post.authors.clone(),
        tags: post.tags.clone(),
        card: one.card.clone(),
        covers: one.covers.clone(),
    }
}
