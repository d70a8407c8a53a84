//! A pattern -> pixels: drawn from the post's own address, strong on empty areas, absent around words.

use crate::card::canvas::{Picture, Rect};
use crate::card::color::{Rgb, mix_linear};
use crate::card::theme::dice::Dice;
use crate::card::theme::{Pattern, Tones, direction};
use crate::card::viewport::Viewport;

/// The canvas of a pattern, and the areas that it keeps away from.
pub(crate) struct Ground<'a> {
    /// The card's size.
    pub viewport: &'a Viewport,
    /// Its colours.
    pub tones: &'a Tones,
    /// The post's address.
    pub seed: &'a str,
    /// Ink that stays clear.
    pub words: &'a [Rect],
    /// The canvas is the field and nothing else; else the pattern is mixed into whatever is there.
    pub flat: bool,
}

/// Distance in units from a word up to which there is no pattern, and from which it has its full strength.
const CLEAR: (f64, f64) = (14.0, 120.0);
/// Side of the cells in which distances to words are measured, in pixels.
const CELL: usize = 8;
/// Steps between the field and a pattern's strongest colour.
const STEPS: usize = 128;
/// Thickness of lines in units.
const LINE: f64 = 1.6;

/// Paints a pattern over a flat field; [`Pattern::Type`] is the layout's, which has the fonts.
pub(crate) fn paint(canvas: &mut Picture, pattern: Pattern, ground: &Ground) {
    let mut brush = Brush::new(canvas, ground, ground.tones.line);
    let mut dice = Dice::new(ground.seed);
    match pattern {
        Pattern::Rings => rings(&mut brush, ground.viewport, &mut dice),
        Pattern::Grid => grid(&mut brush, ground.viewport, &mut dice),
        Pattern::Waves => waves(&mut brush, ground.viewport, &mut dice),
        Pattern::Type | Pattern::None => {}
    }
}

/// One colour laid on a flat field at any strength, weaker near the words.
pub(crate) struct Brush<'a> {
    canvas: &'a mut Picture,
    /// From the field to the colour.
    steps: Vec<Rgb>,
    color: Rgb,
    flat: bool,
    /// Share of a pattern that each cell may have, 0..=1.
    free: Vec<f32>,
    columns: usize,
}

impl<'a> Brush<'a> {
    /// A brush of `color`.
    pub fn new(canvas: &'a mut Picture, ground: &Ground, color: Rgb) -> Brush<'a> {
        let field = ground.tones.field;
        let steps = (0..=STEPS)
            .map(|step| mix_linear(field, color, step as f32 / STEPS as f32))
            .collect();
        let (columns, rows) = (canvas.width / CELL + 2, canvas.height / CELL + 2);
        let scale = ground.viewport.scale;
        let mut free = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let (x, y) = ((column * CELL) as f64, (row * CELL) as f64);
                let nearest = ground
                    .words
                    .iter()
                    .map(|word| distance(word, x, y))
                    .fold(f64::INFINITY, f64::min);
                free.push(smooth((nearest / scale - CLEAR.0) / (CLEAR.1 - CLEAR.0)) as f32);
            }
        }
        Brush {
            canvas,
            steps,
            color,
            flat: ground.flat,
            free,
            columns,
        }
    }

    /// Lays the colour on one pixel; outside the card nothing happens.
    #[inline]
    pub fn lay(&mut self, x: i32, y: i32, strength: f32) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else {
            return;
        };
        if x < self.canvas.width && y < self.canvas.height && strength > 0.0 {
            if !self.flat {
                let share = strength * self.free(x, y);
                self.canvas.blend(x as i32, y as i32, self.color, share);
                return;
            }
            let step = (strength * self.free(x, y) * STEPS as f32 + 0.5) as usize;
            if step > 0 {
                self.canvas.set(x, y, self.steps[step.min(STEPS)]);
            }
        }
    }

    /// Share of a pattern that a pixel may have: between the four cells round it.
    fn free(&self, x: usize, y: usize) -> f32 {
        let (column, row) = (x / CELL, y / CELL);
        let part = |at: usize| (at % CELL) as f32 / CELL as f32;
        let (right, down) = (part(x), part(y));
        let at = row * self.columns + column;
        let across = |at: usize| self.free[at] + (self.free[at + 1] - self.free[at]) * right;
        let (above, below) = (across(at), across(at + self.columns));
        above + (below - above) * down
    }
}

/// Pixels between a point and a box; 0 inside.
fn distance(word: &Rect, x: f64, y: f64) -> f64 {
    let beyond = |at: f64, from: i32, length: i32| {
        (f64::from(from) - at)
            .max(at - f64::from(from + length))
            .max(0.0)
    };
    let (dx, dy) = (
        beyond(x, word.x, word.width),
        beyond(y, word.y, word.height),
    );
    (dx * dx + dy * dy).sqrt()
}

/// Smoothstep of 0..=1.
fn smooth(t: f64) -> f64 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// Circles round a point at the lower right, paler the wider they are.
fn rings(brush: &mut Brush, viewport: &Viewport, dice: &mut Dice) {
    let (x0, y0) = (
        viewport.x(dice.between(880.0, 1130.0)) as f32,
        viewport.y(dice.between(250.0, 560.0)) as f32,
    );
    let pitch = viewport.len(dice.between(34.0, 52.0)) as f32;
    let first = viewport.len(dice.between(30.0, 70.0)) as f32;
    let reach = viewport.len(dice.between(560.0, 720.0)) as f32;
    let half = viewport.len(LINE) as f32 / 2.0;
    let (width, height) = (brush.canvas.width, brush.canvas.height);
    let left = (x0 - reach).floor().max(0.0) as usize;
    let right = ((x0 + reach).ceil() as usize).min(width);
    for y in 0..height {
        let dy = y as f32 + 0.5 - y0;
        for x in left..right {
            let dx = x as f32 + 0.5 - x0;
            let radius = (dx * dx + dy * dy).sqrt();
            let ring = ((radius - first) / pitch).round().max(0.0);
            let off = (radius - first - ring * pitch).abs();
            if off < half + 0.5 && radius < reach {
                let cover = (half + 0.5 - off).min(1.0);
                let pale = 1.0 - radius / reach;
                brush.lay(x as i32, y as i32, cover * (pale * 1.15).min(1.0));
            }
        }
    }
}

/// A turned lattice of dots that swell towards a point at the right.
fn grid(brush: &mut Brush, viewport: &Viewport, dice: &mut Dice) {
    let pitch = viewport.len(dice.between(24.0, 31.0));
    let (cos, sin) = direction(dice.between(0.0, 45.0));
    let (x0, y0) = (
        viewport.x(dice.between(1000.0, 1240.0)),
        viewport.y(dice.between(60.0, 600.0)),
    );
    let reach = viewport.len(dice.between(560.0, 700.0));
    let largest = pitch * 0.30;
    let count = (2.0 * reach / pitch) as i32 + 1;
    for row in -count / 2..=count / 2 {
        for column in -count / 2..=count / 2 {
            let (u, v) = (f64::from(column) * pitch, f64::from(row) * pitch);
            let (x, y) = (x0 + u * cos - v * sin, y0 + u * sin + v * cos);
            let near = 1.0 - (u * u + v * v).sqrt() / reach;
            if near <= 0.0 {
                continue;
            }
            dot(
                brush,
                (x, y),
                largest * near.sqrt().max(0.25),
                smooth(near * 1.6),
            );
        }
    }
}

/// A filled circle.
fn dot(brush: &mut Brush, (x0, y0): (f64, f64), radius: f64, strength: f64) {
    for y in (y0 - radius - 1.0).floor() as i32..=(y0 + radius + 1.0) as i32 {
        for x in (x0 - radius - 1.0).floor() as i32..=(x0 + radius + 1.0) as i32 {
            let (dx, dy) = (f64::from(x) + 0.5 - x0, f64::from(y) + 0.5 - y0);
            let cover = (radius + 0.5 - (dx * dx + dy * dy).sqrt()).min(1.0);
            if cover > 0.0 {
                brush.lay(x, y, (cover * strength) as f32);
            }
        }
    }
}

/// Lines that follow one another like the contours of a hill, stronger towards the lower right.
fn waves(brush: &mut Brush, viewport: &Viewport, dice: &mut Dice) {
    let turn = std::f64::consts::TAU;
    let swings = [
        (
            dice.between(36.0, 62.0),
            dice.between(760.0, 1080.0),
            dice.between(0.0, turn),
        ),
        (
            dice.between(14.0, 30.0),
            dice.between(330.0, 520.0),
            dice.between(0.0, turn),
        ),
    ];
    let rise = dice.between(0.10, 0.24);
    let pitch = dice.between(21.0, 26.0);
    let shift = dice.between(0.05, 0.10);
    let half = viewport.len(LINE) / 2.0;
    const LINES: i32 = 17;
    for line in 0..LINES {
        let down = f64::from(line);
        let strength = (0.25 + 0.75 * down / f64::from(LINES)).min(1.0);
        for column in 0..brush.canvas.width {
            // Back to units, so that every size of the card has the same curves.
            let x = (column as f64 + 0.5 - viewport.x(0.0)) / viewport.scale;
            let (mut y, mut slope) = (352.0 + down * pitch - rise * (x - 500.0), -rise);
            for (height, length, phase) in swings {
                let angle = turn * x / length + phase + shift * down;
                y += height * libm::sin(angle);
                slope += height * turn / length * libm::cos(angle);
            }
            let middle = viewport.y(y);
            let half = half * (1.0 + slope * slope).sqrt();
            let across = smooth((x + 160.0) / 1100.0);
            for row in (middle - half - 1.0).floor() as i32..=(middle + half + 1.0) as i32 {
                let off = (f64::from(row) + 0.5 - middle).abs();
                let cover = (half + 0.5 - off).clamp(0.0, 1.0);
                brush.lay(column as i32, row, (cover * strength * across) as f32);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::theme::{Theme, tones};

    fn painted(pattern: Pattern, seed: &str, words: &[Rect]) -> Picture {
        let tones = tones(&Theme::default(), "밀물");
        let viewport = Viewport::new((1200, 630));
        let mut canvas = Picture::filled(1200, 630, tones.field);
        let ground = Ground {
            viewport: &viewport,
            tones: &tones,
            seed,
            words,
            flat: true,
        };
        paint(&mut canvas, pattern, &ground);
        canvas
    }

    const DRAWN: [Pattern; 3] = [Pattern::Rings, Pattern::Grid, Pattern::Waves];

    #[test]
    fn siblings_differ_and_one_address_is_always_drawn_alike() {
        for pattern in DRAWN {
            assert_eq!(painted(pattern, "/a", &[]), painted(pattern, "/a", &[]));
            assert_ne!(painted(pattern, "/a", &[]), painted(pattern, "/b", &[]));
        }
    }

    #[test]
    fn no_pattern_touches_a_word() {
        let word = Rect {
            x: 700,
            y: 240,
            width: 400,
            height: 200,
        };
        for pattern in DRAWN {
            let canvas = painted(pattern, "/a", &[word]);
            let field = canvas.at(10, 10);
            for y in 236..444 {
                for x in 696..1104 {
                    assert_eq!(canvas.at(x, y), field, "{pattern:?} {x} {y}");
                }
            }
            assert!(
                canvas
                    .rgb
                    .as_chunks::<3>()
                    .0
                    .iter()
                    .any(|&pixel| pixel != field)
            );
        }
    }
}
