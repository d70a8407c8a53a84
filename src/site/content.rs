//! A page and the outline of its post -> the body of the post as the page shows it.

use std::cell::OnceCell;

use lol_html::html_content::Element;
use lol_html::{RewriteStrSettings, Selector, element, rewrite_str};
use url::{Position, Url};

use crate::links::is_settled_path;
use crate::site::align::{Alignment, only_place};
use crate::site::cut::{cut, holds_ends};
use crate::site::index::Site;
use crate::site::outline::Outline;
use crate::site::page_words::PageWords;
use crate::site::plain::{self, Addresses};
use crate::site::reading::{Text, text};
use crate::site::tree::{Id, ROOT, Tree};
use crate::site::words;

/// Share of the Markdown's words that a page must have, in order, for the body to be taken from it; tuned on real sites.
pub const TRUSTED: f64 = 0.9;

/// Attribute that marks, for the parser, what `feeds.select` names.
const SELECTED: &str = "data-feedcard-selected";

/// Most pictures of one post whose size is looked up.
const MOST_SIZES: usize = 400;

/// A user's wishes about the pages.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wishes<'a> {
    /// CSS selector of the content of a post.
    pub select: Option<&'a str>,
    /// CSS selectors of elements that are left out.
    pub drop: &'a [String],
}

impl Wishes<'_> {
    /// Message about a selector that cannot be parsed, and the selector.
    pub fn fault(&self) -> Option<(String, String)> {
        let mut all = self
            .select
            .into_iter()
            .chain(self.drop.iter().map(String::as_str));
        all.find_map(|one| {
            one.parse::<Selector>()
                .err()
                .map(|error| (one.to_owned(), error.to_string()))
        })
    }
}

/// The text of a post.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// Without its front matter.
    pub markdown: &'a str,
    /// True for MDX, whose lines that import and export are no text.
    pub mdx: bool,
}

/// A body.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// Plain HTML, addresses absolute, not yet cleaned for readers.
    pub html: String,
    /// Share of the Markdown's words that the page has in order, 0 to 1; 1 for what `feeds.select` names.
    pub share: f64,
}

/// Reasons why a page gives no body.
#[derive(Debug, Clone, PartialEq)]
pub enum Refused {
    /// Only so many of the words were found.
    Share(f64),
    /// The Markdown has no words by which it could be found.
    Wordless,
    /// `feeds.select` names nothing of the page.
    Unselected,
    /// Message about a page that cannot be read or parsed.
    Page(String),
}

impl Site {
    /// The text of a page.
    ///
    /// # Errors
    /// Message about a page that cannot be read.
    pub fn text(&self, page: usize) -> Result<Text, String> {
        text(&self.file(page))
    }

    /// Hash of everything in a page on which a body depends.
    pub fn body_hash(&self, page: usize) -> [u8; 32] {
        let facts = &self.pages[page].facts;
        let mut hasher = blake3::Hasher::new();
        hasher.update(&facts.body_hash);
        // Relative addresses are seen from here.
        hasher.update(self.base(page).as_str().as_bytes());
        *hasher.finalize().as_bytes()
    }

    /// The body of the post `written` as `html`, the text of `page`, shows it. Addresses that begin with `#` lead to `url`.
    ///
    /// # Errors
    /// The page is not trusted to show the post.
    pub fn content(
        &self,
        page: usize,
        html: &str,
        written: Written,
        url: &str,
        wishes: &Wishes,
    ) -> Result<Content, Refused> {
        let base = self.base(page);
        let seen = Seen {
            site: self,
            base: &base,
            url,
            sizes: std::cell::Cell::new(0),
        };
        let outline = OnceCell::new();
        let outline = || outline.get_or_init(|| Outline::of(written.markdown, written.mdx));
        let plain = wishes.select.is_none() && wishes.drop.is_empty();
        // Where a page says that its content is, all of it usually is: the rest need not be parsed.
        let part = self.pages[page].facts.content.clone();
        let part = part.and_then(|part| html.get(part)).filter(|_| plain);
        let found = part.and_then(|part| content_of_part(part, written, &outline, &seen));
        if let Some(found) = found {
            debug_assert!(
                content(html, outline(), wishes, &seen)
                    .is_ok_and(|whole| bare(&whole) == bare(&found)),
                "the part of a page and the page give one body"
            );
            return Ok(found);
        }
        content(html, outline(), wishes, &seen)
    }

    /// Base of the relative addresses of a page.
    pub(super) fn base(&self, page: usize) -> Url {
        let page = &self.pages[page];
        let place = self.root.of_file(&page.path);
        let base = page
            .facts
            .base
            .as_deref()
            .and_then(|base| place.join(base).ok());
        base.unwrap_or(place)
    }
}

/// The markup without the boxes around it, of which the whole page may have more.
fn bare(content: &Content) -> String {
    let html = content.html.replace("<div>", "").replace("</div>", "");
    html.replace('\n', "")
}

/// The content, if the part of a page holds (nearly) every word of the post, and a picture for each at its ends.
fn content_of_part<'o>(
    html: &str,
    written: Written,
    outline: &dyn Fn() -> &'o Outline,
    addresses: &dyn Addresses,
) -> Option<Content> {
    // What is wrong with it is told of the whole page.
    let mut tree = Tree::parse(html).ok()?;
    let page = PageWords::read(&tree);
    let likely = Outline::likely(written.markdown, written.mdx);
    let place = likely.and_then(|one| Some((only_place(&one.words, &page.words)?, one)));
    let (alignment, outline) = match &place {
        Some((at, likely)) => (Alignment::at(&tree, page, *at, likely)?, likely),
        None if outline().words.is_empty() => return None,
        None => (Alignment::of(&tree, page, outline())?, outline()),
    };
    // As many may be missing as of an element that is taken for all of it.
    let missing = outline.words.len() - alignment.found;
    if missing > words::few(outline.words.len()) || !holds_ends(&tree, &alignment, outline) {
        return None;
    }
    let top = cut(&mut tree, &alignment, outline);
    let held = |id: Id| alignment.held(id);
    Some(Content {
        html: plain::html(&tree, top, &held, addresses),
        share: alignment.found as f64 / outline.words.len() as f64,
    })
}

/// The pure part.
fn content(
    html: &str,
    outline: &Outline,
    wishes: &Wishes,
    addresses: &dyn Addresses,
) -> Result<Content, Refused> {
    let marked;
    let html = match wishes {
        Wishes {
            select: None,
            drop: [],
        } => html,
        Wishes { .. } => {
            marked = mark(html, wishes).map_err(Refused::Page)?;
            &marked
        }
    };
    if wishes.select.is_none() && outline.words.is_empty() {
        return Err(Refused::Wordless);
    }
    let mut tree = Tree::parse(html).map_err(Refused::Page)?;
    if wishes.select.is_some() {
        let top = tree.find(ROOT, |tree, id| tree.get(id, SELECTED).is_some());
        let top = top.ok_or(Refused::Unselected)?;
        let html = plain::html(&tree, top, &|_| 1, addresses);
        return Ok(Content { html, share: 1.0 });
    }
    let page = PageWords::read(&tree);
    let alignment = Alignment::of(&tree, page, outline).ok_or(Refused::Share(0.0))?;
    let share = alignment.found as f64 / outline.words.len() as f64;
    if share < TRUSTED {
        return Err(Refused::Share(share));
    }
    let top = cut(&mut tree, &alignment, outline);
    let held = |id: Id| alignment.held(id);
    Ok(Content {
        html: plain::html(&tree, top, &held, addresses),
        share,
    })
}

/// Marks selected elements, removes dropped ones.
fn mark(html: &str, wishes: &Wishes) -> Result<String, String> {
    let mut settings = RewriteStrSettings::new().with_strict(false);
    if let Some(select) = wishes.select {
        settings = settings
            .append_element_content_handler(element!(select, |found: &mut Element| {
                Ok(found.set_attribute(SELECTED, "")?)
            }));
    }
    for drop in wishes.drop {
        settings =
            settings.append_element_content_handler(element!(drop, |found: &mut Element| {
                found.remove();
                Ok(())
            }));
    }
    rewrite_str(html, settings).map_err(|error| format!("the page cannot be followed: {error}"))
}

/// Addresses as seen from a page of the site.
struct Seen<'a> {
    site: &'a Site,
    base: &'a Url,
    /// The post's.
    url: &'a str,
    sizes: std::cell::Cell<usize>,
}

impl Addresses for Seen<'_> {
    fn absolute(&self, written: &str) -> Option<String> {
        let written = written.trim();
        // Most links of a post.
        if is_settled_path(written) {
            return Some(format!("{}{written}", &self.base[..Position::BeforePath]));
        }
        let url = self.base.join(written).ok()?;
        if written.starts_with('#') {
            return Some(format!("{}#{}", self.url, url.fragment()?));
        }
        matches!(url.scheme(), "http" | "https" | "mailto" | "tel").then(|| url.into())
    }

    fn size(&self, url: &str) -> Option<(u32, u32)> {
        let file = self.site.picture_file(url)?;
        self.sizes.set(self.sizes.get() + 1);
        if self.sizes.get() > MOST_SIZES {
            return None;
        }
        // The head of the file is enough; no pixel is decoded. A picture that cannot be read is shown without a size.
        let reader = image::ImageReader::open(file)
            .ok()?
            .with_guessed_format()
            .ok()?;
        reader.into_dimensions().ok()
    }
}

#[cfg(test)]
mod tests;
