//! The folder of a built site -> its pages, and which post each of them shows.
//!
//! The post `/x` is the page `x.html`, `x/index.html` or `x`. Names are compared in NFC, raw first, then
//! percent-decoded: macOS writes NFD, and some generators leave `%ED%95%9C` in file names.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;
use walkdir::{DirEntry, WalkDir};

use crate::manifest::Manifest;
use crate::problem::{Place, Problem};

/// The manifest by what the site says: places of posts by their folders below `SITE`, of other pages by their files.
pub(super) struct Entries {
    posts: BTreeMap<String, usize>,
    pages: BTreeMap<String, usize>,
    gone: BTreeMap<String, usize>,
}

/// One page as built.
pub(super) struct Built {
    /// Its path.
    pub file: PathBuf,
    /// Below the site, as the disk has it.
    pub path: String,
    /// As a user calls it: `_site/x/index.html`.
    pub shown: String,
    /// Below the site's URL: `x/`, raw.
    pub address: String,
    /// Place in the manifest of the post that it shows.
    pub post: Option<usize>,
    /// Place in the manifest of the page itself, if it is no post and has a card.
    pub page: Option<usize>,
    /// Place in the manifest of the card that it had, if it has none now.
    pub gone: Option<usize>,
}

/// The pages in the order of their paths, and the problems of those that could not be looked at.
pub(super) struct Walk {
    pub pages: Vec<Built>,
    pub problems: Vec<Problem>,
}

impl Entries {
    pub fn new(manifest: &Manifest) -> Entries {
        let posts = manifest.posts.iter().enumerate();
        let pages = manifest.pages.iter().map(|page| page.page.as_str());
        let gone = manifest.gone.iter().map(|card| card.page.as_str());
        Entries {
            posts: posts
                .map(|(at, post)| (folder(&post.permalink), at))
                .collect(),
            pages: by_file(pages),
            gone: by_file(gone),
        }
    }

    /// The page at a path below the site that is no post.
    fn page(&self, path: &str) -> Option<usize> {
        at_file(&self.pages, path)
    }

    /// The card that the page at a path below the site had.
    fn gone(&self, path: &str) -> Option<usize> {
        at_file(&self.gone, path)
    }

    /// The post at a path below the site, such as `x/index.html`.
    fn at(&self, path: &str) -> Option<usize> {
        let at = |path: &str| {
            let named = addresses(path);
            named.iter().find_map(|one| self.posts.get(*one)).copied()
        };
        let encoded = || path.contains('%').then(|| decode(path));
        at(&composed(path)).or_else(|| at(&encoded()?))
    }
}

/// Places in a list of files, by their names.
fn by_file<'a>(files: impl Iterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let files = files.enumerate();
    files.map(|(at, file)| (file.nfc().collect(), at)).collect()
}

fn at_file(files: &BTreeMap<String, usize>, path: &str) -> Option<usize> {
    if files.is_empty() {
        return None;
    }
    files.get(&*composed(path)).copied()
}

/// Path of a permalink below the site: `한글/x`.
pub(super) fn folder(permalink: &str) -> String {
    decode(permalink).trim_matches('/').to_owned()
}

/// `path` in NFC.
fn composed(path: &str) -> Cow<'_, str> {
    match path.is_ascii() {
        true => Cow::Borrowed(path),
        false => Cow::Owned(path.nfc().collect()),
    }
}

fn decode(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().nfc().collect()
}

/// Every address under which a host serves the file: itself, without `.html`, without `index.html`.
fn addresses(path: &str) -> Vec<&str> {
    let mut found = vec![path];
    if let Some(stem) = without_ending(path) {
        found.push(stem);
        if stem == "index" {
            found.push("");
        }
        found.extend(stem.strip_suffix("/index"));
    }
    found
}

fn without_ending(path: &str) -> Option<&str> {
    let (stem, ending) = path.rsplit_once('.')?;
    let html = ["html", "htm", "xhtml"];
    html.iter()
        .any(|one| ending.eq_ignore_ascii_case(one))
        .then_some(stem)
}

/// Finds the pages of a site. Links, hidden files and `node_modules` are not part of it.
///
/// # Errors
/// No such folder.
pub(super) fn walk(site: &Path, name: &str, known: &Entries) -> Result<Walk, Problem> {
    if !site.is_dir() {
        let message = format!("`{name}` is not a folder");
        return Err(Problem::error("site-missing", message).help(
            "name the folder that the site generator writes, such as `feedcard inject _site`",
        ));
    }
    let mut found = Walk {
        pages: Vec::new(),
        problems: Vec::new(),
    };
    // The folder itself may be a link (`current -> releases/7`); an entry below it may not.
    let root = site.join("");
    let entries = WalkDir::new(&root)
        .follow_root_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry));
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.problems.push(Problem::error(
                    "io",
                    format!("cannot look at a folder: {error}"),
                ));
                continue;
            }
        };
        let Ok(below) = entry.path().strip_prefix(&root) else {
            continue;
        };
        let path = below.to_string_lossy().replace('\\', "/");
        let post = known.at(&path);
        let page = known.page(&path);
        let html = without_ending(&path).is_some();
        let shown = format!("{}/{path}", name.trim_end_matches('/'));
        if entry.path_is_symlink() && entry.depth() > 0 {
            if html {
                found.problems.push(
                    Problem::note(
                        "page-link",
                        "the page is a link, and links are not followed",
                    )
                    .at(Place::file(shown)),
                );
            }
        } else if entry.file_type().is_file() && (html || post.is_some()) {
            found.pages.push(Built {
                file: entry.path().to_owned(),
                address: page_path(&path),
                page,
                gone: known.gone(&path).filter(|_| page.is_none()),
                path,
                shown,
                post,
            });
        }
    }
    Ok(found)
}

fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    name.starts_with('.') || name == "node_modules"
}

/// Path that a relative link of the page starts from.
fn page_path(path: &str) -> String {
    match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder.to_owned(),
        _ => path.to_owned(),
    }
}
