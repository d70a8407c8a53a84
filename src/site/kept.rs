//! Facts of a page <-> the bytes in which the cache keeps them, so that a page that is known need not be read.

use crate::site::scan::Facts;

/// Facts of pages that earlier runs learnt.
pub trait Memory: Sync {
    /// Hash of the page's bytes, where it is known without reading it.
    fn hash(&self, file: &std::path::Path, meta: &std::fs::Metadata) -> Option<[u8; 32]>;
    /// Notes the hash of a page that was read after `meta` was taken.
    fn saw(&self, file: &std::path::Path, meta: &std::fs::Metadata, hash: &[u8; 32]);
    /// Facts of the page whose bytes have this hash.
    fn facts(&self, hash: &[u8; 32]) -> Option<Vec<u8>>;
    /// Keeps the facts of a page.
    fn keep(&self, hash: &[u8; 32], facts: &[u8]);
}

/// No earlier run.
pub struct Nothing;

impl Memory for Nothing {
    fn hash(&self, _: &std::path::Path, _: &std::fs::Metadata) -> Option<[u8; 32]> {
        None
    }

    fn saw(&self, _: &std::path::Path, _: &std::fs::Metadata, _: &[u8; 32]) {}

    fn facts(&self, _: &[u8; 32]) -> Option<Vec<u8>> {
        None
    }

    fn keep(&self, _: &[u8; 32], _: &[u8]) {}
}

/// The bytes of `facts`.
pub(super) fn encode(facts: &Facts) -> Vec<u8> {
    let Facts {
        headings,
        og_title,
        title,
        site_name,
        description,
        picture,
        canonical,
        og_url,
        lang,
        base,
        days,
        ids,
        redirect,
        noindex,
        content,
        body_hash,
        body_at,
    } = facts;
    let mut out = Vec::with_capacity(256 + 8 * ids.len());
    let number = |out: &mut Vec<u8>, number: usize| {
        out.extend_from_slice(&u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
    };
    for texts in [headings, days] {
        number(&mut out, texts.len());
        for text in texts {
            number(&mut out, text.len());
            out.extend_from_slice(text.as_bytes());
        }
    }
    for text in [
        og_title,
        title,
        site_name,
        description,
        picture,
        canonical,
        og_url,
        lang,
        base,
    ] {
        out.push(u8::from(text.is_some()));
        let text = text.as_deref().unwrap_or_default();
        number(&mut out, text.len());
        out.extend_from_slice(text.as_bytes());
    }
    out.push(u8::from(*redirect));
    out.push(u8::from(*noindex));
    out.push(u8::from(content.is_some()));
    let content = content.clone().unwrap_or_default();
    for at in [*body_at, content.start, content.end, ids.len()] {
        number(&mut out, at);
    }
    out.extend_from_slice(body_hash);
    ids.iter()
        .for_each(|id| out.extend_from_slice(&id.to_le_bytes()));
    out
}

/// The facts in `bytes`; `None` for bytes that are none.
pub(super) fn decode(bytes: &[u8]) -> Option<Facts> {
    let mut rest = bytes;
    let mut lists = [Vec::new(), Vec::new()];
    for list in &mut lists {
        for _ in 0..number(&mut rest)? {
            list.push(text(&mut rest)?);
        }
    }
    let mut texts: [Option<String>; 9] = Default::default();
    for one in &mut texts {
        let there = flag(&mut rest)?;
        let words = text(&mut rest)?;
        *one = there.then_some(words);
    }
    let [headings, days] = lists;
    let [
        og_title,
        title,
        site_name,
        description,
        picture,
        canonical,
        og_url,
        lang,
        base,
    ] = texts;
    let (redirect, noindex) = (flag(&mut rest)?, flag(&mut rest)?);
    let has_content = flag(&mut rest)?;
    let body_at = number(&mut rest)?;
    let content = number(&mut rest)?..number(&mut rest)?;
    let count = number(&mut rest)?;
    let (body_hash, rest) = rest.split_first_chunk()?;
    let (ids, []) = rest.as_chunks() else {
        return None;
    };
    (ids.len() == count).then(|| Facts {
        headings,
        og_title,
        title,
        site_name,
        description,
        picture,
        canonical,
        og_url,
        lang,
        base,
        days,
        ids: ids.iter().map(|id| u64::from_le_bytes(*id)).collect(),
        redirect,
        noindex,
        content: has_content.then_some(content),
        body_at,
        body_hash: *body_hash,
    })
}

fn number(rest: &mut &[u8]) -> Option<usize> {
    let (head, tail) = rest.split_first_chunk()?;
    *rest = tail;
    usize::try_from(u32::from_le_bytes(*head)).ok()
}

fn flag(rest: &mut &[u8]) -> Option<bool> {
    let (head, tail) = rest.split_first()?;
    *rest = tail;
    Some(*head == 1)
}

fn text(rest: &mut &[u8]) -> Option<String> {
    let length = number(rest)?;
    let (head, tail) = rest.split_at_checked(length)?;
    *rest = tail;
    String::from_utf8(head.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::scan::scan;

    #[test]
    fn facts_come_back_and_damaged_ones_do_not() {
        let page = "<html lang=ko><head><title>글 | 블로그</title><link rel=canonical href=/x><meta name=description content=말><meta name=robots content=none><base href=/y></head><body id=a>\
                    <article><h1>글</h1><time datetime=2024-01-02>x</time><p id=b>글</p></article>";
        for page in [page, "", "<meta http-equiv=refresh content='0;url=/'>"] {
            let facts = scan(page, None);
            let bytes = encode(&facts);
            assert_eq!(decode(&bytes), Some(facts));
            for end in 0..bytes.len() {
                assert_eq!(decode(&bytes[..end]), None, "{end}");
            }
        }
    }
}
