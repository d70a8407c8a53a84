//! Places of cards: their paths below `out/` and their absolute addresses.

use std::path::Path;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::card::Format;
use crate::post::Post;

/// The format of an extension; the configuration admits `.png`, `.jpg` and `.jpeg` only.
pub fn format_of(path: &str) -> Format {
    match Path::new(path).extension() {
        Some(png) if png.eq_ignore_ascii_case("png") => Format::Png,
        _ => Format::Jpeg,
    }
}

/// Path of a card below `out/`. Where the address is a page's file (`/x.html`), the card's folder is named without `.html`:
/// a folder cannot stand where the site has a file.
pub fn card_path(pattern: &str, post: &Post, hash: &str) -> String {
    let folder = &post.permalink.folder;
    let html = [".html", ".htm", ".xhtml"];
    let folder = html.iter().find_map(|end| folder.strip_suffix(end));
    let folder = folder.unwrap_or(&post.permalink.folder);
    let short = hash.get(..16).unwrap_or(hash);
    pattern
        .replace("{hash}", short)
        .replace("{permalink}", folder)
        .split('/')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("/")
}

/// `x/card.jpg` -> `x/card_1x1.jpg`.
pub fn cover_path(card: &str, ratio: &str) -> String {
    match card.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}_{ratio}.{extension}"),
        None => format!("{card}_{ratio}"),
    }
}

/// Characters that may stay unencoded in a URL's path.
const PLAIN: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The absolute address of the file `path` below `out/`.
pub fn file_url(site: &str, path: &str) -> String {
    format!("{site}/{}", utf8_percent_encode(path, PLAIN))
}
