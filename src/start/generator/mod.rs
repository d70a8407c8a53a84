//! The generators that `init` recognises: one row and one file each.

mod astro;
mod docusaurus;
mod eleventy;
mod gatsby;
mod hexo;
mod hugo;
mod jekyll;
mod next;
mod plain;
mod vitepress;
mod zola;

use crate::start::detected::Detected;
use crate::start::folder::Folder;
use crate::start::posts::{Post, Posts, REMEDY};

/// One generator.
pub struct Generator {
    /// As its makers write it.
    pub name: &'static str,
    /// The file by which a folder is recognised, or `None`.
    pub recognise: fn(&Folder) -> Option<String>,
    /// Reads its configuration, of which `recognise` named the main file.
    pub read: fn(&Folder, &str, &mut Detected),
}

/// The first match wins: generators with a configuration file of their own name come before those that share one.
pub const GENERATORS: &[Generator] = &[
    gatsby::ROW,
    docusaurus::ROW,
    astro::ROW,
    eleventy::ROW,
    vitepress::ROW,
    hexo::ROW,
    zola::ROW,
    hugo::ROW,
    jekyll::ROW,
    next::ROW,
    plain::ROW,
];

/// The address that `package.json` or a `CNAME` of GitHub Pages names, for generators whose configuration has none.
/// `base` is the path below the host.
fn address_elsewhere(folder: &Folder, base: Option<&str>, found: &mut Detected) {
    for name in ["CNAME", "static/CNAME", "public/CNAME", "source/CNAME"] {
        let host = folder.text(name).unwrap_or_default();
        if let Some(host) = host.split_whitespace().next() {
            found.url(
                Some(format!("https://{host}")),
                base,
                &format!("from {name}"),
            );
        }
    }
    if let Ok(package) = folder.data("package.json") {
        let homepage = crate::start::value::text(&package, "homepage");
        // A repository is where the source is kept, not where the blog is read.
        let page =
            homepage.filter(|page| !page.contains("github.com/") && !page.contains("gitlab.com/"));
        found.url(page, None, "from package.json");
    }
}

/// Folders of page templates.
const TEMPLATES: &[&str] = &[
    "src/layouts",
    "src/components",
    "src/pages",
    "src/app",
    "app",
    "pages",
    "_includes",
    "src/_includes",
    "_layouts",
    "layouts",
    "templates",
];

/// The language of the first page template that says `<html lang="…">`, for blogs whose configuration names none.
pub fn language_of_pages(folder: &Folder, found: &mut Detected) {
    let endings = ["astro", "html", "njk", "liquid", "hbs", "tsx", "jsx", "js"];
    for top in TEMPLATES {
        for name in folder
            .files_below(top, &endings)
            .iter()
            .map(|name| format!("{top}/{name}"))
        {
            let text = folder.text(&name).unwrap_or_default();
            let quoted = text.split_once("<html lang=").map_or("", |(_, rest)| rest);
            let tag = quoted.split(['"', '\'']).nth(1).unwrap_or_default();
            // A placeholder of a template, `{{ lang }}`, is not a language tag.
            if quoted.starts_with(['"', '\'']) && crate::config::check::language(tag).is_ok() {
                found.language(Some(tag.to_owned()), &format!("from {name}"));
                return;
            }
        }
    }
}

/// Report of a program that decides on addresses.
fn by_program(found: &mut Detected, file: &str, pattern: &str) {
    found.doubt(
        "init-permalink",
        &format!("`{file}` makes the addresses by program, which is not executed; `{pattern}` is assumed for every post"),
        REMEDY,
    );
}

/// There, files and folders that begin with `_` are not posts.
fn leave_out_underscores(posts: &Posts, who: &str, found: &mut Detected) {
    let hidden = |post: &Post| post.inside.split('/').any(|part| part.starts_with('_'));
    if posts.list.iter().any(hidden) {
        let globs = ["_*", "_*/**", "**/_*", "**/_*/**"].map(String::from);
        let note = format!("{who} leaves out names that begin with `_`");
        found.list("ignore", &globs, &note);
    }
}

/// Report of a blog without a folder of posts.
fn no_posts(found: &mut Detected, looked_at: &str) {
    found.doubt(
        "init-content",
        &format!("no Markdown file with a title was found in {looked_at}"),
        "name the folder of your posts in feedcard.yaml: `content: [posts]`",
    );
}
