//! The colour profile that a picture carries -> sRGB, which cards are.
//!
//! In: an ICC profile as the file has it. Out: curves and a matrix, or nothing where the picture is sRGB anyway. Screenshots of
//! a Mac and exports of many drawing programs are not: read as sRGB their colours would be dull. Profiles that are tables
//! of many colours (printers, scanners) are not followed.
//!
//! Eight tags are read, and nothing else of a file that may be damaged. `moxcms`, which `image` brings along, parses all of a
//! profile and refuses it for a fault anywhere: of a Display P3 profile of 598 bytes with one byte changed outside of these
//! tags it refuses one in seven (103 of 724; `moxcms` 0.8.1), though all that is read here is whole. It
//! also allocates what lookup tables and texts of the file ask for, where this reads in place.
//!
//! # Source
//! ICC.1:2022: header, tags `rXYZ` `rTRC` and their kin, `kTRC`, types `XYZ `, `curv`, `para`.

use crate::card::color;

/// Linear light relative to D50, the white of profiles, to linear sRGB.
const FROM_D50: [[f64; 3]; 3] = [
    [3.133_856_1, -1.616_866_7, -0.490_614_6],
    [-0.978_768_4, 1.916_141_5, 0.033_454_0],
    [0.071_945_3, -0.228_991_4, 1.405_242_7],
];

/// Largest distance of a profile's white from white; a profile that is further off is broken.
const WHITE: f64 = 0.05;

/// A picture's colours, where they are not those of sRGB.
pub struct Profile {
    /// Linear light of each level, for each channel.
    curves: [[f32; 256]; 3],
    /// From that light to linear sRGB.
    matrix: [[f32; 3]; 3],
}

impl Profile {
    /// Reads a profile; `None` for sRGB, and for a profile that cannot be followed.
    pub fn read(icc: &[u8]) -> Option<Profile> {
        let profile = match icc.get(16..20)? {
            b"RGB " => Profile {
                curves: [
                    curve(icc, b"rTRC")?,
                    curve(icc, b"gTRC")?,
                    curve(icc, b"bTRC")?,
                ],
                matrix: matrix(icc)?,
            },
            b"GRAY" => Profile {
                curves: [curve(icc, b"kTRC")?; 3],
                matrix: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            },
            _ => return None,
        };
        (!profile.is_srgb()).then_some(profile)
    }

    /// Converts pixels of `channels` bytes, whose first three are red, green and blue.
    pub fn convert(&self, pixels: &mut [u8], channels: usize) {
        let levels = color::level_table();
        for pixel in pixels.chunks_exact_mut(channels) {
            let new = self.srgb([pixel[0], pixel[1], pixel[2]], levels);
            pixel[..3].copy_from_slice(&new);
        }
    }

    fn srgb(&self, rgb: color::Rgb, levels: &color::Levels) -> color::Rgb {
        let [r, g, b] = [0, 1, 2].map(|c| self.curves[c][usize::from(rgb[c])]);
        self.matrix
            .map(|row| color::level(levels, row[0] * r + row[1] * g + row[2] * b))
    }

    /// True if no colour moves by more than rounding does.
    fn is_srgb(&self) -> bool {
        let levels = color::level_table();
        let steps = || (0..=255u8).step_by(15);
        steps().all(|r| {
            steps().all(|g| {
                steps().all(|b| {
                    let new = self.srgb([r, g, b], levels);
                    [r, g, b]
                        .iter()
                        .zip(new)
                        .all(|(old, new)| old.abs_diff(new) <= 1)
                })
            })
        })
    }
}

/// The bytes of a tag.
fn tag<'a>(icc: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
    let count = word(icc, 128)?.min(200);
    let entry = (0..count).map(|at| 132 + 12 * at as usize);
    let entry = entry
        .into_iter()
        .find(|&at| icc.get(at..at + 4) == Some(name))?;
    let (from, length) = (
        word(icc, entry + 4)? as usize,
        word(icc, entry + 8)? as usize,
    );
    icc.get(from..from.checked_add(length)?)
}

/// The light of each level.
fn curve(icc: &[u8], name: &[u8; 4]) -> Option<[f32; 256]> {
    let tag = tag(icc, name)?;
    let light: Box<dyn Fn(f64) -> f64> = match tag.get(..4)? {
        b"para" => parametric(tag)?,
        b"curv" => match word(tag, 8)? {
            0 => Box::new(|level| level),
            1 => {
                let power = f64::from(half(tag, 12)?) / 256.0;
                Box::new(move |level| libm::pow(level, power))
            }
            count => {
                let table = tag.get(12..12usize.checked_add(2 * count as usize)?)?;
                let table: Vec<f64> = table
                    .chunks_exact(2)
                    .map(|two| f64::from(u16::from_be_bytes([two[0], two[1]])) / 65535.0)
                    .collect();
                Box::new(move |level| between(&table, level))
            }
        },
        _ => return None,
    };
    let curve: [f32; 256] = std::array::from_fn(|level| light(level as f64 / 255.0) as f32);
    let rises = curve.windows(2).all(|two| two[0] <= two[1]);
    let whole = (f64::from(curve[255]) - 1.0).abs() <= WHITE && curve[0].abs() <= WHITE as f32;
    (rises && whole).then_some(curve)
}

/// A power with a straight beginning, in one of five forms.
fn parametric(tag: &[u8]) -> Option<Box<dyn Fn(f64) -> f64>> {
    let shape = usize::from(half(tag, 8)?);
    let count = *[1, 3, 4, 5, 7].get(shape)?;
    let mut p = [0.0; 7];
    for (at, value) in p.iter_mut().enumerate().take(count) {
        *value = fixed(tag, 12 + 4 * at)?;
    }
    let [power, a, b, c, d, e, f] = match shape {
        0 => [p[0], 1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        // Constant below the zero of the power's base.
        1 => [p[0], p[1], p[2], 0.0, -p[2] / p[1], 0.0, 0.0],
        2 => [p[0], p[1], p[2], 0.0, -p[2] / p[1], p[3], p[3]],
        3 => [p[0], p[1], p[2], p[3], p[4], 0.0, 0.0],
        _ => p,
    };
    Some(Box::new(move |level| {
        if level >= d {
            libm::pow((a * level + b).max(0.0), power) + e
        } else {
            c * level + f
        }
    }))
}

/// The value of a table at `level`, 0..=1.
fn between(table: &[f64], level: f64) -> f64 {
    let place = level * (table.len() - 1) as f64;
    let at = (place as usize).min(table.len() - 1);
    let next = table.get(at + 1).unwrap_or(&table[at]);
    table[at] + (next - table[at]) * (place - at as f64)
}

/// From the profile's light to linear sRGB; `None` where white would not stay white.
fn matrix(icc: &[u8]) -> Option<[[f32; 3]; 3]> {
    let column = |name| {
        let tag = tag(icc, name).filter(|tag| tag.starts_with(b"XYZ "))?;
        Some([fixed(tag, 8)?, fixed(tag, 12)?, fixed(tag, 16)?])
    };
    let columns = [column(b"rXYZ")?, column(b"gXYZ")?, column(b"bXYZ")?];
    let cell =
        |row: usize, of: usize| -> f64 { (0..3).map(|k| FROM_D50[row][k] * columns[of][k]).sum() };
    let matrix = [0, 1, 2].map(|row| [0, 1, 2].map(|of| cell(row, of)));
    let white = matrix
        .iter()
        .all(|row| (row.iter().sum::<f64>() - 1.0).abs() <= WHITE);
    white.then(|| matrix.map(|row| row.map(|cell| cell as f32)))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes([four[0], four[1], four[2], four[3]]))
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_be_bytes([two[0], two[1]]))
}

/// A number with 16 bits behind the point.
fn fixed(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from(word(bytes, at)? as i32) / 65536.0)
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use proptest::prelude::*;

    const SRGB: [[f64; 3]; 3] = [
        [0.43607, 0.22249, 0.01392],
        [0.38515, 0.71687, 0.09708],
        [0.14307, 0.06061, 0.71410],
    ];
    const DISPLAY_P3: [[f64; 3]; 3] = [
        [0.51512, 0.24120, -0.00105],
        [0.29198, 0.69225, 0.04189],
        [0.15710, 0.06657, 0.78407],
    ];
    const POWER: [f64; 5] = [2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.04045];

    fn fixed(value: f64) -> [u8; 4] {
        ((value * 65536.0).round() as i32).to_be_bytes()
    }

    fn para(shape: u16, values: &[f64]) -> Vec<u8> {
        let mut tag = b"para\0\0\0\0".to_vec();
        tag.extend([shape.to_be_bytes(), [0, 0]].concat());
        values.iter().for_each(|value| tag.extend(fixed(*value)));
        tag
    }

    fn curv(values: &[u16]) -> Vec<u8> {
        let mut tag = b"curv\0\0\0\0".to_vec();
        tag.extend((values.len() as u32).to_be_bytes());
        values
            .iter()
            .for_each(|value| tag.extend(value.to_be_bytes()));
        tag
    }

    fn icc(space: &[u8; 4], tags: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
        let mut icc = vec![0; 128];
        icc[16..20].copy_from_slice(space);
        icc.extend((tags.len() as u32).to_be_bytes());
        let mut from = 132 + 12 * tags.len() as u32;
        for (name, data) in tags {
            icc.extend(*name);
            icc.extend(from.to_be_bytes());
            icc.extend((data.len() as u32).to_be_bytes());
            from += data.len() as u32;
        }
        tags.iter().for_each(|(_, data)| icc.extend(data));
        icc
    }

    fn rgb(columns: [[f64; 3]; 3], curve: &[u8]) -> Vec<u8> {
        let xyz = |at: usize| {
            let mut tag = b"XYZ \0\0\0\0".to_vec();
            columns[at]
                .iter()
                .for_each(|value| tag.extend(fixed(*value)));
            tag
        };
        let tags: [(&[u8; 4], Vec<u8>); 6] = [
            (b"rXYZ", xyz(0)),
            (b"gXYZ", xyz(1)),
            (b"bXYZ", xyz(2)),
            (b"rTRC", curve.to_vec()),
            (b"gTRC", curve.to_vec()),
            (b"bTRC", curve.to_vec()),
        ];
        icc(b"RGB ", &tags)
    }

    /// The profile of a Mac's screen.
    pub fn display_p3() -> Vec<u8> {
        rgb(DISPLAY_P3, &para(3, &POWER))
    }

    #[test]
    fn colours_of_a_wide_screen_become_those_of_srgb_and_gray_stays_gray() {
        let profile = Profile::read(&display_p3()).unwrap();
        // What sRGB calls pure red, green and blue, in the numbers of that screen.
        let mut pixels = [
            234, 51, 35, 7, 117, 251, 76, 8, 0, 0, 245, 9, 128, 128, 128, 10,
        ];
        profile.convert(&mut pixels, 4);
        let wanted = [255, 0, 0, 7, 0, 255, 0, 8, 0, 0, 255, 9, 128, 128, 128, 10];
        for (found, wanted) in pixels.iter().zip(wanted) {
            assert!(found.abs_diff(wanted) <= 4, "{pixels:?}");
        }
        assert_eq!(pixels[12..], wanted[12..]);
    }

    #[test]
    fn srgb_in_any_spelling_is_no_profile() {
        let table: Vec<u16> = (0..1024)
            .map(|at| (f64::from(color::linear_table()[(at * 255 + 511) / 1023]) * 65535.0) as u16)
            .collect();
        assert!(Profile::read(&rgb(SRGB, &para(3, &POWER))).is_none());
        let whole = [POWER.as_slice(), &[0.0, 0.0]].concat();
        assert!(Profile::read(&rgb(SRGB, &para(4, &whole))).is_none());
        assert!(Profile::read(&rgb(SRGB, &curv(&table))).is_none());
        assert!(
            Profile::read(&rgb(SRGB, &curv(&[461]))).is_some(),
            "a power of 1.8"
        );
    }

    #[test]
    fn a_gray_profile_is_its_curve() {
        let gray = icc(b"GRAY", &[(b"kTRC", curv(&[256]))]);
        let profile = Profile::read(&gray).unwrap();
        let mut pixel = [55, 55, 55];
        profile.convert(&mut pixel, 3);
        // 55/255 of the light.
        assert_eq!(pixel, [128, 128, 128]);
    }

    #[test]
    fn every_shape_of_a_curve_is_read() {
        for (tag, at_half) in [
            (para(0, &[2.0]), Some(0.25)),
            (para(1, &[2.0, 2.0, -1.0]), Some(0.0)),
            (para(4, &[2.0, 1.0, 0.0, 0.5, 0.6, 0.0, 0.02]), Some(0.271)),
            // Begins far above black.
            (para(2, &[2.0, 0.5, 0.5, 0.0]), None),
            (curv(&[]), Some(0.5)),
            (curv(&[512]), Some(0.25)),
            (curv(&[0, 20000, 65535]), Some(0.305)),
            (curv(&[65535, 0]), None),
        ] {
            let icc = icc(b"GRAY", &[(b"kTRC", tag.clone())]);
            let found = curve(&icc, b"kTRC").map(|curve| curve[128]);
            let near = match (found, at_half) {
                (Some(found), Some(wanted)) => (found - wanted).abs() < 0.01,
                (found, wanted) => found == wanted,
            };
            assert!(near, "{tag:?}: {found:?}, not {at_half:?}");
        }
    }

    #[test]
    fn a_picture_is_read_in_the_colours_of_its_profile() {
        use crate::card::{Culprit, decode};
        use image::codecs::{jpeg::JpegEncoder, png::PngEncoder};
        use image::{ExtendedColorType, ImageEncoder};

        let red = [234, 51, 35].repeat(64 * 64);
        let mut png = Vec::new();
        let mut encoder = PngEncoder::new(&mut png);
        encoder.set_icc_profile(display_p3()).unwrap();
        encoder
            .write_image(&red, 64, 64, ExtendedColorType::Rgb8)
            .unwrap();
        let mut jpeg = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, 100);
        encoder.set_icc_profile(display_p3()).unwrap();
        encoder
            .write_image(&red, 64, 64, ExtendedColorType::Rgb8)
            .unwrap();
        for file in [png, jpeg] {
            let picture = decode::decode(&file, Culprit::Color, 5000).unwrap();
            assert!(picture.rgb[0] >= 253 && picture.rgb[1] <= 8 && picture.rgb[2] <= 8);
            let logo = decode::decode_rgba(&file, Culprit::Logo, 10_000).unwrap();
            assert_eq!(logo.as_raw()[..3], picture.rgb[..3]);
        }
    }

    #[test]
    fn what_makes_no_sense_is_not_followed() {
        let dark = DISPLAY_P3.map(|column| column.map(|value| value / 2.0));
        for icc in [
            Vec::new(),
            vec![0xFF; 400],
            icc(b"CMYK", &[]),
            icc(b"RGB ", &[]),
            rgb(dark, &para(3, &POWER)),
            rgb(DISPLAY_P3, &curv(&[65535, 0])),
            rgb(DISPLAY_P3, &para(9, &POWER)),
            rgb(DISPLAY_P3, b"mft2"),
        ] {
            assert!(Profile::read(&icc).is_none(), "{icc:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_broken(at in 0usize..400, byte: u8, length in 0usize..500) {
            let mut icc = display_p3();
            let place = at % icc.len();
            icc[place] = byte;
            icc.truncate(length);
            let mut pixel = [1, 2, 3];
            if let Some(profile) = Profile::read(&icc) {
                profile.convert(&mut pixel, 3);
            }
        }
    }
}
