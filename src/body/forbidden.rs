//! Code points that no feed can carry -> warnings with their lines.

use crate::post::{holds_forbidden, is_forbidden};

/// A code point that has to go, and its place.
pub struct Forbidden {
    /// The code point.
    pub point: u32,
    /// Line of the body, from 0.
    pub line: usize,
    /// Characters from 0.
    pub column: usize,
    /// Characters it takes: one, or those of a reference.
    pub length: usize,
}

/// The first of each line, written literally.
pub fn written(markdown: &str) -> Vec<Forbidden> {
    if !holds_forbidden(markdown) {
        return Vec::new();
    }
    let found = markdown.lines().enumerate().filter_map(|(line, text)| {
        let (column, c) = text.chars().enumerate().find(|&(_, c)| is_forbidden(c))?;
        Some(Forbidden {
            point: u32::from(c),
            line,
            column,
            length: 1,
        })
    });
    found.collect()
}

/// The first of each line, written as a reference: `&#1;` or `&#x1;`.
pub fn referred(markdown: &str) -> Vec<Forbidden> {
    let found = markdown.lines().enumerate().filter_map(|(line, text)| {
        text.match_indices("&#").find_map(|(at, _)| {
            let number = text[at + 2..].split_once(';')?.0;
            let point = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(point).filter(|&c| is_forbidden(c))?;
            Some(Forbidden {
                point,
                line,
                column: text[..at].chars().count(),
                length: number.chars().count() + 3,
            })
        })
    });
    found.collect()
}
