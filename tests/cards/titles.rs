//! Titles that nobody wrote: nouns, particles, verbs, Latin, digits and marks in the shapes that real titles have.

const NOUNS: &[&str] = &[
    "서버",
    "배포",
    "로그",
    "데이터베이스",
    "사용자",
    "지도",
    "알림",
    "결제",
    "검색",
    "캐시",
    "장애",
    "테스트",
    "아키텍처",
    "마이그레이션",
    "코드 리뷰",
    "온보딩",
    "대시보드",
    "메시지 큐",
    "앱",
    "빌드",
    "성능",
    "사과",
    "평가",
];
const PARTICLES: &[&str] = &[
    "를", "은", "이", "에서", "으로", "의", "와", "까지", "도", "",
];
const ENDINGS: &[&str] = &[
    "개선하기",
    "소개합니다",
    "이야기",
    "도입기",
    "돌아보기",
    "그리고 배운 것",
    "할 수 있을까?",
    "회고",
    "옮긴 이유",
    "줄이는 방법",
    "(2편)",
    "— 그 후",
    "3.5배 빠르게",
    "100% 자동화",
    "왜 느릴까?!",
];
const LATIN: &[&str] = &[
    "Kubernetes",
    "Rust",
    "C++",
    "gRPC",
    "SwiftUI",
    "PostgreSQL 16",
    "AWS Lambda",
    "iOS",
    "Vec<T>",
    "Node.js",
    "React.useEffect",
    "CI/CD",
    "“안녕”",
    "[공지]",
    "T[]",
];

/// The `number`th title; the same on every machine.
pub fn title(number: u32) -> String {
    let mut state = u64::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as usize % most
    };
    let words = match number % 20 {
        0 => 1,
        1 => 14,
        2 => 30,
        _ => 1 + next(5),
    };
    let mut title = Vec::new();
    for _ in 0..words {
        title.push(match next(4) {
            0 => LATIN[next(LATIN.len())].to_owned(),
            _ => format!(
                "{}{}",
                NOUNS[next(NOUNS.len())],
                PARTICLES[next(PARTICLES.len())]
            ),
        });
    }
    title.push(ENDINGS[next(ENDINGS.len())].to_owned());
    title.join(" ")
}
