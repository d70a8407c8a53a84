//! Facts of the built site's pages from earlier runs: what each says about itself, and that its head is up to date.
//!
//! Everything goes by the hash of a page's bytes, which is known without reading the page where its size, time and inode are as
//! they were. What the disk refuses to keep costs the next run time and nothing else.

use std::fs::Metadata;
use std::path::Path;

use crate::digest::Hash;
use crate::output::stat::StatIndex;
use crate::output::store::{self, Action, Store};
use crate::page;
use crate::site::{self, Memory};

/// The cache as the site and its heads see it.
pub struct Known<'a> {
    /// Facts of pages, by their hashes.
    pub store: &'a Store,
    /// Hashes of pages.
    pub index: &'a StatIndex,
}

impl Known<'_> {
    /// The end of our last tag in a page whose head is as `wanted`.
    pub fn head_end(&self, page: &Hash, wanted: &Hash) -> Option<usize> {
        let facts = self.get(&head_key(page, wanted))?;
        usize::try_from(u64::from_le_bytes(facts.try_into().ok()?)).ok()
    }

    /// Keeps that the head of a page is as `wanted`.
    pub fn keep_head(&self, page: &Hash, wanted: &Hash, end: usize) {
        self.put(&head_key(page, wanted), &(end as u64).to_le_bytes());
    }

    fn get(&self, key: &Hash) -> Option<Vec<u8>> {
        Some(self.store.action(key)?.facts)
    }

    fn put(&self, key: &Hash, facts: &[u8]) {
        let action = Action {
            objects: Vec::new(),
            facts: facts.to_vec(),
        };
        // A full disk shows when something is published.
        let _ = self.store.keep(key, &action);
    }
}

impl Memory for Known<'_> {
    fn hash(&self, file: &Path, meta: &Metadata) -> Option<Hash> {
        self.index.peek(file, meta)
    }

    fn saw(&self, file: &Path, meta: &Metadata, hash: &Hash) {
        self.index.saw(file, meta, *hash);
    }

    fn facts(&self, hash: &Hash) -> Option<Vec<u8>> {
        self.get(&page_key(hash))
    }

    fn keep(&self, hash: &Hash, facts: &[u8]) {
        self.put(&page_key(hash), facts);
    }
}

fn page_key(page: &Hash) -> Hash {
    let mut inputs = store::inputs("page");
    inputs.text(site::VERSION).bytes(page).hash()
}

fn head_key(page: &Hash, wanted: &Hash) -> Hash {
    let mut inputs = store::inputs("head");
    inputs.text(page::VERSION).bytes(page).bytes(wanted).hash()
}
