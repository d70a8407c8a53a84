//! What the README says is true: its samples are read by the reader, its usage is the tool's own, its picture is drawn
//! from the sample posts.
//!
//! `UPDATE=1 cargo test --test readme` writes the usage blocks and the picture anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use feedcard::card::font::Fonts;
use feedcard::card::{Drawn, Format, Pictures, Request, draw};
use feedcard::config::{Config, parse};
use feedcard::date::Date;
use feedcard::post::{Picture, Post};
use feedcard::read::{Reading, read};
use image::RgbImage;

const READMES: &[&str] = &["README.md", "README.ko.md"];

/// The picture at the head of the README.
const PICTURE: &str = "tests/golden/samples.jpg";

/// Whose cards it shows, row by row.
const SHOWN: &[&str] = &[
    "/2023-05-22-offline-boarding-pass",
    "/2024-02-19-three-servers",
    "/2023-03-06-hello-milmul",
    "/2023-12-12-postgres-index",
    "/2024-11-04-logs-first",
    "/2024-04-15-contract-tests",
    "/2023-10-04-chuseok-incident",
    "/en/2024-06-03-ferry-timetable-caching",
    "/2025-01-13-on-call-handbook",
];

/// Cards in a row, the pixels between them, and how many pixels of a card become one.
const COLUMNS: usize = 3;
const GAP_PX: usize = 20;
const SHRINK: usize = 3;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(name: &str) -> String {
    fs::read_to_string(root().join(name)).expect("a file of the repository")
}

fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

fn sample_blog() -> (Config, Reading) {
    let config = parse(&text("feedcard.yaml"), "feedcard.yaml", &root()).expect("no problem");
    let now = Date::from_rfc3339("2026-01-01T00:00:00Z").expect("a date");
    let reading = read(&config, now);
    (config, reading)
}

/// The code blocks of `language`, without their fences.
fn blocks(markdown: &str, language: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<(bool, String)> = None;
    for line in markdown.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some((info == language, String::new())),
            (Some(_), Some(_)) => {
                found.extend(
                    open.take()
                        .filter(|(ours, _)| *ours)
                        .map(|(_, block)| block),
                );
            }
            (Some((_, block)), None) => {
                block.push_str(line);
                block.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a code block never closes");
    found
}

#[test]
fn every_sample_post_is_read_without_a_problem() {
    let (_, reading) = sample_blog();
    assert_eq!(reading.problems, []);
    assert_eq!(reading.posts.len(), 11);
    let has = |what: fn(&Post) -> bool| reading.posts.iter().filter(|post| what(post)).count();
    assert_eq!(has(|post| post.authors.len() == 2), 2);
    assert_eq!(has(|post| post.picture == Picture::None), 1);
    assert_eq!(has(|post| matches!(post.picture, Picture::One(_))), 1);
    assert_eq!(has(|post| post.updated.is_some()), 1);
    assert_eq!(has(|post| post.lang == "en"), 1);
    assert_eq!(has(|post| !post.published.rfc3339().ends_with("+09:00")), 3);
}

#[test]
fn every_configuration_in_the_readme_is_accepted() {
    for name in READMES {
        let samples: Vec<String> = blocks(&text(name), "yaml")
            .into_iter()
            .filter(|block| block.starts_with("site:"))
            .collect();
        assert!(samples.len() >= 2, "{name} shows {} samples", samples.len());
        for sample in samples {
            let read = parse(&sample, name, Path::new("/blog"));
            assert!(read.is_ok(), "{name}: {:?}\n{sample}", read.err());
        }
    }
}

#[test]
fn every_front_matter_in_the_readme_is_read_without_a_problem() {
    for name in READMES {
        let samples = blocks(&text(name), "markdown");
        assert!(!samples.is_empty(), "{name} shows no front matter");
        for sample in samples {
            let blog = tempfile::tempdir().expect("a folder");
            let folder = blog.path().join("content/2024-11-04-logs-first");
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(folder.join("index.md"), &sample).expect("a file");
            for twin in ["color", "gray"] {
                let file = format!("thumbnail-{twin}.png");
                let from = root().join("content/2023-03-06-hello-milmul").join(&file);
                fs::copy(from, folder.join(&file)).expect("a twin");
            }
            let config = Config::new(blog.path(), "밀물", "https://blog.milmul.example");
            let now = Date::from_rfc3339("2026-01-01T00:00:00Z").expect("a date");
            let reading = read(&config, now);
            assert_eq!(reading.problems, [], "{name}:\n{sample}");
            assert_eq!(reading.posts.len(), 1, "{name}:\n{sample}");
        }
    }
}

#[test]
fn the_usage_block_is_what_help_prints() {
    let help = Command::new(env!("CARGO_BIN_EXE_feedcard"))
        .arg("--help")
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .output()
        .expect("the tool runs");
    assert!(help.status.success());
    let help = String::from_utf8(help.stdout).expect("UTF-8");
    assert!(help.contains("Usage:"), "no help: {help:?}");
    let help: String = help
        .lines()
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect();
    for name in READMES {
        let shown = blocks(&text(name), "usage");
        assert_eq!(shown.len(), 1, "{name} has one usage block");
        if updating() {
            let fence = |block: &str| format!("```usage\n{block}```");
            let fresh = text(name).replace(&fence(&shown[0]), &fence(&help));
            fs::write(root().join(name), fresh).expect("the README");
        } else {
            assert_eq!(shown[0], help, "{name}: UPDATE=1 cargo test --test readme");
        }
    }
}

#[test]
fn every_file_that_the_readme_links_to_is_there() {
    for name in READMES {
        let text = text(name);
        let targets = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|target| !target.contains("://") && !target.starts_with('#')) {
            assert!(root().join(target).exists(), "{name} links to `{target}`");
        }
    }
}

#[test]
fn the_picture_is_drawn_from_the_sample_posts() {
    let fresh = sheet();
    let file = root().join(PICTURE);
    if updating() {
        fs::write(&file, jpeg(&fresh)).expect("the picture");
        return;
    }
    let fresh = image::load_from_memory(&jpeg(&fresh))
        .expect("a JPEG")
        .into_rgb8();
    let kept = image::open(&file).expect("the picture").into_rgb8();
    let fault = differ(&fresh, &kept);
    assert_eq!(
        fault, None,
        "{PICTURE} is stale: UPDATE=1 cargo test --test readme"
    );
}

#[test]
fn a_picture_that_moved_by_one_pixel_is_refused() {
    let kept = image::open(root().join(PICTURE))
        .expect("the picture")
        .into_rgb8();
    let (width, height) = kept.dimensions();
    let moved = RgbImage::from_fn(width, height, |x, y| {
        *kept.get_pixel(x.saturating_sub(1), y)
    });
    assert_eq!(differ(&kept, &kept), None);
    assert!(differ(&moved, &kept).is_some());
    let mut comma = kept.clone();
    for (x, y) in (0..24).map(|at| (400 + at % 4, 200 + at / 4)) {
        comma.put_pixel(x, y, image::Rgb([255, 0, 0]));
    }
    assert!(differ(&comma, &kept).is_some());
}

/// How two pictures differ, if they do: another size, more than 0.1 % of the pixels off by more than 2, or a 4x4 box
/// whose mean is off by more than 3 in a channel.
fn differ(fresh: &RgbImage, kept: &RgbImage) -> Option<String> {
    if fresh.dimensions() != kept.dimensions() {
        return Some(format!(
            "{:?}, not {:?}",
            fresh.dimensions(),
            kept.dimensions()
        ));
    }
    let (width, height) = fresh.dimensions();
    let off = |x, y, channel: usize| {
        i32::from(fresh.get_pixel(x, y)[channel]) - i32::from(kept.get_pixel(x, y)[channel])
    };
    let far = (0..height)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .filter(|&(x, y)| (0..3).any(|channel| off(x, y, channel).abs() > 2))
        .count();
    if far * 1000 > (width * height) as usize {
        return Some(format!("{far} pixels are off"));
    }
    for (left, top) in (0..height / 4).flat_map(|y| (0..width / 4).map(move |x| (4 * x, 4 * y))) {
        for channel in 0..3 {
            let sum: i32 = (0..16)
                .map(|at| off(left + at % 4, top + at / 4, channel))
                .sum();
            if sum.abs() > 3 * 16 {
                return Some(format!("the box at {left},{top} is off"));
            }
        }
    }
    None
}

/// The cards of [`SHOWN`] at a third of their size, in rows: what a chat shows.
fn sheet() -> RgbImage {
    let (config, reading) = sample_blog();
    let fonts = Fonts::embedded();
    let (wide, high) = (1200 / SHRINK, 630 / SHRINK);
    let rows = SHOWN.len().div_ceil(COLUMNS);
    let side = |count: usize, each: usize| (count * each + (count - 1) * GAP_PX) as u32;
    let mut sheet = RgbImage::from_pixel(
        side(COLUMNS, wide),
        side(rows, high),
        image::Rgb([255, 255, 255]),
    );
    for (at, permalink) in SHOWN.iter().enumerate() {
        let post = reading
            .posts
            .iter()
            .find(|post| post.permalink.encoded == *permalink);
        let card = card(&config, post.expect("a sample post"), &fonts);
        let card = image::load_from_memory(&card.bytes)
            .expect("a card")
            .into_rgb8();
        let x0 = at % COLUMNS * (wide + GAP_PX);
        let y0 = at / COLUMNS * (high + GAP_PX);
        for (x, y) in (0..high).flat_map(|y| (0..wide).map(move |x| (x, y))) {
            let mean = |channel: usize| {
                let block = (0..SHRINK * SHRINK).map(|at| (at % SHRINK, at / SHRINK));
                let sum: usize = block
                    .map(|(dx, dy)| ((SHRINK * x + dx) as u32, (SHRINK * y + dy) as u32))
                    .map(|(x, y)| usize::from(card.get_pixel(x, y)[channel]))
                    .sum();
                u8::try_from(sum / (SHRINK * SHRINK)).expect("a mean of bytes")
            };
            sheet.put_pixel(
                (x0 + x) as u32,
                (y0 + y) as u32,
                image::Rgb([mean(0), mean(1), mean(2)]),
            );
        }
    }
    sheet
}

/// The post's card as `feedcard build` draws it.
fn card(config: &Config, post: &Post, fonts: &Fonts) -> Drawn {
    let load = |file: &Path| fs::read(file).expect("a twin");
    let (color, gray) = match &post.picture {
        Picture::None => (None, None),
        Picture::One(one) => (Some(load(&one.file)), None),
        Picture::Twins { color, gray } => (Some(load(&color.file)), Some(load(&gray.file))),
    };
    let pictures = match (&color, &gray) {
        (Some(color), Some(gray)) => Pictures::Twins { color, gray },
        (Some(one), None) => Pictures::One(one),
        _ => Pictures::None,
    };
    let authors: Vec<String> = post
        .authors
        .iter()
        .map(|author| author.name.clone())
        .collect();
    let request = Request {
        title: post.card.title.as_deref().unwrap_or(&post.title),
        kicker: post.card.kicker.as_deref(),
        subtitle: post.card.subtitle.as_deref(),
        site: &config.site.title,
        logo: None,
        date: Some(&post.published.dotted()),
        authors: &authors,
        layout: post
            .card
            .look
            .as_ref()
            .and_then(|look| look.change.layout.as_deref())
            .unwrap_or(&config.cards.layout),
        size: (1200, 630),
        format: Format::Png,
        max_bytes: 4_000_000,
        pictures,
        seed: &post.permalink.encoded,
        lang: &post.lang,
        no_text: false,
        max_pixels: 80_000_000,
        covers: false,
        ..Request::default()
    };
    draw(&request, fonts).expect("a card")
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::R_4_4_4);
    let side = |side: u32| u16::try_from(side).expect("a small picture");
    let (width, height) = (side(picture.width()), side(picture.height()));
    encoder
        .encode(
            picture.as_raw(),
            width,
            height,
            jpeg_encoder::ColorType::Rgb,
        )
        .expect("room in memory");
    bytes
}
