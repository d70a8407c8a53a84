//! An ink for every line of a template, from the pixels under it; where none reads, a soft plate is laid under the slot.
//!
//! Nobody knows what a designer's picture or a post's own has behind the words. All slots share their inks where that reads;
//! else each has its own; else its ground is deepened or paled just as much as it needs.

use crate::card::canvas::{Picture, Rect};
use crate::card::color::{Rgb, luminance, mix_linear};
use crate::card::ink::{self, Inks, LEAST, Under};
use crate::card::layout::{Composition, Ground};
use crate::card::template::draw::mean;
use crate::card::template::paint::Palette;
use crate::card::template::slots::Filled;
use crate::card::text::{Role, Text};
use crate::card::theme::Tones;

/// A ground that is lighter than this on the mean is made lighter still, with dark words on it.
pub(super) const LIGHT: f32 = 0.42;
/// Steps of a plate's strength.
const STEPS: u32 = 16;
/// Distance from the words up to which a plate has its full strength, and length of its fade, in units of a card 1200 wide.
const ROOM: f64 = 16.0;
const FADE: f64 = 72.0;

/// The colour of a plate or a dim layer, and the ink that reads on it.
pub(super) fn plate(tones: &Tones, light: bool) -> (Rgb, Rgb) {
    // Away from the middle, so that the least strength is enough.
    if light {
        (mix_linear(tones.tint, [255; 3], 0.35), tones.shade)
    } else {
        (mix_linear(tones.shade, [0; 3], 0.35), [255; 3])
    }
}

/// The lines of one slot.
struct Group {
    /// Title or site name: drawn in the first ink.
    main: Vec<(usize, Rect)>,
    /// The others.
    rest: Vec<(usize, Rect)>,
    inks: Inks,
}

impl Group {
    fn rects(&self) -> Vec<Rect> {
        let all = self.main.iter().chain(&self.rest);
        all.map(|(_, rect)| *rect).collect()
    }

    fn reads(&self, canvas: &Picture) -> bool {
        let reads = |lines: &[(usize, Rect)], ink: Rgb| {
            let mut lines = lines.iter();
            lines.all(|(_, rect)| Under::measure(canvas, *rect).contrast(ink) >= LEAST)
        };
        reads(&self.main, self.inks.title) && reads(&self.rest, self.inks.second)
    }
}

/// Gives every line its ink; those on chips and avatars have theirs.
pub(super) fn inks(palette: &Palette, filled: &Filled, composition: &mut Composition) {
    let mut groups = groups(filled, composition);
    let all: Vec<Rect> = groups.iter().flat_map(Group::rects).collect();
    let shared = chosen(&composition.canvas, &groups.iter().collect::<Vec<_>>());
    for group in &mut groups {
        group.inks = shared;
    }
    if !groups.iter().all(|group| group.reads(&composition.canvas)) {
        for group in &mut groups {
            group.inks = chosen(&composition.canvas, &[group]);
        }
        plates(palette, &mut groups, &mut composition.canvas);
    }
    for group in &groups {
        for (lines, ink) in [
            (&group.main, group.inks.title),
            (&group.rest, group.inks.second),
        ] {
            for (at, _) in lines {
                composition.texts[*at].ink = Some(ink);
            }
        }
    }
    let of = |role: Role| {
        let text = composition.texts.iter().find(|text| text.role == role);
        text.and_then(|text| text.ink)
    };
    composition.ground = Ground::Own(Inks {
        title: of(Role::Title).unwrap_or(shared.title),
        second: of(Role::Meta).unwrap_or(shared.second),
    });
    let title: Vec<Rect> = composition
        .texts
        .iter()
        .filter(|text| text.role == Role::Title)
        .filter_map(Text::ink)
        .collect();
    composition.field = mean(
        &composition.canvas,
        if title.is_empty() { &all } else { &title },
    );
    if let Some(place) = &mut composition.logo {
        let (width, height) = place.room.unwrap_or_default();
        let rect = [Rect {
            x: place.x as i32,
            y: (place.y - height / 2.0) as i32,
            width: width as i32,
            height: height as i32,
        }];
        let under = rect.map(|rect| Under::measure(&composition.canvas, rect));
        let field = mean(&composition.canvas, &rect);
        place.ink = Some(ink::on_color(field, &under, &under).title);
    }
}

fn groups(filled: &Filled, composition: &Composition) -> Vec<Group> {
    let texts = &composition.texts;
    let group = |range: &std::ops::Range<usize>| {
        let free = |at: &usize| texts[*at].ink.is_none() && !filled.on_chip(&texts[*at]);
        let lines = range.clone().filter(free);
        let lines: Vec<(usize, Rect)> = lines
            .filter_map(|at| Some((at, texts[at].ink()?)))
            .collect();
        // Words in a row, such as date and authors, are read as one line, with what lies between them.
        let row = |&(at, rect): &(usize, Rect)| {
            let same = lines
                .iter()
                .filter(|(other, _)| texts[*other].y == texts[at].y);
            let all = same.map(|(_, rect)| *rect).reduce(Rect::union);
            [(at, rect), (at, all.unwrap_or(rect))]
        };
        let lines = lines.iter().flat_map(row);
        let is_main = |at: usize| matches!(texts[at].role, Role::Title | Role::Site);
        let (main, rest): (Vec<_>, Vec<_>) = lines.partition(|(at, _)| is_main(*at));
        Group {
            main,
            rest,
            inks: ink::ON_GRAY,
        }
    };
    let groups = filled.groups.iter().map(group);
    groups
        .filter(|group| !group.main.is_empty() || !group.rest.is_empty())
        .collect()
}

/// The inks of `ink::on_color` for some slots together.
fn chosen(canvas: &Picture, groups: &[&Group]) -> Inks {
    let under = |main: bool| -> Vec<Under> {
        let lines = groups
            .iter()
            .flat_map(|group| if main { &group.main } else { &group.rest });
        lines
            .map(|(_, rect)| Under::measure(canvas, *rect))
            .collect()
    };
    let rects: Vec<Rect> = groups.iter().flat_map(|group| group.rects()).collect();
    ink::on_color(mean(canvas, &rects), &under(true), &under(false))
}

/// Lays plates under the slots that read in no ink. One plate may take the contrast of a neighbour: the second time all get
/// plates of one kind, which only help each other.
fn plates(palette: &Palette, groups: &mut [Group], canvas: &mut Picture) {
    let mut forced = None;
    for round in 0..=groups.len() {
        for group in groups.iter_mut() {
            if group.reads(canvas) {
                continue;
            }
            let rects = group.rects();
            let own = luminance(mean(canvas, &rects)) > LIGHT;
            let light = if round == 0 {
                own
            } else {
                forced.unwrap_or(own)
            };
            forced = forced.or(Some(light));
            let (color, ink) = plate(palette.tones, light);
            group.inks = Inks {
                title: ink,
                second: ink,
            };
            let scale = palette.context.viewport.scale;
            let around = rects
                .iter()
                .copied()
                .reduce(Rect::union)
                .unwrap_or_default();
            let with = |strength: u32| {
                let mut trial = canvas.clone();
                wash(
                    &mut trial,
                    around,
                    scale,
                    color,
                    strength as f32 / STEPS as f32,
                );
                trial
            };
            let (mut low, mut high) = (1, STEPS);
            while low < high {
                let middle = low.midpoint(high);
                if group.reads(&with(middle)) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            *canvas = with(low);
        }
    }
}

/// `color` over a box, fading out round it.
fn wash(canvas: &mut Picture, around: Rect, scale: f64, color: Rgb, strength: f32) {
    let (room, fade) = (ROOM * scale, FADE * scale);
    let reach = (room + fade).ceil() as i32;
    let area = Rect {
        x: around.x - reach,
        y: around.y - reach,
        width: around.width + 2 * reach,
        height: around.height + 2 * reach,
    };
    let area = area.inside(canvas.width, canvas.height);
    let beyond = |at: i32, from: i32, length: i32| {
        f64::from((from - at).max(at - (from + length - 1)).max(0))
    };
    for y in area.y..area.y + area.height {
        for x in area.x..area.x + area.width {
            let (dx, dy) = (
                beyond(x, around.x, around.width),
                beyond(y, around.y, around.height),
            );
            let t = 1.0 - (((dx * dx + dy * dy).sqrt() - room) / fade).clamp(0.0, 1.0);
            let share = strength * (t * t * (3.0 - 2.0 * t)) as f32;
            canvas.blend(x, y, color, share);
        }
    }
}
