//! RSS 2.0, with the crate `rss` as its data model.
//!
//! # Source
//! RSS 2.0 Specification (2.0.11), RSS Best Practices Profile 1.0, RFC 5005, Media RSS 1.5.1, RSS Content module.

use std::collections::BTreeMap;

use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::itunes::{self, ITunesItemExtension};
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Enclosure, Guid, Image, Item as RssItem};

use crate::feed::xml::{Finish, as_html, clean, element, finish};
use crate::feed::{Feed, Item, author_names, room, style};
use crate::manifest;

/// Elements that hold plain text but might be read as markup.
const PLAIN: [&str; 3] = ["title", "description", "category"];

const NAMESPACES: [(&str, &str); 6] = [
    ("atom", "http://www.w3.org/2005/Atom"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("fh", "http://purl.org/syndication/history/1.0"),
    ("itunes", itunes::NAMESPACE),
    ("media", "http://search.yahoo.com/mrss/"),
];

/// The whole document.
pub fn render(feed: &Feed, items: &[Item]) -> String {
    let site = &feed.config.site;
    let with_media = items.iter().any(|item| item.post.media.is_some());
    let channel = Channel {
        title: clean(&feed.title).into_owned(),
        link: feed.home_url.clone(),
        description: clean(site.description.as_deref().unwrap_or(&feed.title)).into_owned(),
        language: Some(feed.lang.clone()),
        last_build_date: feed.updated.map(|date| date.rfc2822()),
        generator: Some("feedcard".into()),
        docs: Some("https://www.rssboard.org/rss-specification".into()),
        // RSS 2.0: the picture of a channel; its title and link are those of the channel.
        image: feed.logo_url.as_ref().map(|url| Image {
            url: url.clone(),
            title: clean(&feed.title).into_owned(),
            link: feed.home_url.clone(),
            ..Image::default()
        }),
        namespaces: NAMESPACES
            .iter()
            .filter(|(prefix, _)| *prefix != "itunes" || with_media)
            .map(|(prefix, uri)| ((*prefix).into(), (*uri).into()))
            .collect(),
        items: items.iter().map(item).collect(),
        ..Channel::default()
    };
    // Writing into memory fails only if the data model is broken, which the fields above exclude.
    let bytes = channel
        .pretty_write_to(Vec::with_capacity(room(items)), b' ', 2)
        .expect("a complete channel is written into memory");
    let written = simdutf8::basic::from_utf8(&bytes).expect("the crate copies UTF-8");
    let mut head = vec![element(
        "atom:link",
        &[
            ("href", &feed.self_url),
            ("rel", "self"),
            ("type", "application/rss+xml"),
        ],
    )];
    if let Some(hub) = &feed.config.feeds.hub {
        head.push(element("atom:link", &[("href", hub), ("rel", "hub")]));
    }
    head.extend(feed.links.iter().map(|(rel, url)| {
        element(
            "atom:link",
            &[("href", url), ("rel", rel), ("type", "application/rss+xml")],
        )
    }));
    if feed.archive {
        head.push(element("fh:archive", &[]));
    }
    let with = Finish {
        entry: "item",
        end: "</channel>",
        css: &style::url(feed.config),
        head: &head,
        plain: &PLAIN,
    };
    finish(written, &with)
}

fn item(item: &Item) -> RssItem {
    let post = item.post;
    let creators = author_names(post);
    // The whole text needs a description before it; without one, the title is used.
    let description = match (post.description.is_empty(), &item.html) {
        (true, Some(_)) => &post.title,
        (true | false, _) => &post.description,
    };
    RssItem {
        title: Some(clean(&post.title).into_owned()),
        link: Some(clean(&post.url).into_owned()),
        description: Some(as_html(description)).filter(|text| !text.is_empty()),
        categories: post
            .tags
            .iter()
            .map(|tag| Category {
                name: clean(tag).into_owned(),
                domain: None,
            })
            .collect(),
        guid: Some(Guid {
            value: clean(&post.id).into_owned(),
            permalink: post.id_is_link,
        }),
        pub_date: Some(post.published.rfc2822()),
        content: item.html.clone(),
        enclosure: enclosure(item),
        itunes_ext: post.media.as_ref().map(|media| ITunesItemExtension {
            duration: media.duration.map(|seconds| seconds.to_string()),
            image: item.card.map(|card| clean(&card.url).into_owned()),
            ..ITunesItemExtension::default()
        }),
        // With two `dc:creator` most readers lose an author; all of them read one, joined by commas.
        dublin_core_ext: (!creators.is_empty()).then(|| DublinCoreExtension {
            creators: vec![clean(&creators).into_owned()],
            ..DublinCoreExtension::default()
        }),
        extensions: item.card.map(media).unwrap_or_default(),
        ..RssItem::default()
    }
}

/// The one file that an item may carry (RSS Best Practices Profile): the recording, else the card, which every item names
/// in `media:content` too.
fn enclosure(item: &Item) -> Option<Enclosure> {
    if let Some(media) = &item.post.media {
        return Some(Enclosure {
            url: clean(&media.url).into_owned(),
            length: media.bytes.to_string(),
            mime_type: media.media_type.clone(),
        });
    }
    item.card.map(|card| Enclosure {
        url: clean(&card.url).into_owned(),
        length: card.facts.bytes.to_string(),
        mime_type: card.facts.media_type.clone(),
    })
}

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
            .map(|(key, value)| ((*key).to_owned(), clean(value).into_owned()))
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
