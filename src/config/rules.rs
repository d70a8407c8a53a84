//! `cards.rules`: the look of single posts, told by their file, tags, categories or language.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::config::check::{self, Wrong};
use crate::config::document::{ConfigDocument, Shape};
use crate::config::looks::LookReader;
use crate::config::parse::one_line;
use crate::config::tree::Node;
use crate::config::{Cards, Look};
use crate::look::{self, LookChange};

/// Most rules of one blog.
const MOST: usize = 500;

/// One entry of `cards.rules`.
#[derive(Debug, Clone)]
pub struct CardRule {
    globs: Vec<String>,
    paths: GlobSet,
    tags: Vec<String>,
    categories: Vec<String>,
    languages: Vec<String>,
    /// Keys that it sets.
    pub change: LookChange,
}

/// Facts of a post that rules look at.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The post's file, relative to the configuration's folder.
    pub source: &'a str,
    /// Its tags.
    pub tags: &'a [String],
    /// Its categories or sections.
    pub categories: &'a [String],
    /// BCP 47.
    pub lang: &'a str,
}

impl PartialEq for CardRule {
    fn eq(&self, other: &CardRule) -> bool {
        let parts = |rule: &CardRule| {
            let CardRule {
                globs,
                paths: _,
                tags,
                categories,
                languages,
                change,
            } = rule.clone();
            (globs, tags, categories, languages, change)
        };
        parts(self) == parts(other)
    }
}

impl CardRule {
    /// True if every condition that the rule has is met by one of its words.
    pub fn fits(&self, post: &Facts) -> bool {
        let one_of = |wanted: &[String], there: &[String]| {
            let is = |word: &String| wanted.contains(&word.to_lowercase());
            wanted.is_empty() || there.iter().any(is)
        };
        let lang = post.lang.to_lowercase();
        let speaks = |wanted: &String| {
            let rest = lang.strip_prefix(wanted.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        (self.globs.is_empty() || self.paths.is_match(post.source))
            && one_of(&self.tags, post.tags)
            && one_of(&self.categories, post.categories)
            && (self.languages.is_empty() || self.languages.iter().any(speaks))
    }
}

impl Cards {
    /// The look of a post that no rule is for and that asks for nothing.
    pub fn look(&self) -> Look {
        Look {
            theme: self.theme.clone(),
            layout: self.layout.clone(),
            fonts: self.fonts.clone(),
        }
    }

    /// Position of the rule that counts for a post.
    pub fn rule(&self, post: &Facts) -> Option<usize> {
        self.rules.iter().position(|rule| rule.fits(post))
    }

    /// The look that the rule at this position gives, or the one without a rule.
    pub fn ruled(&self, rule: Option<usize>) -> Look {
        let rule = rule.and_then(|at| self.rules.get(at));
        rule.map_or_else(|| self.look(), |rule| self.look().changed(&rule.change))
    }

    /// Every file that looks name, with its key.
    pub fn files(&self) -> Vec<(&'static str, String)> {
        let rules = (0..self.rules.len()).map(Some);
        let looks = std::iter::once(None).chain(rules).map(|at| self.ruled(at));
        let owned = |(key, file): (&'static str, &str)| (key, file.to_owned());
        let mut files: Vec<_> = looks
            .flat_map(|look| look.files().map(owned).collect::<Vec<_>>())
            .collect();
        let also = self.also.iter().filter_map(|one| one.layout.as_ref());
        let also = also.filter(|layout| look::is_file(layout));
        files.extend(also.map(|layout| ("cards.also", layout.clone())));
        files.sort();
        files.dedup();
        files
    }
}

/// The rules, in order.
pub(super) fn rules(document: &mut ConfigDocument) -> Vec<CardRule> {
    let keys: Vec<String> = match document.find("cards.rules") {
        Some((Node::List(items), _)) => (0..items.len())
            .map(|at| format!("cards.rules.#{at}"))
            .collect(),
        Some((Node::Map(_), _)) => vec!["cards.rules".into()],
        None | Some((Node::Null, _)) => return Vec::new(),
        Some(_) => {
            // Its kind was told with the keys.
            return Vec::new();
        }
    };
    if keys.len() > MOST {
        let message = format!("{} rules, and the limit is {MOST}", keys.len());
        document.report("config-value", "cards.rules", &message, "delete some");
        return Vec::new();
    }
    keys.iter().filter_map(|at| rule(document, at)).collect()
}

fn rule(document: &mut ConfigDocument, at: &str) -> Option<CardRule> {
    let Shape::Map(names) = document.shape(at) else {
        return None;
    };
    let has = |wanted: &[&str]| names.iter().any(|name| wanted.contains(&name.as_str()));
    let before = document.problems.len();
    let lowered = |text: &str| one_line(text).map(|text| text.to_lowercase());
    let mut list = |name: &str, check: &dyn Fn(&str) -> Result<String, Wrong>| {
        let values = document.list(&format!("{at}.{name}"), check);
        values.unwrap_or_default()
    };
    let globs = list("match", &check::glob);
    let tags = list("tag", &lowered);
    let categories = list("category", &lowered);
    let languages = list("lang", &|text| {
        check::language(text).map(|tag| tag.to_lowercase())
    });
    let change = LookReader::of(document).look(at);
    if document.problems.len() > before {
        return None;
    }
    let said = [&globs, &tags, &categories, &languages];
    if said.iter().all(|words| words.is_empty()) {
        let message = "a rule of `cards.rules` names no posts";
        document.report(
            "config-missing",
            at,
            message,
            "add `match: \"**\"`, or `tag: …`",
        );
    } else if !has(&["theme", "layout", "fonts"]) {
        let message = "a rule of `cards.rules` sets nothing";
        document.report(
            "config-missing",
            at,
            message,
            "add `theme: {brand: \"#0B6E4F\"}`",
        );
    }
    let mut paths = GlobSetBuilder::new();
    for glob in &globs {
        // Each was a glob a moment ago.
        paths.add(
            GlobBuilder::new(glob)
                .literal_separator(true)
                .build()
                .ok()?,
        );
    }
    Some(CardRule {
        paths: paths.build().ok()?,
        globs,
        tags,
        categories,
        languages,
        change,
    })
}
