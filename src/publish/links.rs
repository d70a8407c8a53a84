//! Addresses on the site's own host, in feeds and heads -> those that lead nowhere.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::post::Post;
use crate::problem::Problem;
use crate::problem::source::several;
use crate::publish::bodies::Bodies;
use crate::publish::pages::Pages;
use crate::publish::places;
use crate::read;
use crate::site::Answer;

/// A warning for each address in the bodies of `posts` that the host will not answer; `ours` are the files that this
/// build publishes.
pub fn dead(
    pages: &Pages,
    posts: &[&Post],
    bodies: &Bodies,
    ours: &BTreeSet<&str>,
) -> Result<Vec<Problem>, Problem> {
    let found: Vec<Result<Vec<Problem>, Problem>> = posts
        .par_iter()
        .with_max_len(8)
        .map(|post| {
            let html = bodies.html(post)?;
            let mut dead: BTreeMap<String, Answer> = BTreeMap::new();
            for url in addresses(&html) {
                let answer = pages.site.answer(&url);
                let published = || {
                    pages
                        .site
                        .path_of(&url)
                        .is_some_and(|path| ours.contains(path.as_str()))
                };
                if answer == Answer::NoFragment || answer == Answer::Dead && !published() {
                    dead.insert(url, answer);
                }
            }
            if dead.is_empty() {
                return Ok(Vec::new());
            }
            let markdown = read::body(post)?;
            Ok(several(dead, |(url, answer)| {
                problem(pages, post, &markdown, &url, answer)
            }))
        })
        .collect();
    let found: Vec<Vec<Problem>> = found.into_iter().collect::<Result<_, _>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// Every address that the clean HTML of a body names.
fn addresses(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for attribute in [" href=\"", " src=\"", " poster=\""] {
        let mut rest = html;
        while let Some(at) = rest.find(attribute) {
            rest = &rest[at + attribute.len()..];
            let end = rest.find('"').unwrap_or(rest.len());
            found.push(rest[..end].replace("&amp;", "&"));
            rest = &rest[end..];
        }
    }
    found.sort();
    found.dedup();
    found
}

fn problem(pages: &Pages, post: &Post, markdown: &str, url: &str, answer: Answer) -> Problem {
    let shown = pages.site.shown.trim_end_matches('/');
    let message = match answer {
        Answer::NoFragment => {
            let (page, id) = url.split_once('#').unwrap_or((url, ""));
            format!("`{page}` has no place `#{}`", decoded(id))
        }
        Answer::Dead | Answer::There | Answer::Elsewhere => {
            format!("`{url}` leads nowhere: `{shown}` has no such file")
        }
    };
    let needles = places::needles(url);
    let place = places::named(post, markdown, needles.iter().map(String::as_str));
    Problem::warning("link-dead", message)
        .at(place)
        .help("correct the address, or let the site generator publish what it names")
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_of_a_body_is_seen_once() {
        let html = "<a href=\"https://a.example/?a=1&amp;b=2\">x</a><img src=\"https://a.example/y\"><a href=\"https://a.example/y\">y</a>";
        assert_eq!(
            addresses(html),
            ["https://a.example/?a=1&b=2", "https://a.example/y"]
        );
    }
}
