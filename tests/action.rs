//! `action.yml`: its scripts run under bash as a runner of GitHub runs them, on a blog of two posts.
//!
//! Needs bash and git, as the action does. Not run here: the steps of other actions (cache, artifact), and the compiling of feedcard itself.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use common::{blog, put};
use serde_yaml::Value;

/// An action, and what its steps said so far: `steps.build.outputs.rendered`, `inputs.site`.
struct Run<'a> {
    folder: &'a Path,
    action: Value,
    known: BTreeMap<String, String>,
    summary: String,
}

/// Exit code and output of a step.
struct Step {
    code: i32,
    out: String,
    told: String,
}

fn action() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("action.yml");
    serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
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
        let system = match std::env::consts::OS {
            "macos" => "macOS",
            "windows" => "Windows",
            _ => "Linux",
        };
        let processor = match std::env::consts::ARCH {
            "aarch64" => "ARM64",
            _ => "X64",
        };
        known.insert("runner.os".into(), system.into());
        known.insert("runner.arch".into(), processor.into());
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
            .args(["--noprofile", "--norc", "-euo", "pipefail"])
            .arg(self.folder.join("step.sh"))
            .current_dir(self.folder.join(self.filled(folder)))
            .env("GITHUB_OUTPUT", self.folder.join("output"))
            .env("GITHUB_STEP_SUMMARY", self.folder.join("summary"))
            .env_remove("SOURCE_DATE_EPOCH");
        let stubs = self.folder.join("stub");
        if stubs.is_dir() {
            let path = std::env::var("PATH").unwrap();
            command.env("PATH", format!("{}:{path}", stubs.display()));
        }
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
    let folder = blog(&[("a.md", &post("첫 글")), ("b.md", &post("a | b <i> `c`"))]);
    put(folder.path(), "site/a/index.html", PAGE);
    put(folder.path(), "site/b.html", PAGE);
    put(folder.path(), "site/about.html", PAGE);
    // rss, atom, json, opml, style sheet, manifest and two cards; three pages.
    for (rendered, reused) in [("2", "0"), ("0", "2")] {
        let mut run = Run::new(folder.path(), &[("binary", BINARY), ("site", "site")]);
        assert_eq!(run.step("Find feedcard").code, 0);
        let said = run.step("Say which program it is");
        assert_eq!(said.code, 0, "{}", said.told);
        assert!(said.out.ends_with("(input)\n"), "{}", said.out);
        let built = run.step("Feeds and cards");
        assert_eq!(built.code, 0, "{}", built.told);
        assert!(built.out.contains("2 posts · 3 feeds"), "{}", built.out);
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
    let cache = folder.path().join("feedcard-cache");
    assert!(cache.is_dir(), "the cache lies outside of the workspace");
    assert!(!folder.path().join(".feedcard").exists());
}

#[test]
fn what_is_wrong_is_an_annotation_and_fails_the_step_after_its_outputs_are_out() {
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
    assert_eq!(run.outputs()[1..], ["1", "0"]);
    assert!(
        run.summary.contains("| error | content/b.md:3"),
        "{}",
        run.summary
    );

    let mut judged = Run::new(folder.path(), &[("binary", BINARY), ("check", "true")]);
    judged.step("Find feedcard");
    assert_eq!(judged.step("Feeds and cards").code, 1);
    assert!(!folder.path().join("out/b").exists());
}

#[test]
fn another_folder_another_configuration_and_the_preview_page() {
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
    for name in ["Find feedcard", "Feeds and cards", "Draw the preview page"] {
        let done = run.step(name);
        assert_eq!(done.code, 0, "{name}: {}", done.told);
    }
    let page = std::fs::read_to_string(folder.path().join("my blog/dist/a.html")).unwrap();
    assert!(page.contains("og:image"));
    assert!(folder.path().join("my blog/dist/rss.xml").is_file());
    assert!(folder.path().join("feedcard-preview.html").is_file());
}

/// A `cargo`, a `rustup` and a release that a workspace or a server would like to have run.
fn stub(folder: &Path, name: &str, script: &str) {
    put(
        folder,
        &format!("stub/{name}"),
        format!("#!/bin/sh\n{script}\n").as_bytes(),
    );
    let made = Command::new("chmod")
        .arg("+x")
        .arg(folder.join("stub").join(name))
        .status();
    assert!(made.unwrap().success());
}

#[test]
fn without_a_release_the_program_is_compiled_in_the_folder_of_the_action() {
    let folder = blog(&[]);
    put(
        folder.path(),
        "rust-toolchain.toml",
        b"[toolchain]\npath = 'evil'\n",
    );
    put(
        folder.path(),
        ".cargo/config.toml",
        b"[build]\nrustc-wrapper = 'evil'\n",
    );
    let mut run = Run::new(folder.path(), &[]);
    assert_eq!(run.step("Find feedcard").code, 0);
    assert!(!run.known.contains_key("steps.tool.outputs.from"));
    let source = run.known["steps.tool.outputs.source"].clone();
    assert!(
        source.len() == 40 && source.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{source}"
    );
    let program = run.known["steps.tool.outputs.program"].clone();
    assert!(
        program.ends_with(&format!("/feedcard/{source}/bin/feedcard")),
        "{program}"
    );
    let said = folder.path().join("said");
    let make = format!(
        "pwd > '{}'; mkdir -p \"$6/bin\"; cp '{BINARY}' \"$6/bin/feedcard\"",
        said.display()
    );
    stub(folder.path(), "cargo", &make);
    let done = run.step("Compile it, if there is none");
    assert_eq!(done.code, 0, "{}", done.told);
    let inside = std::fs::read_to_string(&said).unwrap();
    let action = Path::new(env!("CARGO_MANIFEST_DIR"))
        .canonicalize()
        .unwrap();
    assert_eq!(Path::new(inside.trim()).canonicalize().unwrap(), action);
    let done = run.step("Say which program it is");
    assert!(done.out.ends_with("(compiled)\n"), "{}", done.out);
    // What is there is not compiled again.
    std::fs::remove_file(&said).unwrap();
    assert_eq!(run.step("Compile it, if there is none").code, 0);
    assert!(!said.exists());

    let mut wrong = Run::new(folder.path(), &[("binary", "no-such-program")]);
    let found = wrong.step("Find feedcard");
    assert_eq!(found.code, 2);
    assert!(
        found.out.contains("::error::`no-such-program`"),
        "{}",
        found.out
    );
}

/// A release on a server of files: `feedcard` is a script that says who it is.
#[cfg(unix)]
fn release(folder: &Path, source: &str, forged: bool) {
    let version = env!("CARGO_PKG_VERSION");
    let place = format!("server/o/feedcard/releases/download/v{version}");
    put(
        folder,
        &format!("{place}/feedcard-source.txt"),
        format!("{source}\n").as_bytes(),
    );
    put(
        folder,
        &format!("{place}/feedcard"),
        b"#!/bin/sh\necho released\n",
    );
    let script = "chmod +x feedcard; for t in x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu x86_64-apple-darwin aarch64-apple-darwin; do \
        tar -czf feedcard-$t.tar.gz feedcard; if command -v sha256sum >/dev/null; then sha256sum feedcard-$t.tar.gz; else shasum -a 256 feedcard-$t.tar.gz; fi > feedcard-$t.tar.gz.sha256; done";
    let made = Command::new("bash")
        .args(["-c", script])
        .current_dir(folder.join(&place))
        .status();
    assert!(made.unwrap().success());
    if forged {
        let list = std::fs::read_dir(folder.join(&place)).unwrap();
        for file in list.map(|entry| entry.unwrap().path()) {
            if file.extension().is_some_and(|extension| extension == "gz") {
                let mut bytes = std::fs::read(&file).unwrap();
                bytes.push(b'x');
                std::fs::write(&file, bytes).unwrap();
            }
        }
    }
}

#[test]
#[cfg(unix)]
fn a_release_is_taken_if_it_was_made_from_this_source_and_is_what_its_hash_says() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/source-hash");
    let own = Command::new("bash").arg(script).output().unwrap().stdout;
    let own = String::from_utf8(own).unwrap().trim().to_owned();
    for (source, forged, code, from) in [
        (own.as_str(), false, 0, Some("release")),
        (own.as_str(), true, 2, None),
        ("0000", false, 0, None),
    ] {
        let folder = blog(&[]);
        release(folder.path(), source, forged);
        let mut run = Run::new(folder.path(), &[]);
        let server = format!("file://{}/server", folder.path().display());
        run.known.insert("github.server_url".into(), server);
        run.known
            .insert("github.action_repository".into(), "o/feedcard".into());
        let done = run.step("Find feedcard");
        assert_eq!(done.code, code, "{}{}", done.out, done.told);
        let found = run.known.get("steps.tool.outputs.from").map(String::as_str);
        assert_eq!(found, from, "{}", done.out);
        let program = Path::new(&run.known["steps.tool.outputs.program"]);
        assert_eq!(program.exists(), from.is_some(), "nothing else is unpacked");
    }
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
        let Some(script) = step["run"].as_str() else {
            continue; // an action of somebody else
        };
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
