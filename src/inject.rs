//! A built site <- the social head of every page.
//!
//! In: the site's folder and the manifest that `build` wrote. Out: pages written anew where they changed, and problems. A
//! page is judged and changed as a whole: one that cannot be read is one problem.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::manifest::{Manifest, PostEntry};
use crate::output::{trouble, write_whole};
use crate::page::{self, Blog, Tag};
use crate::problem::{Place, Problem};

/// Largest page in bytes.
const MOST_BYTES: u64 = 32 << 20;

/// What was done.
#[derive(Debug, Default)]
pub struct Injected {
    /// HTML pages looked at.
    pub pages: usize,
    /// Posts that have a page.
    pub posts: usize,
    /// Pages that changed, or would: relative to the site.
    pub changed: Vec<String>,
    /// Sorted.
    pub problems: Vec<Problem>,
    /// A file could not be read or written.
    pub failed: bool,
}

/// Puts the head into every page below `site`; `write`: else it only looks.
pub fn inject(site: &Path, manifest: &Manifest, site_name: &str, write: bool) -> Injected {
    let mut done = Injected::default();
    let mut pages: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    let posts: BTreeMap<String, &PostEntry> = manifest
        .posts
        .iter()
        .map(|post| (key(&post.permalink), post))
        .collect();
    for entry in walkdir::WalkDir::new(site).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let below = entry.path().strip_prefix(site).unwrap_or(entry.path());
                let name = below.to_string_lossy().replace('\\', "/");
                let html = [".html", ".htm"]
                    .iter()
                    .any(|ending| name.to_ascii_lowercase().ends_with(ending));
                if html || (posts.contains_key(&key(&name)) && below.extension().is_none()) {
                    pages
                        .entry(key(&name))
                        .or_default()
                        .push(below.to_path_buf());
                }
            }
            Ok(_) => {}
            Err(error) => {
                done.failed = true;
                let path = error.path().unwrap_or(site).to_path_buf();
                done.problems.push(trouble("read", &path, &error.into()));
            }
        }
    }
    for (key, post) in &posts {
        if pages.contains_key(key) {
            done.posts += 1;
        } else {
            done.problems.push(no_page(post, site));
        }
        done.problems.extend(no_card(post, site));
    }
    let blog = Blog {
        name: site_name,
        feeds: &manifest.feeds,
    };
    let feeds = page::autodiscovery(blog);
    let jobs: Vec<(PathBuf, Vec<Tag>)> = pages
        .iter()
        .flat_map(|(key, files)| files.iter().map(move |file| (key, file)))
        .map(|(key, file)| {
            let mut tags = posts
                .get(key)
                .map_or(Vec::new(), |post| page::social(post, blog));
            // What a reader subscribes to stands before what may be long.
            tags.splice(0..0, feeds.iter().cloned());
            (file.clone(), tags)
        })
        .collect();
    done.pages = jobs.len();
    let results: Vec<_> = jobs
        .par_iter()
        .map(|(file, tags)| one(site, file, tags, write))
        .collect();
    for ((file, _), result) in jobs.iter().zip(results) {
        match result {
            Ok(false) => {}
            Ok(true) => done.changed.push(file.to_string_lossy().replace('\\', "/")),
            Err(problem) => {
                done.failed |= problem.rule == "io";
                done.problems.push(problem);
            }
        }
    }
    done.problems.sort();
    done
}

/// Whether the page changes.
fn one(site: &Path, file: &Path, tags: &[Tag], write: bool) -> Result<bool, Problem> {
    let path = site.join(file);
    let size = path
        .metadata()
        .map_err(|error| trouble("read", &path, &error))?
        .len();
    let place = || Place::file(path.to_string_lossy());
    if size > MOST_BYTES {
        let message =
            format!("{size} bytes, and at most {MOST_BYTES} were wanted of a page; left as it is");
        return Err(Problem::warning("page-size", message).at(place()));
    }
    let bytes = std::fs::read(&path).map_err(|error| trouble("read", &path, &error))?;
    let Ok(html) = String::from_utf8(bytes) else {
        return Err(
            Problem::warning("page-encoding", "the page is not UTF-8; left as it is")
                .at(place())
                .help("let the site's generator write UTF-8"),
        );
    };
    let changed = page::rewrite(&html, tags).map_err(|why| {
        Problem::warning(
            "page-html",
            format!("the page cannot be read as HTML: {why}; left as it is"),
        )
        .at(place())
    })?;
    if changed == html {
        return Ok(false);
    }
    if write {
        write_whole(&path, changed.as_bytes()).map_err(|error| trouble("write", &path, &error))?;
    }
    Ok(true)
}

/// A page's or a post's address without what hosts leave out: decoded, NFC, no `index`, no `.html`, no slashes round it.
fn key(path: &str) -> String {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let path: String = decoded.nfc().collect();
    let path = path.trim_matches('/');
    let lower = path.to_ascii_lowercase();
    let bare = [".html", ".htm"]
        .iter()
        .find(|ending| lower.ends_with(*ending))
        .map_or(path, |ending| &path[..path.len() - ending.len()]);
    let bare = match bare.strip_suffix("index") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => bare,
    };
    bare.trim_matches('/').to_owned()
}

fn no_page(post: &PostEntry, site: &Path) -> Problem {
    let bare = key(&post.permalink);
    let message = format!(
        "no page for `{}`: neither `{bare}.html` nor `{bare}/index.html` is in `{}`",
        post.permalink,
        site.display()
    );
    Problem::warning("page-missing", message)
        .at(Place::file(post.source.clone()))
        .help("build the site first, or let `permalink:` say where its page is")
}

/// The page would name a picture that nobody can fetch.
fn no_card(post: &PostEntry, site: &Path) -> Option<Problem> {
    let card = post.card.as_ref()?;
    (!site.join(&card.path).is_file()).then(|| {
        Problem::warning(
            "card-missing",
            format!("`{}` is not in `{}`", card.path, site.display()),
        )
        .at(Place::file(post.source.clone()))
        .help(format!(
            "copy `out/` over the site: cp -R out/. {}",
            site.display()
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn every_spelling_of_an_address_is_one_key() {
        for path in [
            "x/한글",
            "/x/%ED%95%9C%EA%B8%80/",
            "x/한글.html",
            "x/\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}/index.html",
            "/x/한글.HTM",
        ] {
            assert_eq!(key(path), "x/한글", "{path}");
        }
        assert_eq!(key("/"), "");
        assert_eq!(key("index.html"), "");
        assert_eq!(key("my-index.html"), "my-index");
    }
}
