//! Post + twins -> pixels -> bytes. Pure: bytes in, bytes out; no files, no clock, no system fonts.
//!
//! [`draw`] is the entry point. Other public stages are public for `benches/`, which times each alone.
use std::sync::LazyLock;

use crate::card::font::Fonts;
pub use crate::card::layout::avatar::Avatars;
use crate::card::template::Template;
use crate::card::theme::{Shown, Theme};
use crate::manifest::CardFacts;

pub mod art;
pub mod canvas;
mod color;
mod compose;
mod cutout;
mod debug;
pub mod decode;
pub mod encode;
mod finish;
pub mod font;
mod ink;
mod jpeg;
mod kernel;
mod kind;
mod layout;
mod letters;
mod line;
mod palette;
mod profile;
pub mod resample;
mod shrink;
mod simd;
mod svg;
pub mod template;
mod text;
pub mod theme;
pub mod title;
mod viewport;
mod whole;

/// Encoded picture files as read from disk, any format, any name.
#[derive(Debug, Clone, Copy)]
pub enum Pictures<'a> {
    /// Type only.
    None,
    /// One picture.
    One(&'a [u8]),
    /// The registered twins.
    Twins {
        /// In colour.
        color: &'a [u8],
        /// In gray.
        gray: &'a [u8],
    },
}

/// File format of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// 4:4:4, quality 90, stepping down to fit.
    Jpeg,
    /// True colour if it fits, else a dithered palette.
    Png,
}

/// Everything that a card depends on, and nothing else: the cache key is the hash of this and the tool's version.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// As in the post (or its `card.title`); NFC or not.
    pub title: &'a str,
    /// `None`: split off the title if it has one; `Some("")`: none.
    pub kicker: Option<&'a str>,
    /// `None`: split off the title if it has one; `Some("")`: none.
    pub subtitle: Option<&'a str>,
    /// Site name, top left.
    pub site: &'a str,
    /// Encoded logo picture that replaces the site name.
    pub logo: Option<&'a [u8]>,
    /// `YYYY.MM.DD`; `None` leaves it out.
    pub date: Option<&'a str>,
    /// Names.
    pub authors: &'a [String],
    /// `auto`, or a name in [`layouts`].
    pub layout: &'a str,
    /// Pixels.
    pub size: (u32, u32),
    /// File format.
    pub format: Format,
    /// Largest file.
    pub max_bytes: usize,
    /// The drawing(s).
    pub pictures: Pictures<'a>,
    /// Permalink: seeds the colour of a type-only card.
    pub seed: &'a str,
    /// BCP 47 of the post.
    pub lang: &'a str,
    /// Leave out every glyph (and nothing else): for measuring contrast.
    pub no_text: bool,
    /// Largest picture in pixels, refused before it is decoded.
    pub max_pixels: u64,
    /// Text-free covers wanted.
    pub covers: bool,
    /// Plain text below a title that leaves room.
    pub description: &'a str,
    /// The first of them may be shown.
    pub tags: &'a [String],
    /// The words of a fact that `theme.show` may name: category, series, reading time, a field.
    pub facts: &'a [(Shown, String)],
    /// Look of this blog's cards.
    pub theme: &'a Theme,
    /// Encoded picture behind a card of type alone.
    pub background: Option<&'a [u8]>,
    /// Encoded logo for a dark ground; `logo` is used there too where there is none.
    pub logo_on_dark: Option<&'a [u8]>,
    /// Encoded pictures of the authors, as many as there are authors; fewer are filled up with initials.
    pub avatars: &'a [Option<Vec<u8>>],
    /// Remembers those pictures between cards.
    pub known_avatars: Option<&'a Avatars>,
    /// A layout of the user's, which takes the place of `layout`.
    pub template: Option<&'a Template>,
    /// One picture for each image layer of the template; `None` where its glob finds none.
    pub images: &'a [Option<Vec<u8>>],
    /// Draw boxes, baselines, what crops take, and a grid over the card.
    pub debug: bool,
}

static PLAIN: LazyLock<Theme> = LazyLock::new(Theme::default);

impl Default for Request<'_> {
    /// A JPEG of 1200x630 without any words or pictures.
    fn default() -> Self {
        Request {
            title: "",
            kicker: None,
            subtitle: None,
            site: "",
            logo: None,
            date: None,
            authors: &[],
            layout: "auto",
            size: (1200, 630),
            format: Format::Jpeg,
            max_bytes: 290_000,
            pictures: Pictures::None,
            seed: "",
            lang: "ko",
            no_text: false,
            max_pixels: 62_000_000,
            covers: false,
            description: "",
            tags: &[],
            facts: &[],
            theme: &PLAIN,
            background: None,
            logo_on_dark: None,
            avatars: &[],
            known_avatars: None,
            template: None,
            images: &[],
            debug: false,
        }
    }
}

/// A finished card.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// The file.
    pub bytes: Vec<u8>,
    /// Facts about the card.
    pub facts: CardFacts,
    /// Text-free 1:1, 4:3 and 16:9 pictures, if wanted: name (`1x1`, `4x3`, `16x9`), size, file.
    pub covers: Vec<DrawnCover>,
}

/// A finished text-free cover.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnCover {
    /// `1x1`, `4x3` or `16x9`.
    pub ratio: &'static str,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// The file, in the format of the card.
    pub bytes: Vec<u8>,
}

/// The reason why a card could not be drawn, and the input to blame for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which input.
    pub culprit: Culprit,
    /// Lower case, no final stop: `not a picture: ...`.
    pub message: String,
    /// Advice: what to do about it.
    pub help: Option<String>,
}

/// The input to blame for a [`Fault`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Culprit {
    /// The colour twin or the only picture.
    Color,
    /// The gray twin.
    Gray,
    /// The site's logo.
    Logo,
    /// The one for a dark ground.
    LogoOnDark,
    /// The theme's picture behind the words.
    Background,
    /// One picture of the layout file, by the number of its image layer.
    Layer(usize),
    /// The request itself.
    Request,
}

/// Draws one card.
///
/// ```
/// use feedcard::card::{self, Request, font::Fonts};
///
/// let request = Request { title: "로그부터 남기고 나서 고치기", site: "밀물", ..Request::default() };
/// let drawn = card::draw(&request, &Fonts::embedded()).expect("a card of type alone");
/// assert_eq!((drawn.facts.width, drawn.facts.height), (1200, 630));
/// assert!(drawn.bytes.starts_with(&[0xFF, 0xD8]) && drawn.facts.contrast >= 4.5);
/// ```
///
/// # Errors
/// A picture that is broken, over the limit or in no known format; a layout that is not in the table.
pub fn draw(request: &Request, fonts: &Fonts) -> Result<Drawn, Fault> {
    let (layout, context, composition) = compose::compose(request, fonts)?;
    finish::finish(layout, &context, composition)
}

/// Decodes a picture of the look, a logo or a background, and draws nothing.
///
/// # Errors
/// As for this picture in [`draw`].
pub fn judge(bytes: &[u8], culprit: Culprit, max_pixels: u64) -> Result<(), Fault> {
    match culprit {
        Culprit::Logo | Culprit::LogoOnDark => {
            decode::decode_rgba(bytes, culprit, max_pixels).map(drop)
        }
        _ => decode::decode(bytes, culprit, max_pixels).map(drop),
    }
}

/// One possible setting of a title, for `feedcard card --explain`.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Candidate {
    /// The lines.
    pub lines: Vec<String>,
    /// Pixels per em.
    pub size_px: f64,
    /// Least is best.
    pub cost: f64,
}

/// The settings of the title that were weighed, best first; the first is the one that [`draw`] uses. None without text.
///
/// # Errors
/// As [`draw`].
pub fn explain(request: &Request, fonts: &Fonts) -> Result<Vec<Candidate>, Fault> {
    let (_, _, composition) = compose::compose(request, fonts)?;
    let settings = composition
        .block
        .into_iter()
        .flat_map(|block| std::iter::once(block.setting).chain(block.others));
    let rounded = |value: f64| (value * 100.0).round() / 100.0;
    Ok(settings
        .map(|one| Candidate {
            lines: one.lines,
            size_px: rounded(one.size_px),
            cost: rounded(one.cost),
        })
        .collect())
}

/// The names of all layouts, with `auto` first, and a line about each.
pub fn layouts() -> impl Iterator<Item = (&'static str, &'static str)> {
    let auto = ("auto", "the best that the pictures and the title allow");
    std::iter::once(auto).chain(
        layout::LAYOUTS
            .iter()
            .map(|layout| (layout.name, layout.about)),
    )
}

/// Changes whenever the same request could give other bytes: part of every cache key.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "+13");

/// Runs both tasks: at the same time if this card is drawn alone. One of many leaves the other processors to the others, which
/// keeps at most one card for each of them in memory.
fn both<A, B: Send>(first: impl FnOnce() -> A, second: impl FnOnce() -> B + Send) -> (A, B) {
    if rayon::current_thread_index().is_some() {
        return (first(), second());
    }
    std::thread::scope(|scope| {
        let second = scope.spawn(second);
        let first = first();
        let second = second.join();
        (
            first,
            second.unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_things_are_done_alike_alone_and_as_one_of_many() {
        let alone = || both(rayon::current_thread_index, rayon::current_thread_index);
        assert_eq!(alone(), (None, None));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build();
        let (first, second) = pool.unwrap().install(alone);
        assert!(first.is_some() && first == second);
        let said = std::panic::catch_unwind(|| both(|| 1, || -> u8 { panic!("the second") }));
        assert_eq!(said.unwrap_err().downcast_ref(), Some(&"the second"));
    }
}
