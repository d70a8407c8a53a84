//! The manifest and the problems -> the data of the page: each post with its own problems, the rest by themselves.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Feed, Item, Preview};
use crate::manifest::{CardFacts, PostEntry};
use crate::problem::{Problem, Severity};

/// Data for the script; the names are those that it uses.
#[derive(Serialize)]
pub(super) struct Data<'a> {
    site: Site<'a>,
    tool: &'static str,
    notice: Option<&'a str>,
    broken: bool,
    live: bool,
    posts: Vec<Post<'a>>,
    problems: Vec<Said<'a>>,
    feeds: Vec<Shown<'a>>,
    /// Bodies of entries, each once: most are in every feed.
    bodies: Vec<&'a str>,
}

#[derive(Serialize)]
struct Shown<'a> {
    kind: &'a str,
    path: &'a str,
    url: &'a str,
    title: &'a str,
    bytes: u64,
    entries: Option<Vec<Entry<'a>>>,
    refused: Option<&'a str>,
}

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(flatten)]
    item: &'a Item,
    body: Option<usize>,
}

#[derive(Serialize)]
struct Site<'a> {
    title: &'a str,
}

#[derive(Serialize)]
struct Post<'a> {
    id: &'a str,
    source: &'a str,
    permalink: &'a str,
    url: &'a str,
    lang: &'a str,
    title: &'a str,
    description: &'a str,
    published: &'a str,
    authors: Vec<&'a str>,
    tags: &'a [String],
    card: Option<Card<'a>>,
    picture: Option<String>,
    square: Option<String>,
    problems: Vec<Said<'a>>,
}

#[derive(Serialize)]
struct Card<'a> {
    url: &'a str,
    #[serde(flatten)]
    facts: &'a CardFacts,
}

/// A problem with the line that it is about.
#[derive(Serialize)]
struct Said<'a> {
    severity: &'static str,
    rule: &'static str,
    message: &'a str,
    path: Option<&'a str>,
    line: u32,
    column: u32,
    length: u32,
    text: &'a str,
    help: Option<&'a str>,
}

pub(super) fn collect<'a>(preview: &'a Preview) -> Data<'a> {
    let published = preview.manifest.map_or(&[][..], |manifest| &manifest.posts);
    let mut of_posts: BTreeMap<&str, Vec<Said>> = published
        .iter()
        .map(|post| (post.source.as_str(), Vec::new()))
        .collect();
    let mut loose = Vec::new();
    for problem in preview.problems {
        let said = said(problem);
        match said.path.and_then(|path| of_posts.get_mut(path)) {
            Some(own) => own.push(said),
            None => loose.push(said),
        }
    }
    let (feeds, bodies) = feeds(preview.feeds);
    Data {
        site: Site {
            title: preview.title,
        },
        tool: concat!("feedcard ", env!("CARGO_PKG_VERSION")),
        notice: preview.notice,
        broken: preview.broken,
        live: preview.live,
        posts: published
            .iter()
            .map(|entry| {
                let problems = of_posts.remove(entry.source.as_str()).unwrap_or_default();
                post(preview, entry, problems)
            })
            .collect(),
        problems: loose,
        feeds,
        bodies,
    }
}

/// The feeds, and the bodies that their entries share.
fn feeds<'a>(feeds: &'a [Feed]) -> (Vec<Shown<'a>>, Vec<&'a str>) {
    let mut bodies = Vec::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let mut entry = |item: &'a Item| Entry {
        item,
        body: item.html.as_deref().map(|html| {
            *known.entry(html).or_insert_with(|| {
                bodies.push(html);
                bodies.len() - 1
            })
        }),
    };
    let mut shown = Vec::with_capacity(feeds.len());
    for feed in feeds {
        let entries = feed.entries.as_ref();
        shown.push(Shown {
            kind: &feed.facts.kind,
            path: &feed.facts.path,
            url: &feed.facts.url,
            title: &feed.facts.title,
            bytes: feed.bytes,
            entries: entries.map(|items| items.iter().map(&mut entry).collect()),
            refused: feed.refused.as_deref(),
        });
    }
    (shown, bodies)
}

fn post<'a>(preview: &Preview, entry: &'a PostEntry, problems: Vec<Said<'a>>) -> Post<'a> {
    let square = entry
        .covers
        .iter()
        .find(|cover| cover.width == cover.height);
    Post {
        id: &entry.id,
        source: &entry.source,
        permalink: &entry.permalink,
        url: &entry.url,
        lang: &entry.lang,
        title: &entry.title,
        description: &entry.description,
        published: &entry.published,
        authors: entry.authors.iter().map(|one| one.name.as_str()).collect(),
        tags: &entry.tags,
        card: entry.card.as_ref().map(|card| Card {
            url: &card.url,
            facts: &card.facts,
        }),
        picture: entry.card.as_ref().and_then(|_| (preview.card)(entry)),
        square: square.and_then(|cover| (preview.cover)(entry, cover)),
        problems,
    }
}

fn said(problem: &Problem) -> Said<'_> {
    let place = problem.place.as_ref();
    Said {
        severity: match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        },
        rule: problem.rule,
        message: &problem.message,
        path: place.map(|place| place.path.as_str()),
        line: place.map_or(0, |place| place.line),
        column: place.map_or(0, |place| place.column),
        length: place.map_or(0, |place| place.length),
        text: place.map_or("", |place| place.text.as_str()),
        help: problem.help.as_deref(),
    }
}
