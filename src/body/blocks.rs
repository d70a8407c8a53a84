//! Blocks that only some Markdown parsers know -> HTML round Markdown: `:::tip`, `!!! note`, `markdown="1"`, `{:toc}`.

use std::ops::Range;

use crate::body::args::Args;
use crate::body::label;
use crate::body::prepare::{Settings, Work};
use crate::body::source::{Edit, Lines, inside};
use crate::body::word::{self, Asked};
use crate::markup::escape;

/// Edits for every such block outside of `code`.
pub fn edits(work: &mut Work, code: &[Range<usize>], settings: &Settings) -> Vec<Edit> {
    let text = work.draft.text.as_str();
    let lines = Lines::new(text);
    let mut scan = Scan {
        text,
        lines: &lines,
        code,
        settings,
        edits: Vec::new(),
        open: Vec::new(),
        lines_left: MOST_LINES,
    };
    for number in 0..lines.count() {
        let line = lines.text(number);
        let bare = line.trim_start();
        let indent = line.len() - bare.len();
        let at = lines.start(number) + indent;
        if bare.is_empty() || inside(code, at).is_some() {
            continue;
        }
        if bare.starts_with("::") {
            scan.colons(number, bare, indent);
        } else if bare.starts_with("!!!") || bare.starts_with("???") {
            scan.marks(number, bare, indent);
        } else if bare.starts_with("{:") {
            scan.attributes(number, bare);
        }
    }
    let Scan {
        mut edits, open, ..
    } = scan;
    // A block that is still open ends with the body.
    let rest: Vec<&str> = open
        .into_iter()
        .rev()
        .filter(|close| !close.is_empty())
        .collect();
    if !rest.is_empty() {
        edits.push(Edit::new(
            text.len()..text.len(),
            format!("\n\n{}\n", rest.join("\n\n")),
        ));
    }
    if memchr::memmem::find(text.as_bytes(), b"markdown=").is_some() {
        kramdown(text, code, &mut edits);
    }
    edits
}

struct Scan<'a> {
    text: &'a str,
    lines: &'a Lines<'a>,
    code: &'a [Range<usize>],
    settings: &'a Settings<'a>,
    edits: Vec<Edit>,
    /// Closing text of each container that is open.
    open: Vec<&'static str>,
    /// Budget of lines that may still be read as the content of a block.
    lines_left: usize,
}

/// Lines read as content in one body: nested blocks are read again for each level.
const MOST_LINES: usize = 20_000;

impl Scan<'_> {
    fn whole(&self, number: usize, indent: usize) -> Range<usize> {
        let start = self.lines.start(number);
        start + indent..start + self.lines.text(number).len()
    }

    /// `html` with an empty line before and after it.
    fn put(&mut self, range: Range<usize>, html: &str) {
        let start = self.text[..range.start]
            .rfind('\n')
            .map_or(0, |end| end + 1);
        // An indented block belongs to a list item, and has to stay in it.
        let indent = &self.text[start..range.start];
        let html = match html {
            "" => String::new(),
            html => format!("\n{indent}{}\n", html.replace('\n', &format!("\n{indent}"))),
        };
        self.edits.push(Edit::new(range, html));
    }

    /// `:::tip 제목`, `:::`, and the leaf `::youtube{#id}`.
    fn colons(&mut self, number: usize, bare: &str, indent: usize) {
        let count = bare.bytes().take_while(|&byte| byte == b':').count();
        let after = bare[count..].trim();
        let range = self.whole(number, indent);
        if count < 3 {
            if let Some(html) = self.leaf(after) {
                self.put(range, &html);
            }
            return;
        }
        let after = after.trim_end_matches(':').trim_end();
        if after.is_empty() {
            let close = self.open.pop().unwrap_or_default();
            self.put(range, close);
            return;
        }
        let (name, title) = directive(after);
        let (html, close) = self.container(name, &title);
        self.open.push(close);
        self.put(range, &html);
    }

    fn container(&self, name: &str, title: &str) -> (String, &'static str) {
        if let Some(label) = label::callout(name, self.settings.lang) {
            let words = label::with_title(label, title);
            let html = format!(
                "<blockquote>\n<p><strong>{}</strong></p>",
                escape::text(&words)
            );
            return (html, "</blockquote>");
        }
        if matches!(name, "details" | "spoiler" | "collapse") {
            let summary = if title.is_empty() {
                String::new()
            } else {
                format!("<summary>{}</summary>", escape::text(title))
            };
            return (format!("<details>{summary}"), "</details>");
        }
        match title {
            "" => (String::new(), ""),
            title => (
                format!("<p><strong>{}</strong></p>", escape::text(title)),
                "",
            ),
        }
    }

    /// `::youtube[발표]{#abc}`, alone on its line.
    fn leaf(&self, after: &str) -> Option<String> {
        let (name, title) = directive(after);
        let list = after.split_once('{')?.1.strip_suffix('}')?;
        let id = list
            .split_whitespace()
            .find_map(|item| item.strip_prefix('#'));
        let mut args = Args::read(list);
        args.words.clear();
        args.words.extend(id.map(str::to_owned));
        if !title.is_empty() {
            args.named.push(("title".into(), title));
        }
        let meaning = word::meaning(&Asked {
            name: &name.to_lowercase(),
            args: &args,
            paired: false,
            lang: self.settings.lang,
            post: &|name| self.settings.page.and_then(|page| page.post_named(name)),
        });
        Some(meaning.open).filter(|html| !html.is_empty())
    }

    /// `!!! note "제목"` of MkDocs, its content indented by four.
    fn marks(&mut self, number: usize, bare: &str, indent: usize) {
        let after = bare[3..].trim_start_matches('+').trim();
        if !bare[3..].starts_with([' ', '+']) || after.is_empty() {
            return;
        }
        let (kind, title) = after.split_once(' ').unwrap_or((after, ""));
        let quoted = title.trim();
        let title = quoted.trim_matches('"');
        let deep = indent + 4;
        let is_content = |number: usize| {
            let line = self.lines.text(number);
            let blank = line.trim().is_empty();
            let inner =
                line.starts_with('\t') || line.len() - line.trim_start_matches(' ').len() >= deep;
            (blank || inner).then_some(blank)
        };
        let content: Vec<(usize, bool)> = (number + 1..self.lines.count())
            .take(self.lines_left)
            .map_while(|number| Some((number, is_content(number)?)))
            .collect();
        self.lines_left = self.lines_left.saturating_sub(content.len());
        if self.lines_left == 0 {
            return;
        }
        let Some(last) = content.iter().rposition(|&(_, blank)| !blank) else {
            return;
        };
        let (kind, folds) = (kind.to_ascii_lowercase(), bare.starts_with('?'));
        let label =
            label::callout(&kind, self.settings.lang).map_or_else(|| kind.clone(), str::to_owned);
        let words = label::with_title(&label, title);
        let (html, close) = match folds {
            true => (
                format!("<details><summary>{}</summary>", escape::text(&words)),
                "</details>",
            ),
            false => (
                format!(
                    "<blockquote>\n<p><strong>{}</strong></p>",
                    escape::text(&words)
                ),
                "</blockquote>",
            ),
        };
        self.put(self.whole(number, indent), &html);
        for &(number, blank) in &content[..=last] {
            let start = self.lines.start(number);
            if !blank {
                let tab = self.text[start..].starts_with('\t');
                self.edits.push(match tab {
                    true => Edit::new(start..start + 1, ""),
                    false => Edit::new(start + indent..start + deep, ""),
                });
            }
        }
        let end = self.lines.start(content[last].0 + 1);
        let before = if self.text[..end].ends_with('\n') {
            "\n"
        } else {
            "\n\n"
        };
        self.edits.push(Edit::new(
            end..end,
            format!("{before}{}{close}\n\n", " ".repeat(indent)),
        ));
    }

    /// `{: .wide}` alone on its line; with `{:toc}` the list that it turns into a table of contents goes too.
    fn attributes(&mut self, number: usize, bare: &str) {
        let Some(list) = bare
            .trim_end()
            .strip_prefix("{:")
            .and_then(|rest| rest.strip_suffix('}'))
        else {
            return;
        };
        if list.contains('}') || !list.split_whitespace().any(|item| item == "toc") {
            return;
        }
        let is_item = |line: &str| {
            let bare = line.trim_start();
            let number = bare.trim_start_matches(|c: char| c.is_ascii_digit());
            ["* ", "- ", "+ "].iter().any(|mark| bare.starts_with(mark))
                || number.len() < bare.len() && number.starts_with(". ")
        };
        let mut first = number;
        while first > 0
            && is_item(self.lines.text(first - 1))
            && inside(self.code, self.lines.start(first - 1)).is_none()
        {
            first -= 1;
        }
        self.edits.push(Edit::new(
            self.lines.start(first)..self.lines.start(number) + self.lines.text(number).len(),
            "",
        ));
    }
}

/// The name and title of `tip 제목`, `tip[제목]{.wide}`, `{.tip title="제목"}`.
fn directive(after: &str) -> (&str, String) {
    let named = after
        .strip_prefix('{')
        .and_then(|rest| rest.split('}').next());
    if let Some(list) = named {
        let name = list
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .trim_start_matches('.');
        return (
            name.strip_prefix("callout-").unwrap_or(name),
            Args::read(list)
                .get(&["title"])
                .unwrap_or_default()
                .to_owned(),
        );
    }
    let end = after
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')))
        .unwrap_or(after.len());
    let (name, rest) = after.split_at(end);
    let rest = rest.trim();
    if let Some((title, _)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return (name, title.trim().to_owned());
    }
    let (words, list) = rest.split_once('{').unwrap_or((rest, ""));
    let title = Args::read(list.trim_end_matches('}'))
        .get(&["title", "label"])
        .unwrap_or_default()
        .to_owned();
    (
        name,
        if title.is_empty() {
            words.trim().to_owned()
        } else {
            title
        },
    )
}

/// HTML whose content kramdown reads as Markdown: empty lines say the same to every parser.
fn kramdown(text: &str, code: &[Range<usize>], edits: &mut Vec<Edit>) {
    let bytes = text.as_bytes();
    let mut tags_left = MOST_TAGS;
    for found in memchr::memmem::find_iter(bytes, b"markdown=") {
        let Some(open) = text[..found]
            .rfind('<')
            .filter(|&open| !text[open..found].contains('>'))
        else {
            continue;
        };
        if inside(code, open).is_some() {
            continue;
        }
        let Some(end) = memchr::memchr(b'>', &bytes[found..]).map(|end| found + end + 1) else {
            return;
        };
        let name_end = text[open + 1..]
            .find(|c: char| !c.is_ascii_alphanumeric())
            .map_or(text.len(), |at| open + 1 + at);
        let name = text[open + 1..name_end].to_ascii_lowercase();
        let value = text[found + "markdown=".len()..end - 1]
            .split([' ', '>'])
            .next()
            .unwrap_or_default();
        let quoted = value.trim_matches(['"', '\'']);
        edits.push(Edit::new(
            found..found + "markdown=".len() + value.len(),
            "",
        ));
        if name.is_empty()
            || matches!(quoted, "0" | "span")
            || matches!(
                name.as_str(),
                "span" | "a" | "b" | "i" | "em" | "strong" | "img"
            )
        {
            continue;
        }
        let Some((close, _)) = closing(text, end, &name, &mut tags_left) else {
            continue;
        };
        edits.push(Edit::new(end..end, "\n\n"));
        edits.push(Edit::new(close..close, "\n\n"));
        // Behind these on one line HTML would go on: the empty line lets Markdown begin.
        for inner in ["</summary>", "</figcaption>"] {
            if let Some(at) = text[end..close].find(inner) {
                let after = end + at + inner.len();
                edits.push(Edit::new(after..after, "\n\n"));
            }
        }
    }
}

/// Most tags that are searched in one body for the ends of elements.
const MOST_TAGS: usize = 100_000;

/// Start and end of the tag that closes the element `name` whose content begins at byte `from`.
fn closing(text: &str, from: usize, name: &str, tags_left: &mut usize) -> Option<(usize, usize)> {
    let mut depth = 1;
    for found in memchr::memchr_iter(b'<', &text.as_bytes()[from..]) {
        *tags_left = tags_left.checked_sub(1)?;
        let at = from + found;
        let rest = &text[at + 1..];
        let (closes, rest) = rest
            .strip_prefix('/')
            .map_or((false, rest), |rest| (true, rest));
        let is_name = rest
            .get(..name.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(name))
            && !rest[name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
        if !is_name {
            continue;
        }
        depth = if closes { depth - 1 } else { depth + 1 };
        if depth == 0 {
            return Some((at, at + 2 + name.len()));
        }
    }
    None
}
