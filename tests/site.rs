//! `feedcard build --site` on small sites in the shapes that generators write: what is taken from the pages, what is told,
//! and what happens the second time.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::path::Path;

use common::{files, put, run};

const POSTS: [(&str, &str, &str); 2] = [
    (
        "하나",
        "첫 글",
        "첫 문단은 여기서 시작하고 끝납니다.\n\n![등대](./lamp.png)\n\n둘째 문단도 그렇습니다.\n",
    ),
    (
        "둘",
        "다음 글",
        "다음 글의 문단입니다. [첫 글](/posts/하나/)과 [없는 글](/nowhere/)\n",
    ),
];

/// A page as a generator writes it.
fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=ko><head><meta charset=utf-8><title>{title} | 시험</title></head><body><nav><a href=/>시험</a></nav>\
         <main><article><h1>{title}</h1><time datetime=2024-01-02>1월 2일</time>{body}<p class=share>공유하기</p></article></main></body></html>"
    )
}

fn post(folder: &Path, slug: &str, title: &str, markdown: &str) {
    let text = format!("---\ntitle: {title}\ndate: 2024-01-02\n---\n\n{markdown}");
    put(folder, &format!("content/{slug}/index.md"), text.as_bytes());
}

/// A blog whose generator publishes pictures under hashed names, and its built site.
fn blog() -> tempfile::TempDir {
    let folder = common::blog(&[]);
    for (slug, title, markdown) in POSTS {
        post(folder.path(), slug, title, markdown);
    }
    put(
        folder.path(),
        "site/index.html",
        page("시험", "<ul><li><a href=/posts/하나/>첫 글</a></ul>").as_bytes(),
    );
    put(
        folder.path(),
        "site/posts/하나/index.html",
        page(
            "첫 글",
            "<p>첫 문단은 여기서 시작하고 끝납니다.</p><p><picture><source srcset='/static/h4sh.avif' type=image/avif>\
             <img src='/static/h4sh.png' alt=등대 loading=lazy></picture></p><div class=ad>광고</div><p>둘째 문단도 그렇습니다.</p>",
        )
        .as_bytes(),
    );
    put(
        folder.path(),
        "site/posts/둘/index.html",
        page("다음 글", "<p>다음 글의 문단입니다. <a href='/posts/하나/'>첫 글</a>과 <a href=/nowhere/>없는 글</a></p>").as_bytes(),
    );
    let mut png = Vec::new();
    image::RgbImage::new(6, 4)
        .write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png)
        .unwrap();
    put(folder.path(), "site/static/h4sh.png", &png);
    put(folder.path(), "site/static/h4sh.avif", b"");
    folder
}

/// Exit code, what was printed, what was told.
fn build(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let done = run(
        folder,
        &[
            &["build", "--site", "site", "--now", "2025-01-01T00:00:00Z"],
            arguments,
        ]
        .concat(),
        &[],
    );
    (
        done.status.code().unwrap(),
        String::from_utf8(done.stdout).unwrap(),
        String::from_utf8(done.stderr).unwrap(),
    )
}

fn read(folder: &Path, path: &str) -> String {
    std::fs::read_to_string(folder.join(path)).unwrap()
}

/// The body of one post, from the JSON Feed.
fn body(folder: &Path, title: &str) -> String {
    let feed: serde_json::Value = serde_json::from_str(&read(folder, "site/feed.json")).unwrap();
    let items = feed["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["title"] == title).unwrap();
    item["content_html"].as_str().unwrap().replace('\n', "")
}

#[test]
fn the_share_of_the_words_that_pages_have_is_said_to_whoever_asks() {
    let folder = blog();
    let wanted = "bodies of 2 of 2 posts are from their pages; of the Markdown's words they have 94.7 % at least \
                  (`content/하나/index.md`), 100.0 % in the median\n";
    // One of its nineteen words is not in the page.
    let words = "배편이 바뀌는 날마다 배운 것을 적어 둡니다 처음부터 서버를 세 대로 늘리고";
    let markdown = format!("{words} 모두 여덟 가지를 바꾸었습니다 그리고 끝에 다시.\n");
    post(folder.path(), "하나", "첫 글", &markdown);
    let body = format!("<p>{words} 여덟 가지를 바꾸었습니다 그리고 끝에 다시.</p>");
    put(
        folder.path(),
        "site/posts/하나/index.html",
        page("첫 글", &body).as_bytes(),
    );
    for _ in 0..2 {
        let (code, _, told) = build(folder.path(), &["-v"]);
        assert!(code == 0 && told.contains(wanted), "{told}");
    }
    let checked = run(
        folder.path(),
        &[
            "check",
            "--site",
            "site",
            "-v",
            "--now",
            "2025-01-01T00:00:00Z",
        ],
        &[],
    );
    assert!(String::from_utf8(checked.stderr).unwrap().contains(wanted));
    let (_, _, told) = build(folder.path(), &[]);
    assert!(!told.contains("median"), "{told}");
}

#[test]
fn addresses_and_bodies_come_from_the_pages() {
    let folder = blog();
    let (code, _, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    assert_eq!(
        body(folder.path(), "첫 글"),
        "<p>첫 문단은 여기서 시작하고 끝납니다.</p><p><img src=\"https://blog.example/static/h4sh.png\" alt=\"등대\" width=\"6\" height=\"4\"></p>\
         <p>둘째 문단도 그렇습니다.</p>"
    );
    let page = read(folder.path(), "site/posts/하나/index.html");
    for wanted in [
        "<link rel=\"canonical\" href=\"https://blog.example/posts/%ED%95%98%EB%82%98/\">",
        "https://blog.example/posts/%ED%95%98%EB%82%98/thumbnail_og.jpg",
        "type=\"application/rss+xml\"",
    ] {
        assert!(page.contains(wanted), "{wanted}\n{page}");
    }
    assert!(
        folder
            .path()
            .join("site/posts/하나/thumbnail_og.jpg")
            .is_file()
    );
    assert!(
        told.contains("link-dead") && told.contains("/nowhere/"),
        "{told}"
    );
    assert!(told.contains("content/둘/index.md:6:"), "{told}");
    assert!(!told.contains("h4sh"), "{told}");
}

#[test]
fn a_second_run_changes_nothing_and_a_new_post_its_own_entry_alone() {
    let folder = blog();
    build(folder.path(), &[]);
    let before = files(&folder.path().join("site"));
    let (code, sum, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    assert!(sum.contains("3 pages (0 changed)"), "{sum}");
    assert!(
        files(&folder.path().join("site")) == before,
        "a second run wrote something"
    );
    let first = body(folder.path(), "첫 글");
    post(folder.path(), "셋", "셋째 글", "셋째 글의 문단입니다.\n");
    let related = "<aside><h2>다른 글</h2><p>셋째 글의 문단입니다.</p></aside>";
    for slug in ["하나", "둘"] {
        let path = format!("site/posts/{slug}/index.html");
        let text =
            read(folder.path(), &path).replace("</article>", &format!("</article>{related}"));
        put(folder.path(), &path, text.as_bytes());
    }
    put(
        folder.path(),
        "site/posts/셋/index.html",
        page("셋째 글", "<p>셋째 글의 문단입니다.</p>").as_bytes(),
    );
    build(folder.path(), &[]);
    assert_eq!(body(folder.path(), "첫 글"), first);
    assert_eq!(
        body(folder.path(), "셋째 글"),
        "<p>셋째 글의 문단입니다.</p>"
    );
}

#[test]
fn a_post_without_a_page_keeps_every_file_as_it_was() {
    let folder = blog();
    post(folder.path(), "넷", "넷째 글", "아직 없는 글입니다.\n");
    let before = files(&folder.path().join("site"));
    let (code, _, told) = build(folder.path(), &[]);
    assert_eq!(code, 1, "{told}");
    assert!(told.contains("`site` has no page for `넷째 글`"), "{told}");
    assert!(files(&folder.path().join("site")) == before);
    assert_eq!(build(folder.path(), &["--keep-going"]).0, 1);
    assert!(!read(folder.path(), "site/rss.xml").contains("넷째"));
}

#[test]
fn the_wrong_folder_is_said_once() {
    let folder = blog();
    put(folder.path(), "wrong/index.html", b"<h1>x</h1>");
    let done = run(folder.path(), &["build", "--site", "wrong"], &[]);
    let told = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(1), "{told}");
    assert!(
        told.contains("no page of `wrong` shows one of the 2 posts"),
        "{told}"
    );
    assert_eq!(told.matches("page-missing").count(), 1, "{told}");
}

#[test]
fn a_page_that_does_not_show_the_post_is_told_and_markdown_is_used() {
    let folder = blog();
    put(
        folder.path(),
        "site/posts/하나/index.html",
        page("첫 글", "<p>자바스크립트를 켜 주세요.</p>").as_bytes(),
    );
    let (code, _, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    assert!(
        told.contains("body-page") && told.contains("feeds: {select:"),
        "{told}"
    );
    assert!(body(folder.path(), "첫 글").contains("첫 문단은"));
    // What is warned of is warned of again from the cache.
    assert!(build(folder.path(), &[]).2.contains("body-page"));
}

#[test]
fn a_feed_of_the_generator_is_replaced_and_its_ids_are_compared() {
    let folder = blog();
    let foreign = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>t</title><link>https://blog.example</link><description>d</description>\
                   <item><title>첫 글</title><link>https://blog.example/posts/하나/</link><guid>old-1</guid></item></channel></rss>";
    put(folder.path(), "site/rss.xml", foreign.as_bytes());
    let (code, _, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    assert!(
        told.contains("`site/rss.xml` was not made by feedcard, and is replaced"),
        "{told}"
    );
    assert!(
        told.contains("guid: ") && told.contains("`old-1`"),
        "{told}"
    );
    let (_, _, told) = build(folder.path(), &[]);
    assert!(
        !told.contains("replaced") && !told.contains("old-1"),
        "{told}"
    );
}

#[test]
fn ids_that_change_are_counted() {
    let folder = blog();
    build(folder.path(), &[]);
    let config = common::CONFIG.replace("blog.example", "new.example");
    put(folder.path(), "feedcard.yaml", config.as_bytes());
    let (_, _, told) = build(folder.path(), &[]);
    assert!(told.contains("2 of 2 posts get another id"), "{told}");
}

#[test]
fn two_steps_are_told_of_cards_that_the_site_does_not_have() {
    let folder = blog();
    let done = run(folder.path(), &["build", "--out", "out"], &[]);
    assert!(done.status.success(), "{done:?}");
    put(folder.path(), "two/하나.html", page("첫 글", "").as_bytes());
    put(folder.path(), "two/둘.html", page("다음 글", "").as_bytes());
    let done = run(folder.path(), &["inject", "two"], &[]);
    let told = String::from_utf8(done.stderr).unwrap();
    assert!(
        told.contains("`two` does not have 2 of the pictures"),
        "{told}"
    );
    std::fs::create_dir_all(folder.path().join("two/하나")).unwrap();
    for slug in ["하나", "둘"] {
        let card = format!("{slug}/thumbnail_og.jpg");
        put(
            &folder.path().join("two"),
            &card,
            &std::fs::read(folder.path().join("out").join(&card)).unwrap(),
        );
    }
    let done = run(folder.path(), &["inject", "two"], &[]);
    assert!(
        !String::from_utf8(done.stderr)
            .unwrap()
            .contains("does not have")
    );
}

/// The lines that were told of a rule.
fn lines<'t>(told: &'t str, rule: &str) -> Vec<&'t str> {
    told.lines().filter(|line| line.contains(rule)).collect()
}

#[test]
fn a_second_run_keeps_the_time_of_every_page_feed_and_card() {
    let folder = blog();
    build(folder.path(), &[]);
    let before = files(&folder.path().join("site"));
    for arguments in [&[][..], &["--no-cache"], &[]] {
        let (code, _, told) = build(folder.path(), arguments);
        assert_eq!(code, 0, "{told}");
        // Bytes and times of all of them.
        assert!(
            files(&folder.path().join("site")) == before,
            "{arguments:?}"
        );
    }
    assert_eq!(build(folder.path(), &["--check"]).0, 0);
    let path = "site/posts/하나/index.html";
    let page = read(folder.path(), path).replace("og:title", "og:other");
    put(folder.path(), path, page.as_bytes());
    assert_eq!(build(folder.path(), &["--check"]).0, 1);
    build(folder.path(), &[]);
    assert!(read(folder.path(), path).contains("og:title"));
}

#[test]
fn one_added_post_changes_one_entry_of_every_feed() {
    let folder = blog();
    for number in 0..6 {
        add(
            folder.path(),
            &format!("p{number}"),
            &format!("글 번호 {number}"),
        );
    }
    build(folder.path(), &[]);
    let before = entries(folder.path());
    assert_eq!(before.len(), 8);
    add(folder.path(), "new", "새로 온 글");
    // Every page lists the newest posts, and links to its neighbours.
    for slug in ["하나", "둘", "p0", "p1", "p2", "p3", "p4", "p5"] {
        let path = format!("site/posts/{slug}/index.html");
        let text = read(folder.path(), &path).replace(
            "</article>",
            "<nav><a href='/posts/new/'>새로 온 글</a></nav></article><aside><ul><li>새로 온 글<p>새로 온 글의 첫 문단입니다.</p></ul></aside>",
        );
        put(folder.path(), &path, text.as_bytes());
    }
    let (code, _, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    let mut after = entries(folder.path());
    assert!(after.remove("새로 온 글").is_some());
    assert!(after == before, "another entry changed");
}

/// A post and its page.
fn add(folder: &Path, slug: &str, title: &str) {
    let text = format!("{title}의 첫 문단입니다.");
    post(
        folder,
        slug,
        title,
        &format!("{text}\n\n둘째 문단도 있습니다.\n"),
    );
    put(
        folder,
        &format!("site/posts/{slug}/index.html"),
        page(title, &format!("<p>{text}</p><p>둘째 문단도 있습니다.</p>")).as_bytes(),
    );
}

/// What each feed says of each post, by its title.
fn entries(folder: &Path) -> std::collections::BTreeMap<String, String> {
    let mut found = std::collections::BTreeMap::new();
    for (path, element, end) in [
        ("site/rss.xml", "<item>", "</item>"),
        ("site/atom.xml", "<entry>", "</entry>"),
    ] {
        for part in read(folder, path).split(element).skip(1) {
            let entry = part.split(end).next().unwrap();
            let title = entry.split("<title>").nth(1).unwrap();
            let title = title.split("</title>").next().unwrap().to_owned();
            found
                .entry(title)
                .or_insert_with(String::new)
                .push_str(entry);
        }
    }
    let feed: serde_json::Value = serde_json::from_str(&read(folder, "site/feed.json")).unwrap();
    for item in feed["items"].as_array().unwrap() {
        let title = item["title"].as_str().unwrap();
        found.get_mut(title).unwrap().push_str(&item.to_string());
    }
    found
}

#[test]
fn every_address_of_our_own_that_leads_nowhere_is_told_where_it_is_written() {
    let folder = blog();
    let config = "site:\n  title: 시험\n  url: https://blog.example\n  author: { name: 하나, uri: https://blog.example/people/hana }\n\
                  feeds: { icon: /icon.png }\n";
    put(folder.path(), "feedcard.yaml", config.as_bytes());
    put(
        folder.path(),
        "content/둘/index.md",
        "---\ntitle: 다음 글\ndate: 2024-01-02\nauthors: [{ name: 둘, uri: https://blog.example/people/dul }]\n\
         external_url: https://blog.example/talk\n---\n\n다음 글의 문단입니다. [첫 글](/posts/하나/#없음)과 [없는 글](/nowhere/)\n"
            .as_bytes(),
    );
    put(
        folder.path(),
        "site/posts/둘/index.html",
        page(
            "다음 글",
            "<p>다음 글의 문단입니다. <a href='/posts/하나/#없음'>첫 글</a>과 <a href=/nowhere/>없는 글</a></p>",
        )
        .as_bytes(),
    );
    let before = files(&folder.path().join("site"));
    for _ in 0..2 {
        // A link checker for posts: it writes nothing.
        let check = [
            "check",
            "--site",
            "site",
            "--format",
            "json",
            "--now",
            "2025-01-01T00:00:00Z",
        ];
        let done = run(folder.path(), &check, &[]);
        assert_eq!(done.status.code(), Some(0));
        let told: Vec<serde_json::Value> = serde_json::from_slice(&done.stderr).unwrap();
        let dead: Vec<String> = told
            .iter()
            .filter(|one| one["rule"] == "link-dead")
            .map(|one| {
                let words = one["message"].as_str().unwrap();
                let address = words
                    .split('`')
                    .nth(1)
                    .unwrap()
                    .replace("https://blog.example", "");
                format!(
                    "{}:{} {address}",
                    one["path"].as_str().unwrap(),
                    one["line"]
                )
            })
            .collect();
        assert_eq!(
            dead,
            [
                "content/둘/index.md:4 /people/dul",
                "content/둘/index.md:5 /talk",
                "content/둘/index.md:8 /posts/%ED%95%98%EB%82%98/",
                "content/둘/index.md:8 /nowhere/",
                "feedcard.yaml:4 /people/hana",
                "feedcard.yaml:5 /icon.png",
            ]
        );
        assert!(files(&folder.path().join("site")) == before);
    }
    let strict = [
        "check",
        "--strict",
        "--site",
        "site",
        "--now",
        "2025-01-01T00:00:00Z",
    ];
    assert_eq!(run(folder.path(), &strict, &[]).status.code(), Some(1));
    for (path, text) in [
        ("people/hana.html", ""),
        ("people/dul/index.html", ""),
        ("talk.html", ""),
        ("nowhere/index.html", ""),
        ("icon.png", ""),
    ] {
        put(&folder.path().join("site"), path, text.as_bytes());
    }
    let path = "site/posts/하나/index.html";
    let text = read(folder.path(), path).replace("<h1>", "<h1 id=없음>");
    put(folder.path(), path, text.as_bytes());
    let done = run(folder.path(), &strict, &[]);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
}

#[test]
fn a_description_is_the_first_paragraph_of_the_body_that_is_chosen() {
    let folder = blog();
    post(
        folder.path(),
        "인용",
        "인용한 글",
        "{{< notice >}}\n\n짧은 첫 문단 {{< version >}} 입니다.\n\n둘째 문단은 이렇습니다.\n",
    );
    put(
        folder.path(),
        "site/posts/인용/index.html",
        page(
            "인용한 글",
            "<p>짧은 첫 문단 1.2 입니다.</p><p>둘째 문단은 이렇습니다.</p>",
        )
        .as_bytes(),
    );
    build(folder.path(), &[]);
    let described = |folder: &Path| {
        let manifest: serde_json::Value =
            serde_json::from_str(&read(folder, "site/feedcard.json")).unwrap();
        let posts = manifest["posts"].as_array().unwrap().clone();
        let post = posts.iter().find(|post| post["title"] == "인용한 글");
        post.unwrap()["description"].as_str().unwrap().to_owned()
    };
    assert_eq!(described(folder.path()), "짧은 첫 문단 1.2 입니다.");
    assert!(
        read(folder.path(), "site/posts/인용/index.html")
            .contains("content=\"짧은 첫 문단 1.2 입니다.\"")
    );
    // From the cache, too.
    build(folder.path(), &[]);
    assert_eq!(described(folder.path()), "짧은 첫 문단 1.2 입니다.");
    put(
        folder.path(),
        "feedcard.yaml",
        format!("{}feeds: {{ body: markdown }}\n", common::CONFIG).as_bytes(),
    );
    build(folder.path(), &[]);
    assert_eq!(described(folder.path()), "짧은 첫 문단 입니다.");
}

#[test]
fn a_changed_permalink_says_how_many_ids_change() {
    let folder = common::blog(&[
        ("a.md", "---\ntitle: 하나\ndate: 2024-01-02\n---\n글\n"),
        (
            "b.md",
            "---\ntitle: 둘\ndate: 2024-01-02\nguid: fixed\n---\n글\n",
        ),
    ]);
    run(folder.path(), &["build"], &[]);
    let config = format!("{}permalink: \"/posts/{{stem}}/\"\n", common::CONFIG);
    put(folder.path(), "feedcard.yaml", config.as_bytes());
    let told = String::from_utf8(run(folder.path(), &["check"], &[]).stderr).unwrap();
    assert!(told.contains("1 of 2 posts get another id"), "{told}");
    assert_eq!(
        lines(&told, "was `https://blog.example/a`").len(),
        1,
        "{told}"
    );
}

#[test]
fn posts_that_the_site_holds_back_are_not_announced() {
    let folder = blog();
    for (slug, matter) in [
        ("expired", "expiryDate: 2024-06-01"),
        ("unlisted", "unlisted: true"),
        ("hidden", "_build: { list: never }"),
        ("future", "publishDate: 2030-01-01"),
    ] {
        let text =
            format!("---\ntitle: 감춘 {slug}\ndate: 2024-01-02\n{matter}\n---\n\n감춘 글입니다.\n");
        put(
            folder.path(),
            &format!("content/{slug}.md"),
            text.as_bytes(),
        );
        // An unlisted page is there all the same.
        let html = page(&format!("감춘 {slug}"), "<p>감춘 글입니다.</p>");
        put(
            folder.path(),
            &format!("site/posts/{slug}/index.html"),
            html.as_bytes(),
        );
    }
    let (code, sum, told) = build(folder.path(), &[]);
    assert_eq!(code, 0, "{told}");
    assert!(sum.contains("2 posts"), "{sum}");
    for path in [
        "site/rss.xml",
        "site/atom.xml",
        "site/feed.json",
        "site/feedcard.json",
    ] {
        assert!(!read(folder.path(), path).contains("감춘"), "{path}");
    }
    let page = read(folder.path(), "site/posts/unlisted/index.html");
    assert!(!page.contains("og:title"), "{page}");
}
