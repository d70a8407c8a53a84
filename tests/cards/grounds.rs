//! Hostile pictures behind words, and the properties of every layout and pattern on them.

use feedcard::card::theme::{Pattern, Scheme, Theme};
use feedcard::card::{Pictures, Request};
use image::{Rgb, RgbImage};
use rayon::prelude::*;

use crate::art::png;
use crate::properties::{Pair, files, inside_its_margins, readable};
use crate::request;
use crate::titles::title;

/// Numbers that look random and are always the same.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x1234_5678_9ABC_DEF1)
    }

    /// # Source
    /// Marsaglia, Xorshift RNGs (2003): xorshift64.
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 11
    }
}

/// A picture that no words want to stand on: boards, stripes, noise in blocks, halves, slopes, middle gray.
pub fn ground(number: u32, (width, height): (u32, u32)) -> Vec<u8> {
    let mut dice = Dice::new(u64::from(number) + 1000);
    let color = |dice: &mut Dice| Rgb(std::array::from_fn(|_| (dice.next() % 256) as u8));
    let (a, b, c) = (color(&mut dice), color(&mut dice), color(&mut dice));
    let side = [2, 5, 9, 23, 60][(dice.next() % 5) as usize];
    let blocks: Vec<Rgb<u8>> = (0..997).map(|_| color(&mut dice)).collect();
    let picture = RgbImage::from_fn(width, height, |x, y| match number % 8 {
        0 => {
            if (x / side + y / side) % 2 == 0 {
                Rgb([0; 3])
            } else {
                Rgb([255; 3])
            }
        }
        1 => {
            if (x + y) / side % 2 == 0 {
                a
            } else {
                b
            }
        }
        2 => blocks[((x / side * 31 + y / side * 57) % 997) as usize],
        3 => {
            if x * 2 < width + y {
                Rgb([0; 3])
            } else {
                Rgb([255; 3])
            }
        }
        4 => Rgb([(255 * x / width) as u8; 3]),
        5 => Rgb([118, 118, 118]),
        6 => {
            if y / side % 2 == 0 {
                c
            } else {
                Rgb(c.0.map(|level| 255 - level))
            }
        }
        _ => Rgb(std::array::from_fn(|at| {
            let slope = u32::from(a[at]) * x / width + u32::from(b[at]) * y / height;
            (slope % 256) as u8
        })),
    });
    png(&picture)
}

const PATTERNS: [Pattern; 5] = [
    Pattern::Rings,
    Pattern::Grid,
    Pattern::Waves,
    Pattern::Type,
    Pattern::None,
];
const SCHEMES: [Scheme; 4] = [Scheme::Auto, Scheme::Brand, Scheme::Light, Scheme::Dark];

#[test]
fn type_alone_reads_in_every_pattern_scheme_and_brand() {
    let least = (0..60u32).into_par_iter().map(|number| {
        let theme = Theme {
            pattern: PATTERNS[number as usize % 5],
            scheme: SCHEMES[number as usize / 5 % 4],
            brand: (number % 3 > 0).then(|| {
                [
                    (number * 83) as u8,
                    (number * 47) as u8,
                    (number * 29) as u8,
                ]
            }),
            ..Theme::default()
        };
        let (authors, title) = (["윤채원".to_owned()], title(number));
        let request = Request {
            theme: &theme,
            layout: "plain",
            description: "재현되지 않는 버그 앞에서 우리가 가장 먼저 하는 일을 적습니다.",
            ..request(&title, Pictures::None, &authors)
        };
        held(&request, number, &format!("{number} `{title}` {theme:?}"))
    });
    eprintln!(
        "type alone: least contrast {:.2}",
        least.reduce(|| f64::INFINITY, f64::min)
    );
}

#[test]
fn type_reads_on_any_background() {
    let least = (0..48u32).into_par_iter().map(|number| {
        let theme = Theme::default();
        let background = ground(number, (600, 315));
        let (authors, title) = (["윤채원".to_owned()], title(number + 500));
        let request = Request {
            theme: &theme,
            layout: "plain",
            background: Some(&background),
            ..request(&title, Pictures::None, &authors)
        };
        held(&request, number, &format!("background {number} `{title}`"))
    });
    eprintln!(
        "backgrounds: least contrast {:.2}",
        least.reduce(|| f64::INFINITY, f64::min)
    );
}

#[test]
fn words_beside_any_framed_picture_read() {
    let least = (0..40u32).into_par_iter().map(|number| {
        let size =
            [(900, 300), (600, 400), (500, 500), (300, 620), (1400, 700)][number as usize % 5];
        let picture = ground(number, size);
        let (authors, title) = (["윤채원".to_owned()], title(number + 900));
        let request = Request {
            layout: "frame",
            ..request(&title, Pictures::One(&picture), &authors)
        };
        held(
            &request,
            number,
            &format!("frame {number} `{title}` {size:?}"),
        )
    });
    eprintln!(
        "frame: least contrast {:.2}",
        least.reduce(|| f64::INFINITY, f64::min)
    );
}

#[test]
fn a_finished_card_gets_no_words_and_fits_its_bytes() {
    for number in 0..8 {
        let picture = ground(number, (1200, 630));
        let request = Request {
            layout: "pass",
            ..request("이미 다 된 카드", Pictures::One(&picture), &[])
        };
        let who = format!("pass {number}");
        let pair = Pair::draw(&request);
        assert!(
            pair.with == pair.without,
            "{who}: something is printed on it"
        );
        files(&request, &pair, false, &who);
    }
}

/// The properties that are no matter of twins: files, contrast, margins.
fn held(request: &Request, number: u32, who: &str) -> f64 {
    let pair = Pair::draw(request);
    files(request, &pair, number.is_multiple_of(8), who);
    inside_its_margins(&pair, who);
    readable(&pair, who)
}
