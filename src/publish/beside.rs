//! A name in a post's body -> the file beside the post that it means.
//!
//! A pull request may write any name: only what lies below the content folder is looked at, no link is followed, and what no
//! generator publishes (hidden files, drafts, other posts) is refused.

use std::fs::Metadata;
use std::path::{Component, Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use crate::disk::{kind_name, plain_folder};
use crate::output::bounds::plain_path;
use crate::post::Post;

/// Endings that are posts or pages: what holds a post back would not hold its text back.
pub const NO_ASSETS: [&str; 7] = ["md", "markdown", "mdx", "html", "htm", "xhtml", "php"];

/// Folders that no generator publishes.
const NO_FOLDERS: [&str; 2] = ["node_modules", "_drafts"];

/// Meaning of a name.
pub enum Source {
    /// A plain file.
    There(PathBuf, Metadata),
    /// Nothing is there.
    Missing,
    /// Something that is not copied; words that go behind its name.
    Refused(String),
}

/// The file that `written` names, as seen from the post.
pub fn find(contents: &[PathBuf], out: &Path, post: &Post, written: &str) -> Source {
    let file = plain_path(&post.body.file);
    let Some(content) = contents
        .iter()
        .filter(|folder| file.starts_with(folder))
        .max_by_key(|folder| folder.as_os_str().len())
    else {
        return Source::Missing;
    };
    let beside = file.parent().unwrap_or(content).to_owned();
    // Hexo's asset folder has the name of the post.
    let own = file.with_extension("");
    let mut refused = None;
    for folder in [beside, own] {
        for spelling in spellings(written) {
            let candidate = plain_path(&folder.join(&spelling));
            match look(content, &candidate) {
                Source::There(_, _) if candidate.starts_with(out) && !content.starts_with(out) => {
                    refused = Some("is what a build wrote".to_owned());
                }
                Source::Missing => {}
                Source::Refused(why) => refused = refused.or(Some(why)),
                there @ Source::There(..) => return there,
            }
        }
    }
    refused.map_or(Source::Missing, Source::Refused)
}

/// The kind of thing at `file`, of which only names below `content` are looked at.
fn look(content: &Path, file: &Path) -> Source {
    let Ok(below) = file.strip_prefix(content) else {
        return Source::Refused("lies outside of the content folder".to_owned());
    };
    let mut folder = content.to_owned();
    let mut parts: Vec<_> = below.components().collect();
    for part in &parts {
        let Component::Normal(name) = part else {
            return Source::Refused("has no plain path".to_owned());
        };
        let name = name.to_string_lossy();
        if name.starts_with('.') || NO_FOLDERS.contains(&&*name) {
            return Source::Refused("lies where nothing is published".to_owned());
        }
    }
    let Some(name) = parts.pop() else {
        return Source::Missing;
    };
    for part in parts {
        folder.push(part);
        match plain_folder(&folder) {
            Ok(true) => {}
            Ok(false) => return Source::Missing,
            Err(_) => return Source::Refused("lies behind a link".to_owned()),
        }
    }
    match std::fs::symlink_metadata(folder.join(name)) {
        Ok(meta) if meta.is_file() => Source::There(file.to_owned(), meta),
        Ok(meta) => Source::Refused(format!("is {}", kind_name(meta.file_type()))),
        Err(_) => Source::Missing,
    }
}

/// A disk keeps the name that somebody typed or copied: composed or not.
fn spellings(written: &str) -> Vec<String> {
    let written = written.split('?').next().unwrap_or_default();
    if written.contains('\0') {
        return Vec::new();
    }
    let mut found = vec![
        written.to_owned(),
        written.nfc().collect(),
        written.nfd().collect(),
    ];
    found.dedup();
    found
}

/// The file in the same folder whose name differs by its case or its ending.
pub fn near(post: &Post, written: &str) -> Option<String> {
    /// Names of one folder that are looked at.
    const MOST: usize = 10_000;
    let (folder, name) = written.rsplit_once('/').unwrap_or(("", written));
    if folder.split('/').any(|part| part == "..") {
        return None;
    }
    let stem = |name: &str| {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        stem.to_lowercase()
    };
    let beside = post.body.file.parent()?.join(folder);
    let names = std::fs::read_dir(beside).ok()?.take(MOST);
    let mut names: Vec<String> = names
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|one| stem(one) == stem(name) && !NO_ASSETS.contains(&ending(one).as_str()))
        .collect();
    names.sort();
    let found = names.first()?;
    Some(match folder {
        "" => found.clone(),
        folder => format!("{folder}/{found}"),
    })
}

/// Lower case, without its dot.
pub fn ending(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.')
        .map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase())
}

/// Returns true if it is the ending of a file, and not the end of a title.
pub fn is_ending(ending: &str) -> bool {
    (1..=5).contains(&ending.len())
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && ending.bytes().any(|byte| byte.is_ascii_alphabetic())
}
