use super::*;
use std::time::{Duration, Instant};

fn svg(inside: &str) -> Vec<u8> {
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 200 100">{inside}</svg>"##
    )
    .into_bytes()
}

fn drawn(inside: &str) -> Result<RgbaImage, Refused> {
    raster(&svg(inside), PICTURE, 62_000_000)
}

/// Why it is refused, which must not take long to find out.
fn message(inside: &str) -> String {
    let start = Instant::now();
    let refused = drawn(inside).expect_err("refused");
    let took = start.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}: {refused:?}");
    refused.message
}

fn inked(picture: &RgbaImage, x: std::ops::Range<u32>, y: std::ops::Range<u32>) -> usize {
    x.flat_map(|x| y.clone().map(move |y| (x, y)))
        .filter(|&(x, y)| picture.get_pixel(x, y).0[3] > 200)
        .count()
}

#[test]
fn shapes_and_words_are_drawn_large_on_a_transparent_ground() {
    let text = |words: &str| {
        format!(
            r##"<rect x="10" y="10" width="80" height="80" fill="#d03020"/><text x="110" y="60" font-size="30" font-family="Nowhere" font-weight="700">{words}</text>"##
        )
    };
    let picture = drawn(&text("한글")).unwrap();
    assert_eq!(picture.dimensions(), (1600, 800));
    assert_eq!(picture.get_pixel(400, 400).0, [0xd0, 0x30, 0x20, 255]);
    assert_eq!(picture.get_pixel(2, 2).0[3], 0);
    assert!(inked(&picture, 880..1600, 200..600) > 5_000, "the words");
    // macOS writes syllables letter by letter.
    assert!(drawn(&text("\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}")).unwrap() == picture);
    for words in ["漢字", "🚀", "かな", "A\u{FE0F}\u{200D}"] {
        let picture = drawn(&text(words)).unwrap();
        assert!(inked(&picture, 880..1600, 200..600) > 500, "{words}");
    }
    assert_eq!(
        message(&text("가 ꙮ")),
        "an SVG with text in which no embedded font has the character `ꙮ` (U+A66E)"
    );
}

#[test]
fn the_same_file_gives_the_same_bytes_in_every_thread() {
    let inside = r##"<defs><linearGradient id="l"><stop stop-color="#123"/><stop offset="1" stop-color="#fc8"/></linearGradient>
        <filter id="f"><feGaussianBlur stdDeviation="3"/></filter><clipPath id="c"><circle cx="50" cy="50" r="40"/></clipPath></defs>
        <g transform="rotate(17 60 50)"><rect x="20" y="20" width="90" height="60" rx="9" fill="url(#l)" filter="url(#f)"/></g>
        <path d="M5 5A60 40 20 0 1 190 90" fill="none" stroke="#075" stroke-width="7" stroke-dasharray="9 4"/>
        <g clip-path="url(#c)" opacity=".6"><rect width="99" height="99"/></g><text x="80" y="60">같은 바이트</text>"##;
    let first = drawn(inside).unwrap();
    std::thread::scope(|scope| {
        let others: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| drawn(inside).unwrap()))
            .collect();
        for other in others {
            assert!(other.join().unwrap() == first);
        }
    });
}

#[test]
fn the_size_follows_the_box_and_the_limit_of_pixels() {
    let plain = svg(r#"<rect width="200" height="100"/>"#);
    let size = |room, most| raster(&plain, room, most).unwrap().dimensions();
    assert_eq!(size(LOGO, 1 << 30), (384, 192));
    assert_eq!(size(PICTURE, 20_000), (200, 100));
    let of = |head: &str| {
        let text = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" {head}/>"#);
        raster(text.as_bytes(), PICTURE, 1 << 30).map(|picture| picture.dimensions())
    };
    assert_eq!(of(""), Ok((1260, 1260)), "100x100 where it does not say");
    assert_eq!(of(r#"width="30" height="10""#), Ok((1600, 533)));
    assert_eq!(of(r#"viewBox="0 0 9000 1""#), Ok((1600, 1)));
    for head in [
        r#"width="1e-9" height="1e-9""#,
        r#"width="1e20" height="9""#,
    ] {
        assert!(of(head).unwrap_err().message.contains("units"), "{head}");
    }
}

#[test]
fn a_file_is_known_by_its_first_tag() {
    for yes in [
        "<svg/>",
        "\u{feff}<?xml version='1.0'?>\n<!-- made by hand --><!DOCTYPE svg PUBLIC 'a' 'b'>\n<svg width='9'>",
        "<!DOCTYPE svg [<!ENTITY a 'b>'>]><s:svg xmlns:s='http://www.w3.org/2000/svg'>",
    ] {
        assert!(is_svg(yes.as_bytes()), "{yes}");
    }
    for no in [
        "<svgs>",
        "<html><svg>",
        "svg",
        "<!-- <svg>",
        "",
        "<!DOCTYPE html><p>",
    ] {
        assert!(!is_svg(no.as_bytes()), "{no}");
    }
}

#[test]
fn what_would_be_missing_is_refused_by_name() {
    for (inside, wanted) in [
        (
            r#"<image href="a.png" width="9" height="9"/>"#,
            "a picture inside",
        ),
        (
            r#"<image href="data:image/png;base64,AAAA"/>"#,
            "a picture inside",
        ),
        ("<foreignObject><p>a</p></foreignObject>", "HTML inside"),
        (
            r#"<filter id="f"><feTurbulence/></filter>"#,
            "the filter `feTurbulence`",
        ),
        (
            r#"<g style="mix-blend-mode:color-burn"><rect width="9" height="9"/></g>"#,
            "the blend mode",
        ),
        ("<rect", "not a whole SVG"),
        (
            "<a></b>",
            "not a whole SVG: expected 'a' tag, not 'b' at 1:",
        ),
    ] {
        let said = message(inside);
        assert!(said.contains(wanted), "{said}");
    }
    assert!(
        raster(b"<svg>\xFF</svg>", PICTURE, 1 << 30)
            .unwrap_err()
            .message
            .contains("UTF-8")
    );
    let long = svg(&" ".repeat(MOST_BYTES));
    assert!(
        raster(&long, PICTURE, 1 << 30)
            .unwrap_err()
            .message
            .contains("the limit is 2097152")
    );
    // A drawing tool's plain text beside its HTML is drawn.
    let both = drawn(
        r#"<switch><foreignObject requiredFeatures="http://www.w3.org/TR/SVG11/feature#Extensibility"><p>漢ꙮ</p></foreignObject>
        <text x="20" y="60" font-size="40">글자</text></switch>"#,
    );
    assert!(inked(&both.unwrap(), 0..1600, 0..800) > 5_000);
}

#[test]
fn copies_of_copies_are_refused_before_they_are_made() {
    let tower = |one: &dyn Fn(usize) -> String| (1..30).map(one).collect::<String>();
    let uses = tower(&|at| {
        let copies = format!(r##"<use xlink:href="#a{}"/>"##, at - 1).repeat(9);
        format!(r#"<g id="a{at}">{copies}</g>"#)
    });
    let uses = format!(r#"<g id="a0"><rect width="1" height="1"/></g>{uses}"#);
    // Each mask shows two shapes that are masked in turn, fitted to each of them.
    let mask = |attribute: &str| {
        let masks = tower(&|at| {
            let shape = format!(
                r#"<rect width="9" height="9" {}/>"#,
                attribute.replace('N', &(at - 1).to_string())
            );
            format!(
                r#"<mask id="a{at}" maskContentUnits="objectBoundingBox">{shape}{shape}</mask>"#
            )
        });
        format!(
            r##"<mask id="a0"><rect width="9" height="9"/></mask>{masks}<rect width="9" height="9" mask="url(#a29)"/>"##
        )
    };
    let patterns = tower(&|at| {
        let shape = format!(
            r#"<rect width="9" height="9" fill="url( '#a{}' )"/>"#,
            at - 1
        );
        format!(r#"<pattern id="a{at}" width="9" height="9">{shape}{shape}</pattern>"#)
    });
    let styles: String = (0..30)
        .map(|at| format!(".k{at}{{mask:url(#a{at})}}"))
        .collect();
    let styled = format!("<style>{styles}</style>{}", mask(r#"class="k0 kN""#));
    for inside in [
        uses,
        mask(r#"mask="url(#aN)""#),
        mask(r#"style="mask:url(#aN)""#),
        format!(
            r#"<pattern id="a0" width="1" height="1"/>{patterns}<rect width="9" height="9" fill="url(#a29)"/>"#
        ),
        styled,
    ] {
        let said = message(&inside);
        assert!(said.contains("too many elements"), "{said}");
    }
    let marks = r##"<marker id="m"><path d="M0 0"/></marker>"##;
    let corners = "L1 1".repeat(60_000);
    let marked = format!(r##"{marks}<path marker-mid="url(#m)" d="M0 0{corners}"/>"##);
    assert!(message(&marked).contains("too many elements"));
    let styled =
        format!(r##"<style>path{{marker:url(#m)}}</style>{marks}<path d="M0 0{corners}"/>"##);
    assert!(message(&styled).contains("too many elements"));
    for own in [
        r##"<g id="a"><use xlink:href="#a"/></g>"##,
        r##"<mask id="a"><rect width="9" height="9" class="k"/></mask><style>.k{mask:url(#a)}</style>"##,
        r##"<clipPath id="a"><rect clip-path="url(#b)"/></clipPath><clipPath id="b"><rect clip-path="url(#a)"/></clipPath>"##,
    ] {
        assert!(message(own).contains("shows itself"), "{own}");
    }
}

#[test]
fn deep_and_crowded_markup_is_refused_before_it_is_parsed() {
    let deep = |depth: usize| format!("{}{}", "<g>".repeat(depth), "</g>".repeat(depth));
    assert!(drawn(&deep(40)).is_ok());
    assert!(message(&deep(60)).contains("too deep"));
    assert!(message(&deep(90_000)).contains("too deep"));
    assert!(message(&"<g/>".repeat(70_000)).contains("too many elements"));
    let attributes: String = (0..100_000).map(|at| format!(" a{at}=''")).collect();
    assert!(message(&format!("<g{attributes}/>")).contains("too many attributes"));
    // What stands in quotes, comments and sections is no tag.
    assert!(
        drawn(&format!(
            r#"<g id="{}"/><!--{}--><![CDATA[{0}]]>"#,
            ">'<g>",
            "<g>".repeat(99)
        ))
        .is_err()
    );
    assert!(drawn(&format!("<!--{}--><g id=\">'\"/>", "<g>".repeat(99))).is_ok());
}

#[test]
fn entities_files_and_addresses_are_never_opened() {
    for head in [
        r#"<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>"#,
        r#"<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>"#,
    ] {
        let text =
            format!(r#"{head}<svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text></svg>"#);
        let said = raster(text.as_bytes(), PICTURE, 1 << 30)
            .unwrap_err()
            .message;
        assert_eq!(
            said,
            "an SVG that declares entities, which are not expanded"
        );
    }
    let plain = drawn(r#"<rect width="20" height="20"/>"#).unwrap();
    let linked = drawn(
        r#"<style>@import url(http://a.example/b.css); @font-face{font-family:A;src:url(file:///c.woff)}</style>
        <use href="http://a.example/b.svg#c"/><rect width="20" height="20"/>"#,
    );
    assert!(linked.unwrap() == plain);
}

#[test]
fn what_would_take_long_to_paint_is_refused() {
    let shapes = r#"<rect width="200" height="100" opacity="0.9"/>"#.repeat(5_000);
    let zigzag: String = (0..50_000)
        .map(|at| format!("L{} {}", at % 200, at % 2 * 100))
        .collect();
    let zigzag = format!(r#"<path d="M0 0{zigzag}"/>"#);
    let dashes =
        r#"<path d="M0 0H200V100H0Z" stroke="red" stroke-dasharray=".0003 .0003"/>"#.repeat(400);
    let blurs = "<feGaussianBlur stdDeviation='9000'/>".repeat(400);
    let blurred = format!(
        r##"<filter id="f" filterUnits="userSpaceOnUse" x="-9e5" y="-9e5" width="9e7" height="9e7">{blurs}</filter><rect width="9" height="9" filter="url(#f)"/>"##
    );
    let layers = format!(
        r#"{}<rect x="-900" y="-900" width="5000" height="5000"/>{}"#,
        r#"<g opacity=".9">"#.repeat(40),
        "</g>".repeat(40)
    );
    let tile = r##"<pattern id="p" patternUnits="userSpaceOnUse" width="1e7" height="1e7"><rect width="1" height="1"/></pattern><rect width="9" height="9" fill="url(#p)"/>"##;
    for inside in [shapes, zigzag, dashes, blurred, layers, tile.to_owned()] {
        assert_eq!(
            message(&inside),
            "an SVG with too much to draw",
            "{}",
            &inside[..99]
        );
    }
    let numbers = "1 ".repeat(400_000);
    let listed = format!(
        r#"<g stroke-dasharray="{numbers}">{}</g>"#,
        "<path d='M0 0H9'/>".repeat(9_000)
    );
    assert!(message(&listed).contains("a very long `stroke-dasharray`"));
    let rules = format!(
        "<style>.a{{stroke-dasharray:{numbers}}}</style>{}",
        "<path class='a'/>".repeat(9_000)
    );
    assert!(message(&rules).contains("too many styles"));
    let words = format!("<text>{}</text>", "글 ".repeat(30_000));
    assert!(message(&words).contains("letters of text"));
}

/// The largest of each that is allowed still ends soon.
#[test]
fn what_is_allowed_ends_soon() {
    let texts: String = (0..400)
        .map(|at| {
            format!(
                r#"<text x="{}" y="{}" font-size="9">낱말 {at}</text>"#,
                at % 20 * 9,
                at / 4
            )
        })
        .collect();
    let shapes = r#"<rect width="200" height="100" opacity="0.9"/>"#.repeat(35);
    let small: String = (0..9_000)
        .map(|at| format!(r#"<circle cx="{}" cy="{}" r="1"/>"#, at % 200, at / 90))
        .collect();
    let zigzag: String = (0..1_500)
        .map(|at| format!("L{} {}", at * 37 % 200, at % 2 * 100))
        .collect();
    let zigzag = format!(r#"<path d="M0 0{zigzag}"/>"#);
    for inside in [texts, shapes, small, zigzag] {
        let start = Instant::now();
        drawn(&inside).unwrap_or_else(|refused| panic!("{refused:?}: {}", &inside[..99]));
        let took = start.elapsed();
        assert!(took < Duration::from_secs(8), "{took:?}: {}", &inside[..99]);
    }
}
