//! Posts, cards and feeds -> the manifest, as text: one line for each post, so that a diff shows changes line by line.

use rayon::prelude::*;

use crate::config::Config;
use crate::digest::hash;
use crate::disk::write_atomic;
use crate::manifest::{FeedEntry, GoneCard, PostEntry, VERSION};
use crate::output::folder::{MANIFEST, Wanted};
use crate::output::io_problem;
use crate::problem::Problem;
use crate::publish::cards::Published;
use crate::publish::context::PublishContext;
use crate::publish::heads;
use crate::publish::page_cards::PageCards;
use crate::publish::shard::Shard;

/// Posts written at the same time: that many lines are in memory twice.
const AT_ONCE: usize = 1000;

/// The manifest as a file, and its text.
///
/// # Errors
/// It cannot be written.
pub fn manifest(
    context: &PublishContext,
    feeds: &[FeedEntry],
    published: &[Published],
    pages: &PageCards,
    wanted: &[Wanted],
) -> Result<(Wanted, String), Problem> {
    let files: Vec<&str> = wanted.iter().map(|file| file.path.as_str()).collect();
    // Heads that this build brings up to date name no card that is gone.
    let gone: &[GoneCard] = match heads::are_written(context) {
        true => &[],
        false => &pages.gone,
    };
    let text = record_text(context, feeds, published, (pages, gone), &files)?;
    let content = context.made(MANIFEST, text.as_bytes(), &hash(text.as_bytes()), false)?;
    Ok((Wanted::ours(MANIFEST.into(), content), text))
}

/// The manifest of one shard goes beside its cards, into the cache.
///
/// # Errors
/// It cannot be written.
pub fn shard(
    context: &PublishContext,
    shard: Shard,
    published: &[Published],
    pages: &PageCards,
) -> Result<(), Problem> {
    let files = published.iter().flat_map(|one| &one.files);
    let files = files.map(|file| file.path.as_str());
    let others = pages.cards.iter().map(|page| page.entry.card.path.as_str());
    let mut files: Vec<&str> = files.chain(others).collect();
    files.sort_unstable();
    let text = record_text(context, &[], published, (pages, &[]), &files)?;
    let name = format!("shard-{}-of-{}.json", shard.number, shard.count);
    let path = context.config.root.join(&context.config.cache).join(name);
    write_atomic(&path, text.as_bytes()).map_err(|error| io_problem("write", &path, &error))
}

fn record_text(
    context: &PublishContext,
    feeds: &[FeedEntry],
    published: &[Published],
    pages: (&PageCards, &[GoneCard]),
    files: &[&str],
) -> Result<String, Problem> {
    text(context.config, feeds, published, pages, files).map_err(|error| {
        Problem::error(
            "manifest",
            format!("the manifest cannot be written: {error}"),
        )
    })
}

/// The text of `feedcard.json`. `pages`: those with a card, and those that may name one that is no more; `files`: everything written
/// below `out/` but the manifest, sorted.
fn text(
    config: &Config,
    feeds: &[FeedEntry],
    posts: &[Published],
    (pages, gone): (&PageCards, &[GoneCard]),
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
    if !pages.cards.is_empty() {
        text.push_str(",\n\"pages\":");
        lines(&mut text, &pages.cards, |one| {
            serde_json::to_string(&one.entry)
        })?;
    }
    if let Some(picture) = &pages.default_picture {
        text.push_str(",\n\"default_picture\":");
        text.push_str(&serde_json::to_string(picture)?);
    }
    if !gone.is_empty() {
        text.push_str(",\n\"gone\":");
        lines(&mut text, gone, serde_json::to_string)?;
    }
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
