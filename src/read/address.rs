//! The address of a post: its own words, else the configuration's pattern.
//!
//! In: front matter, name and date of a post. Out: a safe [`Permalink`], or the error that says why there is none.

use unicode_normalization::UnicodeNormalization;

use crate::config::Config;
use crate::date::Date;
use crate::post::Permalink;
use crate::problem::{Problem, Spot};
use crate::read::front_matter::FrontMatter;
use crate::read::name::Name;
use crate::read::permalink::{self, Tokens};
use crate::read::tags;

/// What the address of one post is made of.
pub struct Address<'a> {
    /// The pattern, the site's URL and language.
    pub config: &'a Config,
    /// The front matter.
    pub front_matter: &'a FrontMatter<'a>,
    /// What the path says.
    pub name: &'a Name,
    /// The post's language.
    pub lang: &'a str,
    /// For `{year}` and its kin.
    pub published: Date,
    /// Below a Jekyll `_posts` folder.
    pub below_posts: bool,
}

impl Address<'_> {
    /// Where the post lives; `title` is the place of an address that nobody wrote.
    pub fn permalink(&self, title: &Spot, problems: &mut Vec<Problem>) -> Option<Permalink> {
        let (mut spot, mut written) = (title.clone(), None);
        if let Some((text, here)) = self.own(problems) {
            (spot, written) = (here, Some(text));
        }
        let written = written.unwrap_or_else(|| self.patterned());
        match permalink::permalink(&written) {
            Ok(permalink) => {
                if let Some(name) = permalink::odd_on_windows(&permalink.folder) {
                    let message = format!(
                        "Windows has no folder `{name}`: the card of this post cannot be written there"
                    );
                    problems.push(
                        Problem::warning("permalink-windows", message)
                            .at(&spot)
                            .help("permalink: /a-plain-address"),
                    );
                }
                Some(permalink)
            }
            Err(why) => {
                problems.push(
                    Problem::error("permalink-unsafe", why)
                        .at(&spot)
                        .help("permalink: /a-plain-address"),
                );
                None
            }
        }
    }

    /// The address that the front matter names, and its place.
    fn own(&self, problems: &mut Vec<Problem>) -> Option<(String, Spot)> {
        let (config, front_matter) = (self.config, self.front_matter);
        let found = front_matter.find(&config.fields.permalink)?;
        let spot = front_matter.spot(&found.trail);
        let text = front_matter.text(found.node, &found.trail);
        let Some(text) = text.as_deref().map(str::trim) else {
            problems.push(
                Problem::error(
                    "permalink-kind",
                    format!(
                        "`{}` is {}, and an address was wanted",
                        found.key,
                        found.node.kind()
                    ),
                )
                .at(&spot)
                .help(format!("{}: /a-plain-address", found.key)),
            );
            return None;
        };
        if text.is_empty() {
            return None;
        }
        // The site's own address counts however it is spelled: `/블로그` is `/%EB%B8%94%EB%A1%9C%EA%B7%B8`.
        let whole = permalink::encode(&text.nfc().collect::<String>());
        if let Some(path) = whole.strip_prefix(&config.site.url)
            && (path.is_empty() || path.starts_with('/'))
        {
            return Some((format!("/{}", path.trim_start_matches('/')), spot));
        }
        if text.contains("://") || text.starts_with("//") {
            problems.push(
                Problem::warning(
                    "permalink-elsewhere",
                    format!(
                        "`{text}` is no address below `{}`; ignored",
                        config.site.url
                    ),
                )
                .at(&spot)
                .help(format!("{}: /…", found.key)),
            );
            return None;
        }
        Some((text.to_owned(), spot))
    }

    /// `ko`, and `ko-KR` on a blog in `ko` that does not list it as a language of its own.
    fn in_site_language(&self) -> bool {
        let site = &self.config.site;
        let starts = self
            .lang
            .get(..site.language.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(&site.language));
        let listed = |lang: &String| lang.eq_ignore_ascii_case(self.lang);
        starts
            && match self.lang.as_bytes().get(site.language.len()) {
                None => true,
                Some(b'-') => !site.languages.iter().any(listed),
                Some(_) => false,
            }
    }

    fn patterned(&self) -> String {
        let (config, front_matter, name) = (self.config, self.front_matter, self.name);
        let own = front_matter
            .find(&config.fields.slug)
            .and_then(|found| front_matter.text(found.node, &found.trail));
        let own = own
            .map(|slug| slug.trim().trim_matches('/').to_owned())
            .filter(|slug| !slug.is_empty());
        let categories = front_matter
            .get("categories")
            .or_else(|| front_matter.get("category"));
        let category = categories.and_then(|found| {
            tags::words(front_matter, &found, self.below_posts)
                .into_iter()
                .next()
        });
        // Jekyll: a folder above `_posts` is the first category.
        let category = name.above_posts.clone().or(category);
        // Jekyll puts categories into addresses in lower case.
        let category = category.map(|name| {
            if self.below_posts {
                name.to_lowercase()
            } else {
                name
            }
        });
        let slug = own.as_deref().unwrap_or(&name.slug);
        let tokens = Tokens {
            stem: own.as_deref().unwrap_or(&name.stem),
            slug,
            path: &name.path,
            category: category.as_deref(),
            lang: self.lang,
            date: self.published,
        };
        let filled = permalink::filled(&config.permalink, &tokens);
        if self.in_site_language() || config.permalink.contains("{lang}") {
            filled
        } else {
            format!("/{}/{}", self.lang, filled.trim_start_matches('/'))
        }
    }
}
