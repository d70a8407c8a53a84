//! Pictures of a post's authors, for cards that show them.
//!
//! One that cannot be used is a warning where it is written, once for all posts, and the card shows the initial.

use std::path::PathBuf;

use crate::disk::open_plain;
use crate::post::{Author, Portrait};
use crate::problem::{Place, Problem};
use crate::read::picture::{Folders, Lookup};
use crate::read::walk;

/// People that a card shows at most.
const MOST: usize = 10;

/// Picture files of the first of `authors`, each of at most `limit` bytes.
pub fn portraits(
    authors: &[Author],
    from: &walk::SourceFile,
    folders: &Folders,
    limit: u64,
    problems: &mut Vec<Problem>,
) -> Vec<Option<PathBuf>> {
    let mut file = |author: &Author| {
        let picture = author.picture.as_ref()?;
        match look_up(picture, from, folders, limit) {
            Ok(file) => Some(file),
            Err(why) => {
                problems.push(warning(author, picture, &why));
                None
            }
        }
    };
    let mut files: Vec<Option<PathBuf>> = authors.iter().take(MOST).map(&mut file).collect();
    files.truncate(
        files
            .iter()
            .rposition(Option::is_some)
            .map_or(0, |last| last + 1),
    );
    files
}

/// Warning that the picture of a person is not shown.
pub fn warning(author: &Author, picture: &Portrait, why: &str) -> Problem {
    let written = &picture.written;
    let message = format!(
        "`{written}`, the picture of {}, {why}; cards show the initial",
        author.name
    );
    let problem = Problem::warning("author-picture", message).help(
        "copy a PNG, JPEG, WebP or SVG into the blog and name it: `avatar: /images/hana.png`",
    );
    match &picture.place {
        Some(spot) => problem.at(spot),
        None => problem.at(Place::file("feedcard.yaml")),
    }
}

fn look_up(
    picture: &Portrait,
    from: &walk::SourceFile,
    folders: &Folders,
    limit: u64,
) -> Result<PathBuf, String> {
    let written = picture.written.as_str();
    let file = match folders.portrait(written, from) {
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
