//! A built HTML page -> the same page with the complete social head, exactly one of each tag.
//!
//! In: the text of a page, the post that it shows (or none), what the site says of itself. Out: the text with every tag
//! that feedcard is responsible for in place; no other byte differs, and the same call on the result changes nothing.
//! It opens no file, and it does not know where pages are: that is `inject`'s task.
//!
//! `scan` finds the tags, `head_tag` lists those that there should be, `plan` turns the difference into edits; `gone` takes out
//! the tags of a card that is no more.

mod gone;
mod head_tag;
mod jsonld;
mod plan;
mod scan;

use std::ops::Range;

use crate::manifest::{Card, FeedEntry, PostEntry};

/// Bytes of a head that are read: Slack looks at the first 32 KB of a page.
pub const READ_BYTES: usize = 32 * 1024;

/// Changes whenever the same page and post could give another head: part of every cache key.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "+1");

/// Most rounds of planning: tags that the new ones push out of [`READ_BYTES`] move up one round later,
/// each of them once.
const ROUNDS: usize = 64;

/// Facts that every page of a site shares.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// `og:site_name`, and the publisher in JSON-LD.
    pub title: &'a str,
    /// The feeds that every page points to, in order.
    pub feeds: &'a [FeedEntry],
}

/// One built page.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// Its whole text, a byte order mark included.
    pub html: &'a str,
    /// Absolute; base of a relative `href` in it.
    pub url: &'a str,
    /// The post that it shows.
    pub post: Option<&'a PostEntry>,
    /// The card of a page that shows none.
    pub card: Option<&'a Card>,
    /// Absolute address of the card that it had, where it has none any more.
    pub gone: Option<&'a str>,
}

/// A page with its social head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageWithHead {
    /// The whole text.
    pub html: String,
    /// Bytes from the start of the page to the end of the last tag that feedcard is responsible for; 0 without one.
    pub end: usize,
}

/// Reasons to leave a page as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// It declares an encoding other than UTF-8, which is named here.
    Charset(String),
    /// The rewriter gave up; its message.
    Markup(String),
}

/// A change of some bytes of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edit {
    range: Range<usize>,
    text: String,
}

/// Puts the social head into a page. A page without a post gets its card, where it has one, and the
/// links to the feeds; a file that is not a whole
/// document (a fragment that some script fetches) gets nothing.
///
/// # Errors
/// [`Refused`]: a page that declares another encoding, markup that the rewriter cannot follow.
pub fn insert_head(page: &Page, site: &Site) -> Result<PageWithHead, Refused> {
    let mut html = page.html.to_owned();
    let mut quiet = 0;
    for _ in 0..ROUNDS {
        let scan = scan::scan(&html, quiet)?;
        // No edit reaches behind the head then.
        quiet = scan.quiet;
        if let Some(charset) = &scan.foreign_charset {
            return Err(Refused::Charset(charset.clone()));
        }
        if page.post.is_none() && !scan.document {
            break;
        }
        let head_tags = head_tag::head_tags(page, site, &scan);
        let (mut edits, end) = plan::plan(&html, page.url, &scan, &head_tags);
        if let (Some(url), None) = (page.gone, page.any_card()) {
            edits.extend(gone::edits(&html, &scan, url));
        }
        if edits.is_empty() {
            return Ok(PageWithHead { html, end });
        }
        html = apply(&html, edits);
    }
    Ok(PageWithHead { html, end: 0 })
}

impl Page<'_> {
    /// The card that its head names.
    fn any_card(&self) -> Option<&Card> {
        match self.post {
            Some(post) => post.card.as_ref(),
            None => self.card,
        }
    }
}

/// Returns true if the text is a whole document: one with a doctype, `<html>` or `<head>`. No other page gets a card into its head.
pub fn is_document(html: &str) -> bool {
    // Nearly all of them begin so, and need not be read.
    let start = html.trim_start_matches('\u{feff}').trim_ascii_start();
    let doctype = start.get(..9);
    if doctype.is_some_and(|start| start.eq_ignore_ascii_case("<!doctype")) {
        return true;
    }
    scan::scan(html, 0).is_ok_and(|scan| scan.document)
}

/// The text with all edits done. They do not overlap; of two at one place the first comes first.
fn apply(html: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut out = String::with_capacity(html.len() + 8192);
    let mut at = 0;
    for edit in edits {
        out.push_str(&html[at..edit.range.start]);
        out.push_str(&edit.text);
        at = edit.range.end;
    }
    out.push_str(&html[at..]);
    out
}

/// Text as the value of an attribute between double quotes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests;
