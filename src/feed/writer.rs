//! Lists of entries -> finished documents: on all threads, in order, a few at a time.
//!
//! In: entries, and the [`BodySource`] that has their bodies. Out: documents for the sink. A body is fetched only where a
//! document must be written anew.

use rayon::prelude::*;

use crate::config::{Config, FeedContent};
use crate::feed::section::Section;
use crate::feed::xml::clean;
use crate::feed::{
    BodySource, Document, Entry, FORMATS, Feed, FeedFacts, Format, Hash, Item, PreparedEntry, Text,
    fingerprint, newest, site_picture, size, topic, url,
};
use crate::post::holds_forbidden;
use crate::problem::Problem;

/// Lists of entries that are written at the same time, each in all its formats.
pub const AT_ONCE: usize = 8;

/// One list of entries and the documents that are written from it.
pub struct Batch<'a> {
    pub prepared_entries: Vec<PreparedEntry<'a>>,
    pub specs: Vec<DocumentSpec<'a>>,
}

/// A document before it is written.
pub struct DocumentSpec<'a> {
    pub format: &'static Format,
    pub path: String,
    pub feed: Feed<'a>,
    /// `None` for an archive.
    pub main: Option<bool>,
}

/// Everything that the documents are made with.
pub struct FeedWriter<'a> {
    pub config: &'a Config,
    bodies: &'a dyn BodySource,
    sink: &'a mut dyn FnMut(Document) -> Result<(), Problem>,
    /// Documents that wait for the sink until the next ones are written.
    finished: Vec<Document>,
    problems: Vec<Problem>,
}

impl<'a> FeedWriter<'a> {
    /// A writer that has written nothing yet.
    pub fn new(
        config: &'a Config,
        bodies: &'a dyn BodySource,
        sink: &'a mut dyn FnMut(Document) -> Result<(), Problem>,
    ) -> FeedWriter<'a> {
        FeedWriter {
            config,
            bodies,
            sink,
            finished: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Hands on the waiting documents; returns the problems.
    pub fn finish(mut self) -> Result<Vec<Problem>, Problem> {
        self.documents(&[])?;
        Ok(self.problems)
    }

    /// Entries with their sizes. One that would fill a document alone keeps its description only.
    pub fn prepared_entries<'e>(
        &mut self,
        entries: &[Entry<'e>],
    ) -> Result<Vec<PreparedEntry<'e>>, Problem> {
        let full = self.config.feeds.content == FeedContent::Full;
        let excerpts = self.config.feeds.excerpt_only;
        let bodies = self.bodies;
        let whole = |entry: &Entry<'e>| {
            let body = if full && !entry.post.excerpt_only && !excerpts {
                bodies.body_bytes(entry.post)?
            } else {
                0
            };
            Ok(PreparedEntry {
                entry: *entry,
                hash: fingerprint::entry(entry),
                // A post without words is its description.
                whole: body > 0,
                bytes: size::weight(entry) + body,
            })
        };
        let mut prepared_entries: Vec<PreparedEntry> =
            entries.par_iter().map(whole).collect::<Result<_, _>>()?;
        let budget = self.config.feeds.max_bytes;
        for prepared in &mut prepared_entries {
            if prepared.whole && prepared.bytes + size::HEAD_BYTES > budget {
                prepared.whole = false;
                prepared.bytes = size::weight(&prepared.entry);
                let problem = Problem::warning(
                    "feed-entry-too-long",
                    format!("the post alone is longer than a feed may be ({budget} bytes); the feeds carry its description"),
                )
                .at(&prepared.entry.post.title_place)
                .help("raise `feeds.max_bytes`, or split the post");
                if !self.problems.contains(&problem) {
                    self.problems.push(problem);
                }
            }
        }
        Ok(prepared_entries)
    }

    pub fn topics(&mut self, topics: &[topic::Topic], section: &Section) -> Result<(), Problem> {
        let config = self.config;
        let mut batches = Vec::with_capacity(topics.len());
        for topic in topics {
            let chosen = topic.entries.iter().map(|&at| section.entries[at]);
            let chosen: Vec<Entry> = chosen.take(config.feeds.limit.max(1)).collect();
            let mut prepared_entries = self.prepared_entries(&chosen)?;
            prepared_entries.truncate(size::fitting(&prepared_entries, config.feeds.max_bytes));
            let mut specs = Vec::new();
            for format in FORMATS {
                let Some(path) = topic.path(config, format) else {
                    continue;
                };
                let feed = Feed {
                    config,
                    title: topic.title.clone(),
                    lang: section.lang.clone(),
                    id: url(config, &topic.folder) + "/",
                    self_url: url(config, &path),
                    home_url: section.home_url.clone(),
                    icon_url: site_picture(config, config.feeds.icon.as_deref()),
                    logo_url: site_picture(config, config.feeds.logo.as_deref()),
                    updated: newest(&prepared_entries),
                    archive: false,
                    links: Vec::new(),
                    older_url: None,
                };
                specs.push(DocumentSpec {
                    format,
                    path,
                    feed,
                    main: Some(false),
                });
            }
            batches.push(Batch {
                prepared_entries,
                specs,
            });
        }
        self.documents(&batches)
    }

    /// Writes documents on other threads, while those of the last call are handed on.
    pub fn documents(&mut self, batches: &[Batch]) -> Result<(), Problem> {
        let before = std::mem::take(&mut self.finished);
        let (bodies, sink) = (self.bodies, &mut *self.sink);
        let mut written: Result<Vec<Vec<Document>>, Problem> = Ok(Vec::new());
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| written = batches.par_iter().map(|one| one.written(bodies)).collect());
            before.into_iter().try_for_each(sink)
        })?;
        self.finished = written?.into_iter().flatten().collect();
        Ok(())
    }

    pub fn file(&mut self, path: String, text: String) -> Result<(), Problem> {
        self.documents(&[])?;
        let text = Text::from(text);
        (self.sink)(Document {
            path,
            fingerprint: text.hash,
            text: Some(text),
            feed: None,
        })
    }
}

impl Batch<'_> {
    /// Its documents; bodies are fetched only for those that `bodies` does not have.
    fn written(&self, bodies: &dyn BodySource) -> Result<Vec<Document>, Problem> {
        let mut documents = Vec::with_capacity(self.specs.len());
        for spec in &self.specs {
            let fingerprint =
                fingerprint::document(spec.format, &spec.feed, &self.prepared_entries);
            let there = bodies.has(&spec.path, &fingerprint)?;
            documents.push((spec, fingerprint, there));
        }
        let items = if documents.iter().all(|(.., there)| *there) {
            Vec::new()
        } else {
            let items = self
                .prepared_entries
                .par_iter()
                .map(|prepared| prepared.item(bodies));
            items.collect::<Result<_, _>>()?
        };
        let document = |(spec, fingerprint, there): (&DocumentSpec, Hash, bool)| Document {
            path: spec.path.clone(),
            fingerprint,
            text: (!there).then(|| (spec.format.render)(&spec.feed, &items).into()),
            feed: spec.main.map(|main| FeedFacts {
                kind: spec.format.name,
                media_type: spec.format.media_type,
                lang: spec.feed.lang.clone(),
                title: spec.feed.title.clone(),
                main,
            }),
        };
        Ok(documents.into_par_iter().map(document).collect())
    }
}

impl<'a> PreparedEntry<'a> {
    fn item(&self, bodies: &dyn BodySource) -> Result<Item<'a>, Problem> {
        let Entry { post, card } = self.entry;
        let mut html = self.whole.then(|| bodies.html(post)).transpose()?;
        if let Some(html) = html.as_mut().filter(|html| holds_forbidden(html)) {
            *html = clean(html).into_owned();
        }
        Ok(Item { post, card, html })
    }
}
