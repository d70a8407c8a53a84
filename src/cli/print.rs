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
    }
}

/// Colour on a terminal only, unless the environment says otherwise.
fn color() -> bool {
    let set =
        |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    set("CLICOLOR_FORCE") || (std::io::stderr().is_terminal() && !set("NO_COLOR"))
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
