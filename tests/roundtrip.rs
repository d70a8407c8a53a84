//! A post printed in any supported shape reads back to the same `Post`.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::fmt::Write;

use feedcard::date::Date;
use feedcard::post::{Author, Permalink, Picture, Post};
use feedcard::{config, read};
use proptest::prelude::{Just, Strategy, any};
use proptest::test_runner::{Config, TestRunner};
use proptest::{collection, option, prop_assert_eq, prop_oneof, sample};

use common::{CONFIG, put};

/// Facts of a post, before anybody spelled them.
#[derive(Debug, Clone)]
struct Facts {
    title: String,
    description: String,
    permalink: String,
    tags: Vec<String>,
    authors: Vec<(String, bool)>,
    /// Minutes since 2000-01-01 00:00 in the author's own time, and their offset in minutes.
    date: (i64, i32),
    /// Minutes from publication to the last change.
    updated: Option<i64>,
}

/// Its spelling.
#[derive(Debug, Clone)]
struct Shape {
    toml: bool,
    double: bool,
    list: List,
    people: People,
    date: Spelling,
    aliases: usize,
    encoding: Encoding,
    crlf: bool,
    dots: bool,
    folder: bool,
}

#[derive(Debug, Clone, Copy)]
enum List {
    Flow,
    Block,
    Commas,
}

#[derive(Debug, Clone, Copy)]
enum People {
    Mappings,
    Keys,
    Commas,
    Flat,
}

#[derive(Debug, Clone, Copy)]
enum Spelling {
    Rfc3339,
    Blanks,
    NoColon,
    OneDigit,
    Rfc2822,
}

#[derive(Debug, Clone, Copy)]
enum Encoding {
    Plain,
    Bom,
    Utf16Little,
    Utf16Big,
}

/// Words in which YAML, TOML and feedcard see nothing but words once they are quoted.
fn line() -> impl Strategy<Value = String> {
    let word = "[가-힣a-zA-Z0-9:#'\"\\\\{}\\[,@%!?|>$+=~^;./()-]{1,8}";
    collection::vec(word, 1..6)
        .prop_map(|words| words.join(" "))
        .prop_filter("no link", |text| !text.contains("]("))
}

fn name() -> impl Strategy<Value = String> {
    "[가-힣a-zA-Z0-9+.]{1,6}( [가-힣a-zA-Z]{1,4})?".prop_map(|text| text)
}

fn facts() -> impl Strategy<Value = Facts> {
    let tags = collection::btree_set(name(), 0..5);
    let people = collection::btree_map("[가-힣A-Z]{1,4}( [가-힣a-z]{1,4})?", any::<bool>(), 1..4);
    let date = (0_i64..12_000_000, -719_i32..840);
    (
        line(),
        line(),
        "/[가-힣a-z0-9]{1,6}(/[가-힣a-z0-9 ._~-]{0,5}[가-힣a-z])?/?",
        tags,
        people,
        date,
        option::of(0_i64..500_000),
    )
        .prop_map(
            |(title, description, permalink, tags, authors, date, updated)| Facts {
                title,
                description,
                permalink,
                tags: tags.into_iter().collect(),
                authors: authors.into_iter().collect(),
                date,
                updated,
            },
        )
}

fn shape() -> impl Strategy<Value = Shape> {
    let list = sample::select(vec![List::Flow, List::Block, List::Commas]);
    let people = sample::select(vec![
        People::Mappings,
        People::Keys,
        People::Commas,
        People::Flat,
    ]);
    let date = sample::select(vec![
        Spelling::Rfc3339,
        Spelling::Blanks,
        Spelling::NoColon,
        Spelling::OneDigit,
        Spelling::Rfc2822,
    ]);
    let encoding = prop_oneof![
        Just(Encoding::Plain),
        Just(Encoding::Bom),
        Just(Encoding::Utf16Little),
        Just(Encoding::Utf16Big),
    ];
    (list, people, date, encoding, 0_usize..3, any::<[bool; 5]>()).prop_map(
        |(list, people, date, encoding, aliases, [toml, double, crlf, dots, folder])| Shape {
            toml,
            double,
            list,
            people,
            date,
            aliases,
            encoding,
            crlf,
            dots,
            folder,
        },
    )
}

/// A scalar in quotes.
fn quoted(text: &str, shape: &Shape) -> String {
    if shape.double || (shape.toml && text.contains('\'')) {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    } else if shape.toml {
        format!("'{text}'")
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

/// The post's own local time.
fn local(facts: &Facts, later: i64) -> chrono::DateTime<chrono::FixedOffset> {
    use chrono::TimeZone;
    let (minutes, offset) = facts.date;
    let start = chrono::NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
    let naive = start.and_hms_opt(0, 0, 0).unwrap() + chrono::TimeDelta::minutes(minutes + later);
    let offset = chrono::FixedOffset::east_opt(offset * 60).unwrap();
    offset.from_local_datetime(&naive).unwrap()
}

fn spelled(date: chrono::DateTime<chrono::FixedOffset>, spelling: Spelling) -> String {
    let pattern = match spelling {
        Spelling::Rfc3339 => "%Y-%m-%dT%H:%M:%S%:z",
        Spelling::Blanks => "%Y-%m-%d %H:%M:%S %:z",
        Spelling::NoColon => "%Y-%m-%d %H:%M %z",
        Spelling::OneDigit => "%Y-%-m-%-d %-H:%M:%S %z",
        Spelling::Rfc2822 => "%a, %d %b %Y %H:%M:%S %z",
    };
    date.format(pattern).to_string()
}

/// The front matter of `facts` in `shape`, fences included, and the authors that it may key into.
fn printed(facts: &Facts, shape: &Shape) -> (String, String) {
    let mut out = String::new();
    let mut people = String::new();
    let is = if shape.toml { " =" } else { ":" };
    let key = |names: [&'static str; 3]| names[shape.aliases];
    let quote = |text: &str| quoted(text, shape);
    writeln!(out, "title{is} {}", quote(&facts.title)).unwrap();
    let description = key(["description", "summary", "excerpt"]);
    writeln!(out, "{description}{is} {}", quote(&facts.description)).unwrap();
    let permalink = key(["permalink", "url", "path"]);
    writeln!(out, "{permalink}{is} {}", quote(&facts.permalink)).unwrap();
    let date = spelled(local(facts, 0), shape.date);
    writeln!(
        out,
        "{}{is} {}",
        key(["date", "pubDate", "created_at"]),
        quote(&date)
    )
    .unwrap();
    if let Some(later) = facts.updated {
        let date = spelled(local(facts, later), shape.date);
        writeln!(
            out,
            "{}{is} {}",
            key(["updated", "lastmod", "update"]),
            quote(&date)
        )
        .unwrap();
    }
    let words: Vec<String> = facts.tags.iter().map(|tag| quote(tag)).collect();
    let tags = key(["tags", "tag", "keywords"]);
    match shape.list {
        List::Block if !shape.toml => {
            let items: String = words.iter().map(|word| format!("\n  - {word}")).collect();
            writeln!(
                out,
                "{tags}:{}",
                if items.is_empty() { " []" } else { &items }
            )
            .unwrap();
        }
        List::Commas => writeln!(out, "{tags}{is} {}", quote(&facts.tags.join(", "))).unwrap(),
        List::Flow | List::Block => writeln!(out, "{tags}{is} [{}]", words.join(", ")).unwrap(),
    }
    authors(facts, shape, &mut out, &mut people);
    let (open, close) = match (shape.toml, shape.dots) {
        (true, _) => ("+++", "+++"),
        (false, true) => ("---", "..."),
        (false, false) => ("---", "---"),
    };
    (format!("{open}\n{out}{close}\n본문\n"), people)
}

fn page(name: &str) -> String {
    format!("https://people.example/{}", name.len())
}

/// Authors with and without a page; shapes that cannot say a page fall back on keys.
fn authors(facts: &Facts, shape: &Shape, out: &mut String, people: &mut String) {
    let is = if shape.toml { " =" } else { ":" };
    let pages = facts.authors.iter().any(|(_, page)| *page);
    let words = |words: Vec<String>| words.join(", ");
    match (shape.people, facts.authors.as_slice()) {
        (People::Flat, [(one, linked)]) => {
            writeln!(out, "author{is} {}", quoted(one, shape)).unwrap();
            if *linked {
                writeln!(out, "authorURL{is} {}", quoted(&page(one), shape)).unwrap();
            }
        }
        (People::Commas, all) if !pages => {
            let names = words(all.iter().map(|(name, _)| name.clone()).collect());
            writeln!(out, "author{is} {}", quoted(&names, shape)).unwrap();
        }
        (People::Mappings, all) => {
            let one = |(name, linked): &(String, bool)| {
                let name = quoted(name, shape);
                let link = quoted(&page(name.trim_matches(['\'', '"'])), shape);
                match (shape.toml, linked) {
                    (true, true) => format!("{{ name = {name}, link = {link} }}"),
                    (true, false) => format!("{{ name = {name} }}"),
                    (false, true) => format!("{{ name: {name}, url: {link} }}"),
                    (false, false) => format!("{{ name: {name} }}"),
                }
            };
            writeln!(
                out,
                "authors{is} [{}]",
                words(all.iter().map(one).collect())
            )
            .unwrap();
        }
        (People::Keys | People::Flat | People::Commas, all) => {
            let mut keys = Vec::new();
            for (at, (name, linked)) in all.iter().enumerate() {
                writeln!(people, "key{at}:\n  name: '{name}'").unwrap();
                if *linked {
                    writeln!(people, "  url: {}", page(name)).unwrap();
                }
                keys.push(quoted(&format!("key{at}"), shape));
            }
            writeln!(out, "authors{is} [{}]", words(keys)).unwrap();
        }
    }
}

fn bytes(text: &str, shape: &Shape) -> Vec<u8> {
    let text = if shape.crlf {
        text.replace('\n', "\r\n")
    } else {
        text.into()
    };
    let units = || [0xFEFF].into_iter().chain(text.encode_utf16());
    match shape.encoding {
        Encoding::Plain => text.clone().into(),
        Encoding::Bom => format!("\u{feff}{text}").into(),
        Encoding::Utf16Little => units().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Big => units().flat_map(u16::to_be_bytes).collect(),
    }
}

/// The part of an address that stays as it is.
const PART: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'-');

/// The post that `facts` are, apart from where it lies.
fn wanted(facts: &Facts, read: &Post) -> Post {
    let date = |later| Date::from_rfc3339(&local(facts, later).to_rfc3339()).unwrap();
    let segments = facts
        .permalink
        .split('/')
        .map(|part| percent_encoding::utf8_percent_encode(part, PART).to_string());
    let encoded = segments.collect::<Vec<_>>().join("/");
    let url = format!("https://blog.example{encoded}");
    let author = |(name, linked): &(String, bool)| Author {
        name: name.clone(),
        uri: linked.then(|| page(name)),
        email: None,
        fediverse: None,
        avatar: None,
    };
    Post {
        title: facts.title.clone(),
        description: facts.description.clone(),
        lang: "ko".into(),
        permalink: Permalink {
            encoded,
            folder: facts.permalink.trim_matches('/').into(),
        },
        id: url.clone(),
        id_is_link: true,
        literal: true,
        url,
        published: date(0),
        updated: facts.updated.map(date),
        authors: facts.authors.iter().map(author).collect(),
        tags: facts.tags.clone(),
        picture: Picture::None,
        avatars: Vec::new(),
        ..read.clone()
    }
}

#[test]
fn a_post_printed_in_any_shape_reads_back_to_the_same_post() {
    let now = Date::from_rfc3339("2099-01-01T00:00:00Z").unwrap();
    let settings = Config {
        cases: 512,
        failure_persistence: None,
        ..Config::default()
    };
    let run = |(facts, shape): (Facts, Shape)| {
        let folder = tempfile::tempdir().unwrap();
        let (text, people) = printed(&facts, &shape);
        let path = if shape.folder {
            "content/글/index.md"
        } else {
            "content/글.md"
        };
        put(folder.path(), path, &bytes(&text, &shape));
        if !people.is_empty() {
            put(folder.path(), "authors.yml", people.as_bytes());
        }
        let config = config::parse(CONFIG, "feedcard.yaml", folder.path()).unwrap();
        let reading = read::read(&config, now);
        prop_assert_eq!(&reading.problems, &[], "{}", text);
        let post = &reading.posts[0];
        prop_assert_eq!(post, &wanted(&facts, post), "{}", text);
        // Dates are equal by instant alone: the author's offset is a fact of its own.
        let offset = |date: Date| date.rfc3339();
        prop_assert_eq!(
            offset(post.published),
            offset(wanted(&facts, post).published),
            "{}",
            text
        );
        prop_assert_eq!(read::body(post).unwrap(), "본문\n");
        Ok(())
    };
    TestRunner::new(settings)
        .run(&(facts(), shape()), run)
        .unwrap();
}
