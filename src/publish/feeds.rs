//! Posts and cards -> feed documents: those whose fingerprint changed are made anew, the others stay where they are.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::config::FeedContent;
use crate::feed::{self, Document, Text};
use crate::manifest::FeedEntry;
use crate::output::folder::{Content, Wanted};
use crate::output::index::Stamp;
use crate::output::{Hash, hex, io_problem, write_atomic};
use crate::post::Post;
use crate::problem::Problem;
use crate::problem::rules::Cause;
use crate::publish::Purpose;
use crate::publish::bodies::Bodies;
use crate::publish::cards::Published;
use crate::publish::context::PublishContext;
use crate::publish::urls::file_url;

/// Every feed document of a blog.
#[derive(Default)]
pub struct Feeds {
    /// For the manifest.
    pub entries: Vec<FeedEntry>,
    /// Below `out/`.
    pub files: Vec<Wanted>,
    /// What was said of feeds and bodies.
    pub problems: Vec<Problem>,
    /// Posts without a body, by source, and why: the rest of this is empty then.
    pub broken: BTreeMap<String, Problem>,
}

/// Makes the feeds of `posts`, newest first.
///
/// # Errors
/// The disk refuses.
pub fn publish_feeds(context: &PublishContext, posts: &[Published]) -> Result<Feeds, Problem> {
    let (memory, bytes) = Memory::load(context);
    let source = CachedSource {
        context,
        bodies: Bodies::new(context, memory.bodies()),
        memory,
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
        .map(|one| feed::Entry {
            post: one.post,
            card: one.card.as_ref(),
        })
        .collect();
    let mut feeds = Feeds::default();
    let mut documents = BTreeMap::new();
    let mut sink = |document: Document| {
        let Document {
            path,
            fingerprint,
            text,
            feed,
        } = document;
        let (remembered, content) = source.wanted_document(&path, &fingerprint, text)?;
        feeds.entries.extend(feed.map(|facts| FeedEntry {
            kind: facts.kind.to_owned(),
            url: file_url(&context.config.site.url, &path),
            path: path.clone(),
            title: facts.title,
        }));
        documents.insert(path.clone(), remembered);
        feeds.files.push(Wanted { path, content });
        Ok(())
    };
    feeds.problems = feed::documents(context.config, &entries, &source, &mut sink)?;
    let CachedSource { bodies, memory, .. } = source;
    let rendered = bodies.close()?;
    feeds.problems.extend(rendered.problems);
    if context.options.purpose == Purpose::Write && context.options.cache {
        let bodies = rendered.bytes.iter();
        let fresh = Memory {
            maker: memory.maker,
            documents,
            bodies: bodies.map(|(key, bytes)| (hex(key), *bytes)).collect(),
        };
        fresh.save(context, &bytes)?;
    }
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
    if feeds.rss.is_none() && feeds.atom.is_none() && feeds.json.is_none() {
        return Ok(BTreeMap::new());
    }
    let all = feeds.archives || feeds.tags.is_some() || feeds.authors;
    let count = if all {
        posts.len()
    } else {
        feeds.limit.min(posts.len())
    };
    let broken: BTreeMap<String, Problem> = posts[..count]
        .par_iter()
        .with_max_len(8)
        .filter_map(|one| Some((one.post.source.clone(), bodies.bytes(one.post).err()?)))
        .collect();
    // A full disk is no fault of a post.
    match broken
        .values()
        .find(|problem| problem.cause() == Cause::System)
    {
        Some(problem) => Err(problem.clone()),
        None => Ok(broken),
    }
}

/// What the feeds are made from, and what an earlier run left.
struct CachedSource<'a> {
    context: &'a PublishContext<'a>,
    bodies: Bodies<'a>,
    memory: Memory,
}

impl feed::BodySource for CachedSource<'_> {
    fn html(&self, post: &Post) -> Result<String, Problem> {
        self.bodies.html(post)
    }

    fn body_bytes(&self, post: &Post) -> Result<usize, Problem> {
        self.bodies.bytes(post)
    }

    fn has(&self, path: &str, fingerprint: &Hash) -> Result<bool, Problem> {
        let known = self.memory.documents.get(path);
        let Some(known) = known.filter(|known| known.fingerprint == hex(fingerprint)) else {
            return Ok(false);
        };
        match (
            self.context.options.purpose,
            blake3::Hash::from_hex(&known.blake3),
        ) {
            (_, Err(_)) => Ok(false),
            (Purpose::Judge | Purpose::Shard(_), Ok(_)) => Ok(true),
            (Purpose::Compare | Purpose::Write, Ok(hash)) => {
                self.context.out.holds(path, hash.as_bytes())
            }
        }
    }
}

impl CachedSource<'_> {
    /// How a document gets below `out/`, and what the next run should know of it.
    fn wanted_document(
        &self,
        path: &str,
        fingerprint: &Hash,
        text: Option<Text>,
    ) -> Result<(Remembered, Content), Problem> {
        if let Some(Text { words, hash }) = text {
            let content = || Some(words.into_bytes());
            let content = self.context.content(path, &hash, content)?;
            let remembered = Remembered {
                fingerprint: hex(fingerprint),
                blake3: hex(&hash),
            };
            return Ok((remembered, content.unwrap_or(Content::Differs)));
        }
        let content = match self.context.options.purpose {
            Purpose::Judge | Purpose::Shard(_) => Content::Differs,
            Purpose::Compare | Purpose::Write => Content::InPlace,
        };
        let known = self.memory.documents.get(path);
        let known = known
            .ok_or_else(|| Problem::error("internal", format!("nobody wrote the feed `{path}`")))?;
        Ok((known.clone(), content))
    }
}

/// What an earlier run made, and of what.
#[derive(Default, Serialize, Deserialize)]
struct Memory {
    /// Hash of the configuration and the program.
    maker: String,
    /// By path.
    documents: BTreeMap<String, Remembered>,
    /// Bytes in a feed of each body, by key.
    bodies: BTreeMap<String, usize>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Remembered {
    fingerprint: String,
    blake3: String,
}

impl Memory {
    /// The memory of this configuration and program, and the bytes of its file; empty without a cache.
    fn load(context: &PublishContext) -> (Memory, Vec<u8>) {
        let maker = maker(context);
        let bytes = if context.options.cache {
            std::fs::read(path(context)).unwrap_or_default()
        } else {
            Vec::new()
        };
        let kept = whole(&bytes).and_then(|json| serde_json::from_slice::<Memory>(json).ok());
        let memory = kept.filter(|kept| kept.maker == maker);
        let memory = memory.unwrap_or_else(|| Memory {
            maker,
            ..Memory::default()
        });
        (memory, bytes)
    }

    /// Bytes in a feed of each body, by key.
    fn bodies(&self) -> BTreeMap<Hash, usize> {
        let known = |(key, bytes): (&String, &usize)| {
            Some((*blake3::Hash::from_hex(key).ok()?.as_bytes(), *bytes))
        };
        self.bodies.iter().filter_map(known).collect()
    }

    /// Writes the file, unless it holds these bytes already.
    fn save(&self, context: &PublishContext, before: &[u8]) -> Result<(), Problem> {
        let path = path(context);
        serde_json::to_vec(self)
            .map_err(std::io::Error::other)
            .and_then(|json| {
                let sum = blake3::hash(&json).to_hex();
                let bytes = [sum.as_bytes(), b"\n", &json].concat();
                if bytes == before {
                    return Ok(());
                }
                write_atomic(&path, &bytes)
            })
            .map_err(|error| io_problem("write", &path, &error))
    }
}

/// What stands below the hash in the first line, if it is whole: a damaged number could cut an archive elsewhere.
fn whole(bytes: &[u8]) -> Option<&[u8]> {
    let (sum, json) = bytes.split_at_checked(64)?;
    let json = json.strip_prefix(b"\n")?;
    (blake3::hash(json).to_hex().as_bytes() == sum).then_some(json)
}

fn path(context: &PublishContext) -> PathBuf {
    context
        .config
        .root
        .join(&context.config.cache)
        .join("feeds")
}

/// Hash of what belongs to every fingerprint.
fn maker(context: &PublishContext) -> String {
    let mut words = format!("{:?}", context.config);
    // Another build of feedcard may write other bytes for the same version number.
    let program = std::env::current_exe().and_then(|path| Stamp::of(&path));
    let _ = write!(words, "{} {program:?}", env!("CARGO_PKG_VERSION"));
    blake3::hash(words.as_bytes()).to_hex().to_string()
}
