//! Text -> placed glyphs: a face for each cluster, one shaping call for each stretch of one face, script and direction.
use super::face::{self, Face};
use super::{Fonts, Glyph, Ink, Run, Style, Weight, cluster, lookalike};
use rustybuzz::{BufferClusterLevel, Direction, UnicodeBuffer};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// A stretch of clusters that are shaped together.
struct Item {
    /// Index of the face; `None`: no font has it.
    face: Option<usize>,
    /// Byte range in the line.
    start: usize,
    end: usize,
    level: u8,
    script: cluster::Script,
}

/// Placed glyphs before their ink is known.
struct Placed {
    glyphs: Vec<Glyph>,
    advance_px: f64,
    missing: Vec<String>,
}

/// See [`Fonts::shape`].
pub(super) fn shape(fonts: &Fonts, text: &str, style: &Style) -> Run {
    let Placed {
        mut glyphs,
        advance_px,
        missing,
    } = position_glyphs(fonts, text, style);
    let mut ink: Option<Ink> = None;
    glyphs.retain(|glyph| {
        let Some(own) = fonts.outlines.ink(fonts, glyph, style.size_px) else {
            return false;
        };
        ink = Some(ink.map_or(own, |ink| Ink {
            left: ink.left.min(own.left),
            top: ink.top.min(own.top),
            right: ink.right.max(own.right),
            bottom: ink.bottom.max(own.bottom),
        }));
        true
    });
    Run {
        glyphs,
        size_px: style.size_px,
        advance_px,
        ink,
        missing,
    }
}

/// See [`Fonts::measure`].
pub(super) fn measure(fonts: &Fonts, text: &str, style: &Style) -> f64 {
    position_glyphs(fonts, text, style).advance_px
}

fn position_glyphs(fonts: &Fonts, text: &str, style: &Style) -> Placed {
    let text: String = text.nfc().filter(|c| !c.is_control()).collect();
    let mut text = text;
    let mut items = itemize(fonts, &text, style);
    if items.iter().any(|item| item.face.is_none()) {
        text = lookalike::replaced(&text, &|cluster| face_of(fonts, cluster, style).is_some());
        items = itemize(fonts, &text, style);
    }
    cluster::reorder(&mut items, |item| item.level);
    let mut placed = Placed {
        glyphs: Vec::new(),
        advance_px: 0.0,
        missing: Vec::new(),
    };
    let tracking_px = style.tracking_em * style.size_px;
    let mut clusters = 0_u32;
    for item in &items {
        let part = &text[item.start..item.end];
        match item.face {
            Some(index) => {
                let scale = style.size_px / fonts.face(index).units_per_em;
                clusters += place_item(
                    &mut placed,
                    index,
                    fonts.face(index),
                    part,
                    item,
                    scale,
                    tracking_px,
                );
            }
            None => {
                let face = fonts.face(primary(style));
                let scale = style.size_px / face.units_per_em;
                let space = face
                    .shaper
                    .glyph_index(' ')
                    .and_then(|id| face.shaper.glyph_hor_advance(id));
                for missing in part.graphemes(true) {
                    placed.advance_px += f64::from(space.unwrap_or(0)) * scale + tracking_px;
                    clusters += 1;
                    if !placed.missing.iter().any(|seen| seen == missing) {
                        placed.missing.push(missing.to_owned());
                    }
                }
            }
        }
    }
    if clusters > 0 {
        placed.advance_px -= tracking_px;
    }
    placed
}

/// Shapes one item at the end of what is placed; returns the number of its tracked clusters.
fn place_item(
    placed: &mut Placed,
    index: usize,
    face: &Face,
    text: &str,
    item: &Item,
    scale: f64,
    tracking_px: f64,
) -> u32 {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.set_cluster_level(BufferClusterLevel::MonotoneGraphemes);
    buffer.set_direction(if item.level % 2 == 1 {
        Direction::RightToLeft
    } else {
        Direction::LeftToRight
    });
    let shaped = face.shape(buffer);
    let mut clusters = 0;
    let infos = shaped.glyph_infos();
    for (i, (info, position)) in infos.iter().zip(shaped.glyph_positions()).enumerate() {
        placed.glyphs.push(Glyph {
            face: index,
            id: u16::try_from(info.glyph_id).unwrap_or(0),
            x: placed.advance_px + f64::from(position.x_offset) * scale,
            y: -f64::from(position.y_offset) * scale,
        });
        placed.advance_px += f64::from(position.x_advance) * scale;
        let last_of_cluster = infos
            .get(i + 1)
            .is_none_or(|next| next.cluster != info.cluster);
        // Tracking is not added behind characters that draw nothing.
        let drawn = |c: char| !cluster::is_ignorable(c);
        if last_of_cluster
            && text[info.cluster as usize..]
                .graphemes(true)
                .next()
                .is_some_and(|cluster| cluster.contains(drawn))
        {
            placed.advance_px += tracking_px;
            clusters += 1;
        }
    }
    clusters
}

/// Cuts a line into stretches of one face, script and direction.
fn itemize(fonts: &Fonts, text: &str, style: &Style) -> Vec<Item> {
    let clusters: Vec<&str> = text.graphemes(true).collect();
    let levels = cluster::levels(&clusters);
    let mut items: Vec<Item> = Vec::new();
    let mut start = 0;
    for (cluster, level) in clusters.iter().zip(levels) {
        let end = start + cluster.len();
        let script = cluster::script(cluster);
        let face = face_of(fonts, cluster, style);
        match items.last_mut() {
            // Spaces, joiners and punctuation stay with the text before them, if its face has them.
            Some(last)
                if last.face == face
                    && last.level == level
                    && (last.script == script
                        || script == cluster::Script::Common
                        || last.script == cluster::Script::Common) =>
            {
                last.end = end;
                if last.script == cluster::Script::Common {
                    last.script = script;
                }
            }
            _ => items.push(Item {
                face,
                start,
                end,
                level,
                script,
            }),
        }
        start = end;
    }
    items
}

/// Index of the embedded face of a style.
fn primary(style: &Style) -> usize {
    match style.weight {
        Weight::Bold => face::BOLD,
        Weight::SemiBold => face::SEMI_BOLD,
        Weight::Medium => face::MEDIUM,
    }
}

/// The first face that has a whole cluster.
///
/// Text: the user's title (or meta) font, the embedded weight, the embedded emoji, the user's fallbacks. An emoji: the user's
/// fallbacks that have it in colour, the embedded emoji, then as text: a colour emoji font would otherwise never be used.
/// The hanja font comes last: it is unpacked only for what no other font has.
fn face_of(fonts: &Fonts, text: &str, style: &Style) -> Option<usize> {
    let own = if style.title { fonts.title } else { fonts.meta };
    let embedded = primary(style);
    if text.chars().all(cluster::is_ignorable) {
        return Some(embedded);
    }
    let has = |&index: &usize| {
        let face = fonts.face(index);
        text.chars()
            .all(|c| cluster::is_ignorable(c) || face.has(c))
    };
    let first = text
        .chars()
        .find(|&c| !cluster::is_ignorable(c))
        .unwrap_or(' ');
    // A user's font may map a character to a glyph in a format that is not drawn (COLR, SVG): treated as missing.
    let draws =
        |index: &usize| has(index) && (first.is_whitespace() || fonts.face(*index).draws(first));
    let user = |index: &usize| *index > face::HANJA;
    let chain = own
        .into_iter()
        .chain([embedded, face::EMOJI])
        .chain(fonts.fallback.iter().copied())
        .chain([face::HANJA]);
    if cluster::is_emoji(text) {
        let in_colour = |&index: &usize| fonts.face(index).draws_in_colour(first);
        let emoji = fonts
            .fallback
            .iter()
            .copied()
            .filter(in_colour)
            .chain([face::EMOJI]);
        return emoji
            .chain(chain)
            .find(|index| has(index) && (!user(index) || draws(index)));
    }
    chain
        .into_iter()
        .find(|index| has(index) && (!user(index) || draws(index)))
}
