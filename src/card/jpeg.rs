//! Pixels -> a baseline JPEG, 4:4:4.
//!
//! The same bytes on every machine: f32 sums and products in one order, nothing fused, the same lanes whatever the processor
//! has. (The encoders at hand are either slower or take other paths, and give other bytes, where they find AVX2.) Half of a
//! card is field: a block that repeats the one left of it is not transformed again.
//!
//! # Source
//! ITU T.81 (JPEG): annex A for the order of blocks, annex F for the entropy coding, tables K.1 to K.6. JFIF 1.02. Arai, Agui and
//! Nakajima's cosine transform.

use crate::card::canvas::Picture;
use crate::card::wide::wide;

/// Eight samples of a row, or coefficients of a column: the compiler keeps them in vector registers.
type Lanes = [f32; 8];
/// A block, row by row.
type Block = [Lanes; 8];

/// Table K.1, luminance, and K.2, chrominance; row by row.
const QUANTIZERS: [[u8; 64]; 2] = [
    [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69,
        56, 14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81,
        104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    ],
    [
        17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99,
        99, 47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    ],
];
/// The order in which coefficients are written.
const ZIGZAG: [usize; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];
/// Where each coefficient is written, column by column: the transform ends with its block on its side.
const PLACES: [u8; 64] = {
    let mut places = [0; 64];
    let mut at = 0;
    while at < 64 {
        places[(ZIGZAG[at] % 8) * 8 + ZIGZAG[at] / 8] = at as u8;
        at += 1;
    }
    places
};
/// What the transform leaves to the quantizer, for each row and column.
const SCALES: Lanes = [
    1.0,
    1.387_039_8,
    1.306_563,
    1.175_875_6,
    1.0,
    0.785_694_96,
    0.541_196_1,
    0.275_899_38,
];

/// Codes of each length from 1 to 16, and the symbols in the order of their codes: tables K.3 and K.4.
const DC: [([u8; 16], &[u8]); 2] = [
    (
        [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
        &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    ),
    (
        [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
        &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    ),
];
/// Tables K.5 and K.6: the run of zeros in the high half, the bits of the value after it in the low one.
const AC: [([u8; 16], &[u8]); 2] = [
    (
        [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7D],
        b"\x01\x02\x03\x00\x04\x11\x05\x12\x21\x31\x41\x06\x13\x51\x61\x07\x22\x71\x14\x32\x81\x91\xA1\x08\
          \x23\x42\xB1\xC1\x15\x52\xD1\xF0\x24\x33\x62\x72\x82\x09\x0A\x16\x17\x18\x19\x1A\x25\x26\x27\x28\
          \x29\x2A\x34\x35\x36\x37\x38\x39\x3A\x43\x44\x45\x46\x47\x48\x49\x4A\x53\x54\x55\x56\x57\x58\x59\
          \x5A\x63\x64\x65\x66\x67\x68\x69\x6A\x73\x74\x75\x76\x77\x78\x79\x7A\x83\x84\x85\x86\x87\x88\x89\
          \x8A\x92\x93\x94\x95\x96\x97\x98\x99\x9A\xA2\xA3\xA4\xA5\xA6\xA7\xA8\xA9\xAA\xB2\xB3\xB4\xB5\xB6\
          \xB7\xB8\xB9\xBA\xC2\xC3\xC4\xC5\xC6\xC7\xC8\xC9\xCA\xD2\xD3\xD4\xD5\xD6\xD7\xD8\xD9\xDA\xE1\xE2\
          \xE3\xE4\xE5\xE6\xE7\xE8\xE9\xEA\xF1\xF2\xF3\xF4\xF5\xF6\xF7\xF8\xF9\xFA",
    ),
    (
        [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 0x77],
        b"\x00\x01\x02\x03\x11\x04\x05\x21\x31\x06\x12\x41\x51\x07\x61\x71\x13\x22\x32\x81\x08\x14\x42\x91\
          \xA1\xB1\xC1\x09\x23\x33\x52\xF0\x15\x62\x72\xD1\x0A\x16\x24\x34\xE1\x25\xF1\x17\x18\x19\x1A\x26\
          \x27\x28\x29\x2A\x35\x36\x37\x38\x39\x3A\x43\x44\x45\x46\x47\x48\x49\x4A\x53\x54\x55\x56\x57\x58\
          \x59\x5A\x63\x64\x65\x66\x67\x68\x69\x6A\x73\x74\x75\x76\x77\x78\x79\x7A\x82\x83\x84\x85\x86\x87\
          \x88\x89\x8A\x92\x93\x94\x95\x96\x97\x98\x99\x9A\xA2\xA3\xA4\xA5\xA6\xA7\xA8\xA9\xAA\xB2\xB3\xB4\
          \xB5\xB6\xB7\xB8\xB9\xBA\xC2\xC3\xC4\xC5\xC6\xC7\xC8\xC9\xCA\xD2\xD3\xD4\xD5\xD6\xD7\xD8\xD9\xDA\
          \xE2\xE3\xE4\xE5\xE6\xE7\xE8\xE9\xEA\xF2\xF3\xF4\xF5\xF6\xF7\xF8\xF9\xFA",
    ),
];

/// Encodes at a `quality` from 1 to 95, as libjpeg counts it.
pub fn encode(picture: &Picture, quality: u8) -> Vec<u8> {
    let (mut bits, tables) = begun(picture, quality);
    wide(
        #[inline(always)]
        || scan(&mut bits, picture, &tables),
    );
    bits.finish()
}

/// What luminance and colour are quantized and coded with.
struct Tables {
    scales: [Block; 2],
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
fn scan(bits: &mut Bits, picture: &Picture, tables: &Tables) {
    let mut last_dc = [0i16; 3];
    for top in (0..picture.height).step_by(8) {
        let rows = std::array::from_fn(|y| picture.row((top + y).min(picture.height - 1)));
        let mut left = [[0u8; 24]; 8];
        let mut coefficients = [Coefficients::default(); 3];
        for column in 0..picture.width.div_ceil(8) {
            let here = pixels(&rows, 24 * column);
            if column == 0 || here != left {
                for (at, block) in components(&here).into_iter().enumerate() {
                    coefficients[at] = Coefficients::of(block, &tables.scales[at.min(1)]);
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
    std::array::from_fn(|y| {
        let row = &rows[y][at..];
        row.first_chunk::<24>().copied().unwrap_or_else(|| {
            let last = row.len() - 3;
            std::array::from_fn(|byte| row[byte.min(last + byte % 3)])
        })
    })
}

/// A quantizer table at a quality.
fn scaled(table: &[u8; 64], quality: u8) -> [u8; 64] {
    let quality = u32::from(quality.clamp(1, 95));
    let percent = if quality < 50 {
        5000 / quality
    } else {
        200 - 2 * quality
    };
    table.map(|step| ((u32::from(step) * percent + 50) / 100).clamp(1, 255) as u8)
}

/// What a coefficient is multiplied by, column by column.
fn scales(table: &[u8; 64]) -> Block {
    std::array::from_fn(|x| {
        std::array::from_fn(|y| 1.0 / (f32::from(table[8 * y + x]) * SCALES[x] * SCALES[y] * 8.0))
    })
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
fn components(pixels: &[[u8; 24]; 8]) -> [Block; 3] {
    let mut blocks = [[[0.0; 8]; 8]; 3];
    for (y, row) in pixels.iter().enumerate() {
        for x in 0..8 {
            let [r, g, b] = [0, 1, 2].map(|c| f32::from(row[3 * x + c]));
            blocks[0][y][x] = 0.299 * r + 0.587 * g + 0.114 * b - 128.0;
            blocks[1][y][x] = 0.5 * b - 0.168_735_89 * r - 0.331_264_1 * g;
            blocks[2][y][x] = 0.5 * r - 0.418_687_6 * g - 0.081_312_41 * b;
        }
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
    fn of(block: Block, scales: &Block) -> Coefficients {
        // Added to this, an f32 of either sign is rounded to a whole number, which is its low bits.
        const WHOLE: f32 = 12_582_912.0;
        let block = transform(turned(&transform(block)));
        let mut levels = [0i16; 64];
        let mut marks = 0u64;
        for (x, (column, scales)) in block.iter().zip(scales).enumerate() {
            let mut present = [0u8; 8];
            for y in 0..8 {
                let level = (column[y] * scales[y] + WHOLE).to_bits() as u16 as i16;
                levels[8 * x + y] = level;
                present[y] = u8::from(level != 0);
            }
            // Eight bytes of one bit each into eight bits.
            let bits = u64::from_le_bytes(present).wrapping_mul(0x0102_0408_1020_4080) >> 56;
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

#[inline(always)]
fn turned(block: &Block) -> Block {
    std::array::from_fn(|y| std::array::from_fn(|x| block[x][y]))
}

/// Eight cosine transforms at once, down the columns.
#[inline(always)]
fn transform(rows: Block) -> Block {
    let add = |a: Lanes, b: Lanes| -> Lanes { std::array::from_fn(|x| a[x] + b[x]) };
    let sub = |a: Lanes, b: Lanes| -> Lanes { std::array::from_fn(|x| a[x] - b[x]) };
    let times = |a: Lanes, by: f32| -> Lanes { a.map(|value| value * by) };
    let [r0, r1, r2, r3, r4, r5, r6, r7] = rows;
    let (sum0, sum1, sum2, sum3) = (add(r0, r7), add(r1, r6), add(r2, r5), add(r3, r4));
    let (dif0, dif1, dif2, dif3) = (sub(r0, r7), sub(r1, r6), sub(r2, r5), sub(r3, r4));

    let (outer, inner) = (add(sum0, sum3), add(sum1, sum2));
    let slope = sub(sum0, sum3);
    let bend = times(add(sub(sum1, sum2), slope), 0.707_106_77);

    let (a, b, c) = (add(dif3, dif2), add(dif2, dif1), add(dif1, dif0));
    let twist = times(sub(a, c), 0.382_683_43);
    let low = add(times(a, 0.541_196_1), twist);
    let high = add(times(c, 1.306_563), twist);
    let middle = times(b, 0.707_106_77);
    let (plus, minus) = (add(dif0, middle), sub(dif0, middle));
    [
        add(outer, inner),
        add(plus, high),
        add(slope, bend),
        sub(minus, low),
        sub(outer, inner),
        add(minus, low),
        sub(slope, bend),
        sub(plus, high),
    ]
}

/// A symbol's code and its length in bits.
type Codes = [(u32, u32); 256];

fn codes((lengths, symbols): &([u8; 16], &[u8])) -> Codes {
    let mut codes = [(0, 0); 256];
    let (mut code, mut symbols) = (0, symbols.iter());
    for (length, &count) in (1..).zip(lengths) {
        for &symbol in symbols.by_ref().take(usize::from(count)) {
            codes[usize::from(symbol)] = (code, length);
            code += 1;
        }
        code <<= 1;
    }
    codes
}

/// Codes on their way into bytes.
struct Bits {
    out: Vec<u8>,
    waiting: u64,
    /// Bits that wait, under 32 between two calls.
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
        // Whether any byte is 0xFF, which a zero must follow.
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

    /// A symbol and the value that its low half announces.
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

    /// Peak signal to noise in decibels, as a decoder that others wrote sees it.
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
                let (mut bits, tables) = begun(&picture, quality);
                scan(&mut bits, &picture, &tables);
                assert!(bits.finish() == encode(&picture, quality));
            }
        }
    }
}
