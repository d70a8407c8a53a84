//! Posts and cards -> feed documents: untouched if nothing that they depend on changed, else made anew.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::config::FeedContent;
use crate::feed::{self, Document};
use crate::manifest::{self, FeedEntry};
use crate::output::folder::{Content, Wanted};
use crate::output::index::Stamp;
use crate::output::pack::Pack;
use crate::output::{Hash, trouble, write_whole};
use crate::post::{Body, Post};
use crate::problem::Problem;
use crate::publish::Purpose;
use crate::publish::address::address;
use crate::publish::bodies::Bodies;
use crate::publish::cards::Published;
use crate::publish::desk::Desk;

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

/// What an earlier run made, and of what.
#[derive(Serialize, Deserialize)]
struct Memory {
    /// Hash of all that the documents depend on.
    fingerprint: String,
    documents: Vec<Remembered>,
    /// Sources of the posts whose bodies draw a problem.
    noisy: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Remembered {
    path: String,
    blake3: String,
    feed: Option<FeedEntry>,
}

/// Makes the feeds of `posts`, newest first.
///
/// # Errors
/// The disk refuses.
pub fn published(desk: &Desk, posts: &[Published]) -> Result<Feeds, Problem> {
    let cache = desk.config.root.join(&desk.config.cache);
    let memory = cache.join("feeds.json");
    let fingerprint = fingerprint(desk, posts);
    if desk.order.cache
        && let Some(feeds) = unchanged(desk, posts, &memory, &fingerprint)?
    {
        return Ok(feeds);
    }
    let (pack, path) = open_pack(desk, &cache)?;
    let bodies = Bodies::new(&pack, path.clone(), &desk.config.site.url);
    let broken = warm(desk, posts, &bodies)?;
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
    let mut documents = Vec::new();
    let mut sink = |document: Document| {
        let hash = *blake3::hash(document.text.as_bytes()).as_bytes();
        let Document { path, text, feed } = document;
        let entry = feed.map(|facts| FeedEntry {
            kind: facts.kind.to_owned(),
            url: address(&desk.config.site.url, &path),
            path: path.clone(),
            title: facts.title,
        });
        documents.push(Remembered {
            path: path.clone(),
            blake3: blake3::Hash::from_bytes(hash).to_hex().to_string(),
            feed: entry.clone(),
        });
        feeds.entries.extend(entry);
        let content = desk.content(&path, &hash, || Some(text.into_bytes()))?;
        let content = content.unwrap_or(Content::Differs);
        feeds.files.push(Wanted { path, content });
        Ok(())
    };
    let said = feed::documents(desk.config, &entries, &|post| bodies.html(post), &mut sink)?;
    let noise = bodies.noise();
    let quiet = said.is_empty();
    feeds.problems.extend(said);
    let noisy: Vec<String> = noise.keys().cloned().collect();
    feeds.problems.extend(noise.into_values().flatten());
    if desk.order.purpose == Purpose::Write && desk.order.cache {
        pack.close(true)
            .map_err(|error| trouble("write", &path, &error))?;
        let fresh = Memory {
            fingerprint: if quiet { fingerprint } else { String::new() },
            documents,
            noisy,
        };
        serde_json::to_vec(&fresh)
            .map_err(std::io::Error::other)
            .and_then(|bytes| write_whole(&memory, &bytes))
            .map_err(|error| trouble("write", &memory, &error))?;
    }
    Ok(feeds)
}

/// Renders all bodies that will be asked for, on all threads; those that cannot be, and why.
fn warm(
    desk: &Desk,
    posts: &[Published],
    bodies: &Bodies,
) -> Result<BTreeMap<String, Problem>, Problem> {
    let feeds = &desk.config.feeds;
    match feeds.content {
        FeedContent::Summary => return Ok(BTreeMap::new()),
        FeedContent::Full => {}
    }
    if feeds.rss.is_none() && feeds.atom.is_none() && feeds.json.is_none() {
        return Ok(BTreeMap::new());
    }
    let all = feeds.archives || feeds.tags || feeds.authors;
    let count = if all {
        posts.len()
    } else {
        feeds.limit.min(posts.len())
    };
    let broken: BTreeMap<String, Problem> = posts[..count]
        .par_iter()
        .filter_map(|one| Some((one.post.source.clone(), bodies.html(one.post).err()?)))
        .collect();
    // A full disk is no fault of a post.
    match broken.values().find(|problem| problem.rule == "io") {
        Some(problem) => Err(problem.clone()),
        None => Ok(broken),
    }
}

/// The feeds as an earlier run made them, if they would come out the same and `out/` still has them.
fn unchanged(
    desk: &Desk,
    posts: &[Published],
    memory: &Path,
    fingerprint: &str,
) -> Result<Option<Feeds>, Problem> {
    let kept = std::fs::read(memory)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Memory>(&bytes).ok())
        .filter(|kept| kept.fingerprint == fingerprint);
    let Some(kept) = kept else {
        return Ok(None);
    };
    let mut feeds = Feeds::default();
    for document in kept.documents {
        let Ok(hash) = blake3::Hash::from_hex(&document.blake3) else {
            return Ok(None);
        };
        let content = match desk.order.purpose {
            Purpose::Judge | Purpose::Shard(_) => Content::Differs,
            Purpose::Compare | Purpose::Write => {
                if !desk.out.holds(&document.path, hash.as_bytes())? {
                    return Ok(None);
                }
                Content::InPlace
            }
        };
        feeds.entries.extend(document.feed);
        feeds.files.push(Wanted {
            path: document.path,
            content,
        });
    }
    if !kept.noisy.is_empty() {
        // Every run says what is wrong, so these are rendered again.
        let pack = passing_pack()?;
        let bodies = Bodies::new(&pack, PathBuf::new(), &desk.config.site.url);
        for one in posts {
            if kept.noisy.contains(&one.post.source) {
                bodies.html(one.post)?;
            }
        }
        feeds.problems = bodies.noise().into_values().flatten().collect();
    }
    Ok(Some(feeds))
}

fn open_pack(desk: &Desk, cache: &Path) -> Result<(Pack, PathBuf), Problem> {
    let path = cache.join("bodies");
    if desk.order.purpose == Purpose::Write && desk.order.cache {
        let pack = Pack::open(&path).map_err(|error| trouble("write", &path, &error))?;
        return Ok((pack, path));
    }
    Ok((passing_pack()?, std::env::temp_dir()))
}

fn passing_pack() -> Result<Pack, Problem> {
    Pack::passing().map_err(|error| trouble("write to", &std::env::temp_dir(), &error))
}

/// Hash of all that the feed documents depend on.
fn fingerprint(desk: &Desk, posts: &[Published]) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut words = format!("{:?}", desk.config);
    // Another build of feedcard may write other bytes for the same version number.
    let program = std::env::current_exe().and_then(|path| Stamp::of(&path));
    let _ = write!(words, "{} {program:?}", env!("CARGO_PKG_VERSION"));
    hasher.update(words.as_bytes());
    let hashes: Vec<Hash> = posts.par_iter().map(post_hash).collect();
    for hash in hashes {
        hasher.update(&hash);
    }
    hasher.finalize().to_hex().to_string()
}

/// Hash of one post as its entry sees it. No `..`: a new field must be thought of here.
fn post_hash(one: &Published) -> Hash {
    let Post {
        source,
        title_place: _,
        title,
        description,
        lang,
        permalink,
        url,
        id,
        id_is_link,
        published,
        updated,
        authors,
        tags,
        picture: _,
        card: _,
        body,
    } = one.post;
    let Body {
        file: _,
        first_line: _,
        hash,
        mdx: _,
    } = body;
    let mut hasher = blake3::Hasher::new();
    let mut field = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    field(hash);
    for text in [source, title, description, lang, url, id] {
        field(text.as_bytes());
    }
    field(permalink.encoded.as_bytes());
    field(&[u8::from(*id_is_link)]);
    field(published.rfc3339().as_bytes());
    field(
        updated
            .map_or(String::new(), |date| date.rfc3339())
            .as_bytes(),
    );
    field(&(authors.len() as u64).to_le_bytes());
    for author in authors {
        field(author.name.as_bytes());
        field(author.uri.as_deref().unwrap_or_default().as_bytes());
    }
    for tag in tags {
        field(tag.as_bytes());
    }
    if let Some(manifest::Card { path, url, facts }) = &one.card {
        let numbers = format!("{} {} {}", facts.width, facts.height, facts.bytes);
        for text in [
            path,
            url,
            &facts.blake3,
            &facts.alt,
            &facts.media_type,
            &numbers,
        ] {
            field(text.as_bytes());
        }
    }
    *hasher.finalize().as_bytes()
}
