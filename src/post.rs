//! A post as every other room sees it: everything decided, nothing "default later".
//!
//! In: nothing; `read` makes these. Out: plain values. No files, no clock, no pixels.

use std::borrow::Cow;

use std::sync::Arc;

use crate::date::Date;
use crate::links::PostIndex;
use crate::look::OwnLook;
use crate::problem::Spot;

/// One published post.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// The Markdown file, relative to the configuration's folder, with forward slashes.
    pub source: String,
    /// Place of the title, for problems that concern the post as drawn or printed.
    pub title_place: Spot,
    /// NFC, one line, plain text, never empty.
    pub title: String,
    /// Plain text, NFC, one line; may be empty only when the post has neither a description nor a paragraph.
    pub description: String,
    /// True if the author wrote it; else it is the first paragraph of the body.
    pub described: bool,
    /// BCP 47; the site's language unless the post says otherwise.
    pub lang: String,
    /// Address below the site and folder below `out/`.
    pub permalink: Permalink,
    /// Absolute address: site URL + encoded permalink.
    pub url: String,
    /// Feed id: `guid`, else site URL + permalink as the author wrote it. Never changes because something else did.
    pub id: String,
    /// True if `id` is the address of the post: RSS `isPermaLink`.
    pub id_is_link: bool,
    /// True if the author wrote the address; else a pattern did.
    pub literal: bool,
    /// When it was published, in the author's own offset.
    pub published: Date,
    /// When it was last changed; never before `published`.
    pub updated: Option<Date>,
    /// False for `feed: false`: it has its card and its place in the manifest, and is in no feed.
    pub in_feeds: bool,
    /// At least the site's author, if the site has one; may be empty.
    pub authors: Vec<Author>,
    /// In the author's order, no duplicates, NFC.
    pub tags: Vec<String>,
    /// Its categories or sections, the first one first.
    pub categories: Vec<String>,
    /// A recording that goes with it.
    pub media: Option<Media>,
    /// The page elsewhere that it is about: `external_url`.
    pub external_url: Option<String>,
    /// Facts that `cards.theme.show` names, besides date, authors and tags: the word of the configuration, and the words of the post.
    pub shown: Vec<(String, String)>,
    /// True if feeds carry its description alone: `excerpt_only: true`.
    pub excerpt_only: bool,
    /// The drawing(s) its card is composited from.
    pub picture: Picture,
    /// Pictures of its first authors, in their order, where its card may show them; fewer than authors: none for the others.
    pub avatars: Vec<AvatarFile>,
    /// Requests of the post's own `card:` mapping.
    pub card: CardWishes,
    /// The Markdown after the front matter, still in its file.
    pub body: Body,
}

impl Post {
    /// The date by which a feed says it changed: `updated`, else `published`.
    pub fn changed(&self) -> Date {
        self.updated.unwrap_or(self.published)
    }
}

/// The address of a post below the site's URL, always with a leading `/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Permalink {
    /// As the author (or the pattern) wrote it, percent-encoded where a URL needs it: `/%ED%95%9C`.
    pub encoded: String,
    /// Percent-decoded, NFC, without a trailing `/`, safe as a relative path below `out/`: `한` (no leading `/`; empty for `/`).
    pub folder: String,
}

/// Audio or video of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// Absolute.
    pub url: String,
    /// `audio/mpeg`.
    pub media_type: String,
    /// Length of the file.
    pub bytes: u64,
    /// Seconds.
    pub duration: Option<u32>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Author {
    /// As printed.
    pub name: String,
    /// Their page, absolute, `http` or `https`.
    pub uri: Option<String>,
    /// Never printed in a feed; kept for `authors.yml` round trips.
    #[serde(skip)]
    pub email: Option<String>,
    /// Their account in the fediverse: `@name@host`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fediverse: Option<String>,
    /// Their picture, for cards alone.
    #[serde(skip)]
    pub avatar: Option<Avatar>,
}

/// The picture of a person as it was written: the name of a file of the blog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Avatar {
    /// As written.
    pub written: String,
    /// Place where it is written, if it is known.
    pub place: Option<Spot>,
}

/// Result of the search for an author's picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AvatarFile {
    /// None is named.
    None,
    /// A file of the blog.
    File(std::path::PathBuf),
    /// The named one is no such file: the reason, as in "`x.png`, the picture of Hana, is no file of this blog".
    Missing(String),
}

impl AvatarFile {
    /// The file, if it is one.
    pub fn file(&self) -> Option<&std::path::Path> {
        match self {
            AvatarFile::File(file) => Some(file),
            AvatarFile::None | AvatarFile::Missing(_) => None,
        }
    }
}

impl Author {
    /// The person that one line names: `김하나`, or `김하나 <hana@a.example>` as mail programs write it, whose address is not
    /// part of the name.
    pub fn named(line: &str) -> Author {
        let mailbox = line
            .strip_suffix('>')
            .and_then(|rest| rest.rsplit_once('<'));
        let (name, mail) = match mailbox {
            Some((name, mail)) if mail.contains('@') && !mail.contains(' ') => {
                (name.trim(), Some(mail))
            }
            _ => (line, None),
        };
        if name.is_empty() {
            return Author {
                name: line.into(),
                ..Author::default()
            };
        }
        Author {
            name: name.into(),
            email: mail.map(String::from),
            ..Author::default()
        }
    }
}

/// The drawing(s) of a post. Files are absolute paths, inside the configuration's folder or a content folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picture {
    /// No thumbnail, or one on another site: a card of type only.
    None,
    /// One picture: layout `cover`.
    One(PictureFile),
    /// The same drawing twice, registered to the pixel.
    Twins {
        /// In colour.
        color: PictureFile,
        /// In gray.
        gray: PictureFile,
    },
}

/// A picture on disk and the place in the front matter that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureFile {
    /// Absolute path; it existed and lay inside the allowed folders when the post was read.
    pub file: std::path::PathBuf,
    /// Place where the post names it.
    pub place: Spot,
    /// True if named by a key for a finished card, such as `og_image`: layout `pass`.
    pub finished: bool,
}

/// A post's `card:` mapping. `None` leaves the decision to the configuration or the title.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CardWishes {
    /// Theme, layout and fonts of its own.
    pub look: Option<Box<OwnLook>>,
    /// Other words for the card than the post's title.
    pub title: Option<String>,
    /// Small line above; an empty one switches the automatic kicker off.
    pub kicker: Option<String>,
    /// Small line below; an empty one switches the automatic subtitle off.
    pub subtitle: Option<String>,
    /// No card for this post.
    pub skip: bool,
}

/// Place of the Markdown of a post. It is not held in memory: 10,000 posts would not fit the budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Absolute path of the Markdown file.
    pub file: std::path::PathBuf,
    /// Length of the whole file as read.
    pub bytes: u64,
    /// Line in the file on which the body begins, from 1.
    pub first_line: u32,
    /// blake3 of the whole file as read: a file that changed since is a problem, and caches key on it.
    pub hash: [u8; 32],
    /// Hash of the page that shows the post, where the built site is known: its body may come from there.
    pub page: Option<[u8; 32]>,
    /// `.mdx`: imports and components are not Markdown.
    pub mdx: bool,
    /// All posts, where the body may link to them; `None` where it does not.
    pub linked: Option<Arc<PostIndex>>,
}

/// True if XML 1.0 forbids `c`, even as a character reference: no feed may carry it.
///
/// # Source
/// XML 1.0 (5th edition) 2.2, `Char`.
pub fn is_forbidden(c: char) -> bool {
    !matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// True if `text` holds any of them.
pub fn holds_forbidden(text: &str) -> bool {
    // In UTF-8 each of them begins with a control byte or with EF: most text is known to be clean by a walk over bytes.
    let suspect = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r') || byte == 0xEF;
    // Without an early end inside a block, the compiler vectorises the loop.
    let suspects = |block: &[u8]| block.iter().fold(false, |any, &byte| any | suspect(byte));
    text.as_bytes().chunks(256).any(suspects) && text.contains(is_forbidden)
}

/// `text` without them; the author was told of them when the post was read.
pub fn without_forbidden(text: &str) -> Cow<'_, str> {
    if holds_forbidden(text) {
        Cow::Owned(text.replace(is_forbidden, ""))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_mailbox_is_no_part_of_the_name() {
        let named = |line: &str| {
            let Author { name, email, .. } = Author::named(line);
            (name, email.unwrap_or_default())
        };
        for (line, name, mail) in [
            ("김하나", "김하나", ""),
            ("김하나 <hana@a.example>", "김하나", "hana@a.example"),
            ("Kim<k@a.example>", "Kim", "k@a.example"),
            ("<k@a.example>", "<k@a.example>", ""),
            ("팀 <개발>", "팀 <개발>", ""),
            ("a@b.example", "a@b.example", ""),
        ] {
            assert_eq!(named(line), (name.into(), mail.into()), "{line}");
        }
    }

    #[test]
    fn forbidden_code_points_go_and_everything_else_stays() {
        assert_eq!(
            without_forbidden("가\u{0}\u{8}\u{b}\u{1f}\u{fffe}\u{ffff}\t\n\u{7f}\u{85}！😀"),
            "가\t\n\u{7f}\u{85}！😀"
        );
        assert!(matches!(without_forbidden("가"), Cow::Borrowed(_)));
    }
}
