//! Gatsby: `siteMetadata` of gatsby-config, the folders of gatsby-source-filesystem, and the addresses in gatsby-node.

use super::Generator;
use crate::start::detected::Detected;
use crate::start::folder::Folder;
use crate::start::posts::Posts;
use crate::start::script::Script;

pub const ROW: Generator = Generator {
    name: "Gatsby",
    recognise: |folder| folder.script_named("gatsby-config"),
    read,
};

fn read(folder: &Folder, file: &str, found: &mut Detected) {
    let config = folder.script(file);
    let from = format!("from {file}");
    let meta = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| config.text(&format!("siteMetadata.{name}")))
    };
    found.text("site.title", meta(&["title", "siteTitle"]), &from);
    found.text(
        "site.description",
        meta(&["description", "siteDescription"]),
        &from,
    );
    found.text("site.author.name", meta(&["author.name", "author"]), &from);
    let language = meta(&["language", "lang", "locale", "siteLanguage"]);
    found.language(language.or_else(|| config.text("options.lang")), &from);
    let prefix = config.text("pathPrefix").filter(|_| {
        let package = folder.text("package.json").unwrap_or_default();
        package.contains("--prefix-paths") || package.contains("PREFIX_PATHS")
    });
    found.url(
        meta(&["siteUrl", "siteURL", "url"]),
        prefix.as_deref(),
        &from,
    );
    super::address_elsewhere(folder, None, found);
    let sources = sources(&config);
    let mut contents: Vec<&str> = sources.iter().map(String::as_str).collect();
    contents.extend([
        "content/blog",
        "content/posts",
        "content",
        "blog",
        "posts",
        "src/posts",
        "src/pages",
    ]);
    let Some(posts) = Posts::first(folder, &contents) else {
        super::no_posts(found, "the folders of gatsby-source-filesystem");
        return;
    };
    found.list(
        "content",
        std::slice::from_ref(&posts.content),
        "where the posts are",
    );
    find_permalink(folder, &config, &posts, found);
}

/// Folders named in the options of gatsby-source-filesystem: `${__dirname}/content/blog`, `./content`.
fn sources(config: &Script) -> Vec<String> {
    let written = config.all("options.path");
    let plain = |path: &&str| {
        let path = path.rsplit('}').next().unwrap_or(path);
        let path = path.trim_start_matches("./").trim_matches('/');
        (!path.is_empty() && !path.contains("..")).then(|| path.to_owned())
    };
    written.iter().filter_map(plain).collect()
}

fn find_permalink(folder: &Folder, config: &Script, posts: &Posts, found: &mut Detected) {
    // If every post names its own address, no pattern is needed.
    let own = |post: &crate::start::posts::Post| {
        ["permalink", "path", "url"].iter().any(|key| post.has(key))
    };
    if posts.list.iter().all(own) {
        return;
    }
    let slash = match config.text("trailingSlash").as_deref() {
        Some("never") => "",
        _ => "/",
    };
    let node = folder.script_named("gatsby-node");
    let text = node
        .as_deref()
        .and_then(|file| folder.text(file))
        .unwrap_or_default();
    let slugged =
        text.contains("frontmatter.slug") && posts.list.iter().any(|post| post.has("slug"));
    let tail = if slugged { "{slug}" } else { "{path}" };
    let pattern = format!("{}/{tail}{slash}", prefix(&text));
    if text.contains("createFilePath") || slugged {
        let file = node.unwrap_or_default();
        found.permalink(&pattern, &format!("from {file}"));
    } else if let Some(file) = node {
        super::by_program(found, &file, &pattern);
        found.permalink(&pattern, "assumed");
    } else {
        // Gatsby's file system routes: `src/pages/blog/{MarkdownRemark.frontmatter__slug}.js`.
        let route = folder.files_below("src/pages", &["js", "jsx", "ts", "tsx"]);
        let route = route
            .iter()
            .find_map(|file| file.split_once("{MarkdownRemark."));
        let Some((before, rest)) = route else {
            super::by_program(found, "gatsby-node", &pattern);
            found.permalink(&pattern, "assumed");
            return;
        };
        let tail = if rest.starts_with("fields") {
            "{path}"
        } else {
            "{slug}"
        };
        found.permalink(&format!("/{before}{tail}{slash}"), "from src/pages");
    }
}

/// Text before the slug in a template of gatsby-node: `/blog${slug}`.
fn prefix(node: &str) -> String {
    let script = Script::read(node);
    let templates = [script.all("path"), script.all("value"), script.all("slug")].concat();
    let before = templates.iter().find_map(|text| {
        let (before, rest) = text.split_once("${")?;
        let slug = rest.to_ascii_lowercase();
        let address = before.is_empty() || before.starts_with('/');
        (address && (slug.contains("slug") || slug.contains("path") || slug.contains("value")))
            .then_some(before)
    });
    before.unwrap_or_default().trim_end_matches('/').to_owned()
}
