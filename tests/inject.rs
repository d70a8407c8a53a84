//! `feedcard inject` on temporary sites: which page is which post, what is written, what is told, how it ends.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Output};

const EMPTY: &str = "<!doctype html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>t</title>\n</head>\n<body>본문</body>\n</html>\n";

/// A blog at `url` that was built, with the pages of a site beside it.
struct Blog(tempfile::TempDir);

impl Blog {
    fn new(config: &str, posts: &[(&str, &str)]) -> Blog {
        let blog = Blog(tempfile::tempdir().unwrap());
        blog.write("feedcard.yaml", config.as_bytes());
        for (name, text) in posts {
            blog.write(&format!("content/{name}"), text.as_bytes());
        }
        let built = blog.run(&["build"]);
        assert!(built.status.success(), "{built:?}");
        blog
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn page(&self, name: &str) -> &Blog {
        self.write(&format!("site/{name}"), EMPTY.as_bytes());
        self
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path("site").join(name)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_feedcard"))
            .current_dir(self.0.path())
            .args(arguments)
            .output()
            .unwrap()
    }

    /// Runs inject: exit code, sum line without its seconds, problems.
    fn inject(&self, arguments: &[&str]) -> (i32, String, String) {
        let done = self.run(&[&["inject", "site"], arguments].concat());
        let sum = String::from_utf8(done.stdout).unwrap();
        let sum = sum.rsplit_once(" · ").map_or("", |(facts, _)| facts);
        let told = String::from_utf8(done.stderr).unwrap();
        (done.status.code().unwrap(), sum.to_owned(), told)
    }
}

const CONFIG: &str = "site:\n  title: 시험 블로그\n  url: https://blog.example\n";

fn post(title: &str) -> String {
    format!("---\ntitle: '{title}'\ndate: 2024-01-02 09:00:00 +09:00\nauthor: 윤채원\n---\n본문\n")
}

fn one(name: &str) -> Blog {
    Blog::new(CONFIG, &[(name, &post("첫 글"))])
}

fn changed_at(path: &Path) -> impl PartialEq + std::fmt::Debug + use<> {
    path.metadata().unwrap().modified().unwrap()
}

#[test]
fn a_post_is_found_under_every_name_that_a_host_serves_it_by() {
    let nfd = "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}";
    for (name, page) in [
        ("a.md", "a.html"),
        ("a.md", "a/index.html"),
        ("a.md", "a"),
        ("a.md", "A/../a.HTM"),
        ("한글.md", "한글.html"),
        ("한글.md", "%ED%95%9C%EA%B8%80/index.html"),
        ("한글.md", &format!("{nfd}/index.html")),
    ] {
        let blog = one(name);
        blog.write("site/A/keep.txt", b"");
        blog.page(page);
        let (code, sum, told) = blog.inject(&[]);
        assert_eq!(
            (code, sum.as_str()),
            (0, "1 page · 1 post · 1 changed"),
            "{page}: {told}"
        );
        assert!(
            blog.read(page)
                .contains("property=\"og:title\" content=\"첫 글\"")
        );
    }
}

#[test]
fn a_second_run_writes_nothing_and_other_pages_get_the_feeds_only() {
    let blog = one("a.md");
    blog.page("a.html").page("about.html").page("deep/404.html");
    blog.write("site/piece.html", b"<li>fetched by a script</li>");
    blog.write("site/feed.xml", b"<rss/>");
    blog.write("site/a/thumbnail_og.jpg", b"");
    let (code, sum, told) = blog.inject(&[]);
    assert_eq!(
        (code, sum.as_str(), told.as_str()),
        (0, "4 pages · 1 post · 3 changed", "")
    );
    let about = blog.read("about.html");
    assert!(about.contains("href=\"https://blog.example/rss.xml\"") && !about.contains("og:"));
    assert_eq!(blog.read("piece.html"), "<li>fetched by a script</li>");
    let (text, time) = (blog.read("a.html"), changed_at(&blog.path("site/a.html")));
    assert_eq!(blog.inject(&[]).1, "4 pages · 1 post · 0 changed");
    assert_eq!(
        (text, time),
        (blog.read("a.html"), changed_at(&blog.path("site/a.html")))
    );
}

#[test]
fn check_names_the_stale_page_and_writes_nothing() {
    let blog = one("a.md");
    blog.page("a.html");
    let (code, sum, told) = blog.inject(&["--check"]);
    assert_eq!(
        (code, sum.as_str()),
        (1, "1 page · 1 post · 1 stale · 1 error")
    );
    assert!(
        told.contains("site/a.html") && told.contains("run `feedcard inject site`"),
        "{told}"
    );
    assert_eq!(blog.read("a.html"), EMPTY);
    blog.inject(&[]);
    assert_eq!(blog.inject(&["--check"]).0, 0);
}

#[test]
fn a_title_cannot_break_out_of_its_tag_or_script() {
    let blog = Blog::new(
        CONFIG,
        &[("a.md", &post("`</script><img onerror=alert(1)>\" x=`"))],
    );
    blog.page("a.html");
    assert_eq!(blog.inject(&[]).0, 0);
    let page = blog.read("a.html");
    assert_eq!(page.matches("</script").count(), 1);
    assert!(!page.contains("<img"));
    assert!(
        page.contains("content=\"&lt;/script&gt;&lt;img onerror=alert(1)&gt;&quot; x=\""),
        "{page}"
    );
    assert!(page.contains("\\u003c/script\\u003e\\u003cimg onerror=alert(1)\\u003e"));
}

#[test]
fn hashed_card_addresses_and_a_base_path_end_up_in_the_tags() {
    let config = "site:\n  title: 시험\n  url: https://blog.example/base\ncards:\n  path: \"{permalink}/og-{hash}.png\"\n";
    let blog = Blog::new(config, &[("a.md", &post("첫 글"))]);
    blog.page("a/index.html");
    assert_eq!(blog.inject(&[]).0, 0);
    let page = blog.read("a/index.html");
    let manifest = std::fs::read_to_string(blog.path("out/feedcard.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let post = &manifest["posts"][0];
    let url = post["card"]["url"].as_str().unwrap();
    assert!(url.starts_with("https://blog.example/base/a/og-"), "{url}");
    assert!(page.contains(&format!("property=\"og:image\" content=\"{url}\"")));
    assert!(page.contains("property=\"og:image:type\" content=\"image/png\""));
    assert!(page.contains("rel=\"canonical\" href=\"https://blog.example/base/a\""));
    assert!(page.contains(&format!("\"url\":\"{url}\"")));
}

#[test]
fn a_changed_post_changes_its_tags_in_place() {
    let blog = one("a.md");
    blog.page("a.html").inject(&[]);
    let before = blog.read("a.html");
    blog.write("content/a.md", post("고친 제목").as_bytes());
    assert!(blog.run(&["build"]).status.success());
    assert_eq!(blog.inject(&[]).1, "1 page · 1 post · 1 changed");
    let after = blog.read("a.html");
    assert_eq!(before.lines().count(), after.lines().count());
    assert!(!after.contains("첫 글") && after.contains("og:title\" content=\"고친 제목\""));
}

#[test]
fn a_post_without_a_page_is_an_error_at_its_file_and_the_others_are_written() {
    let blog = Blog::new(CONFIG, &[("a.md", &post("가")), ("b.md", &post("나"))]);
    blog.page("a.html");
    let (code, sum, told) = blog.inject(&[]);
    assert_eq!(
        (code, sum.as_str()),
        (1, "1 page · 1 post · 1 changed · 1 error")
    );
    assert!(
        told.contains("content/b.md") && told.contains("`site` has no page for `/b`"),
        "{told}"
    );
    assert!(told.contains("`b.html`, `b/index.html` and `b`"), "{told}");
}

#[test]
fn tags_that_end_too_late_are_told_on_every_run() {
    let tags: Vec<String> = (0..199)
        .map(|at| format!("{} {at}", "꼬리표".repeat(30)))
        .collect();
    let text = format!(
        "---\ntitle: 글\ndate: 2024-01-02\ntags: [{}]\n---\n",
        tags.join(", ")
    );
    let blog = Blog::new(CONFIG, &[("a.md", &text)]);
    blog.page("a.html");
    let first = blog.inject(&[]);
    assert_eq!(first.1, "1 page · 1 post · 1 changed · 1 warning");
    assert!(
        first.2.contains("Slack reads the first 32768"),
        "{}",
        first.2
    );
    let second = blog.inject(&[]);
    assert_eq!(second.1, "1 page · 1 post · 0 changed · 1 warning");
    assert_eq!(first.2, second.2);
}

#[test]
fn the_wrong_folder_is_one_error_that_names_the_right_one() {
    let config = CONFIG.replace("blog.example", "blog.example/base");
    let blog = Blog::new(&config, &[("a.md", &post("가")), ("b.md", &post("나"))]);
    blog.page("base/a.html").page("base/b.html");
    let (code, _, told) = blog.inject(&[]);
    assert_eq!(code, 1);
    assert!(
        told.contains("no page of `site` is one of the 2 posts"),
        "{told}"
    );
    assert!(told.contains("feedcard inject site/base"), "{told}");
}

#[test]
fn a_page_that_is_not_utf_8_is_told_and_left_alone() {
    let blog = one("a.md");
    blog.page("b.html");
    let latin = b"<!doctype html><title>caf\xe9</title>";
    blog.write("site/a.html", latin);
    let (code, sum, told) = blog.inject(&[]);
    assert_eq!(
        (code, sum.as_str()),
        (1, "2 pages · 1 post · 1 changed · 1 error")
    );
    assert!(
        told.contains("site/a.html") && told.contains("not UTF-8: byte 26"),
        "{told}"
    );
    assert_eq!(std::fs::read(blog.path("site/a.html")).unwrap(), latin);
    blog.page("a.html");
    blog.write("site/b.html", b"<html><meta charset=euc-kr>");
    let (code, _, told) = blog.inject(&[]);
    assert!(
        code == 0 && told.contains("`euc-kr`, and UTF-8 was wanted"),
        "{told}"
    );
    assert_eq!(blog.inject(&["--strict"]).0, 1);
}

#[test]
fn no_folder_no_manifest_and_another_version_are_2() {
    let blog = one("a.md");
    let (code, _, told) = blog.inject(&[]);
    assert!(
        code == 2 && told.contains("`site` is not a folder"),
        "{told}"
    );
    blog.page("a.html");
    blog.write(
        "out/feedcard.json",
        b"{\"version\":9,\"tool\":\"\",\"site\":\"\",\"feeds\":[],\"posts\":[]}",
    );
    let (code, _, told) = blog.inject(&[]);
    assert!(
        code == 2 && told.contains("has version 9, and 1 was wanted"),
        "{told}"
    );
    std::fs::remove_file(blog.path("out/feedcard.json")).unwrap();
    let (code, _, told) = blog.inject(&[]);
    assert!(
        code == 2 && told.contains("run `feedcard build` first"),
        "{told}"
    );
    assert_eq!(blog.read("a.html"), EMPTY);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let blog = one("a.md");
    blog.page("a.html");
    blog.write("outside/b.html", EMPTY.as_bytes());
    symlink(blog.path("outside"), blog.path("site/linked")).unwrap();
    symlink(blog.path("outside/b.html"), blog.path("site/b.html")).unwrap();
    let mode = std::fs::Permissions::from_mode(0o640);
    std::fs::set_permissions(blog.path("site/a.html"), mode).unwrap();
    let (code, sum, _) = blog.inject(&[]);
    assert_eq!((code, sum.as_str()), (0, "1 page · 1 post · 1 changed"));
    assert_eq!(
        std::fs::read_to_string(blog.path("outside/b.html")).unwrap(),
        EMPTY
    );
    let mode = blog
        .path("site/a.html")
        .metadata()
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o640);
    let names: Vec<_> = std::fs::read_dir(blog.path("site")).unwrap().collect();
    assert_eq!(names.len(), 3, "nothing temporary is left");
}

#[test]
fn problems_come_in_one_order_whatever_the_threads() {
    let posts: Vec<(String, String)> = (10..40)
        .map(|at| (format!("p{at}.md"), post(&format!("글 {at}"))))
        .collect();
    let posts: Vec<(&str, &str)> = posts
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let blog = Blog::new(CONFIG, &posts);
    for at in 10..39 {
        blog.page(&format!("p{at}.html"));
    }
    let one = blog.inject(&["--check", "--jobs", "1"]);
    let eight = blog.inject(&["--check", "--jobs", "8"]);
    assert_eq!(one, eight);
    assert_eq!(one.1, "29 pages · 29 posts · 29 stale · 30 errors");
}
