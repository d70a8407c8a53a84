//! Any picture that a blog has: every format and every oddity draws the card of the plain PNG, or is a clear problem.

use std::io::Cursor;
use std::process::Command;

use feedcard::card::{Culprit, Fault, Pictures, Request, draw};
use image::codecs::gif::GifEncoder;
use image::codecs::webp::WebPEncoder;
use rayon::prelude::*;

use image::{DynamicImage, ExtendedColorType, Frame, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use crate::art::{Kind, png, twins};
use crate::properties::{Pair, inside_its_margins, readable};
use crate::{FONTS, decoded, drawn, request};

const TITLE: &str = "그림은 내용으로 알아본다";

/// A drawing that looks different from every side.
fn drawing() -> RgbImage {
    image::imageops::crop_imm(
        &twins(Kind::Right, [178, 210, 255], 400).color_pixels,
        0,
        40,
        400,
        300,
    )
    .to_image()
}

fn card(bytes: &[u8]) -> RgbImage {
    decoded(&drawn(&request(TITLE, Pictures::One(bytes), &[])).bytes)
}

fn fault(bytes: &[u8]) -> Fault {
    draw(&request(TITLE, Pictures::One(bytes), &[]), &FONTS).expect_err("no card")
}

fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Mean difference of two cards in levels.
fn apart(a: &RgbImage, b: &RgbImage) -> f64 {
    let sum: u64 = a
        .iter()
        .zip(b.iter())
        .map(|(a, b)| u64::from(a.abs_diff(*b)))
        .sum();
    sum as f64 / a.len() as f64
}

#[test]
fn every_lossless_format_gives_the_card_of_the_plain_png() {
    let plain = drawing();
    let wanted = card(&png(&plain));
    let sixteen = image::ImageBuffer::from_fn(plain.width(), plain.height(), |x, y| {
        Rgb(plain.get_pixel(x, y).0.map(|level| u16::from(level) * 257))
    });
    let opaque = RgbaImage::from_fn(plain.width(), plain.height(), |x, y| {
        let [r, g, b] = plain.get_pixel(x, y).0;
        Rgba([r, g, b, 255])
    });
    for (name, bytes) in [
        (
            "16-bit PNG",
            encoded(DynamicImage::ImageRgb16(sixteen), ImageFormat::Png),
        ),
        ("PNG with alpha", encoded(opaque, ImageFormat::Png)),
        ("palette PNG", palette(&plain)),
        ("animated PNG", animated_png(&plain)),
        ("animated GIF", animated_gif(&plain)),
        ("WebP", webp(&plain)),
        ("animated WebP", animated_webp(&plain)),
        ("BMP", encoded(plain.clone(), ImageFormat::Bmp)),
        ("TIFF", encoded(plain.clone(), ImageFormat::Tiff)),
    ] {
        assert!(
            card(&bytes) == wanted,
            "{name}: {} levels apart",
            apart(&card(&bytes), &wanted)
        );
    }
}

#[test]
fn every_lossy_format_gives_nearly_the_card_of_the_plain_png() {
    let plain = drawing();
    let wanted = card(&png(&plain));
    let jpeg = jpeg(&plain);
    for (name, bytes) in [
        ("JPEG", jpeg.clone()),
        ("CMYK JPEG", cmyk(&plain)),
        (
            "JPEG in gray",
            encoded(
                DynamicImage::from(plain.clone()).to_luma8(),
                ImageFormat::Jpeg,
            ),
        ),
    ] {
        let most = if name == "JPEG in gray" { 60.0 } else { 2.5 };
        let off = apart(&card(&bytes), &wanted);
        assert!(off < most, "{name}: {off} levels apart");
    }
}

#[test]
fn the_orientation_of_a_camera_is_honoured() {
    let plain = drawing();
    let upright = card(&jpeg(&plain));
    for (orientation, stored) in [
        (2, image::imageops::flip_horizontal(&plain)),
        (3, image::imageops::rotate180(&plain)),
        (4, image::imageops::flip_vertical(&plain)),
        (
            5,
            image::imageops::flip_horizontal(&image::imageops::rotate90(&plain)),
        ),
        (6, image::imageops::rotate270(&plain)),
        (
            7,
            image::imageops::flip_horizontal(&image::imageops::rotate270(&plain)),
        ),
        (8, image::imageops::rotate90(&plain)),
    ] {
        let bytes = jpeg(&stored);
        let turned = with_exif(&bytes, orientation);
        let (is, was) = (
            apart(&card(&turned), &upright),
            apart(&card(&bytes), &upright),
        );
        assert!(
            is < 1.5 && was > 3.0,
            "orientation {orientation}: {is} and {was} levels apart"
        );
    }
}

/// A bar of one colour on a transparent ground.
fn cut_out(color: [u8; 3]) -> Vec<u8> {
    let picture = RgbaImage::from_fn(500, 400, |x, y| {
        let [r, g, b] = color;
        let inside = (100..400).contains(&x) && (150..250).contains(&y);
        Rgba([r, g, b, if inside { 255 } else { 0 }])
    });
    encoded(picture, ImageFormat::Png)
}

#[test]
fn what_is_cut_out_stands_on_a_ground_that_it_reads_on() {
    let field = |bytes: &[u8]| {
        drawn(&request(TITLE, Pictures::One(bytes), &[]))
            .facts
            .field
    };
    assert_eq!(field(&cut_out([20, 20, 30])), "#FFFFFF");
    assert_eq!(field(&cut_out([255; 3])), "#1C202B");
}

/// Rows of words on white, as wide as high times `aspect`; a black bar touches each edge but for `margin`.
fn page(width: u32, height: u32, margin: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let inside =
            (margin..width - margin).contains(&x) && (margin..height - margin).contains(&y);
        let word = (x / 4) % 2 == 0 && (y / 9) % 2 == 0 && (x / 60) % 5 != 0;
        Rgb(if inside && word {
            [40, 44, 60]
        } else {
            [255; 3]
        })
    })
}

/// Hills in many colours.
fn hills(width: u32, height: u32) -> RgbImage {
    let mut seed = 9u32;
    RgbImage::from_fn(width, height, |x, y| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let at = f64::from(x) / f64::from(width) + 0.6 * f64::from(y) / f64::from(height);
        let wave = |by: f64| (libm::sin(at * by) * 90.0 + 120.0) as u8;
        let grain = (seed >> 24) as u8 % 9;
        Rgb([5.0, 7.3, 9.1].map(|by| wave(by).saturating_add(grain)))
    })
}

#[test]
fn words_at_the_border_of_a_picture_are_never_cropped_and_the_whole_title_is_kept() {
    let mut titles: Vec<String> = (0..7).map(crate::titles::title).collect();
    titles.push(
        "[논문 리뷰] Scheduled Harbour Multimodal Routing via Symmetric Consistency Estimates"
            .into(),
    );
    let shapes = [
        (900, 600, 0),
        (1600, 400, 30),
        (400, 900, 0),
        (700, 700, 30),
        (300, 210, 0),
    ];
    shapes.into_par_iter().for_each(|(width, height, margin)| {
        let picture = png(&page(width, height, margin));
        for title in &titles {
            let card = drawn(&request(title, Pictures::One(&picture), &[]));
            let plain = || drawn(&request(title, Pictures::None, &[]));
            assert!(!card.facts.ellipsis || plain().facts.ellipsis, "{title}");
            assert!(card.facts.contrast >= 4.5, "{title}");
            if card.facts.layout == "plain" {
                continue;
            }
            let [_, _, wide, high] = card.facts.boxes.art.unwrap();
            let own = f64::from(width) / f64::from(height);
            let shown = f64::from(wide) / f64::from(high);
            assert!(
                (own / shown - 1.0).abs() < 0.02,
                "{width}x{height} {title}: {wide}x{high}"
            );
        }
    });
}

#[test]
fn a_photograph_loses_at_most_a_quarter_or_is_framed() {
    for (width, height) in [
        (800, 800),
        (800, 600),
        (900, 600),
        (1600, 900),
        (600, 800),
        (400, 900),
    ] {
        let picture = png(&hills(width, height));
        let card = drawn(&request(TITLE, Pictures::One(&picture), &[]));
        assert_eq!(card.facts.picture.as_deref(), Some("photo"));
        let [_, _, wide, high] = card.facts.boxes.art.unwrap();
        let own = f64::from(width) / f64::from(height);
        let shown = f64::from(wide) / f64::from(high);
        let taken = 1.0 - (own / shown).min(shown / own);
        assert!(taken <= 0.26, "{width}x{height}: {taken}");
        let framed = card.facts.layout == "frame";
        assert_eq!(framed, !(0.5..=1.53).contains(&own), "{width}x{height}");
    }
}

#[test]
fn a_tiny_picture_is_at_most_doubled_and_a_speck_is_left_out() {
    for (width, height) in [(64, 64), (180, 120), (728, 90)] {
        let card = drawn(&request(
            TITLE,
            Pictures::One(&png(&page(width, height, 4))),
            &[],
        ));
        let [_, _, wide, high] = card.facts.boxes.art.unwrap();
        assert_eq!(card.facts.picture.as_deref(), Some("tiny"));
        assert!(wide <= 2 * width as i32 && high <= 2 * height as i32);
    }
    let card = drawn(&request(TITLE, Pictures::One(&png(&page(1, 1, 0))), &[]));
    assert_eq!(
        (card.facts.layout.as_str(), card.facts.boxes.art),
        ("plain", None)
    );
}

#[test]
fn ink_at_the_edge_of_a_field_that_is_the_cards_does_not_fade() {
    let bar = RgbImage::from_fn(800, 500, |x, y| {
        let inside = (16..784).contains(&x) && (200..300).contains(&y);
        Rgb(if inside { [0; 3] } else { [255; 3] })
    });
    let mut request = request(TITLE, Pictures::One(&[]), &[]);
    let file = png(&bar);
    request.pictures = Pictures::One(&file);
    request.layout = "cover";
    let card = drawn(&request);
    let ([x, y, wide, high], pixels) = (card.facts.boxes.art.unwrap(), decoded(&card.bytes));
    let scale = f64::from(wide) / 800.0;
    let row = (f64::from(y) + f64::from(high) / 2.0) as u32;
    for at in [20.0, 400.0, 780.0] {
        let column = (f64::from(x) + at * scale) as u32;
        assert!(pixels.get_pixel(column, row)[0] < 40, "{at}");
    }
}

#[test]
fn a_card_that_breaks_off_is_told_and_one_that_only_lacks_its_mark_is_drawn() {
    let jpeg = jpeg(&drawing());
    let cut = fault(&jpeg[..jpeg.len() / 2]);
    assert!(cut.message.contains("breaks off"), "{}", cut.message);
    let plain = png(&drawing());
    let unmarked = drawn(&request(
        TITLE,
        Pictures::One(&plain[..plain.len() - 12]),
        &[],
    ));
    assert!(unmarked.facts.unmarked);
    assert!(decoded(&unmarked.bytes) == card(&plain));
    let pointer = fault(b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n");
    assert!(pointer.message.contains("Git LFS"));
}

#[test]
fn every_shape_of_picture_makes_a_card_that_reads() {
    let photo = |width: u32, height: u32| {
        RgbImage::from_fn(width, height, |x, y| {
            let wave = |by: u32| ((x * by / 7) ^ (y * by / 5)) as u8;
            Rgb([wave(3), wave(5) / 2, wave(11) / 3 + 40])
        })
    };
    let flat = |width: u32, height: u32| {
        RgbImage::from_fn(width, height, |x, y| {
            let inside =
                (width / 3..width / 2).contains(&x) && (height / 3..height / 2).contains(&y);
            Rgb(if inside {
                [30, 60, 120]
            } else {
                [240, 200, 90]
            })
        })
    };
    for (width, height) in [
        (560, 1000),
        (1222, 200),
        (1, 1),
        (3000, 2),
        (2, 3000),
        (64, 64),
    ] {
        for (kind, picture) in [
            ("photo", photo(width, height)),
            ("flat", flat(width, height)),
        ] {
            let bytes = png(&picture);
            for layout in ["auto", "stack", "poster", "wipe"] {
                let request = Request {
                    layout,
                    covers: layout == "auto",
                    ..request(TITLE, Pictures::One(&bytes), &[])
                };
                let who = format!("{kind} {width}x{height} {layout}");
                let pair = Pair::draw(&request);
                readable(&pair, &who);
                inside_its_margins(&pair, &who);
                assert_eq!(
                    pair.card.covers.len(),
                    if request.covers { 3 } else { 0 },
                    "{who}"
                );
            }
        }
    }
}

#[test]
fn a_picture_of_sixty_million_pixels_is_drawn_and_one_over_the_limit_is_not_decoded() {
    let (width, height) = (11_168u32, 5_536u32);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fastest);
    let mut writer = encoder.write_header().unwrap();
    let rows: Vec<u8> = (0..height)
        .flat_map(|y| {
            (0..width).map(move |x| {
                if (4000..6000).contains(&x) && (2000..4000).contains(&y) {
                    40
                } else {
                    220
                }
            })
        })
        .collect();
    writer.write_image_data(&rows).unwrap();
    writer.finish().unwrap();
    let card = drawn(&request(TITLE, Pictures::One(&bytes), &[]));
    assert_eq!(card.facts.layout, "cover");
    let [_, _, wide, high] = card.facts.boxes.object.unwrap();
    assert!((wide - high).abs() <= 2, "{wide}x{high}");

    // Its first bytes only: whoever decoded it would say that it is broken.
    let head = bytes[..200].to_vec();
    let request = Request {
        max_pixels: 61_000_000,
        ..request(TITLE, Pictures::One(&head), &[])
    };
    let fault = draw(&request, &FONTS).expect_err("over the limit");
    assert_eq!(
        (fault.message.as_str(), fault.help.as_deref()),
        (
            "11168x5536 pixels, and the limit is 61000000",
            Some("scale it down, or raise `limits.picture_pixels`")
        )
    );
}

#[test]
fn what_is_no_picture_is_told_and_blamed_on_the_right_file() {
    let whole = png(&drawing());
    let unseen = encoded(image::RgbaImage::new(40, 40), ImageFormat::Png);
    for (bytes, message) in [
        (&b""[..], "not a picture"),
        (&unseen, "nothing of it can be seen"),
        (
            b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>",
            "nothing of it can be seen",
        ),
        (b"plain words", "not a picture"),
        (
            b"\0\0\0\x20ftypavif\0\0\0\0",
            "AVIF pictures are not decoded",
        ),
        (
            b"\0\0\0\x18ftypheic\0\0\0\0",
            "HEIC pictures are not decoded",
        ),
        (b"\xFF\x0A\xFA\x7F", "JPEG XL pictures are not decoded"),
        (
            b"<!DOCTYPE html><title>404</title>",
            "HTML pages are no pictures; such pictures are not decoded",
        ),
        (&whole[..whole.len() / 2], "not a whole PNG picture: "),
        (&whole[..20], "not a whole PNG picture: "),
    ] {
        let fault = fault(bytes);
        assert!(
            fault.message.starts_with(message),
            "{}: {message}",
            fault.message
        );
        assert_eq!(fault.culprit, Culprit::Color);
        assert!(
            fault.help.is_some_and(|help| help.contains("PNG or JPEG")),
            "{message}"
        );
    }
    let twins = Pictures::Twins {
        color: &whole,
        gray: b"plain words",
    };
    let fault = draw(&request(TITLE, twins, &[]), &FONTS).expect_err("one twin");
    assert_eq!(fault.culprit, Culprit::Gray);
}

#[test]
fn twins_of_two_sizes_are_told() {
    let color = png(&drawing());
    let gray = png(&RgbImage::new(400, 299));
    let twins = Pictures::Twins {
        color: &color,
        gray: &gray,
    };
    let fault = draw(&request(TITLE, twins, &[]), &FONTS).expect_err("not registered");
    assert_eq!(
        (fault.culprit, fault.message.as_str()),
        (
            Culprit::Gray,
            "the gray twin has 400x299 pixels and the colour twin 400x300"
        )
    );
}

#[test]
fn the_name_of_a_picture_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (named, card) = (
        folder.path().join("photo.jpg"),
        folder.path().join("card.png"),
    );
    std::fs::write(&named, webp(&drawing())).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_feedcard"))
        .args(["card", "--title", TITLE, "--color"])
        .arg(&named)
        .arg("-o")
        .arg(&card)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(image::open(&card).unwrap().width(), 1200);
}

fn palette(picture: &RgbImage) -> Vec<u8> {
    let mut colors: Vec<[u8; 3]> = picture.pixels().map(|pixel| pixel.0).collect();
    colors.sort_unstable();
    colors.dedup();
    let indices: Vec<u8> = picture
        .pixels()
        .map(|pixel| colors.binary_search(&pixel.0).unwrap() as u8)
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(colors.concat());
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&indices).unwrap();
    writer.finish().unwrap();
    bytes
}

/// The picture, then a black one.
fn animated_png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(picture.as_raw()).unwrap();
    writer
        .write_image_data(&vec![0; picture.as_raw().len()])
        .unwrap();
    writer.finish().unwrap();
    bytes
}

fn animated_gif(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    let first = DynamicImage::from(picture.clone()).to_rgba8();
    let second = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([0, 0, 0, 255]));
    encoder
        .encode_frames([Frame::new(first), Frame::new(second)])
        .unwrap();
    drop(encoder);
    bytes
}

fn webp(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    WebPEncoder::new_lossless(&mut bytes)
        .encode(
            picture.as_raw(),
            picture.width(),
            picture.height(),
            ExtendedColorType::Rgb8,
        )
        .unwrap();
    bytes
}

/// # Source
/// WebP Container Specification: VP8X, ANIM, ANMF.
fn animated_webp(picture: &RgbImage) -> Vec<u8> {
    let three = |value: u32| value.to_le_bytes()[..3].to_vec();
    let size = [three(picture.width() - 1), three(picture.height() - 1)].concat();
    let chunk = |name: &[u8; 4], data: &[u8]| {
        let mut chunk = name.to_vec();
        chunk.extend((data.len() as u32).to_le_bytes());
        chunk.extend(data);
        chunk.extend(vec![0; data.len() % 2]);
        chunk
    };
    let frame = |picture: &RgbImage| {
        // Place, size, 100 ms, no blending; then the chunks of a still picture.
        let head = [vec![0; 6], size.clone(), three(100), vec![2]].concat();
        chunk(b"ANMF", &[head, webp(picture)[12..].to_vec()].concat())
    };
    let black = RgbImage::new(picture.width(), picture.height());
    let body = [
        b"WEBP".to_vec(),
        chunk(b"VP8X", &[vec![2, 0, 0, 0], size.clone()].concat()),
        chunk(b"ANIM", &[255, 255, 255, 255, 0, 0]),
        frame(picture),
        frame(&black),
    ]
    .concat();
    chunk(b"RIFF", &body)
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    compressed(picture.as_raw(), picture, jpeg_encoder::ColorType::Rgb)
}

/// The three inks less what black takes.
fn cmyk(picture: &RgbImage) -> Vec<u8> {
    let inks: Vec<u8> = picture
        .pixels()
        .flat_map(|pixel| {
            let [c, m, y] = pixel.0.map(|level| 255 - u32::from(level));
            let k = c.min(m).min(y);
            let ink = |ink: u32| {
                if k == 255 {
                    0
                } else {
                    ((ink - k) * 255 / (255 - k)) as u8
                }
            };
            [ink(c), ink(m), ink(y), k as u8]
        })
        .collect();
    compressed(&inks, picture, jpeg_encoder::ColorType::Cmyk)
}

fn compressed(samples: &[u8], size: &RgbImage, color: jpeg_encoder::ColorType) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 95);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_1_1);
    encoder
        .encode(samples, size.width() as u16, size.height() as u16, color)
        .unwrap();
    bytes
}

/// An APP1 segment with nothing but the orientation, behind the start of the image.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let tiff = [
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01".to_vec(),
        vec![1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0],
        vec![0; 4],
    ]
    .concat();
    let length = (tiff.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &tiff, &jpeg[2..]].concat()
}
