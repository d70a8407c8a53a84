//! Problems as one JSON array, for scripts.

use serde::Serialize;

use crate::problem::Problem;
use crate::report::severity;

#[derive(Serialize)]
struct Row<'a> {
    severity: &'a str,
    rule: &'a str,
    message: &'a str,
    path: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    length: Option<u32>,
    help: Option<&'a str>,
    /// Number of other problems of its kind in the same file.
    #[serde(skip_serializing_if = "is_zero")]
    more: u32,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(more: &u32) -> bool {
    *more == 0
}

/// The array, with a newline at its end.
pub fn render(problems: &[Problem], _color: bool) -> String {
    let rows: Vec<Row> = problems.iter().map(row).collect();
    serde_json::to_string_pretty(&rows).expect("strings and numbers are always JSON") + "\n"
}

fn row(problem: &Problem) -> Row<'_> {
    let place = problem.place.as_ref();
    let line = place.filter(|place| place.line > 0);
    let column = line.filter(|place| place.column > 0);
    Row {
        severity: severity(problem.severity),
        rule: problem.rule,
        message: &problem.message,
        path: place.map(|place| place.path.as_str()),
        line: line.map(|place| place.line),
        column: column.map(|place| place.column),
        length: column.map(|place| place.length),
        help: problem.help.as_deref(),
        more: problem.more,
    }
}
