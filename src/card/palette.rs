//! Pixels -> a palette and an index for each pixel: Wu's method, then error diffusion, because bands in a gradient show more
//! than grain.
//!
//! Whole numbers only. Diffusion is one long chain, each pixel waiting for the one before; the picture is cut into three bands
//! that are walked in step, so that the processor always has something else to do. A band begins as the picture does, with
//! no error to pass on, and no seam shows.

use quantette::PaletteSize;
use quantette::deps::palette::Srgb;
use quantette::deps::palette::cast::from_array_slice;
use quantette::wu::{BinnerU8x3, WuU8x3};

use crate::card::canvas::Picture;
use crate::card::color::Rgb;

/// Bands that are walked in step.
const BANDS: usize = 3;

/// At most `colors` colours that stand for the picture's; `None` for a picture without pixels.
pub fn palette(picture: &Picture, colors: u16) -> Option<Vec<Rgb>> {
    let pixels: &[Srgb<u8>] = from_array_slice(picture.rgb.as_chunks::<3>().0);
    let palette = WuU8x3::run_slice(pixels, BinnerU8x3::rgb())
        .ok()?
        .palette(PaletteSize::from_u16_clamped(colors));
    let plain = |color: &Srgb<u8>| [color.red, color.green, color.blue];
    Some(palette.iter().map(plain).collect())
}

/// Floyd and Steinberg's error diffusion in sRGB, back and forth, in whole sixteenths.
pub fn diffused(picture: &Picture, palette: &[Rgb]) -> Vec<u8> {
    let (width, height) = (picture.width, picture.height);
    let mut nearest = Nearest::new(palette);
    let mut indices = vec![0u8; width * height];
    let tall = height.div_ceil(BANDS);
    // Bands of one picture: the last one may be shorter.
    let mut rest = indices.as_mut_slice();
    let mut bands: Vec<Band> = (0..BANDS)
        .map(|band| {
            let rows = (tall * band).min(height)..(tall * (band + 1)).min(height);
            let (mine, others) = std::mem::take(&mut rest).split_at_mut(width * rows.len());
            rest = others;
            let pixels = &picture.rgb[3 * width * rows.start..3 * width * rows.end];
            Band {
                pixels: pixels.as_chunks::<3>().0,
                indices: mine,
                here: vec![[0; 3]; width + 2],
                below: vec![[0; 3]; width + 2],
            }
        })
        .collect();
    for y in 0..tall {
        bands.retain(|band| y * width < band.pixels.len());
        bands.iter_mut().for_each(Band::next_row);
        for step in 0..width {
            let x = if y % 2 == 0 { step } else { width - 1 - step };
            for band in &mut bands {
                if y % 2 == 0 {
                    band.walk::<true>(y * width, x, &mut nearest);
                } else {
                    band.walk::<false>(y * width, x, &mut nearest);
                }
            }
        }
    }
    indices
}

/// A few rows of the picture, and the errors that are on their way, in sixteenths; one pixel of margin on either side.
struct Band<'a> {
    pixels: &'a [Rgb],
    indices: &'a mut [u8],
    here: Vec<[i32; 3]>,
    below: Vec<[i32; 3]>,
}

impl Band<'_> {
    fn next_row(&mut self) {
        std::mem::swap(&mut self.here, &mut self.below);
        self.below.fill([0; 3]);
    }

    /// Chooses the colour of one pixel and passes on what it lacks.
    fn walk<const FORTH: bool>(&mut self, row: usize, x: usize, nearest: &mut Nearest) {
        let (ahead, behind) = if FORTH { (x + 2, x) } else { (x, x + 2) };
        let (color, error) = (self.pixels[row + x], self.here[x + 1]);
        let wanted: [i32; 3] =
            std::array::from_fn(|c| (i32::from(color[c]) + ((error[c] + 8) >> 4)).clamp(0, 255));
        let index = nearest.index(wanted);
        self.indices[row + x] = index;
        let chosen = nearest.palette[usize::from(index)];
        for c in 0..3 {
            let error = wanted[c] - i32::from(chosen[c]);
            self.here[ahead][c] += 7 * error;
            self.below[behind][c] += 3 * error;
            self.below[x + 1][c] += 5 * error;
            self.below[ahead][c] += error;
        }
    }
}

/// The nearest colour of a palette, remembered by cells of four levels.
struct Nearest<'a> {
    palette: &'a [Rgb],
    /// By cell; [`UNKNOWN`] until it is looked up.
    known: Vec<u16>,
    /// By larger cells of 32 levels: the colours that are nearest to anything in it. Empty until it is looked up.
    near: Vec<Vec<u8>>,
}

const UNKNOWN: u16 = u16::MAX;

impl<'a> Nearest<'a> {
    fn new(palette: &'a [Rgb]) -> Nearest<'a> {
        Nearest {
            palette,
            known: vec![UNKNOWN; 1 << 18],
            near: vec![Vec::new(); 1 << 9],
        }
    }

    fn index(&mut self, color: [i32; 3]) -> u8 {
        let cell = color
            .iter()
            .fold(0, |cell, &level| cell << 6 | (level >> 2) as usize);
        match self.known[cell] {
            UNKNOWN => {
                let index = self.find(color);
                self.known[cell] = u16::from(index);
                index
            }
            index => index as u8,
        }
    }

    #[cold]
    fn find(&mut self, color: [i32; 3]) -> u8 {
        let large = color
            .iter()
            .fold(0, |cell, &level| cell << 3 | (level >> 5) as usize);
        if self.near[large].is_empty() {
            self.near[large] = candidates(self.palette, color.map(|level| level & !31));
        }
        let center = color.map(|level| (level & !3) + 2);
        let near = self.near[large].iter().copied();
        near.min_by_key(|&index| weighed(center, self.palette[usize::from(index)].map(i32::from)))
            .unwrap_or(0)
    }
}

/// The colours that may be nearest to a point in the cell of 32 levels that begins at `from`: those whose least distance
/// is not above the largest distance of any other colour.
fn candidates(palette: &[Rgb], from: [i32; 3]) -> Vec<u8> {
    let ends = |color: &Rgb| {
        let color = color.map(i32::from);
        let best = std::array::from_fn(|c| color[c].clamp(from[c], from[c] + 31));
        let worst = std::array::from_fn(|c| {
            if color[c] < from[c] + 16 {
                from[c] + 31
            } else {
                from[c]
            }
        });
        (weighed(color, best), weighed(color, worst))
    };
    let ends: Vec<(i32, i32)> = palette.iter().map(ends).collect();
    let least = ends.iter().map(|&(_, worst)| worst).min().unwrap_or(0);
    (0u8..=255)
        .zip(&ends)
        .filter(|&(_, &(best, _))| best <= least)
        .map(|(index, _)| index)
        .collect()
}

/// Squared distance; the eye is most sensitive in green.
fn weighed(a: [i32; 3], b: [i32; 3]) -> i32 {
    let square = |c: usize| (a[c] - b[c]) * (a[c] - b[c]);
    2 * square(0) + 4 * square(1) + 3 * square(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Colours that are spread like those of a card.
    fn spread(count: u32) -> Vec<Rgb> {
        let mut seed = 11u32;
        let mut level = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        (0..count).map(|_| [level(), level(), level()]).collect()
    }

    #[test]
    fn the_nearest_of_the_candidates_is_the_nearest_of_all() {
        for count in [1, 2, 32, 256] {
            let palette = spread(count);
            let mut nearest = Nearest::new(&palette);
            for color in spread(4000).iter().map(|color| color.map(i32::from)) {
                let center = color.map(|level| (level & !3) + 2);
                let all = (0..palette.len())
                    .min_by_key(|&at| weighed(center, palette[at].map(i32::from)))
                    .unwrap();
                assert_eq!(usize::from(nearest.index(color)), all, "{color:?}");
            }
        }
    }

    #[test]
    fn the_mean_of_every_patch_survives_and_so_do_few_rows() {
        for height in [1, 2, 3, 4, 62] {
            let mut ramp = Picture::filled(128, height, [0; 3]);
            for y in 0..height {
                for x in 0..128 {
                    ramp.set(x, y, [(x * 2) as u8, (255 - x) as u8, (60 + y) as u8]);
                }
            }
            let palette = palette(&ramp, 16).unwrap();
            let indices = diffused(&ramp, &palette);
            assert_eq!(indices.len(), 128 * height);
            if height < 62 {
                continue;
            }
            for (left, top) in [(8, 8), (56, 16), (96, 40)] {
                for c in 0..3 {
                    let (mut wanted, mut found) = (0i32, 0i32);
                    for y in top..top + 16 {
                        for x in left..left + 16 {
                            wanted += i32::from(ramp.at(x, y)[c]);
                            found += i32::from(palette[usize::from(indices[128 * y + x])][c]);
                        }
                    }
                    assert!((wanted - found).abs() / 256 <= 2, "{left} {top} {c}");
                }
            }
        }
    }
}
