//! A place in the tree of a front matter -> the line and column in the author's file.
//!
//! In: the text as the author wrote it and as it was parsed. Out: [`Place`]s of it, now or when a problem needs them.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::tree::{self, Trail};
use crate::problem::Place;

/// The text of one front matter.
#[derive(Clone)]
pub struct Front<'a> {
    /// The file, as problems name it.
    pub source: Cow<'a, str>,
    /// As the author wrote it.
    pub written: Cow<'a, str>,
    /// As it was parsed, if that differs: tabs had to be replaced.
    pub repaired: Option<String>,
    /// Line of the file on which it begins, from 1.
    pub first_line: u32,
}

impl Front<'_> {
    /// The text that was parsed.
    pub fn text(&self) -> &str {
        self.repaired.as_deref().unwrap_or(&self.written)
    }

    /// The same, for use after the file's text was dropped.
    pub fn kept(&self) -> Front<'static> {
        Front {
            source: Cow::Owned(self.source.as_ref().to_owned()),
            written: Cow::Owned(self.written.as_ref().to_owned()),
            repaired: self.repaired.clone(),
            first_line: self.first_line,
        }
    }

    /// Place of a value of YAML (or of its key).
    pub fn yaml_place(&self, trail: &Trail) -> Place {
        match tree::place(self.text(), trail) {
            Some((line, column, length)) => {
                self.at(line as usize, column as usize, length as usize)
            }
            None => self.at(1, 1, 1),
        }
    }

    /// The place of a value of TOML (or of its key).
    pub fn toml_place(&self, trail: &Trail) -> Place {
        let text = self.text();
        let table = DeTable::parse(text).ok();
        let span = table.and_then(|table| in_table(table.get_ref(), &trail.steps, trail.key));
        let Some(before) = span.as_ref().and_then(|span| text.get(..span.start)) else {
            return self.at(1, 1, 1);
        };
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            + 1;
        let words = span.and_then(|span| text.get(span)).unwrap_or_default();
        let length = words.lines().next().unwrap_or_default().chars().count();
        self.at(line, column, length)
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

/// Bytes of the value at `steps`; tables iterate in the order in which [`toml::Table`] does.
fn in_table(table: &DeTable, steps: &[usize], key: bool) -> Option<Range<usize>> {
    let (&step, rest) = steps.split_first()?;
    let (name, value) = table.iter().nth(step)?;
    if rest.is_empty() && key {
        return Some(name.span());
    }
    in_value(value, rest, key)
}

fn in_value(value: &Spanned<DeValue>, steps: &[usize], key: bool) -> Option<Range<usize>> {
    let Some((&step, rest)) = steps.split_first() else {
        return Some(value.span());
    };
    match value.get_ref() {
        DeValue::Array(items) => in_value(items.get(step)?, rest, key),
        DeValue::Table(table) => in_table(table, steps, key),
        _ => None,
    }
}
