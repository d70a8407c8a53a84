//! Problems as rustc prints them: the source line, a caret under the right syllable, a help line.
//!
//! In: problems in order. Out: text for a terminal; ANSI styles only when asked for.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::problem::{Place, Problem, Severity};
use crate::report::text;

/// Every problem, a blank line after each.
pub fn render(problems: &[Problem], color: bool) -> String {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    problems
        .iter()
        .map(|problem| one(&renderer, problem) + "\n\n")
        .collect()
}

fn one(renderer: &Renderer, problem: &Problem) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level
        .primary_title(text::line(&problem.words()))
        .id(problem.rule);
    let mut group = Group::with_title(title);
    if let Some(place) = &problem.place {
        group = if place.line == 0 {
            group.element(Origin::path(text::line(&place.path)))
        } else {
            group.element(snippet(place))
        };
    }
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(text::line(help)));
    }
    renderer.render(&[group])
}

fn snippet(place: &Place) -> Snippet<'static, annotate_snippets::Annotation<'static>> {
    let start = place.column.saturating_sub(1 + place.cut) as usize;
    let line = text::source(&place.text);
    let span = if place.column == 0 {
        let indent = line.len() - line.trim_start().len();
        indent..line.trim_end().len().max(indent)
    } else {
        byte_at(&line, start)..byte_at(&line, start + place.length as usize)
    };
    Snippet::source(line)
        .line_start(place.line as usize)
        .path(text::line(&place.path))
        .annotation(AnnotationKind::Primary.span(span))
}

/// Byte offset of the character `index`, or the end of the line.
fn byte_at(line: &str, index: usize) -> usize {
    line.char_indices()
        .nth(index)
        .map_or(line.len(), |(at, _)| at)
}
