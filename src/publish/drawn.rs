//! A drawn card as the cache keeps it: facts in an action, pictures as objects.
//!
//! In: the result of `card`, or an entry of the cache. Out: a [`Drawn`] that does not contradict the configuration. Whoever can
//! write the cache can publish; but media types, sizes and colours that reach headers and pages never come from the cache.

use serde::{Deserialize, Serialize};

use crate::card::{self, Format};
use crate::digest::{Hash, hash, hex};
use crate::manifest::CardFacts;
use crate::output::store::Action;
use crate::problem::Problem;
use crate::publish::shape::Shape;

/// Everything that is known of a card without its pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// For the manifest.
    pub facts: CardFacts,
    /// Its text-free pictures.
    pub covers: Vec<CoverFacts>,
    /// Hashes of the card and its covers.
    objects: Vec<Hash>,
}

/// Everything that is known of a text-free picture without its pixels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverFacts {
    /// `1x1`, `4x3` or `16x9`.
    pub ratio: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Length of the file.
    pub bytes: u64,
}

/// One picture file of a card.
pub struct PictureFacts<'a> {
    /// Of its bytes.
    pub hash: &'a Hash,
    /// Its length.
    pub bytes: u64,
    /// Width and height in pixels.
    pub size: (u32, u32),
}

#[derive(Serialize, Deserialize)]
struct Record {
    facts: CardFacts,
    covers: Vec<CoverFacts>,
}

impl Drawn {
    /// The facts of what `card` drew, and the bytes of its files: the card, then its covers.
    pub fn new(drawn: card::Drawn) -> (Drawn, Vec<Vec<u8>>) {
        let mut facts = drawn.facts;
        let card = hash(&drawn.bytes);
        facts.bytes = drawn.bytes.len() as u64;
        facts.blake3 = hex(&card);
        let (mut objects, mut bytes) = (vec![card], vec![drawn.bytes]);
        let mut covers = Vec::with_capacity(drawn.covers.len());
        for cover in drawn.covers {
            covers.push(CoverFacts {
                ratio: cover.ratio.to_owned(),
                width: cover.width,
                height: cover.height,
                bytes: cover.bytes.len() as u64,
            });
            objects.push(hash(&cover.bytes));
            bytes.push(cover.bytes);
        }
        let drawn = Drawn {
            facts,
            covers,
            objects,
        };
        (drawn, bytes)
    }

    /// For the cache.
    ///
    /// # Errors
    /// A fact cannot be written as JSON.
    pub fn action(&self) -> Result<Action, Problem> {
        let record = Record {
            facts: self.facts.clone(),
            covers: self.covers.clone(),
        };
        let facts = serde_json::to_vec(&record).map_err(|error| {
            Problem::error(
                "internal",
                format!("the facts of a card cannot be written as JSON: {error}"),
            )
        })?;
        Ok(Action {
            objects: self.objects.clone(),
            facts,
        })
    }

    /// Reads an action, if a card of this shape can be so; `layout` is the name or file that it asks for.
    pub fn read(action: &Action, shape: &Shape, layout: &str) -> Option<Drawn> {
        let Record { mut facts, covers } = serde_json::from_slice(&action.facts).ok()?;
        let objects = action.objects.clone();
        facts.blake3 = hex(objects.first()?);
        media_type(shape.format()).clone_into(&mut facts.media_type);
        let name = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let fits = (facts.width, facts.height) == shape.size
            && objects.len() == 1 + covers.len()
            && is_color(&facts.ink)
            && is_color(&facts.field)
            && (name(&facts.layout) || facts.layout == layout)
            && facts
                .lines
                .iter()
                .chain([&facts.alt])
                .all(|text| !text.contains(char::is_control))
            && covers.iter().all(|cover| name(&cover.ratio));
        fits.then_some(Drawn {
            facts,
            covers,
            objects,
        })
    }

    /// Its files: the card, then its covers.
    pub fn pictures(&self) -> impl Iterator<Item = PictureFacts<'_>> {
        let facts = &self.facts;
        let card = (facts.bytes, (facts.width, facts.height));
        let covers = self.covers.iter();
        let covers = covers.map(|cover| (cover.bytes, (cover.width, cover.height)));
        let pictures = std::iter::once(card).chain(covers).zip(&self.objects);
        pictures.map(|((bytes, size), hash)| PictureFacts { hash, bytes, size })
    }
}

fn media_type(format: Format) -> &'static str {
    match format {
        Format::Jpeg => "image/jpeg",
        Format::Png => "image/png",
    }
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

/// Returns true if a file that begins with `head` is a picture of this type and size.
///
/// # Source
/// PNG (3rd edition) 5.2 and 11.2.1; JPEG (ITU-T T.81) B.1.1 and B.2.2.
pub fn is_picture(head: &[u8], media_type: &str, size: (u32, u32)) -> bool {
    let found = match media_type {
        "image/png" => png_size(head),
        "image/jpeg" => jpeg_size(head),
        _ => None,
    };
    found == Some(size)
}

fn png_size(head: &[u8]) -> Option<(u32, u32)> {
    let rest = head.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR")?;
    let (width, rest) = rest.split_first_chunk()?;
    let (height, _) = rest.split_first_chunk()?;
    Some((u32::from_be_bytes(*width), u32::from_be_bytes(*height)))
}

fn jpeg_size(head: &[u8]) -> Option<(u32, u32)> {
    let mut rest = head.strip_prefix(&[0xFF, 0xD8])?;
    loop {
        let ([0xFF, marker, high, low], after) = rest.split_first_chunk()? else {
            return None;
        };
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let segment = after.get(..length.checked_sub(2)?)?;
        // Every kind of frame; DHT, JPG and DAC share their range.
        if matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC) {
            let [_, h1, h2, w1, w2, ..] = segment else {
                return None;
            };
            let side = |high: &u8, low: &u8| u32::from(u16::from_be_bytes([*high, *low]));
            return Some((side(w1, w2), side(h1, h2)));
        }
        rest = &after[segment.len()..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, ImageFormat};

    fn encoded(format: ImageFormat) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let picture = DynamicImage::new_rgb8(40, 21);
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_is_known_by_its_first_bytes_and_its_size() {
        let (png, jpeg) = (encoded(ImageFormat::Png), encoded(ImageFormat::Jpeg));
        assert!(is_picture(&png, "image/png", (40, 21)));
        assert!(is_picture(&jpeg, "image/jpeg", (40, 21)));
        for (head, kind, size) in [
            (&png, "image/jpeg", (40, 21)),
            (&jpeg, "image/png", (40, 21)),
            (&jpeg, "image/jpeg", (21, 40)),
            (&jpeg, "text/html", (40, 21)),
        ] {
            assert!(!is_picture(head, kind, size), "{kind} {size:?}");
        }
        for length in 0..jpeg.len().min(200) {
            let _ = is_picture(&jpeg[..length], "image/jpeg", (40, 21));
        }
        let html = b"<!doctype html><script>";
        assert!(!is_picture(html, "image/jpeg", (40, 21)) && !is_picture(b"", "image/png", (0, 0)));
    }
}
