//! Switches, numbers and flags out of a configuration document.

use crate::config::check::Wrong;
use crate::config::document::{ConfigDocument, shown};
use crate::config::keys::KEYS;
use crate::config::tree::Node;

impl ConfigDocument<'_> {
    /// A path or address that `false` switches off.
    pub fn switchable(
        &mut self,
        key: &str,
        check: impl Fn(&str) -> Result<String, Wrong>,
        default: Option<String>,
    ) -> Option<String> {
        match self.find(key) {
            Some((Node::Bool(false), _)) => None,
            Some((Node::Bool(true), _)) if default.is_some() => default,
            Some((Node::Bool(true), _)) => {
                let row = KEYS.iter().find(|known| known.path == key);
                let doc = row.map_or("", |row| row.doc);
                let message = format!(
                    "`{}` is `true`, and has no default to switch on",
                    shown(key)
                );
                self.report(
                    "config-type",
                    key,
                    &message,
                    &format!("write its value: {doc}"),
                );
                None
            }
            None | Some((Node::Null, _)) => default,
            Some(_) => self.checked(key, check).or(default),
        }
    }

    /// A whole number from 1.
    pub fn count<T: TryFrom<u64>>(&mut self, key: &str, default: T) -> T {
        let example = KEYS
            .iter()
            .find(|known| known.path == key)
            .map_or("1", |known| known.default);
        let name = key.rsplit('.').next().unwrap_or(key).to_owned();
        let found = match self.find(key) {
            None | Some((Node::Null, _)) => return default,
            Some((Node::Count(count), _)) if *count > 0 => match T::try_from(*count) {
                Ok(count) => return count,
                Err(_) => "a number too large",
            },
            Some((Node::Count(_), _)) => "0",
            Some((node, _)) => node.kind(),
        };
        let message = format!(
            "`{}` wants a whole number from 1, found {found}",
            shown(key)
        );
        self.report(
            "config-type",
            key,
            &message,
            &format!("write `{name}: {example}`"),
        );
        default
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &str, default: bool) -> bool {
        let name = key.rsplit('.').next().unwrap_or(key);
        let (kind, said) = match self.find(key) {
            None | Some((Node::Null, _)) => return default,
            Some((Node::Bool(flag), _)) => return *flag,
            Some((Node::Text(text), _)) => (
                format!("`{text}`"),
                matches!(text.to_lowercase().as_str(), "yes" | "on" | "true" | "y"),
            ),
            Some((node, _)) => (node.kind().to_string(), !default),
        };
        let message = format!("`{}` wants true or false, found {kind}", shown(key));
        self.report(
            "config-type",
            key,
            &message,
            &format!("write `{name}: {said}`"),
        );
        default
    }
}
