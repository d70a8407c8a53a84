//! One Markdown file -> a post, or the reason why it is none.

use crate::body;
use crate::config::Config;
use crate::config::tree::Node;
use crate::date::{Date, Note, Refused};
use crate::post::{Author, Body, Permalink, Picture, Post};
use crate::problem::{Place, Problem};
use crate::read::authors::{self, People};
use crate::read::matter::{self, Matter, Split};
use crate::read::permalink::{self, Tokens};
use crate::read::sheet::{Found, Sheet};
use crate::read::walk;
use crate::read::{facts, picture, tags, title};

/// What judging one file needs besides the file.
pub struct Desk<'a> {
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

impl Desk<'_> {
    /// Reads and judges one file.
    pub fn judge(&self, file: &walk::Found) -> Judged {
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
        file: &walk::Found,
        problems: &mut Vec<Problem>,
    ) -> Result<Option<Post>, Box<Problem>> {
        let place = || Place::file(&file.source);
        let bytes = self.bytes(file)?;
        let text = matter::decode(&bytes).map_err(|why| {
            Problem::error("post-encoding", why)
                .at(place())
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
        let Some(sheet) = Sheet::read(&file.source, &matter, problems)? else {
            problems.push(
                Problem::note("no-front-matter", "the front matter is empty: not a post")
                    .at(place()),
            );
            return Ok(None);
        };
        let reader = Reader {
            desk: self,
            file,
            sheet: &sheet,
            matter: &matter,
        };
        reader.post(&text, *blake3::hash(&bytes).as_bytes(), problems)
    }

    fn bytes(&self, file: &walk::Found) -> Result<Vec<u8>, Box<Problem>> {
        let unreadable = |error: std::io::Error| {
            Problem::error("post-unreadable", format!("cannot be read: {error}"))
                .at(Place::file(&file.source))
        };
        let limit = self.config.limits.post_bytes;
        let mut bytes = Vec::new();
        let opened = std::fs::File::open(&file.file).map_err(unreadable)?;
        std::io::Read::read_to_end(&mut std::io::Read::take(opened, limit + 1), &mut bytes)
            .map_err(unreadable)?;
        if bytes.len() as u64 > limit {
            return Err(Box::new(
                Problem::error("post-too-long", format!("longer than {limit} bytes"))
                    .at(Place::file(&file.source))
                    .help("raise `limits.post_bytes`, or leave the file out with `ignore:`"),
            ));
        }
        Ok(bytes)
    }
}

/// One file with front matter.
struct Reader<'a> {
    desk: &'a Desk<'a>,
    file: &'a walk::Found,
    sheet: &'a Sheet<'a>,
    matter: &'a Matter<'a>,
}

impl Reader<'_> {
    fn post(
        &self,
        text: &str,
        hash: [u8; 32],
        problems: &mut Vec<Problem>,
    ) -> Result<Option<Post>, Box<Problem>> {
        let (config, sheet) = (self.desk.config, self.sheet);
        let name = Name::of(&self.file.inside, config);
        facts::near_misses(sheet, config, problems);
        let Some((title, title_place)) = self.title(problems) else {
            return Ok(None);
        };
        if let Some(why) = facts::draft(sheet, &config.fields) {
            problems.push(Problem::note("draft", format!("held back: `{why}`")).at(title_place));
            return Ok(None);
        }
        let Some(published) = self.published(&name, &title_place, problems) else {
            return Ok(None);
        };
        if published > self.desk.now {
            problems.push(
                Problem::note("future", format!("held back until {}", published.rfc3339()))
                    .at(title_place),
            );
            return Ok(None);
        }
        let own_lang = sheet
            .get("lang")
            .or_else(|| sheet.get("language"))
            .and_then(|found| sheet.text(found.node, &found.trail));
        let lang = own_lang
            .map(|lang| lang.trim().replace('_', "-"))
            .filter(|lang| is_language(lang))
            .or(name.lang.clone());
        let lang = lang.unwrap_or_else(|| config.site.language.clone());
        let permalink = self.permalink(&name, &lang, published, &title_place, problems);
        let tags = self.tags(problems);
        let authors = self.authors(problems);
        let description = self.description(text, problems);
        let found = sheet.find(&config.fields.thumbnail);
        let picture = found.map_or(Picture::None, |found| {
            picture::picture(sheet, &found, self.file, self.desk.folders, problems)
        });
        let card = facts::card(sheet, problems);
        let Some(permalink) = permalink else {
            return Ok(None);
        };
        let url = format!("{}{}", config.site.url, permalink.encoded);
        let guid = sheet
            .get("guid")
            .and_then(|found| sheet.text(found.node, &found.trail))
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
            id,
            url,
            permalink,
            published,
            updated: self.updated(published, problems),
            authors,
            tags,
            picture,
            card,
            body: Body {
                file: self.file.file.clone(),
                first_line: self.matter.body_line,
                hash,
                mdx: self.is_mdx(),
            },
        }))
    }

    fn is_mdx(&self) -> bool {
        self.file
            .file
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("mdx"))
    }

    fn title(&self, problems: &mut Vec<Problem>) -> Option<(String, Place)> {
        let untitled =
            || Problem::note("no-title", "no title: not a post").at(Place::file(&self.file.source));
        let Some(found) = self.sheet.find(&self.desk.config.fields.title) else {
            problems.push(untitled());
            return None;
        };
        let place = self.sheet.place(&found.trail);
        let Some(text) = self.sheet.text(found.node, &found.trail) else {
            problems.push(
                Problem::error(
                    "title-kind",
                    format!("the title is {}, and text was wanted", found.node.kind()),
                )
                .at(place)
                .help("put it in quotes: title: \"…\""),
            );
            return None;
        };
        let limit = self.desk.config.limits.title_chars;
        if text.chars().nth(limit).is_some() {
            problems.push(
                Problem::error(
                    "title-too-long",
                    format!(
                        "the title has {} characters, and the limit is {limit}",
                        text.chars().count()
                    ),
                )
                .at(place)
                .help("shorten it, or raise `limits.title_chars`"),
            );
            return None;
        }
        let title = title::plain(&text);
        if title.is_empty() {
            problems.push(untitled());
            return None;
        }
        Some((title, place))
    }

    fn published(&self, name: &Name, title: &Place, problems: &mut Vec<Problem>) -> Option<Date> {
        if let Some(found) = self.sheet.find(&self.desk.config.fields.date)
            // `published: true` is a switch, not a date.
            && !matches!(found.node, Node::Bool(_))
        {
            return self.date(&found, problems);
        }
        if let Some((date, _)) = permalink::dated(&name.stem) {
            match Date::parse(&date, self.desk.config.timezone) {
                Ok(parsed) => return Some(parsed.date),
                Err(_) => problems.push(
                    Problem::error(
                        "date-impossible",
                        format!("the file name begins with `{date}`, and there is no such day"),
                    )
                    .at(title.clone())
                    .help("date: 2024-01-31"),
                ),
            }
            return None;
        }
        problems.push(
            Problem::warning("date-missing", "no date: not published")
                .at(title.clone())
                .help(format!("date: 2024-01-31 09:00:00 {}", self.offset())),
        );
        None
    }

    /// `+09:00`: what this blog's dates usually end in.
    fn offset(&self) -> String {
        let winter = Date::parse("2024-01-31", self.desk.config.timezone)
            .map(|parsed| parsed.date.rfc3339());
        let text = winter.unwrap_or_default();
        if text.ends_with('Z') {
            "+00:00".into()
        } else {
            text.get(19..).unwrap_or_default().into()
        }
    }

    fn updated(&self, published: Date, problems: &mut Vec<Problem>) -> Option<Date> {
        let found = self.sheet.find(&self.desk.config.fields.updated)?;
        if matches!(found.node, Node::Bool(_)) {
            return None;
        }
        let updated = self.date(&found, problems)?;
        if updated < published {
            problems.push(
                Problem::warning(
                    "updated-before-date",
                    format!("`{}` is before the post was published; ignored", found.key),
                )
                .at(self.sheet.place(&found.trail))
                .help("delete it, or correct it"),
            );
            return None;
        }
        Some(updated)
    }

    fn date(&self, found: &Found, problems: &mut Vec<Problem>) -> Option<Date> {
        let place = || self.sheet.place(&found.trail);
        let zone = self.desk.config.timezone;
        let text = self.sheet.text(found.node, &found.trail);
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
            problems.push(
                Problem::error(
                    "date-spelling",
                    format!(
                        "`{}` is {}, and a date was wanted",
                        found.key,
                        found.node.kind()
                    ),
                )
                .at(place())
                .help("2024-01-31 09:00:00 +09:00"),
            );
            return None;
        };
        let refused = match Date::parse(&text, zone) {
            Ok(parsed) => {
                if let Some(note) = parsed.note {
                    problems.push(doubtful(note, &text, zone, parsed.date).at(place()));
                }
                return Some(parsed.date);
            }
            Err(refused) => refused,
        };
        let text = title::one_line(&text);
        let key = &found.key;
        let problem = match refused {
            Refused::Spelling(wanted) => {
                let wanted =
                    wanted.unwrap_or_else(|| format!("2024-01-31 09:00:00 {}", self.offset()));
                Problem::error("date-spelling", format!("`{text}` is no date"))
                    .help(format!("{key}: {wanted}"))
            }
            Refused::Impossible(why) => {
                Problem::error("date-impossible", why).help(format!("correct `{text}`"))
            }
            Refused::Year => Problem::error(
                "date-year",
                format!("`{text}` is outside the years 1 to 9999"),
            )
            .help("correct the year"),
        };
        problems.push(problem.at(place()));
        None
    }

    fn permalink(
        &self,
        name: &Name,
        lang: &str,
        published: Date,
        title: &Place,
        problems: &mut Vec<Problem>,
    ) -> Option<Permalink> {
        let (config, sheet) = (self.desk.config, self.sheet);
        let mut place = title.clone();
        let mut written = None;
        if let Some(found) = sheet.find(&config.fields.permalink) {
            let here = sheet.place(&found.trail);
            let text = sheet.text(found.node, &found.trail).unwrap_or_default();
            let text = text.trim();
            if let Some(path) = text.strip_prefix(&config.site.url) {
                written = Some(format!("/{}", path.trim_start_matches('/')));
            } else if text.contains("://") || text.starts_with("//") || text.is_empty() {
                problems.push(
                    Problem::warning(
                        "permalink-elsewhere",
                        format!(
                            "`{text}` is no address below `{}`; ignored",
                            config.site.url
                        ),
                    )
                    .at(here.clone())
                    .help(format!("{}: /…", found.key)),
                );
            } else {
                written = Some(text.to_owned());
            }
            if written.is_some() {
                place = here;
            }
        }
        let written = written.unwrap_or_else(|| self.patterned(name, lang, published));
        match permalink::permalink(&written) {
            Ok(permalink) => Some(permalink),
            Err(why) => {
                problems.push(
                    Problem::error("permalink-unsafe", why)
                        .at(place)
                        .help("permalink: /a-plain-address"),
                );
                None
            }
        }
    }

    fn patterned(&self, name: &Name, lang: &str, published: Date) -> String {
        let (config, sheet) = (self.desk.config, self.sheet);
        let own = sheet
            .find(&config.fields.slug)
            .and_then(|found| sheet.text(found.node, &found.trail));
        let own = own
            .map(|slug| slug.trim().trim_matches('/').to_owned())
            .filter(|slug| !slug.is_empty());
        let categories = sheet.get("categories").or_else(|| sheet.get("category"));
        let category = categories.and_then(|found| {
            tags::words(sheet, &found, self.below_posts())
                .into_iter()
                .next()
        });
        // Jekyll puts categories into addresses in lower case.
        let category = category.map(|name| {
            if self.below_posts() {
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
            date: published,
        };
        let filled = permalink::filled(&config.permalink, &tokens);
        if lang.eq_ignore_ascii_case(&config.site.language) {
            filled
        } else {
            format!("/{lang}/{}", filled.trim_start_matches('/'))
        }
    }

    fn below_posts(&self) -> bool {
        self.file.source.split('/').any(|part| part == "_posts")
    }

    fn tags(&self, problems: &mut Vec<Problem>) -> Vec<String> {
        let sheet = self.sheet;
        let found = sheet.find(&self.desk.config.fields.tags).or_else(|| {
            ["taxonomies.tags", "categories", "category"]
                .iter()
                .find_map(|key| sheet.get(key))
        });
        let Some(found) = found else {
            return Vec::new();
        };
        let words = tags::words(sheet, &found, self.below_posts());
        let limit = self.desk.config.limits.tags;
        if words.len() > limit {
            problems.push(
                Problem::error(
                    "too-many-tags",
                    format!("{} tags, and the limit is {limit}", words.len()),
                )
                .at(sheet.place(&found.trail))
                .help("delete some, or raise `limits.tags`"),
            );
        }
        words
    }

    fn authors(&self, problems: &mut Vec<Problem>) -> Vec<Author> {
        let found = self.sheet.find(&self.desk.config.fields.authors);
        let authors = found
            .map(|found| authors::authors(self.sheet, &found, self.desk.people, problems))
            .unwrap_or_default();
        if authors.is_empty() {
            self.desk.config.site.author.clone().into_iter().collect()
        } else {
            authors
        }
    }

    fn description(&self, text: &str, problems: &mut Vec<Problem>) -> String {
        let (config, sheet) = (self.desk.config, self.sheet);
        let own = |found: &Found| {
            sheet
                .text(found.node, &found.trail)
                .map(|text| title::one_line(&text))
                .filter(|text| !text.is_empty())
        };
        let keys = config
            .fields
            .description
            .iter()
            .filter_map(|key| sheet.get(key));
        if let Some(text) = keys.into_iter().find_map(|found| own(&found)) {
            return text;
        }
        if let Some((text, place)) = self.misplaced() {
            problems.push(
                Problem::warning(
                    "description-misplaced",
                    "the description stands under the thumbnail; taken from there",
                )
                .at(place)
                .help("move `description:` to the left edge"),
            );
            return text;
        }
        body::excerpt(matter::body(text, self.matter.body_line), self.is_mdx())
    }

    /// `description:` indented one step too far, below `thumbnail:`.
    fn misplaced(&self) -> Option<(String, Place)> {
        let found = self.sheet.find(&self.desk.config.fields.thumbnail)?;
        let mut trail = found.trail.clone();
        let mut node = found.node;
        if let Node::List(items) = node {
            node = items.first()?;
            trail.steps.push(0);
        }
        let Node::Map(fields) = node else { return None };
        let at = fields
            .iter()
            .position(|(key, _)| self.desk.config.fields.description.contains(key))?;
        trail.steps.push(at);
        let text = title::one_line(&self.sheet.text(&fields[at].1, &trail)?);
        trail.key = true;
        (!text.is_empty()).then(|| (text, self.sheet.place(&trail)))
    }
}

/// What the path of a file says.
struct Name {
    stem: String,
    slug: String,
    path: String,
    lang: Option<String>,
}

impl Name {
    fn of(inside: &str, config: &Config) -> Name {
        let known = |word: &str| {
            let all = config.site.languages.iter().chain([&config.site.language]);
            all.clone()
                .find(|lang| lang.eq_ignore_ascii_case(word))
                .cloned()
        };
        let mut parts: Vec<&str> = inside.split('/').collect();
        let file = parts.pop().unwrap_or_default();
        let mut stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let mut lang = None;
        if let Some((before, word)) = stem.rsplit_once('.')
            && let Some(found) = known(word)
        {
            stem = before;
            lang = Some(found);
        }
        // `en/post.md` and `i18n/en/…`: a folder that is a language, at the top.
        let top = parts
            .iter()
            .position(|part| known(part).is_some())
            .filter(|&at| at == 0 || (at == 1 && parts[0] == "i18n"));
        if let Some(at) = top {
            lang = lang.or_else(|| known(parts[at]));
            parts.drain(..=at);
        }
        if stem.eq_ignore_ascii_case("index") || stem == "_index" {
            if let Some(folder) = parts.last() {
                stem = folder;
            }
        } else {
            parts.push(stem);
        }
        let path: Vec<&str> = parts
            .iter()
            .copied()
            .filter(|part| *part != "_posts")
            .collect();
        let slug = permalink::dated(stem)
            .map(|(_, rest)| rest)
            .filter(|rest| !rest.is_empty())
            .unwrap_or(stem);
        Name {
            stem: stem.into(),
            slug: slug.into(),
            path: path.join("/"),
            lang,
        }
    }
}

fn doubtful(note: Note, text: &str, zone: chrono_tz::Tz, date: Date) -> Problem {
    let text = title::one_line(text);
    let taken = date.rfc3339();
    match note {
        Note::Twice => Problem::warning(
            "date-twice",
            format!("`{text}` happened twice in {zone}; taken as {taken}"),
        ),
        Note::Never => Problem::warning(
            "date-never",
            format!("`{text}` never happened in {zone}, whose clocks skipped it; taken as {taken}"),
        ),
        Note::LeapSecond => Problem::warning(
            "date-leap-second",
            format!("`{text}` is a leap second, which feeds cannot say; taken as {taken}"),
        ),
    }
    .help("write the offset too: +09:00")
}

/// BCP 47 in shape: `ko`, `zh-Hant-TW`.
fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}
