//! The many ways in which a page shows one picture -> one address, its words and its size.

use std::collections::BTreeMap;

use crate::site::plain::Addresses;
use crate::site::tree::{Id, Tree};

/// Attributes in which lazy loaders keep the real picture.
const LAZY: [&str; 6] = [
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-lazy",
    "data-orig-src",
    "data-zoom-src",
];

/// The same for lists of pictures.
const LAZY_SETS: [&str; 3] = ["data-srcset", "data-lazy-srcset", "srcset"];

/// Sources of one `<picture>` that are looked at.
const MOST_SOURCES: usize = 40;

/// One picture.
pub(super) struct Picture {
    /// Absolute.
    pub src: String,
    /// Empty where the page says nothing.
    pub alt: String,
    /// `title`.
    pub title: Option<String>,
    /// Pixels.
    pub size: Option<(u32, u32)>,
}

/// The picture that `img` shows; `None` for a blur, an icon or a picture without a usable address.
pub(super) fn of(tree: &Tree, img: Id, addresses: &dyn Addresses) -> Option<Picture> {
    let (src, said) = shown(tree, img, addresses)?;
    Some(Picture {
        size: said.or_else(|| addresses.size(&src)),
        alt: tree.get(img, "alt").unwrap_or_default().to_owned(),
        title: tree
            .get(img, "title")
            .filter(|title| !title.trim().is_empty())
            .map(str::to_owned),
        src,
    })
}

/// The address of what `img` shows, and its size as the page says it.
fn shown(tree: &Tree, img: Id, addresses: &dyn Addresses) -> Option<(String, Option<(u32, u32)>)> {
    let written = source(tree, img)?;
    let src = addresses.absolute(&written)?;
    let number = |name: &str| {
        tree.get(img, name)?
            .trim()
            .trim_end_matches("px")
            .parse::<u32>()
            .ok()
    };
    let said = number("width")
        .zip(number("height"))
        .filter(|&(width, height)| width > 0 && height > 0);
    // A counter of visitors.
    let is_beacon = said.is_some_and(|(width, height)| width <= 2 && height <= 2);
    (!is_beacon).then_some((src, said))
}

/// Elements around a `noscript`, and how many pictures each shows: counted once, since one may hold very many of them.
pub(super) type Counts = BTreeMap<Id, usize>;

/// Returns true if a `noscript` shows what the element around it shows already.
pub(super) fn is_twin(
    tree: &Tree,
    noscript: Id,
    addresses: &dyn Addresses,
    counts: &mut Counts,
) -> bool {
    let is_img = |id: &Id| tree.name(*id) == "img";
    let count = |top: Id| {
        let pictures = tree.within(top).filter(is_img);
        pictures
            .filter(|&id| shown(tree, id, addresses).is_some())
            .count()
    };
    let Some(around) = tree.parent(noscript) else {
        return false;
    };
    tree.within(noscript).any(|id| is_img(&id))
        && *counts.entry(around).or_insert_with(|| count(around)) > count(noscript)
}

/// As it is written: the original raster, rather than a format that few readers show.
fn source(tree: &Tree, img: Id) -> Option<String> {
    let own = LAZY
        .iter()
        .chain(&["src"])
        .filter_map(|name| tree.get(img, name));
    let own: Vec<String> = own
        .filter(|src| is_picture(src))
        .map(str::to_owned)
        .collect();
    let sets = LAZY_SETS
        .iter()
        .filter_map(|name| largest(tree.get(img, name)?));
    let sources = tree
        .parent(img)
        .filter(|&up| tree.name(up) == "picture")
        .into_iter()
        .flat_map(|picture| {
            tree.children(picture)
                .take(MOST_SOURCES)
                .filter(|&one| tree.name(one) == "source")
                .filter_map(|one| {
                    LAZY_SETS
                        .iter()
                        .find_map(|name| largest(tree.get(one, name)?))
                })
        });
    let all: Vec<String> = own.into_iter().chain(sets).chain(sources).collect();
    // Of equals the first: the page's own choice.
    all.iter().min_by_key(|src| rank(src)).cloned()
}

/// Rank of a format: the fewer readers show it, the higher.
fn rank(src: &str) -> u8 {
    let path = src
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "avif" | "jxl" | "heic" => 2,
        "webp" => 1,
        _ => 0,
    }
}

/// True for a real picture: not a blur, and not a placeholder.
fn is_picture(src: &str) -> bool {
    let src = src.trim_start();
    !src.is_empty() && !src.starts_with("data:") && !src.starts_with("blob:")
}

/// The largest picture of a `srcset`, in a format that most readers show where there is one.
///
/// # Source
/// HTML Living Standard 4.8.4.2.1: a comma inside of an address does not end it, one behind it does.
fn largest(set: &str) -> Option<String> {
    let mut best: Option<(u8, f64, String)> = None;
    let mut rest = set.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
    while !rest.is_empty() {
        let (address, after) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
        let bare = address.trim_end_matches(',');
        let (descriptor, next) = if bare.len() < address.len() {
            ("", after)
        } else {
            after.split_once(',').unwrap_or((after, ""))
        };
        let number = descriptor
            .trim()
            .trim_end_matches(['x', 'w'])
            .parse()
            .unwrap_or(1.0);
        let rank = rank(bare);
        let better = |(least, most, _): &(u8, f64, String)| {
            rank < *least || rank == *least && number > *most
        };
        if is_picture(bare) && best.as_ref().is_none_or(better) {
            best = Some((rank, number, bare.to_owned()));
        }
        rest = next.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
    }
    best.map(|(_, _, address)| address)
}
