//! Many small values in few files: actions, and objects that never go below `out/` (rendered bodies).
//!
//! In: a kind, a key and a value. Out: the value, proved by its hash, or nothing. A run appends to one file of its own,
//! which is sealed when the run ends: it gets a table and the name of that table's hash. Sealed packs never change, so
//! folders of several machines merge by copying. What a killed run appended is sealed by the next build.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::digest::{Hash, hash, unhex};
use crate::disk::{TEMPORARY, create_temporary, is_absent};
use crate::guard::lock;
use crate::output::objects::entries;
use crate::output::pack::{HEAD, Key, Kind, MAGIC, Pack, Part, recover, seal};

/// Bytes appended at a time: this much of a killed run is lost.
const BLOCK: usize = 128 << 10;
/// Bytes that a run without a cache keeps in memory before it asks for a temporary file.
const MEMORY: usize = 8 << 20;
/// Packs beside each other before small ones are merged.
const MOST: usize = 8;

/// Place for a run's own entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// Into a pack of the folder.
    Folder,
    /// Nowhere: they are gone with the process.
    Run,
}

/// All packs of a folder, and the one that this run appends to.
pub(super) struct Packs {
    folder: PathBuf,
    keep: Keep,
    sealed: Vec<Pack>,
    part: Mutex<Part>,
}

impl Packs {
    /// The packs below the cache folder `cache`, or none of them without `read`. With `alone`, the remains of killed runs are
    /// sealed first: nobody else may append now.
    ///
    /// # Errors
    /// A pack is a link or not a plain file, or the system refuses; with its path.
    pub fn open(
        cache: &Path,
        read: bool,
        keep: Keep,
        alone: bool,
    ) -> Result<Packs, (PathBuf, io::Error)> {
        let mut packs = Packs {
            folder: cache.join("packs"),
            keep,
            sealed: Vec::new(),
            part: Mutex::new(Part::new()),
        };
        let mut paths = if read {
            entries(&packs.folder)?
        } else {
            Vec::new()
        };
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let fail = |error| (path.clone(), error);
            if unhex(&name).is_some() {
                packs.sealed.extend(Pack::open(&path).map_err(fail)?);
            } else if name.starts_with(TEMPORARY) && alone {
                packs.sealed.extend(recover(&path).map_err(fail)?);
            }
        }
        Ok(packs)
    }

    /// The value of an entry, if it is there and whole.
    pub fn get(&self, kind: Kind, key: &Hash) -> Option<Vec<u8>> {
        let key = (kind as u8, *key);
        let own = lock(&self.part).find(&key);
        if let Some(own) = own {
            return own.read();
        }
        self.sealed.iter().find_map(|pack| pack.get(&key))
    }

    /// Returns true if an entry is there, whole or not.
    pub fn has(&self, kind: Kind, key: &Hash) -> bool {
        let key = (kind as u8, *key);
        lock(&self.part).slots.contains_key(&key)
            || self.sealed.iter().any(|pack| pack.find(&key).is_some())
    }

    /// Keeps `value`.
    ///
    /// # Errors
    /// The disk is full, or gone; with the path.
    pub fn put(&self, kind: Kind, key: &Hash, value: &[u8]) -> Result<(), (PathBuf, io::Error)> {
        // An object's key is its hash.
        let hash = match kind {
            Kind::Action => hash(value),
            Kind::Object => *key,
        };
        let mut part = lock(&self.part);
        let block = match self.keep {
            Keep::Folder => BLOCK,
            Keep::Run => MEMORY,
        };
        part.put((kind as u8, *key), value, hash);
        if part.waiting.len() < block {
            return Ok(());
        }
        self.flush(&mut part)
    }

    fn flush(&self, part: &mut Part) -> Result<(), (PathBuf, io::Error)> {
        if part.file.is_none() {
            part.file = match self.keep {
                Keep::Folder => Some(self.begin()?),
                // Without a temporary folder all of it stays in memory.
                Keep::Run => tempfile::tempfile()
                    .ok()
                    .map(|file| (Arc::new(file), std::env::temp_dir())),
            };
        }
        let path = part
            .file
            .as_ref()
            .map_or_else(PathBuf::new, |(_, path)| path.clone());
        part.flush().map_err(|error| (path, error))
    }

    fn begin(&self) -> Result<(Arc<File>, PathBuf), (PathBuf, io::Error)> {
        let begin = || {
            let made = match create_temporary(&self.folder) {
                Err(error) if is_absent(&error) => {
                    std::fs::create_dir_all(&self.folder)?;
                    create_temporary(&self.folder)
                }
                other => other,
            };
            let (mut file, path) = made?;
            file.write_all(MAGIC)?;
            Ok((Arc::new(file), path))
        };
        begin().map_err(|error| (self.folder.clone(), error))
    }

    /// Seals what this run appended.
    ///
    /// # Errors
    /// The disk is full, or gone; with the path.
    pub fn seal(&mut self) -> Result<(), (PathBuf, io::Error)> {
        let mut part = std::mem::replace(&mut *lock(&self.part), Part::new());
        if self.keep == Keep::Run || part.slots.is_empty() {
            return Ok(());
        }
        self.flush(&mut part)?;
        let Some((file, path)) = part.file.take() else {
            return Ok(());
        };
        let pack = seal(file, &path, &part.slots, part.end).map_err(|error| (path, error))?;
        self.sealed.push(pack);
        Ok(())
    }

    /// True if there are so many packs that small ones should become one.
    pub fn is_many(&self) -> bool {
        self.sealed.len() > MOST
    }

    /// Every action that is kept, with its value.
    pub fn actions(&self) -> impl Iterator<Item = (Hash, Vec<u8>)> {
        self.sealed.iter().flat_map(|pack| {
            let keys = pack.keys().filter(|key| key.0 == Kind::Action as u8);
            keys.filter_map(|key| Some((key.1, pack.get(&key)?)))
        })
    }

    /// Drops what `is_live` does not name if that is worth the work: packs that are half dead are written anew, and
    /// many small ones become one. Nobody else may use the folder.
    ///
    /// # Errors
    /// The disk is full, or gone; with the path.
    pub fn sweep(
        &mut self,
        is_live: &dyn Fn(Kind, &Hash) -> bool,
    ) -> Result<(), (PathBuf, io::Error)> {
        let live = |key: &Key| match key.0 {
            0 => is_live(Kind::Action, &key.1),
            _ => is_live(Kind::Object, &key.1),
        };
        let mut sizes = Vec::with_capacity(self.sealed.len());
        for pack in &self.sealed {
            let bytes = |keep: bool| -> u64 {
                let rows = pack.rows().filter(|(key, _)| live(key) == keep);
                rows.map(|(_, slot)| slot.length + HEAD as u64).sum()
            };
            sizes.push((bytes(true), bytes(false)));
        }
        let rewrite: Vec<bool> = if self.sealed.len() > MOST {
            let largest = sizes.iter().map(|(live, _)| *live).max().unwrap_or(0);
            let others: u64 = sizes.iter().map(|(live, _)| live).sum::<u64>() - largest;
            let all = others > largest / 2;
            let small = |(live, dead): &(u64, u64)| all || *live < largest || dead > live;
            sizes.iter().map(small).collect()
        } else {
            sizes.iter().map(|(live, dead)| dead > live).collect()
        };
        if !rewrite.contains(&true) {
            return Ok(());
        }
        let (mut old, mut kept) = (Vec::new(), Vec::new());
        for (pack, rewrite) in std::mem::take(&mut self.sealed).into_iter().zip(rewrite) {
            if rewrite { &mut old } else { &mut kept }.push(pack);
        }
        self.sealed = kept;
        let mut part = Part::new();
        for pack in &old {
            for (key, _) in pack.rows().filter(|(key, _)| live(key)) {
                if part.slots.contains_key(&key) {
                    continue;
                }
                let Some(value) = pack.get(&key) else {
                    continue;
                };
                part.put(key, &value, hash(&value));
                if part.waiting.len() > 1 << 20 {
                    self.flush(&mut part)?;
                }
            }
        }
        if !part.slots.is_empty() {
            self.flush(&mut part)?;
        }
        if let Some((file, path)) = part.file.take() {
            let pack = seal(file, &path, &part.slots, part.end).map_err(|error| (path, error))?;
            old.retain(|one| one.path != pack.path);
            self.sealed.push(pack);
        }
        for pack in old {
            std::fs::remove_file(&pack.path).map_err(|error| (pack.path, error))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(cache: &Path) -> Packs {
        Packs::open(cache, true, Keep::Folder, true).unwrap()
    }

    fn names(cache: &Path) -> Vec<PathBuf> {
        entries(&cache.join("packs")).unwrap()
    }

    #[test]
    fn a_value_comes_back_in_this_run_and_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let mut packs = open(folder.path());
        packs.put(Kind::Action, &[1; 32], b"one").unwrap();
        let large = vec![7; 3 << 20];
        packs.put(Kind::Object, &hash(&large), &large).unwrap();
        packs.put(Kind::Action, &[3; 32], b"").unwrap();
        assert_eq!(packs.get(Kind::Action, &[1; 32]).unwrap(), b"one");
        assert_eq!(packs.get(Kind::Action, &[3; 32]).unwrap(), b"");
        packs.seal().unwrap();
        let packs = open(folder.path());
        assert_eq!(packs.get(Kind::Action, &[1; 32]).unwrap(), b"one");
        assert_eq!(packs.get(Kind::Object, &hash(&large)), Some(large));
        assert_eq!(packs.get(Kind::Object, &[3; 32]), None);
    }

    #[test]
    fn a_value_that_changed_in_the_file_is_no_value_also_in_the_run_that_wrote_it() {
        let folder = tempfile::tempdir().unwrap();
        let packs = open(folder.path());
        packs.put(Kind::Action, &[1; 32], &vec![1; BLOCK]).unwrap();
        assert_eq!(packs.get(Kind::Action, &[1; 32]).unwrap(), vec![1; BLOCK]);
        let path = names(folder.path()).remove(0);
        let mut bytes = std::fs::read(&path).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(packs.get(Kind::Action, &[1; 32]), None);
    }

    #[test]
    fn what_a_killed_run_appended_is_sealed_by_the_next_build() {
        let folder = tempfile::tempdir().unwrap();
        let packs = open(folder.path());
        packs.put(Kind::Action, &[1; 32], &vec![1; BLOCK]).unwrap();
        packs
            .put(Kind::Action, &[2; 32], b"still in memory")
            .unwrap();
        drop(packs);
        // It was killed in the middle of an entry, too.
        let path = names(folder.path()).remove(0);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.extend_from_slice(&[0; 50]);
        std::fs::write(&path, bytes).unwrap();
        let packs = open(folder.path());
        assert_eq!(packs.get(Kind::Action, &[1; 32]).unwrap(), vec![1; BLOCK]);
        assert_eq!(packs.get(Kind::Action, &[2; 32]), None);
        drop(packs);
        assert_eq!(names(folder.path()).len(), 1);
        assert!(open(folder.path()).has(Kind::Action, &[1; 32]));
    }

    #[test]
    fn folders_of_two_machines_merge_by_copying() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for (folder, key) in [(&one, 1), (&other, 2)] {
            let mut packs = open(folder.path());
            packs.put(Kind::Action, &[key; 32], &[key]).unwrap();
            packs.seal().unwrap();
        }
        for path in names(other.path()) {
            let to = one.path().join("packs").join(path.file_name().unwrap());
            std::fs::copy(path, to).unwrap();
        }
        let packs = open(one.path());
        assert_eq!(packs.get(Kind::Action, &[1; 32]).unwrap(), [1]);
        assert_eq!(packs.get(Kind::Action, &[2; 32]).unwrap(), [2]);
    }

    #[test]
    fn a_damaged_byte_loses_its_entry_or_its_pack_and_hands_out_nothing_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let mut packs = open(folder.path());
        packs.put(Kind::Action, &[1; 32], b"one").unwrap();
        packs.put(Kind::Action, &[2; 32], b"two").unwrap();
        packs.seal().unwrap();
        let path = names(folder.path()).remove(0);
        let whole = std::fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            for damaged in [&bytes[..], &whole[..at]] {
                std::fs::write(&path, damaged).unwrap();
                let packs = open(folder.path());
                for (key, value) in [([1; 32], b"one"), ([2; 32], b"two")] {
                    let found = packs.get(Kind::Action, &key);
                    assert!(found.is_none_or(|found| found == value), "byte {at}");
                }
            }
        }
    }

    #[test]
    fn many_small_packs_become_one_and_dead_entries_go() {
        let folder = tempfile::tempdir().unwrap();
        for key in 0..12 {
            let mut packs = open(folder.path());
            packs.put(Kind::Action, &[key; 32], &[key; 1000]).unwrap();
            packs.seal().unwrap();
        }
        assert_eq!(names(folder.path()).len(), 12);
        let mut packs = open(folder.path());
        packs.sweep(&|_, key| key[0] % 2 == 0).unwrap();
        assert_eq!(names(folder.path()).len(), 1);
        let packs = open(folder.path());
        for key in 0..12 {
            let found = packs.get(Kind::Action, &[key; 32]);
            assert_eq!(found.is_some(), key % 2 == 0, "{key}");
        }
    }

    #[test]
    fn a_sweep_that_would_save_little_writes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut packs = open(folder.path());
        for key in 0..10 {
            packs.put(Kind::Action, &[key; 32], &[key; 1000]).unwrap();
        }
        packs.seal().unwrap();
        let before = names(folder.path());
        packs.sweep(&|_, key| key[0] > 3).unwrap();
        assert_eq!(names(folder.path()), before);
        packs.sweep(&|_, key| key[0] > 7).unwrap();
        assert_ne!(names(folder.path()), before);
        assert!(std::fs::metadata(&names(folder.path())[0]).unwrap().len() < 3000);
    }

    #[test]
    fn a_run_without_a_cache_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let mut packs = Packs::open(folder.path(), false, Keep::Run, false).unwrap();
        let large = vec![7; MEMORY];
        packs.put(Kind::Object, &hash(b"one"), b"one").unwrap();
        packs.put(Kind::Object, &hash(&large), &large).unwrap();
        assert_eq!(packs.get(Kind::Object, &hash(b"one")).unwrap(), b"one");
        assert_eq!(packs.get(Kind::Object, &hash(&large)), Some(large));
        packs.seal().unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
