//! Keys from the file, from variables and from flags; a run without a file; what a pull request must not raise; and
//! `init --site`.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{blog, put, run};
use serde_json::Value;

const POST: (&str, &str) = ("a.md", "---\ntitle: 하나\ndate: 2024-01-02\n---\n글\n");

fn manifest(folder: &std::path::Path, out: &str) -> Value {
    let bytes = std::fs::read(folder.join(out).join("feedcard.json")).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

fn stderr(output: &std::process::Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_variable_wins_over_the_file_and_a_flag_over_both() {
    let blog = blog(&[POST]);
    let variables = [
        ("FEEDCARD_FEEDS__RSS", "feeds/all.xml"),
        ("FEEDCARD_FEEDS__ATOM", "false"),
        ("FEEDCARD_SITE__TITLE", "다른: 이름"),
        ("FEEDCARD_OUT", "from-variable"),
    ];
    let built = run(blog.path(), &["build", "--out", "from-flag"], &variables);
    assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
    assert!(!blog.path().join("from-variable").exists());
    let rss = std::fs::read_to_string(blog.path().join("from-flag/feeds/all.xml")).unwrap();
    assert!(rss.contains("<title>다른: 이름</title>"), "{rss}");
    assert!(!blog.path().join("from-flag/atom.xml").exists());
}

#[test]
fn a_variable_that_is_wrong_is_told_by_its_name() {
    let blog = blog(&[POST]);
    for (name, value, told) in [
        ("FEEDCARD_FEEDS__LIMIT", "many", "--> FEEDCARD_FEEDS__LIMIT"),
        (
            "FEEDCARD_SITE__TITEL",
            "x",
            "did you mean `FEEDCARD_SITE__TITLE`?",
        ),
        (
            "FEEDCARD_FEEDS__HUB",
            "true",
            "write its value: WebSub hub, absolute",
        ),
    ] {
        let built = run(blog.path(), &["build"], &[(name, value)]);
        assert_eq!(built.status.code(), Some(2), "{}", stderr(&built));
        assert!(stderr(&built).contains(told), "{}", stderr(&built));
    }
}

#[test]
fn a_preview_serves_its_pictures_and_nothing_else_elsewhere() {
    let blog = blog(&[POST]);
    let url = "https://pr-7.preview.example";
    for (arguments, variables) in [
        (&["build", "--url", url][..], vec![]),
        (&["build"][..], vec![("FEEDCARD_SITE__URL", url)]),
    ] {
        let built = run(blog.path(), arguments, &variables);
        assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
        let manifest = manifest(blog.path(), "out");
        let post = &manifest["posts"][0];
        assert_eq!(post["url"], "https://blog.example/a");
        assert_eq!(post["id"], "https://blog.example/a");
        assert_eq!(post["card"]["url"], format!("{url}/a/thumbnail_og.jpg"));
        assert_eq!(manifest["site"], "https://blog.example");
    }
}

#[test]
fn a_path_that_is_not_feedcard_s_to_write_is_refused() {
    for more in [
        "out: .\nfeeds: {rss: feedcard.yaml}\n",
        "out: .\nfeeds: {rss: content/a.md}\n",
        "out: .\nfeeds: {atom: .git/config}\n",
        "cache: .\n",
        "cache: .git\n",
        "cache: content/..\n",
        "out: .feedcard/out\n",
        "out: .git\n",
        "cards: {path: \".git/{permalink}.jpg\"}\n",
    ] {
        let blog = blog(&[POST]);
        let before = format!("{}{more}", common::CONFIG);
        put(blog.path(), "feedcard.yaml", before.as_bytes());
        let built = run(blog.path(), &["build"], &[]);
        assert_eq!(built.status.code(), Some(2), "{more}: {}", stderr(&built));
        let config = std::fs::read_to_string(blog.path().join("feedcard.yaml")).unwrap();
        assert_eq!(config, before);
        assert!(!blog.path().join("out").exists() && !blog.path().join(".feedcard").exists());
    }
}

#[test]
fn a_locked_configuration_raises_no_limit_and_leaves_no_repository() {
    for (more, refused) in [
        ("limits: {post_bytes: 1048577}\n", true),
        ("limits: {post_bytes: 1000}\n", false),
        ("out: ../elsewhere\n", true),
        ("content: [content, /etc]\n", true),
        (
            "site: {title: T, url: https://blog.example, logo: ../logo.png}\n",
            true,
        ),
    ] {
        let blog = blog(&[POST]);
        let config = if more.starts_with("site:") {
            more.to_owned()
        } else {
            format!("{}{more}", common::CONFIG)
        };
        put(blog.path(), "feedcard.yaml", config.as_bytes());
        for (arguments, variables) in [
            (&["check", "--locked-config"][..], vec![]),
            (&["check"][..], vec![("FEEDCARD_LOCKED_CONFIG", "1")]),
        ] {
            let checked = run(blog.path(), arguments, &variables);
            let told = stderr(&checked);
            assert_eq!(told.contains("config-locked"), refused, "{more}: {told}");
            assert_eq!(checked.status.code() == Some(2), refused, "{more}: {told}");
        }
    }
}

#[test]
fn a_content_folder_that_is_not_there_is_told_with_the_one_that_is() {
    let blog = blog(&[POST]);
    let rename = |from: &str, to: &str| {
        std::fs::rename(blog.path().join(from), blog.path().join(to)).unwrap();
    };
    rename("content", "_posts");
    let done = run(blog.path(), &["check"], &[]);
    let told = [stderr(&done), String::from_utf8(done.stdout).unwrap()].concat();
    assert!(told.contains("write `content: [_posts]`"), "{told}");
    // Nothing is guessed where no usual folder is.
    rename("_posts", "texts");
    let done = run(blog.path(), &["check"], &[]);
    let told = [stderr(&done), String::from_utf8(done.stdout).unwrap()].concat();
    assert!(
        told.contains("name the folder of your posts under `content:`"),
        "{told}"
    );
}

/// Two posts, and the pages that some program made of them.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let page = |url: &str, title: &str, day: &str| {
        format!(
            "<!doctype html><html lang=\"ko\"><head><link rel=\"canonical\" href=\"{url}\"><meta property=\"og:site_name\" content=\"물가 기록\"><title>{title} | 물가 기록</title></head><body><article><h1>{title}</h1><time datetime=\"{day}T09:00:00+09:00\">{day}</time><p>오늘 첫 배를 타고 섬을 건넜다. 바람이 세서 갑판에 오래 있지 못했다.</p></article></body></html>"
        )
    };
    let body = "오늘 첫 배를 타고 섬을 건넜다. 바람이 세서 갑판에 오래 있지 못했다.\n";
    for (name, title, day) in [
        ("first-ferry", "첫 배", "2024-03-05"),
        ("second-ferry", "둘째 배", "2023-11-06"),
    ] {
        let text = format!("---\ntitle: {title}\ndate: {day} 09:00:00\n---\n{body}");
        put(
            folder.path(),
            &format!("writing/{day}-{name}.md"),
            text.as_bytes(),
        );
        let (year, _) = day.split_once('-').unwrap();
        let path = format!("log/{year}/{name}/");
        let page = page(&format!("https://mulga.example/{path}"), title, day);
        put(
            folder.path(),
            &format!("public/{path}index.html"),
            page.as_bytes(),
        );
    }
    let front = page("https://mulga.example/", "물가 기록", "2024-03-05");
    put(folder.path(), "public/index.html", front.as_bytes());
    folder
}

#[test]
fn init_finds_in_the_pages_where_posts_are_published() {
    let folder = site();
    let init = run(folder.path(), &["init", "--site", "public"], &[]);
    assert_eq!(stderr(&init), "");
    assert_eq!(init.status.code(), Some(0));
    let told = String::from_utf8(init.stdout).unwrap();
    assert!(
        told.contains("2 of 2 posts are where their pages in `public` are"),
        "{told}"
    );
    let text = std::fs::read_to_string(folder.path().join("feedcard.yaml")).unwrap();
    let config = feedcard::config::parse(&text, "feedcard.yaml", folder.path()).unwrap();
    assert_eq!(config.permalink[0].pattern, "/log/{year}/{slug}/", "{text}");
    assert_eq!(config.content, ["writing"]);
    assert_eq!(config.site.url, "https://mulga.example");
    assert_eq!(config.site.title, "물가 기록");
    assert_eq!(config.site.language, "ko");
    assert_eq!(config.timezone, chrono_tz::Asia::Seoul);
    assert_eq!(config.site.folder.as_deref(), Some("public"));
}

#[test]
fn a_site_without_a_configuration_is_built_and_what_was_found_is_said() {
    let folder = site();
    let built = run(folder.path(), &["build", "--site", "public"], &[]);
    let told = stderr(&built);
    assert_eq!(
        told,
        "no feedcard.yaml: title, url, language, timezone from public; posts in writing (Markdown)\n"
    );
    assert_eq!(built.status.code(), Some(0));
    let manifest = manifest(folder.path(), "public");
    let urls: Vec<&str> = manifest["posts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|post| post["url"].as_str().unwrap())
        .collect();
    assert_eq!(
        urls,
        [
            "https://mulga.example/log/2024/first-ferry/",
            "https://mulga.example/log/2023/second-ferry/"
        ]
    );
}

#[test]
fn a_site_that_is_another_one_is_told() {
    let folder = site();
    put(folder.path(), "other/index.html", b"<h1>x</h1>");
    let init = run(folder.path(), &["init", "--site", "other"], &[]);
    assert_eq!(init.status.code(), Some(2));
    assert!(!folder.path().join("feedcard.yaml").exists());
    assert!(stderr(&init).contains("error["), "{}", stderr(&init));
}
