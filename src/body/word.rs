//! The meaning of a tag of a generator or a component: the HTML that stands for it.
//!
//! In: its name and arguments, whatever the generator: Hugo's `{{< figure >}}`, Jekyll's `{% include figure %}`, Hexo's
//! `{% img %}` and MDX's `<Image>` say the same. Out: HTML to put where it opens and where it closes. A tag that names a
//! picture or an address keeps at least that.

use crate::body::args::Args;
use crate::body::{host, label, picture, player};
use crate::markup::escape::attribute as escape;

/// Replacement of a tag.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Meaning {
    /// HTML where it opens.
    pub open: String,
    /// HTML where it closes, for a tag that has content.
    pub close: String,
    /// The HTML is a block of its own.
    pub block: bool,
    /// Part of the tag's meaning is lost; these words name the part that is kept, if any.
    pub lost: Option<&'static str>,
}

/// A tag whose meaning is wanted.
pub struct Asked<'a> {
    /// In lower case, without folder and ending.
    pub name: &'a str,
    pub args: &'a Args,
    /// True if a closing tag and content follow.
    pub paired: bool,
    /// Language of the post, for labels.
    pub lang: &'a str,
    /// The address of the post that a name means, and its title.
    pub post: &'a dyn Fn(&str) -> Option<(String, String)>,
}

pub const SOURCES: [&str; 13] = [
    "src",
    "image_path",
    "image",
    "img",
    "url",
    "link",
    "path",
    "file",
    "source",
    "light",
    "srclight",
    "filename",
    "imageurl",
];
const WORDS: [&str; 8] = [
    "alt",
    "caption",
    "title",
    "desc",
    "description",
    "label",
    "text",
    "name",
];
const ADDRESSES: [&str; 9] = [
    "href", "url", "link", "to", "relref", "ref", "src", "page", "post",
];

/// The meaning of a tag.
pub fn meaning(asked: &Asked) -> Meaning {
    let name = asked.name;
    picture::picture(asked)
        .or_else(|| callout(asked))
        .or_else(|| player::link(asked))
        .or_else(|| quotation(asked))
        .or_else(|| fold(asked))
        .or_else(|| link(asked))
        .unwrap_or_else(|| match name {
            // Containers of columns and tabs: their content is all that there is to show.
            "tabs" | "tabgroup" | "tabbed" | "columns" | "column" | "codegroup" | "steps"
            | "cards" | "fragment" => Meaning::default(),
            _ => words(asked),
        })
}

/// Returns true if `address` is that of a picture, by its ending.
pub fn is_picture(address: &str) -> bool {
    let path = address
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let endings = [
        ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp", ".apng",
    ];
    endings.iter().any(|ending| path.ends_with(ending)) && !path.contains(['{', '<', '"'])
}

/// `address` without template braces round it; `None` for a variable whose value only the generator has.
pub fn address(written: &str) -> Option<String> {
    let written = written.trim().trim_matches(['"', '\'', '“', '”']);
    let variable = ["page.", "include.", "site.", "post."]
        .iter()
        .any(|owner| written.starts_with(owner))
        && !written.contains('/');
    (!written.is_empty() && !variable && !written.contains("{%")).then(|| written.to_owned())
}

fn callout(asked: &Asked) -> Option<Meaning> {
    let args = asked.args;
    let wrapper = [
        "callout",
        "admonition",
        "alert",
        "notice",
        "hint",
        "box",
        "aside",
        "note",
        "notification",
        "message",
    ];
    let style = args.get(&[
        "type", "style", "kind", "variant", "level", "severity", "status", "class", "color",
        "emoji",
    ]);
    let is_wrapper = wrapper.contains(&asked.name);
    // The kind may be the first word: `{% note warning %}`.
    let first = args
        .word(0)
        .filter(|_| is_wrapper)
        .and_then(|word| Some((word, label::callout(word, asked.lang)?)));
    let kind = style
        .filter(|_| is_wrapper)
        .and_then(|style| label::callout(style, asked.lang))
        .or(first.map(|(_, label)| label))
        .or_else(|| label::callout(asked.name, asked.lang))
        .or_else(|| {
            is_wrapper
                .then(|| label::callout("note", asked.lang))
                .flatten()
        })?;
    if matches!(
        asked.name,
        "quote" | "cite" | "summary" | "check" | "help" | "missing" | "default" | "primary"
    ) {
        return None;
    }
    let title = args
        .get(&["title", "heading", "header", "label"])
        .map(str::to_owned);
    let text = args
        .get(&["content", "text", "message", "body", "description"])
        .map(str::to_owned);
    let words = args.rest(usize::from(first.is_some()));
    // `no-icon` and similar words only style the page.
    let words = if words.starts_with("no-icon") {
        String::new()
    } else {
        words
    };
    let (title, text) = match (title, text, asked.paired) {
        (None, None, true) => (words, String::new()),
        (None, None, false) => (String::new(), words),
        (title, text, _) => (title.unwrap_or_default(), text.unwrap_or_default()),
    };
    if !asked.paired && title.is_empty() && text.is_empty() {
        return None;
    }
    let label = label::with_title(kind, &title);
    let mut open = format!("<blockquote>\n<p><strong>{}</strong></p>", escape(&label));
    if !text.is_empty() {
        open += &format!("\n<p>{}</p>", escape(&text));
    }
    let close = "</blockquote>".to_owned();
    Some(Meaning {
        open: if asked.paired {
            open
        } else {
            format!("{open}\n{close}")
        },
        close: if asked.paired { close } else { String::new() },
        block: true,
        lost: None,
    })
}

pub fn linked(url: &str, words: &str, lost: Option<&'static str>) -> Meaning {
    Meaning {
        open: format!("<a href=\"{}\">{}</a>", escape(url), escape(words)),
        lost,
        ..Meaning::default()
    }
}

/// Hexo's and the themes' quotations.
fn quotation(asked: &Asked) -> Option<Meaning> {
    if !asked.paired
        || !matches!(
            asked.name,
            "blockquote" | "quote" | "pullquote" | "centerquote" | "cq" | "epigraph" | "cite"
        )
    {
        return None;
    }
    let args = asked.args;
    let style = |word: &&str| !matches!(*word, "left" | "right" | "mindmap");
    let author = args
        .get(&["author", "source", "cite", "by", "attribution"])
        .map(str::to_owned);
    let author = author.or_else(|| {
        Some(args.raw.clone()).filter(|raw| args.named.is_empty() && style(&raw.as_str()))
    });
    let author = author.filter(|author| !author.is_empty());
    Some(Meaning {
        open: "<blockquote>".into(),
        close: match author {
            Some(author) => format!("<p>— {}</p>\n</blockquote>", escape(&author)),
            None => "</blockquote>".into(),
        },
        block: true,
        lost: None,
    })
}

/// Elements that fold and unfold in a page, and the parts of tabs.
fn fold(asked: &Asked) -> Option<Meaning> {
    if !asked.paired {
        return None;
    }
    let args = asked.args;
    let title = args
        .get(&["summary", "title", "label", "name", "heading", "header"])
        .map(str::to_owned);
    let title = title.unwrap_or_else(|| args.rest(0).trim_start_matches("open ").to_owned());
    match asked.name {
        "details" | "expand" | "collapse" | "fold" | "folding" | "spoiler" | "accordion"
        | "accordionitem" | "toggle" | "hideblock" | "collapsible" => {
            let summary = match title.as_str() {
                "" => String::new(),
                title => format!("<summary>{}</summary>", escape(title)),
            };
            Some(Meaning {
                open: format!("<details>{summary}"),
                close: "</details>".into(),
                block: true,
                lost: None,
            })
        }
        "tab" | "tabitem" | "codetab" | "step" | "codegroupitem" => Some(Meaning {
            open: match title.as_str() {
                "" => String::new(),
                title => format!("<p><strong>{}</strong></p>", escape(title)),
            },
            block: true,
            ..Meaning::default()
        }),
        _ => None,
    }
}

/// Links that Hexo's tags name by position.
fn hexo(asked: &Asked) -> Option<Meaning> {
    let args = asked.args;
    let first = args.word(0);
    let title = || {
        let title = args.rest(1);
        let title = title.trim_end_matches(" true").trim_end_matches(" false");
        (!title.is_empty()).then(|| title.to_owned())
    };
    match asked.name {
        "post_link" => {
            let found = (asked.post)(first?);
            let own = found
                .as_ref()
                .map_or(first?.to_owned(), |(_, title)| title.clone());
            let words = title().unwrap_or(own);
            Some(match found {
                Some((url, _)) => linked(&url, &words, None),
                None => Meaning {
                    open: escape(&words).into_owned(),
                    lost: Some("its words are kept"),
                    ..Meaning::default()
                },
            })
        }
        "asset_link" => Some(linked(first?, title().as_deref().unwrap_or(first?), None)),
        // {% link 이름 주소 [external] [title] %}
        "link" if args.word(1).is_some_and(is_address) => Some(linked(args.word(1)?, first?, None)),
        // NexT: {% btn 주소, 이름, icon %}
        "btn" | "button" if args.named.is_empty() && args.raw.contains(',') => {
            let mut parts = args.raw.split(',').map(str::trim);
            let address = parts.next()?;
            let words = parts
                .next()
                .filter(|words| !words.is_empty())
                .unwrap_or(address);
            Some(linked(address, words, None))
        }
        _ => None,
    }
}

/// Links to posts and files, and whatever else names an address.
fn link(asked: &Asked) -> Option<Meaning> {
    let args = asked.args;
    if let Some(known) = hexo(asked) {
        return Some(known);
    }
    let named = args.get(&ADDRESSES).filter(|value| {
        is_address(value) || matches!(asked.name, "button" | "btn" | "link" | "card" | "linkcard")
    });
    let address = named.or_else(|| {
        let all = args.named.iter().map(|(_, value)| value).chain(&args.words);
        all.map(|value| value.trim())
            .find(|value| is_address(value))
    })?;
    let post = args
        .get(&["relref", "ref", "page", "post"])
        .filter(|name| *name == address);
    let address = match post {
        Some(name) => (asked.post)(name)?.0,
        None => self::address(address)?,
    };
    let known = matches!(
        asked.name,
        "button"
            | "btn"
            | "link"
            | "a"
            | "navlink"
            | "anchor"
            | "externallink"
            | "card"
            | "linkcard"
    );
    let lost = (!known).then_some("its address is kept");
    if asked.paired {
        return Some(Meaning {
            open: format!("<a href=\"{}\">", escape(&address)),
            close: "</a>".into(),
            block: false,
            lost,
        });
    }
    let words = args.get(&[
        "title", "text", "label", "caption", "name", "alt", "content",
    ]);
    let frame = host::framed(&address)
        .filter(|_| !known)
        .map(|shown| shown.label);
    let words = words
        .map(str::to_owned)
        .or(frame)
        .unwrap_or_else(|| address.clone());
    Some(linked(&address, &words, lost))
}

/// Returns true if a value is beyond doubt an address.
fn is_address(value: &str) -> bool {
    let begins = ["https://", "http://", "mailto:", "//", "/", "./", "../"]
        .iter()
        .any(|begin| value.starts_with(begin));
    begins && value.len() > 2 && !value.contains(char::is_whitespace)
}

/// For an unknown tag, the words that it would have shown.
fn words(asked: &Asked) -> Meaning {
    let words = asked
        .args
        .get(&["text", "content", "caption", "title", "label", "summary"])
        .or_else(|| asked.args.get(&WORDS));
    let shown = |words: &&str| {
        words.contains(char::is_alphanumeric)
            && (!asked.paired || asked.args.get(&["title", "label"]).is_some())
    };
    match words.filter(shown) {
        Some(words) => Meaning {
            open: escape(words).into_owned(),
            lost: Some("its words are kept"),
            ..Meaning::default()
        },
        None => Meaning {
            lost: Some(""),
            ..Meaning::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(name: &str, args: &str) -> String {
        ask(name, args, false).open
    }

    fn ask(name: &str, args: &str, paired: bool) -> Meaning {
        let post = |name: &str| {
            (name == "b").then(|| ("https://b.example/b".to_owned(), "둘째".to_owned()))
        };
        meaning(&Asked {
            name,
            args: &Args::read(args),
            paired,
            lang: "ko",
            post: &post,
        })
    }

    #[test]
    fn a_picture_is_a_picture_in_the_words_of_every_generator() {
        for (name, args, html) in [
            (
                "figure",
                "src='/i/a.png' alt=\"가\"",
                "<img src=\"/i/a.png\" alt=\"가\">",
            ),
            (
                "image",
                "src=\"/i/b.png\" caption=\"나\"",
                "<figure><img src=\"/i/b.png\" alt=\"나\"><figcaption>나</figcaption></figure>",
            ),
            (
                "img",
                "/i/f.png 100 200 \"바\"",
                "<img src=\"/i/f.png\" alt=\"바\">",
            ),
            (
                "img",
                "left /i/f.png \"제목\" \"설명\"",
                "<img src=\"/i/f.png\" alt=\"설명\">",
            ),
            (
                "asset_img",
                "g.png 사 아",
                "<img src=\"g.png\" alt=\"사 아\">",
            ),
            (
                "figure",
                "image_path=\"/i/e.png\" alt=\"마\"",
                "<img src=\"/i/e.png\" alt=\"마\">",
            ),
            ("picture", "/i/p.jpg", "<img src=\"/i/p.jpg\" alt=\"\">"),
            (
                "mything",
                "cover=\"x/y.webp\"",
                "<img src=\"x/y.webp\" alt=\"\">",
            ),
            (
                "figure",
                "src=\"a.png\" link=\"/big\" title=\"가\"",
                "<figure><a href=\"/big\"><img src=\"a.png\" alt=\"가\"></a><figcaption>가</figcaption></figure>",
            ),
        ] {
            assert_eq!(open(name, args), html, "{name} {args}");
        }
    }

    #[test]
    fn a_player_is_a_link_to_what_it_plays() {
        for (name, args, url) in [
            (
                "youtube",
                "w7Ft2ymGmfc",
                "https://www.youtube.com/watch?v=w7Ft2ymGmfc",
            ),
            (
                "youtube",
                "id=\"w7F\" autoplay=\"true\"",
                "https://www.youtube.com/watch?v=w7F",
            ),
            (
                "video",
                "id=\"w7F\" provider=\"youtube\"",
                "https://www.youtube.com/watch?v=w7F",
            ),
            (
                "youtube",
                "https://youtu.be/w7F",
                "https://www.youtube.com/watch?v=w7F",
            ),
            (
                "liteyoutubeembed",
                "id=\"w7F\"",
                "https://www.youtube.com/watch?v=w7F",
            ),
            (
                "tweet",
                "user=\"kim\" id=\"1453110110599868418\"",
                "https://twitter.com/kim/status/1453110110599868418",
            ),
            (
                "tweet",
                "1453110110599868418",
                "https://twitter.com/i/status/1453110110599868418",
            ),
            ("gist", "kim 0a1b2c", "https://gist.github.com/kim/0a1b2c"),
            ("vimeo", "146022717", "https://vimeo.com/146022717"),
            ("codepen", "AbC kim", "https://codepen.io/kim/pen/AbC"),
        ] {
            assert!(
                open(name, args).contains(&format!("href=\"{url}\"")),
                "{name} {args}: {}",
                open(name, args)
            );
        }
    }

    #[test]
    fn a_callout_is_a_quotation_with_its_label() {
        let html = ask("note", "warning 조심", true);
        assert_eq!(
            html.open,
            "<blockquote>\n<p><strong>경고: 조심</strong></p>"
        );
        assert_eq!(html.close, "</blockquote>");
        assert_eq!(
            ask("callout", "type=\"tip\" title=\"가\"", true).open,
            "<blockquote>\n<p><strong>팁: 가</strong></p>"
        );
        assert_eq!(
            open("alert", "type=\"danger\" content=\"뜨겁다\""),
            "<blockquote>\n<p><strong>위험</strong></p>\n<p>뜨겁다</p>\n</blockquote>"
        );
    }

    #[test]
    fn an_unknown_tag_keeps_its_address_or_its_words() {
        assert_eq!(
            open("post_link", "b 보기"),
            "<a href=\"https://b.example/b\">보기</a>"
        );
        assert_eq!(
            open("post_link", "b"),
            "<a href=\"https://b.example/b\">둘째</a>"
        );
        assert_eq!(open("post_link", "nope 보기"), "보기");
        assert_eq!(
            open("linkpreview", "\"https://e.example/x\""),
            "<a href=\"https://e.example/x\">e.example</a>"
        );
        assert_eq!(open("btn", "/x, 가기, home"), "<a href=\"/x\">가기</a>");
        assert_eq!(
            open("link", "이름 https://e.example/"),
            "<a href=\"https://e.example/\">이름</a>"
        );
        assert_eq!(open("badge", "text=\"새 글\""), "새 글");
        assert_eq!(
            ask("ad", "", false),
            Meaning {
                lost: Some(""),
                ..Meaning::default()
            }
        );
    }
}
