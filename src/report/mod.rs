//! Problems -> text: human, json, github, sarif. Pure.
use crate::problem::Problem;

/// One way to print problems.
pub struct ReportFormat {
    /// As in `--format`.
    pub name: &'static str,
    /// Prints problems that stand in order; `color` allows ANSI styles (human only).
    pub render: fn(problems: &[Problem], color: bool) -> String,
}

/// Every report format, in the order of `--help`.
pub const FORMATS: &[ReportFormat] = &[];
