//! Next: it has no configuration file with a blog's name; common files that hold one, and the page files that publish posts.

use super::Generator;
use crate::start::detected::Detected;
use crate::start::folder::Folder;
use crate::start::posts::Posts;
use crate::start::routes;

pub const ROW: Generator = Generator {
    name: "Next",
    recognise: |folder| {
        let config = folder.script_named("next.config");
        config.or_else(|| folder.depends_on("next").then(|| "package.json".to_owned()))
    },
    read,
};

/// Files in which starters keep the site's name.
const NAMES: &[&str] = &[
    "data/siteMetadata",
    "siteMetadata",
    "site.config",
    "config/site",
    "lib/constants",
    "src/lib/constants",
    "lib/config",
    "src/config",
    "config",
    "blog.config",
    "next-seo.config",
    "app/layout",
    "src/app/layout",
];

fn read(folder: &Folder, file: &str, found: &mut Detected) {
    let config = folder.script(file);
    let base = config.text("basePath");
    let from = format!("from {file}");
    found.language(config.text("i18n.defaultLocale"), &from);
    let stems = NAMES.iter().flat_map(|stem| {
        [
            folder.script_named(stem),
            folder.first([format!("{stem}.tsx").as_str(), &format!("{stem}.jsx")]),
        ]
    });
    for name in stems.flatten() {
        names(folder, &name, base.as_deref(), found);
    }
    super::address_elsewhere(folder, base.as_deref(), found);
    let contents = [
        "posts",
        "_posts",
        "content/posts",
        "content/blog",
        "data/blog",
        "data/posts",
        "src/posts",
        "src/content/posts",
        "src/content/blog",
        "src/content",
        "content",
        "blog",
        "pages/posts",
        "pages/blog",
        "src/pages/posts",
        "src/pages/blog",
        "app/blog",
        "src/app/blog",
    ];
    let Some(posts) = Posts::first(folder, &contents) else {
        super::no_posts(found, "`posts`, `content` and `data`");
        return;
    };
    found.list(
        "content",
        std::slice::from_ref(&posts.content),
        "where the posts are",
    );
    let slash = if config.flag("trailingSlash") == Some(true) {
        "/"
    } else {
        ""
    };
    let own = ["src/pages", "pages", "src/app", "app"]
        .iter()
        .find_map(|pages| posts.content.strip_prefix(pages));
    if let Some(below) = own {
        found.permalink(&format!("{below}/{{path}}{slash}"), "as Next does");
        return;
    }
    let tail = posts.tail("Next", found);
    let endings = ["js", "jsx", "ts", "tsx"];
    let routes = ["app", "src/app", "pages", "src/pages"]
        .iter()
        .find_map(|pages| {
            let route = routes::find(folder, pages, &endings, &posts.content, &[])?;
            Some((route.file, route.prefix))
        });
    match routes {
        Some((pages, prefix)) => {
            found.permalink(&format!("{prefix}/{tail}{slash}"), &format!("from {pages}"))
        }
        None => {
            let pattern = format!("/posts/{tail}{slash}");
            super::by_program(found, "pages", &pattern);
            found.permalink(&pattern, "assumed");
        }
    }
}

fn names(folder: &Folder, name: &str, base: Option<&str>, found: &mut Detected) {
    let script = folder.script(name);
    let from = format!("from {name}");
    found.text(
        "site.title",
        script.first(&[
            "metadata.title.default",
            "metadata.title",
            "SITE_TITLE",
            "SITE_NAME",
            "siteMetadata.title",
            "title",
            "name",
        ]),
        &from,
    );
    found.text(
        "site.description",
        script.first(&["metadata.description", "SITE_DESCRIPTION", "description"]),
        &from,
    );
    found.text(
        "site.author.name",
        script.first(&["author.name", "AUTHOR", "author"]),
        &from,
    );
    found.url(
        script.first(&[
            "metadata.metadataBase",
            "siteUrl",
            "SITE_URL",
            "siteURL",
            "BASE_URL",
            "url",
            "domain",
        ]),
        base,
        &from,
    );
    found.language(
        script.first(&["language", "locale", "lang", "LOCALE"]),
        &from,
    );
    found.timezone(script.first(&["timezone", "timeZone"]), &from);
}
