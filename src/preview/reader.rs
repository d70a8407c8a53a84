//! A feed document -> its entries, read as a feed reader reads them.
//!
//! In: the bytes that subscribers get. Out: what a parser that others wrote finds in them, or why it refused. What is
//! missing here is missing in readers.

use serde::Serialize;

use crate::manifest::FeedEntry;

/// One feed of the blog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Feed {
    /// As the manifest names it.
    #[serde(flatten)]
    pub facts: FeedFacts,
    /// Length of the document.
    pub bytes: u64,
    /// `None`: not read.
    pub entries: Option<Vec<Item>>,
    /// What the parser said.
    pub trouble: Option<String>,
}

/// Where a feed is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedFacts {
    kind: String,
    path: String,
    url: String,
    title: String,
}

/// One entry, as a reader lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    title: String,
    link: String,
    authors: Vec<String>,
    /// RFC 3339, UTC: readers show it in the time zone of whoever reads.
    published: Option<String>,
    summary: Option<String>,
    html: Option<String>,
    /// Address of its picture.
    image: Option<String>,
}

/// Reads one document; `document` is `None` for one that is only to be named.
pub fn entries(feed: &FeedEntry, bytes: u64, document: Option<&[u8]>) -> Feed {
    let facts = FeedFacts {
        kind: feed.kind.clone(),
        path: feed.path.clone(),
        url: feed.url.clone(),
        title: feed.title.clone(),
    };
    let (entries, trouble) = match document.map(feed_rs::parser::parse) {
        None => (None, None),
        Some(Ok(read)) => (Some(read.entries.into_iter().map(item).collect()), None),
        Some(Err(error)) => (None, Some(error.to_string())),
    };
    Feed {
        facts,
        bytes,
        entries,
        trouble,
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
