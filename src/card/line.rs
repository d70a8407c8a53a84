//! Lines beside a title: the site's name, date and authors and other facts, tags.
//!
//! In: a request, the fonts, the place of the line. Out: runs at their origins. It chooses no colour and paints nothing.

use unicode_segmentation::UnicodeSegmentation;

use crate::card::Request;
use crate::card::font::{Fonts, Style, Weight};
use crate::card::text::{Role, Text};
use crate::card::theme::Shown;
use crate::card::viewport::Viewport;

/// Size of the meta line, and the room between two of its facts, with the dot in its middle.
pub const META: f64 = 24.0;
const GAP: f64 = 14.0 + 4.0 + 14.0;

/// The site's name, its baseline at y=92.
pub fn site(
    request: &Request,
    fonts: &Fonts,
    viewport: &Viewport,
    x: f64,
    width: f64,
) -> Option<Text> {
    if request.logo.is_some() {
        return None;
    }
    let style = Style::meta(Weight::Bold, viewport.len(26.0));
    let words = clipped(request.site, viewport.len(width), |text| {
        fonts.measure(text, &style)
    });
    let run = fonts.shape(&words, &style);
    let left = run.ink?.left;
    Some(Text {
        role: Role::Site,
        run,
        x: viewport.x(x) - left,
        y: viewport.y(92.0),
        ink: None,
    })
}

/// `2017.12.18 · 김하나, 이두리`: the facts that the theme shows, its baseline at y=562. The dots between them are drawn by the
/// caller at the returned middles.
pub fn meta(
    request: &Request,
    fonts: &Fonts,
    viewport: &Viewport,
    x: f64,
    width: f64,
) -> (Vec<Text>, Vec<(f64, f64)>) {
    let style = Style::meta(Weight::Medium, viewport.len(META));
    let area = (
        viewport.x(x),
        viewport.x(x) + viewport.len(width),
        viewport.y(562.0),
    );
    facts(request, fonts, &request.theme.show, &style, area)
}

/// Facts in one line from `left` to `right` on a baseline; what does not fit is left out.
pub fn facts(
    request: &Request,
    fonts: &Fonts,
    show: &[Shown],
    style: &Style,
    (left, right, y): (f64, f64, f64),
) -> (Vec<Text>, Vec<(f64, f64)>) {
    let unit = style.size_px / META;
    let (mut texts, mut dots) = (Vec::new(), Vec::new());
    let mut pen = left;
    let date = request.date.unwrap_or_default();
    for (at, fact) in show.iter().enumerate() {
        let gap = if texts.is_empty() { 0.0 } else { GAP * unit };
        // Names leave room for a date after them, which is never cut.
        let after = match show[at + 1..].contains(&Shown::Date) {
            true if !date.is_empty() => GAP * unit + fonts.measure(date, style),
            _ => 0.0,
        };
        let room = right - pen - gap;
        let measure = |text: &str| fonts.measure(text, style);
        let words = match fact {
            Shown::Date if measure(date) <= room => date.to_owned(),
            Shown::Date => String::new(),
            Shown::Authors => names(request.authors, (room - after).max(room / 2.0), measure),
            Shown::Tags => request
                .tags
                .iter()
                .map(|tag| format!("#{tag}"))
                .collect::<Vec<_>>()
                .join(" "),
            Shown::Category | Shown::Series | Shown::ReadingTime | Shown::Field(_) => {
                let found = request.facts.iter().find(|(shown, _)| shown == fact);
                found.map_or(String::new(), |(_, words)| words.clone())
            }
        };
        let words = match fact {
            Shown::Date => words,
            _ => clipped(&words, room, measure),
        };
        let run = fonts.shape(&words, style);
        let Some(ink) = run.ink else {
            continue;
        };
        if !texts.is_empty() {
            dots.push((pen + GAP * unit / 2.0, y - 8.5 * unit));
        }
        let origin = pen + gap - ink.left;
        pen = origin + ink.right;
        texts.push(Text {
            role: Role::Meta,
            run,
            x: origin,
            y,
            ink: None,
        });
    }
    (texts, dots)
}

/// As many names as fit, then `+2`.
fn names(authors: &[String], width_px: f64, measure: impl Fn(&str) -> f64) -> String {
    for shown in (1..=authors.len()).rev() {
        let rest = authors.len() - shown;
        let mut words = authors[..shown].join(", ");
        if rest > 0 {
            words += &format!(" +{rest}");
        }
        if measure(&words) <= width_px {
            return words;
        }
    }
    authors
        .first()
        .map(|name| clipped(name, width_px, measure))
        .unwrap_or_default()
}

/// `words`, or their beginning with `…`, within `width_px`.
pub fn clipped(words: &str, width_px: f64, measure: impl Fn(&str) -> f64) -> String {
    if measure(words) <= width_px {
        return words.to_owned();
    }
    let ends: Vec<usize> = words
        .grapheme_indices(true)
        .map(|(at, _)| at)
        .skip(1)
        .collect();
    let fits = |end: usize| measure(&format!("{}…", words[..end].trim_end())) <= width_px;
    // Width grows with every grapheme, so a binary search finds the longest beginning that fits.
    let count = ends.partition_point(|&end| fits(end));
    count.checked_sub(1).map_or(String::new(), |last| {
        format!("{}…", words[..ends[last]].trim_end())
    })
}
