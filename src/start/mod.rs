//! Where a run starts: finding `feedcard.yaml`, or writing the first one.
//!
//! In: a folder. Out: the configuration's path and text. It decides nothing about posts.

mod folder;
mod generator;
mod pattern;
mod script;
mod write;

use std::path::{Path, PathBuf};

use crate::config::{check, keys};
use crate::problem::{Place, Problem};

pub use generator::{Found, GENERATORS, Generator};

/// Names of the configuration file, the preferred one first.
pub const NAMES: &[&str] = &["feedcard.yaml", "feedcard.yml"];

/// The configuration file and its text: `explicit`, or the nearest one from `cwd` upwards to the repository root.
///
/// The repository root is the first folder that holds `.git`; outside of a repository the search ends at the file
/// system's root.
///
/// # Errors
/// No such file, a file that cannot be read, or one that is not UTF-8.
pub fn locate(explicit: Option<&Path>, cwd: &Path) -> Result<(PathBuf, String), Problem> {
    let path = match explicit {
        Some(path) => cwd.join(path),
        None => nearest(cwd)?,
    };
    let shown = path
        .strip_prefix(cwd)
        .unwrap_or(&path)
        .to_string_lossy()
        .replace('\\', "/");
    let bytes = std::fs::read(&path).map_err(|error| {
        let help = "name the file with `--config FILE`, or write one with `feedcard init`";
        Problem::error(
            "config-unreadable",
            format!("`{shown}` cannot be read: {error}"),
        )
        .help(help)
    })?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok((path, text)),
        Err(error) => {
            let line = error.as_bytes()[..error.utf8_error().valid_up_to()]
                .iter()
                .filter(|b| **b == b'\n')
                .count()
                + 1;
            let place = Place {
                line: u32::try_from(line).unwrap_or(0),
                ..Place::file(shown)
            };
            Err(
                Problem::error("config-unreadable", "the configuration is not UTF-8")
                    .at(place)
                    .help("save it as UTF-8"),
            )
        }
    }
}

fn nearest(cwd: &Path) -> Result<PathBuf, Problem> {
    for folder in cwd.ancestors() {
        if let Some(path) = NAMES
            .iter()
            .map(|name| folder.join(name))
            .find(|path| path.is_file())
        {
            return Ok(path);
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    let message = format!("no `{}` in this folder or above it", NAMES[0]);
    Err(Problem::error("config-not-found", message)
        .help("write one with `feedcard init`, or name it with `--config FILE`"))
}

/// What `feedcard init` found out and would write.
pub struct Draft {
    /// The generator's name.
    pub generator: &'static str,
    /// Folders of posts.
    pub content: Vec<String>,
    /// The text of the configuration.
    pub text: String,
    /// What an author has to look at.
    pub problems: Vec<Problem>,
}

/// Looks at a blog's folder and drafts its configuration.
pub fn draft(root: &Path) -> Draft {
    let folder = folder::Folder::new(root);
    let generator = GENERATORS
        .iter()
        .find(|generator| (generator.knows)(&folder))
        .expect("the last row knows every folder");
    let mut found = (generator.read)(&folder);
    let mut problems = Vec::new();
    let file = || Place::file(keys::FILE);
    for note in found.notes.drain(..) {
        problems.push(
            Problem::warning("init-address", note)
                .at(file())
                .help("set `permalink:` to the address of your posts"),
        );
    }
    sift(&mut found, &mut problems);
    if found.title.is_none() {
        let message = format!("no title was found: `{}` stands in", folder.name());
        problems.push(
            Problem::warning("init-title", message)
                .at(file())
                .help("set `site.title` to the blog's name"),
        );
    }
    if found.url.is_none() {
        let message = format!(
            "no address was found: `{}` stands in",
            write::PLACEHOLDER_URL
        );
        problems.push(
            Problem::warning("init-url", message)
                .at(file())
                .help("set `site.url` to the blog's address before you publish"),
        );
    }
    let posts: usize = found
        .content
        .iter()
        .map(|content| folder.posts(content))
        .sum();
    if posts == 0 {
        let message = format!("no post was found below `{}`", found.content.join("`, `"));
        problems.push(
            Problem::warning("init-content", message)
                .at(file())
                .help("set `content` to the folder of your Markdown posts"),
        );
    }
    Draft {
        generator: generator.name,
        text: write::yaml(generator.name, &found, &folder.name()),
        content: found.content,
        problems,
    }
}

/// Drops what feedcard's own configuration would refuse, and says so.
fn sift(found: &mut Found, problems: &mut Vec<Problem>) {
    let mut judge =
        |key: &str, value: &mut Option<String>, wrong: fn(&str) -> Option<check::Wrong>| {
            if let Some(wrong) = value.as_deref().and_then(wrong) {
                problems.push(
                    Problem::warning(
                        "init-value",
                        format!("`{key}` is left out: {}", wrong.message),
                    )
                    .at(Place::file(keys::FILE))
                    .help(wrong.help),
                );
                *value = None;
            }
        };
    judge("site.url", &mut found.url, |text| {
        check::address(text).err()
    });
    judge("site.language", &mut found.language, |text| {
        check::language(text).err()
    });
    judge("timezone", &mut found.timezone, |text| {
        check::timezone(text).err()
    });
    judge("permalink", &mut found.permalink, |text| {
        check::permalink(text, keys::PERMALINK_TOKENS).err()
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_folder_gets_every_key_with_the_default_that_the_table_says() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let draft = draft(folder.path());
        let drafted =
            crate::config::parse(&draft.text, keys::FILE, folder.path()).expect("it parses");
        assert_eq!(drafted.site.url, write::PLACEHOLDER_URL);
        for key in keys::KEYS {
            let name = key.path.rsplit('.').next().unwrap_or_default();
            let line = draft.text.lines().find(|line| {
                line.trim_start_matches(['#', ' '])
                    .starts_with(&format!("{name}:"))
            });
            assert!(line.is_some(), "{} is missing", key.path);
        }
        // With every `#` of a key taken away, the whole table is read and gives the same.
        let open: String = draft.text.lines().skip(2).map(uncommented).collect();
        let whole = crate::config::parse(&open, keys::FILE, folder.path())
            .unwrap_or_else(|problems| panic!("{problems:?}\n{open}"));
        assert_eq!(whole, drafted);
    }

    fn uncommented(line: &str) -> String {
        format!("{}\n", line.strip_prefix("# ").unwrap_or(line))
    }
}
