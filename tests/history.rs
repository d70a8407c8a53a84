//! `updated: git`: when a post changed, from a repository made for the purpose, and from ones made to do harm.
#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::path::Path;
use std::process::Command;

use common::{CONFIG, put, run};
use serde_json::Value;

fn git(folder: &Path, date: &str, arguments: &[&str]) {
    let done = Command::new("git")
        .current_dir(folder)
        .args([
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@a.example",
            "-c",
            "core.hooksPath=/dev/null",
        ])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_DATE", date)
        .env("GIT_COMMITTER_DATE", date)
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
}

/// A blog of three posts: one that was changed, one that was only added, one that names its own date.
fn blog() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    put(
        root,
        "feedcard.yaml",
        format!("{CONFIG}updated: git\n").as_bytes(),
    );
    let post =
        |more: &str, body: &str| format!("---\ntitle: 글\ndate: 2024-01-02\n{more}---\n{body}\n");
    put(root, "content/바뀐 글.md", post("", "하나").as_bytes());
    put(root, "content/added.md", post("", "하나").as_bytes());
    put(
        root,
        "content/own.md",
        post("updated: 2024-02-01\n", "하나").as_bytes(),
    );
    git(root, "2024-01-03T10:00:00 +0900", &["init", "-q"]);
    git(root, "2024-01-03T10:00:00 +0900", &["add", "content"]);
    git(root, "2024-01-03T10:00:00 +0900", &["commit", "-qm", "one"]);
    put(root, "content/바뀐 글.md", post("", "둘").as_bytes());
    put(
        root,
        "content/own.md",
        post("updated: 2024-02-01\n", "둘").as_bytes(),
    );
    git(
        root,
        "2024-03-04T12:30:00 +0900",
        &["commit", "-qam", "two"],
    );
    folder
}

fn updated(root: &Path) -> (Vec<(String, Value)>, String) {
    let done = run(root, &["build", "--now", "2025-01-01T00:00:00Z"], &[]);
    let manifest = std::fs::read(root.join("out/feedcard.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let posts = manifest["posts"].as_array().unwrap().iter();
    let mut found: Vec<(String, Value)> = posts
        .map(|post| {
            (
                post["source"].as_str().unwrap().to_owned(),
                post["updated"].clone(),
            )
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    (found, String::from_utf8(done.stderr).unwrap())
}

#[test]
fn a_post_changed_when_a_commit_changed_it_after_the_one_that_added_it() {
    let blog = blog();
    let (found, told) = updated(blog.path());
    assert_eq!(
        found,
        [
            ("content/added.md".into(), Value::Null),
            ("content/own.md".into(), "2024-02-01T00:00:00+09:00".into()),
            (
                "content/바뀐 글.md".into(),
                "2024-03-04T12:30:00+09:00".into()
            ),
        ]
    );
    assert_eq!(told, "");
}

#[test]
fn a_history_that_is_cut_off_or_missing_is_told() {
    let blog = blog();
    let clone = tempfile::tempdir().unwrap();
    let from = format!("file://{}", blog.path().display());
    git(
        clone.path(),
        "2024-01-03T10:00:00 +0900",
        &["clone", "-q", "--depth", "1", &from, "."],
    );
    put(
        clone.path(),
        "feedcard.yaml",
        format!("{CONFIG}updated: git\n").as_bytes(),
    );
    let (found, told) = updated(clone.path());
    assert!(
        found[2].1.is_null() && told.contains("fetch-depth: 0"),
        "{told}"
    );
    std::fs::remove_dir_all(blog.path().join(".git")).unwrap();
    let (found, told) = updated(blog.path());
    assert!(found[2].1.is_null(), "{found:?}");
    assert!(
        told.contains("warning[git-history]: `updated: git`: the blog is not in a git repository"),
        "{told}"
    );
}

#[test]
fn no_program_that_a_repository_names_is_run() {
    let blog = blog();
    let root = blog.path();
    let mark = root.join("ran");
    let program = root.join("program");
    put(
        root,
        "program",
        format!("#!/bin/sh\ntouch {}\n", mark.display()).as_bytes(),
    );
    let mut mode = program.metadata().unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut mode, 0o755);
    std::fs::set_permissions(&program, mode).unwrap();
    let named = program.to_str().unwrap();
    for key in [
        "core.fsmonitor",
        "core.pager",
        "pager.log",
        "diff.external",
        "diff.x.textconv",
        "diff.x.command",
        "filter.x.clean",
        "filter.x.smudge",
        "gpg.program",
        "core.sshCommand",
        "core.alternateRefsCommand",
        "credential.helper",
    ] {
        git(root, "2024-01-03T10:00:00 +0900", &["config", key, named]);
    }
    for (key, value) in [
        ("log.showSignature", "true"),
        ("core.hooksPath", root.to_str().unwrap()),
    ] {
        git(root, "2024-01-03T10:00:00 +0900", &["config", key, value]);
    }
    put(root, ".gitattributes", b"*.md diff=x filter=x\n");
    // A bare repository in a folder of the blog, as a pull request can bring one.
    git(
        root,
        "2024-01-03T10:00:00 +0900",
        &["init", "-q", "--bare", "content/bare"],
    );
    let (found, _) = updated(root);
    assert_eq!(found[2].1, "2024-03-04T12:30:00+09:00");
    assert!(!mark.exists(), "a program of the repository was run");
}
