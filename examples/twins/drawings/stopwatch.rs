//! A stopwatch that has run for a very short while.

use super::{DARK, GRAY_FIELD, INK, PAPER, PAPER_SHADE};
use crate::canvas::{Fill, Mask, Tone, Twins, tone};
use crate::path::{Path, Point, polar};

const FIELD: Tone = tone(0x6C63E8, GRAY_FIELD);
const CASE: Tone = tone(0x2A2468, 0x32477F);
const CASE_DARK: Tone = tone(0x1B174A, 0x1F2F5C);
const RIM: Tone = tone(0x4B42B4, 0x5C71AB);
const RUN: Tone = tone(0xFF7A59, 0x8799C2);
const HAND: Tone = tone(0xE8452C, 0x2B3E74);
const SPEED: Tone = tone(0xA9A3F7, 0xF6F8FB);
const CENTER: Point = (362.0, 368.0);

pub fn draw() -> Twins {
    let mut art = Twins::on(FIELD);
    for (x, y, width) in [
        (92.0, 304.0, 70.0),
        (58.0, 352.0, 110.0),
        (112.0, 400.0, 56.0),
    ] {
        art.fill(&Path::round_rect(x, y, width, 14.0, 7.0), SPEED);
    }
    let body = Path::circle(CENTER, 176.0);
    art.shadow(&body, (18.0, 34.0), 14, tone(0x17114F, 0x46527A), 0.45);

    crown(&mut art);
    art.fill(
        &body,
        Fill::Linear((230.0, 230.0), (500.0, 510.0), RIM, CASE_DARK),
    );
    art.fill(&Path::circle(CENTER, 160.0), CASE);
    dial(&mut art);
    art
}

fn crown(art: &mut Twins) {
    for angle in [-44.0, 44.0] {
        let lug = Path::rect(348.0, 168.0, 28.0, 40.0)
            .and(Path::round_rect(340.0, 154.0, 44.0, 25.0, 7.0));
        art.fill(&lug.turned(CENTER, angle), CASE_DARK);
    }
    art.fill(&Path::rect(342.0, 142.0, 40.0, 70.0), CASE_DARK);
    art.fill(&Path::rect(342.0, 142.0, 13.0, 70.0), RIM);
    let button = Path::round_rect(322.0, 106.0, 80.0, 44.0, 11.0);
    let mask = Mask::of(&button);
    art.fill(&button, Fill::Linear((322.0, 0.0), (402.0, 0.0), RUN, HAND));
    for i in 0..7 {
        art.shade(
            &mask,
            &Path::rect(331.0 + 11.0 * f64::from(i), 106.0, 3.0, 44.0),
            DARK,
            0.22,
        );
    }
}

fn dial(art: &mut Twins) {
    let dial = Path::circle(CENTER, 138.0);
    let mask = Mask::of(&dial);
    art.fill(&dial, PAPER);
    let shade = Path::polygon(&[
        polar(CENTER, 260.0, -48.0),
        polar(CENTER, 260.0, 132.0),
        (700.0, 700.0),
    ]);
    art.fill_inside(&mask, &shade, PAPER_SHADE);
    art.shade(&mask, &Path::ring((356.0, 360.0), 200.0, 132.0), DARK, 0.10);

    art.fill(&Path::sector(CENTER, 104.0, 0.0, -90.0, -42.0), RUN);
    for second in 0..60 {
        let angle = 6.0 * f64::from(second);
        let (from, width) = if second % 15 == 0 {
            (102.0, 8.0)
        } else if second % 5 == 0 {
            (108.0, 5.0)
        } else {
            (116.0, 2.6)
        };
        art.fill(
            &Path::stroke(
                &[polar(CENTER, from, angle), polar(CENTER, 123.0, angle)],
                width,
            ),
            INK,
        );
    }
    // A small dial of its own below the centre.
    art.fill(
        &Path::ring((362.0, 428.0), 29.0, 25.0),
        tone(0xC9CFDF, 0xC3CBDC),
    );
    art.fill(&Path::stroke(&[(362.0, 428.0), (362.0, 410.0)], 4.0), INK);
    art.fill(&Path::circle((362.0, 428.0), 4.5), INK);

    let hand = Path::stroke(
        &[polar(CENTER, 30.0, 138.0), polar(CENTER, 108.0, -42.0)],
        8.0,
    );
    art.shadow(&hand, (4.0, 8.0), 3, DARK, 0.25);
    art.fill(&hand, HAND);
    art.fill(&Path::circle(CENTER, 15.0), INK);
    art.fill(&Path::circle(CENTER, 5.5), PAPER);
}
