//! Eight properties of cards, measured on finished pixels: 1,000 titles over synthetic twins.
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
pub const MOST_BYTES: usize = 290_000;

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
    pub fn inked(&self, [x, y, width, height]: [i32; 4]) -> impl Iterator<Item = (u32, u32)> {
        let clamp = |value: i32, most: u32| value.clamp(0, most as i32) as u32;
        let (wide, high) = self.with.dimensions();
        let (left, right) = (clamp(x, wide), clamp(x + width, wide));
        let (top, bottom) = (clamp(y, high), clamp(y + height, high));
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
            boxes.description,
            boxes.meta,
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The runs of a text box: its lines, as far as a row without ink parts them.
    fn runs(&self, area: [i32; 4]) -> Vec<[i32; 4]> {
        let [left, _, width, _] = area;
        let mut rows: Vec<u32> = self.inked(area).map(|(_, y)| y).collect();
        rows.dedup();
        let mut runs: Vec<[i32; 4]> = Vec::new();
        for y in rows.into_iter().map(|y| y as i32) {
            match runs.last_mut() {
                Some([_, top, _, height]) if *top + *height == y => *height += 1,
                _ => runs.push([left, y, width, 1]),
            }
        }
        for run in &mut runs {
            let columns: Vec<i32> = self.inked(*run).map(|(x, _)| x as i32).collect();
            let first = columns.iter().min().copied().unwrap_or(left);
            let last = columns.iter().max().copied().unwrap_or(left);
            (run[0], run[2]) = (first, last + 1 - first);
        }
        runs
    }

    /// The least 5th-percentile contrast of a run of text: its ink is the colour furthest from what lies below.
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
            let (right, bottom) = (
                (left + width).min(self.with.width()),
                (top + height).min(self.with.height()),
            );
            let mut ratios: Vec<f64> = (top..bottom)
                .flat_map(|y| (left..right).map(move |x| (x, y)))
                .map(|(x, y)| ratio(ink, luminance(self.without.get_pixel(x, y).0)))
                .collect();
            ratios.sort_by(f64::total_cmp);
            ratios[ratios.len() / 20]
        };
        self.text_boxes()
            .into_iter()
            .flat_map(|area| self.runs(area))
            // An accent or a dot alone in its rows has no solid ink to measure.
            .filter(|[_, _, width, height]| *width > 8 && *height > 8)
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
        let joins = match self.joins.iter().copied().max_by(f64::total_cmp) {
            None => "joins are measured elsewhere".to_owned(),
            Some(most) => format!(
                "{} joins, the worst adds {most} levels in one px",
                self.joins.len()
            ),
        };
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
    // Every drawing meets every layout, and each meeting comes round with other titles.
    let (round, at) = (number as usize / ART.len(), number as usize % ART.len());
    let (kind, _, art) = &ART[at];
    let title = title(number);
    let authors = ["윤채원".to_owned(), "Mina Park".to_owned()];
    let layout = LAYOUTS[(round + at) % LAYOUTS.len()];
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
    clear_of_the_object(&pair, &art.mask, SIDE, &who);
    figures.contrast.push(readable(&pair, &who));
    inside_its_margins(&pair, &who);
    // What no title changes is measured in the first round of each meeting.
    if round < LAYOUTS.len() {
        let twins = [&art.gray_pixels, &art.color_pixels];
        let bleeds = [Kind::Left, Kind::Right, Kind::Top, Kind::Bottom].map(|edge| edge == *kind);
        figures.joins.extend(no_seam(&pair, twins, bleeds, &who));
        twins_untouched(&pair, twins, bleeds, &who);
    }
    figures
}

/// Half an em of a large title is more than its frame leaves to the right.
#[test]
fn closing_marks_of_titles_without_a_picture_stay_inside_the_margin() {
    let ends = ["", "?!", "!!", ".”", "…?", "」"];
    let words = [
        "코드 리뷰이 왜 느릴까",
        "느릴까",
        "Why is it so slow",
        "서버 세 대로 버티기",
    ];
    (0..120).into_par_iter().for_each(|number: usize| {
        let word = words[number % words.len()];
        let title = format!(
            "{word}{}{}",
            "가나다라마바사".repeat(number / 40),
            ends[number / words.len() % ends.len()]
        );
        let request = Request {
            layout: "plain",
            ..request(&title, Pictures::None, &[])
        };
        inside_its_margins(&Pair::draw(&request), &title);
    });
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

/// 2. No title pixel within 8 px (a square of 17 round it) of the object's mask; `side` is that of the mask.
pub fn clear_of_the_object(pair: &Pair, mask: &[bool], side: u32, who: &str) {
    let facts = &pair.card.facts;
    if !["wipe", "window", "cover"].contains(&facts.layout.as_str()) {
        return;
    }
    let [left, top, width, _] = facts.boxes.art.unwrap();
    let scale = f64::from(side) / f64::from(width);
    // Sums over everything above and left of a pixel: a square is empty or not in four look-ups.
    let stride = side as usize + 1;
    let mut sums = vec![0u32; stride * stride];
    for y in 0..side as usize {
        for x in 0..side as usize {
            sums[(y + 1) * stride + x + 1] = u32::from(mask[y * side as usize + x])
                + sums[y * stride + x + 1]
                + sums[(y + 1) * stride + x]
                - sums[y * stride + x];
        }
    }
    let at = |card: i32, corner: i32| {
        ((f64::from(card - corner) * scale).round()).clamp(0.0, f64::from(side)) as usize
    };
    for (x, y) in pair.inked(facts.boxes.title.unwrap()) {
        let (x, y) = (x as i32, y as i32);
        let (x0, x1) = (at(x - 8, left), at(x + 9, left));
        let (y0, y1) = (at(y - 8, top), at(y + 9, top));
        let inside = sums[y1 * stride + x1] + sums[y0 * stride + x0]
            - sums[y0 * stride + x1]
            - sums[y1 * stride + x0];
        assert_eq!(inside, 0, "{who}: title pixel ({x}, {y})");
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
        // Only opening marks of a title hang; a pixel may be touched in part.
        let title = facts
            .boxes
            .title
            .is_some_and(|[_, top, _, height]| (top..top + height).contains(&(y as i32)));
        let least = if title && facts.layout != "stack" {
            left - hang - 1.0
        } else {
            left - 1.0
        };
        assert!(
            f64::from(x) >= least && f64::from(x) <= right,
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

/// Property 5: a join of drawing and field adds at most max(2, 1.6·Δ/width) levels per px to the drawing's own steps; the most that
/// one adds. All four edges, wherever they lie inside the card, of layouts that show the twins pixel for pixel.
///
/// `bleeds`: whether the drawing is cut at its left, right, top, bottom, where the join is wider.
pub fn no_seam(
    pair: &Pair,
    [gray, color]: [&RgbImage; 2],
    bleeds: [bool; 4],
    who: &str,
) -> Option<f64> {
    let facts = &pair.card.facts;
    let [left, top, width, height] = facts.boxes.art?;
    let (wide, high) = pair.without.dimensions();
    let unit = f64::from(high) / 630.0;
    let same = (width as u32, height as u32) == gray.dimensions();
    if !["wipe", "cover", "window"].contains(&facts.layout.as_str()) || !same {
        return None;
    }
    let twin_at = |x: i32, y: i32| match facts.layout.as_str() {
        "cover" => Some(color),
        "wipe" if x + 1 < facts.divider_x? => Some(gray),
        "wipe" if x >= facts.divider_x? => Some(color),
        // Outside of the window, whose edge is no join of drawing and field.
        "window"
            if ![(656..1152, x), (67..563, y)].iter().all(|(inner, at)| {
                let units = f64::from(*at) / unit;
                (f64::from(inner.start)..f64::from(inner.end)).contains(&units)
            }) =>
        {
            Some(gray)
        }
        _ => None,
    };
    let mut worst = f64::NEG_INFINITY;
    let mut measure = |a: (i32, i32), b: (i32, i32), edge: (i32, i32), fade: f64| {
        let inside =
            |(x, y): (i32, i32)| (0..wide as i32).contains(&x) && (0..high as i32).contains(&y);
        if ![a, b, edge].into_iter().all(inside) {
            return;
        }
        let (Some(twin), Some(other)) = (twin_at(a.0, a.1), twin_at(b.0, b.1)) else {
            return;
        };
        if !std::ptr::eq(twin, other) {
            return;
        }
        let card = |(x, y): (i32, i32)| pair.without.get_pixel(x as u32, y as u32);
        let art = |(x, y): (i32, i32)| {
            twin.get_pixel(
                (x - left).clamp(0, width - 1) as u32,
                (y - top).clamp(0, height - 1) as u32,
            )
        };
        for c in 0..3 {
            let step = card(a)[c].abs_diff(card(b)[c]);
            let own = art(a)[c].abs_diff(art(b)[c]);
            let field = card(edge)[c];
            let delta = art(a)[c].abs_diff(field).max(art(b)[c].abs_diff(field));
            let added = f64::from(step) - f64::from(own);
            worst = worst.max(added);
            // Levels are whole: a slope of 3.4 is steps of 3 and 4.
            let bound = (1.6 * f64::from(delta) / fade).max(2.0).ceil();
            assert!(
                added <= bound,
                "{who}: a join adds {added} levels between {a:?} and {b:?}, {bound} are allowed"
            );
        }
    };
    let (right, bottom) = (left + width, top + height);
    let fades = bleeds.map(|bleeds| unit * if bleeds { 210.0 } else { 60.0 });
    // A little further than the join: there nothing may be added at all.
    let reach = fades.map(|fade| fade as i32 + 4);
    for y in top.max(0)..bottom.min(high as i32) {
        for x in left - 2..left + reach[0] {
            measure((x, y), (x + 1, y), (left - 1, y), fades[0]);
        }
        for x in right - reach[1]..right + 2 {
            measure((x, y), (x + 1, y), (right, y), fades[1]);
        }
    }
    for x in left.max(0)..right.min(wide as i32) {
        for y in top - 2..top + reach[2] {
            measure((x, y), (x, y + 1), (x, top - 1), fades[2]);
        }
        for y in bottom - reach[3]..bottom + 2 {
            measure((x, y), (x, y + 1), (x, bottom), fades[3]);
        }
    }
    worst.is_finite().then_some(worst)
}

/// 6. In `wipe` the pixels left of the divider are the gray twin's, right of it the colour twin's, outside the joins.
pub fn twins_untouched(pair: &Pair, [gray, color]: [&RgbImage; 2], bleeds: [bool; 4], who: &str) {
    let facts = &pair.card.facts;
    let (Some(divider), Some([left, top, width, height]), "wipe") =
        (facts.divider_x, facts.boxes.art, facts.layout.as_str())
    else {
        return;
    };
    let (wide, high) = pair.without.dimensions();
    let side = gray.width() as i32;
    assert_eq!(
        (width, height, top, high as i32),
        (side, side, 0, side),
        "{who}"
    );
    let unit = f64::from(high) / 630.0;
    let fade = |bleeds: bool| (unit * if bleeds { 210.0 } else { 60.0 }).ceil() as i32;
    let start = if left > 0 { left + fade(bleeds[0]) } else { 0 };
    let end = if left + width < wide as i32 {
        left + width - fade(bleeds[1])
    } else {
        wide as i32
    };
    assert!(
        start < divider && divider < end,
        "{who}: neither twin is whole"
    );
    for y in 0..high {
        for x in start..end {
            let twin = if x < divider { gray } else { color };
            let (is, was) = (
                pair.without.get_pixel(x as u32, y),
                twin.get_pixel((x - left) as u32, y),
            );
            let off = (0..3).map(|c| is[c].abs_diff(was[c])).max().unwrap_or(0);
            assert!(off <= 2, "{who}: pixel ({x}, {y}) is off by {off}");
        }
    }
}
