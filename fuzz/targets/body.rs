//! Any text as Markdown: HTML without scripts, handlers or relative addresses, never a panic.
#![no_main]

use feedcard::body::{Context, excerpt, render};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (bool, &str)| {
    let (mdx, markdown) = input;
    let context = Context {
        url: "https://blog.example/post",
        site_url: "https://blog.example",
        source: "content/post.md",
        first_line: 5,
        mdx,
    };
    let html = render(markdown, &context).html;
    let lower = html.to_ascii_lowercase();
    assert!(!lower.contains("<script") && !lower.contains("<iframe") && !lower.contains("<style"), "{html}");
    assert!(!lower.contains("href=\"javascript:"), "{html}");
    assert!(!lower.contains("src=\"/"), "{html}");
    let text = excerpt(markdown, mdx);
    assert!(text.chars().count() <= 1000 && !text.contains('\n'));
});
