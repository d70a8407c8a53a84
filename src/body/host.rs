//! Target of a frame or of a player's script: its address for people, and the name of the place.

use url::Url;

/// A place where something may be seen, and the text of the link to it.
#[derive(Debug, PartialEq, Eq)]
pub struct Shown {
    pub url: String,
    pub label: String,
}

impl Shown {
    fn new(url: impl Into<String>, label: &str) -> Shown {
        Shown {
            url: url.into(),
            label: label.to_owned(),
        }
    }
}

/// Names of places, by the end of their host.
const NAMES: [(&str, &str); 40] = [
    ("youtube.com", "YouTube"),
    ("youtube-nocookie.com", "YouTube"),
    ("youtu.be", "YouTube"),
    ("vimeo.com", "Vimeo"),
    ("slideshare.net", "SlideShare"),
    ("speakerdeck.com", "Speaker Deck"),
    ("slides.com", "Slides"),
    ("codepen.io", "CodePen"),
    ("codesandbox.io", "CodeSandbox"),
    ("stackblitz.com", "StackBlitz"),
    ("jsfiddle.net", "JSFiddle"),
    ("asciinema.org", "asciinema"),
    ("gist.github.com", "gist.github.com"),
    ("replit.com", "Replit"),
    ("glitch.com", "Glitch"),
    ("observablehq.com", "Observable"),
    ("figma.com", "Figma"),
    ("spotify.com", "Spotify"),
    ("soundcloud.com", "SoundCloud"),
    ("music.apple.com", "Apple Music"),
    ("podcasts.apple.com", "Apple Podcasts"),
    ("twitch.tv", "Twitch"),
    ("dailymotion.com", "Dailymotion"),
    ("bilibili.com", "bilibili"),
    ("tv.naver.com", "네이버 TV"),
    ("tv.kakao.com", "카카오TV"),
    ("map.naver.com", "네이버 지도"),
    ("map.kakao.com", "카카오맵"),
    ("kko.to", "카카오맵"),
    ("openstreetmap.org", "OpenStreetMap"),
    ("twitter.com", "X (Twitter)"),
    ("x.com", "X (Twitter)"),
    ("instagram.com", "Instagram"),
    ("facebook.com", "Facebook"),
    ("linkedin.com", "LinkedIn"),
    ("tiktok.com", "TikTok"),
    ("reddit.com", "Reddit"),
    ("bsky.app", "Bluesky"),
    ("loom.com", "Loom"),
    ("notion.so", "Notion"),
];

/// Target of a frame at the absolute address `src`; `None` if that is not a page of the web.
pub fn framed(src: &str) -> Option<Shown> {
    let mut url = Url::parse(src).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host = url.host_str()?.trim_start_matches("www.").to_owned();
    let label = name(&host, url.path()).map_or_else(|| host.clone(), str::to_owned);
    let page = page(&host, &url);
    if page.is_none() && label == "Speaker Deck" {
        url.set_query(None);
    }
    Some(Shown {
        url: page.unwrap_or_else(|| url.into()),
        label,
    })
}

fn name(host: &str, path: &str) -> Option<&'static str> {
    let google =
        host == "google.com" || host.starts_with("google.") || host.ends_with(".google.com");
    if google {
        let below = |part: &str| path.starts_with(part);
        return match host {
            "maps.google.com" => Some("Google Maps"),
            "drive.google.com" => Some("Google Drive"),
            "calendar.google.com" => Some("Google Calendar"),
            _ if below("/maps") => Some("Google Maps"),
            _ if below("/presentation") => Some("Google Slides"),
            _ if below("/spreadsheets") => Some("Google Sheets"),
            _ if below("/document") => Some("Google Docs"),
            _ if below("/forms") => Some("Google Forms"),
            _ => None,
        };
    }
    let known = NAMES.iter().find(|(end, _)| {
        host.strip_suffix(end)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    });
    known.map(|&(_, name)| name)
}

/// The page for people that shows the same as the frame at `url`.
fn page(host: &str, url: &Url) -> Option<String> {
    let path = url.path();
    let below = |begin: &str| path.strip_prefix(begin).filter(|rest| !rest.is_empty());
    let query = |wanted: &str| {
        let mut pairs = url.query_pairs();
        pairs
            .find(|(key, _)| key == wanted)
            .map(|(_, value)| value.into_owned())
    };
    let swapped = |from: &str, to: &str| path.contains(from).then(|| path.replacen(from, to, 1));
    match host {
        "youtube.com" | "youtube-nocookie.com" | "m.youtube.com" => {
            if let Some(list) = below("/embed/videoseries")
                .or(below("/embed/playlist"))
                .and(query("list"))
                .or(path
                    .ends_with("/videoseries")
                    .then(|| query("list"))
                    .flatten())
            {
                return Some(format!("https://www.youtube.com/playlist?list={list}"));
            }
            let id = below("/embed/").or_else(|| below("/v/"))?;
            Some(format!("https://www.youtube.com/watch?v={id}"))
        }
        "player.vimeo.com" => Some(format!("https://vimeo.com/{}", below("/video/")?)),
        "codesandbox.io" => Some(format!("https://codesandbox.io/s/{}", below("/embed/")?)),
        "codepen.io" => Some(format!(
            "https://codepen.io{}",
            swapped("/embed/", "/pen/")?.replace("/pen/preview/", "/pen/")
        )),
        "jsfiddle.net" => Some(format!(
            "https://jsfiddle.net{}",
            path.split_once("embed")?.0
        )),
        "open.spotify.com" => Some(format!("https://open.spotify.com/{}", below("/embed/")?)),
        "replit.com" | "repl.it" => Some(format!("https://replit.com{path}")),
        "figma.com" => query("url"),
        "facebook.com" => query("href"),
        "w.soundcloud.com" => query("url").filter(|url| !url.contains("api.soundcloud.com")),
        "platform.twitter.com" => Some(format!("https://twitter.com/i/status/{}", query("id")?)),
        "instagram.com" => Some(format!(
            "https://www.instagram.com{}",
            path.strip_suffix("embed/").or(path.strip_suffix("embed"))?
        )),
        "player.twitch.tv" => Some(match query("video") {
            Some(video) => format!(
                "https://www.twitch.tv/videos/{}",
                video.trim_start_matches('v')
            ),
            None => format!("https://www.twitch.tv/{}", query("channel")?),
        }),
        "player.bilibili.com" => Some(format!("https://www.bilibili.com/video/{}", query("bvid")?)),
        "dailymotion.com" | "geo.dailymotion.com" => Some(format!(
            "https://www.dailymotion.com/video/{}",
            below("/embed/video/")?
        )),
        "tv.naver.com" => Some(format!("https://tv.naver.com/v/{}", below("/embed/")?)),
        "docs.google.com" => Some(format!(
            "https://docs.google.com{}",
            path.strip_suffix("/embed")
                .map(|deck| format!("{deck}/pub"))?
        )),
        "embed.bsky.app" => Some(format!(
            "https://bsky.app/profile/{}",
            below("/embed/")?.replacen("/app.bsky.feed.post/", "/post/", 1)
        )),
        "loom.com" => Some(format!("https://www.loom.com/share/{}", below("/embed/")?)),
        _ => None,
    }
}

/// Target of a player's script that was loaded from `src` (absolute), with its other attributes at hand.
pub fn scripted(src: Option<&str>, attribute: &dyn Fn(&str) -> Option<String>) -> Option<Shown> {
    if let Some(id) = attribute("data-id")
        && attribute("class").is_some_and(|class| class.contains("speakerdeck"))
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
    {
        return Some(Shown::new(
            format!("https://speakerdeck.com/player/{id}"),
            "Speaker Deck",
        ));
    }
    let url = Url::parse(src?).ok()?;
    let host = url.host_str()?.trim_start_matches("www.");
    let path = url.path();
    match host {
        "gist.github.com" => {
            let gist = path.trim_start_matches('/').split(".js").next()?;
            Some(Shown::new(
                format!("https://gist.github.com/{gist}"),
                "gist.github.com",
            ))
        }
        "asciinema.org" => {
            let id = path.strip_prefix("/a/")?.strip_suffix(".js")?;
            Some(Shown::new(
                format!("https://asciinema.org/a/{id}"),
                "asciinema",
            ))
        }
        "jsfiddle.net" => {
            let fiddle = path.split_once("embed")?.0;
            Some(Shown::new(
                format!("https://jsfiddle.net{fiddle}"),
                "JSFiddle",
            ))
        }
        _ => None,
    }
}

/// Returns true if the script at `src` only makes a player of markup that readers show as it is: a tweet, a pen.
pub fn only_decorates(src: &str) -> bool {
    let hosts = [
        "platform.twitter.com",
        "platform.x.com",
        "cpwebassets.codepen.io",
        "static.codepen.io",
        "assets.codepen.io",
        "codepen.io",
        "instagram.com",
        "embed.reddit.com",
        "embed.redditmedia.com",
        "tiktok.com",
        "embed.bsky.app",
        "connect.facebook.net",
        "public.flourish.studio",
        "s.imgur.com",
        "assets.pinterest.com",
        "embedr.flickr.com",
        "platform.linkedin.com",
    ];
    let Ok(url) = Url::parse(src) else {
        return false;
    };
    let host = url
        .host_str()
        .unwrap_or_default()
        .trim_start_matches("www.");
    hosts.contains(&host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_named_and_leads_to_the_page_for_people() {
        for (src, url, label) in [
            (
                "https://www.youtube.com/embed/abc?rel=0",
                "https://www.youtube.com/watch?v=abc",
                "YouTube",
            ),
            (
                "https://www.youtube.com/embed/videoseries?list=PL1",
                "https://www.youtube.com/playlist?list=PL1",
                "YouTube",
            ),
            (
                "https://player.vimeo.com/video/76979871?h=1",
                "https://vimeo.com/76979871",
                "Vimeo",
            ),
            (
                "https://codepen.io/kim/embed/AbC?default-tab=result",
                "https://codepen.io/kim/pen/AbC",
                "CodePen",
            ),
            (
                "https://codepen.io/kim/embed/preview/AbC",
                "https://codepen.io/kim/pen/AbC",
                "CodePen",
            ),
            (
                "https://codesandbox.io/embed/new?fontsize=14",
                "https://codesandbox.io/s/new",
                "CodeSandbox",
            ),
            (
                "https://www.google.com/maps/embed?pb=!1m18",
                "https://www.google.com/maps/embed?pb=!1m18",
                "Google Maps",
            ),
            (
                "https://docs.google.com/presentation/d/e/2PACX/embed?start=false",
                "https://docs.google.com/presentation/d/e/2PACX/pub",
                "Google Slides",
            ),
            (
                "https://platform.twitter.com/embed/Tweet.html?id=12",
                "https://twitter.com/i/status/12",
                "X (Twitter)",
            ),
            (
                "https://open.spotify.com/embed/episode/1?x=1",
                "https://open.spotify.com/episode/1",
                "Spotify",
            ),
            (
                "https://notyoutube.com/embed/a",
                "https://notyoutube.com/embed/a",
                "notyoutube.com",
            ),
        ] {
            assert_eq!(framed(src), Some(Shown::new(url, label)), "{src}");
        }
        assert_eq!(framed("javascript:alert(1)"), None);
    }

    #[test]
    fn a_script_of_a_player_is_a_link_too() {
        let none = |_: &str| None;
        assert_eq!(
            scripted(Some("https://asciinema.org/a/14.js"), &none),
            Some(Shown::new("https://asciinema.org/a/14", "asciinema"))
        );
        assert_eq!(
            scripted(Some("https://gist.github.com/kim/1.js?file=a.rs"), &none),
            Some(Shown::new(
                "https://gist.github.com/kim/1",
                "gist.github.com"
            ))
        );
        assert!(only_decorates("https://platform.twitter.com/widgets.js"));
        assert!(!only_decorates("https://ads.example/x.js"));
    }
}
