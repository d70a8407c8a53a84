//! The arguments of a tag: `src="a.png" alt='가' 560`.

/// Arguments of a tag or component.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Args {
    /// Without a name, in order, quotes taken off.
    pub words: Vec<String>,
    /// With a name, in order; names in lower case.
    pub named: Vec<(String, String)>,
    /// As written.
    pub raw: String,
}

/// Most arguments of one tag; the rest is ignored.
const MOST: usize = 64;

impl Args {
    /// Reads `name="value"`, `name=value`, `name: value`, `"words in quotes"` and plain words.
    pub fn read(raw: &str) -> Args {
        let mut args = Args {
            raw: raw.trim().to_owned(),
            ..Args::default()
        };
        let mut rest = raw;
        while args.words.len() + args.named.len() < MOST {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
            if rest.is_empty() {
                break;
            }
            if let Some((name, after)) = name(rest) {
                let (value, after) = value(after);
                args.named.push((name.to_lowercase(), value));
                rest = after;
            } else {
                let (word, after) = value(rest);
                args.words.push(word);
                rest = after;
            }
        }
        args
    }

    /// The first of `names` that is there and not empty.
    pub fn get(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|wanted| {
            let found = self.named.iter().find(|(name, _)| name == wanted);
            found
                .map(|(_, value)| value.trim())
                .filter(|value| !value.is_empty())
        })
    }

    /// The word number `at` that has no name.
    pub fn word(&self, at: usize) -> Option<&str> {
        self.words
            .get(at)
            .map(|word| word.trim())
            .filter(|word| !word.is_empty())
    }

    /// The words from number `at` on as one text.
    pub fn rest(&self, at: usize) -> String {
        self.words.get(at..).unwrap_or_default().join(" ")
    }
}

/// A name and the text behind its `=` or `: `.
fn name(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@')))?;
    let (name, after) = text.split_at(end);
    if name.is_empty() {
        return None;
    }
    let bare = after.trim_start();
    if let Some(value) = bare.strip_prefix('=')
        && !value.starts_with('=')
    {
        return Some((name, value.trim_start()));
    }
    let value = after.strip_prefix(':')?;
    // `https://…` and `10:30` are words.
    (value.starts_with([' ', '"', '\'']) && !value.trim_start().is_empty())
        .then(|| (name, value.trim_start()))
}

/// One value without its quotes, and the text behind it.
fn value(text: &str) -> (String, &str) {
    let quote = text
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\'' | '`' | '“'));
    let Some(quote) = quote else {
        let end = text.find(|c: char| c.is_whitespace() || c == ',' && text.find(", ").is_some());
        let (word, rest) = text.split_at(end.unwrap_or(text.len()));
        return (word.trim_end_matches(',').to_owned(), rest);
    };
    let close = if quote == '“' { '”' } else { quote };
    let inner = &text[quote.len_utf8()..];
    let mut out = String::new();
    let mut chars = inner.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == close {
            return (out, &inner[at + c.len_utf8()..]);
        }
        if c == '\\' && quote != '`' {
            match chars.next() {
                Some((_, next)) if next == close || next == '\\' => out.push(next),
                Some((_, next)) => out.extend(['\\', next]),
                None => {}
            }
            continue;
        }
        out.push(c);
    }
    (out, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_an_argument_is_read() {
        let args = Args::read(
            r#"src='/i/a.png' alt="가 \"나\"" width=200 caption: "다" https://e.example/a=b x, `라 마`"#,
        );
        let named: Vec<(&str, &str)> = args.named.iter().map(|(a, b)| (&a[..], &b[..])).collect();
        assert_eq!(
            named,
            [
                ("src", "/i/a.png"),
                ("alt", "가 \"나\""),
                ("width", "200"),
                ("caption", "다")
            ]
        );
        assert_eq!(args.words, ["https://e.example/a=b", "x", "라 마"]);
        assert_eq!(args.get(&["title", "alt"]), Some("가 \"나\""));
    }

    #[test]
    fn a_value_that_is_never_closed_ends_with_the_tag() {
        assert_eq!(
            Args::read("a=\"b c").named,
            [("a".to_owned(), "b c".to_owned())]
        );
        assert_eq!(Args::read(&"a=b ".repeat(1000)).named.len(), MOST);
    }
}
