//! Jekyll 4: all categories, the folders above `_posts`, days in the site's zone.
//!
//! # Source
//! `drops/url_drop.rb`, `document.rb` and `utils.rb` of Jekyll 4.3.1.

use crate::generator::dates::{Moment, is_yaml_time_without_offset};
use crate::generator::pattern::{self, Parts, own_slug, undated, words};
use crate::generator::{Source, spelling};

/// Names of Jekyll's own tokens where feedcard's differ.
const TOKENS: &[(&str, &str)] = &[
    ("title", "slug"),
    ("slug", "plain_slug"),
    ("slugified_categories", "plain_categories"),
    ("output_ext", ""),
    ("collection", ""),
];

pub(super) fn parts(source: &Source) -> Parts {
    let file = source.inside.rsplit('/').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let bare = own_slug(source).unwrap_or_else(|| undated(stem));
    // The folders above `_posts` come first, then `categories`, then `category`; a text is split in the plural only.
    let whole = format!("{}/{}", source.content, source.inside);
    let above = whole
        .split_once("_posts/")
        .map_or("", |(above, _)| above)
        .trim_start_matches("./");
    let mut all: Vec<String> = above
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .map(String::from)
        .collect();
    all.extend(words(&source.categories, |text| {
        text.split_whitespace().collect()
    }));
    all.extend(words(&source.category, |text| vec![text]));
    let once = |spell: fn(&str) -> String| {
        let mut list: Vec<String> = Vec::new();
        for name in all.iter().map(|name| spell(name)) {
            if !list.contains(&name) {
                list.push(name);
            }
        }
        list
    };
    let categories = once(|name| name.to_lowercase());
    let utc = source.written_date.is_some_and(is_yaml_time_without_offset);
    Parts {
        stem: stem.to_owned(),
        slug: spelling::jekyll(bare),
        plain_slug: spelling::jekyll_plain(bare),
        name: spelling::jekyll_plain(stem),
        category: categories.first().cloned().unwrap_or_default(),
        categories,
        plain_categories: once(spelling::jekyll_plain),
        moment: if utc {
            Moment::of_utc(source.date, source.zone)
        } else {
            Moment::of(source.date, source.zone)
        },
        ..pattern::plain(source)
    }
}

/// A `permalink:` of the front matter, which may hold Jekyll's tokens.
pub(super) fn literal(written: &str, source: &Source) -> String {
    if !written.contains(':') {
        return written.to_owned();
    }
    let mut pattern = String::new();
    let mut rest = written;
    while let Some(at) = rest.find(':') {
        pattern.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        let end = tail
            .find(|c: char| !(c.is_ascii_lowercase() || c == '_'))
            .unwrap_or(tail.len());
        let name = &tail[..end];
        let own = TOKENS.iter().find(|(theirs, _)| *theirs == name);
        match own {
            Some((_, "")) if name == "output_ext" => pattern.push_str(".html"),
            Some((_, "")) => pattern.push_str("posts"),
            Some((_, ours)) => pattern.push_str(&format!("{{{ours}}}")),
            None if pattern::TOKENS.contains(&name) => pattern.push_str(&format!("{{{name}}}")),
            None => pattern.push_str(&rest[at..at + 1 + end]),
        }
        rest = &tail[end..];
    }
    pattern::filled(&(pattern + rest), &parts(source))
}
