//! Addresses on the site's own host <-> files below its folder.

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;
use url::Url;

/// Address of a site on the web.
#[derive(Debug, Clone)]
pub(super) struct Root {
    /// `https://blog.example.com/sub/`, with its last slash.
    url: Url,
    /// Lower case, with the port if there is one.
    host: String,
    /// `/sub`, decoded; empty for a whole host.
    base: String,
}

/// An address on the site's own host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Local {
    /// Below the site, decoded, NFC, without its first slash.
    pub path: String,
    /// Behind the `#`, decoded.
    pub fragment: Option<String>,
}

impl Root {
    /// `None` if `url` is not an address.
    pub fn new(url: &str) -> Option<Root> {
        let url = Url::parse(&format!("{}/", url.trim_end_matches('/'))).ok()?;
        Some(Root {
            host: host(&url)?,
            base: decode(url.path()).trim_end_matches('/').to_owned(),
            url,
        })
    }

    /// The address of a file: `x/index.html` is `https://…/x/`.
    pub fn of_file(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        let folder = without_index(path);
        // Segments are encoded one by one: a `#` or a `%` in a file name is part of it.
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty();
            segments.extend(folder.split('/'));
        }
        url
    }

    /// An absolute address on this host, below the site. Both schemes lead to it.
    pub fn local(&self, url: &str) -> Option<Local> {
        let url = Url::parse(url).ok()?;
        self.local_url(&url)
    }

    /// See [`Root::local`].
    pub fn local_url(&self, url: &Url) -> Option<Local> {
        if !matches!(url.scheme(), "http" | "https") || host(url)? != self.host {
            return None;
        }
        let path = decode(url.path());
        let below = path.strip_prefix(self.base.as_str())?;
        if !below.is_empty() && !below.starts_with('/') {
            return None;
        }
        Some(Local {
            path: below.trim_start_matches('/').to_owned(),
            fragment: url.fragment().filter(|id| !id.is_empty()).map(decode),
        })
    }

    /// An address that is [`Root::local`], or that is seen from the host.
    pub fn seen(&self, written: &str) -> Option<Local> {
        self.local_url(&self.url.join(written).ok()?)
    }

    /// The permalink, with its leading `/` and encoded, of an address that is [`Root::seen`].
    pub fn permalink(&self, written: &str) -> Option<String> {
        let url = self.url.join(written).ok()?;
        self.local_url(&url)?;
        let base = self.url.path().trim_end_matches('/');
        let path = url.path().strip_prefix(base)?;
        Some(if path.is_empty() {
            "/".to_owned()
        } else {
            path.to_owned()
        })
    }
}

fn host(url: &Url) -> Option<String> {
    let host = url.host_str()?.to_ascii_lowercase();
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host,
    })
}

/// Percent-decoded, NFC.
pub(super) fn decode(path: &str) -> String {
    if path.is_ascii() && !path.contains('%') {
        return path.to_owned();
    }
    percent_decode_str(path).decode_utf8_lossy().nfc().collect()
}

/// `x/` of `x/index.html`; any other path as it is.
pub(super) fn without_index(path: &str) -> &str {
    let stem = path
        .strip_suffix("index.html")
        .or_else(|| path.strip_suffix("index.htm"));
    stem.filter(|stem| stem.is_empty() || stem.ends_with('/'))
        .unwrap_or(path)
}

/// Returns true if a file of this name is a page.
pub(super) fn is_page(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["html", "htm", "xhtml"]
        .iter()
        .any(|one| ending.eq_ignore_ascii_case(one))
}

/// The files that a host answers with, the likeliest first, for a path as [`Local`] has it.
///
/// A folder is its `index.html`, and hosts add `.html` where it is missing.
pub(super) fn candidates(path: &str) -> Vec<String> {
    if path.is_empty() || path.ends_with('/') {
        return vec![format!("{path}index.html"), format!("{path}index.htm")];
    }
    vec![
        path.to_owned(),
        format!("{path}/index.html"),
        format!("{path}.html"),
        format!("{path}.htm"),
        format!("{path}/index.htm"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_known_however_it_is_spelled() {
        let root = Root::new("https://A.example/블로그/").unwrap();
        let wanted = Local {
            path: "한/x".into(),
            fragment: Some("끝".into()),
        };
        for url in [
            "https://a.example/%EB%B8%94%EB%A1%9C%EA%B7%B8/%ED%95%9C/x?q=1#%EB%81%9D",
            "http://a.example/블로그/\u{1112}\u{1161}\u{11ab}/x#끝",
        ] {
            assert_eq!(root.local(url), Some(wanted.clone()), "{url}");
        }
        for url in [
            "https://b.example/블로그/x",
            "https://a.example/블로그2/x",
            "https://a.example:8080/블로그/x",
            "mailto:a@a.example",
            "x",
        ] {
            assert_eq!(root.local(url), None, "{url}");
        }
    }

    #[test]
    fn a_file_has_an_address_and_an_address_a_permalink() {
        let root = Root::new("https://a.example/sub").unwrap();
        assert_eq!(
            root.of_file("한/index.html").as_str(),
            "https://a.example/sub/%ED%95%9C/"
        );
        assert_eq!(
            root.of_file("a#b%.html").as_str(),
            "https://a.example/sub/a%23b%25.html"
        );
        assert_eq!(
            root.of_file("index.html").as_str(),
            "https://a.example/sub/"
        );
        assert_eq!(
            root.permalink("https://a.example/sub/한/").as_deref(),
            Some("/%ED%95%9C/")
        );
        assert_eq!(root.permalink("/sub/x.html").as_deref(), Some("/x.html"));
        assert_eq!(root.permalink("/x.html"), None);
    }
}
