//! The text of a page -> the tags of its head, each with its bytes.
//!
//! `lol_html` reads the page as a browser's tokenizer does, so a tag in a comment, a script, a `<noscript>` or an `<svg>` is
//! not a tag of the head; one in a `<template>` is left out here.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use lol_html::html_content::{Element, TextType};
use lol_html::{RewriteStrSettings, doc_text, doctype, element, end_tag, rewrite_str};
use memchr::{memchr_iter, memmem};

use super::Refused;

const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// Elements that may be in a head; any other one ends it.
const HEAD: &[&str] = &[
    "html", "head", "title", "base", "link", "meta", "style", "script", "noscript", "template",
    "noframes", "basefont", "bgsound",
];

/// Tags in the head of a page, and their places.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// `meta`, `link` and `script` of the head, and of the body where it has any that belong into a head, in order.
    pub tags: Vec<Tag>,
    /// Place for new tags.
    pub anchor: usize,
    /// True if tags close with `/>` here.
    pub slash: bool,
    /// `href` of `<base>`, raw.
    pub base: Option<String>,
    /// True if it is a whole page, not a piece of one.
    pub document: bool,
    /// The encoding that it declares, if that is not UTF-8.
    pub foreign_charset: Option<String>,
    /// Bytes at its end that hold no tag that belongs into a head.
    pub quiet: usize,
}

/// One tag.
#[derive(Debug, Clone)]
pub(super) struct Tag {
    /// Lower case.
    pub name: String,
    /// In order.
    pub attributes: Vec<Attribute>,
    /// The start tag.
    pub range: Range<usize>,
    /// Between start and end tag, for a `script` that has both.
    pub inner: Option<Range<usize>>,
    /// With its end tag, if it has one.
    pub end: usize,
    /// True if it is before anything that ends a head.
    pub in_head: bool,
    slash: bool,
}

/// One attribute of a tag, as written.
#[derive(Debug, Clone)]
pub(super) struct Attribute {
    /// Lower case.
    pub name: String,
    /// With its entities.
    pub raw: String,
    /// Of the name.
    pub at: Range<usize>,
    /// Of the value without its quotes; `None` where there is no value.
    pub value_at: Option<Range<usize>>,
}

impl Tag {
    /// The raw value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|one| one.name == name)?;
        Some(&found.raw)
    }

    /// True if a list such as `rel="alternate home"` has the word.
    pub fn has_word(&self, name: &str, word: &str) -> bool {
        self.get(name).is_some_and(|value| {
            value
                .split_ascii_whitespace()
                .any(|one| one.eq_ignore_ascii_case(word))
        })
    }
}

/// Tags that the handlers collect.
#[derive(Default)]
struct HeadScan {
    tags: Vec<Tag>,
    head_end: Option<usize>,
    doctype: Option<usize>,
    html: Option<usize>,
    head: Option<usize>,
    base: Option<String>,
    /// Start tag and content of each.
    noscripts: Vec<Range<usize>>,
}

impl HeadScan {
    fn ends_head(&mut self, at: usize) {
        let known = self.head_end.unwrap_or(at);
        self.head_end = Some(known.min(at));
    }

    /// An error that stops the rewriter, once the end of the head is known.
    fn goes_on(&self) -> lol_html::HandlerResult {
        match self.head_end {
            None => Ok(()),
            Some(_) => Err("the head ends here".into()),
        }
    }
}

/// Reads a page, of which the last `quiet` bytes are known to hold no tag that belongs into a head.
///
/// # Errors
/// The message for markup that the rewriter cannot follow.
pub(super) fn scan(html: &str, quiet: usize) -> Result<Scan, Refused> {
    scan_to(html, quiet, false)
}

/// Reads a page; `whole`: also a body without a tag that belongs into a head.
pub(super) fn scan_to(html: &str, quiet: usize, whole: bool) -> Result<Scan, Refused> {
    // A byte order mark is not part of the page's text.
    let bom = html.len() - html.trim_start_matches('\u{feff}').len();
    let found = Rc::new(RefCell::new(HeadScan::default()));
    let text = &html[bom..];
    head(text, &found)?;
    let body = found.borrow().head_end.and_then(|end| text.get(end..));
    let known = |body: &&str| body.len() <= quiet || !may_hold_tags(body);
    let quiet = body.filter(known).map_or(0, str::len);
    if whole || quiet == 0 {
        tags(text, &found)?;
    }
    let mut found = found.take();
    for noscript in std::mem::take(&mut found.noscripts) {
        if is_body(&html[bom..][noscript.clone()]) {
            found.ends_head(noscript.start);
        }
    }
    for tag in &mut found.tags {
        tag.shift(bom);
    }
    let place = |at: Option<usize>| at.map(|at| at + bom);
    let head_end = place(found.head_end).unwrap_or(html.len());
    for tag in &mut found.tags {
        tag.in_head = tag.range.start < head_end;
    }
    let charset = found
        .tags
        .iter()
        .find_map(|tag| Some((tag, charset(tag)?)))
        .filter(|(tag, _)| tag.in_head);
    let early = charset
        .as_ref()
        .filter(|(tag, _)| tag.range.end < super::READ_BYTES / 2)
        .map(|(tag, _)| tag.range.end);
    // The next run would find new tags behind the end of the head outside of it.
    let inside = |at: Option<usize>| place(at).filter(|at| *at <= head_end);
    let top = inside(found.head)
        .or(inside(found.html))
        .or(inside(found.doctype))
        .unwrap_or(bom);
    Ok(Scan {
        anchor: early.unwrap_or(top),
        slash: found.tags.iter().any(|tag| tag.in_head && tag.slash),
        base: found.base,
        document: found.doctype.is_some() || found.html.is_some() || found.head.is_some(),
        foreign_charset: charset.map(|(_, name)| name).filter(|name| !is_utf8(name)),
        tags: found.tags,
        quiet,
    })
}

/// Reads every token up to the end of the head, which ends the reading.
fn head(html: &str, found: &Rc<RefCell<HeadScan>>) -> Result<(), Refused> {
    let inert = Rc::new(Cell::new(0_usize));
    let (on_element, in_template) = (Rc::clone(found), Rc::clone(&inert));
    let (on_text, in_text) = (Rc::clone(found), inert);
    let on_doctype = Rc::clone(found);
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("*", move |tag| {
            see(tag, &on_element, &in_template);
            on_element.borrow().goes_on()
        }))
        .append_document_content_handler(doctype!(move |doctype| {
            let end = doctype.source_location().bytes().end;
            on_doctype.borrow_mut().doctype.get_or_insert(end);
            Ok(())
        }))
        .append_document_content_handler(doc_text!(move |text| {
            let plain = text.text_type() == TextType::Data && in_text.get() == 0;
            let mut found = on_text.borrow_mut();
            if plain && !text.as_str().trim_ascii().is_empty() {
                found.ends_head(text.source_location().bytes().start);
            }
            found.goes_on()
        }))
        .with_strict(false);
    match rewrite_str(html, settings) {
        Err(error) if found.borrow().head_end.is_none() => Err(Refused::Markup(error.to_string())),
        _ => Ok(()),
    }
}

/// Returns false for a body that holds no tag that anybody looks for in a head: it need not be read for tags.
fn may_hold_tags(body: &str) -> bool {
    let bytes = body.as_bytes();
    let is_at = |at: usize, word: &[u8]| {
        let there = bytes.get(at..at + word.len());
        there.is_some_and(|there| there.eq_ignore_ascii_case(word))
    };
    let tag = |at: usize| is_at(at, b"<meta") || is_at(at, b"<link");
    let begins = ["<m", "<M", "<l", "<L"].into_iter();
    let mut found = begins.flat_map(|name| memmem::find_iter(bytes, name));
    // Of scripts only those that say what the page is.
    let says = |at: usize| at >= 2 && is_at(at - 2, b"ld+json");
    found.any(tag) || memchr_iter(b'+', bytes).any(says)
}

/// Finds the tags of the whole page. The rewriter skips all other tags without parsing them, and so passes a body fast.
fn tags(html: &str, found: &Rc<RefCell<HeadScan>>) -> Result<(), Refused> {
    // Tags that the first reading saw are found again.
    found.borrow_mut().tags.clear();
    let inert = Rc::new(Cell::new(0_usize));
    let on_element = Rc::clone(found);
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("meta, link, script, template", move |tag| {
            see(tag, &on_element, &inert);
            Ok(())
        }))
        // A document that a browser shows is a page, whatever its nesting.
        .with_strict(false);
    rewrite_str(html, settings)
        .map(|_| ())
        .map_err(|error| Refused::Markup(error.to_string()))
}

/// Records one start tag.
fn see(element: &mut Element, found: &Rc<RefCell<HeadScan>>, inert: &Rc<Cell<usize>>) {
    let name = element.tag_name();
    let range = element.source_location().bytes();
    if inert.get() > 0 {
        return nested_template(element, &name, inert);
    }
    {
        let mut found = found.borrow_mut();
        if !HEAD.contains(&name.as_str()) || element.namespace_uri() != XHTML {
            return found.ends_head(range.start);
        }
        match name.as_str() {
            // A second `<head>` further down opens nothing.
            "html" | "head" if found.head_end.is_some() => {}
            "html" => _ = found.html.get_or_insert(range.end),
            "head" => _ = found.head.get_or_insert(range.end),
            "base" if found.base.is_none() => found.base = element.get_attribute("href"),
            "meta" | "link" | "script" => {
                let tag = tag(element, &name, range.clone());
                found.tags.push(tag);
            }
            _ => {}
        }
    }
    match name.as_str() {
        "head" => {
            let found = Rc::clone(found);
            // An element that cannot have content has no end tag to wait for.
            let _ = element.on_end_tag(end_tag!(move |end| {
                let at = end.source_location().bytes().start;
                found.borrow_mut().ends_head(at);
                Ok(())
            }));
        }
        "script" => {
            let (found, at) = (Rc::clone(found), range.end);
            let _ = element.on_end_tag(end_tag!(move |end| {
                let close = end.source_location().bytes();
                let mut found = found.borrow_mut();
                if let Some(tag) = found.tags.iter_mut().rfind(|tag| tag.range.end == at) {
                    tag.inner = Some(at..close.start);
                    tag.end = close.end;
                }
                Ok(())
            }));
        }
        "noscript" => {
            let (found, at) = (Rc::clone(found), range);
            let _ = element.on_end_tag(end_tag!(move |end| {
                let to = end.source_location().bytes().start;
                found.borrow_mut().noscripts.push(at.start..to);
                Ok(())
            }));
        }
        _ => nested_template(element, &name, inert),
    }
}

/// True if a `<noscript>` holds what no head can hold: readers that run no scripts end the head at such a picture.
fn is_body(noscript: &str) -> bool {
    let tags = noscript.split('<').skip(2);
    let in_head = |tag: &str| {
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next();
        let name = name.unwrap_or_default().to_ascii_lowercase();
        ["", "link", "meta", "style"].contains(&name.as_str())
    };
    !tags.into_iter().all(in_head)
}

/// Skips what is in a `<template>`: it is not part of the page.
fn nested_template(element: &mut Element, name: &str, inert: &Rc<Cell<usize>>) {
    if name != "template" {
        return;
    }
    let outer = Rc::clone(inert);
    let closes = element.on_end_tag(end_tag!(move |_| {
        outer.set(outer.get() - 1);
        Ok(())
    }));
    // An element that cannot have content (`<template/>` below an svg) hides nothing.
    if closes.is_ok() {
        inert.set(inert.get() + 1);
    }
}

fn tag(element: &Element, name: &str, range: Range<usize>) -> Tag {
    let attributes = element.attributes().iter().filter_map(|one| {
        Some(Attribute {
            name: one.name(),
            raw: one.value(),
            at: one.name_source_location()?.bytes(),
            value_at: one.value_source_location().map(|at| at.bytes()),
        })
    });
    Tag {
        name: name.to_owned(),
        attributes: attributes.collect(),
        end: range.end,
        range,
        inner: None,
        in_head: false,
        slash: element.is_self_closing(),
    }
}

impl Tag {
    /// Moves every place by `by` bytes.
    fn shift(&mut self, by: usize) {
        let shift = |range: &mut Range<usize>| *range = range.start + by..range.end + by;
        shift(&mut self.range);
        self.end += by;
        self.inner.as_mut().map(shift);
        for one in &mut self.attributes {
            shift(&mut one.at);
            one.value_at.as_mut().map(shift);
        }
    }
}

/// The encoding that a tag declares.
fn charset(tag: &Tag) -> Option<String> {
    if tag.name != "meta" {
        return None;
    }
    if let Some(name) = tag.get("charset") {
        return Some(name.trim().to_owned());
    }
    let http = tag.get("http-equiv")?.trim();
    if !http.eq_ignore_ascii_case("content-type") {
        return None;
    }
    let content = tag.get("content")?.to_ascii_lowercase();
    let (_, name) = content.split_once("charset=")?;
    let end = name.find([';', ' ']).unwrap_or(name.len());
    Some(name[..end].trim_matches(['"', '\'']).to_owned())
}

fn is_utf8(name: &str) -> bool {
    // A browser ignores an empty or unknown name; these are the names that an ASCII page may declare.
    ["", "utf-8", "utf8", "unicode-1-1-utf-8"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
}
