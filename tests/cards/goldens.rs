//! One golden for each layout, on synthetic art.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use feedcard::card::theme::{Pattern, Theme};
use feedcard::card::{Pictures, layouts};
use image::{Rgb, RgbImage};

use crate::art::{Kind, png, twins};
use crate::judge::judge;
use crate::{decoded, drawn, request};

/// Largest golden in bytes.
const MOST_BYTES: usize = 40 << 10;

/// Two thirds of a card: the same numbers, and files that are small enough.
const SIZE: (u32, u32) = (800, 420);

/// File, layout, title, twins or one picture or none.
const GOLDENS: &[(&str, &str, &str, Shown)] = &[
    (
        "wipe",
        "wipe",
        "조용한 배포를 위한 등대 이야기",
        Shown::Twins(Kind::Free),
    ),
    (
        "wipe-bleeds-left",
        "wipe",
        "HTTP/3로 가는 길, 그리고 1.5배",
        Shown::Twins(Kind::Left),
    ),
    (
        "wipe-gradient",
        "wipe",
        "디자인 시스템 3편 - 색을 고르는 기준",
        Shown::Twins(Kind::Gradient),
    ),
    (
        "window",
        "window",
        "지도를 다시 그리기",
        Shown::Twins(Kind::Bottom),
    ),
    (
        "cover",
        "cover",
        "“작은 팀”의 코드 리뷰 🙂",
        Shown::One(Kind::Right),
    ),
    (
        "frame",
        "frame",
        "도표는 잘리지 않는다",
        Shown::One(Kind::Free),
    ),
    (
        "pass",
        "pass",
        "이미 다 된 카드",
        Shown::One(Kind::Gradient),
    ),
    (
        "stack",
        "stack",
        "알림 서버를 Rust로 옮긴 이유",
        Shown::Twins(Kind::Free),
    ),
    (
        "poster",
        "poster",
        "글자 없는 그림",
        Shown::Twins(Kind::Free),
    ),
    (
        "poster-duo",
        "poster-duo",
        "글자 없는 그림",
        Shown::Twins(Kind::Free),
    ),
    (
        "plain",
        "plain",
        "그림 없이 쓰는 글 Vec<T> & 70%",
        Shown::Nothing,
    ),
];

#[derive(Clone, Copy)]
enum Shown {
    Twins(Kind),
    One(Kind),
    Nothing,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/cards")
}

fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

#[test]
fn every_layout_lands_its_pixels_where_the_golden_has_them() {
    let mut faults = Vec::new();
    for (name, layout, title, shown) in GOLDENS {
        let art = match shown {
            Shown::Twins(kind) | Shown::One(kind) => twins(*kind, [178, 210, 255], 700),
            Shown::Nothing => twins(Kind::Free, [0; 3], 8),
        };
        let authors = ["윤채원".to_owned(), "Mina Park".to_owned()];
        let pictures = match shown {
            Shown::Twins(_) => Pictures::Twins {
                color: &art.color,
                gray: &art.gray,
            },
            Shown::One(_) => Pictures::One(&art.color),
            Shown::Nothing => Pictures::None,
        };
        let theme = Theme {
            pattern: Pattern::None,
            ..Theme::default()
        };
        let mut request = request(title, pictures, &authors);
        request.layout = layout;
        // Its thin lines would not fit in the bytes of a golden; tests beside the patterns look at them.
        request.theme = &theme;
        request.size = SIZE;
        let card = drawn(&request);
        assert_eq!(&card.facts.layout, layout, "{name}");
        let file = folder().join(format!("{name}.png"));
        if updating() {
            fs::create_dir_all(folder()).unwrap();
            fs::write(&file, png(&decoded(&card.bytes))).unwrap();
        }
        let golden = fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert!(golden.len() <= MOST_BYTES, "{name}: {} bytes", golden.len());
        let (expected, actual) = (decoded(&golden), decoded(&card.bytes));
        if let Err(why) = judge(&expected, &actual) {
            faults.push(format!(
                "{name}: {why}; see {}",
                show(name, &expected, &actual)
            ));
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Writes the pictures of a failure; their folder.
fn show(name: &str, expected: &RgbImage, actual: &RgbImage) -> String {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cards");
    fs::create_dir_all(&target).unwrap();
    let difference = RgbImage::from_fn(expected.width(), expected.height(), |x, y| {
        let other = actual
            .get_pixel_checked(x, y)
            .copied()
            .unwrap_or(Rgb([0; 3]));
        let one = expected.get_pixel(x, y);
        Rgb(std::array::from_fn(|c| {
            255 - one[c].abs_diff(other[c]).saturating_mul(4)
        }))
    });
    for (kind, picture) in [
        ("expected", expected),
        ("actual", actual),
        ("difference", &difference),
    ] {
        fs::write(target.join(format!("{name}-{kind}.png")), png(picture)).unwrap();
    }
    target.display().to_string()
}

#[test]
fn every_golden_is_used_and_every_layout_has_one() {
    let used: BTreeSet<String> = GOLDENS.iter().map(|row| format!("{}.png", row.0)).collect();
    let there: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let unused: Vec<&String> = there.difference(&used).collect();
    assert!(unused.is_empty(), "nothing uses {unused:?}");
    for (layout, _) in layouts().filter(|(layout, _)| *layout != "auto") {
        assert!(
            GOLDENS.iter().any(|row| row.1 == layout),
            "`{layout}` has no golden"
        );
    }
}

#[test]
fn the_configuration_takes_every_layout_that_there_is() {
    let drawn: BTreeSet<&str> = layouts().map(|(name, _)| name).collect();
    let taken: BTreeSet<&str> = feedcard::config::keys::LAYOUTS.iter().copied().collect();
    assert_eq!(drawn, taken);
}
