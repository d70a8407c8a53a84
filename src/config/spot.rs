//! Parsed YAML -> the place of each value in it, and the written form of its numbers.
//!
//! In: the text and its tree. Out: lines, columns, scalars. The YAML crate tells places in its errors only: a
//! place is asked for by walking to the value and failing there, so that it always comes from the parser that read it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};

use crate::config::tree::{Node, Trail, number};

/// Line, column (characters, from 1) and length of what `trail` points at.
pub fn place(text: &str, trail: &Trail) -> Option<(u32, u32, u32)> {
    let seek = Seek {
        steps: &trail.steps,
        key: trail.key,
    };
    let error = seek
        .deserialize(serde_yaml::Deserializer::from_str(text))
        .err()?;
    let at = error.location()?;
    let line = text.lines().nth(at.line().checked_sub(1)?)?;
    let rest: Vec<char> = line.chars().skip(at.column().checked_sub(1)?).collect();
    Some((
        number(at.line()),
        number(at.column()),
        number(token(&rest, trail.key)),
    ))
}

/// The scalars of `node`, which `text` was read as, that are not text: as they were written, such as `1.10`, by their
/// steps. One walk for all of them.
pub fn scalars(text: &str, node: &Node) -> BTreeMap<Vec<usize>, String> {
    let kept = RefCell::new(BTreeMap::new());
    let note = Note {
        node,
        steps: Vec::new(),
        kept: &kept,
    };
    // The text was parsed before; a walk that ends early has kept what it saw.
    let _ = note.deserialize(serde_yaml::Deserializer::from_str(text));
    kept.into_inner()
}

/// Length of the scalar at the start of `rest` of a line.
fn token(rest: &[char], key: bool) -> usize {
    let quote = rest
        .first()
        .copied()
        .filter(|first| matches!(first, '"' | '\''));
    if let Some(quote) = quote {
        let close = rest.iter().skip(1).position(|&c| c == quote);
        return close.map_or(rest.len(), |at| at + 2);
    }
    let ends = |at: usize| {
        let next = rest.get(at + 1);
        match rest[at] {
            ':' => key && next.is_none_or(|c| c.is_whitespace()),
            '#' => at > 0 && rest[at - 1].is_whitespace(),
            ',' => next.is_none_or(|c| c.is_whitespace()),
            ']' | '}' => !rest[..at].iter().any(|c| matches!(c, '[' | '{')),
            _ => false,
        }
    };
    let end = (0..rest.len()).find(|&at| ends(at)).unwrap_or(rest.len());
    rest[..end]
        .iter()
        .collect::<String>()
        .trim_end()
        .chars()
        .count()
        .max(1)
}

/// Walks along a known tree and keeps the written form of its numbers and flags.
struct Note<'n, 'k> {
    node: &'n Node,
    steps: Vec<usize>,
    kept: &'k RefCell<BTreeMap<Vec<usize>, String>>,
}

impl<'n, 'k> Note<'n, 'k> {
    fn below(&self, at: usize, node: &'n Node) -> Note<'n, 'k> {
        Note {
            node,
            steps: [self.steps.as_slice(), &[at]].concat(),
            kept: self.kept,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Note<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        match self.node {
            Node::Bool(_) | Node::Count(_) | Node::Number => {
                let written = String::deserialize(from)?;
                self.kept.borrow_mut().insert(self.steps, written);
                Ok(())
            }
            Node::List(_) => from.deserialize_seq(self),
            Node::Map(_) => from.deserialize_map(self),
            Node::Null | Node::Text(_) => IgnoredAny::deserialize(from).map(|_| ()),
        }
    }
}

impl<'de> Visitor<'de> for Note<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("what was read before")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if let Node::List(items) = self.node {
            for (at, item) in items.iter().enumerate() {
                list.next_element_seed(self.below(at, item))?;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if let Node::Map(entries) = self.node {
            for (at, (_, node)) in entries.iter().enumerate() {
                map.next_key::<IgnoredAny>()?;
                map.next_value_seed(self.below(at, node))?;
            }
        }
        Ok(())
    }
}

/// Walks to the value at `steps` and fails there: the error carries the place.
struct Seek<'a> {
    steps: &'a [usize],
    key: bool,
}

/// Refuses every value.
struct Stop;

impl<'de> Visitor<'de> for Stop {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("nothing")
    }
}

impl<'de> DeserializeSeed<'de> for Stop {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        if self.steps.is_empty() {
            from.deserialize_any(Stop)
        } else {
            from.deserialize_any(self)
        }
    }
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list or a mapping")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Some((&step, steps)) = self.steps.split_first() else {
            return Err(A::Error::custom("no step"));
        };
        for _ in 0..step {
            list.next_element::<IgnoredAny>()?;
        }
        list.next_element_seed(Seek {
            steps,
            key: self.key,
        })?;
        Err(A::Error::custom("the list is shorter"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((&step, steps)) = self.steps.split_first() else {
            return Err(A::Error::custom("no step"));
        };
        for _ in 0..step {
            map.next_entry::<IgnoredAny, IgnoredAny>()?;
        }
        if steps.is_empty() && self.key {
            map.next_key_seed(Stop)?;
        }
        map.next_key::<IgnoredAny>()?;
        map.next_value_seed(Seek {
            steps,
            key: self.key,
        })?;
        Err(A::Error::custom("the mapping is shorter"))
    }
}
