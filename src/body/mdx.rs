//! MDX -> Markdown: statements and expressions go, components become the HTML that they stand for.
//!
//! In: the text of a body and where code is in it. Out: edits. JavaScript is skipped over, never run or shown.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::body::args::Args;
use crate::body::jsx::{self, Element, Value, balanced};
use crate::body::prepare::{Settings, Work};
use crate::body::source::{Edit, Lines, inside, line_of};
use crate::body::tag::first_words;
use crate::body::template::placed;
use crate::body::word::{self, Asked, Meaning};
use crate::markup::escape;

/// Elements whose content is a flow of blocks.
const BLOCKS: [&str; 16] = [
    "div",
    "section",
    "article",
    "aside",
    "center",
    "figure",
    "details",
    "blockquote",
    "main",
    "header",
    "footer",
    "nav",
    "td",
    "dd",
    "fieldset",
    "picture",
];

/// Elements that a line of Markdown may follow without an empty line.
const LINES: [&str; 14] = [
    "summary",
    "figcaption",
    "p",
    "table",
    "ul",
    "ol",
    "dl",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
];

/// Most unfinished elements and expressions: after so many, no more are looked for.
const MOST_ATTEMPTS: usize = 500;

/// Names of imports, and the files they stand for.
type Imports<'a> = BTreeMap<&'a str, &'a str>;

/// Edits for everything outside of `code` that is not Markdown.
pub fn edits(work: &mut Work, code: &[Range<usize>], settings: &Settings) -> Vec<Edit> {
    let text = std::mem::take(&mut work.draft.text);
    let lines = Lines::new(&text);
    let statements = statements(&text, &lines, code);
    let mut imports = Imports::new();
    let mut edits = Vec::new();
    for range in &statements {
        files(&text[range.clone()], &mut imports);
        let statement = &text[range.clone()];
        if !statement.starts_with("import ")
            && !statement.starts_with("export const")
            && !statement.starts_with("export default")
        {
            work.lose(format!("`{}`", first_words(statement)), "", range.clone());
        }
        edits.push(Edit::new(range.clone(), ""));
    }
    let mut elements = Vec::new();
    let mut at = 0;
    // A failed attempt may have read far ahead, so attempts are counted.
    let mut attempts = MOST_ATTEMPTS;
    while let Some(found) =
        memchr::memchr2(b'<', b'{', &text.as_bytes()[at..]).map(|found| at + found)
    {
        at = found + 1;
        if let Some(end) = inside(code, found).or_else(|| inside(&statements, found)) {
            at = end.max(at);
            continue;
        }
        if attempts == 0 || text[..found].ends_with('\\') {
            continue;
        }
        if text.as_bytes()[found] == b'<' {
            if let Some(element) = Element::at(&text, found) {
                at = element.range.end;
                elements.push(element);
            } else {
                attempts -= 1;
            }
        } else if let Some(end) = expression(work, &text, found, &mut edits) {
            at = end;
        } else {
            attempts -= 1;
        }
    }
    let pairs = pairs(&elements);
    outdent(&text, &lines, &elements, &pairs, &mut edits);
    let mut closing: BTreeMap<usize, Meaning> = BTreeMap::new();
    for (number, element) in elements.iter().enumerate() {
        let end = pairs.get(&number).copied();
        let with = if let Some(meaning) = closing.remove(&number) {
            placed(&text, &element.range, &meaning.close, meaning.block)
        } else if element.is_component() {
            if element.closes {
                String::new()
            } else {
                let meaning = meaning(work, element, end.is_some(), &imports, settings);
                let with = placed(&text, &element.range, &meaning.open, meaning.block);
                closing.extend(end.map(|end| (end, meaning)));
                with
            }
        } else {
            plain(&text, element, &imports)
        };
        if with != text[element.range.clone()] {
            edits.push(Edit::new(element.range.clone(), with));
        }
    }
    drop(lines);
    work.draft.text = text;
    edits
}

/// `import …` and `export …`, each to its end, including empty lines inside of braces.
fn statements(text: &str, lines: &Lines, code: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut number = 0;
    while number < lines.count() {
        let start = lines.start(number);
        let fresh = number == 0
            || lines.text(number - 1).trim().is_empty()
            || found.last().is_some_and(|last| last.end + 1 >= start);
        let line = lines.text(number);
        let imports = line.starts_with("import ") && line.contains(" from ");
        if !(fresh || imports) || !jsx::is_statement(line) || inside(code, start).is_some() {
            number += 1;
            continue;
        }
        let end = jsx::statement_end(text, start);
        found.push(start..end);
        number = lines.number(end.saturating_sub(1).max(start)) + 1;
    }
    found
}

/// Which file each name of `import pic from "./pic.png"` and `const pic = require("./pic.png")` stands for.
fn files<'a>(statement: &'a str, imports: &mut Imports<'a>) {
    for line in statement.lines() {
        let quoted = |text: &'a str| {
            let quote = text
                .trim_start()
                .chars()
                .next()
                .filter(|c| matches!(c, '"' | '\''))?;
            text.trim_start()[1..].split(quote).next()
        };
        if let Some((name, file)) = line
            .strip_prefix("import ")
            .and_then(|rest| rest.split_once(" from "))
        {
            imports.extend(
                quoted(file).map(|file| (name.split(',').next().unwrap_or(name).trim(), file)),
            );
        } else if let Some((name, file)) = line.split_once("= require(") {
            let name = name.trim().rsplit(' ').next().unwrap_or_default();
            imports.extend(quoted(file).map(|file| (name, file)));
        }
    }
}

/// Takes away the expression that begins at byte `at`; text in quotes stays.
fn expression(work: &mut Work, text: &str, at: usize, edits: &mut Vec<Edit>) -> Option<usize> {
    let rest = &text[at..];
    // Tags of templates, the id of a heading, attributes of kramdown.
    if ["{%", "{{<", "{{%", "{#", "{:"]
        .iter()
        .any(|open| rest.starts_with(open))
    {
        return None;
    }
    let end = balanced(text, at)?;
    let inner = text[at + 1..end - 1].trim();
    let shown = jsx::literal(inner);
    if shown.is_none() && !inner.is_empty() && !(inner.starts_with("/*") && inner.ends_with("*/")) {
        work.lose(
            format!("the expression `{}`", first_words(&text[at..end])),
            "",
            at..end,
        );
    }
    edits.push(Edit::new(at..end, shown.unwrap_or_default()));
    Some(end)
}

/// For every opening element with a closing one, both by number.
fn pairs(elements: &[Element]) -> BTreeMap<usize, usize> {
    let mut open: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut pairs = BTreeMap::new();
    for (number, element) in elements.iter().enumerate() {
        if element.closes {
            if let Some(opened) = open.get_mut(element.name).and_then(Vec::pop) {
                pairs.insert(opened, number);
            }
        } else if !element.alone {
            open.entry(element.name).or_default().push(number);
        }
    }
    pairs
}

/// Removes the indent inside of elements: Markdown would take it for code, MDX does not.
fn outdent(
    text: &str,
    lines: &Lines,
    elements: &[Element],
    pairs: &BTreeMap<usize, usize>,
    edits: &mut Vec<Edit>,
) {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let mut less = vec![0; lines.count()];
    for (&open, &close) in pairs {
        let first = lines.number(elements[open].range.end - 1);
        let last = lines.number(elements[close].range.start);
        let content = (first + 1)..last;
        let Some(line) = content
            .clone()
            .map(|number| lines.text(number))
            .find(|line| !line.trim().is_empty())
        else {
            continue;
        };
        let start = elements[open].range.start;
        let begins = text[lines.start(lines.number(start))..start]
            .trim()
            .is_empty();
        // Nested pairs would make the cost the square of their depth.
        if begins && content.len() < 5000 {
            for number in content {
                less[number] = less[number].max(indent(line));
            }
            less[last] = less[last].max(indent(line));
        }
    }
    for (number, &most) in less.iter().enumerate().filter(|(_, most)| **most > 0) {
        let here = indent(lines.text(number)).min(most);
        if here > 0 {
            edits.push(Edit::new(
                lines.start(number)..lines.start(number) + here,
                "",
            ));
        }
    }
}

fn meaning(
    work: &mut Work,
    element: &Element,
    paired: bool,
    imports: &Imports,
    settings: &Settings,
) -> Meaning {
    let name = element.name.to_lowercase().replace(['.', '_'], "");
    if matches!(name.as_str(), "toc" | "tocinline" | "") {
        return Meaning::default();
    }
    let mut args = Args::default();
    for (key, value) in element.attributes.iter().take(64) {
        if let Some(value) = value.resolved(imports) {
            args.named.push((key.to_lowercase(), value.into_owned()));
        }
    }
    let post = |name: &str| settings.page.and_then(|page| page.post_named(name));
    let meaning = word::meaning(&Asked {
        name: &name,
        args: &args,
        paired,
        lang: settings.lang,
        post: &post,
    });
    if let Some(kept) = meaning.lost {
        work.lose(
            format!("the component `<{}>`", element.name),
            kept,
            element.range.start..element.range.start + 1 + element.name.len(),
        );
    }
    meaning
}

/// An element of HTML, with its attributes spelled as in HTML.
fn plain(text: &str, element: &Element, imports: &Imports) -> String {
    let written = &text[element.range.clone()];
    let rewritten;
    let html = if element.closes
        || element.attributes.iter().all(|(key, value)| {
            matches!(value, Value::Words(_)) && !key.contains(char::is_uppercase)
        }) {
        written
    } else {
        let mut html = format!("<{}", element.name);
        for (key, value) in &element.attributes {
            let Some(value) = value.resolved(imports) else {
                continue;
            };
            let key = if *key == "className" {
                "class".to_owned()
            } else {
                key.to_lowercase()
            };
            html += &format!(" {key}=\"{}\"", escape::attribute(&value));
        }
        html += if element.alone { " />" } else { ">" };
        rewritten = html;
        &rewritten
    };
    let block = BLOCKS.contains(&element.name);
    if block {
        return placed(text, &element.range, html, true);
    }
    let end = element.range.end;
    let ends_line = || text[end..line_of(text, end).end].trim().is_empty();
    if element.closes && LINES.contains(&element.name) && ends_line() {
        return format!("{html}\n");
    }
    html.to_owned()
}
