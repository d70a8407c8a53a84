//! Addresses on the site's own host, in feeds and heads -> those that lead nowhere.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::post::Post;
use crate::problem::{Place, Problem};
use crate::publish::bodies::Bodies;
use crate::publish::pages::Pages;
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
            Ok(dead
                .iter()
                .map(|(url, answer)| problem(pages, post, &markdown, url, *answer))
                .collect())
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
    let place = written(markdown, url).map_or_else(
        || Place::from(&post.title_place),
        |(line, column, length, text)| {
            Place::span(
                &post.source,
                post.body.first_line.saturating_add(line),
                column,
                length,
                text,
            )
        },
    );
    Problem::warning("link-dead", message)
        .at(place)
        .help("correct the address, or let the site generator publish what it names")
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

/// Place of the address in the Markdown: the longest end of it that is written there, from the whole to its last part.
fn written(markdown: &str, url: &str) -> Option<(u32, u32, u32, String)> {
    let plain = decoded(url);
    let path = plain
        .split_once("://")
        .map_or(plain.as_str(), |(_, rest)| rest);
    let path = path.find('/').map_or(path, |at| &path[at..]);
    let file = path
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .trim_end_matches('/');
    let last = file.rsplit('/').next().unwrap_or_default();
    let fragment = plain.split_once('#').map_or("", |(_, id)| id);
    let fragment = format!("#{fragment}");
    let wanted = [
        url,
        plain.as_str(),
        path,
        file,
        if fragment.len() > 1 {
            fragment.as_str()
        } else {
            last
        },
        last,
    ];
    for needle in wanted {
        if needle.len() < 2 {
            continue;
        }
        for (at, line) in markdown.lines().enumerate() {
            if let Some(start) = line.find(needle) {
                let column = line[..start].chars().count() + 1;
                let length = needle.chars().count();
                return Some((count(at), count(column), count(length), line.to_owned()));
            }
        }
    }
    None
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_where_the_markdown_writes_it() {
        let markdown = "글\n\n[링크](/b/%ED%95%9C) ![](./a.png)\n[끝](#없는-곳)\n";
        let at = |url: &str| written(markdown, url).map(|(line, column, ..)| (line, column));
        assert_eq!(at("https://a.example/x/a.png"), Some((2, 26)));
        assert_eq!(
            at("https://a.example/x#%EC%97%86%EB%8A%94-%EA%B3%B3"),
            Some((3, 5))
        );
        assert_eq!(at("https://a.example/z"), None);
    }

    #[test]
    fn every_address_of_a_body_is_seen_once() {
        let html = "<a href=\"https://a.example/?a=1&amp;b=2\">x</a><img src=\"https://a.example/y\"><a href=\"https://a.example/y\">y</a>";
        assert_eq!(
            addresses(html),
            ["https://a.example/?a=1&b=2", "https://a.example/y"]
        );
    }
}
