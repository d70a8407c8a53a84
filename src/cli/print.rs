//! What reaches the terminal: results on stdout, problems on stderr.

use std::io::{IsTerminal, Write};

use crate::problem::{Problem, Severity};
use crate::report;

/// Problems go to stderr; notes only if asked for.
#[allow(clippy::print_stderr, reason = "this is where problems are printed")]
pub(super) fn tell(problems: &[Problem], format: &str, verbose: bool) {
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
        if format.name == "github"
            && let Err(problem) = summarise(&shown)
        {
            eprint!("{}", (format.render)(&[problem], false));
        }
    }
}

/// A step of GitHub Actions shows ten annotations of each kind; the whole list goes into its summary.
fn summarise(problems: &[Problem]) -> Result<(), Problem> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(&path)
        .and_then(|mut file| file.write_all(report::summary(problems).as_bytes()))
        .map_err(|error| {
            let path = path.to_string_lossy();
            Problem::warning(
                "step-summary",
                format!("the step summary `{path}` cannot be written: {error}"),
            )
        })
}

/// Colour on a terminal only, unless the environment says otherwise.
///
/// # Source
/// no-color.org: any value but the empty one switches colour off. bixense.com/clicolors: `CLICOLOR_FORCE`, unless it is 0.
fn color() -> bool {
    let set = |name: &str, off: &str| {
        std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != off)
    };
    !set("NO_COLOR", "") && (set("CLICOLOR_FORCE", "0") || std::io::stderr().is_terminal())
}

pub(super) fn print(text: &[u8]) -> Result<u8, Vec<Problem>> {
    print_raw(text)
        .map_err(|error| vec![output(&error)])
        .map(|()| 0)
}

/// A reader that went away is no fault of ours.
pub(super) fn print_raw(text: &[u8]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

pub(super) fn output(error: &std::io::Error) -> Problem {
    Problem::error("io", format!("cannot print: {error}"))
}
