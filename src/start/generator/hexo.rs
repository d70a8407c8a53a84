//! Hexo: `_config.yml`, posts in `source/_posts`.

use super::Generator;
use crate::config::check;
use crate::date::Date;
use crate::start::detected::Detected;
use crate::start::folder::Folder;
use crate::start::pattern::{Token, translated};
use crate::start::posts::{Post, Posts, day_in, tell};
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

const TOKENS: &[Token] = &[
    ("year", "{year}"),
    ("month", "{month}"),
    ("day", "{day}"),
    ("i_month", "{i_month}"),
    ("i_day", "{i_day}"),
    ("hour", "{hour}"),
    ("minute", "{minute}"),
    ("second", "{second}"),
    ("timestamp", "{timestamp}"),
    ("name", "{name}"),
    ("post_title", "{title}"),
    ("category", "{category}"),
    ("lang", "{lang}"),
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
    super::address_elsewhere(folder, None, found);
    let languages = value::get(&config, "language")
        .map(value::list)
        .unwrap_or_default();
    found.language(languages.into_iter().find(|tag| tag != "default"), &from);
    found.no_language_prefix("Hexo");
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
    super::leave_out_underscores(&posts, "Hexo", found);
    let written = text("permalink").unwrap_or_else(|| ":year/:month/:day/:title/".into());
    find_permalink(&config, &written, &posts, &from, found);
    let dated = [":year", ":month", ":day", ":i_month", ":i_day", ":hour"];
    if dated.iter().any(|token| written.contains(token)) {
        days(folder, &config, &posts, found);
    }
}

fn find_permalink(config: &Value, written: &str, posts: &Posts, from: &str, found: &mut Detected) {
    found.generator("hexo", &["permalink"]);
    let own = |post: &&Post| !post.has("permalink");
    let all: Vec<&Post> = posts.list.iter().filter(own).collect();
    // Hexo takes the date out of file names only if its configuration says that they begin with one.
    let named = value::text(config, "new_post_name").unwrap_or_default();
    let title = if named.starts_with(":year-:month-:day-:title") {
        "{slug}"
    } else {
        "{path}"
    };
    let usual = ["", ":title.md", ":year-:month-:day-:title.md"];
    if !usual.contains(&named.as_str()) && written.contains(":title") {
        let does = format!("takes `:title` out of file names by `new_post_name: {named}`,");
        tell(found, &all, &posts.content, "Hexo", &does);
    }
    let mut tokens = vec![("title", title)];
    tokens.extend_from_slice(TOKENS);
    match translated(written, &tokens) {
        Ok(pattern) => found.permalink(&pretty(config, &pattern), from),
        Err(token) => {
            let does = format!("fills `{token}` of `permalink: {written}` in,");
            tell(found, &all, &posts.content, "Hexo", &does);
            found.permalink(&format!("/{{year}}/{{month}}/{{day}}/{title}/"), "assumed");
        }
    }
    let other = |post: &&Post| {
        let own = value::text(&post.head, "permalink").unwrap_or_default();
        let index = post.inside.contains("index.") && pretty(config, "x.html") == "x";
        (!own.is_empty() && pretty(config, &own) != own) || (own.is_empty() && index)
    };
    let own: Vec<&Post> = posts.list.iter().filter(other).collect();
    let does = "changes this address by `post_asset_folder` or `pretty_urls`,";
    tell(found, &own, &posts.content, "Hexo", does);
    let changed = |key: &&str| value::get(config, key).is_some_and(|value| !is_usual(value));
    let odd = ["category_map", "default_category", "filename_case"];
    let odd: Vec<&str> = odd.into_iter().filter(changed).collect();
    if written.contains(":category") && !odd.is_empty() {
        let does = format!("spells categories by `{}`,", odd.join("` and `"));
        tell(found, &all, &posts.content, "Hexo", &does);
    }
}

/// Values of these keys in a new blog.
fn is_usual(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Mapping(map) => map.is_empty(),
        Value::Number(number) => number.as_u64() == Some(0),
        Value::String(text) => text == "uncategorized",
        _ => false,
    }
}

/// An address after `post_asset_folder` and `pretty_urls`.
fn pretty(config: &Value, pattern: &str) -> String {
    let off =
        |key: &str| value::get(config, &format!("pretty_urls.{key}")) == Some(&Value::Bool(false));
    let mut pattern = pattern.to_owned();
    let file = pattern.ends_with('/') || pattern.ends_with(".html");
    if value::is_true(config, "post_asset_folder") && !file {
        pattern.push('/');
    }
    if off("trailing_index")
        && let Some(bare) = pattern.strip_suffix("index.html")
    {
        return bare.to_owned();
    }
    if off("trailing_html")
        && let Some(bare) = pattern.strip_suffix(".html")
        && !bare.ends_with("/index")
    {
        return bare.to_owned();
    }
    pattern
}

/// Hexo computes days in the zone of the machine that builds. A workflow runs on a runner, whose zone is UTC.
fn days(folder: &Folder, config: &Value, posts: &Posts, found: &mut Detected) {
    let zone = value::text(config, "timezone").and_then(|zone| check::timezone(&zone).ok());
    let Some(zone) = zone else { return };
    if let Some(workflow) = built_in_utc(folder) {
        let from = format!("{workflow} builds in UTC, and Hexo says days in the machine's zone");
        return found.permalink_timezone(chrono_tz::UTC, &from);
    }
    found.permalink_timezone(zone, "Hexo says days in the machine's zone: assumed");
    let theirs = |date: &str| Some(day_in(Date::parse(date, zone).ok()?.date, chrono_tz::UTC));
    let moved = posts.on_another_day(zone, theirs);
    if let Some(first) = moved.first() {
        let message = format!(
            "Hexo says days in the zone of the machine that builds; `{}` is assumed, and on a machine in UTC {} of {} posts have another address, such as `{}/{}`",
            zone.name(),
            moved.len(),
            posts.list.len(),
            posts.content,
            first.inside
        );
        let help = "if it is built in UTC, write `permalink_timezone: UTC` in feedcard.yaml; `feedcard init --force --site DIR` finds it out";
        found.doubt("init-permalink", &message, help);
    }
}

/// The workflow of GitHub Actions that runs Hexo without setting a zone.
fn built_in_utc(folder: &Folder) -> Option<String> {
    let files = folder.files_below(".github/workflows", &["yml", "yaml"]);
    let mut paths = files.iter().map(|file| format!(".github/workflows/{file}"));
    paths.find(|path| {
        let text = folder.text(path).unwrap_or_default();
        let runs = ["hexo g", "hexo d", "run build", "yarn build", "run deploy"];
        let zone = ["TZ:", "TZ=", "imezone"];
        runs.iter().any(|run| text.contains(run)) && !zone.iter().any(|set| text.contains(set))
    })
}
