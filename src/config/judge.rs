//! Unknown and repeated keys of a configuration, and sections that are not mappings.

use crate::config::document::ConfigDocument;
use crate::config::keys::{KEYS, Key, names_in, near, suggestion};
use crate::config::kind::Kind;
use crate::config::tree::{Node, Trail};
use crate::problem::Problem;

/// Most wrong keys that are reported: a file with more was meant for something else.
const MOST_PROBLEMS: usize = 100;

impl ConfigDocument<'_> {
    /// Checks every key of `root`.
    pub(super) fn judge(&mut self, root: &Node) {
        self.section("", root, &Trail::default());
    }

    fn section(&mut self, section: &str, node: &Node, trail: &Trail) {
        let Node::Map(entries) = node else { return };
        let known = names_in(section);
        for (index, (name, value)) in entries.iter().enumerate() {
            let Some(trail) = self.entry(entries, index, trail) else {
                return;
            };
            let full = if section.is_empty() {
                name.clone()
            } else {
                format!("{section}.{name}")
            };
            if !known.contains(&name.as_str()) {
                self.unknown(name, section, suggestion(section, name), &trail);
                continue;
            }
            if let Some(key) = KEYS.iter().find(|key| key.path == full) {
                self.inner(&full, key.kind, value, &trail);
                continue;
            }
            match value {
                Node::Map(_) => self.section(&full, value, &trail),
                Node::Null => {}
                Node::Text(_) | Node::Count(_) | Node::Number if full == "site.author" => {}
                Node::Bool(_) | Node::Count(_) | Node::Number | Node::Text(_) | Node::List(_) => {
                    let list = listed(names_in(&full));
                    let message = format!("`{full}` holds keys, found {}", value.kind());
                    let place = self.place(&trail, value);
                    self.problems.push(
                        Problem::error("config-type", message)
                            .at(place)
                            .help(format!("write below it: {list}")),
                    );
                }
            }
        }
    }

    /// The keys inside of one value, such as `{only: […]}`.
    pub(super) fn inner(&mut self, full: &str, kind: Kind, node: &Node, trail: &Trail) {
        match (node, kind.keys(), kind.items()) {
            (Node::Map(entries), Some(keys), _) => {
                for (index, (name, value)) in entries.iter().enumerate() {
                    let Some(trail) = self.entry(entries, index, trail) else {
                        return;
                    };
                    match keys.iter().find(|key| key.path == name) {
                        Some(key) => {
                            self.inner(&format!("{full}.{name}"), key.kind, value, &trail);
                        }
                        None => self.unknown(name, full, inner_suggestion(keys, name), &trail),
                    }
                }
            }
            // One entry may stand without its list.
            (Node::Map(_), None, Some(kind)) => self.inner(full, kind, node, trail),
            (Node::Null, ..) => {}
            (_, Some(keys), _) if matches!(kind, Kind::Below(_) | Kind::Map(_)) => {
                let message = format!("`{full}` holds keys, found {}", node.kind());
                let place = self.place(trail, node);
                let list = listed(keys.iter().map(|key| key.path).collect());
                self.problems.push(
                    Problem::error("config-type", message)
                        .at(place)
                        .help(format!("write below it: {list}")),
                );
            }
            (Node::List(items), _, Some(kind)) => {
                for (index, item) in items.iter().enumerate() {
                    let mut trail = trail.clone();
                    trail.steps.push(index);
                    self.inner(full, kind, item, &trail);
                }
            }
            _ => {}
        }
    }

    /// The trail of an entry's key; `None` if enough was reported. Reports a key that appears twice.
    fn entry(&mut self, entries: &[(String, Node)], index: usize, above: &Trail) -> Option<Trail> {
        if self.problems.len() >= MOST_PROBLEMS {
            return None;
        }
        let mut trail = Trail {
            steps: above.steps.clone(),
            key: true,
        };
        trail.steps.push(index);
        let name = &entries[index].0;
        if entries[..index].iter().any(|(earlier, _)| earlier == name) {
            let problem = Problem::error("config-duplicate-key", format!("`{name}` appears twice"));
            let place = self.at(&trail);
            self.problems
                .push(problem.at(place).help("keep one of them"));
        }
        Some(trail)
    }

    fn unknown(&mut self, name: &str, section: &str, help: String, trail: &Trail) {
        let owner = if section.is_empty() {
            String::new()
        } else {
            format!(" in `{section}`")
        };
        let problem = Problem::error("config-unknown-key", format!("unknown key `{name}`{owner}"));
        let place = self.at(trail);
        self.problems.push(problem.at(place).help(help));
    }
}

fn inner_suggestion(keys: &[Key], name: &str) -> String {
    match near(name, keys.iter().map(|key| key.path)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "known here: {}",
            listed(keys.iter().map(|key| key.path).collect())
        ),
    }
}

fn listed(names: Vec<&str>) -> String {
    let list: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    list.join(", ")
}
