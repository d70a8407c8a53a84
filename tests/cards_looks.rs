//! `cards.rules` and the look that a post asks for itself.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::path::Path;

use common::{CONFIG, blog_with, build, configure, post, put};
use serde_json::Value;

const RULES: &str = "cards:\n  theme: {pattern: none, scheme: brand, brand: \"#333333\"}\n  rules:\n    \
    - {match: \"content/infra/**\", theme: {brand: \"#1F4FD8\"}}\n    \
    - {tag: 회고, theme: {brand: \"#0B6E4F\"}}\n    \
    - {tag: [회고, 나루], category: 이야기, theme: {brand: \"#444455\"}}\n    \
    - {lang: en, theme: {brand: \"#7A1FA2\"}}\n";

fn cards(folder: &Path) -> Vec<(String, Value)> {
    let manifest = std::fs::read(folder.join("out/feedcard.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let posts = manifest["posts"].as_array().unwrap().iter();
    posts
        .map(|post| {
            (
                post["title"].as_str().unwrap().to_owned(),
                post["card"].clone(),
            )
        })
        .collect()
}

fn field(folder: &Path, title: &str) -> String {
    let cards = cards(folder);
    let (_, card) = cards.iter().find(|(name, _)| name == title).unwrap();
    card["field"].as_str().unwrap().to_owned()
}

fn five() -> Vec<(&'static str, String)> {
    vec![
        ("infra/a.md", post("하나", "tags: [회고]\n")),
        ("b.md", post("둘", "tags: [가, 회고]\n")),
        ("c.md", post("셋", "")),
        ("d.md", post("넷", "lang: en-GB\n")),
        (
            "e.md",
            post("다섯", "tags: 회고\ncard: {theme: {brand: \"#F2B705\"}}\n"),
        ),
    ]
}

#[test]
fn the_first_rule_that_fits_counts_and_the_post_itself_wins() {
    let folder = blog_with(RULES, &five());
    let (code, told) = build(folder.path());
    assert_eq!(code, 0, "{told}");
    for (title, wanted) in [
        ("하나", "#1F4FD8"),
        ("둘", "#0B6E4F"),
        ("셋", "#333333"),
        ("넷", "#7A1FA2"),
        ("다섯", "#F2B705"),
    ] {
        assert_eq!(field(folder.path(), title), wanted, "{title}");
    }
}

#[test]
fn every_condition_of_a_rule_must_be_met_by_one_of_its_words() {
    let posts = [
        ("a.md", post("하나", "tags: [나루]\ncategory: 이야기\n")),
        ("b.md", post("둘", "tags: [나루]\n")),
    ];
    let folder = blog_with(RULES, &posts);
    assert_eq!(build(folder.path()).0, 0);
    assert_eq!(field(folder.path(), "하나"), "#444455");
    assert_eq!(field(folder.path(), "둘"), "#333333");
}

#[test]
fn a_changed_rule_redraws_the_posts_that_it_is_for_and_no_other() {
    let folder = blog_with(RULES, &five());
    let (_, told) = build(folder.path());
    assert!(told.contains("5 cards (5 rendered, 0 reused)"), "{told}");
    let changed = RULES.replace("#1F4FD8", "#D81F4F");
    configure(folder.path(), &changed);
    let (_, told) = build(folder.path());
    assert!(told.contains("5 cards (1 rendered, 4 reused)"), "{told}");
    assert_eq!(field(folder.path(), "하나"), "#D81F4F");
    // A rule for nobody, before all others, changes nothing.
    let more = changed.replace("  rules:\n", "  rules:\n    - {tag: 없음, layout: plain}\n");
    configure(folder.path(), &more);
    let (_, told) = build(folder.path());
    assert!(told.contains("5 cards (0 rendered, 5 reused)"), "{told}");
}

#[test]
fn mistakes_of_a_rule_are_told_at_their_place_with_what_to_write() {
    let site = CONFIG.lines().count();
    for (rule, line, column, said, help) in [
        (
            "{mach: \"a/**\", layout: plain}",
            3,
            8,
            "unknown key `mach` in `cards.rules`",
            "did you mean `match`?",
        ),
        (
            "{tag: a, theme: {brnd: \"#fff\"}}",
            3,
            24,
            "unknown key `brnd` in `cards.rules.theme`",
            "did you mean `brand`?",
        ),
        (
            "{tag: a, theme: {brand: green}}",
            3,
            31,
            "`green` is not a colour",
            "\"#0B6E4F\"",
        ),
        (
            "{tag: a, layout: covr}",
            3,
            24,
            "`covr` is none of",
            "did you mean `cover`?",
        ),
        (
            "{tag: a, theme: red}",
            3,
            23,
            "`cards.rules.theme` holds keys, found text",
            "brand",
        ),
        (
            "{match: \"a[\", layout: plain}",
            3,
            15,
            "is not a glob",
            "write one such as",
        ),
        (
            "{lang: korean, layout: plain}",
            3,
            14,
            "`korean` is not a BCP 47",
            "write `ko`",
        ),
        ("{tag: a}", 3, 7, "sets nothing", "theme: {brand"),
        ("{layout: plain}", 3, 7, "names no posts", "match: \"**\""),
        (
            "{tag: a, theme: {border: {side: top}}}",
            3,
            24,
            "`cards.rules.theme.border` has no colours",
            "colors:",
        ),
        (
            "{tag: a, fonts: {title: {weight: 700}}}",
            3,
            24,
            "has no `file`",
            "file: fonts",
        ),
        (
            "plain",
            3,
            7,
            "`cards.rules` holds keys, found text",
            "match",
        ),
    ] {
        let folder = blog_with(
            &format!("cards:\n  rules:\n    - {rule}\n"),
            &[("a.md", post("글", ""))],
        );
        let (code, told) = build(folder.path());
        assert_eq!(code, 2, "{rule}: {told}");
        let place = format!("feedcard.yaml:{}:{column}", site + line);
        for wanted in [place.as_str(), said, help] {
            assert!(told.contains(wanted), "{rule}: no `{wanted}` in\n{told}");
        }
    }
}

#[test]
fn mistakes_of_a_posts_look_are_told_at_their_place_with_what_to_write() {
    for (card, column, said, help) in [
        (
            "{theme: {brnd: \"#fff\"}}",
            16,
            "unknown key `brnd` in `card.theme`",
            "did you mean `brand`?",
        ),
        (
            "{theme: {brand: 123}}",
            23,
            "`123` is not a colour",
            "\"#0B6E4F\"",
        ),
        (
            "{theme: [a]}",
            8,
            "`card.theme` holds keys, found a list",
            "brand",
        ),
        (
            "{them: {brand: \"#fff\"}}",
            8,
            "`card` has no key `them`",
            "did you mean `theme`?",
        ),
        (
            "{layout: covr}",
            16,
            "`covr` is none of",
            "did you mean `cover`?",
        ),
        (
            "{layout: ../x.yaml}",
            16,
            "is not a path inside",
            "write `x.yaml`",
        ),
        (
            "{fonts: {title: /etc/passwd}}",
            23,
            "is not a path inside",
            "write `etc/passwd`",
        ),
        (
            "{theme: {background: ../../b.png}}",
            28,
            "is not a path inside",
            "write `b.png`",
        ),
        (
            "{layout: layouts/none.yaml}",
            16,
            "cannot read",
            "name a file of this blog",
        ),
    ] {
        let folder = blog_with("", &[("a.md", post("글", &format!("card: {card}\n")))]);
        let (code, told) = build(folder.path());
        assert_eq!(code, 1, "{card}: {told}");
        let place = format!("content/a.md:4:{column}");
        for wanted in [place.as_str(), said, help] {
            assert!(told.contains(wanted), "{card}: no `{wanted}` in\n{told}");
        }
    }
}

#[test]
fn a_picture_or_font_of_a_posts_look_that_is_of_no_use_is_a_warning_and_the_rest_of_the_look_stays()
{
    for (theme, fonts) in [
        ("background: none.png", ""),
        ("background: \"none/*.png\"", ""),
        ("logo: none.png", ""),
        ("logo: feedcard.yaml", ""),
        ("pattern: none", ", fonts: {title: none.ttf}"),
        ("pattern: none", ", fonts: {fallback: [feedcard.yaml]}"),
    ] {
        let card =
            format!("card: {{theme: {{brand: \"#0B6E4F\", scheme: brand, {theme}}}{fonts}}}\n");
        let folder = blog_with("", &[("a.md", post("글", &card))]);
        let (code, told) = build(folder.path());
        assert_eq!(code, 0, "{card}: {told}");
        assert!(told.contains("content/a.md:4:"), "{card}: {told}");
        assert!(
            told.contains("the card is drawn without it"),
            "{card}: {told}"
        );
        assert_eq!(field(folder.path(), "글"), "#0B6E4F", "{card}");
    }
}

#[cfg(unix)]
#[test]
fn a_posts_look_reads_nothing_through_a_link_out_of_the_blog() {
    let outside = tempfile::tempdir().unwrap();
    let layout = "size: [1200, 630]\nslots:\n  title: {box: [72, 150, 900, 340]}\n";
    put(outside.path(), "own.yaml", layout.as_bytes());
    let sample = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("content/2023-03-06-hello-milmul/thumbnail-color.png");
    std::fs::copy(sample, outside.path().join("b.png")).unwrap();
    for (card, code) in [
        ("{theme: {background: linked/b.png}}", 0),
        ("{theme: {background: \"linked/*.png\"}}", 0),
        ("{theme: {logo: linked/b.png}}", 0),
        ("{layout: linked/own.yaml}", 1),
    ] {
        let folder = blog_with("", &[("a.md", post("글", &format!("card: {card}\n")))]);
        std::os::unix::fs::symlink(outside.path(), folder.path().join("linked")).unwrap();
        let (found, told) = build(folder.path());
        assert_eq!(found, code, "{card}: {told}");
        assert!(told.contains("card-file"), "{card}: {told}");
    }
}

#[test]
fn facts_of_the_card_follow_the_rule_and_the_post() {
    let rules = "cards:\n  rules:\n    - {tag: a, theme: {show: [category]}}\n";
    let posts = [
        ("a.md", post("하나", "tags: a\ncategory: 이야기\n")),
        (
            "b.md",
            post(
                "둘",
                "tags: a\nseries: 나루\ncard: {theme: {show: [series]}}\n",
            ),
        ),
        ("c.md", post("셋", "category: 이야기\n")),
    ];
    let folder = blog_with(rules, &posts);
    let (code, told) = build(folder.path());
    assert_eq!(code, 0, "{told}");
    let meta = |title: &str| {
        let cards = cards(folder.path());
        let (_, card) = cards.into_iter().find(|(name, _)| name == title).unwrap();
        card["boxes"]["meta"][2].as_i64().unwrap()
    };
    // A category of three letters, a series of two, a date of ten digits.
    assert!(
        meta("둘") < meta("하나") && meta("하나") < meta("셋"),
        "{} {} {}",
        meta("둘"),
        meta("하나"),
        meta("셋")
    );
}
