//! Draws the colour and gray twins of the sample posts: `cargo run --release --example twins`.
//!
//! Each drawing is one list of shapes painted into two pictures at once, so the twins are registered to the pixel.
//! A new one is one file in `drawings/` and one row in [`DRAWINGS`]. The committed pictures are held to this program by
//! the tests at the end of this file, which `cargo test` runs.

#![allow(clippy::print_stdout, reason = "a program that says what it wrote")]

mod canvas;
mod drawings;
mod path;

use canvas::Twins;
use drawings::{
    buoy, containers, ferry, lighthouse, map, pencil, plug, stopwatch, telescope, ticket,
};
use image::RgbImage;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use std::path::PathBuf;

/// A drawing and the post that it belongs to.
struct Drawing {
    /// Folder below `content/`.
    post: &'static str,
    /// Paints it.
    draw: fn() -> Twins,
    /// Whether the post has a gray twin too.
    gray: bool,
}

const DRAWINGS: &[Drawing] = &[
    Drawing {
        post: "2023-03-06-hello-milmul",
        draw: lighthouse::draw,
        gray: true,
    },
    Drawing {
        post: "2023-05-22-offline-boarding-pass",
        draw: ticket::draw,
        gray: true,
    },
    Drawing {
        post: "2023-07-10-small-team-code-review",
        draw: pencil::draw,
        gray: true,
    },
    Drawing {
        post: "2023-10-04-chuseok-incident",
        draw: buoy::draw,
        gray: true,
    },
    Drawing {
        post: "2023-12-12-postgres-index",
        draw: stopwatch::draw,
        gray: true,
    },
    Drawing {
        post: "2024-02-19-three-servers",
        draw: containers::draw,
        gray: true,
    },
    Drawing {
        post: "2024-04-15-contract-tests",
        draw: plug::draw,
        gray: true,
    },
    Drawing {
        post: "2024-06-03-ferry-timetable-caching",
        draw: ferry::draw,
        gray: true,
    },
    Drawing {
        post: "2024-08-26-map-tiles-in-rust",
        draw: map::draw,
        gray: true,
    },
    Drawing {
        post: "2024-11-04-logs-first",
        draw: telescope::draw,
        gray: false,
    },
];

impl Drawing {
    /// The pictures with the paths that they are kept under.
    fn pictures(&self) -> Vec<(PathBuf, RgbImage)> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("content")
            .join(self.post);
        let (color, gray) = (self.draw)().finish();
        let mut pictures = vec![(folder.join("thumbnail-color.png"), color)];
        if self.gray {
            pictures.push((folder.join("thumbnail-gray.png"), gray));
        }
        pictures
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for (file, picture) in DRAWINGS.iter().flat_map(Drawing::pictures) {
        let bytes = smallest(&picture)?;
        println!("{:>6} bytes  {}", bytes.len(), file.display());
        std::fs::write(file, bytes)?;
    }
    Ok(())
}

/// The picture as PNG, with the filter that suits it best.
fn smallest(picture: &RgbImage) -> image::ImageResult<Vec<u8>> {
    let mut best = Vec::new();
    for filter in [
        FilterType::NoFilter,
        FilterType::Sub,
        FilterType::Up,
        FilterType::Paeth,
        FilterType::Adaptive,
    ] {
        let mut bytes = Vec::new();
        let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, filter);
        picture.write_with_encoder(encoder)?;
        if best.is_empty() || bytes.len() < best.len() {
            best = bytes;
        }
    }
    Ok(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_pictures_are_what_this_program_draws() {
        for (file, picture) in DRAWINGS.iter().flat_map(Drawing::pictures) {
            let committed = image::open(&file).expect("a committed picture").into_rgb8();
            assert!(
                committed == picture,
                "{} is stale: cargo run --release --example twins",
                file.display()
            );
        }
    }

    #[test]
    fn a_repository_of_samples_stays_light() {
        for (file, _) in DRAWINGS.iter().flat_map(Drawing::pictures) {
            let bytes = std::fs::metadata(&file).expect("a committed picture").len();
            assert!(bytes < 60_000, "{} has {bytes} bytes", file.display());
        }
    }
}
