//! What the cache was chosen by: `cargo bench --bench store`. A thousand files as large as cards, on the disk of the
//! temporary folder; `TMPDIR=/folder cargo bench --bench store` tries another one.
//!
//! - `placed`: a card that the cache has comes below `out/` by a second name (hard link), by a copy (which shares blocks
//!   where the disk can: btrfs, XFS, APFS), or written anew, as before.
//! - `hashed`: a picture is read whole into a buffer of its own, as before, or in pieces into one that stays.
//! - `witness`: what `git ls-files --debug` takes to tell what git knows of a thousand files, as the lower bound of asking it.
//!
//! What a whole run costs in a fresh checkout is `cargo bench --bench blogs fresh_checkout`, against `nothing_changed`.
#![allow(missing_docs, clippy::unwrap_used)]

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use divan::Bencher;

fn main() {
    divan::main();
}

const FILES: usize = 1000;
const BYTES: usize = 75_000;

/// Files that do not repeat.
fn cards() -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let mut seed = 1_u32;
    let paths: Vec<PathBuf> = (0..FILES)
        .map(|number| {
            let bytes: Vec<u8> = std::iter::repeat_with(|| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 24) as u8
            })
            .take(BYTES)
            .collect();
            let path = folder.path().join(number.to_string());
            std::fs::write(&path, bytes).unwrap();
            path
        })
        .collect();
    (folder, paths)
}

#[derive(Debug, Clone, Copy)]
enum Way {
    Link,
    Copy,
    Write,
}

#[divan::bench(args = [Way::Link, Way::Copy, Way::Write], sample_count = 10, sample_size = 1)]
fn placed(bencher: Bencher, way: Way) {
    let (_folder, cards) = cards();
    let place = |card: &Path, out: &Path| match way {
        Way::Link => std::fs::hard_link(card, out).unwrap(),
        Way::Copy => _ = std::fs::copy(card, out).unwrap(),
        Way::Write => std::fs::write(out, std::fs::read(card).unwrap()).unwrap(),
    };
    bencher
        .with_inputs(|| tempfile::tempdir().unwrap())
        .bench_local_values(|out| {
            for (number, card) in cards.iter().enumerate() {
                let staged = out.path().join(format!("staged-{number}"));
                place(card, &staged);
                std::fs::rename(staged, out.path().join(number.to_string())).unwrap();
            }
            out
        });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn hashed_whole(bencher: Bencher) {
    let (_folder, cards) = cards();
    bencher.bench_local(|| {
        let hash = |path| blake3::hash(&std::fs::read(path).unwrap());
        cards.iter().map(hash).collect::<Vec<_>>()
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn hashed_in_pieces(bencher: Bencher) {
    let (_folder, cards) = cards();
    let mut buffer = vec![0; 128 << 10];
    bencher.bench_local(|| {
        for card in &cards {
            let mut file = std::fs::File::open(card).unwrap();
            let mut hasher = blake3::Hasher::new();
            loop {
                match file.read(&mut buffer).unwrap() {
                    0 => break,
                    read => hasher.update(&buffer[..read]),
                };
            }
            divan::black_box(hasher.finalize());
        }
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn witness(bencher: Bencher) {
    let (folder, _) = cards();
    let git = |arguments: &[&str]| {
        let done = Command::new("git")
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
        done.stdout
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    bencher.bench_local(|| git(&["ls-files", "--stage", "--debug"]));
}
