//! Page files of Astro and Next -> the address below which they publish posts: `src/pages/blog/[...slug].astro` is `/blog`.

use crate::start::folder::Folder;

/// Folders and parameters that are lists of posts, pictures or interfaces, not posts.
const OTHERS: &[&str] = &[
    "tag",
    "tags",
    "topic",
    "category",
    "categories",
    "author",
    "authors",
    "page",
    "series",
    "archive",
    "archives",
    "api",
    "og",
    "og-image",
    "rss",
    "feed",
    "year",
    "month",
    "search",
    "docs",
    "projects",
    "project",
    "users",
    "user",
];

/// Folders that a blog's posts are usually published below.
const USUAL: &[&str] = &[
    "blog", "posts", "post", "articles", "article", "writing", "notes",
];

/// The prefix, such as `/blog` or nothing at all, below which the posts of `content` are published.
pub fn prefix(folder: &Folder, pages: &str, endings: &[&str], content: &str) -> Option<String> {
    let files = folder.files_below(pages, endings);
    let mut routes: Vec<Vec<String>> = files.iter().filter_map(|file| route(file)).collect();
    routes.sort();
    routes.dedup();
    let wanted = content.rsplit('/').next().unwrap_or_default();
    let last = |route: &&Vec<String>, name: &str| route.last().is_some_and(|last| last == name);
    let best = routes
        .iter()
        .find(|route| last(route, wanted))
        .or_else(|| {
            routes
                .iter()
                .find(|route| USUAL.iter().any(|name| last(route, name)))
        })
        .or_else(|| routes.first().filter(|_| routes.len() == 1))?;
    Some(best.iter().map(|part| format!("/{part}")).collect())
}

/// The fixed folders above the one parameter of a page file; `None` where it is no page of a post.
fn route(file: &str) -> Option<Vec<String>> {
    let (path, _) = file.rsplit_once('.')?;
    let mut parts: Vec<&str> = path.split('/').collect();
    // `[slug]/page.tsx`, `[slug]/index.astro`; `index.png.ts` makes a picture.
    if matches!(parts.last(), Some(&("index" | "page"))) {
        parts.pop();
    }
    let parameter = parts.pop()?.strip_prefix('[')?;
    let parameter = parameter.trim_start_matches('[').trim_start_matches("...");
    let parameter = parameter
        .split_once(']')
        .filter(|(_, rest)| rest.trim_matches(']').is_empty())?
        .0;
    // Next groups folders in round brackets; a language stands above the rest.
    let fixed: Vec<String> = parts
        .into_iter()
        .filter(|part| !(part.starts_with('(') && part.ends_with(')')))
        .filter(|part| !matches!(*part, "[lang]" | "[locale]" | "[...lang]" | "[...locale]"))
        .map(String::from)
        .collect();
    let other = |word: &str| OTHERS.contains(&word) || matches!(word, "lang" | "locale");
    let refused = other(parameter)
        || fixed
            .iter()
            .any(|part| part.starts_with('[') || other(part));
    (!refused).then_some(fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_file_says_where_posts_are_published() {
        let shown = |file| route(file).map(|parts| parts.join("/"));
        assert_eq!(shown("blog/[...slug].astro").as_deref(), Some("blog"));
        assert_eq!(shown("posts/[slug]/index.astro").as_deref(), Some("posts"));
        assert_eq!(
            shown("(site)/[lang]/blog/[[...id]]/page.tsx").as_deref(),
            Some("blog")
        );
        assert_eq!(shown("[slug].js").as_deref(), Some(""));
        for other in [
            "tags/[tag].astro",
            "blog/[page].astro",
            "posts/[...slug]/index.png.ts",
            "about.astro",
            "[lang]/index.astro",
            "blog/page/[slug].js",
        ] {
            assert_eq!(shown(other), None, "{other}");
        }
    }
}
