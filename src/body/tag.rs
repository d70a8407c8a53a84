//! What one tag of a template or of MDX is, as it stands in a line.

/// One `{% … %}`, `{{< … >}}`, `{{% … %}}` or `{{ … }}` on a line.
pub struct Tag<'a> {
    /// What it begins with.
    pub open: &'static str,
    /// Its words.
    pub inner: &'a str,
    /// From the first brace to the last.
    pub whole: &'a str,
}

impl Tag<'_> {
    /// The tag that `rest` begins with.
    pub fn at(rest: &str) -> Option<Tag<'_>> {
        for (open, close) in [("{%", "%}"), ("{{<", ">}}"), ("{{%", "%}}"), ("{{", "}}")] {
            let Some(after) = rest.strip_prefix(open) else {
                continue;
            };
            // A tag longer than this is no tag; the bound keeps `{%{%{%…` from costing the square of its length.
            let near = after
                .char_indices()
                .nth(500)
                .map_or(after, |(at, _)| &after[..at]);
            if let Some(end) = near.find(close) {
                let whole = &rest[..open.len() + end + close.len()];
                return Some(Tag {
                    open,
                    inner: after[..end].trim_matches(['-', ' ']),
                    whole,
                });
            }
        }
        None
    }
}

/// `{% highlight ruby %}` and Hexo's `{% codeblock lang:ruby %}` alone on a line: the language, and what ends it.
pub fn highlight(line: &str) -> Option<(String, &'static str)> {
    let inner = line
        .trim()
        .strip_prefix("{%")?
        .strip_suffix("%}")?
        .trim_matches(['-', ' ']);
    let mut words = inner.split_whitespace();
    let end = match words.next()? {
        "highlight" => "endhighlight",
        "codeblock" => "endcodeblock",
        _ => return None,
    };
    let language = words.find_map(|word| {
        word.strip_prefix("lang:")
            .or((!word.contains(':') && end == "endhighlight").then_some(word))
    });
    Some((language.unwrap_or_default().to_owned(), end))
}

/// The name of a component whose tag `rest` begins with: `Chart`, `B.C`, or nothing for a fragment `<>`.
pub fn component(rest: &str) -> Option<&str> {
    let after = rest.strip_prefix('<')?;
    let after = after.strip_prefix('/').unwrap_or(after);
    if after.starts_with('>') {
        return Some("");
    }
    let end = after
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_')))
        .unwrap_or(after.len());
    let name = &after[..end];
    (name.starts_with(|c: char| c.is_ascii_uppercase()) || name.contains('.')).then_some(name)
}

/// Where a run of exactly `run` backticks begins.
pub fn closing(text: &str, run: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        let start = at + found;
        let length = text[start..].bytes().take_while(|&b| b == b'`').count();
        if length == run {
            return Some(start);
        }
        at = start + length;
    }
    None
}

/// Whether the line ends an `import … from '…'`.
pub fn ends_import(line: &str) -> bool {
    let line = line.trim_end();
    (line.contains("from ") || line.starts_with("import '") || line.starts_with("import \""))
        && line.ends_with(['\'', '"'])
}

/// The value of `name="…"` in a tag.
pub fn attribute<'a>(inner: &'a str, name: &str) -> Option<&'a str> {
    let at = inner.find(&format!("{name}=\""))? + name.len() + 2;
    inner[at..].split('"').next()
}

/// A link to a video.
pub fn youtube(id: &str) -> String {
    format!("[YouTube](<https://www.youtube.com/watch?v={id}>)")
}

/// The beginning of a tag, short enough for a message.
pub fn first_words(text: &str) -> String {
    let text: String = text
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
