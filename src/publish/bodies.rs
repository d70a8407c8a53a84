//! Posts -> the HTML of their bodies, rendered once: from the cache, else from the file.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::body::{self, Context};
use crate::feed;
use crate::guard::{catch_panic, lock};
use crate::output::pack::Pack;
use crate::output::{Hash, io_problem};
use crate::post::Post;
use crate::problem::Problem;
use crate::publish::Purpose;
use crate::publish::context::PublishContext;
use crate::read;

/// Rendered bodies, and what had to be said about them.
pub struct Bodies<'a> {
    site_url: &'a str,
    cache: BodyCache,
    /// What this run rendered and does not keep.
    passing: OnceLock<Result<Pack, Problem>>,
    /// Bytes in a feed of bodies that an earlier run rendered, by key.
    known: BTreeMap<Hash, usize>,
    /// The same for the bodies of this run.
    bytes: Mutex<BTreeMap<Hash, usize>>,
    /// By source. Bodies that draw a problem are cache for this run only, so that every run says it again.
    warnings: Mutex<BTreeMap<String, BodyWarnings>>,
}

/// The cache's file of bodies, opened when the first one is asked for.
struct BodyCache {
    path: PathBuf,
    mode: Mode,
    pack: OnceLock<Result<Pack, Problem>>,
}

/// What a run may do with the cache.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// `--no-cache`.
    None,
    Read,
    Write,
}

struct BodyWarnings {
    key: Hash,
    problems: Vec<Problem>,
}

/// What is left of the bodies of one run.
pub struct Rendered {
    /// Bytes in a feed, by key, of those that drew no problem.
    pub bytes: BTreeMap<Hash, usize>,
    /// By source.
    pub problems: Vec<Problem>,
}

impl<'a> Bodies<'a> {
    /// Bodies as the run of `context` may have them; `known` are bytes that an earlier run told.
    pub fn new(context: &PublishContext<'a>, known: BTreeMap<Hash, usize>) -> Bodies<'a> {
        let mode = match context.options.purpose {
            _ if !context.options.cache => Mode::None,
            Purpose::Write => Mode::Write,
            Purpose::Compare | Purpose::Judge | Purpose::Shard(_) => Mode::Read,
        };
        Bodies {
            site_url: &context.config.site.url,
            cache: BodyCache {
                path: context
                    .config
                    .root
                    .join(&context.config.cache)
                    .join("bodies"),
                mode,
                pack: OnceLock::new(),
            },
            passing: OnceLock::new(),
            known,
            bytes: Mutex::default(),
            warnings: Mutex::default(),
        }
    }

    /// The HTML of `post`.
    ///
    /// # Errors
    /// Its file vanished or changed during the run, or rendering it failed.
    pub fn html(&self, post: &Post) -> Result<String, Problem> {
        let key = self.key(post);
        let found = match self.cache()?.and_then(|pack| pack.get(&key)) {
            Some(bytes) => Some(bytes),
            None => match self.passing.get() {
                Some(Ok(pack)) => pack.get(&key),
                Some(Err(_)) | None => None,
            },
        };
        if let Some(bytes) = found
            && let Ok(html) = simdutf8::basic::from_utf8(&bytes)
        {
            return Ok(html.to_owned());
        }
        let markdown = read::body(post)?;
        let context = Context {
            url: &post.url,
            site_url: self.site_url,
            source: &post.source,
            first_line: post.body.first_line,
            mdx: post.body.mdx,
            title: &post.title,
            lang: &post.lang,
            posts: None,
        };
        let rendered = catch_panic(|| body::render(&markdown, &context));
        let body::Rendered { html, problems, .. } = rendered.map_err(|words| {
            Problem::error("body-panic", format!("rendering the body failed: {words}"))
                .at(&post.title_place)
                .help("this is a fault of feedcard: please report it with the post")
        })?;
        let cache = self
            .cache()?
            .filter(|_| self.cache.mode == Mode::Write && problems.is_empty());
        let (pack, path) = match cache {
            Some(pack) => (pack, self.cache.path.clone()),
            None => (self.passing()?, std::env::temp_dir()),
        };
        pack.put(&key, html.as_bytes())
            .map_err(|error| io_problem("write", &path, &error))?;
        if !problems.is_empty() {
            let noise = BodyWarnings { key, problems };
            lock(&self.warnings).insert(post.source.clone(), noise);
        }
        lock(&self.bytes).insert(key, feed::body_bytes(&html));
        Ok(html)
    }

    /// What [`feed::body_bytes`] says of it.
    ///
    /// # Errors
    /// As [`Bodies::html`].
    pub fn bytes(&self, post: &Post) -> Result<usize, Problem> {
        let key = self.key(post);
        if let Some(&known) = self.known.get(&key) {
            lock(&self.bytes).insert(key, known);
            return Ok(known);
        }
        if let Some(&known) = lock(&self.bytes).get(&key) {
            return Ok(known);
        }
        let html = self.html(post)?;
        let bytes = feed::body_bytes(&html);
        lock(&self.bytes).insert(key, bytes);
        Ok(bytes)
    }

    /// Keeps for the next run what this one asked for.
    ///
    /// # Errors
    /// The cache cannot be written.
    pub fn close(self) -> Result<Rendered, Problem> {
        let mut bytes = into(self.bytes);
        let warnings = into(self.warnings);
        let BodyCache { path, mode, pack } = self.cache;
        if mode == Mode::Write
            && let Some(pack) = pack.into_inner()
        {
            let pack = pack?;
            bytes.keys().for_each(|key| pack.mark(key));
            pack.close(true)
                .map_err(|error| io_problem("write", &path, &error))?;
        }
        let mut problems = Vec::new();
        for noise in warnings.into_values() {
            bytes.remove(&noise.key);
            problems.extend(noise.problems);
        }
        Ok(Rendered { bytes, problems })
    }

    fn cache(&self) -> Result<Option<&Pack>, Problem> {
        let BodyCache { path, mode, pack } = &self.cache;
        let open = || match mode {
            Mode::Write => Pack::open(path).map_err(|error| io_problem("write", path, &error)),
            Mode::Read | Mode::None => Ok(Pack::peek(path)),
        };
        if *mode == Mode::None {
            return Ok(None);
        }
        pack.get_or_init(open)
            .as_ref()
            .map(Some)
            .map_err(Clone::clone)
    }

    fn passing(&self) -> Result<&Pack, Problem> {
        let open = || {
            Pack::passing().map_err(|error| io_problem("write to", &std::env::temp_dir(), &error))
        };
        self.passing
            .get_or_init(open)
            .as_ref()
            .map_err(Clone::clone)
    }

    /// Hash of everything that the HTML depends on; the file's hash stands for its text.
    fn key(&self, post: &Post) -> Hash {
        let mut hasher = blake3::Hasher::new();
        let mut field = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        field(body::VERSION.as_bytes());
        field(&post.body.hash);
        field(post.url.as_bytes());
        field(self.site_url.as_bytes());
        field(&post.body.first_line.to_le_bytes());
        field(&[u8::from(post.body.mdx)]);
        field(post.title.as_bytes());
        field(post.lang.as_bytes());
        *hasher.finalize().as_bytes()
    }
}

fn into<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}
