//! The tree of a page -> its words in order, and which of them are inside of each node.

use unicode_normalization::UnicodeNormalization;

use crate::site::parts::{is_inline, is_skipped};
use crate::site::tree::{Id, Kind, ROOT, Tree};
use crate::site::words::{self, Word};

/// Most words of a page; a book of a million letters has 200,000.
const MOST_WORDS: usize = 1_000_000;

/// The words of a page.
pub(super) struct PageWords {
    /// In order.
    pub words: Vec<Word>,
    /// For each word, the text node in which it begins.
    pub nodes: Vec<Id>,
    /// For each node, the number of words before it.
    pub from: Vec<u32>,
    /// For the end of each node, the number of words before it.
    pub to: Vec<u32>,
}

impl PageWords {
    /// Reads everything that people see.
    pub fn read(tree: &Tree) -> PageWords {
        let mut page = PageWords {
            words: Vec::new(),
            nodes: Vec::new(),
            from: vec![0; tree.len()],
            to: vec![0; tree.len()],
        };
        let mut line = Line::default();
        // A walk that reports the ends of elements: a stack of the open ones, and whether they are inside of a line.
        let mut open: Vec<(Id, bool)> = Vec::new();
        let mut at = Some(ROOT);
        while let Some(id) = at {
            while let Some(&(last, inline)) = open.last()
                && tree.parent(id).is_none_or(|parent| parent != last)
            {
                open.pop();
                if !inline {
                    line.end(&mut page);
                }
            }
            if is_skipped(tree, id) || page.words.len() > MOST_WORDS {
                at = tree.beyond(id, ROOT);
                continue;
            }
            match tree.kind(id) {
                Kind::Text(text) => line.add(id, text),
                Kind::Element(..) | Kind::Document => {
                    let inline = is_inline(tree, id);
                    if !inline {
                        line.end(&mut page);
                    }
                    open.push((id, inline));
                }
                Kind::Other => {}
            }
            at = tree.first(id).or_else(|| tree.beyond(id, ROOT));
        }
        line.end(&mut page);
        page.count(tree);
        page
    }

    /// Fills in which words are inside of each node.
    fn count(&mut self, tree: &Tree) {
        let mut word = 0;
        let mut open: Vec<Id> = Vec::new();
        for id in tree.within(ROOT) {
            while let Some(&last) = open.last()
                && tree.parent(id).is_none_or(|parent| parent != last)
            {
                open.pop();
                self.to[last as usize] = word;
            }
            self.from[id as usize] = word;
            while self.nodes.get(word as usize) == Some(&id) {
                word += 1;
            }
            open.push(id);
        }
        for id in open {
            self.to[id as usize] = word;
        }
    }

    /// The range of the words that are inside of `id`.
    pub fn range(&self, id: Id) -> (usize, usize) {
        (
            self.from[id as usize] as usize,
            self.to[id as usize] as usize,
        )
    }
}

/// The text of one line, which may be split into many nodes: a word continues through emphasis.
#[derive(Default)]
struct Line {
    text: String,
    /// Start of the text of each node.
    nodes: Vec<(usize, Id)>,
    /// True if one of them is not plain: then a word may change where two meet.
    odd: bool,
}

impl Line {
    fn add(&mut self, id: Id, text: &str) {
        self.nodes.push((self.text.len(), id));
        if words::is_plain(text) {
            return self.text.push_str(text);
        }
        self.odd = true;
        self.text.extend(text.nfc());
    }

    fn end(&mut self, page: &mut PageWords) {
        let mut node = 0;
        let told = |at: usize, word: Word| {
            while self
                .nodes
                .get(node + 1)
                .is_some_and(|(start, _)| *start <= at)
            {
                node += 1;
            }
            page.words.push(word);
            page.nodes.push(self.nodes[node].1);
        };
        match self.odd {
            true => words::each(&self.text, told),
            false => words::each_normal(&self.text, told),
        }
        self.text.clear();
        self.nodes.clear();
        self.odd = false;
    }
}
