//! The whole flow on one screen: read -> judge -> cards -> feeds -> manifest -> commit.
//!
//! In: the configuration and the options. Out: a [`Report`], and, for a build, `out/` as the content wants it.
//! Nothing in `out/` changes before every file of it is known and waits, whole, in the staging folder.

mod assets;
mod attempt;
mod beside;
mod blame;
mod bodies;
mod budget;
mod cards;
mod clash;
mod context;
mod descriptions;
mod drawn;
mod extras;
mod feeds;
mod fonts;
mod former;
mod heads;
mod known;
mod layouts;
mod links;
mod own_files;
mod page_cards;
mod pages;
mod past;
mod places;
mod record;
mod remarks;
mod shape;
mod shard;
mod sought;
mod style;
mod subject;
mod urls;
mod verdict;

pub(crate) use layouts::{LayoutFile, watched};
pub(crate) use remarks::missing;
pub use shard::Shard;
pub(crate) use urls::format_of;

/// Version of everything that is cached, and so of every published byte: a test holds them together.
pub use crate::output::store::VERSION as CACHE_VERSION;

use crate::config::Config;
use crate::date::Date;
use crate::output::folder::{self, Changes, MANIFEST, OutputFolder, Wanted};
use crate::output::staging::Staging;
use crate::output::store::{Access, Store};
use crate::post::Post;
use crate::problem::rules::Cause;
use crate::problem::{Problem, Severity};
use crate::publish::cards::Published;
use crate::publish::context::PublishContext;
use crate::publish::known::Known;
use crate::read;

/// Options of a run.
pub struct Options<'a> {
    /// The blog's.
    pub config: &'a Config,
    /// Holds back posts dated later, and does nothing else.
    pub now: Date,
    /// Use of the result.
    pub purpose: Purpose,
    /// Warnings keep `out/` as it is, like errors.
    pub strict: bool,
    /// The good posts are published despite errors.
    pub keep_going: bool,
    /// Use the cache. Default: true
    pub cache: bool,
    /// Cards carry their text. Default: true
    pub text: bool,
    /// Called with every card that is done, from any thread.
    pub progress: &'a (dyn Fn(Step) + Sync),
}

/// Use of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// `out/` is written.
    Write,
    /// `out/` is compared.
    Compare,
    /// Only problems are computed.
    Judge,
    /// The cards of one shard go into the cache.
    Shard(Shard),
}

impl Purpose {
    /// True if the cache may be written.
    pub fn writes(self) -> bool {
        matches!(self, Purpose::Write | Purpose::Shard(_))
    }
}

/// Progress of the cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Cards done.
    pub done: usize,
    /// Cards in all.
    pub total: usize,
}

/// Work that a run did, and the problems that it found.
#[derive(Debug, Default)]
pub struct Report {
    /// Posts published (or that would be).
    pub posts: usize,
    /// Feeds that readers can subscribe to.
    pub feeds: usize,
    /// Cards drawn in this run.
    pub rendered: usize,
    /// Cards that an earlier run drew.
    pub reused: usize,
    /// Everything found, sorted, each once.
    pub problems: Vec<Problem>,
    /// `build --check`: files below `out/` that a build would write or remove.
    pub stale: Vec<String>,
    /// Files written below `out/`.
    pub written: usize,
    /// Files removed below `out/`.
    pub pruned: usize,
    /// Lines for people that are not problems.
    pub said: Vec<String>,
    /// Lines for people who want to know more.
    pub details: Vec<String>,
    /// Pages of the built site that were looked at.
    pub pages: usize,
    /// Pages whose head was brought up to date.
    pub heads: usize,
    /// True if the disk or the configuration ended the run before its work was done.
    pub failed: bool,
    /// The posts read, for what comes after.
    pub read: Vec<Post>,
}

impl Report {
    /// Number of problems of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.problems
            .iter()
            .filter(|problem| problem.severity == severity)
            .count()
    }

    /// True if the problems found keep `out/` as it is.
    fn blocks(&self, options: &Options) -> bool {
        let errors = self.problems.iter().any(Problem::is_error);
        let warnings = self.count(Severity::Warning) > 0;
        !options.keep_going && (errors || options.strict && warnings)
    }
}

/// Does what `options` asks for.
pub fn publish(options: &Options) -> Report {
    let mut report = Report::default();
    if let Err(problem) = run(options, &mut report) {
        report.failed = true;
        report.problems.push(problem);
    }
    report.problems.sort();
    report.problems.dedup();
    report
}

fn run(options: &Options, report: &mut Report) -> Result<(), Problem> {
    let config = options.config;
    let reading = read::read(config, options.now);
    report.read = reading.posts;
    report.posts = report.read.len();
    report.problems = reading.problems;
    if report.read.is_empty() {
        return Ok(());
    }
    // An error of one post hides no problem of another: cards and bodies are made all the same, and nothing is published.
    let posts = std::mem::take(&mut report.read);
    let (cache, out) = (
        config.root.join(&config.cache),
        config.root.join(&config.out),
    );
    own_files::check_folders(config)?;
    let store = Store::open(&cache, access(options), options.cache)?;
    let manifest = out.join(MANIFEST);
    let (index, previous) = rayon::join(|| store.stat_index(), || store.published(&out, &manifest));
    let known = Known {
        store: &store,
        index: &index,
    };
    let (pages, mut posts) = pages::locate(config, posts, &known, &mut report.problems)?;
    if pages.is_some() {
        // Their pages may have told other addresses.
        read::link_posts(&mut posts);
    }
    report.posts = posts.len();
    let past = past::past(config, &posts);
    report.said = past.said;
    report.problems.extend(past.problems);
    if posts.is_empty() {
        report.read = posts;
        return Ok(());
    }
    let folder = OutputFolder::new(out, previous?, &index);
    let staging = (options.purpose == Purpose::Write).then(|| Staging::new(&cache, &folder.path));
    let mistakes = layouts::mistakes(config);
    if !mistakes.is_empty() {
        report.problems.extend(mistakes);
        (report.failed, report.read) = (true, posts);
        return Ok(());
    }
    let context = PublishContext::new(options, &store, &index, pages.as_ref(), &folder, staging)?;
    let undescribed = descriptions::from_pages(&context, &mut posts);
    report.problems.extend(undescribed);
    let done = publish_all(&context, &posts, report);
    drop(context);
    report.read = posts;
    let end = matches!(done, Ok(true));
    let closed = store.close(end, &index);
    // Thousands of small values are freed in the background: the user need not wait.
    rayon::spawn(move || drop(index));
    match (done?, closed, options.purpose) {
        // All is published: a fault from here on costs the next run time, and this one nothing.
        (true, Err(problem), Purpose::Write) => report.problems.push(later(problem)),
        (_, closed, _) => closed?,
    }
    Ok(())
}

/// A problem of the cache after everything was published.
fn later(problem: Problem) -> Problem {
    Problem {
        severity: Severity::Warning,
        message: format!("{}; everything is published", problem.message),
        help: Some("the next run repeats some work".to_owned()),
        ..problem
    }
}

/// Cards, feeds, manifest, commit; returns true if the run came to its end.
fn publish_all(
    context: &PublishContext,
    posts: &[Post],
    report: &mut Report,
) -> Result<bool, Problem> {
    let options = context.options;
    let mine: Vec<&Post> = posts.iter().filter(|post| belongs(options, post)).collect();
    let mut search = sought::search(context, &mut report.problems);
    search.pages.retain(|page| belongs(options, &page.post));
    let mut published: Vec<Published> = Vec::with_capacity(mine.len());
    for one in cards::publish_cards(context, &mine, search.pages.len()) {
        match one {
            Ok(one) => published.push(one),
            // A full disk is not the fault of a post, and no reason to publish the others without it.
            Err(problem) if problem.cause() == Cause::System => return Err(problem),
            Err(problem) => report.problems.push(problem),
        }
    }
    for one in &mut published {
        // A background of the whole blog is told of once.
        let known = |problem: &Problem| {
            problem.rule == "theme-picture" && report.problems.contains(problem)
        };
        one.problems.retain(|problem| !known(problem));
        report.problems.append(&mut one.problems);
        report.rendered += one.drawn;
        report.reused += one.reused;
    }
    report.posts = published.len();
    let mut others = page_cards::draw(context, search, mine.len(), report)?;
    let cuts = published.iter().filter_map(|one| one.cut.as_ref());
    let cuts = cuts.chain(others.cards.iter().filter_map(|one| one.cut.as_ref()));
    report.problems.extend(layouts::cut_titles(cuts));
    if let Purpose::Shard(shard) = options.purpose {
        return record::shard(context, shard, &published, &others).map(|()| true);
    }
    if published.is_empty() {
        return Ok(false);
    }
    let feeds = loop {
        let mut feeds = feeds::publish_feeds(context, &published)?;
        if feeds.broken.is_empty() {
            feeds.broken = clash::clashes(&feeds.files, &published);
        }
        if feeds.broken.is_empty() {
            break feeds;
        }
        published.retain(|one| !feeds.broken.contains_key(&one.post.source));
        report.posts = published.len();
        report.problems.extend(feeds.broken.into_values());
        if published.is_empty() {
            return Ok(false);
        }
    };
    report.feeds = feeds.entries.len();
    report.problems.extend(feeds.problems);
    report.details.extend(feeds.coverage);
    let mut wanted: Vec<Wanted> = feeds.files;
    wanted.extend(feeds.assets);
    for one in &mut published {
        wanted.append(&mut one.files);
    }
    page_cards::apart(&mut others, &mut wanted, report);
    if report.blocks(options) {
        return Ok(false);
    }
    wanted.sort_by(|a, b| a.path.cmp(&b.path));
    let manifest = record::manifest(context, &feeds.entries, &published, &others, &wanted)?;
    wanted.push(manifest.0);
    own_files::check_files(context.config, &context.out.path, posts, &wanted)?;
    let heads = heads::rewritten(context, &manifest.1, others.gone)?;
    if let Some(heads) = heads {
        report.pages = heads.pages;
        report.problems.extend(heads.problems);
        if report.blocks(options) {
            return Ok(false);
        }
        wanted.extend(heads.wanted);
    }
    match options.purpose {
        Purpose::Write => {
            let changes = commit(context, wanted, report)?;
            (report.written, report.pruned) = (changes.written, changes.pruned);
            report.heads = changes.pages;
        }
        Purpose::Compare => report.stale = context.out.stale(&wanted)?,
        Purpose::Judge | Purpose::Shard(_) => {}
    }
    Ok(true)
}

/// Puts everything in place, and keeps the record of it for the next run.
fn commit(
    context: &PublishContext,
    wanted: Vec<Wanted>,
    report: &mut Report,
) -> Result<Changes, Problem> {
    let Some(staging) = &context.staging else {
        return Ok(Changes::default());
    };
    let (store, target) = (context.store, &context.out.path);
    let published = folder::record(&wanted);
    let changes = context.out.commit(wanted, staging, store.now_ns()?)?;
    let saved = store.save_published(target, &published);
    report.problems.extend(saved.err().map(later));
    Ok(changes)
}

fn belongs(options: &Options, post: &Post) -> bool {
    match options.purpose {
        Purpose::Shard(shard) => shard.has(&post.permalink.encoded),
        Purpose::Write | Purpose::Compare | Purpose::Judge => true,
    }
}

fn access(options: &Options) -> Access {
    match options.purpose {
        Purpose::Write => Access::Build,
        Purpose::Shard(_) => Access::Shard,
        Purpose::Compare | Purpose::Judge => Access::Read,
    }
}
