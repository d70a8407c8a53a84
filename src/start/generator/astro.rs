//! Astro: astro.config, the constants of its themes, and the page files that publish a collection.

use super::Generator;
use crate::start::detected::Detected;
use crate::start::folder::Folder;
use crate::start::posts::Posts;
use crate::start::routes;
use crate::start::script::Script;

pub const ROW: Generator = Generator {
    name: "Astro",
    recognise: |folder| folder.script_named("astro.config"),
    read,
};

/// Files in which themes keep what the site is called.
const CONSTANTS: &[&str] = &[
    "src/consts",
    "src/config",
    "src/constants",
    "src/site.config",
    "src/siteConfig",
    "src/data/site",
    "astro-paper.config",
];

fn read(folder: &Folder, file: &str, found: &mut Detected) {
    let config = folder.script(file);
    let from = format!("from {file}");
    found.url(config.text("site"), config.text("base").as_deref(), &from);
    found.language(config.text("i18n.defaultLocale"), &from);
    for name in CONSTANTS
        .iter()
        .filter_map(|stem| folder.script_named(stem))
    {
        constants(
            &folder.script(&name),
            &format!("from {name}"),
            config.text("base").as_deref(),
            found,
        );
    }
    super::address_elsewhere(folder, config.text("base").as_deref(), found);
    let collections = folder
        .script_named("src/content.config")
        .or(folder.script_named("src/content/config"));
    let collections = collections
        .map(|name| folder.script(&name))
        .unwrap_or_default();
    let bases: Vec<String> = ["base", "pattern"]
        .iter()
        .flat_map(|key| collections.all(key))
        .map(|base| {
            base.trim_start_matches("./")
                .split('*')
                .next()
                .unwrap_or_default()
                .trim_matches('/')
                .to_owned()
        })
        .filter(|base| !base.is_empty())
        .collect();
    let mut contents: Vec<&str> = bases.iter().map(String::as_str).collect();
    contents.extend([
        "src/content/blog",
        "src/content/posts",
        "src/content/post",
        "src/data/blog",
        "src/data/posts",
        "src/pages/blog",
        "src/pages/posts",
        "src/content",
        "src/pages",
    ]);
    let Some(posts) = Posts::first(folder, &contents) else {
        super::no_posts(found, "`src/content` and `src/pages`");
        return;
    };
    found.list(
        "content",
        std::slice::from_ref(&posts.content),
        "where the posts are",
    );
    let slash = if config.text("trailingSlash").as_deref() == Some("never")
        || config.text("build.format").as_deref() == Some("file")
    {
        ""
    } else {
        "/"
    };
    if let Some(below) = posts.content.strip_prefix("src/pages") {
        found.permalink(&format!("{below}/{{path}}{slash}"), "as Astro does");
        return;
    }
    found.generator("astro");
    found.no_language_prefix("Astro");
    let tail = "{path}";
    match routes::prefix(folder, "src/pages", &["astro", "ts", "js"], &posts.content) {
        Some(prefix) => found.permalink(&format!("{prefix}/{tail}{slash}"), "from src/pages"),
        None => {
            let name = posts.content.rsplit('/').next().unwrap_or_default();
            let pattern = format!("/{name}/{tail}{slash}");
            super::by_program(found, "src/pages", &pattern);
            found.permalink(&pattern, "assumed");
        }
    }
}

fn constants(script: &Script, from: &str, base: Option<&str>, found: &mut Detected) {
    found.text(
        "site.title",
        script.first(&[
            "SITE_TITLE",
            "SITE.title",
            "SITE.name",
            "SITE_NAME",
            "siteConfig.title",
            "site.title",
            "TITLE",
            "title",
        ]),
        from,
    );
    found.text(
        "site.description",
        script.first(&[
            "SITE_DESCRIPTION",
            "SITE.description",
            "SITE.desc",
            "siteConfig.description",
            "DESCRIPTION",
            "description",
        ]),
        from,
    );
    found.text(
        "site.author.name",
        script.first(&[
            "AUTHOR",
            "SITE.author",
            "siteConfig.author",
            "author.name",
            "author",
        ]),
        from,
    );
    found.url(
        script.first(&[
            "SITE.website",
            "SITE.url",
            "SITE_URL",
            "siteConfig.url",
            "url",
        ]),
        base,
        from,
    );
    found.language(
        script.first(&[
            "SITE.lang",
            "SITE.locale",
            "LOCALE.lang",
            "siteConfig.lang",
            "LANG",
            "lang",
            "locale",
        ]),
        from,
    );
    found.timezone(
        script.first(&["SITE.timezone", "timezone", "timeZone"]),
        from,
    );
}
