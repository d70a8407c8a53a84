//! A title as typed -> one line of plain text.

use std::borrow::Cow;

use crate::markup::references;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// HTML elements that authors put into titles; lower case alone, so that `Vec<T>` and `Array<Map>` stay.
const ELEMENTS: &str = " a abbr b bdi bdo big br cite code del dfn div em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark p q rp rt ruby s samp small span strike strong sub sup tt u ul var wbr center ";

/// NFC on one line: control characters and BOMs become blanks, blanks collapse.
pub fn one_line(text: &str) -> String {
    let blank = |c: char| c.is_control() || c == '\u{FEFF}' || is_noncharacter(c);
    let mut text = Cow::Borrowed(text);
    if text.contains(blank) {
        text = text.replace(blank, " ").into();
    }
    if is_nfc_quick(text.chars()) != IsNormalized::Yes {
        text = text.nfc().collect::<String>().into();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Code points that Unicode will never assign; XML 1.0 forbids some of them.
fn is_noncharacter(c: char) -> bool {
    let point = c as u32;
    (0xFDD0..=0xFDEF).contains(&point) || point & 0xFFFE == 0xFFFE
}

/// Characters that leave no ink: joiners, soft hyphens, the fillers of Hangul. A title of nothing else is empty.
pub fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{ad}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
        )
}

/// Inline Markdown and HTML stripped, character references decoded once; text inside backticks stays as it is.
///
/// Never empty unless `text` has no visible character: where stripping leaves nothing, nothing is stripped.
pub fn plain(text: &str) -> String {
    let line = one_line(text);
    if !line.contains(['`', '*', '[', '<', '&']) {
        return line;
    }
    let stripped = one_line(&strip(&line));
    if stripped.is_empty() { line } else { stripped }
}

fn strip(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    // A search that found nothing is not repeated: titles of a megabyte stay linear.
    let (mut ticks, mut stars, mut references) = (true, true, true);
    while let Some(first) = rest.chars().next() {
        let step = match first {
            '`' if ticks => {
                let code = code(rest);
                ticks = code.is_some();
                code
            }
            '*' if stars && rest.starts_with("**") => {
                let bold = pair(rest, "**");
                stars = bold.is_some();
                bold
            }
            '[' if references => link(rest),
            '<' => tag(rest),
            '&' => reference(rest),
            _ => None,
        };
        references = references && (first != '[' || rest.contains("]("));
        match step {
            Some((text, length)) => {
                out.push_str(&text);
                rest = &rest[length..];
            }
            None => {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    out
}

/// `` `code` `` or ``` ``co`de`` ```: its text, and the bytes that it takes.
fn code(rest: &str) -> Option<(String, usize)> {
    let run = rest.bytes().take_while(|&b| b == b'`').count();
    let fence = &rest[..run];
    let inner = &rest[run..];
    let end = inner.find(fence)?;
    (end > 0).then(|| (inner[..end].to_owned(), run + end + run))
}

fn pair(rest: &str, mark: &str) -> Option<(String, usize)> {
    let inner = &rest[mark.len()..];
    let end = inner.find(mark)?;
    let text = &inner[..end];
    let tight = !text.is_empty() && !text.starts_with(' ') && !text.ends_with(' ');
    tight.then(|| (strip(text), end + 2 * mark.len()))
}

/// `[text](url)`.
fn link(rest: &str) -> Option<(String, usize)> {
    let near = rest
        .char_indices()
        .nth(2000)
        .map_or(rest, |(at, _)| &rest[..at]);
    let close = near.find("](")?;
    let text = &near[1..close];
    let end = near[close..].find(')')?;
    let target = &near[close + 2..close + end];
    let plausible = !text.contains(['[', ']']) && !target.is_empty() && !target.contains(' ');
    plausible.then(|| (text.to_owned(), close + end + 1))
}

fn tag(rest: &str) -> Option<(String, usize)> {
    let near = rest
        .char_indices()
        .nth(500)
        .map_or(rest, |(at, _)| &rest[..at]);
    let end = near.find('>')?;
    let inner = near[1..end].trim_start_matches('/');
    let name = inner.split([' ', '/']).next()?;
    let known = !name.is_empty() && ELEMENTS.contains(&format!(" {name} ")) && !inner.contains('<');
    let blank = matches!(name, "br" | "p" | "div" | "hr" | "li");
    known.then(|| (String::from(if blank { " " } else { "" }), end + 1))
}

fn reference(rest: &str) -> Option<(String, usize)> {
    let ((one, other), length) = references::first(rest)?;
    // A title is one line, which may break anywhere.
    let one = if one == '\u{A0}' { ' ' } else { one };
    Some((std::iter::once(one).chain(other).collect(), length))
}

/// The heading that a body begins with, as plain text.
///
/// # Source
/// jekyll-titles-from-headings, which GitHub Pages runs: the first thing in the body, level 1 to 3.
pub fn heading(body: &str) -> Option<String> {
    let mut lines = body.lines().skip_while(|line| line.trim().is_empty());
    let first = lines.next()?.trim();
    let level = first.bytes().take_while(|&b| b == b'#').count();
    let text = if (1..=3).contains(&level) && first[level..].starts_with([' ', '\t']) {
        first[level..].trim().trim_end_matches('#')
    } else {
        let under = lines.next()?.trim_end();
        let line = |mark: char| under.len() > 2 && under.chars().all(|c| c == mark);
        (line('=') || line('-')).then_some(first)?
    };
    let title = plain(text);
    (!title.chars().all(is_invisible)).then_some(title)
}

/// Jekyll's title for `hello-world`: `Hello World`.
///
/// # Source
/// Jekyll `Utils.titleize_slug`.
pub fn of_slug(slug: &str) -> String {
    let capital = |word: &str| {
        let mut chars = word.chars();
        let first: String = chars
            .next()
            .into_iter()
            .flat_map(char::to_uppercase)
            .collect();
        first + &chars.as_str().to_lowercase()
    };
    let words: Vec<String> = slug.split('-').map(capital).collect();
    one_line(&words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_author_meant_survives() {
        for (typed, wanted) in [
            ("`NaN !== NaN` 의 이유", "NaN !== NaN 의 이유"),
            ("배열 T[]와 Array<T>, Vec<T>", "배열 T[]와 Array<T>, Vec<T>"),
            ("특수 문자 $@·$< 쓰기", "특수 문자 $@·$< 쓰기"),
            (
                "**굵은** 글과 [링크](https://a.example/x)",
                "굵은 글과 링크",
            ),
            ("[iOS] 대괄호(괄호)", "[iOS] 대괄호(괄호)"),
            ("작은<small>글</small><br>줄", "작은글 줄"),
            ("AT&amp;T &lt;b&gt; &amp;amp;", "AT&T <b> &amp;"),
            ("`<br>` 과 `&amp;`", "<br> 과 &amp;"),
            ("a\u{7}b\u{feff}c\n d", "a b c d"),
            ("2 ** 3 ** 4", "2 ** 3 ** 4"),
            ("<br>", "<br>"),
            ("&#44032;&#x1F600;", "가😀"),
            ("\u{1112}\u{1161}\u{11ab}글", "한글"),
        ] {
            assert_eq!(plain(typed), wanted, "{typed}");
        }
    }

    #[test]
    fn a_title_comes_from_the_heading_a_body_begins_with_or_from_a_name() {
        for (body, wanted) in [
            ("\n# 첫 **글**\n\n본문", Some("첫 글")),
            ("### 셋 ###\n", Some("셋")),
            ("제목\n====\n본문", Some("제목")),
            ("#### 넷\n", None),
            ("본문\n\n# 뒤늦은 제목", None),
            ("#해시태그", None),
            ("", None),
        ] {
            assert_eq!(heading(body).as_deref(), wanted, "{body}");
        }
        assert_eq!(of_slug("hello-AWS-world"), "Hello Aws World");
        assert_eq!(of_slug("한글-제목"), "한글 제목");
    }

    #[test]
    fn a_title_of_a_megabyte_ends() {
        for text in ["`", "*", "[", "<", "&", "](", "** "] {
            plain(&text.repeat(1_000_000 / text.len()));
        }
    }
}
