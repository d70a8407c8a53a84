//! Front matter that YAML refuses -> the same text repaired, or a hint at the text to type.
//!
//! In: the text as written. Out: places count lines and columns of that text, from 1. It reports nothing itself.

use crate::config::tree::{self, Most, Node};
use crate::problem::Problem;

/// Text that was repaired.
pub struct Repaired {
    /// With as many lines as the text as written.
    pub text: String,
    /// The repaired tree.
    pub node: Node,
    /// Report of the repair; without its place.
    pub problem: Problem,
    /// Line, column and length of the first repair.
    pub span: (usize, usize, usize),
}

/// Line, column and words.
pub type Hint = (usize, usize, String);

/// Every repair, in the order in which they are tried.
pub const REPAIRS: [fn(&str, Most) -> Option<Repaired>; 2] = [without_tabs, without_controls];

/// Tabs at the beginnings of lines as spaces, if that makes it YAML.
fn without_tabs(written: &str, most: Most) -> Option<Repaired> {
    let tabbed = |line: &str| line[..line.len() - line.trim_start().len()].contains('\t');
    let number = written.lines().position(tabbed)?;
    let (text, node) = [2, 4, 8, 1].into_iter().find_map(|width| {
        let spaced = spaced(written, width);
        tree::read(&spaced, most).ok().map(|node| (spaced, node))
    })?;
    let line = written.lines().nth(number).unwrap_or_default();
    let indent = line.chars().take_while(|c| c.is_whitespace()).count();
    let problem = Problem::warning(
        "yaml-tab",
        "YAML is indented with spaces, and this is a tab; read as spaces",
    )
    .help("replace each tab at the beginning of a line with two spaces");
    Some(Repaired {
        text,
        node,
        problem,
        span: (number + 1, 1, indent),
    })
}

/// Control characters, which YAML refuses, as blanks.
fn without_controls(written: &str, most: Most) -> Option<Repaired> {
    let forbidden = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\u{85}');
    let (number, line) = written
        .lines()
        .enumerate()
        .find(|(_, line)| line.contains(forbidden))?;
    let text = written.replace(forbidden, " ");
    let node = tree::read(&text, most).ok()?;
    let column = line.chars().take_while(|&c| !forbidden(c)).count() + 1;
    let problem = Problem::warning(
        "yaml-control",
        "an invisible control character is here; read as a blank",
    )
    .help("delete it");
    Some(Repaired {
        text,
        node,
        problem,
        span: (number + 1, column, 1),
    })
}

/// A key whose colon is not one, or is not followed by a plain blank.
pub fn colon(written: &str) -> Option<Hint> {
    for (number, line) in written.lines().enumerate() {
        let key: String = line
            .trim_start()
            .chars()
            .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
            .collect();
        if key.is_empty() {
            continue;
        }
        let after: Vec<char> = line
            .trim_start()
            .chars()
            .skip(key.chars().count())
            .take(2)
            .collect();
        let column =
            line.chars().count() - line.trim_start().chars().count() + key.chars().count() + 1;
        match after.as_slice() {
            ['：' | '﹕' | '︰', ..] => {
                return Some((
                    number + 1,
                    column,
                    format!("the colon is full-width; type `{key}: …`"),
                ));
            }
            [':', '\u{A0}' | '\u{3000}' | '\u{2007}' | '\u{202F}'] => {
                return Some((
                    number + 1,
                    column + 1,
                    format!(
                        "the blank after the colon is not one that YAML accepts; type `{key}: …` with a plain one"
                    ),
                ));
            }
            _ => {}
        }
    }
    None
}

/// A quote that is still open where the parser gave up, at the end of the text.
pub fn quote(written: &str, line: usize) -> Option<Hint> {
    if line <= written.lines().count() {
        return None;
    }
    let opens = |line: &str| {
        let (_, value) = line.split_once(':')?;
        let quote = value.trim_start().chars().next()?;
        let one = matches!(quote, '"' | '\'') && value.matches(quote).count() == 1;
        one.then(|| line.chars().take_while(|&c| c != quote).count() + 1)
    };
    let (number, column) = (1..)
        .zip(written.lines())
        .filter_map(|(number, line)| Some((number, opens(line)?)))
        .last()?;
    Some((number, column, "close the quote that opens here".into()))
}

fn spaced(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches([' ', '\t']);
        for c in line[..line.len() - bare.len()].chars() {
            out.push_str(if c == '\t' { &"        "[..width] } else { " " });
        }
        out.push_str(bare);
    }
    out
}
