//! Any text in every field of two posts: three documents that strict parsers accept, with the same entries.
#![no_main]

use arbitrary::Arbitrary;
use feedcard::config::Config;
use feedcard::date::Date;
use feedcard::feed::{Entry, documents};
use feedcard::post::{Author, Body, CardWishes, Permalink, Picture, Post};
use feedcard::problem::Place;
use libfuzzer_sys::fuzz_target;

#[derive(Debug, Arbitrary)]
struct Words<'a> {
    title: &'a str,
    description: &'a str,
    author: &'a str,
    second: &'a str,
    tags: Vec<&'a str>,
    html: &'a str,
    id: &'a str,
    site: &'a str,
    seconds: u32,
    tag_feeds: bool,
}

fn post(words: &Words, number: usize) -> Post {
    let address = format!("https://blog.example/{number}");
    let day = words.seconds % 28 + 1;
    let minute = words.seconds % 60;
    let date = format!("20{:02}-01-{day:02}T09:{minute:02}:00+09:00", words.seconds % 60 + number as u32);
    Post {
        source: format!("content/{number}.md"),
        title_place: Place::file(format!("content/{number}.md")).into(),
        title: format!("글 {}", words.title),
        description: words.description.into(),
        described: true,
        lang: "ko".into(),
        permalink: Permalink { encoded: format!("/{number}"), folder: number.to_string() },
        id: if number == 0 { format!("urn:{}", words.id) } else { address.clone() },
        url: address,
        id_is_link: number != 0,
        literal: true,
        published: Date::from_rfc3339(&date).expect("a date"),
        updated: None,
        in_feeds: true,
        authors: [words.author, words.second]
            .map(|name| Author { name: name.into(), ..Author::default() })
            .to_vec(),
        tags: words.tags.iter().take(8).map(|tag| (*tag).to_owned()).collect(),
        categories: vec![words.second.into()],
        media: None,
        external_url: (number == 1).then(|| format!("https://other.example/{}", words.id)),
        shown: Vec::new(),
        excerpt_only: false,
        picture: Picture::None,
        avatars: Vec::new(),
        card: CardWishes::default(),
        body: Body { file: "x".into(), bytes: 1, first_line: 1, hash: [0; 32], page: None, mdx: false, linked: None },
    }
}

fuzz_target!(|words: Words| {
    let mut config = Config::new("/blog", &format!("블로그 {}", words.site), "https://blog.example");
    config.feeds.tags = words.tag_feeds.then(feedcard::config::Selection::all);
    config.feeds.authors = words.tag_feeds;
    let posts = [post(&words, 1), post(&words, 0)];
    let entries: Vec<Entry> = posts.iter().map(|post| Entry { post, card: None }).collect();
    let html = |_: &Post| Ok(words.html.to_owned());
    let mut paths = Vec::new();
    documents(&config, &entries, &html, &mut |document| {
        let path = &document.path;
        let text = &document.text.as_ref().expect("nothing is known yet").words;
        assert!(path.split('/').all(|part| !part.is_empty() && part != "." && part != ".."), "{path:?}");
        if path.ends_with(".xml") || path.ends_with(".opml") {
            roxmltree::Document::parse_with_options(
                text,
                roxmltree::ParsingOptions { allow_dtd: false, ..Default::default() },
            )
            .expect("well-formed");
            assert!(text.chars().all(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)));
        } else if path.ends_with(".json") {
            serde_json::from_str::<serde_json::Value>(text).expect("JSON");
        }
        paths.push(document.path);
        Ok(())
    })
    .expect("no input fails");
    let lower: std::collections::BTreeSet<String> = paths.iter().map(|path| path.to_lowercase()).collect();
    assert_eq!(lower.len(), paths.len(), "{paths:?}");
});
