//! `audio:`, `video:`, `enclosure:` -> the recording that a feed entry carries.
//!
//! In: front matter, and the folders that files may lie in. Out: a [`Media`] with the file's true length, or a warning. A
//! recording on another site is not fetched, so its author has to write its length.

use crate::config::Fields;
use crate::config::tree::Node;
use crate::post::Media;
use crate::problem::Problem;
use crate::read::front_matter::{FieldValue, FrontMatter};
use crate::read::picture::Folders;
use crate::read::walk;

/// Media types by extension.
///
/// # Source
/// IANA media types; Apple's requirements for podcasts.
const TYPES: [(&str, &str); 12] = [
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/x-m4a"),
    ("aac", "audio/aac"),
    ("ogg", "audio/ogg"),
    ("oga", "audio/ogg"),
    ("opus", "audio/opus"),
    ("flac", "audio/flac"),
    ("wav", "audio/wav"),
    ("mp4", "video/mp4"),
    ("m4v", "video/x-m4v"),
    ("webm", "video/webm"),
    ("mov", "video/quicktime"),
];

/// The recording of a post. `url` is the post's own, `site` the site's.
pub fn media(
    front_matter: &FrontMatter,
    fields: &Fields,
    from: &walk::SourceFile,
    folders: &Folders,
    (url, site): (&str, &str),
    problems: &mut Vec<Problem>,
) -> Option<Media> {
    let found = front_matter.find(&fields.media)?;
    let written = named(front_matter, fields, &found)?;
    let mut refuse = |message: String, help: String| {
        let place = front_matter.place(&found.trail);
        problems.push(Problem::warning("media-file", message).at(place).help(help));
    };
    let path = written.split(['?', '#']).next().unwrap_or_default();
    let extension = path.rsplit_once('.').map(|(_, end)| end.to_lowercase());
    let own_type = text(front_matter, &found, &fields.media_type);
    let known = TYPES
        .iter()
        .find(|(end, _)| Some(*end) == extension.as_deref());
    let Some(media_type) = own_type.or_else(|| known.map(|(_, name)| (*name).to_owned())) else {
        refuse(
            format!("`{written}` is not a recording whose media type is known; left out"),
            format!("{}: {{url: {written}, type: audio/mpeg}}", found.key),
        );
        return None;
    };
    let remote = written.starts_with("http://") || written.starts_with("https://");
    let length =
        text(front_matter, &found, &fields.media_length).and_then(|text| text.parse().ok());
    let length = if remote {
        length
    } else {
        folders.length(&written, from)
    };
    let Some(bytes) = length else {
        if remote {
            let help = format!("{}: {{url: \"{written}\", length: 12345678}}", found.key);
            refuse(
                format!("`{written}` has no length in bytes; left out"),
                help,
            );
        } else {
            let help = format!(
                "put the file where `{written}` says, or delete `{}:`",
                found.key
            );
            refuse(format!("`{written}` does not exist; left out"), help);
        }
        return None;
    };
    Some(Media {
        url: absolute(&written, url, site)?,
        media_type,
        bytes,
        duration: text(front_matter, &found, &fields.media_duration)
            .or_else(|| {
                let found = front_matter.find(&fields.media_duration)?;
                front_matter.text(found.node, &found.trail)
            })
            .and_then(|text| seconds(text.trim())),
    })
}

/// The file as the author wrote it.
fn named(front_matter: &FrontMatter, fields: &Fields, found: &FieldValue) -> Option<String> {
    let written = match found.node {
        Node::Map(_) => text(front_matter, found, &fields.media_file)?,
        node => front_matter.text(node, &found.trail)?,
    };
    let written = written.trim().to_owned();
    (!written.is_empty()).then_some(written)
}

/// A scalar of the mapping `found` under the first of `keys`.
fn text(front_matter: &FrontMatter, found: &FieldValue, keys: &[String]) -> Option<String> {
    let inner = keys
        .iter()
        .find_map(|key| front_matter.get(&format!("{}.{key}", found.key)))?;
    front_matter.text(inner.node, &inner.trail)
}

fn absolute(written: &str, url: &str, site: &str) -> Option<String> {
    let base = match written.strip_prefix('/') {
        Some(_) => format!("{site}/"),
        None => format!("{}/", url.trim_end_matches('/')),
    };
    let written = written.trim_start_matches('/');
    let joined = url::Url::parse(&base).ok()?.join(written).ok()?;
    Some(joined.into())
}

/// `1:02:03`, `62:03` or `3723` as seconds.
fn seconds(text: &str) -> Option<u32> {
    let mut sum: u32 = 0;
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    for part in parts {
        let number: u32 = part.parse().ok()?;
        sum = sum.checked_mul(60)?.checked_add(number)?;
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_clocks_and_as_seconds() {
        assert_eq!(seconds("1:02:03"), Some(3723));
        assert_eq!(seconds("62:03"), Some(3723));
        assert_eq!(seconds("3723"), Some(3723));
        assert_eq!(seconds("an hour"), None);
        assert_eq!(seconds("99999999:0:0"), None);
    }

    #[test]
    fn a_rooted_file_starts_at_the_site_and_a_relative_one_at_the_post() {
        let at = |written| absolute(written, "https://a.example/b/x/", "https://a.example/b");
        assert_eq!(at("a 1.mp3").unwrap(), "https://a.example/b/x/a%201.mp3");
        assert_eq!(at("/m/a.mp3").unwrap(), "https://a.example/b/m/a.mp3");
        assert_eq!(
            at("https://cdn.example/a.mp3").unwrap(),
            "https://cdn.example/a.mp3"
        );
    }
}
