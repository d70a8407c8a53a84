//! What a whole run costs, and how that grows: `cargo bench --bench blogs`. The program itself is started, on blogs of this
//! repository's drawings that are made for it and removed afterwards.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

use divan::Bencher;

fn main() {
    divan::main();
}

const SIZES: [usize; 3] = [10, 100, 1000];
/// Drawings that have a gray twin.
const DRAWINGS: [&str; 5] = [
    "2023-03-06-hello-milmul",
    "2023-05-22-offline-boarding-pass",
    "2023-10-04-chuseok-incident",
    "2024-02-19-three-servers",
    "2024-06-03-ferry-timetable-caching",
];

/// A blog of `posts` posts, each with a title of its own.
fn blog(posts: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let yaml = "site: { title: 밀물, url: https://blog.example }\n";
    std::fs::write(folder.path().join("feedcard.yaml"), yaml).unwrap();
    let drawn = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    for number in 0..posts {
        let post = folder.path().join(format!("content/p{number:05}"));
        std::fs::create_dir_all(&post).unwrap();
        for twin in ["thumbnail-color.png", "thumbnail-gray.png"] {
            let from = drawn.join(DRAWINGS[number % DRAWINGS.len()]).join(twin);
            std::fs::copy(from, post.join(twin)).unwrap();
        }
        write(&post, number, "서버 세 대로 버티기");
    }
    folder
}

fn write(post: &Path, number: usize, title: &str) {
    let (month, day) = (1 + number % 12, 1 + number % 28);
    let body =
        "배편이 바뀌는 날마다 **배운 것**을 적어 둡니다. [처음](/hello)부터요.\n\n".repeat(60);
    let text = format!(
        "---\ntitle: {title} {number}\ndate: 2024-{month:02}-{day:02} 09:00:00 +09:00\n\
         thumbnail: [{{ color: ./thumbnail-color.png, gray: ./thumbnail-gray.png }}]\n---\n{body}"
    );
    std::fs::write(post.join("index.md"), text).unwrap();
}

fn build(blog: &Path) {
    build_with(blog, &[]);
}

fn build_with(blog: &Path, arguments: &[&str]) {
    let program = env!("CARGO_BIN_EXE_feedcard");
    let mut command = Command::new(program);
    let done = command.arg("build").args(arguments).current_dir(blog);
    assert!(done.output().unwrap().status.success());
}

/// Posts of the benches with pages.
const PAGES: usize = 1000;

/// Bytes of a page.
const PAGE_BYTES: usize = 60_000;

/// The sources of a body: no site, and pages. `cargo bench --bench blogs pages` compares them.
const BODIES: [&str; 2] = ["markdown", "pages"];

/// A blog without cards, and below `built` the page of each post as a generator writes it: styles, menu, content, related posts.
fn blog_with_pages() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let yaml = "site: { title: 밀물, url: https://blog.example }\npermalink: \"/posts/{stem}/\"\n";
    std::fs::write(folder.path().join("feedcard.yaml"), yaml).unwrap();
    let link = |number: usize| format!("/posts/p{:05}/", number % PAGES);
    let menu: String = (0..60)
        .map(|at| {
            format!(
                "<a class=\"nav-link menu-item\" href=\"{}\">글 {at}</a>",
                link(at)
            )
        })
        .collect();
    let style = ".a{color:red;margin:0 auto}".repeat(150);
    for number in 0..PAGES {
        let (month, day) = (1 + number % 12, 1 + number % 28);
        let (mut markdown, mut html) = (String::new(), String::new());
        for line in 0..60 {
            markdown += &format!(
                "배편이 바뀌는 날마다 **배운 것**을 {line} 번째로 적어 둡니다. [처음](/posts/p00000/)부터 {number} 가지를 바꾸었습니다.\n\n"
            );
            html += &format!(
                "<p>배편이 바뀌는 날마다 <strong>배운 것</strong>을 {line} 번째로 적어 둡니다. <a href=\"/posts/p00000/\">처음</a>부터 {number} 가지를 바꾸었습니다.</p>\n"
            );
        }
        let title = format!("서버 세 대로 버티기 {number}");
        let text = format!(
            "---\ntitle: {title}\ndate: 2024-{month:02}-{day:02} 09:00:00 +09:00\ncard: {{ skip: true }}\n---\n{markdown}"
        );
        let mut page = format!(
            "<!doctype html><html lang=ko><head><meta charset=utf-8><title>{title} | 밀물</title><link rel=canonical \
             href=https://blog.example{}><style>{style}</style></head><body><nav>{menu}</nav><main><article><h1>{title}</h1>\
             <time datetime=2024-{month:02}-{day:02}>x</time>{html}</article></main><footer>",
            link(number)
        );
        for other in 1.. {
            let related = format!(
                "<div class=\"related card shadow\"><a href=\"{}\"><span>관련 글 {other}</span></a></div>\n",
                link(number + other)
            );
            if page.len() + related.len() + 30 > PAGE_BYTES {
                break;
            }
            page += &related;
        }
        page += "</footer></body></html>";
        for (below, text) in [
            (format!("content/p{number:05}/index.md"), text),
            (format!("built{}index.html", link(number)), page),
        ] {
            let file = folder.path().join(below);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
    }
    folder
}

/// Nothing is there yet: every card is drawn, every body rendered.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn first_build(bencher: Bencher, posts: usize) {
    let blog = blog(posts);
    bencher
        .with_inputs(|| {
            for folder in ["out", ".feedcard"] {
                let _ = std::fs::remove_dir_all(blog.path().join(folder));
            }
        })
        .bench_local_values(|()| build(blog.path()));
}

#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn nothing_changed(bencher: Bencher, posts: usize) {
    let blog = blog(posts);
    build(blog.path());
    bencher.bench_local(|| build(blog.path()));
}

/// What every CI run is: files of another checkout with new times, the cache restored from an archive, no `out/`.
#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn fresh_checkout(bencher: Bencher, posts: usize) {
    let blog = blog(posts);
    build(blog.path());
    bencher
        .with_inputs(|| {
            let checkout = tempfile::tempdir().unwrap();
            for part in ["content", "feedcard.yaml", ".feedcard"] {
                let copied = Command::new("cp")
                    .arg("-r")
                    .arg(blog.path().join(part))
                    .arg(checkout.path())
                    .status();
                assert!(copied.unwrap().success());
            }
            checkout
        })
        .bench_local_values(|checkout| {
            build(checkout.path());
            checkout
        });
}

#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn one_title_changed(bencher: Bencher, posts: usize) {
    let blog = blog(posts);
    build(blog.path());
    let mut turn = 0;
    bencher
        .with_inputs(|| {
            turn += 1;
            let post = blog.path().join("content/p00003");
            write(&post, 3, &format!("제목이 {turn}번 바뀐 글"));
        })
        .bench_local_values(|()| build(blog.path()));
}

fn arguments(bodies: &str) -> &'static [&'static str] {
    match bodies {
        "pages" => &["--site", "site"],
        _ => &[],
    }
}

/// The site as it was built, and nothing of ours.
fn as_built(blog: &Path) {
    for folder in ["out", ".feedcard", "site"] {
        let _ = std::fs::remove_dir_all(blog.join(folder));
    }
    let mut copy = Command::new("cp");
    let copied = copy.args(["-r", "built", "site"]).current_dir(blog);
    assert!(copied.status().unwrap().success());
    // Files that changed within the last two seconds are read twice: a site is usually older.
    std::thread::sleep(std::time::Duration::from_millis(2200));
}

/// Bodies of 1,000 posts from pages of 60 KB, and their heads; against the same blog without a site.
#[divan::bench(args = BODIES, sample_count = 5, sample_size = 1)]
fn pages_first_build(bencher: Bencher, bodies: &str) {
    let blog = blog_with_pages();
    bencher
        .with_inputs(|| as_built(blog.path()))
        .bench_local_values(|()| build_with(blog.path(), arguments(bodies)));
}

#[divan::bench(args = BODIES, sample_count = 10, sample_size = 1)]
fn pages_nothing_changed(bencher: Bencher, bodies: &str) {
    let blog = blog_with_pages();
    as_built(blog.path());
    // The first run writes heads, the second reads what it wrote.
    for _ in 0..2 {
        build_with(blog.path(), arguments(bodies));
        std::thread::sleep(std::time::Duration::from_millis(2200));
    }
    bencher.bench_local(|| build_with(blog.path(), arguments(bodies)));
}
