//! Posts and cards -> feed documents: those whose fingerprint changed are written anew, the others stay.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Mutex;

use rayon::prelude::*;

use crate::config::{self, Config, FeedContent, FeedLanguages};
use crate::digest::{Digest, Hash};
use crate::feed::{self, Document, Text};
use crate::guard::lock;
use crate::manifest::FeedEntry;
use crate::output::folder::{Content, MANIFEST, Wanted};
use crate::output::store::{self, Action};
use crate::post::Post;
use crate::problem::Problem;
use crate::problem::rules::Cause;
use crate::publish::assets;
use crate::publish::bodies::Bodies;
use crate::publish::cards::Published;
use crate::publish::context::PublishContext;
use crate::publish::links;
use crate::publish::urls::file_url;

/// Every feed document of a blog.
#[derive(Default)]
pub struct Feeds {
    /// For the manifest.
    pub entries: Vec<FeedEntry>,
    /// Below `out/`.
    pub files: Vec<Wanted>,
    /// Files beside posts that their bodies name, below `out/`.
    pub assets: Vec<Wanted>,
    /// Problems of feeds and bodies.
    pub problems: Vec<Problem>,
    /// A line about the bodies that are from pages.
    pub coverage: Option<String>,
    /// Posts without a body, by source, with the reason: the rest of this is empty then.
    pub broken: BTreeMap<String, Problem>,
}

/// Makes the feeds of `posts`, newest first.
///
/// # Errors
/// The disk refuses.
pub fn publish_feeds(context: &PublishContext, posts: &[Published]) -> Result<Feeds, Problem> {
    let source = CachedSource {
        context,
        bodies: Bodies::new(context),
        settings: settings(context.config),
        reused: Mutex::default(),
    };
    let broken = warm(context, posts, &source.bodies)?;
    if !broken.is_empty() {
        return Ok(Feeds {
            broken,
            ..Feeds::default()
        });
    }
    let entries: Vec<feed::Entry> = posts
        .iter()
        .filter(|one| one.post.in_feeds)
        .map(|one| feed::Entry {
            post: one.post,
            card: one.card.as_ref(),
        })
        .collect();
    let mut feeds = Feeds::default();
    let mut sink = |document: Document| {
        let Document {
            path,
            fingerprint,
            text,
            feed,
        } = document;
        let content = source.wanted_document(&path, &fingerprint, text)?;
        feeds.entries.extend(feed.map(|facts| FeedEntry {
            kind: facts.kind.to_owned(),
            media_type: facts.media_type.to_owned(),
            lang: facts.lang,
            main: facts.main,
            url: file_url(&context.config.site.url, &path),
            path: path.clone(),
            title: facts.title,
        }));
        feeds.files.push(Wanted::ours(path, content));
        Ok(())
    };
    feeds.problems = feed::documents(context.config, &entries, &source, &mut sink)?;
    let files = posts.iter().flat_map(|one| &one.files).chain(&feeds.files);
    let mut ours: BTreeSet<&str> = files.map(|file| file.path.as_str()).collect();
    ours.insert(MANIFEST);
    if let Some(pages) = context.pages {
        let pictures = links::dead_pictures(context.config, pages, posts, &ours);
        feeds.problems.extend(pictures);
    }
    let posts: Vec<&Post> = posts.iter().map(|one| one.post).collect();
    if let Some(pages) = context.pages {
        let dead = links::dead(context.config, pages, &posts, &source.bodies, &ours)?;
        feeds.problems.extend(dead);
    }
    feeds.coverage = source.bodies.coverage(posts.len());
    let assets = assets::assets(context, &posts, &source.bodies, &ours)?;
    feeds.assets = assets.files;
    feeds.problems.extend(assets.problems);
    feeds.problems.extend(source.bodies.problems());
    Ok(feeds)
}

/// Measures all bodies that will be asked for, on all threads, rendering them where no earlier run did; those that cannot
/// be, and why.
fn warm(
    context: &PublishContext,
    posts: &[Published],
    bodies: &Bodies,
) -> Result<BTreeMap<String, Problem>, Problem> {
    let feeds = &context.config.feeds;
    match feeds.content {
        FeedContent::Summary => return Ok(BTreeMap::new()),
        FeedContent::Full => {}
    }
    if feeds.paths.is_empty() {
        return Ok(BTreeMap::new());
    }
    let all = feeds.archives
        || feeds.tags.is_some()
        || feeds.categories.is_some()
        || feeds.authors
        || feeds.languages == FeedLanguages::Split;
    let count = if all {
        posts.len()
    } else {
        feeds.limit.min(posts.len())
    };
    let broken: BTreeMap<String, Problem> = posts[..count]
        .par_iter()
        .with_max_len(8)
        .filter(|one| one.post.in_feeds)
        .filter_map(|one| Some((one.post.source.clone(), bodies.bytes(one.post).err()?)))
        .collect();
    // A full disk is not the fault of a post.
    match broken
        .values()
        .find(|problem| problem.cause() == Cause::System)
    {
        Some(problem) => Err(problem.clone()),
        None => Ok(broken),
    }
}

/// The source of the feeds, and the results of earlier runs.
struct CachedSource<'a> {
    context: &'a PublishContext<'a>,
    bodies: Bodies<'a>,
    /// Hash of what belongs to every document.
    settings: Hash,
    /// Documents that need not be written anew, by path, with their content below `out/`.
    reused: Mutex<BTreeMap<String, Content>>,
}

impl feed::BodySource for CachedSource<'_> {
    fn html(&self, post: &Post) -> Result<String, Problem> {
        self.bodies.html(post)
    }

    fn body_bytes(&self, post: &Post) -> Result<usize, Problem> {
        self.bodies.bytes(post)
    }

    fn has(&self, path: &str, fingerprint: &Hash) -> Result<bool, Problem> {
        let Some((hash, length)) = self.known(&self.key(path, fingerprint)) else {
            return Ok(false);
        };
        let reused = self.context.reused(path, &hash, length, &|_| true)?;
        Ok(reused.is_some_and(|content| {
            lock(&self.reused).insert(path.to_owned(), content);
            true
        }))
    }
}

impl CachedSource<'_> {
    /// A document on its way below `out/`.
    fn wanted_document(
        &self,
        path: &str,
        fingerprint: &Hash,
        text: Option<Text>,
    ) -> Result<Content, Problem> {
        let Some(Text { words, hash }) = text else {
            return lock(&self.reused).remove(path).ok_or_else(|| {
                Problem::error("internal", format!("the feed `{path}` was not written"))
            });
        };
        let key = self.key(path, fingerprint);
        let length = words.len() as u64;
        if self.known(&key) == Some((hash, length))
            && let Some(content) = self.context.reused(path, &hash, length, &|_| true)?
        {
            return Ok(content);
        }
        let content = self.context.made(path, words.as_bytes(), &hash, true)?;
        if self.context.options.purpose.writes() {
            let action = Action {
                objects: vec![hash],
                facts: length.to_le_bytes().to_vec(),
            };
            self.context.store.keep(&key, &action)?;
        }
        Ok(content)
    }

    fn key(&self, path: &str, fingerprint: &Hash) -> Hash {
        let mut inputs: Digest = store::inputs("document");
        inputs.bytes(&self.settings).text(path);
        inputs.bytes(fingerprint).hash()
    }

    /// Hash and length of a document that an earlier run wrote.
    fn known(&self, key: &Hash) -> Option<(Hash, u64)> {
        let action = self.context.store.action(key)?;
        let length = u64::from_le_bytes(action.facts.try_into().ok()?);
        Some((*action.objects.first()?, length))
    }
}

/// Hash of what belongs to every document: the configuration, less the folders of this machine.
fn settings(config: &Config) -> Hash {
    let everywhere = Config {
        root: PathBuf::new(),
        out: String::new(),
        cache: String::new(),
        // No document has a head.
        inject: false,
        feeds: config::Feeds {
            assets: config::Assets::Copy,
            ..config.feeds.clone()
        },
        ..config.clone()
    };
    let mut digest = Digest::of("settings");
    digest.text(&format!("{everywhere:?}")).hash()
}
