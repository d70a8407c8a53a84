//! A place for new files until all of them are whole and known: nothing below the target folder changes before.
//!
//! In: bytes, or an object of the cache. Out: a whole file on the disk of the target, so that putting it in place is one
//! rename. An object is not copied where the disk can give its blocks a second name (a hard link). The staging folder is
//! made when the first file comes and removed, with everything that still waits in it, when the run ends.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::digest::Hash;
use crate::disk::plain_folder;
use crate::output::io_problem;
use crate::output::stat::Stamp;
use crate::problem::Problem;

/// Name of the folder below the cache.
pub(super) const NAME: &str = "stage";
/// Name of the folder below or beside a target on another disk than the cache.
const HIDDEN: &str = ".feedcard-stage";

/// A file that waits.
#[derive(Debug)]
pub struct Staged {
    /// Its path while it waits.
    pub(super) file: PathBuf,
    /// Its stamp when it was written.
    pub(super) stamp: Stamp,
    /// Of its content.
    pub(super) hash: Hash,
}

/// The place where new files wait.
pub struct Staging {
    /// Folders to try, the best first.
    candidates: Vec<PathBuf>,
    made: OnceLock<Result<PathBuf, Problem>>,
    next: AtomicU64,
}

impl Staging {
    /// A staging folder for files that go below `target`, in the `cache` folder if that is on the same disk. Sweeps up
    /// the remains of a killed run.
    pub fn new(cache: &Path, target: &Path) -> Staging {
        let mut candidates = Vec::with_capacity(3);
        if plain_folder(cache).is_ok() {
            candidates.push(cache.join(NAME));
        }
        if let (Some(beside), Some(name)) = (target.parent(), target.file_name()) {
            candidates.push(beside.join(format!("{HIDDEN}-{}", name.to_string_lossy())));
        }
        candidates.push(target.join(HIDDEN));
        for left in &candidates {
            // Usually there is nothing; an entry that cannot be removed shows when the folder is made.
            let _ = remove(left);
        }
        candidates.retain(|folder| same_disk(folder, target));
        Staging {
            candidates,
            made: OnceLock::new(),
            next: AtomicU64::new(0),
        }
    }

    /// Writes `bytes` to a new file.
    ///
    /// # Errors
    /// The disk is full, or cannot be written.
    pub fn put(&self, bytes: &[u8], hash: Hash) -> Result<Staged, Problem> {
        let file = self.path()?;
        let write = || -> io::Result<Stamp> {
            let mut open = std::fs::File::create_new(&file)?;
            open.write_all(bytes)?;
            Stamp::from(&open.metadata()?)
        };
        match write() {
            Ok(stamp) => Ok(Staged { file, stamp, hash }),
            Err(error) => Err(io_problem("write", &file, &error)),
        }
    }

    /// Gives the whole file `object`, whose content has `hash`, a second name here; where the disk refuses that, copies it.
    ///
    /// # Errors
    /// The disk is full, or cannot be written.
    pub(super) fn link(&self, object: &Path, hash: Hash) -> Result<Staged, Problem> {
        let file = self.path()?;
        let link = || -> io::Result<Stamp> {
            if std::fs::hard_link(object, &file).is_err() {
                // Another disk, another owner, a disk without links. Where the disk can share blocks, this does.
                std::fs::copy(object, &file)?;
            }
            Stamp::from(&std::fs::symlink_metadata(&file)?)
        };
        match link() {
            Ok(stamp) => Ok(Staged { file, stamp, hash }),
            Err(error) => Err(io_problem("write", &file, &error)),
        }
    }

    /// A path of its own below the staging folder, which is created if need be.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub(super) fn path(&self) -> Result<PathBuf, Problem> {
        let folder = self.made.get_or_init(|| self.make());
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        folder
            .as_ref()
            .map(|folder| folder.join(number.to_string()))
            .map_err(Clone::clone)
    }

    fn make(&self) -> Result<PathBuf, Problem> {
        let mut refused = None;
        for folder in &self.candidates {
            let made = std::fs::create_dir_all(folder.parent().unwrap_or(folder))
                .and_then(|()| std::fs::create_dir(folder));
            match made {
                Ok(()) => return Ok(folder.clone()),
                Err(error) => refused = Some(io_problem("make", folder, &error)),
            }
        }
        // The last candidate is always on the target's disk.
        Err(refused.unwrap_or_else(|| Problem::error("internal", "there is no place to stage")))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if let Some(Ok(folder)) = self.made.get() {
            // Remains are swept up by the next run; a cache folder that is otherwise empty goes too.
            let _ = remove(folder);
            if folder.ends_with(NAME) {
                let _ = folder.parent().map(std::fs::remove_dir);
            }
        }
    }
}

/// Removes a folder of ours with everything in it; a link at its place is not ours.
fn remove(folder: &Path) -> io::Result<()> {
    match plain_folder(folder)? {
        true => std::fs::remove_dir_all(folder),
        false => Ok(()),
    }
}

#[cfg(unix)]
fn same_disk(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let disk = |path: &Path| {
        path.ancestors()
            .find_map(|path| std::fs::metadata(path).ok())
            .map(|meta| meta.dev())
    };
    disk(one) == disk(other)
}

#[cfg(not(unix))]
fn same_disk(one: &Path, other: &Path) -> bool {
    one.components().next() == other.components().next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::hash;

    #[test]
    fn files_wait_outside_of_the_target_and_are_gone_with_the_run() {
        let folder = tempfile::tempdir().unwrap();
        let (cache, target) = (folder.path().join("cache"), folder.path().join("site"));
        std::fs::create_dir(&target).unwrap();
        let staging = Staging::new(&cache, &target);
        assert!(!cache.exists());
        let staged = staging.put(b"one", hash(b"one")).unwrap();
        assert_eq!(std::fs::read(&staged.file).unwrap(), b"one");
        assert!(staged.file.starts_with(&cache));
        drop(staging);
        assert_eq!(std::fs::read_dir(&target).unwrap().count(), 0);
        assert!(!cache.join(NAME).exists());
    }

    #[cfg(unix)]
    #[test]
    fn an_object_is_linked_and_what_a_killed_run_left_is_swept() {
        use std::os::unix::fs::MetadataExt;
        let folder = tempfile::tempdir().unwrap();
        let object = folder.path().join("object");
        std::fs::write(&object, "one").unwrap();
        let left = folder.path().join(".feedcard-stage-site/3");
        std::fs::create_dir_all(left.parent().unwrap()).unwrap();
        std::fs::write(&left, "left").unwrap();
        let staging = Staging::new(&folder.path().join("c"), &folder.path().join("site"));
        assert!(!left.exists());
        let staged = staging.link(&object, hash(b"one")).unwrap();
        let inode = |path: &Path| std::fs::metadata(path).unwrap().ino();
        assert_eq!(inode(&staged.file), inode(&object));
        drop(staging);
        assert_eq!(std::fs::read(&object).unwrap(), b"one");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_place_of_the_staging_folder_is_not_followed() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::write(outside.path().join("precious"), "mine").unwrap();
        let cache = folder.path().join("cache");
        std::fs::create_dir(&cache).unwrap();
        std::os::unix::fs::symlink(outside.path(), cache.join(NAME)).unwrap();
        let staging = Staging::new(&cache, &folder.path().join("site"));
        let staged = staging.put(b"one", hash(b"one")).unwrap();
        assert!(!staged.file.starts_with(&cache));
        drop((staged, staging));
        assert!(outside.path().join("precious").exists());
    }
}
