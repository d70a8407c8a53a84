//! The defaults that the documentation of each key states.

use crate::config::{
    Assets, BodyFrom, Cards, FeedContent, FeedLanguages, Feeds, Fonts, Limits, Theme, feed_key,
    keys,
};

impl Default for Feeds {
    fn default() -> Feeds {
        Feeds {
            paths: keys::FEED_FORMATS
                .iter()
                .filter_map(|format| {
                    let key = keys::KEYS.iter().find(|key| feed_key(format) == key.path)?;
                    Some((*format, key.default()?.to_owned()))
                })
                .collect(),
            content: FeedContent::Full,
            body: BodyFrom::Auto,
            select: Vec::new(),
            drop: Vec::new(),
            assets: Assets::Copy,
            excerpt_only: false,
            limit: 30,
            archives: true,
            languages: FeedLanguages::Split,
            tags: None,
            categories: None,
            authors: false,
            icon: None,
            logo: None,
            hub: None,
            max_bytes: 480 * 1024,
        }
    }
}

impl Default for Cards {
    fn default() -> Cards {
        Cards {
            path: "{permalink}/thumbnail_og.jpg".into(),
            layout: "auto".into(),
            size: (1200, 630),
            max_bytes: 290_000,
            pictures: Vec::new(),
            theme: Theme::default(),
            fonts: Fonts::default(),
            rules: Vec::new(),
            also: Vec::new(),
            covers: false,
            pages: false,
        }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            post_bytes: 1 << 20,
            front_matter_bytes: 128 << 10,
            front_matter_values: 10_000,
            front_matter_depth: 32,
            picture_bytes: 64 << 20,
            picture_pixels: 62_000_000,
            asset_bytes: 64 << 20,
            assets_total_bytes: 1 << 30,
            title_chars: 1000,
            tags: 200,
            tag_chars: 200,
            authors: 100,
            posts: 200_000,
            page_cards: 5000,
        }
    }
}
