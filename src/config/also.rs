//! `cards.also`: more sizes of the card of each post, laid out anew.

use crate::config::check::{self, Wrong};
use crate::config::document::ConfigDocument;
use crate::config::keys::CARD_TOKENS;
use crate::config::looks;
use crate::config::tree::Node;

/// Most sizes besides the card itself.
const MOST: usize = 8;
/// Longest name.
const NAME: usize = 40;
/// Endings that the text-free pictures of a card have before its extension.
const COVERS: [&str; 3] = ["_1x1", "_4x3", "_16x9"];

/// One entry of `cards.also`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlsoCard {
    /// Its name in the manifest, unlike any other.
    pub name: String,
    /// Pixels, width and height.
    pub size: (u32, u32),
    /// Path below `out` with tokens, unlike any other.
    pub path: String,
    /// A layout of its own.
    pub layout: Option<String>,
}

/// The entries, in order.
pub(super) fn also(document: &mut ConfigDocument) -> Vec<AlsoCard> {
    let keys: Vec<String> = match document.find("cards.also") {
        Some((Node::List(items), _)) => (0..items.len())
            .map(|at| format!("cards.also.#{at}"))
            .collect(),
        Some((Node::Map(_), _)) => vec!["cards.also".into()],
        // What is no mapping was told with the keys.
        None | Some(_) => return Vec::new(),
    };
    if keys.len() > MOST {
        let message = format!("{} more sizes, and the limit is {MOST}", keys.len());
        document.report("config-value", "cards.also", &message, "delete some");
        return Vec::new();
    }
    let main = document.checked("cards.path", |text| check::card_path(text, CARD_TOKENS));
    let main = main.unwrap_or_else(|| super::Cards::default().path);
    let mut taken = vec![(main.to_lowercase(), "`cards.path`".to_owned())];
    taken.extend(COVERS.map(|cover| {
        let (stem, end) = main.rsplit_once('.').unwrap_or((&main, ""));
        let path = format!("{stem}{cover}.{end}").to_lowercase();
        (path, "the pictures of `cards.covers`".to_owned())
    }));
    let mut found: Vec<AlsoCard> = Vec::new();
    for at in keys {
        let Some(one) = entry(document, &at) else {
            continue;
        };
        if found.iter().any(|other| other.name == one.name) {
            let message = format!("two entries of `cards.also` are called `{}`", one.name);
            let help = "give each a name of its own";
            document.report("config-value", &format!("{at}.name"), &message, help);
        }
        let path = one.path.to_lowercase();
        if let Some((_, other)) = taken.iter().find(|(known, _)| *known == path) {
            let message = format!("`{}` is already the path of {other}", one.path);
            let help = format!("write `\"{{permalink}}/{}.jpg\"`", one.name);
            document.report("config-value", &format!("{at}.path"), &message, &help);
        }
        taken.push((path, format!("`{}`", one.name)));
        found.push(one);
    }
    found
}

fn entry(document: &mut ConfigDocument, at: &str) -> Option<AlsoCard> {
    if !matches!(document.find(at), Some((Node::Map(_), _))) {
        return None;
    }
    let name = document.needed(&format!("{at}.name"), "name: square", name);
    let size = document.needed(&format!("{at}.size"), "size: 1080x1080", check::size);
    let example = "path: \"{permalink}/square.jpg\"";
    let path = document.needed(&format!("{at}.path"), example, |text| {
        check::card_path(text, CARD_TOKENS)
    });
    let layout = document.checked(&format!("{at}.layout"), looks::layout);
    Some(AlsoCard {
        name: name?,
        size: size?,
        path: path?,
        layout,
    })
}

fn name(text: &str) -> Result<String, Wrong> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let kept: String = text
        .to_lowercase()
        .chars()
        .filter(|&c| plain(c))
        .take(NAME)
        .collect();
    if kept == text {
        return Ok(kept);
    }
    Err(Wrong {
        message: format!("`{text}` is not a name of up to {NAME} small letters, digits and `-`"),
        help: match kept.is_empty() {
            true => "write `name: square`".to_owned(),
            false => format!("write `name: {kept}`"),
        },
    })
}
