//! `cards.theme.avatars`: pictures of authors beside their names.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::path::Path;

use common::{CONFIG, blog_with, configure, png, post, put, run};
use image::Rgb;

const AVATARS: &str = "cards: {theme: {avatars: true, pattern: none}}\n";
const PEOPLE: &str = "hana: {name: 김하나, avatar: /images/hana.png}\n\
    duri:\n  name: 이두리\n  image_url: https://elsewhere.example/duri.png\n\
    seri: {name: 박세리, image: images/broken.png}\n";
const RED: [u8; 3] = [250, 20, 20];
const BLUE: [u8; 3] = [20, 20, 250];

/// Builds; exit code and everything printed, each problem for itself.
fn build(folder: &Path) -> (i32, String) {
    let done = run(folder, &["build", "-v"], &[]);
    let told = [done.stdout, done.stderr].concat();
    (
        done.status.code().unwrap(),
        String::from_utf8(told).unwrap(),
    )
}

/// A picture of one colour.
fn face(color: [u8; 3]) -> Vec<u8> {
    png(120, 90, |_, _| color)
}

/// Pixels of nearly this colour on a card, and whether its disc has no corners.
fn pixels(folder: &Path, name: &str, color: [u8; 3]) -> usize {
    let path = folder.join(format!("out/{name}/thumbnail_og.jpg"));
    let card = image::open(path).unwrap().to_rgb8();
    let near = |pixel: &&Rgb<u8>| (0..3).all(|c| pixel[c].abs_diff(color[c]) < 40);
    card.pixels().filter(near).count()
}

/// A disc of 52 pixels has 2,124; its edge is mixed with the field. A square would have 2,704.
const DISC: std::ops::Range<usize> = 1900..2200;

#[test]
fn authors_are_shown_by_their_pictures_or_by_initials_with_one_warning() {
    let posts = [
        ("a.md", post("하나", "authors: [hana]\n")),
        ("b.md", post("둘", "authors: [duri, seri, hana]\n")),
        (
            "c.md",
            post(
                "셋",
                "authors: [duri, {name: 김하나, avatar: ./near.png}]\n",
            ),
        ),
        ("d.md", post("넷", "authors: [seri]\n")),
        ("e.md", post("다섯", "authors: [{key: hana}]\n")),
    ];
    let folder = blog_with(AVATARS, &posts);
    put(folder.path(), "authors.yml", PEOPLE.as_bytes());
    put(folder.path(), "static/images/hana.png", &face(RED));
    put(folder.path(), "static/images/broken.png", b"no picture");
    put(folder.path(), "content/near.png", &face(BLUE));
    let (code, told) = build(folder.path());
    assert_eq!(code, 0, "{told}");
    for said in [
        "`https://elsewhere.example/duri.png`, the picture of 이두리, is on another site, and nothing is fetched; cards show the initial",
        "authors.yml:4:14",
        "the picture of 박세리, cannot be drawn: not a picture; cards show the initial",
        "authors.yml:5:26",
        "avatar: /images/hana.png",
    ] {
        assert!(told.contains(said), "{said}\n{told}");
    }
    assert_eq!(told.matches("[author-picture]").count(), 2, "{told}");
    for (name, color) in [("a", RED), ("c", BLUE), ("e", RED)] {
        let share = pixels(folder.path(), name, color);
        assert!(DISC.contains(&share), "{name}: {share}");
    }
    // The last of three lies over the others and is whole.
    let share = pixels(folder.path(), "b", RED);
    assert!(DISC.contains(&share), "{share}");
    assert_eq!(pixels(folder.path(), "d", RED), 0);
    // Warnings are told again, and nothing is drawn.
    let (_, again) = build(folder.path());
    assert!(again.contains("5 cards (0 rendered, 5 reused)"), "{again}");
    assert_eq!(again.matches("[author-picture]").count(), 2, "{again}");
    // Another picture redraws the cards of its person and no others.
    put(folder.path(), "static/images/hana.png", &face(BLUE));
    let (_, told) = build(folder.path());
    assert!(told.contains("5 cards (3 rendered, 2 reused)"), "{told}");
    assert_eq!(pixels(folder.path(), "a", RED), 0);
}

#[test]
fn the_blogs_own_author_has_one_too_and_no_picture_is_read_where_none_is_shown() {
    let site = "site:\n  title: 시험 블로그\n  url: https://blog.example\n  author: {name: 김하나, avatar: assets/hana.svg}\n";
    let folder = blog_with(
        "",
        &[
            ("a.md", post("하나", "")),
            ("b.md", post("둘", "author: 이두리\n")),
        ],
    );
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect width='9' height='9' fill='#fa1414'/></svg>";
    put(folder.path(), "assets/hana.svg", svg.as_bytes());
    put(
        folder.path(),
        "feedcard.yaml",
        format!("{site}{AVATARS}").as_bytes(),
    );
    let (code, told) = build(folder.path());
    assert_eq!((code, told.contains("0 warnings")), (0, true), "{told}");
    assert!(DISC.contains(&pixels(folder.path(), "a", RED)));
    assert_eq!(pixels(folder.path(), "b", RED), 0);
    // Where cards show no people, nobody asks for the file.
    std::fs::remove_file(folder.path().join("assets/hana.svg")).unwrap();
    let (_, told) = build(folder.path());
    assert!(
        told.contains("`assets/hana.svg`, the picture of 김하나, is no file of this blog"),
        "{told}"
    );
    put(folder.path(), "feedcard.yaml", site.as_bytes());
    let (_, told) = build(folder.path());
    assert!(told.contains("0 warnings"), "{told}");
}

#[test]
fn a_slot_of_a_layout_file_shows_them_and_other_names_are_possible() {
    let layout = "slots:\n  title: {box: [72, 80, 1000, 300]}\n  avatar: {box: [72, 480, 100, 100], shape: square}\n  meta: {box: [200, 500, 700, 40], show: [authors], after: avatar}\n";
    let posts = [(
        "a.md",
        post("하나", "authors: [{name: 김하나, face: near.png}]\n"),
    )];
    let more = "fields: {author_avatar: [face]}\ncards: {layout: own.yaml}\n";
    let folder = blog_with(more, &posts);
    put(folder.path(), "own.yaml", layout.as_bytes());
    put(folder.path(), "content/near.png", &face(RED));
    let (code, told) = build(folder.path());
    assert_eq!(code, 0, "{told}");
    let share = pixels(folder.path(), "a", RED);
    assert!((9_300..10_000).contains(&share), "{share}");
}

#[test]
fn a_portrait_outside_of_the_blog_is_not_read_and_a_large_one_is_left() {
    let posts = [
        (
            "a.md",
            post(
                "하나",
                "authors: [{name: 김하나, avatar: ../../face.png}]\n",
            ),
        ),
        (
            "b.md",
            post("둘", "authors: [{name: 이두리, avatar: large.png}]\n"),
        ),
    ];
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    let text = format!("{CONFIG}{AVATARS}limits: {{picture_bytes: 500}}\n");
    put(&inner, "feedcard.yaml", text.as_bytes());
    for (name, text) in &posts {
        put(&inner, &format!("content/{name}"), text.as_bytes());
    }
    put(
        &inner,
        "content/large.png",
        &[face(RED), vec![0; 500]].concat(),
    );
    put(folder.path(), "face.png", &face(RED));
    let (code, told) = build(&inner);
    assert_eq!(code, 0, "{told}");
    assert!(
        told.contains("`../../face.png`, the picture of 김하나, lies outside of the blog"),
        "{told}"
    );
    assert!(told.contains("content/a.md:4:31"), "{told}");
    assert!(
        told.contains("`large.png`, the picture of 이두리, cannot be read"),
        "{told}"
    );
    assert_eq!((pixels(&inner, "a", RED), pixels(&inner, "b", RED)), (0, 0));
}

#[test]
fn no_scrim_is_laid_over_a_face_and_none_for_its_initial() {
    let posts = [
        (
            "a.md",
            post("하나", "authors: [{name: 김하나, avatar: near.png}]\n"),
        ),
        ("b.md", post("둘", "authors: [김하나, 이두리, 박세리]\n")),
    ];
    let board = png(1200, 630, |x, y| match (x / 8 + y / 8) % 2 {
        0 => [0; 3],
        _ => [255; 3],
    });
    let more = "cards: {path: \"{permalink}/card.png\", max_bytes: 4000000, theme: {avatars: true, background: board.png}}\n";
    let folder = blog_with(more, &posts);
    put(folder.path(), "board.png", &board);
    put(folder.path(), "content/near.png", &face(RED));
    let (code, told) = build(folder.path());
    assert_eq!(code, 0, "{told}");
    let card = image::open(folder.path().join("out/a/card.png"))
        .unwrap()
        .to_rgb8();
    let red = card.pixels().filter(|pixel| pixel.0 == RED).count();
    assert!(DISC.contains(&red), "{red}");
    // Under the words the board is washed.
    let washed = |pixel: &Rgb<u8>| pixel.0 != [0; 3] && pixel.0 != [255; 3];
    assert!(
        washed(card.get_pixel(20, 300)),
        "{:?}",
        card.get_pixel(20, 300)
    );
    // Letters on discs of their own colour ask for nothing.
    configure(
        folder.path(),
        "cards: {path: \"{permalink}/card.png\", theme: {avatars: true, pattern: none}}\n",
    );
    build(folder.path());
    let card = image::open(folder.path().join("out/b/card.png"))
        .unwrap()
        .to_rgb8();
    assert_eq!(card.get_pixel(2, 2), card.get_pixel(1198, 2));
}

#[test]
fn only_those_whom_a_card_shows_by_their_initials_are_named_with_the_reason() {
    let away =
        |name: &str| format!("{{name: {name}, avatar: \"https://elsewhere.example/a.png\"}}");
    let four = ["김하나", "이두리", "박세리", "최너울"]
        .map(away)
        .join(", ");
    let posts = [("a.md", post("하나", &format!("authors: [{four}]\n")))];
    let folder = blog_with(AVATARS, &posts);
    let (_, told) = build(folder.path());
    assert_eq!(told.matches("[author-picture]").count(), 3, "{told}");
    assert!(!told.contains("the picture of 최너울"), "{told}");
    // A layout file without a slot for them shows nobody.
    let layout = "slots:\n  title: {box: [72, 80, 1000, 300]}\n";
    put(folder.path(), "own.yaml", layout.as_bytes());
    configure(folder.path(), "cards: {layout: own.yaml}\n");
    let (_, told) = build(folder.path());
    assert!(told.contains("0 warnings"), "{told}");
    // One of another size has a slot, and one picture that is none.
    let slot = format!("{layout}  avatar: {{box: [72, 480, 100, 100]}}\n");
    put(folder.path(), "faces.yaml", slot.as_bytes());
    put(
        folder.path(),
        "content/near.avif",
        b"\0\0\0\x20ftypavif\0\0\0\0avifmif1",
    );
    let posts = post("하나", "authors: [{name: 김하나, avatar: near.avif}]\n");
    put(folder.path(), "content/a.md", posts.as_bytes());
    configure(
        folder.path(),
        "cards:\n  also:\n    - {name: wide, size: 1200x630, layout: faces.yaml, path: \"{permalink}/wide.jpg\"}\n",
    );
    let (code, told) = build(folder.path());
    assert_eq!(code, 0, "{told}");
    assert!(
        told.contains("`near.avif`, the picture of 김하나, cannot be drawn: AVIF pictures are not decoded; cards show the initial"),
        "{told}"
    );
    assert!(told.contains("content/a.md:4:"), "{told}");
}

#[test]
fn the_picture_of_the_blogs_own_author_is_told_of_where_it_is_configured() {
    let folder = blog_with("", &[("a.md", post("하나", ""))]);
    std::fs::remove_file(folder.path().join("feedcard.yaml")).unwrap();
    let site = "site:\n  title: 시험 블로그\n  url: https://blog.example\n  author:\n    name: 김하나\n    avatar: gone.png\n";
    put(
        folder.path(),
        "blog.yaml",
        format!("{site}{AVATARS}").as_bytes(),
    );
    let done = run(folder.path(), &["build", "--config", "blog.yaml"], &[]);
    let told = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
    assert!(told.contains("blog.yaml:6:13"), "{told}");
}
