//! A page of the site -> what a card of it would say.

use crate::site::index::Site;
use crate::site::titles::cuts;
use crate::site::words;

/// Words and addresses by which a page describes itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About<'a> {
    /// Its number.
    pub page: usize,
    /// Its file below the folder, as the disk has it.
    pub path: &'a str,
    /// Its address below the site, by the place of its file: with its leading `/`, encoded.
    pub address: String,
    /// Its title, less the site's name behind it.
    pub title: &'a str,
    /// Empty where it has none.
    pub description: &'a str,
    /// As it is written.
    pub lang: Option<&'a str>,
    /// Address of the picture that it names for platforms, as it is written.
    pub picture: Option<&'a str>,
}

impl Site {
    /// The pages that people are meant to find, in the order of their paths; `name` is the site's. Left out are those that lead
    /// elsewhere, ask not to be indexed, stand in for a page that is missing, or have no title.
    pub fn findable(&self, name: &str) -> impl Iterator<Item = About<'_>> {
        (0..self.pages.len()).filter_map(move |page| self.about(page, name))
    }

    fn about(&self, number: usize, name: &str) -> Option<About<'_>> {
        let page = &self.pages[number];
        let facts = &page.facts;
        let canonical = facts.canonical.as_deref();
        let elsewhere = canonical
            .and_then(|url| self.page_of(url))
            .is_some_and(|other| other != number);
        if facts.redirect || facts.noindex || elsewhere || is_missing(&page.path) {
            return None;
        }
        let names = [Some(name), facts.site_name.as_deref()];
        let names: Vec<String> = names.into_iter().flatten().map(words::title).collect();
        let heading = match facts.headings.as_slice() {
            [one] => Some(one),
            _ => None,
        };
        let said = [facts.og_title.as_ref(), facts.title.as_ref(), heading];
        let mut said = said.into_iter().flatten().map(|title| title.trim());
        let title = without_name(said.find(|title| !title.is_empty())?, &names);
        Some(About {
            page: number,
            path: &page.path,
            address: self
                .root
                .permalink(self.root.of_file(&page.path).as_str())?,
            title,
            description: facts.description.as_deref().unwrap_or_default(),
            lang: facts.lang.as_deref(),
            picture: facts.picture.as_deref(),
        })
    }
}

/// Returns true for the page that a host shows where there is none: `404.html`, `404/index.html`, `ko/404/index.html`. A tag may
/// have that name.
fn is_missing(path: &str) -> bool {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let parts: Vec<&str> = stem.split('/').collect();
    match parts.as_slice() {
        ["404"] | ["404", "index"] => true,
        [lang, "404"] | [lang, "404", "index"] => is_lang(lang),
        _ => false,
    }
}

/// Returns true for `ko`, `pt-BR`, `zh_Hans` or `zh-Hant-TW`.
fn is_lang(part: &str) -> bool {
    let mut tags = part.split(['-', '_']);
    let primary = tags.next().unwrap_or_default();
    let is_primary =
        matches!(primary.len(), 2 | 3) && primary.bytes().all(|b| b.is_ascii_alphabetic());
    let is_sub =
        |tag: &str| (2..=8).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric());
    is_primary && tags.clone().count() <= 2 && tags.all(is_sub)
}

/// `태그` of `태그 | 블로그`; a title that is the site's name stays.
fn without_name<'a>(title: &'a str, names: &[String]) -> &'a str {
    let cut = cuts(title).filter_map(|(before, after)| {
        let named = names.contains(&words::title(after));
        (named && !before.trim().is_empty()).then(|| before.trim())
    });
    cut.min_by_key(|before| before.len()).unwrap_or(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_site_goes_and_a_title_stays() {
        let names = ["시험 블로그", "Test Blog", "Kim - Notes"].map(words::title);
        for (title, wanted) in [
            ("태그 | 시험 블로그", "태그"),
            ("Tags - test  blog", "Tags"),
            ("a | b — 시험 블로그", "a | b"),
            ("태그 « 시험 블로그", "태그"),
            ("태그 - Kim - Notes", "태그"),
            ("시험 블로그", "시험 블로그"),
            ("시험 블로그 | 소개", "시험 블로그 | 소개"),
            (" | 시험 블로그", " | 시험 블로그"),
            ("태그|시험 블로그", "태그|시험 블로그"),
        ] {
            assert_eq!(without_name(title, &names), wanted, "{title}");
        }
    }

    #[test]
    fn a_page_for_what_is_missing_is_known_by_its_place() {
        for (path, wanted) in [
            ("404.html", true),
            ("404/index.html", true),
            ("ko/404.html", true),
            ("pt-BR/404/index.html", true),
            ("zh-Hans/404.html", true),
            ("zh_Hant_TW/404/index.html", true),
            ("es-419/404.html", true),
            ("fil/404.html", true),
            ("12/404.html", false),
            ("2024-01/404.html", false),
            ("글/404.html", false),
            ("how-to-fix-a/404/index.html", false),
            ("tags/404/index.html", false),
            ("posts/404.html", false),
            ("404s.html", false),
        ] {
            assert_eq!(is_missing(path), wanted, "{path}");
        }
    }
}
