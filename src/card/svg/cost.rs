//! A converted SVG -> a verdict: how long it takes to paint, and the memory that its layers take.
//!
//! The walk follows resvg's own: a group with an opacity, a mask, a clip or a filter is painted into a layer of its own, a
//! pattern into a tile each time it is used. Costs are in steps of about two nanoseconds, measured on a plain fill.

use resvg::tiny_skia::{PathSegment, Point, Transform};
use resvg::usvg::filter::Kind;
use resvg::usvg::{self, BlendMode, ClipPath, Group, Mask, Paint, Path, Tree};

use crate::card::svg::{Refused, refused};

/// Steps: about a second.
const MOST_STEPS: f64 = 5e8;
/// Pixels of all layers that are there at once, four bytes each.
const MOST_PIXELS: f64 = 2.5e7;
/// resvg lets a layer reach two canvases over each edge.
const LAYER: f64 = 25.0;
/// Steps a pixel: a plain fill, a gradient or a tile, a layer laid on another, a filter primitive.
const FILL: f64 = 1.0;
const SHADE: f64 = 6.0;
const LAY: f64 = 10.0;
const FILTER: f64 = 20.0;
/// Steps for each pixel that an edge goes down: four lines of samples.
const EDGE: f64 = 12.0;
/// Steps for each corner of a path.
const CORNER: f64 = 100.0;
/// Corners of one path.
const MOST_CORNERS: usize = 300_000;

/// Refuses what would take too long or too much memory.
pub fn affordable(
    tree: &Tree,
    transform: Transform,
    (width, height): (u32, u32),
) -> Result<(), Refused> {
    let canvas = Canvas {
        width: f64::from(width),
        height: f64::from(height),
    };
    let cost = group(tree.root(), transform, &canvas)?;
    if cost.steps > MOST_STEPS || cost.pixels > MOST_PIXELS {
        return Err(too_much());
    }
    Ok(())
}

fn too_much() -> Refused {
    refused("an SVG with too much to draw")
}

/// Size in pixels of the surface that shapes are painted on.
struct Canvas {
    width: f64,
    height: f64,
}

impl Canvas {
    fn area(&self) -> f64 {
        self.width * self.height
    }
}

/// Time, and the largest memory at one time.
#[derive(Clone, Copy, Default)]
struct Cost {
    steps: f64,
    pixels: f64,
}

impl Cost {
    /// One after the other.
    fn then(&mut self, next: Cost) {
        self.steps += next.steps;
        self.pixels = self.pixels.max(next.pixels);
    }

    /// While so many other pixels are there.
    fn beside(mut self, pixels: f64) -> Cost {
        self.pixels += pixels;
        self
    }
}

fn group(group: &Group, transform: Transform, canvas: &Canvas) -> Result<Cost, Refused> {
    let transform = transform.pre_concat(group.transform());
    if !group.should_isolate() {
        return children(group, transform, canvas);
    }
    if matches!(
        group.blend_mode(),
        BlendMode::ColorBurn | BlendMode::ColorDodge
    ) {
        // Their division is a guess of the processor's, and processors guess differently.
        return Err(refused(
            "an SVG with the blend mode `color-burn` or `color-dodge`",
        ));
    }
    let reach = group.layer_bounding_box().transform(transform);
    let (wide, high) = reach.map_or((f64::INFINITY, f64::INFINITY), |reach| {
        (f64::from(reach.width()), f64::from(reach.height()))
    });
    let side = LAYER.sqrt();
    let layer = Canvas {
        width: (wide + 4.0).min(canvas.width * side),
        height: (high + 4.0).min(canvas.height * side),
    };
    let area = layer.area();
    let mut cost = children(group, transform, &layer)?;
    for filter in group.filters() {
        let inputs = filter.primitives().iter().map(|one| match one.kind() {
            Kind::Merge(merge) => 1 + merge.inputs().len(),
            Kind::DropShadow(_) => 3,
            _ => 1,
        });
        let inputs = inputs.sum::<usize>() as f64;
        cost.then(Cost {
            steps: (1.0 + inputs) * FILTER * area,
            pixels: (2.0 + filter.primitives().len() as f64) * area,
        });
    }
    if let Some(one) = group.clip_path() {
        cost.then(clip(one, transform, &layer)?);
    }
    if let Some(one) = group.mask() {
        cost.then(mask(one, transform, &layer)?);
    }
    cost.steps += LAY * area;
    Ok(cost.beside(area))
}

fn children(parent: &Group, transform: Transform, canvas: &Canvas) -> Result<Cost, Refused> {
    let mut cost = Cost::default();
    for node in parent.children() {
        cost.then(match node {
            usvg::Node::Group(one) => group(one, transform, canvas)?,
            usvg::Node::Text(text) => group(text.flattened(), transform, canvas)?,
            usvg::Node::Path(one) => path(one, transform, canvas)?,
            usvg::Node::Image(_) => Cost::default(),
        });
        if cost.steps > MOST_STEPS {
            return Err(too_much());
        }
    }
    Ok(cost)
}

fn mask(mask: &Mask, transform: Transform, canvas: &Canvas) -> Result<Cost, Refused> {
    let mut cost = children(mask.root(), transform, canvas)?;
    cost.steps += LAY * canvas.area();
    if let Some(next) = mask.mask() {
        cost.then(self::mask(next, transform, canvas)?);
    }
    Ok(cost.beside(1.25 * canvas.area()))
}

fn clip(clip: &ClipPath, transform: Transform, canvas: &Canvas) -> Result<Cost, Refused> {
    let inner = transform.pre_concat(clip.transform());
    let mut cost = clipping(clip.root(), inner, canvas)?;
    cost.steps += LAY * canvas.area();
    if let Some(next) = clip.clip_path() {
        cost.then(self::clip(next, transform, canvas)?);
    }
    Ok(cost.beside(1.25 * canvas.area()))
}

/// The shapes of a clip: each group with a clip of its own is painted on another canvas.
fn clipping(parent: &Group, transform: Transform, canvas: &Canvas) -> Result<Cost, Refused> {
    let mut cost = Cost::default();
    for node in parent.children() {
        cost.then(match node {
            usvg::Node::Group(group) => {
                let transform = transform.pre_concat(group.transform());
                let mut inside = clipping(group, transform, canvas)?;
                if let Some(next) = group.clip_path() {
                    inside.then(clip(next, transform, canvas)?);
                    inside.steps += LAY * canvas.area();
                    inside = inside.beside(canvas.area());
                }
                inside
            }
            usvg::Node::Text(text) => clipping(text.flattened(), transform, canvas)?,
            usvg::Node::Path(one) => path(one, transform, canvas)?,
            usvg::Node::Image(_) => Cost::default(),
        });
    }
    Ok(cost)
}

fn path(path: &Path, transform: Transform, canvas: &Canvas) -> Result<Cost, Refused> {
    if !path.is_visible() {
        return Ok(Cost::default());
    }
    let corners = path.data().len();
    if corners > MOST_CORNERS {
        return Err(too_much());
    }
    let drawn = Outline::of(path, transform, canvas);
    let mut cost = Cost {
        steps: corners as f64 * CORNER,
        pixels: 0.0,
    };
    if let Some(fill) = path.fill() {
        cost.steps += drawn.edges(drawn.down);
        let area = covered(path.bounding_box(), transform, canvas);
        cost.then(paint(fill.paint(), area, transform, canvas)?);
    }
    if let Some(stroke) = path.stroke() {
        let (sx, sy) = transform.get_scale();
        let width = f64::from(stroke.width().get() * sx.max(sy));
        // Each corner has a join as high as the line is wide, but no higher than the canvas.
        let join = width.min(canvas.height) + 2.0;
        let mut ends = corners as f64;
        if let Some(dashes) = stroke.dasharray() {
            let turn = dashes.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            let (sx, sy) = (f64::from(sx), f64::from(sy));
            let length = drawn.length / sx.min(sy).max(1e-9);
            // tiny-skia gives up a line of more dashes than this.
            ends += (length / f64::from(turn) * dashes.len() as f64).min(1e6);
            cost.steps += ends * CORNER;
        }
        cost.steps += drawn.edges(2.0 * (drawn.down + ends * join));
        let area = covered(path.stroke_bounding_box(), transform, canvas);
        cost.then(paint(stroke.paint(), area, transform, canvas)?);
    }
    Ok(cost)
}

/// Pixels that a box covers on the canvas at most.
fn covered(bounds: usvg::Rect, transform: Transform, canvas: &Canvas) -> f64 {
    bounds.transform(transform).map_or(canvas.area(), |bounds| {
        f64::from(bounds.width()).clamp(1.0, canvas.width)
            * f64::from(bounds.height()).clamp(1.0, canvas.height)
    })
}

fn paint(
    paint: &Paint,
    area: f64,
    transform: Transform,
    _canvas: &Canvas,
) -> Result<Cost, Refused> {
    let pattern = match paint {
        Paint::Color(_) => {
            return Ok(Cost {
                steps: FILL * area,
                pixels: 0.0,
            });
        }
        Paint::LinearGradient(_) | Paint::RadialGradient(_) => {
            return Ok(Cost {
                steps: SHADE * area,
                pixels: 0.0,
            });
        }
        Paint::Pattern(pattern) => pattern,
    };
    let (sx, sy) = transform.pre_concat(pattern.transform()).get_scale();
    let rect = pattern.rect();
    let tile = Canvas {
        width: f64::from(rect.width() * sx).ceil().max(1.0),
        height: f64::from(rect.height() * sy).ceil().max(1.0),
    };
    // It is made before a pixel of it is known to be seen.
    if tile.area() > MOST_PIXELS {
        return Err(too_much());
    }
    let mut cost = children(pattern.root(), Transform::from_scale(sx, sy), &tile)?;
    cost.steps += FILL * tile.area() + 4.0 * SHADE * area;
    Ok(cost.beside(tile.area()))
}

/// Distance that the edges of a path reach.
struct Outline {
    /// Pixels down or up, inside the canvas.
    down: f64,
    /// Pixels along the path.
    length: f64,
    /// Rows that they lie in.
    rows: f64,
}

impl Outline {
    fn of(path: &Path, transform: Transform, canvas: &Canvas) -> Outline {
        let mapped = |mut point: Point| {
            transform.map_point(&mut point);
            (f64::from(point.x), f64::from(point.y))
        };
        let (mut start, mut last) = ((0.0, 0.0), (0.0, 0.0));
        let (mut down, mut length) = (0.0, 0.0);
        let mut go = |to: (f64, f64)| {
            let (dx, dy): (f64, f64) = (to.0 - last.0, to.1 - last.1);
            down += dy.abs().min(canvas.height);
            length += dx.abs() + dy.abs();
            last = to;
        };
        for segment in path.data().segments() {
            // A curve goes no further than the lines between its controls.
            match segment {
                PathSegment::MoveTo(to) => {
                    start = mapped(to);
                    go(start);
                }
                PathSegment::LineTo(to) => go(mapped(to)),
                PathSegment::QuadTo(by, to) => [by, to].into_iter().for_each(|to| go(mapped(to))),
                PathSegment::CubicTo(by, and, to) => {
                    [by, and, to].into_iter().for_each(|to| go(mapped(to)));
                }
                PathSegment::Close => go(start),
            }
        }
        let rows = path.bounding_box().transform(transform);
        let rows = rows.map_or(1.0, |rows| {
            f64::from(rows.height()).clamp(1.0, canvas.height)
        });
        Outline { down, length, rows }
    }

    /// Steps for edges that go down so far: each row walks those in it, and sorts those that cross.
    fn edges(&self, down: f64) -> f64 {
        let abreast = down / self.rows;
        EDGE * down + abreast * abreast / 2.0
    }
}
