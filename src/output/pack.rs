//! Many small values in one file, by key: rendered bodies, facts of cards.
//!
//! In: a key that is the hash of all that the value depends on, and the value. Out: the value, verified, or nothing. It
//! is a memory, not a truth: a damaged or missing file costs time and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::guard::lock;
use crate::output::{Hash, new_file};

/// Bytes of a record before its value: key, length, hash of the value.
const HEAD: u64 = 32 + 8 + 32;

#[derive(Debug, Clone, Copy)]
struct Slot {
    offset: u64,
    length: u64,
    hash: Hash,
}

struct Inner {
    file: Option<Arc<File>>,
    /// Values by key; the last record of a key counts.
    slots: BTreeMap<Hash, Slot>,
    used: BTreeSet<Hash>,
    /// Where the next record goes.
    end: u64,
    /// Records that are not in the file yet.
    waiting: Vec<u8>,
}

/// A file of values; several threads may use it at once, several processes may not write it.
pub struct Pack {
    path: Option<PathBuf>,
    inner: Mutex<Inner>,
}

impl Pack {
    /// The pack kept in `path`; new if it is missing. What stands after a damaged record head is cut off.
    ///
    /// # Errors
    /// It cannot be opened for reading and writing.
    pub fn open(path: &Path) -> io::Result<Pack> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        let (slots, end) = scan(&file)?;
        Ok(Pack::of(Some(path.to_owned()), file, slots, end))
    }

    /// A pack that is gone with this process, begun with what is kept in `path`.
    ///
    /// # Errors
    /// The system's temporary folder takes no file.
    pub fn passing() -> io::Result<Pack> {
        Ok(Pack::of(None, tempfile::tempfile()?, BTreeMap::new(), 0))
    }

    /// What is kept in `path`, for reading only; nothing if it is missing. What is put into it is forgotten.
    pub fn peek(path: &Path) -> Pack {
        let opened = File::open(path).and_then(|file| scan(&file).map(|found| (file, found)));
        let (file, slots) = match opened {
            Ok((file, (slots, _))) => (Some(Arc::new(file)), slots),
            Err(_) => (None, BTreeMap::new()),
        };
        Pack {
            path: None,
            inner: Mutex::new(Inner {
                file,
                slots,
                used: BTreeSet::new(),
                end: u64::MAX,
                waiting: Vec::new(),
            }),
        }
    }

    fn of(path: Option<PathBuf>, file: File, slots: BTreeMap<Hash, Slot>, end: u64) -> Pack {
        Pack {
            path,
            inner: Mutex::new(Inner {
                file: Some(Arc::new(file)),
                slots,
                used: BTreeSet::new(),
                end,
                waiting: Vec::new(),
            }),
        }
    }

    /// The value of `key`, if it is there and whole.
    pub fn get(&self, key: &Hash) -> Option<Vec<u8>> {
        let mut inner = self.lock();
        inner.used.insert(*key);
        let slot = *inner.slots.get(key)?;
        let length = usize::try_from(slot.length).ok()?;
        let written = inner.end.saturating_sub(inner.waiting.len() as u64);
        let value = if slot.offset >= written {
            let from = usize::try_from(slot.offset - written).ok()?;
            let value = inner.waiting.get(from..from + length)?.to_vec();
            drop(inner);
            value
        } else {
            let file = Arc::clone(inner.file.as_ref()?);
            let mut value = vec![0; length];
            #[cfg(unix)]
            {
                // Other threads need not wait for the disk.
                drop(inner);
                std::os::unix::fs::FileExt::read_exact_at(&*file, &mut value, slot.offset).ok()?;
            }
            #[cfg(not(unix))]
            {
                let mut file = &*file;
                file.seek(SeekFrom::Start(slot.offset)).ok()?;
                file.read_exact(&mut value).ok()?;
                drop(inner);
            }
            value
        };
        (*blake3::hash(&value).as_bytes() == slot.hash).then_some(value)
    }

    /// Keeps `value` under `key`.
    ///
    /// # Errors
    /// The disk is full, or gone.
    pub fn put(&self, key: &Hash, value: &[u8]) -> io::Result<()> {
        let hash = *blake3::hash(value).as_bytes();
        let mut inner = self.lock();
        if inner.end == u64::MAX {
            return Ok(());
        }
        let length = value.len() as u64;
        inner.waiting.extend_from_slice(key);
        inner.waiting.extend_from_slice(&length.to_le_bytes());
        inner.waiting.extend_from_slice(&hash);
        inner.waiting.extend_from_slice(value);
        let slot = Slot {
            offset: inner.end + HEAD,
            length,
            hash,
        };
        inner.end += HEAD + length;
        inner.slots.insert(*key, slot);
        inner.used.insert(*key);
        if inner.waiting.len() > 1 << 20 {
            inner.flush()?;
        }
        Ok(())
    }

    /// Notes that the value of `key` is of use, though nobody asked for it.
    pub fn mark(&self, key: &Hash) {
        self.lock().used.insert(*key);
    }

    /// Writes what waits; where `sweep`, rewrites the file without what this run did not use once that is more than
    /// half of it.
    ///
    /// # Errors
    /// The disk is full, or gone.
    pub fn close(self, sweep: bool) -> io::Result<()> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        let mut inner = self.lock();
        inner.flush()?;
        let used = |inner: &Inner, key: &Hash| inner.used.contains(key);
        let live: u64 = inner
            .slots
            .iter()
            .filter(|(key, _)| used(&inner, key))
            .map(|(_, slot)| HEAD + slot.length)
            .sum();
        if !sweep || live * 2 >= inner.end {
            return Ok(());
        }
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut fresh = io::BufWriter::new(new_file(folder)?);
        let keys: Vec<Hash> = inner.slots.keys().copied().collect();
        drop(inner);
        for key in keys {
            if !self.lock().used.contains(&key) {
                continue;
            }
            let Some(value) = self.get(&key) else {
                continue;
            };
            fresh.write_all(&key)?;
            fresh.write_all(&(value.len() as u64).to_le_bytes())?;
            fresh.write_all(blake3::hash(&value).as_bytes())?;
            fresh.write_all(&value)?;
        }
        let fresh = fresh.into_inner().map_err(io::IntoInnerError::into_error)?;
        fresh.persist(path)?;
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        lock(&self.inner)
    }
}

impl Inner {
    fn flush(&mut self) -> io::Result<()> {
        let start = self.end - self.waiting.len() as u64;
        if let Some(file) = &self.file
            && !self.waiting.is_empty()
        {
            let mut file: &File = file;
            file.seek(SeekFrom::Start(start))?;
            file.write_all(&self.waiting)?;
            self.waiting.clear();
        }
        Ok(())
    }
}

/// Reads every record head; cuts the file off where a record is not whole.
fn scan(file: &File) -> io::Result<(BTreeMap<Hash, Slot>, u64)> {
    let total = file.metadata()?.len();
    // Small: what it skips of a long value is not read.
    let mut reader = BufReader::with_capacity(1 << 12, file);
    let mut slots = BTreeMap::new();
    let mut at = 0;
    while total - at >= HEAD {
        let (mut key, mut length, mut hash) = ([0; 32], [0; 8], [0; 32]);
        reader.read_exact(&mut key)?;
        reader.read_exact(&mut length)?;
        reader.read_exact(&mut hash)?;
        let length = u64::from_le_bytes(length);
        if length > total - at - HEAD {
            break;
        }
        let offset = at + HEAD;
        let slot = Slot {
            offset,
            length,
            hash,
        };
        slots.insert(key, slot);
        let skip = i64::try_from(length).map_err(io::Error::other)?;
        reader.seek_relative(skip)?;
        at = offset + length;
    }
    Ok((slots, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_back_in_this_run_and_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p");
        let pack = Pack::open(&path).unwrap();
        pack.put(&[1; 32], b"one").unwrap();
        pack.put(&[2; 32], &vec![7; 3 << 20]).unwrap();
        pack.put(&[3; 32], b"").unwrap();
        assert_eq!(pack.get(&[1; 32]).unwrap(), b"one");
        assert_eq!(pack.get(&[3; 32]).unwrap(), b"");
        pack.close(true).unwrap();
        let pack = Pack::open(&path).unwrap();
        assert_eq!(pack.get(&[1; 32]).unwrap(), b"one");
        assert_eq!(pack.get(&[2; 32]).unwrap(), vec![7; 3 << 20]);
        assert_eq!(pack.get(&[4; 32]), None);
    }

    #[test]
    fn a_damaged_value_is_not_handed_out_and_a_torn_end_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p");
        let pack = Pack::open(&path).unwrap();
        pack.put(&[1; 32], b"one").unwrap();
        pack.put(&[2; 32], b"two").unwrap();
        pack.close(true).unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[HEAD as usize] ^= 1;
        bytes.pop();
        std::fs::write(&path, &bytes).unwrap();
        let pack = Pack::open(&path).unwrap();
        assert_eq!(pack.get(&[1; 32]), None);
        assert_eq!(pack.get(&[2; 32]), None);
        pack.put(&[2; 32], b"two").unwrap();
        pack.close(true).unwrap();
        assert_eq!(Pack::peek(&path).get(&[2; 32]).unwrap(), b"two");
    }

    #[test]
    fn what_no_run_uses_is_swept_out_once_it_is_most_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p");
        let pack = Pack::open(&path).unwrap();
        for key in 0..10 {
            pack.put(&[key; 32], &[key; 1000]).unwrap();
        }
        pack.close(true).unwrap();
        let pack = Pack::open(&path).unwrap();
        pack.get(&[3; 32]);
        pack.close(true).unwrap();
        assert!(std::fs::metadata(&path).unwrap().len() < 1200);
        assert_eq!(Pack::peek(&path).get(&[3; 32]).unwrap(), [3; 1000]);
    }
}
