//! Kinds of elements of a page: part of a sentence, a picture, or something that only a browser shows.

use crate::site::tree::{Kind, Tree};

use super::tree::Id;

/// Elements inside of a line; every other one begins a new line.
fn is_inline_name(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "q"
            | "ruby"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
            | "nobr"
    )
}

/// Elements that show something without words.
const MEDIA: [&str; 10] = [
    "img",
    "picture",
    "video",
    "audio",
    "iframe",
    "embed",
    "object",
    "math",
    "lite-youtube",
    "hr",
];

/// Elements that are never part of a post as a reader shows it.
fn is_skipped_name(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "template"
            | "svg"
            | "button"
            | "nav"
            | "select"
            | "textarea"
            | "dialog"
            | "head"
            | "title"
            | "meta"
            | "link"
            | "form"
            | "canvas"
            | "map"
            | "progress"
            | "meter"
    )
}

/// Classes of columns of line numbers: Rouge, Hexo, Pygments, Chroma, Prism, VitePress, Expressive Code.
const GUTTERS: [&str; 15] = [
    "gutter",
    "lineno",
    "linenos",
    "linenumber",
    "linenumbers",
    "line-number",
    "line-numbers-rows",
    "line-numbers-wrapper",
    "lnt",
    "ln",
    "linenodiv",
    "rouge-gutter",
    "hljs-ln-numbers",
    "codeblock-line-number",
    "code-copy",
];

/// Returns true if `id` is inside of a line.
pub(super) fn is_inline(tree: &Tree, id: Id) -> bool {
    match tree.kind(id) {
        Kind::Text(_) => true,
        Kind::Element(..) => is_inline_name(tree.name(id)),
        Kind::Document | Kind::Other => false,
    }
}

/// Returns true if `id` shows something without words.
pub(super) fn is_media(tree: &Tree, id: Id) -> bool {
    MEDIA.contains(&tree.name(id))
}

/// Returns true if `id`, or something inside of it, shows something without words.
pub(super) fn holds_media(tree: &Tree, id: Id) -> bool {
    let mut at = Some(id);
    while let Some(one) = at {
        if is_skipped(tree, one) {
            at = tree.beyond(one, id);
            continue;
        }
        if is_media(tree, one) {
            return true;
        }
        at = tree.first(one).or_else(|| tree.beyond(one, id));
    }
    false
}

/// Returns true if `id` and all inside of it is for browsers alone: scripts, controls, icons, content hidden from screen
/// readers, line numbers, the drawn double of a formula.
pub(super) fn is_skipped(tree: &Tree, id: Id) -> bool {
    if !matches!(tree.kind(id), Kind::Element(..)) {
        return false;
    }
    let name = tree.name(id);
    if is_skipped_name(name) {
        return true;
    }
    // Most elements have no attribute that could say so.
    if tree.attributes(id).next().is_none() {
        return false;
    }
    tree.get(id, "aria-hidden") == Some("true") && name != "img"
        || tree.get(id, "data-pagefind-ignore") == Some("all")
        || tree.classes(id).any(|class| {
            class == "katex-html" || class == "screen-reader-text" || class == "sr-only"
        })
        || is_gutter(tree, id)
}

/// Returns true if `id` is a column of line numbers.
pub(super) fn is_gutter(tree: &Tree, id: Id) -> bool {
    tree.classes(id).any(|class| GUTTERS.contains(&class))
}

/// Returns true if `id` is a heading.
pub(super) fn is_heading(tree: &Tree, id: Id) -> bool {
    matches!(tree.name(id), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Returns true if `id` is a link to the heading that it is in, or that is beside it.
pub(super) fn is_heading_anchor(tree: &Tree, id: Id) -> bool {
    const CLASSES: [&str; 9] = [
        "anchor",
        "header-anchor",
        "headerlink",
        "hash-link",
        "heading-anchor",
        "heading-link",
        "anchor-link",
        "anchorjs-link",
        "direct-link",
    ];
    tree.name(id) == "a"
        && tree.get(id, "href").is_some_and(|href| href.contains('#'))
        && (tree.classes(id).any(|class| CLASSES.contains(&class))
            || tree.ancestors(id).take(3).any(|up| is_heading(tree, up)))
}

/// Classes of notes and warnings: Docusaurus, MkDocs, VitePress, GitHub, Starlight, Hugo's and Hexo's themes, Bootstrap.
const CALLOUTS: [&str; 9] = [
    "admonition",
    "alert",
    "callout",
    "custom-block",
    "hint",
    "markdown-alert",
    "note",
    "notice",
    "starlight-aside",
];

/// Returns true if it is set off from the text as a note or a warning, in the words of generators and their themes.
pub(super) fn is_callout(tree: &Tree, id: Id) -> bool {
    matches!(tree.name(id), "div" | "aside" | "section")
        && (tree.get(id, "role") == Some("note")
            || tree.classes(id).any(|class| CALLOUTS.contains(&class)))
}

/// Returns true if it is one line that labels a callout.
pub(super) fn is_callout_label(tree: &Tree, id: Id) -> bool {
    matches!(tree.name(id), "div" | "p")
        && tree
            .parent(id)
            .is_some_and(|parent| is_callout(tree, parent))
        && tree.classes(id).any(|class| {
            let class = class.to_ascii_lowercase();
            class.contains("title") || class.contains("heading")
        })
        && tree
            .children(id)
            .all(|child| !matches!(tree.name(child), "p" | "div" | "h5"))
}
