//! Pages of the built site that are no posts -> those that get a card.
//!
//! In: what each page says about itself, untrusted like a post, and what the last build made of it. Out: the pages that name no
//! picture of their own. A picture that most of these pages share is the theme's, and gives way, also where a page that is built
//! again names it once more; a card of an earlier run is ours.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::config::check;
use crate::guard::catch_panic;
use crate::manifest::GoneCard;
use crate::page::is_document;
use crate::post::{Body, CardWishes, Picture, Post};
use crate::problem::{Place, Problem};
use crate::publish::Purpose;
use crate::publish::context::PublishContext;
use crate::publish::former::Former;
use crate::publish::pages::Pages;
use crate::publish::urls::card_path;
use crate::read;
use crate::site::About;

/// A page that gets a card, as a post that no feed and no list has.
pub struct Sought {
    /// Its file below the site.
    pub page: String,
    /// Its words and its address.
    pub post: Post,
}

/// The wishes of the site's pages.
#[derive(Default)]
pub struct Search {
    /// The pages that get a card, those nearest to the home page first.
    pub pages: Vec<Sought>,
    /// The theme's picture, which gives way.
    pub default_picture: Option<String>,
    /// Pages that name the card of an earlier build.
    pub named: Vec<GoneCard>,
}

/// The pages that get a card; none unless the configuration wants them.
pub fn search(context: &PublishContext, problems: &mut Vec<Problem>) -> Search {
    let config = context.config;
    let Some(pages) = context.pages else {
        let told = matches!(context.options.purpose, Purpose::Write | Purpose::Compare);
        if config.cards.pages && told {
            let message =
                "`cards.pages` is on, and there is no built site whose pages could get cards";
            let help = "name the folder of the built site: `feedcard build --site _site`";
            problems.push(Problem::warning("page-cards", message).help(help));
        }
        return Search::default();
    };
    let former = Former::read(&context.out.path);
    if !config.cards.pages && former.is_empty() {
        return Search::default();
    }
    let mut found: Vec<About> = pages.site.findable(&config.site.title).collect();
    let named = found.iter().filter_map(|about| {
        Some(GoneCard {
            page: about.path.to_owned(),
            url: former.card(about)?.to_owned(),
        })
    });
    let named: Vec<GoneCard> = named.collect();
    if !config.cards.pages {
        return Search {
            named,
            ..Search::default()
        };
    }
    let posts = pages.numbers();
    found.retain(|about| !posts.contains(&about.page));
    // Where no page names a card of ours, all of them were built again, and say themselves what they share.
    let before = former
        .default_picture
        .as_deref()
        .filter(|_| !named.is_empty());
    let shared = shared(&found).or(before);
    let seeker = Seeker {
        context,
        pages,
        former: &former,
        shared,
    };
    let judged: Vec<_> = found.par_iter().map(|about| seeker.judge(about)).collect();
    let mut sought = Vec::new();
    for judged in judged {
        match judged {
            Ok(page) => sought.extend(page),
            Err(problem) => problems.push(problem),
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
    Search {
        pages: sought,
        default_picture: shared.map(str::to_owned),
        named,
    }
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

/// Everything by which a page gets a card, or none.
struct Seeker<'a> {
    context: &'a PublishContext<'a>,
    pages: &'a Pages,
    former: &'a Former,
    /// The theme's picture.
    shared: Option<&'a str>,
}

impl Seeker<'_> {
    /// The page as a post; `None` if it has no words, names a picture of its own, or is a piece of a page.
    fn judge(&self, about: &About) -> Result<Option<Sought>, Problem> {
        let plain = about.picture.is_none()
            || about.picture == self.shared
            || self.former.card(about).is_some();
        match post(self.context, self.pages, about) {
            Ok(Some(post)) if plain || self.names_its_card(about, &post) => {
                Ok(self.is_whole(about).then(|| Sought {
                    page: about.path.to_owned(),
                    post,
                }))
            }
            Err(why) if plain && self.is_whole(about) => {
                let message = format!("the page gets no card: {why}");
                Err(Problem::warning("page-card", message)
                    .at(Place::file(self.pages.site.shown_page(about.page)))
                    .help("give the page a plain address"))
            }
            Ok(_) | Err(_) => Ok(None),
        }
    }

    /// True if the page's picture is where a card of it lies, and nobody but feedcard put it there.
    fn names_its_card(&self, about: &About, post: &Post) -> bool {
        let path = about.picture.and_then(|picture| self.path(picture));
        path.is_some_and(|path| {
            let out = self.context.out;
            let ours = out.wrote(&path) || !out.path.join(&path).exists();
            ours && is_card(&self.context.config.cards.path, post, &path)
        })
    }

    /// The path below the site of a picture that a page names: decoded, NFC, without its first slash.
    fn path(&self, picture: &str) -> Option<String> {
        let below = picture.strip_prefix(&self.context.config.site.pictures_url);
        let Some(below) = below.and_then(|below| below.strip_prefix('/')) else {
            return self.pages.site.path_from(picture);
        };
        let path = below.split(['?', '#']).next().unwrap_or_default();
        Some(percent_decode_str(path).decode_utf8_lossy().nfc().collect())
    }

    /// False for a piece of a page, whose head nobody reads.
    fn is_whole(&self, about: &About) -> bool {
        // A language stands in `<html>`; without one the text has to be read.
        let text = || self.pages.site.text(about.page).ok();
        let is_one = |text: &str| catch_panic(|| is_document(text)).unwrap_or(false);
        about.lang.is_some() || text().is_some_and(|text| is_one(text.as_str()))
    }
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
