//! Roots of the cache: everything that one of the last builds can reach stays, the rest may go.
//!
//! In: the keys of the actions that a build used. Out: those of the last [`MOST`] builds that differ. No clock is asked:
//! branches that take turns keep each other's entries, and a build that repeats itself ages nothing. A root is one file,
//! named by the hash of its keys, so folders of several machines merge by copying.

use std::io;
use std::path::{Path, PathBuf};

use crate::digest::{Hash, hash, hex, unhex};
use crate::disk::{plain, read_bounded, write_atomic};
use crate::output::objects::entries;

/// Number of builds that keep their entries in the cache.
pub(super) const MOST: usize = 16;

/// First line of a root; any other means another format, and not a root.
const MAGIC: &[u8] = b"feedcard root 1\n";
/// The largest root that is read: two million keys.
const LIMIT: u64 = 16 << 20;

/// Bytes of a key that are kept: two keys with the same prefix only keep one entry too many.
pub(super) type Prefix = u64;

/// The prefix of a key.
pub(super) fn prefix(key: &Hash) -> Prefix {
    let mut first = [0; 8];
    first.copy_from_slice(&key[..8]);
    u64::from_le_bytes(first)
}

struct Root {
    path: PathBuf,
    name: Hash,
    /// A higher number is a later build.
    number: u64,
    keys: Vec<Prefix>,
}

/// The roots of a cache folder.
pub(super) struct Roots {
    folder: PathBuf,
    /// Oldest first.
    roots: Vec<Root>,
}

impl Roots {
    /// The roots below the cache folder `cache`; damaged ones count for nothing.
    ///
    /// # Errors
    /// One of them is a link or not a plain file, or the system refuses; with its path.
    pub fn load(cache: &Path) -> Result<Roots, (PathBuf, io::Error)> {
        let folder = cache.join("roots");
        let mut roots = Vec::new();
        for path in entries(&folder)? {
            let meta = plain(&path).map_err(|error| (path.clone(), error))?;
            if meta.is_none_or(|meta| meta.len() > LIMIT) {
                continue;
            }
            let bytes = read_bounded(&path, LIMIT).map_err(|error| (path.clone(), error))?;
            roots.extend(decode(path, &bytes));
        }
        roots.sort_by_key(|a| (a.number, a.name));
        Ok(Roots { folder, roots })
    }

    /// Records that a build used `keys`. Returns true if that made anything unreachable.
    ///
    /// # Errors
    /// The disk is full, or gone; with the path.
    pub fn note(&mut self, mut keys: Vec<Prefix>) -> Result<bool, (PathBuf, io::Error)> {
        keys.sort_unstable();
        keys.dedup();
        let name = hash(&encode_keys(&keys));
        if self.roots.last().is_some_and(|last| last.name == name) {
            return Ok(false);
        }
        let number = self
            .roots
            .last()
            .map_or(1, |last| last.number.saturating_add(1));
        self.roots.retain(|root| root.name != name);
        let path = self.folder.join(hex(&name));
        let body = [&number.to_le_bytes()[..], &encode_keys(&keys)].concat();
        let bytes = [MAGIC, &hash(&body), &body].concat();
        write_atomic(&path, &bytes).map_err(|error| (path.clone(), error))?;
        self.roots.push(Root {
            path,
            name,
            number,
            keys,
        });
        let surplus = self.roots.len().saturating_sub(MOST);
        for root in self.roots.drain(..surplus) {
            std::fs::remove_file(&root.path).map_err(|error| (root.path, error))?;
        }
        Ok(surplus > 0)
    }

    /// Every key that one of the roots names, sorted.
    pub fn live(&self) -> Vec<Prefix> {
        let keys = self.roots.iter().flat_map(|root| root.keys.iter().copied());
        let mut keys: Vec<Prefix> = keys.collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The number of the latest root; 0 without one.
    pub fn number(&self) -> u64 {
        self.roots.last().map_or(0, |last| last.number)
    }
}

fn encode_keys(keys: &[Prefix]) -> Vec<u8> {
    keys.iter().flat_map(|key| key.to_le_bytes()).collect()
}

fn decode(path: PathBuf, bytes: &[u8]) -> Option<Root> {
    let name = unhex(&path.file_name()?.to_string_lossy())?;
    let (sum, body) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<32>()?;
    let (number, keys) = body.split_first_chunk()?;
    if hash(body) != *sum || hash(keys) != name {
        return None;
    }
    let (keys, []) = keys.as_chunks() else {
        return None;
    };
    Some(Root {
        path,
        name,
        number: u64::from_le_bytes(*number),
        keys: keys.iter().map(|key| u64::from_le_bytes(*key)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_last_builds_used_is_live_and_what_they_no_longer_use_is_not() {
        let cache = tempfile::tempdir().unwrap();
        Roots::load(cache.path())
            .unwrap()
            .note(vec![1, 2, 3])
            .unwrap();
        for turn in 0..40 {
            let mut roots = Roots::load(cache.path()).unwrap();
            roots.note(vec![1 + turn % 2]).unwrap();
        }
        // Two sets that take turns are two roots, and age nothing.
        assert_eq!(Roots::load(cache.path()).unwrap().live(), [1, 2, 3]);
        let mut dropped = false;
        for key in 100..100 + MOST as u64 {
            dropped |= Roots::load(cache.path()).unwrap().note(vec![key]).unwrap();
        }
        assert!(dropped);
        let live = Roots::load(cache.path()).unwrap().live();
        assert_eq!(live.len(), MOST);
        assert!(!live.contains(&3));
    }

    #[test]
    fn a_build_that_repeats_itself_writes_nothing() {
        let cache = tempfile::tempdir().unwrap();
        let mut roots = Roots::load(cache.path()).unwrap();
        roots.note(vec![2, 1, 2]).unwrap();
        let path = roots.roots[0].path.clone();
        std::fs::remove_file(&path).unwrap();
        assert!(!roots.note(vec![1, 2]).unwrap());
        assert!(!path.exists());
    }

    #[test]
    fn a_damaged_root_counts_for_nothing() {
        let cache = tempfile::tempdir().unwrap();
        let mut roots = Roots::load(cache.path()).unwrap();
        roots.note(vec![1, 2]).unwrap();
        let path = roots.roots[0].path.clone();
        let whole = std::fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            std::fs::write(&path, bytes).unwrap();
            assert!(
                Roots::load(cache.path()).unwrap().live().is_empty(),
                "byte {at}"
            );
        }
    }
}
