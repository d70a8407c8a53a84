//! Pages of the built site that are no posts -> their cards: home, tags, sections, whatever else the generator wrote.
//!
//! In: the pages that want one, untrusted like a post. Out: a card for each, and the pages that name a card which is no more. Nothing
//! about a page is an error: what keeps it from its card is a warning.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use indexmap::IndexSet;
use rayon::prelude::*;

use crate::disk::plain_folder;
use crate::manifest::{GoneCard, PageEntry};
use crate::output::folder::{Content, MANIFEST, Wanted};
use crate::post::Post;
use crate::problem::rules::Cause;
use crate::problem::{Place, Problem};
use crate::publish::attempt::{Failure, Made, Wishes, attempt};
use crate::publish::context::PublishContext;
use crate::publish::layouts::Cut;
use crate::publish::remarks::missing;
use crate::publish::sought::{Search, Sought};
use crate::publish::urls::card_path;
use crate::publish::{Purpose, Report, Step};

/// A page with its card.
pub struct PageCard {
    /// For the manifest.
    pub entry: PageEntry,
    /// The title, where a layout file cuts it.
    pub cut: Option<Cut>,
    file: Option<Wanted>,
    /// The page.
    place: Place,
    /// True if it was drawn in this run.
    fresh: bool,
}

/// The pages with cards, and everything that the next run has to know of the others.
pub struct PageCards {
    /// In the order of their distance from the home page.
    pub cards: Vec<PageCard>,
    /// The theme's picture, which gave way.
    pub default_picture: Option<String>,
    /// Pages that name the card of an earlier build; after [`apart`] those of them that have another now, or none.
    pub gone: Vec<GoneCard>,
}

/// Draws the cards of the pages that were found, after `before` others of this run; what a page lacks is told in `report`.
///
/// # Errors
/// The disk refuses.
pub fn draw(
    context: &PublishContext,
    search: Search,
    before: usize,
    report: &mut Report,
) -> Result<PageCards, Problem> {
    let pages = &search.pages;
    let done = AtomicUsize::new(before);
    let total = before + pages.len();
    let made: Vec<Result<(Made, Vec<Problem>), Problem>> = pages
        .par_iter()
        .with_max_len(1)
        .map(|page| {
            let made = one(context, &page.post);
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            (context.options.progress)(Step { done, total });
            made
        })
        .collect();
    let mut cards = Vec::with_capacity(pages.len());
    for (page, made) in pages.iter().zip(made) {
        let (mut made, lacks) = match made {
            Ok(made) => made,
            Err(problem) if problem.cause() == Cause::System => return Err(problem),
            Err(problem) => {
                report.problems.push(problem.lowered());
                continue;
            }
        };
        report.rendered += usize::from(made.fresh);
        report.reused += usize::from(!made.fresh);
        // A logo or background of the whole blog is told of once.
        for problem in lacks {
            if !report.problems.contains(&problem) {
                report.problems.push(problem);
            }
        }
        report.problems.extend(remarks(context, page, &made));
        cards.push(PageCard {
            entry: PageEntry {
                page: page.page.clone(),
                url: page.post.url.clone(),
                lang: page.post.lang.clone(),
                title: page.post.title.clone(),
                description: page.post.description.clone(),
                card: made.card,
            },
            cut: made.cut,
            file: made.files.pop(),
            place: page.post.title_place.place(),
            fresh: made.fresh,
        });
    }
    Ok(PageCards {
        cards,
        default_picture: search.default_picture,
        gone: search.named,
    })
}

/// The card of one page, and what it lacks.
fn one(context: &PublishContext, page: &Post) -> Result<(Made, Vec<Problem>), Problem> {
    taken(context, page)?;
    let mut lacks = Vec::new();
    let mut wishes = Wishes {
        files: Vec::new(),
        own: None,
        avatars: Vec::new(),
        left_out: Vec::new(),
        page: true,
    };
    loop {
        let made = match attempt(context, page, &wishes) {
            Ok(made) => made,
            Err(Failure::LookPicture(culprit, problem)) if !wishes.left_out.contains(&culprit) => {
                lacks.push(problem.lowered());
                wishes.left_out.push(culprit);
                continue;
            }
            Err(Failure::Avatar(_, why)) => return Err(Problem::error("internal", why)),
            Err(
                Failure::Picture(_, problem)
                | Failure::Look(_, problem)
                | Failure::LookPicture(_, problem)
                | Failure::Post(problem),
            ) => return Err(problem),
        };
        let made = made.into_iter().next();
        let made = made.ok_or_else(|| Problem::error("internal", "a page has no card"))?;
        return Ok((foreign(context, page, made)?, lacks));
    }
}

/// Refuses a card whose folder the site has as a file.
fn taken(context: &PublishContext, page: &Post) -> Result<(), Problem> {
    let path = card_path(&context.config.cards.path, page, "0000000000000000");
    let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]);
    match folders.find(|folder| plain_folder(&context.out.path.join(folder)).is_err()) {
        Some(folder) => Err(no_card(
            page,
            &format!("`{folder}` is no folder of the site"),
        )),
        None => Ok(()),
    }
}

/// Refuses a card that would replace a file of the site's own.
fn foreign(context: &PublishContext, page: &Post, made: Made) -> Result<Made, Problem> {
    let path = &made.card.path;
    let differs = made
        .files
        .iter()
        .any(|file| !matches!(file.content, Content::InPlace(_)));
    let compares = matches!(context.options.purpose, Purpose::Write | Purpose::Compare);
    let there = context.out.path.join(path).symlink_metadata().is_ok();
    if compares && differs && there && !context.out.wrote(path) {
        return Err(no_card(
            page,
            &format!("the site has a `{path}` of its own"),
        ));
    }
    Ok(made)
}

fn no_card(page: &Post, why: &str) -> Problem {
    let message = format!("the page gets no card: {why}");
    Problem::warning("page-card", message)
        .at(&page.title_place)
        .help("change `cards.path`, or name that picture in the page as its `og:image`")
}

fn remarks(context: &PublishContext, page: &Sought, made: &Made) -> Vec<Problem> {
    let (post, facts) = (&page.post, &made.card.facts);
    let words = [post.title.as_str(), context.config.site.title.as_str()];
    let mut problems: Vec<Problem> = missing(facts, &words, "page").into_iter().collect();
    // What a layout file cuts is told once for all titles, at its box.
    if facts.ellipsis && made.cut.is_none() {
        let message = "the title of the page does not fit on its card and ends in `…`";
        let problem = Problem::warning("page-card", message);
        problems.push(problem.help("give the page a shorter title"));
    }
    let at = |problem: Problem| problem.at(&post.title_place);
    problems.into_iter().map(at).collect()
}

/// Puts the cards of `pages` among the files that a build wants. One whose place another file takes is left out, with a
/// warning.
pub fn apart(pages: &mut PageCards, wanted: &mut Vec<Wanted>, report: &mut Report) {
    // `/RSS.xml` and `rss.xml` are one file on the disks of macOS and Windows.
    let paths = wanted.iter().map(|file| file.path.to_lowercase());
    let mut files: IndexSet<String> = paths.chain([MANIFEST.to_owned()]).collect();
    let mut folders: IndexSet<String> = files.iter().flat_map(|path| above(path)).collect();
    pages.cards.retain_mut(|page| {
        let path = page.entry.card.path.to_lowercase();
        let own: Vec<String> = above(&path).collect();
        let blocked = own.iter().find(|folder| files.contains(*folder));
        if files.contains(&path) || folders.contains(&path) || blocked.is_some() {
            let taken = blocked.unwrap_or(&path);
            let message =
                format!("the page gets no card: it would lie where feedcard writes `{taken}`");
            let problem = Problem::warning("page-card", message).at(page.place.clone());
            let help = "give the page another place, or name a picture in it as its `og:image`";
            report.problems.push(problem.help(help));
            report.rendered -= usize::from(page.fresh);
            report.reused -= usize::from(!page.fresh);
            return false;
        }
        folders.extend(own);
        files.insert(path);
        wanted.extend(page.file.take());
        true
    });
    let cards = pages.cards.iter().map(|page| &page.entry);
    let cards: BTreeMap<&str, &str> = cards
        .map(|entry| (entry.page.as_str(), entry.card.url.as_str()))
        .collect();
    let is_now = |gone: &GoneCard| cards.get(gone.page.as_str()) == Some(&gone.url.as_str());
    pages.gone.retain(|gone| !is_now(gone));
}

/// The folders that hold the file `path`.
fn above(path: &str) -> impl Iterator<Item = String> {
    path.match_indices('/').map(|(at, _)| path[..at].to_owned())
}
