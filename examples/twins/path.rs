//! Outlines: closed contours of straight pieces, in pixels, y downwards.
//!
//! Circles and curves are flattened with `libm`, so that every machine sees the same corners.

/// A point, in pixels.
pub type Point = (f64, f64);

/// Closed contours, filled by the non-zero rule: a contour that runs the other way round cuts a hole.
#[derive(Debug, Clone, Default)]
pub struct Path {
    pub contours: Vec<Vec<Point>>,
}

/// The point at `angle` degrees (0 to the right, 90 down) and `radius` from `center`.
pub fn polar(center: Point, radius: f64, angle: f64) -> Point {
    let radians = angle.to_radians();
    (
        center.0 + radius * libm::cos(radians),
        center.1 + radius * libm::sin(radians),
    )
}

/// The points of an arc from `from` to `to` degrees, about one every two pixels.
pub fn arc(center: Point, radius: f64, from: f64, to: f64) -> Vec<Point> {
    let steps = ((to - from).abs().to_radians() * radius / 2.0)
        .ceil()
        .max(2.0);
    (0..=steps as usize)
        .map(|i| polar(center, radius, from + (to - from) * i as f64 / steps))
        .collect()
}

/// The points of a cubic curve.
pub fn curve(a: Point, b: Point, c: Point, d: Point) -> Vec<Point> {
    let steps = 64;
    (0..=steps)
        .map(|i| {
            let t = f64::from(i) / f64::from(steps);
            let s = 1.0 - t;
            let mix = |a: f64, b: f64, c: f64, d: f64| {
                s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
            };
            (mix(a.0, b.0, c.0, d.0), mix(a.1, b.1, c.1, d.1))
        })
        .collect()
}

impl Path {
    /// One contour through `points`.
    pub fn polygon(points: &[Point]) -> Path {
        let mut points = points.to_vec();
        let area: f64 = (0..points.len())
            .map(|i| {
                let (a, b) = (points[i], points[(i + 1) % points.len()]);
                a.0 * b.1 - b.0 * a.1
            })
            .sum();
        if area < 0.0 {
            points.reverse();
        }
        Path {
            contours: vec![points],
        }
    }

    /// A rectangle.
    pub fn rect(x: f64, y: f64, width: f64, height: f64) -> Path {
        Path::polygon(&[
            (x, y),
            (x + width, y),
            (x + width, y + height),
            (x, y + height),
        ])
    }

    /// A rectangle with round corners.
    pub fn round_rect(x: f64, y: f64, width: f64, height: f64, radius: f64) -> Path {
        let (right, bottom) = (x + width - radius, y + height - radius);
        let mut points = arc((x + radius, y + radius), radius, 180.0, 270.0);
        points.extend(arc((right, y + radius), radius, 270.0, 360.0));
        points.extend(arc((right, bottom), radius, 0.0, 90.0));
        points.extend(arc((x + radius, bottom), radius, 90.0, 180.0));
        Path::polygon(&points)
    }

    /// A circle.
    pub fn circle(center: Point, radius: f64) -> Path {
        Path::polygon(&arc(center, radius, 0.0, 360.0))
    }

    /// An ellipse with upright axes.
    pub fn ellipse(center: Point, x_radius: f64, y_radius: f64) -> Path {
        Path::circle((0.0, 0.0), x_radius)
            .scaled(1.0, y_radius / x_radius)
            .moved(center.0, center.1)
    }

    /// A ring: `outer` with a hole of `inner`.
    pub fn ring(center: Point, outer: f64, inner: f64) -> Path {
        let mut hole = arc(center, inner, 0.0, 360.0);
        hole.reverse();
        let mut ring = Path::circle(center, outer);
        ring.contours.push(hole);
        ring
    }

    /// The piece of a ring from `from` to `to` degrees.
    pub fn sector(center: Point, outer: f64, inner: f64, from: f64, to: f64) -> Path {
        let mut points = arc(center, outer, from, to);
        if inner > 0.0 {
            let mut back = arc(center, inner, from, to);
            back.reverse();
            points.extend(back);
        } else {
            points.push(center);
        }
        Path::polygon(&points)
    }

    /// A line of `width` through `points`, with round joins and ends.
    pub fn stroke(points: &[Point], width: f64) -> Path {
        let half = width / 2.0;
        let mut path = Path::default();
        for pair in points.windows(2) {
            let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
            let length = (dx * dx + dy * dy).sqrt();
            if length == 0.0 {
                continue;
            }
            let (nx, ny) = (-dy / length * half, dx / length * half);
            path = path.and(Path::polygon(&[
                (pair[0].0 + nx, pair[0].1 + ny),
                (pair[1].0 + nx, pair[1].1 + ny),
                (pair[1].0 - nx, pair[1].1 - ny),
                (pair[0].0 - nx, pair[0].1 - ny),
            ]));
        }
        points
            .iter()
            .fold(path, |path, &point| path.and(Path::circle(point, half)))
    }

    /// Both.
    pub fn and(mut self, other: Path) -> Path {
        self.contours.extend(other.contours);
        self
    }

    /// Every point through `map`.
    pub fn mapped(mut self, map: impl Fn(Point) -> Point) -> Path {
        self.contours
            .iter_mut()
            .flatten()
            .for_each(|point| *point = map(*point));
        self
    }

    /// Moved.
    pub fn moved(self, dx: f64, dy: f64) -> Path {
        self.mapped(|(x, y)| (x + dx, y + dy))
    }

    /// Scaled about the origin by positive factors.
    pub fn scaled(self, x_factor: f64, y_factor: f64) -> Path {
        self.mapped(|(x, y)| (x * x_factor, y * y_factor))
    }

    /// Turned clockwise by `angle` degrees about `center`.
    pub fn turned(self, center: Point, angle: f64) -> Path {
        let (sin, cos) = (libm::sin(angle.to_radians()), libm::cos(angle.to_radians()));
        self.mapped(|(x, y)| {
            let (dx, dy) = (x - center.0, y - center.1);
            (
                center.0 + dx * cos - dy * sin,
                center.1 + dx * sin + dy * cos,
            )
        })
    }
}
