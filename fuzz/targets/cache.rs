//! Any damage to a cache folder, and any text as a manifest or a record: what is handed out is what was kept, or nothing.
#![no_main]

use arbitrary::Arbitrary;
use feedcard::digest::{Digest, Hash};
use feedcard::output::store::{Access, Action, Store};
use libfuzzer_sys::fuzz_target;
use std::path::{Path, PathBuf};

#[derive(Debug, Arbitrary)]
struct Damage<'a> {
    values: Vec<&'a [u8]>,
    /// Which file, at which byte, and what is written there.
    edits: Vec<(u8, u16, &'a [u8])>,
    cuts: Vec<(u8, u16)>,
    manifest: &'a [u8],
    /// In the place of the record of the last publication.
    record: Option<&'a [u8]>,
}

fn key(number: usize) -> Hash {
    Digest::of("fuzz").number(number as u64).hash()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder of our own")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

fuzz_target!(|damage: Damage| {
    let root = tempfile::tempdir().expect("a folder");
    let cache = root.path().join(".feedcard");
    let out = root.path().join("out");
    let values: Vec<&[u8]> = damage.values.iter().take(16).copied().collect();

    let store = Store::open(&cache, Access::Build, true).expect("an empty folder");
    for (number, value) in values.iter().enumerate() {
        let object = store.put(value).expect("room");
        let action = Action { objects: vec![object], facts: value.to_vec() };
        store.keep(&key(number), &action).expect("room");
    }
    let index = store.stat_index();
    store.close(true, &index).expect("room");

    let mut all = Vec::new();
    files(&cache, &mut all);
    for (file, at, bytes) in damage.edits.iter().take(32) {
        let path = &all[usize::from(*file) % all.len()];
        let mut there = std::fs::read(path).expect("a file of our own");
        let at = usize::from(*at) % (there.len() + 1);
        let end = (at + bytes.len()).min(there.len());
        there.splice(at..end, bytes.iter().copied());
        std::fs::write(path, there).expect("room");
    }
    for (file, length) in damage.cuts.iter().take(4) {
        let path = &all[usize::from(*file) % all.len()];
        let there = std::fs::read(path).expect("a file of our own");
        std::fs::write(path, &there[..usize::from(*length).min(there.len())]).expect("room");
    }
    if let Some(record) = damage.record {
        std::fs::write(cache.join("published").join("0".repeat(64)), record).expect("room");
    }
    let manifest = root.path().join("feedcard.json");
    std::fs::write(&manifest, damage.manifest).expect("room");

    // A folder that is somebody else's is refused; all that is opened hands out what was kept, or nothing.
    let Ok(store) = Store::open(&cache, Access::Build, true) else { return };
    for (number, value) in values.iter().enumerate() {
        if let Some(action) = store.action(&key(number)) {
            assert_eq!(action.facts, *value);
            for object in &action.objects {
                assert!(store.get(object).is_none_or(|found| found == *value));
            }
        }
    }
    let published = store.published(&out, &manifest).expect("plain files");
    assert!(published.values().all(|hash| hash.len() == 32));
    let index = store.stat_index();
    store.close(true, &index).expect("room");
});
