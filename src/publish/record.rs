//! Posts, cards and feeds -> the manifest, as text: one line for each post, so that a diff shows changes line by line.

use rayon::prelude::*;

use crate::config::Config;
use crate::manifest::{FeedEntry, PostEntry, VERSION};
use crate::publish::cards::Published;

/// Posts written at the same time: that many lines are in memory twice.
const AT_ONCE: usize = 1000;

/// The text of `feedcard.json`. `files`: everything written below `out/` but the manifest, sorted.
pub fn text(
    config: &Config,
    feeds: &[FeedEntry],
    posts: &[Published],
    files: &[&str],
) -> serde_json::Result<String> {
    let tool = concat!("feedcard ", env!("CARGO_PKG_VERSION"));
    let mut text = format!(
        "{{\"version\":{VERSION},\"tool\":{},\"site\":{},\n\"feeds\":",
        serde_json::to_string(tool)?,
        serde_json::to_string(&config.site.url)?,
    );
    lines(&mut text, feeds, serde_json::to_string)?;
    text.push_str(",\n\"posts\":");
    lines(&mut text, posts, |one| serde_json::to_string(&entry(one)))?;
    text.push_str(",\n\"files\":");
    lines(&mut text, files, serde_json::to_string)?;
    text.push_str("}\n");
    Ok(text)
}

/// Appends an array with one line for each of `items`.
fn lines<T: Sync>(
    text: &mut String,
    items: &[T],
    line: impl Fn(&T) -> serde_json::Result<String> + Sync,
) -> serde_json::Result<()> {
    text.push('[');
    let mut before = "\n";
    for few in items.chunks(AT_ONCE) {
        let written: Vec<String> = few.par_iter().map(&line).collect::<Result<_, _>>()?;
        for line in written {
            text.push_str(before);
            text.push_str(&line);
            before = ",\n";
        }
    }
    text.push_str(if items.is_empty() { "]" } else { "\n]" });
    Ok(())
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
        also: one.also.clone(),
        covers: one.covers.clone(),
    }
}
