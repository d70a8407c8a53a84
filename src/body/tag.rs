//! One tag of a template, as the text has it.

use memchr::memmem;

use crate::body::source::line_of;

/// One `{% … %}`, `{{< … >}}`, `{{% … %}}` or `{{ … }}`.
pub struct Tag<'a> {
    /// Its opening mark.
    pub open: &'static str,
    /// Its words.
    pub inner: &'a str,
    /// From the first brace to the last.
    pub whole: &'a str,
}

/// Bytes of the longest tag. The bound keeps `{%{%{%…` from costing the square of its length.
const MOST_BYTES: usize = 2000;

impl Tag<'_> {
    /// The tag at the start of `rest`; it may go on over line ends, not over an empty line.
    pub fn at(rest: &str) -> Option<Tag<'_>> {
        for (open, close) in [("{%", "%}"), ("{{<", ">}}"), ("{{%", "%}}"), ("{{", "}}")] {
            let Some(after) = rest.strip_prefix(open) else {
                continue;
            };
            let near = &after.as_bytes()[..after.len().min(MOST_BYTES)];
            // Vue's and Angular's braces stand on one line.
            let stop: &[u8] = if open == "{{" { b"\n" } else { b"\n\n" };
            let end = memmem::find(near, close.as_bytes())
                .filter(|&end| memmem::find(&near[..end], stop).is_none());
            if let Some(end) = end {
                let whole = &rest[..open.len() + end + close.len()];
                return Some(Tag {
                    open,
                    inner: after[..end].trim_matches(['-', ' ', '\n', '\r', '\t']),
                    whole,
                });
            }
        }
        None
    }
}

/// Length of the attribute list at the start of `rest`: kramdown's `{: .wide}`, `{:toc}`, `{::nomarkdown}`, the `{#id .wide}`
/// of a heading, and `{width=50%}` behind a picture. `before` is the line up to it.
pub fn attributes(rest: &str, before: &str) -> Option<usize> {
    // Anything longer is not a list; the bound keeps `{:{:{:…` from costing the square of its length.
    let inner = &rest[..rest.bytes().take(300).position(|byte| byte == b'}')?];
    let whole = inner.len() + 1;
    if let Some(list) = inner.strip_prefix("{:") {
        let list = list.trim_start_matches([':', '/', ' ']).trim_end();
        let known = list.starts_with(['.', '#'])
            || list.contains("=\"")
            || list.contains("='")
            || matches!(
                list,
                "toc" | "nomarkdown" | "comment" | "" | "refdef" | "no_toc" | "footnotes"
            )
            || list.starts_with("options ");
        return known.then_some(whole);
    }
    let list = inner.strip_prefix('{')?;
    let behind = before.ends_with([')', ']', '`', '*', '_']);
    let ends_line = || rest[whole..line_of(rest, whole).end].trim().is_empty();
    let heading = before.trim_start().starts_with('#') && ends_line();
    let is_item = |item: &str| {
        let plain = |text: &str| {
            !text.is_empty()
                && text
                    .chars()
                    .all(|c| c.is_alphanumeric() || "-_.:%".contains(c))
        };
        match (item.strip_prefix(['.', '#']), item.split_once('=')) {
            (Some(name), _) => plain(name),
            (None, Some((name, value))) => plain(name) && plain(value.trim_matches(['"', '\''])),
            _ => false,
        }
    };
    let items = list.split_whitespace();
    (((behind || heading) && list.starts_with(['.', '#']) || behind && list.contains('='))
        && !list.trim().is_empty()
        && items.clone().count() > 0
        && items.clone().all(is_item))
    .then_some(whole)
}

/// The beginning of a tag, short enough for a message.
pub fn first_words(text: &str) -> String {
    let near = &text[..text.floor_char_boundary(400)];
    let text: String = near
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('`', "'");
    if text.chars().count() <= 40 {
        text
    } else {
        format!("{}…", text.chars().take(39).collect::<String>())
    }
}
