//! `feedcard build --site` without a `feedcard.yaml` on small sites in the shape of nine generators (`sites/`), and what kills
//! and previews leave of a site.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{files, put, run};
use serde_json::Value;

/// Generator, the address of the first post, of the second, of the picture.
const SHAPES: [(&str, &str, &str, &str); 9] = [
    (
        "astro",
        "/posts/first-light/",
        "/posts/last-light/",
        "/_astro/lamp.DkX1.png",
    ),
    (
        "docusaurus",
        "/2024/03/02/first-light",
        "/2024/05/01/last-light",
        "/assets/images/lamp-77ab.png",
    ),
    (
        "eleventy",
        "/posts/first-light/",
        "/posts/last-light/",
        "/img/Zx9-12.png",
    ),
    (
        "gatsby",
        "/first-light/",
        "/last-light/",
        "/static/5c1a/lamp.png",
    ),
    (
        "hexo",
        "/2024/03/02/first-light/",
        "/2024/05/01/last-light/",
        "/2024/03/02/first-light/lamp.png",
    ),
    (
        "hugo",
        "/posts/first-light/",
        "/posts/last-light/",
        "/posts/first-light/lamp.png",
    ),
    (
        "jekyll",
        "/2024/03/02/first-light.html",
        "/2024/05/01/last-light.html",
        "/assets/lamp.png",
    ),
    (
        "next",
        "/posts/first-light",
        "/posts/last-light",
        "/_next/static/media/lamp.5f0.png",
    ),
    (
        "vitepress",
        "/posts/first-light.html",
        "/posts/last-light.html",
        "/assets/lamp.snYU.png",
    ),
];

/// A copy of the blog and site of one generator.
fn site_of(generator: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/sites")
        .join(generator);
    for (path, (bytes, _)) in files(&from) {
        put(folder.path(), path.to_str().unwrap(), &bytes);
    }
    folder
}

fn item<'f>(feed: &'f Value, title: &str) -> &'f Value {
    let items = feed["items"].as_array().unwrap();
    items.iter().find(|item| item["title"] == title).unwrap()
}

#[test]
fn the_sites_of_nine_generators_are_read_without_a_configuration() {
    for (generator, first, last, picture) in SHAPES {
        let folder = site_of(generator);
        let build = ["build", "--site", "site", "--now", "2025-01-01T00:00:00Z"];
        let done = run(folder.path(), &build, &[]);
        let told = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(0), "{generator}: {told}");
        assert!(
            !told.contains("link-dead") && !told.contains("body-"),
            "{generator}: {told}"
        );
        let feed = std::fs::read(folder.path().join("site/feed.json")).unwrap();
        let feed: Value = serde_json::from_slice(&feed).unwrap();
        assert_eq!(feed["title"], "등대 일지", "{generator}");
        let address = |path: &str| format!("https://lamp.example{path}");
        let one = item(&feed, "불을 켜는 시각");
        assert_eq!(one["url"], address(first), "{generator}");
        let html = one["content_html"].as_str().unwrap().replace('\n', "⏎");
        for wanted in [
            "<p>불은 해가 지기 스무 분 전에 켠다. 지기는 계단을 세고, 틀린 적이 없다.</p>",
            &format!("<img src=\"{}\" alt=\"등대\"", address(picture)),
            "width=\"12\" height=\"8\"",
            "<h2>물때",
            "<p>물때가 바뀌면 종을 세 번 친다.</p>",
            "<pre><code class=\"language-js\">tide.wait()⏎bell.ring(3)⏎</code></pre>",
        ] {
            assert!(html.contains(wanted), "{generator}: {wanted}\n{html}");
        }
        // Anchors of headings, gutters, controls, tables of contents, share buttons, dates, twins and blurs.
        for foreign in [
            "#",
            "¶",
            "\u{200b}",
            ">1",
            "opy",
            "차례",
            "공유",
            "Share",
            "2024-03-02",
            "data:",
            "avif",
            "min read",
            "js</span>",
        ] {
            let html = html
                .replace(&address(picture), "")
                .replace("first-light", "");
            assert!(!html.contains(foreign), "{generator}: {foreign}\n{html}");
        }
        assert_eq!(html.matches("<img").count(), 1, "{generator}: {html}");
        let two = item(&feed, "불을 끄는 법");
        assert_eq!(two["url"], address(last), "{generator}");
        assert_eq!(
            two["content_html"].as_str().unwrap().trim(),
            format!(
                "<p>앞 글에서 말한 불을 끄는 법을 적는다. <a href=\"{}\">불을 켜는 시각</a>을 먼저 읽는다.</p>",
                address(first)
            ),
            "{generator}"
        );
        let before = files(&folder.path().join("site"));
        assert_eq!(run(folder.path(), &build, &[]).status.code(), Some(0));
        assert!(
            files(&folder.path().join("site")) == before,
            "{generator}: a second run wrote something"
        );
    }
}

#[test]
fn a_preview_shows_the_bodies_of_the_site_and_leaves_it_alone() {
    let folder = site_of("gatsby");
    put(
        folder.path(),
        "feedcard.yaml",
        "site: { title: 등대 일지, url: \"https://lamp.example\" }\n".as_bytes(),
    );
    let before = files(&folder.path().join("site"));
    let preview = [
        "preview",
        "--site",
        "site",
        "-o",
        "page.html",
        "--now",
        "2025-01-01T00:00:00Z",
    ];
    let done = run(folder.path(), &preview, &[]);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    assert!(files(&folder.path().join("site")) == before);
    let page = std::fs::read_to_string(folder.path().join("page.html")).unwrap();
    assert!(page.contains("https://lamp.example/static/5c1a/lamp.png"));
    assert!(page.contains("https://lamp.example/first-light/") && !page.contains("공유하기"));
}

#[cfg(unix)]
#[test]
fn twenty_kills_leave_whole_pages_feeds_and_cards() {
    let folder = site_of("hugo");
    let root = folder.path();
    let build = ["build", "--site", "site", "--now", "2025-01-01T00:00:00Z"];
    let page = std::fs::read_to_string(root.join("site/posts/last-light/index.html")).unwrap();
    for number in 0..8 {
        let text = format!(
            "---\ntitle: 글 {number}\ndate: 2024-06-0{}\n---\n\n글 번호 {number}의 문단.\n",
            number + 1
        );
        put(
            root,
            &format!("content/posts/p{number}.md"),
            text.as_bytes(),
        );
        let html = page.replace("불을 끄는 법", &format!("글 {number}"));
        let html = html.replace("앞 글에서", &format!("글 번호 {number}의 문단. 앞 글에서"));
        put(
            root,
            &format!("site/posts/p{number}/index.html"),
            html.as_bytes(),
        );
    }
    let copy = tempfile::tempdir().unwrap();
    for (path, (bytes, _)) in files(root) {
        put(copy.path(), path.to_str().unwrap(), &bytes);
    }
    let began = Instant::now();
    assert_eq!(run(copy.path(), &build, &[]).status.code(), Some(0));
    let whole = began.elapsed();
    for kill in 0..20_u32 {
        // Every run has something to change: another title, so other cards, feeds and heads.
        let config = format!("site: {{ title: \"일지 {kill}\", url: \"https://lamp.example\" }}\n");
        put(root, "feedcard.yaml", config.as_bytes());
        let mut child = Command::new(env!("CARGO_BIN_EXE_feedcard"))
            .args(build)
            .current_dir(root)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(whole * (kill + 1) / 20 - Duration::from_millis(1).min(whole / 20));
        // It may have come to its end.
        let _ = child.kill();
        child.wait().unwrap();
        for (path, (bytes, _)) in files(&root.join("site")) {
            let shown = format!("kill {kill}: {}", path.display());
            let text = || String::from_utf8(bytes.clone()).unwrap();
            match path.extension().and_then(|ending| ending.to_str()) {
                Some("html") => assert!(text().trim_end().ends_with("</html>"), "{shown}"),
                Some("xml") => assert!(
                    text().trim_end().ends_with('>') && text().contains("</"),
                    "{shown}"
                ),
                Some("json") => drop(serde_json::from_slice::<Value>(&bytes).expect(&shown)),
                Some("jpg" | "png") => drop(image::load_from_memory(&bytes).expect(&shown)),
                _ => {}
            }
        }
    }
    let done = run(root, &build, &[]);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let check = [&build[..], &["--check"]].concat();
    assert_eq!(run(root, &check, &[]).status.code(), Some(0));
    assert!(std::fs::read_dir(root.join("site")).unwrap().all(|entry| {
        !entry
            .unwrap()
            .file_name()
            .to_string_lossy()
            .starts_with(".feedcard")
    }));
}
