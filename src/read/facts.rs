//! Small facts of a post: its `card:` mapping, and misspelled keys.

use std::collections::BTreeMap;

use crate::config::keys;
use crate::config::tree::{Node, Trail};
use crate::config::{Config, LookChange, Part, PostLook, Written, layout_of_post};
use crate::look::OwnLook;
use crate::post::CardWishes;
use crate::problem::{Place, Problem, Spot};
use crate::read::front_matter::{FieldValue, FrontMatter};
use crate::read::title::{one_line, plain};

/// Keys of `card:`.
const CARD_KEYS: [&str; 7] = [
    "layout", "title", "kicker", "subtitle", "skip", "theme", "fonts",
];
/// Most misspelled keys that are reported.
const MOST_ODD_KEYS: usize = 10;

/// The post's `card:` mapping; its words have at most `most_chars` characters each.
pub fn card(
    front_matter: &FrontMatter,
    most_chars: usize,
    problems: &mut Vec<Problem>,
) -> CardWishes {
    let mut wishes = CardWishes::default();
    let Some(found) = front_matter.get("card") else {
        return wishes;
    };
    let Node::Map(fields) = found.node else {
        problems.push(
            Problem::error(
                "card-wishes",
                format!("`card` is {}, and a mapping was wanted", found.node.kind()),
            )
            .at(front_matter.place(&found.trail))
            .help("card: {layout: cover}"),
        );
        return wishes;
    };
    let mut odd = 0;
    let mut layout = None;
    for (at, (key, node)) in fields.iter().enumerate() {
        let trail = Trail {
            steps: [found.trail.steps.as_slice(), &[at]].concat(),
            key: false,
        };
        // To ask how a flag was written would cost a walk through the front matter.
        let text = match node {
            Node::Bool(_) if key == "skip" => None,
            _ => front_matter.text(node, &trail).map(|text| one_line(&text)),
        };
        if let Some(text) = &text
            && text.chars().nth(most_chars).is_some()
        {
            let length = text.chars().count();
            problems.push(
                Problem::error(
                    "card-text-too-long",
                    format!("`card` has {length} characters here, and the limit is {most_chars}"),
                )
                .at(front_matter.place(&trail))
                .help("shorten it, or raise `limits.title_chars`"),
            );
            continue;
        }
        // The words of a card are read like a title.
        let words = text.as_deref().map(plain);
        match key.as_str() {
            "layout" => match layout_of_post(&text.unwrap_or_default()) {
                Ok(name) => layout = Some((name, front_matter.spot(&trail))),
                Err(wrong) => problems.push(
                    Problem::error("card-layout", wrong.message)
                        .at(front_matter.place(&trail))
                        .help(wrong.help),
                ),
            },
            "title" => wishes.title = words.filter(|title| !title.is_empty()),
            "kicker" => wishes.kicker = Some(words.unwrap_or_default()),
            "subtitle" => wishes.subtitle = Some(words.unwrap_or_default()),
            "skip" => wishes.skip = *node == Node::Bool(true),
            "theme" | "fonts" => {}
            _ if odd == MOST_ODD_KEYS => {}
            other => {
                odd += 1;
                let key = Trail { key: true, ..trail };
                let near = keys::near(other, CARD_KEYS);
                problems.push(
                    Problem::error("card-key", format!("`card` has no key `{other}`"))
                        .at(front_matter.place(&key))
                        .help(near.map_or_else(
                            || format!("its keys are {}", CARD_KEYS.join(", ")),
                            |near| format!("did you mean `{near}`?"),
                        )),
                );
            }
        }
    }
    wishes.look = look(front_matter, &found, layout, problems);
    wishes
}

/// Theme, layout and fonts of a post's own.
fn look(
    front_matter: &FrontMatter,
    card: &FieldValue,
    layout: Option<(String, Spot)>,
    problems: &mut Vec<Problem>,
) -> Option<Box<OwnLook>> {
    let below = Below {
        front_matter,
        above: &card.trail.steps,
    };
    let read = PostLook::read(&below, card.node);
    problems.extend(read.problems.into_iter().map(|problem| Problem {
        rule: match problem.rule {
            "config-unknown-key" => "card-key",
            _ => "card-value",
        },
        ..problem
    }));
    let mut own = OwnLook {
        change: read.change,
        places: BTreeMap::new(),
    };
    for (part, trail) in read.places {
        own.places
            .insert(part, front_matter.spot(&below.whole(&trail)));
    }
    if let Some((name, place)) = layout {
        own.change.layout = Some(name);
        own.places.insert(Part::Layout, place);
    }
    (own.change != LookChange::default()).then(|| Box::new(own))
}

/// The `card:` mapping as a text of its own, for the reader of the configuration.
struct Below<'a> {
    front_matter: &'a FrontMatter<'a>,
    above: &'a [usize],
}

impl Below<'_> {
    /// The trail in the front matter; the first step of `trail` is `card` itself.
    fn whole(&self, trail: &Trail) -> Trail {
        let below = trail.steps.get(1..).unwrap_or_default();
        Trail {
            steps: [self.above, below].concat(),
            key: trail.key,
        }
    }
}

impl Written for Below<'_> {
    fn place(&self, trail: &Trail) -> Place {
        self.front_matter.place(&self.whole(trail))
    }

    fn scalar(&self, node: &Node, trail: &Trail) -> Option<String> {
        self.front_matter.text(node, &self.whole(trail))
    }

    fn file(&self) -> Place {
        self.front_matter.file()
    }
}

/// Unknown keys that look like one that was not given: `descripton`.
pub fn near_misses(front_matter: &FrontMatter, config: &Config, problems: &mut Vec<Problem>) {
    let fields = &config.fields;
    let facts = [
        &fields.title,
        &fields.date,
        &fields.updated,
        &fields.description,
        &fields.tags,
        &fields.authors,
        &fields.thumbnail,
        &fields.permalink,
    ];
    let known: Vec<&str> = fields.all().collect();
    let other_known = [
        "guid",
        "lang",
        "card",
        "slug",
        "layout",
        "category",
        "categories",
        "draft",
        "hide",
        "published",
        "public",
        "series",
        "toc",
        "comments",
        "id",
        "math",
        "type",
        "pin",
        "tagline",
        "dates",
        "data",
        "state",
    ];
    // Only where the fact itself is missing: other keys belong to the blog's own theme.
    let missing = facts
        .iter()
        .filter(|keys| front_matter.find(keys).is_none());
    let candidates: Vec<&str> = missing
        .flat_map(|keys| keys.iter().map(String::as_str))
        .collect();
    let mut odd = 0;
    for (at, key) in front_matter.keys().enumerate() {
        let length = key.chars().count();
        if known.contains(&key) || other_known.contains(&key) || length < 4 || odd == MOST_ODD_KEYS
        {
            continue;
        }
        let near = |name: &&&str| {
            name.chars().count().abs_diff(length) <= 1
                && strsim::damerau_levenshtein(name, key) == 1
        };
        if let Some(near) = candidates.iter().filter(near).min() {
            odd += 1;
            problems.push(
                Problem::warning(
                    "key-unknown",
                    format!("the key `{key}` means nothing to feedcard"),
                )
                .at(front_matter.place(&Trail {
                    steps: vec![at],
                    key: true,
                }))
                .help(format!("did you mean `{near}`?")),
            );
        }
    }
}
