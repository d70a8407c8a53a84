//! Refuses markup that is too expensive to parse: in every paragraph, an HTML parser reopens what was left open before it.
//!
//! In: HTML as written. Out: what is wrong with it. It counts tags and builds nothing.

use memchr::memmem;

/// Elements inside each other; browsers stop at as many.
pub const MOST_DEPTH: usize = 512;

/// Elements that a parser may add on its own.
const MOST_REPEATS: usize = 200_000;

/// Attributes of one element: a parser compares each with all before it.
const MOST_ATTRIBUTES: usize = 1000;

/// Footnotes that begin on one line, each inside of the one before.
const MOST_NESTED_FOOTNOTES: usize = 20;

/// Footnotes and jumps to them in one body; the parser of Markdown needs about two kilobytes for each.
const MOST_FOOTNOTES: usize = 20_000;

/// Elements that, left open, are opened again in each following block.
///
/// # Source
/// HTML Living Standard 13.2.4.3, the list of active formatting elements; `a` and `nobr` close themselves.
const FORMATTING: [&str; 12] = [
    "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u",
];

/// Elements without an end tag, and elements that the next of their kind ends.
const CLOSED: [&str; 30] = [
    "a", "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li",
    "link", "meta", "nobr", "optgroup", "option", "p", "param", "rp", "rt", "source", "tbody",
    "td", "tfoot", "th", "thead", "tr", "wbr",
];

/// Elements whose content is text, not markup.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

/// Describes markup that would be too expensive to parse; `None` for anything that people write.
pub fn fault(html: &str) -> Option<String> {
    let (mut depth, mut open, mut repeats) = (0_usize, 0_usize, 0_usize);
    let mut rest = html;
    let mut closed = true;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end..]);
            continue;
        }
        let end_tag = rest.starts_with('/');
        let name = rest.trim_start_matches('/');
        let end = name
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(name.len().min(12));
        let name = name[..end].to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let formatting = FORMATTING.contains(&name.as_str());
        if end_tag {
            open = open.saturating_sub(usize::from(formatting));
            depth = depth.saturating_sub(usize::from(!CLOSED.contains(&name.as_str())));
            continue;
        }
        if closed {
            let tag = memchr::memchr(b'>', rest.as_bytes());
            closed = tag.is_some();
            // Without an end, the rest is one tag, and counted once.
            let tag = &rest[..tag.unwrap_or(rest.len())];
            if tag.len() > MOST_ATTRIBUTES && tag.split_ascii_whitespace().count() > MOST_ATTRIBUTES
            {
                return Some(format!(
                    "more than {MOST_ATTRIBUTES} attributes in one of its tags"
                ));
            }
        }
        repeats += open;
        open += usize::from(formatting);
        depth += usize::from(!CLOSED.contains(&name.as_str()));
        if depth > MOST_DEPTH {
            return Some(format!("more than {MOST_DEPTH} tags inside each other"));
        }
        if repeats > MOST_REPEATS {
            return Some("tags such as `<b>` that are left open before very many others".into());
        }
        if RAW.contains(&name.as_str()) {
            rest = after(rest, &name);
        }
    }
    None
}

/// Words about too many footnotes, or footnotes inside of each other on one line.
pub fn footnotes(markdown: &str) -> Option<String> {
    let bytes = markdown.as_bytes();
    memmem::find(bytes, b"[^")?;
    if memmem::find_iter(bytes, b"[^")
        .nth(MOST_FOOTNOTES)
        .is_some()
    {
        return Some(format!("more than {MOST_FOOTNOTES} footnotes"));
    }
    memmem::find(bytes, b"]: [^")?;
    let deep = |line: &str| line.matches("]: [^").nth(MOST_NESTED_FOOTNOTES).is_some();
    let found = markdown.lines().any(deep);
    found.then(|| format!("more than {MOST_NESTED_FOOTNOTES} footnotes inside each other"))
}

/// Text behind the end of a `<script>` or its kin; nothing where there is no end, since all of it is inside then.
fn after<'a>(rest: &'a str, name: &str) -> &'a str {
    let mut from = 0;
    while let Some(at) = rest[from..].find("</") {
        let start = from + at;
        let found = rest.get(start + 2..start + 2 + name.len());
        if found.is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return &rest[start..];
        }
        from = start + 2;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_let_through() {
        for html in [
            "<p>one<p>two".repeat(50_000),
            "<ul>".to_owned() + &"<li>a".repeat(50_000),
            "<table>".to_owned() + &"<tr><td>a".repeat(20_000),
            "<b>left open".to_owned() + &"<p>x</p>".repeat(20_000),
            "<a name=x>".repeat(10_000),
            "<em>x</em> <img src=y> <br>".repeat(20_000),
            format!("<script>{}</script>", "'<b>' + '<div>' + ".repeat(20_000)),
            "a < b, 1 <2, </>, <3".repeat(10_000),
            format!("<!-- {} -->", "<b> <div> ".repeat(20_000)),
        ] {
            assert_eq!(fault(&html), None);
        }
    }

    #[test]
    fn an_element_with_very_many_attributes_is_refused() {
        let attributes: String = (0..2_000).map(|at| format!(" a{at}=1")).collect();
        assert!(fault(&format!("<p{attributes}>글</p>")).is_some());
        assert!(fault(&format!("<p{attributes}")).is_some());
        assert_eq!(fault(&format!("<p>{}</p>", "글 ".repeat(2_000))), None);
        assert!(footnotes(&"[^1]: ".repeat(30)).is_some());
        assert!(footnotes(&"글[^1] ".repeat(20_001)).is_some());
        assert_eq!(footnotes(&"글[^1] ".repeat(20_000)), None);
        assert_eq!(footnotes("[^1]: 글 [^2]\n[^2]: 글\n"), None);
    }

    #[test]
    fn what_a_parser_would_repeat_without_end_is_refused() {
        assert!(fault(&"<div>".repeat(513)).is_some());
        assert!(fault(&"<DIV class=x>".repeat(513)).is_some());
        let fonts: String = (0..300).map(|at| format!("<font size={at}>")).collect();
        assert!(fault(&(fonts + &"<p>".repeat(2_000))).is_some());
        assert!(fault(&("</p>".repeat(99) + &"<span>".repeat(600))).is_some());
    }
}
