//! Posts -> cards: from `out/` or the cache where nothing changed, else drawn; in parallel, options kept.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::card::{self, Culprit, Drawn, Fault, Pictures};
use crate::guard::catch_panic;
use crate::manifest;
use crate::output::cards::{CoverRecord, Entry, Record};
use crate::output::folder::Wanted;
use crate::output::{Hash, io_problem};
use crate::post::{Picture, PictureFile, Post};
use crate::problem::{Place, Problem, Spot};
use crate::publish::context::PublishContext;
use crate::publish::subject::Subject;
use crate::publish::urls::{card_path, cover_path, file_url};
use crate::publish::{Purpose, Step};

/// A post with its card, ready for feeds and manifest.
pub struct Published<'a> {
    /// The post.
    pub post: &'a Post,
    /// `None` for `card: {skip: true}`.
    pub card: Option<manifest::Card>,
    /// Text-free pictures.
    pub covers: Vec<manifest::Cover>,
    /// Its files below `out/`.
    pub files: Vec<Wanted>,
    /// Its cache key, and whether it was drawn in this run.
    pub made: Option<(Hash, bool)>,
    /// What is to be said about the card.
    pub problems: Vec<Problem>,
}

/// Makes the card of every post; a post whose card fails is a problem at its place instead.
pub fn publish_cards<'a>(
    context: &PublishContext,
    posts: &[&'a Post],
) -> Vec<Result<Published<'a>, Problem>> {
    let done = AtomicUsize::new(0);
    let fonts = context.fonts_hash();
    posts
        .par_iter()
        // One card is much work: nobody waits at the end for a thread that still has many.
        .with_max_len(1)
        .map(|post| {
            let card = publish(context, post, &fonts);
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            (context.options.progress)(Step {
                done,
                total: posts.len(),
            });
            card
        })
        .collect()
}

fn publish<'a>(
    context: &PublishContext,
    post: &'a Post,
    fonts: &Hash,
) -> Result<Published<'a>, Problem> {
    if post.card.skip {
        return Ok(Published {
            post,
            card: None,
            covers: Vec::new(),
            files: Vec::new(),
            made: None,
            problems: Vec::new(),
        });
    }
    let files = picture_files(post);
    let mut loaded = Vec::with_capacity(2);
    for file in &files {
        loaded.push(load(context, file)?);
    }
    let hashes: Vec<Hash> = loaded.iter().map(|(hash, _)| *hash).collect();
    let subject = Subject::new(context, post);
    let mut key = subject.key(context, &hashes, fonts);
    if let Some(published) = reuse(context, post, &key)? {
        return Ok(published);
    }
    let mut pictures = Vec::with_capacity(2);
    for (file, (_, bytes)) in files.iter().zip(loaded) {
        match bytes {
            Some(bytes) => pictures.push(bytes),
            None => {
                pictures.push(std::fs::read(&file.file).map_err(|error| unreadable(file, &error))?)
            }
        }
    }
    // The key belongs to the pixels that are drawn, whatever the index said of them.
    let hashes: Vec<Hash> = pictures
        .iter()
        .map(|bytes| *blake3::hash(bytes).as_bytes())
        .collect();
    key = subject.key(context, &hashes, fonts);
    let entry = draw(context, post, &subject, &pictures)?;
    drop(pictures);
    if let Some(cards) = &context.cards
        && context.options.purpose.writes()
    {
        cards
            .put(&key, &entry)
            .map_err(|(path, error)| io_problem("write", &path, &error))?;
        keep_facts(context, &key, &entry.record)?;
    }
    let record = entry.record.clone();
    let published = wanted_files(context, post, &key, record, || Some(entry))?;
    let published = published.ok_or_else(|| {
        Problem::error("internal", "a drawn card has no bytes").at(&post.title_place)
    })?;
    Ok(Published {
        made: Some((key, true)),
        ..published
    })
}

/// The card as it was drawn before, if it was.
fn reuse<'a>(
    context: &PublishContext,
    post: &'a Post,
    key: &Hash,
) -> Result<Option<Published<'a>>, Problem> {
    let Some(cards) = &context.cards else {
        return Ok(None);
    };
    if let Purpose::Shard(_) = context.options.purpose {
        // Another machine will rely on the entry itself.
        let Some(entry) = cards.get(key) else {
            return Ok(None);
        };
        return wanted_files(context, post, key, entry.record.clone(), || Some(entry));
    }
    let kept = context.facts.get(key);
    if let Some(record) = kept.and_then(|bytes| serde_json::from_slice::<Record>(&bytes).ok()) {
        let same = |entry: &Entry| entry.record == record;
        let entry = || cards.get(key).filter(same);
        return wanted_files(context, post, key, record.clone(), entry);
    }
    let Some(entry) = cards.get(key) else {
        return Ok(None);
    };
    if context.options.purpose.writes() {
        keep_facts(context, key, &entry.record)?;
    }
    wanted_files(context, post, key, entry.record.clone(), || Some(entry))
}

fn keep_facts(context: &PublishContext, key: &Hash, record: &Record) -> Result<(), Problem> {
    let cache = context.config.root.join(&context.config.cache);
    let facts = serde_json::to_vec(record).map_err(std::io::Error::other);
    facts
        .and_then(|facts| context.facts.put(key, &facts))
        .map_err(|error| io_problem("write", &cache, &error))
}

/// Puts the files of a card where the run needs them; `None` if they are needed and `entry` is gone.
fn wanted_files<'a>(
    context: &PublishContext,
    post: &'a Post,
    key: &Hash,
    record: Record,
    entry: impl FnOnce() -> Option<Entry>,
) -> Result<Option<Published<'a>>, Problem> {
    let path = card_path(&context.config.cards.path, post, &record.facts.blake3);
    let mut entry = Lazy {
        load: Some(entry),
        found: None,
    };
    let mut files = Vec::with_capacity(1 + record.covers.len());
    let mut want = |path: String, hash: &str, bytes: &mut dyn FnMut() -> Option<Vec<u8>>| {
        let Some(hash) = unhex(hash) else {
            return Ok(false);
        };
        let Some(content) = context.content(&path, &hash, bytes)? else {
            return Ok(false);
        };
        files.push(Wanted { path, content });
        Ok(true)
    };
    let mut all = want(path.clone(), &record.facts.blake3, &mut || {
        entry.get().map(|entry| entry.card.clone())
    })?;
    let mut covers = Vec::with_capacity(record.covers.len());
    for (number, cover) in record.covers.iter().enumerate() {
        let cover_path = cover_path(&path, &cover.ratio);
        all &= want(cover_path.clone(), &cover.blake3, &mut || {
            entry
                .get()
                .and_then(|entry| entry.covers.get(number).cloned())
        })?;
        covers.push(manifest::Cover {
            url: file_url(&context.config.site.pictures_url, &cover_path),
            path: cover_path,
            width: cover.width,
            height: cover.height,
            media_type: record.facts.media_type.clone(),
            bytes: cover.bytes,
        });
    }
    if !all {
        return Ok(None);
    }
    let problems = remarks(post, &record.facts);
    Ok(Some(Published {
        post,
        card: Some(manifest::Card {
            url: file_url(&context.config.site.pictures_url, &path),
            path,
            facts: record.facts,
        }),
        covers,
        files,
        made: Some((*key, false)),
        problems,
    }))
}

/// An entry that is read when first asked for.
struct Lazy<F> {
    load: Option<F>,
    found: Option<Entry>,
}

impl<F: FnOnce() -> Option<Entry>> Lazy<F> {
    fn get(&mut self) -> Option<&Entry> {
        if let Some(load) = self.load.take() {
            self.found = load();
        }
        self.found.as_ref()
    }
}

fn draw(
    context: &PublishContext,
    post: &Post,
    subject: &Subject,
    pictures: &[Vec<u8>],
) -> Result<Entry, Problem> {
    let pictures = match pictures {
        [] => Pictures::None,
        [one] => Pictures::One(one),
        [color, gray, ..] => Pictures::Twins { color, gray },
    };
    let request = subject.request(context, pictures);
    match catch_card_panic(&post.title_place, || card::draw(&request, context.fonts()))? {
        Ok(drawn) => Ok(entry(drawn)),
        Err(fault) => Err(blame(context, post, fault)),
    }
}

/// What `work` on one card gives; a panic in it is a problem of that card alone.
fn catch_card_panic<T>(post: &Spot, work: impl FnOnce() -> T) -> Result<T, Problem> {
    catch_panic(work).map_err(|words| {
        Problem::error("card-panic", format!("drawing the card failed: {words}"))
            .at(post)
            .help("this is a fault of feedcard: please report it with the post's picture; `card: { skip: true }` goes round it")
    })
}

fn entry(drawn: Drawn) -> Entry {
    let mut facts = drawn.facts;
    facts.bytes = drawn.bytes.len() as u64;
    facts.blake3 = blake3::hash(&drawn.bytes).to_hex().to_string();
    let covers = drawn.covers.iter().map(|cover| CoverRecord {
        ratio: cover.ratio.to_owned(),
        width: cover.width,
        height: cover.height,
        bytes: cover.bytes.len() as u64,
        blake3: blake3::hash(&cover.bytes).to_hex().to_string(),
    });
    Entry {
        record: Record {
            facts,
            covers: covers.collect(),
        },
        card: drawn.bytes,
        covers: drawn.covers.into_iter().map(|cover| cover.bytes).collect(),
    }
}

/// The problem of a card that could not be drawn, at the input to blame.
fn blame(context: &PublishContext, post: &Post, fault: Fault) -> Problem {
    let place = match (fault.culprit, &post.picture) {
        (Culprit::Color, Picture::One(file) | Picture::Twins { color: file, .. })
        | (Culprit::Gray, Picture::Twins { gray: file, .. }) => file.place.place(),
        (Culprit::Logo, _) => {
            Place::file(context.config.site.logo.as_deref().unwrap_or("site.logo"))
        }
        (Culprit::Color | Culprit::Gray | Culprit::Request, _) => post.title_place.place(),
    };
    let rule = match fault.culprit {
        Culprit::Color | Culprit::Gray => "picture",
        Culprit::Logo => "logo",
        Culprit::Request => "card",
    };
    Problem {
        help: fault.help,
        ..Problem::error(rule, fault.message).at(place)
    }
}

/// What an author should know of a card that was drawn.
fn remarks(post: &Post, facts: &manifest::CardFacts) -> Vec<Problem> {
    let mut problems = Vec::new();
    for missing in &facts.missing {
        problems.push(
            Problem::warning(
                "card-glyph",
                format!(
                    "no font has the character `{missing}`; the card of this post leaves it blank"
                ),
            )
            .at(&post.title_place)
            .help("name a font that has it under `cards.fonts.fallback:`"),
        );
    }
    if facts.ellipsis {
        problems.push(
            Problem::warning(
                "card-title-cut",
                "the title does not fit on its card and ends in `…`",
            )
            .at(&post.title_place)
            .help("give the card a shorter one: `card: { title: … }`"),
        );
    }
    problems
}

fn picture_files(post: &Post) -> Vec<&PictureFile> {
    match &post.picture {
        Picture::None => Vec::new(),
        Picture::One(file) => vec![file],
        Picture::Twins { color, gray } => vec![color, gray],
    }
}

fn load(context: &PublishContext, file: &PictureFile) -> Result<(Hash, Option<Vec<u8>>), Problem> {
    let found = context
        .index
        .hash(&file.file, context.config.limits.picture_bytes)
        .map_err(|error| unreadable(file, &error))?;
    found.ok_or_else(|| unreadable(file, &std::io::ErrorKind::NotFound.into()))
}

fn unreadable(file: &PictureFile, error: &std::io::Error) -> Problem {
    let problem = io_problem("read", &file.file, error).at(&file.place);
    if error.kind() == std::io::ErrorKind::FileTooLarge {
        return Problem {
            rule: "picture-too-large",
            ..problem
        }
        .help("make the picture smaller, or raise `limits.picture_bytes` in feedcard.yaml");
    }
    Problem {
        rule: "picture-unreadable",
        ..problem
    }
}

fn unhex(text: &str) -> Option<Hash> {
    blake3::Hash::from_hex(text)
        .ok()
        .map(|hash| *hash.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_over_one_card_is_that_cards_problem_and_the_others_are_drawn() {
        let posts: Vec<Spot> = (0..40)
            .map(|at| Place::file(format!("content/{at}.md")).into())
            .collect();
        let blank: &[u8] = &[];
        let draw = |at: usize| if at % 10 == 7 { blank[at] } else { 1 };
        let cards: Vec<Result<u8, Problem>> = posts
            .par_iter()
            .enumerate()
            .map(|(at, post)| catch_card_panic(post, || draw(at)))
            .collect();
        for (at, card) in cards.iter().enumerate() {
            let Err(problem) = card else {
                assert_ne!(at % 10, 7);
                continue;
            };
            assert_eq!(at % 10, 7);
            assert_eq!(problem.rule, "card-panic");
            assert_eq!(problem.place, Some(posts[at].place()));
            assert!(
                problem.message.contains("index out of bounds"),
                "{problem:?}"
            );
            assert!(problem.help.is_some());
        }
    }
}
