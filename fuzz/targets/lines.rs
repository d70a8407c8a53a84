//! Any text as a title: lines that hold all of it, within the frame, never a panic; NFC and NFD alike.
#![no_main]

use feedcard::card::font::{Fonts, Style};
use feedcard::card::title::{Frame, parts, settings};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::embedded);

fuzz_target!(|input: (u16, &str)| {
    let (width, text) = input;
    let text: String = text.chars().take(1000).collect();
    let parts = parts(&text, None, None);
    let frame = Frame {
        width_px: f64::from(200 + width % 800),
        max_height_px: 340.0,
        max_lines: 4,
        sizes_px: &[68.0, 64.0, 60.0, 56.0, 52.0, 48.0, 44.0, 40.0],
        line_height: |lines| if lines >= 4 { 1.35 } else { 1.30 },
        size_weight: 1.0,
    };
    let measure = |line: &str, size_px: f64| FONTS.shape(line, &Style::title(size_px)).advance_px;
    let found = settings(&parts.title, &frame, &measure);
    let chosen = found.first().expect("never empty");
    assert!(chosen.lines.len() <= 4, "{chosen:?}");
    assert!(found.iter().all(|one| one.cost.is_finite()), "{found:?}");
    if !chosen.ellipsis {
        // Hints where a line may break or not are followed, and drawn nowhere.
        let is_hint = |c: char| matches!(c, '\u{200B}' | '\u{2060}');
        let bare = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace() && !is_hint(*c)).collect() };
        assert_eq!(bare(&chosen.lines.concat()), bare(&parts.title));
    }
});
