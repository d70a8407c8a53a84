//! A place in the tree of a front matter -> the line and column in the author's file.
//!
//! In: the text as the author wrote it and as it was parsed. Out: [`Place`]s of it, now or when a problem needs them.

use std::borrow::Cow;

use crate::config::tree::{self, Trail};
use crate::problem::Place;

/// The text of one front matter.
#[derive(Clone)]
pub struct Front<'a> {
    /// The file, as problems name it.
    pub source: Cow<'a, str>,
    /// As the author wrote it.
    pub written: Cow<'a, str>,
    /// As it was parsed, where that is not how it was written: tabs had to be replaced.
    pub repaired: Option<String>,
    /// Line of the file on which it begins, from 1.
    pub first_line: u32,
}

impl Front<'_> {
    /// The text that was parsed.
    pub fn text(&self) -> &str {
        self.repaired.as_deref().unwrap_or(&self.written)
    }

    /// The same, to be kept longer than the file's text is.
    pub fn kept(&self) -> Front<'static> {
        Front {
            source: Cow::Owned(self.source.as_ref().to_owned()),
            written: Cow::Owned(self.written.as_ref().to_owned()),
            repaired: self.repaired.clone(),
            first_line: self.first_line,
        }
    }

    /// Where a value of YAML (or its key) stands.
    pub fn yaml_place(&self, trail: &Trail) -> Place {
        match tree::place(self.text(), trail) {
            Some((line, column, length)) => {
                self.at(line as usize, column as usize, length as usize)
            }
            None => self.at(1, 1, 1),
        }
    }

    /// TOML tells no places of values: the line that begins with `key`, the outermost one.
    pub fn toml_place(&self, key: &str) -> Place {
        let found = self.written.lines().enumerate().find_map(|(number, line)| {
            let bare = line.trim_start().trim_start_matches(['"', '\'', '[']);
            let rest = bare.strip_prefix(key)?;
            let ends = rest.starts_with(['=', ' ', '"', '\'', ']', '.']);
            let indent = line.chars().count() - line.trim_start().chars().count();
            ends.then_some((number + 1, indent + 1))
        });
        let (line, column) = found.unwrap_or((1, 1));
        self.at(line, column, key.chars().count())
    }

    /// A span of the author's own text, for a place in the text that was parsed; `line` 0: the file.
    pub fn at(&self, line: usize, column: usize, length: usize) -> Place {
        if line == 0 {
            return Place::file(self.source.as_ref());
        }
        let text = self.written.lines().nth(line - 1).unwrap_or_default();
        let parsed = self.text().lines().nth(line - 1).unwrap_or_default();
        // Tabs became spaces: count back.
        let extra = parsed.chars().count().saturating_sub(text.chars().count());
        let column = column
            .saturating_sub(extra)
            .clamp(1, text.chars().count() + 1);
        let length = length.min((text.chars().count() + 1 - column).max(1));
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Place::span(
            self.source.as_ref(),
            self.first_line.saturating_add(number(line - 1)),
            number(column),
            number(length),
            text,
        )
    }
}
