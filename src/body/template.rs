//! Template tags and MDX -> Markdown, line by line, so that every line keeps its number.
//!
//! In: the body as the author wrote it. Out: Markdown without `{% … %}`, `{{< … >}}`, imports, components and attribute
//! lists, and what was dropped. Code stays as it is.

use std::cell::LazyCell;

use crate::body::tag::{
    Tag, admonition, attribute, attributes, closing, component, ended_by, ends_import, first_words,
    goes_on, highlight, youtube,
};

/// Markdown that a Markdown parser may see, and what is missing from it.
#[derive(Debug, Default)]
pub struct Plain {
    /// As many lines as the source.
    pub text: String,
    /// In order; what had a plain meaning (`{% raw %}`, `{{ site.url }}`) is not listed.
    pub dropped: Vec<Dropped>,
}

/// Something that no Markdown parser knows.
#[derive(Debug, PartialEq, Eq)]
pub struct Dropped {
    /// For a message: the words in backticks.
    pub what: String,
    /// Line of the body, from 0.
    pub line: usize,
    /// Characters from 0.
    pub column: usize,
    /// Characters on that line.
    pub length: usize,
}

/// Where the scanner stands between two lines.
#[derive(Default)]
struct State {
    /// The fence that would close the code block.
    fence: Option<(char, usize)>,
    /// Inside `<pre>`.
    pre: bool,
    /// The last line at the left edge began an item of a list: what is indented below it is no code.
    list: bool,
    /// Inside code that is indented.
    indented: bool,
    /// Inside `{% highlight %}`: the tag that ends it.
    highlight: Option<&'static str>,
    /// Inside a tag that goes on over the line's end: its last braces.
    open: Option<&'static str>,
    /// Inside `{% comment %}`.
    comment: bool,
    /// Inside `{% raw %}`.
    raw: bool,
    /// Inside an `import` or `export` of MDX.
    statement: bool,
    /// Inside a component's tag that goes on over the line's end: quote, depth of braces.
    tag: Option<(Option<char>, usize)>,
}

/// Resolves what has a plain meaning and drops the rest.
pub fn resolve(markdown: &str, mdx: bool, site_url: &str) -> Plain {
    if !mdx && !holds_marks(markdown) {
        return Plain {
            text: markdown.to_owned(),
            dropped: Vec::new(),
        };
    }
    let mut plain = Plain::default();
    let mut state = State::default();
    let mut blank_before = true;
    let lines: Vec<&str> = markdown.lines().collect();
    for (number, line) in lines.iter().enumerate() {
        let scan = Scan {
            line,
            number,
            following: &lines[number + 1..],
            mdx,
            site: site_url,
        };
        let new = state.line(&scan, blank_before, &mut plain.dropped);
        blank_before = new.trim().is_empty();
        plain.text.push_str(&new);
        plain.text.push('\n');
    }
    plain
}

/// True if a text holds `{%`, `{{`, `{:`, `{#` or `:::`: few do.
fn holds_marks(markdown: &str) -> bool {
    let bytes = markdown.as_bytes();
    let mut braces = memchr::memchr_iter(b'{', bytes);
    braces.any(|at| matches!(bytes.get(at + 1), Some(b'%' | b'{' | b':' | b'#')))
        || memchr::memmem::find(bytes, b":::").is_some()
}

/// One line, and what it is read with.
struct Scan<'a> {
    line: &'a str,
    /// From 0.
    number: usize,
    /// The lines after it.
    following: &'a [&'a str],
    mdx: bool,
    /// For `{{ site.url }}`.
    site: &'a str,
}

impl Scan<'_> {
    /// What stands on the line from `rest` on for `chars` characters.
    fn dropped(&self, what: String, rest: &str, chars: usize) -> Dropped {
        let before = &self.line[..self.line.len() - rest.len()];
        Dropped {
            what,
            line: self.number,
            column: before.chars().count(),
            length: chars,
        }
    }
}

impl State {
    fn line(&mut self, scan: &Scan, blank_before: bool, dropped: &mut Vec<Dropped>) -> String {
        let line = scan.line;
        if let Some(end) = self.highlight {
            if line.contains(end) {
                self.highlight = None;
                return "````````".into();
            }
            return line.to_owned();
        }
        if self.comment || self.open.is_some() {
            return self.inline(scan, dropped);
        }
        if self.in_fence(line) || self.in_pre(line) || self.in_indented(line, blank_before) {
            return line.to_owned();
        }
        if scan.mdx && self.tag.is_none() {
            let begins =
                blank_before && (line.starts_with("import ") || line.starts_with("export "));
            if begins {
                let what = format!("`{}`", first_words(line));
                dropped.push(scan.dropped(what, line, line.chars().count()));
            }
            if begins || self.statement || (line.starts_with("import ") && line.contains(" from "))
            {
                self.statement = !line.trim().is_empty()
                    && !line.trim_end().ends_with(';')
                    && !ends_import(line);
                return String::new();
            }
        }
        if let Some(fence) = highlight(line) {
            self.highlight = Some(fence.1);
            return format!("````````{}", fence.0);
        }
        if let Some(title) = admonition(line) {
            return title;
        }
        self.inline(scan, dropped)
    }

    /// True if the line belongs to a fenced code block.
    fn in_fence(&mut self, line: &str) -> bool {
        let bare = line.trim_start();
        let mark = bare.chars().next().filter(|c| matches!(c, '`' | '~'));
        let run = mark.map_or(0, |mark| bare.chars().take_while(|&c| c == mark).count());
        match self.fence {
            Some((open, least)) => {
                if mark == Some(open) && run >= least && bare.trim_end().chars().all(|c| c == open)
                {
                    self.fence = None;
                }
                true
            }
            None => {
                let Some(mark) = mark.filter(|_| run >= 3) else {
                    return false;
                };
                if mark == '`' && bare[run..].contains('`') {
                    return false;
                }
                self.fence = Some((mark, run));
                true
            }
        }
    }

    /// True if the line belongs to a `<pre>`, whose text stays as it was written.
    fn in_pre(&mut self, line: &str) -> bool {
        let small = line.to_ascii_lowercase();
        let opens = small
            .match_indices("<pre")
            .any(|(at, _)| small[at + 4..].starts_with(['>', ' ']) && !small[..at].contains('`'));
        let inside = self.pre || opens;
        self.pre = inside && !small.contains("</pre>");
        inside
    }

    /// True if the line belongs to code that is indented.
    fn in_indented(&mut self, line: &str, blank_before: bool) -> bool {
        if line.trim().is_empty() {
            return false;
        }
        let deep = line.starts_with("    ") || line.starts_with('\t');
        self.indented = deep && !self.list && (blank_before || self.indented);
        if !line.starts_with([' ', '\t']) {
            let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
            self.list = ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark))
                || digits.len() < line.len() && digits.starts_with(['.', ')']);
        }
        self.indented
    }

    /// Everything outside code spans.
    fn inline(&mut self, scan: &Scan, dropped: &mut Vec<Dropped>) -> String {
        let line = scan.line;
        let mut out = String::with_capacity(line.len());
        let mut rest = line;
        let (mut spans_left, mut braces_left) = (line.contains('`'), true);
        let ended = LazyCell::new(|| ended_by(scan.following));
        while !rest.is_empty() {
            if self.tag.is_some() {
                rest = self.skip_tag(rest);
                continue;
            }
            if let Some(close) = self.open {
                let end = rest.find(close).map(|at| at + close.len());
                self.open = end.is_none().then_some(close);
                rest = &rest[end.unwrap_or(rest.len())..];
                continue;
            }
            if self.comment {
                let end = rest.find("{%").unwrap_or(rest.len());
                let tag = Tag::at(&rest[end..]);
                self.comment = tag.as_ref().is_none_or(|tag| tag.inner != "endcomment");
                rest = &rest[end..];
                rest = &rest[tag.map_or(rest.len().min(2), |tag| tag.whole.len())..];
                continue;
            }
            if rest.starts_with('`') {
                let run = rest.bytes().take_while(|&b| b == b'`').count();
                let close = if spans_left {
                    closing(&rest[run..], run)
                } else {
                    None
                };
                spans_left = close.is_some();
                let end = close.map_or(run, |at| run + at + run);
                out.push_str(&rest[..end]);
                rest = &rest[end..];
                continue;
            }
            if let Some(tag) = Tag::at(rest) {
                match self.meaning(&tag, scan) {
                    Some(text) => out.push_str(&text),
                    None => {
                        let what = format!("`{}`", first_words(tag.whole));
                        dropped.push(scan.dropped(what, rest, tag.whole.chars().count()));
                    }
                }
                rest = &rest[tag.whole.len()..];
                continue;
            }
            if !self.raw
                && let Some(close) = goes_on(rest, || *ended)
            {
                let what = format!("`{}`", first_words(rest));
                dropped.push(scan.dropped(what, rest, rest.chars().count()));
                self.open = Some(close);
                break;
            }
            if scan.mdx
                && let Some(name) = component(rest)
            {
                if !rest.starts_with("</") {
                    let what = format!("the component `<{name}>`");
                    dropped.push(scan.dropped(what, rest, name.chars().count() + 1));
                }
                self.tag = Some((None, 0));
                continue;
            }
            if (!scan.mdx || rest.starts_with("{#"))
                && let Some(length) = attributes(rest, line)
            {
                rest = &rest[length..];
                continue;
            }
            if scan.mdx && braces_left && rest.starts_with('{') {
                let end = rest.find('}');
                braces_left = end.is_some();
                if let Some(end) = end {
                    if !rest.starts_with("{/*") {
                        let what = format!("the expression `{}`", first_words(&rest[..=end]));
                        dropped.push(scan.dropped(what, rest, rest[..=end].chars().count()));
                    }
                    rest = &rest[end + 1..];
                    continue;
                }
            }
            let mut chars = rest.chars();
            if let Some(c) = chars.next() {
                out.push(c);
                if c == '\\'
                    && let Some(next) = chars.next()
                {
                    out.push(next);
                }
            }
            rest = chars.as_str();
        }
        out
    }

    /// The text of `rest` after the component's tag that the scanner stands in.
    fn skip_tag<'a>(&mut self, rest: &'a str) -> &'a str {
        let (mut quote, mut depth) = self.tag.take().unwrap_or_default();
        for (at, c) in rest.char_indices() {
            match (quote, c) {
                (Some(open), c) if c == open => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'' | '`') => quote = Some(c),
                (None, '{') => depth += 1,
                (None, '}') => depth = depth.saturating_sub(1),
                (None, '>') if depth == 0 => return &rest[at + 1..],
                _ => {}
            }
        }
        self.tag = Some((quote, depth));
        ""
    }

    /// The Markdown that a tag stands for; `None` if it means nothing here.
    fn meaning(&mut self, tag: &Tag, scan: &Scan) -> Option<String> {
        let site = scan.site;
        let words: Vec<&str> = tag.inner.split_whitespace().collect();
        if tag.open == "{%" {
            match words.as_slice() {
                ["raw"] => self.raw = true,
                ["endraw"] => self.raw = false,
                _ if self.raw => return Some(tag.whole.to_owned()),
                // One that nothing ends would swallow the rest of the post.
                ["comment"] => {
                    let ends = |line: &&str| line.contains("endcomment");
                    self.comment = ends(&scan.line) || scan.following.iter().any(ends);
                    if !self.comment {
                        return None;
                    }
                }
                ["endcomment" | "end"] => {}
                ["youtube", id, ..] => return Some(youtube(id)),
                _ => return None,
            }
            return Some(String::new());
        }
        if self.raw {
            return Some(tag.whole.to_owned());
        }
        if tag.inner.starts_with("/*") && tag.inner.ends_with("*/") {
            return Some(String::new());
        }
        if tag.open != "{{" {
            return match words.as_slice() {
                ["youtube", id, ..] => Some(youtube(id.trim_matches(['"', '/']))),
                ["figure", ..] => {
                    let src = attribute(tag.inner, "src")?;
                    let alt = attribute(tag.inner, "alt")
                        .or(attribute(tag.inner, "title"))
                        .or(attribute(tag.inner, "caption"));
                    Some(format!("![{}](<{src}>)", alt.unwrap_or_default()))
                }
                _ => None,
            };
        }
        match words.as_slice() {
            ["site.url"] => Some(site.to_owned()),
            ["site.baseurl"] => Some(url::Url::parse(site).map_or(String::new(), |url| {
                url.path().trim_end_matches('/').to_owned()
            })),
            [text, "|", "relative_url" | "absolute_url"] => {
                let path = text.trim_matches(['"', '\'']);
                Some(format!(
                    "{site}{}{path}",
                    if path.starts_with('/') { "" } else { "/" }
                ))
            }
            [name, ..]
                if ["site.", "page.", "post.", "include."]
                    .iter()
                    .any(|owner| name.starts_with(owner)) =>
            {
                None
            }
            // Anything else may be what the post is about: Vue, Angular, Handlebars.
            _ => Some(tag.whole.to_owned()),
        }
    }
}
