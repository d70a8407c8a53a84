//! Placed glyphs -> coverage: outlines through ab_glyph's rasterizer (only + - * / and square roots), colour bitmaps by area.
use super::{Fonts, Glyph, Ink, Run};
use ab_glyph::{Font, GlyphId, Outline, OutlinedGlyph, PxScale, PxScaleFactor, point};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Steps of a pixel in x that glyphs are placed on.
const STEPS: f64 = 4.0;

/// The look of a glyph at any size.
#[derive(Clone)]
enum Shape {
    /// Nothing: a space.
    Empty,
    /// An outline in font units.
    Outline(Arc<Outline>),
    /// A bitmap in the font.
    Bitmap,
}

/// Outlines by face and glyph: interpreting a charstring costs as much as filling it.
#[derive(Default)]
pub(super) struct Outlines(RwLock<BTreeMap<(usize, u16), Shape>>);

impl Outlines {
    /// The shape of a glyph, remembered.
    fn shape(&self, fonts: &Fonts, glyph: &Glyph) -> Shape {
        let key = (glyph.face, glyph.id);
        if let Some(known) = self
            .0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
        {
            return known.clone();
        }
        let font = &fonts.face(glyph.face).font;
        let id = GlyphId(glyph.id);
        let shape = if bitmap::image(font, id, 0.0).is_some() {
            Shape::Bitmap
        } else {
            font.outline(id)
                .map_or(Shape::Empty, |outline| Shape::Outline(Arc::new(outline)))
        };
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, shape.clone());
        shape
    }

    /// The box of a glyph's ink, relative to the origin of its run.
    pub fn ink(&self, fonts: &Fonts, glyph: &Glyph, size_px: f64) -> Option<Ink> {
        match self.shape(fonts, glyph) {
            Shape::Empty => None,
            Shape::Outline(outline) => {
                let scale = size_px / fonts.face(glyph.face).units_per_em;
                let (a, b) = (outline.bounds.min, outline.bounds.max);
                let ys = [-f64::from(a.y) * scale, -f64::from(b.y) * scale];
                Some(Ink {
                    left: glyph.x + f64::from(a.x.min(b.x)) * scale,
                    right: glyph.x + f64::from(a.x.max(b.x)) * scale,
                    top: glyph.y + ys[0].min(ys[1]),
                    bottom: glyph.y + ys[0].max(ys[1]),
                })
            }
            Shape::Bitmap => bitmap::ink(&fonts.face(glyph.face).font, glyph, size_px),
        }
    }
}

/// See [`Fonts::paint`].
pub(super) fn paint(
    fonts: &Fonts,
    run: &Run,
    x: f64,
    baseline_y: f64,
    plot: &mut dyn FnMut(i32, i32, f32, Option<[u8; 4]>),
) {
    for glyph in &run.glyphs {
        let x = ((x + glyph.x) * STEPS).round() / STEPS;
        let y = (baseline_y + glyph.y).round();
        match fonts.outlines.shape(fonts, glyph) {
            Shape::Empty => {}
            Shape::Outline(outline) => {
                let scale = (run.size_px / fonts.face(glyph.face).units_per_em) as f32;
                fill(&outline, glyph.id, scale, x, y, plot);
            }
            Shape::Bitmap => bitmap::paint(
                &fonts.face(glyph.face).font,
                glyph.id,
                run.size_px,
                x,
                y,
                plot,
            ),
        }
    }
}

/// Fills an outline whose origin stands at (`x`, `y`).
fn fill(
    outline: &Outline,
    id: u16,
    scale: f32,
    x: f64,
    y: f64,
    plot: &mut dyn FnMut(i32, i32, f32, Option<[u8; 4]>),
) {
    // The whole pixels stay out of the rasterizer: its f32 would lose the fraction far to the right.
    let whole = x.floor();
    let glyph = ab_glyph::Glyph {
        id: GlyphId(id),
        scale: PxScale::from(1.0),
        position: point((x - whole) as f32, 0.0),
    };
    let factor = PxScaleFactor {
        horizontal: scale,
        vertical: scale,
    };
    let outlined = OutlinedGlyph::new(glyph, outline.clone(), factor);
    let corner = outlined.px_bounds().min;
    let (left, top) = (corner.x as i32 + whole as i32, corner.y as i32 + y as i32);
    outlined.draw(|dx, dy, coverage| {
        if coverage > 0.0 {
            plot(left + dx as i32, top + dy as i32, coverage.min(1.0), None);
        }
    });
}

mod bitmap {
    //! Colour bitmaps (CBDT, sbix): PNG pictures in the font.
    use crate::card::font::{Glyph, Ink};
    use ab_glyph::{Font, FontRef, GlyphId, GlyphImageFormat, v2::GlyphImage};

    /// The bitmap of a glyph that is best at `size_px`, if it is a PNG with a size.
    pub fn image<'f>(
        font: &'f FontRef<'static>,
        id: GlyphId,
        size_px: f64,
    ) -> Option<GlyphImage<'f>> {
        let image = font.glyph_raster_image2(id, size_px.ceil().clamp(1.0, 65_535.0) as u16)?;
        let usable = matches!(image.format, GlyphImageFormat::Png)
            && image.width > 0
            && image.height > 0
            && image.pixels_per_em > 0;
        usable.then_some(image)
    }

    /// The box of a bitmap, relative to the origin of its run.
    pub fn ink(font: &FontRef<'static>, glyph: &Glyph, size_px: f64) -> Option<Ink> {
        let image = image(font, GlyphId(glyph.id), size_px)?;
        let scale = size_px / f64::from(image.pixels_per_em);
        let left = glyph.x + f64::from(image.origin.x) * scale;
        let bottom = glyph.y - f64::from(image.origin.y) * scale;
        Some(Ink {
            left,
            right: left + f64::from(image.width) * scale,
            top: bottom - f64::from(image.height) * scale,
            bottom,
        })
    }

    /// Paints a bitmap whose origin stands at (`x`, `y`), each pixel the mean of the area it covers.
    pub fn paint(
        font: &FontRef<'static>,
        id: u16,
        size_px: f64,
        x: f64,
        y: f64,
        plot: &mut dyn FnMut(i32, i32, f32, Option<[u8; 4]>),
    ) {
        let origin = Glyph { face: 0, id, x, y };
        let (Some(image), Some(ink)) = (
            image(font, GlyphId(id), size_px),
            ink(font, &origin, size_px),
        ) else {
            return;
        };
        let Ok(picture) = image::load_from_memory_with_format(image.data, image::ImageFormat::Png)
        else {
            return;
        };
        let picture = picture.into_rgba8();
        let per_px = (
            f64::from(picture.width()) / (ink.right - ink.left),
            f64::from(picture.height()) / (ink.bottom - ink.top),
        );
        for py in ink.top.floor() as i32..ink.bottom.ceil() as i32 {
            let rows = span(f64::from(py) - ink.top, per_px.1, picture.height());
            for px in ink.left.floor() as i32..ink.right.ceil() as i32 {
                let columns = span(f64::from(px) - ink.left, per_px.0, picture.width());
                if let Some((coverage, color)) = mean(&picture, &columns, &rows) {
                    // Weights are in source pixels; a pixel at the edge covers fewer.
                    let whole = (per_px.0 * per_px.1) as f32;
                    plot(px, py, (coverage / whole).min(1.0), Some(color));
                }
            }
        }
    }

    /// Source pixels under one pixel at `at`, each with the length that it covers.
    fn span(at: f64, per_px: f64, length: u32) -> Vec<(u32, f32)> {
        let (start, end) = (
            (at * per_px).max(0.0),
            ((at + 1.0) * per_px).min(f64::from(length)),
        );
        (start.floor() as u32..end.ceil() as u32)
            .map(|i| {
                (
                    i,
                    ((f64::from(i) + 1.0).min(end) - f64::from(i).max(start)) as f32,
                )
            })
            .collect()
    }

    /// Summed alpha (0..=1 each) and mean colour of an area; `None` if nothing is drawn there.
    fn mean(
        picture: &image::RgbaImage,
        columns: &[(u32, f32)],
        rows: &[(u32, f32)],
    ) -> Option<(f32, [u8; 4])> {
        let (mut sum, mut alpha) = ([0.0_f32; 3], 0.0_f32);
        for (y, height) in rows {
            for (x, width) in columns {
                let [r, g, b, a] = picture.get_pixel(*x, *y).0;
                let weight = width * height * f32::from(a) / 255.0;
                alpha += weight;
                for (sum, value) in sum.iter_mut().zip([r, g, b]) {
                    *sum += weight * f32::from(value);
                }
            }
        }
        if alpha <= 0.0 {
            return None;
        }
        let [r, g, b] = sum.map(|value| (value / alpha).round() as u8);
        Some((alpha, [r, g, b, 255]))
    }
}
