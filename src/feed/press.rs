//! Lists of entries -> finished documents: on all threads, in order, a few at a time.
//!
//! In: entries, and the [`Stock`] that has their bodies. Out: documents for the sink. A body is fetched only where a
//! document must be written anew.

use rayon::prelude::*;

use crate::config::{Config, FeedContent};
use crate::feed::xml::clean;
use crate::feed::{
    Document, Entry, FORMATS, Feed, FeedFacts, Format, Hash, Item, Stock, Text, archive, home,
    newest, recipe, topic, url,
};
use crate::post::holds_forbidden;
use crate::problem::Problem;

/// One entry of a document, before anybody knows whether the document must be written.
pub struct Slip<'a> {
    pub entry: Entry<'a>,
    /// Of all that a document takes from it.
    pub hash: Hash,
    /// With its body; else the description only.
    pub whole: bool,
    /// An upper bound on what it takes in any format.
    pub bytes: usize,
}

/// Lists of entries that are written at the same time, each in all its formats.
pub const AT_ONCE: usize = 8;

/// One list of entries and the documents that are written from it.
pub struct Sheaf<'a> {
    pub slips: Vec<Slip<'a>>,
    pub drafts: Vec<Draft<'a>>,
}

/// A document to be.
pub struct Draft<'a> {
    pub format: &'static Format,
    pub path: String,
    pub feed: Feed<'a>,
    /// `None` for an archive.
    pub main: Option<bool>,
}

/// What every document is made with.
pub struct Press<'a> {
    pub config: &'a Config,
    stock: &'a dyn Stock,
    sink: &'a mut dyn FnMut(Document) -> Result<(), Problem>,
    /// Documents that wait for the sink until the next ones are written.
    finished: Vec<Document>,
    problems: Vec<Problem>,
}

impl<'a> Press<'a> {
    /// A press that has written nothing yet.
    pub fn new(
        config: &'a Config,
        stock: &'a dyn Stock,
        sink: &'a mut dyn FnMut(Document) -> Result<(), Problem>,
    ) -> Press<'a> {
        Press {
            config,
            stock,
            sink,
            finished: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Hands on what waits; what had to be said.
    pub fn finish(mut self) -> Result<Vec<Problem>, Problem> {
        self.documents(&[])?;
        Ok(self.problems)
    }

    /// Entries with what they weigh. One that would fill a document alone keeps its description only.
    pub fn slips<'e>(&mut self, entries: &[Entry<'e>]) -> Result<Vec<Slip<'e>>, Problem> {
        let full = self.config.feeds.content == FeedContent::Full;
        let stock = self.stock;
        let whole = |entry: &Entry<'e>| {
            let body = if full {
                stock.body_bytes(entry.post)?
            } else {
                0
            };
            Ok(Slip {
                entry: *entry,
                hash: recipe::entry(entry),
                // A post without words is its description.
                whole: body > 0,
                bytes: archive::weight(entry) + body,
            })
        };
        let mut slips: Vec<Slip> = entries.par_iter().map(whole).collect::<Result<_, _>>()?;
        let budget = self.config.feeds.max_bytes;
        for slip in &mut slips {
            if slip.whole && slip.bytes + archive::HEAD_BYTES > budget {
                slip.whole = false;
                slip.bytes = archive::weight(&slip.entry);
                let problem = Problem::warning(
                    "feed-entry-too-long",
                    format!("the post alone is longer than a feed may be ({budget} bytes); the feeds carry its description"),
                )
                .at(&slip.entry.post.title_place)
                .help("raise `feeds.max_bytes`, or split the post");
                if !self.problems.contains(&problem) {
                    self.problems.push(problem);
                }
            }
        }
        Ok(slips)
    }

    pub fn topics(&mut self, topics: &[topic::Topic], entries: &[Entry]) -> Result<(), Problem> {
        let config = self.config;
        let mut sheaves = Vec::with_capacity(topics.len());
        for topic in topics {
            let chosen = topic.entries.iter().map(|&at| entries[at]);
            let chosen: Vec<Entry> = chosen.take(config.feeds.limit.max(1)).collect();
            let mut slips = self.slips(&chosen)?;
            slips.truncate(archive::fitting(&slips, config.feeds.max_bytes));
            let mut drafts = Vec::new();
            for format in FORMATS.iter().filter(|format| format.name != "json") {
                let Some(path) = topic.path(config, format) else {
                    continue;
                };
                let feed = Feed {
                    config,
                    title: topic.title.clone(),
                    id: url(config, &topic.folder) + "/",
                    self_url: url(config, &path),
                    home_url: home(config),
                    updated: newest(&slips),
                    archive: false,
                    links: Vec::new(),
                    older_url: None,
                };
                drafts.push(Draft {
                    format,
                    path,
                    feed,
                    main: Some(false),
                });
            }
            sheaves.push(Sheaf { slips, drafts });
        }
        self.documents(&sheaves)
    }

    /// Writes documents on other threads, while those of the last call are handed on.
    pub fn documents(&mut self, sheaves: &[Sheaf]) -> Result<(), Problem> {
        let before = std::mem::take(&mut self.finished);
        let (stock, sink) = (self.stock, &mut *self.sink);
        let mut written: Result<Vec<Vec<Document>>, Problem> = Ok(Vec::new());
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| written = sheaves.par_iter().map(|one| one.written(stock)).collect());
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
            recipe: text.hash,
            text: Some(text),
            feed: None,
        })
    }
}

impl Sheaf<'_> {
    /// Its documents; the bodies are fetched for those alone that `stock` has not.
    fn written(&self, stock: &dyn Stock) -> Result<Vec<Document>, Problem> {
        let mut documents = Vec::with_capacity(self.drafts.len());
        for draft in &self.drafts {
            let recipe = recipe::document(draft.format, &draft.feed, &self.slips);
            let there = stock.has(&draft.path, &recipe)?;
            documents.push((draft, recipe, there));
        }
        let items = if documents.iter().all(|(.., there)| *there) {
            Vec::new()
        } else {
            let items = self.slips.par_iter().map(|slip| slip.item(stock));
            items.collect::<Result<_, _>>()?
        };
        let document = |(draft, recipe, there): (&Draft, Hash, bool)| Document {
            path: draft.path.clone(),
            recipe,
            text: (!there).then(|| (draft.format.render)(&draft.feed, &items).into()),
            feed: draft.main.map(|main| FeedFacts {
                kind: draft.format.name,
                title: draft.feed.title.clone(),
                main,
            }),
        };
        Ok(documents.into_par_iter().map(document).collect())
    }
}

impl<'a> Slip<'a> {
    fn item(&self, stock: &dyn Stock) -> Result<Item<'a>, Problem> {
        let Entry { post, card } = self.entry;
        let mut html = self.whole.then(|| stock.html(post)).transpose()?;
        if let Some(html) = html.as_mut().filter(|html| holds_forbidden(html)) {
            *html = clean(html).into_owned();
        }
        Ok(Item { post, card, html })
    }
}
