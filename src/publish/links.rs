//! Addresses on the site's own host, in bodies, feeds, heads and the manifest -> those that lead nowhere.
//!
//! The addresses of cards and feeds are this build's own files. What is left are those that people wrote: in bodies, as pages of
//! authors, as recordings, in the configuration; and the addresses of posts, which a page must answer.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use memchr::{memchr, memchr2};
use rayon::prelude::*;

use crate::config::{Config, FeedContent};
use crate::disk::read_bounded;
use crate::post::Post;
use crate::problem::source::several;
use crate::problem::{Place, Problem};
use crate::publish::bodies::Bodies;
use crate::publish::cards::Published;
use crate::publish::pages::Pages;
use crate::publish::places;
use crate::read;
use crate::site::Answer;

/// Bytes of a file in which the place of an address is looked for.
const MOST_BYTES: u64 = 4 << 20;

/// The host, and the files that this build publishes.
struct Host<'a> {
    pages: &'a Pages,
    ours: &'a BTreeSet<&'a str>,
}

/// A warning for each address that the host will not answer; `ours` are the files that this build publishes.
///
/// # Errors
/// A post changed during the run, or its body cannot be made.
pub fn dead(
    config: &Config,
    pages: &Pages,
    posts: &[&Post],
    bodies: &Bodies,
    ours: &BTreeSet<&str>,
) -> Result<Vec<Problem>, Problem> {
    let host = Host { pages, ours };
    let full = config.feeds.content == FeedContent::Full;
    let found: Vec<Result<Vec<Problem>, Problem>> = posts
        .par_iter()
        .with_max_len(8)
        .map(|post| host.of_post(post, full.then_some(bodies)))
        .collect();
    let found: Vec<Vec<Problem>> = found.into_iter().collect::<Result<_, _>>()?;
    let mut found: Vec<Problem> = found.into_iter().flatten().collect();
    found.extend(host.of_site(config, posts));
    Ok(found)
}

/// A warning where heads of pages name pictures that the host will not have, and no run of ours brings them up to date.
pub fn dead_pictures(
    config: &Config,
    pages: &Pages,
    posts: &[Published],
    ours: &BTreeSet<&str>,
) -> Option<Problem> {
    let host = Host { pages, ours };
    // A head with a card gets that.
    let kept = posts
        .iter()
        .filter(|one| !config.inject || one.card.is_none());
    let mut dead = kept.filter_map(|one| {
        let page = pages.of(one.post)?;
        let url = pages.site.head_picture(page)?;
        host.fault(&url).map(|_| (pages.site.shown_page(page), url))
    });
    let (page, url) = dead.next()?;
    let shown = pages.site.shown.trim_end_matches('/');
    let message = match dead.count() {
        0 => format!("the head of this page names `{url}`, and `{shown}` has no such file"),
        others => format!(
            "the heads of this page and {others} more name pictures that `{shown}` does not have, such as `{url}`"
        ),
    };
    let help = format!(
        "`feedcard build --site {shown}` writes cards and the heads that name them; else let the site generator publish the pictures"
    );
    let problem = Problem::warning("link-dead", message);
    Some(problem.at(Place::file(page)).help(help))
}

impl Host<'_> {
    /// Why an address leads nowhere; `None` for one that leads somewhere, or elsewhere.
    fn fault(&self, url: &str) -> Option<Answer> {
        let answer = self.pages.site.answer(url);
        match answer {
            Answer::NoFragment => Some(answer),
            Answer::Dead => {
                let path = self.pages.site.path_from(url);
                let published = path.is_some_and(|path| self.ours.contains(path.as_str()));
                (!published).then_some(answer)
            }
            Answer::There | Answer::Elsewhere => None,
        }
    }

    /// Addresses that stand in the file of a post.
    fn of_post(&self, post: &Post, bodies: Option<&Bodies>) -> Result<Vec<Problem>, Problem> {
        let mut problems = Vec::new();
        let written = post.media.iter().map(|media| media.url.as_str());
        let written = written.chain(post.external_url.as_deref());
        for url in written.chain([post.url.as_str()]) {
            if let Some(answer) = self.fault(url) {
                let place = in_file(&post.body.file, &post.source, url);
                let place = place.unwrap_or_else(|| Place::from(&post.title_place));
                problems.push(self.problem(url, answer, Some(place)));
            }
        }
        let Some(bodies) = bodies else {
            return Ok(problems);
        };
        let mut dead: BTreeMap<String, Answer> = BTreeMap::new();
        for url in bodies.own(post)? {
            if let Some(answer) = self.fault(&url) {
                dead.insert(url, answer);
            }
        }
        if dead.is_empty() {
            return Ok(problems);
        }
        let markdown = read::body(post)?;
        problems.extend(several(dead, |(url, answer)| {
            let needles = places::needles(&url);
            let place = places::named(post, &markdown, needles.iter().map(String::as_str));
            self.problem(&url, answer, Some(place))
        }));
        Ok(problems)
    }

    /// Addresses that belong to the whole blog, and pages of authors, each told once.
    fn of_site(&self, config: &Config, posts: &[&Post]) -> Vec<Problem> {
        let home = format!("{}/", config.site.url);
        let feeds = [&config.feeds.icon, &config.feeds.logo];
        let pictures = feeds.into_iter().flatten().map(|path| {
            let below = path.trim_start_matches('/');
            match path.contains("://") {
                true => path.clone(),
                false => format!("{home}{below}"),
            }
        });
        // Where an address may stand: the first post that has it, else files of the whole blog.
        let mut told: BTreeMap<String, Option<&Post>> = BTreeMap::new();
        for url in pictures.chain([home.clone()]) {
            told.insert(url, None);
        }
        for post in posts {
            for uri in post.authors.iter().filter_map(|one| one.uri.as_ref()) {
                if !told.contains_key(uri) {
                    told.insert(uri.clone(), Some(post));
                }
            }
        }
        let dead = told
            .into_iter()
            .filter_map(|(url, post)| Some((self.fault(&url)?, url, post)));
        dead.map(|(answer, url, post)| {
            let own = post.and_then(|post| in_file(&post.body.file, &post.source, &url));
            let place = own.or_else(|| of_blog(config, &url));
            self.problem(&url, answer, place)
        })
        .collect()
    }

    fn problem(&self, url: &str, answer: Answer, place: Option<Place>) -> Problem {
        let shown = self.pages.site.shown.trim_end_matches('/');
        let message = match answer {
            Answer::NoFragment => {
                let (page, id) = url.split_once('#').unwrap_or((url, ""));
                format!("`{page}` has no place `#{}`", decoded(id))
            }
            Answer::Dead | Answer::There | Answer::Elsewhere => {
                format!("`{url}` leads nowhere: `{shown}` has no such file")
            }
        };
        let problem = Problem::warning("link-dead", message)
            .help("correct the address, or let the site generator publish what it names");
        Problem { place, ..problem }
    }
}

/// The line of a file that names `url`.
fn in_file(file: &Path, shown: &str, url: &str) -> Option<Place> {
    let bytes = read_bounded(file, MOST_BYTES).ok()?;
    places::within(
        &String::from_utf8_lossy(&bytes),
        shown,
        1,
        &places::needles(url),
    )
}

/// The line of the configuration, or of a list of authors, that names `url`.
fn of_blog(config: &Config, url: &str) -> Option<Place> {
    let mut names: Vec<String> = ["feedcard.yaml", "feedcard.yml"].map(str::to_owned).into();
    let folders = config.content.iter().flat_map(|content| {
        let beside = content.rsplit_once('/').map_or("", |(above, _)| above);
        [beside.to_owned(), content.clone()]
    });
    for folder in std::iter::once(String::new()).chain(folders) {
        for name in [
            "authors.yml",
            "authors.yaml",
            "_data/authors.yml",
            "_data/authors.yaml",
        ] {
            let path = format!("{folder}/{name}");
            names.push(path.trim_start_matches('/').to_owned());
        }
    }
    names
        .iter()
        .find_map(|name| in_file(&config.root.join(name), name, url))
}

/// The addresses on the blog's own host that the clean HTML of a body names, each once.
pub fn own(html: &str, site: &str) -> Vec<String> {
    let host = |url: &str| {
        let (_, rest) = url.split_once("://")?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        Some(rest[..end].to_ascii_lowercase())
    };
    let ours = host(site);
    let mut found = Vec::new();
    let mut rest = html;
    // In clean HTML a `<` begins a tag, and a value stands between double quotes: in it a `>` ends nothing, and outside of tags
    // `href="` are words.
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        rest = &rest[at + 1..];
        while let Some(at) = memchr2(b'"', b'>', rest.as_bytes()) {
            let (before, behind) = (&rest[..at], &rest[at + 1..]);
            if rest.as_bytes()[at] == b'>' {
                rest = behind;
                break;
            }
            let (value, after) = behind.split_once('"').unwrap_or((behind, ""));
            rest = after;
            let names = [" href=", " src=", " poster="];
            if names.iter().any(|name| before.ends_with(name)) && host(value) == ours {
                found.push(value.replace("&amp;", "&"));
            }
        }
    }
    found.sort();
    found.dedup();
    found
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
    fn every_address_of_a_body_on_our_host_is_seen_once() {
        let html = "<a href=\"https://A.example/?a=1&amp;b=2\">x</a><img src=\"https://a.example/y\"><a href=\"https://a.example/y\">y</a>\
                    <a href=\"https://b.example/\">z</a><a href=\"https://a.example.org/\">z</a><a href=\"mailto:a@a.example\">m</a>";
        assert_eq!(
            own(html, "https://a.example/sub"),
            ["https://A.example/?a=1&b=2", "https://a.example/y"]
        );
    }

    #[test]
    fn words_that_look_like_an_attribute_are_no_address() {
        let html = "<pre><code>&lt;a href=\"https://a.example/x\"&gt; src=\"https://a.example/y\"</code></pre>\
                    <img alt=\"a > b, href='https://a.example/z'\" title=\" src=\" src=\"https://a.example/1.png\">\
                    <p>href=\"https://a.example/w\" <a title=\"<\" href=\"https://a.example/2\">x</a> poster=\"https://a.example/v\"</p>";
        assert_eq!(
            own(html, "https://a.example"),
            ["https://a.example/1.png", "https://a.example/2"]
        );
        for cut in ["<a href=\"https://a.example/x", "<a href=\"", "<a", "<"] {
            let found = own(cut, "https://a.example");
            assert_eq!(found.len(), usize::from(cut.ends_with('x')), "{cut}");
        }
    }
}
