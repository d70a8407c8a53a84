//! The text of a page -> its tree, as a browser builds it.
//!
//! Parsing is `html5ever`'s. The tree is one list of nodes that name each other by number, so that ten thousand of them are
//! one allocation, text can be cut out while it is walked, and the parser can be stopped when a page grows too large.

mod sink;
mod whole;

use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, ParseOpts, QualName};

use crate::markup::attributes;
use crate::site::tree::sink::Sink;

/// Most bytes of a page that is parsed.
pub(super) const MOST_BYTES: usize = 16 << 20;

/// Most nodes of a tree. A page of a megabyte has about 30,000.
const MOST_NODES: usize = 600_000;

/// Most elements inside each other; browsers stop at the same depth.
const MOST_DEPTH: u16 = 512;

/// Most attributes of one element: a parser compares each with all before it.
const MOST_ATTRIBUTES: u32 = 1000;

/// Bytes of all classes of an element that are looked at, which is done for each element inside of it.
const MOST_CLASS_BYTES: usize = 4000;

/// Bytes that the parser gets at a time, and so the most that it reads beyond the bounds.
const PIECE_BYTES: usize = 4096;

/// The number of a node.
pub(super) type Id = u32;

const NONE: Id = Id::MAX;

/// The whole document.
pub(super) const ROOT: Id = 0;

/// Kind of a node.
#[derive(Debug)]
pub(super) enum Kind {
    /// The document, the content of a `<template>`.
    Document,
    /// A tag and its attributes.
    Element(QualName, Vec<Attribute>),
    /// Words.
    Text(String),
    /// A comment, a doctype, an instruction.
    Other,
}

#[derive(Debug)]
struct Node {
    kind: Kind,
    depth: u16,
    parent: Id,
    first: Id,
    last: Id,
    previous: Id,
    next: Id,
}

/// A page.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
}

impl Tree {
    /// Parses a whole page.
    ///
    /// # Errors
    /// Message about a page that is too expensive: too long, too deep, too many elements.
    pub fn parse(html: &str) -> Result<Tree, String> {
        if html.len() > MOST_BYTES {
            return Err(format!("the page is longer than {} MB", MOST_BYTES >> 20));
        }
        if let Some(tree) = whole::read(html) {
            debug_assert_eq!(
                Tree::repaired(html).map(|parsed| parsed.shown()),
                Ok(tree.shown()),
                "markup that needs no repair has one tree"
            );
            return Ok(tree);
        }
        Tree::repaired(html)
    }

    /// The tree that a browser's parser builds.
    fn repaired(html: &str) -> Result<Tree, String> {
        if attributes::exceed(html, MOST_ATTRIBUTES) {
            let why = format!("the page may have a tag of more than {MOST_ATTRIBUTES} attributes");
            return Err(why);
        }
        let mut options = ParseOpts::default();
        // Without scripts, `<noscript>` is parsed as markup: the picture in it is the one that counts.
        options.tree_builder.scripting_enabled = false;
        let mut parser = html5ever::parse_document(Sink::new(html.len()), options);
        let mut rest = html;
        while !rest.is_empty() {
            let (piece, tail) = rest.split_at(rest.floor_char_boundary(PIECE_BYTES));
            rest = tail;
            parser.process(StrTendril::from_slice(piece));
            if let Some(why) = parser.tokenizer.sink.sink.fault() {
                return Err(why);
            }
        }
        let sink = parser.finish();
        match sink.fault() {
            Some(why) => Err(why),
            None => Ok(Tree {
                nodes: sink.nodes.into_inner(),
            }),
        }
    }

    /// Everything in it, as text, but for what is in drawings.
    fn shown(&self) -> String {
        let mut out = String::new();
        let mut at = Some(ROOT);
        while let Some(id) = at {
            let depth = self.ancestors(id).count();
            match self.kind(id) {
                Kind::Element(name, _) if &*name.local == "svg" => out += &format!("{depth} svg\n"),
                Kind::Element(name, _) => {
                    let attributes: Vec<_> = self.attributes(id).collect();
                    out += &format!("{depth} {:?} {} {attributes:?}\n", name.ns, name.local);
                }
                other => out += &format!("{depth} {other:?}\n"),
            }
            let drawing = self.name(id) == "svg";
            let child = self.first(id).filter(|_| !drawing);
            at = child.or_else(|| self.beyond(id, ROOT));
        }
        out
    }

    /// Nodes in all, removed ones included.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Kind of `id`.
    pub fn kind(&self, id: Id) -> &Kind {
        &self.nodes[id as usize].kind
    }

    /// The parent of `id`.
    pub fn parent(&self, id: Id) -> Option<Id> {
        some(self.nodes[id as usize].parent)
    }

    /// The first node inside `id`.
    pub fn first(&self, id: Id) -> Option<Id> {
        some(self.nodes[id as usize].first)
    }

    /// The node behind `id`.
    pub fn next(&self, id: Id) -> Option<Id> {
        some(self.nodes[id as usize].next)
    }

    /// The node before `id`.
    #[cfg(test)]
    pub fn previous(&self, id: Id) -> Option<Id> {
        some(self.nodes[id as usize].previous)
    }

    /// The nodes inside `id`, in order.
    pub fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.first(id), |&child| self.next(child))
    }

    /// `id` and everything inside it, in order.
    pub fn within(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(Some(id), move |&at| self.following(at, id))
    }

    /// Ancestors of `id`, from near to far.
    pub fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.parent(id), |&up| self.parent(up))
    }

    /// The node after `at` on a walk through `top`, children first.
    fn following(&self, at: Id, top: Id) -> Option<Id> {
        if let Some(child) = self.first(at) {
            return Some(child);
        }
        self.beyond(at, top)
    }

    /// The node after `at` and all inside it, on a walk through `top`.
    pub fn beyond(&self, mut at: Id, top: Id) -> Option<Id> {
        loop {
            if at == top {
                return None;
            }
            if let Some(next) = self.next(at) {
                return Some(next);
            }
            at = self.parent(at)?;
        }
    }

    /// The tag of `id`; empty if it is not an element.
    pub fn name(&self, id: Id) -> &str {
        match self.kind(id) {
            Kind::Element(name, _) => &name.local,
            Kind::Document | Kind::Text(_) | Kind::Other => "",
        }
    }

    /// The value of an attribute.
    pub fn get(&self, id: Id, attribute: &str) -> Option<&str> {
        let Kind::Element(_, attributes) = self.kind(id) else {
            return None;
        };
        let found = attributes
            .iter()
            .find(|one| &*one.name.local == attribute)?;
        Some(&found.value)
    }

    /// Every attribute of `id`: name and value.
    pub fn attributes(&self, id: Id) -> impl Iterator<Item = (&str, &str)> {
        let attributes = match self.kind(id) {
            Kind::Element(_, attributes) => attributes.as_slice(),
            Kind::Document | Kind::Text(_) | Kind::Other => &[],
        };
        attributes.iter().map(|one| (&*one.name.local, &*one.value))
    }

    /// Returns true if the list of its classes has the word.
    pub fn has_class(&self, id: Id, class: &str) -> bool {
        self.classes(id).any(|one| one == class)
    }

    /// Its classes.
    pub fn classes(&self, id: Id) -> impl Iterator<Item = &str> {
        let all = self.get(id, "class").unwrap_or_default();
        all[..all.floor_char_boundary(MOST_CLASS_BYTES)].split_ascii_whitespace()
    }

    /// The first element inside `id`, or `id` itself, for which `is` is true.
    pub fn find(&self, id: Id, is: impl Fn(&Tree, Id) -> bool) -> Option<Id> {
        self.within(id).find(|&one| is(self, one))
    }

    /// Removes `id` from its parent.
    pub fn detach(&mut self, id: Id) {
        detach(&mut self.nodes, id);
    }
}

fn some(id: Id) -> Option<Id> {
    (id != NONE).then_some(id)
}

fn detach(nodes: &mut [Node], id: Id) {
    let Node {
        parent,
        previous,
        next,
        ..
    } = nodes[id as usize];
    match some(previous) {
        Some(previous) => nodes[previous as usize].next = next,
        None if parent != NONE => nodes[parent as usize].first = next,
        None => {}
    }
    match some(next) {
        Some(next) => nodes[next as usize].previous = previous,
        None if parent != NONE => nodes[parent as usize].last = previous,
        None => {}
    }
    let node = &mut nodes[id as usize];
    (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn outline(html: &str) -> String {
        let tree = Tree::parse(html).unwrap();
        let body = tree.find(ROOT, |tree, id| tree.name(id) == "body").unwrap();
        let mut out = String::new();
        for id in tree.within(body) {
            match tree.kind(id) {
                Kind::Element(..) => out.push_str(&format!("<{}>", tree.name(id))),
                Kind::Text(text) => out.push_str(text),
                Kind::Document | Kind::Other => {}
            }
        }
        out
    }

    #[test]
    fn a_page_is_read_as_a_browser_reads_it() {
        assert_eq!(
            outline("<p>하나<p>둘<b>셋<p>넷"),
            "<body><p>하나<p>둘<b>셋<p><b>넷"
        );
        assert_eq!(
            outline("<table>글<tr><td>칸</table>"),
            "<body>글<table><tbody><tr><td>칸"
        );
        assert_eq!(
            outline("<body><template><p>x</p></template><noscript><img src=a></noscript>"),
            "<body><template><noscript><img>"
        );
    }

    #[test]
    fn a_page_beyond_all_reason_is_refused() {
        for (html, why) in [
            ("<div>".repeat(600), "inside each other"),
            ("<i></i>".repeat(700_000), "elements"),
            ("x".repeat(MOST_BYTES + 1), "longer"),
        ] {
            let refused = Tree::parse(&html).unwrap_err();
            assert!(refused.contains(why), "{refused}");
        }
        let fonts: String = (0..400).map(|at| format!("<font size={at}>")).collect();
        assert!(Tree::parse(&format!("<p>{fonts}{}", "<p>x".repeat(20_000))).is_err());
    }

    proptest! {
        #[test]
        fn links_between_nodes_agree_after_anything_is_taken_out(
            pieces in prop::collection::vec(prop::sample::select(vec![
                "<p>", "</p>", "<b>", "</b>", "<table>", "<td>", "</table>", "글", "<a href=x>", "</a>", "<svg>", "</svg>",
                "<select><option>", "<template>", "</template>", "<li>", "<ul>", "</ul>", "<frameset>", "<html lang=x>",
            ]), 0..60),
            picks in prop::collection::vec(0usize..60, 0..6),
        ) {
            let mut tree = Tree::parse(&pieces.concat()).unwrap();
            for pick in picks {
                let all: Vec<Id> = tree.within(ROOT).skip(1).collect();
                if let Some(&one) = all.get(pick) {
                    tree.detach(one);
                }
            }
            for id in tree.within(ROOT) {
                let children: Vec<Id> = tree.children(id).collect();
                for pair in children.windows(2) {
                    prop_assert_eq!(tree.previous(pair[1]), Some(pair[0]));
                }
                prop_assert!(children.iter().all(|&child| tree.parent(child) == Some(id)));
            }
        }
    }
}
