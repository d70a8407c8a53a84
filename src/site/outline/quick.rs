//! The Markdown of a post -> its likely outline, without a parser of Markdown.
//!
//! Likely is enough, since the page is the judge: only an outline whose words the page has one behind the other is used, and a page
//! does not have the words of a wrong one. What stands between words (pictures, and nothing else here) is certain: a Markdown with
//! anything that could be read in two ways has no likely outline.

use std::iter::Peekable;
use std::str::Lines;

use crate::site::outline::{Outline, PICTURE, Reader, TAG};

/// The likely outline; `None` for Markdown that must be parsed.
pub(super) fn read(markdown: &str) -> Option<Outline> {
    // Our own marks.
    if markdown.contains([TAG, PICTURE]) {
        return None;
    }
    let mut reader = Reader::default();
    let mut lines = markdown.lines().peekable();
    // True on a line that may begin with the number of a list.
    let mut fresh = true;
    while let Some(line) = lines.next() {
        let inner = line.trim_start_matches(['>', ' ']);
        if line.starts_with("```") {
            code(line, &mut lines, &mut reader)?;
            fresh = true;
            continue;
        }
        // Code by indentation, or an item deep inside of others.
        if line.len() - inner.len() >= 4 {
            return None;
        }
        let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
        let numbered = digits > 0 && inner[digits..].starts_with([')', '.']);
        if numbered && !(fresh && digits < 10 && inner[digits + 1..].starts_with(' ')) {
            return None;
        }
        let words = if numbered {
            &inner[digits + 1..]
        } else {
            inner
        };
        line_of(words, &mut reader.text)?;
        reader.text.push('\n');
        fresh = numbered || inner.trim().is_empty();
    }
    reader.flush();
    Some(reader.outline)
}

/// Code between fences.
fn code(open: &str, lines: &mut Peekable<Lines>, reader: &mut Reader) -> Option<()> {
    let info = open.trim_start_matches('`');
    let fence = open.len() - info.len();
    // Diagrams are drawn.
    if info.contains('`')
        || ["mermaid", "math", "latex"]
            .iter()
            .any(|one| info.contains(one))
    {
        return None;
    }
    loop {
        let line = lines.next()?;
        let marks = line.trim_start_matches('`');
        if line.len() - marks.len() >= fence && marks.trim().is_empty() {
            return Some(());
        }
        // A shorter or indented fence.
        if line.trim_start().starts_with("```") {
            return None;
        }
        reader.text.push_str(line);
        reader.text.push('\n');
    }
}

/// The words of one line of prose.
fn line_of(line: &str, out: &mut String) -> Option<()> {
    // A definition of links, a task.
    if line.starts_with('[') && line.contains("]:") {
        return None;
    }
    let mut rest = line;
    // Inside of a link, the end of its words.
    let mut link: Option<(usize, usize)> = None;
    loop {
        let at = line.len() - rest.len();
        if let Some((end, behind)) = link
            && at == end
        {
            rest = &line[behind..];
            link = None;
            continue;
        }
        // Up to the next sign that may mean something.
        let until = link.map_or(rest.len(), |(end, _)| end - at);
        let plain = rest.as_bytes()[..until].iter().position(is_sign);
        let (words, behind) = rest.split_at(plain.unwrap_or(until));
        out.push_str(words);
        rest = behind;
        if plain.is_none() {
            if link.is_none() {
                return Some(());
            }
            continue;
        }
        let at = line.len() - rest.len();
        let (sign, behind) = (rest.as_bytes()[0], &rest[1..]);
        match sign {
            b'*' => rest = behind,
            // A fence, here or behind the mark of an item.
            b'~' if behind.starts_with("~~") => return None,
            b'~' if behind.starts_with('~') => rest = &behind[1..],
            b':' if behind.starts_with("::") => return None,
            b'&' if behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '#') => {
                return None;
            }
            b'`' => {
                let marks = rest.bytes().take_while(|&byte| byte == b'`').count();
                let inside = &rest[marks..];
                let end = inside.find(&rest[..marks])?;
                // Longer marks are others.
                if inside[end + marks..].starts_with('`')
                    || link.is_some_and(|(until, _)| at + marks + end > until)
                {
                    return None;
                }
                out.push_str(&inside[..end]);
                rest = &inside[end + marks..];
            }
            b'!' if behind.starts_with('[') => {
                let (_, length) = bracket(behind)?;
                if link.is_some() || length == 0 {
                    return None;
                }
                out.push(PICTURE);
                rest = &behind[length..];
            }
            b'[' => {
                let (words, length) = bracket(rest)?;
                let task = ["[x]", "[X]"]
                    .into_iter()
                    .any(|task| rest.starts_with(task));
                if link.is_some() || task || behind.starts_with('^') {
                    return None;
                }
                if length > 0 {
                    link = Some((at + 1 + words, at + length));
                } else {
                    out.push(' ');
                }
                rest = behind;
            }
            b'~' | b':' | b'&' | b'!' => {
                out.push(char::from(sign));
                rest = behind;
            }
            // Markup of another kind, and what a generator might read before Markdown is.
            _ => return None,
        }
    }
}

/// Returns true for a sign that may mean something in a line of prose.
fn is_sign(byte: &u8) -> bool {
    matches!(
        byte,
        b'*' | b'~'
            | b'&'
            | b'`'
            | b'!'
            | b'['
            | b':'
            | b'<'
            | b'\\'
            | b'{'
            | b'}'
            | b'$'
            | b'|'
            | b'\t'
            | b'\r'
    )
}

/// Signs that may take a bracket, or the end of an address, for something else: an escape, raw HTML, a formula, a tag of a
/// template, the cell of a table.
const OPAQUE: [char; 7] = ['\\', '<', '$', '{', '}', '|', '\t'];

/// Length of the words in brackets that begin `text`, and of all that belongs to them: nothing where an address is not behind them.
fn bracket(text: &str) -> Option<(usize, usize)> {
    let words = &text[1..];
    let end = words
        .find(['[', ']'])
        .filter(|&end| words[end..].starts_with(']'))?;
    let behind = &words[end + 1..];
    if words[..end].contains('`') && words[..end].matches('`').count() % 2 == 1
        || words[..end].contains(OPAQUE)
        || behind.starts_with('[')
    {
        return None;
    }
    let Some(inside) = behind.strip_prefix('(') else {
        return Some((end, 0));
    };
    let ends = |c: char| matches!(c, ')' | '(' | '"' | '\'') || c.is_ascii_whitespace();
    let close = inside.find(ends)?;
    let title = match inside[close..].strip_prefix(" \"") {
        Some(title) => {
            let end = title.find('"')?;
            title[end + 1..]
                .starts_with(')')
                .then_some(close + 2 + end + 1)?
        }
        None => close,
    };
    let odd = |c: char| OPAQUE.contains(&c) || c.is_ascii_control();
    let plain = inside[title..].starts_with(')') && !inside[..title].contains(odd);
    plain.then_some((end, 1 + end + 1 + 1 + title + 1))
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::site::outline::Outline;
    use proptest::prelude::*;

    #[test]
    fn plain_markdown_has_the_outline_that_a_parser_gives() {
        for text in [
            "# 제목\n\n**배운 것**을 [처음](/x/ \"말\")부터 `a*b`다. _가_ snake_case ~~나~~\n\n> 인용 & 말\n",
            "- 하나\n- 둘\n\n1. 가\n2. 나\n\n글 ![그림](a.png)끝\n\n```js\nlet a = '<b>' + [1](2);\n\n```\n다\n",
            "글 [대괄호] (괄호) 3~5 a_b_c\n\n제목\n===\n\n---\n",
        ] {
            assert_eq!(read(text), Some(Outline::of(text, false)), "{text}");
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_left_to_the_parser() {
        for text in [
            "<b>a</b>",
            "a\\*",
            "{{< x >}}",
            "$a$",
            "a|b",
            "    code",
            "글[^1]",
            "[a][b]",
            "[a]: /x",
            "- [x] a",
            "&amp;",
            "`a",
            "```\na",
            "글\n2. 나",
            "[![a](b)](c)",
            "```mermaid\na\n```",
            "a\n:::note\n",
            "[a](b (c))",
            "~~~\n![a](b)\n~~~",
            "- ~~~\n  ![](/)",
            "> ~~~~\n> a",
            "[a](b\\)",
            "[a](b\tc)",
            "[a](b\u{1}c)",
            "![](/ \"a\\\")",
            "![a\\](b)",
            "![<b a=\"](c)\">",
            "![$](a) ![$](b)",
            "![{{](a) ![}}](b)",
            "[a]({{b) ![](}})",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        // Fewer do not find a fence with a picture inside.
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn pictures_are_where_the_parser_sees_them(pieces in prop::collection::vec(prop::sample::select(vec![
            "글 ", "a", "\n", "\n\n", "`", "``", "```\n", "![", "](x)", "[", "]", "**", "*", "_", "- ", "1. ", "> ", "# ", "(", ")", "\"", "  ", "~~", "!", ":",
            "~~~\n", "\\", "\t", "](/\\)", "](/\t)", "<b a=\"", "$", "{{", "}}", "|",
        ]), 0..40)) {
            let text = pieces.concat();
            if let Some(quick) = read(&text) {
                let whole = Outline::of(&text, false);
                // Of other words a page decides.
                if quick.words == whole.words {
                    prop_assert_eq!(quick, whole, "{}", text);
                }
            }
        }
    }
}
