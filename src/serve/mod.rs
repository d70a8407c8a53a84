//! The blog as it is now -> a page to look at: written as one file, or served and kept up to date.
//!
//! In: the configuration. Out: `preview.html`, or a server on this machine alone. Cards and feeds are made as a build
//! makes them, with the same cache, but into a folder of their own inside of it: `out/` is never touched. Errors of the
//! content are part of the page, so every good post is shown beside them.

mod follow;
mod http;
mod look;
mod state;

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::date::Date;
use crate::disk::{read_bounded, write_atomic};
use crate::output::io_problem;
use crate::preview::{self, data_url};
use crate::problem::Problem;
use crate::publish::Report;
pub use follow::{News, Serving, serve};
use look::Look;

/// Bytes of pictures that one file embeds, those of the newest posts first: 64 MiB of text, which a browser still opens.
/// Posts beyond it are listed with all their facts, and the served page shows every card.
pub const EMBEDDED_BYTES: u64 = 48 << 20;

/// Options of a page.
pub struct Options<'a> {
    /// The blog's.
    pub config: &'a Config,
    /// Holds back posts dated later.
    pub now: Date,
    /// The sum line of a build.
    pub sum: fn(&Report, f64) -> String,
}

/// A page that was written.
pub struct Written {
    /// Its path.
    pub path: PathBuf,
    /// Report of the build.
    pub report: Report,
    /// The sum line.
    pub sum: String,
    /// Posts whose cards the file has no room for.
    pub without: usize,
}

/// Builds the blog and writes the page to `path`, or, without one, into the cache folder.
///
/// # Errors
/// The disk refuses. Faults of the content are in the report, and in the page.
pub fn write(options: &Options, path: Option<&Path>) -> Result<Written, Problem> {
    let look = Look::take(options, &[], &|_| {});
    let default = options.config.root.join(&options.config.cache);
    let path = path.map_or(default.join("preview.html"), Path::to_path_buf);
    let state = Embedded {
        look: &look,
        left: Cell::new(EMBEDDED_BYTES),
        without: Cell::new(0),
        io_problem: RefCell::new(None),
    };
    let data = preview::data(&look.preview(
        &|post| {
            let card = post.card.as_ref()?;
            state.embed(&card.path, &card.facts.media_type, card.facts.bytes)
        },
        &|_, cover| state.embed(&cover.path, &cover.media_type, cover.bytes),
        false,
    ));
    let without = state.without.get();
    if let Some(problem) = state.io_problem.into_inner() {
        return Err(problem);
    }
    let page = preview::page(&data, false);
    write_atomic(&path, page.as_bytes()).map_err(|error| io_problem("write", &path, &error))?;
    Ok(Written {
        path,
        sum: look.sum,
        report: look.report,
        without,
    })
}

/// Pictures inside of the page, as long as there is room.
struct Embedded<'a> {
    look: &'a Look,
    left: Cell<u64>,
    without: Cell<usize>,
    io_problem: RefCell<Option<Problem>>,
}

impl Embedded<'_> {
    fn embed(&self, path: &str, media_type: &str, bytes: u64) -> Option<String> {
        let Some(left) = self.left.get().checked_sub(bytes) else {
            // No smaller picture further down is embedded instead.
            self.left.set(0);
            self.without.set(self.without.get() + 1);
            return None;
        };
        self.left.set(left);
        let file = self.look.out.join(path);
        match read_bounded(&file, EMBEDDED_BYTES) {
            Ok(bytes) => Some(data_url(media_type, &bytes)),
            Err(error) => {
                *self.io_problem.borrow_mut() = Some(io_problem("read", &file, &error));
                None
            }
        }
    }
}
