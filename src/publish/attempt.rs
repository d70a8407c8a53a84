//! One file of a post's card: from `out/` or the cache if nothing changed, else drawn.

use std::path::{Path, PathBuf};

use crate::card::{self, Culprit, Pictures};
use crate::config::{LookChange, Part};
use crate::digest::{Hash, hash};
use crate::disk::read_bounded;
use crate::guard::catch_panic;
use crate::manifest;
use crate::output::folder::{Content, Wanted};
use crate::output::io_problem;
use crate::post::{PictureFile, Post};
use crate::problem::{Problem, Spot};
use crate::publish::blame::blame;
use crate::publish::budget::weight;
use crate::publish::context::PublishContext;
use crate::publish::drawn::{self, Drawn};
use crate::publish::extras::Extras;
use crate::publish::layouts::Cut;
use crate::publish::shape::Shape;
use crate::publish::subject::Subject;
use crate::publish::urls::{card_path, cover_path, file_url};
use crate::publish::verdict;

/// Files and wishes that a card is drawn with, less those that turned out to be of no use.
pub struct Wishes<'a> {
    /// None, one picture, or the colour and the gray twin.
    pub files: Vec<&'a PictureFile>,
    /// The look that the post asks for itself.
    pub own: Option<LookChange>,
    /// Pictures of authors that are shown, in their order.
    pub avatars: Vec<Option<PathBuf>>,
    /// Pictures of the configuration's look that cannot be drawn.
    pub left_out: Vec<Culprit>,
    /// The card is that of a page which is no post: it has one size, and no date.
    pub page: bool,
}

/// Reason why a card was not drawn.
pub enum Failure {
    /// One of the files given, by its position.
    Picture(usize, Problem),
    /// A part of the look that the post asks for itself.
    Look(Part, Problem),
    /// The picture of an author, by the author's position.
    Avatar(usize, String),
    /// A picture of the configuration's look: a logo, or the one behind the words.
    LookPicture(Culprit, Problem),
    /// Anything else.
    Post(Problem),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Failure {
        Failure::Post(problem)
    }
}

/// A card of one shape.
pub struct Made {
    /// Its facts and place.
    pub card: manifest::Card,
    /// Text-free pictures beside it.
    pub covers: Vec<manifest::Cover>,
    /// Its files below `out/`.
    pub files: Vec<Wanted>,
    /// True if it was drawn in this run.
    pub fresh: bool,
    /// The title, where a layout file cuts it.
    pub cut: Option<Cut>,
}

/// The card of `post` as it is wished for, then its other sizes.
pub fn attempt(
    context: &PublishContext,
    post: &Post,
    wishes: &Wishes,
) -> Result<Vec<Made>, Failure> {
    let own = wishes.own.as_ref();
    let style = context.styles.of(context.config, post, own);
    let style = style.map_err(|(part, problem)| whose(wishes, part, problem))?;
    let cards = &context.config.cards;
    let shapes: Vec<Shape> = match wishes.page {
        true => vec![Shape::page(cards)],
        false => Shape::all(cards).collect(),
    };
    shapes
        .iter()
        .map(|shape| {
            let other = context.styles.also(shape);
            let mut subject = Subject::new(post, shape, &style, other, wishes.page);
            subject.files.avatars.clone_from(&wishes.avatars);
            let left_out = wishes.left_out.iter();
            left_out.for_each(|picture| subject.files.leave_out(*picture));
            one_shape(context, wishes, &subject)
        })
        .collect()
}

/// The failure of a part of the look, which is the post's own or the configuration's.
pub(super) fn whose(wishes: &Wishes, part: Part, problem: Problem) -> Failure {
    match &wishes.own {
        Some(own) if own.names(part) => Failure::Look(part, problem),
        Some(_) | None => Failure::Post(problem),
    }
}

/// One file of a post's card.
fn one_shape(
    context: &PublishContext,
    wishes: &Wishes,
    subject: &Subject,
) -> Result<Made, Failure> {
    let at = |at| move |problem| Failure::Picture(at, problem);
    let limit = context.config.limits.picture_bytes;
    let mut hashes: Vec<Hash> = Vec::with_capacity(2);
    for (number, file) in wishes.files.iter().enumerate() {
        hashes.push(picture_hash(context, file).map_err(at(number))?);
    }
    let broken = |part: Part, path: &Path, error: &std::io::Error| {
        whose(wishes, part, io_problem("read", path, error))
    };
    let unread = |at| move |error: std::io::Error| Failure::Avatar(at, error.to_string());
    let known = |path: &Path| {
        let found = context.index.hash(path, limit);
        found.and_then(|found| found.ok_or(std::io::ErrorKind::NotFound.into()))
    };
    let mut extras = subject
        .files
        .changed(|part, path| known(path).map_err(|error| broken(part, path, &error)))?;
    extras.avatars = subject
        .files
        .changed_avatars(|at, path| known(path).map_err(unread(at)))?;
    if let Some(made) = reuse(context, subject, &subject.key(context, &hashes, &extras))? {
        return Ok(made);
    }
    // Only type alone stands on a background.
    let alone = wishes.files.is_empty() && subject.file.is_none();
    let files = &subject.files;
    for (culprit, file, hash) in [
        (Culprit::Logo, &files.logo, extras.logo),
        (
            Culprit::LogoOnDark,
            &files.logo_on_dark,
            extras.logo_on_dark,
        ),
        (
            Culprit::Background,
            &files.background,
            extras.background.filter(|_| alone),
        ),
    ] {
        if let Some((path, hash)) = file.as_deref().zip(hash)
            && let Some(fault) = verdict::fault(context, culprit, path, &hash)?
        {
            return Err(blame(context, subject, wishes, fault));
        }
    }
    let files = wishes.files.iter().map(|file| file.file.as_path());
    let share = context
        .budget
        .share(files.chain(subject.files.paths()).map(weight).sum());
    let mut pictures = Vec::with_capacity(2);
    for (number, file) in wishes.files.iter().enumerate() {
        let bytes = read_bounded(&file.file, limit);
        pictures.push(bytes.map_err(|error| at(number)(unreadable(file, &error)))?);
    }
    let read = |path: &Path| read_bounded(path, limit);
    let mut extras = subject
        .files
        .changed(|part, path| read(path).map_err(|error| broken(part, path, &error)))?;
    extras.avatars = subject
        .files
        .changed_avatars(|at, path| read(path).map_err(unread(at)))?;
    // The key belongs to the pixels that are drawn, whatever the index said of them.
    let hashes: Vec<Hash> = pictures.iter().map(|bytes| hash(bytes)).collect();
    let mut extra_hashes = extras.changed(|_, bytes| Ok::<_, Failure>(hash(bytes)))?;
    extra_hashes.avatars = extras.changed_avatars(|_, bytes| Ok::<_, Failure>(hash(bytes)))?;
    let key = subject.key(context, &hashes, &extra_hashes);
    let (drawn, bytes) = draw(context, subject, wishes, &pictures, &extras)?;
    drop((pictures, extras));
    drop(share);
    let mut bytes = bytes.iter();
    let made = made(context, subject, &drawn, true, |path, hash, _, _| {
        let bytes = bytes.next().map_or(&[][..], Vec::as_slice);
        context.made(path, bytes, hash, true).map(Some)
    })?;
    if context.options.purpose.writes() {
        context.store.keep(&key, &drawn.action()?)?;
    }
    Ok(made.ok_or_else(|| {
        Problem::error("internal", "a drawn card has no bytes").at(&subject.post.title_place)
    })?)
}

/// The card as it was drawn before, if it was.
fn reuse(context: &PublishContext, subject: &Subject, key: &Hash) -> Result<Option<Made>, Problem> {
    let action = context.store.action(key);
    let Some(drawn) = action.and_then(|action| Drawn::read(&action, subject.shape, subject.layout))
    else {
        return Ok(None);
    };
    made(
        context,
        subject,
        &drawn,
        false,
        |path, hash, length, fits| context.reused(path, hash, length, fits),
    )
}

/// A card with its files, each of which `place` puts where the run needs it; `None` if one of them is gone.
fn made(
    context: &PublishContext,
    subject: &Subject,
    drawn: &Drawn,
    fresh: bool,
    mut place: impl FnMut(&str, &Hash, u64, &dyn Fn(&[u8]) -> bool) -> Result<Option<Content>, Problem>,
) -> Result<Option<Made>, Problem> {
    let facts = drawn.facts.clone();
    let card = card_path(subject.shape.path, subject.post, &facts.blake3);
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
    Ok(Some(Made {
        covers: covers.collect(),
        files,
        fresh,
        cut: cut(subject, &facts),
        card: manifest::Card {
            url: file_url(site, &card),
            path: card,
            facts,
        },
    }))
}

/// The title that the subject's layout file cuts, if it does.
fn cut(subject: &Subject, facts: &manifest::CardFacts) -> Option<Cut> {
    let file = subject.file.filter(|_| facts.ellipsis)?;
    let post = subject.post;
    Some(Cut::new(
        file,
        post.card.title.as_deref().unwrap_or(&post.title),
    ))
}

fn draw(
    context: &PublishContext,
    subject: &Subject,
    wishes: &Wishes,
    pictures: &[Vec<u8>],
    extras: &Extras<Vec<u8>>,
) -> Result<(Drawn, Vec<Vec<u8>>), Failure> {
    let pictures = match pictures {
        [] => Pictures::None,
        [one] => Pictures::One(one),
        [color, gray, ..] => Pictures::Twins { color, gray },
    };
    let request = subject.request(context, pictures, extras);
    let fonts = subject.style.fonts.fonts();
    let place = &subject.post.title_place;
    match catch_card_panic(place, || card::draw(&request, fonts))? {
        Ok(drawn) => Ok(Drawn::new(drawn)),
        Err(fault) => Err(blame(context, subject, wishes, fault)),
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
    use rayon::prelude::*;

    use super::*;
    use crate::problem::Place;

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
