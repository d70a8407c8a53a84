//! Docusaurus: docusaurus.config; addresses that follow the date of the file name unless a post has its slug.

use super::Generator;
use crate::start::detected::Detected;
use crate::start::folder::Folder;
use crate::start::posts::{Post, Posts, tell};
use crate::start::value;

pub const ROW: Generator = Generator {
    name: "Docusaurus",
    recognise: |folder| folder.script_named("docusaurus.config"),
    read,
};

fn read(folder: &Folder, file: &str, found: &mut Detected) {
    let config = folder.script(file);
    let from = format!("from {file}");
    found.text("site.title", config.text("title"), &from);
    found.text("site.description", config.text("tagline"), &from);
    found.url(config.text("url"), config.text("baseUrl").as_deref(), &from);
    super::address_elsewhere(folder, None, found);
    // `{ defaultLocale }` names a constant; without either, Docusaurus uses English.
    let locale = config.first(&["i18n.defaultLocale", "defaultLocale"]);
    found.language(locale.or(Some("en".into())), &from);
    let content = config.text("blog.path").unwrap_or_else(|| "blog".into());
    let Some(posts) = Posts::first(folder, &[content.trim_start_matches("./")]) else {
        super::no_posts(found, &format!("`{content}`"));
        return;
    };
    found.list(
        "content",
        std::slice::from_ref(&posts.content),
        "where the posts are",
    );
    let base = config
        .text("blog.routeBasePath")
        .unwrap_or_else(|| "/blog".into());
    let slash = if config.flag("trailingSlash") == Some(true) {
        "/"
    } else {
        ""
    };
    found.generator("docusaurus", &[]);
    found.no_language_prefix("Docusaurus");
    super::leave_out_underscores(&posts, "Docusaurus", found);
    if config.flag("trailingSlash") == Some(false) {
        let slashed = |post: &&Post| {
            value::text(&post.head, "slug")
                .is_some_and(|slug| slug.len() > 1 && slug.ends_with('/'))
        };
        let own: Vec<&Post> = posts.list.iter().filter(slashed).collect();
        let does = "drops the last slash of `slug` by `trailingSlash: false`,";
        tell(found, &own, &posts.content, "Docusaurus", does);
    }
    let pattern = format!("/{}/{{slug}}{slash}", base.trim_matches('/'));
    found.permalink(&pattern, "as Docusaurus does");
}
