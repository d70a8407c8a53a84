//! Posts -> the HTML of their bodies, rendered once: from the cache, else from the file.
//!
//! A body is kept together with the problems that its rendering found, so that one with a warning is not rendered again. The
//! cache knows a body by a digest alone: the source of its text is part of that digest.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde::{Deserialize, Deserializer, Serialize};

use crate::body::{self, Context, NamedFile, Rendered};
use crate::digest::{Digest, Hash};
use crate::feed;
use crate::guard::{catch_panic, lock};
use crate::output::store::{self, Action};
use crate::post::Post;
use crate::problem::Problem;
use crate::publish::context::PublishContext;
use crate::publish::links;
use crate::read;
use crate::site;

/// Rendered bodies of one run.
pub struct Bodies<'a> {
    context: &'a PublishContext<'a>,
    /// Bodies that were asked for, by key.
    known: Mutex<BTreeMap<Hash, Known>>,
    /// By source, each body's problems once.
    problems: Mutex<BTreeMap<String, Vec<Problem>>>,
    /// Files beside the posts that bodies name, by source.
    files: Mutex<BTreeMap<String, Vec<NamedFile>>>,
    /// Addresses of the blog's own that bodies name, by source.
    own: Mutex<BTreeMap<String, Vec<String>>>,
    /// First paragraphs of bodies from pages, by source.
    firsts: Mutex<BTreeMap<String, String>>,
    /// Of bodies from pages, the thousandths of the Markdown's words that they have, by source.
    shares: Mutex<BTreeMap<String, u16>>,
}

/// A body whose problems and files are noted.
#[derive(Clone, Copy)]
struct Known {
    /// Bytes in a feed.
    bytes: usize,
    /// Hash of its HTML in the store.
    html: Hash,
}

/// Everything that the cache keeps of a body beside its HTML.
#[derive(Serialize, Deserialize)]
struct BodyFacts {
    /// Bytes in a feed.
    bytes: usize,
    #[serde(deserialize_with = "said")]
    problems: Vec<Problem>,
    /// Files beside the post that it names.
    files: Vec<NamedFile>,
    /// Addresses on the blog's own host that it names, each once.
    own: Vec<String>,
    /// Its first paragraph, if it is from a page and has one.
    first: Option<String>,
    /// Thousandths of the Markdown's words that it has, if it is from a page.
    share: Option<u16>,
}

/// Changes with the fields of [`BodyFacts`], and where one says something else of the same body.
const FACTS: u64 = 6;

/// Problems of the cache; their rules live as long as the program, which a borrowed input could not.
fn said<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Problem>, D::Error> {
    let values = Vec::<serde_json::Value>::deserialize(from)?;
    let problems = values.into_iter().map(Problem::deserialize);
    problems
        .collect::<Result<_, _>>()
        .map_err(serde::de::Error::custom)
}

impl<'a> Bodies<'a> {
    /// Bodies as this run may have them.
    pub fn new(context: &'a PublishContext<'a>) -> Bodies<'a> {
        Bodies {
            context,
            known: Mutex::default(),
            problems: Mutex::default(),
            files: Mutex::default(),
            own: Mutex::default(),
            firsts: Mutex::default(),
            shares: Mutex::default(),
        }
    }

    /// The HTML of `post`.
    ///
    /// # Errors
    /// Its file vanished or changed during the run, or rendering it failed.
    pub fn html(&self, post: &Post) -> Result<String, Problem> {
        let key = self.key(post);
        if let Some(known) = self.known(&key, post)
            && let Some(bytes) = self.context.store.get(&known.html)
            && let Ok(html) = simdutf8::basic::from_utf8(&bytes)
        {
            return Ok(html.to_owned());
        }
        let (rendered, share) = self.render(post)?;
        let Rendered {
            html,
            problems,
            files,
            ..
        } = rendered;
        let first = share.map(|_| body::excerpt_of_html(&html));
        let facts = BodyFacts {
            bytes: feed::body_bytes(&html),
            // Nothing can answer them without a built site.
            own: match self.context.pages {
                Some(_) => links::own(&html, &self.context.config.site.url),
                None => Vec::new(),
            },
            first: first.filter(|words| !words.is_empty()),
            share,
            problems,
            files,
        };
        let json = serde_json::to_vec(&facts).map_err(|error| {
            Problem::error(
                "internal",
                format!("the facts of a body cannot be written as JSON: {error}"),
            )
        })?;
        let object = self.context.store.put(html.as_bytes())?;
        self.note(&key, post, facts, object);
        let action = Action {
            objects: vec![object],
            facts: json,
        };
        self.context.store.keep(&key, &action)?;
        Ok(html)
    }

    /// [`feed::body_bytes`] of it.
    ///
    /// # Errors
    /// As [`Bodies::html`].
    pub fn bytes(&self, post: &Post) -> Result<usize, Problem> {
        let key = self.key(post);
        if let Some(known) = self.known(&key, post) {
            return Ok(known.bytes);
        }
        let html = self.html(post)?;
        let known = lock(&self.known).get(&key).copied();
        Ok(known.map_or_else(|| feed::body_bytes(&html), |known| known.bytes))
    }

    /// The first paragraph of the body of `post`, if that is from its page and has one.
    ///
    /// # Errors
    /// As [`Bodies::html`].
    pub fn first(&self, post: &Post) -> Result<Option<String>, Problem> {
        self.bytes(post)?;
        Ok(lock(&self.firsts).get(&post.source).cloned())
    }

    /// The addresses on the blog's own host that the body of `post` names.
    ///
    /// # Errors
    /// As [`Bodies::html`].
    pub fn own(&self, post: &Post) -> Result<Vec<String>, Problem> {
        self.bytes(post)?;
        Ok(lock(&self.own)
            .get(&post.source)
            .cloned()
            .unwrap_or_default())
    }

    /// Files beside `post` that its body names; none of a body that nobody asked for.
    pub fn files(&self, post: &Post) -> Vec<NamedFile> {
        let files = lock(&self.files);
        files.get(&post.source).cloned().unwrap_or_default()
    }

    /// A line about how much of the Markdown's words the bodies from pages have; `posts`: how many there are. `None` without
    /// such a body.
    pub fn coverage(&self, posts: usize) -> Option<String> {
        let shares = lock(&self.shares);
        let (source, least) = shares.iter().min_by_key(|(_, share)| **share)?;
        let mut sorted: Vec<u16> = shares.values().copied().collect();
        sorted.sort_unstable();
        let percent = |share: u16| format!("{}.{} %", share / 10, share % 10);
        Some(format!(
            "bodies of {} of {posts} posts are from their pages; of the Markdown's words they have {} at least (`{source}`), {} in the median",
            shares.len(),
            percent(*least),
            percent(sorted[sorted.len() / 2])
        ))
    }

    /// Problems of the bodies that were asked for, by source.
    pub fn problems(self) -> Vec<Problem> {
        let problems = self.problems.into_inner();
        let problems = problems.unwrap_or_else(std::sync::PoisonError::into_inner);
        problems.into_values().flatten().collect()
    }

    /// A body of this run or an earlier one; the problems of that are reported again.
    fn known(&self, key: &Hash, post: &Post) -> Option<Known> {
        if let Some(known) = lock(&self.known).get(key) {
            return Some(*known);
        }
        let action = self.context.store.action(key)?;
        let facts: BodyFacts = serde_json::from_slice(&action.facts).ok()?;
        let html = *action.objects.first()?;
        Some(self.note(key, post, facts, html))
    }

    fn note(&self, key: &Hash, post: &Post, facts: BodyFacts, html: Hash) -> Known {
        let bytes = facts.bytes;
        let known = Known { bytes, html };
        lock(&self.known).insert(*key, known);
        if !facts.problems.is_empty() {
            lock(&self.problems).insert(post.source.clone(), facts.problems);
        }
        if !facts.files.is_empty() {
            lock(&self.files).insert(post.source.clone(), facts.files);
        }
        if let Some(first) = facts.first {
            lock(&self.firsts).insert(post.source.clone(), first);
        }
        if let Some(share) = facts.share {
            lock(&self.shares).insert(post.source.clone(), share);
        }
        if !facts.own.is_empty() {
            lock(&self.own).insert(post.source.clone(), facts.own);
        }
        known
    }

    /// The body, and, if it is from the page of the post, the thousandths of the Markdown's words that it has.
    fn render(&self, post: &Post) -> Result<(Rendered, Option<u16>), Problem> {
        let markdown = read::body(post)?;
        let (config, pages) = (self.context.config, self.context.pages);
        let context = Context {
            url: &post.url,
            site_url: &self.context.config.site.url,
            source: &post.source,
            first_line: post.body.first_line,
            mdx: post.body.mdx,
            title: &post.title,
            lang: &post.lang,
            posts: post.body.linked.as_ref(),
        };
        let rendered = catch_panic(|| {
            let page = pages.filter(|_| post.body.page.is_some());
            let from_page = page.and_then(|pages| pages.body(config, post, &markdown));
            match from_page {
                Some(Ok(content)) => {
                    let share = (content.share * 1000.0).floor() as u16;
                    (body::clean_html(&content.html, &context), Some(share))
                }
                Some(Err(problem)) => {
                    let mut rendered = body::render(&markdown, &context);
                    rendered.problems.push(problem);
                    (rendered, None)
                }
                None => (body::render(&markdown, &context), None),
            }
        });
        rendered.map_err(|words| {
            Problem::error("body-panic", format!("rendering the body failed: {words}"))
                .at(&post.title_place)
                .help("this is a fault of feedcard: please report it with the post")
        })
    }

    /// Hash of everything that the HTML and its problems depend on; the file's hash stands for its text.
    fn key(&self, post: &Post) -> Hash {
        let mut inputs: Digest = store::inputs("body");
        inputs.text(body::VERSION).number(FACTS);
        inputs.bytes(&post.body.hash);
        let site = &self.context.config.site.url;
        for text in [&post.url, site, &post.source, &post.title, &post.lang] {
            inputs.text(text);
        }
        let linked = post.body.linked.as_ref();
        inputs.bytes(linked.map_or(&[][..], |posts| posts.digest()));
        inputs.number(u64::from(post.body.first_line));
        if let Some(page) = &post.body.page {
            let feeds = &self.context.config.feeds;
            inputs.text(site::VERSION).bytes(page);
            inputs.text(&format!(
                "{:?} {:?} {:?}",
                feeds.body, feeds.select, feeds.drop
            ));
        }
        inputs.flag(self.context.pages.is_some());
        inputs.flag(post.body.mdx).hash()
    }
}
