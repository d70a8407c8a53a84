//! How long the feeds of a blog take, beside what the crates `rss` and `atom_syndication` alone need for the same documents.
//!
//! `cargo run --release --example serialize -- FOLDER`: the folder holds a `feedcard.yaml`. Bodies are rendered before
//! any clock runs, so that writing is all that is measured; of five rounds the fastest counts.
#![allow(clippy::print_stdout, reason = "a program to be read by a person")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use feedcard::date::Date;
use feedcard::{body, config, feed, post::Post, read};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name a folder")?;
    let root = Path::new(&folder).canonicalize()?;
    let yaml = std::fs::read_to_string(root.join("feedcard.yaml"))?;
    let mut config =
        config::parse(&yaml, "feedcard.yaml", &root).map_err(|problems| format!("{problems:?}"))?;
    config.feeds.paths.remove("json");
    let now = Date::from_rfc3339("9999-01-01T00:00:00Z").ok_or("no date")?;
    let reading = read::read(&config, now);
    let mut bodies = BTreeMap::new();
    for post in &reading.posts {
        let context = body::Context {
            url: &post.url,
            site_url: &config.site.url,
            source: &post.source,
            first_line: post.body.first_line,
            mdx: post.body.mdx,
            title: &post.title,
            lang: &post.lang,
            posts: post.body.linked.as_ref(),
        };
        let markdown = read::body(post).map_err(|problem| problem.message)?;
        bodies.insert(&post.source, body::render(&markdown, &context).html);
    }
    let entries: Vec<feed::Entry> = reading
        .posts
        .iter()
        .map(|post| feed::Entry { post, card: None })
        .collect();
    let html = |post: &Post| Ok(bodies[&post.source].clone());

    let mut documents = Vec::new();
    let ours = fastest(|| {
        documents.clear();
        let mut sink = |document| {
            documents.push(document);
            Ok(())
        };
        feed::documents(&config, &entries, &html, &mut sink).map_err(|problem| problem.message)?;
        Ok(())
    })?;

    let (mut channels, mut feeds, mut bytes) = (Vec::new(), Vec::new(), 0);
    for document in &documents {
        let text = document.text.as_ref().map_or("", |text| &text.words);
        bytes += text.len();
        if document.path.ends_with("rss.xml") {
            channels.push(rss::Channel::read_from(text.as_bytes())?);
        } else if document.path.ends_with("atom.xml") {
            feeds.push(atom_syndication::Feed::read_from(text.as_bytes())?);
        }
    }
    let theirs = fastest(|| {
        let mut written = Vec::new();
        for channel in &channels {
            written.push(channel.pretty_write_to(Vec::new(), b' ', 2)?);
        }
        for feed in &feeds {
            written.push(feed.write_to(Vec::new())?);
        }
        Ok(())
    })?;
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    let count = channels.len() + feeds.len();
    println!(
        "{count} documents, {bytes} bytes: feedcard {ours:.3?}, crates alone {theirs:.3?}, ratio {ratio:.1}"
    );
    Ok(())
}

/// The shortest of five rounds.
fn fastest(
    mut round: impl FnMut() -> Result<(), Box<dyn Error>>,
) -> Result<Duration, Box<dyn Error>> {
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let started = Instant::now();
        round()?;
        best = best.min(started.elapsed());
    }
    Ok(best)
}
