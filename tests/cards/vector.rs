//! SVG pictures and logos on cards, and what is said of those that are not drawn. What one may cost is tested beside the
//! module.

use std::process::Command;

use feedcard::card::{Culprit, Pictures, Request, draw};
use image::RgbImage;

use crate::art::png;
use crate::properties::{Pair, inside_its_margins, readable};
use crate::{FONTS, decoded, drawn, request};

const TITLE: &str = "벡터 그림도 픽셀이 된다";

/// A disc with words on a field, as a drawing tool writes it.
const DRAWING: &str = r##"<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240">
<style>.ink{fill:#182148}</style>
<rect width="320" height="240" fill="#ffd1e1"/>
<circle class="ink" cx="160" cy="120" r="80"/>
<text x="160" y="130" text-anchor="middle" font-size="30" fill="#fff">글자</text></svg>"##;

fn card(bytes: &[u8]) -> (RgbImage, String) {
    let drawn = drawn(&request(TITLE, Pictures::One(bytes), &[]));
    (decoded(&drawn.bytes), drawn.facts.layout)
}

#[test]
fn a_drawing_is_laid_out_like_the_same_in_pixels() {
    let (vector, layout) = card(DRAWING.as_bytes());
    let pixels = RgbImage::from_fn(1600, 1200, |x, y| {
        let (dx, dy) = (x.abs_diff(800), y.abs_diff(600));
        image::Rgb(if dx * dx + dy * dy < 400 * 400 {
            [0x18, 0x21, 0x48]
        } else {
            [0xff, 0xd1, 0xe1]
        })
    });
    let (wanted, same) = card(&png(&pixels));
    assert_eq!((layout.as_str(), same.as_str()), ("cover", "cover"));
    // All but the words are the same.
    let far = |at: &&(&u8, &u8)| at.0.abs_diff(*at.1) > 40;
    let pairs: Vec<_> = vector.iter().zip(wanted.iter()).collect();
    let apart = pairs.iter().filter(far).count();
    assert!((100..40_000).contains(&apart), "{apart}");
    let request = request(TITLE, Pictures::One(DRAWING.as_bytes()), &[]);
    let pair = Pair::draw(&request);
    readable(&pair, "svg");
    inside_its_margins(&pair, "svg");
}

#[test]
fn a_drawing_without_a_ground_stands_on_one_that_it_reads_on() {
    let white = DRAWING
        .replace("#ffd1e1", "none")
        .replace("#182148", "#fff")
        .replace("fill=\"#fff\"", "");
    let (card, _) = card(white.as_bytes());
    let white = card.pixels().filter(|pixel| pixel.0 == [255; 3]).count();
    assert!(
        (10_000..200_000).contains(&white),
        "a white disc on a darker ground: {white}"
    );
}

#[test]
fn a_logo_may_be_a_drawing() {
    let logo = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 20"><rect width="100" height="20" fill="#0b6e4f"/></svg>"##;
    let request = Request {
        logo: Some(logo.as_bytes()),
        ..request(TITLE, Pictures::None, &[])
    };
    let drawn = drawn(&request);
    let card = decoded(&drawn.bytes);
    assert_eq!(card.get_pixel(150, 83).0, [0x0b, 0x6e, 0x4f]);
    let broken = Request {
        logo: Some(b"<svg xmlns='http://www.w3.org/2000/svg'><g></svg>"),
        ..request
    };
    let fault = draw(&broken, &FONTS).expect_err("broken");
    assert_eq!(fault.culprit, Culprit::Logo);
    assert!(
        fault
            .message
            .starts_with("not a whole SVG: expected 'g' tag"),
        "{}",
        fault.message
    );
}

#[test]
fn the_post_of_a_drawing_that_is_not_drawn_keeps_its_card_and_is_told_why() {
    let blog = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let path = blog.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    put(
        "feedcard.yaml",
        b"site: { title: A, url: https://a.example, logo: logo.svg }\n",
    );
    put("logo.svg", DRAWING.as_bytes());
    let page = DRAWING.replace("<text", "<foreignObject><p>a</p></foreignObject><text");
    let packed = [0x1F, 0x8B, 8, 0, 0, 0];
    let rare = DRAWING.replace("글자", "ꙮ");
    let pictures: [(&str, &[u8], Option<&str>); 5] = [
        ("a.svg", DRAWING.as_bytes(), None),
        (
            "b.svg",
            page.as_bytes(),
            Some("an SVG with HTML inside, which is not drawn"),
        ),
        (
            "c.svgz",
            &packed,
            Some("a gzip file, as `.svgz` is, which is not unpacked"),
        ),
        (
            "d.svg",
            &DRAWING.as_bytes()[..300],
            Some("not a whole SVG: "),
        ),
        (
            "e.svg",
            rare.as_bytes(),
            Some("an SVG with text in which no embedded font has the character `ꙮ` (U+A66E)"),
        ),
    ];
    for (at, (name, bytes, _)) in pictures.iter().enumerate() {
        put(&format!("content/{name}"), bytes);
        let post = format!(
            "---\ntitle: 글 {at}\ndate: 2024-01-0{}\nthumbnail: {name}\n---\n글\n",
            at + 1
        );
        put(&format!("content/p{at}.md"), post.as_bytes());
    }
    let mut build = Command::new(env!("CARGO_BIN_EXE_feedcard"));
    let run = build
        .current_dir(blog.path())
        .args(["build", "--format", "json"])
        .output()
        .unwrap();
    let text = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(0), "{text}");
    let told: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    let problems: Vec<_> = told.iter().filter(|one| one["rule"] == "picture").collect();
    for (at, (name, _, wanted)) in pictures.iter().enumerate() {
        let path = format!("content/p{at}.md");
        let told = problems.iter().find(|one| one["path"] == path.as_str());
        match wanted {
            None => assert_eq!(told, None, "{name}"),
            Some(wanted) => {
                let told = told.unwrap_or_else(|| panic!("{name}: {text}"));
                let message = told["message"].as_str().unwrap();
                assert!(
                    message.starts_with(wanted)
                        && message.ends_with("; the card is drawn without it"),
                    "{message}"
                );
                assert_eq!(
                    (&told["line"], &told["severity"]),
                    (&4.into(), &"warning".into()),
                    "{name}"
                );
            }
        }
    }
    let cards = std::fs::read_to_string(blog.path().join("out/feedcard.json")).unwrap_or_default();
    assert_eq!(
        cards.matches("\"layout\":").count(),
        pictures.len(),
        "{cards}"
    );
}
