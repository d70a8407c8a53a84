//! Tags in every shape in which they are written.

use std::collections::BTreeSet;

use crate::config::tree::{Node, Trail};
use crate::read::front_matter::{FieldValue, FrontMatter};
use crate::read::title::one_line;

/// Number of tags, before any of them is looked at: those that appear twice or are empty counted too.
pub fn count(found: &FieldValue, below_posts: bool) -> usize {
    match found.node {
        Node::List(items) => items
            .iter()
            .map(|item| match item {
                Node::List(inner) => inner.len(),
                _ => 1,
            })
            .sum(),
        Node::Text(text) if text.contains(',') || !below_posts => text.split(',').count(),
        Node::Text(text) => text.split_whitespace().count(),
        Node::Null | Node::Bool(_) | Node::Count(_) | Node::Number | Node::Map(_) => 1,
    }
}

/// The words of a list, or of a string split at its commas (and, `below_posts`, at blanks where it has no comma).
pub fn words(front_matter: &FrontMatter, found: &FieldValue, below_posts: bool) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut known = BTreeSet::new();
    let mut add = |word: &str| {
        let word = one_line(word.trim().trim_start_matches('#'));
        if !word.is_empty() && known.insert(word.clone()) {
            words.push(word);
        }
    };
    match found.node {
        Node::List(items) => {
            for (at, item) in items.iter().enumerate() {
                let trail = Trail {
                    steps: [found.trail.steps.as_slice(), &[at]].concat(),
                    key: false,
                };
                // Astro and Hugo write `- name: x`; Hexo nests a list of categories.
                match item {
                    Node::Map(entries) => {
                        if let Some((_, Node::Text(name))) = entries
                            .iter()
                            .find(|(key, _)| matches!(key.as_str(), "name" | "title" | "label"))
                        {
                            add(name);
                        }
                    }
                    Node::List(inner) => {
                        for node in inner {
                            if let Node::Text(text) = node {
                                add(text);
                            }
                        }
                    }
                    scalar => {
                        if let Some(text) = front_matter.text(scalar, &trail) {
                            add(&text);
                        }
                    }
                }
            }
        }
        scalar => {
            let text = front_matter.text(scalar, &found.trail).unwrap_or_default();
            if text.contains(',') || !below_posts {
                text.split(',').for_each(&mut add);
            } else {
                text.split_whitespace().for_each(&mut add);
            }
        }
    }
    words
}
