//! Files named by the hash of their bytes: cards, covers, documents.
//!
//! In: bytes. Out: the same bytes, proved by their hash, or nothing. An object never changes, so folders of several
//! machines merge by copying, and a file below `out/` may share the disk blocks of its object (a hard link).

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::digest::{Hash, hex};
use crate::disk::{create_temporary, fill, is_absent, open_plain, plain};

/// Bytes read at a time: they fit the processor's second cache.
const CHUNK: usize = 128 << 10;

/// The folder of objects.
pub(super) struct Objects {
    /// Files in the making stand here, where the next build finds what a killed one left.
    cache: PathBuf,
    folder: PathBuf,
}

impl Objects {
    /// The objects below the cache folder `cache`.
    pub fn new(cache: &Path) -> Objects {
        Objects {
            cache: cache.to_owned(),
            folder: cache.join("objects"),
        }
    }

    /// Path of the object of `hash`, which need not exist.
    pub fn path(&self, hash: &Hash) -> PathBuf {
        let name = hex(hash);
        self.folder.join(&name[..2]).join(&name[2..])
    }

    /// Keeps `bytes`, whose hash is `hash`.
    ///
    /// # Errors
    /// The disk is full, or cannot be written; with the path.
    pub fn put(&self, bytes: &[u8], hash: &Hash) -> Result<(), (PathBuf, io::Error)> {
        let path = self.path(hash);
        let folder = path.parent().unwrap_or(&self.folder);
        let write = || -> io::Result<()> {
            let (mut file, temporary) = create_temporary(&self.cache)?;
            let place = || match std::fs::rename(&temporary, &path) {
                Err(error) if is_absent(&error) => {
                    std::fs::create_dir_all(folder)?;
                    std::fs::rename(&temporary, &path)
                }
                other => other,
            };
            let written = file.write_all(bytes).and_then(|()| place());
            if written.is_err() {
                // The first error counts; the remains are removed by the next build.
                let _ = std::fs::remove_file(&temporary);
            }
            written
        };
        write().map_err(|error| (path.clone(), error))
    }

    /// Returns true if the object of `hash` is there with exactly its bytes; `fits` judges the first of them. One that is not
    /// is removed.
    pub fn is_whole(&self, hash: &Hash, length: u64, fits: &dyn Fn(&[u8]) -> bool) -> bool {
        let path = self.path(hash);
        let Ok(Some(meta)) = plain(&path) else {
            return false;
        };
        let whole = meta.len() == length
            && open_plain(&path, &meta, length)
                .and_then(|file| hash_of(file, length, fits))
                .is_ok_and(|found| found == Some(*hash));
        if !whole {
            // Useless to everybody; if it cannot be removed, it is replaced.
            let _ = std::fs::remove_file(&path);
        }
        whole
    }

    /// Removes every object that `is_live` does not name, and the remains of killed runs. Nobody else may use the folder.
    ///
    /// # Errors
    /// A folder cannot be read, or a file not removed; with its path.
    pub fn sweep(&self, is_live: &dyn Fn(&Hash) -> bool) -> Result<(), (PathBuf, io::Error)> {
        for folder in entries(&self.folder)? {
            let first = folder.file_name().unwrap_or_default().to_owned();
            if !folder.is_dir() {
                continue;
            }
            for file in entries(&folder)? {
                let rest = file.file_name().unwrap_or_default().to_string_lossy();
                let name = format!("{}{rest}", first.to_string_lossy());
                if crate::digest::unhex(&name).is_some_and(|hash| is_live(&hash)) {
                    continue;
                }
                std::fs::remove_file(&file).map_err(|error| (file.clone(), error))?;
            }
        }
        Ok(())
    }
}

/// Entries of a folder; empty if it is not there.
pub(super) fn entries(folder: &Path) -> Result<Vec<PathBuf>, (PathBuf, io::Error)> {
    let fail = |error| (folder.to_owned(), error);
    let found = match std::fs::read_dir(folder) {
        Ok(found) => found,
        Err(error) if is_absent(&error) => return Ok(Vec::new()),
        Err(error) => return Err(fail(error)),
    };
    let paths = found.map(|entry| entry.map(|entry| entry.path()));
    paths.collect::<io::Result<Vec<_>>>().map_err(fail)
}

/// The hash of the content of `file`; `fits` judges its first bytes, and `None` means that it refused them. Reads `limit`
/// bytes at most.
pub(super) fn hash_of(
    file: File,
    limit: u64,
    fits: &dyn Fn(&[u8]) -> bool,
) -> io::Result<Option<Hash>> {
    thread_local! {
        // A fresh buffer for each of thousands of files would cost more than the reading.
        static BUFFER: std::cell::RefCell<Vec<u8>> = std::cell::RefCell::new(vec![0; CHUNK]);
    }
    BUFFER.with_borrow_mut(|buffer| {
        let mut file = file.take(limit.saturating_add(1));
        let mut hasher = blake3::Hasher::new();
        let mut total = 0;
        loop {
            let filled = fill(&mut file, buffer)?;
            if total == 0 && !fits(&buffer[..filled]) {
                return Ok(None);
            }
            hasher.update(&buffer[..filled]);
            total += filled as u64;
            if filled < buffer.len() {
                break;
            }
        }
        if total > limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(Some(*hasher.finalize().as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::hash;

    const ANY: &dyn Fn(&[u8]) -> bool = &|_| true;

    #[test]
    fn an_object_is_whole_until_a_byte_changes_and_then_it_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::new(folder.path());
        let bytes = vec![7; 300_000];
        let name = hash(&bytes);
        assert!(!objects.is_whole(&name, 300_000, ANY));
        objects.put(&bytes, &name).unwrap();
        assert!(objects.is_whole(&name, 300_000, ANY));
        let mut damaged = bytes.clone();
        damaged[299_999] ^= 1;
        std::fs::write(objects.path(&name), &damaged).unwrap();
        assert!(!objects.is_whole(&name, 300_000, ANY));
        assert!(!objects.path(&name).exists());
    }

    #[test]
    fn an_object_whose_first_bytes_are_of_another_kind_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::new(folder.path());
        let name = hash(b"<!doctype html>");
        objects.put(b"<!doctype html>", &name).unwrap();
        assert!(!objects.is_whole(&name, 15, &|head| head.starts_with(&[0xFF, 0xD8])));
    }

    #[test]
    fn objects_that_nothing_names_are_swept_and_the_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::new(folder.path());
        let (kept, dropped) = (hash(b"kept"), hash(b"dropped"));
        objects.put(b"kept", &kept).unwrap();
        objects.put(b"dropped", &dropped).unwrap();
        let begun = objects.path(&kept).with_file_name(".feedcard-tmp-1-1");
        std::fs::write(&begun, "half").unwrap();
        objects.sweep(&|hash| *hash == kept).unwrap();
        assert!(objects.path(&kept).exists());
        assert!(!objects.path(&dropped).exists() && !begun.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_place_of_an_object_is_replaced_and_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::new(folder.path());
        let name = hash(b"bytes");
        let victim = folder.path().join("victim");
        std::fs::write(&victim, "bytes").unwrap();
        std::fs::create_dir_all(objects.path(&name).parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(&victim, objects.path(&name)).unwrap();
        assert!(!objects.is_whole(&name, 5, ANY));
        objects.put(b"bytes", &name).unwrap();
        assert!(objects.is_whole(&name, 5, ANY));
        assert!(!objects.path(&name).is_symlink() && victim.exists());
    }
}
