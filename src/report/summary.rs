//! Problems as a Markdown table: the summary of a GitHub step, which shows ten annotations of each kind at most.
//!
//! # Source
//! GitHub Docs, "Adding a job summary": 1 MiB a step. GitHub Flavored Markdown, tables and backslash escapes.

use crate::problem::{Problem, Severity};
use crate::report::{severity, text};

/// Bytes after which the table ends with a count of the rest: GitHub refuses a step's summary beyond 1 MiB.
const MOST_BYTES: usize = 900_000;

/// Every problem as a row, errors first, with a heading; empty where there is none.
pub fn summary(problems: &[Problem]) -> String {
    if problems.is_empty() {
        return String::new();
    }
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort_by_key(|problem| problem.severity);
    let mut out = format!(
        "### feedcard: {}\n\n| | where | what | help |\n| --- | --- | --- | --- |\n",
        counts(problems)
    );
    for (at, problem) in sorted.iter().enumerate() {
        let row = row(problem);
        if out.len() + row.len() > MOST_BYTES {
            out += &format!("\n… and {} more\n", sorted.len() - at);
            break;
        }
        out += &row;
    }
    out + "\n"
}

/// `2 errors, 1 warning`.
fn counts(problems: &[Problem]) -> String {
    let kinds = [
        (Severity::Error, "error"),
        (Severity::Warning, "warning"),
        (Severity::Note, "note"),
    ];
    let parts = kinds.iter().filter_map(|(severity, word)| {
        let count = problems.iter().filter(|p| p.severity == *severity).count();
        let plural = if count == 1 { "" } else { "s" };
        (count > 0).then(|| format!("{count} {word}{plural}"))
    });
    parts.collect::<Vec<_>>().join(", ")
}

fn row(problem: &Problem) -> String {
    let place = problem.place.as_ref().map(|place| match place {
        file if file.line == 0 => file.path.clone(),
        line if line.column == 0 => format!("{}:{}", line.path, line.line),
        span => format!("{}:{}:{}", span.path, span.line, span.column),
    });
    format!(
        "| {} | {} | {} | {} |\n",
        severity(problem.severity),
        cell(&place.unwrap_or_default()),
        cell(&problem.words()),
        cell(problem.help.as_deref().unwrap_or_default()),
    )
}

/// Untrusted text: no Markdown, no HTML, no end of the cell.
pub(super) fn cell(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in text::line(words).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => out.extend(['\\', c]),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_beyond_what_github_takes_ends_with_a_count() {
        let problem = Problem::error("stale", "긴 이름 ".repeat(200));
        let text = summary(&vec![problem; 2000]);
        assert!(text.len() < 1 << 20);
        let rows = text.matches("| error |").count();
        let end = format!("\n… and {} more\n\n", 2000 - rows);
        assert!(text.ends_with(&end), "{rows}");
    }
}
