//! Tags that play something from another site -> a link to it.

use crate::body::args::Args;
use crate::body::host::{self, Shown};
use crate::body::word::{Asked, Meaning, linked};

/// Names of a tag, the address of what it shows (`*` stands for its id), and the name of the place.
type Row = (&'static [&'static str], &'static str, &'static str);

const PLACES: [Row; 15] = [
    (&["vimeo"], "https://vimeo.com/*", "Vimeo"),
    (
        &["instagram", "instagram_simple"],
        "https://www.instagram.com/p/*/",
        "Instagram",
    ),
    (&["jsfiddle"], "https://jsfiddle.net/*/", "JSFiddle"),
    (
        &["codesandbox"],
        "https://codesandbox.io/s/*",
        "CodeSandbox",
    ),
    (
        &["stackblitz"],
        "https://stackblitz.com/edit/*",
        "StackBlitz",
    ),
    (
        &["asciinema", "asciicast"],
        "https://asciinema.org/a/*",
        "asciinema",
    ),
    (
        &["speakerdeck"],
        "https://speakerdeck.com/player/*",
        "Speaker Deck",
    ),
    (
        &["slideshare"],
        "https://www.slideshare.net/slideshow/embed_code/key/*",
        "SlideShare",
    ),
    (
        &["bilibili", "bvideo"],
        "https://www.bilibili.com/video/*",
        "bilibili",
    ),
    (&["twitch"], "https://www.twitch.tv/videos/*", "Twitch"),
    (
        &["dailymotion"],
        "https://www.dailymotion.com/video/*",
        "Dailymotion",
    ),
    (
        &["googledriveplayer", "googledrive"],
        "https://drive.google.com/file/d/*/view",
        "Google Drive",
    ),
    (&["loom"], "https://www.loom.com/share/*", "Loom"),
    (&["tiktok"], "https://www.tiktok.com/embed/*", "TikTok"),
    (&["figma"], "https://www.figma.com/file/*", "Figma"),
];

/// Names under which a tag keeps its id.
const IDS: [&str; 12] = [
    "id",
    "videoid",
    "video_id",
    "video",
    "v",
    "youtubeid",
    "tweetid",
    "key",
    "hash",
    "slug",
    "slughash",
    "uid",
];

/// Videos, embedded posts of other sites, gists, pens.
pub fn link(asked: &Asked) -> Option<Meaning> {
    let args = asked.args;
    // Minimal Mistakes: `{% include video id="…" provider="youtube" %}`.
    let provider = args
        .get(&["provider", "platform", "service"])
        .map(str::to_lowercase);
    let provider = provider
        .as_deref()
        .filter(|_| matches!(asked.name, "video" | "embed" | "player"));
    let name = provider.unwrap_or(asked.name);
    let name = name
        .trim_end_matches("embed")
        .trim_start_matches("lite")
        .trim_matches(['-', '_']);
    let (url, label) = place(name, args)?;
    let known = Shown {
        label: label.to_owned(),
        url,
    };
    // The id may be a whole address already.
    let whole = || {
        let mut all = args
            .words
            .iter()
            .chain(args.named.iter().map(|(_, value)| value));
        all.find(|word| word.trim().starts_with("http"))
            .and_then(|word| host::framed(word.trim()))
    };
    let shown = Some(known)
        .filter(|known| !known.url[8..].contains("http"))
        .or_else(whole)?;
    let title = args.get(&["title", "caption", "alt"]);
    Some(linked(&shown.url, title.unwrap_or(&shown.label), None))
}

/// The address of a tag's content, and the name of the site; `None` for any other tag.
fn place(name: &str, args: &Args) -> Option<(String, &'static str)> {
    let id = || {
        args.get(&IDS)
            .or_else(|| args.word(0))
            .map(|id| id.trim_matches('/'))
    };
    let user = args.get(&["user", "username", "author"]);
    match name {
        "youtube" | "yt" | "youtubevideo" | "videoyoutube" | "youtubeplayer" => {
            youtube(id().or_else(|| args.get(&["url", "src", "link", "href"]))?)
        }
        "tweet" | "twitter" | "x" | "twitter_simple" | "tweet_simple" | "xpost" => {
            let is_id =
                |word: &&String| word.len() > 5 && word.bytes().all(|byte| byte.is_ascii_digit());
            let id = args
                .words
                .iter()
                .find(is_id)
                .map(String::as_str)
                .or_else(id)?;
            let user = user
                .or_else(|| args.word(0).filter(|word| *word != id))
                .unwrap_or("i");
            let user = user.trim_start_matches('@');
            Some((
                format!("https://twitter.com/{user}/status/{id}"),
                "X (Twitter)",
            ))
        }
        "gist" => {
            let whole = match (args.word(0), args.word(1)) {
                (Some(user), Some(id))
                    if !user.contains('/') && id.bytes().all(|byte| byte.is_ascii_hexdigit()) =>
                {
                    format!("{user}/{id}")
                }
                _ => match user {
                    Some(user) => format!("{user}/{}", args.get(&["id", "gist"])?),
                    None => id()?.to_owned(),
                },
            };
            Some((
                format!("https://gist.github.com/{whole}"),
                "gist.github.com",
            ))
        }
        "codepen" | "pen" => {
            let is_name = |word: &&str| !word.bytes().all(|byte| byte.is_ascii_digit());
            let user = user.or_else(|| args.word(1).filter(is_name))?;
            Some((
                format!("https://codepen.io/{user}/pen/{}", id()?),
                "CodePen",
            ))
        }
        "spotify" => {
            let kind = args.get(&["type"]).unwrap_or("track");
            Some((
                format!("https://open.spotify.com/{kind}/{}", id()?),
                "Spotify",
            ))
        }
        name => {
            let (_, url, label) = PLACES.iter().find(|(names, ..)| names.contains(&name))?;
            let id = id().or_else(|| args.get(&["url", "src", "link"]))?;
            Some((url.replacen('*', id, 1), label))
        }
    }
}

/// A video by its id or any of its addresses.
fn youtube(id: &str) -> Option<(String, &'static str)> {
    let id = match url::Url::parse(id) {
        Ok(url) => {
            let query = url
                .query_pairs()
                .find(|(key, _)| key == "v")
                .map(|(_, id)| id.into_owned());
            query.or_else(|| url.path_segments()?.next_back().map(str::to_owned))?
        }
        Err(_) => id
            .trim_matches(['"', '\''])
            .split(['?', '&'])
            .next()?
            .to_owned(),
    };
    Some((format!("https://www.youtube.com/watch?v={id}"), "YouTube"))
}
