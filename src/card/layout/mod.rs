//! The layouts: each is a file with its numbers and one `draw`, and one row in [`LAYOUTS`].
//!
//! In: decoded pictures, fonts, a request. Out: a [`Sketch`], the pixels without text and the text at its places.

mod cover;
mod plain;
mod poster;
mod stack;
mod window;
mod wipe;

use crate::card::Request;
use crate::card::art::{self, Art, field_on_card};
use crate::card::canvas::{Fades, Field, Picture, Rect, Scaled};
use crate::card::color::{Rgb, delta_e};
use crate::card::font::Fonts;
use crate::card::resample::resample;
use crate::card::text::{self, Block, Stage, Text, TitleSpec};
use crate::card::title::{self, Parts};

pub use poster::cover_picture;

/// One way to compose a card.
pub struct Layout {
    /// As in `cards.layout` and a post's `card.layout`.
    pub name: &'static str,
    /// For `--help`.
    pub about: &'static str,
    /// `None`: this title or these pictures do not fit it.
    pub draw: fn(&Job) -> Option<Sketch>,
}

/// Every layout. `auto` tries `wipe`, `window`, `stack` for twins, `cover`, `stack` for one picture, else `plain`.
pub const LAYOUTS: &[Layout] = &[
    Layout {
        name: "wipe",
        about: "gray field and twin left, colour twin right",
        draw: wipe::draw,
    },
    Layout {
        name: "window",
        about: "the object leaves a colour window in gray",
        draw: window::draw,
    },
    Layout {
        name: "cover",
        about: "one picture on its own field",
        draw: cover::draw,
    },
    Layout {
        name: "stack",
        about: "a tile above a centred title; survives a square crop",
        draw: stack::draw,
    },
    Layout {
        name: "poster",
        about: "the drawing alone, no text",
        draw: poster::draw,
    },
    Layout {
        name: "poster-duo",
        about: "the drawing alone, half gray",
        draw: poster::draw_duo,
    },
    Layout {
        name: "plain",
        about: "type alone",
        draw: plain::draw,
    },
];

/// The layouts to try in order for a wish (a name, or `auto`); `None` if there is no such layout.
pub fn candidates(wish: &str, drawing: &Drawing) -> Option<Vec<&'static Layout>> {
    let named = |name: &str| LAYOUTS.iter().find(|layout| layout.name == name);
    let order: &[&str] = match drawing {
        Drawing::None => &["plain"],
        Drawing::One(_) => &["cover", "stack", "plain"],
        Drawing::Twins { .. } => &["wipe", "window", "stack", "plain"],
    };
    let first = if wish == "auto" {
        None
    } else {
        Some(named(wish)?)
    };
    let rest = order
        .iter()
        .filter_map(|name| named(name))
        .filter(|layout| layout.name != wish);
    Some(first.into_iter().chain(rest).collect())
}

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
    One(Box<Analysed>),
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
    /// Twins that differ less than this on average are one picture twice.
    const ALIKE: f64 = 4.0;

    /// Mean ΔE of the twins over every eighth pixel; 100 where there is one picture.
    pub fn difference(&self) -> f64 {
        let Drawing::Twins { color, gray, .. } = self else {
            return 100.0;
        };
        let (mut sum, mut count) = (0.0, 0.0f64);
        for y in (0..color.height).step_by(8) {
            for x in (0..color.width).step_by(8) {
                sum += delta_e(color.at(x, y), gray.picture.at(x, y));
                count += 1.0;
            }
        }
        sum / count.max(1.0)
    }

    /// Whether the twins hardly differ.
    pub fn alike(&self) -> bool {
        self.difference() < Drawing::ALIKE
    }
}

/// What every layout is given.
pub struct Job<'a> {
    /// The words and wishes.
    pub request: &'a Request<'a>,
    /// For measuring and shaping.
    pub fonts: &'a Fonts,
    /// The card's size.
    pub stage: Stage,
    /// The pictures.
    pub drawing: Drawing,
    /// The title taken apart.
    pub parts: Parts,
    /// The layout was asked for by name: narrow titles are accepted.
    pub wished: bool,
}

/// What the text stands on, which decides its inks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// The blog's gray: its own ink first.
    Gray,
    /// A coloured field: white first, else a dark ink of its hue.
    Color,
}

/// A composed card whose text is placed and not yet painted.
pub struct Sketch {
    /// The pixels without text.
    pub canvas: Picture,
    /// Every line at its place.
    pub texts: Vec<Text>,
    /// Middle of the dot between date and authors.
    pub dot: Option<(f64, f64)>,
    /// Where the logo goes (left, middle line), where it replaces the site's name.
    pub logo: Option<(f64, f64)>,
    /// What the text stands on.
    pub ground: Ground,
    /// The colour under the title.
    pub field: Rgb,
    /// Where gray becomes colour.
    pub divider_x: Option<i32>,
    /// The picture's rectangle, inside the card or reaching over it.
    pub art: Option<Rect>,
    /// The object's rectangle.
    pub object: Option<Rect>,
    /// How the title was set.
    pub block: Option<Block>,
}

impl Sketch {
    /// Pixels alone.
    fn bare(canvas: Picture, field: Rgb, ground: Ground) -> Sketch {
        Sketch {
            canvas,
            texts: Vec::new(),
            dot: None,
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
/// Where a title block is centred.
pub const TITLE_Y: f64 = 309.0;
/// Free pixels between a title and the object's mask, in units.
const CLEAR: f64 = 22.0;

impl Job<'_> {
    /// Site name, title block, date and authors, left of `limit` (units) and clear of the drawing.
    fn left_texts(&self, sketch: &mut Sketch, block: Block, free: &dyn Fn(f64, f64) -> f64) {
        let stage = &self.stage;
        let width_at = |y: f64| {
            let free_px = free(stage.y(y - 26.0), stage.y(y + 10.0));
            ((free_px - stage.x(MARGIN)) / stage.scale).clamp(160.0, 1056.0)
        };
        sketch.texts.extend(text::site(
            self.request,
            self.fonts,
            stage,
            MARGIN,
            width_at(92.0),
        ));
        if self.request.logo.is_some() {
            sketch.logo = Some((stage.x(MARGIN), stage.y(83.0)));
        }
        let (meta, dot) = text::meta(self.request, self.fonts, stage, MARGIN, width_at(562.0));
        sketch.texts.extend(meta);
        sketch.dot = dot;
        sketch.texts.extend(block.texts.iter().cloned());
        sketch.block = Some(block);
    }

    /// The title in the width that its own rows leave free: fit, measure the rows it really covers, fit again.
    ///
    /// `None`: under `least` units are free, or the title needs less than 44 px (unless the layout was wished for).
    fn fitted(&self, spec: TitleSpec, least: f64, free: &dyn Fn(f64, f64) -> f64) -> Option<Block> {
        let stage = &self.stage;
        let least = if self.wished { least.min(280.0) } else { least };
        let mut spec = spec;
        loop {
            let block = text::block(&self.parts, &spec, stage, self.fonts);
            let ink = block.ink();
            let margin = stage.len(CLEAR);
            let free_px = free(
                f64::from(ink.y) - margin,
                f64::from(ink.y + ink.height) + margin,
            );
            if f64::from(ink.x + ink.width) + margin <= free_px {
                let small =
                    block.setting.size_px < stage.len(44.0) - 0.01 || block.setting.ellipsis;
                return (self.wished || !small).then_some(block);
            }
            let width = (free_px - margin - stage.x(spec.x)) / stage.scale;
            spec.width = width.min(spec.width - 6.0);
            if spec.width < least {
                return None;
            }
        }
    }
}

/// A drawing's place on the card.
#[derive(Debug, Clone)]
pub struct Placed {
    /// Top left corner in pixels.
    pub corner: (i32, i32),
    /// Pixels of the scaled drawing.
    pub width: usize,
    /// Pixels of the scaled drawing.
    pub height: usize,
    /// Card pixels per pixel of the picture.
    pub scale: f64,
    /// Joins with the field.
    pub fades: Fades,
}

/// Width of a join, in units; the second where the edge cuts the object.
const FADE: f64 = 60.0;
const BLEED_FADE: f64 = 210.0;

impl Placed {
    /// Scales the drawing by `scale` with its corner at (`x`, `y`), fading every edge that lies inside the card.
    fn new(art: &Art, stage: &Stage, scale: f64, (x, y): (f64, f64)) -> Placed {
        let size = |pixels: usize| ((pixels as f64 * scale).round() as usize).max(1);
        let (width, height) = (size(art.width), size(art.height));
        let corner = (x.round() as i32, y.round() as i32);
        let fade = |inside: bool, bleeds: bool, room: usize| match (inside, bleeds) {
            (false, _) => 0.0,
            (true, false) => stage.len(FADE).min(room as f64 / 4.0),
            (true, true) => stage.len(BLEED_FADE).min(room as f64 / 2.5),
        };
        let (right, bottom) = (corner.0 + width as i32, corner.1 + height as i32);
        Placed {
            corner,
            width,
            height,
            scale,
            fades: Fades {
                left: fade(corner.0 > 0, art.bleeds.left, width),
                right: fade(right < stage.width as i32, art.bleeds.right, width),
                top: fade(corner.1 > 0, art.bleeds.top, height),
                bottom: fade(bottom < stage.height as i32, art.bleeds.bottom, height),
            },
        }
    }

    /// The right-hand place of `wipe` and `cover`: the object's middle on x=868, flush right where an edge cuts it.
    fn right(art: &Art, stage: &Stage) -> Placed {
        let side = stage.len(630.0);
        let scale = (side / art.height as f64).min(stage.len(724.0) / art.width as f64);
        let (width, height) = (art.width as f64 * scale, art.height as f64 * scale);
        let y = stage.y(315.0) - height / 2.0;
        let (left, _, right, _) = art.object;
        let flush = stage.width as f64 - width;
        let x = if art.bleeds.left || art.bleeds.right {
            flush
        } else {
            let centered = stage.x(868.0) - (left + right) / 2.0 * scale;
            centered
                .min(stage.x(1140.0) - right * scale)
                .min(flush.max(stage.x(570.0).min(flush)))
        };
        Placed::new(art, stage, scale, (x, y))
    }

    /// The whole drawing's rectangle.
    pub fn rect(&self) -> Rect {
        Rect {
            x: self.corner.0,
            y: self.corner.1,
            width: self.width as i32,
            height: self.height as i32,
        }
    }

    /// The object's rectangle.
    pub fn object(&self, art: &Art) -> Rect {
        let (left, top, right, bottom) = art.object;
        let x = |at: f64| (f64::from(self.corner.0) + at * self.scale).round() as i32;
        let y = |at: f64| (f64::from(self.corner.1) + at * self.scale).round() as i32;
        Rect {
            x: x(left),
            y: y(top),
            width: x(right) - x(left),
            height: y(bottom) - y(top),
        }
    }

    /// The leftmost pixel of the object in the card's rows `from..to`; `otherwise` where there is none.
    pub fn object_left(&self, art: &Art, from: f64, to: f64, otherwise: f64) -> f64 {
        let row =
            |y: f64| ((y - f64::from(self.corner.1)) / self.scale).clamp(0.0, art.height as f64);
        let rows = row(from).floor() as usize..(row(to).ceil() as usize).min(art.height);
        let first = art.spans[rows]
            .iter()
            .flatten()
            .map(|&(first, _)| first)
            .min();
        first.map_or(otherwise, |first| {
            (f64::from(self.corner.0) + first as f64 * self.scale).min(otherwise)
        })
    }

    /// The field around this place, on every row of the card.
    fn field(&self, (color, rows): (Rgb, Option<&[[f32; 3]]>), stage: &Stage) -> Field {
        field_on_card(
            color,
            rows,
            f64::from(self.corner.1),
            1.0 / self.scale,
            stage.height,
        )
    }

    /// Scales `columns` of the drawing.
    fn scaled(&self, picture: &Picture, columns: std::ops::Range<usize>) -> Scaled {
        let first = columns.start.min(self.width);
        let columns = first..columns.end.clamp(first, self.width);
        Scaled {
            picture: resample(picture, self.width, self.height, columns),
            first,
            width: self.width,
        }
    }
}

/// A picture scaled and cropped to fill `width` x `height`, the crop on the part with the most detail.
fn filling(picture: &Picture, width: usize, height: usize) -> Picture {
    let scale = (width as f64 / picture.width as f64).max(height as f64 / picture.height as f64);
    let wide = ((picture.width as f64 * scale).round() as usize).max(width);
    let high = ((picture.height as f64 * scale).round() as usize).max(height);
    let (across, down) = detail(picture);
    let start = |share: f64, whole: usize, part: usize| {
        ((share * whole as f64 - part as f64 / 2.0).round().max(0.0) as usize).min(whole - part)
    };
    let x = start(across, wide, width);
    let y = start(down, high, height);
    let columns = resample(picture, wide, high, x..x + width);
    let rgb = columns.rgb[3 * width * y..3 * width * (y + height)].to_vec();
    Picture { width, height, rgb }
}

/// The middle of the detail: shares of width and height, halfway between the centre of mass and the middle.
fn detail(picture: &Picture) -> (f64, f64) {
    let (mut sum, mut across, mut down) = (1e-9, 0.0, 0.0);
    let luma = |p: Rgb| f64::from(p[0]) * 0.3 + f64::from(p[1]) * 0.59 + f64::from(p[2]) * 0.11;
    let step = (picture.width.min(picture.height) / 160).max(1);
    for y in (0..picture.height.saturating_sub(step)).step_by(step) {
        for x in (0..picture.width.saturating_sub(step)).step_by(step) {
            let here = luma(picture.at(x, y));
            let change = (luma(picture.at(x + step, y)) - here).abs()
                + (luma(picture.at(x, y + step)) - here).abs();
            sum += change;
            across += change * x as f64;
            down += change * y as f64;
        }
    }
    let share = |total: f64, length: usize| 0.5 * (total / sum / length.max(1) as f64) + 0.25;
    if sum < 1.0 {
        (0.5, 0.5)
    } else {
        (share(across, picture.width), share(down, picture.height))
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
