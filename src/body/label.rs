//! Labels of callouts, whose icon or colour a reader does not show.

/// A kind of callout: the names that generators give it, and its label in Korean, English, Japanese and Chinese.
struct Kind {
    names: &'static [&'static str],
    labels: [&'static str; 4],
}

/// Every kind, first name first. GitHub, Docusaurus, VitePress, MkDocs, Obsidian, Hugo themes, Hexo NexT.
const KINDS: &[Kind] = &[
    kind(
        &["note", "notice", "default", "primary", "secondary"],
        ["참고", "Note", "注記", "注意"],
    ),
    kind(
        &["info", "information", "notice-info"],
        ["정보", "Info", "情報", "信息"],
    ),
    kind(
        &["tip", "hint", "success", "check", "done"],
        ["팁", "Tip", "ヒント", "提示"],
    ),
    kind(&["important"], ["중요", "Important", "重要", "重要"]),
    kind(
        &["warning", "warn", "attention"],
        ["경고", "Warning", "警告", "警告"],
    ),
    kind(&["caution"], ["주의", "Caution", "注意", "小心"]),
    kind(
        &["danger", "error", "failure", "fail", "missing"],
        ["위험", "Danger", "危険", "危险"],
    ),
    kind(
        &["question", "help", "faq"],
        ["질문", "Question", "質問", "问题"],
    ),
    kind(&["example"], ["예시", "Example", "例", "示例"]),
    kind(
        &["abstract", "summary", "tldr"],
        ["요약", "Summary", "要約", "摘要"],
    ),
    kind(&["todo"], ["할 일", "To do", "やること", "待办"]),
    kind(&["bug"], ["버그", "Bug", "バグ", "缺陷"]),
    kind(&["quote", "cite"], ["인용", "Quote", "引用", "引用"]),
    kind(&["seealso"], ["함께 보기", "See also", "関連", "另见"]),
];

const fn kind(names: &'static [&'static str], labels: [&'static str; 4]) -> Kind {
    Kind { names, labels }
}

/// The label of the callout `name` in the language `lang` (BCP 47); `None` where no generator has such a callout.
pub fn callout(name: &str, lang: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let kind = KINDS
        .iter()
        .find(|kind| kind.names.contains(&name.as_str()))?;
    let base = lang.split(['-', '_']).next().unwrap_or_default();
    let column = match base.to_ascii_lowercase().as_str() {
        "ko" => 0,
        "ja" => 2,
        "zh" => 3,
        _ => 1,
    };
    Some(kind.labels[column])
}

/// `label`, followed by the author's title.
pub fn with_title(label: &str, title: &str) -> String {
    let title = title.trim();
    if title.is_empty() || title.eq_ignore_ascii_case(label) {
        label.to_owned()
    } else {
        format!("{label}: {title}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_in_the_language_of_the_post() {
        assert_eq!(callout("WARNING", "ko-KR"), Some("경고"));
        assert_eq!(callout("tip", "en"), Some("Tip"));
        assert_eq!(callout("tip", "fr"), Some("Tip"));
        assert_eq!(callout("tabs", "ko"), None);
        assert_eq!(with_title("경고", " 조심 "), "경고: 조심");
        assert_eq!(with_title("Note", "note"), "Note");
    }
}
