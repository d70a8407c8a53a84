//! Folder -> (posts, problems): discovery, front matter, fields, dates.
//!
//! In: the configuration, the content folders, the instant that holds back future posts. Out: posts in which everything
//! is decided, newest first, and every problem at its place. It writes nothing and never reads the clock.

mod address;
mod authors;
mod avatar;
mod dates;
mod facts;
mod forbidden;
mod front;
mod front_matter;
mod git;
mod held_back;
mod matter;
mod media;
mod name;
mod permalink;
mod person;
mod picture;
mod post;
mod relations;
mod repair;
mod tags;
mod title;
mod walk;
mod words;

pub use avatar::warning as no_avatar;
pub use permalink::permalink;
pub use title::one_line;
pub(crate) use title::plain as plain_title;

use std::io::ErrorKind;
use std::sync::Arc;

use indexmap::IndexMap;
use rayon::prelude::*;

use crate::config::{Config, Updated};
use crate::date::Date;
use crate::disk::read_bounded;
use crate::guard::catch_panic;
use crate::links::{PostIndex, Target};
use crate::post::Post;
use crate::problem::rules::Cause;
use crate::problem::{Place, Problem};

/// Result of a walk over the content folders.
#[derive(Debug, Default)]
pub struct Reading {
    /// Published posts, newest instant first, ties by permalink.
    pub posts: Vec<Post>,
    /// Everything that is wrong or was repaired, sorted as [`Problem`] sorts.
    pub problems: Vec<Problem>,
}

/// Reads and judges every post below the content folders of `config`; posts dated after `now` are held back.
///
/// ```
/// use feedcard::{config::Config, date::Date, read};
///
/// # fn main() -> std::io::Result<()> {
/// let blog = tempfile::tempdir()?;
/// std::fs::create_dir(blog.path().join("content"))?;
/// std::fs::write(blog.path().join("content/2024-11-04-a.md"), "---\ntitle: 첫 글\n---\n안녕\n")?;
/// std::fs::write(blog.path().join("content/b.md"), "---\ntitle: 둘째 글\ndate: 2024-02-30\n---\n안녕\n")?;
///
/// let config = Config::new(blog.path(), "밀물", "https://blog.milmul.example");
/// let now = Date::from_rfc3339("2025-01-01T00:00:00Z").expect("a date");
/// let reading = read::read(&config, now);
/// assert_eq!(reading.posts[0].url, "https://blog.milmul.example/2024-11-04-a");
/// assert_eq!(reading.problems[0].rule, "date-impossible");
/// # Ok(())
/// # }
/// ```
pub fn read(config: &Config, now: Date) -> Reading {
    let mut problems = Vec::new();
    let files = walk::files(config, &mut problems);
    let people = authors::People::load(config, &mut problems);
    let folders = picture::Folders::new(config);
    let history = match config.updated {
        Updated::Git => git::History::read(config),
        Updated::Written => Ok(git::History::default()),
    };
    let history = history.map_err(|problem| problems.push(problem)).ok();
    let reader = post::PostReader {
        config,
        now,
        people: &people,
        folders: &folders,
        history: history.as_ref(),
    };
    let judged: Vec<post::Judged> = files
        .par_iter()
        .with_max_len(32)
        .map(|file| catch_panic(|| reader.judge(file)).unwrap_or_else(|words| broken(file, &words)))
        .collect();
    let mut posts = Vec::new();
    for one in judged {
        problems.extend(one.problems);
        posts.extend(one.post);
    }
    // A pattern that is not the site's may give one address to two posts; with a built site their pages decide.
    let mut posts = match config.site.folder {
        Some(_) => posts,
        None => without_twins(posts, &mut problems),
    };
    sort(&mut posts);
    let missing = problems
        .iter()
        .any(|problem| problem.cause() == Cause::Setup);
    link_posts(&mut posts);
    if posts.is_empty() && !missing && !problems.iter().any(Problem::is_error) {
        problems.push(
            Problem::error("no-posts", format!("no post was found in {}", names(&config.content)))
                .help("name the folder of your posts under `content:` in feedcard.yaml; `feedcard check -v` lists every file that was left out"),
        );
    }
    problems.sort();
    Reading { posts, problems }
}

/// Newest instant first, ties by permalink.
pub fn sort(posts: &mut [Post]) {
    posts.sort_by(|a, b| {
        b.published
            .cmp(&a.published)
            .then_with(|| a.permalink.cmp(&b.permalink))
    });
}

/// The problem of a file that made reading panic.
fn broken(file: &walk::SourceFile, words: &str) -> post::Judged {
    post::Judged {
        post: None,
        problems: vec![post_panic(&file.source, words)],
    }
}

fn post_panic(source: &str, words: &str) -> Problem {
    Problem::error("post-panic", format!("reading the post failed: {words}"))
        .at(Place::file(source))
        .help("this is a fault of feedcard: please report it with the post; `ignore:` avoids it")
}

/// The Markdown of a post as UTF-8 with LF line ends, without its front matter.
///
/// # Errors
/// The file vanished, cannot be read, or changed since it was read first.
pub fn body(post: &Post) -> Result<String, Problem> {
    let place = || Place::file(&post.source);
    let changed = || {
        let message = "the file changed while it was being published";
        Problem::error("post-changed", message)
            .at(place())
            .help("run feedcard again")
    };
    // A file that is longer than it was has changed, however long it is now.
    let bytes = read_bounded(&post.body.file, post.body.bytes).map_err(|error| {
        if error.kind() == ErrorKind::FileTooLarge {
            return changed();
        }
        Problem::error("post-unreadable", format!("cannot read the post: {error}")).at(place())
    })?;
    if *blake3::hash(&bytes).as_bytes() != post.body.hash {
        return Err(changed());
    }
    let text = matter::decode(&bytes)
        .map_err(|why| Problem::error("post-encoding", why.why).at(place()))?;
    Ok(matter::body(&text, post.body.first_line).to_owned())
}

/// The first paragraph of a post's Markdown: its description where nothing better is known. Beside a site, [`read`] leaves it to
/// whoever knows the page.
///
/// # Errors
/// As [`body()`]; a fault of ours.
pub fn first_paragraph(post: &Post) -> Result<String, Problem> {
    let markdown = body(post)?;
    let first = catch_panic(|| crate::body::excerpt(&markdown, post.body.mdx, &post.title));
    first.map_err(|words| post_panic(&post.source, &words))
}

/// Gives every post that may link to others the index of all addresses; again whenever an address changed.
pub fn link_posts(posts: &mut [Post]) {
    if posts.iter().all(|post| post.body.linked.is_none()) {
        return;
    }
    let index = Arc::new(PostIndex::new(posts.iter().map(|post| Target {
        source: post.source.clone(),
        url: post.url.clone(),
        title: post.title.clone(),
    })));
    for post in posts.iter_mut().filter(|post| post.body.linked.is_some()) {
        post.body.linked = Some(Arc::clone(&index));
    }
}

/// Two posts with one address or id are an error that names both; the first by path stays.
pub fn without_twins(mut posts: Vec<Post>, problems: &mut Vec<Problem>) -> Vec<Post> {
    posts.sort_by(|a, b| a.source.as_bytes().cmp(b.source.as_bytes()));
    let addresses: Vec<String> = posts.par_iter().map(folder_key).collect();
    let mut by_address: IndexMap<&str, usize> = IndexMap::with_capacity(posts.len());
    let mut by_id: IndexMap<&str, usize> = IndexMap::with_capacity(posts.len());
    let mut stays = Vec::with_capacity(posts.len());
    for (at, (post, address)) in posts.iter().zip(&addresses).enumerate() {
        let twins = [
            (
                "address",
                &post.permalink.encoded,
                by_address.get(address.as_str()),
            ),
            ("id", &post.id, by_id.get(post.id.as_str())),
        ];
        let twin = twins
            .into_iter()
            .find_map(|(what, value, first)| Some((what, value, *first?)));
        stays.push(twin.is_none());
        let Some((what, value, first)) = twin else {
            by_address.insert(address, at);
            by_id.insert(&post.id, at);
            continue;
        };
        let (source, first) = (&post.source, &posts[first].source);
        let message = format!("`{source}` and `{first}` have the same {what} `{value}`");
        problems.push(
            Problem::error("post-twice", message)
                .at(&post.title_place)
                .help("give one of them another `permalink:`"),
        );
    }
    let mut stays = stays.into_iter();
    posts.retain(|_| stays.next() == Some(true));
    posts
}

/// Key that two posts must not share: `/A` and `/a` are one folder on the disks of macOS and Windows, `/a.` and `/a` on those
/// of Windows.
fn folder_key(post: &Post) -> String {
    let folder = post.permalink.folder.to_lowercase();
    let segments = folder
        .split('/')
        .map(|one| one.trim_end_matches(['.', ' ']));
    segments.collect::<Vec<_>>().join("/")
}

fn names(folders: &[String]) -> String {
    let quoted: Vec<String> = folders.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
