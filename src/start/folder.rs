//! The blog's folder as `init` sees it: small text files by name, and the contents of folders.

use std::path::{Path, PathBuf};

use crate::disk::read_bounded;
use crate::problem::{Place, Problem};
use crate::start::script::Script;
use crate::start::value;

/// The largest configuration that is read, in bytes; larger files are generated bundles, which hold no settings.
const MOST_BYTES: u64 = 1 << 20;

/// File extensions of a configuration that is a program.
pub const SCRIPTS: &[&str] = &["js", "mjs", "cjs", "ts", "mts", "cts"];

/// A folder, and every file in it that was read for the answer.
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

    /// The path of `name`, which is relative and has forward slashes.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// True if there is such a folder.
    pub fn has_folder(&self, name: &str) -> bool {
        self.path(name).is_dir()
    }

    /// True if there is such a file.
    pub fn has(&self, name: &str) -> bool {
        self.path(name).is_file()
    }

    /// The first of `names` that is a file.
    pub fn first<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
        names
            .into_iter()
            .find(|name| self.has(name))
            .map(String::from)
    }

    /// The first of `stem.js`, `stem.mjs`, `stem.ts`… that is a file.
    pub fn script_named(&self, stem: &str) -> Option<String> {
        let mut names = SCRIPTS.iter().map(|end| format!("{stem}.{end}"));
        names.find(|name| self.has(name))
    }

    /// The text of a file; `None` if it is missing, too large, or not text.
    pub fn text(&self, name: &str) -> Option<String> {
        let bytes = read_bounded(&self.path(name), MOST_BYTES).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        Some(text.trim_start_matches('\u{FEFF}').to_owned())
    }

    /// A program read as text; empty if there is no such file.
    pub fn script(&self, name: &str) -> Script {
        Script::read(&self.text(name).unwrap_or_default())
    }

    /// A YAML, TOML or JSON file, by its ending.
    ///
    /// # Errors
    /// Warns at the place where a file is not valid YAML, TOML or JSON.
    pub fn data(&self, name: &str) -> Result<value::Value, Box<Problem>> {
        let Some(text) = self.text(name) else {
            return Ok(value::Value::Null);
        };
        value::read(&text, name).map_err(|refusal| {
            let shown = text.lines().nth(refusal.line.saturating_sub(1) as usize);
            let place = match (refusal.line, shown) {
                (0, _) | (_, None) => Place::file(name),
                (line, Some(shown)) => Place::span(name, line, refusal.column.max(1), 1, shown),
            };
            Box::new(
                Problem::warning("init-unreadable", format!("not read: {}", refusal.message))
                    .at(place)
                    .help("correct it and run `feedcard init --force`, or fill in feedcard.yaml by hand"),
            )
        })
    }

    /// Names of the folders in `name`, sorted, without hidden ones and `node_modules`.
    pub fn folders_in(&self, name: &str) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.path(name)) else {
            return Vec::new();
        };
        let mut names: Vec<String> = entries
            .flatten()
            .filter(|entry| entry.path().is_dir())
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| !name.starts_with('.') && name != "node_modules")
            .collect();
        names.sort();
        names
    }

    /// Folders at most `depth` deep, the shallow ones first.
    pub fn folders_below(&self, depth: usize) -> Vec<String> {
        let mut found: Vec<String> = self.folders_in(".");
        let mut from = 0;
        for _ in 1..depth {
            let until = found.len();
            for at in from..until {
                let inner = self.folders_in(&found[at]);
                let inner = inner
                    .into_iter()
                    .map(|name| format!("{}/{name}", found[at]));
                let inner: Vec<String> = inner.collect();
                found.extend(inner);
            }
            from = until;
        }
        found
    }

    /// Every file below `name` whose path ends in one of `endings`, relative to `name`, sorted.
    pub fn files_below(&self, name: &str, endings: &[&str]) -> Vec<String> {
        let top = self.path(name);
        let walk = walkdir::WalkDir::new(&top)
            .into_iter()
            .filter_entry(|entry| {
                let name = entry.file_name().to_string_lossy();
                let skipped =
                    name.starts_with('.') || matches!(name.as_ref(), "node_modules" | "_drafts");
                entry.depth() == 0 || !skipped
            });
        let mut files: Vec<String> = walk
            .flatten()
            .filter(|entry| entry.file_type().is_file())
            .filter_map(|entry| Some(entry.path().strip_prefix(&top).ok()?.to_path_buf()))
            .map(|path| path.to_string_lossy().replace('\\', "/"))
            .filter(|path| {
                let end = path.rsplit_once('.').map_or("", |(_, end)| end);
                endings.iter().any(|known| end.eq_ignore_ascii_case(known))
            })
            .collect();
        files.sort();
        files
    }

    /// True if `package.json` depends on `name`.
    pub fn depends_on(&self, name: &str) -> bool {
        let package = self.data("package.json").unwrap_or(value::Value::Null);
        ["dependencies", "devDependencies"].iter().any(|list| {
            value::get(&package, list)
                .and_then(|list| list.get(name))
                .is_some()
        })
    }
}
