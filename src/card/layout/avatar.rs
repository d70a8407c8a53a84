//! Pictures of authors, cut to squares. One person writes many posts: each picture is decoded once in a run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::card::canvas::Picture;
use crate::card::layout::crop::filling;
use crate::card::{Culprit, decode};
use crate::digest::{Hash, hash};
use crate::guard::lock;

/// Most bytes of squares that are kept: some thousands of the size that cards show.
const MOST_BYTES: usize = 32 << 20;

/// Squares by the hash of their file and their side in pixels; the reason for those that cannot be drawn.
#[derive(Debug, Default)]
pub struct Avatars {
    squares: Mutex<Squares>,
}

#[derive(Debug, Default)]
struct Squares {
    made: BTreeMap<(Hash, usize), Result<Arc<Picture>, String>>,
    bytes: usize,
}

impl Avatars {
    /// The middle of the encoded picture `bytes`, `side` pixels wide and high.
    ///
    /// # Errors
    /// It cannot be decoded; the reason in words.
    pub fn square(
        &self,
        bytes: &[u8],
        side: usize,
        max_pixels: u64,
    ) -> Result<Arc<Picture>, String> {
        let key = (hash(bytes), side);
        if let Some(known) = lock(&self.squares).made.get(&key) {
            return known.clone();
        }
        let made = square(bytes, side, max_pixels).map(Arc::new);
        let mut squares = lock(&self.squares);
        let length = 3 * side * side;
        if squares.bytes + length <= MOST_BYTES && squares.made.insert(key, made.clone()).is_none()
        {
            squares.bytes += length;
        }
        made
    }
}

/// The same without a memory.
pub fn square(bytes: &[u8], side: usize, max_pixels: u64) -> Result<Picture, String> {
    let picture = decode::decode(bytes, Culprit::Request, max_pixels);
    let picture = picture.map_err(|fault| fault.message)?;
    Ok(filling(&picture, side, side))
}
