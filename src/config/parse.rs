//! Text of `feedcard.yaml` -> [`Config`], or every problem in it.
//!
//! In: the text, its path for problems, its folder. Out: everything decided. It opens no file and does not
//! ask whether a folder exists.

use std::path::Path;

use crate::config::also;
use crate::config::check::{self, Wrong};
use crate::config::document::ConfigDocument;
use crate::config::document::Shape;
use crate::config::environment::Setting;
use crate::config::keys::{self, CARD_TOKENS, FEED_FORMATS, KEYS, PERMALINK_TOKENS};
use crate::config::limits;
use crate::config::looks::{self, LookReader};
use crate::config::rules;
use crate::config::table::{ASSETS, BODIES};
use crate::config::{
    Assets, BodyFrom, Cards, Config, FeedContent, FeedLanguages, Feeds, Fields, Fonts,
    PermalinkRule, Selection, Site, Theme, Updated, feed_key,
};
use crate::generator::{self, Generator};
use crate::post::{Author, Avatar};
use crate::problem::Problem;

/// Reads the configuration of the blog in `root`; `path` names the file in problems.
///
/// ```
/// use feedcard::config;
/// use std::path::Path;
///
/// let yaml = "site: { title: 밀물, url: https://blog.milmul.example/ }";
/// let config = config::parse(yaml, "feedcard.yaml", Path::new("/blog")).expect("two keys are enough");
/// assert_eq!(config.site.url, "https://blog.milmul.example");
/// assert_eq!(config.feeds.limit, 30);
///
/// let problems = config::parse("site: { titel: 밀물 }", "feedcard.yaml", Path::new("/blog")).unwrap_err();
/// assert_eq!(problems[0].rule, "config-missing");
/// assert!(problems.iter().any(|problem| problem.rule == "config-unknown-key"));
/// ```
///
/// # Errors
/// All problems of the file in one go, in the order of [`Problem`]: not YAML, unknown or repeated keys, missing
/// `site.title` or `site.url`, values of another type or out of bounds.
pub fn parse(text: &str, path: &str, root: &Path) -> Result<Config, Vec<Problem>> {
    parse_with(text, path, root, &[])
}

/// As [`parse`], with keys that variables and flags set: a later setting wins over an earlier one and over the file.
///
/// A setting of `site.url` beside the file's own is the address that serves this run's pictures, and nothing else: ids and
/// canonical addresses stay on the site.
///
/// # Errors
/// As [`parse`].
pub fn parse_with(
    text: &str,
    path: &str,
    root: &Path,
    settings: &[Setting],
) -> Result<Config, Vec<Problem>> {
    let mut document =
        ConfigDocument::read(text, path, settings).map_err(|problem| vec![problem])?;
    let site = site(&mut document);
    let out = document.checked("out", check::path);
    let config = Config {
        root: root.to_path_buf(),
        timezone: document
            .checked("timezone", check::timezone)
            .unwrap_or(chrono_tz::Asia::Seoul),
        content: document
            .list("content", check::path)
            .unwrap_or_else(|| vec!["content".into()]),
        ignore: document.list("ignore", check::glob).unwrap_or_default(),
        permalink: permalink(&mut document),
        permalink_timezone: document.checked("permalink_timezone", check::timezone),
        generator: document
            .checked("generator", |text| {
                Generator::named(text).ok_or_else(|| one_of(text, generator::NAMES))
            })
            .unwrap_or_default(),
        out: out
            .or_else(|| site.folder.clone())
            .unwrap_or_else(|| "out".into()),
        inject: document.flag("inject", true),
        feeds: feeds(&mut document),
        cards: cards(&mut document),
        fields: fields(&mut document),
        updated: document
            .checked("updated", |text| match text {
                "written" => Ok(Updated::Written),
                "git" => Ok(Updated::Git),
                _ => Err(one_of(text, &["written", "git"])),
            })
            .unwrap_or_default(),
        keep_going: document.flag("keep_going", false),
        cache: document
            .checked("cache", check::path)
            .unwrap_or_else(|| ".feedcard".into()),
        limits: limits::limits(&mut document),
        site,
    };
    collisions(&mut document, &config);
    let problems = document.problems();
    if problems.is_empty() {
        Ok(config)
    } else {
        Err(problems)
    }
}

/// One pattern, or a mapping of globs to patterns whose last glob is `**`.
fn permalink(document: &mut ConfigDocument) -> Vec<PermalinkRule> {
    let pattern = |text: &str| check::permalink(text, PERMALINK_TOKENS);
    let Shape::Map(globs) = document.shape("permalink") else {
        let one = document.checked("permalink", pattern);
        return vec![PermalinkRule::all(one.unwrap_or_else(|| "/{stem}".into()))];
    };
    let mut rules = Vec::new();
    for (index, glob) in globs.iter().enumerate() {
        let key = format!("permalink.#{index}");
        let Some(pattern) = document.checked(&key, pattern) else {
            continue;
        };
        match PermalinkRule::new(glob, pattern) {
            Ok(rule) => rules.push(rule),
            Err(error) => document.report(
                "config-value",
                &key,
                &format!("`{glob}` is not a glob: {}", error.kind()),
                "write one such as `\"content/posts/**\"`",
            ),
        }
    }
    if globs.last().is_none_or(|last| last != "**") {
        document.report(
            "config-value",
            "permalink",
            "`permalink` has no pattern for the other posts",
            "let its last line be `\"**\": \"/{stem}\"`",
        );
    }
    rules
}

fn site(document: &mut ConfigDocument) -> Site {
    let url = document.required("site.url", "url: https://example.com", check::site_url);
    Site {
        title: document.required("site.title", "title: My blog", one_line),
        pictures_url: document.preview_url().unwrap_or_else(|| url.clone()),
        url,
        folder: document.checked("site.folder", check::path),
        description: document.checked("site.description", one_line),
        language: document
            .checked("site.language", check::language)
            .unwrap_or_else(|| "ko".into()),
        languages: document
            .list("site.languages", check::language)
            .unwrap_or_default(),
        prefix_languages: document.flag("site.prefix_languages", true),
        author: author(document),
        logo: document.checked("site.logo", check::path),
    }
}

/// A mapping, or the name alone.
fn author(document: &mut ConfigDocument) -> Option<Author> {
    if matches!(document.shape("site.author"), Shape::Scalar) {
        let line = document.checked("site.author", one_line)?;
        return Some(Author::named(&line));
    }
    let uri = document.checked("site.author.uri", check::link);
    let email = document.checked("site.author.email", one_line);
    let avatar = document.checked("site.author.avatar", check::path);
    let avatar = avatar.map(|written| Avatar {
        written,
        place: Some(document.place_of("site.author.avatar").into()),
    });
    match document.checked("site.author.name", one_line) {
        Some(name) => {
            let named = Author::named(&name);
            Some(Author {
                uri,
                email: email.or(named.email),
                avatar,
                ..named
            })
        }
        None => {
            if uri.is_some() || email.is_some() || avatar.is_some() {
                document.report(
                    "config-missing",
                    "site.author",
                    "`site.author` has no name",
                    "add `name: …`",
                );
            }
            None
        }
    }
}

fn feeds(document: &mut ConfigDocument) -> Feeds {
    let default = Feeds::default();
    let content = |text: &str| match text {
        "full" => Ok(FeedContent::Full),
        "summary" => Ok(FeedContent::Summary),
        _ => Err(one_of(text, &["full", "summary"])),
    };
    Feeds {
        paths: FEED_FORMATS
            .iter()
            .filter_map(|format| {
                let default = default.paths.get(format).cloned();
                let path = document.switchable(&feed_key(format), check::inside, default)?;
                Some((*format, path))
            })
            .collect(),
        content: document
            .checked("feeds.content", content)
            .unwrap_or(default.content),
        body: document
            .checked("feeds.body", |text| match text {
                "auto" => Ok(BodyFrom::Auto),
                "page" => Ok(BodyFrom::Page),
                "markdown" => Ok(BodyFrom::Markdown),
                _ => Err(one_of(text, BODIES)),
            })
            .unwrap_or_default(),
        select: document
            .list("feeds.select", as_written)
            .unwrap_or_default(),
        drop: document.list("feeds.drop", as_written).unwrap_or_default(),
        assets: document
            .checked("feeds.assets", |text| match text {
                "copy" => Ok(Assets::Copy),
                "none" => Ok(Assets::None),
                _ => Err(one_of(text, ASSETS)),
            })
            .unwrap_or_default(),
        excerpt_only: document.flag("feeds.excerpt_only", default.excerpt_only),
        limit: document.count("feeds.limit", default.limit),
        archives: document.flag("feeds.archives", default.archives),
        languages: document
            .checked("feeds.languages", |text| match text {
                "split" => Ok(FeedLanguages::Split),
                "merge" => Ok(FeedLanguages::Merge),
                _ => Err(one_of(text, &["split", "merge"])),
            })
            .unwrap_or_default(),
        tags: selection(document, "feeds.tags"),
        categories: selection(document, "feeds.categories"),
        authors: document.flag("feeds.authors", default.authors),
        icon: document.checked("feeds.icon", as_written),
        logo: document.checked("feeds.logo", as_written),
        hub: document.switchable("feeds.hub", check::link, default.hub),
        max_bytes: document.count("feeds.max_bytes", default.max_bytes),
    }
}

/// `true`, `false`, or a mapping of `only` and `min_posts`.
fn selection(document: &mut ConfigDocument, key: &str) -> Option<Selection> {
    if !matches!(document.shape(key), Shape::Map(_)) {
        return document.flag(key, false).then(Selection::all);
    }
    Some(Selection {
        only: document
            .list(&format!("{key}.only"), one_line)
            .unwrap_or_default(),
        min_posts: document.count(&format!("{key}.min_posts"), 1),
    })
}

fn cards(document: &mut ConfigDocument) -> Cards {
    let default = Cards::default();
    Cards {
        path: document
            .checked("cards.path", |text| check::card_path(text, CARD_TOKENS))
            .unwrap_or(default.path),
        layout: document
            .checked("cards.layout", looks::layout)
            .unwrap_or(default.layout),
        size: document
            .checked("cards.size", check::size)
            .unwrap_or(default.size),
        max_bytes: document.count("cards.max_bytes", default.max_bytes),
        pictures: document
            .list("cards.pictures", check::path)
            .unwrap_or_default(),
        theme: Theme::default().changed(&LookReader::of(document).theme("cards.theme")),
        fonts: Fonts::default().changed(&LookReader::of(document).fonts("cards.fonts")),
        rules: rules::rules(document),
        also: also::also(document),
        covers: document.flag("cards.covers", default.covers),
        pages: document.flag("cards.pages", default.pages),
    }
}

fn fields(document: &mut ConfigDocument) -> Fields {
    Fields::read(|key| document.list(key, as_written))
}

/// Two things that would be written to one path, and posts in folders that feedcard writes.
fn collisions(document: &mut ConfigDocument, config: &Config) {
    let mut taken = vec![
        ("the manifest", "feedcard.json"),
        ("the list of feeds", "feeds.opml"),
    ];
    let keys: Vec<String> = config
        .feeds
        .paths
        .keys()
        .map(|format| feed_key(format))
        .collect();
    for (key, path) in keys.iter().zip(config.feeds.paths.values()) {
        if let Some((other, _)) = taken
            .iter()
            .find(|(_, other)| other.eq_ignore_ascii_case(path))
        {
            let message = format!("`{path}` is already the path of {other}");
            document.report(
                "config-value",
                key,
                &message,
                "give each feed its own path, or write `false`",
            );
        }
        taken.push((key, path));
    }
    if config.content.is_empty() {
        document.report(
            "config-value",
            "content",
            "`content` names no folder",
            "write `content: [content]`",
        );
    }
    if config.fields.title.is_empty() {
        document.report(
            "config-value",
            "fields.title",
            "`fields.title` names no key",
            "write `title: [title]`",
        );
    }
    for (key, folder) in [("out", &config.out), ("cache", &config.cache)] {
        if config.content.contains(folder) {
            let message = format!("`{folder}` is also a content folder");
            let default = KEYS
                .iter()
                .find(|known| known.path == key)
                .map_or(key, |known| known.default);
            document.report(
                "config-value",
                key,
                &message,
                &format!("write `{key}: {default}`"),
            );
        }
    }
}

pub(super) fn one_of(text: &str, names: &[&str]) -> Wrong {
    let list: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let help = match keys::near(text, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("one of {}", list.join(", ")),
    };
    Wrong {
        message: format!("`{text}` is none of {}", list.join(", ")),
        help,
    }
}

/// NFC, blanks collapsed, control characters dropped.
pub(super) fn one_line(text: &str) -> Result<String, Wrong> {
    use unicode_normalization::UnicodeNormalization;
    let words: Vec<String> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .map(|word| word.nfc().collect())
        .collect();
    Ok(words.join(" "))
}

fn as_written(text: &str) -> Result<String, Wrong> {
    Ok(text.trim().to_owned())
}
