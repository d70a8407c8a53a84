//! `stack`: a tile above a centred title, between the site's name and the date. Whole even in a centred square crop.

use crate::card::art::Bleeds;
use crate::card::canvas::{Picture, Rect, lay, rounded};
use crate::card::color::{Oklch, Rgb, mix_linear, oklch, srgb};
use crate::card::kind::Kind;
use crate::card::layout::crop::{Crop, busy_edges, detail, filling};
use crate::card::layout::{Composition, Drawing, Ground, LayoutContext, LogoPlace, Placed, shadow};
use crate::card::line;
use crate::card::resample::resample;
use crate::card::text::{self, Text, TitleSpec};
use crate::card::viewport::Viewport;

/// Side of the tile, and with three lines; its radius; its distance from the words.
const TILE: f64 = 288.0;
const TILE_THREE: f64 = 264.0;
const RADIUS: f64 = 40.0;
const GAP: f64 = 36.0;
/// Radius and largest width of a tile that shows a picture in its own shape.
const SHAPED_RADIUS: f64 = 16.0;
const SHAPED_WIDTH: f64 = 600.0;
/// The most that a tile takes of a photograph's longer side.
const TAKEN: f64 = 0.25;
/// Smallest tile, where kicker and subtitle take room.
const TILE_LEAST: f64 = 160.0;
const TITLE_WIDTH: f64 = 570.0;
/// Lines of a title, and where no size keeps it whole.
const LINES: usize = 3;
const MORE_LINES: usize = 4;
const SIZES: &[f64] = &[56.0, 52.0, 48.0, 44.0, 40.0];
/// A card that is higher than a square by more than this has larger titles, and a tile that is larger by at most so much. Of
/// the height that it has besides, this share is used: phones lay their buttons over the ends of a story.
const TALL: f64 = 150.0;
const TALL_LINES: usize = 5;
const TALL_WIDTH: f64 = 530.0;
const TALL_SIZES: &[f64] = &[68.0, 64.0, 60.0, 56.0, 52.0, 48.0, 44.0, 40.0];
const TALL_SHAPED: f64 = 550.0;
const MORE_TILE: f64 = 210.0;
const AIR: f64 = 0.8;
/// Rows that a 2:1 crop and every platform keep.
const ROWS: (f64, f64) = (47.0, 583.0);
/// Baselines of the site's name and the date, the rows that each takes, and the largest width of either.
const SITE_Y: f64 = 70.0;
const META_Y: f64 = 576.0;
const LINE_ROWS: f64 = 52.0;
const LINE_WIDTH: f64 = 620.0;
/// An object that no edge cuts may fill this share of the tile, enlarged at most so far: shown whole, it is lost in a chat.
/// Tuned by eye.
const OBJECT: f64 = 0.66;
const MOST: f64 = 1.5;

/// Draws the layout; `None` without a picture.
pub fn draw(context: &LayoutContext) -> Option<Composition> {
    let viewport = &context.viewport;
    // Units above and below the middle square of an upright card: half of them go to the picture, the rest is air.
    let tall = (viewport.height as f64 / viewport.scale - 630.0).max(0.0);
    let (up, sizes) = match tall > TALL {
        true => (AIR * tall / 2.0, TALL_SIZES),
        false => (tall / 2.0, SIZES),
    };
    let (picture, field) = match &context.drawing {
        Drawing::None => return None,
        Drawing::One(one) => (&one.picture, pale(one.art.field)),
        Drawing::Twins { color, gray, .. } => (color, gray.art.field),
    };
    let lines = lines(context, viewport, up);
    let rows = (
        ROWS.0 - up
            + if lines.site.is_empty() && lines.logo.is_none() {
                0.0
            } else {
                LINE_ROWS
            },
        ROWS.1 + up
            - if lines.meta.is_empty() {
                0.0
            } else {
                LINE_ROWS
            },
    );
    let mut spec = TitleSpec {
        x: 600.0,
        centered: true,
        width: if tall > TALL { TALL_WIDTH } else { TITLE_WIDTH },
        sizes,
        max_lines: if tall > TALL { TALL_LINES } else { LINES },
        max_height: 240.0 + tall / 4.0,
        center_y: 315.0,
        size_weight: 1.0,
        small: text::SMALL,
    };
    let mut block = text::block(&context.parts, &spec, viewport, &context.widths);
    if block.setting.ellipsis {
        spec.max_lines += MORE_LINES - LINES;
        block = text::block(&context.parts, &spec, viewport, &context.widths);
    }
    let words = f64::from(block.ink().height) / viewport.scale;
    let requested = if block.setting.lines.len() >= 3 {
        TILE_THREE
    } else {
        TILE
    };
    let requested = requested + (tall / 2.0).min(MORE_TILE);
    let most = requested.min(rows.1 - rows.0 - GAP - words).max(TILE_LEAST);
    let tile = tile(
        context,
        picture,
        viewport.len(most),
        viewport.len(if tall > TALL {
            TALL_SHAPED
        } else {
            SHAPED_WIDTH
        }),
    );
    let high = tile.height as f64 / viewport.scale;
    let whole = high + GAP + words;
    let top = ((rows.0 + rows.1) / 2.0 - whole / 2.0).max(rows.0);
    spec.center_y = top + high + GAP + words / 2.0;
    let block = text::block(&context.parts, &spec, viewport, &context.widths);

    let mut canvas = Picture::filled(viewport.width, viewport.height, field);
    let rect = Rect {
        x: (viewport.x(600.0) - tile.width as f64 / 2.0).round() as i32,
        y: viewport.y(top).round() as i32,
        width: tile.width as i32,
        height: tile.height as i32,
    };
    let shaped = is_shaped(context);
    if shaped {
        let ink = srgb(Oklch {
            lightness: 0.25,
            ..oklch(field)
        });
        shadow::cast(&mut canvas, rect, viewport.scale, ink, false);
    }
    let radius = viewport.len(if shaped { SHAPED_RADIUS } else { RADIUS });
    paste(&mut canvas, &tile, rect, radius);
    let mut composition = Composition::bare(canvas, field, Ground::Gray);
    composition.art = Some(rect);
    composition.object = Some(rect);
    composition.texts = lines.site;
    composition.texts.extend(lines.meta);
    composition.dots = lines.dots;
    composition.logo = lines.logo;
    composition.texts.extend(block.texts.iter().cloned());
    composition.block = Some(block);
    Some(composition)
}

/// The picture's own field would make the tile invisible: it gets a pale tone of that field.
fn pale(field: Rgb) -> Rgb {
    let own = oklch(field);
    srgb(Oklch {
        lightness: 0.93,
        chroma: own.chroma.min(0.015),
        hue: own.hue,
    })
}

fn paste(canvas: &mut Picture, tile: &Picture, rect: Rect, radius: f64) {
    let edges = (0.0, 0.0, tile.width as f64, tile.height as f64);
    for row in 0..tile.height {
        for column in 0..tile.width {
            let at = (
                usize::try_from(rect.x + column as i32),
                usize::try_from(rect.y + row as i32),
            );
            let (Ok(x), Ok(y)) = at else { continue };
            if x >= canvas.width || y >= canvas.height {
                continue;
            }
            let coverage = rounded(column, row, edges, radius);
            let color = mix_linear(canvas.at(x, y), tile.at(column, row), coverage);
            canvas.set(x, y, color);
        }
    }
}

/// Site name and date, each centred.
struct Lines {
    site: Vec<Text>,
    logo: Option<LogoPlace>,
    meta: Vec<Text>,
    dots: Vec<(f64, f64)>,
}

/// `up`: units by which the site's name stands higher than on a square card, and the date lower.
fn lines(context: &LayoutContext, viewport: &Viewport, up: f64) -> Lines {
    let (request, fonts) = (context.request, context.fonts);
    let start = 600.0 - LINE_WIDTH / 2.0;
    let mut site: Vec<Text> = line::site(request, fonts, viewport, start, LINE_WIDTH)
        .into_iter()
        .collect();
    let (mut meta, mut dots) = line::meta(request, fonts, viewport, start, LINE_WIDTH);
    centre(&mut site, viewport, SITE_Y - up - 92.0);
    let moved = centre(&mut meta, viewport, META_Y + up - 562.0);
    for (x, y) in &mut dots {
        *x += moved.0;
        *y += moved.1;
    }
    let logo = request.logo.is_some();
    let logo = logo.then(|| LogoPlace::at(viewport.x(600.0), viewport.y(SITE_Y - up - 9.0), true));
    Lines {
        site,
        logo,
        meta,
        dots,
    }
}

/// Moves a line to the middle of the card and so many units down; how far it moved in pixels.
fn centre(line: &mut [Text], viewport: &Viewport, down: f64) -> (f64, f64) {
    let Some(ink) = line.iter().filter_map(Text::ink).reduce(Rect::union) else {
        return (0.0, 0.0);
    };
    let middle = f64::from(ink.x) + f64::from(ink.width) / 2.0;
    let by = (viewport.x(600.0) - middle, viewport.len(down));
    for text in line {
        text.x += by.0;
        text.y += by.1;
    }
    by
}

/// True if the tile has the picture's shape: one that must not be cropped to a square.
fn is_shaped(context: &LayoutContext) -> bool {
    match &context.drawing {
        Drawing::One(one) => one.kind != Kind::Object,
        Drawing::None | Drawing::Twins { .. } => false,
    }
}

/// The tile's pixels, at most so many pixels high and wide.
fn tile(context: &LayoutContext, picture: &Picture, high: f64, wide: f64) -> Picture {
    let Drawing::One(one) = &context.drawing else {
        return near_object(context, picture, high.round() as usize);
    };
    let aspect = picture.width as f64 / picture.height as f64;
    let size = |shape: f64, most: f64| {
        let high = high.min(wide / shape).min(most);
        let size = |length: f64| (length.round() as usize).max(1);
        (size(high * shape), size(high))
    };
    let most = match one.kind {
        Kind::Object => return near_object(context, picture, high.round() as usize),
        Kind::Photo => {
            // As near to a square as the crop may bring it.
            let shape = 1f64.clamp((1.0 - TAKEN) * aspect, aspect / (1.0 - TAKEN));
            let crop = Crop::filling(picture, detail(picture), size(shape, f64::INFINITY));
            // A caption is kept whole.
            if !busy_edges(picture, &crop) {
                return crop.cut(picture);
            }
            f64::INFINITY
        }
        Kind::Whole | Kind::Tiny | Kind::Speck => 2.0 * picture.height as f64,
    };
    let (width, height) = size(aspect, most);
    resample(picture, width, height, 0..width)
}
/// The picture as a square: near its object where it has a field all round, else cropped as it is.
fn near_object(context: &LayoutContext, picture: &Picture, side: usize) -> Picture {
    let (art, field) = match &context.drawing {
        Drawing::One(one) => (&one.art, (one.art.field, one.art.rows.as_deref())),
        Drawing::Twins {
            color_field, gray, ..
        } => (&gray.art, (color_field.0, color_field.1.as_deref())),
        Drawing::None => return filling(picture, side, side),
    };
    if !art.flat || art.bleeds != Bleeds::default() || art.ends_right {
        return filling(picture, side, side);
    }
    let viewport = Viewport::new((side as u32, side as u32));
    let (left, top, right, bottom) = art.object;
    let whole = side as f64 / art.width.max(art.height) as f64;
    let wanted = OBJECT * side as f64 / (right - left).max(bottom - top);
    let scale = wanted.clamp(whole, MOST * whole);
    let middle = side as f64 / 2.0;
    let corner = (
        middle - (left + right) / 2.0 * scale,
        middle - (top + bottom) / 2.0 * scale,
    );
    let placed = Placed::new(art, &viewport, scale, corner);
    let placed = match &context.drawing {
        // Lines at the border of a drawing would fade although the tile has its field.
        Drawing::One(one) => placed.joined(art, &one.joins),
        Drawing::None | Drawing::Twins { .. } => placed,
    };
    let field = placed.field(field, &viewport);
    let mut square = Picture::filled(side, side, [0; 3]);
    field.paint(&mut square, 0, side);
    lay(
        &mut square,
        &placed.scaled(picture, 0..placed.width),
        placed.corner,
        &field,
        placed.fades,
        (0, side),
    );
    square
}
