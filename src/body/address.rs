//! Addresses as authors write them -> absolute addresses.

use url::Url;

/// The page that a post is seen on: base of the addresses in its body.
///
/// A post's own files lie below its address: `./a.png` in the post `/x` is `/x/a.png`, unless `/x` names a file.
#[derive(Clone)]
pub struct Page {
    url: Url,
    /// What relative addresses start from.
    folder: Url,
}

impl Page {
    /// `None` where `url` is no address: then there is none that a reader may follow.
    pub fn new(url: &str) -> Option<Page> {
        Some(Page {
            url: Url::parse(url).ok()?,
            folder: Url::parse(&folder(url)).ok()?,
        })
    }

    /// The address of `written` as seen from the page; `None` where no reader may follow it.
    pub fn absolute(&self, written: &str) -> Option<String> {
        let written = written.trim();
        if written.starts_with('#') {
            let joined = joined(written, &self.url)?;
            return Some(format!("{}#{}", self.url, joined.fragment()?));
        }
        // Nothing at all, and a query alone, are about the page itself.
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
            if let Some(url) = self.absolute(bare).filter(|_| is_descriptor(descriptor)) {
                candidates.push(format!("{url} {descriptor}").trim_end().to_owned());
            }
            rest = next.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        }
        (!candidates.is_empty()).then(|| candidates.join(", "))
    }
}

/// True if `words` are what a browser takes behind an address: nothing, `2x`, `640w`, `640w 480h`.
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

/// `Url::join`, with a `%` that encodes nothing read as the sign itself.
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

    fn absolute(written: &str, page: &str) -> Option<String> {
        Page::new(page).unwrap().absolute(written)
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
            Page::new("https://a.example/x")
                .unwrap()
                .absolute_srcset("/w_100,h_50/a.png 100w, b.png 2x,c.png")
                .unwrap(),
            "https://a.example/w_100,h_50/a.png 100w, https://a.example/x/b.png 2x, https://a.example/x/c.png"
        );
        for broken in ["data:image/png;base64,AA 1x", "a b.png 2x", "a -x"] {
            let page = Page::new("https://a.example").unwrap();
            assert_eq!(page.absolute_srcset(broken), None);
        }
    }
}
