//! Text of `feedcard.yaml` -> [`Config`], or every problem in it.
//!
//! In: the text, its path for problems, the folder it stands in. Out: everything decided. It opens no file and does not
//! ask whether a folder exists.

use std::path::Path;

use crate::config::check::{self, Wrong};
use crate::config::document::ConfigDocument;
use crate::config::keys::{self, CARD_TOKENS, KEYS, LAYOUTS, PERMALINK_TOKENS};
use crate::config::{Cards, Config, FeedContent, Feeds, Fields, Fonts, Limits, Site};
use crate::post::Author;
use crate::problem::Problem;

/// Reads the configuration of the blog in `root`; `path` names the file in problems.
///
/// # Errors
/// All problems of the file in one go, in the order of [`Problem`]: not YAML, unknown or repeated keys, missing
/// `site.title` or `site.url`, values of another type or out of bounds.
pub fn parse(text: &str, path: &str, root: &Path) -> Result<Config, Vec<Problem>> {
    let mut document = ConfigDocument::read(text, path).map_err(|problem| vec![problem])?;
    let site = site(&mut document);
    let config = Config {
        root: root.to_path_buf(),
        timezone: document
            .checked("timezone", check::timezone)
            .unwrap_or(chrono_tz::Asia::Seoul),
        content: document
            .list("content", check::path)
            .unwrap_or_else(|| vec!["content".into()]),
        ignore: document.list("ignore", check::glob).unwrap_or_default(),
        permalink: document
            .checked("permalink", |text| check::permalink(text, PERMALINK_TOKENS))
            .unwrap_or_else(|| "/{stem}".into()),
        out: document
            .checked("out", check::path)
            .unwrap_or_else(|| "out".into()),
        feeds: feeds(&mut document),
        cards: cards(&mut document),
        fields: fields(&mut document),
        cache: document
            .checked("cache", check::path)
            .unwrap_or_else(|| ".feedcard".into()),
        limits: limits(&mut document),
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

fn site(document: &mut ConfigDocument) -> Site {
    Site {
        title: document.required("site.title", "title: My blog", one_line),
        url: document.required("site.url", "url: https://example.com", check::site_url),
        description: document.checked("site.description", one_line),
        language: document
            .checked("site.language", check::language)
            .unwrap_or_else(|| "ko".into()),
        languages: document
            .list("site.languages", check::language)
            .unwrap_or_default(),
        author: author(document),
        logo: document.checked("site.logo", check::path),
    }
}

/// A mapping, or the name alone.
fn author(document: &mut ConfigDocument) -> Option<Author> {
    if document.is_scalar("site.author") {
        let line = document.checked("site.author", one_line)?;
        return Some(Author::named(&line));
    }
    let uri = document.checked("site.author.uri", check::link);
    let email = document.checked("site.author.email", one_line);
    match document.checked("site.author.name", one_line) {
        Some(name) => {
            let named = Author::named(&name);
            Some(Author {
                uri,
                email: email.or(named.email),
                ..named
            })
        }
        None => {
            if uri.is_some() || email.is_some() {
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
        rss: document.switchable("feeds.rss", check::inside, default.rss),
        atom: document.switchable("feeds.atom", check::inside, default.atom),
        json: document.switchable("feeds.json", check::inside, default.json),
        content: document
            .checked("feeds.content", content)
            .unwrap_or(default.content),
        limit: document.count("feeds.limit", default.limit),
        archives: document.flag("feeds.archives", default.archives),
        tags: document.flag("feeds.tags", default.tags),
        authors: document.flag("feeds.authors", default.authors),
        hub: document.switchable("feeds.hub", check::link, default.hub),
        max_bytes: document.count("feeds.max_bytes", default.max_bytes),
    }
}

fn cards(document: &mut ConfigDocument) -> Cards {
    let default = Cards::default();
    let layout = |text: &str| {
        if LAYOUTS.contains(&text) {
            Ok(text.to_string())
        } else {
            Err(one_of(text, LAYOUTS))
        }
    };
    Cards {
        path: document
            .checked("cards.path", |text| check::card_path(text, CARD_TOKENS))
            .unwrap_or(default.path),
        layout: document
            .checked("cards.layout", layout)
            .unwrap_or(default.layout),
        size: document
            .checked("cards.size", check::size)
            .unwrap_or(default.size),
        max_bytes: document.count("cards.max_bytes", default.max_bytes),
        fonts: Fonts {
            title: document.checked("cards.fonts.title", check::path),
            meta: document.checked("cards.fonts.meta", check::path),
            fallback: document
                .list("cards.fonts.fallback", check::path)
                .unwrap_or_default(),
        },
        covers: document.flag("cards.covers", default.covers),
    }
}

fn fields(document: &mut ConfigDocument) -> Fields {
    let default = Fields::default();
    let mut names = |key: &str, default: Vec<String>| {
        document
            .list(key, |text| Ok(text.to_string()))
            .unwrap_or(default)
    };
    Fields {
        title: names("fields.title", default.title),
        date: names("fields.date", default.date),
        updated: names("fields.updated", default.updated),
        permalink: names("fields.permalink", default.permalink),
        slug: names("fields.slug", default.slug),
        description: names("fields.description", default.description),
        tags: names("fields.tags", default.tags),
        authors: names("fields.authors", default.authors),
        thumbnail: names("fields.thumbnail", default.thumbnail),
        draft: names("fields.draft", default.draft),
    }
}

fn limits(document: &mut ConfigDocument) -> Limits {
    let default = Limits::default();
    Limits {
        post_bytes: document.count("limits.post_bytes", default.post_bytes),
        front_matter_bytes: document.count("limits.front_matter_bytes", default.front_matter_bytes),
        front_matter_values: document
            .count("limits.front_matter_values", default.front_matter_values),
        front_matter_depth: document.count("limits.front_matter_depth", default.front_matter_depth),
        picture_bytes: document.count("limits.picture_bytes", default.picture_bytes),
        picture_pixels: document.count("limits.picture_pixels", default.picture_pixels),
        title_chars: document.count("limits.title_chars", default.title_chars),
        tags: document.count("limits.tags", default.tags),
        tag_chars: document.count("limits.tag_chars", default.tag_chars),
        authors: document.count("limits.authors", default.authors),
        posts: document.count("limits.posts", default.posts),
    }
}

/// Two things that would be written to one path, and posts that lie where feedcard writes.
fn collisions(document: &mut ConfigDocument, config: &Config) {
    let mut taken = vec![
        ("the manifest", "feedcard.json"),
        ("the list of feeds", "feeds.opml"),
    ];
    let feeds = [
        ("feeds.rss", &config.feeds.rss),
        ("feeds.atom", &config.feeds.atom),
        ("feeds.json", &config.feeds.json),
    ];
    for (key, path) in feeds {
        let Some(path) = path.as_deref() else {
            continue;
        };
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

fn one_of(text: &str, names: &[&str]) -> Wrong {
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
fn one_line(text: &str) -> Result<String, Wrong> {
    use unicode_normalization::UnicodeNormalization;
    let words: Vec<String> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .map(|word| word.nfc().collect())
        .collect();
    Ok(words.join(" "))
}
