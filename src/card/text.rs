//! Words -> placed runs: the site's name, the title block, the date and the authors.
//!
//! In: a request, the fonts, where a layout wants text. Out: runs at their origins, and the boxes of their ink. It
//! chooses no colour and paints nothing.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::card::canvas::Rect;
use crate::card::color::Rgb;
use crate::card::font::{Fonts, Run, Style, Weight};
use crate::card::line;
use crate::card::title::{self, Frame, Parts, Setting};
use crate::card::viewport::Viewport;

/// Role of a text; each kind has a box of its own in the manifest.
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
    /// The post's description.
    Description,
    /// Date and authors.
    Meta,
    /// A tag.
    Tag,
    /// The first letter of an author without a picture.
    Initial,
}

/// One line of text at its place.
#[derive(Debug, Clone)]
pub struct Text {
    /// Its role, which names its box.
    pub role: Role,
    /// The glyphs.
    pub run: Run,
    /// Origin in pixels.
    pub x: f64,
    /// Baseline in pixels.
    pub y: f64,
    /// Its own ink. Default: that of its role, chosen for the whole card
    pub ink: Option<Rgb>,
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

/// A layout's request for its title.
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
    /// Cost of a smaller size, as a share of the usual one: less on a ladder with large steps.
    pub size_weight: f64,
    /// Units per em of the lines above and below, usually [`SMALL`].
    pub small: f64,
}

/// A title block that is set.
#[derive(Debug, Clone)]
pub struct Block {
    /// Kicker, lines, subtitle.
    pub texts: Vec<Text>,
    /// Result of setting the title; sizes in pixels.
    pub setting: Setting,
    /// The next best settings.
    pub others: Vec<Setting>,
    /// True if a kicker is above it.
    pub kicker: Option<String>,
    /// True if a subtitle is below it.
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
pub fn line_height(lines: usize) -> f64 {
    if lines >= 4 { 1.35 } else { 1.30 }
}

/// Usual size of the lines above and below a title in units, and their distance from its ink at that size.
pub const SMALL: f64 = 32.0;
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
        max_height_px: viewport
            .len(spec.max_height - small * (spec.small * 0.8 + KICKER_GAP * spec.small / SMALL)),
        max_lines: spec.max_lines,
        sizes_px: &sizes,
        line_height,
        size_weight: spec.size_weight,
    };
    title::settings(&parts.title, &frame, &|line, size_px| {
        widths.of(line, size_px)
    })
}

/// Widths of a title's lines, each measured once for a card: every attempt to fit it measures many of the same lines.
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
            ink: None,
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
            let style = Style::meta(Weight::SemiBold, viewport.len(spec.small));
            fonts.shape(
                &line::clipped(words, viewport.len(spec.width), |text| {
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
            y: f64::from(around.y) - viewport.len(KICKER_GAP * spec.small / SMALL) - below,
            ink: None,
        });
    }
    if let Some(run) = small(&parts.subtitle) {
        let above = run.ink.map_or(0.0, |ink| -ink.top);
        let bottom = f64::from(around.y + around.height);
        texts.push(Text {
            role: Role::Subtitle,
            run,
            x: 0.0,
            y: bottom + viewport.len(SUBTITLE_GAP * spec.small / SMALL) + above,
            ink: None,
        });
    }
    let all = ink(&texts);
    let down = viewport.y(spec.center_y) - f64::from(all.y) - f64::from(all.height) / 2.0;
    for text in &mut texts {
        text.y = (text.y + down).round();
        text.x = place_x(text, spec, viewport);
    }
    // An opening quote hangs left of the margin, so that the letters are aligned with it.
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
