//! Temporary blogs, and the binary run on them: what every whole-flow test is built from.
#![allow(dead_code, reason = "each test crate uses its own part of it")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The shortest configuration that is one.
pub const CONFIG: &str = "site:\n  title: 시험 블로그\n  url: https://blog.example\n";

/// A blog of `posts` below `content`, with the shortest configuration.
pub fn blog(posts: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "feedcard.yaml", CONFIG.as_bytes());
    std::fs::create_dir(folder.path().join("content")).unwrap();
    for (name, text) in posts {
        put(&folder.path().join("content"), name, text.as_bytes());
    }
    folder
}

/// A blog of `posts` with `more` besides the shortest configuration.
pub fn blog_with(more: &str, posts: &[(&str, String)]) -> tempfile::TempDir {
    let posts: Vec<(&str, &str)> = posts
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let folder = blog(&posts);
    configure(folder.path(), more);
    folder
}

/// The shortest configuration and `more` in `folder`.
pub fn configure(folder: &Path, more: &str) {
    put(
        folder,
        "feedcard.yaml",
        format!("{CONFIG}{more}").as_bytes(),
    );
}

/// Builds; exit code and everything printed.
pub fn build(folder: &Path) -> (i32, String) {
    let done = run(folder, &["build"], &[]);
    let told = [done.stdout, done.stderr].concat();
    let code = done.status.code().unwrap();
    (code, String::from_utf8(told).unwrap())
}

/// A post of one sentence with these lines of front matter besides its title and date.
pub fn post(title: &str, more: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2024-03-02\n{more}---\n글입니다.\n")
}

/// A PNG file of so many pixels, each of the colour at its place.
pub fn png(width: u32, height: u32, color: impl Fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(width, height, |x, y| image::Rgb(color(x, y)));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

/// Writes one file, and the folders above it.
pub fn put(folder: &Path, path: &str, bytes: &[u8]) {
    let file = folder.join(path);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, bytes).unwrap();
}

/// Copies the binary. `cp` does it: a file that this process writes, a test beside it that starts a program holds open at that
/// moment, and what is open for writing cannot be run.
pub fn copy_program(to: &Path) {
    let copied = Command::new("cp")
        .arg(env!("CARGO_BIN_EXE_feedcard"))
        .arg(to)
        .status();
    assert!(copied.unwrap().success());
}

/// The binary, run in `folder`; nothing of the developer's own terminal reaches it.
pub fn run(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_feedcard"));
    for name in [
        "NO_COLOR",
        "CLICOLOR_FORCE",
        "GITHUB_OUTPUT",
        "GITHUB_STEP_SUMMARY",
        "SOURCE_DATE_EPOCH",
    ] {
        command.env_remove(name);
    }
    command
        .current_dir(folder)
        .args(arguments)
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

/// Output of a run, with the folder's path and the seconds of the sum line replaced.
pub fn told(folder: &Path, printed: &[u8]) -> String {
    let text = String::from_utf8(printed.to_vec()).unwrap();
    let text = text.replace(&*folder.canonicalize().unwrap().to_string_lossy(), "BLOG");
    let lines = text.split_inclusive('\n').map(|line| {
        let timed = line.strip_suffix(" s\n").and_then(|line| {
            let (before, seconds) = line.rsplit_once(" · ")?;
            seconds.parse::<f64>().ok().map(|_| before)
        });
        timed.map_or(line.to_owned(), |before| format!("{before} · 0.00 s\n"))
    });
    lines.collect()
}

/// Every file below `folder`, with its bytes and the time it was written.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, String)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let changed = format!("{:?}", path.metadata().unwrap().modified().unwrap());
                let name = path.strip_prefix(folder).unwrap().to_path_buf();
                found.insert(name, (std::fs::read(&path).unwrap(), changed));
            }
        }
    }
    found
}
