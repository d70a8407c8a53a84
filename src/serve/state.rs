//! What the server hands out: the page of the newest build, its data and its pictures, under a number of their own.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::look::Look;
use crate::manifest::PostEntry;
use crate::preview::{self, Data, Preview};
use crate::problem::Problem;

/// What may stand in the path of an address as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_');

/// Everything that can be asked for.
#[derive(Default)]
pub(super) struct SharedState(Mutex<Snapshot>);

#[derive(Default, Clone)]
struct Snapshot {
    data: Arc<Data>,
    pictures: Arc<BTreeMap<String, Picture>>,
    progress: Option<String>,
}

/// A file behind an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picture {
    pub file: PathBuf,
    pub media_type: String,
}

impl SharedState {
    /// A page that says that the first build is under way.
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

    /// Puts a build out. `problems` are those of a configuration that cannot be read: the build is then the last one
    /// that could be made.
    pub fn show(&self, look: &Look, problems: Option<&[Problem]>) {
        let pictures = pictures(look);
        let notice = match problems {
            Some(_) => {
                Some("The configuration cannot be read. What stands below is the last build.")
            }
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
    }

    pub fn data(&self) -> Arc<Data> {
        Arc::clone(&self.lock().data)
    }

    pub fn picture(&self, address: &str) -> Option<Picture> {
        self.lock().pictures.get(address).cloned()
    }

    pub fn version(&self) -> u64 {
        self.lock().data.version
    }

    /// How far the build is that is under way.
    pub fn progress(&self) -> Option<String> {
        self.lock().progress.clone()
    }

    pub fn set_progress(&self, words: Option<String>) {
        self.lock().progress = words;
    }

    fn lock(&self) -> MutexGuard<'_, Snapshot> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The address of a picture of a post, which another picture never has: browsers may keep what they got.
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
        let card = post
            .card
            .iter()
            .map(|card| (&card.path, &card.facts.media_type));
        let covers = post.covers.iter().map(|one| (&one.path, &one.media_type));
        for (path, media_type) in card.chain(covers) {
            let picture = Picture {
                file: look.out.join(path),
                media_type: media_type.clone(),
            };
            found.insert(picture_url(post, path), picture);
        }
    }
    found
}
