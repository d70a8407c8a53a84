//! Every shape in which posts are written, as whole blogs: each `.txt` beside this file is one.
//!
//! A scenario is the files of a blog, then what the binary must say about it. `== PATH [(how)]` begins a file, where
//! `how` says what cannot stand in a text file; `== run`, `== posts`, `== code`, `== stdout` and `== stderr` are the run
//! and its report. `UPDATE=1 cargo test --test shapes` rewrites the outcomes: read the difference before committing it.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;
mod report;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use feedcard::date::Date;
use feedcard::post::{Picture, PictureFile};
use feedcard::{config, read};
use serde_json::Value;

use common::{CONFIG, put, run, told};

/// All of them run on the same day.
const NOW: &str = "2025-01-01T00:00:00Z";

macro_rules! scenarios {
    ($($name:ident)*) => {
        const NAMES: &[&str] = &[$(stringify!($name)),*];
        $(#[test] fn $name() { judge(stringify!($name)); })*
    };
}

scenarios! {
    addresses_below_a_sub_path
    addresses_follow_jekyll
    addresses_follow_the_pattern
    addresses_written_by_the_author
    authors_by_key_of_jekyll
    authors_file_that_is_broken
    authors_in_every_shape
    cards_as_their_posts_wish
    dates_in_another_time_zone
    dates_in_every_spelling
    dates_of_a_file_or_folder_name
    dates_that_are_doubtful
    dates_that_are_refused
    dates_under_every_key
    drafts_are_held_back
    fields_may_be_renamed
    files_in_every_encoding
    files_that_are_no_post
    languages_get_their_own_ids
    mistakes_are_repaired
    mistakes_beyond_repair
    order_is_by_instant_then_by_address
    pictures_in_every_shape
    pictures_that_cannot_be_used
    pictures_where_generators_put_them
    posts_that_a_generator_withholds
    problems_fail_a_strict_check
    problems_for_github
    problems_for_human
    problems_for_json
    problems_for_sarif
    problems_keep_the_output
    problems_of_the_configuration
    tags_in_every_shape
    titles_as_their_authors_meant
    titles_of_jekyll_posts_without_one
    toml_front_matter
    words_under_every_key
}

#[test]
fn every_scenario_beside_this_file_is_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes");
    let mut found: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".txt").map(str::to_owned))
        .collect();
    found.sort();
    assert_eq!(found, NAMES);
}

/// One section of a scenario: its heading, and the lines below it.
struct Section<'a> {
    name: &'a str,
    how: &'a str,
    text: &'a str,
}

fn sections(text: &str) -> Vec<Section<'_>> {
    let starts: Vec<usize> = text
        .match_indices("== ")
        .map(|(at, _)| at)
        .filter(|&at| at == 0 || text.as_bytes()[at - 1] == b'\n')
        .chain([text.len()])
        .collect();
    let one = |pair: &[usize]| {
        let (heading, text) = text[pair[0] + 3..pair[1]].split_once('\n').unwrap();
        let (name, how) = heading
            .strip_suffix(')')
            .and_then(|heading| heading.split_once(" ("))
            .unwrap_or((heading, ""));
        Section { name, how, text }
    };
    starts.windows(2).map(one).collect()
}

/// The bytes of a file, from its text and how they differ from it.
fn bytes(section: &Section) -> Vec<u8> {
    let text = section.text;
    match section.how {
        "" => text.into(),
        "crlf" => text.replace('\n', "\r\n").into(),
        "bom" => format!("\u{feff}{text}").into(),
        "utf-16le" => units(text).flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => units(text).flat_map(u16::to_be_bytes).collect(),
        "latin-1" => text.chars().map(|c| u8::try_from(c).unwrap()).collect(),
        "marked" => text
            .replace('→', "\t")
            .replace('·', "\u{a0}")
            .replace('␇', "\u{7}")
            .replace('␀', "\0")
            .into(),
        "nfd" => text
            .replace('한', "\u{1112}\u{1161}\u{11ab}")
            .replace('글', "\u{1100}\u{1173}\u{11af}")
            .into(),
        "picture" => picture(),
        other => panic!("`{other}` is no way to write a file"),
    }
}

fn units(text: &str) -> impl Iterator<Item = u16> {
    [0xFEFF].into_iter().chain(text.encode_utf16())
}

fn picture() -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    let disc = |x: u32, y: u32| x.abs_diff(120).pow(2) + y.abs_diff(120).pow(2) < 3600;
    let paint = |x, y| {
        image::Rgb(if disc(x, y) {
            [200, 60, 40]
        } else {
            [220, 224, 228]
        })
    };
    image::RgbImage::from_fn(240, 240, paint)
        .write_to(&mut out, image::ImageFormat::Png)
        .unwrap();
    out.into_inner()
}

/// Runs one scenario and compares all that it says.
fn judge(name: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/shapes/{name}.txt"));
    let script = std::fs::read_to_string(&path).unwrap();
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "feedcard.yaml", CONFIG.as_bytes());
    let (mut arguments, mut columns, mut given) = ("build --keep-going", "", String::new());
    for section in sections(&script) {
        let heading = if section.how.is_empty() {
            section.name.to_owned()
        } else {
            format!("{} ({})", section.name, section.how)
        };
        match section.name.split_once(' ').unwrap_or((section.name, "")) {
            ("code", _) | ("stdout", "") | ("stderr", "") => continue,
            ("posts", rest) => {
                columns = rest;
                continue;
            }
            ("run", rest) => arguments = rest,
            _ => put(folder.path(), section.name, &bytes(&section)),
        }
        write!(given, "== {heading}\n{}", section.text).unwrap();
    }
    let arguments: Vec<&str> = arguments.split(' ').chain(["--now", NOW]).collect();
    let done = run(folder.path(), &arguments, &[]);
    let found = format!(
        "{given}== posts {columns}\n{}== code {}\n== stdout\n{}== stderr\n{}",
        posts(folder.path(), columns),
        done.status.code().unwrap(),
        told(folder.path(), &done.stdout),
        told(folder.path(), &done.stderr),
    );
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, found).unwrap();
    } else {
        assert_eq!(script, found, "\n{name}: found\n{found}");
    }
}

/// One line for each post in the order of the manifest, newest first: the `columns` asked for.
fn posts(folder: &Path, columns: &str) -> String {
    let Ok(text) = std::fs::read_to_string(folder.join("out/feedcard.json")) else {
        return String::new();
    };
    let manifest: Value = serde_json::from_str(&text).unwrap();
    let lines: Vec<String> = manifest["posts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|post| {
            let facts = columns.split(' ').map(|column| fact(folder, post, column));
            let facts = facts.collect::<Vec<_>>().join(" | ");
            format!("{}: {facts}\n", post["source"].as_str().unwrap())
        })
        .collect();
    lines.concat()
}

fn fact(folder: &Path, post: &Value, column: &str) -> String {
    match column {
        "picture" => drawing(folder, post["source"].as_str().unwrap()),
        "layout" => word(&post["card"]["layout"]),
        "card" if post["card"].is_null() => "no card".into(),
        "card" => {
            let card = &post["card"];
            let lines = list(&card["lines"], word);
            let (layout, kicker) = (word(&card["layout"]), word(&card["kicker"]));
            format!("{layout} {lines} {kicker} {}", word(&card["subtitle"]))
        }
        "authors" => list(&post["authors"], |author| match &author["uri"] {
            Value::Null => word(&author["name"]),
            uri => format!("{} <{}>", word(&author["name"]), word(uri)),
        }),
        "tags" => list(&post["tags"], word),
        other => word(&post[other]),
    }
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or("-").to_owned()
}

fn list(value: &Value, one: impl Fn(&Value) -> String) -> String {
    let words: Vec<String> = value.as_array().unwrap().iter().map(one).collect();
    format!("[{}]", words.join("; "))
}

/// The files of a post's drawing, which the manifest does not name: asked of the library.
fn drawing(folder: &Path, source: &str) -> String {
    let text = std::fs::read_to_string(folder.join("feedcard.yaml")).unwrap();
    let config = config::parse(&text, "feedcard.yaml", folder).unwrap();
    let reading = read::read(&config, Date::from_rfc3339(NOW).unwrap());
    let post = reading.posts.iter().find(|post| post.source == source);
    let root = folder.canonicalize().unwrap();
    let name = |picture: &PictureFile| {
        let file = picture.file.canonicalize().unwrap();
        file.strip_prefix(&root)
            .unwrap()
            .to_string_lossy()
            .into_owned()
    };
    match &post.unwrap().picture {
        Picture::None => "none".into(),
        Picture::One(one) => name(one),
        Picture::Twins { color, gray } => format!("{} + {}", name(color), name(gray)),
    }
}
