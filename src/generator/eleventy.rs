//! Eleventy 3: paths as they are, but for a file named as its folder; `fileSlug` leaves a date out.
//!
//! # Source
//! `TemplatePermalink.js` and `TemplateFileSlug.js` of @11ty/eleventy 3.1.8.

use crate::generator::Source;
use crate::generator::pattern::{self, Parts, plain};

pub(super) fn parts(source: &Source) -> Parts {
    let path = source.inside;
    let path = path.rsplit_once('.').map_or(path, |(path, _)| path);
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let above = folder.rsplit('/').next().unwrap_or_default();
    let below = |name: &str| {
        if folder.is_empty() {
            name.to_owned()
        } else {
            format!("{folder}/{name}")
        }
    };
    let file_slug = if name == "index" {
        without_date(above)
    } else {
        without_date(name)
    };
    Parts {
        path: if name == "index" || (name == above && !folder.is_empty()) {
            folder.to_owned()
        } else {
            path.to_owned()
        },
        // `filePathStem` keeps `index`.
        stem: below(without_date(name)),
        slug: file_slug.to_owned(),
        name: name.to_owned(),
        ..plain(source)
    }
}

/// A `permalink:` of the front matter: a template, whose known variables are filled in.
pub(super) fn literal(written: &str, source: &Source) -> String {
    let Some(pattern) = pattern_of(written, "{stem}") else {
        return written.to_owned();
    };
    let filled = pattern::filled(&pattern, &parts(source));
    filled
        .strip_suffix("index.html")
        .unwrap_or(&filled)
        .to_owned()
}

/// `/posts/{{ page.fileSlug }}/` in feedcard's tokens; `stem` replaces `page.filePathStem`. `None` if it holds
/// anything else.
pub(crate) fn pattern_of(template: &str, stem: &str) -> Option<String> {
    let mut pattern = String::new();
    let mut rest = template;
    while let Some((before, tail)) = rest.split_once("{{") {
        let (inner, after) = tail.split_once("}}")?;
        let words: Vec<&str> = inner.split('|').map(str::trim).collect();
        pattern.push_str(before);
        match words.as_slice() {
            ["page.fileSlug" | "fileSlug"] | ["page.fileSlug", "slugify" | "slug"] => {
                pattern.push_str("{slug}");
            }
            ["page.filePathStem" | "filePathStem"] => pattern.push_str(stem),
            ["slug"] | ["slug", "slugify" | "slug"] => pattern.push_str("{slug_or_title}"),
            ["title", "slugify" | "slug"] => pattern.push_str("{title}"),
            ["page.date" | "date", format] => pattern.push_str(date_pattern(format)?),
            _ => return None,
        }
        rest = after;
    }
    pattern.push_str(rest);
    Some(pattern.replace("//", "/"))
}

/// `date: '%Y/%m/%d'` in tokens.
fn date_pattern(filter: &str) -> Option<&'static str> {
    let format = filter.split(['"', '\'']).nth(1)?;
    Some(match format {
        "%Y/%m/%d" => "{year}/{month}/{day}",
        "%Y-%m-%d" => "{year}-{month}-{day}",
        "%Y/%m" => "{year}/{month}",
        "%Y-%m" => "{year}-{month}",
        "%Y" => "{year}",
        "%m" => "{month}",
        "%d" => "{day}",
        _ => return None,
    })
}

/// Text behind the last date in `name`.
fn without_date(name: &str) -> &str {
    let shape = |text: &str| {
        let bytes = text.as_bytes();
        bytes.len() >= 11
            && bytes[..11].iter().enumerate().all(|(at, byte)| match at {
                4 | 7 | 10 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            })
    };
    let found = (0..name.len()).find(|at| name.is_char_boundary(*at) && shape(&name[*at..]));
    found.map_or(name, |at| &name[at + 11..])
}
