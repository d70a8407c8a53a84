//! Folders that may be written: plain ones, and links only if they stay inside of the repository.
//!
//! In: a folder that the configuration names. Out: nothing, or the reason to write nothing there. A pull request may commit
//! links; they must not choose which files of the machine are changed.

use std::path::{Component, Path, PathBuf};

use crate::disk::kind_name;
use crate::problem::Problem;

/// The folder that holds `.git`, from `folder` upwards; `folder` itself where there is none.
pub fn repository(folder: &Path) -> PathBuf {
    let mut above = folder.ancestors();
    let found = above.find(|folder| std::fs::symlink_metadata(folder.join(".git")).is_ok());
    found.unwrap_or(folder).to_owned()
}

/// The path without `.` and `..`, resolved by names alone.
pub fn plain_path(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => plain.push(part),
        }
    }
    plain
}

/// Checks that `folder` may be written. `key` names it in the configuration; it is below `repository` or anywhere else.
///
/// # Errors
/// It is not a folder; or it is in the repository by its name and elsewhere by a link.
pub fn writable(folder: &Path, repository: &Path, key: &str) -> Result<(), Problem> {
    let folder = plain_path(folder);
    let there = folder
        .ancestors()
        .find(|folder| std::fs::symlink_metadata(folder).is_ok());
    let Some(there) = there else {
        return Ok(());
    };
    let shown = there.display();
    let refuse = |what: String| {
        let help = format!("remove it, or name another folder under `{key}:`");
        Err(Problem::error("out-link", what).help(help))
    };
    match std::fs::metadata(there) {
        Ok(meta) if meta.is_dir() => {}
        Ok(meta) => {
            let what = kind_name(meta.file_type());
            let what = if meta.is_file() { "a file" } else { what };
            return refuse(format!("`{shown}` is {what}, and a folder is needed"));
        }
        Err(error) => {
            return refuse(format!("`{shown}` is a link that leads nowhere: {error}"));
        }
    }
    if !folder.starts_with(repository) || !there.starts_with(repository) {
        return Ok(());
    }
    match (there.canonicalize(), repository.canonicalize()) {
        (Ok(real), Ok(inside)) if real.starts_with(&inside) => Ok(()),
        (Ok(_) | Err(_), Ok(_) | Err(_)) => refuse(format!(
            "`{shown}` is a link that leads out of the repository"
        )),
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::writable;

    #[test]
    fn a_link_that_stays_in_the_repository_is_a_folder_and_one_that_leaves_it_is_not() {
        let (blog, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let root = blog.path();
        std::fs::create_dir_all(root.join("real/deep")).unwrap();
        symlink("real", root.join("inside")).unwrap();
        symlink(outside.path(), root.join("out")).unwrap();
        symlink("nowhere", root.join("broken")).unwrap();
        std::fs::write(root.join("file"), "x").unwrap();
        for good in ["real", "inside", "inside/deep", "new/folder", "inside/new"] {
            assert_eq!(writable(&root.join(good), root, "out"), Ok(()), "{good}");
        }
        for (bad, why) in [
            ("out", "out of the repository"),
            ("out/below/it", "out of the repository"),
            ("real/../out", "out of the repository"),
            ("broken", "leads nowhere"),
            ("file", "is a file"),
            ("file/below", "is a file"),
        ] {
            let problem = writable(&root.join(bad), root, "out").unwrap_err();
            assert!(problem.message.contains(why), "{bad}: {problem:?}");
        }
        // Another disk that the operator names by its own path is a choice, not a trap.
        assert_eq!(writable(outside.path(), root, "out"), Ok(()));
    }
}
