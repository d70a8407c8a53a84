//! What a break costs after and before a Korean word, judged by its last and first syllables. No dictionary: particles are told
//! from nouns by the agreement of the final consonant, and the nouns that agree by chance are listed.
use super::mark::{self, Final};

/// A line that ends with a whole phrase.
const PHRASE: f64 = 0.0;
/// 로.
const INSTRUMENT: f64 = 4.0;
/// An adverb, which leans on the verb after it.*
const ADVERB: f64 = 9.0;
/// An ending that describes the noun after it.
const ADNOMINAL: f64 = 9.0;
/// 도 만 고 서 면.
const LOOSE: f64 = 12.0;
/// A word that means nothing without the next one: 첫, 모든, 안.*
const DETERMINER: f64 = 30.0;
/// Before 수 것 때 등 및 중 후 위한 통한.
const DEPENDENT: f64 = 40.0;
/// Before 이후 동안 대신 and kin.*
const HALF_DEPENDENT: f64 = 16.0;
/// Before an auxiliary verb: 할 수|있는, 하지|않는.*
const AUXILIARY: f64 = 26.0;

/// The cost of ending a line after a Hangul word (closing marks taken off).
pub(super) fn after(word: &str) -> f64 {
    let hangul = hangul_tail(word);
    let whole = hangul.len() == word.len();
    if whole && DETERMINERS.contains(&word) {
        return DETERMINER;
    }
    if whole && ADVERBS.contains(&word) {
        return ADVERB;
    }
    if whole && word == "및" {
        return LOOSE;
    }
    noun(hangul)
        .or_else(|| ending(hangul))
        .or_else(|| particle(word, hangul))
        .unwrap_or_else(|| bare_noun(hangul))
}

/// The cost of starting a line with `right` after the Hangul or other word `left`, on top of [`after`].
pub(super) fn before(left: &str, right: &str) -> f64 {
    let right = right.trim_end_matches(|c: char| !mark::is_syllable(c) && !c.is_alphanumeric());
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
    if (leans(&["수", "수가", "수도", "수는"]) && starts(&["있", "없"]))
        || (leans(&["지", "지도", "지는"]) && starts(&["않", "못", "말", "마"]))
        || (leans(&["고"]) && starts(&["있", "싶"]))
        || (last.and_then(mark::final_consonant) == Some(Final::L) && starts(&["뻔", "듯"]))
        || (leans(&[
            "아", "어", "여", "해", "워", "와", "려", "춰", "펴", "져", "켜", "봐", "써", "내",
            "가",
        ]) && starts(AUXILIARIES))
    {
        return AUXILIARY;
    }
    // 적용|하기: the verb of its noun.
    if last.is_some_and(mark::is_syllable) && starts(LIGHT_VERBS) && noun_or_bare(left) {
        return AUXILIARY / 2.0;
    }
    0.0
}

/// Whether a Hangul tail is a particle that belongs to what stands before it: 를, 에서, 으로.
pub(super) fn is_particle(hangul: &str) -> bool {
    PHRASE_ENDINGS.contains(&hangul) || PARTICLES.contains(&hangul)
}

/// The last stretch of Hangul syllables.
fn hangul_tail(word: &str) -> &str {
    let head = word.trim_end_matches(mark::is_syllable);
    &word[head.len()..]
}

/// Nouns (and a few adverbs) whose last syllable looks like a particle or an ending that agrees.
fn noun(hangul: &str) -> Option<f64> {
    NOUNS
        .iter()
        .any(|noun| hangul.ends_with(noun))
        .then(|| bare_noun(hangul))
}

fn noun_or_bare(word: &str) -> bool {
    after(word) >= BARE_NOUN
}

/// Particles of several syllables and verb endings.
fn ending(hangul: &str) -> Option<f64> {
    let has = |endings: &[&str]| endings.iter().any(|ending| hangul.ends_with(ending));
    if has(ADVERBIAL_ENDINGS) {
        return Some(ADVERB);
    }
    if has(PHRASE_ENDINGS) {
        return Some(PHRASE);
    }
    if has(ADNOMINAL_ENDINGS) {
        return Some(ADNOMINAL);
    }
    None
}

/// Particles of one syllable, if the final consonant before them agrees. After Latin or digits any of them may stand.
fn particle(word: &str, hangul: &str) -> Option<f64> {
    let mut back = word.chars().rev();
    let last = back.next()?;
    let before = back.next()?;
    let stem = mark::final_consonant(before);
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
        '지' if hangul.chars().count() > 2 => Some(LOOSE),
        // 빠른, 만들: one syllable with ㄴ or ㄹ is too often a noun; see ADNOMINAL_ENDINGS.
        _ => None,
    }
}

/// Least cost of a bare noun.
const BARE_NOUN: f64 = 24.0;

/// A noun without a particle is half of a compound, the shorter the tighter: 24 to 32.
fn bare_noun(hangul: &str) -> f64 {
    match hangul.chars().count() {
        0..=2 => BARE_NOUN + 8.0,
        3 => BARE_NOUN + 4.0,
        _ => BARE_NOUN,
    }
}

/// Whether `right` is a noun that cannot start a phrase.
fn is_dependent(left: &str, right: &str) -> bool {
    if right.starts_with('수') && starts_with_noun(right, &["수"]) {
        // 할 수: the verb before it ends in ㄹ. A 수 of its own (수를 세는) may start a line.
        return left.chars().next_back().and_then(mark::final_consonant) == Some(Final::L);
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

/// Whether `word` is one of `nouns`, alone or with particles.
fn starts_with_noun(word: &str, nouns: &[&str]) -> bool {
    nouns.iter().any(|noun| {
        word.strip_prefix(noun)
            .is_some_and(|rest| rest.is_empty() || PARTICLES.contains(&rest))
    })
}

/// What may follow a noun.
const PARTICLES: &[&str] = &[
    "을",
    "를",
    "은",
    "는",
    "이",
    "가",
    "과",
    "와",
    "의",
    "에",
    "에서",
    "에는",
    "에도",
    "에만",
    "로",
    "으로",
    "도",
    "만",
    "들",
    "들을",
    "들은",
    "들이",
    "들의",
    "들과",
    "까지",
    "부터",
    "처럼",
    "보다",
    "이다",
    "인",
    "인지",
    "이란",
    "란",
    "이나",
    "나",
    "조차",
    "마다",
    "라도",
    "이라도",
    "밖에",
    "에게",
    "들에",
];

/// Nouns that lean on the word before them.
const DEPENDENTS: &[&str] = &[
    "것", "때", "등", "및", "중", "후", "때문", "뿐", "만큼", "채", "줄", "등등",
];

/// Nouns of time and place that lean on the word before them, alone or with 에.
const TIMES: &[&str] = &["전", "시", "뒤", "데", "바", "간", "내"];

/// Verbs that lean on the object before them.
const DEPENDENT_FORMS: &[&str] = &[
    "위한",
    "위해",
    "위해서",
    "위하여",
    "위해선",
    "통한",
    "통해",
    "통해서",
    "통하여",
    "대한",
    "대해",
    "대해서",
    "대하여",
    "관한",
    "의한",
    "따른",
    "따라",
    "인한",
];

/// Nouns that lean on the word before them, less tightly.
const HALF_DEPENDENTS: &[&str] = &[
    "이후", "이전", "이상", "이하", "동안", "대신", "경우", "사이", "당시", "직후", "직전", "덕분",
    "정도",
];

/// Verbs that complete the verb before them.
const AUXILIARIES: &[&str] = &[
    "보기", "보는", "보자", "보니", "보며", "보고", "봅", "본", "봤", "볼", "주기", "주는", "준",
    "줄", "버린", "버리", "둔", "놓", "나가", "가기", "오기", "온",
];

/// Verbs that turn the noun before them into an act.
const LIGHT_VERBS: &[&str] = &[
    "하기", "하는", "한", "하여", "하다", "되는", "된", "될", "시키", "해보",
];

/// Words that cannot end a phrase.
const DETERMINERS: &[&str] = &[
    "이", "그", "저", "새", "첫", "각", "여러", "모든", "한", "두", "세", "네", "몇", "어떤",
    "무슨", "안", "못", "더", "잘", "또", "전", "총", "약", "매", "제", "온", "다른",
];

/// Adverbs that lean on what follows.
const ADVERBS: &[&str] = &[
    "왜",
    "다시",
    "바로",
    "새로",
    "서로",
    "함께",
    "직접",
    "먼저",
    "가장",
    "매우",
    "아주",
    "너무",
    "많이",
    "같이",
    "빨리",
    "천천히",
    "스스로",
    "따로",
];

/// Adverbial endings.
const ADVERBIAL_ENDINGS: &[&str] = &[
    "하게",
    "르게",
    "롭게",
    "쉽게",
    "있게",
    "없게",
    "떻게",
    "이렇게",
    "그렇게",
    "완전히",
    "히",
    "적게",
];

/// Particles and endings after which a phrase is whole.
const PHRASE_ENDINGS: &[&str] = &[
    "에서",
    "에서의",
    "에서는",
    "에서도",
    "에선",
    "으로",
    "으로는",
    "으로써",
    "으로서",
    "로써",
    "로서",
    "부터",
    "까지",
    "까지의",
    "에게",
    "에게서",
    "한테",
    "보다",
    "처럼",
    "에",
    "에는",
    "에도",
    "며",
    "면서",
    "지만",
    "는데",
    "은데",
    "인데",
    "거나",
    "려고",
    "도록",
    "므로",
    "아서",
    "어서",
    "해서",
    "여서",
    "려면",
    "하면",
    "라면",
    "다면",
    "다가",
    "없이",
    "이라는",
    "하여",
    "하며",
    "통해",
    "위해",
    "대해",
    "따라",
    "대신",
    "마다",
    "밖에",
    "니다",
    "세요",
    "해요",
    "어요",
    "까요",
    "이란",
    "할까",
    "일까",
    "인가",
    "대로",
];

/// Endings that describe the noun after them.
const ADNOMINAL_ENDINGS: &[&str] = &[
    "하는",
    "되는",
    "있는",
    "없는",
    "않는",
    "시키는",
    "받는",
    "만드는",
    "쓰는",
    "부르는",
    "다루는",
    "나누는",
    "바꾸는",
    "배우는",
    "키우는",
    "만나는",
    "바라보는",
    "돌아보는",
    "알아보는",
    "살펴보는",
    "해보는",
    "엿보는",
    "들여다보는",
    "느끼는",
    "버티는",
    "지키는",
    "빠지는",
    "사라지는",
    "달라지는",
    "커지는",
    "깨지는",
    "올리는",
    "알리는",
    "돌리는",
    "살리는",
    "줄이는",
    "높이는",
    "보이는",
    "쌓이는",
    "모르는",
    "흐르는",
    "따르는",
    "고르는",
    "이라는",
    "라는",
    "다는",
    "려는",
    "하려는",
    "같은",
    "많은",
    "좋은",
    "작은",
    "깊은",
    "높은",
    "낮은",
    "얻은",
    "겪은",
    "찾은",
    "남은",
    "받은",
    "읽은",
    "넣은",
    "담은",
    "잡은",
    "맞은",
    "얕은",
    "짧은",
    "넓은",
    "위한",
    "통한",
    "대한",
    "관한",
    "의한",
    "따른",
    "인한",
    "능한",
    "단한",
    "벽한",
    "편한",
    "전한",
    "던",
    "적인",
    "로운",
    "려운",
    "쉬운",
    "까운",
    "벼운",
    "거운",
    "다운",
    "빠른",
    "느린",
    "만든",
    "키운",
];

/// Nouns whose last syllable agrees like a particle, or looks like an ending.
const NOUNS: &[&str] = &[
    // 가
    "추가",
    "휴가",
    "허가",
    "대가",
    "화가",
    "주가",
    "고가",
    "저가",
    "유가",
    "여가",
    "메가",
    "요가",
    // 과
    "결과",
    "성과",
    "통과",
    "경과",
    "일과",
    "학과",
    "교과",
    "안과",
    "전과",
    // 이
    "놀이",
    "종이",
    "길이",
    "높이",
    "깊이",
    "넓이",
    "풀이",
    "맞이",
    "받이",
    "잡이",
    "걸이",
    "벌이",
    "변이",
    "전이",
    "어린이",
    "튜플이",
    "돌이",
    // 은, 는, 을
    "마을",
    "가을",
    "노을",
    "고을",
    // 로
    "회로",
    "프로",
    "도로",
    "제로",
    "매크로",
    "마이크로",
    "플로",
    "솔로",
    "헬로",
    "히어로",
    "스크롤로",
    "피로",
    "미로",
    "항로",
    "기로",
    "활로",
    "새로",
    // 의
    "회의",
    "정의",
    "주의",
    "강의",
    "논의",
    "동의",
    "합의",
    "협의",
    "편의",
    "유의",
    "문의",
    "결의",
    "임의",
    "모의",
    "호의",
    "심의",
    // 도
    "주도",
    "속도",
    "정도",
    "빈도",
    "시도",
    "지도",
    "제도",
    "용도",
    "의도",
    "온도",
    "태도",
    "구도",
    "각도",
    "농도",
    "밀도",
    "강도",
    "습도",
    "고도",
    "경도",
    "위도",
    "난이도",
    "완성도",
    "복잡도",
    "신뢰도",
    "만족도",
    "중요도",
    "선호도",
    "인지도",
    "활용도",
    "숙련도",
    "해상도",
    "정확도",
    "성숙도",
    "유사도",
    "민감도",
    "의존도",
    "응집도",
    "결합도",
    "감도",
    "진도",
    "척도",
    "한도",
    "궤도",
    "차도",
    // 만
    "불만",
    "낭만",
    "기만",
    // 고
    "사고",
    "광고",
    "보고",
    "창고",
    "재고",
    "참고",
    "최고",
    "경고",
    "신고",
    "권고",
    "회고",
    "원고",
    "로고",
    // 서
    "문서",
    "순서",
    "명세서",
    "계획서",
    "설명서",
    "인증서",
    "보고서",
    "안내서",
    "부서",
    "질서",
    "도서",
    "독서",
    "지침서",
    // 면
    "화면",
    "측면",
    "단면",
    "표면",
];
