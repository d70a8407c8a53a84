//! Parts of a card besides words: tags on chips, and the authors' pictures or initials.

use std::sync::Arc;

use crate::card::canvas::{Picture, Rect, rounded};
use crate::card::color::Rgb;
use crate::card::font::{Style, Weight};
use crate::card::ink::{self, Under};
use crate::card::layout::{Composition, LayoutContext, avatar};
use crate::card::line;
use crate::card::text::{Block, Role, Text};
use crate::card::viewport::Viewport;
use crate::card::{theme, title};
use crate::manifest::Initial;

/// Tags: how many, the size of their words, height, padding and distance of their chips.
const TAGS: usize = 3;
const TAG: f64 = 22.0;
const CHIP_HEIGHT: f64 = 42.0;
const CHIP_PAD: f64 = 17.0;
const CHIP_GAP: f64 = 10.0;
/// Widest tag.
const TAG_WIDTH: f64 = 220.0;
/// Avatars: how many, diameter, how much of it the next one leaves, the ring between them, distance from the words.
const AVATARS: usize = 3;
const AVATAR: f64 = 52.0;
const AVATAR_STEP: f64 = 36.0;
const RING: f64 = 3.0;
const AVATAR_GAP: f64 = 16.0;
/// Leading of a description in em.
pub const LEADING: f64 = 1.45;

/// A row of tags before it is painted.
pub struct Row {
    /// Each chip and the words on it.
    pub chips: Vec<(Rect, Text)>,
}

/// As many of the first tags as fit, their right edge at the end of `from..to`, their middle on `y`; pixels.
pub fn chips(context: &LayoutContext, (from, to): (f64, f64), y: f64) -> Row {
    let viewport = &context.viewport;
    let style = Style::meta(Weight::SemiBold, viewport.len(TAG));
    let (pad, height) = (viewport.len(CHIP_PAD), viewport.len(CHIP_HEIGHT));
    let mut chosen = Vec::new();
    let mut room = to - from;
    for tag in context.request.tags.iter().take(TAGS) {
        let words = line::clipped(tag, viewport.len(TAG_WIDTH), |text| {
            context.fonts.measure(text, &style)
        });
        let run = context.fonts.shape(&words, &style);
        let Some(ink) = run.ink else {
            continue;
        };
        let width = ink.right - ink.left + 2.0 * pad;
        if width > room {
            break;
        }
        room -= width + viewport.len(CHIP_GAP);
        chosen.push((run, ink, width));
    }
    let mut right = to;
    let mut chips = Vec::new();
    for (run, ink, width) in chosen.into_iter().rev() {
        let left = right - width;
        let chip = Rect {
            x: left.round() as i32,
            y: (y - height / 2.0).round() as i32,
            width: width.round() as i32,
            height: height.round() as i32,
        };
        // Capitals and Hangul are 0.7 em high: centred by that, words with and without descenders are aligned.
        let baseline = (y + 0.36 * style.size_px).round();
        let text = Text {
            role: Role::Tag,
            x: left + pad - ink.left,
            y: baseline,
            run,
            ink: None,
        };
        chips.push((chip, text));
        right = left - viewport.len(CHIP_GAP);
    }
    Row { chips }
}

/// Paints the chips and puts their words on them, in an ink that reads there.
pub fn paint_chips(composition: &mut Composition, row: &Row, viewport: &Viewport, color: Rgb) {
    for (chip, text) in &row.chips {
        disc(
            &mut composition.canvas,
            *chip,
            viewport.len(CHIP_HEIGHT / 2.0),
            &|_, _| color,
        );
        let under = [Under::measure(
            &composition.canvas,
            text.ink().unwrap_or(*chip),
        )];
        composition.texts.push(Text {
            ink: Some(ink::on_color(color, &under, &under).title),
            ..text.clone()
        });
    }
}

/// The authors' pictures, or their initials, from `x` on round `y` (units); where the words after them begin.
pub fn avatars(context: &LayoutContext, composition: &mut Composition, (x, y): (f64, f64)) -> f64 {
    let (request, viewport) = (context.request, &context.viewport);
    let count = request.authors.len().min(AVATARS);
    if !request.theme.avatars || count == 0 {
        return x;
    }
    for (at, name) in request.authors.iter().take(count).enumerate() {
        let left = x + at as f64 * AVATAR_STEP;
        let side = viewport.len(AVATAR).round();
        let rect = Rect {
            x: viewport.x(left).round() as i32,
            y: (viewport.y(y) - side / 2.0).round() as i32,
            width: side as i32,
            height: side as i32,
        };
        if at > 0 {
            let ring = viewport.len(RING).round() as i32;
            let field = composition.field;
            let around = Rect {
                x: rect.x - ring,
                y: rect.y - ring,
                width: rect.width + 2 * ring,
                height: rect.height + 2 * ring,
            };
            disc(
                &mut composition.canvas,
                around,
                f64::from(around.width) / 2.0,
                &|_, _| field,
            );
        }
        let first = composition.texts.len();
        avatar(context, composition, at, name, rect, true);
        // The letter of one that the next covers stands in the middle of what is left of it.
        if at + 1 < count {
            let covered = viewport.len(AVATAR - AVATAR_STEP + RING);
            for text in &mut composition.texts[first..] {
                text.x -= covered / 2.0;
            }
        }
        composition.avatars.push(rect);
    }
    x + (count - 1) as f64 * AVATAR_STEP + AVATAR + AVATAR_GAP
}

/// One picture, or one initial on a colour of its own.
pub fn avatar(
    context: &LayoutContext,
    composition: &mut Composition,
    at: usize,
    name: &str,
    rect: Rect,
    circle: bool,
) {
    let side = rect.width as usize;
    let radius = side as f64 / 2.0;
    let corner = if circle { radius } else { radius / 4.0 };
    let request = context.request;
    let bytes = request.avatars.get(at).and_then(Option::as_deref);
    let square = |bytes| match request.known_avatars {
        Some(known) => known.square(bytes, side, request.max_pixels),
        None => avatar::square(bytes, side, request.max_pixels).map(Arc::new),
    };
    let picture = bytes.map(square).transpose();
    if let Ok(Some(picture)) = &picture {
        disc(&mut composition.canvas, rect, corner, &|x, y| {
            picture.at(x, y)
        });
        return;
    }
    composition.initials.push(Initial {
        name: name.to_owned(),
        why: picture.err(),
    });
    let color = theme::initial(name);
    disc(&mut composition.canvas, rect, corner, &|_, _| color);
    let Some(first) = title::first_letter(name) else {
        return;
    };
    let style = Style::meta(Weight::Bold, side as f64 * 0.42);
    let run = context.fonts.shape(first, &style);
    let Some(ink) = run.ink else {
        return;
    };
    let middle = (f64::from(rect.x) + radius, f64::from(rect.y) + radius);
    // The corners of its square are not its ground.
    let fifth = rect.width / 5;
    let inner = Rect {
        x: rect.x + fifth,
        y: rect.y + fifth,
        width: rect.width - 2 * fifth,
        height: rect.height - 2 * fifth,
    };
    let under = [Under::measure(&composition.canvas, inner)];
    composition.texts.push(Text {
        role: Role::Initial,
        x: middle.0 - (ink.left + ink.right) / 2.0,
        y: (middle.1 - (ink.top + ink.bottom) / 2.0).round(),
        run,
        ink: Some(ink::on_color(color, &under, &under).title),
    });
}

/// Lays a scrim under the words; it darkens or lightens the ground, and nobody's face.
pub fn scrim(composition: &mut Composition, weak: &[(Rect, Rgb)]) {
    let before = (!composition.avatars.is_empty()).then(|| composition.canvas.clone());
    ink::scrim(&mut composition.canvas, weak, composition.field);
    let Some(before) = before else { return };
    for rect in &composition.avatars {
        let inside = |x: usize, y: usize| x < before.width && y < before.height;
        let (left, top) = (rect.x.max(0) as usize, rect.y.max(0) as usize);
        let color = |x: usize, y: usize| match inside(left + x, top + y) {
            true => before.at(left + x, top + y),
            false => composition.field,
        };
        let radius = f64::from(rect.width) / 2.0;
        disc(&mut composition.canvas, *rect, radius, &color);
    }
}

/// Place and style of a description; units.
pub struct Description {
    /// Left margin, or the middle.
    pub x: f64,
    /// Lines are centred on `x`.
    pub centered: bool,
    /// Of the lines.
    pub width: f64,
    /// Per em.
    pub size: f64,
    /// Lines at most.
    pub lines: usize,
    /// Below the title's ink.
    pub gap: f64,
    /// Of title and description together.
    pub height: f64,
}

/// Adds the post's description below a title, and moves both so that they stay centred.
pub fn describe(
    context: &LayoutContext,
    viewport: &Viewport,
    block: &mut Block,
    wanted: &Description,
) {
    let fonts = context.fonts;
    let style = Style::meta(Weight::Medium, viewport.len(wanted.size));
    let around = block.ink();
    let leading = style.size_px * LEADING;
    let room = viewport.len(wanted.height - wanted.gap) - f64::from(around.height);
    let lines = ((room / leading).max(0.0) as usize).min(wanted.lines);
    let said = title::wrap(
        context.request.description,
        viewport.len(wanted.width),
        lines,
        &|text| fonts.measure(text, &style),
    );
    // An excerpt that only repeats the title adds nothing.
    let Some(first) = said.first() else {
        return;
    };
    if context
        .parts
        .title
        .starts_with(first.trim_end_matches(['.', '…']))
    {
        return;
    }
    let under = f64::from(around.y + around.height);
    let mut below = 0.0;
    for (at, words) in said.iter().enumerate() {
        let run = fonts.shape(words, &style);
        let Some(ink) = run.ink else {
            continue;
        };
        let y = under + viewport.len(wanted.gap) + style.size_px * 0.74 + at as f64 * leading;
        below = y + ink.bottom - under;
        let middle = if wanted.centered {
            (ink.right + ink.left) / 2.0
        } else {
            ink.left
        };
        block.texts.push(Text {
            role: Role::Description,
            x: viewport.x(wanted.x) - middle,
            y: y.round(),
            run,
            ink: None,
        });
    }
    for text in &mut block.texts {
        text.y = (text.y - below / 2.0).round();
    }
}

/// A rectangle with round corners, each pixel of its own colour.
pub fn disc(canvas: &mut Picture, rect: Rect, radius: f64, color: &dyn Fn(usize, usize) -> Rgb) {
    let edges = (0.0, 0.0, f64::from(rect.width), f64::from(rect.height));
    for y in 0..rect.height.max(0) {
        for x in 0..rect.width.max(0) {
            let coverage = rounded(x as usize, y as usize, edges, radius);
            canvas.blend(
                rect.x + x,
                rect.y + y,
                color(x as usize, y as usize),
                coverage,
            );
        }
    }
}
