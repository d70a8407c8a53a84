//! A life ring; its line runs off the bottom edge.

use super::{DARK, GRAY_FIELD, PAPER};
use crate::canvas::{Mask, Tone, Twins, tone};
use crate::path::{Path, Point, arc, curve, polar};

const FIELD: Tone = tone(0x1B2F6B, GRAY_FIELD);
const ORANGE: Tone = tone(0xFF6B35, 0x3D5491);
const ROPE: Tone = tone(0xF4D9A6, 0xBCC6DA);
const ROPE_SHADE: Tone = tone(0xD0AC6B, 0x8798BF);
const CENTER: Point = (350.0, 322.0);
const OUTER: f64 = 172.0;
const INNER: f64 = 86.0;

pub fn draw() -> Twins {
    let mut art = Twins::on(FIELD);
    let ring = Path::ring(CENTER, OUTER, INNER);
    art.shadow(&ring, (16.0, 34.0), 10, tone(0x050C2A, 0x46527A), 0.45);

    let tail = curve(
        polar(CENTER, OUTER + 14.0, 62.0),
        (520.0, 560.0),
        (300.0, 560.0),
        (372.0, 740.0),
    );
    rope(&mut art, &tail);
    for quarter in 0..4 {
        let from = 90.0 * f64::from(quarter) + 24.0;
        rope(&mut art, &slack(from, from + 42.0));
    }

    let mask = Mask::of(&ring);
    art.fill(&ring, PAPER);
    for quarter in 0..4 {
        let middle = 90.0 * f64::from(quarter);
        let band = Path::sector(
            CENTER,
            OUTER + 2.0,
            INNER - 2.0,
            middle - 23.5,
            middle + 23.5,
        );
        art.fill_inside(&mask, &band, ORANGE);
    }
    let far = Path::polygon(&[
        polar(CENTER, 260.0, -45.0),
        polar(CENTER, 260.0, 135.0),
        (620.0, 600.0),
    ]);
    art.shade(&mask, &far, DARK, 0.07);
    // Round as a tube: dark at both rims, a light along the upper left.
    art.shade(
        &mask,
        &Path::ring(CENTER, OUTER + 2.0, OUTER - 17.0),
        DARK,
        0.10,
    );
    art.shade(
        &mask,
        &Path::ring(CENTER, INNER + 20.0, INNER - 2.0),
        DARK,
        0.12,
    );
    art.shade(
        &mask,
        &Path::ring(CENTER, INNER + 9.0, INNER - 2.0),
        DARK,
        0.10,
    );
    let light = Mask::of(&Path::stroke(&arc(CENTER, 143.0, 188.0, 262.0), 9.0));
    art.paint(&light, PAPER, 0.62);
    art.paint(
        &Mask::of(&Path::circle(polar(CENTER, 143.0, 276.0), 4.5)),
        PAPER,
        0.62,
    );
    // The straps that hold the line.
    for corner in 0..4 {
        let middle = 90.0 * f64::from(corner) + 45.0;
        for offset in [-21.5, 21.5] {
            let strap = Path::sector(
                CENTER,
                OUTER + 9.0,
                INNER - 6.0,
                middle + offset - 2.8,
                middle + offset + 2.8,
            );
            art.fill(&strap, tone(0xFFFFFF, 0xFFFFFF));
            let edge = Path::sector(
                CENTER,
                OUTER + 9.0,
                INNER - 6.0,
                middle + offset + 1.2,
                middle + offset + 2.8,
            );
            art.shade(&Mask::of(&strap), &edge, DARK, 0.22);
        }
    }
    art
}

/// The line between two straps, standing off the ring.
fn slack(from: f64, to: f64) -> Vec<Point> {
    let (a, d) = (
        polar(CENTER, OUTER + 2.0, from - 4.0),
        polar(CENTER, OUTER + 2.0, to + 4.0),
    );
    curve(
        a,
        polar(CENTER, OUTER + 38.0, from + 8.0),
        polar(CENTER, OUTER + 38.0, to - 8.0),
        d,
    )
}

/// A twisted rope along `line`.
fn rope(art: &mut Twins, line: &[Point]) {
    let body = Path::stroke(line, 14.0);
    art.fill(&body, ROPE);
    let mask = Mask::of(&body);
    let mut due = 0.0;
    for pair in line.windows(2) {
        let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
        let length = (dx * dx + dy * dy).sqrt();
        let (ux, uy) = (dx / length, dy / length);
        while due < length {
            let (x, y) = (pair[0].0 + ux * due, pair[0].1 + uy * due);
            let (across, along) = (8.0, 5.0);
            let twist = [
                (x - ux * along - uy * across, y - uy * along + ux * across),
                (x + ux * along + uy * across, y + uy * along - ux * across),
            ];
            art.fill_inside(&mask, &Path::stroke(&twist, 4.0), ROPE_SHADE);
            due += 17.0;
        }
        due -= length;
    }
}
