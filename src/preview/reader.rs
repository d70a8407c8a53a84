//! A feed document -> its entries, read as a feed reader reads them.
//!
//! In: the bytes that subscribers get. Out: the entries that an independent parser finds in them, or its error. An entry
//! that is missing here is missing in readers.

use serde::Serialize;

use crate::manifest::FeedEntry;

/// One feed of the blog.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    /// Name of the feed in the manifest.
    pub facts: FeedEntry,
    /// Length of the document.
    pub bytes: u64,
    /// Hash of the document that was read.
    hash: Option<blake3::Hash>,
    /// The entries; `None` if it was not read.
    pub entries: Option<Vec<Item>>,
    /// Error of the parser.
    pub refused: Option<String>,
}

/// One entry, as a reader lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    title: String,
    link: String,
    authors: Vec<String>,
    /// RFC 3339, UTC: readers show it in their own time zone.
    published: Option<String>,
    summary: Option<String>,
    /// The body, which travels apart: feeds share bodies.
    #[serde(skip)]
    pub html: Option<String>,
    /// Address of its picture.
    image: Option<String>,
}

impl Feed {
    /// A feed that is listed without its entries.
    pub fn named(facts: &FeedEntry, bytes: u64) -> Feed {
        Feed {
            facts: facts.clone(),
            bytes,
            hash: None,
            entries: None,
            refused: None,
        }
    }

    /// Reads one document.
    pub fn read(facts: &FeedEntry, document: &[u8]) -> Feed {
        let (entries, refused) = match feed_rs::parser::parse(document) {
            Ok(read) => {
                let mut items: Vec<Item> = read.entries.into_iter().map(item).collect();
                json_images(document, &mut items);
                (Some(items), None)
            }
            Err(error) => (None, Some(error.to_string())),
        };
        Feed {
            hash: Some(blake3::hash(document)),
            entries,
            refused,
            ..Feed::named(facts, document.len() as u64)
        }
    }

    /// True if reading the document would give this feed.
    pub fn is(&self, facts: &FeedEntry, document: &[u8]) -> bool {
        self.facts == *facts && self.hash == Some(blake3::hash(document))
    }
}

/// The parser ignores the `image` of a JSON Feed's item, which readers show.
fn json_images(document: &[u8], items: &mut [Item]) {
    let Ok(feed) = serde_json::from_slice::<serde_json::Value>(document) else {
        return;
    };
    let written = feed["items"].as_array().into_iter().flatten();
    for (item, written) in items.iter_mut().zip(written) {
        let image = written["image"].as_str().map(str::to_owned);
        item.image = image.or(item.image.take());
    }
}

fn item(entry: feed_rs::model::Entry) -> Item {
    let media = entry.media.iter();
    let pictures = media.flat_map(|media| {
        let full = media
            .content
            .iter()
            .filter_map(|content| content.url.as_ref().map(ToString::to_string));
        let small = media.thumbnails.iter().map(|one| one.image.uri.clone());
        full.chain(small)
    });
    Item {
        image: pictures.into_iter().next(),
        title: entry.title.map_or(String::new(), |title| title.content),
        link: entry
            .links
            .first()
            .map_or(String::new(), |link| link.href.clone()),
        authors: entry
            .authors
            .into_iter()
            .filter_map(|author| author.name)
            .collect(),
        published: entry
            .published
            .or(entry.updated)
            .map(|date| date.to_rfc3339()),
        summary: entry.summary.map(|summary| summary.content),
        html: entry.content.and_then(|content| content.body),
    }
}
