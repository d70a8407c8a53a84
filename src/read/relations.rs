//! Categories, the page elsewhere that a post is about, and how much of it feeds carry.

use crate::config::Limits;
use crate::config::tree::Node;
use crate::problem::Problem;
use crate::read::front_matter::FrontMatter;
use crate::read::tags;

/// Words of `categories`, else `category`, else `section`; a Jekyll folder above `_posts` comes first.
pub fn categories(front_matter: &FrontMatter, limits: &Limits, below_posts: bool) -> Vec<String> {
    let keys = ["categories", "category", "taxonomies.categories", "section"];
    let found = keys.iter().find_map(|key| front_matter.get(key));
    let mut words = match found {
        Some(found) if tags::count(&found, below_posts) <= limits.tags => {
            tags::words(front_matter, &found, below_posts)
        }
        Some(_) | None => Vec::new(),
    };
    words.retain(|word| word.chars().nth(limits.tag_chars).is_none());
    words
}

/// The page elsewhere that a link post is about.
pub fn external_url(front_matter: &FrontMatter, problems: &mut Vec<Problem>) -> Option<String> {
    let keys = ["external_url", "externalUrl"];
    let found = keys.iter().find_map(|key| front_matter.get(key))?;
    let written = front_matter.text(found.node, &found.trail)?;
    let url = url::Url::parse(written.trim()).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if url.is_none() {
        problems.push(
            Problem::warning(
                "external-url",
                format!("`{written}` is not an absolute address; ignored"),
            )
            .at(front_matter.place(&found.trail))
            .help(format!("{}: https://example.com/page", found.key)),
        );
    }
    url.map(String::from)
}

/// `excerpt_only: true`, also below `feed:` as jekyll-feed reads it.
pub fn excerpt_only(front_matter: &FrontMatter) -> bool {
    ["excerpt_only", "feed.excerpt_only"]
        .iter()
        .filter_map(|key| front_matter.get(key))
        .any(|found| matches!(found.node, Node::Bool(true)))
}
