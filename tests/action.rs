//! `action.yml`: its scripts run under bash as a runner of GitHub runs them, on a blog of two posts.
//!
//! What is not run here: the steps of other actions (cache, artifact), and the compiling of feedcard itself.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use common::{blog, put};
use serde_yaml::Value;

/// An action, and what its steps said so far: `steps.build.outputs.rendered`, `inputs.site`.
struct Run<'a> {
    folder: &'a Path,
    action: Value,
    known: BTreeMap<String, String>,
    summary: String,
}

/// How a step ended, and what it printed.
struct Step {
    code: i32,
    out: String,
    told: String,
}

fn action() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("action.yml");
    serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn has_bash() -> bool {
    let mut probe = Command::new("bash");
    let found = probe
        .args(["-c", "command -v git"])
        .stdout(Stdio::null())
        .status();
    let found = found.is_ok_and(|status| status.success());
    if !found {
        println!("skipped: there is no bash, or no git");
    }
    found
}

impl<'a> Run<'a> {
    fn new(folder: &'a Path, inputs: &[(&str, &str)]) -> Run<'a> {
        let action = action();
        let mut known = BTreeMap::new();
        for (name, input) in action["inputs"].as_mapping().unwrap() {
            let default = input["default"].as_str().unwrap();
            known.insert(
                format!("inputs.{}", name.as_str().unwrap()),
                default.to_owned(),
            );
        }
        for (name, value) in inputs {
            let old = known.insert(format!("inputs.{name}"), (*value).to_owned());
            assert!(old.is_some(), "no input `{name}`");
        }
        let temp = folder.to_string_lossy().into_owned();
        known.insert(
            "github.action_path".into(),
            env!("CARGO_MANIFEST_DIR").into(),
        );
        known.insert("runner.tool_cache".into(), temp.clone());
        known.insert("runner.temp".into(), temp);
        Run {
            folder,
            action,
            known,
            summary: String::new(),
        }
    }

    /// `${{ inputs.out }}` and its kin replaced by what is known; what no step said is empty.
    fn filled(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once("${{") {
            let (name, after) = behind.split_once("}}").unwrap();
            out.push_str(before);
            out.push_str(self.known.get(name.trim()).map_or("", String::as_str));
            rest = after;
        }
        out + rest
    }

    /// Runs the script of a step, named by its `name`.
    fn step(&mut self, name: &str) -> Step {
        let steps = self.action["runs"]["steps"].as_sequence().unwrap();
        let step = steps.iter().find(|step| step["name"] == name).unwrap();
        assert_eq!(step["shell"], "bash");
        let script = step["run"].as_str().unwrap();
        assert!(
            !script.contains("${{"),
            "an input inside of a script is code: {script}"
        );
        put(self.folder, "step.sh", script.as_bytes());
        put(self.folder, "output", b"");
        let folder = step["working-directory"].as_str().unwrap_or(".");
        let mut command = Command::new("bash");
        command
            .args(["--noprofile", "--norc", "-eo", "pipefail"])
            .arg(self.folder.join("step.sh"))
            .current_dir(self.folder.join(self.filled(folder)))
            .env("GITHUB_OUTPUT", self.folder.join("output"))
            .env("GITHUB_STEP_SUMMARY", self.folder.join("summary"))
            .env_remove("SOURCE_DATE_EPOCH");
        if let Some(environment) = step["env"].as_mapping() {
            for (key, value) in environment {
                command.env(key.as_str().unwrap(), self.filled(value.as_str().unwrap()));
            }
        }
        let id = step["id"].as_str().map(str::to_owned);
        let done = command.output().unwrap();
        let outputs = std::fs::read_to_string(self.folder.join("output")).unwrap();
        for line in outputs.lines() {
            let (key, value) = line.split_once('=').unwrap();
            self.known.insert(
                format!("steps.{}.outputs.{key}", id.as_ref().unwrap()),
                value.into(),
            );
        }
        self.summary = std::fs::read_to_string(self.folder.join("summary")).unwrap_or_default();
        Step {
            code: done.status.code().unwrap(),
            out: String::from_utf8(done.stdout).unwrap(),
            told: String::from_utf8(done.stderr).unwrap(),
        }
    }

    /// `changed`, `rendered`, `reused` as a workflow sees them.
    fn outputs(&self) -> [String; 3] {
        ["changed", "rendered", "reused"].map(|name| {
            let value = &self.action["outputs"][name]["value"];
            self.filled(value.as_str().unwrap())
        })
    }
}

fn post(title: &str) -> String {
    format!("---\ntitle: '{title}'\ndate: 2024-01-02 09:00:00 +09:00\n---\n본문\n")
}

const PAGE: &[u8] = b"<!doctype html><html><head><meta charset=\"utf-8\"><title>t</title></head><body></body></html>";
const BINARY: &str = env!("CARGO_BIN_EXE_feedcard");

#[test]
fn a_workflow_learns_what_was_changed_rendered_and_reused() {
    if !has_bash() {
        return;
    }
    let folder = blog(&[("a.md", &post("첫 글")), ("b.md", &post("a | b <i> `c`"))]);
    put(folder.path(), "site/a/index.html", PAGE);
    put(folder.path(), "site/b.html", PAGE);
    put(folder.path(), "site/about.html", PAGE);
    let mut cards = Vec::new();
    // rss, atom, json, opml, style sheet, manifest and two cards; three pages.
    for (rendered, reused) in [("2", "0"), ("0", "2")] {
        let mut run = Run::new(folder.path(), &[("binary", BINARY), ("site", "site")]);
        assert_eq!(run.step("Find feedcard").code, 0);
        let built = run.step("Feeds and cards");
        assert_eq!((built.code, built.told.as_str()), (0, ""));
        assert!(built.out.starts_with("2 posts · 3 feeds"), "{}", built.out);
        let dressed = run.step("Heads of the pages");
        assert_eq!(dressed.code, 0, "{}", dressed.told);
        assert_eq!(run.step("What was done").code, 0);
        let [changed, drawn, kept] = run.outputs();
        assert_eq!((drawn.as_str(), kept.as_str()), (rendered, reused));
        let changed: usize = changed.parse().unwrap();
        assert!(
            if reused == "2" {
                changed == 0
            } else {
                changed > 5
            },
            "{changed}"
        );
        cards.push(run.known["steps.build.outputs.cards"].clone());
        assert!(
            run.summary.contains("### feedcard: the cards"),
            "{}",
            run.summary
        );
        assert!(
            run.summary
                .contains("<img src=\"https://blog.example/a/thumbnail_og.jpg\" width=\"320\"")
        );
        assert!(run.summary.contains("a \\| b"), "{}", run.summary);
    }
    assert_eq!(
        cards[0], cards[1],
        "the key of the cache names what is in it"
    );
}

#[test]
fn what_is_wrong_is_an_annotation_and_fails_the_step_after_its_outputs_are_out() {
    if !has_bash() {
        return;
    }
    let folder = blog(&[
        ("a.md", &post("첫 글")),
        ("b.md", "---\ntitle: x\ndate: 2024-02-31\n---\n"),
    ]);
    let mut run = Run::new(folder.path(), &[("binary", BINARY), ("keep-going", "true")]);
    run.step("Find feedcard");
    let built = run.step("Feeds and cards");
    assert_eq!(built.code, 1);
    assert!(
        built.told.contains("::error file=content/b.md,line=3,"),
        "{}",
        built.told
    );
    run.step("What was done");
    assert_eq!(run.outputs()[1..], ["1", "0"]);
    assert!(
        run.summary.contains("| error | content/b.md:3"),
        "{}",
        run.summary
    );

    let mut judged = Run::new(
        folder.path(),
        &[("binary", BINARY), ("check", "true"), ("site", "site")],
    );
    judged.step("Find feedcard");
    assert_eq!(judged.step("Feeds and cards").code, 1);
    assert_eq!(
        judged.step("Heads of the pages").code,
        0,
        "there is no site yet"
    );
}

#[test]
fn another_folder_another_configuration_and_the_preview_page() {
    if !has_bash() {
        return;
    }
    let folder = blog(&[]);
    put(
        folder.path(),
        "my blog/conf.yaml",
        common::CONFIG.as_bytes(),
    );
    put(
        folder.path(),
        "my blog/content/a.md",
        post("첫 글").as_bytes(),
    );
    put(folder.path(), "my blog/dist/a.html", PAGE);
    let inputs = [
        ("binary", BINARY),
        ("working-directory", "my blog"),
        ("config", "conf.yaml"),
        ("out", "dist"),
        ("site", "dist"),
        ("preview", "true"),
    ];
    let mut run = Run::new(folder.path(), &inputs);
    for name in [
        "Find feedcard",
        "Feeds and cards",
        "Heads of the pages",
        "What was done",
        "Draw the preview page",
    ] {
        let done = run.step(name);
        assert_eq!(done.code, 0, "{name}: {}", done.told);
    }
    let page = std::fs::read_to_string(folder.path().join("my blog/dist/a.html")).unwrap();
    assert!(page.contains("og:image"));
    assert!(folder.path().join("my blog/dist/rss.xml").is_file());
    assert!(folder.path().join("feedcard-preview.html").is_file());
}

#[test]
fn the_program_is_compiled_under_a_key_that_its_source_decides() {
    if !has_bash() {
        return;
    }
    let folder = blog(&[]);
    let mut run = Run::new(folder.path(), &[]);
    assert_eq!(run.step("Find feedcard").code, 0);
    let source = &run.known["steps.tool.outputs.source"];
    assert!(
        source.len() == 40 && source.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{source}"
    );
    assert!(run.known["steps.tool.outputs.program"].ends_with("/feedcard/bin/feedcard"));
    let mut wrong = Run::new(folder.path(), &[("binary", "no-such-program")]);
    let found = wrong.step("Find feedcard");
    assert_eq!(found.code, 2);
    assert!(
        found.out.contains("::error::`no-such-program`"),
        "{}",
        found.out
    );
}

#[test]
fn every_output_that_a_step_is_asked_for_is_one_that_it_gives() {
    let action = action();
    let text = serde_yaml::to_string(&action).unwrap();
    let steps = action["runs"]["steps"].as_sequence().unwrap();
    let mut asked = 0;
    for part in text.split("steps.").skip(1) {
        let mut words = part.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        let (id, _, name) = (words.next().unwrap(), words.next(), words.next().unwrap());
        let step = steps.iter().find(|step| step["id"] == id).unwrap();
        let script = step["run"].as_str().unwrap();
        let by_feedcard =
            ["changed", "rendered", "reused"].contains(&name) && script.contains("--format github");
        assert!(
            by_feedcard || script.contains(&format!("echo \"{name}=")),
            "steps.{id}.outputs.{name}"
        );
        asked += 1;
    }
    assert!(asked > 8, "{asked}");
}
