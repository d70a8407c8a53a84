//! Everything that a document depends on -> one hash: the same fingerprint makes the same bytes.
//!
//! The configuration and the program belong to every fingerprint; the caller stores them beside it.

use crate::digest::Digest;
use crate::feed::{Entry, Feed, Format, Hash, PreparedEntry};
use crate::manifest;
use crate::post::{Body, Media, Post};

/// Hash of one post as a document shows it. No `..`: a new field must be considered here.
pub fn entry(entry: &Entry) -> Hash {
    let Post {
        source,
        title_place: _,
        title,
        description,
        lang,
        permalink,
        url,
        id,
        id_is_link,
        described: _,
        literal: _,
        published,
        updated,
        in_feeds: _,
        authors,
        tags,
        categories: _,
        media,
        external_url,
        shown: _,
        excerpt_only: _,
        picture: _,
        avatars: _,
        card: _,
        body,
    } = entry.post;
    let Body {
        file: _,
        bytes: _,
        first_line: _,
        hash,
        page,
        mdx: _,
        linked,
    } = body;
    let mut fields = Digest::default();
    fields.bytes(hash);
    fields.bytes(page.as_ref().map_or(&[][..], |page| page));
    fields.bytes(linked.as_ref().map_or(&[][..], |posts| posts.digest()));
    for text in [source, title, description, lang, url, id] {
        fields.bytes(text.as_bytes());
    }
    fields.bytes(permalink.encoded.as_bytes());
    fields.bytes(&[u8::from(*id_is_link)]);
    fields.bytes(published.rfc3339().as_bytes());
    let updated = updated.map_or(String::new(), |date| date.rfc3339());
    fields.bytes(updated.as_bytes());
    fields.bytes(&(authors.len() as u64).to_le_bytes());
    for author in authors {
        fields.bytes(author.name.as_bytes());
        fields.bytes(author.uri.as_deref().unwrap_or_default().as_bytes());
    }
    fields.bytes(&(tags.len() as u64).to_le_bytes());
    for tag in tags {
        fields.bytes(tag.as_bytes());
    }
    fields.bytes(external_url.as_deref().unwrap_or_default().as_bytes());
    if let Some(Media {
        url,
        media_type,
        bytes,
        duration,
    }) = media
    {
        fields.bytes(url.as_bytes());
        fields.bytes(media_type.as_bytes());
        fields.bytes(format!("{bytes} {duration:?}").as_bytes());
    }
    if let Some(manifest::Card { path, url, facts }) = entry.card {
        let numbers = format!("{} {} {}", facts.width, facts.height, facts.bytes);
        for text in [
            path,
            url,
            &facts.blake3,
            &facts.alt,
            &facts.media_type,
            &numbers,
        ] {
            fields.bytes(text.as_bytes());
        }
    }
    fields.hash()
}

/// Hash of one document, written in `format` from `prepared_entries`.
pub fn document(format: &Format, feed: &Feed, prepared_entries: &[PreparedEntry]) -> Hash {
    let Feed {
        config: _,
        title,
        lang,
        id,
        self_url,
        home_url,
        icon_url: _,
        logo_url: _,
        updated,
        archive,
        links,
        older_url,
    } = feed;
    let mut fields = Digest::default();
    fields.bytes(format.name.as_bytes());
    for text in [title, lang, id, self_url, home_url] {
        fields.bytes(text.as_bytes());
    }
    let updated = updated.map_or(String::new(), |date| date.rfc3339());
    fields.bytes(updated.as_bytes());
    fields.bytes(&[u8::from(*archive)]);
    fields.bytes(older_url.as_deref().unwrap_or_default().as_bytes());
    fields.bytes(&(links.len() as u64).to_le_bytes());
    for (relation, url) in links {
        fields.bytes(relation.as_bytes());
        fields.bytes(url.as_bytes());
    }
    for prepared in prepared_entries {
        fields.bytes(&prepared.hash);
        fields.bytes(&[u8::from(prepared.whole)]);
    }
    fields.hash()
}
