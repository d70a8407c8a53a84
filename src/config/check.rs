//! Checks one value of the configuration against its key.
//!
//! In: the words of the user. Out: the value, or the fault in it and the text to write. It knows no place and no file.

use crate::config::keys::near;

/// A fault, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Lower case: what was found and what was wanted.
    pub message: String,
    /// Can be pasted.
    pub help: String,
}

fn wrong<T>(message: String, help: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong {
        message,
        help: help.into(),
    })
}

/// An absolute `http` or `https` address, without its trailing slash.
///
/// # Errors
/// Another scheme, no host, a user name, a query or a fragment, or no address at all.
pub fn site_url(text: &str) -> Result<String, Wrong> {
    let bare = text.trim().trim_start_matches('/');
    let example =
        if bare.contains('.') && !bare.contains(':') && !bare.contains(char::is_whitespace) {
            format!("write `https://{bare}`")
        } else {
            "write an address such as `https://example.com`".to_string()
        };
    let Ok(url) = url::Url::parse(text.trim()) else {
        return wrong(format!("`{text}` is not an absolute address"), example);
    };
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return wrong(format!("`{text}` is not an http or https address"), example);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return wrong(
            format!("`{text}` holds a user name"),
            "leave out the part before `@`",
        );
    }
    if url.query().is_some() || url.fragment().is_some() {
        return wrong(
            format!("`{text}` holds a query or a fragment"),
            "leave out what follows `?` or `#`",
        );
    }
    Ok(url.as_str().trim_end_matches('/').to_string())
}

/// Any absolute `http` or `https` address, as [`url`] spells it.
///
/// # Errors
/// Another scheme, or no address at all.
pub fn link(text: &str) -> Result<String, Wrong> {
    match url::Url::parse(text.trim()) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url.into()),
        _ => wrong(
            format!("`{text}` is not an absolute http or https address"),
            "write an address such as `https://example.com/about`",
        ),
    }
}

/// A well-formed language tag.
///
/// # Source
/// RFC 5646 2.1. Primary languages of four to eight letters are well-formed there, but none is registered: refused.
///
/// # Errors
/// An underscore, a language that is not two or three letters, subtags in another order.
pub fn language(text: &str) -> Result<String, Wrong> {
    if well_formed(text) {
        return Ok(text.to_string());
    }
    let dashed = text.replace('_', "-");
    let bare = dashed.split('.').next().unwrap_or_default().to_string();
    let names = [
        ("korean", "ko"),
        ("한국어", "ko"),
        ("english", "en"),
        ("japanese", "ja"),
        ("日本語", "ja"),
    ];
    let help = if let Some((_, tag)) = names.iter().find(|(name, _)| *name == text.to_lowercase()) {
        format!("write `{tag}`")
    } else if well_formed(&bare) {
        format!("write `{bare}`")
    } else {
        "write a tag such as `ko`, `en` or `zh-Hant`".to_string()
    };
    wrong(format!("`{text}` is not a BCP 47 language tag"), help)
}

fn well_formed(tag: &str) -> bool {
    let alpha = |part: &str, least: usize, most: usize| {
        (least..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic())
    };
    let alnum = |part: &str, least: usize| {
        (least..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let mut parts = tag.split('-').peekable();
    if !parts.next().is_some_and(|part| alpha(part, 2, 3)) {
        return false;
    }
    for _ in 0..3 {
        parts.next_if(|part| alpha(part, 3, 3));
    }
    parts.next_if(|part| alpha(part, 4, 4));
    parts.next_if(|part| {
        alpha(part, 2, 2) || (part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit()))
    });
    let variant = |part: &&str| {
        alnum(part, 5) || (part.len() == 4 && part.as_bytes()[0].is_ascii_digit() && alnum(part, 4))
    };
    while parts.next_if(variant).is_some() {}
    while let Some(singleton) = parts.next_if(|part| alnum(part, 1) && part.len() == 1) {
        let least = if singleton.eq_ignore_ascii_case("x") {
            1
        } else {
            2
        };
        let private = least == 1;
        let follows = |part: &&str| alnum(part, least);
        if parts.next_if(follows).is_none() {
            return false;
        }
        while parts.next_if(follows).is_some() {}
        if private {
            break;
        }
    }
    parts.next().is_none()
}

/// A zone of the IANA database.
///
/// # Errors
/// A name that is not in it.
pub fn timezone(text: &str) -> Result<chrono_tz::Tz, Wrong> {
    if let Ok(zone) = text.parse() {
        return Ok(zone);
    }
    let short = [
        ("KST", "Asia/Seoul"),
        ("Korea", "Asia/Seoul"),
        ("JST", "Asia/Tokyo"),
        ("PST", "America/Los_Angeles"),
    ];
    let known = short
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(text))
        .map(|(_, zone)| *zone);
    let city = |zone: &&str| {
        zone.rsplit('/')
            .next()
            .is_some_and(|city| city.eq_ignore_ascii_case(text))
    };
    let names = || chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
    let close = known
        .or_else(|| names().find(city))
        .or_else(|| near(text, names()));
    let help = match close {
        Some(zone) => format!("did you mean `{zone}`?"),
        None => "write a name of the IANA database such as `Asia/Seoul` or `UTC`".to_string(),
    };
    wrong(format!("`{text}` is not a time zone"), help)
}

/// Width and height in pixels, 200 to 4096 each.
///
/// # Errors
/// Another spelling than `1200x630`, or a side out of bounds.
pub fn size(text: &str) -> Result<(u32, u32), Wrong> {
    let sides: Vec<&str> = text.split(['x', 'X', '×', '*']).map(str::trim).collect();
    let numbers: Vec<u32> = sides.iter().filter_map(|side| side.parse().ok()).collect();
    let [width, height] = numbers[..] else {
        return wrong(
            format!("`{text}` is not a size in pixels"),
            "write width and height as `1200x630`",
        );
    };
    if sides.len() != 2 || text != format!("{width}x{height}") {
        return wrong(
            format!("`{text}` is not a size in pixels"),
            format!("write `{width}x{height}`"),
        );
    }
    if ![width, height]
        .iter()
        .all(|side| (200..=4096).contains(side))
    {
        return wrong(
            format!("`{text}` is out of bounds"),
            "each side from 200 to 4096 pixels, such as `1200x630`",
        );
    }
    Ok((width, height))
}

/// A relative path that stays below the folder it is relative to; `./` at its start is dropped.
///
/// # Errors
/// `..`, a leading `/`, a drive letter, a backslash, an empty segment, a control character.
pub fn inside(text: &str) -> Result<String, Wrong> {
    let path = text.strip_prefix("./").unwrap_or(text);
    let forward = path.replace('\\', "/");
    let kept: Vec<&str> = forward
        .split('/')
        .filter(|part| !matches!(*part, "" | "." | "..") && !part.ends_with(':'))
        .collect();
    let kept: String = kept.join("/").chars().filter(|c| !c.is_control()).collect();
    if path == kept && !kept.is_empty() && path.as_bytes().get(1) != Some(&b':') {
        return Ok(kept);
    }
    let help = if kept.is_empty() {
        "write a relative path".to_string()
    } else {
        format!("write `{kept}`")
    };
    wrong(format!("`{text}` is not a path inside the folder"), help)
}

/// A folder or file to read or write, relative to the configuration or absolute.
///
/// # Errors
/// A backslash or a control character.
pub fn path(text: &str) -> Result<String, Wrong> {
    if text.contains('\\') {
        return wrong(
            format!("`{text}` holds a backslash"),
            format!("write `{}`", text.replace('\\', "/")),
        );
    }
    if text.chars().any(char::is_control) {
        return wrong(
            format!("`{text}` holds a control character"),
            "write the name of a folder",
        );
    }
    let trimmed = text.trim_end_matches('/');
    let path = trimmed.strip_prefix("./").unwrap_or(trimmed);
    Ok(if path.is_empty() {
        if text.starts_with('/') { "/" } else { "." }
    } else {
        path
    }
    .to_string())
}

/// A glob.
///
/// # Errors
/// A glob that `globset` refuses, such as an open bracket.
pub fn glob(text: &str) -> Result<String, Wrong> {
    match globset::Glob::new(text) {
        Ok(_) => Ok(text.to_string()),
        Err(error) => wrong(
            format!("`{text}` is not a glob: {}", error.kind()),
            "write one such as `**/notes/**`",
        ),
    }
}

/// An address pattern: a leading `/`, known tokens, at least one of them.
///
/// # Errors
/// An unknown token, an open brace, `..`, `?`, `#`, a backslash, another generator's spelling.
pub fn permalink(text: &str, tokens: &[&str]) -> Result<String, Wrong> {
    if text.contains("/:") {
        return wrong(
            format!("`{text}` is another generator's spelling"),
            "write tokens in braces, such as `/{category}/{year}/{month}/{day}/{slug}.html`",
        );
    }
    if !text.starts_with('/') {
        return wrong(
            format!("`{text}` does not begin with `/`"),
            format!("write `\"/{text}\"`"),
        );
    }
    if text.split('/').any(|part| matches!(part, "." | "..")) || text.starts_with("//") {
        return wrong(
            format!("`{text}` leaves the site"),
            "leave out `.`, `..` and double slashes",
        );
    }
    if text.contains(['?', '#', '\\']) || text.chars().any(|c| c.is_control() || c.is_whitespace())
    {
        return wrong(
            format!("`{text}` is not a path"),
            "leave out blanks, `?`, `#` and `\\`",
        );
    }
    if !braces(text, tokens)?.iter().any(|token| token != "lang") {
        return wrong(
            format!("`{text}` gives every post one address"),
            format!("write `\"{}/{{stem}}\"`", text.trim_end_matches('/')),
        );
    }
    Ok(text.to_string())
}

/// Path of a card: below `out`, with tokens, ending in `.jpg`, `.jpeg` or `.png`.
///
/// # Errors
/// An unknown token, none at all, a path that leaves `out`, another extension.
pub fn card_path(text: &str, tokens: &[&str]) -> Result<String, Wrong> {
    let path = inside(text)?;
    if braces(&path, tokens)?.is_empty() {
        return wrong(
            format!("`{text}` is one path for every card"),
            "write `\"{permalink}/thumbnail_og.jpg\"`",
        );
    }
    let (stem, extension) = path.rsplit_once('.').unwrap_or((&path, ""));
    if !["jpg", "jpeg", "png"].contains(&extension.to_ascii_lowercase().as_str()) {
        let stem = if extension.contains(['/', '{']) {
            &path
        } else {
            stem
        };
        return wrong(
            format!("`{text}` ends in neither `.jpg` nor `.png`"),
            format!("write `\"{stem}.jpg\"`: every platform shows JPEG and PNG"),
        );
    }
    Ok(path)
}

/// The tokens between braces, each one of `known`.
fn braces(text: &str, known: &[&str]) -> Result<Vec<String>, Wrong> {
    let list = || {
        known
            .iter()
            .map(|token| format!("{{{token}}}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let close = rest[at..].find('}').filter(|_| rest[at..].starts_with('{'));
        let Some(close) = close else {
            return wrong(
                format!("`{text}` holds a brace without its twin"),
                format!("tokens: {}", list()),
            );
        };
        let token = &rest[at + 1..at + close];
        if !known.contains(&token) {
            let help = match near(token, known.iter().copied()) {
                Some(near) => format!("did you mean `{{{near}}}`?"),
                None => format!("tokens: {}", list()),
            };
            return wrong(format!("unknown token `{{{token}}}`"), help);
        }
        tokens.push(token.to_string());
        rest = &rest[at + close + 1..];
    }
    Ok(tokens)
}
