//! Folder -> (posts, problems): discovery, front matter, fields, dates.
use crate::{config::Config, date::Date, post::Post, problem::Problem};

/// What a walk over the content folders found.
#[derive(Debug, Default)]
pub struct Reading {
    /// Published posts, newest instant first, ties by permalink.
    pub posts: Vec<Post>,
    /// Everything that is wrong or was repaired, in the order of [`Problem`].
    pub problems: Vec<Problem>,
    /// Markdown files looked at.
    pub files: usize,
}

/// Reads and judges every post below the content folders of `config`; posts dated after `now` are held back.
pub fn read(_config: &Config, _now: Date) -> Reading {
    unimplemented!()
}

/// The Markdown of a post as UTF-8 with LF line ends, without its front matter.
///
/// # Errors
/// The file vanished, cannot be read, or changed since it was read first.
pub fn body(_post: &Post) -> Result<String, Problem> {
    unimplemented!()
}
