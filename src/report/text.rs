//! Untrusted text made harmless: content must never control a terminal, a workflow command or a table.
//!
//! In: any text. Out: the same number of characters, each of them printable. It escapes for no format.

/// One line: control characters as their pictures, line ends and tabs as blanks.
pub fn line(text: &str) -> String {
    text.chars()
        .map(|c| {
            if matches!(c, '\t' | '\n' | '\r') {
                ' '
            } else {
                visible(c)
            }
        })
        .collect()
}

/// A source line: as [`line`], with its tabs kept.
pub fn source(text: &str) -> String {
    text.chars()
        .map(|c| if c == '\t' { c } else { visible(c) })
        .collect()
}

/// `␛` for an escape; `�` for controls without a picture, direction overrides and line separators.
fn visible(c: char) -> char {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => '\u{fffd}',
        other => other,
    }
}
