//! Finds bare addresses, emoji shortcodes and wiki links in a stretch of prose.

use crate::body::address::Page;
use crate::body::{autolink, word};

/// A stretch of text, or what was found in it.
pub enum Piece {
    Text(String),
    Link { url: String, words: String },
    Picture { url: String, words: String },
}

/// The addresses, emoji and wiki links in a text; `None` where there are none.
pub fn pieces(text: &str, page: Option<&Page>) -> Option<Vec<Piece>> {
    let bytes = text.as_bytes();
    let emoji = memchr::memchr(b':', bytes).is_some();
    let wiki =
        memchr::memchr(b'[', bytes).is_some() && memchr::memmem::find(bytes, b"[[").is_some();
    if !emoji && !wiki && !autolink::may_hold_without_colon(text) {
        return None;
    }
    let mut out: Vec<Piece> = Vec::new();
    let (mut done, mut at) = (0, 0);
    // Searched once and kept: a text with many marks would be searched to its end for each of them.
    let mut www = memchr::memmem::find_iter(bytes, b"www.").peekable();
    let mut next = |from: usize| {
        while www.peek().is_some_and(|&at| at < from) {
            www.next();
        }
        let sign = memchr::memchr3(b':', b'@', b'[', &bytes[from..]).map(|at| from + at);
        match (sign, www.peek()) {
            (Some(sign), Some(&www)) => Some(sign.min(www)),
            (sign, www) => sign.or(www.copied()),
        }
    };
    // Remembers that nothing is left to find: a text with many `[[` would be searched to its end for each.
    let mut wiki_left = wiki;
    while let Some(sign) = next(at) {
        at = sign + 1;
        let rest = &text[sign..];
        let piece = match bytes[sign] {
            b':' if rest.starts_with("://") => bare(autolink::at_scheme(text, sign), text),
            b':' => shortcode(text, sign),
            b'@' => bare(autolink::at_mailbox(text, sign), text),
            b'w' => bare(autolink::at_www(text, sign), text),
            b'[' if wiki_left && rest.starts_with("[[") => {
                wiki_left = rest.contains("]]");
                wiki_link(text, sign, page)
            }
            _ => None,
        };
        let Some((range, piece)) = piece else {
            continue;
        };
        if range.start < done {
            continue;
        }
        out.push(Piece::Text(text[done..range.start].to_owned()));
        (done, at) = (range.end, range.end);
        out.push(piece);
    }
    if out.is_empty() {
        return None;
    }
    out.push(Piece::Text(text[done..].to_owned()));
    Some(out)
}

type Ranged = (std::ops::Range<usize>, Piece);

fn bare(found: Option<autolink::Bare>, text: &str) -> Option<Ranged> {
    let found = found?;
    let words = text[found.range.clone()].to_owned();
    Some((
        found.range,
        Piece::Link {
            url: found.url,
            words,
        },
    ))
}

/// `:tada:`, unless a word or number touches it: `10:30:00` is a time.
fn shortcode(text: &str, colon: usize) -> Option<Ranged> {
    let rest = &text[colon + 1..];
    let end = rest.bytes().take(40).position(|byte| byte == b':')?;
    let name = &rest[..end];
    let beside = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == ':');
    if name.is_empty()
        || beside(text[..colon].chars().next_back())
        || beside(rest[end + 1..].chars().next())
    {
        return None;
    }
    let emoji = emojis::get_by_shortcode(name)?;
    Some((
        colon..colon + end + 2,
        Piece::Text(emoji.as_str().to_owned()),
    ))
}

/// `[[이름]]`, `[[이름|보이는 말]]`, `![[그림.png]]`.
fn wiki_link(text: &str, open: usize, page: Option<&Page>) -> Option<Ranged> {
    let inner = &text[open + 2..];
    let near = inner
        .char_indices()
        .nth(200)
        .map_or(inner, |(at, _)| &inner[..at]);
    let end = near.find("]]")?;
    let inner = &near[..end];
    let begins = inner.chars().next()?;
    if inner.contains(['[', ']', '\n'])
        || !(begins.is_alphanumeric() || matches!(begins, '#' | '.' | '/'))
    {
        return None;
    }
    let (target, words) = inner
        .split_once('|')
        .map_or((inner, None), |(target, words)| {
            (target.trim(), Some(words.trim()))
        });
    let embed = text[..open].ends_with('!');
    let range = open - usize::from(embed)..open + end + 4;
    let piece = if embed && word::is_picture(target) {
        // Obsidian: behind the bar is the width.
        let words = words.filter(|words| {
            !words
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'x')
        });
        Piece::Picture {
            url: target.to_owned(),
            words: words.unwrap_or_default().to_owned(),
        }
    } else {
        let (name, fragment) = target
            .split_once('#')
            .map_or((target, ""), |(name, fragment)| (name, fragment));
        // An array such as `[[1, 2]]` is not a link.
        if words.is_none() && inner.contains(',') {
            return None;
        }
        let shown = words.unwrap_or(if name.is_empty() { fragment } else { name });
        match page.and_then(|page| page.wiki(name, fragment)) {
            Some(url) => Piece::Link {
                url,
                words: shown.to_owned(),
            },
            None => Piece::Text(shown.to_owned()),
        }
    };
    Some((range, piece))
}
