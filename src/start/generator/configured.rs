//! Generators that are configured in YAML or TOML.

use super::{Found, first_with_posts, joined};
use crate::start::folder::{Folder, Settings};
use crate::start::pattern;

const ZOLA: &[&str] = &["zola.toml", "config.toml"];
const HUGO: &[&str] = &[
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config/_default/hugo.toml",
    "config/_default/config.toml",
];
const JEKYLL: &[&str] = &["_config.yml", "_config.yaml", "_config.toml"];

fn has_key(folder: &Folder, names: &[&str], key: &str) -> bool {
    folder
        .settings(names)
        .is_some_and(|settings| settings.at(key).is_some())
}

pub(super) fn is_hugo(folder: &Folder) -> bool {
    folder.text(&HUGO[..4]).is_some()
        || has_key(folder, HUGO, "baseURL")
        || has_key(folder, HUGO, "baseurl")
}

pub(super) fn is_hexo(folder: &Folder) -> bool {
    let package = folder.settings(&["package.json"]);
    let named = package.is_some_and(|package| {
        package.at("dependencies.hexo").is_some() || package.at("hexo").is_some()
    });
    named || (folder.has("source/_posts") && folder.text(JEKYLL).is_some())
}

pub(super) fn is_zola(folder: &Folder) -> bool {
    has_key(folder, ZOLA, "base_url")
}

pub(super) fn is_jekyll(folder: &Folder) -> bool {
    folder.text(JEKYLL).is_some() || folder.has("_posts")
}

pub(super) fn zola(folder: &Folder) -> Found {
    let Some(settings) = folder.settings(ZOLA) else {
        return Found::default();
    };
    let content = first_with_posts(
        folder,
        &["content/blog", "content/posts", "content/post", "content"],
    );
    let section = content
        .strip_prefix("content")
        .unwrap_or_default()
        .to_owned();
    Found {
        title: settings.text("title"),
        url: settings
            .text("base_url")
            .map(|url| url.trim_end_matches('/').to_owned()),
        description: settings.text("description"),
        language: settings.text("default_language"),
        author: settings.text("author"),
        content: vec![content],
        ignore: vec!["**/_index*.md".into()],
        permalink: Some(format!("{section}/{{slug}}/")),
        ..Found::default()
    }
}

pub(super) fn hugo(folder: &Folder) -> Found {
    let Some(settings) = folder.settings(HUGO) else {
        return Found::default();
    };
    let root = settings
        .text("contentDir")
        .unwrap_or_else(|| "content".into());
    let sections = ["posts", "post", "blog", "articles"].map(|section| format!("{root}/{section}"));
    let mut candidates: Vec<&str> = sections.iter().map(String::as_str).collect();
    candidates.push(&root);
    let content = first_with_posts(folder, &candidates);
    let section = content
        .strip_prefix(&root)
        .unwrap_or_default()
        .trim_matches('/')
        .to_owned();
    let own = ["permalinks.page", "permalinks"]
        .iter()
        .find_map(|path| settings.text(&format!("{path}.{section}")));
    let mut notes = Vec::new();
    let permalink = own.map_or_else(
        || {
            if section.is_empty() {
                "/{path}/".to_owned()
            } else {
                format!("/{section}/{{path}}/")
            }
        },
        |own| pattern::hugo(&own, &section, &mut notes),
    );
    Found {
        title: settings.text("title"),
        url: settings
            .text("baseURL")
            .or_else(|| settings.text("baseurl"))
            .map(|url| url.trim_end_matches('/').to_owned()),
        description: settings.text("params.description"),
        language: settings
            .text("locale")
            .or_else(|| settings.text("languageCode"))
            .or_else(|| settings.text("defaultContentLanguage")),
        timezone: settings.text("timeZone"),
        author: settings
            .text("params.author.name")
            .or_else(|| settings.text("params.author")),
        content: vec![content],
        ignore: vec!["**/_index*.md".into()],
        permalink: Some(permalink),
        notes,
    }
}

pub(super) fn hexo(folder: &Folder) -> Found {
    let Some(settings) = folder.settings(JEKYLL) else {
        return Found::default();
    };
    let source = settings
        .text("source_dir")
        .unwrap_or_else(|| "source".into());
    let mut notes = Vec::new();
    let name = settings
        .text("new_post_name")
        .unwrap_or_else(|| ":title.md".into());
    let own = settings
        .text("permalink")
        .unwrap_or_else(|| ":year/:month/:day/:title/".into());
    let permalink = pattern::hexo(&own, &name, &mut notes);
    Found {
        permalink: Some(permalink),
        content: vec![format!("{source}/_posts")],
        notes,
        url: joined(settings.text("url"), settings.text("root")),
        ..blog_facts(&settings)
    }
}

pub(super) fn jekyll(folder: &Folder) -> Found {
    let Some(settings) = folder.settings(JEKYLL) else {
        return Found {
            content: vec!["_posts".into()],
            permalink: Some(pattern::jekyll("date", &mut Vec::new())),
            ..Found::default()
        };
    };
    let collections = settings
        .text("collections_dir")
        .map_or(String::new(), |dir| format!("{dir}/"));
    let mut notes = Vec::new();
    let own = settings.text("permalink").unwrap_or_else(|| "date".into());
    let permalink = pattern::jekyll(&own, &mut notes);
    Found {
        permalink: Some(permalink),
        content: vec![format!("{collections}_posts")],
        notes,
        url: joined(settings.text("url"), settings.text("baseurl")),
        author: settings
            .text("author.name")
            .or_else(|| settings.text("author")),
        ..blog_facts(&settings)
    }
}

/// What Jekyll and Hexo call alike.
fn blog_facts(settings: &Settings) -> Found {
    Found {
        title: settings.text("title"),
        description: settings.text("description"),
        language: settings
            .text("lang")
            .or_else(|| settings.text("language"))
            .or_else(|| settings.text("locale")),
        timezone: settings.text("timezone"),
        author: settings.text("author"),
        ..Found::default()
    }
}
