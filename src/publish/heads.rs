//! The manifest and the built site -> the pages whose heads change, each waiting to be put in place with everything else.

use std::sync::Mutex;

use crate::digest::Hash;
use crate::guard::lock;
use crate::inject::{self, Rewritten};
use crate::manifest::{GoneCard, Manifest};
use crate::output::folder::{Content, Owner, Wanted};
use crate::problem::Problem;
use crate::publish::context::PublishContext;
use crate::publish::known::Known;
use crate::site::Site;

/// Pages of the site.
pub struct Heads {
    /// Looked at.
    pub pages: usize,
    /// That change.
    pub wanted: Vec<Wanted>,
    /// Problems of single pages.
    pub problems: Vec<Problem>,
}

/// True if the run brings heads up to date: not without a site, with `inject: false`, or with an output folder elsewhere, for which
/// `feedcard inject` is run when its files are in the site.
pub fn are_written(context: &PublishContext) -> bool {
    context.pages.is_some() && context.config.inject && writes_into_site(context)
}

/// The pages whose heads change; `None` if the run has none to change. `gone`: pages whose cards are no more.
///
/// # Errors
/// The site cannot be read, or the disk refuses.
pub fn rewritten(
    context: &PublishContext,
    manifest: &str,
    gone: Vec<GoneCard>,
) -> Result<Option<Heads>, Problem> {
    let config = context.config;
    let Some(pages) = context.pages.filter(|_| are_written(context)) else {
        return Ok(None);
    };
    let mut manifest: Manifest = serde_json::from_str(manifest).map_err(|error| {
        Problem::error("internal", format!("the manifest cannot be read: {error}"))
    })?;
    manifest.gone = gone;
    let folder = config.root.join(&pages.site.shown);
    let wanted = Mutex::new(Vec::new());
    let put = |path: &str, before: Hash, after: Rewritten| {
        let content = match &context.staging {
            Some(staging) => Content::Staged(staging.put(&after.bytes, after.hash)?),
            None => Content::Differs,
        };
        lock(&wanted).push(Wanted {
            path: path.to_owned(),
            content,
            owner: Owner::Site { before },
        });
        Ok(())
    };
    let past = Past {
        site: &pages.site,
        known: Known {
            store: context.store,
            index: context.index,
        },
    };
    let options = inject::Options {
        config,
        site: &folder,
        check: false,
    };
    let report = inject::rewrite(&options, &pages.site.shown, &manifest, &past, &put)?;
    let mut wanted = wanted
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    wanted.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Some(Heads {
        pages: report.pages,
        wanted,
        problems: report.problems,
    }))
}

/// The pages as the site was read, and what earlier runs made of them.
struct Past<'a> {
    site: &'a Site,
    known: Known<'a>,
}

impl inject::Known for Past<'_> {
    fn hash(&self, path: &str) -> Option<Hash> {
        self.site.hash(path).copied()
    }

    fn end(&self, page: &Hash, wanted: &Hash) -> Option<usize> {
        self.known.head_end(page, wanted)
    }

    fn keep(&self, page: &Hash, wanted: &Hash, end: usize) {
        self.known.keep_head(page, wanted, end);
    }
}

fn writes_into_site(context: &PublishContext) -> bool {
    let config = context.config;
    let site = config
        .site
        .folder
        .as_deref()
        .map(|folder| config.root.join(folder));
    site.is_some_and(|site| site.components().eq(context.out.path.components()))
}
