//! `feedcard inject` on small built sites: every page gets its head once, and nothing else changes.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Output};

use feedcard::page::{Blog, FIRST_BYTES, Kind, Tag, rewrite};
use proptest::prelude::*;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_feedcard"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A blog with its `feedcard.yaml`, built into `out/`, and pages below `site/` over which `out/` was copied.
fn site(config: &str, posts: &[(&str, &str)], pages: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: String, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("feedcard.yaml".into(), config);
    for (name, text) in posts {
        write(format!("content/{name}"), text);
    }
    let build = run(folder.path(), &["build"]);
    assert!(build.status.success(), "{}", text(&build.stderr));
    for (name, text) in pages {
        write(format!("site/{name}"), text);
    }
    copy(&folder.path().join("out"), &folder.path().join("site"));
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn page(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join("site").join(name)).unwrap()
}

const CONFIG: &str = "site:\n  title: 밀물\n  url: https://milmul.example/blog\ncards: { path: \"{permalink}/card.{hash}.jpg\" }\n";
const POST: &str = "---\ntitle: '따옴표 \"둘\" & <b>굵게</b> </script><img onerror=alert(1)>'\ndate: 2024-11-04 09:00:00 +09:00\nauthors: [윤채원, Mina Park]\ntags: [로그, R&D]\ndescription: 첫 설명\n---\n본문\n";
const PAGE: &str = "<!DOCTYPE html>\n<html lang=\"ko\">\n<head>\n<meta charset=\"utf-8\">\n<title>x</title>\n</head>\n<body><p>본문</p></body>\n</html>\n";

#[test]
fn a_post_gets_its_head_and_another_page_the_feeds_alone() {
    let blog = site(
        CONFIG,
        &[("x.md", POST)],
        &[
            ("x/index.html", PAGE),
            ("about.html", PAGE),
            ("google1.html", "google-site-verification: 1"),
        ],
    );
    let inject = run(blog.path(), &["inject", "site"]);
    assert_eq!(text(&inject.stderr), "");
    assert!(
        text(&inject.stdout).starts_with("3 pages · 1 post · 2 changed · 0 warnings · "),
        "{inject:?}"
    );
    let html = page(blog.path(), "x/index.html");
    for part in [
        "<meta property=\"og:type\" content=\"article\">",
        "<link rel=\"canonical\" href=\"https://milmul.example/blog/x\">",
        "<meta name=\"robots\" content=\"max-image-preview:large\">",
        "<meta property=\"og:site_name\" content=\"밀물\">",
        "<meta property=\"og:locale\" content=\"ko_KR\">",
        "<meta property=\"og:image:width\" content=\"1200\">",
        "<meta name=\"twitter:card\" content=\"summary_large_image\">",
        "<meta name=\"twitter:data1\" content=\"윤채원, Mina Park\">",
        "<meta property=\"article:published_time\" content=\"2024-11-04T09:00:00+09:00\">",
        "<meta property=\"article:tag\" content=\"R&amp;D\">",
        "<link rel=\"alternate\" type=\"application/rss+xml\" title=\"밀물\" href=\"https://milmul.example/blog/rss.xml\">",
        "\"@type\":\"BlogPosting\"",
    ] {
        assert_eq!(html.matches(part).count(), 1, "{part}\n{html}");
    }
    assert!(
        html.contains("https://milmul.example/blog/x/card."),
        "the hashed address is in the tags"
    );
    assert!(!html.contains("<img onerror"), "{html}");
    assert!(
        html.ends_with("<title>x</title>\n</head>\n<body><p>본문</p></body>\n</html>\n"),
        "{html}"
    );
    let about = page(blog.path(), "about.html");
    assert!(about.contains("application/atom+xml") && about.contains("application/feed+json"));
    assert!(!about.contains("og:"), "{about}");
    assert_eq!(
        page(blog.path(), "google1.html"),
        "google-site-verification: 1"
    );
    let again = run(blog.path(), &["inject", "site", "--check"]);
    assert!(again.status.success(), "{again:?}");
    assert!(text(&again.stdout).contains("0 changed"));
    assert_eq!(page(blog.path(), "x/index.html"), html);
}

#[test]
fn check_names_a_stale_page_and_writes_nothing() {
    let blog = site(CONFIG, &[("x.md", POST)], &[("x.html", PAGE)]);
    let check = run(blog.path(), &["inject", "site", "--check"]);
    assert_eq!(check.status.code(), Some(1));
    let said = text(&check.stderr);
    assert!(
        said.contains("error[stale]: the page has not the head that it should have")
            && said.contains("site/x.html"),
        "{said}"
    );
    assert_eq!(page(blog.path(), "x.html"), PAGE);
}

#[test]
fn a_post_without_a_page_and_a_card_that_was_not_copied_are_problems() {
    let blog = site(CONFIG, &[("x.md", POST)], &[]);
    std::fs::remove_dir_all(blog.path().join("site/x")).unwrap();
    let inject = run(blog.path(), &["inject", "site"]);
    let said = text(&inject.stderr);
    assert!(
        said.contains("no page for `/x`: neither `x.html` nor `x/index.html` is in `site`"),
        "{said}"
    );
    assert!(said.contains("copy `out/` over the site"), "{said}");
    assert!(inject.status.success());
    assert_eq!(
        run(blog.path(), &["inject", "site", "--strict"])
            .status
            .code(),
        Some(1)
    );
}

#[test]
fn hangul_addresses_are_found_raw_decomposed_and_encoded() {
    let decomposed = "\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}";
    for name in [
        "한글/index.html".to_owned(),
        format!("{decomposed}.html"),
        "%ED%95%9C%EA%B8%80/index.html".into(),
    ] {
        let post = "---\ntitle: 한글 주소\ndate: 2024-11-04\npermalink: /한글\n---\n";
        let blog = site(CONFIG, &[("a.md", post)], &[(&name, PAGE)]);
        let inject = run(blog.path(), &["inject", "site"]);
        assert_eq!(text(&inject.stderr), "", "{name}");
        assert!(page(blog.path(), &name).contains("og:title"), "{name}");
    }
}

#[test]
fn a_page_that_is_not_utf_8_is_left_alone_and_said() {
    let blog = site(CONFIG, &[("x.md", POST)], &[("x.html", PAGE)]);
    let old = blog.path().join("site/old.html");
    std::fs::write(&old, b"<html><head><title>\xc7\xd1</title></head></html>").unwrap();
    let inject = run(blog.path(), &["inject", "site"]);
    assert!(
        text(&inject.stderr)
            .contains("warning[page-encoding]: the page is not UTF-8; left as it is")
    );
    assert_eq!(
        std::fs::read(old).unwrap(),
        b"<html><head><title>\xc7\xd1</title></head></html>"
    );
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_site_is_not_followed() {
    let blog = site(CONFIG, &[("x.md", POST)], &[("x.html", PAGE)]);
    let secret = blog.path().join("secret.html");
    std::fs::write(&secret, PAGE).unwrap();
    std::os::unix::fs::symlink(&secret, blog.path().join("site/link.html")).unwrap();
    std::os::unix::fs::symlink("..", blog.path().join("site/loop")).unwrap();
    assert!(run(blog.path(), &["inject", "site"]).status.success());
    assert_eq!(std::fs::read_to_string(secret).unwrap(), PAGE);
}

#[test]
fn without_a_manifest_or_a_site_the_way_out_is_named() {
    let blog = site(CONFIG, &[("x.md", POST)], &[("x.html", PAGE)]);
    let missing = run(blog.path(), &["inject", "public"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("`public` is no folder"));
    std::fs::remove_file(blog.path().join("out/feedcard.json")).unwrap();
    let unbuilt = run(blog.path(), &["inject", "site"]);
    assert_eq!(unbuilt.status.code(), Some(2));
    assert!(text(&unbuilt.stderr).contains("run `feedcard build` first"));
}

fn tag(kind: Kind, value: &str) -> Tag {
    Tag {
        kind,
        value: value.to_owned(),
    }
}

fn wanted() -> Vec<Tag> {
    vec![
        tag(
            Kind::Feed("application/rss+xml", "밀물".into()),
            "https://a.example/rss.xml",
        ),
        tag(Kind::Name("description"), "설명 \"하나\" & 둘"),
        tag(Kind::Canonical, "https://a.example/x"),
        tag(Kind::Name("robots"), "max-image-preview:large"),
        tag(Kind::Property("og:title"), "제목"),
        tag(Kind::Property("article:tag"), "가"),
        tag(Kind::Property("article:tag"), "나"),
        tag(Kind::Name("theme-color"), "#DDDFE2"),
        tag(Kind::LinkedData, "{\"@type\":\"BlogPosting\"}"),
    ]
}

fn rewritten(html: &str) -> String {
    let once = rewrite(html, &wanted()).unwrap();
    assert_eq!(
        rewrite(&once, &wanted()).unwrap(),
        once,
        "a second run changes nothing"
    );
    once
}

#[test]
fn tags_are_updated_in_place_keep_what_frameworks_wrote_and_stand_once() {
    let html = rewritten(
        "<html><head><meta data-react-helmet=\"true\" name=\"og:title\" content=\"alt\"/><META NAME=description CONTENT='old' data-rh>\
         <meta property=\"og:title\" content=\"twice\"><meta property=\"article:tag\" content=\"a\"><meta property=\"article:tag\" content=\"b\">\
         <meta property=\"article:tag\" content=\"c\"><link rel=canonical href=/old data-astro-x><link rel=\"alternate\" hreflang=\"en\" href=\"/en\">\
         <script type=\"application/ld+json\">{\"@type\":\"Article\"}</script><script type=\"application/ld+json\">{\"@type\":\"WebSite\"}</script>\
         <!-- <meta property=\"og:title\" content=\"comment\"> --><script>var a = '<meta property=\"og:title\">'</script></head><body></body></html>",
    );
    for part in [
        "<meta data-react-helmet=\"true\" property=\"og:title\" content=\"제목\"/>",
        "<meta name=\"description\" content=\"설명 &quot;하나&quot; &amp; 둘\" data-rh>",
        "<link rel=\"canonical\" href=\"https://a.example/x\" data-astro-x>",
        "<link rel=\"alternate\" hreflang=\"en\" href=\"/en\">",
        "<meta property=\"article:tag\" content=\"가\"><meta property=\"article:tag\" content=\"나\">",
        "<script type=\"application/ld+json\">{\"@type\":\"BlogPosting\"}</script><script type=\"application/ld+json\">{\"@type\":\"WebSite\"}</script>",
        "<!-- <meta property=\"og:title\" content=\"comment\"> -->",
        "var a = '<meta property=\"og:title\">'",
    ] {
        assert_eq!(html.matches(part).count(), 1, "{part}\n{html}");
    }
    assert!(
        !html.contains("twice") && !html.contains("Article\"}") && !html.contains("content=\"c\""),
        "{html}"
    );
}

#[test]
fn robots_of_a_hidden_page_stays_and_any_other_gains_the_preview() {
    for (own, shown) in [
        ("noindex, nofollow", "noindex, nofollow"),
        ("none", "none"),
        ("nofollow", "nofollow, max-image-preview:large"),
        (
            "index,max-image-preview:standard",
            "index, max-image-preview:large",
        ),
    ] {
        let html = rewritten(&format!(
            "<head><meta name=robots content=\"{own}\"></head>"
        ));
        assert!(
            html.contains(&format!("name=\"robots\" content=\"{shown}\""))
                || html.contains(&format!("name=robots content=\"{shown}\"")),
            "{own}: {html}"
        );
    }
}

#[test]
fn a_theme_colour_for_dark_alone_is_the_sites_own() {
    let own = "<meta name=\"theme-color\" media=\"(prefers-color-scheme: dark)\" content=\"#000\">";
    let html = rewritten(&format!("<html><head>{own}</head></html>"));
    assert_eq!(html.matches("theme-color").count(), 1, "{html}");
    assert!(html.contains(own));
}

#[test]
fn a_page_without_head_html_or_line_ends_gets_its_tags_at_the_right_place() {
    assert!(rewritten("<!doctype html><title>x</title><p>y").starts_with("<!doctype html>\n<link"));
    assert!(rewritten("<html><title>x</title>").starts_with("<html>\n<link"));
    assert!(rewritten("\u{FEFF}<p>x").starts_with("\u{FEFF}\n<link"));
    assert!(
        rewritten("<!doctype html>\r\n<head>\r\n<meta charset=utf-8>\r\n</head>")
            .contains("charset=utf-8>\r\n<link")
    );
}

#[test]
fn tags_behind_the_first_32_kilobytes_move_to_the_front() {
    let css = "a{}".repeat(15_000);
    let html = rewritten(&format!(
        "<html><head><style>{css}</style><meta property=\"og:title\" content=\"spät\"></head></html>"
    ));
    assert!(!html.contains("spät"));
    assert!(html.find("og:title").unwrap() < FIRST_BYTES);
    // New tags would push this one over the edge.
    let css = "a{}".repeat(10_870);
    let html = rewritten(&format!(
        "<html><head><style>{css}</style><meta property=\"og:title\" content=\"제목\"></head></html>"
    ));
    assert_eq!(html.matches("og:title").count(), 1);
    assert!(html.find("og:title").unwrap() < FIRST_BYTES);
}

#[test]
fn autodiscovery_announces_each_kind_once() {
    assert_eq!(
        feedcard::page::autodiscovery(Blog {
            name: "x",
            feeds: &[]
        }),
        []
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_head_is_complete_after_one_run_and_unchanged_by_the_next(parts in proptest::collection::vec(prop_oneof![
        Just("<meta charset=utf-8>"), Just("<head>"), Just("</head>"), Just("<html>"), Just("<body>"), Just("<!doctype html>"),
        Just("<meta property='og:title' content='a'>"), Just("<meta name=og:title>"), Just("<meta name=\"robots\" content=\"all\"/>"),
        Just("<link rel='x canonical' href>"), Just("<script type=application/ld+json>{\"@type\":\"Article\"}</script>"),
        Just("<script>x"), Just("<!--"), Just("-->"), Just("<title>"), Just("</title>"), Just("<svg>"), Just("</svg>"), Just("<meta "),
        Just("<noscript>"), Just("글 &amp; "), Just("<link rel=alternate type=application/rss+xml href=/feed>"), Just("\r\n"), Just("\""),
    ], 0..14)) {
        rewritten(&parts.concat());
    }

    #[test]
    fn any_text_at_all_is_a_page(html in "\\PC{0,200}") {
        rewritten(&html);
    }
}
