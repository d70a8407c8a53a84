//! The search: every set of breaks, every size, least cost first.
use super::atom::{Atom, atoms};
use super::{Frame, Setting, mark, width_px};
use unicode_segmentation::UnicodeSegmentation;

/// Weight of a line's squared distance from the mean width.
const RAGGED: f64 = 60.0;
/// One word under [`ORPHAN_SHARE`] of the frame on the last line.
const ORPHAN: f64 = 60.0;
/// Share of the frame.
const ORPHAN_SHARE: f64 = 0.34;
/// Any last line under [`SHORT_SHARE`] of the frame.
const SHORT: f64 = 60.0;
/// Share of the frame.
const SHORT_SHARE: f64 = 0.25;
/// Each line after the first.
const LINE: f64 = 7.0;
/// Each pixel below the top size.
const PIXEL: f64 = 1.3;
/// Settings that are handed out.
const KEPT: usize = 16;
/// Settings that are kept before their widths are measured again.
const WEIGHED: usize = 64;
/// Graphemes of a title that are looked at: more do not fit any card.
const LONGEST: usize = 600;

/// See [`super::settings`].
pub(super) fn settings(
    title: &str,
    frame: &Frame,
    measure: &dyn Fn(&str, f64) -> f64,
) -> Vec<Setting> {
    let Some(&least) = frame.sizes_px.last() else {
        return vec![whole(title, 0.0)];
    };
    if title.trim().is_empty() {
        return vec![whole("", frame.sizes_px[0])];
    }
    let (text, cut) = shorten(title);
    if !cut {
        let found = search(text, frame, frame.sizes_px, measure);
        if !found.is_empty() {
            return found;
        }
    }
    ellipsis(text, frame, least, measure)
}

fn whole(title: &str, size_px: f64) -> Setting {
    Setting {
        lines: vec![title.to_owned()],
        size_px,
        cost: 0.0,
        ellipsis: false,
    }
}

/// The first [`LONGEST`] graphemes, and whether any were left.
fn shorten(title: &str) -> (&str, bool) {
    match title.grapheme_indices(true).nth(LONGEST) {
        Some((at, _)) => (&title[..at], true),
        None => (title, false),
    }
}

/// All settings of `text` that fit: words whole, else (only if nothing fits) any word broken.
fn search(
    text: &str,
    frame: &Frame,
    sizes_px: &[f64],
    measure: &dyn Fn(&str, f64) -> f64,
) -> Vec<Setting> {
    let Some(&least) = sizes_px.last() else {
        return Vec::new();
    };
    let wide = |word: &str| width_px(word, least, measure) > frame.width_px;
    let pieces = atoms(text, &wide);
    let found = weigh(&pieces, frame, sizes_px, measure, false);
    if !found.is_empty() {
        return found;
    }
    weigh(&pieces, frame, sizes_px, measure, true)
}

/// The longest beginning of `text` that fits at the least size with `…` at its end.
fn ellipsis(
    text: &str,
    frame: &Frame,
    least: f64,
    measure: &dyn Fn(&str, f64) -> f64,
) -> Vec<Setting> {
    let ends: Vec<usize> = text
        .grapheme_indices(true)
        .map(|(at, _)| at)
        .skip(1)
        .chain([text.len()])
        .collect();
    let sizes = [least];
    let fits = |end: usize| search(&cut_at(text, end), frame, &sizes, measure);
    let (mut low, mut high) = (0, ends.len());
    while low < high {
        let middle = (low + high).div_ceil(2);
        if fits(ends[middle - 1]).is_empty() {
            high = middle - 1;
        } else {
            low = middle;
        }
    }
    let mut settings = if low == 0 {
        Vec::new()
    } else {
        fits(ends[low - 1])
    };
    if settings.is_empty() {
        settings.push(whole("…", least));
    }
    for setting in &mut settings {
        setting.ellipsis = true;
    }
    settings
}

/// `text` up to `end`, with `…`.
fn cut_at(text: &str, end: usize) -> String {
    let kept = text[..end].trim_end_matches(|c: char| {
        c.is_whitespace() || mark::is_opening(c) || matches!(c, ',' | '.' | ':' | ';' | '·' | '-')
    });
    format!("{kept}…")
}

/// What the search keeps while it walks.
struct Walk<'a> {
    atoms: &'a [Atom],
    frame: &'a Frame<'a>,
    /// Left edges of the atoms in one endless line, at 1 px per em.
    left: Vec<f64>,
    /// Right edges.
    right: Vec<f64>,
    /// Widths of marks that do not count at a line's end and start.
    trail: Vec<f64>,
    lead: Vec<f64>,
    size_px: f64,
    size_cost: f64,
    lines: usize,
    /// Atoms that start lines after the first.
    breaks: Vec<usize>,
    widths: Vec<f64>,
    lone: bool,
    best: Vec<(f64, f64, Vec<usize>)>,
}

/// Weighs all break sets at all sizes; `lone`: single syllables may stand alone.
fn weigh(
    pieces: &[Atom],
    frame: &Frame,
    sizes_px: &[f64],
    measure: &dyn Fn(&str, f64) -> f64,
    lone: bool,
) -> Vec<Setting> {
    let top = frame.sizes_px[0];
    let unit = sizes_px[0];
    let space = measure("가 가", unit) - 2.0 * measure("가", unit);
    let joint = measure("가가", unit) - 2.0 * measure("가", unit);
    let mut walk = Walk {
        atoms: pieces,
        frame,
        left: Vec::new(),
        right: Vec::new(),
        trail: Vec::new(),
        lead: Vec::new(),
        size_px: 0.0,
        size_cost: 0.0,
        lines: 0,
        breaks: Vec::new(),
        widths: Vec::new(),
        lone,
        best: Vec::new(),
    };
    let mut x = 0.0;
    for (i, piece) in pieces.iter().enumerate() {
        if i > 0 {
            x += if piece.spaced { space } else { joint };
        }
        walk.left.push(x / unit);
        let width = measure(&piece.text, unit);
        x += width;
        walk.right.push(x / unit);
        let hanging = mark::hanging_bytes(&piece.text);
        walk.trail.push(if hanging == 0 {
            0.0
        } else {
            (width - measure(&piece.text[..piece.text.len() - hanging], unit)) / unit
        });
        walk.lead
            .push(super::hang_px(&piece.text, unit, measure) / unit);
    }
    for &size_px in sizes_px {
        walk.size_px = size_px;
        walk.size_cost = PIXEL * (top - size_px);
        for lines in 1..=frame.max_lines.max(1) {
            let height = lines as f64 * size_px * (frame.line_height)(lines);
            if height > frame.max_height_px && lines > 1 {
                break;
            }
            walk.lines = lines;
            walk.fill(0, 0.0);
        }
    }
    finish(walk.best, pieces, frame, measure)
}

impl Walk<'_> {
    /// Width in pixels of the line of the atoms `from..to`.
    fn width(&self, from: usize, to: usize) -> f64 {
        let marks = self.trail[to - 1] + self.lead[from];
        ((self.right[to - 1] - self.left[from] - marks) * self.size_px).max(0.0)
    }

    /// Sets the atoms from `from` in the lines that remain.
    fn fill(&mut self, from: usize, cost: f64) {
        let remaining = self.lines - self.breaks.len();
        let end = self.atoms.len();
        if remaining == 1 {
            let width = self.width(from, end);
            if width <= self.frame.width_px && self.may_stand(from, end) {
                self.widths.push(width);
                self.keep(cost);
                self.widths.pop();
            }
            return;
        }
        // What remains cannot be wider than the lines that remain.
        let rest = (self.right[end - 1] - self.left[from]) * self.size_px;
        let blanks = self.size_px * 2.0 * remaining as f64;
        if rest > remaining as f64 * self.frame.width_px + blanks {
            return;
        }
        for to in from + 1..end {
            let width = self.width(from, to);
            if (self.right[to - 1] - self.left[from]) * self.size_px
                > self.frame.width_px + 2.0 * self.size_px
            {
                break;
            }
            let Some(break_cost) = self.atoms[to].break_before else {
                continue;
            };
            if width > self.frame.width_px || !self.may_stand(from, to) {
                continue;
            }
            self.breaks.push(to);
            self.widths.push(width);
            self.fill(to, cost + break_cost);
            self.widths.pop();
            self.breaks.pop();
        }
    }

    /// A single syllable never stands alone.
    fn may_stand(&self, from: usize, to: usize) -> bool {
        self.lone
            || self.atoms.len() == 1
            || to - from > 1
            || self.atoms[from].text.graphemes(true).nth(1).is_some()
    }

    /// Weighs the finished setting.
    fn keep(&mut self, breaks: f64) {
        let lines = self.widths.len() as f64;
        let mean = self.widths.iter().sum::<f64>() / lines;
        let max = self.frame.width_px;
        let ragged: f64 = self
            .widths
            .iter()
            .map(|width| {
                let off = (width - mean) / max;
                RAGGED * off * off
            })
            .sum();
        let mut cost = breaks + ragged + LINE * (lines - 1.0) + self.size_cost;
        let last = self.widths[self.widths.len() - 1];
        if let Some(&start) = self.breaks.last() {
            let words = 1 + self.atoms[start + 1..]
                .iter()
                .filter(|atom| atom.spaced)
                .count();
            if words == 1 && last < ORPHAN_SHARE * max {
                cost += ORPHAN;
            }
            if last < SHORT_SHARE * max {
                cost += SHORT;
            }
        }
        if self.best.len() == WEIGHED && self.best[WEIGHED - 1].0 <= cost {
            return;
        }
        if let Some(same) = self
            .best
            .iter()
            .position(|(_, _, breaks)| *breaks == self.breaks)
        {
            if self.best[same].0 <= cost {
                return;
            }
            self.best.remove(same);
        }
        let at = self.best.partition_point(|(other, _, _)| *other <= cost);
        self.best
            .insert(at, (cost, self.size_px, self.breaks.clone()));
        self.best.truncate(WEIGHED);
    }
}

/// The lines of the best settings, each measured as it will be drawn.
fn finish(
    best: Vec<(f64, f64, Vec<usize>)>,
    pieces: &[Atom],
    frame: &Frame,
    measure: &dyn Fn(&str, f64) -> f64,
) -> Vec<Setting> {
    let mut settings = Vec::new();
    for (cost, size_px, breaks) in best {
        let mut lines = Vec::with_capacity(breaks.len() + 1);
        let mut from = 0;
        for to in breaks.into_iter().chain([pieces.len()]) {
            lines.push(line(&pieces[from..to]));
            from = to;
        }
        if lines
            .iter()
            .all(|line| width_px(line, size_px, measure) <= frame.width_px)
        {
            settings.push(Setting {
                lines,
                size_px,
                cost,
                ellipsis: false,
            });
        }
        if settings.len() == KEPT {
            break;
        }
    }
    settings
}

/// One line of text.
fn line(pieces: &[Atom]) -> String {
    let mut text = String::new();
    for (i, piece) in pieces.iter().enumerate() {
        if i > 0 && piece.spaced {
            text.push(' ');
        }
        text.push_str(&piece.text);
    }
    text
}
