//! The posts that lie in a folder, as far as an address pattern depends on them: their paths and their front matter.

use crate::date::Date;
use crate::disk::read_start;
use crate::start::detected::Detected;
use crate::start::folder::Folder;
use crate::start::value::{self, Value};

/// Bytes of a post that are read: its front matter comes first.
const HEAD_BYTES: u64 = 64 << 10;

/// The posts below one folder.
pub struct Posts {
    /// The folder, relative to the blog's.
    pub content: String,
    /// Sorted by path.
    pub list: Vec<Post>,
}

/// One file with a title.
pub struct Post {
    /// Relative to the content folder.
    pub inside: String,
    /// Its front matter.
    pub head: Value,
}

impl Posts {
    /// The posts below `content`.
    pub fn read(folder: &Folder, content: &str) -> Posts {
        let files = folder.files_below(content, &["md", "markdown", "mdx"]);
        let list = files.into_iter().filter_map(|inside| {
            let head = head(folder, &format!("{content}/{inside}"))?;
            value::get(&head, "title")?;
            Some(Post { inside, head })
        });
        Posts {
            content: content.to_owned(),
            list: list
                .filter(|post| !post.name().starts_with("_index"))
                .collect(),
        }
    }

    /// The first of `contents` that holds a dated post, or else any post.
    pub fn first(folder: &Folder, contents: &[&str]) -> Option<Posts> {
        let there = contents.iter().filter(|name| folder.has_folder(name));
        let mut all: Vec<Posts> = there.map(|name| Posts::read(folder, name)).collect();
        let dated = all
            .iter()
            .position(|posts| posts.list.iter().any(Post::is_dated));
        let any = dated.or_else(|| all.iter().position(|posts| !posts.list.is_empty()))?;
        Some(all.swap_remove(any))
    }

    /// True if a post lies deeper than in the folder itself or in its own.
    pub fn nested(&self) -> bool {
        self.list
            .iter()
            .any(|post| post.address_path().contains('/'))
    }

    /// The token for a post's place below the folder; where posts lie in folders, those with a `slug` of their own are
    /// told of.
    pub fn tail(&self, who: &str, found: &mut Detected) -> &'static str {
        if !self.nested() {
            return "{stem}";
        }
        let own: Vec<&Post> = self.list.iter().filter(|post| post.has("slug")).collect();
        let does = "puts the post's own `slug` into its folder,";
        tell(found, &own, &self.content, who, does);
        "{path}"
    }

    /// Posts whose day in `zone`, as feedcard reads it, differs from the day that `theirs` gives.
    pub fn on_another_day(
        &self,
        zone: chrono_tz::Tz,
        theirs: impl Fn(&str) -> Option<String>,
    ) -> Vec<&Post> {
        let moved = |post: &&Post| {
            let written = value::text(&post.head, "date").filter(|date| date.contains(':'));
            let ours = written
                .as_deref()
                .and_then(|date| Date::parse(date, zone).ok());
            let (Some(written), Some(ours)) = (written, ours) else {
                return false;
            };
            let another = |day: String| !ours.date.rfc3339().starts_with(&day);
            !post.has("permalink") && theirs(&written).is_some_and(another)
        };
        self.list.iter().filter(moved).collect()
    }

    /// Warns about posts whose file name changes in the address by the rule `spelled`.
    pub fn check_names(&self, who: &str, spelled: fn(&str) -> String, found: &mut Detected) {
        let changed = |post: &&Post| {
            let path = post.address_path();
            let own = ["slug", "permalink", "url", "path"]
                .iter()
                .any(|key| post.has(key));
            !own && spelled(&path) != path
        };
        let changed: Vec<&Post> = self.list.iter().filter(changed).collect();
        if let Some(first) = changed.first() {
            let path = first.address_path();
            let message = format!(
                "{who} publishes `{}/{}` as `{}`, and feedcard takes file names as they are{}",
                self.content,
                first.inside,
                spelled(&path),
                others(changed.len())
            );
            found.doubt("init-permalink", &message, REMEDY);
        }
    }
}

/// One warning for all `posts` whose address feedcard cannot compute.
pub fn tell(found: &mut Detected, posts: &[&Post], content: &str, who: &str, does: &str) {
    if let Some(first) = posts.first() {
        let message = format!(
            "{who} {does}, which feedcard cannot say: `{content}/{}`{}",
            first.inside,
            others(posts.len())
        );
        found.doubt("init-permalink", &message, REMEDY);
    }
}

/// Advice about addresses that feedcard cannot find out by reading.
pub const REMEDY: &str = "build the site and run `feedcard init --force --site DIR`, which reads the addresses from its pages; or write `permalink: /…` into such a post";

/// The day of an instant in a zone: `2024-01-31`.
pub fn day_in(date: Date, zone: chrono_tz::Tz) -> String {
    let instant = chrono::DateTime::parse_from_rfc3339(&date.rfc3339());
    instant.map_or_else(
        |_| String::new(),
        |instant| instant.with_timezone(&zone).format("%Y-%m-%d").to_string(),
    )
}

fn others(count: usize) -> String {
    match count {
        0 | 1 => String::new(),
        more => format!(" and {} more", more - 1),
    }
}

impl Post {
    /// True if its front matter has `key`, and something under it.
    pub fn has(&self, key: &str) -> bool {
        value::get(&self.head, key).is_some_and(|value| *value != Value::Null)
    }

    /// True if the front matter or the file name has a date.
    pub fn is_dated(&self) -> bool {
        [
            "date",
            "pubDate",
            "pubDatetime",
            "publishDate",
            "publishedAt",
            "published",
        ]
        .iter()
        .any(|key| self.has(key))
            || self.stem_date().is_some()
    }

    /// The file name without its ending.
    fn name(&self) -> &str {
        let file = self.inside.rsplit('/').next().unwrap_or_default();
        file.rsplit_once('.').map_or(file, |(name, _)| name)
    }

    /// The path without ending, language and `index`.
    pub fn address_path(&self) -> String {
        let name = self.name();
        let language = |word: &str| {
            (2..=3).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase())
        };
        let name = name
            .rsplit_once('.')
            .filter(|(_, word)| language(word))
            .map_or(name, |(name, _)| name);
        let parent = self.inside.rsplit_once('/').map(|(parent, _)| parent);
        match parent {
            Some(parent) if name == "index" => parent.to_owned(),
            Some(parent) => format!("{parent}/{name}"),
            None => name.to_owned(),
        }
    }

    /// `2024-01-02` and what follows, where the name or its folder's begins with a date.
    pub fn stem_date(&self) -> Option<(String, String)> {
        let path = self.address_path();
        let stem = path.rsplit('/').next().unwrap_or_default();
        let shape = |(at, byte): (usize, u8)| {
            if matches!(at, 4 | 7) {
                byte == b'-'
            } else {
                byte.is_ascii_digit()
            }
        };
        let dated = stem.len() > 11 && stem.bytes().take(10).enumerate().all(shape);
        (dated && stem.is_char_boundary(11)).then(|| (stem[..10].to_owned(), stem[11..].to_owned()))
    }
}

/// The front matter of a file; `None` where it has none that can be read.
fn head(folder: &Folder, name: &str) -> Option<Value> {
    let bytes = read_start(&folder.path(name), HEAD_BYTES).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let mut lines = text.trim_start_matches('\u{FEFF}').lines();
    let fence = lines.next()?.trim_end().to_owned();
    let kind = match fence.as_str() {
        "---" => "yaml",
        "+++" => "toml",
        _ => return None,
    };
    let matter: Vec<&str> = lines
        .take_while(|line| line.trim_end() != fence && *line != "...")
        .collect();
    value::read(&(matter.join("\n") + "\n"), kind).ok()
}
