//! String literals out of a JavaScript or TypeScript configuration, which is read as text and never run.

/// The string that follows `key:` or `key =`, behind the first `after` if there is one; a name is looked up once.
pub fn literal(source: &str, key: &str, after: &str) -> Option<String> {
    let tokens = tokens(source);
    let from = if after.is_empty() {
        0
    } else {
        tokens.iter().position(|token| token.is(after))?
    };
    match value(&tokens[from..], key)? {
        Token::Text(text) => Some(text.clone()),
        Token::Word(name) => match value(&tokens, name)? {
            Token::Text(text) => Some(text.clone()),
            _ => None,
        },
        Token::Sign(_) => None,
    }
    .map(|text| text.trim().to_owned())
    .filter(|text| !text.is_empty())
}

/// What stands behind `key:` or `key =`, types between (`key: string = …`) skipped.
fn value<'t>(tokens: &'t [Token], key: &str) -> Option<&'t Token> {
    tokens.windows(3).enumerate().find_map(|(at, three)| {
        let [name, sign, first] = three else {
            return None;
        };
        let assigns = matches!(sign, Token::Sign(':' | '='));
        if !(assigns && name.is(key)) {
            return None;
        }
        let typed = first.is("string") && matches!(tokens.get(at + 3), Some(Token::Sign('=')));
        let found = if typed { tokens.get(at + 4)? } else { first };
        (!matches!(found, Token::Sign(_))).then_some(found)
    })
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Text(String),
    Sign(char),
}

impl Token {
    /// A word, or a quoted key.
    fn is(&self, word: &str) -> bool {
        matches!(self, Token::Word(text) | Token::Text(text) if text == word)
    }
}

/// Words, strings and signs; comments go, a template with `${…}` is no string.
fn tokens(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        if c.is_whitespace() {
            rest = &rest[c.len_utf8()..];
        } else if let Some(comment) = rest.strip_prefix("//") {
            rest = comment.find('\n').map_or("", |end| &comment[end..]);
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
        } else if matches!(c, '"' | '\'' | '`') {
            let (text, length) = quoted(&rest[1..], c);
            tokens.push(if c == '`' && text.contains("${") {
                Token::Sign('`')
            } else {
                Token::Text(text)
            });
            rest = &rest[(1 + length).min(rest.len())..];
        } else if c.is_alphanumeric() || c == '_' || c == '$' {
            let word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
            let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..end].to_owned()));
            rest = &rest[end..];
        } else {
            tokens.push(Token::Sign(c));
            rest = &rest[c.len_utf8()..];
        }
    }
    tokens
}

/// The text up to the closing quote, and the bytes that it took with the quote.
fn quoted(source: &str, quote: char) -> (String, usize) {
    let mut text = String::new();
    let mut chars = source.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, 'u')) => text.extend(code_point(&mut chars)),
                Some((_, other)) => text.push(other),
                None => {}
            },
            c if c == quote => return (text, at + c.len_utf8()),
            c => text.push(c),
        }
    }
    (text, source.len())
}

/// The character of the four hexadecimal digits of a `\uXXXX`.
fn code_point(chars: &mut std::str::CharIndices) -> Option<char> {
    let digits: String = chars.by_ref().take(4).map(|(_, c)| c).collect();
    u32::from_str_radix(&digits, 16)
        .ok()
        .and_then(char::from_u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_in_every_spelling_and_not_in_comments() {
        let source = r#"
            // title: 'not this',
            /* title: "nor this" */
            const SITE = "https://a.example";
            module.exports = { siteMetadata: { "title": 'It\'s \uBC00물', siteUrl: SITE, n: `a${b}` } };
            export const NAME: string = "typed";
        "#;
        let get = |key| literal(source, key, "");
        assert_eq!(get("title").as_deref(), Some("It's 밀물"));
        assert_eq!(get("siteUrl").as_deref(), Some("https://a.example"));
        assert_eq!(get("NAME").as_deref(), Some("typed"));
        assert_eq!(get("n"), None);
        assert_eq!(get("absent"), None);
    }

    #[test]
    fn a_key_behind_an_anchor_is_found_there() {
        let source = "a: { path: 'x' }, blog: { path: 'journal' }";
        assert_eq!(literal(source, "path", "blog").as_deref(), Some("journal"));
        assert_eq!(literal(source, "path", "docs"), None);
    }

    #[test]
    fn what_never_closes_ends_with_the_text() {
        for source in ["a: 'open", "/* open", "`${", "a: \"\\", "a: '\\u12"] {
            literal(source, "a", "");
        }
    }
}
