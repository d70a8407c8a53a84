//! Three shipping containers, the third on its way down; its cables come from beyond the top.

use super::{DARK, GRAY_FIELD, INK, PAPER};
use crate::canvas::{Mask, Tone, Twins, tone};
use crate::path::{Path, Point};

const FIELD: Tone = tone(0xF3E2C4, GRAY_FIELD);
const LENGTH: f64 = 232.0;
const WIDTH: f64 = 104.0;
const HEIGHT: f64 = 100.0;
/// How far the third one still is above the ground.
const LIFTED: f64 = 152.0;

/// The tones of one container: top, long side, door side.
struct Paint {
    top: Tone,
    side: Tone,
    door: Tone,
}

const RED: Paint = Paint {
    top: tone(0xF58A6C, 0xFFFFFF),
    side: tone(0xE4572E, 0xEEF1F6),
    door: tone(0xB93D1B, 0xC7CEDD),
};
const TEAL: Paint = Paint {
    top: tone(0x5CC4BB, 0xA9B6D3),
    side: tone(0x1F9E95, 0x8192BA),
    door: tone(0x13766F, 0x63769F),
};
const NAVY: Paint = Paint {
    top: tone(0x5870C9, 0x566BA4),
    side: tone(0x2E469F, 0x32477F),
    door: tone(0x1E3077, 0x1F2F5C),
};

/// Isometric: x runs down to the right, y down to the left, z up.
fn iso((x, y, z): (f64, f64, f64)) -> Point {
    (368.0 + (x - y) * 0.866_025, 446.0 + (x + y) * 0.5 - z)
}

fn face(corners: [(f64, f64, f64); 4]) -> Path {
    Path::polygon(&corners.map(iso))
}

pub fn draw() -> Twins {
    let mut art = Twins::on(FIELD);
    let floor = |x: f64, y: f64, dx: f64, dy: f64, z: f64| {
        face([
            (x, y, z),
            (x + dx, y, z),
            (x + dx, y + dy, z),
            (x, y + dy, z),
        ])
    };
    art.shadow(
        &floor(-116.0, -52.0, LENGTH, 2.0 * WIDTH + 6.0, 0.0),
        (-22.0, 26.0),
        10,
        tone(0x7A5A20, 0x46527A),
        0.40,
    );
    container(&mut art, (-116.0, -52.0, 0.0), &TEAL);
    container(&mut art, (-116.0, -46.0 + WIDTH, 0.0), &NAVY);
    let landing = floor(-116.0, -52.0, LENGTH, WIDTH, HEIGHT);
    art.shade(&Mask::of(&landing), &landing, DARK, 0.26);
    container(&mut art, (-116.0, -52.0, LIFTED), &RED);
    cables(&mut art);
    art
}

/// A container whose hindmost lower corner is `at`.
fn container(art: &mut Twins, at: (f64, f64, f64), paint: &Paint) {
    let p = |x: f64, y: f64, z: f64| (at.0 + x, at.1 + y, at.2 + z);
    let (l, w, h) = (LENGTH, WIDTH, HEIGHT);
    art.fill(
        &face([p(0.0, 0.0, h), p(l, 0.0, h), p(l, w, h), p(0.0, w, h)]),
        paint.top,
    );
    art.fill(
        &face([p(0.0, w, 0.0), p(l, w, 0.0), p(l, w, h), p(0.0, w, h)]),
        paint.side,
    );
    art.fill(
        &face([p(l, 0.0, 0.0), p(l, w, 0.0), p(l, w, h), p(l, 0.0, h)]),
        paint.door,
    );

    let long = |x: f64, z: f64, dx: f64, dz: f64| {
        face([
            p(x, w, z),
            p(x + dx, w, z),
            p(x + dx, w, z + dz),
            p(x, w, z + dz),
        ])
    };
    let end = |y: f64, z: f64, dy: f64, dz: f64| {
        face([
            p(l, y, z),
            p(l, y + dy, z),
            p(l, y + dy, z + dz),
            p(l, y, z + dz),
        ])
    };
    let roof = |x: f64, y: f64, dx: f64, dy: f64| {
        face([
            p(x, y, h),
            p(x + dx, y, h),
            p(x + dx, y + dy, h),
            p(x, y + dy, h),
        ])
    };
    for rib in 0..12 {
        let x = 15.0 + 17.5 * f64::from(rib);
        let groove = long(x, 14.0, 9.0, h - 28.0);
        art.shade(&Mask::of(&groove), &groove, DARK, 0.17);
        let groove = roof(x, 12.0, 9.0, w - 24.0);
        art.shade(&Mask::of(&groove), &groove, DARK, 0.07);
    }
    for leaf in [7.0, 55.0] {
        let door = end(leaf, 11.0, 42.0, h - 22.0);
        art.shade(&Mask::of(&door), &door, DARK, 0.16);
        for bar in [11.0, 28.0] {
            art.fill(&end(leaf + bar, 10.0, 4.0, h - 20.0), paint.top);
        }
        art.fill(&end(leaf + 10.0, 40.0, 24.0, 5.0), paint.top);
    }
    // Light on the edges that face it.
    for edge in [long(0.0, h - 5.0, l, 5.0), end(0.0, h - 5.0, w, 5.0)] {
        art.shade(&Mask::of(&edge), &edge, PAPER, 0.32);
    }
    let sill = long(0.0, 0.0, l, 7.0).and(end(0.0, 0.0, w, 7.0));
    art.shade(&Mask::of(&sill), &sill, DARK, 0.28);
}

fn cables(art: &mut Twins) {
    let top = LIFTED + HEIGHT;
    let hook = iso((0.0, 0.0, top + 132.0));
    for (x, y) in [
        (-112.0, -48.0),
        (112.0, -48.0),
        (112.0, 48.0),
        (-112.0, 48.0),
    ] {
        let corner = iso((x, y, top));
        art.fill(&Path::stroke(&[hook, corner], 3.6), INK);
        art.fill(&Path::circle(corner, 6.0), INK);
    }
    art.fill(&Path::stroke(&[(hook.0, -20.0), hook], 6.0), INK);
    art.fill(
        &Path::round_rect(hook.0 - 17.0, hook.1 - 32.0, 34.0, 38.0, 9.0),
        tone(0xF2B632, 0x5C71AB),
    );
    art.fill(&Path::rect(hook.0 - 17.0, hook.1 - 18.0, 34.0, 9.0), INK);
}
