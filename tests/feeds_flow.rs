//! Feeds through the whole flow, on temporary blogs: archives, topics, the ledger, warnings, same bytes.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A blog without cards, so that every build is about feeds.
struct Blog(tempfile::TempDir);

impl Blog {
    fn new(feeds: &str) -> Blog {
        let folder = tempfile::tempdir().unwrap();
        let config = format!(
            "site: {{ title: 시험 블로그, url: https://blog.example }}\nfeeds: {{ {feeds} }}\n"
        );
        std::fs::write(folder.path().join("feedcard.yaml"), config).unwrap();
        std::fs::create_dir(folder.path().join("content")).unwrap();
        Blog(folder)
    }

    fn post(self, name: &str, date: &str, more: &str, body: &str) -> Blog {
        let text = format!(
            "---\ntitle: 글 {name}\ndate: {date} 09:00:00 +09:00\ncard: {{ skip: true }}\n{more}---\n{body}\n"
        );
        std::fs::write(self.0.path().join(format!("content/{name}.md")), text).unwrap();
        self
    }

    fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_feedcard"))
            .current_dir(self.0.path())
            .env_remove("SOURCE_DATE_EPOCH")
            .args(arguments)
            .envs(environment.iter().copied())
            .output()
            .unwrap()
    }

    fn build(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let output = self.run(&["build"], &[]);
        assert!(output.status.success(), "{output:?}");
        self.out()
    }

    /// Every file below `out/`.
    fn out(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let root = self.0.path().join("out");
        let mut found = BTreeMap::new();
        let mut folders = vec![root.clone()];
        while let Some(next) = folders.pop() {
            for entry in std::fs::read_dir(next).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&root).unwrap().to_path_buf();
                    found.insert(name, std::fs::read(&path).unwrap());
                }
            }
        }
        found
    }

    fn json(&self, path: &str) -> serde_json::Value {
        let bytes = std::fs::read(self.0.path().join("out").join(path)).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    fn text(&self, path: &str) -> String {
        std::fs::read_to_string(self.0.path().join("out").join(path)).unwrap()
    }
}

/// Twelve posts over three years.
fn history(feeds: &str) -> Blog {
    let mut blog = Blog::new(feeds);
    for year in 2021..=2023 {
        for month in 1..=4 {
            let date = format!("{year}-{month:02}-05");
            blog = blog.post(&format!("{year}-{month}"), &date, "", "본문 **굵게**");
        }
    }
    blog
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_new_post_changes_no_archive_of_a_closed_year() {
    let blog = history("limit: 3");
    let before = blog.build();
    let blog = blog.post("new", "2024-01-02", "", "새 글");
    let after = blog.build();
    for year in ["2021", "2022"] {
        for name in ["rss.xml", "atom.xml", "feed.json"] {
            let path = Path::new("archives").join(year).join(name);
            assert_eq!(before[&path], after[&path], "{}", path.display());
        }
    }
    // 2023 learns its successor once, and never again.
    let blog = blog.post("newer", "2024-02-02", "", "더 새 글");
    let third = blog.build();
    let path = Path::new("archives/2023/atom.xml");
    assert_ne!(before[path], after[path]);
    assert_eq!(after[path], third[path]);
}

#[test]
fn json_pages_lead_to_every_post_once_they_left_the_subscription_document() {
    let blog = history("limit: 3");
    blog.build();
    let mut path = "feed.json".to_owned();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..10 {
        let page = blog.json(&path);
        for item in page["items"].as_array().unwrap() {
            seen.insert(item["id"].as_str().unwrap().to_owned());
        }
        let Some(next) = page["next_url"].as_str() else {
            break;
        };
        path = next.strip_prefix("https://blog.example/").unwrap().into();
    }
    assert_eq!(seen.len(), 12);
    assert_eq!(path, "archives/2021/feed.json");
}

#[test]
fn a_feed_that_holds_everything_has_no_archive_and_claims_no_completeness() {
    let blog = history("limit: 30");
    let files = blog.build();
    assert!(!files.keys().any(|path| path.starts_with("archives")));
    assert!(!blog.text("atom.xml").contains("fh:complete"));
    assert!(blog.json("feed.json").get("next_url").is_none());
}

#[test]
fn the_byte_budget_spills_the_oldest_into_archives() {
    let mut blog = Blog::new("max_bytes: 40000");
    for month in 1..=9 {
        let date = format!("2023-0{month}-01");
        blog = blog.post(
            &month.to_string(),
            &date,
            "",
            &"가나다 <b>라</b>\n\n".repeat(200),
        );
    }
    let files = blog.build();
    let counts = ["rss.xml", "atom.xml", "feed.json"].map(|name| {
        assert!(files[Path::new(name)].len() <= 40_000, "{name}");
        feed_rs::parser::parse(files[Path::new(name)].as_slice())
            .unwrap()
            .entries
            .len()
    });
    assert!(counts[0] >= 1 && counts[0] < 9, "{counts:?}");
    assert_eq!(counts, [counts[0]; 3]);
    assert!(files.contains_key(Path::new("archives/2023-2/rss.xml")));
}

#[test]
fn the_hub_and_every_topic_are_announced() {
    let blog = Blog::new("hub: https://hub.example/, tags: true, authors: true")
        .post(
            "a",
            "2024-01-01",
            "tags: [비트윈, C++, AWS, ../../etc]\nauthors: [김하나, 이둘]\n",
            "글",
        )
        .post(
            "b",
            "2024-01-02",
            "tags: [aws, 'C#', c]\nauthors: 이둘\n",
            "글",
        );
    let files = blog.build();
    let outside = blog.0.path().parent().unwrap().join("etc");
    assert!(!outside.exists());
    for path in files.keys() {
        assert!(
            path.components()
                .all(|part| matches!(part, std::path::Component::Normal(_)))
        );
    }
    assert!(
        blog.text("rss.xml")
            .contains("<atom:link href=\"https://hub.example/\" rel=\"hub\"/>")
    );
    assert!(
        blog.text("atom.xml")
            .contains("<link href=\"https://hub.example/\" rel=\"hub\"/>")
    );
    assert_eq!(blog.json("feed.json")["hubs"][0]["type"], "WebSub");
    let listed = blog.text("feeds.opml");
    let tree = roxmltree::Document::parse(&listed).unwrap();
    let mut addresses = Vec::new();
    for outline in tree
        .descendants()
        .filter(|node| node.has_tag_name("outline"))
    {
        let address = outline.attribute("xmlUrl").unwrap();
        let path = address.strip_prefix("https://blog.example/").unwrap();
        let path = percent_encoding::percent_decode_str(path)
            .decode_utf8()
            .unwrap();
        let feed = feed_rs::parser::parse(files[Path::new(path.as_ref())].as_slice()).unwrap();
        addresses.push((path.into_owned(), feed.entries.len()));
    }
    let of = |path: &str| {
        addresses
            .iter()
            .find(|(one, _)| one == path)
            .map(|&(_, count)| count)
    };
    assert_eq!(of("rss.xml"), Some(2));
    assert_eq!(of("tags/비트윈/rss.xml"), Some(1));
    assert_eq!(of("tags/aws/rss.xml"), Some(2));
    assert_eq!(of("tags/c++/rss.xml"), Some(1));
    assert_eq!(of("tags/c#/rss.xml"), Some(1));
    assert_eq!(of("tags/c/rss.xml"), Some(1));
    assert_eq!(of("authors/이둘/rss.xml"), Some(2));
    // The blog, six tags, two authors.
    assert_eq!(addresses.len(), 1 + 6 + 2, "{addresses:?}");
    assert!(blog.text("tags/aws/rss.xml").contains("· AWS</title>"));
}

#[test]
fn the_ledger_fails_until_a_moved_id_is_pinned_or_accepted() {
    let blog = Blog::new("")
        .post("a", "2024-01-01", "", "글")
        .post("b", "2024-01-02", "", "글");
    blog.build();
    let published = blog.0.path().join("published.xml");
    std::fs::copy(blog.0.path().join("out/rss.xml"), &published).unwrap();
    let check = ["check", "--previous", "published.xml"];
    assert_eq!(blog.run(&check, &[]).status.code(), Some(0));

    let blog = blog.post("a", "2024-01-01", "permalink: /moved\n", "글");
    let moved = blog.run(&check, &[]);
    assert_eq!(moved.status.code(), Some(1), "{moved:?}");
    let said = stderr(&moved);
    assert!(
        said.contains("error[id-changed]") && said.contains("content/a.md:2:8"),
        "{said}"
    );
    assert!(said.contains("guid: https://blog.example/a"), "{said}");
    let accepted = blog.run(&[&check[..], &["--accept-ids"]].concat(), &[]);
    assert_eq!(accepted.status.code(), Some(0), "{accepted:?}");

    let pin = "permalink: /moved\nguid: https://blog.example/a\n";
    let blog = blog.post("a", "2024-01-01", pin, "글");
    assert_eq!(blog.run(&check, &[]).status.code(), Some(0));
    blog.build();
    let rss = blog.text("rss.xml");
    assert!(
        rss.contains("<guid isPermaLink=\"false\">https://blog.example/a</guid>"),
        "{rss}"
    );

    std::fs::remove_file(blog.0.path().join("content/b.md")).unwrap();
    let gone = blog.run(&check, &[]);
    assert_eq!(gone.status.code(), Some(1));
    assert!(stderr(&gone).contains("error[id-vanished]"), "{gone:?}");
}

/// What Jekyll served before the blog moved: another domain, other ids, one of them a number, one none at all.
const ANOTHER_TOOLS_FEED: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><link>http://old.example</link><description>d</description>
<item><title>글 a</title><link>http://old.example/a.html</link><guid isPermaLink="false">12</guid></item>
<item><title>다른 제목</title><link>http://proxy.example/~r/old/3</link><guid>http://old.example/b/index.html</guid></item>
<item><title> 글
 c </title><link>http://old.example/?p=3</link><guid isPermaLink="false">it's 3</guid></item>
<item><title>글 d</title><link>https://blog.example/d</link></item>
<item><title>DUMMY</title><link>http://old.example/dummy</link><guid>http://old.example/dummy</guid></item>
<item><title>DUMMY</title><link>http://old.example/dummy</link><guid>http://old.example/dummy</guid></item>
</channel></rss>"#;

#[test]
fn the_ledger_knows_posts_again_in_another_tools_feed() {
    let mut blog = Blog::new("");
    for name in ["a", "b", "c", "d"] {
        blog = blog.post(name, "2024-01-01", "", "글");
    }
    std::fs::write(blog.0.path().join("old.xml"), ANOTHER_TOOLS_FEED).unwrap();
    let check = ["check", "--previous", "old.xml"];
    let moved = blog.run(&check, &[]);
    assert_eq!(moved.status.code(), Some(1));
    let said = stderr(&moved);
    for pin in [
        "guid: '12'",
        "guid: http://old.example/b/index.html",
        "guid: 'it''s 3'",
    ] {
        assert!(said.contains(&format!("help: {pin}\n")), "{pin} in {said}");
    }
    assert_eq!(said.matches("error[id-changed]").count(), 3, "{said}");
    assert_eq!(said.matches("error[id-vanished]").count(), 1, "{said}");
    assert_eq!(said.matches("error[id-twice]").count(), 1, "{said}");
    // What it says can be pasted, and settles it.
    for (name, pin) in [
        ("a", "'12'"),
        ("b", "http://old.example/b/index.html"),
        ("c", "'it''s 3'"),
    ] {
        blog = blog.post(name, "2024-01-01", &format!("guid: {pin}\n"), "글");
    }
    let pinned = stderr(&blog.run(&check, &[]));
    assert!(!pinned.contains("id-changed"), "{pinned}");
}

#[test]
fn a_code_point_that_xml_forbids_is_said_with_its_line_and_left_out() {
    let more = "description: \"설\\x01명\"\nauthors: [{ name: \"김\\x02하나\" }]\ntags: [가, \"나\\uFFFE\"]\n";
    let blog = Blog::new("").post("a", "2024-01-01", more, "하나\n\n둘\u{b}셋 &#x1;");
    let output = blog.run(&["build", "--format", "github"], &[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said = stderr(&output);
    for line in [5, 6, 7, 11] {
        let place = format!("file=content/a.md,line={line},");
        assert!(
            said.lines()
                .any(|one| one.contains(&place) && one.contains("forbidden-character")),
            "{place} in {said}"
        );
    }
    let text = blog.text("rss.xml");
    roxmltree::Document::parse(&text).unwrap();
    assert!(text.contains("둘셋"), "{text}");
    // A second run, which renders nothing anew, says it again.
    let again = blog.run(&["build", "--format", "github"], &[]);
    assert_eq!(stderr(&again), said);
    let strict = blog.run(&["check", "--strict"], &[]);
    assert_eq!(strict.status.code(), Some(1));
}

#[test]
fn time_and_the_order_of_files_change_no_byte() {
    let names: Vec<String> = (0..30).map(|n| format!("p{n}")).collect();
    let written = |order: &mut dyn Iterator<Item = &String>| {
        let mut blog = Blog::new("limit: 7, tags: true");
        for name in order {
            // Many posts share one instant.
            blog = blog.post(name, "2024-01-01", "tags: [가, 나]\n", "본문");
        }
        blog
    };
    let one = written(&mut names.iter());
    let other = written(&mut names.iter().rev());
    let first = one.run(
        &["build", "--jobs", "1"],
        &[("SOURCE_DATE_EPOCH", "1735689600"), ("TZ", "Asia/Seoul")],
    );
    let year_later = other.run(
        &["build", "--jobs", "8"],
        &[
            ("SOURCE_DATE_EPOCH", "1767225600"),
            ("TZ", "America/New_York"),
            ("LC_ALL", "tr_TR.UTF-8"),
        ],
    );
    assert!(first.status.success() && year_later.status.success());
    assert_eq!(one.out(), other.out());
}

/// What is not remembered rightly shows as a byte or a warning that a build without memory has and another one lacks.
#[test]
fn edits_one_after_another_leave_what_a_build_without_memory_makes() {
    let said = |output: &Output| {
        let streams = [output.stdout.clone(), output.stderr.clone()].concat();
        String::from_utf8(streams).unwrap()
    };
    let feeds = "limit: 3, tags: true, max_bytes: 40000";
    let mut blog = history(feeds);
    let config = blog.0.path().join("feedcard.yaml");
    let settings = std::fs::read_to_string(&config).unwrap();
    let remove = |blog: &Blog, path: &str| std::fs::remove_file(blog.0.path().join(path)).unwrap();
    for step in 0..14 {
        blog = match step {
            0 => blog,
            1 => blog.post("2021-2", "2021-02-05", "tags: [가]\n", "본문 **굵게**"),
            2 => blog.post("2022-3", "2022-03-05", "", "다른 본문"),
            3 => blog.post("2022-3", "2023-03-06", "", "다른 본문"),
            // Longer than a feed may be; a code point that no feed can carry; no words at all.
            4 => blog.post(
                "2021-3",
                "2021-03-05",
                "tags: [가]\n",
                &"긴 글 ".repeat(5000),
            ),
            5 => blog.post("2022-1", "2022-01-05", "", "나쁜\u{1}글"),
            6 => blog.post("2022-2", "2022-02-05", "", ""),
            7 => blog.post("2020-1", "2020-01-05", "", "옛 글"),
            8 => {
                remove(&blog, "content/2023-4.md");
                blog
            }
            9 => {
                remove(&blog, "out/archives/2021/atom.xml");
                blog
            }
            10 => {
                std::fs::write(blog.0.path().join("out/archives/2022/rss.xml"), "?").unwrap();
                blog
            }
            11 => {
                std::fs::write(&config, settings.replace("시험 블로그", "새 이름")).unwrap();
                blog
            }
            12 => {
                // Bodies that weigh less than they do: archives would be cut elsewhere.
                for pack in std::fs::read_dir(blog.0.path().join(".feedcard/packs")).unwrap() {
                    let pack = pack.unwrap().path();
                    let mut bytes = std::fs::read(&pack).unwrap();
                    let key = b"\"bytes\":";
                    for at in 0..bytes.len() - key.len() {
                        if bytes[at..].starts_with(key) {
                            bytes[at + key.len()] = b'1';
                        }
                    }
                    std::fs::write(&pack, bytes).unwrap();
                }
                blog
            }
            _ => {
                std::fs::remove_dir_all(blog.0.path().join(".feedcard/packs")).unwrap();
                blog.post("2022-4", "2022-04-05", "", "고친 글")
            }
        };
        let remembered = blog.run(&["build", "-q", "--format", "json"], &[]);
        let files = blog.out();
        assert!(remembered.status.success(), "step {step}: {remembered:?}");
        std::fs::remove_dir_all(blog.0.path().join("out")).unwrap();
        let fresh = blog.run(&["build", "--no-cache", "-q", "--format", "json"], &[]);
        assert_eq!(files, blog.out(), "step {step}");
        assert_eq!(said(&remembered), said(&fresh), "step {step}");
        let too_long = said(&fresh).contains("feed-entry-too-long");
        assert_eq!(too_long, step >= 4, "step {step}: {}", said(&fresh));
        let again = blog.run(&["build", "--check", "-q", "--format", "json"], &[]);
        assert!(again.status.success(), "step {step}: {again:?}");
        assert_eq!(said(&again), said(&fresh), "step {step}");
    }
}
