//! Variables of the environment and flags -> values of keys: `FEEDCARD_SITE__TITLE` is `site.title`.
//!
//! In: names and texts. Out: [`Setting`]s and problems. It does not read the environment.

use crate::config::keys::{KEYS, near};
use crate::config::kind::Kind;
use crate::config::tree::Node;
use crate::problem::{Place, Problem};

/// A key that something other than the file sets.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// From the root, dotted: `site.title`.
    pub key: String,
    /// As YAML would have read it.
    pub value: Node,
    /// The variable or flag, for problems.
    pub origin: String,
}

impl Setting {
    /// True if it gives the site's address, not the address that serves a preview's pictures.
    pub fn is_known(&self) -> bool {
        self.origin.starts_with(KNOWN)
    }

    /// A default without a file: facts from the generator win over guesses from its folder.
    #[must_use]
    pub fn known(self) -> Setting {
        let origin = self.origin.strip_prefix(DEFAULT_PREFIX);
        let origin = origin.map(|rest| format!("{KNOWN}{DEFAULT_PREFIX}{rest}"));
        Setting {
            origin: origin.unwrap_or(self.origin),
            ..self
        }
    }

    /// True if the file wins over it.
    pub fn is_default(&self) -> bool {
        self.origin.starts_with(DEFAULT_PREFIX)
    }

    /// A setting that `origin` writes as `text` under `key`, which is in the table.
    pub fn of(key: &str, text: &str, origin: &str) -> Setting {
        let kind = kind_of(key).unwrap_or(Kind::Text);
        Setting {
            key: key.to_owned(),
            value: kind.read(text),
            origin: origin.to_owned(),
        }
    }
}

/// Every variable that sets a key begins so.
pub const PREFIX: &str = "FEEDCARD_";

/// Prefix of variables that set a default: the integrations pass on what the generator knows.
pub const DEFAULT_PREFIX: &str = "FEEDCARD_DEFAULT_";

/// Prefix of the origin of a generator's facts.
const KNOWN: &str = "the generator, ";

/// Variables that set no key: other commands read them.
pub const OTHERS: &[&str] = &["FEEDCARD_SITE", "FEEDCARD_BINARY", "FEEDCARD_LOCKED_CONFIG"];

/// The settings of `variables`, sorted by key, defaults first. An empty variable sets nothing.
///
/// A variable with `__` that names no key is an error: it was meant for feedcard. Another one that is near to a key is a
/// warning.
pub fn settings(
    variables: impl IntoIterator<Item = (String, String)>,
) -> (Vec<Setting>, Vec<Problem>) {
    let (mut settings, mut problems) = (Vec::new(), Vec::new());
    for (name, text) in variables {
        let default = name.strip_prefix(DEFAULT_PREFIX);
        let Some(rest) = default.or_else(|| name.strip_prefix(PREFIX)) else {
            continue;
        };
        if text.is_empty() || OTHERS.contains(&name.as_str()) {
            continue;
        }
        let key = rest.to_lowercase().replace("__", ".");
        if kind_of(&key).is_some() {
            settings.push(Setting::of(&key, &text, &name));
            continue;
        }
        let close = near(&key, KEYS.iter().map(|key| key.path));
        let help = close.map_or_else(
            || "README lists the keys; `site.title` is `FEEDCARD_SITE__TITLE`".to_owned(),
            |key| format!("did you mean `{}`?", variable(key)),
        );
        let message = format!("the variable `{name}` sets no key");
        let problem = match (key.contains('.'), close) {
            (true, _) => Problem::error("config-unknown-key", message),
            (false, Some(_)) => Problem::warning("config-unknown-key", message),
            (false, None) => continue,
        };
        problems.push(problem.at(Place::file(name)).help(help));
    }
    // A later setting wins over an earlier one of the same key.
    settings.sort_by(|a: &Setting, b: &Setting| {
        (&a.key, !a.is_default()).cmp(&(&b.key, !b.is_default()))
    });
    (settings, problems)
}

/// The variable that sets `key`.
pub fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_uppercase())
}

/// The kind of a key of the table, or of one inside a mapping such as `feeds.tags.only`.
fn kind_of(key: &str) -> Option<Kind> {
    if let Some(known) = KEYS.iter().find(|known| known.path == key) {
        return Some(known.kind);
    }
    let (above, name) = key.rsplit_once('.')?;
    let keys = kind_of(above)?.keys()?;
    keys.iter().find(|key| key.path == name).map(|key| key.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, text: &str) -> (Vec<Setting>, Vec<Problem>) {
        settings([(name.to_owned(), text.to_owned())])
    }

    #[test]
    fn a_variable_is_read_as_its_key_wants_it() {
        for (name, text, key, value) in [
            (
                "FEEDCARD_SITE__TITLE",
                "a: b # c",
                "site.title",
                Node::Text("a: b # c".into()),
            ),
            (
                "FEEDCARD_SITE__TITLE",
                "404",
                "site.title",
                Node::Text("404".into()),
            ),
            (
                "FEEDCARD_FEEDS__LIMIT",
                "10",
                "feeds.limit",
                Node::Count(10),
            ),
            (
                "FEEDCARD_FEEDS__RSS",
                "false",
                "feeds.rss",
                Node::Bool(false),
            ),
            (
                "FEEDCARD_FEEDS__RSS",
                "feed.xml",
                "feeds.rss",
                Node::Text("feed.xml".into()),
            ),
            (
                "FEEDCARD_KEEP_GOING",
                "true",
                "keep_going",
                Node::Bool(true),
            ),
            (
                "FEEDCARD_CONTENT",
                "posts, 2024",
                "content",
                Node::List(vec![Node::Text("posts".into()), Node::Text("2024".into())]),
            ),
            (
                "FEEDCARD_CONTENT",
                "[2024]",
                "content",
                Node::List(vec![Node::Text("2024".into())]),
            ),
            (
                "FEEDCARD_FEEDS__TAGS__MIN_POSTS",
                "3",
                "feeds.tags.min_posts",
                Node::Count(3),
            ),
        ] {
            let (settings, problems) = read(name, text);
            assert_eq!(problems, []);
            assert_eq!(
                settings,
                [Setting {
                    key: key.into(),
                    value,
                    origin: name.into()
                }]
            );
        }
    }

    #[test]
    fn a_variable_that_sets_no_key_is_told_with_the_one_that_was_meant() {
        let (settings, problems) = read("FEEDCARD_SITE__TITEL", "x");
        assert_eq!(settings, []);
        assert!(problems[0].is_error());
        assert_eq!(
            problems[0].help.as_deref(),
            Some("did you mean `FEEDCARD_SITE__TITLE`?")
        );
        assert!(!read("FEEDCARD_CONTNET", "x").1[0].is_error());
        for other in ["FEEDCARD_VERSION", "FEEDCARD_SITE", "PATH"] {
            assert_eq!(read(other, "x"), (Vec::new(), Vec::new()), "{other}");
        }
        assert_eq!(read("FEEDCARD_SITE__URL", ""), (Vec::new(), Vec::new()));
    }
}
