//! Remarks for an author on a card that was drawn.

use crate::card::font::package;
use crate::manifest::{CardFacts, Initial};
use crate::post::{Author, AvatarFile, Picture, Post};
use crate::problem::Problem;
use crate::publish::context::PublishContext;
use crate::read;

/// Characters named in one warning.
const MOST: usize = 30;

/// One warning about all characters that no font has; `words` are the texts of the card, `of` is what has it: a post, a page.
pub fn missing(facts: &CardFacts, words: &[&str], of: &str) -> Option<Problem> {
    let clusters: Vec<&str> = facts
        .missing
        .iter()
        .filter_map(|named| named.rsplit(' ').next())
        .collect();
    let first = clusters.first()?;
    let shown = facts.missing.len().min(MOST);
    let mut list = facts.missing[..shown].join(", ");
    if facts.missing.len() > shown {
        list += &format!(" and {} more", facts.missing.len() - shown);
    }
    let kinds = if clusters.len() == 1 {
        "the character"
    } else {
        "these characters"
    };
    let effect = if facts.lines.is_empty() {
        format!("the card of this {of} has no words: too little of its title would be left")
    } else {
        "the card leaves them blank".to_owned()
    };
    let mut message = format!("no font has {kinds}: `{list}`; {effect}");
    // Beside characters of another script, the rest would look foreign too.
    let han = |c: char| matches!(c, '\u{3400}'..='\u{9FFF}');
    if clusters.iter().any(|cluster| cluster.contains(han)) {
        let mut others = String::new();
        for c in words
            .iter()
            .flat_map(|text| text.chars())
            .filter(|&c| han(c))
        {
            let missing = clusters.iter().any(|cluster| cluster.contains(c));
            if !missing && !others.contains(c) && others.chars().count() < MOST {
                others.push(c);
            }
        }
        if !others.is_empty() {
            message += &format!("; `{others}` are drawn as Korean writes them");
        }
    }
    let package = package(first.chars().next().unwrap_or(' '));
    let problem = Problem::warning("card-glyph", message);
    Some(problem.help(format!(
        "name a font that has them under `cards.fonts.fallback:`, such as that of the npm package `{package}`"
    )))
}

/// Remarks for an author on a card that was drawn; `told`: that its title is cut is told elsewhere.
pub fn remarks(
    context: &PublishContext,
    post: &Post,
    facts: &CardFacts,
    told: bool,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut words = vec![post.title.as_str(), context.config.site.title.as_str()];
    words.extend(post.authors.iter().map(|author| author.name.as_str()));
    if let Some(problem) = missing(facts, &words, "post") {
        problems.push(problem.at(&post.title_place));
    }
    if let Picture::One(file) = &post.picture {
        if let Some(kind @ ("tiny" | "speck")) = facts.picture.as_deref() {
            let shown = if kind == "tiny" {
                "the card shows it small"
            } else {
                "the card leaves it out"
            };
            problems.push(
                Problem::warning(
                    "picture-tiny",
                    format!("the picture has too few pixels for a card; {shown}"),
                )
                .at(&file.place)
                .help("name one whose shorter side has at least 600 pixels"),
            );
        }
        if facts.unmarked {
            problems.push(
                Problem::warning(
                    "picture-unmarked",
                    "the picture's file lacks its end mark; its pixels are whole",
                )
                .at(&file.place)
                .help("export it again, or copy it again from where it came"),
            );
        }
    }
    if !told {
        problems.extend(cut(post, facts, None));
    }
    problems
}

/// Pictures of authors in whose place a card shows the initial.
pub fn initials(post: &Post, facts: &CardFacts) -> Vec<Problem> {
    let told = |initial: &Initial| {
        let named = |author: &Author| author.name == initial.name;
        let at = post.authors.iter().position(named)?;
        match (&initial.why, post.avatars.get(at)?) {
            (Some(why), _) => no_avatar(post, at, &format!("cannot be drawn: {why}")),
            (None, AvatarFile::Missing(why)) => no_avatar(post, at, why),
            // One that could not be read was told of when it was.
            (None, AvatarFile::None | AvatarFile::File(_)) => None,
        }
    };
    facts.initials.iter().filter_map(told).collect()
}

/// The picture of the author at this position is not shown.
pub fn no_avatar(post: &Post, at: usize, why: &str) -> Option<Problem> {
    let author = post.authors.get(at)?;
    let avatar = author.avatar.as_ref()?;
    Some(read::no_avatar(author, avatar, why, &post.title_place))
}

/// A title that lost its end, on the card itself or on one of `cards.also`.
pub fn cut(post: &Post, facts: &CardFacts, also: Option<&str>) -> Option<Problem> {
    let card = also.map_or("its card".to_owned(), |name| format!("its `{name}` card"));
    let message = format!("the title does not fit on {card} and ends in `…`");
    let problem = Problem::warning("card-title-cut", message).at(&post.title_place);
    let help = "give the card a shorter one: `card: { title: … }`";
    facts.ellipsis.then(|| problem.help(help))
}
