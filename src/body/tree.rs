//! The tree of a body -> what a feed can show: addresses, callouts, emoji, wiki links.
//!
//! In: the tree as the Markdown parser made it. Out: the same tree, changed in place.

use comrak::Arena;
use comrak::nodes::{AstNode, Node, NodeLink, NodeValue};
use unicode_normalization::UnicodeNormalization;

use crate::body::address::Page;
use crate::body::prepare::Prepared;
use crate::body::prose::{Piece, pieces};
use crate::body::{label, write};

/// Things that a tree held.
#[derive(Debug, Default)]
pub struct Found {
    /// HTML of the author's.
    pub html: bool,
    /// Elements inside each other.
    pub depth: usize,
}

/// Settings that a tree is changed by.
pub struct Settings<'a> {
    /// The post's page; without it no address is let through.
    pub page: Option<&'a Page>,
    /// The entry's title: a heading that repeats it goes.
    pub title: &'a str,
    /// BCP 47, for labels.
    pub lang: &'a str,
}

/// Changes the tree below `root`.
pub fn settle<'a>(
    arena: &'a Arena<'a>,
    root: Node<'a>,
    prepared: &Prepared,
    settings: &Settings,
) -> Found {
    let mut found = Found::default();
    without_title(root, settings.title);
    let nodes: Vec<(Node, usize)> = deep(root);
    // Nodes whose text is not searched for addresses.
    let mut links = 0;
    let mut inside: Vec<(usize, bool)> = Vec::new();
    for (node, depth) in nodes {
        while inside.last().is_some_and(|&(open, _)| open >= depth) {
            links -= usize::from(inside.pop().is_some_and(|(_, link)| link));
        }
        let (is_link, is_note) = match &node.data().value {
            NodeValue::Link(_) | NodeValue::Image(_) => (true, false),
            NodeValue::FootnoteReference(_) => (false, true),
            _ => (false, false),
        };
        // A link inside of a link would end the outer one.
        let nested = links > 0;
        inside.push((depth, is_link));
        links += usize::from(is_link);
        if nested && is_link && matches!(node.data().value, NodeValue::Link(_)) {
            unwrap(node);
            continue;
        }
        if nested && is_note {
            node.detach();
            continue;
        }
        found.depth = found.depth.max(depth);
        one(arena, node, prepared, settings, links > 0, &mut found);
    }
    found
}

/// Every node with its depth, parents first.
fn deep<'a>(root: Node<'a>) -> Vec<(Node<'a>, usize)> {
    let mut all = Vec::new();
    let mut stack = vec![(root, 0)];
    while let Some((node, depth)) = stack.pop() {
        all.push((node, depth));
        stack.extend(node.reverse_children().map(|child| (child, depth + 1)));
    }
    all
}

fn one<'a>(
    arena: &'a Arena<'a>,
    node: Node<'a>,
    prepared: &Prepared,
    settings: &Settings,
    in_link: bool,
    found: &mut Found,
) {
    let mut data = node.data_mut();
    match &mut data.value {
        NodeValue::HtmlBlock(block) => {
            found.html = true;
            prepared.restore(&mut block.literal);
        }
        NodeValue::HtmlInline(html) | NodeValue::Raw(html) => {
            found.html = true;
            prepared.restore(html);
        }
        NodeValue::Code(code) => prepared.restore(&mut code.literal),
        NodeValue::CodeBlock(block) => {
            prepared.restore(&mut block.literal);
            prepared.restore(&mut block.info);
        }
        NodeValue::Math(math) => prepared.restore(&mut math.literal),
        NodeValue::Link(link) | NodeValue::Image(link) => {
            prepared.restore(&mut link.url);
            prepared.restore(&mut link.title);
            let is_link = !matches!(data.value, NodeValue::Image(_));
            drop(data);
            address(node, is_link, settings.page);
        }
        NodeValue::Text(words) => {
            let mut text = std::mem::take(words).into_owned();
            drop(data);
            let pieces = match in_link {
                true => None,
                false => pieces(prepared.tildes(&mut text), settings.page),
            };
            match pieces {
                Some(pieces) => replace(arena, node, pieces, prepared, settings.page),
                None => {
                    prepared.restore(&mut text);
                    node.data_mut().value = NodeValue::Text(text.into());
                }
            }
        }
        NodeValue::Paragraph => {
            drop(data);
            if is_contents(node) {
                node.detach();
            }
        }
        NodeValue::BlockQuote => {
            drop(data);
            callout(arena, node, prepared, settings.lang);
        }
        NodeValue::FootnoteDefinition(_) => {
            drop(data);
            let nested = node
                .parent()
                .is_some_and(|up| !matches!(up.data().value, NodeValue::Document));
            if nested {
                unwrap(node);
            }
        }
        _ => {}
    }
}

/// Makes the address of a link or picture absolute; a link that leads nowhere is replaced by its words.
fn address(node: Node, is_link: bool, page: Option<&Page>) {
    let url = match &node.data().value {
        NodeValue::Link(link) | NodeValue::Image(link) => link.url.clone(),
        _ => return,
    };
    let Some(page) = page else { return };
    let absolute = match is_link {
        true => page.link(&encoded(&url)),
        false => page.source(&encoded(&url)),
    };
    match absolute {
        Some(absolute) => {
            if let NodeValue::Link(link) | NodeValue::Image(link) = &mut node.data_mut().value {
                link.url = absolute;
            }
        }
        None => unwrap(node),
    }
}

/// Replaces a node by its children.
fn unwrap(node: Node) {
    let children: Vec<Node> = node.children().collect();
    for child in children {
        node.insert_before(child);
    }
    node.detach();
}

/// Characters that must be percent-encoded in an address, as Markdown does it.
fn encoded(url: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.+!*(),#@?=;:/$~&'%".contains(&byte);
    if url.bytes().all(plain) {
        return url.to_owned();
    }
    let mut out = String::with_capacity(url.len() * 2);
    for byte in url.bytes() {
        match plain(byte) {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Removes a heading that repeats the entry's title.
fn without_title(root: Node, title: &str) {
    let first = root.children().find(|node| {
        let comment = matches!(&node.data().value, NodeValue::HtmlBlock(block) if block.literal.trim_start().starts_with("<!--"));
        !comment
    });
    let Some(first) = first else { return };
    let repeats = match &first.data().value {
        NodeValue::Heading(heading) => heading.level <= 2 && same(&write::words(first), title),
        NodeValue::HtmlBlock(block) => {
            heading_of(&block.literal).is_some_and(|words| same(words, title))
        }
        _ => false,
    };
    if repeats {
        first.detach();
    }
}

/// The words of `<h1>…</h1>` alone.
fn heading_of(html: &str) -> Option<&str> {
    let inner = html.trim().strip_prefix("<h1")?.strip_suffix("</h1>")?;
    let (_, words) = inner.split_once('>')?;
    (!words.contains('<')).then_some(words)
}

/// Returns true if two titles differ in nothing but blanks and case.
fn same(a: &str, b: &str) -> bool {
    let plain = |text: &str| -> String {
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ").nfc().collect::<String>().to_lowercase()
    };
    !b.is_empty() && plain(a) == plain(b)
}

/// Returns true if a paragraph is nothing but the place where a generator puts its table of contents.
pub fn is_contents(node: Node) -> bool {
    let Some(first) = node
        .first_child()
        .filter(|first| first.next_sibling().is_none())
    else {
        return false;
    };
    match &first.data().value {
        NodeValue::Text(text) => {
            let small = text.trim().to_ascii_lowercase();
            matches!(
                small.as_str(),
                "[toc]" | "[[toc]]" | "[[_toc_]]" | "[_toc_]" | "@[toc]" | "${toc}" | "{{toc}}"
            )
        }
        _ => false,
    }
}

/// `> [!WARNING] 제목`: the label replaces the mark.
fn callout<'a>(arena: &'a Arena<'a>, quote: Node<'a>, prepared: &Prepared, lang: &str) {
    let Some(paragraph) = quote
        .first_child()
        .filter(|first| matches!(first.data().value, NodeValue::Paragraph))
    else {
        return;
    };
    let Some(first) = paragraph.first_child() else {
        return;
    };
    let (kind, rest) = match &first.data().value {
        NodeValue::Text(text) => {
            let Some((kind, rest)) = text
                .strip_prefix("[!")
                .and_then(|rest| rest.split_once(']'))
            else {
                return;
            };
            let kind = kind.split('|').next().unwrap_or(kind).trim();
            if kind.is_empty()
                || !kind
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '))
            {
                return;
            }
            (
                kind.to_owned(),
                rest.trim_start_matches(['-', '+']).trim().to_owned(),
            )
        }
        _ => return,
    };
    let mut title = rest;
    let mut line: Vec<Node> = vec![first];
    for node in first.following_siblings().skip(1) {
        line.push(node);
        if matches!(
            node.data().value,
            NodeValue::SoftBreak | NodeValue::LineBreak
        ) {
            break;
        }
        title.push_str(&write::words(node));
    }
    for node in line {
        node.detach();
    }
    let label = label::callout(&kind, lang).map_or(kind, str::to_owned);
    let mut words = label::with_title(&label, &title);
    prepared.restore(&mut words);
    let new = |value: NodeValue| -> Node<'a> { arena.alloc(AstNode::from(value)) };
    let (block, strong) = (new(NodeValue::Paragraph), new(NodeValue::Strong));
    strong.append(new(NodeValue::Text(words.into())));
    block.append(strong);
    paragraph.insert_before(block);
    if paragraph.first_child().is_none() {
        paragraph.detach();
    }
}

/// Replaces the text `node` by nodes for `pieces`.
fn replace<'a>(
    arena: &'a Arena<'a>,
    node: Node<'a>,
    pieces: Vec<Piece>,
    prepared: &Prepared,
    page: Option<&Page>,
) {
    let new = |value: NodeValue| -> Node<'a> { arena.alloc(AstNode::from(value)) };
    let text = |mut words: String| {
        prepared.restore(&mut words);
        new(NodeValue::Text(words.into()))
    };
    let to = |url: String| {
        Box::new(NodeLink {
            url,
            title: String::new(),
        })
    };
    for piece in pieces {
        let (value, words) = match piece {
            Piece::Text(words) => {
                if !words.is_empty() {
                    node.insert_before(text(words));
                }
                continue;
            }
            Piece::Link { url, words } => (NodeValue::Link(to(url)), words),
            Piece::Picture { url, words } => (NodeValue::Image(to(url)), words),
        };
        let is_link = matches!(value, NodeValue::Link(_));
        let made = new(value);
        made.append(text(words));
        node.insert_before(made);
        address(made, is_link, page);
    }
    node.detach();
}
