//! A built site's own words about itself: its address, its title, its language, and the words that head its pages.
//!
//! In: its folder, untrusted. Out: plain values. Few pages are read, the head of each; no link is followed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::disk::read_start;

/// Pages read at most.
const MOST_PAGES: usize = 2_000;
/// Bytes of a page that are read.
const MOST_BYTES: u64 = 128 << 10;

/// Offset and language pairs that identify one zone.
const ZONES: &[(&str, &str, &str)] = &[
    ("+09:00", "ko", "Asia/Seoul"),
    ("+09:00", "ja", "Asia/Tokyo"),
    ("+08:00", "zh", "Asia/Shanghai"),
];

/// Facts found, the answer of most pages each.
#[derive(Debug, Default)]
pub struct Evidence {
    /// The folder, as the user calls it.
    pub shown: String,
    /// Address of the site.
    pub url: Option<String>,
    /// `og:site_name`, else the title of a feed.
    pub title: Option<String>,
    /// `<html lang>`.
    pub language: Option<String>,
    /// The zone of the offset in `<time datetime>`, if the language leaves only one.
    pub timezone: Option<&'static str>,
    /// Headings and titles of pages, as [`plain`] spells them.
    pub headings: BTreeSet<String>,
}

/// Reads the site in `folder`, which the user calls `shown`.
pub fn read(folder: &Path, shown: &str) -> Evidence {
    let mut votes: [BTreeMap<String, usize>; 4] = Default::default();
    let mut headings = BTreeSet::new();
    let files = walkdir::WalkDir::new(folder)
        .follow_links(false)
        .sort_by_file_name()
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file())
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy();
            name.ends_with(".html") || name.ends_with(".htm")
        });
    for entry in files.take(MOST_PAGES) {
        let Some(text) = head_of(entry.path()) else {
            continue;
        };
        let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let path = path.to_string_lossy().replace('\\', "/");
        let said = [
            [
                attribute(&text, "<link", "rel", "canonical", "href"),
                attribute(&text, "<meta", "property", "og:url", "content"),
            ]
            .into_iter()
            .flatten()
            .find_map(|url| served_at(&url, &path)),
            attribute(&text, "<meta", "property", "og:site_name", "content"),
            language(&text),
            offset(&text),
        ];
        for (votes, answer) in votes.iter_mut().zip(said) {
            if let Some(answer) = answer.filter(|answer| !answer.trim().is_empty()) {
                *votes.entry(answer).or_default() += 1;
            }
        }
        headings.extend(heads(&text));
    }
    let [url, title, language, offset] = votes.map(most);
    let zone = ZONES.iter().find(|(one, tag, _)| {
        offset.as_deref() == Some(*one) && language.as_deref().is_some_and(|l| l.starts_with(tag))
    });
    Evidence {
        timezone: zone.map(|(_, _, zone)| *zone),
        shown: shown.to_owned(),
        url: url.or_else(|| host_of(folder)),
        title: title
            .or_else(|| feed_title(folder))
            .or_else(|| front_title(folder)),
        language,
        headings,
    }
}

/// A title or heading in the spelling in which two of them are compared: letters and digits in lower case.
pub fn plain(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let decoded = text
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    let letters = decoded.nfc().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn most(votes: BTreeMap<String, usize>) -> Option<String> {
    let best = votes.into_iter().max_by_key(|(_, count)| *count);
    best.map(|(answer, _)| answer)
}

fn head_of(path: &Path) -> Option<String> {
    let bytes = read_start(path, MOST_BYTES).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// `https://a.example/sub` of `https://a.example/sub/x/` on the page `x/index.html`.
fn served_at(url: &str, path: &str) -> Option<String> {
    let parsed = url::Url::parse(url).ok()?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return None;
    }
    let decode = |text: &str| {
        percent_encoding::percent_decode_str(text)
            .decode_utf8_lossy()
            .into_owned()
    };
    let whole = decode(parsed.path());
    let bare = path.strip_suffix("index.html").unwrap_or(path);
    let forms = [
        bare.to_owned(),
        bare.trim_end_matches('/').to_owned(),
        bare.strip_suffix(".html").unwrap_or(bare).to_owned(),
        path.to_owned(),
    ];
    let above = forms.iter().find_map(|form| {
        whole
            .strip_suffix(form.as_str())
            .filter(|above| above.ends_with('/'))
    })?;
    let origin = parsed.origin().ascii_serialization();
    Some(format!("{origin}{}", above.trim_end_matches('/')))
}

/// The host that a `CNAME` or the first address of a sitemap names.
fn host_of(folder: &Path) -> Option<String> {
    let text = |name: &str| head_of(&folder.join(name));
    if let Some(host) = text("CNAME") {
        let host = host.split_whitespace().next()?.to_owned();
        return Some(format!("https://{host}"));
    }
    let map = text("sitemap.xml").or_else(|| text("sitemap-0.xml"))?;
    let first = map.split("<loc>").nth(1)?.split('<').next()?.trim();
    let url = url::Url::parse(first).ok()?;
    Some(url.origin().ascii_serialization())
}

/// The title of a feed that the generator wrote.
fn feed_title(folder: &Path) -> Option<String> {
    let names = ["rss.xml", "feed.xml", "atom.xml", "index.xml"];
    let text = names.iter().find_map(|name| head_of(&folder.join(name)))?;
    let title = text.split("<title").nth(1)?.split_once('>')?.1;
    let title = title.split("</title>").next()?;
    let title = title
        .trim_start_matches("<![CDATA[")
        .trim_end_matches("]]>");
    Some(title.trim().to_owned())
}

/// The title of the front page.
fn front_title(folder: &Path) -> Option<String> {
    let text = head_of(&folder.join("index.html"))?;
    let inside = text.split("<title").nth(1)?.split_once('>')?.1;
    let title = inside.split("</title").next()?.trim();
    (!title.is_empty()).then(|| title.to_owned())
}

/// `+09:00` of the first `<time datetime>` that has an offset.
fn offset(text: &str) -> Option<String> {
    let times = text.split("<time").skip(1);
    let mut written = times.filter_map(|rest| value_of(rest.split('>').next()?, "datetime"));
    written.find_map(|time| {
        let at = time.len().checked_sub(6)?;
        let end = time.get(at..)?;
        end.starts_with(['+', '-']).then(|| end.to_owned())
    })
}

/// `attribute` of the first `tag` whose `key` is `value`.
fn attribute(text: &str, tag: &str, key: &str, value: &str, attribute: &str) -> Option<String> {
    text.split(tag).skip(1).find_map(|rest| {
        let inside = rest.split('>').next()?;
        let named = value_of(inside, key)? == value;
        named.then(|| value_of(inside, attribute)).flatten()
    })
}

/// The value of `key` among the attributes of a tag, with quotes or without.
fn value_of(inside: &str, key: &str) -> Option<String> {
    let mark = format!("{key}=");
    let at = inside
        .match_indices(&mark)
        .find(|(at, _)| *at == 0 || inside[..*at].ends_with(|c: char| c.is_whitespace()))?;
    let rest = &inside[at.0 + mark.len()..];
    let value = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split(quote).next()?,
        // A slash belongs to the value: minifiers omit the quotes of addresses.
        _ => rest.split(char::is_whitespace).next()?,
    };
    Some(value.to_owned())
}

fn language(text: &str) -> Option<String> {
    let inside = text.split("<html").nth(1)?.split('>').next()?;
    value_of(inside, "lang")
}

/// The first `h1`, `og:title`, and `<title>` up to its site's name.
fn heads(text: &str) -> Vec<String> {
    let h1 = text.split("<h1").nth(1).and_then(|rest| {
        let inside = rest.split_once('>')?.1.split("</h1").next()?;
        let mut words = String::new();
        let mut tag = false;
        for c in inside.chars() {
            match c {
                '<' => tag = true,
                '>' => tag = false,
                _ if !tag => words.push(c),
                _ => {}
            }
        }
        Some(words)
    });
    let og = attribute(text, "<meta", "property", "og:title", "content");
    let title = text.split("<title").nth(1).and_then(|rest| {
        let inside = rest.split_once('>')?.1.split("</title").next()?;
        // `First ferry | Harbour log`.
        let marks = [" | ", " - ", " · ", " — "];
        let end = marks.iter().filter_map(|mark| inside.find(mark)).min();
        Some(inside[..end.unwrap_or(inside.len())].to_owned())
    });
    let all = [h1, og, title].into_iter().flatten();
    all.map(|text| plain(&text))
        .filter(|text| !text.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_pages_say_where_the_site_is_and_what_heads_them() {
        let site = tempfile::tempdir().unwrap();
        let page = |path: &str, text: &str| {
            let file = site.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        };
        page(
            "index.html",
            "<html lang=ko><link rel=\"canonical\" href='https://a.example/sub/'><h1>밀물</h1>",
        );
        page(
            "글/index.html",
            "<html lang=\"ko\"><link href=https://a.example/sub/%EA%B8%80/ rel=canonical><meta property=\"og:site_name\" content=\"밀물\"><h1 id=x>첫 <b>글</b></h1>",
        );
        page(
            "b.html",
            "<html lang=\"en\"><meta property='og:url' content='https://a.example/sub/b'><title>Second | 밀물</title>",
        );
        page(
            "c.html",
            "<link rel=canonical href=https://elsewhere.example/c2>",
        );
        let found = read(site.path(), "_site");
        assert_eq!(found.url.as_deref(), Some("https://a.example/sub"));
        assert_eq!(found.title.as_deref(), Some("밀물"));
        assert_eq!(found.language.as_deref(), Some("ko"));
        assert!(found.headings.contains("첫글") && found.headings.contains("second"));
        assert_eq!(read(&site.path().join("none"), "none").url, None);
    }

    #[test]
    fn an_address_without_quotes_is_read_whole() {
        let page =
            "<link data-rh=true rel=canonical href=https://a.example/log/blog/x /><html lang=en>";
        let url = attribute(page, "<link", "rel", "canonical", "href").unwrap();
        assert_eq!(url, "https://a.example/log/blog/x");
        let site = served_at(&url, "blog/x/index.html");
        assert_eq!(site.as_deref(), Some("https://a.example/log"));
        assert_eq!(language(page).as_deref(), Some("en"));
    }
}
