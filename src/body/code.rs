//! Ranges of a body that are code: there, what looks like a tag of a template is what the author writes about.
//!
//! In: Markdown. Out: ranges of bytes. The Markdown parser finds the code; nothing here parses Markdown a second time.

use std::ops::Range;

use comrak::nodes::{NodeValue, Sourcepos};
use comrak::{Arena, parse_document};

use crate::body::markdown::options;
use crate::body::source::{Draft, Edit, Lines, merged};

/// Code spans, code blocks, `<pre>`, `<code>` and comments of HTML, sorted.
pub fn ranges(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let lines = Lines::new(text);
    let arena = Arena::new();
    let mut opened: Option<usize> = None;
    for node in parse_document(&arena, text, &options()).descendants() {
        let data = node.data();
        let range = || bytes(&lines, text, data.sourcepos);
        match &data.value {
            NodeValue::Code(_) | NodeValue::CodeBlock(_) => found.push(range()),
            NodeValue::HtmlBlock(_) => found.extend(verbatim(text, range())),
            NodeValue::HtmlInline(html) if html.starts_with("<!--") => found.push(range()),
            NodeValue::HtmlInline(html) if is_tag(html, "<code") || is_tag(html, "<kbd") => {
                opened = Some(range().end);
            }
            NodeValue::HtmlInline(html) if is_tag(html, "</code") || is_tag(html, "</kbd") => {
                let start = opened.take();
                found.extend(start.map(|start| start..range().start.max(start)));
            }
            _ => {}
        }
    }
    merged(found)
}

/// The same for MDX, which has no indented code, and in which tags and statements may hold anything.
pub fn ranges_of_mdx(text: &str) -> Vec<Range<usize>> {
    let mut draft = Draft::new(text);
    let mut edits = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if indent > 0 {
            edits.push(Edit::new(at..at + indent, ""));
        }
        at += line.len();
    }
    draft.apply(edits);
    // A tag at the beginning of a line would make all lines up to the next empty one HTML.
    let masked = draft.text.replace('<', "\u{1}");
    let back = |range: Range<usize>| draft.origin(range.start)..draft.origin(range.end);
    ranges(&masked).into_iter().map(back).collect()
}

fn is_tag(html: &str, begin: &str) -> bool {
    html.strip_prefix(begin)
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-'))
}

/// Parts of an HTML block whose text is kept as it is.
fn verbatim(text: &str, block: Range<usize>) -> Vec<Range<usize>> {
    let html = &text[block.clone()];
    if !html.contains("<pre") && !html.contains("<code") && !html.contains("<!--") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'<', &html.as_bytes()[from..]).map(|at| from + at) {
        let rest = &html[at..];
        let close = [("<pre", "</pre"), ("<code", "</code"), ("<!--", "-->")]
            .iter()
            .find(|(open, _)| *open == "<!--" && rest.starts_with(open) || is_tag(rest, open));
        let Some((open, close)) = close else {
            from = at + 1;
            continue;
        };
        let end = rest[open.len()..].find(close);
        let end = end.map_or(html.len(), |end| at + open.len() + end + close.len());
        found.push(block.start + at..block.start + end);
        from = end;
    }
    found
}

/// Bytes of a range of lines and columns; columns are counted in bytes from 1, the end included.
fn bytes(lines: &Lines, text: &str, at: Sourcepos) -> Range<usize> {
    let byte = |line: usize, column: usize| {
        text.floor_char_boundary(lines.start(line.saturating_sub(1)) + column)
    };
    let start = byte(at.start.line, at.start.column.saturating_sub(1));
    start..byte(at.end.line, at.end.column).max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Vec<&str> {
        ranges(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn code_is_what_the_parser_says() {
        assert_eq!(code("글 `a` ``b`c`` `d"), ["`a`", "``b`c``"]);
        assert_eq!(
            code("한글 앞 `코드` 뒤\n둘째 줄 `코\n드` 끝\n"),
            ["`코드`", "`코\n드`"]
        );
        assert_eq!(code("> 인용 `가`\n> 둘 `나`\n"), ["`가`", "`나`"]);
        assert_eq!(
            code("- 항목 `가`\n  이어 `나`\n\n      안\n"),
            ["`가`", "`나`", "안"]
        );
        assert_eq!(
            code("| 가 | 나 |\n|--|--|\n| `x` | 글 `y` |\n"),
            ["`x`", "`y`"]
        );
        assert_eq!(
            code("```\n{% a %}\n```\n글\n\n    들여\n"),
            ["```\n{% a %}\n```", "들여"]
        );
        assert_eq!(code("<pre>\n{% c %}\n</pre>\n"), ["<pre>\n{% c %}\n</pre"]);
        assert_eq!(
            code("<div>\n<pre>x</pre> y <!-- z -->\n</div>\n"),
            ["<pre>x</pre", "<!-- z -->"]
        );
        assert_eq!(
            code("글 <code>{{ x }}</code> 끝 <!-- a -->\n"),
            ["{{ x }}", "<!-- a -->"]
        );
    }

    #[test]
    fn mdx_has_no_code_by_indentation_and_fences_inside_of_tags() {
        let text = "<Tabs>\n    <Item>\n      ```js\n      {a}\n      ```\n    </Item>\n</Tabs>\n\n    {b}\n";
        let found: Vec<&str> = ranges_of_mdx(text)
            .into_iter()
            .map(|range| &text[range])
            .collect();
        assert_eq!(found, ["```js\n      {a}\n      ```"]);
    }
}
