//! A post and its site -> the tags that its page should have, in the order in which new ones are written.
//!
//! A tag for which the post has no value (no card, no description) is not wanted and not owned: the page's own tag
//! stays. Only a time of change is removed if the post has none: themes print the time of the build there.

use super::scan::{Scan, Tag};
use super::{Page, Site, jsonld};
use crate::manifest::{Card, FeedEntry, PostEntry};

/// One tag that a page should have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HeadTag {
    /// `<meta>`.
    Meta {
        /// The attribute that names it: `name` or `property`.
        by: &'static str,
        /// `og:title`.
        key: &'static str,
        /// Plain text.
        content: String,
    },
    /// `<link rel="canonical">`.
    Canonical(String),
    /// `<link rel="alternate">` to a feed.
    Feed {
        /// `application/rss+xml`.
        media_type: String,
        /// Title for readers.
        title: String,
        /// Absolute.
        url: String,
    },
    /// The content of `<script type="application/ld+json">`, safe inside of it.
    JsonLd(String),
}

/// Other names of the card's address: beside a new `og:image` they would still show the old picture.
pub(super) const ALIASES: &[&str] = &["og:image:url", "og:image:secure_url", "twitter:image:src"];

/// Names of the time of change in themes.
pub(super) const TIMES: &[&str] = &["article:modified_time", "og:updated_time"];

/// Every tag that `page` should have.
pub(super) fn head_tags(page: &Page, site: &Site, scan: &Scan) -> Vec<HeadTag> {
    let mut head_tags = Vec::new();
    if let Some(post) = page.post {
        basics(&mut head_tags, post, scan);
        open_graph(&mut head_tags, post, site);
        twitter(&mut head_tags, post);
    }
    if let (None, Some(card)) = (page.post, page.card) {
        picture(&mut head_tags, card);
        head_tags.push(name("twitter:card", "summary_large_image"));
        head_tags.push(name("twitter:image", &card.url));
        head_tags.push(name("twitter:image:alt", &card.facts.alt));
    }
    for feed in feeds_of(page, site) {
        head_tags.push(HeadTag::Feed {
            media_type: feed.media_type.clone(),
            title: feed.title.clone(),
            url: feed.url.clone(),
        });
    }
    if let Some(post) = page.post {
        head_tags.push(HeadTag::JsonLd(jsonld::text(post, site.title)));
        // The tags that may be many come last: the first 32 KB are for tags that every platform reads.
        let tags = post.tags.iter().map(|tag| property("article:tag", tag));
        head_tags.extend(tags);
    }
    head_tags
}

/// The feeds in the language of the page's post; the first language's for other pages, or if there are none.
fn feeds_of<'a>(page: &Page, site: &Site<'a>) -> impl Iterator<Item = &'a FeedEntry> {
    let first = site.feeds.first().map_or("", |feed| feed.lang.as_str());
    let own = page.post.map_or(first, |post| post.lang.as_str());
    let lang = site
        .feeds
        .iter()
        .map(|feed| feed.lang.as_str())
        .find(|lang| lang.eq_ignore_ascii_case(own));
    let lang = lang.unwrap_or(first);
    site.feeds.iter().filter(move |feed| feed.lang == lang)
}

fn basics(head_tags: &mut Vec<HeadTag>, post: &PostEntry, scan: &Scan) {
    if !post.description.is_empty() {
        head_tags.push(name("description", &post.description));
    }
    head_tags.push(HeadTag::Canonical(post.url.clone()));
    if let Some(robots) = robots(&scan.tags) {
        head_tags.push(name("robots", &robots));
    }
    // A page with separate colours for light and dark says more than a card knows.
    let metas = scan.tags.iter().filter(|tag| names(tag, "theme-color"));
    if let Some(card) = &post.card
        && !metas.into_iter().any(|tag| tag.get("media").is_some())
    {
        head_tags.push(name("theme-color", &card.facts.field));
    }
}

fn open_graph(head_tags: &mut Vec<HeadTag>, post: &PostEntry, site: &Site) {
    head_tags.push(property("og:type", "article"));
    head_tags.push(property("og:title", &post.title));
    if !post.description.is_empty() {
        head_tags.push(property("og:description", &post.description));
    }
    head_tags.push(property("og:url", &post.url));
    head_tags.push(property("og:site_name", site.title));
    head_tags.push(property("og:locale", &locale(&post.lang)));
    if let Some(card) = &post.card {
        picture(head_tags, card);
    }
    head_tags.push(property("article:published_time", &post.published));
    if let Some(updated) = &post.updated {
        head_tags.push(property("article:modified_time", updated));
    }
    for author in &post.authors {
        if let Some(account) = &author.fediverse {
            head_tags.push(name("fediverse:creator", account));
        }
        let profile = author.uri.as_ref().unwrap_or(&author.name);
        head_tags.push(property("article:author", profile));
    }
}

fn picture(head_tags: &mut Vec<HeadTag>, Card { url, facts, .. }: &Card) {
    head_tags.push(property("og:image", url));
    head_tags.push(property("og:image:width", &facts.width.to_string()));
    head_tags.push(property("og:image:height", &facts.height.to_string()));
    head_tags.push(property("og:image:type", &facts.media_type));
    head_tags.push(property("og:image:alt", &facts.alt));
}

fn twitter(head_tags: &mut Vec<HeadTag>, post: &PostEntry) {
    if post.card.is_some() {
        head_tags.push(name("twitter:card", "summary_large_image"));
    }
    head_tags.push(name("twitter:title", &post.title));
    if !post.description.is_empty() {
        head_tags.push(name("twitter:description", &post.description));
    }
    if let Some(card) = &post.card {
        head_tags.push(name("twitter:image", &card.url));
        head_tags.push(name("twitter:image:alt", &card.facts.alt));
    }
    let keys = [
        ("twitter:label1", "twitter:data1"),
        ("twitter:label2", "twitter:data2"),
    ];
    for ((label, data), (word, value)) in keys.into_iter().zip(facts(post)) {
        head_tags.push(name(label, word));
        head_tags.push(name(data, &value));
    }
}

/// Facts that Slack shows below the card: who, when, and where there is no author, about what.
fn facts(post: &PostEntry) -> Vec<(&'static str, String)> {
    let korean = post.lang == "ko" || post.lang.starts_with("ko-");
    let word = |ko, en| if korean { ko } else { en };
    let names: Vec<&str> = post.authors.iter().map(|one| one.name.as_str()).collect();
    let day = post.published.split('T').next().unwrap_or_default();
    [
        (word("글쓴이", "Written by"), names.join(", ")),
        (word("발행일", "Published"), day.replace('-', ".")),
        (word("태그", "Tags"), post.tags.join(", ")),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .take(2)
    .collect()
}

/// The page's own directives with the large preview; `None` if the page asks not to be indexed.
fn robots(tags: &[Tag]) -> Option<String> {
    let mut kept: Vec<String> = Vec::new();
    for tag in tags.iter().filter(|tag| names(tag, "robots")) {
        let content = tag.get("content").unwrap_or_default();
        for directive in content.split(',').map(str::trim) {
            let lower = directive.to_ascii_lowercase();
            if lower == "noindex" || lower == "none" {
                return None;
            }
            let ours = lower.starts_with("max-image-preview");
            let plain = !directive.is_empty() && !directive.contains(['&', '<', '>', '"']);
            if plain && !ours && !kept.iter().any(|one| one == directive) {
                kept.push(directive.to_owned());
            }
        }
    }
    kept.push("max-image-preview:large".to_owned());
    Some(kept.join(", "))
}

fn names(tag: &Tag, key: &str) -> bool {
    let is = |value: Option<&str>| value.is_some_and(|one| one.trim().eq_ignore_ascii_case(key));
    tag.name == "meta" && (is(tag.get("name")) || is(tag.get("property")))
}

/// Open Graph requires a country with the language: `ko` is `ko_KR`, `pt-BR` is `pt_BR`.
fn locale(lang: &str) -> String {
    let mut parts = lang.split('-');
    let language = parts.next().unwrap_or_default().to_ascii_lowercase();
    let region =
        parts.find(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic()));
    let usual = match (language.as_str(), lang.to_ascii_lowercase().as_str()) {
        (_, lang) if lang.starts_with("zh-hant") => "TW",
        ("ko", _) => "KR",
        ("en", _) => "US",
        ("ja", _) => "JP",
        ("zh", _) => "CN",
        ("de", _) => "DE",
        ("fr", _) => "FR",
        ("es", _) => "ES",
        ("it", _) => "IT",
        ("pt", _) => "BR",
        ("ru", _) => "RU",
        ("vi", _) => "VN",
        ("th", _) => "TH",
        ("id", _) => "ID",
        _ => "",
    };
    match region.map(str::to_ascii_uppercase) {
        Some(region) => format!("{language}_{region}"),
        None if usual.is_empty() => language,
        None => format!("{language}_{usual}"),
    }
}

fn name(key: &'static str, content: &str) -> HeadTag {
    meta("name", key, content)
}

fn property(key: &'static str, content: &str) -> HeadTag {
    meta("property", key, content)
}

fn meta(by: &'static str, key: &'static str, content: &str) -> HeadTag {
    HeadTag::Meta {
        by,
        key,
        content: content.to_owned(),
    }
}
