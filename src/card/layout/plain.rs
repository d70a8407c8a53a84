//! `plain`: type alone, in a colour drawn from the permalink.

use crate::card::canvas::Picture;
use crate::card::color::{Oklch, Rgb, srgb};
use crate::card::layout::{Composition, Ground, LayoutContext, MARGIN, TITLE_Y};
use crate::card::text::{self, TitleSpec};
use crate::card::viewport::Viewport;

const TITLE_WIDTH: f64 = 940.0;
const SIZES: &[f64] = &[76.0, 72.0, 68.0, 64.0, 60.0, 56.0, 52.0, 48.0, 44.0, 40.0];
/// Lightness and chroma of the field, and how much lighter its two rings are.
const FIELD: (f64, f64) = (0.36, 0.085);
const RING: f64 = 0.028;
/// Middle and radii of the rings.
const RINGS: (f64, f64, f64, f64) = (1130.0, 640.0, 420.0, 250.0);

/// Draws the layout; it fits everything.
pub fn draw(context: &LayoutContext) -> Option<Composition> {
    let viewport = &context.viewport;
    let hue = hue(context.request.seed);
    let tone = |step: f64| {
        srgb(Oklch {
            lightness: FIELD.0 + step * RING,
            chroma: FIELD.1,
            hue,
        })
    };
    let mut canvas = Picture::filled(viewport.width, viewport.height, tone(0.0));
    ring(&mut canvas, viewport, RINGS.2, tone(1.0));
    ring(&mut canvas, viewport, RINGS.3, tone(2.0));
    let spec = TitleSpec {
        x: MARGIN,
        centered: false,
        width: TITLE_WIDTH,
        sizes: SIZES,
        max_lines: 4,
        max_height: 340.0,
        center_y: TITLE_Y,
    };
    let block = text::block(&context.parts, &spec, viewport, &context.widths);
    let mut composition = Composition::bare(canvas, tone(0.0), Ground::Color);
    let limit = viewport.x(1128.0);
    context.left_texts(&mut composition, block, &|_, _| limit);
    Some(composition)
}

/// Degrees of OKLCH that a field may have: from green over blue and violet to a warm red. Dark yellow is olive.
const HUES: (u16, u16) = (150, 250);

/// One of [`HUES`], from the hash of the permalink.
fn hue(seed: &str) -> (f64, f64) {
    let hash = blake3::hash(seed.as_bytes());
    let bytes = hash.as_bytes();
    let degrees = f64::from(HUES.0 + u16::from_le_bytes([bytes[0], bytes[1]]) % HUES.1);
    let angle = degrees * std::f64::consts::PI / 180.0;
    (libm::cos(angle), libm::sin(angle))
}

fn ring(canvas: &mut Picture, viewport: &Viewport, radius: f64, color: Rgb) {
    let (x0, y0, radius) = (
        viewport.x(RINGS.0),
        viewport.y(RINGS.1),
        viewport.len(radius),
    );
    for y in 0..viewport.height {
        for x in 0..viewport.width {
            let (dx, dy) = (x as f64 + 0.5 - x0, y as f64 + 0.5 - y0);
            let coverage = radius - (dx * dx + dy * dy).sqrt() + 0.5;
            if coverage > 0.0 {
                canvas.blend(x as i32, y as i32, color, coverage.min(1.0) as f32);
            }
        }
    }
}
