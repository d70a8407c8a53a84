//! The cache folder itself: its ownership, its lock, its clock, and the remains of killed runs.
//!
//! In: a folder. Out: nothing, or the reason why it is not used. What could lead a write elsewhere (a link, a pipe, a device in the
//! place of one of our files) is refused by name.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{TEMPORARY, create_temporary, plain, plain_folder};
use crate::output::objects::entries;
use crate::output::stat::{LIMIT, Stamp};
use crate::output::store::Access;
use crate::output::{io_problem, refusal, staging};
use crate::problem::Problem;

/// Names that feedcard uses below the cache folder; a folder with other names belongs to somebody else.
const OWN: &[&str] = &[
    ".gitignore",
    "lock",
    "objects",
    "packs",
    "preview",
    "preview.html",
    "published",
    "roots",
    staging::NAME,
    "stat",
];
/// Names that an earlier version used.
const FORMER: &[&str] = &[
    "bodies",
    "cards",
    "facts",
    "feeds",
    "feedcard-stage",
    "index",
];

type Refused = (PathBuf, io::Error);

/// Refuses a cache folder that belongs to somebody else, or whose files could lead a write elsewhere.
pub(super) fn check(folder: &Path) -> Result<(), Problem> {
    let refused = |(path, error): Refused| refusal(&path, &error);
    for path in entries(folder).map_err(refused)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let shard = name.starts_with("shard-") && name.ends_with(".json");
        if !OWN.contains(&&*name)
            && !FORMER.contains(&&*name)
            && !shard
            && !name.starts_with(TEMPORARY)
        {
            let message = format!(
                "`{}` is not feedcard's, and the cache is a folder of its own",
                path.display()
            );
            return Err(Problem::error("cache-folder", message)
                .help("name another folder under `cache:`, such as `.feedcard`"));
        }
        if name == "preview" || FORMER.contains(&&*name) {
            continue;
        }
        match &*name {
            "objects" => {
                plain_folder(&path).map_err(|error| refusal(&path, &error))?;
                for below in entries(&path).map_err(refused)? {
                    plain_folder(&below).map_err(|error| refusal(&below, &error))?;
                }
            }
            "packs" | "roots" | "published" | staging::NAME => {
                plain_folder(&path).map_err(|error| refusal(&path, &error))?;
            }
            _ => {
                let meta = plain(&path).map_err(|error| refusal(&path, &error))?;
                if let Some(meta) = meta.filter(|meta| meta.len() > LIMIT) {
                    let message = format!("it has {} bytes, {LIMIT} are allowed", meta.len());
                    let error = io::Error::new(io::ErrorKind::FileTooLarge, message);
                    return Err(refusal(&path, &error));
                }
            }
        }
    }
    Ok(())
}

pub(super) fn lock_file(folder: &Path, access: Access) -> Result<File, Problem> {
    let path = folder.join("lock");
    plain(&path).map_err(|error| refusal(&path, &error))?;
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|error| io_problem("write", &path, &error))?;
    match access {
        Access::Build => lock.lock(),
        Access::Shard | Access::Read => lock.lock_shared(),
    }
    .map_err(|error| io_problem("lock", &path, &error))?;
    Ok(lock)
}

/// Removes half-written files of killed runs, and the files of an earlier version; nobody else is writing now.
pub(super) fn remove_begun(folder: &Path) -> Result<(), Refused> {
    let ours = std::fs::read(folder.join(".gitignore")).is_ok_and(|text| text == b"*\n");
    for path in entries(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let removed = if name.starts_with(TEMPORARY) {
            std::fs::remove_file(&path)
        } else if ours && FORMER.contains(&&*name) {
            match plain_folder(&path) {
                Ok(true) => std::fs::remove_dir_all(&path),
                Ok(false) | Err(_) => std::fs::remove_file(&path),
            }
        } else {
            Ok(())
        };
        removed.map_err(|error| (path.clone(), error))?;
    }
    for name in ["roots", "published"] {
        for path in entries(&folder.join(name))? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with(TEMPORARY) {
                std::fs::remove_file(&path).map_err(|error| (path.clone(), error))?;
            }
        }
    }
    Ok(())
}

pub(super) fn now_ns(folder: &Path) -> Result<i128, Problem> {
    let now = || -> io::Result<i128> {
        let (file, path) = create_temporary(folder)?;
        let stamp = Stamp::from(&file.metadata()?)?;
        std::fs::remove_file(path)?;
        Ok(stamp.mtime_ns)
    };
    now().map_err(|error| io_problem("write below", folder, &error))
}
