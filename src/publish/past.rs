//! Earlier results that readers were given -> ids that change, said before they get thirty old posts again.
//!
//! Two sources: the manifest of the last build, and a feed that the site generator left at one of our paths, which this
//! build replaces.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::disk::read_bounded;
use crate::feed::ledger;
use crate::manifest::Manifest;
use crate::output::folder::MANIFEST;
use crate::post::Post;
use crate::problem::{Problem, Severity};

/// Bytes of a feed or manifest that is read.
const MOST_BYTES: u64 = 256 << 20;

/// Problems to report.
#[derive(Default)]
pub struct Past {
    /// One line for each feed that is replaced.
    pub said: Vec<String>,
    /// Ids that change.
    pub problems: Vec<Problem>,
}

/// Compares `posts` with the files in the output folder.
pub fn past(config: &Config, posts: &[Post]) -> Past {
    let out = config.root.join(&config.out);
    let mut past = Past::default();
    let manifest = read_bounded(&out.join(MANIFEST), MOST_BYTES).ok();
    let manifest = manifest.and_then(|bytes| serde_json::from_slice::<Manifest>(&bytes).ok());
    if let Some(manifest) = &manifest {
        past.problems.extend(changed(manifest, posts));
    }
    if config.site.folder.is_none() {
        return past;
    }
    let ours = manifest.map(|manifest| manifest.files).unwrap_or_default();
    for path in config.feeds.paths.values() {
        let path = path.trim_start_matches('/');
        if ours.iter().any(|file| file == path) {
            continue;
        }
        let Ok(bytes) = read_bounded(&out.join(path), MOST_BYTES) else {
            continue;
        };
        let shown = format!("{}/{path}", config.out.trim_end_matches('/'));
        past.said.push(format!(
            "`{shown}` was not made by feedcard, and is replaced"
        ));
        // A feed that no reader can read gave nobody an id.
        let Ok(entries) = ledger::previous(&bytes, &shown) else {
            continue;
        };
        let found = ledger::compare(&entries, posts, &shown).into_iter();
        let found = found.filter(|problem| problem.rule == "id-changed");
        past.problems.extend(found.map(|problem| Problem {
            severity: Severity::Warning,
            ..problem
        }));
    }
    past
}

/// One warning about the posts whose id differs from the last build's.
fn changed(manifest: &Manifest, posts: &[Post]) -> Option<Problem> {
    let before: BTreeMap<&str, &str> = manifest
        .posts
        .iter()
        .map(|post| (post.source.as_str(), post.id.as_str()))
        .collect();
    let other = |post: &&Post| {
        let id = before.get(post.source.as_str());
        id.is_some_and(|id| *id != post.id)
    };
    let first = posts.iter().find(other)?;
    let count = posts.iter().filter(other).count();
    let message = format!(
        "{count} of {} posts get another id than in the last build: readers will see them as new",
        posts.len()
    );
    let before = before
        .get(first.source.as_str())
        .copied()
        .unwrap_or_default();
    Some(Problem::warning("ids-changed", message).help(format!(
        "`{}` was `{before}` and is `{}`; if that is not intended, undo the change of `site.url` or `permalink`, or keep old ids with `guid:`",
        first.source, first.id
    )))
}
