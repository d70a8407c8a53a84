//! feedcard: feeds and social cards for static blogs. This page is the ten-minute tour.
//!
//! # Flow
//!
//! ```text
//!  feedcard.yaml ── config::parse ──▶ Config
//!                                       │
//!  content/**/*.md ── read::read ──▶ [Post] + [Problem]
//!                                       │
//!            twins ── card::draw ──▶ card (pixels, bytes, facts)
//!                                       │
//!       read::body ── body::render ──▶ clean HTML
//!                                       │
//!                 feed::documents ──▶ RSS, Atom, JSON Feed, archives, OPML
//!                                       │
//!                          output ──▶ out/ in one go: feeds, cards, feedcard.json
//!
//!  built site + feedcard.json ── inject ── page::insert_head ──▶ the same pages, each with its social head
//! ```
//!
//! [`publish`] tells this story on one screen, `cli` and `main` are the door. Everything is decided while reading, and a built
//! site then has the last word: beside one, a description that no post gives is empty until its page is read. An error
//! anywhere leaves `out/` as it was.
//!
//! # Graph
//!
//! | who | sees | and is |
//! | --- | --- | --- |
//! | ground: [`date`], [`post`], [`problem`], [`config`], [`manifest`], `markup`, `guard`, `generator`, `digest`, `disk` | ground | plain values: no files (but for `disk`, the doors to them), no clock, no pixels |
//! | rooms: [`read`](mod@read), [`body`], [`feed`], [`card`], `report`, `output`, [`page`], `preview`, `schema`, `start` | ground | one job each; only `read` meets another, `body` |
//! | [`publish`] | rooms, ground | the whole flow |
//! | [`inject`] | rooms, ground | the manifest's posts into the pages of a built site |
//! | `serve` | `publish`, rooms, ground | the blog as it is now, as a page to look at |
//! | `cli`, `main` | all of them | arguments, printing, exit code |
//!
//! `tests/architecture.rs` holds every edge in one list. Files are touched in `read`, `output`, `start` and the outer
//! modules only; the network never (`serve` answers this machine alone); the clock once, in the door, to hold back posts of the future.
//!
//! # Glossary
//!
//! | word | meaning |
//! | --- | --- |
//! | post | one published Markdown file |
//! | permalink | its address below the site, and its folder below `out/` |
//! | twins | one drawing in colour and in gray, registered to the pixel |
//! | field | what is behind the object of a drawing; measured, never written down |
//! | card | the picture that a platform shows for a shared post; 1200x630 |
//! | cover | the same drawing without text, for JSON-LD |
//! | layout | one way to compose a card: one file and one row in a table |
//! | format | one way to write a feed: one file and one row in a table |
//! | eojeol | a Korean word with its particles; a title breaks between them |
//! | kicker, subtitle | the short part of a title, set small above or below |
//! | problem | what is wrong, where, and what to type instead |
//!
//! # One example
//!
//! A blog of one post, from its text to its Atom feed and its card:
//!
//! ```
//! use feedcard::card::{self, font::Fonts, Format, Pictures};
//! use feedcard::{body, config, date::Date, feed, read};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let blog = tempfile::tempdir()?;
//! std::fs::create_dir(blog.path().join("content"))?;
//! std::fs::write(
//!     blog.path().join("content/2024-11-04-logs-first.md"),
//!     "---\ntitle: 로그부터 남기고 나서 고치기\nauthor: 윤채원\n---\n[처음](/hello)부터 적습니다.\n",
//! )?;
//! let yaml = "site: { title: 밀물, url: https://blog.milmul.example }";
//! let config = config::parse(yaml, "feedcard.yaml", blog.path()).expect("two keys are enough");
//!
//! // Folder -> posts. The date is the file name's, in the site's time zone.
//! let now = Date::from_rfc3339("2025-01-01T00:00:00Z").expect("a date");
//! let reading = read::read(&config, now);
//! assert_eq!(reading.problems, []);
//! let post = &reading.posts[0];
//! assert_eq!(post.url, "https://blog.milmul.example/2024-11-04-logs-first");
//! assert_eq!(post.published.rfc3339(), "2024-11-04T00:00:00+09:00");
//!
//! // Posts -> documents.
//! let html = |post: &feedcard::post::Post| {
//!     let context = body::Context {
//!         url: &post.url,
//!         site_url: &config.site.url,
//!         source: &post.source,
//!         first_line: post.body.first_line,
//!         mdx: post.body.mdx,
//!         title: &post.title,
//!         lang: &post.lang,
//!         posts: post.body.linked.as_ref(),
//!     };
//!     Ok(body::render(&read::body(post)?, &context).html)
//! };
//! let mut files = Vec::new();
//! let entries = [feed::Entry { post, card: None }];
//! feed::documents(&config, &entries, &html, &mut |file| {
//!     files.push(file);
//!     Ok(())
//! })
//! .expect("nothing failed");
//! let atom = files.iter().find(|file| file.path == "atom.xml").expect("on by default");
//! let text = &atom.text.as_ref().expect("no source had it before").words;
//! assert!(text.contains("https://blog.milmul.example/hello"));
//!
//! // Post -> card.
//! let request = card::Request {
//!     title: &post.title,
//!     kicker: None,
//!     subtitle: None,
//!     site: &config.site.title,
//!     logo: None,
//!     date: Some(&post.published.dotted()),
//!     authors: &["윤채원".to_string()],
//!     layout: "auto",
//!     size: (1200, 630),
//!     format: Format::Jpeg,
//!     max_bytes: 290_000,
//!     pictures: Pictures::None,
//!     seed: &post.permalink.encoded,
//!     lang: &post.lang,
//!     no_text: false,
//!     max_pixels: 80_000_000,
//!     covers: false,
//!     ..card::Request::default()
//! };
//! let drawn = card::draw(&request, &Fonts::embedded()).expect("a card of type alone");
//! assert_eq!(drawn.facts.lines.join(" "), post.title);
//! assert!(drawn.bytes.len() <= 290_000 && drawn.facts.contrast >= 4.5);
//! # Ok(())
//! # }
//! ```

#![cfg_attr(
    not(feature = "cli"),
    allow(dead_code, unused_imports, reason = "parts that only the program uses")
)]

// ground: plain values; no clock, no pixels, no files but through disk
pub mod config;
pub mod date;
#[cfg(not(fuzzing))]
mod digest;
#[cfg(fuzzing)]
pub mod digest; // `fuzz/targets/cache.rs` damages what the cache wrote
mod disk;
mod generator;
mod guard;
mod links;
mod look;
pub mod manifest;
mod markup;
pub mod post;
pub mod problem;
// rooms: look down, never sideways
pub mod body;
pub mod card;
pub mod feed;
#[cfg(not(fuzzing))]
mod output;
#[cfg(fuzzing)]
pub mod output;
pub mod page;
#[cfg(feature = "cli")]
mod preview;
pub mod read;
#[cfg(feature = "cli")]
mod report;
#[cfg(feature = "cli")]
mod schema;
mod site;
#[cfg(feature = "cli")]
mod start;
// the one file that walks through all of them, and the thin door
#[cfg(feature = "cli")]
pub mod cli;
pub mod inject;
pub mod publish;
#[cfg(feature = "cli")]
mod serve;
