//! HTML -> HTML that a feed reader may show. Parsing and cleaning are `ammonia`'s; addresses are ours.

use std::borrow::Cow;

use crate::body::address::Page;

/// Elements that carry words or pictures, beyond those that ammonia lets through by default.
const MORE_TAGS: [&str; 4] = ["audio", "video", "source", "section"];

/// Elements that ammonia lets through and the W3C feed validator warns of.
const STRANGE_TAGS: [&str; 2] = ["bdo", "rtc"];

/// Cleans `html`, every address absolute as seen from the page; without one, none is let through.
pub fn clean(html: &str, page: Option<&Page>) -> String {
    let mut builder = ammonia::Builder::default();
    // The builder keeps its filters for good.
    let page = page.cloned();
    builder
        .add_tags(MORE_TAGS)
        .rm_tags(STRANGE_TAGS)
        .add_clean_content_tags([
            "iframe", "noscript", "template", "form", "select", "button", "object", "title",
            "textarea", "math",
        ])
        .add_tag_attributes("img", ["srcset", "sizes", "title"])
        .add_tag_attributes("video", ["src", "poster", "controls", "width", "height"])
        .add_tag_attributes("audio", ["src", "controls"])
        .add_tag_attributes("source", ["src", "type"])
        .add_tag_attributes("code", ["class"])
        .link_rel(None)
        .url_relative(ammonia::UrlRelative::PassThrough)
        .attribute_filter(move |_, attribute, value| match attribute {
            "href" | "src" | "cite" | "poster" => page.as_ref()?.absolute(value).map(Cow::Owned),
            "srcset" => page.as_ref()?.absolute_srcset(value).map(Cow::Owned),
            "class" => value
                .starts_with("language-")
                .then_some(Cow::Borrowed(value)),
            _ => Some(Cow::Borrowed(value)),
        });
    let once = with_first_line_ends(builder.clean(html).to_string());
    if !holds_scope(html) {
        return once;
    }
    // Without their scope, paragraphs inside paragraphs are left; reading once more takes them apart.
    with_first_line_ends(builder.clean(&once).to_string())
}

/// A reader drops the first line end of a `pre`: one that belongs to the text is written twice.
///
/// # Source
/// HTML Living Standard 13.2.6.4.7: "If the next token is a U+000A LINE FEED, ignore that token".
fn with_first_line_ends(html: String) -> String {
    if !html.contains("<pre") {
        return html;
    }
    let mut out = String::with_capacity(html.len() + 8);
    let mut rest = html.as_str();
    while let Some(at) = rest.find("<pre") {
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        out.push_str(&rest[..end]);
        rest = &rest[end..];
        if rest.starts_with('\n') {
            out.push('\n');
        }
    }
    out + rest
}

/// True if an element is taken away inside which the parser had begun to count anew.
fn holds_scope(html: &str) -> bool {
    let mut rest = html.as_bytes();
    while let Some(at) = rest.iter().position(|&byte| byte == b'<') {
        rest = &rest[at + 1..];
        let begins = |name: &str| {
            rest.get(..name.len())
                .is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()))
        };
        if ["svg", "applet", "marquee"].into_iter().any(begins) {
            return true;
        }
    }
    false
}
