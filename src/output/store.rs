//! The cache: results of actions by the digest of their inputs, and objects by the hash of their bytes.
//!
//! In: a digest of everything that a result depends on. Out: the result, proved by hashes, or nothing. The cache is a
//! memory, not a truth: a damaged or missing part costs time and nothing else. Anything that could lead a write elsewhere (a
//! link, a pipe, a device in the place of one of its files) is refused by name.
//!
//! An action stays while one of the last builds reaches it (`roots`), and an object while such an action names it. A
//! folder of the cache holds only files that are named by their content, so folders of several machines merge by copying.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::digest::{Digest, Hash};
use crate::disk::{make_folder, plain_folder, write_atomic};
use crate::guard::lock;
use crate::output::cache_folder::{check, lock_file, now_ns, remove_begun};
use crate::output::objects::Objects;
use crate::output::pack::Kind;
use crate::output::packs::{Keep, Packs};
use crate::output::published::{self, Published};
use crate::output::roots::{Prefix, Roots, prefix};
use crate::output::staging::{Staged, Staging};
use crate::output::stat::StatIndex;
use crate::output::{io_problem, refusal};
use crate::problem::Problem;

/// Version of everything that is cached: raise it when the same inputs give other bytes. `tests/version.rs` fails until
/// that is done.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "+4");

/// Other users that the cache may have at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Nobody: this run publishes, and sweeps the cache.
    Build,
    /// Other shards: they only ever add whole files under names made of their content.
    Shard,
    /// Anybody: this run only reads.
    Read,
}

/// The result of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Objects that belong to it.
    pub objects: Vec<Hash>,
    /// Everything else, in the format of the room that made it.
    pub facts: Vec<u8>,
}

/// An open cache folder; its lock is released when it is dropped.
pub struct Store {
    folder: PathBuf,
    access: Access,
    /// False for `--no-cache`: nothing is found, and nothing is kept beyond the run.
    cache: bool,
    /// Nanoseconds since 1970 by the file system's own clock when the store was opened; 0 if it is read only.
    opened_ns: i128,
    objects: Objects,
    packs: Packs,
    roots: Roots,
    used: Mutex<Vec<Prefix>>,
    _lock: Option<File>,
}

type Refused = (PathBuf, io::Error);

impl Store {
    /// Opens `folder`, made if need be, and waits for runs that it may not be shared with.
    ///
    /// # Errors
    /// The folder or something in it is a link, a pipe or a device, or belongs to somebody else; the system refuses.
    pub fn open(folder: &Path, access: Access, cache: bool) -> Result<Store, Problem> {
        let there = plain_folder(folder).map_err(|error| refusal(folder, &error))?;
        if there {
            check(folder)?;
        }
        let (mut lock, mut opened_ns) = (None, 0);
        if access != Access::Read {
            std::fs::create_dir_all(folder).map_err(|error| io_problem("make", folder, &error))?;
            lock = Some(lock_file(folder, access)?);
            opened_ns = now_ns(folder)?;
            let ignore = folder.join(".gitignore");
            if !ignore.exists() {
                write_atomic(&ignore, b"*\n")
                    .map_err(|error| io_problem("write", &ignore, &error))?;
            }
            for name in ["objects", "packs", "roots", "published"] {
                let path = folder.join(name);
                make_folder(folder, &path).map_err(|error| io_problem("make", &path, &error))?;
            }
        }
        let alone = access == Access::Build;
        if alone {
            remove_begun(folder).map_err(|(path, error)| io_problem("remove", &path, &error))?;
        }
        let keep = match access {
            Access::Build | Access::Shard if cache => Keep::Folder,
            Access::Build | Access::Shard | Access::Read => Keep::Run,
        };
        let read = |(path, error): Refused| refusal(&path, &error);
        Ok(Store {
            packs: Packs::open(folder, cache, keep, alone && cache).map_err(read)?,
            roots: Roots::load(folder).map_err(read)?,
            objects: Objects::new(folder),
            folder: folder.to_owned(),
            access,
            cache,
            opened_ns,
            used: Mutex::default(),
            _lock: lock,
        })
    }

    /// Hashes of files that need not be read again.
    pub fn stat_index(&self) -> StatIndex {
        if self.cache {
            let number = self.roots.number().saturating_add(1);
            StatIndex::load(self.folder.join("stat"), self.opened_ns, number)
        } else {
            StatIndex::blank()
        }
    }

    /// The result of the action whose inputs have this digest, if a run left it.
    pub fn action(&self, key: &Hash) -> Option<Action> {
        let value = self.packs.get(Kind::Action, key)?;
        let action = Action::decode(&value)?;
        self.mark(key);
        Some(action)
    }

    /// Keeps the result of an action.
    ///
    /// # Errors
    /// The disk is full, or gone.
    pub fn keep(&self, key: &Hash, action: &Action) -> Result<(), Problem> {
        self.mark(key);
        self.packs
            .put(Kind::Action, key, &action.encode())
            .map_err(|(path, error)| io_problem("write", &path, &error))
    }

    fn mark(&self, key: &Hash) {
        lock(&self.used).push(prefix(key));
    }

    /// Returns true if files are kept beyond the run, so that [`Store::put_file`] is worth its while.
    pub fn keeps(&self) -> bool {
        self.cache && self.access != Access::Read
    }

    /// Keeps the bytes of a file that goes below the output folder.
    ///
    /// # Errors
    /// The disk is full, or gone.
    pub fn put_file(&self, bytes: &[u8], hash: &Hash) -> Result<(), Problem> {
        self.objects
            .put(bytes, hash)
            .map_err(|(path, error)| io_problem("write", &path, &error))
    }

    /// Returns true if such a file is there, whole; `fits` judges its first bytes.
    pub fn has_file(&self, hash: &Hash, length: u64, fits: &dyn Fn(&[u8]) -> bool) -> bool {
        self.cache && self.objects.is_whole(hash, length, fits)
    }

    /// Such a file in the staging folder; `None` if it is not there, whole.
    ///
    /// # Errors
    /// The disk is full, or gone.
    pub fn stage(
        &self,
        staging: &Staging,
        hash: &Hash,
        length: u64,
        fits: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Option<Staged>, Problem> {
        if !self.has_file(hash, length, fits) {
            return Ok(None);
        }
        self.link(staging, hash).map(Some)
    }

    /// A file that was just kept, in the staging folder.
    ///
    /// # Errors
    /// The disk is full, or gone.
    pub fn link(&self, staging: &Staging, hash: &Hash) -> Result<Staged, Problem> {
        staging.link(&self.objects.path(hash), *hash)
    }

    /// Keeps bytes that only feedcard itself reads.
    ///
    /// # Errors
    /// The disk is full, or gone.
    pub fn put(&self, bytes: &[u8]) -> Result<Hash, Problem> {
        let hash = crate::digest::hash(bytes);
        if !self.packs.has(Kind::Object, &hash) {
            self.packs
                .put(Kind::Object, &hash, bytes)
                .map_err(|(path, error)| io_problem("write", &path, &error))?;
        }
        Ok(hash)
    }

    /// Such bytes, if they are there and whole.
    pub fn get(&self, hash: &Hash) -> Option<Vec<u8>> {
        self.packs.get(Kind::Object, hash)
    }

    /// Files that the last run wrote below `target`; `manifest` counts where no record is kept.
    ///
    /// # Errors
    /// The record or the manifest is a link, a pipe or a device, or cannot be read.
    pub fn published(&self, target: &Path, manifest: &Path) -> Result<Published, Problem> {
        published::load(&published::path(&self.folder, target), manifest)
            .map_err(|(path, error)| refusal(&path, &error))
    }

    /// Keeps what this run wrote below `target`.
    ///
    /// # Errors
    /// The disk is full, or gone.
    pub fn save_published(&self, target: &Path, published: &Published) -> Result<(), Problem> {
        let path = published::path(&self.folder, target);
        published::save(&path, published).map_err(|error| io_problem("write", &path, &error))
    }

    /// Now, by the clock of the file system that stamps our files, which need not be the machine's.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn now_ns(&self) -> Result<i128, Problem> {
        match self.access {
            Access::Build | Access::Shard => now_ns(&self.folder),
            Access::Read => Ok(0),
        }
    }

    /// Seals the additions of this run; after a build that came to its `end`, records what it used and drops what no build has
    /// used for long.
    ///
    /// # Errors
    /// The disk is full, or gone.
    pub fn close(mut self, end: bool, index: &StatIndex) -> Result<(), Problem> {
        if !self.keeps() {
            return Ok(());
        }
        let write = |(path, error): Refused| io_problem("write", &path, &error);
        self.packs.seal().map_err(write)?;
        if self.access != Access::Build || !end {
            return Ok(());
        }
        index.save().map_err(write)?;
        let used = std::mem::take(&mut *lock(&self.used));
        let dropped = self.roots.note(used).map_err(write)?;
        if dropped || self.packs.is_many() {
            self.sweep()
                .map_err(|(path, error)| io_problem("sweep", &path, &error))?;
        }
        Ok(())
    }

    fn sweep(&mut self) -> Result<(), Refused> {
        let live = self.roots.live();
        let is_live = |key: &Hash| live.binary_search(&prefix(key)).is_ok();
        let actions = self.packs.actions().filter(|(key, _)| is_live(key));
        let decoded = actions.filter_map(|(_, value)| Action::decode(&value));
        let mut objects: Vec<Hash> = decoded.flat_map(|action| action.objects).collect();
        objects.sort_unstable();
        let is_named = |hash: &Hash| objects.binary_search(hash).is_ok();
        self.packs.sweep(&|kind, key| match kind {
            Kind::Action => is_live(key),
            Kind::Object => is_named(key),
        })?;
        self.objects.sweep(&is_named)
    }
}

impl Action {
    fn encode(&self) -> Vec<u8> {
        let count = u32::try_from(self.objects.len()).unwrap_or(u32::MAX);
        let mut bytes = count.to_le_bytes().to_vec();
        bytes.extend(self.objects.iter().flatten());
        bytes.extend_from_slice(&self.facts);
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Action> {
        let (count, rest) = bytes.split_first_chunk()?;
        let length = (u32::from_le_bytes(*count) as usize).checked_mul(32)?;
        let (objects, facts) = rest.split_at_checked(length)?;
        Some(Action {
            objects: objects.as_chunks().0.to_vec(),
            facts: facts.to_vec(),
        })
    }
}

/// The digest of an action's inputs; `kind` names the action.
pub fn inputs(kind: &str) -> Digest {
    let mut digest = Digest::of(kind);
    digest.text(VERSION);
    digest
}
