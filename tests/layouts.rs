//! Layout files: every mistake told at its line and column, pictures beside them, `feedcard card --layout --debug`.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::path::Path;

use common::{CONFIG, blog, png, put, run};
use feedcard::card::template::parse;
use feedcard::problem::Problem;
use image::RgbImage;

fn problems(text: &str) -> Vec<Problem> {
    parse("x.yaml", text).map_or_else(|problems| problems, |_| Vec::new())
}

/// Every mistake: the file, the line and the text under the caret, words of the message, words of the help.
const MISTAKES: &[(&str, u32, &str, &str, &str)] = &[
    ("layers: [", 1, "[", "not YAML", ""),
    (
        "size: [1200, 630]\nlayer: []\n",
        2,
        "layer",
        "unknown key `layer`",
        "did you mean `layers`?",
    ),
    (
        "size: [1200]\n",
        1,
        "[1200]",
        "`size` is not a list of 2 whole numbers",
        "size: [1200, 630]",
    ),
    (
        "size: [12, 630]\n",
        1,
        "[12, 630]",
        "a card has sides from 200 to 4096",
        "size: [1200, 630]",
    ),
    (
        "layers: rect\n",
        1,
        "rect",
        "`layers` is text, not a list",
        "beginning with `- `",
    ),
    (
        "layers:\n  - rect\n",
        2,
        "rect",
        "text where a mapping of",
        "write `{image: …}`",
    ),
    (
        "layers:\n  - {box: [0, 0, 9, 9]}\n",
        2,
        "{box: [0, 0, 9, 9]}",
        "a layer with nothing to paint",
        "name one of `image`, `art`, `shape` or `pattern`",
    ),
    (
        "layers:\n  - {art: gray, image: a.png}\n",
        2,
        "{art: gray, image: a.png}",
        "a layer with `image` and `art` at once",
        "name one of",
    ),
    (
        "layers:\n  - {art: grey}\n",
        2,
        "grey",
        "`grey` is not a picture of the post",
        "did you mean `gray`?",
    ),
    (
        "layers:\n  - {image: 7}\n",
        2,
        "7",
        "`image` is a number, not a file",
        "bg/*.png",
    ),
    (
        "layers:\n  - {shape: rect}\n",
        2,
        "{shape: rect}",
        "a shape without `fill`",
        "add `fill: brand`",
    ),
    (
        "layers:\n  - {shape: rect, fill: brnad}\n",
        2,
        "brnad",
        "`brnad` is not a colour",
        "did you mean `brand`?",
    ),
    (
        "layers:\n  - {shape: rect, fill: \"#12\"}\n",
        2,
        "\"#12\"",
        "`#12` is not a colour",
        "#0B6E4F",
    ),
    (
        "layers:\n  - shape: rect\n    fill: #0B6E4F\n",
        3,
        "",
        "YAML takes what follows ` #` for a comment",
        "in quotes",
    ),
    (
        "layers:\n  - {shape: rect, fill: {from: brand}}\n",
        2,
        "{from: brand}",
        "a gradient without `to`",
        "angle: 115",
    ),
    (
        "layers:\n  - {shape: rect, fill: {from: brand, to: shade, angle: 400}}\n",
        2,
        "400",
        "`angle` is not a whole number from 0 to 360",
        "write `angle: 360`",
    ),
    (
        "layers:\n  - {shape: circle, fill: brand, radius: 9}\n",
        2,
        "radius",
        "a circle has no `radius`",
        "shape: rect",
    ),
    (
        "layers:\n  - {shape: rect, fill: dim, opacity: 50}\n",
        2,
        "opacity",
        "`dim` has no `opacity`",
        "leave it out",
    ),
    (
        "layers:\n  - {shape: rect, fill: brand, fit: cover}\n",
        2,
        "fit",
        "a layer with `shape` has no `fit`",
        "it has `shape`, `fill`",
    ),
    (
        "layers:\n  - {pattern: ring}\n",
        2,
        "ring",
        "`ring` is not a pattern",
        "did you mean `rings`?",
    ),
    (
        "layers:\n  - {art: color, box: [1300, 0, 90, 90]}\n",
        2,
        "[1300, 0, 90, 90]",
        "lies outside of the card",
        "write `box: [1199, 0, 1, 90]`",
    ),
    (
        "layers:\n  - {art: color, box: [0, 0, 4000, 90]}\n",
        2,
        "[0, 0, 4000, 90]",
        "more than 3 times as large as the card",
        "write `box: [0, 0, 1200, 630]`",
    ),
    (
        "layers:\n  - {art: color, box: [0, 0, 90, 90], clip: [100, 0, 9, 9]}\n",
        2,
        "[100, 0, 9, 9]",
        "nothing of the layer lies in its `clip`",
        "write `clip: [0, 0, 90, 90]`",
    ),
    (
        "layers:\n  - {art: color, box: [0, 0, -90, 90]}\n",
        2,
        "[0, 0, -90, 90]",
        "`box` is not a list of 4 whole numbers",
        "write `box: [0, 0, 1200, 630]`",
    ),
    (
        "slots:\n  titel: {box: [72, 72, 9, 9]}\n",
        2,
        "titel",
        "unknown key `titel`",
        "did you mean `title`?",
    ),
    (
        "slots:\n  title: {sizes: [68, 40]}\n",
        2,
        "title",
        "slot `title` without `box`",
        "add `box:",
    ),
    (
        "slots:\n  title: {box: [72, 72, 900, 300], sizes: [40, 68]}\n",
        2,
        "[40, 68]",
        "`sizes` is the largest and the least size",
        "write `sizes: [68, 40]`",
    ),
    (
        "slots:\n  title: {box: [72, 72, 900, 300], lines: 0}\n",
        2,
        "0",
        "`lines` is not a whole number from 1 to 12",
        "write `lines: 1`",
    ),
    (
        "slots:\n  title: {box: [72, 72, 900, 300], chip: {fill: tint}}\n",
        2,
        "chip",
        "slot `title` has no `chip`",
        "it has `box`, `align`",
    ),
    (
        "slots:\n  stack: {box: [72, 72, 900, 300], lines: 3}\n",
        2,
        "lines",
        "slot `stack` has no `lines`",
        "`title`",
    ),
    (
        "slots:\n  stack: {box: [72, 72, 900, 300], items: [titel]}\n",
        2,
        "titel",
        "`titel` is not an item of a stack",
        "did you mean `title`?",
    ),
    (
        "slots:\n  stack: {box: [72, 72, 900, 300], items: []}\n",
        2,
        "[]",
        "a stack of nothing",
        "items: [kicker, title, subtitle]",
    ),
    (
        "slots:\n  title: {box: [72, 72, 900, 300], align: middle}\n",
        2,
        "middle",
        "`align` is not a list of two words",
        "align: [start, middle]",
    ),
    (
        "slots:\n  title: {box: [72, 72, 900, 300], align: [start, top]}\n",
        2,
        "top",
        "`top` is not an alignment",
        "write `start`, `middle` or `end`",
    ),
    (
        "slots:\n  meta: {box: [72, 72, 900, 30], show: [dat]}\n",
        2,
        "dat",
        "`dat` is not a fact of a post",
        "did you mean `date`?",
    ),
    (
        "slots:\n  tags: {box: [72, 72, 900, 44], chip: {fil: tint}}\n",
        2,
        "fil",
        "unknown key `fil`",
        "did you mean `fill`?",
    ),
    (
        "slots:\n  avatar: {box: [72, 72, 72, 72], shape: round}\n",
        2,
        "round",
        "`round` is not a shape of avatars",
        "write `circle` or `square`",
    ),
    (
        "slots:\n  title: {box: [900, 150, 400, 340]}\n",
        2,
        "[900, 150, 400, 340]",
        "the box of `title` reaches out of the card of 1200x630",
        "write `box: [900, 150, 300, 340]`",
    ),
    (
        "slots:\n  title: {box: [72, 150, 0, 340]}\n",
        2,
        "[72, 150, 0, 340]",
        "the box of `title` is empty",
        "[left, top, width, height]",
    ),
    (
        "slots:\n  title: {box: [72, 5, 900, 340]}\n",
        2,
        "[72, 5, 900, 340]",
        "what a 2:1 crop cuts off: text stays between 15 and 615",
        "write `box: [72, 15, 900, 330]`",
    ),
    (
        "slots:\n  avatar: {box: [1100, 500, 72, 72], max: 3, overlap: 0}\n",
        2,
        "[1100, 500, 72, 72]",
        "3 avatars reach out of the card",
        "a smaller `max`",
    ),
    (
        "slots:\n  title: {box: [72, 150, 900, 30], sizes: [68, 40]}\n",
        2,
        "[72, 150, 900, 30]",
        "a title does not fit in the box of `title`: it needs 43",
        "write `box: [72, 150, 900, 43]`",
    ),
    (
        "slots:\n  site: {box: [72, 64, 300, 20], size: 30}\n",
        2,
        "[72, 64, 300, 20]",
        "a line does not fit in the box of `site`: it needs 32",
        "or a smaller size",
    ),
    (
        "slots:\n  title: {box: [72, 150, 900, 300]}\n  meta: {box: [72, 400, 900, 60]}\n",
        3,
        "[72, 400, 900, 60]",
        "the boxes of `title` and `meta` overlap",
        "move or shrink",
    ),
    (
        "slots:\n  title: {box: [72, 150, 900, 300]}\nclear: [[900, 100, 200, 400]]\n",
        2,
        "[72, 150, 900, 300]",
        "the box of `title` reaches into `clear`",
        "keep it out of [900, 100, 200, 400]",
    ),
    (
        "clear: [[900, 100, 400, 400]]\n",
        1,
        "[900, 100, 400, 400]",
        "a clear box reaches out of the card",
        "write `box: [900, 100, 300, 400]`",
    ),
    (
        "slots:\n  avatar: {box: [72, 500, 40, 40], max: 1}\n  meta: {box: [300, 500, 400, 40], after: avatar}\nclear: [[150, 480, 100, 80]]\n",
        3,
        "[300, 500, 400, 40]",
        "reaches into `clear` where the slot before it is empty",
        "keep it out",
    ),
    (
        "slots:\n  meta: {box: [300, 500, 400, 40], after: avatar}\n",
        2,
        "avatar",
        "there is no slot `avatar`",
        "name a slot of this file",
    ),
    (
        "slots:\n  meta: {box: [300, 500, 400, 40], after: site}\n  site: {box: [72, 64, 400, 40], after: meta}\n",
        2,
        "site",
        "follow each other in a circle",
        "leave one `after` out",
    ),
    (
        "slots:\n  stack: {box: [72, 150, 640, 340]}\n  kicker: {box: [72, 64, 640, 40]}\n",
        3,
        "kicker",
        "`kicker` would stand on the card twice",
        "take `kicker` out of the stack's `items`",
    ),
    (
        "slots:\n  title: {box: [72, 150, 900, 300], box: [72, 150, 900, 200]}\n",
        2,
        "box",
        "the key `box` stands here twice",
        "delete one of them",
    ),
];

#[test]
fn every_mistake_is_told_at_its_line_and_column_with_a_help_made_from_it() {
    let mut faults = Vec::new();
    for (text, line, under, message, help) in MISTAKES {
        let found = problems(text);
        let fits = |problem: &&Problem| {
            let place = problem.place.as_ref().unwrap();
            let column = (place.column.max(1) - 1) as usize;
            let from: String = place.text.chars().skip(column).collect();
            problem.rule == "layout-file"
                && problem.message.contains(message)
                && place.line == *line
                && (under.is_empty() || from.starts_with(under))
                && problem.help.clone().unwrap_or_default().contains(help)
        };
        if !found.iter().any(|problem| fits(&problem)) {
            faults.push(format!(
                "{text:?} wants {message:?} at {under:?}:\n{found:#?}"
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_is_told_once_is_not_told_again_in_other_words() {
    for (text, ..) in MISTAKES
        .iter()
        .filter(|row| row.3.contains("reaches") && !row.3.contains("clear"))
    {
        assert_eq!(problems(text).len(), 1, "{text:?}: {:#?}", problems(text));
    }
}

#[test]
fn the_examples_and_the_sample_of_the_readme_are_sound() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in ["harbour", "chips", "dusk"] {
        let path = root.join(format!("examples/layouts/{name}.yaml"));
        let found = problems(&std::fs::read_to_string(path).unwrap());
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
    for readme in ["README.md", "README.ko.md"] {
        let text = std::fs::read_to_string(root.join(readme)).unwrap();
        let (_, rest) = text.split_once("```yaml layout\n").unwrap();
        let (sample, _) = rest.split_once("```").unwrap();
        let found = problems(sample);
        assert!(found.is_empty(), "{readme}: {found:#?}");
    }
}

#[test]
fn a_file_that_grows_without_bound_is_refused_soon() {
    let layer = "  - {shape: rect, fill: brand}\n";
    let many = format!("layers:\n{}", layer.repeat(101));
    assert!(
        problems(&many)[0]
            .message
            .contains("101 entries under `layers`")
    );
    let images = format!("layers:\n{}", "  - {image: a.png}\n".repeat(9));
    assert!(
        problems(&images)[0]
            .message
            .contains("more than 8 layers are pictures")
    );
    let deep = format!("layers: {}{}", "[".repeat(40), "]".repeat(40));
    assert!(
        problems(&deep)[0].message.contains("deep"),
        "{:?}",
        problems(&deep)
    );
}

const LAYOUT: &str = "layers:\n  - {shape: rect, fill: shade}\n  - {image: \"IMAGE\"}\nslots:\n  title: {box: [72, 150, 900, 340]}\n";

fn picture(color: [u8; 3]) -> Vec<u8> {
    png(30, 20, |_, _| color)
}

/// Output of `check` for a blog whose layout file shows an image, and its exit code.
fn checked(image: &str, prepare: impl Fn(&Path)) -> (Option<i32>, String) {
    let folder = blog(&[("a.md", "---\ntitle: 등대\ndate: 2024-03-02\n---\n글\n")]);
    let config = format!("{CONFIG}cards: {{layout: layouts/own.yaml}}\n");
    put(folder.path(), "feedcard.yaml", config.as_bytes());
    let layout = LAYOUT.replace("IMAGE", image);
    put(folder.path(), "layouts/own.yaml", layout.as_bytes());
    prepare(folder.path());
    let done = run(folder.path(), &["check"], &[]);
    (done.status.code(), String::from_utf8(done.stderr).unwrap())
}

#[test]
fn a_picture_is_found_beside_the_layout_file_then_from_the_blog() {
    for place in ["layouts/bg/a.png", "bg/a.png"] {
        for image in ["bg/a.png", "bg/*.png", "./bg/a.png"] {
            let (code, told) = checked(image, |root| put(root, place, &picture([9; 3])));
            assert_eq!(code, Some(0), "{place} as {image}: {told}");
        }
    }
}

#[test]
fn a_picture_that_is_missing_foreign_or_none_is_told_at_its_line() {
    let at = "layouts/own.yaml:3:13";
    let (code, told) = checked("bg/*.png", |_| ());
    assert_eq!(code, Some(2));
    assert!(
        told.contains("`bg/*.png` names no picture") && told.contains(at),
        "{told}"
    );

    let (_, told) = checked("papre.png", |root| {
        put(root, "layouts/paper.png", &picture([9; 3]))
    });
    assert!(
        told.contains("did you mean `image: \"paper.png\"`?"),
        "{told}"
    );

    for outside in ["../paper.png", "/etc/paper.png", "a/../../../paper.png"] {
        let (code, told) = checked(outside, |_| ());
        assert_eq!(code, Some(2));
        assert!(
            told.contains("is a file of another folder") && told.contains(at),
            "{told}"
        );
        assert!(told.contains("write `image: \"paper.png\"`"), "{told}");
    }

    let (code, told) = checked("a.png", |root| put(root, "layouts/a.png", b"no picture"));
    assert_eq!(code, Some(2), "{told}");
    assert!(
        told.contains("the picture `layouts/a.png` of the layout: not a picture")
            && told.contains(at),
        "{told}"
    );
    assert!(told.contains("layout-picture"), "{told}");
}

#[cfg(unix)]
#[test]
fn no_link_leads_a_layout_out_of_the_blog() {
    let elsewhere = tempfile::tempdir().unwrap();
    put(elsewhere.path(), "a.png", &picture([9; 3]));
    put(
        elsewhere.path(),
        "own.yaml",
        LAYOUT.replace("IMAGE", "a.png").as_bytes(),
    );
    for image in ["a.png", "*.png"] {
        let (code, told) = checked(image, |root| {
            std::os::unix::fs::symlink(elsewhere.path().join("a.png"), root.join("layouts/a.png"))
                .unwrap();
        });
        assert_eq!(code, Some(2));
        assert!(told.contains("`a.png` is a link out of the blog"), "{told}");
    }
    let (code, told) = checked("a.png", |root| {
        std::fs::remove_file(root.join("layouts/own.yaml")).unwrap();
        let link = root.join("layouts/own.yaml");
        std::os::unix::fs::symlink(elsewhere.path().join("own.yaml"), link).unwrap();
    });
    assert_eq!(code, Some(2));
    assert!(told.contains("lies outside the blog"), "{told}");
}

#[test]
fn every_mistake_of_a_file_is_told_in_one_run() {
    let (code, told) = checked(
        "a.png\"\n    radius: x\n  - {art: grey}\n  - {image: \"b.png",
        |_| (),
    );
    assert_eq!(code, Some(2));
    for words in ["not YAML", "radius", "grey"] {
        assert!(told.contains(words) || told.contains("not YAML"), "{told}");
    }
    let layout = "layers:\n  - {art: grey}\n  - {shape: rect, fill: bland}\n";
    assert_eq!(problems(layout).len(), 2);
}

#[test]
fn titles_that_a_box_cuts_are_one_warning_at_the_box_that_names_the_longest() {
    let long = "아주 긴 제목은 작은 상자에 들어가지 않으므로 어떤 크기로도 다 보일 수 없다는 것을 알려야 한다";
    let longer = format!("{long} 그리고 이것은 더 길다");
    let post = |title: &str| format!("---\ntitle: {title}\ndate: 2024-03-02\n---\n글\n");
    let folder = blog(&[
        ("a.md", &post(long)),
        ("b.md", &post(&longer)),
        ("c.md", &post("짧은 글")),
    ]);
    let config = format!("{CONFIG}cards: {{layout: layouts/own.yaml}}\n");
    put(folder.path(), "feedcard.yaml", config.as_bytes());
    let layout = "slots:\n  title: {box: [72, 150, 300, 60], sizes: [60, 50], lines: 1}\n";
    put(folder.path(), "layouts/own.yaml", layout.as_bytes());
    for command in ["check", "build", "build"] {
        let done = run(folder.path(), &[command], &[]);
        let told = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(0), "{told}");
        assert_eq!(told.matches("warning[").count(), 1, "{told}");
        assert!(
            told.contains("layout-title") && told.contains("layouts/own.yaml:2:16"),
            "{told}"
        );
        assert!(
            told.contains(&format!("`{longer}` fits into the title box at no size")),
            "{told}"
        );
        assert!(
            told.contains("so does one more title") && told.contains("write `sizes: [60, 40]`"),
            "{told}"
        );
    }
    let done = run(folder.path(), &["build"], &[]);
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(said.contains("0 rendered, 3 reused"), "{said}");
}

/// `feedcard card` of a layout file in a folder of its own.
fn one_card(layout: &str, more: &[&str]) -> (Option<i32>, String, Option<RgbImage>) {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "own.yaml", layout.as_bytes());
    put(folder.path(), "paper.png", &picture([240, 230, 210]));
    let usual = [
        "card",
        "--layout",
        "own.yaml",
        "--title",
        "등대를 지키는 법",
        "-o",
        "card.png",
    ];
    let done = run(folder.path(), &[&usual[..], more].concat(), &[]);
    let card = image::open(folder.path().join("card.png")).ok();
    let told = String::from_utf8(done.stderr).unwrap();
    (done.status.code(), told, card.map(|card| card.to_rgb8()))
}

#[test]
fn the_card_command_draws_a_layout_file_and_its_picture() {
    let (code, told, card) = one_card(&LAYOUT.replace("IMAGE", "paper.png"), &[]);
    assert_eq!(code, Some(0), "{told}");
    let card = card.unwrap();
    assert_eq!(card.dimensions(), (1200, 630));
    assert_eq!(card.get_pixel(600, 60).0, [240, 230, 210]);
    let (code, told, _) = one_card(&LAYOUT.replace("IMAGE", "papr.png"), &[]);
    assert_eq!(code, Some(2));
    assert!(
        told.contains("own.yaml:3:13") && told.contains("did you mean `image: \"paper.png\"`?"),
        "{told}"
    );
    let folder = tempfile::tempdir().unwrap();
    let done = run(
        folder.path(),
        &["card", "--layout", "wip", "--title", "글", "-o", "a.png"],
        &[],
    );
    assert_eq!(done.status.code(), Some(2));
    let told = String::from_utf8(done.stderr).unwrap();
    assert!(
        told.contains("wipe") && told.contains("possible values"),
        "{told}"
    );
}

#[test]
fn debug_shows_slots_baselines_clear_the_crop_and_the_grid_on_any_layout() {
    let layout = "slots:\n  title: {box: [72, 150, 660, 340]}\nclear: [[820, 90, 300, 450]]\n";
    let (_, _, plain) = one_card(layout, &[]);
    let (code, told, card) = one_card(layout, &["--debug"]);
    assert_eq!(code, Some(0), "{told}");
    let (plain, card) = (plain.unwrap(), card.unwrap());
    assert_eq!(card.get_pixel(500, 150).0, [0, 120, 255], "the title's box");
    assert_eq!(card.get_pixel(1000, 90).0, [240, 60, 0], "what stays clear");
    for (x, y, what) in [
        (700, 7, "the crop"),
        (700, 623, "the crop"),
        (760, 41, "the grid"),
        (751, 40, "the grid"),
    ] {
        assert_ne!(card.get_pixel(x, y), plain.get_pixel(x, y), "{what}");
    }
    assert_eq!(
        card.get_pixel(771, 51),
        plain.get_pixel(771, 51),
        "nothing between the lines"
    );
    let baseline =
        (72..732).filter(|&x| (150..490).any(|y| card.get_pixel(x, y).0 == [0, 170, 60]));
    assert!(baseline.count() > 200);
    // A built-in layout: the box of its title's ink, whose numbers `--explain` prints.
    let folder = tempfile::tempdir().unwrap();
    let usual = [
        "card",
        "--title",
        "등대를 지키는 법",
        "-o",
        "card.png",
        "--explain",
    ];
    let done = run(folder.path(), &[&usual[..], &["--debug"]].concat(), &[]);
    let facts: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    let numbers = facts["card"]["boxes"]["title"].as_array().unwrap();
    let [x, y] = [0, 1].map(|at| u32::try_from(numbers[at].as_u64().unwrap()).unwrap());
    let card = image::open(folder.path().join("card.png"))
        .unwrap()
        .to_rgb8();
    assert_eq!(card.get_pixel(x + 60, y).0, [0, 120, 255]);
}
