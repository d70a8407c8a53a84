//! Lines of titles: a golden list that was read by a Korean typesetter, and what must hold for any title at all.
//!
//! `UPDATE=1 cargo test --test lines` rewrites the golden list; read its difference line by line before it is committed.
#![allow(clippy::unwrap_used)]

use feedcard::card::font::{Fonts, Style};
use feedcard::card::title::{Frame, Setting, hang_px, parts, settings, width_px};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/lines.txt");
const REAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/lines-real.txt");
const TITLES: &str = include_str!("golden/lines-titles.txt");
const WIDTHS: [f64; 4] = [430.0, 528.0, 570.0, 640.0];
const SIZES: [f64; 8] = [68.0, 64.0, 60.0, 56.0, 52.0, 48.0, 44.0, 40.0];
const MAX_HEIGHT: f64 = 340.0;

static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::embedded);

fn measure(text: &str, size_px: f64) -> f64 {
    FONTS.measure(text, &Style::title(size_px))
}

fn line_height(lines: usize) -> f64 {
    if lines >= 4 { 1.35 } else { 1.3 }
}

fn frame(width_px: f64) -> Frame<'static> {
    Frame {
        width_px,
        max_height_px: MAX_HEIGHT,
        max_lines: 4,
        sizes_px: &SIZES,
        line_height,
        size_weight: 1.0,
    }
}

fn set(title: &str, width_px: f64) -> Vec<Setting> {
    settings(&parts(title, None, None).title, &frame(width_px), &measure)
}

fn best(title: &str, width_px: f64) -> Vec<String> {
    set(title, width_px).remove(0).lines
}

/// The golden list as it would be written now.
fn list() -> String {
    let mut list = String::new();
    for title in TITLES.lines().filter(|title| !title.is_empty()) {
        let parts = parts(title, None, None);
        writeln!(list, "## {title}").unwrap();
        for (name, part) in [("kicker", &parts.kicker), ("subtitle", &parts.subtitle)] {
            if let Some(part) = part {
                writeln!(list, "{name}: {part}").unwrap();
            }
        }
        for width in WIDTHS {
            let best = settings(&parts.title, &frame(width), &measure).remove(0);
            writeln!(list, "{width} {} {}", best.size_px, best.lines.join(" / ")).unwrap();
        }
        list.push('\n');
    }
    list
}

#[test]
fn our_titles_break_as_the_golden_list_says() {
    let now = list();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(GOLDEN, &now).unwrap();
    }
    let golden = std::fs::read_to_string(GOLDEN).unwrap();
    for (line, (now, golden)) in now.lines().zip(golden.lines()).enumerate() {
        assert_eq!(now, golden, "tests/golden/lines.txt:{}", line + 1);
    }
    assert_eq!(now.lines().count(), golden.lines().count());
}

/// Where the real titles break, without their words: a digest, then for each width the size and the characters of each line.
fn real_list(titles: &[String]) -> String {
    let counts = |lines: &[String]| {
        let counts: Vec<String> = lines
            .iter()
            .map(|line| line.chars().count().to_string())
            .collect();
        counts.join("+")
    };
    let mut list = String::new();
    for title in titles {
        let parts = parts(title, None, None);
        let digest = blake3::hash(title.as_bytes()).to_hex();
        write!(list, "{}", &digest[..16]).unwrap();
        for (name, part) in [("kicker", &parts.kicker), ("subtitle", &parts.subtitle)] {
            if let Some(part) = part {
                write!(list, " {name} {}", part.chars().count()).unwrap();
            }
        }
        for width in WIDTHS {
            let best = settings(&parts.title, &frame(width), &measure).remove(0);
            let cut = if best.ellipsis { "…" } else { "" };
            write!(
                list,
                " | {width} {} {}{cut}",
                best.size_px,
                counts(&best.lines)
            )
            .unwrap();
        }
        list.push('\n');
    }
    list
}

#[test]
#[ignore = "needs ../shared"]
fn the_real_titles_break_as_they_were_read_and_approved() {
    let shared = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let hard = std::fs::read_to_string(shared.join("titles.txt")).expect("../shared/titles.txt");
    let yaml = "site: { title: a, url: https://a.example }\ncontent: [blog]\n";
    let config = feedcard::config::parse(yaml, "feedcard.yaml", &shared).unwrap();
    let now = feedcard::date::Date::from_rfc3339("2026-01-01T00:00:00Z").unwrap();
    let posts = feedcard::read::read(&config, now).posts;
    let mut titles: Vec<String> = posts.into_iter().map(|post| post.title).collect();
    titles.extend(
        hard.lines()
            .filter(|line| !line.is_empty())
            .map(str::to_owned),
    );
    assert_eq!(titles.len(), 52);
    let now = real_list(&titles);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(REAL, &now).unwrap();
    }
    let golden = std::fs::read_to_string(REAL).unwrap();
    for ((now, golden), title) in now.lines().zip(golden.lines()).zip(&titles) {
        assert_eq!(now, golden, "{title}");
    }
    assert_eq!(now.lines().count(), golden.lines().count());
}

#[test]
fn the_example_of_the_specification_breaks_after_the_conjunction_in_every_box() {
    for width in (430..=640).step_by(5) {
        assert_eq!(
            best(
                "도메인 주도 설계와 모델 주도 설계 도입하기",
                f64::from(width)
            ),
            ["도메인 주도 설계와", "모델 주도 설계 도입하기"],
            "{width} px"
        );
    }
}

#[test]
fn a_particle_ends_a_line_and_a_noun_that_looks_like_one_does_not() {
    assert_eq!(
        best("검색 결과 화면에 평가를 더하는 방법", 570.0),
        ["검색 결과 화면에", "평가를 더하는 방법"]
    );
    assert_eq!(
        best("모델 주도 개발을 처음 배우는 사람에게", 570.0),
        ["모델 주도 개발을", "처음 배우는 사람에게"]
    );
}

#[test]
fn a_dependent_noun_never_starts_a_line_if_another_break_fits() {
    for width in WIDTHS {
        for line in best("배포를 되돌릴 수 있을 때 비로소 안심하는 것", width) {
            assert!(
                !["수", "때", "것"].contains(&line.split(' ').next().unwrap()),
                "{line}"
            );
        }
    }
}

#[test]
fn a_word_that_is_too_wide_breaks_where_its_parts_join() {
    assert_eq!(
        best(
            "UserAuthenticationTokenRefreshInterceptorFactory 뜯어보기",
            570.0
        ),
        [
            "UserAuthentication",
            "TokenRefreshInterceptor",
            "Factory 뜯어보기"
        ]
    );
    assert_eq!(
        best("config/environments/production/feature_flags.yml", 430.0)[0],
        "config/environments/"
    );
}

#[test]
fn a_title_that_cannot_fit_ends_in_an_ellipsis_at_a_word() {
    let long = "작은 도구를 만들어 운영하면서 배운 점들을 ".repeat(9);
    for width in WIDTHS {
        let setting = set(&long, width).remove(0);
        assert!(setting.ellipsis);
        assert_eq!(setting.size_px, 40.0);
        let text = setting.lines.join(" ");
        let kept = text.strip_suffix('…').unwrap();
        assert!(
            long.starts_with(kept) && long[kept.len()..].starts_with(' '),
            "{text}"
        );
    }
}

#[test]
fn a_narrow_frame_and_a_low_frame_still_give_lines() {
    let low = Frame {
        max_height_px: 10.0,
        ..frame(430.0)
    };
    assert_eq!(settings("제목", &low, &measure)[0].lines, ["제목"]);
    let narrow = Frame {
        width_px: 20.0,
        ..frame(430.0)
    };
    let setting = settings("아주 긴 제목", &narrow, &measure).remove(0);
    assert!(setting.ellipsis);
    assert_eq!(settings("", &frame(430.0), &measure)[0].lines, [""]);
}

#[test]
fn titles_of_any_length_are_set_in_bounded_time() {
    let words = "가나 다라마 ".repeat(100);
    let letters = "i ".repeat(400);
    let kana = "かな漢字".repeat(200);
    let one = "a".repeat(1_000_000);
    let hangul = "가".repeat(1_000_000);
    let blanks = " -".repeat(500_000);
    let quotes = "'\"`(".repeat(250_000);
    let marks = format!("e{}", "\u{301}".repeat(500_000));
    for title in [
        &words, &letters, &kana, &one, &hangul, &blanks, &quotes, &marks,
    ] {
        let start = Instant::now();
        let settings = set(title, 570.0);
        println!("{title:.20}: {:?}", start.elapsed());
        assert!(!settings.is_empty());
        // Debug builds on a busy machine; a search that is not bounded takes minutes.
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "{:.20}: {:?}",
            title,
            start.elapsed()
        );
    }
}

#[test]
fn candidates_are_distinct_and_sorted_by_cost() {
    let settings = set(
        "분산 트랜잭션을 다시 생각하게 만든 세 번의 장애와 그 대응",
        570.0,
    );
    assert!((2..=16).contains(&settings.len()));
    for (i, pair) in settings.windows(2).enumerate() {
        assert!(pair[0].cost <= pair[1].cost, "{i}");
    }
    for (i, setting) in settings.iter().enumerate() {
        assert!(
            settings[..i]
                .iter()
                .all(|other| other.lines != setting.lines)
        );
    }
}

#[test]
fn opening_marks_hang_by_half_an_em_at_most() {
    assert_eq!(hang_px("제목", 60.0, &measure), 0.0);
    let quote = hang_px("“인용”", 60.0, &measure);
    assert!(quote > 5.0 && quote <= 30.0, "{quote}");
    assert_eq!(hang_px("“‘([", 60.0, &measure), 30.0);
}

/// Words of every kind that titles hold, and of some that they should not.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[가-힣]{1,6}",
        2 => "[가-힣]{2,4}(을|를|은|는|이|가|에서|으로|의|와|과|도|만|,|:|\\?|!)",
        2 => "[A-Za-z]{1,12}",
        1 => "[A-Z][a-z]{2,9}([A-Z][a-z]{2,9}){1,6}(를|을|에서)?",
        1 => "[0-9]{1,6}(%|℃|배|년|월|개)?",
        1 => "\\$[0-9]{1,4}",
        1 => "(\\(|\\[|“|‘|「)[가-힣A-Z]{1,5}(\\)|\\]|”|’|」)(를|은|에서)?",
        1 => "[ァ-ヴ]{2,6}|[ぁ-ん]{2,5}|[一-龥]{2,5}",
        1 => Just("-".to_owned()),
        1 => Just("—".to_owned()),
        1 => Just("·".to_owned()),
        1 => Just("…".to_owned()),
        1 => Just("🗺️".to_owned()),
        1 => Just("👩‍💻".to_owned()),
        1 => "[a-z]{2,5}([._/-][a-z]{2,9}){1,5}",
        1 => "\\PC{1,5}",
    ]
}

fn title() -> impl Strategy<Value = String> {
    proptest::collection::vec(word(), 1..12).prop_map(|words| words.join(" "))
}

/// KLREQ cl-01.
const NEVER_ENDS: &str = "([{‘“〈《「『【〔（［｛";
/// KLREQ cl-02, cl-05 to cl-09, cl-11, cl-12.
const NEVER_STARTS: &str = ")]}’”〉》」』】〕）］｝.,:;?!·、。，．：；？！・ー々";

fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_title_keeps_the_rules(title in title(), width in 300_u32..=700) {
        let width = f64::from(width);
        let text = parts(&title, Some(""), Some("")).title;
        let settings = settings(&text, &frame(width), &measure);
        prop_assert!(!settings.is_empty() && settings.len() <= 16);
        for setting in &settings {
            prop_assert!(setting.lines.len() <= 4);
            let lines = setting.lines.len();
            prop_assert!(lines == 1 || lines as f64 * setting.size_px * line_height(lines) <= MAX_HEIGHT);
            // No character is lost or made up, unless the title is cut.
            let set = without_blanks(&setting.lines.concat());
            let all = without_blanks(&text);
            if setting.ellipsis {
                let kept = set.strip_suffix('…');
                prop_assert!(kept.is_some_and(|kept| all.starts_with(kept)), "{set} of {all}");
            } else {
                prop_assert_eq!(&set, &all);
            }
            for line in &setting.lines {
                prop_assert!(
                    setting.lines == ["…"] || width_px(line, setting.size_px, &measure) <= width,
                    "{line} is {} px", width_px(line, setting.size_px, &measure)
                );
            }
            for line in setting.lines.iter().skip(1) {
                prop_assert!(!line.starts_with(|c| NEVER_STARTS.contains(c)), "{line}");
            }
            for line in &setting.lines[..lines - 1] {
                prop_assert!(!line.ends_with(|c| NEVER_ENDS.contains(c)), "{line}");
            }
            if lines > 1 {
                for line in &setting.lines {
                    let alone = line.graphemes(true).count() == 1 && line.starts_with(|c: char| ('가'..='힣').contains(&c));
                    prop_assert!(!alone, "{:?}", setting.lines);
                }
            }
        }
    }

    #[test]
    fn a_title_breaks_alike_in_nfc_and_nfd(title in title()) {
        let nfd: String = title.nfd().collect();
        let nfc: String = title.nfc().collect();
        prop_assert_eq!(parts(&nfd, None, None), parts(&nfc, None, None));
        prop_assert_eq!(set(&nfd, 528.0), set(&nfc, 528.0));
    }

    #[test]
    fn words_are_whole_unless_one_is_wider_than_the_frame(title in "[가-힣]{1,7}( [가-힣]{2,7}){0,8}") {
        for setting in set(&title, 570.0).iter().filter(|setting| !setting.ellipsis) {
            prop_assert_eq!(setting.lines.join(" "), title.as_str());
        }
    }

    #[test]
    fn any_text_at_all_is_set(text in "\\PC{0,60}|.{0,40}") {
        let parts = parts(&text, None, None);
        let settings = settings(&parts.title, &frame(430.0), &measure);
        prop_assert!(!settings.is_empty());
    }
}
