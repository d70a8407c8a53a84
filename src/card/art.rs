//! Parts of a drawing: its field, its object, the edges that cut it.
//!
//! In: the decoded picture. Out: an [`Art`], in the picture's own pixels. It scales nothing and draws nothing.

use crate::card::canvas::{Field, Picture};
use crate::card::color::Rgb;
use crate::card::simd::vectorized;

/// A channel further from the field than this makes a pixel part of the object.
const FAR: u8 = 28;
/// So do two channels further than this.
const NEAR: u8 = 10;
/// Frame of the picture in pixels from which its field is measured.
const FRAME_PX: usize = 6;
/// Strip at an edge in pixels, and the share of it that must be object for the edge to cut the drawing.
const STRIP_PX: usize = 3;
const BLEED_SHARE: f64 = 0.03;
/// Share of the strip at which a thin line, such as a cable, leaves the drawing: it must run on to the card's own edge.
const TOUCH_SHARE: f64 = 0.005;
/// Something paler than the mask still reads as a drawing where it is this wide and, on average, this far from the field in all
/// channels together: a white cabinet on light gray. It is looked for this far left of the object, in shares of the width.
const FAINT_PX: usize = 9;
const FAINT: i32 = 9;
const FAINT_REACH: f64 = 0.12;
/// Share of a row or column that must be mask to belong to the object beside it, and how far an object may grow by it.
const JOINED: f64 = 0.02;
const MOST_GROWN: f64 = 0.25;
/// A field may vary by rows: low-passed over this many pixels of a picture 700 high. 61 leaves visible bands.
const SMOOTH_PX: f64 = 301.0 / 700.0;
const ROW_TOLERANCE: f32 = 16.0;
const ROW_SHARE: f64 = 0.97;
/// Share of the frame that must be field for the picture to have one.
const FLAT_SHARE: f64 = 0.80;
const FLAT_TOLERANCE: i32 = 20;

/// A drawing, analysed.
#[derive(Debug, Clone)]
pub struct Art {
    /// The colour of its field.
    pub field: Rgb,
    /// The same by rows of the picture, where it varies smoothly.
    pub rows: Option<Vec<[f32; 3]>>,
    /// True if its frame is field: a photograph's is not.
    pub flat: bool,
    /// The object: left, top, right, bottom in pixels of the picture.
    pub object: (f64, f64, f64, f64),
    /// Edges that cut the object.
    pub bleeds: Bleeds,
    /// True if any part of the object, even a thin line, ends at the right edge.
    pub ends_right: bool,
    /// For each row, the columns from the first to the last pixel of the object; pale parts at its left count.
    pub spans: Vec<Option<(usize, usize)>>,
    /// Pixels of the picture.
    pub width: usize,
    /// Pixels of the picture.
    pub height: usize,
}

/// Edges that cut the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bleeds {
    /// Left edge.
    pub left: bool,
    /// Right edge.
    pub right: bool,
    /// Top edge.
    pub top: bool,
    /// Bottom edge.
    pub bottom: bool,
}

/// Analyses the twin (or picture) whose object is to be found: the gray one where there are two.
pub fn analyse(picture: &Picture) -> Art {
    let (field, rows) = field(picture);
    let mask = mask(picture, field, rows.as_deref());
    let (width, height) = (picture.width, picture.height);
    let share = |columns: std::ops::Range<usize>, lines: std::ops::Range<usize>| {
        let area = (columns.len() * lines.len()).max(1);
        let inside = lines.map(|y| {
            mask[y * width + columns.start..y * width + columns.end]
                .iter()
                .filter(|&&on| on)
                .count()
        });
        inside.sum::<usize>() as f64 / area as f64
    };
    let (strip_x, strip_y) = (STRIP_PX.min(width), STRIP_PX.min(height));
    let right = share(width - strip_x..width, 0..height);
    let object = object(&mask, width, height);
    let mut spans: Vec<_> = mask.chunks_exact(width.max(1)).map(span).collect();
    let from = (object.0 - FAINT_REACH * width as f64).max(0.0) as usize;
    for (y, span) in spans.iter_mut().enumerate() {
        let end = span.map_or(object.2 as usize, |(first, _)| first);
        let row = &picture.row(y)[3 * from.min(end)..3 * end];
        if let Some(first) = faint(row, under(field, rows.as_deref(), y)) {
            let last = span.map_or(from + first + FAINT_PX, |(_, last)| last);
            *span = Some((from + first, last));
        }
    }
    Art {
        field,
        flat: is_flat(picture, field, rows.as_deref()),
        object,
        bleeds: Bleeds {
            left: share(0..strip_x, 0..height) > BLEED_SHARE,
            right: right > BLEED_SHARE,
            top: share(0..width, 0..strip_y) > BLEED_SHARE,
            bottom: share(0..width, height - strip_y..height) > BLEED_SHARE,
        },
        ends_right: right > TOUCH_SHARE,
        spans,
        rows,
        width,
        height,
    }
}

/// The object, with what is attached to it in another picture of the same drawing, such as a shadow that only the colour twin has.
///
/// Each edge moves out as long as the next row or column, inside the object's other extent, holds something; at most by
/// `MOST_GROWN` of the side, because a field that changes is not a shadow.
pub fn grown(other: &Picture, object: (f64, f64, f64, f64)) -> (f64, f64, f64, f64) {
    let (field, rows) = field(other);
    let mask = mask(other, field, rows.as_deref());
    let (width, height) = (other.width, other.height);
    let (mut left, mut top) = (object.0 as usize, object.1 as usize);
    let (mut right, mut bottom) = (
        (object.2 as usize).min(width),
        (object.3 as usize).min(height),
    );
    let column = |x: usize, top: usize, bottom: usize| {
        (top..bottom).filter(|y| mask[y * width + x]).count() as f64
            > JOINED * (bottom - top) as f64
    };
    let row = |y: usize, left: usize, right: usize| {
        (left..right).filter(|x| mask[y * width + x]).count() as f64
            > JOINED * (right - left) as f64
    };
    let most = |length: usize| (MOST_GROWN * length as f64) as usize;
    for _ in 0..most(right - left) {
        left -= usize::from(left > 0 && column(left - 1, top, bottom));
        right += usize::from(right < width && column(right, top, bottom));
    }
    for _ in 0..most(bottom - top) {
        top -= usize::from(top > 0 && row(top - 1, left, right));
        bottom += usize::from(bottom < height && row(bottom, left, right));
    }
    (left as f64, top as f64, right as f64, bottom as f64)
}

/// The colour of the field, and its rows where they vary smoothly.
pub fn field(picture: &Picture) -> (Rgb, Option<Vec<[f32; 3]>>) {
    let frame_x = FRAME_PX.min(picture.width);
    let frame_y = FRAME_PX.min(picture.height);
    let mut counts = [[0u32; 256]; 3];
    let mut count = |pixels: &[u8]| {
        for pixel in pixels.chunks_exact(3) {
            for c in 0..3 {
                counts[c][usize::from(pixel[c])] += 1;
            }
        }
    };
    for y in 0..picture.height {
        let row = picture.row(y);
        count(if y < frame_y {
            row
        } else {
            &row[..3 * frame_x]
        });
    }
    let flat = counts.map(|levels| median(&levels));
    (flat, smooth_rows(picture, frame_x))
}

fn smooth_rows(picture: &Picture, frame_x: usize) -> Option<Vec<[f32; 3]>> {
    let height = picture.height;
    let medians: Vec<[f32; 3]> = (0..height)
        .map(|y| {
            let frame = picture.row(y)[..3 * frame_x].as_chunks::<3>().0;
            std::array::from_fn(|c| {
                let mut levels = [0; FRAME_PX];
                for (level, pixel) in levels.iter_mut().zip(frame) {
                    *level = pixel[c];
                }
                let levels = &mut levels[..frame_x];
                levels.sort_unstable();
                f32::from(levels[frame_x / 2])
            })
        })
        .collect();
    let reach = ((SMOOTH_PX * height as f64) as usize / 2).max(1);
    let rows = low_pass(&medians, reach);
    let near = |(row, smooth): (&[f32; 3], &[f32; 3])| {
        row.iter()
            .zip(smooth)
            .all(|(a, b)| (a - b).abs() <= ROW_TOLERANCE)
    };
    let steady = medians.iter().zip(&rows).filter(|&pair| near(pair)).count();
    (steady as f64 >= ROW_SHARE * height as f64).then_some(rows)
}

/// A triangle of half-width `2 * reach`: two running means, the ends repeated. A single mean leaves a visible kink.
fn low_pass(values: &[[f32; 3]], reach: usize) -> Vec<[f32; 3]> {
    let half = (reach / 2).max(1);
    running_mean(&running_mean(values, half), half)
}

fn running_mean(values: &[[f32; 3]], reach: usize) -> Vec<[f32; 3]> {
    let last = values.len() - 1;
    let at = |index: isize| values[usize::try_from(index).unwrap_or(0).min(last)];
    let reach = isize::try_from(reach).unwrap_or(1);
    let count = (2 * reach + 1) as f64;
    let mut sum = [0f64; 3];
    for index in -reach..=reach {
        for c in 0..3 {
            sum[c] += f64::from(at(index)[c]);
        }
    }
    (0..values.len() as isize)
        .map(|center| {
            let mean = sum.map(|total| (total / count) as f32);
            for c in 0..3 {
                sum[c] += f64::from(at(center + reach + 1)[c]) - f64::from(at(center - reach)[c]);
            }
            mean
        })
        .collect()
}

fn mask(picture: &Picture, field: Rgb, rows: Option<&[[f32; 3]]>) -> Vec<bool> {
    let mut mask = vec![false; picture.width * picture.height];
    vectorized(
        #[inline(always)]
        || fill_mask(&mut mask, picture, field, rows),
    );
    mask
}

#[inline(always)]
fn fill_mask(mask: &mut [bool], picture: &Picture, field: Rgb, rows: Option<&[[f32; 3]]>) {
    // Byte by byte and without branches, so that the compiler vectorises it.
    let mut under = field.repeat(picture.width);
    let mut marks = vec![0u8; 3 * picture.width];
    for (y, mask) in mask.chunks_exact_mut(picture.width.max(1)).enumerate() {
        if let Some(rows) = rows {
            let color = rows[y].map(|level| (level + 0.5) as u8);
            if under[..3] != color {
                under = color.repeat(picture.width);
            }
        }
        // One point for a channel that is near, two for one that is far: two points make object.
        for ((mark, &level), &under) in marks.iter_mut().zip(picture.row(y)).zip(&under) {
            // `abs_diff` would be compiled to four times as many bits.
            let distance = level.max(under) - level.min(under);
            *mark = u8::from(distance > NEAR) + u8::from(distance > FAR);
        }
        for (on, [r, g, b]) in mask.iter_mut().zip(marks.as_chunks::<3>().0) {
            *on = r + g + b >= 2;
        }
    }
}

/// The field under a row.
fn under(field: Rgb, rows: Option<&[[f32; 3]]>, y: usize) -> [i32; 3] {
    rows.map_or(field.map(i32::from), |rows| {
        rows[y].map(|level| (level + 0.5) as i32)
    })
}

/// The first pixel of a row from which [`FAINT_PX`] together are off the field. Sums keep film grain out.
fn faint(row: &[u8], under: [i32; 3]) -> Option<usize> {
    let off = |x: usize, c: usize| i32::from(row[3 * x + c]) - under[c];
    // Pixels before the first one off the field need not be summed.
    let field = under.map(|level| level as u8);
    let pixels = row.as_chunks::<3>().0;
    let from = pixels.iter().position(|&pixel| pixel != field)?;
    let mut sums = [0i32; 3];
    (from..pixels.len()).find_map(|x| {
        for c in 0..3 {
            sums[c] += off(x, c) - x.checked_sub(FAINT_PX).map_or(0, |left| off(left, c));
        }
        let first = (x + 1).checked_sub(FAINT_PX)?;
        let far: i32 = sums.iter().map(|sum| sum.abs()).sum();
        (far > FAINT * FAINT_PX as i32).then_some(first)
    })
}

/// The first and last run of at least three: single pixels are film grain.
fn span(row: &[bool]) -> Option<(usize, usize)> {
    // Most rows are field for long stretches, which are skipped sixteen pixels at a time.
    let blank = |run: &&[bool]| run.iter().fold(0, |any, &on| any | u8::from(on)) == 0;
    let first = 16 * row.chunks_exact(16).take_while(blank).count();
    let last = 16 * row.rchunks_exact(16).take_while(blank).count();
    let found = row.get(first..row.len() - last)?;
    let run = |run: &[bool]| run.iter().all(|&on| on);
    let start = found.windows(3).position(run)?;
    let end = found.windows(3).rposition(run)?;
    Some((first + start, first + end + 3))
}

/// 0.3 to 99.7 percentile of the mask; the middle half of a picture without an object.
fn object(mask: &[bool], width: usize, height: usize) -> (f64, f64, f64, f64) {
    let mut columns = vec![0u32; width];
    let mut lines = vec![0u32; height];
    vectorized(
        #[inline(always)]
        || {
            for (line, row) in lines.iter_mut().zip(mask.chunks_exact(width.max(1))) {
                for (column, &on) in columns.iter_mut().zip(row) {
                    *column += u32::from(on);
                }
                *line = row.iter().map(|&on| u32::from(on)).sum();
            }
        },
    );
    let total = lines.iter().sum::<u32>() as usize;
    if total < (width * height) / 2000 {
        let (w, h) = (width as f64, height as f64);
        return (w / 4.0, h / 4.0, w * 0.75, h * 0.75);
    }
    let at = |counts: &[u32], share: f64| {
        let wanted = (total as f64 * share) as u32;
        let mut seen = 0;
        counts.iter().position(|&count| {
            seen += count;
            seen > wanted
        })
    };
    let edges = |counts: &[u32]| {
        (
            at(counts, 0.003).unwrap_or(0) as f64,
            at(counts, 0.997).map_or(counts.len(), |last| last + 1) as f64,
        )
    };
    let ((left, right), (top, bottom)) = (edges(&columns), edges(&lines));
    (left, top, right, bottom)
}

fn is_flat(picture: &Picture, field: Rgb, rows: Option<&[[f32; 3]]>) -> bool {
    let frame_y = FRAME_PX.min(picture.height);
    let (mut inside, mut total) = (0usize, 0usize);
    for y in 0..picture.height {
        let under = under(field, rows, y);
        let row = picture.row(y);
        let frame = 3 * FRAME_PX.min(picture.width);
        let pixels = if y < frame_y { row } else { &row[..frame] };
        for pixel in pixels.chunks_exact(3) {
            total += 1;
            inside += usize::from(
                (0..3).all(|c| (i32::from(pixel[c]) - under[c]).abs() <= FLAT_TOLERANCE),
            );
        }
    }
    inside as f64 >= FLAT_SHARE * total as f64
}

fn median(levels: &[u32; 256]) -> u8 {
    let half = levels.iter().sum::<u32>() / 2;
    let mut seen = 0;
    let at = levels.iter().position(|&count| {
        seen += count;
        seen > half
    });
    u8::try_from(at.unwrap_or(0)).unwrap_or(u8::MAX)
}

/// Rows of a picture stretched over rows of the card, as a field.
pub fn field_on_card(
    field: Rgb,
    rows: Option<&[[f32; 3]]>,
    y0: f64,
    per_px: f64,
    height: usize,
) -> Field {
    let Some(rows) = rows else {
        return Field::Flat(field);
    };
    let last = rows.len() - 1;
    let row = |y: usize| {
        let at = ((y as f64 + 0.5 - y0) * per_px - 0.5).clamp(0.0, last as f64);
        let (low, part) = (at.floor() as usize, (at - at.floor()) as f32);
        let (a, b) = (rows[low], rows[(low + 1).min(last)]);
        std::array::from_fn(|c| a[c] + (b[c] - a[c]) * part)
    };
    Field::Rows((0..height).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_object(left: usize, right: usize) -> Picture {
        let mut picture = Picture::filled(100, 100, [221, 223, 226]);
        for y in 30..70 {
            for x in left..right {
                picture.set(x, y, [20, 30, 90]);
            }
        }
        picture
    }

    #[test]
    fn the_object_is_found_to_the_pixel_and_touches_no_edge() {
        let art = analyse(&with_object(40, 80));
        assert_eq!((art.field, art.flat), ([221, 223, 226], true));
        assert_eq!(art.object, (40.0, 30.0, 80.0, 70.0));
        assert_eq!(art.bleeds, Bleeds::default());
        assert_eq!(art.spans[50], Some((40, 80)));
        assert_eq!(art.spans[10], None);
    }

    #[test]
    fn a_pale_part_keeps_the_words_away_and_grain_does_not() {
        let mut pale = with_object(40, 80);
        for y in 0..100 {
            for x in 0..40 {
                let grain = if (x + y) % 3 == 0 { 5 } else { 0 };
                let part = if y >= 50 && x >= 30 { 8 } else { grain };
                pale.set(x, y, [221 + part, 223 + part, 226 + part]);
            }
        }
        let art = analyse(&pale);
        assert_eq!(art.object, (40.0, 30.0, 80.0, 70.0));
        assert_eq!((art.spans[20], art.spans[40]), (None, Some((40, 80))));
        // Nine pixels from 28 on are off the field together, though the first two are not.
        assert_eq!(
            (art.spans[60], art.spans[80]),
            (Some((28, 80)), Some((28, 37)))
        );
    }

    #[test]
    fn an_edge_that_cuts_the_object_bleeds() {
        assert_eq!(
            analyse(&with_object(60, 100)).bleeds,
            Bleeds {
                right: true,
                ..Bleeds::default()
            }
        );
        assert_eq!(
            analyse(&with_object(0, 50)).bleeds,
            Bleeds {
                left: true,
                ..Bleeds::default()
            }
        );
    }

    #[test]
    fn a_gradient_is_a_field_by_rows_and_noise_is_no_field() {
        let mut gradient = Picture::filled(100, 100, [0; 3]);
        let mut noise = Picture::filled(100, 100, [0; 3]);
        let mut seed = 7u32;
        for y in 0..100 {
            for x in 0..100 {
                gradient.set(x, y, [(100 + y) as u8, 150, 200]);
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                noise.set(
                    x,
                    y,
                    [(seed >> 24) as u8, (seed >> 16) as u8, (seed >> 8) as u8],
                );
            }
        }
        let art = analyse(&gradient);
        assert!(art.flat && art.rows.is_some());
        assert!(!analyse(&noise).flat);
    }

    #[test]
    fn a_shadow_of_the_other_twin_joins_the_object_and_what_stands_apart_does_not() {
        let mut other = with_object(40, 80);
        for y in 30..78 {
            for x in 40..88 {
                other.set(x, y, [150, 150, 150]);
            }
        }
        other.set(5, 50, [0; 3]);
        assert_eq!(
            grown(&other, (40.0, 30.0, 80.0, 70.0)),
            (40.0, 30.0, 88.0, 78.0)
        );
        assert_eq!(
            grown(&with_object(40, 80), (40.0, 30.0, 80.0, 70.0)),
            (40.0, 30.0, 80.0, 70.0)
        );
    }

    #[test]
    fn a_blank_picture_has_its_middle_for_an_object() {
        assert_eq!(
            analyse(&Picture::filled(100, 60, [9; 3])).object,
            (25.0, 15.0, 75.0, 45.0)
        );
        analyse(&Picture::filled(1, 1, [9; 3]));
    }

    #[test]
    fn wider_registers_change_no_bit() {
        let mut picture = with_object(40, 80);
        for (at, level) in picture.rgb.iter_mut().enumerate() {
            *level = level.wrapping_add((at * at % 61) as u8);
        }
        let (field, rows) = field(&picture);
        for rows in [None, rows.as_deref()] {
            let mut plain = vec![false; 100 * 100];
            fill_mask(&mut plain, &picture, field, rows);
            assert!(plain == mask(&picture, field, rows) && plain.contains(&true));
        }
    }
}
