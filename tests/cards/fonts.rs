//! Fonts: kerning, the fallback chain by grapheme cluster, sequences, and what no font has.

use feedcard::card::font::{Fonts, Run, Style};
use feedcard::card::{Pictures, draw};

use crate::{FONTS, decoded, request};

fn shaped(fonts: &Fonts, text: &str) -> Run {
    fonts.shape(text, &Style::title(100.0))
}

fn width(text: &str) -> f64 {
    FONTS.measure(
        text,
        &Style {
            tracking_em: 0.0,
            ..Style::title(1000.0)
        },
    )
}

/// The colours that a run paints; `None` is the ink.
fn painted(fonts: &Fonts, text: &str) -> Vec<Option<[u8; 4]>> {
    let mut colors = Vec::new();
    let run = shaped(fonts, text);
    fonts.paint(&run, 0.0, 100.0, &mut |_, _, coverage, color| {
        if coverage > 0.99 {
            colors.push(color);
        }
    });
    colors
}

#[test]
fn kerning_is_that_of_gpos() {
    // Pretendard kerns `AV` by -87 thousandths in GPOS and has no legacy table.
    let kern = width("AV") - width("A") - width("V");
    assert!((kern + 87.0).abs() < 3.0, "{kern}");
}

#[test]
fn conjoining_jamo_are_composed_before_a_font_is_asked() {
    let (nfc, nfd) = (
        shaped(&FONTS, "한글"),
        shaped(&FONTS, "\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}"),
    );
    assert_eq!(nfc, nfd);
    assert!(nfc.missing.is_empty());
}

#[test]
fn a_sequence_of_emoji_is_one_picture() {
    // A person, a joiner and a laptop; a flag; a skin tone; a keycap; a heart with the selector of pictures.
    for (sequence, single) in [
        ("👩\u{200D}💻", "👩"),
        ("🇰🇷", "🗺"),
        ("👍🏽", "👍"),
        ("❤\u{FE0F}", "❤"),
    ] {
        let run = shaped(&FONTS, sequence);
        assert!(run.missing.is_empty(), "{sequence}: {:?}", run.missing);
        assert!(!run.glyphs.is_empty(), "{sequence}");
        let (whole, one) = (run.advance_px, shaped(&FONTS, single).advance_px);
        assert!(
            whole < 1.5 * one,
            "{sequence} is {whole} px wide, {single} {one}"
        );
    }
    let keycap = shaped(&FONTS, "1\u{FE0F}\u{20E3}");
    assert!(keycap.missing.is_empty() && !keycap.glyphs.is_empty());
}

#[test]
fn a_selector_draws_nothing_and_is_never_missing() {
    for (with, without) in [
        ("가\u{FE0F}나", "가나"),
        ("a\u{200B}b", "ab"),
        ("☺\u{FE0E}", "☺"),
    ] {
        let (one, other) = (shaped(&FONTS, with), shaped(&FONTS, without));
        assert!(one.missing.is_empty(), "{with:?}: {:?}", one.missing);
        assert!((one.advance_px - other.advance_px).abs() < 2.5, "{with:?}");
    }
}

#[test]
fn what_no_font_has_is_named_once_and_is_as_wide_as_a_blank() {
    let run = shaped(&FONTS, "码们と码们");
    assert_eq!(run.missing, ["码", "们"]);
    let card = draw(&request("지도 性能 개선 码们", Pictures::None, &[]), &FONTS).unwrap();
    assert_eq!(card.facts.missing, ["U+7801 码", "U+4EEC 们"]);
    // Neither a box nor anything else: the card is that of blanks.
    let blank = shaped(&FONTS, "码");
    assert!(blank.glyphs.is_empty() && blank.ink.is_none() && blank.advance_px > 0.0);
}

#[test]
fn hanja_kana_and_symbols_are_drawn_and_lookalikes_stand_in() {
    for text in [
        "人工知能의 시대",
        "JavaScriptメモ: 取り出す",
        "㉠ ∈ ∼ ➜ ☐ 々 ½ ␤",
        "增減對應 対応",
    ] {
        let run = shaped(&FONTS, text);
        assert!(run.missing.is_empty(), "{text}: {:?}", run.missing);
        let letters = text.chars().filter(|c| !c.is_whitespace()).count();
        assert!(run.glyphs.len() >= letters, "{text}");
    }
    // A half-width kana is drawn as the whole one where no font has it, full-width Latin at least as wide.
    for text in ["ｶﾞｷﾞ", "Ａｐｐｌｅ", "㎏"] {
        assert!(shaped(&FONTS, text).missing.is_empty(), "{text}");
    }
}

#[test]
fn a_title_that_loses_a_third_of_its_letters_is_left_out_whole() {
    let card = draw(&request("码们这觉", Pictures::None, &[]), &FONTS).unwrap();
    assert!(card.facts.lines.is_empty() && card.facts.boxes.title.is_none());
    assert!(card.facts.missing.len() >= 3);
    let card = draw(&request("지도 서비스와 码", Pictures::None, &[]), &FONTS).unwrap();
    assert_eq!(card.facts.lines.join(" "), "지도 서비스와 码");
}

#[test]
fn a_fallback_font_of_the_user_draws_what_the_embedded_ones_lack() {
    let fonts = with_square();
    let run = shaped(&fonts, "性 🗺\u{FE0F} 가");
    assert!(run.missing.is_empty(), "{:?}", run.missing);
    // Its picture is red all over; the letters stay ink.
    assert!(
        painted(&fonts, "性")
            .iter()
            .all(|color| *color == Some([255, 0, 0, 255]))
    );
    assert!(painted(&fonts, "가").iter().all(Option::is_none));
    // An emoji is taken in colour where the user's font has it, and as a drawing where it is asked for as text.
    assert!(painted(&fonts, "🗺\u{FE0F}").contains(&Some([255, 0, 0, 255])));
    assert!(painted(&fonts, "🗺\u{FE0E}").iter().all(Option::is_none));
}

#[test]
fn a_card_shows_an_emoji_in_the_colours_of_the_users_font() {
    let fonts = with_square();
    let card = draw(&request("지도 🗺\u{FE0F}", Pictures::None, &[]), &fonts).unwrap();
    let red = decoded(&card.bytes)
        .pixels()
        .filter(|pixel| pixel.0 == [255, 0, 0])
        .count();
    let side = card.facts.size_px * 0.8;
    assert!(
        (red as f64) > 0.9 * side * side && (red as f64) < 1.1 * side * side,
        "{red}"
    );
}

#[test]
fn what_is_no_font_is_told() {
    for (bytes, why) in [
        (&b"wOF2...."[..], "a damaged web font (WOFF)"),
        (b"OTTO", "a damaged font"),
        (
            b"<html>",
            "not a font: expected OTF, TTF, TTC, WOFF or WOFF2",
        ),
        (b"", "not a font: expected OTF, TTF, TTC, WOFF or WOFF2"),
    ] {
        let told = Fonts::with(
            None,
            None,
            vec![("fonts/a.otf".to_owned(), bytes.to_vec()).into()],
        )
        .err();
        assert_eq!(told, Some(("fonts/a.otf".to_owned(), why.to_owned())));
    }
}

fn with_square() -> Fonts {
    let square = ("fonts/square.ttf".to_owned(), square());
    Fonts::with(None, None, vec![square.into()]).unwrap_or_else(|why| panic!("{why:?}"))
}

/// A font of one glyph for 性 and 🗺: a red square of 0.8 em in a bitmap table.
///
/// # Source
/// OpenType 1.9: head, hhea, hmtx, maxp, cmap format 12, sbix.
fn square() -> Vec<u8> {
    let words = |words: &[u16]| {
        words
            .iter()
            .flat_map(|word| word.to_be_bytes())
            .collect::<Vec<u8>>()
    };
    let longs = |longs: &[u32]| {
        longs
            .iter()
            .flat_map(|long| long.to_be_bytes())
            .collect::<Vec<u8>>()
    };
    let head = [
        longs(&[0x0001_0000, 0x0001_0000, 0, 0x5F0F_3CF5]),
        words(&[0, 1000]),
        vec![0; 16],
        words(&[0, 0, 1000, 1000, 0, 8, 2, 0, 0]),
    ]
    .concat();
    let hhea = [
        longs(&[0x0001_0000]),
        words(&[800, 65_336, 0, 1000]),
        vec![0; 22],
        words(&[2]),
    ]
    .concat();
    let hmtx = words(&[1000, 0, 1000, 0]);
    let maxp = [longs(&[0x0000_5000]), words(&[2])].concat();
    let groups = [[0x6027, 0x6027, 1], [0x1F5FA, 0x1F5FA, 1]].concat();
    let cmap = [
        words(&[0, 1, 3, 10]),
        longs(&[12]),
        words(&[12, 0]),
        longs(&[40, 0, 2]),
        longs(&groups),
    ]
    .concat();
    let picture = crate::art::png(&image::RgbImage::from_pixel(
        80,
        80,
        image::Rgb([255, 0, 0]),
    ));
    let data = [words(&[0, 0]), b"png ".to_vec(), picture].concat();
    // One strike of 100 px per em; glyph 0 is empty.
    let ends = [16, 16, 16 + data.len() as u32];
    let strike = [words(&[100, 72]), longs(&ends), data].concat();
    let sbix = [words(&[1, 1]), longs(&[1, 12]), strike].concat();
    let tables: [(&[u8; 4], Vec<u8>); 6] = [
        (b"cmap", cmap),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", hmtx),
        (b"maxp", maxp),
        (b"sbix", sbix),
    ];
    let mut font = [longs(&[0x0001_0000]), words(&[6, 64, 2, 32])].concat();
    let mut body = Vec::new();
    for (name, table) in &tables {
        font.extend(name.iter());
        font.extend(longs(&[
            0,
            (12 + 16 * 6 + body.len()) as u32,
            table.len() as u32,
        ]));
        body.extend(table);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    [font, body].concat()
}
