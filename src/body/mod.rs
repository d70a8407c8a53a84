//! Markdown -> feed-ready HTML, and the plain-text excerpt.
//!
//! In: the Markdown of one post, and where the post lives on the web. Out: clean HTML in which every address is absolute,
//! and warnings about what could not be carried over. Pure: it opens no file and asks no host.

use std::borrow::Cow;
use std::sync::Arc;

mod address;
mod args;
mod autolink;
mod blocks;
mod clean;
mod code;
mod embed;
mod excerpt;
mod forbidden;
mod host;
mod jsx;
mod label;
mod markdown;
mod mdx;
mod nesting;
mod picture;
mod plain;
mod player;
mod prepare;
mod prose;
mod source;
mod tag;
mod template;
mod tree;
mod verbatim;
mod word;
mod write;

use serde::{Deserialize, Serialize};

use crate::body::address::{Page, Seen};
use crate::body::prepare::Lost;
use crate::links::PostIndex;
use crate::post::{holds_forbidden, without_forbidden};
use crate::problem::source::{Source, several};
use crate::problem::{Place, Problem};

/// Everything that the rendering of one body depends on, besides its text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// Absolute URL of the post: base of every relative address and of fragments.
    pub url: &'a str,
    /// Absolute URL of the site, for `{{ site.url }}` and `{{ site.baseurl }}`.
    pub site_url: &'a str,
    /// File, for problems.
    pub source: &'a str,
    /// Line in the file on which the body begins, from 1.
    pub first_line: u32,
    /// MDX: imports and components are dropped with a warning.
    pub mdx: bool,
    /// The entry's title: a heading that repeats it is left out of the body.
    pub title: &'a str,
    /// Language of the post, BCP 47, for labels.
    pub lang: &'a str,
    /// Other posts, for links to them.
    pub posts: Option<&'a Arc<PostIndex>>,
}

/// HTML that every feed reader may show, and the warnings about it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rendered {
    /// Clean HTML, every address absolute.
    pub html: String,
    /// Warnings, with file and line.
    pub problems: Vec<Problem>,
    /// Relative files that the body names, each once: pictures, sounds, downloads.
    pub files: Vec<NamedFile>,
    /// Posts that the body links to by file or name, and what was found: the HTML depends on nothing else of them.
    pub lookups: Vec<Lookup>,
}

/// A file beside the post, as the body names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NamedFile {
    /// As written: `./a.png`.
    pub written: String,
    /// The post's address in the feed.
    pub url: String,
}

/// A link to a post in a generator's words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lookup {
    /// Kind of lookup.
    pub by: LookupKind,
    /// The words that were looked up.
    pub written: String,
    /// The post's address, if it was found.
    pub url: Option<String>,
}

/// The ways to look up a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LookupKind {
    /// By the path of its file.
    Path,
    /// By the end of its path.
    Name,
    /// By its title.
    Title,
}

/// Changes whenever the same Markdown could give other HTML: part of every cache key.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "+5");

/// Renders Markdown (GFM, CJK-friendly emphasis, raw HTML) to clean HTML with absolute addresses.
///
/// Scripts, styles, forms and event handlers are left out; an `iframe` becomes a link to what it showed; lazy image
/// markup becomes one plain `<img>`; the text of `pre` stays as it was written.
///
/// ```
/// use feedcard::body;
///
/// let context = body::Context {
///     url: "https://blog.milmul.example/a",
///     site_url: "https://blog.milmul.example",
///     source: "content/a.md",
///     first_line: 1,
///     mdx: false,
///     title: "첫 글",
///     lang: "ko",
///     posts: None,
/// };
/// let rendered = body::render("**굵게**와 ![그림](./b.png)<script>alert(1)</script>", &context);
/// assert!(rendered.html.contains("<strong>굵게</strong>와"));
/// assert!(rendered.html.contains("src=\"https://blog.milmul.example/a/b.png\""));
/// assert!(!rendered.html.contains("script"));
/// ```
///
/// # Source
/// CommonMark 0.31, GitHub Flavored Markdown; HTML Living Standard 13.2 (parsing).
pub fn render(markdown: &str, context: &Context) -> Rendered {
    let mut forbidden = forbidden::written(markdown);
    let page = Page::new(context);
    if let Some(why) = nesting::footnotes(markdown) {
        return refused(why, FEWER_FOOTNOTES, context);
    }
    let mut prepared = prepare::prepare(
        markdown,
        &prepare::Settings {
            mdx: context.mdx,
            site_url: context.site_url,
            lang: context.lang,
            page: page.as_ref(),
        },
    );
    if holds_forbidden(&prepared.text) {
        prepared.text = without_forbidden(&prepared.text).into_owned();
    }
    let settings = tree::Settings {
        page: page.as_ref(),
        title: context.title,
        lang: context.lang,
    };
    let html = markdown::to_html(&prepared, &settings, context.url);
    let mut dropped = Vec::new();
    let html = match (html.found.html, &page) {
        (false, Some(_)) if html.found.depth <= nesting::MOST_DEPTH => Ok(html.text),
        _ => cleaned(&html.text, page.as_ref(), &mut dropped),
    };
    let html = match html {
        Ok(html) => html,
        Err(why) => return refused(why, CLOSE_TAGS, context),
    };
    let html = match without_forbidden(&html) {
        Cow::Borrowed(_) => html,
        Cow::Owned(clean) => {
            forbidden.extend(forbidden::referred(markdown));
            clean
        }
    };
    let source = Source::new(context.source, markdown, context.first_line);
    let mut problems: Vec<Problem> = Vec::new();
    problems.extend(several(&prepared.lost, |Lost { what, kept, at }| {
        let (line, column) = source.position(at.start.min(markdown.len()));
        let words = markdown.get(at.clone()).unwrap_or_default();
        let length = words.split('\n').next().unwrap_or_default().chars().count();
        lost(what, kept).at(source.place(line, column, length))
    }));
    // The HTML parser reports no positions: the first line with the tag's words is taken.
    dropped.sort_unstable();
    dropped.dedup();
    for what in dropped.iter().take(MOST_DROPPED) {
        let (head, address) = what.split_once('"').unwrap_or((what, ""));
        let address = address.trim_end_matches(['"', '>']);
        let at = markdown.find(if address.is_empty() {
            head.split(' ').next().unwrap_or(head)
        } else {
            address
        });
        let (line, _) = source.position(at.unwrap_or(0));
        let whole = source.line(line).chars().count();
        problems.push(lost(&format!("`{what}`"), "").at(source.place(line, 0, whole)));
    }
    problems.extend(several(&forbidden, |found| {
        let message = format!(
            "U+{:04X} is a character that no feed can carry; left out",
            found.point
        );
        Problem::warning("forbidden-character", message)
            .at(source.place(found.line, found.column, found.length))
            .help("delete it")
    }));
    rendered(html, problems, page.as_ref())
}

/// Most frames and scripts of one body that are reported singly: each is searched in the source.
const MOST_DROPPED: usize = 20;

fn lost(what: &str, kept: &str) -> Problem {
    let message = match kept {
        "" => format!("{what} is not Markdown; left out of the feeds"),
        kept => format!("{what} is not Markdown; {kept} in the feeds, the rest is left out"),
    };
    Problem::warning("body-template", message)
        .help("write it as Markdown or HTML, or inside backticks if it is meant to be read")
}

fn rendered(html: String, problems: Vec<Problem>, page: Option<&Page>) -> Rendered {
    let Seen { files, lookups } = page.map(Page::seen).unwrap_or_default();
    Rendered {
        html,
        problems,
        files: files.into_iter().collect(),
        lookups: lookups.into_iter().collect(),
    }
}

const CLOSE_TAGS: &str = "close the tags that are left open in the body";
const FEWER_FOOTNOTES: &str =
    "write the notes as a list, or begin each of them on a line of its own";

fn refused(why: String, help: &str, context: &Context) -> Rendered {
    Rendered {
        problems: vec![
            Problem::error("body-nesting", why)
                .at(Place::file(context.source))
                .help(help),
        ],
        ..Rendered::default()
    }
}

/// Cleans a fragment of HTML from anywhere, as [`render`] cleans what is in a post: absolute addresses, frames as links, nothing
/// that runs.
pub fn clean_html(html: &str, context: &Context) -> Rendered {
    let page = Page::new(context);
    match cleaned(html, page.as_ref(), &mut Vec::new()) {
        Ok(html) => rendered(
            without_forbidden(&html).into_owned(),
            Vec::new(),
            page.as_ref(),
        ),
        Err(why) => refused(why, CLOSE_TAGS, context),
    }
}

/// HTML that a reader may show; a message if it would cost too much to parse.
fn cleaned(html: &str, page: Option<&Page>, dropped: &mut Vec<String>) -> Result<String, String> {
    if let Some(cleaned) = page.and_then(|page| page.attempt(|| plain::clean(html, page))) {
        debug_assert_eq!(
            clean::clean(&embed::to_links(html, page, &mut Vec::new()), page),
            cleaned,
            "the cleaner gives the same"
        );
        return Ok(cleaned);
    }
    match nesting::fault(html) {
        Some(why) => Err(why),
        None => Ok(clean::clean(&embed::to_links(html, page, dropped), page)),
    }
}

/// The first paragraph as plain text on one line, cut at a grapheme near 200 with `…`; empty if there is none.
///
/// A heading that repeats `title` does not count.
pub fn excerpt(markdown: &str, mdx: bool, title: &str) -> String {
    if nesting::footnotes(markdown).is_some() {
        return String::new();
    }
    let prepared = prepare::prepare(
        markdown,
        &prepare::Settings {
            mdx,
            site_url: "",
            lang: "",
            page: None,
        },
    );
    let settings = tree::Settings {
        page: None,
        title,
        lang: "",
    };
    markdown::first_paragraph(&prepared, &settings)
}

/// The same of a body in clean HTML, as [`render`] and [`clean_html`] give it.
pub fn excerpt_of_html(html: &str) -> String {
    excerpt::first_paragraph(html)
}

#[cfg(test)]
mod tests;
