//! Problems as other programs get them: colour, annotations, the summary of a step, SARIF.

use std::path::Path;

use serde_json::Value;

use crate::common::{blog, run, told};

const BAD: &[(&str, &str)] = &[
    (
        "a.md",
        "---\ntitle: 글\ndate: 2024-01-02\nupdated: 2023-01-01\n---\n",
    ),
    ("b.md", "---\ntitle: 글\ndate: 03/04/2022 # <b>|`\n---\n"),
    (
        "c.md",
        "---\ntitle: 글\ndate: 2024-01-02\npermalink: /<b>|`/../\n---\n",
    ),
];

fn check(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let arguments = [&["check"], arguments].concat();
    told(folder, &run(folder, &arguments, environment).stderr)
}

#[test]
fn a_step_summary_gets_the_whole_list_errors_first_and_keeps_what_it_had() {
    let blog = blog(BAD);
    let summary = blog.path().join("summary.md");
    std::fs::write(&summary, "what another step wrote\n\n").unwrap();
    let variable = [("GITHUB_STEP_SUMMARY", summary.to_str().unwrap())];
    let github = check(blog.path(), &["--format", "github"], &variable);
    assert_eq!(github, check(blog.path(), &["--format", "github"], &[]));
    let table = r"what another step wrote

### feedcard: 2 errors, 1 warning

| | where | what | help |
| --- | --- | --- | --- |
| error | content/b.md:3:7 | \`03/04/2022\` may mean 2 dates | date: 2022-03-04, or date: 2022-04-03 |
| error | content/c.md:4:12 | \`/&lt;b&gt;\|\`/../\` leads out of its folder | permalink: /a-plain-address |
| warning | content/a.md:4:10 | \`updated\` is before the post was published; ignored | delete it, or correct it |

";
    assert_eq!(std::fs::read_to_string(&summary).unwrap(), table);
}

#[test]
fn other_formats_and_a_clean_blog_leave_the_summary_alone() {
    let (bad, clean) = (
        blog(BAD),
        blog(&[("a.md", "---\ntitle: 글\ndate: 2024-01-02\n---\n")]),
    );
    for (blog, format) in [(&bad, "human"), (&bad, "json"), (&clean, "github")] {
        let summary = blog.path().join("summary.md");
        let variable = [("GITHUB_STEP_SUMMARY", summary.to_str().unwrap())];
        check(blog.path(), &["--format", format], &variable);
        let text = std::fs::read_to_string(summary).unwrap_or_default();
        assert_eq!(text, "", "{format}");
    }
}

#[test]
fn a_summary_that_cannot_be_written_is_a_warning_of_its_own() {
    let blog = blog(BAD);
    let variable = [("GITHUB_STEP_SUMMARY", "nowhere/summary.md")];
    let all = check(blog.path(), &["--format", "github"], &variable);
    assert!(
        all.lines()
            .last()
            .unwrap()
            .starts_with("::warning title=step-summary::the step summary `nowhere/summary.md` cannot be written: "),
        "{all}"
    );
}

#[test]
fn colour_comes_only_where_it_is_asked_for() {
    let blog = blog(&BAD[..1]);
    let plain = check(blog.path(), &[], &[]);
    assert_eq!(
        plain,
        "warning[updated-before-date]: `updated` is before the post was published; ignored
 --> content/a.md:4:10
  |
4 | updated: 2023-01-01
  |          ^^^^^^^^^^
  |
  = help: delete it, or correct it

"
    );
    let forced = check(blog.path(), &[], &[("CLICOLOR_FORCE", "1")]);
    assert!(forced.contains("\u{1b}["), "{forced}");
    assert_eq!(without_styles(&forced), plain);
    for environment in [
        &[("CLICOLOR_FORCE", "0")][..],
        &[("CLICOLOR_FORCE", "")],
        &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")],
        &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "0")],
    ] {
        assert_eq!(
            check(blog.path(), &[], environment),
            plain,
            "{environment:?}"
        );
    }
    let empty = [("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")];
    assert_eq!(check(blog.path(), &[], &empty), forced);
    let json = ["--format", "json"];
    assert_eq!(
        check(blog.path(), &json, &[("CLICOLOR_FORCE", "1")]),
        check(blog.path(), &json, &[])
    );
}

fn without_styles(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| out + part.split_once('m').unwrap().1)
}

#[test]
fn carets_stand_under_the_syllable_that_is_meant() {
    let blog = blog(&[(
        "a.md",
        "---\ntitle: 글\ndate: 2024-01-02\nthumbnail: { alt: \"한글 ５자\", color: 없는그림.png, gray: 회색.png }\n---\n",
    )]);
    let told = check(blog.path(), &["-v"], &[]);
    let lines: Vec<&str> = told.lines().collect();
    let columns = |text: &str| unicode_width::UnicodeWidthStr::width(text);
    let mut seen = 0;
    for pair in lines.windows(2) {
        let Some(start) = pair[1].find('^') else {
            continue;
        };
        let name = ["없는그림.png", "회색.png"][seen];
        let at = pair[0].find(name).unwrap();
        assert_eq!(
            columns(&pair[0][..at]),
            columns(&pair[1][..start]),
            "{told}"
        );
        assert_eq!(columns(name), pair[1].matches('^').count(), "{told}");
        seen += 1;
    }
    assert_eq!(seen, 2, "{told}");
}

/// Demands of SARIF 2.1.0 on the parts that feedcard writes; the whole schema is 120 KB and not part of the suite.
#[test]
fn a_sarif_log_has_the_structure_of_its_standard() {
    let blog = blog(BAD);
    let text = check(blog.path(), &["--format", "sarif"], &[]);
    let log: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let [run] = log["runs"].as_array().unwrap().as_slice() else {
        panic!("{text}")
    };
    let rules: Vec<&str> = run["tool"]["driver"]["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    assert_eq!(run["tool"]["driver"]["name"], "feedcard");
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    for result in results {
        assert!(rules.contains(&result["ruleId"].as_str().unwrap()));
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(blog.path().join(uri).is_file(), "{uri}");
        let region = &place["region"];
        let number = |name: &str| region[name].as_u64().unwrap();
        assert!(number("startLine") >= 1 && number("startColumn") >= 1);
        assert!(number("endColumn") > number("startColumn"));
    }
}
