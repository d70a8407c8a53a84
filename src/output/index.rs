//! What is known of files without reading them: size, time and inode -> content hash.
//!
//! In: paths. Out: their hashes, from memory where the file cannot have changed since. Like git's index it distrusts a
//! file that was changed about when it was hashed: such a file is hashed again, so results never depend on the index.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use indexmap::IndexMap;

use crate::guard::lock;
use crate::output::{Hash, write_atomic};

/// A file that changed less than this before it was hashed may change again unseen: some file systems count in 2 s.
const RACY_NS: i128 = 2_000_000_000;

/// First line of the file; another one is another format, and an empty index.
const MAGIC: &[u8] = b"feedcard index 1\n";

/// What the file system says of a file without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Length in bytes.
    pub size: u64,
    /// Time of the last change, nanoseconds since 1970.
    pub mtime_ns: i128,
    /// Which file it is; 0 where the platform does not say.
    pub inode: u64,
}

impl Stamp {
    /// The stamp of a regular file; `None` if there is nothing at `path`.
    ///
    /// # Errors
    /// Something is there that is no regular file, or that cannot be looked at.
    pub fn of(path: &Path) -> io::Result<Option<Stamp>> {
        match std::fs::metadata(path) {
            Ok(meta) if meta.is_file() => Ok(Some(Stamp::from(&meta)?)),
            Ok(_) => Err(io::Error::other("it is not a file")),
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn from(meta: &std::fs::Metadata) -> io::Result<Stamp> {
        let since = meta.modified()?.duration_since(std::time::UNIX_EPOCH);
        let mtime_ns = match since {
            Ok(after) => i128::try_from(after.as_nanos()),
            Err(before) => i128::try_from(before.duration().as_nanos()).map(|ns| -ns),
        }
        .map_err(io::Error::other)?;
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(meta);
        #[cfg(not(unix))]
        let inode = 0;
        Ok(Stamp {
            size: meta.len(),
            mtime_ns,
            inode,
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Known {
    stamp: Stamp,
    hash: Hash,
}

/// What an earlier run knew of a file.
struct Before {
    known: Known,
    /// True if this run found it so too.
    same: AtomicBool,
}

/// Hashes by path: those of an earlier run, and those that are new in this one.
pub struct Index {
    file: Option<PathBuf>,
    opened_ns: i128,
    before: IndexMap<Vec<u8>, Before>,
    new: Mutex<IndexMap<Vec<u8>, Known>>,
}

impl Index {
    /// The index kept in `file`, empty if that is missing or damaged, for a run that began at `opened_ns` by the file
    /// system's clock.
    pub fn load(file: PathBuf, opened_ns: i128) -> Index {
        let before = std::fs::read(&file)
            .ok()
            .and_then(|bytes| decode(&bytes))
            .unwrap_or_default();
        Index {
            file: Some(file),
            opened_ns,
            before,
            new: Mutex::default(),
        }
    }

    /// An index that knows nothing and is not kept: every file is read.
    pub fn blank() -> Index {
        Index {
            file: None,
            opened_ns: 0,
            before: IndexMap::new(),
            new: Mutex::default(),
        }
    }

    /// The hash of the file at `path`, and its bytes if it had to be read; `None` if there is none.
    ///
    /// # Errors
    /// It cannot be read, or is longer than `limit` bytes (`FileTooLarge`).
    pub fn hash(&self, path: &Path, limit: u64) -> io::Result<Option<(Hash, Option<Vec<u8>>)>> {
        let Some(stamp) = Stamp::of(path)? else {
            return Ok(None);
        };
        if stamp.size > limit {
            let message = format!("it has {} bytes, {limit} are allowed", stamp.size);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        let name = path.as_os_str().as_encoded_bytes();
        if let Some(Before { known, same }) = self.before.get(name)
            && known.stamp == stamp
        {
            if is_settled(stamp, self.opened_ns) {
                same.store(true, Ordering::Relaxed);
            }
            return Ok(Some((known.hash, None)));
        }
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let hash = *blake3::hash(&bytes).as_bytes();
        self.note(name, Known { stamp, hash }, self.opened_ns);
        Ok(Some((hash, Some(bytes))))
    }

    /// Remembers a file of ours: `stamp` was taken when `hash` was written, and it was put in place after `placed_ns`.
    pub fn wrote(&self, path: &Path, stamp: Stamp, hash: Hash, placed_ns: i128) {
        let name = path.as_os_str().as_encoded_bytes();
        self.note(name, Known { stamp, hash }, placed_ns);
    }

    fn note(&self, name: &[u8], known: Known, now_ns: i128) {
        if is_settled(known.stamp, now_ns) {
            lock(&self.new).insert(name.to_vec(), known);
        }
    }

    /// Keeps what this run saw, if that is anything new.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn save(&self) -> io::Result<()> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        let new = lock(&self.new);
        let same = |before: &Before| before.same.load(Ordering::Relaxed);
        if new.is_empty() && self.before.values().all(same) {
            return Ok(());
        }
        let before = self.before.iter().filter(|(_, before)| same(before));
        let mut all: BTreeMap<&[u8], Known> = before
            .map(|(name, before)| (name.as_slice(), before.known))
            .collect();
        all.extend(new.iter().map(|(name, known)| (name.as_slice(), *known)));
        write_atomic(file, &encode(&all))
    }
}

/// True if a file with this stamp cannot have changed again unseen by `now_ns`.
fn is_settled(stamp: Stamp, now_ns: i128) -> bool {
    stamp.mtime_ns + RACY_NS < now_ns
}

fn encode(known: &BTreeMap<&[u8], Known>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, known) in known {
        let length = u32::try_from(name.len()).unwrap_or(0);
        if length == 0 {
            continue;
        }
        body.extend_from_slice(&length.to_le_bytes());
        body.extend_from_slice(name);
        body.extend_from_slice(&known.stamp.size.to_le_bytes());
        body.extend_from_slice(&known.stamp.mtime_ns.to_le_bytes());
        body.extend_from_slice(&known.stamp.inode.to_le_bytes());
        body.extend_from_slice(&known.hash);
    }
    [MAGIC, blake3::hash(&body).as_bytes(), &body].concat()
}

fn decode(bytes: &[u8]) -> Option<IndexMap<Vec<u8>, Before>> {
    let rest = bytes.strip_prefix(MAGIC)?;
    let (sum, mut body) = rest.split_at_checked(32)?;
    if blake3::hash(body).as_bytes() != sum {
        return None;
    }
    let mut before = IndexMap::new();
    while !body.is_empty() {
        let length = u32::from_le_bytes(take(&mut body)?);
        let (name, after) = body.split_at_checked(length as usize)?;
        body = after;
        let stamp = Stamp {
            size: u64::from_le_bytes(take(&mut body)?),
            mtime_ns: i128::from_le_bytes(take(&mut body)?),
            inode: u64::from_le_bytes(take(&mut body)?),
        };
        let known = Known {
            stamp,
            hash: take(&mut body)?,
        };
        let same = AtomicBool::new(false);
        before.insert(name.to_vec(), Before { known, same });
    }
    Some(before)
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*head)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write_old(path: &Path, text: &str) {
        std::fs::write(path, text).unwrap();
        let old = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
        let file = std::fs::File::options().write(true).open(path).unwrap();
        file.set_modified(old).unwrap();
    }

    const LATER: i128 = i128::MAX / 2;

    #[test]
    fn an_unchanged_file_is_not_read_again_and_a_changed_one_is() {
        let folder = tempfile::tempdir().unwrap();
        let (file, kept) = (folder.path().join("a"), folder.path().join("index"));
        write_old(&file, "one");
        let index = Index::load(kept.clone(), LATER);
        assert!(index.hash(&file, 10).unwrap().unwrap().1.is_some());
        index.save().unwrap();

        let index = Index::load(kept.clone(), LATER);
        assert_eq!(
            index.hash(&file, 10).unwrap(),
            Some((*blake3::hash(b"one").as_bytes(), None))
        );
        std::fs::write(&file, "two").unwrap();
        let (hash, bytes) = index.hash(&file, 10).unwrap().unwrap();
        assert_eq!(hash, *blake3::hash(b"two").as_bytes());
        assert_eq!(bytes.unwrap(), b"two");
        assert!(index.hash(&file, 2).is_err());
    }

    #[test]
    fn a_file_changed_just_before_it_was_hashed_is_not_trusted() {
        let folder = tempfile::tempdir().unwrap();
        let (file, kept) = (folder.path().join("a"), folder.path().join("index"));
        std::fs::write(&file, "one").unwrap();
        let changed = Stamp::of(&file).unwrap().unwrap().mtime_ns;
        let index = Index::load(kept.clone(), changed + 5);
        index.hash(&file, 10).unwrap();
        index.save().unwrap();
        let (_, read) = Index::load(kept, LATER).hash(&file, 10).unwrap().unwrap();
        assert!(read.is_some());
    }

    #[test]
    fn a_damaged_index_is_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        let (file, kept) = (folder.path().join("a"), folder.path().join("index"));
        write_old(&file, "one");
        let index = Index::load(kept.clone(), LATER);
        index.hash(&file, 10).unwrap();
        index.save().unwrap();
        let mut bytes = std::fs::read(&kept).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        std::fs::write(&kept, bytes).unwrap();
        assert!(Index::load(kept, LATER).before.is_empty());
    }
}
