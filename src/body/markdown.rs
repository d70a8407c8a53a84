//! Markdown -> HTML and plain text, by `comrak`.

use comrak::nodes::{Node, NodeValue};
use comrak::{Arena, Options, parse_document};
use unicode_segmentation::UnicodeSegmentation;

use crate::body::prepare::Prepared;
use crate::body::tree::{self, Found};
use crate::body::write;

/// Bytes of a body that are searched first for its first paragraph.
const HEAD_BYTES: usize = 1024;

/// Graphemes of an excerpt.
const EXCERPT_GRAPHEMES: usize = 200;

/// GFM with Korean emphasis and raw HTML, definition lists and formulas. Bare addresses are found in the tree.
pub fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.description_lists = true;
    options.extension.math_dollars = true;
    options.extension.cjk_friendly_emphasis = true;
    options.render.r#unsafe = true;
    options
}

/// Rendered Markdown.
pub struct Html {
    /// Raw HTML of the author's is let through.
    pub text: String,
    /// Things that the tree held.
    pub found: Found,
}

/// Renders what was prepared; addresses are absolute, except in HTML of the author's.
pub fn to_html(prepared: &Prepared, settings: &tree::Settings, url: &str) -> Html {
    let arena = Arena::new();
    let options = options();
    let root = parse_document(&arena, &prepared.text, &options);
    let found = tree::settle(&arena, root, prepared, settings);
    let capacity = prepared.text.len() + prepared.text.len() / 4;
    Html {
        text: write::html(root, &options, url, capacity),
        found,
    }
}

/// The words of the first paragraph that has any, on one line.
pub fn first_paragraph(prepared: &Prepared, settings: &tree::Settings) -> String {
    paragraph_near(prepared, settings, HEAD_BYTES).map_or(String::new(), |words| cut(&words))
}

/// The beginning is searched first: posts are long, and the paragraph is usually there.
fn paragraph_near(
    prepared: &Prepared,
    settings: &tree::Settings,
    head_bytes: usize,
) -> Option<String> {
    // Nothing below an empty line changes the words of a paragraph above it, save what its brackets refer to, and a line that
    // makes it a term.
    let markdown = &prepared.text;
    let head = &markdown[..markdown.floor_char_boundary(head_bytes)];
    let near = head.rfind("\n\n").map(|end| &head[..=end]);
    near.filter(|_| memchr::memmem::find(markdown.as_bytes(), b"\n:").is_none())
        .and_then(|near| paragraph(near, prepared, settings))
        .filter(|words| !words.contains('['))
        .or_else(|| paragraph(markdown, prepared, settings))
}

fn paragraph(markdown: &str, prepared: &Prepared, settings: &tree::Settings) -> Option<String> {
    let arena = Arena::new();
    let root = parse_document(&arena, markdown, &options());
    tree::settle(&arena, root, prepared, settings);
    root.descendants().find_map(|node| {
        let is_paragraph = matches!(node.data().value, NodeValue::Paragraph);
        let words = if is_paragraph && !is_aside(node) {
            words(node)
        } else {
            String::new()
        };
        (!words.is_empty()).then_some(words)
    })
}

/// True for a paragraph that is no sentence of the post's: a footnote, the label of a callout, a term.
fn is_aside(node: Node) -> bool {
    let parent = node.parent();
    let above = parent.map(|parent| parent.data().value.clone());
    let first = node
        .first_child()
        .filter(|first| first.next_sibling().is_none());
    let strong = first.is_some_and(|first| matches!(first.data().value, NodeValue::Strong));
    match above {
        Some(NodeValue::FootnoteDefinition(_) | NodeValue::DescriptionTerm) => true,
        Some(NodeValue::BlockQuote) => {
            strong && node.previous_sibling().is_none() && node.next_sibling().is_some()
        }
        _ => false,
    }
}

fn words(node: Node) -> String {
    let mut words = String::new();
    for inner in node.descendants() {
        let in_picture = || {
            let mut up = inner.ancestors();
            up.any(|up| matches!(up.data().value, NodeValue::Image(_)))
        };
        match &inner.data().value {
            // A picture's alternative text is no sentence of the post.
            NodeValue::Text(text) if !in_picture() => words.push_str(text),
            NodeValue::Code(code) => words.push_str(&code.literal),
            NodeValue::Math(math) => {
                let sign = if math.display_math { "$$" } else { "$" };
                words.extend([sign, &math.literal, sign]);
            }
            NodeValue::SoftBreak | NodeValue::LineBreak => words.push(' '),
            _ => {}
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most [`EXCERPT_GRAPHEMES`] with the `…`, at a blank where one is near.
pub(super) fn cut(words: &str) -> String {
    let Some((end, _)) = words.grapheme_indices(true).nth(EXCERPT_GRAPHEMES) else {
        return words.to_owned();
    };
    let head = &words[..end];
    let short = match head.rfind(' ') {
        Some(blank) if head[blank..].chars().count() <= 20 => &head[..blank],
        _ => head
            .grapheme_indices(true)
            .next_back()
            .map_or(head, |(last, _)| &head[..last]),
    };
    format!("{}…", short.trim_end_matches([' ', ',', '·']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::tests::PIECES;
    use proptest::prelude::*;

    const SETTINGS: tree::Settings = tree::Settings {
        page: None,
        title: "",
        lang: "ko",
    };

    fn as_is(text: &str) -> Prepared {
        Prepared {
            text: text.to_owned(),
            ..Prepared::default()
        }
    }

    #[test]
    fn brackets_that_refer_to_what_is_below_are_resolved() {
        let text = as_is("글 [하나][1] 둘[^주]\n\n끝\n\n[1]: /x\n[^주]: 각주\n");
        assert_eq!(
            paragraph_near(&text, &SETTINGS, 40).as_deref(),
            Some("글 하나 둘")
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn the_head_has_the_paragraph_of_the_whole(
            pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40),
            head_bytes in 0usize..90,
        ) {
            let text = as_is(&pieces.concat());
            prop_assert_eq!(paragraph_near(&text, &SETTINGS, head_bytes), paragraph(&text.text, &text, &SETTINGS));
        }
    }
}
