//! The layers of a template -> pixels.

use crate::card::canvas::{Picture, Rect, rounded};
use crate::card::color::{Rgb, mix_linear};
use crate::card::layout::{Drawing, LayoutContext, filling};
use crate::card::resample::resample;
use crate::card::template::{Art, Box4, Fill, Fit, Layer, Paint, Token};
use crate::card::theme::{self, Tones};
use crate::card::viewport::Viewport;
use crate::card::{Culprit, decode};

/// Everything that a layer is painted with.
pub(super) struct Palette<'a> {
    pub context: &'a LayoutContext<'a>,
    pub tones: &'a Tones,
    /// Maps the template's units to pixels.
    pub viewport: &'a Viewport,
}

impl Palette<'_> {
    /// The colour of a token on this card.
    pub fn color(&self, token: Token) -> Rgb {
        let tones = self.tones;
        match token {
            Token::Field => tones.field,
            Token::Brand => tones.brand,
            Token::Tint => tones.tint,
            Token::Shade => tones.shade,
            Token::Second => tones.second,
            Token::Rgb(color) => color,
            Token::ColorField => match &self.context.drawing {
                Drawing::None => tones.field,
                Drawing::One(one) => one.art.field,
                Drawing::Twins { color_field, .. } => color_field.0,
            },
            Token::GrayField => match &self.context.drawing {
                Drawing::None => tones.field,
                Drawing::One(one) => one.art.field,
                Drawing::Twins { gray, .. } => gray.art.field,
            },
        }
    }

    /// A box in pixels.
    pub fn rect(&self, [x, y, width, height]: Box4) -> Rect {
        let (left, top) = (self.viewport.x(x).round(), self.viewport.y(y).round());
        let (right, bottom) = (
            self.viewport.x(x + width).round(),
            self.viewport.y(y + height).round(),
        );
        Rect {
            x: left as i32,
            y: top as i32,
            width: (right - left) as i32,
            height: (bottom - top) as i32,
        }
    }

    /// Paints one layer; the `image`th picture of the designer's is what its glob gave for this post.
    pub fn paint(&self, canvas: &mut Picture, layer: &Layer, image: Option<&[u8]>) {
        let rect = self.rect(layer.area);
        let bounds = layer
            .clip
            .map_or(rect, |clip| overlap(rect, self.rect(clip)));
        let most = self.context.request.max_pixels;
        match &layer.paint {
            Paint::Image(_) => {
                let picture =
                    image.and_then(|bytes| decode::decode_rgba(bytes, Culprit::Request, most).ok());
                if let Some(picture) = picture {
                    self.cut_out(canvas, layer, rect, bounds, &picture);
                }
            }
            Paint::Art(which) => {
                let picture = match (&self.context.drawing, which) {
                    (Drawing::One(one), Art::Color) => Some(&one.picture),
                    (Drawing::Twins { color, .. }, Art::Color) => Some(color),
                    (Drawing::Twins { gray, .. }, Art::Gray) => Some(&gray.picture),
                    (Drawing::None, _) | (Drawing::One(_), Art::Gray) => None,
                };
                if let Some(picture) = picture {
                    let (picture, place) = fitted(picture, rect, layer.fit);
                    self.lay(canvas, layer, place, overlap(bounds, place), &|x, y| {
                        (picture.at(x, y), 1.0)
                    });
                }
            }
            Paint::Shape { circle, fill } => {
                self.shape(canvas, layer, rect, bounds, *circle, *fill)
            }
            Paint::Pattern(pattern) => {
                let ground = theme::Ground {
                    viewport: self.viewport,
                    tones: self.tones,
                    seed: self.context.request.seed,
                    words: &[],
                };
                theme::paint_pattern(canvas, *pattern, &ground);
            }
        }
    }

    fn shape(
        &self,
        canvas: &mut Picture,
        layer: &Layer,
        rect: Rect,
        bounds: Rect,
        circle: bool,
        fill: Fill,
    ) {
        let radius = if circle {
            f64::from(rect.width.min(rect.height)) / 2.0
        } else {
            self.viewport.len(layer.radius)
        };
        let rounded_layer = Layer {
            radius: radius / self.viewport.scale,
            ..layer.clone()
        };
        match fill {
            // The strength is known only when the words are set.
            Fill::Dim => {}
            Fill::Flat(token) => {
                let color = self.color(token);
                self.lay(canvas, &rounded_layer, rect, bounds, &|_, _| (color, 1.0));
            }
            Fill::Gradient { from, to, angle } => {
                let slope = theme::Slope::new(
                    self.color(from),
                    self.color(to),
                    angle,
                    (rect.width, rect.height),
                );
                self.lay(canvas, &rounded_layer, rect, bounds, &|x, y| {
                    (slope.at(x, y), 1.0)
                });
            }
        }
    }

    /// A picture with transparency.
    fn cut_out(
        &self,
        canvas: &mut Picture,
        layer: &Layer,
        rect: Rect,
        bounds: Rect,
        picture: &image::RgbaImage,
    ) {
        let (wide, high) = (picture.width() as usize, picture.height() as usize);
        let mut color = Picture::unpainted(wide, high);
        let mut alpha = Picture::unpainted(wide, high);
        for (x, y, pixel) in picture.enumerate_pixels() {
            let [r, g, b, a] = pixel.0;
            color.set(x as usize, y as usize, [r, g, b]);
            alpha.set(x as usize, y as usize, [a; 3]);
        }
        let solid = picture.pixels().all(|pixel| pixel.0[3] == 255);
        let (color, place) = fitted_by_size(&color, rect, layer.fit);
        let alpha = (!solid).then(|| fitted_by_size(&alpha, rect, layer.fit).0);
        self.lay(canvas, layer, place, overlap(bounds, place), &|x, y| {
            let share = alpha
                .as_ref()
                .map_or(1.0, |alpha| f32::from(alpha.at(x, y)[0]) / 255.0);
            (color.at(x, y), share)
        });
    }

    /// Lays colours over the part `bounds` of a box with round corners; `color` is asked by pixels of the box.
    fn lay(
        &self,
        canvas: &mut Picture,
        layer: &Layer,
        rect: Rect,
        bounds: Rect,
        color: &dyn Fn(usize, usize) -> (Rgb, f32),
    ) {
        let bounds = bounds.inside(canvas.width, canvas.height);
        let radius = self.viewport.len(layer.radius);
        let edges = (0.0, 0.0, f64::from(rect.width), f64::from(rect.height));
        for y in bounds.y..bounds.y + bounds.height {
            for x in bounds.x..bounds.x + bounds.width {
                let (Ok(inner_x), Ok(inner_y)) =
                    (usize::try_from(x - rect.x), usize::try_from(y - rect.y))
                else {
                    continue;
                };
                let corner = if radius > 0.0 {
                    rounded(inner_x, inner_y, edges, radius)
                } else {
                    1.0
                };
                let (color, alpha) = color(inner_x, inner_y);
                canvas.blend(x, y, color, corner * alpha * layer.opacity as f32);
            }
        }
    }
}

/// A picture in its box, and where it stands: whole and centred, or filling it.
fn fitted(picture: &Picture, rect: Rect, fit: Fit) -> (Picture, Rect) {
    let (width, height) = (rect.width.max(1) as usize, rect.height.max(1) as usize);
    match fit {
        Fit::Cover => (filling(picture, width, height), rect),
        Fit::Contain => fitted_by_size(picture, rect, fit),
    }
}

/// As [`fitted`], a cover cropped about its middle.
fn fitted_by_size(picture: &Picture, rect: Rect, fit: Fit) -> (Picture, Rect) {
    let (wide, high) = (f64::from(rect.width.max(1)), f64::from(rect.height.max(1)));
    let (own_wide, own_high) = (picture.width as f64, picture.height as f64);
    let scale = match fit {
        Fit::Cover => (wide / own_wide).max(high / own_high),
        Fit::Contain => (wide / own_wide).min(high / own_high),
    };
    let (width, height) = (
        (own_wide * scale).round().max(1.0),
        (own_high * scale).round().max(1.0),
    );
    let scaled = resample(picture, width as usize, height as usize, 0..width as usize);
    let place = Rect {
        x: rect.x + ((wide - width) / 2.0).round() as i32,
        y: rect.y + ((high - height) / 2.0).round() as i32,
        width: width as i32,
        height: height as i32,
    };
    (scaled, place)
}

/// Intersection of two boxes.
fn overlap(a: Rect, b: Rect) -> Rect {
    let (x, y) = (a.x.max(b.x), a.y.max(b.y));
    Rect {
        x,
        y,
        width: ((a.x + a.width).min(b.x + b.width) - x).max(0),
        height: ((a.y + a.height).min(b.y + b.height) - y).max(0),
    }
}

/// Mixes a dim layer's colour into a canvas.
pub(super) fn dim(canvas: &mut Picture, rect: Rect, color: Rgb, strength: f32) {
    let rect = rect.inside(canvas.width, canvas.height);
    for y in rect.y..rect.y + rect.height {
        for x in rect.x..rect.x + rect.width {
            let (x, y) = (x as usize, y as usize);
            let mixed = mix_linear(canvas.at(x, y), color, strength);
            canvas.set(x, y, mixed);
        }
    }
}
