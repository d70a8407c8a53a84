//! Posts -> the HTML of their bodies, rendered once: from the cache, else from the file.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::body::{self, Context};
use crate::guard::guarded;
use crate::output::pack::Pack;
use crate::output::{Hash, trouble};
use crate::post::Post;
use crate::problem::Problem;
use crate::read;

/// Rendered bodies, and what had to be said about them.
pub struct Bodies<'a> {
    pack: &'a Pack,
    path: PathBuf,
    site_url: &'a str,
    /// By source. Bodies that draw a problem are kept for this run only, so that every run says it again.
    noisy: Mutex<BTreeMap<String, Vec<Problem>>>,
}

impl<'a> Bodies<'a> {
    /// Bodies of the site at `site_url`, kept in `pack` at `path`.
    pub fn new(pack: &'a Pack, path: PathBuf, site_url: &'a str) -> Bodies<'a> {
        Bodies {
            pack,
            path,
            site_url,
            noisy: Mutex::default(),
        }
    }

    /// The HTML of `post`.
    ///
    /// # Errors
    /// Its file vanished or changed during the run, or rendering it failed.
    pub fn html(&self, post: &Post) -> Result<String, Problem> {
        let key = self.key(post);
        let kept = if self.noisy().contains_key(&post.source) {
            self.pack.get(&passing(&key))
        } else {
            self.pack.get(&key)
        };
        if let Some(bytes) = kept
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
        };
        let rendered = guarded(|| body::render(&markdown, &context));
        let rendered = rendered.map_err(|words| {
            Problem::error("body-panic", format!("rendering the body failed: {words}"))
                .at(&post.title_place)
                .help("this is a fault of feedcard: please report it with the post")
        })?;
        let key = if rendered.problems.is_empty() {
            key
        } else {
            self.noisy().insert(post.source.clone(), rendered.problems);
            passing(&key)
        };
        self.pack
            .put(&key, rendered.html.as_bytes())
            .map_err(|error| trouble("write", &self.path, &error))?;
        Ok(rendered.html)
    }

    /// Sources whose bodies drew a problem, with their problems.
    pub fn noise(self) -> BTreeMap<String, Vec<Problem>> {
        self.noisy
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn noisy(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Vec<Problem>>> {
        self.noisy.lock().unwrap_or_else(PoisonError::into_inner)
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
        *hasher.finalize().as_bytes()
    }
}

/// Another key for the same body: no later run looks for it before it has rendered the body itself.
fn passing(key: &Hash) -> Hash {
    *blake3::hash(key).as_bytes()
}
