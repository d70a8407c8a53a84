//! Facts found of the blog, each with its place, and the facts that were not found.

use std::collections::BTreeMap;

use crate::config::check;
use crate::config::keys::{KEYS, PERMALINK_TOKENS};
use crate::problem::Problem;

/// One value of the new `feedcard.yaml`.
pub struct Live {
    /// As YAML.
    pub yaml: String,
    /// The comment behind it: its source.
    pub note: String,
}

/// Facts by their key in `feedcard.yaml`, and the warnings that go with them.
#[derive(Default)]
pub struct Detected {
    live: BTreeMap<&'static str, Live>,
    /// Problems that a person has to know.
    pub problems: Vec<Problem>,
}

/// Placeholder hosts and names that generators write into a new blog.
const SAMPLES: &[&str] = &[
    "example.com",
    "example.org",
    "yourdomain.com",
    "your-domain.com",
    "mysite.com",
    "my-site.com",
    "your-site.com",
    "your-docusaurus-site.example.com",
    "your-docusaurus-test-site.com",
    "localhost",
    "127.0.0.1",
    "0.0.0.0",
];

impl Detected {
    /// The fact under `key`.
    pub fn get(&self, key: &str) -> Option<&Live> {
        self.live.get(key)
    }

    /// The content folders.
    pub fn contents(&self) -> Vec<String> {
        let list = self.get("content").map(|live| live.yaml.as_str());
        let list = list.and_then(|yaml| serde_yaml::from_str(yaml).ok());
        list.unwrap_or_else(|| vec!["content".to_owned()])
    }

    /// Sets another value under `key`, as YAML.
    pub fn replace(&mut self, key: &'static str, yaml: String, note: &str) {
        let note = note.to_owned();
        self.live.insert(key, Live { yaml, note });
    }

    /// The facts in one line: `no feedcard.yaml: title, url from _config.yml; posts in _posts (Jekyll)`.
    pub fn sentence(&self, generator: &str) -> String {
        let mut sources: Vec<(&str, Vec<&str>)> = Vec::new();
        for key in KEYS {
            let Some(live) = self.get(key.path) else {
                continue;
            };
            let Some(source) = live.note.strip_prefix("from ") else {
                continue;
            };
            let name = key.path.strip_prefix("site.").unwrap_or(key.path);
            match sources.iter_mut().find(|(known, _)| *known == source) {
                Some((_, names)) => names.push(name),
                None => sources.push((source, vec![name])),
            }
        }
        let mut parts: Vec<String> = sources
            .iter()
            .map(|(source, names)| format!("{} from {source}", names.join(", ")))
            .collect();
        let content = self.get("content").map_or("[content]", |live| &live.yaml);
        parts.push(format!("posts in {}", content.trim_matches(['[', ']'])));
        format!("no feedcard.yaml: {} ({generator})", parts.join("; "))
    }

    /// Sets one line of text under `key`, if there is any. The first one found stays.
    pub fn text(&mut self, key: &'static str, text: Option<String>, from: &str) {
        let line = text.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        if let Some(line) = line.filter(|line| !line.is_empty()) {
            self.put(key, scalar(&line), from);
        }
    }

    /// The site's address and the path below its host at which the blog is served.
    pub fn url(&mut self, url: Option<String>, base: Option<&str>, from: &str) {
        let Some(url) = url else { return };
        let Ok(mut address) = check::site_url(&url) else {
            return;
        };
        let host = address.split("://").nth(1).unwrap_or_default();
        let host = host.split(['/', ':']).next().unwrap_or_default();
        if SAMPLES.contains(&host.trim_start_matches("www.")) {
            return;
        }
        let base = base.unwrap_or_default().trim_matches('/');
        if !base.is_empty() && !address.ends_with(&format!("/{base}")) {
            address = format!("{address}/{base}");
        }
        self.put("site.url", address, from);
    }

    /// A language tag; `ko_KR.UTF-8` is `ko-KR`.
    pub fn language(&mut self, tag: Option<String>, from: &str) {
        let Some(tag) = tag else { return };
        let plain = tag.replace('_', "-");
        let plain = plain.split('.').next().unwrap_or_default();
        match check::language(plain) {
            Ok(tag) => self.put("site.language", scalar(&tag), from),
            Err(wrong) => self.doubt(
                "init-language",
                &format!("{from}: {}", wrong.message),
                &format!("edit `site.language` in feedcard.yaml: {}", wrong.help),
            ),
        }
    }

    /// A zone of the IANA database.
    pub fn timezone(&mut self, zone: Option<String>, from: &str) {
        let Some(zone) = zone else { return };
        match check::timezone(&zone) {
            Ok(zone) => self.put("timezone", scalar(zone.name()), from),
            Err(wrong) => self.doubt(
                "init-timezone",
                &format!("{from}: {}", wrong.message),
                &format!("edit `timezone` in feedcard.yaml: {}", wrong.help),
            ),
        }
    }

    /// A link to a person's page.
    pub fn author_page(&mut self, link: Option<String>, from: &str) {
        if let Some(link) = link.and_then(|link| check::link(&link).ok()) {
            self.put("site.author.uri", scalar(&link), from);
        }
    }

    /// A list under `key`, where it holds anything.
    pub fn list(&mut self, key: &'static str, items: &[String], from: &str) {
        if !items.is_empty() {
            let items: Vec<String> = items.iter().map(|item| scalar(item)).collect();
            self.put(key, format!("[{}]", items.join(", ")), from);
        }
    }

    /// Whose rules addresses follow, and the front matter keys that hold an address there.
    pub fn generator(&mut self, name: &str, keys: &[&str]) {
        self.put("generator", name.to_owned(), "addresses follow its rules");
        let keys = format!("[{}]", keys.join(", "));
        self.put("fields.permalink", keys, "those that the generator knows");
    }

    /// Puts no language before the addresses of posts in another language.
    pub fn no_language_prefix(&mut self, who: &str) {
        let note = format!("{who} puts no language before addresses");
        self.put("site.prefix_languages", "false".to_owned(), &note);
    }

    /// Sets the time zone of the days in addresses.
    pub fn permalink_timezone(&mut self, zone: chrono_tz::Tz, from: &str) {
        self.put("permalink_timezone", scalar(zone.name()), from);
    }

    /// Address patterns for the posts that some globs fit, and one for all others.
    pub fn permalinks(&mut self, globs: &[(String, String)], rest: &str, from: &str) {
        if globs.is_empty() {
            return self.permalink(rest, from);
        }
        let all = globs
            .iter()
            .map(|(glob, pattern)| (glob.as_str(), pattern.as_str()));
        let mut lines = Vec::new();
        for (glob, pattern) in all.chain([("**", rest)]) {
            match check::permalink(&single_slashes(pattern), PERMALINK_TOKENS) {
                Ok(pattern) => lines.push(format!("{}: {}", quoted(glob), quoted(&pattern))),
                Err(wrong) => return self.refused(from, &wrong),
            }
        }
        self.put("permalink", format!("{{{}}}", lines.join(", ")), from);
    }

    fn refused(&mut self, from: &str, wrong: &check::Wrong) {
        self.doubt(
            "init-permalink",
            &format!("{from}: {}", wrong.message),
            &format!("edit `permalink` in feedcard.yaml: {}", wrong.help),
        );
    }

    /// The address pattern, in feedcard's tokens.
    pub fn permalink(&mut self, pattern: &str, from: &str) {
        match check::permalink(&single_slashes(pattern), PERMALINK_TOKENS) {
            Ok(pattern) => self.put("permalink", quoted(&pattern), from),
            Err(wrong) => self.refused(from, &wrong),
        }
    }

    /// Adds a warning with its help.
    pub fn doubt(&mut self, rule: &'static str, message: &str, help: &str) {
        self.problems
            .push(Problem::warning(rule, message).help(help));
    }

    /// Fills in what was not found and says so; `evidence` names the files that were looked at.
    pub fn finish(&mut self, evidence: &str) {
        self.stand_in(
            "site.title",
            "the blog's title",
            "My blog",
            "init-title",
            evidence,
        );
        self.stand_in(
            "site.url",
            "the blog's address",
            "https://example.com",
            "init-url",
            evidence,
        );
        let korean = match self.get("site.language") {
            Some(live) => live.yaml.split('-').next() == Some("ko"),
            None => {
                self.doubt(
                    "init-language",
                    &format!("the blog's language was not found in {evidence}; `ko` is assumed"),
                    "write `language: en` under `site:` in feedcard.yaml, or whichever it is",
                );
                true
            }
        };
        if self.get("timezone").is_none() {
            let zone = if korean { "Asia/Seoul" } else { "UTC" };
            self.doubt(
                "init-timezone",
                &format!("the blog's time zone was not found in {evidence}; dates without an offset are read in `{zone}`"),
                "write the zone that the authors mean: `timezone: Europe/Berlin` in feedcard.yaml",
            );
            if !korean {
                self.put("timezone", zone.to_owned(), "assumed: EDIT ME");
            }
        }
    }

    fn stand_in(
        &mut self,
        key: &'static str,
        what: &str,
        stand_in: &str,
        rule: &'static str,
        evidence: &str,
    ) {
        if self.get(key).is_some() {
            return;
        }
        self.doubt(
            rule,
            &format!("{what} was not found in {evidence}; `{stand_in}` is used instead"),
            &format!("edit `{key}` in feedcard.yaml"),
        );
        let note = format!("EDIT ME: not found in {evidence}");
        self.live.insert(
            key,
            Live {
                yaml: stand_in.to_owned(),
                note,
            },
        );
    }

    fn put(&mut self, key: &'static str, yaml: String, from: &str) {
        let note = from.to_owned();
        self.live.entry(key).or_insert(Live { yaml, note });
    }
}

fn single_slashes(pattern: &str) -> String {
    let mut plain = format!("/{}", pattern.trim_start_matches('/'));
    while plain.contains("//") {
        plain = plain.replace("//", "/");
    }
    plain
}

/// Text as YAML: plain if it can be read in one way only, quoted otherwise.
fn scalar(text: &str) -> String {
    let begins = text
        .chars()
        .next()
        .is_some_and(|c| c.is_alphabetic() || c == '_');
    let plain = text
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '/' | '.'));
    let word = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    let reserved = word.iter().any(|word| text.eq_ignore_ascii_case(word));
    if begins && plain && !reserved && text.trim() == text {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// Text in double quotes. A JSON string is a YAML one.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
