//! Content folders -> Markdown files, in an order that no file system can change.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

use crate::config::Config;
use crate::problem::{Place, Problem};

/// One Markdown file.
#[derive(Debug, Clone)]
pub struct Found {
    /// Absolute path.
    pub file: PathBuf,
    /// Relative to the configuration's folder, with forward slashes.
    pub source: String,
    /// Relative to its content folder, with forward slashes.
    pub inside: String,
    /// Absolute path of its content folder.
    pub content: PathBuf,
}

/// Every Markdown file below the content folders, sorted by path, none twice.
pub fn files(config: &Config, problems: &mut Vec<Problem>) -> Vec<Found> {
    let ignored = ignored(&config.ignore);
    let mut found = Vec::new();
    for name in &config.content {
        let content = config.root.join(name);
        if !content.is_dir() {
            problems.push(
                Problem::error(
                    "content-missing",
                    format!("the content folder `{name}` is not there"),
                )
                .help(format!(
                    "looked for {}; name the folder of your posts under `content:`",
                    content.display()
                )),
            );
            continue;
        }
        walk(config, name, &content, &ignored, &mut found, problems);
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

fn walk(
    config: &Config,
    name: &str,
    content: &Path,
    ignored: &GlobSet,
    found: &mut Vec<Found>,
    problems: &mut Vec<Problem>,
) {
    let allowed: Vec<PathBuf> = [&config.root, content]
        .iter()
        .filter_map(|folder| folder.canonicalize().ok())
        .collect();
    let mut entries = WalkDir::new(content).follow_links(true).into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(content);
                let source = source(name, content, path);
                problems.push(unreadable(&error).at(Place::file(source)));
                continue;
            }
        };
        let inside = slashes(entry.path().strip_prefix(content).unwrap_or(entry.path()));
        if entry.depth() > 0 && (skipped(&entry) || ignored.is_match(&inside)) {
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
            continue;
        }
        if entry.path_is_symlink() && entry.depth() > 0 && !leads_inside(entry.path(), &allowed) {
            let source = source(name, content, entry.path());
            problems.push(
                Problem::warning(
                    "link-outside",
                    "a symbolic link leads out of the content folder; left out",
                )
                .at(Place::file(source))
                .help("copy the file into the content folder"),
            );
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
            continue;
        }
        if entry.file_type().is_file() && is_markdown(entry.path()) {
            found.push(Found {
                file: entry.path().to_path_buf(),
                source: source(name, content, entry.path()),
                inside,
                content: content.to_path_buf(),
            });
        }
    }
}

fn unreadable(error: &walkdir::Error) -> Problem {
    if error.loop_ancestor().is_some() {
        return Problem::warning(
            "link-loop",
            "a symbolic link leads back to a folder that contains it; left out",
        );
    }
    match error.io_error() {
        // A link to nothing is no reason to stop; nobody can have meant to publish it.
        Some(io) if io.kind() == std::io::ErrorKind::NotFound => {
            Problem::warning("link-broken", "a symbolic link leads nowhere; left out")
        }
        Some(io) => Problem::error("folder-unreadable", format!("cannot be read: {io}")),
        None => Problem::error("folder-unreadable", "cannot be read"),
    }
}

/// Hidden files and folders, `node_modules`, `_drafts`.
fn skipped(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    name.starts_with('.')
        || (entry.file_type().is_dir() && matches!(name.as_ref(), "node_modules" | "_drafts"))
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

/// The globs were judged with the configuration: one that does not parse cannot get here.
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
