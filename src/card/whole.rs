//! Ends of picture files: whole, without the end mark, or cut off.
//!
//! The PNG decoder refuses a file without its last chunk and the JPEG decoder fills missing data with gray; browsers show
//! the first, and the author should learn of the second.
//!
//! # Source
//! PNG third edition, 5.3 (chunks) and 11.2.5 (`IEND`); ITU T.81, annex B (markers).

use std::borrow::Cow;

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Ends of a complete file.
#[derive(Debug, PartialEq, Eq)]
pub enum End<'a> {
    /// With its end mark, or in a format whose decoder checks the end.
    Marked,
    /// Every pixel may be there and only the mark is missing: the file with one.
    Unmarked(Cow<'a, [u8]>),
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const IEND: [u8; 12] = *b"\0\0\0\0IEND\xAE\x42\x60\x82";

/// Judges the end of a file.
pub fn end(bytes: &[u8]) -> End<'_> {
    let missing: &[u8] = if bytes.starts_with(PNG) {
        match png_rest(bytes) {
            Some(rest) => &IEND[rest..],
            None => return End::Marked,
        }
    } else if bytes.starts_with(&[0xFF, 0xD8]) && !is_ended_jpeg(bytes) {
        &[0xFF, 0xD9]
    } else {
        return End::Marked;
    };
    End::Unmarked(Cow::Owned([bytes, missing].concat()))
}

/// Bytes of `IEND` that are there after the last whole chunk; `None` where it is whole, or where another chunk is cut.
fn png_rest(bytes: &[u8]) -> Option<usize> {
    let mut rest = &bytes[PNG.len()..];
    loop {
        if rest.len() < IEND.len() && IEND.starts_with(rest) {
            return Some(rest.len());
        }
        let (length, name) = (rest.get(..4)?, rest.get(4..8)?);
        if name == b"IEND" {
            return None;
        }
        let length = u32::from_be_bytes([length[0], length[1], length[2], length[3]]) as usize;
        rest = rest.get(length.checked_add(12)?..)?;
    }
}

/// True if a JPEG has its `EOI`. Thumbnails in a segment have one of their own, so segments are passed by their lengths.
fn is_ended_jpeg(bytes: &[u8]) -> bool {
    let mut rest = &bytes[2..];
    loop {
        // To the next marker, past the data of a scan: stuffed zeros, restarts and fill bytes are none.
        let Some(at) = rest
            .windows(2)
            .position(|two| two[0] == 0xFF && !matches!(two[1], 0x00 | 0x01 | 0xD0..=0xD7 | 0xFF))
        else {
            return false;
        };
        if rest[at + 1] == 0xD9 {
            return true;
        }
        let Some(&[high, low]) = rest.get(at + 2..at + 4).and_then(|two| two.first_chunk()) else {
            return false;
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let Some(next) = rest.get(at + 2 + length..) else {
            return false;
        };
        rest = next;
    }
}

/// Decodes a JPEG without an end mark strictly. With one, the decoder would take what is missing for the end.
///
/// # Errors
/// The reason why its scans end before its last rows.
pub fn complete_jpeg(jpeg: &[u8]) -> Result<(), String> {
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX);
    let decoded = JpegDecoder::new_with_options(ZCursor::new(jpeg), options).decode();
    decoded
        .map(|_| ())
        .map_err(|error| error.to_string().to_lowercase())
}

/// True if a file is the pointer that Git LFS leaves where the picture was not fetched.
///
/// # Source
/// Git LFS specification: the pointer's first line.
pub fn is_lfs_pointer(bytes: &[u8]) -> bool {
    bytes.starts_with(b"version https://git-lfs.github.com/spec/")
        || bytes.starts_with(b"version https://hawser.github.com/spec/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, RgbImage};

    fn encoded(format: ImageFormat) -> Vec<u8> {
        let picture = RgbImage::from_fn(160, 120, |x, y| {
            image::Rgb([(x * y % 251) as u8, (x * 3) as u8, (y * 2) as u8])
        });
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_whole_file_is_marked_and_one_without_its_mark_gets_it_back() {
        for (format, mark) in [(ImageFormat::Png, 12), (ImageFormat::Jpeg, 2)] {
            let whole = encoded(format);
            assert_eq!(end(&whole), End::Marked);
            for missing in 1..=mark {
                let cut = &whole[..whole.len() - missing];
                let wanted = if format == ImageFormat::Png || missing == 2 {
                    whole.clone()
                } else {
                    [cut, &[0xFF, 0xD9]].concat()
                };
                assert_eq!(end(cut), End::Unmarked(Cow::Owned(wanted)), "{missing}");
            }
        }
        assert_eq!(end(b"GIF89a"), End::Marked);
    }

    #[test]
    fn a_cut_jpeg_is_told_from_one_that_lacks_its_mark() {
        let whole = encoded(ImageFormat::Jpeg);
        assert!(complete_jpeg(&whole).is_ok());
        assert!(complete_jpeg(&whole[..whole.len() - 2]).is_ok());
        for share in [3, 5, 8] {
            let cut = &whole[..whole.len() * share / 10];
            assert!(complete_jpeg(cut).is_err(), "{share}");
        }
    }

    #[test]
    fn a_png_cut_inside_a_chunk_is_left_to_its_decoder() {
        let whole = encoded(ImageFormat::Png);
        assert_eq!(end(&whole[..whole.len() - 20]), End::Marked);
        assert!(is_lfs_pointer(
            b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
        ));
        assert!(!is_lfs_pointer(&whole));
    }
}
