//! Jekyll: `_config.yml`, posts in `_posts`, and its address styles.

use super::Generator;
use crate::config::check;
use crate::date::Date;
use crate::start::detected::Detected;
use crate::start::folder::Folder;
use crate::start::pattern::{Token, translated};
use crate::start::posts::{Post, Posts, REMEDY, day_in, tell};
use crate::start::value::{self, Value};

pub const ROW: Generator = Generator {
    name: "Jekyll",
    recognise: |folder| {
        let config = folder.first(["_config.yml", "_config.yaml", "_config.toml"]);
        config.or_else(|| folder.has_folder("_posts").then(|| "_posts".to_owned()))
    },
    read,
};

/// Addresses that have a name.
///
/// # Source
/// Jekyll 4 documentation, Permalinks, "Built-in formats".
const STYLES: &[(&str, &str)] = &[
    ("date", "/:categories/:year/:month/:day/:title:output_ext"),
    ("pretty", "/:categories/:year/:month/:day/:title/"),
    ("ordinal", "/:categories/:year/:y_day/:title:output_ext"),
    (
        "weekdate",
        "/:categories/:year/W:week/:short_day/:title:output_ext",
    ),
    ("none", "/:categories/:title:output_ext"),
];

const TOKENS: &[Token] = &[
    ("categories", "{categories}"),
    ("slugified_categories", "{plain_categories}"),
    ("title", "{slug}"),
    ("slug", "{plain_slug}"),
    ("name", "{name}"),
    ("output_ext", ".html"),
    ("collection", "posts"),
    ("year", "{year}"),
    ("month", "{month}"),
    ("day", "{day}"),
    ("short_year", "{short_year}"),
    ("i_month", "{i_month}"),
    ("i_day", "{i_day}"),
    ("hour", "{hour}"),
    ("minute", "{minute}"),
    ("second", "{second}"),
    ("y_day", "{y_day}"),
    ("short_month", "{short_month}"),
    ("long_month", "{long_month}"),
    ("w_year", "{w_year}"),
    ("week", "{week}"),
    ("w_day", "{w_day}"),
    ("short_day", "{short_day}"),
    ("long_day", "{long_day}"),
];

/// Depth to which a `_posts` is looked for.
const MOST_DEEP: usize = 4;

fn read(folder: &Folder, file: &str, found: &mut Detected) {
    let config = if file == "_posts" {
        Ok(Value::Null)
    } else {
        folder.data(file)
    };
    let config = config.unwrap_or_else(|problem| {
        found.problems.push(*problem);
        Value::Null
    });
    let from = format!("from {file}");
    let text = |paths: &[&str]| value::first(&config, paths);
    found.text("site.title", text(&["title", "name"]), &from);
    found.text(
        "site.description",
        text(&["description", "tagline", "subtitle"]),
        &from,
    );
    found.text(
        "site.author.name",
        text(&["author.name", "author", "social.name"]),
        &from,
    );
    found.author_page(text(&["author.url", "author.uri", "author.link"]), &from);
    let base = text(&["baseurl"]);
    match base.as_deref().filter(|base| base.contains("://")) {
        // An absolute `baseurl` is the whole address.
        Some(base) => found.url(Some(base.to_owned()), None, &from),
        None => found.url(text(&["url"]), base.as_deref(), &from),
    }
    let base = base.filter(|base| !base.contains("://"));
    super::address_elsewhere(folder, base.as_deref(), found);
    found.language(text(&["lang", "locale", "language"]), &from);
    found.no_language_prefix("Jekyll");
    found.timezone(text(&["timezone"]), &from);
    let top = text(&["collections_dir", "source"]).unwrap_or_default();
    let skipped = value::get(&config, "exclude").map(value::list);
    let contents = contents(folder, &top, &skipped.unwrap_or_default());
    found.list("content", &contents, "where the posts are");
    let all: Vec<Posts> = contents
        .iter()
        .map(|content| Posts::read(folder, content))
        .collect();
    if all.iter().all(|posts| posts.list.is_empty()) {
        super::no_posts(found, "`_posts`");
    }
    unpublished(folder, &contents, found);
    address(&config, &all, &from, found);
}

/// Every `_posts`: the folders above one are categories.
fn contents(folder: &Folder, top: &str, skipped: &[String]) -> Vec<String> {
    let top = top.trim_start_matches("./").trim_matches('/');
    let mut there = Vec::new();
    let mut open = vec![(top.to_owned(), 0)];
    while let Some((above, depth)) = open.pop() {
        let names = folder.folders_in(if above.is_empty() { "." } else { &above });
        for name in names {
            let path = if above.is_empty() {
                name.clone()
            } else {
                format!("{above}/{name}")
            };
            let left_out = name.starts_with(['_', '#', '~'])
                || name == "vendor"
                || skipped.iter().any(|one| one.trim_matches('/') == path);
            if name == "_posts" {
                there.push(path);
            } else if !left_out && depth < MOST_DEEP {
                open.push((path, depth + 1));
            }
        }
    }
    // The blog's own folder comes first.
    there.sort_by_key(|path| (path.matches('/').count(), path.clone()));
    if there.is_empty() {
        there.push(format!("{top}/_posts").trim_start_matches('/').to_owned());
    }
    there
}

/// Files below `_posts` that Jekyll leaves out: without a date in their name, or in a folder that begins with `_`.
fn unpublished(folder: &Folder, contents: &[String], found: &mut Detected) {
    let mut globs: Vec<String> = Vec::new();
    for content in contents {
        for inside in folder.files_below(content, &["md", "markdown", "mdx"]) {
            let name = inside.rsplit('/').next().unwrap_or_default();
            let glob = match inside.split_once('/') {
                Some((top, _)) if top.starts_with('_') => format!("{top}/**"),
                _ if name.starts_with('_') || !is_dated(name) => inside.clone(),
                _ => continue,
            };
            if !globs.contains(&glob) {
                globs.push(glob);
            }
        }
    }
    found.list("ignore", &globs, "Jekyll publishes dated names only");
}

/// `2024-1-2-x.md`, `24-01-02-x.md`.
fn is_dated(name: &str) -> bool {
    let mut parts = name.splitn(4, '-');
    let mut number = |least: usize, most: usize| {
        parts.next().is_some_and(|part| {
            (least..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        })
    };
    number(2, 4) && number(1, 2) && number(1, 2) && parts.next().is_some()
}

fn address(config: &Value, all: &[Posts], from: &str, found: &mut Detected) {
    found.generator("jekyll", &["permalink"]);
    let (general, by_path) = default_permalinks(config);
    let own = general
        .or_else(|| value::text(config, "collections.posts.permalink"))
        .or_else(|| value::text(config, "permalink"));
    let from = if own.is_some() {
        from
    } else {
        "Jekyll's default"
    };
    let written = own.unwrap_or_else(|| "date".into());
    let Some(pattern) = pattern(&written, found) else {
        return;
    };
    let mut globs = Vec::new();
    for (path, written) in by_path {
        if let Some(pattern) = self::pattern(&written, found) {
            globs.push((format!("{}/**", path.trim_matches('/')), pattern));
        }
    }
    let dated = ["{year}", "{month}", "{day}", "{y_day}", "{week}", "{hour}"];
    let says_day = dated.iter().any(|token| pattern.contains(token));
    found.permalinks(&globs, &pattern, from);
    if says_day {
        days(config, all, found);
    }
    if pattern.contains("categories}") {
        default_categories(config, all, found);
    }
}

/// `pretty`, or a template, in feedcard's tokens.
fn pattern(written: &str, found: &mut Detected) -> Option<String> {
    let style = STYLES.iter().find(|(name, _)| *name == written);
    let spelled = style.map_or(written, |(_, spelled)| *spelled);
    match translated(spelled, TOKENS) {
        Ok(pattern) => Some(pattern),
        Err(token) => {
            let pattern = "/{categories}/{year}/{month}/{day}/{slug}.html";
            let message = format!(
                "`permalink: {written}` holds `{token}`, which feedcard does not know; `{pattern}` is assumed for every post"
            );
            found.doubt("init-permalink", &message, REMEDY);
            found.permalink(pattern, "assumed");
            None
        }
    }
}

/// Addresses that `defaults:` gives the posts: of all, and of those below some paths, the longest path first.
fn default_permalinks(config: &Value) -> (Option<String>, Vec<(String, String)>) {
    let (mut general, mut by_path) = (None, Vec::new());
    let Some(Value::Sequence(rows)) = value::get(config, "defaults") else {
        return (None, by_path);
    };
    for row in rows {
        let kind = value::text(row, "scope.type");
        let path = value::text(row, "scope.path").unwrap_or_default();
        let for_posts = kind.as_deref().is_none_or(|kind| kind == "posts");
        let Some(permalink) = value::text(row, "values.permalink").filter(|_| for_posts) else {
            continue;
        };
        match path.trim_matches('/') {
            "" | "_posts" => general = Some(permalink),
            _ if path.contains("_posts") || kind.is_some() => by_path.push((path, permalink)),
            _ => {}
        }
    }
    by_path.sort_by_key(|(path, _)| std::cmp::Reverse(path.len()));
    (general, by_path)
}

/// `defaults:` may give categories to posts that have none.
fn default_categories(config: &Value, all: &[Posts], found: &mut Detected) {
    let Some(Value::Sequence(rows)) = value::get(config, "defaults") else {
        return;
    };
    let gives = |row: &&Value| {
        value::get(row, "values.categories").is_some()
            || value::get(row, "values.category").is_some()
    };
    if !rows.iter().any(|row| gives(&row)) {
        return;
    }
    for posts in all {
        let without = |post: &&Post| {
            !["categories", "category", "permalink"]
                .iter()
                .any(|key| post.has(key))
        };
        let without: Vec<&Post> = posts.list.iter().filter(without).collect();
        let does = "gives categories to posts by `defaults:`";
        tell(found, &without, &posts.content, "Jekyll", does);
    }
}

/// Jekyll computes the day in the site's zone; without one, in that of the machine that builds.
fn days(config: &Value, all: &[Posts], found: &mut Detected) {
    let zone = value::text(config, "timezone").and_then(|zone| check::timezone(&zone).ok());
    if let Some(zone) = zone {
        found.permalink_timezone(zone, "Jekyll says days in its `timezone`");
        return;
    }
    for posts in all {
        let utc = |written: &str| {
            Some(day_in(
                Date::parse(written, chrono_tz::UTC).ok()?.date,
                chrono_tz::UTC,
            ))
        };
        let moved = posts.on_another_day(chrono_tz::UTC, utc);
        let does = "has no `timezone:` and says days in that of the machine that builds; the post's own is assumed";
        tell(found, &moved, &posts.content, "Jekyll", does);
    }
}
