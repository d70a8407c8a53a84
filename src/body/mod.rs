//! Markdown -> feed-ready HTML, and the plain-text excerpt. Pure.
use crate::problem::Problem;

/// What the rendering of one body depends on besides its text.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Absolute URL of the post: base of every relative address and of fragments.
    pub url: &'a str,
    /// Absolute URL of the site: base of root-relative addresses (`/x` is below the host; see PRODUCT section 4).
    pub site_url: &'a str,
    /// File, for problems.
    pub source: &'a str,
    /// Line in the file on which the body begins, from 1.
    pub first_line: u32,
    /// MDX: imports and components are dropped with a warning.
    pub mdx: bool,
}

/// HTML that every feed reader may show, and what had to be said about it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rendered {
    /// Clean HTML, every address absolute.
    pub html: String,
    /// Warnings, with file and line.
    pub problems: Vec<Problem>,
}

/// Renders GFM Markdown to clean HTML with absolute addresses.
pub fn render(_markdown: &str, _context: &Context) -> Rendered {
    unimplemented!()
}

/// The first paragraph as plain text, cut at a grapheme near 200 with `…`; empty if there is none.
pub fn excerpt(_markdown: &str, _mdx: bool) -> String {
    unimplemented!()
}
