//! Where new files wait, whole, until all of them are known: nothing in `out/` changes before.
//!
//! In: bytes. Out: a whole file on the disk that `out/` is on, so that putting it in place is one rename. The folder is
//! made when the first file comes and removed with everything that still waits in it when the staging is dropped.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::output::index::Stamp;
use crate::output::{Hash, io_problem};
use crate::problem::Problem;

/// Folder name below the cache, and (with a leading dot) below `out/` where that is another disk.
const NAME: &str = "feedcard-staging";

/// A file that waits.
#[derive(Debug)]
pub struct Staged {
    /// Where it waits.
    pub file: PathBuf,
    /// As it was when written.
    pub stamp: Stamp,
    /// Of its content.
    pub hash: Hash,
}

/// The place where new files wait.
pub struct Staging {
    folder: PathBuf,
    made: OnceLock<Result<(), Problem>>,
    next: AtomicU64,
}

impl Staging {
    /// A staging for `out`, in the `cache` folder if that is on the same disk. Sweeps up what a killed run left there.
    pub fn new(cache: &Path, out: &Path) -> Staging {
        let inside = out.join(format!(".{NAME}"));
        let beside = cache.join(NAME);
        let folder = if same_disk(cache, out) {
            beside.clone()
        } else {
            inside.clone()
        };
        for left in [inside, beside] {
            // Nothing there is the usual case; what cannot be removed shows when the folder is made.
            let _ = std::fs::remove_dir_all(left);
        }
        Staging {
            folder,
            made: OnceLock::new(),
            next: AtomicU64::new(0),
        }
    }

    /// Writes `bytes` to a new file of the staging.
    ///
    /// # Errors
    /// The disk is full, or cannot be written.
    pub fn put(&self, bytes: &[u8], hash: Hash) -> Result<Staged, Problem> {
        let made = self.made.get_or_init(|| {
            std::fs::create_dir_all(&self.folder)
                .map_err(|error| io_problem("make", &self.folder, &error))
        });
        if let Err(problem) = made {
            return Err(problem.clone());
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let file = self.folder.join(number.to_string());
        let written = (|| -> io::Result<Stamp> {
            let mut open = std::fs::File::create_new(&file)?;
            open.write_all(bytes)?;
            drop(open);
            Stamp::of(&file)?.ok_or_else(|| io::ErrorKind::NotFound.into())
        })();
        match written {
            Ok(stamp) => Ok(Staged { file, stamp, hash }),
            Err(error) => Err(io_problem("write", &file, &error)),
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if self.made.get().is_some() {
            // What is left is swept up by the next run.
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

#[cfg(unix)]
fn same_disk(cache: &Path, out: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let disk = |path: &Path| {
        path.ancestors()
            .find_map(|path| std::fs::metadata(path).ok())
            .map(|meta| meta.dev())
    };
    disk(cache) == disk(out)
}

#[cfg(not(unix))]
fn same_disk(cache: &Path, out: &Path) -> bool {
    cache.components().next() == out.components().next()
}
