//! Authors in every shape in which they are written, and the people that a key stands for.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::tree::{self, Most, Node, Trail};
use crate::config::{Config, Fields};
use crate::disk::read_bounded;
use crate::post::Author;
use crate::problem::{Place, Problem, Spot};
use crate::read::front_matter::{FieldValue, FrontMatter};
use crate::read::person::{is_web, locate, odd_link, person, value, with_name};
use crate::read::title::one_line;

/// Shape of such a file.
const SHAPE: &str = "write `key: { name: …, url: https://… }`, one line for each person";
/// Most wrong addresses of one `authors.yml` that are reported.
const MOST_ODD_LINKS: usize = 10;
/// Limits of an `authors.yml`.
const MOST: Most = Most {
    values: 200_000,
    depth: 32,
    bytes: 4 << 20,
};

/// The people of `authors.yml`, and the names of their facts.
#[derive(Debug, Default)]
pub struct People {
    by_key: BTreeMap<String, Author>,
    names: Fields,
}

impl People {
    /// Reads `authors.yml` and `_data/authors.yml`, or the same with `.yaml`, beside the configuration and the content folders.
    pub fn load(config: &Config, problems: &mut Vec<Problem>) -> People {
        let mut people = People {
            by_key: BTreeMap::new(),
            names: config.fields.clone(),
        };
        let mut folders = vec![config.root.clone()];
        for name in &config.content {
            let content = config.root.join(name);
            // A folder above the configuration's does not belong to the blog.
            let beside = content.parent().filter(|up| !config.root.starts_with(up));
            folders.extend(beside.map(ToOwned::to_owned));
            folders.push(content);
        }
        let real = |folder: &PathBuf| folder.canonicalize().unwrap_or_else(|_| folder.clone());
        let root = real(&config.root);
        let allowed: Vec<PathBuf> = folders.iter().map(real).collect();
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
                if seen.contains(&file) || !file.is_file() {
                    continue;
                }
                if !allowed.iter().any(|folder| file.starts_with(folder)) {
                    let link = shown(&folder.join(name), &config.root);
                    let message = "a symbolic link leads out of the blog; left out";
                    problems.push(
                        Problem::warning("link-outside", message)
                            .at(Place::file(link))
                            .help("copy the file into the blog"),
                    );
                    continue;
                }
                people.add(&file, &shown(&file, &root), problems);
                seen.push(file);
            }
        }
        people
    }

    fn add(&mut self, file: &Path, source: &str, problems: &mut Vec<Problem>) {
        let wrong = |why: String| Problem::error("authors-file", why).at(Place::file(source));
        let read = read_bounded(file, MOST.bytes as u64).and_then(|bytes| {
            String::from_utf8(bytes).map_err(|error| Error::new(ErrorKind::InvalidData, error))
        });
        let text = match read {
            Ok(text) => text,
            Err(error) => {
                problems.push(wrong(format!("cannot be read: {error}")));
                return;
            }
        };
        match tree::read(&text, MOST) {
            Ok(Node::Map(entries)) => {
                problems.extend(odd_links(&text, source, &self.names.author_link, &entries));
                let text: Arc<str> = text.into();
                for (at, (key, node)) in entries.into_iter().enumerate() {
                    let author = match node {
                        Node::Map(fields) => {
                            let mut author = person(&fields, &self.names)
                                .unwrap_or_else(|| with_name(&key, &fields, &self.names));
                            locate(&mut author, &fields, &self.names, |below| {
                                written(&text, source, vec![at, below])
                            });
                            author
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
                    self.by_key.entry(key).or_insert(author);
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
                let place = match refusal.at {
                    Some((line, column)) => span(source, &text, line, column, 1),
                    None => Place::file(source),
                };
                problems.push(
                    Problem::error("authors-file", format!("not YAML: {}", refusal.message))
                        .at(place)
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
        let known = self.by_key.get(&word).cloned();
        Some(known.unwrap_or_else(|| Author::named(&word)))
    }
}

/// A file's name in problems.
fn shown(file: &Path, root: &Path) -> String {
    let inside = file.strip_prefix(root).unwrap_or(file);
    inside.to_string_lossy().replace('\\', "/")
}

fn span(source: &str, text: &str, line: u32, column: u32, length: u32) -> Place {
    let shown = text.lines().nth(line as usize - 1).unwrap_or_default();
    Place::span(source, line, column, length, shown)
}

/// The place of a value of `authors.yml`, looked for when a problem needs it.
fn written(text: &Arc<str>, source: &str, steps: Vec<usize>) -> Spot {
    let (text, source) = (Arc::clone(text), source.to_owned());
    Spot::new(move || {
        let trail = Trail {
            steps: steps.clone(),
            key: false,
        };
        match tree::place(&text, &trail) {
            Some((line, column, length)) => span(&source, &text, line, column, length),
            None => Place::file(&source),
        }
    })
}

/// Addresses that readers must not be sent to; the first few.
fn odd_links(
    text: &str,
    source: &str,
    links: &[String],
    people: &[(String, Node)],
) -> Vec<Problem> {
    let mut odd = Vec::new();
    for (at, (_, node)) in people.iter().enumerate() {
        let Node::Map(fields) = node else { continue };
        for (below, (key, node)) in fields.iter().enumerate() {
            if let Node::Text(link) = node
                && links.contains(key)
                && !link.trim().is_empty()
                && !is_web(link)
            {
                odd.push((link, vec![at, below]));
            }
        }
    }
    odd.truncate(MOST_ODD_LINKS);
    let problem = |(link, steps): (&String, Vec<usize>)| {
        let place = tree::place(text, &Trail { steps, key: false });
        odd_link(link).at(place.map_or(Place::file(source), |(line, column, length)| {
            span(source, text, line, column, length)
        }))
    };
    odd.into_iter().map(problem).collect()
}

/// The people that `found` names, in order, each once; nobody if it names more than `most`.
pub fn authors(
    front_matter: &FrontMatter,
    found: &FieldValue,
    people: &People,
    most: usize,
    problems: &mut Vec<Problem>,
) -> Vec<Author> {
    let count = match found.node {
        Node::List(items) => items.len(),
        Node::Text(text) => text.split(',').count(),
        Node::Null | Node::Bool(_) | Node::Count(_) | Node::Number | Node::Map(_) => 1,
    };
    if count > most {
        let message = format!("{count} authors, and the limit is {most}");
        problems.push(
            Problem::error("too-many-authors", message)
                .at(front_matter.place(&found.trail))
                .help("delete some, or raise `limits.authors`"),
        );
        return Vec::new();
    }
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
                    Node::Map(fields) => {
                        add(mapped(front_matter, fields, &trail, people, problems))
                    }
                    scalar => add(front_matter
                        .text(scalar, &trail)
                        .and_then(|word| people.named(&word))),
                }
            }
        }
        Node::Map(fields) => add(mapped(front_matter, fields, &found.trail, people, problems)),
        scalar => {
            let text = front_matter.text(scalar, &found.trail).unwrap_or_default();
            if people.by_key.contains_key(&one_line(&text)) {
                add(people.named(&text));
            } else {
                text.split(',').for_each(|word| add(people.named(word)));
            }
        }
    }
    // Docusaurus: flat `author` and `authorURL`.
    if let [only] = authors.as_mut_slice()
        && only.uri.is_none()
        && let Some(url) = front_matter.find(&people.names.author_url)
    {
        only.uri = author_url(front_matter, url.node, &url.trail, problems);
    }
    authors
}

fn mapped(
    front_matter: &FrontMatter,
    fields: &[(String, Node)],
    trail: &Trail,
    people: &People,
    problems: &mut Vec<Problem>,
) -> Option<Author> {
    let names = &people.names;
    let known = value(fields, &names.author_key)
        .and_then(|key| people.by_key.get(key))
        .cloned();
    let mut author = match (person(fields, names), known) {
        (Some(own), Some(known)) => Author {
            uri: own.uri.or(known.uri),
            email: own.email.or(known.email),
            fediverse: own.fediverse.or(known.fediverse),
            avatar: own.avatar.or(known.avatar),
            ..own
        },
        (Some(own), None) => own,
        (None, Some(known)) => known,
        (None, None) => {
            problems.push(
                Problem::warning("author-nameless", "an author without a name; left out")
                    .at(front_matter.place(trail))
                    .help("add `name: …`"),
            );
            return None;
        }
    };
    let below = |at| Trail {
        steps: [trail.steps.as_slice(), &[at]].concat(),
        key: false,
    };
    locate(&mut author, fields, names, |at| {
        front_matter.spot(&below(at))
    });
    if let Some(at) = fields
        .iter()
        .position(|(key, _)| names.author_link.contains(key))
    {
        let trail = below(at);
        let uri = author_url(front_matter, &fields[at].1, &trail, problems);
        author.uri = uri.or(author.uri.filter(|uri| is_web(uri)));
    }
    Some(author)
}

fn author_url(
    front_matter: &FrontMatter,
    node: &Node,
    trail: &Trail,
    problems: &mut Vec<Problem>,
) -> Option<String> {
    let text = front_matter.text(node, trail)?;
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if is_web(text) {
        return url::Url::parse(text).ok().map(String::from);
    }
    problems.push(odd_link(text).at(front_matter.place(trail)));
    None
}
