//! Hexo 8: paths as they are, the last category, days in the zone of the machine that builds.
//!
//! # Source
//! `plugins/filter/post_permalink.js` and `plugins/processor/post.js` of Hexo 8.1.2.

use crate::generator::dates::{Moment, Written, offset_of};
use crate::generator::pattern::{Parts, dated, plain, sections};
use crate::generator::{Given, Source, spelling};

pub(super) fn parts(source: &Source) -> Parts {
    let path = source.inside;
    let path = path.rsplit_once('.').map_or(path, |(path, _)| path);
    // `new_post_name: :year-:month-:day-:title.md` splits the date off a name; another name becomes one word.
    let slug = match dated(path) {
        Some((_, rest)) => rest.to_owned(),
        None => spelling::hexo(path),
    };
    let given = match &source.categories {
        Given::Nothing => &source.category,
        given => given,
    };
    let category = category(given);
    let machine = source.zone.unwrap_or(source.site_zone);
    let moment = match source.written_date.map_or(Written::Local, offset_of) {
        Written::Local => Moment::of(source.date, Some(machine)),
        Written::Yaml => Moment::of_utc_clock(source.date, source.site_zone, machine),
        Written::Otherwise => Moment::moved(source.date, machine, source.site_zone),
    };
    Parts {
        stem: path.to_owned(),
        slug,
        name: path.rsplit('/').next().unwrap_or_default().to_owned(),
        path: path.to_owned(),
        title: spelling::hexo(source.title).to_lowercase(),
        categories: vec![category.clone()],
        category,
        sections: sections(path),
        moment,
        ..plain(source)
    }
}

/// A list is one line of descent, a list of lists several; the last one counts, with those above it.
fn category(given: &Given) -> String {
    let text = |item: &Given| match item {
        Given::Text(text) => text.trim().to_owned(),
        Given::Nothing | Given::List(_) => String::new(),
    };
    let line: Vec<String> = match given {
        Given::Nothing => Vec::new(),
        Given::Text(_) => vec![text(given)],
        Given::List(items) => match items
            .iter()
            .rev()
            .find(|item| matches!(item, Given::List(_)))
        {
            Some(Given::List(line)) => line.iter().map(text).collect(),
            _ => items.iter().map(text).collect(),
        },
    };
    let line: Vec<String> = line
        .iter()
        .map(|name| spelling::hexo(name))
        .filter(|name| !name.is_empty())
        .collect();
    if line.is_empty() {
        "uncategorized".to_owned()
    } else {
        line.join("/")
    }
}
