//! The rest of a page -> plain HTML: the markup that an author would have written, every address absolute.
//!
//! Highlighted code becomes `pre > code` with its language, a formula its MathML, a lazy, blurred or manifold picture one
//! `<img>`. Elements that readers must not run are removed by `body` afterwards.

use crate::markup::escape;
use crate::site::code;
use crate::site::parts::{is_callout, is_callout_label, is_heading_anchor, is_skipped};
use crate::site::picture;
use crate::site::tree::{Id, Kind, Tree};

/// Elements whose tags mean nothing to a reader.
const TRANSPARENT: [&str; 8] = [
    "span", "font", "main", "header", "footer", "picture", "body", "nobr",
];

/// Elements that mean something although they are empty.
const VOID: [&str; 7] = ["br", "hr", "img", "wbr", "source", "track", "col"];

/// Elements that may be empty.
const MAY_BE_EMPTY: [&str; 8] = [
    "td", "th", "iframe", "video", "audio", "embed", "object", "tr",
];

/// Attributes that a reader shows or follows.
const ATTRIBUTES: [&str; 20] = [
    "href", "src", "alt", "title", "width", "height", "colspan", "rowspan", "start", "reversed",
    "value", "datetime", "cite", "lang", "dir", "poster", "controls", "open", "align", "data",
];

/// View of the addresses.
pub(super) trait Addresses {
    /// An address of the page, absolute; `None` if nobody may follow it.
    fn absolute(&self, written: &str) -> Option<String>;
    /// Width and height of a picture of the site, by its absolute address.
    fn size(&self, url: &str) -> Option<(u32, u32)>;
}

/// The markup inside of `top`.
pub(super) fn html(
    tree: &Tree,
    top: Id,
    held: &dyn Fn(Id) -> usize,
    addresses: &dyn Addresses,
) -> String {
    let mut writer = Writer {
        tree,
        held,
        addresses,
        pictures: picture::Counts::new(),
        out: String::new(),
    };
    // If a post is one line, the element is that line.
    if matches!(
        tree.name(top),
        "p" | "ul" | "ol" | "pre" | "table" | "blockquote" | "dl" | "figure"
    ) || code::block(tree, top).is_some()
    {
        writer.node(top);
    } else {
        writer.children(top);
    }
    writer.out.trim().to_owned()
}

struct Writer<'a> {
    tree: &'a Tree,
    held: &'a dyn Fn(Id) -> usize,
    addresses: &'a dyn Addresses,
    pictures: picture::Counts,
    out: String,
}

impl Writer<'_> {
    fn children(&mut self, id: Id) {
        let mut at = self.tree.first(id);
        while let Some(child) = at {
            self.node(child);
            at = self.tree.next(child);
        }
    }

    fn node(&mut self, id: Id) {
        match self.tree.kind(id) {
            Kind::Text(text) => self.text(text),
            Kind::Element(..) => self.element(id),
            Kind::Document | Kind::Other => {}
        }
    }

    /// Words; blanks are collapsed, and none at the beginning.
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find([' ', '\n', '\t', '\r', '\u{c}']) {
            self.out.push_str(&escape::text(&rest[..at]));
            self.blank();
            rest = &rest[at + 1..];
        }
        self.out.push_str(&escape::text(rest));
    }

    fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
            self.out.push(' ');
        }
    }

    fn element(&mut self, id: Id) {
        let tree = self.tree;
        let name = tree.name(id);
        let held = (self.held)(id);
        let hidden = tree.get(id, "hidden").is_some() || is_undisplayed(tree, id);
        if is_skipped(tree, id) || hidden && held == 0 || is_heading_anchor(tree, id) && held == 0 {
            return;
        }
        if let Some(block) = code::block(tree, id) {
            return self.code(&block);
        }
        if tree.has_class(id, "katex")
            || tree.name(id) == "mjx-container"
            || tree.has_class(id, "MathJax")
        {
            return self.formula(id);
        }
        match name {
            "math" => return self.formula(id),
            "img" => return self.picture(id),
            "picture" => {
                if let Some(img) = tree.find(id, |tree, one| tree.name(one) == "img") {
                    self.picture(img);
                }
                return;
            }
            "noscript" => {
                if !picture::is_twin(tree, id, self.addresses, &mut self.pictures) {
                    self.children(id);
                }
                return;
            }
            "input" => {
                if tree
                    .get(id, "type")
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox"))
                {
                    self.out.push(if tree.get(id, "checked").is_some() {
                        '☑'
                    } else {
                        '☐'
                    });
                }
                return;
            }
            "lite-youtube" => return self.video(id),
            _ => {}
        }
        if TRANSPARENT.contains(&name) || name.contains('-') || is_heading_anchor(tree, id) {
            return self.children(id);
        }
        if VOID.contains(&name) {
            return self.open(id, name);
        }
        if is_callout_label(tree, id) {
            return self.label(id);
        }
        let name = if is_callout(tree, id) {
            "blockquote"
        } else {
            name
        };
        let start = self.out.len();
        self.open(id, name);
        let inside = self.out.len();
        self.children(id);
        if self.out[inside..].trim().is_empty() && !MAY_BE_EMPTY.contains(&name) {
            let blank = self.out.len() > inside;
            self.out.truncate(start);
            if blank {
                self.blank();
            }
            return;
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        if is_block(name) {
            self.out.push('\n');
        }
    }

    /// As the same callout of a post without a page begins.
    fn label(&mut self, id: Id) {
        let start = self.out.len();
        self.out.push_str("<p><strong>");
        let inside = self.out.len();
        self.children(id);
        if self.out[inside..].trim().is_empty() {
            return self.out.truncate(start);
        }
        self.out.push_str("</strong></p>\n");
    }

    fn open(&mut self, id: Id, name: &str) {
        self.out.push('<');
        self.out.push_str(name);
        for (attribute, value) in self.tree.attributes(id) {
            if !ATTRIBUTES.contains(&attribute) {
                continue;
            }
            let value = match attribute {
                "href" | "src" | "cite" | "poster" | "data" => match self.addresses.absolute(value)
                {
                    Some(url) => url,
                    None => continue,
                },
                _ => value.to_owned(),
            };
            self.attribute(attribute, &value);
        }
        // Frames that load on a click or when the reader comes near.
        if name == "iframe"
            && self
                .tree
                .get(id, "src")
                .is_none_or(|src| src.is_empty() || src.starts_with("about:"))
            && let Some(src) = self
                .tree
                .get(id, "data-src")
                .and_then(|src| self.addresses.absolute(src))
        {
            self.attribute("src", &src);
        }
        self.out.push('>');
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        self.out.push_str(&escape::attribute(value));
        self.out.push('"');
    }

    fn picture(&mut self, id: Id) {
        let Some(picture) = picture::of(self.tree, id, self.addresses) else {
            return;
        };
        self.out.push_str("<img");
        self.attribute("src", &picture.src);
        self.attribute("alt", &picture.alt);
        if let Some(title) = &picture.title {
            self.attribute("title", title);
        }
        if let Some((width, height)) = picture.size {
            self.attribute("width", &width.to_string());
            self.attribute("height", &height.to_string());
        }
        self.out.push('>');
    }

    fn code(&mut self, block: &code::Block) {
        self.out.push_str("<pre><code");
        if let Some(language) = &block.language {
            self.attribute("class", &format!("language-{language}"));
        }
        self.out.push('>');
        self.out.push_str(&escape::text(&block.text));
        self.out.push_str("</code></pre>\n");
    }

    /// The MathML of a formula; without one, its words.
    fn formula(&mut self, id: Id) {
        let tree = self.tree;
        match tree.find(id, |tree, one| tree.name(one) == "math") {
            Some(math) => self.mathml(math),
            None => self.children(id),
        }
    }

    fn mathml(&mut self, id: Id) {
        let tree = self.tree;
        match tree.kind(id) {
            Kind::Text(text) => self.out.push_str(&escape::text(text)),
            // The source of the formula beside it is removed: a reader without MathML would print both.
            Kind::Element(..) if matches!(tree.name(id), "annotation" | "annotation-xml") => {}
            Kind::Element(..) => {
                let name = tree.name(id);
                self.out.push('<');
                self.out.push_str(name);
                for (attribute, value) in tree.attributes(id) {
                    if matches!(
                        attribute,
                        "display"
                            | "mathvariant"
                            | "stretchy"
                            | "columnalign"
                            | "accent"
                            | "linethickness"
                    ) {
                        self.attribute(attribute, value);
                    }
                }
                self.out.push('>');
                for child in tree.children(id) {
                    self.mathml(child);
                }
                self.out.push_str("</");
                self.out.push_str(name);
                self.out.push('>');
            }
            Kind::Document | Kind::Other => {}
        }
    }

    fn video(&mut self, id: Id) {
        if let Some(video) = self
            .tree
            .get(id, "videoid")
            .or_else(|| self.tree.get(id, "video-id"))
        {
            self.out.push_str("<iframe");
            self.attribute("src", &format!("https://www.youtube.com/embed/{video}"));
            self.out.push_str("></iframe>");
        }
    }
}

/// Returns true if a style of its own keeps it from being shown.
fn is_undisplayed(tree: &Tree, id: Id) -> bool {
    let style = tree.get(id, "style").unwrap_or_default();
    style
        .replace(' ', "")
        .to_ascii_lowercase()
        .contains("display:none")
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "ul"
            | "ol"
            | "li"
            | "pre"
            | "table"
            | "thead"
            | "tbody"
            | "tr"
            | "blockquote"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "figure"
            | "figcaption"
            | "section"
            | "article"
            | "aside"
            | "dl"
            | "dt"
            | "dd"
            | "details"
    )
}
