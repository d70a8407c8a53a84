//! The configuration file while it is checked: values by dotted key, and the problems found so far, each at its place.
//!
//! In: text. Out: typed values and problems. It does not know what a value means.

use std::collections::BTreeMap;

use crate::config::check::Wrong;
use crate::config::environment::Setting;
use crate::config::hints::{hint, syntax};
use crate::config::tree::{self, Most, Node, Trail};
use crate::config::written::{ConfigFile, Written};
use crate::problem::{Place, Problem};

/// An open configuration file, with what variables and flags set beside it.
pub struct ConfigDocument<'a> {
    source: Box<dyn Written + 'a>,
    root: Node,
    /// Keys that no file sets, and the variable or flag that does.
    set_by: BTreeMap<String, String>,
    /// `site.url` of a variable or flag beside the file's own.
    preview: Option<Setting>,
    pub(super) problems: Vec<Problem>,
}

/// Shape of the value under a key.
pub enum Shape {
    /// Nothing, or `null`.
    Nothing,
    /// `true` or `false`.
    Flag,
    /// Text or a number.
    Scalar,
    /// A list.
    List,
    /// The names of a mapping, in order.
    Map(Vec<String>),
}

impl<'a> ConfigDocument<'a> {
    /// Reads the YAML, puts `settings` over it, the later over the earlier, and checks its keys.
    ///
    /// # Errors
    /// The text is not YAML, or not a mapping.
    pub fn read(
        text: &'a str,
        path: &'a str,
        settings: &[Setting],
    ) -> Result<ConfigDocument<'a>, Problem> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let file = ConfigFile { text, path };
        let mut root =
            tree::read(text, Most::USUAL).map_err(|refusal| syntax(text, path, &refusal))?;
        if !matches!(root, Node::Map(_) | Node::Null) {
            let message = format!("the configuration is {}, a mapping was wanted", root.kind());
            let (place, text) = file.first_line();
            return Err(Problem::error("config-type", message)
                .at(place)
                .help(hint(text)));
        }
        let (mut set_by, mut preview) = (BTreeMap::new(), None);
        for setting in settings {
            if setting.is_default() && is_written(&root, &setting.key) {
                continue;
            }
            let preview_of = setting.key == "site.url" && !setting.is_known();
            if preview_of && is_written(&root, "site.url") {
                preview = Some(setting.clone());
                continue;
            }
            put(&mut root, &setting.key, setting.value.clone());
            set_by.insert(setting.key.clone(), setting.origin.clone());
        }
        let mut document = ConfigDocument {
            source: Box::new(file),
            root: root.clone(),
            set_by,
            preview,
            problems: Vec::new(),
        };
        document.judge(&root);
        Ok(document)
    }

    /// Address that serves a preview's pictures; faults in it are reported.
    pub fn preview_url(&mut self) -> Option<String> {
        let setting = self.preview.take()?;
        let Node::Text(text) = &setting.value else {
            return None;
        };
        match crate::config::check::site_url(text) {
            Ok(url) => Some(url),
            Err(wrong) => {
                let problem = Problem::error("config-value", wrong.message);
                let place = Place::file(setting.origin);
                self.problems.push(problem.at(place).help(wrong.help));
                None
            }
        }
    }

    /// The document of `node` alone, under the name `key`, as a part of what `source` holds: its trails begin with 0.
    pub(super) fn part(source: &'a dyn Written, key: &str, node: Node) -> ConfigDocument<'a> {
        ConfigDocument {
            source: Box::new(source),
            root: Node::Map(vec![(key.to_owned(), node)]),
            set_by: BTreeMap::new(),
            preview: None,
            problems: Vec::new(),
        }
    }

    /// The problems, in order.
    pub fn problems(mut self) -> Vec<Problem> {
        self.problems.sort();
        self.problems
    }

    /// A problem with the value of `key`, or with the file if the key is not written.
    pub fn report(&mut self, rule: &'static str, key: &str, message: &str, help: &str) {
        let place = self.place_of(key);
        self.problems
            .push(Problem::error(rule, message).at(place).help(help));
    }

    /// Shape of the value under `key`.
    pub fn shape(&self, key: &str) -> Shape {
        match self.find(key).map(|(node, _)| node) {
            None | Some(Node::Null) => Shape::Nothing,
            Some(Node::Bool(_)) => Shape::Flag,
            Some(Node::Text(_) | Node::Count(_) | Node::Number) => Shape::Scalar,
            Some(Node::List(_)) => Shape::List,
            Some(Node::Map(entries)) => {
                Shape::Map(entries.iter().map(|(name, _)| name.clone()).collect())
            }
        }
    }

    /// The text of `key` as `check` returns it; `None` where it is not written or wrong (and reported).
    pub fn checked<T>(&mut self, key: &str, check: impl Fn(&str) -> Result<T, Wrong>) -> Option<T> {
        let (node, trail) = self.find(key)?;
        let (node, trail) = (node.clone(), trail);
        self.text_of(key, &node, &trail, check)
    }

    /// As [`ConfigDocument::checked`], for a key that must be written.
    pub fn required(
        &mut self,
        key: &str,
        example: &str,
        check: impl Fn(&str) -> Result<String, Wrong>,
    ) -> String {
        let before = self.problems.len();
        let value = self.checked(key, check);
        if value.is_none() && self.problems.len() == before {
            let (section, name) = key.rsplit_once('.').unwrap_or(("", key));
            let help = format!("add `{example}` below `{section}:`");
            let message = format!("`{section}` has no `{name}`");
            let owner = if self.find(key).is_some() {
                key
            } else {
                section
            };
            self.report("config-missing", owner, &message, &help);
        }
        value.unwrap_or_default()
    }

    /// As [`ConfigDocument::checked`], for a key of an entry that must be written.
    pub fn needed<T>(
        &mut self,
        key: &str,
        example: &str,
        check: impl Fn(&str) -> Result<T, Wrong>,
    ) -> Option<T> {
        let before = self.problems.len();
        let value = self.checked(key, check);
        if value.is_none() && self.problems.len() == before {
            let (entry, name) = key.rsplit_once('.').unwrap_or(("", key));
            let message = format!("an entry of `{}` has no `{name}`", shown(entry));
            self.report(
                "config-missing",
                entry,
                &message,
                &format!("add `{example}`"),
            );
        }
        value
    }

    /// The texts of a list, or of one text standing for a list of one.
    pub fn list<T>(
        &mut self,
        key: &str,
        check: impl Fn(&str) -> Result<T, Wrong>,
    ) -> Option<Vec<T>> {
        let (node, trail) = self.find(key)?;
        let (node, trail) = (node.clone(), trail);
        if node == Node::Null {
            return None;
        }
        let Node::List(items) = node else {
            return self
                .text_of(key, &node, &trail, check)
                .map(|item| vec![item]);
        };
        let mut values = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let mut trail = trail.clone();
            trail.steps.push(index);
            values.extend(self.text_of(key, item, &trail, &check));
        }
        Some(values)
    }

    fn text_of<T>(
        &mut self,
        key: &str,
        node: &Node,
        trail: &Trail,
        check: impl Fn(&str) -> Result<T, Wrong>,
    ) -> Option<T> {
        let shown = shown(key);
        let key = shown.as_str();
        let text = match node {
            Node::Null => return None,
            Node::Text(text) => text.clone(),
            Node::Count(_) | Node::Number => self.source.scalar(node, trail)?,
            Node::Bool(_) | Node::List(_) | Node::Map(_) => {
                let message = format!("`{key}` wants text, found {}", node.kind());
                let help = match node {
                    Node::Bool(flag) => format!("write it in quotes: `\"{flag}\"`"),
                    _ => "write one value after the colon".to_string(),
                };
                let place = self.place(trail, node);
                self.problems
                    .push(Problem::error("config-type", message).at(place).help(help));
                return None;
            }
        };
        let wrong = if text.trim().is_empty() {
            Wrong {
                message: format!("`{key}` is empty"),
                help: "write a value, or leave the key out".into(),
            }
        } else {
            match check(&text) {
                Ok(value) => return Some(value),
                Err(wrong) => wrong,
            }
        };
        let message = if wrong.message.contains(key) {
            wrong.message
        } else {
            format!("`{key}`: {}", wrong.message)
        };
        let place = self.place(trail, node);
        self.problems.push(
            Problem::error("config-value", message)
                .at(place)
                .help(wrong.help),
        );
        None
    }

    /// The value of `key`; of a repeated key, the last. `#2` is the third entry of a mapping or list, whatever its name.
    pub(super) fn find(&self, key: &str) -> Option<(&Node, Trail)> {
        let mut node = &self.root;
        let mut trail = Trail::default();
        for name in key.split('.').filter(|name| !name.is_empty()) {
            let number = name.strip_prefix('#').and_then(|at| at.parse().ok());
            let at: usize = match (node, number) {
                (Node::Map(_) | Node::List(_), Some(at)) => at,
                (Node::Map(entries), None) => {
                    entries.iter().rposition(|(known, _)| known == name)?
                }
                _ => return None,
            };
            trail.steps.push(at);
            node = match node {
                Node::Map(entries) => &entries.get(at)?.1,
                Node::List(items) => items.get(at)?,
                _ => return None,
            };
        }
        Some((node, trail))
    }

    pub(super) fn place_of(&self, key: &str) -> Place {
        match self.find(key) {
            Some((node, trail)) if !trail.steps.is_empty() => self.place(&trail, node),
            _ => self.source.file(),
        }
    }

    /// Scalars at their value, everything else at its key.
    pub(super) fn place(&self, trail: &Trail, node: &Node) -> Place {
        let key = matches!(node, Node::Null | Node::List(_) | Node::Map(_));
        self.at(&Trail {
            steps: trail.steps.clone(),
            key,
        })
    }

    pub(super) fn at(&self, trail: &Trail) -> Place {
        if let Some(origin) = self.origin(&trail.steps) {
            return Place::file(origin);
        }
        self.source.place(trail)
    }

    /// The variable or flag that set the value at `steps`.
    fn origin(&self, steps: &[usize]) -> Option<&str> {
        let mut node = &self.root;
        let mut key = String::new();
        for &step in steps {
            let Node::Map(entries) = node else {
                return None;
            };
            let (name, value) = entries.get(step)?;
            if !key.is_empty() {
                key.push('.');
            }
            key.push_str(name);
            if let Some(origin) = self.set_by.get(&key) {
                return Some(origin);
            }
            node = value;
        }
        None
    }
}

/// A dotted key without the numbers of entries: its name for a user.
pub(super) fn shown(key: &str) -> String {
    let names: Vec<&str> = key
        .split('.')
        .filter(|name| !name.starts_with('#'))
        .collect();
    names.join(".")
}

/// True if something is written under the dotted `key`.
fn is_written(root: &Node, key: &str) -> bool {
    let mut node = root;
    for name in key.split('.') {
        let Node::Map(entries) = node else {
            return false;
        };
        match entries.iter().rfind(|(known, _)| known == name) {
            Some((_, value)) => node = value,
            None => return false,
        }
    }
    *node != Node::Null
}

/// Puts `value` under the dotted `key`, in place of what is there.
fn put(root: &mut Node, key: &str, value: Node) {
    let (name, rest) = match key.split_once('.') {
        Some((name, rest)) => (name, Some(rest)),
        None => (key, None),
    };
    if !matches!(root, Node::Map(_)) {
        *root = Node::Map(Vec::new());
    }
    let Node::Map(entries) = root else { return };
    let at = entries.iter().rposition(|(known, _)| known == name);
    let at = at.unwrap_or_else(|| {
        entries.push((name.to_owned(), Node::Null));
        entries.len() - 1
    });
    match rest {
        Some(rest) => put(&mut entries[at].1, rest, value),
        None => entries[at].1 = value,
    }
}
