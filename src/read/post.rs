//! One Markdown file -> a post, or the reason why it is none.

use crate::body;
use crate::config::Config;
use crate::config::tree::Node;
use crate::date::Date;
use crate::generator;
use crate::post::{Author, Body, Picture, Post};
use crate::problem::{Place, Problem, Spot};
use crate::read::address::Address;
use crate::read::authors::{self, People};
use crate::read::dates::Dates;
use crate::read::front_matter::{FieldValue, FrontMatter};
use crate::read::matter::{self, Matter, Split};
use crate::read::name::{self, Name};
use crate::read::walk;
use crate::read::{facts, forbidden, media, picture, relations, tags, title};

/// What judging one file needs besides the file.
pub struct PostReader<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// Posts dated after it are held back.
    pub now: Date,
    /// Authors by key.
    pub people: &'a People,
    /// Where pictures may lie.
    pub folders: &'a picture::Folders,
}

/// What became of one file.
#[derive(Debug, Default)]
pub struct Judged {
    /// The post, if it is one that can be published.
    pub post: Option<Post>,
    /// What is wrong, or why it is none.
    pub problems: Vec<Problem>,
}

impl PostReader<'_> {
    /// Reads and judges one file.
    pub fn judge(&self, file: &walk::SourceFile) -> Judged {
        let mut problems = Vec::new();
        let post = match self.try_judge(file, &mut problems) {
            Ok(post) => post,
            Err(problem) => {
                problems.push(*problem);
                None
            }
        };
        let failed = problems.iter().any(Problem::is_error);
        Judged {
            post: post.filter(|_| !failed),
            problems,
        }
    }

    fn try_judge(
        &self,
        file: &walk::SourceFile,
        problems: &mut Vec<Problem>,
    ) -> Result<Option<Post>, Box<Problem>> {
        let place = || Place::file(&file.source);
        let bytes = file.bytes(self.config.limits.post_bytes)?;
        let text = matter::decode(&bytes).map_err(|why| {
            let place = why.place(&file.source);
            Problem::error("post-encoding", why.why)
                .at(place)
                .help("save the file as UTF-8")
        })?;
        let matter = match matter::split(&text) {
            Split::Matter(matter) => matter,
            Split::None => {
                problems.push(
                    Problem::note("no-front-matter", "no front matter: not a post").at(place()),
                );
                return Ok(None);
            }
            Split::Open(fence) => {
                let first = text.lines().next().unwrap_or_default();
                return Err(Box::new(
                    Problem::error("front-matter-open", "the front matter never ends")
                        .at(Place::span(&file.source, 1, 1, 3, first))
                        .help(format!("close it with a line `{fence}`")),
                ));
            }
        };
        let Some(front_matter) =
            FrontMatter::read(&file.source, &matter, &self.config.limits, problems)?
        else {
            problems.push(
                Problem::note("no-front-matter", "the front matter is empty: not a post")
                    .at(place()),
            );
            return Ok(None);
        };
        let reader = Reader {
            reader: self,
            file,
            front_matter: &front_matter,
            matter: &matter,
        };
        reader.post(&text, *blake3::hash(&bytes).as_bytes(), problems)
    }
}

/// One file with front matter.
struct Reader<'a> {
    reader: &'a PostReader<'a>,
    file: &'a walk::SourceFile,
    front_matter: &'a FrontMatter<'a>,
    matter: &'a Matter<'a>,
}

impl Reader<'_> {
    fn post(
        &self,
        text: &str,
        hash: [u8; 32],
        problems: &mut Vec<Problem>,
    ) -> Result<Option<Post>, Box<Problem>> {
        let (config, front_matter) = (self.reader.config, self.front_matter);
        let name = Name::of(&self.file.inside, config);
        facts::near_misses(front_matter, config, problems);
        forbidden::warn(front_matter, config, problems);
        let Some((title, title_place)) = self.title(problems) else {
            return Ok(None);
        };
        if let Some(why) = facts::draft(front_matter, &config.fields) {
            problems.push(Problem::note("draft", format!("held back: `{why}`")).at(&title_place));
            return Ok(None);
        }
        let dates = Dates {
            config,
            front_matter,
        };
        let dated = generator::dated_name(config.generator, &self.file.inside, &name.stem);
        let Some(published) = dates.published(&dated, &title_place, problems) else {
            return Ok(None);
        };
        if published > self.reader.now {
            problems.push(
                Problem::note("future", format!("held back until {}", published.rfc3339()))
                    .at(&title_place),
            );
            return Ok(None);
        }
        let lang = self.lang(&name, problems);
        let address = Address {
            config,
            front_matter,
            file: self.file,
            name: &name,
            title: &title,
            lang: &lang,
            published,
            below_posts: self.below_posts(),
        };
        let permalink = address.permalink(&title_place, problems);
        let tags = self.tags(problems);
        let authors = self.authors(problems);
        let description = self.description(text, problems);
        let found = front_matter.find(&config.fields.thumbnail);
        let picture = found.map_or(Picture::None, |found| {
            picture::picture(
                front_matter,
                &found,
                self.file,
                self.reader.folders,
                problems,
            )
        });
        let card = facts::card(front_matter, config.limits.title_chars, problems);
        let Some(permalink) = permalink else {
            return Ok(None);
        };
        let url = format!("{}{}", config.site.url, permalink.encoded);
        let media = media::media(
            front_matter,
            self.file,
            self.reader.folders,
            (&url, &config.site.url),
            problems,
        );
        let guid = front_matter
            .get("guid")
            .and_then(|found| front_matter.text(found.node, &found.trail))
            .map(|guid| title::one_line(&guid));
        let id = guid
            .filter(|guid| !guid.is_empty())
            .unwrap_or_else(|| url.clone());
        Ok(Some(Post {
            source: self.file.source.clone(),
            title_place,
            title,
            description,
            lang,
            id_is_link: id == url,
            literal: front_matter.find(&config.fields.permalink).is_some(),
            id,
            url,
            permalink,
            published,
            updated: dates.updated(published, problems),
            authors,
            tags,
            categories: relations::categories(front_matter, &config.limits, self.below_posts()),
            media,
            external_url: relations::external_url(front_matter, problems),
            excerpt_only: relations::excerpt_only(front_matter),
            picture,
            card,
            body: Body {
                file: self.file.file.clone(),
                first_line: self.matter.body_line,
                hash,
                page: None,
                mdx: self.is_mdx(),
            },
        }))
    }

    /// Its own `lang:`, else what its path says, else the site's.
    fn lang(&self, name: &Name, problems: &mut Vec<Problem>) -> String {
        let front_matter = self.front_matter;
        let own = front_matter
            .get("lang")
            .or_else(|| front_matter.get("language"));
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
                        format!("`{text}` is no language tag; ignored"),
                    )
                    .at(front_matter.place(&found.trail))
                    .help("lang: en"),
                );
            }
        }
        let site = &self.reader.config.site.language;
        name.lang.clone().unwrap_or_else(|| site.clone())
    }

    fn is_mdx(&self) -> bool {
        self.file
            .file
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("mdx"))
    }

    fn title(&self, problems: &mut Vec<Problem>) -> Option<(String, Spot)> {
        let untitled =
            || Problem::note("no-title", "no title: not a post").at(Place::file(&self.file.source));
        let Some(found) = self.front_matter.find(&self.reader.config.fields.title) else {
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

    fn below_posts(&self) -> bool {
        self.file.source.split('/').any(|part| part == "_posts")
    }

    fn tags(&self, problems: &mut Vec<Problem>) -> Vec<String> {
        let front_matter = self.front_matter;
        let found = front_matter
            .find(&self.reader.config.fields.tags)
            .or_else(|| {
                ["taxonomies.tags", "categories", "category"]
                    .iter()
                    .find_map(|key| front_matter.get(key))
            });
        let Some(found) = found else {
            return Vec::new();
        };
        let limits = &self.reader.config.limits;
        let place = || front_matter.place(&found.trail);
        let most = limits.tags;
        // Counted before they are looked at: 100,000 tags cost nothing.
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

    fn authors(&self, problems: &mut Vec<Problem>) -> Vec<Author> {
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

    fn description(&self, text: &str, problems: &mut Vec<Problem>) -> String {
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
            return text;
        }
        if let Some((key, text, place)) = self.misplaced() {
            problems.push(
                Problem::warning(
                    "description-misplaced",
                    "the description stands under the thumbnail; taken from there",
                )
                .at(place)
                .help(format!("move `{key}:` to the left edge")),
            );
            return text;
        }
        body::excerpt(matter::body(text, self.matter.body_line), self.is_mdx())
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
