//! Title -> lines, as a Korean typesetter breaks them.
//!
//! In: a title and a [`Frame`]. Out: its [`Parts`], and every [`Setting`] worth showing, best first.
//! It draws nothing and knows no font: widths come from a measuring function.

mod char_class;
mod english;
mod fit;
mod inside;
mod korean;
mod metrics;
mod search;
mod segment;
mod split;
mod words;
mod wrap;

pub(crate) use split::without_hints;
pub use wrap::wrap;

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
    /// Penalty of each pixel below the top size, as a share of the usual; 1 on a ladder with small steps.
    pub size_weight: f64,
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

/// Takes a title apart: NFC, curly quotes outside backtick code, one final `.` dropped, ` - `, ` — `, ` – ` or ` | ` split off.
///
/// `kicker` and `subtitle`: `None` splits the title, `Some("")` has none and splits nothing off. A part is split off only where it
/// is shorter than what remains and short enough for one small line; never inside brackets, quotes or code, nor out of a
/// range of numbers (`2019 - 2021`).
pub fn parts(title: &str, kicker: Option<&str>, subtitle: Option<&str>) -> Parts {
    split::parts(title, kicker, subtitle)
}

/// The settings of a title that were weighed, best first, at most 16, each with other lines; never empty.
///
/// Every set of breaks that fits the frame is weighed at every size of the ladder; its cost is the sum of the penalties in
/// `search`, `segment`, `inside`, `korean` and `english`, which were tuned by eye on real titles. If none fits at the least size, the
/// title is cut and ends in `…`. `measure` gives the width of a text at a size, both in pixels.
///
/// # Source
/// KLREQ (line composition), UAX #14 for words in Han or kana.
pub fn settings(title: &str, frame: &Frame, measure: &dyn Fn(&str, f64) -> f64) -> Vec<Setting> {
    fit::settings(title, frame, measure)
}

/// The first letter or digit of a text, with its marks.
pub(crate) fn first_letter(text: &str) -> Option<&str> {
    use unicode_segmentation::UnicodeSegmentation;
    let has_letter = |cluster: &&str| cluster.chars().any(char::is_alphanumeric);
    text.graphemes(true).find(has_letter)
}

/// Distance in pixels by which a line's opening quotes and brackets hang left of the margin: at most half an em.
pub fn hang_px(line: &str, size_px: f64, measure: &dyn Fn(&str, f64) -> f64) -> f64 {
    let opening = &line[..char_class::opening_bytes(line)];
    if opening.is_empty() {
        return 0.0;
    }
    measure(opening, size_px).clamp(0.0, size_px / 2.0)
}

/// The width of a line in pixels as it counts against [`Frame::width_px`]: without trailing `. , ? ! ” ’ )` and without what
/// hangs on the left.
pub fn width_px(line: &str, size_px: f64, measure: &dyn Fn(&str, f64) -> f64) -> f64 {
    let counted = &line[..line.len() - char_class::hanging_bytes(line)];
    (measure(counted, size_px) - hang_px(line, size_px, measure)).max(0.0)
}
