//! A part of a blog's cards, drawn by one of several machines.

use crate::digest::hash;

/// `number` of `count`, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// From 1 to `count`.
    pub number: u64,
    /// At least 1.
    pub count: u64,
}

impl Shard {
    /// True if the post with this permalink belongs to it: by hash, so that new or removed posts move no other one.
    pub fn has(&self, permalink: &str) -> bool {
        let mut first = [0; 8];
        first.copy_from_slice(&hash(permalink.as_bytes())[..8]);
        u64::from_le_bytes(first) % self.count == self.number - 1
    }
}
