//! Posts -> cards: from `out/` or the cache where nothing changed, else drawn; in parallel, order kept.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::card::{self, Culprit, Fault, Pictures};
use crate::digest::{Hash, hash};
use crate::disk::read_bounded;
use crate::guard::catch_panic;
use crate::manifest;
use crate::output::folder::{Content, Wanted};
use crate::output::io_problem;
use crate::post::{Picture, PictureFile, Post};
use crate::problem::{Place, Problem, Spot};
use crate::publish::Step;
use crate::publish::budget::weight;
use crate::publish::context::PublishContext;
use crate::publish::drawn::{self, Drawn};
use crate::publish::remarks::missing;
use crate::publish::subject::Subject;
use crate::publish::urls::{card_path, cover_path, file_url};

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
    /// True if its card was drawn in this run; `None` without a card.
    pub drawn: Option<bool>,
    /// Problems of the card.
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
        // One card is much work: no thread may hold several while others are idle at the end.
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
            drawn: None,
            problems: Vec::new(),
        });
    }
    let mut files = picture_files(post);
    let mut warnings = Vec::new();
    loop {
        match attempt(context, post, &files, fonts) {
            Ok(mut published) => {
                published.problems.append(&mut warnings);
                return Ok(published);
            }
            // No picture keeps a post out of the feeds: its card is drawn without it.
            Err(Failure::Picture(at, problem)) if at < files.len() => {
                files.remove(at);
                warnings.push(problem.lowered());
            }
            Err(Failure::Picture(_, problem) | Failure::Post(problem)) => return Err(problem),
        }
    }
}

/// Reasons why a card was not drawn.
enum Failure {
    /// One of the files given, by its position.
    Picture(usize, Problem),
    /// Anything else.
    Post(Problem),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Failure {
        Failure::Post(problem)
    }
}

/// The card of `post` with the pictures `files`: none, one, or the colour and the gray twin.
fn attempt<'a>(
    context: &PublishContext,
    post: &'a Post,
    files: &[&PictureFile],
    fonts: &Hash,
) -> Result<Published<'a>, Failure> {
    let at = |at| move |problem| Failure::Picture(at, problem);
    let mut hashes: Vec<Hash> = Vec::with_capacity(2);
    for (number, file) in files.iter().enumerate() {
        hashes.push(picture_hash(context, file).map_err(at(number))?);
    }
    let subject = Subject::new(context, post);
    if let Some(published) = reuse(context, post, &subject.key(context, &hashes, fonts))? {
        return Ok(published);
    }
    let weight = files.iter().map(|file| weight(&file.file)).sum();
    let share = context.budget.share(weight);
    let mut pictures = Vec::with_capacity(2);
    for (number, file) in files.iter().enumerate() {
        let bytes = read_bounded(&file.file, context.config.limits.picture_bytes);
        pictures.push(bytes.map_err(|error| at(number)(unreadable(file, &error)))?);
    }
    // The key belongs to the pixels that are drawn, whatever hash the index had for them.
    let hashes: Vec<Hash> = pictures.iter().map(|bytes| hash(bytes)).collect();
    let key = subject.key(context, &hashes, fonts);
    let (drawn, bytes) = draw(context, post, &subject, files, &pictures)?;
    drop(pictures);
    drop(share);
    let mut bytes = bytes.iter();
    let published = published(context, post, &drawn, true, |path, hash, _, _| {
        let bytes = bytes.next().map_or(&[][..], Vec::as_slice);
        context.made(path, bytes, hash, true).map(Some)
    })?;
    if context.options.purpose.writes() {
        context.store.keep(&key, &drawn.action()?)?;
    }
    Ok(published.ok_or_else(|| {
        Problem::error("internal", "a drawn card has no bytes").at(&post.title_place)
    })?)
}

/// The card as it was drawn before, if it was.
fn reuse<'a>(
    context: &PublishContext,
    post: &'a Post,
    key: &Hash,
) -> Result<Option<Published<'a>>, Problem> {
    let action = context.store.action(key);
    let Some(drawn) = action.and_then(|action| Drawn::read(&action, context.config)) else {
        return Ok(None);
    };
    published(context, post, &drawn, false, |path, hash, length, fits| {
        context.reused(path, hash, length, fits)
    })
}

/// A post with the files of its card, each of which `place` puts where the run needs it; `None` if one of them is missing.
fn published<'a>(
    context: &PublishContext,
    post: &'a Post,
    drawn: &Drawn,
    fresh: bool,
    mut place: impl FnMut(&str, &Hash, u64, &dyn Fn(&[u8]) -> bool) -> Result<Option<Content>, Problem>,
) -> Result<Option<Published<'a>>, Problem> {
    let facts = drawn.facts.clone();
    let card = card_path(&context.config.cards.path, post, &facts.blake3);
    let mut paths = vec![card.clone()];
    paths.extend(
        drawn
            .covers
            .iter()
            .map(|cover| cover_path(&card, &cover.ratio)),
    );
    let mut files = Vec::with_capacity(paths.len());
    for (path, picture) in paths.iter().zip(drawn.pictures()) {
        let fits = |head: &[u8]| drawn::is_picture(head, &facts.media_type, picture.size);
        let Some(content) = place(path, picture.hash, picture.bytes, &fits)? else {
            return Ok(None);
        };
        files.push(Wanted::ours(path.clone(), content));
    }
    let site = &context.config.site.pictures_url;
    let covers = drawn.covers.iter().zip(&paths[1..]);
    let covers = covers.map(|(cover, path)| manifest::Cover {
        url: file_url(site, path),
        path: path.clone(),
        width: cover.width,
        height: cover.height,
        media_type: facts.media_type.clone(),
        bytes: cover.bytes,
    });
    Ok(Some(Published {
        post,
        covers: covers.collect(),
        files,
        drawn: Some(fresh),
        problems: remarks(context, post, &facts),
        card: Some(manifest::Card {
            url: file_url(site, &card),
            path: card,
            facts,
        }),
    }))
}

fn draw(
    context: &PublishContext,
    post: &Post,
    subject: &Subject,
    files: &[&PictureFile],
    pictures: &[Vec<u8>],
) -> Result<(Drawn, Vec<Vec<u8>>), Failure> {
    let pictures = match pictures {
        [] => Pictures::None,
        [one] => Pictures::One(one),
        [color, gray, ..] => Pictures::Twins { color, gray },
    };
    let request = subject.request(context, pictures);
    match catch_card_panic(&post.title_place, || card::draw(&request, context.fonts()))? {
        Ok(drawn) => Ok(Drawn::new(drawn)),
        Err(fault) => Err(blame(context, post, files, fault)),
    }
}

/// Runs `work` on one card; a panic in it is a problem of that card alone.
fn catch_card_panic<T>(post: &Spot, work: impl FnOnce() -> T) -> Result<T, Problem> {
    catch_panic(work).map_err(|words| {
        Problem::error("card-panic", format!("drawing the card failed: {words}"))
            .at(post)
            .help("this is a fault of feedcard: please report it with the post's picture; `card: { skip: true }` avoids it")
    })
}

/// The problem of a card that could not be drawn, at the input to blame.
fn blame(context: &PublishContext, post: &Post, files: &[&PictureFile], fault: Fault) -> Failure {
    let problem = |rule, message| Problem {
        help: fault.help,
        ..Problem::error(rule, message)
    };
    let number = match fault.culprit {
        Culprit::Color => 0,
        Culprit::Gray => 1,
        Culprit::Logo => {
            let logo = context.config.site.logo.as_deref().unwrap_or("site.logo");
            return Failure::Post(problem("logo", fault.message).at(Place::file(logo)));
        }
        Culprit::Request => {
            return Failure::Post(problem("card", fault.message).at(&post.title_place));
        }
    };
    let message = format!("{}; the card is drawn without it", fault.message);
    let place = files
        .get(number)
        .map_or(&post.title_place, |file| &file.place);
    Failure::Picture(number, problem("picture", message).at(place))
}

/// Remarks for an author on a card that was drawn.
fn remarks(context: &PublishContext, post: &Post, facts: &manifest::CardFacts) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut words = vec![post.title.as_str(), context.config.site.title.as_str()];
    words.extend(post.authors.iter().map(|author| author.name.as_str()));
    if let Some(problem) = missing(facts, &words) {
        problems.push(problem.at(&post.title_place));
    }
    if let Picture::One(file) = &post.picture {
        if let Some(kind @ ("tiny" | "speck")) = facts.picture.as_deref() {
            let shown = if kind == "tiny" {
                "the card shows it small"
            } else {
                "the card leaves it out"
            };
            problems.push(
                Problem::warning(
                    "picture-tiny",
                    format!("the picture has too few pixels for a card; {shown}"),
                )
                .at(&file.place)
                .help("name one whose shorter side has at least 600 pixels"),
            );
        }
        if facts.unmarked {
            problems.push(
                Problem::warning(
                    "picture-unmarked",
                    "the picture's file lacks its end mark; its pixels are whole",
                )
                .at(&file.place)
                .help("export it again, or copy it again from where it came"),
            );
        }
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

fn picture_hash(context: &PublishContext, file: &PictureFile) -> Result<Hash, Problem> {
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
            message: format!("{}; the card is drawn without it", problem.message),
            ..problem
        }
        .help("make the picture smaller, or raise `limits.picture_bytes` in feedcard.yaml");
    }
    Problem {
        rule: "picture-unreadable",
        message: format!("{}; the card is drawn without it", problem.message),
        ..problem
    }
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
