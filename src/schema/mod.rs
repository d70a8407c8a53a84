//! JSON schemas for editors, from the tables that the reader itself uses.
//!
//! In: nothing. Out: JSON, draft 7, which the language servers for YAML understand. Reads and writes no file.

mod config;
mod front_matter;
mod value;

use serde_json::Value;

/// The schema of `feedcard.yaml`.
pub fn config() -> Value {
    config::schema()
}

/// The schema of a post's front matter.
pub fn front_matter() -> Value {
    front_matter::schema()
}

/// The schema of `feedcard.json`. It is written by hand, because no table holds its facts; a test compares it with a real file.
pub fn manifest() -> Value {
    serde_json::from_str(include_str!("manifest.json")).expect("a test reads it")
}
