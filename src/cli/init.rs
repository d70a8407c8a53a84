//! `init`: the folder as it is -> a first `feedcard.yaml`, read back before it is written.

use std::io::Write;
use std::path::Path;

use super::addresses;
use super::flow;
use super::print::{print, tell};
use crate::config;
use crate::problem::{Place, Problem};
use crate::{disk, read, start};

pub(super) fn init(force: bool, site: Option<&Path>) -> Result<u8, Vec<Problem>> {
    let root = std::env::current_dir()
        .map_err(|error| vec![Problem::error("io", format!("no current folder: {error}"))])?;
    let there = start::NAMES
        .iter()
        .copied()
        .find(|name| root.join(name).symlink_metadata().is_ok());
    if let Some(name) = there.filter(|_| !force) {
        return Err(vec![kept(name)]);
    }
    let name = there.unwrap_or(start::NAMES[0]);
    let mut survey = start::survey(&root, site);
    let mut explained = None;
    if let Some(site) = site {
        let found = addresses::explain(survey, name, &root, site, flow::clock(None)?)?;
        survey = found.survey;
        survey.problems.extend(found.problems);
        explained = Some((found.right, found.all));
    }
    let config = config::parse(&survey.text, name, &root)?;
    write(&root, name, &survey.text, force)?;
    tell(&survey.problems, "human", false);
    let reading = read::read(&config, flow::clock(None)?);
    let (count, plural) = (
        reading.posts.len(),
        if reading.posts.len() == 1 { "" } else { "s" },
    );
    let mut text = format!(
        "wrote {name} ({}): {count} post{plural} found\n",
        survey.generator
    );
    if let Some((right, all)) = explained {
        let site = config.site.folder.as_deref().unwrap_or_default();
        text.push_str(&format!(
            "{right} of {all} posts are where their pages in `{site}` are; run `feedcard build`\n"
        ));
    } else if let Some(newest) = reading.posts.first() {
        text.push_str(&format!(
            "the newest: {}\nif that is where it is published, run `feedcard build`; if not, edit `permalink` in {name}\n",
            newest.url
        ));
    }
    let errors = reading
        .problems
        .iter()
        .filter(|problem| problem.is_error())
        .count();
    if errors > 0 && count > 0 {
        text.push_str(
            "some posts cannot be published as they are: `feedcard check` says which and why\n",
        );
    }
    print(text.as_bytes())
}

fn kept(name: &str) -> Problem {
    Problem::error(
        "config-exists",
        format!("`{name}` is already here; nothing was written"),
    )
    .at(Place::file(name))
    .help("`feedcard init --force` replaces it; its content is lost")
}

/// Without `force` a file that appeared in the meantime stays as it is.
fn write(root: &Path, name: &str, text: &str, force: bool) -> Result<(), Vec<Problem>> {
    let path = root.join(name);
    let done = if force {
        disk::write_atomic(&path, text.as_bytes())
    } else {
        std::fs::File::create_new(&path).and_then(|mut file| file.write_all(text.as_bytes()))
    };
    done.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => vec![kept(name)],
        _ => vec![Problem::error(
            "io",
            format!("cannot write `{name}`: {error}"),
        )],
    })
}
