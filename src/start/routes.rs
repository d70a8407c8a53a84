//! Page files of Astro and Next -> the address below which they publish posts: `src/pages/blog/[...slug].astro` is `/blog`.

use crate::start::folder::Folder;

/// Folders and parameters of lists, pictures or interfaces, which are not posts.
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

/// Usual folders of a blog's posts in addresses.
const USUAL: &[&str] = &[
    "blog", "posts", "post", "articles", "article", "writing", "notes",
];

/// Most imports that are followed: those of a page file, and their own.
const MOST_IMPORTS: usize = 30;

/// The page file that shows posts.
pub struct Route {
    /// Path before a post's own part of the address: `/blog`, or nothing at all.
    pub prefix: String,
    /// The file.
    pub file: String,
}

/// The page file that shows the posts of `content`, recognised by what it and its imports read; `names` are other names of
/// that collection.
///
/// `None` if no page file does, or several do.
pub fn find(
    folder: &Folder,
    pages: &str,
    endings: &[&str],
    content: &str,
    names: &[&str],
) -> Option<Route> {
    let files = folder.files_below(pages, endings);
    let mut routes: Vec<(Vec<String>, u8, String)> = Vec::new();
    for file in &files {
        let Some(parts) = route(file) else { continue };
        let file = format!("{pages}/{file}");
        let score = score(folder, &file, content, names, &parts);
        match routes.iter_mut().find(|(known, ..)| *known == parts) {
            Some((_, best, shown)) if score > *best => (*best, *shown) = (score, file),
            Some(_) => {}
            None => routes.push((parts, score, file)),
        }
    }
    let best = routes.iter().map(|(_, score, _)| *score).max()?;
    let mut first = routes.iter().filter(|(_, score, _)| *score == best);
    let (parts, _, file) = first.next()?;
    let alone = first.next().is_none();
    (alone && (best > 0 || routes.len() == 1)).then(|| Route {
        prefix: parts.iter().map(|part| format!("/{part}")).collect(),
        file: file.clone(),
    })
}

/// Score of a page file: high if it looks as if it showed the posts of `content`.
fn score(folder: &Folder, file: &str, content: &str, names: &[&str], parts: &[String]) -> u8 {
    let wanted = content.rsplit('/').next().unwrap_or_default();
    let mentions = |text: &str| {
        let quoted = |word: &str| {
            ["'", "\"", "`"].iter().any(|quote| {
                [
                    format!("{quote}{word}{quote}"),
                    format!("{quote}{word}/"),
                    format!("/{word}{quote}"),
                    format!("/{word}/"),
                ]
                .iter()
                .any(|form| text.contains(form))
            })
        };
        quoted(wanted) || (content.contains('/') && text.contains(content))
    };
    let own = folder.text(file).unwrap_or_default();
    let asked = |name: &str| {
        let quotes = ["'", "\""];
        let mut forms = quotes
            .map(|quote| format!("getCollection({quote}{name}{quote}"))
            .into_iter();
        forms.any(|form| own.contains(&form))
    };
    let collection = names.iter().any(|name| asked(name)) || asked(wanted);
    let mut score = 0;
    if collection {
        score += 8;
    } else if mentions(&own)
        || imports(folder, file, &own)
            .iter()
            .any(|text| mentions(text))
    {
        score += 4;
    }
    match parts.last() {
        Some(last) if last == wanted => score + 2,
        Some(last) if USUAL.contains(&last.as_str()) => score + 1,
        _ => score,
    }
}

/// The texts of the blog's own files that `file` imports, and of those that they import.
fn imports(folder: &Folder, file: &str, text: &str) -> Vec<String> {
    let mut known = vec![file.to_owned()];
    let mut open: Vec<(String, String)> = vec![(file.to_owned(), text.to_owned())];
    let mut texts = Vec::new();
    while let Some((file, text)) = open.pop() {
        for path in imported(&text) {
            let Some(found) = resolved(folder, &file, path) else {
                continue;
            };
            if known.len() > MOST_IMPORTS || known.contains(&found) {
                continue;
            }
            let text = folder.text(&found).unwrap_or_default();
            known.push(found.clone());
            texts.push(text.clone());
            open.push((found, text));
        }
    }
    texts
}

/// Texts in quotes behind `from`, `import` and `require(`.
fn imported(text: &str) -> impl Iterator<Item = &str> {
    let marks = ["from ", "import ", "require(", "import("];
    marks.into_iter().flat_map(move |mark| {
        text.match_indices(mark).filter_map(move |(at, _)| {
            let rest = &text[at + mark.len()..];
            let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
            rest[1..].split(quote).next()
        })
    })
}

/// The file of the blog that `path` means in `file`: relative, or below `src` or the root by `@/` and `~/`.
fn resolved(folder: &Folder, file: &str, path: &str) -> Option<String> {
    let above = file.rsplit_once('/').map_or("", |(above, _)| above);
    let bare = path.strip_prefix("@/").or_else(|| path.strip_prefix("~/"));
    let bases = match bare {
        Some(bare) => vec![format!("src/{bare}"), bare.to_owned()],
        None if path.starts_with('.') => vec![joined(above, path)],
        None => vec![path.to_owned(), format!("src/{path}")],
    };
    let ends = [
        "",
        ".ts",
        ".js",
        ".tsx",
        ".jsx",
        ".mjs",
        "/index.ts",
        "/index.js",
    ];
    bases
        .iter()
        .flat_map(|base| ends.iter().map(move |end| format!("{base}{end}")))
        .find(|name| !name.is_empty() && folder.has(name))
}

/// `../lib/posts` as seen from `pages/blog`.
fn joined(above: &str, path: &str) -> String {
    let mut parts: Vec<&str> = above.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The fixed folders above the one parameter of a page file; `None` if it is not the page of a post.
fn route(file: &str) -> Option<Vec<String>> {
    let (path, _) = file.rsplit_once('.')?;
    let mut parts: Vec<&str> = path.split('/').collect();
    // `[slug]/page.tsx`, `[slug]/index.astro`; `index.png.ts` produces a picture.
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
    fn the_page_that_reads_the_posts_is_their_route() {
        let blog = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("pages/[id].js", "import { pages } from '../lib/pages'\n"),
            ("pages/users/[id].js", ""),
            ("pages/log/[id].js", "import { all } from '../../lib/all'\n"),
            (
                "lib/all.js",
                "export const all = () => fs.readdirSync(path.join(process.cwd(), '_posts'))\n",
            ),
            ("lib/pages.js", "export const pages = []\n"),
        ] {
            let path = blog.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let folder = Folder::new(blog.path());
        let found = |content| {
            let route = find(&folder, "pages", &["js"], content, &[]);
            route.map(|route| route.prefix)
        };
        assert_eq!(found("_posts").as_deref(), Some("/log"));
        assert_eq!(found("articles"), None);
    }

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
