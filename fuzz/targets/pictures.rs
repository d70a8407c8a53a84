//! Any bytes as a picture: a card within its limits or a fault, never a panic and never a bomb.
#![no_main]

use feedcard::card::font::Fonts;
use feedcard::card::{Format, Pictures, Request, draw};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::embedded);

fuzz_target!(|input: (u8, &[u8])| {
    let (kind, bytes) = input;
    let half = bytes.len() / 2;
    let request = Request {
        title: "그림 하나",
        kicker: None,
        subtitle: None,
        site: "blog",
        logo: if kind & 4 == 0 { None } else { Some(bytes) },
        date: Some("2024.01.02"),
        authors: &[],
        layout: "auto",
        size: (300, 158),
        format: if kind & 1 == 0 { Format::Jpeg } else { Format::Png },
        max_bytes: 100_000,
        pictures: if kind & 2 == 0 {
            Pictures::One(bytes)
        } else {
            Pictures::Twins { color: &bytes[..half], gray: &bytes[half..] }
        },
        seed: "/x",
        lang: "ko",
        no_text: false,
        max_pixels: 1_000_000,
        covers: kind & 8 != 0,
        ..Request::default()
    };
    if let Ok(drawn) = draw(&request, &FONTS) {
        assert!(drawn.bytes.len() <= 100_000);
        assert_eq!((drawn.facts.width, drawn.facts.height), (300, 158));
    }
});
