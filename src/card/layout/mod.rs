//! The layouts: each is a file with its numbers and one `draw`, and one row in [`LAYOUTS`].
//!
//! In: decoded pictures, fonts, a request. Out: a [`Composition`], the pixels without text and the text at its places.

pub mod avatar;
mod cover;
mod crop;
pub mod extras;
mod frame;
mod pass;
mod place;
mod plain;
mod poster;
mod shadow;
mod single;
mod stack;
mod table;
mod tint;
mod window;
mod wipe;

use std::sync::OnceLock;

use crate::card::art::{self, Art};
use crate::card::canvas::{Picture, Rect};
use crate::card::color::{Rgb, delta_e};
use crate::card::font::Fonts;
use crate::card::ink::Inks;
use crate::card::line;
use crate::card::text::{self, Block, Text, TitleSpec, Widths};
use crate::card::title::{self, Parts};
use crate::card::viewport::Viewport;
use crate::card::{Culprit, Fault, Request, decode};
use crate::manifest::Initial;

pub use crop::{detail, filling, filling_at};
use place::Placed;
pub use plain::letter;
pub use poster::cover_picture;
pub use single::{Shown, Single};
pub use table::{LAYOUTS, Layout, Subject, candidates};

/// One decoded picture and what is known of it.
pub struct Analysed {
    /// Its pixels.
    pub picture: Picture,
    /// Its field and object.
    pub art: Art,
}

/// The decoded drawing(s).
pub enum Drawing {
    /// Type only.
    None,
    /// One picture.
    One(Box<Single>),
    /// Registered twins; the object is found in the gray one.
    Twins {
        /// The colour twin's pixels.
        color: Picture,
        /// Its field.
        color_field: (Rgb, Option<Vec<[f32; 3]>>),
        /// The gray twin.
        gray: Box<Analysed>,
    },
}

impl Drawing {
    /// Its row key in the table of layouts.
    pub fn subject(&self) -> Subject {
        match self {
            Drawing::None => Subject::Nothing,
            Drawing::One(one) => Subject::One(one.kind),
            Drawing::Twins { .. } => Subject::Twins,
        }
    }

    /// Twins whose mean difference is below this are one picture twice.
    const ALIKE: f64 = 4.0;

    /// True if the twins hardly differ: by their mean ΔE over every eighth pixel.
    pub fn alike(&self) -> bool {
        let Drawing::Twins { color, gray, .. } = self else {
            return false;
        };
        let (columns, rows) = (color.width.div_ceil(8), color.height.div_ceil(8));
        let most = Drawing::ALIKE * (columns * rows).max(1) as f64;
        let mut sum = 0.0;
        // Most pixels are field, so most pairs equal the one before.
        let mut last = ([0; 3], [0; 3], 0.0);
        for y in (0..color.height).step_by(8) {
            for x in (0..color.width).step_by(8) {
                let (a, b) = (color.at(x, y), gray.picture.at(x, y));
                if (a, b) != (last.0, last.1) {
                    last = (a, b, delta_e(a, b));
                }
                sum += last.2;
            }
            // The sum only grows, so the rest need not be read.
            if sum >= most {
                return false;
            }
        }
        true
    }
}

/// Input of every layout.
pub struct LayoutContext<'a> {
    /// The words and wishes.
    pub request: &'a Request<'a>,
    /// For measuring and shaping.
    pub fonts: &'a Fonts,
    /// Widths of the title's lines.
    pub widths: Widths<'a>,
    /// The card's size.
    pub viewport: Viewport,
    /// The pictures.
    pub drawing: Drawing,
    /// The only picture's file lacked its end mark.
    pub unmarked: bool,
    /// The title taken apart.
    pub parts: Parts,
    /// The layout was asked for by name: narrow titles are accepted.
    pub requested: bool,
    /// No font can draw the title: the card has no words.
    pub wordless: bool,
    /// The theme's picture, decoded once when a layout shows it.
    pub background: OnceLock<Result<Picture, Fault>>,
}

impl LayoutContext<'_> {
    /// The theme's picture; `None` if there is none, or if it cannot be decoded: [`LayoutContext::background`] has the fault.
    pub fn background(&self) -> Option<&Picture> {
        let bytes = self.request.background?;
        let decoded = self
            .background
            .get_or_init(|| decode::decode(bytes, Culprit::Background, self.request.max_pixels));
        decoded.as_ref().ok()
    }
}

/// The area behind the text, which decides its inks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// The blog's gray: the gray's own ink first.
    Gray,
    /// A coloured field: white first, else a dark ink of its hue.
    Color,
    /// A ground with inks of its own.
    Own(Inks),
}

/// The place of a logo in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogoPlace {
    /// Its left edge, or its middle if centred.
    pub x: f64,
    /// Its middle line.
    pub y: f64,
    /// True if `x` is its middle.
    pub centered: bool,
    /// Pixels that it may fill. Default: those of every built-in layout
    pub room: Option<(f64, f64)>,
    /// Ink for a logo whose own colours would be lost. Default: the title's ink
    pub ink: Option<Rgb>,
}

impl LogoPlace {
    /// A logo of the usual size.
    pub fn at(x: f64, y: f64, centered: bool) -> LogoPlace {
        LogoPlace {
            x,
            y,
            centered,
            room: None,
            ink: None,
        }
    }
}

/// A composed card whose text is placed and not yet painted.
pub struct Composition {
    /// The pixels without text.
    pub canvas: Picture,
    /// Every line at its place.
    pub texts: Vec<Text>,
    /// Middles of the dots between date, authors and other facts.
    pub dots: Vec<(f64, f64)>,
    /// Pictures of authors.
    pub avatars: Vec<Rect>,
    /// Authors who are shown by their initials.
    pub initials: Vec<Initial>,
    /// Place of the logo, where it replaces the site's name.
    pub logo: Option<LogoPlace>,
    /// The area behind the text.
    pub ground: Ground,
    /// The colour under the title.
    pub field: Rgb,
    /// Place where gray becomes colour.
    pub divider_x: Option<i32>,
    /// The picture's rectangle, inside the card or reaching over its edges.
    pub art: Option<Rect>,
    /// The object's rectangle.
    pub object: Option<Rect>,
    /// The title as it was set.
    pub block: Option<Block>,
}

impl Composition {
    /// True if the title lost its end.
    pub fn cuts(&self) -> bool {
        self.block
            .as_ref()
            .is_some_and(|block| block.setting.ellipsis)
    }

    /// Letters of the title that are there.
    pub fn letters(&self) -> usize {
        let lines = self.block.iter().flat_map(|block| &block.setting.lines);
        lines
            .flat_map(|line| line.chars())
            .filter(|c| !c.is_whitespace() && *c != '…')
            .count()
    }

    /// Pixels alone.
    pub fn bare(canvas: Picture, field: Rgb, ground: Ground) -> Composition {
        Composition {
            canvas,
            texts: Vec::new(),
            dots: Vec::new(),
            avatars: Vec::new(),
            initials: Vec::new(),
            logo: None,
            ground,
            field,
            divider_x: None,
            art: None,
            object: None,
            block: None,
        }
    }
}

/// Left margin in units, and the largest width of a title.
pub const MARGIN: f64 = 72.0;
/// Middle of a title block.
pub const TITLE_Y: f64 = 309.0;
/// Free pixels between a title and the object's mask, in units.
const CLEAR: f64 = 22.0;
/// A narrower setting must cost this much less than one that takes the full width; the least width tried, in units.
const NARROWER: f64 = 3.0;
const NARROWEST: f64 = 240.0;
/// Every attempt is narrower by at least this: hanging marks make the ink wider than its frame.
const STEP: f64 = 6.0;

impl LayoutContext<'_> {
    /// True if this layout was asked for by name.
    pub fn is_requested(&self, layout: &str) -> bool {
        self.request.layout == layout
    }

    /// Site name, title block, date and authors, left of `limit` (units) and clear of the drawing.
    fn left_texts(
        &self,
        composition: &mut Composition,
        block: Block,
        free: &dyn Fn(f64, f64) -> f64,
    ) {
        let viewport = &self.viewport;
        let width_at = |y: f64| {
            let free_px = free(viewport.y(y - 26.0), viewport.y(y + 10.0));
            ((free_px - viewport.x(MARGIN)) / viewport.scale).clamp(160.0, 1056.0)
        };
        composition.texts.extend(line::site(
            self.request,
            self.fonts,
            viewport,
            MARGIN,
            width_at(92.0),
        ));
        if self.request.logo.is_some() {
            let place = LogoPlace::at(viewport.x(MARGIN), viewport.y(83.0), false);
            composition.logo = Some(place);
        }
        let (meta, dots) = line::meta(self.request, self.fonts, viewport, MARGIN, width_at(562.0));
        composition.texts.extend(meta);
        composition.dots = dots;
        composition.texts.extend(block.texts.iter().cloned());
        composition.block = Some(block);
    }

    /// The title in the width that its own rows leave free: fit, measure the rows it really covers, fit again.
    ///
    /// A wide frame may take the title in one small line where a narrower one sets two large lines, so every setting that
    /// is clear of the drawing is followed by one that must be narrower; the least cost wins.
    ///
    /// `None`: under `least` units are free, or the title needs less than 44 px (unless the layout was requested by name).
    fn fitted(&self, spec: TitleSpec, least: f64, free: &dyn Fn(f64, f64) -> f64) -> Option<Block> {
        let viewport = &self.viewport;
        let least = if self.requested {
            least.min(280.0)
        } else {
            least
        };
        let margin = viewport.len(CLEAR);
        let mut spec = spec;
        let mut best: Option<Block> = None;
        while spec.width >= if best.is_some() { NARROWEST } else { least } {
            let block = text::block(&self.parts, &spec, viewport, &self.widths);
            let ink = block.ink();
            let (top, bottom) = (f64::from(ink.y), f64::from(ink.y + ink.height));
            let free_px = free(top - margin, bottom + margin);
            let room = (free_px - margin - viewport.x(spec.x)) / viewport.scale;
            let wide = f64::from(ink.width) / viewport.scale;
            let small = block.setting.size_px < viewport.len(44.0) - 0.01 || block.setting.ellipsis;
            if small && best.is_some() {
                break;
            }
            let clear = f64::from(ink.x + ink.width) + margin <= free_px;
            if clear && room >= least && (self.requested || !small) {
                let cost = block.setting.cost;
                let better = |best: &Block| cost < best.setting.cost - NARROWER;
                spec.width = (wide - STEP).min(spec.width - STEP);
                if best.as_ref().is_none_or(better) {
                    best = Some(block);
                }
            } else if clear {
                break;
            } else {
                spec.width = room.min(spec.width - STEP);
            }
        }
        best
    }
}

/// Analyses a decoded picture.
pub fn analysed(picture: Picture) -> Analysed {
    let art = art::analyse(&picture);
    Analysed { picture, art }
}

/// Title, kicker and subtitle as the card shows them.
pub fn parts(request: &Request) -> Parts {
    title::parts(request.title, request.kicker, request.subtitle)
}
