//! Never twice, never half: the cache, runs that are killed, runs that meet, and the same bytes from any number of threads.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

mod common;
use common::{files, png, put, run};

/// Small cards in PNG: drawn as the large ones are, and quicker.
const CONFIG: &str = "site: { title: NAME, url: https://blog.example }\n\
     cards: { path: '{permalink}/card.png', size: 600x315 }\n";

const POSTS: usize = 8;

/// A blog whose posts each have twins of their own.
fn blog(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    put(
        folder.path(),
        "feedcard.yaml",
        CONFIG.replace("NAME", name).as_bytes(),
    );
    for number in 0..POSTS {
        let post = format!("content/p{number}");
        put(
            folder.path(),
            &format!("{post}/index.md"),
            text(number, "제목").as_bytes(),
        );
        for (twin, colored) in [("color", true), ("gray", false)] {
            let picture = twin_of(number as u32, colored);
            put(folder.path(), &format!("{post}/{twin}.png"), &picture);
        }
    }
    folder
}

fn text(number: usize, title: &str) -> String {
    format!(
        "---\ntitle: {title} {number}번 글\ndate: 2024-01-{:02} 09:00:00 +09:00\n\
         thumbnail: [{{ color: ./color.png, gray: ./gray.png }}]\n---\n본문 {number}\n",
        number + 1
    )
}

/// A disc on a flat field, a little noise on the disc.
fn twin_of(number: u32, colored: bool) -> Vec<u8> {
    png(240, 240, |x, y| {
        let (dx, dy) = (x.abs_diff(120), y.abs_diff(120 + number));
        if dx * dx + dy * dy > 60 * 60 {
            return [221, 223, 226];
        }
        let grain = ((x * 31 + y * 17 + number * 7) % 13) as u8;
        if colored {
            [200 - 9 * number as u8, 80 + grain, 40 + 20 * number as u8]
        } else {
            [110 + grain; 3]
        }
    })
}

/// The published files, by path; nothing else may stand below `out/`.
fn out(blog: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let folder = blog.join("out");
    if !folder.exists() {
        return BTreeMap::new();
    }
    let bytes = |(path, (bytes, _))| (path, bytes);
    files(&folder).into_iter().map(bytes).collect()
}

/// Builds and returns the sum line.
fn build(blog: &Path, arguments: &[&str]) -> String {
    let done = run(blog, &[&["build"], arguments].concat(), &[]);
    assert!(done.status.success(), "{done:?}");
    String::from_utf8(done.stdout).unwrap()
}

fn start(blog: &Path, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_feedcard"))
        .current_dir(blog)
        .arg("build")
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn changed(before: &BTreeMap<PathBuf, Vec<u8>>, after: &BTreeMap<PathBuf, Vec<u8>>) -> Vec<String> {
    after
        .iter()
        .filter(|(path, bytes)| before.get(*path) != Some(bytes))
        .map(|(path, _)| path.to_string_lossy().into_owned())
        .collect()
}

#[test]
fn one_changed_title_renders_exactly_one_card() {
    let blog = blog("밀물");
    let sum = build(blog.path(), &[]);
    assert!(sum.contains("8 cards (8 rendered, 0 reused)"), "{sum}");
    let before = out(blog.path());
    let post = blog.path().join("content/p3/index.md");
    std::fs::write(&post, text(3, "새 제목")).unwrap();
    let sum = build(blog.path(), &[]);
    assert!(sum.contains("8 cards (1 rendered, 7 reused)"), "{sum}");
    let after = out(blog.path());
    assert_eq!(
        changed(&before, &after),
        [
            "atom.xml",
            "feed.json",
            "feedcard.json",
            "p3/card.png",
            "rss.xml"
        ]
    );
    // The old title is still in the cache.
    std::fs::write(&post, text(3, "제목")).unwrap();
    let sum = build(blog.path(), &[]);
    assert!(sum.contains("8 cards (0 rendered, 8 reused)"), "{sum}");
    assert_eq!(out(blog.path()), before);
}

#[test]
fn a_changed_body_renders_no_card_and_a_changed_picture_one() {
    let blog = blog("밀물");
    build(blog.path(), &[]);
    let post = blog.path().join("content/p2/index.md");
    std::fs::write(&post, text(2, "제목") + "더 쓴다.\n").unwrap();
    let sum = build(blog.path(), &[]);
    assert!(sum.contains("(0 rendered, 8 reused)"), "{sum}");
    std::fs::write(blog.path().join("content/p2/gray.png"), twin_of(5, false)).unwrap();
    let sum = build(blog.path(), &[]);
    assert!(sum.contains("(1 rendered, 7 reused)"), "{sum}");
}

#[test]
fn drawings_come_out_the_same_from_one_thread_and_from_eight() {
    let (one, eight) = (blog("밀물"), blog("밀물"));
    for folder in [&one, &eight] {
        let covers = CONFIG
            .replace("NAME", "밀물")
            .replace("600x315", "600x315, covers: true");
        put(folder.path(), "feedcard.yaml", covers.as_bytes());
    }
    build(one.path(), &["--jobs", "1"]);
    build(eight.path(), &["--jobs", "8", "--no-cache"]);
    assert_eq!(out(one.path()), out(eight.path()));
}

/// A wish for `out/`: the site's name stands on every card and in every feed, so another name changes every file.
fn named(blog: &Path, name: &str) {
    put(
        blog,
        "feedcard.yaml",
        CONFIG.replace("NAME", name).as_bytes(),
    );
}

#[test]
fn a_build_killed_at_any_moment_leaves_whole_files_and_the_next_one_completes() {
    let blog = blog("밀물");
    let began = Instant::now();
    build(blog.path(), &[]);
    let whole_run = began.elapsed();
    let flood = out(blog.path());
    named(blog.path(), "썰물");
    build(blog.path(), &["--no-cache"]);
    let ebb = out(blog.path());
    let all = changed(&flood, &ebb);
    assert!(all.len() >= POSTS + 4, "{all:?}");

    // Linear congruential: other moments in each round, the same in each run of the test.
    let mut seed = 20_240_104_u64;
    let mut killed = 0;
    for round in 0..20 {
        // A build that has everything in the cache is over sooner; every other one has nothing.
        let wanted = if round % 2 == 0 { &flood } else { &ebb };
        named(blog.path(), if round % 2 == 0 { "밀물" } else { "썰물" });
        if round % 4 < 2 {
            let _ = std::fs::remove_dir_all(blog.path().join(".feedcard"));
        }
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let moment = whole_run.mul_f64((seed >> 40) as f64 / (1u64 << 24) as f64);
        let mut child = start(blog.path(), &[]);
        std::thread::sleep(moment);
        let _ = child.kill();
        killed += usize::from(!child.wait().unwrap().success());
        for (path, bytes) in out(blog.path()) {
            let whole = [&flood, &ebb]
                .iter()
                .any(|files| files.get(&path) == Some(&bytes));
            assert!(whole, "round {round}: {} is neither", path.display());
        }
        build(blog.path(), &[]);
        assert_eq!(&out(blog.path()), wanted, "round {round}");
    }
    assert!(killed >= 5, "only {killed} of 20 were killed in time");
    // Nothing that a killed run had begun stays behind.
    let left: Vec<PathBuf> = files(&blog.path().join(".feedcard"))
        .into_keys()
        .filter(|path| {
            let text = path.to_string_lossy();
            text.contains("feedcard-tmp") || text.contains("feedcard-stage")
        })
        .collect();
    assert_eq!(left, Vec::<PathBuf>::new());
}

#[test]
fn a_damaged_cache_costs_time_and_nothing_else() {
    let blog = blog("밀물");
    build(blog.path(), &[]);
    let before = out(blog.path());
    let cache = blog.path().join(".feedcard");
    let whole = files(&cache);
    let objects = whole.keys().filter(|path| path.starts_with("objects"));
    assert!(objects.count() >= POSTS, "{:?}", whole.keys());
    for turn in 0..3 {
        for (path, (bytes, _)) in &whole {
            let mut damaged = bytes.clone();
            match turn {
                0 => damaged.truncate(bytes.len() / 2),
                1 => damaged.clear(),
                _ => {
                    let middle = bytes.len() / 2;
                    if let Some(byte) = damaged.get_mut(middle) {
                        *byte ^= 0x20;
                    }
                }
            }
            std::fs::write(cache.join(path), damaged).unwrap();
        }
        std::fs::remove_dir_all(blog.path().join("out")).unwrap();
        let sum = build(blog.path(), &[]);
        assert!(sum.contains("(8 rendered, 0 reused)"), "turn {turn}: {sum}");
        assert_eq!(out(blog.path()), before, "turn {turn}");
    }
    // What was rebuilt is whole again.
    std::fs::remove_dir_all(blog.path().join("out")).unwrap();
    let sum = build(blog.path(), &[]);
    assert!(sum.contains("(0 rendered, 8 reused)"), "{sum}");
}

#[test]
fn builds_that_meet_wait_for_each_other_and_shards_do_not() {
    let blog = blog("밀물");
    build(blog.path(), &["--no-cache"]);
    let wanted = out(blog.path());
    std::fs::remove_dir_all(blog.path().join("out")).unwrap();
    let _ = std::fs::remove_dir_all(blog.path().join(".feedcard"));
    let shards = ["1/3", "2/3", "3/3"].map(|shard| start(blog.path(), &["--shard", shard]));
    for mut shard in shards {
        assert!(shard.wait().unwrap().success());
    }
    assert_eq!(out(blog.path()), BTreeMap::new());
    let builds = [(); 3].map(|()| start(blog.path(), &[]));
    for mut build in builds {
        assert!(build.wait().unwrap().success());
    }
    assert_eq!(out(blog.path()), wanted);
    let sum = build(blog.path(), &[]);
    assert!(sum.contains("(0 rendered, 8 reused)"), "{sum}");
}

#[test]
fn a_pipe_sees_no_progress_and_a_log_in_ci_only_lines_of_it() {
    let blog = blog("밀물");
    let done = run(blog.path(), &["build", "--no-cache"], &[("CI", "")]);
    assert_eq!(String::from_utf8(done.stderr).unwrap(), "");
    // A machine that is slow enough has something to say here.
    let done = run(blog.path(), &["build", "--no-cache"], &[("CI", "true")]);
    for line in String::from_utf8(done.stderr).unwrap().lines() {
        assert!(line.contains(" of 8 cards · "), "{line}");
    }
    let quiet = run(blog.path(), &["build", "--quiet"], &[("CI", "true")]);
    assert!(quiet.stdout.is_empty() && quiet.stderr.is_empty());
}

/// Names of the files in one folder of the cache.
fn names(blog: &Path, folder: &str) -> Vec<String> {
    let found = std::fs::read_dir(blog.join(".feedcard").join(folder)).unwrap();
    let mut names: Vec<String> = found
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_body_with_a_warning_is_rendered_once_and_its_warning_is_told_every_time() {
    let blog = blog("밀물");
    let post = blog.path().join("content/p1/index.md");
    let noisy = text(1, "제목") + "{% include ad.html %}\n\n이 말은 한 번만 그려진다\n";
    std::fs::write(&post, noisy).unwrap();
    let told = |arguments: &[&str]| {
        let done = run(blog.path(), &[&["build"], arguments].concat(), &[]);
        assert!(done.status.success(), "{done:?}");
        String::from_utf8(done.stderr).unwrap()
    };
    let first = told(&[]);
    assert!(first.contains("include ad.html"), "{first}");
    let before = names(blog.path(), "packs");
    // Another post changes, so every document is written anew, from all bodies.
    let other = blog.path().join("content/p2/index.md");
    std::fs::write(&other, text(2, "제목") + "새 본문\n").unwrap();
    assert_eq!(told(&[]), first);
    for name in names(blog.path(), "packs") {
        if before.contains(&name) {
            continue;
        }
        let pack = std::fs::read(blog.path().join(".feedcard/packs").join(name)).unwrap();
        let holds = |words: &str| {
            let words = words.as_bytes();
            pack.windows(words.len()).any(|bytes| bytes == words)
        };
        assert!(holds("새 본문"));
        assert!(!holds("한 번만"), "the body was rendered again");
    }
    assert_eq!(told(&["--no-cache"]), first);
}

#[test]
fn a_preview_between_two_builds_empties_nothing() {
    let blog = blog("밀물");
    build(blog.path(), &[]);
    build(blog.path(), &[]);
    let cache = |folder: &str| names(blog.path(), folder);
    let wanted = out(blog.path());
    let preview = run(blog.path(), &["preview"], &[]);
    assert!(preview.status.success(), "{preview:?}");
    let before = (cache("packs"), cache("objects"));
    std::fs::remove_dir_all(blog.path().join("out")).unwrap();
    let sum = build(blog.path(), &[]);
    assert!(sum.contains("(0 rendered, 8 reused)"), "{sum}");
    // Whatever was rendered or written anew would be a new entry.
    assert_eq!((cache("packs"), cache("objects")), before);
    assert_eq!(out(blog.path()), wanted);
}

#[test]
fn a_copy_of_the_program_and_of_the_checkout_keep_the_cache() {
    let blog = blog("밀물");
    build(blog.path(), &[]);
    let wanted = out(blog.path());
    let elsewhere = tempfile::tempdir().unwrap();
    for part in ["content", "feedcard.yaml", ".feedcard"] {
        let copied = Command::new("cp")
            .arg("-r")
            .arg(blog.path().join(part))
            .arg(elsewhere.path())
            .status();
        assert!(copied.unwrap().success());
    }
    let before = (
        names(elsewhere.path(), "packs"),
        names(elsewhere.path(), "roots"),
    );
    let program = elsewhere.path().join("feedcard");
    common::copy_program(&program);
    let done = Command::new(&program)
        .arg("build")
        .current_dir(elsewhere.path())
        .output()
        .unwrap();
    let sum = String::from_utf8(done.stdout).unwrap();
    assert!(sum.contains("(0 rendered, 8 reused)"), "{sum}");
    assert_eq!(out(elsewhere.path()), wanted);
    let after = (
        names(elsewhere.path(), "packs"),
        names(elsewhere.path(), "roots"),
    );
    assert_eq!(after, before, "nothing was rendered or written anew");
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let card = elsewhere.path().join("out/p1/card.png");
        assert_eq!(
            card.metadata().unwrap().nlink(),
            2,
            "the card is linked, not copied"
        );
    }
}

#[test]
fn caches_of_shards_merge_by_copying_into_one_folder() {
    let whole = blog("밀물");
    let caches = ["1/2", "2/2"].map(|shard| {
        let machine = blog("밀물");
        build(machine.path(), &["--shard", shard]);
        machine
    });
    for machine in &caches {
        let copied = Command::new("cp")
            .arg("-r")
            .arg(machine.path().join(".feedcard"))
            .arg(whole.path())
            .status();
        assert!(copied.unwrap().success());
    }
    let sum = build(whole.path(), &[]);
    assert!(sum.contains("(0 rendered, 8 reused)"), "{sum}");
}

#[test]
fn what_no_recent_build_used_leaves_the_cache_and_what_one_used_stays() {
    let blog = blog("밀물");
    let post = blog.path().join("content/p3/index.md");
    build(blog.path(), &[]);
    let objects = || {
        let cache = blog.path().join(".feedcard");
        let files = files(&cache).into_keys();
        files.filter(|path| path.starts_with("objects")).count()
    };
    let mut most = 0;
    for turn in 0..24 {
        std::fs::write(&post, text(3, &format!("제목 {turn}"))).unwrap();
        build(blog.path(), &[]);
        most = most.max(objects());
    }
    // Each turn brings a card and three documents; sixteen turns are kept.
    assert!(objects() <= POSTS + 8 + 4 * 16, "{}", objects());
    assert!(most >= POSTS + 4 * 15, "{most}");
    std::fs::write(&post, text(3, "제목 20")).unwrap();
    let sum = build(blog.path(), &[]);
    assert!(sum.contains("(0 rendered, 8 reused)"), "{sum}");
    std::fs::write(&post, text(3, "제목 1")).unwrap();
    let sum = build(blog.path(), &[]);
    assert!(sum.contains("(1 rendered, 7 reused)"), "{sum}");
}
