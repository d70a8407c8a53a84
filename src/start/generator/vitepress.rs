//! VitePress: `.vitepress/config`, pages where they lie below the source folder.

use super::Generator;
use crate::start::detected::Detected;
use crate::start::folder::Folder;
use crate::start::posts::Posts;

pub const ROW: Generator = Generator {
    name: "VitePress",
    recognise: |folder| {
        let tops = [
            ".vitepress/config",
            "docs/.vitepress/config",
            "src/.vitepress/config",
        ];
        tops.iter().find_map(|stem| folder.script_named(stem))
    },
    read,
};

fn read(folder: &Folder, file: &str, found: &mut Detected) {
    let config = folder.script(file);
    let from = format!("from {file}");
    let base = config.text("base");
    found.text("site.title", config.text("title"), &from);
    found.text("site.description", config.text("description"), &from);
    let host = config.first(&["sitemap.hostname", "hostname"]);
    found.url(host, base.as_deref(), &from);
    super::address_elsewhere(folder, base.as_deref(), found);
    // Without `lang`, VitePress uses `en-US`.
    found.language(config.text("lang").or(Some("en-US".into())), &from);
    found.no_language_prefix("VitePress");
    let top = file.split_once(".vitepress").map_or("", |(top, _)| top);
    let source = config.text("srcDir").unwrap_or_default();
    let source = source.trim_start_matches("./").trim_matches('/');
    let source = format!("{top}{source}");
    let source = source.trim_matches('/');
    let below = |name: &str| format!("{source}/{name}").trim_matches('/').to_owned();
    let contents: Vec<String> = ["posts", "blog", "post", "articles", "blogs", "notes"]
        .iter()
        .map(|name| below(name))
        .chain([if source.is_empty() {
            ".".to_owned()
        } else {
            source.to_owned()
        }])
        .collect();
    let contents: Vec<&str> = contents.iter().map(String::as_str).collect();
    let Some(posts) = Posts::first(folder, &contents) else {
        super::no_posts(found, "the source folder");
        return;
    };
    found.list(
        "content",
        std::slice::from_ref(&posts.content),
        "where the posts are",
    );
    found.generator("vitepress", &["permalink", "url", "path"]);
    let place = posts.content.strip_prefix(source).unwrap_or(&posts.content);
    let place = place.trim_matches(['/', '.']);
    let ending = if config.flag("cleanUrls") == Some(true) {
        ""
    } else {
        ".html"
    };
    let pattern = format!("/{place}/{{path}}{ending}");
    let rewrites = folder
        .text(file)
        .is_some_and(|text| text.contains("rewrites"));
    if rewrites {
        super::by_program(found, file, &pattern.replace("//", "/"));
    }
    found.permalink(&pattern, "as VitePress does");
}
