//! The dates of publication and change: from the front matter, else from the name of the file or folder.
//!
//! In: front matter and the site's time zone. Out: dates in the author's offset, or the text to type instead. Never "now".

use crate::config::Config;
use crate::config::tree::Node;
use crate::date::{Date, Note, Refused};
use crate::problem::{Problem, Spot};
use crate::read::front_matter::{FieldValue, FrontMatter};
use crate::read::permalink;
use crate::read::title;

/// Facts that the dates of one post are read from.
pub struct Dates<'a> {
    /// Which keys hold dates, and the time zone of those without an offset.
    pub config: &'a Config,
    /// The front matter.
    pub front_matter: &'a FrontMatter<'a>,
}

impl Dates<'_> {
    /// Date of publication; `stem` is the name of its file or folder, `title` the place for a post without a date of its own.
    pub fn published(&self, stem: &str, title: &Spot, problems: &mut Vec<Problem>) -> Option<Date> {
        if let Some(found) = self.find(&self.config.fields.date) {
            return self.date(&found, problems);
        }
        if let Some((date, _)) = permalink::dated(stem) {
            match Date::parse(&date, self.config.timezone) {
                Ok(parsed) => return Some(parsed.date),
                Err(refused) => problems.push(
                    Problem::error(
                        "date-impossible",
                        format!("the file name begins with `{date}`, and there is no such day"),
                    )
                    .at(title)
                    .help(refused.help("date")),
                ),
            }
            return None;
        }
        problems.push(
            Problem::warning("date-missing", "no date: not published")
                .at(title)
                .help(format!("date: YYYY-MM-DD HH:MM:SS {}", self.offset())),
        );
        None
    }

    /// The usual offset of this blog's dates: `+09:00`.
    fn offset(&self) -> String {
        let winter =
            Date::parse("2024-01-31", self.config.timezone).map(|parsed| parsed.date.rfc3339());
        let text = winter.unwrap_or_default();
        if text.ends_with('Z') {
            "+00:00".into()
        } else {
            text.get(19..).unwrap_or_default().into()
        }
    }

    /// Date of the last change; never before `published`.
    pub fn updated(&self, published: Date, problems: &mut Vec<Problem>) -> Option<Date> {
        let found = self.find(&self.config.fields.updated)?;
        let updated = self.date(&found, problems)?;
        if updated < published {
            problems.push(
                Problem::warning(
                    "updated-before-date",
                    format!("`{}` is before the post was published; ignored", found.key),
                )
                .at(self.front_matter.place(&found.trail))
                .help("delete it, or correct it"),
            );
            return None;
        }
        Some(updated)
    }

    /// True if the value is meant as a date: `published: true` is a switch and `updated: ""` an empty form field.
    pub fn says(found: &FieldValue) -> bool {
        match found.node {
            Node::Bool(_) => false,
            Node::Text(text) => !text.trim().is_empty(),
            Node::Null | Node::Count(_) | Node::Number | Node::List(_) | Node::Map(_) => true,
        }
    }

    /// The first of `keys` with such a value.
    fn find(&self, keys: &[String]) -> Option<FieldValue<'_>> {
        keys.iter()
            .filter_map(|key| self.front_matter.get(key))
            .find(Dates::says)
    }

    /// The first date inside a list or mapping, for a help line.
    fn inside(&self, found: &FieldValue) -> String {
        let texts: Vec<&Node> = match found.node {
            Node::List(items) => items.iter().take(10).collect(),
            Node::Map(entries) => entries.iter().take(10).map(|(_, node)| node).collect(),
            _ => Vec::new(),
        };
        let date = |node: &&Node| match node {
            Node::Text(text) => Date::parse(text, self.config.timezone)
                .is_ok()
                .then(|| text.trim().to_owned()),
            _ => None,
        };
        texts
            .iter()
            .find_map(date)
            .unwrap_or_else(|| format!("YYYY-MM-DD HH:MM:SS {}", self.offset()))
    }

    /// A value as a date, or the problem with it.
    pub fn date(&self, found: &FieldValue, problems: &mut Vec<Problem>) -> Option<Date> {
        let place = || self.front_matter.place(&found.trail);
        let zone = self.config.timezone;
        let Some(text) = self.front_matter.text(found.node, &found.trail) else {
            problems.push(
                Problem::error(
                    "date-spelling",
                    format!(
                        "`{}` is {}, and a date was wanted",
                        found.key,
                        found.node.kind()
                    ),
                )
                .at(place())
                .help(format!("{}: {}", found.key, self.inside(found))),
            );
            return None;
        };
        let refused = match Date::parse(&text, zone) {
            Ok(parsed) => {
                if let Some(note) = parsed.note {
                    let help = format!("{}: {}", found.key, parsed.date.rfc3339());
                    let problem = doubtful(note, &text, zone, parsed.date);
                    problems.push(problem.at(place()).help(help));
                }
                return Some(parsed.date);
            }
            Err(refused) => refused,
        };
        let text = title::one_line(&text);
        let help = refused.help(&found.key);
        let problem = match refused {
            Refused::Spelling(meanings) if meanings.len() > 1 => Problem::error(
                "date-spelling",
                format!("`{text}` may mean {} dates", meanings.len()),
            ),
            Refused::Spelling(_) => {
                Problem::error("date-spelling", format!("`{text}` is not a date"))
            }
            Refused::Impossible { why, .. } => Problem::error("date-impossible", why),
            Refused::Year => Problem::error(
                "date-year",
                format!("`{text}` is outside the years 1 to 9999"),
            ),
        };
        let problem = problem.help(help);
        problems.push(problem.at(place()));
        None
    }
}

fn doubtful(note: Note, text: &str, zone: chrono_tz::Tz, date: Date) -> Problem {
    let text = title::one_line(text);
    let taken = date.rfc3339();
    match note {
        Note::Twice => Problem::warning(
            "date-twice",
            format!("`{text}` happened twice in {zone}; taken as {taken}"),
        ),
        Note::Never => Problem::warning(
            "date-never",
            format!("`{text}` never happened in {zone}, whose clocks skipped it; taken as {taken}"),
        ),
        Note::LeapSecond => Problem::warning(
            "date-leap-second",
            format!("`{text}` is a leap second, which feeds cannot say; taken as {taken}"),
        ),
    }
}
