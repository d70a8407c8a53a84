//! A brass telescope under stars. Its post has no gray twin.

use super::{DARK, GRAY_FIELD, PAPER};
use crate::canvas::{Fill, Mask, Tone, Twins, tone};
use crate::path::{Path, Point, polar};

const FIELD: Tone = tone(0x1E2452, GRAY_FIELD);
const BRASS: Tone = tone(0xE9B44C, 0x8192BA);
const BRASS_LIGHT: Tone = tone(0xFBDD92, 0xC3CBDC);
const BRASS_DARK: Tone = tone(0xB27A22, 0x5C71AB);
const LEATHER: Tone = tone(0x7A3B2E, 0x32477F);
const LEATHER_LIGHT: Tone = tone(0xA05544, 0x566BA4);
const LEATHER_DARK: Tone = tone(0x552318, 0x1F2F5C);
const WOOD: Tone = tone(0xC9824A, 0x9AA7C4);
const WOOD_DARK: Tone = tone(0x94562A, 0x63769F);
const STAR: Tone = tone(0xFFF1C9, 0xFFFFFF);
const PIVOT: Point = (352.0, 372.0);
const TILT: f64 = -27.0;

pub fn draw() -> Twins {
    let mut art = Twins::on(FIELD);
    for (x, y, size) in [
        (560.0, 132.0, 22.0),
        (214.0, 150.0, 13.0),
        (420.0, 92.0, 10.0),
        (640.0, 226.0, 11.0),
        (128.0, 262.0, 9.0),
    ] {
        art.fill(&star((x, y), size), STAR);
    }
    for (x, y) in [
        (300.0, 92.0),
        (490.0, 178.0),
        (150.0, 180.0),
        (560.0, 60.0),
        (96.0, 356.0),
        (612.0, 392.0),
        (250.0, 226.0),
    ] {
        art.paint(&Mask::of(&Path::circle((x, y), 3.2)), STAR, 0.7);
    }
    tripod(&mut art);
    tube(&mut art);
    art
}

fn star(center: Point, size: f64) -> Path {
    let points: Vec<Point> = (0..8)
        .map(|i| {
            polar(
                center,
                if i % 2 == 0 { size } else { size * 0.3 },
                45.0 * f64::from(i) - 90.0,
            )
        })
        .collect();
    Path::polygon(&points)
}

fn tripod(art: &mut Twins) {
    art.paint(
        &Mask::of(&Path::ellipse((352.0, 632.0), 172.0, 15.0)).blurred(7),
        DARK,
        0.5,
    );
    for (foot, tone) in [
        ((360.0, 622.0), WOOD_DARK),
        ((212.0, 636.0), WOOD),
        ((496.0, 636.0), WOOD_DARK),
    ] {
        let dx: f64 = foot.0 - PIVOT.0;
        art.fill(
            &Path::polygon(&[
                (PIVOT.0 - 15.0 + dx * 0.06, PIVOT.1 + 40.0),
                (PIVOT.0 + 15.0 + dx * 0.06, PIVOT.1 + 40.0),
                (foot.0 + 8.0, foot.1),
                (foot.0 - 8.0, foot.1),
            ]),
            tone,
        );
        art.fill(
            &Path::round_rect(foot.0 - 12.0, foot.1 - 16.0, 24.0, 18.0, 5.0),
            BRASS_DARK,
        );
    }
    art.fill(
        &Path::stroke(&[(288.0, 520.0), (424.0, 520.0)], 8.0),
        BRASS_DARK,
    );
    art.fill(&Path::round_rect(314.0, 396.0, 76.0, 34.0, 10.0), BRASS);
    art.fill(&Path::round_rect(314.0, 414.0, 76.0, 16.0, 8.0), BRASS_DARK);
}

/// A piece of the tube, in the tube's own direction: lit from above.
fn piece(
    art: &mut Twins,
    (from, to): (f64, f64),
    (half_from, half_to): (f64, f64),
    tones: [Tone; 3],
) {
    let place = |path: Path| path.moved(PIVOT.0, PIVOT.1).turned(PIVOT, TILT);
    let piece = place(Path::polygon(&[
        (from, -half_from),
        (to, -half_to),
        (to, half_to),
        (from, half_from),
    ]));
    let mask = Mask::of(&piece);
    art.fill(&piece, tones[1]);
    let half = half_from.max(half_to);
    let strip = |top: f64, bottom: f64| {
        place(Path::rect(
            from - 2.0,
            half * top,
            to - from + 4.0,
            half * (bottom - top),
        ))
    };
    art.fill_inside(&mask, &strip(-0.66, -0.22), tones[0]);
    art.fill_inside(&mask, &strip(0.34, 1.1), tones[2]);
}

fn tube(art: &mut Twins) {
    let brass = [BRASS_LIGHT, BRASS, BRASS_DARK];
    let leather = [LEATHER_LIGHT, LEATHER, LEATHER_DARK];
    piece(
        art,
        (-250.0, -222.0),
        (26.0, 26.0),
        [LEATHER_LIGHT, LEATHER, LEATHER_DARK],
    );
    piece(art, (-224.0, -138.0), (21.0, 21.0), brass);
    piece(art, (-142.0, -126.0), (33.0, 33.0), brass);
    piece(art, (-128.0, -18.0), (29.0, 31.0), leather);
    piece(art, (-24.0, 2.0), (43.0, 43.0), brass);
    piece(art, (0.0, 166.0), (39.0, 45.0), leather);
    piece(art, (160.0, 238.0), (50.0, 66.0), brass);
    piece(art, (234.0, 252.0), (72.0, 72.0), brass);
    // The glass, seen from the side.
    let place = |path: Path| path.moved(PIVOT.0, PIVOT.1).turned(PIVOT, TILT);
    let lens = place(Path::ellipse((252.0, 0.0), 15.0, 66.0));
    art.fill(
        &lens,
        Fill::Linear(
            (560.0, 190.0),
            (600.0, 320.0),
            tone(0xBFE3FF, 0xF6F8FB),
            tone(0x4F8FD0, 0x8B9BBD),
        ),
    );
    art.paint(
        &Mask::of(&place(Path::ellipse((250.0, -26.0), 5.0, 22.0))),
        PAPER,
        0.7,
    );
    let knob = (PIVOT.0 - 4.0, PIVOT.1 + 4.0);
    art.fill(&Path::circle(knob, 21.0), BRASS_DARK);
    art.fill(&Path::circle((knob.0 - 2.0, knob.1 - 3.0), 17.0), BRASS);
    art.fill(
        &Path::circle((knob.0 - 4.0, knob.1 - 5.0), 7.0),
        BRASS_LIGHT,
    );
}
