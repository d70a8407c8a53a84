//! The RSS feed of a folder of Markdown, without cards: `cargo run --example feed -- FOLDER`, which has a `feedcard.yaml`.
#![allow(clippy::print_stdout, reason = "a program to be read by a person")]

use std::error::Error;
use std::path::Path;

use feedcard::date::Date;
use feedcard::post::Post;
use feedcard::{config, feed, read};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).unwrap_or(".".into());
    let root = Path::new(&folder).canonicalize()?;
    let yaml = std::fs::read_to_string(root.join("feedcard.yaml"))?;
    let mut config = config::parse(&yaml, "feedcard.yaml", &root).map_err(|problems| {
        format!(
            "{} problems, the first: {}",
            problems.len(),
            problems[0].message
        )
    })?;
    config.feeds.content = config::FeedContent::Summary;
    let now = Date::from_rfc3339("9999-01-01T00:00:00Z").ok_or("not a date")?;
    let reading = read::read(&config, now);
    let entries: Vec<feed::Entry> = reading
        .posts
        .iter()
        .map(|post| feed::Entry { post, card: None })
        .collect();
    // A summary feed asks for no body.
    let bodies = |_: &Post| Ok(String::new());
    let problems = feed::documents(&config, &entries, &bodies, &mut |document| {
        if document.path == "rss.xml"
            && let Some(text) = &document.text
        {
            println!("{}", text.words);
        }
        Ok(())
    })
    .map_err(|problem| problem.message)?;
    assert!(problems.is_empty(), "a summary is never too long");
    Ok(())
}
