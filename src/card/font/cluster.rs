//! Properties of a grapheme cluster: visible or not, emoji or text, left to right or not. It knows no font.

use icu_properties::props::{DefaultIgnorableCodePoint, EmojiPresentation};
use icu_properties::{CodePointSetData, CodePointSetDataBorrowed};

/// Control and format characters: they draw nothing, and no font needs to have them.
///
/// # Source
/// Unicode `Default_Ignorable_Code_Point`, `Cc`, `Zl`, `Zp`, and the interlinear annotation controls.
pub(super) fn is_ignorable(c: char) -> bool {
    const IGNORABLE: CodePointSetDataBorrowed =
        CodePointSetData::new::<DefaultIgnorableCodePoint>();
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FFF9}'..='\u{FFFB}')
        || IGNORABLE.contains(c)
}

/// True if a cluster is an emoji in its own right: a variation selector 16, a sequence, a keycap, a flag, a skin tone, or a
/// character that is an emoji unless said otherwise.
///
/// # Source
/// UTS #51 ED-8, ED-14 to ED-17; Unicode `Emoji_Presentation`.
pub(super) fn is_emoji(cluster: &str) -> bool {
    const PRESENTATION: CodePointSetDataBorrowed = CodePointSetData::new::<EmojiPresentation>();
    if cluster.contains('\u{FE0E}') {
        return false;
    }
    let sequence = |c| matches!(c, '\u{FE0F}' | '\u{20E3}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{1F1E6}'..='\u{1F1FF}');
    cluster.contains(sequence)
        || cluster
            .chars()
            .next()
            .is_some_and(|c| PRESENTATION.contains(c))
}

/// Scripts that are shaped apart from each other; everything else joins its neighbour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// Punctuation, digits, symbols: goes with the text before it.
    Common,
    /// Hangul, kana and ideographs.
    EastAsian,
    /// Hebrew, Arabic and kin.
    RightToLeft,
    /// Latin and every other.
    Western,
}

/// The script of a cluster, by its first character.
pub(super) fn script(cluster: &str) -> Script {
    let Some(c) = cluster.chars().next() else {
        return Script::Common;
    };
    match c {
        '\u{590}'..='\u{8FF}'
        | '\u{FB1D}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFE}'
        | '\u{10800}'..='\u{10FFF}'
        | '\u{1E800}'..='\u{1EFFF}' => Script::RightToLeft,
        '\u{1100}'..='\u{11FF}'
        | '\u{2E80}'..='\u{2FFF}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30FA}'
        | '\u{30FC}'..='\u{9FFF}'
        | '\u{A960}'..='\u{A97F}'
        | '\u{AC00}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FFDC}'
        | '\u{20000}'..='\u{3FFFF}' => Script::EastAsian,
        _ if c.is_alphabetic() => Script::Western,
        _ => Script::Common,
    }
}

/// Classes of characters that decide their direction.
///
/// # Source
/// UAX #9, table 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bidi {
    /// Left to right.
    L,
    /// Right to left.
    R,
    /// Right to left, of Arabic: digits after it are Arabic numbers.
    Al,
    /// A European digit.
    En,
    /// An Arabic digit.
    An,
    /// Plus and minus.
    Es,
    /// Signs of measure and currency.
    Et,
    /// Marks inside numbers.
    Cs,
    /// Anything else.
    On,
}

fn bidi(cluster: &str) -> Bidi {
    let Some(c) = cluster.chars().next() else {
        return Bidi::On;
    };
    match c {
        '0'..='9'
        | '²'
        | '³'
        | '¹'
        | '\u{6F0}'..='\u{6F9}'
        | '\u{2070}'..='\u{2079}'
        | '\u{2080}'..='\u{2089}'
        | '\u{2488}'..='\u{249B}'
        | '\u{FF10}'..='\u{FF19}' => Bidi::En,
        '\u{600}'..='\u{605}' | '\u{660}'..='\u{669}' | '\u{66B}' | '\u{66C}' | '\u{6DD}' => {
            Bidi::An
        }
        '+' | '-' | '\u{207A}' | '\u{207B}' | '−' => Bidi::Es,
        '#'
        | '$'
        | '%'
        | '¢'..='¥'
        | '°'
        | '±'
        | '\u{66A}'
        | '‰'
        | '‱'
        | '\u{20A0}'..='\u{20CF}'
        | '℃'
        | '℉' => Bidi::Et,
        ',' | '.' | '/' | ':' | '\u{A0}' | '\u{60C}' | '\u{202F}' => Bidi::Cs,
        '\u{600}'..='\u{7BF}'
        | '\u{860}'..='\u{8FF}'
        | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFE}'
        | '\u{10D00}'..='\u{10D3F}'
        | '\u{1EC70}'..='\u{1EFFF}' => Bidi::Al,
        _ => match script(cluster) {
            Script::RightToLeft => Bidi::R,
            Script::EastAsian | Script::Western => Bidi::L,
            Script::Common => Bidi::On,
        },
    }
}

/// Embedding levels of clusters: even runs go left to right, odd ones right to left. The first strong cluster sets the line's
/// direction; numbers between right-to-left letters, with their signs, keep their own order.
///
/// # Source
/// UAX #9, P2, P3, W2 to W7, N1, N2 and I for text without explicit marks.
pub(super) fn levels(clusters: &[&str]) -> Vec<u8> {
    let mut classes: Vec<Bidi> = clusters.iter().map(|cluster| bidi(cluster)).collect();
    let is_rtl = |class: &Bidi| matches!(class, Bidi::R | Bidi::Al);
    if !classes.iter().any(is_rtl) {
        return vec![0; clusters.len()];
    }
    let first = classes
        .iter()
        .find(|class| is_rtl(class) || **class == Bidi::L);
    let base_rtl = first.is_some_and(is_rtl);
    resolve_numbers(&mut classes, if base_rtl { Bidi::R } else { Bidi::L });
    // N1 and N2: what is neither takes the direction that both its neighbours have, else the line's.
    let rtl = |class: Bidi| match class {
        Bidi::L => Some(false),
        Bidi::R | Bidi::Al | Bidi::En | Bidi::An => Some(true),
        Bidi::Es | Bidi::Et | Bidi::Cs | Bidi::On => None,
    };
    let mut levels = vec![0; classes.len()];
    let mut before = base_rtl;
    let mut i = 0;
    while i < classes.len() {
        if let Some(own) = rtl(classes[i]) {
            before = own;
            levels[i] = match classes[i] {
                Bidi::En | Bidi::An => 2,
                _ => level(own, base_rtl),
            };
            i += 1;
            continue;
        }
        let end = (i..classes.len())
            .find(|&j| rtl(classes[j]).is_some())
            .unwrap_or(classes.len());
        let after = classes
            .get(end)
            .and_then(|&class| rtl(class))
            .unwrap_or(base_rtl);
        let own = if before == after { before } else { base_rtl };
        levels[i..end].fill(level(own, base_rtl));
        i = end;
    }
    levels
}

/// Digits and their signs, resolved by their neighbours.
///
/// # Source
/// UAX #9, W2, W4, W5, W6, W7.
fn resolve_numbers(classes: &mut [Bidi], start: Bidi) {
    let mut strong = start;
    for class in classes.iter_mut() {
        match class {
            Bidi::L | Bidi::R | Bidi::Al => strong = *class,
            Bidi::En if strong == Bidi::Al => *class = Bidi::An,
            _ => {}
        }
    }
    for at in 1..classes.len().saturating_sub(1) {
        let (before, own, after) = (classes[at - 1], classes[at], classes[at + 1]);
        let joins = match own {
            Bidi::Es => before == Bidi::En,
            Bidi::Cs => matches!(before, Bidi::En | Bidi::An),
            _ => false,
        };
        if joins && before == after {
            classes[at] = before;
        }
    }
    let mut at = 0;
    while at < classes.len() {
        if classes[at] != Bidi::Et {
            at += 1;
            continue;
        }
        let end = (at..classes.len())
            .find(|&next| classes[next] != Bidi::Et)
            .unwrap_or(classes.len());
        let touches = at
            .checked_sub(1)
            .is_some_and(|before| classes[before] == Bidi::En)
            || classes.get(end) == Some(&Bidi::En);
        classes[at..end].fill(if touches { Bidi::En } else { Bidi::On });
        at = end;
    }
    let mut strong = start;
    for class in classes.iter_mut() {
        match class {
            Bidi::L | Bidi::R | Bidi::Al => strong = *class,
            Bidi::En if strong == Bidi::L => *class = Bidi::L,
            _ => {}
        }
    }
}

/// The level of a direction in a line of direction `base_rtl`.
fn level(rtl: bool, base_rtl: bool) -> u8 {
    match (rtl, base_rtl) {
        (true, _) => 1,
        (false, true) => 2,
        (false, false) => 0,
    }
}

/// Puts items in visual order by their levels.
///
/// # Source
/// UAX #9 L2.
pub(super) fn reorder<T>(items: &mut [T], level: impl Fn(&T) -> u8) {
    let highest = items.iter().map(&level).max().unwrap_or(0);
    for at in (1..=highest).rev() {
        let mut i = 0;
        while i < items.len() {
            if level(&items[i]) < at {
                i += 1;
                continue;
            }
            let end = (i..items.len())
                .find(|&j| level(&items[j]) < at)
                .unwrap_or(items.len());
            items[i..end].reverse();
            i = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_segmentation::UnicodeSegmentation;

    #[test]
    fn emoji_and_characters_that_draw_nothing_are_those_of_unicode() {
        for cluster in [
            "😀",
            "⌚",
            "☎\u{FE0F}",
            "1\u{FE0F}\u{20E3}",
            "🇰🇷",
            "👍🏽",
            "👨\u{200D}👩\u{200D}👧",
        ] {
            assert!(is_emoji(cluster), "{cluster}");
        }
        for cluster in ["☎", "⌚\u{FE0E}", "1", "가", "\u{1FAFF}"] {
            assert!(!is_emoji(cluster), "{cluster}");
        }
        for c in "\u{AD}\u{200B}\u{200D}\u{2028}\u{3164}\u{FE0F}\u{FFF9}\u{E0041}\u{7F}".chars() {
            assert!(is_ignorable(c), "{c:?}");
        }
        assert!(!" a가ㄱ°".chars().any(is_ignorable));
    }

    /// A line as it is read on the card, from left to right.
    fn shown(line: &str) -> String {
        let clusters: Vec<&str> = line.graphemes(true).collect();
        let mut items: Vec<(&str, u8)> = clusters.iter().copied().zip(levels(&clusters)).collect();
        reorder(&mut items, |item| item.1);
        items.into_iter().map(|(cluster, _)| cluster).collect()
    }

    #[test]
    fn numbers_inside_right_to_left_text_run_left_to_right() {
        // W4 and W5 keep signs with their digits, W7 leaves digits after Latin alone, W2 makes Arabic numbers of digits.
        for (line, wanted) in [
            ("אבג 12,345 דהו", "והד 12,345 גבא"),
            ("אבג 70% דהו", "והד 70% גבא"),
            ("אבג $10 דהו", "והד $10 גבא"),
            ("אבג 10-12 דהו", "והד 10-12 גבא"),
            ("אבג 2024", "2024 גבא"),
            ("Rust 2024 אבג", "Rust 2024 גבא"),
            ("אבג Rust 2024 דהו", "והד Rust 2024 גבא"),
            ("سلام 12.5 عليكم", "مكيلع 12.5 مالس"),
            ("1, 2, 3", "1, 2, 3"),
        ] {
            assert_eq!(shown(line), wanted, "{line}");
        }
    }
}
