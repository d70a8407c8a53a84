//! Any text as Markdown: HTML without scripts, handlers or relative addresses as a browser reads it, never a panic.
#![no_main]

use feedcard::body::{Context, excerpt, render};
use html5ever::tendril::TendrilSink;
use libfuzzer_sys::fuzz_target;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// What no feed reader may be handed; formulas (`math`) may be.
const BANNED: &[&str] = &[
    "script", "style", "iframe", "object", "embed", "form", "input", "svg", "template", "noscript", "base",
    "meta", "link", "frame", "frameset", "applet",
];
const ADDRESSES: &[&str] = &["href", "src", "poster", "cite", "srcset"];

fuzz_target!(|input: (bool, &str)| {
    let (mdx, markdown) = input;
    let context = Context {
        url: "https://blog.example/post",
        site_url: "https://blog.example",
        source: "content/post.md",
        first_line: 5,
        mdx,
        title: "",
        lang: "ko",
        posts: None,
    };
    let html = render(markdown, &context).html;
    look(&html5ever::parse_document(RcDom::default(), Default::default()).one(html.as_str()).document, &html);
    let text = excerpt(markdown, mdx, "");
    assert!(!text.contains('\n'));
});

fn look(node: &Handle, html: &str) {
    if let NodeData::Element { name, attrs, .. } = &node.data {
        assert!(!BANNED.contains(&&*name.local), "{html}");
        for attribute in attrs.borrow().iter() {
            let (key, value) = (&*attribute.name.local, &*attribute.value);
            assert!(!key.starts_with("on") && key != "style" && key != "srcdoc", "{html}");
            if ADDRESSES.contains(&key) {
                let safe = ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| value.starts_with(scheme));
                assert!(safe, "{key}={value:?} in {html}");
            }
        }
    }
    for child in node.children.borrow().iter() {
        look(child, html);
    }
}
