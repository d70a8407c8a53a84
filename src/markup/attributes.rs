//! HTML -> whether one of its tags may have too many attributes: a parser compares each with all before it.
//!
//! Which `<` begins a tag depends on the tree that a parser builds: in comments, scripts and values it does not. Here each begins
//! one, so that no text can hide a tag. A script that is counted as a tag has far fewer such attributes than the bound.

use memchr::memchr;

/// Place inside of a tag.
///
/// # Source
/// HTML Living Standard 13.2.5.32 to 13.2.5.39; a state for each that decides what the next byte means.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    TagName,
    BeforeName,
    Name,
    AfterName,
    BeforeValue,
    InDoubleQuotes,
    InSingleQuotes,
    Unquoted,
}

use Place::{
    AfterName, BeforeName, BeforeValue, InDoubleQuotes, InSingleQuotes, Name, TagName, Unquoted,
};

/// Returns true if some tag, wherever it begins, may have more than `most` attributes.
pub fn exceed(html: &str, most: u32) -> bool {
    let bytes = html.as_bytes();
    // All tags that may have begun are read at once: for each place that one of them is at, the most attributes so far.
    let (mut tags, mut next) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < bytes.len() {
        if tags.is_empty() {
            let Some(found) = memchr(b'<', &bytes[at..]) else {
                return false;
            };
            at += found + 1;
            let name = at + usize::from(bytes.get(at) == Some(&b'/'));
            if bytes.get(name).is_some_and(u8::is_ascii_alphabetic) {
                tags.push((TagName, 0));
                at = name + 1;
            }
            continue;
        }
        let byte = bytes[at];
        for (place, count) in tags.drain(..) {
            let Some((place, begun)) = step(place, byte) else {
                continue;
            };
            let count = count + u32::from(begun);
            if count > most {
                return true;
            }
            keep(&mut next, place, count);
        }
        let before = &bytes[at.saturating_sub(2)..at];
        let begins = before.ends_with(b"<") || before == b"</";
        if begins && byte.is_ascii_alphabetic() {
            keep(&mut next, TagName, 0);
        }
        std::mem::swap(&mut tags, &mut next);
        at += 1;
    }
    false
}

/// Adds a tag; of two at one place the one with more attributes stays.
fn keep(tags: &mut Vec<(Place, u32)>, place: Place, count: u32) {
    match tags.iter_mut().find(|(known, _)| *known == place) {
        Some((_, known)) => *known = count.max(*known),
        None => tags.push((place, count)),
    }
}

/// The place behind `byte`, and whether an attribute begins with it; `None` where the tag ends.
fn step(place: Place, byte: u8) -> Option<(Place, bool)> {
    let blank = byte.is_ascii_whitespace();
    let next = match (place, byte) {
        (InDoubleQuotes, b'"') | (InSingleQuotes, b'\'') => BeforeName,
        (InDoubleQuotes | InSingleQuotes, _) => place,
        (_, b'>') => return None,
        (TagName | BeforeName, _) if blank || byte == b'/' => BeforeName,
        (Name | AfterName, b'/') => BeforeName,
        (Name | AfterName, b'=') => BeforeValue,
        (Name | AfterName, _) if blank => AfterName,
        (BeforeName | AfterName, _) => return Some((Name, true)),
        (BeforeValue, _) if blank => BeforeValue,
        (BeforeValue, b'"') => InDoubleQuotes,
        (BeforeValue, b'\'') => InSingleQuotes,
        (Unquoted, _) if blank => BeforeName,
        (BeforeValue | Unquoted, _) => Unquoted,
        (TagName | Name, _) => place,
    };
    Some((next, false))
}

#[cfg(test)]
mod tests {
    use html5ever::tendril::{StrTendril, TendrilSink};
    use markup5ever_rcdom::{Handle, NodeData, RcDom};
    use proptest::prelude::*;

    use super::exceed;

    #[test]
    fn attributes_are_counted_however_they_are_parted_and_wherever_their_tag_stands() {
        let many = |between: &str| {
            (0..50)
                .map(|at| format!("{between}a{at}"))
                .collect::<String>()
        };
        for html in [
            format!("<p{}>", many(" ")),
            format!("<p{}", many("/")),
            format!("<p x=\">\"{}>", many("\n")),
            format!("<p x='>'{}>", many("=''")),
            format!("</p{}>", many(" ")),
            format!("<p title=\"<script>\"><b{}>", many(" ")),
            format!("<!--><b{}>", many(" ")),
            format!("<svg><style><b{}>", many("=x ")),
        ] {
            assert!(exceed(&html, 40), "{html}");
            assert!(!exceed(&html, 60), "{html}");
        }
        for html in [
            format!("<p>{}</p>", "글 ".repeat(500)),
            "a < b, 1 <2, </>, <3 ".repeat(100),
            "<img src=\"a b c\" alt='d e'>".repeat(100),
            format!("<img src=\"data:{}\">", "a b=/".repeat(100)),
        ] {
            assert!(!exceed(&html, 10), "{html}");
        }
    }

    /// Most attributes of an element as a browser's parser builds it; it leaves out those whose name came before.
    fn most(node: &Handle) -> usize {
        let own = match &node.data {
            NodeData::Element { attrs, .. } => attrs.borrow().len(),
            _ => 0,
        };
        let children = node.children.borrow();
        children.iter().map(most).fold(own, usize::max)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn no_text_hides_an_attribute(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "<p", "<b", "</p", "<svg>", "<title>", "<script>", "</script>", "<!--", "-->", "<!", "<?", " ", "/", "=", "\"", "'",
                    ">", "a", "b", "c", "d=", "e='", "f=\"", "<", "\n", "<![CDATA[", "]]>", "<textarea>", "</",
                ]),
                0..24,
            ),
        ) {
            let html = pieces.concat();
            let tree = html5ever::parse_document(RcDom::default(), Default::default())
                .one(StrTendril::from_slice(&html));
            if let Some(fewer) = most(&tree.document).checked_sub(1) {
                prop_assert!(exceed(&html, fewer as u32), "{}", html);
            }
        }
    }
}
