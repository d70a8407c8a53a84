//! A YAML tree walked with its places, so that every problem has a line and a column.

use crate::config::tree::{Node, Trail, place};
use crate::problem::{Place, Problem};

/// The file that is read, and the problems found so far.
pub(super) struct Reading<'a> {
    pub path: &'a str,
    pub text: &'a str,
    pub problems: Vec<Problem>,
}

/// One value of the tree and the path to it.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    pub node: &'a Node,
    steps: Vec<usize>,
}

impl<'a> Cursor<'a> {
    /// The whole document.
    pub fn root(node: &'a Node) -> Cursor<'a> {
        Cursor {
            node,
            steps: Vec::new(),
        }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<Cursor<'a>> {
        self.entries()
            .into_iter()
            .find(|(name, _)| *name == key)
            .map(|(_, value)| value)
    }

    /// The entries of a mapping, in order.
    pub fn entries(&self) -> Vec<(&'a str, Cursor<'a>)> {
        let Node::Map(entries) = self.node else {
            return Vec::new();
        };
        let entry =
            |(at, (key, node)): (usize, &'a (String, Node))| (key.as_str(), self.step(at, node));
        entries.iter().enumerate().map(entry).collect()
    }

    /// The items of a list, in order; `None` if it is not a list.
    pub fn items(&self) -> Option<Vec<Cursor<'a>>> {
        let Node::List(items) = self.node else {
            return None;
        };
        let items = items.iter().enumerate();
        Some(items.map(|(at, node)| self.step(at, node)).collect())
    }

    fn step(&self, at: usize, node: &'a Node) -> Cursor<'a> {
        let mut steps = self.steps.clone();
        steps.push(at);
        Cursor { node, steps }
    }
}

impl Reading<'_> {
    /// Reports an error at a value.
    pub fn wrong(&mut self, at: &Cursor, message: String, help: impl Into<String>) {
        let problem = Problem::error("layout-file", message).help(help);
        let problem = problem.at(self.place(at, false));
        self.problems.push(problem);
    }

    /// Reports an error at the key of a value.
    pub fn wrong_key(&mut self, at: &Cursor, message: String, help: impl Into<String>) {
        let problem = Problem::error("layout-file", message).help(help);
        let problem = problem.at(self.place(at, true));
        self.problems.push(problem);
    }

    /// Place of a value, or of its key.
    pub fn place(&self, at: &Cursor, key: bool) -> Place {
        let trail = Trail {
            steps: at.steps.clone(),
            key,
        };
        let Some((line, column, length)) = place(self.text, &trail) else {
            return Place::file(self.path);
        };
        let text = self.text.lines().nth(line.saturating_sub(1) as usize);
        Place::span(self.path, line, column, length, text.unwrap_or_default())
    }

    /// Reports every key of a mapping that is not one of `known`.
    pub fn keys(&mut self, of: &Cursor, known: &[&str]) {
        if !matches!(of.node, Node::Map(_)) {
            let kind = of.node.kind();
            self.wrong(
                of,
                format!("{kind} where a mapping of {} is wanted", ticked(known)),
                format!("write `{{{}: …}}`", known.first().unwrap_or(&"key")),
            );
            return;
        }
        let entries = of.entries();
        for (at, (key, value)) in entries.iter().enumerate() {
            if !known.contains(key) {
                let help = closest(key, known);
                self.wrong_key(value, format!("unknown key `{key}`"), help);
            } else if entries[..at].iter().any(|(earlier, _)| earlier == key) {
                let message = format!("the key `{key}` stands here twice");
                self.wrong_key(value, message, "delete one of them");
            }
        }
    }

    /// Notes every key of a mapping that is one of `all`, but not of its `own`, which `what` has.
    pub fn belong(&mut self, of: &Cursor, what: &str, all: &[&str], own: &[&str]) {
        for (key, value) in of.entries() {
            if all.contains(&key) && !own.contains(&key) {
                let help = format!("it has {}", ticked(own).replace(" or ", " and "));
                self.wrong_key(&value, format!("{what} has no `{key}`"), help);
            }
        }
    }

    /// A number at a key, from the least to the most.
    pub fn number(
        &mut self,
        of: &Cursor,
        key: &str,
        otherwise: f64,
        (least, most): (f64, f64),
    ) -> f64 {
        let Some(value) = of.get(key) else {
            return otherwise;
        };
        match count(value.node) {
            Some(number) if (least..=most).contains(&number) => number,
            found => {
                let near = found.map_or(otherwise, |number| number.clamp(least, most));
                self.wrong(
                    &value,
                    format!("`{key}` is not a whole number from {least} to {most}"),
                    format!("write `{key}: {near}`"),
                );
                otherwise
            }
        }
    }

    /// Numbers in a list of so many.
    pub fn numbers<const N: usize>(
        &mut self,
        value: &Cursor,
        what: &str,
        example: &str,
    ) -> Option<[f64; N]> {
        let numbers: Option<Vec<f64>> = value
            .items()
            .and_then(|items| items.iter().map(|item| count(item.node)).collect());
        let numbers = numbers.and_then(|numbers| <[f64; N]>::try_from(numbers).ok());
        if numbers.is_none() {
            self.wrong(
                value,
                format!("{what} is not a list of {N} whole numbers"),
                format!("write `{example}`"),
            );
        }
        numbers
    }

    /// One of a few words at a value.
    pub fn word<T: Copy>(&mut self, value: &Cursor, what: &str, names: &[(&str, T)]) -> Option<T> {
        let known: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        let Node::Text(word) = value.node else {
            let kind = value.node.kind();
            self.wrong(
                value,
                format!("{what} is {kind}, not one of {}", ticked(&known)),
                format!("write `{}`", known.first().unwrap_or(&"")),
            );
            return None;
        };
        let found = names.iter().find(|(name, _)| name == word);
        if found.is_none() {
            let help = closest(word, &known);
            self.wrong(value, format!("`{word}` is not {what}"), help);
        }
        found.map(|(_, value)| *value)
    }
}

/// A whole number that is not negative.
pub(super) fn count(node: &Node) -> Option<f64> {
    match node {
        Node::Count(count) => u32::try_from(*count).ok().map(f64::from),
        _ => None,
    }
}

/// `a`, `b` or `c`.
pub(super) fn ticked(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.join(""),
    }
}

/// The known word that is nearest, or all of them.
pub(super) fn closest(word: &str, known: &[&str]) -> String {
    let near = known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(word, name), name))
        .min();
    match near {
        Some((distance, name)) if distance <= 2 && distance < name.chars().count() => {
            format!("did you mean `{name}`?")
        }
        _ => format!("write {}", ticked(known)),
    }
}
