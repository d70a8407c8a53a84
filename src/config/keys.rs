//! Every key of `feedcard.yaml`: the one table behind the unknown-key check, `feedcard init` and the documentation.
//!
//! In: nothing. Out: [`KEYS`], and a near miss for a word that is not in a list.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::config::kind::Kind;
pub use crate::config::table::{KEYS, LAYOUTS};

/// The file's usual name.
pub const FILE: &str = "feedcard.yaml";

/// One key that a user may write.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// From the root, dotted: `feeds.limit`; of a key inside a value, its name alone.
    pub path: &'static str,
    /// Kind of its value.
    pub kind: Kind,
    /// Its default as YAML; `null`: none. Empty: the key is required.
    pub default: &'static str,
    /// One line for people.
    pub doc: &'static str,
}

impl Key {
    /// Its default; `None` for one that is off, or has no value, until somebody writes it.
    pub fn default(&self) -> Option<&'static str> {
        Some(self.default).filter(|default| !matches!(*default, "" | "null"))
    }
}

/// Formats that have a key below `feeds:`, as in the table of `feed`: `cargo test --lib feed` compares them.
pub const FEED_FORMATS: &[&str] = &["rss", "atom", "json"];

/// Tokens of a permalink pattern.
pub const PERMALINK_TOKENS: &[&str] = crate::generator::TOKENS;

/// Tokens of `cards.path`.
pub const CARD_TOKENS: &[&str] = &["permalink", "hash"];

/// Names directly below `section` (`""`: the root), in table order.
pub fn names_in(section: &str) -> Vec<&'static str> {
    let mut names: Vec<&str> = Vec::new();
    for key in KEYS {
        let below = if section.is_empty() {
            Some(key.path)
        } else {
            key.path
                .strip_prefix(section)
                .and_then(|rest| rest.strip_prefix('.'))
        };
        let Some(name) = below.and_then(|rest| rest.split('.').next()) else {
            continue;
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Keys of the sections that a rule or a post may write too, by their names alone.
static BELOW: LazyLock<BTreeMap<&str, Vec<Key>>> = LazyLock::new(|| {
    let keys = |section: &'static str| {
        let below = |key: &Key| {
            let path = key.path.strip_prefix(section)?.strip_prefix('.')?;
            Some(Key { path, ..*key })
        };
        (section, KEYS.iter().filter_map(below).collect())
    };
    BTreeMap::from(["cards.theme", "cards.fonts"].map(keys))
});

/// The keys of one of those sections.
pub(super) fn below(section: &str) -> Option<&'static [Key]> {
    BELOW.get(section).map(Vec::as_slice)
}

/// The word of `known` that `word` most likely meant.
pub fn near<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let wanted = plain(word);
    let far = wanted.chars().count() / 3;
    let distance = |name: &str| strsim::damerau_levenshtein(&wanted, &plain(name));
    let best = known
        .into_iter()
        .map(|name| (distance(name), name))
        .min_by_key(|(distance, _)| *distance)?;
    (best.0 <= far.max(1) && !wanted.is_empty()).then_some(best.1)
}

/// The known name that is nearest to the unknown `name` in `section`.
pub fn suggestion(section: &str, name: &str) -> String {
    let full = |name: &str| {
        if section.is_empty() {
            name.to_string()
        } else {
            format!("{section}.{name}")
        }
    };
    let here = names_in(section);
    let last = |path: &'static str| path.rsplit('.').next().unwrap_or(path);
    let exact = KEYS.iter().find(|key| last(key.path) == name);
    if let Some(key) = exact {
        return if key.path == name {
            format!("write `{name}:` at the left edge: it does not belong to `{section}:`")
        } else {
            format!("did you mean `{}`?", key.path)
        };
    }
    if let Some(near) = near(name, here.iter().copied()) {
        return format!("did you mean `{}`?", full(near));
    }
    if let Some(near) = near(name, KEYS.iter().map(|key| last(key.path)))
        && let Some(key) = KEYS.iter().find(|key| last(key.path) == near)
    {
        return format!("did you mean `{}`?", key.path);
    }
    let list: Vec<String> = here.iter().map(|name| format!("`{name}`")).collect();
    format!("known here: {}", list.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_whose_default_is_null_has_none() {
        let of = |path: &str| KEYS.iter().find(|key| key.path == path).unwrap().default();
        assert_eq!(of("feeds.rss"), Some("rss.xml"));
        assert_eq!((of("feeds.hub"), of("site.title")), (None, None));
    }

    #[test]
    fn a_key_in_the_wrong_place_is_told_its_own() {
        assert_eq!(suggestion("", "title"), "did you mean `site.title`?");
        assert_eq!(
            suggestion("site", "timezone"),
            "write `timezone:` at the left edge: it does not belong to `site:`"
        );
        assert_eq!(suggestion("site", "titel"), "did you mean `site.title`?");
    }
}
