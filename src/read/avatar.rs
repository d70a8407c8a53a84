//! Pictures of a post's authors, for cards that show them.
//!
//! One that cannot be used is a warning where it is written, once for all posts, if a card shows the initial in its place.

use std::path::PathBuf;

use crate::disk::open_plain;
use crate::post::{Author, Avatar, AvatarFile};
use crate::problem::{Problem, Spot};
use crate::read::picture::{Folders, Lookup};
use crate::read::walk;

/// People that a card shows at most.
const MOST: usize = 10;

/// Pictures of the first of `authors`, each a file of at most `limit` bytes.
pub fn avatars(
    authors: &[Author],
    from: &walk::SourceFile,
    folders: &Folders,
    limit: u64,
) -> Vec<AvatarFile> {
    let file = |author: &Author| match &author.avatar {
        None => AvatarFile::None,
        Some(avatar) => match look_up(&avatar.written, from, folders, limit) {
            Ok(file) => AvatarFile::File(file),
            Err(why) => AvatarFile::Missing(why),
        },
    };
    let mut files: Vec<AvatarFile> = authors.iter().take(MOST).map(file).collect();
    let last = files.iter().rposition(|file| *file != AvatarFile::None);
    files.truncate(last.map_or(0, |last| last + 1));
    files
}

/// Warning that the picture of a person is not shown; `post` is blamed where no better place is known.
pub fn warning(author: &Author, avatar: &Avatar, why: &str, post: &Spot) -> Problem {
    let written = &avatar.written;
    let message = format!(
        "`{written}`, the picture of {}, {why}; cards show the initial",
        author.name
    );
    let problem = Problem::warning("author-picture", message).help(
        "copy a PNG, JPEG, WebP or SVG into the blog and name it: `avatar: /images/hana.png`",
    );
    problem.at(avatar.place.as_ref().unwrap_or(post))
}

fn look_up(
    written: &str,
    from: &walk::SourceFile,
    folders: &Folders,
    limit: u64,
) -> Result<PathBuf, String> {
    let file = match folders.avatar(written, from) {
        Lookup::FieldValue(file) => file,
        Lookup::Outside => return Err("lies outside of the blog".to_owned()),
        Lookup::Missing if written.contains("://") || written.starts_with("//") => {
            return Err("is on another site, and nothing is fetched".to_owned());
        }
        Lookup::Missing => return Err("is no file of this blog".to_owned()),
    };
    let meta = file.metadata();
    let plain = meta.and_then(|meta| open_plain(&file, &meta, limit));
    plain.map_err(|error| format!("cannot be read: {error}"))?;
    Ok(file)
}
