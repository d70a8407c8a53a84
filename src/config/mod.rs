//! Every setting of `feedcard.yaml`, each ending in its `Default:`.
//!
//! In: the text of the file. Out: a [`Config`] in which everything is decided, or the problems. Opens no file.

mod also;
pub mod check;
mod defaults;
mod document;
pub mod environment;
mod fields;
mod hints;
mod judge;
pub mod keys;
pub mod kind;
mod limits;
mod looks;
mod parse;
mod permalink;
mod rules;
mod spot;
mod table;
pub mod tree;
mod values;
mod written;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::generator::Generator;
pub use crate::look::{
    Border, Color, FontFile, Fonts, Logo, Look, LookChange, Part, Pattern, Scheme, Shown, Side,
    Theme,
};

pub use also::AlsoCard;
pub use fields::Fields;
pub use looks::{PostLook, layout_of_post};
pub use parse::{parse, parse_with};
pub use permalink::PermalinkRule;
pub use rules::{CardRule, Facts};
pub use written::Written;

/// The whole configuration, defaults filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Folder of the configuration file; every relative path starts here. Absolute.
    pub root: PathBuf,
    /// The blog.
    pub site: Site,
    /// Time zone of dates without an offset. Default: `Asia/Seoul`
    pub timezone: chrono_tz::Tz,
    /// Folders read, relative to `root`. Default: `[content]`
    pub content: Vec<String>,
    /// Globs, relative to a content folder, added to the built-in ones. Default: `[]`
    pub ignore: Vec<String>,
    /// Address patterns for posts that name none: the first whose glob fits. Default: `/{stem}`
    pub permalink: Vec<PermalinkRule>,
    /// Zone of the day in an address; none: the post's own offset. Default: none
    pub permalink_timezone: Option<chrono_tz::Tz>,
    /// Generator whose spelling of names and categories addresses follow. Default: `none`
    pub generator: Generator,
    /// Output folder, relative to `root`; with `site.folder`: that folder. Default: `out`
    pub out: String,
    /// With `site.folder`: a build brings the heads of its pages up to date. Default: `true`
    pub inject: bool,
    /// Feeds.
    pub feeds: Feeds,
    /// Cards.
    pub cards: Cards,
    /// Front matter keys of each fact, first found wins.
    pub fields: Fields,
    /// Source of the date of the last change. Default: `written`
    pub updated: Updated,
    /// Publish the good posts despite errors. Default: `false`
    pub keep_going: bool,
    /// Cache folder, relative to `root`. Default: `.feedcard`
    pub cache: String,
    /// Limits for untrusted content.
    pub limits: Limits,
}

/// The blog itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// Required.
    pub title: String,
    /// Required; absolute http(s), no trailing slash, sub-path allowed.
    pub url: String,
    /// Address that serves this run's cards: `url`, unless a variable or flag says otherwise for a preview.
    pub pictures_url: String,
    /// The built site, relative to `root`, as the host serves it. Default: none
    pub folder: Option<String>,
    /// Default: none
    pub description: Option<String>,
    /// BCP 47. Default: `ko`
    pub language: String,
    /// Others that `post.en.md` or `en/post.md` may name. Default: `[]`
    pub languages: Vec<String>,
    /// Posts in other languages have theirs before their address. Default: `true`
    pub prefix_languages: bool,
    /// For posts that name no author. Default: none
    pub author: Option<crate::post::Author>,
    /// Picture that replaces the site name on cards, relative to `root`. Default: none
    pub logo: Option<String>,
}

/// `feeds:`.
#[derive(Debug, Clone, PartialEq)]
pub struct Feeds {
    /// Path below `out` by format; a format that is switched off has none. Default: `rss.xml`, `atom.xml`, `feed.json`
    pub paths: BTreeMap<&'static str, String>,
    /// Full bodies or descriptions only. Default: `full`
    pub content: FeedContent,
    /// Source of bodies, with `site.folder`. Default: `auto`
    pub body: BodyFrom,
    /// CSS selectors of a post's content in its page. Default: `[]`
    pub select: Vec<String>,
    /// CSS selectors of parts to leave out of it. Default: `[]`
    pub drop: Vec<String>,
    /// The files beside a post that its body names, without `site.folder`: copied or not. Default: `copy`
    pub assets: Assets,
    /// Put only the text before `<!-- more -->` into entries. Default: `false`
    pub excerpt_only: bool,
    /// Entries in the subscription document. Default: `30`
    pub limit: usize,
    /// Older entries in RFC 5005 archives. Default: `true`
    pub archives: bool,
    /// Feeds of each language, or all in one. Default: `split`
    pub languages: FeedLanguages,
    /// A feed for each tag; none: no such feeds. Default: `false`
    pub tags: Option<Selection>,
    /// A feed for each category; none: no such feeds. Default: `false`
    pub categories: Option<Selection>,
    /// A feed for each author. Default: `false`
    pub authors: bool,
    /// Small square picture, below the site or absolute. Default: none
    pub icon: Option<String>,
    /// Wide picture, below the site or absolute. Default: none
    pub logo: Option<String>,
    /// WebSub hub. Default: none
    pub hub: Option<String>,
    /// Largest document in bytes; the oldest entries spill into archives. Default: `491520`
    pub max_bytes: usize,
}

impl Feeds {
    /// Path of the feed in a format, below `out`; `None`: it is switched off.
    pub fn path(&self, format: &str) -> Option<&str> {
        self.paths.get(format).map(String::as_str)
    }
}

/// The key of a feed format.
fn feed_key(format: &str) -> String {
    format!("feeds.{format}")
}

/// Tags or categories that get feeds of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// Only these; empty: all. Default: `[]`
    pub only: Vec<String>,
    /// Only those with as many posts. Default: `1`
    pub min_posts: usize,
}

impl Selection {
    /// Every one.
    pub fn all() -> Selection {
        Selection {
            only: Vec::new(),
            min_posts: 1,
        }
    }
}

/// Source of an entry's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BodyFrom {
    /// The post's page where one is found and trusted, else Markdown.
    #[default]
    Auto,
    /// The page.
    Page,
    /// Markdown.
    Markdown,
}

/// Treatment of the files beside a post that its body names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Assets {
    /// They are copied to where the feeds say they are.
    #[default]
    Copy,
    /// Nothing: something else publishes them.
    None,
}

/// Feeds of a blog in several languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FeedLanguages {
    /// Each language has its own.
    #[default]
    Split,
    /// All posts in one.
    Merge,
}

/// Source of the date of a post's last change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Updated {
    /// Front matter alone.
    #[default]
    Written,
    /// Front matter, else the last commit of the file.
    Git,
}

/// Content of a feed's entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedContent {
    /// The whole post as HTML beside its description.
    Full,
    /// The description only.
    Summary,
}

/// `cards:`.
#[derive(Debug, Clone, PartialEq)]
pub struct Cards {
    /// Path below `out`; tokens `{permalink}` (less `.html`), `{hash}`; the extension decides the format.
    /// Default: `{permalink}/thumbnail_og.jpg`
    pub path: String,
    /// `auto`, a name in the layout table, or a layout file relative to `root`. Default: `auto`
    pub layout: String,
    /// Pixels, width and height. Default: `1200x630`
    pub size: (u32, u32),
    /// Largest file. Default: `290000`
    pub max_bytes: usize,
    /// More folders in which pictures are looked for, relative to `root`. Default: `[]`
    pub pictures: Vec<String>,
    /// Look of the cards. Default: as each key says
    pub theme: Theme,
    /// Font files, relative to `root`. Default: the embedded ones
    pub fonts: Fonts,
    /// Looks of single posts; the first that fits a post counts. Default: `[]`
    pub rules: Vec<CardRule>,
    /// More sizes of each card. Default: `[]`
    pub also: Vec<AlsoCard>,
    /// Text-free 1:1, 4:3 and 16:9 pictures for JSON-LD. Default: `false`
    pub covers: bool,
    /// With `site.folder`: cards for its pages that are no posts. Default: `false`
    pub pages: bool,
}

/// `limits:`: most that one file, picture or blog may cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Bytes of one Markdown file. Default: `1048576`
    pub post_bytes: u64,
    /// Bytes of its front matter. Default: `131072`
    pub front_matter_bytes: usize,
    /// Keys and values of its front matter, those that a YAML alias repeats counted each time. Default: `10000`
    pub front_matter_values: usize,
    /// Lists and mappings inside each other in front matter. Default: `32`
    pub front_matter_depth: usize,
    /// Bytes of one picture file. Default: `67108864`
    pub picture_bytes: u64,
    /// Pixels of one picture, known before it is decoded; fewer where each takes more than four bytes while it is read. Default: `62000000`
    pub picture_pixels: u64,
    /// Bytes of one file that is copied beside a feed. Default: `67108864`
    pub asset_bytes: u64,
    /// Bytes of all such files together. Default: `1073741824`
    pub assets_total_bytes: u64,
    /// Characters of a title. Default: `1000`
    pub title_chars: usize,
    /// Tags of one post. Default: `200`
    pub tags: usize,
    /// Characters of a tag. Default: `200`
    pub tag_chars: usize,
    /// Authors of one post. Default: `100`
    pub authors: usize,
    /// Posts of one blog. Default: `200000`
    pub posts: usize,
    /// Cards of pages that are no posts. Default: `5000`
    pub page_cards: usize,
}

impl Config {
    /// The address pattern of the post at `path`, relative to `root`.
    pub fn pattern(&self, path: &str) -> &str {
        let fitting = self.permalink.iter().find(|rule| rule.fits(path));
        fitting.map_or("/{stem}", |rule| rule.pattern.as_str())
    }

    /// A configuration with every default, for the blog `title` at `url`, rooted in `root`.
    pub fn new(root: impl Into<PathBuf>, title: &str, url: &str) -> Config {
        Config {
            root: root.into(),
            site: Site {
                title: title.into(),
                url: url.trim_end_matches('/').into(),
                pictures_url: url.trim_end_matches('/').into(),
                folder: None,
                description: None,
                language: "ko".into(),
                languages: Vec::new(),
                prefix_languages: true,
                author: None,
                logo: None,
            },
            timezone: chrono_tz::Asia::Seoul,
            content: vec!["content".into()],
            ignore: Vec::new(),
            permalink: vec![PermalinkRule::all("/{stem}")],
            permalink_timezone: None,
            generator: Generator::None,
            out: "out".into(),
            inject: true,
            feeds: Feeds::default(),
            cards: Cards::default(),
            fields: Fields::default(),
            updated: Updated::Written,
            keep_going: false,
            cache: ".feedcard".into(),
            limits: Limits::default(),
        }
    }
}
