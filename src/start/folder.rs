//! The folder that `init` looks at: which files there are, and what foreign configurations say.

use std::path::{Path, PathBuf};

use crate::config::tree::{self, Node};

/// How deep posts are looked for, and after how many entries the search ends.
const DEPTH: usize = 6;
const ENTRIES: usize = 20_000;
/// Largest foreign configuration in bytes.
const MOST_BYTES: u64 = 1 << 20;

/// A blog's folder.
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The folder at `root`.
    pub fn new(root: &Path) -> Folder {
        Folder {
            root: root.to_path_buf(),
        }
    }

    /// Its own name.
    pub fn name(&self) -> String {
        let whole = self.root.canonicalize().unwrap_or(self.root.clone());
        whole.file_name().map_or_else(
            || "blog".to_owned(),
            |name| name.to_string_lossy().into_owned(),
        )
    }

    /// Whether a file or folder is there.
    pub fn has(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    /// The first of `names` that is a file, and its text; what is no UTF-8 or over a megabyte counts as not there.
    pub fn text<'n>(&self, names: &[&'n str]) -> Option<(&'n str, String)> {
        names.iter().find_map(|name| {
            let path = self.root.join(name);
            let small = path
                .metadata()
                .is_ok_and(|meta| meta.is_file() && meta.len() <= MOST_BYTES);
            let text = small.then(|| std::fs::read_to_string(path).ok())??;
            Some((*name, text))
        })
    }

    /// The first of `names` that is there, read as YAML, TOML or JSON by its extension.
    pub fn settings(&self, names: &[&str]) -> Option<Settings> {
        let (name, text) = self.text(names)?;
        let node = if name.ends_with(".toml") {
            from_toml(toml::Value::Table(text.parse().ok()?))
        } else {
            // JSON is YAML.
            tree::read(&text).ok()?
        };
        Some(Settings(node))
    }

    /// Which of `folders` hold a Markdown file.
    pub fn with_posts(&self, folders: &[&str]) -> Vec<String> {
        let there = folders.iter().filter(|folder| self.posts(folder) > 0);
        there.map(|folder| (*folder).to_owned()).collect()
    }

    /// Markdown files below a folder.
    pub fn posts(&self, folder: &str) -> usize {
        self.markdown(folder).len()
    }

    /// Text of the Markdown files below a folder.
    pub fn post_texts(&self, folder: &str) -> Vec<String> {
        let read = |path: &PathBuf| std::fs::read_to_string(path).ok();
        self.markdown(folder).iter().filter_map(read).collect()
    }

    fn markdown(&self, folder: &str) -> Vec<PathBuf> {
        let walk = walkdir::WalkDir::new(self.root.join(folder))
            .max_depth(DEPTH)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| {
                let name = entry.file_name().to_string_lossy();
                entry.depth() == 0 || !(name.starts_with('.') || name == "node_modules")
            });
        walk.take(ENTRIES)
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file() && is_post(entry.path()))
            .map(walkdir::DirEntry::into_path)
            .collect()
    }
}

fn is_post(path: &Path) -> bool {
    let markdown = path.extension().is_some_and(|ending| {
        ["md", "markdown", "mdx"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    });
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    markdown && !stem.starts_with('_') && !stem.eq_ignore_ascii_case("readme")
}

fn from_toml(value: toml::Value) -> Node {
    match value {
        toml::Value::String(text) => Node::Text(text),
        toml::Value::Boolean(value) => Node::Bool(value),
        toml::Value::Integer(number) => u64::try_from(number).map_or(Node::Number, Node::Count),
        toml::Value::Float(_) => Node::Number,
        toml::Value::Datetime(when) => Node::Text(when.to_string()),
        toml::Value::Array(items) => Node::List(items.into_iter().map(from_toml).collect()),
        toml::Value::Table(table) => Node::Map(
            table
                .into_iter()
                .map(|(key, value)| (key, from_toml(value)))
                .collect(),
        ),
    }
}

/// A foreign configuration.
pub struct Settings(Node);

impl Settings {
    /// What stands at a dotted path.
    pub fn at(&self, path: &str) -> Option<&Node> {
        path.split('.').try_fold(&self.0, |node, name| match node {
            Node::Map(entries) => entries
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value),
            _ => None,
        })
    }

    /// Text that is not blank; of a list its first item.
    pub fn text(&self, path: &str) -> Option<String> {
        let text = match self.at(path)? {
            Node::Text(text) => text,
            Node::List(items) => match items.first()? {
                Node::Text(text) => text,
                _ => return None,
            },
            _ => return None,
        };
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
}
