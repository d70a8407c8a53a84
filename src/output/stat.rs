//! Facts about files that are known without reading them: size, time and inode -> content hash.
//!
//! In: paths. Out: their hashes, from memory where the file cannot have changed since. Like git's index it distrusts a
//! file that changed about when it was hashed: such a file is hashed again, so results never depend on the index. It
//! belongs to one machine; on another one nothing in it holds, which costs time and nothing else.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use indexmap::IndexMap;

use crate::digest::{Hash, hash};
use crate::disk::{is_absent, open_plain, read_bounded, write_atomic};
use crate::guard::lock;
use crate::output::objects::hash_of;
use crate::output::roots;

/// A file that changed less than this before it was hashed may change again unseen: some file systems count in 2 s.
const RACY_NS: i128 = 2_000_000_000;

/// First line of the file; any other means another format, and an empty index.
const MAGIC: &[u8] = b"feedcard stat 1\n";
/// The largest index that is read: two million files or so.
pub(super) const LIMIT: u64 = 256 << 20;

/// Properties of a file that are known without opening it.
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
    /// The stamp in a file's metadata.
    ///
    /// # Errors
    /// The platform knows no time of change.
    pub fn from(meta: &std::fs::Metadata) -> io::Result<Stamp> {
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
    /// The build that saw it last.
    seen: u64,
}

/// An earlier run's knowledge of a file.
struct Before {
    known: Known,
    /// This run found it the same.
    same: AtomicBool,
}

/// Hashes by path: those of an earlier run, and those that are new in this one.
pub struct StatIndex {
    file: Option<PathBuf>,
    opened_ns: i128,
    /// The build that this is.
    number: u64,
    before: IndexMap<Vec<u8>, Before>,
    new: Mutex<IndexMap<Vec<u8>, Known>>,
}

impl StatIndex {
    /// The index kept in `file`, empty if that is missing or damaged, for build `number`, which began at `opened_ns` by
    /// the file system's clock.
    pub(super) fn load(file: PathBuf, opened_ns: i128, number: u64) -> StatIndex {
        let before = read_bounded(&file, LIMIT)
            .ok()
            .and_then(|bytes| decode(&bytes))
            .unwrap_or_default();
        StatIndex {
            file: Some(file),
            opened_ns,
            number,
            before,
            new: Mutex::default(),
        }
    }

    /// An index that knows nothing and is not kept: every file is read.
    pub fn blank() -> StatIndex {
        StatIndex {
            file: None,
            opened_ns: 0,
            number: 0,
            before: IndexMap::new(),
            new: Mutex::default(),
        }
    }

    /// The hash of the file at `path`, which may be a link; `None` if there is none.
    ///
    /// # Errors
    /// It is not a plain file, it cannot be read, or it is longer than `limit` bytes (`FileTooLarge`).
    pub fn hash(&self, path: &Path, limit: u64) -> io::Result<Option<Hash>> {
        match std::fs::metadata(path) {
            Ok(meta) => self.hash_known(path, &meta, limit),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The hash of the file at `path`, whose metadata is `meta`, if it is known without reading the file.
    pub fn peek(&self, path: &Path, meta: &std::fs::Metadata) -> Option<Hash> {
        let stamp = Stamp::from(meta).ok()?;
        let Before { known, same } = self.before.get(path.as_os_str().as_encoded_bytes())?;
        if !meta.is_file() || known.stamp != stamp {
            return None;
        }
        if is_settled(stamp, self.opened_ns) {
            same.store(true, Ordering::Relaxed);
        }
        Some(known.hash)
    }

    /// Notes the hash of the file at `path`, which was read after `meta` was taken.
    pub fn saw(&self, path: &Path, meta: &std::fs::Metadata, hash: Hash) {
        if let Ok(stamp) = Stamp::from(meta) {
            let name = path.as_os_str().as_encoded_bytes();
            self.note(name, stamp, hash, self.opened_ns);
        }
    }

    /// The hash of the file at `path`, whose metadata is `meta`.
    ///
    /// # Errors
    /// As [`StatIndex::hash`].
    pub(super) fn hash_known(
        &self,
        path: &Path,
        meta: &std::fs::Metadata,
        limit: u64,
    ) -> io::Result<Option<Hash>> {
        let stamp = Stamp::from(meta)?;
        let name = path.as_os_str().as_encoded_bytes();
        if meta.is_file()
            && stamp.size <= limit
            && let Some(Before { known, same }) = self.before.get(name)
            && known.stamp == stamp
        {
            if is_settled(stamp, self.opened_ns) {
                same.store(true, Ordering::Relaxed);
            }
            return Ok(Some(known.hash));
        }
        // A file that this run saw and that was settled then.
        let seen = lock(&self.new).get(name).copied();
        if let Some(known) = seen
            && meta.is_file()
            && known.stamp == stamp
            && stamp.size <= limit
        {
            return Ok(Some(known.hash));
        }
        let file = match open_plain(path, meta, limit) {
            Ok(file) => file,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let hash = hash_of(file, limit, &|_| true)?;
        if let Some(hash) = hash {
            self.note(name, stamp, hash, self.opened_ns);
        }
        Ok(hash)
    }

    /// Remembers a file of ours: `stamp` was taken when it was staged with content `hash`, and it was put in place after
    /// `placed_ns`.
    pub(super) fn wrote(&self, path: &Path, stamp: Stamp, hash: Hash, placed_ns: i128) {
        let name = path.as_os_str().as_encoded_bytes();
        self.note(name, stamp, hash, placed_ns);
    }

    fn note(&self, name: &[u8], stamp: Stamp, hash: Hash, now_ns: i128) {
        if is_settled(stamp, now_ns) {
            let known = Known {
                stamp,
                hash,
                seen: self.number,
            };
            lock(&self.new).insert(name.to_vec(), known);
        }
    }

    /// Saves what this run saw, if any of it is new, beside what other builds saw recently.
    ///
    /// # Errors
    /// The file cannot be written; with its path.
    pub(super) fn save(&self) -> Result<(), (PathBuf, io::Error)> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        let new = lock(&self.new);
        if new.is_empty() {
            return Ok(());
        }
        let mut all: BTreeMap<&[u8], Known> = BTreeMap::new();
        for (name, Before { known, same }) in &self.before {
            let mut known = *known;
            if same.load(Ordering::Relaxed) {
                known.seen = self.number;
            }
            // A preview looks at other files than a build: a file that one of them does not see is not forgotten at once.
            if known.seen.saturating_add(roots::MOST as u64) > self.number {
                all.insert(name, known);
            }
        }
        all.extend(new.iter().map(|(name, known)| (name.as_slice(), *known)));
        write_atomic(file, &encode(&all)).map_err(|error| (file.clone(), error))
    }
}

/// Returns true if a file with this stamp cannot have changed again unseen by `now_ns`.
fn is_settled(stamp: Stamp, now_ns: i128) -> bool {
    stamp.mtime_ns.saturating_add(RACY_NS) < now_ns
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
        body.extend_from_slice(&known.seen.to_le_bytes());
        body.extend_from_slice(&known.hash);
    }
    [MAGIC, &hash(&body), &body].concat()
}

fn decode(bytes: &[u8]) -> Option<IndexMap<Vec<u8>, Before>> {
    let (sum, mut body) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<32>()?;
    if hash(body) != *sum {
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
            seen: u64::from_le_bytes(take(&mut body)?),
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

    fn load(kept: &Path, number: u64) -> StatIndex {
        StatIndex::load(kept.to_owned(), LATER, number)
    }

    /// The same stamp with other bytes: the old hash in an answer shows that the file was not read.
    fn change_unseen(path: &Path, text: &str) {
        let changed = std::fs::metadata(path).unwrap().modified().unwrap();
        std::fs::write(path, text).unwrap();
        let file = std::fs::File::options().write(true).open(path).unwrap();
        file.set_modified(changed).unwrap();
    }

    #[test]
    fn an_unchanged_file_is_not_read_again_and_a_changed_one_is() {
        let folder = tempfile::tempdir().unwrap();
        let (file, kept) = (folder.path().join("a"), folder.path().join("stat"));
        write_old(&file, "one");
        let index = load(&kept, 1);
        assert_eq!(index.hash(&file, 10).unwrap(), Some(hash(b"one")));
        index.save().unwrap();
        change_unseen(&file, "eno");
        let index = load(&kept, 2);
        assert_eq!(index.hash(&file, 10).unwrap(), Some(hash(b"one")));
        std::fs::write(&file, "two").unwrap();
        assert_eq!(index.hash(&file, 10).unwrap(), Some(hash(b"two")));
        assert!(index.hash(&file, 2).is_err());
        assert_eq!(index.hash(&folder.path().join("none"), 2).unwrap(), None);
    }

    #[test]
    fn a_file_changed_just_before_it_was_hashed_is_not_trusted() {
        let folder = tempfile::tempdir().unwrap();
        let (file, kept) = (folder.path().join("a"), folder.path().join("stat"));
        std::fs::write(&file, "one").unwrap();
        let meta = std::fs::metadata(&file).unwrap();
        let changed = Stamp::from(&meta).unwrap().mtime_ns;
        let index = StatIndex::load(kept.clone(), changed + 5, 1);
        index.hash(&file, 10).unwrap();
        index.save().unwrap();
        change_unseen(&file, "two");
        assert_eq!(load(&kept, 2).hash(&file, 10).unwrap(), Some(hash(b"two")));
    }

    #[test]
    fn what_one_build_does_not_look_at_is_known_to_the_next_but_not_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (folder.path().join("one"), folder.path().join("other"));
        let kept = folder.path().join("stat");
        write_old(&one, "one");
        let index = load(&kept, 1);
        index.hash(&one, 10).unwrap();
        index.save().unwrap();
        let knows_one = |number: u64, text: &str| {
            write_old(&other, text);
            let index = load(&kept, number);
            index.hash(&other, 10).unwrap();
            index.save().unwrap();
            decode(&std::fs::read(&kept).unwrap()).unwrap().len() == 2
        };
        assert!(knows_one(2, "a"));
        assert!(knows_one(16, "bb"));
        assert!(!knows_one(18, "ccc"));
    }

    #[test]
    fn a_damaged_index_is_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        let (file, kept) = (folder.path().join("a"), folder.path().join("stat"));
        write_old(&file, "one");
        let index = load(&kept, 1);
        index.hash(&file, 10).unwrap();
        index.save().unwrap();
        let whole = std::fs::read(&kept).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            std::fs::write(&kept, bytes).unwrap();
            assert!(load(&kept, 2).before.is_empty(), "byte {at}");
        }
    }
}
