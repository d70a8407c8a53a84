//! The arguments, and what each command does with them: arguments -> run -> print -> exit code.

use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::card::font::Fonts;
use crate::card::{self, Pictures, Request};
use crate::config::{Config, parse};
use crate::date::Date;
use crate::feed::ledger;
use crate::problem::{Place, Problem, Severity};
use crate::publish::{Order, Outcome, Purpose, Shard, publish};
use crate::{report, start};

/// Feeds and social cards for static blogs, in one CI step.
#[derive(Debug, Parser)]
#[command(name = "feedcard", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read every post, write the feeds, the cards and the manifest
    Build {
        #[command(flatten)]
        common: Common,
        /// Write nothing; fail if the output is stale
        #[arg(long, conflicts_with = "shard")]
        check: bool,
        /// Render only the cards of this shard, into the cache
        #[arg(long, value_name = "I/N", value_parser = shard)]
        shard: Option<Shard>,
    },
    /// Read and judge the same, write nothing
    Check {
        #[command(flatten)]
        common: Common,
        /// A published feed of the blog: fail if an id changed, vanished or stands twice
        #[arg(long, value_name = "FEED")]
        previous: Option<PathBuf>,
        /// Report changed ids without failing
        #[arg(long, requires = "previous")]
        accept_ids: bool,
    },
    /// Draw one card from flags
    Card(CardFlags),
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man,
}

#[derive(Debug, Args)]
struct Common {
    /// Configuration file [default: the nearest feedcard.yaml upwards]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of posts, instead of the configuration's; repeatable
    #[arg(long, value_name = "DIR")]
    content: Vec<String>,
    /// Output folder, instead of the configuration's
    #[arg(long, value_name = "DIR")]
    out: Option<String>,
    /// Hold back posts dated later [default: SOURCE_DATE_EPOCH, else the clock]
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    now: Option<Date>,
    /// Warnings fail
    #[arg(long)]
    strict: bool,
    /// Publish the good posts despite errors
    #[arg(long)]
    keep_going: bool,
    /// How problems are printed
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = formats())]
    format: String,
    /// Threads [default: one for each core]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Neither read nor write the cache
    #[arg(long)]
    no_cache: bool,
    /// Draw cards without their text
    #[arg(long)]
    no_text: bool,
    /// No sum line
    #[arg(short, long)]
    quiet: bool,
    /// Notes too: files that were left out, and why
    #[arg(short, long)]
    verbose: bool,
}

#[derive(Debug, Args)]
struct CardFlags {
    /// The title
    #[arg(long)]
    title: String,
    /// The colour twin, or the only picture
    #[arg(long, value_name = "FILE")]
    color: Option<PathBuf>,
    /// The gray twin
    #[arg(long, value_name = "FILE", requires = "color")]
    gray: Option<PathBuf>,
    /// The date, as on the card
    #[arg(long)]
    date: Option<String>,
    /// An author; repeatable
    #[arg(long)]
    author: Vec<String>,
    /// The site's name
    #[arg(long, default_value = "")]
    site: String,
    /// The layout
    #[arg(long, default_value = "auto", value_parser = layouts())]
    layout: String,
    /// Print how the lines were chosen, as JSON
    #[arg(long)]
    explain: bool,
    /// Draw the card without its text
    #[arg(long)]
    no_text: bool,
    /// The file; its extension (.jpg, .png) decides the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn formats() -> clap::builder::PossibleValuesParser {
    report::FORMATS
        .iter()
        .map(|format| format.name)
        .collect::<Vec<_>>()
        .into()
}

fn layouts() -> clap::builder::PossibleValuesParser {
    card::layouts()
        .map(|(name, _)| name)
        .collect::<Vec<_>>()
        .into()
}

fn instant(text: &str) -> Result<Date, String> {
    Date::from_rfc3339(text).ok_or_else(|| "RFC 3339 was wanted: 2024-01-31T09:00:00+09:00".into())
}

fn shard(text: &str) -> Result<Shard, String> {
    let wanted = || "I/N was wanted, with I from 1 to N: 1/4".to_owned();
    let (number, count) = text.split_once('/').ok_or_else(wanted)?;
    let (number, count) = (
        number.parse().map_err(|_| wanted())?,
        count.parse().map_err(|_| wanted())?,
    );
    if number == 0 || number > count {
        Err(wanted())
    } else {
        Ok(Shard { number, count })
    }
}

/// Exit code for usage, configuration and I/O.
const BROKEN: u8 = 2;

/// Runs the program on the process's own arguments.
pub fn run() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Build {
            common,
            check,
            shard,
        } => {
            let purpose = match (check, shard) {
                (true, _) => Purpose::Compare,
                (false, Some(shard)) => Purpose::Shard(shard),
                (false, None) => Purpose::Write,
            };
            flow(&common, purpose, None, false)
        }
        Command::Check {
            common,
            previous,
            accept_ids,
        } => flow(&common, Purpose::Judge, previous.as_deref(), accept_ids),
        Command::Card(flags) => one_card(&flags),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "feedcard", &mut text);
            print(&text)
        }
        Command::Man => {
            let mut text = Vec::new();
            clap_mangen::Man::new(Cli::command())
                .render(&mut text)
                .and_then(|()| print_raw(&text))
                .map_err(|error| vec![output(&error)])
                .map(|()| 0)
        }
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(problems) => {
            tell(&problems, "human", true);
            ExitCode::from(BROKEN)
        }
    }
}

fn flow(
    common: &Common,
    purpose: Purpose,
    previous: Option<&Path>,
    accept: bool,
) -> Result<u8, Vec<Problem>> {
    let began = Instant::now();
    let config = configuration(common)?;
    if let Some(jobs) = common.jobs {
        // A second pool in one process is refused; there is none before this line.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(jobs.max(1))
            .build_global();
    }
    let order = Order {
        config: &config,
        now: now(common)?,
        purpose,
        strict: common.strict,
        keep_going: common.keep_going,
        cache: !common.no_cache,
        text: !common.no_text,
        progress: &|_| {},
    };
    let mut outcome = publish(&order);
    if let Some(path) = previous {
        let shown = path.to_string_lossy();
        let bytes = std::fs::read(path).map_err(|error| {
            vec![Problem::error(
                "previous-feed",
                format!("cannot read `{shown}`: {error}"),
            )]
        })?;
        let entries = ledger::previous(&bytes, &shown).map_err(|problem| vec![problem])?;
        let found = ledger::compare(&entries, &outcome.read, &shown).into_iter();
        let severity = if accept {
            Severity::Warning
        } else {
            Severity::Error
        };
        outcome.problems.extend(found.map(|problem| Problem {
            severity,
            ..problem
        }));
        outcome.problems.sort();
    }
    for path in &outcome.stale {
        outcome.problems.push(
            Problem::error("stale", format!("`{path}` is not what a build would write"))
                .help("run `feedcard build` and commit or publish its output"),
        );
    }
    tell(&outcome.problems, &common.format, common.verbose);
    if !common.quiet {
        print(format!("{}\n", sum(&outcome, began.elapsed().as_secs_f64())).as_bytes())?;
    }
    Ok(code(&outcome, common.strict))
}

fn code(outcome: &Outcome, strict: bool) -> u8 {
    let missing = outcome
        .problems
        .iter()
        .any(|problem| problem.rule == "content-missing");
    let warned = strict && outcome.count(Severity::Warning) > 0;
    if outcome.failed || missing {
        BROKEN
    } else {
        u8::from(outcome.count(Severity::Error) > 0 || warned)
    }
}

/// `22 posts · 3 feeds · 22 cards (22 rendered, 0 reused) · 2 warnings · 0.31 s`.
fn sum(outcome: &Outcome, seconds: f64) -> String {
    let plural = |count: usize, word: &str| {
        if count == 1 {
            format!("1 {word}")
        } else {
            format!("{count} {word}s")
        }
    };
    let mut parts = vec![
        plural(outcome.posts, "post"),
        plural(outcome.feeds, "feed"),
        format!(
            "{} ({} rendered, {} reused)",
            plural(outcome.rendered + outcome.reused, "card"),
            outcome.rendered,
            outcome.reused
        ),
    ];
    if outcome.count(Severity::Error) > 0 {
        parts.push(plural(outcome.count(Severity::Error), "error"));
    }
    parts.push(plural(outcome.count(Severity::Warning), "warning"));
    parts.push(format!("{seconds:.2} s"));
    parts.join(" · ")
}

fn configuration(common: &Common) -> Result<Config, Vec<Problem>> {
    let cwd = std::env::current_dir()
        .map_err(|error| vec![Problem::error("io", format!("no current folder: {error}"))])?;
    let (path, text) =
        start::locate(common.config.as_deref(), &cwd).map_err(|problem| vec![problem])?;
    let root = path.parent().unwrap_or(&cwd).to_path_buf();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut config = parse(&text, &name, &root)?;
    // Flags name folders as seen from where the command runs.
    let from_here = |folder: &str| cwd.join(folder).to_string_lossy().into_owned();
    if !common.content.is_empty() {
        config.content = common
            .content
            .iter()
            .map(|folder| relative(&from_here(folder), &root))
            .collect();
    }
    if let Some(out) = &common.out {
        config.out = relative(&from_here(out), &root);
    }
    Ok(config)
}

/// A path as written in the configuration, where it lies below its folder.
fn relative(path: &str, root: &Path) -> String {
    Path::new(path)
        .strip_prefix(root)
        .map_or(path.to_owned(), |inside| {
            inside.to_string_lossy().into_owned()
        })
}

/// The one place where the clock is read.
fn now(common: &Common) -> Result<Date, Vec<Problem>> {
    if let Some(now) = common.now {
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

fn one_card(flags: &CardFlags) -> Result<u8, Vec<Problem>> {
    if flags.output.is_none() && !flags.explain {
        return Err(vec![
            Problem::error("usage", "neither a file nor an explanation was asked for")
                .help("add -o card.png or --explain"),
        ]);
    }
    let color = flags.color.as_deref().map(picture).transpose()?;
    let gray = flags.gray.as_deref().map(picture).transpose()?;
    let output = flags
        .output
        .as_deref()
        .map(|path| path.to_string_lossy().into_owned());
    let request = Request {
        title: &flags.title,
        kicker: None,
        subtitle: None,
        site: &flags.site,
        logo: None,
        date: flags.date.as_deref(),
        authors: &flags.author,
        layout: &flags.layout,
        size: (1200, 630),
        format: crate::publish::format_of(output.as_deref().unwrap_or_default()),
        max_bytes: 290_000,
        pictures: match (&color, &gray) {
            (Some(color), Some(gray)) => Pictures::Twins { color, gray },
            (Some(color), None) => Pictures::One(color),
            (None, _) => Pictures::None,
        },
        seed: &flags.title,
        lang: "ko",
        no_text: flags.no_text,
        max_pixels: 80_000_000,
        covers: false,
    };
    let fonts = Fonts::embedded();
    let fault = |fault: card::Fault| {
        let blame = match fault.culprit {
            card::Culprit::Color => flags.color.as_deref(),
            card::Culprit::Gray => flags.gray.as_deref(),
            card::Culprit::Logo | card::Culprit::Request => None,
        };
        let problem = Problem::error("card", fault.message);
        let problem = blame.map_or(problem.clone(), |path| {
            problem.at(Place::file(path.to_string_lossy()))
        });
        vec![
            fault
                .help
                .iter()
                .fold(problem, |problem, help| problem.help(help)),
        ]
    };
    let drawn = card::draw(&request, &fonts).map_err(fault)?;
    if let Some(path) = &flags.output {
        crate::output::write_whole(path, &drawn.bytes).map_err(|error| {
            vec![Problem::error(
                "io",
                format!("cannot write `{}`: {error}", path.display()),
            )]
        })?;
    }
    if flags.explain {
        let candidates = card::explain(&request, &fonts).map_err(fault)?;
        let shown = output.unwrap_or_default();
        let card = crate::manifest::Card {
            path: shown.clone(),
            url: shown,
            facts: drawn.facts,
        };
        let text = serde_json::json!({ "card": card, "candidates": candidates });
        print(format!("{text:#}\n").as_bytes())?;
    }
    Ok(0)
}

fn picture(path: &Path) -> Result<Vec<u8>, Vec<Problem>> {
    const MOST_BYTES: u64 = 64 << 20;
    let mut bytes = Vec::new();
    let read =
        std::fs::File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes));
    read.map_err(|error| {
        vec![Problem::error(
            "picture-unreadable",
            format!("cannot read `{}`: {error}", path.display()),
        )]
    })?;
    Ok(bytes)
}

/// Problems go to stderr; notes only if asked for.
#[allow(clippy::print_stderr, reason = "this is where problems are printed")]
fn tell(problems: &[Problem], format: &str, verbose: bool) {
    let shown: Vec<Problem> = problems
        .iter()
        .filter(|problem| verbose || problem.severity != Severity::Note)
        .cloned()
        .collect();
    let human = format == "human";
    if shown.is_empty() && human {
        return;
    }
    if let Some(format) = report::FORMATS.iter().find(|row| row.name == format) {
        eprint!("{}", (format.render)(&shown, color()));
    }
}

/// Colour on a terminal only, unless the environment says otherwise.
fn color() -> bool {
    let set =
        |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    set("CLICOLOR_FORCE") || (std::io::stderr().is_terminal() && !set("NO_COLOR"))
}

fn print(text: &[u8]) -> Result<u8, Vec<Problem>> {
    print_raw(text)
        .map_err(|error| vec![output(&error)])
        .map(|()| 0)
}

/// A reader that went away is no fault of ours.
fn print_raw(text: &[u8]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

fn output(error: &std::io::Error) -> Problem {
    Problem::error("io", format!("cannot print: {error}"))
}
