//! HTML of a body -> the place in the Markdown of its post that made it, for problems that point at it.

use crate::post::Post;
use crate::problem::Place;

/// The place in the Markdown of `post` of the first of `needles` that it has, preferred as a whole address; else its title.
pub fn named<'n>(post: &Post, markdown: &str, needles: impl IntoIterator<Item = &'n str>) -> Place {
    let needles: Vec<&str> = needles.into_iter().collect();
    within(markdown, &post.source, post.body.first_line, &needles)
        .unwrap_or_else(|| Place::from(&post.title_place))
}

/// The same in any text, whose first line is line `first` of the file `path`.
pub fn within(text: &str, path: &str, first: u32, needles: &[impl AsRef<str>]) -> Option<Place> {
    let found = needles
        .iter()
        .map(AsRef::as_ref)
        .filter(|needle| needle.len() > 1)
        .find_map(|needle| Some((needle, find(text, needle)?)));
    let (needle, (number, line, start)) = found?;
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Some(Place::span(
        path,
        first.saturating_add(count(number)),
        count(line[..start].chars().count()).saturating_add(1),
        count(needle.chars().count()),
        line,
    ))
}

/// Needles for the file or page `url`: its longest end that may be written there, from the whole to its last part.
pub fn needles(url: &str) -> Vec<String> {
    let plain = percent_encoding::percent_decode_str(url)
        .decode_utf8_lossy()
        .into_owned();
    let both = [url, plain.as_str()];
    let paths = both.map(|url| {
        let path = url.split_once("://").map_or(url, |(_, rest)| rest);
        path.find('/').map_or(path, |at| &path[at..])
    });
    let files = paths.map(|path| {
        let file = path.split(['?', '#']).next().unwrap_or_default();
        file.trim_end_matches('/')
    });
    let last = files.map(|file| file.rsplit('/').next().unwrap_or_default());
    let mut found = [both, paths].concat();
    let at = plain.find('#');
    found.extend(at.map(|at| &plain[at..]));
    found.extend([files, last].concat());
    found.into_iter().map(str::to_owned).collect()
}

/// Line (from 0), its text, and the byte in it at which `needle` stands: where it is no part of a longer name, else anywhere.
fn find<'m>(markdown: &'m str, needle: &str) -> Option<(usize, &'m str, usize)> {
    let whole = |line: &str, at: usize| {
        let name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '%');
        let before = line[..at].chars().next_back();
        let behind = line[at + needle.len()..].chars().next();
        !before.is_some_and(name) && !behind.is_some_and(name)
    };
    let mut part = None;
    for (number, line) in markdown.lines().enumerate() {
        for (at, _) in line.match_indices(needle) {
            if whole(line, at) {
                return Some((number, line, at));
            }
            part.get_or_insert((number, line, at));
        }
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_where_the_markdown_writes_it() {
        let markdown =
            "글 data.png\n\n[링크](/b/%ED%95%9C) ![](./a.png)\n[끝](#없는-곳)\n![](<b c.png>)\n";
        let at = |url: &str| {
            let needles = needles(url);
            let found = needles.iter().find_map(|needle| find(markdown, needle));
            found.map(|(line, text, at)| (line, text[..at].chars().count()))
        };
        assert_eq!(at("https://a.example/x/a.png"), Some((2, 25)));
        assert_eq!(at("https://a.example/b/%ED%95%9C"), Some((2, 5)));
        assert_eq!(at("https://a.example/x/b%20c.png"), Some((4, 5)));
        assert_eq!(
            at("https://a.example/x#%EC%97%86%EB%8A%94-%EA%B3%B3"),
            Some((3, 4))
        );
        assert_eq!(at("https://a.example/z"), None);
    }
}
