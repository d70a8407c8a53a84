//! Pictures of every kind that blogs have, drawn here: their borders carry marks by which a crop shows.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

/// One picture, and what a card must keep of it.
pub struct Made {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    pub size: (u32, u32),
    /// Its field, its object's colours and its whole ink (levels, all channels): of an object on a flat field that no edge cuts.
    pub ink: Option<([u8; 3], f64)>,
    /// It has marks at its borders: see [`MARKS`].
    pub marked: bool,
    /// `card.layout` that such a picture comes with.
    pub layout: &'static str,
}

/// Colours of the marks at the left, right, top and bottom border.
pub const MARKS: [[u8; 3]; 4] = [[255, 0, 0], [0, 200, 0], [0, 0, 255], [255, 0, 255]];
/// Distance of the marks from the border, and how wide and long they are, in shares of the shorter side.
const INSET: f64 = 0.02;
const THICK: f64 = 0.02;
const LONG: f64 = 0.3;

/// Every kind.
pub fn all() -> Vec<Made> {
    vec![
        finished(),
        object("object", (700, 700), [255, 209, 225], 0.28),
        object("object wide", (1200, 630), [250, 250, 250], 0.10),
        object("object dark", (640, 640), [26, 46, 92], 0.20),
        object("object to its border", (800, 800), [240, 240, 235], 0.02),
        cut_out("white logo", [255; 3]),
        cut_out("dark logo", [20, 24, 40]),
        screenshot("screenshot", (1440, 900), [255; 3]),
        screenshot("dark screenshot", (1280, 1024), [30, 31, 40]),
        screenshot("phone", (640, 1386), [246, 247, 250]),
        diagram("diagram", (1100, 800)),
        diagram("tall diagram", (700, 1900)),
        screenshot("banner", (1800, 420), [24, 60, 120]),
        photo("photo", (1600, 1067), false),
        photo("panorama", (2000, 800), false),
        photo("portrait", (800, 1200), false),
        photo("captioned photo", (1500, 1000), true),
        object("tiny", (120, 120), [255, 255, 255], 0.2),
    ]
}

fn encoded(picture: impl Into<DynamicImage>) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .into()
        .write_to(&mut bytes, ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

fn made(name: &'static str, picture: &RgbImage) -> Made {
    Made {
        name,
        bytes: encoded(picture.clone()),
        size: picture.dimensions(),
        ink: None,
        marked: false,
        layout: "auto",
    }
}

fn fill(picture: &mut RgbImage, x: std::ops::Range<u32>, y: std::ops::Range<u32>, color: [u8; 3]) {
    for y in y {
        for x in x.clone() {
            if x < picture.width() && y < picture.height() {
                picture.put_pixel(x, y, Rgb(color));
            }
        }
    }
}

/// A bar in its own colour near the middle of each border.
fn mark(picture: &mut RgbImage) {
    let (wide, high) = picture.dimensions();
    let unit = f64::from(wide.min(high));
    let [inset, thick, long] = [INSET, THICK, LONG].map(|share| (share * unit).round() as u32);
    let across = (wide - long) / 2..(wide + long) / 2;
    let down = (high - long) / 2..(high + long) / 2;
    fill(picture, inset..inset + thick, down.clone(), MARKS[0]);
    fill(picture, wide - inset - thick..wide - inset, down, MARKS[1]);
    fill(picture, across.clone(), inset..inset + thick, MARKS[2]);
    fill(
        picture,
        across,
        high - inset - thick..high - inset,
        MARKS[3],
    );
}

/// Pixels of each mark.
pub fn mark_area((wide, high): (u32, u32)) -> f64 {
    let unit = f64::from(wide.min(high));
    (THICK * unit).round() * (LONG * unit).round()
}

/// A card that a designer finished: words and marks up to its border.
fn finished() -> Made {
    Made {
        layout: "pass",
        ..screenshot("finished card", (1200, 630), [255, 244, 214])
    }
}

/// A disc on a bar on a flat field, so far from its borders in shares of the side.
fn object(name: &'static str, (wide, high): (u32, u32), field: [u8; 3], air: f64) -> Made {
    let mut picture = RgbImage::from_pixel(wide, high, Rgb(field));
    let side = f64::from(wide.min(high));
    let radius = side * (0.5 - air);
    let (middle_x, middle_y) = (f64::from(wide) / 2.0, f64::from(high) / 2.0);
    let inks: [[u8; 3]; 2] = [[200, 60, 40], [60, 90, 170]];
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let (dx, dy) = (f64::from(x) + 0.5 - middle_x, f64::from(y) + 0.5 - middle_y);
        if dx * dx + dy * dy < radius * radius {
            *pixel = Rgb(inks[usize::from(dy > radius * 0.3)]);
        }
    }
    let ink = ink(&picture, field);
    Made {
        ink: Some((field, ink)),
        ..made(name, &picture)
    }
}

/// Levels that all pixels are off a field.
pub fn ink(picture: &RgbImage, field: [u8; 3]) -> f64 {
    let off = |pixel: &Rgb<u8>| {
        (0..3)
            .map(|c| f64::from(pixel[c].abs_diff(field[c])))
            .sum::<f64>()
    };
    picture.pixels().map(off).sum()
}

/// Letters of one colour on nothing.
fn cut_out(name: &'static str, color: [u8; 3]) -> Made {
    let picture = RgbaImage::from_fn(600, 240, |x, y| {
        let (column, row) = (x / 60, y / 60);
        let on = (1..9).contains(&column) && (1..3).contains(&row) && (x / 20 + y / 40) % 3 != 0;
        Rgba([color[0], color[1], color[2], if on { 255 } else { 0 }])
    });
    Made {
        name,
        size: picture.dimensions(),
        bytes: encoded(picture),
        ink: None,
        marked: false,
        layout: "auto",
    }
}

/// Rows of words from border to border, a bar, a panel.
fn screenshot(name: &'static str, (wide, high): (u32, u32), paper: [u8; 3]) -> Made {
    let mut picture = RgbImage::from_pixel(wide, high, Rgb(paper));
    let dark = u32::from(paper[1]) < 128;
    let ink = if dark { [220, 222, 228] } else { [40, 42, 54] };
    fill(
        &mut picture,
        0..wide,
        0..high / 14,
        ink.map(|level: u8| level / 2 + 60),
    );
    fill(
        &mut picture,
        0..wide / 6,
        high / 14..high,
        paper.map(|level| level / 8 * 7),
    );
    let mut state = wide * 31 + high;
    for row in (high / 12..high).step_by(22) {
        let mut x = 6;
        while x + 6 < wide {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let word = 10 + (state >> 24) % 60;
            for stroke in (x..(x + word).min(wide - 4)).step_by(5) {
                let long = 6 + (state.rotate_left(stroke % 31) % 8);
                fill(
                    &mut picture,
                    stroke..stroke + 2,
                    row + 14 - long..row + 14,
                    ink,
                );
            }
            x += word + 14;
        }
    }
    mark(&mut picture);
    Made {
        marked: true,
        ..made(name, &picture)
    }
}

/// Boxes with words, joined by lines, with little air round them.
fn diagram(name: &'static str, (wide, high): (u32, u32)) -> Made {
    let mut picture = RgbImage::from_pixel(wide, high, Rgb([255; 3]));
    let line = [70, 80, 110];
    for row in 0..high / 160 {
        for column in 0..wide / 210 {
            let (x, y) = (24 + column * 210, 40 + row * 160);
            fill(&mut picture, x..x + 160, y..y + 90, line);
            fill(
                &mut picture,
                x + 2..x + 158,
                y + 2..y + 88,
                [[224, 236, 255], [255, 240, 214]][((row + column) % 2) as usize],
            );
            for stroke in (x + 16..x + 140).step_by(6) {
                fill(&mut picture, stroke..stroke + 2, y + 36..y + 52, line);
            }
            fill(&mut picture, x + 160..x + 210, y + 44..y + 46, line);
            fill(&mut picture, x + 79..x + 81, y + 90..y + 160, line);
        }
    }
    mark(&mut picture);
    Made {
        marked: true,
        ..made(name, &picture)
    }
}

/// Soft hills with grain; with a line of words along its lower border where it has a caption.
fn photo(name: &'static str, (wide, high): (u32, u32), caption: bool) -> Made {
    let mut state = 7u32;
    let mut picture = RgbImage::from_fn(wide, high, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = (state >> 24) as u8 % 9;
        let (u, v) = (
            f64::from(x) / f64::from(wide),
            f64::from(y) / f64::from(high),
        );
        let wave = |k: f64| (libm::sin(u * k * k + 3.0 * v * k) * 80.0 + 120.0) as u8;
        Rgb([3.0, 3.7, 4.4].map(|k| wave(k).saturating_add(grain)))
    });
    if caption {
        fill(&mut picture, 0..wide, high - 90..high, [16, 18, 24]);
        for stroke in (12..wide - 12).step_by(7).filter(|x| x / 70 % 5 != 4) {
            fill(
                &mut picture,
                stroke..stroke + 3,
                high - 62..high - 30,
                [240; 3],
            );
        }
        mark(&mut picture);
    }
    Made {
        marked: caption,
        ..made(name, &picture)
    }
}
