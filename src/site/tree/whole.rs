//! A page's content that needs no repair -> its tree, without a parser.

use std::borrow::Cow;

use html5ever::{Attribute, LocalName, Namespace, QualName, ns};

use crate::markup::{self, Sink};
use crate::site::tree::{Id, Kind, MOST_NODES, NONE, Node, ROOT, Tree};

/// The tree of a page that consists of an `article` or `main`; `None` for one that a parser must read.
pub(super) fn read(html: &str) -> Option<Tree> {
    // Anything else might belong into the head.
    if !html.starts_with("<article") && !html.starts_with("<main") {
        return None;
    }
    let mut builder = Builder::new(html.len());
    let whole = builder.page(html);
    whole.then_some(Tree {
        nodes: builder.nodes,
    })
}

struct Builder {
    /// At most one more than a tree may have.
    nodes: Vec<Node>,
    open: Vec<Id>,
    html: Namespace,
}

impl Builder {
    /// For a page of so many bytes.
    fn new(bytes: usize) -> Builder {
        Builder {
            nodes: Vec::with_capacity((bytes / 32 + 16).min(MOST_NODES + 1)),
            open: Vec::new(),
            html: ns!(html),
        }
    }

    /// Builds the tree; returns false for a page that a parser must read, or that has too many nodes.
    fn page(&mut self, html: &str) -> bool {
        let document = self.put(NONE, Kind::Document);
        self.open.push(document);
        // A parser puts these around it.
        for (name, stays) in [("html", true), ("head", false), ("body", true)] {
            self.open(name, &[], true);
            if !stays {
                self.close(name);
            }
        }
        markup::read(html, self) && !self.is_full()
    }

    fn is_full(&self) -> bool {
        self.nodes.len() > MOST_NODES
    }

    fn put(&mut self, parent: Id, kind: Kind) -> Id {
        let id = u32::try_from(self.nodes.len()).unwrap_or(NONE);
        let (mut previous, mut depth) = (NONE, 0);
        if let Some(above) = self.nodes.get_mut(parent as usize) {
            (previous, depth) = (above.last, above.depth + 1);
            above.last = id;
            if previous == NONE {
                above.first = id;
            }
        }
        if let Some(before) = self.nodes.get_mut(previous as usize) {
            before.next = id;
        }
        self.nodes.push(Node {
            kind,
            depth,
            parent,
            first: NONE,
            last: NONE,
            previous,
            next: NONE,
        });
        id
    }

    fn inside(&mut self, kind: Kind) -> Id {
        let parent = self.open.last().copied().unwrap_or(ROOT);
        self.put(parent, kind)
    }
}

impl<'a> Sink<'a> for Builder {
    fn open(&mut self, name: &'a str, attributes: &[markup::Attribute<'a>], ends: bool) -> bool {
        if self.is_full() {
            return false;
        }
        let attributes = attributes.iter().map(|(name, value)| Attribute {
            name: QualName::new(None, ns!(), LocalName::from(*name)),
            value: value.as_ref().into(),
        });
        let space = match name {
            "svg" => ns!(svg),
            _ => self.html.clone(),
        };
        let name = QualName::new(None, space, LocalName::from(name));
        let id = self.inside(Kind::Element(name, attributes.collect()));
        if ends {
            self.open.push(id);
        }
        true
    }

    fn close(&mut self, _: &'a str) {
        self.open.pop();
    }

    fn text(&mut self, text: Cow<'a, str>) {
        if !self.is_full() {
            self.inside(Kind::Text(text.into_owned()));
        }
    }

    fn comment(&mut self) {
        if !self.is_full() {
            self.inside(Kind::Other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Builder, read};
    use crate::markup::samples::markup;
    use crate::site::tree::{MOST_NODES, Tree};
    use proptest::prelude::*;

    #[test]
    fn pages_of_generators_need_no_parser() {
        for html in [
            "<article class=\"post\"><h1>글 &amp; 하나</h1><p>가 <a href=/x/>나</a><br/>다 <!-- x --></p><ul><li>라<ul><li>마</li></ul></li></ul>",
            "<main><div class=highlight><pre tabindex=0><code class=language-js data-lang=js>\n<span class=k>let</span> a &lt; b</code></pre></div>",
            "<article><table><thead><tr><th>a</th></tr></thead><tbody>\n<tr><td><p>b</p></td></tr></tbody></table><table><tr><td>c</td></tr></table></article>",
            "<article><h2 id=\"a\">글<a class=anchor href=\"#a\"><svg viewBox=\"0 0 1 1\" xmlns:xlink=\"x\"><title>고리</title><path d=\"M0\"/></svg></a></h2>",
            "<article><figure><picture><source srcset=\"a.webp 1x\"><img src=\"a.png?w=1&amp;h=2\" alt=''></picture><figcaption>말</figcaption></figure>",
            "<article><style>.a > .b{}</style><script>if (a < b) {}</script><iframe src=x></iframe><noscript><img src=a></noscript><my-box>x</my-box>",
        ] {
            let tree = read(html).unwrap_or_else(|| panic!("{html}"));
            assert_eq!(tree.shown(), Tree::repaired(html).unwrap().shown());
        }
    }

    #[test]
    fn what_a_parser_would_mend_is_left_to_it() {
        for html in [
            "<article><p>a<p>b",
            "<article><p><div>a</div></p>",
            "<article><b>a<i>b</b>c</i>",
            "<article><li>a",
            "<article><table>a</table>",
            "<article><a><a>",
            "<article><h1><h2>",
            "<article><P>",
            "<article></div>",
            "<article>a&copy",
            "<article><svg><p>",
            "<article>\r\n",
            "<article><select><p>",
            "<article><math><mi>a</mi></math>",
            "<article",
            "<article><p",
            "<article><!-- a",
            "<p>a</p>",
            "<article/>",
        ] {
            assert!(read(html).is_none(), "{html}");
        }
        assert!(read(&"<article>".repeat(600)).is_none());
    }

    #[test]
    fn nothing_is_built_beyond_the_most_nodes() {
        for piece in ["x<!---->", "x<br>", "<i>x</i>", "<!---->"] {
            let html = format!("<article>{}", piece.repeat(700_000));
            let mut builder = Builder::new(html.len());
            assert!(!builder.page(&html), "{piece}");
            assert_eq!(builder.nodes.len(), MOST_NODES + 1, "{piece}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn both_readers_build_one_tree(inside in markup(), begins in prop::sample::select(vec!["<article>", "<main class=x>"])) {
            let html = format!("{begins}{inside}");
            if let Some(tree) = read(&html) {
                prop_assert_eq!(tree.shown(), Tree::repaired(&html).unwrap().shown(), "{}", html);
            }
        }
    }
}
