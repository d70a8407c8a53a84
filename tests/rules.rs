//! The table of rules is the only place to edit: it has every rule that the source uses, no other, and its examples are true.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use common::{CONFIG, put, run, told};
use feedcard::problem::Severity;
use feedcard::problem::rules::{Example, RULES, find};
use serde_json::Value;

/// The text of every file below `src/` but the table, without its tests.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    walkdir::WalkDir::new(&root)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .filter(|path| !path.ends_with("problem/rules.rs"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let end = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
            let name = path.strip_prefix(&root).unwrap().display().to_string();
            (name, text[..end].to_owned())
        })
        .collect()
}

/// The literals that follow `before`, blanks between them.
fn literals<'t>(text: &'t str, before: &str) -> Vec<&'t str> {
    text.match_indices(before)
        .filter_map(|(at, _)| {
            let rest = text[at + before.len()..].trim_start().strip_prefix('"')?;
            rest.split('"').next()
        })
        .collect()
}

#[test]
fn every_rule_that_the_source_uses_has_a_row_and_every_row_is_used() {
    let mut used: BTreeMap<&str, BTreeSet<Severity>> = BTreeMap::new();
    let sources = sources();
    let mut unknown = Vec::new();
    for (name, text) in &sources {
        for (before, severity) in [
            ("Problem::error(", Severity::Error),
            ("Problem::warning(", Severity::Warning),
            ("Problem::note(", Severity::Note),
            (".report(", Severity::Error),
            (".doubt(", Severity::Warning),
        ] {
            for id in literals(text, before) {
                used.entry(id).or_default().insert(severity);
                if find(id).is_none() {
                    unknown.push(format!("src/{name}: `{id}`"));
                }
            }
        }
    }
    assert!(
        unknown.is_empty(),
        "no row in src/problem/rules.rs: {unknown:#?}"
    );
    for rule in RULES {
        let literal = format!("\"{}\"", rule.id);
        let named = sources.iter().any(|(_, text)| text.contains(&literal));
        assert!(named, "nothing in src/ uses `{}`", rule.id);
        if let Some(severities) = used.get(rule.id) {
            let worst = severities.iter().min().unwrap();
            assert!(
                *worst >= rule.severity,
                "`{}` is reported as {worst:?}, its row says {:?}",
                rule.id,
                rule.severity
            );
        }
    }
}

#[test]
fn rows_are_sorted_and_say_what_a_person_needs() {
    assert!(RULES.is_sorted_by(|a, b| a.id < b.id));
    for rule in RULES {
        let id = rule.id;
        assert!(
            id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'),
            "{id}"
        );
        assert!(rule.sentence.ends_with('.'), "{id}");
        assert!(
            !rule.help.is_empty() && !rule.help.ends_with('.') && !rule.example.text().is_empty(),
            "{id}"
        );
    }
}

#[test]
fn every_example_that_is_a_post_draws_the_problem_of_its_row() {
    let blog = tempfile::tempdir().unwrap();
    put(blog.path(), "feedcard.yaml", CONFIG.as_bytes());
    put(
        blog.path(),
        "content/good.md",
        "---\ntitle: 글\ndate: 2024-01-02\n---\n".as_bytes(),
    );
    let mut wanted = BTreeSet::new();
    for rule in RULES {
        let text = match rule.example {
            Example::File(text) => text.to_owned(),
            Example::Body(body) => format!("---\ntitle: 글\ndate: 2024-01-02\n---\n{body}\n"),
            Example::Matter(matter) => {
                let has = |key: &str| matter.lines().any(|line| line.starts_with(key));
                let title = if has("title:") { "" } else { "title: 글\n" };
                let date = if has("date:") {
                    ""
                } else {
                    "date: 2024-01-02\n"
                };
                format!("---\n{title}{date}{matter}\n---\n본문\n")
            }
            Example::Config(_) | Example::Run(_) | Example::Case(_) => continue,
        };
        put(
            blog.path(),
            &format!("content/{}.md", rule.id),
            text.as_bytes(),
        );
        wanted.insert(rule.id);
    }
    let checked = run(
        blog.path(),
        &[
            "check",
            "-v",
            "--keep-going",
            "--format",
            "json",
            "--now",
            "2025-01-01T00:00:00Z",
        ],
        &[],
    );
    let problems: Vec<Value> = serde_json::from_slice(&checked.stderr).unwrap();
    for id in wanted {
        let path = format!("content/{id}.md");
        let told: Vec<&str> = problems
            .iter()
            .filter(|one| one["path"] == path.as_str())
            .map(|one| one["rule"].as_str().unwrap())
            .collect();
        assert!(told.contains(&id), "the example of `{id}` draws {told:?}");
    }
}

#[test]
fn every_example_that_is_configuration_draws_the_problem_of_its_row() {
    for rule in RULES {
        let Example::Config(text) = rule.example else {
            continue;
        };
        let site = if text.starts_with("site:") {
            ""
        } else {
            CONFIG
        };
        let yard = tempfile::tempdir().unwrap();
        let blog = yard.path().join("blog");
        put(yard.path(), "logo.png", b"");
        put(
            &blog,
            "content/a.md",
            "---\ntitle: 글\ndate: 2024-01-02\n---\n".as_bytes(),
        );
        put(&blog, "feedcard.yaml", format!("{site}{text}\n").as_bytes());
        let checked = run(&blog, &["check", "--format", "json"], &[]);
        let problems: Vec<Value> = serde_json::from_slice(&checked.stderr).unwrap();
        assert!(
            problems.iter().any(|one| one["rule"] == rule.id),
            "the example of `{}` draws {problems:#?}",
            rule.id
        );
    }
}

#[test]
fn a_rule_is_explained_and_a_slip_of_the_pen_is_understood() {
    let folder = tempfile::tempdir().unwrap();
    let said = |arguments: &[&str]| {
        let done = run(folder.path(), arguments, &[]);
        let (out, err) = (
            told(folder.path(), &done.stdout),
            told(folder.path(), &done.stderr),
        );
        (done.status.code().unwrap(), out, err)
    };
    let (code, out, err) = said(&["explain", "date-impossible"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(
        out,
        "error[date-impossible]: A date is spelled well and names a day or a time that does not exist.\n\n\
         front matter:\n    date: 2024-02-30\n\nhelp: correct the day or the time\n\
         exit code: 1, and nothing below `out/` changes; --keep-going publishes the rest\n"
    );
    assert_eq!(said(&["explain", "error[date-impossible]:"]).1, out);
    let (code, _, err) = said(&["explain", "date-imposible"]);
    assert_eq!(code, 2);
    assert!(err.contains("did you mean `date-impossible`?"), "{err}");
    let (code, out, _) = said(&["explain"]);
    assert_eq!((code, out.lines().count()), (0, RULES.len()));
    for rule in RULES {
        assert_eq!(said(&["explain", rule.id]).0, 0);
    }
}
