//! Authors in every shape in which they are written, and the people that a key stands for.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use crate::config::tree::{self, Most, Node, Trail};
use crate::config::{Config, Fields};
use crate::disk::read_bounded;
use crate::post::Author;
use crate::problem::{Place, Problem};
use crate::read::front_matter::{FieldValue, FrontMatter};
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
                for (key, node) in entries {
                    let author = match node {
                        Node::Map(fields) => person(&fields, &self.names)
                            .unwrap_or_else(|| with_name(&key, &fields, &self.names)),
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

fn odd_link(text: &str) -> Problem {
    let message = format!("`{}` is not the address of a page; left out", text.trim());
    Problem::warning("author-address", message).help("write the whole address: https://…")
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
    if let Some(at) = fields
        .iter()
        .position(|(key, _)| names.author_link.contains(key))
    {
        let trail = Trail {
            steps: [trail.steps.as_slice(), &[at]].concat(),
            key: false,
        };
        let uri = author_url(front_matter, &fields[at].1, &trail, problems);
        author.uri = uri.or(author.uri.filter(|uri| is_web(uri)));
    }
    Some(author)
}

/// A person of `authors.yml` or of a mapping; `None` without a name.
fn person(fields: &[(String, Node)], names: &Fields) -> Option<Author> {
    let name = value(fields, &names.author_name)?;
    let person = with_name(name, fields, names);
    (!person.name.is_empty()).then_some(person)
}

fn with_name(name: &str, fields: &[(String, Node)], names: &Fields) -> Author {
    let uri = value(fields, &names.author_link)
        .map(str::trim)
        .filter(|uri| is_web(uri));
    let named = Author::named(&one_line(name));
    let email = value(fields, &names.author_email).map(String::from);
    Author {
        uri: uri.map(String::from),
        email: email.or(named.email),
        fediverse: value(fields, &names.author_fediverse).and_then(account),
        ..named
    }
}

/// `@name@host`, also written as `name@host` or as the address of a profile.
fn account(written: &str) -> Option<String> {
    let written = written.trim();
    let profile = written
        .strip_prefix("https://")
        .and_then(|rest| rest.trim_end_matches('/').split_once("/@"));
    let (name, host) = match profile {
        Some((host, name)) => (name, host),
        None => written.trim_start_matches('@').split_once('@')?,
    };
    let plain = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    };
    (plain(name) && plain(host) && host.contains('.')).then(|| format!("@{name}@{host}"))
}

fn value<'n>(fields: &'n [(String, Node)], keys: &[String]) -> Option<&'n str> {
    keys.iter().find_map(|key| {
        fields.iter().find_map(|(name, node)| match node {
            Node::Text(text) if name == key => Some(text.as_str()),
            _ => None,
        })
    })
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

fn is_web(text: &str) -> bool {
    url::Url::parse(text.trim())
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
