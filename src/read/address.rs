//! The address of a post: its own words, else the configuration's pattern.
//!
//! In: front matter, name and date of a post. Out: a safe [`Permalink`], or the error with the reason why there is none.

use unicode_normalization::UnicodeNormalization;

use crate::config::Config;
use crate::config::tree::{Node, Trail};
use crate::date::Date;
use crate::generator::{self, Generator, Given, Source};
use crate::post::Permalink;
use crate::problem::{Problem, Spot};
use crate::read::front_matter::{FieldValue, FrontMatter};
use crate::read::name::Name;
use crate::read::permalink;
use crate::read::tags;
use crate::read::walk::SourceFile;

/// Facts that the address of one post is made of.
pub struct Address<'a> {
    /// The pattern, the site's URL and language.
    pub config: &'a Config,
    /// The front matter.
    pub front_matter: &'a FrontMatter<'a>,
    /// The file.
    pub file: &'a SourceFile,
    /// Facts that its path names.
    pub name: &'a Name,
    /// Plain text.
    pub title: &'a str,
    /// The post's language.
    pub lang: &'a str,
    /// For `{year}` and the other tokens of a date.
    pub published: Date,
    /// True if the post is below a Jekyll `_posts` folder.
    pub below_posts: bool,
}

impl Address<'_> {
    /// Address of the post; `title` is the place of an address that nobody wrote.
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
        // The site's own address counts in any spelling: `/블로그` is `/%EB%B8%94%EB%A1%9C%EA%B7%B8`.
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
                        "`{text}` is not an address below `{}`; ignored",
                        config.site.url
                    ),
                )
                .at(&spot)
                .help(format!("{}: /…", found.key)),
            );
            return None;
        }
        let text = match config.generator {
            // Jekyll's folder name identifies its generator.
            Generator::None if self.below_posts && text.contains(':') => {
                self.with_source(|source| generator::literal(Generator::Jekyll, text, source))
            }
            Generator::None => text.to_owned(),
            known => self.with_source(|source| generator::literal(known, text, source)),
        };
        Some((text, spot))
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
        let config = self.config;
        let pattern = config.pattern(&self.file.source);
        let filled =
            self.with_source(|source| generator::address(config.generator, pattern, source));
        let prefixed = config.site.prefix_languages && !pattern.contains("{lang}");
        if self.in_site_language() || !prefixed {
            filled
        } else {
            format!("/{}/{}", self.lang, filled.trim_start_matches('/'))
        }
    }

    /// Facts of this post that the generators' rules need.
    fn with_source(&self, address: impl Fn(&Source) -> String) -> String {
        let (config, front_matter, name) = (self.config, self.front_matter, self.name);
        let text = |keys: &[String]| {
            let found = front_matter.find(keys)?;
            front_matter.text(found.node, &found.trail)
        };
        let slug = text(&config.fields.slug);
        let written_date = text(&config.fields.date);
        let given = |key: &str| {
            let found = front_matter.get(key);
            found.map_or(Given::Nothing, |found| self.given(found.node, &found.trail))
        };
        let first = self.first_category();
        let content = self.file.source.strip_suffix(&self.file.inside);
        address(&Source {
            content: content.unwrap_or_default().trim_end_matches('/'),
            inside: &self.file.inside,
            path: &name.path,
            name: &name.stem,
            lang: self.lang,
            title: self.title,
            slug: slug.as_deref(),
            first_category: first.as_deref(),
            categories: given("categories"),
            category: given("category"),
            date: self.published,
            written_date: written_date.as_deref(),
            site_zone: config.timezone,
            zone: config.permalink_timezone,
        })
    }

    /// The first category; in a Jekyll folder the one above `_posts`, in lower case.
    fn first_category(&self) -> Option<String> {
        let front_matter = self.front_matter;
        let found: Option<FieldValue> = front_matter.find(&self.config.fields.categories);
        let named = found.and_then(|found| {
            tags::words(front_matter, &found, self.below_posts)
                .into_iter()
                .next()
        });
        let first = self.name.above_posts.clone().or(named);
        first.map(|name| {
            if self.below_posts {
                name.to_lowercase()
            } else {
                name
            }
        })
    }

    fn given(&self, node: &Node, trail: &Trail) -> Given {
        match node {
            Node::List(items) => {
                let items = items.iter().enumerate().map(|(at, item)| {
                    let mut trail = trail.clone();
                    trail.steps.push(at);
                    self.given(item, &trail)
                });
                Given::List(items.collect())
            }
            Node::Null | Node::Map(_) => Given::Nothing,
            scalar => self
                .front_matter
                .text(scalar, trail)
                .map_or(Given::Nothing, Given::Text),
        }
    }
}
