//! Any text as a date: a date that prints and reads back, or a refusal, never a panic.
#![no_main]

use feedcard::date::Date;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u16, &str)| {
    let (zone, text) = input;
    let zone = chrono_tz::TZ_VARIANTS[usize::from(zone) % chrono_tz::TZ_VARIANTS.len()];
    let Ok(parsed) = Date::parse(text, zone) else { return };
    let date = parsed.date;
    assert!((1..=9999).contains(&date.year()), "{text:?}");
    let again = Date::from_rfc3339(&date.rfc3339()).expect("what we print, we read");
    assert_eq!(date, again);
    assert_eq!(date.rfc3339(), again.rfc3339());
    assert!(date.rfc2822().len() >= 31, "{}", date.rfc2822());
});
