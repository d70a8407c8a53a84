//! Links between posts, in the syntax of every generator -> the address of the post that they mean.
//!
//! In: the source path, address and title of every post. Out: an address, or `None` where no post or several are meant.

use std::collections::BTreeMap;
use std::fmt;

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

/// Returns true for a path from the root that an address on its host keeps as it is: nothing in it is encoded or resolved.
pub fn is_settled_path(path: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~');
    path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(plain)
        && !path.contains("/.")
}

/// Every post of a run, found by the names that other posts may use for it.
#[derive(Default, Clone, PartialEq, Eq)]
pub struct PostIndex {
    posts: Vec<Target>,
    /// By source path.
    paths: BTreeMap<String, usize>,
    /// By the last part of the path, without date, language and ending.
    names: BTreeMap<String, Vec<usize>>,
    /// By title, in lower case.
    titles: BTreeMap<String, Vec<usize>>,
    digest: [u8; 32],
}

impl fmt::Debug for PostIndex {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "PostIndex of {} posts", self.posts.len())
    }
}

/// A post that may be linked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The Markdown file, relative to the configuration's folder, with forward slashes.
    pub source: String,
    /// Its absolute address.
    pub url: String,
    /// Its title.
    pub title: String,
}

/// Endings of the files that posts are written in.
const ENDINGS: [&str; 4] = [".markdown", ".mdx", ".md", ".html"];

impl PostIndex {
    /// An index of `posts`; the order does not matter.
    pub fn new(posts: impl IntoIterator<Item = Target>) -> PostIndex {
        let mut index = PostIndex {
            posts: posts.into_iter().collect(),
            ..PostIndex::default()
        };
        index.posts.sort_by(|a, b| a.source.cmp(&b.source));
        for (at, post) in index.posts.iter().enumerate() {
            let path: String = post.source.nfc().collect();
            for name in names(last(stem(&path))) {
                index.names.entry(name).or_default().push(at);
            }
            let title = post.title.nfc().collect::<String>().to_lowercase();
            index.titles.entry(title).or_default().push(at);
            index.paths.insert(path, at);
        }
        let mut hasher = blake3::Hasher::new();
        for post in &index.posts {
            for text in [&post.source, &post.url, &post.title] {
                hasher.update(&(text.len() as u64).to_le_bytes());
                hasher.update(text.as_bytes());
            }
        }
        index.digest = *hasher.finalize().as_bytes();
        index
    }

    /// Hash of everything that an answer depends on.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// The post in the file `written`, as seen from the file `from`: `./b.md`, `../b/index.md`, `/blog/b.md`, `@/b.md`.
    pub fn by_path(&self, from: &str, written: &str) -> Option<&Target> {
        let written = decoded(written);
        let below_root = ["@/", "@site/", "~/", "/"]
            .iter()
            .find_map(|root| written.strip_prefix(root));
        if let Some(path) = below_root {
            return match self.paths.get(path) {
                Some(&at) => self.posts.get(at),
                None => self.by_name(from, path),
            };
        }
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        let joined = joined(folder, &written)?;
        match self.paths.get(&joined) {
            Some(&at) => self.posts.get(at),
            None if written.starts_with('.') => None,
            None => self.by_name(from, &written),
        }
    }

    /// The post that `post_url`, `ref`, `post_link` or a wiki link name: the end of its path, with or without ending and date.
    pub fn by_name(&self, from: &str, written: &str) -> Option<&Target> {
        let written = decoded(written);
        let wanted = stem(written.trim_start_matches(['/', '.']));
        let (folders, name) = wanted.rsplit_once('/').unwrap_or(("", wanted));
        let below = |post: &Target| {
            let path: String = post.source.nfc().collect();
            let folder = stem(&path)
                .rsplit_once('/')
                .map_or("", |(folder, _)| folder);
            folders.is_empty()
                || folder == folders
                || folder
                    .strip_suffix(folders)
                    .is_some_and(|rest| rest.ends_with('/'))
        };
        let name: String = name.nfc().collect();
        let found: Vec<&Target> = self
            .names
            .get(&name)
            .or_else(|| self.names.get(&name.to_lowercase()))?
            .iter()
            .map(|&at| &self.posts[at])
            .filter(|post| below(post))
            .collect();
        nearest(from, &name, &found)
    }

    /// The post with this title, whatever its case.
    pub fn by_title(&self, from: &str, title: &str) -> Option<&Target> {
        let title = title.trim().nfc().collect::<String>().to_lowercase();
        let found: Vec<&Target> = self
            .titles
            .get(&title)?
            .iter()
            .map(|&at| &self.posts[at])
            .collect();
        nearest(from, &title, &found)
    }
}

/// True if the Markdown may link to another post in a generator's syntax; few posts do.
pub fn may_link(markdown: &str) -> bool {
    let bytes = markdown.as_bytes();
    let is_at = |at: usize, marks: &[&str]| {
        marks
            .iter()
            .any(|mark| bytes[at..].starts_with(mark.as_bytes()))
    };
    memchr::memchr3_iter(b'.', b'@', b'[', bytes)
        .any(|at| is_at(at, &[".md", ".markdown", "@/", "[["]))
        || memchr::memchr_iter(b'{', bytes)
            .any(|at| is_at(at, &["{{<", "{{%", "{% link", "{%- link"]))
        || memchr::memmem::find(bytes, b"post_").is_some()
}

/// The one of several posts that is meant: the only one, the one with exactly that name, the one in the same language, the
/// one beside `from`.
fn nearest<'a>(from: &str, name: &str, found: &[&'a Target]) -> Option<&'a Target> {
    let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let only = |matching: &dyn Fn(&Target) -> bool| {
        let mut some = found.iter().filter(|post| matching(post));
        let first = some.next()?;
        some.next().is_none().then_some(*first)
    };
    only(&|_| true)
        .or_else(|| only(&|post| last(stem(&post.source)) == name))
        .or_else(|| only(&|post| language(&post.source) == language(from)))
        .or_else(|| only(&|post| folder(&post.source) == folder(from)))
}

/// Percent-decoded, NFC.
fn decoded(written: &str) -> String {
    let text = percent_decode_str(written.trim()).decode_utf8_lossy();
    text.replace('\\', "/").nfc().collect()
}

/// `a/b` of `a/b.md` and of `a/b/index.md`.
fn stem(path: &str) -> &str {
    let bare = ENDINGS
        .iter()
        .find_map(|ending| path.strip_suffix(ending))
        .unwrap_or(path)
        .trim_end_matches('/');
    let (folder, name) = bare.rsplit_once('/').unwrap_or(("", bare));
    let page = name.split('.').next().unwrap_or(name);
    if matches!(page, "index" | "_index" | "README") && !folder.is_empty() {
        folder
    } else {
        bare
    }
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// `ko` of `a/b.ko.md`.
fn language(path: &str) -> Option<&str> {
    let name = ENDINGS
        .iter()
        .find_map(|ending| last(path).strip_suffix(ending))?;
    let (_, code) = name.rsplit_once('.')?;
    is_language(code).then_some(code)
}

fn is_language(code: &str) -> bool {
    let base = code.split(['-', '_']).next().unwrap_or(code);
    matches!(base.len(), 2 | 3) && base.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Names that a file may be linked by: its name, the same without its date, without its language, in lower case.
fn names(name: &str) -> Vec<String> {
    let plain = match name.rsplit_once('.') {
        Some((plain, code)) if is_language(code) => plain,
        _ => name,
    };
    let undated = without_date(plain);
    let mut all: Vec<String> = [name, plain, undated].map(str::to_owned).into();
    all.extend([name, plain, undated].map(str::to_lowercase));
    all.sort_unstable();
    all.dedup();
    all
}

/// `b` of `2024-01-31-b`.
fn without_date(name: &str) -> &str {
    let mut parts = name.splitn(4, '-');
    let mut number = |most: usize| {
        let part = parts.next()?;
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        (digits && !part.is_empty() && part.len() <= most).then_some(())
    };
    match (number(4), number(2), number(2)) {
        (Some(()), Some(()), Some(())) => {
            parts.next().filter(|rest| !rest.is_empty()).unwrap_or(name)
        }
        _ => name,
    }
}

/// `path` as seen from `folder`; `None` if it leads out of the blog.
fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_settled_path_is_one_that_joining_keeps() {
        let base = url::Url::parse("https://a.example:81/x/y?z").unwrap();
        for path in ["/", "/a/", "/A-b_c~d/e.html", "/a//b", "/a../b", "/a."] {
            assert!(is_settled_path(path), "{path}");
            let joined = base.join(path).unwrap();
            assert_eq!(joined.as_str(), format!("https://a.example:81{path}"));
        }
        for path in [
            "", "a", "//a", "/a/../b", "/.", "/%41", "/글", "/a b", "/a?b", "/a#b", "/a:b",
            "/a\\b", "/a\n",
        ] {
            assert!(!is_settled_path(path), "{path}");
        }
    }

    fn index() -> PostIndex {
        let post = |source: &str, title: &str| Target {
            source: source.to_owned(),
            url: format!("https://b.example/{source}"),
            title: title.to_owned(),
        };
        PostIndex::new([
            post("_posts/2024-01-31-b.md", "둘째"),
            post("content/a/index.md", "첫째"),
            post("content/a/index.en.md", "First"),
            post("content/c.ko.md", "셋째"),
            post("content/x/한글 글.md", "넷째"),
            post("content/y/c.ko.md", "다섯째"),
        ])
    }

    #[test]
    fn a_post_is_found_by_every_name_that_a_generator_takes() {
        let index = index();
        let path = |from: &str, written: &str| Some(index.by_path(from, written)?.source.clone());
        let name = |written: &str| Some(index.by_name("content/z.md", written)?.source.clone());
        for (from, written, found) in [
            ("content/z.md", "./a/index.md", "content/a/index.md"),
            ("content/a/index.md", "../c.ko.md", "content/c.ko.md"),
            (
                "content/a/index.md",
                "../x/%ED%95%9C%EA%B8%80%20글.md",
                "content/x/한글 글.md",
            ),
            ("content/z.md", "@/a/index.md", "content/a/index.md"),
            ("content/z.md", "/y/c.ko.md", "content/y/c.ko.md"),
            ("content/z.md", "@site/content/c.ko.md", "content/c.ko.md"),
        ] {
            assert_eq!(path(from, written).as_deref(), Some(found), "{written}");
        }
        for (written, found) in [
            ("2024-01-31-b", "_posts/2024-01-31-b.md"),
            ("b", "_posts/2024-01-31-b.md"),
            ("_posts/2024-01-31-b.md", "_posts/2024-01-31-b.md"),
            ("x/한글 글", "content/x/한글 글.md"),
            ("y/c", "content/y/c.ko.md"),
        ] {
            assert_eq!(name(written).as_deref(), Some(found), "{written}");
        }
        for unknown in ["../../c.md", "./d.md", "../_posts/nope.md"] {
            assert_eq!(path("content/z.md", unknown), None, "{unknown}");
        }
        assert_eq!(
            index
                .by_title("content/z.md", "first")
                .map(|post| &post.source[..]),
            Some("content/a/index.en.md")
        );
    }

    #[test]
    fn of_several_posts_the_one_in_the_same_language_or_folder_is_meant() {
        let index = index();
        let name = |from: &str, written: &str| Some(index.by_name(from, written)?.source.clone());
        assert_eq!(
            name("content/z.en.md", "a").as_deref(),
            Some("content/a/index.en.md")
        );
        assert_eq!(
            name("content/z.md", "a").as_deref(),
            Some("content/a/index.md")
        );
        assert_eq!(
            name("content/y/d.md", "c").as_deref(),
            Some("content/y/c.ko.md")
        );
        assert_eq!(name("other/d.md", "c"), None);
    }
}
