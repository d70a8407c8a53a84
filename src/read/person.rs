//! One person: a mapping of facts -> name, page, mail, account, picture.

use crate::config::Fields;
use crate::config::tree::Node;
use crate::post::{Author, Avatar};
use crate::problem::{Problem, Spot};
use crate::read::title::one_line;

/// A person of `authors.yml` or of a mapping; `None` without a name.
pub fn person(fields: &[(String, Node)], names: &Fields) -> Option<Author> {
    let name = value(fields, &names.author_name)?;
    let person = with_name(name, fields, names);
    (!person.name.is_empty()).then_some(person)
}

/// The same, called `name`.
pub fn with_name(name: &str, fields: &[(String, Node)], names: &Fields) -> Author {
    let uri = value(fields, &names.author_link)
        .map(str::trim)
        .filter(|uri| is_web(uri));
    let named = Author::named(&one_line(name));
    let email = value(fields, &names.author_email).map(String::from);
    Author {
        uri: uri.map(String::from),
        email: email.or(named.email),
        fediverse: value(fields, &names.author_fediverse).and_then(account),
        avatar: value(fields, &names.author_avatar)
            .map(str::trim)
            .filter(|written| !written.is_empty())
            .map(|written| Avatar {
                written: written.to_owned(),
                place: None,
            }),
        ..named
    }
}

/// `@name@host`, also written as `name@host` or as the address of a profile.
fn account(written: &str) -> Option<String> {
    let written = written.trim();
    let profile = written
        .strip_prefix("https://")
        .and_then(|rest| rest.trim_end_matches('/').split_once("/@"));
    let (name, host) = match profile {
        Some((host, name)) => (name, host),
        None => written.trim_start_matches('@').split_once('@')?,
    };
    let plain = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    };
    (plain(name) && plain(host) && host.contains('.')).then(|| format!("@{name}@{host}"))
}

/// The first text under one of `keys`.
pub fn value<'n>(fields: &'n [(String, Node)], keys: &[String]) -> Option<&'n str> {
    keys.iter().find_map(|key| {
        fields.iter().find_map(|(name, node)| match node {
            Node::Text(text) if name == key => Some(text.as_str()),
            _ => None,
        })
    })
}

/// Gives the picture of a person its place among the facts that they were read from.
pub fn locate(
    author: &mut Author,
    fields: &[(String, Node)],
    names: &Fields,
    spot: impl Fn(usize) -> Spot,
) {
    let Some(avatar) = &mut author.avatar else {
        return;
    };
    let is = |(key, node): &(String, Node)| {
        let own = matches!(node, Node::Text(text) if text.trim() == avatar.written);
        own && names.author_avatar.contains(key)
    };
    if let Some(at) = fields.iter().position(is) {
        avatar.place = Some(spot(at));
    }
}

/// Warning about an address that readers must not be sent to.
pub fn odd_link(text: &str) -> Problem {
    let message = format!("`{}` is not the address of a page; left out", text.trim());
    Problem::warning("author-address", message).help("write the whole address: https://…")
}

/// True for the absolute address of a page.
pub fn is_web(text: &str) -> bool {
    url::Url::parse(text.trim())
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
