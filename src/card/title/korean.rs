//! The penalty of a break after and before a Korean word, judged by its last and first syllables. No dictionary: particles are told
//! from nouns by the agreement of the final consonant, and the nouns that agree by chance are listed.
use super::char_class::{self, Final};
use super::words::{
    ADNOMINAL_ENDINGS, ADVERBIAL_ENDINGS, ADVERBS, AUXILIARIES, BECOMING, CLAUSE_ENDS,
    DEPENDENT_FORMS, DEPENDENTS, DETACHED, DETERMINERS, HALF_DEPENDENTS, LIGHT_VERBS,
    LOOSE_ENDINGS, NEGATIONS, NOUN_TAILS, NOUNS, PARTICLES, PHRASE_ENDINGS, TIMES, VERB_STEMS,
    VERBAL_ENDINGS,
};

/// A line that ends with a whole phrase.
const PHRASE: f64 = 0.0;
/// 로.
const INSTRUMENT: f64 = 4.0;
/// An adverb, which modifies the verb after it.
const ADVERB: f64 = 9.0;
/// 다시, 왜, 함께: as [`ADVERB`], more so.
const ADVERB_ALONE: f64 = 14.0;
/// An ending that describes the noun after it.
const ADNOMINAL: f64 = 9.0;
/// 도 만 고 서 면.
const LOOSE: f64 = 12.0;
/// A word that means nothing without the next one: 첫, 모든, 안.
const DETERMINER: f64 = 30.0;
/// Before 수 것 때 등 및 중 후 위한 통한.
const DEPENDENT: f64 = 40.0;
/// Before 이후 동안 대신 and similar nouns.
const HALF_DEPENDENT: f64 = 16.0;
/// After a bare noun and before a verb in -하기, in all.
const VERBAL: f64 = 18.0;
/// Between a subject or object and its one-word verb in a clause that goes on.
const PREDICATE: f64 = 6.0;
/// After -고 before a new subject, in all.
const CLAUSE: f64 = 4.0;
/// Before an auxiliary verb: 할 수|있는, 하지|않는.
const AUXILIARY: f64 = 26.0;

/// The penalty of ending a line after a Hangul word (closing marks taken off).
pub(super) fn after(word: &str) -> f64 {
    let hangul = hangul_tail(word);
    let whole = hangul.len() == word.len();
    if whole && DETERMINERS.contains(&word) {
        return DETERMINER;
    }
    if whole && ADVERBS.contains(&word) {
        return ADVERB_ALONE;
    }
    if whole && word == "및" {
        return LOOSE;
    }
    if whole && CLAUSE_ENDS.contains(&word) {
        return PHRASE;
    }
    noun(hangul)
        .or_else(|| ending(hangul))
        .or_else(|| particle(word))
        .unwrap_or_else(|| bare_noun(hangul))
}

/// True if a word is a Hangul noun without a particle, as far as its ending shows.
pub(super) fn is_bare_noun(word: &str) -> bool {
    word.chars()
        .next_back()
        .is_some_and(char_class::is_syllable)
        && after(word) >= BARE_NOUN
}

/// The penalty of starting a line with `right` after the Hangul or other word `left`, on top of [`after`].
pub(super) fn before(left: &str, right: &str) -> f64 {
    let right =
        right.trim_end_matches(|c: char| !char_class::is_syllable(c) && !c.is_alphanumeric());
    if is_dependent(left, right) {
        return DEPENDENT;
    }
    if starts_with_noun(right, HALF_DEPENDENTS) {
        return HALF_DEPENDENT;
    }
    let last = left.chars().next_back();
    let leans = |endings: &[&str]| endings.iter().any(|ending| left.ends_with(ending));
    let starts = |beginnings: &[&str]| {
        beginnings
            .iter()
            .any(|beginning| right.starts_with(beginning))
    };
    let is = |forms: &[&str]| forms.contains(&right);
    let consonant = last.and_then(char_class::final_consonant);
    if (leans(&["수", "수가", "수도", "수는"]) && starts(&["있", "없"]))
        || (leans(&["지", "지도", "지는"]) && starts(NEGATIONS))
        || (leans(&["고"]) && starts(&["있", "싶"]))
        || (consonant == Some(Final::L) && starts(&["뻔", "듯"]))
        || (leans(VERB_STEMS) && is(AUXILIARIES))
    {
        return AUXILIARY;
    }
    // 두 배가|된
    if leans(&["이", "가"]) && is(BECOMING) {
        return AUXILIARY / 2.0;
    }
    // 적용|하기, 설정|최적화하기: a noun and its verb without a particle between them.
    if last.is_some_and(char_class::is_syllable) && is_bare_noun(left) {
        if is(LIGHT_VERBS) {
            return AUXILIARY / 2.0;
        }
        if is_verbal(right) {
            return VERBAL - after(left);
        }
    }
    // 그때는|맞고: a subject and its short verb.
    if right.ends_with(['고', '며'])
        && !right.ends_with("보고")
        && after(left) == PHRASE
        && after(right) <= LOOSE
    {
        return PREDICATE;
    }
    // 맞고|지금은: a clause ends, another begins.
    if leans(&["고"])
        && right.ends_with(['은', '는'])
        && after(left) == LOOSE
        && after(right) == PHRASE
    {
        return CLAUSE - LOOSE;
    }
    0.0
}

/// True if a word is a noun with 하다 or 되다 at its end, other than 하기 alone.
pub(super) fn is_verbal(word: &str) -> bool {
    VERBAL_ENDINGS.iter().any(|ending| {
        word.strip_suffix(ending)
            .is_some_and(|noun| noun.chars().count() >= 2)
    })
}

/// True if a Hangul tail is a particle that belongs to what stands before it: 를, 에서, 으로.
pub(super) fn is_particle(hangul: &str) -> bool {
    PHRASE_ENDINGS.contains(&hangul) || PARTICLES.contains(&hangul)
}

/// True if `word` is a particle that its author set apart from the word before it: `Engine 를`. It never begins a line.
///
/// After Hangul some are words of their own, and the others must agree with the consonant before them.
pub(super) fn is_detached_particle(before: &str, word: &str) -> bool {
    let word = word.trim_end_matches(|c: char| {
        matches!(c, ',' | '.' | '?' | '!' | '…') || char_class::is_closing(c)
    });
    if !DETACHED.contains(&word) {
        return false;
    }
    let stem = before.trim_end_matches(char_class::is_closing);
    let Some(last) = stem.chars().next_back() else {
        return true;
    };
    let Some(consonant) = char_class::final_consonant(last) else {
        // After a dash or a comma there is no word that it could belong to.
        return last.is_alphanumeric()
            || stem.len() < before.len()
            || matches!(last, '+' | '#' | '%' | '`' | '_' | '>' | '*');
    };
    let open = consonant == Final::None;
    match word {
        "을" | "은" | "과" | "으로" => !open,
        "를" | "는" | "와" => open,
        "로" => open || consonant == Final::L,
        "이" | "가" | "도" | "만" | "의" | "나" | "란" | "랑" => false,
        _ => true,
    }
}

/// The last stretch of Hangul syllables.
fn hangul_tail(word: &str) -> &str {
    let head = word.trim_end_matches(char_class::is_syllable);
    &word[head.len()..]
}

/// Nouns (and a few adverbs) whose last syllable looks like a particle or an ending that agrees.
fn noun(hangul: &str) -> Option<f64> {
    let listed = NOUNS.contains(&hangul) || NOUN_TAILS.iter().any(|noun| hangul.ends_with(noun));
    listed.then(|| bare_noun(hangul))
}

/// Particles of several syllables and verb endings.
fn ending(hangul: &str) -> Option<f64> {
    let has = |endings: &[&str]| endings.iter().any(|ending| hangul.ends_with(ending));
    if has(PHRASE_ENDINGS) {
        return Some(PHRASE);
    }
    if has(ADVERBIAL_ENDINGS) {
        return Some(ADVERB);
    }
    if has(LOOSE_ENDINGS) {
        return Some(LOOSE);
    }
    if has(ADNOMINAL_ENDINGS) {
        return Some(ADNOMINAL);
    }
    None
}

/// Particles of one syllable, if the final consonant before them agrees. After Latin or digits any of them may stand.
fn particle(word: &str) -> Option<f64> {
    let mut back = word.chars().rev();
    let last = back.next()?;
    let before = back.next()?;
    let stem = char_class::final_consonant(before);
    let foreign = stem.is_none() && before.is_alphanumeric();
    let closed = foreign || stem.is_some_and(|stem| stem != Final::None);
    let open = foreign || stem == Some(Final::None);
    let bracket = stem.is_none() && !foreign;
    match last {
        '을' if closed || bracket => Some(PHRASE),
        '를' if open || bracket => Some(PHRASE),
        '은' if closed || bracket => Some(PHRASE),
        '는' if open || bracket => Some(PHRASE),
        // 찾는, 읽는
        '는' => Some(ADNOMINAL),
        '이' if closed || bracket => Some(PHRASE),
        '가' if open || bracket => Some(PHRASE),
        '과' if closed || bracket => Some(PHRASE),
        '와' if open || bracket => Some(PHRASE),
        '로' if open || bracket || stem == Some(Final::L) => Some(INSTRUMENT),
        '의' => Some(ADNOMINAL),
        '도' | '만' | '고' | '서' | '면' => Some(LOOSE),
        // 빠른, 만들: one syllable with ㄴ or ㄹ is too often a noun; see ADNOMINAL_ENDINGS.
        _ => None,
    }
}

/// Least penalty of a bare noun.
const BARE_NOUN: f64 = 24.0;

/// A noun without a particle is half of a compound, the shorter the tighter: 24 to 32.
fn bare_noun(hangul: &str) -> f64 {
    match hangul.chars().count() {
        0..=2 => BARE_NOUN + 8.0,
        3 => BARE_NOUN + 4.0,
        _ => BARE_NOUN,
    }
}

/// True if `right` is a noun that cannot start a phrase.
fn is_dependent(left: &str, right: &str) -> bool {
    if right.starts_with('수') && starts_with_noun(right, &["수"]) {
        // 할 수: the verb before it ends in ㄹ. A 수 of its own (수를 세는) may start a line.
        return left
            .chars()
            .next_back()
            .and_then(char_class::final_consonant)
            == Some(Final::L);
    }
    // 바로, 시도, 전이 are words of their own.
    let time = |noun: &str| {
        right == noun
            || right
                .strip_prefix(noun)
                .is_some_and(|rest| ["에", "에는", "에도", "까지", "부터"].contains(&rest))
    };
    DEPENDENT_FORMS.contains(&right)
        || starts_with_noun(right, DEPENDENTS)
        || TIMES.iter().any(|noun| time(noun))
}

/// True if `word` is one of `nouns`, alone or with particles.
fn starts_with_noun(word: &str, nouns: &[&str]) -> bool {
    nouns.iter().any(|noun| {
        word.strip_prefix(noun)
            .is_some_and(|rest| rest.is_empty() || PARTICLES.contains(&rest))
    })
}
