//! Many changes below one folder as one: all of them, or none.
//!
//! In: single steps (make a folder, put a file in place, take one away). Out: the folder changed, or, when a step fails,
//! every earlier step undone. A file that is replaced or taken away keeps a second name in the staging folder until the
//! end, so that undoing needs no room on the disk.

use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::disk::{is_absent, kind_name, plain_folder};
use crate::output::staging::{Staged, Staging};
use crate::output::stat::Stamp;
use crate::output::{io_problem, refusal};
use crate::problem::Problem;

/// A step that was done, by what undoes it.
enum Step {
    /// Remove the folder.
    Made(PathBuf),
    /// Remove the file.
    Created(PathBuf),
    /// Move the old file back.
    Changed { path: PathBuf, old: PathBuf },
}

/// Steps that are done and can be undone.
pub(super) struct Transaction<'a> {
    /// Nothing above it is changed; it may be a link, nothing below it may.
    root: &'a Path,
    staging: &'a Staging,
    done: Vec<Step>,
}

impl<'a> Transaction<'a> {
    /// A transaction below `root`, whose old files wait in `staging`.
    pub fn new(root: &'a Path, staging: &'a Staging) -> Transaction<'a> {
        Transaction {
            root,
            staging,
            done: Vec::new(),
        }
    }

    /// Makes `folder` and those above it.
    ///
    /// # Errors
    /// One of them is a link or a file, or the system refuses.
    pub fn make(&mut self, folder: &Path) -> Result<(), Problem> {
        let mut missing = Vec::new();
        for folder in folder.ancestors() {
            let there = if folder.starts_with(self.root) && folder != self.root {
                plain_folder(folder).map_err(|error| refusal(folder, &error))?
            } else {
                folder.is_dir()
            };
            if there {
                break;
            }
            missing.push(folder);
        }
        for folder in missing.into_iter().rev() {
            std::fs::create_dir(folder).map_err(|error| io_problem("make", folder, &error))?;
            self.done.push(Step::Made(folder.to_owned()));
        }
        Ok(())
    }

    /// Puts `staged` at `path`, where `old` is now; its stamp there.
    ///
    /// # Errors
    /// The system refuses.
    pub fn place(
        &mut self,
        path: &Path,
        staged: &Staged,
        old: Option<&Metadata>,
    ) -> Result<Stamp, Problem> {
        let fail = |error: io::Error| io_problem("write", path, &error);
        let mut stamp = staged.stamp;
        let Some(meta) = old else {
            rename(&staged.file, path).map_err(fail)?;
            self.done.push(Step::Created(path.to_owned()));
            return Ok(stamp);
        };
        let before = Stamp::from(meta).map_err(fail)?;
        if stamp.mtime_ns <= before.mtime_ns {
            // An object drawn long ago comes back: a tool that copies newer files must see the change.
            stamp = renew(&staged.file, meta).unwrap_or(stamp);
        }
        let old = self.staging.path()?;
        keep(path, &old, meta).map_err(fail)?;
        self.done.push(Step::Changed {
            path: path.to_owned(),
            old,
        });
        rename(&staged.file, path).map_err(fail)?;
        Ok(stamp)
    }

    /// Takes the file at `path` away, and the folders that are empty without it.
    ///
    /// # Errors
    /// The system refuses.
    pub fn take(&mut self, path: &Path) -> Result<(), Problem> {
        let old = self.staging.path()?;
        rename(path, &old).map_err(|error| io_problem("remove", path, &error))?;
        self.done.push(Step::Changed {
            path: path.to_owned(),
            old,
        });
        Ok(())
    }

    /// Undoes every step, the last one first; `problem` is the reason, and gets the list of steps that could not be undone.
    pub fn undo(self, problem: Problem) -> Problem {
        let mut left = Vec::new();
        for step in self.done.into_iter().rev() {
            let (path, undone) = match step {
                Step::Made(path) => {
                    let undone = std::fs::remove_dir(&path);
                    (path, undone)
                }
                Step::Created(path) => {
                    let undone = std::fs::remove_file(&path);
                    (path, undone)
                }
                Step::Changed { path, old } => {
                    let undone = put_back(&old, &path);
                    (path, undone)
                }
            };
            match undone {
                Err(error) if !is_absent(&error) => left.push(format!("`{}`", path.display())),
                Ok(()) | Err(_) => {}
            }
        }
        if left.is_empty() {
            return problem;
        }
        left.sort();
        let message = format!(
            "{}; these files are no longer as they were: {}",
            problem.message,
            left.join(", ")
        );
        Problem { message, ..problem }
            .help("correct the cause and run feedcard again: it completes them")
    }
}

/// Gives the file at `path` a second name, or a copy if the disk has no links: the first stays, whole, until the new file
/// is there.
fn keep(path: &Path, old: &Path, meta: &Metadata) -> io::Result<()> {
    if std::fs::hard_link(path, old).is_ok() {
        return Ok(());
    }
    if meta.is_file() && std::fs::copy(path, old).is_ok() {
        let copy = std::fs::File::options().write(true).open(old)?;
        return copy.set_modified(meta.modified()?);
    }
    rename(path, old)
}

/// Moves an old file back to its place, under which its first name may still be.
fn put_back(old: &Path, path: &Path) -> io::Result<()> {
    rename(old, path)?;
    // Two names of one file: the system leaves both.
    match std::fs::remove_file(old) {
        Err(error) if !is_absent(&error) => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Moves a file, also to another mount.
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    match std::fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let (mut file, temporary) =
                crate::disk::create_temporary(to.parent().unwrap_or(Path::new(".")))?;
            let copied = io::copy(&mut std::fs::File::open(from)?, &mut file)
                .and_then(|_| std::fs::rename(&temporary, to))
                .and_then(|()| std::fs::remove_file(from));
            if copied.is_err() {
                let _ = std::fs::remove_file(&temporary);
            }
            copied
        }
        other => other,
    }
}

/// Makes the staged file younger than the one it replaces.
fn renew(file: &Path, old: &Metadata) -> io::Result<Stamp> {
    let file = std::fs::File::options().write(true).open(file)?;
    let later = old.modified()? + Duration::from_nanos(1);
    // By the clock of the disk, unless the old file is from the future.
    file.set_len(file.metadata()?.len())?;
    if file.metadata()?.modified()? <= later {
        file.set_modified(later)?;
    }
    Stamp::from(&file.metadata()?)
}

/// The metadata of what is at `path` and may be replaced there: a plain file or a link.
///
/// # Errors
/// A folder, a named pipe, a device or a socket is there, or the system refuses.
pub(super) fn replaceable(path: &Path) -> Result<Option<Metadata>, Problem> {
    match std::fs::symlink_metadata(path) {
        Ok(meta) if meta.is_file() || meta.is_symlink() => Ok(Some(meta)),
        Ok(meta) => {
            let what = kind_name(meta.file_type());
            let error = io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("it is {what}, and a plain file is needed"),
            );
            Err(refusal(path, &error))
        }
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(io_problem("look at", path, &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::hash;

    fn reason() -> Problem {
        Problem::error("io", "the reason")
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn undone_steps_leave_every_file_and_time_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("out");
        std::fs::create_dir(&root).unwrap();
        let (old, gone) = (root.join("old"), root.join("gone"));
        std::fs::write(&old, "old").unwrap();
        std::fs::write(&gone, "gone").unwrap();
        let times = || [&old, &gone].map(|path| path.metadata().unwrap().modified().unwrap());
        let before = times();
        let staging = Staging::new(&folder.path().join("cache"), &root);
        let staged = |text: &str| staging.put(text.as_bytes(), hash(text.as_bytes())).unwrap();
        let mut steps = Transaction::new(&root, &staging);
        steps.make(&root.join("a/b")).unwrap();
        steps
            .place(&root.join("a/b/new"), &staged("new"), None)
            .unwrap();
        let meta = replaceable(&old).unwrap();
        steps.place(&old, &staged("newer"), meta.as_ref()).unwrap();
        steps.take(&gone).unwrap();
        assert_eq!(names(&root), ["a", "old"]);
        assert_eq!(std::fs::read(&old).unwrap(), b"newer");
        assert_eq!(steps.undo(reason()), reason());
        assert_eq!(names(&root), ["gone", "old"]);
        assert_eq!(std::fs::read(&old).unwrap(), b"old");
        assert_eq!(times(), before);
    }

    #[test]
    fn what_cannot_be_undone_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("out");
        let staging = Staging::new(&folder.path().join("cache"), &root);
        let mut steps = Transaction::new(&root, &staging);
        steps.make(&root.join("a")).unwrap();
        // Somebody else uses the new folder at once.
        std::fs::write(root.join("a/theirs"), "theirs").unwrap();
        let problem = steps.undo(reason());
        assert!(problem.message.contains("out/a`"), "{problem:?}");
        assert!(root.join("a/theirs").exists());
    }

    #[test]
    fn a_file_that_comes_back_is_younger_than_the_one_it_replaces() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("out");
        std::fs::create_dir(&root).unwrap();
        let (path, object) = (root.join("card"), folder.path().join("object"));
        std::fs::write(&object, "first").unwrap();
        let old = std::time::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let file = std::fs::File::options().write(true).open(&object).unwrap();
        file.set_modified(old).unwrap();
        std::fs::write(&path, "second").unwrap();
        let before = path.metadata().unwrap().modified().unwrap();
        let staging = Staging::new(&folder.path().join("cache"), &root);
        let staged = staging.link(&object, hash(b"first")).unwrap();
        let mut steps = Transaction::new(&root, &staging);
        let meta = replaceable(&path).unwrap();
        let stamp = steps.place(&path, &staged, meta.as_ref()).unwrap();
        let after = path.metadata().unwrap();
        assert!(after.modified().unwrap() > before);
        assert_eq!(Stamp::from(&after).unwrap(), stamp);
    }

    #[cfg(unix)]
    #[test]
    fn no_folder_is_made_behind_a_link_and_no_pipe_is_replaced() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let root = folder.path().join("out");
        std::fs::create_dir(&root).unwrap();
        std::os::unix::fs::symlink(outside.path(), root.join("x")).unwrap();
        let staging = Staging::new(&folder.path().join("cache"), &root);
        let mut steps = Transaction::new(&root, &staging);
        let problem = steps.make(&root.join("x/y")).unwrap_err();
        assert!(
            problem.message.contains("out/x`") && problem.message.contains("a link"),
            "{problem:?}"
        );
        let socket = root.join("socket");
        let _bound = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let problem = replaceable(&socket).unwrap_err();
        assert!(problem.message.contains("a socket"), "{problem:?}");
    }
}
