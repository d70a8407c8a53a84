//! Authors in every shape that authors write them, and the people that a key stands for.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::config::tree::{self, Node, Trail};
use crate::post::Author;
use crate::problem::{Place, Problem};
use crate::read::sheet::{Found, Sheet};
use crate::read::title::one_line;

/// Keys under which a person's page may stand.
const LINKS: [&str; 8] = [
    "uri", "url", "link", "website", "homepage", "site", "web", "blog",
];
/// What such a file looks like.
const SHAPE: &str = "write `key: { name: …, url: https://… }`, one line for each person";
/// The largest `authors.yml` that is read, in bytes.
const MOST_BYTES: u64 = 4 << 20;

/// The people of `authors.yml`, by key.
#[derive(Debug, Default)]
pub struct People(BTreeMap<String, Author>);

impl People {
    /// Reads `authors.yml`, `_data/authors.yml` and their `.yaml` kin beside the configuration and the content folders.
    pub fn load(config: &Config, problems: &mut Vec<Problem>) -> People {
        let mut people = People::default();
        let mut folders = vec![config.root.clone()];
        for name in &config.content {
            let content = config.root.join(name);
            folders.extend(content.parent().map(ToOwned::to_owned));
            folders.push(content);
        }
        let root = config
            .root
            .canonicalize()
            .unwrap_or_else(|_| config.root.clone());
        folders.dedup();
        let mut seen = Vec::new();
        for folder in &folders {
            for name in [
                "authors.yml",
                "authors.yaml",
                "_data/authors.yml",
                "_data/authors.yaml",
            ] {
                let Ok(file) = folder.join(name).canonicalize() else {
                    continue;
                };
                let content = folders
                    .iter()
                    .filter_map(|f| f.canonicalize().ok())
                    .any(|f| file.starts_with(f));
                if seen.contains(&file) || !content {
                    continue;
                }
                let source = file
                    .strip_prefix(&root)
                    .unwrap_or(&file)
                    .to_string_lossy()
                    .replace('\\', "/");
                people.add(&file, &source, problems);
                seen.push(file);
            }
        }
        people
    }

    fn add(&mut self, file: &std::path::Path, source: &str, problems: &mut Vec<Problem>) {
        let wrong = |why: String| Problem::error("authors-file", why).at(Place::file(source));
        let text = match std::fs::metadata(file).map(|meta| meta.len()) {
            Ok(bytes) if bytes > MOST_BYTES => {
                problems.push(wrong(format!(
                    "{bytes} bytes, and the limit is {MOST_BYTES}"
                )));
                return;
            }
            _ => match std::fs::read_to_string(file) {
                Ok(text) => text,
                Err(error) => {
                    problems.push(wrong(format!("cannot be read: {error}")));
                    return;
                }
            },
        };
        match tree::read(&text) {
            Ok(Node::Map(entries)) => {
                for (key, node) in entries {
                    let author = match node {
                        Node::Map(fields) => {
                            person(&fields).unwrap_or_else(|| with_name(&key, &fields))
                        }
                        Node::Text(name) => Author {
                            name: one_line(&name),
                            ..Author::default()
                        },
                        Node::Null
                        | Node::Bool(_)
                        | Node::Count(_)
                        | Node::Number
                        | Node::List(_) => continue,
                    };
                    self.0.entry(key).or_insert(author);
                }
            }
            Ok(Node::Null) => {}
            Ok(other) => problems.push(
                wrong(format!(
                    "it is {}, and a mapping of keys to people was wanted",
                    other.kind()
                ))
                .help(SHAPE),
            ),
            Err(refusal) => {
                let (line, column) = refusal.at.unwrap_or((1, 1));
                let shown = text.lines().nth(line as usize - 1).unwrap_or_default();
                problems.push(
                    Problem::error("authors-file", format!("not YAML: {}", refusal.message))
                        .at(Place::span(source, line, column, 1, shown))
                        .help(SHAPE),
                );
            }
        }
    }

    /// The person behind a key, or a person of that name.
    fn named(&self, word: &str) -> Option<Author> {
        let word = one_line(word);
        if word.is_empty() {
            return None;
        }
        Some(self.0.get(&word).cloned().unwrap_or(Author {
            name: word,
            ..Author::default()
        }))
    }
}

/// The people that `found` names, in order, none twice.
pub fn authors(
    sheet: &Sheet,
    found: &Found,
    people: &People,
    problems: &mut Vec<Problem>,
) -> Vec<Author> {
    let mut authors: Vec<Author> = Vec::new();
    let mut add = |author: Option<Author>| {
        if let Some(author) =
            author.filter(|one| !authors.iter().any(|other| other.name == one.name))
        {
            authors.push(author);
        }
    };
    match found.node {
        Node::List(items) => {
            for (at, item) in items.iter().enumerate() {
                let trail = Trail {
                    steps: [found.trail.steps.as_slice(), &[at]].concat(),
                    key: false,
                };
                match item {
                    Node::Map(fields) => add(mapped(sheet, fields, &trail, people, problems)),
                    scalar => add(sheet
                        .text(scalar, &trail)
                        .and_then(|word| people.named(&word))),
                }
            }
        }
        Node::Map(fields) => add(mapped(sheet, fields, &found.trail, people, problems)),
        scalar => {
            let text = sheet.text(scalar, &found.trail).unwrap_or_default();
            if people.0.contains_key(&one_line(&text)) {
                add(people.named(&text));
            } else {
                text.split(',').for_each(|word| add(people.named(word)));
            }
        }
    }
    // Docusaurus: flat `author` and `authorURL`.
    if let [only] = authors.as_mut_slice()
        && only.uri.is_none()
        && let Some(url) = [
            "authorURL",
            "author_url",
            "authorUrl",
            "authorLink",
            "author_link",
        ]
        .iter()
        .find_map(|key| sheet.get(key))
    {
        only.uri = address(sheet, url.node, &url.trail, problems);
    }
    authors
}

fn mapped(
    sheet: &Sheet,
    fields: &[(String, Node)],
    trail: &Trail,
    people: &People,
    problems: &mut Vec<Problem>,
) -> Option<Author> {
    let known = value(fields, &["key", "id"])
        .and_then(|key| people.0.get(key))
        .cloned();
    let mut author = match (person(fields), known) {
        (Some(own), Some(known)) => Author {
            uri: own.uri.or(known.uri),
            email: own.email.or(known.email),
            ..own
        },
        (Some(own), None) => own,
        (None, Some(known)) => known,
        (None, None) => {
            problems.push(
                Problem::warning("author-nameless", "an author without a name; left out")
                    .at(sheet.place(trail))
                    .help("add `name: …`"),
            );
            return None;
        }
    };
    if let Some(at) = fields
        .iter()
        .position(|(key, _)| LINKS.contains(&key.as_str()))
    {
        let trail = Trail {
            steps: [trail.steps.as_slice(), &[at]].concat(),
            key: false,
        };
        let uri = address(sheet, &fields[at].1, &trail, problems);
        author.uri = uri.or(author.uri.filter(|uri| is_web(uri)));
    }
    Some(author)
}

/// A person of `authors.yml` or of a mapping; `None` without a name.
fn person(fields: &[(String, Node)]) -> Option<Author> {
    let name = value(fields, &["name", "title", "display_name", "nickname"])?;
    let person = with_name(name, fields);
    (!person.name.is_empty()).then_some(person)
}

fn with_name(name: &str, fields: &[(String, Node)]) -> Author {
    let uri = value(fields, &LINKS)
        .map(str::trim)
        .filter(|uri| is_web(uri));
    Author {
        name: one_line(name),
        uri: uri.map(String::from),
        email: value(fields, &["email", "mail"]).map(String::from),
    }
}

fn value<'n>(fields: &'n [(String, Node)], keys: &[&str]) -> Option<&'n str> {
    keys.iter().find_map(|key| {
        fields.iter().find_map(|(name, node)| match node {
            Node::Text(text) if name == key => Some(text.as_str()),
            _ => None,
        })
    })
}

fn address(
    sheet: &Sheet,
    node: &Node,
    trail: &Trail,
    problems: &mut Vec<Problem>,
) -> Option<String> {
    let text = sheet.text(node, trail)?;
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if is_web(text) {
        return url::Url::parse(text).ok().map(String::from);
    }
    problems.push(
        Problem::warning(
            "author-address",
            format!("`{text}` is no address of a page; left out"),
        )
        .at(sheet.place(trail))
        .help("write the whole address: https://…"),
    );
    None
}

fn is_web(text: &str) -> bool {
    url::Url::parse(text.trim())
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
