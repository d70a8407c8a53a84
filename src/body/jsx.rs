//! Just enough of JavaScript and JSX to skip over them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// Limit in bytes of one element or expression.
const MOST_BYTES: usize = 20_000;
/// Most attributes of one element.
const MOST_ATTRIBUTES: usize = 500;

/// One opening or closing tag.
#[derive(Debug)]
pub struct Element<'a> {
    pub name: &'a str,
    pub attributes: Vec<(&'a str, Value<'a>)>,
    pub range: Range<usize>,
    /// `</x>`.
    pub closes: bool,
    /// `<x />`.
    pub alone: bool,
}

/// The value of an attribute.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    /// In quotes, or none.
    Words(&'a str),
    /// In braces, without them.
    Code(&'a str),
}

impl Value<'_> {
    /// The value, without running anything; `None` if only JavaScript knows it.
    pub fn resolved<'v>(&'v self, imports: &BTreeMap<&str, &'v str>) -> Option<Cow<'v, str>> {
        let code = match self {
            Value::Words(words) => return Some(Cow::Borrowed(words)),
            Value::Code(code) => code.trim(),
        };
        if let Some(words) = literal(code) {
            return Some(Cow::Owned(words));
        }
        // `pic`, `pic.src`, `pic.default`.
        let name = code.trim_end_matches(".src").trim_end_matches(".default");
        if let Some(file) = imports.get(name) {
            return Some(Cow::Borrowed(file));
        }
        // `require("./c.png").default`, `useBaseUrl("/img/c.png")`, `withBase('/c.png')`, `new URL('./c.png', …)`.
        let call = [
            "require(",
            "useBaseUrl(",
            "withBase(",
            "new URL(",
            "import(",
        ]
        .iter()
        .find_map(|call| code.strip_prefix(call))?;
        let quote = call
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\'' | '`'))?;
        let words = call[1..].split(quote).next()?;
        Some(Cow::Borrowed(words))
    }
}

impl<'a> Element<'a> {
    /// The tag that begins at byte `at` of `text`.
    pub fn at(text: &'a str, at: usize) -> Option<Element<'a>> {
        let bytes = text.as_bytes();
        let closes = bytes.get(at + 1) == Some(&b'/');
        let start = at + 1 + usize::from(closes);
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
        let end = start
            + bytes[start..]
                .iter()
                .take_while(|byte| is_name(byte))
                .count();
        let name = &text[start..end];
        let begins = name.starts_with(|c: char| c.is_ascii_alphabetic());
        let follows = bytes.get(end).copied();
        if !(begins || name.is_empty() && follows == Some(b'>'))
            || matches!(follows, Some(b':' | b'@'))
        {
            return None;
        }
        let mut element = Element {
            name,
            attributes: Vec::new(),
            range: at..end,
            closes,
            alone: false,
        };
        let mut here = end;
        loop {
            here += bytes[here..]
                .iter()
                .take_while(|byte| byte.is_ascii_whitespace())
                .count();
            let byte = *bytes.get(here)?;
            if here - at > MOST_BYTES || element.attributes.len() > MOST_ATTRIBUTES {
                return None;
            }
            match byte {
                b'>' => {
                    element.range.end = here + 1;
                    return Some(element);
                }
                b'/' => {
                    element.alone = bytes.get(here + 1) == Some(&b'>');
                    here += 1;
                }
                b'{' => here = balanced(text, here)?,
                b'<' | b'\\' => return None,
                _ => here = element.attribute(text, here)?,
            }
        }
    }

    /// Reads one attribute; returns its end.
    fn attribute(&mut self, text: &'a str, at: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b"=>/{<".contains(byte);
        let end = at + bytes[at..].iter().position(ends)?;
        let name = text.get(at..end).filter(|name| !name.is_empty())?;
        let blank = |from: usize| {
            from + bytes[from..]
                .iter()
                .take_while(|byte| byte.is_ascii_whitespace())
                .count()
        };
        let sign = blank(end);
        if bytes.get(sign) != Some(&b'=') {
            self.attributes.push((name, Value::Words("")));
            return Some(end);
        }
        let value = blank(sign + 1);
        let (read, end) = match *bytes.get(value)? {
            quote @ (b'"' | b'\'') => {
                let close = value + 1 + memchr::memchr(quote, &bytes[value + 1..])?;
                (Value::Words(&text[value + 1..close]), close + 1)
            }
            b'{' => {
                let close = balanced(text, value)?;
                (Value::Code(&text[value + 1..close - 1]), close)
            }
            _ => {
                let length = bytes[value..]
                    .iter()
                    .position(|byte| byte.is_ascii_whitespace() || *byte == b'>')?;
                (
                    Value::Words(text.get(value..value + length)?),
                    value + length,
                )
            }
        };
        self.attributes.push((name, read));
        Some(end)
    }

    /// True for a component: a name that is not an element of HTML.
    pub fn is_component(&self) -> bool {
        self.name.is_empty()
            || self.name.contains('.')
            || self.name.starts_with(|c: char| c.is_ascii_uppercase())
    }
}

/// The text that a literal stands for: `"글"`, `'글'`, `` `글` ``, `12`.
pub fn literal(code: &str) -> Option<String> {
    let number = !code.is_empty()
        && code
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if number {
        return Some(code.to_owned());
    }
    let quote = code
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let inner = code.get(1..)?.strip_suffix(quote)?;
    (!inner.contains(quote) && !inner.contains("${")).then(|| inner.to_owned())
}

/// End of the bracket that opens at byte `at`, strings and comments skipped.
pub fn balanced(text: &str, at: usize) -> Option<usize> {
    let mut scan = Scan::new(text, at);
    scan.step()?;
    while scan.at < text.len().min(at + MOST_BYTES) {
        scan.step()?;
        if scan.open.is_empty() {
            return Some(scan.at);
        }
    }
    None
}

/// True if a line begins a statement of a module rather than a sentence.
pub fn is_statement(line: &str) -> bool {
    let word = |text: &str, words: &[&str]| words.iter().any(|word| text.starts_with(word));
    if let Some(rest) = line.strip_prefix("import") {
        let rest = rest.trim_start();
        let named = rest.contains(" from ") || rest.ends_with(" from") || rest.starts_with('{');
        return line.starts_with(['i']) && (word(rest, &["\"", "'", "* as"]) || named);
    }
    line.strip_prefix("export ").is_some_and(|rest| {
        word(
            rest,
            &[
                "const ",
                "let ",
                "var ",
                "function",
                "default ",
                "async ",
                "class ",
                "{",
                "*",
                "type ",
                "interface ",
                "enum ",
            ],
        )
    })
}

/// End of the statement that begins at byte `at`: at the end of a line, outside of all brackets.
pub fn statement_end(text: &str, at: usize) -> usize {
    let mut scan = Scan::new(text, at);
    let mut line = at;
    while scan.at < text.len() {
        let here = scan.at;
        if scan.step().is_none() {
            break;
        }
        if text.as_bytes()[here] != b'\n' || !scan.open.is_empty() {
            continue;
        }
        let written = text[line..here].trim_end();
        let next = text[here + 1..].split('\n').next().unwrap_or_default();
        let whole = written.ends_with([';', '}', ')', '"', '\'', '`']) || next.trim().is_empty();
        if whole && !next.trim_start().starts_with(['.', '?', '|', '&']) {
            return here;
        }
        line = here + 1;
    }
    // Brackets that are never closed end at the next empty line.
    if scan.open.is_empty() {
        return text.len();
    }
    text[at..].find("\n\n").map_or(text.len(), |end| at + end)
}

/// A walk over JavaScript.
struct Scan<'a> {
    text: &'a str,
    at: usize,
    /// Brackets that are open, and the template strings that hold them.
    open: Vec<u8>,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str, at: usize) -> Scan<'a> {
        Scan {
            text,
            at,
            open: Vec::new(),
        }
    }

    /// Advances by one byte, string or comment; `None` at a closing bracket that nothing opened.
    fn step(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        let byte = *bytes.get(self.at)?;
        if self.open.last() == Some(&b'`') {
            match byte {
                b'`' => {
                    self.open.pop();
                }
                b'\\' => self.at += 1,
                b'$' if bytes.get(self.at + 1) == Some(&b'{') => {
                    self.open.push(b'{');
                    self.at += 1;
                }
                _ => {}
            }
            self.at += 1;
            return Some(());
        }
        match byte {
            b'{' | b'(' | b'[' | b'`' => self.open.push(byte),
            b'}' | b')' | b']' => {
                let opened = if byte == b'}' {
                    b'{'
                } else if byte == b')' {
                    b'('
                } else {
                    b'['
                };
                if self.open.pop() != Some(opened) {
                    return None;
                }
            }
            // A string ends with its line: an apostrophe in the text of an element does not open one.
            b'"' | b'\'' => {
                let mut end = self.at + 1;
                while bytes
                    .get(end)
                    .is_some_and(|&next| next != byte && next != b'\n')
                {
                    end += if bytes[end] == b'\\' { 2 } else { 1 };
                }
                if bytes.get(end) == Some(&byte) {
                    self.at = end;
                }
            }
            b'/' if bytes.get(self.at + 1) == Some(&b'*') => {
                let end = memchr::memmem::find(&bytes[self.at + 2..], b"*/")?;
                self.at += 2 + end + 1;
            }
            b'/' if bytes.get(self.at + 1) == Some(&b'/')
                && !self.text[..self.at].ends_with(':') =>
            {
                let end = memchr::memchr(b'\n', &bytes[self.at..]).unwrap_or(bytes.len() - self.at);
                self.at += end - 1;
            }
            _ => {}
        }
        self.at += 1;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_end_where_javascript_ends_them() {
        for (text, rest) in [
            ("{a} b", " b"),
            ("{'}' + \"}\"} b", " b"),
            ("{`${'}'} }`} b", " b"),
            ("{/* } */ 1} b", " b"),
            ("{[1].map((n) => (\n <b key={n}>don't</b>\n))} b", " b"),
            ("{한글} b", " b"),
        ] {
            assert_eq!(
                balanced(text, 0).map(|end| &text[end..]),
                Some(rest),
                "{text}"
            );
        }
        assert_eq!(balanced("{a", 0), None);
        assert_eq!(balanced("{)", 0), None);
    }

    #[test]
    fn a_statement_goes_on_over_empty_lines_inside_of_braces() {
        let text = "export function A() {\n  const a = 1;\n\n  return <p>don't</p>;\n}\n\n글";
        assert_eq!(&text[statement_end(text, 0)..], "\n\n글");
        let text = "import A from 'a'\nimport {\n  B,\n} from 'b'\n\n글";
        assert_eq!(
            &text[statement_end(text, 0)..],
            "\nimport {\n  B,\n} from 'b'\n\n글"
        );
        assert!(
            is_statement("import A from 'a'")
                && is_statement("import './x.css'")
                && is_statement("export const a = 1;")
        );
        assert!(!is_statement("import 문은 이렇게 쓴다") && !is_statement("export 하는 법"));
    }

    #[test]
    fn an_element_is_read_with_its_attributes() {
        let text = "<Image src={pic} alt=\"가\" width={200} {...rest} a='>' />글";
        let element = Element::at(text, 0).unwrap();
        let imports = BTreeMap::from([("pic", "./p.png")]);
        let read: Vec<(&str, Option<Cow<str>>)> = element
            .attributes
            .iter()
            .map(|(name, value)| (*name, value.resolved(&imports)))
            .collect();
        assert_eq!(
            read,
            [
                ("src", Some("./p.png".into())),
                ("alt", Some("가".into())),
                ("width", Some("200".into())),
                ("a", Some(">".into()))
            ]
        );
        assert!(element.alone && element.is_component() && &text[element.range.end..] == "글");
        let require = Value::Code("require(\"./c.png\").default");
        assert_eq!(require.resolved(&imports).as_deref(), Some("./c.png"));
        for none in [
            "<3",
            "< b",
            "<https://a.example>",
            "<a@b.example>",
            "<한글>",
        ] {
            assert!(Element::at(none, 0).is_none(), "{none}");
        }
    }
}
