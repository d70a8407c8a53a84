//! `preview`: the blog as it is now -> a page to look at, as a file or served.

use std::path::PathBuf;

use clap::Args;

use super::flow::{clock, code, configuration, plural, sum, threads};
use super::print::{print, tell};
use super::{formats, instant};
use crate::date::Date;
use crate::problem::Problem;
use crate::serve::{EMBEDDED_BYTES, News, Options, Serving, serve, write};
use crate::start::settings::Ask;

#[derive(Debug, Args)]
pub(super) struct PreviewFlags {
    /// Serve the page on this machine, and follow every change
    #[arg(long)]
    serve: bool,
    /// Port of the served page; 0 is any free one
    #[arg(long, value_name = "N", default_value_t = 4848, requires = "serve")]
    port: u16,
    /// The file [default: preview.html in the cache folder]
    #[arg(short, long, value_name = "FILE", conflicts_with = "serve")]
    output: Option<PathBuf>,
    /// Configuration file [default: the nearest feedcard.yaml upwards]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of posts, instead of the configuration's; repeatable
    #[arg(long, value_name = "DIR")]
    content: Vec<String>,
    /// The built site, as the host serves it [default: FEEDCARD_SITE]
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
    /// Hold back posts dated later [default: SOURCE_DATE_EPOCH, else the clock]
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    now: Option<Date>,
    /// Warnings fail
    #[arg(long)]
    strict: bool,
    /// Format of the problems
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = formats())]
    format: String,
    /// Threads [default: one for each core]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Neither the file's name nor a sum line
    #[arg(short, long)]
    quiet: bool,
    /// Notes too: files that were left out, and why
    #[arg(short, long)]
    verbose: bool,
}

pub(super) fn preview(flags: &PreviewFlags) -> Result<u8, Vec<Problem>> {
    threads(flags.jobs);
    let ask = Ask {
        config: flags.config.as_deref(),
        content: &flags.content,
        site: flags.site.as_deref(),
        ..Ask::default()
    };
    let configure = || configuration(&ask);
    let config = configure()?;
    if flags.serve {
        let serving = Serving {
            config,
            configure: &configure,
            now: &|| clock(flags.now),
            sum,
            port: flags.port,
            told: &|news| show(flags, news),
        };
        return serve(&serving).map(|()| 0).map_err(|problem| vec![problem]);
    }
    let order = Options {
        config: &config,
        now: clock(flags.now)?,
        sum,
    };
    let written = write(&order, flags.output.as_deref()).map_err(|problem| vec![problem])?;
    let report = &written.report;
    tell(&report.problems, &flags.format, flags.verbose);
    if !flags.quiet {
        let mut text = format!("{}\n", written.path.display());
        if written.without > 0 {
            text.push_str(&format!(
                "{} of older posts did not fit into its {} MiB; `feedcard preview --serve` shows all\n",
                plural(written.without, "picture"),
                EMBEDDED_BYTES >> 20,
            ));
        }
        print(format!("{text}{}\n", written.sum).as_bytes())?;
    }
    Ok(code(report, flags.strict))
}

/// Lines on the terminal for a served page; they scroll by, so the page shows problems as well.
fn show(flags: &PreviewFlags, news: News) {
    let line = match news {
        News::Open(address) => format!("{address} follows the folder; Ctrl-C ends it"),
        News::Built(problems, sum) => {
            tell(problems, &flags.format, flags.verbose);
            sum.to_owned()
        }
        News::Trouble(problems) => return tell(problems, &flags.format, flags.verbose),
    };
    if !flags.quiet {
        // If the terminal goes away, its signal ends the server.
        let _ = print(format!("{line}\n").as_bytes());
    }
}
