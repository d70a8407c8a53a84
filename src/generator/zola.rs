//! Zola: each part of the path in its spelling, the date of a file name left out, `slug` for the last part.

use crate::generator::Source;
use crate::generator::pattern::{Parts, own_slug, plain, sections, undated};

pub(super) fn parts(source: &Source, spell: fn(&str) -> String) -> Parts {
    let name = source.name;
    let last = own_slug(source).map_or_else(|| spell(undated(name)), spell);
    let mut path: Vec<String> = sections(source.path)
        .iter()
        .map(|part| spell(part))
        .collect();
    let folders = path.clone();
    path.push(last.clone());
    Parts {
        stem: last.clone(),
        slug: last,
        name: spell(name),
        path: path.join("/"),
        sections: folders,
        ..plain(source)
    }
}

/// `path = "…"` of the front matter always ends in a slash.
pub(super) fn literal(written: &str) -> String {
    format!("/{}/", written.trim_matches('/'))
}
