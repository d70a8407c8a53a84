//! A rule -> its meaning, an input with this problem, and what to do.
//!
//! In: a row of [`rules::RULES`]. Out: text for a terminal or, as a list of all rules, for a page.

use crate::problem::rules::{Cause, Example, RULES, Rule};
use crate::report::severity;

/// The full text about one rule.
pub fn explain(rule: &Rule) -> String {
    let kind = match rule.example {
        Example::Matter(_) => "front matter",
        Example::Body(_) => "in a post",
        Example::File(_) => "a whole file",
        Example::Config(_) => "feedcard.yaml",
        Example::Run(_) => "a command",
        Example::Case(_) => "for example",
    };
    let example: Vec<String> = rule
        .example
        .text()
        .lines()
        .map(|line| format!("    {}\n", crate::report::text::line(line)))
        .collect();
    format!(
        "{}[{}]: {}\n\n{kind}:\n{}\nhelp: {}\n{}\n",
        severity(rule.severity),
        rule.id,
        rule.sentence,
        example.concat(),
        rule.help,
        end(rule),
    )
}

/// End of a run that meets it.
fn end(rule: &Rule) -> &'static str {
    use crate::problem::Severity::{Error, Note, Warning};
    match (rule.severity, rule.cause) {
        (Note, _) => "exit code: 0; shown with -v only",
        (Warning, _) => "exit code: 0; 1 with --strict",
        (Error, Cause::Content) => {
            "exit code: 1, and nothing below `out/` changes; --keep-going publishes the rest"
        }
        (Error, Cause::Setup | Cause::System) => "exit code: 2",
        (Error, Cause::Fault) => "exit code: 1 where one post is concerned, else 2",
    }
}

/// Every rule on a line of its own: severity, id, sentence.
pub fn list() -> String {
    let widest = RULES.iter().map(|rule| rule.id.len()).max();
    let widest = widest.unwrap_or_default();
    RULES
        .iter()
        .map(|rule| {
            format!(
                "{:<7}  {:<widest$}  {}\n",
                severity(rule.severity),
                rule.id,
                rule.sentence
            )
        })
        .collect()
}
