//! `packaging/targets.json` is the one table: workflows, packages, archives and `cargo binstall` say what it says.
//!
//! `packaging/check` packs, installs and runs; that takes node and python, and minutes.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use serde_yaml::Value as Yaml;

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn text(path: &str) -> String {
    std::fs::read_to_string(at(path)).unwrap()
}

fn json(path: &str) -> Json {
    serde_json::from_str(&text(path)).unwrap()
}

fn yaml(path: &str) -> Yaml {
    serde_yaml::from_str(&text(path)).unwrap()
}

fn cargo() -> toml::Table {
    text("Cargo.toml").parse().unwrap()
}

/// One field of every row of the table.
fn column(name: &str) -> Vec<String> {
    let table = json("packaging/targets.json");
    let rows = table["targets"].as_array().unwrap();
    rows.iter()
        .map(|row| row[name].as_str().unwrap().to_owned())
        .collect()
}

const WORKFLOWS: [&str; 2] = [".github/workflows/ci.yml", ".github/workflows/release.yml"];

/// Every step of a workflow or of the action.
fn steps(path: &str) -> Vec<Yaml> {
    let file = yaml(path);
    if let Some(steps) = file["runs"]["steps"].as_sequence() {
        return steps.clone();
    }
    let jobs = file["jobs"].as_mapping().unwrap();
    jobs.values()
        .flat_map(|job| job["steps"].as_sequence().unwrap().clone())
        .collect()
}

#[test]
fn the_table_names_the_five_targets_once_each() {
    let wanted = [
        "aarch64-apple-darwin",
        "aarch64-unknown-linux-gnu",
        "x86_64-apple-darwin",
        "x86_64-pc-windows-msvc",
        "x86_64-unknown-linux-gnu",
    ];
    let triples = column("triple");
    assert_eq!(triples.len(), wanted.len());
    let triples: BTreeSet<&str> = triples.iter().map(String::as_str).collect();
    assert_eq!(triples, BTreeSet::from(wanted));
    for name in ["package", "wheel", "archive"] {
        let values = column(name);
        let distinct: BTreeSet<&String> = values.iter().collect();
        assert_eq!(distinct.len(), wanted.len(), "{name}");
    }
    for ((triple, program), flags) in column("triple")
        .iter()
        .zip(column("program"))
        .zip(column("rustflags"))
    {
        assert_eq!(program.ends_with(".exe"), triple.contains("windows"));
        assert_eq!(
            flags.contains("+crt-static"),
            !triple.contains("apple"),
            "{triple}"
        );
    }
}

#[test]
fn the_release_builds_the_rows_of_the_table_on_the_runners_that_it_names() {
    let release = yaml(".github/workflows/release.yml");
    let build = &release["jobs"]["build"];
    assert_eq!(
        build["strategy"]["matrix"]["target"],
        "${{ fromJSON(needs.plan.outputs.targets) }}"
    );
    assert_eq!(build["runs-on"], "${{ matrix.target.runner }}");
    let plan = steps(".github/workflows/release.yml");
    let reads = plan.iter().any(|step| {
        let script = step["run"].as_str().unwrap_or_default();
        script.contains("jq -c .targets packaging/targets.json")
    });
    assert!(reads, "the matrix is the table");
    // Every package is made of the programs of that job: nothing else compiles in the workflow.
    let compiling = plan.iter().filter(|step| {
        step["run"]
            .as_str()
            .unwrap_or_default()
            .contains("cargo build")
    });
    assert_eq!(compiling.count(), 1);
}

#[test]
fn packages_archives_binstall_and_the_action_follow_the_table() {
    let package = json("packaging/npm/feedcard/package.json");
    let optional = package["optionalDependencies"].as_object().unwrap();
    assert_eq!(optional.keys().cloned().collect::<Vec<_>>(), {
        let mut names = column("package");
        names.sort();
        names
    });
    let cargo = cargo();
    let binstall = &cargo["package"]["metadata"]["binstall"];
    let template = binstall["pkg-url"].as_str().unwrap();
    let file = template.rsplit('/').next().unwrap();
    let action = text("action.yml");
    for (triple, archive) in column("triple").iter().zip(column("archive")) {
        assert_eq!(file.replace("{ target }", triple), archive);
        assert!(action.contains(&format!("triple={triple} ")), "{triple}");
    }
    assert_eq!(action.matches("triple=").count(), column("triple").len());
    for (musl, other) in binstall["overrides"].as_table().unwrap() {
        let url = other["pkg-url"].as_str().unwrap();
        let glibc = musl.replace("-musl", "-gnu");
        assert_eq!(url, template.replace("{ target }", &glibc));
        assert!(column("triple").contains(&glibc));
    }
}

#[test]
fn there_is_one_version_and_one_owner() {
    let cargo = cargo();
    let version = cargo["package"]["version"].as_str().unwrap();
    let package = json("packaging/npm/feedcard/package.json");
    let hexo = json("packaging/npm/hexo-feedcard/package.json");
    let gatsby = json("packaging/npm/feedcard/gatsby/package.json");
    let mut versions = vec![&package["version"], &hexo["version"], &gatsby["version"]];
    versions.push(&hexo["dependencies"]["feedcard"]);
    versions.extend(
        package["optionalDependencies"]
            .as_object()
            .unwrap()
            .values(),
    );
    for found in versions {
        assert_eq!(found, version);
    }
    let owner = json("packaging/targets.json")["repository"]
        .as_str()
        .unwrap()
        .to_owned();
    let home = format!("https://github.com/{owner}");
    assert_eq!(cargo["package"]["repository"].as_str(), Some(&*home));
    assert_eq!(cargo["package"]["homepage"].as_str(), Some(&*home));
    for manifest in [&package, &hexo] {
        assert_eq!(manifest["homepage"], home.as_str());
        assert_eq!(manifest["repository"]["url"], format!("git+{home}.git"));
    }
}

#[test]
fn the_packages_hold_what_their_exports_name() {
    let package = json("packaging/npm/feedcard/package.json");
    // Written by pack.mjs from the program and the repository.
    let made = ["./feedcard.schema.json", "./types.d.ts"];
    let mut checked = 0;
    for value in package["exports"].as_object().unwrap().values() {
        let files = match value {
            Json::String(file) => vec![file.as_str()],
            other => ["types", "default"]
                .map(|key| other[key].as_str().unwrap())
                .to_vec(),
        };
        for file in files {
            let there = at("packaging/npm/feedcard").join(file).is_file();
            assert!(there || made.contains(&file), "{file}");
            checked += 1;
        }
    }
    assert!(checked > 12, "{checked}");
    let bin = package["bin"]["feedcard"].as_str().unwrap();
    assert!(at("packaging/npm/feedcard").join(bin).is_file());
    assert!(package["scripts"].is_null(), "nothing runs at install time");
}

#[test]
fn actions_of_others_are_pinned_by_hash_and_say_their_version() {
    let mut pinned = 0;
    for path in WORKFLOWS {
        for line in text(path).lines().filter(|line| line.contains("uses:")) {
            let (_, rest) = line.split_once('@').unwrap();
            let (hash, version) = rest.split_once(" # v").unwrap_or_else(|| panic!("{line}"));
            assert!(
                hash.len() == 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()),
                "{line}"
            );
            assert!(
                version.starts_with(|first: char| first.is_ascii_digit()),
                "{line}"
            );
            pinned += 1;
        }
    }
    assert!(pinned > 15, "{pinned}");
}

#[test]
fn no_shell_line_contains_an_expression() {
    let mut scripts = 0;
    for path in WORKFLOWS {
        for step in steps(path) {
            let Some(script) = step["run"].as_str() else {
                continue;
            };
            assert_eq!(step["shell"], "bash", "{path}: {script}");
            assert!(
                !script.contains("${{"),
                "{path}: what is expanded in a script is code: {script}"
            );
            scripts += 1;
        }
    }
    assert!(scripts > 15, "{scripts}");
}
