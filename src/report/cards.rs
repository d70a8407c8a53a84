//! The newest cards as a Markdown table of pictures: the summary of a GitHub step.
//!
//! In: the manifest of a build. Out: Markdown. A summary shows pictures by their address only, so a card that was not
//! published yet is blank until it is; its title is beside it all the same.

use crate::manifest::{Card, Manifest, PostEntry};
use crate::report::summary::cell;

/// Cards in the table.
const MOST: usize = 12;
/// Cards side by side.
const COLUMNS: usize = 3;

/// A heading and the table; empty where no post has a card.
pub fn cards(manifest: &Manifest) -> String {
    let with_card = |post: &'_ PostEntry| post.card.is_some();
    let all = manifest.posts.iter().filter(|post| with_card(post)).count();
    let cells: Vec<String> = manifest
        .posts
        .iter()
        .filter_map(|post| Some(picture(post, post.card.as_ref()?)))
        .take(MOST)
        .collect();
    if cells.is_empty() {
        return String::new();
    }
    let columns = COLUMNS.min(cells.len());
    let line = |cells: &[String]| {
        let blanks = " |".repeat(columns - cells.len());
        format!("| {} |{blanks}\n", cells.join(" | "))
    };
    let shown = if all > cells.len() {
        format!("the newest {} of {all} cards", cells.len())
    } else {
        "the cards".to_owned()
    };
    let mut out = format!("### feedcard: {shown}\n\n");
    out += &format!("|{}\n|{}\n", " |".repeat(columns), " :-- |".repeat(columns));
    for row in cells.chunks(columns) {
        out += &line(row);
    }
    out + "\nA picture that is not on the site yet shows once it is.\n\n"
}

fn picture(post: &PostEntry, card: &Card) -> String {
    let facts = &card.facts;
    format!(
        "<a href=\"{}\"><img src=\"{}\" width=\"320\" alt=\"\"></a><br>{}<br><sub>{} · {} px · {:.2}:1 · {} bytes</sub>",
        attribute(&post.url),
        attribute(&card.url),
        cell(&post.title),
        cell(&facts.layout),
        facts.size_px,
        facts.contrast,
        facts.bytes
    )
}

/// An address inside of quotes inside of a table's cell.
fn attribute(url: &str) -> String {
    url.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('|', "%7C")
}
