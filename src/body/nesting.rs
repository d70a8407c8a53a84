//! Refuses markup that is too expensive to parse: in every paragraph, an HTML parser reopens what was left open before it.
//!
//! In: HTML as written. Out: what is wrong with it. Few tags are never too many, and a text that needs no repair only has its depth;
//! of any other nothing but a parser can tell, so one that keeps no more than names and depths goes first, and is stopped in time.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{LocalName, Namespace, ParseOpts, QualName, local_name, ns};
use memchr::memmem;

use crate::markup::{self, Attribute, Sink, attributes};

/// Elements inside each other; browsers stop at as many.
pub const MOST_DEPTH: usize = 512;

/// Elements that a parser may add on its own.
const MOST_REPEATS: usize = 200_000;

/// Attributes of one element: a parser compares each with all before it.
const MOST_ATTRIBUTES: u32 = 1000;

/// Bytes that the parser gets at a time, and so the most that it reads beyond the bounds.
const PIECE_BYTES: usize = 4096;

/// Footnotes that begin on one line, each inside of the one before.
const MOST_NESTED_FOOTNOTES: usize = 20;

/// Footnotes and jumps to them in one body; the parser of Markdown needs about two kilobytes for each.
const MOST_FOOTNOTES: usize = 20_000;

/// Describes markup that would be too expensive to parse; `None` for anything that people write.
pub fn fault(html: &str) -> Option<String> {
    if attributes::exceed(html, MOST_ATTRIBUTES) {
        return Some(format!(
            "more than {MOST_ATTRIBUTES} attributes in one of its tags"
        ));
    }
    let tags = html.matches('<').count();
    if tags <= MOST_DEPTH {
        return None;
    }
    let mut depth = Depth::default();
    if markup::read(html, &mut depth) {
        return depth.is_over().then(deep);
    }
    // As `clean` parses it.
    let context = QualName::new(None, ns!(html), local_name!("div"));
    let sink = Counter::default();
    let mut parser =
        html5ever::parse_fragment(sink, ParseOpts::default(), context, Vec::new(), false);
    let mut rest = html;
    while !rest.is_empty() {
        let (piece, tail) = rest.split_at(rest.floor_char_boundary(PIECE_BYTES));
        rest = tail;
        parser.process(StrTendril::from_slice(piece));
        let sink = &parser.tokenizer.sink.sink;
        if sink.deep.get() {
            return Some(deep());
        }
        if sink.nodes.borrow().len() > tags + MOST_REPEATS {
            return Some("tags such as `<b>` that are left open before very many others".into());
        }
    }
    None
}

fn deep() -> String {
    format!("more than {MOST_DEPTH} tags inside each other")
}

/// Depth of a text that needs no repair.
#[derive(Default)]
struct Depth {
    now: usize,
    most: usize,
}

impl Depth {
    fn is_over(&self) -> bool {
        self.most > MOST_DEPTH
    }
}

impl<'a> Sink<'a> for Depth {
    fn open(&mut self, name: &'a str, _: &[Attribute<'a>], ends: bool) -> bool {
        self.now += usize::from(ends);
        self.most = self.most.max(self.now);
        // The inside of a drawing is not told of.
        name != "svg"
    }

    fn close(&mut self, _: &'a str) {
        self.now -= 1;
    }

    fn text(&mut self, _: Cow<'a, str>) {}

    fn comment(&mut self) {}
}

/// An element: its name, its parent, and how many are around it.
struct Counted {
    name: QualName,
    parent: Option<u32>,
    depth: usize,
}

/// A tree of which only names and depths are kept. Those of elements that a parser moves later stay as they were: it moves one by
/// one, and nothing grows deeper by it.
struct Counter {
    nodes: RefCell<Vec<Counted>>,
    deep: Cell<bool>,
}

impl Default for Counter {
    fn default() -> Counter {
        let counter = Counter {
            nodes: RefCell::default(),
            deep: Cell::new(false),
        };
        counter.make(QualName::new(None, ns!(), local_name!("")));
        counter
    }
}

impl Counter {
    fn make(&self, name: QualName) -> u32 {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Counted {
            name,
            parent: None,
            depth: 0,
        });
        // Its caller stops long before there are as many.
        u32::try_from(nodes.len() - 1).unwrap_or(u32::MAX)
    }

    fn put(&self, parent: u32, child: NodeOrText<u32>) {
        let NodeOrText::AppendNode(child) = child else {
            return;
        };
        let mut nodes = self.nodes.borrow_mut();
        let depth = nodes[parent as usize].depth + 1;
        let child = &mut nodes[child as usize];
        (child.parent, child.depth) = (Some(parent), depth);
        // Around all are the document and the element that the text is the content of.
        if depth > MOST_DEPTH + 1 {
            self.deep.set(true);
        }
    }

    fn parent(&self, node: u32) -> Option<u32> {
        self.nodes.borrow()[node as usize].parent
    }
}

/// The name of an element, borrowed while the tree is.
#[derive(Debug)]
struct Named<'a>(Ref<'a, QualName>);

impl ElemName for Named<'_> {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl TreeSink for Counter {
    type Handle = u32;
    type Output = Counter;
    type ElemName<'a> = Named<'a>;

    fn finish(self) -> Counter {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> u32 {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a u32) -> Named<'a> {
        let nodes = self.nodes.borrow();
        Named(Ref::map(nodes, |nodes| &nodes[*target as usize].name))
    }

    fn create_element(&self, name: QualName, _: Vec<html5ever::Attribute>, _: ElementFlags) -> u32 {
        self.make(name)
    }

    fn create_comment(&self, _: StrTendril) -> u32 {
        self.make(QualName::new(None, ns!(), local_name!("")))
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> u32 {
        self.make(QualName::new(None, ns!(), local_name!("")))
    }

    fn append(&self, parent: &u32, child: NodeOrText<u32>) {
        self.put(*parent, child);
    }

    fn append_based_on_parent_node(&self, element: &u32, previous: &u32, child: NodeOrText<u32>) {
        self.put(self.parent(*element).unwrap_or(*previous), child);
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// The content of a template is as deep as it.
    fn get_template_contents(&self, target: &u32) -> u32 {
        *target
    }

    fn same_node(&self, one: &u32, other: &u32) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &u32, child: NodeOrText<u32>) {
        if let Some(parent) = self.parent(*sibling) {
            self.put(parent, child);
        }
    }

    fn add_attrs_if_missing(&self, _: &u32, _: Vec<html5ever::Attribute>) {}

    fn remove_from_parent(&self, target: &u32) {
        self.nodes.borrow_mut()[*target as usize].parent = None;
    }

    fn reparent_children(&self, _: &u32, _: &u32) {}
}

/// Words about too many footnotes, or footnotes inside of each other on one line.
pub fn footnotes(markdown: &str) -> Option<String> {
    let bytes = markdown.as_bytes();
    memmem::find(bytes, b"[^")?;
    if memmem::find_iter(bytes, b"[^")
        .nth(MOST_FOOTNOTES)
        .is_some()
    {
        return Some(format!("more than {MOST_FOOTNOTES} footnotes"));
    }
    memmem::find(bytes, b"]: [^")?;
    let deep = |line: &str| line.matches("]: [^").nth(MOST_NESTED_FOOTNOTES).is_some();
    let found = markdown.lines().any(deep);
    found.then(|| format!("more than {MOST_NESTED_FOOTNOTES} footnotes inside each other"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_let_through() {
        for html in [
            "<p>one<p>two".repeat(50_000),
            "<ul>".to_owned() + &"<li>a".repeat(50_000),
            "<table>".to_owned() + &"<tr><td>a".repeat(20_000),
            "<b>left open".to_owned() + &"<p>x</p>".repeat(20_000),
            "<a name=x>".repeat(10_000),
            "<em>x</em> <img src=y> <br>".repeat(20_000),
            format!("<script>{}</script>", "'<b>' + '<div>' + ".repeat(20_000)),
            "a < b, 1 <2, </>, <3".repeat(10_000),
            format!("<!-- {} -->", "<b> <div> ".repeat(20_000)),
        ] {
            assert_eq!(fault(&html), None);
        }
    }

    #[test]
    fn an_element_with_very_many_attributes_is_refused() {
        let attributes: String = (0..2_000).map(|at| format!(" a{at}=1")).collect();
        assert!(fault(&format!("<p{attributes}>글</p>")).is_some());
        assert!(fault(&format!("<p{attributes}")).is_some());
        assert_eq!(fault(&format!("<p>{}</p>", "글 ".repeat(2_000))), None);
        assert!(footnotes(&"[^1]: ".repeat(30)).is_some());
        assert!(footnotes(&"글[^1] ".repeat(20_001)).is_some());
        assert_eq!(footnotes(&"글[^1] ".repeat(20_000)), None);
        assert_eq!(footnotes("[^1]: 글 [^2]\n[^2]: 글\n"), None);
    }

    #[test]
    fn what_a_parser_would_repeat_without_end_is_refused() {
        assert!(fault(&"<div>".repeat(513)).is_some());
        assert!(fault(&"<DIV class=x>".repeat(513)).is_some());
        let fonts: String = (0..300).map(|at| format!("<font size={at}>")).collect();
        let fonts = format!("<p>{fonts}{}", "<p>x".repeat(2_000));
        let deep = "<div>".repeat(600);
        for bomb in [&fonts, &deep] {
            assert!(fault(bomb).is_some());
            // Nothing before it hides it.
            for before in [
                "<p title=\"<script>\">",
                "<p title='<!--'>",
                "<!-->",
                "<svg><title>",
                "<svg><style>",
                "<table><td title=\"</table>\">",
                "<svg></svg><textarea></textarea>",
            ] {
                assert!(fault(&format!("{before}{bomb}")).is_some(), "{before}");
            }
        }
        assert!(fault(&("</p>".repeat(99) + &"<span>".repeat(600))).is_some());
        // An end tag of nothing ends nothing.
        assert!(fault(&"<div></span>".repeat(600)).is_some());
        assert!(fault(&"<template><div>".repeat(600)).is_some());
    }
}
