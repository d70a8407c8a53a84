//! Bytes -> a `data:` address.
//!
//! # Source
//! RFC 4648 section 4, RFC 2397.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A picture inside of its own address.
pub fn data_url(media_type: &str, bytes: &[u8]) -> String {
    let mut out = format!("data:{media_type};base64,");
    out.reserve(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let six = (bits >> (18 - 6 * digit)) & 63;
            out.push(if digit <= group.len() {
                char::from(ALPHABET[six as usize])
            } else {
                '='
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4648() {
        let vectors = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, encoded) in vectors {
            let url = data_url("image/png", plain.as_bytes());
            assert_eq!(url, format!("data:image/png;base64,{encoded}"));
        }
        assert!(data_url("image/png", &[0xfb, 0xff, 0xbf]).ends_with(",+/+/"));
    }
}
