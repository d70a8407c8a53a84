//! Addresses as authors write them -> absolute addresses.

use url::Url;

/// The address of `written` as seen from the page `base`; `None` where no reader may follow it.
///
/// A post's own files lie below its address: `./a.png` in the post `/x` is `/x/a.png`, unless `/x` names a file.
pub fn absolute(written: &str, base: &str) -> Option<String> {
    let written = written.trim();
    if let Some(fragment) = written.strip_prefix('#') {
        let page = Url::parse(base).ok()?;
        return Some(format!(
            "{page}#{}",
            joined(&format!("#{fragment}"), &page)?.fragment()?
        ));
    }
    // Nothing at all, and a query alone, are about the page itself.
    let page = written.is_empty() || written.starts_with('?');
    let base = if page { base } else { &folder(base) };
    let url = joined(written, &Url::parse(base).ok()?)?;
    matches!(url.scheme(), "http" | "https" | "mailto" | "tel").then(|| url.into())
}

/// Every candidate of a `srcset` made absolute; `None` if nothing is left.
///
/// # Source
/// HTML Living Standard 4.8.4.2.1: candidates are split at commas that end an address or follow a descriptor.
pub fn absolute_srcset(written: &str, base: &str) -> Option<String> {
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
        if let Some(url) = absolute(bare, base).filter(|_| is_descriptor(descriptor)) {
            candidates.push(format!("{url} {descriptor}").trim_end().to_owned());
        }
        rest = next.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
    }
    (!candidates.is_empty()).then(|| candidates.join(", "))
}

/// Whether `words` are what a browser takes behind an address: nothing, `2x`, `640w`, `640w 480h`.
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
    let bytes = written.as_bytes();
    let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let mut fixed = String::with_capacity(written.len());
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
            absolute_srcset(
                "/w_100,h_50/a.png 100w, b.png 2x,c.png",
                "https://a.example/x"
            )
            .unwrap(),
            "https://a.example/w_100,h_50/a.png 100w, https://a.example/x/b.png 2x, https://a.example/x/c.png"
        );
        for broken in ["data:image/png;base64,AA 1x", "a b.png 2x", "a -x"] {
            assert_eq!(absolute_srcset(broken, "https://a.example"), None);
        }
    }
}
