//! `init --site`: addresses of pages -> the pattern that explains them.

use std::collections::BTreeMap;
use std::path::Path;

use super::flow::plural;
use crate::config::{self, Config, PermalinkRule};
use crate::date::Date;
use crate::generator::{Generator, TOKENS};
use crate::problem::Problem;
use crate::read::read;
use crate::site::{Found, Nothing, Site, Subject};
use crate::start::Survey;

/// Posts whose addresses patterns are made from; every pattern is then tried on all posts.
const MOST_SAMPLES: usize = 60;

/// Separates the values of tokens in one long address.
const MARK: &str = "--9--";

/// Tokens whose values may share one address.
const TOGETHER: usize = 4;

/// The share of a blog that a pattern explains.
pub(super) struct Explained {
    /// With the pattern that explains most.
    pub(super) survey: Survey,
    /// Posts whose page is at the pattern's address, or that name their address themselves.
    pub(super) right: usize,
    /// Posts with a page.
    pub(super) all: usize,
    /// Posts that are elsewhere, with their addresses, and posts without a page.
    pub(super) problems: Vec<Problem>,
}

/// Finds the page of each post in the site and the pattern that explains most of the addresses.
pub(super) fn explain(
    survey: Survey,
    name: &str,
    root: &Path,
    folder: &Path,
    now: Date,
) -> Result<Explained, Vec<Problem>> {
    let config = config::parse(&survey.text, name, root)?;
    let shown = folder.to_string_lossy().into_owned();
    let (site, _) = Site::open(&root.join(folder), &shown, &config.site.url, &Nothing)
        .map_err(|one| vec![one])?;
    let posts = read(&config, now).posts;
    let days: Vec<String> = posts
        .iter()
        .map(|post| post.published.rfc3339().chars().take(10).collect())
        .collect();
    let subjects: Vec<Subject> = posts
        .iter()
        .zip(&days)
        .map(|(post, day)| Subject {
            source: &post.source,
            title: &post.title,
            day,
            lang: &post.lang,
            folder: &post.permalink.folder,
            literal: post.literal,
        })
        .collect();
    let mut truth: BTreeMap<String, String> = BTreeMap::new();
    let mut without = Vec::new();
    for (post, found) in posts.iter().zip(site.find(&subjects)) {
        match found {
            Found::Page { address, .. } => {
                let address = address.unwrap_or_else(|| post.permalink.encoded.clone());
                truth.insert(post.source.clone(), address);
            }
            Found::None(_) | Found::Several(_) => without.push(post.source.clone()),
        }
    }
    let before = fitting(&config, &truth, now);
    let (mut survey, mut right) = (survey, before.len());
    if right < truth.len()
        && let Some((generator, pattern, count)) = better(&config, &truth, right, now)
    {
        let note = format!("explains {count} of {} pages of {shown}", truth.len());
        let generator = generator.unwrap_or("none").to_owned();
        survey = survey
            .with("permalink", format!("\"{pattern}\""), &note)
            .with("generator", generator, &note);
        right = count;
    }
    // The pages settle what was in doubt.
    survey
        .problems
        .retain(|problem| problem.rule != "init-permalink");
    let config = config::parse(&survey.text, name, root)?;
    let known = fitting(&config, &truth, now);
    let elsewhere: Vec<&String> = truth.keys().filter(|one| !known.contains(*one)).collect();
    let mut problems = Vec::new();
    if let Some(first) = elsewhere.first() {
        let message = format!(
            "{} of {} posts are where no pattern says, such as `{first}` at `{}`",
            elsewhere.len(),
            truth.len(),
            truth[*first]
        );
        let help = "`site.folder` in feedcard.yaml finds their pages in every build; without it, write `permalink: /…` into such a post";
        problems.push(Problem::warning("init-permalink", message).help(help));
    }
    if truth.is_empty() && !posts.is_empty() {
        let message = format!("no post has a page in `{shown}`: it is likely the wrong folder");
        let help =
            "name the folder that the host serves, such as `--site _site` or `--site public`";
        return Err(vec![Problem::error("site-missing", message).help(help)]);
    }
    if let Some(first) = without.first() {
        let message = format!(
            "{} without a page in `{shown}`, such as `{first}`",
            plural(without.len(), "post")
        );
        let help = "is the site newer than the post? if it is held back, say so in the post: `draft: true`";
        problems.push(Problem::warning("init-permalink", message).help(help));
    }
    Ok(Explained {
        survey,
        right,
        all: truth.len(),
        problems,
    })
}

/// The posts that `config` puts where their pages are.
fn fitting(config: &Config, truth: &BTreeMap<String, String>, now: Date) -> Vec<String> {
    let posts = read(config, now).posts.into_iter();
    let right = posts.filter(|post| truth.get(&post.source) == Some(&post.permalink.encoded));
    right.map(|post| post.source).collect()
}

/// A pattern that explains more than `least`, with the generator's rules that it was found under.
fn better(
    config: &Config,
    truth: &BTreeMap<String, String>,
    least: usize,
    now: Date,
) -> Option<(Option<&'static str>, String, usize)> {
    let own = crate::generator::NAMES
        .iter()
        .copied()
        .find(|name| Generator::named(name) == Some(config.generator));
    let mut best: Option<(Option<&'static str>, String, usize)> = None;
    for name in [own, Some("none"), Some("hugo"), Some("astro")] {
        let generator = name.and_then(Generator::named).unwrap_or_default();
        let mut tried = Config {
            generator,
            ..config.clone()
        };
        for pattern in candidates(&tried, truth, now) {
            tried.permalink = vec![PermalinkRule::all(pattern.as_str())];
            let count = fitting(&tried, truth, now).len();
            if count > best.as_ref().map_or(least, |(_, _, count)| *count) {
                best = Some((name, pattern, count));
            }
            if count == truth.len() {
                return best;
            }
        }
    }
    best
}

/// Patterns that give the address of at least one post, those of most posts first.
fn candidates(config: &Config, truth: &BTreeMap<String, String>, now: Date) -> Vec<String> {
    let values = values(config, truth, now);
    let mut patterns: BTreeMap<String, usize> = BTreeMap::new();
    for (source, values) in values.iter().take(MOST_SAMPLES) {
        let address = percent_encoding::percent_decode_str(&truth[source]).decode_utf8_lossy();
        let pattern = pattern(&address, values);
        if config::check::permalink(&pattern, TOKENS).is_ok() {
            *patterns.entry(pattern).or_default() += 1;
        }
    }
    let mut patterns: Vec<(String, usize)> = patterns.into_iter().collect();
    patterns.sort_by_key(|(pattern, count)| (std::cmp::Reverse(*count), pattern.len()));
    patterns
        .into_iter()
        .take(6)
        .map(|(pattern, _)| pattern)
        .collect()
}

/// Value of each token in each post: read by patterns of several tokens.
fn values(
    config: &Config,
    truth: &BTreeMap<String, String>,
    now: Date,
) -> BTreeMap<String, Vec<(&'static str, String)>> {
    let mut found: BTreeMap<String, Vec<(&'static str, String)>> = BTreeMap::new();
    let mut tried = config.clone();
    tried.site.prefix_languages = false;
    // A missing category drops its segment, and with it a whole joined address: such tokens are tried alone.
    let dropped = |token: &str| token.contains("categor") || token.contains("section");
    let (alone, kept): (Vec<&str>, Vec<&str>) =
        TOKENS.iter().copied().partition(|token| dropped(token));
    for tokens in kept.chunks(TOGETHER).chain(alone.chunks(1)) {
        let names: Vec<String> = tokens
            .iter()
            .map(|token| format!("x{{{token}}}x"))
            .collect();
        let pattern = format!("/{}", names.join(&format!("/{MARK}/")));
        tried.permalink = vec![PermalinkRule::all(pattern)];
        for post in read(&tried, now).posts {
            let parts: Vec<&str> = post.permalink.folder.split(&format!("/{MARK}/")).collect();
            if parts.len() != tokens.len() || !truth.contains_key(&post.source) {
                continue;
            }
            let values = found.entry(post.source.clone()).or_default();
            for (token, part) in tokens.iter().zip(parts) {
                let value = part
                    .strip_prefix('x')
                    .and_then(|part| part.strip_suffix('x'));
                if let Some(value) = value.filter(|value| !value.is_empty()) {
                    values.push((token, value.to_owned()));
                }
            }
        }
    }
    found
}

/// `address` with the longest values replaced by their tokens, from left to right; of equal ones the earlier token.
fn pattern(address: &str, values: &[(&'static str, String)]) -> String {
    const ORDER: &[&str] = &[
        "path",
        "stem",
        "slug",
        "slug_or_title",
        "categories",
        "year",
        "month",
        "day",
    ];
    let rank = |token: &str| {
        ORDER
            .iter()
            .position(|one| *one == token)
            .unwrap_or(ORDER.len())
    };
    let mut out = String::new();
    let mut rest = address;
    let mut used: Vec<&str> = Vec::new();
    while !rest.is_empty() {
        let begins = out.is_empty() || out.ends_with(['/', '-', '.', '_']);
        let fits = values.iter().filter(|(token, value)| {
            let after = rest.strip_prefix(value.as_str());
            let ends = after
                .is_some_and(|after| after.is_empty() || after.starts_with(['/', '-', '.', '_']));
            begins && ends && !used.contains(token)
        });
        let best = fits.min_by_key(|(token, value)| (std::cmp::Reverse(value.len()), rank(token)));
        if let Some((token, value)) = best {
            out.push_str(&format!("{{{token}}}"));
            used.push(token);
            rest = &rest[value.len()..];
        } else {
            let mut chars = rest.chars();
            out.extend(chars.next());
            rest = chars.as_str();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_said_by_its_longest_tokens() {
        let values = [
            ("stem", "2024-01-02-x"),
            ("slug", "x"),
            ("path", "a/2024-01-02-x"),
            ("year", "2024"),
            ("month", "01"),
            ("day", "02"),
            ("i_month", "1"),
        ]
        .map(|(token, value)| (token, value.to_owned()));
        for (address, wanted) in [
            ("/blog/x/", "/blog/{slug}/"),
            ("/2024/01/02/x.html", "/{year}/{month}/{day}/{slug}.html"),
            ("/a/2024-01-02-x", "/{path}"),
            ("/p/2024-01-02-x/", "/p/{stem}/"),
            ("/xx/", "/xx/"),
        ] {
            assert_eq!(pattern(address, &values), wanted);
        }
    }
}
