//! The same loops for wider registers. The only file that knows what the processor has.
//!
//! A loop over pixels is written once, plainly, and compiled for each level of the processor's vector instructions. Rust
//! neither fuses nor reorders float sums, so all of them give the same bits: which one runs decides nothing but time.

use fearless_simd::{Level, dispatch};

/// Runs `work` as it is compiled for this processor.
///
/// That holds for what is compiled into `work` itself: the closure, and every function with a loop that it calls, must be
/// `#[inline(always)]`.
#[inline(always)]
pub fn wide<R>(work: impl FnOnce() -> R) -> R {
    dispatch!(Level::new(), _ => work())
}
