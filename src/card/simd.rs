//! The same arithmetic in wider registers. The only file that knows what the processor has.
//!
//! A loop over pixels is written once and compiled for each level of the processor's vector instructions, plainly or with
//! [`f32x8`], eight floats at a time. Neither Rust nor those fuse or reorder float sums, so all levels give the same bits:
//! which one runs decides nothing but time.

pub use fearless_simd::prelude::SimdFrom;
pub use fearless_simd::{Level, Simd, dispatch, f32x8};

/// Runs `work` as it is compiled for this processor.
///
/// That holds for what is compiled into `work` itself: the closure, and every function with a loop that it calls, must be
/// `#[inline(always)]`.
#[inline(always)]
pub fn vectorized<R>(work: impl FnOnce() -> R) -> R {
    dispatch!(Level::new(), _ => work())
}

/// Both ends of what this processor can run, for tests that hold them to one result.
#[cfg(test)]
pub fn levels() -> [Level; 2] {
    [Level::baseline(), Level::new()]
}
