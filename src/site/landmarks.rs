//! The content as the page itself marks it: the longest `article`, else the longest `main`.
//!
//! Found by counting tags, without a tree. It is a hint: whoever follows it must check that the content is there.

use std::ops::Range;

/// Elements of a page that may be its content.
#[derive(Default)]
pub(super) struct Parts {
    articles: Part,
    mains: Part,
}

/// The elements of one name.
#[derive(Default)]
struct Part {
    /// Number of open ones.
    depth: usize,
    /// Start of the outermost of them.
    start: usize,
    longest: Option<Range<usize>>,
}

impl Parts {
    /// An element begins at byte `at`.
    pub fn begin(&mut self, name: &str, at: usize) {
        if let Some(part) = self.part(name) {
            if part.depth == 0 {
                part.start = at;
            }
            part.depth += 1;
        }
    }

    /// An end tag, whose name begins `rest`, begins at byte `at`.
    pub fn end(&mut self, rest: &str, at: usize) {
        // Most end tags are of other elements.
        if !rest.starts_with(['a', 'A', 'm', 'M']) {
            return;
        }
        let name = rest.find(|c: char| !c.is_ascii_alphanumeric());
        let name = &rest[..name.unwrap_or(rest.len())];
        if let Some(part) = self.part(name)
            && part.depth > 0
        {
            part.depth -= 1;
            let whole = part.start..at;
            let most = part.longest.as_ref().map_or(0, ExactSizeIterator::len);
            if part.depth == 0 && whole.len() > most {
                part.longest = Some(whole);
            }
        }
    }

    /// The place, in bytes of the page.
    pub fn content(self, html: &str) -> Option<Range<usize>> {
        let found = self.articles.longest.or(self.mains.longest)?;
        html.get(found.clone()).is_some().then_some(found)
    }

    fn part(&mut self, name: &str) -> Option<&mut Part> {
        match name.len() {
            7 if name.eq_ignore_ascii_case("article") => Some(&mut self.articles),
            4 if name.eq_ignore_ascii_case("main") => Some(&mut self.mains),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::site::scan::scan;

    #[test]
    fn the_longest_article_is_the_place_to_look_first() {
        let content = |html: &str| {
            let found = scan(html, None).content;
            found.map(|range| html[range].to_owned())
        };
        assert_eq!(
            content("<main><article>a</article><ARTICLE class=x>글 <article>b</article></ARTICLE ></main>").as_deref(),
            Some("<ARTICLE class=x>글 <article>b</article>")
        );
        assert_eq!(content("<main>a</main>").as_deref(), Some("<main>a"));
        assert_eq!(content("<article>a<script></article></script>"), None);
        assert_eq!(content("<p>a</p>"), None);
    }
}
