//! Cache, staging, compare, write, prune: the only room that touches `out/`.
//!
//! In: finished bytes and where they go below `out/`. Out: files that are whole, and only those that changed. It knows
//! nothing of posts, feeds or pixels, and what it hands back from the cache was verified first.

pub mod cards;
pub mod folder;
pub mod index;
pub mod pack;
pub mod staging;
pub mod store;

use std::io;
use std::path::Path;

use crate::problem::Problem;

/// A blake3 hash.
pub type Hash = [u8; 32];

/// A hash as people see it: 64 hexadecimal digits.
pub fn hex(hash: &Hash) -> String {
    blake3::Hash::from_bytes(*hash).to_hex().to_string()
}

/// What went wrong with a file, with its path and the system's own words.
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

/// Writes a file that is either as before or whole, never half; mode 0666 less the umask.
///
/// # Errors
/// Whatever the file system says.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = new_file(folder)?;
    io::Write::write_all(&mut file, bytes)?;
    file.persist(path)?;
    Ok(())
}

/// A nameless-to-be file in `folder` that a web server may read once it is in place.
fn new_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// How the names of files in the making begin: a killed run's are swept up by the next.
const TEMPORARY: &str = ".feedcard-tmp-";
