//! Files of the blog that no build may replace: its posts, their pictures, the configuration and everything of git.
//!
//! In: what a build wants below its output folder. Out: nothing, or the first file of the blog that it would replace. The
//! configuration was checked by its paths alone; here the posts are known, and every path that they lead to.

use std::collections::BTreeSet;
use std::path::Path;

use crate::config::Config;
use crate::output::bounds::{plain_path, repository, writable};
use crate::output::folder::Wanted;
use crate::post::{AvatarFile, Picture, Post};
use crate::problem::Problem;

/// Names beside the configuration that feedcard reads.
const READ: &[&str] = &[
    "feedcard.yaml",
    "feedcard.yml",
    "authors.yml",
    "_data/authors.yml",
];

/// Refuses folders to write into that a link leads out of the repository.
///
/// # Errors
/// `out` or the cache is such a link, or not a folder.
pub fn check_folders(config: &Config) -> Result<(), Problem> {
    let root = plain_path(&config.root);
    let repository = repository(&root);
    for (key, folder) in [("out", &config.out), ("cache", &config.cache)] {
        writable(&root.join(folder), &repository, key)?;
    }
    Ok(())
}

/// Refuses files of a build that would replace files of the blog.
///
/// # Errors
/// One of them would.
pub fn check_files(
    config: &Config,
    out: &Path,
    posts: &[Post],
    wanted: &[Wanted],
) -> Result<(), Problem> {
    let (root, out) = (plain_path(&config.root), plain_path(out));
    let mut own = BTreeSet::new();
    let mut add = |path: &Path| {
        let path = plain_path(&root.join(path));
        if let Ok(below) = path.strip_prefix(&out) {
            own.insert(folded(&below.to_string_lossy()));
        }
    };
    for name in READ {
        add(Path::new(name));
    }
    let named = config.cards.files();
    named.iter().for_each(|(_, name)| add(Path::new(name)));
    config
        .site
        .logo
        .iter()
        .for_each(|name| add(Path::new(name)));
    for post in posts {
        add(&post.body.file);
        post.avatars
            .iter()
            .filter_map(AvatarFile::file)
            .for_each(&mut add);
        if let Some(look) = &post.card.look {
            let look = config.cards.look().changed(&look.change);
            look.files().for_each(|(_, name)| add(Path::new(name)));
        }
        match &post.picture {
            Picture::None => {}
            Picture::One(file) => add(&file.file),
            Picture::Twins { color, gray } => {
                [color, gray].into_iter().for_each(|file| add(&file.file))
            }
        }
    }
    for file in wanted {
        let path = folded(&file.path);
        let why = if path.split('/').any(|name| name == ".git") {
            "is where git keeps its own files"
        } else if own.contains(&path) {
            "is a file of the blog"
        } else {
            continue;
        };
        let message = format!("`{}` would be written, and it {why}", file.path);
        return Err(Problem::error("own-file", message).help(
            "change `out`, `cards.path`, a path under `feeds:`, or the permalink of the post",
        ));
    }
    Ok(())
}

/// Some file systems ignore case.
fn folded(path: &str) -> String {
    path.replace('\\', "/").to_lowercase()
}
