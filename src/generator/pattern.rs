//! Patterns in feedcard's tokens: `/{categories}/{year}/{slug}/`.

use crate::generator::dates::Moment;
use crate::generator::{Given, Source, spelling};

/// Tokens of a pattern that every generator knows.
pub const TOKENS: &[&str] = &[
    "stem",
    "slug",
    "path",
    "bare_path",
    "category",
    "year",
    "month",
    "day",
    "lang",
    "name",
    "title",
    "slug_or_title",
    "plain_slug",
    "categories",
    "plain_categories",
    "section",
    "sections",
    "short_year",
    "i_month",
    "i_day",
    "hour",
    "minute",
    "second",
    "y_day",
    "yearday",
    "short_month",
    "long_month",
    "w_year",
    "week",
    "w_day",
    "weekday",
    "short_day",
    "long_day",
    "timestamp",
];

/// Value of each token.
#[derive(Debug, Clone, Default)]
pub(super) struct Parts {
    /// File name without extension and language; for `index` the folder's name; or the post's own `slug`.
    pub stem: String,
    /// The same without the date that it begins with.
    pub slug: String,
    /// Jekyll's `:slug`: lower case, everything but letters and digits a dash.
    pub plain_slug: String,
    /// The file's name whatever the post's `slug` says.
    pub name: String,
    /// The place below the content folder.
    pub path: String,
    /// The title as a part of an address.
    pub title: String,
    /// `slug`, else the title as a part of an address.
    pub slug_or_title: String,
    /// The first category.
    pub category: String,
    /// All of them.
    pub categories: Vec<String>,
    /// All of them, spelled plainly.
    pub plain_categories: Vec<String>,
    /// Folders above the file, below the content folder.
    pub sections: Vec<String>,
    /// The post's language.
    pub lang: String,
    /// When it was published, as the address says it.
    pub moment: Moment,
}

impl Parts {
    /// Every name and folder as `spell` writes it; a post's own `slug` replaces the whole path, letter for letter.
    pub fn spelled(mut self, spell: fn(&str) -> String, source: &Source) -> Parts {
        let parts = |path: &str| path.split('/').map(spell).collect::<Vec<_>>().join("/");
        if let Some(slug) = own_slug(source) {
            for part in [&mut self.path, &mut self.stem, &mut self.slug] {
                *part = slug.to_owned();
            }
        } else {
            for part in [&mut self.path, &mut self.stem, &mut self.slug] {
                *part = parts(part);
            }
        }
        self.name = spell(&self.name);
        self
    }
}

/// The post's own `slug` without slashes around it, where it has one.
pub(super) fn own_slug<'a>(source: &Source<'a>) -> Option<&'a str> {
    source
        .slug
        .map(|slug| slug.trim().trim_matches('/'))
        .filter(|slug| !slug.is_empty())
}

/// Names as they are: feedcard's own rules.
pub(super) fn plain(source: &Source) -> Parts {
    let own = own_slug(source);
    let slug = own.unwrap_or_else(|| undated(source.name));
    let title = spelling::github(source.title);
    let mut categories = words(&source.categories, |text| text.split(',').collect());
    categories.extend(words(&source.category, |text| text.split(',').collect()));
    if let Some(first) = source.first_category {
        categories.retain(|name| !name.eq_ignore_ascii_case(first));
        categories.insert(0, first.to_owned());
    }
    Parts {
        stem: own.unwrap_or(source.name).to_owned(),
        slug: slug.to_owned(),
        plain_slug: spelling::jekyll_plain(slug),
        name: source.name.to_owned(),
        path: source.path.to_owned(),
        slug_or_title: own.map_or_else(|| title.clone(), str::to_owned),
        title,
        category: source.first_category.unwrap_or_default().replace('/', "-"),
        plain_categories: categories
            .iter()
            .map(|name| spelling::jekyll_plain(name))
            .collect(),
        categories,
        sections: sections(source.path),
        lang: source.lang.to_owned(),
        moment: Moment::of(source.date, source.zone),
    }
}

/// The folders of a path.
pub(super) fn sections(path: &str) -> Vec<String> {
    let mut parts: Vec<String> = path.split('/').map(String::from).collect();
    parts.pop();
    parts
}

/// The words of a list, however deep, or of a text as `split` splits it; trimmed, in order, each once.
pub(super) fn words(given: &Given, split: fn(&str) -> Vec<&str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |word: &str| {
        let word = word.trim().to_owned();
        if !word.is_empty() && !found.contains(&word) {
            found.push(word);
        }
    };
    match given {
        Given::Nothing => {}
        Given::Text(text) => split(text).into_iter().for_each(&mut add),
        Given::List(items) => {
            for item in items {
                words(item, |text| vec![text])
                    .iter()
                    .for_each(|word| add(word));
            }
        }
    }
    found
}

/// `name` without the date that it begins with.
pub(super) fn undated(name: &str) -> &str {
    dated(name).map_or(name, |(_, rest)| rest)
}

/// `2024-01-02` and the text behind its dash; `None` if there is none.
pub(super) fn dated(name: &str) -> Option<(&str, &str)> {
    let mut at = 0;
    for (count, (least, most)) in [(4, 4), (1, 2), (1, 2)].into_iter().enumerate() {
        if count > 0 {
            at += usize::from(name[at..].starts_with('-'));
        }
        let digits = name[at..].bytes().take_while(u8::is_ascii_digit).count();
        let joined = count == 0 || name[..at].ends_with('-');
        if !(least..=most).contains(&digits) || !joined {
            return None;
        }
        at += digits;
    }
    let rest = name[at..].strip_prefix(['-', '_', ' ', '.'])?;
    (!rest.is_empty()).then_some((&name[..at], rest))
}

/// Fills a pattern in. A segment whose only tokens are categories or sections is dropped if the post has none.
pub(super) fn filled(pattern: &str, parts: &Parts) -> String {
    let empty = |segment: &&str| {
        let gone = |token: &str, none: bool| none && segment.contains(token);
        !(gone("{category}", parts.category.is_empty())
            || gone("{categories}", parts.categories.is_empty())
            || gone("{plain_categories}", parts.plain_categories.is_empty())
            || gone("{section}", parts.sections.is_empty())
            || gone("{sections}", parts.sections.is_empty()))
    };
    let kept: Vec<&str> = pattern.split('/').filter(empty).collect();
    let pattern = kept.join("/");
    // One pass: a slug that holds `{year}` is a slug.
    let mut out = String::new();
    let mut rest = pattern.as_str();
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let tail = &rest[open..];
        let close = tail.find('}').map_or(tail.len(), |at| at + 1);
        let token = &tail[..close];
        let name = token.trim_start_matches('{').trim_end_matches('}');
        if TOKENS.contains(&name) {
            out.push_str(&value(name, parts));
        } else {
            out.push_str(token);
        }
        rest = &tail[close..];
    }
    out.push_str(rest);
    if out.starts_with('/') {
        out
    } else {
        format!("/{out}")
    }
}

fn value(token: &str, parts: &Parts) -> String {
    match token {
        "stem" => parts.stem.clone(),
        "slug" => parts.slug.clone(),
        "plain_slug" => parts.plain_slug.clone(),
        "name" => parts.name.clone(),
        "path" => parts.path.clone(),
        "bare_path" => [parts.sections.as_slice(), std::slice::from_ref(&parts.slug)]
            .concat()
            .join("/"),
        "title" => parts.title.clone(),
        "slug_or_title" => parts.slug_or_title.clone(),
        "category" => parts.category.clone(),
        "categories" => parts.categories.join("/"),
        "plain_categories" => parts.plain_categories.join("/"),
        "section" => parts.sections.first().cloned().unwrap_or_default(),
        "sections" => parts.sections.join("/"),
        "lang" => parts.lang.clone(),
        other => parts.moment.token(other),
    }
}
