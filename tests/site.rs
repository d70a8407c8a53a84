//! `feedcard build --site` on small sites in the shapes that generators write: what is taken from the pages, what is told,
//! and what happens the second time.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::path::Path;

use common::{files, put, run};

const POSTS: [(&str, &str, &str); 2] = [
    (
        "하나",
        "첫 글",
        "첫 문단은 여기서 시작하고 끝납니다.\n\n![등대](./lamp.png)\n\n둘째 문단도 그렇습니다.\n",
    ),
    (
        "둘",
        "다음 글",
        "다음 글의 문단입니다. [첫 글](/posts/하나/)과 [없는 글](/nowhere/)\n",
    ),
];

/// A page as a generator writes it.
fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=ko><head><meta charset=utf-8><title>{title} | 시험</title></head><body><nav><a href=/>시험</a></nav>\
         <main><article><h1>{title}</h1><time datetime=2024-01-02>1월 2일</time>{body}<p class=share>공유하기</p></article></main></body></html>"
    )
}

fn post(folder: &Path, slug: &str, title: &str, markdown: &str) {
    let text = format!("---\ntitle: {title}\ndate: 2024-01-02\n---\n\n{markdown}");
    put(folder, &format!("content/{slug}/index.md"), text.as_bytes());
}

/// A blog whose generator publishes pictures under hashed names, and its built site.
fn blog() -> tempfile::TempDir {
    let folder = common::blog(&[]);
    for (slug, title, markdown) in POSTS {
        post(folder.path(), slug, title, markdown);
    }
    put(
        folder.path(),
        "site/index.html",
        page("시험", "<ul><li><a href=/posts/하나/>첫 글</a></ul>").as_bytes(),
    );
    put(
        folder.path(),
        "site/posts/하나/index.html",
        page(
            "첫 글",
            "<p>첫 문단은 여기서 시작하고 끝납니다.</p><p><picture><source srcset='/static/h4sh.avif' type=image/avif>\
             <img src='/static/h4sh.png' alt=등대 loading=lazy></picture></p><div class=ad>광고</div><p>둘째 문단도 그렇습니다.</p>",
        )
        .as_bytes(),
    );
    put(
        folder.path(),
        "site/posts/둘/index.html",
        page("다음 글", "<p>다음 글의 문단입니다. <a href='/posts/하나/'>첫 글</a>과 <a href=/nowhere/>없는 글</a></p>").as_bytes(),
    );
    let mut png = Vec::new();
    image::RgbImage::new(6, 4)
        .write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png)
        .unwrap();
    put(folder.path(), "site/static/h4sh.png", &png);
    put(folder.path(), "site/static/h4sh.avif", b"");
    folder
}

/// Exit code, what was printed, what was told.
fn build(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let done = run(
        folder,
        &[
            &["build", "--site", "site", "--now", "2025-01-01T00:00:00Z"],
            arguments,
        ]
        .concat(),
        &[],
    );
    (
        done.status.code().unwrap(),
        String::from_utf8(done.stdout).unwrap(),
        String::from_utf8(done.stderr).unwrap(),
    )
}

fn read(folder: &Path, path: &str) -> String {
    std::fs::read_to_string(folder.join(path)).unwrap()
}

/// The body of one post, from the JSON Feed.
fn body(folder: &Path, title: &str) -> String {
    let feed: serde_json::Value = serde_json::from_str(&read(folder, "site/feed.json")).unwrap();
    let items = feed["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["title"] == title).unwrap();
    item["content_html"].as_str().unwrap().replace('\n', "")
}

#[test]
fn addresses_and_bodies_come_from_the_pages() {
    let folder = blog();
    let (code, _, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    assert_eq!(
        body(folder.path(), "첫 글"),
        "<p>첫 문단은 여기서 시작하고 끝납니다.</p><p><img src=\"https://blog.example/static/h4sh.png\" alt=\"등대\" width=\"6\" height=\"4\"></p>\
         <p>둘째 문단도 그렇습니다.</p>"
    );
    let page = read(folder.path(), "site/posts/하나/index.html");
    for wanted in [
        "<link rel=\"canonical\" href=\"https://blog.example/posts/%ED%95%98%EB%82%98/\">",
        "https://blog.example/posts/%ED%95%98%EB%82%98/thumbnail_og.jpg",
        "type=\"application/rss+xml\"",
    ] {
        assert!(page.contains(wanted), "{wanted}\n{page}");
    }
    assert!(
        folder
            .path()
            .join("site/posts/하나/thumbnail_og.jpg")
            .is_file()
    );
    assert!(
        told.contains("link-dead") && told.contains("/nowhere/"),
        "{told}"
    );
    assert!(told.contains("content/둘/index.md:6:"), "{told}");
    assert!(!told.contains("h4sh"), "{told}");
}

#[test]
fn a_second_run_changes_nothing_and_a_new_post_its_own_entry_alone() {
    let folder = blog();
    build(folder.path(), &[]);
    let before = files(&folder.path().join("site"));
    let (code, sum, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    assert!(sum.contains("3 pages (0 changed)"), "{sum}");
    assert!(
        files(&folder.path().join("site")) == before,
        "a second run wrote something"
    );
    let first = body(folder.path(), "첫 글");
    post(folder.path(), "셋", "셋째 글", "셋째 글의 문단입니다.\n");
    let related = "<aside><h2>다른 글</h2><p>셋째 글의 문단입니다.</p></aside>";
    for slug in ["하나", "둘"] {
        let path = format!("site/posts/{slug}/index.html");
        let text =
            read(folder.path(), &path).replace("</article>", &format!("</article>{related}"));
        put(folder.path(), &path, text.as_bytes());
    }
    put(
        folder.path(),
        "site/posts/셋/index.html",
        page("셋째 글", "<p>셋째 글의 문단입니다.</p>").as_bytes(),
    );
    build(folder.path(), &[]);
    assert_eq!(body(folder.path(), "첫 글"), first);
    assert_eq!(
        body(folder.path(), "셋째 글"),
        "<p>셋째 글의 문단입니다.</p>"
    );
}

#[test]
fn a_post_without_a_page_keeps_every_file_as_it_was() {
    let folder = blog();
    post(folder.path(), "넷", "넷째 글", "아직 없는 글입니다.\n");
    let before = files(&folder.path().join("site"));
    let (code, _, told) = build(folder.path(), &[]);
    assert_eq!(code, 1, "{told}");
    assert!(told.contains("`site` has no page for `넷째 글`"), "{told}");
    assert!(files(&folder.path().join("site")) == before);
    assert_eq!(build(folder.path(), &["--keep-going"]).0, 1);
    assert!(!read(folder.path(), "site/rss.xml").contains("넷째"));
}

#[test]
fn the_wrong_folder_is_said_once() {
    let folder = blog();
    put(folder.path(), "wrong/index.html", b"<h1>x</h1>");
    let done = run(folder.path(), &["build", "--site", "wrong"], &[]);
    let told = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(1), "{told}");
    assert!(
        told.contains("no page of `wrong` shows one of the 2 posts"),
        "{told}"
    );
    assert_eq!(told.matches("page-missing").count(), 1, "{told}");
}

#[test]
fn a_page_that_does_not_show_the_post_is_told_and_markdown_is_used() {
    let folder = blog();
    put(
        folder.path(),
        "site/posts/하나/index.html",
        page("첫 글", "<p>자바스크립트를 켜 주세요.</p>").as_bytes(),
    );
    let (code, _, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    assert!(
        told.contains("body-page") && told.contains("feeds: {select:"),
        "{told}"
    );
    assert!(body(folder.path(), "첫 글").contains("첫 문단은"));
    // What is warned of is warned of again from the cache.
    assert!(build(folder.path(), &[]).2.contains("body-page"));
}

#[test]
fn a_feed_of_the_generator_is_replaced_and_its_ids_are_compared() {
    let folder = blog();
    let foreign = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>t</title><link>https://blog.example</link><description>d</description>\
                   <item><title>첫 글</title><link>https://blog.example/posts/하나/</link><guid>old-1</guid></item></channel></rss>";
    put(folder.path(), "site/rss.xml", foreign.as_bytes());
    let (code, _, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    assert!(
        told.contains("`site/rss.xml` was not made by feedcard, and is replaced"),
        "{told}"
    );
    assert!(
        told.contains("guid: ") && told.contains("`old-1`"),
        "{told}"
    );
    let (_, _, told) = build(folder.path(), &[]);
    assert!(
        !told.contains("replaced") && !told.contains("old-1"),
        "{told}"
    );
}

#[test]
fn ids_that_change_are_counted() {
    let folder = blog();
    build(folder.path(), &[]);
    let config = common::CONFIG.replace("blog.example", "new.example");
    put(folder.path(), "feedcard.yaml", config.as_bytes());
    let (_, _, told) = build(folder.path(), &[]);
    assert!(told.contains("2 of 2 posts get another id"), "{told}");
}

#[test]
fn two_steps_are_told_of_cards_that_the_site_does_not_have() {
    let folder = blog();
    let done = run(folder.path(), &["build", "--out", "out"], &[]);
    assert!(done.status.success(), "{done:?}");
    put(folder.path(), "two/하나.html", page("첫 글", "").as_bytes());
    put(folder.path(), "two/둘.html", page("다음 글", "").as_bytes());
    let done = run(folder.path(), &["inject", "two"], &[]);
    let told = String::from_utf8(done.stderr).unwrap();
    assert!(
        told.contains("`two` does not have 2 of the pictures"),
        "{told}"
    );
    std::fs::create_dir_all(folder.path().join("two/하나")).unwrap();
    for slug in ["하나", "둘"] {
        let card = format!("{slug}/thumbnail_og.jpg");
        put(
            &folder.path().join("two"),
            &card,
            &std::fs::read(folder.path().join("out").join(&card)).unwrap(),
        );
    }
    let done = run(folder.path(), &["inject", "two"], &[]);
    assert!(
        !String::from_utf8(done.stderr)
            .unwrap()
            .contains("does not have")
    );
}
