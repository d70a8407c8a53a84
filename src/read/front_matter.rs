//! Front matter text -> values that can be asked for by key, each with its place.
//!
//! In: the text between the fences. Out: a [`FrontMatter`]. It does not know what the keys mean. This is the one file
//! of the room that knows YAML and TOML.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::config::Limits;
use crate::config::tree::{self, Most, Node, Trail};
use crate::problem::{Place, Problem, Spot};
use crate::read::front::Front;
use crate::read::matter::Matter;
use crate::read::repair;

/// Bytes of YAML parsed again in one file, to find places; after that, problems are placed at its first line. No file that a
/// person wrote comes near; a file with 10,000 wrong values would be parsed 10,000 times.
const MOST_BYTES_FOR_PLACES: usize = 16 << 20;

/// Advice about front matter that is larger than allowed.
const RAISE: &str =
    "make it smaller, or raise `limits.front_matter_values` and `limits.front_matter_depth`";

/// Most repeated keys that are reported.
const MOST_TWINS: usize = 10;

/// Front matter, read.
pub struct FrontMatter<'a> {
    front: Front<'a>,
    toml: bool,
    root: Node,
    /// Written form of its numbers and flags, once somebody asks.
    scalars: OnceCell<BTreeMap<Vec<usize>, String>>,
    bytes_for_places: Cell<usize>,
    /// For spots, which live longer than the text of the file.
    kept: OnceCell<Arc<Front<'static>>>,
}

/// A value found under some key.
#[derive(Clone)]
pub struct FieldValue<'s> {
    /// Its value.
    pub node: &'s Node,
    /// The key as asked for, such as `header.teaser`.
    pub key: String,
    /// Its place.
    pub trail: Trail,
}

impl<'a> FrontMatter<'a> {
    /// Reads front matter, which may be empty.
    ///
    /// # Errors
    /// Text that is not YAML (or TOML), not a mapping, or more than `limits` allow.
    pub fn read(
        source: &'a str,
        matter: &Matter<'a>,
        limits: &Limits,
        problems: &mut Vec<Problem>,
    ) -> Result<FrontMatter<'a>, Problem> {
        let mut front_matter = FrontMatter {
            front: Front {
                source: Cow::Borrowed(source),
                written: Cow::Borrowed(matter.text),
                repaired: None,
                first_line: matter.first_line,
            },
            toml: matter.toml,
            root: Node::Null,
            scalars: OnceCell::new(),
            bytes_for_places: Cell::new(0),
            kept: OnceCell::new(),
        };
        let most = Most {
            values: limits.front_matter_values,
            depth: limits.front_matter_depth,
            bytes: limits.front_matter_bytes,
        };
        if matter.text.len() > most.bytes {
            let message = format!(
                "the front matter has {} bytes, and the limit is {}",
                matter.text.len(),
                most.bytes
            );
            return Err(Problem::error("front-matter-too-long", message)
                .at(front_matter.front.at(1, 1, 1))
                .help("move text into the body, or raise `limits.front_matter_bytes`"));
        }
        front_matter.root = if matter.toml {
            front_matter.read_toml(most)?
        } else {
            front_matter.read_yaml(most, problems)?
        };
        match &front_matter.root {
            Node::Null => Ok(front_matter),
            Node::Map(entries) => {
                let mut twins = Vec::new();
                twice(entries, &[], &mut twins);
                front_matter.judge_twins(twins, problems);
                Ok(front_matter)
            }
            other => Err(front_matter.not_a_mapping(other)),
        }
    }

    fn entries(&self) -> &[(String, Node)] {
        match &self.root {
            Node::Map(entries) => entries,
            _ => &[],
        }
    }

    fn read_toml(&self, most: Most) -> Result<Node, Problem> {
        let table: toml::Table = self
            .front
            .text()
            .parse()
            .map_err(|error: toml::de::Error| {
                let (line, column) = error.span().map_or((0, 0), |span| {
                    let before = &self.front.text()[..span.start.min(self.front.text().len())];
                    let line = before.matches('\n').count();
                    (
                        line + 1,
                        before[before.rfind('\n').map_or(0, |at| at + 1)..]
                            .chars()
                            .count()
                            + 1,
                    )
                });
                Problem::error(
                    "front-matter",
                    format!("not TOML: {}", first_line(error.message())),
                )
                .at(self.front.at(line, column, 1))
                .help("write `key = value`, each key once, text in quotes: title = \"…\"")
            })?;
        let node = from_toml(toml::Value::Table(table));
        let (values, depth) = size(&node);
        if values > most.values || depth > most.depth {
            let message = format!(
                "{values} keys and values, {depth} deep, and the limits are {} and {}",
                most.values, most.depth
            );
            return Err(Problem::error("front-matter", message)
                .at(self.front.at(1, 1, 1))
                .help(RAISE));
        }
        Ok(node)
    }

    fn read_yaml(&mut self, most: Most, problems: &mut Vec<Problem>) -> Result<Node, Problem> {
        let refusal = match tree::read(self.front.text(), most) {
            Ok(node) => return Ok(node),
            Err(refusal) => refusal,
        };
        for repair in repair::REPAIRS {
            if let Some(repaired) = repair(&self.front.written, most) {
                let (line, column, length) = repaired.span;
                problems.push(repaired.problem.at(self.front.at(line, column, length)));
                self.front.repaired = Some(repaired.text);
                return Ok(repaired.node);
            }
        }
        let (line, column) = refusal
            .at
            .map_or((0, 0), |(line, column)| (line as usize, column as usize));
        let problem = Problem::error("front-matter", format!("not YAML: {}", refusal.message))
            .at(self.front.at(line, column, 1));
        let hint =
            repair::colon(&self.front.written).or_else(|| repair::quote(&self.front.written, line));
        Err(match hint {
            Some((line, column, help)) => problem.at(self.front.at(line, column, 1)).help(help),
            None if line == 0 => problem,
            None if refusal.message.contains("more than") => problem.help(RAISE),
            None => {
                problem.help("quote a value that holds `: `, `#`, `[` or a quote: title: \"…\"")
            }
        })
    }

    fn not_a_mapping(&self, node: &Node) -> Problem {
        let problem = Problem::error(
            "front-matter",
            format!(
                "front matter is {}, and a mapping of keys was wanted",
                node.kind()
            ),
        );
        match repair::colon(&self.front.written) {
            Some((line, column, help)) => problem.at(self.front.at(line, column, 1)).help(help),
            None => problem
                .at(self.front.at(1, 1, 1))
                .help("write `key: value`, with a blank after the colon"),
        }
    }

    /// The last one wins, as in most generators.
    fn judge_twins(&self, twins: Vec<(&str, Vec<usize>)>, problems: &mut Vec<Problem>) {
        let more = twins.len().saturating_sub(MOST_TWINS);
        for (at, (key, steps)) in twins.into_iter().take(MOST_TWINS).enumerate() {
            let trail = Trail { steps, key: true };
            let others = match more {
                more if more > 0 && at + 1 == MOST_TWINS => format!(", and {more} more keys do"),
                _ => String::new(),
            };
            problems.push(
                Problem::warning(
                    "key-twice",
                    format!("the key `{key}` appears twice{others}; the last one counts"),
                )
                .at(self.place(&trail))
                .help("delete the one that is wrong"),
            );
        }
    }

    /// The place of the file as a whole.
    pub fn file(&self) -> Place {
        self.front.at(0, 0, 0)
    }

    /// True if it has no key.
    pub fn is_empty(&self) -> bool {
        self.entries().is_empty()
    }

    /// The top-level keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries().iter().map(|(key, _)| key.as_str())
    }

    /// The value of the first of `keys` that is there and not null; `a.b` reaches into a mapping.
    pub fn find(&self, keys: &[String]) -> Option<FieldValue<'_>> {
        keys.iter().find_map(|key| self.get(key))
    }

    /// The value under one key, if it is there and not null.
    pub fn get(&self, key: &str) -> Option<FieldValue<'_>> {
        let mut trail = Trail::default();
        // A key may hold a dot itself: the whole name is tried first.
        if let Some((at, node)) = last(self.entries(), key) {
            trail.steps.push(at);
            return (*node != Node::Null).then(|| FieldValue {
                node,
                key: key.into(),
                trail,
            });
        }
        let mut entries = self.entries();
        let mut parts = key.split('.').peekable();
        parts.peek()?;
        loop {
            let (at, node) = last(entries, parts.next()?)?;
            trail.steps.push(at);
            if parts.peek().is_none() {
                return (*node != Node::Null).then(|| FieldValue {
                    node,
                    key: key.into(),
                    trail,
                });
            }
            let Node::Map(inner) = node else { return None };
            entries = inner;
        }
    }

    /// A scalar's text as the author wrote it: `1.10` stays `1.10`.
    pub fn text(&self, node: &Node, trail: &Trail) -> Option<String> {
        match node {
            Node::Text(text) => Some(text.clone()),
            Node::Count(_) | Node::Number | Node::Bool(_) if !self.toml => {
                let scalars = || tree::scalars(self.front.text(), &self.root);
                self.scalars.get_or_init(scalars).get(&trail.steps).cloned()
            }
            Node::Count(count) => Some(count.to_string()),
            Node::Bool(flag) => Some(flag.to_string()),
            Node::Number | Node::Null | Node::List(_) | Node::Map(_) => None,
        }
    }

    /// Place of a value (or of its key) in the file.
    pub fn place(&self, trail: &Trail) -> Place {
        let read = self.bytes_for_places.get() + self.front.text().len();
        self.bytes_for_places.set(read);
        if read > MOST_BYTES_FOR_PLACES {
            return self.front.at(1, 1, 1);
        }
        if self.toml {
            return self.front.toml_place(trail);
        }
        self.front.yaml_place(trail)
    }

    /// The same, computed on demand: most posts have no problem.
    pub fn spot(&self, trail: &Trail) -> Spot {
        let front = self.kept.get_or_init(|| Arc::new(self.front.kept()));
        let front = Arc::clone(front);
        let trail = trail.clone();
        if self.toml {
            return Spot::new(move || front.toml_place(&trail));
        }
        Spot::new(move || front.yaml_place(&trail))
    }
}

/// Keys that an earlier entry of their mapping has too, with their steps.
fn twice<'n>(
    entries: &'n [(String, Node)],
    above: &[usize],
    twins: &mut Vec<(&'n str, Vec<usize>)>,
) {
    let mut seen = BTreeSet::new();
    for (at, (key, node)) in entries.iter().enumerate() {
        let steps = [above, &[at]].concat();
        if let Node::Map(inner) = node {
            twice(inner, &steps, twins);
        }
        if !seen.insert(key) {
            twins.push((key, steps));
        }
    }
}

/// Keys and values of a tree, and how deep it is.
fn size(node: &Node) -> (usize, usize) {
    let inner: Vec<(usize, usize)> = match node {
        Node::List(items) => items.iter().map(size).collect(),
        Node::Map(entries) => entries
            .iter()
            .map(|(_, node)| size(node))
            .map(|(values, depth)| (values + 1, depth))
            .collect(),
        Node::Null | Node::Bool(_) | Node::Count(_) | Node::Number | Node::Text(_) => {
            return (1, 0);
        }
    };
    let values: usize = inner.iter().map(|(values, _)| values).sum();
    let depth = inner.iter().map(|(_, depth)| *depth).max();
    (values + 1, depth.unwrap_or_default() + 1)
}

fn last<'n>(entries: &'n [(String, Node)], key: &str) -> Option<(usize, &'n Node)> {
    entries
        .iter()
        .enumerate()
        .rev()
        .find(|(_, (name, _))| name == key)
        .map(|(at, (_, node))| (at, node))
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn from_toml(value: toml::Value) -> Node {
    match value {
        toml::Value::String(text) => Node::Text(text),
        toml::Value::Integer(number) => u64::try_from(number).map_or(Node::Number, Node::Count),
        toml::Value::Float(number) => Node::Text(number.to_string()),
        toml::Value::Boolean(flag) => Node::Bool(flag),
        toml::Value::Datetime(date) => Node::Text(date.to_string()),
        toml::Value::Array(items) => Node::List(items.into_iter().map(from_toml).collect()),
        toml::Value::Table(table) => Node::Map(
            table
                .into_iter()
                .map(|(key, value)| (key, from_toml(value)))
                .collect(),
        ),
    }
}
