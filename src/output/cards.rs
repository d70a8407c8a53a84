//! Rendered cards by the hash of everything that they depend on: one self-contained file each.
//!
//! In: a key, the pixels' files and what is known of them. Out: the same, verified byte by byte, or nothing. Entries
//! only ever appear whole and never change, so folders of several machines merge by copying.
//!
//! An entry is dropped when no build has used it for [`GENERATIONS`] generations; a generation begins with every build
//! that uses other entries than the one before. No clock is asked, and branches that take turns keep each other's cards.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::manifest::CardFacts;
use crate::output::{Hash, TEMPORARY, hex, write_atomic};

/// How many generations an entry outlives its last use.
pub const GENERATIONS: u64 = 16;

const MAGIC: &[u8] = b"feedcard card 1\n";

/// What is known of a rendered card without its pixels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// For the manifest.
    pub facts: CardFacts,
    /// Its text-free pictures.
    pub covers: Vec<CoverRecord>,
}

/// What is known of a text-free picture without its pixels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverRecord {
    /// `1x1`, `4x3` or `16x9`.
    pub ratio: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Length of the file.
    pub bytes: u64,
    /// Of the file, hexadecimal.
    pub blake3: String,
}

/// A rendered card with its files.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What is known of it.
    pub record: Record,
    /// The card's file.
    pub card: Vec<u8>,
    /// The files of its covers, in the order of the record.
    pub covers: Vec<Vec<u8>>,
}

/// The folder of entries.
pub struct Cards {
    folder: PathBuf,
}

impl Cards {
    /// The entries below the cache folder `cache`.
    pub fn new(cache: &Path) -> Cards {
        Cards {
            folder: cache.join("cards"),
        }
    }

    /// The entry of `key`; `None` if it is missing or damaged.
    pub fn get(&self, key: &Hash) -> Option<Entry> {
        decode(&std::fs::read(self.path(&hex(key))).ok()?)
    }

    /// Keeps `entry` under `key`.
    ///
    /// # Errors
    /// The disk is full, or cannot be written; with the path.
    pub fn put(&self, key: &Hash, entry: &Entry) -> Result<(), (PathBuf, io::Error)> {
        let path = self.path(&hex(key));
        let written = encode(entry).and_then(|bytes| write_atomic(&path, &bytes));
        written.map_err(|error| (path, error))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(&name[..2]).join(name)
    }

    /// Notes that this build used `keys`, and drops what no build has used for long. Nobody else may use the folder.
    ///
    /// # Errors
    /// The notes cannot be written.
    pub fn sweep(&self, keys: &BTreeSet<Hash>) -> io::Result<()> {
        let notes = self.folder.join("generations");
        let digest = digest(keys);
        let text = std::fs::read_to_string(&notes).unwrap_or_default();
        let mut lines = text.lines();
        let head = lines.next().and_then(|line| line.split_once(' '));
        let generation: u64 = match head {
            Some((_, last)) if last == digest => return Ok(()),
            Some((number, _)) => number.parse().unwrap_or(0),
            None => 0,
        } + 1;
        let mut used: BTreeMap<String, u64> = lines
            .filter_map(|line| line.split_once(' '))
            .filter_map(|(number, name)| Some((name.to_owned(), number.parse().ok()?)))
            .collect();
        used.extend(keys.iter().map(|key| (hex(key), generation)));
        let mut kept = BTreeMap::new();
        for file in self.files()? {
            let name = file
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            // Entries that another machine or a shard brought are new to the notes.
            let last = used.get(&name).copied().unwrap_or(generation);
            if is_key(&name) && last + GENERATIONS > generation {
                kept.insert(name, last);
            } else if is_key(&name) || name.starts_with(TEMPORARY) {
                std::fs::remove_file(file)?;
            }
        }
        let mut text = format!("{generation} {digest}\n");
        for (name, last) in &kept {
            text.push_str(&format!("{last} {name}\n"));
        }
        write_atomic(&notes, text.as_bytes())
    }

    /// All files here and one folder below.
    fn files(&self) -> io::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        let folders = match std::fs::read_dir(&self.folder) {
            Ok(folders) => folders,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(files),
            Err(error) => return Err(error),
        };
        for folder in folders {
            let folder = folder?;
            if folder.file_type()?.is_dir() {
                for file in std::fs::read_dir(folder.path())? {
                    files.push(file?.path());
                }
            } else {
                // The notes, or what a build that was killed had begun of them.
                files.push(folder.path());
            }
        }
        Ok(files)
    }
}

fn encode(entry: &Entry) -> io::Result<Vec<u8>> {
    let record = serde_json::to_vec(&entry.record)?;
    let length = u32::try_from(record.len()).map_err(io::Error::other)?;
    let mut body = length.to_le_bytes().to_vec();
    body.extend_from_slice(&record);
    body.extend_from_slice(&entry.card);
    for cover in &entry.covers {
        body.extend_from_slice(cover);
    }
    Ok([MAGIC, blake3::hash(&body).as_bytes(), &body].concat())
}

fn decode(bytes: &[u8]) -> Option<Entry> {
    let (sum, body) = bytes.strip_prefix(MAGIC)?.split_at_checked(32)?;
    if blake3::hash(body).as_bytes() != sum {
        return None;
    }
    let (length, rest) = body.split_first_chunk()?;
    let (record, mut files) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    let record: Record = serde_json::from_slice(record).ok()?;
    let mut next = |length: u64| -> Option<Vec<u8>> {
        let (file, rest) = files.split_at_checked(usize::try_from(length).ok()?)?;
        files = rest;
        Some(file.to_vec())
    };
    let card = next(record.facts.bytes)?;
    let covers = record
        .covers
        .iter()
        .map(|cover| next(cover.bytes))
        .collect::<Option<_>>()?;
    Some(Entry {
        record,
        card,
        covers,
    })
}

fn is_key(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn digest(keys: &BTreeSet<Hash>) -> String {
    let mut hasher = blake3::Hasher::new();
    for key in keys {
        hasher.update(key);
    }
    hasher.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::{Boxes, Square};

    fn entry(card: &[u8]) -> Entry {
        let facts = CardFacts {
            media_type: "image/png".into(),
            width: 4,
            height: 2,
            bytes: card.len() as u64,
            blake3: blake3::hash(card).to_hex().to_string(),
            alt: "가".into(),
            layout: "wipe".into(),
            lines: vec!["가".into()],
            kicker: None,
            subtitle: None,
            size_px: 64.0,
            ink: "#182148".into(),
            field: "#DDDFE2".into(),
            divider_x: None,
            contrast: 11.65,
            boxes: Boxes::default(),
            square: Square::default(),
            shrunk: false,
            ellipsis: false,
            missing: Vec::new(),
        };
        let cover = CoverRecord {
            ratio: "1x1".into(),
            width: 2,
            height: 2,
            bytes: 3,
            blake3: blake3::hash(b"abc").to_hex().to_string(),
        };
        Entry {
            record: Record {
                facts,
                covers: vec![cover],
            },
            card: card.to_vec(),
            covers: vec![b"abc".to_vec()],
        }
    }

    #[test]
    fn an_entry_comes_back_as_it_was_and_a_damaged_one_does_not_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let cards = Cards::new(folder.path());
        cards.put(&[7; 32], &entry(b"pixels")).unwrap();
        assert_eq!(cards.get(&[7; 32]), Some(entry(b"pixels")));
        assert_eq!(cards.get(&[8; 32]), None);
        let path = cards.path(&hex(&[7; 32]));
        let whole = std::fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            assert_eq!(decode(&bytes), None, "byte {at}");
            assert_eq!(decode(&whole[..at]), None, "cut at {at}");
        }
    }

    #[test]
    fn entries_of_branches_that_take_turns_stay_and_long_unused_ones_go() {
        let folder = tempfile::tempdir().unwrap();
        let cards = Cards::new(folder.path());
        for key in [1, 2, 3] {
            cards.put(&[key; 32], &entry(b"x")).unwrap();
        }
        cards
            .sweep(&BTreeSet::from([[1; 32], [2; 32], [3; 32]]))
            .unwrap();
        for turn in 0..40 {
            cards.sweep(&BTreeSet::from([[1 + turn % 2; 32]])).unwrap();
        }
        assert!(cards.get(&[1; 32]).is_some());
        assert!(cards.get(&[2; 32]).is_some());
        assert!(cards.get(&[3; 32]).is_none());
    }

    #[test]
    fn a_build_that_repeats_itself_ages_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let cards = Cards::new(folder.path());
        cards.put(&[1; 32], &entry(b"x")).unwrap();
        cards.sweep(&BTreeSet::from([[1; 32]])).unwrap();
        for _ in 0..40 {
            cards.sweep(&BTreeSet::from([[2; 32]])).unwrap();
        }
        assert!(cards.get(&[1; 32]).is_some());
    }
}
