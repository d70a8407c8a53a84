//! `init`: the current folder -> a commented `feedcard.yaml`.

use super::print::{print, tell};
use crate::config::keys::FILE;
use crate::problem::Problem;
use crate::{output, start};

pub(super) fn init(force: bool) -> Result<u8, Vec<Problem>> {
    let cwd = std::env::current_dir()
        .map_err(|error| vec![Problem::error("io", format!("no current folder: {error}"))])?;
    if let Some(there) = start::NAMES.iter().find(|name| cwd.join(name).exists())
        && !force
    {
        return Err(vec![
            Problem::error("usage", format!("`{there}` is there already"))
                .help("`feedcard init --force` replaces it"),
        ]);
    }
    let draft = start::draft(&cwd);
    output::write_whole(&cwd.join(FILE), draft.text.as_bytes()).map_err(|error| {
        vec![Problem::error(
            "io",
            format!("cannot write `{FILE}`: {error}"),
        )]
    })?;
    tell(&draft.problems, "human", true);
    let content = draft.content.join("`, `");
    print(
        format!(
            "{FILE}: {}, posts in `{content}`; next: feedcard build\n",
            draft.generator
        )
        .as_bytes(),
    )
}
