//! Kinds of values in the configuration: for the unknown-key check, the environment and the JSON schema.

use crate::config::keys::{self, Key};
use crate::config::tree::{self, Most, Node};

/// A kind of value.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Any text.
    Text,
    /// An absolute http or https address.
    Link,
    /// A BCP 47 tag.
    Language,
    /// A name of the IANA time zone database.
    Zone,
    /// A file or folder.
    Path,
    /// A glob.
    Glob,
    /// A CSS selector.
    Selector,
    /// `#rrggbb`.
    Color,
    /// `1200x630`.
    Size,
    /// `true` or `false`.
    Flag,
    /// `false` alone.
    Off,
    /// A whole number from 1.
    Count,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A list, or one value alone.
    List(&'static Kind),
    /// A mapping with these keys and no others.
    Map(&'static [Key]),
    /// A mapping with the keys of a section of the table, such as `cards.theme`.
    Below(&'static str),
    /// A mapping with names of the user's.
    MapOf(&'static Kind),
    /// Any of these.
    AnyOf(&'static [Kind]),
}

impl Kind {
    /// The keys that a mapping of this kind may have; `None` where it may have any, or is none.
    pub fn keys(self) -> Option<&'static [Key]> {
        match self {
            Kind::Map(keys) => Some(keys),
            Kind::Below(section) => keys::below(section),
            Kind::AnyOf(kinds) => kinds.iter().find_map(|kind| kind.keys()),
            _ => None,
        }
    }

    /// The kind of a list's items.
    pub fn items(self) -> Option<Kind> {
        match self {
            Kind::List(items) => Some(*items),
            Kind::AnyOf(kinds) => kinds.iter().find_map(|kind| kind.items()),
            _ => None,
        }
    }

    /// `text` of an environment variable as YAML would have read it in a file. Lists may be written with commas.
    pub fn read(self, text: &str) -> Node {
        let trimmed = text.trim();
        match self {
            Kind::Text
            | Kind::Link
            | Kind::Language
            | Kind::Zone
            | Kind::Path
            | Kind::Glob
            | Kind::Selector
            | Kind::Color
            | Kind::Size
            | Kind::OneOf(_) => Node::Text(text.to_owned()),
            Kind::Flag | Kind::Off => match trimmed {
                "true" => Node::Bool(true),
                "false" => Node::Bool(false),
                _ => Node::Text(text.to_owned()),
            },
            Kind::Count => trimmed
                .parse()
                .map_or_else(|_| Node::Text(text.to_owned()), Node::Count),
            Kind::List(items) if !trimmed.starts_with('[') => {
                let items = trimmed.split(',').map(|item| items.read(item.trim()));
                Node::List(items.collect())
            }
            Kind::List(_) | Kind::Map(_) | Kind::Below(_) | Kind::MapOf(_) => yaml(text),
            Kind::AnyOf(kinds) => {
                let flag = |kind: &&Kind| matches!(kind, Kind::Flag | Kind::Off);
                let words = |kind: &&Kind| {
                    !matches!(
                        kind,
                        Kind::Flag | Kind::Off | Kind::Map(_) | Kind::Below(_) | Kind::MapOf(_)
                    )
                };
                if trimmed.starts_with(['{', '[']) {
                    yaml(text)
                } else if matches!(trimmed, "true" | "false") && kinds.iter().any(|k| flag(&k)) {
                    Node::Bool(trimmed == "true")
                } else {
                    let kind = kinds.iter().find(words);
                    kind.map_or_else(|| Node::Text(text.to_owned()), |kind| kind.read(text))
                }
            }
        }
    }
}

/// YAML in one line; text that is not YAML stays text, and is refused as such.
fn yaml(text: &str) -> Node {
    tree::read(text, Most::USUAL).map_or_else(|_| Node::Text(text.to_owned()), spelled)
}

/// Numbers of a list as text: a folder may be called `2024`.
fn spelled(node: Node) -> Node {
    match node {
        Node::List(items) => Node::List(
            items
                .into_iter()
                .map(|item| match item {
                    Node::Count(count) => Node::Text(count.to_string()),
                    other => spelled(other),
                })
                .collect(),
        ),
        other => other,
    }
}
