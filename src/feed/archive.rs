//! The feeds of the whole blog: a subscription document, and archives by year for what it does not hold.
//!
//! A year's archive holds every post of that year, also those that the subscription document still carries: so a closed
//! year never changes again. Years are cut into parts, filled from the oldest post on, where the byte budget asks for it.
//!
//! # Source
//! RFC 5005 4 (archived feeds).

use crate::config::Config;
use crate::feed::press::{AT_ONCE, Draft, Press, Sheaf, Slip};
use crate::feed::{Entry, FORMATS, Feed, home, newest, url};
use crate::problem::Problem;

/// Bytes kept free in every document for its head.
pub const HEAD_BYTES: usize = 4096;
/// Bytes of markup around one entry, in the most talkative format.
const ENTRY_BYTES: usize = 2048;

/// Writes the subscription documents and their archives.
pub fn main_feeds(press: &mut Press, entries: &[Entry]) -> Result<(), Problem> {
    let config = press.config;
    let newest_first = &entries[..entries.len().min(config.feeds.limit.max(1))];
    let mut slips = press.slips(newest_first)?;
    slips.truncate(fitting(&slips, config.feeds.max_bytes));
    let archived = config.feeds.archives && slips.len() < entries.len();
    let last_part = if archived {
        archives(press, entries)?
    } else {
        None
    };
    let mut drafts = Vec::new();
    for format in FORMATS {
        let Some(path) = (format.path)(config) else {
            continue;
        };
        let older = last_part.as_ref().map(|part| url(config, &part.path(path)));
        let feed = Feed {
            config,
            title: config.site.title.clone(),
            id: home(config),
            self_url: url(config, path),
            home_url: home(config),
            updated: newest(&slips),
            archive: false,
            links: older
                .iter()
                .map(|older| ("prev-archive", older.clone()))
                .collect(),
            older_url: older,
        };
        drafts.push(Draft {
            format,
            path: path.to_owned(),
            feed,
            main: Some(true),
        });
    }
    press.documents(&[Sheaf { slips, drafts }])
}

/// One archive document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    year: i32,
    /// From 1.
    number: usize,
}

impl Part {
    /// Beside the feed: `archives/2023/rss.xml`, `archives/2023-2/rss.xml`.
    fn path(self, feed: &str) -> String {
        let (folder, name) = feed
            .rsplit_once('/')
            .map_or((String::new(), feed), |(folder, name)| {
                (format!("{folder}/"), name)
            });
        let number = if self.number > 1 {
            format!("-{}", self.number)
        } else {
            String::new()
        };
        format!("{folder}archives/{:04}{number}/{name}", self.year)
    }
}

/// A finished list of entries, newest first.
struct Full<'a> {
    part: Part,
    slips: Vec<Slip<'a>>,
}

/// Writes every archive, oldest first; the newest one is returned.
fn archives(press: &mut Press, entries: &[Entry]) -> Result<Option<Part>, Problem> {
    let budget = press.config.feeds.max_bytes;
    let mut shelf = Shelf::default();
    let mut slips: Vec<Slip> = Vec::new();
    let mut weight_bytes = HEAD_BYTES;
    let mut part: Option<Part> = None;
    let oldest_first: Vec<Entry> = entries.iter().rev().copied().collect();
    for chunk in oldest_first.chunks(256) {
        for slip in press.slips(chunk)? {
            let year = slip.entry.post.published.year();
            let next = match part {
                None => Some(Part { year, number: 1 }),
                Some(part) if part.year != year => Some(Part { year, number: 1 }),
                Some(part) if weight_bytes + slip.bytes > budget && !slips.is_empty() => {
                    Some(Part {
                        year,
                        number: part.number + 1,
                    })
                }
                Some(_) => None,
            };
            if let Some(next) = next {
                if let Some(part) = part.replace(next) {
                    shelf.add(press, part, std::mem::take(&mut slips))?;
                }
                weight_bytes = HEAD_BYTES;
            }
            weight_bytes += slip.bytes;
            slips.push(slip);
        }
    }
    let Some(part) = part else {
        return Ok(None);
    };
    shelf.add(press, part, slips)?;
    shelf.write(press, None)?;
    Ok(Some(part))
}

/// Finished lists that wait to be written together; the last one to know its successor too.
#[derive(Default)]
struct Shelf<'a> {
    before: Option<Part>,
    waiting: Vec<Full<'a>>,
}

impl<'a> Shelf<'a> {
    fn add(
        &mut self,
        press: &mut Press,
        part: Part,
        mut slips: Vec<Slip<'a>>,
    ) -> Result<(), Problem> {
        if self.waiting.len() == AT_ONCE {
            self.write(press, Some(part))?;
        }
        slips.reverse();
        self.waiting.push(Full { part, slips });
        Ok(())
    }

    /// Writes what waits, before the part `after`.
    fn write(&mut self, press: &mut Press, after: Option<Part>) -> Result<(), Problem> {
        let waiting = std::mem::take(&mut self.waiting);
        let parts: Vec<Part> = waiting.iter().map(|full| full.part).collect();
        let mut sheaves = Vec::with_capacity(waiting.len());
        for (at, full) in waiting.into_iter().enumerate() {
            let after = parts.get(at + 1).copied().or(after);
            let part = full.part;
            sheaves.push(archive(press.config, full, self.before, after));
            self.before = Some(part);
        }
        press.documents(&sheaves)
    }
}

/// One archive in every format.
fn archive<'a>(
    config: &'a Config,
    full: Full<'a>,
    before: Option<Part>,
    after: Option<Part>,
) -> Sheaf<'a> {
    let Full { part, slips } = full;
    let mut drafts = Vec::new();
    for format in FORMATS {
        let Some(path) = (format.path)(config) else {
            continue;
        };
        let at = |part: Part| url(config, &part.path(path));
        let mut links = vec![("current", url(config, path))];
        links.extend(before.map(|part| ("prev-archive", at(part))));
        links.extend(after.map(|part| ("next-archive", at(part))));
        let own = part.path(path);
        let feed = Feed {
            config,
            title: config.site.title.clone(),
            id: home(config),
            self_url: url(config, &own),
            home_url: home(config),
            updated: newest(&slips),
            archive: true,
            older_url: before.map(at),
            links,
        };
        drafts.push(Draft {
            format,
            path: own,
            feed,
            main: None,
        });
    }
    Sheaf { slips, drafts }
}

/// How many of the newest entries fit the byte budget in the tightest format; at least one.
pub fn fitting(slips: &[Slip], budget: usize) -> usize {
    let mut bytes = HEAD_BYTES;
    let fits = slips.iter().take_while(|slip| {
        bytes += slip.bytes;
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

/// What each byte takes at most.
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
    fn parts_are_named_beside_their_feed() {
        assert_eq!(
            Part {
                year: 2023,
                number: 1
            }
            .path("rss.xml"),
            "archives/2023/rss.xml"
        );
        assert_eq!(
            Part {
                year: 987,
                number: 3
            }
            .path("feeds/atom.xml"),
            "feeds/archives/0987-3/atom.xml"
        );
    }

    #[test]
    fn the_weight_of_markup_counts_its_escapes() {
        assert_eq!(escaped("<a>&\"\n가"), 6 + 1 + 6 + 6 + 6 + 6 + 3);
    }
}
