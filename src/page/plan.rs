//! The tags that a page has, and those that it should have -> the edits between them.
//!
//! Each wanted tag takes the first tag of the page that says the same thing and is where readers look, and changes
//! its value only. Other tags of that kind are removed; missing ones are written behind the anchor.

use std::ops::Range;

use url::Url;

use super::head_tag::{ALIASES, HeadTag, TIMES};
use super::scan::{Attribute, Scan, Tag};
use super::{Edit, READ_BYTES, escape, jsonld};

/// The edits, in no order, and the end of the last owned tag in the page as it is.
pub(super) fn plan(
    html: &str,
    page_url: &str,
    scan: &Scan,
    head_tags: &[HeadTag],
) -> (Vec<Edit>, usize) {
    let mut plan = Plan {
        html,
        base: base(page_url, scan),
        taken: vec![false; head_tags.len()],
        head_tags,
        edits: Vec::new(),
        end: 0,
        limit: limit(scan, head_tags),
    };
    for tag in &scan.tags {
        match tag.name.as_str() {
            "meta" => plan.meta(tag),
            "link" => plan.link(tag),
            _ => plan.script(tag),
        }
    }
    plan.insert(scan);
    (plan.edits, plan.end)
}

struct Plan<'a> {
    html: &'a str,
    base: Option<Url>,
    head_tags: &'a [HeadTag],
    /// For each wanted tag, true if a tag of the page has it.
    taken: Vec<bool>,
    edits: Vec<Edit>,
    end: usize,
    /// A tag that ends behind this byte moves up.
    limit: usize,
}

impl Plan<'_> {
    fn meta(&mut self, tag: &Tag) {
        let mut keys: Vec<(&str, String)> = Vec::new();
        for by in ["property", "name"] {
            let key = tag.get(by).unwrap_or_default().trim().to_ascii_lowercase();
            if self.owns(&key) && !keys.iter().any(|(_, known)| *known == key) {
                keys.push((by, key));
            }
        }
        if keys.is_empty() || tag.get("media").is_some() {
            return;
        }
        let found: Vec<Option<usize>> = keys.iter().map(|(_, key)| self.next(key)).collect();
        let contents: Vec<&str> = found.iter().flatten().map(|at| self.content(*at)).collect();
        // `<meta name="description" property="og:description">` is two tags in one, as long as they agree.
        let agree = contents.len() == keys.len() && contents.iter().all(|one| *one == contents[0]);
        if !agree || !self.readable(tag) {
            return self.remove(tag);
        }
        let content = contents[0].to_owned();
        for at in found.iter().flatten() {
            self.taken[*at] = true;
        }
        self.set(tag, "content", &content);
        if let ([(by, _)], [Some(at)]) = (keys.as_slice(), found.as_slice()) {
            self.rename(tag, by, *at);
        }
        self.keep(tag);
    }

    fn link(&mut self, tag: &Tag) {
        if tag.has_word("rel", "canonical") {
            let found = self.free(|want| matches!(want, HeadTag::Canonical(_)));
            let wanted = |want: &HeadTag| matches!(want, HeadTag::Canonical(_));
            if !self.head_tags.iter().any(wanted) {
                return;
            }
            let Some(at) = found.filter(|_| self.readable(tag)) else {
                return self.remove(tag);
            };
            if let HeadTag::Canonical(url) = &self.head_tags[at] {
                self.taken[at] = true;
                self.set(tag, "href", url);
                self.keep(tag);
            }
        } else if tag.has_word("rel", "alternate") && tag.get("type").is_some() {
            self.feed(tag);
        }
    }

    /// A link to a feed that is not ours (a podcast, the comments) stays.
    fn feed(&mut self, tag: &Tag) {
        let here = tag.get("href").and_then(|href| self.resolve(href));
        let same = |want: &HeadTag| matches!(want, HeadTag::Feed { url, .. } if here.is_some() && Url::parse(url).ok() == here);
        if !self.head_tags.iter().any(same) {
            return;
        }
        let Some(at) = self.free(same).filter(|_| self.readable(tag)) else {
            return self.remove(tag);
        };
        if let HeadTag::Feed {
            media_type,
            title,
            url,
        } = &self.head_tags[at]
        {
            self.taken[at] = true;
            self.set(tag, "type", media_type);
            self.set(tag, "title", title);
            self.set(tag, "href", url);
            self.keep(tag);
        }
    }

    fn script(&mut self, tag: &Tag) {
        let is_wanted = |want: &HeadTag| matches!(want, HeadTag::JsonLd(_));
        let (Some(kind), Some(inner)) = (tag.get("type"), &tag.inner) else {
            return;
        };
        let content = &self.html[inner.clone()];
        if !kind.trim().eq_ignore_ascii_case("application/ld+json")
            || !jsonld::is_article(content)
            || !self.head_tags.iter().any(is_wanted)
        {
            return;
        }
        let Some(at) = self.free(is_wanted).filter(|_| self.readable(tag)) else {
            return self.remove(tag);
        };
        if let HeadTag::JsonLd(text) = &self.head_tags[at] {
            self.taken[at] = true;
            if content.trim() != text {
                self.edit(inner.clone(), text.clone());
            }
            self.keep(tag);
        }
    }

    /// Writes the missing tags, one a line if the page itself does so.
    fn insert(&mut self, scan: &Scan) {
        let rest = &self.html[scan.anchor..];
        let blank = &rest[..rest.len() - rest.trim_ascii_start().len()];
        let line = if blank.contains('\n') {
            let at = blank.rfind('\n').unwrap_or_default();
            let at = at - usize::from(blank[..at].ends_with('\r'));
            &blank[at..]
        } else {
            ""
        };
        let close = if scan.slash { " />" } else { ">" };
        let missing = self
            .head_tags
            .iter()
            .zip(&self.taken)
            .filter(|(_, taken)| !**taken);
        let text: String = missing
            .map(|(want, _)| format!("{line}{}", render(want, close)))
            .collect();
        if !text.is_empty() {
            self.edit(scan.anchor..scan.anchor, text);
        }
    }

    /// True if a `meta` with this name or property is feedcard's to write.
    fn owns(&self, key: &str) -> bool {
        let is = |name: &str| {
            self.head_tags
                .iter()
                .any(|want| matches!(want, HeadTag::Meta { key, .. } if *key == name))
        };
        is(key)
            || (ALIASES.contains(&key) && is("og:image"))
            || (TIMES.contains(&key) && is("og:type"))
    }

    /// The next `meta` of this key that is still missing.
    fn next(&self, name: &str) -> Option<usize> {
        self.free(|want| matches!(want, HeadTag::Meta { key, .. } if *key == name))
    }

    fn free(&self, is: impl Fn(&HeadTag) -> bool) -> Option<usize> {
        (0..self.head_tags.len()).find(|at| !self.taken[*at] && is(&self.head_tags[*at]))
    }

    fn content(&self, at: usize) -> &str {
        match &self.head_tags[at] {
            HeadTag::Meta { content, .. } => content,
            _ => "",
        }
    }

    fn resolve(&self, href: &str) -> Option<Url> {
        let href = href.trim().replace("&amp;", "&");
        match &self.base {
            Some(base) => base.join(&href).ok(),
            None => Url::parse(&href).ok(),
        }
    }

    /// Gives an attribute its value; only the bytes of the value change.
    fn set(&mut self, tag: &Tag, name: &str, value: &str) {
        let wanted = escape(value);
        let Some(Attribute {
            raw, at, value_at, ..
        }) = tag.attributes.iter().find(|one| one.name == name)
        else {
            let behind = tag.range.start + 1 + tag.name.len();
            return self.edit(behind..behind, format!(" {name}=\"{wanted}\""));
        };
        if *raw == wanted && !wanted.is_empty() {
            return;
        }
        let Some(value_at) = value_at else {
            // `content` or, just before the end of the tag, `content=`.
            let behind = self.html[at.end..].trim_ascii_start();
            let gap = self.html.len() - at.end - behind.len();
            let sign = if behind.starts_with('=') { gap + 1 } else { 0 };
            return self.edit(at.start..at.end + sign, format!("{name}=\"{wanted}\""));
        };
        match self.html[..value_at.start].chars().next_back() {
            Some('"') => self.edit(value_at.clone(), wanted),
            // A value in single quotes needs another escape than the one that feedcard writes.
            Some('\'') => {
                self.edit(
                    value_at.start - 1..value_at.end + 1,
                    format!("\"{wanted}\""),
                );
            }
            _ => self.edit(value_at.clone(), format!("\"{wanted}\"")),
        }
    }

    /// `name="og:title"` is `property="og:title"`: some readers look at one of them only.
    fn rename(&mut self, tag: &Tag, by: &str, at: usize) {
        if let HeadTag::Meta { by: wanted, .. } = self.head_tags[at]
            && wanted != by
            && tag.get(wanted).is_none()
            && let Some(one) = tag.attributes.iter().find(|one| one.name == by)
        {
            self.edit(one.at.clone(), wanted.to_owned());
        }
    }

    /// True if every reader gets as far as this tag.
    fn readable(&self, tag: &Tag) -> bool {
        tag.in_head && tag.end <= self.limit
    }

    fn keep(&mut self, tag: &Tag) {
        self.end = self.end.max(tag.end);
    }

    fn remove(&mut self, tag: &Tag) {
        self.edit(tag.range.start..tag.end, String::new());
    }

    fn edit(&mut self, range: Range<usize>, text: String) {
        if self.html[range.clone()] != text {
            self.edits.push(Edit { range, text });
        }
    }
}

/// The byte where readers stop, if all wanted tags fit before it. A post with hundreds of tags cannot be helped by moving them.
fn limit(scan: &Scan, head_tags: &[HeadTag]) -> usize {
    if scan.tags.iter().all(|tag| tag.end <= READ_BYTES) {
        return READ_BYTES;
    }
    // Room for a line end, an indent and ` />` around each.
    let sizes = head_tags.iter().map(|want| render(want, ">").len() + 40);
    if scan.anchor + sizes.sum::<usize>() <= READ_BYTES {
        READ_BYTES
    } else {
        usize::MAX
    }
}

fn base(page_url: &str, scan: &Scan) -> Option<Url> {
    let page = Url::parse(page_url).ok()?;
    match &scan.base {
        Some(href) => page.join(href.trim()).ok(),
        None => Some(page),
    }
}

fn render(want: &HeadTag, close: &str) -> String {
    match want {
        HeadTag::Meta { by, key, content } => {
            format!(
                "<meta {by}=\"{key}\" content=\"{}\"{close}",
                escape(content)
            )
        }
        HeadTag::Canonical(url) => {
            format!("<link rel=\"canonical\" href=\"{}\"{close}", escape(url))
        }
        HeadTag::Feed {
            media_type,
            title,
            url,
        } => format!(
            "<link rel=\"alternate\" type=\"{media_type}\" title=\"{}\" href=\"{}\"{close}",
            escape(title),
            escape(url)
        ),
        HeadTag::JsonLd(text) => {
            format!("<script type=\"application/ld+json\">{text}</script>")
        }
    }
}
