//! Widths of the segments of a title: each distinct text is measured once, at one size, and scaled.
use super::char_class;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A measuring function that remembers.
pub(super) struct Metrics<'a> {
    measure: &'a dyn Fn(&str, f64) -> f64,
    /// The size at which everything is measured.
    unit_px: f64,
    known: RefCell<BTreeMap<String, f64>>,
}

impl<'a> Metrics<'a> {
    /// Measures at `unit_px`.
    pub fn new(measure: &'a dyn Fn(&str, f64) -> f64, unit_px: f64) -> Metrics<'a> {
        Metrics {
            measure,
            unit_px,
            known: RefCell::default(),
        }
    }

    /// Width of `text` in em.
    pub fn em(&self, text: &str) -> f64 {
        if let Some(&width) = self.known.borrow().get(text) {
            return width;
        }
        let width = (self.measure)(text, self.unit_px) / self.unit_px;
        self.known.borrow_mut().insert(text.to_owned(), width);
        width
    }

    /// Width in em of a text as a line: see [`super::width_px`].
    pub fn line_em(&self, text: &str) -> f64 {
        let counted = &text[..text.len() - char_class::hanging_bytes(text)];
        (self.em(counted) - self.lead_em(text)).max(0.0)
    }

    /// Width that hangs left of the margin, in em.
    pub fn lead_em(&self, text: &str) -> f64 {
        let opening = &text[..char_class::opening_bytes(text)];
        if opening.is_empty() {
            return 0.0;
        }
        self.em(opening).clamp(0.0, 0.5)
    }

    /// Width that a space adds between two words, and width that joins two pieces of one word (tracking); em.
    pub fn joints_em(&self) -> (f64, f64) {
        let one = self.em("가");
        (self.em("가 가") - 2.0 * one, self.em("가가") - 2.0 * one)
    }

    /// Width in pixels of a line as it will be drawn: measured whole, not put together.
    pub fn drawn_px(&self, line: &str, size_px: f64) -> f64 {
        super::width_px(line, size_px, self.measure)
    }
}
