//! `limits:`: bounds for what a pull request may cost.

use crate::config::Limits;
use crate::config::document::ConfigDocument;

/// Reads the limits.
pub(super) fn limits(document: &mut ConfigDocument) -> Limits {
    let default = Limits::default();
    Limits {
        post_bytes: document.count("limits.post_bytes", default.post_bytes),
        front_matter_bytes: document.count("limits.front_matter_bytes", default.front_matter_bytes),
        front_matter_values: document
            .count("limits.front_matter_values", default.front_matter_values),
        front_matter_depth: document.count("limits.front_matter_depth", default.front_matter_depth),
        picture_bytes: document.count("limits.picture_bytes", default.picture_bytes),
        picture_pixels: document.count("limits.picture_pixels", default.picture_pixels),
        asset_bytes: document.count("limits.asset_bytes", default.asset_bytes),
        assets_total_bytes: document.count("limits.assets_total_bytes", default.assets_total_bytes),
        title_chars: document.count("limits.title_chars", default.title_chars),
        tags: document.count("limits.tags", default.tags),
        tag_chars: document.count("limits.tag_chars", default.tag_chars),
        authors: document.count("limits.authors", default.authors),
        posts: document.count("limits.posts", default.posts),
        page_cards: document.count("limits.page_cards", default.page_cards),
    }
}
