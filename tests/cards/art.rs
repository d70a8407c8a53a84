//! Synthetic twins: flat shapes on a field, registered to the pixel, encoded as PNG.

use image::{
    ExtendedColorType, ImageEncoder, Rgb, RgbImage,
    codecs::png::{CompressionType, FilterType, PngEncoder},
};

/// What kind of drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An object in the middle, no edge touched.
    Free,
    /// An object that a given edge cuts.
    Left,
    Right,
    Top,
    Bottom,
    /// On a field that darkens downwards.
    Gradient,
    /// Two twins that hardly differ.
    Alike,
    Tiny,
    Huge,
}

pub const KINDS: [Kind; 9] = [
    Kind::Free,
    Kind::Left,
    Kind::Right,
    Kind::Top,
    Kind::Bottom,
    Kind::Gradient,
    Kind::Alike,
    Kind::Tiny,
    Kind::Huge,
];

/// The twins of a kind.
pub struct Twins {
    pub color: Vec<u8>,
    pub gray: Vec<u8>,
    pub gray_pixels: RgbImage,
    pub color_pixels: RgbImage,
    /// Pixels of the object.
    pub mask: Vec<bool>,
}

const GRAY_FIELD: [u8; 3] = [221, 223, 226];
/// Fields of colour twins, light to dark.
pub const FIELDS: [[u8; 3]; 5] = [
    [178, 210, 255],
    [255, 209, 225],
    [240, 130, 60],
    [60, 130, 120],
    [26, 46, 92],
];

/// The twins, `side` pixels square.
pub fn twins(kind: Kind, field: [u8; 3], side: u32) -> Twins {
    let shape = |x: u32, y: u32| {
        inside(
            kind,
            f64::from(x) / f64::from(side),
            f64::from(y) / f64::from(side),
        )
    };
    let paint = |field: [u8; 3], objects: [[u8; 3]; 2]| {
        RgbImage::from_fn(side, side, |x, y| {
            Rgb(match shape(x, y) {
                Some(part) => objects[part],
                None if kind == Kind::Gradient => {
                    field.map(|level| level - (u32::from(level / 8) * y / side) as u8)
                }
                None => field,
            })
        })
    };
    let objects = [[24, 33, 92], [248, 248, 250]];
    let gray_pixels = paint(GRAY_FIELD, objects);
    let color_pixels = if kind == Kind::Alike {
        gray_pixels.clone()
    } else {
        paint(field, [[200, 40, 70], [250, 214, 90]])
    };
    let mask = (0..side * side)
        .map(|at| shape(at % side, at / side).is_some())
        .collect();
    Twins {
        color: png(&color_pixels),
        gray: png(&gray_pixels),
        gray_pixels,
        color_pixels,
        mask,
    }
}

/// Which part of the object a place is, in shares of the side.
fn inside(kind: Kind, x: f64, y: f64) -> Option<usize> {
    let disc = |cx: f64, cy: f64, r: f64| (x - cx) * (x - cx) + (y - cy) * (y - cy) < r * r;
    let bar = |left: f64, top: f64, right: f64, bottom: f64| {
        (left..right).contains(&x) && (top..bottom).contains(&y)
    };
    let (body, part) = match kind {
        Kind::Free | Kind::Gradient | Kind::Alike => (disc(0.5, 0.5, 0.3), bar(0.4, 0.4, 0.6, 0.6)),
        Kind::Left => (bar(0.0, 0.4, 0.7, 0.6), disc(0.62, 0.5, 0.16)),
        Kind::Right => (bar(0.3, 0.4, 1.0, 0.6), disc(0.38, 0.5, 0.16)),
        Kind::Top => (bar(0.45, 0.0, 0.55, 0.7), disc(0.5, 0.72, 0.18)),
        Kind::Bottom => (bar(0.45, 0.3, 0.55, 1.0), disc(0.5, 0.28, 0.18)),
        Kind::Tiny => (disc(0.5, 0.5, 0.06), disc(0.5, 0.5, 0.02)),
        Kind::Huge => (bar(0.03, 0.04, 0.97, 0.96), disc(0.5, 0.5, 0.2)),
    };
    match (part, body) {
        (true, _) => Some(1),
        (_, true) => Some(0),
        _ => None,
    }
}

pub fn png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::Adaptive)
        .write_image(
            picture.as_raw(),
            picture.width(),
            picture.height(),
            ExtendedColorType::Rgb8,
        )
        .unwrap();
    bytes
}
