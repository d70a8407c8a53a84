//! A folded map with a pin in it.

use super::{DARK, GRAY_FIELD, PAPER};
use crate::canvas::{Fill, Mask, Tone, Twins, tone};
use crate::path::{Path, Point, arc, curve};

const FIELD: Tone = tone(0xBCE3CB, GRAY_FIELD);
const LAND: Tone = tone(0xFFF4DC, 0xF6F8FB);
const SEA: Tone = tone(0x62B7E8, 0xA9B6D3);
const PARK: Tone = tone(0x7CCB8B, 0xC9D1E0);
const BLOCK: Tone = tone(0xF5DDB0, 0xE2E7F0);
const ROUTE: Tone = tone(0xE8452C, 0x2F447E);
const PIN: Tone = tone(0xEF4B3F, 0x3D5491);
const PIN_DARK: Tone = tone(0xC5322A, 0x263767);
const PANEL: f64 = 104.0;
const FOLD: f64 = 34.0;
const CORNER: Point = (142.0, 226.0);

/// From the flat sheet, 416 wide and 290 high, to the folded one: panel `panel` leans up or down.
fn fold(panel: u32, path: Path) -> Path {
    path.mapped(|(x, y)| {
        let along = (x - f64::from(panel) * PANEL) / PANEL * FOLD;
        let lean = if panel.is_multiple_of(2) {
            along
        } else {
            FOLD - along
        };
        (CORNER.0 + x, CORNER.1 + y + lean)
    })
}

pub fn draw() -> Twins {
    let mut art = Twins::on(FIELD);
    let sheets: Vec<Path> = (0..4)
        .map(|i| fold(i, Path::rect(f64::from(i) * PANEL, 0.0, PANEL, 290.0)))
        .collect();
    for sheet in &sheets {
        art.shadow(sheet, (10.0, 34.0), 12, tone(0x2F6B4C, 0x46527A), 0.30);
    }
    for (panel, sheet) in (0..4).zip(&sheets) {
        let mask = Mask::of(sheet);
        print(&mut art, panel, &mask);
        if panel % 2 == 1 {
            art.shade(&mask, sheet, DARK, 0.13);
        }
        let crease = fold(panel, Path::rect(f64::from(panel) * PANEL, 0.0, 2.5, 290.0));
        art.shade(&mask, &crease, PAPER, 0.5);
    }
    pin(&mut art, (402.0, 352.0));
    art
}

/// What is printed on the sheet, seen on one panel.
fn print(art: &mut Twins, panel: u32, mask: &Mask) {
    let mut put = |path: Path, tone: Tone| art.fill_inside(mask, &fold(panel, path), tone);
    put(Path::rect(-10.0, -10.0, 450.0, 320.0), LAND);
    for (x, y, width, height) in [
        (24.0, 20.0, 56.0, 44.0),
        (118.0, 96.0, 58.0, 50.0),
        (330.0, 30.0, 64.0, 42.0),
        (196.0, 20.0, 54.0, 46.0),
    ] {
        put(Path::round_rect(x, y, width, height, 8.0), BLOCK);
    }
    let mut shore = curve(
        (-10.0, 190.0),
        (90.0, 150.0),
        (150.0, 290.0),
        (262.0, 232.0),
    );
    shore.extend(curve(
        (262.0, 232.0),
        (330.0, 196.0),
        (350.0, 150.0),
        (440.0, 168.0),
    ));
    shore.extend([(440.0, 320.0), (-10.0, 320.0)]);
    put(Path::polygon(&shore), SEA);
    put(Path::ellipse((54.0, 246.0), 36.0, 17.0), PARK);
    put(Path::ellipse((368.0, 246.0), 30.0, 17.0), PARK);
    put(Path::round_rect(328.0, 104.0, 62.0, 40.0, 14.0), PARK);
    for road in [
        vec![(-10.0, 84.0), (110.0, 78.0), (250.0, 84.0), (440.0, 92.0)],
        vec![(98.0, -10.0), (98.0, 180.0)],
        vec![(258.0, -10.0), (256.0, 150.0), (190.0, 210.0)],
        vec![(-10.0, 140.0), (180.0, 160.0), (256.0, 150.0)],
    ] {
        put(Path::stroke(&road, 11.0), PAPER);
    }
    // The crossing, dashed.
    let route = curve(
        (258.0, 170.0),
        (250.0, 262.0),
        (150.0, 226.0),
        (54.0, 244.0),
    );
    for dash in route.chunks(6).step_by(2) {
        put(Path::stroke(dash, 6.0), ROUTE);
    }
    put(Path::circle((54.0, 244.0), 9.0), ROUTE);
}

/// A pin whose point is `tip`.
fn pin(art: &mut Twins, tip: Point) {
    art.paint(
        &Mask::of(&Path::ellipse((tip.0 + 6.0, tip.1 + 2.0), 34.0, 12.0)).blurred(4),
        DARK,
        0.42,
    );
    let center = (tip.0, tip.1 - 152.0);
    let mut outline = arc(center, 68.0, 152.0, 388.0);
    outline.extend(curve(
        (center.0 + 60.0, center.1 + 32.0),
        (tip.0 + 40.0, tip.1 - 82.0),
        (tip.0 + 10.0, tip.1 - 44.0),
        tip,
    ));
    outline.extend(curve(
        tip,
        (tip.0 - 10.0, tip.1 - 44.0),
        (tip.0 - 40.0, tip.1 - 82.0),
        (center.0 - 60.0, center.1 + 32.0),
    ));
    let body = Path::polygon(&outline);
    let mask = Mask::of(&body);
    art.fill(
        &body,
        Fill::Linear(
            (center.0 - 60.0, 0.0),
            (center.0 + 66.0, 0.0),
            PIN,
            PIN_DARK,
        ),
    );
    art.shade(
        &mask,
        &Path::rect(tip.0, center.1 - 90.0, 90.0, 280.0),
        DARK,
        0.10,
    );
    let light = Mask::of(&Path::stroke(&arc(center, 52.0, 192.0, 250.0), 8.0));
    art.paint(&light, PAPER, 0.55);
    art.fill(&Path::circle(center, 29.0), PAPER);
}
