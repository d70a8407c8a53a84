//! The arguments, and the command that each of them starts: arguments -> run -> print -> exit code.

mod addresses;
mod card;
mod explain;
mod flow;
mod init;
mod inject;
mod man;
mod preview;
mod print;
mod progress;
mod schema;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::date::Date;
use crate::guard;
use crate::problem::Problem;
use crate::publish::{Purpose, Shard};
use crate::report;

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
    /// Check posts and configuration without writing
    Check {
        #[command(flatten)]
        common: Common,
        /// A published feed of the blog: fail if an id changed, vanished or appears twice
        #[arg(long, value_name = "FEED")]
        previous: Option<PathBuf>,
        /// Report changed ids without failing
        #[arg(long, requires = "previous")]
        accept_ids: bool,
    },
    /// Draw one card from flags
    Card(card::CardFlags),
    /// Write a commented feedcard.yaml for the blog in this folder
    Init {
        /// Overwrite the feedcard.yaml that is there
        #[arg(long)]
        force: bool,
        /// The built site: its pages say where the posts are published
        #[arg(long, value_name = "DIR")]
        site: Option<PathBuf>,
    },
    /// Put the complete social head into the built pages of a site
    Inject(inject::InjectFlags),
    /// Show every card as each platform crops it, and the feeds as readers show them
    Preview(preview::PreviewFlags),
    /// Explain a rule that a problem names
    Explain(explain::ExplainFlags),
    /// Print a JSON schema for editors
    Schema {
        /// Schema to print
        #[arg(value_name = "OF", value_parser = schema::names())]
        of: String,
    },
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
    /// The built site, as the host serves it [default: FEEDCARD_SITE]
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
    /// Address that serves this run's pictures, for a preview; all other addresses stay at `site.url`
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Refuse raised limits and folders outside of the repository, for pull requests
    #[arg(long)]
    locked_config: bool,
    /// Hold back posts dated later [default: SOURCE_DATE_EPOCH, else the clock]
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    now: Option<Date>,
    /// Warnings fail
    #[arg(long)]
    strict: bool,
    /// Publish the good posts despite errors
    #[arg(long)]
    keep_going: bool,
    /// Format of the problems
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
    /// No sum line and no progress
    #[arg(short, long)]
    quiet: bool,
    /// Notes too: files that were left out, and why
    #[arg(short, long)]
    verbose: bool,
}

/// Exit code for usage, configuration and I/O.
const BROKEN: u8 = 2;

/// Runs the program on the process's own arguments.
pub fn run() -> ExitCode {
    let command = Cli::parse().command;
    guard::quiet();
    // A fault that ends the whole run is reported like any other problem.
    let done = guard::catch_panic(|| dispatch(command)).unwrap_or_else(|words| {
        Err(vec![
            Problem::error("internal", format!("feedcard failed: {words}"))
                .help("this is a fault of feedcard: please report it"),
        ])
    });
    match done {
        Ok(code) => ExitCode::from(code),
        Err(problems) => {
            print::tell(&problems, "human", true);
            ExitCode::from(BROKEN)
        }
    }
}

fn dispatch(command: Command) -> Result<u8, Vec<Problem>> {
    match command {
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
            flow::flow(&common, purpose, None, false)
        }
        Command::Check {
            common,
            previous,
            accept_ids,
        } => flow::flow(&common, Purpose::Judge, previous.as_deref(), accept_ids),
        Command::Inject(flags) => inject::pages(&flags),
        Command::Preview(flags) => preview::preview(&flags),
        Command::Card(flags) => card::one_card(&flags),
        Command::Explain(flags) => explain::explain(&flags),
        Command::Init { force, site } => init::init(force, site.as_deref()),
        Command::Schema { of } => schema::schema(&of),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "feedcard", &mut text);
            print::print(&text)
        }
        Command::Man => man::page(Cli::command())
            .and_then(|text| print::print_raw(&text))
            .map_err(|error| vec![print::output(&error)])
            .map(|()| 0),
    }
}

fn formats() -> clap::builder::PossibleValuesParser {
    report::FORMATS
        .iter()
        .map(|format| format.name)
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
