//! Heads of every kind, rewritten.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::{Page, PageWithHead, READ_BYTES, Refused, Site, head_tag, insert_head, plan, scan};
use crate::manifest::{Boxes, Card, CardFacts, Cover, FeedEntry, PostEntry, Square};
use crate::post::Author;

fn post() -> PostEntry {
    let facts = CardFacts {
        media_type: "image/jpeg".into(),
        width: 1200,
        height: 630,
        bytes: 5,
        blake3: String::new(),
        alt: "그림".into(),
        layout: "wipe".into(),
        lines: Vec::new(),
        kicker: None,
        subtitle: None,
        size_px: 64.0,
        ink: "#182148".into(),
        field: "#DDDFE2".into(),
        divider_x: None,
        contrast: 11.0,
        picture: None,
        unmarked: false,
        boxes: Boxes::default(),
        square: Square::default(),
        shrunk: false,
        ellipsis: false,
        initials: Vec::new(),
        missing: Vec::new(),
    };
    PostEntry {
        source: "content/x.md".into(),
        permalink: "/x".into(),
        url: "https://b.example/x".into(),
        id: "https://b.example/x".into(),
        lang: "ko".into(),
        title: "제목 & \"둘\"".into(),
        description: "설명".into(),
        published: "2024-01-02T09:00:00+09:00".into(),
        updated: None,
        authors: vec![Author {
            name: "윤채원".into(),
            ..Author::default()
        }],
        tags: vec!["가".into(), "나".into()],
        also: Vec::new(),
        card: Some(Card {
            path: "x/card-1a2b.jpg".into(),
            url: "https://b.example/x/card-1a2b.jpg".into(),
            facts,
        }),
        covers: Vec::new(),
    }
}

fn feeds() -> Vec<FeedEntry> {
    [
        ("rss", "rss.xml", "application/rss+xml"),
        ("atom", "atom.xml", "application/atom+xml"),
        ("json", "feed.json", "application/feed+json"),
    ]
    .map(|(kind, path, media_type)| FeedEntry {
        kind: kind.into(),
        media_type: media_type.into(),
        lang: "ko".into(),
        main: true,
        path: path.into(),
        url: format!("https://b.example/{path}"),
        title: "블로그".into(),
    })
    .to_vec()
}

fn try_dress(html: &str, post: Option<&PostEntry>) -> Result<PageWithHead, Refused> {
    let feeds = feeds();
    let site = Site {
        title: "블로그",
        feeds: &feeds,
    };
    let page = Page {
        html,
        url: "https://b.example/x",
        post,
        card: None,
        gone: None,
    };
    insert_head(&page, &site)
}

fn dressed_as(html: &str, post: &PostEntry) -> String {
    let once = try_dress(html, Some(post)).unwrap().html;
    let twice = try_dress(&once, Some(post)).unwrap().html;
    assert_eq!(once, twice, "a second run changes nothing");
    once
}

fn rewritten(html: &str) -> String {
    dressed_as(html, &post())
}

fn count(text: &str, what: &str) -> usize {
    text.matches(what).count()
}

const EMPTY: &str = "<!doctype html>\n<html>\n<head>\n  <meta charset=\"utf-8\">\n  <title>t</title>\n</head>\n<body>b</body>\n</html>\n";

/// Every tag that a page of [`post`] has once.
const ONCE: &[&str] = &[
    "name=\"description\"",
    "rel=\"canonical\"",
    "name=\"robots\"",
    "name=\"theme-color\"",
    "property=\"og:type\"",
    "property=\"og:title\"",
    "property=\"og:description\"",
    "property=\"og:url\"",
    "property=\"og:site_name\"",
    "property=\"og:locale\"",
    "property=\"og:image\"",
    "property=\"og:image:width\"",
    "property=\"og:image:height\"",
    "property=\"og:image:type\"",
    "property=\"og:image:alt\"",
    "property=\"article:published_time\"",
    "property=\"article:author\"",
    "name=\"twitter:card\"",
    "name=\"twitter:title\"",
    "name=\"twitter:description\"",
    "name=\"twitter:image\"",
    "name=\"twitter:image:alt\"",
    "name=\"twitter:label1\"",
    "name=\"twitter:data1\"",
    "name=\"twitter:label2\"",
    "name=\"twitter:data2\"",
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/ld+json",
];

#[test]
fn an_empty_head_gets_every_tag_once_behind_its_charset_a_line_each() {
    let page = rewritten(EMPTY);
    for tag in ONCE {
        assert_eq!(count(&page, tag), 1, "{tag}");
    }
    assert_eq!(count(&page, "property=\"article:tag\""), 2);
    assert_eq!(count(&page, "modified_time"), 0);
    assert!(page.starts_with(
        "<!doctype html>\n<html>\n<head>\n  <meta charset=\"utf-8\">\n  <meta name=\"description\" content=\"설명\">\n  <link"
    ));
    assert!(page.contains("content=\"제목 &amp; &quot;둘&quot;\">\n"));
    assert!(page.contains("content=\"https://b.example/x/card-1a2b.jpg\""));
    let own = page
        .lines()
        .filter(|line| EMPTY.lines().any(|one| one == *line));
    assert_eq!(own.collect::<Vec<_>>(), EMPTY.lines().collect::<Vec<_>>());
}

#[test]
fn a_tag_that_is_there_changes_its_value_only() {
    let page = rewritten(
        "<head><META data-rh='1' CONTENT='it&#39;s' NAME=Description data-react-helmet=\"true\"><meta property=og:title content=old data-astro-x><meta name=\"og:type\" content=\"website\"><title>t</title>",
    );
    for tag in [
        "<META data-rh='1' CONTENT=\"설명\" NAME=Description data-react-helmet=\"true\">",
        "<meta property=og:title content=\"제목 &amp; &quot;둘&quot;\" data-astro-x>",
        "<meta property=\"og:type\" content=\"article\"><title>t</title>",
    ] {
        assert!(page.contains(tag), "{tag}\n{page}");
    }
}

#[test]
fn a_tag_without_a_value_or_without_the_attribute_gets_it() {
    let page = rewritten(
        "<head><meta content property=\"og:title\"><meta name=\"description\"><meta property='og:url' content=>",
    );
    assert!(page.contains("<meta content=\"제목 &amp; &quot;둘&quot;\" property=\"og:title\">"));
    assert!(page.contains("<meta content=\"설명\" name=\"description\">"));
    assert!(
        page.contains("<meta property='og:url' content=\"https://b.example/x\">"),
        "{page}"
    );
}

#[test]
fn duplicates_and_other_names_of_the_picture_go_wherever_they_stand() {
    let page = rewritten(
        "<head><meta property=\"og:title\" content=\"1\"><meta property=\"og:title\" content=\"2\"><meta property=\"og:image:secure_url\" content=\"https://old\"><meta name=\"twitter:image:src\" content=\"https://old\"><link rel=canonical href=/a><link rel=\"canonical\" href=\"/b\"></head><body><meta property=\"og:title\" content=\"3\"><p>text</p>",
    );
    assert_eq!(count(&page, "og:title"), 1);
    assert_eq!(count(&page, "canonical"), 1);
    assert_eq!(count(&page, "https://old"), 0);
    assert!(page.ends_with("</head><body><p>text</p>"));
    assert!(page.contains("<link rel=canonical href=\"https://b.example/x\">"));
}

#[test]
fn one_tag_for_two_readers_serves_both_as_long_as_they_agree() {
    let page = rewritten(
        "<head><meta name=\"description\" property=\"og:description\" content=\"old\"><meta name=\"image\" property=\"og:image\" content=\"old\"><meta name=\"twitter:card\" property=\"og:type\" content=\"old\">",
    );
    assert!(
        page.contains("<meta name=\"description\" property=\"og:description\" content=\"설명\">")
    );
    assert!(page.contains(
        "<meta name=\"image\" property=\"og:image\" content=\"https://b.example/x/card-1a2b.jpg\">"
    ));
    assert_eq!(count(&page, "og:description"), 1);
    assert_eq!(count(&page, "twitter:card"), 1);
    assert_eq!(count(&page, "\"og:type\" content=\"article\""), 1);
}

#[test]
fn what_only_looks_like_a_tag_is_left_alone() {
    let decoys = "<!-- <meta property=\"og:title\" content=\"a\"> --><script>var a = '<meta property=\"og:title\" content=\"b\">';</script><noscript><meta property=\"og:title\" content=\"c\"></noscript><template><meta property=\"og:title\" content=\"d\"></template><style>/* <meta property=\"og:title\"> */</style>";
    let tail = "</head><body><svg><title>og:title</title></svg><textarea><meta property=\"og:title\"></textarea></body>";
    let page = rewritten(&format!("<head><title>t</title>{decoys}{tail}"));
    assert!(page.ends_with(&format!("<title>t</title>{decoys}{tail}")));
    assert_eq!(
        count(&page, "<meta property=\"og:title\" content=\"제목"),
        1
    );
}

#[test]
fn a_page_without_head_html_or_body_tags_gets_them_where_a_head_would_be() {
    for (before, after) in [
        ("<!doctype html>", "<title>t</title><p>text"),
        ("", "<title>t</title><p>text"),
        ("<!DOCTYPE html><html lang=ko>", "<body>text"),
        (
            "\u{feff}<!doctype html>\r\n<HTML>\r\n<HEAD>",
            "\r\n<TITLE>t</TITLE>\r\n</HEAD>\r\n",
        ),
        (
            "<html><head><meta http-equiv=Content-Type content=\"text/html; charset=UTF-8\">",
            "<p>text",
        ),
    ] {
        let page = rewritten(&format!("{before}{after}"));
        assert!(page.starts_with(before) && page.ends_with(after), "{page}");
        assert_eq!(count(&page, "og:title"), 1);
    }
}

#[test]
fn tags_that_a_reader_finds_outside_of_the_head_move_into_it() {
    for end in [
        "<p>",
        "stray",
        "<noscript><img src=x></noscript>",
        "</head>",
        "<svg>",
    ] {
        let page = rewritten(&format!(
            "<html><head><title>t</title>{end}<html><head><meta property=\"og:title\" content=\"a\">"
        ));
        let (before, after) = page.split_once("<title>").unwrap();
        assert!(
            before.starts_with("<html><head><meta") && before.contains("og:title"),
            "{page}"
        );
        assert!(!after.contains("og:title"));
    }
    let early =
        rewritten("<html><noscript><img></noscript><head><meta charset=utf-8><title>t</title>");
    assert!(
        early.starts_with("<html><meta name=\"description\""),
        "{early}"
    );
    let harmless = "<head><noscript><link rel=stylesheet href=a><style>a{}</style></noscript><meta property=\"og:title\" content=";
    assert!(
        rewritten(&format!("{harmless}\"a\">")).contains("</noscript><meta property=\"og:title\"")
    );
}

#[test]
fn line_ends_and_slashes_are_those_of_the_page() {
    let page = rewritten(
        "<html>\r\n<head>\r\n\t<meta charset=\"utf-8\" />\r\n\t<title>t</title>\r\n</head>",
    );
    assert!(page.contains(
        "<meta charset=\"utf-8\" />\r\n\t<meta name=\"description\" content=\"설명\" />\r\n\t<link"
    ));
    assert_eq!(count(&page, "\n"), count(&page, "\r\n"));
}

#[test]
fn a_page_that_says_noindex_keeps_its_own_robots() {
    for own in ["noindex, follow", "NONE", "max-snippet:5,noindex"] {
        let tag = format!("<meta name=\"robots\" content=\"{own}\">");
        let page = rewritten(&format!("<head>{tag}"));
        assert!(page.contains(&tag));
        assert_eq!(count(&page, "max-image-preview"), 0);
    }
    let page =
        rewritten("<head><meta name=robots content=\"index,follow, max-image-preview:none\">");
    assert!(page.contains("<meta name=robots content=\"index, follow, max-image-preview:large\">"));
}

#[test]
fn json_ld_cannot_be_left_and_replaces_that_of_the_theme() {
    let mut post = post();
    post.title = "</script><img onerror=alert(1)> <!--".into();
    post.covers = vec![Cover {
        path: "x/1x1.jpg".into(),
        url: "https://b.example/x/1x1.jpg".into(),
        width: 1200,
        height: 1200,
        media_type: "image/jpeg".into(),
        bytes: 1,
    }];
    let page = dressed_as(
        "<head><script type=\"application/ld+json\">{\"@type\":\"WebSite\"}</script><script data-x type=\"application/ld+json\">\n{\"@type\": [\"Article\"]}\n</script><script type=\"application/ld+json\">{\"@type\":\"BlogPosting\"}</script></head>",
        &post,
    );
    assert_eq!(count(&page, "<script"), 2);
    assert_eq!(count(&page, "</script"), 2);
    assert_eq!(count(&page, "<img"), 0);
    assert!(page.contains("<script type=\"application/ld+json\">{\"@type\":\"WebSite\"}</script>"));
    let (_, rest) = page
        .split_once("<script data-x type=\"application/ld+json\">")
        .unwrap();
    let (text, _) = rest.split_once("</script>").unwrap();
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(value["headline"], post.title);
    assert_eq!(value["@type"], "BlogPosting");
    assert_eq!(value["image"][0]["url"], "https://b.example/x/1x1.jpg");
    assert_eq!(value["author"]["name"], "윤채원");
}

#[test]
fn a_page_of_no_post_gets_the_feeds_only_and_a_fragment_nothing() {
    let page = "<!doctype html><head><link href=\"rss.xml?\" rel=alternate type=text/xml><link rel=alternate type=application/rss+xml href=/podcast.xml><meta property=\"og:title\" content=\"own\">";
    let once = try_dress(page, None).unwrap().html;
    assert_eq!(count(&once, "https://b.example/rss.xml"), 1);
    assert_eq!(count(&once, "<meta"), 1);
    assert!(once.contains("href=/podcast.xml") && once.contains("content=\"own\""));
    assert_eq!(try_dress(&once, None).unwrap().html, once);
    let relative =
        "<head><base href=\"/\"><link rel=alternate type=application/atom+xml href=atom.xml>";
    let once = try_dress(relative, None).unwrap().html;
    assert_eq!(count(&once, "atom.xml"), 1);
    for fragment in [
        "<p>one</p>",
        "",
        "<li><meta property=\"og:title\" content=\"\">",
    ] {
        assert_eq!(try_dress(fragment, None).unwrap().html, fragment);
    }
}

#[test]
fn what_the_post_does_not_know_stays_the_pages_own() {
    let mut post = post();
    (post.card, post.description) = (None, String::new());
    let own = "<meta property=\"og:image\" content=\"own\"><meta name=\"description\" content=\"own\"><meta name=\"theme-color\" content=\"#123456\">";
    let page = dressed_as(&format!("<head>{own}"), &post);
    assert!(page.ends_with(own));
    assert_eq!(count(&page, "twitter:card"), 0);
    let media =
        "<meta name=\"theme-color\" media=\"(prefers-color-scheme: dark)\" content=\"#000\">";
    let page = rewritten(&format!("<head>{media}"));
    assert!(page.ends_with(media));
    assert_eq!(count(&page, "theme-color"), 1);
}

#[test]
fn the_time_of_a_build_is_no_time_of_change() {
    let html = "<head><meta property=\"article:modified_time\" content=\"2026\" data-x><meta property=\"og:updated_time\" content=\"2026\">";
    let page = rewritten(html);
    assert_eq!(count(&page, "2026"), 0);
    assert!(page.starts_with("<head>") && count(&page, "modified_time") == 0);
    let mut post = post();
    post.updated = Some("2024-03-01T00:00:00+09:00".into());
    let page = dressed_as(html, &post);
    assert!(page.ends_with(
        "<meta property=\"article:modified_time\" content=\"2024-03-01T00:00:00+09:00\" data-x>"
    ));
    assert_eq!(
        count(&page, "\"dateModified\":\"2024-03-01T00:00:00+09:00\""),
        1
    );
}

#[test]
fn tags_behind_the_first_32_kb_move_up() {
    let style = "x".repeat(READ_BYTES - 3000);
    let late = "<meta property=\"og:title\" content=\"a\">".to_owned() + &"<!-- -->".repeat(600);
    let html = format!(
        "<head><title>t</title><style>{style}</style>{late}<meta name=\"description\" content=\"b\"></head>"
    );
    let page = rewritten(&html);
    let done = try_dress(&page, Some(&post())).unwrap();
    assert!(done.end > 0 && done.end <= READ_BYTES, "{}", done.end);
    assert_eq!(count(&page, "og:title"), 1);
    assert_eq!(count(&page, "name=\"description\""), 1);
}

#[test]
fn hundreds_of_tags_end_late_and_still_settle() {
    let mut post = post();
    post.tags = (0..900).map(|at| format!("꼬리표 {at}")).collect();
    let page = dressed_as(EMPTY, &post);
    assert!(try_dress(&page, Some(&post)).unwrap().end > READ_BYTES);
    assert!(page.find("og:image:alt").unwrap() < 8_000);
}

#[test]
fn a_page_in_another_encoding_is_refused() {
    let refused = try_dress("<head><meta charset=euc-kr>", Some(&post()));
    assert_eq!(refused, Err(Refused::Charset("euc-kr".into())));
    let http = "<head><meta http-equiv='content-type' content='text/html; charset=Shift_JIS'>";
    assert!(matches!(try_dress(http, None), Err(Refused::Charset(_))));
}

/// A piece of a head, or of what should not be in one.
fn piece() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "<head>",
        "</head>",
        "<html>",
        "<body>",
        "</body>",
        "<title>t</title>",
        "<title>",
        "<script>",
        "</script>",
        "<!-- a -->",
        "<!--",
        "-->",
        "<template>",
        "</template>",
        "<svg>",
        "</svg>",
        "<p>",
        "text",
        "\n  ",
        "\r\n",
        "<noscript>",
        "</noscript>",
        "<meta charset=utf-8>",
        "<meta charset=\"utf-8\"/>",
        "<base href=\"/b/\">",
        "<meta name=robots content='a&amp;b, index'>",
        "<meta name=robots content=noindex>",
        "<style>",
        "</style>",
        "<link rel=canonical>",
        "<link rel='canonical alternate' type=a href=rss.xml>",
        "<select>",
        "<table>",
        "<link rel=alternate type='application/rss+xml' href='/rss.xml' title=\"a'b\">",
        "\u{feff}",
        "<![CDATA[",
        "]]>",
        "<script type=application/ld+json>{\"@type\":\"BlogPosting\"}</script>",
        "<meta",
        ">",
        "<script type=\"application/ld+json\">",
        "<meta name=theme-color media=print content=red>",
        "<meta name=theme-color content=red>",
        "<plaintext>",
        "<textarea>",
    ])
    .prop_map(str::to_owned);
    let by = prop::sample::select(vec!["name", "property", "NAME", "Property", "itemprop"]);
    let key = prop::sample::select(vec![
        "og:title",
        "OG:Image",
        "og:image:url",
        "description",
        "twitter:card",
        "article:tag",
        "article:author",
        "keywords",
        "og:description",
        "twitter:image:src",
        " og:url ",
    ]);
    let value = prop::sample::select(vec![
        "'x\"y'",
        "\"\"",
        "a",
        "\"&amp;'\"",
        "'나'",
        "",
        "\"설명\"",
    ]);
    let meta = (by, key, value, prop::bool::ANY).prop_map(|(by, key, value, first)| {
        if first {
            format!("<meta content={value} {by}=\"{key}\" data-rh>")
        } else {
            format!("<meta {by}='{key}' name=\"image\" content={value} />")
        }
    });
    prop_oneof![odd, meta]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_second_run_changes_no_byte_of_any_head(pieces in prop::collection::vec(piece(), 0..24), ours in prop::bool::ANY) {
        let html = pieces.concat();
        let post = post();
        let post = ours.then_some(&post);
        let once = try_dress(&html, post).unwrap().html;
        prop_assert_eq!(&try_dress(&once, post).unwrap().html, &once, "{}", html);
        if ours {
            prop_assert!(once.contains("property=\"og:locale\" content=\"ko_KR\""));
        }
    }

    #[test]
    fn a_body_that_is_not_read_changes_no_edit(
        head in prop::collection::vec(piece(), 0..8),
        end in prop::sample::select(vec!["<body>", "</head>", "<p>", "text", "</head><script>", "<svg>", "<noscript><img></noscript>"]),
        body in prop::collection::vec(piece(), 0..4),
        ours in prop::bool::ANY,
    ) {
        let html = format!("{}{end}{}", head.concat(), body.concat());
        let post = post();
        let feeds = feeds();
        let page = Page { html: &html, url: "https://b.example/x", post: ours.then_some(&post), card: None, gone: None };
        let site = Site { title: "블로그", feeds: &feeds };
        let edits = |whole| {
            let scan = scan::scan_to(&html, 0, whole).ok()?;
            let head_tags = head_tag::head_tags(&page, &site, &scan);
            Some((plan::plan(&html, page.url, &scan, &head_tags), scan.foreign_charset, scan.document))
        };
        if let Some(all) = edits(true) {
            prop_assert_eq!(edits(false), Some(all), "{}", html);
        }
    }

    #[test]
    fn what_is_no_tag_of_ours_comes_out_as_it_went_in(before in "[a-z가-힣 \\n]{0,20}", after in "[a-z가-힣 <>&'\"=/-]{0,60}") {
        let html = format!("<!doctype html><title>{before}</title><meta property=\"og:title\" content=\"old\"><p>{after}");
        let once = try_dress(&html, Some(&post())).unwrap().html;
        prop_assert!(once.starts_with("<!doctype html>"));
        let (title, end) = (format!("<title>{before}</title>"), format!("<p>{after}"));
        prop_assert!(once.contains(&title));
        prop_assert!(once.ends_with(&end));
    }
}
