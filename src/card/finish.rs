//! A sketch -> the finished card: inks, glyphs, logo, file, facts.

use crate::card::canvas::{Picture, Rect, rounded};
use crate::card::color::{Rgb, hex};
use crate::card::encode::encode;
use crate::card::ink::{self, Inks, Under};
use crate::card::layout::{Ground, Job, Sketch, cover_picture};
use crate::card::stage::Stage;
use crate::card::text::{Role, Text, ink_of};
use crate::card::{Culprit, Drawn, DrawnCover, Fault, Format, decode};
use crate::manifest::{Boxes, CardFacts, Square};

/// Largest logo, in units.
const LOGO: (f64, f64) = (160.0, 32.0);
/// Least contrast of a logo.
///
/// # Source
/// WCAG 2.2, 1.4.11: 3:1 for graphical objects.
const LOGO_LEAST: f32 = 3.0;
/// Diameter of the dot between date and authors, in units.
const DOT: f64 = 4.0;
/// Text-free covers: name, pixels.
const COVERS: [(&str, usize, usize); 3] =
    [("1x1", 1200, 1200), ("4x3", 1200, 900), ("16x9", 1200, 675)];

/// Paints the text, encodes, and says what is known.
pub fn finish(layout: &str, job: &Job, mut sketch: Sketch) -> Result<Drawn, Fault> {
    let request = job.request;
    let mut runs = measured(&sketch);
    let inks = inks(&sketch, &runs);
    // Where no ink reads, a scrim is laid under the run.
    let weak: Vec<(Rect, Rgb)> = runs
        .iter()
        .map(|run| (run, ink_for(run.role, inks)))
        .filter(|(run, ink)| run.under.contrast(*ink) < ink::LEAST)
        .map(|(run, ink)| (run.rect, ink))
        .collect();
    ink::scrim(&mut sketch.canvas, &weak, sketch.field);
    let logo_box = logo(job, &mut sketch, inks.title)?;
    if !weak.is_empty() || logo_box.is_some() {
        runs = measured(&sketch);
    }
    let boxes = boxes(&sketch, logo_box);
    if !request.no_text {
        paint(job, &mut sketch, inks);
    }
    let bytes = encode(&sketch.canvas, request.format, request.max_bytes)?;
    let facts = facts(layout, job, &sketch, inks, &runs, boxes, &bytes);
    let covers = if request.covers {
        covers(job)?
    } else {
        Vec::new()
    };
    Ok(Drawn {
        bytes,
        facts,
        covers,
    })
}

/// One text and what it stands on.
struct Measured {
    role: Role,
    rect: Rect,
    under: Under,
}

fn measured(sketch: &Sketch) -> Vec<Measured> {
    inked(sketch)
        .map(|(text, rect)| Measured {
            role: text.role,
            rect,
            under: Under::measure(&sketch.canvas, rect),
        })
        .collect()
}

fn inked(sketch: &Sketch) -> impl Iterator<Item = (&Text, Rect)> {
    sketch
        .texts
        .iter()
        .filter_map(|text| text.ink().map(|rect| (text, rect)))
}

fn ink_for(role: Role, inks: Inks) -> Rgb {
    match role {
        Role::Site | Role::Title => inks.title,
        Role::Kicker | Role::Subtitle | Role::Meta => inks.second,
    }
}

/// Chooses the inks.
fn inks(sketch: &Sketch, runs: &[Measured]) -> Inks {
    let is_title = |run: &&Measured| matches!(run.role, Role::Site | Role::Title);
    let (titles, others): (Vec<_>, Vec<_>) = runs.iter().partition(is_title);
    let unders = |runs: Vec<&Measured>| runs.iter().map(|run| run.under).collect::<Vec<_>>();
    let (titles, others) = (unders(titles), unders(others));
    match sketch.ground {
        Ground::Gray => ink::choose(&[ink::ON_GRAY], sketch.field, &titles, &others),
        Ground::Color => ink::on_color(sketch.field, &titles, &others),
    }
}

fn paint(job: &Job, sketch: &mut Sketch, inks: Inks) {
    let canvas = &mut sketch.canvas;
    for text in &sketch.texts {
        let ink = ink_for(text.role, inks);
        job.fonts.paint(
            &text.run,
            text.x,
            text.y,
            &mut |x, y, coverage, color| match color {
                Some([r, g, b, a]) => {
                    canvas.blend(x, y, [r, g, b], coverage * f32::from(a) / 255.0)
                }
                None => canvas.blend(x, y, ink, coverage),
            },
        );
    }
    if let Some((x, y)) = sketch.dot {
        let radius = job.stage.len(DOT) / 2.0;
        let edges = (x - radius, y - radius, x + radius, y + radius);
        for py in edges.1.floor() as i32..=edges.3.ceil() as i32 {
            for px in edges.0.floor() as i32..=edges.2.ceil() as i32 {
                if let (Ok(ux), Ok(uy)) = (usize::try_from(px), usize::try_from(py)) {
                    canvas.blend(px, py, inks.second, rounded(ux, uy, edges, radius));
                }
            }
        }
    }
}

/// Puts the logo where the site's name would stand; its box. One that would be lost on its ground is drawn in ink.
fn logo(job: &Job, sketch: &mut Sketch, ink: Rgb) -> Result<Option<Rect>, Fault> {
    let (Some(bytes), Some((x, middle))) = (job.request.logo, sketch.logo) else {
        return Ok(None);
    };
    let logo = decode::decode_rgba(bytes, Culprit::Logo, job.request.max_pixels)?;
    let (wide, high) = (f64::from(logo.width()), f64::from(logo.height()));
    let scale = (job.stage.len(LOGO.0) / wide).min(job.stage.len(LOGO.1) / high);
    let (width, height) = (
        (wide * scale).round().max(1.0),
        (high * scale).round().max(1.0),
    );
    let (left, top) = (x.round() as i32, (middle - height / 2.0).round() as i32);
    let rect = Rect {
        x: left,
        y: top,
        width: width as i32,
        height: height as i32,
    };
    let lost = is_lost(&logo, Under::measure(&sketch.canvas, rect));
    for row in 0..rect.height {
        for column in 0..rect.width {
            let (color, alpha) = area(
                &logo,
                (f64::from(column) / width, f64::from(row) / height),
                (1.0 / width, 1.0 / height),
            );
            let color = if lost { ink } else { color };
            if !job.request.no_text {
                sketch.canvas.blend(left + column, top + row, color, alpha);
            }
        }
    }
    Ok(Some(rect))
}

/// Whether most of a logo that is cut out has less contrast than [`LOGO_LEAST`] with what lies under it. A logo on a ground
/// of its own is never lost.
fn is_lost(logo: &image::RgbaImage, under: Under) -> bool {
    let (mut seen, mut weak, mut all) = (0u64, 0u64, 0u64);
    for pixel in logo.pixels() {
        let [r, g, b, a] = pixel.0;
        all += 1;
        if a >= 128 {
            seen += 1;
            weak += u64::from(under.contrast([r, g, b]) < LOGO_LEAST);
        }
    }
    seen * 20 < all * 19 && weak * 2 > seen
}

/// Mean colour (weighted by alpha, in linear light) and alpha of a part of a picture, in shares of its sides.
fn area(picture: &image::RgbaImage, (x, y): (f64, f64), (width, height): (f64, f64)) -> (Rgb, f32) {
    let linear = crate::card::color::linear_table();
    let ends = |start: f64, length: f64, pixels: u32| {
        let from = ((start * f64::from(pixels)) as u32).min(pixels - 1);
        let to = (((start + length) * f64::from(pixels)).ceil() as u32).clamp(from + 1, pixels);
        from..to
    };
    let (mut light, mut alpha, mut count) = ([0f32; 3], 0f32, 0f32);
    for py in ends(y, height, picture.height()) {
        for px in ends(x, width, picture.width()) {
            let [r, g, b, a] = picture.get_pixel(px, py).0;
            let a = f32::from(a) / 255.0;
            for (sum, level) in light.iter_mut().zip([r, g, b]) {
                *sum += linear[usize::from(level)] * a;
            }
            alpha += a;
            count += 1.0;
        }
    }
    let levels = crate::card::color::level_table();
    let color = light.map(|sum| crate::card::color::level(levels, sum / alpha.max(1e-6)));
    (color, alpha / count.max(1.0))
}

fn boxes(sketch: &Sketch, logo: Option<Rect>) -> Boxes {
    let of = |role| ink_of(&sketch.texts, role).map(Rect::numbers);
    Boxes {
        site: of(Role::Site).or(logo.map(Rect::numbers)),
        title: of(Role::Title),
        kicker: of(Role::Kicker),
        subtitle: of(Role::Subtitle),
        meta: of(Role::Meta),
        art: sketch.art.map(Rect::numbers),
        object: sketch.object.map(Rect::numbers),
    }
}

fn facts(
    layout: &str,
    job: &Job,
    sketch: &Sketch,
    inks: Inks,
    runs: &[Measured],
    boxes: Boxes,
    bytes: &[u8],
) -> CardFacts {
    let request = job.request;
    let block = sketch.block.as_ref();
    let mut missing: Vec<String> = Vec::new();
    for cluster in sketch.texts.iter().flat_map(|text| &text.run.missing) {
        let points: Vec<String> = cluster
            .chars()
            .map(|c| format!("U+{:04X}", c as u32))
            .collect();
        let named = format!("{} {cluster}", points.join(" "));
        if !missing.contains(&named) {
            missing.push(named);
        }
    }
    CardFacts {
        media_type: match request.format {
            Format::Jpeg => "image/jpeg".into(),
            Format::Png => "image/png".into(),
        },
        width: request.size.0,
        height: request.size.1,
        bytes: bytes.len() as u64,
        blake3: blake3::hash(bytes).to_hex().to_string(),
        alt: alt(job),
        layout: layout.into(),
        lines: block
            .map(|block| block.setting.lines.clone())
            .unwrap_or_default(),
        kicker: block.and_then(|block| block.kicker.clone()),
        subtitle: block.and_then(|block| block.subtitle.clone()),
        size_px: block.map_or(0.0, |block| (block.setting.size_px * 100.0).round() / 100.0),
        ink: hex(inks.title),
        field: hex(sketch.field),
        divider_x: sketch.divider_x,
        contrast: ink::worst(runs.iter().map(|run| (run.under, ink_for(run.role, inks)))),
        square: square(&job.stage, sketch),
        boxes,
        shrunk: block.is_some_and(|block| block.setting.size_px < block.top_size_px - 0.01),
        ellipsis: block.is_some_and(|block| block.setting.ellipsis),
        missing,
    }
}

/// What a person who does not see the card should hear: its words.
fn alt(job: &Job) -> String {
    let parts = &job.parts;
    let words = [
        parts.kicker.as_deref(),
        Some(parts.title.as_str()),
        parts.subtitle.as_deref(),
    ];
    let title = words
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    if job.request.site.is_empty() {
        title
    } else {
        format!("{title} | {}", job.request.site)
    }
}

/// What a centred square crop keeps.
fn square(stage: &Stage, sketch: &Sketch) -> Square {
    let side = stage.width.min(stage.height) as i32;
    let (left, top) = (
        (stage.width as i32 - side) / 2,
        (stage.height as i32 - side) / 2,
    );
    let (right, bottom) = (left + side, top + side);
    let cut = |rect: Rect| {
        rect.x < left
            || rect.x + rect.width > right
            || rect.y < top
            || rect.y + rect.height > bottom
    };
    let visible = sketch.object.map_or(0.0, |object| {
        let object = object.inside(stage.width, stage.height);
        let width = (object.x + object.width).min(right) - object.x.max(left);
        let height = (object.y + object.height).min(bottom) - object.y.max(top);
        let area = f64::from(object.width) * f64::from(object.height);
        f64::from(width.max(0)) * f64::from(height.max(0)) / area.max(1.0)
    });
    Square {
        object_visible: (visible * 100.0).round() / 100.0,
        text_cut: inked(sketch).any(|(_, rect)| cut(rect)),
    }
}

fn covers(job: &Job) -> Result<Vec<DrawnCover>, Fault> {
    let mut covers = Vec::new();
    for (ratio, width, height) in COVERS {
        let Some(picture): Option<Picture> = cover_picture(&job.drawing, width, height, false)
        else {
            continue;
        };
        let bytes = encode(&picture, job.request.format, job.request.max_bytes)?;
        covers.push(DrawnCover {
            ratio,
            width: width as u32,
            height: height as u32,
            bytes,
        });
    }
    Ok(covers)
}
