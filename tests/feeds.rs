//! Feeds, judged by parsers that others wrote, over generated posts.
#![allow(missing_docs, clippy::unwrap_used)]

use feedcard::config::{Config, FeedContent};
use feedcard::date::Date;
use feedcard::feed::{BodySource, Document, Entry, documents, ledger};
use feedcard::manifest::{Boxes, Card, CardFacts, Square};
use feedcard::post::{Author, Body, CardWishes, Permalink, Picture, Post};
use feedcard::problem::{Place, Problem};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn post(number: usize, date: &str) -> Post {
    let address = format!("https://blog.example/{number}");
    Post {
        source: format!("content/{number}.md"),
        title_place: Place::file(format!("content/{number}.md")).into(),
        title: format!("글 {number}"),
        description: format!("{number}번째 글의 설명"),
        lang: "ko".into(),
        permalink: Permalink {
            encoded: format!("/{number}"),
            folder: number.to_string(),
        },
        id: address.clone(),
        url: address,
        id_is_link: true,
        literal: true,
        published: Date::from_rfc3339(date).unwrap(),
        updated: None,
        in_feeds: true,
        authors: vec![Author {
            name: "김하나".into(),
            uri: Some("https://hana.example/".into()),
            email: Some("hana@example.com".into()),
            fediverse: None,
            avatar: None,
        }],
        tags: vec!["C++".into(), "비트윈".into()],
        categories: Vec::new(),
        media: None,
        external_url: None,
        shown: Vec::new(),
        described: true,
        excerpt_only: false,
        picture: Picture::None,
        avatars: Vec::new(),
        card: CardWishes::default(),
        body: Body {
            file: "x".into(),
            bytes: 1,
            first_line: 1,
            hash: [0; 32],
            page: None,
            mdx: false,
            linked: None,
        },
    }
}

fn card(number: usize) -> Card {
    Card {
        path: format!("{number}/thumbnail_og.jpg"),
        url: format!("https://blog.example/{number}/thumbnail_og.jpg?a=1&b=2"),
        facts: CardFacts {
            media_type: "image/jpeg".into(),
            width: 1200,
            height: 630,
            bytes: 68_123,
            blake3: String::new(),
            alt: String::new(),
            layout: "wipe".into(),
            lines: vec![],
            kicker: None,
            subtitle: None,
            size_px: 64.0,
            ink: String::new(),
            field: String::new(),
            divider_x: None,
            contrast: 5.0,
            boxes: Boxes::default(),
            square: Square::default(),
            shrunk: false,
            ellipsis: false,
            picture: None,
            unmarked: false,
            initials: vec![],
            missing: vec![],
        },
    }
}

fn config() -> Config {
    Config::new("/blog", "블로그 & <친구들>", "https://blog.example")
}

fn made(config: &Config, posts: &[Post], html: &(dyn Fn(&Post) -> String + Sync)) -> Vec<Document> {
    let number = |post: &Post| post.permalink.folder.parse().unwrap();
    let cards: Vec<Card> = posts.iter().map(|post| card(number(post))).collect();
    let entries: Vec<Entry> = posts
        .iter()
        .zip(&cards)
        .map(|(post, card)| Entry {
            post,
            card: Some(card),
        })
        .collect();
    let mut out = Vec::new();
    documents(
        config,
        &entries,
        &|post: &Post| Ok(html(post)),
        &mut |document| {
            out.push(document);
            Ok(())
        },
    )
    .unwrap();
    out
}

fn text(document: &Document) -> &str {
    &document.text.as_ref().unwrap().words
}

fn named<'a>(documents: &'a [Document], path: &str) -> &'a str {
    let found = documents.iter().find(|document| document.path == path);
    text(found.unwrap_or_else(|| panic!("no {path}")))
}

fn ids(text: &str) -> Vec<String> {
    feed_rs::parser::parse(text.as_bytes())
        .unwrap()
        .entries
        .into_iter()
        .map(|entry| entry.id)
        .collect()
}

/// `count` posts, newest first, one a month from December `year` backwards.
fn monthly(count: usize, year: i32) -> Vec<Post> {
    (0..count)
        .map(|at| {
            let month = 12 - at % 12;
            let year = year - (at / 12) as i32;
            post(count - at, &format!("{year}-{month:02}-15T09:30:00+09:00"))
        })
        .collect()
}

#[test]
fn all_three_formats_agree_with_the_posts() {
    let mut posts = monthly(3, 2024);
    posts[0].authors.push(Author {
        name: "Lee Dul".into(),
        ..Author::default()
    });
    posts[1].updated = Date::from_rfc3339("2025-01-01T00:00:00+09:00");
    let documents = made(&config(), &posts, &|post| format!("<p>{}</p>", post.title));
    for path in ["rss.xml", "atom.xml", "feed.json"] {
        let feed = feed_rs::parser::parse(named(&documents, path).as_bytes()).unwrap();
        assert_eq!(feed.title.unwrap().content, "블로그 & <친구들>", "{path}");
        let found: Vec<(String, String, i64, String)> = feed
            .entries
            .into_iter()
            .map(|entry| {
                let authors: Vec<String> = entry
                    .authors
                    .into_iter()
                    .filter_map(|author| author.name)
                    .collect();
                (
                    entry.id,
                    entry.links[0].href.clone(),
                    entry.published.unwrap().timestamp(),
                    authors.join(", "),
                )
            })
            .collect();
        let wanted: Vec<(String, String, i64, String)> = posts
            .iter()
            .map(|post| {
                let authors: Vec<&str> = post
                    .authors
                    .iter()
                    .map(|author| author.name.as_str())
                    .collect();
                (
                    post.id.clone(),
                    post.url.clone(),
                    post.published.instant().timestamp(),
                    authors.join(", "),
                )
            })
            .collect();
        assert_eq!(found, wanted, "{path}");
    }
}

#[test]
fn the_authors_offset_is_printed_and_the_clock_is_not() {
    let documents = made(&config(), &monthly(2, 2024), &|_| String::new());
    let rss = named(&documents, "rss.xml");
    assert!(
        rss.contains("<pubDate>Sun, 15 Dec 2024 09:30:00 +0900</pubDate>"),
        "{rss}"
    );
    assert!(
        rss.contains("<lastBuildDate>Sun, 15 Dec 2024 09:30:00 +0900</lastBuildDate>"),
        "{rss}"
    );
    assert!(
        named(&documents, "atom.xml").contains("<published>2024-12-15T09:30:00+09:00</published>")
    );
    assert!(
        named(&documents, "feed.json")
            .contains("\"date_published\": \"2024-12-15T09:30:00+09:00\"")
    );
}

#[test]
fn no_feed_tells_an_email_address() {
    for document in made(&config(), &monthly(2, 2024), &|_| String::new()) {
        assert!(
            !text(&document).contains("hana@example.com")
                && !text(&document).contains("managingEditor"),
            "{}",
            document.path
        );
    }
}

#[test]
fn the_card_is_the_entrys_picture_with_its_true_length() {
    let documents = made(&config(), &monthly(1, 2024), &|_| String::new());
    let rss = named(&documents, "rss.xml");
    assert!(rss.contains("<enclosure url=\"https://blog.example/1/thumbnail_og.jpg?a=1&amp;b=2\" length=\"68123\" type=\"image/jpeg\"/>"), "{rss}");
    for path in ["rss.xml", "atom.xml"] {
        let tree = roxmltree::Document::parse(named(&documents, path)).unwrap();
        let media: Vec<_> = tree
            .descendants()
            .filter(|node| node.tag_name().namespace() == Some("http://search.yahoo.com/mrss/"))
            .collect();
        assert_eq!(media.len(), 2, "{path}");
        assert!(
            media.iter().all(|node| node.attribute("url")
                == Some("https://blog.example/1/thumbnail_og.jpg?a=1&b=2")),
            "{path}"
        );
    }
    assert!(
        named(&documents, "feed.json")
            .contains("\"image\": \"https://blog.example/1/thumbnail_og.jpg?a=1&b=2\"")
    );
}

#[test]
fn markup_in_plain_text_is_written_in_hexadecimal() {
    let mut posts = monthly(1, 2024);
    posts[0].title = "Vec<T> & AT&T".into();
    posts[0].description = "a < b".into();
    let documents = made(&config(), &posts, &|_| String::new());
    let rss = named(&documents, "rss.xml");
    assert!(
        rss.contains("<title>Vec&#x3C;T&#x3E; &#x26; AT&#x26;T</title>"),
        "{rss}"
    );
    let atom = named(&documents, "atom.xml");
    assert!(
        atom.contains("<title>Vec&#x3C;T&#x3E; &#x26; AT&#x26;T</title>")
            && atom.contains("<summary>a &#x3C; b</summary>"),
        "{atom}"
    );
    let tree = roxmltree::Document::parse(rss).unwrap();
    let item = tree
        .descendants()
        .find(|node| node.has_tag_name("item"))
        .unwrap();
    let text = |name: &str| {
        item.children()
            .find(|node| node.has_tag_name(name))
            .unwrap()
            .text()
            .unwrap()
            .to_owned()
    };
    assert_eq!(text("title"), "Vec<T> & AT&T");
    assert_eq!(text("description"), "a &lt; b");
}

#[test]
fn feed_level_elements_stand_before_the_entries_in_atom() {
    let mut config = config();
    config.feeds.hub = Some("https://hub.example/?a&b".into());
    config.feeds.limit = 2;
    let documents = made(&config, &monthly(5, 2024), &|_| "<entry>".into());
    let tree = roxmltree::Document::parse(named(&documents, "atom.xml")).unwrap();
    let names: Vec<&str> = tree
        .root_element()
        .children()
        .filter(roxmltree::Node::is_element)
        .map(|node| node.tag_name().name())
        .collect();
    let first = names.iter().position(|name| *name == "entry").unwrap();
    assert!(
        names[first..].iter().all(|name| *name == "entry"),
        "{names:?}"
    );
    let rels: Vec<&str> = tree
        .root_element()
        .children()
        .filter_map(|node| node.attribute("rel"))
        .collect();
    assert_eq!(rels, ["self", "alternate", "hub", "prev-archive"]);
}

#[test]
fn archives_walk_back_to_the_first_post_and_miss_none() {
    let mut config = config();
    config.feeds.limit = 4;
    let posts = monthly(30, 2024);
    let documents = made(&config, &posts, &|_| "<p>글</p>".into());
    for name in ["rss.xml", "atom.xml"] {
        let mut path = name.to_owned();
        let mut seen = BTreeSet::new();
        let mut steps = Vec::new();
        loop {
            let text = named(&documents, &path);
            seen.extend(ids(text));
            steps.push(path.clone());
            let tree = roxmltree::Document::parse(text).unwrap();
            let Some(older) = tree
                .descendants()
                .find(|node| node.attribute("rel") == Some("prev-archive"))
            else {
                break;
            };
            path = older
                .attribute("href")
                .unwrap()
                .strip_prefix("https://blog.example/")
                .unwrap()
                .to_owned();
        }
        assert_eq!(seen.len(), posts.len());
        assert_eq!(
            steps,
            [
                name.to_owned(),
                format!("archives/2024/{name}"),
                format!("archives/2023/{name}"),
                format!("archives/2022/{name}")
            ]
        );
    }
    let json: serde_json::Value = serde_json::from_str(named(&documents, "feed.json")).unwrap();
    assert_eq!(
        json["next_url"],
        "https://blog.example/archives/2024/feed.json"
    );
}

#[test]
fn a_closed_years_archive_never_changes_again() {
    let mut config = config();
    config.feeds.limit = 4;
    let posts = monthly(30, 2024);
    let before = made(&config, &posts[6..], &|post| post.title.clone());
    let after = made(&config, &posts, &|post| post.title.clone());
    for document in before.iter().filter(|document| {
        document.path.contains("archives/2022") || document.path.contains("archives/2023")
    }) {
        assert_eq!(
            text(document),
            named(&after, &document.path),
            "{}",
            document.path
        );
    }
    assert_ne!(
        named(&before, "archives/2024/rss.xml"),
        named(&after, "archives/2024/rss.xml")
    );
}

#[test]
fn no_document_is_longer_than_the_budget_and_all_formats_carry_the_same() {
    let mut config = config();
    config.feeds.max_bytes = 60_000;
    let posts = monthly(24, 2024);
    let documents = made(&config, &posts, &|post| {
        "<p>&amp;\"글\"</p>\n".repeat(100 + post.title.len() * 20)
    });
    assert!(
        documents
            .iter()
            .any(|document| document.path.contains("archives/2024-2/"))
    );
    let folders: BTreeSet<&str> = documents
        .iter()
        .filter_map(|d| d.path.strip_suffix("rss.xml"))
        .collect();
    for folder in folders {
        let rss = named(&documents, &format!("{folder}rss.xml"));
        let json: serde_json::Value =
            serde_json::from_str(named(&documents, &format!("{folder}feed.json"))).unwrap();
        let json_ids: Vec<String> = json["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(ids(rss), json_ids, "{folder}");
        assert_eq!(
            ids(rss),
            ids(named(&documents, &format!("{folder}atom.xml"))),
            "{folder}"
        );
    }
    for document in &documents {
        assert!(
            text(document).len() <= 60_000,
            "{} has {}",
            document.path,
            text(document).len()
        );
    }
}

#[test]
fn a_post_longer_than_a_feed_keeps_its_description_and_says_so() {
    let mut config = config();
    config.feeds.max_bytes = 20_000;
    let posts = monthly(1, 2024);
    let entries = [Entry {
        post: &posts[0],
        card: None,
    }];
    let mut texts = Vec::new();
    let problems = documents(
        &config,
        &entries,
        &|_: &Post| Ok("가".repeat(20_000)),
        &mut |document| {
            texts.push(document.text.unwrap().words);
            Ok(())
        },
    )
    .unwrap();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].rule, "feed-entry-too-long");
    assert!(texts[0].contains("1번째 글의 설명") && !texts[0].contains("content:encoded>"));
}

#[test]
fn tag_feeds_exist_for_any_tag_and_case_twins_share_one() {
    let mut config = config();
    config.feeds.tags = Some(feedcard::config::Selection::all());
    config.feeds.authors = true;
    let mut posts = monthly(4, 2024);
    posts[0].tags = vec!["aws".into(), "../../etc".into()];
    posts[1].tags = vec!["AWS".into(), "C#".into()];
    let documents = made(&config, &posts, &|_| String::new());
    assert_eq!(ids(named(&documents, "tags/aws/rss.xml")).len(), 2);
    assert!(named(&documents, "tags/aws/atom.xml").contains("· AWS</title>"));
    named(&documents, "tags/비트윈/rss.xml");
    named(&documents, "authors/김하나/rss.xml");
    assert!(
        named(&documents, "tags/c#/rss.xml").contains("https://blog.example/tags/c%23/rss.xml")
    );
    assert!(
        documents
            .iter()
            .all(|document| !document.path.contains(".."))
    );
    let opml = named(&documents, "feeds.opml");
    let tree = roxmltree::Document::parse(opml).unwrap();
    let listed = tree
        .descendants()
        .filter(|node| node.has_tag_name("outline"))
        .count();
    let feeds = documents
        .iter()
        .filter(|d| d.feed.is_some() && d.path.ends_with("rss.xml"))
        .count();
    assert_eq!(listed, feeds);
}

#[test]
fn tags_of_one_folder_share_a_feed_and_lose_no_post() {
    let mut config = config();
    config.feeds.tags = Some(feedcard::config::Selection::all());
    let mut posts = monthly(4, 2024);
    posts[0].tags = vec!["a b".into(), "A-B".into()];
    posts[1].tags = vec!["a-b".into()];
    let documents = made(&config, &posts, &|_| String::new());
    assert_eq!(ids(named(&documents, "tags/a-b/rss.xml")).len(), 2);
    let paths: BTreeSet<&str> = documents.iter().map(|d| d.path.as_str()).collect();
    assert_eq!(paths.len(), documents.len());
}

#[test]
fn an_entry_without_a_body_says_its_title() {
    let mut posts = monthly(1, 2024);
    posts[0].description = String::new();
    let documents = made(&config(), &posts, &|_| "\n".into());
    let atom = named(&documents, "atom.xml");
    assert!(
        atom.contains("<summary>글 1</summary>") && !atom.contains("<content"),
        "{atom}"
    );
    assert!(!named(&documents, "rss.xml").contains("encoded>"));
    assert!(named(&documents, "feed.json").contains("\"content_text\": \"글 1\""));
}

#[test]
fn a_summary_feed_has_no_bodies() {
    let mut config = config();
    config.feeds.content = FeedContent::Summary;
    let documents = made(&config, &monthly(2, 2024), &|_| {
        panic!("no body is asked for")
    });
    assert!(named(&documents, "feed.json").contains("content_text"));
}

#[test]
fn the_ledger_tells_every_id_that_moved() {
    let posts = monthly(3, 2024);
    let documents = made(&config(), &posts, &|_| String::new());
    for path in ["rss.xml", "atom.xml", "feed.json"] {
        let previous = ledger::previous(named(&documents, path).as_bytes(), path).unwrap();
        assert_eq!(ledger::compare(&previous, &posts, path), [], "{path}");
        let mut moved = posts.clone();
        moved[0].id = "tag:other".into();
        moved.remove(1);
        let rules: Vec<&str> = ledger::compare(&previous, &moved, path)
            .iter()
            .map(|problem| problem.rule)
            .collect();
        assert_eq!(rules, ["id-changed", "id-vanished"], "{path}");
    }
    assert!(ledger::previous(b"<html>", "x").is_err());
}

#[test]
fn feeds_match_their_goldens() {
    let mut config = config();
    config.feeds.limit = 2;
    config.site.description = Some("설명 & 소개".into());
    config.site.author = Some(Author {
        name: "편집부".into(),
        uri: None,
        email: None,
        fediverse: None,
        avatar: None,
    });
    let mut posts = monthly(3, 2024);
    // Its language is said in the entry, where one feed has all.
    config.feeds.languages = feedcard::config::FeedLanguages::Merge;
    posts[0].lang = "en".into();
    posts[0].updated = Date::from_rfc3339("2025-02-03T04:05:06Z");
    let documents = made(&config, &posts, &|post| {
        format!("<p>{} &amp; ]]&gt;</p>\n", post.title)
    });
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/feeds");
    let mut unused: BTreeSet<String> = std::fs::read_dir(&folder)
        .map(|list| {
            list.map(|file| file.unwrap().file_name().into_string().unwrap())
                .collect()
        })
        .unwrap_or_default();
    for document in documents
        .iter()
        .filter(|document| document.path != "feed.css")
    {
        let name = document.path.replace('/', "_");
        let file = folder.join(&name);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&file, text(document)).unwrap();
        }
        let golden = std::fs::read_to_string(&file)
            .unwrap_or_else(|_| panic!("no golden {name}: run with UPDATE=1"));
        assert_eq!(
            text(document),
            golden,
            "{name}: run with UPDATE=1 if this is meant"
        );
        unused.remove(&name);
    }
    assert!(unused.is_empty(), "unused goldens: {unused:?}");
}

/// Text with everything that ever broke a feed.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        (0u32..0xA0).prop_map(|point| char::from_u32(point).unwrap().to_string()),
        prop_oneof![
            Just("]]>"),
            Just("<![CDATA["),
            Just("&bogus;"),
            Just("&amp;"),
            Just("<entry>"),
            Just("</title>"),
            Just("<item>"),
            Just("<title>"),
            Just("\u{1112}\u{1161}"),
            Just("]]"),
            Just("<?xml"),
            Just("-->")
        ]
        .prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// What XML lets through, with line ends as a parser reports them.
fn legal(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|&c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..))
        .collect();
    kept.replace("\r\n", "\n").replace('\r', "\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_in_any_field_comes_back(words in prop::array::uniform10(nasty())) {
        let [title, description, author, tag, html, id, site, about, editor, page] = words.map(|text| format!("글{text}글"));
        let mut posts = vec![post(1, "2024-01-02T03:04:05+09:00"), post(2, "2023-01-02T03:04:05+09:00")];
        posts[0].title = title.clone();
        posts[0].description = description.clone();
        posts[0].authors[0].name = author.clone();
        posts[0].authors[0].uri = Some(page.clone());
        posts[0].tags = vec![tag.clone()];
        posts[0].id = format!("urn:{id}.");
        posts[0].id_is_link = false;
        let mut config = config();
        config.feeds.tags = Some(feedcard::config::Selection::all());
        config.feeds.authors = true;
        config.feeds.hub = Some(page.clone());
        config.site.title = site.clone();
        config.site.description = Some(about.clone());
        config.site.author = Some(Author { name: editor.clone(), uri: Some(page.clone()), ..Author::default() });
        let documents = made(&config, &posts, &|_| html.clone());
        for document in &documents {
            if document.path.ends_with(".xml") || document.path.ends_with(".opml") {
                roxmltree::Document::parse(text(document)).map_err(|error| TestCaseError::fail(format!("{}: {error}\n{}", document.path, text(document))))?;
            }
        }
        let rss = roxmltree::Document::parse(named(&documents, "rss.xml")).unwrap();
        let inside = |node: &roxmltree::Node, path: &[&str]| -> String {
            let mut at = *node;
            for name in path {
                let Some(next) = at.children().find(|node| node.tag_name().name() == *name) else { return String::new() };
                at = next;
            }
            at.children().filter_map(|node| node.text()).collect()
        };
        let channel = rss.root_element().first_element_child().unwrap();
        let item = channel.children().find(|node| node.has_tag_name("item")).unwrap();
        for (node, path, wanted) in [
            (&channel, &["title"][..], &site),
            (&channel, &["description"], &about),
            (&item, &["title"], &title),
            (&item, &["guid"], &posts[0].id),
            (&item, &["creator"], &author),
            (&item, &["category"], &tag),
            (&item, &["encoded"], &html),
        ] {
            prop_assert_eq!(legal(&inside(node, path)), legal(wanted), "rss {:?}", path);
        }
        // A description is HTML: a reader decodes it once more.
        let shown = inside(&item, &["description"]).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        prop_assert_eq!(legal(&shown), legal(&description));
        let atom = roxmltree::Document::parse(named(&documents, "atom.xml")).unwrap();
        let feed = atom.root_element();
        let entry = feed.children().find(|node| node.has_tag_name("entry")).unwrap();
        for (node, path, wanted) in [
            (&feed, &["title"][..], &site),
            (&feed, &["subtitle"], &about),
            (&feed, &["author", "name"], &editor),
            (&feed, &["author", "uri"], &page),
            (&entry, &["title"], &title),
            (&entry, &["id"], &posts[0].id),
            (&entry, &["author", "name"], &author),
            (&entry, &["author", "uri"], &page),
            (&entry, &["summary"], &description),
            (&entry, &["content"], &html),
        ] {
            prop_assert_eq!(legal(&inside(node, path)), legal(wanted), "atom {:?}", path);
        }
        let term = entry.children().find(|node| node.has_tag_name("category")).unwrap().attribute("term").unwrap().to_owned();
        // A parser gives blanks for the line ends in an attribute, unless they are escaped.
        prop_assert_eq!(legal(&term).replace(['\n', '\t'], " "), legal(&tag).replace(['\n', '\t'], " "));
        let json: serde_json::Value = serde_json::from_str(named(&documents, "feed.json")).unwrap();
        let first = &json["items"][0];
        for (found, wanted) in [
            (&json["title"], &site),
            (&json["description"], &about),
            (&json["authors"][0]["name"], &editor),
            (&json["authors"][0]["url"], &page),
            (&first["title"], &title),
            (&first["id"], &posts[0].id),
            (&first["summary"], &description),
            (&first["authors"][0]["name"], &author),
            (&first["tags"][0], &tag),
            (&first["content_html"], &html),
        ] {
            prop_assert_eq!(legal(found.as_str().unwrap()), legal(wanted));
        }
    }
}

/// Knows what an earlier run made, and notes whose bodies it is asked for.
#[derive(Default)]
struct Memory {
    fingerprints: std::collections::BTreeMap<String, [u8; 32]>,
    asked: std::sync::Mutex<BTreeSet<String>>,
}

impl BodySource for Memory {
    fn html(&self, post: &Post) -> Result<String, Problem> {
        self.asked.lock().unwrap().insert(post.source.clone());
        Ok(format!("<p>{}</p>", post.title))
    }

    fn body_bytes(&self, _: &Post) -> Result<usize, Problem> {
        Ok(100)
    }

    fn has(&self, path: &str, fingerprint: &[u8; 32]) -> Result<bool, Problem> {
        Ok(self.fingerprints.get(path) == Some(fingerprint))
    }
}

#[test]
fn one_changed_post_asks_for_the_bodies_of_its_own_documents_only() {
    let mut config = config();
    config.feeds.limit = 5;
    let mut posts = monthly(60, 2024);
    let made = |posts: &[Post], memory: &Memory| {
        let entries: Vec<Entry> = posts
            .iter()
            .map(|post| Entry { post, card: None })
            .collect();
        let mut made = Vec::new();
        documents(&config, &entries, memory, &mut |document| {
            made.push(document);
            Ok(())
        })
        .unwrap();
        made
    };
    let first = made(&posts, &Memory::default());
    let fingerprints = |made: &[Document]| {
        made.iter()
            .map(|d| (d.path.clone(), d.fingerprint))
            .collect()
    };
    let memory = Memory {
        fingerprints: fingerprints(&first),
        ..Memory::default()
    };
    let again = made(&posts, &memory);
    assert_eq!(*memory.asked.lock().unwrap(), BTreeSet::new());
    assert_eq!(fingerprints(&again), memory.fingerprints);

    posts[30].title = "고친 제목".into();
    let changed = made(&posts, &memory);
    let asked = memory.asked.lock().unwrap().clone();
    let year = |post: &&Post| post.published.year() == posts[30].published.year();
    let wanted: BTreeSet<String> = posts
        .iter()
        .filter(year)
        .map(|post| post.source.clone())
        .collect();
    assert_eq!(asked, wanted);
    let fresh = made(&posts, &Memory::default());
    for (one, whole) in changed.iter().zip(&fresh) {
        assert_eq!(
            (&one.path, one.fingerprint),
            (&whole.path, whole.fingerprint)
        );
        let archive = format!("archives/{}", posts[30].published.year());
        let plain = whole.feed.is_none() && !whole.path.starts_with("archives/");
        assert_eq!(
            one.text.is_some(),
            plain || one.path.starts_with(&archive),
            "{}",
            one.path
        );
    }
}
