//! The folder that is published: its files, the files that a build wants there, and the change from one to the other.
//!
//! In: wanted files, each either there already or waiting in the staging folder. Out: the folder as wanted, changed by
//! renames only, all or nothing, the manifest last. Files of ours that are no longer wanted are removed if they still
//! are as we wrote them. Pages of a site are replaced, and never removed. Nothing above the folder is ever touched, and no
//! link below it is followed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::path::{Component, Path, PathBuf};

use indexmap::IndexSet;

use crate::digest::Hash;
use crate::disk::plain_folder;
use crate::output::io_problem;
use crate::output::published::Published;
use crate::output::staging::{Staged, Staging};
use crate::output::stat::{Stamp, StatIndex};
use crate::output::transaction::{Transaction, replaceable};
use crate::problem::Problem;

/// The manifest's name below the folder.
pub const MANIFEST: &str = "feedcard.json";

/// Longest name in bytes on every usual disk.
const NAME_BYTES: usize = 255;

/// One file that a build wants below the folder.
#[derive(Debug)]
pub struct Wanted {
    /// Relative to the folder, forward slashes.
    pub path: String,
    /// Source of its bytes.
    pub content: Content,
    /// Maker of the file that is there now.
    pub owner: Owner,
}

/// Source of the content of a wanted file.
#[derive(Debug)]
pub enum Content {
    /// In place: the folder has exactly these bytes.
    InPlace(Hash),
    /// In the staging folder.
    Staged(Staged),
    /// Known, but not going to be written.
    Differs,
}

/// The owner of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Ours: removed when no build wants it any more.
    Feedcard,
    /// A page of the site: there before, replaced only while its content has this hash, and never removed.
    Site {
        /// Of the page as it was read.
        before: Hash,
    },
}

/// The folder that is published.
pub struct OutputFolder<'a> {
    /// Absolute.
    pub path: PathBuf,
    index: &'a StatIndex,
    previous: Published,
}

/// Effect of a commit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files of ours written.
    pub written: usize,
    /// Pages of the site written.
    pub pages: usize,
    /// Files removed.
    pub pruned: usize,
}

impl Wanted {
    /// A file of ours.
    pub fn ours(path: String, content: Content) -> Wanted {
        Wanted {
            path,
            content,
            owner: Owner::Feedcard,
        }
    }

    /// A page of the site with new content; `before` is the hash of the page as it was read.
    pub fn page(path: String, staged: Staged, before: Hash) -> Wanted {
        Wanted {
            path,
            content: Content::Staged(staged),
            owner: Owner::Site { before },
        }
    }
}

impl<'a> OutputFolder<'a> {
    /// The folder at `path`, which need not exist; `previous`: what the last run wrote there.
    pub fn new(path: PathBuf, previous: Published, index: &'a StatIndex) -> OutputFolder<'a> {
        OutputFolder {
            path,
            index,
            previous,
        }
    }

    /// Returns true if the file `path` has exactly the content with this hash. A link has not.
    ///
    /// # Errors
    /// Something is there that is neither a file nor a link, or that cannot be read.
    pub fn holds(&self, path: &str, hash: &Hash) -> Result<bool, Problem> {
        let file = self.path.join(path);
        match replaceable(&file)? {
            Some(meta) if meta.is_file() => Ok(self.hash(&file, &meta)? == Some(*hash)),
            Some(_) | None => Ok(false),
        }
    }

    /// Returns true if the last run wrote the file `path`.
    pub fn wrote(&self, path: &str) -> bool {
        self.previous.contains_key(path)
    }

    fn hash(&self, file: &Path, meta: &Metadata) -> Result<Option<Hash>, Problem> {
        self.index
            .hash_known(file, meta, meta.len())
            .map_err(|error| io_problem("read", file, &error))
    }

    /// Paths that differ from `wanted`: files that would be written, files that would be removed.
    ///
    /// # Errors
    /// As [`OutputFolder::commit`] for two wanted files that exclude each other.
    pub fn stale(&self, wanted: &[Wanted]) -> Result<Vec<String>, Problem> {
        let paths = distinct(wanted)?;
        let mut stale: Vec<String> = wanted
            .iter()
            .filter(|file| !matches!(file.content, Content::InPlace(_)))
            .map(|file| file.path.clone())
            .collect();
        for path in self.unwanted(&paths)? {
            stale.push(path.to_owned());
        }
        stale.sort();
        Ok(stale)
    }

    /// Makes the folder as `wanted`; the manifest, if it is among them, is put in place last. `now_ns`: file-system time,
    /// after which the files are put in place.
    ///
    /// # Errors
    /// Two files want one path; a path leads out of the folder or has a name that no disk takes; a page changed since it
    /// was read; the disk refuses. Nothing has changed then, or the problem names what could not be undone.
    pub fn commit(
        &self,
        wanted: Vec<Wanted>,
        staging: &Staging,
        now_ns: i128,
    ) -> Result<Changes, Problem> {
        let mut changing = Vec::with_capacity(wanted.len());
        let mut gone = Vec::new();
        {
            let paths = distinct(&wanted)?;
            for path in self.unwanted(&paths)? {
                gone.push(self.path.join(path));
            }
        }
        for file in wanted {
            if let Content::Staged(staged) = file.content {
                let old = self.judge(&file.path, file.owner)?;
                changing.push((file.path, file.owner, staged, old));
            }
        }
        let mut steps = Transaction::new(&self.path, staging);
        let done = self.place_all(&mut steps, &changing, &gone);
        match done {
            Err(problem) => return Err(steps.undo(problem)),
            Ok(stamps) => {
                for (stamp, (path, _, staged, _)) in stamps.into_iter().zip(&changing) {
                    let path = self.path.join(path);
                    self.index.wrote(&path, stamp, staged.hash, now_ns);
                }
            }
        }
        for path in &gone {
            for folder in path.ancestors().skip(1) {
                // Removing a folder that is not empty fails, which ends the loop.
                if folder == self.path || std::fs::remove_dir(folder).is_err() {
                    break;
                }
            }
        }
        let pages = changing
            .iter()
            .filter(|(_, owner, ..)| *owner != Owner::Feedcard)
            .count();
        Ok(Changes {
            written: changing.len() - pages,
            pages,
            pruned: gone.len(),
        })
    }

    fn place_all(
        &self,
        steps: &mut Transaction,
        changing: &[(String, Owner, Staged, Option<Metadata>)],
        gone: &[PathBuf],
    ) -> Result<Vec<Stamp>, Problem> {
        let mut folders = BTreeSet::new();
        for (path, ..) in changing {
            let path = self.path.join(path);
            let folder = path.parent().unwrap_or(&self.path);
            if folders.insert(folder.to_owned()) {
                steps.make(folder)?;
            }
        }
        let mut stamps = BTreeMap::new();
        let is_manifest = |at: &usize| changing[*at].0 == MANIFEST;
        let (last, first): (Vec<usize>, Vec<usize>) = (0..changing.len()).partition(is_manifest);
        let mut place = |steps: &mut Transaction, at: usize| {
            let (path, owner, staged, old) = &changing[at];
            if let (Owner::Site { .. }, Some(old)) = (owner, old) {
                std::fs::set_permissions(&staged.file, old.permissions())
                    .map_err(|error| io_problem("write", &staged.file, &error))?;
            }
            let stamp = steps.place(&self.path.join(path), staged, old.as_ref())?;
            stamps.insert(at, stamp);
            Ok(())
        };
        first.into_iter().try_for_each(|at| place(steps, at))?;
        gone.iter().try_for_each(|path| steps.take(path))?;
        last.into_iter().try_for_each(|at| place(steps, at))?;
        Ok(stamps.into_values().collect())
    }

    /// The entry that is now where a file is to be put, if it may be put there.
    fn judge(&self, path: &str, owner: Owner) -> Result<Option<Metadata>, Problem> {
        let file = self.path.join(path);
        let old = replaceable(&file)?;
        let Owner::Site { before } = owner else {
            return Ok(old);
        };
        let same = match &old {
            Some(meta) if meta.is_file() => self.hash(&file, meta)? == Some(before),
            Some(_) | None => false,
        };
        if same {
            return Ok(old);
        }
        let message = format!("`{path}` changed while its new head was being made");
        Err(Problem::error("page-changed", message)
            .help("run feedcard again once the site is built"))
    }

    /// Files of the previous run that are not among `paths` and still are as it wrote them.
    fn unwanted<'s>(&'s self, paths: &IndexSet<&str>) -> Result<Vec<&'s str>, Problem> {
        let mut unwanted = Vec::new();
        for (path, hash) in &self.previous {
            if paths.contains(path.as_str()) || path == MANIFEST || !is_below(path) {
                continue;
            }
            let file = self.path.join(path);
            let beside_links = file
                .ancestors()
                .skip(1)
                .take_while(|folder| *folder != self.path)
                .all(|folder| plain_folder(folder).is_ok_and(|there| there));
            let Ok(meta) = std::fs::symlink_metadata(&file) else {
                continue;
            };
            if beside_links && meta.is_file() && self.hash(&file, &meta)? == Some(*hash) {
                unwanted.push(path.as_str());
            }
        }
        Ok(unwanted)
    }
}

/// The record of what `wanted` leaves below the folder, for the next run.
pub fn record(wanted: &[Wanted]) -> Published {
    let ours = wanted.iter().filter(|file| file.owner == Owner::Feedcard);
    let known = ours.filter_map(|file| match &file.content {
        Content::InPlace(hash) => Some((file.path.clone(), *hash)),
        Content::Staged(staged) => Some((file.path.clone(), staged.hash)),
        Content::Differs => None,
    });
    known.collect()
}

/// The paths wanted, if each is wanted once, none is the folder of another, all stay below the folder, and every disk
/// takes their names.
fn distinct(wanted: &[Wanted]) -> Result<IndexSet<&str>, Problem> {
    let refuse = |message: String| Problem::error("out-path", message);
    let mut paths = IndexSet::with_capacity(wanted.len());
    for file in wanted {
        let path = file.path.as_str();
        if !is_below(path) {
            let message = format!("`{path}` would be written outside of the output folder");
            return Err(refuse(message));
        }
        if let Some(name) = path.split('/').find(|name| name.len() > NAME_BYTES) {
            let message = format!(
                "`{path}` cannot be written: a name of {} bytes is too long, {NAME_BYTES} are possible",
                name.len()
            );
            return Err(refuse(message).help(
                "shorten `cards.path`, a path under `feeds:`, or the permalink of the post",
            ));
        }
        if !paths.insert(path) {
            let message = format!("two files would be written to `{path}`");
            return Err(refuse(message)
                .help("change `cards.path`, a path under `feeds:`, or the permalink of a post"));
        }
    }
    for path in wanted.iter().map(|file| file.path.as_str()) {
        let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        if let Some(folder) = folders.find(|folder| paths.contains(folder)) {
            let message = format!("`{folder}` would be a file, and a folder for `{path}`");
            return Err(refuse(message)
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

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::{Content, OutputFolder, Wanted, record};
    use crate::digest::hash;
    use crate::output::published::Published;
    use crate::output::staging::Staging;
    use crate::output::stat::StatIndex;

    /// A site of two pages, and a place to stage.
    fn site() -> (tempfile::TempDir, std::path::PathBuf, Staging) {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        std::fs::create_dir_all(site.join("x")).unwrap();
        std::fs::write(site.join("index.html"), "old").unwrap();
        std::fs::write(site.join("x/index.html"), "old x").unwrap();
        let private = std::fs::Permissions::from_mode(0o640);
        std::fs::set_permissions(site.join("x/index.html"), private).unwrap();
        let staging = Staging::new(&folder.path().join("cache"), &site);
        (folder, site, staging)
    }

    fn wanted(staging: &Staging, before: &str) -> Vec<Wanted> {
        let staged = |text: &str| staging.put(text.as_bytes(), hash(text.as_bytes())).unwrap();
        vec![
            Wanted::ours("rss.xml".into(), Content::Staged(staged("feed"))),
            Wanted::page("index.html".into(), staged("new"), hash(b"old")),
            Wanted::page(
                "x/index.html".into(),
                staged("new x"),
                hash(before.as_bytes()),
            ),
        ]
    }

    #[test]
    fn feeds_and_pages_change_together_and_pages_stay_the_sites() {
        let (_folder, site, staging) = site();
        let index = StatIndex::blank();
        let wanted = wanted(&staging, "old x");
        let ours = record(&wanted);
        let target = OutputFolder::new(site.clone(), Published::new(), &index);
        let changes = target.commit(wanted, &staging, 0).unwrap();
        assert_eq!((changes.written, changes.pages, changes.pruned), (1, 2, 0));
        let page = site.join("x/index.html");
        assert_eq!(std::fs::read(&page).unwrap(), b"new x");
        assert_eq!(page.metadata().unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(ours.keys().collect::<Vec<_>>(), ["rss.xml"]);
        // The next run wants nothing: the feed goes, the pages stay.
        let target = OutputFolder::new(site.clone(), ours, &index);
        assert_eq!(target.commit(Vec::new(), &staging, 0).unwrap().pruned, 1);
        assert!(page.exists() && !site.join("rss.xml").exists());
    }

    #[test]
    fn a_page_that_changed_meanwhile_keeps_everything_as_it_was() {
        let (_folder, site, staging) = site();
        let index = StatIndex::blank();
        let target = OutputFolder::new(site.clone(), Published::new(), &index);
        let wanted = wanted(&staging, "another");
        let problem = target.commit(wanted, &staging, 0).unwrap_err();
        assert_eq!(problem.rule, "page-changed");
        assert_eq!(std::fs::read(site.join("index.html")).unwrap(), b"old");
        assert!(!site.join("rss.xml").exists());
    }

    #[test]
    fn a_name_that_no_disk_takes_is_told_before_anything_changes() {
        let (_folder, site, staging) = site();
        let index = StatIndex::blank();
        let target = OutputFolder::new(site.clone(), Published::new(), &index);
        let mut wanted = wanted(&staging, "old x");
        let staged = staging.put(b"long", hash(b"long")).unwrap();
        wanted.push(Wanted::ours("z".repeat(256), Content::Staged(staged)));
        let problem = target.commit(wanted, &staging, 0).unwrap_err();
        assert!(problem.message.contains("256 bytes"), "{problem:?}");
        assert_eq!(std::fs::read(site.join("index.html")).unwrap(), b"old");
    }
}
