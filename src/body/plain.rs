//! Clean HTML that needs no repair -> the same with absolute addresses, without a parser.
//!
//! The elements and attributes that Markdown and `site` write are known here, a part of those that [`clean`](super::clean) lets
//! through. A text with any other is refused, and left to the cleaner; both give the same bytes.

use std::borrow::Cow;

use crate::body::address::Page;
use crate::body::clean::with_first_line_ends;
use crate::markup::{self, Attribute, Sink, escape};

/// The cleaned text; `None` for one that must be parsed.
pub(super) fn clean(html: &str, page: &Page) -> Option<String> {
    let mut writer = Writer {
        page,
        out: String::with_capacity(html.len() + html.len() / 8),
    };
    markup::read(html, &mut writer).then(|| with_first_line_ends(writer.out))
}

struct Writer<'p> {
    page: &'p Page,
    out: String,
}

impl<'a> Sink<'a> for Writer<'_> {
    fn open(&mut self, name: &'a str, attributes: &[Attribute<'a>], _: bool) -> bool {
        let source = || attributes.iter().any(|(name, _)| *name == "src");
        // A picture without an address may be a blur.
        if !is_known(name) || name == "img" && !source() {
            return false;
        }
        self.out.push('<');
        self.out.push_str(name);
        for (attribute, value) in attributes {
            let meant = match (name, *attribute) {
                ("a", "href") | ("img", "src") if self.page.is_settled(value) => {
                    Some(Cow::Borrowed(&**value))
                }
                ("a", "href") if is_plain(value) => self.page.link(value).map(Cow::Owned),
                ("img", "src") if is_plain(value) => self.page.source(value).map(Cow::Owned),
                ("code", "class") => {
                    let language = value.starts_with("language-") && !value.contains(' ');
                    language.then_some(Cow::Borrowed(&**value))
                }
                ("img", "alt" | "width" | "height")
                | ("ol", "start")
                | ("td" | "th", "colspan" | "rowspan" | "align")
                | (_, "title" | "lang") => Some(Cow::Borrowed(&**value)),
                _ => return false,
            };
            // An address that nobody may follow.
            let Some(meant) = meant else { return false };
            self.out.push(' ');
            self.out.push_str(attribute);
            self.out.push_str("=\"");
            self.out.push_str(&escape::attribute(&meant));
            self.out.push('"');
        }
        self.out.push('>');
        true
    }

    fn close(&mut self, name: &'a str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    fn text(&mut self, text: Cow<'a, str>) {
        self.out.push_str(&escape::text(&text));
    }

    fn comment(&mut self) {}
}

fn is_known(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "blockquote"
            | "br"
            | "caption"
            | "cite"
            | "code"
            | "dd"
            | "del"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "em"
            | "figcaption"
            | "figure"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "hr"
            | "i"
            | "img"
            | "ins"
            | "kbd"
            | "li"
            | "mark"
            | "ol"
            | "p"
            | "pre"
            | "q"
            | "s"
            | "samp"
            | "section"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "summary"
            | "sup"
            | "table"
            | "tbody"
            | "td"
            | "th"
            | "thead"
            | "tr"
            | "u"
            | "ul"
            | "var"
    )
}

/// Returns true for an address that means the same with a base and without.
fn is_plain(address: &str) -> bool {
    let scheme = address.find(['/', '?', '#', ':']);
    let scheme = scheme.filter(|&at| address[at..].starts_with(':'));
    let whole = |scheme: &str| {
        let host = address.strip_prefix(scheme).map(str::as_bytes);
        host.is_some_and(|host| host.first().is_some_and(u8::is_ascii_alphanumeric))
    };
    address.trim() == address
        && (scheme.is_none()
            || ["https://", "http://", "mailto:", "tel:"]
                .into_iter()
                .any(whole))
}

#[cfg(test)]
mod tests {
    use crate::body::address::Page;
    use crate::body::{Context, clean, embed};
    use crate::markup::samples::markup;
    use proptest::prelude::*;

    fn parsed(html: &str, page: &Page) -> String {
        let html = embed::to_links(html, Some(page), &mut Vec::new());
        clean::clean(&html, Some(page))
    }

    fn page() -> Page {
        let context = Context {
            url: "https://a.example/x",
            site_url: "https://a.example",
            source: "content/x.md",
            ..Context::default()
        };
        Page::new(&context).unwrap()
    }

    #[test]
    fn what_markdown_and_pages_give_needs_no_parser() {
        for html in [
            "<p>하나 <em>둘</em>&quot; <a href=\"/b\" title=\"&quot;\">셋</a></p>\n<pre><code class=\"language-rust\">a &lt; b\n</code></pre>",
            "<ul>\n<li>a</li>\n</ul><table><thead><tr><th align=\"left\">b\u{a0}</th></tr></thead></table><img src=\"a.png\" alt=\"\">",
        ] {
            assert_eq!(super::clean(html, &page()), Some(parsed(html, &page())));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn both_cleaners_give_one_text(html in markup()) {
            let page = page();
            if let Some(cleaned) = super::clean(&html, &page) {
                prop_assert_eq!(cleaned, parsed(&html, &page), "{}", html);
            }
        }
    }
}
