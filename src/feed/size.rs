//! Upper bounds on the bytes of entries, before any format writes them.
//!
//! In: entries. Out: sizes, and how many entries fit a byte budget.

use crate::feed::{Entry, PreparedEntry};

/// Bytes kept free in every document for its head.
pub const HEAD_BYTES: usize = 4096;
/// Bytes of markup around one entry, in the longest format.
const ENTRY_BYTES: usize = 2048;

/// Number of the newest entries that fit the byte budget in the tightest format; at least one.
pub fn fitting(prepared_entries: &[PreparedEntry], budget: usize) -> usize {
    let mut bytes = HEAD_BYTES;
    let fits = prepared_entries.iter().take_while(|prepared| {
        bytes += prepared.bytes;
        bytes <= budget
    });
    fits.count().max(1)
}

/// An upper bound on the bytes that an entry takes in any format, without its body.
pub fn weight(entry: &Entry) -> usize {
    let post = entry.post;
    let texts = [post.title.as_str(), &post.id, &post.url, &post.url];
    let authors = post
        .authors
        .iter()
        .map(|author| escaped(&author.name) + author.uri.as_deref().map_or(0, escaped) + 96);
    let tags = post.tags.iter().map(|tag| escaped(tag) + 40);
    let card = entry.card.map_or(0, |card| 4 * escaped(&card.url));
    ENTRY_BYTES
        + 2 * escaped(&post.description)
        + texts.into_iter().map(escaped).sum::<usize>()
        + authors.sum::<usize>()
        + tags.sum::<usize>()
        + card
}

/// Bytes of a text once escaped, in XML or JSON, whichever is longer.
pub fn escaped(text: &str) -> usize {
    text.bytes()
        .map(|byte| usize::from(ESCAPED_BYTES[usize::from(byte)]))
        .sum()
}

/// Length of each byte when escaped, at most.
const ESCAPED_BYTES: [u8; 256] = {
    let mut table = [1; 256];
    let mut byte = 0;
    while byte < table.len() {
        // `&#x26;`, `&quot;`, `\\u0001`: the longest that any format writes.
        if byte < 0x20 || matches!(byte as u8, b'"' | b'\'' | b'\\' | b'&' | b'<' | b'>') {
            table[byte] = 6;
        }
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weight_of_markup_counts_its_escapes() {
        assert_eq!(escaped("<a>&\"\n가"), 6 + 1 + 6 + 6 + 6 + 6 + 3);
    }
}
