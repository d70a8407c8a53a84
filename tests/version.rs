//! The version of the cache: whoever changes the bytes of a feed, a body or a card has to raise it, or old caches would go
//! on publishing the old ones.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;

use feedcard::publish::CACHE_VERSION as VERSION;

mod common;
use common::{files, png, put, run};

/// The last version, and the digest of everything that it publishes of one small blog.
const GOLDEN: &str = "tests/golden/cache-version.txt";

const BODY: &str = "첫 문단에는 **굵은 글**과 `코드 {{ x }}`, [다른 글](/b), ~~지운 글~~이 있다.\n\n\
    ```rust\nfn main() { println!(\"안녕\"); }\n```\n\n\
    | 표 | 둘 |\n| --- | --- |\n| 1 | 2 |\n\n\
    <figure><img data-src=\"./a.png\" alt=\"그림\"><figcaption>설명</figcaption></figure>\n\n\
    <iframe src=\"https://video.example/1\"></iframe>\n\n각주[^1]\n\n[^1]: 각주의 말\n";

/// A blog with a card of every kind of picture that a test can make, and bodies of every kind.
fn blog() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let config = "site: { title: 시험 블로그, url: https://blog.example, author: { name: 김하나 } }\n\
        feeds: { limit: 2, tags: true }\n\
        cards: { size: 600x315, covers: true }\n";
    put(folder.path(), "feedcard.yaml", config.as_bytes());
    for (name, title, extra) in [
        (
            "a",
            "도메인 주도 설계와 모델 주도 설계 도입하기",
            "tags: [설계, C++]",
        ),
        (
            "bb",
            "[공지] Vec<T>를 쓰는 법: 두 번째 이야기",
            "thumbnail: { color: c.png, gray: g.png }",
        ),
        ("ccc", "사진 한 장", "thumbnail: c.png"),
    ] {
        let text = format!(
            "---\ntitle: '{title}'\ndate: 2024-0{}-02 09:00:00 +09:00\n{extra}\n---\n{BODY}",
            1 + name.len()
        );
        put(
            folder.path(),
            &format!("content/{name}.md"),
            text.as_bytes(),
        );
    }
    for (name, gray) in [("c.png", false), ("g.png", true)] {
        let picture = png(240, 240, |x, y| {
            let (dx, dy) = (x.abs_diff(120), y.abs_diff(130));
            match dx * dx + dy * dy {
                far if far > 3600 => [221, 223, 226],
                _ if gray => [110; 3],
                _ => [200, 80, 40],
            }
        });
        put(folder.path(), &format!("content/{name}"), &picture);
    }
    folder
}

fn digest() -> String {
    let blog = blog();
    let done = run(
        blog.path(),
        &["build", "--now", "2030-01-01T00:00:00Z"],
        &[],
    );
    assert!(done.status.success(), "{done:?}");
    let mut digest = blake3::Hasher::new();
    let mut add = |field: &[u8]| {
        digest.update(&(field.len() as u64).to_le_bytes());
        digest.update(field);
    };
    add(b"published");
    for (path, (bytes, _)) in files(&blog.path().join("out")) {
        add(path.to_string_lossy().as_bytes());
        add(&bytes);
    }
    digest.finalize().to_hex().to_string()
}

#[test]
fn other_bytes_need_another_version_of_the_cache() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(GOLDEN);
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    let now = digest();
    let mut known = golden.split_whitespace();
    let (version, before) = (
        known.next().unwrap_or_default(),
        known.next().unwrap_or_default(),
    );
    if now == before && version == VERSION {
        return;
    }
    assert!(
        now == before || version != VERSION,
        "feedcard publishes other bytes than version {version} of the cache did: raise `VERSION` in \
         src/output/store.rs, then run `UPDATE=1 cargo test --test version`"
    );
    assert!(
        std::env::var_os("UPDATE").is_some(),
        "the version of the cache is {VERSION}, and {GOLDEN} is of {version}: run `UPDATE=1 cargo test --test version`"
    );
    std::fs::write(path, format!("{VERSION} {now}\n")).unwrap();
}
