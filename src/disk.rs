//! Access to the disk that every room shares: one bounded reader, one atomic writer, and the kinds of files that they refuse.
//!
//! In: paths. Out: bytes, or whole files. A named pipe, a device or a socket is never opened: it could wait for ever. A
//! file is replaced by a rename, so a link at its place is replaced and never followed. It knows nothing of posts.

use std::fs::{File, FileType, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Prefix of the name of a file that is being written; a later run sweeps what a killed run left.
pub const TEMPORARY: &str = ".feedcard-tmp-";

/// The bytes of the file at `path`, which may be a link.
///
/// # Errors
/// It is not a plain file, it is longer than `limit` bytes (`FileTooLarge`), or the system refuses.
pub fn read_bounded(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let meta = std::fs::metadata(path)?;
    let mut file = open_plain(path, &meta, limit)?;
    // One byte more than the file has proves in one reading that this is all.
    let room = usize::try_from(meta.len().saturating_add(1)).map_err(io::Error::other)?;
    let mut bytes = Vec::new();
    // A sparse file may claim more than there is memory.
    bytes
        .try_reserve_exact(room)
        .map_err(|_| too_large(meta.len(), limit))?;
    bytes.resize(room, 0);
    let filled = fill(&mut file, &mut bytes)?;
    bytes.truncate(filled);
    if filled == room {
        // It has grown since.
        let rest = limit.saturating_add(1).saturating_sub(filled as u64);
        file.take(rest).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 > limit {
        return Err(too_large(bytes.len() as u64, limit));
    }
    Ok(bytes)
}

/// Reads until `buffer` is full or `from` ends; the number of bytes. (`read_to_end` behind a limit begins with 8 KiB.)
///
/// # Errors
/// The system refuses.
pub fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match from.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// At most the first `most` bytes of the file at `path`, which may be a link.
///
/// # Errors
/// It is not a plain file, or the system refuses.
pub fn read_start(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let meta = std::fs::metadata(path)?;
    let file = open_plain(path, &meta, meta.len())?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens the plain file at `path`, whose metadata is `meta`, for reading.
///
/// # Errors
/// As [`read_bounded`].
pub fn open_plain(path: &Path, meta: &Metadata, limit: u64) -> io::Result<File> {
    if !meta.is_file() {
        return Err(not_plain(meta.file_type()));
    }
    if meta.len() > limit {
        return Err(too_large(meta.len(), limit));
    }
    File::open(path)
}

/// The metadata of the plain file at `path`; a link counts as what it leads to. `None` if nothing is there.
///
/// # Errors
/// Something is there that is not a plain file (`InvalidInput`), or the system refuses.
pub fn plain(path: &Path) -> io::Result<Option<Metadata>> {
    match std::fs::symlink_metadata(path) {
        Ok(meta) if meta.is_file() => Ok(Some(meta)),
        Ok(meta) => Err(not_plain(meta.file_type())),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns true if the folder at `path` is there and is not a link.
///
/// # Errors
/// Something else is there (`InvalidInput`), or the system refuses.
pub fn plain_folder(path: &Path) -> io::Result<bool> {
    match std::fs::symlink_metadata(path) {
        Ok(meta) if meta.is_dir() => Ok(true),
        Ok(meta) if meta.is_file() => Err(refused("a file, and a folder is needed".into())),
        Ok(meta) => Err(not_plain(meta.file_type())),
        Err(error) if is_absent(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Makes the folder `path` and those above it, up to `root`, none of which may be a link; `root` itself may.
///
/// # Errors
/// One of them is a link or not a folder, or the system refuses.
pub fn make_folder(root: &Path, path: &Path) -> io::Result<()> {
    let below = path.strip_prefix(root).unwrap_or(Path::new(""));
    let mut folder = root.to_path_buf();
    std::fs::create_dir_all(&folder)?;
    for part in below.components() {
        folder.push(part);
        if !plain_folder(&folder).map_err(|error| at(&folder, path, error))? {
            match std::fs::create_dir(&folder) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

/// Writes a file that is either as before or whole, never half; mode 0666 less the umask. A link at `path` is replaced.
///
/// # Errors
/// Any error of the file system.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let (mut file, temporary) = match create_temporary(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            std::fs::create_dir_all(folder)?;
            create_temporary(folder)?
        }
        other => other?,
    };
    let written = file
        .write_all(bytes)
        .and_then(|()| std::fs::rename(&temporary, path));
    if written.is_err() {
        // The first error counts; the next run sweeps the rest.
        let _ = std::fs::remove_file(&temporary);
    }
    written
}

/// A new file in `folder`, open for writing and reading, that a web server may read once it is in place.
///
/// # Errors
/// Any error of the file system.
pub fn create_temporary(folder: &Path) -> io::Result<(File, PathBuf)> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    loop {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{TEMPORARY}{number}");
        let path = folder.join(name);
        // A new file only: an entry with that name, a link above all, stays untouched.
        let created = File::options()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&path);
        match created {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
            Ok(file) => return Ok((file, path)),
        }
    }
}

/// Returns true if an error says that there is no such file.
pub fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Name of a kind of file that is neither a plain file nor a folder.
pub fn kind_name(kind: FileType) -> &'static str {
    if kind.is_symlink() {
        return "a link";
    }
    if kind.is_dir() {
        return "a folder";
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return "a named pipe";
        }
        if kind.is_socket() {
            return "a socket";
        }
        if kind.is_block_device() || kind.is_char_device() {
            return "a device";
        }
    }
    "no plain file"
}

fn not_plain(kind: FileType) -> io::Error {
    refused(format!("{}, and a plain file is needed", kind_name(kind)))
}

fn refused(words: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("it is {words}"))
}

/// The error of `folder`, with the `path` that the caller asked for.
fn at(folder: &Path, path: &Path, error: io::Error) -> io::Error {
    if folder == path {
        return error;
    }
    io::Error::new(error.kind(), format!("`{}`: {error}", folder.display()))
}

fn too_large(length: u64, limit: u64) -> io::Error {
    let message = format!("it has {length} bytes, {limit} are allowed");
    io::Error::new(io::ErrorKind::FileTooLarge, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit_and_the_largest_limit_overflows_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "abc").unwrap();
        assert_eq!(read_bounded(&path, 3).unwrap(), b"abc");
        assert_eq!(read_bounded(&path, u64::MAX).unwrap(), b"abc");
        let error = read_bounded(&path, 2).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_replaced_and_a_socket_is_never_opened() {
        let folder = tempfile::tempdir().unwrap();
        let (victim, link) = (folder.path().join("victim"), folder.path().join("link"));
        std::fs::write(&victim, "precious").unwrap();
        std::os::unix::fs::symlink(&victim, &link).unwrap();
        assert_eq!(
            plain(&link).unwrap_err().to_string(),
            "it is a link, and a plain file is needed"
        );
        write_atomic(&link, b"ours").unwrap();
        assert_eq!(std::fs::read(&victim).unwrap(), b"precious");
        assert!(plain(&link).unwrap().is_some());
        let socket = folder.path().join("socket");
        let _bound = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let said = read_bounded(&socket, 10).unwrap_err().to_string();
        assert_eq!(said, "it is a socket, and a plain file is needed");
        assert!(plain(&socket).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn no_folder_is_made_behind_a_link() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(outside.path(), folder.path().join("a")).unwrap();
        let error = make_folder(folder.path(), &folder.path().join("a/b")).unwrap_err();
        assert!(error.to_string().contains("a link"), "{error}");
        assert!(!outside.path().join("b").exists());
        make_folder(folder.path(), &folder.path().join("c/d")).unwrap();
        assert!(folder.path().join("c/d").is_dir());
    }
}
