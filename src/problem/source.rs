//! The text of one file -> places in it, each found in one step, and problems of one kind counted instead of repeated.
//!
//! In: a text and the file that it is from. Out: [`Place`]s. A body of a megabyte may hold as many mistakes as it has lines:
//! line starts are found once, and a place carries the part of its line around the caret, never the whole of a long one.

use crate::problem::{Place, Problem};

/// Most problems of one kind that one file reports; the others are counted.
pub const MOST_OF_A_KIND: usize = 100;

/// The text of a file, or of the end of it, with its lines found once.
#[derive(Debug)]
pub struct Source<'a> {
    path: &'a str,
    text: &'a str,
    first_line: u32,
    /// Byte at which each line begins.
    starts: Vec<usize>,
}

impl<'a> Source<'a> {
    /// `text` is the content of the file `path` from line `first_line` (from 1) on.
    pub fn new(path: &'a str, text: &'a str, first_line: u32) -> Source<'a> {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        Source {
            path,
            text,
            first_line,
            starts: std::iter::once(0).chain(ends.map(|at| at + 1)).collect(),
        }
    }

    /// The line `number` of the text, from 0, without its end; empty behind the last one.
    pub fn line(&self, number: usize) -> &'a str {
        let Some(&start) = self.starts.get(number) else {
            return "";
        };
        let end = self
            .starts
            .get(number + 1)
            .map_or(self.text.len(), |end| end - 1);
        let line = &self.text[start..end];
        line.strip_suffix('\r').unwrap_or(line)
    }

    /// `length` characters at the character `column` (from 0) of the line `number` (from 0) of the text.
    pub fn place(&self, number: usize, column: usize, length: usize) -> Place {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Place::span(
            self.path,
            self.first_line.saturating_add(count(number)),
            count(column).saturating_add(1),
            count(length),
            self.line(number),
        )
    }

    /// Line and column, both from 0 and in characters, of the byte `at`.
    pub fn position(&self, at: usize) -> (usize, usize) {
        let at = at.min(self.text.len());
        let number = self.starts.partition_point(|&start| start <= at) - 1;
        let start = self.starts[number];
        let column = self
            .text
            .get(start..at)
            .map_or(0, |before| before.chars().count());
        (number, column)
    }
}

/// The first [`MOST_OF_A_KIND`] of `found` as problems; the last of them gives the number of the others.
pub fn several<T>(
    found: impl IntoIterator<Item = T>,
    mut tell: impl FnMut(T) -> Problem,
) -> Vec<Problem> {
    let mut found = found.into_iter();
    let mut problems: Vec<Problem> = found.by_ref().take(MOST_OF_A_KIND).map(&mut tell).collect();
    let more = found.count();
    if let Some(last) = problems.last_mut() {
        last.more = u32::try_from(more).unwrap_or(u32::MAX);
    }
    problems
}

/// `7,992`.
pub fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_places_are_those_of_the_file() {
        let source = Source::new("a.md", "하나\r\n둘 셋\n", 5);
        assert_eq!(
            [0, 1, 2, 3].map(|number| source.line(number)),
            ["하나", "둘 셋", "", ""]
        );
        let place = source.place(1, 2, 1);
        assert_eq!(
            (place.line, place.column, place.text.as_str()),
            (6, 3, "둘 셋")
        );
        let at = "하나\r\n둘 ".len();
        assert_eq!(source.position(at), (1, 2));
        assert_eq!(source.position(usize::MAX), (2, 0));
    }

    #[test]
    fn a_place_in_a_long_line_carries_the_part_around_its_caret() {
        let text = "가".repeat(100_000);
        let place = Source::new("a.md", &text, 1).place(0, 50_000, 2);
        assert_eq!((place.column, place.length), (50_001, 2));
        assert!(place.text.chars().count() <= 400, "{}", place.text.len());
        assert_eq!(place.column - place.cut, 101);
    }

    #[test]
    fn of_eight_thousand_problems_a_hundred_are_told_and_the_others_counted() {
        let told = several(0..8_092, |at| {
            Problem::warning("body-template", format!("{at}"))
        });
        assert_eq!(told.len(), MOST_OF_A_KIND);
        assert_eq!((told[98].words(), told[98].more), ("98".into(), 0));
        assert_eq!(told[99].words(), "99, and 7,992 more in this file");
        let few = several(0..3, |at| {
            Problem::warning("body-template", format!("{at}"))
        });
        assert_eq!(few[2].words(), "2");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(thousands(12), "12");
    }
}
