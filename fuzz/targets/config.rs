//! Any text as `feedcard.yaml`: a configuration or problems, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::Path;

fuzz_target!(|text: &str| {
    let _ = feedcard::config::parse(text, "feedcard.yaml", Path::new("/blog"));
});
