//! A cluster that no font has -> one that says the same: full-width Latin, half-width kana, marks that look alike.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// Marks whose equivalent Unicode does not name.
const ALIKE: &[(char, &str)] = &[
    ('∼', "~"),
    ('〜', "~"),
    ('˜', "~"),
    ('‐', "-"),
    ('‑', "-"),
    ('‒', "–"),
    ('―', "—"),
    ('⎯', "—"),
    ('─', "—"),
    ('∕', "/"),
    ('⁄', "/"),
    ('∣', "|"),
    ('ǀ', "|"),
    ('∙', "·"),
    ('⋅', "·"),
    ('・', "·"),
    ('‧', "·"),
    ('•', "·"),
    ('∗', "*"),
    ('′', "’"),
    ('″', "”"),
    ('⟨', "〈"),
    ('⟩', "〉"),
    ('➜', "→"),
    ('➔', "→"),
    ('➡', "→"),
    ('⟶', "→"),
    ('⇨', "→"),
    ('☐', "□"),
    ('☑', "✓"),
    ('✔', "✓"),
];

/// `text` with every cluster that is not `drawn` replaced by one that is, where there is one.
pub(super) fn replaced(text: &str, drawn: &dyn Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for cluster in text.graphemes(true) {
        let equal = if drawn(cluster) { None } else { equal(cluster) };
        match equal {
            Some(equal) if equal.graphemes(true).all(drawn) => out.push_str(&equal),
            Some(_) | None => out.push_str(cluster),
        }
    }
    out
}

/// A cluster that says the same.
///
/// # Source
/// UAX #15, compatibility composition; [`ALIKE`].
fn equal(cluster: &str) -> Option<String> {
    let mut chars = cluster.chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && let Some((_, alike)) = ALIKE.iter().find(|(own, _)| *own == c)
    {
        return Some((*alike).to_owned());
    }
    let plain: String = cluster.nfkc().collect();
    (plain != cluster && !plain.trim().is_empty()).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_drawn_becomes_what_is_and_the_rest_stays() {
        let drawn = |cluster: &str| cluster.is_ascii() || cluster == "カ" || cluster == "ガ";
        for (text, wanted) in [
            ("Ａｂ１", "Ab1"),
            ("ｶ", "カ"),
            ("ｶﾞ", "ガ"),
            ("10∼20", "10~20"),
            ("① Ⅳ ㎏", "1 IV kg"),
            ("가", "가"),
        ] {
            assert_eq!(replaced(text, &drawn), wanted);
        }
    }
}
