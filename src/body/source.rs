//! The text of a body while it is rewritten, with a map from any place in it to the author's own text.

use std::ops::Range;

/// Text made from a source by edits.
#[derive(Debug)]
pub struct Draft {
    pub text: String,
    /// Start of each stretch: (byte here, byte in the source). Sorted.
    anchors: Vec<(usize, usize)>,
}

/// A replacement for a range of bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct Edit {
    pub range: Range<usize>,
    pub with: String,
}

impl Edit {
    pub fn new(range: Range<usize>, with: impl Into<String>) -> Edit {
        Edit {
            range,
            with: with.into(),
        }
    }
}

impl Draft {
    pub fn new(source: &str) -> Draft {
        Draft {
            text: source.to_owned(),
            anchors: vec![(0, 0)],
        }
    }

    /// The byte of the source that byte `at` came from.
    pub fn origin(&self, at: usize) -> usize {
        let next = self.anchors.partition_point(|&(here, _)| here <= at);
        let (here, there) = self.anchors[next.saturating_sub(1)];
        let most = self.anchors.get(next).map_or(usize::MAX, |&(_, end)| end);
        (there + (at - here)).min(most)
    }

    /// Applies `edits`; one that overlaps an earlier one is left out.
    pub fn apply(&mut self, mut edits: Vec<Edit>) {
        if edits.is_empty() {
            return;
        }
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let mut text = String::with_capacity(self.text.len());
        let mut anchors = Vec::with_capacity(self.anchors.len() + 2 * edits.len());
        let mut old = self.anchors.iter().peekable();
        let mut from = 0;
        let end = Edit::new(self.text.len()..self.text.len(), "");
        for edit in edits.iter().chain([&end]) {
            if edit.range.start < from {
                continue;
            }
            anchors.push((text.len(), self.origin(from)));
            // Anchors inside of the stretch that stays move with it.
            while let Some(&&(here, there)) = old.peek()
                && here < edit.range.start
            {
                if here > from {
                    anchors.push((text.len() + here - from, there));
                }
                old.next();
            }
            text.push_str(&self.text[from..edit.range.start]);
            anchors.push((text.len(), self.origin(edit.range.start)));
            text.push_str(&edit.with);
            from = edit.range.end;
        }
        // Of two anchors at one place, the last one belongs to the text behind it.
        anchors.reverse();
        anchors.dedup_by_key(|&mut (here, _)| here);
        anchors.reverse();
        *self = Draft { text, anchors };
    }
}

/// Starts of the lines of a text.
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub fn new(text: &'a str) -> Lines<'a> {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes());
        Lines {
            text,
            starts: std::iter::once(0).chain(breaks.map(|at| at + 1)).collect(),
        }
    }

    /// The number of the line that holds byte `at`, from 0.
    pub fn number(&self, at: usize) -> usize {
        self.starts.partition_point(|&start| start <= at) - 1
    }

    /// The byte at which line `number` begins, from 0; the end of the text behind its last line.
    pub fn start(&self, number: usize) -> usize {
        self.starts.get(number).copied().unwrap_or(self.text.len())
    }

    /// The text of line `number`, without its line ending.
    pub fn text(&self, number: usize) -> &'a str {
        let line = &self.text[self.start(number)..self.start(number + 1)];
        line.trim_end_matches(['\n', '\r'])
    }

    pub fn count(&self) -> usize {
        self.starts.len()
    }
}

/// Bytes that [`line_of`] looks at on either side: a post may be one line of a megabyte with a tag every five bytes.
const NEAR_BYTES: usize = 4096;

/// The bytes of the line that holds byte `at`, without its line ending; of a longer line only the part near `at`.
pub fn line_of(text: &str, at: usize) -> Range<usize> {
    let from = text.ceil_char_boundary(at.saturating_sub(NEAR_BYTES));
    let to = text.floor_char_boundary(at.saturating_add(NEAR_BYTES));
    let start = text[from..at]
        .rfind('\n')
        .map_or(from, |end| from + end + 1);
    let end = memchr::memchr(b'\n', &text.as_bytes()[at..to]).map_or(to, |end| at + end);
    start..end
}

/// End of the one of the sorted `ranges` that byte `at` is inside of, if there is one.
pub fn inside(ranges: &[Range<usize>], at: usize) -> Option<usize> {
    let next = ranges.partition_point(|range| range.start <= at);
    let range = &ranges[next.checked_sub(1)?];
    (at < range.end).then_some(range.end)
}

/// Sorts ranges and joins those that overlap.
pub fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_finds_the_way_back_through_several_edits() {
        let mut draft = Draft::new("0123456789");
        draft.apply(vec![Edit::new(2..4, "XYZ"), Edit::new(6..7, "")]);
        assert_eq!(draft.text, "01XYZ45789");
        draft.apply(vec![Edit::new(5..6, "--"), Edit::new(0..1, "")]);
        assert_eq!(draft.text, "1XYZ--5789");
        let origins: Vec<usize> = (0..10).map(|at| draft.origin(at)).collect();
        assert_eq!(origins, [1, 2, 3, 4, 4, 5, 5, 7, 8, 9]);
    }

    #[test]
    fn an_edit_inside_of_another_is_left_out() {
        let mut draft = Draft::new("abcdef");
        draft.apply(vec![Edit::new(1..5, "-"), Edit::new(2..3, "!")]);
        assert_eq!(draft.text, "a-f");
    }

    #[test]
    fn lines_are_found_by_byte() {
        let lines = Lines::new("가\n나\r\n\n다");
        assert_eq!(lines.number(5), 1);
        assert_eq!(lines.text(1), "나");
        assert_eq!((lines.count(), lines.text(3), lines.text(9)), (4, "다", ""));
    }
}
