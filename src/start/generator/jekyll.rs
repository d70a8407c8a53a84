//! Jekyll: `_config.yml`, posts in `_posts`, and its address styles.

use super::Generator;
use crate::config::check;
use crate::date::Date;
use crate::start::detected::Detected;
use crate::start::folder::Folder;
use crate::start::pattern::{Token, translated};
use crate::start::posts::{Post, Posts, day_in, tell};
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
    ("categories", "{category}"),
    ("slugified_categories", "{category}"),
    ("year", "{year}"),
    ("month", "{month}"),
    ("day", "{day}"),
    ("title", "{slug}"),
    ("slug", "{slug}"),
    ("output_ext", ".html"),
    ("collection", "posts"),
];

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
    found.url(text(&["url"]), text(&["baseurl"]).as_deref(), &from);
    super::address_elsewhere(folder, found);
    found.language(text(&["lang", "locale", "language"]), &from);
    found.timezone(text(&["timezone"]), &from);
    let contents = contents(
        folder,
        &text(&["collections_dir", "source"]).unwrap_or_default(),
    );
    found.list("content", &contents, "where the posts are");
    let all: Vec<Posts> = contents
        .iter()
        .map(|content| Posts::read(folder, content))
        .collect();
    if all.iter().all(|posts| posts.list.is_empty()) {
        super::no_posts(found, "`_posts`");
    }
    find_permalink(&config, &all, &from, found);
}

/// `_posts`, and those of folders that Jekyll takes for categories.
fn contents(folder: &Folder, top: &str) -> Vec<String> {
    let top = top.trim_start_matches("./").trim_matches('/');
    let below = |name: &str| {
        if top.is_empty() {
            name.to_owned()
        } else {
            format!("{top}/{name}")
        }
    };
    let mut names = vec![below("_posts")];
    let categories = folder.folders_in(if top.is_empty() { "." } else { top });
    names.extend(
        categories
            .into_iter()
            .filter(|name| name != "_site")
            .map(|name| below(&format!("{name}/_posts"))),
    );
    let there: Vec<String> = names
        .iter()
        .filter(|name| folder.has_folder(name))
        .cloned()
        .collect();
    if there.is_empty() {
        names.truncate(1);
        names
    } else {
        there
    }
}

fn find_permalink(config: &Value, all: &[Posts], from: &str, found: &mut Detected) {
    let own = default_permalink(config).or_else(|| value::text(config, "permalink"));
    let from = if own.is_some() {
        from
    } else {
        "Jekyll's default"
    };
    let written = own.unwrap_or_else(|| "date".into());
    let style = STYLES.iter().find(|(name, _)| *name == written);
    let spelled = style.map_or(written.as_str(), |(_, spelled)| *spelled);
    match translated(spelled, TOKENS) {
        Ok(pattern) => found.permalink(&pattern, from),
        Err(token) => {
            let pattern = "/{category}/{year}/{month}/{day}/{slug}.html";
            found.doubt(
                "init-permalink",
                &format!("`permalink: {written}` holds `{token}`, which feedcard does not know; `{pattern}` is assumed"),
                "write the whole address into each post: `permalink: /…`",
            );
            found.permalink(pattern, "assumed");
        }
    }
    for posts in all {
        posts.check_names("Jekyll", slugified, found);
        if spelled.contains("categories") {
            categories(posts, found);
        }
        if spelled.contains(":day") {
            days(config, posts, found);
        }
    }
}

/// `defaults:` may give posts their address.
fn default_permalink(config: &Value) -> Option<String> {
    let Value::Sequence(rows) = value::get(config, "defaults")? else {
        return None;
    };
    let for_posts = |row: &&Value| {
        let kind = value::text(row, "scope.type");
        let path = value::text(row, "scope.path").unwrap_or_default();
        kind.as_deref().is_none_or(|kind| kind == "posts") && matches!(path.as_str(), "" | "_posts")
    };
    rows.iter()
        .filter(for_posts)
        .find_map(|row| value::text(row, "values.permalink"))
}

/// Jekyll writes every category, and the folders above `_posts`, into the address; feedcard the first that is named.
fn categories(posts: &Posts, found: &mut Detected) {
    let above = posts.content.strip_suffix("/_posts").unwrap_or_default();
    let count = |post: &Post| {
        let list =
            value::get(&post.head, "categories").or_else(|| value::get(&post.head, "category"));
        match list {
            Some(Value::String(text)) => text.split_whitespace().count(),
            Some(list) => value::list(list).len(),
            None => 0,
        }
    };
    let many: Vec<&Post> = posts
        .list
        .iter()
        .filter(|post| count(post) + usize::from(!above.is_empty()) > usize::from(above.is_empty()))
        .collect();
    let own: Vec<&Post> = many
        .into_iter()
        .filter(|post| !post.has("permalink"))
        .collect();
    tell(
        found,
        &own,
        &posts.content,
        "Jekyll",
        "writes all categories and the folder above `_posts` into addresses",
    );
}

/// Jekyll reads a time without an offset as UTC and then says the day of the site's zone.
fn days(config: &Value, posts: &Posts, found: &mut Detected) {
    let Some(zone) = value::text(config, "timezone").and_then(|zone| check::timezone(&zone).ok())
    else {
        return;
    };
    let theirs = |written: &str| {
        Some(day_in(
            Date::parse(written, chrono_tz::UTC).ok()?.date,
            zone,
        ))
    };
    let moved = posts.on_another_day(zone, theirs);
    tell(
        found,
        &moved,
        &posts.content,
        "Jekyll",
        "says the day in the site's time zone, and takes a time without an offset for UTC",
    );
}

/// Jekyll's `pretty` slug: whatever is neither letter, digit nor `._~!$&'()+,;=@` becomes a dash.
fn slugified(path: &str) -> String {
    let kept = |c: char| c.is_alphanumeric() || "._~!$&'()+,;=@/".contains(c);
    let dashed: String = path
        .chars()
        .map(|c| if kept(c) { c } else { '-' })
        .collect();
    let words: Vec<&str> = dashed.split('-').filter(|word| !word.is_empty()).collect();
    words.join("-")
}
