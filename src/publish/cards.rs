//! Posts -> cards: from `out/` or the cache where nothing changed, else drawn; in parallel, order kept.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::config::Part;
use crate::manifest;
use crate::output::folder::Wanted;
use crate::post::{AvatarFile, Picture, PictureFile, Post};
use crate::problem::Problem;
use crate::publish::Step;
use crate::publish::attempt::{Failure, Wishes, attempt};
use crate::publish::context::PublishContext;
use crate::publish::layouts::Cut;
use crate::publish::remarks::{cut, initials, no_avatar, remarks};
use crate::publish::shape::Shape;

/// A post with its card, ready for feeds and manifest.
pub struct Published<'a> {
    /// The post.
    pub post: &'a Post,
    /// `None` for `card: {skip: true}`.
    pub card: Option<manifest::Card>,
    /// Its other sizes.
    pub also: Vec<manifest::AlsoCard>,
    /// Text-free pictures.
    pub covers: Vec<manifest::Cover>,
    /// Its files below `out/`.
    pub files: Vec<Wanted>,
    /// Cards drawn in this run.
    pub drawn: usize,
    /// Cards as an earlier run drew them.
    pub reused: usize,
    /// Problems of the card.
    pub problems: Vec<Problem>,
    /// The title, where a layout file cuts it.
    pub cut: Option<Cut>,
}

impl<'a> Published<'a> {
    fn without_card(post: &'a Post, problems: Vec<Problem>) -> Published<'a> {
        Published {
            post,
            card: None,
            also: Vec::new(),
            covers: Vec::new(),
            files: Vec::new(),
            drawn: 0,
            reused: 0,
            problems,
            cut: None,
        }
    }
}

/// Makes the card of every post; a post whose card fails is a problem at its place instead. `later`: cards that are made
/// afterwards.
pub fn publish_cards<'a>(
    context: &PublishContext,
    posts: &[&'a Post],
    later: usize,
) -> Vec<Result<Published<'a>, Problem>> {
    let done = AtomicUsize::new(0);
    posts
        .par_iter()
        // One card is much work: no thread may hold several while others are idle at the end.
        .with_max_len(1)
        .map(|post| {
            let card = publish(context, post);
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            (context.options.progress)(Step {
                done,
                total: posts.len() + later,
            });
            card
        })
        .collect()
}

fn publish<'a>(context: &PublishContext, post: &'a Post) -> Result<Published<'a>, Problem> {
    if post.card.skip {
        return Ok(Published::without_card(post, Vec::new()));
    }
    let look = post.card.look.as_ref();
    let mut wishes = Wishes {
        files: picture_files(post),
        own: look.map(|look| look.change.clone()),
        avatars: avatar_files(post),
        left_out: Vec::new(),
        page: false,
    };
    let mut warnings = Vec::new();
    let made = loop {
        match attempt(context, post, &wishes) {
            Ok(made) => break made,
            // No picture keeps a post out of the feeds: its card is drawn without it.
            Err(Failure::Picture(at, problem)) if at < wishes.files.len() => {
                wishes.files.remove(at);
                warnings.push(problem.lowered());
            }
            Err(Failure::Look(part, problem)) => {
                warnings.push(refused(post, part, problem));
                wishes.own.iter_mut().for_each(|own| own.drop(part));
            }
            Err(Failure::Avatar(at, why)) if wishes.avatars.get(at).is_some() => {
                wishes.avatars[at] = None;
                warnings.extend(no_avatar(post, at, &format!("cannot be read: {why}")));
            }
            Err(Failure::LookPicture(culprit, problem)) if !wishes.left_out.contains(&culprit) => {
                wishes.left_out.push(culprit);
                warnings.push(problem.lowered());
            }
            Err(Failure::Avatar(_, why)) => {
                let problem = Problem::error("internal", format!("a picture of nobody: {why}"));
                return Err(problem.at(&post.title_place));
            }
            Err(
                Failure::Picture(_, problem)
                | Failure::LookPicture(_, problem)
                | Failure::Post(problem),
            ) => return Err(problem),
        }
    };
    let mut published = Published::without_card(post, warnings);
    for (made, shape) in made.into_iter().zip(Shape::all(&context.config.cards)) {
        let facts = &made.card.facts;
        published.drawn += usize::from(made.fresh);
        published.reused += usize::from(!made.fresh);
        published.files.extend(made.files);
        published.covers.extend(made.covers);
        // What a layout file cuts is told once for all titles, at its box.
        let told = made.cut.is_some();
        for problem in initials(post, facts) {
            if !published.problems.contains(&problem) {
                published.problems.push(problem);
            }
        }
        match shape.also {
            None => {
                published
                    .problems
                    .extend(remarks(context, post, facts, told));
                published.card = Some(made.card);
            }
            Some(also) => {
                if !told {
                    published
                        .problems
                        .extend(cut(post, facts, Some(&also.name)));
                }
                published.also.push(manifest::AlsoCard {
                    name: also.name.clone(),
                    card: made.card,
                });
            }
        }
        published.cut = published.cut.or(made.cut);
    }
    Ok(published)
}

/// A part of a post's own look cannot be used: an error where it is a layout, else the card is drawn without it.
fn refused(post: &Post, part: Part, problem: Problem) -> Problem {
    let places = post.card.look.as_ref().map(|look| &look.places);
    let place = places.and_then(|places| places.get(&part));
    // A mistake in a layout file stands in that file.
    if matches!(problem.rule, "layout-file" | "layout-picture") {
        return problem;
    }
    // A file that was read, and is no picture, comes with better advice.
    let help = problem.help.filter(|_| problem.rule == "card-file");
    let told = match part {
        Part::Layout => Problem::error("card-file", problem.message),
        Part::Background | Part::Logo | Part::Fonts => {
            let message = format!("{}; the card is drawn without it", problem.message);
            Problem::warning("card-file", message)
        }
    };
    told.at(place.unwrap_or(&post.title_place)).help(
        help.as_deref()
            .unwrap_or("name a file of this blog, relative to the folder of feedcard.yaml"),
    )
}

fn avatar_files(post: &Post) -> Vec<Option<PathBuf>> {
    let files = post.avatars.iter().map(AvatarFile::file);
    files.map(|file| file.map(Path::to_path_buf)).collect()
}

fn picture_files(post: &Post) -> Vec<&PictureFile> {
    match &post.picture {
        Picture::None => Vec::new(),
        Picture::One(file) => vec![file],
        Picture::Twins { color, gray } => vec![color, gray],
    }
}
