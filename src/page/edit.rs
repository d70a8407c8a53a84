//! Tags that a page should have -> the page with each of them once.

use std::ops::Range;

use super::scan::{Seen, scan};
use super::{FIRST_BYTES, Kind, Tag, escaped, ld};

/// The page with every tag once, in the first 32 KB; unchanged if it is so already.
///
/// A tag that is there is updated where it stands and keeps its other attributes; a second one of its kind goes. `robots` of
/// a page that says `noindex` stays, any other keeps its directives and gains ours. A page that is no document (a fragment, a
/// verification file) is left alone.
///
/// # Errors
/// What the tokenizer says where it gives up.
pub fn rewrite(html: &str, wanted: &[Tag]) -> Result<String, String> {
    let page = scan(html)?;
    if !page.document && !wanted.iter().any(|tag| tag.kind == Kind::Canonical) {
        return Ok(html.to_owned());
    }
    // New tags push everything behind them down: what would leave the first 32 KB is written anew in front.
    let most: usize = wanted.iter().map(|tag| written(tag).len() + 1).sum();
    let everything = plan(&page.tags, wanted, 0);
    if everything.fresh.is_empty() && everything.edits.is_empty() {
        return Ok(html.to_owned());
    }
    let grown: usize = everything
        .fresh
        .iter()
        .map(|tag| written(tag).len() + 1)
        .sum();
    let reach = |extra: usize| FIRST_BYTES.saturating_sub(extra);
    let plan = if fits(&page.tags, wanted, reach(grown)) {
        everything
    } else {
        plan(&page.tags, wanted, reach(most).max(page.insert_at + 1))
    };
    let mut edits = plan.edits;
    if !plan.fresh.is_empty() {
        let line_end = if html.contains("\r\n") { "\r\n" } else { "\n" };
        let text: String = plan
            .fresh
            .iter()
            .map(|tag| format!("{line_end}{}", written(tag)))
            .collect();
        edits.push((page.insert_at..page.insert_at, text));
    }
    edits.sort_by_key(|(bytes, _)| (bytes.start, bytes.end));
    let mut out = String::with_capacity(html.len() + most);
    let mut from = 0;
    for (bytes, text) in edits {
        out.push_str(&html[from..bytes.start]);
        out.push_str(&text);
        from = bytes.end;
    }
    out.push_str(&html[from..]);
    Ok(out)
}

/// Whether every tag of ours that is there ends before `reach`.
fn fits(tags: &[Seen], wanted: &[Tag], reach: usize) -> bool {
    tags.iter()
        .filter(|seen| wanted.iter().any(|tag| is(seen, &tag.kind)))
        .all(|seen| seen.bytes.end <= reach)
}

#[derive(Default)]
struct Plan<'a> {
    /// Bytes to be replaced; not sorted.
    edits: Vec<(Range<usize>, String)>,
    /// Tags that are not there yet.
    fresh: Vec<&'a Tag>,
}

/// Pairs what is there with what should be; what ends behind `reach` (0: anywhere) is taken out and written in front.
fn plan<'a>(tags: &[Seen], wanted: &'a [Tag], reach: usize) -> Plan<'a> {
    let mut plan = Plan::default();
    let mut done: Vec<&Kind> = Vec::new();
    for tag in wanted {
        if done.contains(&&tag.kind) {
            continue;
        }
        done.push(&tag.kind);
        let mut values = wanted.iter().filter(|other| other.kind == tag.kind);
        for seen in tags.iter().filter(|seen| is(seen, &tag.kind)) {
            let near = reach == 0 || seen.bytes.end <= reach;
            match if near { values.next() } else { None } {
                Some(tag) => plan
                    .edits
                    .extend(updated(seen, tag).map(|text| (seen.bytes.clone(), text))),
                None => plan.edits.push((seen.bytes.clone(), String::new())),
            }
        }
        plan.fresh.extend(values);
    }
    // A theme colour for light or dark alone is the site's own choice.
    let chosen = tags.iter().any(|seen| {
        seen.element == "meta" && named(seen, "theme-color") && seen.value("media").is_some()
    });
    plan.fresh
        .retain(|tag| !(chosen && tag.kind == Kind::Name("theme-color")));
    plan
}

/// Whether a tag of the page is of a kind.
fn is(seen: &Seen, kind: &Kind) -> bool {
    let rel = |word: &str| {
        let rel = seen.value("rel").unwrap_or_default();
        rel.split_ascii_whitespace()
            .any(|own| own.eq_ignore_ascii_case(word))
    };
    match kind {
        Kind::Property(key) | Kind::Name(key) => {
            let any = seen.element == "meta" && named(seen, key);
            any && !(*key == "theme-color" && seen.value("media").is_some())
        }
        Kind::Canonical => seen.element == "link" && rel("canonical"),
        Kind::Feed(media_type, _) => {
            let typed = seen
                .value("type")
                .is_some_and(|own| own.trim().eq_ignore_ascii_case(media_type));
            seen.element == "link" && rel("alternate") && typed
        }
        Kind::LinkedData => {
            let typed = seen
                .value("type")
                .is_some_and(|own| own.trim().eq_ignore_ascii_case("application/ld+json"));
            seen.element == "script" && typed && ld::is_article(&seen.text)
        }
    }
}

/// Pages mix up `name` and `property`: either counts.
fn named(seen: &Seen, key: &str) -> bool {
    ["property", "name"]
        .iter()
        .filter_map(|attribute| seen.value(attribute))
        .any(|own| own.trim().eq_ignore_ascii_case(key))
}

/// The tag with the wanted value; `None` if it has it already.
fn updated(seen: &Seen, tag: &Tag) -> Option<String> {
    let (attribute, value) = match &tag.kind {
        Kind::LinkedData => {
            let same = seen.text.trim() == tag.value;
            return (!same).then(|| {
                let start = rebuilt(seen, &[]);
                format!("{start}{}</script>", tag.value)
            });
        }
        Kind::Canonical | Kind::Feed(..) => ("href", tag.value.clone()),
        Kind::Name("robots") => (
            "content",
            robots(&seen.value("content").unwrap_or_default()),
        ),
        Kind::Property(_) | Kind::Name(_) => ("content", tag.value.clone()),
    };
    let mut changes = vec![(attribute, value)];
    match &tag.kind {
        Kind::Property(key) if seen.value("property").is_none() => {
            changes.push(("property", (*key).to_owned()))
        }
        Kind::Name(key) if seen.value("name").is_none() => {
            changes.push(("name", (*key).to_owned()))
        }
        _ => {}
    }
    let same = changes
        .iter()
        .all(|(name, value)| seen.value(name).as_ref() == Some(value));
    (!same).then(|| rebuilt(seen, &changes))
}

/// Robots directives of a page, ours among them unless it is not to be indexed.
fn robots(own: &str) -> String {
    let has = |word: &str| {
        own.split(',')
            .any(|part| part.trim().eq_ignore_ascii_case(word))
    };
    if has("noindex") || has("none") || has("max-image-preview:large") {
        return own.to_owned();
    }
    let other = |part: &&str| {
        !part.is_empty() && !part.to_ascii_lowercase().starts_with("max-image-preview")
    };
    let mut parts: Vec<&str> = own.split(',').map(str::trim).filter(other).collect();
    parts.push("max-image-preview:large");
    parts.join(", ")
}

/// The start tag with some attributes set; the others stay as they stand.
fn rebuilt(seen: &Seen, changes: &[(&str, String)]) -> String {
    // The wrong one of `name` and `property` turns into the right one.
    let turned = |name: &str| match name {
        "name" if changes.iter().any(|(new, _)| *new == "property") => "property".to_owned(),
        "property" if changes.iter().any(|(new, _)| *new == "name") => "name".to_owned(),
        other => other.to_owned(),
    };
    let mut text = format!("<{}", seen.element);
    let mut left: Vec<&(&str, String)> = changes.iter().collect();
    for (name, raw) in &seen.attributes {
        let name = turned(name);
        if let Some(at) = left.iter().position(|(new, _)| *new == name) {
            let (_, value) = left.remove(at);
            text.push_str(&format!(" {name}=\"{}\"", escaped(value)));
        } else if raw.is_empty() {
            text.push_str(&format!(" {name}"));
        } else {
            text.push_str(&format!(" {name}=\"{}\"", raw.replace('"', "&quot;")));
        }
    }
    for (name, value) in left {
        text.push_str(&format!(" {name}=\"{}\"", escaped(value)));
    }
    text + if seen.closed { "/>" } else { ">" }
}

/// A tag that was not there.
fn written(tag: &Tag) -> String {
    let value = escaped(&tag.value);
    match &tag.kind {
        Kind::Property(key) => format!("<meta property=\"{key}\" content=\"{value}\">"),
        Kind::Name(key) => format!("<meta name=\"{key}\" content=\"{value}\">"),
        Kind::Canonical => format!("<link rel=\"canonical\" href=\"{value}\">"),
        Kind::Feed(media_type, title) => format!(
            "<link rel=\"alternate\" type=\"{media_type}\" title=\"{}\" href=\"{value}\">",
            escaped(title)
        ),
        Kind::LinkedData => format!(
            "<script type=\"application/ld+json\">{}</script>",
            tag.value
        ),
    }
}
