//! A JavaScript or TypeScript configuration as text -> its string literals, each under its path of keys.
//!
//! In: any text. Out: [`Script`]. Nothing is executed, nothing is refused: what the scanner does not understand is skipped.

/// Literal values in a configuration that is a program.
#[derive(Debug, Default)]
pub struct Script {
    literals: Vec<Literal>,
}

/// One literal, or the name of a constant, and its place.
#[derive(Debug, PartialEq)]
struct Literal {
    /// Keys and declared names from the outside in; `(` for a call that gets the value.
    path: Vec<String>,
    /// Brackets around it.
    depth: usize,
    value: Value,
}

#[derive(Debug, PartialEq)]
enum Value {
    /// `'…'`, `"…"`, or a template without `${`.
    Text(String),
    /// A template as written.
    Template(String),
    /// `true`, a number, or the name of something else.
    Word(String),
}

#[derive(Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Template(String),
    Sign(char),
}

impl Script {
    /// Reads any text.
    pub fn read(text: &str) -> Script {
        let mut reader = Reader::default();
        let tokens = tokens(text);
        for (at, token) in tokens.iter().enumerate() {
            reader.take(token, &tokens[at + 1..]);
        }
        Script {
            literals: reader.literals,
        }
    }

    /// The string under `path`, dotted: the shallowest one, with a constant of the same file replaced by its value.
    pub fn text(&self, path: &str) -> Option<String> {
        self.resolved(path, 3)
    }

    /// The first string among `paths`.
    pub fn first(&self, paths: &[&str]) -> Option<String> {
        paths.iter().find_map(|path| self.text(path))
    }

    /// `true` or `false` under `path`.
    pub fn flag(&self, path: &str) -> Option<bool> {
        self.under(path).find_map(|literal| match &literal.value {
            Value::Word(word) => word.parse().ok(),
            Value::Text(_) | Value::Template(_) => None,
        })
    }

    /// Every string and template, as written, under `path`, in order.
    pub fn all(&self, path: &str) -> Vec<&str> {
        let mut found: Vec<&Literal> = self.under(path).collect();
        found.sort_by_key(|literal| literal.depth);
        let written =
            |literal: &'_ Literal| matches!(literal.value, Value::Text(_) | Value::Template(_));
        found
            .into_iter()
            .filter(|literal| written(literal))
            .map(|literal| match &literal.value {
                Value::Text(text) | Value::Template(text) | Value::Word(text) => text.as_str(),
            })
            .collect()
    }

    fn resolved(&self, path: &str, most: usize) -> Option<String> {
        let literal = self
            .under(path)
            .filter(|literal| !matches!(literal.value, Value::Template(_)))
            .min_by_key(|literal| literal.depth)?;
        match &literal.value {
            Value::Text(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Value::Word(name) if most > 0 && name != path => self.resolved(name, most - 1),
            Value::Word(_) | Value::Template(_) => None,
        }
    }

    fn under<'s>(&'s self, path: &str) -> impl Iterator<Item = &'s Literal> {
        let wanted: Vec<String> = path.split('.').map(String::from).collect();
        self.literals
            .iter()
            .filter(move |literal| literal.path.ends_with(&wanted))
    }
}

/// State of the walk over the tokens.
#[derive(Default)]
struct Reader {
    literals: Vec<Literal>,
    /// The key of each open bracket, if any, with the bracket's own mark.
    open: Vec<Option<String>>,
    /// The key whose value comes next.
    pending: Option<String>,
    /// `const NAME`, until its `=`: a type may stand between.
    declared: Option<String>,
    last: Option<String>,
}

impl Reader {
    fn take(&mut self, token: &Token, rest: &[Token]) {
        match token {
            Token::Sign(sign) => self.sign(*sign, rest),
            Token::Text(text) | Token::Template(text)
                if rest.first() == Some(&Token::Sign(':')) =>
            {
                self.last = Some(text.clone());
            }
            Token::Text(text) => self.keep(Value::Text(text.clone())),
            Token::Template(text) if !text.contains("${") => self.keep(Value::Text(text.clone())),
            Token::Template(text) => self.keep(Value::Template(text.clone())),
            Token::Word(word) => self.word(word, rest),
        }
    }

    fn word(&mut self, word: &str, rest: &[Token]) {
        if let Some("const" | "let" | "var") = self.last.as_deref() {
            self.declared = Some(word.to_owned());
        }
        self.last = Some(word.to_owned());
        // A plain name; a call or an expression has no value in the text.
        let ends = match rest.first() {
            None | Some(Token::Sign(',' | '}' | ']' | ';')) => true,
            Some(Token::Word(_)) => self.open.is_empty(),
            Some(_) => false,
        };
        if ends && self.pending.is_some() {
            let name = word.rsplit('.').next().unwrap_or(word);
            let value = if word.contains('.') { word } else { name };
            self.keep(Value::Word(value.to_owned()));
        }
    }

    fn sign(&mut self, sign: char, rest: &[Token]) {
        match sign {
            '{' | '[' => self.open.push(self.pending.take()),
            '(' => {
                // `new URL("…")` counts as its text; any other call does not.
                let plain = self.last.as_deref() == Some("URL");
                let object = rest.first() == Some(&Token::Sign('{'));
                let key = self.pending.take();
                self.open.push(if plain || object || key.is_none() {
                    key
                } else {
                    Some("(".into())
                });
            }
            '}' | ']' | ')' => {
                self.open.pop();
                self.pending = None;
            }
            ':' if self.declared.is_none() => self.pending = self.last.take(),
            '=' => {
                let declared = self.declared.take();
                self.pending = declared.or_else(|| self.last.take());
            }
            ',' | ';' => {
                self.pending = None;
                self.declared = None;
            }
            _ => {}
        }
        if sign != '(' {
            self.last = None;
        }
    }

    fn keep(&mut self, value: Value) {
        let mut path: Vec<String> = self.open.iter().flatten().cloned().collect();
        path.extend(self.pending.take());
        if !path.is_empty() {
            self.literals.push(Literal {
                path,
                depth: self.open.len(),
                value,
            });
        }
        self.last = None;
    }
}

/// Words (with their dots), strings and punctuation; comments and regular expressions left out.
fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let next = chars.get(at + 1).copied();
        if c == '/' && next == Some('/') {
            at += chars[at..]
                .iter()
                .position(|&c| c == '\n')
                .unwrap_or(chars.len() - at);
        } else if c == '/' && next == Some('*') {
            let end = (at + 2..chars.len())
                .find(|&end| chars[end] == '*' && chars.get(end + 1) == Some(&'/'));
            at = end.map_or(chars.len(), |end| end + 2);
        } else if matches!(c, '"' | '\'' | '`') {
            let (text, length) = string(&chars[at..]);
            tokens.push(if c == '`' {
                Token::Template(text)
            } else {
                Token::Text(text)
            });
            at += length;
        } else if c == '/' && begins_value(tokens.last()) {
            at += expression(&chars[at..]);
        } else if c.is_alphanumeric() || matches!(c, '_' | '$' | '.') {
            let end = (at..chars.len())
                .find(|&end| {
                    !(chars[end].is_alphanumeric() || matches!(chars[end], '_' | '$' | '.'))
                })
                .unwrap_or(chars.len());
            tokens.push(Token::Word(chars[at..end].iter().collect()));
            at = end;
        } else if c == '=' && matches!(next, Some('=' | '>')) {
            // A comparison or an arrow assigns nothing.
            tokens.push(Token::Sign(' '));
            at += if chars.get(at + 2) == Some(&'=') {
                3
            } else {
                2
            };
        } else {
            if !c.is_whitespace() {
                tokens.push(Token::Sign(c));
            }
            at += 1;
        }
    }
    tokens
}

/// True if a slash after `before` begins a regular expression; otherwise it divides.
fn begins_value(before: Option<&Token>) -> bool {
    match before {
        None => true,
        Some(Token::Sign(sign)) => !matches!(sign, ')' | ']' | '}'),
        Some(Token::Word(word)) => word == "return",
        Some(Token::Text(_) | Token::Template(_)) => false,
    }
}

/// Characters of the regular expression that `chars` begins with; 1 where its line holds no second slash.
fn expression(chars: &[char]) -> usize {
    let (mut at, mut class) = (1, false);
    while let Some(&c) = chars.get(at) {
        match c {
            '\n' => return 1,
            '\\' => at += 1,
            '[' => class = true,
            ']' => class = false,
            '/' if !class => return at + 1,
            _ => {}
        }
        at += 1;
    }
    1
}

/// The text of the string that `chars` begins with, and how many characters it takes.
fn string(chars: &[char]) -> (String, usize) {
    let quote = chars[0];
    let mut text = String::new();
    let mut at = 1;
    while let Some(&c) = chars.get(at) {
        at += 1;
        match c {
            _ if c == quote => break,
            // A line end closes an unfinished string: the rest of the file stays readable.
            '\n' if quote != '`' => break,
            '\\' => {
                let (taken, length) = escape(&chars[at..]);
                text.extend(taken);
                at += length;
            }
            _ => text.push(c),
        }
    }
    (text, at)
}

/// Meaning of the escape after a backslash, and its length.
fn escape(chars: &[char]) -> (Option<char>, usize) {
    let digits = |from: usize, count: usize| -> Option<char> {
        let hex: String = chars.get(from..from + count)?.iter().collect();
        char::from_u32(u32::from_str_radix(&hex, 16).ok()?)
    };
    match chars.first() {
        None => (None, 0),
        Some('n') => (Some('\n'), 1),
        Some('t') => (Some('\t'), 1),
        Some('\n') => (None, 1),
        Some('x') => (digits(1, 2), 3.min(chars.len())),
        Some('u') if chars.get(1) == Some(&'{') => {
            let close = chars.iter().position(|&c| c == '}').unwrap_or(chars.len());
            let count = close.saturating_sub(2);
            (digits(2, count), (close + 1).min(chars.len()))
        }
        Some('u') => (digits(1, 4), 5.min(chars.len())),
        Some(&other) => (Some(other), 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_is_found_under_its_keys_and_the_shallowest_wins() {
        let script = Script::read(
            "// title: 'no'\nmodule.exports = { /* url: 'no' */ themeConfig: { title: 'deep' },\n  \"title\": 'It\\'s \\u{BC00}\\uBB3C', blog: { routeBasePath: `/` }, docs: { routeBasePath: 'd' } }",
        );
        assert_eq!(script.text("title").as_deref(), Some("It's 밀물"));
        assert_eq!(script.text("blog.routeBasePath").as_deref(), Some("/"));
        assert_eq!(script.text("themeConfig.title").as_deref(), Some("deep"));
        assert_eq!(script.text("url"), None);
    }

    #[test]
    fn a_constant_is_followed_and_a_call_or_a_template_is_not() {
        let script = Script::read(
            "const SITE: Site = { title: 'A' }\nconst HOST = 'https://a.example';\nexport default defineConfig({ site: HOST, name: SITE.title, title: t('x'), path: `${dir}/b`, base: process.env.BASE || '/c' })",
        );
        assert_eq!(script.text("site").as_deref(), Some("https://a.example"));
        assert_eq!(script.text("name").as_deref(), Some("A"));
        assert_eq!(script.text("title").as_deref(), Some("A"));
        assert_eq!(script.text("path"), None);
        assert_eq!(script.all("path"), ["${dir}/b"]);
        assert_eq!(script.text("base").as_deref(), Some("/c"));
    }

    #[test]
    fn an_address_object_is_as_good_as_its_text() {
        let script = Script::read(
            "export const metadata: Metadata = { metadataBase: new URL('https://a.example'), title: { default: 'A', template: '%s' } }",
        );
        assert_eq!(
            script.text("metadataBase").as_deref(),
            Some("https://a.example")
        );
        assert_eq!(script.text("title.default").as_deref(), Some("A"));
    }

    #[test]
    fn what_is_no_configuration_at_all_is_skipped() {
        for odd in [
            "",
            "'",
            "`${",
            "/",
            "/[/",
            "}}}))",
            "a: \\u{",
            "x = 'a\\u{ffffffffff}'",
            "'\\x",
            "const",
            "{a:{b:",
            "한글: '값'",
        ] {
            Script::read(odd).text("a");
        }
        let script = Script::read(
            "const r = /['\"]/g; const t = a / b; export default { trailingSlash: false, title: \"A\" }",
        );
        assert_eq!(script.text("title").as_deref(), Some("A"));
        assert_eq!(script.flag("trailingSlash"), Some(false));
        assert_eq!(
            Script::read("한글: '값'").text("한글").as_deref(),
            Some("값")
        );
    }
}
