//! Title -> lines. No pixels: widths come from a measuring function.
