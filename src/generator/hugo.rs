//! Hugo: lower case, punctuation removed; `slug` replaces the last part, or else the title does.

use crate::generator::pattern::{Parts, own_slug, plain, sections, undated};
use crate::generator::{Source, spelling};

/// `spell` keeps capitals if `disablePathToLower` is set.
pub(super) fn parts(source: &Source, spell: fn(&str) -> String) -> Parts {
    let name = source.name;
    let own = own_slug(source);
    let last = spell(own.unwrap_or(name));
    let folders: Vec<String> = sections(source.path)
        .iter()
        .map(|part| spell(part))
        .collect();
    let title = spelling::hugo(source.title);
    let mut path = folders.clone();
    path.push(last.clone());
    Parts {
        stem: last,
        slug: spell(own.unwrap_or_else(|| undated(name))),
        name: spell(name),
        path: path.join("/"),
        slug_or_title: own.map_or_else(|| title.clone(), spell),
        title,
        sections: folders,
        ..plain(source)
    }
}

/// `url:` as Hugo publishes it: a folder unless it names a file.
pub(super) fn literal(written: &str) -> String {
    let last = written.rsplit('/').next().unwrap_or_default();
    if last.is_empty() || last.contains('.') {
        written.to_owned()
    } else {
        format!("{written}/")
    }
}
