//! `inject`: the built site's folder -> pages with their social head.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::print::{print, tell};
use super::{BROKEN, Common, flow};
use crate::inject;
use crate::manifest::{Manifest, VERSION};
use crate::problem::{Place, Problem, Severity};

#[derive(Debug, Args)]
pub(super) struct InjectFlags {
    /// Folder of the built site, as its host serves it at `site.url`
    #[arg(value_name = "SITE")]
    site: PathBuf,
    #[command(flatten)]
    common: Common,
    /// Write nothing; fail if a page is stale
    #[arg(long)]
    check: bool,
}

pub(super) fn inject(flags: &InjectFlags) -> Result<u8, Vec<Problem>> {
    let began = Instant::now();
    let config = flow::configuration(&flags.common)?;
    flow::threads(&flags.common);
    if !flags.site.is_dir() {
        return Err(vec![
            Problem::error("usage", format!("`{}` is no folder", flags.site.display()))
                .help("name the folder that the site's build wrote: feedcard inject public"),
        ]);
    }
    let manifest = manifest(&config.root.join(&config.out).join("feedcard.json"))?;
    let mut done = inject::inject(&flags.site, &manifest, &config.site.title, !flags.check);
    if flags.check {
        done.problems.extend(done.changed.iter().map(|page| {
            Problem::error("stale", "the page has not the head that it should have")
                .at(Place::file(flags.site.join(page).to_string_lossy()))
                .help(format!("feedcard inject {}", flags.site.display()))
        }));
        done.problems.sort();
    }
    tell(&done.problems, &flags.common.format, flags.common.verbose);
    if !flags.common.quiet {
        let plural = |count: usize, word: &str| {
            if count == 1 {
                format!("1 {word}")
            } else {
                format!("{count} {word}s")
            }
        };
        let sum = [
            plural(done.pages, "page"),
            plural(done.posts, "post"),
            format!("{} changed", done.changed.len()),
            plural(
                done.problems
                    .iter()
                    .filter(|problem| problem.severity == Severity::Warning)
                    .count(),
                "warning",
            ),
            format!("{:.2} s", began.elapsed().as_secs_f64()),
        ];
        print(format!("{}\n", sum.join(" · ")).as_bytes())?;
    }
    let errors = done.problems.iter().any(Problem::is_error);
    let warned = flags.common.strict && !done.problems.is_empty();
    Ok(if done.failed {
        BROKEN
    } else {
        u8::from(errors || warned)
    })
}

fn manifest(path: &Path) -> Result<Manifest, Vec<Problem>> {
    let broken =
        |what: String| vec![Problem::error("manifest", what).help("run `feedcard build` first")];
    let text = std::fs::read_to_string(path)
        .map_err(|error| broken(format!("cannot read `{}`: {error}", path.display())))?;
    let manifest: Manifest = serde_json::from_str(&text)
        .map_err(|error| broken(format!("`{}` is no manifest: {error}", path.display())))?;
    if manifest.version != VERSION {
        return Err(broken(format!(
            "`{}` is of version {}, and {VERSION} was wanted",
            path.display(),
            manifest.version
        )));
    }
    Ok(manifest)
}
