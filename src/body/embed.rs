//! Markup that only a browser can show -> plain links and images.

use std::borrow::Cow;

use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};

use crate::body::address::Page;

/// Attributes in which lazy loaders keep the real picture.
const LAZY: [&str; 4] = ["data-src", "data-lazy-src", "data-original", "data-lazy"];

/// What stands round the one picture that readers show: other formats of it, and the blur before it came.
const DECORATION: &str = "picture source, .gatsby-resp-image-background-image, .gatsby-image-wrapper > [aria-hidden=true]";

/// Frames and player scripts become links, lazy and blurred pictures one plain `<img>`.
///
/// A frame of the blog itself is seen from `page`.
pub fn to_links<'h>(html: &'h str, page: Option<&Page>) -> Cow<'h, str> {
    let needed = [
        "<iframe",
        "<IFRAME",
        "<script",
        "<SCRIPT",
        "data-",
        "data:",
        "<noscript",
        "<NOSCRIPT",
        "<picture",
        "<input",
        "<embed",
        "<object",
    ];
    if !needed.iter().any(|mark| html.contains(mark)) {
        return Cow::Borrowed(html);
    }
    let html = without_noscript(html);
    let settings = RewriteStrSettings::new()
        .with_strict(false)
        .append_element_content_handler(element!("iframe", |frame| {
            let src = LAZY
                .iter()
                .chain(&["src"])
                .find_map(|name| frame.get_attribute(name));
            replace(frame, src.and_then(|src| shown(&src, page)));
            Ok(())
        }))
        .append_element_content_handler(element!("object", |object| {
            match object.get_attribute("data") {
                Some(data) => replace(object, shown(&data, page)),
                // The older way to show a video: an `embed` inside.
                None => object.remove_and_keep_content(),
            }
            Ok(())
        }))
        .append_element_content_handler(element!("embed", |embed| {
            let src = embed.get_attribute("src");
            replace(embed, src.and_then(|src| shown(&src, page)));
            Ok(())
        }))
        .append_element_content_handler(element!("script", |script| {
            let target = player(script);
            replace(script, target);
            Ok(())
        }))
        .append_element_content_handler(element!(DECORATION, |decoration| {
            decoration.remove();
            Ok(())
        }))
        .append_element_content_handler(element!("input[type=checkbox]", |input| {
            let ticked = input.has_attribute("checked");
            input.replace(if ticked { "☑" } else { "☐" }, ContentType::Text);
            Ok(())
        }))
        .append_element_content_handler(element!("img", |img| {
            plain_image(img);
            Ok(())
        }));
    // The rewriter fails on a memory limit alone, and none is set; the cleaner that follows needs nothing of this pass.
    rewrite_str(&html, settings).map_or(html, Cow::Owned)
}

/// Takes away `<noscript>`: whole, where the picture in it stands just before it; else its tags alone.
fn without_noscript(html: &str) -> Cow<'_, str> {
    // As long as the text itself, so that places in one are places in the other.
    let small = html.to_ascii_lowercase();
    if !small.contains("<noscript") {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = small[html.len() - rest.len()..].find("<noscript") {
        out.push_str(&rest[..start]);
        let tail = &rest[start..];
        let small = &small[html.len() - tail.len()..];
        let open = tail.find('>').map_or(tail.len(), |at| at + 1);
        let close = small
            .find("</noscript>")
            .map_or(tail.len(), |at| at.max(open));
        let inner = &tail[open..close];
        let twin = source_of(inner).is_some_and(|src| out.contains(src));
        if !twin {
            out.push_str(inner);
        }
        rest = tail.get(close + "</noscript>".len()..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The first ` src="…"` of a piece of markup.
fn source_of(markup: &str) -> Option<&str> {
    let at = markup.find(" src=")? + " src=".len();
    let quote = markup[at..]
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\''))?;
    markup[at + 1..]
        .split(quote)
        .next()
        .filter(|src| !src.is_empty())
}

fn plain_image(img: &mut Element) {
    let lazy = LAZY.iter().find_map(|name| img.get_attribute(name));
    let sources = ["data-srcset", "data-lazy-srcset"]
        .iter()
        .find_map(|name| img.get_attribute(name));
    let blurred = img
        .get_attribute("src")
        .is_none_or(|src| src.trim_start().starts_with("data:"));
    if let Some(sources) = sources {
        // Attributes of a parsed tag and a constant name: neither can be refused.
        let _ = img.set_attribute("srcset", &sources);
    }
    match lazy {
        Some(src) => {
            let _ = img.set_attribute("src", &src);
        }
        None if blurred => img.remove(),
        None => {}
    }
}

fn replace(element: &mut Element, target: Option<(String, String)>) {
    let Some((url, label)) = target else {
        element.remove();
        return;
    };
    let label = element
        .get_attribute("title")
        .filter(|title| !title.trim().is_empty())
        .unwrap_or(label);
    let link = format!("<a href=\"{}\">{}</a>", escaped(&url), escaped(&label));
    element.replace(&link, ContentType::Html);
}

/// What a frame showed: its address for people, and the name of the place.
fn shown(src: &str, page: Option<&Page>) -> Option<(String, String)> {
    let mut url = url::Url::parse(&page?.absolute(src)?).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host = url.host_str()?.trim_start_matches("www.").to_owned();
    let path = url.path().to_owned();
    let label = match host.as_str() {
        "youtube.com" | "youtube-nocookie.com" | "youtu.be" => {
            let id = ["/embed/", "/v/"]
                .iter()
                .find_map(|at| path.strip_prefix(at));
            if let Some(id) = id.filter(|id| !id.is_empty()) {
                return Some((
                    format!("https://www.youtube.com/watch?v={id}"),
                    "YouTube".into(),
                ));
            }
            "YouTube".to_owned()
        }
        "player.vimeo.com" => {
            if let Some(id) = path.strip_prefix("/video/") {
                return Some((format!("https://vimeo.com/{id}"), "Vimeo".into()));
            }
            "Vimeo".to_owned()
        }
        "slideshare.net" => "SlideShare".to_owned(),
        "speakerdeck.com" => {
            url.set_query(None);
            "Speaker Deck".to_owned()
        }
        _ => host,
    };
    Some((url.into(), label))
}

/// What a player script would have shown: Speaker Deck and gists.
fn player(script: &Element) -> Option<(String, String)> {
    if let Some(id) = script.get_attribute("data-id")
        && script
            .get_attribute("class")
            .is_some_and(|class| class.contains("speakerdeck"))
        && id.bytes().all(|b| b.is_ascii_alphanumeric())
    {
        return Some((
            format!("https://speakerdeck.com/player/{id}"),
            "Speaker Deck".into(),
        ));
    }
    let src = script.get_attribute("src")?;
    let gist = src
        .strip_prefix("https://gist.github.com/")?
        .split(".js")
        .next()?;
    Some((
        format!("https://gist.github.com/{gist}"),
        "gist.github.com".into(),
    ))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
