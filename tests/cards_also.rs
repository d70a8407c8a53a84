//! `cards.also`: the same card in other sizes.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::path::Path;

use common::{CONFIG, blog_with, build, configure, files, post, put};
use serde_json::Value;

const ALSO: &str = "cards:\n  also:\n    \
    - {name: square, size: 1080x1080, path: \"{permalink}/square.jpg\"}\n    \
    - {name: story, size: 540x960, path: \"cards/{hash}.png\"}\n    \
    - {name: wide, size: 800x450, path: \"{permalink}/wide.jpg\"}\n";

fn posts(folder: &Path) -> Vec<Value> {
    let manifest = std::fs::read(folder.join("out/feedcard.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    manifest["posts"].as_array().unwrap().clone()
}

fn twins(folder: &Path) {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/2023-03-06-hello-milmul");
    for twin in ["thumbnail-color.png", "thumbnail-gray.png"] {
        std::fs::copy(sample.join(twin), folder.join("content").join(twin)).unwrap();
    }
}

const TWINS: &str = "thumbnail: [{color: ./thumbnail-color.png, gray: ./thumbnail-gray.png}]\n";

#[test]
fn every_size_is_laid_out_anew_and_the_manifest_names_it() {
    let folder = blog_with(
        ALSO,
        &[
            ("a.md", post("나루터에서 기다리는 법", TWINS)),
            ("b.md", post("글", "")),
        ],
    );
    twins(folder.path());
    let (code, told) = build(folder.path());
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("8 cards (8 rendered, 0 reused)"), "{told}");
    for post in posts(folder.path()) {
        let also = post["also"].as_array().unwrap();
        let names: Vec<&str> = also
            .iter()
            .map(|one| one["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["square", "story", "wide"]);
        for one in also {
            let path = one["path"].as_str().unwrap();
            let picture = image::open(folder.path().join("out").join(path)).unwrap();
            let size = (
                one["width"].as_u64().unwrap(),
                one["height"].as_u64().unwrap(),
            );
            assert_eq!(
                (u64::from(picture.width()), u64::from(picture.height())),
                size
            );
            assert_eq!(one["url"], format!("https://blog.example/{path}"));
            assert!(one["contrast"].as_f64().unwrap() >= 4.5, "{one}");
            assert_eq!(one["ellipsis"], false, "{one}");
            // Words keep to the card, and use its height.
            for role in ["site", "title", "meta"] {
                let edge = |at: usize| one["boxes"][role][at].as_u64().unwrap();
                assert!(
                    edge(0) >= size.0 / 30 && edge(0) + edge(2) <= size.0 - size.0 / 30,
                    "{role} {one}"
                );
            }
            let (top, end) = (&one["boxes"]["site"], &one["boxes"]["meta"]);
            let used = end[1].as_u64().unwrap() - top[1].as_u64().unwrap();
            assert!(used * 100 >= size.1 * 60, "{used} of {} {one}", size.1);
        }
        let layouts: Vec<&Value> = also.iter().map(|one| &one["layout"]).collect();
        if post["title"] == "글" {
            assert_eq!(layouts, ["plain", "plain", "plain"]);
        } else {
            // The whole picture, in a tile or beside the words: never a crop of the wide card.
            assert_eq!(layouts, ["stack", "stack", "wipe"]);
            assert_eq!(post["card"]["layout"], "wipe");
        }
    }
}

#[test]
fn a_second_run_changes_nothing_and_a_size_that_is_gone_is_pruned() {
    let folder = blog_with(ALSO, &[("a.md", post("하나", ""))]);
    assert_eq!(build(folder.path()).0, 0);
    let before = files(&folder.path().join("out"));
    let (_, told) = build(folder.path());
    assert!(told.contains("4 cards (0 rendered, 4 reused)"), "{told}");
    assert_eq!(files(&folder.path().join("out")), before);
    configure(folder.path(), &ALSO.replace("1080x1080", "600x600"));
    let (_, told) = build(folder.path());
    assert!(told.contains("4 cards (1 rendered, 3 reused)"), "{told}");
    let fewer: Vec<&str> = ALSO
        .lines()
        .filter(|line| !line.contains("story"))
        .collect();
    configure(folder.path(), &(fewer.join("\n") + "\n"));
    assert_eq!(build(folder.path()).0, 0);
    let left = files(&folder.path().join("out"));
    let pictures: Vec<_> = left
        .keys()
        .filter(|path| path.extension().is_some_and(|end| end == "png"))
        .collect();
    assert!(pictures.is_empty(), "{pictures:?}");
    assert!(left.contains_key(Path::new("a/square.jpg")));
    assert!(posts(folder.path())[0]["also"].as_array().unwrap().len() == 2);
    configure(folder.path(), "");
    assert_eq!(build(folder.path()).0, 0);
    assert_eq!(posts(folder.path())[0]["also"], Value::Null);
    assert!(!folder.path().join("out/a/square.jpg").exists());
}

#[test]
fn mistakes_are_told_at_their_place_with_what_to_write() {
    let line = CONFIG.lines().count() + 4;
    let first = "cards:\n  also:\n    - {name: a, size: 600x600, path: \"{permalink}/a.jpg\"}\n";
    for (entry, column, said, help) in [
        (
            "{name: a, size: 600x600, path: \"{permalink}/b.jpg\"}",
            14,
            "two entries of `cards.also` are called `a`",
            "a name of its own",
        ),
        (
            "{name: b, size: 600x600, path: \"{permalink}/A.jpg\"}",
            38,
            "already the path of `a`",
            "write `\"{permalink}/b.jpg\"`",
        ),
        (
            "{name: b, size: 600x600, path: \"{permalink}/thumbnail_og.jpg\"}",
            38,
            "already the path of `cards.path`",
            "{permalink}/b.jpg",
        ),
        (
            "{name: b, size: 600x600, path: \"{permalink}/thumbnail_og_1x1.jpg\"}",
            38,
            "already the path of the pictures of `cards.covers`",
            "{permalink}/b.jpg",
        ),
        (
            "{name: b, size: 600x600, path: b.jpg}",
            38,
            "is one path for every card",
            "{permalink}",
        ),
        (
            "{name: b, size: 600x600, path: \"{permlink}/b.jpg\"}",
            38,
            "unknown token `{permlink}`",
            "did you mean `{permalink}`?",
        ),
        (
            "{name: b, size: 600x600, path: \"../{permalink}/b.jpg\"}",
            38,
            "is not a path inside the folder",
            "write `{permalink}/b.jpg`",
        ),
        (
            "{name: b, size: 9000x600, path: \"{permalink}/b.jpg\"}",
            23,
            "out of bounds",
            "200 to 4096",
        ),
        (
            "{name: My Square, size: 600x600, path: \"{permalink}/b.jpg\"}",
            14,
            "is not a name",
            "write `name: mysquare`",
        ),
        (
            "{name: b, path: \"{permalink}/b.jpg\"}",
            7,
            "has no `size`",
            "size: 1080x1080",
        ),
        (
            "{name: b, size: 600x600, path: \"{permalink}/b.jpg\", layot: stack}",
            59,
            "unknown key `layot` in `cards.also`",
            "did you mean `layout`?",
        ),
    ] {
        let folder = blog_with(
            &format!("{first}    - {entry}\n"),
            &[("a.md", post("글", ""))],
        );
        let (code, told) = build(folder.path());
        assert_eq!(code, 2, "{entry}: {told}");
        let place = format!("feedcard.yaml:{line}:{column}");
        for wanted in [place.as_str(), said, help] {
            assert!(told.contains(wanted), "{entry}: no `{wanted}` in\n{told}");
        }
    }
    let many: String = (0..9)
        .map(|at| {
            format!("    - {{name: n{at}, size: 600x600, path: \"{{permalink}}/{at}.jpg\"}}\n")
        })
        .collect();
    let folder = blog_with(
        &format!("cards:\n  also:\n{many}"),
        &[("a.md", post("글", ""))],
    );
    assert!(
        build(folder.path())
            .1
            .contains("9 more sizes, and the limit is 8")
    );
}

#[test]
fn a_card_where_another_posts_folder_is_is_told() {
    let posts = [
        ("a.md", post("하나", "permalink: /x\n")),
        ("b.md", post("둘", "permalink: /x/square.jpg\n")),
    ];
    let folder = blog_with(ALSO, &posts);
    let (code, told) = build(folder.path());
    assert_eq!(code, 1, "{told}");
    assert!(
        told.contains("permalink-taken") && told.contains("content/a.md"),
        "{told}"
    );
}

#[test]
fn a_layout_file_draws_sizes_of_its_shape_and_a_size_may_have_its_own() {
    let layout = |size: &str, title: &str| {
        format!(
            "size: {size}\nlayers:\n  - {{shape: rect, box: [0, 0, 400, 400], fill: shade}}\nslots:\n  title: {{box: {title}, sizes: [68, 40], lines: 4}}\n"
        )
    };
    let cards = "cards:\n  layout: wide.yaml\n  also:\n    \
        - {name: same, size: 800x420, path: \"{permalink}/same.jpg\"}\n    \
        - {name: square, size: 600x600, path: \"{permalink}/square.jpg\"}\n    \
        - {name: own, size: 500x500, path: \"{permalink}/own.jpg\", layout: square.yaml}\n";
    let folder = blog_with(cards, &[("a.md", post("글", ""))]);
    put(
        folder.path(),
        "wide.yaml",
        layout("[1200, 630]", "[72, 150, 900, 340]").as_bytes(),
    );
    put(
        folder.path(),
        "square.yaml",
        layout("[630, 630]", "[72, 150, 400, 340]").as_bytes(),
    );
    let (code, told) = build(folder.path());
    assert_eq!(code, 0, "{told}");
    let post = &posts(folder.path())[0];
    let layouts: Vec<&Value> = post["also"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["layout"])
        .collect();
    assert_eq!(post["card"]["layout"], "wide.yaml");
    assert_eq!(layouts, ["wide.yaml", "plain", "square.yaml"]);
}
