//! `out/`: what is there, what a build wants there, and the change from one to the other.
//!
//! In: wanted files, each either there already or waiting on the staging. Out: `out/` as wanted, changed by renames only,
//! the manifest last; files that an earlier manifest lists and nobody wants any more are removed. Nothing above `out/`,
//! nor anything that a link below it points to, is ever touched.

use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path, PathBuf};

use indexmap::IndexSet;
use serde::Deserialize;

use crate::output::index::Index;
use crate::output::staging::Staged;
use crate::output::{Hash, io_problem, new_file};
use crate::problem::Problem;

/// The manifest's name below `out/`.
pub const MANIFEST: &str = "feedcard.json";

/// One file that a build wants below `out/`.
#[derive(Debug)]
pub struct Wanted {
    /// Relative to `out/`, forward slashes.
    pub path: String,
    /// How it gets there.
    pub content: Content,
}

/// Where the content of a wanted file is.
#[derive(Debug)]
pub enum Content {
    /// In place: `out/` has exactly these bytes.
    InPlace,
    /// On the staging.
    Staged(Staged),
    /// Known, but nobody is going to write it.
    Differs,
}

/// The output folder.
pub struct Folder<'a> {
    /// Absolute.
    pub path: PathBuf,
    index: &'a Index,
    previous: Vec<String>,
}

/// What a commit did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files written.
    pub written: usize,
    /// Files removed.
    pub pruned: usize,
}

/// The part of a manifest that pruning needs.
#[derive(Deserialize)]
struct Files {
    #[serde(default)]
    files: Vec<String>,
}

/// The files that the manifest of the folder at `path` lists; none where there is no manifest, or something else.
///
/// # Errors
/// It cannot be read.
pub fn previous(path: &Path) -> Result<Vec<String>, Problem> {
    let manifest = path.join(MANIFEST);
    match std::fs::read(&manifest) {
        Ok(bytes) => {
            let files = serde_json::from_slice(&bytes).map(|manifest: Files| manifest.files);
            Ok(files.unwrap_or_default())
        }
        Err(error) if is_absent(&error) => Ok(Vec::new()),
        Err(error) => Err(io_problem("read", &manifest, &error)),
    }
}

impl<'a> Folder<'a> {
    /// The folder at `path`, which need not exist; `previous`: what its manifest says feedcard wrote.
    pub fn new(path: PathBuf, previous: Vec<String>, index: &'a Index) -> Folder<'a> {
        Folder {
            path,
            index,
            previous,
        }
    }

    /// True if the file `path` has exactly the content with this hash.
    ///
    /// # Errors
    /// Something is there that cannot be read, or that is no file.
    pub fn holds(&self, path: &str, hash: &Hash) -> Result<bool, Problem> {
        let file = self.path.join(path);
        let found = self
            .index
            .hash(&file, u64::MAX)
            .map_err(|error| io_problem("read", &file, &error))?;
        Ok(found.is_some_and(|(there, _)| there == *hash))
    }

    /// What is not as `wanted`: files that would be written, files that would be removed.
    ///
    /// # Errors
    /// As [`Folder::commit`] for two wishes that exclude each other.
    pub fn stale(&self, wanted: &[Wanted]) -> Result<Vec<String>, Problem> {
        let paths = distinct(wanted)?;
        let mut stale: Vec<String> = wanted
            .iter()
            .filter(|file| !matches!(file.content, Content::InPlace))
            .map(|file| file.path.clone())
            .collect();
        stale.extend(
            self.unwanted(&paths)
                .filter(|path| self.path.join(path).is_file())
                .cloned(),
        );
        stale.sort();
        Ok(stale)
    }

    /// Makes `out/` as `wanted`; the manifest, if it is among them, is put in place last. `now_ns`: file-system time,
    /// after which the files are put in place.
    ///
    /// # Errors
    /// Two files want one path; a path leads out of the folder; the disk refuses. What was renamed by then stays, and
    /// the manifest is still the old one.
    pub fn commit(&self, wanted: Vec<Wanted>, now_ns: i128) -> Result<Changes, Problem> {
        let paths: IndexSet<String> = distinct(&wanted)?.into_iter().map(String::from).collect();
        let mut folders = BTreeSet::new();
        for file in &wanted {
            if let Content::Staged(_) = file.content
                && let Some(folder) = self.path.join(&file.path).parent()
                && folders.insert(folder.to_owned())
            {
                self.make(folder)?;
            }
        }
        let mut changes = Changes::default();
        let (last, first): (Vec<Wanted>, Vec<Wanted>) =
            wanted.into_iter().partition(|file| file.path == MANIFEST);
        for file in first {
            changes.written += usize::from(self.install(file, now_ns)?);
        }
        let borrowed: IndexSet<&str> = paths.iter().map(String::as_str).collect();
        for path in self.unwanted(&borrowed) {
            changes.pruned += usize::from(self.prune(path)?);
        }
        for file in last {
            changes.written += usize::from(self.install(file, now_ns)?);
        }
        Ok(changes)
    }

    /// Paths of the previous manifest that are not among `paths` and stay below the folder.
    fn unwanted<'s>(&'s self, paths: &IndexSet<&str>) -> impl Iterator<Item = &'s String> {
        let unwanted: Vec<&String> = self
            .previous
            .iter()
            .filter(|path| !paths.contains(path.as_str()) && is_below(path))
            .collect();
        unwanted.into_iter()
    }

    /// Makes `folder` and proves that no link on the way leads out of `out/`.
    fn make(&self, folder: &Path) -> Result<(), Problem> {
        let refuse = |error: io::Error| io_problem("make", folder, &error);
        self.stays_inside(folder)?;
        std::fs::create_dir_all(folder).map_err(refuse)
    }

    /// No folder between `out/` and `folder` is a link that leads elsewhere.
    fn stays_inside(&self, folder: &Path) -> Result<(), Problem> {
        let Some(there) = folder.ancestors().find(|folder| folder.exists()) else {
            return Ok(());
        };
        if !there.starts_with(&self.path) || there == self.path {
            return Ok(());
        }
        let real = |path: &Path| {
            path.canonicalize()
                .map_err(|error| io_problem("look at", path, &error))
        };
        if real(there)?.starts_with(real(&self.path)?) {
            return Ok(());
        }
        let message = format!(
            "`{}` is a link that leads out of the output folder",
            there.display()
        );
        Err(Problem::error("out-link", message)
            .help("remove the link, or name another folder with `--out`"))
    }

    /// Moves a staged file into place; whether there was anything to do.
    fn install(&self, file: Wanted, now_ns: i128) -> Result<bool, Problem> {
        let Content::Staged(staged) = file.content else {
            return Ok(false);
        };
        let path = self.path.join(&file.path);
        match std::fs::rename(&staged.file, &path) {
            Ok(()) => self.index.wrote(&path, staged.stamp, staged.hash, now_ns),
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                copy_whole(&staged.file, &path)
                    .map_err(|error| io_problem("write", &path, &error))?;
            }
            Err(error) => return Err(io_problem("write", &path, &error)),
        }
        Ok(true)
    }

    /// Removes a file and the folders that are empty without it; whether it was there.
    fn prune(&self, path: &str) -> Result<bool, Problem> {
        let file = self.path.join(path);
        let Some(folder) = file.parent() else {
            return Ok(false);
        };
        if self.stays_inside(folder).is_err() {
            return Ok(false);
        }
        match std::fs::remove_file(&file) {
            Ok(()) => {}
            // It is gone, or something that we never wrote stands there.
            Err(error) if is_absent(&error) || file.is_dir() => return Ok(false),
            Err(error) => return Err(io_problem("remove", &file, &error)),
        }
        for folder in file.ancestors().skip(1) {
            // A folder that is not empty refuses, and that is the end of it.
            if folder == self.path || std::fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(true)
    }
}

/// The paths wanted, if each is wanted once, none is the folder of another, and all stay below the output folder.
fn distinct(wanted: &[Wanted]) -> Result<IndexSet<&str>, Problem> {
    let mut paths = IndexSet::with_capacity(wanted.len());
    for file in wanted {
        if !is_below(&file.path) {
            let message = format!(
                "`{}` would be written outside of the output folder",
                file.path
            );
            return Err(Problem::error("out-path", message));
        }
        if !paths.insert(file.path.as_str()) {
            let message = format!("two files would be written to `{}`", file.path);
            return Err(Problem::error("out-path", message)
                .help("change `cards.path`, a path under `feeds:`, or the permalink of a post"));
        }
    }
    for path in wanted.iter().map(|file| file.path.as_str()) {
        let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        if let Some(folder) = folders.find(|folder| paths.contains(folder)) {
            let message = format!("`{folder}` would be a file, and a folder for `{path}`");
            return Err(Problem::error("out-path", message)
                .help("change `cards.path`, a path under `feeds:`, or the permalink of a post"));
        }
    }
    Ok(paths)
}

/// A relative path of plain names.
fn is_below(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', '\0'])
        && Path::new(path)
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// For an output folder whose disk has several mounts, so that no rename reaches it.
fn copy_whole(from: &Path, to: &Path) -> io::Result<()> {
    let mut file = new_file(to.parent().unwrap_or(Path::new(".")))?;
    io::copy(&mut std::fs::File::open(from)?, &mut file)?;
    file.persist(to)?;
    Ok(())
}
