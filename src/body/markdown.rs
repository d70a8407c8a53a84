//! Markdown -> HTML and plain text, by `comrak`.

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, format_html, parse_document};
use unicode_segmentation::UnicodeSegmentation;

/// Bytes of a body in which its first paragraph is looked for first.
const HEAD_BYTES: usize = 1024;

/// Graphemes of an excerpt.
const EXCERPT_GRAPHEMES: usize = 200;

/// GFM with Korean emphasis and raw HTML.
fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.autolink = true;
    options.extension.cjk_friendly_emphasis = true;
    options.render.r#unsafe = true;
    options
}

/// What became of Markdown.
pub struct Html {
    /// Raw HTML of the author's is let through.
    pub text: String,
    /// True if there is any.
    pub raw: bool,
}

/// Renders `markdown`.
pub fn to_html(markdown: &str) -> Html {
    let arena = Arena::new();
    let options = options();
    let root = parse_document(&arena, markdown, &options);
    let raw = root.descendants().any(|node| {
        matches!(
            node.data.borrow().value,
            NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_) | NodeValue::Raw(_)
        )
    });
    let mut text = String::with_capacity(markdown.len() + markdown.len() / 4);
    format_html(root, &options, &mut text).expect("a String takes everything");
    Html { text, raw }
}

/// The words of the first paragraph that has any, on one line.
pub fn first_paragraph(markdown: &str) -> String {
    paragraph_near(markdown, HEAD_BYTES).map_or(String::new(), |words| cut(&words))
}

/// Looked for in the first `head_bytes` before all else: posts are long, and the paragraph stands at their beginning.
fn paragraph_near(markdown: &str, head_bytes: usize) -> Option<String> {
    // Nothing below an empty line changes the words of a paragraph above it, save what its brackets refer to.
    let head = &markdown[..markdown.floor_char_boundary(head_bytes)];
    let near = head.rfind("\n\n").map(|end| &head[..=end]);
    near.and_then(paragraph)
        .filter(|words| !words.contains('['))
        .or_else(|| paragraph(markdown))
}

fn paragraph(markdown: &str) -> Option<String> {
    let arena = Arena::new();
    let root = parse_document(&arena, markdown, &options());
    for node in root.descendants() {
        if !matches!(node.data.borrow().value, NodeValue::Paragraph) {
            continue;
        }
        let mut words = String::new();
        for inner in node.descendants() {
            let in_picture = || {
                inner
                    .ancestors()
                    .any(|up| matches!(up.data.borrow().value, NodeValue::Image(_)))
            };
            match &inner.data.borrow().value {
                // A picture's alternative text is no sentence of the post.
                NodeValue::Text(text) if !in_picture() => words.push_str(text),
                NodeValue::Code(code) => words.push_str(&code.literal),
                NodeValue::SoftBreak | NodeValue::LineBreak => words.push(' '),
                _ => {}
            }
        }
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if !words.is_empty() {
            return Some(words);
        }
    }
    None
}

/// At most [`EXCERPT_GRAPHEMES`] with the `…`, at a blank where one is near.
fn cut(words: &str) -> String {
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
    use crate::body::fast_path::tests::PIECES;
    use proptest::prelude::*;

    #[test]
    fn brackets_that_refer_to_what_stands_below_are_resolved() {
        let text = "글 [하나][1] 둘[^주]\n\n끝\n\n[1]: /x\n[^주]: 각주\n";
        assert_eq!(paragraph_near(text, 40).as_deref(), Some("글 하나 둘"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn the_head_has_the_paragraph_of_the_whole(
            pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40),
            head_bytes in 0usize..90,
        ) {
            let text = pieces.concat();
            prop_assert_eq!(paragraph_near(&text, head_bytes), paragraph(&text));
        }
    }
}
