//! Paths of the configuration that feedcard must not write: its own file, posts, git's folder, everything beside them.
//!
//! In: a [`Config`] and its file. Out: an error for each. It reads nothing; it only asks which folders exist.

use std::path::{Component, Path, PathBuf};

use crate::config::{Config, Limits};
use crate::problem::{Place, Problem};

/// Endings of files that may be posts.
const POSTS: &[&str] = &["md", "markdown", "mdx"];

/// Every path of `config`, whose file is `file`, that feedcard refuses to write; with `locked` also what a pull request
/// must not raise. `own`: keys that the operator set by variables and flags, which no pull request can.
pub(super) fn refused(config: &Config, file: &Path, locked: bool, own: &[&str]) -> Vec<Problem> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let mut problems = folders(config, file);
    problems.extend(files(config, file));
    if locked {
        problems.extend(raised(config, own));
    }
    let place = Place::file(name.into_owned());
    let mut problems: Vec<Problem> = problems
        .into_iter()
        .map(|problem| problem.at(place.clone()))
        .collect();
    problems.sort();
    problems
}

/// `out` and `cache`.
fn folders(config: &Config, file: &Path) -> Vec<Problem> {
    let root = plain(&config.root);
    let (out, cache) = (within(&root, &config.out), within(&root, &config.cache));
    let mut problems = Vec::new();
    let mut refuse = |key: &str, value: &str, why: &str, help: &str| {
        let message = format!("`{key}: {value}` {why}");
        problems.push(Problem::error("config-value", message).help(help.to_owned()));
    };
    let help = "write `cache: .feedcard`";
    let (written, cached) = (config.out.as_str(), config.cache.as_str());
    if in_git(&cache) {
        refuse("cache", cached, "is where git keeps its own files", help);
    } else if plain(file).starts_with(&cache) {
        refuse(
            "cache",
            cached,
            "holds the configuration and what lies beside it",
            help,
        );
    } else if let Some(content) = config
        .content
        .iter()
        .find(|content| within(&root, content).starts_with(&cache))
    {
        let why = format!("holds the posts in `{content}`");
        refuse("cache", cached, &why, help);
    } else if out.starts_with(&cache) {
        let why = format!("lies in the cache folder `{cached}`, which is swept");
        refuse("out", written, &why, "write `out: out`");
    }
    if in_git(&out) {
        let why = "is where git keeps its own files";
        refuse("out", written, why, "write `out: out`");
    }
    problems
}

/// Feeds and cards.
fn files(config: &Config, file: &Path) -> Vec<Problem> {
    let root = plain(&config.root);
    let out = within(&root, &config.out);
    let cache = within(&root, &config.cache);
    let feeds: Vec<(String, &String)> = config
        .feeds
        .paths
        .iter()
        .map(|(format, path)| (format!("feeds.{format}"), path))
        .collect();
    let written = feeds
        .into_iter()
        .chain([("cards.path".to_owned(), &config.cards.path)]);
    let mut problems = Vec::new();
    for (key, path) in written {
        let target = within(&out, path);
        let ending = target.extension().unwrap_or_default().to_string_lossy();
        let post = POSTS.iter().any(|known| ending.eq_ignore_ascii_case(known));
        let mut contents = config.content.iter().map(|folder| within(&root, folder));
        let why = if same(&target, &plain(file)) {
            "is the configuration itself"
        } else if in_git(&target) {
            "is where git keeps its own files"
        } else if post && contents.any(|content| target.starts_with(content)) {
            "is the place of a post"
        } else if target.starts_with(&cache) {
            "lies in the cache folder, which is swept"
        } else {
            continue;
        };
        problems.push(
            Problem::error("config-value", format!("`{key}: {path}` {why}"))
                .help("give it a path of its own below `out`, such as `rss.xml`"),
        );
    }
    problems
}

/// Settings that a pull request could raise: limits over their defaults, folders outside of the repository.
fn raised(config: &Config, own: &[&str]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let (ours, usual) = (&config.limits, Limits::default());
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let limits = [
        ("post_bytes", ours.post_bytes, usual.post_bytes),
        (
            "front_matter_bytes",
            number(ours.front_matter_bytes),
            number(usual.front_matter_bytes),
        ),
        (
            "front_matter_values",
            number(ours.front_matter_values),
            number(usual.front_matter_values),
        ),
        (
            "front_matter_depth",
            number(ours.front_matter_depth),
            number(usual.front_matter_depth),
        ),
        ("picture_bytes", ours.picture_bytes, usual.picture_bytes),
        ("picture_pixels", ours.picture_pixels, usual.picture_pixels),
        ("asset_bytes", ours.asset_bytes, usual.asset_bytes),
        (
            "assets_total_bytes",
            ours.assets_total_bytes,
            usual.assets_total_bytes,
        ),
        (
            "title_chars",
            number(ours.title_chars),
            number(usual.title_chars),
        ),
        ("tags", number(ours.tags), number(usual.tags)),
        ("tag_chars", number(ours.tag_chars), number(usual.tag_chars)),
        ("authors", number(ours.authors), number(usual.authors)),
        ("posts", number(ours.posts), number(usual.posts)),
    ];
    for (name, ours, usual) in limits.into_iter().filter(|(_, ours, usual)| ours > usual) {
        let message = format!(
            "`limits.{name}: {ours}` is over the default of {usual}, and the configuration is locked"
        );
        problems.push(
            Problem::error("config-locked", message)
                .help("take the line out, or run without `--locked-config`"),
        );
    }
    let root = repository(&config.root);
    let files = config.cards.files();
    let named = [("out", &config.out), ("cache", &config.cache)]
        .into_iter()
        .chain(config.content.iter().map(|folder| ("content", folder)))
        .chain(
            config
                .site
                .folder
                .iter()
                .map(|folder| ("site.folder", folder)),
        )
        .chain(config.site.logo.iter().map(|file| ("site.logo", file)))
        .chain(
            config
                .cards
                .pictures
                .iter()
                .map(|folder| ("cards.pictures", folder)),
        )
        .chain(files.iter().map(|(key, file)| (*key, file)));
    for (key, path) in named.filter(|(key, _)| !own.contains(key)) {
        let whole = within(&plain(&config.root), path);
        if !whole.starts_with(&root) || !real(&whole).starts_with(real(&root)) {
            let message = format!(
                "`{key}: {path}` is outside of the repository, and the configuration is locked"
            );
            problems.push(
                Problem::error("config-locked", message)
                    .help("name a folder of the repository, or run without `--locked-config`"),
            );
        }
    }
    problems
}

/// The nearest folder upwards that holds `.git`, else `root` itself.
fn repository(root: &Path) -> PathBuf {
    let root = plain(root);
    let found = root.ancestors().find(|folder| folder.join(".git").exists());
    found.map_or_else(|| root.clone(), Path::to_path_buf)
}

/// The path with its links followed, as far as it is there.
fn real(path: &Path) -> PathBuf {
    for folder in path.ancestors() {
        if let (Ok(real), Ok(rest)) = (folder.canonicalize(), path.strip_prefix(folder)) {
            return real.join(rest);
        }
    }
    path.to_path_buf()
}

fn within(root: &Path, path: &str) -> PathBuf {
    plain(&root.join(path))
}

/// Without `.` and `..`, links not followed.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => out.push(part),
        }
    }
    out
}

/// Some file systems ignore case.
fn same(a: &Path, b: &Path) -> bool {
    a.to_string_lossy().to_lowercase() == b.to_string_lossy().to_lowercase()
}

fn in_git(path: &Path) -> bool {
    path.components()
        .any(|part| part.as_os_str().eq_ignore_ascii_case(".git"))
}
