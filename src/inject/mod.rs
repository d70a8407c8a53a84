//! A built site and `out/feedcard.json` -> the same site, each page with its social head.
//!
//! In: the folder that the host serves, the manifest of the last build. Out: pages rewritten whole, all or none, and
//! only those that change. `page` decides which tags a page gets; nothing here knows HTML. No link is followed, so
//! nothing outside of the folder is ever read or written.

mod known;
mod site;

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::config::Config;
use crate::digest::{Hash, hash};
use crate::disk::{TEMPORARY, read_bounded};
use crate::guard::{catch_panic, lock};
use crate::manifest::{FeedEntry, MOST_BYTES, Manifest, PostEntry, VERSION};
use crate::output::folder::{MANIFEST, OutputFolder, Wanted};
use crate::output::staging::Staging;
use crate::output::stat::StatIndex;
use crate::output::{Published, bounds, io_problem};
use crate::page::{self, Page, READ_BYTES, Refused, Site};
use crate::problem::{Place, Problem};
use known::{wanted, wanted_of};
use site::{Built, Entries};

pub use known::{Known, Nothing, Rewritten};

/// The largest page that is read, in bytes.
const PAGE_BYTES: u64 = 64 << 20;

/// Options of a run.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Names the output folder, the site's title and its main feeds.
    pub config: &'a Config,
    /// Files that the host serves at `site.url`; the folder as the user wrote it.
    pub site: &'a Path,
    /// Write nothing, and name what would change.
    pub check: bool,
}

/// Result of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Pages looked at.
    pub pages: usize,
    /// Posts that have a page.
    pub posts: usize,
    /// Pages written; with `check` those that would be.
    pub changed: usize,
    /// Sorted.
    pub problems: Vec<Problem>,
    /// True if the disk refused.
    pub failed: bool,
    /// A line for people that is not a problem.
    pub said: Option<String>,
}

/// Result for one page.
enum Fate {
    Same(Vec<Problem>),
    Changed(Vec<Problem>),
    Left(Problem),
    Failed(Problem),
}

/// Called for a page that changes: its path below the site, its bytes before and after.
pub type Put<'a> = dyn Fn(&str, Hash, Rewritten) -> Result<(), Problem> + Sync + 'a;

/// Brings every page of the site up to date with the manifest: all of them, or none if the disk refuses.
///
/// # Errors
/// No such folder; no manifest, or one of another version. Faults of single pages are in the report.
pub fn inject(options: &Options) -> Result<Report, Problem> {
    let manifest = manifest(options.config)?;
    let root = &options.config.root;
    let cache = root.join(&options.config.cache);
    bounds::writable(&cache, &bounds::repository(root), "cache")?;
    let staging = Staging::new(&cache, options.site);
    let pages = Mutex::new(Vec::new());
    let put = |path: &str, before: Hash, after: Rewritten| {
        if options.check {
            return Ok(());
        }
        let staged = staging.put(&after.bytes, after.hash)?;
        lock(&pages).push(Wanted::page(path.to_owned(), staged, before));
        Ok(())
    };
    let shown = options.site.to_string_lossy();
    let mut report = rewrite(options, &shown, &manifest, &Nothing, &put)?;
    report.said = without_pictures(options.site, &shown, &manifest);
    if options.check {
        return Ok(report);
    }
    sweep(options.site);
    let pages = pages.into_inner().unwrap_or_else(PoisonError::into_inner);
    if report.failed {
        report.changed = 0;
    } else if !pages.is_empty() {
        let index = StatIndex::blank();
        let site = OutputFolder::new(options.site.to_owned(), Published::new(), &index);
        if let Err(problem) = site.commit(pages, &staging, 0) {
            report.failed = true;
            report.changed = 0;
            report.problems.push(problem);
            report.problems.sort();
        }
    }
    Ok(report)
}

/// Removes what a run that was killed, of a version that wrote beside its pages, left in the site.
fn sweep(site: &Path) {
    let folders = WalkDir::new(site).follow_root_links(true).into_iter();
    let own = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.file_type().is_file() && name.starts_with(TEMPORARY)
    };
    for entry in folders.filter_map(Result::ok).filter(own) {
        // It does no harm: the next run tries again.
        let _ = std::fs::remove_file(entry.path());
    }
}

/// A line about cards that the heads name and the site does not have.
fn without_pictures(site: &Path, shown: &str, manifest: &Manifest) -> Option<String> {
    let cards = manifest.posts.iter().filter_map(|post| post.card.as_ref());
    let cards = cards.chain(manifest.pages.iter().map(|page| &page.card));
    let (there, missing): (Vec<&str>, Vec<&str>) = cards
        .map(|card| card.path.as_str())
        .partition(|path| site.join(path).is_file());
    let first = missing.first()?;
    let shown = shown.trim_end_matches('/');
    let (missing, all) = (missing.len(), missing.len() + there.len());
    Some(format!(
        "`{shown}` does not have {missing} of the pictures that its {all} heads name, such as `{first}`: copy what `feedcard build` wrote into `{shown}`, or let `feedcard build --site {shown}` do both"
    ))
}

/// Finds every page that is not up to date with the manifest and gives it to `put`; `shown` is the site's folder as the
/// user calls it.
///
/// # Errors
/// No such folder. Faults of single pages are in the report.
pub fn rewrite(
    options: &Options,
    shown: &str,
    manifest: &Manifest,
    known: &dyn Known,
    put: &Put,
) -> Result<Report, Problem> {
    let walk = site::walk(options.site, shown, &Entries::new(manifest))?;
    let feeds = main_feeds(&manifest.feeds);
    let facts = Site {
        title: &options.config.site.title,
        feeds: &feeds,
    };
    let shared = Shared {
        options,
        manifest,
        site: &facts,
        wanted: wanted(&facts, manifest),
        known,
        put,
    };
    let fates: Vec<Fate> = walk
        .pages
        .par_iter()
        .with_max_len(8)
        .map(|page| one(&shared, page))
        .collect();
    let mut report = Report {
        pages: walk.pages.len(),
        problems: walk.problems,
        ..Report::default()
    };
    for fate in fates {
        match fate {
            Fate::Same(problems) => report.problems.extend(problems),
            Fate::Changed(problems) => {
                report.changed += 1;
                report.problems.extend(problems);
            }
            Fate::Left(problem) => report.problems.push(problem),
            Fate::Failed(problem) => {
                report.failed = true;
                report.problems.push(problem);
            }
        }
    }
    let found: BTreeSet<usize> = walk.pages.iter().filter_map(|page| page.post).collect();
    let missing: Vec<&PostEntry> = (0..manifest.posts.len())
        .filter(|at| !found.contains(at))
        .map(|at| &manifest.posts[at])
        .collect();
    report.posts = manifest.posts.len() - missing.len();
    report.problems.extend(absent(options, manifest, &missing));
    report.problems.sort();
    Ok(report)
}

fn manifest(config: &Config) -> Result<Manifest, Problem> {
    let path = config.root.join(&config.out).join(MANIFEST);
    let shown = format!("{}/{MANIFEST}", config.out.trim_end_matches('/'));
    let refuse = |what: String| {
        Problem::error("manifest", what)
            .help("run `feedcard build` first, or name its folder with `--out`")
    };
    let bytes = read_bounded(&path, MOST_BYTES)
        .map_err(|error| refuse(format!("cannot read `{shown}`: {error}")))?;
    let manifest: Manifest = serde_json::from_slice(&bytes)
        .map_err(|error| refuse(format!("`{shown}` is not the manifest of a build: {error}")))?;
    if manifest.version == VERSION {
        Ok(manifest)
    } else {
        let found = manifest.version;
        Err(refuse(format!(
            "`{shown}` has version {found}, and {VERSION} was wanted"
        )))
    }
}

/// The feeds of all posts; those of single tags and authors would fill every head.
fn main_feeds(feeds: &[FeedEntry]) -> Vec<FeedEntry> {
    feeds.iter().filter(|feed| feed.main).cloned().collect()
}

/// Values that every page of a run shares.
struct Shared<'a> {
    options: &'a Options<'a>,
    manifest: &'a Manifest,
    site: &'a Site<'a>,
    /// Hash of what all heads depend on.
    wanted: Hash,
    known: &'a dyn Known,
    put: &'a Put<'a>,
}

fn one(shared: &Shared, built: &Built) -> Fate {
    let (options, manifest) = (shared.options, shared.manifest);
    let place = || Place::file(&built.shown);
    let url = format!("{}/{}", manifest.site.trim_end_matches('/'), built.address);
    let post = built.post.map(|at| &manifest.posts[at]);
    let page = Page {
        html: "",
        url: post.map_or(&url, |post| &post.url),
        post,
        card: built.page.map(|at| &manifest.pages[at].card),
        gone: built.gone.map(|at| manifest.gone[at].url.as_str()),
    };
    let wanted = wanted_of(&shared.wanted, &page);
    let known = shared.known.hash(&built.path);
    if let Some(end) = known.and_then(|hash| shared.known.end(&hash, &wanted)) {
        return Fate::Same(late(end, place()));
    }
    let bytes = match read_bounded(&built.file, PAGE_BYTES) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            let message = format!("the page is left as it is: {error}");
            let problem = match built.post {
                Some(_) => Problem::error("page-too-large", message),
                None => Problem::warning("page-too-large", message),
            };
            return Fate::Left(problem.at(place()).help("let the site generator split it"));
        }
        Err(error) => return Fate::Failed(io_problem("read", &built.file, &error)),
    };
    let left =
        |what: String| {
            let problem = match built.post {
                Some(_) => Problem::error("page-encoding", what),
                None => Problem::warning("page-encoding", what),
            };
            Fate::Left(problem.at(place()).help(
                "let the site generator write its pages in UTF-8; this one was left as it is",
            ))
        };
    let html = match simdutf8::compat::from_utf8(&bytes) {
        Ok(html) => html,
        Err(error) => {
            let at = error.valid_up_to() + 1;
            return left(format!(
                "the page is not UTF-8: byte {at} belongs to no character"
            ));
        }
    };
    let page = Page { html, ..page };
    let rewritten = match catch_panic(|| page::insert_head(&page, shared.site)) {
        Ok(rewritten) => rewritten,
        Err(words) => {
            let problem = Problem::error("page-panic", format!("reading the page failed: {words}"))
                .at(place());
            return Fate::Left(
                problem.help("this is a fault of feedcard: please report it with the page"),
            );
        }
    };
    match rewritten {
        Ok(rewritten) if rewritten.html == html => {
            shared.known.keep(&hash(&bytes), &wanted, rewritten.end);
            Fate::Same(late(rewritten.end, place()))
        }
        Ok(rewritten) => {
            let mut problems = late(rewritten.end, place());
            if options.check {
                problems.push(stale(options, place()));
            }
            let after = Rewritten {
                hash: hash(rewritten.html.as_bytes()),
                bytes: rewritten.html.into_bytes(),
            };
            shared.known.keep(&after.hash, &wanted, rewritten.end);
            if let Err(problem) = (shared.put)(&built.path, hash(&bytes), after) {
                return Fate::Failed(problem);
            }
            Fate::Changed(problems)
        }
        Err(Refused::Charset(name)) => left(format!(
            "the page says that it is `{name}`, and UTF-8 was wanted"
        )),
        Err(Refused::Markup(words)) => Fate::Left(
            Problem::error(
                "page-markup",
                format!("the page cannot be followed: {words}"),
            )
            .at(place()),
        ),
    }
}

fn late(end: usize, place: Place) -> Vec<Problem> {
    if end <= READ_BYTES {
        return Vec::new();
    }
    let message =
        format!("the social tags end at byte {end}, and Slack reads the first {READ_BYTES}");
    vec![
        Problem::warning("head-late", message)
            .at(place)
            .help("give the post fewer tags, or a shorter title and description"),
    ]
}

fn stale(options: &Options, place: Place) -> Problem {
    Problem::error("page-stale", "the page's head is out of date")
        .at(place)
        .help(format!("run `feedcard inject {}`", options.site.display()))
}

/// One problem for each post that nobody can open; a single one where that is all of them.
fn absent(options: &Options, manifest: &Manifest, missing: &[&PostEntry]) -> Vec<Problem> {
    let shown = options.site.display();
    if missing.len() == manifest.posts.len() && missing.len() > 1 {
        let message = format!("no page of `{shown}` is one of the {} posts", missing.len());
        let base = url_path(&manifest.site);
        let help = if !base.is_empty() && options.site.join(&base).is_dir() {
            format!(
                "run `feedcard inject {}`",
                options.site.join(&base).display()
            )
        } else {
            format!(
                "name the folder that the host serves at {}, and let `permalink` in feedcard.yaml say where its posts are",
                manifest.site
            )
        };
        return vec![Problem::error("page-missing", message).help(help)];
    }
    missing
        .iter()
        .map(|post| {
            let folder = site::folder(&post.permalink);
            let tried = if folder.is_empty() {
                "`index.html`".to_owned()
            } else {
                format!("`{folder}.html`, `{folder}/index.html` and `{folder}`")
            };
            let message = format!("`{shown}` has no page for `{}`", post.permalink);
            Problem::error("page-missing", message)
                .at(Place::file(&post.source))
                .help(format!("looked for {tried}; use the site's address as `permalink:`, or hold the post back with `draft: true`"))
        })
        .collect()
}

/// `blog` of `https://example.com/blog`.
fn url_path(site: &str) -> String {
    let rest = site.split_once("://").map_or(site, |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    path.trim_matches('/').to_owned()
}
