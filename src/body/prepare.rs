//! A body in its generator's dialect -> plain Markdown with the same meaning.
//!
//! In: the source of one body. Out: Markdown without tags of templates, statements of MDX and marks of kramdown; the list of
//! losses; and the parts that the parser must not touch, to be put back into its tree.

use std::borrow::Cow;
use std::ops::Range;

use crate::body::address::Page;
use crate::body::source::{Draft, Edit};
use crate::body::{blocks, code, mdx, template, verbatim};

/// Placeholder for a single tilde. Two strike words through; one is a Korean range: `2~3명`.
const TILDE: char = '\u{FDD0}';
/// Placeholder marks around the number of a formula.
const FORMULA: char = '\u{FDD1}';
/// Placeholder for a brace that does not belong to a tag.
const BRACE: char = '\u{FDD2}';

/// All placeholders are noncharacters, which Unicode reserves for internal use.
///
/// # Source
/// Unicode 16.0, 23.7: U+FDD0..U+FDEF.
fn is_reserved(c: char) -> bool {
    ('\u{FDD0}'..='\u{FDEF}').contains(&c)
}

/// Settings that the source is read with.
pub struct Settings<'a> {
    /// Imports, expressions and components are markup.
    pub mdx: bool,
    /// Absolute URL of the site, for `{{ site.url }}`.
    pub site_url: &'a str,
    /// BCP 47, for labels.
    pub lang: &'a str,
    /// Resolves links to posts.
    pub page: Option<&'a Page>,
}

/// Markdown, and what belongs to it.
#[derive(Debug, Default)]
pub struct Prepared {
    pub text: String,
    /// Parts that placeholders stand for.
    pub formulas: Vec<String>,
    /// In the order of the source.
    pub lost: Vec<Lost>,
    /// False if nothing in the text stands for something else: few texts are searched for it word by word.
    pub holds_reserved: bool,
}

/// Something that a feed does not show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// For a message: the words in backticks.
    pub what: String,
    /// The part of it that is kept: `its picture is kept`; empty for nothing.
    pub kept: &'static str,
    /// Bytes of the source.
    pub at: Range<usize>,
}

/// Most rounds in which a tag that hid code may uncover another.
const ROUNDS: usize = 4;

/// A single `\r` as a newline, which is what the parser takes it for; as many bytes as before.
fn with_newlines(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\r') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        out.push(if rest.starts_with('\n') { '\r' } else { '\n' });
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Prepares `markdown`.
pub fn prepare(markdown: &str, settings: &Settings) -> Prepared {
    let mut work = Work {
        draft: Draft::new(&with_newlines(&without_reserved(markdown))),
        formulas: Vec::new(),
        lost: Vec::new(),
        mdx: settings.mdx,
        code: None,
    };
    if settings.mdx || holds_marks(markdown) {
        for _ in 0..ROUNDS {
            if !work.step(verbatim::edits) {
                break;
            }
        }
        if settings.mdx {
            work.step(|work, code| mdx::edits(work, code, settings));
        }
        work.step(|work, code| blocks::edits(work, code, settings));
        work.step(|work, code| template::edits(work, code, settings));
    }
    let Work {
        draft,
        formulas,
        mut lost,
        ..
    } = work;
    lost.sort_by_key(|a| (a.at.start, a.at.end));
    let text = with_tildes_kept(draft.text);
    Prepared {
        holds_reserved: holds_reserved(&text),
        text,
        formulas,
        lost,
    }
}

/// A text that is being prepared.
pub struct Work {
    pub draft: Draft,
    formulas: Vec<String>,
    lost: Vec<Lost>,
    mdx: bool,
    /// Ranges of code in the text as it is now.
    code: Option<Vec<Range<usize>>>,
}

impl Work {
    /// Runs `find` for edits outside of code, and applies them; returns true if there were any.
    fn step(&mut self, find: impl FnOnce(&mut Work, &[Range<usize>]) -> Vec<Edit>) -> bool {
        let code = self.code.take().unwrap_or_else(|| match self.mdx {
            true => code::ranges_of_mdx(&self.draft.text),
            false => code::ranges(&self.draft.text),
        });
        let edits = find(self, &code);
        if edits.is_empty() {
            self.code = Some(code);
            return false;
        }
        self.draft.apply(edits);
        true
    }

    /// Records that the text at `range` is lost; `kept` names the part that is not.
    pub fn lose(&mut self, what: impl Into<String>, kept: &'static str, range: Range<usize>) {
        let start = self.draft.origin(range.start);
        let end = self.draft.origin(range.end).max(start);
        self.lost.push(Lost {
            what: what.into(),
            kept,
            at: start..end,
        });
    }

    /// Placeholder for a formula that is to be kept letter for letter.
    pub fn formula(&mut self, tex: &str) -> String {
        self.formulas.push(tex.to_owned());
        format!("{FORMULA}{}{FORMULA}", self.formulas.len() - 1)
    }
}

/// `text` with its braces replaced, so that no later step takes them for a tag.
pub fn with_braces_kept(text: &str) -> String {
    text.replace('{', BRACE.encode_utf8(&mut [0; 4]))
}

impl Prepared {
    /// Puts the protected parts back into `text`.
    pub fn restore(&self, text: &mut String) {
        if !self.holds_reserved || !holds_reserved(text) {
            return;
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(at) = rest.find(is_reserved) {
            out.push_str(&rest[..at]);
            let mut chars = rest[at..].chars();
            let sign = chars.next();
            rest = chars.as_str();
            match sign {
                Some(TILDE) => out.push('~'),
                Some(BRACE) => out.push('{'),
                Some(FORMULA) => {
                    let Some((number, after)) = rest.split_once(FORMULA) else {
                        continue;
                    };
                    let number: Option<usize> = number.parse().ok();
                    let tex = number.and_then(|number| self.formulas.get(number));
                    if let Some(tex) = tex {
                        out.push_str(tex);
                        rest = after;
                    }
                }
                _ => {}
            }
        }
        out.push_str(rest);
        // A formula may hold a tilde or brace that was protected before it was.
        *text = out.replace(TILDE, "~").replace(BRACE, "{");
    }

    /// The same, for single tildes only.
    pub fn tildes<'t>(&self, text: &'t mut String) -> &'t str {
        if self.holds_reserved && text.contains(TILDE) {
            *text = text.replace(TILDE, "~");
        }
        text
    }
}

/// Every reserved code point begins with these two bytes in UTF-8.
const RESERVED_BYTES: &[u8] = &[0xEF, 0xB7];

fn holds_reserved(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), RESERVED_BYTES).is_some() && text.contains(is_reserved)
}

/// The source without the code points that are placeholders here; its length stays.
fn without_reserved(markdown: &str) -> Cow<'_, str> {
    if holds_reserved(markdown) {
        Cow::Owned(markdown.replace(is_reserved, "\u{FFFD}"))
    } else {
        Cow::Borrowed(markdown)
    }
}

/// Returns true if a text holds anything that is not plain Markdown: few do.
fn holds_marks(markdown: &str) -> bool {
    let bytes = markdown.as_bytes();
    let has = |needle: &[u8]| memchr::memmem::find(bytes, needle).is_some();
    let mut braces = memchr::memchr_iter(b'{', bytes);
    braces.any(|at| {
        matches!(bytes.get(at + 1), Some(b'%' | b'{' | b':' | b'#' | b'.'))
            || at > 0 && matches!(bytes[at - 1], b')' | b']' | b'`')
    }) || memchr::memchr_iter(b'\\', bytes).any(|at| matches!(bytes.get(at + 1), Some(b'(' | b'[')))
        || has(b"$$")
        || has(b":::")
        || has(b"\n::")
        || has(b"!!! ")
        || has(b"??? ")
        || has(b"???+ ")
        || has(b"%%")
        || has(b"markdown=")
}

/// `text` with its single tildes replaced, so that no parser strikes words through.
fn with_tildes_kept(text: String) -> String {
    let bytes = text.as_bytes();
    let alone = |at: usize| (at == 0 || bytes[at - 1] != b'~') && bytes.get(at + 1) != Some(&b'~');
    if !memchr::memchr_iter(b'~', bytes).any(alone) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 64);
    let mut from = 0;
    for at in memchr::memchr_iter(b'~', bytes).filter(|&at| alone(at)) {
        out.push_str(&text[from..at]);
        // Two escaped tildes in a row are two tildes.
        out.push(TILDE);
        from = at + 1;
    }
    out.push_str(&text[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_from_the_parser_is_put_back() {
        let prepared = Prepared {
            formulas: vec!["a~b".to_owned(), "\\frac{1}{2}".to_owned()],
            holds_reserved: true,
            ..Prepared::default()
        };
        let mut text = format!(
            "2{TILDE}3 {FORMULA}1{FORMULA} {FORMULA}0{FORMULA} {BRACE}x}} {FORMULA}9 {FORMULA}"
        );
        prepared.restore(&mut text);
        assert_eq!(text, "2~3 \\frac{1}{2} a~b {x} 9 ");
    }

    #[test]
    fn only_tildes_alone_are_kept_from_the_parser() {
        assert_eq!(
            with_tildes_kept("1~2 ~~x~~ ~~~\n~".into()),
            format!("1{TILDE}2 ~~x~~ ~~~\n{TILDE}")
        );
    }

    #[test]
    fn a_source_with_reserved_code_points_keeps_its_length() {
        assert_eq!(
            without_reserved("가\u{FDD1}0\u{FDD1}나"),
            "가\u{FFFD}0\u{FFFD}나"
        );
    }
}
