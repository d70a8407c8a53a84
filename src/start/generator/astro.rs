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

/// Files in which themes keep the site's name.
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
    let config_text = collections.and_then(|name| folder.text(&name));
    let config_text = config_text.unwrap_or_default();
    let collections = Script::read(&config_text);
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
        "src/posts",
        "src/blog",
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
    let slash = match (
        config.text("build.format").as_deref(),
        config.text("trailingSlash").as_deref(),
    ) {
        (Some("file"), _) => ".html",
        (_, Some("never")) => "",
        _ => "/",
    };
    if let Some(below) = posts.content.strip_prefix("src/pages") {
        found.permalink(&format!("{below}/{{path}}{slash}"), "as Astro does");
        return;
    }
    found.generator("astro", &["permalink", "url", "path"]);
    found.no_language_prefix("Astro");
    let names = collection_names(&config_text, &posts.content);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match routes::find(
        folder,
        "src/pages",
        &["astro", "ts", "js"],
        &posts.content,
        &names,
    ) {
        Some(route) => {
            let pattern = format!("{}/{{path}}{slash}", route.prefix);
            if !by_id(&folder.text(&route.file).unwrap_or_default()) {
                super::by_program(found, &route.file, &pattern);
            }
            found.permalink(&pattern, "from src/pages");
        }
        None => {
            let name = posts.content.rsplit('/').next().unwrap_or_default();
            let pattern = format!("/{name}/{{path}}{slash}");
            super::by_program(found, "src/pages", &pattern);
            found.permalink(&pattern, "assumed");
        }
    }
}

/// The names by which pages ask for the collection of `content`: `const blog = defineCollection(…)`, `{ posts: blog }`.
fn collection_names(text: &str, content: &str) -> Vec<String> {
    let Some(before) = text.find(content).map(|at| &text[..at]) else {
        return Vec::new();
    };
    let declared = before
        .rfind("const ")
        .map(|at| before[at + 6..].split(|c: char| !c.is_alphanumeric() && c != '_'));
    let Some(name) = declared.and_then(|mut words| words.next()) else {
        return Vec::new();
    };
    let mut names = vec![name.to_owned()];
    let renamed = text.split_once("collections").map_or("", |(_, rest)| rest);
    for entry in renamed.split(['{', '}', ',']) {
        if let Some((key, value)) = entry.split_once(':')
            && value.trim() == name
        {
            names.push(key.trim().trim_matches(['\'', '"']).to_owned());
        }
    }
    names
}

/// True if a page file builds a post's address from its id or slug, or shows no other way.
fn by_id(page: &str) -> bool {
    let given = page.split_once("params:").map(|(_, rest)| rest);
    let given = given.and_then(|rest| rest.split('}').next());
    given.is_none_or(|given| {
        let value = given.split(':').nth(1).map(str::trim);
        value.is_none_or(|value| {
            let plain = value.trim_end_matches(',').trim();
            plain.ends_with(".id") || (plain.ends_with(".slug") && !plain.contains("data."))
        })
    })
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
