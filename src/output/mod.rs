//! Cache, staging, compare, write, prune: the only room that touches `out/`.
//!
//! In: finished bytes and where they go below `out/`. Out: files that are whole, and only those that changed. It knows
//! nothing of posts, feeds or pixels, and it proves everything from the cache by its hash before returning it.

pub mod bounds;
mod cache_folder;
pub mod folder;
mod objects;
mod pack;
mod packs;
mod published;
mod roots;
pub mod staging;
pub mod stat;
pub mod store;
mod transaction;

use std::io;
use std::path::Path;

use crate::problem::Problem;

pub use published::Published;

/// A problem with a file: its path and the system's own words.
pub fn io_problem(verb: &str, path: &Path, error: &io::Error) -> Problem {
    let shown = path.display();
    let problem = Problem::error("io", format!("cannot {verb} `{shown}`: {error}"));
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => problem.help(
            "make room on that disk and run feedcard again; what was published before is untouched",
        ),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => problem.help(
            "let the user that runs feedcard write there, or name another folder with `--out`",
        ),
        _ => problem,
    }
}

/// A problem with an entry in the place of a file of ours: a link, a pipe, a device, a file too large.
fn refusal(path: &Path, error: &io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::InvalidInput | io::ErrorKind::FileTooLarge => {
            io_problem("use", path, error).help(format!("remove `{}`", path.display()))
        }
        _ => io_problem("read", path, error),
    }
}
