//! `inject`: a built site and the manifest of its blog -> pages with their social head, problems, sum line, exit code.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::flow::{configuration, plural, threads};
use super::print::{outputs, print, say, tell};
use super::{BROKEN, formats};
use crate::inject::{Options, Report, inject};
use crate::problem::{Problem, Severity};
use crate::start::settings::Ask;

#[derive(Debug, Args)]
pub(super) struct InjectFlags {
    /// Folder of built pages: what the host serves at `site.url`
    site: PathBuf,
    /// Configuration file [default: the nearest feedcard.yaml upwards]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder that `feedcard build` wrote, instead of the configuration's
    #[arg(long, value_name = "DIR")]
    out: Option<String>,
    /// Write nothing; fail if a page is stale
    #[arg(long)]
    check: bool,
    /// Warnings fail
    #[arg(long)]
    strict: bool,
    /// Format of the problems
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = formats())]
    format: String,
    /// Threads [default: one for each core]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// No sum line
    #[arg(short, long)]
    quiet: bool,
    /// Notes too: pages that were left alone, and why
    #[arg(short, long)]
    verbose: bool,
}

pub(super) fn pages(flags: &InjectFlags) -> Result<u8, Vec<Problem>> {
    let began = Instant::now();
    let config = configuration(&Ask {
        config: flags.config.as_deref(),
        out: flags.out.as_deref(),
        ..Ask::default()
    })?;
    threads(flags.jobs);
    let report = inject(&Options {
        config: &config,
        site: &flags.site,
        check: flags.check,
    })
    .map_err(|problem| vec![problem])?;
    if let Some(said) = report.said.as_ref().filter(|_| !flags.quiet) {
        say(said, &flags.format);
    }
    tell(&report.problems, &flags.format, flags.verbose);
    outputs(&flags.format, &[("changed", report.changed)])?;
    if !flags.quiet {
        let seconds = began.elapsed().as_secs_f64();
        print(format!("{}\n", sum(&report, flags.check, seconds)).as_bytes())?;
    }
    let warned = flags.strict && count(&report, Severity::Warning) > 0;
    Ok(if report.failed {
        BROKEN
    } else {
        u8::from(warned || count(&report, Severity::Error) > 0)
    })
}

/// `22 pages · 22 posts · 3 changed · 0.12 s`.
fn sum(report: &Report, check: bool, seconds: f64) -> String {
    let word = if check { "stale" } else { "changed" };
    let mut parts = vec![
        plural(report.pages, "page"),
        plural(report.posts, "post"),
        format!("{} {word}", report.changed),
    ];
    for (severity, word) in [(Severity::Error, "error"), (Severity::Warning, "warning")] {
        let count = count(report, severity);
        if count > 0 {
            parts.push(plural(count, word));
        }
    }
    parts.push(format!("{seconds:.2} s"));
    parts.join(" · ")
}

fn count(report: &Report, severity: Severity) -> usize {
    let problems = report.problems.iter();
    problems.filter(|one| one.severity == severity).count()
}
