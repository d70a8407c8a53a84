//! The folder of a built site -> the page of each post, the content of that page, and the addresses that lead somewhere.
//!
//! In: the folder that the host serves at `site.url`, untrusted like a post. Out: plain values. It writes nothing, follows no
//! link and reads nothing outside of the folder. What a page says about itself is read in one pass ([`scan`]); the page of a post
//! is found by its address, else by evidence ([`find`]); its body by the words of its Markdown: they are
//! aligned with the words of the page ([`align`]), everything else is cut away ([`cut`]), and the rest is written as plain
//! HTML ([`plain`]).

mod about;
mod address;
mod align;
mod code;
mod content;
mod cut;
mod find;
mod index;
mod kept;
mod landmarks;
mod outline;
mod page_words;
mod parts;
mod picture;
mod plain;
mod reading;
mod scan;
mod titles;
mod tree;
mod words;

pub use about::About;
pub use content::{Content, Refused, TRUSTED, Wishes, Written};
pub use find::{Found, Subject};
pub use index::{Answer, Site};
pub use kept::{Memory, Nothing};

/// Changes whenever the same page could say something else, or give another body with the same Markdown: part of every cache key.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "+5");
