//! Atom 1.0, with the crate `atom_syndication` as its data model.
//!
//! # Source
//! RFC 4287, RFC 5005, Media RSS 1.5.1.

use std::collections::BTreeMap;

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{
    Category, Content, Entry, Feed as AtomFeed, Generator, Link, Person, Text, TextType,
    WriteConfig,
};

use crate::feed::xml::{Finish, clean, element, escape, finish};
use crate::feed::{Feed, Item, room, style};
use crate::manifest;
use crate::post::{Author, Post};

/// Elements that hold plain text but might be read as markup.
const PLAIN: [&str; 4] = ["title", "subtitle", "summary", "name"];

/// The whole document.
pub fn render(feed: &Feed, items: &[Item]) -> String {
    let site = &feed.config.site;
    // RFC 4287 4.1.1: a feed names its author unless every entry does.
    let nameless = items.iter().any(|item| item.post.authors.is_empty()) || items.is_empty();
    let author = site.author.clone().or_else(|| {
        nameless.then(|| Author {
            name: site.title.clone(),
            ..Author::default()
        })
    });
    let atom = AtomFeed {
        title: text(&feed.title, None),
        id: clean(&feed.id).into_owned(),
        // RFC 4287 4.2.15 requires a date even of a feed without entries; the build refuses to publish such a feed.
        updated: feed.updated.map(|date| date.instant()).unwrap_or_default(),
        authors: author.iter().map(person).collect(),
        generator: Some(Generator {
            value: "feedcard".into(),
            uri: None,
            version: None,
        }),
        links: vec![
            link(&feed.self_url, "self", "application/atom+xml"),
            link(&feed.home_url, "alternate", "text/html"),
        ],
        icon: feed.icon_url.clone(),
        logo: feed.logo_url.clone(),
        subtitle: site.description.as_deref().map(|words| text(words, None)),
        lang: Some(feed.lang.clone()),
        namespaces: BTreeMap::from([
            ("media".into(), "http://search.yahoo.com/mrss/".into()),
            (
                "fh".into(),
                "http://purl.org/syndication/history/1.0".into(),
            ),
        ]),
        entries: items.iter().map(|item| entry(item, &feed.lang)).collect(),
        ..AtomFeed::default()
    };
    let config = WriteConfig {
        write_document_declaration: false,
        indent_size: Some(2),
    };
    let bytes = atom
        .write_with_config(Vec::with_capacity(room(items)), config)
        .expect("a complete feed is written into memory");
    let written = simdutf8::basic::from_utf8(&bytes).expect("the crate copies UTF-8");
    let mut head = Vec::new();
    if let Some(hub) = &feed.config.feeds.hub {
        head.push(element("link", &[("href", hub), ("rel", "hub")]));
    }
    head.extend(feed.links.iter().map(|(rel, url)| {
        element(
            "link",
            &[
                ("href", url),
                ("rel", rel),
                ("type", "application/atom+xml"),
            ],
        )
    }));
    if feed.archive {
        head.push(element("fh:archive", &[]));
    }
    let with = Finish {
        entry: "entry",
        end: "</feed>",
        css: &style::url(feed.config),
        head: &head,
        plain: &PLAIN,
    };
    finish(written, &with)
}

fn entry(item: &Item, site_lang: &str) -> Entry {
    let post = item.post;
    let lang = (post.lang != site_lang).then(|| post.lang.clone());
    // An entry needs content: without a body and a description, its title is used.
    let summary = match (post.description.is_empty(), &item.html) {
        (true, None) => &post.title,
        (true | false, _) => &post.description,
    };
    Entry {
        title: text(&post.title, lang.clone()),
        id: clean(&post.id).into_owned(),
        updated: post.changed().instant(),
        authors: post.authors.iter().map(person).collect(),
        categories: post
            .tags
            .iter()
            .map(|tag| Category {
                term: clean(tag).into_owned(),
                ..Category::default()
            })
            .collect(),
        links: links(post),
        published: Some(post.published.instant()),
        summary: Some(text(summary, lang.clone())).filter(|summary| !summary.value.is_empty()),
        content: item.html.as_deref().map(|html| Content {
            value: Some(html.to_owned()),
            content_type: Some("html".into()),
            lang,
            ..Content::default()
        }),
        extensions: item.card.map(media).unwrap_or_default(),
        ..Entry::default()
    }
}

/// The page, the recording with its length, and the page elsewhere that the post is about.
fn links(post: &Post) -> Vec<Link> {
    let mut links = vec![link(&post.url, "alternate", "text/html")];
    links.extend(post.media.as_ref().map(|media| Link {
        length: Some(media.bytes.to_string()),
        ..link(&media.url, "enclosure", &media.media_type)
    }));
    links.extend(post.external_url.as_ref().map(|url| Link {
        mime_type: None,
        ..link(url, "related", "")
    }));
    links
}

fn text(value: &str, lang: Option<String>) -> Text {
    Text {
        value: clean(value).into_owned(),
        lang,
        r#type: TextType::Text,
        base: None,
    }
}

fn link(href: &str, rel: &str, media_type: &str) -> Link {
    Link {
        href: clean(href).into_owned(),
        rel: rel.into(),
        mime_type: Some(media_type.into()),
        ..Link::default()
    }
}

fn person(author: &Author) -> Person {
    Person {
        name: clean(&author.name).into_owned(),
        uri: author.uri.as_deref().map(|uri| clean(uri).into_owned()),
        ..Person::default()
    }
}

/// The crate does not escape attributes of extensions, so they are escaped here.
fn media(card: &manifest::Card) -> ExtensionMap {
    let (width, height) = (card.facts.width.to_string(), card.facts.height.to_string());
    let content = [
        ("url", card.url.as_str()),
        ("medium", "image"),
        ("type", &card.facts.media_type),
        ("width", &width),
        ("height", &height),
    ];
    let thumbnail = [
        ("url", card.url.as_str()),
        ("width", &width),
        ("height", &height),
    ];
    let one = |name: &str, attributes: &[(&str, &str)]| {
        let attrs = attributes
            .iter()
            .map(|(key, value)| ((*key).to_owned(), escape(value)))
            .collect();
        vec![Extension {
            name: format!("media:{name}"),
            // An empty text keeps the crate from breaking the line between the tags.
            value: Some(String::new()),
            attrs,
            ..Extension::default()
        }]
    };
    let media = BTreeMap::from([
        ("content".into(), one("content", &content)),
        ("thumbnail".into(), one("thumbnail", &thumbnail)),
    ]);
    ExtensionMap::from([("media".into(), media)])
}
