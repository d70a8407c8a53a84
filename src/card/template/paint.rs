//! The layers of a template -> pixels.

use crate::card::canvas::{Picture, Rect, rounded};
use crate::card::color::Rgb;
use crate::card::layout::{self, Drawing, LayoutContext, detail, filling_at};
use crate::card::resample::resample;
use crate::card::template::check::overlap;
use crate::card::template::{Art, Box4, Fill, Fit, Layer, Paint, Template, Token};
use crate::card::text::Text;
use crate::card::theme::{self, Pattern, Slope, Tones};
use crate::card::viewport::Viewport;
use crate::card::{Culprit, Fault, decode};

/// Everything that a layer is painted with.
pub(super) struct Palette<'a> {
    pub context: &'a LayoutContext<'a>,
    pub template: &'a Template,
    pub tones: &'a Tones,
    /// Maps the template's units to pixels.
    pub viewport: &'a Viewport,
}

/// A layer whose pixels are ready to be laid down.
pub(super) struct Ready<'a> {
    layer: &'a Layer,
    /// Its box in pixels.
    rect: Rect,
    /// The visible part of it.
    seen: Rect,
    radius: f64,
    source: Source,
}

enum Source {
    Nothing,
    Flat(Rgb),
    Slope(Slope),
    /// Pixels of the box, and their opacity where it is not whole.
    Picture(Picture, Option<Picture>),
    /// Of a colour and a strength that are known when the words are set.
    Dim,
    Pattern(Pattern),
}

impl Ready<'_> {
    /// True if how strong it is depends on the words.
    pub fn is_dim(&self) -> bool {
        matches!(self.source, Source::Dim)
    }

    /// True if the middle of a box lies in what is seen of it.
    pub fn covers(&self, word: &Rect) -> bool {
        let (x, y) = (word.x + word.width / 2, word.y + word.height / 2);
        let seen = self.seen;
        (seen.x..seen.x + seen.width).contains(&x) && (seen.y..seen.y + seen.height).contains(&y)
    }
}

impl<'a> Palette<'a> {
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

    /// A layer's box in pixels. One that ends where the template ends goes on to the edge of a card of another shape.
    fn bled(&self, area: Box4) -> Rect {
        let rect = self.rect(area);
        let (wide, high) = (self.viewport.width as i32, self.viewport.height as i32);
        let (width, height) = self.template.size;
        let left = if area[0] <= 0.0 {
            rect.x.min(0)
        } else {
            rect.x
        };
        let top = if area[1] <= 0.0 {
            rect.y.min(0)
        } else {
            rect.y
        };
        let (mut right, mut bottom) = (rect.x + rect.width, rect.y + rect.height);
        if area[0] + area[2] >= width {
            right = right.max(wide);
        }
        if area[1] + area[3] >= height {
            bottom = bottom.max(high);
        }
        Rect {
            x: left,
            y: top,
            width: right - left,
            height: bottom - top,
        }
    }

    /// Moves lines whose hanging marks would leave the card, or reach into another slot or what stays clear, to the left edge
    /// of their box.
    pub fn bring_in(&self, area: Box4, texts: &mut [Text]) {
        let own = self.rect(area);
        let others = self.template.slots.iter().map(|slot| slot.area);
        let taken: Vec<Rect> = others
            .filter(|other| !overlap(*other, area))
            .chain(self.template.clear.iter().copied())
            .map(|area| self.rect(area))
            .collect();
        for text in texts {
            let Some(ink) = text.ink() else {
                continue;
            };
            let meets = |rect: &Rect| {
                ink.x < rect.x + rect.width
                    && rect.x < ink.x + ink.width
                    && ink.y < rect.y + rect.height
                    && rect.y < ink.y + ink.height
            };
            if ink.x < own.x && (ink.x < 0 || taken.iter().any(meets)) {
                text.x += f64::from(own.x - ink.x);
            }
        }
    }

    /// Gets a layer ready; `image` is the designer's picture that its glob gave for this post.
    ///
    /// # Errors
    /// The designer's picture cannot be decoded.
    pub fn ready<'l>(
        &self,
        layer: &'l Layer,
        image: Option<(usize, &[u8])>,
    ) -> Result<Ready<'l>, Fault> {
        let rect = self.bled(layer.area);
        let seen = layer
            .clip
            .map_or(rect, |clip| shared(rect, self.bled(clip)));
        let mut ready = Ready {
            layer,
            rect,
            seen,
            radius: self.viewport.len(layer.radius),
            source: Source::Nothing,
        };
        match &layer.paint {
            Paint::Image(_) => {
                if let Some((number, bytes)) = image {
                    let most = self.context.request.max_pixels;
                    let picture = decode::decode_rgba(bytes, Culprit::Layer(number), most)?;
                    ready.show(halves(&picture));
                }
            }
            Paint::Art(which) => self.art(&mut ready, *which),
            Paint::Shape { circle, fill } => {
                if *circle {
                    let side = rect.width.min(rect.height);
                    ready.rect = Rect {
                        x: rect.x + (rect.width - side) / 2,
                        y: rect.y + (rect.height - side) / 2,
                        width: side,
                        height: side,
                    };
                    ready.seen = shared(ready.seen, ready.rect);
                    ready.radius = f64::from(side) / 2.0;
                }
                ready.source = match fill {
                    Fill::Dim => Source::Dim,
                    Fill::Flat(token) => Source::Flat(self.color(*token)),
                    Fill::Gradient { from, to, angle } => Source::Slope(Slope::new(
                        self.color(*from),
                        self.color(*to),
                        *angle,
                        (ready.rect.width, ready.rect.height),
                    )),
                };
            }
            Paint::Pattern(pattern) => ready.source = Source::Pattern(*pattern),
        }
        Ok(ready)
    }

    /// The post's own picture. Twins are cropped alike, so that one lies exactly over the other.
    fn art(&self, ready: &mut Ready, which: Art) {
        let (picture, place) = match (&self.context.drawing, which) {
            (Drawing::One(one), Art::Color) => (&one.picture, detail(&one.picture)),
            (Drawing::Twins { color, .. }, Art::Color) => (color, detail(color)),
            (Drawing::Twins { color, gray, .. }, Art::Gray) => (&gray.picture, detail(color)),
            (Drawing::None, _) | (Drawing::One(_), Art::Gray) => return,
        };
        let (width, height) = (ready.rect.width.max(1), ready.rect.height.max(1));
        if ready.layer.fit == Fit::Cover {
            let picture = filling_at(picture, place, width as usize, height as usize);
            ready.source = Source::Picture(picture, None);
        } else {
            ready.show((picture.clone(), None));
        }
    }

    /// Lays a layer down; a dim one in this colour and strength, a pattern away from the words.
    pub fn paint(&self, canvas: &mut Picture, ready: &Ready, dim: (Rgb, f32), words: &[Rect]) {
        match &ready.source {
            Source::Nothing => {}
            Source::Flat(color) => lay(canvas, ready, 1.0, &|_, _| (*color, 1.0)),
            Source::Slope(slope) => lay(canvas, ready, 1.0, &|x, y| (slope.at(x, y), 1.0)),
            Source::Dim => lay(canvas, ready, dim.1, &|_, _| (dim.0, 1.0)),
            Source::Picture(picture, None) => {
                lay(canvas, ready, 1.0, &|x, y| (picture.at(x, y), 1.0));
            }
            Source::Picture(picture, Some(alpha)) => lay(canvas, ready, 1.0, &|x, y| {
                (picture.at(x, y), f32::from(alpha.at(x, y)[0]) / 255.0)
            }),
            Source::Pattern(pattern) => {
                let mut painted = canvas.clone();
                let ground = theme::Ground {
                    viewport: &self.context.viewport,
                    tones: self.tones,
                    seed: self.context.request.seed,
                    words,
                    flat: false,
                };
                match pattern {
                    Pattern::Type => layout::letter(self.context, &mut painted, &ground),
                    pattern => theme::paint_pattern(&mut painted, *pattern, &ground),
                }
                let Rect { x, y, .. } = ready.rect;
                lay(canvas, ready, 1.0, &|inner_x, inner_y| {
                    let (x, y) = (x + inner_x as i32, y + inner_y as i32);
                    (painted.at(x as usize, y as usize), 1.0)
                });
            }
        }
    }
}

impl Ready<'_> {
    /// Fits a picture into the box: filling it, cropped about its middle, or whole and in its middle.
    fn show(&mut self, (picture, alpha): (Picture, Option<Picture>)) {
        let fit = self.layer.fit;
        let rect = self.rect;
        let (wide, high) = (f64::from(rect.width.max(1)), f64::from(rect.height.max(1)));
        let (own_wide, own_high) = (picture.width as f64, picture.height as f64);
        let scale = match fit {
            Fit::Cover => (wide / own_wide).max(high / own_high),
            Fit::Contain => (wide / own_wide).min(high / own_high),
        };
        let side = |own: f64, room: f64| {
            let side = (own * scale).round().max(1.0);
            // What fills its box to the last pixel is not to miss one by rounding.
            if fit == Fit::Cover {
                side.max(room)
            } else {
                side
            }
        };
        let (width, height) = (side(own_wide, wide), side(own_high, high));
        let scaled = |picture: &Picture| {
            let (width, height) = (width as usize, height as usize);
            let all = resample(picture, width, height, 0..width);
            match fit {
                Fit::Cover => cut(&all, rect),
                Fit::Contain => all,
            }
        };
        let (color, alpha) = (scaled(&picture), alpha.as_ref().map(scaled));
        if fit == Fit::Contain {
            self.rect = Rect {
                x: rect.x + ((wide - width) / 2.0).round() as i32,
                y: rect.y + ((high - height) / 2.0).round() as i32,
                width: width as i32,
                height: height as i32,
            };
            self.seen = shared(self.seen, self.rect);
        }
        self.source = Source::Picture(color, alpha);
    }
}

/// The middle of a picture that is at least as large as a box.
fn cut(picture: &Picture, rect: Rect) -> Picture {
    let (width, height) = (rect.width.max(1) as usize, rect.height.max(1) as usize);
    if (picture.width, picture.height) == (width, height) {
        return picture.clone();
    }
    let (left, top) = ((picture.width - width) / 2, (picture.height - height) / 2);
    let mut out = Picture::unpainted(width, height);
    for y in 0..height {
        let row = &picture.row(top + y)[3 * left..3 * (left + width)];
        out.row_mut(y).copy_from_slice(row);
    }
    out
}

/// Colour and, where it is not whole everywhere, opacity of a picture.
fn halves(picture: &image::RgbaImage) -> (Picture, Option<Picture>) {
    let (wide, high) = (picture.width() as usize, picture.height() as usize);
    let solid = picture.pixels().all(|pixel| pixel.0[3] == 255);
    let mut color = Picture::unpainted(wide, high);
    let mut alpha = (!solid).then(|| Picture::unpainted(wide, high));
    for (x, y, pixel) in picture.enumerate_pixels() {
        let [r, g, b, a] = pixel.0;
        color.set(x as usize, y as usize, [r, g, b]);
        if let Some(alpha) = &mut alpha {
            alpha.set(x as usize, y as usize, [a; 3]);
        }
    }
    (color, alpha)
}

/// Lays colours over what is seen of a layer; `color` is asked by pixels of its box.
fn lay(
    canvas: &mut Picture,
    ready: &Ready,
    strength: f32,
    color: &dyn Fn(usize, usize) -> (Rgb, f32),
) {
    let (rect, radius) = (ready.rect, ready.radius);
    let seen = ready.seen.inside(canvas.width, canvas.height);
    let strength = strength * ready.layer.opacity as f32;
    let edges = (0.0, 0.0, f64::from(rect.width), f64::from(rect.height));
    // Columns and rows between the corners are covered whole.
    let band = |at: i32, length: i32| {
        f64::from(at) >= radius + 1.0 && f64::from(at) <= f64::from(length) - radius - 2.0
    };
    for y in seen.y..seen.y + seen.height {
        let straight = radius <= 0.0 || band(y - rect.y, rect.height);
        for x in seen.x..seen.x + seen.width {
            let (inner_x, inner_y) = (x - rect.x, y - rect.y);
            let corner = if straight || band(inner_x, rect.width) {
                1.0
            } else {
                rounded(inner_x as usize, inner_y as usize, edges, radius)
            };
            let (color, alpha) = color(inner_x as usize, inner_y as usize);
            canvas.blend(x, y, color, corner * alpha * strength);
        }
    }
}

/// Intersection of two boxes.
fn shared(a: Rect, b: Rect) -> Rect {
    let (x, y) = (a.x.max(b.x), a.y.max(b.y));
    Rect {
        x,
        y,
        width: ((a.x + a.width).min(b.x + b.width) - x).max(0),
        height: ((a.y + a.height).min(b.y + b.height) - y).max(0),
    }
}
