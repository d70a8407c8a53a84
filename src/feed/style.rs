//! The look of a feed for a person who opens it in a browser. CSS alone: browsers are removing XSLT.

use crate::config::Config;

/// Below `out/`.
pub const PATH: &str = "feed.css";

/// The absolute address.
pub fn url(config: &Config) -> String {
    format!("{}/{PATH}", config.site.url)
}

/// The stylesheet of both XML formats.
pub const CSS: &str = r#"rss, feed {
  display: block;
  max-width: 42rem;
  margin: 0 auto;
  padding: 2.5rem 1.25rem 5rem;
  background: #fff;
  color: #182148;
  font: 1rem/1.6 Pretendard, "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", system-ui, sans-serif;
  word-break: keep-all;
  overflow-wrap: anywhere;
}
channel { display: block; }
channel > title, feed > title { display: block; font-size: 1.75rem; font-weight: 700; line-height: 1.3; }
channel > description, feed > subtitle { display: block; margin-top: .5rem; color: #565e78; }
channel > description::after, feed > subtitle::after {
  display: block;
  margin-top: 1rem;
  padding: .75rem 1rem;
  border-radius: .5rem;
  background: #eef0f4;
  color: #182148;
  content: "이 주소를 구독기에 넣으면 새 글을 받아 볼 수 있습니다. Copy this page's address into a feed reader to subscribe.";
}
item, entry { display: block; margin-top: 2rem; padding-top: 1.5rem; border-top: 1px solid #dddfe2; }
item > title, entry > title { display: block; font-size: 1.2rem; font-weight: 700; line-height: 1.4; }
item > pubDate, entry > published { display: block; color: #565e78; font-size: .875rem; }
item > description, entry > summary { display: block; margin-top: .5rem; }
link, guid, category, enclosure, generator, language, lastBuildDate, docs, id, updated, author, creator, encoded, content, thumbnail { display: none; }
@media (prefers-color-scheme: dark) {
  rss, feed { background: #14171f; color: #eceef4; }
  channel > description, feed > subtitle, item > pubDate, entry > published { color: #a7adbe; }
  channel > description::after, feed > subtitle::after { background: #232733; color: #eceef4; }
  item, entry { border-color: #333846; }
}
"#;
