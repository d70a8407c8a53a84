//! One Markdown file -> a post, or the reason why it is not one.

use std::sync::Arc;

use crate::config::{Config, Facts, Look};
use crate::date::Date;
use crate::generator;
use crate::links;
use crate::look::is_file;
use crate::post::{Author, AvatarFile, Body, CardWishes, Picture, Post};
use crate::problem::{Place, Problem};
use crate::read::address::Address;
use crate::read::authors::People;
use crate::read::dates::Dates;
use crate::read::front_matter::FrontMatter;
use crate::read::git::History;
use crate::read::matter::{self, Matter, Split};
use crate::read::name::Name;
use crate::read::walk;
use crate::read::{avatar, facts, forbidden, held_back, media, picture, relations, title};

/// Everything that judging one file needs besides the file.
pub struct PostReader<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// Posts dated after it are held back.
    pub now: Date,
    /// Authors by key.
    pub people: &'a People,
    /// Folders in which pictures may be.
    pub folders: &'a picture::Folders,
    /// For `updated: git`.
    pub history: Option<&'a History>,
}

/// Result for one file.
#[derive(Debug, Default)]
pub struct Judged {
    /// The post, if it can be published.
    pub post: Option<Post>,
    /// Faults, or the reason why it is not a post.
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
        let front_matter = FrontMatter::read(&file.source, &matter, &self.config.limits, problems)?;
        if front_matter.is_empty() && !file.is_dated_post() {
            problems.push(
                Problem::note("no-front-matter", "the front matter is empty: not a post")
                    .at(place()),
            );
            return Ok(None);
        }
        let reader = Reader {
            reader: self,
            file,
            front_matter: &front_matter,
            matter: &matter,
        };
        reader.post(&text, &bytes, problems)
    }
}

/// One file with front matter.
pub(super) struct Reader<'a> {
    pub reader: &'a PostReader<'a>,
    pub file: &'a walk::SourceFile,
    pub front_matter: &'a FrontMatter<'a>,
    pub matter: &'a Matter<'a>,
}

impl Reader<'_> {
    fn post(
        &self,
        text: &str,
        bytes: &[u8],
        problems: &mut Vec<Problem>,
    ) -> Result<Option<Post>, Box<Problem>> {
        let (config, front_matter) = (self.reader.config, self.front_matter);
        let name = Name::of(&self.file.inside, config);
        facts::near_misses(front_matter, config, problems);
        forbidden::warn(front_matter, config, problems);
        let Some((title, title_place)) = self.title(&name, text, problems) else {
            return Ok(None);
        };
        if let Some(note) = held_back::by_flag(front_matter, &config.fields) {
            problems.push(note);
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
        if let Some(note) = held_back::by_date(&dates, self.reader.now, problems) {
            problems.push(note);
            return Ok(None);
        }
        let without_feeds = held_back::without_feeds(front_matter, &config.fields);
        let in_feeds = without_feeds.is_none();
        problems.extend(without_feeds);
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
        let (description, described) = self.description(text, &title, problems);
        let found = picture::named(front_matter, &config.fields.thumbnail);
        let picture = found.map_or(Picture::None, |found| {
            picture::picture(
                front_matter,
                &found,
                self.file,
                self.reader.folders,
                &config.fields,
                problems,
            )
        });
        let card = facts::card(front_matter, config.limits.title_chars, problems);
        let Some(permalink) = permalink else {
            return Ok(None);
        };
        let categories = relations::categories(front_matter, config, self.below_posts());
        let url = format!("{}{}", config.site.url, permalink.encoded);
        let media = media::media(
            front_matter,
            &config.fields,
            self.file,
            self.reader.folders,
            (&url, &config.site.url),
            problems,
        );
        let guid = front_matter
            .find(&config.fields.guid)
            .and_then(|found| front_matter.text(found.node, &found.trail))
            .map(|guid| title::one_line(&guid));
        let id = guid
            .filter(|guid| !guid.is_empty())
            .unwrap_or_else(|| url.clone());
        let facts = Facts {
            source: &self.file.source,
            tags: &tags,
            categories: &categories,
            lang: &lang,
        };
        let look = self.look(&facts, &card);
        let avatars = self.avatars(&look, &authors);
        let shown = relations::shown(
            front_matter,
            (&look.theme.show, &config.fields.series),
            &categories,
            (matter::body(text, self.matter.body_line), &lang),
        );
        Ok(Some(Post {
            source: self.file.source.clone(),
            title_place,
            title,
            description,
            described,
            lang,
            id_is_link: id == url,
            literal: front_matter.find(&config.fields.permalink).is_some(),
            id,
            url,
            permalink,
            published,
            updated: self.updated(&dates, published, problems),
            in_feeds,
            authors,
            tags,
            shown,
            categories,
            media,
            external_url: relations::external_url(
                front_matter,
                &config.fields.external_url,
                problems,
            ),
            excerpt_only: relations::excerpt_only(front_matter, &config.fields.excerpt_only),
            picture,
            avatars,
            card,
            body: Body {
                file: self.file.file.clone(),
                bytes: bytes.len() as u64,
                first_line: self.matter.body_line,
                hash: *blake3::hash(bytes).as_bytes(),
                page: None,
                mdx: self.is_mdx(),
                // Filled when all posts are read.
                linked: links::may_link(matter::body(text, self.matter.body_line))
                    .then(Arc::default),
            },
        }))
    }

    /// The look of its card: what its rule says, changed by what it asks for itself.
    fn look(&self, facts: &Facts, card: &CardWishes) -> Look {
        let cards = &self.reader.config.cards;
        let look = cards.ruled(cards.rule(facts));
        match &card.look {
            Some(own) => look.changed(&own.change),
            None => look,
        }
    }

    /// Pictures of its authors, where a card of its look may show them: a layout file has a slot for them of its own.
    fn avatars(&self, look: &Look, authors: &[Author]) -> Vec<AvatarFile> {
        let config = self.reader.config;
        let also = config
            .cards
            .also
            .iter()
            .filter_map(|one| one.layout.as_ref());
        let files = also.chain([&look.layout]).any(|layout| is_file(layout));
        if !look.theme.avatars && !files {
            return Vec::new();
        }
        let limit = config.limits.picture_bytes;
        avatar::avatars(authors, self.file, self.reader.folders, limit)
    }
}
