//! Generators that are configured in JavaScript or TypeScript.

use super::{Found, first_with_posts, joined};
use crate::start::folder::Folder;
use crate::start::script::literal;

pub(super) const GATSBY: &[&str] = &["gatsby-config.js", "gatsby-config.ts", "gatsby-config.mjs"];
pub(super) const DOCUSAURUS: &[&str] = &[
    "docusaurus.config.js",
    "docusaurus.config.ts",
    "docusaurus.config.mjs",
];
pub(super) const ASTRO: &[&str] = &["astro.config.mjs", "astro.config.js", "astro.config.ts"];
pub(super) const ELEVENTY: &[&str] = &[
    ".eleventy.js",
    "eleventy.config.js",
    "eleventy.config.mjs",
    "eleventy.config.cjs",
];
pub(super) const NEXT: &[&str] = &["next.config.js", "next.config.mjs", "next.config.ts"];
fn script(folder: &Folder, names: &[&str]) -> String {
    folder.text(names).map(|(_, text)| text).unwrap_or_default()
}

pub(super) fn gatsby(folder: &Folder) -> Found {
    let source = script(folder, GATSBY);
    let meta = |key| literal(&source, key, "siteMetadata");
    let content = first_with_posts(
        folder,
        &[
            "content/blog",
            "content/posts",
            "content",
            "blog",
            "posts",
            "src/posts",
            "src/content",
            "_posts",
        ],
    );
    Found {
        title: meta("title"),
        url: meta("siteUrl").or_else(|| meta("url")),
        description: meta("description"),
        language: meta("lang").or_else(|| meta("language")),
        // `author: { name: … }` or `author: "…"`.
        author: meta("author").or_else(|| literal(&source, "name", "author")),
        content: vec![content],
        permalink: Some("/{path}/".into()),
        ..Found::default()
    }
}

pub(super) fn docusaurus(folder: &Folder) -> Found {
    let source = script(folder, DOCUSAURUS);
    let get = |key| literal(&source, key, "");
    let content = literal(&source, "path", "blog").unwrap_or_else(|| "blog".into());
    let route = literal(&source, "routeBasePath", "blog").unwrap_or_else(|| "blog".into());
    let route = route.trim_matches('/').to_owned();
    let base = if route.is_empty() {
        String::new()
    } else {
        format!("/{route}")
    };
    let texts = folder.post_texts(&content);
    let slugs = texts
        .iter()
        .filter(|text| text.lines().any(|line| line.starts_with("slug:")))
        .count();
    let mut notes = Vec::new();
    let permalink = if slugs > 0 && slugs == texts.len() {
        format!("{base}/{{slug}}")
    } else {
        if slugs > 0 {
            notes.push(format!("{slugs} of {} posts set `slug:`, which Docusaurus uses without the date: give those a `permalink:`", texts.len()));
        }
        format!("{base}/{{year}}/{{month}}/{{day}}/{{slug}}")
    };
    Found {
        title: get("title"),
        url: joined(get("url"), get("baseUrl")),
        description: get("tagline"),
        language: literal(&source, "defaultLocale", "i18n"),
        content: vec![content],
        permalink: Some(permalink),
        notes,
        ..Found::default()
    }
}

pub(super) fn astro(folder: &Folder) -> Found {
    let source = script(folder, ASTRO);
    let consts = script(
        folder,
        &[
            "src/consts.ts",
            "src/consts.js",
            "src/config.ts",
            "src/site.config.ts",
        ],
    );
    let of = |keys: [&str; 2]| keys.iter().find_map(|key| literal(&consts, key, ""));
    let content = first_with_posts(
        folder,
        &[
            "src/content/blog",
            "src/content/posts",
            "src/content/post",
            "src/data/blog",
            "src/pages/blog",
            "src/pages/posts",
            "src/content",
        ],
    );
    let section = content.rsplit('/').next().unwrap_or("blog");
    let section = if section == "content" {
        "blog"
    } else {
        section
    };
    let slash = if literal(&source, "trailingSlash", "").as_deref() == Some("never") {
        ""
    } else {
        "/"
    };
    Found {
        title: of(["SITE_TITLE", "title"]),
        url: joined(
            literal(&source, "site", "").or_else(|| literal(&consts, "website", "")),
            literal(&source, "base", ""),
        ),
        description: of(["SITE_DESCRIPTION", "desc"]),
        language: literal(&source, "defaultLocale", "i18n")
            .or_else(|| literal(&consts, "lang", "")),
        timezone: literal(&consts, "timezone", ""),
        author: literal(&consts, "author", ""),
        permalink: Some(format!("/{section}/{{path}}{slash}")),
        content: vec![content],
        ..Found::default()
    }
}

pub(super) fn eleventy(folder: &Folder) -> Found {
    let source = script(folder, ELEVENTY);
    let input = literal(&source, "input", "dir").unwrap_or_else(|| ".".into());
    let below = |name: &str| {
        if input == "." {
            name.to_owned()
        } else {
            format!("{input}/{name}")
        }
    };
    let names = ["_data/metadata", "_data/site", "_data/meta"].map(below);
    let data = names
        .iter()
        .find_map(|name| folder.settings(&[&format!("{name}.json")]));
    let code = names
        .iter()
        .flat_map(|name| ["js", "mjs", "cjs"].map(|ending| format!("{name}.{ending}")));
    let code = code
        .into_iter()
        .find_map(|name| folder.text(&[&name]).map(|(_, text)| text))
        .unwrap_or_default();
    let get = |key: &str| {
        data.as_ref()
            .and_then(|data| data.text(key))
            .or_else(|| literal(&code, key, ""))
    };
    let sections = ["blog", "posts", "post", "articles"];
    let folders = sections.map(below);
    let refs = folders.each_ref().map(String::as_str);
    let content = first_with_posts(folder, &refs);
    let section = content.rsplit('/').next().unwrap_or("blog").to_owned();
    Found {
        title: get("title"),
        url: get("url"),
        description: get("description"),
        language: get("language").or_else(|| get("lang")),
        author: data
            .as_ref()
            .and_then(|data| data.text("author.name"))
            .or_else(|| literal(&code, "name", "author")),
        content: vec![content],
        permalink: Some(format!("/{section}/{{path}}/")),
        ..Found::default()
    }
}

pub(super) fn next(folder: &Folder) -> Found {
    let source = script(folder, NEXT);
    let package = folder.settings(&["package.json"]);
    let site = script(
        folder,
        &[
            "data/siteMetadata.js",
            "config/site.ts",
            "site.config.js",
            "lib/constants.ts",
        ],
    );
    let content = first_with_posts(
        folder,
        &[
            "_posts",
            "posts",
            "content/posts",
            "content/blog",
            "data/blog",
            "src/posts",
            "src/content",
            "content",
            "blog",
        ],
    );
    let blog = content.ends_with("blog");
    let section = if blog { "blog" } else { "posts" };
    let home = package
        .as_ref()
        .and_then(|package| package.text("homepage"));
    Found {
        title: literal(&site, "title", "").or_else(|| literal(&site, "name", "")),
        url: joined(
            literal(&site, "siteUrl", "")
                .or_else(|| literal(&site, "url", ""))
                .or(home),
            literal(&source, "basePath", ""),
        ),
        description: literal(&site, "description", ""),
        language: literal(&site, "language", "")
            .or_else(|| literal(&source, "defaultLocale", "i18n")),
        author: literal(&site, "author", ""),
        permalink: Some(format!("/{section}/{{path}}")),
        notes: vec![format!(
            "the address `/{section}/{{path}}` is Next's custom, your `app/` or `pages/` folder decides: check one post"
        )],
        content: vec![content],
        ..Found::default()
    }
}
