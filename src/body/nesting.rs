//! True if markup may be parsed: a parser of HTML opens again, in every paragraph, what was left open before it.
//!
//! In: HTML as written. Out: what is wrong with it. It counts tags and builds nothing.

/// Elements inside each other; browsers stop at as many.
pub const MOST_DEPTH: usize = 512;

/// Elements that a parser may add on its own.
const MOST_REPEATS: usize = 200_000;

/// Left open, these are opened again in each following block.
///
/// # Source
/// HTML Living Standard 13.2.4.3, the list of active formatting elements; `a` and `nobr` close themselves.
const FORMATTING: [&str; 12] = [
    "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u",
];

/// These have no end tag, or the next of their kind is one.
const CLOSED: [&str; 30] = [
    "a", "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li",
    "link", "meta", "nobr", "optgroup", "option", "p", "param", "rp", "rt", "source", "tbody",
    "td", "tfoot", "th", "thead", "tr", "wbr",
];

/// What stands between their tags is no markup.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

/// Words about markup that would cost more than any page is worth; `None` for all that people write.
pub fn fault(html: &str) -> Option<String> {
    let (mut depth, mut open, mut repeats) = (0_usize, 0_usize, 0_usize);
    let mut rest = html;
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

/// What stands behind the end of a `<script>` or its kin; all of it is inside where there is no end.
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
    fn what_a_parser_would_repeat_without_end_is_refused() {
        assert!(fault(&"<div>".repeat(513)).is_some());
        assert!(fault(&"<DIV class=x>".repeat(513)).is_some());
        let fonts: String = (0..300).map(|at| format!("<font size={at}>")).collect();
        assert!(fault(&(fonts + &"<p>".repeat(2_000))).is_some());
        assert!(fault(&("</p>".repeat(99) + &"<span>".repeat(600))).is_some());
    }
}
