//! The words of a post: title, language, tags, authors, description.
//!
//! In: one file with its front matter. Out: text on one line, and problems at its place.

use crate::body;
use crate::config::BodyFrom;
use crate::config::tree::Node;
use crate::date::Date;
use crate::post::Author;
use crate::problem::{Place, Problem, Spot};
use crate::read::authors;
use crate::read::dates::Dates;
use crate::read::front_matter::FieldValue;
use crate::read::matter;
use crate::read::name::{self, Name};
use crate::read::post::Reader;
use crate::read::{tags, title};

impl Reader<'_> {
    /// Its own `lang:`, else what its path says, else the site's.
    pub(super) fn lang(&self, name: &Name, problems: &mut Vec<Problem>) -> String {
        let front_matter = self.front_matter;
        let own = front_matter.find(&self.reader.config.fields.lang);
        if let Some(found) = own {
            let text = front_matter
                .text(found.node, &found.trail)
                .unwrap_or_default();
            let tag = text.trim().replace('_', "-");
            if name::is_language(&tag) {
                return tag;
            }
            // `language: TypeScript` is the business of the blog's own theme.
            if found.key == "lang" {
                problems.push(
                    Problem::warning(
                        "lang-unknown",
                        format!("`{text}` is not a language tag; ignored"),
                    )
                    .at(front_matter.place(&found.trail))
                    .help("lang: en"),
                );
            }
        }
        let site = &self.reader.config.site.language;
        name.lang.clone().unwrap_or_else(|| site.clone())
    }

    pub(super) fn is_mdx(&self) -> bool {
        self.file
            .file
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("mdx"))
    }

    pub(super) fn title(
        &self,
        name: &Name,
        text: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<(String, Spot)> {
        let untitled =
            || Problem::note("no-title", "no title: not a post").at(Place::file(&self.file.source));
        let Some(found) = self.front_matter.find(&self.reader.config.fields.title) else {
            if self.file.is_dated_post() {
                let body = matter::body(text, self.matter.body_line);
                let title =
                    title::heading(body).unwrap_or_else(|| title::of_slug(name.without_date()));
                return Some((title, Place::file(&self.file.source).into()));
            }
            problems.push(untitled());
            return None;
        };
        let spot = self.front_matter.spot(&found.trail);
        let Some(text) = self.front_matter.text(found.node, &found.trail) else {
            problems.push(
                Problem::error(
                    "title-kind",
                    format!("the title is {}, and text was wanted", found.node.kind()),
                )
                .at(&spot)
                .help("put it in quotes: title: \"…\""),
            );
            return None;
        };
        let limit = self.reader.config.limits.title_chars;
        if text.chars().nth(limit).is_some() {
            problems.push(
                Problem::error(
                    "title-too-long",
                    format!(
                        "the title has {} characters, and the limit is {limit}",
                        text.chars().count()
                    ),
                )
                .at(&spot)
                .help("shorten it, or raise `limits.title_chars`"),
            );
            return None;
        }
        let title = title::plain(&text);
        if title.chars().all(title::is_invisible) {
            problems.push(untitled());
            return None;
        }
        Some((title, spot))
    }

    /// Date of the last change: from the front matter, else, if the configuration asks for it, from git.
    pub(super) fn updated(
        &self,
        dates: &Dates,
        published: Date,
        problems: &mut Vec<Problem>,
    ) -> Option<Date> {
        let said = dates.updated(published, problems);
        let committed = || self.reader.history?.changed(&self.file.file);
        said.or_else(|| committed().filter(|changed| *changed > published))
    }

    pub(super) fn below_posts(&self) -> bool {
        self.file.source.split('/').any(|part| part == "_posts")
    }

    pub(super) fn tags(&self, problems: &mut Vec<Problem>) -> Vec<String> {
        let front_matter = self.front_matter;
        let fields = &self.reader.config.fields;
        let found = front_matter
            .find(&fields.tags)
            .or_else(|| front_matter.find(&fields.categories));
        let Some(found) = found else {
            return Vec::new();
        };
        let limits = &self.reader.config.limits;
        let place = || front_matter.place(&found.trail);
        let most = limits.tags;
        // Counted before they are read: 100,000 tags cost nothing.
        let count = tags::count(&found, self.below_posts());
        if count > most {
            problems.push(
                Problem::error(
                    "too-many-tags",
                    format!("{count} tags, and the limit is {most}"),
                )
                .at(place())
                .help("delete some, or raise `limits.tags`"),
            );
            return Vec::new();
        }
        let words = tags::words(front_matter, &found, self.below_posts());
        let most = limits.tag_chars;
        if let Some(long) = words.iter().find(|word| word.chars().nth(most).is_some()) {
            let (begin, length): (String, usize) =
                (long.chars().take(20).collect(), long.chars().count());
            problems.push(
                Problem::error(
                    "tag-too-long",
                    format!("the tag `{begin}…` has {length} characters, and the limit is {most}"),
                )
                .at(place())
                .help("shorten it, or raise `limits.tag_chars`"),
            );
        }
        words
    }

    pub(super) fn authors(&self, problems: &mut Vec<Problem>) -> Vec<Author> {
        let found = self.front_matter.find(&self.reader.config.fields.authors);
        let authors = found
            .map(|found| {
                let most = self.reader.config.limits.authors;
                authors::authors(
                    self.front_matter,
                    &found,
                    self.reader.people,
                    most,
                    problems,
                )
            })
            .unwrap_or_default();
        if authors.is_empty() {
            self.reader.config.site.author.clone().into_iter().collect()
        } else {
            authors
        }
    }

    /// The description, and whether the author wrote it.
    pub(super) fn description(
        &self,
        text: &str,
        title: &str,
        problems: &mut Vec<Problem>,
    ) -> (String, bool) {
        let (config, front_matter) = (self.reader.config, self.front_matter);
        let own = |found: &FieldValue| {
            front_matter
                .text(found.node, &found.trail)
                .map(|text| title::one_line(&text))
                .filter(|text| !text.is_empty())
        };
        let keys = config
            .fields
            .description
            .iter()
            .filter_map(|key| front_matter.get(key));
        if let Some(text) = keys.into_iter().find_map(|found| own(&found)) {
            return (text, true);
        }
        if let Some((key, text, place)) = self.misplaced() {
            problems.push(
                Problem::warning(
                    "description-misplaced",
                    "the description is indented below the thumbnail; taken from there",
                )
                .at(place)
                .help(format!("move `{key}:` to the left edge")),
            );
            return (text, true);
        }
        // Beside a site it is that of the page, where the page shows the post: `publish::descriptions::from_pages` sets it.
        if config.site.folder.is_some() && config.feeds.body != BodyFrom::Markdown {
            return (String::new(), false);
        }
        let first = body::excerpt(
            matter::body(text, self.matter.body_line),
            self.is_mdx(),
            title,
        );
        (first, false)
    }

    /// `description:` indented one step too far, below `thumbnail:`.
    fn misplaced(&self) -> Option<(&str, String, Place)> {
        let found = self
            .front_matter
            .find(&self.reader.config.fields.thumbnail)?;
        let mut trail = found.trail.clone();
        let mut node = found.node;
        if let Node::List(items) = node {
            node = items.first()?;
            trail.steps.push(0);
        }
        let Node::Map(fields) = node else { return None };
        let at = fields
            .iter()
            .position(|(key, _)| self.reader.config.fields.description.contains(key))?;
        trail.steps.push(at);
        let text = title::one_line(&self.front_matter.text(&fields[at].1, &trail)?);
        trail.key = true;
        (!text.is_empty()).then(|| (fields[at].0.as_str(), text, self.front_matter.place(&trail)))
    }
}
