//! HTML -> HTML that a feed reader may show. Parsing and cleaning are `ammonia`'s; addresses are ours.

use std::borrow::Cow;

use crate::body::address::{absolute, absolute_srcset};

/// Elements that carry words or pictures, beyond those that ammonia lets through by default.
const MORE_TAGS: [&str; 5] = ["audio", "video", "source", "track", "section"];

/// Elements that ammonia lets through and the W3C feed validator warns of.
const STRANGE_TAGS: [&str; 2] = ["bdo", "rtc"];

/// Cleans `html`, every address absolute against the page `url`.
pub fn clean(html: &str, url: &str) -> String {
    let mut builder = ammonia::Builder::default();
    let page = url.to_owned();
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
            "href" | "src" | "cite" | "poster" => absolute(value, &page).map(Cow::Owned),
            "srcset" => absolute_srcset(value, &page).map(Cow::Owned),
            "class" => value
                .starts_with("language-")
                .then_some(Cow::Borrowed(value)),
            _ => Some(Cow::Borrowed(value)),
        });
    builder.clean(html).to_string()
}
