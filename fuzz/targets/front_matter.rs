//! Any bytes as a Markdown file: a post or problems, never a panic, and never a folder outside `out/`.
#![no_main]

use feedcard::config::Config;
use feedcard::date::Date;
use libfuzzer_sys::fuzz_target;
use std::cell::RefCell;

thread_local! {
    static BLOG: RefCell<tempfile::TempDir> = RefCell::new(tempfile::tempdir().expect("a temporary folder"));
}

fuzz_target!(|bytes: &[u8]| {
    BLOG.with_borrow(|blog| {
        let content = blog.path().join("content");
        std::fs::create_dir_all(&content).expect("a folder");
        std::fs::write(content.join("2024-01-02-post.md"), bytes).expect("a file");
        let config = Config::new(blog.path(), "blog", "https://blog.example");
        let now = Date::from_rfc3339("2030-01-01T00:00:00Z").expect("a date");
        let reading = feedcard::read::read(&config, now);
        assert!(reading.posts.len() <= 1);
        for post in &reading.posts {
            assert!(!post.title.trim().is_empty());
            assert!(!post.title.contains(['\n', '\r', '\0']));
            let folder = &post.permalink.folder;
            assert!(!folder.starts_with('/') && !folder.contains('\\'), "{folder:?}");
            assert!(folder.split('/').all(|part| part != ".." && part != "."), "{folder:?}");
            assert!(post.updated.is_none_or(|updated| updated >= post.published));
            feedcard::read::body(post).expect("the file did not change");
        }
        for problem in &reading.problems {
            // A blog without a post is the one problem of no file.
            let Some(place) = &problem.place else {
                assert_eq!(problem.rule, "no-posts");
                continue;
            };
            let width = place.text.chars().count() as u32;
            assert!(place.column <= width + 1, "{problem:?}");
        }
    });
});
