//! The generators that `init` knows: how each is recognised, and where it keeps what feedcard wants to know.
//!
//! A new one is a function and a row in [`GENERATORS`].

mod configured;
mod scripted;

use super::folder::Folder;
use configured::{hexo, hugo, is_hexo, is_hugo, is_jekyll, is_zola, jekyll, zola};
use scripted::{
    ASTRO, DOCUSAURUS, ELEVENTY, GATSBY, NEXT, astro, docusaurus, eleventy, gatsby, next,
};

/// What was found out about a blog.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Its name on feeds and cards.
    pub title: Option<String>,
    /// Absolute address, base path included.
    pub url: Option<String>,
    /// One sentence.
    pub description: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    /// Name in the time zone database.
    pub timezone: Option<String>,
    /// Author of posts that name none.
    pub author: Option<String>,
    /// Folders of posts.
    pub content: Vec<String>,
    /// Globs that are no posts.
    pub ignore: Vec<String>,
    /// Address of a post.
    pub permalink: Option<String>,
    /// What the blog does that the pattern cannot say.
    pub notes: Vec<String>,
}

/// A static site generator.
pub struct Generator {
    /// Its name.
    pub name: &'static str,
    /// Whether the folder is one of its blogs.
    pub knows: fn(&Folder) -> bool,
    /// Reads its configuration.
    pub read: fn(&Folder) -> Found,
}

/// In the order in which they are tried: the ones with unmistakable files first.
pub const GENERATORS: &[Generator] = &[
    Generator {
        name: "Gatsby",
        knows: |folder| folder.text(GATSBY).is_some(),
        read: gatsby,
    },
    Generator {
        name: "Docusaurus",
        knows: |folder| folder.text(DOCUSAURUS).is_some(),
        read: docusaurus,
    },
    Generator {
        name: "Astro",
        knows: |folder| folder.text(ASTRO).is_some(),
        read: astro,
    },
    Generator {
        name: "Eleventy",
        knows: |folder| folder.text(ELEVENTY).is_some(),
        read: eleventy,
    },
    Generator {
        name: "Next",
        knows: |folder| folder.text(NEXT).is_some(),
        read: next,
    },
    Generator {
        name: "Zola",
        knows: is_zola,
        read: zola,
    },
    Generator {
        name: "Hugo",
        knows: is_hugo,
        read: hugo,
    },
    Generator {
        name: "Hexo",
        knows: is_hexo,
        read: hexo,
    },
    Generator {
        name: "Jekyll",
        knows: is_jekyll,
        read: jekyll,
    },
    Generator {
        name: "a folder of Markdown",
        knows: |_| true,
        read: plain,
    },
];

/// The first folders with posts out of a list, at least its first.
fn first_with_posts(folder: &Folder, candidates: &[&str]) -> String {
    let found = folder.with_posts(candidates).into_iter().next();
    found.unwrap_or_else(|| candidates[0].to_owned())
}

/// `https://a.example` and `/base/` as one address.
fn joined(url: Option<String>, base: Option<String>) -> Option<String> {
    let url = url?;
    let base = base.unwrap_or_default();
    let whole = format!("{}/{}", url.trim_end_matches('/'), base.trim_matches('/'));
    Some(whole.trim_end_matches('/').to_owned())
}

fn plain(folder: &Folder) -> Found {
    let content = first_with_posts(
        folder,
        &[
            "content",
            "posts",
            "_posts",
            "blog",
            "src/content",
            "docs",
            ".",
        ],
    );
    Found {
        content: vec![content],
        permalink: Some("/{stem}".into()),
        ..Found::default()
    }
}
