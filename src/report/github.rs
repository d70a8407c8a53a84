//! Problems as GitHub workflow commands, errors first: a step shows ten of each.
//!
//! # Source
//! GitHub Docs, "Workflow commands for GitHub Actions".

use crate::problem::{Problem, Severity};

/// One command a line.
pub fn render(problems: &[Problem], _color: bool) -> String {
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort_by_key(|problem| problem.severity);
    sorted.into_iter().map(command).collect()
}

fn command(problem: &Problem) -> String {
    let kind = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut facts = vec![format!("title={}", property(problem.rule))];
    if let Some(place) = &problem.place {
        facts.insert(0, format!("file={}", property(&place.path)));
        if place.line > 0 {
            facts.insert(1, format!("line={}", place.line));
        }
        if place.line > 0 && place.column > 0 {
            facts.insert(2, format!("col={}", place.column));
        }
    }
    let help = problem.help.as_ref().map(|help| format!("\nhelp: {help}"));
    let message = data(&format!("{}{}", problem.words(), help.unwrap_or_default()));
    format!("::{kind} {}::{message}\n", facts.join(","))
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
