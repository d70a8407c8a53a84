//! `fields:`: the front matter keys of each fact, first found wins; `header.teaser` reaches into a mapping.
//!
//! The only list of the keys is the `default` of the rows `fields.*` in [`KEYS`]: a new alias is one word there.

use crate::config::keys::KEYS;

macro_rules! fields {
    ($($(#[doc = $doc:literal])+ $name:ident)*) => {
        /// Front matter keys by their meaning, in the order in which they are tried.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Fields {
            $($(#[doc = $doc])+ pub $name: Vec<String>,)*
        }

        impl Fields {
            /// The keys that `written` gives for a row of [`KEYS`], else its default.
            pub(super) fn read(mut written: impl FnMut(&'static str) -> Option<Vec<String>>) -> Fields {
                Fields {
                    $($name: {
                        let row = concat!("fields.", stringify!($name));
                        written(row).unwrap_or_else(|| default(row))
                    },)*
                }
            }

            /// Every list, to ask whether a key means anything.
            pub fn all(&self) -> impl Iterator<Item = &str> {
                [$(&self.$name),*].into_iter().flatten().map(String::as_str)
            }
        }
    };
}

fields! {
    /// The title.
    title
    /// Date of publication.
    date
    /// Date of the last change.
    updated
    /// Its address, taken literally.
    permalink
    /// The word for `{stem}` and `{slug}`.
    slug
    /// The description.
    description
    /// Tags.
    tags
    /// Categories: tags where none are given, and `{category}`.
    categories
    /// Categories of cards and feeds, where `categories` names none.
    section
    /// Authors.
    authors
    /// Below an author: the name.
    author_name
    /// Below an author: the key into `authors.yml`.
    author_key
    /// Below an author: the page.
    author_link
    /// Below an author: the mail address, which is printed nowhere.
    author_email
    /// Below an author: the account in the fediverse.
    author_fediverse
    /// Below an author: the picture.
    author_avatar
    /// The page of the only author, at the left edge.
    author_url
    /// The picture, or its twins.
    thumbnail
    /// Below the thumbnail: the colour twin.
    color
    /// Below the thumbnail: the gray twin.
    gray
    /// Below the thumbnail: the only picture.
    picture
    /// The series.
    series
    /// A recording: its file, or a mapping.
    media
    /// Below a recording: the file.
    media_file
    /// Below a recording: the media type.
    media_type
    /// Below a recording: the length in bytes.
    media_length
    /// Below a recording, or at the left edge: its duration.
    media_duration
    /// The external page that the post is about.
    external_url
    /// `true`: feeds carry the description alone.
    excerpt_only
    /// The language.
    lang
    /// The id in feeds.
    guid
    /// `true`: held back.
    draft
    /// `false`: held back.
    public
    /// A word such as `draft` or `private`: held back.
    status
    /// A date: held back until then.
    scheduled
    /// A date: held back from then on.
    expires
    /// `true` or a list of collections: held back.
    excluded
    /// `never`: held back.
    build
    /// Anything: the page is locked, so the post is held back.
    password
    /// `false`: kept out of the feeds; the card is drawn.
    feed
}

impl Default for Fields {
    fn default() -> Fields {
        Fields::read(|_| None)
    }
}

/// The words of `[a, b]`.
fn default(row: &str) -> Vec<String> {
    let key = KEYS.iter().find(|key| key.path == row);
    let list = key.map_or("", |key| key.default);
    list.trim_matches(['[', ']'])
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(String::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_its_row_and_every_row_its_list() {
        let mut rows = Vec::new();
        let fields = Fields::read(|row| {
            rows.push(row);
            None
        });
        let in_table = KEYS.iter().map(|key| key.path);
        let in_table: Vec<&str> = in_table
            .filter(|path| path.starts_with("fields."))
            .collect();
        assert_eq!(rows, in_table);
        assert_eq!(fields.title, ["title"]);
        assert!(fields.all().all(|key| !key.contains(['[', ']', ' '])));
        for (list, least) in [
            (&fields.date, 10),
            (&fields.updated, 10),
            (&fields.draft, 5),
        ] {
            assert!(list.len() >= least, "{list:?}");
        }
    }
}
