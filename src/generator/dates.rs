//! A date as the tokens of an address.

use chrono::{DateTime, FixedOffset, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use crate::date::Date;

/// An instant in the zone of the address's day.
#[derive(Debug, Clone, Default)]
pub(super) struct Moment(DateTime<FixedOffset>);

/// Tokens and their format in the notation of strftime.
const FORMATS: &[(&str, &str)] = &[
    ("year", "%Y"),
    ("month", "%m"),
    ("day", "%d"),
    ("short_year", "%y"),
    ("i_month", "%-m"),
    ("i_day", "%-d"),
    ("hour", "%H"),
    ("minute", "%M"),
    ("second", "%S"),
    ("y_day", "%j"),
    ("yearday", "%-j"),
    ("short_month", "%b"),
    ("long_month", "%B"),
    ("w_year", "%G"),
    ("week", "%V"),
    ("w_day", "%u"),
    ("weekday", "%w"),
    ("short_day", "%a"),
    ("long_day", "%A"),
    ("timestamp", "%s"),
];

impl Moment {
    /// `date` in `zone`, else in its own offset.
    pub fn of(date: Date, zone: Option<Tz>) -> Moment {
        let own = date.instant();
        Moment(zone.map_or(own, |zone| own.with_timezone(&zone).fixed_offset()))
    }

    /// The clock time of `date`, read as UTC and shown in `zone`, else in UTC.
    pub fn of_utc(date: Date, zone: Option<Tz>) -> Moment {
        let instant = Utc.from_utc_datetime(&date.instant().naive_local());
        Moment(match zone {
            Some(zone) => instant.with_timezone(&zone).fixed_offset(),
            None => instant.fixed_offset(),
        })
    }

    /// Hexo's correction of a date with an offset: moved by the difference of the machine's zone and the site's.
    pub fn moved(date: Date, machine: Tz, site: Tz) -> Moment {
        let instant = date.instant().with_timezone(&Utc);
        let east = |zone: Tz| {
            let local = zone.offset_from_utc_datetime(&instant.naive_utc());
            i64::from(local.fix().local_minus_utc())
        };
        let moved = instant + TimeDelta::seconds(east(machine) - east(site));
        Moment(moved.with_timezone(&machine).fixed_offset())
    }

    /// The clock time in UTC of `date`, read as a time of `site` and shown in `machine`: Hexo's result for a YAML time
    /// with an offset.
    pub fn of_utc_clock(date: Date, site: Tz, machine: Tz) -> Moment {
        let clock = date.instant().naive_utc();
        let instant = site.from_local_datetime(&clock).earliest().map_or_else(
            || Utc.from_utc_datetime(&clock),
            |at| at.with_timezone(&Utc),
        );
        Moment(instant.with_timezone(&machine).fixed_offset())
    }

    /// Text of a token; empty for a token of another kind.
    pub fn token(&self, token: &str) -> String {
        let format = FORMATS.iter().find(|(name, _)| *name == token);
        format.map_or_else(String::new, |(_, format)| self.0.format(format).to_string())
    }
}

/// Returns true if YAML reads `written` as a time without an offset, which Ruby takes for UTC.
///
/// # Source
/// The `timestamp` type of YAML 1.1, which wants seconds.
pub(super) fn is_yaml_time_without_offset(written: &str) -> bool {
    let text = written.trim();
    let Some((day, time)) = text.split_once(['T', 't', ' ']) else {
        return false;
    };
    let numbers = |text: &str, sign: char, count: usize| {
        let parts: Vec<&str> = text.split(sign).collect();
        parts.len() == count
            && parts
                .iter()
                .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
    };
    let time = time.trim();
    let time = match time.split_once('.') {
        Some((time, fraction)) if fraction.bytes().all(|b| b.is_ascii_digit()) => time,
        Some(_) => return false,
        None => time,
    };
    numbers(day, '-', 3) && numbers(time, ':', 3)
}

/// The offset that `written` names itself, if any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// Not at all.
    Local,
    /// In YAML's form: `Z`, `+9`, `+09:00`.
    Yaml,
    /// In another form: `+0900`, or in a time without seconds.
    Otherwise,
}

/// Reads the end of a date.
pub(super) fn offset_of(written: &str) -> Written {
    let text = written.trim();
    let Some((_, time)) = text.split_once(['T', 't', ' ']) else {
        return Written::Local;
    };
    let time = time.trim();
    let Some(at) = time.find(['+', '-', 'Z', 'z']) else {
        return Written::Local;
    };
    let (clock, offset) = time.split_at(at);
    let digits = offset.trim_start_matches(['+', '-']);
    let colon = digits.split_once(':');
    let yaml = offset == "Z"
        || colon.is_some_and(|(hours, minutes)| hours.len() <= 2 && minutes.len() == 2)
        || (colon.is_none() && (1..=2).contains(&digits.len()) && !digits.contains(['Z', 'z']));
    if yaml && clock.trim().split(':').count() == 3 {
        Written::Yaml
    } else {
        Written::Otherwise
    }
}
