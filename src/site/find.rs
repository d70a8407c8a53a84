//! Posts and pages -> the page of each post, and its address on the site.
//!
//! An address that the author wrote decides. If only a pattern gives an address, the page there must look like the
//! post's; else the page whose heading is the post's title is looked for, narrowed by date, language, slug and folder.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::site::address::{decode, without_index};
use crate::site::index::Site;
use crate::site::reading::Page;
use crate::site::titles::Titles;
use crate::site::words;

/// Most pages that are named to an author whose post has none.
const MOST_NEAREST: usize = 3;

/// Most posts for which the nearest pages are searched: each is compared with every page.
const MOST_SOUGHT: usize = 20;

/// Characters of a title that are compared.
const MOST_COMPARED: usize = 80;

/// Facts about a post.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Its Markdown file.
    pub source: &'a str,
    /// Its title.
    pub title: &'a str,
    /// `2024-01-31`, in the author's offset.
    pub day: &'a str,
    /// BCP 47.
    pub lang: &'a str,
    /// Place that the author or the pattern names: decoded, NFC, no slash at its ends.
    pub folder: &'a str,
    /// True if the author wrote that.
    pub literal: bool,
}

/// Result for a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Its page.
    Page {
        /// Its number.
        page: usize,
        /// The site's address for it, with its leading `/` and encoded; `None` where the post's own address stays.
        address: Option<String>,
    },
    /// No page: the addresses of the nearest, nearest first.
    None(Vec<String>),
    /// The addresses of several that look the same.
    Several(Vec<String>),
}

impl Site {
    /// Finds the page of each post.
    pub fn find(&self, posts: &[Subject]) -> Vec<Found> {
        let titles = Titles::of(self);
        let mut found: Vec<Option<Found>> = vec![None; posts.len()];
        let mut taken = BTreeSet::new();
        for (post, found) in posts.iter().zip(&mut found) {
            if post.literal
                && let Some(page) = self.page_at(post.folder)
            {
                taken.insert(page);
                *found = Some(Found::Page {
                    page,
                    address: None,
                });
            }
        }
        // Pages at the pattern's address that look like their post come first, so that no other post takes them.
        for (post, found) in posts.iter().zip(&mut found) {
            let page = self
                .page_at(post.folder)
                .filter(|page| !post.literal && !post.folder.is_empty() && !taken.contains(page));
            if let Some(page) = page
                && titles.is_of(page, post.title)
            {
                taken.insert(page);
                *found = Some(self.named(page));
            }
        }
        let mut sought = 0;
        for (post, found) in posts.iter().zip(&mut found) {
            if found.is_some() {
                continue;
            }
            let near = self.narrowed(titles.pages(post.title), post, &taken);
            *found = Some(match (near.as_slice(), self.page_at(post.folder)) {
                ([page], _) => {
                    taken.insert(*page);
                    self.named(*page)
                }
                ([], Some(page))
                    if !post.literal
                        && !post.folder.is_empty()
                        && !taken.contains(&page)
                        && !self.pages[page].facts.redirect =>
                {
                    taken.insert(page);
                    self.named(page)
                }
                ([], _) => {
                    sought += 1;
                    Found::None(if sought <= MOST_SOUGHT {
                        self.nearest(post, &taken)
                    } else {
                        Vec::new()
                    })
                }
                (several, _) => {
                    Found::Several(several.iter().map(|&page| self.address(page)).collect())
                }
            });
        }
        found
            .into_iter()
            .map(|one| one.unwrap_or(Found::None(Vec::new())))
            .collect()
    }

    fn named(&self, page: usize) -> Found {
        Found::Page {
            page,
            address: Some(self.address(page)),
        }
    }

    /// The site's address for a page: `canonical`, `og:url`, the sitemap, links, its place; always something that leads to it.
    pub fn address(&self, page: usize) -> String {
        let facts = &self.pages[page].facts;
        let said = [&facts.canonical, &facts.og_url].into_iter().flatten();
        let said = said.filter(|url| self.page_of(url) == Some(page));
        let said = said.filter_map(|url| self.root.permalink(url)).next();
        let most = |all: &IndexMap<String, u32>| {
            let spellings = self.spellings(page);
            let counted = spellings
                .into_iter()
                .filter_map(|one| Some((*all.get(&one)?, one)));
            // Among equals the first, in the order of files.
            counted
                .rev()
                .max_by_key(|(count, _)| *count)
                .map(|(_, one)| one)
        };
        said.map(|one| one.split(['?', '#']).next().unwrap_or_default().to_owned())
            .or_else(|| most(&self.listed))
            .or_else(|| most(self.linked()))
            .unwrap_or_else(|| self.spellings(page).swap_remove(0))
    }

    /// The addresses under which a host shows a page, its place first.
    fn spellings(&self, page: usize) -> Vec<String> {
        let path = &self.pages[page].path;
        let place = self
            .root
            .permalink(self.root.of_file(path).as_str())
            .unwrap_or_else(|| "/".to_owned());
        let mut all = vec![place.clone()];
        if place.len() > 1 && place.ends_with('/') {
            all.push(place.trim_end_matches('/').to_owned());
            all.push(format!("{place}index.html"));
        } else if let Some(stem) = place
            .strip_suffix(".html")
            .or_else(|| place.strip_suffix(".htm"))
        {
            all.push(stem.to_owned());
        }
        all
    }

    /// Those of `pages` that fit the post best: each known fact removes the pages that do not fit, unless none would be left.
    fn narrowed(&self, pages: Vec<usize>, post: &Subject, taken: &BTreeSet<usize>) -> Vec<usize> {
        let mut left: Vec<usize> = pages
            .into_iter()
            .filter(|page| !taken.contains(page) && !self.is_copy(*page))
            .collect();
        let source = Source::of(post);
        let tests: [&dyn Fn(&Page) -> bool; 5] = [
            &|page| page.facts.days.iter().any(|day| day == post.day),
            &|page| speaks(page, post.lang),
            &|page| source.has_slug(&page.path),
            &|page| source.has_folder(&page.path),
            &|page| page.facts.headings.len() == 1,
        ];
        for test in tests {
            if left.len() < 2 {
                break;
            }
            let fit: Vec<usize> = left
                .iter()
                .copied()
                .filter(|&page| test(&self.pages[page]))
                .collect();
            if !fit.is_empty() {
                left = fit;
            }
        }
        left
    }

    /// Returns true if a page only leads to another, or names another as the canonical one.
    fn is_copy(&self, page: usize) -> bool {
        let facts = &self.pages[page].facts;
        let canonical = facts.canonical.as_deref().and_then(|url| self.page_of(url));
        // A theme that names the front page everywhere says nothing.
        let other = canonical
            .is_some_and(|other| other != page && !self.pages[other].path.eq("index.html"));
        facts.redirect || other
    }

    /// The addresses of the pages that look most like the post's.
    fn nearest(&self, post: &Subject, taken: &BTreeSet<usize>) -> Vec<String> {
        let title: String = words::title(post.title)
            .chars()
            .take(MOST_COMPARED)
            .collect();
        let source = Source::of(post);
        let mut ranked: Vec<(u64, usize)> = Vec::new();
        for (number, page) in self.pages.iter().enumerate() {
            if taken.contains(&number) || page.facts.redirect {
                continue;
            }
            let heading = page
                .facts
                .headings
                .first()
                .or(page.facts.og_title.as_ref())
                .or(page.facts.title.as_ref());
            let heading = heading
                .map(|heading| words::title(heading))
                .unwrap_or_default();
            let heading: String = heading.chars().take(MOST_COMPARED).collect();
            let likeness = strsim::normalized_levenshtein(&title, &heading);
            let likeness = likeness
                + if source.has_slug(&page.path) {
                    0.5
                } else {
                    0.0
                };
            if likeness >= 0.5 {
                // In thousandths: whole numbers can be sorted.
                ranked.push(((likeness * 1000.0) as u64, number));
            }
        }
        ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked
            .iter()
            .take(MOST_NEAREST)
            .map(|&(_, page)| self.address(page))
            .collect()
    }
}

/// Returns true if a page is in the language, or does not say.
fn speaks(page: &Page, lang: &str) -> bool {
    let primary = |lang: &str| {
        lang.split(['-', '_'])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    page.facts
        .lang
        .as_deref()
        .is_none_or(|there| primary(there) == primary(lang))
}

/// Names of a post's file.
struct Source {
    slug: String,
    stem: String,
    parents: Vec<String>,
    lang: Option<String>,
}

impl Source {
    fn of(post: &Subject) -> Source {
        let mut parts: Vec<&str> = post.source.split('/').collect();
        let file = parts.pop().unwrap_or_default();
        let mut stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let lang = stem.rsplit_once('.').filter(|(_, lang)| lang.len() <= 7);
        if let Some((before, _)) = lang {
            stem = before;
        }
        if matches!(stem, "index" | "_index" | "README") {
            stem = parts.pop().unwrap_or_default();
        }
        let digits = stem
            .bytes()
            .take_while(|byte| byte.is_ascii_digit() || *byte == b'-')
            .count();
        let slug = if digits >= 8 { &stem[digits..] } else { stem };
        Source {
            slug: words::of(slug).join("-"),
            stem: words::of(stem).join("-"),
            parents: parts
                .iter()
                .map(|part| words::of(part).join("-"))
                .filter(|part| !part.is_empty())
                .collect(),
            lang: lang.map(|(_, lang)| lang.to_lowercase()),
        }
    }

    fn has_slug(&self, path: &str) -> bool {
        let path = decode(path);
        let plain = without_index(&path).trim_end_matches('/');
        let plain = plain
            .rsplit_once('.')
            .filter(|(_, ending)| ending.starts_with("htm"))
            .map_or(plain, |(stem, _)| stem);
        let last = words::of(plain.rsplit('/').next().unwrap_or_default()).join("-");
        !last.is_empty() && (last == self.slug || last == self.stem)
    }

    fn has_folder(&self, path: &str) -> bool {
        let path = decode(path);
        let mut folders: Vec<String> = path
            .split('/')
            .map(|part| words::of(part).join("-"))
            .collect();
        folders.pop();
        match (&self.lang, self.parents.last()) {
            (Some(lang), _) => folders.contains(lang),
            (None, Some(parent)) => folders.contains(parent),
            (None, None) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(pages: &[(&str, &str)]) -> (tempfile::TempDir, Site) {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in pages {
            let file = folder.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        let (site, _) = Site::open(
            folder.path(),
            "_site",
            "https://a.example/sub",
            &crate::site::Nothing,
        )
        .unwrap();
        (folder, site)
    }

    fn subject<'a>(source: &'a str, title: &'a str, folder: &'a str) -> Subject<'a> {
        Subject {
            source,
            title,
            day: "2024-01-02",
            lang: "ko",
            folder,
            literal: false,
        }
    }

    fn address(found: &Found) -> &str {
        match found {
            Found::Page { address, .. } => address.as_deref().unwrap_or("its own"),
            Found::None(_) => "none",
            Found::Several(_) => "several",
        }
    }

    #[test]
    fn an_address_that_the_author_wrote_keeps_its_spelling() {
        let (_folder, site) = site(&[(
            "x/index.html",
            "<link rel=canonical href=https://a.example/sub/x/><h1>다른 글</h1>",
        )]);
        let found = site.find(&[Subject {
            literal: true,
            ..subject("a.md", "글", "x")
        }]);
        assert_eq!(
            found,
            [Found::Page {
                page: 0,
                address: None
            }]
        );
    }

    #[test]
    fn a_page_is_found_by_its_heading_and_called_as_the_site_calls_it() {
        let (_folder, site) = site(&[
            (
                "index.html",
                "<h1>블로그</h1><a href='/sub/posts/two'>글 둘</a>",
            ),
            (
                "posts/one.html",
                "<link rel=canonical href='https://a.example/sub/posts/one'><h1>글 “하나”</h1>",
            ),
            ("posts/two/index.html", "<title>글  둘 | 블로그</title>"),
            (
                "posts/three/index.html",
                "<h1>글 셋</h1><link rel=canonical href='https://a.example/sub/'>",
            ),
            (
                "old/index.html",
                "<title>글 셋</title><meta http-equiv=refresh content='0;url=/sub/posts/three/'>",
            ),
        ]);
        let found = site.find(&[
            subject("content/1.md", "글 \"하나\"", "1"),
            subject("content/2.md", "글 둘", "2"),
            subject("content/3.md", "글 셋", "3"),
            subject("content/4.md", "없는 글", "4"),
        ]);
        let found: Vec<&str> = found.iter().map(address).collect();
        assert_eq!(found, ["/posts/one", "/posts/two", "/posts/three/", "none"]);
    }

    #[test]
    fn pages_of_one_title_are_told_apart_by_what_is_known_of_the_post() {
        let (_folder, site) = site(&[
            ("ko/a/index.html", "<html lang=ko><h1>글</h1>"),
            ("en/a/index.html", "<html lang=en><h1>글</h1>"),
            ("b/index.html", "<h1>주간</h1><time datetime=2024-01-02>"),
            ("c/index.html", "<h1>주간</h1><time datetime=2024-01-09>"),
            ("tags/d/index.html", "<h1>쪽</h1>"),
            ("e/d/index.html", "<h1>쪽</h1>"),
            ("f/index.html", "<h1>둘</h1>"),
            ("g/index.html", "<h1>둘</h1>"),
        ]);
        let found = site.find(&[
            subject("content/a.md", "글", "x1"),
            subject("content/2.md", "주간", "x2"),
            subject("content/e/d.md", "쪽", "x3"),
            subject("content/5.md", "둘", "x4"),
        ]);
        let found: Vec<&str> = found.iter().map(address).collect();
        assert_eq!(found, ["/ko/a/", "/b/", "/e/d/", "several"]);
    }

    #[test]
    fn a_pattern_that_leads_to_another_post_is_overruled() {
        let (_folder, site) = site(&[
            ("a.html", "<h1>옛 글</h1>"),
            ("b.html", "<h1>새 글</h1>"),
            ("c.html", "<h2>제목 없음</h2>"),
        ]);
        let found = site.find(&[
            subject("a.md", "새 글", "a"),
            subject("x/a.md", "옛 글", "a"),
            subject("c.md", "이름 없는 쪽", "c"),
        ]);
        let found: Vec<&str> = found.iter().map(address).collect();
        assert_eq!(found, ["/b.html", "/a.html", "/c.html"]);
    }

    #[test]
    fn the_nearest_pages_are_named() {
        let (_folder, site) = site(&[
            ("p/글-하나/index.html", "<h1>글 하나 (고침)</h1>"),
            ("q.html", "<h1>전혀 다른 이야기</h1>"),
        ]);
        let found = site.find(&[subject("content/글-하나.md", "글 하나", "글-하나")]);
        assert_eq!(
            found,
            [Found::None(vec!["/p/%EA%B8%80-%ED%95%98%EB%82%98/".into()])]
        );
    }
}
