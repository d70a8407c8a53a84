//! Every key of `feedcard.yaml`: the one table behind the unknown-key check, `feedcard init` and the documentation.
//!
//! In: nothing. Out: [`KEYS`], and a near miss for a word that is not in a list.

/// The file's usual name.
pub const FILE: &str = "feedcard.yaml";

/// One key that a user may write.
pub struct Key {
    /// From the root, dotted: `feeds.limit`.
    pub path: &'static str,
    /// Its default as YAML; `null`: none. Empty: the key is required.
    pub default: &'static str,
    /// One line for people.
    pub doc: &'static str,
}

const fn key(path: &'static str, default: &'static str, doc: &'static str) -> Key {
    Key { path, default, doc }
}

/// Every key, in the order in which `feedcard init` writes them.
pub const KEYS: &[Key] = &[
    key("site.title", "", "the blog's name on feeds and cards"),
    key(
        "site.url",
        "",
        "absolute; a sub-path is fine: https://example.com/blog",
    ),
    key("site.description", "null", "one sentence about the blog"),
    key("site.language", "ko", "BCP 47"),
    key(
        "site.languages",
        "[]",
        "others that `post.en.md` or `en/post.md` may name",
    ),
    key(
        "site.author.name",
        "null",
        "stands in where a post names no author",
    ),
    key("site.author.uri", "null", "their page, absolute"),
    key("site.author.email", "null", "never printed in a feed"),
    key(
        "site.logo",
        "null",
        "picture that replaces the site name on cards",
    ),
    key("timezone", "Asia/Seoul", "for dates without an offset"),
    key("content", "[content]", "folders read"),
    key(
        "ignore",
        "[]",
        "globs below a content folder that are no posts, such as \"**/notes/**\"",
    ),
    key(
        "permalink",
        "\"/{stem}\"",
        "for posts that name none: {stem} {slug} {path} {category} {year} {month} {day} {lang}",
    ),
    key("out", "out", "folder written"),
    key(
        "feeds.rss",
        "rss.xml",
        "path below `out`; false switches it off",
    ),
    key(
        "feeds.atom",
        "atom.xml",
        "path below `out`; false switches it off",
    ),
    key(
        "feeds.json",
        "feed.json",
        "path below `out`; false switches it off",
    ),
    key("feeds.content", "full", "full | summary"),
    key(
        "feeds.limit",
        "30",
        "entries in the subscription document; older ones go to archives",
    ),
    key("feeds.archives", "true", "RFC 5005 archives by year"),
    key(
        "feeds.tags",
        "false",
        "true: tags/<slug>/rss.xml and atom.xml for each tag",
    ),
    key("feeds.authors", "false", "true: the same for each author"),
    key("feeds.hub", "null", "WebSub hub, absolute"),
    key(
        "feeds.max_bytes",
        "491520",
        "largest feed document; the oldest entries spill into archives",
    ),
    key(
        "cards.path",
        "\"{permalink}/thumbnail_og.jpg\"",
        "below `out`: {permalink} (less .html), {hash}; .jpg or .png decides the format",
    ),
    key(
        "cards.layout",
        "auto",
        "auto | wipe | window | cover | stack | poster | poster-duo | plain",
    ),
    key("cards.size", "1200x630", "pixels"),
    key(
        "cards.max_bytes",
        "290000",
        "largest card; WhatsApp drops what is much heavier",
    ),
    key(
        "cards.fonts.title",
        "null",
        "font file for titles; null: the embedded Pretendard Bold",
    ),
    key(
        "cards.fonts.meta",
        "null",
        "font file for everything else; null: the embedded Pretendard",
    ),
    key(
        "cards.fonts.fallback",
        "[]",
        "font files tried after the embedded ones",
    ),
    key(
        "cards.covers",
        "false",
        "true: text-free 1:1, 4:3 and 16:9 pictures for JSON-LD",
    ),
    key(
        "fields.title",
        "[title]",
        "front matter keys that hold the title, first found wins",
    ),
    key(
        "fields.date",
        "[date, pubDate, pubDatetime, publishDate, publishedAt, published_at, published, created, createdAt, created_at]",
        "… the date of publication",
    ),
    key(
        "fields.updated",
        "[updated, lastmod, last_modified_at, lastModified, lastUpdated, modified, modDatetime, updatedDate, update]",
        "… the date of the last change",
    ),
    key(
        "fields.permalink",
        "[permalink, url, path]",
        "… the address, taken literally",
    ),
    key(
        "fields.slug",
        "[slug, postSlug]",
        "… what replaces {stem} and {slug}",
    ),
    key(
        "fields.description",
        "[description, summary, excerpt, subtitle]",
        "… the description",
    ),
    key(
        "fields.tags",
        "[tags, tag, keywords]",
        "… the tags; where none is given: categories, category",
    ),
    key("fields.authors", "[authors, author]", "… the authors"),
    key(
        "fields.thumbnail",
        "[thumbnail, og_image, ogImage, image, cover, cover_image, featuredImage, featured_image, header, images]",
        "… the picture, or its `color` and `gray` twins",
    ),
    key(
        "fields.draft",
        "[draft, hide]",
        "… `true` for a draft; published: false and public: false count too",
    ),
    key(
        "cache",
        ".feedcard",
        "folder of rendered cards; keep it between CI runs",
    ),
    key("limits.post_bytes", "1048576", "largest Markdown file"),
    key(
        "limits.front_matter_bytes",
        "131072",
        "longest front matter",
    ),
    key(
        "limits.front_matter_values",
        "10000",
        "most keys and values of it, aliases repeated",
    ),
    key(
        "limits.front_matter_depth",
        "32",
        "most lists and mappings of it inside each other",
    ),
    key("limits.picture_bytes", "67108864", "largest picture file"),
    key(
        "limits.picture_pixels",
        "62000000",
        "largest picture, known before it is decoded",
    ),
    key("limits.title_chars", "1000", "longest title"),
    key("limits.tags", "200", "most tags of one post"),
    key("limits.tag_chars", "200", "longest tag"),
    key("limits.authors", "100", "most authors of one post"),
    key("limits.posts", "200000", "most posts of one blog"),
];

/// Layout names that `cards.layout` takes; `auto` chooses. The card room's table is tested against it.
pub const LAYOUTS: &[&str] = &[
    "auto",
    "wipe",
    "window",
    "cover",
    "stack",
    "poster",
    "poster-duo",
    "plain",
];

/// Tokens of a permalink pattern.
pub const PERMALINK_TOKENS: &[&str] = &[
    "stem", "slug", "path", "category", "year", "month", "day", "lang",
];

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

/// What to write instead of the unknown `name` in `section`.
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
            format!("write `{name}:` at the left edge: it is no part of `{section}:`")
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
    fn a_key_in_the_wrong_place_is_told_its_own() {
        assert_eq!(suggestion("", "title"), "did you mean `site.title`?");
        assert_eq!(
            suggestion("site", "timezone"),
            "write `timezone:` at the left edge: it is no part of `site:`"
        );
        assert_eq!(suggestion("site", "titel"), "did you mean `site.title`?");
    }
}
