//! Built HTML <- the complete social head: each tag once, in the first 32 KB, nothing else touched.
//!
//! In: the text of a page and the [`Tag`]s that it should have. Out: the page's new text, the very same if nothing had to
//! change. It opens no file and knows no folder.
//!
//! The page is read with an HTML tokenizer and changed by splicing: every byte outside of the tags that feedcard owns stays.

mod edit;
mod head;
mod ld;
mod scan;

pub use edit::rewrite;
pub use head::{Blog, autodiscovery, social};

/// Slack and others read no further.
pub const FIRST_BYTES: usize = 32 * 1024;

/// A tag of the head that feedcard writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Which tags on a page are this one.
    pub kind: Kind,
    /// What it says: `content`, `href`, or the text of the script; not yet escaped.
    pub value: String,
}

/// What makes two tags the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `<meta property=… content=…>`, Open Graph's.
    Property(&'static str),
    /// `<meta name=… content=…>`.
    Name(&'static str),
    /// `<link rel="canonical" href=…>`.
    Canonical,
    /// `<link rel="alternate" type=… href=…>` with its media type and title.
    Feed(&'static str, String),
    /// `<script type="application/ld+json">` with a `BlogPosting`.
    LinkedData,
}

/// Text inside a double-quoted attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
