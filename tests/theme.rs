//! `cards.theme` and layout files, from the configuration to the card.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{CONFIG, put, run};
use serde_json::Value;

const POST: &str =
    "---\ntitle: 나루터에서 기다리는 법\ndate: 2024-03-02\ncategory: 이야기\n---\n글입니다.\n";

fn card(cards: &str, files: &[(&str, &str)]) -> Result<Value, String> {
    let folder = common::blog(&[("a.md", POST)]);
    put(
        folder.path(),
        "feedcard.yaml",
        format!("{CONFIG}cards: {cards}\n").as_bytes(),
    );
    for (path, text) in files {
        put(folder.path(), path, text.as_bytes());
    }
    let done = run(folder.path(), &["build"], &[]);
    let told = String::from_utf8(done.stderr).unwrap();
    if done.status.code() != Some(0) {
        return Err(format!("{:?}\n{told}", done.status.code()));
    }
    let manifest = std::fs::read(folder.path().join("out/feedcard.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    Ok(manifest["posts"][0]["card"].clone())
}

#[test]
fn a_brand_is_the_field_of_a_card_of_type_alone_and_reads_on_every_scheme() {
    let brand = card(
        "{theme: {brand: \"#0B6E4F\", scheme: brand, pattern: none}}",
        &[],
    )
    .unwrap();
    assert_eq!(brand["field"], "#0B6E4F");
    for scheme in ["brand", "light", "dark"] {
        let theme = format!(
            "{{theme: {{brand: \"#F2B705\", scheme: {scheme}, pattern: grid, show: [date, category, reading_time]}}}}"
        );
        let card = card(&theme, &[]).unwrap();
        assert!(
            card["contrast"].as_f64().unwrap() >= 4.5,
            "{scheme}: {card}"
        );
    }
    let other = card(
        "{theme: {brand: \"#1F4FD8\", scheme: brand, pattern: none}}",
        &[],
    )
    .unwrap();
    assert_ne!(brand["blake3"], other["blake3"]);
}

#[test]
fn a_layout_file_of_the_blog_draws_its_cards() {
    let layout = "size: [1200, 630]\nlayers:\n  - {shape: rect, box: [0, 0, 1200, 630], fill: shade}\nslots:\n  \
                  title: {box: [72, 150, 900, 340], sizes: [68, 40], lines: 4}\n  meta: {box: [72, 518, 700, 40], show: [date]}\n";
    let drawn = card(
        "{layout: layouts/own.yaml, theme: {brand: \"#0B6E4F\"}}",
        &[("layouts/own.yaml", layout)],
    )
    .unwrap();
    let lines = drawn["lines"].as_array().unwrap();
    let title: Vec<&str> = lines.iter().map(|line| line.as_str().unwrap()).collect();
    assert_eq!(title.join(" "), "나루터에서 기다리는 법");
    assert!(drawn["contrast"].as_f64().unwrap() >= 4.5, "{drawn}");
}

#[test]
fn a_mistake_in_a_layout_file_is_told_at_its_line() {
    let layout = "size: [1200, 630]\nslots:\n  title: {box: [900, 150, 900, 340]}\n";
    let told = card(
        "{layout: layouts/own.yaml}",
        &[("layouts/own.yaml", layout)],
    )
    .unwrap_err();
    assert!(told.contains("layouts/own.yaml:3"), "{told}");
    assert!(told.starts_with("Some(2)"), "{told}");
}

#[test]
fn a_background_that_is_not_there_is_told() {
    let told = card("{theme: {background: \"bg/*.png\"}}", &[]).unwrap_err();
    assert!(told.contains("`bg/*.png` names no picture"), "{told}");
    assert!(told.starts_with("Some(2)"), "{told}");
}

#[test]
fn a_background_that_is_not_a_picture_is_told_once_and_costs_no_post_its_card() {
    let folder = common::blog(&[("a.md", POST), ("b.md", &POST.replace("나루터", "부두"))]);
    put(folder.path(), "bg.png", b"no picture");
    common::configure(
        folder.path(),
        "cards: {theme: {background: bg.png, pattern: none}}\n",
    );
    let (code, told) = common::build(folder.path());
    assert_eq!(code, 0, "{told}");
    assert_eq!(told.matches("theme-picture").count(), 1, "{told}");
    let said = "warning[theme-picture]: the background `bg.png`: not a picture; cards are drawn without it\n--> bg.png\n";
    assert!(told.contains(said), "{told}");
    assert!(told.contains("2 cards (2 rendered"), "{told}");
}

/// A picture of which nothing can be seen.
fn transparent() -> Vec<u8> {
    png(image::RgbaImage::new(8, 8).into())
}

fn png(picture: image::DynamicImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

const AVIF: &[u8] = b"\0\0\0\x20ftypavif\0\0\0\0avifmif1miafMA1B";

#[test]
fn what_is_wrong_with_a_picture_of_the_look_is_a_sentence_with_its_place() {
    let transparent = transparent();
    for (bytes, fault, help) in [
        (AVIF, "AVIF pictures are not decoded", "PNG"),
        (
            transparent.as_slice(),
            "nothing of it can be seen: every pixel is transparent",
            "export it again",
        ),
        (b"no picture".as_slice(), "not a picture", "PNG"),
    ] {
        let folder = common::blog(&[("a.md", POST)]);
        put(folder.path(), "assets/bg/a.png", bytes);
        let config = "cards: {theme: {background: \"assets/bg/*.png\"}}\n";
        common::configure(folder.path(), config);
        let (code, told) = common::build(folder.path());
        assert_eq!(code, 0, "{told}");
        let said = format!(
            "warning[theme-picture]: the background `assets/bg/a.png`: {fault}; cards are drawn without it\n--> assets/bg/a.png\n"
        );
        assert!(told.contains(&said) && told.contains(help), "{told}");

        let own = POST.replace(
            "date:",
            "card: {theme: {background: assets/bg/a.png}}\ndate:",
        );
        put(folder.path(), "content/a.md", own.as_bytes());
        common::configure(folder.path(), "");
        let (code, told) = common::build(folder.path());
        assert_eq!(code, 0, "{told}");
        let said = format!(
            "warning[card-file]: the background `assets/bg/a.png`: {fault}; the card is drawn without it\n --> content/a.md:3:"
        );
        assert!(told.contains(&said) && told.contains(help), "{told}");

        let layout = "layers:\n  - {image: a.png, box: [800, 100, 300, 200]}\nslots:\n  title: {box: [72, 150, 640, 300]}\n";
        put(folder.path(), "content/a.md", POST.as_bytes());
        put(folder.path(), "assets/bg/own.yaml", layout.as_bytes());
        common::configure(folder.path(), "cards: {layout: assets/bg/own.yaml}\n");
        let (code, told) = common::build(folder.path());
        if fault.contains("transparent") {
            // A layer may be so.
            assert_eq!(code, 0, "{told}");
        } else {
            assert_eq!(code, 2, "{told}");
            let said = format!(
                "error[layout-picture]: the picture `assets/bg/a.png` of the layout: {fault}\n --> assets/bg/own.yaml:2:"
            );
            assert!(told.contains(&said), "{told}");
        }
    }
}

#[test]
fn a_logo_that_is_no_picture_is_named_by_its_path() {
    let folder = common::blog(&[("a.md", POST)]);
    put(folder.path(), "assets/logo.png", b"no picture");
    common::configure(folder.path(), "  logo: assets/logo.png\n");
    let (code, told) = common::build(folder.path());
    assert_eq!(code, 0, "{told}");
    let said = "warning[logo]: the logo `assets/logo.png`: not a picture; cards are drawn without it\n--> assets/logo.png\n";
    assert!(told.contains(said), "{told}");
    assert!(told.contains("1 card (1 rendered, 0 reused)"), "{told}");
    let (_, again) = common::build(folder.path());
    assert!(again.contains("1 card (0 rendered, 1 reused)"), "{again}");
    assert!(again.contains(said), "{again}");
    // Each of two is judged for itself.
    put(
        folder.path(),
        "assets/light.svg",
        svg("#ff0000", (100, 20)).as_bytes(),
    );
    common::configure(
        folder.path(),
        "cards: {theme: {scheme: dark, logo: {on_light: assets/light.svg, on_dark: assets/logo.png}}}\n",
    );
    let (code, told) = common::build(folder.path());
    assert_eq!((code, told.contains(said)), (0, true), "{told}");
    let own = POST.replace("date:", "card: {theme: {logo: assets/logo.png}}\ndate:");
    put(folder.path(), "content/a.md", own.as_bytes());
    common::configure(folder.path(), "");
    let (code, told) = common::build(folder.path());
    assert_eq!(code, 0, "{told}");
    let said = "the logo `assets/logo.png`: not a picture; the card is drawn without it\n --> content/a.md:3:";
    assert!(told.contains(said), "{told}");
}

#[test]
fn a_broken_background_is_judged_once() {
    let folder = common::blog(&[("a.md", POST), ("b.md", &POST.replace("나루터", "부두"))]);
    common::configure(folder.path(), "cards: {theme: {background: bg.png}}\n");
    let good = png(image::RgbImage::from_pixel(300, 200, image::Rgb([40, 80, 40])).into());
    let bad = vec![b'x'; good.len()];
    let config = folder.path().join("feedcard.yaml").metadata().unwrap();
    let day = config.modified().unwrap() - std::time::Duration::from_secs(86_400);
    // A file whose size and time are as they were is not read again: another picture in it shows who does.
    for (bytes, drawn) in [
        (&bad, "2 rendered, 0 reused"),
        (&good, "0 rendered, 2 reused"),
    ] {
        put(folder.path(), "bg.png", bytes);
        let file = std::fs::File::options()
            .write(true)
            .open(folder.path().join("bg.png"));
        file.unwrap().set_modified(day).unwrap();
        let (code, told) = common::build(folder.path());
        assert_eq!(code, 0, "{told}");
        assert!(told.contains(drawn), "{told}");
        assert_eq!(told.matches("`bg.png`: not a picture").count(), 1, "{told}");
    }
}

/// The card, its format PNG, with these keys below `cards` and these files beside the configuration.
fn pixels(cards: &str, files: &[(&str, &str)]) -> image::RgbImage {
    let folder = common::blog(&[("a.md", POST)]);
    let config = format!("{CONFIG}cards:\n  path: \"{{permalink}}/card.png\"\n{cards}");
    put(folder.path(), "feedcard.yaml", config.as_bytes());
    for (path, text) in files {
        put(folder.path(), path, text.as_bytes());
    }
    let done = run(folder.path(), &["build"], &[]);
    let told = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
    assert!(told.contains("0 warnings"), "{told}");
    image::open(folder.path().join("out/a/card.png"))
        .unwrap()
        .to_rgb8()
}

/// A drawing of one colour, so many units wide and high.
fn svg(color: &str, (width, height): (u32, u32)) -> String {
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'><rect width='{width}' height='{height}' fill='{color}'/></svg>"
    )
}

fn count(card: &image::RgbImage, color: [u8; 3]) -> usize {
    card.pixels().filter(|pixel| pixel.0 == color).count()
}

#[test]
fn a_logo_may_be_an_svg_one_for_each_ground() {
    let files = [
        ("assets/light.svg", svg("#ff0000", (100, 20))),
        ("assets/dark.svg", svg("#00ff00", (100, 20))),
    ];
    let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
    let theme = |scheme: &str| {
        format!(
            "  theme: {{brand: \"#0B6E4F\", pattern: none, scheme: {scheme}, logo: {{on_light: assets/light.svg, on_dark: assets/dark.svg}}}}\n"
        )
    };
    // 160 of the 32 units high room: as wide as a logo may be.
    let light = pixels(&theme("light"), &files);
    assert_eq!(
        (count(&light, [255, 0, 0]), count(&light, [0, 255, 0])),
        (160 * 32, 0)
    );
    let dark = pixels(&theme("dark"), &files);
    assert_eq!(
        (count(&dark, [255, 0, 0]), count(&dark, [0, 255, 0])),
        (0, 160 * 32)
    );
}

#[test]
fn a_layer_of_a_layout_file_may_be_an_svg() {
    let layout = "layers:\n  - {image: figure.svg, box: [800, 100, 300, 200], fit: cover}\nslots:\n  title: {box: [72, 150, 640, 300]}\n";
    let figure = svg("#ff0000", (30, 20));
    let files = [
        ("own/own.yaml", layout),
        ("own/figure.svg", figure.as_str()),
    ];
    let card = pixels("  layout: own/own.yaml\n", &files);
    // Its edges are mixed with the ground.
    let share = count(&card, [255, 0, 0]);
    assert!((298 * 198..=300 * 200).contains(&share), "{share}");
    assert_eq!(card.get_pixel(950, 200).0, [255, 0, 0]);
}
