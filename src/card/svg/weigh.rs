//! A parsed SVG -> a verdict: what it holds that would be missing, and how much it grows when references are followed.
//!
//! `use`, masks, clips, patterns and markers show an element again wherever they are named, so that a few lines can stand for
//! billions of elements. Every element is weighed with all that it names; one that names itself is refused.

use std::collections::BTreeMap;

use resvg::usvg::roxmltree::{Document, Node};

use crate::card::font;
use crate::card::svg::{Refused, refused, scan};

/// Elements with every copy of them; one with long attributes counts several times.
const MOST_WEIGHT: u64 = 100_000;
/// Bytes of attributes that weigh as much as an element.
const BYTES: usize = 100;
/// Weight of an element with text: it is shaped.
const TEXT: u64 = 20;
/// Letters of all text.
const MOST_LETTERS: usize = 20_000;
/// Longest value of an attribute that every element below inherits and reads again.
const MOST_INHERITED: usize = 2_000;
const INHERITED: [&str; 5] = ["style", "class", "stroke-dasharray", "font-family", "font"];
/// Bytes of stylesheets times elements: each rule is held against each element.
const MOST_STYLED: usize = 100_000_000;
/// Filter primitives whose cost their size does not bound, that show another picture, or that no two processors compute alike.
const UNBOUNDED: [&str; 7] = [
    "feTurbulence",
    "feMorphology",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feSpecularLighting",
    "feDisplacementMap",
    "feImage",
];

/// True if its text needs the hanja font.
///
/// # Errors
/// Reason to refuse a drawing: something would be missing from the picture, or it costs too much.
pub fn judge(document: &Document) -> Result<bool, Refused> {
    let mut elements = 0;
    for node in document.descendants().filter(Node::is_element) {
        elements += 1;
        let name = node.tag_name().name();
        if name == "image" {
            return Err(refused("an SVG with a picture inside, which is not drawn"));
        }
        // Drawing tools put plain text beside it for readers that know no HTML.
        let chosen = node.parent().is_some_and(|up| named(&up, "switch"));
        if name == "foreignObject" && !chosen {
            return Err(refused("an SVG with HTML inside, which is not drawn"));
        }
        if UNBOUNDED.contains(&name) {
            return Err(refused(format!(
                "an SVG with the filter `{name}`, which is not drawn"
            )));
        }
        for name in INHERITED {
            if node
                .attribute(name)
                .is_some_and(|value| value.len() > MOST_INHERITED)
            {
                return Err(refused(format!("an SVG with a very long `{name}`")));
            }
        }
    }
    let hanja = letters(document)?;
    let styles = Styles::new(document);
    if styles.bytes.saturating_mul(elements) > MOST_STYLED {
        return Err(refused("an SVG with too many styles"));
    }
    let mut weights = Weights::new(document, &styles);
    let (weight, depth) = weights.of(document.root_element(), 0)?;
    if weight > MOST_WEIGHT || depth > scan::MOST_DEPTH {
        return Err(too_many());
    }
    Ok(hanja)
}

fn too_many() -> Refused {
    refused("an SVG with too many elements, or too deep ones")
}

fn named(node: &Node, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

/// Holds the letters of all text against the embedded fonts; true if the hanja font is needed.
fn letters(document: &Document) -> Result<bool, Refused> {
    let (mut hanja, mut count) = (false, 0);
    let texts = document.descendants().filter(|node| {
        node.is_text()
            && node.ancestors().any(|up| named(&up, "text"))
            && !node.ancestors().any(|up| named(&up, "foreignObject"))
    });
    for node in texts {
        for c in node.text().unwrap_or_default().chars() {
            count += 1;
            if c.is_whitespace() || c.is_control() || is_unseen(c) || font::embedded_has(c) {
                continue;
            }
            if !font::hanja_has(c) {
                return Err(Refused {
                    message: format!(
                        "an SVG with text in which no embedded font has the character `{c}` (U+{:04X})",
                        u32::from(c)
                    ),
                    help: "convert its text to paths, or export it as PNG",
                });
            }
            hanja = true;
        }
    }
    if count > MOST_LETTERS {
        return Err(refused(format!(
            "an SVG with {count} letters of text, and the limit is {MOST_LETTERS}"
        )));
    }
    Ok(hanja)
}

/// Joiners, marks of direction, variation selectors.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Names in stylesheets.
#[derive(Default)]
struct Styles<'a> {
    /// Their length without pictures and fonts that are written into them.
    bytes: usize,
    /// Names by the class that they are meant for.
    by_class: BTreeMap<&'a str, Vec<&'a str>>,
    /// Names that any element may mean.
    any: Vec<&'a str>,
    /// A rule sets `marker` or `marker-mid`.
    marks_corners: bool,
}

impl<'a> Styles<'a> {
    fn new(document: &'a Document) -> Styles<'a> {
        let mut styles = Styles::default();
        for node in document.descendants().filter(|node| named(node, "style")) {
            for text in node.children().filter_map(|child| child.text()) {
                styles.read(text);
            }
        }
        styles
    }

    fn read(&mut self, text: &'a str) {
        let data: usize = text
            .match_indices("url(data:")
            .map(|(at, _)| text[at..].find(')').unwrap_or(0))
            .sum();
        self.bytes += text.len().saturating_sub(data);
        self.marks_corners |= marks_corners(text);
        for (at, name) in names(text) {
            let open = text[..at].rfind('{').unwrap_or(0);
            let start = text[..open].rfind(['{', '}']).map_or(0, |at| at + 1);
            for selector in text[start..open].split(',') {
                match class(selector.trim()) {
                    Some(class) => self.by_class.entry(class).or_default().push(name),
                    None => self.any.push(name),
                }
            }
        }
    }
}

/// The class that everything that a selector means has; `None` where it may mean anything.
fn class(selector: &str) -> Option<&str> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ');
    if !selector.chars().all(plain) {
        return None;
    }
    selector
        .rsplit(' ')
        .next()?
        .rsplit_once('.')
        .map(|(_, class)| class)
}

/// `url(#name)` in a value: where it stands, and the name.
fn names(value: &str) -> impl Iterator<Item = (usize, &str)> {
    value.match_indices("url(").filter_map(move |(at, found)| {
        let inside = value[at + found.len()..].split(')').next()?;
        let quoted = |c: char| c.is_whitespace() || matches!(c, '"' | '\'');
        Some((at, inside.trim_matches(quoted).strip_prefix('#')?))
    })
}

/// True if a style may put a marker on every corner of a path.
fn marks_corners(style: &str) -> bool {
    style.match_indices("marker").any(|(at, found)| {
        let rest = &style[at + found.len()..];
        rest.starts_with("-mid") || !rest.starts_with(|c: char| c == '-' || c.is_alphanumeric())
    })
}

/// Elements below an element and how deep they are, with every copy.
struct Weights<'a, 'input> {
    by_id: BTreeMap<&'a str, Vec<Node<'a, 'input>>>,
    styles: &'a Styles<'a>,
    /// By the number of the element.
    known: Vec<Known>,
    /// The heaviest marker, where one may stand on every corner of a path.
    marker: u64,
    /// Markers that are being weighed.
    open_markers: usize,
}

#[derive(Clone, Copy)]
enum Known {
    Nothing,
    /// Being weighed: it names itself if it is met again.
    Open,
    Weight(u64, usize),
}

impl<'a, 'input> Weights<'a, 'input> {
    fn new(document: &'a Document<'input>, styles: &'a Styles) -> Weights<'a, 'input> {
        let mut by_id: BTreeMap<&str, Vec<Node>> = BTreeMap::new();
        let (mut nodes, mut corners, mut markers) = (0, styles.marks_corners, 0);
        for node in document.descendants() {
            nodes = nodes.max(node.id().get_usize() + 1);
            if let Some(id) = node.attribute("id") {
                by_id.entry(id).or_default().push(node);
            }
            corners |= node.attribute("marker-mid").is_some()
                || node.attribute("marker").is_some()
                || node.attribute("style").is_some_and(marks_corners);
            if named(&node, "marker") {
                markers = markers.max(node.descendants().count() as u64);
            }
        }
        Weights {
            by_id,
            styles,
            known: vec![Known::Nothing; nodes],
            marker: if corners { markers } else { 0 },
            open_markers: 0,
        }
    }

    fn of(&mut self, node: Node<'a, 'input>, depth: usize) -> Result<(u64, usize), Refused> {
        if depth > scan::MOST_DEPTH {
            return Err(too_many());
        }
        let at = node.id().get_usize();
        match self.known[at] {
            Known::Weight(weight, below) => return Ok((weight, below)),
            // A marker on the lines that it is made of: usvg leaves it out there.
            Known::Open if named(&node, "marker") && self.open_markers == 1 => return Ok((0, 0)),
            Known::Open => return Err(refused("an SVG with a part that shows itself")),
            Known::Nothing => self.known[at] = Known::Open,
        }
        let is_marker = named(&node, "marker");
        self.open_markers += usize::from(is_marker);
        let bytes: usize = node.attributes().map(|one| one.value().len()).sum();
        let mut weight = 1 + (bytes / BYTES) as u64;
        if matches!(node.tag_name().name(), "text" | "tspan" | "textPath") {
            weight += TEXT;
        }
        let corners = ["d", "points"].map(|name| node.attribute(name).map_or(0, str::len));
        let corners = (corners[0] + corners[1]) as u64 / 2;
        weight = weight.saturating_add(self.marker.saturating_mul(corners));
        let mut below = 0;
        let children = node.children().filter(Node::is_element);
        let shown: Vec<Node> = children.chain(self.named_by(node)).collect();
        for child in shown {
            let (more, deep) = self.of(child, depth + 1)?;
            weight = weight.saturating_add(more);
            below = below.max(deep + 1);
        }
        self.open_markers -= usize::from(is_marker);
        // What is known at once adds no depth above it, so the sum is asked for each time.
        if depth + below > scan::MOST_DEPTH {
            return Err(too_many());
        }
        self.known[at] = Known::Weight(weight, below);
        Ok((weight, below))
    }

    /// The elements that an element names.
    fn named_by(&self, node: Node<'a, 'input>) -> Vec<Node<'a, 'input>> {
        let mut ids: Vec<&str> = self.styles.any.clone();
        for class in node
            .attribute("class")
            .unwrap_or_default()
            .split_whitespace()
        {
            ids.extend(self.styles.by_class.get(class).into_iter().flatten());
        }
        for attribute in node.attributes() {
            ids.extend(names(attribute.value()).map(|(_, name)| name));
            if attribute.name() == "href" && node.tag_name().name() != "a" {
                ids.extend(attribute.value().trim().strip_prefix('#'));
            }
        }
        let found = ids.iter().filter_map(|id| self.by_id.get(id));
        found.flatten().copied().collect()
    }
}
