//! What one card costs, stage by stage and whole: `cargo bench --bench cards`. One thread, warm.
//!
//! On drawings of this repository; `grainy` ones carry noise as film does, which is what makes a real card dear.
#![allow(missing_docs, clippy::unwrap_used)]

use divan::{Bencher, black_box};
use feedcard::card::canvas::Picture;
use feedcard::card::font::{Fonts, Style};
use feedcard::card::title::{self, Frame};
use feedcard::card::{
    self, Culprit, Format, Pictures, Request, art, decode::decode, encode::encode,
    resample::resample,
};

fn main() {
    divan::main();
}

const COLOR: &[u8] = include_bytes!("../content/2023-03-06-hello-milmul/thumbnail-color.png");
const GRAY: &[u8] = include_bytes!("../content/2023-03-06-hello-milmul/thumbnail-gray.png");
const TITLE: &str = "도메인 주도 설계와 모델 주도 설계 도입하기";

#[derive(Debug, Clone, Copy)]
enum Art {
    Smooth,
    Grainy,
}

const ARTS: [Art; 2] = [Art::Smooth, Art::Grainy];

impl Art {
    /// Colour and gray twin as PNG files.
    fn twins(self) -> [Vec<u8>; 2] {
        match self {
            Art::Smooth => [COLOR.to_vec(), GRAY.to_vec()],
            Art::Grainy => [COLOR, GRAY].map(grainy),
        }
    }

    fn pictures(self) -> [Picture; 2] {
        self.twins()
            .map(|bytes| decode(&bytes, Culprit::Color, 1_000_000).unwrap())
    }

    fn card(self, format: Format) -> Vec<u8> {
        let twins = self.twins();
        card::draw(&request(&twins, format, 290_000), &Fonts::embedded())
            .unwrap()
            .bytes
    }

    /// A finished card's pixels.
    fn pixels(self) -> Picture {
        let twins = self.twins();
        let drawn = card::draw(&request(&twins, Format::Png, 9_000_000), &Fonts::embedded());
        decode(&drawn.unwrap().bytes, Culprit::Color, 1_000_000).unwrap()
    }
}

/// Up to five levels of noise on every channel.
fn grainy(bytes: &[u8]) -> Vec<u8> {
    let mut picture = image::load_from_memory(bytes).unwrap().into_rgb8();
    let mut seed = 1u32;
    for level in picture.as_flat_samples_mut().samples.iter_mut() {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *level = level
            .saturating_add((seed >> 24) as u8 % 6)
            .saturating_sub(2);
    }
    let mut out = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

fn request<'a>(twins: &'a [Vec<u8>; 2], format: Format, max_bytes: usize) -> Request<'a> {
    Request {
        title: TITLE,
        kicker: None,
        subtitle: None,
        site: "밀물 기술 블로그",
        logo: None,
        date: Some("2024.11.04"),
        authors: &[],
        layout: "auto",
        size: (1200, 630),
        format,
        max_bytes,
        pictures: Pictures::Twins {
            color: &twins[0],
            gray: &twins[1],
        },
        seed: "/x",
        lang: "ko",
        no_text: false,
        max_pixels: 1_000_000,
        covers: false,
        ..Request::default()
    }
}

#[divan::bench]
fn a1_fonts_parsed() -> Fonts {
    Fonts::embedded()
}

#[divan::bench(args = ARTS)]
fn a2_twins_decoded(bencher: Bencher, art: Art) {
    let twins = art.twins();
    bencher.bench(|| {
        [&twins[0], &twins[1]].map(|bytes| decode(black_box(bytes), Culprit::Color, 1_000_000))
    });
}

#[divan::bench(args = ARTS)]
fn a3_art_analysed(bencher: Bencher, art: Art) {
    let [color, gray] = art.pictures();
    bencher.bench(|| {
        (
            art::field(black_box(&color)),
            art::analyse(black_box(&gray)),
        )
    });
}

#[divan::bench(args = ARTS)]
fn a4_twins_resampled(bencher: Bencher, art: Art) {
    let [color, gray] = art.pictures();
    bencher.bench(|| {
        (
            resample(black_box(&gray), 630, 630, 0..315),
            resample(black_box(&color), 630, 630, 315..630),
        )
    });
}

#[divan::bench]
fn a5_lines_chosen(bencher: Bencher) {
    let fonts = Fonts::embedded();
    let frame = Frame {
        width_px: 480.0,
        max_height_px: 340.0,
        max_lines: 4,
        sizes_px: &[68.0, 64.0, 60.0, 56.0, 52.0, 48.0, 44.0, 40.0],
        line_height: |lines| if lines >= 4 { 1.35 } else { 1.30 },
        size_weight: 1.0,
    };
    let measure = |line: &str, size_px: f64| fonts.measure(line, &Style::title(size_px));
    bencher.bench(|| title::settings(black_box(TITLE), &frame, &measure));
}

#[divan::bench]
fn a6_title_painted(bencher: Bencher) {
    let fonts = Fonts::embedded();
    let mut canvas = Picture::filled(1200, 630, [221, 223, 226]);
    bencher.bench_local(|| {
        for (line, y) in [
            ("도메인 주도 설계와", 280.0),
            ("모델 주도 설계 도입하기", 365.0),
        ] {
            let run = fonts.shape(line, &Style::title(64.0));
            fonts.paint(&run, 72.0, y, &mut |x, y, coverage, _| {
                canvas.blend(x, y, [24, 33, 72], coverage);
            });
        }
    });
}

#[divan::bench(args = ARTS)]
fn a7_jpeg_encoded(bencher: Bencher, art: Art) {
    let pixels = art.pixels();
    bencher.bench(|| encode(black_box(&pixels), Format::Jpeg, 290_000).unwrap());
}

/// Smooth art fits in true colour; grainy art has to take a palette.
#[divan::bench(args = ARTS)]
fn a8_png_encoded(bencher: Bencher, art: Art) {
    let pixels = art.pixels();
    bencher.bench(|| encode(black_box(&pixels), Format::Png, 290_000).unwrap());
}

#[divan::bench(args = ARTS)]
fn b1_whole_card_jpeg(bencher: Bencher, art: Art) {
    whole(bencher, art, Format::Jpeg);
}

#[divan::bench(args = ARTS)]
fn b2_whole_card_png(bencher: Bencher, art: Art) {
    whole(bencher, art, Format::Png);
}

/// What `a7_jpeg_encoded` replaces: the crate at the same quality and sampling, in the instructions that it finds.
#[divan::bench(args = ARTS)]
fn c1_jpeg_by_the_crate(bencher: Bencher, art: Art) {
    let pixels = art.pixels();
    bencher.bench(|| {
        let mut bytes = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
        encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_1_1);
        let (width, height) = (pixels.width as u16, pixels.height as u16);
        let rgb = black_box(&pixels.rgb);
        encoder
            .encode(rgb, width, height, jpeg_encoder::ColorType::Rgb)
            .unwrap();
        bytes
    });
}

/// What `a4_twins_resampled` replaces: `image`'s Lanczos kernel, in sRGB, whole pictures of which a card shows half.
#[divan::bench(args = ARTS)]
fn c2_twins_resampled_by_the_crate(bencher: Bencher, art: Art) {
    let pictures = art.pictures().map(|one| {
        image::RgbImage::from_raw(one.width as u32, one.height as u32, one.rgb.clone()).unwrap()
    });
    bencher.bench(|| {
        pictures
            .each_ref()
            .map(|one| image::imageops::resize(black_box(one), 630, 630, image::imageops::Lanczos3))
    });
}

fn whole(bencher: Bencher, art: Art, format: Format) {
    let (twins, fonts) = (art.twins(), Fonts::embedded());
    assert!(art.card(format).len() <= 290_000);
    let request = request(&twins, format, 290_000);
    bencher.bench(|| card::draw(black_box(&request), &fonts).unwrap());
}

/// One card in each of three layouts: `wipe` of the twins, `frame` of the colour twin, `plain` of none.
#[divan::bench(args = ["wipe", "frame", "plain"])]
fn b3_layouts_jpeg(bencher: Bencher, layout: &str) {
    let (twins, fonts) = (Art::Smooth.twins(), Fonts::embedded());
    let request = Request {
        layout,
        pictures: match layout {
            "frame" => Pictures::One(&twins[0]),
            "plain" => Pictures::None,
            _ => Pictures::Twins {
                color: &twins[0],
                gray: &twins[1],
            },
        },
        ..request(&twins, Format::Jpeg, 290_000)
    };
    assert_eq!(card::draw(&request, &fonts).unwrap().facts.layout, layout);
    bencher.bench(|| card::draw(black_box(&request), &fonts).unwrap());
}

/// The same picture, drawn from an SVG of some hundred shapes and a line of text.
#[divan::bench]
fn b4_svg_jpeg(bencher: Bencher) {
    let shapes: String = (0..300)
        .map(|at| {
            let (x, y, hue) = (at % 20 * 40, at / 20 * 30, at * 37 % 200);
            format!(r##"<circle cx="{x}" cy="{y}" r="14" fill="rgb({hue},90,160)"/>"##)
        })
        .collect();
    let svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 450">{shapes}<text x="60" y="220" font-size="48">그림 속 글자</text></svg>"##
    );
    let (twins, fonts) = (Art::Smooth.twins(), Fonts::embedded());
    let request = Request {
        pictures: Pictures::One(svg.as_bytes()),
        max_pixels: 62_000_000,
        ..request(&twins, Format::Jpeg, 290_000)
    };
    bencher.bench(|| card::draw(black_box(&request), &fonts).unwrap());
}
