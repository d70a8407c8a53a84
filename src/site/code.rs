//! Highlighted code -> its text and its language.

use crate::site::parts::is_gutter;
use crate::site::tree::{Id, Kind, Tree};

/// A block of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// As the author wrote it.
    pub text: String,
    /// `rust`.
    pub language: Option<String>,
}

/// Classes that highlighters put around a `pre` or a table of line numbers.
const WRAPS: [&str; 7] = [
    "highlight",
    "highlighter-rouge",
    "highlighttable",
    "rouge-table",
    "lntable",
    "gatsby-highlight",
    "expressive-code",
];

/// Blocks inside of one that are looked at: a column of numbers, one of code, and a `pre` around them.
const MOST_PRES: usize = 8;

/// The block of code that `id` shows; `None` where it is something else.
pub(super) fn block(tree: &Tree, id: Id) -> Option<Block> {
    let name = tree.name(id);
    let wraps = matches!(name, "div" | "figure" | "table")
        && (tree
            .classes(id)
            .any(|class| WRAPS.contains(&class) || class.starts_with("language-")));
    if name != "pre" && !wraps {
        return None;
    }
    let pres = tree.within(id).filter(|&one| tree.name(one) == "pre");
    let pre = pres
        .take(MOST_PRES)
        .filter(|&one| !in_gutter(tree, one, id));
    // Of a column of numbers and a column of code, the numbers are recognised by their class or by being only numbers.
    let (pre, text) = pre
        .map(|one| (one, text(tree, one)))
        .find(|(_, text)| name == "pre" || !is_numbers(text))?;
    Some(Block {
        text,
        language: language(tree, pre),
    })
}

fn in_gutter(tree: &Tree, id: Id, top: Id) -> bool {
    is_gutter(tree, id)
        || tree
            .ancestors(id)
            .take_while(|&up| up != top)
            .any(|up| is_gutter(tree, up))
}

fn is_numbers(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_digit() || c.is_whitespace())
}

/// The text of a `pre`: without numbers and buttons, its lines ended as they are shown.
fn text(tree: &Tree, pre: Id) -> String {
    let mut out = String::new();
    let mut open: Vec<Id> = Vec::new();
    let mut at = tree.first(pre);
    while let Some(id) = at {
        close(tree, &mut open, tree.parent(id), &mut out);
        if is_gutter(tree, id) || matches!(tree.name(id), "button" | "svg" | "style" | "script") {
            at = tree.beyond(id, pre);
            continue;
        }
        match tree.kind(id) {
            Kind::Text(words) => out.push_str(words),
            Kind::Element(..) if tree.name(id) == "br" => out.push('\n'),
            Kind::Element(..) => open.push(id),
            Kind::Document | Kind::Other => {}
        }
        at = tree.first(id).or_else(|| tree.beyond(id, pre));
    }
    close(tree, &mut open, None, &mut out);
    let out = out.trim_end_matches(['\n', ' ']);
    format!("{}\n", out.strip_prefix('\n').unwrap_or(out))
}

/// Ends the line of every element that is left.
fn close(tree: &Tree, open: &mut Vec<Id>, until: Option<Id>, out: &mut String) {
    while let Some(&last) = open.last()
        && Some(last) != until
    {
        open.pop();
        if matches!(tree.name(last), "div" | "tr" | "p" | "li") && !out.ends_with('\n') {
            out.push('\n');
        }
    }
}

/// The language given to the highlighter, on the `pre`, its `code` or an element around it.
fn language(tree: &Tree, pre: Id) -> Option<String> {
    let code = tree.find(pre, |tree, one| tree.name(one) == "code");
    let around = code
        .into_iter()
        .chain([pre])
        .chain(tree.ancestors(pre).take(5));
    around.into_iter().find_map(|id| named(tree, id))
}

fn named(tree: &Tree, id: Id) -> Option<String> {
    let data = ["data-language", "data-lang"]
        .iter()
        .find_map(|name| tree.get(id, name));
    let class = tree.classes(id).find_map(|class| {
        class
            .strip_prefix("language-")
            .or_else(|| class.strip_prefix("lang-"))
            .or_else(|| class.strip_prefix("brush:"))
    });
    // Hexo: `<figure class="highlight js">`.
    let second = || {
        let mut classes = tree.classes(id);
        (tree.name(id) == "figure" && classes.next() == Some("highlight"))
            .then(|| classes.next())
            .flatten()
    };
    let language = class.or(data).or_else(second)?.to_ascii_lowercase();
    let known = !matches!(
        language.as_str(),
        "plaintext" | "text" | "plain" | "txt" | "none" | "fallback" | ""
    );
    (known
        && language
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.')))
    .then_some(language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::tree::ROOT;

    fn code(html: &str) -> (String, String) {
        let tree = Tree::parse(html).unwrap();
        let found = tree.within(ROOT).find_map(|id| block(&tree, id)).unwrap();
        (found.text, found.language.unwrap_or_default())
    }

    #[test]
    fn every_highlighter_says_the_same() {
        let wanted = ("let a = 1;\n\nlet b;\n".to_owned(), "js".to_owned());
        for html in [
            // Prism (Gatsby, Docusaurus).
            "<div class='gatsby-highlight' data-language='js'><pre class='language-js'><code class='language-js'><span class='token keyword'>let</span> a = 1;\n\nlet b;</code></pre></div>",
            "<div class='language-js codeBlockContainer'><div><pre tabindex=0 class='prism-code language-js'><code class='codeBlockLines'><span class='token-line'><span>let a = 1;</span><br></span><span class='token-line' style='display:inline-block'><br></span><span class='token-line'>let b;<br></span></code></pre><div class='buttonGroup'><button>Copy</button></div></div></div>",
            // Shiki (Astro, VitePress).
            "<pre class='astro-code' data-language='js'><code><span class='line'><span style='color:red'>let</span> a = 1;</span>\n<span class='line'></span>\n<span class='line'>let b;</span></code></pre>",
            "<div class='language-js vp-adaptive-theme'><button class='copy'></button><span class='lang'>js</span><pre class='shiki'><code><span class='line'>let a = 1;</span>\n<span class='line'></span>\n<span class='line'>let b;</span></code></pre><div class='line-numbers-wrapper' aria-hidden='true'><span class='line-number'>1</span></div></div>",
            // Chroma (Hugo).
            "<div class='highlight'><div class='chroma'><table class='lntable'><tr><td class='lntd'><pre class='chroma'><code><span class='lnt'>1\n</span><span class='lnt'>2\n</span></code></pre></td><td class='lntd'><pre class='chroma'><code class='language-js' data-lang='js'><span class='line'><span class='cl'>let a = 1;\n</span></span>\nlet b;</code></pre></td></tr></table></div></div>",
            // Rouge (Jekyll).
            "<div class='language-js highlighter-rouge'><div class='highlight'><pre class='highlight'><code><table class='rouge-table'><tbody><tr><td class='rouge-gutter gl'><pre class='lineno'>1\n2\n3\n</pre></td><td class='rouge-code'><pre><span class='kd'>let</span> a = 1;\n\nlet b;\n</pre></td></tr></tbody></table></code></pre></div></div>",
            // Hexo.
            "<figure class='highlight js'><table><tr><td class='gutter'><pre><span class='line'>1</span><br><span class='line'>2</span><br></pre></td><td class='code'><pre><span class='line'>let a = 1;</span><br><span class='line'></span><br><span class='line'>let b;</span><br></pre></td></tr></table></figure>",
        ] {
            assert_eq!(code(html), wanted, "{html}");
        }
    }
}
