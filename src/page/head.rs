//! A post of the manifest -> the tags of its page.

use super::{Kind, Tag, ld};
use crate::manifest::{FeedEntry as Feed, PostEntry as Post};

/// What is the same on every page.
#[derive(Debug, Clone, Copy)]
pub struct Blog<'a> {
    /// For `og:site_name`.
    pub name: &'a str,
    /// The main feeds.
    pub feeds: &'a [Feed],
}

/// The whole social head of a post's page, without the feeds, in the order in which it is written.
///
/// # Source
/// ogp.me; X "Summary with large image"; Google "Robots meta tag", "Article structured data".
pub fn social(post: &Post, blog: Blog) -> Vec<Tag> {
    let mut tags = vec![
        name("description", &post.description),
        Tag {
            kind: Kind::Canonical,
            value: post.url.clone(),
        },
        name("robots", "max-image-preview:large"),
        property("og:type", "article"),
        property("og:title", &post.title),
        property("og:description", &post.description),
        property("og:url", &post.url),
        property("og:site_name", blog.name),
    ];
    tags.extend(locale(&post.lang).map(|locale| property("og:locale", &locale)));
    if let Some(card) = &post.card {
        let facts = &card.facts;
        tags.extend([
            property("og:image", &card.url),
            property("og:image:type", &facts.media_type),
            property("og:image:width", &facts.width.to_string()),
            property("og:image:height", &facts.height.to_string()),
            property("og:image:alt", &facts.alt),
        ]);
    }
    tags.push(name(
        "twitter:card",
        if post.card.is_some() {
            "summary_large_image"
        } else {
            "summary"
        },
    ));
    tags.extend([
        name("twitter:title", &post.title),
        name("twitter:description", &post.description),
    ]);
    if let Some(card) = &post.card {
        tags.extend([
            name("twitter:image", &card.url),
            name("twitter:image:alt", &card.facts.alt),
            name("theme-color", &card.facts.field),
        ]);
    }
    tags.extend(labels(post));
    tags.push(property("article:published_time", &post.published));
    tags.extend(
        post.updated
            .iter()
            .map(|updated| property("article:modified_time", updated)),
    );
    tags.extend(post.authors.iter().map(|author| {
        property(
            "article:author",
            author.uri.as_deref().unwrap_or(&author.name),
        )
    }));
    tags.extend(post.tags.iter().map(|tag| property("article:tag", tag)));
    tags.push(Tag {
        kind: Kind::LinkedData,
        value: ld::blog_posting(post, blog.name),
    });
    tags
}

/// One link for each main feed; every page of the blog has them.
pub fn autodiscovery(blog: Blog) -> Vec<Tag> {
    let tag = |feed: &Feed| {
        let media_type = match feed.kind.as_str() {
            "rss" => "application/rss+xml",
            "atom" => "application/atom+xml",
            "json" => "application/feed+json",
            _ => return None,
        };
        Some(Tag {
            kind: Kind::Feed(media_type, feed.title.clone()),
            value: feed.url.clone(),
        })
    };
    // The manifest lists the main feeds first; a tag's feed is of the same kind.
    let mut tags: Vec<Tag> = Vec::new();
    for tag in blog.feeds.iter().filter_map(tag) {
        let same = |other: &Tag| matches!((&other.kind, &tag.kind), (Kind::Feed(a, _), Kind::Feed(b, _)) if a == b);
        if !tags.iter().any(same) {
            tags.push(tag);
        }
    }
    tags
}

/// Slack and Discord show these two pairs below the text.
fn labels(post: &Post) -> Vec<Tag> {
    let korean = post.lang == "ko" || post.lang.starts_with("ko-");
    let words = if korean {
        ["글쓴이", "날짜"]
    } else {
        ["Written by", "Published"]
    };
    let names: Vec<&str> = post
        .authors
        .iter()
        .map(|author| author.name.as_str())
        .collect();
    let date = post
        .published
        .get(..10)
        .unwrap_or(&post.published)
        .replace('-', ".");
    let mut pairs = Vec::new();
    if !names.is_empty() {
        pairs.push((words[0], names.join(", ")));
    }
    pairs.push((words[1], date));
    let keys = [
        ("twitter:label1", "twitter:data1"),
        ("twitter:label2", "twitter:data2"),
    ];
    pairs
        .into_iter()
        .zip(keys)
        .flat_map(|((label, data), (label_key, data_key))| {
            [name(label_key, label), name(data_key, &data)]
        })
        .collect()
}

fn property(key: &'static str, value: &str) -> Tag {
    Tag {
        kind: Kind::Property(key),
        value: value.to_owned(),
    }
}

fn name(key: &'static str, value: &str) -> Tag {
    Tag {
        kind: Kind::Name(key),
        value: value.to_owned(),
    }
}

/// Open Graph wants language and territory; a language alone gets its usual one, others are left out.
fn locale(lang: &str) -> Option<String> {
    let mut parts = lang.split('-');
    let language = parts.next()?.to_ascii_lowercase();
    let territory = parts
        .find(|part| part.len() == 2)
        .map(str::to_ascii_uppercase);
    let usual = || {
        let known = [
            ("ko", "KR"),
            ("en", "US"),
            ("ja", "JP"),
            ("zh", "CN"),
            ("de", "DE"),
            ("fr", "FR"),
            ("es", "ES"),
            ("pt", "BR"),
            ("vi", "VN"),
        ];
        known
            .iter()
            .find(|(name, _)| *name == language)
            .map(|(_, territory)| (*territory).to_owned())
    };
    territory
        .or_else(usual)
        .map(|territory| format!("{language}_{territory}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_gets_its_usual_territory_unless_it_names_one() {
        assert_eq!(locale("ko").as_deref(), Some("ko_KR"));
        assert_eq!(locale("en-gb").as_deref(), Some("en_GB"));
        assert_eq!(locale("zh-Hant-TW").as_deref(), Some("zh_TW"));
        assert_eq!(locale("tlh"), None);
    }
}
