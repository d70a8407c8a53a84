//! Cards: goldens that prove where the pixels land, and the eight properties that hold on every card.
//!
//! `UPDATE=1 cargo test --test cards` draws the goldens anew; look at them before they are committed. A golden that fails
//! leaves `expected`, `actual` and `difference` in `target/cards/`.
#![allow(clippy::unwrap_used)]
#![allow(
    clippy::print_stderr,
    reason = "figures are told, and what was skipped"
)]

mod art;
mod fonts;
mod goldens;
mod grounds;
mod judge;
mod kinds;
mod made;
mod pictures;
mod properties;
mod real;
mod templates;
mod titles;
mod vector;

use std::sync::LazyLock;

use feedcard::card::font::Fonts;
use feedcard::card::{Drawn, Format, Pictures, Request, draw};
use image::RgbImage;

static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::embedded);

/// A true-colour PNG of any card fits in here.
const ROOMY: usize = 8 << 20;

/// A request with nothing unusual in it; tests change what they are about.
fn request<'a>(title: &'a str, pictures: Pictures<'a>, authors: &'a [String]) -> Request<'a> {
    Request {
        title,
        kicker: None,
        subtitle: None,
        site: "밀물 기술블로그",
        logo: None,
        date: Some("2024.11.04"),
        authors,
        layout: "auto",
        size: (1200, 630),
        format: Format::Png,
        max_bytes: ROOMY,
        pictures,
        seed: "/2024-11-04-logs-first",
        lang: "ko",
        no_text: false,
        max_pixels: 80_000_000,
        covers: false,
        ..Request::default()
    }
}

fn drawn(request: &Request) -> Drawn {
    draw(request, &FONTS).unwrap_or_else(|fault| panic!("{}: {fault:?}", request.title))
}

fn decoded(bytes: &[u8]) -> RgbImage {
    image::load_from_memory(bytes).unwrap().to_rgb8()
}
