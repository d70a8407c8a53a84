//! The Markdown of a post -> the words that its page must show, in order, and the places at which it has something else.
//!
//! "Something else" is what only the generator can show: a picture, an embed, a shortcode, a component, a formula,
//! raw HTML. Between two words that follow each other in the Markdown, a page shows nothing of the post's own.

mod quick;

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};

use crate::markup::end_tag;
use crate::site::words::{self, Word};

/// Placeholder for a template tag, without a meaning in Markdown.
const TAG: char = '\u{f8ff}';

/// Placeholder for a picture.
const PICTURE: char = '\u{f8fe}';

/// Words in order, and the things between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// As [`words::each`] cuts them.
    pub(super) words: Vec<Word>,
    /// For each thing that is not text, the number of words before it; never decreases.
    pub(super) others: Vec<usize>,
    /// The same for pictures alone.
    pub(super) pictures: Vec<usize>,
}

impl Outline {
    /// The likely outline of `markdown`, in a twentieth of the time; `None` where it must be parsed. Only a page that has its words
    /// one behind the other proves it.
    pub(super) fn likely(markdown: &str, mdx: bool) -> Option<Outline> {
        if mdx { None } else { quick::read(markdown) }
    }

    /// The outline of `markdown`; in MDX without the lines that import and export.
    pub fn of(markdown: &str, mdx: bool) -> Outline {
        let plain = without_tags(markdown, mdx);
        let mut options = Options::default();
        options.extension.table = true;
        options.extension.strikethrough = true;
        options.extension.tasklist = true;
        options.extension.footnotes = true;
        options.extension.autolink = true;
        options.extension.cjk_friendly_emphasis = true;
        options.extension.math_dollars = true;
        options.extension.math_code = true;
        let arena = Arena::new();
        let root = parse_document(&arena, &plain, &options);
        let mut reader = Reader::default();
        reader.block(root);
        reader.flush();
        reader.outline
    }

    /// Things that are not text behind `before` words and before word `until`: their number, and that of the pictures among them.
    pub(super) fn between(&self, before: usize, until: usize) -> (usize, usize) {
        let count = |all: &[usize]| {
            let from = all.partition_point(|&at| at < before);
            all.partition_point(|&at| at <= until) - from
        };
        (count(&self.others), count(&self.pictures))
    }
}

/// Collects the text of one block until it ends: words continue through emphasis and links.
#[derive(Default)]
struct Reader {
    outline: Outline,
    text: String,
}

impl Reader {
    fn flush(&mut self) {
        let words = &mut self.outline.words;
        let others = &mut self.outline.others;
        for run in self.text.split_inclusive([TAG, PICTURE]) {
            words::each(run, |_, word| words.push(word));
            if run.ends_with([TAG, PICTURE]) {
                others.push(words.len());
            }
            if run.ends_with(PICTURE) {
                self.outline.pictures.push(words.len());
            }
        }
        self.text.clear();
    }

    fn other(&mut self) {
        self.text.push(TAG);
    }

    fn block<'a>(&mut self, node: &'a AstNode<'a>) {
        // Clones strings that are read once: the borrow must end before the children are walked.
        match &node.data.borrow().value {
            NodeValue::Text(text) => self.text.push_str(text),
            NodeValue::Code(code) => self.text.push_str(&code.literal),
            NodeValue::CodeBlock(code) => {
                self.flush();
                self.text.push_str(&code.literal);
                self.flush();
                // Diagrams are drawn, so their source is not text of the page.
                if matches!(
                    code.info.split_whitespace().next(),
                    Some("mermaid" | "math" | "latex")
                ) {
                    self.other();
                }
                return;
            }
            NodeValue::HtmlInline(html) => self.html(html),
            NodeValue::HtmlBlock(html) => {
                self.flush();
                self.html(&html.literal);
                self.flush();
                return;
            }
            NodeValue::Image(_) => {
                self.text.push(PICTURE);
                return;
            }
            NodeValue::Math(_) | NodeValue::FootnoteReference(_) => {
                self.other();
                return;
            }
            NodeValue::SoftBreak | NodeValue::LineBreak => self.text.push('\n'),
            _ => {}
        }
        let block = node.data.borrow().value.block();
        if block {
            self.flush();
        }
        for child in node.children() {
            self.block(child);
        }
        if block {
            self.flush();
        }
    }

    /// The words of raw HTML; each tag is something else.
    fn html(&mut self, html: &str) {
        let mut rest = html;
        while let Some(open) = rest.find('<') {
            self.text.push_str(&rest[..open]);
            rest = &rest[open..];
            if let Some(comment) = rest.strip_prefix("<!--") {
                rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
                continue;
            }
            let end = rest.find('>').map_or(rest.len(), |end| end + 1);
            let tag = rest[..end].to_ascii_lowercase();
            rest = &rest[end..];
            self.other();
            for raw in ["script", "style"] {
                if tag
                    .strip_prefix('<')
                    .is_some_and(|tag| tag.starts_with(raw))
                {
                    rest = end_tag(rest, raw).map_or("", |close| &rest[close..]);
                }
            }
        }
        self.text.push_str(rest);
    }
}

/// Replaces syntax that generators read before Markdown (`{% … %}`, `{{ … }}`, `:::` lines, `import` lines of MDX, `{: … }`),
/// outside of code, by a placeholder or by nothing.
fn without_tags(markdown: &str, mdx: bool) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut fence: Option<(char, usize)> = None;
    let mut statement = false;
    let mut rest = markdown;
    while !rest.is_empty() {
        let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let line = &rest[..end];
        let start = line.trim_start();
        let marks = |sign: char| start.chars().take_while(|&c| c == sign).count();
        if let Some((sign, count)) = fence {
            if marks(sign) >= count && start.trim_end().chars().all(|c| c == sign) {
                fence = None;
            }
            out.push_str(line);
            rest = &rest[end..];
            continue;
        }
        if let Some(sign) = ['`', '~'].into_iter().find(|&sign| marks(sign) >= 3)
            && !(sign == '`' && start.trim_start_matches('`').contains('`'))
        {
            fence = Some((sign, marks(sign)));
            out.push_str(line);
            rest = &rest[end..];
            continue;
        }
        statement = mdx && !start.trim().is_empty() && (statement || is_statement(line));
        if statement {
            rest = &rest[end..];
            continue;
        }
        if start.starts_with(":::") {
            // The title of a box is shown, and so is what the box draws around it.
            out.push('\n');
            out.push(TAG);
            out.push_str(directive_words(start));
            out.push_str("\n\n");
            rest = &rest[end..];
            continue;
        }
        rest = tags_of_line(line, rest, &mut out);
    }
    out
}

/// `import x from 'y'`, `export const z`.
fn is_statement(line: &str) -> bool {
    line.starts_with("import ") || line.starts_with("import{") || line.starts_with("export ")
}

/// ` Title` of `:::note Title` and `:::note[Title]`.
fn directive_words(line: &str) -> &str {
    let rest = line.trim_start_matches(':').trim();
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, '[' | '{'))
        .unwrap_or(rest.len());
    rest[end..].split('{').next().unwrap_or_default().trim()
}

/// Copies one line; a tag that continues on the lines below takes them along. Returns the rest of `rest`.
fn tags_of_line<'a>(line: &str, rest: &'a str, out: &mut String) -> &'a str {
    const PAIRS: [(&str, &str); 4] = [("{%", "%}"), ("{{", "}}"), ("{:", "}"), ("<%", "%>")];
    let mut at = 0;
    while at < line.len() {
        let tail = &rest[at..line.len()];
        let Some(found) = tail.find(['`', '{', '<', '\\']) else {
            break;
        };
        out.push_str(&tail[..found]);
        at += found;
        let tail = &rest[at..];
        if tail.starts_with('`') {
            let marks = tail.bytes().take_while(|&byte| byte == b'`').count();
            let close = tail[marks..line.len().max(at + marks) - at]
                .find(&tail[..marks])
                .map_or(marks, |close| close + 2 * marks);
            out.push_str(&tail[..close]);
            at += close;
            continue;
        }
        let pair = PAIRS.iter().find(|(open, _)| tail.starts_with(open));
        let close = pair.and_then(|(open, close)| {
            let inside = tail.get(open.len()..)?;
            let near = &inside[..inside.floor_char_boundary(4096)];
            Some((open, open.len() + near.find(close)? + close.len()))
        });
        let Some((open, length)) = close else {
            let c = tail.chars().next().map_or(1, char::len_utf8);
            out.push_str(&tail[..c]);
            at += c;
            continue;
        };
        if *open != "{:" && !is_silent(&tail[..length]) {
            out.push(TAG);
        }
        at += length;
        if at >= line.len() {
            return &rest[at..];
        }
    }
    if at < line.len() {
        out.push_str(&rest[at..line.len()]);
        at = line.len();
    }
    &rest[at..]
}

/// Tags that show nothing themselves.
fn is_silent(tag: &str) -> bool {
    let words = tag.trim_start_matches(['{', '%', '-', '<', '/', ' ']);
    ["comment", "raw", "endraw", "more", "toc"]
        .iter()
        .any(|word| words.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn outline(markdown: &str) -> (Vec<Word>, Vec<usize>) {
        let Outline { words, others, .. } = Outline::of(markdown, false);
        (words, others)
    }

    fn words(text: &str) -> Vec<Word> {
        let mut words = Vec::new();
        words::each(text, |_, word| words.push(word));
        words
    }

    #[test]
    fn words_go_on_through_emphasis_and_end_with_their_block() {
        assert_eq!(
            outline("# 제목\n\n**안녕**은 [링크](x)다.\n- 하나\n- `두 let`\n\n```js\nlet a\n```\n"),
            (words("제목 안녕은 링크다 하나 두 let let a"), vec![])
        );
    }

    #[test]
    fn what_is_no_text_is_known_by_the_words_before_it() {
        assert_eq!(
            outline(
                "하나\n\n![그림](a.png)\n\n둘 {{< youtube x >}} 셋\n\n<div>넷</div>\n\n$a^2$ {% include x.html %}\n\n`{% raw %}`"
            ),
            (words("하나 둘 셋 넷 raw"), vec![1, 2, 3, 4, 4, 4])
        );
        assert_eq!(
            outline("글 <!-- more --> 끝\n{: .note}\n"),
            (words("글 끝"), vec![])
        );
        assert_eq!(
            outline("{{< figure\n  src=\"a.png\"\n>}}\n\n:::tip 제목\n\n안\n\n:::\n"),
            (words("제목 안"), vec![0, 0, 2])
        );
    }

    #[test]
    fn statements_of_mdx_are_no_text() {
        let text = "import A from './a'\nimport {\n  B,\n} from 'b'\n\n글 <A b=\"c\" /> 끝\n";
        let Outline { words, others, .. } = Outline::of(text, true);
        assert_eq!((words, others), (self::tests::words("글 끝"), vec![1]));
    }

    #[test]
    fn what_a_script_says_is_no_text_however_its_end_is_spelled() {
        let html = "<div>글<script>let a</SCRIPT>하나<STYLE>b</Style >둘<script>let c</div>";
        assert_eq!(outline(html).0, words("글 하나 둘"));
        // Minutes, if the rest is copied at each of them.
        let (words, others) = outline(&"<script></script>".repeat(500_000));
        assert_eq!((words.len(), others.len()), (0, 1_000_000));
    }

    proptest! {
        #[test]
        fn any_text_has_an_outline_whose_places_are_in_order(
            pieces in prop::collection::vec(prop::sample::select(vec![
                "글 ", "a", "\n", "\n\n", "`", "```\n", "{{", "}}", "{%", "%}", "<", ">", "![", "](x)", "*", "$", ":::", "~~~\n",
                "[^1]", "[^1]: 각주\n", "| a | b |\n|---|---|\n", "{:", "}", "\\", "<!--", "-->", "<script>", "import ", "\u{f8ff}",
            ]), 0..50),
            mdx: bool,
        ) {
            let outline = Outline::of(&pieces.concat(), mdx);
            prop_assert!(outline.others.is_sorted());
            prop_assert!(outline.others.iter().all(|&at| at <= outline.words.len()));
        }
    }
}
