//! Titles of pages: headings, `og:title`, `<title>` less the site's name.

use std::cell::OnceCell;

use indexmap::IndexMap;

use crate::site::index::Site;
use crate::site::reading::Page;
use crate::site::words;

/// The titles of all pages; most blogs find every page by its address, and none is looked up.
pub(super) struct Titles<'a> {
    site: &'a Site,
    maps: OnceCell<Maps>,
}

/// Pages by their titles.
#[derive(Default)]
struct Maps {
    /// By what is surely the page's title.
    sure: IndexMap<String, Vec<usize>>,
    /// By what may be: one of several headings, a title with the site's name in it, letters and digits alone.
    likely: IndexMap<String, Vec<usize>>,
}

impl<'a> Titles<'a> {
    pub fn of(site: &'a Site) -> Titles<'a> {
        Titles {
            site,
            maps: OnceCell::new(),
        }
    }

    fn maps(&self) -> &Maps {
        self.maps.get_or_init(|| {
            let mut maps = Maps::default();
            for (number, page) in self.site.pages.iter().enumerate() {
                let (sure, likely) = names(page);
                for (map, names) in [(&mut maps.sure, sure), (&mut maps.likely, likely)] {
                    for name in names {
                        let pages = map.entry(name).or_insert_with(Vec::new);
                        if pages.last() != Some(&number) {
                            pages.push(number);
                        }
                    }
                }
            }
            maps
        })
    }

    /// The pages with this title: those where it is certain, else those where it is possible.
    pub fn pages(&self, title: &str) -> Vec<usize> {
        let (maps, folded) = (self.maps(), words::title(title));
        let found = maps.sure.get(&folded).or_else(|| maps.likely.get(&folded));
        let found = found.or_else(|| {
            maps.likely
                .get(&bare(title))
                .filter(|_| bare(title).len() > 3)
        });
        found.cloned().unwrap_or_default()
    }

    /// Returns true if the page may have this title.
    pub fn is_of(&self, page: usize, title: &str) -> bool {
        let facts = &self.site.pages[page].facts;
        // As most generators write it.
        if facts
            .headings
            .iter()
            .chain(&facts.og_title)
            .any(|one| one == title)
        {
            return true;
        }
        let (sure, likely) = names(&self.site.pages[page]);
        let (folded, bare) = (words::title(title), bare(title));
        sure.contains(&folded) || likely.contains(&folded) || likely.contains(&bare)
    }
}

/// Signs between a title and the site's name; [`words::title`] makes one of all dashes.
const SEPARATORS: [&str; 10] = [
    " | ", " - ", " – ", " — ", " · ", " • ", " :: ", " « ", " » ", " / ",
];

/// Signs of one title that are looked at.
const MOST_CUTS: usize = 16;

/// The parts before and behind each sign that may stand between a title and the site's name.
pub(super) fn cuts(title: &str) -> impl Iterator<Item = (&str, &str)> {
    let all = SEPARATORS.iter().flat_map(move |sign| {
        let places = title.match_indices(sign);
        places.map(move |(at, _)| (&title[..at], &title[at + sign.len()..]))
    });
    all.take(MOST_CUTS)
}

/// Letters and digits alone.
fn bare(title: &str) -> String {
    format!("\u{0}{}", words::of(title).concat())
}

/// The certain titles of a page, and the possible ones.
fn names(page: &Page) -> (Vec<String>, Vec<String>) {
    let facts = &page.facts;
    let (mut sure, mut likely) = (Vec::new(), Vec::new());
    let heads = if facts.headings.len() == 1 {
        &mut sure
    } else {
        &mut likely
    };
    heads.extend(facts.headings.iter().map(|one| words::title(one)));
    sure.extend(facts.og_title.as_deref().map(words::title));
    if let Some(title) = &facts.title {
        let title = words::title(title);
        let site = facts.site_name.as_deref().map(words::title);
        for (before, after) in cuts(&title) {
            for (name, rest) in [(before, after), (after, before)] {
                let known = site.as_deref() == Some(rest);
                if known { &mut sure } else { &mut likely }.push(name.to_owned());
            }
        }
        likely.push(title);
    }
    for names in [&mut sure, &mut likely] {
        names.retain(|name| !name.is_empty());
    }
    let alone: Vec<String> = sure.iter().chain(&likely).map(|name| bare(name)).collect();
    likely.extend(alone);
    (sure, likely)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_cut_at_each_sign_but_not_without_end() {
        let found: Vec<_> = cuts("a | b « c").collect();
        assert_eq!(found, [("a", "b « c"), ("a | b", "c")]);
        assert_eq!(cuts("a|b").count(), 0);
        assert_eq!(cuts(&"a | ".repeat(1000)).count(), MOST_CUTS);
    }
}
