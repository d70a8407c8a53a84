//! Characters by what they may do at the ends of a line. No words, no penalties.
use unicode_segmentation::UnicodeSegmentation;

/// A break that the author asks for.
pub(super) const ZERO_WIDTH_SPACE: char = '\u{200B}';
/// Forbids a break.
pub(super) const WORD_JOINER: char = '\u{2060}';

/// Characters that draw nothing and only say where a line may end.
pub(super) fn is_break_hint(c: char) -> bool {
    matches!(c, ZERO_WIDTH_SPACE | WORD_JOINER)
}

/// Opening quotes and brackets: they hang at the start of a line and never end one.
///
/// # Source
/// KLREQ cl-01.
pub(super) fn is_opening(c: char) -> bool {
    matches!(
        c,
        '(' | '['
            | '{'
            | '‘'
            | '“'
            | '‚'
            | '„'
            | '«'
            | '‹'
            | '〈'
            | '《'
            | '「'
            | '『'
            | '【'
            | '〔'
            | '〖'
            | '〘'
            | '〚'
            | '〝'
            | '（'
            | '［'
            | '｛'
            | '｟'
            | '｢'
            | '¿'
            | '¡'
    )
}

/// Closing quotes and brackets.
///
/// # Source
/// KLREQ cl-02.
pub(super) fn is_closing(c: char) -> bool {
    matches!(
        c,
        ')' | ']'
            | '}'
            | '’'
            | '”'
            | '»'
            | '›'
            | '〉'
            | '》'
            | '」'
            | '』'
            | '】'
            | '〕'
            | '〗'
            | '〙'
            | '〛'
            | '〞'
            | '〟'
            | '）'
            | '］'
            | '｝'
            | '｠'
            | '｣'
    )
}

/// Characters that never start a line.
///
/// # Source
/// KLREQ cl-02, cl-03, cl-05 to cl-09, cl-11, cl-12; JLREQ cl-10, cl-11 for kana.
pub(super) fn never_starts(c: char) -> bool {
    is_closing(c)
        || matches!(c,
            '.' | ',' | ':' | ';' | '?' | '!' | '·' | '…' | '‥' | '%' | '‰' | '°' | '℃' | '℉' | '‼' | '⁇' | '⁈' | '⁉'
            | '、' | '。' | '，' | '．' | '：' | '；' | '？' | '！' | '・' | '･' | '｡' | '､' | '％' | '‐' | '〜' | '゠'
            | 'ー' | 'ｰ' | '々' | '〻' | 'ゝ' | 'ゞ' | 'ヽ' | 'ヾ'
            | 'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' | 'ゕ' | 'ゖ'
            | 'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ッ' | 'ャ' | 'ュ' | 'ョ' | 'ヮ' | 'ヵ' | 'ヶ'
            | '\u{31F0}'..='\u{31FF}' | '\u{FF67}'..='\u{FF6F}' | '\u{3099}'..='\u{309C}')
}

/// Dashes that stand between two parts of a title, as a word of their own.
pub(super) fn is_dash(word: &str) -> bool {
    matches!(
        word,
        "-" | "--" | "–" | "—" | "―" | "‒" | "|" | "~" | "∼" | "〜" | "/"
    )
}

/// Bytes of a line's opening quotes and brackets.
pub(super) fn opening_bytes(line: &str) -> usize {
    line.len() - line.trim_start_matches(is_opening).len()
}

/// Bytes of a line's trailing marks that do not count in its width.
pub(super) fn hanging_bytes(line: &str) -> usize {
    let counted = line
        .trim_end_matches(['.', ',', '?', '!', '”', '’', ')'])
        .len();
    // A line of such marks alone still has a width.
    if counted == 0 {
        0
    } else {
        line.len() - counted
    }
}

/// True if a text is one grapheme, with or without marks round it: it must not be alone on a line.
pub(super) fn is_lone(text: &str) -> bool {
    let core = text.trim_matches(|c| is_opening(c) || never_starts(c));
    core.graphemes(true).nth(1).is_none()
}

/// A precomposed Hangul syllable.
pub(super) fn is_syllable(c: char) -> bool {
    ('가'..='힣').contains(&c)
}

/// True if a Hangul syllable ends in a consonant, and whether that is ㄹ; `None` for other characters.
pub(super) fn final_consonant(c: char) -> Option<Final> {
    if !is_syllable(c) {
        return None;
    }
    Some(match (u32::from(c) - u32::from('가')) % 28 {
        0 => Final::None,
        4 => Final::N,
        8 => Final::L,
        _ => Final::Other,
    })
}

/// The final consonant of a syllable, in the classes that particles and endings distinguish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Final {
    /// A vowel.
    None,
    /// ㄴ.
    N,
    /// ㄹ.
    L,
    /// Any other.
    Other,
}

/// Han characters and kana: words in them break by UAX #14.
pub(super) fn is_han_or_kana(c: char) -> bool {
    is_han(c) || is_hiragana(c) || is_katakana(c)
}

/// Han characters.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '々' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Hiragana.
pub(super) fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309F}')
}

/// Katakana and its length mark.
pub(super) fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30A0}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}')
}
