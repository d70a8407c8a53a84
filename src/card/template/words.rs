//! The words of one slot at their places.

use crate::card::canvas::Rect;
use crate::card::font::{Run, Style, Weight};
use crate::card::layout::Composition;
use crate::card::layout::extras::{self, Description};
use crate::card::line;
use crate::card::template::paint::Palette;
use crate::card::template::slots::{self, ASCENT, DESCENT};
use crate::card::template::{Align, Box4, Item, Kind, Slot};
use crate::card::text::{self, Block, Role, Text, TitleSpec};
use crate::card::title::Parts;

/// Every size that a title of a template may take, in steps of four units.
const LADDER: [f64; 149] = {
    let mut sizes = [0.0; 149];
    let mut at = 0;
    while at < sizes.len() {
        sizes[at] = 600.0 - 4.0 * at as f64;
        at += 1;
    }
    sizes
};
/// Between description and title, and the size of a description beside a stack's small lines.
const DESCRIPTION_GAP: f64 = 30.0;
const DESCRIPTION_SHARE: f64 = 0.875;
/// Most attempts to set a title in a smaller frame because its ink leaves the box.
const TRIES: usize = 6;
/// Middle of capitals and Hangul above the baseline, in em.
const MIDDLE: f64 = 0.36;

/// Kicker, title, subtitle, description, all within the box; only marks that hang at the left may leave it, where nothing
/// stands.
pub(super) fn block(palette: &Palette, slot: &Slot, area: Box4, composition: &mut Composition) {
    let (context, viewport) = (palette.context, palette.viewport);
    let has = |item: Item| slot.kind == Kind::Stack && slot.items.contains(&item);
    let own = &context.parts;
    let parts = Parts {
        kicker: own.kicker.clone().filter(|_| has(Item::Kicker)),
        title: own.title.clone(),
        subtitle: own.subtitle.clone().filter(|_| has(Item::Subtitle)),
    };
    let bounds = palette.rect(area);
    let (mut width, mut height) = (area[2], area[3] * 1.04);
    for _ in 0..TRIES {
        let mut block = set(palette, slot, area, &parts, (width, height));
        let ink = block.ink();
        let wide = block.texts.iter().filter_map(|text| text.run.ink);
        let wide = wide.map(|ink| ink.right - ink.left).fold(0.0, f64::max);
        let over = (
            wide - f64::from(bounds.width),
            f64::from(ink.height - bounds.height),
        );
        if over.0 > 0.5 {
            width = (width - over.0 / viewport.scale - 1.0).max(1.0);
        } else if over.1 > 0.5 {
            height = (height.min(area[3] * 1.04) - over.1 / viewport.scale - 1.0).max(1.0);
        }
        if over.0 <= 0.5 && over.1 <= 0.5 || width < 2.0 || height < 2.0 {
            down(slot, bounds, &mut block);
            across(slot, bounds, &mut block);
            palette.bring_in(area, &mut block.texts);
            composition.texts.extend(block.texts.iter().cloned());
            composition.block = Some(block);
            return;
        }
    }
    let mut block = set(palette, slot, area, &parts, (width, height));
    down(slot, bounds, &mut block);
    across(slot, bounds, &mut block);
    palette.bring_in(area, &mut block.texts);
    composition.texts.extend(block.texts.iter().cloned());
    composition.block = Some(block);
}

/// The title and what goes with it in a frame, round the middle of the box.
fn set(
    palette: &Palette,
    slot: &Slot,
    [x, y, whole, high]: Box4,
    parts: &Parts,
    (width, height): (f64, f64),
) -> Block {
    let (context, viewport) = (palette.context, palette.viewport);
    let first = LADDER.iter().position(|&size| size <= slot.sizes.0);
    let from = first.unwrap_or(LADDER.len() - 1);
    let last = LADDER.iter().rposition(|&size| size >= slot.sizes.1);
    let to = last.unwrap_or(from).max(from);
    let centered = slot.align.0 == Align::Middle;
    let small = slots::size(slot);
    let spec = TitleSpec {
        x: if centered { x + whole / 2.0 } else { x },
        centered,
        width,
        sizes: &LADDER[from..=to],
        max_lines: slot.lines,
        max_height: height,
        center_y: y + high / 2.0,
        size_weight: 1.0,
        small,
    };
    let mut block = text::block(parts, &spec, viewport, &context.widths);
    let described = slot.kind == Kind::Stack && slot.items.contains(&Item::Description);
    if described && parts.subtitle.is_none() {
        let description = Description {
            x: spec.x,
            centered,
            width: whole,
            size: small * DESCRIPTION_SHARE,
            lines: 2,
            gap: DESCRIPTION_GAP,
            height: high,
        };
        extras::describe(context, viewport, &mut block, &description);
    }
    block
}

/// Moves a block to the top, the middle or the bottom of its box.
fn down(slot: &Slot, bounds: Rect, block: &mut Block) {
    let ink = block.ink();
    let down = match slot.align.1 {
        Align::Start => bounds.y - ink.y,
        Align::Middle => bounds.y + (bounds.height - ink.height) / 2 - ink.y,
        Align::End => bounds.y + bounds.height - ink.height - ink.y,
    };
    for text in &mut block.texts {
        text.y += f64::from(down);
    }
}

/// Moves the lines of a block to the right edge of its box, where they are to stand there.
fn across(slot: &Slot, bounds: Rect, block: &mut Block) {
    if slot.align.0 != Align::End {
        return;
    }
    for text in &mut block.texts {
        let right = text.ink().map_or(0, |ink| ink.x + ink.width);
        text.x += f64::from(bounds.x + bounds.width - right);
    }
}

/// The baseline of one line in its box: capitals and Hangul stand at its top, in its middle or at its bottom, and all ink in it.
fn baseline(slot: &Slot, (top, height): (f64, f64), size_px: f64, ink: (f64, f64)) -> f64 {
    let wanted = match slot.align.1 {
        Align::Start => top + ASCENT * size_px,
        Align::Middle => top + height / 2.0 + MIDDLE * size_px,
        Align::End => top + height - DESCENT * size_px,
    };
    let (least, most) = ((top - ink.0).ceil(), (top + height - ink.1).floor());
    wanted.round().min(most).max(least)
}

/// Kicker, subtitle or the site's name: one line.
pub(super) fn single(palette: &Palette, slot: &Slot, area: Box4, composition: &mut Composition) {
    let (context, viewport) = (palette.context, palette.viewport);
    let small = |part: &Option<String>| part.clone().unwrap_or_default();
    let (role, weight, words) = match slot.kind {
        Kind::Kicker => (Role::Kicker, Weight::SemiBold, small(&context.parts.kicker)),
        Kind::Subtitle => (
            Role::Subtitle,
            Weight::SemiBold,
            small(&context.parts.subtitle),
        ),
        _ => (Role::Site, Weight::Bold, context.request.site.to_owned()),
    };
    let style = Style::meta(weight, viewport.len(slots::size(slot)));
    let words = line::clipped(&words, viewport.len(area[2]), |text| {
        context.fonts.measure(text, &style)
    });
    let run = context.fonts.shape(&words, &style);
    let line = [(run, viewport.x(area[0]))];
    row(
        palette,
        slot,
        area,
        (role, style.size_px),
        line.into(),
        composition,
    );
}

/// Date, authors and whatever else a slot shows, in one line with dots between them.
pub(super) fn meta(palette: &Palette, slot: &Slot, area: Box4, composition: &mut Composition) {
    let (context, viewport) = (palette.context, palette.viewport);
    let request = context.request;
    let style = Style::meta(Weight::Medium, viewport.len(slots::size(slot)));
    let show = slot.show.as_ref().unwrap_or(&request.theme.show);
    let ends = (viewport.x(area[0]), viewport.x(area[0] + area[2]));
    let (texts, dots) = line::facts(request, context.fonts, show, &style, (ends.0, ends.1, 0.0));
    let runs = texts.into_iter().map(|text| {
        let left = text.run.ink.map_or(0.0, |ink| ink.left);
        (text.run, text.x + left)
    });
    let placed = row(
        palette,
        slot,
        area,
        (Role::Meta, style.size_px),
        runs.collect(),
        composition,
    );
    if let Some((right, y)) = placed {
        let dots = dots.into_iter().map(|(x, up)| (x + right, y + up));
        composition.dots.extend(dots);
    }
}

/// Runs on one baseline, their ink from the given pixels on; how far they moved to the right, and the baseline.
fn row(
    palette: &Palette,
    slot: &Slot,
    area: Box4,
    (role, size_px): (Role, f64),
    runs: Vec<(Run, f64)>,
    composition: &mut Composition,
) -> Option<(f64, f64)> {
    let viewport = palette.viewport;
    let inks = runs.iter().filter_map(|(run, x)| Some((run.ink?, *x)));
    let (mut top, mut bottom, mut end) = (0.0f64, 0.0f64, viewport.x(area[0]));
    for (ink, x) in inks {
        top = top.min(ink.top);
        bottom = bottom.max(ink.bottom);
        end = end.max(x + ink.right - ink.left);
    }
    let y = baseline(
        slot,
        (viewport.y(area[1]), viewport.len(area[3])),
        size_px,
        (top, bottom),
    );
    let room = (viewport.x(area[0] + area[2]) - end).max(0.0);
    let right = match slot.align.0 {
        Align::Start => 0.0,
        Align::Middle => room / 2.0,
        Align::End => room,
    };
    let mut placed = None;
    for (run, x) in runs {
        let Some(ink) = run.ink else {
            continue;
        };
        placed = Some((right, y));
        composition.texts.push(Text {
            role,
            x: x + right - ink.left,
            y,
            run,
            ink: None,
        });
    }
    placed
}

/// The description in its own box.
pub(super) fn description(
    palette: &Palette,
    slot: &Slot,
    area: Box4,
    composition: &mut Composition,
) {
    let (context, viewport) = (palette.context, palette.viewport);
    let style = Style::meta(Weight::Medium, viewport.len(slots::size(slot)));
    let leading = style.size_px * extras::LEADING;
    let (left, width) = (viewport.x(area[0]), viewport.len(area[2]));
    let height = viewport.len(area[3]);
    let fit = 1.0 + ((height - (ASCENT + DESCENT) * style.size_px) / leading).max(0.0);
    let words = context.request.description;
    let said = crate::card::title::wrap(words, width, slot.lines.min(fit as usize), &|text| {
        context.fonts.measure(text, &style)
    });
    let lines: Vec<(Run, f64)> = said
        .iter()
        .map(|words| context.fonts.shape(words, &style))
        .enumerate()
        .map(|(at, run)| (run, at as f64 * leading))
        .collect();
    let inks = || lines.iter().filter_map(|(run, y)| Some((run.ink?, *y)));
    let top = inks().map(|(ink, y)| y + ink.top).fold(0.0, f64::min);
    let bottom = inks().map(|(ink, y)| y + ink.bottom).fold(0.0, f64::max);
    // Like one line as high as all of them.
    let behind = lines.last().map_or(0.0, |(_, y)| *y);
    let box_top = viewport.y(area[1]);
    let first = match slot.align.1 {
        Align::Start => box_top + ASCENT * style.size_px,
        Align::Middle => box_top + (height - behind) / 2.0 + MIDDLE * style.size_px,
        Align::End => box_top + height - DESCENT * style.size_px - behind,
    };
    let (least, most) = (box_top - top, box_top + height - bottom);
    let first = first.min(most.floor()).max(least.ceil());
    for (run, down) in lines {
        let Some(ink) = run.ink else {
            continue;
        };
        let room = (width - (ink.right - ink.left)).max(0.0);
        let right = match slot.align.0 {
            Align::Start => 0.0,
            Align::Middle => room / 2.0,
            Align::End => room,
        };
        composition.texts.push(Text {
            role: Role::Description,
            x: left + right - ink.left,
            y: (first + down).round(),
            run,
            ink: None,
        });
    }
}
