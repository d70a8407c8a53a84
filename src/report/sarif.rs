//! Problems as SARIF 2.1.0, for code scanning.
//!
//! # Source
//! OASIS SARIF 2.1.0.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::problem::{Problem, rules};
use crate::report::severity;

/// All but the unreserved characters of RFC 3986: code scanning matches `a.md`, not `a%2Emd`.
const PART: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The log, with a newline at its end.
pub fn render(problems: &[Problem], _color: bool) -> String {
    let mut rules: Vec<&str> = problems.iter().map(|problem| problem.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let rules: Vec<Value> = rules.into_iter().map(rule).collect();
    let results: Vec<Value> = problems.iter().map(result).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "feedcard", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(id: &str) -> Value {
    let Some(rule) = rules::find(id) else {
        return json!({ "id": id });
    };
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.sentence },
        "help": { "text": rule.help },
        "defaultConfiguration": { "level": severity(rule.severity) },
    })
}

fn result(problem: &Problem) -> Value {
    let help = problem.help.as_ref().map(|help| format!(" (help: {help})"));
    let mut result = json!({
        "ruleId": problem.rule,
        "level": severity(problem.severity),
        "message": { "text": format!("{}{}", problem.words(), help.unwrap_or_default()) },
    });
    if let Some(place) = &problem.place {
        let path: Vec<String> = place
            .path
            .split('/')
            .map(|part| utf8_percent_encode(part, PART).to_string())
            .collect();
        let mut location = json!({ "artifactLocation": { "uri": path.join("/") } });
        if place.line > 0 && place.column > 0 {
            location["region"] = json!({
                "startLine": place.line,
                "startColumn": place.column,
                "endColumn": place.column.saturating_add(place.length),
            });
        } else if place.line > 0 {
            location["region"] = json!({ "startLine": place.line });
        }
        result["locations"] = json!([{ "physicalLocation": location }]);
    }
    result
}
