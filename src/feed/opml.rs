//! `feeds.opml`: every feed, for readers that import lists.
//!
//! # Source
//! OPML 2.0.

use crate::config::Config;
use crate::feed::section::Section;
use crate::feed::topic::Topic;
use crate::feed::xml::{element, escape};
use crate::feed::{FORMATS, url};

/// The list; `None` where there is no XML feed. Each feed appears once, in the first XML format that is switched on.
/// `topics` are those of each section.
pub fn render(config: &Config, sections: &[Section], topics: &[Vec<Topic>]) -> Option<String> {
    let format = FORMATS
        .iter()
        .find(|format| format.is_xml && format.path(config).is_some())?;
    let mut lines = String::new();
    let mut outline = |title: &str, path: &str, section: &Section| {
        let line = element(
            "outline",
            &[
                ("type", "rss"),
                ("text", title),
                ("title", title),
                ("xmlUrl", &url(config, path)),
                ("htmlUrl", &section.home_url),
            ],
        );
        lines.push_str(&format!("    {line}\n"));
    };
    for section in sections {
        if let Some(path) = section.path(format, config) {
            outline(&section.title, &path, section);
        }
    }
    for (section, topics) in sections.iter().zip(topics) {
        for topic in topics {
            if let Some(path) = topic.path(config, format) {
                outline(&topic.title, &path, section);
            }
        }
    }
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\">\n  <head>\n    <title>{}</title>\n  </head>\n  <body>\n{lines}  </body>\n</opml>\n",
        escape(&config.site.title),
    ))
}
