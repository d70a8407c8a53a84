//! One object for each post, and the tones that they share.

use crate::canvas::{Tone, tone};

pub mod buoy;
pub mod containers;
pub mod ferry;
pub mod lighthouse;
pub mod map;
pub mod pencil;
pub mod plug;
pub mod stopwatch;
pub mod telescope;
pub mod ticket;

/// The field of every gray twin.
pub const GRAY_FIELD: u32 = 0xDBDEE3;
/// Light things.
pub const PAPER: Tone = tone(0xFFFFFF, 0xFFFFFF);
/// Light things in the shade.
pub const PAPER_SHADE: Tone = tone(0xE9EDF4, 0xEEF1F6);
/// Dark outlines, text, glass.
pub const INK: Tone = tone(0x1D2A4D, 0x1C2A55);
/// What shades a plane.
pub const DARK: Tone = tone(0x0B1433, 0x0B1433);
