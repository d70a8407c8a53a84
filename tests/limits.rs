//! What one file may cost: inputs made to exhaust a machine end soon, in little memory, with a problem at their place.
//!
//! Memory is that of the whole process at its peak, as Linux tells it; elsewhere only the problems are judged. The clock
//! is judged generously: a debug build on a busy machine is not what the README promises, but no input here may hang.
#![expect(clippy::print_stdout, reason = "what an input cost is told")]
#![allow(missing_docs, clippy::unwrap_used)]

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

mod common;
use common::{CONFIG, blog, put};
use serde_json::Value;

/// No input here may take longer, on any machine that runs tests.
const PATIENCE: Duration = Duration::from_secs(180);
/// Peak of the whole process, in MB.
const MOST_MB: u64 = 300;

/// Every limit out of the way but the one that is judged.
const RAISED: &str = "limits: { post_bytes: 64000000, front_matter_bytes: 64000000, front_matter_values: 100000000 }\n";

struct End {
    code: Option<i32>,
    problems: Vec<Value>,
}

impl End {
    /// The only error, its path and its words.
    fn error(&self) -> (&str, &str, &str) {
        let errors: Vec<&Value> = self
            .problems
            .iter()
            .filter(|one| one["severity"] == "error")
            .collect();
        assert_eq!(errors.len(), 1, "{:?}", self.problems);
        let word = |key: &str| errors[0][key].as_str().unwrap_or_default();
        (word("rule"), word("path"), word("message"))
    }
}

/// `feedcard build` in `folder`, watched.
fn watched(folder: &Path) -> End {
    let (out, err) = (folder.join("stdout"), folder.join("stderr"));
    let file = |path: &Path| Stdio::from(std::fs::File::create(path).unwrap());
    let began = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_feedcard"))
        .args(["build", "--format", "json"])
        .current_dir(folder)
        .env_remove("GITHUB_STEP_SUMMARY")
        .stdout(file(&out))
        .stderr(file(&err))
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kb = 0;
    let code = loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak_kb = peak.unwrap_or(0).max(peak_kb);
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        if began.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("it does not end");
        }
        std::thread::sleep(Duration::from_millis(3));
    };
    println!("{peak_kb} KB at most, {:?}", began.elapsed());
    assert!(peak_kb <= MOST_MB * 1024, "{peak_kb} KB");
    let told = std::fs::read(&err).unwrap();
    End {
        code,
        problems: serde_json::from_slice(&told)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&told))),
    }
}

fn post(matter: &str, body: &str) -> String {
    format!("---\ntitle: 글\ndate: 2024-01-02\n{matter}\n---\n{body}\n")
}

/// A blog of one post, with more configuration.
fn one(text: &str, more: &str) -> End {
    let blog = blog(&[("a.md", text)]);
    put(
        blog.path(),
        "feedcard.yaml",
        format!("{CONFIG}{more}").as_bytes(),
    );
    watched(blog.path())
}

fn refused(text: &str, more: &str, rule: &str, words: &str) {
    let end = one(text, more);
    assert_eq!(end.code, Some(1));
    let (found, path, message) = end.error();
    assert_eq!((found, path), (rule, "content/a.md"), "{message}");
    assert!(message.contains(words), "{message}");
}

#[test]
fn a_title_of_a_megabyte() {
    let text = format!(
        "---\ntitle: {}\ndate: 2024-01-02\n---\n",
        "가".repeat(350_000)
    );
    refused(&text, "", "post-too-long", "longer than 1048576 bytes");
    let shorter = format!(
        "---\ntitle: {}\ndate: 2024-01-02\n---\n",
        "가".repeat(300_000)
    );
    refused(
        &shorter,
        "",
        "front-matter-too-long",
        "900025 bytes, and the limit is 131072",
    );
    refused(
        &text,
        RAISED,
        "title-too-long",
        "350000 characters, and the limit is 1000",
    );
    let title = "나".repeat(1001);
    refused(
        &post(&format!("card: {{ kicker: {title} }}"), ""),
        "",
        "card-text-too-long",
        "1001",
    );
    let most = "한 줄 ".repeat(250);
    assert_eq!(
        one(&format!("---\ntitle: {most}\ndate: 2024-01-02\n---\n"), "").code,
        Some(0)
    );
}

#[test]
fn a_hundred_thousand_tags_or_authors() {
    let list = |word: &str| {
        (0..100_000)
            .map(|at| format!("{word}{at}, "))
            .collect::<String>()
    };
    let tags = post(&format!("tags: [{}]", list("tag")), "");
    refused(&tags, "", "front-matter-too-long", "the limit is 131072");
    refused(
        &tags,
        RAISED,
        "too-many-tags",
        "100000 tags, and the limit is 200",
    );
    refused(
        &post(&format!("tags: [{}]", list("")), ""),
        RAISED,
        "too-many-tags",
        "100000",
    );
    refused(
        &post(&format!("tags: '{}'", list("t")), ""),
        RAISED,
        "too-many-tags",
        "100001",
    );
    refused(
        &post(&format!("authors: [{}]", list("a")), ""),
        RAISED,
        "too-many-authors",
        "100000 authors",
    );
    refused(
        &post(&format!("tags: [{}]", "긴".repeat(201)), ""),
        "",
        "tag-too-long",
        "201 characters",
    );
    assert_eq!(
        one(&post("tags: [a, b, c]", ""), "limits: { tags: 3 }\n").code,
        Some(0)
    );
    refused(
        &post("tags: [a, b, c]", ""),
        "limits: { tags: 2 }\n",
        "too-many-tags",
        "3 tags",
    );
}

#[test]
fn a_billion_laughs_and_their_relatives() {
    let mut laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, of) in ('b'..='j').zip('a'..) {
        let _ = writeln!(
            laughs,
            "{name}: &{name} [{}]",
            vec![format!("*{of}"); 10].join(", ")
        );
    }
    refused(
        &post(&laughs, ""),
        "",
        "front-matter",
        "more than 10000 keys and values",
    );
    let again = |first: &str| format!("x: &x {first}\ny: [{}]", vec!["*x"; 9_000].join(", "));
    refused(
        &post(&again(&"y".repeat(60_000)), ""),
        "",
        "front-matter",
        "more than 131072 bytes of text",
    );
    let list = format!("[{}]", "1, ".repeat(9_000));
    refused(
        &post(&again(&list), ""),
        "",
        "front-matter",
        "more than 10000 keys and values",
    );
    let blog = blog(&[("a.md", &post("author: a", ""))]);
    put(blog.path(), "authors.yml", laughs.as_bytes());
    let end = watched(blog.path());
    assert_eq!(
        (end.code, end.error().0, end.error().1),
        (Some(1), "authors-file", "authors.yml")
    );
    put(
        blog.path(),
        "feedcard.yaml",
        format!("{CONFIG}{laughs}").as_bytes(),
    );
    assert_eq!(watched(blog.path()).code, Some(2));
}

#[test]
fn yaml_and_toml_nested_without_end() {
    for (matter, words) in [
        (
            format!("x: {}", "[".repeat(120_000)),
            "more than 500 brackets open",
        ),
        (
            format!("x: {}", "{a: ".repeat(30_000)),
            "more than 500 brackets open",
        ),
        (format!("x:\n {}", "- ".repeat(60_000)), "more than 32 deep"),
        (
            (0..400)
                .map(|at| format!("{}a:\n", " ".repeat(at)))
                .collect(),
            "more than 32 deep",
        ),
        ("? ".repeat(60_000), "not YAML"),
    ] {
        refused(&post(&matter, ""), "", "front-matter", words);
    }
    let toml = |rest: &str| format!("+++\ntitle = 'a'\ndate = 2024-01-02\n{rest}\n+++\n");
    refused(
        &toml(&format!("x = {}", "[".repeat(100_000))),
        "",
        "front-matter",
        "not TOML",
    );
    refused(
        &toml(&format!("{}b = 1", "a.".repeat(50_000))),
        "",
        "front-matter",
        "not TOML",
    );
    refused(
        &toml(&format!("x = [{}]", "1,".repeat(60_000))),
        "",
        "front-matter",
        "the limits are 10000 and 32",
    );
    let fits = "x: [[[[[[[[[[1]]]]]]]]]]";
    assert_eq!(one(&post(fits, ""), "").code, Some(0));
    refused(
        &post(fits, ""),
        "limits: { front_matter_depth: 5 }\n",
        "front-matter",
        "more than 5 deep",
    );
}

#[test]
fn thousands_of_wrong_keys_are_a_few_problems() {
    for matter in ["a: 1\n".repeat(4_000), "titl0: x\n".repeat(4_000)] {
        let end = one(&post(&matter, ""), "");
        assert!(
            end.code == Some(0) && end.problems.len() <= 20,
            "{}",
            end.problems.len()
        );
    }
    let card: String = (0..4_000).map(|at| format!("k{at}: {at}, ")).collect();
    let end = one(&post(&format!("card: {{ {card} }}"), ""), "");
    assert!(end.code == Some(1) && end.problems.len() <= 20);
    let end = one(&post("", ""), &"wrong: 1\n".repeat(4_000));
    assert!(end.code == Some(2) && end.problems.len() <= 200);
}

#[test]
fn bodies_that_a_parser_would_repeat_without_end() {
    let fonts: String = (0..2_000).map(|at| format!("<font size={at}>")).collect();
    for body in [
        format!("{fonts}{}", "<p>".repeat(50_000)),
        "<div>".repeat(100_000),
        ">".repeat(100_000),
    ] {
        refused(&post("description: d", &body), "", "body-nesting", "tags");
    }
    for body in [
        "[".repeat(200_000),
        "*a ".repeat(100_000),
        "**a *b ".repeat(50_000),
        "![a](".repeat(50_000),
        "`a``".repeat(50_000),
        "<!--".repeat(50_000),
        format!(
            "|{}\n|{}\n{}",
            "a|".repeat(5_000),
            "-|".repeat(5_000),
            "|b\n".repeat(50_000)
        ),
    ] {
        assert_eq!(one(&post("", &body), "").code, Some(0));
    }
    let long = "x".repeat(5 << 20);
    refused(&post("", &long), "", "post-too-long", "longer than");
}

#[test]
fn more_posts_than_allowed() {
    let posts: Vec<(String, String)> = (0..12)
        .map(|at| (format!("{at}.md"), post("", "")))
        .collect();
    let posts: Vec<(&str, &str)> = posts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let blog = blog(&posts);
    put(
        blog.path(),
        "feedcard.yaml",
        format!("{CONFIG}limits: {{ posts: 10 }}\n").as_bytes(),
    );
    let end = watched(blog.path());
    assert_eq!((end.code, end.error().0), (Some(1), "too-many-posts"));
}

/// A PNG of one colour, which packs a hundredfold.
fn flat(width: u32, height: u32, color: png::ColorType, depth: png::BitDepth) -> Vec<u8> {
    use std::io::Write;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(color);
    encoder.set_depth(depth);
    let mut writer = encoder.write_header().unwrap();
    let mut stream = writer.stream_writer_with_size(1 << 16).unwrap();
    let bits = color.samples() * depth as usize * width as usize;
    let row = vec![0xA0; bits.div_ceil(8)];
    for _ in 0..height {
        stream.write_all(&row).unwrap();
    }
    stream.finish().unwrap();
    writer.finish().unwrap();
    bytes
}

fn pictured(picture: &[u8]) -> End {
    let blog = blog(&[("a.md", &post("thumbnail: a.png", ""))]);
    put(blog.path(), "content/a.png", picture);
    watched(blog.path())
}

#[test]
fn a_picture_that_unpacks_to_gigabytes() {
    let bomb = flat(
        60_000,
        60_000,
        png::ColorType::Grayscale,
        png::BitDepth::One,
    );
    assert!(bomb.len() < 4 << 20, "{}", bomb.len());
    let end = pictured(&bomb);
    assert_eq!(end.code, Some(0));
    let told = &end.problems[0];
    assert_eq!(
        (&told["rule"], &told["path"], &told["severity"]),
        (&"picture".into(), &"content/a.md".into(), &"warning".into())
    );
    let message = told["message"].as_str().unwrap();
    assert!(
        message.contains("60000x60000 pixels, and the limit is 62000000"),
        "{message}"
    );
    let deep = pictured(&flat(
        6_000,
        6_000,
        png::ColorType::Rgba,
        png::BitDepth::Sixteen,
    ));
    let message = deep.problems[0]["message"].as_str().unwrap();
    assert!(message.contains("pixels of 12 bytes"), "{message}");
}

#[test]
fn pictures_just_below_the_limit_fit_into_memory() {
    use png::{BitDepth, ColorType};
    for (width, height, color) in [
        // The largest that a survey of blogs found.
        (11_168, 5_536, ColorType::Rgb),
        (7_800, 7_900, ColorType::Rgba),
        (1_000, 61_000, ColorType::Rgb),
    ] {
        let end = pictured(&flat(width, height, color, BitDepth::Eight));
        assert_eq!(end.code, Some(0), "{:?}", end.problems);
    }
}

#[test]
fn a_profile_that_unpacks_to_half_a_gigabyte() {
    let small = flat(40, 40, png::ColorType::Rgb, png::BitDepth::Eight);
    // The pixels of another picture are as good a stream of zeros as any.
    let zeros = flat(
        20_000,
        25_000,
        png::ColorType::Grayscale,
        png::BitDepth::Eight,
    );
    let mut stream = b"icc\0\0".to_vec();
    for (name, data) in chunks(&zeros) {
        if name == b"IDAT" {
            stream.extend_from_slice(data);
        }
    }
    let mut bomb = small[..33].to_vec();
    for name in [b"iCCP", b"zTXt"] {
        bomb.extend(chunk(name, &stream));
    }
    bomb.extend_from_slice(&small[33..]);
    let end = pictured(&bomb);
    assert!(matches!(end.code, Some(0 | 1)), "{:?}", end.problems);
}

fn chunks(png: &[u8]) -> Vec<(&[u8], &[u8])> {
    let mut found = Vec::new();
    let mut rest = &png[8..];
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        found.push((&after[..4], &after[4..4 + length]));
        rest = &after[8 + length..];
    }
    found
}

fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
    let body = [name, data].concat();
    let mut crc = u32::MAX;
    for byte in &body {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
        }
    }
    [
        &u32::try_from(data.len()).unwrap().to_be_bytes()[..],
        &body,
        &(!crc).to_be_bytes(),
    ]
    .concat()
}
