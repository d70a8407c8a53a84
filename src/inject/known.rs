//! Pages whose heads earlier runs brought up to date, by the hash of a page and of everything that its head depends on.

use crate::digest::{Digest, Hash};
use crate::manifest::Manifest;
use crate::page::{Page, Site};

/// A page with its new head.
pub struct Rewritten {
    /// All of it.
    pub bytes: Vec<u8>,
    /// Of its bytes.
    pub hash: Hash,
}

/// Pages that earlier runs brought up to date.
pub trait Known: Sync {
    /// Hash of the bytes of the page at `path`, if it is known without reading it.
    fn hash(&self, path: &str) -> Option<Hash>;
    /// The end of our last tag in the page with these bytes, if its head is as `wanted`.
    fn end(&self, page: &Hash, wanted: &Hash) -> Option<usize>;
    /// Keeps that the head of the page with these bytes is as `wanted`.
    fn keep(&self, page: &Hash, wanted: &Hash, end: usize);
}

/// No earlier run.
pub struct Nothing;

impl Known for Nothing {
    fn hash(&self, _: &str) -> Option<Hash> {
        None
    }

    fn end(&self, _: &Hash, _: &Hash) -> Option<usize> {
        None
    }

    fn keep(&self, _: &Hash, _: &Hash, _: usize) {}
}

/// Hash of what the heads of all pages depend on.
pub(super) fn wanted(site: &Site, manifest: &Manifest) -> Hash {
    let mut digest = Digest::of("heads");
    digest.text(site.title).text(&manifest.site);
    digest.text(&format!("{:?}", site.feeds)).hash()
}

/// Hash of everything that the head of a page depends on, but the page; `all` is what [`wanted`] gives.
pub(super) fn wanted_of(all: &Hash, page: &Page) -> Hash {
    let mut digest = Digest::of("head");
    digest.bytes(all).text(page.url);
    match serde_json::to_vec(&(page.post, page.card)) {
        Ok(entries) => digest.bytes(&entries),
        // Plain values can always be written.
        Err(_) => digest.text(&format!("{:?} {:?}", page.post, page.card)),
    };
    if let Some(url) = page.gone {
        digest.text(url);
    }
    digest.hash()
}
