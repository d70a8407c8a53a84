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
    let program = env!("CARGO_BIN_EXE_feedcard");
    let done = Command::new(program)
        .arg("build")
        .current_dir(blog)
        .output();
    assert!(done.unwrap().status.success());
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
