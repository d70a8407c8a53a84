//! Markup that only a browser can show -> plain links and images.

use std::borrow::Cow;

use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};

use crate::body::address::Page;
use crate::body::host::{self, Shown};
use crate::body::word;
use crate::markup::escape;

/// Attributes in which lazy loaders keep the real picture.
const LAZY: [&str; 4] = ["data-src", "data-lazy-src", "data-original", "data-lazy"];

/// Elements beside the one picture that readers show: other formats of it, and the blur before it came.
const DECORATION: &str = "picture source, .gatsby-resp-image-background-image, .gatsby-image-wrapper > [aria-hidden=true]";

/// Elements that the author's page hides: a feed hides them too.
const HIDDEN: &str = "[hidden], [style*='display:none'], [style*='display: none'], template";

/// Frames and player scripts become links, lazy and blurred pictures one plain `<img>`; `lost` names the rest.
///
/// A frame of the blog itself is seen from `page`.
pub fn to_links<'h>(html: &'h str, page: Option<&Page>, lost: &mut Vec<String>) -> Cow<'h, str> {
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
        "hidden",
        "display:",
        "<template",
        "youtube",
        "video",
    ];
    if !needed.iter().any(|mark| html.contains(mark)) {
        return Cow::Borrowed(html);
    }
    let html = without_noscript(html);
    let lost = std::cell::RefCell::new(lost);
    let lose = |what: String| lost.borrow_mut().push(what);
    let settings = RewriteStrSettings::new()
        .with_strict(false)
        .append_element_content_handler(element!("iframe", |frame| {
            let (target, src) = frame_target(frame, page);
            if target.is_none() {
                lose(format!("<iframe src=\"{src}\">"));
            }
            replace(frame, target);
            Ok(())
        }))
        .append_element_content_handler(element!(
            "lite-youtube[videoid], youtube-video[videoid], lite-vimeo[videoid]",
            |player| {
                replace(player, video(player));
                Ok(())
            }
        ))
        .append_element_content_handler(element!(
            "[data-href].fb-post, [data-href].fb-video",
            |post| {
                let address = post.get_attribute("data-href");
                if let Some(target) = address.and_then(|address| shown(&address, page)) {
                    replace(post, Some(target));
                }
                Ok(())
            }
        ))
        .append_element_content_handler(element!(HIDDEN, |hidden| {
            hidden.remove();
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
            let (target, lost) = script_target(script, page);
            lost.into_iter().for_each(lose);
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
    // The rewriter fails on a memory limit alone, and none is set; the cleaner behind it does not rely on this pass.
    rewrite_str(&html, settings).map_or(html, Cow::Owned)
}

/// Target of a frame, and its address as the markup has it.
fn frame_target(frame: &Element, page: Option<&Page>) -> (Option<Shown>, String) {
    let mut names = LAZY.iter().chain(&["src"]);
    let src = names.find_map(|name| frame.get_attribute(name));
    let target = src.as_deref().and_then(|src| shown(src, page));
    (target, src.unwrap_or_default())
}

/// The video of a custom element.
fn video(player: &Element) -> Option<Shown> {
    let id = player.get_attribute("videoid")?;
    host::framed(&match player.tag_name().contains("vimeo") {
        true => format!("https://player.vimeo.com/video/{id}"),
        false => format!("https://www.youtube.com/embed/{id}"),
    })
}

/// Target of a script, or the tag of one whose content is lost; a script that only decorates markup has neither.
fn script_target(script: &Element, page: Option<&Page>) -> (Option<Shown>, Option<String>) {
    let src = script.get_attribute("src");
    let absolute = src.as_deref().and_then(|src| page?.absolute(src));
    let target = host::scripted(absolute.as_deref(), &|name| script.get_attribute(name));
    let decorates = absolute.is_some_and(|src| host::only_decorates(&src));
    let lost = src.filter(|_| target.is_none() && !decorates);
    (target, lost.map(|src| format!("<script src=\"{src}\">")))
}

/// Bytes before a `<noscript>` in which the picture that it repeats stands.
const NEAR_BYTES: usize = 8192;

/// Removes `<noscript>`: whole, if the picture in it repeats the one just before it; else its tags alone.
fn without_noscript(html: &str) -> Cow<'_, str> {
    // Lower case keeps the length, so places in one are places in the other.
    let small = html.to_ascii_lowercase();
    if !small.contains("<noscript") {
        return Cow::Borrowed(html);
    }
    let find = |what: &str, from: usize| small[from..].find(what).map(|at| from + at);
    let mut out = String::with_capacity(html.len());
    let (mut at, mut copied) = (0, 0);
    let (mut comment, mut closes) = (find("<!--", 0), true);
    while let Some(start) = find("<noscript", at) {
        if comment.is_some_and(|comment| comment < at) {
            comment = find("<!--", at);
        }
        if let Some(comment) = comment.filter(|comment| *comment < start) {
            // `<!-->` is a whole comment.
            match find("-->", comment + 2) {
                Some(end) => at = end + 3,
                None => break,
            }
            continue;
        }
        at = start + "<noscript".len();
        // Not the beginning of a longer name.
        let named =
            small[at..].starts_with(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>');
        if !named {
            continue;
        }
        let Some(open) = find(">", at) else { break };
        out.push_str(&html[copied..start]);
        (at, copied) = (open + 1, open + 1);
        let close = if closes {
            find("</noscript>", at)
        } else {
            None
        };
        closes = close.is_some();
        // One that is left open has no picture of its own: its tag goes alone.
        let Some(close) = close else { continue };
        let inner = &html[at..close];
        let near = out.ceil_char_boundary(out.len().saturating_sub(NEAR_BYTES));
        let twin = source_of(inner).is_some_and(|src| out[near..].contains(src));
        if !twin {
            out.push_str(inner);
        }
        at = close + "</noscript>".len();
        copied = at;
    }
    out.push_str(&html[copied..]);
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
        // The attributes come from a parsed tag and the name is a constant: neither can be refused.
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

fn replace(element: &mut Element, target: Option<Shown>) {
    let Some(Shown { url, label }) = target else {
        element.remove();
        return;
    };
    let label = element
        .get_attribute("title")
        .filter(|title| !title.trim().is_empty())
        .unwrap_or(label);
    let link = format!(
        "<a href=\"{}\">{}</a>",
        escape::attribute(&url),
        escape::text(&label)
    );
    element.replace(&link, ContentType::Html);
}

/// Target of a frame, or the picture in it.
fn shown(src: &str, page: Option<&Page>) -> Option<Shown> {
    let absolute = page?.absolute(src)?;
    let mut shown = host::framed(&absolute)?;
    if word::is_picture(&absolute) {
        shown.label = absolute.rsplit('/').next().unwrap_or_default().to_owned();
    }
    Some(shown)
}
