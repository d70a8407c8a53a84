//! Addresses as authors write them -> absolute addresses.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use percent_encoding::percent_decode_str;
use url::{Position, Url};

use crate::body::{Context, Lookup, LookupKind, NamedFile};
use crate::links::{PostIndex, Target, is_settled_path};

/// The page that a post is seen on: base of the addresses in its body.
///
/// A post's own files lie below its address: `./a.png` in the post `/x` is `/x/a.png`, unless `/x` names a file.
#[derive(Clone)]
pub struct Page {
    url: Url,
    /// Folder that relative addresses start from.
    folder: Url,
    /// Absolute URL of the site, without a last slash.
    site: String,
    /// The post's file.
    source: String,
    posts: Option<Arc<PostIndex>>,
    /// Shared with the copies that filters of the HTML cleaner own.
    seen: Arc<Mutex<Seen>>,
}

/// Addresses that a body named.
#[derive(Debug, Default)]
pub struct Seen {
    /// Files beside the post.
    pub files: BTreeSet<NamedFile>,
    /// Other posts.
    pub lookups: BTreeSet<Lookup>,
}

/// Endings of the files that posts are written in.
const POSTS: [&str; 3] = [".md", ".markdown", ".mdx"];

/// Folders that generators serve at the root of the site.
const SERVED: [&str; 2] = ["static/", "public/"];

impl Page {
    /// `None` if the post's URL is not an absolute address: then no relative one can be resolved.
    pub fn new(context: &Context) -> Option<Page> {
        Some(Page {
            url: Url::parse(context.url).ok()?,
            folder: Url::parse(&folder(context.url)).ok()?,
            site: context.site_url.trim_end_matches('/').to_owned(),
            source: context.source.to_owned(),
            posts: context.posts.cloned(),
            seen: Arc::default(),
        })
    }

    /// Returns true for an address on the post's own host that is as it should be.
    pub fn is_settled(&self, address: &str) -> bool {
        let path = address.strip_prefix(&self.url[..Position::BeforePath]);
        path.is_some_and(is_settled_path)
    }

    /// The post's own address.
    pub fn own(&self) -> String {
        self.url.to_string()
    }

    /// Everything that was named so far.
    pub fn seen(&self) -> Seen {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut seen)
    }

    /// The result of `work`; without one, what it named was not named.
    pub fn attempt<T>(&self, work: impl FnOnce() -> Option<T>) -> Option<T> {
        let before = self.seen();
        let made = work();
        let mut named = self.seen();
        if made.is_none() {
            named = Seen::default();
        }
        named.files.extend(before.files);
        named.lookups.extend(before.lookups);
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = named;
        made
    }

    /// Target of a link; `None` for a post that is not found, and for a place that no reader may follow it to.
    pub fn link(&self, written: &str) -> Option<String> {
        let written = written.trim();
        let path = written.split(['?', '#']).next().unwrap_or_default();
        let small = path.to_ascii_lowercase();
        let foreign = path.contains("://") || path.starts_with("//") || path.starts_with("mailto:");
        if !foreign
            && (path.starts_with("@/") || POSTS.iter().any(|ending| small.ends_with(ending)))
        {
            let url = self.post(LookupKind::Path, path)?.0;
            return Some(format!("{url}{}", self.fragment(written)));
        }
        let absolute = self.served(written).or_else(|| self.absolute(written))?;
        let ending = path
            .rsplit('/')
            .next()
            .and_then(|name| name.rsplit_once('.'));
        if ending.is_some_and(|(_, ending)| !matches!(ending, "html" | "htm" | "php")) {
            self.name(path, &absolute);
        }
        Some(absolute)
    }

    /// Address of a picture, sound or film.
    pub fn source(&self, written: &str) -> Option<String> {
        let written = written.trim();
        // An alias that only a bundler can resolve.
        if written.starts_with("@/") || written.is_empty() {
            return None;
        }
        let path = written.split(['?', '#']).next().unwrap_or_default();
        if let Some(url) = self.served(written) {
            return Some(url);
        }
        let absolute = self.absolute(written)?;
        self.name(path, &absolute);
        Some(absolute)
    }

    /// The address of the post that a wiki link names by file or title.
    pub fn wiki(&self, name: &str, fragment: &str) -> Option<String> {
        let url = match name {
            "" => self.own(),
            name => {
                self.post(LookupKind::Name, name)
                    .or_else(|| self.post(LookupKind::Title, name))?
                    .0
            }
        };
        match fragment {
            "" => Some(url),
            fragment => Some(format!("{url}{}", self.fragment(&format!("#{fragment}")))),
        }
    }

    /// The address and title of the post that the end of a path names.
    pub fn post_named(&self, name: &str) -> Option<(String, String)> {
        self.post(LookupKind::Name, name)
    }

    fn post(&self, by: LookupKind, written: &str) -> Option<(String, String)> {
        let found = self
            .posts
            .as_ref()
            .and_then(|posts| looked_up(posts, by, &self.source, written));
        let lookup = Lookup {
            by,
            written: written.to_owned(),
            url: found.map(|post| post.url.clone()),
        };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.lookups.insert(lookup);
        found.map(|post| (post.url.clone(), post.title.clone()))
    }

    /// The `#…` of an address, percent-encoded.
    fn fragment(&self, written: &str) -> String {
        let Some((_, fragment)) = written.split_once('#') else {
            return String::new();
        };
        let mut url = self.url.clone();
        url.set_fragment(Some(fragment));
        format!("#{}", url.fragment().unwrap_or_default())
    }

    /// `@site/static/x` and `../static/x` are served at `/x`.
    fn served(&self, written: &str) -> Option<String> {
        let below = match written.strip_prefix("@site/") {
            Some(below) => below,
            None if written.starts_with("../") => written.trim_start_matches("../"),
            None => return None,
        };
        let path = SERVED
            .iter()
            .find_map(|folder| below.strip_prefix(folder))?;
        joined(path, &Url::parse(&format!("{}/", self.site)).ok()?).map(String::from)
    }

    /// Remembers a file beside the post.
    fn name(&self, written: &str, url: &str) {
        let relative = !written.is_empty()
            && !written.starts_with(['/', '#', '?', '\\'])
            && !written.split('/').next().unwrap_or_default().contains(':');
        if !relative {
            return;
        }
        let written = percent_decode_str(written).decode_utf8_lossy().into_owned();
        let url = url.split(['?', '#']).next().unwrap_or(url).to_owned();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.files.insert(NamedFile { written, url });
    }

    /// The address of `written` as seen from the page; `None` if no reader may follow it.
    pub fn absolute(&self, written: &str) -> Option<String> {
        let written = written.trim();
        if written.starts_with('#') {
            let joined = joined(written, &self.url)?;
            return Some(format!("{}#{}", self.url, joined.fragment()?));
        }
        // An empty address, or a query alone, means the page itself.
        let about_page = written.is_empty() || written.starts_with('?');
        let base = if about_page { &self.url } else { &self.folder };
        let url = joined(written, base)?;
        matches!(url.scheme(), "http" | "https" | "mailto" | "tel").then(|| url.into())
    }

    /// Every candidate of a `srcset` made absolute; `None` if nothing is left.
    ///
    /// # Source
    /// HTML Living Standard 4.8.4.2.1: candidates are split at commas that end an address or follow a descriptor.
    pub fn absolute_srcset(&self, written: &str) -> Option<String> {
        let mut candidates = Vec::new();
        let mut rest = written.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        while !rest.is_empty() {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let (address, after) = rest.split_at(end);
            let bare = address.trim_end_matches(',');
            let (descriptor, next) = if bare.len() < address.len() {
                ("", after)
            } else {
                after.split_once(',').unwrap_or((after, ""))
            };
            let descriptor = descriptor.trim();
            if is_descriptor(descriptor)
                && let Some(url) = self.source(bare)
            {
                candidates.push(format!("{url} {descriptor}").trim_end().to_owned());
            }
            rest = next.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        }
        (!candidates.is_empty()).then(|| candidates.join(", "))
    }
}

/// The post that `written` means in the file `source`.
pub fn looked_up<'p>(
    posts: &'p PostIndex,
    by: LookupKind,
    source: &str,
    written: &str,
) -> Option<&'p Target> {
    match by {
        LookupKind::Path => posts.by_path(source, written),
        LookupKind::Name => posts.by_name(source, written),
        LookupKind::Title => posts.by_title(source, written),
    }
}

/// True if `words` are what a browser accepts as a descriptor behind an address: nothing, `2x`, `640w`, `640w 480h`.
fn is_descriptor(words: &str) -> bool {
    words.split_whitespace().all(|word| {
        let number = word.strip_suffix(['x', 'w', 'h']);
        number.is_some_and(|number| number.parse::<f64>().is_ok_and(f64::is_finite))
    })
}

/// The folder that relative addresses of the page `url` start from.
fn folder(url: &str) -> String {
    let last = url.rsplit('/').next().unwrap_or_default();
    let file = [".html", ".htm", ".xhtml", ".php"]
        .iter()
        .any(|end| last.ends_with(end));
    if file || url.ends_with('/') {
        url.to_owned()
    } else {
        format!("{url}/")
    }
}

/// `Url::join`, with a `%` that encodes nothing read as a plain percent sign.
fn joined(written: &str, base: &Url) -> Option<Url> {
    if !written.contains('%') {
        return base.join(written).ok();
    }
    let bytes = written.as_bytes();
    let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let mut fixed = String::with_capacity(written.len() + 8);
    for (at, c) in written.char_indices() {
        fixed.push(c);
        if c == '%' && !(hex(at + 1) && hex(at + 2)) {
            fixed.push_str("25");
        }
    }
    base.join(&fixed).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(url: &str) -> Page {
        Page::new(&Context {
            url,
            site_url: "https://a.example",
            source: "content/x.md",
            ..Context::default()
        })
        .unwrap()
    }

    fn absolute(written: &str, url: &str) -> Option<String> {
        page(url).absolute(written)
    }

    #[test]
    fn a_bare_percent_sign_is_encoded_and_strange_schemes_are_refused() {
        let base = "https://a.example/x";
        assert_eq!(
            absolute("100%.png", base).unwrap(),
            "https://a.example/x/100%25.png"
        );
        assert_eq!(
            absolute("https://b.example/%ED%95", base).unwrap(),
            "https://b.example/%ED%95"
        );
        for refused in [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///x",
            "id:x",
            "http://[",
        ] {
            assert_eq!(absolute(refused, base), None, "{refused}");
        }
    }

    #[test]
    fn a_page_with_a_file_name_is_no_folder() {
        assert_eq!(
            absolute("a.png", "https://a.example/x/y.html").unwrap(),
            "https://a.example/x/a.png"
        );
        assert_eq!(
            absolute("#글", "https://a.example/x").unwrap(),
            "https://a.example/x#%EA%B8%80"
        );
    }

    #[test]
    fn nothing_and_a_query_alone_are_about_the_page() {
        let base = "https://a.example/x";
        assert_eq!(absolute("", base).unwrap(), base);
        assert_eq!(absolute("?p=1", base).unwrap(), "https://a.example/x?p=1");
    }

    #[test]
    fn a_srcset_keeps_its_descriptors_and_commas_inside_addresses() {
        assert_eq!(
            page("https://a.example/x")
                .absolute_srcset("/w_100,h_50/a.png 100w, b.png 2x,c.png")
                .unwrap(),
            "https://a.example/w_100,h_50/a.png 100w, https://a.example/x/b.png 2x, https://a.example/x/c.png"
        );
        for broken in ["data:image/png;base64,AA 1x", "a b.png 2x", "a -x"] {
            let page = page("https://a.example");
            assert_eq!(page.absolute_srcset(broken), None);
        }
    }

    #[test]
    fn files_of_the_site_and_files_beside_the_post_are_told_apart() {
        let page = page("https://a.example/x");
        for (written, url) in [
            ("../static/img/x.png", "https://a.example/img/x.png"),
            ("../../public/x.png", "https://a.example/x.png"),
            ("@site/static/img/x.png", "https://a.example/img/x.png"),
            (
                "./%EA%B0%80.png?v=1",
                "https://a.example/x/%EA%B0%80.png?v=1",
            ),
            ("/y.png", "https://a.example/y.png"),
        ] {
            assert_eq!(page.source(written).as_deref(), Some(url), "{written}");
        }
        assert_eq!(page.source("@/assets/x.png"), None);
        assert_eq!(
            page.link("a.pdf").as_deref(),
            Some("https://a.example/x/a.pdf")
        );
        assert_eq!(
            page.link("../other").as_deref(),
            Some("https://a.example/other")
        );
        assert_eq!(page.link("./gone.md#x"), None);
        let seen = page.seen();
        let files: Vec<&str> = seen.files.iter().map(|file| &file.written[..]).collect();
        assert_eq!(files, ["./가.png", "a.pdf"]);
        assert_eq!(seen.lookups.len(), 1);
    }
}
