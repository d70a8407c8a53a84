//! Markup of every kind, whole and broken, for tests that compare readers.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

/// Elements that nest in many ways.
const NAMES: &[&str] = &[
    "p",
    "p",
    "div",
    "ul",
    "ol",
    "li",
    "li",
    "a",
    "a",
    "em",
    "strong",
    "b",
    "i",
    "code",
    "pre",
    "h2",
    "h3",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "tr",
    "td",
    "th",
    "caption",
    "colgroup",
    "dl",
    "dt",
    "dd",
    "span",
    "figure",
    "figcaption",
    "button",
    "form",
    "section",
    "article",
    "main",
    "details",
    "summary",
    "my-box",
    "ruby",
    "rt",
    "noscript",
    "video",
    "label",
    "svg",
    "script",
    "style",
    "iframe",
    "template",
    "select",
    "option",
    "textarea",
    "math",
    "mi",
    "title",
    "nobr",
    "object",
];

const ATTRIBUTES: &[&str] = &[
    "",
    "",
    "",
    "",
    " class=\"language-rust\"",
    " class=x",
    " title='a\"b'",
    " href=\"/a?b=1&c=2\"",
    " href=\"https://b.example/&amp;\"",
    " id=\"a\" ID=\"b\"",
    " hidden",
    " href=\"javascript:x\"",
    " href=\"#글\"",
    " lang=ko ",
    " start=3",
    " aria-hidden=\"true\"",
    " href=\"https://a.example/b/c.md\"",
    " href=\"https://a.example/../b\"",
    " href=\"https:\"",
    " href=\"http:x\"",
    " href=\"//c.example\"",
    " href=\" /x\"",
    " data-x=\"&copy\"",
    " xmlns=\"x\" viewBox=\"0 0 1 1\"",
    " a=\"1\" a=\"2\"",
    " =\"\"",
    " b=\"c\"d",
    "/",
    " /",
];

const PIECES: &[&str] = &[
    "글",
    " ",
    "\n",
    "a &amp; b",
    "&lt;p&gt;",
    "&nbsp;",
    "\u{a0}",
    "\u{a9}",
    "&copy;",
    "&copy",
    "&#39;",
    "&#0;",
    "\"",
    "'",
    ">",
    "<",
    "</",
    "& ",
    "<!-- a -->",
    "<!---->",
    "<!-->",
    "<!-- --!> -->",
    "<br>",
    "<br/>",
    "<hr>",
    "<img src=\"a.png\" alt=\"글\">",
    "<img src=x.png>",
    "<input type=checkbox>",
    "<wbr>",
    "</p>",
    "</br>",
    "<p>",
    "<li>",
    "</div>",
    "<a>",
    "<b>",
    "</b>",
    "<col>",
    "<meta charset=euc-kr>",
    "<meta itemprop=\"x\" content=\"y\">",
    "<link rel=x>",
    "<path d=\"M0\"/>",
    "<title>a</title>",
    "<td>",
    "<tr>",
    "\r",
    "\0",
    "\u{feff}",
    "<![CDATA[x]]>",
    "<?x?>",
    "<!doctype html>",
    "<image>",
    "</article>",
    "\n\n",
];

/// Any of it.
pub(crate) fn markup() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        3 => Just("글 a\n".to_owned()),
        2 => prop::sample::select(PIECES).prop_map(str::to_owned),
    ];
    let tree = leaf.prop_recursive(6, 40, 5, |inner| {
        let inside = prop::collection::vec(inner, 0..5);
        let name = prop::sample::select(NAMES);
        let attributes = prop::sample::select(ATTRIBUTES);
        (name, attributes, inside).prop_map(|(name, attributes, inside)| {
            let inside = fitting(name, inside);
            format!("<{name}{attributes}>{inside}</{name}>")
        })
    });
    prop::collection::vec(tree, 0..6).prop_map(|parts| parts.concat())
}

/// The content that mostly belongs into the element, so that many texts need no repair.
fn fitting(name: &str, inside: Vec<String>) -> String {
    let wrap = |open: &str, close: &str| {
        inside
            .iter()
            .map(|one| format!("{open}{one}{close}"))
            .collect::<String>()
    };
    match name {
        "ul" | "ol" => wrap("<li>", "</li>\n"),
        "dl" => wrap("<dt>글</dt><dd>", "</dd>"),
        "table" => wrap("<tr><td>", "</td></tr>"),
        "tbody" | "thead" => wrap("<tr><th>", "</th></tr>"),
        "tr" => wrap("<td>", "</td>"),
        "svg" => "<g><path d=\"M0 0\"/></g>".to_owned(),
        "script" | "style" | "iframe" => "a < b && '<p>'".to_owned(),
        _ => inside.concat(),
    }
}
