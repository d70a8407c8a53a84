//! An instant with the author's offset: parse, order, print.
//!
//! In: what an author typed, and the site's time zone. Out: a [`Date`] that prints in the offset it was written in.
//! Never reads the clock.

use chrono::{DateTime, Datelike, FixedOffset, SecondsFormat};

/// An instant and the offset in which its author wrote it. Ordered by instant alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(DateTime<FixedOffset>);

impl Date {
    /// Reads RFC 3339, such as `--now` takes.
    ///
    /// # Errors
    /// `None` for anything else, and for years outside 1 to 9999.
    pub fn from_rfc3339(text: &str) -> Option<Date> {
        let date = DateTime::parse_from_rfc3339(text).ok()?;
        (1..=9999).contains(&date.year()).then_some(Date(date))
    }

    /// `2017-12-18T11:30:00+09:00`; `Z` for UTC.
    pub fn rfc3339(&self) -> String {
        self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true)
    }

    /// `Mon, 18 Dec 2017 11:30:00 +0900`: RSS `pubDate`, two-digit day, RFC 822 with four-digit years.
    pub fn rfc2822(&self) -> String {
        self.0.format("%a, %d %b %Y %H:%M:%S %z").to_string()
    }

    /// `2017.12.18`: the meta line of a card.
    pub fn dotted(&self) -> String {
        self.0.format("%Y.%m.%d").to_string()
    }

    /// Calendar year in the author's offset.
    pub fn year(&self) -> i32 {
        self.0.year()
    }

    /// Calendar month in the author's offset, 1 to 12.
    pub fn month(&self) -> u32 {
        self.0.month()
    }

    /// Calendar day in the author's offset, 1 to 31.
    pub fn day(&self) -> u32 {
        self.0.day()
    }

    /// Seconds since 1970 in UTC.
    pub fn timestamp(&self) -> i64 {
        self.0.timestamp()
    }
}
