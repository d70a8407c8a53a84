//! The record of the last publication: the files that feedcard wrote below a folder, and their hashes.
//!
//! In: the folder. Out: path -> hash. Only a file that is in this record and still has its hash may be removed: a
//! manifest below `out/` may be anybody's. Without a record the manifest's cards count, whose hashes it names.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::digest::{Digest, Hash, hash, hex, unhex};
use crate::disk::{is_absent, make_folder, plain, read_bounded, write_atomic};

/// First line of a record; any other means another format, and not a record.
const MAGIC: &str = "feedcard published 1";
/// The largest record or manifest that is read.
const LIMIT: u64 = 256 << 20;

/// Files by their path below the folder.
pub type Published = BTreeMap<String, Hash>;

/// Path of the record of the folder `target`, below `cache`.
pub(super) fn path(cache: &Path, target: &Path) -> PathBuf {
    let mut digest = Digest::of("published");
    // Relative where it can be, so that a checkout elsewhere finds its record.
    let shown = match cache.parent().map(|root| target.strip_prefix(root)) {
        Some(Ok(below)) => below,
        Some(Err(_)) | None => target,
    };
    digest.bytes(shown.as_os_str().as_encoded_bytes());
    cache.join("published").join(hex(&digest.hash()))
}

/// The record kept in `record`; else the cards of `manifest`; else nothing.
///
/// # Errors
/// One of them is a link or not a plain file, or the system refuses; with its path.
pub(super) fn load(record: &Path, manifest: &Path) -> Result<Published, (PathBuf, io::Error)> {
    let read = |path: &Path| -> Result<Option<Vec<u8>>, (PathBuf, io::Error)> {
        let read = match plain(path) {
            Ok(None) => return Ok(None),
            Ok(Some(_)) => read_bounded(path, LIMIT),
            Err(error) => Err(error),
        };
        match read {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err((path.to_owned(), error)),
        }
    };
    if let Some(published) = read(record)?.and_then(|bytes| decode(&bytes)) {
        return Ok(published);
    }
    Ok(read(manifest)?.map_or_else(Published::new, |bytes| cards(&bytes)))
}

/// Keeps `published` in `record`, unless it is there already.
///
/// # Errors
/// The disk is full, or gone.
pub(super) fn save(record: &Path, published: &Published) -> io::Result<()> {
    let mut body = String::new();
    for (path, hash) in published {
        body.push_str(&hex(hash));
        body.push(' ');
        body.push_str(path);
        body.push('\n');
    }
    let text = format!("{MAGIC}\n{}\n{body}", hex(&hash(body.as_bytes())));
    if read_bounded(record, LIMIT).is_ok_and(|there| there == text.as_bytes()) {
        return Ok(());
    }
    if let Some(folder) = record.parent() {
        make_folder(folder.parent().unwrap_or(folder), folder)?;
    }
    write_atomic(record, text.as_bytes())
}

fn decode(bytes: &[u8]) -> Option<Published> {
    let text = std::str::from_utf8(bytes).ok()?;
    let rest = text.strip_prefix(MAGIC)?.strip_prefix('\n')?;
    let (sum, body) = rest.split_once('\n')?;
    if unhex(sum)? != hash(body.as_bytes()) {
        return None;
    }
    let entry = |line: &str| {
        let (hash, path) = line.split_once(' ')?;
        Some((path.to_owned(), unhex(hash)?))
    };
    body.lines().map(entry).collect()
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    posts: Vec<Post>,
    #[serde(default)]
    pages: Vec<Post>,
}

#[derive(Deserialize)]
struct Post {
    card: Option<Card>,
}

#[derive(Deserialize)]
struct Card {
    path: String,
    blake3: String,
}

fn cards(manifest: &[u8]) -> Published {
    let manifest: Option<Manifest> = serde_json::from_slice(manifest).ok();
    let manifest = manifest.into_iter();
    let posts = manifest.flat_map(|manifest| manifest.posts.into_iter().chain(manifest.pages));
    let cards = posts.filter_map(|post| post.card);
    cards
        .filter_map(|card| Some((card.path, unhex(&card.blake3)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_comes_back_and_a_damaged_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let record = path(folder.path(), &folder.path().join("out"));
        let none = folder.path().join("none");
        assert!(load(&record, &none).unwrap().is_empty());
        let published = Published::from([("한 글/a.xml".to_owned(), hash(b"a"))]);
        save(&record, &published).unwrap();
        assert_eq!(load(&record, &none).unwrap(), published);
        let whole = std::fs::read(&record).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            assert_eq!(decode(&bytes), None, "byte {at}");
        }
    }

    #[test]
    fn without_a_record_only_the_cards_of_a_manifest_count() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = folder.path().join("feedcard.json");
        let json = format!(
            r#"{{"files":["mine.txt","x/c.jpg"],"posts":[{{"card":null}},{{"card":{{"path":"x/c.jpg","blake3":"{}"}}}}],"pages":[{{"card":{{"path":"d.jpg","blake3":"{}"}}}}]}}"#,
            hex(&hash(b"c")),
            hex(&hash(b"d"))
        );
        std::fs::write(&manifest, json).unwrap();
        let found = load(&folder.path().join("none"), &manifest).unwrap();
        let wanted = [("x/c.jpg", hash(b"c")), ("d.jpg", hash(b"d"))];
        assert_eq!(
            found,
            wanted.map(|(path, hash)| (path.to_owned(), hash)).into()
        );
    }
}
