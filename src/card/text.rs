//! Words -> placed runs: the site's name, the title block, the date and the authors.
//!
//! In: a request, the fonts, where a layout wants text. Out: runs at their origins, and the boxes of their ink. It
//! chooses no colour and paints nothing.

use unicode_segmentation::UnicodeSegmentation;

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::card::Request;
use crate::card::canvas::Rect;
use crate::card::font::{Fonts, Run, Style, Weight};
use crate::card::title::{self, Frame, Parts, Setting};
use crate::card::viewport::Viewport;

/// What a text says; each kind has a box of its own in the manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The site's name.
    Site,
    /// Above the title.
    Kicker,
    /// The title.
    Title,
    /// Below the title.
    Subtitle,
    /// Date and authors.
    Meta,
}

/// One line of text at its place.
#[derive(Debug, Clone)]
pub struct Text {
    /// Which box it belongs to.
    pub role: Role,
    /// The glyphs.
    pub run: Run,
    /// Origin in pixels.
    pub x: f64,
    /// Baseline in pixels.
    pub y: f64,
}

impl Text {
    /// The whole pixels that its ink touches; `None` for text without ink.
    pub fn ink(&self) -> Option<Rect> {
        let ink = self.run.ink?;
        let (left, top) = (
            (self.x + ink.left).floor() as i32,
            (self.y.round() + ink.top).floor() as i32,
        );
        let (right, bottom) = (
            (self.x + ink.right).ceil() as i32,
            (self.y.round() + ink.bottom).ceil() as i32,
        );
        Some(Rect {
            x: left,
            y: top,
            width: right - left,
            height: bottom - top,
        })
    }
}

/// The box of all ink of one role.
pub fn ink_of(texts: &[Text], role: Role) -> Option<Rect> {
    texts
        .iter()
        .filter(|text| text.role == role)
        .filter_map(Text::ink)
        .reduce(Rect::union)
}

/// How a layout wants its title.
#[derive(Debug, Clone, Copy)]
pub struct TitleSpec {
    /// Left margin, or the middle if centred, in units.
    pub x: f64,
    /// Lines are centred on `x`.
    pub centered: bool,
    /// Units.
    pub width: f64,
    /// Units per em, descending.
    pub sizes: &'static [f64],
    /// Lines.
    pub max_lines: usize,
    /// Units.
    pub max_height: f64,
    /// Units: where the ink's middle goes.
    pub center_y: f64,
}

/// A title block that is set.
#[derive(Debug, Clone)]
pub struct Block {
    /// Kicker, lines, subtitle.
    pub texts: Vec<Text>,
    /// How the title was set; sizes in pixels.
    pub setting: Setting,
    /// The next best settings.
    pub others: Vec<Setting>,
    /// True if a kicker stands above it.
    pub kicker: Option<String>,
    /// True if a subtitle stands below it.
    pub subtitle: Option<String>,
    /// The top size in pixels.
    pub top_size_px: f64,
}

impl Block {
    /// The box of all ink.
    pub fn ink(&self) -> Rect {
        self.texts
            .iter()
            .filter_map(Text::ink)
            .reduce(Rect::union)
            .unwrap_or_default()
    }
}

/// Lines are this many em apart.
fn line_height(lines: usize) -> f64 {
    if lines >= 4 { 1.35 } else { 1.30 }
}

/// Size of the lines above and below a title, and their distance from its ink, in units.
const SMALL: f64 = 32.0;
const KICKER_GAP: f64 = 24.0;
const SUBTITLE_GAP: f64 = 26.0;

/// Every setting of the title in a frame, best first.
fn settings(parts: &Parts, spec: &TitleSpec, viewport: &Viewport, widths: &Widths) -> Vec<Setting> {
    let small = [&parts.kicker, &parts.subtitle]
        .iter()
        .filter(|part| part.is_some())
        .count() as f64;
    let sizes: Vec<f64> = spec.sizes.iter().map(|&size| viewport.len(size)).collect();
    let frame = Frame {
        width_px: viewport.len(spec.width),
        max_height_px: viewport.len(spec.max_height - small * (SMALL * 0.8 + KICKER_GAP)),
        max_lines: spec.max_lines,
        sizes_px: &sizes,
        line_height,
    };
    title::settings(&parts.title, &frame, &|line, size_px| {
        widths.of(line, size_px)
    })
}

/// Widths of lines of a title, each measured once for a card: every try to fit it weighs many of the same lines.
pub struct Widths<'a> {
    fonts: &'a Fonts,
    /// By the bits of the size.
    known: RefCell<BTreeMap<u64, BTreeMap<String, f64>>>,
}

impl<'a> Widths<'a> {
    /// Nothing measured yet.
    pub fn new(fonts: &'a Fonts) -> Widths<'a> {
        Widths {
            fonts,
            known: RefCell::default(),
        }
    }

    fn of(&self, line: &str, size_px: f64) -> f64 {
        let mut known = self.known.borrow_mut();
        let known = known.entry(size_px.to_bits()).or_default();
        if let Some(&width) = known.get(line) {
            return width;
        }
        let width = self.fonts.measure(line, &Style::title(size_px));
        known.insert(line.to_owned(), width);
        width
    }
}

/// Sets a title block.
pub fn block(parts: &Parts, spec: &TitleSpec, viewport: &Viewport, widths: &Widths) -> Block {
    let fonts = widths.fonts;
    let mut found = settings(parts, spec, viewport, widths).into_iter();
    let setting = found.next().expect("a title has at least one setting");
    let lines = setting
        .lines
        .iter()
        .map(|line| fonts.shape(line, &Style::title(setting.size_px)));
    let leading = setting.size_px * line_height(setting.lines.len());
    let mut texts: Vec<Text> = lines
        .enumerate()
        .map(|(at, run)| Text {
            role: Role::Title,
            run,
            x: 0.0,
            y: at as f64 * leading,
        })
        .collect();
    let ink = |texts: &[Text]| {
        texts
            .iter()
            .filter_map(Text::ink)
            .reduce(Rect::union)
            .unwrap_or_default()
    };
    let around = ink(&texts);
    let small = |words: &Option<String>| {
        words.as_ref().map(|words| {
            let style = Style::meta(Weight::SemiBold, viewport.len(SMALL));
            fonts.shape(
                &clipped(words, viewport.len(spec.width), |text| {
                    fonts.measure(text, &style)
                }),
                &style,
            )
        })
    };
    if let Some(run) = small(&parts.kicker) {
        let below = run.ink.map_or(0.0, |ink| ink.bottom.max(0.0));
        texts.push(Text {
            role: Role::Kicker,
            run,
            x: 0.0,
            y: f64::from(around.y) - viewport.len(KICKER_GAP) - below,
        });
    }
    if let Some(run) = small(&parts.subtitle) {
        let above = run.ink.map_or(0.0, |ink| -ink.top);
        let bottom = f64::from(around.y + around.height);
        texts.push(Text {
            role: Role::Subtitle,
            run,
            x: 0.0,
            y: bottom + viewport.len(SUBTITLE_GAP) + above,
        });
    }
    let all = ink(&texts);
    let down = viewport.y(spec.center_y) - f64::from(all.y) - f64::from(all.height) / 2.0;
    for text in &mut texts {
        text.y = (text.y + down).round();
        text.x = place_x(text, spec, viewport);
    }
    // An opening quote hangs left of the margin, so that the letters stand on it.
    if !spec.centered {
        for (text, line) in texts
            .iter_mut()
            .filter(|text| text.role == Role::Title)
            .zip(&setting.lines)
        {
            text.x -= title::hang_px(line, setting.size_px, &|line, size_px| {
                widths.of(line, size_px)
            });
        }
    }
    Block {
        texts,
        kicker: parts.kicker.clone(),
        subtitle: parts.subtitle.clone(),
        top_size_px: viewport.len(spec.sizes[0]),
        setting,
        others: found.collect(),
    }
}

/// The origin that puts the first glyph's ink (not its bearing) on the margin, or the ink's middle on the axis.
fn place_x(text: &Text, spec: &TitleSpec, viewport: &Viewport) -> f64 {
    let (left, right) = text
        .run
        .ink
        .map_or((0.0, text.run.advance_px), |ink| (ink.left, ink.right));
    if spec.centered {
        viewport.x(spec.x) - (left + right) / 2.0
    } else {
        viewport.x(spec.x) - left
    }
}

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
    })
}

/// `2017.12.18 · 김하나, 이두리`: its baseline at y=562. The dot is drawn by the caller at the returned middle.
pub fn meta(
    request: &Request,
    fonts: &Fonts,
    viewport: &Viewport,
    x: f64,
    width: f64,
) -> (Vec<Text>, Option<(f64, f64)>) {
    let style = Style::meta(Weight::Medium, viewport.len(24.0));
    let y = viewport.y(562.0);
    let mut texts = Vec::new();
    let mut dot = None;
    let mut pen = viewport.x(x);
    let end = viewport.x(x) + viewport.len(width);
    if let Some(date) = request.date {
        let run = fonts.shape(date, &style);
        if let Some(ink) = run.ink {
            let origin = pen - ink.left;
            pen = origin + ink.right;
            texts.push(Text {
                role: Role::Meta,
                run,
                x: origin,
                y,
            });
        }
    }
    let gap = if texts.is_empty() {
        0.0
    } else {
        viewport.len(14.0 + 4.0 + 14.0)
    };
    let words = names(request.authors, end - pen - gap, |text| {
        fonts.measure(text, &style)
    });
    let run = fonts.shape(&words, &style);
    if let Some(ink) = run.ink {
        if !texts.is_empty() {
            dot = Some((pen + viewport.len(16.0), y - viewport.len(8.5)));
        }
        texts.push(Text {
            role: Role::Meta,
            run,
            x: pen + gap - ink.left,
            y,
        });
    }
    (texts, dot)
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
fn clipped(words: &str, width_px: f64, measure: impl Fn(&str) -> f64) -> String {
    if measure(words) <= width_px {
        return words.to_owned();
    }
    let ends: Vec<usize> = words
        .grapheme_indices(true)
        .map(|(at, _)| at)
        .skip(1)
        .collect();
    let fits = |end: usize| measure(&format!("{}…", words[..end].trim_end())) <= width_px;
    // Words grow with every grapheme: the longest that fits is found by halves.
    let count = ends.partition_point(|&end| fits(end));
    count.checked_sub(1).map_or(String::new(), |last| {
        format!("{}…", words[..ends[last]].trim_end())
    })
}
