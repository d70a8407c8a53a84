//! An aligned page -> the page less everything that is not the post's.
//!
//! Before the first and behind the last word of the post only its own pictures stay. Between two words, an element without any
//! of the post's words stays where the Markdown has something there that is not text, or words that the page spells differently.

use crate::site::align::Alignment;
use crate::site::outline::Outline;
use crate::site::parts::{holds_media, is_inline, is_media, is_skipped};
use crate::site::tree::{Id, Kind, ROOT, Tree};

/// Levels that are climbed in search of a picture that the Markdown has before its first or behind its last word.
const MOST_CLIMB: usize = 4;

/// Cuts, and returns the element that holds what is left.
pub(super) fn cut(tree: &mut Tree, alignment: &Alignment, outline: &Outline) -> Id {
    let (lead, trail) = ends(outline);
    let top = climb(tree, alignment, lead, trail);
    let kept = [
        media(tree, alignment, top, lead, Side::Before),
        media(tree, alignment, top, trail, Side::Behind),
    ]
    .concat();
    let cutter = Cutter {
        alignment,
        outline,
        holds_kept: holders(tree, &kept),
    };
    let mut out = Vec::new();
    cutter.walk(tree, top, &mut out);
    for id in out {
        tree.detach(id);
    }
    top
}

/// Returns true if the tree holds everything without words that the Markdown has before its first and behind its last word.
pub(super) fn holds_ends(tree: &Tree, alignment: &Alignment, outline: &Outline) -> bool {
    let (lead, trail) = ends(outline);
    let held = |most, side| media(tree, alignment, ROOT, most, side).len();
    held(lead, Side::Before) >= lead && held(trail, Side::Behind) >= trail
}

/// Things without words before the first and behind the last word.
fn ends(outline: &Outline) -> (usize, usize) {
    let others = outline.others.iter();
    let trail = |at: &&usize| **at >= outline.words.len();
    (
        others.clone().filter(|&&at| at == 0).count(),
        others.filter(trail).count(),
    )
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    Behind,
}

/// The element to cut inside of: higher than the alignment's where that adds no foreign words, or where it holds pictures
/// that the Markdown has at its ends.
fn climb(tree: &Tree, alignment: &Alignment, lead: usize, trail: usize) -> Id {
    let mut top = alignment.top;
    if !matches!(tree.kind(top), Kind::Element(..)) {
        return top;
    }
    let pure = |id: Id| {
        let (from, to) = alignment.range(id);
        from >= alignment.first && to <= alignment.last + 1
    };
    let enough = |id: Id| {
        media(tree, alignment, id, lead, Side::Before).len() >= lead.min(1)
            && media(tree, alignment, id, trail, Side::Behind).len() >= trail.min(1)
    };
    while let Some(up) = tree
        .parent(top)
        .filter(|&up| pure(up) && !is_page(tree, up))
    {
        top = up;
    }
    if !enough(top) {
        let higher = tree.ancestors(top).take(MOST_CLIMB);
        let mut higher = higher.take_while(|&up| !is_page(tree, up));
        top = higher.find(|&up| enough(up)).unwrap_or(top);
    }
    top
}

fn is_page(tree: &Tree, id: Id) -> bool {
    matches!(tree.name(id), "body" | "html" | "")
}

/// The `most` things without words inside of `top` that are nearest to the post's first or last word.
fn media(tree: &Tree, alignment: &Alignment, top: Id, most: usize, side: Side) -> Vec<Id> {
    if most == 0 {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = tree.first(top);
    // Elements without words have no position among the words: those inside of the first word's line are before it in the tree.
    while let Some(id) = at {
        let (from, to) = alignment.range(id);
        let outside = match side {
            Side::Before => to <= alignment.first,
            Side::Behind => from > alignment.last,
        };
        let skip = is_skipped(tree, id)
            || match side {
                Side::Before => from > alignment.first,
                Side::Behind => false,
            };
        let hit = !skip && outside && is_media(tree, id) && !holds_link_home(tree, id);
        if hit {
            found.push(id);
        }
        at = match tree.first(id) {
            Some(child) if !skip && !hit => Some(child),
            _ => tree.beyond(id, top),
        };
    }
    match side {
        Side::Before => found.split_off(found.len().saturating_sub(most)),
        Side::Behind => {
            found.truncate(most);
            found
        }
    }
}

/// Returns true for the site's logo: a picture inside of a link to the front page.
fn holds_link_home(tree: &Tree, id: Id) -> bool {
    let link = tree.ancestors(id).find(|&up| tree.name(up) == "a");
    link.is_some_and(|link| tree.get(link, "href") == Some("/"))
}

/// For each node, true if it is or holds one of `kept`.
fn holders(tree: &Tree, kept: &[Id]) -> Vec<bool> {
    let mut holds = vec![false; tree.len()];
    for &one in kept {
        let mut above = std::iter::once(one).chain(tree.ancestors(one));
        // Above one that is known, all are.
        while let Some(id) = above.next()
            && !std::mem::replace(&mut holds[id as usize], true)
        {}
    }
    holds
}

struct Cutter<'a> {
    alignment: &'a Alignment,
    outline: &'a Outline,
    /// For each node, true if it is or holds a picture before the first or behind the last word that is the post's.
    holds_kept: Vec<bool>,
}

impl Cutter<'_> {
    /// Collects the nodes to remove from `parent`.
    fn walk(&self, tree: &Tree, parent: Id, out: &mut Vec<Id>) {
        let mut open = vec![tree.first(parent)];
        while let Some(level) = open.last_mut() {
            let Some(id) = *level else {
                open.pop();
                continue;
            };
            *level = tree.next(id);
            if self.alignment.held(id) > 0 {
                open.push(tree.first(id));
            } else if !self.stays(tree, id) {
                out.push(id);
            } else if self.holds_kept[id as usize] && !is_media(tree, id) {
                open.push(tree.first(id));
            }
        }
    }

    /// Returns true if something that holds none of the post's words is part of the post all the same.
    fn stays(&self, tree: &Tree, id: Id) -> bool {
        let (from, to) = self.alignment.range(id);
        let wordless = from == to;
        match tree.kind(id) {
            Kind::Text(_) if wordless => return true,
            Kind::Other | Kind::Document => return true,
            Kind::Text(_) | Kind::Element(..) => {}
        }
        if self.holds_kept[id as usize] {
            return true;
        }
        let words = self.outline.words.len();
        let before = self.alignment.before(from);
        let behind = self.alignment.behind(to);
        // The Markdown's words at this place that were not found, and the things here that are not text.
        let (start, end) = (before.map_or(0, |at| at + 1), behind.unwrap_or(words));
        let unsaid = end.saturating_sub(start);
        let (others, pictures) = self.outline.between(start, end);
        let empty = wordless && !holds_media(tree, id);
        match (before, behind) {
            // At the ends a sentence continues up to where the page begins to differ, and no further.
            (None, _) | (_, None) => {
                empty && is_inline(tree, id) || unsaid > 0 && self.shares_line(tree, id)
            }
            _ if empty => is_inline(tree, id) || matches!(tree.name(id), "br" | "hr" | "wbr"),
            // Where the Markdown has only pictures, only pictures stay.
            _ => unsaid > 0 || others > pictures || pictures > 0 && holds_media(tree, id),
        }
    }

    /// Returns true if `id` is on one line with a word of the post.
    fn shares_line(&self, tree: &Tree, id: Id) -> bool {
        if !is_inline(tree, id) {
            return false;
        }
        let line = tree.ancestors(id).find(|&up| !is_inline(tree, up));
        let paragraph = line.filter(|&line| {
            matches!(
                tree.name(line),
                "p" | "li"
                    | "td"
                    | "th"
                    | "dd"
                    | "dt"
                    | "pre"
                    | "h1"
                    | "h2"
                    | "h3"
                    | "h4"
                    | "h5"
                    | "h6"
                    | "blockquote"
            )
        });
        paragraph.is_some_and(|line| self.alignment.held(line) > 0)
    }
}
