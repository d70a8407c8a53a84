//! The last build, as far as pages that are no posts go: the card that each got, and the picture of the theme that gave way.
//!
//! In: the manifest as it lies below the output folder, which may be anybody's. Out: addresses, by which a head that feedcard wrote
//! is told from one that names a picture of the page's own.

use std::collections::BTreeMap;
use std::path::Path;

use memchr::memmem;
use serde::Deserialize;

use crate::disk::{plain, read_bounded};
use crate::manifest::{GoneCard, MOST_BYTES};
use crate::output::folder::MANIFEST;
use crate::site::About;

/// Bytes of an address by which it is known: of a very long one the site keeps the beginning.
const ENOUGH: usize = 900;

/// The last build.
#[derive(Debug, Default)]
pub struct Former {
    /// Addresses of cards, by the page's file below the site: several where no head was brought up to date in between.
    cards: BTreeMap<String, Vec<String>>,
    /// The theme's picture.
    pub default_picture: Option<String>,
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    pages: Vec<Page>,
    #[serde(default)]
    default_picture: Option<String>,
    #[serde(default)]
    gone: Vec<GoneCard>,
}

#[derive(Deserialize)]
struct Page {
    page: String,
    card: Card,
}

#[derive(Deserialize)]
struct Card {
    url: String,
}

impl Former {
    /// The last build into the folder `out`; nothing without a manifest of one. One that cannot be read is told of where the
    /// next takes its place.
    pub fn read(out: &Path) -> Former {
        let path = out.join(MANIFEST);
        let there = matches!(plain(&path), Ok(Some(_)));
        let bytes = there.then(|| read_bounded(&path, MOST_BYTES));
        bytes
            .and_then(Result::ok)
            .map_or_else(Former::default, |bytes| Former::of(&bytes))
    }

    fn of(bytes: &[u8]) -> Former {
        // Most blogs have no such pages, and a manifest of ten thousand posts is long.
        let has = |key: &[u8]| memmem::find(bytes, key).is_some();
        if !has(b"\"pages\":") && !has(b"\"gone\":") {
            return Former::default();
        }
        let Ok(manifest) = serde_json::from_slice::<Manifest>(bytes) else {
            return Former::default();
        };
        let gone = manifest.gone.into_iter().map(|gone| (gone.page, gone.url));
        let pages = manifest
            .pages
            .into_iter()
            .map(|page| (page.page, page.card.url));
        let mut cards: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (page, url) in gone.chain(pages) {
            cards.entry(page).or_default().push(url);
        }
        Former {
            cards,
            default_picture: manifest.default_picture,
        }
    }

    /// True if it gave no page a card.
    pub fn is_empty(&self) -> bool {
        self.cards.is_empty()
    }

    /// The address of the card that it gave the page, if the page names that card.
    pub fn card(&self, about: &About) -> Option<&str> {
        let (cards, picture) = (self.cards.get(about.path)?, about.picture?);
        let named =
            |url: &&String| *url == picture || picture.len() > ENOUGH && url.starts_with(picture);
        cards.iter().find(named).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_of_anybody_is_no_last_build() {
        for text in [
            "",
            "{\"pages\":",
            "{\"pages\":[{\"page\":1}]}",
            "{\"pages\":{}}",
            "[\"pages\":]",
            "{\"posts\":[{\"title\":\"\\\"pages\\\":\"}]}",
        ] {
            let former = Former::of(text.as_bytes());
            assert!(
                former.is_empty() && former.default_picture.is_none(),
                "{text}"
            );
        }
        let text = r#"{"pages":[{"page":"a.html","card":{"url":"https://a.example/a.jpg"}}],"default_picture":"/og.png"}"#;
        let former = Former::of(text.as_bytes());
        assert_eq!(former.cards["a.html"], ["https://a.example/a.jpg"]);
        assert_eq!(former.default_picture.as_deref(), Some("/og.png"));
    }
}
