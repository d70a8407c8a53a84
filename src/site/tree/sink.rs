//! The parser's calls -> the list of nodes.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, Namespace, QualName};

use crate::site::tree::{Id, Kind, MOST_DEPTH, MOST_NODES, NONE, Node, ROOT, detach, some};

/// The tree while the parser builds it.
pub(super) struct Sink {
    /// In the order in which they came.
    pub nodes: RefCell<Vec<Node>>,
    deep: Cell<bool>,
}

impl Sink {
    /// For a page of so many bytes.
    pub fn new(bytes: usize) -> Sink {
        let sink = Sink {
            nodes: RefCell::new(Vec::with_capacity(bytes / 32 + 16)),
            deep: Cell::new(false),
        };
        sink.make(Kind::Document);
        sink
    }

    /// Message about a tree that grew too large.
    pub fn fault(&self) -> Option<String> {
        if self.nodes.borrow().len() > MOST_NODES {
            return Some(format!("the page has more than {MOST_NODES} elements"));
        }
        self.deep
            .get()
            .then(|| format!("the page has more than {MOST_DEPTH} elements inside each other"))
    }

    fn make(&self, kind: Kind) -> Id {
        let mut nodes = self.nodes.borrow_mut();
        let id = u32::try_from(nodes.len()).unwrap_or(NONE);
        nodes.push(Node {
            kind,
            depth: 0,
            parent: NONE,
            first: NONE,
            last: NONE,
            previous: NONE,
            next: NONE,
        });
        id
    }

    /// Puts `child` into `parent`, before `before` or at its end.
    fn insert(&self, parent: Id, before: Id, child: Id) {
        let mut nodes = self.nodes.borrow_mut();
        detach(&mut nodes, child);
        let previous = match some(before) {
            Some(before) => nodes[before as usize].previous,
            None => nodes[parent as usize].last,
        };
        match some(previous) {
            Some(previous) => nodes[previous as usize].next = child,
            None => nodes[parent as usize].first = child,
        }
        match some(before) {
            Some(before) => nodes[before as usize].previous = child,
            None => nodes[parent as usize].last = child,
        }
        let depth = nodes[parent as usize].depth.saturating_add(1);
        if depth > MOST_DEPTH {
            self.deep.set(true);
        }
        let node = &mut nodes[child as usize];
        (node.parent, node.previous, node.next, node.depth) = (parent, previous, before, depth);
    }

    /// Puts words or a node into `parent`; words are joined to a text just before them.
    fn put(&self, parent: Id, before: Id, child: NodeOrText<Id>) {
        match child {
            NodeOrText::AppendNode(child) => self.insert(parent, before, child),
            NodeOrText::AppendText(text) => {
                {
                    let mut nodes = self.nodes.borrow_mut();
                    let previous = match some(before) {
                        Some(before) => nodes[before as usize].previous,
                        None => nodes[parent as usize].last,
                    };
                    if let Some(previous) = some(previous)
                        && let Kind::Text(words) = &mut nodes[previous as usize].kind
                    {
                        words.push_str(&text);
                        return;
                    }
                }
                let child = self.make(Kind::Text(text.to_string()));
                self.insert(parent, before, child);
            }
        }
    }
}

/// The name of an element, borrowed while the tree is.
#[derive(Debug)]
pub(super) struct Named<'a>(Ref<'a, QualName>);

impl ElemName for Named<'_> {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Sink;
    type ElemName<'a> = Named<'a>;

    fn finish(self) -> Sink {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Named<'a> {
        Named(Ref::map(self.nodes.borrow(), |nodes| {
            match &nodes[*target as usize].kind {
                Kind::Element(name, _) => name,
                Kind::Document | Kind::Text(_) | Kind::Other => {
                    unreachable!("the parser asks for the names of elements alone")
                }
            }
        }))
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Id {
        self.make(Kind::Element(name, attributes))
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.make(Kind::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.make(Kind::Other)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        self.put(*parent, NONE, child);
    }

    fn append_based_on_parent_node(&self, element: &Id, previous: &Id, child: NodeOrText<Id>) {
        let parent = self.nodes.borrow()[*element as usize].parent;
        match some(parent) {
            Some(parent) => self.put(parent, *element, child),
            None => self.put(*previous, NONE, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// Content of a template is not part of the page: it hangs below nothing.
    fn get_template_contents(&self, _: &Id) -> Id {
        self.make(Kind::Document)
    }

    fn same_node(&self, one: &Id, other: &Id) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        let parent = self.nodes.borrow()[*sibling as usize].parent;
        if let Some(parent) = some(parent) {
            self.put(parent, *sibling, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, more: Vec<Attribute>) {
        if let Kind::Element(_, attributes) = &mut self.nodes.borrow_mut()[*target as usize].kind {
            for one in more {
                if !attributes.iter().any(|there| there.name == one.name) {
                    attributes.push(one);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        detach(&mut self.nodes.borrow_mut(), *target);
    }

    fn reparent_children(&self, node: &Id, parent: &Id) {
        loop {
            let child = self.nodes.borrow()[*node as usize].first;
            match some(child) {
                Some(child) => self.insert(*parent, NONE, child),
                None => break,
            }
        }
    }
}
