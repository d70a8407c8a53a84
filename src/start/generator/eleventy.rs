//! Eleventy: its input folder, the data files that blogs keep their names in, and `permalink` of directory data files.

use super::Generator;
use crate::generator::eleventy as rules;
use crate::start::detected::Detected;
use crate::start::folder::Folder;
use crate::start::posts::{Post, Posts, tell};
use crate::start::script::Script;
use crate::start::value;

pub const ROW: Generator = Generator {
    name: "Eleventy",
    recognise: |folder| {
        let config = folder.script_named("eleventy.config");
        let config = config.or_else(|| folder.first([".eleventy.js"]));
        config.or_else(|| {
            folder
                .depends_on("@11ty/eleventy")
                .then(|| "package.json".to_owned())
        })
    },
    read,
};

/// Data files that hold the site's name.
const DATA: &[&str] = &["metadata", "site", "meta", "siteMeta", "config"];

fn read(folder: &Folder, file: &str, found: &mut Detected) {
    let config = if file == "package.json" {
        Script::default()
    } else {
        folder.script(file)
    };
    let dir = |name: &str, default: &str| {
        let written = config.text(&format!("dir.{name}"));
        written
            .unwrap_or_else(|| default.into())
            .trim_start_matches("./")
            .trim_matches('/')
            .to_owned()
    };
    let input = match dir("input", "").as_str() {
        "." => String::new(),
        input => input.to_owned(),
    };
    let below = |name: &str| {
        if input.is_empty() {
            name.to_owned()
        } else {
            format!("{input}/{name}")
        }
    };
    let prefix = config.text("pathPrefix");
    let data = dir("data", "_data");
    // `dir.data` is relative to the input folder, and may lead out of it, as in the base blog.
    let data = match data.strip_prefix("../") {
        Some(beside) => beside.to_owned(),
        None => below(&data),
    };
    for name in DATA {
        names(folder, &format!("{data}/{name}"), prefix.as_deref(), found);
    }
    names(
        folder,
        file.rsplit_once('.').map_or(file, |(stem, _)| stem),
        prefix.as_deref(),
        found,
    );
    super::address_elsewhere(folder, prefix.as_deref(), found);
    let contents: Vec<String> = [
        "blog",
        "posts",
        "post",
        "articles",
        "content/blog",
        "content/posts",
        "",
    ]
    .iter()
    .map(|name| below(name))
    .collect();
    let contents: Vec<&str> = contents
        .iter()
        .map(|name| if name.is_empty() { "." } else { name.as_str() })
        .collect();
    let Some(posts) = Posts::first(folder, &contents) else {
        super::no_posts(found, "the input folder");
        return;
    };
    found.list(
        "content",
        std::slice::from_ref(&posts.content),
        "where the posts are",
    );
    let place = posts
        .content
        .strip_prefix(&input)
        .unwrap_or(&posts.content)
        .trim_matches(['/', '.']);
    find_permalink(folder, &posts, place, found);
}

/// One data file, as JSON or as a program.
fn names(folder: &Folder, stem: &str, prefix: Option<&str>, found: &mut Detected) {
    let json = format!("{stem}.json");
    let script = folder.script_named(stem);
    let Some(name) = script.clone().or_else(|| folder.has(&json).then_some(json)) else {
        return;
    };
    let from = format!("from {name}");
    let tree = match script {
        Some(_) => Ok(value::Value::Null),
        None => folder.data(&name),
    };
    let tree = tree.unwrap_or_else(|problem| {
        found.problems.push(*problem);
        value::Value::Null
    });
    let program = script.map(|name| folder.script(&name)).unwrap_or_default();
    let text = |paths: &[&str]| value::first(&tree, paths).or_else(|| program.first(paths));
    found.text("site.title", text(&["title", "name"]), &from);
    found.text("site.description", text(&["description"]), &from);
    found.text("site.author.name", text(&["author.name", "author"]), &from);
    found.author_page(text(&["author.url"]), &from);
    found.url(text(&["url", "siteUrl", "baseUrl"]), prefix, &from);
    found.language(text(&["language", "lang", "locale"]), &from);
    found.timezone(text(&["timezone", "timeZone"]), &from);
}

fn find_permalink(folder: &Folder, posts: &Posts, place: &str, found: &mut Detected) {
    found.generator("eleventy", &["permalink"]);
    found.no_language_prefix("Eleventy");
    let template = |post: &&Post| {
        let own = value::text(&post.head, "permalink").unwrap_or_default();
        own.contains("{{") && rules::pattern_of(&own, "").is_none()
    };
    let own: Vec<&Post> = posts.list.iter().filter(template).collect();
    let does = "fills the post's own `permalink` in by program,";
    tell(found, &own, &posts.content, "Eleventy", does);
    let name = posts.content.rsplit('/').next().unwrap_or_default();
    let stem = format!("{}/{name}", posts.content);
    let json = format!("{stem}.json");
    let json = folder.first([json.as_str(), &format!("{stem}.11tydata.json")]);
    let program = folder.script_named(&format!("{stem}.11tydata"));
    let written = match (&json, &program) {
        (Some(json), _) => folder
            .data(json)
            .ok()
            .and_then(|data| value::text(&data, "permalink")),
        (None, Some(program)) => folder.script(program).text("permalink"),
        (None, None) => None,
    };
    let plain = format!("/{place}/{{path}}/");
    let source = json.or(program).unwrap_or_default();
    match written {
        // Eleventy's own rule: the path below the input folder, dates of file names included.
        None => {
            if folder
                .text(&source)
                .is_some_and(|text| text.contains("permalink"))
            {
                super::by_program(found, &source, &plain);
            }
            found.permalink(&plain, "as Eleventy does");
        }
        Some(template) => match translated(&template, place) {
            Some(pattern) => found.permalink(&pattern, &format!("from {source}")),
            None => {
                super::by_program(found, &source, &plain);
                found.permalink(&plain, "assumed");
            }
        },
    }
}

/// A template in feedcard's tokens; `None` if it holds anything without a counterpart.
fn translated(template: &str, place: &str) -> Option<String> {
    let pattern = rules::pattern_of(template, &format!("/{place}/{{stem}}"))?;
    Some(
        pattern
            .strip_suffix("index.html")
            .unwrap_or(&pattern)
            .to_owned(),
    )
}
