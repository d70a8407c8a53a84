//! YAML -> a tree of plain values, and the exact place of each of them.
//!
//! In: the text of the file. Out: [`Node`]s, and on demand (see [`place`]) the line and column of any key or value. It
//! knows no key of feedcard. A document may not grow beyond its reader's limits, whatever its aliases repeat.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

pub use crate::config::spot::{place, scalars};

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
    /// The node's kind in a user's words: `text`, `a list`.
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

/// A place in the tree: the position of the entry at each level, and a choice between its key and its value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trail {
    /// Entry of a mapping or item of a list, from 0, outermost first.
    pub steps: Vec<usize>,
    /// The key of the last entry instead of its value.
    pub key: bool,
}

/// A refusal of the YAML parser, with line and column from 1 where it names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The parser's words, without the place.
    pub message: String,
    /// Line and column in characters, from 1.
    pub at: Option<(u32, u32)>,
}

/// Most brackets open at one place of a document, in texts too: no person writes as many.
const MOST_OPEN: usize = 500;

/// Limits of one document, whatever its aliases repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Most {
    /// Keys and values; what an alias repeats counts each time.
    pub values: usize,
    /// Lists and mappings inside each other.
    pub depth: usize,
    /// Bytes of the document; its texts, those that an alias repeats counted each time, may have as many.
    pub bytes: usize,
}

impl Most {
    /// Limits of files without a limit in the configuration: the configuration itself.
    pub const USUAL: Most = Most {
        values: 20_000,
        depth: 32,
        bytes: 1 << 20,
    };

    /// True if a document is parsed at all: the parser's time grows with its length times the brackets that are open.
    ///
    /// # Errors
    /// Message about its length or its brackets.
    fn admits(self, text: &str) -> Result<(), Refusal> {
        let refuse = |message| Err(Refusal { message, at: None });
        if text.len() > self.bytes {
            let (bytes, most) = (text.len(), self.bytes);
            return refuse(format!("{bytes} bytes, and the limit is {most}"));
        }
        let mut open = 0_usize;
        for byte in text.bytes() {
            match byte {
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
            if open > MOST_OPEN {
                return refuse(format!("more than {MOST_OPEN} brackets open"));
            }
        }
        Ok(())
    }
}

/// Reads one YAML document of at most `most`.
///
/// # Errors
/// Anything that is not YAML, a second document, a tag, a key that is itself a list or mapping, more than `most`.
pub fn read(text: &str, most: Most) -> Result<Node, Refusal> {
    if text
        .lines()
        .all(|line| line.trim().is_empty() || line.starts_with('#'))
    {
        return Ok(Node::Null);
    }
    most.admits(text)?;
    let spent = Spent {
        most,
        values: Cell::new(0),
        bytes: Cell::new(0),
    };
    Grow {
        spent: &spent,
        depth: 0,
    }
    .deserialize(serde_yaml::Deserializer::from_str(text))
    .map_err(|error| Refusal {
        message: without_place(&error.to_string()),
        at: error
            .location()
            .map(|at| (number(at.line()), number(at.column()))),
    })
}

pub(super) fn number(count: usize) -> u32 {
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

/// Size of the tree so far.
struct Spent {
    most: Most,
    values: Cell<usize>,
    bytes: Cell<usize>,
}

impl Spent {
    fn value<E: serde::de::Error>(&self) -> Result<(), E> {
        self.values.set(self.values.get() + 1);
        let most = self.most.values;
        if self.values.get() <= most {
            return Ok(());
        }
        let message = format!("more than {most} keys and values, aliases repeated");
        Err(E::custom(message))
    }

    fn text<E: serde::de::Error>(&self, text: &str) -> Result<(), E> {
        self.bytes.set(self.bytes.get().saturating_add(text.len()));
        let most = self.most.bytes;
        if self.bytes.get() <= most {
            return Ok(());
        }
        let message = format!("more than {most} bytes of text, aliases repeated");
        Err(E::custom(message))
    }
}

#[derive(Clone, Copy)]
struct Grow<'s> {
    spent: &'s Spent,
    depth: usize,
}

impl Grow<'_> {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        let most = self.spent.most.depth;
        if self.depth >= most {
            let message = format!("lists and mappings more than {most} deep");
            return Err(E::custom(message));
        }
        Ok(Grow {
            depth: self.depth + 1,
            ..self
        })
    }
}

impl<'de> DeserializeSeed<'de> for Grow<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Node, D::Error> {
        self.spent.value()?;
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Grow<'_> {
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

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Node, E> {
        self.spent.text(value)?;
        Ok(Node::Text(value.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let deeper = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(deeper)? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let deeper = self.deeper()?;
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            self.spent.value()?;
            self.spent.text(&key)?;
            entries.push((key, map.next_value_seed(deeper)?));
        }
        Ok(Node::Map(entries))
    }
}
