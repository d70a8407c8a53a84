//! Tags of templates -> Markdown and HTML: `{% … %}` of Jekyll and Hexo, `{{< … >}}` and `{{% … %}}` of Hugo, `{{ … }}`.
//!
//! In: the text of a body and the ranges of code in it. Out: edits. [`word`] knows the HTML for each tag.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::body::args::Args;
use crate::body::prepare::{Settings, Work};
use crate::body::source::{Edit, inside, line_of};
use crate::body::tag::{Tag, attributes, first_words};
use crate::body::word::{self, Asked, Meaning};

/// An address that leads nowhere: the link is removed and its words stay.
pub const NOWHERE: &str = "nowhere:";

/// One tag in the text.
struct Found<'a> {
    tag: Tag<'a>,
    range: Range<usize>,
    /// In lower case, without folder and ending; of a closing tag, the name it closes.
    name: String,
    args: &'a str,
    closes: bool,
    /// For an opening tag: the closing one, by number.
    end: Option<usize>,
}

/// Edits for every tag outside of `code`.
pub fn edits(work: &mut Work, code: &[Range<usize>], settings: &Settings) -> Vec<Edit> {
    let text = std::mem::take(&mut work.draft.text);
    let mut edits = Vec::new();
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(brace) = memchr::memchr(b'{', &text.as_bytes()[at..]).map(|found| at + found) {
        at = brace + 1;
        if let Some(end) = inside(code, brace) {
            at = end.max(at);
            continue;
        }
        if text[..brace].ends_with('\\') {
            continue;
        }
        let rest = &text[brace..];
        if let Some(tag) = Tag::at(rest) {
            at = brace + tag.whole.len();
            tags.push(found(tag, brace));
        } else {
            let line = line_of(&text, brace);
            if let Some(length) = attributes(rest, &text[line.start..brace]) {
                at = brace + length;
                edits.push(Edit::new(brace..at, ""));
            }
        }
    }
    pair(&mut tags);
    let closing: BTreeMap<usize, usize> = tags
        .iter()
        .enumerate()
        .filter_map(|(at, tag)| Some((tag.end?, at)))
        .collect();
    let mut meanings: BTreeMap<usize, Meaning> = BTreeMap::new();
    for at in 0..tags.len() {
        let tag = &tags[at];
        let with = match closing.get(&at) {
            Some(open) => meanings
                .remove(open)
                .map(|meaning| placed(&text, &tag.range, &meaning.close, meaning.block)),
            None if tag.closes => Some(String::new()),
            None => address(tag, settings, &text, &mut edits).or_else(|| mustache(tag, settings)),
        };
        let with = match with {
            Some(with) => with,
            None => {
                let meaning = meaning(tag, settings);
                if let Some(kept) = meaning.lost {
                    work.lose(
                        format!("`{}`", first_words(tag.tag.whole)),
                        kept,
                        tag.range.clone(),
                    );
                }
                let with = placed(&text, &tag.range, &meaning.open, meaning.block);
                if tag.end.is_some() {
                    meanings.insert(at, meaning);
                }
                with
            }
        };
        if with != tag.tag.whole {
            edits.push(Edit::new(tag.range.clone(), with));
        }
    }
    work.draft.text = text;
    edits
}

fn found(tag: Tag, at: usize) -> Found {
    let range = at..at + tag.whole.len();
    let inner = tag.inner.trim_end_matches('/').trim();
    let (first, args) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let template = tag.open != "{{";
    let (mut name, mut args, mut closes) = (first, args, false);
    if template {
        if let Some(closed) = first.strip_prefix('/') {
            closes = true;
            name = if closed.is_empty() {
                args.trim()
            } else {
                closed
            };
        } else if let Some(closed) = first.strip_prefix("end").filter(|_| tag.open == "{%") {
            closes = true;
            name = closed;
        } else if matches!(
            first,
            "include"
                | "include_relative"
                | "include_cached"
                | "render"
                | "partial"
                | "embed"
                | "component"
        ) && tag.open == "{%"
        {
            let (path, rest) = args
                .trim_start()
                .split_once(char::is_whitespace)
                .unwrap_or((args.trim(), ""));
            if !path.contains('=') && !path.starts_with("http") {
                (name, args) = (path.trim_matches(['"', '\'', ',']), rest);
            }
        }
    }
    let name = name.rsplit('/').next().unwrap_or(name);
    let name = name.split('.').next().unwrap_or(name);
    Found {
        range,
        name: name.to_lowercase().replace('-', ""),
        args: if closes { "" } else { args },
        closes,
        end: None,
        tag,
    }
}

/// Finds for every closing tag the nearest open one of its name.
fn pair(tags: &mut [Found]) {
    let mut open: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for at in 0..tags.len() {
        let (name, closes) = (tags[at].name.clone(), tags[at].closes);
        if !closes {
            open.entry(name).or_default().push(at);
        } else if let Some(opened) = open.get_mut(&name).and_then(Vec::pop) {
            tags[opened].end = Some(at);
        }
    }
}

/// The address that a tag stands for: `{% post_url b %}`, `{% link b.md %}`, `{{< ref "b.md" >}}`.
fn address(tag: &Found, settings: &Settings, text: &str, edits: &mut [Edit]) -> Option<String> {
    let args = Args::read(tag.args);
    let hugo = matches!(tag.tag.open, "{{<" | "{{%");
    let written = match tag.name.as_str() {
        "post_url" | "post_path" => args.word(0)?,
        "link" if !hugo && args.words.len() == 1 => args.word(0)?,
        "ref" | "relref" if hugo => args.get(&["path"]).or_else(|| args.word(0))?,
        "asset_path" => return Some(args.word(0)?.to_owned()),
        _ => return None,
    };
    // `{{ site.baseurl }}{% post_url b %}`: the address is complete, so the text before it is dropped.
    let mut end = tag.range.start;
    for edit in edits.iter_mut().rev() {
        if edit.range.end != end || !text[edit.range.clone()].contains("site.") {
            break;
        }
        end = edit.range.start;
        edit.with.clear();
    }
    let (name, fragment) = written.split_once('#').unwrap_or((written, ""));
    let Some(page) = settings.page else {
        return Some(NOWHERE.to_owned());
    };
    let found = match name {
        "" => Some(page.own()),
        name => page.post_named(name).map(|(url, _)| url),
    };
    // A file of the site's, not a post: `{% link /assets/a.pdf %}`.
    let file = || {
        let ending = name.rsplit('/').next()?.rsplit_once('.')?.1;
        (tag.name == "link" && !matches!(ending, "md" | "markdown" | "mdx"))
            .then(|| format!("{}/{}", settings.site_url, name.trim_start_matches('/')))
    };
    Some(match (found.or_else(file), fragment) {
        (None, _) => NOWHERE.to_owned(),
        (Some(url), "") => url,
        (Some(url), fragment) => format!("{url}#{fragment}"),
    })
}

/// Text for `{{ … }}`; unchanged where it may be what the post is about: Vue, Angular, Handlebars.
fn mustache(tag: &Found, settings: &Settings) -> Option<String> {
    if tag.tag.open != "{{" {
        return None;
    }
    let site = settings.site_url;
    let words: Vec<&str> = tag.tag.inner.split_whitespace().collect();
    let path = |text: &str| {
        let path = text.trim_matches(['"', '\'']);
        format!(
            "{site}{}{path}",
            if path.starts_with('/') { "" } else { "/" }
        )
    };
    let quoted = |text: &str| text.starts_with(['"', '\'']);
    match words.as_slice() {
        ["site.url"] => Some(site.to_owned()),
        ["site.baseurl"] => Some(url::Url::parse(site).map_or(String::new(), |url| {
            url.path().trim_end_matches('/').to_owned()
        })),
        [
            text,
            "|",
            "relative_url" | "absolute_url" | "url" | "relURL" | "absURL" | "url_for",
        ] if quoted(text) => Some(path(text)),
        [text, "|", "prepend:", "site.baseurl", ..] if quoted(text) => Some(path(text)),
        [call] if call.starts_with("url_for(") || call.starts_with("get_url(path=") => {
            let inner = call
                .split_once('(')?
                .1
                .trim_end_matches(')')
                .trim_start_matches("path=");
            Some(path(
                inner.trim_matches(['"', '\'']).trim_start_matches("@/"),
            ))
        }
        // Tags for parts of the page that are not part of the post.
        ["content"] | ["content", "|", "toc"] | ["toc"] => Some(String::new()),
        [name, ..]
            if ["site.", "page.", "post.", "include.", "this.page."]
                .iter()
                .any(|owner| name.starts_with(owner)) =>
        {
            None
        }
        _ => Some(tag.tag.whole.to_owned()),
    }
}

fn meaning(tag: &Found, settings: &Settings) -> Meaning {
    match tag.name.as_str() {
        "toc" | "tableofcontents" | "more" | "endexcerpt" => return Meaning::default(),
        // Control flow of a template: its content stays, whether or not the page would show it.
        "if" | "for" | "unless" | "case" | "when" | "else" | "elsif" | "assign" | "capture"
        | "site" | "page" => {
            return Meaning {
                lost: Some(""),
                ..Meaning::default()
            };
        }
        _ => {}
    }
    let args = Args::read(tag.args);
    let post = |name: &str| settings.page.and_then(|page| page.post_named(name));
    word::meaning(&Asked {
        name: &tag.name,
        args: &args,
        paired: tag.end.is_some(),
        lang: settings.lang,
        post: &post,
    })
}

/// `html` with the blank lines that a block needs: Markdown beside it would be read as HTML.
pub fn placed(text: &str, range: &Range<usize>, html: &str, block: bool) -> String {
    if !block || html.is_empty() {
        return html.to_owned();
    }
    let line = line_of(text, range.start);
    let last = line_of(text, range.end);
    let begins = text[line.start..range.start].trim().is_empty();
    let ends = text[range.end..last.end].trim().is_empty();
    let above = text[..line.start].trim_end_matches('\n').len() + 1 < line.start || line.start == 0;
    let below = text[last.end..].starts_with("\n\n") || text[last.end..].trim().is_empty();
    // An indented block belongs to a list item, and has to stay in it.
    let indent = if begins {
        &text[line.start..range.start]
    } else {
        ""
    };
    let html = html.replace('\n', &format!("\n{indent}"));
    match (begins, ends) {
        (true, true) => {
            let before = if above {
                String::new()
            } else {
                format!("\n{indent}")
            };
            let after = if below { "" } else { "\n" };
            format!("{before}{html}{after}")
        }
        (true, false) => format!("{html}\n\n{indent}"),
        (false, true) => format!("\n\n{html}\n"),
        // In the middle of a sentence only a picture can stay.
        (false, false) => html,
    }
}
