//! Memory for pictures, shared by all threads: a thread that needs more than is left waits until others are done.
//!
//! In: how much a card will take. Out: a share, given back when it is dropped. One card alone may take all of it, so a
//! picture within the limits is always drawn; many large ones at once are drawn one after the other.

use std::io::{self, BufReader};
use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError};

use image::{ImageReader, Limits};

use crate::disk::open_plain;
use crate::guard::lock;

/// Most bytes of decoded pictures and their files at one time, as estimated here.
const CAPACITY_BYTES: u64 = 192 << 20;

/// Limit for what is unpacked to learn the size of a picture: a colour profile can be a bomb, and stands before the pixels.
const EXTRAS_BYTES: u64 = 8 << 20;

/// Memory that is given to those who draw.
pub struct Budget {
    capacity: u64,
    used: Mutex<u64>,
    freed: Condvar,
}

/// A share of the memory.
pub struct Share<'a> {
    budget: &'a Budget,
    bytes: u64,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget::of(CAPACITY_BYTES)
    }
}

impl Budget {
    fn of(capacity: u64) -> Budget {
        Budget {
            capacity,
            used: Mutex::new(0),
            freed: Condvar::new(),
        }
    }

    /// Waits until `bytes` are left, or nobody else draws.
    pub fn share(&self, bytes: u64) -> Share<'_> {
        let bytes = bytes.min(self.capacity);
        let used = lock(&self.used);
        let full = |used: &mut u64| *used + bytes > self.capacity;
        let mut used = self
            .freed
            .wait_while(used, full)
            .unwrap_or_else(PoisonError::into_inner);
        *used += bytes;
        Share {
            budget: self,
            bytes,
        }
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        *lock(&self.budget.used) -= self.bytes;
        self.budget.freed.notify_all();
    }
}

/// Bytes of the picture at `path`, as a file and decoded, estimated from its head; 0 for a file that cannot be read.
pub fn weight(path: &Path) -> u64 {
    let weigh = || -> io::Result<u64> {
        let meta = std::fs::metadata(path)?;
        let file = BufReader::new(open_plain(path, &meta, meta.len())?);
        let mut reader = ImageReader::new(file).with_guessed_format()?;
        let mut limits = Limits::default();
        limits.max_alloc = Some(EXTRAS_BYTES);
        reader.limits(limits);
        let size = reader.into_dimensions();
        let (width, height) = size.unwrap_or_default();
        Ok(meta.len() + u64::from(width) * u64::from(height) * 3)
    };
    weigh().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::{Budget, weight};

    #[test]
    fn no_more_is_given_than_there_is_and_everybody_gets_a_turn() {
        let budget = Budget::of(100);
        let (now, most, done) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|threads| {
            for at in 0..24 {
                let (budget, now, most, done) = (&budget, &now, &most, &done);
                threads.spawn(move || {
                    let bytes = [40, 60, 500][at % 3];
                    let _share = budget.share(bytes);
                    let mine = bytes.min(100);
                    most.fetch_max(
                        now.fetch_add(mine, Ordering::SeqCst) + mine,
                        Ordering::SeqCst,
                    );
                    std::thread::sleep(std::time::Duration::from_millis(1));
                    now.fetch_sub(mine, Ordering::SeqCst);
                    done.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(done.into_inner(), 24);
        assert!((60..=100).contains(&most.into_inner()));
    }

    #[test]
    fn a_picture_is_weighed_by_its_head_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        let picture = image::DynamicImage::new_rgb8(40, 20);
        picture.save(&path).unwrap();
        let whole = std::fs::read(&path).unwrap();
        assert_eq!(weight(&path), 2400 + whole.len() as u64);
        std::fs::write(&path, &whole[..60]).unwrap();
        assert_eq!(weight(&path), 2460);
        assert_eq!(weight(&folder.path().join("none")), 0);
    }
}
