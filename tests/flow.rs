//! The whole flow on temporary blogs: what is written, what is kept, how it ends.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

mod common;
use common::{blog, files, run};

fn bytes(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    files(folder)
        .into_iter()
        .map(|(path, (bytes, _))| (path, bytes))
        .collect()
}

const TWO: &[(&str, &str)] = &[
    (
        "a.md",
        "---\ntitle: 첫 번째 글\ndate: 2024-01-02 09:00:00 +09:00\ntags: [가]\n---\n본문 하나\n",
    ),
    (
        "b.md",
        "---\ntitle: 둘째 글 이야기\ndate: 2024-02-03T01:00:00-05:00\n---\n본문 둘\n",
    ),
];

#[test]
fn a_build_writes_feeds_cards_and_manifest_and_a_second_one_nothing() {
    let blog = blog(TWO);
    let first = run(blog.path(), &["build"], &[]);
    assert!(first.status.success(), "{first:?}");
    let sum = String::from_utf8(first.stdout).unwrap();
    assert!(
        sum.starts_with("2 posts · 3 feeds · 2 cards (2 rendered, 0 reused) · 0 warnings · "),
        "{sum}"
    );
    let out = blog.path().join("out");
    let before = files(&out);
    for path in [
        "rss.xml",
        "atom.xml",
        "feed.json",
        "feedcard.json",
        "a/thumbnail_og.jpg",
        "b/thumbnail_og.jpg",
    ] {
        assert!(before.contains_key(Path::new(path)), "{path}");
    }
    let second = run(blog.path(), &["build"], &[]);
    assert!(
        String::from_utf8(second.stdout)
            .unwrap()
            .contains("(0 rendered, 2 reused)")
    );
    let times = |files: &BTreeMap<PathBuf, (Vec<u8>, String)>| -> Vec<String> {
        files.values().map(|(_, changed)| changed.clone()).collect()
    };
    assert_eq!(times(&before), times(&files(&out)));
}

#[test]
fn zone_locale_and_threads_change_no_byte() {
    let (one, other) = (blog(TWO), blog(TWO));
    run(
        one.path(),
        &["build", "--jobs", "1"],
        &[("TZ", "UTC"), ("LC_ALL", "C")],
    );
    run(
        other.path(),
        &["build", "--jobs", "8"],
        &[("TZ", "America/New_York"), ("LC_ALL", "ko_KR.UTF-8")],
    );
    assert_eq!(
        bytes(&one.path().join("out")),
        bytes(&other.path().join("out"))
    );
}

#[test]
fn an_error_keeps_the_old_output_and_names_file_line_and_column() {
    let blog = blog(TWO);
    run(blog.path(), &["build"], &[]);
    let before = bytes(&blog.path().join("out"));
    std::fs::write(
        blog.path().join("content/c.md"),
        "---\ntitle: 나쁜 글\ndate: 2023-02-30\n---\n",
    )
    .unwrap();
    let failed = run(blog.path(), &["build"], &[]);
    assert_eq!(failed.status.code(), Some(1));
    let told = String::from_utf8(failed.stderr).unwrap();
    assert!(
        told.contains("content/c.md:3:7") && told.contains("there is no day 2023-02-30"),
        "{told}"
    );
    assert_eq!(before, bytes(&blog.path().join("out")));
    let kept = run(blog.path(), &["build", "--keep-going"], &[]);
    assert_eq!(kept.status.code(), Some(1));
}

#[test]
fn a_post_that_is_gone_takes_its_card_along_and_nothing_else() {
    let blog = blog(TWO);
    run(blog.path(), &["build"], &[]);
    let out = blog.path().join("out");
    std::fs::write(out.join("mine.txt"), "mine").unwrap();
    std::fs::remove_file(blog.path().join("content/a.md")).unwrap();
    let stale = run(blog.path(), &["build", "--check"], &[]);
    assert_eq!(stale.status.code(), Some(1));
    assert!(run(blog.path(), &["build"], &[]).status.success());
    assert!(
        !out.join("a").exists()
            && out.join("b/thumbnail_og.jpg").exists()
            && out.join("mine.txt").exists()
    );
}

#[test]
fn a_missing_folder_is_2_and_an_empty_one_is_1() {
    let blog = blog(&[]);
    assert_eq!(run(blog.path(), &["build"], &[]).status.code(), Some(1));
    assert_eq!(
        run(blog.path(), &["build", "--content", "nowhere"], &[])
            .status
            .code(),
        Some(2)
    );
    std::fs::write(blog.path().join("feedcard.yaml"), "sitte: {}\n").unwrap();
    assert_eq!(run(blog.path(), &["build"], &[]).status.code(), Some(2));
}

#[test]
fn shards_fill_the_cache_that_a_build_then_only_reads() {
    let blog = blog(TWO);
    for shard in ["1/2", "2/2"] {
        assert!(
            run(blog.path(), &["build", "--shard", shard], &[])
                .status
                .success()
        );
    }
    let merged = run(blog.path(), &["build"], &[]);
    assert!(
        String::from_utf8(merged.stdout)
            .unwrap()
            .contains("(0 rendered, 2 reused)")
    );
}
