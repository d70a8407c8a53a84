//! Help for a configuration that is not YAML.

use crate::config::tree::Refusal;
use crate::problem::{Place, Problem};

pub(super) fn syntax(text: &str, path: &str, refusal: &Refusal) -> Problem {
    let problem = Problem::error("config-syntax", format!("not YAML: {}", refusal.message));
    let Some((line, column)) = refusal.at else {
        return problem.at(Place::file(path));
    };
    let found = text.lines().nth(line as usize - 1).unwrap_or_default();
    problem
        .at(Place::span(path, line, column, 1, found))
        .help(hint(found))
}

/// The most likely fault of the line that YAML refused.
pub(super) fn hint(line: &str) -> String {
    let indent: String = line.chars().take_while(|c| c.is_whitespace()).collect();
    if indent.contains('\t') {
        return "indent with blanks, YAML knows no tabs".into();
    }
    if line.contains('：') {
        return "write an ASCII colon and a blank, not the full-width `：`".into();
    }
    if line.contains('\u{a0}') {
        return "this line has a no-break space: write a plain blank".into();
    }
    if line.contains('{')
        || line.trim_end().ends_with('%')
        || line.contains('@')
        || line.contains('`')
    {
        return "put the value in double quotes".into();
    }
    "write `key: value`, keys of one section with the same indentation; quote values that hold `: ` or ` #`".into()
}

pub(super) fn first_line(text: &str) -> (u32, &str) {
    let lines = (1..).zip(text.lines());
    lines
        .into_iter()
        .find(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .unwrap_or((1, ""))
}

pub(super) fn chars(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}
