//! The words of a post and the tree of its page -> which words of the page are the post's, and the element that holds them.
//!
//! First the deepest element that holds (nearly) as many of the words as the whole page does, counted without order: that
//! leaves aside a table of contents, a teaser or a list of other posts. Then both sequences are compared in order.

use imara_diff::{Algorithm, Diff, Token};
use indexmap::IndexMap;

use crate::site::outline::Outline;
use crate::site::page_words::PageWords;
use crate::site::tree::{Id, Kind, ROOT, Tree};
use crate::site::words::{self, Word};

/// A post of fewer words may stand in its page by chance, as a summary say.
const FEW_WORDS: usize = 24;

/// Up to so many matching words in a row, far away from all others, are chance.
const STRAY_WORDS: usize = 3;

/// Up to so many words at an end are moved together.
const MOST_SLIDE: usize = 12;

/// So many foreign words between two groups mean that they are far apart.
const STRAY_GAP: usize = 24;

/// Places of a post's words in its page.
pub(super) struct Alignment {
    /// First and last word of the page that is one of the post's.
    pub first: usize,
    /// See `first`.
    pub last: usize,
    /// The deepest element that holds both.
    pub top: Id,
    /// Words of the post that were found.
    pub found: usize,
    /// For each node, the number of the page's words before it.
    from: Vec<u32>,
    /// For the end of each node, the number of words before it.
    to: Vec<u32>,
    /// For each word of the page, the number of the post's words before it.
    sums: Vec<u32>,
    /// For each word of the page, the last of the post's before it.
    before: Vec<Option<usize>>,
    /// For each word of the page, the first of the post's at or behind it.
    behind: Vec<Option<usize>>,
}

impl Alignment {
    /// Aligns; `None` where the page has none of the words.
    pub fn of(tree: &Tree, page: PageWords, outline: &Outline) -> Option<Alignment> {
        match only_place(&outline.words, &page.words) {
            Some(at) => Alignment::at(tree, page, at, outline),
            None => {
                let matched = in_order(tree, &page, &outline.words);
                Alignment::new(tree, page, &matched)
            }
        }
    }

    /// The post stands whole in the page, from its word `at` on.
    pub fn at(tree: &Tree, page: PageWords, at: usize, outline: &Outline) -> Option<Alignment> {
        let mut matched = vec![None; page.words.len()];
        let there = matched[at..].iter_mut().zip(0..outline.words.len());
        there.for_each(|(one, word)| *one = Some(word));
        Alignment::new(tree, page, &matched)
    }

    fn new(tree: &Tree, page: PageWords, matched: &[Option<usize>]) -> Option<Alignment> {
        let first = matched.iter().position(Option::is_some)?;
        let last = matched.iter().rposition(Option::is_some)?;
        let top = common(tree, page.nodes[first], page.nodes[last]);
        let mut sums = Vec::with_capacity(matched.len() + 1);
        let mut found = 0;
        sums.push(0);
        for one in matched {
            found += u32::from(one.is_some());
            sums.push(found);
        }
        let mut before = Vec::with_capacity(matched.len() + 1);
        let mut near = None;
        for one in matched {
            before.push(near);
            near = one.or(near);
        }
        before.push(near);
        let mut behind = vec![None; matched.len() + 1];
        for at in (0..matched.len()).rev() {
            behind[at] = matched[at].or(behind[at + 1]);
        }
        Some(Alignment {
            found: found as usize,
            before,
            behind,
            first,
            last,
            top,
            from: page.from,
            to: page.to,
            sums,
        })
    }

    /// The range of the page's words that are inside of `id`.
    pub fn range(&self, id: Id) -> (usize, usize) {
        (
            self.from[id as usize] as usize,
            self.to[id as usize] as usize,
        )
    }

    /// Number of the post's words that are inside of `id`.
    pub fn held(&self, id: Id) -> usize {
        let (from, to) = self.range(id);
        (self.sums[to] - self.sums[from]) as usize
    }

    /// The post's word before word `at` of the page.
    pub fn before(&self, at: usize) -> Option<usize> {
        self.before[at]
    }

    /// The post's word at or behind word `at` of the page.
    pub fn behind(&self, at: usize) -> Option<usize> {
        self.behind[at]
    }
}

/// The only place at which the page has all of the post's words, one behind the other; `None` where they are few, have several
/// such places or none.
pub(super) fn only_place(post: &[Word], page: &[Word]) -> Option<usize> {
    if post.len() < FEW_WORDS {
        return None;
    }
    // What is repeated all the time makes comparing long: then it is left to the other way.
    let mut left = 8 * page.len();
    let mut found = None;
    for (at, there) in page.windows(post.len()).enumerate() {
        let same = there.iter().zip(post).take_while(|(a, b)| a == b).count();
        left = left.checked_sub(same)?;
        if same == post.len() && found.replace(at).is_some() {
            return None;
        }
    }
    found
}

/// For each word of the page, which of the post's it is, compared in order in the element that holds them.
fn in_order(tree: &Tree, page: &PageWords, words: &[Word]) -> Vec<Option<usize>> {
    let mut numbers: IndexMap<Word, u32> = IndexMap::with_capacity(words.len());
    for word in words {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        numbers.entry(*word).or_insert(next);
    }
    // A word that the post does not have gets the number behind its last.
    let foreign = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    let number = |word: &Word| Token(numbers.get(word).copied().unwrap_or(foreign));
    let post: Vec<Token> = words.iter().map(number).collect();
    let tokens: Vec<Token> = page.words.iter().map(number).collect();
    let region = region(tree, page, &tokens, &post, numbers.len());
    let (from, to) = page.range(region);
    let mut matched = vec![None; tokens.len()];
    pair(
        &post,
        &tokens[from..to],
        numbers.len(),
        &mut matched[from..to],
    );
    without_strays(&mut matched);
    slide_ends(&tokens, &mut matched);
    matched
}

/// The deepest element that holds nearly as many of the post's words as the page does.
fn region(tree: &Tree, page: &PageWords, words: &[Token], post: &[Token], kinds: usize) -> Id {
    let mut tally = Tally::new(words, post, kinds);
    // Footnotes may stand beside the text: an element that lacks only a few of the words is still not all of it.
    let least = |held: usize| held.saturating_sub(words::few(post.len()));
    let mut at = ROOT;
    let mut held = tally.held(page.range(at));
    loop {
        let mut best: Option<((usize, bool), Id)> = None;
        for child in tree.children(at) {
            if !matches!(tree.kind(child), Kind::Element(..)) {
                continue;
            }
            let (from, to) = page.range(child);
            if to - from < least(held).max(1) {
                continue;
            }
            let rank = (tally.held((from, to)), is_content(tree, child));
            // Of two elements that hold the same words the later: a teaser comes before the text.
            if best.as_ref().is_none_or(|(there, _)| rank >= *there) {
                best = Some((rank, child));
            }
        }
        match best {
            Some(((count, _), child)) if count >= least(held) && count > 0 => {
                (at, held) = (child, count)
            }
            _ => return at,
        }
    }
}

/// Returns true if the page itself says that its content is here.
fn is_content(tree: &Tree, id: Id) -> bool {
    let says = |id: Id| {
        matches!(tree.name(id), "main" | "article")
            || tree.get(id, "role") == Some("main")
            || tree.get(id, "itemprop") == Some("articleBody")
    };
    tree.ancestors(id).any(says) || tree.within(id).take(400).any(says)
}

/// Counts the post's words in parts of a page, each as often as the post has it at most.
struct Tally<'a> {
    /// Of the page.
    words: &'a [Token],
    counts: Vec<u32>,
    most: Vec<u32>,
}

impl<'a> Tally<'a> {
    fn new(words: &'a [Token], post: &[Token], kinds: usize) -> Tally<'a> {
        let mut most = vec![0; kinds + 1];
        for &Token(number) in post {
            most[number as usize] += 1;
        }
        Tally {
            words,
            counts: vec![0; kinds + 1],
            most,
        }
    }

    fn held(&mut self, (from, to): (usize, usize)) -> usize {
        let mut held = 0;
        for &Token(number) in &self.words[from..to] {
            let number = number as usize;
            if self.counts[number] < self.most[number] {
                self.counts[number] += 1;
                held += 1;
            }
        }
        for &Token(number) in &self.words[from..to] {
            self.counts[number as usize] = 0;
        }
        held
    }
}

/// Finds the post's words among the page's, in order.
fn pair(post: &[Token], page: &[Token], kinds: usize, matched: &mut [Option<usize>]) {
    let tokens = u32::try_from(kinds + 1).unwrap_or(u32::MAX);
    let mut diff = Diff::default();
    diff.compute_with(Algorithm::Histogram, post, page, tokens);
    let mut at = 0;
    for (word, one) in matched.iter_mut().enumerate() {
        if diff.is_added(u32::try_from(word).unwrap_or(u32::MAX)) {
            continue;
        }
        while at < post.len() && diff.is_removed(u32::try_from(at).unwrap_or(u32::MAX)) {
            at += 1;
        }
        if at < post.len() {
            *one = Some(at);
            at += 1;
        }
    }
}

/// Removes, from both ends, a few matches that are far away from all others.
fn without_strays(matched: &mut [Option<usize>]) {
    let places: Vec<usize> = (0..matched.len())
        .filter(|&at| matched[at].is_some())
        .collect();
    let far = |one: usize, other: usize| one.abs_diff(other) > STRAY_GAP;
    let (mut from, mut to) = (0, places.len());
    // The group at the end is all before the first long gap.
    loop {
        let group = (from + 1..to).find(|&at| far(places[at], places[at - 1]));
        match group {
            Some(end) if end - from <= STRAY_WORDS && to - end > end - from => from = end,
            _ => break,
        }
    }
    loop {
        let group = (from + 1..to)
            .rev()
            .find(|&at| far(places[at], places[at - 1]));
        match group {
            Some(start) if to - start <= STRAY_WORDS && start - from > to - start => to = start,
            _ => break,
        }
    }
    for &place in places[..from].iter().chain(&places[to..]) {
        matched[place] = None;
    }
}

/// Moves a few words at both ends to where the text goes on, if they occur there as well: the heading of a page may begin
/// with the word that its text begins with.
fn slide_ends(words: &[Token], matched: &mut [Option<usize>]) {
    let places: Vec<usize> = (0..matched.len())
        .filter(|&at| matched[at].is_some())
        .collect();
    let apart = |&at: &usize| places[at] > places[at - 1] + 1;
    let slide = |matched: &mut [Option<usize>], group: &[usize], start: usize| {
        let same = |(at, &place): (usize, &usize)| words[start + at] == words[place];
        if group.len() <= MOST_SLIDE && group.iter().enumerate().all(same) {
            let moved: Vec<Option<usize>> = group.iter().map(|&at| matched[at].take()).collect();
            matched[start..start + moved.len()].copy_from_slice(&moved);
        }
    };
    if let Some(end) = (1..places.len()).find(apart) {
        let gap = places[end] - places[end - 1] - 1;
        if gap >= end {
            slide(matched, &places[..end], places[end] - end);
        }
    }
    if let Some(start) = (1..places.len()).rev().find(apart) {
        let count = places.len() - start;
        // If both ends are one group, it was moved already.
        if matched[places[start - 1]].is_some() && places[start] - places[start - 1] > count {
            slide(matched, &places[start..], places[start - 1] + 1);
        }
    }
}

/// The deepest node that holds both.
fn common(tree: &Tree, one: Id, other: Id) -> Id {
    let above: Vec<Id> = tree.ancestors(one).collect();
    tree.ancestors(other)
        .find(|up| above.contains(up))
        .unwrap_or(ROOT)
}
