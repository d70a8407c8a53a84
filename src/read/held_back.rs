//! Front matter by which a generator keeps a post out of its lists -> the reason to leave the post out.
//!
//! In: the front matter of one post and the instant of the run. Out: a note that names the key, or nothing. Generators differ
//! in how they spell these keys (Hugo reads them in any case), so case, `_` and `-` do not count here; holding back one post
//! too many is the smaller mistake.

use crate::config::Fields;
use crate::config::tree::{Node, Trail};
use crate::date::Date;
use crate::problem::{Problem, Spot};
use crate::read::dates::Dates;
use crate::read::front_matter::{FieldValue, FrontMatter};

/// Values of `status:` and `visibility:` that mean "not yet" or "not for everybody".
const STATES: [&str; 14] = [
    "draft",
    "drafts",
    "wip",
    "inprogress",
    "pending",
    "scheduled",
    "future",
    "private",
    "hidden",
    "unlisted",
    "unpublished",
    "password",
    "protected",
    "trash",
];

/// Names of the collection of all posts, as Eleventy blogs call it.
const COLLECTIONS: [&str; 5] = ["all", "post", "posts", "blog", "articles"];

/// The key that holds the post back, and its place.
struct Reason {
    rule: &'static str,
    words: String,
    trail: Trail,
}

/// The reason why the generator does not list the post, if it does not.
pub fn by_flag(front_matter: &FrontMatter, fields: &Fields) -> Option<Problem> {
    let reason = flagged(front_matter, &fields.draft, true)
        .or_else(|| flagged(front_matter, &fields.public, false))
        .or_else(|| state(front_matter, &fields.status))
        .or_else(|| no_page(front_matter, &fields.permalink))
        .or_else(|| collections(front_matter, &fields.excluded))
        .or_else(|| build(front_matter, &fields.build))
        .or_else(|| locked(front_matter, &fields.password))?;
    if reason.words.is_empty() {
        // The password is on that line, so the line is not shown.
        let message = "held back: the page is behind a password";
        return Some(Problem::note(reason.rule, message).at(front_matter.file()));
    }
    let message = format!("held back: `{}`", reason.words);
    Some(Problem::note(reason.rule, message).at(front_matter.place(&reason.trail)))
}

/// The reason why the post is not due, or no longer due, at `now`. An unreadable date is an error: then nobody can tell.
pub fn by_date(dates: &Dates, now: Date, problems: &mut Vec<Problem>) -> Option<Problem> {
    let fields = &dates.config.fields;
    for (keys, later) in [(&fields.scheduled, true), (&fields.expires, false)] {
        let found = keys
            .iter()
            .filter_map(|key| loose(dates.front_matter, key))
            .find(Dates::says);
        let Some(found) = found else {
            continue;
        };
        let date = dates.date(&found, problems)?;
        let place: Spot = dates.front_matter.spot(&found.trail);
        if later && date > now {
            let message = format!("held back until {}: `{}`", date.rfc3339(), found.key);
            return Some(Problem::note("future", message).at(&place));
        }
        if !later && date <= now {
            let message = format!("held back since {}: `{}`", date.rfc3339(), found.key);
            return Some(Problem::note("expired", message).at(&place));
        }
    }
    None
}

/// A note if the post stays out of the feeds: `feed: false`.
pub fn without_feeds(front_matter: &FrontMatter, fields: &Fields) -> Option<Problem> {
    let reason = flagged(front_matter, &fields.feed, false)?;
    let message = format!("not in the feeds: `{}`", reason.words);
    Some(Problem::note("no-feed", message).at(front_matter.place(&reason.trail)))
}

/// `draft: true`, `published: "no"`.
fn flagged(front_matter: &FrontMatter, keys: &[String], wanted: bool) -> Option<Reason> {
    keys.iter().find_map(|key| {
        let found = loose(front_matter, key)?;
        (flag(found.node)? == wanted).then(|| Reason {
            rule: "draft",
            words: format!("{}: {wanted}", found.key),
            trail: found.trail,
        })
    })
}

fn flag(node: &Node) -> Option<bool> {
    match node {
        Node::Bool(flag) => Some(*flag),
        Node::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" => Some(true),
            "false" | "no" | "off" | "n" => Some(false),
            _ => None,
        },
        Node::Count(1) => Some(true),
        Node::Count(0) => Some(false),
        Node::Null | Node::Count(_) | Node::Number | Node::List(_) | Node::Map(_) => None,
    }
}

/// `status: draft`, `visibility: unlisted`.
fn state(front_matter: &FrontMatter, keys: &[String]) -> Option<Reason> {
    keys.iter().find_map(|key| {
        let found = loose(front_matter, key)?;
        let Node::Text(text) = found.node else {
            return None;
        };
        is_one_of(text, &STATES).then(|| Reason {
            rule: "draft",
            words: format!("{}: {}", found.key, text.trim()),
            trail: found.trail,
        })
    })
}

/// `permalink: false` of Eleventy: no page is written.
fn no_page(front_matter: &FrontMatter, keys: &[String]) -> Option<Reason> {
    let found = front_matter.find(keys)?;
    let off = match found.node {
        Node::Bool(flag) => !flag,
        Node::Text(text) => text.trim() == "false",
        _ => false,
    };
    off.then(|| Reason {
        rule: "unlisted",
        words: format!("{}: false", found.key),
        trail: found.trail,
    })
}

/// `eleventyExcludeFromCollections: true`, or a list that names the posts.
fn collections(front_matter: &FrontMatter, keys: &[String]) -> Option<Reason> {
    let named = |node: &Node| matches!(node, Node::Text(text) if is_one_of(text, &COLLECTIONS));
    keys.iter().find_map(|key| {
        let found = loose(front_matter, key)?;
        let out = match found.node {
            Node::List(names) => names.iter().any(named),
            node => flag(node) == Some(true) || named(node),
        };
        out.then_some(Reason {
            rule: "unlisted",
            words: found.key,
            trail: found.trail,
        })
    })
}

/// Hugo's `build: { list: never }` and `build: { render: never }`.
fn build(front_matter: &FrontMatter, keys: &[String]) -> Option<Reason> {
    keys.iter().find_map(|key| {
        let found = loose(front_matter, key)?;
        let word = match found.node {
            Node::Bool(false) => "false",
            Node::Text(text) => text.trim(),
            _ => return None,
        };
        is_one_of(word, &["never", "false", "local", "link"]).then(|| Reason {
            rule: "unlisted",
            words: format!("{}: {word}", found.key),
            trail: found.trail,
        })
    })
}

/// A page behind a password: its words are not public.
fn locked(front_matter: &FrontMatter, keys: &[String]) -> Option<Reason> {
    keys.iter().find_map(|key| {
        let found = loose(front_matter, key)?;
        let set = match found.node {
            Node::Text(text) => !text.trim().is_empty(),
            Node::Count(_) | Node::Number => true,
            _ => false,
        };
        set.then(|| Reason {
            rule: "unlisted",
            words: String::new(),
            trail: found.trail,
        })
    })
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|one| letters(word).eq(one.chars()))
}

/// Letters and digits of a word in lower case: equal for `isDraft`, `is_draft` and `Is-Draft`.
fn letters(word: &str) -> impl Iterator<Item = char> {
    word.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
}

/// True for a key that begins with an ASCII letter or digit.
fn plain_first(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// The value under `key`, or under the first key that differs from it in case, `_` and `-` only.
fn loose<'s>(front_matter: &'s FrontMatter, key: &str) -> Option<FieldValue<'s>> {
    let (top, below) = match key.split_once('.') {
        Some((top, below)) => (top, Some(below)),
        None => (key, None),
    };
    // Every post is asked for some thirty keys: most others differ in their first letter.
    let first = |key: &str| key.as_bytes().first().map(u8::to_ascii_lowercase);
    let may_match =
        |other: &str| first(other) == first(top) || !plain_first(other) || !plain_first(top);
    let other = front_matter
        .keys()
        .find(|other| may_match(other) && letters(other).eq(letters(top)))?;
    match below {
        Some(below) => front_matter.get(&format!("{other}.{below}")),
        None => front_matter.get(other),
    }
}
