//! Every key of `feedcard.yaml` with its kind, its default and one line for people.

use crate::config::keys::Key;
use crate::config::kind::Kind;
use crate::config::kind::Kind::{
    AnyOf, Below, Color, Count, Flag, Glob, Language, Link, List, Map, MapOf, Off, OneOf, Path,
    Selector, Size, Text, Zone,
};
use crate::generator::NAMES;

const fn key(path: &'static str, kind: Kind, default: &'static str, doc: &'static str) -> Key {
    Key {
        path,
        kind,
        default,
        doc,
    }
}

const TEXTS: Kind = List(&Text);
const PATHS: Kind = List(&Path);
const FEED: Kind = AnyOf(&[Path, Flag]);

/// Layouts by name; `auto` chooses. The card room's table is tested against it.
pub const LAYOUTS: &[&str] = &[
    "auto",
    "wipe",
    "window",
    "cover",
    "frame",
    "stack",
    "poster",
    "poster-duo",
    "pass",
    "plain",
];

pub(super) const SCHEMES: &[&str] = &["auto", "brand", "light", "dark"];
pub(super) const PATTERNS: &[&str] = &["rings", "grid", "waves", "type", "none"];
pub(super) const SIDES: &[&str] = &["top", "right", "bottom", "left"];
pub(super) const BODIES: &[&str] = &["auto", "page", "markdown"];

/// Treatment of files beside a post.
pub(super) const ASSETS: &[&str] = &["copy", "none"];

/// Facts that a card may show; `field:NAME` besides.
pub(super) const SHOWN: &[&str] = &[
    "date",
    "authors",
    "tags",
    "category",
    "series",
    "reading_time",
];

const LAYOUT: Kind = AnyOf(&[OneOf(LAYOUTS), Path]);
const FONT: Kind = AnyOf(&[
    Path,
    Map(&[
        key("file", Path, "", "TTF, OTF, WOFF or WOFF2"),
        key("weight", Count, "null", "of a variable font, 1 to 1000"),
    ]),
]);
const LOGO: Kind = AnyOf(&[
    Path,
    Map(&[
        key("on_light", Path, "", "picture on a light ground"),
        key("on_dark", Path, "", "picture on a dark ground"),
    ]),
]);
const BORDER: Kind = Map(&[
    key("side", OneOf(SIDES), "bottom", "side of the card"),
    key("width", Count, "14", "pixels at 1200x630"),
    key("colors", List(&Color), "", "in equal parts along the side"),
]);
const ALSO: Kind = Map(&[
    key(
        "name",
        Text,
        "",
        "small letters, digits and `-`: its name in the manifest",
    ),
    key("size", Size, "", "pixels: 1080x1080"),
    key(
        "path",
        Text,
        "",
        "below `out`, as `cards.path`: \"{permalink}/square.jpg\"",
    ),
    key(
        "layout",
        LAYOUT,
        "null",
        "its own layout; null: the post's, where it has one for this shape",
    ),
]);
const RULE: Kind = Map(&[
    key(
        "match",
        List(&Glob),
        "null",
        "globs of the post's file: content/infra/**",
    ),
    key("tag", TEXTS, "null", "posts with one of these tags"),
    key(
        "category",
        TEXTS,
        "null",
        "posts in one of these categories or sections",
    ),
    key(
        "lang",
        List(&Language),
        "null",
        "posts in one of these languages",
    ),
    key(
        "theme",
        Below("cards.theme"),
        "null",
        "keys of `cards.theme`; the others stay",
    ),
    key("layout", LAYOUT, "null", "as `cards.layout`"),
    key(
        "fonts",
        Below("cards.fonts"),
        "null",
        "keys of `cards.fonts`; the others stay",
    ),
]);
const SHOW: Kind = List(&AnyOf(&[OneOf(SHOWN), Text]));
const SELECTION: Kind = AnyOf(&[
    Flag,
    Map(&[
        key("only", TEXTS, "[]", "these alone; empty: all"),
        key("min_posts", Count, "1", "those with as many posts"),
    ]),
]);

/// Every key, in the order in which `feedcard init` writes them.
#[rustfmt::skip]
pub const KEYS: &[Key] = &[
    key("site.title", Text, "", "the blog's name on feeds and cards"),
    key("site.url", Link, "", "absolute; a sub-path is fine: https://example.com/blog"),
    key("site.folder", Path, "null", "the built site, as the host serves it: _site, public, dist"),
    key("site.description", Text, "null", "one sentence about the blog"),
    key("site.language", Language, "ko", "BCP 47"),
    key("site.languages", List(&Language), "[]", "other languages, named by `post.en.md` or `en/post.md`"),
    key("site.prefix_languages", Flag, "true", "false: posts in other languages have no `/en` before their address"),
    key("site.author.name", Text, "null", "for posts that name no author"),
    key("site.author.uri", Link, "null", "their page, absolute"),
    key("site.author.email", Text, "null", "never printed in a feed"),
    key("site.author.avatar", Path, "null", "their picture, a file of the blog, for `cards.theme.avatars`"),
    key("site.logo", Path, "null", "picture that replaces the site name on cards"),
    key("timezone", Zone, "Asia/Seoul", "for dates without an offset"),
    key("content", PATHS, "[content]", "folders read"),
    key("ignore", List(&Glob), "[]", "globs below a content folder of files that are not posts, such as \"**/notes/**\""),
    key("permalink", AnyOf(&[Text, MapOf(&Text)]), "\"/{stem}\"", "for posts that name none: {stem} {slug} {path} {category} {year} {month} {day} {lang} and more; or {\"glob\": \"/pattern\"}"),
    key("permalink_timezone", Zone, "null", "zone of the day in an address; null: the post's own offset"),
    key("generator", OneOf(NAMES), "none", "generator whose spelling of names and categories addresses follow"),
    key("out", Path, "out", "folder written; with `site.folder`: that folder"),
    key("inject", Flag, "true", "with `site.folder`: `build` brings the heads of its pages up to date"),
    key("feeds.rss", FEED, "rss.xml", "path below `out`; false switches it off"),
    key("feeds.atom", FEED, "atom.xml", "path below `out`; false switches it off"),
    key("feeds.json", FEED, "feed.json", "path below `out`; false switches it off"),
    key("feeds.content", OneOf(&["full", "summary"]), "full", "full | summary"),
    key("feeds.body", OneOf(BODIES), "auto", "auto | page | markdown: source of bodies, with `site.folder`"),
    key("feeds.select", List(&Selector), "[]", "CSS selectors of a post's content in its page"),
    key("feeds.drop", List(&Selector), "[]", "CSS selectors of parts to leave out of it"),
    key("feeds.assets", OneOf(ASSETS), "copy", "copy | none: files beside a post that its body names, without `site.folder`"),
    key("feeds.excerpt_only", Flag, "false", "true: only the text before `<!-- more -->`"),
    key("feeds.limit", Count, "30", "entries in the subscription document; older ones go to archives"),
    key("feeds.archives", Flag, "true", "RFC 5005 archives by year"),
    key("feeds.languages", OneOf(&["split", "merge"]), "split", "split | merge: feeds of each language, or all in one"),
    key("feeds.tags", SELECTION, "false", "true: tags/<slug>/rss.xml and atom.xml for each tag; or {only: [a, b], min_posts: 3}"),
    key("feeds.categories", SELECTION, "false", "the same for each category"),
    key("feeds.authors", Flag, "false", "true: the same for each author"),
    key("feeds.icon", Path, "null", "small square picture of the feed, below the site or absolute"),
    key("feeds.logo", Path, "null", "wide picture of the feed, below the site or absolute"),
    key("feeds.hub", AnyOf(&[Link, Off]), "null", "WebSub hub, absolute"),
    key("feeds.max_bytes", Count, "491520", "largest feed document; the oldest entries spill into archives"),
    key("cards.path", Path, "\"{permalink}/thumbnail_og.jpg\"", "below `out`: {permalink} (less .html), {hash}; .jpg or .png decides the format"),
    key("cards.layout", LAYOUT, "auto", "auto | wipe | window | cover | stack | poster | poster-duo | plain, or a layout file"),
    key("cards.size", Size, "1200x630", "pixels"),
    key("cards.max_bytes", Count, "290000", "largest card; WhatsApp drops much larger ones"),
    key("cards.pictures", PATHS, "[]", "more folders in which pictures are looked for"),
    key("cards.theme.brand", Color, "null", "\"#0B6E4F\": colour that the others are made of"),
    key("cards.theme.scheme", OneOf(SCHEMES), "auto", "auto | brand | light | dark"),
    key("cards.theme.background", Path, "null", "picture file or glob; of several, one per post"),
    key("cards.theme.logo", LOGO, "null", "picture that replaces the site name, or {on_light: …, on_dark: …}"),
    key("cards.theme.avatars", Flag, "false", "true: pictures of the authors, or their initials, in discs"),
    key("cards.theme.show", SHOW, "[date, authors]", "date, authors, tags, category, series, reading_time, field:NAME"),
    key("cards.theme.border", BORDER, "null", "{side: bottom, width: 14, colors: [\"#0B6E4F\"]}"),
    key("cards.theme.pattern", OneOf(PATTERNS), "rings", "rings | grid | waves | type | none"),
    key("cards.fonts.title", FONT, "null", "font file for titles, or {file: …, weight: 700}; null: the embedded Pretendard Bold"),
    key("cards.fonts.meta", FONT, "null", "font file for everything else; null: the embedded Pretendard"),
    key("cards.fonts.fallback", PATHS, "[]", "font files tried after the embedded ones"),
    key("cards.rules", List(&RULE), "[]", "looks of single posts, the first that fits: [{match: \"content/infra/**\", theme: {brand: \"#1F4FD8\"}}]"),
    key("cards.also", List(&ALSO), "[]", "more sizes of each card: [{name: square, size: 1080x1080, path: \"{permalink}/square.jpg\"}]"),
    key("cards.covers", Flag, "false", "true: text-free 1:1, 4:3 and 16:9 pictures for JSON-LD"),
    key("cards.pages", Flag, "false", "with `site.folder`, true: cards for its pages that are no posts: home, tags, sections"),
    key("fields.title", TEXTS, "[title]", "front matter keys that hold the title, first found wins"),
    key("fields.date", TEXTS, "[date, pubDate, pubDatetime, publishDate, publishedAt, published_at, published, datePublished, created, createdAt, created_at]", "… the date of publication"),
    key("fields.updated", TEXTS, "[updated, lastmod, last_modified_at, last_update.date, lastModified, last_modified, lastUpdated, last_updated, updatedAt, updated_at, modified, modDatetime, modifiedAt, updatedDate, dateModified, update]", "… the date of the last change"),
    key("fields.permalink", TEXTS, "[permalink, url, path]", "… the address, taken literally"),
    key("fields.slug", TEXTS, "[slug, postSlug]", "… the word for {stem} and {slug}"),
    key("fields.description", TEXTS, "[description, summary, excerpt, subtitle]", "… the description"),
    key("fields.tags", TEXTS, "[tags, tag, keywords, taxonomies.tags]", "… the tags; where none is given, the categories"),
    key("fields.categories", TEXTS, "[categories, category]", "… the categories, of which {category} is the first"),
    key("fields.section", TEXTS, "[taxonomies.categories, section]", "… the categories of cards and feeds where `categories` names none"),
    key("fields.authors", TEXTS, "[authors, author]", "… the authors"),
    key("fields.author_name", TEXTS, "[name, title, display_name, nickname]", "… below an author: the name"),
    key("fields.author_key", TEXTS, "[key, id]", "… below an author: the key into authors.yml"),
    key("fields.author_link", TEXTS, "[uri, url, link, website, homepage, site, web, blog]", "… below an author: the page"),
    key("fields.author_email", TEXTS, "[email, mail]", "… below an author: the mail address, printed nowhere"),
    key("fields.author_fediverse", TEXTS, "[fediverse, mastodon]", "… below an author: the account in the fediverse"),
    key("fields.author_avatar", TEXTS, "[avatar, image, image_url, picture, photo, avatar_url, authorImageURL]", "… below an author: the picture, a file of the blog"),
    key("fields.author_url", TEXTS, "[authorURL, author_url, authorUrl, authorLink, author_link]", "… the page of an only author, at the left edge"),
    key("fields.thumbnail", TEXTS, "[thumbnail, og_image, ogImage, image, cover, cover_image, coverImage, heroImage, hero_image, featuredImage, featured_image, feature_image, socialImage, social_image, header, images]", "… the picture, or its `color` and `gray` twins"),
    key("fields.color", TEXTS, "[color, colour]", "… below the thumbnail: the picture in colour"),
    key("fields.gray", TEXTS, "[gray, grey]", "… below the thumbnail: the same in gray"),
    key("fields.picture", TEXTS, "[teaser, og_image, ogImage, feature, featured, image, src, url, path, file, filename, overlay_image, relative, feature_image, cover, thumbnail]", "… below the thumbnail: the only picture"),
    key("fields.series", TEXTS, "[series]", "… the series"),
    key("fields.media", TEXTS, "[enclosure, audio, podcast, video, media]", "… a recording: its file, or a mapping"),
    key("fields.media_file", TEXTS, "[url, file, src, path, audio]", "… below a recording: the file"),
    key("fields.media_type", TEXTS, "[type, mime]", "… below a recording: the media type"),
    key("fields.media_length", TEXTS, "[length, bytes, size, filesize]", "… below a recording: the length in bytes"),
    key("fields.media_duration", TEXTS, "[duration, itunes_duration]", "… below a recording, or at the left edge: its duration"),
    key("fields.external_url", TEXTS, "[external_url, externalUrl]", "… the external page that a post is about"),
    key("fields.excerpt_only", TEXTS, "[excerpt_only, feed.excerpt_only]", "… `true` puts the description alone into feeds"),
    key("fields.lang", TEXTS, "[lang, language, locale]", "… the language"),
    key("fields.guid", TEXTS, "[guid]", "… the id in feeds"),
    key("fields.draft", TEXTS, "[draft, isDraft, hide, hidden, unlisted, private, isPrivate, headless]", "… `true` holds a post back; case, `_` and `-` do not count in these and the following"),
    key("fields.public", TEXTS, "[published, isPublished, publish, public, isPublic, visible, listed]", "… `false` holds a post back"),
    key("fields.status", TEXTS, "[status, visibility]", "… a word such as draft, private or unlisted holds a post back"),
    key("fields.scheduled", TEXTS, "[publishDate, scheduled, scheduledAt, publishOn]", "… a date holds a post back until then"),
    key("fields.expires", TEXTS, "[expiryDate, expires, expiresAt, unpublishDate]", "… a date holds a post back from then on"),
    key("fields.excluded", TEXTS, "[eleventyExcludeFromCollections]", "… `true`, or a list that names the posts, holds a post back"),
    key("fields.build", TEXTS, "[build.list, build.render]", "… `never` holds a post back"),
    key("fields.password", TEXTS, "[password]", "… a page behind a password is held back"),
    key("fields.feed", TEXTS, "[feed, feedcard, rss]", "… `false` keeps a post out of the feeds; its card is drawn"),
    key("updated", OneOf(&["written", "git"]), "written", "written | git: front matter alone, or else the last commit"),
    key("keep_going", Flag, "false", "true: publish the good posts despite errors, as `--keep-going` does"),
    key("cache", Path, ".feedcard", "folder of rendered cards; keep it between CI runs"),
    key("limits.post_bytes", Count, "1048576", "largest Markdown file"),
    key("limits.front_matter_bytes", Count, "131072", "longest front matter"),
    key("limits.front_matter_values", Count, "10000", "most keys and values of it, aliases repeated"),
    key("limits.front_matter_depth", Count, "32", "most lists and mappings of it inside each other"),
    key("limits.picture_bytes", Count, "67108864", "largest picture file"),
    key("limits.picture_pixels", Count, "62000000", "largest picture, known before it is decoded"),
    key("limits.asset_bytes", Count, "67108864", "largest file that is copied for a body"),
    key("limits.assets_total_bytes", Count, "1073741824", "all of them together"),
    key("limits.title_chars", Count, "1000", "longest title"),
    key("limits.tags", Count, "200", "most tags of one post"),
    key("limits.tag_chars", Count, "200", "longest tag"),
    key("limits.authors", Count, "100", "most authors of one post"),
    key("limits.posts", Count, "200000", "most posts of one blog"),
    key("limits.page_cards", Count, "5000", "most cards of pages that are no posts"),
];
