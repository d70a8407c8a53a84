//! Pages of the built site that are no posts -> their cards: home, tags, sections, whatever else the generator wrote.
//!
//! In: what each page says about itself, untrusted like a post. Out: a card for each page that names no picture of its own. A
//! picture that most of these pages share is the theme's, and gives way; a card of an earlier run is ours. Nothing about a
//! page is an error: what keeps it from its card is a warning.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use indexmap::IndexSet;
use rayon::prelude::*;

use crate::config::check;
use crate::disk::plain_folder;
use crate::manifest::PageEntry;
use crate::output::folder::{Content, MANIFEST, Wanted};
use crate::post::{Body, CardWishes, Picture, Post};
use crate::problem::rules::Cause;
use crate::problem::{Place, Problem};
use crate::publish::attempt::{Failure, Made, Wishes, attempt};
use crate::publish::context::PublishContext;
use crate::publish::pages::Pages;
use crate::publish::remarks::missing;
use crate::publish::urls::card_path;
use crate::publish::{Purpose, Report, Step};
use crate::read;
use crate::site::About;

/// A page that gets a card, as a post that no feed and no list has.
pub struct Sought {
    /// Its file below the site.
    page: String,
    /// Its words and its address.
    pub post: Post,
}

/// A page with its card.
pub struct PageCard {
    /// For the manifest.
    pub entry: PageEntry,
    file: Option<Wanted>,
}

/// The pages that get a card, those nearest to the home page first; none unless the configuration wants them.
pub fn sought(context: &PublishContext, problems: &mut Vec<Problem>) -> Vec<Sought> {
    let config = context.config;
    if !config.cards.pages {
        return Vec::new();
    }
    let Some(pages) = context.pages else {
        if matches!(context.options.purpose, Purpose::Write | Purpose::Compare) {
            let message =
                "`cards.pages` is on, and there is no built site whose pages could get cards";
            let help = "name the folder of the built site: `feedcard build --site _site`";
            problems.push(Problem::warning("page-cards", message).help(help));
        }
        return Vec::new();
    };
    let posts = pages.numbers();
    let found: Vec<About> = pages
        .site
        .findable(&config.site.title)
        .filter(|about| !posts.contains(&about.page))
        .collect();
    let shared = shared(&found);
    let mut sought = Vec::new();
    for about in &found {
        let place = || Place::file(pages.site.shown_page(about.page));
        match post(context, pages, about) {
            Ok(Some(post)) if wants(context, pages, about, &post, shared) => sought.push(Sought {
                page: about.path.to_owned(),
                post,
            }),
            Ok(_) => {}
            Err(why) => {
                let problem =
                    Problem::warning("page-card", format!("the page gets no card: {why}"));
                problems.push(problem.at(place()).help("give the page a plain address"));
            }
        }
    }
    sought.sort_by_cached_key(|one| (one.page.matches('/').count(), one.page.clone()));
    let (most, all) = (config.limits.page_cards, sought.len());
    if all > most {
        sought.truncate(most);
        let message = format!(
            "{all} pages that are no posts want cards; the {most} nearest to the home page get them"
        );
        let help =
            format!("raise `limits: {{page_cards: {all}}}`, or write `cards: {{pages: false}}`");
        problems.push(Problem::warning("page-cards", message).help(help));
    }
    sought
}

/// The picture that most of these pages name: the theme's, for pages without one.
fn shared<'a>(found: &[About<'a>]) -> Option<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for picture in found.iter().filter_map(|about| about.picture) {
        *counts.entry(picture).or_default() += 1;
    }
    let (picture, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= 2 && 2 * count > found.len()).then_some(picture)
}

/// True unless the page names a picture of its own.
fn wants(
    context: &PublishContext,
    pages: &Pages,
    about: &About,
    post: &Post,
    shared: Option<&str>,
) -> bool {
    let Some(picture) = about.picture else {
        return true;
    };
    if shared == Some(picture) {
        return true;
    }
    let below = picture.strip_prefix(&context.config.site.pictures_url);
    let here = below.map_or(picture, |below| if below.is_empty() { "/" } else { below });
    pages.site.path_from(here).is_some_and(|path| {
        let ours = context.out.wrote(&path) || !context.out.path.join(&path).exists();
        ours && is_card(&context.config.cards.path, post, &path)
    })
}

/// True if a card of the post may lie at `path`, whatever its hash.
fn is_card(pattern: &str, post: &Post, path: &str) -> bool {
    const HASH: &str = "0000000000000000";
    let own = card_path(pattern, post, HASH);
    let (own, path) = (own.as_bytes(), path.as_bytes());
    let hashed = pattern.contains("{hash}");
    let digit = |wanted: u8, found: u8| hashed && wanted == b'0' && found.is_ascii_hexdigit();
    own.len() == path.len()
        && own
            .iter()
            .zip(path)
            .all(|(&wanted, &found)| wanted == found || digit(wanted, found))
}

/// The page as a post; `None` if it has no words.
fn post(context: &PublishContext, pages: &Pages, about: &About) -> Result<Option<Post>, String> {
    let config = context.config;
    let line = |words: &str| {
        let words: String = words.chars().take(config.limits.title_chars).collect();
        read::one_line(&words)
    };
    let title = line(about.title);
    if title.is_empty() {
        return Ok(None);
    }
    let permalink = read::permalink(&about.address)?;
    let url = format!("{}{}", config.site.url, permalink.encoded);
    let source = pages.site.shown_page(about.page);
    let lang = about
        .lang
        .and_then(|lang| check::language(lang.trim()).ok());
    Ok(Some(Post {
        title_place: Place::file(source.clone()).into(),
        title,
        description: line(about.description),
        described: true,
        lang: lang.unwrap_or_else(|| config.site.language.clone()),
        permalink,
        id: url.clone(),
        url,
        id_is_link: true,
        literal: true,
        // Shown nowhere.
        published: context.options.now,
        updated: None,
        in_feeds: false,
        authors: Vec::new(),
        tags: Vec::new(),
        categories: Vec::new(),
        media: None,
        external_url: None,
        shown: Vec::new(),
        excerpt_only: true,
        picture: Picture::None,
        avatars: Vec::new(),
        card: CardWishes::default(),
        body: Body {
            file: pages.site.file(about.page),
            bytes: 0,
            first_line: 1,
            hash: [0; 32],
            page: None,
            mdx: false,
            linked: None,
        },
        source,
    }))
}

/// Draws the cards of `pages`, `before` of whose run are drawn already; what a page lacks is told in `report`.
///
/// # Errors
/// The disk refuses.
pub fn draw(
    context: &PublishContext,
    pages: &[Sought],
    before: usize,
    report: &mut Report,
) -> Result<Vec<PageCard>, Problem> {
    let done = AtomicUsize::new(before);
    let total = before + pages.len();
    let made: Vec<Result<Made, Problem>> = pages
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
        let mut made = match made {
            Ok(made) => made,
            Err(problem) if problem.cause() == Cause::System => return Err(problem),
            Err(problem) => {
                report.problems.push(problem.lowered());
                continue;
            }
        };
        report.rendered += usize::from(made.fresh);
        report.reused += usize::from(!made.fresh);
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
            file: made.files.pop(),
        });
    }
    Ok(cards)
}

/// The card of one page.
fn one(context: &PublishContext, page: &Post) -> Result<Made, Problem> {
    taken(context, page)?;
    let mut wishes = Wishes {
        files: Vec::new(),
        own: None,
        avatars: Vec::new(),
        background: true,
        page: true,
    };
    loop {
        let made = match attempt(context, page, &wishes) {
            Ok(made) => made,
            // The posts tell of it.
            Err(Failure::Background(_)) if wishes.background => {
                wishes.background = false;
                continue;
            }
            Err(Failure::Avatar(_, why)) => return Err(Problem::error("internal", why)),
            Err(
                Failure::Picture(_, problem)
                | Failure::Look(_, problem)
                | Failure::Background(problem)
                | Failure::Post(problem),
            ) => return Err(problem),
        };
        let made = made.into_iter().next();
        let made = made.ok_or_else(|| Problem::error("internal", "a page has no card"))?;
        return foreign(context, page, made);
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
    let mut problems: Vec<Problem> = missing(facts, &words).into_iter().collect();
    if facts.ellipsis {
        let message = "the title of the page does not fit on its card and ends in `…`";
        let problem = Problem::warning("page-card", message);
        problems.push(problem.help("give the page a shorter title"));
    }
    let at = |problem: Problem| problem.at(&post.title_place);
    problems.into_iter().map(at).collect()
}

/// Puts the cards of `pages` among the files that a build wants. One whose place another file takes is left out, with a
/// warning.
pub fn apart(pages: &mut Vec<PageCard>, wanted: &mut Vec<Wanted>) -> Vec<Problem> {
    // `/RSS.xml` and `rss.xml` are one file on the disks of macOS and Windows.
    let paths = wanted.iter().map(|file| file.path.to_lowercase());
    let mut files: IndexSet<String> = paths.chain([MANIFEST.to_owned()]).collect();
    let mut folders: IndexSet<String> = files.iter().flat_map(|path| above(path)).collect();
    let mut problems = Vec::new();
    pages.retain_mut(|page| {
        let path = page.entry.card.path.to_lowercase();
        let own: Vec<String> = above(&path).collect();
        let blocked = own.iter().find(|folder| files.contains(*folder));
        if files.contains(&path) || folders.contains(&path) || blocked.is_some() {
            let taken = blocked.unwrap_or(&path);
            let message =
                format!("the page gets no card: it would lie where feedcard writes `{taken}`");
            let problem = Problem::warning("page-card", message);
            let problem = problem.at(Place::file(&page.entry.page));
            problems.push(problem.help("write `{permalink}` into `cards.path`"));
            return false;
        }
        folders.extend(own);
        files.insert(path);
        wanted.extend(page.file.take());
        true
    });
    problems
}

/// The folders that hold the file `path`.
fn above(path: &str) -> impl Iterator<Item = String> {
    path.match_indices('/').map(|(at, _)| path[..at].to_owned())
}
