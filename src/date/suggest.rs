//! Spellings to type instead of a date that was refused, made from that very date.
//!
//! In: the text that was refused. Out: spellings that are accepted. It invents no day: missing parts stay `MM` or `DD`.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Offset, TimeZone, Weekday};
use chrono_tz::Tz;

use crate::date::{Cursor, Refused, Written, understood};

/// Abbreviations that name one offset, in minutes east of UTC.
///
/// # Source
/// IANA time zone database; RFC 2822 4.3 for the American ones. `CST`, `IST` and `BST` name several places and are not here.
const ZONES: [(&str, i32); 20] = [
    ("kst", 540),
    ("jst", 540),
    ("utc", 0),
    ("gmt", 0),
    ("hkt", 480),
    ("sgt", 480),
    ("wib", 420),
    ("cet", 60),
    ("cest", 120),
    ("eet", 120),
    ("eest", 180),
    ("msk", 180),
    ("aest", 600),
    ("aedt", 660),
    ("est", -300),
    ("edt", -240),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
];

/// Spellings to use instead of `text`: none, one, or one for each meaning.
pub fn instead(text: &str) -> Vec<String> {
    let one = week(text)
        .or_else(|| day_of_year(text))
        .or_else(|| seconds(text))
        .or_else(|| zoned(text))
        .or_else(|| numbers(text))
        .or_else(|| part(text));
    match one {
        Some(one) => vec![one],
        None => short_year(text),
    }
}

/// The nearest day or time that exists, with the reason as a YAML comment.
pub fn nearest(written: &Written) -> Option<String> {
    let day = |month: u32, day: u32| NaiveDate::from_ymd_opt(written.year, month, day);
    let (month, number) = (written.month, written.day);
    let Some(date) = day(month, number) else {
        if month > 12 {
            let swapped = shown(&Written {
                month: number,
                day: month,
                ..*written
            })?;
            return Some(format!("{swapped}   # month and day in this order"));
        }
        let last = (28..=31).rev().find(|&last| day(month, last).is_some())?;
        let last = shown(&Written {
            day: last,
            ..*written
        })?;
        return (number > 28).then(|| format!("{last}   # the last day of that month"));
    };
    if (written.hour, written.minute, written.second) == (24, 0, 0) {
        return Some(format!("{} 00:00:00", date.succ_opt()?));
    }
    Some(format!("{date} HH:MM   # 00:00 to 23:59"))
}

/// A date and time as this tool prints them in help lines.
pub fn shown(written: &Written) -> Option<String> {
    let naive = written.local()?;
    let offset = written.offset.map_or(String::new(), |offset| {
        let minutes = offset.local_minus_utc() / 60;
        format!(" {}", signed(minutes))
    });
    let timed = written.hour + written.minute + written.second > 0 || written.offset.is_some();
    Some(if timed {
        format!("{}{offset}", naive.format("%Y-%m-%d %H:%M:%S"))
    } else {
        naive.format("%Y-%m-%d").to_string()
    })
}

/// `2024-W05-3`, `2024W053`, `2024-W05` (its Monday).
///
/// # Source
/// ISO 8601-1:2019 5.2.3.
fn week(text: &str) -> Option<String> {
    let mut rest = Cursor(text);
    let year = rest.digits(4, 4)?;
    let _ = rest.take("-");
    rest.take("W").or_else(|| rest.take("w"))?;
    let week = rest.digits(2, 2)?;
    let _ = rest.take("-");
    let days = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
        Weekday::Sat,
        Weekday::Sun,
    ];
    let day = rest.digits(1, 1).unwrap_or(1);
    let weekday = days.get(usize::try_from(day).ok()?.checked_sub(1)?)?;
    let date = NaiveDate::from_isoywd_opt(i32::try_from(year).ok()?, week, *weekday)?;
    Some(with_rest(date, rest.0))
}

/// `2024-031`: the 31st day of the year.
fn day_of_year(text: &str) -> Option<String> {
    let mut rest = Cursor(text);
    let year = rest.digits(4, 4)?;
    rest.take("-")?;
    let day = rest.digits(3, 3)?;
    if rest.0.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        return None;
    }
    let date = NaiveDate::from_yo_opt(i32::try_from(year).ok()?, day)?;
    Some(with_rest(date, rest.0))
}

/// The date, and the time that followed it if that can be read.
fn with_rest(date: NaiveDate, rest: &str) -> String {
    let time = rest.trim_start_matches(['T', ' ']).trim_end();
    let whole = format!("{date} {time}");
    if !time.is_empty() && understood(&whole).is_some_and(|written| written.local().is_some()) {
        whole
    } else {
        date.to_string()
    }
}

/// `1706659200`, `1706659200000`: seconds or milliseconds since 1970.
fn seconds(text: &str) -> Option<String> {
    let number: i64 = text.parse().ok()?;
    let seconds = match text.len() {
        10 => number,
        13 => number / 1000,
        _ => return None,
    };
    let date = DateTime::from_timestamp(seconds, 0)?;
    Some(date.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// `2024-01-31 09:00 KST`, `… Asia/Seoul`, `… [Asia/Seoul]`: the zone's offset at that very time.
fn zoned(text: &str) -> Option<String> {
    let (local, zone) = text.trim().rsplit_once([' ', '['])?;
    let zone = zone.trim_end_matches([']', ')']).trim_start_matches('(');
    if !zone.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let naive = understood(local.trim_end())?.local()?;
    let known = ZONES
        .iter()
        .find(|(name, _)| zone.eq_ignore_ascii_case(name));
    let minutes = match known {
        Some((_, minutes)) => Some(*minutes),
        None => at(zone, naive),
    };
    let offset = minutes.map_or("+HH:MM".to_owned(), signed);
    let ambiguous = ["cst", "ist", "bst", "ast", "gst", "sst"];
    let is_zone = minutes.is_some() || ambiguous.contains(&zone.to_ascii_lowercase().as_str());
    is_zone.then(|| format!("{} {offset}", naive.format("%Y-%m-%d %H:%M:%S")))
}

/// Minutes east of UTC that `zone` had at the local time `naive`.
fn at(zone: &str, naive: NaiveDateTime) -> Option<i32> {
    let zone: Tz = zone.parse().ok()?;
    let offset = zone.offset_from_local_datetime(&naive).earliest()?;
    Some(offset.fix().local_minus_utc() / 60)
}

fn signed(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Year, month and day in this order with anything between them: `2021-04-23 10:00 +24:00`, `2021 04 23`.
fn numbers(text: &str) -> Option<String> {
    // A signed number behind a time is an offset, not part of the time.
    let local = text.split(['+', '\u{2212}']).next().unwrap_or_default();
    let numbers: Vec<&str> = local
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let [year, month, day, rest @ ..] = numbers.as_slice() else {
        return None;
    };
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let mut wanted = format!("{year}-{month:0>2}-{day:0>2}");
    let halved = ["오전", "오후", "am", "pm", "AM", "PM"]
        .iter()
        .any(|word| local.contains(word));
    if let [hour, minute, more @ ..] = rest
        && !halved
        && hour.len() <= 2
        && minute.len() == 2
    {
        let second = more.first().filter(|second| second.len() == 2);
        wanted += &format!(" {hour:0>2}:{minute}:{}", second.unwrap_or(&"00"));
    }
    understood(&wanted)?.local().map(|_| wanted)
}

/// `2022`, `2022-07`: the given parts, and placeholders for the missing ones.
fn part(text: &str) -> Option<String> {
    let mut rest = Cursor(text);
    let year = rest.digits(4, 4)?;
    if rest.0.is_empty() {
        return Some(format!("{year:04}-MM-DD"));
    }
    ["-", "/", ".", "년 "]
        .into_iter()
        .find_map(|mark| rest.take(mark))?;
    let month = rest.digits(1, 2).filter(|month| (1..=12).contains(month))?;
    let ends = rest.0.is_empty() || rest.0 == "월" || rest.0 == ".";
    ends.then(|| format!("{year:04}-{month:02}-DD"))
}

/// `21-04-23`: every date of this century that it may be.
fn short_year(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).map(str::trim).collect();
    let [a, b, c] = parts.as_slice() else {
        return Vec::new();
    };
    let number = |text: &&str| -> Option<u32> {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        text.parse().ok().filter(|_| digits)
    };
    let (Some(a), Some(b), Some(c)) = (number(a), number(b), number(c)) else {
        return Vec::new();
    };
    let mut found: Vec<String> = Vec::new();
    for (year, month, day) in [(a, b, c), (c, a, b), (c, b, a)] {
        let year = i32::try_from(2000 + year).unwrap_or_default();
        let date = NaiveDate::from_ymd_opt(year, month, day);
        let shown = date
            .filter(|date| date.year() < 2100)
            .map(|date| date.to_string());
        found.extend(shown.filter(|shown| !found.contains(shown)));
    }
    found
}

/// Words for the help line: `date: 2022-03-04`, or one of several.
pub fn help(key: &str, refused: &Refused) -> String {
    let or = |spellings: &[String]| {
        let lines: Vec<String> = spellings
            .iter()
            .map(|one| format!("{key}: {one}"))
            .collect();
        lines.join(", or ")
    };
    match refused {
        Refused::Spelling(spellings) if spellings.is_empty() => {
            format!("{key}: YYYY-MM-DD")
        }
        Refused::Spelling(spellings) => or(spellings),
        Refused::Impossible {
            instead: Some(instead),
            ..
        } => format!("{key}: {instead}"),
        Refused::Impossible { instead: None, .. } => format!("{key}: YYYY-MM-DD"),
        Refused::Year => "correct the year".into(),
    }
}
