//! Parts of a body that are not Markdown: comments, code in a generator's own tags, formulas, `{% raw %}`.

use std::ops::Range;

use memchr::memmem;

use crate::body::prepare::{Work, with_braces_kept};
use crate::body::source::{Edit, inside, line_of};
use crate::body::tag::{Tag, first_words};

/// Code is fenced with more backticks than it has in any row.
const FENCE: &str = "````````````";

/// Edits for every such part that begins outside of `code`.
pub fn edits(work: &mut Work, code: &[Range<usize>]) -> Vec<Edit> {
    let text = std::mem::take(&mut work.draft.text);
    let mut scan = Scan {
        text: &text,
        code,
        edits: Vec::new(),
        unended: Vec::new(),
    };
    let mut at = 0;
    let mut signs = Signs::default();
    while let Some(found) = signs.next(&text, at) {
        at = match scan.one(work, found) {
            Some(end) => end.max(found + 1),
            None => found + 1,
        };
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    let edits = scan.edits;
    work.draft.text = text;
    edits
}

/// The next signs of each kind: a text that has none of one kind is not searched to its end again and again.
#[derive(Default)]
struct Signs {
    brace: Option<usize>,
    percent: Option<usize>,
}

impl Signs {
    /// The first sign at byte `from` or behind it; `from` never goes back.
    fn next(&mut self, text: &str, from: usize) -> Option<usize> {
        let rest = &text.as_bytes()[from..];
        let renew = |known: &mut Option<usize>, find: &dyn Fn() -> Option<usize>| {
            if known.is_none_or(|at| at < from) {
                *known = Some(find().map_or(text.len(), |at| from + at));
            }
        };
        renew(&mut self.brace, &|| {
            memchr::memchr3(b'{', b'$', b'\\', rest)
        });
        renew(&mut self.percent, &|| memmem::find(rest, b"%%"));
        let first = self.brace.min(self.percent)?;
        (first < text.len()).then_some(first)
    }
}

struct Scan<'a> {
    text: &'a str,
    code: &'a [Range<usize>],
    edits: Vec<Edit>,
    /// Ends that do not occur any more: they are not searched again.
    unended: Vec<&'static str>,
}

impl Scan<'_> {
    /// Handles the construct at byte `at`; returns its end.
    fn one(&mut self, work: &mut Work, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        match inside(self.code, at) {
            Some(end) => self.in_code(at, end),
            None if rest.starts_with('{') => self.brace(work, at),
            None if rest.starts_with("$$") || rest.starts_with("\\[") => self.display(work, at),
            None if rest.starts_with("\\(") => self.inline(work, at),
            None if rest.starts_with("\\\\") => Some(at + 2),
            None if rest.starts_with("%%") => self.obsidian(at),
            None => None,
        }
    }

    /// Start of the first `end` behind byte `from`.
    fn find(&mut self, end: &'static str, from: usize) -> Option<usize> {
        if self.unended.contains(&end) {
            return None;
        }
        let found = memmem::find(&self.text.as_bytes()[from..], end.as_bytes());
        if found.is_none() {
            self.unended.push(end);
        }
        found.map(|at| from + at)
    }

    /// The tag `name` that ends the construct whose content starts at byte `inner`: its start and end.
    fn end_tag(&mut self, inner: usize, name: &'static str) -> Option<(usize, usize)> {
        self.find(name, inner)?;
        let found = end_tag(self.text, inner, name);
        if found.is_none() {
            self.unended.push(name);
        }
        found
    }

    fn remove(&mut self, range: Range<usize>) -> Option<usize> {
        let end = range.end;
        self.edits.push(Edit::new(range, ""));
        Some(end)
    }

    /// In code, generators resolve only `raw` and their own escape for a tag.
    fn in_code(&mut self, at: usize, code_end: usize) -> Option<usize> {
        let within = &self.text[at..code_end];
        if let Some(tag) = Tag::at(within).filter(|tag| tag.open == "{%" && tag.inner == "raw") {
            let inner = at + tag.whole.len();
            let (end, close) = end_tag(&self.text[..code_end], inner, "endraw")?;
            self.raw(at, inner, end, close);
            return Some(close);
        }
        self.written_as_text(at, within.len())
    }

    /// `{{</* figure */>}}` is Hugo's escape for `{{< figure >}}`.
    fn written_as_text(&mut self, at: usize, most: usize) -> Option<usize> {
        let within = &self.text[at..at + most];
        for (open, close) in [("{{<", ">}}"), ("{{%", "%}}")] {
            let Some(inner) = within
                .strip_prefix(open)
                .and_then(|rest| rest.strip_prefix("/*"))
            else {
                continue;
            };
            let near = &inner[..inner.floor_char_boundary(2000)];
            let end = near.find(&format!("*/{close}"))?;
            let whole = open.len() + 2 + end + 2 + close.len();
            let shown = format!("{open}{}{close}", &inner[..end]);
            self.edits
                .push(Edit::new(at..at + whole, with_braces_kept(&shown)));
            return Some(at + whole);
        }
        None
    }

    fn brace(&mut self, work: &mut Work, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        if let Some(end) = self.written_as_text(at, rest.len()) {
            return Some(end);
        }
        for (open, close) in [("{{/*", "*/}}"), ("{{- /*", "*/ -}}"), ("{#", "#}")] {
            // `{#id}` is the id of a heading.
            if rest.starts_with(open)
                && (open != "{#"
                    || rest.starts_with("{# ")
                    || rest.starts_with("{#-")
                    || rest.starts_with("{#\n"))
            {
                let end = self.find(close, at + open.len())?;
                return self.remove(at..end + close.len());
            }
        }
        if rest.starts_with("{::comment") {
            let end = self.find("{:/", at)?;
            let close = memchr::memchr(b'}', &self.text.as_bytes()[end..])?;
            return self.remove(at..end + close + 1);
        }
        let tag = Tag::at(rest)?;
        let inner = at + tag.whole.len();
        let mut words = tag.inner.split_whitespace();
        let name = words.next()?;
        match (tag.open, name) {
            ("{%", "raw") => {
                let (end, close) = self.end_tag(inner, "endraw")?;
                self.raw(at, inner, end, close);
                Some(close)
            }
            ("{%", "#") => self.remove(at..inner),
            ("{%", "comment") => match self.find("endcomment", inner) {
                Some(_) => {
                    let (_, close) = self.end_tag(inner, "endcomment")?;
                    self.remove(at..close)
                }
                // A tag without an end would swallow the rest of the post.
                None => {
                    work.lose(format!("`{}`", first_words(tag.whole)), "", at..inner);
                    self.remove(at..inner)
                }
            },
            ("{{<" | "{{%", "comment") => {
                self.find("/comment", inner)?;
                let (_, close) = self.end_tag(inner, "/comment")?;
                self.remove(at..close)
            }
            (_, "highlight" | "codeblock" | "code" | "mermaid" | "math" | "katex" | "prism")
                if tag.open != "{{" =>
            {
                self.block(work, &tag, at, inner)
            }
            _ => None,
        }
    }

    /// Code or a formula in a tag of the generator's.
    fn block(&mut self, work: &mut Work, tag: &Tag, at: usize, inner: usize) -> Option<usize> {
        let mut words = tag.inner.split_whitespace();
        let name = words.next()?;
        let end_name: &'static str = match (tag.open, name) {
            ("{%", "highlight") => "endhighlight",
            ("{%", "codeblock") => "endcodeblock",
            ("{%", "code") => "endcode",
            ("{%", "mermaid") => "endmermaid",
            ("{%", "math") => "endmath",
            ("{%", "katex") => "endkatex",
            ("{%", _) => "endprism",
            (_, "highlight") => "/highlight",
            (_, "codeblock") => "/codeblock",
            (_, "code") => "/code",
            (_, "mermaid") => "/mermaid",
            (_, "math") => "/math",
            (_, "katex") => "/katex",
            _ => "/prism",
        };
        self.find(end_name, inner)?;
        let (end, close) = self.end_tag(inner, end_name)?;
        let content = &self.text[inner..end];
        if matches!(name, "math" | "katex") {
            let formula = work.formula(content.trim());
            self.edits.push(Edit::new(at..close, formula));
            return Some(close);
        }
        let language = match name {
            "mermaid" => Some("mermaid"),
            "codeblock" => words.find_map(|word| word.strip_prefix("lang:")),
            _ => words.find(|word| !word.contains(':') || word.starts_with("lang")),
        };
        let language = language
            .unwrap_or_default()
            .trim_start_matches("lang")
            .trim_start_matches([':', '=', '"', '\'']);
        let language = language.trim_end_matches(['"', '\'']);
        let before = if content.starts_with(['\n', '\r']) {
            ""
        } else {
            "\n"
        };
        let after = if self.text[..end].ends_with('\n')
            || content.trim_end_matches([' ', '\t']).ends_with('\n')
        {
            ""
        } else {
            "\n"
        };
        let begins = line_of(self.text, at);
        let lead = if self.text[begins.start..at].trim().is_empty() {
            ""
        } else {
            "\n"
        };
        self.edits.push(Edit::new(
            at..inner,
            format!("{lead}{FENCE}{language}{before}"),
        ));
        // Tags in code that a generator marks so are code.
        for brace in memchr::memchr_iter(b'{', content.as_bytes()) {
            let here = inner + brace;
            self.edits
                .push(Edit::new(here..here + 1, with_braces_kept("{")));
        }
        let line = line_of(self.text, close);
        let trail = if self.text[close..line.end].trim().is_empty() {
            ""
        } else {
            "\n"
        };
        self.edits
            .push(Edit::new(end..close, format!("{after}{FENCE}{trail}")));
        Some(close)
    }

    /// Removes the tags of `{% raw %}`, and protects the text between them from being read as tags.
    fn raw(&mut self, at: usize, inner: usize, end: usize, close: usize) {
        let open = self.with_line(at..inner);
        let ending = self.with_line(end..close);
        self.edits
            .push(Edit::new(open.start..open.end.min(ending.start), ""));
        for brace in memchr::memchr_iter(b'{', &self.text.as_bytes()[inner..end]) {
            let here = inner + brace;
            self.edits
                .push(Edit::new(here..here + 1, with_braces_kept("{")));
        }
        self.edits.push(Edit::new(ending, ""));
    }

    /// `range` with its whole line, if nothing else is on it.
    fn with_line(&self, range: Range<usize>) -> Range<usize> {
        let line = line_of(self.text, range.start);
        let alone = line.end >= range.end
            && self.text[line.start..range.start].trim().is_empty()
            && self.text[range.end..line.end].trim().is_empty();
        if alone && inside(self.code, range.start).is_some() {
            line.start..(line.end + 1).min(self.text.len())
        } else {
            range
        }
    }

    /// `$$ … $$` over several lines, and `\[ … \]`.
    fn display(&mut self, work: &mut Work, at: usize) -> Option<usize> {
        let close = if self.text[at..].starts_with('$') {
            "$$"
        } else {
            "\\]"
        };
        let line = line_of(self.text, at);
        let first = self.text[at + 2..line.end].trim();
        let begins = self.text[line.start..at].trim().is_empty();
        if close == "$$" && (!begins || first.contains("$$")) {
            // On one line the Markdown parser handles it.
            return Some(first.find("$$").map_or(at + 2, |end| at + 2 + end + 2));
        }
        let end = self.find(close, at + 2)?;
        let tex = &self.text[at + 2..end];
        // An escaped bracket in prose does not open a formula.
        if close == "\\]" && (!is_formula(tex) || tex.contains("\n\n")) || end - at > 20_000 {
            return None;
        }
        if inside(self.code, end).is_some() {
            return None;
        }
        let whole = &self.text[at..end + 2];
        let formula = work.formula(whole);
        self.edits.push(Edit::new(at..end + 2, formula));
        Some(end + 2)
    }

    /// `\( … \)` in a line of prose.
    fn inline(&mut self, work: &mut Work, at: usize) -> Option<usize> {
        let rest = &self.text[at + 2..];
        let near = &rest.as_bytes()[..rest.len().min(2000)];
        let end = memmem::find(near, b"\\)")?;
        if memmem::find(&near[..end], b"\n\n").is_some() || !is_formula(&rest[..end]) {
            return None;
        }
        let whole = at..at + 2 + end + 2;
        let formula = work.formula(&self.text[whole.clone()]);
        self.edits.push(Edit::new(whole.clone(), formula));
        Some(whole.end)
    }

    /// `%% … %%` alone on its lines: a comment of Obsidian's.
    fn obsidian(&mut self, at: usize) -> Option<usize> {
        let line = line_of(self.text, at);
        if !self.text[line.start..at].trim().is_empty() {
            return Some(at + 2);
        }
        let end = self.find("%%", at + 2)? + 2;
        let last = line_of(self.text, end);
        if !self.text[end..last.end].trim().is_empty() || inside(self.code, end).is_some() {
            return Some(at + 2);
        }
        self.remove(at..end)
    }
}

/// Returns true if the text between escaped brackets is TeX rather than words that the author put into brackets.
fn is_formula(tex: &str) -> bool {
    let tex = tex.trim();
    let short = tex.chars().count() <= 3 && tex.chars().all(|c| c.is_ascii_alphabetic());
    let call =
        tex.len() <= 12 && tex.ends_with(')') && tex.find('(').is_some_and(|at| at > 0 && at <= 2);
    !tex.is_empty() && (tex.contains(['\\', '^', '_', '=', '{', '+', '<', '>']) || short || call)
}

/// Start and end of the first tag named `name` behind byte `from`.
fn end_tag(text: &str, from: usize, name: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    for found in memmem::find_iter(&bytes[from..], name.as_bytes()) {
        let word = from + found;
        let head = text[from..word].trim_end_matches([' ', '-', '\t', '\n', '\r', '<', '%']);
        let brace = from + head.len();
        // Trimming may not go past the opening braces.
        if !head.ends_with('{') {
            continue;
        }
        let open = brace - 1;
        let start = open - usize::from(open > from && bytes[open - 1] == b'{');
        let Some(tag) =
            Tag::at(&text[start..]).filter(|tag| tag.inner.split_whitespace().next() == Some(name))
        else {
            continue;
        };
        return Some((start, start + tag.whole.len()));
    }
    None
}
