//! Bodies made to draw as many problems as they have bytes: what is counted stays bounded and grows no faster than the body.
//!
//! Counted, not timed: problems, the characters that their places carry, the bytes of the HTML. The clock is a backstop.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::time::Instant;

use feedcard::body::{Context, render};
use feedcard::problem::Problem;
use feedcard::problem::source::MOST_OF_A_KIND;
use proptest::prelude::*;

/// Longest body that the default limits let through.
const POST_BYTES: usize = 1 << 20;
/// Characters of one line that a place carries at most.
const MOST_LINE_CHARS: usize = 400;
/// No body of this test may take longer, in a debug build on a busy machine.
const PATIENCE_S: u64 = 60;

/// Pieces of which each draws a problem, costs a parser something, or hides where a line ends.
const PIECES: [&str; 22] = [
    "{%a%}",
    "{{<x>}}",
    "{{ y }}",
    "<A/>",
    "<B.C d={[1]}>",
    "{% highlight a %}",
    "{% raw %}",
    "\u{1}",
    "&#1;",
    "{/* x */}",
    "[^1]",
    "[^1]: [^1]\n",
    "<iframe src=x>",
    "<script src=y></script>",
    "가나다 ",
    "**",
    "`",
    "\n",
    "\n\n",
    "> ",
    "- ",
    "<img src=z>",
];

fn rendered(body: &str, mdx: bool) -> (Vec<Problem>, usize) {
    let context = Context {
        url: "https://blog.example/post",
        site_url: "https://blog.example",
        source: "content/post.md",
        first_line: 5,
        mdx,
        ..Context::default()
    };
    let began = Instant::now();
    let rendered = render(body, &context);
    assert!(
        began.elapsed().as_secs() < PATIENCE_S,
        "{:?}",
        began.elapsed()
    );
    (rendered.problems, rendered.html.len())
}

/// What must hold of any body.
fn judge(body: &str, mdx: bool) {
    let (problems, html) = rendered(body, mdx);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for problem in &problems {
        *kinds.entry(problem.rule).or_default() += 1;
        let place = problem.place.as_ref().unwrap();
        assert!(place.text.chars().count() <= MOST_LINE_CHARS);
        assert!(place.column == 0 || place.column > place.cut);
        assert!(problem.words().chars().count() < 300, "{}", problem.words());
    }
    for (rule, count) in kinds {
        // Frames that the parser of HTML took out are told beside tags of templates.
        assert!(count <= MOST_OF_A_KIND + 20, "{count} problems of `{rule}`");
    }
    assert!(
        html <= 200 * body.len() + 10_000,
        "{html} bytes of {}",
        body.len()
    );
}

/// `piece` as often as a post may hold it.
fn bomb(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len())
}

#[test]
fn every_piece_repeated_is_a_bounded_number_of_problems() {
    for piece in PIECES {
        for mdx in [false, true] {
            judge(&bomb(piece, POST_BYTES / 16), mdx);
        }
    }
}

#[test]
fn what_is_told_does_not_grow_with_the_body() {
    for piece in ["{%a%}", "\u{1}\n", "{%a%}\n", "&#1;\n"] {
        let told = |bytes: usize| -> usize {
            let (problems, _) = rendered(&bomb(piece, bytes), false);
            let text = |one: &Problem| one.place.as_ref().unwrap().text.len() + one.message.len();
            problems.iter().map(text).sum()
        };
        let (small, large) = (told(20_000), told(POST_BYTES / 4));
        assert!(
            large <= 2 * small + 1000,
            "{piece:?}: {small} and {large} bytes are told"
        );
    }
}

#[test]
fn the_last_of_a_kind_counts_the_others() {
    let (problems, _) = rendered(&bomb("{%a%}\n", 48_000), false);
    let told: u32 = problems.iter().map(|one| 1 + one.more).sum();
    assert!(problems.len() <= MOST_OF_A_KIND);
    assert!(told >= 8_000 || problems.len() < 10, "{told} of 8000");
    let words = problems.last().unwrap().words();
    assert!(
        words.contains("more in this file") || problems.len() < 10,
        "{words}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bomb_is_bounded(
        pieces in prop::collection::vec(0..PIECES.len(), 1..6),
        bytes in 1_000..POST_BYTES / 8,
        mdx in any::<bool>(),
    ) {
        let piece: String = pieces.into_iter().map(|at| PIECES[at]).collect();
        judge(&bomb(&piece, bytes), mdx);
    }
}
