//! Hostile hands: what a committed link, a poisoned cache or a configuration may not do. Real files, links, pipes, sockets.
#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

mod common;
use common::{blog, files, png, put, run};

const POSTS: &[(&str, &str)] = &[
    (
        "a.md",
        "---\ntitle: 첫 글\ndate: 2024-01-02\n---\n본문 하나\n",
    ),
    (
        "b.md",
        "---\ntitle: 둘째 글\ndate: 2024-01-03\n---\n본문 둘\n",
    ),
];

/// Content of a file that must not change.
const PRECIOUS: &[u8] = b"precious\n";

fn bytes(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let bytes = |(path, (bytes, _))| (path, bytes);
    files(folder).into_iter().map(bytes).collect()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn fifo(path: &Path) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// A blog in a folder `blog`, which is a repository, and beside it what belongs to somebody else.
struct Yard {
    folder: tempfile::TempDir,
    blog: PathBuf,
}

impl Yard {
    fn new() -> Yard {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("blog");
        put(&root, "feedcard.yaml", common::CONFIG.as_bytes());
        put(&root, ".git/config", b"[core]\n");
        for (name, text) in POSTS {
            put(&root.join("content"), name, text.as_bytes());
        }
        put(folder.path(), "theirs/file", PRECIOUS);
        put(folder.path(), "theirs/stat", PRECIOUS);
        Yard { folder, blog: root }
    }

    fn theirs(&self) -> PathBuf {
        self.folder.path().join("theirs")
    }

    fn untouched(&self, attack: &str) {
        let wanted = ["file", "stat"].map(|name| (PathBuf::from(name), PRECIOUS.to_vec()));
        assert_eq!(bytes(&self.theirs()), BTreeMap::from(wanted), "{attack}");
    }

    /// Refused at once, with exit 2 and the name of what is in the way; nothing is published.
    fn refused(&self, attack: &str, name: &str) {
        let began = Instant::now();
        let done = run(&self.blog, &["build"], &[]);
        assert!(began.elapsed() < Duration::from_secs(20), "{attack}");
        assert_eq!(done.status.code(), Some(2), "{attack}: {done:?}");
        assert!(said(&done).contains(name), "{attack}: {}", said(&done));
        self.untouched(attack);
        assert!(!self.blog.join("out/rss.xml").is_file(), "{attack}");
    }
}

#[test]
fn no_link_in_the_cache_or_above_the_output_is_written_through() {
    // (what is committed, what it leads to, the name that is told)
    for (link, target, name) in [
        (".feedcard", "theirs", ".feedcard`"),
        (".feedcard/lock", "theirs/file", ".feedcard/lock`"),
        (".feedcard/stat", "theirs/stat", ".feedcard/stat`"),
        (
            ".feedcard/.gitignore",
            "theirs/file",
            ".feedcard/.gitignore`",
        ),
        (".feedcard/objects", "theirs", ".feedcard/objects`"),
        (".feedcard/objects/ab", "theirs", ".feedcard/objects/ab`"),
        (".feedcard/packs", "theirs", ".feedcard/packs`"),
        (".feedcard/roots", "theirs", ".feedcard/roots`"),
        (".feedcard/published", "theirs", ".feedcard/published`"),
        (".feedcard/stage", "theirs", ".feedcard/stage`"),
        (".feedcard/nowhere", "theirs/none", ".feedcard/nowhere`"),
        ("out", "theirs", "out`"),
        ("out/a", "theirs", "out/a`"),
    ] {
        let yard = Yard::new();
        let link_path = yard.blog.join(link);
        std::fs::create_dir_all(link_path.parent().unwrap()).unwrap();
        symlink(yard.folder.path().join(target), &link_path).unwrap();
        yard.refused(link, name);
        assert!(link_path.is_symlink(), "{link}");
    }
}

#[test]
fn packs_and_roots_and_records_that_are_links_are_named() {
    let name = "0".repeat(64);
    for folder in ["packs", "roots"] {
        let yard = Yard::new();
        let link = yard.blog.join(".feedcard").join(folder).join(&name);
        std::fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(yard.theirs().join("file"), &link).unwrap();
        yard.refused(folder, &format!(".feedcard/{folder}/{name}"));
    }
}

#[test]
fn an_output_folder_behind_a_link_is_used_inside_of_the_repository_only() {
    let yard = Yard::new();
    std::fs::create_dir(yard.blog.join("real")).unwrap();
    symlink("real", yard.blog.join("out")).unwrap();
    let done = run(&yard.blog, &["build"], &[]);
    assert!(done.status.success(), "{done:?}");
    assert!(yard.blog.join("real/rss.xml").is_file());
    // The same folder one step further up is somebody else's.
    let yard = Yard::new();
    symlink(yard.folder.path(), yard.blog.join("up")).unwrap();
    put(
        &yard.blog,
        "feedcard.yaml",
        [common::CONFIG, "out: up/theirs\n"].concat().as_bytes(),
    );
    yard.refused("out below a link", "up/theirs`");
    yard.untouched("out below a link");
}

#[test]
fn a_link_at_the_place_of_a_file_is_replaced_and_its_target_stays() {
    let yard = Yard::new();
    std::fs::create_dir(yard.blog.join("out")).unwrap();
    symlink(yard.theirs().join("file"), yard.blog.join("out/rss.xml")).unwrap();
    let done = run(&yard.blog, &["build"], &[]);
    assert!(done.status.success(), "{done:?}");
    yard.untouched("out/rss.xml");
    assert!(!yard.blog.join("out/rss.xml").is_symlink());
}

#[test]
fn pipes_sockets_and_sparse_giants_are_refused_at_once_and_named() {
    for place in [
        ".feedcard/lock",
        ".feedcard/stat",
        ".feedcard/.gitignore",
        "out/rss.xml",
        "out/a",
    ] {
        let yard = Yard::new();
        fifo(&yard.blog.join(place));
        yard.refused(place, place);
        let yard = Yard::new();
        let path = yard.blog.join(place);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let _bound = std::os::unix::net::UnixListener::bind(&path).unwrap();
        yard.refused(place, place);
    }
    for place in [".feedcard/stat", ".feedcard/lock", "out/feedcard.json"] {
        let yard = Yard::new();
        let path = yard.blog.join(place);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::File::create(path)
            .unwrap()
            .set_len(1 << 40)
            .unwrap();
        yard.refused(place, place);
    }
    // In the place of an entry they are worth nothing, and replaced.
    let yard = Yard::new();
    assert!(run(&yard.blog, &["build"], &[]).status.success());
    let wanted = bytes(&yard.blog.join("out"));
    std::fs::remove_dir_all(yard.blog.join("out")).unwrap();
    let cache = yard.blog.join(".feedcard");
    for object in files(&cache)
        .into_keys()
        .filter(|path| path.starts_with("objects"))
    {
        let object = cache.join(object);
        std::fs::remove_file(&object).unwrap();
        std::fs::File::create(&object)
            .unwrap()
            .set_len(1 << 40)
            .unwrap();
    }
    let pack = std::fs::read_dir(cache.join("packs"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    std::fs::File::options()
        .write(true)
        .open(pack)
        .unwrap()
        .set_len(1 << 40)
        .unwrap();
    let done = run(&yard.blog, &["build"], &[]);
    assert!(done.status.success(), "{done:?}");
    assert_eq!(bytes(&yard.blog.join("out")), wanted);
}

#[test]
fn a_cache_folder_of_somebody_else_is_left_alone() {
    for (cache, mine) in [
        (".", "lock"),
        ("content", "content/a.md"),
        ("notes", "notes/todo.txt"),
        ("out", "out/index.html"),
        (".git", ".git/config"),
        ("..", "feedcard.yaml"),
    ] {
        let blog = blog(POSTS);
        put(blog.path(), ".git/config", b"[core]\n");
        for name in ["lock", "notes/todo.txt", "out/index.html"] {
            put(blog.path(), name, PRECIOUS);
        }
        let config = format!("{}cache: {cache}\n", common::CONFIG);
        put(blog.path(), "feedcard.yaml", config.as_bytes());
        let before = bytes(blog.path());
        let done = run(blog.path(), &["build"], &[]);
        assert_eq!(done.status.code(), Some(2), "{cache}: {done:?}");
        assert_eq!(bytes(blog.path()), before, "{cache} ({mine})");
    }
}

#[test]
fn no_path_of_the_configuration_replaces_a_file_of_the_blog() {
    for (keys, mine) in [
        ("out: .\nfeeds: { rss: feedcard.yaml }\n", "feedcard.yaml"),
        ("out: .\nfeeds: { atom: FeedCard.YAML }\n", "feedcard.yaml"),
        ("out: .\nfeeds: { rss: content/a.md }\n", "content/a.md"),
        ("out: content\nfeeds: { rss: a.md }\n", "content/a.md"),
        ("out: .\nfeeds: { json: .git/config }\n", ".git/config"),
        ("out: .\nfeeds: { json: sub/.git/hooks/x }\n", "sub"),
        ("out: .git\n", ".git/config"),
        ("out: .\nfeeds: { rss: authors.yml }\n", "authors.yml"),
        (
            "out: .\nsite: { title: T, url: 'https://a.example', logo: assets/logo.png }\nfeeds: { rss: assets/logo.png }\n",
            "assets/logo.png",
        ),
        (
            "out: .\ncards: { path: 'content/{permalink}.png' }\n",
            "content/p.png",
        ),
        ("out: .feedcard/x\n", ".feedcard"),
    ] {
        let blog = blog(&[
            (
                "p.md",
                "---\ntitle: 글\ndate: 2024-01-02\nthumbnail: p.png\n---\n본문\n",
            ),
            POSTS[0],
        ]);
        put(blog.path(), ".git/config", b"[core]\n");
        put(blog.path(), "authors.yml", b"key: { name: hana }\n");
        for name in ["assets/logo.png", "content/p.png"] {
            put(blog.path(), name, &png(300, 300, |_, _| [0; 3]));
        }
        let own = if keys.contains("site:") {
            ""
        } else {
            common::CONFIG
        };
        put(
            blog.path(),
            "feedcard.yaml",
            format!("{own}{keys}").as_bytes(),
        );
        let before = bytes(blog.path());
        let done = run(blog.path(), &["build"], &[]);
        assert_eq!(done.status.code(), Some(2), "{keys}: {done:?}");
        let mut after = bytes(blog.path());
        after.retain(|path, _| !path.starts_with(".feedcard"));
        assert_eq!(after, before, "{keys} ({mine})");
    }
}

#[test]
fn what_a_manifest_names_is_removed_only_if_the_last_run_wrote_it_and_nobody_changed_it() {
    let blog = blog(POSTS);
    let out = blog.path().join("out");
    assert!(run(blog.path(), &["build"], &[]).status.success());
    put(&out, "mine.txt", PRECIOUS);
    put(&out, "sub/mine.html", PRECIOUS);
    let manifest = std::fs::read_to_string(out.join("feedcard.json")).unwrap();
    let forged = manifest.replace("\"files\":[", "\"files\":[\"mine.txt\",\"sub/mine.html\",");
    assert_ne!(forged, manifest);
    std::fs::write(out.join("feedcard.json"), forged).unwrap();
    // One post goes, the other's card was changed by hand before its post goes too.
    std::fs::remove_file(blog.path().join("content/a.md")).unwrap();
    put(&out, "a/thumbnail_og.jpg", PRECIOUS);
    assert!(run(blog.path(), &["build"], &[]).status.success());
    for name in ["mine.txt", "sub/mine.html", "a/thumbnail_og.jpg"] {
        assert_eq!(std::fs::read(out.join(name)).unwrap(), PRECIOUS, "{name}");
    }
    // Without a cache, the manifest's own hashes of cards count, and nothing else.
    put(&blog.path().join("content"), "c.md", POSTS[0].1.as_bytes());
    assert!(
        run(blog.path(), &["build", "--no-cache"], &[])
            .status
            .success()
    );
    std::fs::remove_dir_all(blog.path().join(".feedcard")).unwrap();
    std::fs::remove_file(blog.path().join("content/c.md")).unwrap();
    assert!(out.join("c/thumbnail_og.jpg").exists());
    assert!(run(blog.path(), &["build"], &[]).status.success());
    assert!(!out.join("c").exists());
    assert_eq!(std::fs::read(out.join("mine.txt")).unwrap(), PRECIOUS);
}

/// One entry of a pack: kind (0: action, 1: object), key, value.
type Entry = (u8, [u8; 32], Vec<u8>);

/// Reads every pack of a cache, lets somebody else change the entries, and writes them as one pack whose sums are right.
fn poison(cache: &Path, change: &dyn Fn(&mut Entry)) {
    let mut entries: Vec<Entry> = Vec::new();
    for pack in std::fs::read_dir(cache.join("packs")).unwrap() {
        let pack = pack.unwrap().path();
        let bytes = std::fs::read(&pack).unwrap();
        let number = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) as usize;
        let trailer = bytes.len() - 48;
        let rows = number(trailer);
        for row in 0..rows {
            let at = trailer - (rows - row) * 81;
            let key = bytes[at + 1..at + 33].try_into().unwrap();
            let (offset, length) = (number(at + 65), number(at + 73));
            entries.push((bytes[at], key, bytes[offset..offset + length].to_vec()));
        }
        std::fs::remove_file(pack).unwrap();
    }
    entries.iter_mut().for_each(change);
    entries.sort();
    let mut pack = b"feedcard pack 1\n".to_vec();
    let mut table = Vec::new();
    for (kind, key, value) in &entries {
        let sum = *blake3::hash(value).as_bytes();
        let length = (value.len() as u64).to_le_bytes();
        pack.extend([&[*kind][..], key, &sum, &length].concat());
        table.extend(
            [
                &[*kind][..],
                key,
                &sum,
                &(pack.len() as u64).to_le_bytes(),
                &length,
            ]
            .concat(),
        );
        pack.extend(value);
    }
    let name = blake3::hash(&table);
    pack.extend(&table);
    pack.extend((entries.len() as u64).to_le_bytes());
    pack.extend(name.as_bytes());
    pack.extend(b"\nsealed\n");
    std::fs::write(cache.join("packs").join(name.to_hex().as_str()), pack).unwrap();
}

/// The facts of a card, changed by `change`; the objects stay unless it returns others.
fn poison_cards(
    cache: &Path,
    change: &dyn Fn(&mut serde_json::Value) -> Option<[u8; 32]>,
) -> usize {
    let changed = std::cell::Cell::new(0);
    poison(cache, &|(kind, _, value)| {
        if *kind != 0 || value.len() < 36 {
            return;
        }
        let Ok(mut record) = serde_json::from_slice::<serde_json::Value>(&value[36..]) else {
            return;
        };
        if record.get("facts").is_none() {
            return;
        }
        changed.set(changed.get() + 1);
        if let Some(object) = change(&mut record) {
            value[4..36].copy_from_slice(&object);
        }
        value.truncate(36);
        value.extend(serde_json::to_vec(&record).unwrap());
    });
    changed.get()
}

/// Keeps `bytes` as an object, under their true hash.
fn object(cache: &Path, bytes: &[u8]) -> [u8; 32] {
    let hash = blake3::hash(bytes);
    let name = hash.to_hex();
    put(
        cache,
        &format!("objects/{}/{}", &name[..2], &name[2..]),
        bytes,
    );
    *hash.as_bytes()
}

/// An attack on the facts of a card; another object in its place.
type Change = Box<dyn Fn(&mut serde_json::Value, &Path) -> Option<[u8; 32]>>;

#[test]
fn what_the_cache_says_of_a_card_is_held_to_what_a_card_can_be() {
    let html = b"<!doctype html><script>document.title='theirs'</script>";
    let mut small = std::io::Cursor::new(Vec::new());
    let picture = image::DynamicImage::new_rgb8(40, 21);
    picture
        .write_to(&mut small, image::ImageFormat::Jpeg)
        .unwrap();
    let (small, png) = (small.into_inner(), png(1200, 630, |_, _| [0; 3]));
    let set = |key: &'static str, value: serde_json::Value| -> Change {
        Box::new(move |record, _| {
            record["facts"][key] = value.clone();
            None
        })
    };
    let other = |bytes: Vec<u8>| -> Change {
        Box::new(move |record, cache| {
            record["facts"]["bytes"] = bytes.len().into();
            Some(object(cache, &bytes))
        })
    };
    let attacks: Vec<(&str, Change)> = vec![
        ("a page for a card", other(html.to_vec())),
        ("a small picture", other(small)),
        ("a PNG named .jpg", other(png)),
        ("an empty file", other(Vec::new())),
        (
            "a type with a header",
            set("type", "text/html\r\nX-Evil: 1".into()),
        ),
        ("another width", set("width", 9_999_999.into())),
        ("another length", set("bytes", u64::MAX.into())),
        (
            "a colour with a style",
            set("ink", "red;background:url(//evil)".into()),
        ),
        ("a field with a tag", set("field", "\"><script>".into())),
        ("a layout with a path", set("layout", "../../x".into())),
        (
            "words with control characters",
            set("alt", "a\r\nX-Evil: 1".into()),
        ),
        ("a sum with a path", set("blake3", "../../../../etc".into())),
        ("facts of another shape", set("lines", 7.into())),
    ];
    let blog = blog(POSTS);
    assert!(run(blog.path(), &["build"], &[]).status.success());
    let (out, cache) = (blog.path().join("out"), blog.path().join(".feedcard"));
    let wanted = bytes(&out);
    for (attack, change) in attacks {
        let poisoned = poison_cards(&cache, &|record| change(record, &cache));
        assert_eq!(poisoned, POSTS.len(), "{attack}");
        std::fs::remove_dir_all(&out).unwrap();
        let done = run(blog.path(), &["build"], &[]);
        assert!(done.status.success(), "{attack}: {done:?}");
        assert_eq!(bytes(&out), wanted, "{attack}");
        std::fs::remove_dir_all(&cache).unwrap();
        assert!(run(blog.path(), &["build"], &[]).status.success());
    }
}

#[test]
fn a_cache_whose_every_value_is_rubbish_costs_time_and_nothing_else() {
    let blog = blog(POSTS);
    assert!(run(blog.path(), &["build"], &[]).status.success());
    let (out, cache) = (blog.path().join("out"), blog.path().join(".feedcard"));
    let wanted = bytes(&out);
    let rubbish: [&dyn Fn(&mut Entry); 4] = [
        &|(kind, _, value)| {
            if *kind == 0 {
                value.clear()
            }
        },
        &|(kind, _, value)| {
            if *kind == 0 {
                *value = vec![0xFF; 300]
            }
        },
        &|(kind, _, value)| {
            if *kind == 0 && value.len() > 4 {
                value[0] = 200
            }
        },
        &|(kind, _, value)| {
            if *kind == 1 {
                *value = b"\xFF\xFE not utf-8".to_vec()
            }
        },
    ];
    for (turn, change) in rubbish.into_iter().enumerate() {
        poison(&cache, change);
        std::fs::remove_dir_all(&out).unwrap();
        let done = run(blog.path(), &["build"], &[]);
        assert!(done.status.success(), "turn {turn}: {done:?}");
        assert_eq!(bytes(&out), wanted, "turn {turn}");
    }
}

#[test]
fn a_reader_that_went_away_changes_no_exit_code() {
    let blog = blog(&[("a.md", "---\ntitle: x\ndate: nope\n---\n")]);
    for format in ["human", "json", "github", "sarif"] {
        let program = env!("CARGO_BIN_EXE_feedcard");
        for command in [
            format!("'{program}' check --format {format} 2>&1 | true; exit ${{PIPESTATUS[0]}}"),
            format!("'{program}' check --format {format} 2>/dev/full >/dev/null"),
        ] {
            let done = Command::new("bash")
                .args(["-c", &command])
                .current_dir(blog.path())
                .status()
                .unwrap();
            assert_eq!(done.code(), Some(1), "{command}");
        }
    }
}

#[test]
fn many_jobs_and_no_temporary_folder_are_no_reason_to_fail() {
    let blog = blog(POSTS);
    let done = run(
        blog.path(),
        &["build", "--no-cache", "--jobs", "100000"],
        &[("TMPDIR", "/no/such/folder")],
    );
    assert!(done.status.success(), "{done:?}");
    assert!(said(&done).contains("--jobs 100000"), "{}", said(&done));
    let done = run(blog.path(), &["check"], &[("TMPDIR", "/no/such/folder")]);
    assert!(done.status.success(), "{done:?}");
}

#[test]
fn pages_change_all_or_none_and_nothing_of_ours_stays_in_the_site() {
    let blog = blog(POSTS);
    assert!(run(blog.path(), &["build"], &[]).status.success());
    let site = blog.path().join("_site");
    let page = |name: &str| {
        format!("<!doctype html><html><head><title>{name}</title></head><body>x</body></html>")
    };
    for name in ["a", "b"] {
        put(&site, &format!("{name}/index.html"), page(name).as_bytes());
    }
    // A run of an earlier version was killed.
    put(&site, "a/.feedcard-tmp-x1", b"half a page");
    // A cache folder that is a link is not where pages wait.
    std::fs::remove_dir_all(blog.path().join(".feedcard")).unwrap();
    let outside = tempfile::tempdir().unwrap();
    put(outside.path(), "stage/precious", PRECIOUS);
    symlink(outside.path(), blog.path().join(".feedcard")).unwrap();
    put(blog.path(), ".git/config", b"[core]\n");
    let done = run(blog.path(), &["inject", "_site"], &[]);
    assert_eq!(done.status.code(), Some(2), "{done:?}");
    assert_eq!(
        std::fs::read(outside.path().join("stage/precious")).unwrap(),
        PRECIOUS
    );
    std::fs::remove_file(blog.path().join(".feedcard")).unwrap();
    let done = run(blog.path(), &["inject", "_site"], &[]);
    assert!(done.status.success(), "{done:?}");
    let names: Vec<PathBuf> = files(&site).into_keys().collect();
    assert_eq!(
        names,
        [PathBuf::from("a/index.html"), PathBuf::from("b/index.html")]
    );
    for name in ["a", "b"] {
        let html = std::fs::read_to_string(site.join(name).join("index.html")).unwrap();
        assert!(html.contains("og:image"), "{html}");
    }
    assert!(
        !blog.path().join(".feedcard").exists(),
        "nothing was cached"
    );
}
