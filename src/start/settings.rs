//! The configuration of a run: file, then variables, then flags.
//!
//! In: command-line values and the environment. Out: a [`Config`], and remarks for the user.

use std::path::{Path, PathBuf};

use crate::config::environment::{self, Setting};
use crate::config::keys::FILE;
use crate::config::tree::Node;
use crate::config::{Config, parse_with};
use crate::problem::Problem;
use crate::start::{Survey, found_or_missing, paths, survey};

/// Settings from the command line. Folders are relative to where the command runs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ask<'a> {
    /// The configuration file.
    pub config: Option<&'a Path>,
    /// Folders of posts.
    pub content: &'a [String],
    /// Output folder.
    pub out: Option<&'a str>,
    /// The built site.
    pub site: Option<&'a Path>,
    /// Address that serves this run's pictures.
    pub url: Option<&'a str>,
    /// Refuses what a pull request must not raise.
    pub locked: bool,
}

/// A configuration, and warnings about where it came from.
#[derive(Debug)]
pub struct Loaded {
    /// Every key decided.
    pub config: Config,
    /// Source of the configuration, if there is no file.
    pub said: Option<String>,
    /// Warnings.
    pub problems: Vec<Problem>,
}

/// Reads the configuration that `ask` means.
///
/// # Errors
/// No file and no site, a file that cannot be read, every problem in it, or a path in it that feedcard must not write.
pub fn load(ask: &Ask) -> Result<Loaded, Vec<Problem>> {
    let cwd = std::env::current_dir()
        .map_err(|error| vec![Problem::error("io", format!("no current folder: {error}"))])?;
    let variables = std::env::vars_os()
        .filter_map(|(name, text)| Some((name.into_string().ok()?, text.into_string().ok()?)));
    let (mut settings, mut problems) = environment::settings(variables);
    if problems.iter().any(Problem::is_error) {
        return Err(problems);
    }
    let variable = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
    let named = variable("FEEDCARD_SITE").map(PathBuf::from);
    let site = ask.site.map(Path::to_path_buf).or(named);
    let found = found_or_missing(ask.config, &cwd).map_err(|problem| vec![problem])?;
    let mut said = None;
    let (path, text) = match found {
        Ok(found) => found,
        Err(missing) => {
            let survey = without_file(&cwd, site.as_deref(), &settings).ok_or(vec![missing])?;
            said = Some(survey.sentence);
            problems.extend(survey.problems);
            settings = settings.into_iter().map(Setting::known).collect();
            (cwd.join(FILE), survey.text)
        }
    };
    let root = path.parent().unwrap_or(&cwd).to_path_buf();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    settings.splice(0..0, kept_by_hosts(&root));
    settings.extend(flags(ask, site.as_deref(), &cwd, &root));
    let config = parse_with(&text, &name, &root, &settings)?;
    let locked = ask.locked || variable("FEEDCARD_LOCKED_CONFIG").is_some();
    let own: Vec<&str> = settings
        .iter()
        .filter(|setting| !setting.is_default())
        .map(|setting| setting.key.as_str())
        .collect();
    let refused = paths::refused(&config, &path, locked, &own);
    if !refused.is_empty() {
        return Err(refused);
    }
    Ok(Loaded {
        config,
        said,
        problems,
    })
}

/// The configuration that `init` would write for the blog in `cwd`, where a site is named and no file is there.
fn without_file(cwd: &Path, site: Option<&Path>, settings: &[Setting]) -> Option<Survey> {
    let set = |key: &str| settings.iter().any(|setting| setting.key == key);
    if site.is_none() && !set("site.folder") {
        return None;
    }
    let folder = settings.iter().find(|setting| setting.key == "site.folder");
    let folder = folder.and_then(|setting| match &setting.value {
        Node::Text(text) => Some(Path::new(text)),
        _ => None,
    });
    let survey = survey(cwd, site.or(folder));
    // Values from variables are certain, and addresses come from the site's pages.
    let answered = [
        ("init-title", "site.title"),
        ("init-url", "site.url"),
        ("init-language", "site.language"),
        ("init-timezone", "timezone"),
        ("init-content", "content"),
    ];
    let doubted = |problem: &Problem| {
        let mut answers = answered.iter().filter(|(_, key)| set(key));
        !answers.any(|(rule, _)| *rule == problem.rule) && problem.rule != "init-permalink"
    };
    Some(Survey {
        problems: survey.problems.into_iter().filter(doubted).collect(),
        ..survey
    })
}

/// Hosted builders keep `node_modules/.cache` between runs: the default where that folder is and no cache of ours yet.
fn kept_by_hosts(root: &Path) -> Option<Setting> {
    let folder = |name: &str| {
        root.join(name)
            .symlink_metadata()
            .is_ok_and(|found| found.is_dir())
    };
    let cache = "node_modules/.cache/feedcard";
    (folder("node_modules") && !folder(".feedcard"))
        .then(|| Setting::of("cache", cache, "FEEDCARD_DEFAULT_CACHE"))
}

/// Keys that flags set. Their folders are made relative to the configuration's folder.
fn flags(ask: &Ask, site: Option<&Path>, cwd: &Path, root: &Path) -> Vec<Setting> {
    let below = |folder: &Path| {
        let whole = cwd.join(folder);
        let inside = whole.strip_prefix(root).unwrap_or(&whole);
        let text = inside.to_string_lossy().replace('\\', "/");
        Node::Text(if text.is_empty() {
            ".".to_owned()
        } else {
            text
        })
    };
    let setting = |key: &str, value: Node, origin: &str| Setting {
        key: key.to_owned(),
        value,
        origin: origin.to_owned(),
    };
    let mut settings = Vec::new();
    if !ask.content.is_empty() {
        let folders = ask.content.iter().map(|folder| below(Path::new(folder)));
        settings.push(setting(
            "content",
            Node::List(folders.collect()),
            "--content",
        ));
    }
    if let Some(site) = site {
        settings.push(setting("site.folder", below(site), "--site"));
    }
    if let Some(out) = ask.out {
        settings.push(setting("out", below(Path::new(out)), "--out"));
    }
    if let Some(url) = ask.url {
        settings.push(Setting::of("site.url", url, "--url"));
    }
    settings
}
