//! Content that anybody can send as a pull request: what leads out of its folder is a problem, and nothing gets out.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

mod common;
use common::{CONFIG, files, png, put, run};
use serde_json::Value;

/// A picture of 40x40 pixels.
fn picture() -> Vec<u8> {
    png(40, 40, |x, y| [x as u8 * 6, y as u8 * 6, 90])
}

/// A blog in a yard: what stands in the yard is not the blog's, and must neither be read nor change.
struct Yard {
    folder: tempfile::TempDir,
    before: BTreeMap<PathBuf, Vec<u8>>,
}

const GOOD: &str = "---\ntitle: 좋은 글\ndate: 2024-01-02\n---\n좋은 본문\n";

impl Yard {
    fn new(more: &[(&str, &[u8])]) -> Yard {
        let folder = tempfile::tempdir().unwrap();
        let yard = folder.path();
        put(yard, "secret.png", &picture());
        put(
            yard,
            "secret.md",
            b"---\ntitle: secret\ndate: 2024-01-02\n---\nsecret words\n",
        );
        put(yard, "authors.yml", b"eve: { name: Secret Person }\n");
        put(yard, "x/keep.txt", b"kept");
        put(yard, "blog/feedcard.yaml", CONFIG.as_bytes());
        put(yard, "blog/content/good.md", GOOD.as_bytes());
        for (path, bytes) in more {
            put(&yard.join("blog"), path, bytes);
        }
        let mut this = Yard {
            folder,
            before: BTreeMap::new(),
        };
        this.before = this.around();
        this
    }

    fn blog(&self) -> PathBuf {
        self.folder.path().join("blog")
    }

    /// Every file and link of the yard that no build may touch.
    fn around(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        for entry in walkdir::WalkDir::new(self.folder.path()) {
            let entry = entry.unwrap();
            let path = entry.path().strip_prefix(self.folder.path()).unwrap();
            if path.starts_with("blog/out") || path.starts_with("blog/.feedcard") {
                continue;
            }
            let content = if entry.path_is_symlink() {
                format!("{:?}", std::fs::read_link(entry.path()).unwrap()).into_bytes()
            } else if entry.file_type().is_file() {
                std::fs::read(entry.path()).unwrap()
            } else {
                continue;
            };
            found.insert(path.to_owned(), content);
        }
        found
    }

    /// Builds the good posts; the exit code, the problems and what is below `out/`.
    fn build(&self) -> (Option<i32>, Vec<Value>, BTreeSet<String>) {
        let output = run(
            &self.blog(),
            &["build", "--keep-going", "--format", "json"],
            &[],
        );
        let problems: Vec<Value> = serde_json::from_slice(&output.stderr)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
        assert_eq!(
            self.around(),
            self.before,
            "something around the blog changed"
        );
        let out = self.blog().join("out");
        let written = if out.is_dir() {
            files(&out)
        } else {
            BTreeMap::new()
        };
        for (path, (bytes, _)) in &written {
            let text = String::from_utf8_lossy(bytes);
            assert!(
                !text.contains("secret words") && !text.contains("Secret Person"),
                "{path:?}"
            );
        }
        let names = written
            .keys()
            .map(|path| path.to_string_lossy().into_owned());
        (output.status.code(), problems, names.collect())
    }

    fn text(&self, path: &str) -> String {
        std::fs::read_to_string(self.blog().join("out").join(path)).unwrap()
    }
}

/// Every file that a blog of one good post has below `out/`.
fn good() -> BTreeSet<String> {
    [
        "atom.xml",
        "feed.css",
        "feed.json",
        "feedcard.json",
        "feeds.opml",
        "good/thumbnail_og.jpg",
        "rss.xml",
    ]
    .map(String::from)
    .into()
}

fn rules(problems: &[Value]) -> Vec<&str> {
    problems
        .iter()
        .map(|problem| problem["rule"].as_str().unwrap())
        .collect()
}

/// Builds a blog with one bad post and demands the error `rule` at line `line` of it, and the good post alone in `out/`.
fn refused(matter: &str, rule: &str, line: u64) {
    let bad = format!("---\ntitle: 나쁜 글\ndate: 2024-01-03\n{matter}\n---\n나쁜 본문\n");
    let yard = Yard::new(&[("content/worse.md", bad.as_bytes())]);
    let (code, problems, written) = yard.build();
    assert_eq!(code, Some(1), "{matter}: {problems:?}");
    let errors: Vec<&Value> = problems
        .iter()
        .filter(|one| one["severity"] == "error")
        .collect();
    assert_eq!(errors.len(), 1, "{matter}: {problems:?}");
    assert_eq!(errors[0]["rule"], rule, "{matter}: {problems:?}");
    assert_eq!(
        errors[0]["path"], "content/worse.md",
        "{matter}: {problems:?}"
    );
    assert_eq!(errors[0]["line"], line, "{matter}: {problems:?}");
    assert!(errors[0]["help"].is_string(), "{matter}");
    assert_eq!(written, good(), "{matter}");
}

#[test]
fn no_permalink_leaves_the_output() {
    for address in [
        "/../x",
        "../../x",
        "/a/../../x",
        "/%2e%2e/x",
        "/%2E%2E%2Fx",
        "/..%2fx",
        "/%252e%252e/x",
        "/%25252e%25252e/x",
        "/．．/x",
        "/‥/x",
        "/․․/x",
        "/﹒﹒/x",
        "/..／..／x",
        "/..∕x",
        "\"/.\\u200b./x\"",
        "\"/.\\u2060./x\"",
        "'C:\\x'",
        "/C:/x",
        "C:x",
        "'\\\\server\\share'",
        "'/a\\..\\..\\x'",
        "/%5c%5cserver",
        "\"/a\\0b\"",
        "/a%00b",
        "/a%0ab",
        "/.git/hooks",
        "/%2egit/hooks",
    ] {
        refused(&format!("permalink: {address}"), "permalink-unsafe", 4);
    }
    refused(
        &format!("permalink: /{}", "긴".repeat(80)),
        "permalink-unsafe",
        4,
    );
    refused(
        &format!("permalink: {}", "/a".repeat(600)),
        "permalink-unsafe",
        4,
    );
}

#[test]
fn no_slug_and_no_category_leaves_the_output() {
    for slug in ["..", "../x", "a/../../x", "%2e%2e", "．．", "..\\x", ".git"] {
        // Nobody wrote the address as a whole: it is told at the title.
        refused(&format!("slug: '{slug}'"), "permalink-unsafe", 2);
    }
    for (category, wanted) in [
        ("..", None),
        ("../..", Some("..-..")),
        ("a/../b", Some("a-..-b")),
    ] {
        let bad = format!("---\ntitle: 글\ndate: 2024-01-03\ncategories: [{category}]\n---\n");
        let config = format!("{CONFIG}permalink: /{{category}}/{{stem}}\n");
        let yard = Yard::new(&[
            ("feedcard.yaml", config.as_bytes()),
            ("content/bad.md", bad.as_bytes()),
        ]);
        let (_, problems, written) = yard.build();
        match wanted {
            None => assert_eq!(rules(&problems), ["permalink-unsafe"]),
            Some(folder) => {
                let card = format!("{folder}/bad/thumbnail_og.jpg");
                assert!(
                    written.contains(&card) && !rules(&problems).contains(&"permalink-unsafe"),
                    "{written:?}"
                );
            }
        }
    }
}

#[test]
fn what_windows_cannot_hold_is_said_and_two_posts_that_it_would_mix_up_are_refused() {
    for address in [
        "/aux",
        "/a/CON/b",
        "/nul.txt",
        "/com1",
        "/그래서...",
        "/a%20/b",
    ] {
        let post = format!("---\ntitle: 글\ndate: 2024-01-03\npermalink: {address}\n---\n");
        let yard = Yard::new(&[("content/odd.md", post.as_bytes())]);
        let (code, problems, _) = yard.build();
        assert_eq!(code, Some(0), "{address}");
        assert_eq!(rules(&problems), ["permalink-windows"], "{address}");
        assert_eq!(problems[0]["line"], 4, "{address}");
    }
    refused("permalink: /GOOD", "post-twice", 2);
    let bad = "---\ntitle: 글\ndate: 2024-01-03\npermalink: /good.\n---\n";
    let yard = Yard::new(&[("content/good2.md", bad.as_bytes())]);
    assert_eq!(rules(&yard.build().1), ["post-twice", "permalink-windows"]);
}

#[test]
fn addresses_that_feeds_and_manifest_need_are_told_and_nothing_is_overwritten() {
    for address in ["/rss.xml", "/feedcard.json", "/feeds.opml", "/atom.xml"] {
        let bad = format!("---\ntitle: 글\ndate: 2024-01-03\npermalink: {address}\n---\n");
        let yard = Yard::new(&[("content/bad.md", bad.as_bytes())]);
        let (code, problems, written) = yard.build();
        assert_eq!(code, Some(1), "{address}: {problems:?}");
        assert_eq!(rules(&problems), ["permalink-taken"]);
        assert_eq!(problems[0]["path"], "content/bad.md");
        // The good posts are published nevertheless.
        assert!(written.contains("rss.xml") && written.contains("good/thumbnail_og.jpg"));
        assert!(!written.contains(&format!("{}/thumbnail_og.jpg", &address[1..])));
    }
}

/// Builds a blog with a post that names a picture which is not the blog's: a warning `rule` at line 4, and a card without it.
fn without_picture(matter: &str, rule: &str) {
    let bad = format!("---\ntitle: 나쁜 글\ndate: 2024-01-03\n{matter}\n---\n나쁜 본문\n");
    let yard = Yard::new(&[("content/worse.md", bad.as_bytes())]);
    let (code, problems, mut written) = yard.build();
    assert_eq!(code, Some(0), "{matter}: {problems:?}");
    assert_eq!(problems.len(), 1, "{matter}: {problems:?}");
    assert_eq!(problems[0]["rule"], rule, "{matter}: {problems:?}");
    assert_eq!(problems[0]["severity"], "warning", "{matter}");
    assert_eq!(problems[0]["line"], 4, "{matter}: {problems:?}");
    assert!(written.remove("worse/thumbnail_og.jpg"), "{matter}");
    assert_eq!(written, good(), "{matter}");
    let manifest: Value = serde_json::from_str(&yard.text("feedcard.json")).unwrap();
    let layouts = manifest["posts"].as_array().unwrap().iter();
    let layouts: Vec<&Value> = layouts.map(|post| &post["card"]["layout"]).collect();
    assert_eq!(layouts, ["plain", "plain"], "{matter}");
}

#[test]
fn no_picture_comes_from_outside() {
    for written in [
        "../../secret.png",
        "./../../secret.png",
        "%2e%2e/%2e%2e/secret.png",
        "../../secret.png?x=1",
        "/../secret.png",
    ] {
        without_picture(&format!("thumbnail: '{written}'"), "picture-outside");
    }
    for written in [
        "．．/．．/secret.png",
        "../../nothing.png",
        "'..\\..\\secret.png'",
        "\"../../secret.png\\0.png\"",
        "'\\\\server\\x.png'",
        "'C:\\x.png'",
    ] {
        without_picture(&format!("thumbnail: {written}"), "picture-missing");
    }
    for written in [
        "file:///etc/hostname",
        "javascript:alert(1)",
        "data:image/png;base64,AA",
    ] {
        without_picture(&format!("thumbnail: '{written}'"), "picture-address");
    }
    without_picture("thumbnail: { color: ../../secret.png }", "picture-outside");
}

#[test]
fn tags_and_authors_name_folders_below_the_output() {
    let post = "---\ntitle: 글\ndate: 2024-01-03\ntags: [../../etc, ．．, '..', '.', '/', 'C:\\x', aux, \"a\\0b\", '%2e%2e', '‥', '\\\\server']\nauthors: [../../x, '..', 'C:\\']\n---\n";
    let config = format!("{CONFIG}feeds: {{ tags: true, authors: true }}\n");
    let yard = Yard::new(&[
        ("feedcard.yaml", config.as_bytes()),
        ("content/odd.md", post.as_bytes()),
    ]);
    let (code, problems, written) = yard.build();
    assert_eq!(code, Some(0), "{problems:?}");
    assert!(
        written
            .iter()
            .filter(|path| path.starts_with("tags/"))
            .count()
            >= 20,
        "{written:?}"
    );
    for path in &written {
        for part in path.split('/') {
            let plain = !part.is_empty()
                && part.trim_matches('.') == part
                && !part.contains(['\\', ':', '\0']);
            assert!(plain, "{path}");
        }
    }
}

#[test]
fn a_logo_lies_in_the_blog() {
    for (logo, rule) in [
        ("../secret.png", "logo-outside"),
        ("nothing.png", "io"),
        ("content", "io"),
    ] {
        let config = format!("{CONFIG}  logo: {logo}\n");
        let yard = Yard::new(&[("feedcard.yaml", config.as_bytes())]);
        let (code, problems, written) = yard.build();
        assert_eq!((code, written.len()), (Some(2), 0), "{logo}: {problems:?}");
        assert_eq!(rules(&problems), [rule], "{logo}");
        let told = problems[0]["message"].as_str().unwrap();
        assert!(told.contains("site.logo") && told.contains(logo), "{told}");
    }
    let config = format!("{CONFIG}  logo: assets/logo.png\n");
    let inside = Yard::new(&[
        ("feedcard.yaml", config.as_bytes()),
        ("assets/logo.png", &picture()),
    ]);
    assert_eq!(inside.build().0, Some(0));
}

#[cfg(unix)]
#[test]
fn links_out_of_the_content_are_left_out_and_told() {
    use std::os::unix::fs::symlink;
    let yard = Yard::new(&[
        (
            "content/sub/own.md",
            "---\ntitle: 제 글\ndate: 2024-01-04\nthumbnail: leak.png\n---\n".as_bytes(),
        ),
        (
            "content/by.md",
            "---\ntitle: 남의 글\ndate: 2024-01-05\nauthor: eve\n---\n".as_bytes(),
        ),
    ]);
    let (blog, around) = (yard.blog(), yard.folder.path());
    symlink(around.join("secret.md"), blog.join("content/secret.md")).unwrap();
    symlink("../../secret.md", blog.join("content/relative.md")).unwrap();
    symlink(around, blog.join("content/yard")).unwrap();
    symlink("..", blog.join("content/sub/loop")).unwrap();
    symlink("loop.md", blog.join("content/loop.md")).unwrap();
    symlink("nowhere.md", blog.join("content/broken.md")).unwrap();
    symlink(around.join("secret.png"), blog.join("content/sub/leak.png")).unwrap();
    symlink(around.join("authors.yml"), blog.join("authors.yml")).unwrap();
    symlink("good.md", blog.join("content/inside.md")).unwrap();
    let yard = Yard {
        before: yard.around(),
        ..yard
    };
    let (code, problems, written) = yard.build();
    assert_eq!(code, Some(1), "{problems:?}");
    let told: BTreeSet<(&str, &str)> = problems
        .iter()
        .map(|one| (one["path"].as_str().unwrap(), one["rule"].as_str().unwrap()))
        .collect();
    for wanted in [
        ("authors.yml", "link-outside"),
        ("content/broken.md", "link-broken"),
        ("content/loop.md", "folder-unreadable"),
        ("content/relative.md", "link-outside"),
        ("content/secret.md", "link-outside"),
        ("content/sub/loop", "link-loop"),
        ("content/sub/own.md", "picture-outside"),
        ("content/yard", "link-outside"),
    ] {
        assert!(told.contains(&wanted), "{wanted:?} in {told:?}");
    }
    assert!(written.contains("inside/thumbnail_og.jpg") && written.contains("by/thumbnail_og.jpg"));
    assert!(!written.iter().any(|path| path.contains("secret")));
    assert!(
        yard.text("feed.json").contains("eve"),
        "a key without a person is a name"
    );
}

#[cfg(unix)]
#[test]
fn links_out_of_the_output_are_not_followed() {
    use std::os::unix::fs::symlink;
    let yard = Yard::new(&[]);
    let out = yard.blog().join("out");
    std::fs::create_dir(&out).unwrap();
    symlink(yard.folder.path().join("x"), out.join("good")).unwrap();
    let (code, problems, _) = yard.build();
    assert_eq!(code, Some(2));
    assert_eq!(rules(&problems), ["io"]);
    assert!(!yard.folder.path().join("x/thumbnail_og.jpg").exists());
    // A link in the place of a file is replaced; what it points to stays.
    std::fs::remove_file(out.join("good")).unwrap();
    symlink(yard.folder.path().join("x/keep.txt"), out.join("rss.xml")).unwrap();
    let (code, problems, _) = yard.build();
    assert_eq!((code, problems.len()), (Some(0), 0));
    assert!(!out.join("rss.xml").is_symlink());
}

#[test]
fn a_manifest_that_lists_files_elsewhere_prunes_nothing_there() {
    let yard = Yard::new(&[]);
    yard.build();
    let out = yard.blog().join("out");
    let text = std::fs::read_to_string(out.join("feedcard.json")).unwrap();
    let kept = yard.folder.path().join("x/keep.txt");
    let absolute = format!("{:?}", kept.display().to_string());
    let files = format!(
        "\"files\":[\"../../x/keep.txt\",\"good/../../../x/keep.txt\",\"..\\\\x\",{absolute},"
    );
    std::fs::write(
        out.join("feedcard.json"),
        text.replacen("\"files\":[", &files, 1),
    )
    .unwrap();
    assert_eq!(yard.build().0, Some(0));
    assert!(kept.exists());
}

#[test]
fn no_reader_is_sent_to_a_file_or_a_script() {
    let bodies = "[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](file:///etc/passwd) [d](data:text/html,x)\n\n\
        <a href='java\nscript:alert(1)'>e</a> <a href=' &#106;avascript:alert(1)'>f</a> <a href=vbscript:x>g</a>\n\n\
        ![h](javascript:alert(1)) <img src=file:///etc/passwd onerror=alert(1)> <iframe src='javascript:alert(1)'></iframe>\n\n\
        <video poster='javascript:x' src='file:///x'></video> <form action='javascript:x'><button formaction='javascript:x'>i</button></form>\n\n\
        <svg><a xlink:href='javascript:x'>j</a></svg> <math href='javascript:x'>k</math> <object data='javascript:x'></object> <embed src='javascript:x'>\n\n\
        [l]: javascript:alert(1)\n\n[l] <javascript:alert(1)> <base href='javascript:x'> <meta http-equiv=refresh content='0;url=javascript:x'>\n";
    let post = format!(
        "---\ntitle: 글\ndate: 2024-01-03\nauthors:\n  - name: 하나\n    url: javascript:alert(1)\n  - name: 둘\n    link: file:///etc/passwd\n  - key\npermalink: javascript:alert(1)\n---\n{bodies}"
    );
    let people = "key:\n  name: 셋\n  url: javascript:alert(1)\n";
    let yard = Yard::new(&[
        ("content/odd.md", post.as_bytes()),
        ("authors.yml", people.as_bytes()),
    ]);
    let (code, problems, _) = yard.build();
    assert_eq!(code, Some(0), "{problems:?}");
    let told: Vec<(&str, u64)> = problems
        .iter()
        .filter(|one| one["rule"] == "author-address")
        .map(|one| (one["path"].as_str().unwrap(), one["line"].as_u64().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("authors.yml", 3),
            ("content/odd.md", 6),
            ("content/odd.md", 8)
        ]
    );
    let json: Value = serde_json::from_str(&yard.text("feed.json")).unwrap();
    let item = json["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["title"] == "글")
        .unwrap();
    assert_eq!(item["url"], "https://blog.example/javascript:alert(1)");
    assert!(
        item["authors"]
            .as_array()
            .unwrap()
            .iter()
            .all(|author| author["url"].is_null())
    );
    let html = item["content_html"].as_str().unwrap();
    let tree = dom::parse(html);
    for (element, attribute, value) in dom::attributes(&tree) {
        let plain: String = value
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .collect();
        let bad = ["javascript:", "vbscript:", "file:", "data:"]
            .iter()
            .any(|one| plain.to_lowercase().starts_with(one));
        assert!(
            !bad && !attribute.starts_with("on"),
            "<{element} {attribute}={value:?}> in {html}"
        );
    }
    let names = dom::elements(&tree);
    for banned in [
        "script", "iframe", "form", "button", "object", "embed", "svg", "base", "meta",
    ] {
        assert!(
            !names.iter().any(|name| name == banned),
            "<{banned}> in {html}"
        );
    }
}

/// Text that closes whatever it stands in.
const HOSTILE: &str =
    "\"'--></title></script></textarea><img src=x onerror=alert(1)><!--<script>alert(1)</script>";

#[test]
fn what_posts_say_is_text_in_every_injected_page() {
    let quoted = HOSTILE.replace('\'', "''");
    let matter = [
        format!("title: '`{quoted}`'"),
        "date: 2024-01-03".to_owned(),
        format!("description: '{quoted}'"),
        format!("tags: ['{quoted}', 'b']"),
        format!(
            "authors: [{{ name: '{quoted}', url: 'https://a.example/\"><img src=x onerror=alert(1)>' }}]"
        ),
        format!("guid: '{quoted}'"),
        "lang: en".to_owned(),
        format!("card: {{ title: '{quoted}', kicker: '{quoted}', subtitle: '{quoted}' }}"),
        "permalink: '/a\"onload=alert(1)<img src=x>'".to_owned(),
    ];
    let post = format!("---\n{}\n---\n{HOSTILE}\n", matter.join("\n"));
    let config = CONFIG.replace("시험 블로그", &format!("'{quoted}'"));
    let config = format!("{config}  description: '{quoted}'\n");
    let yard = Yard::new(&[
        ("content/odd.md", post.as_bytes()),
        ("feedcard.yaml", config.as_bytes()),
    ]);
    let (code, problems, _) = yard.build();
    assert_eq!(code, Some(0), "{problems:?}");
    let manifest: Value = serde_json::from_str(&yard.text("feedcard.json")).unwrap();
    let entry = manifest["posts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["source"] == "content/odd.md")
        .unwrap();
    assert_eq!(entry["title"], HOSTILE, "the words are kept");
    let folder = percent_encoding::percent_decode_str(entry["permalink"].as_str().unwrap())
        .decode_utf8()
        .unwrap()
        .into_owned();
    let plain = "<!doctype html><html><head><meta charset=utf-8><title>t</title><meta property='og:title' content='old'><meta name=description content=old><link rel=canonical href=old></head><body><p>b</p></body></html>";
    put(
        &yard.blog(),
        &format!("site{folder}.html"),
        plain.as_bytes(),
    );
    let injected = run(&yard.blog(), &["inject", "site"], &[]);
    assert_ne!(injected.status.code(), Some(2), "{injected:?}");
    let page = std::fs::read_to_string(yard.blog().join(format!("site{folder}.html"))).unwrap();
    let tree = dom::parse(&page);
    let mut names = dom::elements(&tree);
    names.retain(|name| name != "meta" && name != "link");
    names.sort();
    assert_eq!(
        names,
        ["body", "head", "html", "p", "script", "title"],
        "{page}"
    );
    for (element, attribute, _) in dom::attributes(&tree) {
        let known = [
            "charset", "name", "property", "content", "rel", "href", "type", "title",
        ];
        assert!(
            known.contains(&attribute.as_str()),
            "<{element} {attribute}> in {page}"
        );
    }
    let content = |key: &str| {
        let found = dom::metas(&tree)
            .into_iter()
            .filter(|(name, _)| name == key);
        found.map(|(_, content)| content).collect::<Vec<_>>()
    };
    for key in [
        "og:title",
        "twitter:title",
        "description",
        "og:description",
        "twitter:description",
        "og:site_name",
    ] {
        assert_eq!(content(key), [HOSTILE], "{key}");
    }
    assert_eq!(content("article:tag"), [HOSTILE, "b"]);
    let scripts = dom::scripts(&tree);
    let data: Value = serde_json::from_str(&scripts[0]).unwrap();
    assert_eq!(data["headline"], HOSTILE);
    assert_eq!(data["author"]["name"], HOSTILE);
    // The feeds are XML and JSON, and have the words as they are.
    for path in ["rss.xml", "atom.xml", "feeds.opml"] {
        let text = yard.text(path);
        let feed = roxmltree::Document::parse(&text).unwrap();
        let named = feed.descendants().any(|node| {
            node.text() == Some(HOSTILE) || node.attributes().any(|one| one.value() == HOSTILE)
        });
        assert!(named, "{path}");
    }
}

/// A browser's parser, and questions to the tree that it builds.
mod dom {
    use html5ever::tendril::TendrilSink;
    use markup5ever_rcdom::{Handle, NodeData, RcDom};

    pub fn parse(html: &str) -> RcDom {
        html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(html)
    }

    fn walk(node: &Handle, see: &mut dyn FnMut(&Handle)) {
        see(node);
        for child in node.children.borrow().iter() {
            walk(child, see);
        }
    }

    pub fn elements(tree: &RcDom) -> Vec<String> {
        let mut names = Vec::new();
        walk(&tree.document, &mut |node| {
            if let NodeData::Element { name, .. } = &node.data {
                names.push(name.local.to_string());
            }
        });
        names
    }

    pub fn attributes(tree: &RcDom) -> Vec<(String, String, String)> {
        let mut found = Vec::new();
        walk(&tree.document, &mut |node| {
            if let NodeData::Element { name, attrs, .. } = &node.data {
                for one in attrs.borrow().iter() {
                    found.push((
                        name.local.to_string(),
                        one.name.local.to_string(),
                        one.value.to_string(),
                    ));
                }
            }
        });
        found
    }

    pub fn metas(tree: &RcDom) -> Vec<(String, String)> {
        let mut found = Vec::new();
        walk(&tree.document, &mut |node| {
            if let NodeData::Element { name, attrs, .. } = &node.data
                && &*name.local == "meta"
            {
                let attrs = attrs.borrow();
                let get = |key: &str| {
                    attrs
                        .iter()
                        .find(|one| &*one.name.local == key)
                        .map(|one| one.value.to_string())
                };
                if let (Some(key), Some(content)) =
                    (get("property").or(get("name")), get("content"))
                {
                    found.push((key, content));
                }
            }
        });
        found
    }

    pub fn scripts(tree: &RcDom) -> Vec<String> {
        let mut found = Vec::new();
        walk(&tree.document, &mut |node| {
            if let NodeData::Element { name, .. } = &node.data
                && &*name.local == "script"
            {
                let mut text = String::new();
                for child in node.children.borrow().iter() {
                    if let NodeData::Text { contents } = &child.data {
                        text.push_str(&contents.borrow());
                    }
                }
                found.push(text);
            }
        });
        found
    }
}

#[test]
fn the_yard_itself_is_judged() {
    let yard = Yard::new(&[]);
    let (code, problems, written) = yard.build();
    assert_eq!((code, problems.len(), written), (Some(0), 0, good()));
    std::fs::write(yard.folder.path().join("x/new.txt"), "new").unwrap();
    assert_ne!(yard.around(), yard.before);
    assert!(Path::new(&yard.folder.path().join("secret.png")).exists());
}

#[cfg(target_os = "linux")]
#[test]
fn of_two_names_that_are_not_utf_8_neither_vanishes_without_a_word() {
    use std::os::unix::ffi::OsStrExt;
    let yard = Yard::new(&[]);
    for name in [&b"\xB0\xA1.md"[..], b"\xB0\xA2.md"] {
        let file = yard
            .blog()
            .join("content")
            .join(std::ffi::OsStr::from_bytes(name));
        std::fs::write(file, GOOD).unwrap();
    }
    let yard = Yard {
        before: yard.around(),
        ..yard
    };
    let (code, problems, written) = yard.build();
    assert_eq!((code, written), (Some(0), good()));
    let mut told: Vec<&str> = problems
        .iter()
        .map(|one| one["message"].as_str().unwrap())
        .collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            r"the name of the file is not UTF-8 (\xb0\xa1.md); left out",
            r"the name of the file is not UTF-8 (\xb0\xa2.md); left out"
        ]
    );
    assert_eq!(rules(&problems), ["file-name", "file-name"]);
}
