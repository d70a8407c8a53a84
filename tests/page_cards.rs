//! `cards.pages`: cards for the pages of a built site that are no posts.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::path::Path;

use common::{configure, files, put, run};
use feedcard::page::{Page, Site, insert_head};
use serde_json::Value;

const OWN: &str = "https://blog.example/images/about.png";

/// A page as a generator writes it; `head` is what its head has besides its title.
fn page(title: &str, head: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"ko\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n{head}\n</head>\n\
         <body><main><h1>{title}</h1>{body}</main></body>\n</html>\n"
    )
}

fn description(words: &str) -> String {
    format!("<meta name=\"description\" content=\"{words}\">")
}

/// A blog of one post, and its built site: home, a tag, a section, and pages that get no card.
fn blog() -> tempfile::TempDir {
    let text = "---\ntitle: 첫 글\ndate: 2024-01-02\npermalink: /posts/one/\n---\n\n첫 문단은 여기서 시작하고 끝납니다.\n";
    let folder = common::blog(&[("one.md", text)]);
    configure(folder.path(), "cards: {pages: true}\n");
    let post = page(
        "첫 글 | 시험 블로그",
        "",
        "<p>첫 문단은 여기서 시작하고 끝납니다.</p>",
    );
    let redirect = "<meta http-equiv=\"refresh\" content=\"0; url=/posts/one/\">";
    let own = format!("<meta property=\"og:image\" content=\"{OWN}\">");
    let twin = "<link rel=\"canonical\" href=\"https://blog.example/notes/\">";
    for (path, text) in [
        (
            "index.html",
            page(
                "시험 블로그",
                &description("배편을 예매하는 사람들의 이야기"),
                "",
            ),
        ),
        ("posts/one/index.html", post),
        (
            "tags/rust/index.html",
            page(
                "태그: Rust | 시험 블로그",
                &description("Rust에 대한 글 &amp; 메모"),
                "",
            ),
        ),
        ("notes/index.html", page("짧은 글", "", "")),
        ("notes/print.html", page("짧은 글", twin, "")),
        (
            "draft/index.html",
            page("비밀", "<meta name=\"robots\" content=\"noindex\">", ""),
        ),
        ("about.html", page("소개", &own, "")),
        ("old/index.html", page("첫 글", redirect, "")),
        ("404.html", page("없는 쪽", "", "")),
        ("part.html", "<p>조각</p>".to_owned()),
    ] {
        put(folder.path(), &format!("site/{path}"), text.as_bytes());
    }
    folder
}

/// Exit code, what was printed and told.
fn build(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let base = ["build", "--site", "site", "--now", "2025-01-01T00:00:00Z"];
    let done = run(folder, &[&base, arguments].concat(), &[]);
    let told = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
    (done.status.code().unwrap(), told)
}

fn read(folder: &Path, path: &str) -> String {
    std::fs::read_to_string(folder.join(path)).unwrap()
}

/// The pages of the manifest: file, title, path of the card.
fn listed(folder: &Path) -> Vec<(String, String, String)> {
    let manifest: Value = serde_json::from_str(&read(folder, "site/feedcard.json")).unwrap();
    let pages = manifest["pages"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let page = |page: &Value| {
        (
            text(&page["page"]),
            text(&page["title"]),
            text(&page["card"]["path"]),
        )
    };
    pages.iter().map(page).collect()
}

fn named(pages: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    let owned = |(a, b, c): &(&str, &str, &str)| ((*a).into(), (*b).into(), (*c).into());
    pages.iter().map(owned).collect()
}

#[test]
fn home_tags_and_sections_get_cards_and_no_other_page_does() {
    let folder = blog();
    let (code, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("4 cards (4 rendered, 0 reused)"), "{told}");
    assert!(told.contains("0 warnings"), "{told}");
    let wanted = [
        ("index.html", "시험 블로그", "thumbnail_og.jpg"),
        ("notes/index.html", "짧은 글", "notes/thumbnail_og.jpg"),
        (
            "tags/rust/index.html",
            "태그: Rust",
            "tags/rust/thumbnail_og.jpg",
        ),
    ];
    assert_eq!(listed(folder.path()), named(&wanted));
    for (path, _, card) in wanted {
        let html = read(folder.path(), &format!("site/{path}"));
        let url = format!("https://blog.example/{card}");
        for tag in [
            format!("<meta property=\"og:image\" content=\"{url}\">"),
            "<meta property=\"og:image:width\" content=\"1200\">".to_owned(),
            "<meta property=\"og:image:height\" content=\"630\">".to_owned(),
            "<meta property=\"og:image:alt\" content=\"".to_owned(),
            "<meta name=\"twitter:card\" content=\"summary_large_image\">".to_owned(),
            format!("<meta name=\"twitter:image\" content=\"{url}\">"),
        ] {
            assert_eq!(html.matches(&tag).count(), 1, "{path}: {tag}\n{html}");
        }
        // The page's words are its own.
        assert!(
            !html.contains("og:title") && !html.contains("canonical"),
            "{html}"
        );
        let card = image::open(folder.path().join("site").join(card)).unwrap();
        assert_eq!((card.width(), card.height()), (1200, 630));
    }
    for path in [
        "about.html",
        "draft/index.html",
        "old/index.html",
        "404.html",
        "notes/print.html",
    ] {
        let html = read(folder.path(), &format!("site/{path}"));
        assert!(!html.contains("thumbnail_og"), "{path}\n{html}");
    }
    let about = read(folder.path(), "site/about.html");
    assert!(
        about.contains(OWN) && !about.contains("og:image:width"),
        "{about}"
    );
    assert_eq!(read(folder.path(), "site/part.html"), "<p>조각</p>");
}

#[test]
fn the_words_are_the_pages_own_and_bear_no_date() {
    let folder = blog();
    build(folder.path(), &[]);
    let manifest: Value = serde_json::from_str(&read(folder.path(), "site/feedcard.json")).unwrap();
    let home = &manifest["pages"][0];
    assert_eq!(home["description"], "배편을 예매하는 사람들의 이야기");
    assert_eq!(home["card"]["layout"], "plain");
    // The site's name is the title: it stands there once.
    assert_eq!(home["card"]["boxes"]["site"], Value::Null);
    let tag = &manifest["pages"][2];
    assert_eq!(tag["description"], "Rust에 대한 글 & 메모");
    assert!(tag["card"]["boxes"]["site"].is_array() && tag["card"]["boxes"]["meta"].is_null());
    assert_eq!(tag["url"], "https://blog.example/tags/rust/");
}

#[test]
fn a_second_run_draws_nothing_and_touches_nothing() {
    let folder = blog();
    build(folder.path(), &[]);
    let before = files(&folder.path().join("site"));
    let (code, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("4 cards (0 rendered, 4 reused)"), "{told}");
    assert_eq!(files(&folder.path().join("site")), before);
    assert_eq!(build(folder.path(), &["--check"]).0, 0);
    // Without the cache the heads still name cards of ours, and no picture of the pages' own.
    std::fs::remove_dir_all(folder.path().join(".feedcard")).unwrap();
    let (_, told) = build(folder.path(), &[]);
    assert!(told.contains("4 cards (4 rendered, 0 reused)"), "{told}");
    assert_eq!(listed(folder.path()).len(), 3);
    // Another title is another card, and the others are kept.
    let text = page("태그: 러스트 | 시험 블로그", "", "");
    put(folder.path(), "site/tags/rust/index.html", text.as_bytes());
    let (_, told) = build(folder.path(), &[]);
    assert!(told.contains("4 cards (1 rendered, 3 reused)"), "{told}");
    assert_eq!(listed(folder.path())[2].1, "태그: 러스트");
}

#[test]
fn the_card_of_a_page_that_is_gone_goes() {
    let folder = blog();
    build(folder.path(), &[]);
    assert!(folder.path().join("site/notes/thumbnail_og.jpg").is_file());
    std::fs::remove_file(folder.path().join("site/notes/index.html")).unwrap();
    std::fs::remove_file(folder.path().join("site/notes/print.html")).unwrap();
    let (code, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    assert!(!folder.path().join("site/notes").exists(), "{told}");
    assert_eq!(listed(folder.path()).len(), 2);
    configure(folder.path(), "");
    build(folder.path(), &[]);
    assert!(!folder.path().join("site/thumbnail_og.jpg").exists());
    assert!(!read(folder.path(), "site/feedcard.json").contains("\"pages\""));
}

#[test]
fn all_of_it_or_nothing() {
    let folder = blog();
    let broken = "---\ntitle: 둘\ndate: 2024-13-45\n---\n글\n";
    put(folder.path(), "content/two.md", broken.as_bytes());
    let before = files(&folder.path().join("site"));
    assert_eq!(build(folder.path(), &[]).0, 1);
    assert_eq!(files(&folder.path().join("site")), before);
}

#[test]
fn a_rule_names_pages_by_their_files() {
    let folder = blog();
    let rules = "cards: {pages: true, theme: {pattern: none}, rules: [{match: \"site/tags/**\", theme: {brand: \"#B3261E\", scheme: brand}}]}\n";
    configure(folder.path(), rules);
    assert_eq!(build(folder.path(), &[]).0, 0);
    let corner = |path: &str| {
        let card = image::open(folder.path().join(path)).unwrap().to_rgb8();
        card.get_pixel(1190, 620).0
    };
    let [red, green, _] = corner("site/tags/rust/thumbnail_og.jpg");
    assert!(red > 120 && red > 2 * green, "{red} {green}");
    assert_ne!(
        corner("site/thumbnail_og.jpg"),
        corner("site/tags/rust/thumbnail_og.jpg")
    );
}

#[test]
fn a_picture_that_most_pages_share_is_the_themes_and_gives_way() {
    let folder = blog();
    let default = "<meta property=\"og:image\" content=\"/og.png\"><meta name=\"twitter:card\" content=\"summary\">";
    for (path, title) in [
        ("index.html", "시험 블로그"),
        ("notes/index.html", "짧은 글"),
        ("tags/rust/index.html", "Rust"),
    ] {
        put(
            folder.path(),
            &format!("site/{path}"),
            page(title, default, "").as_bytes(),
        );
    }
    put(folder.path(), "site/og.png", b"");
    for drawn in ["4 rendered", "4 reused"] {
        let (_, told) = build(folder.path(), &[]);
        assert!(told.contains(drawn), "{told}");
        let home = read(folder.path(), "site/index.html");
        assert!(
            home.contains("/thumbnail_og.jpg") && !home.contains("/og.png"),
            "{home}"
        );
        assert!(
            home.contains("summary_large_image") && !home.contains("\"summary\""),
            "{home}"
        );
        assert!(read(folder.path(), "site/about.html").contains(OWN));
    }
    // A page that is built again names the theme's picture again.
    let again = page("Rust", default, "");
    put(folder.path(), "site/tags/rust/index.html", again.as_bytes());
    let (_, told) = build(folder.path(), &[]);
    assert!(told.contains("4 reused"), "{told}");
    assert_names_its_card(folder.path(), "tags/rust");
    let manifest = read(folder.path(), "site/feedcard.json");
    assert!(
        manifest.contains("\"default_picture\":\"/og.png\""),
        "{manifest}"
    );
    // Where all pages are built again, they say themselves what they share.
    for (path, head) in [("index.html", ""), ("notes/index.html", "")] {
        let text = page("쪽", head, "");
        put(folder.path(), &format!("site/{path}"), text.as_bytes());
    }
    put(folder.path(), "site/tags/rust/index.html", again.as_bytes());
    build(folder.path(), &[]);
    assert!(read(folder.path(), "site/tags/rust/index.html").contains("/og.png"));
    let manifest = read(folder.path(), "site/feedcard.json");
    assert!(!manifest.contains("default_picture"), "{manifest}");
}

/// Asserts that the page of this folder names its card, and that the card is there.
fn assert_names_its_card(folder: &Path, page: &str) {
    let html = read(folder, &format!("site/{page}/index.html"));
    let card = format!("https://blog.example/{page}/thumbnail_og.jpg");
    assert_eq!(html.matches(&card).count(), 2, "{html}");
    assert!(!html.contains("/og.png"), "{html}");
    let card = folder.join(format!("site/{page}/thumbnail_og.jpg"));
    assert!(card.is_file(), "{}", card.display());
}

#[test]
fn a_bound_below_the_pages_that_share_a_picture_is_told_again_and_a_picture_of_few_is_theirs() {
    let folder = blog();
    let bound = "cards: {pages: true}\nlimits: {page_cards: 2}\n";
    configure(folder.path(), bound);
    let default = "<meta property=\"og:image\" content=\"/og.png\">";
    for path in ["index.html", "notes/index.html", "tags/rust/index.html"] {
        let text = page("쪽", default, "");
        put(folder.path(), &format!("site/{path}"), text.as_bytes());
    }
    for _ in 0..2 {
        let (code, told) = build(folder.path(), &[]);
        assert_eq!(code, 0, "{told}");
        let said = "3 pages that are no posts want cards; the 2 nearest to the home page get them";
        assert!(told.contains(said), "{told}");
        assert!(read(folder.path(), "site/tags/rust/index.html").contains("/og.png"));
    }
    assert_eq!(build(folder.path(), &["--check"]).0, 0);
    // Two of five pages name one picture: it is their own, also once the others name their cards.
    let folder = blog();
    let own = "<meta property=\"og:image\" content=\"/series.png\">";
    for path in ["series/1.html", "series/2.html"] {
        let text = page("연재", own, "");
        put(folder.path(), &format!("site/{path}"), text.as_bytes());
    }
    for _ in 0..2 {
        assert_eq!(build(folder.path(), &[]).0, 0);
        assert_eq!(listed(folder.path()).len(), 3);
        assert!(read(folder.path(), "site/series/1.html").contains("/series.png"));
    }
}

#[test]
fn below_a_path_of_a_host_a_second_run_keeps_cards_and_heads() {
    let folder = blog();
    let text =
        "site: {title: 시험 블로그, url: \"https://blog.example/sub\"}\ncards: {pages: true}\n";
    put(folder.path(), "feedcard.yaml", text.as_bytes());
    let text = page("바다", "", "");
    put(folder.path(), "site/tags/바다/index.html", text.as_bytes());
    let (code, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    let home = read(folder.path(), "site/index.html");
    assert!(
        home.contains("\"https://blog.example/sub/thumbnail_og.jpg\""),
        "{home}"
    );
    let (before, pages) = (files(&folder.path().join("site")), listed(folder.path()));
    assert_eq!(pages.len(), 5, "{pages:?}");
    // Without the manifest a card is known by its place.
    for manifest in [true, false] {
        if !manifest {
            std::fs::remove_file(folder.path().join("site/feedcard.json")).unwrap();
        }
        let (code, told) = build(folder.path(), &[]);
        assert_eq!(code, 0, "{told}");
        assert!(told.contains("6 cards (0 rendered, 6 reused)"), "{told}");
        assert_eq!(listed(folder.path()), pages);
    }
    let bytes = |files: std::collections::BTreeMap<std::path::PathBuf, (Vec<u8>, String)>| {
        let files = files.into_iter();
        files
            .map(|(path, (bytes, _))| (path, bytes))
            .collect::<Vec<_>>()
    };
    assert!(bytes(files(&folder.path().join("site"))) == bytes(before));
    assert_eq!(build(folder.path(), &["--check"]).0, 0);
}

/// The text of every page of the site below `folder`, by its path.
fn pages(folder: &Path) -> std::collections::BTreeMap<String, String> {
    let files = files(&folder.join("site")).into_keys();
    let files = files.map(|path| path.to_string_lossy().into_owned());
    let pages = files.filter(|path| path.ends_with(".html"));
    pages
        .map(|path| (path.clone(), read(folder, &format!("site/{path}"))))
        .collect()
}

#[test]
fn another_place_for_cards_is_another_card_in_the_heads_that_name_the_old_one() {
    let folder = blog();
    build(folder.path(), &[]);
    configure(
        folder.path(),
        "cards: {pages: true, path: \"{permalink}/card.png\"}\n",
    );
    let (code, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("4 cards (4 rendered, 0 reused)"), "{told}");
    let cards: Vec<String> = listed(folder.path()).into_iter().map(|one| one.2).collect();
    assert_eq!(cards, ["card.png", "notes/card.png", "tags/rust/card.png"]);
    for (path, html) in pages(folder.path()) {
        assert!(!html.contains("thumbnail_og"), "{path}\n{html}");
    }
    let home = read(folder.path(), "site/index.html");
    assert!(home.contains("https://blog.example/card.png") && home.contains("image/png"));
    assert!(!folder.path().join("site/thumbnail_og.jpg").exists());
    assert_eq!(build(folder.path(), &["--check"]).0, 0);
}

#[test]
fn a_head_that_names_a_card_which_is_no_more_is_as_it_was_without_one() {
    let without = blog();
    configure(without.path(), "");
    build(without.path(), &[]);
    let without = pages(without.path());
    for (more, kept) in [
        ("cards: {pages: false}\n", 0),
        ("cards: {pages: true}\nlimits: {page_cards: 1}\n", 1),
    ] {
        let folder = blog();
        build(folder.path(), &[]);
        let card = folder.path().join("site/notes/thumbnail_og.jpg");
        assert!(card.is_file());
        configure(folder.path(), more);
        let (code, told) = build(folder.path(), &[]);
        assert_eq!(code, 0, "{told}");
        assert!(!card.exists());
        let mut named = 0;
        for (path, html) in pages(folder.path()) {
            if html.contains("\"https://blog.example/thumbnail_og.jpg\"") {
                named += 1;
            } else {
                assert_eq!(html, without[&path], "{path}");
            }
        }
        assert_eq!(named, kept);
        assert_eq!(build(folder.path(), &["--check"]).0, 0);
    }
}

#[test]
fn inject_takes_out_what_names_a_card_that_is_no_more() {
    let folder = blog();
    let inject = || {
        let done = run(folder.path(), &["inject", "site", "--out", "out"], &[]);
        let told = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
        assert_eq!(done.status.code(), Some(0), "{told}");
    };
    configure(folder.path(), "");
    build(folder.path(), &["--out", "out"]);
    inject();
    let without = pages(folder.path());
    configure(folder.path(), "cards: {pages: true}\n");
    build(folder.path(), &["--out", "out"]);
    inject();
    assert!(read(folder.path(), "site/notes/index.html").contains("og:image"));
    configure(folder.path(), "");
    // Also where a second build comes first.
    for _ in 0..2 {
        let (code, told) = build(folder.path(), &["--out", "out"]);
        assert_eq!(code, 0, "{told}");
        let gone = "{\"page\":\"notes/index.html\",\"url\":\"https://blog.example/notes/thumbnail_og.jpg\"}";
        let manifest = read(folder.path(), "out/feedcard.json");
        assert!(manifest.contains(gone), "{manifest}");
    }
    // A page that names another picture meanwhile keeps it.
    let own = page(
        "소개",
        &format!("<meta property=\"og:image\" content=\"{OWN}\">"),
        "",
    );
    put(folder.path(), "site/tags/rust/index.html", own.as_bytes());
    inject();
    let mut now = pages(folder.path());
    let tag = now.remove("tags/rust/index.html").unwrap();
    assert!(tag.contains(OWN), "{tag}");
    for (path, html) in now {
        assert_eq!(html, without[&path], "{path}");
    }
    build(folder.path(), &["--out", "out"]);
    assert!(!read(folder.path(), "out/feedcard.json").contains("gone"));
}

#[test]
fn inject_names_the_new_card_whichever_build_was_the_last_to_change_its_place() {
    let folder = blog();
    let inject = || run(folder.path(), &["inject", "site", "--out", "out"], &[]);
    build(folder.path(), &["--out", "out"]);
    assert_eq!(inject().status.code(), Some(0));
    for name in ["card.png", "card.png", "other.jpg", "card.png"] {
        let cards = format!("cards: {{pages: true, path: \"{{permalink}}/{name}\"}}\n");
        configure(folder.path(), &cards);
        let (code, told) = build(folder.path(), &["--out", "out"]);
        assert_eq!(code, 0, "{told}");
        assert!(told.contains("4 cards"), "{told}");
    }
    assert_eq!(inject().status.code(), Some(0));
    let home = read(folder.path(), "site/index.html");
    assert!(home.contains("\"https://blog.example/card.png\""), "{home}");
    assert!(!home.contains("thumbnail_og"), "{home}");
}

#[test]
fn tags_of_a_card_that_is_no_more_go_with_their_lines_and_no_other_byte_does() {
    let gone = "https://blog.example/a&b.jpg";
    let rewritten = |html: &str| {
        let (title, feeds) = ("시험 블로그", &[][..]);
        let page = Page {
            html,
            url: "https://blog.example/",
            post: None,
            card: None,
            gone: Some(gone),
        };
        insert_head(&page, &Site { title, feeds }).unwrap().html
    };
    let ours = "<meta property=\"og:image\" content=\"https://blog.example/a&amp;b.jpg\">";
    let told = "<meta property=\"og:image:width\" content=\"1200\">";
    let large = "<meta name=\"twitter:card\" content=\"summary_large_image\">";
    let other = "<meta property=\"og:image\" content=\"/other.png\">";
    let small = "<meta name=\"twitter:card\" content=\"summary\">";
    for (before, after) in [
        (
            format!("\r\n  {ours}\r\n  {told}\r\n  {large}"),
            String::new(),
        ),
        (format!("{ours}{told}{large}"), String::new()),
        (format!("\n{told}{ours}\n{small}"), format!("\n\n{small}")),
        // What is told of a picture is told of the one that stays.
        (
            format!("\n{ours}\n{other}\n{told}\n{large}"),
            format!("\n{other}\n{told}\n{large}"),
        ),
        (format!("\n{other}\n{told}"), format!("\n{other}\n{told}")),
        (format!("\n{told}\n{large}"), format!("\n{told}\n{large}")),
    ] {
        let html = |tags: &str| {
            format!(
                "<!doctype html><html><head><meta charset=utf-8>{tags}\r\n<title>t</title></head><body>b</body></html>"
            )
        };
        assert_eq!(rewritten(&html(&before)), html(&after), "{before:?}");
    }
}

#[test]
fn a_broken_background_of_pages_alone_is_told_once() {
    let folder = blog();
    let rules =
        "cards: {pages: true, rules: [{match: \"site/**\", theme: {background: assets/bg.png}}]}\n";
    configure(folder.path(), rules);
    put(folder.path(), "assets/bg.png", b"no picture");
    let (code, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    assert_eq!(told.matches("theme-picture").count(), 1, "{told}");
    assert!(told.contains("1 warning"), "{told}");
    assert!(told.contains("4 cards (4 rendered, 0 reused)"), "{told}");
}

#[test]
fn remarks_on_a_page_are_on_a_page_and_a_title_box_is_told_of_once() {
    let folder = blog();
    let text = page("𒀀𒀁𒀂", "", "");
    put(folder.path(), "site/cuneiform/index.html", text.as_bytes());
    let (_, told) = build(folder.path(), &[]);
    assert!(
        told.contains("the card of this page has no words"),
        "{told}"
    );
    assert!(!told.contains("of this post"), "{told}");
    let folder = blog();
    let layout = "slots:\n  title: {box: [72, 150, 300, 60], sizes: [68, 56]}\n";
    put(folder.path(), "layouts/own.yaml", layout.as_bytes());
    configure(
        folder.path(),
        "cards: {pages: true, layout: layouts/own.yaml}\n",
    );
    for at in 0..3 {
        let title = format!("배편을 예매하는 사람들이 알아야 하는 모든 것에 대한 이야기 {at}");
        let text = page(&title, "", "");
        put(
            folder.path(),
            &format!("site/long/{at}.html"),
            text.as_bytes(),
        );
    }
    let (code, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("1 warning"), "{told}");
    assert!(
        told.contains("fits into the title box at no size"),
        "{told}"
    );
}

#[cfg(unix)]
#[test]
fn a_page_that_wants_no_card_is_not_told_of_and_a_piece_of_a_page_gets_none() {
    let folder = blog();
    let own = format!("<meta property=\"og:image\" content=\"{OWN}\">");
    put(
        folder.path(),
        "site/own\u{1}.html",
        page("하나", &own, "").as_bytes(),
    );
    put(
        folder.path(),
        "site/bad\u{1}.html",
        page("둘", "", "").as_bytes(),
    );
    let piece = "<h1>조각</h1><p>다른 쪽에 들어갑니다.</p>";
    put(folder.path(), "site/piece.html", piece.as_bytes());
    put(folder.path(), "site/piece\u{1}.html", piece.as_bytes());
    let whole = "<!doctype html><title>작은 쪽</title><p>언어를 말하지 않습니다.";
    put(folder.path(), "site/whole.html", whole.as_bytes());
    let (code, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    assert_eq!(told.matches("the page gets no card").count(), 1, "{told}");
    assert!(told.contains("site/bad"), "{told}");
    assert!(told.contains("5 cards (5 rendered, 0 reused)"), "{told}");
    assert_eq!(read(folder.path(), "site/piece.html"), piece);
    assert!(!folder.path().join("site/piece").exists());
    assert!(read(folder.path(), "site/whole.html").contains("/whole/thumbnail_og.jpg"));
}

#[test]
fn a_file_of_the_sites_own_stays_and_two_cards_never_share_a_place() {
    let folder = blog();
    put(folder.path(), "site/notes/thumbnail_og.jpg", b"mine");
    put(
        folder.path(),
        "site/tags.html",
        page("태그", "", "").as_bytes(),
    );
    put(
        folder.path(),
        "site/tags/index.html",
        page("모든 태그", "", "").as_bytes(),
    );
    put(
        folder.path(),
        "site/map.html",
        page("지도", "", "").as_bytes(),
    );
    put(folder.path(), "site/map", b"a file");
    let (code, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    assert_eq!(read(folder.path(), "site/notes/thumbnail_og.jpg"), "mine");
    for said in [
        "the site has a `notes/thumbnail_og.jpg` of its own",
        "it would lie where feedcard writes `tags/thumbnail_og.jpg`",
        "`map` is no folder of the site",
    ] {
        assert_eq!(told.matches(said).count(), 1, "{told}");
    }
    for said in [
        "--> site/tags/index.html",
        "give the page another place, or name a picture in it as its `og:image`",
        // One of the post; the page whose card is left out is not among them.
        "4 cards (4 rendered, 0 reused)",
    ] {
        assert!(told.contains(said), "{told}");
    }
    let paths: Vec<String> = listed(folder.path())
        .into_iter()
        .map(|page| page.0)
        .collect();
    assert_eq!(paths, ["index.html", "tags.html", "tags/rust/index.html"]);
    assert!(!read(folder.path(), "site/tags/index.html").contains("og:image"));
}

#[test]
fn there_is_a_bound_and_without_a_site_the_key_says_so() {
    let folder = blog();
    configure(
        folder.path(),
        "cards: {pages: true}\nlimits: {page_cards: 2}\n",
    );
    for at in 0..300 {
        let title = format!("쪽 {at}");
        put(
            folder.path(),
            &format!("site/deep/down/{at}.html"),
            page(&title, "", "").as_bytes(),
        );
    }
    let (code, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    assert!(
        told.contains(
            "303 pages that are no posts want cards; the 2 nearest to the home page get them"
        ),
        "{told}"
    );
    assert!(told.contains("page_cards: 303"), "{told}");
    let paths: Vec<String> = listed(folder.path())
        .into_iter()
        .map(|page| page.0)
        .collect();
    assert_eq!(paths, ["index.html", "notes/index.html"]);
    let done = run(folder.path(), &["build"], &[]);
    let told = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(0), "{told}");
    assert!(
        told.contains("`cards.pages` is on, and there is no built site"),
        "{told}"
    );
    assert!(told.contains("feedcard build --site _site"), "{told}");
}

#[test]
fn words_of_any_length_and_kind_are_bounded() {
    let folder = blog();
    let long = "긴 제목 ".repeat(40_000);
    for (at, title) in [
        long.as_str(),
        "&#0;&#x202e;<b>x",
        "\u{200b}",
        "가\u{fffe}나",
    ]
    .iter()
    .enumerate()
    {
        let text = page(title, &description(&long), "");
        put(
            folder.path(),
            &format!("site/odd/{at}.html"),
            text.as_bytes(),
        );
    }
    let (code, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    assert!(
        told.contains("does not fit on its card and ends in `…`"),
        "{told}"
    );
    let manifest = read(folder.path(), "site/feedcard.json");
    assert!(manifest.len() < 60_000, "{}", manifest.len());
    assert!(build(folder.path(), &[]).1.contains("(0 rendered"));
}

#[test]
fn inject_names_the_cards_of_pages_too() {
    let folder = blog();
    let (code, told) = build(folder.path(), &["--out", "out"]);
    assert_eq!(code, 0, "{told}");
    assert!(!read(folder.path(), "site/index.html").contains("og:image"));
    let done = run(folder.path(), &["inject", "site", "--out", "out"], &[]);
    let told = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
    assert_eq!(done.status.code(), Some(0), "{told}");
    assert!(
        told.contains("does not have 4 of the pictures that its 4 heads name"),
        "{told}"
    );
    assert!(
        read(folder.path(), "site/index.html").contains("https://blog.example/thumbnail_og.jpg")
    );
}
