//! The search: every set of breaks that fits, at every size, least cost first.
//!
//! It is exact. Lines that are too wide end a branch at once, so that even a card full of short words has some ten thousand
//! settings; branches that cannot beat the settings already kept are cut.
use super::metrics::Metrics;
use super::segment::Segment;
use super::{Frame, Setting, char_class};

/// Weight of a line's squared distance from the mean width, in shares of the widest line.
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
/// The fourth line and later ones, on top: a tower of words reads worse than a smaller title.
const TOWER: f64 = 8.0;
/// One line alone under [`SMALL_SHARE`] of the top size: it looks lost on a card.
const SMALL: f64 = 12.0;
/// Share of the top size.
const SMALL_SHARE: f64 = 0.72;
/// Each pixel below the top size.
const PIXEL: f64 = 1.3;
/// Each pixel below [`QUIET_SHARE`] of the top size, on top: a third line in large type reads better in a chat than two in small.
const QUIET_PIXEL: f64 = 0.25;
/// Share of the top size.
const QUIET_SHARE: f64 = 0.76;
/// A break with a higher penalty than a blank inside its own line would have: share of the difference.
const TORN: f64 = 0.3;
/// The best penalty of a break: a bound for the rest of the search.
const BEST_BREAK: f64 = -6.0;
/// Settings that are handed out.
const KEPT: usize = 16;
/// Settings that are kept until those near the frame's width are measured again.
const WEIGHED: usize = 48;

/// All settings of `segments` that fit, best first, at most [`KEPT`]; `lone`: one syllable may stand alone on a line.
pub(super) fn search(
    segments: &[Segment],
    frame: &Frame,
    sizes_px: &[f64],
    metrics: &Metrics,
    lone: bool,
) -> Vec<Setting> {
    let (Some(&top), Some(&least)) = (frame.sizes_px.first(), sizes_px.last()) else {
        return Vec::new();
    };
    let mut walk = Walk {
        places: places(segments, metrics),
        segments,
        frame,
        size_px: top,
        size_penalty: 0.0,
        lines: 1,
        lone,
        breaks: Vec::new(),
        widths: Vec::new(),
        best: Vec::new(),
    };
    for &size_px in sizes_px {
        walk.size_px = size_px;
        walk.size_penalty = least_penalty(frame, size_px);
        for lines in 1..=frame.max_lines.max(1) {
            // Some setting must be returned, however low the frame.
            let must = lines == 1 && size_px == least;
            if !must && lines as f64 * size_px * (frame.line_height)(lines) > frame.max_height_px {
                break;
            }
            walk.lines = lines;
            walk.fill(0, 0.0);
        }
    }
    let best = walk.best;
    best.into_iter()
        .filter_map(|weighed| weighed.setting(segments, frame, metrics))
        .take(KEPT)
        .collect()
}

/// The least cost of a setting at `size_px`: a break saves at most 6, its line costs 7.
pub(super) fn least_penalty(frame: &Frame, size_px: f64) -> f64 {
    let top = frame.sizes_px.first().copied().unwrap_or(size_px);
    let cost = PIXEL * (top - size_px) + QUIET_PIXEL * (QUIET_SHARE * top - size_px).max(0.0);
    cost * frame.size_weight
}

/// True if `segments` fit `max_lines` lines of `size_px` at all: each line takes as much as it can.
pub(super) fn fits(segments: &[Segment], frame: &Frame, size_px: f64, metrics: &Metrics) -> bool {
    let places = places(segments, metrics);
    let mut from = 0;
    for _ in 0..frame.max_lines.max(1) {
        let may_end = |to: &usize| {
            (*to == segments.len() || segments[*to].break_before.is_some())
                && width_em(&places, from, *to) * size_px <= frame.width_px
        };
        match (from + 1..=segments.len()).rev().find(may_end) {
            Some(to) if to == segments.len() => return true,
            Some(to) => from = to,
            None => return false,
        }
    }
    false
}

/// Place of a segment in one endless line, in em.
struct Place {
    left: f64,
    right: f64,
    /// Marks that do not count at the end of a line.
    trail: f64,
    /// Marks that hang at the start of a line.
    lead: f64,
}

fn places(segments: &[Segment], metrics: &Metrics) -> Vec<Place> {
    let (space, joint) = metrics.joints_em();
    let mut x = 0.0;
    let place = |(i, segment): (usize, &Segment)| {
        if i > 0 {
            x += if segment.spaced { space } else { joint };
        }
        let left = x;
        let width = metrics.em(&segment.text);
        x += width;
        let counted =
            &segment.text[..segment.text.len() - char_class::hanging_bytes(&segment.text)];
        Place {
            left,
            right: x,
            trail: width - metrics.em(counted),
            lead: metrics.lead_em(&segment.text),
        }
    };
    segments.iter().enumerate().map(place).collect()
}

/// Width in em of the line of the segments `from..to`.
fn width_em(places: &[Place], from: usize, to: usize) -> f64 {
    let (first, last) = (&places[from], &places[to - 1]);
    (last.right - last.trail - first.left - first.lead).max(0.0)
}

/// One setting that was weighed.
struct Weighed {
    cost: f64,
    size_px: f64,
    /// Segments that start lines after the first.
    breaks: Vec<usize>,
    /// The widest line as put together from its pieces.
    widest_px: f64,
}

impl Weighed {
    /// The lines, unless one of them turns out too wide. Pieces and whole lines differ by the kerning round a space only, so that
    /// a line far from the frame's width is not measured again.
    fn setting(self, segments: &[Segment], frame: &Frame, metrics: &Metrics) -> Option<Setting> {
        let mut lines = Vec::with_capacity(self.breaks.len() + 1);
        let mut from = 0;
        for to in self.breaks.into_iter().chain([segments.len()]) {
            lines.push(line(&segments[from..to]));
            from = to;
        }
        let near = self.widest_px > frame.width_px - self.size_px;
        let fits = |line: &String| metrics.drawn_px(line, self.size_px) <= frame.width_px;
        (!near || lines.iter().all(fits)).then_some(Setting {
            lines,
            size_px: self.size_px,
            cost: self.cost,
            ellipsis: false,
        })
    }
}

/// The text of one line.
fn line(segments: &[Segment]) -> String {
    let mut text = String::new();
    for (i, segment) in segments.iter().enumerate() {
        if i > 0 && segment.spaced {
            text.push(' ');
        }
        text.push_str(&segment.text);
    }
    text
}

/// The walk through all sets of breaks of one size and number of lines.
struct Walk<'a> {
    segments: &'a [Segment],
    places: Vec<Place>,
    frame: &'a Frame<'a>,
    size_px: f64,
    size_penalty: f64,
    lines: usize,
    lone: bool,
    breaks: Vec<usize>,
    widths: Vec<f64>,
    /// Best first.
    best: Vec<Weighed>,
}

impl Walk<'_> {
    /// Sets the segments from `from` on in the lines that remain; `cost` is that of the breaks so far.
    fn fill(&mut self, from: usize, cost: f64) {
        let remaining = self.lines - self.breaks.len();
        let end = self.segments.len();
        if remaining == 1 {
            let width = width_em(&self.places, from, end) * self.size_px;
            if width <= self.frame.width_px && self.may_stand(from, end) {
                self.widths.push(width);
                self.weigh(cost);
                self.widths.pop();
            }
            return;
        }
        if self.cannot_fit(from, remaining) || self.cannot_win(cost, remaining) {
            return;
        }
        // The best blank that the line keeps.
        let mut kept = f64::INFINITY;
        for to in from + 1..end {
            let width = width_em(&self.places, from, to) * self.size_px;
            // Marks at the end of a later segment may hang: half an em and two marks more are worth a look.
            if width > self.frame.width_px + 1.5 * self.size_px {
                break;
            }
            let Some(break_penalty) = self.segments[to].break_before else {
                continue;
            };
            if width <= self.frame.width_px && self.may_stand(from, to) {
                let torn = TORN * (break_penalty - kept).max(0.0);
                self.breaks.push(to);
                self.widths.push(width);
                self.fill(to, cost + break_penalty + torn);
                self.widths.pop();
                self.breaks.pop();
            }
            kept = kept.min(break_penalty);
        }
    }

    /// True if the rest is wider than the lines that are left, blanks and hanging marks at their ends allowed for.
    fn cannot_fit(&self, from: usize, remaining: usize) -> bool {
        let rest = self.places[self.places.len() - 1].right - self.places[from].left;
        rest * self.size_px > remaining as f64 * (self.frame.width_px + 2.0 * self.size_px)
    }

    /// Even perfect lines would not make it one of the best.
    fn cannot_win(&self, cost: f64, remaining: usize) -> bool {
        let least = cost + BEST_BREAK * (remaining - 1) as f64 + self.fixed_penalty();
        self.best.len() == WEIGHED && least >= self.best[WEIGHED - 1].cost
    }

    /// Penalty of the size and the number of lines.
    fn fixed_penalty(&self) -> f64 {
        let lines = self.lines as f64;
        let small = self.lines == 1 && self.size_px < SMALL_SHARE * self.frame.sizes_px[0];
        let lost = if small { SMALL } else { 0.0 };
        lost + self.size_penalty + LINE * (lines - 1.0) + TOWER * (lines - 3.0).max(0.0)
    }

    /// One syllable is never alone on a line, with or without marks round it.
    fn may_stand(&self, from: usize, to: usize) -> bool {
        self.lone
            || self.segments.len() == 1
            || to - from > 1
            || !char_class::is_lone(&self.segments[from].text)
    }

    /// Weighs the finished setting and keeps it if it is one of the best.
    fn weigh(&mut self, break_penaltys: f64) {
        let lines = self.widths.len() as f64;
        let mean = self.widths.iter().sum::<f64>() / lines;
        let widest = self
            .widths
            .iter()
            .copied()
            .fold(f64::MIN_POSITIVE, f64::max);
        let square = |width: &f64| ((width - mean) / widest) * ((width - mean) / widest);
        let ragged: f64 = self.widths.iter().map(square).sum();
        let mut cost = break_penaltys + RAGGED * ragged + self.fixed_penalty();
        if let (Some(&start), Some(&last)) = (self.breaks.last(), self.widths.last()) {
            let one_word = !self.segments[start + 1..]
                .iter()
                .any(|segment| segment.spaced);
            if one_word && last < ORPHAN_SHARE * self.frame.width_px {
                cost += ORPHAN;
            }
            if last < SHORT_SHARE * self.frame.width_px {
                cost += SHORT;
            }
        }
        if self.best.len() == WEIGHED && self.best[WEIGHED - 1].cost <= cost {
            return;
        }
        // The same lines at another size.
        if let Some(same) = self
            .best
            .iter()
            .position(|other| other.breaks == self.breaks)
        {
            if self.best[same].cost <= cost {
                return;
            }
            self.best.remove(same);
        }
        let at = self.best.partition_point(|other| other.cost <= cost);
        let weighed = Weighed {
            cost,
            size_px: self.size_px,
            breaks: self.breaks.clone(),
            widest_px: widest,
        };
        self.best.insert(at, weighed);
        self.best.truncate(WEIGHED);
    }
}
