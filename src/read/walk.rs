//! Content folders -> Markdown files, in an order that no file system can change.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use globset::{Glob, GlobSet, GlobSetBuilder};
use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::config::Config;
use crate::disk::read_bounded;
use crate::guard::lock;
use crate::problem::{Place, Problem};
use crate::read::permalink;

/// One Markdown file.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Absolute path.
    pub file: PathBuf,
    /// Relative to the configuration's folder, with forward slashes.
    pub source: String,
    /// Relative to its content folder, with forward slashes.
    pub inside: String,
    /// Absolute path of its content folder.
    pub content: PathBuf,
}

impl SourceFile {
    /// True if Jekyll publishes it whatever its front matter says: a name with a date in `_posts`.
    pub fn is_dated_post(&self) -> bool {
        let (folders, name) = self.source.rsplit_once('/').unwrap_or(("", &self.source));
        folders.split('/').any(|part| part == "_posts") && permalink::dated(name).is_some()
    }

    /// The file's bytes, `limit` at most.
    ///
    /// # Errors
    /// It cannot be read, or is longer.
    pub fn bytes(&self, limit: u64) -> Result<Vec<u8>, Box<Problem>> {
        read_bounded(&self.file, limit).map_err(|error| {
            let problem = if error.kind() == ErrorKind::FileTooLarge {
                Problem::error("post-too-long", format!("longer than {limit} bytes"))
                    .help("raise `limits.post_bytes`, or leave the file out with `ignore:`")
            } else {
                Problem::error("post-unreadable", format!("cannot be read: {error}"))
            };
            Box::new(problem.at(Place::file(&self.source)))
        })
    }
}

/// Folders in which generators keep posts, for whoever named another.
const USUAL: [&str; 8] = [
    "_posts",
    "source/_posts",
    "content",
    "src/content",
    "posts",
    "src/posts",
    "blog",
    "docs",
];

/// Every Markdown file below the content folders, sorted by path, each once.
pub fn files(config: &Config, problems: &mut Vec<Problem>) -> Vec<SourceFile> {
    let ignored = ignored(&config.ignore);
    let mut found = Vec::new();
    for name in &config.content {
        let content = config.root.join(name);
        if !content.is_dir() {
            let usual = USUAL.iter().find(|usual| config.root.join(usual).is_dir());
            let help = match usual {
                Some(usual) => format!("write `content: [{usual}]`: that folder is there"),
                None => format!(
                    "looked for {}; name the folder of your posts under `content:`",
                    content.display()
                ),
            };
            let message = format!("the content folder `{name}` is not there");
            problems.push(Problem::error("content-missing", message).help(help));
            continue;
        }
        let allowed = [&config.root, &content];
        let walk = Walk {
            name,
            content: &content,
            ignored: &ignored,
            allowed: allowed
                .iter()
                .filter_map(|folder| folder.canonicalize().ok())
                .collect(),
            found: Mutex::default(),
            problems: Mutex::default(),
        };
        walk.run();
        found.append(&mut lock(&walk.found));
        problems.append(&mut lock(&walk.problems));
    }
    found.sort_by(|a, b| a.source.as_bytes().cmp(b.source.as_bytes()));
    found.dedup_by(|a, b| a.source == b.source);
    if found.len() > config.limits.posts {
        problems.push(
            Problem::error(
                "too-many-posts",
                format!(
                    "{} Markdown files, and the limit is {}",
                    found.len(),
                    config.limits.posts
                ),
            )
            .help("raise `limits.posts`, or leave folders out with `ignore:`"),
        );
        found.truncate(config.limits.posts);
    }
    found
}

/// One content folder, walked on all threads.
struct Walk<'a> {
    name: &'a str,
    content: &'a Path,
    ignored: &'a GlobSet,
    /// Folders that links may lead to.
    allowed: Vec<PathBuf>,
    found: Mutex<Vec<SourceFile>>,
    problems: Mutex<Vec<Problem>>,
}

impl Walk<'_> {
    fn run(&self) {
        let mut walk = WalkBuilder::new(self.content);
        walk.standard_filters(false)
            .follow_links(true)
            .threads(rayon::current_num_threads());
        walk.build_parallel().run(|| {
            Box::new(|entry| match entry {
                Ok(entry) => self.visit(&entry),
                Err(error) => {
                    self.unreadable(&error);
                    WalkState::Continue
                }
            })
        });
    }

    fn visit(&self, entry: &DirEntry) -> WalkState {
        let path = entry.path();
        let inside = slashes(path.strip_prefix(self.content).unwrap_or(path));
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        let leave_out = if entry.depth() == 0 {
            false
        } else if skipped(entry, is_folder) || self.ignored.is_match(&inside) {
            true
        } else if entry.path_is_symlink() && !leads_inside(path, &self.allowed) {
            lock(&self.problems).push(outside().at(self.place(path)));
            true
        } else {
            false
        };
        if leave_out {
            return WalkState::Skip;
        }
        if entry.file_type().is_some_and(|kind| kind.is_file()) && is_markdown(path) {
            if path.to_str().is_none() {
                // Two such names may look alike in every message.
                let message = format!(
                    "the name of the file is not UTF-8 ({}); left out",
                    escaped(path)
                );
                let problem = Problem::warning("file-name", message).help("rename the file");
                lock(&self.problems).push(problem.at(self.place(path)));
                return WalkState::Continue;
            }
            lock(&self.found).push(SourceFile {
                file: path.to_path_buf(),
                source: source(self.name, self.content, path),
                inside,
                content: self.content.to_path_buf(),
            });
        }
        WalkState::Continue
    }

    fn unreadable(&self, error: &ignore::Error) {
        let path = path(error).unwrap_or(self.content);
        let problem = match (is_loop(error), error.io_error()) {
            (true, _) if !leads_inside(path, &self.allowed) => outside(),
            (true, _) => Problem::warning(
                "link-loop",
                "a symbolic link leads back to a folder that contains it; left out",
            ),
            // A link to nothing does not stop a run: nobody can have meant to publish it.
            (false, Some(io)) if io.kind() == std::io::ErrorKind::NotFound => {
                Problem::warning("link-broken", "a symbolic link leads nowhere; left out")
            }
            (false, Some(io)) => {
                Problem::error("folder-unreadable", format!("cannot be read: {io}"))
            }
            (false, None) => Problem::error("folder-unreadable", "cannot be read"),
        };
        lock(&self.problems).push(problem.at(self.place(path)));
    }

    fn place(&self, path: &Path) -> Place {
        Place::file(source(self.name, self.content, path))
    }
}

/// The file's name, with the bytes that are not UTF-8 as `\xFF`.
fn escaped(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.as_encoded_bytes().escape_ascii().to_string()
}

fn outside() -> Problem {
    Problem::warning(
        "link-outside",
        "a symbolic link leads out of the content folder; left out",
    )
    .help("copy the file into the content folder")
}

/// The file or folder that an error is about.
fn path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } | ignore::Error::Loop { child: path, .. } => {
            Some(path)
        }
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path(err)
        }
        _ => None,
    }
}

fn is_loop(error: &ignore::Error) -> bool {
    match error {
        ignore::Error::Loop { .. } => true,
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithPath { err, .. } => is_loop(err),
        _ => false,
    }
}

/// Hidden files and folders, `node_modules`, `_drafts`.
fn skipped(entry: &DirEntry, is_folder: bool) -> bool {
    let name = entry.file_name().to_string_lossy();
    name.starts_with('.') || (is_folder && matches!(name.as_ref(), "node_modules" | "_drafts"))
}

fn leads_inside(path: &Path, allowed: &[PathBuf]) -> bool {
    path.canonicalize()
        .is_ok_and(|target| allowed.iter().any(|folder| target.starts_with(folder)))
}

fn is_markdown(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    ["md", "markdown", "mdx"]
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
}

/// The configuration checked the globs, so one that does not parse cannot get here.
fn ignored(globs: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for glob in globs.iter().filter_map(|glob| Glob::new(glob).ok()) {
        set.add(glob);
    }
    set.build().unwrap_or_default()
}

fn source(name: &str, content: &Path, path: &Path) -> String {
    let inside = slashes(path.strip_prefix(content).unwrap_or(path));
    let name = name.trim_start_matches("./").trim_end_matches('/');
    if name.is_empty() || name == "." {
        inside
    } else {
        format!("{name}/{inside}")
    }
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
