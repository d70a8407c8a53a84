//! Facts that the path of a file names: stem, slug, language.

use crate::config::Config;
use crate::read::permalink;

/// Facts that the path of a file names.
pub struct Name {
    /// File name without extension and language; for `index.*` the folder's name.
    pub stem: String,
    /// Below the content folder, without extension, `index` and language.
    pub path: String,
    /// Jekyll: the outermost folder above `_posts`.
    pub above_posts: Option<String>,
    /// The language that the file name or the top folder names.
    pub lang: Option<String>,
}

impl Name {
    /// Splits `inside`, a path below its content folder.
    pub fn of(inside: &str, config: &Config) -> Name {
        let known = |word: &str| {
            let all = config.site.languages.iter().chain([&config.site.language]);
            all.clone()
                .find(|lang| lang.eq_ignore_ascii_case(word))
                .cloned()
        };
        let mut parts: Vec<&str> = inside.split('/').collect();
        let file = parts.pop().unwrap_or_default();
        let mut stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let mut lang = None;
        if let Some((before, word)) = stem.rsplit_once('.')
            && let Some(found) = known(word)
        {
            stem = before;
            lang = Some(found);
        }
        // `en/post.md` and `i18n/en/…`: a folder that is a language, at the top.
        let top = parts
            .iter()
            .position(|part| known(part).is_some())
            .filter(|&at| at == 0 || (at == 1 && parts[0] == "i18n"));
        if let Some(at) = top {
            lang = lang.or_else(|| known(parts[at]));
            parts.drain(..=at);
        }
        if stem.eq_ignore_ascii_case("index") || stem == "_index" {
            if let Some(folder) = parts.last() {
                stem = folder;
            }
        } else {
            parts.push(stem);
        }
        let above_posts = parts.contains(&"_posts").then(|| parts[0]);
        let path: Vec<&str> = parts
            .iter()
            .copied()
            .filter(|part| *part != "_posts")
            .collect();
        Name {
            stem: stem.into(),
            path: path.join("/"),
            above_posts: above_posts
                .filter(|&first| first != "_posts")
                .map(str::to_owned),
            lang,
        }
    }
}

impl Name {
    /// The stem without the date that it begins with.
    pub fn without_date(&self) -> &str {
        permalink::dated(&self.stem)
            .map(|(_, rest)| rest)
            .filter(|rest| !rest.is_empty())
            .unwrap_or(&self.stem)
    }
}

/// BCP 47 in shape: `ko`, `zh-Hant-TW`.
pub fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}
