//! Pixels: a picture in memory, fades, rounded windows, glyph coverage.

use std::cell::RefCell;

use crate::card::color::{Rgb, mix_linear};
use crate::card::simd::{Level, Simd, SimdFrom, dispatch, f32x8};

/// Bytes of dropped pictures that a thread keeps for reuse.
const MOST_SPARE: usize = 12 << 20;
/// Smaller pictures are not worth keeping.
const LEAST_SPARE: usize = 64 << 10;

thread_local! {
    /// Fresh pages cost a process more than the pixels in them, and each card needs pictures of the same few sizes.
    static SPARE: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// A buffer of `length` bytes with any content: that of a picture dropped on this thread, if one was large enough.
fn buffer(length: usize) -> Vec<u8> {
    let spare = SPARE.try_with(|spare| {
        let mut spare = spare.borrow_mut();
        let fits = |one: &Vec<u8>| one.capacity() >= length && one.capacity() / 4 <= length;
        let found = spare.iter().position(fits)?;
        Some(spare.swap_remove(found))
    });
    let mut bytes = spare.ok().flatten().unwrap_or_default();
    bytes.resize(length, 0);
    bytes
}

/// RGB8, row-major, sRGB, no alpha.
#[derive(Debug, PartialEq, Eq)]
pub struct Picture {
    /// Pixels.
    pub width: usize,
    /// Pixels.
    pub height: usize,
    /// `3 * width * height` bytes.
    pub rgb: Vec<u8>,
}

impl Clone for Picture {
    fn clone(&self) -> Picture {
        let mut rgb = buffer(self.rgb.len());
        rgb.copy_from_slice(&self.rgb);
        Picture {
            width: self.width,
            height: self.height,
            rgb,
        }
    }
}

impl Drop for Picture {
    fn drop(&mut self) {
        let bytes = std::mem::take(&mut self.rgb);
        // A thread that ends has no buffer list any more.
        let _ = SPARE.try_with(|spare| {
            let mut spare = spare.borrow_mut();
            let kept: usize = spare.iter().map(Vec::capacity).sum();
            if bytes.capacity() >= LEAST_SPARE && kept + bytes.capacity() <= MOST_SPARE {
                spare.push(bytes);
            }
        });
    }
}

impl Picture {
    /// One colour.
    pub fn filled(width: usize, height: usize, color: Rgb) -> Picture {
        let mut picture = Picture::unpainted(width, height);
        fill(&mut picture.rgb, color);
        picture
    }

    /// Pixels of any colour, all of which the caller paints.
    pub fn unpainted(width: usize, height: usize) -> Picture {
        let rgb = buffer(3 * width * height);
        Picture { width, height, rgb }
    }

    /// The pixel at (`x`, `y`), which must be inside.
    pub fn at(&self, x: usize, y: usize) -> Rgb {
        let at = 3 * (y * self.width + x);
        [self.rgb[at], self.rgb[at + 1], self.rgb[at + 2]]
    }

    /// Sets the pixel at (`x`, `y`), which must be inside.
    pub fn set(&mut self, x: usize, y: usize, color: Rgb) {
        let at = 3 * (y * self.width + x);
        self.rgb[at..at + 3].copy_from_slice(&color);
    }

    /// `color` at `coverage` 0..=1, mixed in linear light; outside the picture nothing happens.
    pub fn blend(&mut self, x: i32, y: i32, color: Rgb, coverage: f32) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else {
            return;
        };
        if x < self.width && y < self.height && coverage > 0.0 {
            let mixed = if coverage < 1.0 {
                mix_linear(self.at(x, y), color, coverage)
            } else {
                color
            };
            self.set(x, y, mixed);
        }
    }

    /// One row.
    pub fn row(&self, y: usize) -> &[u8] {
        &self.rgb[3 * y * self.width..3 * (y + 1) * self.width]
    }

    /// One row, to be written.
    pub fn row_mut(&mut self, y: usize) -> &mut [u8] {
        &mut self.rgb[3 * y * self.width..3 * (y + 1) * self.width]
    }
}

/// The area around a drawing.
#[derive(Debug, Clone, PartialEq)]
pub enum Field {
    /// One colour.
    Flat(Rgb),
    /// A colour for each row of the card.
    Rows(Vec<[f32; 3]>),
}

impl Field {
    /// The colour of a row, unrounded.
    pub fn at(&self, y: usize) -> [f32; 3] {
        match self {
            Field::Flat(color) => color.map(f32::from),
            Field::Rows(rows) => rows.get(y).or(rows.last()).copied().unwrap_or_default(),
        }
    }

    /// Paints the columns `from..to` of a canvas.
    pub fn paint(&self, canvas: &mut Picture, from: usize, to: usize) {
        let to = to.min(canvas.width);
        let (from, stride) = (3 * from.min(to), 3 * canvas.width);
        let mut last = None;
        for y in 0..canvas.height {
            let color = self.at(y).map(|level| (level + 0.5) as u8);
            let row = stride * y + from..stride * y + 3 * to;
            if last == Some(color) {
                let above = row.start - stride..row.end - stride;
                canvas.rgb.copy_within(above, row.start);
            } else {
                fill(&mut canvas.rgb[row], color);
                last = Some(color);
            }
        }
    }

    /// A middle colour that stands for all rows.
    pub fn color(&self, height: usize) -> Rgb {
        self.at(height / 2).map(|level| (level + 0.5) as u8)
    }
}

/// One colour over a stretch of a row: the painted part is copied behind itself, doubling each time.
fn fill(row: &mut [u8], color: Rgb) {
    let Some((first, _)) = row.split_first_chunk_mut::<3>() else {
        return;
    };
    *first = color;
    let mut done = 3;
    while done < row.len() {
        let (ready, rest) = row.split_at_mut(done);
        // Copied from bytes that are still in the nearest cache.
        let more = rest.len().min(done).min(3 << 12);
        rest[..more].copy_from_slice(&ready[..more]);
        done += more;
    }
}

/// A rectangle of whole pixels: left, top, width, height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rect {
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// May be 0.
    pub width: i32,
    /// May be 0.
    pub height: i32,
}

impl Rect {
    /// As the manifest writes it.
    pub fn numbers(self) -> [i32; 4] {
        [self.x, self.y, self.width, self.height]
    }

    /// The smallest rectangle around both.
    pub fn union(self, other: Rect) -> Rect {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = (self.x + self.width).max(other.x + other.width);
        let bottom = (self.y + self.height).max(other.y + other.height);
        Rect {
            x,
            y,
            width: right - x,
            height: bottom - y,
        }
    }

    /// The part inside `0..width`, `0..height`.
    pub fn inside(self, width: usize, height: usize) -> Rect {
        let clamp =
            |value: i32, most: usize| value.clamp(0, i32::try_from(most).unwrap_or(i32::MAX));
        let (x, y) = (clamp(self.x, width), clamp(self.y, height));
        let (right, bottom) = (
            clamp(self.x + self.width, width),
            clamp(self.y + self.height, height),
        );
        Rect {
            x,
            y,
            width: right - x,
            height: bottom - y,
        }
    }
}

/// Widths in pixels over which a drawing fades into its field; 0: a hard edge.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Fades {
    /// Left edge.
    pub left: f64,
    /// Right edge.
    pub right: f64,
    /// Top edge.
    pub top: f64,
    /// Bottom edge.
    pub bottom: f64,
}

/// A drawing scaled to the card, or some of its columns.
#[derive(Debug, Clone)]
pub struct Scaled {
    /// The columns that were made.
    pub picture: Picture,
    /// The first of them in the whole.
    pub first: usize,
    /// Columns of the whole.
    pub width: usize,
}

/// Lays a drawing whose whole has its top left corner at (`x0`, `y0`) into the columns `from..to` of the canvas.
///
/// Fades are mixed in sRGB, where a smoothstep's steepest step is 1.5 times the difference divided by the width.
pub fn lay(
    canvas: &mut Picture,
    art: &Scaled,
    (x0, y0): (i32, i32),
    field: &Field,
    fades: Fades,
    (from, to): (usize, usize),
) {
    let columns = ramp(art.width, fades.left, fades.right);
    let rows = ramp(art.picture.height, fades.top, fades.bottom);
    let first = x0 + art.first as i32;
    let left = first.max(from as i32).max(0);
    let right = (first + art.picture.width as i32).min(to.min(canvas.width) as i32);
    if left >= right {
        return;
    }
    let skip = (left - first) as usize;
    let length = (right - left) as usize;
    let alphas = &columns[art.first + skip..art.first + skip + length];
    // Between its fades the drawing is copied unchanged.
    let start = alphas.iter().position(|&alpha| alpha >= 1.0).unwrap_or(0);
    let run = alphas[start..].iter().take_while(|&&alpha| alpha >= 1.0);
    let solid = 3 * start..3 * (start + run.count());
    let alphas: Vec<f32> = alphas.iter().flat_map(|&alpha| [alpha; 3]).collect();
    for (row, &down) in rows.iter().enumerate() {
        let Ok(y) = usize::try_from(y0 + row as i32) else {
            continue;
        };
        if y >= canvas.height {
            break;
        }
        let under = field.at(y);
        let source = &art.picture.row(row)[3 * skip..3 * (skip + length)];
        let target = &mut canvas.row_mut(y)[3 * left as usize..3 * right as usize];
        let solid = if down >= 1.0 { solid.clone() } else { 0..0 };
        target[solid.clone()].copy_from_slice(&source[solid.clone()]);
        for part in [0..solid.start, solid.end..3 * length] {
            let (target, source) = (&mut target[part.clone()], &source[part.clone()]);
            dispatch!(Level::new(), simd => mix(simd, target, source, under, &alphas[part], down));
        }
    }
}

/// One row of a drawing on its field: `across` for each byte, times `down`.
#[inline(always)]
fn mix<S: Simd>(
    simd: S,
    target: &mut [u8],
    source: &[u8],
    under: [f32; 3],
    across: &[f32],
    down: f32,
) {
    // Eight pixels are three chunks of eight bytes; each byte needs the level of its own channel.
    let unders: [[f32; 8]; 3] =
        std::array::from_fn(|part| std::array::from_fn(|lane| under[(8 * part + lane) % 3]));
    let (targets, target) = target.as_chunks_mut::<8>();
    let (sources, source) = source.as_chunks::<8>();
    let (acrosses, across) = across.as_chunks::<8>();
    for at in 0..targets.len() {
        let mut from = [0f32; 8];
        for lane in 0..8 {
            from[lane] = f32::from(sources[at][lane]);
        }
        let under = f32x8::simd_from(simd, unders[at % 3]);
        let alpha = f32x8::simd_from(simd, acrosses[at]) * down;
        let mixed = under + (f32x8::simd_from(simd, from) - under) * alpha + 0.5;
        let mixed = simd.cvt_i32_f32x8(mixed);
        for lane in 0..8 {
            targets[at][lane] = mixed[lane] as u8;
        }
    }
    for at in 0..target.len() {
        let under = unders[targets.len() % 3][at];
        let alpha = across[at] * down;
        target[at] = (under + (f32::from(source[at]) - under) * alpha + 0.5) as u8;
    }
}

/// Smoothstep in from both ends.
fn ramp(length: usize, start: f64, end: f64) -> Vec<f32> {
    let step = |distance: f64, width: f64| {
        if width <= 0.0 {
            return 1.0;
        }
        let t = (distance / width).clamp(0.0, 1.0);
        t * t * (3.0 - 2.0 * t)
    };
    (0..length)
        .map(|at| (step(at as f64 + 0.5, start) * step((length - at) as f64 - 0.5, end)) as f32)
        .collect()
}

/// Coverage 0..=1 of the pixel (`x`, `y`) by a rectangle with round corners.
pub fn rounded(
    x: usize,
    y: usize,
    (left, top, right, bottom): (f64, f64, f64, f64),
    radius: f64,
) -> f32 {
    let (px, py) = (x as f64 + 0.5, y as f64 + 0.5);
    let dx = (left + radius - px).max(px - (right - radius)).max(0.0);
    let dy = (top + radius - py).max(py - (bottom - radius)).max(0.0);
    let outside = (dx * dx + dy * dy).sqrt() - radius;
    let straight = (left - px).max(px - right).max(top - py).max(py - bottom);
    (0.5 - outside.max(straight)).clamp(0.0, 1.0) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fade_is_mixed_as_each_pixel_alone_and_leaves_the_middle_alone() {
        let mut picture = Picture::filled(61, 20, [0; 3]);
        for (at, level) in picture.rgb.iter_mut().enumerate() {
            *level = (at * at % 251) as u8;
        }
        let art = Scaled {
            picture,
            first: 2,
            width: 70,
        };
        let field = Field::Rows((0..30).map(|y| [200.3, 7.0 * y as f32, 12.6]).collect());
        let fades = Fades {
            left: 30.0,
            right: 12.0,
            top: 4.0,
            bottom: 0.0,
        };
        let mut canvas = Picture::filled(80, 30, [9; 3]);
        lay(&mut canvas, &art, (5, 3), &field, fades, (10, 66));
        let (columns, rows) = (ramp(70, 30.0, 12.0), ramp(20, 4.0, 0.0));
        for y in 0..30 {
            for x in 0..80 {
                let wanted = if (10..66).contains(&x) && (3..23).contains(&y) {
                    let (from, alpha) =
                        (art.picture.at(x - 7, y - 3), columns[x - 5] * rows[y - 3]);
                    let mixed = |c: usize| {
                        let under = field.at(y)[c];
                        (under + (f32::from(from[c]) - under) * alpha + 0.5) as u8
                    };
                    [mixed(0), mixed(1), mixed(2)]
                } else {
                    [9; 3]
                };
                assert_eq!(canvas.at(x, y), wanted, "{x} {y}");
            }
        }
        assert_eq!(canvas.at(40, 10), art.picture.at(33, 7));
    }
}
