//! One build for the preview: everything that the page shows, and every folder that it depends on.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;

use walkdir::WalkDir;

use super::Options;
use crate::config::{Assets, Config, Feeds};
use crate::disk::read_bounded;
use crate::manifest::{Cover, MOST_BYTES, Manifest, PostEntry};
use crate::output::folder::MANIFEST;
use crate::output::io_problem;
use crate::post::Picture;
use crate::preview::{Feed, Preview};
use crate::problem::Problem;
use crate::publish::{self, Purpose, Report, Step, publish};

/// Bytes of feed documents that a page holds, in the order of the manifest; later feeds are listed without their entries.
const FEED_BYTES: u64 = 8 << 20;

/// Result of a build.
pub(super) struct Look {
    /// The site's name.
    pub title: String,
    /// Folder of its files.
    pub out: PathBuf,
    /// `None` if nothing could be published.
    pub manifest: Option<Manifest>,
    /// The feeds, in the order of the manifest.
    pub feeds: Vec<Feed>,
    /// Report of the build.
    pub report: Report,
    /// The sum line.
    pub sum: String,
}

impl Look {
    /// Builds the blog into its folder below the cache and reads the result.
    /// Feeds that are the same as in `before` are not parsed again.
    pub fn take(options: &Options, before: &[Feed], progress: &(dyn Fn(Step) + Sync)) -> Look {
        let began = Instant::now();
        let cache = options.config.cache.trim_end_matches('/');
        let config = Config {
            out: format!("{cache}/preview"),
            // The heads of the site stay as they are, and so they are judged.
            inject: false,
            // The page shows what is in the feeds; their pictures are where the site is.
            feeds: Feeds {
                assets: Assets::None,
                ..options.config.feeds.clone()
            },
            ..options.config.clone()
        };
        let out = config.root.join(&config.out);
        let wanted = publish::Options {
            config: &config,
            now: options.now,
            purpose: Purpose::Write,
            strict: false,
            keep_going: true,
            cache: true,
            text: true,
            progress,
        };
        let mut report =
            catch_unwind(AssertUnwindSafe(|| publish(&wanted))).unwrap_or_else(|_| Report {
                failed: true,
                problems: vec![
                    Problem::error(
                        "internal",
                        "the build ended early; its messages are in the terminal",
                    )
                    .help("this is a fault of feedcard: please report it"),
                ],
                ..Report::default()
            });
        let (manifest, feeds) = if report.failed || report.posts == 0 {
            (None, Vec::new())
        } else {
            made(&out, before).map_or_else(
                |problem| {
                    report.failed = true;
                    report.problems.push(problem);
                    (None, Vec::new())
                },
                |(manifest, feeds)| (Some(manifest), feeds),
            )
        };
        Look {
            title: config.site.title,
            out,
            manifest,
            feeds,
            sum: (options.sum)(&report, began.elapsed().as_secs_f64()),
            report,
        }
    }

    /// Content of the page.
    pub fn preview<'a>(
        &'a self,
        card: &'a dyn Fn(&PostEntry) -> Option<String>,
        cover: &'a dyn Fn(&PostEntry, &Cover) -> Option<String>,
        live: bool,
    ) -> Preview<'a> {
        Preview {
            title: &self.title,
            manifest: self.manifest.as_ref(),
            problems: &self.report.problems,
            feeds: &self.feeds,
            card,
            cover,
            sum: &self.sum,
            notice: None,
            broken: false,
            live,
        }
    }

    /// Every folder whose change can change the page: content, the files beside it, and all that posts and
    /// configuration name.
    pub fn folders(&self, config: &Config) -> BTreeSet<PathBuf> {
        let mut found = folders(config);
        for post in &self.report.read {
            let files = match &post.picture {
                Picture::None => Vec::new(),
                Picture::One(file) => vec![file],
                Picture::Twins { color, gray } => vec![color, gray],
            };
            let parents = files.into_iter().filter_map(|file| file.file.parent());
            found.extend(parents.map(Path::to_path_buf));
        }
        found.extend(publish::watched(config, &self.report.read));
        found
    }
}

/// Folders that the configuration alone names.
pub(super) fn folders(config: &Config) -> BTreeSet<PathBuf> {
    let root = &config.root;
    let mut found = BTreeSet::from([root.clone(), root.join("_data")]);
    let (out, cache) = (root.join(&config.out), root.join(&config.cache));
    for name in &config.content {
        let content = root.join(name);
        if let Some(beside) = content.parent() {
            found.extend([beside.to_path_buf(), beside.join("_data")]);
        }
        let below = WalkDir::new(&content).into_iter().filter_entry(|entry| {
            let name = entry.file_name().to_string_lossy();
            let skipped = name.starts_with('.') || name == "node_modules";
            entry.depth() == 0 || !skipped && entry.path() != out && entry.path() != cache
        });
        let folders = below
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_dir());
        found.extend(folders.map(walkdir::DirEntry::into_path));
    }
    if let Some(site) = &config.site.folder {
        let pages = WalkDir::new(root.join(site)).follow_root_links(true);
        let inside = pages.into_iter().filter_entry(|entry| {
            let name = entry.file_name().to_string_lossy();
            entry.depth() == 0 || !name.starts_with('.') && name != "node_modules"
        });
        let folders = inside
            .filter_map(Result::ok)
            .filter(|entry| entry.path().is_dir());
        found.extend(folders.map(walkdir::DirEntry::into_path));
        found.extend(root.join(site).parent().map(Path::to_path_buf));
    }
    let logo = config.site.logo.iter();
    found.extend(logo.filter_map(|name| root.join(name).parent().map(Path::to_path_buf)));
    found.extend(publish::watched(config, &[]));
    found.retain(|folder| folder.is_dir());
    found
}

/// The manifest and the feeds below `out`.
fn made(out: &Path, before: &[Feed]) -> Result<(Manifest, Vec<Feed>), Problem> {
    let path = out.join(MANIFEST);
    let bytes =
        read_bounded(&path, MOST_BYTES).map_err(|error| io_problem("read", &path, &error))?;
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|error| {
        Problem::error(
            "manifest",
            format!("`{}` is not a manifest: {error}", path.display()),
        )
    })?;
    let known: BTreeMap<&str, &Feed> = before
        .iter()
        .map(|one| (one.facts.path.as_str(), one))
        .collect();
    let mut left = FEED_BYTES;
    let mut feeds = Vec::with_capacity(manifest.feeds.len());
    for feed in &manifest.feeds {
        let path = out.join(&feed.path);
        let failed = |error| io_problem("read", &path, &error);
        let length = std::fs::metadata(&path).map_err(failed)?.len();
        left = left.saturating_sub(length);
        if left == 0 {
            feeds.push(Feed::named(feed, length));
            continue;
        }
        let document = read_bounded(&path, FEED_BYTES).map_err(failed)?;
        let same = known
            .get(feed.path.as_str())
            .filter(|one| one.is(feed, &document));
        feeds.push(same.map_or_else(|| Feed::read(feed, &document), |one| (*one).clone()));
    }
    Ok((manifest, feeds))
}
