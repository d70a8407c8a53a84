//! Problems -> text in four formats, and the summary of a CI step.
//!
//! In: problems in order. Out: text; nothing is printed here. A format is a file and a row in [`FORMATS`].

mod cards;
mod digest;
mod explain;
mod github;
mod human;
mod json;
mod sarif;
mod summary;
mod text;

use crate::problem::{Problem, Severity};
pub use cards::cards;
pub use digest::digest;
pub use explain::{explain, list};
pub use summary::summary;

/// One way to print problems.
pub struct ReportFormat {
    /// As in `--format`.
    pub name: &'static str,
    /// Prints problems that stand in order; `color` allows ANSI styles (human only).
    pub render: fn(problems: &[Problem], color: bool) -> String,
}

/// Every report format, in the order of `--help`.
pub const FORMATS: &[ReportFormat] = &[
    ReportFormat {
        name: "human",
        render: human::render,
    },
    ReportFormat {
        name: "json",
        render: json::render,
    },
    ReportFormat {
        name: "github",
        render: github::render,
    },
    ReportFormat {
        name: "sarif",
        render: sarif::render,
    },
];

/// `error`, `warning`, `note`.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
