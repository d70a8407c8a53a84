//! Text of `feedcard.yaml` -> [`Config`], or every problem in it.
//!
//! In: the text, its path for problems, the folder it stands in. Out: everything decided. It opens no file and does not
//! ask whether a folder exists.

use std::path::Path;

use crate::config::check::{self, Wrong};
use crate::config::keys::{self, CARD_TOKENS, KEYS, LAYOUTS, PERMALINK_TOKENS};
use crate::config::sheet::Sheet;
use crate::config::{Cards, Config, FeedContent, Feeds, Fields, Fonts, Limits, Site};
use crate::post::Author;
use crate::problem::Problem;

/// Reads the configuration of the blog in `root`; `path` names the file in problems.
///
/// # Errors
/// All problems of the file in one go, in the order of [`Problem`]: not YAML, unknown or repeated keys, missing
/// `site.title` or `site.url`, values of another type or out of bounds.
pub fn parse(text: &str, path: &str, root: &Path) -> Result<Config, Vec<Problem>> {
    let mut sheet = Sheet::read(text, path).map_err(|problem| vec![problem])?;
    let site = site(&mut sheet);
    let config = Config {
        root: root.to_path_buf(),
        timezone: sheet
            .checked("timezone", check::timezone)
            .unwrap_or(chrono_tz::Asia::Seoul),
        content: sheet
            .list("content", check::path)
            .unwrap_or_else(|| vec!["content".into()]),
        ignore: sheet.list("ignore", check::glob).unwrap_or_default(),
        permalink: sheet
            .checked("permalink", |text| check::permalink(text, PERMALINK_TOKENS))
            .unwrap_or_else(|| "/{stem}".into()),
        out: sheet
            .checked("out", check::path)
            .unwrap_or_else(|| "out".into()),
        feeds: feeds(&mut sheet),
        cards: cards(&mut sheet),
        fields: fields(&mut sheet),
        cache: sheet
            .checked("cache", check::path)
            .unwrap_or_else(|| ".feedcard".into()),
        limits: limits(&mut sheet),
        site,
    };
    collisions(&mut sheet, &config);
    let problems = sheet.problems();
    if problems.is_empty() {
        Ok(config)
    } else {
        Err(problems)
    }
}

fn site(sheet: &mut Sheet) -> Site {
    Site {
        title: sheet.required("site.title", "title: My blog", one_line),
        url: sheet.required("site.url", "url: https://example.com", check::address),
        description: sheet.checked("site.description", one_line),
        language: sheet
            .checked("site.language", check::language)
            .unwrap_or_else(|| "ko".into()),
        languages: sheet
            .list("site.languages", check::language)
            .unwrap_or_default(),
        author: author(sheet),
        logo: sheet.checked("site.logo", check::path),
    }
}

/// A mapping, or the name alone.
fn author(sheet: &mut Sheet) -> Option<Author> {
    if sheet.is_scalar("site.author") {
        let line = sheet.checked("site.author", one_line)?;
        return Some(Author::named(&line));
    }
    let uri = sheet.checked("site.author.uri", check::link);
    let email = sheet.checked("site.author.email", one_line);
    match sheet.checked("site.author.name", one_line) {
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
                sheet.report(
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

fn feeds(sheet: &mut Sheet) -> Feeds {
    let default = Feeds::default();
    let content = |text: &str| match text {
        "full" => Ok(FeedContent::Full),
        "summary" => Ok(FeedContent::Summary),
        _ => Err(one_of(text, &["full", "summary"])),
    };
    Feeds {
        rss: sheet.switchable("feeds.rss", check::inside, default.rss),
        atom: sheet.switchable("feeds.atom", check::inside, default.atom),
        json: sheet.switchable("feeds.json", check::inside, default.json),
        content: sheet
            .checked("feeds.content", content)
            .unwrap_or(default.content),
        limit: sheet.count("feeds.limit", default.limit),
        archives: sheet.flag("feeds.archives", default.archives),
        tags: sheet.flag("feeds.tags", default.tags),
        authors: sheet.flag("feeds.authors", default.authors),
        hub: sheet.switchable("feeds.hub", check::link, default.hub),
        max_bytes: sheet.count("feeds.max_bytes", default.max_bytes),
    }
}

fn cards(sheet: &mut Sheet) -> Cards {
    let default = Cards::default();
    let layout = |text: &str| {
        if LAYOUTS.contains(&text) {
            Ok(text.to_string())
        } else {
            Err(one_of(text, LAYOUTS))
        }
    };
    Cards {
        path: sheet
            .checked("cards.path", |text| check::card_path(text, CARD_TOKENS))
            .unwrap_or(default.path),
        layout: sheet
            .checked("cards.layout", layout)
            .unwrap_or(default.layout),
        size: sheet
            .checked("cards.size", check::size)
            .unwrap_or(default.size),
        max_bytes: sheet.count("cards.max_bytes", default.max_bytes),
        fonts: Fonts {
            title: sheet.checked("cards.fonts.title", check::path),
            meta: sheet.checked("cards.fonts.meta", check::path),
            fallback: sheet
                .list("cards.fonts.fallback", check::path)
                .unwrap_or_default(),
        },
        covers: sheet.flag("cards.covers", default.covers),
    }
}

fn fields(sheet: &mut Sheet) -> Fields {
    let default = Fields::default();
    let mut names = |key: &str, default: Vec<String>| {
        sheet
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

fn limits(sheet: &mut Sheet) -> Limits {
    let default = Limits::default();
    Limits {
        post_bytes: sheet.count("limits.post_bytes", default.post_bytes),
        front_matter_bytes: sheet.count("limits.front_matter_bytes", default.front_matter_bytes),
        front_matter_values: sheet.count("limits.front_matter_values", default.front_matter_values),
        front_matter_depth: sheet.count("limits.front_matter_depth", default.front_matter_depth),
        picture_bytes: sheet.count("limits.picture_bytes", default.picture_bytes),
        picture_pixels: sheet.count("limits.picture_pixels", default.picture_pixels),
        title_chars: sheet.count("limits.title_chars", default.title_chars),
        tags: sheet.count("limits.tags", default.tags),
        tag_chars: sheet.count("limits.tag_chars", default.tag_chars),
        authors: sheet.count("limits.authors", default.authors),
        posts: sheet.count("limits.posts", default.posts),
    }
}

/// Two things that would be written to one path, and posts that lie where feedcard writes.
fn collisions(sheet: &mut Sheet, config: &Config) {
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
            sheet.report(
                "config-value",
                key,
                &message,
                "give each feed its own path, or write `false`",
            );
        }
        taken.push((key, path));
    }
    if config.content.is_empty() {
        sheet.report(
            "config-value",
            "content",
            "`content` names no folder",
            "write `content: [content]`",
        );
    }
    if config.fields.title.is_empty() {
        sheet.report(
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
            sheet.report(
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
