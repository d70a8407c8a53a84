//! The eight properties of the card specification, measured on finished pixels: 1,000 titles over synthetic twins.
//!
//! Everything is measured anew here (contrast, clearance, joins), not read from what the card says of itself.

use std::sync::LazyLock;

use feedcard::card::{Drawn, Format, Pictures, Request};
use image::RgbImage;
use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::art::{FIELDS, KINDS, Kind, Twins, twins};
use crate::titles::title;
use crate::{ROOMY, decoded, drawn, request};

const TITLES: u32 = 1000;
/// As high as a card, so that `wipe` and `cover` show the twins pixel for pixel.
const SIDE: u32 = 630;
const LAYOUTS: [&str; 6] = ["auto", "wipe", "window", "cover", "stack", "plain"];
/// What `cards.max_bytes` is where nobody sets it.
const MOST_BYTES: usize = 290_000;

static ART: LazyLock<Vec<(Kind, [u8; 3], Twins)>> = LazyLock::new(|| {
    let pairs = KINDS
        .iter()
        .flat_map(|kind| FIELDS.iter().map(|field| (*kind, *field)));
    pairs
        .map(|(kind, field)| (kind, field, twins(kind, field, SIDE)))
        .collect()
});

/// A card, once with and once without its text.
pub struct Pair {
    pub card: Drawn,
    pub with: RgbImage,
    pub without: RgbImage,
}

impl Pair {
    pub fn draw(request: &Request) -> Pair {
        let card = drawn(request);
        let bare = drawn(&Request {
            no_text: true,
            ..*request
        });
        let (with, without) = (decoded(&card.bytes), decoded(&bare.bytes));
        Pair {
            card,
            with,
            without,
        }
    }

    /// Pixels that text changed inside a box.
    fn inked(&self, [x, y, width, height]: [i32; 4]) -> impl Iterator<Item = (u32, u32)> {
        let clamp = |value: i32, most: u32| value.clamp(0, most as i32) as u32;
        let (left, right) = (clamp(x, 1200), clamp(x + width, 1200));
        let (top, bottom) = (clamp(y, 630), clamp(y + height, 630));
        (top..bottom)
            .flat_map(move |y| (left..right).map(move |x| (x, y)))
            .filter(|&(x, y)| self.with.get_pixel(x, y) != self.without.get_pixel(x, y))
    }

    fn text_boxes(&self) -> Vec<[i32; 4]> {
        let boxes = &self.card.facts.boxes;
        [
            boxes.site,
            boxes.title,
            boxes.kicker,
            boxes.subtitle,
            boxes.meta,
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The least 5th-percentile contrast of a text box: its ink is the colour furthest from what lies below.
    pub fn contrast(&self) -> f64 {
        let of = |area: [i32; 4]| {
            let far = |&(x, y): &(u32, u32)| {
                let (a, b) = (self.with.get_pixel(x, y), self.without.get_pixel(x, y));
                (0..3).map(|c| u32::from(a[c].abs_diff(b[c]))).sum::<u32>()
            };
            let Some((x, y)) = self.inked(area).max_by_key(far) else {
                return f64::INFINITY;
            };
            let ink = luminance(self.with.get_pixel(x, y).0);
            let [left, top, width, height] = area.map(|value| value.max(0) as u32);
            let mut ratios: Vec<f64> = (top..(top + height).min(630))
                .flat_map(|y| (left..(left + width).min(1200)).map(move |x| (x, y)))
                .map(|(x, y)| ratio(ink, luminance(self.without.get_pixel(x, y).0)))
                .collect();
            ratios.sort_by(f64::total_cmp);
            ratios[ratios.len() / 20]
        };
        self.text_boxes()
            .into_iter()
            .map(of)
            .fold(f64::INFINITY, f64::min)
    }
}

/// # Source
/// WCAG 2.2, relative luminance.
fn luminance(pixel: [u8; 3]) -> f64 {
    let linear = pixel.map(|level| {
        let level = f64::from(level) / 255.0;
        if level <= 0.04045 {
            level / 12.92
        } else {
            libm::pow((level + 0.055) / 1.055, 2.4)
        }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn ratio(a: f64, b: f64) -> f64 {
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// What one card showed.
#[derive(Default)]
pub struct Figures {
    pub contrast: Vec<f64>,
    pub joins: Vec<f64>,
    pub jpeg: Vec<usize>,
    pub png: Vec<usize>,
    pub shrunk: usize,
    pub ellipsis: usize,
    pub cards: usize,
}

impl Figures {
    pub fn merge(mut self, other: Figures) -> Figures {
        self.contrast.extend(other.contrast);
        self.joins.extend(other.joins);
        self.jpeg.extend(other.jpeg);
        self.png.extend(other.png);
        self.shrunk += other.shrunk;
        self.ellipsis += other.ellipsis;
        self.cards += other.cards;
        self
    }

    pub fn told(mut self, whose: &str) -> String {
        let middle = |bytes: &mut Vec<usize>| {
            bytes.sort_unstable();
            format!(
                "{} median, {} most",
                bytes[bytes.len() / 2],
                bytes[bytes.len() - 1]
            )
        };
        let steepest = self.joins.iter().copied().max_by(f64::total_cmp);
        let joins = steepest.map_or("joins not measured".to_owned(), |over| {
            format!("steepest join {over:+.2} levels over its bound")
        });
        format!(
            "{whose}: {} cards; least contrast {:.2}; {joins}; JPEG bytes {}; PNG bytes {}; {:.1} % shrunk, {:.1} % with an ellipsis",
            self.cards,
            self.contrast.iter().copied().fold(f64::INFINITY, f64::min),
            middle(&mut self.jpeg),
            middle(&mut self.png),
            100.0 * self.shrunk as f64 / self.cards as f64,
            100.0 * self.ellipsis as f64 / self.cards as f64,
        )
    }
}

#[test]
fn the_eight_properties_hold_for_a_thousand_titles_on_every_kind_of_art() {
    let figures = (0..TITLES)
        .into_par_iter()
        .map(one)
        .reduce(Figures::default, Figures::merge);
    eprintln!("{}", figures.told("synthetic"));
}

fn one(number: u32) -> Figures {
    let (kind, _, art) = &ART[number as usize % ART.len()];
    let title = title(number);
    let authors = ["윤채원".to_owned(), "Mina Park".to_owned()];
    let layout = LAYOUTS[(number as usize / ART.len() + number as usize) % LAYOUTS.len()];
    let pictures = match layout {
        "cover" => Pictures::One(&art.color),
        "plain" => Pictures::None,
        _ => Pictures::Twins {
            color: &art.color,
            gray: &art.gray,
        },
    };
    let request = Request {
        layout,
        ..request(&title, pictures, &authors)
    };
    let pair = Pair::draw(&request);
    let who = format!(
        "{number} {title:?} {kind:?} {layout} -> {}",
        pair.card.facts.layout
    );
    let mut figures = files(&request, &pair, number.is_multiple_of(10), &who);
    clear_of_the_object(&pair, art, &who);
    figures.contrast.push(readable(&pair, &who));
    inside_its_margins(&pair, &who);
    figures.joins.extend(no_seam(&pair, art, *kind, &who));
    twins_untouched(&pair, art, *kind, &who);
    figures
}

/// 1. Size, colour type, bytes; 8. NFC and NFD alike.
pub fn files(request: &Request, pair: &Pair, thorough: bool, who: &str) -> Figures {
    let mut figures = Figures {
        cards: 1,
        shrunk: usize::from(pair.card.facts.shrunk),
        ellipsis: usize::from(pair.card.facts.ellipsis),
        ..Figures::default()
    };
    header(&pair.card.bytes, ROOMY, who);
    let jpeg = drawn(&Request {
        format: Format::Jpeg,
        max_bytes: MOST_BYTES,
        ..*request
    });
    header(&jpeg.bytes, MOST_BYTES, who);
    figures.jpeg.push(jpeg.bytes.len());
    if thorough {
        let png = drawn(&Request {
            max_bytes: MOST_BYTES,
            ..*request
        });
        header(&png.bytes, MOST_BYTES, who);
        figures.png.push(png.bytes.len());
        let nfd: String = request.title.nfd().collect();
        let same = drawn(&Request {
            title: &nfd,
            format: Format::Jpeg,
            max_bytes: MOST_BYTES,
            ..*request
        });
        assert!(same.bytes == jpeg.bytes, "{who}: NFC and NFD differ");
    }
    figures
}

fn header(bytes: &[u8], most: usize, who: &str) {
    assert!(bytes.len() <= most, "{who}: {} bytes", bytes.len());
    let picture = image::load_from_memory(bytes).unwrap();
    assert_eq!((picture.width(), picture.height()), (1200, 630), "{who}");
    assert_eq!(picture.color(), image::ColorType::Rgb8, "{who}");
}

/// 2. No title pixel within 8 px of the object.
fn clear_of_the_object(pair: &Pair, art: &Twins, who: &str) {
    let facts = &pair.card.facts;
    let [left, top, width, _] = facts.boxes.art.unwrap_or_default();
    if !["wipe", "window", "cover"].contains(&facts.layout.as_str()) {
        return;
    }
    let scale = f64::from(SIDE) / f64::from(width);
    let near = |x: i32, y: i32| {
        let column = (f64::from(x - left) + 0.5) * scale;
        let row = (f64::from(y - top) + 0.5) * scale;
        let inside =
            (0.0..f64::from(SIDE)).contains(&column) && (0.0..f64::from(SIDE)).contains(&row);
        inside && art.mask[row as usize * SIDE as usize + column as usize]
    };
    for (x, y) in pair.inked(facts.boxes.title.unwrap()) {
        let (x, y) = (x as i32, y as i32);
        let touches = (-8..=8).any(|dx| near(x + dx, y)) || (-8..=8).any(|dy| near(x, y + dy));
        assert!(!touches, "{who}: title pixel ({x}, {y})");
    }
}

/// 3. Contrast of every text at the 5th percentile.
pub fn readable(pair: &Pair, who: &str) -> f64 {
    let contrast = pair.contrast();
    assert!(contrast >= 4.5, "{who}: contrast {contrast:.2}");
    contrast
}

/// 4. Text inside its margins, hanging marks half an em further; 7. the 2:1 crop keeps all, the square crop keeps `stack`.
pub fn inside_its_margins(pair: &Pair, who: &str) {
    let facts = &pair.card.facts;
    let hang = facts.size_px / 2.0;
    let (left, right) = if facts.layout == "stack" {
        (285.0, 915.0)
    } else {
        (72.0, 1128.0)
    };
    let whole = [0, 0, 1200, 630];
    for (x, y) in pair.inked(whole) {
        assert!(
            f64::from(x) >= left - hang - 1.0 && f64::from(x) <= right + hang,
            "{who}: text at x {x}"
        );
        assert!((45..585).contains(&y), "{who}: text at y {y}");
    }
    for [x, y, width, height] in pair.text_boxes() {
        assert!(
            y >= 15 && y + height <= 615,
            "{who}: the 2:1 crop cuts a text"
        );
        if facts.layout == "stack" {
            assert!(
                x >= 285 && x + width <= 915,
                "{who}: the square crop cuts a text"
            );
        }
    }
}

/// 5. A join adds at most max(2, 1.6·Δ/width) levels per px to the art's own steps; how far under that bound the worst is.
fn no_seam(pair: &Pair, art: &Twins, kind: Kind, who: &str) -> Option<f64> {
    let facts = &pair.card.facts;
    let [left, top, width, _] = facts.boxes.art?;
    let straight = facts.layout == "wipe" || facts.layout == "cover";
    if !straight || width != SIDE as i32 || left <= 0 || kind == Kind::Gradient {
        return None;
    }
    let source = if facts.layout == "wipe" {
        &art.gray_pixels
    } else {
        &art.color_pixels
    };
    let fade = if matches!(kind, Kind::Left) {
        210.0
    } else {
        60.0
    };
    let field = source.get_pixel(SIDE / 2, 0);
    let mut worst = f64::NEG_INFINITY;
    for y in 0..630u32 {
        let row = (y as i32 - top).clamp(0, SIDE as i32 - 1) as u32;
        for x in left as u32 - 2..left as u32 + fade as u32 {
            let column = (x as i32 - left).max(0) as u32;
            for c in 0..3 {
                let own =
                    source.get_pixel(column, row)[c].abs_diff(source.get_pixel(column + 1, row)[c]);
                let delta = source.get_pixel(column, row)[c].abs_diff(field[c]);
                let step =
                    pair.without.get_pixel(x, y)[c].abs_diff(pair.without.get_pixel(x + 1, y)[c]);
                // Levels are whole: a slope of 3.4 is steps of 3 and 4.
                let bound = f64::from(own) + (1.6 * f64::from(delta) / fade).max(2.0).ceil();
                worst = worst.max(f64::from(step) - bound);
            }
        }
    }
    assert!(worst <= 0.0, "{who}: a join is {worst:.1} levels too steep");
    Some(worst)
}

/// 6. In `wipe` the pixels left of the divider are the gray twin's, right of it the colour twin's.
fn twins_untouched(pair: &Pair, art: &Twins, kind: Kind, who: &str) {
    let facts = &pair.card.facts;
    let (Some(divider), Some([left, top, width, height]), "wipe") =
        (facts.divider_x, facts.boxes.art, facts.layout.as_str())
    else {
        return;
    };
    assert_eq!((width, height, top), (SIDE as i32, SIDE as i32, 0), "{who}");
    let fade = if matches!(kind, Kind::Left | Kind::Right) {
        210
    } else {
        60
    };
    let end = if left + width < 1200 {
        left + width - fade
    } else {
        1200
    };
    for y in 0..630u32 {
        for x in (left + fade).max(0)..end {
            let twin = if x < divider {
                &art.gray_pixels
            } else {
                &art.color_pixels
            };
            let (is, was) = (
                pair.without.get_pixel(x as u32, y),
                twin.get_pixel((x - left) as u32, y),
            );
            let off = (0..3).map(|c| is[c].abs_diff(was[c])).max().unwrap_or(0);
            assert!(off <= 2, "{who}: pixel ({x}, {y}) is off by {off}");
        }
    }
}
