//! The configuration file while it is judged: values by dotted key, and the problems found so far, each at its place.
//!
//! In: text. Out: typed values and problems. It does not know what a value means.

use crate::config::check::Wrong;
use crate::config::keys::{KEYS, names_in, suggestion};
use crate::config::tree::{self, Most, Node, Refusal, Trail};
use crate::problem::{Place, Problem};

/// Wrong keys reported at most: a file with more is another one than was meant.
const MOST_PROBLEMS: usize = 100;

/// An open configuration file.
pub struct ConfigDocument<'a> {
    text: &'a str,
    path: &'a str,
    root: Node,
    problems: Vec<Problem>,
}

impl<'a> ConfigDocument<'a> {
    /// Reads the YAML and judges its keys.
    ///
    /// # Errors
    /// The text is not YAML, or is no mapping.
    pub fn read(text: &'a str, path: &'a str) -> Result<ConfigDocument<'a>, Problem> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let root = tree::read(text, Most::USUAL).map_err(|refusal| syntax(text, path, &refusal))?;
        if !matches!(root, Node::Map(_) | Node::Null) {
            let message = format!("the configuration is {}, a mapping was wanted", root.kind());
            let (line, text) = first_line(text);
            let place = Place::span(path, line, 1, chars(text), text);
            return Err(Problem::error("config-type", message)
                .at(place)
                .help(hint(text)));
        }
        let mut document = ConfigDocument {
            text,
            path,
            root: root.clone(),
            problems: Vec::new(),
        };
        document.judge_keys("", &root, &Trail::default());
        Ok(document)
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

    /// True if `key` holds text or a number rather than keys of its own.
    pub fn is_scalar(&self, key: &str) -> bool {
        matches!(
            self.find(key),
            Some((Node::Text(_) | Node::Count(_) | Node::Number, _))
        )
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

    /// A path or address that `false` switches off.
    pub fn switchable(
        &mut self,
        key: &str,
        check: impl Fn(&str) -> Result<String, Wrong>,
        default: Option<String>,
    ) -> Option<String> {
        match self.find(key) {
            Some((Node::Bool(false), _)) => None,
            Some((Node::Bool(true), _)) if default.is_some() => default,
            None | Some((Node::Null, _)) => default,
            Some(_) => self.checked(key, check).or(default),
        }
    }

    /// A whole number from 1.
    pub fn count<T: TryFrom<u64>>(&mut self, key: &str, default: T) -> T {
        let example = KEYS
            .iter()
            .find(|known| known.path == key)
            .map_or("1", |known| known.default);
        let name = key.rsplit('.').next().unwrap_or(key);
        let found = match self.find(key) {
            None | Some((Node::Null, _)) => return default,
            Some((Node::Count(count), _)) if *count > 0 => match T::try_from(*count) {
                Ok(count) => return count,
                Err(_) => "a number too large",
            },
            Some((Node::Count(_), _)) => "0",
            Some((node, _)) => node.kind(),
        };
        let message = format!("`{key}` wants a whole number from 1, found {found}");
        self.report(
            "config-type",
            key,
            &message,
            &format!("write `{name}: {example}`"),
        );
        default
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &str, default: bool) -> bool {
        let name = key.rsplit('.').next().unwrap_or(key);
        let (kind, said) = match self.find(key) {
            None | Some((Node::Null, _)) => return default,
            Some((Node::Bool(flag), _)) => return *flag,
            Some((Node::Text(text), _)) => (
                format!("`{text}`"),
                matches!(text.to_lowercase().as_str(), "yes" | "on" | "true" | "y"),
            ),
            Some((node, _)) => (node.kind().to_string(), !default),
        };
        let message = format!("`{key}` wants true or false, found {kind}");
        self.report(
            "config-type",
            key,
            &message,
            &format!("write `{name}: {said}`"),
        );
        default
    }

    /// The texts of a list, or of one text standing for a list of one.
    pub fn list<T>(
        &mut self,
        key: &str,
        check: impl Fn(&str) -> Result<T, Wrong>,
    ) -> Option<Vec<T>> {
        let (node, trail) = self.find(key)?;
        let (node, trail) = (node.clone(), trail);
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
        let text = match node {
            Node::Null => return None,
            Node::Text(text) => text.clone(),
            Node::Count(_) | Node::Number => self.raw(trail)?,
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

    /// A number as it is spelled: `1.10` stays `1.10`.
    fn raw(&self, trail: &Trail) -> Option<String> {
        let (line, column, length) = tree::place(self.text, trail)?;
        let line = self.text.lines().nth(line as usize - 1)?;
        Some(
            line.chars()
                .skip(column as usize - 1)
                .take(length as usize)
                .collect(),
        )
    }

    /// The value of `key`; of a repeated key, the last.
    fn find(&self, key: &str) -> Option<(&Node, Trail)> {
        let mut node = &self.root;
        let mut trail = Trail::default();
        for name in key.split('.').filter(|name| !name.is_empty()) {
            let Node::Map(entries) = node else {
                return None;
            };
            let at = entries.iter().rposition(|(known, _)| known == name)?;
            trail.steps.push(at);
            node = &entries[at].1;
        }
        Some((node, trail))
    }

    fn place_of(&self, key: &str) -> Place {
        match self.find(key) {
            Some((node, trail)) if !trail.steps.is_empty() => self.place(&trail, node),
            _ => Place::file(self.path),
        }
    }

    /// Scalars at their value, everything else at its key.
    fn place(&self, trail: &Trail, node: &Node) -> Place {
        let key = matches!(node, Node::Null | Node::List(_) | Node::Map(_));
        self.at(&Trail {
            steps: trail.steps.clone(),
            key,
        })
    }

    fn at(&self, trail: &Trail) -> Place {
        let Some((line, column, length)) = tree::place(self.text, trail) else {
            return Place::file(self.path);
        };
        let text = self.text.lines().nth(line as usize - 1).unwrap_or_default();
        Place::span(self.path, line, column, length, text)
    }

    /// Reports unknown and repeated keys, and sections that are no mappings.
    fn judge_keys(&mut self, section: &str, node: &Node, trail: &Trail) {
        let Node::Map(entries) = node else { return };
        let known = names_in(section);
        for (index, (name, value)) in entries.iter().enumerate() {
            if self.problems.len() >= MOST_PROBLEMS {
                return;
            }
            let mut trail = Trail {
                steps: trail.steps.clone(),
                key: true,
            };
            trail.steps.push(index);
            let full = if section.is_empty() {
                name.clone()
            } else {
                format!("{section}.{name}")
            };
            if !known.contains(&name.as_str()) {
                let owner = if section.is_empty() {
                    String::new()
                } else {
                    format!(" in `{section}`")
                };
                let problem =
                    Problem::error("config-unknown-key", format!("unknown key `{name}`{owner}"));
                self.problems
                    .push(problem.at(self.at(&trail)).help(suggestion(section, name)));
                continue;
            }
            if entries[..index].iter().any(|(earlier, _)| earlier == name) {
                let problem =
                    Problem::error("config-duplicate-key", format!("`{full}` is written twice"));
                self.problems
                    .push(problem.at(self.at(&trail)).help("keep one of them"));
            }
            let holds = names_in(&full);
            if holds.is_empty() {
                continue;
            }
            match value {
                Node::Map(_) => self.judge_keys(&full, value, &trail),
                Node::Null => {}
                Node::Text(_) | Node::Count(_) | Node::Number if full == "site.author" => {}
                Node::Bool(_) | Node::Count(_) | Node::Number | Node::Text(_) | Node::List(_) => {
                    let list: Vec<String> = holds.iter().map(|name| format!("`{name}`")).collect();
                    let problem = Problem::error(
                        "config-type",
                        format!("`{full}` holds keys, found {}", value.kind()),
                    );
                    let place = self.place(&trail, value);
                    self.problems.push(
                        problem
                            .at(place)
                            .help(format!("write below it: {}", list.join(", "))),
                    );
                }
            }
        }
    }
}

fn syntax(text: &str, path: &str, refusal: &Refusal) -> Problem {
    let problem = Problem::error("config-syntax", format!("not YAML: {}", refusal.message));
    let Some((line, column)) = refusal.at else {
        return problem.at(Place::file(path));
    };
    let found = text.lines().nth(line as usize - 1).unwrap_or_default();
    problem
        .at(Place::span(path, line, column, 1, found))
        .help(hint(found))
}

/// What the line that YAML stumbled over most likely suffers from.
fn hint(line: &str) -> String {
    let indent: String = line.chars().take_while(|c| c.is_whitespace()).collect();
    if indent.contains('\t') {
        return "indent with blanks, YAML knows no tabs".into();
    }
    if line.contains('：') {
        return "write an ASCII colon and a blank, not the full-width `：`".into();
    }
    if line.contains('\u{a0}') {
        return "a no-break space stands in this line: write a plain blank".into();
    }
    if line.contains('{')
        || line.trim_end().ends_with('%')
        || line.contains('@')
        || line.contains('`')
    {
        return "put the value in double quotes".into();
    }
    "write `key: value`, keys of one section with the same indentation; quote values that hold `: ` or ` #`".into()
}

fn first_line(text: &str) -> (u32, &str) {
    let lines = (1..).zip(text.lines());
    lines
        .into_iter()
        .find(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .unwrap_or((1, ""))
}

fn chars(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}
