//! Text -> the same in HTML.

/// Writes `text` as text or as the value of an attribute.
pub(super) fn push(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(is_sign) {
        let (plain, behind) = rest.split_at(at);
        out.push_str(plain);
        out.push_str(escaped(behind.as_bytes()[0]));
        rest = &behind[1..];
    }
    out.push_str(rest);
}

/// Place of the next byte of a text that is not written as it is: a blank, or a sign of markup.
pub(super) fn odd(text: &str) -> Option<usize> {
    text.bytes().position(|byte| ODD[usize::from(byte)])
}

/// True for such a byte.
const ODD: [bool; 256] = {
    let mut odd = [false; 256];
    let mut byte = 0u8;
    while byte < 128 {
        odd[byte as usize] = is_blank(byte) || is_sign(byte);
        byte += 1;
    }
    odd
};

/// Returns true for what HTML shows as a blank.
pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | 0xc)
}

const fn is_sign(byte: u8) -> bool {
    matches!(byte, b'&' | b'<' | b'>' | b'"')
}

/// The reference for one of the signs of markup.
pub(super) fn escaped(sign: u8) -> &'static str {
    match sign {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        _ => "&quot;",
    }
}
