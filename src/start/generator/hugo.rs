//! Hugo: hugo.toml, config.yaml, `config/_default`; sections below `content`, `[permalinks]`.

use super::Generator;
use crate::start::detected::Detected;
use crate::start::folder::Folder;
use crate::start::pattern::{Token, translated};
use crate::start::posts::{Post, Posts, tell};
use crate::start::value::{self, Value};

pub const ROW: Generator = Generator {
    name: "Hugo",
    recognise: |folder| {
        let own = [
            "hugo.toml",
            "hugo.yaml",
            "hugo.yml",
            "hugo.json",
            "config/_default/hugo.toml",
            "config/_default/hugo.yaml",
        ];
        let old = [
            "config.toml",
            "config.yaml",
            "config.yml",
            "config.json",
            "config/_default/config.toml",
            "config/_default/config.yaml",
        ];
        let shared = |name: &String| {
            folder
                .text(name)
                .is_some_and(|text| text.to_lowercase().contains("baseurl"))
        };
        folder
            .first(own)
            .or_else(|| folder.first(old).filter(shared))
    },
    read,
};

const TOKENS: &[Token] = &[
    ("year", "{year}"),
    ("month", "{month}"),
    ("monthname", "{long_month}"),
    ("day", "{day}"),
    ("weekday", "{weekday}"),
    ("weekdayname", "{long_day}"),
    ("yearday", "{yearday}"),
    ("title", "{title}"),
    ("slug", "{slug_or_title}"),
    ("slugorfilename", "{stem}"),
    ("slugorcontentbasename", "{stem}"),
    ("filename", "{name}"),
    ("contentbasename", "{name}"),
];

/// Names of the sections of `content` that hold dated posts, sorted.
pub fn sections(folder: &Folder, content: &str) -> Vec<String> {
    let dated = |name: &String| {
        Posts::read(folder, &format!("{content}/{name}"))
            .list
            .iter()
            .any(Post::is_dated)
    };
    folder
        .folders_in(content)
        .into_iter()
        .filter(dated)
        .collect()
}

fn read(folder: &Folder, file: &str, found: &mut Detected) {
    let config = settings(folder, file, found);
    let from = format!("from {file}");
    let text = |paths: &[&str]| value::first(&config, paths);
    let language = text(&["defaultContentLanguage"]);
    let own = |key: &str| format!("languages.{}.{key}", language.as_deref().unwrap_or("en"));
    found.text("site.title", text(&[&own("title"), "title"]), &from);
    found.text(
        "site.description",
        text(&[
            "params.description",
            &own("params.description"),
            "params.subtitle",
        ]),
        &from,
    );
    found.text(
        "site.author.name",
        text(&[
            "params.author.name",
            "params.author",
            "author.name",
            "author",
        ]),
        &from,
    );
    found.url(text(&["baseURL", &own("baseURL")]), None, &from);
    super::address_elsewhere(folder, None, found);
    let languages = value::keys(&config, "languages");
    let main = language.clone().unwrap_or_else(|| "en".into());
    // Translations are named after the keys, `post.ko.md`, not after codes such as `ko-kr`.
    let tag = if languages.len() > 1 {
        Some(main.clone())
    } else {
        text(&["languageCode", "locale", &own("languageCode")]).or(language.clone())
    };
    found.language(tag, &from);
    let others: Vec<String> = languages
        .iter()
        .filter(|tag| **tag != main)
        .cloned()
        .collect();
    found.list("site.languages", &others, &from);
    found.timezone(text(&["timeZone"]), &from);
    let content = text(&[&own("contentDir"), "contentDir"]).unwrap_or_else(|| "content".into());
    // `content/ko` and `content/en`: the folder above both; the first folder below it is the language.
    let by_language = languages.len() > 1 && content.ends_with(&format!("/{main}"));
    let subfolder = value::is_true(&config, "defaultContentLanguageInSubdir");
    let prefix = match (subfolder, languages.len() > 1) {
        (false, _) => String::new(),
        (true, true) => "/{lang}".to_owned(),
        (true, false) => format!("/{main}"),
    };
    let site = Site {
        folder,
        config: &config,
        content: &content,
        by_language,
        prefix,
    };
    find_permalink(&site, found);
}

/// The main file; in `config/_default` also its neighbours, each under its own name.
fn settings(folder: &Folder, file: &str, found: &mut Detected) -> Value {
    let mut read = |name: &str| {
        folder.data(name).unwrap_or_else(|problem| {
            found.problems.push(*problem);
            Value::Null
        })
    };
    let mut config = read(file);
    if let (Some((top, _)), Value::Mapping(map)) = (file.rsplit_once('/'), &mut config) {
        for part in ["params", "permalinks", "languages"] {
            for end in ["toml", "yaml", "yml", "json"] {
                let name = format!("{top}/{part}.{end}");
                if folder.has(&name) {
                    map.insert(part.into(), read(&name));
                }
            }
        }
    }
    config
}

/// Settings that the addresses depend on.
struct Site<'a> {
    folder: &'a Folder,
    config: &'a Value,
    content: &'a str,
    /// `content/ko` and `content/en`.
    by_language: bool,
    /// The main language, where it has a folder of its own.
    prefix: String,
}

fn find_permalink(site: &Site, found: &mut Detected) {
    let (folder, config, content) = (site.folder, site.config, site.content);
    let cased = value::is_true(config, "disablePathToLower");
    found.generator(if cased { "hugo-cased" } else { "hugo" }, &["url"]);
    let sections = sections(folder, content);
    let one = match sections.as_slice() {
        [one] if !site.by_language => Some(one.as_str()),
        _ => None,
    };
    let below = match (one, site.by_language) {
        (Some(one), _) => format!("{content}/{one}"),
        (None, true) => content
            .rsplit_once('/')
            .map_or(content, |(top, _)| top)
            .to_owned(),
        (None, false) => content.to_owned(),
    };
    let posts = Posts::read(folder, &below);
    if posts.list.is_empty() {
        super::no_posts(found, &format!("`{content}`"));
    }
    found.list(
        "content",
        std::slice::from_ref(&below),
        "where the posts are",
    );
    resources(folder, &below, found);
    let plain = plain_pattern(site, one);
    let mut globs = Vec::new();
    for section in &sections {
        let paths = [
            format!("permalinks.page.{section}"),
            format!("permalinks.{section}"),
        ];
        let written = paths.iter().find_map(|path| value::text(config, path));
        let (general, own) = (ending(config, None), ending(config, Some(section)));
        let pattern = match written {
            Some(written) => patterned(&written, section, &posts, site, found),
            None if one.is_none() && own == general => continue,
            None => plain
                .strip_suffix(general)
                .map(|bare| format!("{bare}{own}")),
        };
        let Some(pattern) = pattern else {
            return found.permalink(&plain, "assumed");
        };
        if one.is_some() {
            return found.permalink(&pattern, "as Hugo does");
        }
        let glob = if site.by_language {
            format!("{below}/*/{section}/**")
        } else {
            format!("{below}/{section}/**")
        };
        globs.push((glob, pattern));
    }
    found.permalinks(&globs, &plain, "as Hugo does");
}

/// The address of a post that no template applies to.
fn plain_pattern(site: &Site, one: Option<&str>) -> String {
    // `date = [":filename", ":default"]` takes the date out of file names.
    let dates = value::get(site.config, "frontmatter.date").map(value::list);
    let bare = dates.is_some_and(|dates| dates.iter().any(|one| one == ":filename"));
    let tail = if bare { "{bare_path}" } else { "{path}" };
    let above = one.map(|name| format!("/{name}")).unwrap_or_default();
    format!("{}{above}/{tail}{}", site.prefix, ending(site.config, None))
}

/// `uglyURLs`, for all or for a section.
fn ending(config: &Value, section: Option<&str>) -> &'static str {
    let own = section.is_some_and(|name| value::is_true(config, &format!("uglyURLs.{name}")));
    if own || value::is_true(config, "uglyURLs") {
        ".html"
    } else {
        "/"
    }
}

/// Markdown beside the `index.md` of a bundle is not a page of its own.
fn resources(folder: &Folder, below: &str, found: &mut Detected) {
    let files = folder.files_below(below, &["md", "markdown"]);
    let bundles = files.iter().filter_map(|file| {
        let (bundle, name) = file.rsplit_once('/')?;
        matches!(name, "index.md" | "index.markdown").then_some(bundle)
    });
    let mut globs = vec!["**/_index.md".to_owned(), "**/_index.*.md".to_owned()];
    for bundle in bundles {
        let inside = |file: &&String| {
            file.strip_prefix(bundle)
                .and_then(|rest| rest.strip_prefix('/'))
                .is_some_and(|rest| !rest.starts_with("index."))
        };
        globs.extend(files.iter().filter(inside).cloned());
    }
    found.list(
        "ignore",
        &globs,
        "sections and files of bundles are not posts",
    );
}

/// A template of `[permalinks]` in feedcard's tokens; `None`, with a warning, if it has no counterpart.
fn patterned(
    written: &str,
    section: &str,
    posts: &Posts,
    site: &Site,
    found: &mut Detected,
) -> Option<String> {
    let mut tokens = TOKENS.to_vec();
    tokens.push(("section", "\u{1}"));
    // A folder below a section is one of `:sections` only if it has an `_index.md`.
    let nested = site
        .folder
        .files_below(&format!("{}/{section}", site.content), &["md"])
        .iter()
        .any(|file| file.contains('/') && file.ends_with("_index.md"));
    if !nested {
        tokens.push(("sections", "\u{1}"));
    }
    match translated(written, &tokens) {
        Ok(pattern) => {
            let pattern = pattern.replace('\u{1}', section);
            let pattern = pattern.trim_end_matches('/');
            let own = ending(site.config, Some(section));
            Some(format!("{}/{pattern}{own}", site.prefix))
        }
        Err(token) => {
            let does = format!("fills `{token}` of `{written}` in,");
            let all: Vec<&Post> = posts.list.iter().collect();
            tell(found, &all, &posts.content, "Hugo", &does);
            None
        }
    }
}
