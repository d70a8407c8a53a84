//! A plug and its socket, about to meet; one cord leaves by the bottom, the other by the right.

use super::{DARK, GRAY_FIELD, PAPER, PAPER_SHADE};
use crate::canvas::{Fill, Mask, Tone, Twins, tone};
use crate::path::{Path, curve};

const FIELD: Tone = tone(0xF36B52, GRAY_FIELD);
const NAVY: Tone = tone(0x24356F, 0x3A5192);
const NAVY_LIGHT: Tone = tone(0x40559C, 0x5C73B0);
const NAVY_DARK: Tone = tone(0x16224E, 0x1F2F5C);
const METAL: Tone = tone(0xFFD884, 0xF7F8FB);
const METAL_DARK: Tone = tone(0xD79B32, 0x9AA7C4);
const SPARK: Tone = tone(0xFFE8A3, 0xFFFFFF);

pub fn draw() -> Twins {
    let mut art = Twins::on(FIELD);
    let shadow = tone(0x8A1F12, 0x46527A);
    let left_cord = Path::stroke(
        &curve((140.0, 330.0), (40.0, 330.0), (64.0, 560.0), (176.0, 740.0)),
        27.0,
    );
    let right_cord = Path::stroke(
        &curve(
            (560.0, 330.0),
            (660.0, 330.0),
            (600.0, 500.0),
            (740.0, 520.0),
        ),
        27.0,
    );
    for path in [&left_cord, &right_cord, &plug_body(), &socket_body()] {
        art.shadow(path, (12.0, 28.0), 11, shadow, 0.30);
    }
    cord(&mut art, &left_cord, PAPER, PAPER_SHADE);
    cord(&mut art, &right_cord, NAVY, NAVY_DARK);
    plug(&mut art);
    socket(&mut art);
    for (a, b) in [
        ((352.0, 216.0), (352.0, 176.0)),
        ((322.0, 228.0), (298.0, 196.0)),
        ((382.0, 228.0), (406.0, 196.0)),
    ] {
        art.fill(&Path::stroke(&[a, b], 9.0), SPARK);
    }
    for (a, b) in [
        ((352.0, 446.0), (352.0, 486.0)),
        ((322.0, 434.0), (298.0, 466.0)),
        ((382.0, 434.0), (406.0, 466.0)),
    ] {
        art.fill(&Path::stroke(&[a, b], 9.0), SPARK);
    }
    art
}

fn cord(art: &mut Twins, path: &Path, light: Tone, dark: Tone) {
    art.fill(path, dark);
    let mask = Mask::of(path);
    art.fill_inside(&mask, &path.clone().moved(-4.0, -7.0), light);
}

fn plug_body() -> Path {
    let rear = Path::polygon(&[
        (118.0, 306.0),
        (190.0, 272.0),
        (190.0, 388.0),
        (118.0, 354.0),
    ]);
    Path::round_rect(170.0, 248.0, 122.0, 164.0, 24.0).and(rear)
}

fn plug(art: &mut Twins) {
    for y in [284.0, 352.0] {
        let prong = Path::round_rect(270.0, y, 92.0, 24.0, 9.0);
        let mask = Mask::of(&prong);
        art.fill(&prong, METAL);
        art.shade(
            &mask,
            &Path::rect(270.0, y + 14.0, 92.0, 12.0),
            METAL_DARK,
            1.0,
        );
        art.fill(&Path::circle((344.0, y + 12.0), 4.5), NAVY_DARK);
    }
    let body = plug_body();
    let mask = Mask::of(&body);
    art.fill(
        &body,
        Fill::Linear((0.0, 248.0), (0.0, 412.0), PAPER, PAPER_SHADE),
    );
    art.shade(&mask, &Path::rect(100.0, 336.0, 220.0, 90.0), DARK, 0.12);
    for x in [128.0, 144.0, 160.0] {
        art.shade(&mask, &Path::rect(x, 240.0, 7.0, 180.0), DARK, 0.20);
    }
    art.shade(&mask, &Path::rect(268.0, 240.0, 30.0, 180.0), DARK, 0.07);
    art.fill(
        &Path::round_rect(204.0, 306.0, 44.0, 46.0, 12.0),
        tone(0xF36B52, 0x8192BA),
    );
}

fn socket_body() -> Path {
    let rear = Path::polygon(&[
        (586.0, 306.0),
        (520.0, 268.0),
        (520.0, 392.0),
        (586.0, 354.0),
    ]);
    Path::round_rect(402.0, 240.0, 138.0, 180.0, 26.0).and(rear)
}

fn socket(art: &mut Twins) {
    let body = socket_body();
    let mask = Mask::of(&body);
    art.fill(&body, NAVY);
    art.shade(
        &mask,
        &Path::rect(390.0, 230.0, 220.0, 46.0),
        NAVY_LIGHT,
        1.0,
    );
    art.shade(
        &mask,
        &Path::rect(390.0, 344.0, 220.0, 90.0),
        NAVY_DARK,
        1.0,
    );
    for x in [538.0, 554.0, 570.0] {
        art.shade(&mask, &Path::rect(x, 230.0, 7.0, 200.0), DARK, 0.45);
    }
    // The face and its two mouths.
    art.fill(
        &Path::round_rect(392.0, 254.0, 30.0, 152.0, 12.0),
        NAVY_DARK,
    );
    art.fill(
        &Path::round_rect(392.0, 254.0, 10.0, 152.0, 5.0),
        NAVY_LIGHT,
    );
    for y in [281.0, 349.0] {
        art.fill(&Path::round_rect(390.0, y, 20.0, 30.0, 8.0), METAL_DARK);
        art.fill(
            &Path::round_rect(390.0, y + 4.0, 13.0, 22.0, 6.0),
            tone(0x0A1230, 0x0F1A3C),
        );
    }
    art.fill(
        &Path::round_rect(452.0, 306.0, 44.0, 46.0, 12.0),
        tone(0xF36B52, 0xDCE2EE),
    );
}
