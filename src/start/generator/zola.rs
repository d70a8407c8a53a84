//! Zola: config.toml or zola.toml, sections below `content`.

use super::Generator;
use crate::start::detected::Detected;
use crate::start::folder::Folder;
use crate::start::posts::Posts;
use crate::start::value::{self, Value};

pub const ROW: Generator = Generator {
    name: "Zola",
    recognise: |folder| {
        let name = folder.first(["zola.toml", "config.toml"])?;
        let zola = name == "zola.toml"
            || folder
                .text(&name)?
                .lines()
                .any(|line| line.trim_start().starts_with("base_url"));
        zola.then_some(name)
    },
    read,
};

fn read(folder: &Folder, file: &str, found: &mut Detected) {
    let config = folder.data(file).unwrap_or_else(|problem| {
        found.problems.push(*problem);
        Value::Null
    });
    let from = format!("from {file}");
    let text = |paths: &[&str]| value::first(&config, paths);
    found.text("site.title", text(&["title", "extra.title"]), &from);
    found.text("site.description", text(&["description"]), &from);
    found.text(
        "site.author.name",
        text(&["author", "extra.author.name", "extra.author"]),
        &from,
    );
    found.url(text(&["base_url"]), None, &from);
    super::address_elsewhere(folder, None, found);
    // Zola uses English by default.
    let language = text(&["default_language"]).unwrap_or_else(|| "en".into());
    let others: Vec<String> = value::keys(&config, "languages")
        .into_iter()
        .filter(|tag| *tag != language)
        .collect();
    found.language(Some(language), &from);
    found.list("site.languages", &others, &from);
    found.timezone(text(&["extra.timezone"]), &from);
    let sections = super::hugo::sections(folder, "content");
    if sections.is_empty() {
        super::no_posts(found, "`content`");
    }
    found.list(
        "ignore",
        &["**/_index.md".into(), "**/_index.*.md".into()],
        "sections are not posts",
    );
    let (content, prefix) = match sections.as_slice() {
        [one] => (format!("content/{one}"), format!("/{one}")),
        _ => ("content".to_owned(), String::new()),
    };
    let posts = Posts::read(folder, &content);
    found.list("content", &[content], "where the posts are");
    let safe = matches!(text(&["slugify.paths"]).as_deref(), Some("safe" | "off"));
    found.generator(if safe { "zola-safe" } else { "zola" }, &["path"]);
    if !safe {
        posts.check_names("Zola", latin, found);
    }
    let tail = if value::is_true(&config, "slugify.paths_keep_dates") {
        "{sections}/{name}"
    } else {
        "{path}"
    };
    found.permalink(&format!("{prefix}/{tail}/"), "as Zola does");
}

/// Zola writes other scripts in Latin letters by a table of its own, which is shown here as `…`.
fn latin(path: &str) -> String {
    let foreign = |c: char| c.is_alphanumeric() && !c.is_ascii();
    let mut chars: Vec<char> = path
        .chars()
        .map(|c| if foreign(c) { '…' } else { c })
        .collect();
    chars.dedup_by(|a, b| a == b && *a == '…');
    chars.into_iter().collect()
}
