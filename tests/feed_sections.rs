//! Feeds of several languages, of chosen tags and categories, with pictures and recordings, as the binary writes them.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{CONFIG, put, run};
use serde_json::Value;

fn text(folder: &std::path::Path, path: &str) -> String {
    std::fs::read_to_string(folder.join("out").join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn built(config: &str, posts: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = common::blog(posts);
    put(
        folder.path(),
        "feedcard.yaml",
        format!("{CONFIG}{config}").as_bytes(),
    );
    put(folder.path(), "content/episode.mp3", &[7; 4321]);
    let done = run(folder.path(), &["build"], &[]);
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(0), "{told}");
    folder
}

fn titles(xml: &str) -> Vec<String> {
    let tree = roxmltree::Document::parse(xml).unwrap();
    let items = tree.descendants().filter(|node| node.has_tag_name("item"));
    let title = |node: roxmltree::Node| {
        let mut children = node.children();
        let title = children.find(|child| child.has_tag_name("title")).unwrap();
        title.text().unwrap().to_owned()
    };
    items.map(title).collect()
}

const KO: &str = "---\ntitle: 나루터\ndate: 2024-03-02\ntags: [바다]\n---\n글.\n";
const EN: &str = "---\ntitle: The jetty\ndate: 2024-03-01\nlang: en\ntags: [sea]\n---\nWords.\n";

#[test]
fn each_language_has_its_feeds_and_ids_do_not_move_by_it() {
    let posts = [("a.md", KO), ("b.md", EN)];
    let split = built("feeds: {tags: true}\n", &posts);
    let folder = split.path();
    assert_eq!(titles(&text(folder, "rss.xml")), ["나루터"]);
    assert_eq!(titles(&text(folder, "en/rss.xml")), ["The jetty"]);
    assert!(text(folder, "rss.xml").contains("<language>ko</language>"));
    let english = text(folder, "en/rss.xml");
    assert!(english.contains("<language>en</language>"), "{english}");
    assert!(
        english.contains("<title>시험 블로그 (English)</title>"),
        "{english}"
    );
    assert!(
        english.contains("href=\"https://blog.example/en/rss.xml\""),
        "{english}"
    );
    assert!(text(folder, "en/atom.xml").contains("xml:lang=\"en\""));
    let json: Value = serde_json::from_str(&text(folder, "en/feed.json")).unwrap();
    assert_eq!(json["language"], "en");
    assert_eq!(json["items"][0]["id"], "https://blog.example/en/b");
    assert!(text(folder, "en/tags/sea/rss.xml").contains("The jetty"));
    let opml = text(folder, "feeds.opml");
    assert!(
        opml.contains("https://blog.example/en/rss.xml")
            && opml.contains("https://blog.example/rss.xml")
    );

    let merged = built("feeds: {languages: merge}\n", &posts);
    let rss = text(merged.path(), "rss.xml");
    assert_eq!(titles(&rss), ["나루터", "The jetty"]);
    assert!(rss.contains("https://blog.example/en/b</guid>"), "{rss}");
    assert!(!merged.path().join("out/en/rss.xml").exists());
}

#[test]
fn a_blog_whose_posts_are_all_in_another_language_keeps_its_main_feed() {
    let folder = built("", &[("b.md", EN)]);
    assert_eq!(titles(&text(folder.path(), "rss.xml")), ["The jetty"]);
    assert!(!folder.path().join("out/en/rss.xml").exists());
}

#[test]
fn pages_point_to_the_feeds_in_their_own_language() {
    let folder = built("", &[("a.md", KO), ("b.md", EN)]);
    let page = "<!doctype html><html><head><title>x</title></head><body></body></html>";
    for path in ["site/a.html", "site/en/b.html", "site/index.html"] {
        put(folder.path(), path, page.as_bytes());
    }
    let done = run(folder.path(), &["inject", "site"], &[]);
    assert_eq!(done.status.code(), Some(0));
    let page = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
    assert!(page("site/en/b.html").contains("href=\"https://blog.example/en/rss.xml\""));
    assert!(!page("site/en/b.html").contains("href=\"https://blog.example/rss.xml\""));
    for path in ["site/a.html", "site/index.html"] {
        assert!(page(path).contains("href=\"https://blog.example/rss.xml\""));
        assert!(!page(path).contains("href=\"https://blog.example/en/rss.xml\""));
    }
}

#[test]
fn chosen_tags_and_categories_have_feeds_and_others_have_none() {
    let post = |day: u32, tags: &str, category: &str| {
        format!(
            "---\ntitle: 글 {day}\ndate: 2024-03-0{day}\ntags: [{tags}]\ncategory: {category}\n---\n글.\n"
        )
    };
    let (a, b, c) = (
        post(1, "aws, rare", "개발"),
        post(2, "AWS, db", "개발"),
        post(3, "db", "일상"),
    );
    let posts = [
        ("a.md", a.as_str()),
        ("b.md", b.as_str()),
        ("c.md", c.as_str()),
    ];
    let folder = built(
        "feeds: {tags: {only: [AWS, rare], min_posts: 2}, categories: {min_posts: 2}}\n",
        &posts,
    );
    let out = folder.path().join("out");
    assert_eq!(
        titles(&text(folder.path(), "tags/aws/rss.xml")),
        ["글 2", "글 1"]
    );
    assert_eq!(
        titles(&text(folder.path(), "categories/개발/rss.xml")),
        ["글 2", "글 1"]
    );
    for absent in ["tags/rare", "tags/db", "categories/일상"] {
        assert!(!out.join(absent).exists(), "{absent}");
    }
}

#[test]
fn a_recording_is_the_enclosure_and_the_card_stays_beside_it() {
    let episode = "---\ntitle: 첫 방송\ndate: 2024-03-01\naudio: ../episode.mp3\nduration: \"1:02:03\"\n---\n들어 보세요.\n";
    let remote = "---\ntitle: 둘째\ndate: 2024-03-02\nenclosure: {url: \"https://cdn.example/b.mp3\"}\n---\n글.\n";
    let folder = built(
        "feeds: {icon: /icon.png, logo: https://cdn.example/logo.png}\n",
        &[("one/index.md", episode), ("two.md", remote)],
    );
    let rss = text(folder.path(), "rss.xml");
    assert!(rss.contains("length=\"4321\" type=\"audio/mpeg\""), "{rss}");
    assert!(
        rss.contains("<itunes:duration>3723</itunes:duration>"),
        "{rss}"
    );
    assert!(
        rss.contains(
            "url=\"https://blog.example/one/thumbnail_og.jpg\" width=\"1200\"></media:content>"
        ),
        "{rss}"
    );
    assert!(
        rss.contains("<url>https://cdn.example/logo.png</url>"),
        "{rss}"
    );
    assert!(
        !rss.contains("cdn.example/b.mp3"),
        "a recording of unknown length is left out"
    );
    let atom = text(folder.path(), "atom.xml");
    assert!(
        atom.contains("rel=\"enclosure\"") && atom.contains("length=\"4321\""),
        "{atom}"
    );
    assert!(
        atom.contains("<icon>https://blog.example/icon.png</icon>"),
        "{atom}"
    );
    let json: Value = serde_json::from_str(&text(folder.path(), "feed.json")).unwrap();
    let attachment = &json["items"][1]["attachments"][0];
    assert_eq!(attachment["size_in_bytes"], 4321);
    assert_eq!(attachment["duration_in_seconds"], 3723);
    let done = run(folder.path(), &["check"], &[]);
    let told = String::from_utf8(done.stderr).unwrap();
    assert!(
        told.contains("`https://cdn.example/b.mp3` has no length in bytes"),
        "{told}"
    );
}

#[test]
fn link_posts_excerpts_and_fediverse_accounts_are_told() {
    let link = "---\ntitle: 남의 글\ndate: 2024-03-01\nexternal_url: https://other.example/a\nexcerpt_only: true\n\
                description: 짧은 말\nauthor: {name: 하나, fediverse: hana@social.example}\n---\n긴 본문.\n";
    let folder = built("", &[("a.md", link)]);
    let json: Value = serde_json::from_str(&text(folder.path(), "feed.json")).unwrap();
    assert_eq!(json["items"][0]["external_url"], "https://other.example/a");
    assert!(json["items"][0]["content_html"].is_null());
    assert!(!text(folder.path(), "rss.xml").contains("긴 본문"));
    let page = "<!doctype html><html><head><title>x</title></head><body></body></html>";
    put(folder.path(), "site/a.html", page.as_bytes());
    assert_eq!(
        run(folder.path(), &["inject", "site"], &[]).status.code(),
        Some(0)
    );
    let page = std::fs::read_to_string(folder.path().join("site/a.html")).unwrap();
    assert!(
        page.contains("<meta name=\"fediverse:creator\" content=\"@hana@social.example\">"),
        "{page}"
    );
}
