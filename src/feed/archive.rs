//! The feeds of the whole blog: a subscription document, and archives by year for the posts that it does not hold.
//!
//! A year's archive holds every post of that year, also those that the subscription document still carries: so a closed
//! year never changes again. Years are cut into parts, filled from the oldest post on, where the byte budget asks for it.
//!
//! # Source
//! RFC 5005 4 (archived feeds).

use crate::config::Config;
use crate::feed::section::Section;
use crate::feed::size::{HEAD_BYTES, fitting};
use crate::feed::writer::{AT_ONCE, Batch, DocumentSpec, FeedWriter};
use crate::feed::{Entry, FORMATS, Feed, PreparedEntry, newest, site_picture, url};
use crate::problem::Problem;

/// Writes the subscription documents and the archives of one section.
pub fn main_feeds(writer: &mut FeedWriter, section: &Section) -> Result<(), Problem> {
    let config = writer.config;
    let entries = &section.entries;
    let newest_first = &entries[..entries.len().min(config.feeds.limit.max(1))];
    let mut prepared_entries = writer.prepared_entries(newest_first)?;
    prepared_entries.truncate(fitting(&prepared_entries, config.feeds.max_bytes));
    let archived = config.feeds.archives && prepared_entries.len() < entries.len();
    let last_part = if archived {
        archives(writer, section)?
    } else {
        None
    };
    let mut specs = Vec::new();
    for format in FORMATS {
        let Some(path) = section.path(format, config) else {
            continue;
        };
        let older = last_part
            .as_ref()
            .map(|part| url(config, &part.path(&path)));
        let feed = Feed {
            config,
            title: section.title.clone(),
            lang: section.lang.clone(),
            id: section.id(config),
            self_url: url(config, &path),
            home_url: section.home_url.clone(),
            icon_url: site_picture(config, config.feeds.icon.as_deref()),
            logo_url: site_picture(config, config.feeds.logo.as_deref()),
            updated: newest(&prepared_entries),
            archive: false,
            links: older
                .iter()
                .map(|older| ("prev-archive", older.clone()))
                .collect(),
            older_url: older,
        };
        specs.push(DocumentSpec {
            format,
            path,
            feed,
            main: Some(true),
        });
    }
    writer.documents(&[Batch {
        prepared_entries,
        specs,
    }])
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
    prepared_entries: Vec<PreparedEntry<'a>>,
}

/// Writes every archive, oldest first; the newest one is returned.
fn archives(writer: &mut FeedWriter, section: &Section) -> Result<Option<Part>, Problem> {
    let budget = writer.config.feeds.max_bytes;
    let mut pending = Pending {
        section,
        before: None,
        waiting: Vec::new(),
    };
    let mut prepared_entries: Vec<PreparedEntry> = Vec::new();
    let mut weight_bytes = HEAD_BYTES;
    let mut part: Option<Part> = None;
    let oldest_first: Vec<Entry> = section.entries.iter().rev().copied().collect();
    for chunk in oldest_first.chunks(256) {
        for prepared in writer.prepared_entries(chunk)? {
            let year = prepared.entry.post.published.year();
            let next = match part {
                None => Some(Part { year, number: 1 }),
                Some(part) if part.year != year => Some(Part { year, number: 1 }),
                Some(part)
                    if weight_bytes + prepared.bytes > budget && !prepared_entries.is_empty() =>
                {
                    Some(Part {
                        year,
                        number: part.number + 1,
                    })
                }
                Some(_) => None,
            };
            if let Some(next) = next {
                if let Some(part) = part.replace(next) {
                    pending.add(writer, part, std::mem::take(&mut prepared_entries))?;
                }
                weight_bytes = HEAD_BYTES;
            }
            weight_bytes += prepared.bytes;
            prepared_entries.push(prepared);
        }
    }
    let Some(part) = part else {
        return Ok(None);
    };
    pending.add(writer, part, prepared_entries)?;
    pending.write(writer, None)?;
    Ok(Some(part))
}

/// Finished lists that wait to be written together; the last one waits for its successor's address.
struct Pending<'a> {
    section: &'a Section<'a>,
    before: Option<Part>,
    waiting: Vec<Full<'a>>,
}

impl<'a> Pending<'a> {
    fn add(
        &mut self,
        writer: &mut FeedWriter,
        part: Part,
        mut prepared_entries: Vec<PreparedEntry<'a>>,
    ) -> Result<(), Problem> {
        if self.waiting.len() == AT_ONCE {
            self.write(writer, Some(part))?;
        }
        prepared_entries.reverse();
        self.waiting.push(Full {
            part,
            prepared_entries,
        });
        Ok(())
    }

    /// Writes the lists that wait, before the part `after`.
    fn write(&mut self, writer: &mut FeedWriter, after: Option<Part>) -> Result<(), Problem> {
        let waiting = std::mem::take(&mut self.waiting);
        let parts: Vec<Part> = waiting.iter().map(|full| full.part).collect();
        let mut batches = Vec::with_capacity(waiting.len());
        for (at, full) in waiting.into_iter().enumerate() {
            let after = parts.get(at + 1).copied().or(after);
            let part = full.part;
            batches.push(archive(
                writer.config,
                self.section,
                full,
                self.before,
                after,
            ));
            self.before = Some(part);
        }
        writer.documents(&batches)
    }
}

/// One archive in every format.
fn archive<'a>(
    config: &'a Config,
    section: &Section,
    full: Full<'a>,
    before: Option<Part>,
    after: Option<Part>,
) -> Batch<'a> {
    let Full {
        part,
        prepared_entries,
    } = full;
    let mut specs = Vec::new();
    for format in FORMATS {
        let Some(path) = section.path(format, config) else {
            continue;
        };
        let at = |part: Part| url(config, &part.path(&path));
        let mut links = vec![("current", url(config, &path))];
        links.extend(before.map(|part| ("prev-archive", at(part))));
        links.extend(after.map(|part| ("next-archive", at(part))));
        let own = part.path(&path);
        let feed = Feed {
            config,
            title: section.title.clone(),
            lang: section.lang.clone(),
            id: section.id(config),
            self_url: url(config, &own),
            home_url: section.home_url.clone(),
            icon_url: site_picture(config, config.feeds.icon.as_deref()),
            logo_url: site_picture(config, config.feeds.logo.as_deref()),
            updated: newest(&prepared_entries),
            archive: true,
            older_url: before.map(at),
            links,
        };
        specs.push(DocumentSpec {
            format,
            path: own,
            feed,
            main: None,
        });
    }
    Batch {
        prepared_entries,
        specs,
    }
}

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
}
