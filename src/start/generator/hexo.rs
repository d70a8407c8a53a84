//! Hexo: `_config.yml`, posts in `source/_posts`.

use super::Generator;
use crate::config::check;
use crate::date::Date;
use crate::start::detected::Detected;
use crate::start::folder::Folder;
use crate::start::pattern::{Token, translated};
use crate::start::posts::{Posts, day_in, tell};
use crate::start::value::{self, Value};

pub const ROW: Generator = Generator {
    name: "Hexo",
    recognise: |folder| {
        let hexo = folder.depends_on("hexo")
            || folder.has_folder("source/_posts")
            || folder.has_folder("scaffolds");
        folder
            .first(["_config.yml", "_config.yaml"])
            .filter(|_| hexo)
    },
    read,
};

/// `:title` is the path below `_posts` without ending, `:name` the file name alone.
const TOKENS: &[Token] = &[
    ("year", "{year}"),
    ("month", "{month}"),
    ("day", "{day}"),
    ("name", "{stem}"),
    ("category", "{category}"),
];

fn read(folder: &Folder, file: &str, found: &mut Detected) {
    let config = folder.data(file).unwrap_or_else(|problem| {
        found.problems.push(*problem);
        Value::Null
    });
    let from = format!("from {file}");
    let text = |path: &str| value::text(&config, path);
    found.text("site.title", text("title"), &from);
    found.text(
        "site.description",
        text("description").or(text("subtitle")),
        &from,
    );
    found.text("site.author.name", text("author"), &from);
    found.url(text("url"), None, &from);
    super::address_elsewhere(folder, found);
    let languages = value::get(&config, "language")
        .map(value::list)
        .unwrap_or_default();
    found.language(languages.into_iter().find(|tag| tag != "default"), &from);
    found.timezone(text("timezone"), &from);
    let content = format!(
        "{}/_posts",
        text("source_dir").unwrap_or_else(|| "source".into())
    );
    let posts = Posts::read(folder, &content);
    found.list(
        "content",
        std::slice::from_ref(&content),
        "where the posts are",
    );
    if posts.list.is_empty() {
        super::no_posts(found, &format!("`{content}`"));
    }
    let written = text("permalink").unwrap_or_else(|| ":year/:month/:day/:title/".into());
    find_permalink(&config, &written, &posts, &from, found);
}

fn find_permalink(config: &Value, written: &str, posts: &Posts, from: &str, found: &mut Detected) {
    // Hexo takes the date out of file names only if it is told that they begin with one.
    let named = value::text(config, "new_post_name").unwrap_or_default();
    let bare = named.starts_with(":year-:month-:day-:title");
    let title = if bare {
        posts.tail(true, "Hexo", found)
    } else {
        "{path}"
    };
    let mut tokens = vec![("title", title)];
    tokens.extend_from_slice(TOKENS);
    match translated(written, &tokens) {
        Ok(pattern) => {
            found.permalink(pattern.strip_suffix("index.html").unwrap_or(&pattern), from)
        }
        Err(token) => {
            let pattern = format!("/{{year}}/{{month}}/{{day}}/{title}/");
            found.doubt(
                "init-permalink",
                &format!("`permalink: {written}` holds `{token}`, which feedcard does not know; `{pattern}` is assumed"),
                "write the whole address into each post: `permalink: /…`",
            );
            found.permalink(&pattern, "assumed");
        }
    }
    let zone = value::text(config, "timezone").and_then(|zone| check::timezone(&zone).ok());
    if let Some(zone) = zone.filter(|_| written.contains(":day")) {
        let theirs = |date: &str| Some(day_in(Date::parse(date, zone).ok()?.date, chrono_tz::UTC));
        let moved = posts.on_another_day(zone, theirs);
        let does = "says the day in the time zone of the machine that builds, in CI mostly UTC";
        tell(found, &moved, &posts.content, "Hexo", does);
    }
    if written.contains(":category") {
        let odd = posts.list.iter().filter(|post| {
            let given = value::get(&post.head, "categories")
                .map(value::list)
                .unwrap_or_default();
            given.len() != 1
                || given
                    .iter()
                    .any(|name| name.to_lowercase() != *name || name.contains(' '))
        });
        let odd: Vec<_> = odd.collect();
        let does =
            "writes `uncategorized`, capitals and the last of several categories into addresses";
        tell(found, &odd, &posts.content, "Hexo", does);
    }
}
