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

/// `{% highlight ruby %}`, Hexo's `{% codeblock lang:ruby %}` and Hugo's `{{< highlight ruby >}}` alone on a line: the
/// language, and what ends it.
pub fn highlight(line: &str) -> Option<(String, &'static str)> {
    let line = line.trim();
    let hugo = Tag::at(line).filter(|tag| tag.open != "{{" && tag.whole == line)?;
    let mut words = hugo.inner.split_whitespace();
    let end = match (hugo.open, words.next()?) {
        ("{%", "highlight") => "endhighlight",
        ("{%", "codeblock") => "endcodeblock",
        ("{{<" | "{{%", "highlight") => "/highlight",
        _ => return None,
    };
    let language = words.find_map(|word| {
        word.strip_prefix("lang:")
            .or((!word.contains(':') && end != "endcodeblock").then_some(word))
    });
    Some((language.unwrap_or_default().to_owned(), end))
}

/// Tags that may go on over the line's end, and what ends them.
const LONG: [(&str, &str); 3] = [("{%", "%}"), ("{{<", ">}}"), ("{{%", "%}}")];

/// Which of the [`LONG`] tags a line ends that `following` a line in its paragraph.
pub fn ended_by(following: &[&str]) -> [bool; 3] {
    let paragraph = || {
        let near = following.iter().take(30);
        near.take_while(|line| !line.trim().is_empty())
    };
    LONG.map(|(_, close)| paragraph().any(|line| line.contains(close)))
}

/// The braces that end a tag which `rest` begins and a later line closes.
pub fn goes_on(rest: &str, ended: impl Fn() -> [bool; 3]) -> Option<&'static str> {
    let kind = LONG.iter().position(|(open, _)| rest.starts_with(open))?;
    ended()[kind].then_some(LONG[kind].1)
}

/// Bytes of the attribute list that `rest` begins with: kramdown's `{: .wide}`, `{:toc}`, `{::nomarkdown}`, and the `{#id}` of
/// a heading.
pub fn attributes(rest: &str, line: &str) -> Option<usize> {
    if !rest.starts_with('{') {
        return None;
    }
    // Longer than this it is no list; the bound keeps `{:{:{:…` from costing the square of its length.
    let inner = &rest[..rest.bytes().take(300).position(|byte| byte == b'}')?];
    let list = match inner.strip_prefix("{:") {
        Some(list) => list.trim_start_matches([':', '/', ' ']),
        None => {
            let id = inner.strip_prefix("{#")?;
            let heading = line.starts_with('#') && rest[inner.len() + 1..].trim().is_empty();
            let plain = id
                .chars()
                .all(|c| c.is_alphanumeric() || "-_.: ".contains(c));
            return (heading && plain && !id.is_empty()).then_some(inner.len() + 1);
        }
    };
    let known = list.starts_with(['.', '#'])
        || list.contains("=\"")
        || list.contains("='")
        || matches!(list, "toc" | "nomarkdown" | "comment" | "")
        || list.starts_with("options ");
    known.then_some(inner.len() + 1)
}

/// What stands for a line that opens or closes an admonition (`:::tip 제목`): its title in bold, or nothing.
pub fn admonition(line: &str) -> Option<String> {
    let after = line
        .trim_start()
        .strip_prefix(":::")?
        .trim_start_matches(':');
    let after = after.trim();
    let name = after
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
        .unwrap_or(after.len());
    let title = after[name..].trim();
    let title = match title.strip_prefix('{') {
        Some(_) => "",
        None => title.trim_start_matches('[').trim_end_matches(']'),
    };
    Some(if title.is_empty() {
        String::new()
    } else {
        // Two blanks end the line of text, and nothing where a paragraph ends.
        format!("**{title}**  ")
    })
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

/// True if the line ends an `import … from '…'`.
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
