//! The state that builds and requests share: the page of the newest build, its data and its pictures.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::look::Look;
use crate::manifest::PostEntry;
use crate::preview::{self, Data, Preview};
use crate::problem::Problem;

/// Characters that may stay unencoded in the path of an address.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_');

/// Everything that can be requested.
#[derive(Default)]
pub(super) struct SharedState {
    snapshot: Mutex<Snapshot>,
    /// Notified when a build has ended.
    built: Condvar,
}

#[derive(Default, Clone)]
struct Snapshot {
    data: Arc<Data>,
    pictures: Arc<BTreeMap<String, Picture>>,
    progress: Option<String>,
}

/// A picture of the build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picture {
    pub file: PathBuf,
    /// From the path in the configuration, never from data of the cache.
    pub media_type: &'static str,
}

impl SharedState {
    /// A page that says that the first build is running.
    pub fn new(title: &str) -> SharedState {
        let state = SharedState::default();
        let preview = Preview {
            title,
            manifest: None,
            problems: &[],
            feeds: &[],
            card: &|_| None,
            cover: &|_, _| None,
            sum: "building",
            notice: Some(
                "The first build is under way: its cards appear here as soon as they are drawn.",
            ),
            broken: false,
            live: true,
        };
        state.put(&preview, BTreeMap::new());
        state
    }

    /// Publishes a build. `problems` are those of a configuration that cannot be read: the build is then the last one
    /// that could be made.
    pub fn show(&self, look: &Look, problems: Option<&[Problem]>) {
        let pictures = pictures(look);
        let notice = match problems {
            Some(_) => Some("The configuration cannot be read. This page shows the last build."),
            None if look.report.failed => Some("The build did not come to its end."),
            None => None,
        };
        let problems = problems.unwrap_or(&look.report.problems);
        let preview = Preview {
            problems,
            notice,
            broken: notice.is_some(),
            ..look.preview(
                &|post| post.card.as_ref().map(|card| picture_url(post, &card.path)),
                &|post, cover| Some(picture_url(post, &cover.path)),
                true,
            )
        };
        self.put(&preview, pictures);
    }

    fn put(&self, preview: &Preview, pictures: BTreeMap<String, Picture>) {
        *self.lock() = Snapshot {
            data: Arc::new(preview::data(preview)),
            pictures: Arc::new(pictures),
            progress: None,
        };
        self.built.notify_all();
    }

    /// Waits until the version is another than `since`, for `patience` at most, or until a running build has
    /// shown its progress for `pulse`. Returns the version and the progress.
    pub fn news(&self, since: u64, patience: Duration, pulse: Duration) -> (u64, Option<String>) {
        let asked = Instant::now();
        let mut snapshot = self.lock();
        loop {
            let waited = asked.elapsed();
            let version = snapshot.data.version;
            let progress = snapshot.progress.clone();
            if version != since || waited >= patience || progress.is_some() && waited >= pulse {
                return (version, progress);
            }
            let rest = pulse.min(patience - waited);
            let woken = self.built.wait_timeout(snapshot, rest);
            snapshot = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    pub fn data(&self) -> Arc<Data> {
        Arc::clone(&self.lock().data)
    }

    pub fn picture(&self, address: &str) -> Option<Picture> {
        self.lock().pictures.get(address).cloned()
    }

    pub fn set_progress(&self, words: Option<String>) {
        self.lock().progress = words;
    }

    fn lock(&self) -> MutexGuard<'_, Snapshot> {
        self.snapshot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The address of a picture of a post, which no other picture ever gets: browsers may cache it.
fn picture_url(post: &PostEntry, path: &str) -> String {
    let hash = post.card.as_ref().map_or("", |card| &card.facts.blake3);
    let short = hash.get(..16).unwrap_or(hash);
    format!("/card/{}?{short}", utf8_percent_encode(path, PLAIN))
}

/// The file behind every address of a look.
fn pictures(look: &Look) -> BTreeMap<String, Picture> {
    let posts = look.manifest.iter().flat_map(|manifest| &manifest.posts);
    let mut found = BTreeMap::new();
    for post in posts {
        let card = post.card.iter().map(|card| &card.path);
        let covers = post.covers.iter().map(|cover| &cover.path);
        for path in card.chain(covers) {
            // The extension is the configuration's, which decided the format.
            let media_type = match path.rsplit_once('.') {
                Some((_, "png")) => "image/png",
                _ => "image/jpeg",
            };
            let picture = Picture {
                file: look.out.join(path),
                media_type,
            };
            found.insert(picture_url(post, path), picture);
        }
    }
    found
}
