//! Any text as a built page and in every field of its post: a second run changes nothing, what a post says is never markup.
#![no_main]

use arbitrary::Arbitrary;
use feedcard::manifest::{Boxes, Card, CardFacts, FeedEntry, PostEntry, Square};
use feedcard::page::{Page, Refused, Site, insert_head};
use feedcard::post::Author;
use html5ever::tendril::TendrilSink;
use libfuzzer_sys::fuzz_target;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

#[derive(Debug, Arbitrary)]
struct Words<'a> {
    html: &'a str,
    title: &'a str,
    description: &'a str,
    author: &'a str,
    uri: Option<&'a str>,
    tags: Vec<&'a str>,
    alt: &'a str,
    address: &'a str,
    site: &'a str,
    of_a_post: bool,
    with_card: bool,
    updated: bool,
}

/// Its head has nothing that a post could be confused with.
const PLAIN: &str = "<!doctype html><html><head><meta charset=utf-8><title>t</title></head><body><p>b</p></body></html>";

fn post(words: &Words) -> PostEntry {
    let url = format!("https://blog.example/{}", words.address);
    let card = Card {
        path: "x.jpg".into(),
        url: format!("{url}/x.jpg"),
        facts: CardFacts {
            media_type: "image/jpeg".into(),
            width: 1200,
            height: 630,
            bytes: 5,
            blake3: String::new(),
            alt: words.alt.into(),
            layout: "wipe".into(),
            lines: Vec::new(),
            kicker: None,
            subtitle: None,
            size_px: 64.0,
            ink: "#182148".into(),
            field: "#DDDFE2".into(),
            divider_x: None,
            contrast: 11.0,
            boxes: Boxes::default(),
            square: Square::default(),
            shrunk: false,
            ellipsis: false,
            missing: Vec::new(),
            picture: None,
            unmarked: false,
            initials: Vec::new(),
        },
    };
    PostEntry {
        source: "content/x.md".into(),
        permalink: "/x".into(),
        id: url.clone(),
        url,
        lang: "ko".into(),
        title: words.title.into(),
        description: words.description.into(),
        published: "2024-01-02T09:00:00+09:00".into(),
        updated: words.updated.then(|| "2024-01-03T09:00:00+09:00".into()),
        authors: vec![Author {
            name: words.author.into(),
            uri: words.uri.map(String::from),
            email: None,
            fediverse: None,
            avatar: None,
        }],
        tags: words.tags.iter().take(40).map(|tag| (*tag).to_owned()).collect(),
        card: words.with_card.then_some(card),
        also: Vec::new(),
        covers: Vec::new(),
    }
}

fn page<'a>(html: &'a str, post: Option<&'a PostEntry>) -> Page<'a> {
    Page { html, url: "https://blog.example/x", post, card: None, gone: None }
}

fuzz_target!(|words: Words| {
    let own = post(&words);
    let feeds = [FeedEntry {
        kind: "rss".into(),
        media_type: "application/rss+xml".into(),
        lang: "ko".into(),
        main: true,
        path: "rss.xml".into(),
        url: "https://blog.example/rss.xml".into(),
        title: words.site.into(),
    }];
    let site = Site { title: words.site, feeds: &feeds };
    let shown = words.of_a_post.then_some(&own);
    match insert_head(&page(words.html, shown), &site) {
        Ok(once) => {
            assert!(once.end <= once.html.len());
            let twice = insert_head(&page(&once.html, shown), &site).expect("what was rewritten once");
            assert_eq!(once.html, twice.html, "{:?}", words.html);
            assert_eq!(once.end, twice.end);
        }
        Err(Refused::Charset(_) | Refused::Markup(_)) => {}
    }

    let plain = insert_head(&page(PLAIN, Some(&own)), &site).expect("a plain page");
    let mut names = Vec::new();
    let mut scripts = Vec::new();
    walk(&html5ever::parse_document(RcDom::default(), Default::default()).one(plain.html.as_str()).document, &mut names, &mut scripts);
    names.retain(|name| !matches!(name.as_str(), "meta" | "link"));
    assert_eq!(names, ["html", "head", "script", "title", "body", "p"], "{}", plain.html);
    let data: serde_json::Value = serde_json::from_str(&scripts.concat()).expect("JSON-LD");
    assert_eq!(data["headline"], own.title);
});

/// Element names in order, and the text of every script.
fn walk(node: &Handle, names: &mut Vec<String>, scripts: &mut Vec<String>) {
    if let NodeData::Element { name, .. } = &node.data {
        names.push(name.local.to_string());
        if &*name.local == "script" {
            for child in node.children.borrow().iter() {
                if let NodeData::Text { contents } = &child.data {
                    scripts.push(contents.borrow().to_string());
                }
            }
        }
    }
    for child in node.children.borrow().iter() {
        walk(child, names, scripts);
    }
}
