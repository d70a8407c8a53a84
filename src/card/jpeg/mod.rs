//! Pixels -> a baseline JPEG, 4:4:4.
//!
//! The same bytes on every machine: f32 sums and products in one order, nothing fused, the same lanes whatever the processor
//! has. Half of a card is field: a block that repeats the one left of it is not transformed again. That is 1.6 ms for a drawing and
//! 2.7 ms for one with film grain; `jpeg-encoder` takes 9.9 and 10.4 ms (`cargo bench --bench cards c1`), and with its SIMD gives
//! other bytes where it finds AVX2.
//!
//! # Source
//! ITU T.81 (JPEG): annex A for the order of blocks, annex F for the entropy coding. JFIF 1.02. Arai, Agui and Nakajima's
//! cosine transform.

mod tables;

use crate::card::canvas::Picture;
use crate::card::jpeg::tables::{
    AC, Codes, DC, PLACES, QUANTIZERS, Scales, ZIGZAG, codes, scaled, scales,
};
use crate::card::simd::{Level, Simd, SimdFrom, dispatch, f32x8};

/// A block, row by row: eight samples of a row, or coefficients of a column, at once.
type Block<S> = [f32x8<S>; 8];

/// Encodes at a `quality` from 1 to 95, as libjpeg counts it.
pub fn encode(picture: &Picture, quality: u8) -> Vec<u8> {
    let (mut bits, tables) = begun(picture, quality);
    dispatch!(Level::new(), simd => scan(simd, &mut bits, picture, &tables));
    bits.finish()
}

/// Tables that luminance and colour are quantized and coded with.
struct Tables {
    scales: [Scales; 2],
    codes: [(Codes, Codes); 2],
}

/// The headers, and the tables that they announce.
fn begun(picture: &Picture, quality: u8) -> (Bits, Tables) {
    let quantizers = QUANTIZERS.map(|table| scaled(&table, quality));
    let mut out = Vec::with_capacity(picture.rgb.len() / 16);
    headers(&mut out, picture, &quantizers);
    let bits = Bits {
        out,
        waiting: 0,
        count: 0,
    };
    let tables = Tables {
        scales: quantizers.map(|table| scales(&table)),
        codes: [0, 1].map(|at| (codes(&DC[at]), codes(&AC[at]))),
    };
    (bits, tables)
}

/// All blocks, row by row.
#[inline(always)]
fn scan<S: Simd>(simd: S, bits: &mut Bits, picture: &Picture, tables: &Tables) {
    let mut last_dc = [0i16; 3];
    for top in (0..picture.height).step_by(8) {
        let rows = std::array::from_fn(|y| picture.row((top + y).min(picture.height - 1)));
        let mut left = [[0u8; 24]; 8];
        let mut coefficients = [Coefficients::default(); 3];
        for column in 0..picture.width.div_ceil(8) {
            let here = pixels(&rows, 24 * column);
            if column == 0 || here != left {
                let blocks = components(simd, &here);
                for at in 0..3 {
                    coefficients[at] =
                        Coefficients::of(simd, blocks[at], &tables.scales[at.min(1)]);
                }
                left = here;
            }
            for (at, block) in coefficients.iter().enumerate() {
                let (dc, ac) = &tables.codes[at.min(1)];
                bits.block(block, last_dc[at], dc, ac);
                last_dc[at] = block.ordered[0];
            }
        }
    }
}

/// A block's pixels from byte `at` of its rows on; beyond the picture its last column goes on.
#[inline(always)]
fn pixels(rows: &[&[u8]; 8], at: usize) -> [[u8; 24]; 8] {
    let mut block = [[0u8; 24]; 8];
    for y in 0..8 {
        let row = &rows[y][at..];
        match row.first_chunk::<24>() {
            Some(whole) => block[y] = *whole,
            None => {
                let last = row.len() - 3;
                for byte in 0..24 {
                    block[y][byte] = row[byte.min(last + byte % 3)];
                }
            }
        }
    }
    block
}

fn headers(out: &mut Vec<u8>, picture: &Picture, quantizers: &[[u8; 64]; 2]) {
    let mut segment = |marker: u8, body: &[&[u8]]| {
        let length = 2 + body.iter().map(|part| part.len()).sum::<usize>();
        out.extend_from_slice(&[0xFF, marker, (length >> 8) as u8, length as u8]);
        body.iter().for_each(|part| out.extend_from_slice(part));
    };
    let (width, height) = (picture.width as u16, picture.height as u16);
    let ([w, v], [h, g]) = (width.to_be_bytes(), height.to_be_bytes());
    segment(0xE0, &[b"JFIF\0\x01\x02\x00\x00\x01\x00\x01\x00\x00"]);
    for (at, table) in (0u8..).zip(quantizers) {
        segment(0xDB, &[&[at], &ZIGZAG.map(|place| table[place])]);
    }
    // Eight bits, three components of one size; the first has tables of its own.
    let components = [3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1];
    segment(0xC0, &[&[8, h, g, w, v], &components]);
    for at in 0..2 {
        segment(0xC4, &[&[at as u8], &DC[at].0, DC[at].1]);
        segment(0xC4, &[&[0x10 | at as u8], &AC[at].0, AC[at].1]);
    }
    segment(0xDA, &[&[3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0]]);
    // The start of the image goes first.
    out.splice(0..0, [0xFF, 0xD8]);
}

/// Luminance and the two colour differences, round zero.
#[inline(always)]
fn components<S: Simd>(simd: S, pixels: &[[u8; 24]; 8]) -> [Block<S>; 3] {
    let mut blocks = [[simd.splat_f32x8(0.0); 8]; 3];
    for y in 0..8 {
        let mut levels = [[0f32; 8]; 3];
        for x in 0..8 {
            for c in 0..3 {
                levels[c][x] = f32::from(pixels[y][3 * x + c]);
            }
        }
        let r = f32x8::simd_from(simd, levels[0]);
        let g = f32x8::simd_from(simd, levels[1]);
        let b = f32x8::simd_from(simd, levels[2]);
        blocks[0][y] = r * 0.299 + g * 0.587 + b * 0.114 - 128.0;
        blocks[1][y] = b * 0.5 - r * 0.168_735_89 - g * 0.331_264_1;
        blocks[2][y] = r * 0.5 - g * 0.418_687_6 - b * 0.081_312_41;
    }
    blocks
}

/// A block's quantized coefficients.
#[derive(Clone, Copy)]
struct Coefficients {
    /// In the order in which they are written.
    ordered: [i16; 64],
    /// Which of them are not zero, from the lowest bit.
    present: u64,
}

impl Default for Coefficients {
    fn default() -> Coefficients {
        Coefficients {
            ordered: [0; 64],
            present: 0,
        }
    }
}

impl Coefficients {
    #[inline(always)]
    fn of<S: Simd>(simd: S, block: Block<S>, scales: &Scales) -> Coefficients {
        // Added to this, an f32 of either sign is rounded to a whole number, which is then its low bits.
        const WHOLE: f32 = 12_582_912.0;
        let block = transform(turned(simd, transform(block)));
        let mut levels = [0i16; 64];
        for x in 0..8 {
            let column = block[x] * f32x8::simd_from(simd, scales[x]) + WHOLE;
            for y in 0..8 {
                levels[8 * x + y] = column[y].to_bits() as u16 as i16;
            }
        }
        let mut present = [0u8; 64];
        for at in 0..64 {
            present[at] = u8::from(levels[at] != 0);
        }
        let mut marks = 0u64;
        for (x, eight) in present.as_chunks::<8>().0.iter().enumerate() {
            // Packs eight bytes of one bit each into eight bits.
            let bits = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
            marks |= bits << (8 * x);
        }
        let mut found = Coefficients::default();
        found.ordered[0] = levels[0];
        while marks != 0 {
            let at = marks.trailing_zeros() as usize;
            marks &= marks - 1;
            let place = usize::from(PLACES[at]);
            found.ordered[place] = levels[at];
            found.present |= 1 << place;
        }
        found
    }
}

/// Rows become columns: three times, the upper half is shuffled into the lower one.
#[inline(always)]
fn turned<S: Simd>(simd: S, mut rows: Block<S>) -> Block<S> {
    for _ in 0..3 {
        let halves = rows;
        for at in 0..4 {
            let both = simd.interleave_f32x8(halves[at], halves[at + 4]);
            (rows[2 * at], rows[2 * at + 1]) = both;
        }
    }
    rows
}

/// Eight cosine transforms at once, down the columns.
#[inline(always)]
fn transform<S: Simd>(rows: Block<S>) -> Block<S> {
    let [r0, r1, r2, r3, r4, r5, r6, r7] = rows;
    let (sum0, sum1, sum2, sum3) = (r0 + r7, r1 + r6, r2 + r5, r3 + r4);
    let (dif0, dif1, dif2, dif3) = (r0 - r7, r1 - r6, r2 - r5, r3 - r4);

    let (outer, inner) = (sum0 + sum3, sum1 + sum2);
    let slope = sum0 - sum3;
    let bend = (sum1 - sum2 + slope) * 0.707_106_77;

    let (a, b, c) = (dif3 + dif2, dif2 + dif1, dif1 + dif0);
    let twist = (a - c) * 0.382_683_43;
    let low = a * 0.541_196_1 + twist;
    let high = c * 1.306_563 + twist;
    let middle = b * 0.707_106_77;
    let (plus, minus) = (dif0 + middle, dif0 - middle);
    [
        outer + inner,
        plus + high,
        slope + bend,
        minus - low,
        outer - inner,
        minus + low,
        slope - bend,
        plus - high,
    ]
}

/// Codes on their way to bytes.
struct Bits {
    out: Vec<u8>,
    waiting: u64,
    /// Bits that are not written yet, under 32 between two calls.
    count: u32,
}

impl Bits {
    /// The low `count` bits, at most 32.
    #[inline(always)]
    fn put(&mut self, bits: u32, count: u32) {
        self.waiting = self.waiting << count | u64::from(bits);
        self.count += count;
        if self.count < 32 {
            return;
        }
        self.count -= 32;
        let word = (self.waiting >> self.count) as u32;
        // True if any byte is 0xFF, which a zero must follow.
        let marks = (!word).wrapping_sub(0x0101_0101) & word & 0x8080_8080;
        if marks == 0 {
            self.out.extend_from_slice(&word.to_be_bytes());
        } else {
            word.to_be_bytes()
                .into_iter()
                .for_each(|one| self.byte(one));
        }
    }

    fn byte(&mut self, byte: u8) {
        self.out.push(byte);
        if byte == 0xFF {
            self.out.push(0);
        }
    }

    /// A symbol, and the value whose length its low half gives.
    #[inline(always)]
    fn value(&mut self, codes: &Codes, run: u32, value: i16) {
        let size = 16 - value.unsigned_abs().leading_zeros();
        let (code, length) = codes[(run << 4 | size) as usize];
        // Negative values are written one less, so that their first bit is zero.
        let value = (i32::from(value) - i32::from(value < 0)) as u32 & ((1 << size) - 1);
        self.put(code << size | value, length + size);
    }

    #[inline(always)]
    fn block(&mut self, block: &Coefficients, last_dc: i16, dc: &Codes, ac: &Codes) {
        self.value(dc, 0, block.ordered[0] - last_dc);
        let mut present = block.present & !1;
        let mut next = 1;
        while present != 0 {
            let at = present.trailing_zeros();
            present &= present - 1;
            let mut run = at - next;
            while run >= 16 {
                let (code, length) = ac[0xF0];
                self.put(code, length);
                run -= 16;
            }
            self.value(ac, run, block.ordered[at as usize]);
            next = at + 1;
        }
        if next < 64 {
            let (code, length) = ac[0];
            self.put(code, length);
        }
    }

    /// The last byte filled with ones, and the end of the image.
    fn finish(mut self) -> Vec<u8> {
        let fill = (8 - self.count % 8) % 8;
        self.waiting = self.waiting << fill | ((1 << fill) - 1);
        self.count += fill;
        while self.count > 0 {
            self.count -= 8;
            self.byte((self.waiting >> self.count) as u8);
        }
        self.out.extend_from_slice(&[0xFF, 0xD9]);
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::simd::levels;

    fn noise(width: usize, height: usize, reach: u32) -> Picture {
        let mut seed = 7u32;
        let mut picture = Picture::filled(width, height, [0; 3]);
        for y in 0..height {
            for x in 0..width {
                let mut level = |base: usize| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (base as u32 + (seed >> 16) % reach) as u8
                };
                let color = [level(x % 128), level(y % 128), level((x + y) % 128)];
                picture.set(x, y, color);
            }
        }
        picture
    }

    /// Peak signal to noise ratio in decibels, measured with an independent decoder.
    fn decibels(picture: &Picture, bytes: &[u8]) -> f64 {
        let back = image::load_from_memory_with_format(bytes, image::ImageFormat::Jpeg).unwrap();
        let back = back.into_rgb8();
        assert_eq!(
            (back.width() as usize, back.height() as usize),
            (picture.width, picture.height)
        );
        let square = |(a, b): (&u8, &u8)| f64::from(a.abs_diff(*b)) * f64::from(a.abs_diff(*b));
        let sum: f64 = picture.rgb.iter().zip(back.as_raw()).map(square).sum();
        let mean = (sum / picture.rgb.len() as f64).max(1e-9);
        10.0 * (255.0 * 255.0 / mean).log10()
    }

    #[test]
    fn another_decoder_reads_what_was_encoded_at_any_size() {
        for (width, height) in [(1, 1), (7, 9), (8, 8), (16, 24), (33, 17), (250, 131)] {
            let smooth = noise(width, height, 2);
            let found = decibels(&smooth, &encode(&smooth, 90));
            assert!(found > 33.0, "{width}x{height}: {found:.1} dB");
        }
        let flat = Picture::filled(64, 48, [221, 223, 226]);
        assert!(decibels(&flat, &encode(&flat, 90)) > 48.0);
    }

    #[test]
    fn pure_noise_survives_and_less_quality_is_less_bytes() {
        let wild = noise(120, 80, 120);
        let mut last = usize::MAX;
        for quality in [95, 90, 75, 50, 25, 1] {
            let bytes = encode(&wild, quality);
            assert!(bytes.len() < last, "{quality}");
            decibels(&wild, &bytes);
            last = bytes.len();
        }
        assert!(decibels(&wild, &encode(&wild, 95)) > 34.0);
    }

    #[test]
    fn a_block_that_repeats_its_neighbour_is_the_same_block() {
        let mut striped = Picture::filled(96, 16, [200, 90, 40]);
        for y in 0..16 {
            for x in 0..96 {
                striped.set(x, y, [200, 90 + 4 * y as u8, 40]);
            }
        }
        let back = image::load_from_memory(&encode(&striped, 90))
            .unwrap()
            .into_rgb8();
        for y in 0..16 {
            for x in 8..96 {
                assert_eq!(back.get_pixel(x, y), back.get_pixel(x - 8, y));
            }
        }
    }

    #[test]
    fn no_byte_of_the_scan_reads_as_a_marker() {
        let bytes = encode(&noise(200, 120, 90), 92);
        let scan = bytes
            .windows(2)
            .position(|two| two == [0xFF, 0xDA])
            .unwrap()
            + 2;
        let inside = &bytes[scan..bytes.len() - 2];
        let stuffed = inside.windows(2).filter(|two| two[0] == 0xFF);
        assert!(stuffed.clone().count() > 0 && stuffed.into_iter().all(|two| two[1] == 0));
    }

    #[test]
    fn wider_registers_change_no_bit() {
        for (width, height, reach) in [(200, 120, 90), (97, 31, 4), (5, 3, 120)] {
            let picture = noise(width, height, reach);
            for quality in [90, 40] {
                let [narrow, wide] = levels().map(|level| {
                    let (mut bits, tables) = begun(&picture, quality);
                    dispatch!(level, simd => scan(simd, &mut bits, &picture, &tables));
                    bits.finish()
                });
                assert!(narrow == wide);
            }
        }
    }
}
