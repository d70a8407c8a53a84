//! Posts and the built site -> the page of each post, and the address that the site gives it.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{BodyFrom, Config};
use crate::post::Post;
use crate::problem::{Place, Problem};
use crate::read;
use crate::site::{Content, Found, Memory, Refused, Site, Subject, TRUSTED, Wishes, Written};

/// Advice about a page that does not show the post's words.
const SELECT: &str = "say where the content of a post is: `feeds: {select: [\"article .content\"]}`, or `feeds: {body: markdown}`";

/// The built site, and the page of each post in it.
pub struct Pages {
    /// The site.
    pub site: Site,
    /// Numbers of pages, by source of the post.
    of: BTreeMap<String, usize>,
}

impl Pages {
    /// The pages of all posts.
    pub fn numbers(&self) -> BTreeSet<usize> {
        self.of.values().copied().collect()
    }

    /// The page of a post.
    pub fn of(&self, post: &Post) -> Option<usize> {
        self.of.get(&post.source).copied()
    }

    /// The body of a post as its page shows it, not yet cleaned; `None` for a post without a page, a problem if the page
    /// is not trusted.
    pub fn body(
        &self,
        config: &Config,
        post: &Post,
        markdown: &str,
    ) -> Option<Result<Content, Problem>> {
        let page = self.of(post)?;
        let shown = self.site.shown_page(page);
        let select = config.feeds.select.join(", ");
        let written = Written {
            markdown,
            mdx: post.body.mdx,
        };
        let content = self
            .site
            .text(page)
            .map_err(Refused::Page)
            .and_then(|html| {
                self.site.content(
                    page,
                    html.as_str(),
                    written,
                    &post.url,
                    &wishes(config, &select),
                )
            });
        let (why, help) = match content {
            Ok(content) => return Some(Ok(content)),
            // A post of pictures alone has no words by which its page could be checked.
            Err(Refused::Wordless) if config.feeds.body == BodyFrom::Auto => return None,
            Err(Refused::Wordless) => (
                "the post has no words to find in its page".to_owned(),
                SELECT,
            ),
            Err(Refused::Share(share)) => {
                // Rounded down: 89.9 % is not enough.
                let percent = (share * 100.0).floor();
                (
                    format!(
                        "`{shown}` shows {percent} % of the post's words, {} % are wanted",
                        TRUSTED * 100.0
                    ),
                    SELECT,
                )
            }
            Err(Refused::Unselected) => (
                format!("`{shown}` has no element `{select}`"),
                "correct `feeds.select`, or leave it out: the content is found by its words",
            ),
            Err(Refused::Page(why)) => (
                format!("`{shown}`: {why}"),
                "`feeds: {body: markdown}` avoids it",
            ),
        };
        Some(Err(match config.feeds.body {
            BodyFrom::Page => Problem::error("body-page", why),
            BodyFrom::Auto | BodyFrom::Markdown => Problem::warning(
                "body-page",
                format!("{why}; its body is made from Markdown"),
            ),
        }
        .at(&post.title_place)
        .help(help)))
    }
}

/// The posts that have a page, each with the site's own address, and the site; `None` without a site folder.
///
/// # Errors
/// No such folder, or one that cannot be read.
pub fn locate(
    config: &Config,
    posts: Vec<Post>,
    memory: &dyn Memory,
    problems: &mut Vec<Problem>,
) -> Result<(Option<Pages>, Vec<Post>), Problem> {
    let Some(shown) = &config.site.folder else {
        return Ok((None, posts));
    };
    if let Some((selector, why)) = wishes(config, &config.feeds.select.join(", ")).fault() {
        return Err(Problem::error(
            "feeds-select",
            format!("`{selector}` is not a CSS selector: {why}"),
        )
        .help("write selectors as in a style sheet: `feeds: {select: [\"article .post-body\"]}`"));
    }
    let folder = config.root.join(shown);
    let (site, odd) = Site::open(&folder, shown, &config.site.url, memory)?;
    problems.extend(odd);
    let days: Vec<String> = posts
        .iter()
        .map(|post| post.published.rfc3339().chars().take(10).collect())
        .collect();
    let subjects: Vec<Subject> = posts
        .iter()
        .zip(&days)
        .map(|(post, day)| subject(post, day))
        .collect();
    let found = site.find(&subjects);
    drop(subjects);
    let mut pages = Pages {
        site,
        of: BTreeMap::new(),
    };
    let wanted = posts.len();
    let mut missing = Vec::new();
    let mut located = Vec::with_capacity(posts.len());
    for (mut post, found) in posts.into_iter().zip(found) {
        match settle(config, &mut post, found, &mut pages) {
            Ok(()) => located.push(post),
            Err(problem) => missing.push(problem),
        }
    }
    if located.is_empty() && wanted > 0 {
        // The folder is wrong, or the address: a warning for each post would hide that.
        problems.retain(|problem| problem.place.is_none());
        problems.push(wrong_folder(config, shown, wanted));
        return Ok((Some(pages), located));
    }
    problems.extend(missing);
    let mut located = read::without_twins(located, problems);
    read::sort(&mut located);
    Ok((Some(pages), located))
}

/// The configuration's wishes about bodies; `select` is `feeds.select` as one selector.
pub fn wishes<'a>(config: &'a Config, select: &'a str) -> Wishes<'a> {
    Wishes {
        select: (!select.is_empty()).then_some(select),
        drop: &config.feeds.drop,
    }
}

fn subject<'a>(post: &'a Post, day: &'a str) -> Subject<'a> {
    Subject {
        source: &post.source,
        title: &post.title,
        day,
        lang: &post.lang,
        folder: &post.permalink.folder,
        literal: post.literal,
    }
}

/// Gives a post its page and the address of it.
fn settle(
    config: &Config,
    post: &mut Post,
    found: Found,
    pages: &mut Pages,
) -> Result<(), Problem> {
    let shown = pages.site.shown.trim_end_matches('/').to_owned();
    let (page, address) = match found {
        Found::Page { page, address } => (page, address),
        Found::None(near) => {
            let message = format!("`{shown}` has no page for `{}`", post.title);
            let help = match near.first() {
                Some(first) => format!("if it is {}, write `permalink: {first}`; if the site holds it back, `draft: true`", list(&near)),
                None => "write the address of its page as `permalink: /…`, or, if the site holds it back, `draft: true`".to_owned(),
            };
            return Err(Problem::error("page-missing", message)
                .at(&post.title_place)
                .help(help));
        }
        Found::Several(near) => {
            let message = format!(
                "`{shown}` has {} pages that may be `{}`",
                near.len(),
                post.title
            );
            let help = format!("write `permalink:` with one of {}", list(&near));
            return Err(Problem::error("page-ambiguous", message)
                .at(&post.title_place)
                .help(help));
        }
    };
    if let Some(address) = address {
        let permalink = read::permalink(&address).map_err(|why| {
            Problem::error("permalink-unsafe", why)
                .at(Place::file(pages.site.shown_page(page)))
                .help("permalink: /a-plain-address")
        })?;
        let url = format!("{}{}", config.site.url, permalink.encoded);
        if post.id_is_link {
            post.id.clone_from(&url);
        }
        post.url = url;
        post.permalink = permalink;
    }
    if config.feeds.body != BodyFrom::Markdown {
        post.body.page = Some(pages.site.body_hash(page));
    }
    pages.of.insert(post.source.clone(), page);
    Ok(())
}

fn list(addresses: &[String]) -> String {
    let quoted: Vec<String> = addresses
        .iter()
        .take(4)
        .map(|one| format!("`{one}`"))
        .collect();
    quoted.join(", ")
}

fn wrong_folder(config: &Config, shown: &str, posts: usize) -> Problem {
    let shown = shown.trim_end_matches('/');
    let message = match posts {
        1 => format!("no page of `{shown}` shows the only post"),
        _ => format!("no page of `{shown}` shows one of the {posts} posts"),
    };
    let base = config.site.url.splitn(4, '/').nth(3).unwrap_or_default();
    let below = config.root.join(shown).join(base);
    let help = if !base.is_empty() && below.is_dir() {
        format!(
            "the host serves `{shown}/{base}` at {}: `--site {shown}/{base}`",
            config.site.url
        )
    } else {
        format!(
            "name the folder that the host serves at {}, built from these posts: `--site DIR`",
            config.site.url
        )
    };
    Problem::error("page-missing", message).help(help)
}
