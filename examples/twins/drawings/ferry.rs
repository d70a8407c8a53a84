//! A ferry at sea; the sea bleeds off the left, the right and the bottom.

use super::{DARK, GRAY_FIELD, INK, PAPER, PAPER_SHADE};
use crate::canvas::{Fill, Mask, Tone, Twins, tone};
use crate::path::{Path, Point};

const FIELD: Tone = tone(0xA5DCF5, GRAY_FIELD);
const SUN: Tone = tone(0xFFF3C4, 0xF3F5F9);
const HULL: Tone = tone(0xE8503A, 0x3A5192);
const HULL_DARK: Tone = tone(0xB93525, 0x22325F);
const GLASS: Tone = tone(0x2B4C7E, 0x5C71AB);
const SEA_FAR: Tone = tone(0x4FA9DC, 0xB4BFD4);
const SEA: Tone = tone(0x2C7FC0, 0x8B9BBD);
const SEA_NEAR: Tone = tone(0x1B5C9A, 0x65779F);

/// A sea that begins at `top`, with scallops of `width` from `start`.
fn sea(top: f64, start: f64, width: f64, depth: f64) -> Path {
    let mut points: Vec<Point> = Vec::new();
    let mut x = start;
    while x < 800.0 {
        points.extend((0..=24).map(|i| {
            let t = f64::from(i) / 24.0;
            (x + t * width, top + 4.0 * depth * t * (1.0 - t))
        }));
        x += width;
    }
    points.extend([(820.0, 800.0), (-120.0, 800.0)]);
    Path::polygon(&points)
}

pub fn draw() -> Twins {
    let mut art = Twins::on(FIELD);
    art.fill(&Path::circle((462.0, 236.0), 112.0), SUN);
    cloud(&mut art, 118.0, 250.0, 1.0);
    cloud(&mut art, 566.0, 176.0, 0.72);
    art.fill(&sea(474.0, -110.0, 70.0, 9.0), SEA_FAR);
    ship(&mut art);
    art.fill(&sea(522.0, -60.0, 92.0, 14.0), SEA);
    art.fill(&sea(592.0, -100.0, 118.0, 17.0), SEA_NEAR);
    for (x, y, width) in [
        (96.0, 562.0, 74.0),
        (462.0, 566.0, 96.0),
        (282.0, 644.0, 88.0),
        (560.0, 650.0, 60.0),
    ] {
        art.paint(
            &Mask::of(&Path::round_rect(x, y, width, 7.0, 3.5)),
            PAPER,
            0.42,
        );
    }
    art
}

fn ship(art: &mut Twins) {
    let decks = [
        Path::polygon(&[
            (196.0, 382.0),
            (500.0, 382.0),
            (524.0, 436.0),
            (184.0, 436.0),
        ]),
        Path::polygon(&[
            (222.0, 332.0),
            (456.0, 332.0),
            (478.0, 384.0),
            (214.0, 384.0),
        ]),
        Path::polygon(&[
            (356.0, 288.0),
            (432.0, 288.0),
            (448.0, 334.0),
            (350.0, 334.0),
        ]),
    ];
    funnel(art);
    for deck in decks.iter().rev() {
        let mask = Mask::of(deck);
        art.fill(
            deck,
            Fill::Linear((200.0, 0.0), (520.0, 0.0), PAPER, PAPER_SHADE),
        );
        art.shade(&mask, &Path::rect(150.0, 288.0, 400.0, 6.0), DARK, 0.10);
    }
    let bridge = Path::polygon(&[
        (364.0, 299.0),
        (427.0, 299.0),
        (434.0, 319.0),
        (362.0, 319.0),
    ]);
    art.fill(&bridge, GLASS);
    for i in 0..6 {
        art.fill(
            &Path::round_rect(240.0 + 37.0 * f64::from(i), 348.0, 22.0, 20.0, 6.0),
            GLASS,
        );
    }
    for i in 0..8 {
        art.fill(
            &Path::circle((222.0 + 37.0 * f64::from(i), 412.0), 9.5),
            GLASS,
        );
    }
    for (deck, y) in [(&decks[0], 382.0), (&decks[1], 332.0)] {
        art.shade(
            &Mask::of(deck),
            &Path::rect(150.0, y, 400.0, 8.0),
            DARK,
            0.13,
        );
    }
    let hull = Path::polygon(&[
        (150.0, 430.0),
        (582.0, 430.0),
        (546.0, 500.0),
        (516.0, 560.0),
        (196.0, 560.0),
        (166.0, 500.0),
    ]);
    let mask = Mask::of(&hull);
    art.fill(
        &hull,
        Fill::Linear((160.0, 0.0), (580.0, 0.0), HULL, HULL_DARK),
    );
    art.fill_inside(&mask, &Path::rect(100.0, 430.0, 500.0, 11.0), PAPER);
    art.fill_inside(&mask, &Path::rect(100.0, 500.0, 500.0, 80.0), INK);
    art.shade(
        &mask,
        &Path::polygon(&[
            (520.0, 441.0),
            (600.0, 441.0),
            (560.0, 500.0),
            (488.0, 500.0),
        ]),
        DARK,
        0.12,
    );
    // A mast with its flag.
    art.fill(&Path::rect(398.0, 226.0, 5.0, 64.0), INK);
    art.fill(
        &Path::polygon(&[(403.0, 230.0), (440.0, 240.0), (403.0, 252.0)]),
        HULL,
    );
}

fn funnel(art: &mut Twins) {
    let funnel = Path::polygon(&[
        (262.0, 254.0),
        (322.0, 254.0),
        (330.0, 336.0),
        (266.0, 336.0),
    ]);
    let mask = Mask::of(&funnel);
    art.fill(
        &funnel,
        Fill::Linear((262.0, 0.0), (330.0, 0.0), HULL, HULL_DARK),
    );
    art.fill_inside(&mask, &Path::rect(250.0, 254.0, 90.0, 16.0), INK);
    art.fill_inside(&mask, &Path::rect(250.0, 286.0, 90.0, 14.0), PAPER);
}

fn cloud(art: &mut Twins, x: f64, y: f64, size: f64) {
    let puff =
        |dx: f64, dy: f64, radius: f64| Path::circle((x + dx * size, y + dy * size), radius * size);
    let base = Path::round_rect(
        x - 62.0 * size,
        y - 8.0 * size,
        124.0 * size,
        30.0 * size,
        15.0 * size,
    );
    art.fill(
        &base
            .and(puff(-20.0, -10.0, 30.0))
            .and(puff(22.0, -2.0, 23.0)),
        PAPER,
    );
}
