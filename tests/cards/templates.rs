//! Layout files on the card: goldens of the examples, `wipe` as a file, and what must hold for any file on any ground.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use feedcard::card::template::{Template, parse};
use feedcard::card::theme::{Shown, Theme};
use feedcard::card::{Format, Pictures, Request};
use rayon::prelude::*;

use crate::art::{Kind, twins};
use crate::grounds::{Dice, ground};
use crate::judge::judge;
use crate::properties::{MOST_BYTES, Pair, files, readable};
use crate::titles::title;
use crate::{decoded, drawn, request};

/// Two thirds of a card, as the other goldens.
const SIZE: (u32, u32) = (800, 420);
/// Largest golden in bytes.
const MOST_GOLDEN: usize = 60 << 10;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> Template {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let name = path.to_string_lossy();
    parse(&name, &text)
        .unwrap_or_else(|problems| panic!("{problems:#?}"))
        .template
}

fn templated(text: &str) -> Template {
    parse("x.yaml", text)
        .unwrap_or_else(|problems| panic!("{text}\n{problems:#?}"))
        .template
}

/// One golden: its name and layout file, its title, its brand.
struct Example(&'static str, &'static str, [u8; 3]);

const EXAMPLES: [Example; 3] = [
    Example(
        "harbour",
        "등대를 지키는 사람들 - 배포를 조용히 끝내는 법",
        [0x24, 0x55, 0x70],
    ),
    Example(
        "chips",
        "[운영] 알림 서버를 Rust로 옮긴 이유와 그 뒤의 석 달",
        [0x0B, 0x6E, 0x4F],
    ),
    Example("dusk", "기록은 힘이 세다 - 온콜 3편", [0x1F, 0x4F, 0xD8]),
];

#[test]
fn every_example_is_drawn_as_its_golden() {
    let golden = root().join("tests/golden/layouts");
    let updating = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let picture =
        fs::read(root().join("content/2024-11-04-logs-first/thumbnail-color.png")).unwrap();
    let image = fs::read(root().join("examples/layouts/harbour.png")).unwrap();
    let images = [Some(image)];
    let authors = ["윤채원".to_owned(), "Mina Park".to_owned()];
    let tags = ["배포", "Kubernetes", "회고"].map(String::from);
    let mut faults = Vec::new();
    for Example(name, title, brand) in EXAMPLES {
        let template = read(&root().join(format!("examples/layouts/{name}.yaml")));
        let theme = Theme {
            brand: Some(brand),
            ..Theme::default()
        };
        let request = Request {
            tags: &tags,
            theme: &theme,
            template: Some(&template),
            images: &images,
            size: SIZE,
            format: Format::Jpeg,
            max_bytes: MOST_BYTES,
            ..request(title, Pictures::One(&picture), &authors)
        };
        let card = drawn(&request);
        assert!(
            card.facts.contrast >= 4.5 && !card.facts.ellipsis,
            "{name}: {:?}",
            card.facts
        );
        let file = golden.join(format!("{name}.jpg"));
        if updating {
            fs::create_dir_all(&golden).unwrap();
            fs::write(&file, &card.bytes).unwrap();
        }
        let bytes = fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert!(bytes.len() <= MOST_GOLDEN, "{name}: {} bytes", bytes.len());
        if let Err(why) = judge(&decoded(&bytes), &decoded(&card.bytes)) {
            let actual = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.jpg"));
            fs::write(&actual, &card.bytes).unwrap();
            faults.push(format!("{name}: {why}; see {}", actual.display()));
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    let used: BTreeSet<String> = EXAMPLES
        .iter()
        .map(|row| format!("{}.jpg", row.0))
        .collect();
    let there = fs::read_dir(&golden)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(there.collect::<BTreeSet<_>>(), used);
}

#[test]
fn wipe_can_be_written_as_a_layout_file() {
    let template = read(&root().join("tests/cards/layouts/wipe.yaml"));
    for kind in [Kind::Free, Kind::Right, Kind::Bottom] {
        let art = twins(kind, [178, 210, 255], 630);
        let pictures = Pictures::Twins {
            color: &art.color,
            gray: &art.gray,
        };
        let request = Request {
            template: Some(&template),
            ..request("조용한 배포를 위한 등대 이야기", pictures, &[])
        };
        let pair = Pair::draw(&request);
        readable(&pair, "wipe as a file");
        for y in 0..630 {
            for x in 553..1183 {
                let twin = if x < 868 {
                    &art.gray_pixels
                } else {
                    &art.color_pixels
                };
                assert_eq!(
                    pair.without.get_pixel(x, y),
                    twin.get_pixel(x - 553, y),
                    "{x} {y}"
                );
            }
        }
    }
}

/// The boxes of a made-up layout, and what stays clear.
struct Made {
    text: String,
    slots: Vec<[i32; 4]>,
    clear: [i32; 4],
}

/// A layout with rows of slots at one side and a clear box at the other, wide or narrow, on a ground that nobody would choose.
fn made(number: u32) -> Made {
    let mut dice = Dice::new(u64::from(number));
    let mut between = |from: i32, to: i32| from + (dice.next() % (to - from + 1) as u64) as i32;
    let width = between(420, 760);
    let flipped = between(0, 1) == 1;
    let left = if flipped {
        between(380, 1180 - width)
    } else {
        between(20, 1140 - width - 340)
    };
    let clear = if flipped {
        [10, 40, left - 12, 560]
    } else {
        [left + width + 2, 40, 1190 - left - width - 4, 560]
    };
    let aligns = ["start", "middle", "end"];
    let mut align = || {
        format!(
            "[{}, {}]",
            aligns[between(0, 2) as usize],
            aligns[between(0, 2) as usize]
        )
    };
    let (a, b, c, d) = (align(), align(), align(), align());
    let high = between(230, 300);
    let site = [left, between(16, 40), width, 40];
    let tags = [left, 90, width, 46];
    let stack = [left, 146, width, high];
    let words = [left, 152 + high, width, 60];
    let avatar = [left, 540, 56, 56];
    let meta = [left + 180, 548, width - 180, 40];
    let dim = [
        "",
        "  - {shape: rect, fill: dim}\n",
        "  - {pattern: waves}\n",
        "  - {pattern: type, opacity: 60}\n",
    ][between(0, 3) as usize];
    let chip = [
        "",
        ", chip: {fill: tint}",
        ", chip: {fill: second, radius: 6, pad: [10, 4]}",
    ][between(0, 2) as usize];
    let (most, least) = (between(56, 110), between(24, 40));
    let text = format!(
        "layers:\n  - {{image: a.png, opacity: {}}}\n{dim}slots:\n  site: {{box: {site:?}, align: {a}}}\n  tags: {{box: {tags:?}, max: 3{chip}}}\n  \
         stack: {{box: {stack:?}, align: {b}, items: [kicker, title, subtitle], title: {{sizes: [{most}, {least}], lines: {}}}}}\n  \
         description: {{box: {words:?}, align: {c}, size: 22}}\n  avatar: {{box: {avatar:?}, max: 3}}\n  \
         meta: {{box: {meta:?}, align: {d}, show: [authors, date, category], after: avatar}}\nclear: [{clear:?}]\n",
        between(60, 100),
        between(1, 5),
    );
    let avatars = [left, 540, 56 + 2 * 36, 56];
    let meta = [left, 548, width, 40];
    Made {
        text,
        slots: vec![site, tags, stack, words, avatars, meta],
        clear,
    }
}

#[test]
fn on_any_ground_words_read_stay_in_their_boxes_and_out_of_what_is_clear() {
    let told: Vec<f64> = (0..72u32).into_par_iter().map(one).collect();
    let least = told.iter().copied().fold(f64::INFINITY, f64::min);
    eprintln!(
        "layout files: {} cards on hostile grounds; least contrast {least:.2}",
        told.len()
    );
}

fn one(number: u32) -> f64 {
    let made = made(number);
    let template = templated(&made.text);
    let images = [Some(ground(number, (1200, 630)))];
    let authors = ["윤채원", "Mina Park", "김하나"].map(String::from);
    let authors = &authors[..(number % 4) as usize];
    let tags = ["데이터베이스", "Rust", "g"].map(String::from);
    let facts = [(Shown::Category, "이야기".to_owned())];
    let title = title(number);
    let theme = Theme {
        brand: Some([
            (number * 37) as u8,
            (number * 91) as u8,
            (number * 53) as u8,
        ]),
        ..Theme::default()
    };
    let request = Request {
        tags: &tags,
        facts: &facts,
        theme: &theme,
        description: "한 달에 한 번쯤 표가 두 장 발권되었습니다. 재현되지 않는 버그 앞에서 우리가 가장 먼저 하는 일을 적습니다.",
        template: Some(&template),
        images: &images,
        ..request(&title, Pictures::None, authors)
    };
    let who = format!("{number} `{title}`\n{}", made.text);
    let pair = Pair::draw(&request);
    let contrast = readable(&pair, &who);
    assert!(
        pair.card.facts.contrast >= 4.5,
        "{who}: {}",
        pair.card.facts.contrast
    );
    files(&request, &pair, number.is_multiple_of(8), &who);
    assert!(
        drawn(&request).bytes == pair.card.bytes,
        "{who}: other bytes the second time"
    );
    let hang = pair.card.facts.size_px / 2.0 + 1.0;
    let stack = made.slots[2];
    for (x, y) in pair.inked([0, 0, 1200, 630]) {
        let (x, y) = (x as i32, y as i32);
        let within = |[left, top, width, height]: [i32; 4], hang: i32| {
            (left - hang..left + width).contains(&x) && (top..top + height).contains(&y)
        };
        assert!(!within(made.clear, 0), "{who}: text in `clear` at {x} {y}");
        // An opening mark hangs left of its line; a pixel at an edge may be touched in part.
        let grown =
            |[left, top, width, height]: [i32; 4]| [left - 1, top - 1, width + 2, height + 2];
        let inside = made.slots.iter().any(|slot| within(grown(*slot), 0))
            || within(grown(stack), hang as i32);
        assert!(inside, "{who}: text outside of its box at {x} {y}");
    }
    contrast
}

#[test]
fn what_has_no_slot_stays_in_the_title() {
    let lines = |layout: &str, title: &str| {
        let template = templated(layout);
        let request = Request {
            template: Some(&template),
            ..request(title, Pictures::None, &[])
        };
        let facts = drawn(&request).facts;
        (facts.kicker.is_some(), facts.lines.join(" "))
    };
    let bare = "slots:\n  title: {box: [72, 150, 1056, 340]}\n";
    let stack = "slots:\n  stack: {box: [72, 150, 1056, 340]}\n";
    let apart =
        "slots:\n  kicker: {box: [72, 64, 900, 50]}\n  title: {box: [72, 150, 1056, 340]}\n";
    assert_eq!(
        lines(bare, "[JPA] 값 타입"),
        (false, "[JPA] 값 타입".into())
    );
    assert_eq!(lines(stack, "[JPA] 값 타입"), (true, "값 타입".into()));
    assert_eq!(lines(apart, "[JPA] 값 타입").1, "값 타입");
    assert_eq!(
        lines(bare, "추석 장애 회고 - 예매가 멈춘 아침").1,
        "추석 장애 회고 - 예매가 멈춘 아침"
    );
}

#[test]
fn meta_slides_to_the_left_without_avatars_and_makes_room_for_each() {
    let template = templated(
        "slots:\n  avatar: {box: [72, 502, 72, 72], max: 3, overlap: 24}\n  meta: {box: [168, 518, 700, 40], show: [date], after: avatar}\n",
    );
    let names = ["가", "나", "다", "라"].map(String::from);
    let left = |count: usize| {
        let request = Request {
            template: Some(&template),
            ..request("글", Pictures::None, &names[..count])
        };
        drawn(&request).facts.boxes.meta.unwrap()[0]
    };
    assert_eq!([0, 1, 2, 3, 4].map(left), [72, 168, 216, 264, 264]);
}

#[test]
fn dim_is_as_strong_as_its_words_need_and_no_stronger() {
    let template = templated(
        "layers:\n  - {image: a.png}\n  - {shape: rect, box: [0, 0, 700, 630], fill: dim}\nslots:\n  title: {box: [72, 150, 600, 340]}\n",
    );
    let seen = |level: u8| {
        let picture = image::RgbImage::from_pixel(1200, 630, image::Rgb([level; 3]));
        let images = [Some(crate::art::png(&picture))];
        let request = Request {
            template: Some(&template),
            images: &images,
            ..request("등대", Pictures::None, &[])
        };
        let pair = Pair::draw(&request);
        readable(&pair, "dim");
        assert_eq!(
            pair.without.get_pixel(900, 40).0,
            [level; 3],
            "nothing is dimmed beside it"
        );
        pair.without.get_pixel(20, 20).0
    };
    assert_eq!(seen(20), [20; 3], "white reads on it already");
    assert_eq!(seen(250), [250; 3], "dark ink reads on it already");
    let middle = seen(150);
    assert!(middle != [150; 3], "{middle:?}");
}

#[test]
fn twins_are_cropped_alike() {
    // Their detail lies at different ends: cropped each by its own, they would not lie over each other.
    let template = templated(
        "layers:\n  - {art: color, box: [0, 0, 1200, 200]}\n  - {art: gray, box: [0, 0, 1200, 200], clip: [600, 0, 600, 200]}\n",
    );
    let half = |top: bool| {
        image::RgbImage::from_fn(600, 600, |x, y| {
            let busy = (y < 300) == top;
            let board = (x / 7 + y / 7) % 2 == 0;
            image::Rgb(if busy && board {
                [40, 60, 90]
            } else {
                [200, (y / 3) as u8, 180]
            })
        })
    };
    let same = half(true);
    let marked = |picture: &image::RgbImage| {
        let mut picture = picture.clone();
        // A band round the edge of both, whose red tells the row.
        for (x, y) in (280..320).flat_map(|x| (0..600).map(move |y| (x, y))) {
            picture.put_pixel(x, y, image::Rgb([(y / 3) as u8, 0, 0]));
        }
        crate::art::png(&picture)
    };
    let (color, gray) = (marked(&same), marked(&half(false)));
    let request = Request {
        template: Some(&template),
        ..request(
            "",
            Pictures::Twins {
                color: &color,
                gray: &gray,
            },
            &[],
        )
    };
    let card = decoded(&drawn(&request).bytes);
    for y in 4..196 {
        let (a, b) = (card.get_pixel(599, y)[0], card.get_pixel(600, y)[0]);
        assert!(a.abs_diff(b) <= 8, "{y}: {a} and {b}");
    }
}

#[test]
fn layers_at_an_edge_go_on_to_the_edge_of_a_card_of_another_shape() {
    let template = templated(
        "layers:\n  - {shape: rect, box: [0, 0, 1200, 630], fill: \"#102030\"}\n  - {shape: rect, box: [0, 620, 1200, 10], fill: \"#F2B705\"}\n",
    );
    let request = Request {
        template: Some(&template),
        size: (1080, 1080),
        ..request("", Pictures::None, &[])
    };
    let card = decoded(&drawn(&request).bytes);
    for (x, y, color) in [
        (0, 0, [0x10, 0x20, 0x30]),
        (1079, 300, [0x10, 0x20, 0x30]),
        (540, 1079, [0xF2, 0xB7, 0x05]),
    ] {
        assert_eq!(card.get_pixel(x, y).0, color, "{x} {y}");
    }
}
