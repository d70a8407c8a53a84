//! The result of a build -> one HTML page to look at it: every card, as each platform frames it, and the feeds as readers
//! show them.
//!
//! In: the manifest, the problems, the feed documents, and the address of each picture for the page. Out: the text of the page,
//! or of its data alone. It opens no file and asks no network, and neither does the page: style and script are in it,
//! and a policy in its head forbids all else.
//!
//! Posts are untrusted. They travel as JSON without any `<`, the script puts them into the page as text
//! only, and the body of a feed's entry is shown cleaned, in a frame without permissions.

mod base64;
mod data;
mod reader;

use serde::Serialize;

use crate::manifest::{Cover, Manifest, PostEntry};
use crate::problem::Problem;

pub use base64::data_url;
pub use reader::{Feed, Item};

/// Everything that a page shows.
pub struct Preview<'a> {
    /// The site's name.
    pub title: &'a str,
    /// The manifest of the last build that came to its end; `None` if there was none.
    pub manifest: Option<&'a Manifest>,
    /// The problems of the last build, sorted.
    pub problems: &'a [Problem],
    /// The feeds, in the order of the manifest.
    pub feeds: &'a [Feed],
    /// Address of a post's card for the page; `None` if it has none.
    pub card: &'a dyn Fn(&PostEntry) -> Option<String>,
    /// Address of a post's text-free square for the page.
    pub cover: &'a dyn Fn(&PostEntry, &Cover) -> Option<String>,
    /// `22 posts · 3 feeds · 2 warnings`.
    pub sum: &'a str,
    /// A notice above everything else.
    pub notice: Option<&'a str>,
    /// True if the notice says that the posts could not be read at all.
    pub broken: bool,
    /// True if a server keeps the page up to date.
    pub live: bool,
}

/// Style of the page and of the platforms' frames.
const CSS: &str = concat!(
    include_str!("web/page.css"),
    include_str!("web/platforms.css")
);

/// The script, one file after the other.
const SCRIPT: &str = concat!(
    include_str!("web/dom.js"),
    include_str!("web/platforms.js"),
    include_str!("web/posts.js"),
    include_str!("web/feeds.js"),
    include_str!("web/page.js"),
);

/// Content of a page, in the form in which it travels.
#[derive(Debug, Clone, Default)]
pub struct Data {
    /// JSON that is safe inside of a script element.
    pub text: String,
    /// Two builds share it only if their pages show the same; a browser holds its 48 bits exactly.
    pub version: u64,
}

/// The nonce of the page's own scripts and styles. Nobody can write a post that knows the hash of a page that this post is
/// a part of.
fn nonce(data: &Data) -> String {
    blake3::hash(data.text.as_bytes()).to_hex()[..32].to_owned()
}

/// The Content-Security-Policy of the page around `data`, for its `<meta>` and for the server's header.
pub fn policy(data: &Data, live: bool) -> String {
    let nonce = nonce(data);
    let (pictures, server) = if live {
        ("data: 'self'", "'self'")
    } else {
        ("data:", "'none'")
    };
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src {pictures}; \
         connect-src {server}; base-uri 'none'; form-action 'none'"
    )
}

/// The page around its data. `live`: as the data says.
pub fn page(data: &Data, live: bool) -> String {
    let (nonce, csp) = (nonce(data), policy(data, live));
    let mut out = String::with_capacity(data.text.len() + CSS.len() + SCRIPT.len() + 8192);
    let mut rest = include_str!("web/page.html");
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (slot, after) = after.split_once('}').unwrap_or((after, ""));
        match slot {
            "csp" => out.push_str(&csp),
            "nonce" => out.push_str(&nonce),
            "css" => out.push_str(CSS),
            "reader_css" => out.push_str(include_str!("web/reader.css")),
            "js" => out.push_str(SCRIPT),
            _ => out.push_str(&data.text),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Content of the page.
pub fn data(preview: &Preview) -> Data {
    let rest = script_safe(&data::collect(preview));
    let mut low = [0; 8];
    low[..6].copy_from_slice(&blake3::hash(rest.as_bytes()).as_bytes()[..6]);
    let version = u64::from_le_bytes(low);
    // The seconds of a build are not a reason to draw the page anew.
    let sum = script_safe(&preview.sum);
    let text = format!("{{\"version\":{version},\"sum\":{sum},{}", &rest[1..]);
    Data { text, version }
}

/// JSON in which nothing ends a script or a comment: inside a string each of these may be written as its number, and
/// outside of strings none of them occurs.
fn script_safe(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value).expect("strings and numbers are always JSON");
    let mut out = String::with_capacity(text.len() + text.len() / 64);
    let mut rest = text.as_str();
    while let Some(at) = rest.find(['<', '>', '&', '\u{2028}', '\u{2029}']) {
        out.push_str(&rest[..at]);
        let c = rest[at..].chars().next().unwrap_or_default();
        out.push_str(&format!("\\u{:04x}", u32::from(c)));
        rest = &rest[at + c.len_utf8()..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn preview<'a>(title: &'a str, notice: &'a str) -> Preview<'a> {
        Preview {
            title,
            manifest: None,
            problems: &[],
            feeds: &[],
            card: &|_| None,
            cover: &|_, _| None,
            sum: "0 posts",
            notice: Some(notice),
            broken: false,
            live: false,
        }
    }

    fn whole(preview: &Preview) -> String {
        page(&data(preview), preview.live)
    }

    #[test]
    fn words_of_strangers_end_no_element() {
        let words = "</script><img src=x onerror=alert(1)><!--\u{2028}&{data}";
        let page = whole(&preview(words, words));
        let elements = |name: &str| page.matches(&format!("</{name}>")).count();
        assert_eq!((elements("script"), elements("title")), (3, 1));
        assert!(!page.contains("<img src=x") && !page.contains('\u{2028}'));
        assert!(page.contains("\\u003c/script\\u003e\\u003cimg src=x"));
        let from = page.find("id=\"data\">").unwrap() + "id=\"data\">".len();
        let json = page[from..].split("</script>").next().unwrap();
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(
            (&value["notice"], &value["sum"]),
            (&words.into(), &"0 posts".into())
        );
    }

    #[test]
    fn a_page_that_is_a_file_may_reach_nothing_and_a_served_one_its_server_only() {
        let text = whole(&preview("a", "b"));
        assert!(text.contains("default-src 'none'; script-src 'nonce-"));
        assert!(text.contains("img-src data:; connect-src 'none';"));
        let live = Preview {
            live: true,
            ..preview("a", "b")
        };
        assert!(whole(&live).contains("img-src data: 'self'; connect-src 'self';"));
        for word in ["http://", "https://", "@import", "url("] {
            let assets = [
                CSS,
                SCRIPT,
                include_str!("web/reader.css"),
                include_str!("web/page.html"),
            ];
            assert!(!assets.concat().contains(word), "{word}");
        }
    }

    #[test]
    fn the_script_reads_the_words_of_a_parser_that_refused_a_feed() {
        let facts =
            r#"{"kind":"rss","path":"rss.xml","url":"https://a.example/rss.xml","title":"T"}"#;
        let facts = serde_json::from_str(facts).expect("one feed");
        let feeds = [Feed::read(&facts, b"<html></html>")];
        let preview = Preview {
            feeds: &feeds,
            ..preview("a", "b")
        };
        let value: serde_json::Value = serde_json::from_str(&data(&preview).text).expect("JSON");
        let refused = value["feeds"][0]["refused"].as_str();
        assert!(refused.is_some_and(|words| !words.is_empty()), "{value}");
        assert!(SCRIPT.contains("feed.refused"));
    }

    #[test]
    fn what_differs_has_another_nonce_and_version_and_seconds_do_not_matter() {
        let nonce = |page: &str| page.split("nonce-").nth(1).unwrap()[..32].to_owned();
        let (one, other) = (preview("a", "b"), preview("a", "c"));
        assert_ne!(nonce(&whole(&one)), nonce(&whole(&other)));
        assert_ne!(data(&one).version, data(&other).version);
        let later = Preview {
            sum: "0 posts, later",
            ..preview("a", "b")
        };
        assert_eq!(data(&one).version, data(&later).version);
    }
}
