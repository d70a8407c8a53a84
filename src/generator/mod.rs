//! The rules by which static site generators turn a file into an address.
//!
//! In: facts of a file and its front matter, as a [`Source`], and a pattern in feedcard's tokens. Out: the address that
//! the generator gives it. Each rule was compared with what the generator itself publishes.

mod dates;
mod docusaurus;
pub(crate) mod eleventy;
mod hexo;
mod hugo;
mod jekyll;
mod pattern;
mod spelling;
mod vitepress;
mod zola;

use chrono_tz::Tz;

use crate::date::Date;

pub use pattern::TOKENS;

/// The generators whose rules make addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Generator {
    /// Names are taken as they are.
    #[default]
    None,
    /// Ids of a collection as github-slugger spells them.
    Astro,
    /// Dates of file names become folders; a post's `slug` replaces everything below the blog's own address.
    Docusaurus,
    /// A file named as its folder is that folder's page.
    Eleventy,
    /// The last of nested categories; days in the zone of the machine that builds.
    Hexo,
    /// Lower case, punctuation removed; `slug` replaces the last part; a literal `url` ends in a slash.
    Hugo,
    /// As [`Generator::Hugo`] with `disablePathToLower`.
    HugoCased,
    /// All categories and the folders above `_posts`; days in the site's zone.
    Jekyll,
    /// `.html` for a file, a slash for an `index`.
    Vitepress,
    /// Names in ASCII letters unless `slugify.paths` says otherwise; dates of file names left out.
    Zola,
    /// As [`Generator::Zola`] with `slugify.paths = "safe"`.
    ZolaSafe,
}

/// The names that `generator:` takes.
pub const NAMES: &[&str] = &[
    "none",
    "astro",
    "docusaurus",
    "eleventy",
    "hexo",
    "hugo",
    "hugo-cased",
    "jekyll",
    "vitepress",
    "zola",
    "zola-safe",
];

impl Generator {
    /// The generator of a name in [`NAMES`].
    pub fn named(name: &str) -> Option<Generator> {
        Some(match name {
            "none" => Generator::None,
            "astro" => Generator::Astro,
            "docusaurus" => Generator::Docusaurus,
            "eleventy" => Generator::Eleventy,
            "hexo" => Generator::Hexo,
            "hugo" => Generator::Hugo,
            "hugo-cased" => Generator::HugoCased,
            "jekyll" => Generator::Jekyll,
            "vitepress" => Generator::Vitepress,
            "zola" => Generator::Zola,
            "zola-safe" => Generator::ZolaSafe,
            _ => return None,
        })
    }
}

/// A value of the front matter that may be text, a list, or a list of lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Given {
    /// The key is not there.
    #[default]
    Nothing,
    /// One scalar.
    Text(String),
    /// A list.
    List(Vec<Given>),
}

/// Facts that a post's address is made of.
#[derive(Debug, Clone)]
pub struct Source<'a> {
    /// The content folder, relative to the configuration's: `blog/_posts`.
    pub content: &'a str,
    /// The file below it, with its extension: `2024/x.md`.
    pub inside: &'a str,
    /// The same without extension, `index`, and the language that feedcard took from it.
    pub path: &'a str,
    /// The file's name without extension and language; for `index` the folder's.
    pub name: &'a str,
    /// The post's language, BCP 47.
    pub lang: &'a str,
    /// Plain text.
    pub title: &'a str,
    /// The front matter's `slug`.
    pub slug: Option<&'a str>,
    /// The category that represents all of them unless a generator's rule says otherwise.
    pub first_category: Option<&'a str>,
    /// The front matter's `categories`.
    pub categories: Given,
    /// The front matter's `category`.
    pub category: Given,
    /// When it was published.
    pub date: Date,
    /// The date as the front matter writes it; `None` if it comes from the file name.
    pub written_date: Option<&'a str>,
    /// Zone of the site.
    pub site_zone: Tz,
    /// Zone of the day in the address. Default: the post's own offset
    pub zone: Option<Tz>,
}

/// The address that `generator` gives to `source` under `pattern`, unescaped, with a leading slash.
pub fn address(generator: Generator, pattern: &str, source: &Source) -> String {
    let parts = match generator {
        Generator::None => pattern::plain(source),
        Generator::Astro => pattern::plain(source).spelled(spelling::github, source),
        Generator::Docusaurus => docusaurus::parts(source),
        Generator::Eleventy => eleventy::parts(source),
        Generator::Hexo => hexo::parts(source),
        Generator::Hugo => hugo::parts(source, spelling::hugo),
        Generator::HugoCased => hugo::parts(source, spelling::hugo_cased),
        Generator::Jekyll => jekyll::parts(source),
        Generator::Vitepress => pattern::plain(source),
        Generator::Zola => zola::parts(source, spelling::zola),
        Generator::ZolaSafe => zola::parts(source, spelling::zola_safe),
    };
    let filled = pattern::filled(pattern, &parts);
    match generator {
        Generator::Vitepress => vitepress::finished(&filled, source),
        // Names of months and days, and the parts that the pattern says itself.
        Generator::Hugo => filled.to_lowercase(),
        Generator::Eleventy => match filled.strip_suffix("/index.html") {
            Some(folder) => format!("{folder}/"),
            None => filled,
        },
        _ => filled,
    }
}

/// The file's name with the date of its path in front, if `generator` takes dates from folders too.
pub fn dated_name(generator: Generator, inside: &str, name: &str) -> String {
    let day = match generator {
        Generator::Docusaurus => docusaurus::day(inside),
        _ => None,
    };
    day.map_or_else(|| name.to_owned(), |day| format!("{day}-{name}"))
}

/// A literal address of the front matter as `generator` publishes it: `written` may hold the generator's own tokens.
pub fn literal(generator: Generator, written: &str, source: &Source) -> String {
    match generator {
        Generator::Jekyll => jekyll::literal(written, source),
        Generator::Hugo | Generator::HugoCased => hugo::literal(written),
        Generator::Eleventy => eleventy::literal(written, source),
        Generator::Zola | Generator::ZolaSafe => zola::literal(written),
        Generator::None
        | Generator::Astro
        | Generator::Docusaurus
        | Generator::Hexo
        | Generator::Vitepress => written.to_owned(),
    }
}

#[cfg(test)]
mod tests;
