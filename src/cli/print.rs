//! Output on the terminal: results on stdout, problems on stderr.

use std::io::{IsTerminal, Write};
use std::path::Path;

use crate::manifest::Manifest;
use crate::problem::{Problem, Severity};
use crate::report;

/// Problems go to stderr; notes only if asked for.
pub(super) fn tell(problems: &[Problem], format: &str, verbose: bool) {
    let mut left_out = Vec::new();
    let mut shown: Vec<Problem> = problems
        .iter()
        .filter(|problem| verbose || problem.severity != Severity::Note)
        .cloned()
        .collect();
    let human = format == "human";
    if shown.is_empty() && human {
        return;
    }
    if human && !verbose {
        let digest = report::digest(&shown);
        shown = digest.shown;
        left_out = digest.left_out;
    }
    if let Some(format) = report::FORMATS.iter().find(|row| row.name == format) {
        to_stderr(&(format.render)(&shown, color()));
        for line in left_out {
            to_stderr(&format!("{line}\n"));
        }
        if format.name == "github"
            && let Err(problem) = summarise(&shown)
        {
            to_stderr(&(format.render)(&[problem], false));
        }
    }
}

/// A line for people about the run itself; not printed for programs that read problems.
pub(super) fn say(line: &str, format: &str) {
    if matches!(format, "human" | "github") {
        to_stderr(&format!("{line}\n"));
    }
}

/// Writes to stderr. If nobody reads it any more, the exit code still tells the result: nothing fails here.
pub(super) fn to_stderr(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// A step of GitHub Actions shows ten annotations of each kind; the whole list goes into its summary.
fn summarise(problems: &[Problem]) -> Result<(), Problem> {
    append_summary(&report::summary(problems))
}

/// The newest cards of a build go into the summary of a step of GitHub Actions, if one is running.
pub(super) fn show_cards(format: &str, manifest: &Path) -> Result<(), Vec<Problem>> {
    if format != "github"
        || std::env::var_os("GITHUB_STEP_SUMMARY").is_none_or(|path| path.is_empty())
    {
        return Ok(());
    }
    let bytes = std::fs::read(manifest).map_err(std::io::Error::other);
    let read =
        bytes.and_then(|bytes| serde_json::from_slice::<Manifest>(&bytes).map_err(Into::into));
    read.map_err(|error| {
        Problem::error(
            "manifest",
            format!("`{}` cannot be read: {error}", manifest.display()),
        )
    })
    .and_then(|manifest| append_summary(&report::cards(&manifest)))
    .map_err(|problem| vec![problem])
}

fn append_summary(text: &str) -> Result<(), Problem> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(&path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| {
            let path = path.to_string_lossy();
            Problem::warning(
                "step-summary",
                format!("the step summary `{path}` cannot be written: {error}"),
            )
        })
}

/// Outputs that later steps of a GitHub workflow may ask for, if one is running.
///
/// # Source
/// GitHub Docs, "Setting an output parameter": a line `name=value` in the file that `GITHUB_OUTPUT` names.
pub(super) fn outputs(format: &str, values: &[(&str, usize)]) -> Result<(), Vec<Problem>> {
    let Some(path) = std::env::var_os("GITHUB_OUTPUT").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    if format != "github" {
        return Ok(());
    }
    let lines: String = values
        .iter()
        .map(|(name, value)| format!("{name}={value}\n"))
        .collect();
    std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(&path)
        .and_then(|mut file| file.write_all(lines.as_bytes()))
        .map_err(|error| {
            let path = path.to_string_lossy();
            let message = format!("cannot write `{path}` (GITHUB_OUTPUT): {error}");
            vec![Problem::error("io", message)]
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

/// A reader that went away is not our fault.
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
