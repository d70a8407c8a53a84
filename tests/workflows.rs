//! Every shell block of the workflows runs under bash on a made-up runner: a folder with a small blog, the files of `packaging`,
//! and stand-ins for what must not run here (compiler, registries, sudo).
//!
//! `tests/action.rs` does the same for the action.
#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use common::{blog, put};
use serde_yaml::Value;

const BINARY: &str = env!("CARGO_BIN_EXE_feedcard");

fn workflow(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(".github/workflows")
        .join(name);
    serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn script(folder: &Path, path: &str, text: &str) {
    put(
        folder,
        path,
        format!("#!/usr/bin/env bash\nset -eu\n{text}\n").as_bytes(),
    );
    let made = Command::new("chmod")
        .arg("+x")
        .arg(folder.join(path))
        .status();
    assert!(made.unwrap().success());
}

/// A runner whose folder is a small repository; what its stand-ins are told is in `told`.
fn runner() -> tempfile::TempDir {
    let post = "---\ntitle: 첫 글\ndate: 2024-01-02 09:00:00 +09:00\n---\n본문\n";
    let folder = blog(&[("a.md", post)]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in [
        "Cargo.toml",
        "Cargo.lock",
        "packaging/targets.json",
        "packaging/hashes",
        "packaging/source-hash",
    ] {
        put(
            folder.path(),
            file,
            &std::fs::read(root.join(file)).unwrap(),
        );
        let mode = std::fs::metadata(root.join(file)).unwrap().permissions();
        std::fs::set_permissions(folder.path().join(file), mode).unwrap();
    }
    put(folder.path(), "src/main.rs", b"fn main() {}\n");
    put(folder.path(), "fonts/a.otf", b"font\n");
    put(folder.path(), "action.yml", b"name: x\n");
    let told = folder.path().join("told");
    let say = format!("echo \"$(basename \"$0\") $*\" >> '{}'", told.display());
    let built = format!(
        "{say}\nif [ \"$1\" = build ]; then for d in target/release \"target/${{TRIPLE:-none}}/release\"; do mkdir -p \"$d\"; cp '{BINARY}' \"$d/feedcard\"; done; fi"
    );
    script(folder.path(), "stub/cargo", &built);
    let emulated = format!("{say}\nshift 2\nexec \"$@\"");
    script(folder.path(), "stub/qemu-x86_64", &emulated);
    for name in [
        "rustup",
        "sudo",
        "npm",
        "gh",
        "python3",
        "check-jsonschema",
        "zizmor",
    ] {
        script(folder.path(), &format!("stub/{name}"), &say);
    }
    let table = std::fs::read_to_string(root.join("packaging/targets.json")).unwrap();
    let table: serde_json::Value = serde_json::from_str(&table).unwrap();
    let rows = table["targets"].to_string();
    let count = table["targets"].as_array().unwrap().len();
    let owner = table["repository"].as_str().unwrap();
    let jq = format!(
        "case \"$*\" in\n'-c .targets '*) echo '{rows}' ;;\n'-r .repository '*) echo '{owner}' ;;\n'.targets | length '*) echo {count} ;;\n*) exit 9 ;;\nesac"
    );
    script(folder.path(), "stub/jq", &jq);
    script(folder.path(), ".ci/run", &say);
    let check = format!("{say}\nmkdir -p dist/packages/release");
    script(folder.path(), "packaging/check", &check);
    folder
}

/// What `${{ … }}` is on this runner.
fn known() -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("github.ref_name", format!("v{}", env!("CARGO_PKG_VERSION"))),
        ("github.repository", "OWNER/feedcard".into()),
        ("github.token", "token".into()),
        ("steps.auth.outputs.token", "token".into()),
        ("matrix.target.triple", "x86_64-unknown-linux-gnu".into()),
        ("matrix.target.program", "feedcard".into()),
        ("matrix.target.rustflags", String::new()),
    ])
}

/// Runs the shell blocks of one job, in order; what its downloads bring is there already.
fn job(file: &str, name: &str, folder: &Path) -> usize {
    let workflow = workflow(file);
    let mut ran = 0;
    for step in workflow["jobs"][name]["steps"].as_sequence().unwrap() {
        let Some(text) = step["run"].as_str() else {
            continue;
        };
        put(folder, "step.sh", text.as_bytes());
        let path = std::env::var("PATH").unwrap();
        let mut command = Command::new("bash");
        command
            .args(["--noprofile", "--norc", "-euo", "pipefail"])
            .arg(folder.join("step.sh"))
            .current_dir(folder)
            .env("PATH", format!("{}:{path}", folder.join("stub").display()))
            .env("GITHUB_OUTPUT", folder.join("output"))
            .env("RUNNER_OS", "Linux")
            .env("RUNNER_ARCH", "X64")
            .env_remove("SOURCE_DATE_EPOCH");
        for (key, value) in step["env"].as_mapping().into_iter().flatten() {
            let value = value.as_str().unwrap();
            let inside = value
                .strip_prefix("${{ ")
                .and_then(|rest| rest.strip_suffix(" }}"));
            let value = inside.map_or(value.to_owned(), |name| known()[name].clone());
            command.env(key.as_str().unwrap(), value);
        }
        let done = command.output().unwrap();
        let said = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{file}, {name}: {text}\n{said}");
        ran += 1;
    }
    ran
}

fn told(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("told")).unwrap()
}

#[test]
fn the_jobs_of_ci_run() {
    let folder = runner();
    assert_eq!(job("ci.yml", "test", folder.path()), 4);
    let hashes = std::fs::read_to_string(folder.path().join("hashes-Linux-X64.txt")).unwrap();
    assert!(
        hashes.contains("./rss.xml") && hashes.contains(".jpg"),
        "{hashes}"
    );
    std::fs::copy(BINARY, folder.path().join("feedcard")).unwrap();
    assert_eq!(job("ci.yml", "old-cpu", folder.path()), 1);
    assert!(told(folder.path()).contains("qemu-x86_64 -cpu Nehalem ./feedcard build"));
    for other in ["macOS-ARM64", "Windows-X64"] {
        put(
            folder.path(),
            &format!("hashes-{other}.txt"),
            hashes.as_bytes(),
        );
    }
    assert_eq!(job("ci.yml", "same-bytes", folder.path()), 1);
    assert_eq!(job("ci.yml", "packages", folder.path()), 3);
}

#[test]
#[should_panic(expected = "differ")]
fn another_byte_on_another_machine_fails() {
    let folder = runner();
    for name in ["a", "b", "c", "d"] {
        put(
            folder.path(),
            &format!("hashes-{name}.txt"),
            format!("1 {}\n", name == "d").as_bytes(),
        );
    }
    job("ci.yml", "same-bytes", folder.path());
}

#[test]
fn the_jobs_of_a_release_run() {
    let folder = runner();
    assert_eq!(job("release.yml", "plan", folder.path()), 1);
    let outputs = std::fs::read_to_string(folder.path().join("output")).unwrap();
    assert!(outputs.starts_with("targets=[{"), "{outputs}");
    assert_eq!(job("release.yml", "build", folder.path()), 1);
    let triple = "x86_64-unknown-linux-gnu";
    let program = folder.path().join("programs").join(triple).join("feedcard");
    assert!(program.is_file());
    let list = std::fs::read(folder.path().join(format!("hashes/{triple}.txt"))).unwrap();
    for row in ["a", "b", "c", "d", "e"] {
        put(folder.path(), &format!("dist/hashes/{row}.txt"), &list);
        put(
            folder.path(),
            &format!("dist/programs/{row}/feedcard"),
            b"x",
        );
    }
    assert_eq!(job("release.yml", "pack", folder.path()), 2);
    let source = folder
        .path()
        .join("dist/packages/release/feedcard-source.txt");
    assert_eq!(std::fs::read_to_string(source).unwrap().trim().len(), 40);
    put(folder.path(), "release/feedcard.tar.gz", b"x");
    assert_eq!(job("release.yml", "release", folder.path()), 1);
    for name in [
        "feedcard-linux-x64-0.1.0",
        "feedcard-0.1.0",
        "hexo-feedcard-0.1.0",
    ] {
        put(folder.path(), &format!("npm/{name}.tgz"), b"x");
    }
    assert_eq!(job("release.yml", "npm", folder.path()), 1);
    assert_eq!(job("release.yml", "crate", folder.path()), 1);
    let told = told(folder.path());
    let order = [
        "./npm/feedcard-linux-x64-0.1.0.tgz",
        "./npm/feedcard-0.1.0.tgz",
        "./npm/hexo-feedcard-0.1.0.tgz",
    ];
    let at = order.map(|name| {
        told.find(&format!("npm publish {name}"))
            .unwrap_or_else(|| panic!("{name}: {told}"))
    });
    assert!(
        at.is_sorted(),
        "the programs come before what needs them: {told}"
    );
    assert_eq!(told.matches("npm publish").count(), 3);
    assert!(told.contains("gh release create v"));
}
