//! HTML that the Markdown writer alone made -> what [`clean`](super::clean) would make of it, without parsing it.
//!
//! In: HTML without any markup of the author's, so that every tag is one of few and is closed where it should be. Out: the
//! same bytes as the thorough way gives, at a fraction of its cost; `None` where anything is out of the ordinary. A debug
//! build takes both ways, each time, and compares.

use std::borrow::Cow;

use crate::body::address::Page;

/// Elements that stay, without attributes.
const PLAIN: [&str; 23] = [
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "ul",
    "ol",
    "li",
    "pre",
    "code",
    "em",
    "strong",
    "del",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "a",
];

/// Elements inside each other; what is deeper is left to the thorough way.
const MOST_DEPTH: usize = 100;

/// `html` with absolute addresses, written as a parser of HTML would write it.
pub fn cleaned(html: &str, page: &Page) -> Option<String> {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some((text, after)) = split(rest, b'<') {
        out.push_str(&written(text)?);
        let (tag, after) = split(after, b'>')?;
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return None;
            }
            out.extend(["</", name, ">"]);
            continue;
        }
        let (name, attributes) = tag.split_at(tag.find(' ').unwrap_or(tag.len()));
        out.extend(["<", name]);
        match (name, attributes) {
            ("br" | "hr", " /") => {}
            ("img", attributes) => {
                let attributes = attributes.strip_suffix(" /")?;
                self::attributes(name, attributes, page, &mut out)?;
            }
            (name, attributes) => {
                if !PLAIN.contains(&name) || open.len() == MOST_DEPTH {
                    return None;
                }
                // A link inside a link would end it.
                if name == "a" && open.contains(&"a") {
                    return None;
                }
                open.push(name);
                self::attributes(name, attributes, page, &mut out)?;
            }
        }
        out.push('>');
    }
    out.push_str(&written(rest)?);
    open.is_empty().then_some(out)
}

/// What stands before and after the first `byte`, an ASCII character.
fn split(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = memchr::memchr(byte, text.as_bytes())?;
    Some((&text[..at], &text[at + 1..]))
}

/// True if a text holds one of `bytes`. Without an early end, the compiler looks at many at once.
fn holds(text: &str, bytes: [u8; 5]) -> bool {
    let [a, b, c, d, e] = bytes;
    let is = |byte: u8| (byte == a) | (byte == b) | (byte == c) | (byte == d) | (byte == e);
    text.bytes().fold(false, |any, byte| any | is(byte))
}

/// The first byte of a blank that does not break, U+00A0.
const NBSP: u8 = 0xC2;

/// Text between tags: quotes need no reference there, and a blank that does not break has its own.
fn written(text: &str) -> Option<Cow<'_, str>> {
    if !holds(text, [b'\r', 0, b'&', NBSP, NBSP]) {
        return Some(text.into());
    }
    if text.contains(['\r', '\0']) {
        return None;
    }
    let mut text = Cow::Borrowed(text);
    if text.contains("&quot;") {
        text = text.replace("&quot;", "\"").into();
    }
    if text.contains('\u{A0}') {
        text = text.replace('\u{A0}', "&nbsp;").into();
    }
    Some(text)
}

/// ` name="value"` over and over; `None` for one that the cleaner might not let through as it stands.
fn attributes(element: &str, list: &str, page: &Page, out: &mut String) -> Option<()> {
    let mut rest = list;
    while !rest.is_empty() {
        let (name, after) = rest.strip_prefix(' ')?.split_once("=\"")?;
        let (value, after) = after.split_once('"')?;
        rest = after;
        let value = read(value)?;
        let value = match (element, name) {
            ("a", "href") | ("img", "src") => absolute(&value, page)?.into(),
            ("code", "class") if value.starts_with("language-") => value,
            ("a" | "img", "title") | ("img", "alt") | ("ol", "start") | ("th" | "td", "align") => {
                value
            }
            _ => return None,
        };
        out.extend([" ", name, "=\""]);
        escape(&value, out);
        out.push('"');
    }
    Some(())
}

/// Writes the value of an attribute.
fn escape(value: &str, out: &mut String) {
    if !holds(value, [b'&', b'"', b'<', b'>', NBSP]) {
        return out.push_str(value);
    }
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{A0}' => out.push_str("&nbsp;"),
            c => out.push(c),
        }
    }
}

/// The value of an attribute, its references resolved.
fn read(value: &str) -> Option<Cow<'_, str>> {
    if !holds(value, [b'\r', 0, b'&', b'&', b'&']) {
        return Some(value.into());
    }
    if value.contains(['\r', '\0']) {
        return None;
    }
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((text, after)) = rest.split_once('&') {
        out.push_str(text);
        let (reference, after) = after.split_once(';')?;
        out.push(match reference {
            "amp" => '&',
            "quot" => '"',
            "lt" => '<',
            "gt" => '>',
            "#x27" => '\'',
            _ => return None,
        });
        rest = after;
    }
    Some((out + rest).into())
}

/// The absolute address of what is beyond doubt one of a page, a mailbox, or a place in the blog itself.
fn absolute(written: &str, page: &Page) -> Option<String> {
    let whole = ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| written.starts_with(scheme));
    let head = written.split(['/', '?', '#']).next().unwrap_or_default();
    if !whole && head.contains(':') {
        return None;
    }
    page.absolute(written)
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::body::{clean, markdown};
    use proptest::prelude::*;

    const PAGE: &str = "https://blog.example/sub/post";

    fn page() -> Page {
        Page::new(PAGE).unwrap()
    }

    /// The answer of this way, held to that of the other.
    fn both(text: &str) -> Option<String> {
        let html = markdown::to_html(text);
        let found = cleaned(&html.text, &page()).filter(|_| !html.raw);
        if let Some(found) = &found {
            assert_eq!(found, &clean::clean(&html.text, Some(&page())), "{text:?}");
        }
        found
    }

    #[test]
    fn what_posts_are_made_of_is_cleaned_here_and_as_the_parser_would() {
        for text in [
            "# 제목 `a<b>` \"인용\"\n\n글 **굵게** *기울여* ~~지움~~ 끝  \n다음 줄\\\n또\n",
            "- 하나\n- 둘\n\n  문단\n  1. 셋\n\n3. 넷\n\n> 인용\n>\n> > 둘째\n\n---\n",
            "```rust\nlet a = \"<b>&amp;\";\n```\n\n    들여 쓴 코드\n\n```\n\n빈 줄로 시작\n```\n",
            "| 가 | 나 |\n|:--|--:|\n| `a` | **b** |\n\n| 머리만 |\n| --- |\n",
            "[a](./b.html \"제목 <\\\"&\") ![그림 \"x\"](한글.png 'y') <https://c.example/?a=1&b=2> a@b.example\n",
            "[밖](http://d.example/100%) [곳](#장) [자신](?p=1) [위](../x) [옆](//cdn.example/y) [빈]()\n",
            "www.example.com 과 https://e.example/길 은 주소\n\n[![그림](a.png)](b)\n",
            "넓은\u{a0}칸 &nbsp; &copy; &amp;nbsp; &#8203; &lt;script&gt; `&quot;`\n",
            "",
        ] {
            assert!(both(text).is_some(), "{text:?}");
        }
    }

    #[test]
    fn what_is_out_of_the_ordinary_goes_the_other_way() {
        for text in [
            "글 <b>굵게</b>\n",
            "<div>\n\n글\n\n</div>\n",
            "- [x] 일\n",
            "주[^1]\n\n[^1]: 각주\n",
            "[a](javascript:alert(1))\n",
            "[a](http:)\n",
            "[a](data:text/html,x)\n",
            "&#13;\n",
            &"> ".repeat(120),
            &format!("{}글", "> ".repeat(120)),
        ] {
            assert_eq!(both(text), None, "{text:?}");
        }
        // Not what the Markdown writer makes.
        for html in [
            "<p>a<p>b</p></p",
            "<p>",
            "<p a=\"b\"></p>",
            "<a href=\"x\"><a href=\"y\"></a></a>",
            "</p>",
            "<P></P>",
        ] {
            assert_eq!(cleaned(html, &page()), None, "{html}");
        }
    }

    /// What Markdown is made of, and what breaks it.
    pub const PIECES: &[&str] = &[
        "글",
        "a",
        " ",
        "\n",
        "\n\n",
        "**",
        "*",
        "_",
        "~~",
        "`",
        "```\n",
        "# ",
        "- ",
        "1. ",
        "7) ",
        "> ",
        "    ",
        "\t",
        "| a | b |\n|---|:-:|\n| ",
        " | ",
        "[",
        "](",
        ")",
        "![",
        "](x.png \"t\")",
        "](./y 'u')",
        "<https://e.example/?a&b>",
        "http://f.example/\"x",
        "www.g.example",
        "h@i.example",
        "&quot;",
        "&amp;lt;",
        "&",
        "\"",
        "'",
        "\\",
        "---\n",
        "===\n",
        "\u{a0}",
        "&nbsp;",
        "\u{200b}",
        "%",
        "//",
        ":",
        "mailto:",
        "HTTPS://",
        "\\\n",
        "  \n",
        "[j]: k\n",
        "[j]",
        "[]",
        "<",
        ">",
        "</p>",
        "<br>",
        "\r",
        "\0",
        "\u{feff}",
        "&#0;",
        "&#x1f;",
        "?",
        "#",
        "..",
        "😀",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn any_markdown_comes_out_the_same_either_way(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
            both(&pieces.concat());
        }
    }
}
