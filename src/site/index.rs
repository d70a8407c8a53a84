//! The folder -> its files, and what each page says about itself.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use indexmap::IndexMap;
use memchr::memmem;
use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;
use walkdir::{DirEntry, WalkDir};

use crate::disk::read_bounded;
use crate::markup::references::decoded;
use crate::problem::Problem;
use crate::site::address::{self, Local, Root, candidates, is_page};
use crate::site::kept::Memory;
use crate::site::reading::{Page, Read, links, page};
use crate::site::scan::id_hash;

/// Most files of a site. One with ten thousand posts has about a hundred thousand.
const MOST_FILES: usize = 2_000_000;

/// Bytes of all sitemaps that are read.
const MOST_SITEMAP_BYTES: u64 = 64 << 20;

/// A built site.
pub struct Site {
    /// As the user wrote it.
    pub shown: String,
    pub(super) folder: PathBuf,
    pub(super) root: Root,
    /// In the order of their paths.
    pub(super) pages: Vec<Page>,
    /// Every file, by its path in NFC; the number of its page, if it is one.
    files: IndexMap<String, Option<u32>>,
    /// Permalinks that the sitemap has.
    pub(super) listed: IndexMap<String, u32>,
    /// Permalinks that pages link to, and how often; read when a page is called by nothing else.
    linked: OnceLock<IndexMap<String, u32>>,
}

/// Answers of a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The address is on another host, or outside of the site.
    Elsewhere,
    /// A file, and in it the place that the fragment names.
    There,
    /// A page without the place that the fragment names.
    NoFragment,
    /// Nothing.
    Dead,
}

impl Site {
    /// Reads the site in `folder`, served at `url`; `shown` is the folder as the user calls it. Problems are of single files.
    ///
    /// # Errors
    /// No such folder; a folder that cannot be read; more files than any site has.
    pub fn open(
        folder: &Path,
        shown: &str,
        url: &str,
        memory: &dyn Memory,
    ) -> Result<(Site, Vec<Problem>), Problem> {
        if !folder.is_dir() {
            return Err(
                Problem::error("site-missing", format!("`{shown}` is not a folder")).help(
                    "name the folder that the site generator writes: `feedcard build --site _site`",
                ),
            );
        }
        let root = Root::new(url)
            .ok_or_else(|| Problem::error("site-url", format!("`{url}` is not an address")))?;
        let (paths, files) = walk(folder, shown)?;
        let read: Vec<Read> = paths
            .into_par_iter()
            .with_max_len(16)
            .map(|path| page(folder, shown, path, memory))
            .collect();
        let mut site = Site {
            shown: shown.to_owned(),
            folder: folder.to_owned(),
            root,
            pages: Vec::with_capacity(read.len()),
            files,
            listed: IndexMap::new(),
            linked: OnceLock::new(),
        };
        let mut problems = Vec::new();
        for Read { page, problem } in read {
            problems.extend(problem);
            let number = u32::try_from(site.pages.len()).unwrap_or(u32::MAX);
            site.enter(&page.path, Some(number));
            site.pages.push(page);
        }
        site.read_sitemaps();
        Ok((site, problems))
    }

    /// The file of a page.
    pub fn file(&self, page: usize) -> PathBuf {
        self.folder.join(&self.pages[page].path)
    }

    /// A page as a user calls it: `_site/x/index.html`.
    pub fn shown_page(&self, page: usize) -> String {
        format!(
            "{}/{}",
            self.shown.trim_end_matches('/'),
            self.pages[page].path
        )
    }

    /// The picture that the head of a page names, absolute.
    pub fn head_picture(&self, page: usize) -> Option<String> {
        let written = self.pages[page].facts.picture.as_deref()?;
        Some(self.base(page).join(written).ok()?.into())
    }

    /// The path below the site of an address on this host, absolute or as a page writes it: decoded, NFC, without its first slash.
    pub fn path_from(&self, written: &str) -> Option<String> {
        Some(self.root.seen(written)?.path)
    }

    /// The host's answer to an absolute address.
    pub fn answer(&self, url: &str) -> Answer {
        let Some(local) = self.root.local(url) else {
            return Answer::Elsewhere;
        };
        self.answer_local(&local)
    }

    fn answer_local(&self, local: &Local) -> Answer {
        let Some(page) = candidates(&local.path)
            .iter()
            .find_map(|path| self.files.get(path))
        else {
            return Answer::Dead;
        };
        match (page, &local.fragment) {
            (Some(page), Some(id)) => {
                let ids = &self.pages[*page as usize].facts.ids;
                let top = id.eq_ignore_ascii_case("top") || id.starts_with(":~:");
                match top || ids.binary_search(&id_hash(id)).is_ok() {
                    true => Answer::There,
                    false => Answer::NoFragment,
                }
            }
            (Some(_) | None, _) => Answer::There,
        }
    }

    /// The file behind the address of a picture on this host. Links are not followed.
    pub(super) fn picture_file(&self, url: &str) -> Option<PathBuf> {
        let local = self.root.local(url)?;
        self.files.get(&local.path)?;
        let file = self.folder.join(&local.path);
        let meta = std::fs::symlink_metadata(&file).ok()?;
        meta.is_file().then_some(file)
    }

    /// Hash of the bytes of the page at `path`, as the disk has its name, when the site was read.
    pub fn hash(&self, path: &str) -> Option<&[u8; 32]> {
        let plain: String = path.nfc().collect();
        let page = &self.pages[self.files.get(&plain).copied()?? as usize];
        page.hash.as_ref().filter(|_| page.path == path)
    }

    /// Permalinks that pages link to, and on how many of them.
    pub(super) fn linked(&self) -> &IndexMap<String, u32> {
        self.linked.get_or_init(|| {
            let parts: Vec<IndexMap<String, u32>> = self
                .pages
                .par_chunks(64)
                .map(|pages| {
                    let mut found = IndexMap::new();
                    for page in pages {
                        for link in links(&self.folder.join(&page.path)) {
                            *found.entry(link).or_default() += 1;
                        }
                    }
                    found
                })
                .collect();
            let mut written: IndexMap<String, u32> = IndexMap::new();
            for (link, count) in parts.into_iter().flatten() {
                *written.entry(link).or_default() += count;
            }
            let mut linked = IndexMap::new();
            for (link, count) in written {
                if let Some(permalink) = self.root.permalink(&link) {
                    *linked.entry(permalink).or_default() += count;
                }
            }
            linked
        })
    }

    /// The page that a host shows at a permalink's folder: `x`, `x.html`, `x/index.html`.
    pub(super) fn page_at(&self, folder: &str) -> Option<usize> {
        let paths = match folder {
            "" => vec!["index.html".to_owned()],
            _ => vec![
                folder.to_owned(),
                format!("{folder}.html"),
                format!("{folder}/index.html"),
            ],
        };
        let found = paths
            .iter()
            .find_map(|path| self.files.get(path).copied().flatten());
        found.map(|page| page as usize)
    }

    /// The page at an address on this host, as a page writes it.
    pub(super) fn page_of(&self, written: &str) -> Option<usize> {
        let found = candidates(&self.path_from(written)?)
            .iter()
            .find_map(|path| self.files.get(path).copied().flatten());
        found.map(|page| page as usize)
    }

    fn enter(&mut self, path: &str, page: Option<u32>) {
        let plain: String = path.nfc().collect();
        if plain.contains('%') {
            // Some generators leave `%ED%95%9C` in file names; hosts answer to the decoded name, too.
            self.files.entry(address::decode(&plain)).or_insert(page);
        }
        self.files.insert(plain, page);
    }

    fn read_sitemaps(&mut self) {
        let is_sitemap = |path: &&String| {
            let name = path.rsplit('/').next().unwrap_or_default();
            name.starts_with("sitemap") && name.ends_with(".xml")
        };
        let paths: Vec<String> = self.files.keys().filter(is_sitemap).cloned().collect();
        let mut left = MOST_SITEMAP_BYTES;
        for path in paths {
            let file = self.folder.join(&path);
            // A sitemap that cannot be read is ignored: it is one source among others.
            let Ok(bytes) = read_bounded(&file, left) else {
                continue;
            };
            left -= bytes.len() as u64;
            let text = String::from_utf8(bytes).unwrap_or_default();
            for address in locations(&text) {
                if let Some(permalink) = self.root.permalink(&address) {
                    *self.listed.entry(permalink).or_default() += 1;
                }
            }
        }
    }
}

/// The text of each `<loc>`.
fn locations(xml: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = xml;
    while let Some(at) = memmem::find(rest.as_bytes(), b"<loc>") {
        rest = &rest[at + 5..];
        let end = rest.find('<').unwrap_or(rest.len());
        found.push(decoded(rest[..end].trim()).into_owned());
        rest = &rest[end..];
    }
    found
}

/// Pages to read, and every other file.
type Walked = (Vec<String>, IndexMap<String, Option<u32>>);

fn walk(folder: &Path, shown: &str) -> Result<Walked, Problem> {
    let root = folder.join("");
    let mut pages = Vec::new();
    let mut files = IndexMap::new();
    // The folder itself may be a link (`current -> releases/7`); what is below it may not.
    let entries = WalkDir::new(&root)
        .follow_root_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_left_out(entry));
    for entry in entries {
        let entry = entry.map_err(|error| {
            Problem::error("io", format!("cannot look into `{shown}`: {error}"))
        })?;
        let Ok(below) = entry.path().strip_prefix(&root) else {
            continue;
        };
        if entry.file_type().is_dir() {
            continue;
        }
        let path = below.to_string_lossy().replace('\\', "/");
        if entry.file_type().is_file() && is_page(&path) {
            pages.push(path);
        } else {
            let plain: String = path.nfc().collect();
            if plain.contains('%') {
                files.entry(address::decode(&plain)).or_insert(None);
            }
            files.insert(plain, None);
        }
        if pages.len() + files.len() > MOST_FILES {
            return Err(Problem::error(
                "site-size",
                format!("`{shown}` has more than {MOST_FILES} files"),
            ));
        }
    }
    Ok((pages, files))
}

fn is_left_out(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    entry.file_type().is_dir()
        && (name == "node_modules" || name.starts_with('.') && name != ".well-known")
        || name.starts_with(".feedcard-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> (tempfile::TempDir, Site) {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in [
            (
                "index.html",
                "<a href='/x/'>x</a><a href=\"https://a.example/x/#a\">x</a>",
            ),
            ("x/index.html", "<h1 id=a>글</h1>"),
            ("한.html", "<h1 id=끝>둘</h1>"),
            ("static/a b.png", ""),
            ("%ED%95%9C%EA%B8%80.txt", ""),
            ("sitemap.xml", "<url><loc>https://a.example/x/</loc></url>"),
        ] {
            let file = folder.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        let (site, problems) = Site::open(
            folder.path(),
            "_site",
            "https://a.example",
            &crate::site::Nothing,
        )
        .unwrap();
        assert_eq!(problems, []);
        (folder, site)
    }

    #[test]
    fn the_host_answers_as_hosts_do() {
        let (_folder, site) = site();
        for (url, answer) in [
            ("https://a.example", Answer::There),
            ("https://a.example/x", Answer::There),
            ("https://a.example/x/#a", Answer::There),
            ("https://a.example/x/#b", Answer::NoFragment),
            ("https://a.example/x.html", Answer::Dead),
            ("https://a.example/%ED%95%9C#%EB%81%9D", Answer::There),
            (
                "https://a.example/\u{1112}\u{1161}\u{11ab}.html",
                Answer::There,
            ),
            ("https://a.example/한/", Answer::Dead),
            ("https://a.example/static/a%20b.png", Answer::There),
            ("https://a.example/한글.txt", Answer::There),
            ("https://a.example/rss.xml", Answer::Dead),
            ("https://b.example/rss.xml", Answer::Elsewhere),
        ] {
            assert_eq!(site.answer(url), answer, "{url}");
        }
        for written in ["https://a.example/한/rss.xml", "/%ED%95%9C/rss.xml?v=1#x"] {
            let path = site.path_from(written);
            assert_eq!(path.as_deref(), Some("한/rss.xml"), "{written}");
        }
        assert_eq!(site.path_from("https://b.example/rss.xml"), None);
        assert_eq!((site.linked()["/x/"], site.listed["/x/"]), (2, 1));
    }

    #[test]
    fn no_folder_is_an_error() {
        let missing = Site::open(
            Path::new("/nowhere/at/all"),
            "nowhere",
            "https://a.example",
            &crate::site::Nothing,
        )
        .err()
        .unwrap();
        assert_eq!(missing.rule, "site-missing");
    }
}
