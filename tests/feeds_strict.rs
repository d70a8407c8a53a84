//! The rules of the W3C feed validator, one by one under the names of its events, on the sample blog and on hard cases.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use chrono::DateTime;
use lol_html::{RewriteStrSettings, element, rewrite_str};
use roxmltree::{Document, Node};

const ATOM: &str = "http://www.w3.org/2005/Atom";
const MEDIA: &str = "http://search.yahoo.com/mrss/";

/// What may stand in a channel, an item, a feed, an entry; the `+` ones more than once.
const CHANNEL: &str =
    "title link description language lastBuildDate generator docs link+ archive item+";
const ITEM: &str =
    "title link description category+ enclosure guid pubDate encoded creator content thumbnail";
const FEED: &str = "title id updated author+ generator link+ subtitle archive entry+";
const ENTRY: &str =
    "title id updated author+ category+ link+ published summary content content thumbnail";

/// HTML that the validator takes for safe, of what a body may hold.
const SAFE: &str = "a abbr acronym area article aside audio b bdi blockquote br caption center cite code col colgroup data dd \
    del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li map mark nav ol p \
    pre q rp rt ruby s samp section small source span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul \
    var video wbr";

/// Hard cases that are right all the same.
const HARD: [(&str, &str); 4] = [
    (
        "a.md",
        "---\ntitle: 'Vec<T> & AT&T, &copy; &1 ]]> &bogus;'\ndate: 2024-01-01 10:00:00 +09:00\nupdated: 2024-02-01\n\
         description: 'R&D &copy; a < b ]]>'\ntags: [C++, 'C#', '&lt;', 'a&b']\nauthors: [{name: 'A & B', link: 'https://h.example/?a=1&b=2'}, 이둘]\n---\n\
         <p><marquee><p>안</p></marquee><svg><desc><p>밖</svg>\n\n<object data=x><p>b</p></object><bdo>c</bdo><custom-x>d</custom-x>\n\n\
         <table><tr><td>a<table><td>b<p>c</table>\n\n<b><i>엇갈림</b></i></br><a href=x><a href=y>z</a></a><img src=/x onerror=y style=z>\n",
    ),
    (
        "한글 이름.md",
        "---\ntitle: 주소\ndate: 2024-01-02\ncard: {skip: true}\n---\n[글](./그림 하나.png) ![a](<b c.png>)\n",
    ),
    (
        "c.md",
        "---\ntitle: 빈 글\ndate: 2024-01-03\ncard: {skip: true}\n---\n",
    ),
    (
        "d.en.md",
        "---\ntitle: Another language\ndate: 2024-01-04\nguid: urn:uuid:60a76c80-d399-11d9-b91c-0003939e0af6\n---\ntext\n",
    ),
];

/// What the validator would say of one document.
fn events(text: &str) -> Vec<String> {
    let tree = Document::parse(text).unwrap();
    let mut found = Vec::new();
    let mut say = |event: &str, about: &str| found.push(format!("{event}: {about}"));
    if !text.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n") {
        say("MissingEncoding", "");
    }
    if text.contains(|c| matches!(c, '\u{80}'..='\u{9f}' | '\u{fffd}')) {
        say("BadCharacters", "");
    }
    let root = tree.root_element();
    let (head, inner, head_names, names) = match root.tag_name().name() {
        "rss" => (root.first_element_child().unwrap(), "item", CHANNEL, ITEM),
        _ => (root, "entry", FEED, ENTRY),
    };
    let mut ids = BTreeSet::new();
    allowed(head, head_names, &mut say);
    let rels: Vec<&str> = head
        .children()
        .filter_map(|node| node.attribute("rel"))
        .collect();
    if !rels.contains(&"self") {
        say("MissingSelf", "");
    }
    if rels.iter().collect::<BTreeSet<_>>().len() < rels.len() {
        say("DuplicateAtomLink", &rels.join(" "));
    }
    if head.children().any(|node| node.has_tag_name("archive")) && !rels.contains(&"current") {
        say("MissingCurrentInArchive", "");
    }
    let mut began = false;
    for node in head.children().filter(Node::is_element) {
        let is_inner = node.tag_name().name() == inner;
        if began && !is_inner {
            say("MisplacedItem", node.tag_name().name());
        }
        began |= is_inner;
        if !is_inner {
            element_events(node, text, &mut say);
            continue;
        }
        allowed(node, names, &mut say);
        let id = node
            .children()
            .find(|one| matches!(one.tag_name().name(), "guid" | "id"));
        let id = id.unwrap().text().unwrap_or_default();
        if !ids.insert(id.to_owned()) {
            say("DuplicateValue", id);
        }
        let order: Vec<&str> = node.children().map(|one| one.tag_name().name()).collect();
        let at = |name: &str| order.iter().position(|one| *one == name);
        if at("encoded").is_some() && at("description").is_none_or(|one| Some(one) > at("encoded"))
        {
            say("NeedDescriptionBeforeContent", id);
        }
        if inner == "entry" && at("summary").is_none() && at("content").is_none() {
            say("MissingTextualContent", id);
        }
        for one in node.children().filter(Node::is_element) {
            element_events(one, text, &mut say);
        }
    }
    found
}

/// UndefinedElement, DuplicateElement, MissingElement.
fn allowed(node: Node, names: &str, say: &mut impl FnMut(&str, &str)) {
    let mut seen: Vec<(&str, Option<&str>)> = Vec::new();
    for child in node.children().filter(Node::is_element) {
        let name = (child.tag_name().name(), child.tag_name().namespace());
        let many = names
            .split(' ')
            .any(|one| one.strip_suffix('+') == Some(name.0));
        if !many && !names.split(' ').any(|one| one == name.0) {
            say("UndefinedElement", name.0);
        }
        if !many && seen.contains(&name) {
            say("DuplicateElement", name.0);
        }
        seen.push(name);
    }
    for one in ["title", "link"] {
        if !seen.iter().any(|(name, _)| *name == one) {
            say("MissingElement", one);
        }
    }
}

fn element_events(node: Node, text: &str, say: &mut impl FnMut(&str, &str)) {
    let value = node.text().unwrap_or_default();
    let media = node.tag_name().namespace() == Some(MEDIA);
    let atom = node.tag_name().namespace() == Some(ATOM);
    for attribute in node
        .attributes()
        .filter(|one| matches!(one.name(), "href" | "url"))
    {
        if !is_address(attribute.value()) {
            say("InvalidFullLink", attribute.value());
        }
    }
    match node.tag_name().name() {
        "content" | "thumbnail" if media => {
            if node.has_children() {
                say("UnexpectedText", "media");
            }
            for name in ["width", "height"] {
                if node
                    .attribute(name)
                    .is_none_or(|n| n.parse::<u32>().is_err())
                {
                    say("InvalidPositiveInteger", name);
                }
            }
        }
        "title" | "category" | "subtitle" | "summary" => plain(node, text, say),
        "description" if node.parent().unwrap().has_tag_name("channel") => plain(node, text, say),
        "description" | "encoded" | "content" => {
            if value.is_empty() {
                say("NotBlank", node.tag_name().name());
            }
            html(value, say);
        }
        "pubDate" | "lastBuildDate" => {
            let right = DateTime::parse_from_rfc2822(value)
                .is_ok_and(|date| date.format("%a, %d %b %Y %H:%M:%S %z").to_string() == value);
            if !right {
                say("InvalidRFC2822Date", value);
            }
        }
        "updated" | "published" if DateTime::parse_from_rfc3339(value).is_err() => {
            say("InvalidRFC3339Date", value);
        }
        "guid" if node.attribute("isPermaLink") == Some("false") => {}
        "link" if !atom && !is_address(value) => say("InvalidFullLink", value),
        "guid" | "id" | "docs" if !is_address(value) => say("InvalidFullLink", value),
        "author" => {
            for one in node.children().filter(Node::is_element) {
                match one.tag_name().name() {
                    "name" => plain(one, text, say),
                    "uri" if is_address(one.text().unwrap_or_default()) => {}
                    name => say("UndefinedElement", name),
                }
            }
        }
        "enclosure"
            if node
                .attribute("length")
                .is_none_or(|n| n.parse::<u64>().is_err()) =>
        {
            say("InvalidIntegerAttribute", "length");
        }
        _ => {}
    }
}

/// ContainsHTML, ContainsUndeclaredHTML, CharacterData, NotBlank: markup is said to be none by hexadecimal references.
fn plain(node: Node, text: &str, say: &mut impl FnMut(&str, &str)) {
    let raw = &text[node.range()];
    if ["&amp;", "&lt;", "&gt;"]
        .iter()
        .any(|one| raw.contains(one))
        && !node.has_attribute("term")
    {
        say("ContainsHTML", raw);
    }
    if node.text().unwrap_or_default().trim().is_empty() && !node.has_attribute("term") {
        say("NotBlank", node.tag_name().name());
    }
}

/// SecurityRisk, SecurityRiskAttr, DangerousStyleAttr, ContainsRelRef.
fn html(value: &str, say: &mut impl FnMut(&str, &str)) {
    let mut bad = Vec::new();
    let settings = RewriteStrSettings::new().append_element_content_handler(element!("*", |one| {
        let name = one.tag_name();
        if !SAFE.split_whitespace().any(|safe| safe == name) {
            bad.push(("SecurityRisk", name));
        }
        for attribute in one.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            if name.starts_with("on") || name == "style" {
                bad.push(("SecurityRiskAttr", name));
            } else if matches!(name.as_str(), "href" | "src" | "poster" | "cite")
                && !is_address(&value)
            {
                bad.push(("ContainsRelRef", value));
            }
        }
        Ok(())
    }));
    rewrite_str(value, settings).unwrap();
    for (event, about) in bad {
        say(event, &about);
    }
}

/// An absolute URI, of the characters that RFC 2396 knows.
fn is_address(text: &str) -> bool {
    let rest = text.split_once(':').map_or("", |(_, rest)| rest);
    let known = |c: char| c.is_ascii_alphanumeric() || ";/?:@&=+$.-_!~*'()%,#".contains(c);
    !rest.is_empty() && text.chars().all(known)
}

fn judged(folder: &Path, feeds: &str) -> usize {
    let config = format!(
        "{}  description: 설명 &copy; 소개\n  languages: [en]\nfeeds: {{ {feeds} }}\n",
        common::CONFIG
    );
    common::put(folder, "feedcard.yaml", config.as_bytes());
    let output = common::run(folder, &["build"], &[]);
    assert!(output.status.success(), "{output:?}");
    let mut judged = 0;
    for (path, (bytes, _)) in common::files(&folder.join("out")) {
        if path.extension().is_some_and(|kind| kind == "xml") {
            let text = String::from_utf8(bytes).unwrap();
            assert_eq!(events(&text), [""; 0], "{}", path.display());
            judged += 1;
        }
    }
    judged
}

#[test]
fn the_strictest_validator_finds_nothing_in_hard_cases() {
    let blog = common::blog(&HARD);
    let hub = "hub: 'https://hub.example/?a=1&b=2'";
    let count = judged(blog.path(), &format!("tags: true, authors: true, {hub}"));
    // The blog in two languages, two authors, four tags: each in two formats.
    assert_eq!(count, 2 * (2 + 2 + 4));
}

#[test]
fn the_strictest_validator_finds_nothing_in_the_sample_blog() {
    let blog = common::blog(&[]);
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    for (path, (bytes, _)) in common::files(&content) {
        common::put(
            &blog.path().join("content"),
            &path.to_string_lossy(),
            &bytes,
        );
    }
    assert!(judged(blog.path(), "limit: 3, tags: true") > 8);
}

#[test]
fn the_rules_see_what_they_name() {
    let blog = common::blog(&HARD);
    judged(blog.path(), "archives: true");
    let [rss, atom] = ["rss.xml", "atom.xml"]
        .map(|name| std::fs::read_to_string(blog.path().join("out").join(name)).unwrap());
    for (event, document, from, to) in [
        ("InvalidRFC2822Date", &rss, "Mon, 01 Jan", "Tue, 01 Jan"),
        ("ContainsHTML", &rss, "Vec&#x3C;", "Vec&lt;"),
        ("MissingSelf", &rss, "rel=\"self\"", "rel=\"own\""),
        ("InvalidFullLink", &rss, "/a</link>", "/가</link>"),
        (
            "MisplacedItem",
            &rss,
            "</channel>",
            "<docs>a:b</docs></channel>",
        ),
        (
            "DuplicateElement",
            &rss,
            "</docs>",
            "</docs><docs>a:b</docs>",
        ),
        (
            "SecurityRisk",
            &rss,
            "<content:encoded><![CDATA[",
            "<content:encoded><![CDATA[<embed>",
        ),
        (
            "ContainsRelRef",
            &rss,
            "<content:encoded><![CDATA[",
            "<content:encoded><![CDATA[<a href='/x'>a</a>",
        ),
        (
            "InvalidRFC3339Date",
            &atom,
            "+09:00</updated>",
            "</updated>",
        ),
        ("MissingEncoding", &atom, "\"utf-8\"", "'utf-8'"),
        (
            "UndefinedElement",
            &atom,
            "<name>",
            "<email>a@b.example</email><name>",
        ),
        ("BadCharacters", &atom, "<title>빈", "<title>빈\u{85}"),
    ] {
        let broken = document.replacen(from, to, 1);
        assert_ne!(&broken, document, "{event}");
        let said = events(&broken);
        assert!(
            said.iter().any(|one| one.starts_with(event)),
            "{event}: {said:?}"
        );
    }
}
