//! JSON Feed 1.1.
//!
//! # Source
//! <https://www.jsonfeed.org/version/1.1/>

use std::borrow::Cow;

use serde::Serialize;

use crate::feed::xml::clean;
use crate::feed::{Feed, Item};
use crate::post::Author;

#[derive(Serialize)]
struct JsonFeed<'a> {
    version: &'a str,
    title: String,
    home_page_url: &'a str,
    feed_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    favicon: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<JsonAuthor>,
    language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'a>>,
    items: Vec<JsonItem<'a>>,
}

#[derive(Serialize)]
struct Hub<'a> {
    r#type: &'a str,
    url: Cow<'a, str>,
}

#[derive(Serialize)]
struct JsonAuthor {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct JsonItem<'a> {
    id: String,
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_url: Option<&'a str>,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a str>,
    /// An item carries HTML or text.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    summary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    date_published: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<JsonAuthor>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: Cow<'a, str>,
    mime_type: &'a str,
    size_in_bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<u32>,
}

/// The whole document.
pub fn render(feed: &Feed, items: &[Item]) -> String {
    let site = &feed.config.site;
    let json = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: clean(&feed.title).into_owned(),
        home_page_url: &feed.home_url,
        feed_url: &feed.self_url,
        description: site
            .description
            .as_deref()
            .map(|text| clean(text).into_owned()),
        next_url: feed.older_url.as_deref(),
        icon: feed.logo_url.as_deref().or(feed.icon_url.as_deref()),
        favicon: feed.icon_url.as_deref(),
        authors: site.author.iter().map(author).collect(),
        language: &feed.lang,
        hubs: feed
            .config
            .feeds
            .hub
            .iter()
            .map(|url| Hub {
                r#type: "WebSub",
                url: clean(url),
            })
            .collect(),
        items: items.iter().map(item).collect(),
    };
    let mut text = serde_json::to_string_pretty(&json).expect("strings and lists are always JSON");
    text.push('\n');
    text
}

fn item<'a>(item: &'a Item) -> JsonItem<'a> {
    let post = item.post;
    let summary = clean(&post.description).into_owned();
    let text = if summary.is_empty() {
        clean(&post.title).into_owned()
    } else {
        summary.clone()
    };
    JsonItem {
        id: clean(&post.id).into_owned(),
        url: &post.url,
        external_url: post.external_url.as_deref(),
        title: clean(&post.title).into_owned(),
        content_html: item.html.as_deref(),
        content_text: item.html.is_none().then_some(text),
        summary,
        image: item.card.map(|card| card.url.as_str()),
        date_published: post.published.rfc3339(),
        date_modified: post.updated.map(|date| date.rfc3339()),
        authors: post.authors.iter().map(author).collect(),
        tags: post
            .tags
            .iter()
            .map(|tag| clean(tag).into_owned())
            .collect(),
        language: &post.lang,
        attachments: post
            .media
            .iter()
            .map(|media| Attachment {
                url: clean(&media.url),
                mime_type: &media.media_type,
                size_in_bytes: media.bytes,
                duration_in_seconds: media.duration,
            })
            .collect(),
    }
}

fn author(author: &Author) -> JsonAuthor {
    JsonAuthor {
        name: clean(&author.name).into_owned(),
        url: author.uri.as_deref().map(|uri| clean(uri).into_owned()),
    }
}
