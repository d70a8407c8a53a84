//! Docusaurus: docusaurus.config; addresses that follow the date of the file name unless a post has its slug.

use super::Generator;
use crate::start::detected::Detected;
use crate::start::folder::Folder;
use crate::start::posts::{Post, Posts, tell};

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
    super::address_elsewhere(folder, found);
    // `{ defaultLocale }` names a constant; without either Docusaurus speaks English.
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
    let pattern = format!("/{}/{}{slash}", base.trim_matches('/'), tail(&posts, found));
    found.permalink(&pattern, "as Docusaurus does");
}

/// `{slug}` where posts name theirs, the date of the file name before it where they do not; the fewer are told of.
fn tail(posts: &Posts, found: &mut Detected) -> &'static str {
    let slugged: Vec<&Post> = posts.list.iter().filter(|post| post.has("slug")).collect();
    let dated = |post: &&Post| !post.has("slug") && post.stem_date().is_some();
    let dated: Vec<&Post> = posts.list.iter().filter(dated).collect();
    let bare = posts
        .list
        .iter()
        .filter(|post| !post.has("slug") && post.stem_date().is_none());
    let bare: Vec<&Post> = bare.collect();
    if slugged.len() >= dated.len() + bare.len() {
        tell(
            found,
            &dated,
            &posts.content,
            "Docusaurus",
            "puts the date into the address of a post without `slug`",
        );
        let deep = |post: &&Post| post.address_path().contains('/');
        let deep: Vec<&Post> = bare.into_iter().filter(deep).collect();
        tell(
            found,
            &deep,
            &posts.content,
            "Docusaurus",
            "puts the folder into the address of a post without `slug`",
        );
        return "{slug}";
    }
    tell(
        found,
        &slugged,
        &posts.content,
        "Docusaurus",
        "leaves the date out of the address of a post with its own `slug`",
    );
    if dated.len() >= bare.len() {
        tell(
            found,
            &bare,
            &posts.content,
            "Docusaurus",
            "leaves the date out of the address of a post whose file name has none",
        );
        "{year}/{month}/{day}/{slug}"
    } else {
        tell(
            found,
            &dated,
            &posts.content,
            "Docusaurus",
            "puts the date of a file name into the address",
        );
        "{path}"
    }
}
