//! feedcard: feeds and social cards for static blogs.
// ground: plain values; no files, no clock, no pixels
pub mod config;
pub mod date;
pub mod manifest;
pub mod post;
pub mod problem;
// rooms: look down, never sideways
pub mod body;
pub mod card;
pub mod feed;
pub mod output;
pub mod page;
pub mod read;
pub mod report;
pub mod start;
// the one file that walks through all of them, and the thin door
pub mod cli;
pub mod publish;
