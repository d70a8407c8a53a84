//! Files beside a post that its body names, in a build without a site folder: copied to where the feeds say they are, or a
//! warning at the line that names them.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::path::Path;

use common::{CONFIG, blog, files, put, run};

const POST: &str = "---\ntitle: 글\ndate: 2024-01-02\n---\n\n![그림](./사진%201.png) [자료](data/표.csv) <img src=\"b.gif\" alt=\"\">\n\n![](./none.PNG)\n";

/// A post in a folder of its own with three files beside it, one of them with a name that is not composed.
fn asset_blog() -> tempfile::TempDir {
    let folder = blog(&[("첫/index.md", POST)]);
    for (path, text) in [
        ("사진 1.png", "picture"),
        ("data/표.csv", "table"),
        ("b.gif", "film"),
        ("none.png", "other case"),
        ("unnamed.png", "nobody names it"),
    ] {
        put(&folder.path().join("content/첫"), path, text.as_bytes());
    }
    folder
}

/// Exit code and problems, each as `rule line:column message`.
fn build(folder: &Path, arguments: &[&str]) -> (i32, Vec<String>) {
    let now = ["build", "--format", "json", "--now", "2025-01-01T00:00:00Z"];
    let done = run(folder, &[&now, arguments].concat(), &[]);
    let told: Vec<serde_json::Value> = serde_json::from_slice(&done.stderr).unwrap();
    let lines = told.iter().map(|one| {
        format!(
            "{} {}:{} {} | {}",
            one["rule"].as_str().unwrap(),
            one["line"],
            one["column"],
            one["message"].as_str().unwrap(),
            one["help"].as_str().unwrap_or_default()
        )
    });
    (done.status.code().unwrap(), lines.collect())
}

fn text(folder: &Path, path: &str) -> String {
    std::fs::read_to_string(folder.join(path)).unwrap()
}

#[test]
fn what_lies_beside_a_post_goes_where_the_feed_says_it_is() {
    let folder = asset_blog();
    let (code, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told:?}");
    let feed: serde_json::Value =
        serde_json::from_str(&text(folder.path(), "out/feed.json")).unwrap();
    let html = feed["items"][0]["content_html"].as_str().unwrap();
    for (path, words) in [
        ("첫/사진 1.png", "picture"),
        ("첫/data/표.csv", "table"),
        ("첫/b.gif", "film"),
    ] {
        let parts: Vec<String> = path
            .split('/')
            .map(|part| {
                percent_encoding::utf8_percent_encode(part, percent_encoding::NON_ALPHANUMERIC)
                    .to_string()
                    .replace("%2E", ".")
            })
            .collect();
        let url = format!("https://blog.example/{}", parts.join("/"));
        assert!(html.contains(&url), "{url}\n{html}");
        assert_eq!(text(folder.path(), &format!("out/{path}")), words);
    }
    assert!(!folder.path().join("out/첫/unnamed.png").exists());
    assert_eq!(
        told,
        [
            "asset-missing 8:5 there is no `./none.PNG` beside the post: readers see something broken | `./none.png` is there: write it so"
        ]
    );
    let manifest: serde_json::Value =
        serde_json::from_str(&text(folder.path(), "out/feedcard.json")).unwrap();
    assert!(
        manifest["files"]
            .as_array()
            .unwrap()
            .contains(&"첫/b.gif".into())
    );
}

#[test]
fn copies_are_kept_renewed_and_removed_like_cards() {
    let folder = asset_blog();
    build(folder.path(), &[]);
    let before = files(&folder.path().join("out"));
    // The warning comes from the cache now.
    assert_eq!(build(folder.path(), &[]).1.len(), 1);
    assert!(
        files(&folder.path().join("out")) == before,
        "a second run wrote something"
    );
    assert_eq!(build(folder.path(), &["--check"]).0, 0);
    put(folder.path(), "content/첫/b.gif", b"another film");
    assert_eq!(build(folder.path(), &["--check"]).0, 1);
    build(folder.path(), &[]);
    assert_eq!(text(folder.path(), "out/첫/b.gif"), "another film");
    // Without a cache the manifest says whose the file is.
    std::fs::remove_dir_all(folder.path().join(".feedcard")).unwrap();
    put(folder.path(), "content/첫/b.gif", b"a third film");
    build(folder.path(), &[]);
    assert_eq!(text(folder.path(), "out/첫/b.gif"), "a third film");
    put(
        folder.path(),
        "content/첫/index.md",
        POST.replace("<img src=\"b.gif\" alt=\"\">", "").as_bytes(),
    );
    put(folder.path(), "out/첫/data/표.csv", b"somebody's own");
    put(
        folder.path(),
        "content/첫/index.md",
        "---\ntitle: 글\ndate: 2024-01-02\n---\n\n글\n".as_bytes(),
    );
    build(folder.path(), &[]);
    assert!(!folder.path().join("out/첫/b.gif").exists());
    assert!(!folder.path().join("out/첫/사진 1.png").exists());
    assert_eq!(text(folder.path(), "out/첫/data/표.csv"), "somebody's own");
}

#[test]
fn nothing_is_copied_where_it_is_not_wanted() {
    for (configuration, arguments) in [
        ("feeds: { assets: none }\n", vec![]),
        ("feeds: { content: summary }\n", vec![]),
        ("", vec!["--site", "site", "--out", "out"]),
    ] {
        let folder = asset_blog();
        put(
            folder.path(),
            "feedcard.yaml",
            format!("{CONFIG}{configuration}").as_bytes(),
        );
        put(
            folder.path(),
            "site/첫/index.html",
            "<h1>글</h1><p>자료</p>".as_bytes(),
        );
        let (code, told) = build(folder.path(), &arguments);
        assert_eq!(code, 0, "{told:?}");
        assert!(
            !told.iter().any(|one| one.starts_with("asset-")),
            "{told:?}"
        );
        assert!(!folder.path().join("out/첫/b.gif").exists());
    }
}

#[test]
fn what_may_not_be_copied_is_told_where_it_is_named() {
    let body = "![](../../secret.png)\n![](./.env.png)\n![](big.png)\n![](thumbnail_og.jpg)\n![](folder.png)\n![](../둘/draft.md)\n[그](page.html)\n[다음](../v1.2)\n";
    let folder = blog(&[(
        "첫/index.md",
        &format!("---\ntitle: 글\ndate: 2024-01-02\n---\n{body}"),
    )]);
    let root = folder.path();
    put(
        root,
        "feedcard.yaml",
        format!("{CONFIG}limits: {{ asset_bytes: 10 }}\n").as_bytes(),
    );
    put(root, "secret.png", b"key");
    put(root, "content/첫/.env.png", b"key");
    put(root, "content/첫/big.png", b"12345678901");
    put(root, "content/첫/thumbnail_og.jpg", b"own");
    put(root, "content/첫/folder.png/x", b"");
    put(root, "content/첫/page.html", b"");
    put(root, "content/둘/draft.md", b"secret words");
    let (code, told) = build(root, &[]);
    assert_eq!(code, 0, "{told:?}");
    let said: Vec<&str> = told
        .iter()
        .map(|one| one.split(" | ").next().unwrap())
        .collect();
    assert_eq!(
        said,
        [
            "asset-left-out 5:5 `../../secret.png` lies outside of the content folder; it is not copied",
            "asset-left-out 6:5 `./.env.png` lies where nothing is published; it is not copied",
            "asset-left-out 7:5 `big.png` has 11 bytes, 10 are allowed; it is not copied",
            "asset-left-out 8:5 `thumbnail_og.jpg` would lie where feedcard writes `첫/thumbnail_og.jpg`; it is not copied",
            "asset-left-out 9:5 `folder.png` is a folder; it is not copied",
        ]
    );
    let written = files(&root.join("out"));
    assert!(
        !written
            .values()
            .any(|(bytes, _)| bytes == b"key" || bytes == b"secret words" || bytes == b"own")
    );
    assert_eq!(build(root, &["--strict"]).0, 1);
}

#[test]
fn two_files_of_one_place_and_more_than_the_limit_are_told() {
    let post = |body: &str| format!("---\ntitle: 글\ndate: 2024-01-02\n---\n{body}\n");
    let folder = blog(&[
        ("a/one.md", &post("![](../x/p.png)")),
        ("x/two.md", &post("![](./p.png)")),
        (
            "b.md",
            "---\ntitle: 셋\ndate: 2024-01-02\npermalink: /y\n---\n![](x.png) ![](y.png)\n",
        ),
    ]);
    let root = folder.path();
    put(
        root,
        "feedcard.yaml",
        format!("{CONFIG}permalink: \"/{{path}}\"\nlimits: {{ assets_total_bytes: 25 }}\n")
            .as_bytes(),
    );
    for path in ["x/p.png", "x.png", "y.png"] {
        put(root, &format!("content/{path}"), b"1234567890");
    }
    // `/a/one` sees `../x/p.png` at `/a/x/p.png`, and `/x/two` its own at `/x/two/p.png`.
    let (code, told) = build(root, &[]);
    assert_eq!(code, 0, "{told:?}");
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told.iter()
            .all(|one| one.contains("more than may be copied")),
        "{told:?}"
    );
    put(
        root,
        "feedcard.yaml",
        format!("{CONFIG}permalink: \"/{{path}}\"\n").as_bytes(),
    );
    put(
        root,
        "content/b.md",
        "---\ntitle: 셋\ndate: 2024-01-02\npermalink: /a/x\n---\n![](p.png)\n".as_bytes(),
    );
    put(root, "content/p.png", b"another");
    let (code, told) = build(root, &[]);
    assert_eq!(code, 0, "{told:?}");
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[1].contains("would lie where a file beside `content/"),
        "{told:?}"
    );
}

#[test]
fn a_file_that_somebody_else_put_there_stays_and_is_never_removed() {
    let folder = asset_blog();
    put(folder.path(), "out/첫/b.gif", b"made smaller");
    build(folder.path(), &[]);
    assert_eq!(text(folder.path(), "out/첫/b.gif"), "made smaller");
    std::fs::remove_dir_all(folder.path().join("content/첫")).unwrap();
    put(
        folder.path(),
        "content/둘.md",
        "---\ntitle: 둘\ndate: 2024-01-02\n---\n글\n".as_bytes(),
    );
    build(folder.path(), &[]);
    assert_eq!(text(folder.path(), "out/첫/b.gif"), "made smaller");
    assert!(!folder.path().join("out/첫/data/표.csv").exists());
}

#[cfg(unix)]
#[test]
fn no_link_is_followed() {
    let folder = asset_blog();
    let outside = tempfile::tempdir().unwrap();
    put(outside.path(), "b.gif", b"secret");
    let content = folder.path().join("content/첫");
    std::fs::remove_file(content.join("b.gif")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("b.gif"), content.join("b.gif")).unwrap();
    std::fs::remove_dir_all(content.join("data")).unwrap();
    put(outside.path(), "표.csv", b"secret");
    std::os::unix::fs::symlink(outside.path(), content.join("data")).unwrap();
    let (code, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told:?}");
    let said = told.join("\n");
    assert!(said.contains("`b.gif` is a link"), "{said}");
    assert!(said.contains("`data/표.csv` lies behind a link"), "{said}");
    let out = files(&folder.path().join("out"));
    assert!(!out.values().any(|(bytes, _)| bytes == b"secret"));
}
