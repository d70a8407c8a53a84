//! The folder changes -> the page changes: watching, building, and publishing the result to the state.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecursiveMode, Watcher};

use super::look::{self, Look};
use super::state::SharedState;
use super::{Options, http};
use crate::config::Config;
use crate::date::Date;
use crate::problem::Problem;
use crate::publish::{Report, Step};

/// An editor writes a file in several steps: the build begins when no change has come for so long.
const QUIET: Duration = Duration::from_millis(30);
/// A folder that keeps changing is built after so long all the same.
const PATIENCE: Duration = Duration::from_millis(400);

/// Endings of files that a page can depend on. A log that is written beside the posts, perhaps by this very server, must not
/// count: it would be built for ever.
const ENDINGS: &[&str] = &[
    "yaml", "yml", "md", "markdown", "mdx", "png", "jpg", "jpeg", "gif", "webp", "bmp", "tif",
    "tiff", "ico", "avif", "svg", "ttf", "otf", "ttc", "woff", "woff2",
];

/// Endings of files of a built site that bodies and addresses are taken from.
const PAGES: &[&str] = &["html", "htm", "xhtml", "xml"];

/// A page that follows its blog.
pub struct Serving<'a> {
    /// The blog's configuration, just read.
    pub config: Config,
    /// Reads the configuration anew.
    pub configure: &'a (dyn Fn() -> Result<Config, Vec<Problem>> + Sync),
    /// Holds back posts dated later.
    pub now: &'a (dyn Fn() -> Result<Date, Vec<Problem>> + Sync),
    /// The sum line of a build.
    pub sum: fn(&Report, f64) -> String,
    /// 0: any free port.
    pub port: u16,
    /// Called with everything that a terminal should show.
    pub told: &'a (dyn Fn(News) + Sync),
}

/// Events of the watched blog.
pub enum News<'a> {
    /// The server answers at this address.
    Open(&'a str),
    /// A build is done: its problems and its sum line.
    Built(&'a [Problem], &'a str),
    /// A problem that does not stop the build.
    Trouble(&'a [Problem]),
}

/// Serves the page until the process ends, and keeps it up to date.
///
/// # Errors
/// The port cannot be opened, or the system watches no folders.
pub fn serve(serving: &Serving) -> Result<(), Problem> {
    let (listener, port) = http::open(serving.port)?;
    let state = SharedState::new(&serving.config.site.title);
    let mut watch = Watch::new()?;
    (serving.told)(News::Open(&format!("http://127.0.0.1:{port}/")));
    std::thread::scope(|threads| {
        threads.spawn(|| http::answer(&listener, port, &state));
        let mut last: Option<Look> = None;
        let mut config: Result<Config, Vec<Problem>> = Ok(serving.config.clone());
        loop {
            match config.and_then(|config| Ok((config, (serving.now)()?))) {
                Ok((config, now)) => {
                    // Whatever changes from here on is seen; whatever changed before is read.
                    watch.follow(&look::folders(&config), serving.told);
                    let options = Options {
                        config: &config,
                        now,
                        sum: serving.sum,
                    };
                    let words = |Step { done, total }| format!("drawing card {done} of {total}");
                    let before = last.as_ref().map_or(&[][..], |look| &look.feeds);
                    let mut look = Look::take(&options, before, &|step| {
                        state.set_progress(Some(words(step)));
                    });
                    (serving.told)(News::Built(&look.report.problems, &look.sum));
                    watch.follow(&look.folders(&config), serving.told);
                    look.report.read = Vec::new();
                    if look.report.failed
                        && let Some(before) = last.take()
                    {
                        (look.manifest, look.feeds) = (before.manifest, before.feeds);
                    }
                    state.show(&look, None);
                    last = Some(look);
                }
                Err(problems) => {
                    (serving.told)(News::Trouble(&problems));
                    if let Some(last) = &last {
                        state.show(last, Some(&problems));
                    }
                }
            }
            watch.wait(&serving.config);
            config = (serving.configure)();
        }
    })
}

/// The folders that are watched, and the problems of watching them.
struct Watch {
    watcher: notify::RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    folders: BTreeSet<PathBuf>,
    refused: BTreeSet<PathBuf>,
}

impl Watch {
    fn new() -> Result<Watch, Problem> {
        let (send, events) = channel();
        let watcher = notify::recommended_watcher(send).map_err(|error| {
            Problem::error("io", format!("the system watches no folders: {error}"))
        })?;
        Ok(Watch {
            watcher,
            events,
            folders: BTreeSet::new(),
            refused: BTreeSet::new(),
        })
    }

    /// Watches each of these folders, but not the folders below them.
    fn follow(&mut self, folders: &BTreeSet<PathBuf>, told: &(dyn Fn(News) + Sync)) {
        let mut refused = None;
        for folder in folders {
            if self.folders.contains(folder) || self.refused.contains(folder) {
                continue;
            }
            match self.watcher.watch(folder, RecursiveMode::NonRecursive) {
                Ok(()) => _ = self.folders.insert(folder.clone()),
                Err(error) => {
                    self.refused.insert(folder.clone());
                    refused = Some(error);
                }
            }
        }
        if let Some(error) = refused {
            let message = format!("changes in some folders go unseen: {error}");
            let problem = Problem::warning("watch", message)
                .help("let the system watch more: `sysctl fs.inotify.max_user_watches` on Linux");
            told(News::Trouble(&[problem]));
        }
    }

    /// Returns when a relevant change has happened and no other follows.
    fn wait(&mut self, config: &Config) {
        let folders = Folders::of(config);
        loop {
            let Ok(event) = self.events.recv() else {
                // The watcher lives as long as this does, so its end of the channel is open.
                return;
            };
            if self.matters(event, &folders) {
                break;
            }
        }
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            match self.events.recv_timeout(QUIET) {
                Ok(event) => _ = self.matters(event, &folders),
                Err(_) => break,
            }
        }
    }

    fn matters(&mut self, event: notify::Result<Event>, folders: &Folders) -> bool {
        let Ok(event) = event else {
            return true;
        };
        let kind = event.kind;
        let known = event.paths.iter().any(|path| self.folders.contains(path));
        let reading = matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write));
        if reading {
            return false;
        }
        if matches!(
            kind,
            EventKind::Remove(_) | EventKind::Modify(notify::event::ModifyKind::Name(_))
        ) {
            // A folder that is created again under the same name is another folder.
            for path in &event.paths {
                let gone = |folder: &Path| folder.starts_with(path);
                self.folders.retain(|folder| !gone(folder));
            }
        }
        let matters = |path: &PathBuf| folders.can_matter(path);
        known || event.paths.is_empty() || event.paths.iter().any(matters)
    }
}

/// Folders of a blog in which changes mean something else than in its content.
struct Folders {
    /// Ours: what is written there is what was read elsewhere.
    own: Vec<PathBuf>,
    /// The built site.
    site: Option<PathBuf>,
}

impl Folders {
    fn of(config: &Config) -> Folders {
        let site = config.site.folder.as_ref();
        let site = site.map(|folder| config.root.join(folder));
        let own = [&config.cache, &config.out].map(|folder| config.root.join(folder));
        // A build writes into the site, and the site generator does.
        let elsewhere = |folder: &PathBuf| {
            let site = site.as_ref();
            site.is_none_or(|site| !site.components().eq(folder.components()))
        };
        Folders {
            own: own.into_iter().filter(elsewhere).collect(),
            site,
        }
    }

    /// True if a file of this name can be a post, a picture, a font, a configuration, or a page of the site.
    fn can_matter(&self, path: &Path) -> bool {
        if self.own.iter().any(|folder| path.starts_with(folder)) {
            return false;
        }
        let in_site = self
            .site
            .as_ref()
            .is_some_and(|site| path.starts_with(site));
        let endings = if in_site { PAGES } else { ENDINGS };
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        path.is_dir() || endings.iter().any(|one| ending.eq_ignore_ascii_case(one))
    }
}
