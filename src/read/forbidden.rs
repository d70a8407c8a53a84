//! Front matter -> warnings about code points that no feed can carry.
//!
//! In: the front matter of one post. Out: a warning at each value that holds one. It changes nothing: `title` makes them blanks.

use crate::config::Config;
use crate::config::tree::{Node, Trail};
use crate::post::is_forbidden;
use crate::problem::Problem;
use crate::read::front_matter::FrontMatter;

/// Warns about every value that a feed prints and that XML would refuse.
pub fn warn(front_matter: &FrontMatter, config: &Config, problems: &mut Vec<Problem>) {
    let fields = &config.fields;
    let found = [
        &fields.title,
        &fields.description,
        &fields.authors,
        &fields.tags,
    ]
    .into_iter()
    .filter_map(|keys| front_matter.find(keys));
    // An id, and a description where some authors put it by mistake.
    let others = ["guid", "thumbnail.description"]
        .into_iter()
        .filter_map(|key| front_matter.get(key));
    for found in found.chain(others) {
        visit(front_matter, found.node, &found.trail, problems);
    }
}

fn visit(front_matter: &FrontMatter, node: &Node, trail: &Trail, problems: &mut Vec<Problem>) {
    let inner = |at: usize| Trail {
        steps: [trail.steps.as_slice(), &[at]].concat(),
        key: false,
    };
    match node {
        Node::Text(text) => {
            if let Some(c) = text.chars().find(|&c| is_forbidden(c)) {
                problems.push(
                    Problem::warning(
                        "forbidden-character",
                        format!(
                            "U+{:04X} is a character that no feed can carry; left out",
                            c as u32
                        ),
                    )
                    .at(front_matter.place(trail))
                    .help("delete it"),
                );
            }
        }
        Node::List(items) => {
            for (at, item) in items.iter().enumerate() {
                visit(front_matter, item, &inner(at), problems);
            }
        }
        Node::Map(entries) => {
            for (at, (_, value)) in entries.iter().enumerate() {
                visit(front_matter, value, &inner(at), problems);
            }
        }
        Node::Null | Node::Bool(_) | Node::Count(_) | Node::Number => {}
    }
}
