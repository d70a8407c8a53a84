//! Faults injected for real: full disks, folders that cannot be written, files that vanish, signals, damaged caches.
//!
//! Three of them mount a small disk, which takes root: they are ignored elsewhere, and say so. `.ci/run` runs them where
//! a disk can be mounted.

#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

mod common;
use common::{blog, copy_program, files, put, run};
use feedcard::config::Config;
use feedcard::date::Date;
use feedcard::publish::{Options, Purpose, publish};

fn posts(count: usize) -> tempfile::TempDir {
    let texts: Vec<(String, String)> = (0..count)
        .map(|at| {
            let day = at % 28 + 1;
            let text =
                format!("---\ntitle: {at}번째 글의 제목\ndate: 2024-01-{day:02}\n---\n본문 {at}\n");
            (format!("post-{at}.md"), text)
        })
        .collect();
    let texts: Vec<(&str, &str)> = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    blog(&texts)
}

fn bytes(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    files(folder)
        .into_iter()
        .map(|(path, (bytes, _))| (path, bytes))
        .collect()
}

/// What a clean build of the same content writes.
fn clean(blog: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let copy = tempfile::tempdir().unwrap();
    for part in ["content", "feedcard.yaml"] {
        let copied = Command::new("cp")
            .arg("-r")
            .arg(blog.join(part))
            .arg(copy.path())
            .status();
        assert!(copied.unwrap().success());
    }
    assert!(run(copy.path(), &["build"], &[]).status.success());
    bytes(&copy.path().join("out"))
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// No file in the making is left anywhere in the blog but below the cache, where the next run sweeps.
fn nothing_half_written(blog: &Path) {
    for path in files(&blog.join("out")).keys() {
        assert!(!path.to_string_lossy().contains("feedcard-"), "{path:?}");
    }
}

/// What happens to the bytes of a file.
type Damage = fn(&mut Vec<u8>);

/// A small disk mounted at a folder.
struct Disk(PathBuf);

impl Disk {
    fn mount(folder: &Path, options: &str) -> Disk {
        std::fs::create_dir_all(folder).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(folder)
            .output()
            .unwrap();
        assert!(mounted.status.success(), "{mounted:?}");
        Disk(folder.to_owned())
    }

    fn again(&self, options: &str) -> bool {
        let mounted = Command::new("mount")
            .args(["-o", options])
            .arg(&self.0)
            .status();
        mounted.is_ok_and(|status| status.success())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
#[ignore = "mounts a small disk, which takes root: `cargo test --test faults -- --ignored`"]
fn a_full_disk_below_the_output_keeps_what_was_published() {
    let blog = posts(3);
    let out = blog.path().join("out");
    let _disk = Disk::mount(&out, "size=400k");
    assert!(
        run(blog.path(), &["build"], &[]).status.success(),
        "three cards fit"
    );
    let before = files(&out);
    for at in 0..20 {
        let text = format!("---\ntitle: 나중에 쓴 글 {at}\ndate: 2024-02-03\n---\n본문\n");
        put(
            blog.path(),
            &format!("content/late-{at}.md"),
            text.as_bytes(),
        );
    }
    let failed = run(blog.path(), &["build"], &[]);
    assert_eq!(failed.status.code(), Some(2), "{failed:?}");
    let told = said(&failed);
    assert!(
        told.contains("No space left on device") && told.contains("/out/"),
        "{told}"
    );
    assert!(told.contains("make room on that disk"), "{told}");
    assert_eq!(files(&out), before, "not one byte and no time of change");
    nothing_half_written(blog.path());
}

#[test]
#[ignore = "mounts a small disk, which takes root: `cargo test --test faults -- --ignored`"]
fn a_full_disk_below_the_cache_keeps_what_was_published() {
    let blog = posts(3);
    assert!(run(blog.path(), &["build"], &[]).status.success());
    let before = files(&blog.path().join("out"));
    std::fs::remove_dir_all(blog.path().join(".feedcard")).unwrap();
    let disk = Disk::mount(&blog.path().join(".feedcard"), "size=64k");
    put(
        blog.path(),
        "content/late.md",
        "---\ntitle: 나중에 쓴 글\ndate: 2024-02-03\n---\n".as_bytes(),
    );
    let failed = run(blog.path(), &["build"], &[]);
    assert_eq!(failed.status.code(), Some(2), "{failed:?}");
    let told = said(&failed);
    assert!(
        told.contains("No space left on device") && told.contains(".feedcard"),
        "{told}"
    );
    assert_eq!(files(&blog.path().join("out")), before);
    // With room again, the same folder serves.
    assert!(disk.again("remount,size=16m"));
    assert!(run(blog.path(), &["build"], &[]).status.success());
    assert_eq!(bytes(&blog.path().join("out")), clean(blog.path()));
}

#[test]
#[ignore = "mounts a small disk, which takes root: `cargo test --test faults -- --ignored`"]
fn an_output_folder_that_cannot_be_written_is_named() {
    let blog = posts(2);
    let out = blog.path().join("out");
    let disk = Disk::mount(&out, "size=4m");
    assert!(run(blog.path(), &["build"], &[]).status.success());
    let before = files(&out);
    assert!(disk.again("remount,ro"));
    assert!(
        run(blog.path(), &["build"], &[]).status.success(),
        "nothing has to be written"
    );
    put(
        blog.path(),
        "content/late.md",
        "---\ntitle: 나중에 쓴 글\ndate: 2024-02-03\n---\n".as_bytes(),
    );
    let failed = run(blog.path(), &["build"], &[]);
    assert_eq!(failed.status.code(), Some(2), "{failed:?}");
    let told = said(&failed);
    assert!(
        told.contains("Read-only file system") && told.contains("/out/"),
        "{told}"
    );
    assert!(told.contains("`--out`"), "{told}");
    assert_eq!(files(&out), before);
}

/// The binary run by a user for whom permissions count: whoever runs the tests, or nobody in place of root.
fn as_nobody(folder: &Path, arguments: &[&str]) -> Output {
    let open = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    open(folder, 0o777);
    // The target folder of a checkout need not be open to others.
    let program = folder.join("feedcard-under-test");
    copy_program(&program);
    open(&program, 0o755);
    let mut command = Command::new(&program);
    command.args(arguments).current_dir(folder);
    if std::fs::metadata(&program).unwrap().uid() == 0 {
        command.uid(65534).gid(65534);
    }
    let done = command.output().unwrap();
    std::fs::remove_file(&program).unwrap();
    done
}

#[test]
fn permissions_that_are_missing_are_named_with_their_path() {
    let blog = posts(2);
    let first = as_nobody(blog.path(), &["build"]);
    assert!(first.status.success(), "{first:?}");
    let out = blog.path().join("out");
    let before = files(&out);
    let close = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap()
    };
    // A post that cannot be read is one problem; the other one is judged, and `out/` stays.
    let post = blog.path().join("content/post-0.md");
    close(&post, 0o000);
    put(
        blog.path(),
        "content/bad.md",
        "---\ntitle: 나쁜 글\ndate: 2023-02-30\n---\n".as_bytes(),
    );
    let failed = as_nobody(blog.path(), &["build"]);
    assert_eq!(failed.status.code(), Some(1));
    let told = said(&failed);
    for words in [
        "content/post-0.md",
        "Permission denied",
        "content/bad.md:3:7",
        "2023-02-30",
    ] {
        assert!(told.contains(words), "{words} in {told}");
    }
    assert_eq!(files(&out), before);
    close(&post, 0o644);
    std::fs::remove_file(blog.path().join("content/bad.md")).unwrap();
    // So is a folder, a picture, and an output folder of somebody else.
    put(
        blog.path(),
        "content/shut/a.md",
        b"---\ntitle: a\ndate: 2024-01-02\n---\n",
    );
    close(&blog.path().join("content/shut"), 0o000);
    let failed = as_nobody(blog.path(), &["build"]);
    assert!(
        said(&failed).contains("content/shut") && said(&failed).contains("Permission denied"),
        "{failed:?}"
    );
    close(&blog.path().join("content/shut"), 0o755);
    std::fs::remove_dir_all(blog.path().join("content/shut")).unwrap();
    put(
        blog.path(),
        "content/c.md",
        b"---\ntitle: c\ndate: 2024-01-02\nthumbnail: c.png\n---\n",
    );
    put(blog.path(), "content/c.png", b"no matter what");
    close(&blog.path().join("content/c.png"), 0o000);
    let failed = as_nobody(blog.path(), &["build"]);
    assert_eq!(failed.status.code(), Some(0), "a picture is a warning");
    let told = said(&failed);
    assert!(
        told.contains("content/c.md:4")
            && told.contains("c.png")
            && told.contains("Permission denied"),
        "{told}"
    );
    std::fs::remove_file(blog.path().join("content/c.png")).unwrap();
    put(
        blog.path(),
        "content/d.md",
        b"---\ntitle: d\ndate: 2024-01-02\n---\n",
    );
    let before = files(&out);
    close(&out, 0o555);
    let failed = as_nobody(blog.path(), &["build"]);
    assert_eq!(failed.status.code(), Some(2));
    let told = said(&failed);
    assert!(
        told.contains("out/d`: Permission denied") && told.contains("`--out`"),
        "{told}"
    );
    assert_eq!(files(&out), before);
    close(&out, 0o755);
}

fn order<'a>(
    config: &'a Config,
    keep_going: bool,
    progress: &'a (dyn Fn(feedcard::publish::Step) + Sync),
) -> Options<'a> {
    Options {
        config,
        now: Date::from_rfc3339("2030-01-01T00:00:00Z").unwrap(),
        purpose: Purpose::Write,
        strict: false,
        keep_going,
        cache: true,
        text: true,
        progress,
    }
}

#[test]
fn a_post_that_vanishes_or_changes_during_the_run_is_one_problem() {
    for (keep_going, changed) in [(false, false), (true, false), (true, true)] {
        let blog = posts(4);
        assert!(run(blog.path(), &["build"], &[]).status.success());
        let before = bytes(&blog.path().join("out"));
        put(
            blog.path(),
            "content/new.md",
            "---\ntitle: 새 글\ndate: 2024-03-01\n---\n본문\n".as_bytes(),
        );
        let config = Config::new(blog.path(), "시험 블로그", "https://blog.example");
        // The cards are drawn before the bodies are read: that is when it goes.
        let gone = AtomicBool::new(false);
        let progress = |_| {
            if !gone.swap(true, Ordering::SeqCst) {
                let post = blog.path().join("content/new.md");
                if changed {
                    std::fs::write(post, "---\ntitle: 다른 글\ndate: 2024-03-01\n---\n본문\n")
                        .unwrap();
                } else {
                    std::fs::remove_file(post).unwrap();
                }
            }
        };
        let report = publish(&order(&config, keep_going, &progress));
        let told: Vec<(&str, Option<&str>)> = report
            .problems
            .iter()
            .map(|one| (one.rule, one.place.as_ref().map(|at| at.path.as_str())))
            .collect();
        let rule = if changed {
            "post-changed"
        } else {
            "post-unreadable"
        };
        assert_eq!(told, [(rule, Some("content/new.md"))]);
        assert!(!report.failed);
        let after = bytes(&blog.path().join("out"));
        if keep_going {
            assert_eq!(report.posts, 4);
            assert!(
                !after.keys().any(|path| path.starts_with("new")),
                "{:?}",
                after.keys()
            );
            let feed = String::from_utf8(after[Path::new("rss.xml")].clone()).unwrap();
            assert!(feed.contains("3번째 글") && !feed.contains("새 글"));
        } else {
            assert_eq!(after, before);
        }
    }
}

#[test]
fn a_picture_that_vanishes_during_the_run_is_one_problem() {
    let blog = posts(1);
    put(
        blog.path(),
        "content/z.md",
        b"---\ntitle: z\ndate: 2023-01-01\nthumbnail: z.png\n---\n",
    );
    put(blog.path(), "content/z.png", b"gone before it is looked at");
    let config = Config::new(blog.path(), "시험 블로그", "https://blog.example");
    let progress = |_| {
        let _ = std::fs::remove_file(blog.path().join("content/z.png"));
    };
    // One thread: the newest post's card is finished before the picture of the other one is opened.
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let report = pool.install(|| publish(&order(&config, false, &progress)));
    assert_eq!(report.problems.len(), 1, "{:?}", report.problems);
    let problem = &report.problems[0];
    assert_eq!(problem.rule, "picture-unreadable");
    assert!(
        problem.message.contains("content/z.png"),
        "{}",
        problem.message
    );
    assert_eq!(problem.place.as_ref().map(|at| at.line), Some(4));
    // A picture keeps no post out of the feeds.
    let rss = std::fs::read_to_string(blog.path().join("out/rss.xml")).unwrap();
    assert!(rss.contains("<title>z</title>"), "{rss}");
}

fn start(folder: &Path, arguments: &[&str]) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_feedcard"))
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn builds_at_the_same_time_wait_for_each_other() {
    let blog = posts(8);
    let mut children: Vec<_> = (0..4).map(|_| start(blog.path(), &["build"])).collect();
    children.push(start(blog.path(), &["build", "--no-cache"]));
    children.push(start(blog.path(), &["build", "--shard", "1/2"]));
    children.push(start(blog.path(), &["check"]));
    for mut child in children {
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
    assert_eq!(bytes(&blog.path().join("out")), clean(blog.path()));
    nothing_half_written(blog.path());
}

/// Every file is whole: it is that of the old content or of the new.
fn whole(
    now: &BTreeMap<PathBuf, Vec<u8>>,
    old: &BTreeMap<PathBuf, Vec<u8>>,
    new: &BTreeMap<PathBuf, Vec<u8>>,
) {
    for (path, bytes) in now {
        let known = old.get(path) == Some(bytes) || new.get(path) == Some(bytes);
        assert!(known, "{path:?} is neither the old nor the new file");
    }
}

#[test]
fn a_run_that_is_stopped_by_sigterm_or_in_a_shard_leaves_whole_files() {
    let blog = posts(12);
    assert!(run(blog.path(), &["build"], &[]).status.success());
    let out = blog.path().join("out");
    let old = bytes(&out);
    for at in 0..12 {
        let text = format!(
            "---\ntitle: {at}번째 글의 새 제목\ndate: 2024-01-{:02}\n---\n새 본문 {at}\n",
            at + 1
        );
        put(
            blog.path(),
            &format!("content/post-{at}.md"),
            text.as_bytes(),
        );
    }
    let new = clean(blog.path());
    let began = Instant::now();
    let timed = tempfile::tempdir().unwrap();
    assert!(
        Command::new("cp")
            .arg("-r")
            .arg(blog.path())
            .arg(timed.path().join("b"))
            .status()
            .unwrap()
            .success()
    );
    assert!(
        run(&timed.path().join("b"), &["build"], &[])
            .status
            .success()
    );
    let whole_run = began.elapsed();
    let mut stopped = 0;
    for turn in 0..12_u32 {
        let (signal, arguments): (&str, &[&str]) = match turn % 3 {
            0 => ("TERM", &["build"]),
            1 => ("KILL", &["build", "--shard", "1/2"]),
            _ => ("TERM", &["build", "--shard", "2/2"]),
        };
        let mut child = start(blog.path(), arguments);
        // Moments all over the run, in an order of no pattern.
        std::thread::sleep(whole_run * (turn * 7 % 12) / 12);
        let killed = Command::new("kill")
            .args([&format!("-{signal}"), &child.id().to_string()])
            .status();
        assert!(killed.is_ok());
        let status = child.wait().unwrap();
        stopped += usize::from(status.signal().is_some());
        assert!(status.signal().is_some() || status.success(), "{status:?}");
        whole(&bytes(&out), &old, &new);
        nothing_half_written(blog.path());
    }
    assert!(stopped > 0, "no run was stopped");
    // Whatever the stopped runs left behind in the cache, the next one comes to the same end.
    assert!(run(blog.path(), &["build"], &[]).status.success());
    assert_eq!(bytes(&out), new);
    let left: Vec<PathBuf> = files(&blog.path().join(".feedcard"))
        .into_keys()
        .filter(|path| path.to_string_lossy().contains("stage"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_damaged_cache_or_manifest_costs_time_and_nothing_else() {
    let blog = posts(4);
    assert!(run(blog.path(), &["build"], &[]).status.success());
    let cache = blog.path().join(".feedcard");
    let wanted = bytes(&blog.path().join("out"));
    let names: Vec<PathBuf> = files(&cache)
        .into_keys()
        .filter(|name| name != Path::new("lock"))
        .collect();
    assert!(names.len() >= 9, "{names:?}");
    let damages: [(&str, Damage); 4] = [
        ("emptied", Vec::clear),
        ("cut", |bytes| bytes.truncate(bytes.len() / 2)),
        ("flipped", |bytes| {
            for at in (0..bytes.len()).step_by(37) {
                bytes[at] ^= 0x55;
            }
        }),
        ("replaced", |bytes| *bytes = b"{\"version\":1}\n".repeat(40)),
    ];
    for (what, damage) in damages {
        for name in &names {
            // The file as the last good run left it, damaged.
            let path = cache.join(name);
            let Ok(mut bytes_of) = std::fs::read(&path) else {
                continue;
            };
            damage(&mut bytes_of);
            std::fs::write(&path, bytes_of).unwrap();
        }
        let out = blog.path().join("out");
        // The output too is gone, so that everything has to come from the cache or be made anew.
        std::fs::remove_dir_all(&out).unwrap();
        let built = run(blog.path(), &["build"], &[]);
        assert!(built.status.success(), "{what}: {built:?}");
        assert_eq!(bytes(&out), wanted, "{what}");
        for manifest in ["", "{", "[]", "{\"files\":[\"../x\"]}", "\0\0"] {
            std::fs::write(out.join("feedcard.json"), manifest).unwrap();
            let built = run(blog.path(), &["build"], &[]);
            assert!(built.status.success(), "{what}, {manifest:?}: {built:?}");
            assert_eq!(bytes(&out), wanted, "{what}, {manifest:?}");
        }
    }
}

#[test]
fn a_folder_where_a_file_belongs_is_named() {
    for path in [
        "out/rss.xml/x",
        "out/feedcard.json/x",
        ".feedcard/stat/x",
        ".feedcard/lock/x",
    ] {
        let blog = posts(1);
        put(blog.path(), path, b"mine");
        let failed = run(blog.path(), &["build"], &[]);
        let folder = path.trim_end_matches("/x");
        assert_eq!(failed.status.code(), Some(2), "{path}: {failed:?}");
        assert!(said(&failed).contains(folder), "{path}: {}", said(&failed));
        assert_eq!(std::fs::read(blog.path().join(path)).unwrap(), b"mine");
    }
}

#[test]
fn one_bad_picture_is_one_problem_and_every_other_is_still_judged() {
    let blog = posts(2);
    for (name, picture) in [
        ("a", &b"not a picture"[..]),
        ("b", &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..]),
        ("c", &b"\xFF\xD8\xFF\xE0 cut"[..]),
        ("d", b""),
        ("e", b"GIF89a\xFF\xFF\xFF\xFF\0\0\0"),
    ] {
        put(blog.path(), &format!("content/{name}.png"), picture);
        let post = format!("---\ntitle: {name}\ndate: 2024-01-02\nthumbnail: {name}.png\n---\n");
        put(blog.path(), &format!("content/{name}.md"), post.as_bytes());
    }
    let failed = run(
        blog.path(),
        &["build", "--format", "json", "--keep-going"],
        &[],
    );
    assert_eq!(failed.status.code(), Some(0), "a picture is a warning");
    let problems: Vec<serde_json::Value> = serde_json::from_slice(&failed.stderr).unwrap();
    let places: Vec<(&str, u64)> = problems
        .iter()
        .map(|one| (one["path"].as_str().unwrap(), one["line"].as_u64().unwrap()))
        .collect();
    let wanted = ["a", "b", "c", "d", "e"].map(|name| (format!("content/{name}.md"), 4));
    let wanted: Vec<(&str, u64)> = wanted
        .iter()
        .map(|(path, line)| (path.as_str(), *line))
        .collect();
    assert_eq!(places, wanted, "{problems:?}");
    assert!(blog.path().join("out/post-0/thumbnail_og.jpg").exists());
}

#[test]
fn a_card_that_breaks_the_program_is_a_problem_of_its_post() {
    let blog = posts(2);
    let mut config = Config::new(blog.path(), "시험 블로그", "https://blog.example");
    // No `feedcard.yaml` may say this: it stands for the fault that nobody knows of yet.
    config.cards.size = (0, 0);
    config.cards.path = "{permalink}/card.png".to_owned();
    let report = publish(&order(&config, false, &|_| {}));
    let told: Vec<(&str, &str)> = report
        .problems
        .iter()
        .map(|one| {
            (
                one.rule,
                one.place.as_ref().map_or("", |at| at.path.as_str()),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("card-panic", "content/post-0.md"),
            ("card-panic", "content/post-1.md")
        ]
    );
}

/// New titles for every post, so that a build changes every file.
fn retitle(blog: &Path, count: usize) {
    for at in 0..count {
        let text = format!(
            "---\ntitle: {at}번째 새 제목\ndate: 2024-01-{:02}\n---\n새 본문\n",
            at + 1
        );
        put(blog, &format!("content/post-{at}.md"), text.as_bytes());
    }
}

/// What is in the way when the files of a build are put in place.
type Obstacle = fn(&Path);

#[test]
fn a_disk_that_refuses_late_leaves_every_file_and_time_as_it_was() {
    let mode = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let obstacles: [(&str, Obstacle); 7] = [
        ("the last card's folder is closed", |out| {
            let closed = std::fs::Permissions::from_mode(0o555);
            std::fs::set_permissions(out.join("post-5"), closed).unwrap();
        }),
        ("the first card's folder is closed", |out| {
            let closed = std::fs::Permissions::from_mode(0o555);
            std::fs::set_permissions(out.join("post-0"), closed).unwrap();
        }),
        ("the folder of a post that goes is closed", |out| {
            let content = out.with_file_name("content");
            std::fs::remove_file(content.join("post-3.md")).unwrap();
            let closed = std::fs::Permissions::from_mode(0o555);
            std::fs::set_permissions(out.join("post-3"), closed).unwrap();
        }),
        ("a file stands where a new post's folder goes", |out| {
            let text = "---\ntitle: 새 글\ndate: 2024-03-01\n---\n";
            put(&out.with_file_name("content"), "zz.md", text.as_bytes());
            put(out, "zz", b"mine");
        }),
        ("a folder stands where the manifest goes", |out| {
            std::fs::remove_file(out.join("feedcard.json")).unwrap();
            put(out, "feedcard.json/x", b"mine");
        }),
        ("a folder stands where a card goes", |out| {
            std::fs::remove_file(out.join("post-5/thumbnail_og.jpg")).unwrap();
            put(out, "post-5/thumbnail_og.jpg/x", b"mine");
        }),
        ("a name is too long", |out| {
            let text = format!(
                "---\ntitle: 긴 글\ndate: 2024-03-01\npermalink: /{}\n---\n",
                "z".repeat(300)
            );
            put(&out.with_file_name("content"), "zz.md", text.as_bytes());
        }),
    ];
    for (what, obstacle) in obstacles {
        let blog = posts(6);
        let first = as_nobody(blog.path(), &["build"]);
        assert!(first.status.success(), "{first:?}");
        retitle(blog.path(), 6);
        let out = blog.path().join("out");
        obstacle(&out);
        let before = files(&out);
        let failed = as_nobody(blog.path(), &["build"]);
        // A name that no disk holds is the post's fault, and told before anything is written.
        let wanted = if what == "a name is too long" { 1 } else { 2 };
        assert_eq!(failed.status.code(), Some(wanted), "{what}: {failed:?}");
        assert_eq!(files(&out), before, "{what}");
        nothing_half_written(blog.path());
        for folder in ["post-0", "post-3", "post-5"] {
            mode(&out.join(folder), 0o755);
        }
    }
}

#[test]
fn a_disk_that_takes_no_more_of_one_file_leaves_everything_as_it_was() {
    let blog = posts(4);
    assert!(run(blog.path(), &["build"], &[]).status.success());
    let out = blog.path().join("out");
    let before = files(&out);
    retitle(blog.path(), 4);
    // Blocks of 1,024 bytes: a card is larger than the largest file allowed.
    let command = format!(
        "trap '' XFSZ; ulimit -f 8; exec '{}' build",
        env!("CARGO_BIN_EXE_feedcard")
    );
    let failed = Command::new("bash")
        .args(["-c", &command])
        .current_dir(blog.path())
        .output()
        .unwrap();
    assert_eq!(failed.status.code(), Some(2), "{failed:?}");
    assert_eq!(files(&out), before);
    assert!(run(blog.path(), &["build"], &[]).status.success());
    assert_eq!(bytes(&out), clean(blog.path()));
}

#[test]
fn what_goes_wrong_in_the_cache_after_publication_is_a_warning() {
    for folder in ["roots", "published"] {
        let blog = posts(3);
        let first = as_nobody(blog.path(), &["build"]);
        assert!(first.status.success(), "{first:?}");
        retitle(blog.path(), 2);
        std::fs::remove_file(blog.path().join("content/post-2.md")).unwrap();
        let closed = blog.path().join(".feedcard").join(folder);
        std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o555)).unwrap();
        let done = as_nobody(blog.path(), &["build"]);
        assert_eq!(done.status.code(), Some(0), "{folder}: {done:?}");
        let told = said(&done);
        assert!(
            told.contains("warning") && told.contains("everything is published"),
            "{told}"
        );
        assert!(told.contains(folder), "{told}");
        assert_eq!(
            bytes(&blog.path().join("out")),
            clean(blog.path()),
            "{folder}"
        );
        std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
}
