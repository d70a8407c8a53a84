//! Everything that a document depends on -> one hash: the same fingerprint makes the same bytes.
//!
//! The configuration and the program belong to every fingerprint; whoever keeps one keeps them beside it.

use crate::feed::{Entry, Feed, Format, Hash, PreparedEntry};
use crate::manifest;
use crate::post::{Body, Post};

/// Hash of one post as a document sees it. No `..`: a new field must be thought of here.
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
        published,
        updated,
        authors,
        tags,
        picture: _,
        card: _,
        body,
    } = entry.post;
    let Body {
        file: _,
        first_line: _,
        hash,
        mdx: _,
    } = body;
    let mut fields = Fields::default();
    fields.add(hash);
    for text in [source, title, description, lang, url, id] {
        fields.add(text.as_bytes());
    }
    fields.add(permalink.encoded.as_bytes());
    fields.add(&[u8::from(*id_is_link)]);
    fields.add(published.rfc3339().as_bytes());
    let updated = updated.map_or(String::new(), |date| date.rfc3339());
    fields.add(updated.as_bytes());
    fields.add(&(authors.len() as u64).to_le_bytes());
    for author in authors {
        fields.add(author.name.as_bytes());
        fields.add(author.uri.as_deref().unwrap_or_default().as_bytes());
    }
    for tag in tags {
        fields.add(tag.as_bytes());
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
            fields.add(text.as_bytes());
        }
    }
    fields.hash()
}

/// Hash of one document, written in `format` from `prepared_entries`.
pub fn document(format: &Format, feed: &Feed, prepared_entries: &[PreparedEntry]) -> Hash {
    let Feed {
        config: _,
        title,
        id,
        self_url,
        home_url,
        updated,
        archive,
        links,
        older_url,
    } = feed;
    let mut fields = Fields::default();
    fields.add(format.name.as_bytes());
    for text in [title, id, self_url, home_url] {
        fields.add(text.as_bytes());
    }
    let updated = updated.map_or(String::new(), |date| date.rfc3339());
    fields.add(updated.as_bytes());
    fields.add(&[u8::from(*archive)]);
    fields.add(older_url.as_deref().unwrap_or_default().as_bytes());
    fields.add(&(links.len() as u64).to_le_bytes());
    for (relation, url) in links {
        fields.add(relation.as_bytes());
        fields.add(url.as_bytes());
    }
    for prepared in prepared_entries {
        fields.add(&prepared.hash);
        fields.add(&[u8::from(prepared.whole)]);
    }
    fields.hash()
}

/// Fields one after the other, each with its length.
#[derive(Default)]
struct Fields(blake3::Hasher);

impl Fields {
    fn add(&mut self, field: &[u8]) {
        self.0.update(&(field.len() as u64).to_le_bytes());
        self.0.update(field);
    }

    fn hash(&self) -> Hash {
        *self.0.finalize().as_bytes()
    }
}
