//! What is wrong, where, and what to type instead.
//!
//! In: facts found by any room. Out: values that `report` prints in four formats.
//! It prints nothing and opens nothing: the source line travels with the place.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// How bad a problem is. An error keeps `out/` as it was; a warning does so under `--strict` only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The post, file or picture cannot be published as it stands.
    Error,
    /// Something was repaired or left out; the author should know.
    Warning,
    /// Shown with `-v` only.
    Note,
}

/// A span in one file: what a caret points at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, relative to the configuration's folder, with forward slashes.
    pub path: String,
    /// Line in the file, counted from 1. 0: the file as a whole.
    pub line: u32,
    /// Column in characters (not bytes), counted from 1. 0: the line as a whole.
    pub column: u32,
    /// Length of the span in characters; at least 1 where `column` is given.
    pub length: u32,
    /// The text of that line, without its line ending.
    pub text: String,
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
        }
    }

    /// `length` characters at `line`:`column` (from 1) of `path`, whose line reads `text`.
    pub fn span(
        path: impl Into<String>,
        line: u32,
        column: u32,
        length: u32,
        text: impl Into<String>,
    ) -> Place {
        Place {
            path: path.into(),
            line,
            column,
            length: length.max(1),
            text: text.into(),
        }
    }
}

/// A place that is found out when a problem needs it: to find it may cost more than to read what stands there.
#[derive(Clone)]
pub struct Spot(Arc<dyn Fn() -> Place + Send + Sync>);

impl Spot {
    /// The place that `find` tells, whenever it is asked.
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// Stable kebab-case name of the rule, such as `date-impossible`; SARIF `ruleId`.
    pub rule: &'static str,
    /// Lower case, no final stop, back-ticks round the user's words.
    pub message: String,
    /// Where; `None` for problems of no file.
    pub place: Option<Place>,
    /// What to type, if that can be said.
    pub help: Option<String>,
}

impl Problem {
    /// An error under `rule`.
    pub fn error(rule: &'static str, message: impl Into<String>) -> Problem {
        Problem {
            severity: Severity::Error,
            rule,
            message: message.into(),
            place: None,
            help: None,
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

    /// True if it keeps the output from being written.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
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
