//! Docusaurus 3: the date of a path becomes folders; a post's `slug` replaces everything below the blog's address.
//!
//! # Source
//! `parseBlogFileName` in `blogUtils.js` of @docusaurus/plugin-content-blog 3.10.2.

use crate::generator::Source;
use crate::generator::pattern::{Parts, plain};

pub(super) fn parts(source: &Source) -> Parts {
    let path = match source.slug.map(|slug| slug.trim().trim_start_matches('/')) {
        // The last slash of a `slug` stays.
        Some(slug) if !slug.is_empty() => slug.to_owned(),
        _ => slug(source.inside),
    };
    Parts {
        slug: path.clone(),
        stem: path.clone(),
        path,
        ..plain(source)
    }
}

/// The day in a path: `2024-03-05`.
pub(super) fn day(inside: &str) -> Option<String> {
    let (at, length) = found(bare(inside))?;
    Some(inside[at..at + length].replace('/', "-"))
}

/// `2024-01-02-x.md`, `2024/01/02/x.md` and `news/2024-1-2/x/index.md`, split as Docusaurus does.
fn slug(inside: &str) -> String {
    let path = bare(inside);
    let Some((at, length)) = found(path) else {
        return path.to_owned();
    };
    let rest = &path[at + length..];
    let text = rest.strip_prefix(['-', '/']).unwrap_or(rest);
    let day = path[at..at + length].replace('-', "/");
    format!("{day}/{}{text}", &path[..at])
}

/// The path without its extension and `index`.
fn bare(inside: &str) -> &str {
    let path = inside.rsplit_once('.').map_or(inside, |(path, _)| path);
    path.strip_suffix("/index").unwrap_or(path)
}

/// Start and length of the date in a path: of several the last, since the folder is taken greedily.
fn found(path: &str) -> Option<(usize, usize)> {
    (0..path.len())
        .rev()
        .filter(|at| path.is_char_boundary(*at))
        .find_map(|at| Some((at, date(&path[at..])?)))
}

/// The length of `2024-1-2` or `2024/01/02` at the start of `text`.
fn date(text: &str) -> Option<usize> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    if digits(text) < 4 {
        return None;
    }
    let mut at = 4;
    for _ in 0..2 {
        if !text[at..].starts_with(['-', '/']) {
            return None;
        }
        at += 1;
        let count = digits(&text[at..]).min(2);
        if count == 0 {
            return None;
        }
        at += count;
    }
    Some(at)
}
