//! Git history -> the date of each post's last change, for `updated: git`.
//!
//! In: the blog's folder. Out: the committer's date of the last commit that changed a file after the one that added it.
//! `git` runs as it would in a hostile repository: the repository is the nearest `.git` (git never checks out a path of
//! that name, so no pull request can bring one), nothing is fetched, and no program that a repository's configuration may name
//! (hooks, fsmonitor, pager, signature checks, external diffs, filters) takes part in `git log`; the flags say so again. `gix`
//! would do without the program, for some 150 more crates.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::config::Config;
use crate::date::Date;
use crate::problem::Problem;

/// Bytes of one entry of the log: no path is longer.
const MOST_ENTRY_BYTES: u64 = 64 << 10;

/// Options of `git` itself, in front of the command.
const GUARDS: [&str; 9] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.quotePath=false",
    "diff.external=",
    "log.showSignature=false",
    "gpg.program=false",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
];

/// The last change of each file.
#[derive(Debug, Default)]
pub struct History {
    /// By absolute path.
    changed: BTreeMap<PathBuf, Date>,
}

impl History {
    /// Reads the history of the content folders of `config`.
    ///
    /// # Errors
    /// The blog is not in a git repository, its history is cut off, or `git` is missing or refuses.
    pub fn read(config: &Config) -> Result<History, Problem> {
        let failed = |why: String| {
            Problem::warning("git-history", format!("`updated: git`: {why}"))
                .help("delete `updated:` from feedcard.yaml, or name the date in each post")
        };
        let root = config.root.canonicalize();
        let root = root.map_err(|error| failed(format!("cannot look at the folder: {error}")))?;
        let top = root
            .ancestors()
            .find(|folder| folder.join(".git").symlink_metadata().is_ok())
            .ok_or_else(|| failed("the blog is not in a git repository".into()))?;
        if is_cut_off(top).map_err(failed)? {
            return Err(Problem::warning(
                "git-history",
                "`updated: git`: the history is cut off, so the dates of changes are not known",
            )
            .help("fetch all of it: `fetch-depth: 0` for actions/checkout, else `git fetch --unshallow`"));
        }
        let content: Vec<PathBuf> = config
            .content
            .iter()
            .filter_map(|name| config.root.join(name).canonicalize().ok())
            .filter(|folder| folder.starts_with(top))
            .collect();
        let mut child = log(top, &content)
            .spawn()
            .map_err(|error| failed(format!("cannot run git: {error}")))?;
        let changed = child.stdout.take().and_then(|out| parse(top, out));
        let ended = child.wait().is_ok_and(|status| status.success());
        match changed {
            Some(changed) if ended => Ok(History { changed }),
            _ => Err(failed("`git log` failed".into())),
        }
    }

    /// When `file` was last changed after it was added.
    pub fn changed(&self, file: &Path) -> Option<Date> {
        if self.changed.is_empty() {
            return None; // usual: nobody asked git, and following the links of each post's path costs
        }
        let real = file.canonicalize().ok()?;
        self.changed.get(&real).copied()
    }
}

/// `git` on the repository in `top`, guarded.
fn guarded(top: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(top)
        .arg("--no-pager")
        .arg("--no-replace-objects")
        .arg("--git-dir")
        .arg(top.join(".git"))
        .arg("--work-tree")
        .arg(top);
    for guard in GUARDS {
        command.args(["-c", guard]);
    }
    // Variables by which the caller's shell or a hook points at other repositories.
    for name in [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_EXTERNAL_DIFF",
        "GIT_PAGER",
        "GIT_TRACE",
    ] {
        command.env_remove(name);
    }
    command
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

/// True if commits are missing at the old end, as in most clones that CI makes.
fn is_cut_off(top: &Path) -> Result<bool, String> {
    let output = guarded(top)
        .args(["rev-parse", "--is-shallow-repository"])
        .stderr(Stdio::piped())
        .output()
        .map_err(|error| format!("cannot run git: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout.starts_with(b"true"));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(said.lines().next().unwrap_or("git failed").to_owned())
}

/// One NUL-terminated entry for each commit (its date behind a `\x01`) and for each file that it changed.
fn log(top: &Path, content: &[PathBuf]) -> Command {
    let mut command = guarded(top);
    command.args([
        "log",
        "-z",
        "--name-only",
        "--no-renames",
        "--no-ext-diff",
        "--no-textconv",
        "--no-show-signature",
        "--no-color",
        "--format=%x01%cI",
        "--",
    ]);
    command.args(content.iter().map(|folder| {
        let inside = folder.strip_prefix(top).unwrap_or(folder);
        let inside = if inside.as_os_str().is_empty() {
            Path::new(".")
        } else {
            inside
        };
        let mut literal = std::ffi::OsString::from(":(literal)");
        literal.push(inside);
        literal
    }));
    command
}

/// The newest date of each path that appears at least twice; `None` for output that is not a log.
fn parse(top: &Path, out: impl Read) -> Option<BTreeMap<PathBuf, Date>> {
    let mut seen: BTreeMap<PathBuf, (Date, bool)> = BTreeMap::new();
    let mut out = BufReader::new(out);
    let mut date = None;
    loop {
        let mut entry = Vec::new();
        let read = out
            .by_ref()
            .take(MOST_ENTRY_BYTES)
            .read_until(0, &mut entry)
            .ok()?;
        if read == 0 {
            break;
        }
        if entry.pop() != Some(0) {
            return None;
        }
        // The list of files begins on a line of its own.
        let entry = entry.strip_prefix(b"\n").unwrap_or(&entry);
        let text = std::str::from_utf8(entry).ok();
        if let Some(iso) = text.and_then(|text| text.strip_prefix('\u{1}')) {
            date = Some(Date::from_rfc3339(iso.trim())?);
            continue;
        }
        // A name that is not UTF-8 is never a post's.
        let Some(name) = text.filter(|name| !name.is_empty()) else {
            continue;
        };
        let date = date?;
        seen.entry(top.join(name))
            .and_modify(|(_, again)| *again = true)
            .or_insert((date, false));
    }
    Some(
        seen.into_iter()
            .filter(|(_, (_, again))| *again)
            .map(|(path, (date, _))| (path, date))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_commit_of_a_file_that_was_changed_counts() {
        let log = "\u{1}2024-03-01T10:00:00+09:00\0\ncontent/a.md\0content/b.md\0\u{1}2024-01-01T00:00:00Z\0\ncontent/a.md\0";
        let found = parse(Path::new("/blog"), log.as_bytes()).unwrap();
        let dates: Vec<(String, String)> = found
            .iter()
            .map(|(path, date)| (path.display().to_string(), date.rfc3339()))
            .collect();
        assert_eq!(
            dates,
            [(
                "/blog/content/a.md".into(),
                "2024-03-01T10:00:00+09:00".into()
            )]
        );
        assert!(parse(Path::new("/blog"), &b"content/a.md\0"[..]).is_none());
        assert!(parse(Path::new("/blog"), &b"\x012024-03-01T10:00:00+09:00"[..]).is_none());
    }
}
