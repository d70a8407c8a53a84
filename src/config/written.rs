//! The text that a document was read from: it knows the place of each of its values, and how a number was written.

use crate::config::hints::chars;
use crate::config::tree::{self, Node, Trail};
use crate::problem::Place;

/// A text with values in it.
pub trait Written {
    /// Place of a value, or of its key.
    fn place(&self, trail: &Trail) -> Place;

    /// A scalar as it is spelled: `1.10` stays `1.10`.
    fn scalar(&self, node: &Node, trail: &Trail) -> Option<String>;

    /// The text as a whole.
    fn file(&self) -> Place;
}

impl<W: Written + ?Sized> Written for &W {
    fn place(&self, trail: &Trail) -> Place {
        (**self).place(trail)
    }

    fn scalar(&self, node: &Node, trail: &Trail) -> Option<String> {
        (**self).scalar(node, trail)
    }

    fn file(&self) -> Place {
        (**self).file()
    }
}

/// The configuration file.
pub(super) struct ConfigFile<'a> {
    /// Its text.
    pub text: &'a str,
    /// Its name in problems.
    pub path: &'a str,
}

impl ConfigFile<'_> {
    fn line(&self, line: u32) -> &str {
        let at = (line as usize).saturating_sub(1);
        self.text.lines().nth(at).unwrap_or_default()
    }

    /// Its first line that is not blank, for a problem with all of it.
    pub fn first_line(&self) -> (Place, &str) {
        let (line, text) = crate::config::hints::first_line(self.text);
        (Place::span(self.path, line, 1, chars(text), text), text)
    }
}

impl Written for ConfigFile<'_> {
    fn place(&self, trail: &Trail) -> Place {
        let Some((line, column, length)) = tree::place(self.text, trail) else {
            return Place::file(self.path);
        };
        Place::span(self.path, line, column, length, self.line(line))
    }

    fn scalar(&self, node: &Node, trail: &Trail) -> Option<String> {
        if let Node::Text(text) = node {
            return Some(text.clone());
        }
        let (line, column, length) = tree::place(self.text, trail)?;
        let line = self.line(line).chars();
        let from = column as usize - 1;
        Some(line.skip(from).take(length as usize).collect())
    }

    fn file(&self) -> Place {
        Place::file(self.path)
    }
}
