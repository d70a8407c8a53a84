//! HTML -> HTML that a feed reader may show. Parsing and cleaning are `ammonia`'s; addresses are ours.

use std::borrow::Cow;

use crate::body::address::Page;

/// Elements that carry words or pictures, beyond those that ammonia lets through by default.
const MORE_TAGS: [&str; 4] = ["audio", "video", "source", "section"];

/// Elements of formulas.
///
/// # Source
/// MathML Core, and what KaTeX and Temml write.
const FORMULAS: [&str; 30] = [
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
    "ms",
    "mtext",
    "mspace",
    "msup",
    "msub",
    "msubsup",
    "mfrac",
    "msqrt",
    "mroot",
    "munder",
    "mover",
    "munderover",
    "mtable",
    "mtr",
    "mtd",
    "mstyle",
    "mpadded",
    "mphantom",
    "merror",
    "menclose",
    "mmultiscripts",
    "mprescripts",
    "semantics",
    "annotation",
    "maction",
];

/// Attributes of formulas that change what is read, not only how it looks.
const FORMULA_ATTRIBUTES: [&str; 11] = [
    "display",
    "xmlns",
    "mathvariant",
    "encoding",
    "accent",
    "accentunder",
    "stretchy",
    "linethickness",
    "columnalign",
    "rowspan",
    "columnspan",
];

/// Elements that ammonia lets through but the W3C feed validator warns about.
const STRANGE_TAGS: [&str; 2] = ["bdo", "rtc"];

/// Cleans `html`, every address absolute as seen from the page; without one, none is let through.
pub fn clean(html: &str, page: Option<&Page>) -> String {
    let mut builder = ammonia::Builder::default();
    // The filters below outlive this borrow, so they own the page.
    let page = page.cloned();
    for element in FORMULAS {
        builder.add_tag_attributes(element, FORMULA_ATTRIBUTES);
    }
    builder
        .add_tags(MORE_TAGS)
        .add_tags(FORMULAS)
        .rm_tags(STRANGE_TAGS)
        .add_clean_content_tags([
            "iframe", "noscript", "template", "form", "select", "button", "object", "title",
            "textarea",
        ])
        .add_tag_attributes("img", ["srcset", "sizes", "title"])
        .add_tag_attributes("video", ["src", "poster", "controls", "width", "height"])
        .add_tag_attributes("audio", ["src", "controls"])
        .add_tag_attributes("source", ["src", "type"])
        .add_tag_attributes("code", ["class"])
        .add_tag_attributes("li", ["id"])
        .add_tag_attributes("a", ["id"])
        .link_rel(None)
        .url_relative(ammonia::UrlRelative::PassThrough)
        .attribute_filter(
            move |element, attribute, value| match (element, attribute) {
                ("a" | "area", "href") => page.as_ref()?.link(value).map(Cow::Owned),
                (_, "href" | "cite") => page.as_ref()?.absolute(value).map(Cow::Owned),
                (_, "src" | "poster") => page.as_ref()?.source(value).map(Cow::Owned),
                (_, "srcset") => page.as_ref()?.absolute_srcset(value).map(Cow::Owned),
                (_, "class") => value
                    .starts_with("language-")
                    .then_some(Cow::Borrowed(value)),
                (_, "id") => is_footnote(value).then_some(Cow::Borrowed(value)),
                _ => Some(Cow::Borrowed(value)),
            },
        );
    let once = with_first_line_ends(builder.clean(html).to_string());
    if !holds_scope(html) {
        return once;
    }
    // Without its scope an element can leave paragraphs inside paragraphs; parsing once more takes them apart.
    with_first_line_ends(builder.clean(&once).to_string())
}

/// True for the ids that [`write`](super::write) gives to footnotes and to what refers to them.
fn is_footnote(id: &str) -> bool {
    let number = id.strip_prefix("fnref-").or_else(|| id.strip_prefix("fn-"));
    number.is_some_and(|number| {
        !number.is_empty()
            && number
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'-')
    })
}

/// A reader drops the first line end of a `pre`: one that belongs to the text is written twice.
///
/// # Source
/// HTML Living Standard 13.2.6.4.7: "If the next token is a U+000A LINE FEED, ignore that token".
pub(super) fn with_first_line_ends(html: String) -> String {
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

/// True if an element was removed that had opened a new scope in the parser.
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
