//! The last layer of both XML formats: nothing leaves it that a strict parser refuses.
//!
//! In: what the crates `rss` and `atom_syndication` wrote. Out: the document. The crates let through code points that XML
//! forbids, write feed-level extensions after the entries, and end without a newline; see each function.

/// Forbidden code points are left out.
pub use crate::post::without_forbidden as clean;

/// `text` for an element or an attribute in double quotes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push_str(&format!("&#{};", c as u32)),
            c => out.push(c),
        }
    }
    out
}

/// Plain text where a reader expects HTML: RSS descriptions.
pub fn as_html(text: &str) -> String {
    clean(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// An empty element: its name and its attributes in order.
pub fn element(name: &str, attributes: &[(&str, &str)]) -> String {
    let attributes: String = attributes
        .iter()
        .map(|(key, value)| format!(" {key}=\"{}\"", escape(value)))
        .collect();
    format!("<{name}{attributes}/>")
}

/// Last steps of a document.
pub struct Finish<'a> {
    /// The element before which `head` goes.
    pub entry: &'a str,
    /// The tag before which it goes where there is no entry.
    pub end: &'a str,
    /// Address of the stylesheet.
    pub css: &'a str,
    /// Elements of the feed that its crate would write in another place.
    pub head: &'a [String],
    /// Elements whose text gets hexadecimal references.
    pub plain: &'a [&'a str],
}

/// Finishes a document: declaration, stylesheet, `head` before the first entry, a newline at the end.
///
/// Text and attributes are escaped by then, so the tag that is searched cannot occur in them; CDATA is skipped.
pub fn finish(written: &str, with: &Finish) -> String {
    let Finish {
        entry,
        end,
        css,
        head,
        plain,
    } = with;
    let body = written
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
        .map_or(written, |(_, rest)| rest);
    let body = body.trim_start();
    let mut out = String::with_capacity(body.len() + body.len() / 64 + 1000);
    out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out.push_str(&format!(
        "<?xml-stylesheet type=\"text/css\" href=\"{}\"?>\n",
        escape(css)
    ));
    let at = find_outside_cdata(body, &format!("<{entry}>"))
        .or_else(|| body.rfind(*end))
        .unwrap_or(body.len());
    let indent = if *entry == "item" { "    " } else { "  " };
    hex_texts(body[..at].trim_end(), plain, &mut out);
    for line in *head {
        out.push_str(&format!("\n{indent}{line}"));
    }
    out.push('\n');
    out.push_str(if body[at..].starts_with("</") {
        &indent[2..]
    } else {
        indent
    });
    hex_texts(&body[at..], plain, &mut out);
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// Appends `document` with hexadecimal references in the elements `names`: readers take their text as plain, without markup.
///
/// # Source
/// RSS Advisory Board, RSS Best Practices Profile 1.0, "title"; the W3C validator's rules ContainsHTML and
/// ContainsUndeclaredHTML.
fn hex_texts(document: &str, names: &[&str], out: &mut String) {
    let mut rest = document;
    while let Some(start) = text_outside_cdata(rest, names) {
        // Text in CDATA is HTML; an escaped one ends at the next tag.
        let end = find(rest, start, "<").unwrap_or(rest.len());
        out.push_str(&rest[..start]);
        out.push_str(
            &rest[start..end]
                .replace("&amp;", "&#x26;")
                .replace("&lt;", "&#x3C;")
                .replace("&gt;", "&#x3E;"),
        );
        rest = &rest[end..];
    }
    out.push_str(rest);
}

/// Start of the text of the first of `names`, in one walk: a long document without one of them is not searched again.
fn text_outside_cdata(text: &str, names: &[&str]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = find(text, from, "<")? + 1;
        let tag = &text[at..];
        let wanted = names.iter().any(|name| {
            tag.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(['>', ' ']))
        });
        if wanted {
            return Some(find(text, at, ">")? + 1);
        }
        from = if tag.starts_with("![CDATA[") {
            find(text, at, "]]>")? + "]]>".len()
        } else {
            at
        };
    }
}

fn find_outside_cdata(text: &str, wanted: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let found = find(text, from, wanted)?;
        let Some(open) = find(&text[..found], from, "<![CDATA[") else {
            return Some(found);
        };
        from = find(text, open, "]]>")? + "]]>".len();
    }
}

/// Place of `wanted` in `text`, at `from` or behind it.
fn find(text: &str, from: usize, wanted: &str) -> Option<usize> {
    let found = memchr::memmem::find(&text.as_bytes()[from..], wanted.as_bytes())?;
    Some(from + found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_texts_get_hexadecimal_references() {
        let mut out = String::new();
        hex_texts(
            "<title xml:lang=\"en\">A &amp; B</title><description><![CDATA[<title>&amp;</title>]]></description><a>&amp;</a><category>&lt;</category><titles>&amp;</titles>",
            &["title", "description", "category"],
            &mut out,
        );
        assert_eq!(
            out,
            "<title xml:lang=\"en\">A &#x26; B</title><description><![CDATA[<title>&amp;</title>]]></description><a>&amp;</a><category>&#x3C;</category><titles>&amp;</titles>"
        );
    }

    #[test]
    fn the_head_stands_before_the_first_entry_or_before_the_end() {
        let with = Finish {
            entry: "entry",
            end: "</feed>",
            css: "/f.css",
            head: &["<l/>".into()],
            plain: &[],
        };
        let one = finish(
            "<feed><id>x</id><c><![CDATA[<entry>]]></c><entry>1</entry></feed>",
            &with,
        );
        assert!(
            one.ends_with("<c><![CDATA[<entry>]]></c>\n  <l/>\n  <entry>1</entry></feed>\n"),
            "{one}"
        );
        let none = finish("<feed><id>x</id></feed>", &with);
        assert!(none.ends_with("<id>x</id>\n  <l/>\n</feed>\n"), "{none}");
    }
}
