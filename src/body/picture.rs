//! Tags that name a picture -> the picture.

use crate::body::args::Args;
use crate::body::word::{Asked, Meaning, SOURCES, address, is_picture};
use crate::markup::escape::attribute as escape;

/// Names of tags that are about one picture.
const NAMES: [&str; 10] = [
    "picture",
    "photo",
    "lightbox",
    "zoom",
    "thumbnail",
    "imgproc",
    "cloudinary",
    "svg",
    "gif",
    "screenshot",
];

/// The picture that a tag names, with its caption.
pub fn picture(asked: &Asked) -> Option<Meaning> {
    let args = asked.args;
    let about_one = NAMES.contains(&asked.name)
        || ["image", "figure", "img", "images"]
            .iter()
            .any(|end| asked.name.ends_with(end));
    let (src, words) = source(args, about_one)?;
    let src = address(src)?;
    let given = |names: &[&str]| args.get(names).unwrap_or_default().to_owned();
    let mut alt = given(&["alt"]);
    let mut title = given(&["title", "caption", "desc", "description", "figcaption"]);
    if title.is_empty() {
        let (first, second) = titles(args, words);
        title = first;
        if alt.is_empty() {
            alt = second;
        }
    }
    if alt.is_empty() {
        alt.clone_from(&title);
    }
    let figure = asked.name == "figure" || args.get(&["caption", "figcaption"]).is_some();
    let mut html = format!("<img src=\"{}\" alt=\"{}\"", escape(&src), escape(&alt));
    for size in ["width", "height"] {
        let digits = args
            .get(&[size])
            .filter(|value| value.bytes().all(|byte| byte.is_ascii_digit()));
        if let Some(digits) = digits {
            html += &format!(" {size}=\"{digits}\"");
        }
    }
    html.push('>');
    let target = args
        .get(&["href"])
        .or_else(|| args.get(&["link"]).filter(|link| *link != src));
    if let Some(target) = target.and_then(address) {
        html = format!("<a href=\"{}\">{html}</a>", escape(&target));
    }
    let shown = if figure && !asked.paired {
        title.as_str()
    } else {
        ""
    };
    let attribution = args.get(&["attr"]).filter(|_| figure).unwrap_or_default();
    let caption = format!("{shown} {attribution}");
    let caption = caption.trim();
    if !caption.is_empty() {
        html = format!(
            "<figure>{html}<figcaption>{}</figcaption></figure>",
            escape(caption)
        );
    } else if asked.paired {
        html = format!("<p>{html}</p>");
    }
    Some(Meaning {
        open: html,
        block: true,
        lost: (!about_one).then_some("its picture is kept"),
        ..Meaning::default()
    })
}

/// The address of the picture, and the words behind it that have no name.
fn source(args: &Args, about_one: bool) -> Option<(&str, &[String])> {
    let named = args
        .get(&SOURCES)
        .filter(|src| about_one || is_picture(src));
    let any = || {
        let mut all = args.named.iter().map(|(_, value)| value.trim());
        all.find(|value| is_picture(value))
    };
    if let Some(src) = named.or_else(any) {
        return Some((src, &[]));
    }
    let at = args.words.iter().position(|word| {
        is_picture(word) || about_one && (word.contains('/') || word.starts_with("http"))
    })?;
    Some((args.word(at)?, &args.words[at + 1..]))
}

/// Title and alternative text behind the address, as Hexo has them: `[width] [height] title`, or both in quotes.
fn titles(args: &Args, words: &[String]) -> (String, String) {
    let is_size = |word: &&String| {
        let digits = word.trim_end_matches(['p', 'x', '%']);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let sizes = words.iter().take_while(is_size).count();
    let bare = |word: &String| word.trim_matches(['"', '\'']).to_owned();
    match &words[sizes..] {
        [first, second] if args.raw.contains(['"', '\'']) => (bare(first), bare(second)),
        rest => (rest.join(" "), String::new()),
    }
}
