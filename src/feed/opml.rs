//! `feeds.opml`: every feed, for readers that import lists.
//!
//! # Source
//! OPML 2.0.

use crate::config::Config;
use crate::feed::topic::Topic;
use crate::feed::xml::{element, escape};
use crate::feed::{FORMATS, home, url};

/// The list; `None` where there is no XML feed. Each feed stands once, in the first format that is switched on.
pub fn render(config: &Config, topics: &[Topic]) -> Option<String> {
    let format = FORMATS
        .iter()
        .find(|format| format.name != "json" && (format.path)(config).is_some())?;
    let main = (config.site.title.clone(), (format.path)(config)?.to_owned());
    let rest = topics
        .iter()
        .filter_map(|topic| Some((topic.title.clone(), topic.path(config, format)?)));
    let outlines: Vec<String> = std::iter::once(main)
        .chain(rest)
        .map(|(title, path)| {
            let outline = element(
                "outline",
                &[
                    ("type", "rss"),
                    ("text", &title),
                    ("title", &title),
                    ("xmlUrl", &url(config, &path)),
                    ("htmlUrl", &home(config)),
                ],
            );
            format!("    {outline}\n")
        })
        .collect();
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\">\n  <head>\n    <title>{}</title>\n  </head>\n  <body>\n{}  </body>\n</opml>\n",
        escape(&config.site.title),
        outlines.concat()
    ))
}
