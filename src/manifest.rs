//! `out/feedcard.json`: what was published, for `inject`, site templates and tests.
//!
//! In: facts from `publish`. Out: plain serde values, keys in the order of the contract. Reads and writes no file.

use crate::post::Author;
use serde::{Deserialize, Serialize};

/// The version of the format.
pub const VERSION: u32 = 1;

/// The largest manifest that is read: a million posts or so.
pub const MOST_BYTES: u64 = 256 << 20;

/// The whole manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`VERSION`].
    pub version: u32,
    /// `feedcard 0.1.0`.
    pub tool: String,
    /// The site's URL, without a trailing slash.
    pub site: String,
    /// Every feed document that a reader can subscribe to.
    pub feeds: Vec<FeedEntry>,
    /// Newest first.
    pub posts: Vec<PostEntry>,
    /// Pages of the site that are no posts and have a card: `cards.pages`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<PageEntry>,
    /// The theme's picture, as most of these pages named it before they got cards: it gives way wherever it comes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_picture: Option<String>,
    /// Pages whose heads name a card of an earlier build that they have no more, where this build did not bring heads up to date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<GoneCard>,
    /// Every file below `out/` that feedcard wrote, sorted: the files that a later build may prune.
    #[serde(default)]
    pub files: Vec<String>,
}

/// One feed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeedEntry {
    /// `rss`, `atom` or `json`.
    pub kind: String,
    /// Relative to `out/`.
    pub path: String,
    /// Absolute address.
    pub url: String,
    /// Title for readers.
    pub title: String,
    /// `application/rss+xml`.
    #[serde(rename = "type", default)]
    pub media_type: String,
    /// BCP 47.
    #[serde(default)]
    pub lang: String,
    /// A feed of all posts in its language: pages in that language point to it.
    #[serde(default)]
    pub main: bool,
}

/// One post.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PostEntry {
    /// Relative to the configuration's folder.
    pub source: String,
    /// As in URLs, with its leading `/`.
    pub permalink: String,
    /// Absolute address.
    pub url: String,
    /// Feed id.
    pub id: String,
    /// BCP 47.
    pub lang: String,
    /// Plain text.
    pub title: String,
    /// Plain text.
    pub description: String,
    /// RFC 3339 in the author's offset.
    pub published: String,
    /// RFC 3339, or null.
    pub updated: Option<String>,
    /// In order.
    pub authors: Vec<Author>,
    /// In order.
    pub tags: Vec<String>,
    /// Null for `card: {skip: true}`.
    pub card: Option<Card>,
    /// The same card in other sizes: `cards.also`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<AlsoCard>,
    /// Text-free pictures for JSON-LD.
    #[serde(default)]
    pub covers: Vec<Cover>,
}

/// One page of the site that is no post.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageEntry {
    /// Its file below the site: `tags/index.html`.
    pub page: String,
    /// Absolute address.
    pub url: String,
    /// BCP 47.
    pub lang: String,
    /// Plain text, less the site's name.
    pub title: String,
    /// Plain text; may be empty.
    pub description: String,
    /// Its card.
    pub card: Card,
}

/// A page whose head may still name a card that is no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoneCard {
    /// Its file below the site.
    pub page: String,
    /// Absolute address of the card.
    pub url: String,
}

/// One published card: where it is, and everything that is known about its pixels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Relative to `out/`.
    pub path: String,
    /// Absolute address.
    pub url: String,
    /// The rest, made by `card` and kept in the cache.
    #[serde(flatten)]
    pub facts: CardFacts,
}

/// The card of a post in another size.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AlsoCard {
    /// As `cards.also` calls it.
    pub name: String,
    /// Its place and facts.
    #[serde(flatten)]
    pub card: Card,
}

/// An ink box `[x, y, width, height]` in pixels.
pub type Box4 = [i32; 4];

/// Facts that `card` knows about a picture that it drew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CardFacts {
    /// `image/jpeg` or `image/png`.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// True length of the file.
    pub bytes: u64,
    /// Of the file, hexadecimal.
    pub blake3: String,
    /// For `og:image:alt`.
    pub alt: String,
    /// The layout chosen.
    pub layout: String,
    /// The title's lines as drawn.
    pub lines: Vec<String>,
    /// Small line above the title.
    pub kicker: Option<String>,
    /// Small line below the title.
    pub subtitle: Option<String>,
    /// Title size in pixels per em; 0 without a title.
    pub size_px: f64,
    /// `#RRGGBB` of the title.
    pub ink: String,
    /// `#RRGGBB` of the field under the title.
    pub field: String,
    /// Place where `wipe` (and `poster: duo`) changes from gray to colour.
    pub divider_x: Option<i32>,
    /// The lowest 5th-percentile contrast of its text runs, two decimals.
    pub contrast: f64,
    /// Ink boxes.
    pub boxes: Boxes,
    /// Result of a centred square crop.
    pub square: Square,
    /// True if the title is below the layout's top size.
    pub shrunk: bool,
    /// True if the title lost its end to `…`.
    pub ellipsis: bool,
    /// The kind of its only picture: `object`, `photo`, `whole`, `tiny` or `speck`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// True if that picture's file lacks its end mark.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unmarked: bool,
    /// Authors whom the card shows by their initials.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub initials: Vec<Initial>,
    /// Characters that no font has, such as `U+20BB7 𠮷`.
    pub missing: Vec<String>,
}

/// An author whom a card shows by the initial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Initial {
    /// Their name.
    pub name: String,
    /// Why their picture cannot be drawn, if they have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// Ink boxes of a card; null where it has none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Boxes {
    /// Site name or logo.
    pub site: Option<Box4>,
    /// Title block.
    pub title: Option<Box4>,
    /// Line above the title.
    pub kicker: Option<Box4>,
    /// Line below the title.
    pub subtitle: Option<Box4>,
    /// Description below the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Box4>,
    /// Date and authors.
    pub meta: Option<Box4>,
    /// Tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Box4>,
    /// The picture's square or rectangle.
    pub art: Option<Box4>,
    /// The drawn object inside it.
    pub object: Option<Box4>,
}

/// The part that a centred square crop keeps.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Square {
    /// Share of the object's box that stays visible, 0 to 1, two decimals.
    pub object_visible: f64,
    /// True if it cuts any text.
    pub text_cut: bool,
}

/// A text-free picture for JSON-LD.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cover {
    /// Relative to `out/`.
    pub path: String,
    /// Absolute address.
    pub url: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// `image/jpeg` or `image/png`.
    #[serde(rename = "type")]
    pub media_type: String,
    /// True length.
    pub bytes: u64,
}
