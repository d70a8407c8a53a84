//! A problem: its words, its place, and the text to type instead.
//!
//! In: facts found by any room. Out: values that `report` prints in four formats.
//! It prints nothing and opens nothing: the source line travels with the place.

pub mod rules;
pub mod source;

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize};

use crate::problem::rules::Cause;

/// Severity of a problem. An error keeps `out/` as it was; a warning does so under `--strict` only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// The post, file or picture cannot be published as it stands.
    Error,
    /// Something was repaired or left out; the author should know.
    Warning,
    /// Shown with `-v` only.
    Note,
}

/// Longest source line that a place carries whole; of longer ones the part around the caret.
const MOST_LINE_CHARS: usize = 400;

/// A span in one file: what a caret points at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The file, relative to the configuration's folder, with forward slashes.
    pub path: String,
    /// Line in the file, counted from 1. 0: the file as a whole.
    pub line: u32,
    /// Column in characters (not bytes), counted from 1. 0: the line as a whole.
    pub column: u32,
    /// Length of the span in characters; at least 1 where `column` is given.
    pub length: u32,
    /// The text of that line, without its line ending; of a very long line the part around the span.
    pub text: String,
    /// Characters of the line in front of `text`: 0 unless the line is very long.
    pub cut: u32,
}

impl Place {
    /// A file as a whole.
    pub fn file(path: impl Into<String>) -> Place {
        Place {
            path: path.into(),
            line: 0,
            column: 0,
            length: 0,
            text: String::new(),
            cut: 0,
        }
    }

    /// `length` characters at `line`:`column` (from 1) of `path`, whose line reads `text`.
    pub fn span(
        path: impl Into<String>,
        line: u32,
        column: u32,
        length: u32,
        text: impl AsRef<str>,
    ) -> Place {
        let (cut, text) = around(text.as_ref(), column);
        Place {
            path: path.into(),
            line,
            column,
            length: length.max(1),
            text,
            cut,
        }
    }
}

/// The part of a line that is shown for `column`, and the number of characters before it.
fn around(line: &str, column: u32) -> (u32, String) {
    if line.len() <= MOST_LINE_CHARS || line.chars().nth(MOST_LINE_CHARS).is_none() {
        return (0, line.to_owned());
    }
    let most = u32::try_from(MOST_LINE_CHARS).unwrap_or(u32::MAX);
    let cut = column.saturating_sub(1 + most / 4);
    let shown = line.chars().skip(cut as usize).take(MOST_LINE_CHARS);
    (cut, shown.collect())
}

/// A place that is computed when a problem needs it: finding it may cost more than reading the value there.
#[derive(Clone)]
pub struct Spot(Arc<dyn Fn() -> Place + Send + Sync>);

impl Spot {
    /// The place that `find` returns, when it is needed.
    pub fn new(find: impl Fn() -> Place + Send + Sync + 'static) -> Spot {
        Spot(Arc::new(find))
    }

    /// The place.
    pub fn place(&self) -> Place {
        (self.0)()
    }
}

impl From<Place> for Spot {
    fn from(place: Place) -> Spot {
        Spot::new(move || place.clone())
    }
}

impl From<&Spot> for Place {
    fn from(spot: &Spot) -> Place {
        spot.place()
    }
}

impl PartialEq for Spot {
    fn eq(&self, other: &Spot) -> bool {
        self.place() == other.place()
    }
}

impl Eq for Spot {}

impl fmt::Debug for Spot {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.place().fmt(f)
    }
}

/// One thing a user should know: what was found, what was wanted, where, and a help line that can be pasted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Its severity.
    pub severity: Severity,
    /// The id of its row in [`rules::RULES`], such as `date-impossible`; SARIF `ruleId`.
    #[serde(deserialize_with = "known")]
    pub rule: &'static str,
    /// Lower case, no final stop, back-ticks round the user's words.
    pub message: String,
    /// Its place; `None` for problems of no file.
    pub place: Option<Place>,
    /// Text to type, if that can be said.
    pub help: Option<String>,
    /// Number of other problems of its kind in the same file.
    pub more: u32,
}

/// The id of a rule that this version knows.
fn known<'de, D: Deserializer<'de>>(from: D) -> Result<&'static str, D::Error> {
    let id = String::deserialize(from)?;
    let rule = rules::find(&id);
    rule.map(|rule| rule.id)
        .ok_or_else(|| serde::de::Error::custom(format!("no rule `{id}`")))
}

impl Problem {
    /// An error under `rule`.
    pub fn error(rule: &'static str, message: impl Into<String>) -> Problem {
        debug_assert!(
            rules::find(rule).is_some(),
            "`{rule}` has no row in src/problem/rules.rs"
        );
        Problem {
            severity: Severity::Error,
            rule,
            message: message.into(),
            place: None,
            help: None,
            more: 0,
        }
    }

    /// A warning under `rule`.
    pub fn warning(rule: &'static str, message: impl Into<String>) -> Problem {
        Problem {
            severity: Severity::Warning,
            ..Problem::error(rule, message)
        }
    }

    /// A note under `rule`, shown with `-v`.
    pub fn note(rule: &'static str, message: impl Into<String>) -> Problem {
        Problem {
            severity: Severity::Note,
            ..Problem::error(rule, message)
        }
    }

    /// The same problem at `place`.
    #[must_use]
    pub fn at(self, place: impl Into<Place>) -> Problem {
        Problem {
            place: Some(place.into()),
            ..self
        }
    }

    /// The same problem with a help line.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Problem {
        Problem {
            help: Some(help.into()),
            ..self
        }
    }

    /// The same problem as a warning: the run goes on without the thing that it is about.
    #[must_use]
    pub fn lowered(self) -> Problem {
        Problem {
            severity: self.severity.max(Severity::Warning),
            ..self
        }
    }

    /// True if it keeps the output from being written.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The one who has to act: how a run goes on after it, and how it ends.
    pub fn cause(&self) -> Cause {
        rules::find(self.rule).map_or(Cause::Fault, |rule| rule.cause)
    }

    /// Its message, with the number of the others of its kind.
    pub fn words(&self) -> String {
        match self.more {
            0 => self.message.clone(),
            more => format!(
                "{}, and {} more in this file",
                self.message,
                source::thousands(more as usize)
            ),
        }
    }
}

impl PartialOrd for Problem {
    fn partial_cmp(&self, other: &Problem) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By path, line and column; those without a place first; then by severity, rule and words, so that the order is total.
impl Ord for Problem {
    fn cmp(&self, other: &Problem) -> Ordering {
        fn key(p: &Problem) -> Option<(&str, u32, u32)> {
            p.place
                .as_ref()
                .map(|at| (at.path.as_str(), at.line, at.column))
        }
        (
            key(self),
            self.severity,
            self.rule,
            &self.message,
            &self.help,
        )
            .cmp(&(
                key(other),
                other.severity,
                other.rule,
                &other.message,
                &other.help,
            ))
    }
}
