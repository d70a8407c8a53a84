//! The cache folder as a whole: its lock and its clock.
//!
//! In: the folder's path. Out: an open [`Store`]. What lies in it is the business of `cards`, `pack` and `index`.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::output::{TEMPORARY, index, io_problem, write_atomic};
use crate::problem::Problem;

/// Who else may use the cache at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// Nobody: this run writes `out/`, and sweeps the cache.
    Alone,
    /// Other shards: they only ever add whole entries under names made of their content.
    Shards,
    /// Anybody: this run only reads.
    ReadOnly,
}

/// An open cache folder; the lock is released when it is dropped.
pub struct Store {
    /// The folder, absolute.
    pub folder: PathBuf,
    /// How it was opened.
    pub sharing: Sharing,
    /// Nanoseconds since 1970 by the file system's own clock when the store was opened; 0 if it is read only.
    pub opened_ns: i128,
    lock: Option<File>,
}

impl Store {
    /// Opens `folder`, made if need be, and waits for runs that it may not be shared with.
    ///
    /// # Errors
    /// The folder or its lock cannot be made.
    pub fn open(folder: &Path, sharing: Sharing) -> Result<Store, Problem> {
        if sharing == Sharing::ReadOnly {
            return Ok(Store {
                folder: folder.to_owned(),
                sharing,
                opened_ns: 0,
                lock: None,
            });
        }
        std::fs::create_dir_all(folder).map_err(|error| io_problem("make", folder, &error))?;
        let path = folder.join("lock");
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| io_problem("write", &path, &error))?;
        match sharing {
            Sharing::Alone => lock.lock(),
            Sharing::Shards | Sharing::ReadOnly => lock.lock_shared(),
        }
        .map_err(|error| io_problem("lock", &path, &error))?;
        if sharing == Sharing::Alone {
            remove_begun(folder).map_err(|error| io_problem("clean", folder, &error))?;
        }
        let opened_ns = now_ns(&lock, &path)?;
        let ignore = folder.join(".gitignore");
        if !ignore.exists() {
            write_atomic(&ignore, b"*\n").map_err(|error| io_problem("write", &ignore, &error))?;
        }
        Ok(Store {
            folder: folder.to_owned(),
            sharing,
            opened_ns,
            lock: Some(lock),
        })
    }

    /// Now, by the clock of the file system that stamps our files, which need not be the machine's.
    ///
    /// # Errors
    /// The lock file cannot be written.
    pub fn now_ns(&self) -> Result<i128, Problem> {
        match &self.lock {
            Some(lock) => now_ns(lock, &self.folder.join("lock")),
            None => Ok(0),
        }
    }

    /// True if this run may write into it.
    pub fn writable(&self) -> bool {
        self.sharing != Sharing::ReadOnly
    }
}

/// Removes what runs that were killed had begun to write; nobody else is writing now.
fn remove_begun(folder: &Path) -> io::Result<()> {
    for file in std::fs::read_dir(folder)? {
        let file = file?;
        if file.file_name().to_string_lossy().starts_with(TEMPORARY) {
            std::fs::remove_file(file.path())?;
        }
    }
    Ok(())
}

fn now_ns(mut lock: &File, path: &Path) -> Result<i128, Problem> {
    lock.set_len(0)
        .and_then(|()| lock.write_all(b"\n"))
        .map_err(|error| io_problem("write", path, &error))?;
    let stamp = index::Stamp::of(path).map_err(|error| io_problem("read", path, &error))?;
    Ok(stamp.map_or(0, |stamp| stamp.mtime_ns))
}
