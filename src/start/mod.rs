//! Start of a run: finding `feedcard.yaml`, or writing the first one from another generator's configuration.
//!
//! In: a folder. Out: the configuration's path and text. It decides nothing about posts, and executes nothing: a
//! configuration that is a program is read as text.

mod detected;
mod evidence;
mod folder;
mod generator;
mod paths;
mod pattern;
mod posts;
mod routes;
mod script;
pub mod settings;
mod template;
mod value;

use std::path::{Path, PathBuf};

use crate::problem::{Place, Problem};

/// A first configuration, and how complete it is.
pub struct Survey {
    /// The generator's name; `Markdown` for a folder without one.
    pub generator: &'static str,
    /// The text of `feedcard.yaml`.
    pub text: String,
    /// Facts found and their places, for a run without `feedcard.yaml`.
    pub sentence: String,
    /// Warnings: facts that were not found, and settings that feedcard has no counterpart for.
    pub problems: Vec<Problem>,
    found: detected::Detected,
    origin: String,
}

/// Looks at the blog in `root`, and at its built `site` if there is one; writes nothing.
pub fn survey(root: &Path, site: Option<&Path>) -> Survey {
    let folder = folder::Folder::new(root);
    let rows = generator::GENERATORS.iter();
    let mut recognised = rows.filter_map(|row| Some((row, (row.recognise)(&folder)?)));
    let (row, file) = recognised
        .next()
        .expect("the last row of the table recognises every folder");
    let mut found = detected::Detected::default();
    let built = site.map(|site| {
        let shown = site.to_string_lossy().replace('\\', "/");
        evidence::read(&root.join(site), &shown)
    });
    if let Some(built) = &built {
        // Published pages are better evidence than a configuration.
        found.url(built.url.clone(), None, &format!("from {}", built.shown));
    }
    (row.read)(&folder, &file, &mut found);
    if let Some(built) = &built {
        by_evidence(&folder, built, &mut found);
    }
    if found.get("site.language").is_none() {
        generator::language_of_pages(&folder, &mut found);
    }
    let evidence = if folder.has(&file) {
        format!("`{file}`")
    } else {
        "this folder".to_owned()
    };
    found.finish(&evidence);
    let origin = format!("{}: {}", row.name, evidence.trim_matches('`'));
    Survey {
        generator: row.name,
        text: template::written(&found, &origin),
        sentence: found.sentence(row.name),
        problems: std::mem::take(&mut found.problems),
        found,
        origin,
    }
}

/// Fills in what only the pages tell: the site's folder, title and language, and the folder of the posts.
fn by_evidence(
    folder: &folder::Folder,
    built: &evidence::Evidence,
    found: &mut detected::Detected,
) {
    let from = format!("from {}", built.shown);
    found.text("site.folder", Some(built.shown.clone()), "the built site");
    found.text("site.title", built.title.clone(), &from);
    if found.get("site.language").is_none() {
        found.language(built.language.clone(), &from);
    }
    found.timezone(built.timezone.map(String::from), &from);
    let is_head = |content: &str| {
        let posts = posts::Posts::read(folder, content).list;
        let titles = posts
            .iter()
            .filter_map(|post| value::text(&post.head, "title"));
        let heads = titles.filter(|title| built.headings.contains(&evidence::plain(title)));
        heads.count()
    };
    let known = found.contents();
    if known
        .iter()
        .any(|content| content != "." && is_head(content) > 0)
    {
        return;
    }
    // The deepest folder that holds the most of the pages' titles.
    let mut best = (0, String::new());
    for content in folder.folders_below(3) {
        let count = is_head(&content);
        if count > best.0 || (count == best.0 && content.starts_with(&best.1) && count > 0) {
            best = (count, content);
        }
    }
    if best.0 > 0 {
        let note = format!("its titles head pages of {}", built.shown);
        found.replace("content", format!("[{}]", best.1), &note);
        found
            .problems
            .retain(|problem| problem.rule != "init-content");
    }
}

impl Survey {
    /// The same survey with another value under `key`, as YAML.
    pub fn with(mut self, key: &'static str, yaml: String, note: &str) -> Survey {
        self.found.replace(key, yaml, note);
        self.text = template::written(&self.found, &self.origin);
        self
    }
}

/// Names of the configuration file, the preferred one first.
pub const NAMES: &[&str] = &["feedcard.yaml", "feedcard.yml"];

/// The configuration file and its text: `explicit`, or the nearest one from `cwd` upwards to the repository root. The inner
/// error means that no file was named and none was found.
///
/// The repository root is the first folder that holds `.git`; outside of a repository the search ends at the file
/// system's root.
///
/// # Errors
/// The file that was named does not exist, a file cannot be read, or one is not UTF-8.
fn found_or_missing(
    explicit: Option<&Path>,
    cwd: &Path,
) -> Result<Result<(PathBuf, String), Problem>, Problem> {
    let path = match explicit {
        Some(path) => cwd.join(path),
        None => match nearest(cwd) {
            Ok(path) => path,
            Err(missing) => return Ok(Err(missing)),
        },
    };
    read(&path, cwd).map(|text| Ok((path, text)))
}

fn read(path: &Path, cwd: &Path) -> Result<String, Problem> {
    let shown = path
        .strip_prefix(cwd)
        .unwrap_or(path)
        .to_string_lossy()
        .replace('\\', "/");
    let bytes = std::fs::read(path).map_err(|error| {
        let help = "name the file with `--config FILE`, or write one with `feedcard init`";
        Problem::error(
            "config-unreadable",
            format!("`{shown}` cannot be read: {error}"),
        )
        .help(help)
    })?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
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
        .help("`feedcard init` writes one; or name it with `--config FILE`"))
}
