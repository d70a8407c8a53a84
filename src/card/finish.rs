//! A composition -> the finished card: inks, glyphs, logo, file, facts.

use crate::card::canvas::{Picture, Rect, rounded};
use crate::card::color::{Rgb, hex};
use crate::card::encode::encode;
use crate::card::ink::{self, Inks, Under};
use crate::card::layout::extras;
use crate::card::layout::{Composition, Drawing, Ground, LayoutContext, cover_picture};
use crate::card::text::{Role, Text, ink_of};
use crate::card::viewport::Viewport;
use crate::card::{Culprit, Drawn, DrawnCover, Fault, Format, decode};
use crate::card::{debug, letters, theme, title};
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

/// Paints the text, encodes, and collects the facts.
pub fn finish(
    layout: &str,
    context: &LayoutContext,
    mut composition: Composition,
) -> Result<Drawn, Fault> {
    let request = context.request;
    if let Some(border) = &request.theme.border {
        theme::paint_border(&mut composition.canvas, border, context.viewport.scale);
    }
    let mut runs = measured(&composition);
    let inks = inks(&composition, &runs);
    // If no ink has enough contrast, a scrim is laid under the run. One with an ink of its own stands on a chip or a disc, which
    // a scrim would only cover.
    let weak: Vec<(Rect, Rgb)> = runs
        .iter()
        .filter(|run| run.ink.is_none())
        .map(|run| (run, run.ink(inks)))
        .filter(|(run, ink)| run.under.contrast(*ink) < ink::LEAST)
        .map(|(run, ink)| (run.rect, ink))
        .collect();
    // A template has measured its inks and laid its own plates: a chip of middle gray is no reason to darken the card.
    if request.template.is_none() && !weak.is_empty() {
        extras::scrim(&mut composition, &weak);
    }
    let logo_box = logo(context, &mut composition, inks.title)?;
    if !weak.is_empty() || logo_box.is_some() {
        runs = measured(&composition);
    }
    let boxes = boxes(&composition, logo_box);
    if !request.no_text {
        paint(context, &mut composition, inks);
    }
    if request.debug {
        debug::draw(context, &mut composition, &boxes);
    }
    let bytes = encode(&composition.canvas, request.format, request.max_bytes)?;
    let facts = facts(layout, context, &composition, inks, &runs, boxes, &bytes);
    let covers = if request.covers {
        covers(context)?
    } else {
        Vec::new()
    };
    Ok(Drawn {
        bytes,
        facts,
        covers,
    })
}

/// One text and the pixels under it.
struct Measured {
    role: Role,
    /// Its own.
    ink: Option<Rgb>,
    rect: Rect,
    under: Under,
}

impl Measured {
    fn ink(&self, inks: Inks) -> Rgb {
        self.ink.unwrap_or_else(|| ink_for(self.role, inks))
    }
}

fn measured(composition: &Composition) -> Vec<Measured> {
    inked(composition)
        .map(|(text, rect)| Measured {
            role: text.role,
            ink: text.ink,
            rect,
            under: Under::measure(&composition.canvas, rect),
        })
        .collect()
}

fn inked(composition: &Composition) -> impl Iterator<Item = (&Text, Rect)> {
    composition
        .texts
        .iter()
        .filter_map(|text| text.ink().map(|rect| (text, rect)))
}

fn ink_for(role: Role, inks: Inks) -> Rgb {
    match role {
        Role::Site | Role::Title => inks.title,
        Role::Kicker | Role::Subtitle | Role::Description | Role::Meta => inks.second,
        Role::Tag | Role::Initial => inks.title,
    }
}

/// Chooses the inks.
fn inks(composition: &Composition, runs: &[Measured]) -> Inks {
    let is_title = |run: &&Measured| matches!(run.role, Role::Site | Role::Title);
    let common = runs.iter().filter(|run| run.ink.is_none());
    let (titles, others): (Vec<_>, Vec<_>) = common.partition(is_title);
    let unders = |runs: Vec<&Measured>| runs.iter().map(|run| run.under).collect::<Vec<_>>();
    let (titles, others) = (unders(titles), unders(others));
    match composition.ground {
        Ground::Gray => ink::choose(&[ink::ON_GRAY], composition.field, &titles, &others),
        Ground::Color => ink::on_color(composition.field, &titles, &others),
        Ground::Own(own) => ink::choose(&[own], composition.field, &titles, &others),
    }
}

fn paint(context: &LayoutContext, composition: &mut Composition, inks: Inks) {
    let canvas = &mut composition.canvas;
    for text in &composition.texts {
        let ink = text.ink.unwrap_or_else(|| ink_for(text.role, inks));
        context.fonts.paint(
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
    for &(x, y) in &composition.dots {
        let radius = context.viewport.len(DOT) / 2.0;
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

/// Puts the logo in the place of the site's name; returns its box. A logo without enough contrast is drawn in ink.
fn logo(
    context: &LayoutContext,
    composition: &mut Composition,
    ink: Rgb,
) -> Result<Option<Rect>, Fault> {
    let request = context.request;
    let ink = composition.logo.and_then(|place| place.ink).unwrap_or(ink);
    let on_dark = crate::card::color::luminance(ink) > 0.18;
    let dark = request.logo_on_dark.filter(|_| on_dark);
    let (bytes, culprit) = match dark {
        Some(_) => (dark, Culprit::LogoOnDark),
        None => (request.logo, Culprit::Logo),
    };
    let (Some(bytes), Some(place)) = (bytes, composition.logo) else {
        return Ok(None);
    };
    let logo = decode::decode_rgba(bytes, culprit, context.request.max_pixels)?;
    let (wide, high) = (f64::from(logo.width()), f64::from(logo.height()));
    let usual = (context.viewport.len(LOGO.0), context.viewport.len(LOGO.1));
    let room = place.room.unwrap_or(usual);
    let scale = (room.0 / wide).min(room.1 / high);
    let (width, height) = (
        (wide * scale).round().max(1.0),
        (high * scale).round().max(1.0),
    );
    let left = if place.centered {
        place.x - width / 2.0
    } else {
        place.x
    };
    let (left, top) = (left.round() as i32, (place.y - height / 2.0).round() as i32);
    let rect = Rect {
        x: left,
        y: top,
        width: width as i32,
        height: height as i32,
    };
    let lost = is_lost(&logo, Under::measure(&composition.canvas, rect));
    for row in 0..rect.height {
        for column in 0..rect.width {
            let (color, alpha) = area(
                &logo,
                (f64::from(column) / width, f64::from(row) / height),
                (1.0 / width, 1.0 / height),
            );
            let color = if lost { ink } else { color };
            if !context.request.no_text {
                composition
                    .canvas
                    .blend(left + column, top + row, color, alpha);
            }
        }
    }
    Ok(Some(rect))
}

/// True if most of a cut-out logo has less contrast than [`LOGO_LEAST`] with the pixels under it. A logo on a ground
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

fn boxes(composition: &Composition, logo: Option<Rect>) -> Boxes {
    let of = |role| ink_of(&composition.texts, role).map(Rect::numbers);
    Boxes {
        site: of(Role::Site).or(logo.map(Rect::numbers)),
        title: of(Role::Title),
        kicker: of(Role::Kicker),
        subtitle: of(Role::Subtitle),
        description: of(Role::Description),
        meta: of(Role::Meta),
        tags: of(Role::Tag),
        art: composition.art.map(Rect::numbers),
        object: composition.object.map(Rect::numbers),
    }
}

fn facts(
    layout: &str,
    context: &LayoutContext,
    composition: &Composition,
    inks: Inks,
    runs: &[Measured],
    boxes: Boxes,
    bytes: &[u8],
) -> CardFacts {
    let request = context.request;
    let block = composition.block.as_ref();
    CardFacts {
        media_type: match request.format {
            Format::Jpeg => "image/jpeg".into(),
            Format::Png => "image/png".into(),
        },
        width: request.size.0,
        height: request.size.1,
        bytes: bytes.len() as u64,
        blake3: blake3::hash(bytes).to_hex().to_string(),
        alt: alt(context),
        layout: layout.into(),
        lines: block
            .map(|block| block.setting.lines.clone())
            .unwrap_or_default(),
        kicker: block.and_then(|block| block.kicker.clone()),
        subtitle: block.and_then(|block| block.subtitle.clone()),
        size_px: block.map_or(0.0, |block| (block.setting.size_px * 100.0).round() / 100.0),
        ink: hex(inks.title),
        field: hex(composition.field),
        divider_x: composition.divider_x,
        contrast: ink::worst(runs.iter().map(|run| (run.under, run.ink(inks)))),
        square: square(&context.viewport, composition),
        boxes,
        shrunk: block.is_some_and(|block| block.setting.size_px < block.top_size_px - 0.01),
        ellipsis: block.is_some_and(|block| block.setting.ellipsis),
        picture: match &context.drawing {
            Drawing::One(one) => Some(one.kind.name().into()),
            Drawing::None | Drawing::Twins { .. } => None,
        },
        unmarked: context.unmarked,
        initials: composition.initials.clone(),
        missing: letters::missing(request, &context.parts, context.fonts),
    }
}

/// Alternative text for a person who does not see the card: its words.
fn alt(context: &LayoutContext) -> String {
    let parts = &context.parts;
    let title = title::without_hints(&parts.title);
    let words = [
        parts.kicker.as_deref(),
        Some(title.as_ref()),
        parts.subtitle.as_deref(),
    ];
    let title = words
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    if context.request.site.is_empty() {
        title
    } else {
        format!("{title} | {}", context.request.site)
    }
}

/// The part of the card that a centred square crop keeps.
fn square(viewport: &Viewport, composition: &Composition) -> Square {
    let side = viewport.width.min(viewport.height) as i32;
    let (left, top) = (
        (viewport.width as i32 - side) / 2,
        (viewport.height as i32 - side) / 2,
    );
    let (right, bottom) = (left + side, top + side);
    let cut = |rect: Rect| {
        rect.x < left
            || rect.x + rect.width > right
            || rect.y < top
            || rect.y + rect.height > bottom
    };
    let visible = composition.object.map_or(0.0, |object| {
        let object = object.inside(viewport.width, viewport.height);
        let width = (object.x + object.width).min(right) - object.x.max(left);
        let height = (object.y + object.height).min(bottom) - object.y.max(top);
        let area = f64::from(object.width) * f64::from(object.height);
        f64::from(width.max(0)) * f64::from(height.max(0)) / area.max(1.0)
    });
    Square {
        object_visible: (visible * 100.0).round() / 100.0,
        text_cut: inked(composition).any(|(_, rect)| cut(rect)),
    }
}

fn covers(context: &LayoutContext) -> Result<Vec<DrawnCover>, Fault> {
    let mut covers = Vec::new();
    for (ratio, width, height) in COVERS {
        let Some(picture): Option<Picture> = cover_picture(&context.drawing, width, height, false)
        else {
            continue;
        };
        let bytes = encode(&picture, context.request.format, context.request.max_bytes)?;
        covers.push(DrawnCover {
            ratio,
            width: width as u32,
            height: height as u32,
            bytes,
        });
    }
    Ok(covers)
}
