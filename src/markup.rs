//! HTML that needs no repair -> its tags and its text, in one pass.
//!
//! A parser of HTML spends its time on what broken markup means. Generators and our own writers leave nothing to guess: every
//! element is closed, and none stands where it may not. Such a text is told of here exactly as a parser would build its tree, five
//! times as fast; any other is refused as a whole and left to the parser. What is doubtful is refused, so that a list that is too
//! short costs time and nothing else.
//!
//! # Source
//! HTML Living Standard 13.2.5 (tokens) and 13.2.6 (the tree), of both the parts without an error.

pub mod attributes;
pub mod escape;
mod kinds;
pub mod references;
#[cfg(test)]
pub(crate) mod samples;
mod text;

use std::borrow::Cow;

use memchr::{memchr, memchr2, memmem};

use crate::markup::kinds::{Kind, holds_only_blanks, kind, may_begin};
use crate::markup::text::decoded;

/// Elements inside each other; browsers stop at a few more.
const MOST_DEPTH: usize = 400;

/// Attributes of one element.
const MOST_ATTRIBUTES: usize = 60;

/// Name and value.
pub type Attribute<'a> = (&'a str, Cow<'a, str>);

/// Told of the parts of a text, in order.
pub trait Sink<'a> {
    /// An element begins; if it `ends`, there will be a call for that. Returns false to refuse the text.
    fn open(&mut self, name: &'a str, attributes: &[Attribute<'a>], ends: bool) -> bool;
    /// The last element that began and did not end yet ends.
    fn close(&mut self, name: &'a str);
    /// Words; what is between two tags comes at once.
    fn text(&mut self, text: Cow<'a, str>);
    /// A comment.
    fn comment(&mut self);
}

/// Reads `html` as the content of an element that may hold anything; of an `svg` attributes and inside are left out. Returns false for a text
/// that a parser must read: then whatever `sink` was told is worth nothing.
pub fn read<'a>(html: &'a str, sink: &mut impl Sink<'a>) -> bool {
    let mut reader = Reader {
        html,
        at: 0,
        open: Vec::new(),
        attributes: Vec::new(),
        counts: [0; SINGLE.len()],
        behind_pre: false,
        sink,
    };
    let odd = html.starts_with('\u{feff}') || memchr2(b'\r', 0, html.as_bytes()).is_some();
    !odd && reader.all().is_some()
}

/// Start of the end tag of `name`, in either case, of an element in which a `<` is text.
pub fn end_tag(text: &str, name: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memmem::find_iter(bytes, b"</").find(|at| {
        let found = bytes.get(at + 2..at + 2 + name.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    })
}

/// Elements of which a second one inside of the first is repaired.
const SINGLE: [&str; 4] = ["p", "a", "button", "form"];

struct Reader<'a, 's, S> {
    html: &'a str,
    at: usize,
    /// Elements that did not end yet; true for one whose tags were left out.
    open: Vec<(&'a str, bool)>,
    attributes: Vec<Attribute<'a>>,
    /// Number of open elements, for each of [`SINGLE`].
    counts: [usize; SINGLE.len()],
    behind_pre: bool,
    sink: &'s mut S,
}

/// `None` refuses the text.
type Fine = Option<()>;

impl<'a, S: Sink<'a>> Reader<'a, '_, S> {
    fn all(&mut self) -> Fine {
        let bytes = self.html.as_bytes();
        while self.at < bytes.len() {
            let end = memchr(b'<', &bytes[self.at..]).map_or(bytes.len(), |end| self.at + end);
            if end > self.at {
                self.text(end)?;
            }
            self.at = end;
            self.behind_pre = false;
            match (bytes.get(end), bytes.get(end + 1)) {
                (None, _) => {}
                (_, Some(b'a'..=b'z')) => self.start_tag()?,
                (_, Some(b'/')) => self.end_tag()?,
                (_, Some(b'!')) => self.comment()?,
                _ => return None,
            }
        }
        // What is still open ends with the text.
        while !self.open.is_empty() {
            self.close();
        }
        Some(())
    }

    fn current(&self) -> &'a str {
        self.open.last().map_or("", |(name, _)| name)
    }

    fn text(&mut self, end: usize) -> Fine {
        let mut text = decoded(&self.html[self.at..end])?;
        // A line end just behind `<pre>` is no text.
        if self.behind_pre && text.starts_with('\n') {
            text = Cow::Owned(text[1..].to_owned());
        }
        let blank = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\t' | 0xc);
        if holds_only_blanks(self.current()) && !text.as_bytes().iter().all(blank) {
            return None;
        }
        if !text.is_empty() {
            self.sink.text(text);
        }
        Some(())
    }

    fn comment(&mut self) -> Fine {
        let inside = self.html[self.at..].strip_prefix("<!--")?;
        let end = memmem::find(inside.as_bytes(), b"-->")?;
        let words = &inside[..end];
        // Each of these ends a comment, too.
        if words.contains("--!>") || inside.starts_with('>') || inside.starts_with("->") {
            return None;
        }
        self.sink.comment();
        self.at = self.html.len() - inside.len() + end + 3;
        Some(())
    }

    fn end_tag(&mut self) -> Fine {
        let name = name_of(&self.html[self.at + 2..])?;
        let behind = self.html[self.at + 2 + name.len()..].trim_ascii_start();
        let behind = behind.strip_prefix('>')?;
        if name == "table" && self.open.last() == Some(&("tbody", true)) {
            self.close();
        }
        if self.current() != name || self.open.last()?.1 {
            return None;
        }
        self.close();
        self.at = self.html.len() - behind.len();
        Some(())
    }

    fn close(&mut self) {
        if let Some((name, _)) = self.open.pop() {
            if let Some(at) = SINGLE.iter().position(|one| *one == name) {
                self.counts[at] -= 1;
            }
            self.sink.close(name);
        }
    }

    fn begin(&mut self, name: &'a str, left_out: bool) -> Fine {
        if let Some(at) = SINGLE.iter().position(|one| *one == name) {
            self.counts[at] += 1;
        }
        self.open.push((name, left_out));
        (self.open.len() <= MOST_DEPTH).then_some(())
    }

    fn start_tag(&mut self) -> Fine {
        let name = name_of(&self.html[self.at + 1..])?;
        self.at += 1 + name.len();
        let kind = kind(name);
        let closed = self.read_attributes(kind == Kind::Svg)?;
        if let Some(at) = SINGLE.iter().position(|one| *one == name)
            && self.counts[at] > 0
        {
            return None;
        }
        if kind.ends_paragraphs() && self.counts[0] > 0 {
            return None;
        }
        if name == "tr" && self.current() == "table" {
            if !self.sink.open("tbody", &[], true) {
                return None;
            }
            self.begin("tbody", true)?;
        }
        if !may_begin(name, kind, self.current()) || closed && !kind.may_close_itself() {
            return None;
        }
        if name == "meta"
            && self
                .attributes
                .iter()
                .any(|(name, _)| *name != "itemprop" && *name != "content")
        {
            return None;
        }
        let ends = !matches!(kind, Kind::Void | Kind::Rule);
        if !self.sink.open(name, &self.attributes, ends) {
            return None;
        }
        match kind {
            Kind::Void | Kind::Rule => Some(()),
            Kind::Raw => self.raw(name),
            Kind::Svg if closed => {
                self.sink.close(name);
                Some(())
            }
            Kind::Svg => self.svg(),
            _ => {
                self.behind_pre = name == "pre";
                self.begin(name, false)
            }
        }
    }

    /// Reads the attributes of a tag into a list of their own, which for a picture stays empty; returns true for a tag that ends
    /// with `/>`.
    fn read_attributes(&mut self, picture: bool) -> Option<bool> {
        let bytes = self.html.as_bytes();
        self.attributes.clear();
        loop {
            self.skip_blanks();
            match (bytes.get(self.at)?, bytes.get(self.at + 1)) {
                (b'>', _) => {
                    self.at += 1;
                    return Some(false);
                }
                (b'/', Some(b'>')) => {
                    self.at += 2;
                    return Some(true);
                }
                _ => {}
            }
            let start = self.at;
            let ends = |byte: &u8| matches!(byte, b'=' | b'>' | b'/') || byte.is_ascii_whitespace();
            self.at += bytes[start..].iter().position(ends)?;
            let name = &self.html[start..self.at];
            let odd = |byte: u8| matches!(byte, b'"' | b'\'' | b'<') || byte.is_ascii_uppercase();
            let known = self.attributes.iter().any(|(known, _)| *known == name);
            if name.is_empty() || !picture && name.bytes().any(odd) || known {
                return None;
            }
            self.skip_blanks();
            let value = match bytes.get(self.at) {
                Some(b'=') => {
                    self.at += 1;
                    self.skip_blanks();
                    self.value()?
                }
                _ => Cow::Borrowed(""),
            };
            if !picture {
                self.attributes.push((name, value));
            }
            if self.attributes.len() > MOST_ATTRIBUTES {
                return None;
            }
        }
    }

    fn value(&mut self) -> Option<Cow<'a, str>> {
        let rest = &self.html[self.at..];
        let bytes = rest.as_bytes();
        let value = match *bytes.first()? {
            quote @ (b'"' | b'\'') => {
                let end = 1 + memchr(quote, &bytes[1..])?;
                self.at += end + 1;
                let next = *bytes.get(end + 1)?;
                if !next.is_ascii_whitespace() && next != b'>' && next != b'/' {
                    return None;
                }
                &rest[1..end]
            }
            _ => {
                let ends = |byte: &u8| *byte == b'>' || byte.is_ascii_whitespace();
                let end = bytes.iter().position(ends)?;
                self.at += end;
                let odd = |byte: &u8| matches!(byte, b'"' | b'\'' | b'<' | b'=' | b'`');
                if end == 0 || bytes[..end].iter().any(odd) {
                    return None;
                }
                &rest[..end]
            }
        };
        text::decoded_value(value)
    }

    fn skip_blanks(&mut self) {
        let blank = |byte: &&u8| byte.is_ascii_whitespace();
        self.at += self.html.as_bytes()[self.at..]
            .iter()
            .take_while(blank)
            .count();
    }

    /// The content of an element in which a `<` is text.
    fn raw(&mut self, name: &'a str) -> Fine {
        let inside = &self.html[self.at..];
        let end = end_tag(inside, name)?;
        let words = &inside[..end];
        let behind = inside[end + 2..].strip_prefix(name)?.strip_prefix('>')?;
        // A script may say that its end is none.
        if words.contains("<!--") {
            return None;
        }
        if !words.is_empty() {
            self.sink.text(Cow::Borrowed(words));
        }
        self.sink.close(name);
        self.at = self.html.len() - behind.len();
        Some(())
    }

    /// Skips the inside of a picture: plain tags that all end, and nothing of HTML's own.
    fn svg(&mut self) -> Fine {
        let mut open: Vec<&str> = vec!["svg"];
        while let Some(&last) = open.last() {
            let rest = &self.html[self.at..];
            self.at += memchr(b'<', rest.as_bytes())?;
            let rest = &self.html[self.at..];
            if let Some(end) = rest.strip_prefix("</") {
                let behind = end.strip_prefix(last)?.strip_prefix('>')?;
                open.pop();
                self.at = self.html.len() - behind.len();
                continue;
            }
            let name = rest[1..]
                .split(|c: char| !c.is_ascii_alphanumeric())
                .next()?;
            // In words for people, HTML begins again: nothing but words may stand there.
            if !kinds::is_drawn(name) || matches!(last, "title" | "desc") || open.len() > MOST_DEPTH
            {
                return None;
            }
            self.at += 1 + name.len();
            if !self.skip_attributes()? {
                open.push(name);
            }
        }
        self.sink.close("svg");
        Some(())
    }

    /// Skips the rest of a tag; returns true for one that ends with `/>`.
    fn skip_attributes(&mut self) -> Option<bool> {
        let bytes = self.html.as_bytes();
        loop {
            match *bytes.get(self.at)? {
                b'>' => {
                    self.at += 1;
                    return Some(bytes[self.at - 2] == b'/');
                }
                b'=' => {
                    self.at += 1;
                    let quote = *bytes.get(self.at)?;
                    // A value without quotes may end with the slash.
                    if quote != b'"' && quote != b'\'' {
                        return None;
                    }
                    self.at += 2 + memchr(quote, &bytes[self.at + 1..])?;
                }
                b'"' | b'\'' | b'<' => return None,
                _ => self.at += 1,
            }
        }
    }
}

/// The name that begins `text`, in small letters; `None` for one that is written otherwise.
fn name_of(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let part = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-';
    let end = bytes.iter().position(|byte| !part(byte))?;
    let ends = bytes[end].is_ascii_whitespace() || matches!(bytes[end], b'>' | b'/');
    (end > 0 && ends).then(|| &text[..end])
}
