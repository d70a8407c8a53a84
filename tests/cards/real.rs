//! The same properties on the real posts, where they stand beside the project.

use std::fs;
use std::path::{Path, PathBuf};

use feedcard::card::{Pictures, Request};
use feedcard::date::Date;
use feedcard::post::{Picture, Post};
use feedcard::{config, read};
use image::RgbImage;
use rayon::prelude::*;

use crate::properties::{
    Figures, Pair, clear_of_the_object, files, inside_its_margins, no_seam, readable,
    twins_untouched,
};
use crate::{decoded, drawn, request};

/// The real posts, unless they are not there.
fn posts() -> Vec<Post> {
    let shared = shared();
    let yaml =
        "site: { title: 타다 기술블로그, url: https://blog-tech.tadatada.com }\ncontent: [blog]\n";
    let config = config::parse(yaml, "feedcard.yaml", &shared).unwrap();
    let now = Date::from_rfc3339("2026-01-01T00:00:00Z").unwrap();
    let posts = read::read(&config, now).posts;
    assert_eq!(posts.len(), 22, "the posts of ../shared/blog");
    posts
}

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared")
}

/// Draws every post in every layout and measures.
fn measured(
    posts: &[Post],
    layouts: &[&str],
    measure: impl Fn(&Request, [&[u8]; 2], &str) -> Figures + Sync,
) -> Figures {
    let jobs: Vec<_> = posts
        .iter()
        .flat_map(|post| layouts.iter().map(move |layout| (post, *layout)))
        .collect();
    jobs.into_par_iter()
        .map(|(post, layout)| {
            let Picture::Twins { color, gray } = &post.picture else {
                panic!("{}: twins were expected", post.source);
            };
            let [color, gray] = [color, gray].map(|twin| fs::read(&twin.file).unwrap());
            let authors: Vec<String> = post
                .authors
                .iter()
                .map(|author| author.name.clone())
                .collect();
            let pictures = if layout == "plain" {
                Pictures::None
            } else {
                Pictures::Twins {
                    color: &color,
                    gray: &gray,
                }
            };
            let date = post.published.dotted();
            let request = Request {
                layout,
                date: Some(&date),
                site: "타다 기술블로그",
                ..request(&post.title, pictures, &authors)
            };
            measure(
                &request,
                [&color, &gray],
                &format!("{} {layout}", post.source),
            )
        })
        .reduce(Figures::default, Figures::merge)
}

#[test]
#[ignore = "needs ../shared"]
fn the_properties_hold_on_the_real_posts() {
    let posts = posts();
    let layouts = ["auto", "wipe", "window", "cover", "stack", "plain"];
    let figures = measured(&posts, &layouts, |request, _, who| {
        let pair = Pair::draw(request);
        let mut figures = files(request, &pair, true, who);
        figures.contrast.push(readable(&pair, who));
        inside_its_margins(&pair, who);
        figures
    });
    eprintln!("{}", figures.told("real"));
}

/// On a card 700 px high the twins need no scaling: what the card shows can be compared with them pixel by pixel.
#[test]
#[ignore = "needs ../shared"]
fn the_real_twins_are_shown_untouched_with_soft_joins_and_clear_titles() {
    let posts = posts();
    let figures = measured(
        &posts,
        &["wipe", "window", "cover"],
        |request, twins, who| {
            let pair = Pair::draw(&Request {
                size: (1334, 700),
                ..*request
            });
            let [color, gray] = twins.map(decoded);
            let mask = mask(&gray);
            let bleeds = bleeds(&mask, gray.width() as usize);
            clear_of_the_object(&pair, &mask, gray.width(), who);
            twins_untouched(&pair, [&gray, &color], bleeds, who);
            Figures {
                cards: 1,
                joins: no_seam(&pair, [&gray, &color], bleeds, who)
                    .into_iter()
                    .collect(),
                ..Figures::default()
            }
        },
    );
    let steepest = figures.joins.iter().copied().fold(0.0, f64::max);
    eprintln!(
        "real, 1334x700: {} cards, {} joins, the worst adds {steepest} levels in one px",
        figures.cards,
        figures.joins.len()
    );
}

/// What the specification calls the object: further than 28 from the field in one channel, or than 10 in two.
///
/// The field is the median of the frame, or of each row's left end where that varies.
fn mask(gray: &RgbImage) -> Vec<bool> {
    let median = |mut levels: Vec<u8>| {
        levels.sort_unstable();
        levels[levels.len() / 2]
    };
    let (width, height) = gray.dimensions();
    let row = |y: u32| -> [u8; 3] {
        std::array::from_fn(|c| median((0..6).map(|x| gray.get_pixel(x, y)[c]).collect()))
    };
    let rows: Vec<[u8; 3]> = (0..height).map(row).collect();
    let mut mask = Vec::new();
    for y in 0..height {
        // 301 rows: a field that varies does so slowly.
        let near = y.saturating_sub(150) as usize..(y + 151).min(height) as usize;
        let field: [f64; 3] = std::array::from_fn(|c| {
            rows[near.clone()]
                .iter()
                .map(|row| f64::from(row[c]))
                .sum::<f64>()
                / near.len() as f64
        });
        for x in 0..width {
            let pixel = gray.get_pixel(x, y);
            let far = [0, 1, 2].map(|c| (f64::from(pixel[c]) - field[c]).abs());
            mask.push(
                far.iter().any(|far| *far > 28.0)
                    || far.iter().filter(|far| **far > 10.0).count() >= 2,
            );
        }
    }
    // Film grain: a pixel without a neighbour on either side is no object.
    let width = width as usize;
    (0..mask.len())
        .map(|at| {
            let beside = |other: usize| other / width == at / width && mask[other];
            mask[at] && at > 0 && at + 1 < mask.len() && beside(at - 1) && beside(at + 1)
        })
        .collect()
}

/// Whether more than 3 % of the outermost 3 px at the left, right, top, bottom are object.
fn bleeds(mask: &[bool], width: usize) -> [bool; 4] {
    let height = mask.len() / width;
    let share = |inside: &dyn Fn(usize, usize) -> bool| {
        let strip = (0..mask.len()).filter(|at| inside(at % width, at / width));
        let (mut all, mut object) = (0, 0);
        for at in strip {
            all += 1;
            object += usize::from(mask[at]);
        }
        object as f64 / f64::from(all.max(1))
    };
    [
        share(&|x, _| x < 4) > 0.03,
        share(&|x, _| x + 4 >= width) > 0.03,
        share(&|_, y| y < 4) > 0.03,
        share(&|_, y| y + 4 >= height) > 0.03,
    ]
}

/// The one card that the blog's designer made by hand.
#[test]
#[ignore = "needs ../shared"]
fn the_poster_is_the_designers_own_card() {
    let posts = posts();
    let folder = shared().join("blog/2024-10-08-ios-preview-module");
    let theirs = decoded(&fs::read(folder.join("thumbnail_og.png")).unwrap());
    let post: Vec<Post> = posts
        .into_iter()
        .filter(|post| post.source.contains("2024-10-08"))
        .collect();
    measured(&post, &["poster"], |request, _, _| {
        let ours = decoded(&drawn(request).bytes);
        assert_eq!(ours.dimensions(), theirs.dimensions());
        let (field, wanted) = (frame(&ours), frame(&theirs));
        let off = delta_e_2000(field, wanted);
        let (object, place) = (extent(&ours, field), extent(&theirs, wanted));
        let apart: Vec<i32> = object
            .iter()
            .zip(place)
            .map(|(a, b)| (a - b).abs())
            .collect();
        eprintln!(
            "poster: field {field:?} and {wanted:?}, ΔE00 {off:.2}; object {object:?} and {place:?}"
        );
        assert!(off <= 2.0 && apart.iter().all(|px| *px <= 12));
        Figures::default()
    });
}

/// The median of the outermost 20 px.
fn frame(picture: &RgbImage) -> [u8; 3] {
    let (wide, high) = picture.dimensions();
    std::array::from_fn(|c| {
        let mut levels: Vec<u8> = picture
            .enumerate_pixels()
            .filter(|(x, y, _)| *x < 20 || *y < 20 || x + 20 >= wide || y + 20 >= high)
            .map(|(_, _, pixel)| pixel[c])
            .collect();
        levels.sort_unstable();
        levels[levels.len() / 2]
    })
}

/// Left, top, right and bottom of what differs from the field (shadows do), less 0.3 % at either end.
fn extent(picture: &RgbImage, field: [u8; 3]) -> [i32; 4] {
    let far = |pixel: &image::Rgb<u8>| (0..3).any(|c| pixel[c].abs_diff(field[c]) > 28);
    let places: Vec<(u32, u32)> = picture
        .enumerate_pixels()
        .filter(|(_, _, pixel)| far(pixel))
        .map(|(x, y, _)| (x, y))
        .collect();
    let ends = |mut at: Vec<u32>| {
        at.sort_unstable();
        let cut = at.len() * 3 / 1000;
        (at[cut] as i32, at[at.len() - 1 - cut] as i32)
    };
    let (left, right) = ends(places.iter().map(|place| place.0).collect());
    let (top, bottom) = ends(places.iter().map(|place| place.1).collect());
    [left, top, right, bottom]
}

/// # Source
/// CIE 142-2001, CIEDE2000 under D65; Sharma, Wu, Dalal 2005.
fn delta_e_2000(a: [u8; 3], b: [u8; 3]) -> f64 {
    let lab = |color: [u8; 3]| {
        let light = color.map(|level| {
            let level = f64::from(level) / 255.0;
            if level <= 0.04045 {
                level / 12.92
            } else {
                libm::pow((level + 0.055) / 1.055, 2.4)
            }
        });
        let [r, g, b] = light;
        let f = |t: f64| {
            if t > 216.0 / 24389.0 {
                libm::cbrt(t)
            } else {
                (24389.0 / 27.0 * t + 16.0) / 116.0
            }
        };
        let x = f((0.412_456_4 * r + 0.357_576_1 * g + 0.180_437_5 * b) / 0.950_47);
        let y = f(0.212_672_9 * r + 0.715_152_2 * g + 0.072_175 * b);
        let z = f((0.019_333_9 * r + 0.119_192 * g + 0.950_304_1 * b) / 1.088_83);
        (116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z))
    };
    let ((l1, a1, b1), (l2, a2, b2)) = (lab(a), lab(b));
    let seventh =
        |c: f64| libm::sqrt(libm::pow(c, 7.0) / (libm::pow(c, 7.0) + libm::pow(25.0, 7.0)));
    let g = 0.5 * (1.0 - seventh((libm::hypot(a1, b1) + libm::hypot(a2, b2)) / 2.0));
    let (a1, a2) = (a1 * (1.0 + g), a2 * (1.0 + g));
    let (c1, c2) = (libm::hypot(a1, b1), libm::hypot(a2, b2));
    let turn = 2.0 * std::f64::consts::PI;
    let hue = |a: f64, b: f64| {
        let angle = libm::atan2(b, a);
        if angle < 0.0 { angle + turn } else { angle }
    };
    let (h1, h2) = (hue(a1, b1), hue(a2, b2));
    let gray = c1 * c2 == 0.0;
    let half = turn / 2.0;
    let dh = match h2 - h1 {
        _ if gray => 0.0,
        d if d > half => d - turn,
        d if d < -half => d + turn,
        d => d,
    };
    let mean_h = match h1 + h2 {
        sum if gray => sum,
        sum if (h1 - h2).abs() <= half => sum / 2.0,
        sum if sum < turn => (sum + turn) / 2.0,
        sum => (sum - turn) / 2.0,
    };
    let (mean_l, mean_c) = ((l1 + l2) / 2.0, (c1 + c2) / 2.0);
    let degrees = |angle: f64| angle * half / 180.0;
    let t = 1.0 - 0.17 * libm::cos(mean_h - degrees(30.0))
        + 0.24 * libm::cos(2.0 * mean_h)
        + 0.32 * libm::cos(3.0 * mean_h + degrees(6.0))
        - 0.20 * libm::cos(4.0 * mean_h - degrees(63.0));
    let square = |x: f64| x * x;
    let s_l = 1.0 + 0.015 * square(mean_l - 50.0) / libm::sqrt(20.0 + square(mean_l - 50.0));
    let (s_c, s_h) = (1.0 + 0.045 * mean_c, 1.0 + 0.015 * mean_c * t);
    let around = libm::exp(-square((mean_h * 180.0 / half - 275.0) / 25.0));
    let r_t = -2.0 * seventh(mean_c) * libm::sin(2.0 * degrees(30.0) * around);
    let (l, c) = ((l2 - l1) / s_l, (c2 - c1) / s_c);
    let h = 2.0 * libm::sqrt(c1 * c2) * libm::sin(dh / 2.0) / s_h;
    libm::sqrt(l * l + c * c + h * h + r_t * c * h)
}

#[test]
fn the_colour_difference_is_that_of_its_authors() {
    // #000000 and #FFFFFF are 100 apart; two blues and two grays as scikit-image 0.24 has them.
    assert!((delta_e_2000([0; 3], [255; 3]) - 100.0).abs() < 0.01);
    for (a, b, wanted) in DIFFERENCES {
        let found = delta_e_2000(a, b);
        assert!(
            (found - wanted).abs() < 0.01,
            "{a:?} {b:?}: {found}, {wanted} was expected"
        );
    }
}

const DIFFERENCES: [([u8; 3], [u8; 3], f64); 3] = [
    ([53, 111, 176], [58, 96, 200], 7.1223),
    ([221, 223, 226], [212, 215, 218], 1.9398),
    ([250, 140, 66], [236, 102, 102], 21.1585),
];
