//! The text of a page -> its facts: headings, titles, addresses, language, dates, ids, links.
//!
//! A site has many pages and few of them are posts whose body is needed, so this reads tags only, in one pass and without a
//! tree: ten times as fast as a parser. A difference to a parser (a tag inside of broken markup) costs a candidate, never
//! a body: bodies come from [`super::tree`].

use std::ops::Range;

use memchr::{memchr, memmem};

use crate::markup::end_tag;
use crate::markup::references::decoded;
use crate::site::landmarks::Parts;

/// Headings that are looked at; a page with more of them is a list.
const MOST_HEADINGS: usize = 8;

/// Bytes of a heading, markup included, or of a title that are looked at: one that is left open goes on to the end of the page.
const MOST_TITLE_BYTES: usize = 4000;

/// Bytes of a description or of the address of a picture that are kept.
const MOST_SAID: usize = 1000;

/// Facts of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// The text of each `h1`.
    pub headings: Vec<String>,
    /// `og:title`.
    pub og_title: Option<String>,
    /// `<title>`.
    pub title: Option<String>,
    /// `og:site_name`.
    pub site_name: Option<String>,
    /// `description`, else `og:description`: its beginning.
    pub description: Option<String>,
    /// The picture for platforms: `og:image`, else `twitter:image`.
    pub picture: Option<String>,
    /// `link rel=canonical`.
    pub canonical: Option<String>,
    /// `og:url`.
    pub og_url: Option<String>,
    /// `<html lang>`.
    pub lang: Option<String>,
    /// `<base href>`.
    pub base: Option<String>,
    /// Days (`2024-01-31`) of `<time datetime>` and `article:published_time`.
    pub days: Vec<String>,
    /// Hashes of every `id`, and of the `name` of an anchor, sorted.
    pub ids: Vec<u64>,
    /// True if it only leads to another page.
    pub redirect: bool,
    /// True if it asks search engines not to show it.
    pub noindex: bool,
    /// Behind its `<body>` tag; 0 where there is none.
    pub body_at: usize,
    /// The longest `article`, else the longest `main`, without its end tag: a place to look for content first.
    pub content: Option<Range<usize>>,
    /// Hash of the text behind the `<body>` tag, so that a change of the head alone does not count.
    pub body_hash: [u8; 32],
}

/// The hash by which [`Facts::ids`] knows an id.
pub(super) fn id_hash(id: &str) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&blake3::hash(id.as_bytes()).as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// Told of every address that a page links to.
pub(super) type Links<'a> = Option<&'a mut dyn FnMut(&str)>;

/// Reads a page; `links` is told of every address that it links to.
pub(super) fn scan(html: &str, mut links: Links) -> Facts {
    let mut reader = Reader::default();
    let mut parts = Parts::default();
    let mut rest = html;
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        rest = &rest[at + 1..];
        let start = html.len() - rest.len() - 1;
        let Some(&first) = rest.as_bytes().first() else {
            break;
        };
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = find(comment, "-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        if first == b'/' {
            parts.end(&rest[1..], start);
            continue;
        }
        if !first.is_ascii_alphabetic() {
            continue;
        }
        let (tag, after) = Tag::read(rest);
        rest = after;
        parts.begin(tag.name, start);
        let place = html.len() - rest.len();
        rest = reader.take(&tag, rest, place, &mut links);
    }
    let mut facts = reader.facts;
    facts.description = facts.description.or(reader.og_description);
    facts.picture = facts.picture.or(reader.twitter_picture);
    let body = html.get(facts.body_at..).unwrap_or(html);
    facts.body_hash = *blake3::hash(body.as_bytes()).as_bytes();
    facts.content = parts.content(html);
    facts.ids.sort_unstable();
    facts.ids.dedup();
    facts
}

/// Reads tag after tag. Of several that say the same, the first counts, as it does for platforms.
#[derive(Default)]
struct Reader {
    facts: Facts,
    /// `og:description`, wanted where there is no `description`.
    og_description: Option<String>,
    /// `twitter:image`, wanted where there is no `og:image`.
    twitter_picture: Option<String>,
}

impl Reader {
    /// Reads the facts of one tag; returns the rest.
    fn take<'a>(&mut self, tag: &Tag, rest: &'a str, place: usize, links: &mut Links) -> &'a str {
        let facts = &mut self.facts;
        if let Some(id) = tag.id() {
            facts.ids.push(id_hash(&id));
        }
        let is = |name: &str| tag.name.eq_ignore_ascii_case(name);
        match tag.name.len() {
            1 if is("a") => {
                if let Some(told) = links
                    && let Some(href) = tag.get("href")
                {
                    told(&href);
                }
                if let Some(name) = tag.get("name") {
                    facts.ids.push(id_hash(&name));
                }
            }
            // Its ids and links are read as all others are.
            2 if is("h1") && facts.headings.len() < MOST_HEADINGS => {
                let near = &rest[..rest.floor_char_boundary(MOST_TITLE_BYTES)];
                facts.headings.push(plain(&near[..find_end(near, "h1")]));
            }
            4 if is("html") => facts.lang = facts.lang.take().or(tag.get("lang")),
            4 if is("base") => facts.base = facts.base.take().or(tag.get("href")),
            4 if is("body") && facts.body_at == 0 => facts.body_at = place,
            4 if is("time") => self.day(tag.get("datetime")),
            4 if is("meta") => self.meta(tag),
            4 if is("link") => {
                let rel = tag.get("rel").unwrap_or_default();
                if rel
                    .split_ascii_whitespace()
                    .any(|one| one.eq_ignore_ascii_case("canonical"))
                {
                    facts.canonical = facts.canonical.take().or(tag.get("href"));
                }
            }
            5 if is("title") => {
                let end = find_end(rest, "title");
                if facts.title.is_none() && facts.body_at == 0 {
                    let words = rest[..end].trim();
                    let near = &words[..words.floor_char_boundary(MOST_TITLE_BYTES)];
                    facts.title = Some(decoded(near).into_owned());
                }
                return &rest[end..];
            }
            5 if is("style") => return &rest[find_end(rest, "style")..],
            6 if is("script") => return &rest[find_end(rest, "script")..],
            8 if is("textarea") => return &rest[find_end(rest, "textarea")..],
            _ => {}
        }
        rest
    }

    fn meta(&mut self, tag: &Tag) {
        let facts = &mut self.facts;
        let content = || tag.get("content").map(|text| text.trim().to_owned());
        if tag
            .get("http-equiv")
            .is_some_and(|one| one.eq_ignore_ascii_case("refresh"))
        {
            facts.redirect |=
                content().is_some_and(|text| text.to_ascii_lowercase().contains("url"));
        }
        let key = tag
            .get("property")
            .or_else(|| tag.get("name"))
            .unwrap_or_default();
        let title = || content().map(|words| cut(words, MOST_TITLE_BYTES));
        let first = |known: &mut Option<String>| *known = known.take().or_else(|| said(content()));
        match key.trim() {
            "og:title" => facts.og_title = facts.og_title.take().or_else(title),
            "og:url" => facts.og_url = facts.og_url.take().or_else(content),
            "og:site_name" => facts.site_name = facts.site_name.take().or_else(title),
            "article:published_time" => self.day(content()),
            "description" => first(&mut facts.description),
            "og:description" => first(&mut self.og_description),
            "og:image" | "og:image:url" | "og:image:secure_url" => first(&mut facts.picture),
            "twitter:image" | "twitter:image:src" => first(&mut self.twitter_picture),
            "robots" | "googlebot" => {
                let words = content().unwrap_or_default().to_ascii_lowercase();
                let mut words = words.split(',').map(str::trim);
                facts.noindex |= words.any(|word| word == "noindex" || word == "none");
            }
            _ => {}
        }
    }

    fn day(&mut self, written: Option<String>) {
        let day = written.as_deref().and_then(|text| text.trim().get(..10));
        if let Some(day) = day
            && self.facts.days.len() < MOST_HEADINGS
            && !self.facts.days.iter().any(|one| one == day)
        {
            self.facts.days.push(day.to_owned());
        }
    }
}

/// The beginning of what a `meta` says; `None` where it says nothing.
fn said(content: Option<String>) -> Option<String> {
    let words = content.filter(|words| !words.is_empty())?;
    Some(cut(words, MOST_SAID))
}

/// `most` bytes of `words`, or what is whole of them.
fn cut(mut words: String, most: usize) -> String {
    words.truncate(words.floor_char_boundary(most));
    words
}

/// A start tag.
struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// Reads the tag whose name begins `text`; returns the rest.
    fn read(text: &'a str) -> (Tag<'a>, &'a str) {
        let bytes = text.as_bytes();
        let name = bytes
            .iter()
            .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))
            .unwrap_or(bytes.len());
        let mut at = name;
        // Only just behind a sign of equality a quote begins a value.
        let mut value = false;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'>' => break,
                b'"' | b'\'' if value => {
                    let end = memchr(byte, &bytes[at + 1..]);
                    at = end.map_or(bytes.len() - 1, |end| at + 1 + end);
                    value = false;
                }
                b'=' => value = true,
                byte if !byte.is_ascii_whitespace() => value = false,
                _ => {}
            }
            at += 1;
        }
        let tag = Tag {
            name: &text[..name],
            attributes: &text[name..at],
        };
        (tag, text.get(at + 1..).unwrap_or_default())
    }

    /// The value of `id`; most tags have none, which is seen without reading their attributes.
    fn id(&self) -> Option<String> {
        let bytes = self.attributes.as_bytes();
        let is_name = |pair: &[u8]| pair[0] | 0x20 == b'i' && pair[1] | 0x20 == b'd';
        if bytes.windows(2).any(is_name) {
            self.get("id")
        } else {
            None
        }
    }

    /// The value of an attribute, entities decoded.
    fn get(&self, wanted: &str) -> Option<String> {
        let bytes = self.attributes.as_bytes();
        let blank = |byte: u8| byte.is_ascii_whitespace();
        let skip = |mut at: usize, is: &dyn Fn(u8) -> bool| {
            while at < bytes.len() && is(bytes[at]) {
                at += 1;
            }
            at
        };
        let mut at = 0;
        loop {
            let start = skip(at, &|byte| blank(byte) || byte == b'/');
            if start == bytes.len() {
                return None;
            }
            // A sign of equality with no name before it begins one.
            let end = skip(start + 1, &|byte| {
                !blank(byte) && !matches!(byte, b'=' | b'/')
            });
            let name = &bytes[start..end];
            at = skip(end, &blank);
            let mut value = 0..0;
            if bytes.get(at) == Some(&b'=') {
                at = skip(at + 1, &blank);
                match bytes.get(at) {
                    Some(&quote @ (b'"' | b'\'')) => {
                        let close = memchr(quote, &bytes[at + 1..]);
                        let close = close.map_or(bytes.len(), |close| at + 1 + close);
                        value = at + 1..close;
                        at = close + 1;
                    }
                    _ => {
                        let close = skip(at, &|byte| !blank(byte));
                        value = at..close;
                        at = close;
                    }
                }
            }
            if name.eq_ignore_ascii_case(wanted.as_bytes()) {
                return Some(decoded(self.attributes.get(value).unwrap_or_default()).into_owned());
            }
            at = at.min(bytes.len());
        }
    }
}

fn find(text: &str, needle: &str) -> Option<usize> {
    memmem::find(text.as_bytes(), needle.as_bytes())
}

/// Start of the end tag of `name`; the end of the text where there is none.
fn find_end(text: &str, name: &str) -> usize {
    end_tag(text, name).unwrap_or(text.len())
}

/// Markup -> its words, without titles inside pictures and without links to a heading.
fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = find(comment, "-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let (tag, after) = Tag::read(rest);
        rest = after;
        let hidden = tag.get("aria-hidden").is_some_and(|one| one == "true");
        if ["svg", "style", "script", "button"]
            .iter()
            .any(|one| tag.name.eq_ignore_ascii_case(one))
            || hidden
        {
            let end = find_end(rest, tag.name);
            rest = &rest[end..];
        }
    }
    out.push_str(rest);
    let out = decoded(&out);
    out.trim().trim_end_matches(['#', '¶']).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_page_says_who_it_is() {
        let mut links = Vec::new();
        let facts = scan(
            "<!doctype html><html lang=ko><head><title>글 &amp; 하나 | 블로그</title><!-- <h1>x</h1> -->\
             <link rel='canonical' href=\"https://a.example/x/\"><meta content='글 하나' property=og:title>\
             <script>'<h1>y</h1>'</script></head><body><h1 id=top>글 <em>하나</em><a href=#top aria-hidden=\"true\">#</a></h1>\
             <time datetime='2024-01-02T00:00:00Z'>어제</time><a href='/y?a=1&amp;b=2'>둘</a><svg><title>z</title></svg></body>",
            Some(&mut |link| links.push(link.to_owned())),
        );
        assert_eq!(facts.headings, ["글 하나"]);
        assert_eq!(facts.title.as_deref(), Some("글 & 하나 | 블로그"));
        assert_eq!(facts.og_title.as_deref(), Some("글 하나"));
        assert_eq!(facts.canonical.as_deref(), Some("https://a.example/x/"));
        assert_eq!(facts.lang.as_deref(), Some("ko"));
        assert_eq!(facts.days, ["2024-01-02"]);
        assert_eq!(facts.ids, [id_hash("top")]);
        assert_eq!(links, ["#top", "/y?a=1&b=2"]);
        assert!(!facts.redirect);
        assert!(scan("<meta http-equiv=refresh content='0; url=/x'>", None).redirect);
    }

    #[test]
    fn a_page_says_how_it_wants_to_be_shown() {
        let facts = scan(
            "<meta name=twitter:image content=/t.png><meta property=og:description content='다른 말'><meta name=description content=' 말 '>\
             <meta property=og:image content=/a.png><meta name=robots content='nofollow, NoIndex'>",
            None,
        );
        assert_eq!(facts.description.as_deref(), Some("말"));
        assert_eq!(facts.picture.as_deref(), Some("/a.png"));
        assert!(facts.noindex && !scan("<meta name=robots content=nofollow>", None).noindex);
        let long = format!("<meta name=description content='{}'>", "가".repeat(500));
        assert_eq!(
            scan(&long, None).description.map(|words| words.len()),
            Some(999)
        );
    }

    #[test]
    fn a_sign_inside_quotes_ends_no_tag() {
        let facts = scan(
            "<a title='a>b' id=\"c>d\">e</a><h1 title=\"<h1>\">글</h1>",
            None,
        );
        assert_eq!(facts.ids, [id_hash("c>d")]);
        assert_eq!(facts.headings, ["글"]);
    }

    #[test]
    fn of_several_that_say_the_same_the_first_counts() {
        let facts = scan(
            "<meta name=twitter:image content=/t.png><meta property=og:image content=''><meta property=og:image content=/a.png>\
             <meta property=og:image:secure_url content=/b.png><meta property=og:image content=/c.png>\
             <meta property=og:description content=하나><meta name=description content=둘><meta name=description content=셋>",
            None,
        );
        assert_eq!(facts.picture.as_deref(), Some("/a.png"));
        assert_eq!(facts.description.as_deref(), Some("둘"));
        let twitter =
            "<meta name=twitter:image content=/t.png><meta name=twitter:image content=/u.png>";
        assert_eq!(scan(twitter, None).picture.as_deref(), Some("/t.png"));
    }

    #[test]
    fn a_heading_is_cut_between_two_characters() {
        for before in ["", "a", "ab"] {
            for after in ["", "</h1>"] {
                let facts = scan(&format!("<h1>{before}{}{after}", "글".repeat(2000)), None);
                let wanted = (MOST_TITLE_BYTES - before.len()) / "글".len();
                assert_eq!(facts.headings, [format!("{before}{}", "글".repeat(wanted))]);
            }
        }
        let long = "글".repeat(2000);
        let titles = format!(
            "<title>{long}</title><meta property=og:title content={long}><meta property=og:site_name content={long}>"
        );
        let Facts {
            title,
            og_title,
            site_name,
            ..
        } = scan(&titles, None);
        let lengths = [title, og_title, site_name].map(|one| one.map(|words| words.len()));
        assert_eq!(lengths, [Some(3999); 3]);
    }

    /// Minutes, where the end of each heading is looked for.
    #[test]
    fn headings_without_an_end_cost_no_more_than_others() {
        let facts = scan(&"<h1></b>".repeat(500_000), None);
        assert_eq!(facts.headings, [""; MOST_HEADINGS]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_to_its_end(pieces in prop::collection::vec(prop::sample::select(vec![
            "<", ">", "<h1", "</h1>", "<title>", "</title>", "<a href=", "\"", "'", "=", " ", "글", "&", "&amp;", "&#x", ";", "<!--", "-->",
            "<script>", "</", "/", "id", "é", "<meta property=og:image content=",
        ]), 0..60)) {
            scan(&pieces.concat(), None);
        }
    }
}
