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

/// Where a post has no slug, `:slug` is its title: those posts are told of.
const TOKENS: &[Token] = &[
    ("year", "{year}"),
    ("month", "{month}"),
    ("day", "{day}"),
    ("slug", "{stem}"),
    ("slugorfilename", "{stem}"),
    ("filename", "{stem}"),
    ("contentbasename", "{stem}"),
    ("slugorcontentbasename", "{stem}"),
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
    super::address_elsewhere(folder, found);
    let languages = value::keys(&config, "languages");
    let main = language.clone().unwrap_or_else(|| "en".into());
    // Twins are named after the keys, `post.ko.md`, not after codes such as `ko-kr`.
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
    found.list(
        "ignore",
        &["**/_index.md".into(), "**/_index.*.md".into()],
        "sections are no posts",
    );
    if value::is_true(&config, "defaultContentLanguageInSubdir") {
        let help = "write the language into the pattern: `permalink: \"/ko/…\"`";
        found.doubt("init-permalink", "`defaultContentLanguageInSubdir` puts the main language into addresses, and feedcard leaves it out", help);
    }
    let content = text(&[&own("contentDir"), "contentDir"]).unwrap_or_else(|| "content".into());
    // `content/ko` and `content/en`: the folder above both, whose first step is the language.
    let by_language = languages.len() > 1 && content.ends_with(&format!("/{main}"));
    find_permalink(folder, &config, &content, by_language, found);
}

/// The main file; in `config/_default` its neighbours too, each under its own name.
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

fn find_permalink(
    folder: &Folder,
    config: &Value,
    content: &str,
    by_language: bool,
    found: &mut Detected,
) {
    let sections = sections(folder, content);
    let permalinks = |section: &str| {
        let paths = [
            format!("permalinks.page.{section}"),
            format!("permalinks.{section}"),
        ];
        paths.iter().find_map(|path| value::text(config, path))
    };
    let patterns: Vec<Option<String>> = sections.iter().map(|name| permalinks(name)).collect();
    let one = match sections.as_slice() {
        [one] if !by_language => Some(one.as_str()),
        _ => None,
    };
    let below = match (one, by_language) {
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
    found.list("content", &[below], "where the posts are");
    if !value::is_true(config, "disablePathToLower") {
        posts.check_names("Hugo", spelled, found);
    }
    let ending = if value::is_true(config, "uglyURLs") {
        ".html"
    } else {
        "/"
    };
    let shared = patterns
        .first()
        .cloned()
        .flatten()
        .filter(|first| patterns.iter().all(|other| other.as_ref() == Some(first)));
    if let Some(written) = shared {
        patterned(&written, one, &posts, ending, found);
        return;
    }
    if let Some(at) = patterns.iter().position(Option::is_some) {
        let message = format!(
            "`[permalinks]` gives the section `{}` another address than the others, and feedcard has one pattern",
            sections[at]
        );
        found.doubt(
            "init-permalink",
            &message,
            "write the whole address into the posts of that section: `permalink: /…`",
        );
    }
    let prefix = one.map(|name| format!("/{name}")).unwrap_or_default();
    let tail = if by_language {
        "{path}"
    } else {
        posts.tail(false, "Hugo", found)
    };
    found.permalink(&format!("{prefix}/{tail}{ending}"), "as Hugo does");
}

fn patterned(written: &str, one: Option<&str>, posts: &Posts, ending: &str, found: &mut Detected) {
    let mut tokens = TOKENS.to_vec();
    // A section's name stands in the pattern only where there is one section.
    let leaked: &[(&str, &str)] = &[("section", "\u{1}"), ("sections", "\u{1}")];
    if one.is_some() {
        tokens.extend_from_slice(leaked);
    }
    let pattern = translated(written, &tokens)
        .map(|pattern| pattern.replace('\u{1}', one.unwrap_or_default()));
    match pattern {
        Ok(pattern) => found.permalink(
            &format!("{}{ending}", pattern.trim_end_matches('/')),
            "from [permalinks]",
        ),
        Err(token) => {
            let prefix = one.map(|name| format!("/{name}")).unwrap_or_default();
            let pattern = format!("{prefix}/{{path}}{ending}");
            found.doubt(
                "init-permalink",
                &format!("`[permalinks]` says `{written}`, and feedcard does not know `{token}`; `{pattern}` is assumed"),
                "write the whole address into each post: `permalink: /…`",
            );
            found.permalink(&pattern, "assumed");
        }
    }
    if written.split([':', '/', '-']).any(|token| token == "slug") {
        let titled: Vec<&Post> = posts
            .list
            .iter()
            .filter(|post| !post.has("slug") && !post.has("url"))
            .collect();
        tell(
            found,
            &titled,
            &posts.content,
            "Hugo",
            "makes `:slug` of the title where a post has none",
        );
    }
}

/// Hugo's paths: lower case, most punctuation out, one dash for blanks and dashes between words.
fn spelled(path: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || c.is_whitespace() || "./_#~-@".contains(*c);
    let part = |part: &str| {
        let plain: String = part.to_lowercase().chars().filter(kept).collect();
        let words = plain.split(|c: char| c == '-' || c.is_whitespace());
        words
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join("-")
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}
