//! Two canvases painted at once: the same coverage, once in colour and once in gray.
//!
//! In: outlines and pairs of tones. Out: two RGB8 pictures that are registered to the pixel, because there is only one
//! drawing. Coverage is exact across and sampled sixteen times down each pixel.

use crate::path::{Path, Point};
use image::{Rgb, RgbImage};

/// Width and height of a twin, in pixels.
pub const SIDE: i32 = 700;
/// How far outside the picture coverage is kept, so that shadows of what bleeds off are right.
const MARGIN: i32 = 100;
const SAMPLES: i32 = 16;

/// One tone in both pictures, `0xRRGGBB`.
#[derive(Debug, Clone, Copy)]
pub struct Tone {
    color: u32,
    gray: u32,
}

/// A tone: `color` in the colour twin, `gray` in the gray one.
pub const fn tone(color: u32, gray: u32) -> Tone {
    Tone { color, gray }
}

/// What an outline is filled with.
#[derive(Debug, Clone, Copy)]
pub enum Fill {
    /// One tone.
    Flat(Tone),
    /// From one tone at the first point to the other at the second, slow at both ends.
    Linear(Point, Point, Tone, Tone),
    /// From one tone at the centre to the other at the radius.
    Radial(Point, f64, Tone, Tone),
}

impl From<Tone> for Fill {
    fn from(tone: Tone) -> Fill {
        Fill::Flat(tone)
    }
}

impl Fill {
    fn tones_at(self, x: f64, y: f64) -> (Tone, Tone, f32) {
        match self {
            Fill::Flat(tone) => (tone, tone, 0.0),
            Fill::Linear(a, b, from, to) => {
                let (dx, dy) = (b.0 - a.0, b.1 - a.1);
                let t = ((x - a.0) * dx + (y - a.1) * dy) / (dx * dx + dy * dy);
                let t = t.clamp(0.0, 1.0);
                (from, to, (t * t * (3.0 - 2.0 * t)) as f32)
            }
            Fill::Radial(center, radius, from, to) => {
                let (dx, dy) = (x - center.0, y - center.1);
                (
                    from,
                    to,
                    ((dx * dx + dy * dy).sqrt() / radius).min(1.0) as f32,
                )
            }
        }
    }
}

/// Coverage, 0 to 1, of the pixels of a rectangle; none outside it.
#[derive(Debug, Clone)]
pub struct Mask {
    x: i32,
    y: i32,
    width: i32,
    height: i32,
    coverage: Vec<f32>,
}

impl Mask {
    /// The coverage of `path`.
    pub fn of(path: &Path) -> Mask {
        let points = || path.contours.iter().flatten();
        let bound = |value: f64| (value as i32).clamp(-MARGIN, SIDE + MARGIN);
        let x = bound(points().fold(f64::MAX, |low, p| low.min(p.0)).floor());
        let y = bound(points().fold(f64::MAX, |low, p| low.min(p.1)).floor());
        let width = (bound(points().fold(f64::MIN, |high, p| high.max(p.0)).ceil()) - x).max(1);
        let height = (bound(points().fold(f64::MIN, |high, p| high.max(p.1)).ceil()) - y).max(1);
        let mut mask = Mask {
            x,
            y,
            width,
            height,
            coverage: vec![0.0; (width * height) as usize],
        };
        for (row, crossings) in mask.crossings(path).into_iter().enumerate() {
            let line = row as i32 / SAMPLES * width;
            let mut winding = 0;
            for pair in crossings.windows(2) {
                winding += pair[0].1;
                if winding != 0 {
                    mask.cover(line, pair[0].0 - f64::from(x), pair[1].0 - f64::from(x));
                }
            }
        }
        mask
    }

    /// Where the edges of `path` cross each sampled row, left to right, with their direction.
    fn crossings(&self, path: &Path) -> Vec<Vec<(f64, i32)>> {
        let rows = self.height * SAMPLES;
        let mut crossings = vec![Vec::new(); rows as usize];
        for contour in &path.contours {
            for (i, &a) in contour.iter().enumerate() {
                let b = contour[(i + 1) % contour.len()];
                let (top, bottom, way) = if a.1 < b.1 { (a, b, 1) } else { (b, a, -1) };
                let to_row = |y: f64| ((y - f64::from(self.y)) * f64::from(SAMPLES) - 0.5).ceil();
                let from = to_row(top.1).max(0.0) as i32;
                for row in from..(to_row(bottom.1) as i32).min(rows) {
                    let y = f64::from(self.y) + (f64::from(row) + 0.5) / f64::from(SAMPLES);
                    let x = top.0 + (bottom.0 - top.0) * (y - top.1) / (bottom.1 - top.1);
                    crossings[row as usize].push((x, way));
                }
            }
        }
        crossings
            .iter_mut()
            .for_each(|row| row.sort_by(|a, b| a.0.total_cmp(&b.0)));
        crossings
    }

    fn cover(&mut self, line: i32, from: f64, to: f64) {
        let (from, to) = (
            from.clamp(0.0, f64::from(self.width)),
            to.clamp(0.0, f64::from(self.width)),
        );
        for column in from as i32..(to.ceil() as i32).min(self.width) {
            let share = to.min(f64::from(column) + 1.0) - from.max(f64::from(column));
            self.coverage[(line + column) as usize] += share.max(0.0) as f32 / SAMPLES as f32;
        }
    }

    fn at(&self, x: i32, y: i32) -> f32 {
        let (column, row) = (x - self.x, y - self.y);
        let inside = (0..self.width).contains(&column) && (0..self.height).contains(&row);
        if inside {
            self.coverage[(row * self.width + column) as usize].min(1.0)
        } else {
            0.0
        }
    }

    fn mapped(mut self, map: impl Fn(i32, i32, f32) -> f32) -> Mask {
        for row in 0..self.height {
            for column in 0..self.width {
                let cell = &mut self.coverage[(row * self.width + column) as usize];
                *cell = map(self.x + column, self.y + row, cell.min(1.0));
            }
        }
        self
    }

    /// Where both are.
    pub fn inside(self, other: &Mask) -> Mask {
        self.mapped(|x, y, coverage| coverage * other.at(x, y))
    }

    /// Softened by three box blurs of `radius` pixels.
    pub fn blurred(self, radius: i32) -> Mask {
        let grown = 3 * radius;
        let (x, y) = (self.x - grown, self.y - grown);
        let (width, height) = (self.width + 2 * grown, self.height + 2 * grown);
        let mut soft = Mask {
            x,
            y,
            width,
            height,
            coverage: vec![0.0; (width * height) as usize],
        }
        .mapped(|x, y, _| self.at(x, y));
        for _ in 0..3 {
            soft.box_blur(radius, 1, width, width, height);
            soft.box_blur(radius, width, 1, height, width);
        }
        soft
    }

    /// Averages over `2 * radius + 1` cells along lines of `length` cells that stand `step` apart.
    fn box_blur(&mut self, radius: i32, step: i32, next_line: i32, length: i32, lines: i32) {
        let size = (2 * radius + 1) as f32;
        let mut old = vec![0.0; length as usize];
        for line in 0..lines {
            let cell = |i: i32| (line * next_line + i * step) as usize;
            (0..length).for_each(|i| old[i as usize] = self.coverage[cell(i)]);
            let mut sum: f32 = old.iter().take(radius as usize + 1).sum();
            for i in 0..length {
                self.coverage[cell(i)] = (sum / size).max(0.0);
                sum += old.get((i + radius + 1) as usize).unwrap_or(&0.0);
                sum -= if i >= radius {
                    old[(i - radius) as usize]
                } else {
                    0.0
                };
            }
        }
    }
}

/// A drawing in the making, in both palettes.
pub struct Twins {
    color: Vec<[f32; 3]>,
    gray: Vec<[f32; 3]>,
}

fn channels(hex: u32) -> [f32; 3] {
    [16, 8, 0].map(|shift| (hex >> shift & 0xFF) as f32)
}

impl Twins {
    /// An empty field.
    pub fn on(field: Tone) -> Twins {
        let pixels = (SIDE * SIDE) as usize;
        Twins {
            color: vec![channels(field.color); pixels],
            gray: vec![channels(field.gray); pixels],
        }
    }

    /// Paints `path`.
    pub fn fill(&mut self, path: &Path, fill: impl Into<Fill>) {
        self.paint(&Mask::of(path), fill, 1.0);
    }

    /// Paints what of `path` lies inside `clip`.
    pub fn fill_inside(&mut self, clip: &Mask, path: &Path, fill: impl Into<Fill>) {
        self.paint(&Mask::of(path).inside(clip), fill, 1.0);
    }

    /// Paints what of `path` lies inside `clip` with an opacity from 0 to 1: a shading plane.
    pub fn shade(&mut self, clip: &Mask, path: &Path, tone: Tone, opacity: f32) {
        self.paint(&Mask::of(path).inside(clip), tone, opacity);
    }

    /// The soft shadow that `path` throws `dx`, `dy` pixels away.
    pub fn shadow(
        &mut self,
        path: &Path,
        (dx, dy): Point,
        softness: i32,
        tone: Tone,
        opacity: f32,
    ) {
        self.paint(
            &Mask::of(&path.clone().moved(dx, dy)).blurred(softness),
            tone,
            opacity,
        );
    }

    /// Paints a coverage with an opacity from 0 to 1.
    pub fn paint(&mut self, mask: &Mask, fill: impl Into<Fill>, opacity: f32) {
        let fill = fill.into();
        for y in mask.y.max(0)..(mask.y + mask.height).min(SIDE) {
            for x in mask.x.max(0)..(mask.x + mask.width).min(SIDE) {
                let alpha = mask.at(x, y) * opacity;
                if alpha == 0.0 {
                    continue;
                }
                let (from, to, t) = fill.tones_at(f64::from(x) + 0.5, f64::from(y) + 0.5);
                let cell = (y * SIDE + x) as usize;
                blend(
                    &mut self.color[cell],
                    channels(from.color),
                    channels(to.color),
                    t,
                    alpha,
                );
                blend(
                    &mut self.gray[cell],
                    channels(from.gray),
                    channels(to.gray),
                    t,
                    alpha,
                );
            }
        }
    }

    /// The finished pictures: colour, gray.
    pub fn finish(&self) -> (RgbImage, RgbImage) {
        (picture(&self.color), picture(&self.gray))
    }
}

fn blend(pixel: &mut [f32; 3], from: [f32; 3], to: [f32; 3], t: f32, alpha: f32) {
    for channel in 0..3 {
        let wanted = from[channel] + (to[channel] - from[channel]) * t;
        pixel[channel] += (wanted - pixel[channel]) * alpha;
    }
}

fn picture(pixels: &[[f32; 3]]) -> RgbImage {
    RgbImage::from_fn(SIDE as u32, SIDE as u32, |x, y| {
        Rgb(pixels[(y * SIDE as u32 + x) as usize].map(|value| (value + 0.5) as u8))
    })
}
