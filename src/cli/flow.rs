//! `build` and `check`: configuration and flags -> the whole flow -> problems, sum line, exit code.

use std::path::Path;
use std::time::Instant;

use super::print::{outputs, print, say, show_cards, tell, to_stderr};
use super::progress::Progress;
use super::{BROKEN, Common};
use crate::config::Config;
use crate::date::Date;
use crate::feed::ledger;
use crate::output::folder::MANIFEST;
use crate::problem::rules::Cause;
use crate::problem::{Problem, Severity};
use crate::publish::{Options, Purpose, Report, publish};
use crate::start::settings::{Ask, load};

/// Runs the flow; an error that stops it is printed in the requested format, like any other problem.
pub(super) fn flow(
    common: &Common,
    purpose: Purpose,
    previous: Option<&Path>,
    accept: bool,
) -> Result<u8, Vec<Problem>> {
    run(common, purpose, previous, accept).or_else(|problems| {
        tell(&problems, &common.format, true);
        Ok(BROKEN)
    })
}

fn run(
    common: &Common,
    purpose: Purpose,
    previous: Option<&Path>,
    accept: bool,
) -> Result<u8, Vec<Problem>> {
    let began = Instant::now();
    let loaded = load(&Ask {
        config: common.config.as_deref(),
        content: &common.content,
        out: common.out.as_deref(),
        site: common.site.as_deref(),
        url: common.url.as_deref(),
        locked: common.locked_config,
    })?;
    if let Some(said) = loaded.said.filter(|_| !common.quiet) {
        say(&said, &common.format);
    }
    let config = loaded.config;
    let keep_going = common.keep_going || config.keep_going;
    threads(common.jobs);
    let progress = Progress::new(common.quiet, &common.format);
    let order = Options {
        config: &config,
        now: clock(common.now)?,
        purpose,
        strict: common.strict,
        keep_going,
        cache: !common.no_cache,
        text: !common.no_text,
        progress: &|step| progress.step(step),
    };
    let mut report = publish(&order);
    progress.end();
    if !common.quiet {
        let details = report.details.iter().filter(|_| common.verbose);
        let said = report.said.iter().chain(details);
        said.for_each(|line| say(line, &common.format));
    }
    report.problems.extend(loaded.problems);
    report.problems.sort();
    if let Some(path) = previous {
        let shown = path.to_string_lossy();
        let bytes = std::fs::read(path).map_err(|error| {
            vec![Problem::error(
                "previous-feed",
                format!("cannot read `{shown}`: {error}"),
            )]
        })?;
        let entries = ledger::previous(&bytes, &shown).map_err(|problem| vec![problem])?;
        let found = ledger::compare(&entries, &report.read, &shown).into_iter();
        let severity = if accept {
            Severity::Warning
        } else {
            Severity::Error
        };
        report.problems.extend(found.map(|problem| Problem {
            severity,
            ..problem
        }));
        report.problems.sort();
    }
    for path in &report.stale {
        report.problems.push(
            Problem::error("stale", format!("`{path}` is not what a build would write"))
                .help("run `feedcard build` and commit or publish its output"),
        );
    }
    tell(&report.problems, &common.format, common.verbose);
    let facts = [
        ("changed", report.written + report.pruned),
        ("rendered", report.rendered),
        ("reused", report.reused),
    ];
    outputs(&common.format, &facts)?;
    let published = code(&report, common.strict) == 0 || keep_going;
    if purpose == Purpose::Write && published && !report.failed && report.posts > 0 {
        let manifest = config.root.join(&config.out).join(MANIFEST);
        show_cards(&common.format, &manifest)?;
    }
    if !common.quiet {
        print(format!("{}\n", sum(&report, began.elapsed().as_secs_f64())).as_bytes())?;
    }
    let code = code(&report, common.strict);
    // The process ends here: thousands of posts are freed in the background, as far as there is time.
    rayon::spawn(move || drop(report));
    Ok(code)
}

pub(super) fn code(report: &Report, strict: bool) -> u8 {
    let setup = |problem: &Problem| problem.is_error() && problem.cause() == Cause::Setup;
    let missing = report.problems.iter().any(setup);
    let warned = strict && report.count(Severity::Warning) > 0;
    if report.failed || missing {
        BROKEN
    } else {
        u8::from(report.count(Severity::Error) > 0 || warned)
    }
}

/// `22 posts · 3 feeds · 22 cards (22 rendered, 0 reused) · 2 warnings · 0.31 s`.
pub(super) fn sum(report: &Report, seconds: f64) -> String {
    let mut parts = vec![
        plural(report.posts, "post"),
        plural(report.feeds, "feed"),
        format!(
            "{} ({} rendered, {} reused)",
            plural(report.rendered + report.reused, "card"),
            report.rendered,
            report.reused
        ),
    ];
    if report.pages > 0 {
        let pages = plural(report.pages, "page");
        parts.push(format!("{pages} ({} changed)", report.heads));
    }
    if report.count(Severity::Error) > 0 {
        parts.push(plural(report.count(Severity::Error), "error"));
    }
    parts.push(plural(report.count(Severity::Warning), "warning"));
    parts.push(format!("{seconds:.2} s"));
    parts.join(" · ")
}

/// `1 post`, `2 posts`.
pub(super) fn plural(count: usize, word: &str) -> String {
    if count == 1 {
        format!("1 {word}")
    } else {
        format!("{count} {word}s")
    }
}

/// Sets the number of threads: the requested one, up to a few for each core. More would only take memory.
pub(super) fn threads(jobs: Option<usize>) {
    let Some(jobs) = jobs else { return };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let most = (cores * 4).max(16);
    if jobs > most {
        to_stderr(&format!(
            "--jobs {jobs}: {most} threads are used, more would not be faster\n"
        ));
    }
    // A second pool in one process is refused; there is none before this line.
    let _ = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.clamp(1, most))
        .build_global();
}

/// The configuration of a command that is not a build; its remarks go to stderr at once.
pub(super) fn configuration(ask: &Ask) -> Result<Config, Vec<Problem>> {
    let loaded = load(ask)?;
    tell(&loaded.problems, "human", false);
    Ok(loaded.config)
}

/// The one place where the clock is read.
pub(super) fn clock(now: Option<Date>) -> Result<Date, Vec<Problem>> {
    if let Some(now) = now {
        return Ok(now);
    }
    let epoch = std::env::var("SOURCE_DATE_EPOCH").ok();
    let instant = match &epoch {
        None => Some(chrono::Utc::now()),
        Some(text) => text
            .trim()
            .parse()
            .ok()
            .and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0)),
    };
    instant
        .and_then(|instant| Date::from_rfc3339(&instant.to_rfc3339()))
        .ok_or_else(|| {
            vec![Problem::error(
                "usage",
                format!(
                    "SOURCE_DATE_EPOCH is `{}`, and seconds since 1970 were wanted",
                    epoch.unwrap_or_default()
                ),
            )]
        })
}
