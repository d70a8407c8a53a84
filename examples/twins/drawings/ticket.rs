//! Two boarding passes, one over the other.

use super::{DARK, GRAY_FIELD, INK, PAPER};
use crate::canvas::{Fill, Mask, Tone, Twins, tone};
use crate::path::{Path, Point, arc, curve};

const FIELD: Tone = tone(0xFFC83D, GRAY_FIELD);
const CORAL: Tone = tone(0xF0563F, 0x8FA0C4);
const CORAL_DARK: Tone = tone(0xD5432F, 0x7C8EB6);
const SEA: Tone = tone(0x1F6FEB, 0x2A3F78);
const LINE: Tone = tone(0xD5DAE6, 0xD3D9E6);
const CENTER: Point = (350.0, 345.0);
const NOTCH: f64 = 17.0;

/// The outline, with the notches of the perforation at x = 454.
fn outline() -> Path {
    let (left, top, right, bottom, radius) = (140.0, 235.0, 560.0, 455.0, 24.0);
    let mut points = arc((left + radius, top + radius), radius, 180.0, 270.0);
    points.extend(arc((454.0, top), NOTCH, 180.0, 0.0));
    points.extend(arc((right - radius, top + radius), radius, 270.0, 360.0));
    points.extend(arc((right - radius, bottom - radius), radius, 0.0, 90.0));
    points.extend(arc((454.0, bottom), NOTCH, 0.0, -180.0));
    points.extend(arc((left + radius, bottom - radius), radius, 90.0, 180.0));
    Path::polygon(&points)
}

pub fn draw() -> Twins {
    let mut art = Twins::on(FIELD);
    let back = |path: Path| path.turned(CENTER, 13.0).moved(14.0, 30.0);
    let front = |path: Path| path.turned(CENTER, -9.0).moved(-6.0, -24.0);

    let ticket = back(outline());
    art.shadow(&ticket, (14.0, 26.0), 11, tone(0xA86A00, 0x5B678A), 0.38);
    art.fill(
        &ticket,
        Fill::Linear((150.0, 250.0), (560.0, 500.0), CORAL, CORAL_DARK),
    );
    for i in 0..9 {
        art.fill(
            &back(Path::circle((454.0, 265.0 + 20.0 * f64::from(i)), 3.0)),
            FIELD,
        );
    }
    for (x, y, width) in [
        (176.0, 408.0, 120.0),
        (316.0, 408.0, 70.0),
        (478.0, 408.0, 52.0),
    ] {
        art.fill(
            &back(Path::round_rect(x, y, width, 14.0, 7.0)),
            tone(0xFF8D79, 0xB9C4DC),
        );
    }

    let ticket = front(outline());
    art.shadow(&ticket, (12.0, 24.0), 10, tone(0x7A3A00, 0x46527A), 0.42);
    art.fill(&ticket, PAPER);
    let mask = Mask::of(&ticket);
    art.fill_inside(&mask, &front(Path::rect(130.0, 225.0, 440.0, 66.0)), SEA);
    art.shade(
        &mask,
        &front(Path::rect(454.0, 225.0, 140.0, 260.0)),
        DARK,
        0.055,
    );
    for i in 0..8 {
        art.fill(
            &front(Path::circle((454.0, 307.0 + 17.0 * f64::from(i)), 2.8)),
            tone(0xC3CAD9, 0xB9C2D6),
        );
    }
    face(&mut art, &front);
    art
}

/// What is printed on the upper pass.
fn face(art: &mut Twins, place: &dyn Fn(Path) -> Path) {
    art.fill(&place(ship(186.0, 263.0)), PAPER);
    art.fill(
        &place(Path::round_rect(232.0, 257.0, 104.0, 12.0, 6.0)),
        PAPER,
    );
    art.fill(
        &place(Path::round_rect(482.0, 257.0, 48.0, 12.0, 6.0)),
        PAPER,
    );
    // From here to there.
    art.fill(&place(Path::round_rect(170.0, 318.0, 74.0, 26.0, 8.0)), INK);
    art.fill(&place(Path::round_rect(350.0, 318.0, 74.0, 26.0, 8.0)), INK);
    let wave = |x: f64| {
        curve(
            (x, 331.0),
            (x + 8.0, 321.0),
            (x + 16.0, 341.0),
            (x + 24.0, 331.0),
        )
    };
    for x in [262.0, 286.0, 310.0] {
        art.fill(&place(Path::stroke(&wave(x), 5.0)), SEA);
    }
    for (x, width) in [(170.0, 62.0), (262.0, 48.0), (350.0, 66.0)] {
        art.fill(&place(Path::round_rect(x, 372.0, width, 10.0, 5.0)), LINE);
        art.fill(
            &place(Path::round_rect(x, 394.0, width * 0.76, 14.0, 7.0)),
            tone(0x6E7A99, 0x6E7A99),
        );
    }
    art.fill(
        &place(Path::round_rect(170.0, 427.0, 254.0, 8.0, 4.0)),
        LINE,
    );
    // The bar code of the stub.
    let mut y = 314.0;
    for (thick, gap) in [
        (8.0, 5.0),
        (3.0, 4.0),
        (5.0, 6.0),
        (10.0, 4.0),
        (3.0, 5.0),
        (6.0, 4.0),
        (3.0, 6.0),
        (9.0, 5.0),
        (4.0, 4.0),
        (7.0, 5.0),
        (3.0, 4.0),
    ] {
        art.fill(&place(Path::rect(482.0, y, 52.0, thick)), INK);
        y += thick + gap;
    }
}

fn ship(x: f64, y: f64) -> Path {
    Path::polygon(&[
        (x - 22.0, y + 3.0),
        (x + 22.0, y + 3.0),
        (x + 13.0, y + 16.0),
        (x - 14.0, y + 16.0),
    ])
    .and(Path::polygon(&[
        (x - 12.0, y - 9.0),
        (x + 9.0, y - 9.0),
        (x + 13.0, y),
        (x - 12.0, y),
    ]))
    .and(Path::rect(x - 5.0, y - 19.0, 8.0, 8.0))
}
