//! A lighthouse on its rock, which bleeds off the bottom; the beam fades into the field.

use super::{DARK, GRAY_FIELD, INK, PAPER, PAPER_SHADE};
use crate::canvas::{Fill, Mask, Tone, Twins, tone};
use crate::path::{Path, arc, curve};

const FIELD: Tone = tone(0x17747C, GRAY_FIELD);
const CORAL: Tone = tone(0xF2654B, 0x3C5288);
const CORAL_SHADE: Tone = tone(0xD24A35, 0x2B3D6C);
const GLOW: Tone = tone(0xFFE59A, 0xFFFFFF);
const ROCK: Tone = tone(0x0F4A55, 0x8B97B3);
const ROCK_LIGHT: Tone = tone(0x185F69, 0xA6B0C6);
const ROCK_DARK: Tone = tone(0x0A3842, 0x6F7C9C);
const FOAM: Tone = tone(0xBFE9E4, 0xF6F8FB);

/// Half the width of the tower at a height.
fn half_width(y: f64) -> f64 {
    46.0 + (y - 236.0) * 34.0 / 374.0
}

/// The band of the tower between two heights.
fn band(top: f64, bottom: f64) -> Path {
    let (a, b) = (half_width(top), half_width(bottom));
    Path::polygon(&[
        (350.0 - a, top),
        (350.0 + a, top),
        (350.0 + b, bottom),
        (350.0 - b, bottom),
    ])
}

pub fn draw() -> Twins {
    let mut art = Twins::on(FIELD);
    art.paint(
        &Mask::of(&Path::circle((350.0, 185.0), 118.0)),
        Fill::Radial((350.0, 185.0), 118.0, GLOW, FIELD),
        0.35,
    );
    let beam = Path::polygon(&[
        (362.0, 172.0),
        (680.0, 64.0),
        (680.0, 268.0),
        (362.0, 198.0),
    ]);
    art.paint(
        &Mask::of(&beam),
        Fill::Linear((360.0, 185.0), (662.0, 175.0), GLOW, FIELD),
        0.85,
    );

    rock(&mut art);
    tower(&mut art);
    lantern(&mut art);
    art
}

fn tower(art: &mut Twins) {
    let tower = band(236.0, 610.0);
    let mask = Mask::of(&tower);
    art.fill(
        &tower,
        Fill::Linear((280.0, 0.0), (430.0, 0.0), PAPER, PAPER_SHADE),
    );
    for top in [236.0, 386.0, 536.0] {
        art.fill_inside(
            &mask,
            &band(top, top + 75.0),
            Fill::Linear((280.0, 0.0), (430.0, 0.0), CORAL, CORAL_SHADE),
        );
    }
    let shade = Path::polygon(&[
        (372.0, 230.0),
        (450.0, 230.0),
        (450.0, 620.0),
        (384.0, 620.0),
    ]);
    art.shade(&mask, &shade, DARK, 0.16);
    let light = Path::polygon(&[
        (316.0, 230.0),
        (326.0, 230.0),
        (310.0, 620.0),
        (294.0, 620.0),
    ]);
    art.shade(&mask, &light, PAPER, 0.35);
    for y in [330.0, 452.0] {
        art.fill(&arched(350.0, y, 11.0, 34.0), INK);
        art.fill(&arched(347.0, y + 4.0, 7.0, 27.0), tone(0x3F4F7D, 0x4A5B8C));
    }
    art.fill(&arched(350.0, 548.0, 21.0, 66.0), INK);
    art.fill(&arched(346.0, 554.0, 15.0, 60.0), tone(0x33426E, 0x3F5080));
    art.shade(&mask, &Path::rect(250.0, 236.0, 200.0, 14.0), DARK, 0.22);
}

/// A door or window: centre, top, half width, height.
fn arched(x: f64, top: f64, half: f64, height: f64) -> Path {
    let mut points = arc((x, top + half), half, 180.0, 360.0);
    points.extend([(x + half, top + height), (x - half, top + height)]);
    Path::polygon(&points)
}

fn lantern(art: &mut Twins) {
    let room = Path::rect(316.0, 146.0, 68.0, 76.0);
    art.fill(
        &room,
        Fill::Linear(
            (350.0, 146.0),
            (350.0, 222.0),
            tone(0xFFF6D2, 0xFFFFFF),
            tone(0xFFD667, 0xD5DCEA),
        ),
    );
    art.fill(&Path::circle((350.0, 185.0), 17.0), PAPER);
    for x in [316.0, 338.0, 357.0, 379.0] {
        art.fill(&Path::rect(x, 146.0, 5.0, 76.0), INK);
    }
    // The gallery and its rail.
    for x in [284.0, 305.0, 391.0, 412.0] {
        art.fill(&Path::rect(x, 192.0, 4.0, 32.0), INK);
    }
    art.fill(&Path::round_rect(280.0, 189.0, 140.0, 6.0, 3.0), INK);
    art.fill(&Path::round_rect(272.0, 219.0, 156.0, 18.0, 5.0), INK);
    art.fill(
        &Path::round_rect(272.0, 219.0, 156.0, 6.0, 3.0),
        tone(0x3F4F7D, 0x4A5B8C),
    );
    // The roof.
    let mut dome = arc((350.0, 148.0), 46.0, 180.0, 360.0);
    dome.extend([(400.0, 154.0), (300.0, 154.0)]);
    let dome = Path::polygon(&dome);
    let mask = Mask::of(&dome);
    art.fill(
        &dome,
        Fill::Linear((300.0, 0.0), (400.0, 0.0), CORAL, CORAL_SHADE),
    );
    art.shade(&mask, &Path::rect(366.0, 90.0, 60.0, 80.0), DARK, 0.16);
    art.fill(&Path::rect(347.0, 78.0, 6.0, 28.0), INK);
    art.fill(&Path::circle((350.0, 78.0), 8.0), INK);
}

fn rock(art: &mut Twins) {
    let edge = [
        (96.0, 740.0),
        (122.0, 668.0),
        (196.0, 628.0),
        (238.0, 594.0),
        (330.0, 580.0),
        (430.0, 586.0),
    ];
    let end = [
        (486.0, 616.0),
        (560.0, 640.0),
        (604.0, 690.0),
        (626.0, 740.0),
    ];
    let mut outline = edge.to_vec();
    outline.extend(end);
    let rock = Path::polygon(&outline);
    let mask = Mask::of(&rock);
    art.fill(&rock, ROCK);
    let left = [
        (96.0, 740.0),
        (122.0, 668.0),
        (196.0, 628.0),
        (238.0, 594.0),
        (330.0, 580.0),
        (262.0, 648.0),
        (214.0, 740.0),
    ];
    art.fill_inside(&mask, &Path::polygon(&left), ROCK_LIGHT);
    let right = [
        (430.0, 586.0),
        (486.0, 616.0),
        (560.0, 640.0),
        (604.0, 690.0),
        (626.0, 740.0),
        (470.0, 740.0),
        (446.0, 660.0),
    ];
    art.fill_inside(&mask, &Path::polygon(&right), ROCK_DARK);
    let shadow = Path::polygon(&[
        (350.0, 606.0),
        (440.0, 600.0),
        (620.0, 690.0),
        (640.0, 740.0),
        (430.0, 740.0),
    ]);
    art.shade(&mask, &shadow, DARK, 0.14);
    for (x, y, width) in [
        (40.0, 690.0, 92.0),
        (568.0, 672.0, 96.0),
        (516.0, 692.0, 76.0),
        (118.0, 706.0, 60.0),
    ] {
        let wave = curve(
            (x, y),
            (x + width * 0.3, y - 11.0),
            (x + width * 0.6, y + 11.0),
            (x + width, y),
        );
        art.fill(&Path::stroke(&wave, 5.0), FOAM);
    }
}
