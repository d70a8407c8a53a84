//! YAML -> a tree of plain values, and the exact place of each of them.
//!
//! In: the text of the file. Out: [`Node`]s, and on demand the line and column of any key or value. It knows no key of
//! feedcard. The YAML crate tells places in its errors only: a place is asked for by walking to the value and failing
//! there, so that it always comes from the parser that read the value.

use std::cell::RefCell;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};

/// A value as YAML resolves it. Mappings keep their order and their duplicates.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// `null`, `~`, or nothing at all.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A whole number that is not negative.
    Count(u64),
    /// Any other number.
    Number,
    /// Text, plain or quoted.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// What a user would call it: `text`, `a list`.
    pub fn kind(&self) -> &'static str {
        match self {
            Node::Null => "nothing",
            Node::Bool(_) => "true or false",
            Node::Count(_) | Node::Number => "a number",
            Node::Text(_) => "text",
            Node::List(_) => "a list",
            Node::Map(_) => "a mapping",
        }
    }
}

/// Where in the tree: the position of the entry at each level, and whether its key or its value is meant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trail {
    /// Entry of a mapping or item of a list, from 0, outermost first.
    pub steps: Vec<usize>,
    /// The key of the last entry instead of its value.
    pub key: bool,
}

/// What the YAML parser refuses, with line and column from 1 where it names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The parser's words, without the place.
    pub message: String,
    /// Line and column in characters, from 1.
    pub at: Option<(u32, u32)>,
}

/// Reads one YAML document.
///
/// # Errors
/// Anything that is not YAML, a second document, a tag, a key that is itself a list or mapping.
pub fn read(text: &str) -> Result<Node, Refusal> {
    if text
        .lines()
        .all(|line| line.trim().is_empty() || line.starts_with('#'))
    {
        return Ok(Node::Null);
    }
    Grow.deserialize(serde_yaml::Deserializer::from_str(text))
        .map_err(|error| Refusal {
            message: without_place(&error.to_string()),
            at: error
                .location()
                .map(|at| (number(at.line()), number(at.column()))),
        })
}

/// Line, column (characters, from 1) and length of what `trail` points at.
pub fn place(text: &str, trail: &Trail) -> Option<(u32, u32, u32)> {
    let seek = Seek {
        steps: &trail.steps,
        key: trail.key,
        keep: None,
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

/// The scalar that `trail` points at as it was written, such as the `1.10` of a number; `None` for a list or mapping.
pub fn scalar(text: &str, trail: &Trail) -> Option<String> {
    let kept = RefCell::new(None);
    let seek = Seek {
        steps: &trail.steps,
        key: trail.key,
        keep: Some(&kept),
    };
    // The walk always ends in an error; what it saw on its way is the answer.
    let _ = seek.deserialize(serde_yaml::Deserializer::from_str(text));
    kept.into_inner()
}

/// Length of the scalar that `rest` of a line begins with.
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

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The crate ends its messages in ` at line 3 column 5` and explains with a second place.
fn without_place(message: &str) -> String {
    let words = message.split(" at line ").next().unwrap_or(message);
    words
        .split_once(": ")
        .filter(|(path, _)| !path.contains(' '))
        .map_or(words, |(_, rest)| rest)
        .to_string()
}

struct Grow;

impl<'de> DeserializeSeed<'de> for Grow {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Node, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Grow {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("text, a number, true or false, a list or a mapping")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Count(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(u64::try_from(value).map_or(Node::Number, Node::Count))
    }

    fn visit_u128<E>(self, _: u128) -> Result<Node, E> {
        Ok(Node::Number)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Node, E> {
        Ok(Node::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Number)
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(Grow)? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            entries.push((key, map.next_value_seed(Grow)?));
        }
        Ok(Node::Map(entries))
    }
}

/// Walks to the value at `steps` and fails there: the error carries the place.
struct Seek<'a> {
    steps: &'a [usize],
    key: bool,
    keep: Option<&'a RefCell<Option<String>>>,
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
        if let (true, Some(keep)) = (self.steps.is_empty(), self.keep) {
            *keep.borrow_mut() = Some(String::deserialize(from)?);
            Ok(())
        } else if self.steps.is_empty() {
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
            keep: self.keep,
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
            keep: self.keep,
        })?;
        Err(A::Error::custom("the mapping is shorter"))
    }
}
