//! The same arithmetic in wider registers. The only file that asks for the processor's features.
//!
//! A loop over pixels is written once and compiled for each level of the processor's vector instructions, plainly or with
//! [`f32x8`], eight floats at a time. Neither Rust nor those fuse or reorder float sums, so all levels give the same bits:
//! which one runs decides nothing but time.

pub use fearless_simd::prelude::SimdFrom;
pub use fearless_simd::{Level, Simd, dispatch, f32x8};

/// Runs `work` as compiled for this processor.
///
/// Only what is inlined into `work` is compiled so: the closure, and every function with a loop that it calls, must be
/// `#[inline(always)]`.
#[inline(always)]
pub fn vectorized<R>(work: impl FnOnce() -> R) -> R {
    dispatch!(Level::new(), _ => work())
}

/// Both the least and the most that this processor can run, for tests that compare their results.
#[cfg(test)]
pub fn levels() -> [Level; 2] {
    [Level::baseline(), Level::new()]
}
