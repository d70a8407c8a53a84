//! A pencil that has just drawn a check mark; it bleeds off the right and the bottom.

use super::{DARK, GRAY_FIELD, INK, PAPER};
use crate::canvas::{Fill, Mask, Tone, Twins, tone};
use crate::path::{Path, Point, arc};

const FIELD: Tone = tone(0xF9C4CC, GRAY_FIELD);
const BODY: Tone = tone(0x2D59D8, 0x3A5192);
const BODY_LIGHT: Tone = tone(0x5B83F2, 0x7488BF);
const BODY_DARK: Tone = tone(0x1D3FA6, 0x233466);
const WOOD: Tone = tone(0xF6D9A8, 0xF3F5F9);
const WOOD_LIGHT: Tone = tone(0xFFEBC8, 0xFFFFFF);
const WOOD_DARK: Tone = tone(0xDDB47A, 0xC3CBDC);
const MARK: Tone = tone(0xE2364F, 0x5A6C9E);
const TIP: Point = (344.0, 232.0);
const ANGLE: f64 = 47.0;
const HALF: f64 = 66.0;

pub fn draw() -> Twins {
    let mut art = Twins::on(FIELD);
    let mark = [(112.0, 356.0), (186.0, 438.0), TIP];
    art.fill(&Path::stroke(&mark, 25.0), MARK);

    let place = |path: Path| path.moved(TIP.0, TIP.1).turned(TIP, ANGLE);
    let outline = place(Path::polygon(&[
        (-2.0, 0.0),
        (150.0, -HALF),
        (700.0, -HALF),
        (700.0, HALF),
        (150.0, HALF),
    ]));
    art.shadow(&outline, (-14.0, 40.0), 13, tone(0x9C3F57, 0x55618A), 0.30);

    // The painted wood: three facets, their ends scalloped by the sharpener.
    for (top, bottom, paint) in [
        (-HALF, -24.0, BODY_LIGHT),
        (-24.0, 26.0, BODY),
        (26.0, HALF, BODY_DARK),
    ] {
        art.fill(&place(Path::rect(140.0, top, 560.0, bottom - top)), paint);
    }
    art.fill(
        &place(Path::rect(176.0, -HALF + 9.0, 600.0, 7.0)),
        tone(0x9DB6FF, 0xB5C2E2),
    );
    cone(&mut art, &place);
    for (x, width) in [(322.0, 16.0), (350.0, 52.0)] {
        let band = Mask::of(&place(Path::rect(x, -HALF, width, 2.0 * HALF)));
        art.paint(&band, PAPER, 0.92);
        art.shade(&band, &place(Path::rect(x, 26.0, width, 40.0)), DARK, 0.22);
        art.shade(&band, &place(Path::rect(x, -24.0, width, 50.0)), DARK, 0.07);
    }
    art
}

/// The bare wood and the lead.
fn cone(art: &mut Twins, place: &dyn Fn(Path) -> Path) {
    let mut edge = vec![(0.0, 0.0), (152.0, -HALF)];
    for (center, radius) in [(-45.0, 21.0), (1.0, 25.0), (46.0, 20.0)] {
        edge.extend(
            arc((0.0, 0.0), radius, -90.0, 90.0)
                .into_iter()
                .map(|(x, y)| (152.0 + x * 0.8, center + y)),
        );
    }
    edge.push((152.0, HALF));
    let wood = place(Path::polygon(&edge));
    let mask = Mask::of(&wood);
    art.fill(&wood, WOOD);
    art.fill_inside(
        &mask,
        &place(Path::polygon(&[(0.0, 0.0), (200.0, -87.0), (200.0, -31.0)])),
        WOOD_LIGHT,
    );
    art.fill_inside(
        &mask,
        &place(Path::polygon(&[(0.0, 0.0), (200.0, 33.0), (200.0, 90.0)])),
        WOOD_DARK,
    );
    let lead = Mask::of(&place(Path::polygon(&[
        (0.0, 0.0),
        (52.0, -23.0),
        (60.0, 0.0),
        (52.0, 23.0),
    ])));
    art.paint(&lead.clone().inside(&mask), Fill::Flat(INK), 1.0);
    art.shade(
        &lead,
        &place(Path::polygon(&[(0.0, 0.0), (80.0, -35.0), (80.0, -12.0)])),
        PAPER,
        0.28,
    );
}
