//! Files beside a post that its body names -> their copies where the feeds say they are.
//!
//! Only for builds without a site folder: nobody else would publish them. A file is copied from below the content folder of its
//! post alone, through no link, under no hidden name, and never a post or a page; what is refused or not there is a warning,
//! and the post stays. A file that somebody else put at its place stays as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;
use url::Url;

use crate::body::NamedFile;
use crate::config::{self, Config, FeedContent};
use crate::digest::hash;
use crate::disk::read_bounded;
use crate::manifest::{MOST_BYTES, Manifest};
use crate::output::bounds::plain_path;
use crate::output::folder::{Content, MANIFEST, Wanted};
use crate::output::io_problem;
use crate::post::Post;
use crate::problem::Problem;
use crate::problem::source::several;
use crate::publish::beside;
use crate::publish::bodies::Bodies;
use crate::publish::context::PublishContext;
use crate::publish::places;
use crate::read;

/// A file that a body names: its path below `out/`, what the system says of it and where it lies, or why it is not copied.
type Judged = (NamedFile, Result<(String, Metadata, PathBuf), Refusal>);

/// A file to copy.
struct Asset<'a> {
    post: &'a Post,
    named: NamedFile,
    /// Absolute.
    file: PathBuf,
    bytes: u64,
}

/// Why a file is not copied.
struct Refusal {
    rule: &'static str,
    message: String,
    help: String,
}

/// Copies to publish.
#[derive(Default)]
pub struct Assets {
    /// Below `out/`.
    pub files: Vec<Wanted>,
    /// Warnings, at the line that names the file.
    pub problems: Vec<Problem>,
}

/// The files that the bodies of `posts` name; `taken` are the files that this build writes itself.
///
/// # Errors
/// The disk refuses, or a post changed during the run.
pub fn assets(
    context: &PublishContext,
    posts: &[&Post],
    bodies: &Bodies,
    taken: &BTreeSet<&str>,
) -> Result<Assets, Problem> {
    let config = context.config;
    let copies = config.feeds.assets == config::Assets::Copy
        && config.feeds.content == FeedContent::Full
        && config.site.folder.is_none();
    let Some(places) = Places::new(config, taken).filter(|_| copies) else {
        return Ok(Assets::default());
    };
    let urls: BTreeSet<&str> = posts.iter().map(|post| bare(&post.url)).collect();
    let named: Vec<(&Post, Vec<NamedFile>)> = posts
        .iter()
        .map(|post| (*post, bodies.files(post)))
        .filter(|(_, files)| !files.is_empty())
        .collect();
    let judged: Vec<Vec<Judged>> = named
        .par_iter()
        .with_max_len(8)
        .map(|(post, files)| {
            let files = files.iter().filter(|file| !urls.contains(bare(&file.url)));
            let judge = |file: &NamedFile| Some((file.clone(), places.judge(post, file)?));
            files.filter_map(judge).collect()
        })
        .collect();
    let mut wanted: BTreeMap<String, Asset> = BTreeMap::new();
    let mut refused: Vec<(&Post, Vec<(NamedFile, Refusal)>)> = Vec::new();
    let mut left = config.limits.assets_total_bytes;
    for ((post, _), judged) in named.iter().zip(judged) {
        let mut mine = Vec::new();
        for (named, judged) in judged {
            let entered = judged.and_then(|(path, meta, file)| {
                enter(
                    &mut wanted,
                    path,
                    &mut left,
                    Asset {
                        post,
                        named: named.clone(),
                        file,
                        bytes: meta.len(),
                    },
                )
            });
            mine.extend(entered.err().map(|why| (named, why)));
        }
        if !mine.is_empty() {
            refused.push((post, mine));
        }
    }
    let mut assets = Assets::default();
    for (post, refused) in refused {
        let markdown = read::body(post)?;
        assets.problems.extend(several(refused, |(named, why)| {
            told(post, &markdown, &named, why)
        }));
    }
    let foreign = Foreign::new(context);
    let wanted: Vec<(String, Asset)> = wanted.into_iter().collect();
    let copied: Vec<Option<Wanted>> = wanted
        .into_par_iter()
        .with_max_len(4)
        .map(|(path, asset)| copy(context, &foreign, path, &asset))
        .collect::<Result<_, _>>()?;
    assets.files = copied.into_iter().flatten().collect();
    Ok(assets)
}

/// Takes a place below `out/` for a file.
fn enter<'a>(
    wanted: &mut BTreeMap<String, Asset<'a>>,
    path: String,
    left: &mut u64,
    asset: Asset<'a>,
) -> Result<(), Refusal> {
    let written = &asset.named.written;
    if let Some(there) = wanted.get(&path) {
        if there.file == asset.file {
            return Ok(());
        }
        return Err(Refusal {
            rule: "asset-left-out",
            message: format!(
                "`{written}` would lie where a file beside `{}` goes: `{path}`",
                there.post.source
            ),
            help: "give one of the two another name".to_owned(),
        });
    }
    let Some(rest) = left.checked_sub(asset.bytes) else {
        return Err(Refusal {
            rule: "asset-left-out",
            message: format!("`{written}` is left out: the files of all posts are more than may be copied"),
            help: "raise `limits.assets_total_bytes`, or publish the files in another way and write `feeds: {assets: none}`".to_owned(),
        });
    };
    *left = rest;
    wanted.insert(path, asset);
    Ok(())
}

fn told(post: &Post, markdown: &str, named: &NamedFile, why: Refusal) -> Problem {
    let mut needles = vec![named.written.clone()];
    needles.extend(places::needles(&named.url));
    let place = places::named(post, markdown, needles.iter().map(String::as_str));
    Problem::warning(why.rule, why.message)
        .at(place)
        .help(why.help)
}

/// Folders that files may come from, and paths they may go to.
struct Places<'a> {
    config: &'a Config,
    /// The site's address, with its last slash.
    site: Url,
    out: PathBuf,
    contents: Vec<PathBuf>,
    /// Files of this build, and the folders that hold them, in lower case: some disks know no case.
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
}

impl<'a> Places<'a> {
    /// `None` where the site's address is none.
    fn new(config: &'a Config, taken: &BTreeSet<&str>) -> Option<Places<'a>> {
        let files: BTreeSet<String> = taken.iter().map(|path| path.to_lowercase()).collect();
        let root = plain_path(&config.root);
        Some(Places {
            site: Url::parse(&format!("{}/", config.site.url)).ok()?,
            out: plain_path(&root.join(&config.out)),
            contents: config
                .content
                .iter()
                .map(|name| plain_path(&root.join(name)))
                .collect(),
            folders: files
                .iter()
                .flat_map(|path| above(path))
                .map(str::to_owned)
                .collect(),
            files,
            config,
        })
    }

    /// Path that the file goes to, and its metadata; `None` if there is nothing to copy.
    fn judge(
        &self,
        post: &Post,
        named: &NamedFile,
    ) -> Option<Result<(String, Metadata, PathBuf), Refusal>> {
        let path = self.path(&named.url)?;
        let ending = beside::ending(&named.written);
        if beside::NO_ASSETS.contains(&ending.as_str()) {
            return None;
        }
        let left_out = |why: &str| {
            Err(Refusal {
                rule: "asset-left-out",
                message: format!("`{}` {why}; it is not copied", named.written),
                help: "put it beside the post, as a plain file under a name of its own; `feeds: {assets: none}` copies nothing".to_owned(),
            })
        };
        let found = match beside::find(&self.contents, &self.out, post, &named.written) {
            beside::Source::There(file, meta) => (file, meta),
            beside::Source::Refused(why) => return Some(left_out(&why)),
            // A link to another page may look like one to a file: `../v1.2`.
            beside::Source::Missing if !beside::is_ending(&ending) => return None,
            beside::Source::Missing => return Some(Err(missing(post, &named.written))),
        };
        let (file, meta) = found;
        if plain_path(&self.out.join(&path)) == file {
            return None;
        }
        if path.split('/').any(|name| name.starts_with('.')) {
            return Some(left_out("would lie under a hidden name"));
        }
        let folded = path.to_lowercase();
        let clash = std::iter::once(folded.as_str()).chain(above(&folded));
        let mut clash = clash.filter(|one| self.files.contains(*one));
        if clash.next().is_some() || self.folders.contains(&folded) {
            return Some(left_out(&format!(
                "would lie where feedcard writes `{path}`"
            )));
        }
        let most = self.config.limits.asset_bytes;
        if meta.len() > most {
            return Some(Err(Refusal {
                rule: "asset-left-out",
                message: format!(
                    "`{}` has {} bytes, {most} are allowed; it is not copied",
                    named.written,
                    meta.len()
                ),
                help: "make it smaller, or raise `limits.asset_bytes`".to_owned(),
            }));
        }
        Some(Ok((path, meta, file)))
    }

    /// The path below `out/` of an address below the site: plain names.
    fn path(&self, url: &str) -> Option<String> {
        let url = Url::parse(url).ok()?;
        if url.origin() != self.site.origin() {
            return None;
        }
        let below = url.path().strip_prefix(self.site.path())?;
        let path: String = percent_decode_str(below)
            .decode_utf8()
            .ok()?
            .nfc()
            .collect();
        let plain =
            |name: &str| !name.is_empty() && name.len() < 256 && !name.contains(['\\', '\0']);
        path.split('/').all(plain).then_some(path)
    }
}

fn missing(post: &Post, written: &str) -> Refusal {
    let folder = post
        .source
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    Refusal {
        rule: "asset-missing",
        message: format!("there is no `{written}` beside the post: readers see something broken"),
        help: beside::near(post, written).map_or_else(
            || format!("put the file into `{folder}/`, or correct its name"),
            |near| format!("`{near}` is there: write it so"),
        ),
    }
}

fn bare(url: &str) -> &str {
    url.trim_end_matches('/')
}

/// The folders that hold the file `path`.
fn above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// Files below `out/` that feedcard did not write.
struct Foreign<'a> {
    context: &'a PublishContext<'a>,
    /// Files that the last manifest calls ours, read when the record of the cache does not know a file.
    listed: std::sync::OnceLock<BTreeSet<String>>,
}

impl<'a> Foreign<'a> {
    fn new(context: &'a PublishContext<'a>) -> Foreign<'a> {
        Foreign {
            context,
            listed: std::sync::OnceLock::new(),
        }
    }

    /// Returns true if somebody else put a file at `path`.
    fn has(&self, path: &str) -> bool {
        let out = self.context.out;
        if out.wrote(path) || std::fs::symlink_metadata(out.path.join(path)).is_err() {
            return false;
        }
        let listed = self.listed.get_or_init(|| {
            let bytes = read_bounded(&out.path.join(MANIFEST), MOST_BYTES).unwrap_or_default();
            let manifest = serde_json::from_slice::<Manifest>(&bytes).ok();
            manifest.map_or_else(BTreeSet::new, |manifest| {
                manifest.files.into_iter().collect()
            })
        });
        !listed.contains(path)
    }
}

/// The way in which one file gets below `out/`; `None` if somebody else put one there.
fn copy(
    context: &PublishContext,
    foreign: &Foreign,
    path: String,
    asset: &Asset,
) -> Result<Option<Wanted>, Problem> {
    if foreign.has(&path) {
        return Ok(None);
    }
    let most = context.config.limits.asset_bytes;
    let fail = |error| io_problem("read", &asset.file, &error);
    let known = context.index.hash(&asset.file, most).map_err(fail)?;
    if let Some(known) = known
        && let Some(content) = context.there(&path, &known)?
    {
        return Ok(Some(Wanted::ours(path, content)));
    }
    if context.staging.is_none() {
        return Ok(Some(Wanted::ours(path, Content::Differs)));
    }
    let _share = context.budget.share(asset.bytes);
    let bytes = read_bounded(&asset.file, most).map_err(fail)?;
    let content = context.made(&path, &bytes, &hash(&bytes), false)?;
    Ok(Some(Wanted::ours(path, content)))
}
