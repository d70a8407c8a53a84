//! Posts -> one section for each language that the blog is written in.
//!
//! In: entries, newest first. Out: the section of the site's language, whose feeds keep the configured paths, then one for
//! each other language, whose feeds go below `/<language>/`. Ids of posts do not depend on it.

use std::collections::BTreeMap;

use crate::config::{Config, FeedLanguages};
use crate::feed::{Entry, Format, home};

/// The posts of one language.
pub struct Section<'a> {
    /// BCP 47.
    pub lang: String,
    /// Title for readers.
    pub title: String,
    /// Prefix of every path: empty, or `en/`.
    pub prefix: String,
    /// The page that its feeds are about.
    pub home_url: String,
    /// Newest first.
    pub entries: Vec<Entry<'a>>,
}

impl Section<'_> {
    /// Path of its subscription document below `out/`; `None`: the format is switched off.
    pub fn path(&self, format: &Format, config: &Config) -> Option<String> {
        let path = format.path(config)?.trim_start_matches('/');
        Some(format!("{}{path}", self.prefix))
    }

    /// Id of its feeds.
    pub fn id(&self, config: &Config) -> String {
        home(config) + &self.prefix
    }
}

/// The sections of a blog, that of the site's language first. A blog without a post in the site's language, and one with
/// `feeds.languages: merge`, has one section.
pub fn sections<'a>(config: &Config, entries: &[Entry<'a>]) -> Vec<Section<'a>> {
    let site = &config.site;
    let is_main = |entry: &&Entry| same_language(&entry.post.lang, &site.language);
    let one =
        config.feeds.languages == FeedLanguages::Merge || !entries.iter().any(|e| is_main(&e));
    let main = |entries: Vec<Entry<'a>>| Section {
        lang: site.language.clone(),
        title: site.title.clone(),
        prefix: String::new(),
        home_url: home(config),
        entries,
    };
    if one {
        return vec![main(entries.to_vec())];
    }
    let (own, foreign): (Vec<&Entry>, Vec<&Entry>) = entries.iter().partition(is_main);
    let mut others: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in foreign {
        let lang = others
            .keys()
            .find(|known| same_language(known, &entry.post.lang));
        let lang = lang.unwrap_or(&entry.post.lang).clone();
        others.entry(lang).or_default().push(*entry);
    }
    let mut sections = vec![main(own.into_iter().copied().collect())];
    sections.extend(others.into_iter().map(|(lang, entries)| {
        let folder = lang.to_lowercase();
        let below = format!("/{folder}/");
        let has_home = entries.iter().all(|entry| {
            entry
                .post
                .permalink
                .encoded
                .to_lowercase()
                .starts_with(&below)
        });
        let home = home(config);
        Section {
            title: match name(&lang) {
                Some(name) => format!("{} ({name})", site.title),
                None => format!("{} ({lang})", site.title),
            },
            home_url: if has_home {
                format!("{home}{folder}/")
            } else {
                home
            },
            prefix: format!("{folder}/"),
            lang,
            entries,
        }
    }));
    sections
}

/// True for `en` and `en`, and for `en` and `en-GB`: a blog that uses both means one language.
fn same_language(a: &str, b: &str) -> bool {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let below = |long: &str, short: &str| {
        long.strip_prefix(short)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    below(&a, &b) || below(&b, &a)
}

/// The language's name in itself.
fn name(lang: &str) -> Option<&'static str> {
    let lang = lang.to_lowercase();
    let name = |wanted: &str| NAMES.iter().find(|(tag, _)| *tag == wanted);
    let primary = lang.split('-').next().unwrap_or(&lang);
    name(&lang).or_else(|| name(primary)).map(|(_, name)| *name)
}

/// Languages of blogs, each in its own words; another one is shown by its tag.
///
/// # Source
/// Unicode CLDR, `localeDisplayNames`.
const NAMES: &[(&str, &str)] = &[
    ("ar", "العربية"),
    ("cs", "čeština"),
    ("da", "dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "español"),
    ("fa", "فارسی"),
    ("fi", "suomi"),
    ("fr", "français"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hu", "magyar"),
    ("id", "Indonesia"),
    ("it", "italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("nl", "Nederlands"),
    ("no", "norsk"),
    ("pl", "polski"),
    ("pt", "português"),
    ("ro", "română"),
    ("ru", "русский"),
    ("sv", "svenska"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "українська"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
    ("zh-hans", "简体中文"),
    ("zh-hant", "繁體中文"),
    ("zh-cn", "简体中文"),
    ("zh-tw", "繁體中文"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_no_other_language_and_a_script_is() {
        assert!(same_language("en", "en-GB") && same_language("EN-us", "en"));
        assert!(!same_language("zh-TW", "zh-CN") && !same_language("en", "eng"));
        assert_eq!(name("en-GB"), Some("English"));
        assert_eq!(name("zh-TW"), Some("繁體中文"));
        assert_eq!(name("tlh"), None);
    }
}
