//! `plain`: type alone, in the blog's colour, on a pattern drawn from the post's address.
//!
//! The cards of one blog look alike: five sizes of titles, one colour for each brand, tag or category, one pattern.

use crate::card::canvas::{Picture, Rect};
use crate::card::color::Rgb;
use crate::card::font::Style;
use crate::card::layout::extras::{self, Description, Row};
use crate::card::layout::{
    Composition, Ground, LayoutContext, LogoPlace, MARGIN, TITLE_Y, filling,
};
use crate::card::line;
use crate::card::text::{self, Block, Role, Text, TitleSpec};
use crate::card::theme::{self, Pattern, Shown, Tones};
use crate::card::title;
use crate::card::viewport::Viewport;

/// The ladder: five sizes. The largest is for a word of one to three letters, which fills the card. Tuned by eye on real titles.
const SIZES: [f64; 5] = [240.0, 120.0, 88.0, 64.0, 48.0];
/// Widest title in em that takes the largest size.
const WORD_EM: f64 = 2.9;
/// Widths of a title, large and small: short lines of large type read better than long ones.
const TITLE_WIDTH: f64 = 1000.0;
/// Least width that hanging marks may take it to.
const NARROWEST: f64 = 400.0;
/// Lines of a title, and lines where no size keeps it whole.
const LINES: usize = 4;
const MORE_LINES: usize = 6;
const MAX_HEIGHT: f64 = 346.0;
/// Penalty of a pixel as a share of the usual one: less on a ladder of large steps.
const SIZE_WEIGHT: f64 = 0.42;
/// A description: size, width, lines, leading in em, distance from the title.
const DESCRIPTION: f64 = 28.0;
const DESCRIPTION_WIDTH: f64 = 820.0;
const DESCRIPTION_LINES: usize = 2;
const DESCRIPTION_GAP: f64 = 34.0;
/// Growth of that distance per unit of a title above this size: the same gap looks smaller below larger letters. Tuned by eye.
const GAP_FROM: f64 = 64.0;
const GAP_GROWTH: f64 = 0.16;
/// Largest height of title and description together, and most lines of a title with one.
const BLOCK_HEIGHT: f64 = 352.0;
const DESCRIBED_LINES: usize = 2;
/// On a page: lines of a title and of a description, and the height of both together.
const PAGE_LINES: usize = 6;
const PAGE_DESCRIPTION_LINES: usize = 4;
const PAGE_HEIGHT: f64 = 640.0;
/// It is narrow: only large type fills it.
const PAGE_SIZE_WEIGHT: f64 = 1.0;
/// Right edge of everything.
const RIGHT: f64 = 1128.0;
/// The large letter of a pattern: its size, and the range of its position.
const LETTER: f64 = 620.0;

/// Draws the layout; every title fits it.
pub fn draw(context: &LayoutContext) -> Option<Composition> {
    let request = context.request;
    let tones = theme::tones(request.theme, theme::key(request));
    let block = (!context.wordless).then(|| described(context));
    let viewport = &context.viewport;
    let mut canvas = Picture::filled(viewport.width, viewport.height, tones.field);
    let background = context.background();
    if let Some(picture) = background {
        canvas = filling(picture, viewport.width, viewport.height);
    }
    let field = background.map_or(tones.field, mean);
    let mut composition = Composition::bare(canvas, field, Ground::Color);
    let mut tags = None;
    if let Some(block) = block {
        words(context, &mut composition, block);
        tags = tag_row(context, &composition);
    }
    if background.is_none() {
        pattern(context, &mut composition, &tones, tags.as_ref());
    }
    if let Some(tags) = tags {
        extras::paint_chips(&mut composition, &tags, &context.viewport, tones.chip);
    }
    Some(composition)
}

/// The title at one of the five sizes, and a description where it leaves room.
fn described(context: &LayoutContext) -> Block {
    let viewport = &context.viewport;
    let page = viewport.page_high();
    // A page is narrow and high.
    let width = page.map_or(TITLE_WIDTH, |_| room(viewport, MARGIN));
    let (lines, max_height) = page.map_or((LINES, MAX_HEIGHT), |high| {
        (PAGE_LINES, (MAX_HEIGHT + high).min(PAGE_HEIGHT))
    });
    let mut spec = TitleSpec {
        x: MARGIN,
        centered: false,
        width,
        sizes: &SIZES[1..],
        max_lines: lines,
        max_height,
        center_y: TITLE_Y,
        size_weight: page.map_or(SIZE_WEIGHT, |_| PAGE_SIZE_WEIGHT),
        small: text::SMALL,
    };
    let words = title::without_hints(&context.parts.title);
    let unit = Style::title(viewport.len(SIZES[0]));
    let is_word = !words.contains(' ')
        && context.fonts.measure(&words, &unit)
            <= (WORD_EM * unit.size_px).min(viewport.len(width))
        && context.parts.kicker.is_none()
        && context.parts.subtitle.is_none();
    if is_word {
        spec.sizes = &SIZES[..1];
    }
    let mut block = titled(context, spec);
    if block.setting.ellipsis {
        spec.max_lines += MORE_LINES - LINES;
        block = titled(context, spec);
    }
    if context.parts.subtitle.is_none()
        && block.setting.lines.len() <= page.map_or(DESCRIBED_LINES, |_| PAGE_LINES)
    {
        let size = block.setting.size_px / viewport.scale;
        let larger = GAP_GROWTH * (size - GAP_FROM).max(0.0);
        let description = Description {
            x: MARGIN,
            centered: false,
            width: DESCRIPTION_WIDTH.min(width),
            size: DESCRIPTION,
            lines: page.map_or(DESCRIPTION_LINES, |_| PAGE_DESCRIPTION_LINES),
            gap: DESCRIPTION_GAP + larger,
            height: page.map_or(BLOCK_HEIGHT, |_| max_height) + larger,
        };
        extras::describe(context, viewport, &mut block, &description);
    }
    block
}

/// The title, narrower where marks that hang beyond its frame would leave the card's margin.
fn titled(context: &LayoutContext, mut spec: TitleSpec) -> Block {
    let viewport = &context.viewport;
    loop {
        let block = text::block(&context.parts, &spec, viewport, &context.widths);
        let ink = block.ink();
        let beyond = f64::from(ink.x + ink.width) - viewport.x(RIGHT);
        if beyond <= 0.0 || spec.width <= NARROWEST {
            return block;
        }
        spec.width -= (beyond / viewport.scale).max(1.0);
    }
}

/// Units from `left` to the right edge of everything.
fn room(viewport: &Viewport, left: f64) -> f64 {
    match viewport.page_high() {
        None => RIGHT - left,
        Some(_) => (viewport.x(RIGHT) - viewport.x(left)) / viewport.scale,
    }
}

/// Site name, title, meta line with avatars.
fn words(context: &LayoutContext, composition: &mut Composition, block: Block) {
    let (viewport, request) = (&context.viewport, context.request);
    let left = extras::avatars(context, composition, (MARGIN, 554.0));
    composition.texts.extend(line::site(
        request,
        context.fonts,
        viewport,
        MARGIN,
        room(viewport, MARGIN).min(700.0),
    ));
    if request.logo.is_some() {
        let place = LogoPlace::at(viewport.x(MARGIN), viewport.y(83.0), false);
        composition.logo = Some(place);
    }
    let (meta, dots) = line::meta(request, context.fonts, viewport, left, room(viewport, left));
    composition.texts.extend(meta);
    composition.dots = dots;
    composition.texts.extend(block.texts.iter().cloned());
    composition.block = Some(block);
}

/// The first tags at the upper right, where the theme shows them there.
fn tag_row(context: &LayoutContext, composition: &Composition) -> Option<Row> {
    let viewport = &context.viewport;
    let shows = context.request.theme.show.contains(&Shown::Tags);
    let site = text::ink_of(&composition.texts, Role::Site);
    let from = site.map_or(viewport.x(MARGIN + 200.0), |site| {
        f64::from(site.x + site.width)
    });
    shows.then(|| {
        extras::chips(
            context,
            (from + viewport.len(48.0), viewport.x(RIGHT)),
            viewport.y(84.0),
        )
    })
}

/// The theme's pattern, away from every word.
fn pattern(
    context: &LayoutContext,
    composition: &mut Composition,
    tones: &Tones,
    tags: Option<&Row>,
) {
    let viewport = &context.viewport;
    let mut words: Vec<Rect> = composition.texts.iter().filter_map(Text::ink).collect();
    words.extend(
        tags.iter()
            .flat_map(|row| row.chips.iter().map(|chip| chip.0)),
    );
    words.extend(&composition.avatars);
    if let Some(LogoPlace { x, y, .. }) = composition.logo {
        words.push(Rect {
            x: x as i32,
            y: (y - viewport.len(16.0)) as i32,
            width: viewport.len(160.0) as i32,
            height: viewport.len(32.0) as i32,
        });
    }
    let corner = viewport.corner();
    let ground = theme::Ground {
        viewport: &corner,
        tones,
        seed: context.request.seed,
        words: &words,
        flat: true,
    };
    match context.request.theme.pattern {
        Pattern::Type => letter(context, &mut composition.canvas, &ground),
        pattern => theme::paint_pattern(&mut composition.canvas, pattern, &ground),
    }
}

/// The first letter of the title, very large, bleeding off the right edge.
pub fn letter(context: &LayoutContext, canvas: &mut Picture, ground: &theme::Ground) {
    let viewport = &context.viewport;
    let Some(first) = title::first_letter(&context.parts.title) else {
        return;
    };
    let (dx, dy) = theme::shift(ground.seed);
    let style = Style::title(viewport.len(LETTER));
    let run = context.fonts.shape(first, &style);
    let Some(ink) = run.ink else {
        return;
    };
    let right = viewport.width as f64 + viewport.len(20.0 + 70.0 * dx);
    let bottom = viewport.height as f64 + viewport.len(20.0 + 90.0 * dy);
    let (x, y) = (right - ink.right, bottom - ink.bottom);
    let mut brush = theme::Brush::new(canvas, ground, ground.tones.letter);
    context.fonts.paint(&run, x, y, &mut |x, y, coverage, _| {
        brush.lay(x, y, coverage)
    });
}

/// The mean colour of a picture.
fn mean(picture: &Picture) -> Rgb {
    let mut sums = [0u64; 3];
    for pixel in picture.rgb.as_chunks::<3>().0 {
        for c in 0..3 {
            sums[c] += u64::from(pixel[c]);
        }
    }
    let count = (picture.width * picture.height).max(1) as u64;
    sums.map(|sum| (sum / count) as u8)
}
