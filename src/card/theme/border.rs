//! A border -> pixels: equal stretches of colour along one edge or all four.

use crate::card::canvas::Picture;
use crate::card::color::Rgb;
use crate::card::theme::{Border, Side};

/// Paints a border over the edge(s) of a card; `scale` is pixels per unit.
pub(crate) fn paint(canvas: &mut Picture, border: &Border, scale: f64) {
    let wide = (f64::from(border.width_px) * scale).round() as usize;
    let (width, height) = (canvas.width, canvas.height);
    let wide = wide.min(width / 2).min(height / 2);
    let mut fill = |xs: std::ops::Range<usize>, ys: std::ops::Range<usize>| {
        for y in ys {
            for x in xs.clone() {
                let color = match border.side {
                    Side::Left | Side::Right => stretch(&border.colors, y, height),
                    Side::Top | Side::Bottom | Side::All => stretch(&border.colors, x, width),
                };
                canvas.set(x, y, color);
            }
        }
    };
    let has = |side: Side| border.side == side || border.side == Side::All;
    if has(Side::Top) {
        fill(0..width, 0..wide);
    }
    if has(Side::Bottom) {
        fill(0..width, height - wide..height);
    }
    if has(Side::Left) {
        fill(0..wide, 0..height);
    }
    if has(Side::Right) {
        fill(width - wide..width, 0..height);
    }
}

/// The colour at one place of an edge.
fn stretch(colors: &[Rgb], at: usize, length: usize) -> Rgb {
    let index = at * colors.len() / length.max(1);
    colors.get(index).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colours_share_the_edge_and_nothing_else_is_touched() {
        let mut canvas = Picture::filled(120, 63, [9; 3]);
        let border = Border {
            side: Side::Bottom,
            width_px: 14,
            colors: vec![[1; 3], [2; 3], [3; 3]],
        };
        paint(&mut canvas, &border, 0.5);
        assert_eq!(canvas.at(0, 55), [9; 3]);
        let along: Vec<u8> = [0, 39, 40, 79, 80, 119]
            .map(|x| canvas.at(x, 56)[0])
            .to_vec();
        assert_eq!(along, [1, 1, 2, 2, 3, 3]);
        assert_eq!(canvas.at(60, 62), [2; 3]);
    }
}
