//! An instant with the author's offset: parse, order, print.
//!
//! In: what an author typed, and the site's time zone. Out: a [`Date`] that prints in the offset it was written in.
//! Never reads the clock.

use chrono::{
    DateTime, Datelike, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, Offset,
    SecondsFormat, TimeDelta, TimeZone, Timelike, Utc,
};
use chrono_tz::Tz;

mod spelling;
mod suggest;

use crate::date::spelling::Spelling;

/// Most bytes of a date: every spelling is shorter.
const MOST_BYTES: usize = 200;

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

    /// Reads what authors type: see the README's list. Without an offset `zone` decides.
    ///
    /// # Errors
    /// [`Refused`]: another spelling, a day or time that does not exist, a year outside 1 to 9999.
    pub fn parse(text: &str, zone: Tz) -> Result<Parsed, Refused> {
        let text = text.trim();
        if text.len() > MOST_BYTES {
            return Err(Refused::Spelling(Vec::new()));
        }
        if let Ok(date) = DateTime::parse_from_rfc2822(text) {
            return Parsed::new(date, None);
        }
        let written = match Written::read(text) {
            Ok(written) => written,
            Err(Refused::Spelling(_)) => match spelling::read(text) {
                Some(Spelling::One(written)) => written,
                Some(Spelling::Two(one, other)) => {
                    let both = [one, other];
                    let shown = both.iter().filter_map(suggest::shown).collect();
                    return Err(Refused::Spelling(shown));
                }
                None => return Err(Refused::Spelling(suggest::instead(text))),
            },
            Err(refused) => return Err(refused),
        };
        let (naive, leap) = written.naive()?;
        let mut note = leap.then_some(Note::LeapSecond);
        let date = match written.offset {
            Some(offset) => offset
                .from_local_datetime(&naive)
                .single()
                .ok_or(Refused::Year)?,
            None => {
                let (date, doubt) = in_zone(naive, zone).ok_or(Refused::Year)?;
                note = doubt.or(note);
                date
            }
        };
        Parsed::new(date, note)
    }

    /// `2017-12-18T11:30:00+09:00`; `Z` for UTC.
    pub fn rfc3339(&self) -> String {
        self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true)
    }

    /// `Mon, 18 Dec 2017 11:30:00 +0900`: RSS `pubDate`, two-digit day, RFC 822 with four-digit years.
    pub fn rfc2822(&self) -> String {
        self.0.format("%a, %d %b %Y %H:%M:%S %z").to_string()
    }

    /// The value that the feed crates take.
    pub fn instant(&self) -> DateTime<FixedOffset> {
        self.0
    }

    /// `2017.12.18`: the meta line of a card.
    pub fn dotted(&self) -> String {
        self.0.format("%Y.%m.%d").to_string()
    }

    /// Calendar year in the author's offset.
    pub fn year(&self) -> i32 {
        self.0.year()
    }
}

/// A date, and the decisions that it needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parsed {
    /// The date.
    pub date: Date,
    /// Remark for the author.
    pub note: Option<Note>,
}

impl Parsed {
    fn new(date: DateTime<FixedOffset>, note: Option<Note>) -> Result<Parsed, Refused> {
        // The instant must stay printable in UTC too: readers convert.
        let years = [date.year(), date.with_timezone(&Utc).year()];
        if years.iter().any(|year| !(1..=9999).contains(year)) {
            return Err(Refused::Year);
        }
        // chrono keeps a leap second as nanoseconds past a billion; no feed may print `:60`.
        let leap = date.nanosecond() >= 1_000_000_000;
        let date = if leap {
            date.with_nanosecond(0).ok_or(Refused::Year)?
        } else {
            date
        };
        Ok(Parsed {
            date: Date(date),
            note: note.or(leap.then_some(Note::LeapSecond)),
        })
    }
}

/// Decisions that a date needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// The local time exists twice; the earlier instant was taken.
    Twice,
    /// The local time does not exist; the offset before the gap was taken.
    Never,
    /// `:60` was read as `:59`.
    LeapSecond,
}

/// Reasons why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// A spelling without a meaning, or with several: the text to type instead, one for each meaning; none if nothing fits.
    Spelling(Vec<String>),
    /// `2023-02-30`: spelled well, but no such day or time.
    Impossible {
        /// Message about the day or time.
        why: String,
        /// Text to type instead.
        instead: Option<String>,
    },
    /// A year outside 1 to 9999.
    Year,
}

impl Refused {
    /// The help line for the front matter key `key`, made from the date that was refused.
    pub fn help(&self, key: &str) -> String {
        suggest::help(key, self)
    }
}

/// The parts of `text`, if it has one meaning.
fn understood(text: &str) -> Option<Written> {
    match (Written::read(text), spelling::read(text)) {
        (Ok(written), _) | (Err(_), Some(Spelling::One(written))) => Some(written),
        (Err(_), Some(Spelling::Two(..)) | None) => None,
    }
}

/// The parts of a date as written.
struct Written {
    year: i32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    nano: u32,
    offset: Option<FixedOffset>,
}

impl Written {
    /// `2017-12-18[(T| )11:30[:00[.000]]][[ ](Z|UTC|+09|+0900|+09:00)]`, one digit allowed in months, days and hours.
    fn read(text: &str) -> Result<Written, Refused> {
        let spelling = || Refused::Spelling(Vec::new());
        let mut rest = Cursor(text);
        let year = rest.digits(1, 6).ok_or_else(spelling)?;
        let long_year = text.chars().take_while(char::is_ascii_digit).count();
        rest.take("-").ok_or_else(spelling)?;
        let month = rest.digits(1, 2).ok_or_else(spelling)?;
        rest.take("-").ok_or_else(spelling)?;
        let day = rest.digits(1, 2).ok_or_else(spelling)?;
        if long_year > 4 || year == 0 {
            return Err(Refused::Year);
        }
        if long_year < 4 {
            return Err(spelling());
        }
        let mut written = Written {
            year: i32::try_from(year).map_err(|_| Refused::Year)?,
            month,
            day,
            hour: 0,
            minute: 0,
            second: 0,
            nano: 0,
            offset: None,
        };
        if rest.0.is_empty() {
            return Ok(written);
        }
        let gap = rest.take("T").or_else(|| rest.take("t")).is_some() | rest.blanks();
        if gap && rest.0.starts_with(|c: char| c.is_ascii_digit()) {
            written.time(&mut rest).ok_or_else(spelling)?;
            rest.blanks();
        }
        if !rest.0.is_empty() {
            written.offset = Some(offset(&mut rest).ok_or_else(spelling)?);
        }
        if rest.0.is_empty() {
            Ok(written)
        } else {
            Err(spelling())
        }
    }

    fn time(&mut self, rest: &mut Cursor) -> Option<()> {
        self.hour = rest.digits(1, 2)?;
        rest.take(":")?;
        self.minute = rest.digits(2, 2)?;
        if rest.take(":").is_some() {
            self.second = rest.digits(2, 2)?;
            if rest.take(".").or_else(|| rest.take(",")).is_some() {
                self.nano = rest.fraction()?;
            }
        }
        Some(())
    }

    /// The local date and time, if they exist; a leap second does not.
    fn local(&self) -> Option<NaiveDateTime> {
        NaiveDate::from_ymd_opt(self.year, self.month, self.day)?.and_hms_nano_opt(
            self.hour,
            self.minute,
            self.second,
            self.nano,
        )
    }

    /// The local date and time, and true for a leap second.
    fn naive(&self) -> Result<(NaiveDateTime, bool), Refused> {
        let impossible = |why: String| Refused::Impossible {
            why,
            instead: suggest::nearest(self),
        };
        let day = NaiveDate::from_ymd_opt(self.year, self.month, self.day).ok_or_else(|| {
            let (year, month, day) = (self.year, self.month, self.day);
            impossible(format!("there is no day {year:04}-{month:02}-{day:02}"))
        })?;
        let leap = self.second == 60;
        let second = if leap { 59 } else { self.second };
        let nano = if leap { 0 } else { self.nano };
        let time = day.and_hms_nano_opt(self.hour, self.minute, second, nano);
        let time = time.ok_or_else(|| {
            let (hour, minute, second) = (self.hour, self.minute, self.second);
            impossible(format!(
                "there is no time {hour:02}:{minute:02}:{second:02}"
            ))
        })?;
        Ok((time, leap))
    }
}

/// `Z`, `UTC`, `GMT`, `+09`, `+0900`, `+09:00`, at most 23:59 either way.
fn offset(rest: &mut Cursor) -> Option<FixedOffset> {
    for name in ["Z", "z", "UTC", "GMT"] {
        // A browser writes `GMT+0900`.
        if rest.take(name).is_some() && !rest.0.starts_with(['+', '-']) {
            return FixedOffset::east_opt(0);
        }
    }
    let west = if rest.take("+").is_some() {
        false
    } else {
        rest.take("-").or_else(|| rest.take("\u{2212}"))?;
        true
    };
    let hours = rest.digits(2, 2)?;
    let colon = rest.take(":").is_some();
    let minutes = match rest.digits(2, 2) {
        Some(minutes) => minutes,
        None if colon => return None,
        None => 0,
    };
    if minutes > 59 {
        return None;
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    FixedOffset::east_opt(if west { -seconds } else { seconds })
}

/// The instant of a local time in `zone`: the earlier of two, the offset before a gap; in UTC where the offset of that
/// time was not whole minutes, since no feed format can print such an offset.
fn in_zone(naive: NaiveDateTime, zone: Tz) -> Option<(DateTime<FixedOffset>, Option<Note>)> {
    let (offset, note) = match zone.offset_from_local_datetime(&naive) {
        MappedLocalTime::Single(offset) => (offset.fix(), None),
        MappedLocalTime::Ambiguous(one, other) => {
            // The earlier instant is the one further east.
            let east = one
                .fix()
                .local_minus_utc()
                .max(other.fix().local_minus_utc());
            (FixedOffset::east_opt(east)?, Some(Note::Twice))
        }
        MappedLocalTime::None => {
            let before = naive.checked_sub_signed(TimeDelta::hours(24))?;
            let offset = zone.offset_from_local_datetime(&before).earliest()?;
            (offset.fix(), Some(Note::Never))
        }
    };
    let date = offset.from_local_datetime(&naive).single()?;
    let whole = offset.local_minus_utc() % 60 == 0;
    let date = if whole {
        date
    } else {
        date.with_timezone(&Utc).fixed_offset()
    };
    Some((date, note))
}

/// The part that is still to be read.
struct Cursor<'a>(&'a str);

impl Cursor<'_> {
    fn take(&mut self, token: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(token)?;
        Some(())
    }

    /// Skips blanks; returns true if there was one.
    fn blanks(&mut self) -> bool {
        let rest = self.0.trim_start_matches([' ', '\t']);
        let any = rest.len() < self.0.len();
        self.0 = rest;
        any
    }

    fn digits(&mut self, least: usize, most: usize) -> Option<u32> {
        let count = self
            .0
            .bytes()
            .take(most)
            .take_while(u8::is_ascii_digit)
            .count();
        if count < least {
            return None;
        }
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        digits.parse().ok()
    }

    /// Digits after the point, as nanoseconds; more than nine are cut.
    fn fraction(&mut self) -> Option<u32> {
        let count = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        let nine: String = digits
            .chars()
            .chain(std::iter::repeat('0'))
            .take(9)
            .collect();
        if count == 0 { None } else { nine.parse().ok() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seoul(text: &str) -> Result<(String, Option<Note>), Refused> {
        Date::parse(text, Tz::Asia__Seoul).map(|parsed| (parsed.date.rfc3339(), parsed.note))
    }

    #[test]
    fn every_listed_spelling_is_read_and_keeps_its_offset() {
        for (text, wanted) in [
            ("2017-12-18 11:30:00 +09:00", "2017-12-18T11:30:00+09:00"),
            ("2017-12-18 11:30:00 +0900", "2017-12-18T11:30:00+09:00"),
            ("2017-12-18 11:30:00 +09", "2017-12-18T11:30:00+09:00"),
            ("2017-12-18 11:30:00+09:00", "2017-12-18T11:30:00+09:00"),
            ("2017-12-18T11:30:00-05:30", "2017-12-18T11:30:00-05:30"),
            ("2017-12-18T11:30:00Z", "2017-12-18T11:30:00Z"),
            ("2017-12-18T11:30:00.250Z", "2017-12-18T11:30:00.250Z"),
            ("2017-12-18 11:30 +09:00", "2017-12-18T11:30:00+09:00"),
            ("2017-12-18 11:30", "2017-12-18T11:30:00+09:00"),
            ("2017-12-18", "2017-12-18T00:00:00+09:00"),
            ("2017-12-18 +01:00", "2017-12-18T00:00:00+01:00"),
            ("2017-12-18+01:00", "2017-12-18T00:00:00+01:00"),
            ("2017-1-8 4:00:00 +0000", "2017-01-08T04:00:00Z"),
            (
                "Mon, 18 Dec 2017 11:30:00 +0900",
                "2017-12-18T11:30:00+09:00",
            ),
            ("18 Dec 2017 11:30 GMT", "2017-12-18T11:30:00Z"),
        ] {
            assert_eq!(seoul(text), Ok((wanted.into(), None)), "{text}");
        }
    }

    #[test]
    fn a_local_time_that_exists_twice_takes_the_earlier_instant() {
        let (text, note) = seoul("1988-10-09 02:30:00").unwrap();
        assert_eq!(note, Some(Note::Twice));
        assert_eq!(text, "1988-10-09T02:30:00+10:00");
    }

    #[test]
    fn a_local_time_that_does_not_exist_takes_the_offset_before_the_gap() {
        let (text, note) = seoul("1987-05-10 02:30:00").unwrap();
        assert_eq!(
            (text.as_str(), note),
            ("1987-05-10T02:30:00+09:00", Some(Note::Never))
        );
    }

    #[test]
    fn a_leap_second_becomes_the_second_before() {
        for text in [
            "2016-12-31 23:59:60 +00:00",
            "Sat, 31 Dec 2016 23:59:60 +0000",
        ] {
            let (text, note) = seoul(text).unwrap();
            assert_eq!(
                (text.as_str(), note),
                ("2016-12-31T23:59:59Z", Some(Note::LeapSecond))
            );
        }
    }

    #[test]
    fn an_offset_with_seconds_is_printed_in_utc_and_a_historic_one_is_kept() {
        assert_eq!(
            seoul("1900-01-01 00:00:00").unwrap().0,
            "1899-12-31T15:32:08Z"
        );
        assert_eq!(
            seoul("1910-01-01 00:00:00 +08:27").unwrap().0,
            "1910-01-01T00:00:00+08:27"
        );
    }

    #[test]
    fn days_and_times_that_do_not_exist_are_refused_with_the_nearest_that_do() {
        for (text, why, instead) in [
            (
                "2023-02-30",
                "there is no day 2023-02-30",
                "2023-02-28   # the last day of that month",
            ),
            (
                "Feb 30 2024",
                "there is no day 2024-02-30",
                "2024-02-29   # the last day of that month",
            ),
            (
                "2023-13-01",
                "there is no day 2023-13-01",
                "2023-01-13   # month and day in this order",
            ),
            (
                "2023-02-03 25:00",
                "there is no time 25:00:00",
                "2023-02-03 HH:MM   # 00:00 to 23:59",
            ),
            (
                "2023-12-31 24:00",
                "there is no time 24:00:00",
                "2024-01-01 00:00:00",
            ),
        ] {
            let (why, instead) = (why.into(), Some(instead.into()));
            assert_eq!(
                seoul(text),
                Err(Refused::Impossible { why, instead }),
                "{text}"
            );
        }
        assert!(matches!(
            seoul("2023-00-00"),
            Err(Refused::Impossible { instead: None, .. })
        ));
    }

    #[test]
    fn what_a_generator_reads_without_doubt_is_read() {
        for (text, wanted) in [
            ("Jul 08 2022", "2022-07-08T00:00:00+09:00"),
            ("July 8, 2022", "2022-07-08T00:00:00+09:00"),
            ("Jul. 8, 2022", "2022-07-08T00:00:00+09:00"),
            ("8 Jul 2022", "2022-07-08T00:00:00+09:00"),
            ("8th of July, 2022", "2022-07-08T00:00:00+09:00"),
            ("July 8th, 2022", "2022-07-08T00:00:00+09:00"),
            ("Sept 3, 2022", "2022-09-03T00:00:00+09:00"),
            ("Fri, Jul 8, 2022", "2022-07-08T00:00:00+09:00"),
            (
                "Friday, July 8, 2022 at 9:30 AM",
                "2022-07-08T09:30:00+09:00",
            ),
            ("8-Jul-2022", "2022-07-08T00:00:00+09:00"),
            ("2022 Jul 8", "2022-07-08T00:00:00+09:00"),
            ("2022/07/08", "2022-07-08T00:00:00+09:00"),
            ("2022/7/8 9:05", "2022-07-08T09:05:00+09:00"),
            ("2022/07/08 10:30:15 +0000", "2022-07-08T10:30:15Z"),
            ("2021.04.23 21:49:44", "2021-04-23T21:49:44+09:00"),
            ("2021.04.23", "2021-04-23T00:00:00+09:00"),
            ("2021.04.23(금)", "2021-04-23T00:00:00+09:00"),
            ("2021. 4. 23.", "2021-04-23T00:00:00+09:00"),
            ("2021. 4. 23. 오후 3:00:00", "2021-04-23T15:00:00+09:00"),
            ("2021년 4월 23일", "2021-04-23T00:00:00+09:00"),
            ("2021년 4월 23일 금요일", "2021-04-23T00:00:00+09:00"),
            ("2021년 4월 23일 오후 3시 5분", "2021-04-23T15:05:00+09:00"),
            ("2021년 4월 23일 15시", "2021-04-23T15:00:00+09:00"),
            ("2021年4月23日", "2021-04-23T00:00:00+09:00"),
            ("2022-07-08 10:30 PM", "2022-07-08T22:30:00+09:00"),
            ("2022-07-08 12:05 am", "2022-07-08T00:05:00+09:00"),
            ("20210423", "2021-04-23T00:00:00+09:00"),
            ("04/23/2022", "2022-04-23T00:00:00+09:00"),
            ("23.04.2022", "2022-04-23T00:00:00+09:00"),
            ("03/03/2022", "2022-03-03T00:00:00+09:00"),
            (
                "Fri Jul 08 2022 10:00:00 GMT+0900 (Korean Standard Time)",
                "2022-07-08T10:00:00+09:00",
            ),
            (
                "2024-01-31T09:00:00+09:00[Asia/Seoul]",
                "2024-01-31T09:00:00+09:00",
            ),
            (
                "Jul 8, 2022 10:00:00.5 -0500",
                "2022-07-08T10:00:00.500-05:00",
            ),
        ] {
            assert_eq!(seoul(text), Ok((wanted.into(), None)), "{text}");
        }
    }

    #[test]
    fn what_has_no_meaning_or_several_says_what_to_type_made_from_itself() {
        for (text, wanted) in [
            ("03/04/2022", &["2022-03-04", "2022-04-03"][..]),
            (
                "3.4.2022 10:00",
                &["2022-03-04 10:00:00", "2022-04-03 10:00:00"],
            ),
            ("21-04-23", &["2021-04-23", "2023-04-21"]),
            ("2024-W05-3", &["2024-01-31"]),
            ("2024W05", &["2024-01-29"]),
            ("2024-W05-3T09:00", &["2024-01-31 09:00"]),
            ("2024-031", &["2024-01-31"]),
            ("1706659200", &["2024-01-31T00:00:00Z"]),
            ("2024-01-31 09:00 KST", &["2024-01-31 09:00:00 +09:00"]),
            (
                "2024-01-31 09:00:00 Asia/Seoul",
                &["2024-01-31 09:00:00 +09:00"],
            ),
            (
                "2024-07-01 09:00 America/New_York",
                &["2024-07-01 09:00:00 -04:00"],
            ),
            ("Jan 31 2024 09:00 PST", &["2024-01-31 09:00:00 -08:00"]),
            ("2024-01-31 09:00 CST", &["2024-01-31 09:00:00 +HH:MM"]),
            ("2023-01-01 10:00 +24:00", &["2023-01-01 10:00:00"]),
            ("2021-04-23 오후 13:00", &["2021-04-23"]),
            ("2022-07", &["2022-07-DD"]),
            ("2022", &["2022-MM-DD"]),
            ("yesterday", &[]),
            ("어제", &[]),
            ("Foo 8, 2022", &[]),
            (&"a ".repeat(100_000), &[]),
            (
                &format!("2023-02-30 {}", "KST ".repeat(40)),
                &["2023-02-30"][..0],
            ),
            ("", &[]),
        ] {
            let wanted = wanted.iter().map(ToString::to_string).collect();
            assert_eq!(seoul(text), Err(Refused::Spelling(wanted)), "{text}");
        }
    }

    #[test]
    fn any_text_is_read_or_refused() {
        let parts = [
            "2021", "4", "23", "Jul", "일", "월", "년", "시", ":", "-", "/", ".", " ", "(", "[",
            "오후", "PM", "T", "+", "W", "é",
        ];
        let mut seed = 1_usize;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..9 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                text += parts[(seed >> 33) % parts.len()];
            }
            if let Err(refused) = Date::parse(&text, Tz::Asia__Seoul) {
                assert!(refused.help("date").starts_with(['d', 'c']), "{text}");
            }
        }
    }

    #[test]
    fn years_outside_1_to_9999_are_refused_even_where_only_utc_leaves_them() {
        for text in [
            "0000-01-01",
            "10000-01-01",
            "0001-01-01 00:00:00 +09:00",
            "9999-12-31 23:00 -09:00",
        ] {
            assert_eq!(seoul(text), Err(Refused::Year), "{text}");
        }
    }
}
