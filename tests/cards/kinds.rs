//! Properties of every kind of picture under every title: nothing at a border is cropped, no ink fades, no title is cut that
//! another layout keeps, no picture is given up that another layout shows, no card is blank, everything is readable.
//!
//! `cargo test --test cards -- --ignored --nocapture kinds` tells the figures over 200 titles for each picture.

use std::collections::BTreeMap;

use feedcard::card::theme::Theme;
use feedcard::card::{Pictures, Request};
use image::{Rgb, RgbImage};
use rayon::prelude::*;

use crate::made::{self, MARKS, Made};
use crate::properties::Pair;
use crate::titles::title;
use crate::{drawn, request};

/// Titles in the shapes that the made ones lack: English, long words, labels, marks.
const OWN: [&str; 24] = [
    "404",
    "글",
    "Hello, World!",
    "Rust로 웹 서버를 만들며 배운 열두 가지",
    "Understanding Attention: From Seq2Seq to Transformers",
    "[JPA] 값 타입(2)",
    "Internationalization and Accessibility Considerations for Design Systems",
    "HTTP/3와 QUIC은 무엇이 다른가요?",
    "쿠버네티스에서 무중단으로 데이터베이스를 옮기며 겪은 일곱 번의 장애와 그 뒤에 남은 것들",
    "A Comprehensive, Opinionated Guide to Structuring Large-Scale TypeScript Monorepos with Incremental Builds",
    "Pneumonoultramicroscopicsilicovolcanoconiosis",
    "com.example.blog.infrastructure.persistence.JpaPostRepositoryAdapter",
    "2024년을 돌아보며 - 회고",
    "리액트 서버 컴포넌트: 서버와 클라이언트의 경계를 다시 생각하다 | 프론트엔드",
    "“왜 이렇게 느리죠?”라는 질문에 답하기까지",
    "정규식 (?<=a)b 와 같은 전후방 탐색 이해하기",
    "React Native 0.76 새 아키텍처로 옮기기 — 1편: 준비",
    "AWS re:Invent 2024에서 발표된 서버리스 소식 모음",
    "우리 팀이 코드 리뷰를 하지 않기로 한 이유와, 여섯 달 뒤의 이야기",
    "Why We Moved Off Microservices",
    "Spring Boot 3.2 + Virtual Threads: 정말 빨라질까? 직접 재 본 결과",
    "머신러닝 모델을 프로덕션에 배포하는 가장 간단한 방법 (feat. ONNX Runtime)",
    "SQL 튜닝",
    "디자인 시스템을 혼자서 만들고 운영하고 버리고 다시 만들기까지의 기록, 그리고 그 사이에 일어난 작은 소동들에 대하여",
];

fn titles(count: u32) -> Vec<String> {
    let own = OWN.iter().map(|&title| title.to_owned());
    own.chain((0..count.saturating_sub(OWN.len() as u32)).map(title))
        .collect()
}

/// Counts over many cards.
#[derive(Default)]
struct Figures {
    cards: usize,
    cropped: Vec<String>,
    faded: Vec<String>,
    most_faded: f64,
    cut: Vec<String>,
    given_up: Vec<String>,
    blank: Vec<String>,
    unreadable: Vec<String>,
    least: f64,
    layouts: BTreeMap<String, usize>,
}

impl Figures {
    fn merge(mut self, other: Figures) -> Figures {
        if self.cards == 0 {
            return other;
        }
        if other.cards == 0 {
            return self;
        }
        self.cards += other.cards;
        self.cropped.extend(other.cropped);
        self.faded.extend(other.faded);
        self.most_faded = self.most_faded.max(other.most_faded);
        self.cut.extend(other.cut);
        self.given_up.extend(other.given_up);
        self.blank.extend(other.blank);
        self.unreadable.extend(other.unreadable);
        self.least = self.least.min(other.least);
        for (layout, count) in other.layouts {
            *self.layouts.entry(layout).or_default() += count;
        }
        self
    }

    fn judge(self) {
        eprintln!(
            "{} cards; cropped {}, ink faded at most {:.2} %, titles cut {}, pictures given up {}, blank {}, least contrast {:.2}",
            self.cards,
            self.cropped.len(),
            100.0 * self.most_faded,
            self.cut.len(),
            self.given_up.len(),
            self.blank.len(),
            self.least,
        );
        for (layout, count) in &self.layouts {
            eprintln!("  {layout}: {count}");
        }
        let all = [
            &self.cropped,
            &self.faded,
            &self.cut,
            &self.given_up,
            &self.blank,
            &self.unreadable,
        ];
        let wrong: Vec<&String> = all.into_iter().flatten().collect();
        assert!(wrong.is_empty(), "{} cards: {wrong:#?}", wrong.len());
    }
}

/// The share of the picture's marks that are on the card, in the order of [`MARKS`].
fn marks(card: &RgbImage, scale: f64, size: (u32, u32)) -> [f64; 4] {
    let wanted = made::mark_area(size) * scale * scale;
    MARKS.map(|mark| {
        let near = |pixel: &&Rgb<u8>| (0..3).all(|c| pixel[c].abs_diff(mark[c]) <= 60);
        card.pixels().filter(near).count() as f64 / wanted
    })
}

fn measured(made: &Made, title: &str) -> Figures {
    let authors = ["김하나".to_owned()];
    let request = Request {
        layout: made.layout,
        ..request(title, Pictures::One(&made.bytes), &authors)
    };
    let pair = Pair::draw(&request);
    let facts = &pair.card.facts;
    let who = format!("{} ({}): {title}", made.name, facts.layout);
    let mut figures = Figures {
        cards: 1,
        least: f64::INFINITY,
        ..Figures::default()
    };
    let kind = format!("{:<22} {}", made.name, facts.layout);
    figures.layouts.insert(kind, 1);
    let pictured = facts.layout != "plain";
    if let (true, true, Some([_, _, width, _])) = (made.marked, pictured, facts.boxes.art) {
        let scale = f64::from(width) / f64::from(made.size.0);
        let seen = marks(&pair.without, scale, made.size);
        // A mark that is hardly a pixel thick is only its edge; the picture is then judged by its box.
        let thick = made::mark_area(made.size).sqrt() * scale;
        let least = match thick {
            18.0.. => 0.5,
            9.0..18.0 => 0.1,
            _ => 0.0,
        };
        let [left, top, _, height] = facts.boxes.art.unwrap_or_default();
        let inside = left >= 0 && top >= 0 && left + width <= 1200 && top + height <= 630;
        if thick < 9.0 && !inside {
            figures.cropped.push(format!("{who}: {left}, {top}"));
        }
        if seen.iter().any(|&share| share < least) {
            figures.cropped.push(format!("{who}: {seen:.2?}"));
        }
    }
    if let (Some((field, whole)), "cover" | "frame", Some([left, top, width, height])) =
        (made.ink, facts.layout.as_str(), facts.boxes.art)
    {
        let scale = f64::from(width) / f64::from(made.size.0);
        let inside = |at: i32, most: u32| at.clamp(0, most as i32) as u32;
        let (x0, x1) = (inside(left, 1200), inside(left + width, 1200));
        let (y0, y1) = (inside(top, 630), inside(top + height, 630));
        let shown = image::imageops::crop_imm(&pair.without, x0, y0, x1 - x0, y1 - y0).to_image();
        let lost = 1.0 - made::ink(&shown, field) / (whole * scale * scale);
        figures.most_faded = lost;
        if lost > 0.02 {
            figures.faded.push(format!("{who}: {:.1} %", 100.0 * lost));
        }
    }
    if made.layout == "auto" && (facts.ellipsis || !pictured) {
        for layout in ["cover", "frame", "stack", "plain"] {
            let other = drawn(&Request { layout, ..request }).facts;
            if other.layout != layout || other.ellipsis {
                continue;
            }
            if facts.ellipsis {
                figures.cut.push(format!("{who}: whole in {layout}"));
            } else if layout != "plain" && !(layout == "cover" && made.marked) {
                figures.given_up.push(format!("{who}: shown by {layout}"));
            }
        }
    }
    let ink = pair
        .with
        .pixels()
        .zip(pair.without.pixels())
        .filter(|(a, b)| a != b)
        .count();
    if made.layout != "pass" && ink < 200 {
        figures.blank.push(who.clone());
    }
    let contrast = pair.contrast();
    figures.least = contrast;
    if contrast < 4.5 {
        figures
            .unreadable
            .push(format!("{who}: contrast {contrast:.2}"));
    }
    figures
}

fn over(titles: &[String]) -> Figures {
    let pictures = made::all();
    let jobs: Vec<_> = pictures
        .iter()
        .flat_map(|made| titles.iter().map(move |title| (made, title)))
        .collect();
    jobs.into_par_iter()
        .map(|(made, title)| measured(made, title))
        .reduce(Figures::default, Figures::merge)
}

#[test]
fn every_kind_of_picture_is_whole_and_every_title_readable() {
    let all = titles(40);
    let some: Vec<String> = all.into_iter().step_by(5).collect();
    over(&some).judge();
}

#[test]
#[ignore = "3,600 cards: five minutes"]
fn every_kind_of_picture_is_whole_and_every_title_readable_over_200_titles() {
    over(&titles(200)).judge();
}

#[test]
#[ignore = "needs ../shared"]
fn every_kind_of_picture_is_whole_under_the_hardest_titles() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/titles.txt");
    let text = std::fs::read_to_string(file).unwrap();
    let titles: Vec<String> = text.lines().map(str::to_owned).collect();
    over(&titles).judge();
}

/// Pictures behind a card of type alone that are hard to write on.
fn grounds() -> Vec<(&'static str, RgbImage)> {
    let of = |name, color: &dyn Fn(u32, u32) -> [u8; 3]| {
        (name, RgbImage::from_fn(600, 315, |x, y| Rgb(color(x, y))))
    };
    let noise = |x: u32, y: u32| {
        (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).wrapping_mul(2_246_822_519)
    };
    vec![
        of("black and white squares", &|x, y| {
            [[0; 3], [255; 3]][((x / 20 + y / 20) % 2) as usize]
        }),
        of("noise", &|x, y| {
            noise(x, y).to_le_bytes()[..3].try_into().unwrap()
        }),
        of("half dark", &|x, _| {
            if x < 300 { [10, 12, 20] } else { [250; 3] }
        }),
        of("gradient", &|x, y| {
            [(x * 255 / 600) as u8, (y * 255 / 315) as u8, 128]
        }),
        of("middle gray", &|_, _| [118; 3]),
        of("stripes", &|_, y| {
            if y / 6 % 2 == 0 {
                [30, 60, 160]
            } else {
                [255, 210, 60]
            }
        }),
    ]
}

fn on_grounds(titles: &[String]) -> Figures {
    let grounds: Vec<(&str, Vec<u8>)> = grounds()
        .into_iter()
        .map(|(name, picture)| (name, crate::art::png(&picture)))
        .collect();
    let brands = [
        None,
        Some([0x0B, 0x6E, 0x4F]),
        Some([255, 235, 59]),
        Some([128, 128, 128]),
    ];
    let themes = brands.map(|brand| Theme {
        brand,
        ..Theme::default()
    });
    let jobs: Vec<_> = grounds
        .iter()
        .flat_map(|ground| titles.iter().map(move |title| (ground, title)))
        .enumerate()
        .collect();
    let authors = ["김하나".to_owned()];
    jobs.into_par_iter()
        .map(|(at, ((name, ground), title))| {
            // Every second card has a brand's ground instead of the picture.
            let request = Request {
                theme: &themes[at / 2 % themes.len()],
                background: (at % 2 == 0).then_some(ground.as_slice()),
                ..request(title, Pictures::None, &authors)
            };
            let contrast = Pair::draw(&request).contrast();
            let mut figures = Figures {
                cards: 1,
                least: contrast,
                ..Figures::default()
            };
            if contrast < 4.5 {
                figures
                    .unreadable
                    .push(format!("{name}: {title}: contrast {contrast:.2}"));
            }
            figures
        })
        .reduce(Figures::default, Figures::merge)
}

#[test]
fn words_are_readable_on_every_ground() {
    let all = titles(40);
    let some: Vec<String> = all.into_iter().step_by(7).collect();
    on_grounds(&some).judge();
}

#[test]
#[ignore = "1,200 cards: two minutes"]
fn words_are_readable_on_every_ground_over_200_titles() {
    on_grounds(&titles(200)).judge();
}

/// Draws what the figures cannot judge: each kind under a short, a usual and a long title, for a look at it.
#[test]
#[ignore = "writes target/cards/kinds: look at it"]
fn contact_sheet_of_every_kind() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/cards/kinds");
    std::fs::create_dir_all(&folder).unwrap();
    let pictures = made::all();
    let titles = [OWN[2], OWN[7], OWN[8]];
    let authors = ["김하나".to_owned()];
    let jobs: Vec<_> = pictures
        .iter()
        .flat_map(|made| titles.iter().enumerate().map(move |title| (made, title)))
        .collect();
    jobs.into_par_iter().for_each(|(made, (at, title))| {
        let request = Request {
            layout: made.layout,
            ..request(title, Pictures::One(&made.bytes), &authors)
        };
        let card = drawn(&request);
        let name = format!("{} {at} {}.png", made.name, card.facts.layout).replace(' ', "-");
        std::fs::write(folder.join(name), card.bytes).unwrap();
    });
}
