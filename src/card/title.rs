//! Title -> lines. No pixels: widths come from a measuring function.

/// A title taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// Small line above.
    pub kicker: Option<String>,
    /// The title itself.
    pub title: String,
    /// Small line below.
    pub subtitle: Option<String>,
}

/// The box that a title must fit.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Pixels.
    pub width_px: f64,
    /// Pixels.
    pub max_height_px: f64,
    /// At least 1.
    pub max_lines: usize,
    /// Pixels per em, descending; the first is the top size.
    pub sizes_px: &'a [f64],
    /// Baseline to baseline in em, by the number of lines.
    pub line_height: fn(usize) -> f64,
}

/// One way to set a title.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Top to bottom.
    pub lines: Vec<String>,
    /// Pixels per em.
    pub size_px: f64,
    /// Least is best.
    pub cost: f64,
    /// The title was too long and is cut.
    pub ellipsis: bool,
}

/// Takes a title apart: NFC, curly quotes outside backtick code, one final `.` dropped, ` - `, ` — ` or ` | ` split off.
///
/// `kicker` and `subtitle`: `None` splits the title, `Some("")` has none and splits nothing off.
pub fn parts(_title: &str, _kicker: Option<&str>, _subtitle: Option<&str>) -> Parts {
    unimplemented!()
}

/// The settings of a title that were weighed, best first; never empty.
pub fn settings(_title: &str, _frame: &Frame, _measure: &dyn Fn(&str, f64) -> f64) -> Vec<Setting> {
    unimplemented!()
}

/// How far in pixels a line's opening quotes and brackets hang left of the margin.
pub fn hang_px(_line: &str, _size_px: f64, _measure: &dyn Fn(&str, f64) -> f64) -> f64 {
    unimplemented!()
}
