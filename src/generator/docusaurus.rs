//! Docusaurus 3: the date of a path becomes folders; a post's `slug` replaces everything below the blog's address.
//!
//! # Source
//! `parseBlogFileName` in `blogUtils.js` of @docusaurus/plugin-content-blog 3.10.2.

use crate::generator::Source;
use crate::generator::pattern::{Parts, own_slug, plain};

pub(super) fn parts(source: &Source) -> Parts {
    let path = own_slug(source).map_or_else(|| slug(source.inside), str::to_owned);
    Parts {
        slug: path.clone(),
        stem: path.clone(),
        path,
        ..plain(source)
    }
}

/// `2024-01-02-x.md`, `2024/01/02/x.md` and `news/2024-1-2/x/index.md` as Docusaurus takes them apart.
fn slug(inside: &str) -> String {
    let path = inside.rsplit_once('.').map_or(inside, |(path, _)| path);
    let path = path.strip_suffix("/index").unwrap_or(path);
    // The folder is taken greedily: the last date counts.
    let found = (0..path.len())
        .rev()
        .filter(|at| path.is_char_boundary(*at))
        .find_map(|at| Some((at, date(&path[at..])?)));
    let Some((at, length)) = found else {
        return path.to_owned();
    };
    let text = path[at + length..].trim_start_matches(['-', '/']);
    let text = if path[at + length..].starts_with(['-', '/']) {
        &path[at + length + 1..]
    } else {
        text
    };
    let day = path[at..at + length].replace('-', "/");
    format!("{day}/{}{text}", &path[..at])
}

/// The length of `2024-1-2` or `2024/01/02` that `text` begins with.
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
