//! The tree of a body -> HTML, as a parser of HTML would write it again.
//!
//! Without HTML of the author's nothing is left to clean: every element and attribute is written here.

use std::fmt::{self, Write};

use comrak::Options;
use comrak::html::{ChildRendering, Context, format_document_with_formatter, format_node_default};
use comrak::nodes::{Node, NodeCodeBlock, NodeLink, NodeMath, NodeValue};
use comrak::options::Plugins;

use crate::markup::escape;

/// State of the writer.
#[derive(Default)]
struct State<'a> {
    /// The post's address, with which links to footnotes begin.
    url: &'a str,
    /// Footnotes written so far.
    footnotes: u32,
}

/// Writes the tree below `root` of the post at `url`.
pub fn html(root: Node, options: &Options, url: &str, capacity: usize) -> String {
    let mut out = String::with_capacity(capacity);
    let state = State { url, footnotes: 0 };
    let plugins = Plugins::default();
    format_document_with_formatter(root, options, &mut out, &plugins, node, state)
        .expect("a String takes everything");
    out
}

fn node(
    context: &mut Context<State>,
    node: Node,
    entering: bool,
) -> Result<ChildRendering, fmt::Error> {
    match &node.data().value {
        NodeValue::Text(words) if entering => context.write_str(&escape::text(words))?,
        NodeValue::Code(code) if entering => {
            write!(context, "<code>{}</code>", escape::text(&code.literal))?;
        }
        NodeValue::CodeBlock(block) if entering => code_block(context, block)?,
        NodeValue::Math(math) if entering => formula(context, math)?,
        NodeValue::LineBreak if entering => context.write_str("<br>\n")?,
        NodeValue::ThematicBreak if entering => {
            context.cr()?;
            context.write_str("<hr>\n")?;
        }
        NodeValue::Link(link) => match entering {
            true => opened(context, link)?,
            false => context.write_str("</a>")?,
        },
        NodeValue::Image(image) => {
            if entering {
                picture(context, node, image)?;
            }
            return Ok(ChildRendering::Skip);
        }
        NodeValue::TaskItem(task) => match entering {
            true => {
                context.cr()?;
                let ticked = task.symbol.is_some();
                context.write_str(if ticked { "<li>☑ " } else { "<li>☐ " })?;
            }
            false => context.write_str("</li>\n")?,
        },
        NodeValue::FootnoteReference(reference) if entering => {
            let id = mark(reference.ix, reference.ref_num);
            write!(
                context,
                "<sup><a href=\"{}#fn-{ix}\" id=\"{id}\">{ix}</a></sup>",
                escape::attribute(context.user.url),
                ix = reference.ix,
            )?;
        }
        NodeValue::FootnoteDefinition(note) => {
            footnote(context, node, note.total_references, entering)?
        }
        NodeValue::Paragraph if in_footnote(node) => match entering {
            true => {
                context.cr()?;
                context.write_str("<p>")?;
            }
            false => {
                if node.next_sibling().is_none() {
                    context.write_str(" ")?;
                    back(context, node.parent())?;
                }
                context.write_str("</p>\n")?;
            }
        },
        NodeValue::Document => {
            if !entering && context.user.footnotes > 0 {
                context.write_str("</ol>\n</section>\n")?;
            }
        }
        NodeValue::Text(_)
        | NodeValue::Code(_)
        | NodeValue::CodeBlock(_)
        | NodeValue::Math(_)
        | NodeValue::LineBreak
        | NodeValue::ThematicBreak
        | NodeValue::FootnoteReference(_) => {}
        _ => return format_node_default(context, node, entering),
    }
    Ok(ChildRendering::HTML)
}

fn code_block(context: &mut Context<State>, block: &NodeCodeBlock) -> fmt::Result {
    context.cr()?;
    let language = block
        .info
        .split([' ', '\t', '\n'])
        .next()
        .unwrap_or_default();
    context.write_str("<pre><code")?;
    if !language.is_empty() {
        write!(
            context,
            " class=\"language-{}\"",
            escape::attribute(language)
        )?;
    }
    writeln!(context, ">{}</code></pre>", escape::text(&block.literal))
}

/// The TeX as it was written, in its own marks, which scripts that render formulas look for.
fn formula(context: &mut Context<State>, math: &NodeMath) -> fmt::Result {
    let signs = match (math.dollar_math, math.display_math) {
        (true, false) => ("$", "$"),
        (true, true) => ("$$", "$$"),
        (false, false) => ("\\(", "\\)"),
        (false, true) => ("\\[", "\\]"),
    };
    write!(
        context,
        "{}{}{}",
        signs.0,
        escape::text(&math.literal),
        signs.1
    )
}

fn opened(context: &mut Context<State>, link: &NodeLink) -> fmt::Result {
    write!(context, "<a href=\"{}\"", escape::attribute(&link.url))?;
    if !link.title.is_empty() {
        write!(context, " title=\"{}\"", escape::attribute(&link.title))?;
    }
    context.write_str(">")
}

fn picture(context: &mut Context<State>, node: Node, image: &NodeLink) -> fmt::Result {
    let alt = words(node);
    write!(
        context,
        "<img src=\"{}\" alt=\"{}\"",
        escape::attribute(&image.url),
        escape::attribute(&alt)
    )?;
    if !image.title.is_empty() {
        write!(context, " title=\"{}\"", escape::attribute(&image.title))?;
    }
    context.write_str(">")
}

/// The plain words below a node.
pub fn words(node: Node) -> String {
    let mut words = String::new();
    for inner in node.descendants() {
        match &inner.data().value {
            NodeValue::Text(text) => words.push_str(text),
            NodeValue::Code(code) => words.push_str(&code.literal),
            NodeValue::Math(math) => words.push_str(&math.literal),
            NodeValue::HtmlInline(html) => words.push_str(html),
            NodeValue::SoftBreak | NodeValue::LineBreak => words.push(' '),
            _ => {}
        }
    }
    words
}

fn in_footnote(node: Node) -> bool {
    let parent = node.parent();
    parent.is_some_and(|parent| matches!(parent.data().value, NodeValue::FootnoteDefinition(_)))
}

fn mark(footnote: u32, reference: u32) -> String {
    match reference {
        0 | 1 => format!("fnref-{footnote}"),
        _ => format!("fnref-{footnote}-{reference}"),
    }
}

fn footnote(
    context: &mut Context<State>,
    node: Node,
    references: u32,
    entering: bool,
) -> fmt::Result {
    if entering {
        context.cr()?;
        if context.user.footnotes == 0 {
            context.write_str("<section>\n<ol>\n")?;
        }
        context.user.footnotes += 1;
        let number = context.user.footnotes;
        return write!(context, "<li id=\"fn-{number}\">");
    }
    let ends_in_words = node
        .last_child()
        .is_some_and(|last| matches!(last.data().value, NodeValue::Paragraph));
    if !ends_in_words {
        backs(context, references)?;
        context.write_str("\n")?;
    }
    context.write_str("</li>\n")
}

/// Links back from the footnote `note`.
fn back(context: &mut Context<State>, note: Option<Node>) -> fmt::Result {
    let references = note.map_or(0, |note| match &note.data().value {
        NodeValue::FootnoteDefinition(note) => note.total_references,
        _ => 0,
    });
    backs(context, references)
}

fn backs(context: &mut Context<State>, references: u32) -> fmt::Result {
    let number = context.user.footnotes;
    for reference in 1..=references {
        if reference > 1 {
            context.write_str(" ")?;
        }
        let id = mark(number, reference);
        write!(
            context,
            "<a href=\"{}#{id}\">↩</a>",
            escape::attribute(context.user.url)
        )?;
    }
    Ok(())
}
